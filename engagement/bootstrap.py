"""From a clone to a running product: makes the environment, then does what was asked.

Run by the Makefile with the system's Python 3.11 and its standard library alone, before anything is installed.
Everything it makes lies in ``.venv`` and ``var``; running it again changes nothing that is already right.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CONSTRAINTS = ROOT / "constraints.txt"


class Unusable(Exception):
    """This machine lacks something; the message says what and how to get it."""


def say(text: str) -> None:
    print(text, flush=True)


def requirements(groups: tuple[str, ...]) -> list[str]:
    """What pyproject.toml asks for: the product's own dependencies, then those of each group."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = list(project["project"]["dependencies"])
    for group in groups:
        wanted += project["dependency-groups"][group]
    return wanted


def fingerprint(wanted: list[str]) -> str:
    text = "\n".join([sys.version, *sorted(wanted), CONSTRAINTS.read_text(encoding="utf-8")])
    return hashlib.sha256(text.encode()).hexdigest()


def make_environment() -> None:
    """Create ``.venv``; without the system's ``python3-venv`` package, one that holds no pip of its own."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    say("Making the environment in .venv")
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", str(VENV)],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise Unusable(f"python3 could not make an environment: {made.stderr.strip() or made.stdout.strip()}")


def install(groups: tuple[str, ...] = ()) -> None:
    """Bring ``.venv`` to what the project asks for. Skipped when it already is."""
    if sys.version_info < (3, 11):  # noqa: UP036  (the system's own Python runs this file)
        raise Unusable(f"Python 3.11 or newer is needed; python3 is {sys.version.split()[0]}.")
    wanted = requirements(groups)
    stamp = VENV / f".installed-{'-'.join(('product', *groups))}"
    mark = fingerprint(wanted)
    make_environment()
    if stamp.exists() and stamp.read_text(encoding="ascii") == mark:
        return
    if subprocess.run(
        [sys.executable, "-m", "pip", "--version"], capture_output=True, check=False
    ).returncode:
        raise Unusable("python3 has no pip. On Debian: apt-get install python3-pip")
    say(f"Installing {len(wanted)} packages and what they need (about a minute the first time)")
    started = time.monotonic()
    # The outer pip works on .venv from outside; --python must stand before the sub-command (pip 23 ignores it after).
    command = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(PYTHON),
        "install",
        "--quiet",
        "--disable-pip-version-check",
        # Byte code is made on first import, for the modules really used: a third of the time saved.
        "--no-compile",
    ]
    done = subprocess.run([*command, "--constraint", str(CONSTRAINTS), *wanted], cwd=ROOT, check=False)
    if done.returncode:
        raise Unusable(
            "Some packages could not be installed; pip's own words stand above. Try again when online."
        )
    stamp.write_text(mark, encoding="ascii")
    say(f"Installed in {time.monotonic() - started:.0f} s")


def run(*command: str) -> int:
    """Run one command inside the environment, from the root of the project."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    environment.pop("PYTHONPATH", None)
    return subprocess.run([str(PYTHON), *command], cwd=ROOT, env=environment, check=False).returncode


def demo(arguments: list[str]) -> int:
    install()
    os.chdir(ROOT)
    # Replaces this process, so that Ctrl-C and kill reach the server itself.
    os.execv(PYTHON, [str(PYTHON), "manage.py", "demo", *arguments])


def test(arguments: list[str]) -> int:
    install(("test",))
    return run("-m", "tests.run", "core", *arguments)


def test_all(arguments: list[str]) -> int:
    install(("test",))
    return run("-m", "tests.run", "all", *arguments)


def soak(arguments: list[str]) -> int:
    install(("test",))
    return run("-m", "tests.run", "soak", *arguments)


def lint(arguments: list[str]) -> int:
    install(("test",))
    steps = (
        ("engagement/minimum_versions.py",),
        ("-m", "ruff", "check", "."),
        ("-m", "ruff", "format", "--check", "."),
        ("-m", "mypy"),
        ("-m", "djlint", "templates", "--lint", "--quiet"),
    )
    return max(run(*step) for step in steps)


def audit(arguments: list[str]) -> int:
    install(("audit",))
    return max(run("engagement/minimum_versions.py"), run("engagement/advisories.py"))


def bench(arguments: list[str]) -> int:
    install(("test",))
    return run("-m", "benchmarks", *arguments)


COMMANDS = {
    "demo": demo,
    "test": test,
    "test-all": test_all,
    "soak": soak,
    "lint": lint,
    "audit": audit,
    "bench": bench,
}


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] not in COMMANDS:
        say(f"Say one of: {', '.join(COMMANDS)}")
        return 2
    try:
        return COMMANDS[arguments[0]](arguments[1:])
    except Unusable as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
