"""Materials of the example Faith Alliance: notes for a talk, a poster, a checklist, a card. All openly invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from wagtail.models import Collection

from cms.models import FaithAlliancePage, SiteDocument

INVENTED = "An invented example. Change it until it is yours."
WIDTH = 78

TALK = """NOTES FOR A TALK ON FRIDAY: THE ONE WHO IS AFRAID TO WALK HOME

Five minutes, in your own words. They work as well on a Saturday or a Sunday.

BEGIN WITH SOMETHING SMALL (one minute)
"This week somebody young in this room changed the way they walk home. They did
not tell anybody, because they thought that nobody would ask."

YOUR OWN TEXT (one minute)
A verse or a story of ours about the neighbour:
_________________________________________________________________

WHAT IS TRUE (one minute)
Most young people here harm nobody and carry nothing.
Who is afraid is not weak. Who asks for help is not telling tales.
Name no family, no street and no case, not even one that everybody knows.

WHAT EACH OF US CAN DO (one minute)
- Ask one young person you know: "How is your way home?" Then listen.
- Be at the bus stop, at the gate or at the door at the hour when they pass.
- If you are worried, do not carry it alone. Our safeguarding lead is
  ____________________, and stands by the door today.

END (one minute)
"Nobody walks alone if somebody walks with them."
Then be quiet for as long as it takes to pour a cup of tea.

AFTERWARDS
Stay in the room. Somebody may come up to you who has waited a long time.
"""

CHECKLIST = """THE FIRST DAY AFTER SOMETHING BAD HAS HAPPENED NEARBY

For whoever has the keys. Tick, and write down the hour.

BEFORE THE DOOR OPENS
[ ] We know what the police have said in public, and repeat no more than that.
[ ] Two adults who have been checked are here, and stay until we close.
[ ] Our safeguarding lead is here, or answers the telephone: ________________
[ ] The room has light, tea, water, tissues and a quiet corner.
[ ] The way in works without stairs.

WHILE IT IS OPEN
[ ] Nobody is asked what they saw. We take no statements: that is for others.
    "If you saw something, you can tell Crimestoppers without your name:
    0800 555 111."
[ ] No pictures, no names and no places online, and none from us to the papers.
[ ] Nobody is alone with a child behind a closed door.
[ ] Whoever comes may be of any faith or none. We pray with who asks for it.
[ ] Whoever speaks of revenge is not sent away. We fetch ____________________.

IF SOMEBODY TELLS US SOMETHING
[ ] We listened, and promised no secret.
[ ] We told our safeguarding lead the same day.
[ ] Somebody in danger now: 999.

BEFORE WE LOCK UP
[ ] We have said aloud when the door opens again: ____________________
[ ] We wrote down what was needed, and not who came.
[ ] Each of us has told one other how they are.
[ ] One shared message for the week: who checks it with the family? __________
"""

CARD = """IF SOMEBODY TELLS YOU SOMETHING: A CARD FOR VOLUNTEERS

Print it, cut it out, keep it behind your badge.

+--------------------------------------------------------------------------+
|  1  LISTEN.      Do not ask for more than they give.                     |
|  2  NO SECRETS.  "I cannot keep this to myself. I will say what I do."   |
|  3  PASS IT ON.  Today, to our safeguarding lead:                        |
|                  ______________________________________________          |
|  4  WRITE DOWN.  Their words, the day, the place. No guesses.            |
|                                                                          |
|  In danger now: 999              Childline: 0800 1111                    |
|  Samaritans: 116 123             Crimestoppers: 0800 555 111             |
+--------------------------------------------------------------------------+

