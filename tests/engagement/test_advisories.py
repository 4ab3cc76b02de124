"""The audit says what is known, and never calls a package clean that nobody could be asked about."""

from __future__ import annotations

from engagement.advisories import CLEAN, KNOWN, UNASKED, read


def package(name: str, **more) -> dict:
    return {"name": name, "version": "1.0", "vulns": []} | more


SKIPPED = {"name": "altcha", "skip_reason": "not found"}


def test_nothing_known_of_packages_that_were_asked_about_is_clean():
    audit = read({"dependencies": [package("django"), package("wagtail")]})
    assert audit.code == CLEAN and audit.sentences() == [
        "2 packages were asked about, and no faults are known."
    ]


def test_a_known_fault_is_told_with_the_release_that_answers_it():
    fault = {"id": "PYSEC-2026-1", "fix_versions": ["1.1"]}
    audit = read(
        {"dependencies": [package("django", vulns=[fault, {"id": "X", "fix_versions": []}]), SKIPPED]}
    )
    assert audit.code == KNOWN
    assert audit.faults[0] == "django 1.0: PYSEC-2026-1, answered by 1.1."
    assert "no release yet" in audit.faults[1]


def test_packages_nobody_could_be_asked_about_are_not_clean():
    assert read({"dependencies": [package("django"), SKIPPED]}).code == UNASKED
    audit = read({"dependencies": [SKIPPED, SKIPPED]})
    assert audit.code == UNASKED and "nothing is known about any of 2 packages" in audit.sentences()[0]
    assert read({}).code == UNASKED
