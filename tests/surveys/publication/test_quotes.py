"""Somebody's words are shown only if they said so, two people read them, and nothing points at anybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from surveys.analysis.quoting import tidied, with_cuts, wording_faults
from surveys.mixing.retention import purge
from surveys.models import (
    Comment,
    Fieldwork,
    PublishedResult,
    Quote,
    Response,
    SurveyPage,
    SurveyVersion,
    ThemeReading,
    ThemeTag,
)
from surveys.models.publication import digest_of
from surveys.publication.quoting import (
    NotQuotable,
    decline_quote,
    propose_quote,
    sign_quote,
    take_back,
    why_no_quotes,
)
from surveys.publication.selectors import published_quotes
from surveys.publication.snapshot import NotPublishable, Plan, draft
from surveys.reports.asked import questionnaire
from surveys.reports.quotes import proposals, quotable
from surveys.safeguarding.marks import mark_of
from tests.filled import filled
from tests.people import cast
from tests.surveys.workbench.answered import asking_to_quote, definition, people, store, survey_page

pytestmark = pytest.mark.django_db
TEXT = "The lights in the park are broken and nobody comes to mend them."
THEME = "no_go_places"


@pytest.fixture(scope="module")
def written(django_db_setup, django_db_blocker):
    """A survey that asked whether words may be shown, and closed a month ago; every second writer said yes."""
    with filled(django_db_blocker):
        survey = survey_page("quoted")
        asked = asking_to_quote()
        SurveyVersion.objects.filter(survey=survey).update(definition=asked)
        store(survey, people(60), tags=False)
        Comment.objects.filter(response__survey=survey).update(text=TEXT)
        comments = list(Comment.objects.filter(response__survey=survey).order_by("pk"))
        for place, comment in enumerate(comments):
            response = comment.response
            response.answers["QUOTE"] = ("yes", "no")[place % 2]
            response.save()
        ThemeTag.objects.bulk_create(
            ThemeTag(comment=one, theme=THEME, spans=[[0, 4]], score=0.9, codebook="1") for one in comments
        )
        ThemeReading.objects.bulk_create(ThemeReading(comment=one, codebook="1") for one in comments)
        Fieldwork.objects.filter(survey=survey).update(closes_at=timezone.now() - timedelta(days=30))
        yield survey.pk


@pytest.fixture(autouse=True)
def survey(written, db):
    return SurveyPage.objects.get(pk=written)


@pytest.fixture
def amara():
    return cast("analyst")


@pytest.fixture
def sana():
    return cast("safeguarding_lead")


@pytest.fixture
def comment(survey):
    return quotable(survey, THEME)[0]


@pytest.fixture
def result(survey, amara, sana):
    """Published results that show the share of one theme and hide that of another."""
    snapshot = {
        "survey": {"title": "Insights", "slug": survey.slug},
        "tables": [],
        "themes": [
            {
                "theme": THEME,
                "name": "Places people avoid",
                "percent": 40,
                "low": 35,
                "high": 45,
                "base": 100,
            },
            {
                "theme": "gangs_exploitation",
                "name": "Gangs",
                "percent": "[c]",
                "low": "[c]",
                "high": "[c]",
                "base": 100,
            },
        ],
    }
    return PublishedResult.objects.create(
        slug="heard",
        survey=survey,
        title="What we heard",
        snapshot=snapshot,
        digest=digest_of(snapshot),
        state="published",
        proposed_by=amara,
        cosigned_by=sana,
        cosigned_at=timezone.now(),
    )


def propose(survey, user, comment, text=TEXT, *, confirmed=True, theme=THEME):
    return propose_quote(
        survey, user=user, theme=theme, mark=mark_of(comment.pk), text=text, confirmed=confirmed
    )


def test_only_words_of_people_who_said_so_can_be_quoted(survey, amara):
    allowed = quotable(survey, THEME)
    assert allowed and all(one.response.answers["QUOTE"] == "yes" for one in allowed)
    refused = Comment.objects.filter(response__answers__QUOTE="no").first()
    with pytest.raises(NotQuotable, match="did not say so"):
        propose(survey, amara, refused)


def test_comments_that_came_without_the_question_are_never_quotable(survey, amara, comment):
    """So it is with whatever was asked elsewhere, or by a version that did not ask."""
    Response.objects.filter(pk=comment.response_id).update(answers={})
    with pytest.raises(NotQuotable):
        propose(survey, amara, comment)
    without = definition()
    SurveyVersion.objects.filter(survey=survey).update(definition=without)
    assert "code QUOTE" in why_no_quotes(survey)
    assert quotable(survey, THEME) == []


def test_a_yes_to_another_question_of_that_name_is_no_consent(survey, comment):
    newer = SurveyVersion.objects.create(
        survey=survey,
        number=2,
        kind="meaning",
        definition=survey.versions.get().definition,
        crosswalk=[{"code": "QUOTE", "was": "QUOTE", "kind": "meaning"}],
        digest="e" * 64,
    )
    assert quotable(survey, THEME) == []
    Response.objects.filter(pk=comment.response_id).update(version=newer)
    assert [one.pk for one in quotable(survey, THEME)] == [comment.pk]


def test_nothing_is_quoted_until_two_weeks_after_the_close(survey, amara, comment):
    Fieldwork.objects.update(closes_at=timezone.now() - timedelta(days=13))
    with pytest.raises(NotQuotable, match="two weeks after the close"):
        propose(survey, amara, comment)
    Fieldwork.objects.update(closes_at=None, state=Fieldwork.State.OPEN)
    assert "after the survey has closed" in why_no_quotes(survey)
    Fieldwork.objects.update(closes_at=timezone.now() - timedelta(days=15), state=Fieldwork.State.CLOSED)
    assert why_no_quotes(survey) == ""


def test_a_theme_of_nine_people_has_no_quotes(survey, amara, comment):
    tags = ThemeTag.objects.filter(theme=THEME)
    kept = [comment.tags.get().pk, *tags.exclude(comment=comment).values_list("pk", flat=True)[:8]]
    tags.exclude(pk__in=kept).delete()
    with pytest.raises(NotQuotable, match="Fewer than ten people"):
        propose(survey, amara, comment)


def test_what_tells_of_danger_or_was_passed_on_is_not_quotable(survey, comment):
    Comment.objects.filter(pk=comment.pk).update(passed_on=True)
    other = next(one for one in quotable(survey, THEME) if one.pk != comment.pk)
    Comment.objects.filter(pk=other.pk).update(text="My stepdad hits me every night and I want to die.")
    assert {comment.pk, other.pk}.isdisjoint(one.pk for one in quotable(survey, THEME))


@pytest.mark.parametrize(
    ("comment", "quote", "told"),
    [
        (TEXT, "The lights in the park are broken and somebody will mend them.", "own words in their order"),
        (TEXT, "The lights are broken and nobody comes to mend them.", "own words in their order"),
        (
            "I avoid the park in Handsworth at night time",
            "I avoid the park in Handsworth at night time",
            "place",
        ),
        ("they chased my mate [name] to the shop", "they chased my mate [name] to the shop", "Put […]"),
        (
            "it happened last friday by the shop",
            "it happened last friday by the shop",
            "when something happened",
        ),
        ("a man of 43 shouted at all of us", "a man of 43 shouted at all of us", "every number"),
        (
            "the Burger Bar lot run everything here",
            "the Burger Bar lot run everything here",
            "capital letter",
        ),
        ("Tariq sells it outside the corner shop", "Tariq sells it outside the corner shop", "“Tariq”"),
        ("sooooo scared of the dark path here", "sooooo scared of the dark path here", "usual way"),
        ("scared of the dark path here 😨", "scared of the dark path here 😨", "pictures and signs"),
        (
            "my number is 07712345678 call me please",
            "my number is 07712345678 call me please",
            "phone number",
        ),
        ("dark paths everywhere", "dark paths everywhere", "from 4 to 60 words"),
    ],
)
def test_words_that_point_at_somebody_are_refused_with_what_to_do(comment, quote, told):
    assert any(told in fault for fault in wording_faults(comment, quote)), wording_faults(comment, quote)


@pytest.mark.parametrize(
    ("comment", "quote"),
    [
        (TEXT, TEXT),
        (
            "I avoid the park in Handsworth at night because nobody is there",
            "I avoid the park […] because nobody is there",
        ),
        ("teh lights r out agian and nobody comes", "The lights […] out again and nobody comes"),
        (
            "they chased my mate [name] to the shop and laughed",
            "they chased my mate […] to the shop and laughed",
        ),
        ("Will somebody mend the lights? I'm scared.", "Will somebody mend the lights? I'm scared."),
    ],
)
def test_light_editing_with_cuts_marked_is_let_through(comment, quote):
    assert wording_faults(comment, tidied(quote)) == []


def test_a_comment_is_offered_with_cuts_where_the_program_took_something_out():
    assert tidied(with_cuts("I know [name] [address] from [a school].")) == "I know […] from […]."


def test_two_people_read_every_quote_and_nobody_their_own(survey, amara, sana, comment):
    with pytest.raises(PermissionDenied):
        propose(survey, sana, comment)
    with pytest.raises(NotQuotable, match="Tick that you have read it"):
        propose(survey, amara, comment, confirmed=False)
    assert not Quote.objects.exists()
    quote = propose(survey, amara, comment)
    with pytest.raises(PermissionDenied):
        sign_quote(quote, user=amara, confirmed=True)
    with pytest.raises(NotQuotable, match="Tick that you have read it"):
        sign_quote(quote, user=sana, confirmed=False)
    sign_quote(quote, user=sana, confirmed=True)
    assert Quote.objects.get().state == "signed"
    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.update(signed_by=amara)


def test_whoever_has_both_roles_does_not_sign_what_they_proposed(survey, amara, sana, comment):
    amara.groups.add(*sana.groups.all())
    with pytest.raises(NotQuotable, match="Nobody signs what they proposed"):
        sign_quote(propose(survey, amara, comment), user=amara, confirmed=True)


def test_the_rule_is_asked_again_when_the_second_reader_signs(survey, amara, sana, comment):
    quote = propose(survey, amara, comment)
    Response.objects.filter(pk=comment.response_id).update(answers={"QUOTE": "no"})
    with pytest.raises(NotQuotable, match="cannot be quoted any more"):
        sign_quote(quote, user=sana, confirmed=True)


def test_nobody_is_quoted_twice(survey, amara, comment):
    second = Comment.objects.create(response=comment.response, question="CHANGE", text=TEXT)
    ThemeTag.objects.create(comment=second, theme=THEME, spans=[[0, 4]], score=0.9, codebook="1")
    propose(survey, amara, comment)
    for again in (comment, second):
        with pytest.raises(NotQuotable, match="quoted already"):
            propose(survey, amara, again)
    people_offered = [one.comment.response_id for one in proposals(survey, THEME)]
    assert comment.response_id not in people_offered and len(people_offered) == len(set(people_offered))


def test_a_quote_holds_nothing_about_who_wrote_it(survey, amara, comment):
    quote = propose(survey, amara, comment)
    held = {str(value) for value in Quote.objects.filter(pk=quote.pk).values_list().get()}
    assert str(comment.pk) not in held and str(comment.response_id) not in held
    assert {field.name for field in Quote._meta.get_fields()}.isdisjoint(
        {"comment", "response", "authority", "age_band", "sex", "made_at"}
    )


def test_signed_quotes_stand_beside_published_results_and_go_the_moment_they_are_taken_back(
    survey, amara, sana, comment, result, django_assert_num_queries
):
    quote = propose(survey, amara, comment)
    assert published_quotes(result) == []
    sign_quote(quote, user=sana, confirmed=True)
    with django_assert_num_queries(1):
        ((name, shown),) = published_quotes(result)
        assert (name, [one.text for one in shown]) == ("Places people avoid", [TEXT])
    assert TEXT not in str(result.snapshot)
    with pytest.raises(NotQuotable, match="Say in a sentence why"):
        take_back(quote, user=amara, note=" ")
    take_back(quote, user=amara, note="Its writer may be known.")
    assert published_quotes(result) == []
    assert Quote.objects.get().text == ""


def test_a_theme_whose_share_is_hidden_shows_no_quote(survey, amara, sana, comment, result):
    sign_quote(propose(survey, amara, comment), user=sana, confirmed=True)
    Quote.objects.update(theme="gangs_exploitation")
    assert published_quotes(result) == []


def test_words_sent_back_are_deleted_and_the_log_holds_none(survey, amara, sana, comment):
    quote = propose(survey, amara, comment)
    decline_quote(quote, user=sana, note="Too easy to recognise.")
    assert Quote.objects.get().text == ""
    logged = PageLogEntry.objects.filter(action__startswith="surveys.quote").order_by("timestamp")
    assert [entry.action for entry in logged] == ["surveys.quote.propose", "surveys.quote.decline"]
    assert not any("lights in the park" in str(entry.data) for entry in logged)


def test_quotes_go_with_the_comments_a_year_after_the_close(survey, amara, sana, comment):
    sign_quote(propose(survey, amara, comment), user=sana, confirmed=True)
    purge(now=timezone.now() + timedelta(days=366 - 30))
    assert not Quote.objects.exists()


def test_the_screens_offer_refuse_and_sign(survey, analyst, client, sana, comment):
    chosen = reverse("workbench:quote_choose", args=[survey.pk, THEME])
    page = analyst.get(chosen).content.decode()
    assert "Propose this quote" in page and "lights in the park" in page
    mark = mark_of(proposals(survey, THEME)[0].comment.pk)
    wrong = analyst.post(chosen, {"comment": mark, "text": "Aston is bad for 12 of us", "read": "yes"})
    assert wrong.status_code == 400 and "Take out every number" in wrong.content.decode()
    assert "Aston is bad for 12 of us" in wrong.content.decode()
    done = analyst.post(chosen, {"comment": mark, "text": TEXT, "read": "yes"})
    assert done.status_code == 302
    quote = Quote.objects.get()
    acts = reverse("workbench:quote", args=[survey.pk, quote.pk])
    assert analyst.post(acts, {"act": "sign", "read": "yes"}).status_code == 403
    client.force_login(sana)
    waits = client.get(reverse("workbench:quotes", args=[survey.pk])).content.decode()
    assert TEXT in waits and "Sign: it may be shown" in waits and "Choose quotes about" not in waits
    assert client.get(chosen).status_code == 403
    assert client.post(acts, {"act": "sign", "read": "yes"}).status_code == 302
    assert Quote.objects.get().state == "signed"


def test_whether_words_may_be_shown_is_no_finding(survey):
    assert not questionnaire(survey).question("QUOTE").is_public
    with pytest.raises(NotPublishable, match="It is no finding"):
        draft(survey, Plan(questions=("QUOTE",)))
