"""A small survey with every kind of question, put live without an editor."""

from __future__ import annotations

import uuid
from typing import Any

from wagtail.models import Locale, Page

from surveys.collection.live import registry
from surveys.models import Channel, Fieldwork, SurveyPage, SurveyVersion, VersionText


def _id(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def question(code: str, kind: str, *options: str, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = {"id": _id(code), "code": code, "type": kind, "show_if": None, "sensitive": False}
    if kind in ("radio", "checkbox", "grid", "demographic"):
        made["options"] = [
            {
                "id": _id(f"{code}:{option}"),
                "code": option,
                "exclusive": option == "nowhere",
                "missing": option == "prefer_not",
            }
            for option in options
        ]
    if kind == "text":
        made["max_length"] = 200
    if kind == "longtext":
        made["max_length"] = 2000
    if kind == "scale":
        made |= {"min": 0, "max": 10}
    if kind == "grid":
        made["rows"] = [{"id": _id(f"{code}.{row}"), "code": row} for row in more.pop("rows")]
    return made | more


def section(code: str, *questions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": _id(code),
        "code": code,
        "show_if": None,
        "sensitive": False,
        "questions": list(questions),
    } | more


def small_definition() -> dict[str, Any]:
    """Four sections: s2 opens only for those who avoid places, s3 is sensitive and announced."""
    avoids = {"question": "AVOID", "op": "is", "values": ["yes"]}
    return {
        "format": 1,
        "sections": [
            section(
                "s1",
                question("SAFEDAY", "radio", "very_safe", "fairly_safe", "unsafe", "prefer_not"),
                question("AVOID", "radio", "yes", "no"),
                question("WHY", "text", show_if=avoids),
            ),
            section("s2", question("PLACES", "checkbox", "park", "bus", "shops", "nowhere"), show_if=avoids),
            section(
                "s3", question("HURT", "radio", "yes", "no", "prefer_not", sensitive=True), sensitive=True
            ),
            section(
                "s4",
                question("AGREE", "grid", "agree", "neither", "disagree", rows=["LISTEN", "THINGS"]),
                question("HOPE", "scale"),
                question(
                    "AGE", "demographic", "13-15", "16-17", "18-24", "prefer_not", demographic="age_band"
                ),
                question("CHANGE", "longtext"),
            ),
        ],
    }


WORDS = {
    "title": "What do you think?",
    "browser_title": "Your view",
    "intro": "Twelve questions about where you live.\n\nAbout four minutes.",
    "consent": "You choose what to answer. You can stop whenever you like.",
    "thanks": "Your answers go to the people who decide.",
    "section:s1": "Your area",
    "section:s2": "Places",
    "section:s3": "Things that happened",
    "section:s3.note": "The next question is about being hurt.",
    "section:s4": "What you think",
    "q:SAFEDAY": "In the day, how safe do you feel where you live?",
    "q:SAFEDAY.o:very_safe": "Very safe",
    "q:SAFEDAY.o:fairly_safe": "Fairly safe",
    "q:SAFEDAY.o:unsafe": "A bit unsafe",
    "q:SAFEDAY.o:prefer_not": "Prefer not to say",
    "q:AVOID": "Are there places you avoid?",
    "q:AVOID.o:yes": "Yes",
    "q:AVOID.o:no": "No",
    "q:WHY": "What would make them better?",
    "q:PLACES": "Which kinds of place?",
    "q:PLACES.o:park": "Parks & green spaces",
    "q:PLACES.o:bus": "Buses",
    "q:PLACES.o:shops": "Shops",
    "q:PLACES.o:nowhere": "None of these",
    "q:HURT": "Has anybody hurt you this year?",
    "q:HURT.o:yes": "Yes",
    "q:HURT.o:no": "No",
    "q:HURT.o:prefer_not": "Prefer not to say",
    "q:AGREE": "How much do you agree?",
    "q:AGREE.r:LISTEN": "Adults here listen",
    "q:AGREE.r:THINGS": "There are things for me to do",
    "q:AGREE.o:agree": "Agree",
    "q:AGREE.o:neither": "Neither",
    "q:AGREE.o:disagree": "Disagree",
    "q:HOPE": "How hopeful are you?",
    "q:HOPE.low": "Not hopeful",
    "q:HOPE.high": "Very hopeful",
    "q:AGE": "How old are you?",
    "q:AGE.o:13-15": "13 to 15",
    "q:AGE.o:16-17": "16 to 17",
    "q:AGE.o:18-24": "18 to 24",
    "q:AGE.o:prefer_not": "Prefer not to say",
    "q:CHANGE": "What is the one thing you would change?",
    "q:CHANGE.help": "A sentence is enough.",
}

URDU = {
    **WORDS,
    "title": "آپ کیا سوچتے ہیں؟",
    "intro": "آپ کے علاقے کے بارے میں بارہ سوال۔",
    "consent": "یہ متن ابھی جانچا نہیں گیا۔",
    "section:s1": "آپ کا علاقہ",
    "q:SAFEDAY": "دن میں آپ اپنے علاقے میں خود کو کتنا محفوظ سمجھتے ہیں؟",
}


def freeze(page: SurveyPage, definition: dict[str, Any], texts: dict[str, dict[str, str]]) -> SurveyVersion:
    """Add a version to a survey, as publishing does."""
    number = page.versions.count() + 1
    version = SurveyVersion.objects.create(
        survey=page, number=number, definition=definition, digest=f"d{number}"
    )
    for language, wording in texts.items():
        VersionText.objects.create(version=version, language=language, texts=wording, digest=language)
    return version


def home() -> Page:
    """The page surveys stand under, made anew where a test has emptied the database."""
    found = Page.objects.filter(depth=2).first()
    if found is None:
        locale, _ = Locale.objects.get_or_create(language_code="en")
        root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root", locale=locale)
        found = root.add_child(title="Home", slug="home", locale=locale)
    return found


def put_live(
    *,
    definition: dict[str, Any] | None = None,
    texts: dict[str, dict[str, str]] | None = None,
    slug: str = "insights",
    **fieldwork: Any,
) -> SurveyPage:
    """A live survey at ``/insights/`` (and ``/ur/insights/``), open unless told otherwise, known to this process."""
    page = SurveyPage(title="Insights", slug=slug, live=False, locale=home().locale)
    home().add_child(instance=page)
    SurveyPage.objects.filter(pk=page.pk).update(live=True)
    page.refresh_from_db()
    freeze(page, definition or small_definition(), texts or {"en": WORDS, "ur": URDU})
    Fieldwork.objects.create(survey=page, **({"state": "open"} | fieldwork))
    Channel.objects.create(survey=page, code="q7x", name="A youth club")
    registry.refresh()
    return page
