"""What coders do, in the log of staff: who coded on which day, never which comments and never what."""

from __future__ import annotations

from typing import Any

from wagtail import hooks
from wagtail.log_actions import LogFormatter

from surveys.coding.drawing import CHANGED, CHOSEN
from surveys.coding.services import CODED


@hooks.register("register_log_actions")
def coding_actions(actions: Any) -> None:
    """The words of the entries."""

    @actions.register_action(CODED)
    class Coded(LogFormatter):
        label = "Comments coded"

        def format_message(self, log_entry: Any) -> str:
            return "Coded comments on this day"

    @actions.register_action(CHANGED)
    class ShareChosen(LogFormatter):
        label = "Share of comments to code chosen"

        def format_message(self, log_entry: Any) -> str:
            return f"Chose to have {log_entry.data.get('percent', '?')}% of the comments coded"

    @actions.register_action(CHOSEN)
    class TeachingChosen(LogFormatter):
        label = "Comments chosen to teach the machine"

        def format_message(self, log_entry: Any) -> str:
            return "Chose comments to teach the machine with"
