"""Proof of work: a little arithmetic each browser is asked for while a flood of answers comes.

It costs a person's device a moment and a flood of machines a lot; it does not stop them. Nobody is refused for lack
of it: a browser without JavaScript, or too old, sends its answer as always, and the answer is marked.

A proof can be used once, in any number of processes: it is bound to the number of one form, and a form's number is
stored with its answer in one transaction (surveys.collection.services).
"""

from __future__ import annotations

import base64
import json

import altcha
from django.conf import settings
from django.templatetags.static import static

from surveys.collection.seal import key_for

ALGORITHM = "PBKDF2/SHA-256"
COST = 5_000
"""Iterations of one try; some 256 tries find the answer. Below half a second in a browser, a millisecond to check."""
VALID_SECONDS = 24 * 3600
ASK = "ask"
"""What a browser that can do the arithmetic sends in place of a proof."""
_LONGEST = 2_000


def _secret(secret: str) -> bytes:
    return key_for("work", secret)


def make_challenge(nonce: str, now: float) -> str:
    """What the browser of one form is asked to solve, as base64 of the challenge's JSON."""
    made = altcha.create_challenge(
        ALGORITHM,
        COST,
        expires_at=int(now) // 3600 * 3600 + 3600 + VALID_SECONDS,
        data={"form": nonce},
        hmac_secret=_secret(settings.SECRET_KEY),
    )
    return base64.b64encode(json.dumps(made.to_dict(), separators=(",", ":")).encode()).decode()


def is_proof(solution: str, nonce: str) -> bool:
    """Whether a form brought the solution of a challenge made here for this very form."""
    if not solution or len(solution) > _LONGEST or not solution.isascii():
        return False
    try:
        payload = altcha.Payload.from_base64(solution)
        parameters = payload.challenge.parameters
        is_ours = (parameters.algorithm, parameters.cost, parameters.data) == (
            ALGORITHM,
            COST,
            {"form": nonce},
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    return is_ours and any(
        altcha.verify_solution(payload, _secret(secret)).verified
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )


def solver_address() -> str:
    """Where the script that does the arithmetic is fetched from."""
    return static("js/work.js")
