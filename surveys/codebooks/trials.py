"""The trial of a draft: every comment read with it, to see what it would change. No tag is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from surveys.analysis.themes.edition import codebook_of, digest_of
from surveys.analysis.themes.edition_check import faults_in
from surveys.analysis.themes.retagging import Retagging, ThemeChange, retagging
from surveys.codebooks.selectors import active_tagger, draft_tagger, theme_called
from surveys.codebooks.services import CodebookRefused
from surveys.models import CodebookDraft, CodebookTrial, Comment
from surveys.reports.provenance import tagger_version

BATCH = 500
AT_ONCE = 500
"""So many comments are read while the person waits; more are read by the timed job."""
FEWEST = 10
STEP = 5


def rounded(n: int) -> int | None:
    """A count of comments as it may be shown: to the nearest five, None below ten."""
    return STEP * round(n / STEP) if n >= FEWEST else None


@dataclass(frozen=True)
class Effect:
    """What a draft does to one theme: rounded counts of comments, None below ten."""

    code: str
    name: str
    before: int | None
    after: int | None
    gained: int | None
    lost: int | None
    changed: bool


@dataclass(frozen=True)
class TrialView:
    """How far a trial has come and what it found, most changes first. ``stale``: the draft has been changed since."""

    done: bool
    stale: bool
    read: int
    comments: int
    changed: int | None
    effects: tuple[Effect, ...]

    @property
    def about(self) -> int | None:
        """How many comments were read, rounded; None below ten."""
        return rounded(self.read)

    @property
    def percent(self) -> int:
        """How far it has come."""
        return 100 if self.done else min(99, round(100 * self.read / max(self.comments, 1)))


def start_trial(*, user: Any) -> CodebookTrial:
    """Begin a trial of the draft as it stands, in place of an earlier one. Raises CodebookRefused."""
    with transaction.atomic():
        draft = CodebookDraft.objects.select_for_update().first()
        if draft is None:
            raise CodebookRefused("There is no draft to try.")
        if faults := faults_in(draft.content):
            raise CodebookRefused(*faults)
        CodebookTrial.objects.filter(draft=draft).delete()
        trial = CodebookTrial.objects.create(
            draft=draft,
            digest=digest_of(draft.content),
            against=tagger_version(),
            comments=Comment.objects.count(),
        )
    if trial.comments <= AT_ONCE:
        run_trials()
        trial.refresh_from_db()
    return trial


def run_trials(*, now: datetime | None = None) -> int:
    """Go on with the trial that waits, from where it stood: timed work. How many comments were read is returned."""
    read = 0
    while batch := _read_batch():
        read += batch
    return read


def forget_trials(*, now: datetime | None = None) -> int:
    """Delete finished trials: timed work, once a night; how many is returned.

    A trial names sample comments by their keys. Kept for long, it would tell which comments had come by then.
    """
    return CodebookTrial.objects.filter(done=True).delete()[0]


def view_of(draft: CodebookDraft) -> TrialView | None:
    """The draft's trial as the screen shows it; None if there was none."""
    trial = CodebookTrial.objects.filter(draft=draft).first()
    if trial is None:
        return None
    found = Retagging.from_json(trial.found)
    return TrialView(
        done=trial.done,
        stale=trial.digest != digest_of(draft.content) or trial.against != tagger_version(),
        read=trial.read,
        comments=trial.comments,
        changed=rounded(found.changed),
        effects=_effects(found, draft) if trial.done else (),
    )


def effect_of(trial: CodebookTrial, draft: CodebookDraft) -> dict[str, Any]:
    """What a version keeps of its trial: rounded counts by theme, and no comment."""
    return {
        effect.code: {
            "name": effect.name,
            "before": effect.before,
            "after": effect.after,
            "gained": effect.gained,
            "lost": effect.lost,
        }
        for effect in _effects(Retagging.from_json(trial.found), draft)
        if effect.changed
    }


