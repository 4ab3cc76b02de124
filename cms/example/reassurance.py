"""Pages prepared for when something serious has happened."""

from __future__ import annotations

from typing import Any

from wagtail.models import Locale

from cms.example.pages import ensure_page
from cms.models import HomePage, ReassurancePage

BODY: list[Any] = [
    ("heading", "What we know"),
    (
        "paragraph",
        "<p>Something serious has happened, and many people near it are shaken. Police and council are there. They say "
        "what is known as soon as it is sure. Please do not pass on films, names or guesses: somebody’s family "
        "may not know yet.</p>",
    ),
    ("heading", "What you can do today"),
    (
        "paragraph",
        "<ul><li>Stay near people you trust. Tell somebody where you are.</li><li>Ask a friend how they are, and "
        "listen.</li><li>If you saw something, you can tell without giving your name. The number is below.</li>"
        "<li>Eat, sleep, and put the phone away for an hour. It helps more than it sounds.</li></ul>",
    ),
    ("heading", "For parents, teachers and youth workers"),
    (
        "paragraph",
        "<p>Say that it is all right to be afraid or angry. Keep to the usual day where you can. Answer what is asked, "
        "and say so when you do not know. Most young people want to look after each other: let them.</p>",
    ),
]
VIGIL: list[Any] = [
    ("heading", "Places that are open"),
    (
        "paragraph",
        "<p>Youth centres, libraries and places of worship open their doors in the next evenings for whoever does not "
        "want to be alone. Nobody has to say anything. Nobody writes down who came.</p>",
    ),
    ("heading", "If you are angry"),
    (
        "paragraph",
        "<p>Anger after something like this is human. It does not have to hurt anybody else. Talk to a youth worker "
        "before you talk to the others. The numbers below are open all night.</p>",
    ),
]
URDU_STANDFIRST = (
    "کچھ سنگین ہوا ہے، اور ہم میں سے بہت سے لوگ پریشان ہیں۔ آپ کو اس کے ساتھ اکیلے رہنے کی ضرورت نہیں۔"
)
URDU_BODY: list[Any] = [
    ("heading", "آج آپ کیا کر سکتے ہیں"),
    (
        "paragraph",
        "<ul><li>اُن لوگوں کے قریب رہیں جن پر آپ کو بھروسا ہے۔</li><li>ویڈیو، نام یا اندازے آگے نہ بھیجیں۔</li>"
        "<li>کسی دوست سے پوچھیں کہ وہ کیسا ہے، اور اُس کی بات سنیں۔</li></ul>",
    ),
]


def build_reassurance(home: HomePage) -> None:
    """Two prepared pages, the first in Urdu too. Visitors find them only while an incident shows them."""
    page = ensure_page(
        home,
        ReassurancePage,
        "looking-after-each-other",
        title="Looking after each other today",
        search_description="What is known, what helps, and who is there to talk.",
        standfirst="Something serious has happened, and many of us are shaken. You do not have to be alone with it.",
        is_example=True,
        body=BODY,
    )
    ensure_page(
        home,
        ReassurancePage,
        "doors-are-open",
        title="Doors are open this evening",
        search_description="Where people sit together, and who is there to talk.",
        standfirst="You can come and sit with others. Nobody asks you anything.",
        is_example=True,
        body=VIGIL,
    )
    locale = Locale.objects.filter(language_code="ur").first()
    urdu = (
        HomePage.objects.filter(translation_key=home.translation_key, locale=locale).first()
        if locale
        else None
    )
    if urdu is None:
        return
    if not page.get_translations().filter(locale=locale).exists():
        page.copy_for_translation(locale)
    own = ReassurancePage.objects.get(translation_key=page.translation_key, locale=locale)
    if own.title == page.title:
        own.title, own.standfirst, own.body = "آج ایک دوسرے کا خیال رکھنا", URDU_STANDFIRST, URDU_BODY
        own.search_description = "کیا مدد کرتا ہے، اور کس سے بات ہو سکتی ہے۔"
        own.save_revision().publish()
