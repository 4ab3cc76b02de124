"""The Easy Read wording of a survey: second words on the same codes, and what is missing of them. No Django.

An author's words are kept with the usual words they were written for, so that a later edit of the usual ones is seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveys.analysis.promises import complaints
from surveys.authoring.easy import NAME
from surveys.authoring.piping import changed_markers
from surveys.authoring.routing import Definition
from surveys.authoring.text_keys import described

Texts = Mapping[str, str]
Kept = Mapping[str, Mapping[str, str]]
"""Text key to ``{"of": the usual words, "say": the Easy Read words}``, as the page keeps them."""

USUAL = frozenset({"browser_title"})
"""Texts that Easy Read takes as they are: the name in the browser is short and tells nothing on purpose."""
LONGEST = 1000


@dataclass(frozen=True)
class Wordings:
    """The words a survey has to start from: the usual ones, those of them an author wrote (``asked``), and the ready
    Easy Read words of standard questions (``made``)."""

    usual: Texts
    asked: tuple[str, ...]
    made: Texts

    @property
    def optional(self) -> frozenset[str]:
        """What Easy Read may leave out: a help line under a question."""
        return frozenset(key for key in self.asked if key.endswith(".help"))


def wordings(usual: Texts, authored: Texts, made: Texts) -> Wordings:
    """Sort the texts of a survey. ``authored``: the same survey in a language without standard wording; ``made``: the
    same in Easy Read, where standard questions and "prefer not to say" have words already."""
    asked = tuple(
        key
        for key in usual
        if key in authored and key not in USUAL and ".a:" not in key and usual[key].strip()
    )
    ready = {key: text for key, text in made.items() if key not in asked}
    return Wordings(usual, asked, ready)


def easy_texts(words: Wordings, kept: Kept) -> dict[str, str]:
    """Everything Easy Read says, by text key; what an author has not written is left out."""
    found = {key: words.usual[key] for key in words.usual if key in USUAL or ".a:" in key}
    found |= words.made
    found |= {key: kept[key]["say"] for key in words.asked if key in kept and kept[key]["say"].strip()}
    return found


def outdated(words: Wordings, kept: Kept) -> list[str]:
    """The text keys whose usual words changed since their Easy Read words were written."""
    return [key for key in words.asked if key in kept and kept[key].get("of") != words.usual[key]]


def easy_faults(definition: Definition, words: Wordings, kept: Kept) -> list[str]:
    """Why an Easy Read version cannot go live, question by question; nothing goes live half."""
    said = easy_texts(words, kept)
    found = []
    for heading, keys in groups(definition, words):
        missing = [described(key) for key in keys if key not in said and key not in words.optional]
        if missing:
            found.append(f"{NAME} of {heading} has no words yet for {', '.join(missing)}.")
    unmade = {key.split(".")[0] for key in words.usual if key not in said and key not in words.asked}
    found += [
        f"{NAME}: the ready-made question {key.removeprefix('q:')} has no words yet."
        for key in sorted(unmade)
    ]
    moved = changed_markers(words.usual, said)
    if moved:
        found.append(
            f"{NAME} has to repeat the same answers as the usual words, each {{{{CODE}}}} unchanged: "
            f"{', '.join(moved)}."
        )
    old = outdated(words, kept)
    if old:
        found.append(
            f"{NAME}: the usual words changed since these were written: {', '.join(old)}. Read them again and save."
        )
    return found + [f"{NAME}: {told}" for told in complaints(said.items())]


def kept_words(words: Wordings, said: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What to keep of what an author wrote: each text with the usual words it was written for."""
    return {
        key: {"of": words.usual[key], "say": said[key].strip()}
        for key in words.asked
        if said.get(key, "").strip()
    }


def groups(definition: Definition, words: Wordings) -> Iterator[tuple[str, list[str]]]:
    """The text keys an author writes, under a heading each: the survey itself, sections, questions."""
    taken: set[str] = set()

    def of(*prefixes: str) -> list[str]:
        found = [
            key
            for key in words.asked
            if key not in taken and any(key == prefix or key.startswith(f"{prefix}.") for prefix in prefixes)
        ]
        taken.update(found)
        return found

    yield "The survey", of("title", "intro", "consent", "thanks")
    for number, section in enumerate(definition["sections"], start=1):
        yield f"Section {number}", of(f"section:{section['code']}")
        for question in section["questions"]:
            yield question["code"], of(f"q:{question['code']}")
    yield "Everything else", [key for key in words.asked if key not in taken]