def samples_of(draft: CodebookDraft, theme: str) -> tuple[list[Comment], list[Comment]]:
    """Comments that the draft would give a theme, and comments it would take it from, each with ``tag_spans``.

    In the order of their random keys. A comment deleted since is left out.
    """
    trial = CodebookTrial.objects.filter(draft=draft, done=True).first()
    change = Retagging.from_json(trial.found).themes.get(theme, ThemeChange()) if trial else ThemeChange()
    return (
        _with_evidence(change.sample_gained, theme, lambda: draft_tagger(draft)),
        _with_evidence(change.sample_lost, theme, active_tagger),
    )


def _with_evidence(keys: tuple[int, ...], theme: str, tagger: Any) -> list[Comment]:
    comments = list(
        Comment.objects.filter(pk__in=keys)
        .select_related("response")
        .only("text", "language", "question", "passed_on", "response__survey")
        .order_by("pk")
    )
    if comments:
        for comment, tagged in zip(
            comments, tagger().predict([comment.text for comment in comments]), strict=True
        ):
            comment.tag_spans = [[span.start, span.end] for span in tagged.spans if span.label == theme]
    return comments


def _effects(found: Retagging, draft: CodebookDraft) -> tuple[Effect, ...]:
    book = codebook_of(draft.content, "draft")
    codes = dict.fromkeys((*book.codes, *found.themes))
    effects = []
    for code in codes:
        change = found.themes.get(code, ThemeChange())
        theme = book[code] if code in book else theme_called(code)
        effects.append(
            (
                change.changed,
                Effect(
                    code,
                    theme.name if theme else code,
                    rounded(change.before),
                    rounded(change.after),
                    rounded(change.gained),
                    rounded(change.lost),
                    change.changed > 0,
                ),
            )
        )
    return tuple(effect for _, effect in sorted(effects, key=lambda pair: -pair[0]))


def _read_batch() -> int:
    """Read the next comments of the trial; none when it is done or there is none.

    Reading takes its time and holds nothing; what was found is kept if nobody else has read the same meanwhile.
    """
    trial = CodebookTrial.objects.select_related("draft").first()
    # While somebody goes on writing, what is half read tells nothing any more.
    if trial is None or trial.done or trial.digest != digest_of(trial.draft.content):
        return 0
    stood_at, against = trial.position, tagger_version()
    if trial.against != against:
        trial.position, trial.read, trial.found = 0, 0, {}
    comments = list(
        Comment.objects.filter(pk__gt=trial.position)
        .select_related("reading")
        .prefetch_related("tags")
        .order_by("pk")[:BATCH]
    )
    found = Retagging.from_json(trial.found)
    if comments:
        after = draft_tagger(trial.draft).predict([comment.text for comment in comments])
        found += retagging(
            [comment.pk for comment in comments],
            _labels_now(comments, against),
            [tagged.labels for tagged in after],
        )
    read = trial.read + len(comments)
    CodebookTrial.objects.filter(pk=trial.pk, position=stood_at, digest=trial.digest).update(
        against=against,
        position=comments[-1].pk if comments else trial.position,
        read=read,
        comments=max(trial.comments, read),
        found=found.as_json(),
        done=len(comments) < BATCH,
    )
    return len(comments)


def _labels_now(comments: list[Comment], version: str) -> list[tuple[str, ...]]:
    """The themes each comment has with the codebook in use: as tagged, or read now where that is still to come."""
    unread = [comment for comment in comments if _version_of(comment) != version]
    read: dict[int, tuple[str, ...]] = {}
    if unread:
        found = active_tagger().predict([comment.text for comment in unread])
        read = {comment.pk: tagged.labels for comment, tagged in zip(unread, found, strict=True)}
    return [
        read[comment.pk] if comment.pk in read else tuple(tag.theme for tag in comment.tags.all())
        for comment in comments
    ]


def _version_of(comment: Comment) -> str:
    return comment.reading.codebook if hasattr(comment, "reading") else ""
