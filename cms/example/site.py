"""The whole example site, in one call."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale, Page, Site

from cms.example.advisory_group import build_advisory_group
from cms.example.areas import build_areas
from cms.example.campaign import MESSAGES, build_campaign
from cms.example.delivery_plan import build_plan
from cms.example.directory import build_directory
from cms.example.groups import build_faith_alliance, build_youth_assembly
from cms.example.pages import ensure_page
from cms.example.promises import build_promises
from cms.example.reassurance import build_reassurance
from cms.example.toolkits import build_toolkits
from cms.example.urdu import build_urdu
from cms.example.whats_on import build_whats_on
from cms.example.words import build_words
from cms.models import HomePage, PromisesPage, ResultsIndexPage, StoryPage
from engagement.support.example import load_example_lines
from engagement.support.services import load_national_lines


@transaction.atomic
def build_site(today: date, *, hostname: str = "127.0.0.1", port: int = 8000) -> HomePage:
    """Make the example site, or bring its dates up to today; returns the English home page.

    Safe to repeat: a second run on the same day changes nothing. Surveys are built by ``surveys.example`` below the
    home page that is returned; results appear once they are published.
    """
    load_national_lines()
    if settings.DEMO_SIGN_IN:
        load_example_lines(today)
    home = _home()
    _site(home, hostname=hostname, port=port)
    campaign = build_campaign(home)
    build_youth_assembly(home, today=today)
    build_faith_alliance(home, today=today)
    build_whats_on(home, today=today)
    build_areas(home, today=today)
    build_directory(home, today=today)
    ensure_page(
        home,
        ResultsIndexPage,
        "results",
        title="What we heard",
        search_description="What people told us, who is missing, and how every figure was made.",
        standfirst="What people told us, who we did not reach, and how every figure was made.",
        show_in_menus=True,
        body=RESULTS_BODY,
    )
    ensure_page(
        home,
        PromisesPage,
        "you-said-we-did",
        title="You said, we did",
        search_description="What people said, what was promised, and whether it happened.",
        standfirst="A promise is only worth something if you can check it. Here are ours.",
        is_example=True,
        show_in_menus=True,
        body=PROMISES_BODY,
    )
    build_advisory_group(home, today=today)
    build_toolkits(home, today=today)
    build_words(home)
    build_plan(home, today=today)
    build_promises(today=today)
    if home.second_link_id != campaign.pk:
        home.second_link_id = campaign.pk
        home.body = _home_body(campaign)
        home.save_revision().publish()
        home = HomePage.objects.get(pk=home.pk)
    build_urdu(home)
    build_reassurance(home)
    return home


RESULTS_BODY = [
    ("heading", "How to read results"),
    (
        "question_answer",
        {
            "question": "Is this what everybody thinks?",
            "answer": "<p>No. It is what people told us who chose to answer. We make up for groups who "
            "answered less by "
            "counting their answers more, with the Census as our measure. That helps. It does not turn "
            "them into "
            "everybody.</p>",
        },
    ),
    (
        "question_answer",
        {
            "question": "Why are some figures hidden?",
            "answer": "<p>When few people gave an answer, a figure could give one of them away. Then "
            "it shows [c]. "
            "Sometimes a second figure has to hide too, or you could work the first one out.</p>",
        },
    ),
    (
        "question_answer",
        {
            "question": "Why does a share have a range?",
            "answer": "<p>If other people had answered, the share would be a little different. The "
            "range says how much. If "
            "two ranges overlap a lot, do not call one bigger.</p>",
        },
    ),
]

PROMISES_BODY = [
    ("heading", "How this works"),
    (
        "paragraph",
        "<p>After each survey the Board reads what people said and answers with promises. Each one has "
        "a day and somebody "
        "who does it. When the day has passed, this page says so by itself. Nobody can switch that off.</p>",
    ),
]


def _home() -> HomePage:
    """The English home page, in place of the welcome page that Wagtail brings."""
    root = Page.get_first_root_node()
    for welcome in root.get_children().filter(slug="home").not_exact_type(HomePage):
        welcome.specific.delete()
    root = Page.objects.get(pk=root.pk)
    Locale.objects.get_or_create(language_code="en")
    return ensure_page(
        root,
        HomePage,
        "home",
        title="Most of Us",
        seo_title="Most of us look out for each other",
        headline="Most of us look out for each other.",
        standfirst="Fear is loud. We are louder. Young people across the West Midlands are changing the story about "
        "violence.",
        reassurance="About seven minutes. No names. Nothing kept about your phone.",
        second_label="Read our stories",
        search_description="Young people across the West Midlands are changing the story. Have your say.",
        is_example=True,
    )


def _home_body(campaign: Page) -> list:
    line, more, surface = MESSAGES[1]
    stories = list(StoryPage.objects.child_of(campaign).live().order_by("path"))
    return [
        ("story_links", {"heading": "Told by young people", "stories": stories}),
        ("message", {"message": line, "more": more, "surface": "violet"}),
        (
            "statistic",
            {
                "figure": "1 in 3",
                "says": "people here are under 25. This is a young place.",
                "source": "Census 2021: 34%. In the Partnership's strategy 2023 to 2026, section 1.6",
                "source_link": "",
                "caution": "",
                "surface": surface,
            },
        ),
        (
            "quote",
            {
                "words": "If I know who is on my street, my street is not scary.",
                "alias": "Ash",
                "about": "14",
                "invented": True,
                "consent_on_file": False,
            },
        ),
        ("heading", "Before you answer anything"),
        (
            "question_answer",
            {
                "question": "Do you know who I am?",
                "answer": "<p>We do not ask. We do not keep your IP address or what phone you use. We "
                "cannot tell who sent "
                "which answer. What you write could give you away, so leave out names, places and dates.</p>",
            },
        ),
        (
            "question_answer",
            {
                "question": "Is this snitching?",
                "answer": "<p>No. We ask how things feel, not who did what. This is not the place to "
                "report a crime.</p>",
            },
        ),
        (
            "question_answer",
            {
                "question": "Does it change anything?",
                "answer": "<p>See for yourself: under “You said, we did” every promise has a day. If "
                "it is late, it says "
                "so.</p>",
            },
        ),
    ]


def _site(home: HomePage, *, hostname: str, port: int) -> Site:
    """The site record: this home page, at this address."""
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    wanted = {"hostname": hostname, "port": port, "root_page_id": home.pk, "site_name": "Most of Us"}
    if site.pk is None or any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()
    return site
