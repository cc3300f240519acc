"""The worked numbers of theme scores, rank acceptability and projection, as tables that a domain expert can check.

Every table carries its number in the methods specification (T4.x, T5.x). What is drawn by chance
agrees within the tolerance given there: ±0.01 for shares of draws, ±2 % for people.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from wijkanalyse.methods import themes
from wijkanalyse.methods.acceptability import draw_weights, rank_acceptability
from wijkanalyse.methods.hindcast import summarise_errors
from wijkanalyse.methods.projection import (
    cohort_change_ratios,
    growth_at_equal_risk,
    hamilton_perry,
    is_future_hot_spot,
    prediction_band,
    rake,
    simulate_cases,
)

HERE = Path(__file__).parent
T5_1 = list(csv.DictReader((HERE / "theme_scores.csv").open(encoding="utf-8")))
T4_1 = list(csv.DictReader((HERE / "hamilton_perry.csv").open(encoding="utf-8")))
PERCENT_ERRORS = [-14, -9, -6, -5, -3, -2, -1, 0, 1, 2, 3, 4, 6, 8, 12, 18]
ERRORS = np.array(PERCENT_ERRORS) / 100
DRAWS = 200_000


def column(rows: list[dict[str, str]], name: str) -> np.ndarray:
    return np.array([float(row[name]) for row in rows])


# ------------------------------------------------------------------ T5.1: theme scores


def criteria_of_t5_1(u=None, z_trend=None, growth=None) -> np.ndarray:
    u, z_trend, growth = (
        column(T5_1, name) if values is None else values
        for name, values in (("u", u), ("z_trend", z_trend), ("growth", growth))
    )
    affected = column(T5_1, "share") * column(T5_1, "people")
    size = np.broadcast_to(themes.size(affected, column(T5_1, "adults")), np.shape(u))
    return np.stack([themes.severity(u), size, themes.trend_score(z_trend), themes.future(growth)], axis=-1)


@pytest.mark.parametrize("row", T5_1, ids=[row["theme"] for row in T5_1])
def test_t5_1_the_parts_and_the_score_of_a_theme(row):
    position = T5_1.index(row)
    found = criteria_of_t5_1()[position]
    printed = [float(row[name]) for name in ("ernst", "omvang", "trend", "toekomst")]
    assert found == pytest.approx(printed, abs=0.0051)
    assert themes.weighted_score(found) == pytest.approx(float(row["score"]), abs=0.00051)
    extra = themes.extra_people(float(row["share"]), float(row["share_nl"]), float(row["people"]))
    assert extra == pytest.approx(float(row["extra_people"]), abs=0.5)


def test_t5_1_the_geometric_mean_swaps_the_first_two():
    found = dict(zip((row["theme"] for row in T5_1), themes.geometric_score(criteria_of_t5_1()), strict=True))
    assert found["Psychische klachten"] == pytest.approx(66.34, abs=0.0051)
    assert found["Vallen 65+"] == pytest.approx(68.62, abs=0.0051)
    assert max(found, key=found.get) == "Vallen 65+"


# ------------------------------------------------------------- T5.2, T5.3: acceptability


def test_t5_2_over_weights_only():
    found = rank_acceptability(criteria_of_t5_1(), draw_weights(np.ones(4), DRAWS, 42))
    assert found.top == pytest.approx(column(T5_1, "top3_weights"), abs=0.01)
    assert found.ranks[:, 0] == pytest.approx(column(T5_1, "rank1_weights"), abs=0.01)
    assert found.groups == [row["group"] for row in T5_1]


def test_t5_2_over_weights_and_the_uncertainty_of_the_figures():
    rng = np.random.default_rng(42)
    noise = [rng.standard_normal((DRAWS, len(T5_1))) * column(T5_1, f"se_{name}") for name in ("u", "trend", "growth")]
    drawn = [column(T5_1, name) + n for name, n in zip(("u", "z_trend", "growth"), noise, strict=True)]
    found = rank_acceptability(criteria_of_t5_1(*drawn), draw_weights(np.ones(4), DRAWS, 43))
    assert found.top == pytest.approx(column(T5_1, "top3_noise"), abs=0.01)


T5_3 = [
    # c     rank 1, 2, 3 of A      B               C
    pytest.param(0.4, [[0.5, 0.1, 0.4], [0.5, 0.1, 0.4], [0.0, 0.8, 0.2]], id="c=0.4"),
    pytest.param(0.6, [[0.4, 0.1, 0.5], [0.4, 0.1, 0.5], [0.2, 0.8, 0.0]], id="c=0.6"),
]


@pytest.mark.parametrize(("c", "ranks"), T5_3)
def test_t5_3_two_extremes_and_a_compromise(c, ranks):
    found = rank_acceptability([[1, 0], [0, 1], [c, c]], draw_weights([1, 1], DRAWS, 1))
    np.testing.assert_allclose(found.ranks, ranks, atol=0.01)


# -------------------------------------------------------------- T4.1, T4.2: Hamilton–Perry

BEFORE, NOW = column(T4_1, "before"), column(T4_1, "now")


@pytest.mark.parametrize("row", [r for r in T4_1 if r["after"]], ids=[r["age"] for r in T4_1 if r["after"]])
def test_t4_1_people_of_an_age_five_years_later(row):
    place = T4_1.index(row)
    assert hamilton_perry(BEFORE, NOW)[place] == pytest.approx(float(row["after"]), abs=0.0051)
    if row["after_by_ratio"]:
        by_ratio = hamilton_perry(BEFORE, NOW, growth_as_difference=False)
        assert by_ratio[place] == pytest.approx(float(row["after_by_ratio"]), abs=0.00051)


def test_t4_1_people_of_65_and_over_and_the_total():
    after = hamilton_perry(BEFORE, NOW)
    older = slice([row["age"] for row in T4_1].index("65-69"), None)
    assert NOW[older].sum() == 1700
    assert after[older].sum() == pytest.approx(1953.68, abs=0.0051)
    assert 100 * (after[older].sum() / 1700 - 1) == pytest.approx(14.9, abs=0.051)
    assert NOW.sum() == 8820
    assert after.sum() == pytest.approx(9008.61, abs=0.0051)


def test_t4_2_a_small_group_is_drawn_to_its_reference():
    before, now, reference = np.full(10, 40.0), np.full(10, 50.0), np.full(10, 0.92)
    assert cohort_change_ratios(before, now, reference, 150)[3] == pytest.approx(0.98947, abs=0.0000051)
    assert cohort_change_ratios(before, now)[3] == 1.25


# --------------------------------------------------------------- 4.3, 4.4, 4.5, 4.7


def test_t7_5_raking_reaches_both_totals_and_keeps_the_odds_ratio():
    found = rake([[180, 120], [250, 450]], rows=[300, 900], columns=[420, 780])
    np.testing.assert_allclose(found, [[157.8128, 142.1872], [262.1872, 637.8128]], atol=0.000051)
    assert found[0, 0] * found[1, 1] / (found[0, 1] * found[1, 0]) == pytest.approx(2.7)


def test_t4_4_growth_at_equal_risk():
    growth = growth_at_equal_risk([6000, 1400], [5950, 1800], [0.09, 0.17])
    assert (growth.now, growth.later) == (778.0, 841.5)
    assert growth.percent == pytest.approx(8.16, abs=0.0051)
    assert (growth.by_size, growth.by_structure) == pytest.approx((37.40, 26.10), abs=0.0051)
    assert growth.by_size + growth.by_structure == pytest.approx(63.5)


def test_t4_4_growth_with_rates_of_a_larger_area():
    growth = growth_at_equal_risk([6000, 1400], [5950, 1800], [0.09, 0.17], observed=0.125)
    assert growth.scale == pytest.approx(1.18895, abs=0.0000051)
    assert (growth.now, growth.later) == pytest.approx((925.0, 1000.5), abs=0.051)


@pytest.mark.parametrize(
    ("share_of_80_plus", "prevalence"), [pytest.param(0.30, 17.4, id="30%"), pytest.param(0.50, 21.0, id="50%")]
)
def test_4_4_one_rate_for_65_plus_misses_that_people_get_older(share_of_80_plus, prevalence):
    people = 1000 * np.array([1 - share_of_80_plus, share_of_80_plus])
    growth = growth_at_equal_risk(people, people, [0.12, 0.30])
    assert 100 * growth.now / 1000 == pytest.approx(prevalence)


def test_t4_5_errors_of_a_hindcast_and_the_band_they_give():
    summary = summarise_errors(ERRORS)
    assert 100 * np.array([summary.mean, summary.median, summary.bias]) == pytest.approx([5.875, 4.5, 0.875])
    assert np.quantile(PERCENT_ERRORS, [0.1, 0.9]) == pytest.approx([-7.5, 10])
    assert prediction_band(1800, ERRORS) == pytest.approx((1636, 1946), abs=0.5)


def test_t4_6_the_band_of_people_concerned():
    band = simulate_cases(
        [6000, 1400], [5950, 1800], [0.09, 0.17], ERRORS, 0.0922, error_share=[0.5, 1], draws=20_000, seed=20260101
    )
    assert (band.lower, band.middle, band.upper) == pytest.approx((766, 840, 920), rel=0.02)
    assert (band.growth_above_0, band.growth_above_10) == pytest.approx((0.98, 0.28), abs=0.02)


T4_7 = [
    # now, later, lower limit, growth elsewhere, above P75 -> flagged
    pytest.param(760, 940, 850, 0.12, False, True, id="grows more than elsewhere"),
    pytest.param(760, 940, 850, 0.30, False, False, id="grows less than elsewhere"),
    pytest.param(760, 940, 850, 0.30, True, True, id="grows less, but is high already"),
    pytest.param(760, 870, 800, 0.05, True, False, id="less than 15 percent"),
    pytest.param(100, 120, 110, 0.05, True, False, id="less than 25 people"),
    pytest.param(760, 940, 750, 0.05, True, False, id="may as well shrink"),
]


@pytest.mark.parametrize(("now", "later", "lower", "elsewhere", "high", "flagged"), T4_7)
def test_4_7_what_counts_as_a_future_hot_spot(now, later, lower, elsewhere, high, flagged):
    assert is_future_hot_spot(now, later, lower, growth_elsewhere=elsewhere, above_p75=high) is flagged
