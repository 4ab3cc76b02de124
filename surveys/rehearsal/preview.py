"""The draft of a survey as visitors would see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as render_template

from engagement.languages import is_reviewed
from surveys.authoring.compile import NotPublishable, compile_survey, draft_of, easy_of
from surveys.collection.pictures import pictures_of
from surveys.collection.render import Surroundings, Wording, render
from surveys.collection.splice import Fixed, plain

if TYPE_CHECKING:
    from surveys.models.page import SurveyPage


def preview(page: SurveyPage, request: HttpRequest, *, is_easy: bool = False) -> HttpResponse:
    """A sound draft as the public form, which sends nothing from here; an unfinished one as a list with its faults."""
    try:
        compiled = compile_survey(page)
    except NotPublishable as refused:
        draft = draft_of(page)
        context = {
            "page": page,
            "texts": draft.texts,
            "language": draft.language,
            "faults": refused.sentences,
        }
        response = render_template(request, "surveys/blocks/preview.html", context)
        response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'self'"
        return response
    easy = easy_of(page, compiled) if is_easy else None
    reviewed = page.speaks_for_itself and is_reviewed(compiled.language)
    source = page.source
    promised = compiled.texts if reviewed or source is None else {"consent": source.consent}
    form = render(
        compiled.definition,
        Wording(compiled.language, easy.texts if easy else compiled.texts, promised, reviewed),
        Surroundings(
            survey=page.pk or 0,
            addresses={compiled.language: "#"},
            is_example=page.is_example,
            pictures=pictures_of([compiled.definition]),
        ),
        version=0,
    )
    # The places for nonce and stamp stay empty: the server would refuse what is sent, and the policy forbids sending.
    response = HttpResponse(plain(piece if isinstance(piece, Fixed) else b"" for piece in form.document))
    policy = form.headers["Content-Security-Policy"].replace("form-action 'self'", "form-action 'none'")
    response.headers["Content-Security-Policy"] = policy.replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    return response
