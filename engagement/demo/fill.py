"""Everything the example site holds, made once and kept: run it again and nothing changes."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from engagement.demo import counts, drills, fieldwork, joining, people, reviews


def accounts() -> str:
    return f"{people.make_people()} made"


def pages() -> None:
    from cms.example import build_site

    with transaction.atomic():
        build_site(timezone.localdate())


def surveys() -> None:
    from cms.models import HomePage
    from surveys.example import every_kind, first_questions, insights
    from surveys.example.wording import LANGUAGES
    from surveys.models import Fieldwork

    home = HomePage.objects.get(locale__language_code="en")
    for wave in fieldwork.waves(timezone.localdate()):
        # Who answers now can choose a language; over earlier waves nobody needs more than one.
        languages = LANGUAGES if wave.state == Fieldwork.State.OPEN else ("ur",)
        survey = insights.build(home, slug=wave.slug, title=wave.title, state=wave.state, languages=languages)
        fieldwork.set_dates(survey, wave)
    fieldwork.set_dates(first_questions.build(home), fieldwork.first_wave(timezone.localdate()))
    every_kind.build(home)


def answers() -> str:
    from surveys.models import SurveyPage

    made, today = 0, timezone.localdate()
    for wave in (*fieldwork.waves(today), fieldwork.first_wave(today)):
        made += fieldwork.fill(SurveyPage.objects.get(slug=wave.slug, locale__language_code="en"), wave)
    return f"{made:,} made" if made else "kept"


def first_result() -> str:
    from engagement.demo.findings import publish_first_result

    return publish_first_result()


def codings() -> str:
    from engagement.demo.codings import code_comments
    from surveys.models import SurveyPage

    closed = fieldwork.waves(timezone.localdate())[0]
    made = code_comments(SurveyPage.objects.get(slug=closed.slug, locale__language_code="en"))
    return f"{made:,} made" if made else "kept"


def themes() -> str:
    from surveys.models import SurveyPage
    from surveys.workbench.services import tag_comments

    tagged = sum(tag_comments(survey) for survey in SurveyPage.objects.filter(is_example=True))
    return f"{tagged:,} comments read" if tagged else "kept"


def campaign() -> None:
    from cms.example.alliance_sheets import build_materials
    from cms.example.evidence import build_evidence, build_pictures
    from cms.example.groups import build_papers
    from cms.example.session_sheets import build_sheets

    with transaction.atomic():
        build_evidence(today=timezone.localdate())
        build_pictures()
        build_papers(today=timezone.localdate())
        build_materials(today=timezone.localdate())
        build_sheets()


def page_counts() -> str:
    return counts.make_counts(timezone.localdate())


STEPS: tuple[tuple[str, Callable[[], str | None]], ...] = (
    ("example people", accounts),
    ("pages", pages),
    ("surveys", surveys),
    ("reviews of pages", reviews.play_reviews),
    ("safeguarding queue", people.make_queue_key),
    ("requests to join", joining.make_requests),
    ("a drill", drills.make_drill),
    ("synthetic answers", answers),
    ("a published result", first_result),
    ("synthetic codings of comments", codings),
    ("themes in comments", themes),
    ("figures of the campaign", campaign),
    ("page counts", page_counts),
)
