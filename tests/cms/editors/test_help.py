"""Whoever writes the site is helped where they write: what a page is for, how hard it is to read, the first day."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.admin.panels import HelpPanel
from wagtail.models import Locale, Page, get_page_models
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from cms.blocks import BodyBlock
from cms.editors.reading import reading_of, site_readings
from cms.editors.words import pieces_of_html, words_of
from cms.models import StandardPage, StoryPage, YouthAssemblyPage
from surveys.models import SurveyPage
from tests.cms.site import example_site
from tests.people import cast

KINDS = [model for model in get_page_models() if model.is_creatable and model is not Page]
HARD = (
    "<p>The multi-agency partnership facilitates evidence-informed commissioning arrangements that are anticipated to "
    "deliver sustainable improvements in community resilience, notwithstanding considerable organisational complexity "
    "across participating authorities.</p>"
)


def panels_of(panel):
    yield panel
    for child in getattr(panel, "children", []):
        yield from panels_of(child)


@pytest.mark.parametrize("model", KINDS, ids=lambda model: model.__name__)
def test_every_kind_of_page_says_what_it_is_for_and_shows_a_good_example(model):
    help_texts = [
        panel.content for panel in panels_of(model.get_edit_handler()) if isinstance(panel, HelpPanel)
    ]
    assert help_texts and "<b>Good:</b>" in help_texts[0]
    assert model.page_description


@pytest.mark.parametrize("name", BodyBlock().child_blocks)
def test_every_block_describes_itself_and_can_be_seen_before_it_is_chosen(db, name):
    block = BodyBlock().child_blocks[name]
    assert block.get_description() and block.is_previewable
    assert block.get_preview_value() is not None


def test_the_words_of_a_page_are_those_its_readers_meet(db):
    example_site()
    story = words_of(StoryPage.objects.get(slug="the-walk-home"))
    assert story[0] == "The walk home"
    assert "Then somebody asked" in story
    assert any(piece.startswith("Every day after practice") for piece in story)
    assert not any("<" in piece or piece == "violet" for piece in story)
    assembly = words_of(YouthAssemblyPage.objects.get(slug="youth-assembly"))
    assert "Can the buses by the college run until the last class ends?" in assembly
    # And nearly everybody can read them.
    hard = {
        page.title: reading_of(page).age
        for page in Page.objects.live().exclude(depth=1).specific()
        if page.locale.language_code == "en" and reading_of(page).is_hard
    }
    assert hard == {}


def test_list_items_and_paragraphs_are_pieces_of_their_own():
    assert pieces_of_html("<p>One &amp; <b>two</b></p><ul><li>three</li><li>four</li></ul>five<br/>six") == [
        "One & two",
        "three",
        "four",
        "five",
        "six",
    ]


def test_the_words_of_a_survey_are_read_too(db):
    english, _ = Locale.objects.get_or_create(language_code="en")
    survey = SurveyPage(
        title="Safe streets?", intro="We ask eight things. You can skip each of them.", locale=english
    )
    survey.body = [("section", {"title": "Your street"})]
    assert {"We ask eight things. You can skip each of them.", "Your street"} <= set(words_of(survey))


@pytest.mark.long
def test_the_report_begins_with_the_page_that_is_hardest_to_read(moderator):
    example_site()
    about = StandardPage.objects.get(slug="about")
    about.body = [("paragraph", HARD)]
    about.save_revision().publish()
    told = (
        moderator.get(reverse("editors:reading_ages")).content.decode().split('aria-label="Reading ages"')[1]
    )
    first = told.split("<tbody>")[1].split("</tr>")[0]
    assert "About" in first and "too hard" in first
    assert "Counted for English alone" in told
    readings = site_readings(moderator.user)
    assert {each.page.pk for each in readings} == set(
        Page.objects.live().exclude(depth=1).values_list("pk", flat=True)
    )


def test_beside_the_form_stand_reading_age_and_long_sentences_of_the_saved_draft(moderator):
    example_site()
    about = StandardPage.objects.get(slug="about")
    about.body = [("paragraph", HARD)]
    about.save_revision()
    told = moderator.get(reverse("wagtailadmin_pages:edit", args=[about.pk])).content.decode()
    assert "Too hard: aim for 9 to 11" in told and "The multi-agency partnership" in told
    fresh = moderator.get(reverse("editors:reading_check", args=[about.pk])).content.decode()
    assert "data-reading-check" in fresh and "Too hard" in fresh
    urdu = Page.objects.get(slug="khulasa")
    assert (
        "not in English" in moderator.get(reverse("editors:reading_check", args=[urdu.pk])).content.decode()
    )


@pytest.mark.long
def test_the_reading_check_of_a_page_is_for_those_who_may_write_it(campaign_lead, visitor):
    example_site()
    about = StandardPage.objects.get(slug="about")
    address = reverse("editors:reading_check", args=[about.pk])
    assert campaign_lead.get(address).status_code == 403
    for name in ("first_day", "reading_ages", "consents"):
        assert visitor.get(reverse(f"editors:{name}")).status_code == 302


@pytest.mark.long
def test_the_first_day_shows_somebody_their_own_pages_and_kinds(campaign_lead):
    example_site()
    told = campaign_lead.get(reverse("editors:first_day")).content.decode()
    assert "Write the campaign" in told and "Stories" in told and "/most-of-us/the-" in told
    assert "Youth Assembly page" not in told.split("Your kinds of page")[1]
    assert reverse("editors:first_day") in campaign_lead.get("/admin/").content.decode()


def test_somebody_without_pages_is_told_whom_to_ask(admin):
    cast("admin")
    told = admin.get(reverse("editors:first_day")).content.decode()
    assert "Ask an administrator" in told or "Your pages begin here" in told


@pytest.mark.long
def test_the_preview_beside_the_form_is_framed_by_the_admin_and_checked_there(moderator, visitor):
    """The public site's own answer may be framed by nobody and holds no script of the editor's."""
    example_site()
    about = StandardPage.objects.get(slug="about")
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[about.pk])
    form = nested_form_data(
        {
            "title": about.title,
            "slug": about.slug,
            "standfirst": about.standfirst,
            "body": streamfield([("heading", "Who we are")]),
            "comments": inline_formset([]),
        }
    )
    assert moderator.post(address, form).json()["is_valid"]
    shown = moderator.get(address, {"in_preview_panel": "true"})
    assert "Who we are" in shown.content.decode() and "wagtail-userbar" in shown.content.decode()
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    public = visitor.get(about.url, {"in_preview_panel": "true"})
    assert "userbar" not in public.content.decode()
    assert "frame-ancestors 'none'" in public.headers["Content-Security-Policy"]
