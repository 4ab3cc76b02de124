"""All answers written anew, beside any mix: for a copy that must not tell what was added last."""

from __future__ import annotations

from django.db import transaction

from surveys.mixing.rewrite import storage
from surveys.mixing.services import clean_files
from surveys.mixing.turns import take_turns
from surveys.models import OwedVacuum, Response, SurveyPage


def write_anew() -> None:
    """Write the answers of every survey, and whatever hangs from them, anew in the order of their keys.

    A mix does so already; what was added after it (the themes read in its comments) lies behind the older rows until
    the next one. Raises ``StillInUse`` if somebody reads or writes without a pause; nothing is lost then.
    """
    surveys = SurveyPage.objects.filter(pk__in=Response.objects.values("survey"))
    for survey in surveys.order_by("pk"):
        take_turns(lambda survey=survey: _rewrite(survey), refusal=f"{survey.title}: not written anew")
    clean_files()


@transaction.atomic
def _rewrite(survey: SurveyPage) -> None:
    storage().hold_writers()
    storage().rewrite(survey.pk)
    OwedVacuum.objects.create()
