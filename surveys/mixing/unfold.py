"""One waiting answer becomes one response and its redacted comments."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from surveys.models import Comment, Response

DEMOGRAPHICS = ("authority", "age_band", "sex", "ethnic_group", "religion", "disability", "main_language")
"""The columns of ``Response`` that hold a standard demographic question."""


class Unreadable(Exception):
    """An answer that cannot be stored as it stands. It stays where it is, whole, until it can be read."""


def unfold(
    payload: Mapping[str, Any], *, survey_id: int, versions: Collection[int], redact: Callable[[str], str]
) -> tuple[Response, list[Comment]]:
    """The rows one accepted answer becomes, each under a fresh random key, not yet saved.

    Raises ``Unreadable`` or Django's ``ValidationError`` when a part of the answer has no place in the tables, so that
    one answer nobody foresaw does not hold up all others.
    """
    if payload["version"] not in versions:
        raise Unreadable("The answer names a version that this survey does not have.")
    demographics = payload.get("demographics", {})
    if not demographics.keys() <= set(DEMOGRAPHICS):
        raise Unreadable("The answer holds a demographic question that has no column.")
    language = payload.get("language", "en")
    response = Response(
        survey_id=survey_id,
        version_id=payload["version"],
        arm=payload.get("arm", 0),
        channel=payload.get("channel", ""),
        language=language,
        flags=payload.get("flags", []),
        answers=payload.get("answers", {}),
        **demographics,
    )
    response.clean_fields(
        exclude=["survey", "version", "answers"]
    )  # no answers, comments alone, is an answer too
    comments = []
    for question, text in payload.get("comments", {}).items():
        redacted = redact(text)
        if redacted.strip():
            comments.append(
                Comment(response_id=response.pk, question=question, language=language, text=redacted)
            )
            comments[-1].clean_fields(exclude=["response"])
    return response, comments
