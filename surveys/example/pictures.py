"""Four drawn pictures for the example's picture question, put into the site's image library."""

from __future__ import annotations

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw
from wagtail.images import get_image_model

INK, PAPER, VIOLET, CORAL = "#1b1530", "#fffaf2", "#4b2be0", "#e8442a"
SUN, MINT, LILAC, TEAL = "#ffc22e", "#bff0dc", "#e4dcff", "#006b5f"
TITLE = "Example survey: {}"
SHOWS = {
    "park": "Three trees on grass under the sun",
    "court": "A ball above a basket",
    "club": "A house with an open door",
    "bus": "A bus at a stop",
}


def draw() -> dict[str, int]:
    """The pictures by name, each drawn once and kept; the value is its key in the library."""
    images = get_image_model().objects
    found = {}
    for name, shows in SHOWS.items():
        title = TITLE.format(name)
        image = images.filter(title=title).first()
        if image is None:
            image = images.create(
                title=title,
                file=ContentFile(_drawn(name), f"{name}.png"),
                description=shows,
                people="nobody",
            )
        found[name] = image.pk
    return found


def remove() -> None:
    """Take the example's pictures out of the library, with their files."""
    for image in get_image_model().objects.filter(title__in=[TITLE.format(name) for name in SHOWS]):
        image.delete()


def _drawn(name: str) -> bytes:
    picture = Image.new("RGB", (640, 480), {"park": MINT, "court": LILAC, "club": SUN, "bus": PAPER}[name])
    pen = ImageDraw.Draw(picture)
    match name:
        case "park":
            pen.ellipse((490, 40, 600, 150), fill=SUN)
            pen.rectangle((0, 380, 640, 480), fill=TEAL)
            for left, colour in ((70, CORAL), (250, VIOLET), (430, CORAL)):
                pen.rectangle((left + 60, 280, left + 80, 400), fill=INK)
                pen.ellipse((left, 150, left + 140, 320), fill=colour)
        case "court":
            pen.rectangle((400, 90, 560, 210), fill=PAPER, outline=INK, width=8)
            pen.ellipse((380, 220, 580, 262), outline=CORAL, width=12)
            pen.rectangle((560, 90, 576, 480), fill=INK)
            pen.ellipse((110, 130, 290, 310), fill=CORAL)
            pen.arc((110, 130, 290, 310), 0, 360, fill=INK, width=6)
            pen.line((200, 130, 200, 310), fill=INK, width=6)
            pen.line((110, 220, 290, 220), fill=INK, width=6)
        case "club":
            pen.polygon([(100, 220), (320, 60), (540, 220)], fill=CORAL)
            pen.rectangle((140, 220, 500, 440), fill=VIOLET)
            pen.pieslice((260, 270, 380, 390), 180, 360, fill=PAPER)
            pen.rectangle((260, 330, 380, 440), fill=PAPER)
        case _:
            pen.rounded_rectangle((70, 130, 500, 380), 40, fill=VIOLET)
            for left in (110, 235, 360):
                pen.rounded_rectangle((left, 170, left + 100, 260), 14, fill=MINT)
            for left in (130, 350):
                pen.ellipse((left, 335, left + 90, 425), fill=INK)
            pen.rectangle((565, 120, 579, 430), fill=INK)
            pen.ellipse((532, 60, 612, 140), fill=CORAL)
    stored = BytesIO()
    picture.save(stored, "PNG")
    return stored.getvalue()
