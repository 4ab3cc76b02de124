"""A real browser, where the machine has one."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from pytest_django.live_server_helper import LiveServer

from surveys.collection.counters import counters
from surveys.collection.limiter import limiter
from surveys.collection.live import registry
from tests import services
from tests.surveys.collection.survey import put_live


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium. Tests that need it are skipped, with the reason, where there is none."""
    path, reason = services.chromium()
    if path is None:
        pytest.skip(reason)
    with pytest.MonkeyPatch.context() as patch:
        # Playwright's loop lives in this thread; Django would take its calls for asynchronous ones.
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            launched = playwright.chromium.launch(
                executable_path=path, args=["--no-sandbox", "--disable-background-networking"]
            )
            yield launched
            launched.close()


@pytest.fixture(scope="session")
def server(browser: Browser, django_db_setup: None) -> Iterator[str]:
    """The address of a server of this process, which sees what a test has written and not yet committed.

    pytest-django's own ``live_server`` empties every table after each test; sharing the connection of SQLite's
    in-memory database does without.
    """
    started = LiveServer("127.0.0.1")
    yield started.url
    started.stop()


@pytest.fixture
def person(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Somebody with a browser of their own at the example site, whose ``address`` the tests' own file gives.

    Staff come in by its one-click sign-in.
    """
    contexts: list[BrowserContext] = []

    def opened(username: str = "", *, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, reduced_motion="reduce", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        if username:
            page.goto(f"{address}/demo/")
            page.get_by_role("button", name=re.compile(username, re.IGNORECASE)).click()
            page.wait_for_url(f"{address}/admin/**")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def address(server: str) -> Iterator[str]:
    """The address of a small live survey."""
    put_live()
    yield f"{server}/insights/"
    registry.clear()
    counters.__init__()
    limiter.__init__()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page in a fresh profile of a phone; whatever the page's scripts or policies complain of fails the test."""
    contexts = []
    complaints: list[str] = []

    def opened(address: str, **options: Any) -> Page:
        options = {"viewport": {"width": 360, "height": 780}, "reduced_motion": "reduce", **options}
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None,
        )
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Check a page, as it stands, against every rule of axe."""

    def check(page: Page) -> None:
        try:
            found = checked(page)
        except PlaywrightError:
            # The next page came while this one was read.
            found = checked(page)
        assert found.violations_count == 0, found.generate_report()

    return check


def checked(page: Page) -> AxeResults:
    """What axe finds on the page once it stands: a form that was just sent may not have its next page yet."""
    page.wait_for_load_state("load")
    page.evaluate(STANDS)
    return Axe().run(page)


STANDS = """async () => {
  if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done));
  const soon = document.getAnimations().filter(
    (each) => each.playState === "running" && each.effect.getComputedTiming().endTime < 3000
  );
  await Promise.all(soon.map((each) => each.finished.catch(() => null)));
}"""
"""A colour that is still fading in is not the colour that is read: what soon ends by itself is waited for.

Evaluated once, never polled: polling evaluates text, which the policy of the pages forbids.
"""
