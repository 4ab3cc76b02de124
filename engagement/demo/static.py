"""Collected static files, collected again only when one of their sources changed."""

from __future__ import annotations

import hashlib
from importlib.metadata import version

from django.conf import settings
from django.core.management import call_command

PACKAGES = ("django", "wagtail", "wagtail-localize", "whitenoise")


def fingerprint() -> str:
    """A digest of our own static files and of the versions of the packages that bring theirs."""
    digest = hashlib.sha256(" ".join(f"{name} {version(name)}" for name in PACKAGES).encode())
    for root in settings.STATICFILES_DIRS:
        for path in sorted(root.rglob("*")):
            if path.is_file():
                digest.update(str(path.relative_to(root)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def collect_static() -> bool:
    """Collect if anything changed; return whether it did."""
    stamp = settings.STATIC_ROOT / ".collected"
    mark = fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == mark:
        return False
    call_command("collectstatic", interactive=False, verbosity=0, clear=stamp.exists())
    stamp.write_text(mark, encoding="ascii")
    return True
