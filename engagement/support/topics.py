"""What somebody may need help with: authors tag questions with a subject, support lines say for which they are."""

from __future__ import annotations

TOPICS: dict[str, str] = {
    "threatened": "Being threatened or followed, or knowing of a weapon",
    "abuse": "Being hurt, abused or controlled",
    "exploited": "Being made to do things, blackmail, gangs and debts",
    "self_harm": "Self-harm, or not wanting to live",
    "hate": "Being attacked for faith, origin or who somebody is",
    "worry": "Worry and fear",
}
"""Code and name of every subject, in the order editors see them."""

TOPIC_CHOICES = tuple(TOPICS.items())
