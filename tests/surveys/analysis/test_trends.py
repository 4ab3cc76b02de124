"""Trends over waves: changes with honest errors, breaks where the meaning changed, cautions in sentences."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from surveys.analysis.errors import AnalysisError
from surveys.analysis.targets import Targets
from surveys.analysis.trends import CAUTION, Wave, trend
from surveys.analysis.weighting import rake

ABOUT = {"kind": "totals", "source": "made up", "date": "2021", "base_population": "everybody"}
TARGETS = Targets.from_margins({"sex": {"f": 510.0, "m": 490.0}}, **ABOUT)


def wave(name, share, *, n=800, seed=0, meaning="one", targets=TARGETS):
    rng = np.random.default_rng(seed)
    sex = rng.choice(["f", "m"], n, p=[0.65, 0.35])
    frame = pd.DataFrame(
        {
            "sex": sex,
            "safe": (rng.random(n) < share + 0.1 * (sex == "f")).astype(float),
            "how": rng.choice(["a", "b", "c"], n),
            "score": rng.normal(10 * share, 2, n),
        }
    )
    return Wave(name, rake(frame, targets).to_design(), meaning)


@pytest.fixture(scope="module")
def waves():
    return [wave("2023", 0.4, seed=1), wave("2024", 0.41, seed=2), wave("2025", 0.55, seed=3)]


def test_a_change_has_the_variance_of_both_waves(waves):
    found = trend(waves, "safe")
    first, second, third = (w.design.mean("safe").iloc[0] for w in waves)
    change = found.changes.set_index("after").loc["2025"]
    se = np.hypot(second["se"], third["se"])
    assert change["change"] == pytest.approx(third["estimate"] - second["estimate"])
    assert change["se"] == pytest.approx(se)
    v1, v2 = second["se"] ** 2, third["se"] ** 2
    assert change["df"] == pytest.approx((v1 + v2) ** 2 / (v1**2 / 799 + v2**2 / 799))
    assert change["p"] == pytest.approx(2 * stats.t.sf(abs(change["change"] / se), change["df"]))
    assert change["lower"] < change["change"] < change["upper"]
    assert found.changes["verdict"].tolist() == ["no clear change", "higher"]
    assert found.points["wave"].tolist() == ["2023", "2024", "2025"]
    assert found.points["estimate"].iloc[0] == pytest.approx(first["estimate"])
    assert found.cautions == (CAUTION,)
    assert not found.breaks


def test_a_change_of_meaning_breaks_the_series(waves):
    changed = [*waves, wave("2026", 0.7, seed=4, meaning="two"), wave("2027", 0.5, seed=5, meaning="two")]
    found = trend(changed, "safe", compare="all")
    assert [str(b) for b in found.breaks] == [
        "The question changed its meaning between 2025 and 2026. Figures before and after cannot be compared."
    ]
    assert found.points["segment"].tolist() == [0, 0, 0, 1, 1]
    pairs = set(zip(found.changes["before"], found.changes["after"], strict=True))
    assert pairs == {("2023", "2024"), ("2023", "2025"), ("2024", "2025"), ("2026", "2027")}


def test_each_wave_against_the_first(waves):
    found = trend(waves, "safe", compare="first")
    assert found.changes["before"].tolist() == ["2023", "2023"]


def test_groups_options_and_means_are_followed_apart(waves):
    by = trend(waves, "how", by="sex", options=["a", "b", "c"])
    assert len(by.points) == 3 * 2 * 3
    assert len(by.changes) == 2 * 2 * 3
    means = trend(waves, "score", statistic="mean")
    assert means.changes["verdict"].iloc[-1] == "higher"


def test_without_any_change_few_are_called_one():
    """Sixty pairs of waves without a change: with the false discovery rate held, hardly any verdict."""
    called = 0
    for seed in range(20):
        still = [wave(str(year), 0.4, seed=100 + 4 * seed + year, n=300) for year in range(4)]
        called += (trend(still, "safe").changes["verdict"] != "no clear change").sum()
    assert called <= 5


def test_waves_weighted_to_another_population_are_told_apart(waves):
    other = Targets.from_margins({"sex": {"f": 510.0, "m": 490.0}}, **{**ABOUT, "base_population": "adults"})
    found = trend([waves[0], wave("2030", 0.4, seed=9, n=90, targets=other)], "safe")
    assert any("not about one population: everybody; adults" in told for told in found.cautions)
    assert any("Fewer than 100 people answered in 2030" in told for told in found.cautions)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"waves": 1}, "too_few_waves"),
        ({"y": "nothing"}, "no_column"),
        ({"statistic": "median"}, "statistic"),
        ({"compare": "last"}, "compare"),
        ({"twice": True}, "repeated_wave"),
    ],
)
def test_a_trend_that_makes_no_sense_is_refused(waves, change, reason):
    asked = waves[:1] if change.pop("waves", 0) else waves
    asked = [waves[0], waves[0]] if change.pop("twice", False) else asked
    with pytest.raises(AnalysisError) as refused:
        trend(asked, **{"y": "safe", **change})
    assert refused.value.reason == reason


def test_nobody_in_one_wave_is_compared_as_if_both_waves_had_one_share():
    """A share of 0 has no variance of its own; the change takes that of the two waves together."""
    rng = np.random.default_rng(6)
    waves = []
    for name, yes, n in (("2024", 0, 60), ("2025", 4, 80)):
        frame = pd.DataFrame({"all": "here", "q": np.arange(n) < yes, "x": rng.normal(size=n)})
        targets = Targets.from_margins(
            {"all": {"here": 1.0}}, kind="shares", source="made up", date="2021", base_population="everybody"
        )
        waves.append(Wave(name, rake(frame, targets).to_design()))
    change = trend(waves, "q").changes.iloc[0]
    common = 4 / 140
    assert change["se"] == pytest.approx(np.sqrt(common * (1 - common) * (1 / 60 + 1 / 80)))
    assert change["verdict"] == "no clear change"
