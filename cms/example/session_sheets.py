"""The sheet of each example toolkit: what is handed out in the room, in plain text that every device opens."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile

from cms.models import SiteDocument, ToolkitPage

LABEL = "Sheet for the session"
ABOUT = "Plain English text, one page, to print, to read aloud or to put into your own slides."
WIDTH = 78

SHEETS: dict[str, str] = {
    "safe-places-map": """WHAT YOU NEED
Paper, and pencils in three colours for each child.

THE THREE COLOURS
Green:   I like to be here.
Yellow:  It depends who is here, or what time it is.
Red:     I hurry through.

SAY THIS FIRST
There is no wrong map. Draw places, not people. Write nobody's name.

WHEN THE MAPS LIE SIDE BY SIDE
1. Which place did many of us colour green? What makes it so?
2. Which place did many of us colour red? At what time of day?
3. What would turn one red place yellow? Who could do that?

OUR LETTER
Dear ____________________
We drew our way through the school. _____ of us hurry past ____________________.
We think it would be better if ____________________.
Please tell us by ____________________ what you can do.
""",
    "before-i-post": """READ ALOUD (invented, and no clip is shown)
Two boys push each other by the gate. Nobody is hurt. Somebody films eleven
seconds of it. By tea time four hundred people have seen it, and a stranger has
written where one of them lives. His little sister sees it before he comes home.

IN THREES, FIVE MINUTES EACH
1. Who is in this story? Find at least six people, the ones at home too.
2. When could somebody have done something else? Mark the second.
3. What would it have cost them? What did it cost that they did not?

FOUR QUESTIONS BEFORE I POST
Would I show this to the person in it, to their face?
Who gets hurt again each time it is watched?
Am I telling somebody who can help, or only somebody who will watch?
If it were me, what would I want the one with the phone to do?

MY LINE, FOR MY OWN PHONE (nobody reads it out)
_________________________________________________________________
""",
    "mates-who-step-in": """FOUR SAFE WAYS TO STEP IN
Stand by:    Go and stand next to the person. Say hello. Ask them anything.
Break it up: Spill a drink, ask for the time, call your mate away.
Fetch:       Get a teacher, a driver, a guard, somebody at a counter.
Later:       Ask afterwards: are you all right? Do you want me to come with you?

FIRST: AM I SAFE?
If there is a weapon, or you feel you could be hurt: get away, then ring 999.
Nobody is a coward for fetching help.

CARDS TO SORT: A JOKE, OR NOT? FOR WHOM?
- A comment about a girl's skirt, every morning, at the same bus stop.
- A nickname that everybody laughs at but one.
- A picture passed round that was sent to one person.
- A hand on a shoulder that is shaken off, and comes back.
- A song sung at a new boy about where his parents come from.

AFTER EACH SCENE
What did the person in the middle want? Ask them, do not guess.
Which of the four ways would you really have used? What stopped you?

OUR RULE FOR THE CORRIDOR
_________________________________________________________________
""",
    "after-bad-news": """TWO SENTENCES, THE SAME DAY
"Something has happened near here, and this is what we know: _______________."
"If you want to talk, ____________________ is in room _____ all day."

WHAT TO SAY                           WHAT TO LEAVE
What is known, and that more will     Names, guesses, and what is said
be told when it is known.             online.
It is all right to feel nothing,      "It could have been any of you."
or a lot.
What goes on as always today.         A minute of silence nobody asked for.

THE SMALL GROUP, THE SAME WEEK (for those who want one)
1. Nobody has to speak. Whoever speaks is not corrected.
2. Ask: what helps you, on the way here and at home?
3. End with something ordinary: a drink, a game, a walk.

THREE WEEKS LATER
Who has stopped coming, changed the way they come, or gone quiet? Ask again.
Look after each other too: who of the adults has carried most?
""",
    "notice-ask-pass-on": """NOTICE: WRITE IT ON THE WALL
New: money, phone, friends nobody knows, bruises, tiredness, a changed route.
Gone: appetite, a friend, a hobby, a joke, days of school.
One sign means little. Several, or a change that stays, means ask.

ASK: SHORT AND CALM
"I have noticed that _______________. How are things?"
"You don't have to tell me now. I'm here on _______________."
"I can't promise to keep it to myself. I can promise to tell you what I do next."

PRACTISE IN PAIRS, TWO MINUTES EACH
Say the first sentence in your own words. Then wait. Count to ten before you help.

PASS ON: THE SAME DAY
Our safeguarding lead is ____________________, reached at ____________________.
If they are away: ____________________.
If somebody is in danger now: 999.
Write down what was said in the words that were used, when, and where. No guesses.
""",
}


def build_sheets() -> None:
    """Give each example toolkit its sheet to download, once; what an editor has made of the page since then stays."""
    for kit in ToolkitPage.objects.filter(is_example=True, slug__in=SHEETS, locale__language_code="en"):
        if any(block.block_type == "download" for block in kit.body):
            continue
        block = {"document": _stored(kit).pk, "label": LABEL, "about": ABOUT}
        told: list[Any] = list(kit.body.raw_data)
        kit.body = [*told, {"type": "download", "value": block, "id": str(uuid4())}]
        kit.save_revision().publish()


def sheet(kit: ToolkitPage) -> str:
    """The whole text of a sheet: how long it takes, what happens in the room, where to go with what is told."""
    takes = f"{kit.sessions} session{'' if kit.sessions == 1 else 's'} of {kit.minutes} minutes"
    return "\n".join(
        (
            f"{kit.title.upper()} (invented example)",
            "=" * WIDTH,
            kit.standfirst,
            f"Ages: {kit.ages}. Takes: {takes}. Not tested by any study.",
            "",
            SHEETS[kit.slug].rstrip(),
            "",
            "-" * WIDTH,
            "If somebody tells you something: listen, promise no secret, go to your",
            "safeguarding lead the same day. Childline 0800 1111. In danger now: 999.",
            "",
        )
    )


def _stored(kit: ToolkitPage) -> SiteDocument:
    title = f"{kit.title}: sheet"
    stored = SiteDocument.objects.filter(title=title).first()
    if stored is None:
        stored = SiteDocument(title=title)
        stored.file.save(f"{kit.slug}-sheet.txt", ContentFile(sheet(kit).encode()), save=False)
        stored.save()
    return stored
