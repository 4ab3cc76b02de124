"""What was asked: the questions of a survey as analysts see them, across its frozen versions."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Literal

from django.conf import settings

from surveys.authoring.changes import MEANING, NEW, what_changed
from surveys.authoring.piping import without_markers
from surveys.models import SurveyPage, SurveyVersion, VersionText
from surveys.questions.choice import OTHER, other_of

Kind = Literal["single", "multiple", "number", "ranking"]
COMMENT_TYPES = ("text", "longtext")
CONSENT = "QUOTE"
"""The code of the question that asks whether somebody's words may be shown."""
WIDE_SCALE = 7
"""A scale with more steps than this is tabulated in three bands: single steps would be too small to show."""


@dataclass(frozen=True)
class Choice:
    """One row of a question's table: its code and wording, and the stored codes it stands for."""

    code: str
    label: str
    codes: tuple[str, ...]
    missing: bool = False
    why: str = ""
    """Why an answer counts as missing: ``dont_know``, ``not_apply`` or ``refused``."""
    together: str = ""
    """Choices that are hidden together share this: parts of one authority."""


@dataclass(frozen=True)
class Asked:
    """One question to tabulate: a single choice, a multiple choice, a number or an order.

    A grid gives one question for each of its statements, with the code ``GRID.ROW``. ``versions`` are the frozen
    versions in which it meant the same; answers to it in others are left out of its tables. A typed number is put into
    bands: ``starts`` says where each begins, and its code. ``dropped`` are codes that count as no answer at all.
    """

    code: str
    label: str
    kind: Kind
    choices: tuple[Choice, ...]
    versions: frozenset[int]
    every_version: bool
    starts: tuple[tuple[float, str], ...] = ()
    dropped: frozenset[str] = frozenset()
    places: int = 0
    """How many answers of a ranking are put in order."""
    is_public: bool = True
    """Whether its figures may leave the workbench. Parts of an authority may not: beside the figures of the authority
    one part would tell the others. Nor may consent to be quoted, which says nothing about the place people live in."""

    @property
    def is_coarse(self) -> bool:
        """Whether files hold the row of an answer and not the answer: a typed number or a month could tell somebody."""
        return bool(self.starts) or (
            self.kind == "single" and any(len(one.codes) > 1 for one in self.choices)
        )

    @property
    def tells_steps(self) -> bool:
        """Whether the people behind a rule on it can be counted from its rows: not where a row holds many answers."""
        return not self.starts and self.kind != "ranking"

    def without_missing(self) -> Asked:
        """The question without the answers that say nothing ("don't know", "prefer not to say")."""
        gone = frozenset(code for choice in self.choices if choice.missing for code in choice.codes)
        kept = tuple(choice for choice in self.choices if not choice.missing)
        return replace(self, choices=kept, dropped=gone) if gone else self

    def choice_of(self) -> Callable[[str], str | None]:
        """What turns a stored answer, as text, into the code of its row; None for one that counts as missing."""
        of = {code: choice.code for choice in self.choices for code in choice.codes}
        dropped, is_order = self.dropped, self.kind == "ranking"
        edges = [start for start, _ in self.starts]

        def found(text: str) -> str | None:
            code = json.loads(text)[0] if is_order else text
            if edges:
                code = self.starts[max(0, bisect_right(edges, float(text)) - 1)][1]
            return None if code in dropped else of.get(code, code)

        return found

    @property
    def multiple(self) -> bool:
        """Whether people could tick several answers."""
        return self.kind == "multiple"

    def merged(self, together: Sequence[Sequence[str]]) -> Asked:
        """The question with some of its choices shown as one, each merge in the place of its first part.

        Raises ValueError for a code the question does not have or that is named twice, and for several answers (people
        may have ticked both).
        """
        if not together:
            return self
        if self.multiple:
            raise ValueError(
                f"{self.code}: people may have ticked several answers, so they cannot be shown as one."
            )
        of = {choice.code: choice for choice in self.choices}
        parts = [code for codes in together for code in codes]
        wrong = [code for code in parts if code not in of or parts.count(code) > 1]
        if wrong:
            raise ValueError(f"{self.code}: {wrong[0]} is not one of its answers, or is merged twice.")
        first = {codes[0]: codes for codes in together if codes}
        choices = []
        for choice in self.choices:
            if choice.code in first:
                joined = [of[code] for code in first[choice.code]]
                choices.append(
                    Choice(
                        "+".join(part.code for part in joined),
                        " or ".join(part.label for part in joined),
                        tuple(code for part in joined for code in part.codes),
                        all(part.missing for part in joined),
                    )
                )
            elif choice.code not in parts:
                choices.append(choice)
        return replace(self, choices=tuple(choices))


@dataclass(frozen=True)
class OpenQuestion:
    """A question answered in people's own words."""

    code: str
    label: str


@dataclass(frozen=True)
class Questionnaire:
    """Everything a survey asks, with the newest wording in the source language."""

    survey_id: int
    number: int
    digest: str
    questions: tuple[Asked, ...]
    open_questions: tuple[OpenQuestion, ...]
    demographics: tuple[str, ...]

    def question(self, code: str) -> Asked | None:
        """The question with this code, or None."""
        return next((asked for asked in self.questions if asked.code == code), None)


