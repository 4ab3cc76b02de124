"""Models of themes fitted on this installation's own codings: asked for, fitted by timed work, taken into use or not.

What people decided is only read. With another model in use the timed work reads every comment anew, as it does after a
new version of the codebook.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.log_actions import log

from surveys.analysis.themes.edition import codebook_of, lexicon_of, tagger_of
from surveys.analysis.themes.retagging import Retagging, retagging
from surveys.codebooks.selectors import active_tagger, content_of, version_in_use
from surveys.codebooks.services import SHORTEST, CodebookRefused
from surveys.codebooks.teaching import lesson, settled_to_teach
from surveys.codebooks.trials import BATCH, FEWEST, rounded
from surveys.models import CodebookVersion, Comment, ThemeModel

if TYPE_CHECKING:
    from surveys.analysis.themes.codebook import Codebook
    from surveys.analysis.themes.refitting import Card, Line
    from surveys.analysis.themes.tagger import ThemeTagger

State = ThemeModel.State

ASKED, ADOPTED = "surveys.model.ask", "surveys.model.adopt"
DECLINED, RETIRED = "surveys.model.decline", "surveys.model.retire"


def why_no_fit() -> str:
    """Why no model can be fitted now, in a sentence that says what to do; empty where one can."""
    from surveys.analysis.themes.refitting import SETTLED

    if ThemeModel.objects.filter(state=State.WAITING).exists():
        return "A model is being fitted already. Look again in a few minutes."
    if version_in_use() is None:
        return "The shipped codebook is not stored yet. Run the migrations first."
    there = settled_to_teach()
    if there < SETTLED:
        return (
            f"At least {SETTLED} settled codings are needed to learn from; there are {there} so far. Code comments in"
            " the teaching queue of a survey. Those of the measuring sample do not count: they are kept"
            " to correct published shares, and the machine never learns from them."
        )
    return ""


@transaction.atomic
def ask_for_model(*, user: Any) -> ThemeModel:
    """Ask for a model of the codebook in use; timed work fits it within minutes. Raises CodebookRefused."""
    if reason := why_no_fit():
        raise CodebookRefused(reason)
    codebook = version_in_use()
    assert codebook is not None  # Asked in the line above.
    try:
        with transaction.atomic():
            model = ThemeModel.objects.create(
                number=1 + (ThemeModel.objects.aggregate(last=Max("number"))["last"] or 0),
                codebook=codebook,
                asked_by=user.get_full_name() or user.get_username(),
                asked_on=timezone.localdate(),
            )
    except IntegrityError as twice:
        raise CodebookRefused(
            "A colleague has asked for a model meanwhile. Look again in a few minutes."
        ) from twice
    _note(model, ASKED, user)
    return model


def fit_waiting(*, now: datetime | None = None) -> int:
    """Fit the model that somebody asked for: timed work; how many were fitted is returned.

    Nothing is held while it learns. Cut off in the middle, it begins anew the next time.
    """
    from surveys.analysis.themes.refitting import TooFewCodings

    model = ThemeModel.objects.select_related("codebook").filter(state=State.WAITING).first()
    if model is None:
        return 0
    try:
        found = _fitted(model.codebook)
    except TooFewCodings as few:
        found = {"state": State.REFUSED, "fault": str(few)}
    return ThemeModel.objects.filter(pk=model.pk, state=State.WAITING).update(**found)


def _fitted(version: CodebookVersion) -> dict[str, Any]:
    from surveys.analysis.themes.coded_texts import training_texts
    from surveys.analysis.themes.model_file import FORMAT, save_model
    from surveys.analysis.themes.refitting import card_of, refit

    content = content_of(version)
    book = codebook_of(content, version.version)
    here = lesson(book)
    texts = training_texts()
    found = refit(lexicon_of(content, book), book, tagger_of(content, version.version), here.comments, texts)
    card = card_of(found, here.comments, texts=len(texts))
    numbers = BytesIO()
    save_model(found.tagger, numbers, about={"texts": len(texts), "comments": rounded(card.comments)})
    return {
        "state": State.READY,
        "format": FORMAT,
        "numbers": numbers.getvalue(),
        "digest": hashlib.sha256(numbers.getvalue()).hexdigest(),
        "card": _as_told(card, left_out=here.left_out, is_example=here.is_example),
        "effect": _effect(found.tagger, book),
    }


def _as_told(card: Card, *, left_out: int, is_example: bool) -> dict[str, Any]:
    """The card as it is kept: counts rounded, and no agreement on fewer than ten comments."""
    return {
        "comments": rounded(card.comments),
        "people": rounded(card.people),
        "texts": card.texts,
        "left_out": rounded(left_out) if left_out else 0,
        "is_example": is_example,
        "verdict": card.verdict,
        "gain": [round(value, 3) for value in card.gain],
        "wrong": [round(value, 2) for value in card.wrong],
        "themeless": [round(value, 2) for value in card.themeless],
        "whole": [_line(card.micro), _line(card.macro)],
        "themes": [_line(line) for line in card.themes],
        "slices": [_line(line) for line in card.slices],
    }


def _line(line: Line) -> dict[str, Any]:
    told = asdict(
        replace(line, **{key: round(getattr(line, key), 2) for key in ("new", "low", "high", "shipped")})
    )
    if line.n < FEWEST:
        told |= dict.fromkeys(("n", "new", "low", "high", "shipped"))
    else:
        told["n"] = rounded(line.n)
    return told


def _effect(tagger: ThemeTagger, book: Codebook) -> list[dict[str, Any]]:
    """What the model would change in the comments there are, against what reads them now: rounded counts by theme."""
    now, found = active_tagger(), Retagging()
    for texts in _texts():
        found += retagging(
            list(range(len(texts))),
            [tagged.labels for tagged in now.predict(texts)],
            [tagged.labels for tagged in tagger.predict(texts)],
        )
    return [
        {
            "name": book[code].name if code in book else code,
            **{key: rounded(getattr(change, key)) for key in ("before", "after", "gained", "lost")},
        }
        for code, change in sorted(found.themes.items(), key=lambda pair: -pair[1].changed)
        if change.changed
    ]


def _texts() -> Iterator[list[str]]:
    last = 0
    while rows := list(Comment.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "text")[:BATCH]):
        last = rows[-1][0]
        yield [text for _, text in rows]


def adopt(model: ThemeModel, *, reason: str, user: Any) -> None:
    """Take a model into use, in place of the one before; timed work reads comments anew. Raises CodebookRefused."""
    with transaction.atomic():
        waiting = _ready(model)
        current = version_in_use()
        if current is None or waiting.codebook_id != current.pk:
            raise CodebookRefused(
                f"This model was fitted for codebook {waiting.codebook.version}, which is not in use any more. Fit one"
                " for the codebook in use."
            )
        ThemeModel.objects.filter(state=State.IN_USE).update(state=State.RETIRED)
        _decide(waiting, State.IN_USE, ADOPTED, _said(reason), user)


def decline(model: ThemeModel, *, reason: str, user: Any) -> None:
    """Leave a model out of use; nothing changes. Raises CodebookRefused."""
    with transaction.atomic():
        _decide(_ready(model), State.DECLINED, DECLINED, _said(reason), user)


def retire(model: ThemeModel, *, reason: str, user: Any) -> None:
    """Take the model in use out of use: the shipped one reads from now on. Raises CodebookRefused."""
    with transaction.atomic():
        found = _locked(model)
        if found.state != State.IN_USE:
            raise CodebookRefused("This model is not in use.")
        _decide(found, State.RETIRED, RETIRED, _said(reason), user)


def _locked(model: ThemeModel) -> ThemeModel:
    rows = ThemeModel.objects.select_for_update(of=("self",)).select_related("codebook").defer("numbers")
    return rows.get(pk=model.pk)


def _ready(model: ThemeModel) -> ThemeModel:
    found = _locked(model)
    if found.state != State.READY:
        raise CodebookRefused(
            f"This model does not wait for a decision: {found.get_state_display().lower()}."
        )
    return found


def _said(reason: str) -> str:
    reason = reason.strip()
    if not SHORTEST <= len(reason) <= 300:
        raise CodebookRefused(
            "Say why in a sentence of up to 300 characters. Whoever reads the figures will ask."
        )
    if "\x00" in reason:
        raise CodebookRefused("The text holds a character that is no text (the null character). Take it out.")
    return reason


def _decide(model: ThemeModel, state: str, action: str, reason: str, user: Any) -> None:
    model.state, model.reason = state, reason
    model.decided_by = user.get_full_name() or user.get_username()
    model.decided_on = timezone.localdate()
    model.save(update_fields=["state", "reason", "decided_by", "decided_on"])
    _note(model, action, user)


def _note(model: ThemeModel, action: str, user: Any) -> None:
    log(
        instance=model,
        action=action,
        user=user,
        data={"model": model.number, "codebook": model.codebook.version},
        title=str(model),
    )
