"""What the labels of official tables mean: ages, standard categories, totals and subtotals."""

from __future__ import annotations

import re

from surveys.analysis.demographics import AUTHORITIES, STANDARD

OLDEST = 130
"""One more than the last age of "and over"."""

TOTAL = "total"
"""The meaning of a label that stands for everybody."""
NOBODY = "does not apply"
"""The meaning of the ONS's empty category."""
NOT_ANSWERED = "not answered"

Range = tuple[int, int]
"""First age, and the age after the last."""

_VARIABLES = {
    "age": "age_band",
    "sex": "sex",
    "gender": "sex",
    "ethnic group": "ethnic_group",
    "religion": "religion",
    "disability": "disability",
}
_TOTALS = re.compile(
    r"(total(:.*)?|all (usual residents|persons|people|ages|categories.*)|persons|all|england and wales total)"
)
_PLURALS = {"females": "female", "males": "male"}


def plain(label: str) -> str:
    """A label for comparing: lower case, single spaces, one kind of dash and quote."""
    text = label.replace("–", "-").replace("’", "'").casefold()
    return re.sub(r"\s*:\s*", ": ", " ".join(text.split()))


def variable_of(title: str) -> str | None:
    """The standard demographic a column of an official table is about; None for any other."""
    text = re.sub(r"\(.*?\)", "", title).strip()
    text = re.sub(r"[_-]+", " ", plain(text))
    text = re.sub(r"^(c2021|c) ", "", text)
    text = re.sub(r" (tb|\d+[a-z]?)$", "", re.sub(r" \d+[a-z]?$", "", text)).strip()
    if text in ("single year of age", "resident age", "age b", "age a") or text.startswith("age"):
        return "age_band"
    if text.startswith("eth"):
        return "ethnic_group"
    return _VARIABLES.get(text)


def is_total(label: str) -> bool:
    """Whether a label stands for everybody."""
    return _TOTALS.fullmatch(plain(label)) is not None


def ages_of(label: str) -> Range | None:
    """The ages a label covers; None where it is no age."""
    text = re.sub(r"^(aged?|ages)\s+", "", plain(label)).removesuffix(" old")
    text = re.sub(r"\s*years?(\s+of age)?\b", "", text).strip()
    if re.fullmatch(r"(under|less than) 1|<\s*1", text):
        return 0, 1
    if found := re.fullmatch(r"(?:under|below) (\d+)", text):
        return 0, int(found[1])
    if found := re.fullmatch(r"(\d+) and under", text):
        return 0, int(found[1]) + 1
    if found := re.fullmatch(r"(\d+)\s*(?:\+|and over|or over|and older)", text):
        return int(found[1]), OLDEST
    if found := re.fullmatch(r"(\d+)\s*(?:to|-)\s*(\d+)", text):
        return int(found[1]), int(found[2]) + 1
    if found := re.fullmatch(r"(\d+)", text):
        return int(found[1]), int(found[1]) + 1
    return None


def code_of(variable: str, label: str) -> str | None:
    """The stored code of a category, or the shown band of a broad ethnic group; None for a label that is unknown.

    ``TOTAL``, ``NOBODY`` and ``NOT_ANSWERED`` are what the label says instead of a category.
    """
    text = plain(label)
    if text == "does not apply":
        return NOBODY
    if text == "not answered":
        return NOT_ANSWERED
    if is_total(label):
        return TOTAL
    for category in STANDARD[variable].categories:
        if category.census is not None and plain(category.census) == text:
            return category.code
    if variable == "sex":
        return _PLURALS.get(text)
    return None


def broad_group(label: str) -> str | None:
    """The shown band of a broad ethnic group, "Asian, Asian British or Asian Welsh" and the like."""
    for category in STANDARD["ethnic_group"].categories:
        if category.census is not None and plain(category.census.split(":")[0]) == plain(label):
            return category.shown
    return None


def authority_of(area: str) -> str | None:
    """The code of one of the seven authorities, by its name."""
    wanted = plain(area)
    return next((code for code, name in AUTHORITIES.items() if plain(name) == wanted), None)
