"""Reads of the directory: what is in the list today, what fits a wish, and how much there is where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils.text import slugify

from engagement.directory.choices import OpenTo, Status
from engagement.directory.freshness import oldest_shown
from engagement.directory.models import Keeper, Proposal, Service, Suggestion
from engagement.support.areas import AREAS


def listed(today: date) -> QuerySet[Service]:
    """Every entry that is in the public list today: shown, running or paused, and confirmed within the year."""
    found = Service.objects.filter(
        shown=True, status__in=(Status.ACTIVE, Status.PAUSED), confirmed_on__gte=oldest_shown(today)
    )
    return found.select_related("organisation")


def with_places(found: QuerySet[Service]) -> QuerySet[Service]:
    """The entries with where and when each is, in one more query each."""
    return found.prefetch_related("when_and_where__location")


@dataclass(frozen=True)
class Wish:
    """What somebody looks for. Empty means all the same."""

    area: str = ""
    neighbourhood: str = ""
    kind: str = ""
    age: int | None = None
    cost: str = ""
    who: str = ""
    access: str = ""
    language: str = ""
    referral: str = ""
    faith: bool = False
    assured: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was wished."""
        return self == Wish()


def find(wish: Wish, *, today: date) -> list[Service]:
    """The entries that fit a wish, those of the place before those for the whole region, then by name."""
    found = listed(today)
    if wish.kind:
        found = found.filter(kind=wish.kind)
    if wish.cost == "free":
        found = found.filter(cost="free")
    elif wish.cost == "low":
        found = found.filter(cost__in=("free", "low"))
    if wish.referral:
        # Who need not be sent by anybody wants to know where to go by themselves.
        found = found.exclude(referral="professional")
    if wish.age is not None:
        found = found.filter(
            Q(minimum_age=None) | Q(minimum_age__lte=wish.age),
            Q(maximum_age=None) | Q(maximum_age__gte=wish.age),
        )
    if wish.who == "girls":
        found = found.filter(open_to__in=(OpenTo.GIRLS, OpenTo.GIRLS_TIMES))
    elif wish.who == "mixed":
        found = found.filter(open_to__in=(OpenTo.ALL, OpenTo.GIRLS_TIMES))
    if wish.faith:
        found = found.filter(faith_friendly=True)
    if wish.assured:
        found = found.exclude(assured_on=None)
    # Lists are compared here: the two databases search within JSON in different ways.
    fitting = [
        service
        for service in with_places(found)
        if (not wish.access or wish.access in service.access)
        and (not wish.language or wish.language in service.languages)
        and _is_there(service, wish)
    ]
    return sorted(
        fitting, key=lambda service: (bool(wish.area) and not service.areas, service.name.casefold())
    )


def _is_there(service: Service, wish: Wish) -> bool:
    if wish.neighbourhood:
        return any(
            place.area == wish.area and place.neighbourhood_slug == wish.neighbourhood
            for place in service.places
        )
    return not wish.area or not service.areas or wish.area in service.areas


def of_area(area: str, *, today: date) -> list[Service]:
    """The entries with a place in one area, by name."""
    return [service for service in find(Wish(area=area), today=today) if area in service.areas]


def by_words(words: str, *, today: date, most: int) -> list[Service]:
    """Entries that hold all of these words in their name, their description, their organisation or their places."""
    found = []
    for service in with_places(listed(today)):
        told = " ".join(
            (
                service.name,
                service.description,
                service.organisation.name,
                service.get_kind_display(),
                *(
                    f"{place.name} {place.neighbourhood} {AREAS.get(place.area, '')}"
                    for place in service.places
                ),
            )
        ).casefold()
        if all(word in told for word in words.casefold().split()):
            found.append(service)
    return found[:most]


def one(slug: str) -> Service | None:
    """A shown entry by its address, listed or out of date; None where there is none."""
    return with_places(Service.objects.filter(slug=slug, shown=True).select_related("organisation")).first()


@dataclass(frozen=True)
class Neighbourhood:
    """A part of an area that has entries."""

    area: str
    name: str
    slug: str
    services: int


def neighbourhoods(area: str, *, today: date) -> list[Neighbourhood]:
    """The neighbourhoods of an area that have entries, by name, with how many entries each has. One query."""
    place = "when_and_where__location"
    counted = (
        listed(today)
        .filter(**{f"{place}__area": area})
        .exclude(**{f"{place}__neighbourhood": ""})
        .order_by(f"{place}__neighbourhood")
        .values_list(f"{place}__neighbourhood")
        .annotate(Count("pk", distinct=True))
    )
    merged: dict[str, Neighbourhood] = {}
    for name, count in counted:
        slug = slugify(name)
        before = merged.get(slug)
        # Written in two ways, it is one: the first name stands.
        merged[slug] = Neighbourhood(
            area, before.name if before else name, slug, count + (before.services if before else 0)
        )
    return [found for slug, found in merged.items() if slug]


def count_by_area(found: QuerySet[Service]) -> dict[str, int]:
    """How many of these entries each area has, by its code; one with places in two areas counts in both. One query."""
    area = "when_and_where__location__area"
    counted = dict(found.order_by().values_list(area).annotate(Count("pk", distinct=True)))
    return {code: counted.get(code, 0) for code in AREAS}


def waiting_suggestions() -> QuerySet[Suggestion]:
    """What visitors say is wrong: what is about safety first, then by entry."""
    safety_first = Case(When(about=Suggestion.About.SAFETY, then=0), default=1)
    return Suggestion.objects.select_related("service__organisation").order_by(
        safety_first, "service__name", "about", "id"
    )


def waiting_proposals() -> QuerySet[Proposal]:
    """What organisations sent, by name."""
    return Proposal.objects.select_related("organisation").order_by("organisation__name", "id")


def due_for_asking(today: date) -> list[Service]:
    """Shown entries nobody has confirmed for five months or more, the oldest first: time to ask their organisation."""
    from dateutil.relativedelta import relativedelta

    before = today - relativedelta(months=5)
    found = Service.objects.filter(shown=True).exclude(status=Status.DEFUNCT)
    old = found.filter(Q(confirmed_on=None) | Q(confirmed_on__lt=before)).select_related("organisation")
    return sorted(old, key=lambda service: (service.confirmed_on or date.min, service.name))


def keeper_of(organisation: UUID) -> str:
    """The address for questions of an organisation; empty where there is none."""
    return Keeper.objects.filter(organisation_id=organisation).values_list("email", flat=True).first() or ""
