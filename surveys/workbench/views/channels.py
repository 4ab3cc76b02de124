"""The links of a survey: made from a pasted list, each with its QR code and its poster."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from engagement.languages import is_on
from engagement.support.areas import AREAS
from surveys.authoring.easy import EASY
from surveys.channels.links import in_letters, open_path, qr_png, qr_svg, short_path
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
EVERYBODY = "Everybody"
"""Whom the address without a link is for: posters in no place that is counted by itself."""


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
    return screen(
        request,
        survey,
        "channels",
        "Links and posters",
        {
            "refusal": refusal,
            "given": request.POST if refusal else {},
            "kinds": Channel.Kind.choices,
            "areas": AREAS.items(),
            "links": [(link, _address(request, link.channel)) for link in links_of(survey)],
            "open_link": in_letters(request.build_absolute_uri(open_path(survey))),
            "languages": poster_languages(survey),
            "sizes": SIZES.items(),
            "smallest": SMALLEST_CHANNEL,
        },
        status=422 if refusal else 200,
    )


@only(USE)
@require_GET
def qr(request: HttpRequest, survey_id: int, form: str, channel_id: int | None = None) -> HttpResponse:
    """The QR code of a link, or of the address for everybody, as a file: SVG for printers, PNG for slides and chats."""
    survey = survey_or_404(survey_id)
    channel = None if channel_id is None else _channel(survey_id, channel_id)
    language = _language(request)
    path = short_path(channel.code, language) if channel else open_path(survey, language)
    address = request.build_absolute_uri(path)
    made, kind = (qr_svg(address), "image/svg+xml") if form == "svg" else (qr_png(address), "image/png")
    return _file(made, kind, f"qr-{channel.code if channel else survey.slug}.{form}")


@only(USE)
@require_GET
def posters(request: HttpRequest, survey_id: int) -> HttpResponse:
    """The posters of every link in use, ready to print."""
    survey = survey_or_404(survey_id)
    return _posters(
        request, survey, list(Channel.objects.filter(survey=survey, retired_on=None).order_by("kind", "name"))
    )


@only(USE)
@require_GET
def poster(request: HttpRequest, survey_id: int, channel_id: int | None = None) -> HttpResponse:
    """The poster of one link, or of the address for everybody: ready to print, or as an SVG file."""
    survey = survey_or_404(survey_id)
    channel = None if channel_id is None else _channel(survey_id, channel_id)
    return _posters(request, survey, [channel], one=channel.name if channel else EVERYBODY)


def _posters(
    request: HttpRequest, survey: SurveyPage, chosen: Sequence[Channel | None], *, one: str = ""
) -> HttpResponse:
    """Posters to print; ``one``: for whom, where it is a single one, which can be taken as a file too."""
    language, size = _language(request), request.GET.get("size", "a4")
    size = size if size in SIZES else "a4"
    root = request.build_absolute_uri("/")
    try:
        sheets = [
            (
                channel.name if channel else EVERYBODY,
                poster_svg(survey, channel, language=language, root=root),
            )
            for channel in chosen
        ]
    except LookupError as reason:
        messages.error(request, str(reason))
        return redirect("workbench:channels", survey.pk)
    if one and request.GET.get("as") == "svg":
        name = chosen[0].code if chosen[0] else survey.slug
        return _file(sheets[0][1], "image/svg+xml", f"poster-{name}-{language}.svg")
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
            "one": one,
        },
    )


def _file(made: bytes | str, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        made, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def _act(request: HttpRequest, survey: SurveyPage) -> str:
    given, act = request.POST, request.POST.get("act", "")
    if act == "add":
        made = add_channels(
            survey,
            user=request.user,
            kind=given.get("kind", ""),
            names=given.get("names", ""),
            area=given.get("area", ""),
        )
        return f"The link for “{made[0]}” is ready." if len(made) == 1 else f"{len(made)} links are ready."
    number = given.get("channel", "")
    channel = _channel(survey.pk, int(number) if number.isascii() and number.isdecimal() else 0)
    if act == "rename":
        rename_channel(
            channel,
            user=request.user,
            name=given.get("name", ""),
            kind=given.get("kind", ""),
            area=given.get("area", ""),
        )
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
