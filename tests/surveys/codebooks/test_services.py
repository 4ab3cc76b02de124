"""Versions stay as they were published; a draft is one, is checked line by line, and says what it changes."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from surveys.analysis.themes import default_tagger
from surveys.analysis.themes.codebook import default_codebook
from surveys.analysis.themes.edition_file import written
from surveys.codebooks import services
from surveys.codebooks.selectors import (
    active_codebook,
    active_tagger,
    codebook_called,
    content_of,
    draft,
    next_version,
    theme_called,
    version_in_use,
    versions,
)
from surveys.codebooks.services import CodebookRefused, stamp_of
from surveys.models import CodebookDraft, CodebookVersion
from surveys.models.versions import Frozen
from surveys.reports.provenance import tagger_version
from tests.people import cast
from tests.surveys.codebooks.conftest import published, started, with_lines, with_parking

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(CodebookRefused) as told:
        act(*args, **kwargs)
    return str(told.value)


def test_the_shipped_codebook_is_the_first_version_and_is_in_use():
    version = version_in_use()
    assert (version.version, version.number, version.shipped) == ("1.0", 1, True)
    assert active_codebook() is default_codebook()
    assert active_tagger() is default_tagger()
    assert tagger_version().startswith("1.0/")


def test_storing_the_shipped_codebook_again_changes_nothing():
    services.import_shipped()
    assert CodebookVersion.objects.count() == 1


def test_before_any_is_stored_the_shipped_one_is_read():
    CodebookVersion.objects.all()._raw_delete("default")
    assert active_codebook() is default_codebook()
    assert codebook_called("1.0") is default_codebook()
    assert codebook_called("9.9") is None


def test_a_version_cannot_be_changed_or_removed():
    version = version_in_use()
    with pytest.raises(Frozen):
        version.save()
    with pytest.raises(Frozen):
        version.delete()


def test_a_published_draft_is_the_codebook_in_use_and_its_version_names_its_origin():
    started()
    with_parking()
    assert next_version(draft()) == "1.0.2"
    version = published()
    assert version_in_use() == version
    assert active_codebook().version == "1.0.2"
    assert "parking" in active_codebook()
    assert active_tagger().tag("parked cars again").labels == ("parking",)
    assert active_tagger() is active_tagger()
    assert tagger_version().startswith("1.0.2/")
    assert draft() is None
    started()
    assert next_version(draft()) == "1.0.3"


def test_an_earlier_version_keeps_its_own_words():
    started()
    with_parking()
    published()
    assert "parking" not in codebook_called("1.0")
    assert "parking" in codebook_called("1.0.2")


def test_a_theme_that_was_taken_out_is_still_known_by_name():
    started()
    with_parking()
    published()
    started()
    services.retire_theme("parking", retired=True, user=cast("analyst"))
    published("Parking is no theme any more.", "It says little about violence.")
    assert "parking" not in active_codebook()
    assert theme_called("parking").name == "Parking"
    assert theme_called("weather") is None


def test_a_newer_shipped_codebook_waits_until_somebody_takes_it_up(monkeypatch):
    started()
    with_parking()
    published()
    newer = content_of(CodebookVersion.objects.get(number=1))
    newer["themes"][0]["definition"] += " Also by day."
    monkeypatch.setattr(services, "shipped_content", lambda: newer)
    monkeypatch.setattr(services, "shipped_digest", lambda: "e" * 64)
    services.import_shipped()
    arrived = versions().first()
    assert (arrived.version, arrived.shipped, arrived.taken_up) == ("1.0.3", True, False)
    assert version_in_use().version == "1.0.2"


def test_there_is_one_draft_at_a_time():
    started()
    assert "There is a draft already" in refused(services.start_draft, version_in_use(), user=cast("analyst"))
    with pytest.raises(IntegrityError), transaction.atomic():
        CodebookDraft.objects.create(base=version_in_use(), content={}, started_on="2026-01-01")


def test_a_line_that_cannot_be_used_is_refused_with_its_number_and_nothing_is_saved():
    before = started().content
    told = refused(with_lines, "policing", "storng: bobby")
    lines = before["themes"][6]["lines"]["english"]
    assert f"Written English, line {len(lines) + 1}: 'storng' is no kind of line" in told
    assert draft().content == before


def test_two_people_who_write_the_same_theme_do_not_undo_each_other():
    theme = started().content["themes"][0]
    with_lines(theme["code"], "murky corner")
    told = refused(
        services.save_theme, theme["code"], {"name": "Mine"}, seen=stamp_of(theme), user=cast("analyst")
    )
    assert "Somebody else has saved this theme" in told
    assert draft().content["themes"][0]["name"] == theme["name"]


def test_a_code_that_is_taken_or_cannot_be_one_is_refused():
    started()
    with_parking()
    assert "There is a theme with the code “parking” already" in refused(with_parking)
    fields = {"name": "X", "public_name": "X", "kind": "D", "definition": "X."}
    assert "cannot be used" in refused(services.add_theme, "No Go", fields, user=cast("analyst"))


def test_a_name_that_another_theme_has_is_refused():
    started()
    fields = {"name": "policing", "public_name": "Feds", "kind": "T", "definition": "X."}
    assert "called “policing” already" in refused(
        services.add_theme, "feds_again", fields, user=cast("analyst")
    )


def test_themes_change_places_and_stop_at_the_ends():
    codes = [theme["code"] for theme in started().content["themes"]]
    services.move_theme(codes[1], up=True, user=cast("analyst"))
    services.move_theme(codes[1], up=True, user=cast("analyst"))
    assert [theme["code"] for theme in draft().content["themes"]][:2] == [codes[1], codes[0]]


def test_the_last_theme_in_use_cannot_be_retired():
    there = started()
    there.content["themes"] = there.content["themes"][:1]
    there.save()
    told = refused(
        services.retire_theme, there.content["themes"][0]["code"], retired=True, user=cast("analyst")
    )
    assert "last theme in use" in told


def test_shared_words_that_themes_use_cannot_vanish():
    shared = started().content["shared"]
    without = {**shared, "english": {**shared["english"], "sets": {}}}
    told = refused(services.save_shared, without, seen=stamp_of(shared), user=cast("analyst"))
    assert "is used but not defined" in told


def test_a_draft_nobody_tried_or_that_changes_nothing_is_not_published():
    started()
    given = {"changed": "Something is new.", "reason": "It was asked for.", "user": cast("analyst")}
    assert "the same as version 1.0" in refused(services.publish_draft, **given)
    with_parking()
    assert "Try the draft on the comments first" in refused(services.publish_draft, **given)
    assert "Say what changed and why" in refused(services.publish_draft, **{**given, "reason": "no"})


def test_a_trial_of_an_earlier_state_of_the_draft_does_not_count():
    from surveys.codebooks.trials import start_trial

    started()
    with_parking()
    start_trial(user=cast("analyst"))
    with_lines("policing", "bobby")
    told = refused(
        services.publish_draft, changed="Parking is new.", reason="Asked for it.", user=cast("analyst")
    )
    assert "Try the draft on the comments first" in told


def test_who_started_changed_and_published_is_in_the_log():
    started()
    with_parking()
    published()
    acts = ModelLogEntry.objects.filter(action__startswith="surveys.codebook").order_by("pk")
    assert [act.action.rpartition(".")[2] for act in acts] == ["start", "change", "publish"]
    assert {act.user.username for act in acts} == {"amara"}


def test_a_draft_that_is_thrown_away_leaves_the_codebook_as_it_was():
    started()
    with_parking()
    services.discard_draft(user=cast("analyst"))
    assert draft() is None
    assert active_codebook() is default_codebook()
    assert "There is no draft" in refused(services.discard_draft, user=cast("analyst"))


def test_a_codebook_from_a_file_becomes_a_draft_and_drops_no_theme():
    content = content_of(version_in_use())
    content["themes"] = [theme for theme in content["themes"] if theme["code"] != "policing"]
    made = services.start_draft_from_file(
        written(content, version="7").encode(), version_in_use(), user=cast("analyst")
    )
    kept = {theme["code"]: theme["retired"] for theme in made.content["themes"]}
    assert kept["policing"] and not kept["bullying"]


def test_a_file_with_faults_starts_no_draft():
    data = b'format = 1\n[[theme]]\ncode = "a"\n'
    told = refused(services.start_draft_from_file, data, version_in_use(), user=cast("analyst"))
    assert "Theme 1: kind is missing" in told
    assert draft() is None
