"""A survey with answers in the tables of mixed responses, and the same answers as one row a person."""

from __future__ import annotations

import numpy as np
import pandas as pd
from django.utils import timezone
from wagtail.models import Locale, Page

from surveys.analysis.population import sample_people
from surveys.models import (
    Comment,
    Fieldwork,
    Response,
    SurveyPage,
    SurveyVersion,
    VersionText,
)
from surveys.models.themes import ThemeTag

SAFE = ("very_safe", "fairly_safe", "unsafe", "prefer_not")
PLACES = ("park", "bus", "centre", "none")
LISTEN = ("agree", "neither", "disagree")
DISABILITY = ("disabled", "not_disabled")

TEXTS = {
    "title": "Insights",
    "q:SAFEDAY": "How safe do you feel by day?",
    "q:SAFEDAY.o:very_safe": "Very safe",
    "q:SAFEDAY.o:fairly_safe": "Fairly safe",
    "q:SAFEDAY.o:unsafe": "Unsafe",
    "q:SAFEDAY.o:prefer_not": "Prefer not to say",
    "q:PLACES": "Which places do you avoid?",
    "q:PLACES.o:park": "Parks",
    "q:PLACES.o:bus": "Buses",
    "q:PLACES.o:centre": "Town centre",
    "q:PLACES.o:none": "None of these",
    "q:AGREE": "How far do you agree?",
    "q:AGREE.r:LISTEN": "People here are listened to",
    "q:AGREE.o:agree": "Agree",
    "q:AGREE.o:neither": "Neither",
    "q:AGREE.o:disagree": "Disagree",
    "q:HOPE": "How hopeful are you?",
    "q:CHANGE": "What would you change?",
}


def _options(codes: tuple[str, ...], missing: str = "prefer_not") -> list[dict]:
    return [{"id": code, "code": code, "exclusive": False, "missing": code == missing} for code in codes]


def definition() -> dict:
    """One question of each kind, four demographics of five and a place for words."""
    shared = {"show_if": None, "sensitive": False, "not_sensitive_reason": ""}
    questions = [
        {"id": "1", "code": "SAFEDAY", "type": "radio", "options": _options(SAFE), **shared},
        {"id": "2", "code": "PLACES", "type": "checkbox", "options": _options(PLACES), **shared},
        {
            "id": "3",
            "code": "AGREE",
            "type": "grid",
            "options": _options(LISTEN),
            "rows": [{"id": "r", "code": "LISTEN"}],
            **shared,
        },
        {"id": "4", "code": "HOPE", "type": "scale", "min": 0, "max": 10, **shared},
        {"id": "5", "code": "CHANGE", "type": "longtext", "max_length": 1000, **shared},
    ]
    for place, name in enumerate(("authority", "age_band", "sex", "ethnic_group", "religion", "disability")):
        questions.append(
            {"id": f"d{place}", "code": name.upper(), "type": "demographic", "demographic": name, **shared}
        )
    return {
        "format": 1,
        "sections": [{"id": "s", "code": "s1", "show_if": None, "sensitive": False, "questions": questions}],
    }


def survey_page(slug: str = "insights", *, state: str = Fieldwork.State.CLOSED, **fields) -> SurveyPage:
    """A survey with one frozen version."""
    Locale.objects.get_or_create(language_code="en")
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    page = root.add_child(instance=SurveyPage(title="Insights", slug=slug, live=False, **fields))
    version = SurveyVersion.objects.create(survey=page, number=1, definition=definition(), digest="d" * 64)
    VersionText.objects.create(version=version, language="en", texts=TEXTS, digest="t" * 64)
    Fieldwork.objects.create(survey=page, state=state, opens_on=timezone.localdate())
    return page


def people(n: int, *, seed: int = 1) -> pd.DataFrame:
    """Respondents one row each: the young answer less often, and are less safe; some decline."""
    draw = np.random.default_rng(seed)
    frame = sample_people(
        n, seed=seed, propensity={"age_band": {"13-15": 0.5, "16-17": 0.6, "18-24": 0.6, "75+": 0.5}}
    )
    young = frame["age_band"].isin(["13-15", "16-17", "18-24"]).to_numpy()
    frame["SAFEDAY"] = np.where(
        young, draw.choice(SAFE, n, p=[0.2, 0.35, 0.4, 0.05]), draw.choice(SAFE, n, p=[0.4, 0.4, 0.15, 0.05])
    )
    frame.loc[draw.random(n) < 0.03, "SAFEDAY"] = None
    ticks = draw.random((n, 3)) < [0.4, 0.3, 0.35]
    frame["PLACES"] = [
        [code for code, chosen in zip(PLACES, row, strict=False) if chosen] or ["none"] for row in ticks
    ]
    frame["AGREE.LISTEN"] = draw.choice(LISTEN, n, p=[0.3, 0.3, 0.4])
    frame["HOPE"] = draw.integers(0, 11, n)
    frame["disability"] = np.where(draw.random(n) < 0.2, "disabled", "not_disabled")
    frame.loc[draw.random(n) < 0.02, "sex"] = "another"
    frame.loc[draw.random(n) < 0.03, "ethnic_group"] = "prefer_not"
    frame["comment"] = np.where(draw.random(n) < 0.5, "More light in the park, it is dark and scary.", "")
    frame["theme"] = np.where(draw.random(n) < 0.6, "no_go_places", "")
    return frame


def store(survey: SurveyPage, frame: pd.DataFrame, *, tags: bool = True) -> None:
    """Write the people as mixed responses, comments and tags."""
    version = survey.versions.get()
    responses, comments, found = [], [], []
    for row in frame.to_dict("records"):
        answers = {
            code: row[code] for code in ("SAFEDAY", "PLACES", "AGREE.LISTEN", "HOPE") if row[code] is not None
        }
        answers["HOPE"] = int(answers["HOPE"])
        if not isinstance(answers.get("SAFEDAY"), str):
            answers.pop("SAFEDAY", None)
        response = Response(
            survey=survey,
            version=version,
            answers=answers,
            **{
                name: row[name]
                for name in ("authority", "age_band", "sex", "ethnic_group", "religion", "disability")
            },
        )
        responses.append(response)
        if row["comment"]:
            comment = Comment(response=response, question="CHANGE", text=row["comment"])
            comments.append(comment)
            if tags and row["theme"]:
                found.append(
                    ThemeTag(comment=comment, theme=row["theme"], spans=[[0, 10]], score=0.9, codebook="1.0")
                )
    Response.objects.bulk_create(responses, batch_size=500)
    Comment.objects.bulk_create(comments, batch_size=500)
    ThemeTag.objects.bulk_create(found, batch_size=500)


def asking_to_quote() -> dict:
    """The small survey with the question whether words may be shown at its end."""
    asked = definition()
    asked["sections"][0]["questions"].append(
        {
            "id": "q",
            "code": "QUOTE",
            "type": "radio",
            "options": [
                {"id": code, "code": code, "exclusive": False, "missing": False} for code in ("yes", "no")
            ],
            "show_if": None,
            "sensitive": False,
            "not_sensitive_reason": "",
        }
    )
    return asked
