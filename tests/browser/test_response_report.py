"""The report of responses from a file, in a real browser: axe at zero, no request, no sideways scrolling."""

from __future__ import annotations

import pytest

from surveys.exchange import example
from surveys.exchange.run import run

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> str:
    out = tmp_path_factory.mktemp("analysis") / "out"
    mapping = example.PATH.with_suffix(".toml")
    run(example.PATH, mapping, out)
    return (out / "report.html").as_uri()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_report_passes_axe_and_fits_the_screen(report, open_page, accessible, width):
    page = open_page(report, viewport={"width": width, "height": 800})
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_report_asks_for_nothing_but_itself(report, open_page):
    page = open_page(report)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    assert asked == [report]
