"""Official tables taken in: read whole or not at all, kept with their source, and weighed to."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.urls import reverse
from wagtail.models import ModelLogEntry

from surveys.analysis.demographics import AUTHORITIES
from surveys.analysis.errors import TargetError
from surveys.analysis.population import census_table, census_targets
from surveys.models import PopulationTable, WeightingPlan
from surveys.models.versions import Frozen
from surveys.populations import services
from surveys.populations.selectors import tables_for
from surveys.populations.services import TableRefused, let_go, take_in
from surveys.populations.targets import residents_by, targets_of, told
from surveys.reports.scheme import PUBLIC
from tests.people import cast
from tests.surveys.workbench.answered import survey_page

pytestmark = pytest.mark.django_db

FORMATS = Path(__file__).parents[2] / "reference" / "census_formats"
TS009 = "census2021-ts009-ltla.csv"
AGES = ("Aged 12 years and under", "Aged 13 to 15 years", "Aged 16 to 17 years", "Aged 18 to 24 years")
AGES += ("Aged 25 to 34 years", "Aged 35 to 49 years", "Aged 50 to 64 years", "Aged 65 to 74 years")
AGES += ("Aged 75 years and over",)


@pytest.fixture
def amara():
    return cast("analyst")


@pytest.fixture
def ts009(amara):
    return take_in(BytesIO((FORMATS / TS009).read_bytes()), user=amara, name=TS009)


def estimates(year="2024", each=10_000):
    """Mid-year estimates as the ONS gives them out: the figure first, then pairs of code and label."""
    lines = ["v4_0,calendar-years,Time,administrative-geography,Geography,sex,Sex,age,Age"]
    lines += [
        f"{each + 100 * place},{year},{year},X,{area},{sex},{sex},{at},{age}"
        for area in AUTHORITIES.values()
        for sex in ("Female", "Male")
        for place, (at, age) in enumerate(enumerate(AGES))
    ]
    return BytesIO("\n".join(lines).encode())


def test_a_table_is_kept_with_its_source_and_whoever_took_it_in(ts009, amara):
    kept = PopulationTable.objects.get()
    assert (kept.format, kept.date, kept.ages) == ("Nomis bulk file", "2021-03-21", "13 and over")
    assert kept.variables == ["authority", "sex", "age_band"]
    assert kept.total == 2_417_754 and len(kept.figures) == 7 * 2 * 8
    assert len(kept.sha256) == 64 and kept.who == amara.get_full_name()
    assert kept.compared.endswith(
        "figures by authority by sex by age band; beside the figures in use, 0 differ."
    )
    entry = ModelLogEntry.objects.get(action=services.TAKEN_IN)
    assert entry.user == amara and entry.data["sha256"] == kept.sha256


def test_its_figures_take_the_place_of_those_built_in(ts009):
    scheme = replace(PUBLIC, figures=((("sex", "age_band"), ts009.sha256),))
    theirs, ours = (targets_of(PUBLIC.margins, one) for one in (scheme, PUBLIC))
    for key, margin in ours.margins.items():
        assert theirs.margins[key].reindex(margin.index).tolist() == pytest.approx(margin.tolist())
    record = theirs.provenance["sex", "age_band"]
    assert ts009.sha256 in record.source and not record.modelled
    assert theirs.provenance["ethnic_group",].modelled
    assert theirs.checksum != ours.checksum
    assert told(scheme) == f"Census 2021 and the official table {TS009} of 2021-03-21"
    assert told(PUBLIC) == "Census 2021"


def test_newer_figures_set_the_number_of_residents_and_the_others_follow(ts009, amara):
    newer = take_in(estimates(), user=amara, name="mid-2024.csv")
    scheme = replace(PUBLIC, figures=((("sex", "age_band"), newer.sha256),))
    targets = targets_of(PUBLIC.margins, scheme)
    assert targets.total == newer.total == 7 * 2 * sum(10_000 + 100 * place for place in range(1, 9))
    assert targets.provenance["sex", "age_band"].date == "2024-06-30"
    census = census_targets(["religion"], bands={"religion": "shown"})
    assert targets.shares("religion").tolist() == pytest.approx(census.shares("religion").tolist())
    assert any("were scaled to" in note and "mid-2024.csv" in note for note in targets.notes)


def test_groups_are_made_up_of_the_plans_own_table_where_it_crosses_them(ts009, amara):
    newer = take_in(estimates(), user=amara, name="mid-2024.csv")
    plan = replace(PUBLIC, margins=("authority", ("sex", "age_band")))
    crossed = ("authority", "sex", "age_band")
    ours, source = residents_by(crossed, plan)
    assert ours.sum() == 2_417_754 and "Census 2021, table TS009" in source and "built in" not in source
    both = ((("sex", "age_band"), newer.sha256), ("authority", ts009.sha256))
    theirs, source = residents_by(crossed, replace(plan, figures=both))
    assert theirs.sum() == newer.total and theirs.index.names == list(crossed)
    assert "mid-2024.csv" in source and "2024-06-30" in source and newer.sha256 in source
    assert set(theirs.index) == set(ours.index)


@pytest.mark.parametrize(
    ("crossed", "ages"),
    [(("authority", "age_band", "ethnic_group"), "13 and over"), (("authority", "sex"), "18 and over")],
)
def test_where_it_does_not_the_figures_built_in_are_used_and_it_is_said(ts009, crossed, ages):
    plan = replace(PUBLIC, figures=((("sex", "age_band"), ts009.sha256),), ages=ages)
    found, source = residents_by(crossed, plan)
    built_in = census_table(crossed, bands=dict.fromkeys(crossed, "shown"), ages=ages)
    assert found.tolist() == built_in.tolist()
    assert source.startswith(
        f"The survey is weighted to Census 2021 and the official table {TS009} of 2021-03-21"
    )
    assert "the groups are made up of the Census figures built in" in source and f"aged {ages}" in source


def test_figures_that_contradict_each_other_are_named(amara):
    newer = take_in(estimates(), user=amara, name="mid-2024.csv")
    scheme = replace(PUBLIC, figures=((("sex", "age_band"), newer.sha256),))
    with pytest.raises(TargetError, match="the two must agree"):
        targets_of((("sex", "age_band"), ("authority", "age_band")), scheme)


def test_a_table_stands_only_for_what_it_crosses(ts009):
    tables = [ts009]
    assert tables_for(("authority", "age_band"), tables) == tables
    assert tables_for("ethnic_group", tables) == []


def bomb():
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as parcel:
        parcel.writestr("xl/worksheets/sheet1.xml", bytes(services.LARGEST_UNPACKED + 1))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "Choose a file"),
        (b"", "is empty"),
        (b"<html>Sign in</html>", "may be a web page"),
        ((FORMATS / "TS021-2021.csv").read_bytes(), "counts people of all ages"),
        ((FORMATS / "census2021-ts007-rgn.csv").read_bytes(), "North East, North West"),
        ((FORMATS / TS009).read_bytes()[:5000], "cannot be read as CSV"),
        (b"a,b\n1,2\n", "is not a table this can read"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence_and_nothing_is_kept(amara, content, sentence):
    with pytest.raises(TableRefused, match=sentence):
        take_in(None if content is None else BytesIO(content), user=amara, name="file.csv")
    assert not PopulationTable.objects.exists()
    assert not ModelLogEntry.objects.filter(action=services.TAKEN_IN).exists()


def test_a_parcel_that_unpacks_to_too_much_is_not_opened(amara):
    with pytest.raises(TableRefused, match="unpacks to more than 200 MB"):
        take_in(BytesIO(bomb()), user=amara, name="bomb.xlsx")


def test_the_same_file_is_taken_in_once(ts009, amara):
    with pytest.raises(TableRefused, match="was taken in before"):
        take_in(BytesIO((FORMATS / TS009).read_bytes()), user=amara, name="again.csv")
    assert PopulationTable.objects.count() == 1


def test_a_table_is_never_changed_and_let_go_only_when_nobody_is_weighted_to_it(ts009, amara):
    ts009.total = 5
    with pytest.raises(Frozen):
        ts009.save()
    survey = survey_page("weighted-to-it")
    plan = WeightingPlan.objects.create(
        survey=survey,
        margins=[[["authority"], 0, ts009.sha256]],
        missing="soft",
        cap=5,
        keep_cap=False,
        who="Amara",
        chosen_on="2026-01-01",
        reason="for a test",
    )
    with pytest.raises(TableRefused, match="“Insights” is weighted to"):
        let_go(ts009, user=amara)
    plan.delete()
    let_go(ts009, user=amara)
    assert not PopulationTable.objects.exists()


def test_the_screen_takes_a_table_in_tells_it_and_lets_it_go(analyst):
    address = reverse("workbench:populations")
    with (FORMATS / TS009).open("rb") as upload:
        page = analyst.post(address, {"table": upload}, follow=True).content.decode()
    assert "2,417,754 aged 13 and over on 2021-03-21, area by sex by age" in page
    refused = analyst.post(address, {"table": BytesIO(b"a,b\n1,2\n")})
    assert refused.status_code == 422 and "is not a table this can read" in refused.content.decode()
    assert analyst.post(address).status_code == 422
    gone = analyst.post(
        reverse("workbench:population_remove", args=[PopulationTable.objects.get().pk]), follow=True
    )
    assert "None yet" in gone.content.decode()
