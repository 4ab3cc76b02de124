"""Who may see what of the answers: by role and by nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import Permission
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

USE = "surveys.use_workbench"
PROPOSE = "surveys.propose_results"
COSIGN = "surveys.cosign_results"


def holds(user: Any, permission: str) -> bool:
    """Whether a role gives this person a right over answers.

    Asks the groups themselves: a superuser, who passes every other check, holds nothing here, and neither does a
    permission given to one person by hand.
    """
    if not user.is_authenticated or not user.is_active or user.is_superuser:
        return False
    app, codename = permission.split(".")
    return Permission.objects.filter(
        group__user=user, content_type__app_label=app, codename=codename
    ).exists()


def refused(request: HttpRequest) -> HttpResponse:
    """A page that says no. Raising would make Wagtail send the person elsewhere instead."""
    return render(request, "surveys/workbench/refused.html", status=403)


def only(*permissions: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Open a view to people whose role gives one of these permissions; everybody else gets a plain 403."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not any(holds(request.user, permission) for permission in permissions):
                return refused(request)
            return view(request, *args, **kwargs)

        checked.needs = permissions  # type: ignore[attr-defined]
        return checked

    return decorate
