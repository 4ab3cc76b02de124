"""Every kind of question without a script: asked, mended, changed, checked, stored."""

from __future__ import annotations

import pytest
from wagtail.images import get_image_model

from surveys.collection.pictures import pictures_of
from surveys.example.pictures import draw
from surveys.mixing.unfold import unfold
from surveys.models import Intake, SurveyVersion
from tests.surveys.collection.every_kind import put_every_kind_live
from tests.surveys.collection.walk import Page, Walker

CHOSEN = {
    "AFTERNOON": "other",
    "AFTERNOON_OTHER": "sleep",
    "NEEDED": ["place", "other"],
    "NEEDED_OTHER": "a warm coat",
    "WHICHPLACE": "a hall",
    "WEEK": "good",
    "MORE": "court",
    "HOPEFUL": "7",
    "NEAR.DO": "agree",
    "NEAR.SAFE": "disagree",
    "FIRST": ["buses", "", "lights"],
}
WRITTEN = {
    "BUSDAYS": "3",
    "HOURS": "2,5",
    "LASTCLUB": ["-02", "2024"],
    "ONEWORD": "grey",
    "IDEA": "less rain",
}
ABOUT = {"AREA": "E08000025", "AREA.PART": "birmingham_sutton", "AGE": "16-17"}
STORED = {
    "TRYOUT": "yes",
    "AFTERNOON": "other",
    "NEEDED": ["place", "other"],
    "WEEK": "good",
    "MORE": "court",
    "HOPEFUL": 7,
    "NEAR.DO": "agree",
    "NEAR.SAFE": "disagree",
    "FIRST": ["buses", "lights"],
    "BUSDAYS": 3,
    "HOURS": 2.5,
    "LASTCLUB": "2024-02",
    "AREA.PART": "birmingham_sutton",
}


@pytest.fixture
def walker(db, forgetting, visitor) -> Walker:
    put_every_kind_live()
    return Walker(visitor)


def begin(walker: Walker) -> Walker:
    walker.press("over13")
    walker.press("s1")
    return walker


def test_every_answer_arrives_where_it_is_stored(walker):
    begin(walker).send("s2", {"TRYOUT": "yes"})
    walker.send("s3", CHOSEN)
    walker.send("s4", WRITTEN)
    walker.send("check", ABOUT)
    for said in (
        "Something else: sleep",
        "A place to go, Something else: a warm coat",
        "1. Later buses, 2. Better street lights",
        "3 days",
        "2,5 hours",
        "February 2024",
        "Birmingham: Sutton Coldfield",
    ):
        assert said in walker.page.text
    assert walker.press("send").status_code == 303
    payload = Intake.objects.get().payload
    assert payload["answers"] == STORED
    assert payload["demographics"] == {"authority": "E08000025", "age_band": "16-17"}
    assert payload["comments"] == {
        "AFTERNOON_OTHER": "sleep",
        "NEEDED_OTHER": "a warm coat",
        "WHICHPLACE": "a hall",
        "ONEWORD": "grey",
        "IDEA": "less rain",
    }
    version = SurveyVersion.objects.get().pk
    response, comments = unfold(payload, survey_id=1, versions=[version], redact=lambda text: text.upper())
    assert response.answers == STORED
    assert response.authority == "E08000025"
    assert {comment.question: comment.text for comment in comments}["NEEDED_OTHER"] == "A WARM COAT"


def test_whoever_goes_back_finds_every_answer_as_it_was(walker):
    begin(walker).send("s2", {"TRYOUT": "yes"})
    walker.send("s3", CHOSEN)
    walker.send("s4", WRITTEN)
    walker.send("s3", ABOUT)
    assert walker.page.fields["LASTCLUB"] == ["-02", "2024"]
    assert walker.page.fields["HOURS"] == ["2,5"]
    walker.press("s2")
    assert walker.page.fields["FIRST"] == ["buses", "lights"]
    assert walker.page.fields["AFTERNOON"] == ["other"]
    assert walker.page.fields["AFTERNOON_OTHER"] == ["sleep"]
    assert walker.page.fields["NEEDED"] == ["place", "other"]
    walker.press("s3")
    walker.press("s4")
    assert walker.page.fields["AREA.PART"] == ["birmingham_sutton"]


def test_an_unticked_box_holds_everything_after_it_back_and_keeps_what_was_written(walker):
    assert begin(walker).press("s2").status_code == 422
    assert "Tick the box to go on" in walker.page.text
    assert walker.send("s2", {"TRYOUT": "yes"}).status_code == 200
    assert "Choosing" in walker.page.text


def test_nobody_passes_the_box_by_sending_everything_at_once(walker, visitor):
    response = visitor.post("/insights/", walker.raw(to="send", WEEK="good"))
    assert response.status_code == 422
    assert not Intake.objects.exists()
    response = visitor.post("/insights/", walker.raw(to="s4", WEEK="good"))
    assert "Tick the box to go on" in Page(response).text


