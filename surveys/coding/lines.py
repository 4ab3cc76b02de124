"""What people coded, as lines of a file: by which coder, by which codebook, drawn with which chance."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from surveys.codebooks.selectors import active_codebook, codebook_called
from surveys.models import CodingSample, HumanCoding, SurveyPage
from surveys.reports.lines import Lines

HEADINGS = (
    "comment",
    "question",
    "purpose",
    "probability",
    "role",
    "together",
    "coder",
    "judgement",
    "themes",
    "stances",
    "codebook",
    "machine",
)


def coding_lines(survey: SurveyPage, *, with_text: bool = False) -> Lines:
    """One line a decision, those of a comment together, comments in random order; ``n`` comments.

    Comments and coders are numbered anew by chance in every file. The probability is empty for what was coded to teach,
    and for what measured before the share was made smaller.
    """
    chance = dict(
        CodingSample.objects.filter(comment__response__survey=survey).values_list("pk", "probability")
    )
    codings = list(
        HumanCoding.objects.filter(comment__response__survey=survey)
        .select_related("comment")
        .order_by("role")
    )
    comments = _numbered(coding.comment_id for coding in codings)
    coders = _numbered(coding.coder for coding in codings)
    found = [
        (
            comments[coding.comment_id],
            coding.comment.question,
            coding.purpose,
            chance.get(coding.comment_id),
            coding.role,
            "yes" if coding.together else "",
            coders[coding.coder],
            coding.judgement,
            ";".join(coding.themes),
            ";".join(f"{theme}={stance}" for theme, stance in coding.stances.items()),
            coding.codebook,
            coding.model,
            *((coding.comment.text,) if with_text else ()),
        )
        for coding in codings
    ]
    found.sort(key=lambda line: line[0])
    return Lines((*HEADINGS, *(("text",) if with_text else ())), tuple(found), len(comments))


def theme_lines(survey: SurveyPage) -> Lines:
    """What the codes of themes mean, in every version of the codebook that somebody coded by. It holds no answer."""
    used = HumanCoding.objects.filter(comment__response__survey=survey).order_by("codebook")
    found = []
    for version in used.values_list("codebook", flat=True).distinct():
        book = codebook_called(version) or active_codebook()
        found += [("themes", theme.name, version, theme.code, theme.definition) for theme in book.themes]
    return Lines(("column", "wording", "versions", "code", "meaning"), tuple(found), 0)


def _numbered(keys: Iterable[int | None]) -> dict[int | None, int]:
    """A number for each key, given by chance."""
    distinct = list(dict.fromkeys(keys))
    secrets.SystemRandom().shuffle(distinct)
    return {key: number for number, key in enumerate(distinct, start=1)}
