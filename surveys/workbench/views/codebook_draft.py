"""Writing the next version of the codebook: themes, shared words, the trial on the comments, publication."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language_info
from django.views.decorators.cache import never_cache

from surveys.analysis.themes.edition import PARTS, theme_of
from surveys.analysis.themes.edition_changes import changes_between
from surveys.analysis.themes.edition_check import LENGTHS, faults_in, faults_in_theme
from surveys.codebooks import services
from surveys.codebooks.forms import shared_as_texts, shared_from_texts, theme_as_texts, theme_from_texts
from surveys.codebooks.selectors import content_of, draft, model_in_use, next_version, theme_called
from surveys.codebooks.services import CodebookRefused, stamp_of
from surveys.codebooks.trials import samples_of, start_trial, view_of
from surveys.codebooks.trying import LONGEST, Tried, try_text
from surveys.models import CodebookDraft, Comment, SurveyPage
from surveys.safeguarding.exposure import opened_today
from surveys.workbench.access import USE, only
from surveys.workbench.selectors import pieces
from surveys.workbench.views.codebook import codebook_screen
from surveys.workbench.views.commented import cards, wording_of

Screen = Callable[..., HttpResponse]


def with_draft(view: Screen) -> Screen:
    """Hand a view the draft; without one, lead to the versions, where one is started."""

    @wraps(view)
    def found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        there = draft()
        if there is None:
            messages.info(request, "There is no draft. Start one from a version.")
            return redirect("workbench:codebooks")
        return view(request, there, *args, **kwargs)

    return found


@only(USE)
@never_cache
@with_draft
def overview(request: HttpRequest, there: CodebookDraft) -> HttpResponse:
    """The draft with what it changes, its trial, and the way to publish it."""
    faults: list[str] = []
    if request.method == "POST":
        try:
            return _act(request)
        except CodebookRefused as refused:
            faults = refused.faults
    changes = changes_between(content_of(there.base), there.content)
    told = {change.code: change.what for change in changes if change.code}
    return codebook_screen(
        request,
        "draft",
        "Draft of the codebook",
        {
            "faults": faults,
            "draft": there,
            "version": next_version(there),
            "themes": [(theme, told.get(theme["code"], ())) for theme in there.content["themes"]],
            "others": [change for change in changes if not change.code],
            "changed": bool(changes),
            "trial": view_of(there),
            "given": request.POST if faults else {},
        },
        status=422 if faults else 200,
    )


def _act(request: HttpRequest) -> HttpResponse:
    act, code = request.POST.get("act", ""), request.POST.get("theme", "")
    if act in ("up", "down"):
        services.move_theme(code, up=act == "up", user=request.user)
    elif act in ("retire", "restore"):
        services.retire_theme(code, retired=act == "retire", user=request.user)
    elif act == "discard":
        services.discard_draft(user=request.user)
        messages.success(request, "The draft is thrown away. The codebook in use has not changed.")
        return redirect("workbench:codebooks")
    elif act == "publish":
        made = services.publish_draft(
            changed=request.POST.get("changed", ""),
            reason=request.POST.get("reason", ""),
            user=request.user,
        )
        messages.success(
            request,
            f"Codebook {made.version} is in use. Comments are read anew within minutes, batch by batch; until then the"
            " themes screens say which versions they hold.",
        )
        return redirect("workbench:codebook_page", made.version)
    else:
        raise CodebookRefused("Press one of the buttons.")
    return redirect("workbench:codebook_draft")


@only(USE)
@never_cache
@with_draft
def theme(request: HttpRequest, there: CodebookDraft, theme: str = "") -> HttpResponse:
    """One theme to write, a new one without ``theme``, with a text to try it on. What is tried is not stored."""
    shown = next((one for one in there.content["themes"] if one["code"] == theme), None)
    if theme and shown is None:
        raise Http404
    given = dict(theme_as_texts(shown)) if shown else {"kind": "D", **_offered(request)}
    faults: list[str] = []
    tried: Tried | None = None
    if request.method == "POST":
        given = {**given, **request.POST.dict()}
        try:
            code = theme or request.POST.get("code", "").strip()
            fields = theme_from_texts(request.POST.dict())
            if request.POST.get("act") == "try":
                tried = _try(there, code, fields, request.POST.get("text", ""))
            elif shown is not None:
                services.save_theme(code, fields, seen=request.POST.get("seen", ""), user=request.user)
                messages.success(request, "The theme is saved in the draft.")
                return redirect(request.path)
            else:
                services.add_theme(code, fields, user=request.user)
                messages.success(request, "The theme is added to the draft.")
                return redirect("workbench:codebook_theme", code)
        except CodebookRefused as refused:
            faults = refused.faults
    return codebook_screen(
        request,
        "theme",
        f"Draft: {shown['name']}" if shown else "Draft: a new theme",
        {
            "faults": faults,
            "theme": shown,
            "given": given,
            "seen": request.POST.get("seen", "") or (stamp_of(shown) if shown else ""),
            "lengths": LENGTHS,
            "lexicon": [(part, given.get(part.code, "")) for part in PARTS],
            "tried": tried,
            "read_as": _language(tried.language) if tried else "",
            "tags": [
                (tag, list(pieces(tried.text, [list(span) for span in tag.spans]))) for tag in tried.found
            ]
            if tried
            else [],
            "longest": LONGEST,
        },
        status=422 if faults else 200,
    )


def _language(code: str) -> str:
    """A language by its English name; its code where Django knows no name for it."""
    try:
        return str(get_language_info(code)["name"])
    except KeyError:
        return code


def _offered(request: HttpRequest) -> dict[str, str]:
    """What another screen offers for a new theme, such as the words of a topic no theme covers."""
    return {
        "name": request.GET.get("name", "")[: LENGTHS["name"]],
        "english": "\n".join(request.GET.get("words", "")[:1_000].split(", ")),
    }


def _try(there: CodebookDraft, code: str, fields: dict[str, Any], text: str) -> Tried:
    """Read a text with the draft as the form would leave it."""
    if not text.strip():
        raise CodebookRefused("Paste or type a text to try.")
    if len(text) > LONGEST:
        raise CodebookRefused(f"The text has {len(text):,} characters; {LONGEST:,} are the most.")
    themes = there.content["themes"]
    before = next((one for one in themes if one["code"] == code), None)
    after = {**before, **fields} if before else theme_of(code=code, **fields)
    themes = [after if one is before else one for one in themes] if before else [*themes, after]
    content = {**there.content, "themes": themes}
    if faults := faults_in_theme(after, content) or faults_in(content):
        raise CodebookRefused(*faults)
    model = model_in_use(there.base_id)
    return try_text(text, content, model=model.number if model else 0)


@only(USE)
@never_cache
@with_draft
def words(request: HttpRequest, there: CodebookDraft) -> HttpResponse:
    """The word sets, lists, other senses and exclusions that all themes share."""
    parts, faults = shared_as_texts(there.content["shared"]), []
    if request.method == "POST":
        try:
            services.save_shared(
                shared_from_texts(request.POST.dict()), seen=request.POST.get("seen", ""), user=request.user
            )
            messages.success(request, "The shared words are saved in the draft.")
            return redirect(request.path)
        except CodebookRefused as refused:
            faults = refused.faults
            for part in parts:
                for key in ("sets", "groups", "other_senses", "guards"):
                    part[key] = request.POST.get(f"{part['code']}.{key}", part[key])
    return codebook_screen(
        request,
        "words",
        "Draft: shared words",
        {
            "faults": faults,
            "shared": parts,
            "seen": request.POST.get("seen", "") or stamp_of(there.content["shared"]),
        },
        status=422 if faults else 200,
    )


@only(USE)
@never_cache
@with_draft
def trial(request: HttpRequest, there: CodebookDraft) -> HttpResponse:
    """What the draft would change: comments by theme before and after, rounded, with samples."""
    faults: list[str] = []
    if request.method == "POST":
        try:
            start_trial(user=request.user)
            return redirect(request.path)
        except CodebookRefused as refused:
            faults = refused.faults
    return codebook_screen(
        request,
        "trial",
        "Draft: try it on the comments",
        {"faults": faults, "trial": view_of(there), "draft": there},
        status=422 if faults else 200,
    )


@only(USE)
@never_cache
@with_draft
def samples(request: HttpRequest, there: CodebookDraft, theme: str) -> HttpResponse:
    """Some comments that would gain or lose a theme, redacted and folded as on every screen of comments."""
    found = next((one["name"] for one in there.content["themes"] if one["code"] == theme), "")
    earlier = None if found else theme_called(theme)
    if not found and earlier is None:
        raise Http404
    gained, lost = samples_of(there, theme)
    return codebook_screen(
        request,
        "samples",
        f"Draft: {found or earlier.name}",  # type: ignore[union-attr]
        {
            "gained": _by_survey(gained),
            "lost": _by_survey(lost),
            "opened_today": opened_today(request.user),
        },
    )


def _by_survey(comments: list[Comment]) -> list[tuple[SurveyPage, list[dict[str, Any]]]]:
    surveys = SurveyPage.objects.in_bulk({comment.response.survey_id for comment in comments})
    return [
        (
            survey,
            cards(
                [comment for comment in comments if comment.response.survey_id == key],
                wording_of(survey),
                spans={comment.pk: comment.tag_spans for comment in comments},  # type: ignore[attr-defined]
            ),
        )
        for key, survey in surveys.items()
    ]
