"""The list of pictures of people: whose consent ended, whose ends soon, where each is used."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from wagtail.models import ReferenceIndex
from wagtail.permissions import policy_registry

from cms.models import SiteImage

SOON = timedelta(days=42)
"""Before a consent ends its keeper is told: six weeks are enough to reach people and wait for paper."""

STATES = {
    "taken back": "Consent taken back: gone from the site",
    "ended": "Consent ended: hidden until everybody agrees again",
    "soon": "Ask again soon",
    "holds": "Consent holds",
}
"""In the order of the list."""


@dataclass(frozen=True)
class Consent:
    """One picture of people, how its consent stands, and on how many pages it is used."""

    image: SiteImage
    state: str
    used: int

    @property
    def told(self) -> str:
        return STATES[self.state]


def consents(user: AbstractBaseUser, *, today: date) -> list[Consent]:
    """Every picture of people in collections this person may change or choose from, the most pressing first."""
    policy = policy_registry.get_by_type(SiteImage)
    images = policy.instances_user_has_any_permission_for(user, ["change", "choose"]).filter(
        people=SiteImage.People.AGREED
    )
    used = _uses()
    found = [Consent(image, state_of(image, today=today), used[image.pk]) for image in images.distinct()]
    order = list(STATES)
    return sorted(
        found, key=lambda each: (order.index(each.state), each.image.review_on or today, each.image.title)
    )


def state_of(image: SiteImage, *, today: date) -> str:
    """How the consent to a picture stands: a key of STATES."""
    if image.may_be_shown(today):
        return "soon" if image.review_on and image.review_on - today <= SOON else "holds"
    withdrawn = image.consent_withdrawn_on is not None and image.consent_withdrawn_on <= today
    return "taken back" if withdrawn else "ended"


def _uses() -> Counter[int]:
    """On how many pages and other things each image stands."""
    places = (
        ReferenceIndex.objects.filter(to_content_type=ContentType.objects.get_for_model(SiteImage))
        .values_list("to_object_id", "base_content_type", "object_id")
        .distinct()
    )
    return Counter(int(image) for image, _, _ in places)
