"""Writing the codebook: a draft made from a version, its themes and shared words, and its publication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.log_actions import log

from surveys.analysis.themes.codebook import CodebookError
from surveys.analysis.themes.edition import (
    digest_of,
    shipped_content,
    shipped_digest,
    shipped_version,
    theme_in,
    theme_of,
)
from surveys.analysis.themes.edition_check import faults_in, faults_in_shared, faults_in_theme
from surveys.analysis.themes.edition_file import EditionError, read_edition
from surveys.codebooks.selectors import content_of, next_number, next_version
from surveys.models import CodebookDraft, CodebookTrial, CodebookVersion

STARTED = "surveys.codebook.start"
CHANGED = "surveys.codebook.change"
DISCARDED = "surveys.codebook.discard"
PUBLISHED = "surveys.codebook.publish"
SHORTEST = 8
"""Characters of what changed and why."""
LONGEST = 2_000


class CodebookRefused(ValueError):
    """The codebook cannot be changed like this; ``faults`` say why and what to do, each in a sentence."""

    def __init__(self, *faults: str):
        self.faults = list(faults)
        super().__init__(" ".join(faults))


def import_shipped(**kwargs: Any) -> None:
    """Store the codebook that came with the product, after each migration; nothing if it is there already.

    It is taken up unless somebody here has published a version of their own: that one stays in use until they make a
    draft from the new one.
    """
    # A migration to an earlier state may have left no table.
    try:
        model = kwargs.get("apps", apps).get_model("surveys", "CodebookVersion")
    except LookupError:
        return
    rows = model.objects.using(kwargs.get("using", DEFAULT_DB_ALIAS))
    if rows.filter(digest=shipped_digest(), shipped=True).exists():
        return
    number = 1 + (rows.aggregate(last=Max("number"))["last"] or 0)
    version = shipped_version()
    rows.create(
        number=number,
        version=f"{version}.{number}" if rows.filter(version=version).exists() else version,
        shipped=True,
        taken_up=not rows.filter(shipped=False).exists(),
        content=shipped_content(),
        digest=shipped_digest(),
        published_on=timezone.localdate(),
    )


@transaction.atomic
def start_draft(
    base: CodebookVersion, *, user: Any, content: Mapping[str, Any] | None = None
) -> CodebookDraft:
    """Start the draft of the next version from a version, or from the content of a file. Raises CodebookRefused."""
    if CodebookDraft.objects.select_for_update().exists():
        raise CodebookRefused(
            "There is a draft already. Publish it or throw it away before you start another: two drafts at once would"
            " undo each other."
        )
    draft = CodebookDraft.objects.create(
        base=base,
        content=dict(content) if content is not None else content_of(base),
        started_by=user,
        started_on=timezone.localdate(),
    )
    _note(draft, STARTED, user, f"from a file, beside {base.version}" if content else f"from {base.version}")
    return draft


def start_draft_from_file(data: bytes, base: CodebookVersion, *, user: Any) -> CodebookDraft:
    """Start the draft with the codebook of a file. Raises CodebookRefused with everything wrong with the file.

    A theme of ``base`` that the file does not have is kept, retired, so that earlier figures keep its name.
    """
    try:
        content = read_edition(data)
    except EditionError as wrong:
        raise CodebookRefused(*wrong.faults) from None
    there = {theme["code"] for theme in content["themes"]}
    for theme in content_of(base)["themes"]:
        if theme["code"] not in there:
            content["themes"].append({**theme, "retired": True})
    if faults := faults_in(content):
        raise CodebookRefused(*faults)
    return start_draft(base, user=user, content=content)


def stamp_of(value: Any) -> str:
    """What a form carries of the text it shows, so that nobody's change is overwritten unseen."""
    return digest_of({"": value})[:16]


@transaction.atomic
def save_theme(code: str, given: Mapping[str, Any], *, seen: str, user: Any) -> None:
    """Change one theme of the draft; ``seen`` is the stamp of the theme the form showed. Raises CodebookRefused."""
    draft = _locked()
    theme = _theme(draft, code)
    if stamp_of(theme) != seen:
        raise CodebookRefused(
            "Somebody else has saved this theme since you opened it. What you wrote stands below. Open the theme in"
            " another window, see what they wrote, and save yours again only if it should take its place."
        )
    _put(draft, {**theme, **given}, user)


@transaction.atomic
def add_theme(code: str, given: Mapping[str, Any], *, user: Any) -> None:
    """Add a theme at the end of the draft; until a model has learnt it, its lines decide. Raises CodebookRefused."""
    draft = _locked()
    if any(theme["code"] == code for theme in draft.content["themes"]):
        raise CodebookRefused(f"There is a theme with the code “{code}” already. Take another.")
    _put(draft, theme_of(code=code, **given), user)


@transaction.atomic
def save_shared(given: Mapping[str, Any], *, seen: str, user: Any) -> None:
    """Change the words that all themes share. Raises CodebookRefused."""
    draft = _locked()
    if stamp_of(draft.content["shared"]) != seen:
        raise CodebookRefused(
            "Somebody else has saved the shared words since you opened them. What you wrote stands below."
        )
    content = {**draft.content, "shared": dict(given)}
    # A set that a theme still uses must not vanish from under its lines.
    if faults := faults_in_shared(content) or faults_in(content):
        raise CodebookRefused(*faults)
    _save(draft, content, user, "the shared words")


