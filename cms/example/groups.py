"""The example Youth Assembly and Faith Alliance: invented meetings, questions and members."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils.timezone import make_aware

from cms.example.pages import ensure_page, replace_rows
from cms.models import FaithAlliancePage, HomePage, SiteDocument, YouthAssemblyPage

MEETINGS = (
    (
        9,
        "Buses, lights and the last mile home",
        "The Red Room, Millbank Youth Centre (step-free, lift on the left)",
    ),
    (37, "What the survey said: reading it together", "Online, cameras optional"),
)
HOW_TO_COME = "Aged 11 to 25? Just come. There is food, and we pay your bus fare on the day."

QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "question": "Can the buses by the college run until the last class ends?",
        "why": "Evening classes stop at nine. The last bus leaves at ten to nine.",
        "asked": -16,
        "due": 12,
    },
    {
        "question": "Who decides which park lights get mended first, and can we see the list?",
        "why": "Three of us reported the same lamp. Nobody told us what happened.",
        "asked": -31,
        "due": -3,
    },
    {
        "question": "Will young people be paid for checking your plans?",
        "why": "You pay other experts.",
        "asked": -58,
        "due": -30,
        "answered": -34,
        "answer": "Yes. From next month everybody who reads a plan for us is paid by the hour, the "
        "same rate for all "
        "ages. You helped us write the form, so it is one page.",
    },
)

NOTES = "Our notes on the last mile home"
NOTES_WORDS = """Our notes on the last mile home (invented example)

We walked four ways home after dark and wrote down what we saw.
- Two of nine lamps by the canal were out.
- The last bus leaves before the late class ends.
- People feel better where a shop is open.
What we ask for: one list of broken lamps that everybody can read, and a later bus.
"""

DECISIONS: tuple[dict[str, Any], ...] = (
    {
        "decision": "Two of us read every plan for lights before it is signed.",
        "decided": -42,
        "answers": "The Partnership’s team for places",
        "due": -12,
        "done": -15,
        "outcome": "Done. Two members read the first plan and moved three lamps.",
    },
    {
        "decision": "A week in March is ours to plan, with money of its own.",
        "decided": -40,
        "answers": "The Board’s chair",
        "due": 30,
    },
    {
        "decision": "Every letter to us is short enough to read on a phone.",
        "decided": -72,
        "answers": "The Partnership’s office",
        "due": -6,
    },
)

MEMBERS = (
    (
        "Canal Street Gurdwara kitchen",
        "Sikh",
        "sikh",
        "E08000028",
        "A hot meal for anybody, every day, no questions.",
    ),
    (
        "Lantern Church hall",
        "Christian",
        "christian",
        "E08000030",
        "Open hall on Friday nights: music, games, a quiet corner.",
    ),
    (
        "Rosehill Mosque youth room",
        "Muslim",
        "muslim",
        "E08000025",
        "Homework club and football. Girls-only hour on Wednesdays.",
    ),
    (
        "Hearth Community",
        "many faiths and none",
        "",
        "E08000026",
        "A place to sit after bad news, with people who stay.",
    ),
    (
        "Three Oaks Mandir",
        "Hindu",
        "hindu",
        "E08000031",
        "Dance, drums and cooking for all ages on Saturdays.",
    ),
    (
        "Bridge Street Meeting",
        "Quaker",
        "christian",
        "E08000027",
        "Silence, tea, and help to talk when people have fallen out.",
    ),
)


def build_youth_assembly(home: HomePage, *, today: date) -> YouthAssemblyPage:
    """The Assembly's page with a next meeting, a question with days left, a late one and an answered one."""
    page = ensure_page(
        home,
        YouthAssemblyPage,
        "youth-assembly",
        title="Youth Assembly",
        search_description="Young people ask the Board. The Board has to answer. This page counts the days.",
        standfirst="We ask the people in charge. They have to answer. We count the days.",
        is_example=True,
        show_in_menus=True,
        body=[
            ("heading", "Who we are"),
            (
                "paragraph",
                "<p>We are young people aged 11 to 25 from all seven areas. Some of us are in care, "
                "some of us look "
                "after somebody, some of us just turned up for the food. You do not have to be good at "
                "speaking.</p>",
            ),
            ("heading", "How a question gets to the Board"),
            (
                "paragraph",
                "<ol><li>Anybody brings a question. We pick together.</li><li>It goes to the Board in "
                "our words.</li>"
                "<li>The Board has 28 days. If it is late, this page says so.</li><li>We read the "
                "answer and say if it "
                "is one.</li></ol>",
            ),
        ],
    )
    meetings = [
        {
            "starts_at": make_aware(datetime.combine(today + timedelta(days=days), time(17, 30))),
            "about": about,
            "place": place,
            "how_to_come": HOW_TO_COME,
            "ends_at": make_aware(datetime.combine(today + timedelta(days=days), time(19, 30))),
        }
        for days, about, place in MEETINGS
    ]
    questions = [
        {
            "question": told["question"],
            "why": told["why"],
            "asked_on": today + timedelta(days=told["asked"]),
            "answer_due_on": today + timedelta(days=told["due"]),
            "answer": told.get("answer", ""),
            "answered_on": today + timedelta(days=told["answered"]) if "answered" in told else None,
        }
        for told in QUESTIONS
    ]
    decisions = [
        {
            "decision": told["decision"],
            "answers": told["answers"],
            "decided_on": today + timedelta(days=told["decided"]),
            "due_on": today + timedelta(days=told["due"]),
            "outcome": told.get("outcome", ""),
            "done_on": today + timedelta(days=told["done"]) if "done" in told else None,
        }
        for told in DECISIONS
    ]
    if (
        replace_rows(page.meetings, meetings)
        | replace_rows(page.board_questions, questions)
        | replace_rows(page.decisions, decisions)
    ):
        page.save_revision().publish()
    return page


