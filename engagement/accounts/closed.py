"""Screens of the admin that this product does not use, or that Wagtail opens wider than its sections allow."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.models import Page
from wagtail.permissions import policy_registry

from engagement.accounts.refusals import say_no
from engagement.privacy.cookies import is_staff_address

CLOSED = (
    # Interfaces for programs that nothing here calls. Those of pictures and documents know no sections.
    "wagtailadmin_api:documents:*",
    "wagtailadmin_api:images:*",
    "wagtailadmin_api:pages:find",
    "wagtailadmin_api:pages:action",
    # For choosing several pages at once, which no field here does; it asks nobody whose they are.
    "wagtailadmin_choose_page_chosen_multiple",
    # No form page, embedded page, setting or snippet exists, and nothing may make one by accident.
    "wagtailforms:*",
    "wagtailembeds:*",
    "wagtailsettings:*",
    "wagtailsnippets:*",
    "wagtail_localize:submit_snippet_translation",
    "wagtail_localize:snippets_api_*",
    # No translation leaves the house.
    "wagtail_localize:machine_translate",
    # Addresses that cut any picture on request.
    "wagtailimages:url_generator*",
    # Private pages and collections do not exist for the public: there is no sign-in for visitors.
    "wagtailadmin_pages:set_privacy",
    "wagtailadmin_collections:set_privacy",
    # Wagtail's own ways to a password, beside the one that asks for a second step.
    "wagtailadmin_password_reset*",
    # For those who build Wagtail.
    "wagtailadmin_error_test",
    # Nobody signs up or takes an address by themselves: an administrator changes it, and both addresses are told. No
    # code by e-mail takes the place of a password and a second step.
    "account_signup",
    "account_email",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_confirm_email",
)
"""Names of addresses, as patterns. They are not found, whoever asks."""

OF_A_PAGE = {
    "wagtailadmin_pages:move_confirm": "page_to_move_id",
    "wagtailadmin_pages:confirm_workflow_cancellation": "page_id",
    "wagtailadmin_pages:convert_alias": "page_id",
    "wagtailadmin_workflows:remove": "page_pk",
}
"""Screens that show a page to whoever knows its number: they are for those who may change that page."""

WITH_A_RIGHT = {"wagtailadmin_workflows:task_cho*": "wagtailcore.change_workflow"}
"""Screens that belong to a right and do not ask for it themselves."""


class ClosedScreens:
    """Close what is in the lists above, after the resolver has named the screen and before the screen begins."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not is_staff_address(request.path_info):
            # Who a visitor is, nobody asks.
            return None
        match = request.resolver_match
        name = match.view_name if match else ""
        if is_closed(name) or _closed_to_all_at_once(name, kwargs):
            raise Http404
        if request.user.is_authenticated:
            if not _may(request.user, name, kwargs):
                return say_no(request)
            if name == "wagtail_bulk_action" and not _may_all(request, **kwargs):
                return say_no(request)
        return None


def is_closed(name: str) -> bool:
    """Whether an address of this name is closed to everybody."""
    return bool(name) and any(fnmatchcase(name, pattern) for pattern in CLOSED)


def _may(user: Any, name: str, kwargs: dict[str, Any]) -> bool:
    if name in OF_A_PAGE:
        page = get_object_or_404(Page, pk=kwargs[OF_A_PAGE[name]])
        return page.permissions_for_user(user).can_edit()
    return all(user.has_perm(right) for pattern, right in WITH_A_RIGHT.items() if fnmatchcase(name, pattern))


WORK = {"add", "change", "delete"}
"""Rights that mean somebody works on a file; choosing it for a page of one's own is not among them."""


def _may_all(request: HttpRequest, app_label: str, model_name: str, action: str) -> bool:
    """Whether everything chosen for an action on many at once is within somebody's own work.

    Wagtail leaves out what is not, and names it on the screen.
    """
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError:
        return True
    policy = policy_registry.get_by_type(model)
    if policy is None or not hasattr(policy, "instances_user_has_any_permission_for"):
        return True
    chosen = request.GET.getlist("id")
    if "all" in chosen:
        # Everything in a list: below a page that must be one's own, or all files there are.
        if issubclass(model, Page):
            chosen = [request.GET.get("childOf", "")]
        else:
            chosen = [str(pk) for pk in model._default_manager.values_list("pk", flat=True)]
    keys = {int(key) for key in chosen if key.isdecimal()}
    if issubclass(model, Page):
        # Asked of each page, since who reads for safeguarding may take down what they may not write.
        rights = [page.permissions_for_user(request.user) for page in Page.objects.filter(pk__in=keys)]
        return all(right.can_edit() or right.can_unpublish() for right in rights)
    return policy.instances_user_has_any_permission_for(request.user, WORK).filter(
        pk__in=keys
    ).count() == len(keys)


def _closed_to_all_at_once(name: str, kwargs: dict[str, Any]) -> bool:
    """Many accounts at once: such changes pass the signals by which each of them is noted."""
    return name == "wagtail_bulk_action" and (kwargs.get("app_label"), kwargs.get("model_name")) == (
        "auth",
        "user",
    )
