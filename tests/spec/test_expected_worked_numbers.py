"""Expected and actual: the worked numbers of the specification, and what must hold whatever the numbers are."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from wijkanalyse.methods.expected import (
    ROUNDING,
    CountModel,
    Scale,
    Spread,
    chance,
    fit_counts,
    group_factors,
    leave_one_out,
    log_ratio,
    paule_mandel,
    spread_of,
    statement,
)

with (Path(__file__).parent / "expected.csv").open(encoding="utf-8") as file:
    CASES = {row["case"]: row for row in csv.DictReader(file)}
NONE = np.empty((6, 0))


def floats(text: str) -> np.ndarray:
    return np.array(text.split(), float)


def inputs(case: str):
    row = CASES[case]
    x = floats(row["x"])[:, None]
    return row, floats(row["observed"]), floats(row["base"]), Scale.of(x).standard(x)


@pytest.mark.parametrize("case", CASES)
def test_fit(case):
    row, observed, base, x = inputs(case)
    model = fit_counts(observed, base, x)
    assert model.coefficients == pytest.approx([float(row["constant"]), float(row["slope"])], abs=6e-11)
    assert model.tau_squared == pytest.approx(float(row["tau_squared"]), abs=6e-11)


def test_expected_counts_and_pearson_of_a():
    row, observed, base, x = inputs("A")
    mu = fit_counts(observed, base, x).expected(base, x)
    assert mu == pytest.approx(floats(row["expected"]), abs=6e-10)
    assert ((observed - mu) ** 2 / mu).sum() == pytest.approx(float(row["pearson"]), abs=6e-11)


def test_variance_beyond_chance_of_b():
    _, observed, base, x = inputs("B")
    model = fit_counts(observed, base, x)
    assert model.poisson == pytest.approx([-2.8213078926, 0.1302954355], abs=6e-11)
    mu = CountModel(model.poisson, 0, model.poisson).expected(base, x)
    assert paule_mandel(observed, mu) == pytest.approx(0.0477312475, abs=6e-11)
    assert paule_mandel(mu, mu) == 0


def test_scale_of_a():
    scale = Scale.of(floats(CASES["A"]["x"])[:, None])
    assert [*scale.mean, *scale.sd] == pytest.approx([21.166666667, 7.861650943], abs=6e-10)
    assert scale.standard([[1000.0], [-1000.0]]).ravel().tolist() == [4, -4]


def test_factor_c():
    structural = [50.0, 40.5, 40.0, 40.0]
    assert group_factors([60, 34, 30, 30], structural, ["GM1"] * 4)[0] == pytest.approx(114 / 140.5, abs=1e-10)
    assert np.isnan(group_factors([60, 34, 30], structural[:3], ["GM1"] * 3)).all()


@pytest.mark.parametrize(
    ("observed", "structural", "others", "their_structural", "factor", "expected"),
    [
        pytest.param(1470, 1683.459, 1235 + 560, 1384.686 + 686.614, 0.8679, 1461.043, id="Velp, Wmo 2021"),
        pytest.param(470, 409.202, 340 + 190, 355.342 + 168.310, 1.0117, 413.980, id="Velp, bijstand 2021"),
    ],
)
def test_velp_d(observed, structural, others, their_structural, factor, expected):
    got = group_factors([observed, others, 0, 0], [structural, their_structural, 0, 0], ["GM0275"] * 4)[0]
    assert got == pytest.approx(factor, abs=6e-5)
    assert got * structural == pytest.approx(expected, abs=2e-3)
    assert statement(observed, got * structural, Spread(0.122**2, 1.430, 2.537), ROUNDING[5]).word == "within"


# ------------------------------------------------------------------------------------ properties


def test_without_predictors_expected_is_the_mean():
    observed, base = np.array([20, 31, 44, 52, 24, 61]), np.array([400, 600, 900, 1000, 500, 1200])
    model = fit_counts(observed, base, NONE)
    assert model.tau_squared == 0
    assert model.expected(base, NONE) == pytest.approx(base * observed.sum() / base.sum())


@pytest.mark.parametrize("case", CASES)
def test_scaling_people_and_counts_leaves_the_ratio(case):
    _, observed, base, x = inputs(case)
    once = observed / fit_counts(observed, base, x).expected(base, x)
    # Ten times as many people of the same rates: as much variance between wijken, and less by chance.
    model = fit_counts(10 * observed, 10 * base, x)
    if not model.tau_squared:
        assert 10 * observed / model.expected(10 * base, x) == pytest.approx(once)
    base_only = fit_counts(observed, 10 * base, x)
    assert observed / base_only.expected(10 * base, x) == pytest.approx(once)


def test_a_fit_without_a_group_does_not_know_it():
    rng = np.random.default_rng(20211231)
    base, x = rng.integers(500, 9000, 60).astype(float), rng.normal(size=(60, 2))
    observed = rng.poisson(base * np.exp(-3 + x @ [0.3, -0.1])).astype(float)
    groups = np.repeat([f"GM{i}" for i in range(12)], 5)
    before = leave_one_out(observed, base, x, groups, fit_counts(observed, base, x))
    observed[:5] *= 7
    after = leave_one_out(observed, base, x, groups, fit_counts(observed, base, x))
    assert after[:5] == pytest.approx(before[:5], rel=1e-6)
    assert np.abs(after[5:] / before[5:] - 1).min() > 1e-3


def test_the_spread_gives_eighty_and_ninety_five_of_a_hundred():
    rng = np.random.default_rng(7)
    expected = rng.uniform(30, 900, 3000)
    observed = rng.poisson(expected * np.exp(rng.normal(0, 0.2, 3000)))
    spread = spread_of(observed, expected, 0)
    assert spread.tau_squared == pytest.approx(0.04, rel=0.15)
    distance = np.abs(log_ratio(observed, expected)) / spread.sd(expected, 0)
    assert (distance <= spread.k80).mean() == pytest.approx(0.80, abs=0.001)
    assert (distance <= spread.k95).mean() == pytest.approx(0.95, abs=0.001)
    assert np.median(distance) == pytest.approx(0.67449, abs=1e-6)


def test_the_variance_beyond_chance_solves_its_equation_with_empty_wijken_too():
    observed, base = np.array([0, 0, 75, 0, 20, 90]), np.array([400, 600, 900, 1000, 500, 1200])
    model = fit_counts(observed, base, NONE)
    mu = base * observed.sum() / base.sum()
    t = paule_mandel(observed, mu)
    assert t > 0 and model.tau_squared == pytest.approx(t)
    assert ((observed - mu) ** 2 / (mu + t * mu**2)).sum() == pytest.approx(6)


@pytest.mark.parametrize("rounding", ROUNDING.values())
@pytest.mark.parametrize("parts", [1, 3])
def test_the_bands_are_those_of_the_formula(parts, rounding):
    s = statement(130, 100, Spread(0.01, 1.4, 2.3), rounding, parts)
    sd = np.sqrt(0.01 + 1 / 100 + rounding * parts / 100**2)
    ends = [100 * np.exp(k * sd) for k in (-2.3, -1.4, 1.4, 2.3)]
    assert [s.least, s.lower, s.upper, s.most] == pytest.approx(ends)


def test_areas_that_are_as_expected_have_no_spread_beyond_chance():
    expected = np.array([25.0, 60, 100, 400])
    assert spread_of(expected, expected, ROUNDING[5]).tau_squared == 0
    with pytest.raises(ValueError, match="20 or more in some areas, got 19"):
        spread_of([19], [19.0], ROUNDING[5])


def test_more_parts_are_rounded_more_often():
    assert chance(100, 4, 3) == pytest.approx(1 / 100 + 12 / 100**2)


@pytest.mark.parametrize(
    ("observed", "expected", "word"),
    [
        pytest.param(200, 100, "more", id="twice as many"),
        pytest.param(50, 100, "fewer", id="half as many"),
        pytest.param(1240, 1000, "within", id="less than a quarter more"),
        pytest.param(39, 20, "within", id="fewer than twenty people more"),
        pytest.param(74, 100, "within", id="a quarter fewer, within 95 of a hundred"),
    ],
)
def test_words(observed, expected, word):
    assert statement(observed, expected, Spread(0.015, 1.4, 2.3), ROUNDING[5]).word == word


def test_an_absent_count_is_no_statement():
    spread = Spread(0.01, 1.4, 2.3)
    with pytest.raises(ValueError, match="an absent count is no 0"):
        statement(float("nan"), 100, spread, ROUNDING[5])
    with pytest.raises(ValueError, match="20 or more, got 19"):
        statement(30, 19.9, spread, ROUNDING[5])
    with pytest.raises(ValueError, match="an absent count is no 0"):
        fit_counts([1, float("nan")], [10, 10], np.empty((2, 0)))