def test_whoever_does_not_agree_leaves_kindly_and_nothing_is_stored(walker, visitor):
    response = begin(walker).press("refused")
    assert (response.status_code, response["Location"]) == (303, "/insights/ended/")
    page = Page(visitor.get("/insights/ended/"))
    assert "That is fine" in page.text
    assert "we kept nothing" in page.text
    assert not Intake.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"BUSDAYS": "8"}, "Write one number within the limits shown."),
        ({"HOURS": "1,25"}, "Write one number within the limits shown."),
        ({"LASTCLUB": ["-02"]}, "Choose a year from the list too."),
        ({"FIRST": ["buses", "buses"]}, "You put the same answer in two places."),
        ({"AFTERNOON": "rest", "AFTERNOON_OTHER": "sleep"}, "You wrote something, but chose another answer."),
        ({"AREA": "E08000026", "AREA.PART": "birmingham_sutton"}, "The part you chose is in another place."),
    ],
)
def test_what_cannot_be_taken_is_shown_again_with_a_sentence_and_can_be_mended(walker, visitor, wrong, said):
    begin(walker).send("s2", {"TRYOUT": "yes"})
    response = visitor.post("/insights/", {**walker.raw(to="check"), **wrong, "WEEK": "good"})
    page = Page(response)
    assert response.status_code == 422
    assert said in page.text
    for name, sent in wrong.items():
        assert page.fields[name] == (sent if isinstance(sent, list) else [sent])
    sent = visitor.post("/insights/", {**walker.raw(to="send"), **wrong, "WEEK": "good"})
    assert sent.status_code == 422
    assert not Intake.objects.exists()


def test_an_answer_to_a_question_that_was_not_shown_is_left_out(walker, visitor):
    begin(walker)
    given = {"TRYOUT": "yes", "NEEDED": "money", "WHICHPLACE": "a hall"}
    assert visitor.post("/insights/", {**walker.raw(to="send"), **given}).status_code == 303
    assert Intake.objects.get().payload["comments"] == {}


def test_a_grid_is_a_table_whose_every_circle_says_statement_and_answer(walker):
    begin(walker).send("s2", {"TRYOUT": "yes"})
    html = walker.response.content.decode()
    assert '<th scope="row" id="r-NEAR.DO">there are things to do</th>' in html
    assert '<th scope="col" id="c-NEAR-agree">Agree</th>' in html
    assert 'name="NEAR.DO" value="agree" aria-labelledby="r-NEAR.DO c-NEAR-agree"' in html


def test_consent_stays_in_english_until_the_translation_was_read(walker, visitor):
    html = visitor.get("/ur/insights/").content.decode()
    assert 'data-type="consent" lang="en" dir="ltr"' in html
    assert "I know that this is an example" in html
    assert "I would rather not: stop here" in html
    assert "فارغ دوپہر" in html


def test_the_first_page_of_every_kind_fits_a_slow_phone(walker, visitor):
    page = visitor.get("/insights/", headers={"accept-encoding": "gzip"})
    assert len(page.content) <= 14 * 1024


def test_the_pages_hold_no_style_of_their_own(walker, visitor):
    page = Page(visitor.get("/insights/"))
    assert not [given for _, given in page.attributes if "style" in given or "onclick" in given]


def test_a_picture_is_small_our_own_and_gone_once_it_may_not_be_shown(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    keys = draw()
    assert draw() == keys
    definition = {
        "sections": [
            {"questions": [{"type": "picture", "options": [{"picture": key} for key in (*keys.values(), 0)]}]}
        ]
    }
    found = pictures_of([definition])
    assert set(found) == set(keys.values())
    for picture in found.values():
        assert (picture.width, picture.height) == (320, 240)
        assert picture.src.startswith("/")
        assert (tmp_path / picture.src.split("/", 2)[2]).stat().st_size < 12_000
    images = get_image_model().objects
    images.filter(pk=keys["bus"]).update(people="agreed", withheld=True)
    assert keys["bus"] not in pictures_of([definition])


def test_pictures_cost_a_survey_without_them_no_query(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert pictures_of([{"sections": [{"questions": [{"type": "radio", "options": []}]}]}]) == {}


def test_a_broken_picture_is_left_out(db, settings, tmp_path, caplog, monkeypatch):
    def broken(image, size):
        raise OSError("The file is gone.")

    settings.MEDIA_ROOT = tmp_path
    key = draw()["park"]
    monkeypatch.setattr(get_image_model(), "get_rendition", broken)
    definition = {"sections": [{"questions": [{"type": "picture", "options": [{"picture": key}]}]}]}
    assert pictures_of([definition]) == {}
    assert "could not be made small" in caplog.text
