"""Example toolkits: invented, and rated by the public scale with what studies were looked at."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from cms.example.pages import ensure_page
from cms.models import HomePage, ToolkitPage, ToolkitsPage

KEPT_BY = "The team for schools (invented)"
INVENTED = "No study has been done: this toolkit is an invented example."

KITS: tuple[dict[str, Any], ...] = (
    {
        "slug": "safe-places-map",
        "title": "Draw the safe places",
        "standfirst": "Children draw where they feel safe and where they do not, and ask for one change.",
        "for_primary": True,
        "for_youth_work": True,
        "ages": "8 to 11",
        "topic": "belonging",
        "sessions": 2,
        "minutes": 40,
        "steps": (
            ("Ten minutes", "Draw the way from the gate to your room. Colour it in three colours."),
            ("Twenty minutes", "Put the maps side by side. What do many of us colour the same?"),
            ("Ten minutes", "Choose one place. Write to the head: what would make it better?"),
        ),
    },
    {
        "slug": "before-i-post",
        "title": "Before I post a fight",
        "standfirst": "What a clip does to the one in it, to who films, and to who watches it at home.",
        "for_secondary": True,
        "for_post16": True,
        "for_youth_work": True,
        "ages": "11 to 17",
        "topic": "online",
        "sessions": 1,
        "minutes": 40,
        "steps": (
            ("Ten minutes", "Read an invented story. No clip is shown."),
            ("Twenty minutes", "In threes: who could have done something else, and when?"),
            ("Ten minutes", "Each writes one line for their own phone. Nobody reads it out."),
        ),
    },
    {
        "slug": "mates-who-step-in",
        "title": "Mates who step in",
        "standfirst": "Four safe ways to step in when somebody is harassed, and when to fetch help.",
        "for_secondary": True,
        "for_post16": True,
        "ages": "13 to 18",
        "topic": "harassment",
        "sessions": 4,
        "minutes": 60,
        "steps": (
            ("First week", "What is a joke, and for whom? Sort cards, talk about the edges."),
            ("Second and third week", "Try four ways of stepping in with made-up scenes."),
            ("Fourth week", "Make a rule for our corridor. Put it up."),
        ),
    },
    {
        "slug": "after-bad-news",
        "title": "The days after bad news",
        "standfirst": "For when something has happened nearby: what to say, what to leave, how to go on after.",
        "for_primary": True,
        "for_secondary": True,
        "for_post16": True,
        "for_youth_work": True,
        "ages": "all",
        "topic": "loss",
        "sessions": 3,
        "minutes": 20,
        "steps": (
            ("The same day", "Say what is known in two sentences. Say who is here to listen."),
            ("The same week", "A small group for those who want one. Nobody has to talk."),
            ("Three weeks later", "Ask again. Fear often comes late."),
        ),
    },
    {
        "slug": "notice-ask-pass-on",
        "title": "Notice, ask, pass on",
        "standfirst": "An hour for everybody who works with young people, the kitchen and the gate too.",
        "for_primary": True,
        "for_secondary": True,
        "for_post16": True,
        "for_youth_work": True,
        "ages": "staff",
        "topic": "workforce",
        "sessions": 1,
        "minutes": 60,
        "steps": (
            ("Twenty minutes", "What do we notice when a child is not all right? Write it on the wall."),
            ("Twenty minutes", "Try how to ask: short, calm, without a promise to keep it secret."),
            ("Twenty minutes", "Who is our safeguarding lead, and how do I reach them today?"),
        ),
    },
)


def build_toolkits(home: HomePage, *, today: date) -> ToolkitsPage:
    """The list with five invented toolkits; none has been tested, and each says so."""
    index = ensure_page(
        home,
        ToolkitsPage,
        "toolkits",
        title="Toolkits",
        search_description="Sessions for schools and youth work, by age, topic, time and how well they are tested.",
        standfirst="Ready for the next lesson: who it is for, how long it takes, and how well it has been tested.",
        is_example=True,
        kept_by=KEPT_BY,
        look_again_on=today + timedelta(days=150),
        body=[
            ("heading", "Why a whole year"),
            (
                "paragraph",
                "<p>The strategy asks for plans that last a whole school year. A quick answer after something bad has "
                "happened is not enough.</p><p>Source: the Partnership’s strategy 2023 to 2026, section 3.4, "
                "priority 5.</p>",
            ),
        ],
    )
    for kit in KITS:
        told = dict(kit)
        steps, slug = told.pop("steps"), told.pop("slug")
        ensure_page(
            index,
            ToolkitPage,
            slug,
            **told,
            evidence="untested",
            evidence_says=INVENTED,
            rated_on=today - timedelta(days=60),
            search_description=told["standfirst"],
            is_example=True,
            kept_by=KEPT_BY,
            look_again_on=today + timedelta(days=150),
            body=[
                ("heading", "What happens in the room"),
                ("paragraph", "".join(f"<p><b>{when}.</b> {what}</p>" for when, what in steps)),
                ("heading", "If somebody tells you something"),
                (
                    "paragraph",
                    "<p>Listen. Do not promise to keep it secret. Go to your safeguarding lead the same day. Write "
                    "down what was said, in the words that were used.</p>",
                ),
            ],
        )
    return index
