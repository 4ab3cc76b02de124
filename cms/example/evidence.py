"""What the campaign can say once results are published: figures chosen from them, and drawn pictures to look at."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils.timezone import localdate

from cms.campaign.drawing import tiles
from cms.campaign.figures import Choice, Published, read
from cms.models import CampaignPage, SiteDocument, SiteImage

WALL = "Tiles for the wall by the canal"
GUIDE = "How to start a walking bus"
GUIDE_WORDS = """How to start a walking bus

1. Ask who goes your way. In your form, your team or your youth club, somebody does.
2. Pick one place and one time: under a light, where a grown-up can see you.
3. Stop at every door. The last one texts when they are in.

Tell a grown-up at home which way you walk. If somebody follows you, go into a shop and call 999.

This guide is part of an invented example.
"""


LINES = (
    ("LOOKOUT", "most", "{figure} say that most people near them look out for each other."),
    ("SAFEDAY", "very_safe", "{figure} feel very safe outside by day."),
)
"""What the campaign's line may quote, as question, answer and sentence: the first of them that is published."""
FELT = (
    ("WALKHOME", "not_safe", "{figure} do not feel safe at all when they walk home in the evening."),
    ("SAFENIGHT", "very_safe", "{figure} feel very safe outside after dark."),
)
"""What may stand beside what is recorded, in the same way."""


def build_evidence(*, today: date | None = None) -> CampaignPage | None:
    """Put published figures onto the example campaign, once: whoever takes them out again has them out.

    Returns the page, or None while nothing that it could quote is published.
    """
    campaign = CampaignPage.objects.filter(locale__language_code="en", is_example=True).first()
    line, felt = (_first(today or localdate(), sayings) for sayings in (LINES, FELT))
    if campaign is None or line is None or _had_figures(campaign):
        return campaign
    told = list(campaign.body.raw_data)
    at = _place(told, "strategy_figure")
    told.insert(
        at,
        _block(
            "figure",
            figure=line[0].key,
            sentence=line[1],
            caution="People chose to answer: it is what they told us, not what everybody thinks.",
            surface="sun",
        ),
    )
    told.insert(
        at + 2,
        _block(
            "perception",
            heading="What it feels like, and what is recorded",
            figure=(felt or line)[0].key,
            sentence=(felt or line)[1],
            from_strategy="youth-violence-recorded",
        ),
    )
    return _keep(campaign, told)


def build_pictures() -> None:
    """Two drawn pictures and a file on the example campaign, once."""
    campaign = CampaignPage.objects.filter(locale__language_code="en", is_example=True).first()
    if campaign is None or any(child.block_type == "gallery" for child in campaign.body):
        return
    if SiteImage.objects.filter(title__startswith=WALL).exists():
        return
    images = [_drawn(f"{WALL}, {n}", seed) for n, seed in ((1, 12), (2, 58), (3, 7))]
    guide = SiteDocument(title=GUIDE)
    guide.file.save("walking-bus.txt", ContentFile(GUIDE_WORDS.encode()), save=False)
    guide.save()
    told = list(campaign.body.raw_data)
    at = _place(told, "share_kit")
    captions = (
        "First drawing. Drawn by a program for this example.",
        "Second drawing. More faces, because somebody asked for more.",
    )
    told[at:at] = [
        _block(
            "download",
            document=guide.pk,
            label=GUIDE,
            about="One page of plain text, to print or to send.",
        ),
        _block(
            "gallery",
            heading=WALL,
            pictures=[
                {"type": "item", "value": _picture(image, caption), "id": str(uuid4())}
                for image, caption in zip(images, captions, strict=False)
            ],
        ),
        _block("picture", **_picture(images[2], "The one that was chosen. Nobody real is in it.")),
    ]
    _keep(campaign, told)


def _block(kind: str, **value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid4())}


def _picture(image: SiteImage, caption: str) -> dict[str, Any]:
    shown = {"image": image.pk, "alt_text": image.description, "decorative": False}
    return {"image": shown, "caption": caption}


def _place(told: list[dict[str, Any]], kind: str) -> int:
    return next(at for at, block in enumerate(told) if block["type"] == kind)


def _keep(campaign: CampaignPage, told: list[dict[str, Any]]) -> CampaignPage:
    campaign.body = json.dumps(told)
    campaign.save_revision().publish()
    return CampaignPage.objects.get(pk=campaign.pk)


def _first(today: date, sayings: Sequence[tuple[str, str, str]]) -> tuple[Choice, str] | None:
    """The first of some sentences whose answer may be quoted, with its figure from the newest result that has it."""
    chosen = [read(key) for _, told in Published().choices(today=today) for key, _ in told]
    return next(
        (
            (choice, sentence)
            for question, option, sentence in sayings
            for choice in chosen
            if choice and (choice.question, choice.option) == (question, option)
        ),
        None,
    )


def _had_figures(campaign: CampaignPage) -> bool:
    """Whether the page or a draft of it holds, or held, a figure."""
    kept = (
        campaign.body.raw_data,
        *(json.loads(draft.content["body"]) for draft in campaign.revisions.all()),
    )
    return any(block["type"] in ("figure", "perception") for body in kept for block in body)


def _drawn(title: str, seed: int) -> SiteImage:
    out = BytesIO()
    tiles(columns=6, rows=4, width=960, seed=seed).save(out, "PNG")
    image = SiteImage(
        title=title,
        people=SiteImage.People.NOBODY,
        description="Bright tiles in rows: circles, arches and diamonds, some of them with smiling faces.",
    )
    image.file.save("tiles.png", ContentFile(out.getvalue()), save=False)
    image.save()
    return image
