"""The key of what the public writes: a hash that is given, and that tells no order."""

from __future__ import annotations

from typing import Any

from django.db import models

from engagement.database.keys import RandomKeyField


class HashKeyField(RandomKeyField):
    """A hash as the key, with none of its own: whoever adds a row says which."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["default"] = models.NOT_PROVIDED
        super().__init__(*args, **kwargs)
