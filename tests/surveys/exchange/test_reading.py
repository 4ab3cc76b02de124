"""The comments of a file are read with the codebook that reads the surveys here, or with the version asked for."""

from __future__ import annotations

import csv

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from surveys.codebooks import selectors, services
from surveys.codebooks.selectors import version_in_use
from surveys.exchange.reading import in_use, shipped
from tests.surveys.codebooks.conftest import published, started, with_parking

pytestmark = pytest.mark.django_db


@pytest.fixture
def parking(case):
    """A file whose writers are all about parking, and a codebook in use here that knows it."""
    services.import_shipped()
    shipped = version_in_use().version
    started()
    with_parking()
    published()
    for place in range(len(case.rows)):
        case.column("Comment", place + 2, "Parking here is chaos.")
    return case.write(), shipped


def themes_of(case) -> tuple[set[str], set[str]]:
    """The names of the themes that anybody wrote about, and the versions of the codebook, as the files tell."""
    with (case.out / "themes.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with (case.out / "comments.csv").open(encoding="utf-8-sig", newline="") as file:
        comments = {row["themes"] for row in csv.DictReader(file)}
    return comments, {row["codebook"] for row in rows}


def analyse(case, **options):
    call_command(
        "analyse_responses", case.file, mapping=case.mapping_file, out=case.out, verbosity=0, **options
    )
    return themes_of(case)


def test_a_theme_added_here_is_found_in_a_file_too(parking):
    case, shipped = parking
    version = version_in_use().version
    assert version != shipped
    assert analyse(case) == ({"Parking"}, {version})
    assert version in (case.out / "report.html").read_text(encoding="utf-8")


def test_an_earlier_version_reads_as_it_did(parking):
    case, shipped = parking
    assert analyse(case, codebook=shipped) == ({""}, {shipped})


def test_a_version_that_is_not_kept_here_is_refused_and_those_that_are_are_named(parking):
    case, shipped = parking
    with pytest.raises(CommandError, match=rf"There is no codebook '9\.9' here; there are: .*\b{shipped}\b"):
        analyse(case, codebook="9.9")
    assert not case.out.exists()


def test_without_a_database_the_shipped_codebook_reads(monkeypatch):
    def gone():
        raise DatabaseError("no such table")

    monkeypatch.setattr(selectors, "active_codebook", gone)
    assert in_use() == shipped()
