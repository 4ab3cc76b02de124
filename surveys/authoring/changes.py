"""What an edit changed, question by question and answer by answer. No Django."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.authoring.routing import Definition

Texts = Mapping[str, str]

SAME, WORDING, MEANING, NEW, REMOVED = "same", "wording", "meaning", "new", "removed"
"""What became of a question or an answer from one version to the next."""

DECLARED = (WORDING, MEANING)
"""What an author can say of a question that changed and is still asked."""


@dataclass(frozen=True)
class Changed:
    """A question that is asked before and after an edit, and differs: its block id, code and both wordings."""

    key: str
    code: str
    before: str
    after: str


def what_changed(old: Definition, old_texts: Texts, new: Definition, new_texts: Texts) -> list[str]:
    """The codes of the questions that are new, gone, or differ in wording, options, routing or place.

    Questions are matched by block id, so a question whose code changed is the same question, named by its new
    code. A new section title or show-if rule counts for every question of the section.
    """
    before, after = _by_id(old, old_texts), _by_id(new, new_texts)
    changed = [now["code"] for key, now in after.items() if before.get(key) != now]
    changed += [was["code"] for key, was in before.items() if key not in after]
    return list(dict.fromkeys([*changed, *(after[key]["code"] for key in _moved(before, after))]))


def to_declare(old: Definition, old_texts: Texts, new: Definition, new_texts: Texts) -> list[Changed]:
    """The questions whose author has to say whether they still mean what they meant.

    New and removed questions need no answer: nothing before or after can be compared with them.
    """
    before, after = _by_id(old, old_texts), _by_id(new, new_texts)
    moved = set(_moved(before, after))
    return [
        Changed(key, now["code"], before[key]["texts"].get("", ""), now["texts"].get("", ""))
        for key, now in after.items()
        if key in before and (before[key] != now or key in moved)
    ]


def crosswalk(
    old: Definition, old_texts: Texts, new: Definition, new_texts: Texts, declared: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Which question of a version is which of the one before, in the order of the form, removed ones last.

    A line holds ``id``, ``code``, ``was`` (its earlier code, None for a new question), ``kind`` and the same for its
    ``options`` and ``rows``. ``declared`` gives "wording" or "meaning" by block id; a changed question it does not
    name has changed its meaning.
    """
    before, after = _by_id(old, old_texts), _by_id(new, new_texts)
    asked = {found.key for found in to_declare(old, old_texts, new, new_texts)}
    lines = []
    for key, now in after.items():
        was = before.get(key)
        kind = NEW if was is None else SAME
        if key in asked:
            kind = WORDING if declared.get(key) == WORDING else MEANING
        lines.append(
            {"id": key, "code": now["code"], "was": was and was["code"], "kind": kind, **_parts(was, now)}
        )
    for key, was in before.items():
        if key not in after:
            lines.append(
                {"id": key, "code": was["code"], "was": was["code"], "kind": REMOVED, **_parts(was, None)}
            )
    return lines


def reworded(code: str, old_texts: Texts, new_texts: Texts) -> list[str]:
    """The text keys of one question whose wording differs, the new ones included."""
    return [
        key for key in new_texts if key.split(".")[0] == f"q:{code}" and old_texts.get(key) != new_texts[key]
    ]


def _parts(was: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> dict[str, list[dict[str, Any]]]:
    return {
        "options": list(_answers(was, now, "options", "o")),
        "rows": list(_answers(was, now, "rows", "r")),
    }


def _answers(
    was: Mapping[str, Any] | None, now: Mapping[str, Any] | None, name: str, letter: str
) -> Iterator[dict[str, Any]]:
    """Answers are stored by code, so the code tells which is which."""
    before = [part["code"] for part in (was or {}).get(name) or ()]
    after = [part["code"] for part in (now or {}).get(name) or ()]
    for code in after:
        kind = NEW
        if was is not None and now is not None and code in before:
            key = f".{letter}:{code}"
            kind = SAME if was["texts"].get(key) == now["texts"].get(key) else WORDING
        yield {"code": code, "kind": kind}
    yield from ({"code": code, "kind": REMOVED} for code in before if code not in after)


def _moved(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    kept_before = [key for key in before if key in after]
    kept_after = [key for key in after if key in before]
    return [now for was, now in zip(kept_before, kept_after, strict=True) if was != now]


def _by_id(definition: Definition, texts: Texts) -> dict[str, dict[str, Any]]:
    return {
        question["id"]: {
            **question,
            "section": section["id"],
            "section_rule": (section["show_if"], section.get("skips")),
            "section_texts": _under(f"section:{section['code']}", texts),
            "texts": _under(f"q:{question['code']}", texts),
        }
        for section in definition["sections"]
        for question in section["questions"]
    }


def _under(key: str, texts: Texts) -> dict[str, str]:
    return {
        name[len(key) :]: text for name, text in texts.items() if name == key or name.startswith(f"{key}.")
    }
