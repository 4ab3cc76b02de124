"""Quotes: proposed by an analyst, signed by a safeguarding lead, shown beside published results, taken back by either.

Somebody's words are shown only if they said so in the survey; two weeks after its close; where at least ten people
wrote about the theme and its share is published; with nothing about who wrote them; once a person. Every act is logged,
and never a word of what was said.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.log_actions import log

from surveys.analysis.disclosure.table import DEFAULT_K
from surveys.analysis.quoting import tidied, wording_faults
from surveys.mixing.closing import closed_since
from surveys.models import Quote, SurveyPage
from surveys.publication.services import COSIGN, PROPOSE
from surveys.publication.snapshot import NotPublishable
from surveys.reports.quotes import consent_versions, mark_of_person, people_with, quotable
from surveys.safeguarding.marks import mark_of
from surveys.workbench.access import holds

WAIT = timedelta(days=14)
"""Nobody can tell any more who answered when, once so long has passed since the close."""

PROPOSED, SIGNED = "surveys.quote.propose", "surveys.quote.sign"
DECLINED, TAKEN_BACK = "surveys.quote.decline", "surveys.quote.take_back"


class NotQuotable(NotPublishable):
    """These words cannot be shown; ``faults`` are the reasons, a sentence each."""

    def __init__(self, *faults: str) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


def why_no_quotes(survey: SurveyPage, *, now: datetime | None = None) -> str:
    """Why nothing of this survey can be quoted now; empty when it can."""
    now = now or timezone.now()
    if not consent_versions(survey):
        return (
            "This survey does not ask people whether their words may be shown, so no comment of it can be quoted. To"
            " ask, add a question with the code QUOTE and an answer with the code “yes” before the survey opens."
        )
    closed = closed_since(survey, now=now)
    if closed is None:
        return "Quotes are chosen after the survey has closed."
    if closed + WAIT > now:
        day = timezone.localtime(closed + WAIT)
        return f"Quotes are chosen from {day:%-d %B %Y} on, two weeks after the close."
    return ""


def why_not_theme(survey: SurveyPage, theme: str) -> str:
    """Why nothing about this theme can be quoted; empty when it can."""
    if people_with(survey, theme) < DEFAULT_K:
        return "Fewer than ten people wrote about this theme, so nobody is quoted on it."
    return ""


def propose_quote(
    survey: SurveyPage, *, user: AbstractBaseUser, theme: str, mark: str, text: str, confirmed: bool
) -> Quote:
    """Propose words of a comment (called by its mark) to be shown under a theme.

    Raises PermissionDenied for anybody but an analyst, NotQuotable with every reason otherwise; nothing is stored then.
    """
    if not holds(user, PROPOSE):
        raise PermissionDenied("Only analysts propose quotes.")
    reason = why_no_quotes(survey) or why_not_theme(survey, theme)
    if reason:
        raise NotQuotable(reason)
    comment = next((one for one in quotable(survey, theme) if mark_of(one.pk) == mark), None)
    if comment is None:
        raise NotQuotable(
            "This comment cannot be quoted: its writer did not say so, is quoted already, or it may tell of danger."
        )
    words = tidied(text)
    faults = wording_faults(comment.text, words)
    if not confirmed:
        faults.append("Tick that you have read it for what no program can tell.")
    if faults:
        raise NotQuotable(*faults)
    try:
        with transaction.atomic():
            quote = Quote.objects.create(
                survey=survey,
                theme=theme,
                text=words,
                language=comment.language,
                of_comment=mark,
                of_person=mark_of_person(comment.response_id),
                proposed_by=user,
            )
            _note(quote, PROPOSED, user)
    except IntegrityError as twice:
        raise NotQuotable("A colleague has quoted this person meanwhile.") from twice
    return quote


def sign_quote(quote: Quote, *, user: AbstractBaseUser, confirmed: bool) -> Quote:
    """Put the second reader's name under a quote: it is shown beside the published results from now on.

    The rule is asked once more of the comment as it is now. Raises PermissionDenied or NotQuotable.
    """
    if not holds(user, COSIGN):
        raise PermissionDenied("Only safeguarding leads sign quotes.")
    with transaction.atomic():
        waiting = _waiting(quote, user)
        if not confirmed:
            raise NotQuotable("Tick that you have read it for what no program can tell.")
        _still_quotable(waiting)
        waiting.state, waiting.signed_by = Quote.State.SIGNED, user
        waiting.save()
        _note(waiting, SIGNED, user)
    return waiting


def decline_quote(quote: Quote, *, user: AbstractBaseUser, note: str) -> Quote:
    """Send a quote back with a reason; its words are deleted."""
    if not holds(user, COSIGN):
        raise PermissionDenied("Only safeguarding leads send quotes back.")
    with transaction.atomic():
        return _ended(_waiting(quote, user), Quote.State.DECLINED, DECLINED, user, note)


def take_back(quote: Quote, *, user: AbstractBaseUser, note: str) -> Quote:
    """Take a quote back: it is gone from the public page with the next request, and its words are deleted.

    One person is enough, an analyst or a safeguarding lead.
    """
    if not (holds(user, PROPOSE) or holds(user, COSIGN)):
        raise PermissionDenied("Only analysts and safeguarding leads take quotes back.")
    with transaction.atomic():
        living = Quote.objects.select_for_update().filter(pk=quote.pk, state__in=Quote.LIVING).first()
        if living is None:
            raise NotQuotable("This quote is not shown any more.")
        return _ended(living, Quote.State.TAKEN_BACK, TAKEN_BACK, user, note)


def _waiting(quote: Quote, user: Any) -> Quote:
    waiting = Quote.objects.select_for_update().select_related("survey").get(pk=quote.pk)
    if waiting.state != Quote.State.PROPOSED:
        raise NotQuotable(f"This quote does not wait for a reader: {waiting.get_state_display().lower()}.")
    if waiting.proposed_by_id == user.pk:
        raise NotQuotable("Nobody signs what they proposed. Ask a colleague.")
    return waiting


def _still_quotable(quote: Quote) -> None:
    reason = why_no_quotes(quote.survey) or why_not_theme(quote.survey, quote.theme)
    if reason:
        raise NotQuotable(reason)
    comments = quotable(quote.survey, quote.theme, but_for=quote.of_person)
    comment = next((one for one in comments if mark_of(one.pk) == quote.of_comment), None)
    if comment is None:
        raise NotQuotable("The comment is gone, or cannot be quoted any more. Send the quote back.")
    faults = wording_faults(comment.text, quote.text)
    if faults:
        raise NotQuotable(*faults)


def _ended(quote: Quote, state: str, action: str, user: Any, note: str) -> Quote:
    if not note.strip():
        raise NotQuotable("Say in a sentence why, without repeating the words.")
    quote.state, quote.text, quote.note = state, "", note.strip()[:300]
    quote.save()
    _note(quote, action, user)
    return quote


def _note(quote: Quote, action: str, user: Any) -> None:
    log(instance=quote.survey, action=action, user=user, data={"theme": quote.theme})
