"""The cache: a convenience the site does without, and a place no answer ever reaches."""

from __future__ import annotations

import socket

import pytest
from django.core.cache import caches
from django.test import Client
from redis import Redis

from engagement.caching import ForgivingRedisCache
from surveys.collection.live import registry
from surveys.models import Intake
from tests import services
from tests.cms.site import example_site
from tests.surveys.collection.survey import put_live


def backend(url: str) -> dict[str, dict[str, str]]:
    return {"default": {"BACKEND": "engagement.caching.ForgivingRedisCache", "LOCATION": url}}


@pytest.fixture
def nobody_listens() -> str:
    with socket.create_server(("127.0.0.1", 0)) as plug:
        port = plug.getsockname()[1]
    return f"redis://127.0.0.1:{port}/0"


def test_a_cache_that_is_away_reads_as_an_empty_one(nobody_listens):
    cache = ForgivingRedisCache(nobody_listens, {})
    cache.set("word", "kept")
    assert cache.get("word", "nothing") == "nothing"
    assert cache.get_or_set("word", lambda: "made") == "made"
    assert cache.get_many(["word"]) == {} and cache.set_many({"word": 1}) == []
    assert not cache.has_key("word") and not cache.add("word", 1) and not cache.delete("word")
    with pytest.raises(ValueError, match="no counter"):
        cache.incr("word")


@pytest.mark.django_db
def test_the_site_stands_while_the_cache_is_away(settings, nobody_listens, visitor):
    settings.CACHES = backend(nobody_listens)
    example_site()
    for address in ("/", "/results/", "/support/", "/not-here/"):
        assert visitor.get(address).status_code in (200, 404), address


@pytest.mark.redis
@pytest.mark.django_db
def test_no_part_of_an_answer_reaches_the_cache(settings):
    url, _ = services.redis()
    settings.CACHES = backend(url)
    server = Redis.from_url(url)
    server.flushdb()
    try:
        put_live()
        visitor = Client(
            headers={"user-agent": "marker-agent", "referer": "https://marker-referrer.example/"}
        )
        form = visitor.get("/insights/").content.decode()
        nonce = form.split('name="nonce" value="')[1].split('"')[0]
        version = form.split('name="version" value="')[1].split('"')[0]
        sent = {"to": "send", "nonce": nonce, "version": version, "CHANGE": "marker-text"}
        assert visitor.post("/insights/", sent).status_code == 303
        assert Intake.objects.count() == 1
        caches["default"].set("proof", "that this cache is the one in use")
        kept = {key: server.get(key) for key in server.scan_iter()}
        assert len(kept) >= 1
        assert not [key for key, value in kept.items() if b"marker" in key + (value or b"")]
    finally:
        registry.clear()
        server.flushdb()
        server.close()
