"""The standard demographic questions, their codes, and the Census categories they stand for.

One table serves the survey editor (wording and options), the stored answers (codes), the weighting (Census
categories) and publication (shown bands). Wording follows the ONS harmonised standards; Census labels are the
official 2021 labels. Codes are stored for years: labels may be reworded, codes may not.
"""

from __future__ import annotations

from dataclasses import dataclass

PREFER_NOT_TO_SAY = "prefer_not"
"""The one code of an answer that declines. Statistics treat it as missing, tables show it as a row."""


@dataclass(frozen=True)
class Category:
    """One answer: stored code, wording on the form, Census label, and the band it is shown in.

    ``census`` is None for an answer the Census has no category for; ``shown`` is the published band's label.
    """

    code: str
    label: str
    census: str | None
    shown: str


@dataclass(frozen=True)
class Demographic:
    """A standard demographic question."""

    name: str
    question: str
    source: str
    categories: tuple[Category, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The substantive codes, in the order shown, without "prefer not to say"."""
        return tuple(category.code for category in self.categories)

    @property
    def shown(self) -> tuple[str, ...]:
        """The published bands in order, each once."""
        return tuple(dict.fromkeys(category.shown for category in self.categories))

    def band_of(self, code: str) -> str | None:
        """The published band of a stored code, or None for a code this question does not have."""
        return next((category.shown for category in self.categories if category.code == code), None)


def _age(code: str, shown: str) -> Category:
    label = f"{code[:-1]} or over" if code.endswith("+") else code.replace("-", " to ")
    return Category(code, label, f"Aged {label} years", shown)


_ASIAN = "Asian, Asian British or Asian Welsh"
_BLACK = "Black, Black British, Black Welsh, Caribbean or African"
_MIXED = "Mixed or Multiple ethnic groups"
_WHITE = "White"
_OTHER = "Other ethnic group"
_SHOWN_GROUP = {_ASIAN: "Asian", _BLACK: "Black", _MIXED: "Mixed", _WHITE: "White", _OTHER: "Other"}


def _ethnic(code: str, label: str, group: str, detail: str) -> Category:
    return Category(code, label, f"{group}: {detail}", _SHOWN_GROUP[group])


AUTHORITIES = {
    "E08000025": "Birmingham",
    "E08000026": "Coventry",
    "E08000027": "Dudley",
    "E08000028": "Sandwell",
    "E08000029": "Solihull",
    "E08000030": "Walsall",
    "E08000031": "Wolverhampton",
}

STANDARD: dict[str, Demographic] = {
    demographic.name: demographic
    for demographic in (
        Demographic(
            "authority",
            "Where do you live?",
            "ONS Census 2021, lower tier local authorities",
            (
                *(Category(code, name, name, name) for code, name in AUTHORITIES.items()),
                Category("elsewhere", "Somewhere else", None, "Somewhere else"),
            ),
        ),
        Demographic(
            "age_band",
            "How old are you?",
            "ONS Census 2021, TS009 Sex by single year of age",
            (
                _age("13-15", "13 to 17"),
                _age("16-17", "13 to 17"),
                _age("18-24", "18 to 24"),
                _age("25-34", "25 to 34"),
                _age("35-49", "35 to 49"),
                _age("50-64", "50 or over"),
                _age("65-74", "50 or over"),
                _age("75+", "50 or over"),
            ),
        ),
        Demographic(
            "sex",
            "What is your sex?",
            "ONS Census 2021, TS009 Sex by single year of age",
            (
                Category("female", "Female", "Female", "Female"),
                Category("male", "Male", "Male", "Male"),
                Category("another", "I use another word", None, "Another answer"),
            ),
        ),
        Demographic(
            "ethnic_group",
            "What is your ethnic group?",
            "ONS Census 2021, TS021 Ethnic group",
            (
                _ethnic("asian_bangladeshi", "Asian: Bangladeshi", _ASIAN, "Bangladeshi"),
                _ethnic("asian_chinese", "Asian: Chinese", _ASIAN, "Chinese"),
                _ethnic("asian_indian", "Asian: Indian", _ASIAN, "Indian"),
                _ethnic("asian_pakistani", "Asian: Pakistani", _ASIAN, "Pakistani"),
                _ethnic("asian_other", "Asian: any other", _ASIAN, "Other Asian"),
                _ethnic("black_african", "Black: African", _BLACK, "African"),
                _ethnic("black_caribbean", "Black: Caribbean", _BLACK, "Caribbean"),
                _ethnic("black_other", "Black: any other", _BLACK, "Other Black"),
                _ethnic("mixed_white_asian", "Mixed: White and Asian", _MIXED, "White and Asian"),
                _ethnic(
                    "mixed_white_black_african",
                    "Mixed: White and Black African",
                    _MIXED,
                    "White and Black African",
                ),
                _ethnic(
                    "mixed_white_black_caribbean",
                    "Mixed: White and Black Caribbean",
                    _MIXED,
                    "White and Black Caribbean",
                ),
                _ethnic("mixed_other", "Mixed: any other", _MIXED, "Other Mixed or Multiple ethnic groups"),
                _ethnic(
                    "white_british",
                    "White: British (English, Welsh, Scottish, Northern Irish)",
                    _WHITE,
                    "English, Welsh, Scottish, Northern Irish or British",
                ),
                _ethnic("white_irish", "White: Irish", _WHITE, "Irish"),
                _ethnic("white_gypsy", "White: Gypsy or Irish Traveller", _WHITE, "Gypsy or Irish Traveller"),
                _ethnic("white_roma", "White: Roma", _WHITE, "Roma"),
                _ethnic("white_other", "White: any other", _WHITE, "Other White"),
                _ethnic("other_arab", "Arab", _OTHER, "Arab"),
                _ethnic("other_any", "Any other ethnic group", _OTHER, "Any other ethnic group"),
            ),
        ),
        Demographic(
            "religion",
            "What is your religion, if any?",
            "ONS Census 2021, TS030 Religion",
            (
                Category("no_religion", "No religion", "No religion", "No religion"),
                Category("christian", "Christian", "Christian", "Christian"),
                Category("buddhist", "Buddhist", "Buddhist", "Another religion"),
                Category("hindu", "Hindu", "Hindu", "Hindu"),
                Category("jewish", "Jewish", "Jewish", "Another religion"),
                Category("muslim", "Muslim", "Muslim", "Muslim"),
                Category("sikh", "Sikh", "Sikh", "Sikh"),
                Category("other_religion", "Another religion", "Other religion", "Another religion"),
            ),
        ),
        Demographic(
            "disability",
            "Do you have a health condition or disability that limits what you can do?",
            "ONS Census 2021, TS038 Disability",
            (
                Category("disabled", "Yes", "Disabled under the Equality Act", "Disabled"),
                Category("not_disabled", "No", "Not disabled under the Equality Act", "Not disabled"),
            ),
        ),
        Demographic(
            "main_language",
            "What is your main language?",
            "ONS Census 2021, TS029 Proficiency in English",
            (
                Category(
                    "english", "English", "Main language is English (English or Welsh in Wales)", "English"
                ),
                Category(
                    "not_english",
                    "Another language",
                    "Main language is not English (English or Welsh in Wales)",
                    "Another language",
                ),
            ),
        ),
    )
}
