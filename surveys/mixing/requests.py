"""A mix somebody asked for on the command line."""

from __future__ import annotations

from django.utils import timezone

from engagement.database.files import StillInUse
from surveys.mixing.closing import is_over
from surveys.mixing.services import AT_LEAST, mix, mix_due
from surveys.models import SurveyPage


def mix_requested(*, survey: str | None = None, at_least: int | None = None) -> str:
    """Mix one survey, or every survey that is due, and say what happened in sentences.

    Batches below ten are for closed surveys and for the example: whoever watches an open survey's answers could tell
    whose came last.
    """
    if survey is None:
        if at_least is not None:
            return "Say which survey --at-least is meant for: add --survey and its slug."
        done = mix_due()
        return "\n".join(map(str, done)) or "Nothing waits in any survey."
    page = SurveyPage.objects.filter(slug=survey, alias_of=None).order_by("pk").first()
    if page is None:
        known = ", ".join(sorted(set(SurveyPage.objects.values_list("slug", flat=True)))) or "none yet"
        return f"No survey has the slug {survey}. Surveys here: {known}."
    over = is_over(page, now=timezone.now())
    wanted = AT_LEAST if at_least is None else at_least
    if wanted < AT_LEAST and not (over or page.is_example):
        return (
            f"{page.title} is open, and an open survey is mixed in batches of {AT_LEAST} or more:"
            " fewer would tell who answered last."
        )
    try:
        return str(mix(page, at_least=max(wanted, 1)))
    except StillInUse as in_use:
        return str(in_use)
