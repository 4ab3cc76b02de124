"""A Redis cache the site can do without."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError


def _or(otherwise: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Answer ``otherwise`` when Redis is away: what was cached is worked out again, and nothing else is lost."""

    def wrap(method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def forgiving(*args: Any, **kwargs: Any) -> Any:
            try:
                return method(*args, **kwargs)
            except RedisError:
                return otherwise() if callable(otherwise) else otherwise

        return forgiving

    return wrap


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, except that a server that is down or full reads as an empty cache."""

    add = _or(False)(RedisCache.add)
    set = _or(None)(RedisCache.set)
    touch = _or(False)(RedisCache.touch)
    delete = _or(False)(RedisCache.delete)
    has_key = _or(False)(RedisCache.has_key)
    get_many = _or(dict)(RedisCache.get_many)
    set_many = _or(list)(RedisCache.set_many)
    delete_many = _or(None)(RedisCache.delete_many)
    clear = _or(False)(RedisCache.clear)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        try:
            return super().get(key, default, version)
        except RedisError:
            return default

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        try:
            return super().incr(key, delta, version)
        except RedisError as away:
            # Django's own word for a counter that is not there.
            raise ValueError(f"There is no counter {key!r}: the cache is away.") from away

    def get_or_set(
        self, key: Any, default: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> Any:
        kept = self.get(key, self._missing_key, version)
        if kept is not self._missing_key:
            return kept
        made = default() if callable(default) else default
        self.set(key, made, timeout, version)
        return made
