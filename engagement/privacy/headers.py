"""Headers that every page carries, and the admin's own content security policy."""

from __future__ import annotations

from collections.abc import Callable

from csp.constants import SELF, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse

from engagement.privacy.cookies import is_staff_address

PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=(),"
    " browsing-topics=(), interest-cohort=()"
)

PUBLIC_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": PERMISSIONS_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
"""What a public page says to a browser; the survey's own bytes carry the same."""


BARE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""For answers made before Django's policy is reached: static files, redirects, refused hosts."""


class PublicHeaders:
    """Send no referrer, ask for no sensor, be framed by nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", BARE_POLICY)
        if is_staff_address(request.path_info):
            response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
            response.headers.setdefault("Cache-Control", "no-store")
        else:
            for name, value in PUBLIC_HEADERS.items():
                response.headers[name] = value
        return response


class AdminPolicy:
    """Wagtail's editor needs inline styles and scripts, and frames its own previews; public pages need neither."""

    POLICY = {
        "default-src": [SELF],
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "frame-ancestors": [SELF],
        "form-action": [SELF],
        "base-uri": [SELF],
    }

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith("/admin/") and not hasattr(response, "_csp_config"):
            # A preview is answered by the public site within the admin's answer, with a policy that lets nobody frame
            # it. Here it stands beside its own form.
            response.headers.pop("Content-Security-Policy", None)
            response._csp_config = self.POLICY
        return response
