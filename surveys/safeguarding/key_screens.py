"""Setting up the queue's key, unlocking it, sharing it, replacing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from surveys.safeguarding import keys, selectors
from surveys.safeguarding.keys import Refused
from surveys.safeguarding.screens import screen
from surveys.safeguarding.sealing import CannotOpen
from surveys.safeguarding.selectors import OPEN
from surveys.safeguarding.unlocked import close, keep_open, private_key
from surveys.workbench.access import only


@only(OPEN)
@never_cache
@sensitive_post_parameters()
def key(request: HttpRequest) -> HttpResponse:
    """The key and who holds it. A code made here is shown once, in the answer to the form that asked for it."""
    if request.method != "POST":
        return _key_screen(request)
    private = private_key(request)
    given = {name: request.POST.get(name, "") for name in ("passphrase", "again", "code")}
    try:
        match request.POST.get("act"):
            case "make":
                code = keys.make_first_key(request.user, given["passphrase"], given["again"])
                return _opened(request, given["passphrase"], recovery=code)
            case "accept":
                found = keys.accept_invitation(
                    request.user, given["code"], given["passphrase"], given["again"]
                )
                messages.success(request, "Your passphrase is set, and the queue is unlocked.")
                return keep_open(redirect("safeguarding:queue"), request, found)
            case "recover":
                found = keys.recover(request.user, given["code"], given["passphrase"], given["again"])
                messages.success(request, "Your new passphrase is set, and the queue is unlocked.")
                return keep_open(redirect("safeguarding:queue"), request, found)
            case "invite":
                if private is None:
                    raise Refused("The queue is locked. Unlock it, then give access.")
                holder = next(
                    (
                        lead.user
                        for lead in selectors.who_can_open()
                        if str(lead.user.pk) == request.POST.get("holder")
                    ),
                    None,
                )
                if holder is None or holder.pk == request.user.pk:
                    raise Refused(
                        "Choose a safeguarding lead. Only people with that role can be given access."
                    )
                code = keys.invite(holder, private)
                return keep_open(_key_screen(request, invitation=code, invited=holder), request, private)
            case "replace":
                if private is None and request.POST.get("lost") != "yes":
                    raise Refused(
                        "The queue is locked. Unlock it first, so that what waits can be sealed to the new key. If the"
                        " key is lost, tick the box that says so."
                    )
                code = keys.replace_key(request.user, given["passphrase"], given["again"], private=private)
                return _opened(request, given["passphrase"], recovery=code)
            case _:
                raise Refused("This form is not known. Open the page again.")
    except (Refused, CannotOpen) as why:
        return _key_screen(request, refusal=str(why), status=400)


@only(OPEN)
@never_cache
@require_POST
@sensitive_post_parameters()
def unlock(request: HttpRequest) -> HttpResponse:
    """Unlock the queue in this browser for a quarter of an hour."""
    try:
        private = keys.unlock(request.user, request.POST.get("passphrase", ""))
    except (Refused, CannotOpen) as why:
        messages.error(request, str(why))
        return redirect("safeguarding:queue")
    return keep_open(redirect("safeguarding:queue"), request, private)


@only(OPEN)
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock the queue in this browser."""
    messages.success(request, "The queue is locked.")
    return close(redirect("safeguarding:queue"))


def _opened(request: HttpRequest, passphrase: str, *, recovery: str) -> HttpResponse:
    private = keys.unlock(request.user, passphrase)
    return keep_open(_key_screen(request, recovery=recovery), request, private)


def _key_screen(request: HttpRequest, *, status: int = 200, **told: Any) -> HttpResponse:
    found = selectors.key_in_use()
    return screen(
        request,
        "key",
        "Who can open the queue" if found else "Set up the queue",
        {
            "key": found,
            "leads": selectors.who_can_open() if found else [],
            "shortest": keys.sealing.SHORTEST,
            **told,
        },
        status=status,
    )
