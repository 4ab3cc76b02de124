"""The codebook's screens: read, written, tried and published by analysts, and by nobody else."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from surveys.codebooks.forms import shared_as_texts, shared_from_texts, theme_as_texts, theme_from_texts
from surveys.codebooks.selectors import content_of, draft, version_in_use
from surveys.codebooks.services import stamp_of
from surveys.models import Comment
from tests.surveys.codebooks.conftest import commented, published, started, with_parking

pytestmark = pytest.mark.django_db


def at(name: str, *args: str) -> str:
    return reverse(f"workbench:{name}", args=args)


def shown(response, status: int = 200) -> str:
    assert response.status_code == status, response.content[:500]
    return response.content.decode()


def theme_form(code: str, **changed: str) -> dict[str, str]:
    theme = next(one for one in draft().content["themes"] if one["code"] == code)
    return {**theme_as_texts(theme), "seen": stamp_of(theme), "act": "save", **changed}


def test_the_list_shows_the_version_in_use_and_starts_a_draft(analyst):
    page = shown(analyst.get(at("codebooks")))
    assert "in use" in page and "Came with the product" in page
    answer = analyst.post(at("codebooks"), {"act": "start", "version": "1.0"})
    assert answer.url == at("codebook_draft")
    assert draft().started_by.username == "amara"
    assert "A draft is being written" in shown(analyst.get(at("codebooks")))
    assert "There is a draft already" in shown(
        analyst.post(at("codebooks"), {"act": "start", "version": "1.0"}), 422
    )


def test_a_version_reads_as_a_page_for_coders(analyst):
    page = shown(analyst.get(at("codebook_page", "1.0")))
    assert "Unsafe and avoided places" in page
    assert "danger from traffic, cycling or paving" in page
    assert "Avoidance with no fear stated" in page
    assert "Examples" in page
    assert analyst.get(at("codebook_page", "7")).status_code == 404


def test_a_version_is_taken_as_a_file_that_can_be_brought_back(analyst):
    answer = analyst.get(at("codebook_file", "1.0"))
    assert 'filename="codebook-1.0.toml"' in answer["Content-Disposition"]
    file = SimpleUploadedFile("codebook.toml", answer.content)
    assert analyst.post(at("codebooks"), {"act": "import", "file": file}).url == at("codebook_draft")
    assert draft().content == content_of(version_in_use())


def test_a_file_that_is_no_codebook_is_refused_with_every_fault(analyst):
    file = SimpleUploadedFile("x.toml", b'format = 1\n[[theme]]\ncode = "a"\ncolour = "red"\n')
    page = shown(analyst.post(at("codebooks"), {"act": "import", "file": file}), 422)
    assert "“colour” is nothing a theme holds" in page and "name is missing" in page
    assert "Choose a file first" in shown(analyst.post(at("codebooks"), {"act": "import"}), 422)
    assert draft() is None


def test_without_a_draft_its_screens_lead_to_the_versions(analyst):
    for name in ("codebook_draft", "codebook_words", "codebook_trial", "codebook_new_theme"):
        assert analyst.get(at(name)).url == at("codebooks")


def test_a_theme_is_written_and_the_draft_says_what_changed(analyst):
    started()
    address = at("codebook_theme", "policing")
    form = theme_form("policing", definition="What the police do.", examples="They came at once.")
    form["english"] += "\nfair: blue light(s)"
    assert analyst.post(address, form).url == address
    page = shown(analyst.get(at("codebook_draft")))
    assert "definition; examples; Written English: 1 line added" in page


def test_a_faulty_line_is_told_and_what_was_typed_is_kept(analyst):
    started()
    form = theme_form("policing", name="Bobbies")
    form["speech"] += "\nrule: feds; nearby: yard"
    page = shown(analyst.post(at("codebook_theme", "policing"), form), 422)
    assert "Speech and slang, line" in page and "is no part of a rule" in page
    assert "rule: feds; nearby: yard" in page and 'value="Bobbies"' in page
    assert draft().content["themes"][6]["name"] == "Policing"


def test_ten_thousand_lines_are_refused_in_one_sentence(analyst):
    started()
    form = theme_form("policing", english="\n".join(f"word{n}" for n in range(10_000)))
    page = shown(analyst.post(at("codebook_theme", "policing"), form), 422)
    assert "There are 10,000 lines, and a theme can have 1,000" in page
    form = theme_form("policing", english="\n".join(f"word number {n}" for n in range(20_000)))
    page = shown(analyst.post(at("codebook_theme", "policing"), form), 422)
    assert "(20,000 lines); 200,000 are the most. Nothing has been saved" in page


def test_a_text_is_tried_with_unsaved_lines_and_nothing_is_kept(analyst):
    started()
    form = theme_form("policing", act="try", text="The purple giraffe stood there, and I am scared at night")
    form["english"] += "\nstrong: purple giraffe(s)"
    before = draft().content
    answer = analyst.post(at("codebook_theme", "policing"), form)
    page = shown(answer)
    assert "<mark>purple giraffe</mark>" in page and "by lexicon lines" in page
    assert "no-store" in answer["Cache-Control"]
    assert draft().content == before and not Comment.objects.exists()


def test_a_theme_that_a_model_decides_says_so_where_it_is_tried(analyst, monkeypatch):
    from surveys.analysis.themes.tagger import ThemeTagger

    def with_model_for_fear(self):
        return frozenset({"fear_of_harm"})

    started()
    form = theme_form("policing", act="try", text="I am scared at night and the police never come")
    assert "decided by the trained model" not in shown(analyst.post(at("codebook_theme", "policing"), form))
    monkeypatch.setattr(ThemeTagger, "modelled", property(with_model_for_fear))
    page = shown(analyst.post(at("codebook_theme", "policing"), form))
    assert page.count("decided by the trained model") == 1 and "by lexicon lines" in page


def test_what_is_tried_says_why_there_is_no_tag(analyst):
    started()
    form = theme_form("policing", act="try", text="I never feel scared round here")
    page = shown(analyst.post(at("codebook_theme", "policing"), form))
    assert "No theme" in page
    assert "denied, or used in another sense" in page and "Fear of harm" in page
    form = theme_form("policing", act="try", text=" ")
    assert "Paste or type a text to try." in shown(analyst.post(at("codebook_theme", "policing"), form), 422)


def test_a_new_theme_is_added_and_may_begin_with_words_another_screen_offers(analyst):
    started()
    page = shown(analyst.get(at("codebook_new_theme") + "?name=Buses&words=bus(es),+late"))
    assert 'value="Buses"' in page and "bus(es)\nlate" in page
    form = {
        "act": "save",
        "code": "buses",
        "name": "Buses",
        "public_name": "Buses",
        "kind": "T",
        "definition": "Public transport.",
        "english": "bus|buses .. late",
    }
    assert analyst.post(at("codebook_new_theme"), form).url == at("codebook_theme", "buses")
    assert "a new theme" in shown(analyst.get(at("codebook_draft")))
    assert "already. Take another" in shown(analyst.post(at("codebook_new_theme"), form), 422)


def test_shared_words_are_written_line_by_line(analyst):
    started()
    texts = shared_as_texts(draft().content["shared"])
    form = {
        f"{part['code']}.{key}": part[key] for part in texts for key in part if key not in ("code", "name")
    }
    form["seen"] = stamp_of(draft().content["shared"])
    assert shared_from_texts(form) == draft().content["shared"]
    bad = {**form, "english.sets": "place park", "speech.guards": "fear_of_harm; if: x"}
    page = shown(analyst.post(at("codebook_words"), bad), 422)
    assert "Written English, word sets, line 1: write a name, a colon, and the words" in page
    assert "Speech and slang, exclusions, line 1" in page
    form["speech.other_senses"] += "\nsafe travels mate"
    assert analyst.post(at("codebook_words"), form).url == at("codebook_words")
    assert "safe travels mate" in draft().content["shared"]["speech"]["other_senses"]


def test_a_trial_shows_rounded_counts_and_redacted_samples_and_is_then_published(analyst):
    commented(SCARED=12, PARKING=13)
    started()
    with_parking()
    assert "Not tried yet" in shown(analyst.get(at("codebook_trial")))
    assert analyst.post(at("codebook_trial")).url == at("codebook_trial")
    page = shown(analyst.get(at("codebook_trial")))
    assert "Parking" in page and ">15<" in page and ">13<" not in page
    page = shown(analyst.get(at("codebook_samples", "parking")))
    assert "<mark>Parking</mark>" in page and "Pass to safeguarding" in page
    assert analyst.get(at("codebook_samples", "weather")).status_code == 404
    form = {"act": "publish", "changed": "Parking is a theme.", "reason": "Many write about it."}
    assert analyst.post(at("codebook_draft"), form).url == at("codebook_page", "1.0.2")
    page = shown(analyst.get(at("codebook_page", "1.0.2")))
    assert "Parking is a theme." in page and "a new theme" in page and ">15<" in page


def test_the_draft_is_moved_retired_and_thrown_away(analyst):
    started()
    address = at("codebook_draft")
    assert analyst.post(address, {"act": "down", "theme": "no_go_places"}).url == address
    assert analyst.post(address, {"act": "retire", "theme": "bullying"}).url == address
    page = shown(analyst.get(address))
    assert "retired" in page and "Order of themes" in page
    assert "no theme &#x27;x&#x27;" in shown(analyst.post(address, {"act": "up", "theme": "x"}), 422)
    assert "Press one of the buttons" in shown(analyst.post(address, {"act": "fly"}), 422)
    assert analyst.post(address, {"act": "discard"}).url == at("codebooks")


def test_a_version_not_in_use_says_so(analyst):
    started()
    with_parking()
    published()
    assert "not the one in use" in shown(analyst.get(at("codebook_page", "1.0")))


def test_a_lead_who_signs_results_does_not_write_the_codebook(safeguarding_lead):
    assert safeguarding_lead.get(at("codebooks")).status_code == 403
    assert safeguarding_lead.post(at("codebooks"), {"act": "start", "version": "1.0"}).status_code == 403
    assert draft() is None


def test_a_theme_written_as_text_is_the_theme_again():
    theme = content_of(version_in_use())["themes"][0]
    assert theme_from_texts(theme_as_texts(theme)) == {
        key: value for key, value in theme.items() if key not in ("code", "retired")
    }
