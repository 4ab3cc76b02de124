"""The stylesheet that stands inside every survey page, so that a slow phone paints from one request."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static

SHEETS = ("css/tokens.css", "css/survey.css")
SCRIPTS = ("js/questions.js", "js/survey.js", "js/read-aloud.js")
"""In the order they run: the survey uses what single kinds of question bring. With the page they are four requests."""


def minify(css: str) -> str:
    """CSS without comments and without the spaces that mean nothing."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    css = re.sub(r"(?<=[{;])([a-z-]+): ", r"\1:", css)
    return css.replace(";}", "}").strip()


@lru_cache(maxsize=1)
def style() -> tuple[str, str]:
    """The critical style and its hash as a content security policy names it."""
    css = minify("".join(Path(str(finders.find(sheet))).read_text(encoding="utf-8") for sheet in SHEETS))
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode("ascii")
    return css, f"sha256-{digest}"


def script_addresses() -> list[str]:
    """Where the scripts are fetched from, fingerprinted in production."""
    return [static(script) for script in SCRIPTS]
