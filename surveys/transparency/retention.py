"""How long each kind of row stays, as the code that deletes it says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from engagement.counting.periods import KEEP_COUNTS
from engagement.membership.periods import KEEP_DECIDED as MEMBERSHIP_DECIDED
from engagement.membership.periods import KEEP_SUBSCRIPTION, KEEP_UNANSWERED, KEEP_UNCONFIRMED
from engagement.outbox.periods import KEEP_FAILED
from surveys.collection.nonce import VALID_HOURS
from surveys.mixing.retention import KEEP_COMMENTS, KEEP_RESPONSES
from surveys.mixing.services import AT_LEAST
from surveys.safeguarding.services import KEEP_DECIDED, KEEP_RECORDS
from surveys.workbench.register import KEEP_REGISTER


@dataclass(frozen=True)
class Kept:
    """One kind of row: what it is to a reader, how long it stays, and the timed job that sees to it (empty: nobody)."""

    what: str
    how_long: str
    job: str = ""


def in_words(time: timedelta) -> str:
    """A time in the words people use: whole years, else days, else hours."""
    years, rest = divmod(time, timedelta(days=365))
    if years and not rest:
        return "12 months" if years == 1 else f"{years} years"
    return f"{time.days} days" if time > timedelta(days=2) else f"{time // timedelta(hours=1)} hours"


def retention() -> dict[str, Kept]:
    """Every kind by the name that ``tables.toml`` gives it."""
    return {
        "waiting": Kept(
            "An answer that waits to be mixed",
            f"until {AT_LEAST} or more wait at a full hour, or 15 minutes after the survey closed",
            "mix",
        ),
        "comments": Kept("Words you typed", f"{in_words(KEEP_COMMENTS)} after the survey closes", "purge"),
        "answers": Kept("Answers you ticked", f"{in_words(KEEP_RESPONSES)} after the survey closes", "purge"),
        "used forms": Kept(
            "The mark that a form was used",
            f"{in_words(timedelta(hours=VALID_HOURS))}, and until the night after",
            "forget-nonces",
        ),
        "sealed words": Kept(
            "A sealed copy of words that tell of danger",
            f"{in_words(KEEP_DECIDED)} after the safeguarding lead has decided",
            "purge",
        ),
        "remarks": Kept("What you say is wrong with a page", "until somebody has put it right"),
        "suggestions": Kept("What you say about a place or group", "until somebody has seen to it"),
        "proposals": Kept("What an organisation says about its own entries", "until an editor has decided"),
        "decisions": Kept(
            "What the lead decided about it", f"{in_words(KEEP_RECORDS)} after the decision", "purge"
        ),
        "register": Kept(
            "The list of files that staff took away, never their content",
            in_words(KEEP_REGISTER),
            "forget-exports",
        ),
        "mailing list": Kept(
            "Your address on the mailing list",
            f"until you leave the list, and {in_words(KEEP_SUBSCRIPTION)} at most; an address that is not confirmed:"
            f" {in_words(KEEP_UNCONFIRMED)}, and until the night after",
            "forget-subscriptions",
        ),
        "requests": Kept(
            "What you fill in to join a group",
            f"{in_words(MEMBERSHIP_DECIDED)} after the answer; {in_words(KEEP_UNANSWERED)} if nobody answers",
            "forget-requests",
        ),
        "mail": Kept(
            "Mail to you",
            "until the night after it is sent; if it cannot be sent,"
            f" {in_words(KEEP_FAILED)} after we gave up at most",
            "forget-mail",
        ),
        "pledges": Kept("How often a pledge was made in a month", "for as long as the site is kept"),
        "counts": Kept("Counts by day", "for as long as the survey is kept"),
        "page counts": Kept(
            "How often a page was read on a day",
            f"{in_words(KEEP_COUNTS)}; at once if the page is deleted",
            "forget-page-counts",
        ),
    }
