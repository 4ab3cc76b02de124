"""Fast wrapping: what is tested is what is wrapped, not how long a guess takes."""

from __future__ import annotations

import pytest

from surveys.safeguarding import sealing


@pytest.fixture(autouse=True)
def cheap_passphrases(monkeypatch):
    monkeypatch.setattr(sealing, "SCRYPT_COST", 2**4)
