"""What coders write: whose turn it is at which comment, and what they decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import PageLogEntry

from surveys.coding.drawing import NotPossible, locked_plan
from surveys.coding.selectors import agree, waiting_for
from surveys.models import CodingSample, CodingTurn, Comment, HumanCoding, SurveyPage
from surveys.reports.provenance import tagger_version

if TYPE_CHECKING:
    from surveys.analysis.themes.codebook import Codebook

CODED = "surveys.coding.day"
STANCES = ("neutral", "complaint", "praise")
"""What can be said of a topic, as the machine does: asked for or only mentioned, something wrong, something good."""
NONE = "none"
"""On a form: read, and no theme applies."""


@dataclass(frozen=True)
class Decision:
    """What somebody says about a comment: themes with their stances, or why there is none."""

    judgement: str = HumanCoding.Judgement.CODED
    themes: tuple[str, ...] = ()
    stances: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, posted: Any, codebook: Codebook) -> Decision:
        """From a form. Raises ``NotPossible`` where nothing, or two things that exclude each other, were chosen."""
        given = set(posted.getlist("themes"))
        instead = posted.getlist("instead")
        strange = given - set(codebook.codes)
        if strange:
            raise NotPossible(
                "The codebook has changed while you had this comment open. Choose again from the themes below."
            )
        if len(instead) > 1 or (instead and given):
            raise NotPossible(
                "Choose themes, or one of “None of these”, “Cannot tell” and “Cannot be read”, not both."
            )
        if not instead and not given:
            raise NotPossible("Choose at least one theme, or “None of these”.")
        if instead and instead[0] != NONE:
            if instead[0] not in (HumanCoding.Judgement.CANNOT_TELL, HumanCoding.Judgement.UNREADABLE):
                raise NotPossible("Choose one of the answers on the form.")
            return cls(judgement=instead[0])
        themes = tuple(code for code in codebook.codes if code in given)
        stances = {}
        for code in themes:
            if codebook[code].directional:
                continue
            stance = posted.get(f"stance_{code}", STANCES[0])
            stances[code] = stance if stance in STANCES else STANCES[0]
        return cls(themes=themes, stances=stances)


@transaction.atomic
def take_turn(survey: SurveyPage, purpose: str, *, user: Any) -> Comment | None:
    """The comment that a coder has next, held for them; the one they left before stays theirs. None: all done.

    Where colleagues hold all that is left, one of theirs is given: whoever decides second is the second coder.
    """
    locked_plan(survey)
    waiting = waiting_for(survey, purpose, user=user)
    held = CodingTurn.objects.filter(coder=user).values_list("comment", flat=True).first()
    mine = waiting.filter(pk=held).first() if held is not None else None
    if mine is not None:
        return mine.comment
    row = waiting.filter(free__gt=0).first() or waiting.first()
    if row is None:
        CodingTurn.objects.filter(coder=user).delete()
        return None
    CodingTurn.objects.update_or_create(coder=user, defaults={"comment_id": row.pk})
    return row.comment


@transaction.atomic
def decide(
    survey: SurveyPage, comment: int, decision: Decision, *, user: Any, codebook: Codebook
) -> HumanCoding:
    """Keep what somebody decided about a comment, for good. Raises ``NotPossible``, and keeps nothing then."""
    locked_plan(survey)
    sample = CodingSample.objects.filter(pk=comment, comment__response__survey=survey).first()
    if sample is None:
        raise NotPossible("This comment is not to be coded any more. Go on with the next one.")
    there = list(HumanCoding.objects.filter(comment=comment))
    roles = {coding.role for coding in there}
    if any(coding.coder == user.pk for coding in there):
        raise NotPossible(
            "You have coded this comment before. A decision is never changed; go on with the next."
        )
    if HumanCoding.Role.SECOND in roles:
        raise NotPossible("Two colleagues have coded this comment meanwhile. Go on with the next one.")
    role = HumanCoding.Role.SECOND if HumanCoding.Role.FIRST in roles else HumanCoding.Role.FIRST
    made = _keep(comment, decision, user=user, codebook=codebook, role=role, purpose=sample.purpose)
    CodingTurn.objects.filter(coder=user, comment=comment).delete()
    _note_day(survey, user)
    return made


@transaction.atomic
def settle(
    survey: SurveyPage,
    comment: int,
    decision: Decision,
    *,
    user: Any,
    codebook: Codebook,
    together: bool = False,
) -> HumanCoding:
    """Settle where two coders differ, for good: a third person alone, or one of the two after both talked.

    Raises ``NotPossible``.
    """
    locked_plan(survey)
    there = {coding.role: coding for coding in HumanCoding.objects.filter(comment=comment)}
    first, second = there.get(HumanCoding.Role.FIRST), there.get(HumanCoding.Role.SECOND)
    ours = Comment.objects.filter(pk=comment, response__survey=survey).exists()
    if not ours or first is None or second is None or agree(first, second):
        raise NotPossible("The two coders do not differ about this comment. There is nothing to settle.")
    if HumanCoding.Role.ADJUDICATION in there:
        raise NotPossible("A colleague has settled this one meanwhile.")
    is_one_of_two = user.pk in (first.coder, second.coder)
    if is_one_of_two and not together:
        raise NotPossible(
            "You are one of the two who differ. Talk to the other, then tick that you decided together; or leave it to"
            " a third."
        )
    made = _keep(
        comment,
        decision,
        user=user,
        codebook=codebook,
        role=HumanCoding.Role.ADJUDICATION,
        purpose=first.purpose,
        together=is_one_of_two,
    )
    _note_day(survey, user)
    return made


def _keep(
    comment: int,
    decision: Decision,
    *,
    user: Any,
    codebook: Codebook,
    role: str,
    purpose: str,
    together: bool = False,
) -> HumanCoding:
    return HumanCoding.objects.create(
        comment_id=comment,
        coder=user.pk,
        role=role,
        together=together,
        purpose=purpose,
        judgement=decision.judgement,
        themes=list(decision.themes),
        stances=dict(decision.stances),
        codebook=codebook.version,
        model=tagger_version(),
    )


def _note_day(survey: SurveyPage, user: Any) -> None:
    """Note once a day that somebody coded: not what, and not how much."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    noted = PageLogEntry.objects.filter(page=survey.pk, action=CODED, user=user, timestamp__gte=today)
    if not noted.exists():
        log(instance=survey, action=CODED, user=user)
