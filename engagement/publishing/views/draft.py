"""A draft as its reader outside sees it. A public address: it sets no cookie and writes nothing."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from engagement.publishing.links import find_link, opens
from engagement.publishing.models import PreviewLink

BODY = re.compile(r"<body[^>]*>")


@require_safe
def draft(request: HttpRequest, secret: str) -> HttpResponse:
    """The draft a link was made for, under a banner; 410 once the link has ended, 404 if it never was."""
    link = find_link(secret)
    if link is None:
        raise Http404("No link to a draft has this address.")
    response = _shown(link) if opens(link) else render(request, "publishing/closed.html", status=410)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _shown(link: PreviewLink) -> HttpResponse:
    response = HttpResponse(_with_banner(link))
    if link.policy:
        # A survey brings a policy of its own, which knows no stylesheet but its own.
        response["Content-Security-Policy"] = link.policy.replace("style-src ", "style-src 'self' ").replace(
            "frame-ancestors 'self'", "frame-ancestors 'none'"
        )
    return response


def _with_banner(link: PreviewLink) -> str:
    banner = render_to_string("publishing/banner.html", {"link": link})
    sheet = f'<link rel="stylesheet" href="{static("css/draft.css")}"><meta name="robots" content="noindex, nofollow">'
    html = link.html.replace("</head>", f"{sheet}</head>", 1)
    return BODY.sub(lambda found: found.group() + banner, html, count=1)
