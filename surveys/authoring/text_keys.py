"""Text keys (``q:PLACES.o:park``) as an author would call them. No Django."""

from __future__ import annotations

from collections.abc import Iterable


def described(key: str) -> str:
    """What a text is, as an author would call it."""
    if key.startswith("section:"):
        return "the content note" if key.endswith(".note") else "the title"
    if not key.startswith("q:"):
        return {
            "browser_title": "the name in the browser",
            "intro": "the introduction",
            "consent": "the promise and consent",
            "thanks": "the thank-you",
        }.get(key, f"the {key}")
    _, _, rest = key.partition(".")
    kind, _, code = rest.partition(":")
    if code:
        named, _, part = code.partition(".")
        what = {"o": "answer", "r": "statement"}.get(kind, "part")
        return f"the {what} {named!r}" + (" (its picture)" if part else "")
    return {
        "": "the question",
        "help": "the help",
        "low": "the lowest number",
        "high": "the highest number",
        "instead": "the words instead of an answer",
        "unit": "the unit",
    }.get(rest, rest)


def by_question(keys: Iterable[str]) -> str:
    """Texts by the question or section they belong to: ``PLACES (the question, the answer 'park'); the title``."""
    found: dict[str, list[str]] = {}
    for key in keys:
        if key.startswith("q:"):
            owner = key[2:].partition(".")[0]
        elif key.startswith("section:"):
            owner = f"section {key[9:].partition('.')[0]}"
        else:
            owner = ""
        found.setdefault(owner, []).append(described(key))
    return "; ".join(
        f"{owner} ({', '.join(said)})" if owner else ", ".join(said) for owner, said in found.items()
    )
