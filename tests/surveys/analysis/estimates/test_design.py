"""Estimates against the formulas written out row by row, and the tables made of them."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from surveys.analysis.errors import AnalysisError
from surveys.analysis.estimates import benjamini_hochberg
from surveys.analysis.estimates.intervals import proportion_interval
from surveys.analysis.targets import Targets
from surveys.analysis.weighting import rake, rake_cells

TARGETS = Targets.from_margins(
    {
        "sex": {"female": 520.0, "male": 480.0},
        ("sex", "age"): {
            ("female", "young"): 140.0,
            ("female", "old"): 380.0,
            ("male", "young"): 160.0,
            ("male", "old"): 320.0,
        },
        "area": {"n": 300.0, "s": 500.0, "e": 200.0},
    },
    kind="totals",
    source="made up",
    date="2021",
    base_population="everybody",
)


@pytest.fixture(scope="module")
def sample():
    rng = np.random.default_rng(8)
    n = 400
    frame = pd.DataFrame(
        {
            "sex": rng.choice(["female", "male"], n, p=[0.6, 0.4]),
            "age": rng.choice(["young", "old"], n),
            "area": rng.choice(["n", "s", "e"], n).astype(object),
            "school": rng.choice(["A", "B", "C"], n).astype(object),
            "q": rng.choice(["yes", "no", "unsure"], n, p=[0.5, 0.3, 0.2]).astype(object),
            "hours": rng.gamma(2, 3, n),
        }
    )
    frame.loc[frame["school"] == "A", "q"] = rng.choice(
        ["yes", "no"], (frame["school"] == "A").sum(), p=[0.9, 0.1]
    )
    frame.loc[::23, "area"] = None
    frame.loc[::19, "q"] = None
    frame.loc[::29, "school"] = None
    frame["many"] = [
        None if i % 31 == 0 else [o for o in ("walk", "bus", "car") if rng.random() < 0.4] for i in range(n)
    ]
    frame["base"] = rng.uniform(0.5, 2, n)
    return frame


def longhand(weights, sample, y, domain, base=None):
    """Mean of y in a domain and its standard error, from the matrix of everybody."""
    x = np.column_stack(
        [sample["sex"] == "female"]
        + [(sample["sex"] == s) & (sample["age"] == a) for s in ("female", "male") for a in ("young", "old")]
        + [
            np.where(sample["area"].isna(), share, sample["area"] == area)
            for area, share in (("n", 0.3), ("s", 0.5), ("e", 0.2))
        ]
    ).astype(float)
    w = weights.values
    d = np.full(len(sample), 1.0) if base is None else np.asarray(base)
    inside = domain & ~np.isnan(y)
    filled = np.nan_to_num(y)
    mean = (w * filled)[inside].sum() / w[inside].sum()
    z = inside * (filled - mean) / w[inside].sum()
    b = np.linalg.lstsq(x * np.sqrt(d)[:, None], z * np.sqrt(d), rcond=None)[0]
    e = w * (z - x @ b)
    n = len(sample)
    return mean, np.sqrt(n / (n - 1) * ((e - e.mean()) ** 2).sum())


@pytest.mark.parametrize("with_base", [False, True])
def test_means_by_group_are_those_of_the_formula_on_rows(sample, with_base):
    base = sample["base"] if with_base else None
    weights = rake(sample, TARGETS, base_weights=base)
    design = weights.to_design()
    hours = sample["hours"].to_numpy()
    for by in (None, "school", "age"):
        found = design.mean("hours", by=by)
        for group, row in found.iterrows():
            domain = np.ones(len(sample), dtype=bool) if by is None else (sample[by] == group).to_numpy()
            mean, se = longhand(weights, sample, hours, domain, base)
            assert (row["estimate"], row["se"]) == pytest.approx((mean, se), rel=1e-9)
            assert row["n"] == domain.sum()
            w = weights.values[domain]
            assert row["weighted_base"] == pytest.approx(w.sum())
            assert row["effective_base"] == pytest.approx(w.sum() ** 2 / (w**2).sum())
            half = stats.t.ppf(0.975, domain.sum() - 1) * se
            assert (row["lower"], row["upper"]) == pytest.approx((mean - half, mean + half))


@pytest.mark.parametrize("with_base", [False, True])
def test_shares_of_options_leave_out_those_who_did_not_answer(sample, with_base):
    base = sample["base"] if with_base else None
    weights = rake(sample, TARGETS, base_weights=base)
    found = weights.to_design().proportion("q", by="school")
    for (group, option), row in found.iterrows():
        y = np.where(sample["q"].isna(), np.nan, sample["q"] == option)
        domain = (sample["school"] == group).to_numpy()
        mean, se = longhand(weights, sample, y, domain, base)
        assert (row["estimate"], row["se"]) == pytest.approx((mean, se), rel=1e-9, abs=1e-12)
        assert row["n"] == (domain & ~np.isnan(y)).sum()
        assert row["unweighted"] == pytest.approx(np.nanmean(y[domain]))
    assert found["estimate"].groupby("group").sum().tolist() == pytest.approx([1, 1, 1])


def test_the_share_of_a_weighting_variable_is_known_exactly(sample):
    found = rake(sample, TARGETS).to_design().proportion("sex")
    row = found.loc[("All", "female")]
    assert row["estimate"] == pytest.approx(0.52, rel=1e-8)
    assert row["se"] == pytest.approx(0, abs=1e-9)


def test_people_left_out_do_not_enter_the_variance(sample):
    weights = rake(sample, TARGETS, missing="complete")
    kept = sample[sample["area"].notna()]
    alone = rake(kept, TARGETS)
    left, right = (w.to_design().mean("hours", by="school") for w in (weights, alone))
    pd.testing.assert_frame_equal(left, right, rtol=1e-8)


def test_tables_agree_with_proportions_overall_and_by_group(sample):
    design = rake(sample, TARGETS).to_design()
    found = design.tables(["q", "school", "many"], by="age").set_index(["question", "group", "option"])
    single = design.proportion("q", by="age")
    for (group, option), row in single.iterrows():
        for name in ("estimate", "se", "lower", "upper", "n", "effective_base", "unweighted", "deff"):
            assert found.loc[("q", group, option), name] == pytest.approx(row[name], rel=1e-12)
    overall = design.proportion("school")
    assert found.loc[("school", "All", "B"), "se"] == pytest.approx(overall.loc[("All", "B"), "se"])


def test_each_share_of_a_table_has_its_design_effect(sample):
    """Kish (1965): the variance over p(1 - p)/(n - 1); 1 for answers that all count alike."""
    design = rake(sample, TARGETS).to_design()
    found = design.tables(["q"], by="age", options={"q": ["yes", "no", "unsure", "never asked"]})
    p, some = found["estimate"], found["estimate"].between(0.001, 0.999)
    simple = p * (1 - p) / (found["n"] - 1)
    assert found["deff"][some].tolist() == pytest.approx((found["se"] ** 2 / simple)[some].tolist(), rel=1e-9)
    assert found.loc[found["option"] == "never asked", "deff"].isna().all()
    shares = {"sex": (sample["sex"].value_counts(normalize=True)).to_dict()}
    level = Targets.from_margins(
        shares, kind="shares", source="itself", date="2026", base_population="the sample"
    )
    plain = rake(sample[["sex"]].assign(coin=np.arange(len(sample)) % 2), level).to_design().tables(["coin"])
    by_sex = sample.assign(coin=np.arange(len(sample)) % 2).groupby("sex")["coin"]
    within = float((by_sex.var(ddof=0) * by_sex.size()).sum()) / len(sample) / 0.25
    assert plain["deff"].tolist() == pytest.approx([within, within], rel=1e-2)


def test_each_option_of_a_multiple_choice_is_its_own_share_of_those_who_answered(sample):
    weights = rake(sample, TARGETS)
    design = weights.to_design()
    found = design.tables(["many"], by="school").set_index(["group", "option"])
    answered = sample["many"].notna()
    for option in ("walk", "bus", "car"):
        y = np.array([np.nan if v is None else option in v for v in sample["many"]], dtype=float)
        for group in ("All", "A", "B", "C"):
            domain = np.ones(len(sample), bool) if group == "All" else (sample["school"] == group).to_numpy()
            mean, se = longhand(weights, sample, y, domain)
            row = found.loc[(group, option)]
            assert (row["estimate"], row["se"]) == pytest.approx((mean, se), rel=1e-9)
            assert row["n"] == (domain & answered).sum()
            assert row["chosen"] == np.nansum(y[domain])
    ticks = sample["many"].map(lambda v: np.nan if v is None else float("bus" in v))
    wide = sample.assign(takes_bus=ticks)
    again = rake(wide, TARGETS).to_design().tables([], multiple={"travel": {"bus": "takes_bus"}})
    assert again["estimate"][0] == pytest.approx(found.loc[("All", "bus"), "estimate"])
    assert again["n"][0] == answered.sum()


def test_options_nobody_chose_have_a_row_and_a_one_sided_interval(sample):
    design = rake(sample, TARGETS).to_design()
    found = design.tables(["q"], options={"q": ["yes", "no", "unsure", "never asked"]})
    row = found[found["option"] == "never asked"].iloc[0]
    assert (row["estimate"], row["se"], row["lower"], row["chosen"]) == (0, 0, 0, 0)
    assert 0 < row["upper"] < 0.05
    assert row["interval"] == "korn-graubard"
    with pytest.raises(AnalysisError, match="unsure"):
        design.tables(["q"], options={"q": ["yes", "no"]})


def test_counted_answers_give_the_estimates_of_the_rows(sample):
    rows = rake(sample, TARGETS).to_design()
    cells = sample.groupby(["sex", "age", "area"], dropna=False).size().reset_index(name="n")
    weights = rake_cells(cells, TARGETS)
    question = (
        sample.groupby(["sex", "age", "area", "q", "school"], dropna=False).size().reset_index(name="people")
    )
    counted = weights.design_for(question, count="people")
    pd.testing.assert_frame_equal(
        counted.proportion("q", by="school"), rows.proportion("q", by="school"), rtol=1e-9, check_dtype=False
    )
    late = pd.concat([question, question.iloc[:1]], ignore_index=True)
    with pytest.raises(AnalysisError, match="one moment"):
        weights.design_for(late, count="people")
    with pytest.raises(AnalysisError, match="not weighted"):
        weights.design_for(question.assign(area="mars"), count="people")


def test_letters_stand_in_the_higher_column_and_name_the_lower(sample):
    found = rake(sample, TARGETS).to_design().crosstab("q", "school")
    assert found.column_letters.tolist() == ["A", "B", "C"]
    assert found.letters.loc["yes", "A"] == "B C"
    assert found.letters.loc["yes", "B"] == ""
    assert found.letters.loc["no", "A"] == ""
    assert found.shares.sum().tolist() == pytest.approx([1, 1, 1])
    assert found.n["A"] == ((sample["school"] == "A") & sample["q"].notna()).sum()
    assert found.independence.p_value < 1e-4


def test_differences_use_the_covariance_of_groups_that_share_weights(sample):
    weights = rake(sample, TARGETS)
    found = weights.to_design().crosstab("q", "school").comparisons
    row = found[(found["option"] == "no") & (found["group"] == "A") & (found["other"] == "B")].iloc[0]
    y = np.where(sample["q"].isna(), np.nan, sample["q"] == "no")
    w = weights.values
    z = np.zeros(len(sample))
    for school, sign in (("A", 1), ("B", -1)):
        inside = (sample["school"] == school).to_numpy() & ~np.isnan(y)
        mean = (w * np.nan_to_num(y))[inside].sum() / w[inside].sum()
        z += sign * inside * (np.nan_to_num(y) - mean) / w[inside].sum()
    x = np.column_stack(
        [(sample["sex"] == s) & (sample["age"] == a) for s in ("female", "male") for a in ("young", "old")]
        + [
            np.where(sample["area"].isna(), share, sample["area"] == area)
            for area, share in (("n", 0.3), ("s", 0.5), ("e", 0.2))
        ]
    ).astype(float)
    e = w * (z - x @ np.linalg.lstsq(x, z, rcond=None)[0])
    n = len(sample)
    assert row["se"] == pytest.approx(np.sqrt(n / (n - 1) * ((e - e.mean()) ** 2).sum()), rel=1e-9)


def test_wide_tables_of_categories_are_tested_like_those_of_text(sample):
    rng = np.random.default_rng(12)
    wide = sample.assign(
        choice=rng.choice([f"choice {k:02}" for k in range(9)], len(sample)),
        group=rng.choice([f"group {k:02}" for k in range(20)], len(sample)),
    )
    as_text = rake(wide, TARGETS).to_design().crosstab("choice", "group")
    short = wide.astype({"choice": "category", "group": "category"})
    as_codes = rake(short, TARGETS).to_design().crosstab("choice", "group")
    assert as_codes.independence.statistic == pytest.approx(as_text.independence.statistic)
    pd.testing.assert_frame_equal(
        as_codes.shares, as_text.shares, check_index_type=False, check_column_type=False
    )


def test_small_columns_have_no_letter_and_are_not_tested(sample):
    few = sample.assign(school=np.where(np.arange(len(sample)) < 20, "tiny", sample["school"].fillna("A")))
    found = rake(few, TARGETS).to_design().crosstab("q", "school")
    assert found.column_letters["tiny"] == ""
    assert "tiny" not in set(found.comparisons["group"]) | set(found.comparisons["other"])


def test_false_discovery_control_only_removes_letters(sample):
    design = rake(sample, TARGETS).to_design()
    strict = design.crosstab("q", "school").comparisons
    loose = design.crosstab("q", "school", fdr=False).comparisons
    assert (strict["p_adjusted"] >= loose["p_adjusted"]).all()
    assert strict["p"].tolist() == loose["p"].tolist()
    assert design.crosstab("q", "school", letters=False).letters.eq("").all().all()


def test_benjamini_hochberg_is_scipys():
    p = np.random.default_rng(4).uniform(size=50) ** 3
    assert benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p))


def test_intervals_with_equal_weights_are_the_textbook_ones():
    p, n = np.array([0.3]), np.array([200.0])
    se = np.sqrt(p * (1 - p) / n)
    exact = stats.binomtest(60, 200).proportion_ci(method="exact")
    lower, upper, used = proportion_interval(p, se, n, n, "korn-graubard", 0.95)
    assert (lower[0], upper[0]) == pytest.approx((exact.low, exact.high))
    assert used[0] == "korn-graubard"
    lower, upper, _ = proportion_interval(p, se, n, n, "wilson", 0.95)
    wilson = stats.binomtest(60, 200).proportion_ci(method="wilson")
    # Student's quantile with 199 degrees of freedom is slightly wider than the normal one.
    assert (lower[0], upper[0]) == pytest.approx((wilson.low, wilson.high), abs=1e-3)
    assert upper[0] - lower[0] > wilson.high - wilson.low


def test_wrong_names_are_refused_in_a_sentence(sample):
    design = rake(sample, TARGETS).to_design()
    with pytest.raises(AnalysisError, match="no column 'nope'"):
        design.mean("nope")
    with pytest.raises(AnalysisError, match="proportion"):
        design.mean("q")
    with pytest.raises(AnalysisError, match="'wilson'"):
        design.proportion("q", ci="wald")
    with pytest.raises(AnalysisError, match="index"):
        design.mean(sample["hours"].iloc[:10])


def test_groups_and_questions_without_any_answer_are_told_apart_from_errors(sample):
    silent = sample.assign(nobody=None, quiet=np.where(sample["school"] == "C", None, sample["q"]))
    design = rake(silent, TARGETS).to_design()
    with pytest.raises(AnalysisError, match="Nobody answered 'nobody'"):
        design.mean("hours", by="nobody")
    with pytest.raises(AnalysisError, match="Nobody answered 'nobody'"):
        design.crosstab("nobody", "school")
    found = design.tables(["quiet", "nobody"], by="school").set_index(["question", "group", "option"])
    assert found.loc[("quiet", "C", "yes"), "n"] == 0
    assert np.isnan(
        found.loc[("quiet", "C", "yes"), ["estimate", "se", "lower", "upper"]].astype(float)
    ).all()
    assert found.loc[("quiet", "A", "yes"), "estimate"] > 0
    assert "nobody" not in found.index.get_level_values("question")
    assert design.crosstab("quiet", "school").column_letters["C"] == ""


def test_korn_graubard_loses_size_with_the_degrees_of_freedom_of_its_error():
    """The effective size shrinks by the square of Student's quantiles (Korn and Graubard, 1998)."""
    p, se, n = np.array([0.04]), np.array([0.01]), np.array([500.0])
    lower, upper, used = proportion_interval(p, se, n, n, "korn-graubard", 0.95, np.array([9.0]))
    size = p * (1 - p) / se**2 * (stats.t.ppf(0.975, 499) / stats.t.ppf(0.975, 9)) ** 2
    assert used[0] == "korn-graubard"
    assert lower[0] == pytest.approx(stats.beta.ppf(0.025, size * p, size * (1 - p) + 1)[0])
    assert upper[0] == pytest.approx(stats.beta.ppf(0.975, size * p + 1, size * (1 - p))[0])


