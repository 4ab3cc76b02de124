"""Results are protected, proposed by one person, signed by another, and never change again."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import override_settings
from django.utils import timezone
from wagtail.models import PageLogEntry

from surveys.models import Fieldwork, Intake, PublishedResult, SurveyPage
from surveys.models.publication import Tampered, digest_of
from surveys.models.versions import Frozen
from surveys.publication.selectors import published_result, published_results, waiting_results
from surveys.publication.services import cosign, decline, propose, why_not_yet
from surveys.publication.snapshot import Headline, NotPublishable, Plan, draft
from surveys.reports import memory
from tests.filled import filled
from tests.people import cast
from tests.surveys.workbench.answered import people, store, survey_page

pytestmark = pytest.mark.django_db

PLAN = Plan(
    questions=("SAFEDAY", "PLACES"),
    breakdowns=("age_band", "disability"),
    headlines=(Headline("SAFEDAY", "very_safe"),),
)


@pytest.fixture(scope="module")
def answered(django_db_setup, django_db_blocker):
    """The key of a closed survey with 400 answers, and nothing remembered of any other."""
    memory.forget()
    with filled(django_db_blocker):
        survey = survey_page(is_example=True)
        store(survey, people(400))
        yield survey.pk
    memory.forget()


@pytest.fixture(autouse=True)
def closed(answered, db):
    return SurveyPage.objects.get(pk=answered)


@pytest.fixture
def amara():
    return cast("analyst")


@pytest.fixture
def sana():
    return cast("safeguarding_lead")


@pytest.fixture
def proposed(closed, amara):
    return propose(closed, user=amara, title="What we heard", slug="what-we-heard", plan=PLAN)


def both_rights(user):
    """A person in both roles, as happens in a small team."""
    from django.contrib.auth.models import Group

    from engagement.accounts.roles import ROLES

    user.groups.add(*Group.objects.filter(name__in=[ROLES[r].name for r in ("analyst", "safeguarding_lead")]))
    return user


def figures(snapshot):
    """Every figure of every table cell."""
    for table in snapshot["tables"]:
        for row in table["rows"]:
            for option, cell in zip(table["options"], row["cells"], strict=True):
                yield table, row, option, cell


def test_a_snapshot_holds_whole_numbers_or_signs_and_nothing_else(proposed):
    seen = set()
    for _table, row, _option, cell in figures(proposed.snapshot):
        assert row["base"] == "[c]" or row["base"] % 5 == 0
        for value in cell.values():
            assert type(value) is int or value in ("[c]", "[z]")
            seen.add(type(value))
    assert seen == {int, str}
    assert proposed.snapshot["n"] % 5 == 0
    assert proposed.snapshot["survey"]["is_example"] is True
    assert proposed.snapshot["method"][0].startswith("This is a synthetic example")


def test_no_count_below_ten_can_be_read_off_the_snapshot(closed, proposed):
    """The proving eye is protect()'s own attack; here: what was rare in the data is hidden in what is stored."""
    from surveys.reports.tables import question_tables

    by_group = {
        (by, table.asked.code, group.code, figure.option): (figure.count, group.base)
        for by in PLAN.breakdowns
        for table in question_tables(closed, by=by)
        for group in table.groups
        for figure in group.figures
    }
    hidden = 0
    for table, row, option, cell in figures(proposed.snapshot):
        if row["variable"]:
            count, base = by_group[row["variable"], table["question"], row["label"], option["code"]]
            if min(count, base - count) < 10 or base < 30:
                assert cell["percent"] == cell["low"] == cell["high"] == cell["unweighted"] == "[c]"
                hidden += 1
    assert hidden > 0


def test_everybody_comes_first_and_each_breakdown_follows_in_its_one_banding(proposed):
    rows = proposed.snapshot["tables"][0]["rows"]
    assert rows[0]["variable"] == "" and rows[0]["label"] == "Everybody"
    assert [row["variable"] for row in rows[1:]] == ["age_band"] * 5 + ["disability"] * 2
    assert [row["label"] for row in rows[1:6]] == [
        "13 to 17",
        "18 to 24",
        "25 to 34",
        "35 to 49",
        "50 or over",
    ]


def test_the_headline_is_the_figure_of_the_table(proposed):
    cell = proposed.snapshot["tables"][0]["rows"][0]["cells"][0]
    assert proposed.snapshot["headline"] == [
        {
            "text": f"{cell['percent']}% of people who answered said “Very safe” when asked: "
            "How safe do you feel by day?",
            "question": "SAFEDAY",
        }
    ]


