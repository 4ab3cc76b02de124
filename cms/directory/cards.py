"""A card of one neighbourhood to print: its entries, and a QR code that leads to the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode, urlsplit

import segno

from cms.shapes import AREAS, Area
from engagement.directory.models import Service
from engagement.directory.selectors import Wish, find

MOST = 14
"""What fits on one sheet in letters that can be read on a wall."""


@dataclass(frozen=True)
class Card:
    """What a card says. ``squares`` is the path of the QR code, one unit a square, and ``side`` their number."""

    area: Area
    neighbourhood: str
    services: tuple[Service, ...]
    more: int
    address: str
    squares: str
    side: int
    day: date

    @property
    def in_letters(self) -> str:
        """The address as somebody types it."""
        told = urlsplit(self.address)
        return f"{told.netloc}{told.path}".rstrip("/")


def card_of(area: str, neighbourhood: str, *, today: date, address: str) -> Card | None:
    """The card of a neighbourhood; None where the list has nothing there.

    Args:
        address: the whole address of the directory's page.
    """
    if area not in AREAS:
        return None
    found = find(Wish(area=area, neighbourhood=neighbourhood), today=today)
    if not found:
        return None
    name = next(
        place.neighbourhood
        for service in found
        for place in service.places
        if place.area == area and place.neighbourhood_slug == neighbourhood
    )
    target = f"{address}?{urlencode({'area': area, 'near': neighbourhood})}"
    # Whoever prints it may use a worn cartridge: a quarter of the code may be missing.
    code = segno.make_qr(target, error="q")
    squares = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(code.matrix) for x, dark in enumerate(row) if dark
    )
    return Card(
        area=AREAS[area],
        neighbourhood=name,
        services=tuple(found[:MOST]),
        more=max(0, len(found) - MOST),
        address=address,
        squares=squares,
        side=len(code.matrix),
        day=today,
    )
