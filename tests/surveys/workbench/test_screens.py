"""What analysts see: the analysis's figures, never one on fewer than ten people, never who wrote a comment."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from surveys.models import (
    Channel,
    Comment,
    DailyCount,
    Fieldwork,
    Intake,
    LanguageCount,
    Response,
    SectionStop,
)
from surveys.reports import memory
from surveys.reports.tables import Group, question_tables
from surveys.workbench.masking import masked
from surveys.workbench.selectors import pieces
from surveys.workbench.tallies import together
from tests.surveys.workbench.answered import people, store, survey_page

pytestmark = pytest.mark.django_db


def page(client, name, survey, *more, query=""):
    response = client.get(reverse(f"workbench:{name}", args=[survey.pk, *more]) + query)
    assert response.status_code == 200, response.content[:300]
    return response.content.decode()


def test_tables_show_the_figures_of_the_analysis_in_whole_per_cents(answered, analyst):
    shown = page(analyst, "tables", answered)
    table = question_tables(answered)[0]
    for figure in table.everybody.figures:
        assert f"<strong>{int(100 * figure.share + 0.5)}%</strong>" in shown
    assert f"{5 * round(table.everybody.base / 5)}" in shown
    assert not re.search(r"\d\.\d+%", shown)


def test_a_group_of_nine_is_hidden_everywhere_and_so_is_what_would_give_it_away(analyst):
    survey, frame = survey_page("small"), people(200)
    frame["ethnic_group"] = "white_british"
    frame.loc[frame.index[:9], "ethnic_group"] = "other_arab"
    frame.loc[frame.index[9:60], "ethnic_group"] = "black_african"
    frame["SAFEDAY"] = "very_safe"
    # All nine of them and nobody else feel unsafe: any figure of theirs would tell.
    frame.loc[frame.index[:9], "SAFEDAY"] = "unsafe"
    store(survey, frame)
    shown = page(analyst, "tables", survey, query="?by=ethnic_group")
    column = shown[: shown.index("How safe do you feel by day?", shown.index("<h2 id=")) + 6000]

    assert "<strong>100%</strong>" in column  # the groups that stay: everybody in them feels very safe
    assert column.count("under 10") >= 2
    views = analyst.post(
        reverse("workbench:download", args=[survey.pk]),
        {
            "by": "ethnic_group",
            "format": "csv",
            "purpose": "check",
            "reason": "for a test of hiding",
            "term": "30",
        },
    ).content.decode()
    rows = [row for row in csv.reader(StringIO(views)) if len(row) > 8 and row[0] == "SAFEDAY"]
    hidden = {row[2] for row in rows if row[8] == "[c]"}
    assert hidden == {"Other", "Black"}
    assert all(row[4] == row[9] == row[11] == "[c]" for row in rows if row[2] in hidden)


def group(code, base):
    return Group(code, code, base, 1.0, 1.0, ())


def test_masking_takes_a_partner_only_where_whole_per_cents_would_tell():
    groups = [group("a", 4), group("b", 80), group("c", 30)]
    assert masked(groups, base=114) == {"a", "c"}
    assert masked(groups, base=1_400) == {"a"}
    assert masked([group("a", 0), group("b", 80)], base=80) == frozenset()
    assert masked([group("a", 3), group("b", 4), group("c", 90), group("d", 60)], base=157) == {"a", "b", "d"}


def test_weighting_names_no_combination_of_one_person(analyst):
    survey, frame = survey_page("heavy"), people(300)
    young = frame["age_band"].isin(["13-15", "16-17", "18-24"])
    frame = frame[~young | (frame.groupby(young).cumcount() < 11)]
    store(survey, frame)
    shown = page(analyst, "weighting", survey)

    assert "the heaviest" in shown
    assert not re.search(r"authority \w+, sex", shown)
    assert re.search(r"people count more than 5 times", shown)


def test_weighting_says_once_what_is_the_same_of_many_groups(answered, analyst):
    shown = page(analyst, "weighting", answered)
    assert shown.count("is worth fewer than 30 answers") == 1
    thin = re.search(r"so ranges of its figures are wide: ([^.]+)\.", shown)
    assert thin is not None and thin[1].count("; ") >= 1


def test_the_screens_say_what_is_modelled_and_where_figures_come_from(answered, analyst):
    shown = page(analyst, "missing", answered)
    assert shown.count("modelled targets") == 2
    assert "Open Government Licence" in shown and "TS009" in shown
    assert "Who we are still missing" in shown


def test_missing_ends_in_whom_to_invite(answered, analyst):
    shown = page(analyst, "missing", answered)
    assert re.search(r"About \d+ more answers from “[^”]+” would help most", shown)
    assert "Whom to invite" in shown


def test_the_overview_does_not_move_with_one_answer(answered, analyst):
    today = timezone.localdate()
    Fieldwork.objects.filter(survey=answered).update(state=Fieldwork.State.OPEN)
    DailyCount.objects.create(survey=answered, channel="", date=today, n=41)
    before = page(analyst, "overview", answered)
    Intake.objects.create(survey=answered, payload={})
    DailyCount.objects.update(n=47)

    def screen(text):
        return text.split('<div class="wb">')[1].split("</main>")[0]

    assert screen(page(analyst, "overview", answered)) == screen(before)
    # Nor with the tenth: whoever kept looking would know when that person answered.
    Intake.objects.bulk_create([Intake(survey=answered, payload={}) for _ in range(9)])
    DailyCount.objects.create(survey=answered, channel="club", date=today, n=1)
    SectionStop.objects.create(survey=answered, section=1, date=today, n=30)
    assert screen(page(analyst, "overview", answered)) == screen(before)


def test_a_day_on_which_few_answered_shows_no_number(answered, analyst):
    yesterday = timezone.localdate() - timedelta(days=1)
    DailyCount.objects.create(survey=answered, channel="", date=yesterday, n=6)
    DailyCount.objects.create(survey=answered, channel="club", date=yesterday, n=1)
    assert re.search(
        r"</th><td class=\"wb-num\">fewer than 10</td><td class=\"wb-days__bar\">",
        page(analyst, "overview", answered),
    )


def test_small_channels_are_counted_together_and_never_crossed_with_languages(answered, analyst):
    yesterday = timezone.localdate() - timedelta(days=1)
    for code, name, n in (
        ("", "", 48),
        ("k4m7p", "The club", 7),
        ("x2b9w", "The school", 12),
        ("q", "The stop", 30),
    ):
        if code:
            Channel.objects.create(survey=answered, code=code, name=name)
        DailyCount.objects.create(survey=answered, channel=code, date=yesterday, n=n)
    for language, n in (("en", 80), ("ur", 9), ("easy", 8)):
        LanguageCount.objects.create(survey=answered, language=language, date=yesterday, n=n)
    shown = page(analyst, "overview", answered)
    assert re.search(r"The open link</th><td class=\"wb-num\">45", shown)
    assert re.search(r"The club and The school together</th><td class=\"wb-num\">15", shown)
    assert re.search(r"Easy Read and .* together</th><td class=\"wb-num\">15", shown)
    links = page(analyst, "channels", answered)
    assert links.count("counted with others") == 2


def test_counts_are_put_together_until_what_is_left_out_cannot_be_worked_out():
    def shown(**counts):
        return [(tally.names, tally.n) for tally in together(counts)]

    assert shown(a=40, b=20) == [(("a",), 40), (("b",), 20)]
    assert shown(a=40, b=20, c=3) == [(("a",), 40), (("b", "c"), 20)]
    assert shown(a=40, b=3, c=2, d=9) == [(("a",), 40), (("b", "c", "d"), 10)]
    assert shown(a=3) == [(("a",), None)]
    assert shown(a=4, b=3) == [(("a", "b"), None)]
    assert shown(a=0, b=11) == [(("b",), 10)]


def test_where_people_stop_is_told_by_section_with_what_it_cannot_tell(answered, analyst):
    yesterday = timezone.localdate() - timedelta(days=1)
    DailyCount.objects.create(survey=answered, channel="", date=yesterday, n=160)
    SectionStop.objects.create(survey=answered, section=1, date=yesterday, n=40)
    shown = page(analyst, "overview", answered)
    assert "About 80 in 100 of those who began sent their answers (about 200 people)" in shown
    assert re.search(r"1\. s1</th><td [^>]*>40</td><td [^>]*>20</td>", shown)
    assert "People whose browser runs no scripts are not counted" in shown
    SectionStop.objects.update(n=9)
    assert "Too few people have been counted leaving" in page(analyst, "overview", answered)


@pytest.mark.parametrize("name", ["missing", "weighting", "tables", "themes"])
def test_without_answers_a_screen_says_what_to_do(name, analyst):
    shown = page(analyst, name, survey_page("empty"))
    assert "not yet" in shown and "How collection goes" in shown


def test_comments_come_without_anything_about_who_wrote_them(answered, analyst):
    from surveys.models.themes import ThemeReading

    comment = Comment.objects.filter(response__survey=answered, tags__isnull=False).first()
    Comment.objects.filter(pk=comment.pk).update(text="A <script>alert(1)</script> & the park", language="ur")
    tag = comment.tags.get()
    tag.spans = [[26, 38], [31, 99]]
    tag.save()
    ThemeReading.objects.create(comment=comment, codebook="1.0")
    address, shown = reverse("workbench:comments", args=[answered.pk, "no_go_places"]), ""
    number = 1
    while True:
        part = analyst.get(address + f"?p={number}").content.decode()
        shown += part.split('<ul class="wb-comments">')[1].split("</ul>")[0]
        if f"?p={number + 1}" not in part:
            break
        number += 1

    assert number > 1
    assert "<script>" not in shown and "&lt;script&gt;" in shown
    assert "<mark>" in shown and 'lang="ur"' in shown
    for key in Comment.objects.values_list("pk", flat=True)[:50]:
        assert str(key) not in shown
    for key in Response.objects.values_list("pk", flat=True)[:50]:
        assert str(key) not in shown
    for told in ("Birmingham", "E08000025", "13-15", "white_british", "female"):
        assert told not in shown
    assert shown.count("wb-card") == Comment.objects.filter(tags__theme="no_go_places").count()


def test_evidence_is_cut_out_of_the_text_without_losing_a_letter():
    text = "It is dark and scary."
    for spans in ([], [[6, 10]], [[6, 12], [10, 20]], [[-3, 4], [15, 99]], [[9, 9]]):
        cut = list(pieces(text, spans))
        assert "".join(piece.text for piece in cut) == text
    assert [piece.text for piece in pieces(text, [[6, 10], [15, 20]]) if piece.evidence] == ["dark", "scary"]
    assert [piece.text for piece in pieces(text, [[6, 12], [10, 20]]) if piece.evidence] == ["dark and scary"]


def test_themes_say_they_are_a_machines_count_and_hide_rare_ones(answered, analyst):
    from surveys.models.themes import ThemeReading, ThemeTag

    ThemeReading.objects.bulk_create(
        ThemeReading(comment=comment, codebook="1.0")
        for comment in Comment.objects.filter(response__survey=answered)
    )
    rare = Comment.objects.filter(response__survey=answered)[:9]
    ThemeTag.objects.bulk_create(
        ThemeTag(comment=comment, theme="bullying", spans=[[0, 1]], score=0.9, codebook="1.0")
        for comment in rare
    )
    shown = page(analyst, "themes", answered)
    assert "A program counted these themes" in shown and "codebook 1.0" in shown
    assert "so far" not in shown
    row = shown[shown.index("Bullying</a>") :][:200]
    assert "[c]" in row and "%" not in row
    by_age = page(analyst, "themes", answered, query="?by=age_band")
    assert "13 to 17" in by_age
    half = ThemeReading.objects.count() // 2
    ThemeReading.objects.filter(
        pk__in=list(ThemeReading.objects.values_list("pk", flat=True)[:half])
    ).delete()
    assert "it has read about 50% of them so far" in page(analyst, "themes", answered)


# --- Files ---


def download(client, survey, **changes):
    posted = {"by": "sex", "format": "csv", "purpose": "board", "reason": "Paper for the Board", "term": "90"}
    posted |= changes
    return client.post(reverse("workbench:download", args=[survey.pk]), posted)


def test_a_file_needs_a_reason(answered, analyst):
    response = download(analyst, answered, reason=" a ")
    assert response.status_code == 400
    assert "Say in a few words what the file is for" in response.content.decode()
    assert not PageLogEntry.objects.filter(action="surveys.export").exists()


def test_a_download_is_logged_with_who_what_how_many_and_why_and_no_figure(answered, analyst):
    response = download(analyst, answered)
    assert response["Content-Disposition"] == 'attachment; filename="insights-tables-sex.csv"'
    entry = PageLogEntry.objects.get(action="surveys.export")
    assert entry.user == analyst.user
    assert entry.data == {
        "what": "weighted tables by sex",
        "format": "csv",
        "n": 300,
        "purpose": "A paper for the Strategic Board",
        "reason": "Paper for the Board",
    }


def test_files_of_an_example_say_so_and_others_do_not(analyst):
    for slug, is_example in (("example", True), ("real", False)):
        survey = survey_page(slug, is_example=is_example)
        store(survey, people(80))
        text = download(analyst, survey).content.decode()
        assert ("Synthetic example" in text) == is_example
        sheet = cells_of(download(analyst, survey, format="xlsx").content)
        assert any("Synthetic example" in str(cell) for row in sheet for cell in row) == is_example


def cells_of(content):
    from openpyxl import load_workbook

    return [[cell.value for cell in row] for row in load_workbook(BytesIO(content)).active.iter_rows() if row]


def test_excel_and_csv_hold_the_same_figures(answered, analyst):
    text = download(analyst, answered).content.decode("utf-8-sig")
    lines = list(csv.reader(StringIO(text)))
    sheet = cells_of(download(analyst, answered, format="xlsx").content)
    assert len(lines) == len(sheet) > 20
    for line, row in zip(lines, sheet, strict=True):
        told = ["" if value is None else str(value) for value in row]
        assert [value for value in line if value] == [value for value in told if value]


def test_wording_that_begins_like_a_formula_is_defused_in_both_files(analyst):
    survey = survey_page("formula")
    store(survey, people(80))
    text = survey.versions.get().texts.get()
    type(text).objects.filter(pk=text.pk).update(texts=text.texts | {"q:SAFEDAY": '=HYPERLINK("x")'})
    lines = list(csv.reader(StringIO(download(analyst, survey).content.decode("utf-8-sig"))))
    assert any(line[1] == '\'=HYPERLINK("x")' for line in lines if len(line) > 1)
    sheet = cells_of(download(analyst, survey, format="xlsx").content)
    assert not any(str(cell).startswith("=") for row in sheet for cell in row)


def test_screens_ask_for_no_more_when_more_have_answered(analyst):
    asked = []
    for n, slug in ((60, "few"), (300, "many")):
        survey = survey_page(slug)
        store(survey, people(n))
        memory.forget()
        with CaptureQueriesContext(connection) as queries:
            for name in ("overview", "missing", "weighting", "tables"):
                page(analyst, name, survey)
        asked.append(len(queries))
    assert asked[0] == asked[1]


# --- Publication ---


def test_an_analyst_looks_proposes_and_a_signer_publishes(answered, analyst, safeguarding_lead):
    address = reverse("workbench:publication", args=[answered.pk])
    form = {
        "title": "What we heard",
        "slug": "what-we-heard",
        "question": ["SAFEDAY", "PLACES"],
        "breakdown": ["sex"],
        "headline-SAFEDAY": "very_safe",
        "themes": "yes",
        "act": "look",
    }
    looked = analyst.post(address, form)
    seen = re.search(r'name="seen" value="(\w{64})"', looked.content.decode()).group(1)
    assert "said “Very safe”" in looked.content.decode()

    other = analyst.post(address, form | {"act": "propose", "seen": "0" * 64})
    assert other.status_code == 200  # something else than was looked at: shown again, not proposed
    assert not answered.published_results.exists()

    done = analyst.post(address, form | {"act": "propose", "seen": seen})
    assert done.status_code == 302
    result = answered.published_results.get()
    assert result.digest == seen

    sign = reverse("workbench:sign", args=[result.pk])
    assert analyst.post(sign, {"act": "sign"}).status_code == 403
    assert safeguarding_lead.post(sign, {"act": "decline", "note": ""}).status_code == 400
    assert safeguarding_lead.post(sign, {"act": "sign"}).status_code == 302
    result.refresh_from_db()
    assert result.state == "published"
    assert "are published" in page(analyst, "publication", answered)


def test_a_survey_in_the_field_cannot_be_published(answered, analyst):
    Fieldwork.objects.filter(survey=answered).update(state=Fieldwork.State.OPEN)
    shown = page(analyst, "publication", answered)
    assert "after the survey has closed" in shown
    assert "Propose for publication" not in shown
