"""The workbench's place in Wagtail: its addresses, its menu, its stylesheet, its entries in the log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter

from surveys.workbench.access import COSIGN, USE, holds
from surveys.workbench.dashboard import ToDoPanel


@hooks.register("register_admin_urls")
def workbench_urls() -> list[URLPattern | URLResolver]:
    """Everything below /admin/insights/."""
    return [path("insights/", include("surveys.workbench.urls", namespace="workbench"))]


class InsightsMenuItem(MenuItem):
    """Shown to those whose role lets them in, and to nobody because they are a superuser."""

    def is_shown(self, request: HttpRequest) -> bool:
        return holds(request.user, USE) or holds(request.user, COSIGN)


class CodebookMenuItem(MenuItem):
    """Shown to those who read comments."""

    def is_shown(self, request: HttpRequest) -> bool:
        return holds(request.user, USE)


@hooks.register("register_admin_menu_item")
def insights_menu() -> MenuItem:
    """Right below the pages: the analysts' place of work."""
    return InsightsMenuItem(
        "Insights", reverse("workbench:index"), name="insights", icon_name="table", order=150
    )


@hooks.register("register_admin_menu_item")
def codebook_menu() -> MenuItem:
    """What the themes mean, for all surveys together."""
    return CodebookMenuItem(
        "Codebook", reverse("workbench:codebooks"), name="codebook", icon_name="list-ul", order=151
    )


@hooks.register("construct_homepage_panels")
def what_to_do(request: HttpRequest, panels: list[Any]) -> None:
    """What this person has to do, before everything else on their first screen."""
    panel = ToDoPanel(request)
    if panel.is_useful:
        panels.append(panel)


@hooks.register("insert_global_admin_css")
def workbench_style() -> str:
    """The screens of the workbench and its charts."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/workbench.css"))


@hooks.register("register_log_actions")
def workbench_actions(actions: Any) -> None:
    """Who took figures out or signed them: never what they said."""

    @actions.register_action("surveys.export")
    class Exported(LogFormatter):
        label = "File taken away"

        def format_message(self, log_entry: Any) -> str:
            data = log_entry.data
            return (
                f"Took away {data.get('what', 'figures')} ({data.get('format', '')}, {data.get('n', 0)} answers). "
                f"{data.get('purpose', 'Reason')}: {data.get('reason', '')}"
            )

    @actions.register_action("surveys.export.deleted")
    class Deleted(LogFormatter):
        label = "File confirmed as deleted"

        def format_message(self, log_entry: Any) -> str:
            return f"Deleted a file of {log_entry.data.get('what', 'figures')}"

    @actions.register_action("surveys.codebook.start")
    class CodebookStarted(LogFormatter):
        label = "Draft of the codebook started"

        def format_message(self, log_entry: Any) -> str:
            return f"Started a draft of the codebook {log_entry.data.get('what', '')}"

    @actions.register_action("surveys.codebook.change")
    class CodebookChanged(LogFormatter):
        label = "Draft of the codebook changed"

        def format_message(self, log_entry: Any) -> str:
            return f"Changed {log_entry.data.get('what', 'something')} in the draft of the codebook"

    @actions.register_action("surveys.codebook.discard")
    class CodebookDiscarded(LogFormatter):
        label = "Draft of the codebook thrown away"

        def format_message(self, log_entry: Any) -> str:
            return "Threw the draft of the codebook away"

    @actions.register_action("surveys.codebook.publish")
    class CodebookPublished(LogFormatter):
        label = "Codebook published"

        def format_message(self, log_entry: Any) -> str:
            return f"Published codebook {log_entry.data.get('version', '')}, with which comments are read from now on"

    @actions.register_action("surveys.model.ask")
    class ModelAsked(LogFormatter):
        label = "Model of themes asked for"

        def format_message(self, log_entry: Any) -> str:
            return f"Asked for {_model(log_entry)}"

    @actions.register_action("surveys.model.adopt")
    class ModelAdopted(LogFormatter):
        label = "Model of themes taken into use"

        def format_message(self, log_entry: Any) -> str:
            return f"Took {_model(log_entry)} into use: comments are read with it from now on"

    @actions.register_action("surveys.model.decline")
    class ModelDeclined(LogFormatter):
        label = "Model of themes not taken into use"

        def format_message(self, log_entry: Any) -> str:
            return f"Left {_model(log_entry)} out of use"

    @actions.register_action("surveys.model.retire")
    class ModelRetired(LogFormatter):
        label = "Model of themes taken out of use"

        def format_message(self, log_entry: Any) -> str:
            return f"Took {_model(log_entry)} out of use: the shipped one reads comments from now on"

    @actions.register_action("surveys.fieldwork.change")
    class FieldworkChanged(LogFormatter):
        label = "Fieldwork changed"

        def format_message(self, log_entry: Any) -> str:
            return f"Changed {log_entry.data.get('what', 'the fieldwork')}"

    @actions.register_action("surveys.weighting.choose")
    class PlanChosen(LogFormatter):
        label = "Weighting chosen"

        def format_message(self, log_entry: Any) -> str:
            return f"Chose the weighting: {log_entry.data.get('plan', '')} {log_entry.data.get('reason', '')}"

    @actions.register_action("surveys.population.taken_in")
    class TableTakenIn(LogFormatter):
        label = "Population table taken in"

        def format_message(self, log_entry: Any) -> str:
            return _about_table("Took in", log_entry)

    @actions.register_action("surveys.population.let_go")
    class TableLetGo(LogFormatter):
        label = "Population table let go"

        def format_message(self, log_entry: Any) -> str:
            return _about_table("Let go", log_entry)

    @actions.register_action("surveys.results.propose")
    class Proposed(LogFormatter):
        label = "Results proposed"

        def format_message(self, log_entry: Any) -> str:
            return _about_result("Proposed results", log_entry)

    @actions.register_action("surveys.results.cosign")
    class Cosigned(LogFormatter):
        label = "Results co-signed and published"

        def format_message(self, log_entry: Any) -> str:
            return _about_result("Co-signed and published results", log_entry)

    @actions.register_action("surveys.results.decline")
    class Declined(LogFormatter):
        label = "Results sent back"

        def format_message(self, log_entry: Any) -> str:
            return _about_result("Sent back results", log_entry)

    for action, label, did in (
        ("surveys.quote.propose", "Quote proposed", "Proposed a quote"),
        ("surveys.quote.sign", "Quote signed", "Signed a quote"),
        ("surveys.quote.decline", "Quote sent back", "Sent back a quote"),
        ("surveys.quote.take_back", "Quote taken back", "Took back a quote"),
    ):
        actions.register_action(action)(_about_quote(label, did))


def _about_table(did: str, log_entry: Any) -> str:
    data = log_entry.data
    return f"{did} {data.get('table', '')} of {data.get('date', '')}, SHA-256 {data.get('sha256', '')[:12]}."


def _about_quote(title: str, did: str) -> type[LogFormatter]:
    class AboutQuote(LogFormatter):
        label = title

        def format_message(self, log_entry: Any) -> str:
            return f"{did} about {log_entry.data.get('theme', 'a theme')}"

    return AboutQuote


def _about_result(did: str, log_entry: Any) -> str:
    data = log_entry.data
    return (
        f"{did} “{data.get('result', '')}”: {data.get('tables', 0)} tables, digest {data.get('digest', '')}."
    )


def _model(log_entry: Any) -> str:
    data = log_entry.data
    return f"model {data.get('model', '')} of themes for codebook {data.get('codebook', '')}"
