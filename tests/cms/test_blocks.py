"""Every block tells an editor what it is, shows itself, and refuses what would mislead a reader."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import get_template

from cms.blocks import BodyBlock
from cms.models.base import BasePage

BLOCKS = sorted(BodyBlock().child_blocks.items())


@pytest.mark.parametrize(("name", "block"), BLOCKS, ids=[name for name, _ in BLOCKS])
def test_a_block_has_icon_group_description_preview_and_template(name, block):
    assert block.meta.icon and block.meta.icon != "placeholder"
    assert block.meta.group in {"Text", "Media", "Evidence", "Action"}
    assert block.meta.description.strip()
    assert block.meta.preview_value
    get_template(block.meta.template)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "block"), BLOCKS, ids=[name for name, _ in BLOCKS])
def test_a_block_renders_its_preview(name, block):
    html = block.render(block.get_preview_value(), context=block.get_preview_context(None, {}))
    assert " style=" not in html and "<script" not in html
    if name != "story_links":  # without stories it shows nothing, by design
        assert html.strip()


@pytest.mark.django_db
def test_the_preview_of_story_links_shows_stories(site):
    block = BodyBlock().child_blocks["story_links"]
    assert "The walk home" in block.render(block.get_preview_value())


@pytest.mark.parametrize("kind", BasePage.__subclasses__(), ids=lambda kind: kind.__name__)
def test_a_page_type_tells_what_it_is_for_and_where_it_may_stand(kind):
    from wagtail.admin.panels import HelpPanel

    assert kind.page_description.strip()
    get_template(kind.template)
    assert "parent_page_types" in vars(kind) and "subpage_types" in vars(kind)
    assert any(isinstance(panel, HelpPanel) and "Good:" in panel.content for panel in kind.content_panels)


def _struct(name: str, **changes):
    block = BodyBlock().child_blocks[name]
    return block, block.to_python({**block.meta.preview_value, **changes})


@pytest.mark.parametrize(("invented", "consent"), [(False, False), (True, True)])
def test_a_quote_is_either_invented_or_agreed_to(invented, consent):
    block, value = _struct("quote", invented=invented, consent_on_file=consent)
    with pytest.raises(ValidationError):
        block.clean(value)


def test_a_quote_with_consent_is_accepted():
    block, value = _struct("quote", invented=False, consent_on_file=True)
    assert block.clean(value)["alias"] == "Juno"


def test_a_call_to_action_leads_to_one_place():
    block, value = _struct("call_to_action", link="")
    with pytest.raises(ValidationError):
        block.clean(value)


def test_a_statistic_needs_its_source():
    block, value = _struct("statistic", source="")
    with pytest.raises(ValidationError):
        block.clean(value)


@pytest.mark.django_db
def test_an_editor_sees_a_block_in_the_sites_own_design(campaign_lead):
    block = BodyBlock().child_blocks["statistic"]
    shown = campaign_lead.get("/admin/block-preview/", {"id": block.definition_prefix})
    html = shown.content.decode()
    assert shown.status_code == 200
    assert "css/tokens.css" in html and "css/site.css" in html
    assert "1 in 3" in html and 'class="stat surface-sun"' in html
