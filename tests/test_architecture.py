"""The rooms of the project and the directions imports may take between them."""

from __future__ import annotations

import ast
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import surveys.analysis

ROOT = Path(__file__).resolve().parent.parent
OURS = ("engagement", "surveys", "cms", "tests", "benchmarks")


def modules_of(package: str) -> Iterator[Path]:
    folder = ROOT / package.replace(".", "/")
    return (path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts)


def imports_of(path: Path) -> set[str]:
    """Every module a file names in an import, wherever in the file the import stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def offences(package: str, *, forbidden: tuple[str, ...], allowed: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules_of(package)
        for name in sorted(imports_of(path))
        if within(name, *forbidden) and not within(name, *allowed)
    ]


def test_the_analysis_knows_neither_django_nor_the_rest_of_the_product():
    assert not offences(
        "surveys.analysis",
        forbidden=("django", "wagtail", *OURS),
        allowed=("surveys.analysis",),
    )


def test_surveys_never_import_the_site_that_shows_them():
    ours = ("engagement", "cms", "tests", "benchmarks")
    allowed = (
        *("engagement.support", "engagement.publishing"),
        *("engagement.database.files", "engagement.database.keys"),
        # How long addresses are kept is told on the page that tells it of answers.
        *("engagement.membership.periods", "engagement.outbox.periods", "engagement.counting.periods"),
        *("engagement.languages", "engagement.language_registry"),
        # A survey rests, or carries a notice, while an incident holds.
        "engagement.incidents.selectors",
    )
    # "from engagement.support import x" names engagement.support; the bare package is named by nothing else.
    assert not offences("surveys", forbidden=ours, allowed=allowed)


@pytest.mark.parametrize(
    "app",
    [
        *("backup", "database", "accounts", "audit", "support", "delivery", "jobs", "privacy"),
        *("outbox", "membership", "directory", "counting"),
    ],
)
def test_apps_about_working_with_people_stand_on_their_own(app):
    others = ("cms", "surveys", "tests", "benchmarks")
    assert not offences(f"engagement.{app}", forbidden=others)


def test_the_site_reads_surveys_through_their_selectors_and_models_alone():
    inner = (
        "surveys.collection",
        "surveys.workbench",
        "surveys.mixing",
        "surveys.exchange",
        "surveys.authoring",
        "surveys.rehearsal",
    )
    assert not offences("cms", forbidden=inner)


def test_writing_a_survey_knows_nothing_of_serving_it_and_neither_waits_for_a_rehearsal():
    """Rehearsal stands above both: what is served reads what was written, never the other way about."""
    assert not offences("surveys.authoring", forbidden=("surveys.collection", "surveys.rehearsal"))
    assert not offences("surveys.collection", forbidden=("surveys.rehearsal",))


def test_the_product_never_imports_its_tests():
    for package in ("engagement", "surveys", "cms"):
        assert not offences(package, forbidden=("tests", "benchmarks"))


def run_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_module_of_the_analysis_imports_with_django_out_of_reach():
    names = [
        module.name
        for module in pkgutil.walk_packages(surveys.analysis.__path__, "surveys.analysis.")
        if not module.name.endswith("__main__")
    ]
    assert len(names) > 10
    run_python(
        "import sys, importlib\n"
        "class Refuse:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('django', 'wagtail'):\n"
        "            raise ImportError(name + ' is out of reach')\n"
        "sys.meta_path.insert(0, Refuse())\n"
        f"for name in {names!r}:\n"
        "    importlib.import_module(name)\n"
    )


def test_starting_the_product_loads_no_heavy_library():
    heavy = ("pandas", "numpy", "scipy", "sklearn", "nltk", "openpyxl", "xlsxwriter")
    loaded = run_python(
        "import os, sys\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'engagement.settings.test'\n"
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        "call_command('check', stdout=sys.stderr)\n"
        f"print(' '.join(name for name in {heavy!r} if name in sys.modules))\n"
    )
    assert not loaded.strip()
