"""What the log says of each act in the workbench: who, what, how many; never what somebody wrote or answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wagtail.log_actions import LogFormatter

_MODEL = "model {model} of themes for codebook {codebook}"
_TABLE = "{table} of {date}, SHA-256 {sha256:.12}."
_RESULT = "“{result}”: {tables} tables, digest {digest}."

ACTS: dict[str, tuple[str, str]] = {
    "surveys.export": (
        "File taken away",
        "Took away {what} ({format}, {n} answers). {purpose}: {reason}",
    ),
    "surveys.export.deleted": ("File confirmed as deleted", "Deleted a file of {what}"),
    "surveys.codebook.start": (
        "Draft of the codebook started",
        "Started a draft of the codebook {what}",
    ),
    "surveys.codebook.change": (
        "Draft of the codebook changed",
        "Changed {what} in the draft of the codebook",
    ),
    "surveys.codebook.discard": (
        "Draft of the codebook thrown away",
        "Threw the draft of the codebook away",
    ),
    "surveys.codebook.publish": (
        "Codebook published",
        "Published codebook {version}, with which comments are read from now on",
    ),
    "surveys.model.ask": ("Model of themes asked for", f"Asked for {_MODEL}"),
    "surveys.model.adopt": (
        "Model of themes taken into use",
        f"Took {_MODEL} into use: comments are read with it from now on",
    ),
    "surveys.model.decline": ("Model of themes not taken into use", f"Left {_MODEL} out of use"),
    "surveys.model.retire": (
        "Model of themes taken out of use",
        f"Took {_MODEL} out of use: the shipped one reads comments from now on",
    ),
    "surveys.fieldwork.change": ("Fieldwork changed", "Changed {what}"),
    "surveys.weighting.choose": ("Weighting chosen", "Chose the weighting: {plan} {reason}"),
    "surveys.population.taken_in": ("Population table taken in", f"Took in {_TABLE}"),
    "surveys.population.let_go": ("Population table let go", f"Let go {_TABLE}"),
    "surveys.results.propose": ("Results proposed", f"Proposed results {_RESULT}"),
    "surveys.results.cosign": (
        "Results co-signed and published",
        f"Co-signed and published results {_RESULT}",
    ),
    "surveys.results.decline": ("Results sent back", f"Sent back results {_RESULT}"),
    "surveys.quote.propose": ("Quote proposed", "Proposed a quote about {theme}"),
    "surveys.quote.sign": ("Quote signed", "Signed a quote about {theme}"),
    "surveys.quote.decline": ("Quote sent back", "Sent back a quote about {theme}"),
    "surveys.quote.take_back": ("Quote taken back", "Took back a quote about {theme}"),
}
"""Each act with its name in lists, and the sentence a line of the log fills with its data."""

UNSAID = {"what": "something", "theme": "a theme", "purpose": "Reason", "n": 0, "tables": 0}
"""What stands where a line has no word of its own; nothing, for all others."""


class _Told(dict[str, Any]):
    def __missing__(self, key: str) -> Any:
        return UNSAID.get(key, "")


def sentence(act: str, data: Mapping[str, Any]) -> str:
    """One line of the log in words."""
    return ACTS[act][1].format_map(_Told(data))


def register(actions: Any) -> None:
    """Make every act of the workbench known to the log."""
    for act, (name, _) in ACTS.items():
        actions.register_action(act)(_formatter(act, name))


def _formatter(act: str, name: str) -> type[LogFormatter]:
    class Told(LogFormatter):
        label = name

        def format_message(self, log_entry: Any) -> str:
            return sentence(act, log_entry.data)

    return Told
