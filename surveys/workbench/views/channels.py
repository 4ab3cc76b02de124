"""The links of a survey: made from a pasted list, each with its QR code and its poster."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from engagement.languages import is_on
from surveys.authoring.easy import EASY
from surveys.channels.links import in_letters, qr_png, qr_svg, short_path
from surveys.channels.poster import poster_languages, poster_svg
from surveys.channels.services import (
    ChannelRefused,
    add_channels,
    rename_channel,
    retire_channel,
)
from surveys.mixing.services import SMALLEST_CHANNEL
from surveys.models import Channel, SurveyPage
from surveys.workbench.access import USE, only
from surveys.workbench.selectors import links_of
from surveys.workbench.views.frame import screen, survey_or_404

SIZES = {
    "a4": "A4 poster",
    "a5": "A5 poster",
    "card": "Cards, four on an A4 sheet",
}
"""The sizes a poster can be printed in."""
CARDS = 4


@only(USE)
def channels(request: HttpRequest, survey_id: int) -> HttpResponse:
    """Every link with its address; making many at once, renaming, retiring."""
    survey = survey_or_404(survey_id)
    refusal = ""
    if request.method == "POST":
        try:
            messages.success(request, _act(request, survey))
            return redirect(request.path)
        except ChannelRefused as refused:
            refusal = str(refused)
    root = request.build_absolute_uri("/")
    return screen(
        request,
        survey,
        "channels",
        "Links and posters",
        {
            "refusal": refusal,
            "given": request.POST if refusal else {},
            "kinds": Channel.Kind.choices,
            "links": [(link, _address(request, link.channel)) for link in links_of(survey)],
            "open_link": in_letters(root.rstrip("/") + (survey.get_url(request) or "/")),
            "languages": poster_languages(survey),
            "sizes": SIZES.items(),
            "smallest": SMALLEST_CHANNEL,
        },
        status=422 if refusal else 200,
    )


@only(USE)
@require_GET
def qr(request: HttpRequest, survey_id: int, channel_id: int, form: str) -> HttpResponse:
    """The QR code of a link as a file: SVG for printers, PNG for slides and chats."""
    channel = _channel(survey_id, channel_id)
    address = request.build_absolute_uri(short_path(channel.code, _language(request)))
    made, kind = (qr_svg(address), "image/svg+xml") if form == "svg" else (qr_png(address), "image/png")
    return HttpResponse(
        made,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="qr-{channel.code}.{form}"'},
    )


@only(USE)
@require_GET
def posters(request: HttpRequest, survey_id: int, channel_id: int | None = None) -> HttpResponse:
    """The poster of one link, or of every link in use, ready to print; as an SVG file where that is asked for."""
    survey = survey_or_404(survey_id)
    chosen = (
        [_channel(survey_id, channel_id)]
        if channel_id is not None
        else list(Channel.objects.filter(survey=survey, retired_on=None).order_by("kind", "name"))
    )
    language, size = _language(request), request.GET.get("size", "a4")
    size = size if size in SIZES else "a4"
    root = request.build_absolute_uri("/")
    try:
        sheets = [(one, poster_svg(survey, one, language=language, root=root)) for one in chosen]
    except LookupError as reason:
        messages.error(request, str(reason))
        return redirect("workbench:channels", survey_id)
    if channel_id is not None and request.GET.get("as") == "svg":
        return HttpResponse(
            sheets[0][1],
            content_type="image/svg+xml",
            headers={"Content-Disposition": f'attachment; filename="poster-{chosen[0].code}-{language}.svg"'},
        )
    return render(
        request,
        "surveys/posters/print.html",
        {
            "survey": survey,
            "sheets": sheets,
            "copies": range(CARDS if size == "card" else 1),
            "size": size,
            "sizes": SIZES.items(),
            "language": language,
            "languages": poster_languages(survey),
            "one": chosen[0] if channel_id is not None else None,
        },
    )


def _act(request: HttpRequest, survey: SurveyPage) -> str:
    given, act = request.POST, request.POST.get("act", "")
    if act == "add":
        made = add_channels(
            survey, user=request.user, kind=given.get("kind", ""), names=given.get("names", "")
        )
        return f"The link for “{made[0]}” is ready." if len(made) == 1 else f"{len(made)} links are ready."
    number = given.get("channel", "")
    channel = _channel(survey.pk, int(number) if number.isascii() and number.isdecimal() else 0)
    if act == "rename":
        rename_channel(channel, user=request.user, name=given.get("name", ""), kind=given.get("kind", ""))
        return f"The link is now called “{channel}”. Its posters stay right."
    if act in ("retire", "restore"):
        retire_channel(channel, user=request.user, today=timezone.localdate() if act == "retire" else None)
        told = (
            "is retired. Posters that still hang lead to the survey" if act == "retire" else "is in use again"
        )
        return f"The link for “{channel}” {told}."
    raise ChannelRefused("Press one of the buttons.")


def _channel(survey_id: int, channel_id: int) -> Channel:
    return get_object_or_404(Channel.objects.select_related("survey"), pk=channel_id, survey=survey_id)


def _address(request: HttpRequest, channel: Channel) -> str:
    return in_letters(request.build_absolute_uri(short_path(channel.code)))


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("language", settings.LANGUAGE_CODE)
    return wanted if wanted == EASY or is_on(wanted) else settings.LANGUAGE_CODE