def build_papers(*, today: date) -> None:
    """An invented paper of the Assembly, stored once and shown on its page."""
    page = YouthAssemblyPage.objects.filter(locale__language_code="en", is_example=True).first()
    if page is None:
        return
    notes = SiteDocument.objects.filter(title=NOTES).first()
    if notes is None:
        notes = SiteDocument(title=NOTES)
        notes.file.save("last-mile-home.txt", ContentFile(NOTES_WORDS.encode()), save=False)
        notes.save()
    papers = [{"label": NOTES, "document": notes, "for_meeting_on": today - timedelta(days=40)}]
    if replace_rows(page.papers, papers):
        page.save_revision().publish()


def build_faith_alliance(home: HomePage, *, today: date) -> FaithAlliancePage:
    """The Alliance's page with members that opted in, all invented."""
    page = ensure_page(
        home,
        FaithAlliancePage,
        "faith-alliance",
        title="Faith Alliance",
        search_description="Faith groups across the West Midlands that open their doors to prevent violence.",
        standfirst="Different faiths, and people of none. Open doors before, and people who stay after.",
        is_example=True,
        show_in_menus=True,
        body=[
            ("heading", "What we set out to do"),
            (
                "paragraph",
                "<p>The Alliance has had its own three-year strategy since November 2023. In plain "
                "words it says:</p>"
                "<ul><li><b>Know more.</b> Every member learns how to spot when a young person needs "
                "help, and who to "
                "tell.</li><li><b>Open more.</b> Halls, kitchens and quiet rooms, for "
                "all.</li><li><b>Bring more people "
                "in.</b> Above all those who trust official bodies least.</li></ul>"
                "<p>Source: the Partnership's strategy 2023 to 2026, section 3.4, priority 2.</p>",
            ),
            ("heading", "After something bad has happened"),
            (
                "paragraph",
                "<ol><li><b>The same day:</b> doors open. Tea, light, somebody to sit "
                "with.</li><li><b>The first "
                "week:</b> one shared message, checked with the family and the police, so that rumours "
                "do not fill the "
                "gap.</li><li><b>After that:</b> we stay. Walks to school, calls, a meal, a place to "
                "be sad or "
                "angry.</li></ol><p>We do not ask what happened, and we do not take statements. That "
                "is for others.</p>",
            ),
            (
                "message",
                {
                    "message": "The kettle is on. The door is open.",
                    "more": "You do not have to believe what we believe.",
                    "surface": "sun",
                },
            ),
            (
                "question_answer",
                {
                    "question": "How does a group join?",
                    "answer": "<p>Somebody from the group asks. Two people meet you. You agree to how "
                    "we keep children "
                    "safe. You choose whether your name is shown here, and can change your mind.</p>",
                },
            ),
        ],
    )
    members = [
        {"name": name, "tradition": tradition, "religion": religion, "area": area, "offers": offers}
        for name, tradition, religion, area, offers in MEMBERS
    ]
    for index, member in enumerate(members):
        member["opted_in_on"] = today - timedelta(days=40 + 30 * index)
    if replace_rows(page.members, members):
        page.save_revision().publish()
    return page
