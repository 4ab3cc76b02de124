"""News: short, dated, and a feed for those who like to follow without leaving an address."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.timezone import localdate, make_aware
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.models import Page, PageQuerySet

from cms.models.base import BasePage, help_panel

A_PAGE = 12
IN_FEED = 20


class NewsIndexPage(RoutablePageMixin, BasePage):
    """The list of news, newest first, and its feed."""

    template = "pages/news_index.html"
    page_description = "News, newest first, with a feed that asks for no address"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.NewsPage"]
    max_count_per_parent = 1

    content_panels = [
        help_panel(
            "<p>Only what is new and matters to somebody outside. One piece of news, one page below this one.</p>"
            "<p><b>Good:</b> “The lights in the underpass are mended.” <b>Not so good:</b> “Partnership "
            "update, quarter two.”</p>"
        ),
        *BasePage.content_panels,
    ]

    def news(self) -> PageQuerySet:
        """Live news, newest first."""
        return NewsPage.objects.child_of(self).live().order_by("-day", "-pk")

    @path("")
    def index(self, request: HttpRequest) -> HttpResponse:
        """One page of the list; a number that makes no sense shows the nearest page."""
        shown = Paginator(self.news(), A_PAGE).get_page(request.GET.get("page"))
        return self.render(request, context_overrides={"news": shown})

    @path("feed/", name="feed")
    def feed(self, request: HttpRequest) -> HttpResponse:
        """RSS 2.0: a reader's own program fetches it, and nobody has to leave an address."""
        feed = Rss201rev2Feed(
            title=self.seo_title or self.title,
            link=self.get_full_url(request),
            description=self.standfirst or self.search_description,
            language=self.locale.language_code,
            feed_url=f"{self.get_full_url(request)}feed/",
        )
        for told in self.news()[:IN_FEED]:
            feed.add_item(
                title=told.title,
                link=told.get_full_url(request),
                description=told.standfirst,
                unique_id=str(told.translation_key),
                unique_id_is_permalink=False,
                pubdate=make_aware(datetime.combine(told.day, time(9))),
            )
        return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


class NewsPage(BasePage):
    """One piece of news."""

    template = "pages/news.html"
    page_description = "One piece of news: what happened, and what it means for whom"
    parent_page_types = ["cms.NewsIndexPage"]
    subpage_types: list[str] = []

    day = models.DateField(default=localdate, help_text="The day readers see, and the order of the list")

    content_panels = [
        help_panel(
            "<p>First what happened, then what it means for the reader, then what comes next. Nothing that "
            "frightens, and nothing about somebody who was hurt that their family would not say.</p>"
            "<p><b>Good:</b> “From Monday the last bus waits for the evening class.” <b>Not so good:</b> “We "
            "are delighted to announce…”</p>"
        ),
        *Page.content_panels,
        FieldPanel("day"),
        FieldPanel("standfirst"),
        FieldPanel("body"),
    ]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["list"] = self.get_parent()
        return context
