"""Reads of the public site: the frame around a page, what is happening now, and published figures beside promises."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.http import Http404
from django.utils.translation import get_language
from wagtail.models import Page, Site

from cms.incidents import pages_for
from cms.models import (
    AdvisoryGroupPage,
    BoardQuestion,
    DeliveryPlanPage,
    HomePage,
    PromisesPage,
    ResultsIndexPage,
    StandardPage,
    SupportPage,
    ToolkitsPage,
    YouthAssemblyPage,
)
from cms.results.present import Figure, Headline, figure_of, headlines
from engagement.delivery.selectors import Promise, commitments
from engagement.incidents.selectors import held
from engagement.languages import is_on
from surveys.models import Fieldwork, PublishedResult, SurveyPage
from surveys.models.publication import Tampered
from surveys.publication.selectors import published_result, published_results


@dataclass(frozen=True)
class Frame:
    """What stands around a page: its home, the menu, the small print, the survey that is open, the other languages."""

    home: Page
    menu: list[Page]
    small_print: list[Page]
    support: Page | None
    survey_url: str | None
    results_url: str = ""
    promises_url: str = ""
    plan_url: str = ""
    languages: list[tuple[str, str, str]] = field(default_factory=list)
    """Code, name in its own language, address."""
    incidents: list[tuple[str, Page]] = field(default_factory=list)
    """Where something has happened (empty: the region), and the page about it; none on most days."""


def frame_of(page: Page) -> Frame:
    """The frame of a page, in five queries whatever the size of the site."""
    home = page if isinstance(page, HomePage) else HomePage.objects.ancestor_of(page).first()
    if home is None:
        return Frame(home=page, menu=[], small_print=[], support=None, survey_url=None)
    children = list(home.get_children().live().select_related("content_type"))

    def of(kind: type[Page]) -> list[Page]:
        return [child for child in children if child.content_type.model_class() is kind]

    support, results, promises = of(SupportPage), of(ResultsIndexPage), of(PromisesPage)
    plans = of(DeliveryPlanPage)
    quiet = (*of(StandardPage), *of(AdvisoryGroupPage), *plans, *of(ToolkitsPage))
    return Frame(
        home=home,
        menu=[child for child in children if child.show_in_menus],
        small_print=[child for child in quiet if not child.show_in_menus],
        support=support[0] if support else None,
        survey_url=_open_survey(of(SurveyPage)),
        results_url=results[0].url if results else "",
        promises_url=promises[0].url if promises else "",
        plan_url=plans[0].url if plans else "",
        languages=_languages(page, home),
        incidents=pages_for(page, held()),
    )


def frame_of_site() -> Frame | None:
    """The frame of a public address that is no page, in the language in use; None where there is no site."""
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is None:
        return None
    home = site.root_page
    language = get_language() or settings.LANGUAGE_CODE
    own = home.get_translations(inclusive=True).filter(locale__language_code=language, live=True).first()
    return frame_of((own or home).specific)


def _open_survey(surveys: list[Page]) -> str | None:
    """The address of the first survey that takes answers, or that is paused and says so itself."""
    if not surveys:
        return None
    taking = set(
        Fieldwork.objects.exclude(state=Fieldwork.State.CLOSED)
        .filter(survey__translation_key__in=[survey.translation_key for survey in surveys])
        .values_list("survey__translation_key", flat=True)
    )
    return next((survey.url for survey in surveys if survey.translation_key in taking), None)


def _languages(page: Page, home: Page) -> list[tuple[str, str, str]]:
    """Where this page can be read in another language; the other language's home where it cannot."""
    keys = {page.translation_key, home.translation_key}
    found: dict[str, tuple[str, str, str]] = {}
    versions = Page.objects.live().filter(translation_key__in=keys).select_related("locale").order_by("depth")
    for version in versions:
        code = version.locale.language_code
        if not is_on(code):
            continue
        # Ordered by depth: the page's own translation overwrites the home's.
        found[code] = (code, version.locale.language_name_local, version.url)
    return sorted(found.values(), key=lambda told: (told[0] != "en", told[0]))


def published_or_404(slug: str) -> PublishedResult:
    """The published result with this address, if it is still what was signed; raises Http404 otherwise."""
    try:
        found = published_result(slug)
    except Tampered as changed:
        raise Http404("This result is withheld until somebody has looked into it.") from changed
    if found is None:
        raise Http404("No published result has this address.")
    return found


@dataclass(frozen=True)
class AnsweredPromise:
    """A promise beside the published figure it answers, when there is one."""

    promise: Promise
    figure: Figure | None
    result: PublishedResult | None

    @property
    def question(self) -> str:
        """The question the promise answers, where it stands among the published tables; else empty."""
        asked = self.promise.commitment.question
        tables = self.result.snapshot.get("tables") or [] if self.result else []
        return asked if any(table.get("question") == asked for table in tables) else ""


def promises_with_figures(*, today: date) -> list[AnsweredPromise]:
    """Every promise with its figure, late ones first. Two queries."""
    promises = commitments(today)
    return _join(promises)


def _join(promises: list[Promise]) -> list[AnsweredPromise]:
    slugs = {told.commitment.figure for told in promises if told.commitment.figure}
    results = {found.slug: found for found in published_results()} if slugs else {}
    joined = []
    for told in promises:
        result = results.get(told.commitment.figure)
        figure = (
            figure_of(result.snapshot, question=told.commitment.question, theme=told.commitment.theme)
            if result
            else None
        )
        joined.append(AnsweredPromise(told, figure, result))
    return joined


@dataclass(frozen=True)
class AskedQuestion:
    """A question to the Board with its clock."""

    question: BoardQuestion
    days_left: int

    @property
    def state(self) -> str:
        """``answered``, ``waiting`` or ``late``."""
        if self.question.answered_on:
            return "answered"
        return "late" if self.days_left < 0 else "waiting"

    @property
    def days_late(self) -> int:
        """Days since the answer was due; 0 when it is not late."""
        return max(0, -self.days_left) if self.state == "late" else 0


def board_questions(page: YouthAssemblyPage, *, today: date) -> list[AskedQuestion]:
    """The questions of a Youth Assembly: late ones first, then those waiting, then the answered ones."""
    asked = [AskedQuestion(question, question.days_left(today)) for question in page.board_questions.all()]
    order = {"late": 0, "waiting": 1, "answered": 2}
    return sorted(asked, key=lambda told: (order[told.state], told.question.answer_due_on))


@dataclass(frozen=True)
class Now:
    """What is happening now, for the home page."""

    result: PublishedResult | None
    headline: Headline | None
    promise: AnsweredPromise | None
    question: AskedQuestion | None
    assembly: Page | None


def happening_now(home: Page, *, today: date) -> Now:
    """The newest published headline, the promise that needs attention most, the question the Board owes first."""
    result = next(iter(published_results()), None)
    told = headlines(result.snapshot) if result else ()
    assembly = YouthAssemblyPage.objects.child_of(home).live().first()
    asked = board_questions(assembly, today=today) if assembly else []
    promises = _join(commitments(today)[:1])
    return Now(
        result=result,
        headline=told[0] if told else None,
        promise=promises[0] if promises else None,
        question=next((told for told in asked if told.state != "answered"), None),
        assembly=assembly,
    )
