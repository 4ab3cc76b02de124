"""No screen, log or index of the admin ever learns of a table that holds answers."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import get_resolver
from wagtail.admin.viewsets import viewsets
from wagtail.models import ReferenceIndex, RevisionMixin, TranslatableMixin
from wagtail.search.index import get_indexed_models
from wagtail.snippets.models import get_snippet_models

ANSWERS = {
    "Intake",
    "Nonce",
    "Response",
    "Comment",
    "ThemeTag",
    "ThemeReading",
    "CodingSample",
    "CodingTurn",
    "HumanCoding",
    "PlaceMention",
    "Quote",
    "DailyCount",
    "LanguageCount",
    "SectionStop",
    "Referral",
    "SafeguardingKey",
    "KeyShare",
    "HardTextsOpened",
    "CodebookTrial",
    "OwedVacuum",
    "SeenClosed",
}
"""Tables that hold answers, their counts, or what is sealed: no screen but the workbench's and the queue's."""

WRITING = {
    "SurveyPage",
    "SurveyVersion",
    "VersionText",
    "Fieldwork",
    "Channel",
    "CodebookDraft",
    "CodebookVersion",
    "ThemeModel",
    "CodingPlan",
    "QuotaPlan",
    "WeightingPlan",
    "PopulationTable",
    "PublishedResult",
    "Export",
}
"""Tables about questions, fieldwork and what was published or taken out."""

MODELS = [model for model in apps.get_app_config("surveys").get_models() if model.__name__ in ANSWERS]


def test_each_table_of_surveys_is_known_as_one_that_holds_answers_or_not():
    assert {model.__name__ for model in apps.get_app_config("surveys").get_models()} == ANSWERS | WRITING


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_nothing_registers_a_table_of_answers(model):
    assert get_resolver().url_patterns and viewsets.viewsets, "The screens of the admin are not loaded."
    assert model not in get_snippet_models()
    assert model not in {viewset.model for viewset in viewsets.viewsets if getattr(viewset, "model", None)}
    assert model not in admin.site._registry
    assert model not in ReferenceIndex.tracked_models
    assert model not in get_indexed_models()
    assert not issubclass(model, RevisionMixin | TranslatableMixin)


@pytest.mark.django_db
def test_no_role_holds_a_right_of_django_over_a_table_of_answers():
    """Rights over answers are our own, asked of the role itself; Django's would be held by every superuser."""
    ours = {"use_workbench", "open_referrals"}
    given = Permission.objects.filter(
        content_type__app_label="surveys",
        content_type__model__in=[model._meta.model_name for model in MODELS],
        group__isnull=False,
    )
    assert set(given.values_list("codename", flat=True)) <= ours
