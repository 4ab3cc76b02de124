"""The delivery plan: five priorities, what is done under each, and whether it happens."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import localdate
from wagtail.contrib.routable_page.models import RoutablePageMixin, path

from cms.models.base import BasePage, help_panel


class DeliveryPlanPage(RoutablePageMixin, BasePage):
    """The plan as it stands today, its files, and the plan of each year beside it."""

    template = "pages/delivery_plan.html"
    page_description = (
        "The delivery plan: priorities, actions, milestones and measures; late ones show themselves"
    )
    parent_page_types = ["cms.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    content_panels = [
        help_panel(
            "<p>Actions are kept under “Delivery plan” in the menu. Colours come from days alone: nobody sets "
            "one. Write here only how the plan is made and who checks it.</p>"
            "<p><b>Good:</b> “The Board reads this plan each March.” <b>Not so good:</b> “Delivery is on "
            "track.”</p>"
        ),
        *BasePage.content_panels,
    ]

    @path("")
    def index(self, request: HttpRequest) -> HttpResponse:
        """The actions that fit what was chosen."""
        from cms.delivery_plan.choices import choices_of, chosen_of, fitting
        from cms.delivery_plan.figures import LatestEstimates
        from engagement.delivery.plan import by_priority, counted, plan
        from engagement.delivery.priorities import STRATEGY
        from engagement.delivery.yearly import kept_years

        everything = plan(localdate(), LatestEstimates())
        chosen = chosen_of(request.GET)
        found = fitting(everything, chosen)
        return self._shown(
            request,
            priorities=by_priority(found),
            found=len(found),
            counts=counted(everything),
            choices=choices_of(everything, chosen),
            is_chosen=any(chosen.values()),
            years=kept_years(),
            strategy=STRATEGY,
        )

    @path("table/", name="csv")
    def csv(self, request: HttpRequest) -> HttpResponse:
        """The whole plan as it stands today, as one file."""
        from cms.delivery_plan.figures import LatestEstimates
        from cms.delivery_plan.files import as_csv
        from engagement.delivery.plan import plan

        today = localdate()
        response = HttpResponse(
            as_csv(plan(today, LatestEstimates()), today=today, is_example=self.is_example),
            content_type="text/csv; charset=utf-8",
        )
        response["Content-Disposition"] = f'attachment; filename="delivery-plan-{today:%Y-%m-%d}.csv"'
        return response

    @path("<int:year>/", name="year")
    def year(self, request: HttpRequest, year: int) -> HttpResponse:
        """The plan of one year, beside that of today or of another year."""
        from cms.delivery_plan.comparing import compared
        from cms.delivery_plan.figures import LatestEstimates
        from engagement.delivery.plan import from_content, plan
        from engagement.delivery.yearly import kept_years

        years = kept_years()
        kept = next((each for each in years if each.year == year), None)
        if kept is None:
            raise Http404("The plan of this year was not kept.")
        beside = next((each for each in years if str(each.year) == request.GET.get("beside")), None)
        later = from_content(beside.content) if beside else plan(localdate(), LatestEstimates())
        return self._shown(
            request,
            "pages/delivery_plan_year.html",
            kept=kept,
            beside=beside,
            others=[each for each in years if each.year > year],
            comparison=compared(from_content(kept.content), later),
        )

    def _shown(self, request: HttpRequest, template: str = "", **told: Any) -> HttpResponse:
        return self.render(request, context_overrides=told, template=template or None)