def test_people_with_a_base_weight_of_nothing_are_in_no_figure(sample):
    """The same figures, sizes and errors as without them, though they sit in cells with others."""
    some = sample.assign(base=np.where(np.arange(len(sample)) % 7 == 0, 0.0, sample["base"]))
    kept = some[some["base"] > 0].reset_index(drop=True)
    with_them = rake(some, TARGETS, base_weights=some["base"])
    without = rake(kept, TARGETS, base_weights=kept["base"])
    assert (with_them.n, with_them.dropped) == (len(kept), len(some) - len(kept))
    assert "left_out" in {caution.code for caution in with_them.warnings}
    assert with_them.deff_kish == pytest.approx(without.deff_kish)
    assert with_them.margins["n"].tolist() == without.margins["n"].tolist()
    for figure in ("mean", "total"):
        pd.testing.assert_frame_equal(
            getattr(with_them.to_design(), figure)("hours", "school"),
            getattr(without.to_design(), figure)("hours", "school"),
        )
    ours, theirs = (made.to_design().crosstab("q", "school") for made in (with_them, without))
    pd.testing.assert_frame_equal(ours.lower, theirs.lower)
    pd.testing.assert_series_equal(ours.n, theirs.n)


def test_the_design_effect_of_a_share_is_its_variance_over_that_of_chance(sample):
    """Equal weights cost nothing; unequal ones cost what Kish says where they have nothing to do with the answer."""
    rng = np.random.default_rng(3)
    everybody = Targets.from_margins(
        {"all": {"here": 1.0}}, kind="shares", source="made up", date="2021", base_population="everybody"
    )
    people = pd.DataFrame({"all": "here", "q": rng.random(4_000) < 0.3})
    plain = rake(people, everybody).to_design().proportion("q").iloc[0]
    assert plain["deff"] == pytest.approx(1.0, abs=1e-9)
    unequal = rake(people, everybody, base_weights=rng.choice([1.0, 4.0], 4_000))
    assert unequal.to_design().proportion("q")["deff"].iloc[0] == pytest.approx(unequal.deff_kish, rel=0.05)
    shares = rake(sample, TARGETS).to_design().proportion("q", options=["yes", "no", "unsure", "other"])
    assert np.isnan(shares["deff"].loc[("All", "other")])
    assert (shares["deff"].dropna() > 0.5).all()
