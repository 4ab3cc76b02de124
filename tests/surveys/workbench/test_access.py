"""Who may see which screen: every address of the workbench against every member of the cast."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from surveys.models import CodebookVersion, ThemeModel
from surveys.publication.services import propose
from surveys.publication.snapshot import Plan
from surveys.reports import memory
from surveys.workbench.urls import urlpatterns
from tests.people import CAST, cast
from tests.surveys.workbench.answered import people, store, survey_page

pytestmark = pytest.mark.django_db

ANSWERS = ("overview", "missing", "quality", "weighting", "tables", "themes", "comments")
"""Screens that show something of the answers, for analysts alone."""

SCREENS = {
    **{name: {"analyst": 200} for name in ANSWERS},
    "publication": {"analyst": 200},
    "fieldwork": {"analyst": 200},
    "channels": {"analyst": 200},
    "posters": {"analyst": 200},
    "poster": {"analyst": 200},
    "qr_svg": {"analyst": 200},
    "qr_png": {"analyst": 200},
    "versions": {"analyst": 200},
    "quotas": {"analyst": 200},
    "order": {"analyst": 200},
    "trends": {"analyst": 200},
    "coding": {"analyst": 200},
    "code": {"analyst": 200},
    "settlement": {"analyst": 200},
    "agreement": {"analyst": 200},
    "small_groups": {"analyst": 200},
    "modelled_file": {"analyst": 405},
    **{name: {"analyst": 200} for name in ("open_poster", "open_qr_svg", "open_qr_png", "weighting_plan")},
    **{name: {"analyst": 200} for name in ("populations", "places", "topics", "quote_choose", "machine")},
    "population_remove": {"analyst": 405},
    **{name: {"analyst": 200} for name in ("codebooks", "codebook_page", "codebook_file")},
    **{name: {"analyst": 200} for name in ("codebook_models", "codebook_model")},
    **{
        f"codebook_{name}": {"analyst": 302}
        for name in ("draft", "new_theme", "theme", "words", "trial", "samples")
    },
    "quotes": {"analyst": 200, "safeguarding_lead": 200},
    "quote": {"analyst": 405, "safeguarding_lead": 405},
    "download": {"analyst": 405},
    "files": {"analyst": 200},
    "codebook": {"analyst": 200},
    "take": {"analyst": 405},
    "deleted": {"analyst": 405},
    "index": {"analyst": 200, "safeguarding_lead": 200},
    "result": {"analyst": 200, "safeguarding_lead": 200},
    "sign": {"safeguarding_lead": 405},
}
"""What a GET gives to whom; 403 to everybody else."""


@pytest.fixture
def addresses():
    memory.forget()
    survey = survey_page()
    store(survey, people(120))
    result = propose(
        survey, user=cast("analyst"), title="Heard", slug="heard", plan=Plan(("SAFEDAY",), themes=False)
    )
    channel = survey.channels.create(code="k4m7p", name="A youth club")
    model = ThemeModel.objects.create(
        number=1,
        codebook=CodebookVersion.objects.earliest("number"),
        state=ThemeModel.State.REFUSED,
        asked_on=timezone.localdate(),
    )
    about = {
        "index": [],
        "result": [result.pk],
        "sign": [result.pk],
        "deleted": [survey.pk, 1],
        "comments": [survey.pk, "no_go_places"],
        "code": [survey.pk, "measure"],
        **{key: [survey.pk, channel.pk] for key in ("poster", "qr_svg", "qr_png")},
        **{key: [] for key in ("populations", "machine", "codebooks", "codebook_models")},
        "codebook_model": [model.number],
        # Nobody has begun a draft: its screens lead back to the list.
        **{f"codebook_{name}": [] for name in ("draft", "new_theme", "words", "trial")},
        **{f"codebook_{name}": ["no_go_places"] for name in ("theme", "samples")},
        **{f"codebook_{name}": ["1.0"] for name in ("page", "file")},
        "population_remove": [1],
        "quote": [survey.pk, 1],
        "quote_choose": [survey.pk, "no_go_places"],
    }
    return {name: reverse(f"workbench:{name}", args=about.get(name, [survey.pk])) for name in SCREENS}


def test_every_address_is_in_the_matrix():
    assert {pattern.name for pattern in urlpatterns} == set(SCREENS)


def test_every_view_names_the_permission_it_needs():
    assert all(pattern.callback.needs for pattern in urlpatterns)


@pytest.mark.long
def test_each_screen_opens_for_its_roles_and_for_nobody_else(addresses):
    got, expected = {}, {}
    for role in CAST:
        client = Client()
        client.force_login(cast(role))
        for name, address in addresses.items():
            got[role, name] = client.get(address).status_code
            expected[role, name] = SCREENS[name].get(role, 403)
    assert got == expected


def test_a_superuser_sees_nothing_even_in_the_right_group(addresses, django_user_model):
    root = django_user_model.objects.create_superuser("root")
    root.groups.set(cast("analyst").groups.all())
    client = Client()
    client.force_login(root)
    assert {client.get(address).status_code for address in addresses.values()} == {403}
    assert "Insights</a>" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_a_right_given_to_one_person_by_hand_opens_nothing(addresses):
    from django.contrib.auth.models import Permission

    adil = cast("admin")
    adil.user_permissions.add(Permission.objects.get(codename="use_workbench"))
    client = Client()
    client.force_login(adil)
    assert client.get(addresses["tables"]).status_code == 403


def test_whoever_is_not_signed_in_is_asked_to(addresses, client):
    for address in addresses.values():
        response = client.get(address)
        assert response.status_code == 302 and "login" in response["Location"]


def test_a_refusal_shows_no_figure(addresses, admin):
    page = admin.get(addresses["tables"]).content.decode()
    assert "Answers are seen by engagement analysts alone" in page
    assert "%" not in page.split("<main")[-1]


def test_the_menu_is_for_those_whom_it_lets_in(analyst, safeguarding_lead, moderator):
    told = {
        name: 'name": "insights"' in page or '"insights"' in page
        for name, page in (
            ("analyst", analyst.get(reverse("wagtailadmin_home")).content.decode()),
            ("safeguarding_lead", safeguarding_lead.get(reverse("wagtailadmin_home")).content.decode()),
            ("moderator", moderator.get(reverse("wagtailadmin_home")).content.decode()),
        )
    }
    assert told == {"analyst": True, "safeguarding_lead": True, "moderator": False}


def test_a_signer_sees_the_snapshot_and_no_way_to_the_answers(addresses, safeguarding_lead):
    page = safeguarding_lead.get(addresses["result"]).content.decode()
    assert "Sign and publish" in page
    for name in ANSWERS:
        assert addresses[name] not in page
    index = safeguarding_lead.get(addresses["index"]).content.decode()
    assert addresses["result"] in index and addresses["overview"] not in index


def test_a_proposer_is_offered_no_signature(addresses, analyst):
    page = analyst.get(addresses["result"]).content.decode()
    assert "Sign and publish" not in page and "somebody else has to sign" in page
