"""Public forms of the directory. They keep nothing of who sends, and set no cookie."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Site

from cms.directory.forms import SuggestionForm, WordsForm, kept_forms
from cms.models import DirectoryPage
from cms.remarks.views import sent_by_another_site
from cms.selectors import frame_of
from engagement.directory import keeping
from engagement.directory.selectors import one
from engagement.directory.services import Full, take_suggestion


def _public(request: HttpRequest, name: str, title: str, *, status: int = 200, **told: Any) -> HttpResponse:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    home = site.root_page.specific if site else None
    directory = DirectoryPage.objects.live().first()
    page = SimpleNamespace(title=title, pk=None, url=request.path, search_description="", shows_exit=True)
    context = {"page": page, "frame": frame_of(home) if home else None, "directory": directory, **told}
    response = render(request, f"pages/{name}.html", context, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@csrf_exempt  # There is no cookie a forged form could ride on.
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask what is not right with an entry, and keep it."""
    service = one(slug)
    if service is None:
        raise Http404("No entry has this address.")

    def shown(form: SuggestionForm, **told: Any) -> HttpResponse:
        title = "Is something not right?"
        return _public(request, "directory_suggest", title, service=service, form=form, **told)

    if request.method != "POST":
        return shown(SuggestionForm())
    if sent_by_another_site(request):
        raise PermissionDenied
    form = SuggestionForm(request.POST)
    if not form.is_valid():
        return shown(form, status=422)
    # The search for identifiers loads the numbering plans of the world.
    from surveys.analysis.redaction import redact

    words = form.cleaned_data["words"].strip()
    try:
        take_suggestion(
            service,
            about=form.cleaned_data["about"],
            words=redact(words, limit=600).text if words else "",
        )
    except Full:
        return shown(form, full=True, status=503)
    return redirect("directory-suggest-thanks")


@require_safe
def suggest_thanks(request: HttpRequest) -> HttpResponse:
    """Said after sending; an address of its own, so that loading it again sends nothing."""
    return _public(request, "directory_suggest", "Thank you", thanks=True)


@csrf_exempt  # The secret in the address is what opens it; there is no cookie.
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, secret: str) -> HttpResponse:
    """An organisation looks at its entries, once, and sends what it says about them."""
    try:
        link = keeping.open_link(secret)
    except keeping.Ended:
        return _ended(request)
    if link is None:
        raise Http404("No link has this address.")
    if request.method == "POST" and sent_by_another_site(request):
        raise PermissionDenied
    services = keeping.services_kept(link.organisation)
    sent = request.POST if request.method == "POST" else None
    forms, words = kept_forms(services, sent), WordsForm(sent)
    if sent is not None and all([form.is_valid() for form in (*forms, words)]):
        told = {str(form.instance.pk): form.said() for form in forms}
        try:
            keeping.propose(link, services=told, words=words.cleaned_data["words"].strip())
        except keeping.Ended:
            return _ended(request)
        return redirect("directory-keep-thanks")
    return _public(
        request,
        "directory_keep",
        link.organisation.name,
        link=link,
        forms=forms,
        words=words,
        faulty=sent is not None,
        status=422 if sent is not None else 200,
    )


def _ended(request: HttpRequest) -> HttpResponse:
    return _public(request, "directory_keep", "This link has ended", ended=True, status=410)


@require_safe
def keep_thanks(request: HttpRequest) -> HttpResponse:
    """Said to an organisation after sending."""
    return _public(request, "directory_keep", "Thank you", thanks=True)
