"""Shapes, faces and mosaics in templates: SVG with classes and presentation attributes, never inline styles."""

from __future__ import annotations

from typing import Any

from django import template

from cms import shapes

register = template.Library()


@register.inclusion_tag("components/shape.html")
def shape(name: str, colour: str) -> dict[str, Any]:
    """``{% shape "arch" "coral" %}``: one flat shape, decorative."""
    return {"path": shapes.SHAPES[name], "colour": colour}


@register.inclusion_tag("components/face.html")
def face(name: str, colour: str, ground: str, gaze: str = "ahead", mouth: str = "smile") -> dict[str, Any]:
    """``{% face "arch" "coral" "lilac" gaze="left" %}``: a shape that looks at you, on a ground."""
    return {
        "path": shapes.SHAPES[name],
        "colour": colour,
        "ground": ground,
        "on": shapes.on(colour),
        "face": shapes.face(gaze=gaze, mouth=mouth),
    }


@register.inclusion_tag("components/face.html")
def area_face(code: str, gaze: str = "ahead", mouth: str = "smile") -> dict[str, Any]:
    """The face of an authority by its ONS code; a circle for a place without one."""
    area = shapes.AREAS.get(code)
    name, colour = (area.shape, area.colour) if area else ("circle", "coral")
    if name in {"quarter", "block", "diamond"}:
        # These three have no room for eyes: they wear their colour on a round head.
        name = "circle"
    ground = {"ink": "sun", "pink": "violet", "coral": "lilac", "mint": "teal", "teal": "pink"}.get(
        colour, "mint"
    )
    return face(name, colour, ground, gaze, mouth)


@register.inclusion_tag("components/mosaic.html")
def mosaic(columns: int, rows: int, seed: int, big: str = "", css: str = "") -> dict[str, Any]:
    """``{% mosaic 6 5 seed=7 big="1,1 4,2" %}``: a floor of tiles; ``big`` names two-by-two tiles as column,row."""
    starts = tuple((int(c), int(r)) for c, r in (cell.split(",") for cell in big.split()))
    return {
        "tiles": shapes.mosaic(columns=columns, rows=rows, seed=seed, big=starts),
        "width": columns * 100,
        "height": rows * 100,
        "css": css,
    }
