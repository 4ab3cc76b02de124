"""What a visit to a public page leaves behind: cookies, headers, caches. Read from the settings in force."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured

from engagement.privacy.facts import Fact
from engagement.privacy.headers import PUBLIC_HEADERS

NO_COOKIES = "engagement.privacy.cookies.NoCookies"
HEADERS = "engagement.privacy.headers.PublicHeaders"
SESSIONS = "django.contrib.sessions.middleware.SessionMiddleware"
THIRD_PARTIES = ("http:", "https:", "//", "*", "data:text")


def visit_facts() -> list[Fact]:
    """Cookies, where pages may load things from, and the headers every public page carries."""
    return [_cookies(), _elsewhere(), *_headers()]


def _cookies() -> Fact:
    order = list(settings.MIDDLEWARE)
    places = [order.index(name) if name in order else len(order) for name in (NO_COOKIES, SESSIONS)]
    is_safe = places[0] < len(order) and places[0] < places[1] and "/" not in settings.STAFF_PREFIXES
    return Fact(
        "Cookies",
        f"none outside the staff's own addresses ({', '.join(settings.STAFF_PREFIXES)})"
        if is_safe
        else "public pages could set one",
        is_safe,
        f"Put {NO_COOKIES} before {SESSIONS} in MIDDLEWARE.",
    )


def _elsewhere() -> Fact:
    directives = settings.CONTENT_SECURITY_POLICY.get("DIRECTIVES", {})
    loose = sorted(
        f"{name} {source}"
        for name, sources in directives.items()
        for source in sources
        if str(source).startswith(("http:", "https:", "*", "'unsafe"))
    )
    is_safe = not loose and "'none'" in [str(source) for source in directives.get("default-src", ())]
    return Fact(
        "Things from other companies",
        "none: browsers are told to refuse them" if is_safe else f"allowed: {', '.join(loose) or 'anything'}",
        is_safe,
        "Set CONTENT_SECURITY_POLICY back to what engagement/settings/base.py says.",
    )


def _headers() -> list[Fact]:
    is_on = HEADERS in settings.MIDDLEWARE
    return [
        Fact(name, value if is_on else "not sent", is_on, f"Put {HEADERS} into MIDDLEWARE.")
        for name, value in PUBLIC_HEADERS.items()
    ]


def cache_facts() -> list[Fact]:
    """Where things are kept for speed. No cache holds an answer; a Redis that writes to disk is told all the same."""
    about = "Cache"
    cache = caches["default"]
    client = getattr(getattr(cache, "_cache", None), "get_client", None)
    if client is None:
        return [Fact(about, "in the memory of the program; holds no answer", True)]
    from redis.exceptions import RedisError, ResponseError

    try:
        kept = {**client().config_get("save"), **client().config_get("appendonly")}
    except ResponseError:
        return [Fact(about, "Redis, which does not show its settings; holds no answer", None)]
    except (RedisError, ImproperlyConfigured, OSError):
        return [Fact(about, "Redis, which does not answer; pages work without it", None)]
    return [judged_cache(kept)]


def judged_cache(kept: dict[str, str]) -> Fact:
    """Whether a Redis with these settings (``save``, ``appendonly``) writes what it holds to disk."""
    writes = bool(kept.get("save", "").strip()) or kept.get("appendonly", "no") != "no"
    return Fact(
        "Cache",
        "Redis, which writes what it holds to disk" if writes else "Redis, in memory alone; holds no answer",
        not writes,
        'Set save "" and appendonly no in redis.conf.',
    )