def questionnaire(survey: SurveyPage) -> Questionnaire | None:
    """What a survey asks; None before it was first published. Two queries."""
    versions = list(SurveyVersion.objects.filter(survey=survey).order_by("-number"))
    if not versions:
        return None
    texts: dict[int, Mapping[str, str]] = {
        text.version_id: text.texts
        for text in VersionText.objects.filter(
            version__survey=survey, language=settings.LANGUAGE_CODE
        ).order_by("id")
    }
    newest = versions[0]
    wording = texts.get(newest.pk, {})
    same = same_meaning(versions, texts)
    everything = frozenset(version.pk for version in versions)
    questions: list[Asked] = []
    open_questions: list[OpenQuestion] = []
    demographics: list[str] = []
    for question in questions_of(newest.definition):
        code, kind = question["code"], question["type"]
        label = without_markers(wording.get(f"q:{code}", code))
        alike = same.get(code, frozenset({newest.pk}))
        if question.get("demographic"):
            demographics.append(question["demographic"])
        if other_of(question):
            told = wording.get(f"q:{code}.o:{other_of(question)}", "")
            open_questions.append(OpenQuestion(code + OTHER, f"{label} {told}".strip()))
        if kind in COMMENT_TYPES:
            open_questions.append(OpenQuestion(code, label))
        elif kind not in ("demographic", "consent"):
            earlier = [
                (version.definition, texts.get(version.pk, {}))
                for version in versions[1:]
                if version.pk in alike
            ]
            questions += tabulated(question, label, wording, earlier, alike, alike == everything)
    return Questionnaire(
        survey_id=survey.pk,
        number=newest.number,
        digest=newest.digest,
        questions=tuple(questions),
        open_questions=tuple(open_questions),
        demographics=tuple(dict.fromkeys(demographics)),
    )


def questions_of(definition: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The questions of a version in the order of the form."""
    for section in definition["sections"]:
        yield from section["questions"]


def same_meaning(
    versions: list[SurveyVersion], texts: Mapping[int, Mapping[str, str]]
) -> dict[str, frozenset[int]]:
    """For each question of the newest version, the versions in which it means what it means now."""
    alive = {question["code"] for question in questions_of(versions[0].definition)}
    same: dict[str, set[int]] = {code: {versions[0].pk} for code in alive}
    for newer, older in pairwise(versions):
        alive -= _changed_meaning(newer, older, texts)
        alive &= {question["code"] for question in questions_of(older.definition)}
        for code in alive:
            same[code].add(older.pk)
    return {code: frozenset(found) for code, found in same.items()}


def _changed_meaning(
    newer: SurveyVersion, older: SurveyVersion, texts: Mapping[int, Mapping[str, str]]
) -> set[str]:
    """The questions of a version that cannot be added up with the version before it."""
    if newer.crosswalk:
        return {
            line["code"]
            for line in newer.crosswalk
            if line["kind"] in (MEANING, NEW) or line["code"] != line["was"]
        }
    if newer.kind != SurveyVersion.Kind.MEANING:
        return set()
    before, after = texts.get(older.pk, {}), texts.get(newer.pk, {})
    return set(what_changed(older.definition, before, newer.definition, after))


def tabulated(
    question: Mapping[str, Any],
    label: str,
    wording: Mapping[str, str],
    earlier: list[tuple[Mapping[str, Any], Mapping[str, str]]],
    versions: frozenset[int],
    every_version: bool,
) -> list[Asked]:
    """A question as it is tabulated; a grid gives one for each statement. ``earlier`` versions add their answers."""
    from surveys.reports import kinds

    code = question["code"]
    match question["type"]:
        case "consent":
            return []
        case "number":
            return [kinds.typed_number(question, label, versions, every_version)]
        case "month":
            return [kinds.month(question, label, versions, every_version)]
        case "area":
            return [kinds.area(question, label, wording, versions, every_version)]
    if question["type"] == "scale":
        steps = _steps(int(question["min"]), int(question["max"]))
        return [Asked(code, label, "number", steps, versions, every_version)]
    choices = [_choice(code, option, wording) for option in question["options"]]
    known = {choice.code for choice in choices}
    for definition, old_wording in earlier:
        twin = next((old for old in questions_of(definition) if old["code"] == code), None)
        for option in (twin or {}).get("options", ()):
            if option["code"] not in known:
                known.add(option["code"])
                choices.append(_choice(code, option, old_wording))
    if question["type"] == "grid":
        return [
            Asked(
                f"{code}.{row['code']}",
                _statement(label, wording.get(f"q:{code}.r:" + row["code"], row["code"])),
                "single",
                tuple(choices),
                versions,
                every_version,
            )
            for row in question["rows"]
        ]
    if question["type"] == "ranking":
        return [kinds.ranking(tuple(choices), question, label, versions, every_version)]
    kind: Kind = "multiple" if question["type"] == "checkbox" else "single"
    return [Asked(code, label, kind, tuple(choices), versions, every_version, is_public=code != CONSENT)]


def _statement(label: str, row: str) -> str:
    """A statement of a grid together with the question it stands under."""
    return f"{label} {row}" if label.endswith(("?", ".", ":", "…")) else f"{label}: {row}"


def _choice(code: str, option: Mapping[str, Any], wording: Mapping[str, str]) -> Choice:
    label = wording.get(f"q:{code}.o:{option['code']}", option["code"])
    is_missing = bool(option.get("missing"))
    why = option.get("why", "refused") if is_missing else ""
    return Choice(option["code"], label, (option["code"],), is_missing, why)


def _steps(lowest: int, highest: int) -> tuple[Choice, ...]:
    """Every step of a short scale; three bands of a long one, the middle one shortest."""
    steps = range(lowest, highest + 1)
    if len(steps) <= WIDE_SCALE:
        return tuple(Choice(str(step), str(step), (str(step),)) for step in steps)
    third = -(-len(steps) // 3)
    bands = (steps[:third], steps[third:-third], steps[-third:])
    return tuple(
        Choice(f"{band[0]}-{band[-1]}", f"{band[0]} to {band[-1]}", tuple(str(step) for step in band))
        for band in bands
    )
