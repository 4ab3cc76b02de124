"""How numbers, months, orders, areas and missing answers are tabulated, taken away and published."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from django.urls import reverse

from surveys.analysis.coarse_areas import coarse_areas
from surveys.models import Response, SurveyPage, SurveyVersion, VersionText
from surveys.publication.snapshot import NotPublishable, Plan, draft
from surveys.reports import memory
from surveys.reports.asked import questionnaire
from surveys.reports.lines import codebook_lines, person_lines
from surveys.reports.tables import QuestionTable, question_tables
from surveys.workbench.figures import view_of
from tests.surveys.workbench.answered import TEXTS, definition, people, store, survey_page

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SHARED = {"show_if": None, "sensitive": False, "not_sensitive_reason": ""}
ORDERED = ("lights", "to_do", "workers", "buses")
PARTS = [area for area in coarse_areas() if area.authority in ("E08000025", "E08000029")]


def _more() -> list[dict]:
    options = [{"id": code, "code": code, "exclusive": False, "missing": False} for code in ORDERED]
    club = [
        {"id": code, "code": code, "exclusive": False, "missing": code == "dont_know"}
        | ({"why": "dont_know"} if code == "dont_know" else {})
        | ({"other": True} if code == "other" else {})
        for code in ("often", "never", "other", "dont_know")
    ]
    areas = [{"code": area.code, "authority": area.authority} for area in PARTS]
    return [
        {
            "id": "n",
            "code": "HOURS",
            "type": "number",
            "min": 0,
            "max": 24,
            "decimals": 1,
            "bands": [0, 2, 4],
            **SHARED,
        },
        {
            "id": "m",
            "code": "LAST",
            "type": "month",
            "from_year": 2025,
            "to_year": 2026,
            "results": "quarter",
            **SHARED,
        },
        {"id": "k", "code": "FIRST", "type": "ranking", "places": 3, "options": options, **SHARED},
        {"id": "r", "code": "CLUB", "type": "radio", "options": club, **SHARED},
        {"id": "c", "code": "OK", "type": "consent", "options": [], **SHARED},
        {
            "id": "a",
            "code": "AREA",
            "type": "area",
            "demographic": "authority",
            "options": [],
            "areas": areas,
            **SHARED,
        },
    ]


WORDS = {
    **TEXTS,
    "q:HOURS": "How many hours outdoors?",
    "q:LAST": "When last?",
    "q:FIRST": "What comes first?",
    "q:CLUB": "Do you go to a club?",
    "q:CLUB.o:other": "Something else",
    "q:CLUB.o:dont_know": "I don’t know",
    "q:AREA": "Where do you live?",
    **{f"q:FIRST.o:{code}": code.title() for code in ORDERED},
    **{f"q:AREA.a:{area.code}": area.name for area in PARTS},
}


def answers_of(n: int) -> list[dict]:
    """Typed numbers about 3, an order that favours lights, and a part of Birmingham that hardly anybody chose."""
    draw = np.random.default_rng(4)
    birmingham = [area.code for area in PARTS if area.authority == "E08000025"]
    made = []
    for place in range(n):
        ranked = [code for code in draw.permutation(ORDERED)][: int(draw.integers(1, 4))]
        if "lights" in ranked and draw.random() < 0.6:
            ranked = ["lights", *(code for code in ranked if code != "lights")]
        part = birmingham[0] if place < 3 else birmingham[1 + place % (len(birmingham) - 1)]
        made.append(
            {
                "HOURS": float(round(draw.gamma(3), 1)) if place % 3 else int(draw.integers(0, 8)),
                "LAST": ("2025", "2025-02", "2025-05", "2026-11")[place % 4],
                "FIRST": [str(code) for code in ranked],
                "CLUB": str(draw.choice(["often", "never", "other", "dont_know"], p=[0.3, 0.3, 0.2, 0.2])),
                "OK": "yes",
                "AREA.PART": "solihull_north" if place % 5 == 0 and place > 2 else part,
            }
        )
    return made


@pytest.fixture
def survey() -> SurveyPage:
    memory.forget()
    page = survey_page()
    version = page.versions.get()
    made = definition()
    made["sections"][0]["questions"] = [
        question for question in made["sections"][0]["questions"] if question["code"] != "AUTHORITY"
    ] + _more()
    SurveyVersion.objects.filter(pk=version.pk).update(definition=made)
    VersionText.objects.filter(version=version).update(texts=WORDS)
    store(page, people(400))
    rows = list(Response.objects.filter(survey=page).order_by("pk"))
    for row, more in zip(rows, answers_of(len(rows)), strict=True):
        row.answers |= more
    Response.objects.bulk_update(rows, ["answers"], batch_size=200)
    return page


def tables(survey: SurveyPage, **more) -> dict[str, QuestionTable]:
    return {table.asked.code: table for table in question_tables(survey, **more)}


def stored(survey: SurveyPage, code: str) -> list:
    return [
        answers[code] for answers in Response.objects.filter(survey=survey).values_list("answers", flat=True)
    ]


def counts(table: QuestionTable) -> dict[str, int]:
    return {figure.option: figure.count for figure in table.everybody.figures}


def test_every_kind_is_tabulated_and_consent_is_not(survey):
    asked = questionnaire(survey)
    assert [question.code for question in asked.questions][-5:] == [
        "HOURS",
        "LAST",
        "FIRST",
        "CLUB",
        "AREA.PART",
    ]
    assert "authority" in asked.demographics
    assert [question.code for question in asked.open_questions] == ["CHANGE", "CLUB_OTHER"]


def test_a_typed_number_has_bands_a_mean_and_quartiles(survey):
    table = tables(survey)["HOURS"]
    hours = pd.Series(stored(survey, "HOURS"), dtype=float)
    assert counts(table) == {
        "from_0": int((hours < 2).sum()),
        "from_2": int(((hours >= 2) & (hours < 4)).sum()),
        "from_4": int((hours >= 4).sum()),
    }
    assert [choice.label for choice in table.asked.choices] == ["0 to under 2", "2 to under 4", "4 to 24"]
    lower, middle, upper = table.everybody.quartiles
    assert lower < middle < upper
    assert abs(middle - hours.median()) < 0.6
    assert abs(table.everybody.mean - hours.mean()) < 0.6
    assert view_of(table).quartiles.startswith("median ")


def test_a_month_is_counted_in_its_quarter_and_a_year_alone_apart(survey):
    found = {code: n for code, n in counts(tables(survey)["LAST"]).items() if n}
    months = pd.Series(stored(survey, "LAST")).value_counts()
    assert found == {
        "2025": months["2025"],
        "2025-Q1": months["2025-02"],
        "2025-Q2": months["2025-05"],
        "2026-Q4": months["2026-11"],
    }


def test_an_order_is_told_by_what_was_put_first_and_by_the_mean_place(survey):
    table = tables(survey)["FIRST"]
    orders = stored(survey, "FIRST")
    assert counts(table) == {code: sum(order[0] == code for order in orders) for code in ORDERED}
    places = dict(table.places)
    # An order of four answers hands out the places 1 to 4, whoever left some out.
    assert sum(places.values()) == pytest.approx(10)
    assert min(places, key=places.get) == "lights"
    view = view_of(table)
    assert view.is_order
    assert view.places[0][0] == "Lights"


def test_answers_that_say_nothing_leave_the_base_where_that_is_asked_for(survey):
    everything, answered = tables(survey)["CLUB"], tables(survey, with_missing=False)["CLUB"]
    unsure = counts(everything)["dont_know"]
    assert unsure > 0
    assert answered.everybody.base == everything.everybody.base - unsure
    assert "dont_know" not in counts(answered)
    assert sum(figure.share for figure in answered.everybody.figures) == pytest.approx(1)


def test_parts_of_an_authority_stay_in_the_workbench_and_hide_together(survey):
    table = tables(survey)["AREA.PART"]
    assert "AREA.PART" not in tables(survey, by="sex")
    assert min(n for n in counts(table).values() if n) < 10
    shown = {row.label: row.cells[0].percent for row in view_of(table).rows}
    by_authority = {area.name: area.authority for area in PARTS}
    hidden = {by_authority[label] for label, percent in shown.items() if percent is None}
    # Solihull's other parts have nobody, which is as small as three people.
    assert hidden == {"E08000025", "E08000029"}
    with pytest.raises(NotPublishable, match="stays in the workbench"):
        draft(survey, Plan(("AREA.PART",)))


def test_files_carry_places_bands_and_quarters_and_no_part_of_an_authority(survey):
    lines = person_lines(survey, ["sex"])
    assert not [heading for heading in lines.headings if heading.startswith("AREA")]
    at = {heading: place for place, heading in enumerate(lines.headings)}
    assert {line[at["HOURS"]] for line in lines.lines} == {"from_0", "from_2", "from_4"}
    assert {line[at["LAST"]] for line in lines.lines} == {"2025", "2025-Q1", "2025-Q2", "2026-Q4"}
    assert {line[at["FIRST:lights"]] for line in lines.lines} == {1, 2, 3, None}
    meanings = [line for line in codebook_lines(survey).lines if line[0] in ("HOURS", "CLUB", "FIRST:lights")]
    told = [line[-1] for line in meanings]
    assert "0 to under 2" in told
    assert "I don’t know (counts as missing: don’t know)" in told
    assert "Lights was put first (2: second, and so on)" in told


def test_a_published_number_tells_its_mean_and_median_in_halves_and_an_order_what_it_shows(survey):
    made = draft(survey, Plan(("HOURS", "FIRST"), themes=False)).snapshot
    hours, first = made["tables"]
    assert hours["note"].startswith("On average ")
    assert all(float(word.strip(".;")) * 2 % 1 == 0 for word in hours["note"].split() if word[0].isdigit())
    assert first["note"] == "People put answers in order. Shown is which one they put first."


def test_the_tables_on_screen_say_what_they_count(survey, analyst):
    said = analyst.get(reverse("workbench:tables", args=[survey.pk])).content.decode()
    for words in (
        "median ",
        "Mean place",
        "which answer was put first",
        "stays in the workbench",
        "I don’t know",
    ):
        assert words in said
    without = analyst.get(
        reverse("workbench:tables", args=[survey.pk]), {"base": "answered"}
    ).content.decode()
    assert '<th scope="row">I don’t know' not in without
    by_sex = analyst.get(reverse("workbench:tables", args=[survey.pk]), {"by": "sex"}).content.decode()
    assert "stays in the workbench" not in by_sex
