"""What a survey page looks and acts by: a stylesheet inside the page, and all scripts in one file.

A slow phone paints from one request and is ready after two.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders

SHEETS = ("css/tokens.css", "css/survey.css")
SCRIPTS = ("js/questions.js", "js/survey.js", "js/read-aloud.js")
"""In the order they run: the survey uses what single kinds of question bring."""


@dataclass(frozen=True)
class Script:
    """All scripts as one file, as it is and packed, at an address that names its content."""

    path: str
    plain: bytes
    packed: bytes


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


@lru_cache(maxsize=1)
def script() -> Script:
    """The scripts of a survey page. An address that is not this one's is nobody's: pages work without a script."""
    code = b"\n".join(Path(str(finders.find(name))).read_bytes() for name in SCRIPTS)
    path = f"/answering.{hashlib.sha256(code).hexdigest()[:12]}.js"
    return Script(path, code, gzip.compress(code, 9, mtime=0))
