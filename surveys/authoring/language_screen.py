"""The screen that shows a survey in all its languages: how far each is, and what to do next."""

from __future__ import annotations

from typing import Any

import polib
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from wagtail_localize.models import Translation

from engagement.language_registry import language_named
from engagement.languages import is_on, is_reviewed
from surveys.authoring.compile import NotPublishable
from surveys.authoring.selectors import newest_text, newest_version
from surveys.authoring.services import check_freezable
from surveys.authoring.translating import (
    LARGEST,
    NotTaken,
    as_csv,
    begin,
    languages_to_translate,
    pieces,
    take_csv,
    translation_of,
)
from surveys.models import SurveyPage


def _survey(request: HttpRequest, page_id: int) -> SurveyPage:
    page = get_object_or_404(SurveyPage, pk=page_id, alias_of=None)
    if page.locale.language_code != settings.LANGUAGE_CODE:
        raise Http404("Languages belong to the English survey.")
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


def _begun(page: SurveyPage, code: str) -> Translation:
    translation = translation_of(page, code)
    if translation is None:
        raise Http404("This translation was not begun.")
    return translation


@require_http_methods(["GET", "HEAD", "POST"])
def languages_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """The list; a POST begins a translation, brings one up to date, or takes a translator's file."""
    page = _survey(request, page_id)
    reasons: list[str] = []
    if request.method == "POST":
        code = request.POST.get("language", "")
        if code not in dict(languages_to_translate()):
            raise Http404("No such language.")
        if "begin" in request.POST:
            begin(page, code, request.user)
            messages.success(request, f"The {_english(code)} draft is up to date with the English.")
            return redirect("survey_languages", page.pk)
        try:
            taken = _take(page, _begun(page, code), request)
        except NotTaken as refused:
            reasons = refused.reasons
        else:
            messages.success(request, f"{taken} texts taken into the {_english(code)} draft.")
            return redirect("survey_languages", page.pk)
    context = {"page": page, "languages": _states(page, request.user), "reasons": reasons}
    return render(request, "surveys/admin/languages.html", context, status=422 if reasons else 200)


@require_safe
def translation_file(request: HttpRequest, page_id: int, code: str, kind: str) -> HttpResponse:
    """One language as a table (``csv``) or for translation tools (``po``)."""
    page = _survey(request, page_id)
    if kind not in ("csv", "po"):
        raise Http404("A translation comes as a table or as a PO file.")
    translation = _begun(page, code)
    text, media = (
        (as_csv(page, translation), "text/csv")
        if kind == "csv"
        else (str(translation.export_po()), "text/x-gettext-translation")
    )
    response = HttpResponse(text, content_type=f"{media}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{page.slug}-{code}.{kind}"'
    return response


def _take(page: SurveyPage, translation: Translation, request: HttpRequest) -> int:
    sent = request.FILES.get("file")
    if sent is None:
        raise NotTaken(["Choose a file first: the table or the PO file that came back from the translator."])
    if sent.size > LARGEST:
        raise NotTaken(["The file is larger than 2 MB. A table of one survey is far smaller."])
    raw = sent.read()
    if not sent.name.lower().endswith(".po"):
        return take_csv(page, translation, raw, request.user)
    try:
        po = polib.pofile(raw.decode("utf-8-sig"))
    except (OSError, ValueError):
        raise NotTaken(
            ["The PO file cannot be read. Ask the translator to save it as UTF-8 again."]
        ) from None
    if po.metadata.get("X-WagtailLocalize-TranslationID", str(translation.uuid)) != str(translation.uuid):
        raise NotTaken(["This PO file belongs to another survey or language."])
    warnings = translation.import_po(po, user=request.user)
    if warnings:
        messages.warning(
            request, f"{len(warnings)} lines were left out: their English is no longer in the survey."
        )
    translation.save_target(user=request.user, publish=False)
    return sum(bool(entry.msgstr) for entry in po) - len(warnings)


def _english(code: str) -> str:
    found = language_named(code)
    return found.english if found else code


def _states(page: SurveyPage, user: Any) -> list[dict[str, Any]]:
    version = newest_version(page)
    found = []
    for code, name in languages_to_translate():
        translation = translation_of(page, code)
        translated = (
            translation
            and SurveyPage.objects.filter(
                translation_key=page.translation_key, locale__language_code=code
            ).first()
        )
        text = newest_text(version, code) if version else None
        texts = pieces(page, translation) if translation else []
        found.append(
            {
                "code": code,
                "name": name,
                "english": _english(code),
                "direction": language_named(code).direction if language_named(code) else "ltr",
                "page": translated,
                "done": sum(bool(piece.said) for piece in texts),
                "total": len(texts),
                "faults": _faults(translated),
                "is_live": bool(translated and translated.live and text),
                "is_behind": bool(translated and translated.live and not text),
                "signed_by": text.reviewed_by if text else "",
                "is_reviewed": is_reviewed(code),
                "is_on": is_on(code),
                "may_edit": bool(translated and translated.permissions_for_user(user).can_edit()),
            }
        )
    return found


def _faults(translated: SurveyPage | None) -> list[str]:
    """Why the newest draft of a translation could not go live."""
    if translated is None:
        return []
    try:
        check_freezable(translated.get_latest_revision_as_object())
    except NotPublishable as refused:
        return refused.sentences
    return []
