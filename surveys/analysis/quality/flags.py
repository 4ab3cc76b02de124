"""The marks an answer can carry, and what each means. A mark never removes an answer: people decide."""

from __future__ import annotations

from enum import StrEnum


class Flag(StrEnum):
    """Why an answer deserves a second look."""

    HONEYPOT = "honeypot"
    FAST = "fast"
    SPEEDING = "speeding"
    CONTRADICTION = "contradiction"
    RATE = "rate"
    BURST = "burst"
    UNPROVED = "unproved"
    DUPLICATE = "duplicate"
    STRAIGHT = "straight"
    IMPOSSIBLE = "impossible"
    INATTENTIVE = "inattentive"


NAME: dict[Flag, str] = {
    Flag.HONEYPOT: "Hidden field filled in",
    Flag.FAST: "Sent within seconds",
    Flag.SPEEDING: "Raced through",
    Flag.CONTRADICTION: "Choices that exclude each other",
    Flag.RATE: "Busy network",
    Flag.BURST: "Flood by one link",
    Flag.UNPROVED: "No arithmetic in a flood",
    Flag.DUPLICATE: "Copied words",
    Flag.STRAIGHT: "Straight line",
    Flag.IMPOSSIBLE: "Impossible pair",
    Flag.INATTENTIVE: "Attention question failed",
}
"""What each mark is called on a screen."""

MEANING: dict[Flag, str] = {
    Flag.HONEYPOT: "A field was filled in that people neither see nor hear.",
    Flag.FAST: "The form came back within seconds of being opened.",
    Flag.SPEEDING: "It took less than a third of the time others took.",
    Flag.CONTRADICTION: "Choices were sent together that the form does not let people combine.",
    Flag.RATE: "More than 600 answers came from its network within ten minutes.",
    Flag.BURST: "Far more answers came by its link within the hour than chance explains.",
    Flag.UNPROVED: "It came during such an hour, and its browser did not do the arithmetic it was asked for.",
    Flag.DUPLICATE: "Its written answers are nearly word for word those of another.",
    Flag.STRAIGHT: "Eight or more statements in a row were all answered alike.",
    Flag.IMPOSSIBLE: "Two of its answers cannot both be true.",
    Flag.INATTENTIVE: "A question that asks for one certain answer was given another.",
}
"""What each mark says, in a sentence for analysts."""