def test_a_headline_in_ones_own_words_still_carries_the_figure_of_the_table(closed):
    own = Headline("SAFEDAY", "very_safe", "{figure} feel very safe by day.")
    made = draft(closed, Plan(("SAFEDAY",), headlines=(own,))).snapshot
    cell = made["tables"][0]["rows"][0]["cells"][0]
    assert made["headline"][0]["text"] == f"{cell['percent']}% feel very safe by day."
    for wrong in ("Nearly everybody feels safe.", "{figure}, not 30, feel safe.", "{figure} and {figure}."):
        with pytest.raises(NotPublishable, match="no other number"):
            draft(closed, Plan(("SAFEDAY",), headlines=(Headline("SAFEDAY", "very_safe", wrong),)))


def test_a_headline_on_a_hidden_figure_is_refused(closed):
    rare = people(400)
    rare.loc[rare["SAFEDAY"] == "prefer_not", "SAFEDAY"] = "unsafe"
    rare.loc[rare.index[:3], "SAFEDAY"] = "prefer_not"
    survey = survey_page("rare")
    store(survey, rare)
    with pytest.raises(NotPublishable, match="hidden"):
        draft(survey, Plan(("SAFEDAY",), headlines=(Headline("SAFEDAY", "prefer_not"),)))


@pytest.mark.parametrize(
    ("plan", "says"),
    [
        (Plan(()), "at least one question"),
        (Plan(("NOSUCH",)), "no question NOSUCH"),
        (Plan(("SAFEDAY",), ("main_language",)), "did not ask about main language"),
        (Plan(("SAFEDAY",), headlines=(Headline("PLACES", "park"),)), "not among the tables"),
        (Plan(("PLACES",), together={"PLACES": [["park", "bus"]]}), "several answers"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused_with_a_sentence(closed, plan, says):
    with pytest.raises(NotPublishable, match=says):
        draft(closed, plan)


def test_every_number_can_be_traced(closed, proposed):
    told = proposed.snapshot["provenance"]
    assert set(told) == {"survey_version", "data_digest", "targets", "method", "weighting", "code_version"}
    assert told["weighting"].startswith("Area met exactly; sex by age met exactly")
    assert len(told["data_digest"]) == 64
    with override_settings(SECRET_KEY="another installation"):
        # Nobody can try out what the last answer was: the digest needs the key.
        other = draft(closed, PLAN).snapshot["provenance"]["data_digest"]
    assert other != told["data_digest"] == draft(closed, PLAN).snapshot["provenance"]["data_digest"]
    memory.forget()
    assert draft(closed, PLAN).snapshot == proposed.snapshot


def test_open_surveys_and_waiting_answers_keep_results_back(closed, amara):
    assert why_not_yet(closed) == ""
    Intake.objects.create(survey=closed, payload={})
    assert "last batch" in why_not_yet(closed)
    Intake.objects.all().delete()
    Fieldwork.objects.filter(survey=closed).update(state=Fieldwork.State.OPEN)
    with pytest.raises(NotPublishable, match="after the survey has closed"):
        propose(closed, user=amara, title="t", slug="t", plan=PLAN)
    Fieldwork.objects.filter(survey=closed).update(closes_at=timezone.now())
    assert why_not_yet(closed) == ""


@pytest.mark.parametrize("role", ["safeguarding_lead", "moderator", "admin"])
def test_only_analysts_propose(closed, role):
    with pytest.raises(PermissionDenied):
        propose(closed, user=cast(role), title="t", slug="t", plan=PLAN)
    assert not PublishedResult.objects.exists()


@pytest.mark.parametrize("role", ["analyst", "moderator", "admin"])
def test_only_safeguarding_leads_sign(proposed, role):
    with pytest.raises(PermissionDenied):
        cosign(proposed, user=cast(role))
    with pytest.raises(PermissionDenied):
        decline(proposed, user=cast(role), note="No.")
    assert waiting_results() == [proposed]


def test_a_superuser_neither_proposes_nor_signs(closed, proposed, django_user_model):
    root = both_rights(django_user_model.objects.create_superuser("root"))
    with pytest.raises(PermissionDenied):
        cosign(proposed, user=root)
    with pytest.raises(PermissionDenied):
        propose(closed, user=root, title="t", slug="t", plan=PLAN)


def test_nobody_signs_what_they_proposed(proposed, amara):
    with pytest.raises(NotPublishable, match="Nobody signs what they proposed"):
        cosign(proposed, user=both_rights(amara))
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedResult.objects.filter(pk=proposed.pk).update(cosigned_by=amara)


def test_the_second_signature_publishes(proposed, sana):
    assert published_results() == [] and published_result("what-we-heard") is None
    cosign(proposed, user=sana)
    found = published_result("what-we-heard")
    assert found == proposed and found.cosigned_by == sana
    assert published_results() == [found]
    assert why_not_yet(found.survey).startswith("Results of this survey are published")


def test_a_survey_is_published_once(closed, proposed, amara, sana):
    with pytest.raises(NotPublishable, match="second signature already"):
        propose(closed, user=amara, title="Again", slug="again", plan=PLAN)
    cosign(proposed, user=sana)
    with pytest.raises(NotPublishable, match="are published"):
        propose(closed, user=amara, title="Again", slug="again", plan=PLAN)
    with pytest.raises(NotPublishable, match="do not wait"):
        cosign(proposed, user=sana)


def test_published_results_are_frozen(proposed, sana):
    published = cosign(proposed, user=sana)
    published.title = "Something else"
    for change in (
        published.save,
        published.delete,
        lambda: PublishedResult.objects.filter(pk=published.pk).update(title="x"),
        PublishedResult.objects.all().delete,
    ):
        with pytest.raises(Frozen):
            change()
    assert PublishedResult.objects.get().title == "What we heard"


def tamper(result):
    snapshot = json.loads(json.dumps(result.snapshot))
    snapshot["tables"][0]["rows"][0]["cells"][0]["percent"] += 20
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE surveys_publishedresult SET snapshot = %s WHERE id = %s",
            [json.dumps(snapshot), result.pk],
        )


def test_a_changed_snapshot_is_not_shown(proposed, sana):
    cosign(proposed, user=sana)
    tamper(proposed)
    with pytest.raises(Tampered):
        published_result("what-we-heard")
    assert published_results() == []


def test_a_changed_snapshot_cannot_be_signed(proposed, sana):
    tamper(proposed)
    with pytest.raises(Tampered):
        cosign(proposed, user=sana)
    assert PublishedResult.objects.get().state == PublishedResult.State.PROPOSED


def test_the_digest_does_not_depend_on_the_order_of_keys():
    assert digest_of({"a": 1, "b": 2}) == digest_of({"b": 2, "a": 1}) != digest_of({"a": 2, "b": 1})


def test_results_sent_back_keep_the_note_and_make_room(closed, proposed, amara, sana):
    with pytest.raises(NotPublishable, match="what has to change"):
        decline(proposed, user=sana, note=" ")
    decline(proposed, user=sana, note="Leave out disability.")
    assert PublishedResult.objects.get().note == "Leave out disability."
    again = propose(
        closed, user=amara, title="What we heard", slug="what-we-heard", plan=Plan(("SAFEDAY",), ("sex",))
    )
    assert PublishedResult.objects.get() == again


def test_each_act_is_logged_without_a_figure(proposed, sana):
    cosign(proposed, user=sana)
    entries = PageLogEntry.objects.filter(action__startswith="surveys.results").order_by("pk")
    assert [(entry.action, entry.user.username) for entry in entries] == [
        ("surveys.results.propose", "amara"),
        ("surveys.results.cosign", "sana"),
    ]
    for entry in entries:
        assert set(entry.data) == {"result", "digest", "tables"}


def test_answers_shown_as_one_stand_in_the_place_of_the_first(closed):
    together = {"SAFEDAY": [["fairly_safe", "prefer_not"]]}
    made = draft(closed, Plan(("SAFEDAY",), together=together))
    assert [option["label"] for option in made.snapshot["tables"][0]["options"]] == [
        "Very safe",
        "Fairly safe or Prefer not to say",
        "Unsafe",
    ]


def test_the_method_statement_says_what_was_done(proposed):
    told = " ".join(proposed.snapshot["method"])
    for part in (
        "people who chose to answer",
        "no sampling error can be calculated",
        "modelled from several Census tables",
        "design effect",
        "answers picked at random",
        "[c]",
        "A program, not a person",
    ):
        assert part in told
