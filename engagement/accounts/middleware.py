"""What stands before every staff address: where from, since when, above no role, and with a second step."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address, ip_network

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from wagtail.log_actions import LogContext

from engagement.accounts.break_glass import is_above_the_roles
from engagement.accounts.sessions import still_holds
from engagement.privacy.cookies import is_staff_address

Respond = Callable[[HttpRequest], HttpResponse]


class StaffNetworks:
    """Where networks are named, staff addresses exist for visitors from these networks alone.

    The address is looked at on staff addresses only, compared and forgotten. Without the setting this middleware is not
    there at all.
    """

    def __init__(self, get_response: Respond) -> None:
        if not settings.STAFF_NETWORKS:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.networks = [ip_network(network) for network in settings.STAFF_NETWORKS]

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if is_staff_address(request.path_info) and not self._lets_in(request):
            raise Http404
        return self.get_response(request)

    def _lets_in(self, request: HttpRequest) -> bool:
        try:
            address = ip_address(request.META.get(getattr(settings, "CLIENT_ADDRESS", "REMOTE_ADDR"), ""))
        except ValueError:
            return False
        # An IPv4 address that reaches a socket for both kinds is written inside an IPv6 one.
        address = getattr(address, "ipv4_mapped", None) or address
        return any(address in network for network in self.networks)


class StaffSession:
    """End sessions that are over, refuse accounts above the roles, and tell the log who acts."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_staff_address(request.path_info) or not request.user.is_authenticated:
            return self.get_response(request)
        if is_above_the_roles(request.user):
            logout(request)
            return render(request, "account/above_the_roles.html", status=403)
        if not still_holds(request):
            logout(request)
            return self.get_response(request)
        with LogContext(user=request.user):
            return self.get_response(request)


class RequireSecondFactor:
    """Nobody reaches the admin on a password alone.

    Wagtail's own ``/admin/login/`` gives a password-only session, so the check stands on the addresses, not on the
    sign-in form.
    """

    OPEN = ("/admin/login/", "/admin/logout/")

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        step = self._missing(request)
        return redirect(step) if step else self.get_response(request)

    def _missing(self, request: HttpRequest) -> str:
        """The page of what is still to be done before this address opens; empty when nothing is."""
        path = request.path_info
        if not settings.REQUIRE_SECOND_FACTOR or not path.startswith("/admin/") or path in self.OPEN:
            return ""
        if not request.user.is_authenticated:
            return ""
        # Asked each time: whoever removes the last step has none, whatever was proved this morning.
        if not is_mfa_enabled(request.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
            return "mfa_index"
        records = get_authentication_records(request, request.user)
        if any(record["method"] == "mfa" for record in records):
            return ""
        has_app = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
        return "mfa_reauthenticate" if has_app else "mfa_reauthenticate_webauthn"
