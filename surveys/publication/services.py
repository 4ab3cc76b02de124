"""Proposing, signing and sending back results. Every act is logged: who, what, how many; never content."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from surveys.models import Fieldwork, Intake, PublishedResult, SurveyPage
from surveys.models.publication import Tampered, digest_of
from surveys.publication.snapshot import Draft, NotPublishable, Plan, draft
from surveys.reports.scheme import Scheme
from surveys.workbench.access import holds

PROPOSE = "surveys.propose_results"
COSIGN = "surveys.cosign_results"


def why_not_yet(survey: SurveyPage) -> str:
    """Why results of this survey cannot be proposed now; empty when they can."""
    fieldwork = Fieldwork.objects.filter(survey=survey).first()
    closed = fieldwork is not None and (
        fieldwork.state == Fieldwork.State.CLOSED
        or (fieldwork.closes_at is not None and fieldwork.closes_at <= timezone.now())
    )
    if not closed:
        return "Results are published once, after the survey has closed. Close its fieldwork first."
    if Intake.objects.filter(survey=survey).exists():
        return "Some answers wait for the last batch, which is mixed a quarter of an hour after the close."
    found = (
        PublishedResult.objects.filter(survey=survey).exclude(state=PublishedResult.State.DECLINED).first()
    )
    if found is not None and found.state == PublishedResult.State.PUBLISHED:
        return "Results of this survey are published. A second release could give single answers away."
    if found is not None:
        return "Results of this survey wait for a second signature already."
    return ""


def propose(
    survey: SurveyPage,
    *,
    user: AbstractBaseUser,
    title: str,
    slug: str,
    plan: Plan,
    scheme: Scheme | None = None,
) -> PublishedResult:
    """Propose results for publication; the snapshot is made and protected here, from the answers as they are.

    Raises PermissionDenied for anybody but an analyst, NotPublishable with the reason otherwise.
    """
    if not holds(user, PROPOSE):
        raise PermissionDenied("Only analysts propose results.")
    reason = why_not_yet(survey)
    if reason:
        raise NotPublishable(reason)
    if not title.strip():
        raise NotPublishable("Give the results a title.")
    if (
        PublishedResult.objects.filter(slug=slug)
        .exclude(state=PublishedResult.State.DECLINED, survey=survey)
        .exists()
    ):
        raise NotPublishable(f"Other results have the address “{slug}” already. Choose another one.")
    made: Draft = draft(survey, plan, scheme=scheme)
    with transaction.atomic():
        # What was sent back makes room for what is proposed instead; the log keeps that it was there.
        PublishedResult.objects.filter(slug=slug, state=PublishedResult.State.DECLINED).delete()
        result = PublishedResult.objects.create(
            slug=slug,
            survey=survey,
            title=title.strip(),
            snapshot=made.snapshot,
            digest=digest_of(made.snapshot),
            proposed_by=user,
        )
        _note(survey, "surveys.results.propose", user, result)
    return result


def cosign(result: PublishedResult, *, user: AbstractBaseUser) -> PublishedResult:
    """Put the second signature under proposed results: they are published and frozen from now on.

    Raises PermissionDenied for anybody without the right, NotPublishable for one's own proposal or results that do not
    wait, and Tampered when the snapshot is not the one that was proposed.
    """
    if not holds(user, COSIGN):
        raise PermissionDenied("Only safeguarding leads co-sign results.")
    with transaction.atomic():
        waiting = _waiting(result, user)
        if not waiting.is_intact:
            raise Tampered(
                "The figures are not those that were proposed. Nothing was published; have them proposed anew."
            )
        waiting.state = PublishedResult.State.PUBLISHED
        waiting.cosigned_by = user
        waiting.cosigned_at = timezone.now()
        waiting.save()
        _note(waiting.survey, "surveys.results.cosign", user, waiting)
    return waiting


def decline(result: PublishedResult, *, user: AbstractBaseUser, note: str) -> PublishedResult:
    """Send proposed results back with a note on what has to change."""
    if not holds(user, COSIGN):
        raise PermissionDenied("Only safeguarding leads send results back.")
    if not note.strip():
        raise NotPublishable("Say in a sentence what has to change.")
    with transaction.atomic():
        waiting = _waiting(result, user)
        waiting.state = PublishedResult.State.DECLINED
        waiting.note = note.strip()[:300]
        waiting.save()
        _note(waiting.survey, "surveys.results.decline", user, waiting)
    return waiting


def _waiting(result: PublishedResult, user: AbstractBaseUser) -> PublishedResult:
    waiting = PublishedResult.objects.select_for_update().get(pk=result.pk)
    if waiting.state != PublishedResult.State.PROPOSED:
        raise NotPublishable(
            f"These results do not wait for a signature: {waiting.get_state_display().lower()}."
        )
    if waiting.proposed_by_id == user.pk:
        raise NotPublishable("Nobody signs what they proposed. Ask a colleague.")
    return waiting


def _note(survey: SurveyPage, action: str, user: Any, result: PublishedResult) -> None:
    log(
        instance=survey,
        action=action,
        user=user,
        data={"result": result.slug, "digest": result.digest[:12], "tables": len(result.snapshot["tables"])},
    )
