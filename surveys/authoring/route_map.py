"""The map of a survey's routes: what stands where, on what condition, what is skipped, what nobody reaches.

One outline is drawn twice: as a picture, and as a nested list that says the same to those who do not see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString

from surveys.authoring.reach import Reach
from surveys.authoring.routing import END, Definition, skips_of
from surveys.authoring.rule_words import in_words, place_in_words, shortened
from surveys.charts.svg import drawing, element

WIDTH = 620
"""Of the column of sections; the skips run beside it."""
LANE = 26
LINE = 20
PAD = 14
GAP = 30


@dataclass(frozen=True)
class Skip:
    """A skip as it is drawn: where it leads, on what condition, and whether anybody takes it."""

    to: str
    said: str
    condition: str
    is_taken: bool


@dataclass(frozen=True)
class Stop:
    """A question on the map."""

    code: str
    wording: str
    condition: str
    skips: tuple[Skip, ...]
    is_reached: bool


@dataclass(frozen=True)
class Part:
    """A section on the map."""

    code: str
    number: int
    title: str
    condition: str
    changes_places: bool
    stops: tuple[Stop, ...]
    skips: tuple[Skip, ...]
    is_reached: bool


def outline(definition: Definition, texts: Mapping[str, str], reach: Reach | None) -> list[Part]:
    """What the map shows. Without ``reach`` (the draft has faults) nothing is called unreachable."""
    parts = []
    for number, section in enumerate(definition["sections"], start=1):
        stops = tuple(_stop(question, definition, texts, reach) for question in section["questions"])
        parts.append(
            Part(
                code=section["code"],
                number=number,
                title=texts.get(f"section:{section['code']}", ""),
                condition=in_words(section["show_if"], texts) if section["show_if"] else "",
                changes_places=bool(section.get("shuffle")),
                stops=stops,
                skips=_skips(section, definition, texts, reach),
                is_reached=any(stop.is_reached for stop in stops),
            )
        )
    return parts


def _stop(
    question: Mapping[str, Any], definition: Definition, texts: Mapping[str, str], reach: Reach | None
) -> Stop:
    code = question["code"]
    return Stop(
        code=code,
        wording=texts.get(f"q:{code}", ""),
        condition=in_words(question["show_if"], texts) if question["show_if"] else "",
        skips=_skips(question, definition, texts, reach),
        is_reached=reach is None or code in reach.questions or code in reach.undecided,
    )


def _skips(
    place: Mapping[str, Any], definition: Definition, texts: Mapping[str, str], reach: Reach | None
) -> tuple[Skip, ...]:
    return tuple(
        Skip(
            to=skip["to"],
            said=place_in_words(skip["to"], definition, texts),
            condition=in_words(skip["if"], texts),
            is_taken=reach is None or not reach.exact or (place["code"], f"skip {number}") in reach.skips,
        )
        for number, skip in enumerate(skips_of(place))
    )


def drawn(parts: Sequence[Part], *, title: str) -> SafeString:
    """The map as an SVG: sections from top to bottom, skips as arrows beside them."""
    shapes: list[str] = []
    tops: dict[str, float] = {}
    leaving: list[tuple[float, str]] = []
    y = float(PAD)
    for part in parts:
        tops[part.code] = y + LINE
        y = _draw_part(part, y, shapes, tops, leaving)
        shapes.append(_down(y, y + GAP - 4))
        y += GAP
    tops[END] = y + LINE
    shapes.append(
        element("rect", x=PAD, y=y, width=WIDTH, height=2 * LINE, rx=20, class_="map__box map__head")
    )
    shapes.append(_text("Check the answers and send", PAD + WIDTH / 2, y + 26, anchor="middle", strong=True))
    lanes = _lanes(leaving, tops)
    arrows = [_arrow(start, tops[to], lane) for start, to, lane in lanes]
    beside = max((lane for _, _, lane in lanes), default=-1) + 1
    questions = sum(len(part.stops) for part in parts)
    said = f"{len(parts)} sections with {questions} questions. The list beside it says the same."
    return drawing(
        [*shapes, *arrows],
        width=WIDTH + 2 * PAD + 16 + beside * LANE,
        height=y + 2 * LINE + PAD,
        title=title,
        description=said,
        kind="routes",
    )


def _draw_part(
    part: Part,
    y: float,
    shapes: list[str],
    tops: dict[str, float],
    leaving: list[tuple[float, str]],
) -> float:
    """Draw one section from ``y`` down, and return where it ends."""
    start, inner = y, []
    y += PAD + 14
    inner.append(_text(f"{part.number}. {shortened(part.title, 60)}", 2 * PAD, y, strong=True))
    y += LINE
    notes = [f"Shown if {part.condition}"] if part.condition else []
    notes += ["May change places with its neighbours"] if part.changes_places else []
    for note in notes:
        y = _notes(note, y, inner, indent=2 * PAD)
    for stop in part.stops:
        y += 10
        top = y - 17
        tops[stop.code] = y - 4
        inner.append(_text(stop.code, 2 * PAD + 8, y, strong=True))
        offset = 2 * PAD + 18 + 10.5 * len(stop.code)
        inner.append(_text(shortened(stop.wording, max(12, int((WIDTH - offset) / 7.6))), offset, y))
        y += LINE - 2
        if not stop.is_reached:
            y = _notes("Nobody reaches this question", y, inner, indent=2 * PAD + 8, never=True)
        if stop.condition:
            y = _notes(f"if {stop.condition}", y, inner, indent=2 * PAD + 8)
        y = _draw_skips(stop.skips, y, inner, leaving, indent=2 * PAD + 8)
        if not stop.is_reached:
            inner.append(
                element(
                    "rect",
                    x=2 * PAD - 4,
                    y=top,
                    width=WIDTH - 2 * PAD + 8,
                    height=y - top - 8,
                    class_="map__lost",
                    rx=4,
                    fill="none",
                    stroke="#c4321a",
                )
            )
    if part.skips:
        y += 8
        y = _draw_skips(part.skips, y, inner, leaving, indent=2 * PAD)
    height = y - start - 2
    shapes.append(
        element(
            "rect",
            x=PAD,
            y=start,
            width=WIDTH,
            height=height,
            rx=6,
            class_="map__box",
            fill="none",
            stroke="currentColor",
        )
    )
    shapes.extend(inner)
    return start + height


def _draw_skips(
    skips: Sequence[Skip], y: float, inner: list[str], leaving: list[tuple[float, str]], *, indent: float
) -> float:
    for skip in skips:
        leaving.append((y - 5, skip.to))
        said = (
            f"then to {skip.said}"
            if skip.condition == "always"
            else f"then to {skip.said} if {skip.condition}"
        )
        y = _notes(
            f"↷ {said}{'' if skip.is_taken else ' (nobody takes this)'}",
            y,
            inner,
            indent=indent,
            never=not skip.is_taken,
        )
    return y


def _notes(said: str, y: float, inner: list[str], *, indent: float, never: bool = False) -> float:
    for line in wrap(said, int((WIDTH - indent) / 6.4)):
        inner.append(_text(line, indent, y, small=True, never=never))
        y += LINE - 4
    return y


def _lanes(leaving: Sequence[tuple[float, str]], tops: Mapping[str, float]) -> list[tuple[float, str, int]]:
    """A lane for each skip beside the sections, none shared by two that would cross on it."""
    found: list[tuple[float, str, int]] = []
    busy: list[float] = []
    for start, to in sorted(leaving):
        if to not in tops:
            continue
        lane = next((number for number, until in enumerate(busy) if until < start), len(busy))
        busy[lane:] = [max(tops[to], start), *busy[lane + 1 :]]
        found.append((start, to, lane))
    return found


def _arrow(start: float, end: float, lane: int) -> str:
    edge = PAD + WIDTH
    out = edge + 16 + lane * LANE
    path = f"M{edge} {start:g}H{out}V{end:g}H{edge + 8}"
    head = f"M{edge + 1} {end:g}l9 -5v10z"
    return element("path", d=path, class_="map__skip", fill="none", stroke="currentColor") + element(
        "path", d=head, class_="map__arrow"
    )


def _down(start: float, end: float) -> str:
    middle = PAD + WIDTH / 2
    return element(
        "path", d=f"M{middle:g} {start:g}V{end:g}", class_="map__skip", stroke="currentColor"
    ) + element("path", d=f"M{middle:g} {end + 3:g}l-5 -9h10z", class_="map__arrow")


def _text(
    said: str,
    x: float,
    y: float,
    *,
    anchor: str = "start",
    strong: bool = False,
    small: bool = False,
    never: bool = False,
) -> str:
    names = ["map__text", *(["map__strong"] if strong else []), *(["map__small"] if small else [])]
    names += ["map__never"] if never else []
    return element(
        "text",
        escape(said),
        x=x,
        y=y,
        text_anchor=anchor,
        class_=" ".join(names),
        fill="currentColor",
        font_size=12 if small else 14,
    )


def unreached(parts: Sequence[Part]) -> Iterator[str]:
    """The codes of the questions nobody reaches."""
    return (stop.code for part in parts for stop in part.stops if not stop.is_reached)