It is not your task to find out whether it is true.
"""

POSTER = (
    (20, "Faith Alliance"),
    (0, ""),
    (96, "Our door"),
    (96, "is open."),
    (0, ""),
    (24, "Something has happened near here."),
    (24, "Here is tea, light, and somebody to sit with."),
    (0, ""),
    (24, "You do not have to talk."),
    (24, "You do not have to believe what we believe."),
    (0, ""),
    (24, "Today until ______________"),
    (24, "Tomorrow from ____________"),
    (0, ""),
    (18, "Somebody in danger now: 999"),
    (18, "Childline 0800 1111. Samaritans 116 123."),
    (0, ""),
    (12, INVENTED),
)
"""The poster line by line: the size of its letters in points; 0 is a gap."""


def _text(words: str) -> Callable[[], bytes]:
    return lambda: f"{words.rstrip()}\n\n{'-' * WIDTH}\n{INVENTED}\n".encode()


MATERIALS: tuple[dict[str, Any], ...] = (
    {
        "title": "Notes for a talk on Friday",
        "what_for": "Five minutes about the one who is afraid to walk home, with room for a text of your own.",
        "for_whom": "Imams, ministers, and whoever speaks to a full room",
        "again": 160,
        "file": _text(TALK),
        "suffix": "txt",
    },
    {
        "title": "Poster: our door is open",
        "what_for": "For the door and the shop next to it, on the day after bad news. Write your hours on it.",
        "for_whom": "Every member with a door to the street",
        "again": 250,
        "file": lambda: poster(POSTER),
        "suffix": "pdf",
    },
    {
        "title": "Checklist for the first day after an incident",
        "what_for": "To tick before the door opens, while it is open, and before you lock up.",
        "for_whom": "Whoever has the keys to the hall",
        "again": 70,
        "file": _text(CHECKLIST),
        "suffix": "txt",
    },
    {
        "title": "Card: if somebody tells you something",
        "what_for": "Four steps and four numbers to print, cut out and keep behind a badge.",
        "for_whom": "Volunteers in kitchens, halls and youth rooms",
        "again": -9,
        "file": _text(CARD),
        "suffix": "txt",
    },
)
"""What the Alliance gives away. The card is over its day, so that it can be seen what the page says then."""


def build_materials(*, today: date) -> None:
    """Give the example Alliance its materials, once; what its editors have made of the list since then stays."""
    page = FaithAlliancePage.objects.filter(locale__language_code="en", is_example=True).first()
    if page is None or page.materials.exists():
        return
    page.materials.set(
        [
            page.materials.model(
                title=told["title"],
                what_for=told["what_for"],
                for_whom=told["for_whom"],
                document=_stored(told),
                look_again_on=today + timedelta(days=told["again"]),
            )
            for told in MATERIALS
        ]
    )
    page.save_revision().publish()


def poster(lines: tuple[tuple[int, str], ...]) -> bytes:
    """One page of A4 in big letters, as PDF: tagged, so that it can be read aloud, in a font every printer has."""
    import pikepdf
    from pikepdf import Array, Dictionary, Name

    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842)).obj
    font = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/Helvetica-Bold"), Encoding=Name.WinAnsiEncoding
    )
    page.Resources = Dictionary(Font=Dictionary(F=font))
    drawn, parts, down = [], [], 780.0
    tree = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    whole = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=tree))
    biggest = max(size for size, _ in lines)
    for size, words in lines:
        down -= size * 1.25 or 40
        if not words:
            continue
        kind = "H1" if size == biggest else "P"
        shown = words.encode("cp1252").hex()
        drawn.append(f"/{kind} <</MCID {len(parts)}>> BDC BT /F {size} Tf 56 {down:g} Td <{shown}> Tj ET EMC")
        if kind == "H1" and parts and parts[-1].S == Name.H1:
            # A heading over two lines is one heading.
            parts[-1].K.append(len(parts))
            parts.append(parts[-1])
            continue
        part = Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), P=whole, Pg=page, K=Array([len(parts)]))
        parts.append(pdf.make_indirect(part))
    page.Contents = pdf.make_stream("\n".join(drawn).encode())
    page.StructParents = 0
    whole.K = Array([part for at, part in enumerate(parts) if not at or part.objgen != parts[at - 1].objgen])
    tree.K = whole
    tree.ParentTree = pdf.make_indirect(Dictionary(Nums=Array([0, pdf.make_indirect(Array(parts))])))
    pdf.Root.StructTreeRoot, pdf.Root.MarkInfo = tree, Dictionary(Marked=True)
    pdf.Root.Lang = pikepdf.String("en-GB")
    out = BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _stored(told: dict[str, Any]) -> SiteDocument:
    title = f"Faith Alliance: {told['title']}"
    stored = SiteDocument.objects.filter(title=title).first()
    if stored is None:
        # Among the files of the Alliance's editors, so that they can put another in its place.
        own = Collection.objects.filter(name="Faith Alliance").first()
        stored = SiteDocument(title=title, **({"collection": own} if own else {}))
        stored.file.save(f"material.{told['suffix']}", ContentFile(told["file"]()), save=False)
        stored.save()
    return stored
