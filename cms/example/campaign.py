"""The example campaign, “Most of Us”, and its two invented stories."""

from __future__ import annotations

from typing import Any

from cms.example.pages import ensure_page
from cms.models import CampaignPage, HomePage, StoryPage

STORIES = (
    (
        "the-walk-home",
        {
            "title": "The walk home",
            "alias": "Juno",
            "age": "16",
            "standfirst": "I thought I was the only one who hated that walk. I was one of eleven.",
            "content_note": "This story is about feeling scared on the way home. Nobody gets hurt in it.",
            "body": [
                (
                    "paragraph",
                    "<p>Every day after practice I walked home the long way round. Past the shops, "
                    "where there is light. "
                    "It took twenty minutes more. I never told anyone why.</p>"
                    "<p>I had not seen anything happen. Not once. But my phone was full of it. Same "
                    "clips, again and "
                    "again, from places I have never been. After a while it felt like they were from "
                    "my road.</p>",
                ),
                ("heading", "Then somebody asked"),
                (
                    "paragraph",
                    "<p>One night our coach said: who walks home on their own? Eleven hands went up. "
                    "Eleven. We live on "
                    "the same four streets. We had all been walking the long way round, one by one, in "
                    "the dark.</p>"
                    "<p>So now we go together. We call it the bus, because it stops at every door. It "
                    "takes me fifteen "
                    "minutes, and I laugh for most of it.</p>",
                ),
                (
                    "quote",
                    {
                        "words": "Nobody was coming for us. We were all just scared in separate rooms.",
                        "alias": "Juno",
                        "about": "16",
                        "invented": True,
                        "consent_on_file": False,
                    },
                ),
                (
                    "paragraph",
                    "<p>I still see the clips. I scroll past them quicker. And I look up more.</p>",
                ),
                (
                    "steps",
                    {
                        "heading": "Start a walking bus",
                        "steps": [
                            {
                                "step": "Ask who goes your way",
                                "more": "In your form, your team or your youth club. Somebody does.",
                            },
                            {
                                "step": "Pick one place and one time",
                                "more": "Under a light, where a grown-up can see you.",
                            },
                            {"step": "Stop at every door", "more": "The last one texts when they are in."},
                        ],
                    },
                ),
                ("support", {"heading": "If this is close to home", "area": ""}),
            ],
        },
    ),
    (
        "the-hall-on-sundays",
        {
            "title": "The hall on Sundays",
            "alias": "Kez",
            "area": "E08000028",
            "standfirst": "They said nobody would come. Bring enough chairs, I said.",
            "content_note": "",
            "body": [
                (
                    "paragraph",
                    "<p>There is a hall near us with a good floor and a locked door. Locked on "
                    "Sundays, anyway, which is "
                    "when there is nothing to do and nowhere warm.</p>"
                    "<p>My sister and I asked if we could have the key. We were told young people "
                    "would only mess it up. "
                    "So we asked again, and brought a list: thirty-four names, who would sweep, who "
                    "would lock up.</p>",
                ),
                ("heading", "The list did it"),
                (
                    "paragraph",
                    "<p>Now the hall is open from two till six. Somebody's nan does the tea. There is "
                    "table tennis with a "
                    "net made out of a bed sheet. People who did not talk at school talk there.</p>"
                    "<p>I used to think caring about your area was for old people. It turns out most "
                    "of us were waiting "
                    "for the key.</p>",
                ),
                (
                    "quote",
                    {
                        "words": "It turns out most of us were waiting for the key.",
                        "alias": "Kez",
                        "about": "",
                        "invented": True,
                        "consent_on_file": False,
                    },
                ),
                ("promise", {"promise": "somewhere-warm-on-sundays"}),
                ("whats_on", {"heading": "Doors that are open", "area": "", "most": 2}),
            ],
        },
    ),
)

MESSAGES = (
    (
        "Fear is loud. We are louder.",
        "A scary clip can reach a million phones by lunch. A friend who waits for you reaches one. We "
        "think the friend "
        "should be louder.",
        "violet",
    ),
    (
        "Waiting for a mate is a big deal.",
        "Two minutes at a bus stop can change how a whole street feels.",
        "sun",
    ),
    (
        "Speaking up is looking out.",
        "Telling somebody you trust is not snitching. It is what you would want them to do for you.",
        "pink",
    ),
)


DO_SOMETHING: list[Any] = [
    (
        "pledge",
        {
            "pledge": "I wait for my mates.",
            "more": "At the gate, at the bus stop, after practice. Two minutes is enough.",
            "label": "I'm in",
            "surface": "pink",
        },
    ),
    (
        "share_kit",
        {
            "heading": "Take it with you",
            "text": "Every message on this page as pictures, with words to go with them. Post one, print one, send "
            "one. Tag nobody and name no place.",
        },
    ),
    (
        "content_note",
        {"note": "The questions below talk about people getting hurt and about carrying things."},
    ),
]


def build_campaign(home: HomePage) -> CampaignPage:
    """The campaign page and its stories."""
    campaign = ensure_page(
        home,
        CampaignPage,
        "most-of-us",
        title="Stories",
        seo_title="Stories: most of us look out for each other",
        search_description="Young people across the West Midlands tell how they look out for each other.",
        standfirst="Most of us look out for each other. It just does not get filmed. So here it is.",
        is_example=True,
        show_in_menus=True,
        body=[
            ("message", {"message": line, "more": more, "surface": surface})
            for line, more, surface in MESSAGES[:1]
        ]
        + [
            (
                "strategy_figure",
                {
                    "figure": "under-25",
                    "caution": "This is a young place, and that is a good thing.",
                    "surface": "lilac",
                },
            ),
            (
                "quote",
                {
                    "words": "You think everyone is against you. Then the lights go out and five "
                    "people check on you.",
                    "alias": "Moss",
                    "about": "15",
                    "invented": True,
                    "consent_on_file": False,
                },
            ),
        ]
        + [
            ("message", {"message": line, "more": more, "surface": surface})
            for line, more, surface in MESSAGES[1:]
        ]
        + DO_SOMETHING
        + [
            ("heading", "Things people ask"),
            (
                "question_answer",
                {
                    "question": "Are you saying it is all fine?",
                    "answer": "<p>No. Some people get hurt, and that is serious. We are saying two "
                    "things at once: it "
                    "matters, and it is not most of us. When we think everybody is dangerous, we stay "
                    "in, we stop "
                    "talking, and some people carry things because they are scared. That makes nobody "
                    "safer.</p>",
                },
            ),
            (
                "question_answer",
                {
                    "question": "More crime gets reported now. Is it getting worse?",
                    "answer": "<p>Not always. When people trust that somebody will listen, they report "
                    "more. So a higher "
                    "number can be good news. We always say what a number can tell and what it cannot.</p>",
                },
            ),
            (
                "question_answer",
                {
                    "question": "Can I tell a story here?",
                    "answer": "<p>Yes. You choose the name we use. You read it before anybody else "
                    "does. You can take it "
                    "back whenever you like, and then the page is gone. Talk to your youth worker first.</p>",
                },
            ),
        ],
    )
    for slug, told in STORIES:
        ensure_page(
            campaign,
            StoryPage,
            slug,
            search_description=told["standfirst"],
            is_example=True,
            consent_given_by=StoryPage.GivenBy.INVENTED,
            consent_covers_sharing=True,
            **told,
        )
    return campaign