@transaction.atomic
def move_theme(code: str, *, up: bool, user: Any) -> None:
    """Move a theme one place up or down in the order in which it is shown. Raises CodebookRefused."""
    draft = _locked()
    themes = list(draft.content["themes"])
    place = themes.index(_theme(draft, code))
    other = place - 1 if up else place + 1
    if 0 <= other < len(themes):
        themes[place], themes[other] = themes[other], themes[place]
        _save(draft, {**draft.content, "themes": themes}, user, f"the place of {code}")


@transaction.atomic
def retire_theme(code: str, *, retired: bool, user: Any) -> None:
    """Take a theme out of use, or back into use; it keeps its definition and its lines. Raises CodebookRefused."""
    draft = _locked()
    themes = [
        {**theme, "retired": retired} if theme["code"] == code else theme for theme in draft.content["themes"]
    ]
    _theme(draft, code)
    if all(theme["retired"] for theme in themes):
        raise CodebookRefused("This is the last theme in use. Take another back into use first.")
    _save(
        draft,
        {**draft.content, "themes": themes},
        user,
        f"{code}, {'retired' if retired else 'in use again'}",
    )


@transaction.atomic
def discard_draft(*, user: Any) -> None:
    """Throw the draft away. Raises CodebookRefused if there is none."""
    draft = _locked()
    _note(draft, DISCARDED, user, "")
    draft.delete()


@transaction.atomic
def publish_draft(*, changed: str, reason: str, user: Any) -> CodebookVersion:
    """Freeze the draft as the next version and read comments with it from now on. Raises CodebookRefused.

    Its trial must be finished and must be of the draft as it stands. Tags are renewed by the timed job, batch by batch;
    what people decided stays as it is.
    """
    from surveys.codebooks.trials import effect_of

    draft = _locked()
    changed, reason = changed.strip(), reason.strip()
    if min(len(changed), len(reason)) < SHORTEST:
        raise CodebookRefused(
            "Say what changed and why, in a sentence each. Whoever reads the figures will ask."
        )
    if max(len(changed), len(reason)) > LONGEST:
        raise CodebookRefused(f"What changed and why take up to {LONGEST:,} characters each.")
    if "\x00" in changed + reason:
        raise CodebookRefused("The text holds a character that is no text (the null character). Take it out.")
    digest = digest_of(draft.content)
    if CodebookVersion.objects.filter(digest=digest, pk=draft.base_id).exists():
        raise CodebookRefused(
            f"The draft is the same as version {draft.base.version}. Change something, or throw it away."
        )
    if faults := faults_in(draft.content):
        raise CodebookRefused(*faults)
    trial = CodebookTrial.objects.filter(draft=draft, done=True, digest=digest).first()
    if trial is None:
        raise CodebookRefused("Try the draft on the comments first, to see what it would change.")
    version = CodebookVersion.objects.create(
        number=next_number(),
        version=next_version(draft),
        base=draft.base,
        content=draft.content,
        digest=digest,
        changed=changed,
        reason=reason,
        effect=effect_of(trial, draft),
        published_by=user.get_full_name() or user.get_username(),
        published_on=timezone.localdate(),
    )
    log(instance=version, action=PUBLISHED, user=user, data={"version": version.version}, title=str(version))
    draft.delete()
    return version


def _locked() -> CodebookDraft:
    draft = CodebookDraft.objects.select_for_update(of=("self",)).select_related("base").first()
    if draft is None:
        raise CodebookRefused("There is no draft. Somebody has published it or thrown it away.")
    return draft


def _theme(draft: CodebookDraft, code: str) -> dict[str, Any]:
    try:
        return theme_in(draft.content, code)
    except CodebookError as wrong:
        raise CodebookRefused(str(wrong)) from None


def _put(draft: CodebookDraft, theme: dict[str, Any], user: Any) -> None:
    themes: Sequence[dict[str, Any]] = deepcopy(draft.content["themes"])
    others = [one for one in themes if one["code"] != theme["code"]]
    content = {
        **draft.content,
        "themes": [theme if one["code"] == theme["code"] else one for one in themes]
        if len(others) < len(themes)
        else [*themes, theme],
    }
    twice = [
        f"Another theme is called “{theme[key]}” already. Choose another name."
        for key in ("name", "public_name")
        if any(one[key].casefold() == theme[key].casefold() for one in others)
    ]
    if faults := [*faults_in_theme(theme, content), *twice] or faults_in(content):
        raise CodebookRefused(*faults)
    _save(draft, content, user, theme["code"])


def _save(draft: CodebookDraft, content: dict[str, Any], user: Any, what: str) -> None:
    draft.content = content
    draft.save(update_fields=["content"])
    _note(draft, CHANGED, user, what)


def _note(draft: CodebookDraft, action: str, user: Any, what: str) -> None:
    log(instance=draft, action=action, user=user, data={"what": what}, title="Codebook")
