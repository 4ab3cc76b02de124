"""What has to be said beside shares of themes that were not all read with one codebook."""

from __future__ import annotations

from collections.abc import Iterable

from surveys.models import SurveyPage, ThemeReading


def codebooks_of(survey: SurveyPage) -> tuple[str, ...]:
    """The codebooks with which the comments of a survey were read, by version alone; none before they are."""
    read = ThemeReading.objects.filter(comment__response__survey=survey).order_by()
    return tuple(
        sorted(
            {codebook.partition("/")[0] for codebook in read.values_list("codebook", flat=True).distinct()}
        )
    )


def caution_while_mixed(survey: SurveyPage) -> str:
    """What to say while some comments still carry tags of an earlier codebook; empty when all were read with one."""
    found = codebooks_of(survey)
    if len(found) < 2:
        return ""
    return (
        f"Comments are being read anew: some still carry themes of an earlier codebook ({', '.join(found)})."
        " Wait until all are read before you rely on these shares."
    )


def caution_across(surveys: Iterable[SurveyPage]) -> str:
    """What to say where surveys are compared whose comments were read with different codebooks; empty otherwise."""
    read = [(survey.title, found) for survey in surveys if (found := codebooks_of(survey))]
    if len({codebooks for _, codebooks in read}) < 2:
        return ""
    told = "; ".join(f"{title}: {', '.join(codebooks)}" for title, codebooks in read)
    return (
        f"The comments of these surveys were read with different codebooks ({told}). Their shares of themes cannot be"
        " compared: a change may be one of the codebook."
    )
