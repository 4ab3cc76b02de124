"""Take the synthetic example away again: surveys with every answer, results, stories, promises and directory."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Page

from engagement.demo.counts import remove_counts
from engagement.demo.drills import remove_drill
from engagement.demo.joining import remove_requests
from engagement.demo.people import PEOPLE, remove_people
from engagement.support.example import remove_example_lines


def remove() -> str:
    """Remove everything synthetic and lock the example accounts; return what was removed.

    Pages of the site itself stay, still labelled as an example, until an editor has rewritten them.
    """
    from surveys.example import pictures
    from surveys.mixing.services import clean_files
    from surveys.models import OwedVacuum

    with transaction.atomic():
        answers = _remove_surveys()
        pictures.remove()
        pages = _remove_stories()
        _remove_promises()
        _remove_directory()
        _remove_queue()
        remove_requests()
        remove_counts()
        remove_drill()
        remove_example_lines()
        remove_people()
        OwedVacuum.objects.create()
    clean_files()
    return f"{answers:,} answers and {pages} stories removed, example accounts locked"


def _remove_surveys() -> int:
    from surveys.models import Intake, PublishedResult, Response, SurveyPage, SurveyVersion, VersionText

    surveys = SurveyPage.objects.filter(is_example=True)
    answers = Response.objects.filter(survey__in=surveys).count()
    Intake.objects.filter(survey__in=surveys).delete()
    Response.objects.filter(survey__in=surveys).delete()
    # The model's own manager keeps published results out of reach; an invented one may go with its survey.
    QuerySet(PublishedResult).filter(survey__in=surveys).delete()
    # Versions refuse to be deleted one by one; with their survey they go together.
    VersionText.objects.filter(version__survey__in=surveys).delete()
    SurveyVersion.objects.filter(survey__in=surveys).delete()
    _delete_pages(surveys)
    return answers


def _remove_stories() -> int:
    from cms.models import StoryPage

    return _delete_pages(StoryPage.objects.filter(is_example=True))


def _remove_promises() -> None:
    from engagement.delivery.models import Action, Commitment, PlanChange, PlanSnapshot

    invented = [person.username for person in PEOPLE]
    PlanChange.objects.filter(action=None, asked_by__username__in=invented).delete()
    Commitment.objects.filter(is_example=True).delete()
    Action.objects.filter(is_example=True).delete()
    PlanSnapshot.objects.filter(is_example=True).delete()


def _remove_directory() -> None:
    """Invented entries with their organisations and places, and whatever was sent about them."""
    from engagement.directory.models import Location, Organisation, Service

    Service.objects.filter(is_example=True).delete()
    Organisation.objects.filter(is_example=True).delete()
    Location.objects.filter(is_example=True, schedule=None).delete()


def _remove_queue() -> None:
    """The example's safeguarding queue: everything sealed to the key that the example's lead holds."""
    from surveys.models import Referral, SafeguardingKey

    names = [person.username for person in PEOPLE]
    examples = SafeguardingKey.objects.filter(shares__holder__username__in=names)
    Referral.objects.filter(key__in=examples).delete()
    examples.delete()


def _delete_pages(pages) -> int:
    """Delete pages one by one, since each deletion moves others in the tree."""
    keys = list(pages.values_list("pk", flat=True))
    for key in keys:
        Page.objects.get(pk=key).specific.delete()
    return len(keys)
