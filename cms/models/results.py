"""What we heard: published results and their files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.timezone import localdate
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from cms.models.base import BasePage, help_panel


class ResultsIndexPage(RoutablePageMixin, BasePage):
    """The list of published results; each result, its table file and its data file stand below it."""

    template = "pages/results_index.html"
    page_description = "What we heard: every published result, with who is missing and how it was done"
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    content_panels = [
        help_panel(
            "<p>Results appear here by themselves once two people have signed them. Write here how to "
            "read them.</p>"
            "<p><b>Good:</b> “These are people who chose to answer.” <b>Not so good:</b> “The region "
            "thinks…”</p>"
        ),
        *BasePage.content_panels,
    ]

    @path("")
    def index(self, request: HttpRequest) -> HttpResponse:
        """All published results, newest first."""
        from surveys.publication.selectors import published_results

        return self.render(request, context_overrides={"results": published_results()})

    @path("<slug:slug>/", name="result")
    def result(self, request: HttpRequest, slug: str) -> HttpResponse:
        """One result: figures, tables with charts, who is missing, method, promises."""
        from cms.results.present import present
        from cms.selectors import published_or_404
        from engagement.delivery.selectors import commitments
        from surveys.publication.selectors import published_quotes

        found = published_or_404(slug)
        context = self.get_context(request)
        context.update(
            published=found,
            result=present(found.snapshot),
            quotes=published_quotes(found),
            promises=commitments(localdate(), figure=found.slug),
            csv_url=reverse("tables-csv", args=[found.slug]),
            json_url=reverse("tables-json", args=[found.slug]),
        )
        return TemplateResponse(request, "pages/result.html", context)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        from surveys.publication.selectors import published_results

        here = super().get_sitemap_urls(request)
        below = [
            {"location": f"{self.get_full_url(request)}{found.slug}/", "lastmod": found.cosigned_at}
            for found in published_results()
        ]
        return here + below
