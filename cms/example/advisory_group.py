"""The example Community Advisory Group: invented seats and meetings."""

from __future__ import annotations

from datetime import date, timedelta

from cms.example.pages import ensure_page, replace_rows
from cms.models import AdvisoryGroupPage, HomePage

SEATS = (
    ("Somebody who lost a brother to violence", 2),
    ("A youth worker from each area", 7),
    ("A mother who runs a kitchen for the whole street", 1),
    ("A boxing coach", 1),
    ("Somebody who came home from prison and now works with young people", 2),
)
MEETINGS = (
    (
        -21,
        "The next survey, before it opened",
        "Three questions sounded like an exam. Nobody says “locality”. Ask about the way home, not about “public "
        "space”. And say at the top who never sees the answers.",
        "All three were rewritten. The promise about who sees answers moved to the first page.",
    ),
    (
        -112,
        "What happens in the week after a serious incident",
        "People hear it from videos first. One number to ring and one page that is true are worth more than ten "
        "statements. Do not send cameras to the vigil.",
        "A page is prepared for each area, and two people can put it up within minutes.",
    ),
    (
        -7,
        "Where the money for Sundays goes",
        "Halls are not the cost. Somebody with a key and a reason to stay is. Pay them.",
        "",
    ),
)


def build_advisory_group(home: HomePage, *, today: date) -> AdvisoryGroupPage:
    """The group's public page, with three meetings, the answer to one of which is owed."""
    page = ensure_page(
        home,
        AdvisoryGroupPage,
        "advisory-group",
        title="Community Advisory Group",
        search_description="Who advises the Partnership from inside communities, what they looked at, how to join.",
        standfirst="People who know a street, a kitchen, a gym or a grief, and say so before we decide.",
        is_example=True,
        kept_by="The Partnership’s team (invented)",
        look_again_on=today + timedelta(days=60),
        body=[
            ("heading", "What the group is for"),
            (
                "paragraph",
                "<p>The strategy promised it: a regional Community Advisory Group, so that communities have a "
                "leadership role in preventing violence alongside other key partners.</p><p>Source: the "
                "Partnership’s strategy 2023 to 2026, section 3.4, priority 2, pages 26 to 37.</p>",
            ),
            ("heading", "What stays inside"),
            (
                "paragraph",
                "<p>Some papers are for members alone, because a plan that everybody can read is of no use on the "
                "night it is needed. What the group said about them stands here in short.</p>",
            ),
        ],
    )
    seats = [{"role": role, "seats": number} for role, number in SEATS]
    met = [
        {"met_on": today + timedelta(days=days), "looked_at": what, "said": said, "came_of_it": came}
        for days, what, said, came in MEETINGS
    ]
    if replace_rows(page.roles, seats) | replace_rows(page.summaries, met):
        page.save_revision().publish()
    return page
