"""The mailing list: asking for it, confirming, changing what one hears about, and leaving."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from engagement.membership import services
from engagement.membership.choices import TOPICS
from engagement.membership.forms import ChoicesForm, SubscribeForm
from engagement.membership.links import BadLink, read_confirm, read_list
from engagement.membership.selectors import choices_of
from engagement.membership.views.public import limiter, page, sent_by_another_site


# No form here has a cookie that a forged one could ride on.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def mailing_list(request: HttpRequest) -> HttpResponse:
    """Ask to be told what is new."""
    title = _("News by e-mail")
    if request.method != "POST":
        form = SubscribeForm(initial={"topics": list(TOPICS), "language": get_language()})
        return page(request, "mailing_list", title=title, form=form)
    if sent_by_another_site(request):
        raise PermissionDenied
    form = SubscribeForm(request.POST)
    if form.is_machine:
        return redirect("mailing_list_sent")
    if not form.is_valid():
        return page(request, "mailing_list", title=title, form=form, status=422)
    if limiter().is_over(request.META):
        return page(request, "mailing_list", title=title, form=form, busy=True, status=429)
    told = form.told()
    try:
        services.ask_to_subscribe(told.pop("email"), **told)
    except services.Full:
        return page(request, "mailing_list", title=title, form=form, busy=True, status=503)
    return redirect("mailing_list_sent")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Look into your mail: an address of its own, so that loading it again sends nothing."""
    return page(request, "mailing_list_told", title=_("Now look at your e-mail"), what="sent")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Say yes. Programs that look into mail open links by themselves, so a button has to be pressed."""
    try:
        subscription = read_confirm(token)
    except BadLink:
        return _over(request)
    if request.method != "POST":
        return page(request, "mailing_list_told", title=_("One more step"), what="confirm")
    if not services.confirm(subscription):
        return _over(request)
    return page(
        request,
        "mailing_list_told",
        title=_("You are on the list"),
        what="confirmed",
    )


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request: HttpRequest, token: str) -> HttpResponse:
    """Change what one hears about."""
    try:
        subscription = read_list(token)
    except BadLink:
        return _over(request)
    chosen = choices_of(subscription)
    if chosen is None:
        return _over(request)
    title = _("Change what you hear about")
    if request.method != "POST":
        return page(
            request, "mailing_list_choices", title=title, form=ChoicesForm(initial=chosen), token=token
        )
    form = ChoicesForm(request.POST)
    if not form.is_valid():
        return page(request, "mailing_list_choices", title=title, form=form, token=token, status=422)
    if not services.choose(subscription, **form.told()):
        return _over(request)
    return page(request, "mailing_list_told", title=_("Saved"), what="saved")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Leave the list. Mail programs send the form by themselves (RFC 8058), from wherever they are."""
    try:
        subscription = read_list(token)
    except BadLink:
        return _over(request)
    if request.method != "POST":
        return page(request, "mailing_list_told", title=_("Leave the list?"), what="stop")
    services.unsubscribe(subscription)
    return page(request, "mailing_list_told", title=_("You have left the list"), what="stopped")


def _over(request: HttpRequest) -> HttpResponse:
    """A link that is cut off, too old, or about somebody who has left: which of them is nobody's business."""
    return page(
        request, "mailing_list_told", title=_("This link does not work any more"), what="over", status=410
    )
