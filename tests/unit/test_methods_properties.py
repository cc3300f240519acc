"""What the methods promise for any input: limits in order, NaN stays NaN, and faults that name themselves."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from wijkanalyse.methods import comparison, intervals, multiplicity, peers, spread, trend
from wijkanalyse.methods import standardisation as standard
from wijkanalyse.methods.aggregation import aggregate_ratio, aggregate_sum, aggregate_weighted_mean
from wijkanalyse.methods.comparison import judge

settings.register_profile("methods", max_examples=60, deadline=None, derandomize=True)
few = settings.get_profile("methods")

LARGE = 10**9
NAN, INF = math.nan, math.inf
share = st.floats(0, 1, allow_subnormal=False)
confidence = st.sampled_from([0.8, 0.95, 0.998])
sizes = st.integers(1, LARGE)


@st.composite
def counted(draw) -> tuple[int, int]:
    """A count and its denominator, up to a billion."""
    denominator = draw(sizes)
    return draw(st.integers(0, denominator)), denominator


def parts(low: int = 1, high: int = 8) -> st.SearchStrategy[list[tuple[int, int]]]:
    return st.lists(counted(), min_size=low, max_size=high)


def columns(rows: list[tuple]) -> tuple[np.ndarray, ...]:
    return tuple(np.array(column, dtype=float) for column in zip(*rows, strict=True))


# --------------------------------------------------------------------- intervals


@few
@given(counted(), confidence)
def test_a_share_lies_within_its_limits_and_these_within_0_and_1(case, level):
    count, denominator = case
    interval = intervals.wilson(count, denominator, level)
    assert 0 <= interval.lower <= count / denominator <= interval.upper <= 1


@few
@given(counted())
def test_limits_of_a_share_widen_with_confidence(case):
    narrow, wide = intervals.wilson(*case, 0.95), intervals.wilson(*case, 0.998)
    assert wide.lower <= narrow.lower <= narrow.upper <= wide.upper


@few
@given(st.integers(1, 10**6))
def test_limits_of_a_share_rise_with_the_count(denominator):
    interval = intervals.wilson(np.linspace(0, denominator, 25), denominator)
    assert (np.diff(interval.lower) >= 0).all()
    assert (np.diff(interval.upper) >= 0).all()


@few
@given(counted())
def test_swapping_yes_and_no_mirrors_the_limits(case):
    count, denominator = case
    one, other = intervals.wilson(count, denominator), intervals.wilson(denominator - count, denominator)
    assert one.lower == pytest.approx(1 - other.upper, abs=1e-9)


@few
@given(st.integers(0, LARGE), confidence)
def test_a_count_lies_within_its_limits(count, level):
    for interval in (intervals.byar(count, level), intervals.poisson_exact(count, level)):
        assert 0 <= interval.lower <= count < interval.upper


@few
@given(st.integers(10, LARGE))
def test_byar_stays_near_the_exact_limits(count):
    # The approximation is off by at most a few hundredths of an event at 10, and relatively less above.
    byar, exact = intervals.byar(count), intervals.poisson_exact(count)
    assert byar.lower == pytest.approx(exact.lower, rel=2e-3)
    assert byar.upper == pytest.approx(exact.upper, rel=2e-3)


def test_limits_of_a_count_rise_with_the_count_also_where_the_method_changes():
    interval = intervals.byar(np.arange(0, 40))
    assert (np.diff(interval.lower) > 0).all()
    assert (np.diff(interval.upper) > 0).all()


@few
@given(counted(), counted())
def test_a_difference_lies_within_its_limits_and_turns_round_with_its_sides(one, other):
    forth, back = intervals.newcombe(*one, *other), intervals.newcombe(*other, *one)
    assert -1 <= forth.lower <= forth.value <= forth.upper <= 1
    assert forth.lower == pytest.approx(-back.upper, abs=1e-12)


@few
@given(st.lists(share, min_size=2, max_size=2).map(sorted))
def test_a_standard_error_is_never_negative(limits):
    assert intervals.model_se(*limits) >= 0
    on_logit_scale = intervals.model_se(*limits, "logit")
    assert on_logit_scale >= 0 or limits[0] == 0 or limits[1] == 1


@few
@given(counted(), st.data())
def test_hard_limits_hold_whatever_the_rounding_did(case, data):
    count, denominator = case
    error = st.integers(-4, 4)
    published = max(0, count + data.draw(error)), max(0, denominator + data.draw(error))
    hard = intervals.rounded_count(published[0])
    assert hard.lower <= count <= hard.upper
    ratio = intervals.rounded_ratio(*published)
    if published[1]:
        assert ratio.lower <= count / denominator <= ratio.upper


# ---------------------------------------------------------------------- position


# ------------------------------------------------------- multiplicity, comparison


@few
@given(st.lists(share, min_size=1, max_size=20))
def test_adjusted_p_keeps_the_order_and_is_never_below_p(values):
    p = np.array(values)
    adjusted = multiplicity.benjamini_hochberg(p)
    assert ((p <= adjusted) & (adjusted <= 1)).all()
    assert (np.diff(adjusted[np.argsort(p)]) >= 0).all()
    assert adjusted == pytest.approx(stats.false_discovery_control(p, method="bh"))


@few
@given(st.lists(share, min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_a_test_that_could_not_be_done_does_not_change_the_others(values, random):
    with_gaps = [*values, NAN, NAN]
    random.shuffle(with_gaps)
    adjusted = multiplicity.benjamini_hochberg(with_gaps)
    assert np.isnan(adjusted).sum() == 2
    assert sorted(adjusted[~np.isnan(adjusted)]) == pytest.approx(sorted(multiplicity.benjamini_hochberg(values)))


def test_no_tests_at_all_give_no_p():
    assert multiplicity.benjamini_hochberg([]).size == 0
    assert np.isnan(multiplicity.benjamini_hochberg([NAN])).all()


@few
@given(share, share, st.floats(0, 0.5), st.floats(0, 0.5), st.floats(0, 0.3), st.floats(0.01, 1))
def test_what_is_good_when_high_is_bad_when_low(value, comparator, below, above, threshold, spread):
    arguments = {"threshold": threshold, "interval": (value - below, value + above), "spread": spread}
    high = judge(value, comparator, better_when="higher", **arguments)
    low = judge(value, comparator, better_when="lower", **arguments)
    swapped = {"better": "worse", "slightly_better": "slightly_worse"}
    swapped |= {worse: better for better, worse in swapped.items()}
    assert high.state == swapped.get(low.state, low.state)
    assert (high.z, high.relevant, high.striking) == (low.z, low.relevant, low.striking)
    if high.state in swapped:
        assert (high.side == "better") == (value > comparator)
        assert high.state.startswith("slightly") == (abs(high.z) < 1 - 1e-9)


def test_a_value_that_was_rounded_may_miss_its_limits_a_little():
    assert judge(0.0, 2.0, better_when="lower", threshold=1, interval=(0.002, 0.06)).state == "better"


def test_a_part_and_its_rest_make_the_whole_and_a_whole_has_no_rest():
    rest = comparison.rest_of_whole(30.0, 200, 18.0, 1000)
    assert (rest * 800 + 30.0 * 200) / 1000 == pytest.approx(18.0)
    assert math.isnan(comparison.rest_of_whole(18.0, 1000, 18.0, 1000))


@pytest.mark.parametrize(("size", "needed"), [(0, False), (50, False), (51, True), (1000, False), (NAN, False)])
def test_only_a_part_of_more_than_a_twentieth_is_compared_with_the_rest(size, needed):
    assert comparison.needs_rest(size, 1000) is needed


# ------------------------------------------------------------------------- trend

YEARS = np.arange(2019, 2024)


@few
@given(parts(5, 5), st.permutations(range(5)))
def test_a_trend_does_not_depend_on_the_order_of_the_rows(rows, order):
    counts, people = columns(rows)
    order = list(order)
    expected = trend.recent_trend_counts(YEARS, counts, people)
    assert trend.recent_trend_counts(YEARS[order], counts[order], people[order]) == expected


@few
@given(parts(5, 5))
def test_a_trend_mirrors_when_time_runs_back(rows):
    counts, people = columns(rows)
    forth = trend.recent_trend_counts(YEARS, counts, people)
    back = trend.recent_trend_counts(YEARS, counts[::-1], people[::-1])
    assert {"rising": "falling", "falling": "rising"}.get(forth.direction, forth.direction) == back.direction
    assert forth.statistic == pytest.approx(back.statistic, rel=1e-6, abs=1e-6)
    assert forth.statistic >= 0


NOT_DETERMINABLE = [
    # reason            years                           counts
    ("too_few_years",   [2020, 2021, 2022, 2023],       [10, 11, 12, 13]),
    ("missing",         YEARS,                          [10, 11, NAN, 13, 14]),
    ("duplicate_years", [2019, 2020, 2020, 2021, 2022], [10, 11, 12, 13, 14]),
    ("gap",             [2017, 2020, 2021, 2022, 2023], [10, 11, 12, 13, 14]),
]  # fmt: skip


@pytest.mark.parametrize(("reason", "years", "counts"), NOT_DETERMINABLE)
def test_a_trend_that_cannot_be_determined_says_why(reason, years, counts):
    result = trend.recent_trend_counts(years, counts, [100] * len(years))
    assert (result.direction, result.reason) == ("not_determinable", reason)


def test_one_year_alone_does_not_make_a_trend():
    # Far above the critical value, but without the last year the share falls.
    result = trend.recent_trend_counts(YEARS, [103, 102, 101, 100, 300], [1000] * 5)
    assert result.statistic > trend.CRITICAL
    assert (result.direction, result.sign_holds) == ("no_clear_change", False)


def test_years_in_which_nobody_has_it_can_be_tested():
    nobody = trend.recent_trend_counts(YEARS, [0] * 5, [100] * 5)
    assert (nobody.direction, nobody.statistic) == ("no_clear_change", 0)
    assert trend.recent_trend_counts(YEARS, [0, 10, 20, 30, 40], [100] * 5).direction == "rising"


# ------------------------------------------------- standardisation and aggregation


@few
@given(st.lists(st.tuples(share, sizes), min_size=1, max_size=6))
def test_a_standardised_share_lies_between_those_of_the_ages(rows):
    shares, weights = columns(rows)
    result = standard.standardise_modelled(shares, weights)
    assert shares.min() - 1e-12 <= result <= shares.max() + 1e-12


@few
@given(counted(), share)
def test_an_area_of_one_part_is_that_part(case, value):
    count, people = case
    assert aggregate_sum([count], [1]).value == count
    assert aggregate_ratio([count], [people], [1], [people], 100).value == pytest.approx(100 * count / people)
    assert aggregate_weighted_mean([value], [people], [1]).value == pytest.approx(value)


# ------------------------------------------------------------------------ spread


@few
@given(parts(1, 8), st.randoms(use_true_random=False))
def test_eta_squared_stays_in_range_and_ignores_the_order(rows, random):
    counts, people = columns(rows)
    shares = counts / people
    eta = spread.eta_squared(shares, people)
    assert math.isnan(eta) or 0 <= eta <= 1
    random.shuffle(rows)
    counts, people = columns(rows)
    assert spread.eta_squared(counts / people, people) == pytest.approx(eta, rel=1e-6, abs=1e-9, nan_ok=True)


def test_parts_that_are_all_alike_do_not_spread_and_parts_that_are_all_or_nothing_spread_fully():
    assert spread.eta_squared([0.2, 0.2], [100, 300]) == 0
    assert spread.eta_squared([0, 1], [100, 300]) == 1
    assert math.isnan(spread.eta_squared([0, 0], [100, 300]))


# ------------------------------------------------------------------------- peers

features = st.integers(3, 8).flatmap(lambda n: st.lists(st.tuples(*[st.integers(-20, 20)] * 3), min_size=n, max_size=n))


@few
@given(features, st.randoms(use_true_random=False))
def test_the_peers_do_not_depend_on_the_order_of_the_rows(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)

    def peers_of_the_first(indices: list[int]) -> list[str]:
        codes = [f"WK{i}" for i in indices]
        scores = peers.standard_scores([rows[i] for i in indices])
        # Equal distances must stay equal: the sums that make them run in another order.
        distances = peers.distances_from(indices.index(0), scores).round(9)
        found = peers.nearest(distances, 2, candidates=[i != 0 for i in indices], codes=codes)
        return [codes[p] for p in found.positions]

    assert peers_of_the_first(order) == peers_of_the_first(list(range(len(rows))))


@few
@given(features)
def test_peers_come_nearest_first_and_never_hold_more_than_allowed_of_one_gemeente(rows):
    distances = peers.distances_from(0, peers.standard_scores(rows))
    groups = [f"GM{i % 2}" for i in range(len(rows))]
    found = peers.nearest(distances, 4, candidates=[i != 0 for i in range(len(rows))], groups=groups, max_per_group=1)
    assert 0 not in found.positions
    assert len(found.positions) <= 2
    assert (np.diff(found.distances) >= 0).all()


@few
@given(features)
def test_standard_scores_are_capped_and_a_constant_feature_does_not_count(rows):
    values = np.column_stack([np.array(rows, dtype=float), np.full(len(rows), 0.1)])
    scores = peers.standard_scores(values)
    assert (np.abs(scores) <= 3).all()
    assert (scores[:, 3] == 0).all()


def test_an_odd_value_counts_as_three_standard_deviations():
    assert peers.standard_scores([[0.0]] * 99 + [[1.0]]).max() == 3
    assert peers.standard_scores([[0.0]] * 99 + [[1.0]], cap=INF).max() > 9


def test_an_area_that_is_known_on_too_little_weight_is_no_peer():
    scores = [[0.0, 0.0], [1.0, NAN], [1.0, 1.0]]
    assert np.isnan(peers.distances_from(0, scores)).tolist() == [False, True, False]
    filled_up = peers.distances_from(0, scores, min_weight=0.5)
    assert filled_up.tolist() == pytest.approx([0, math.sqrt(2), math.sqrt(2)])
    assert peers.nearest(peers.distances_from(0, scores), candidates=[False, True, True]).positions.tolist() == [2]


def test_peers_that_rest_on_one_feature_are_not_stable():
    # On both features 1 is nearest; without the first it is 2, without the second it is 1 again.
    scores = np.array([[0, 0], [0.1, 0.5], [3, 0], [-3, 3]])
    result = peers.jackknife_stability(0, scores, k=1, candidates=[False, True, True, True])
    assert result.jaccard.tolist() == [0, 1]
    assert (result.least, result.stable) == (0, False)


# --------------------------------------------------------- missing, zero, extreme

ALL_NAN = {
    "wilson count": lambda: intervals.wilson(NAN, 10).limits,
    "wilson denominator": lambda: intervals.wilson(1, NAN).limits,
    "wilson of nobody": lambda: intervals.wilson(0, 0).limits,
    "byar": lambda: intervals.byar(NAN).limits,
    "exact": lambda: intervals.poisson_exact(NAN).limits,
    "rate of nobody": lambda: intervals.rate(0, 0).limits,
    "newcombe": lambda: intervals.newcombe(NAN, 10, 1, 10).limits,
    "model se": lambda: intervals.model_se(NAN, 0.2),
    "model se at 0 on the logit scale": lambda: intervals.model_se(0, 0.2, "logit"),
    "model difference without error": lambda: intervals.model_difference(0.2, 0, 0.1).z,
    "ratio of nobody": lambda: intervals.rounded_ratio(0, 0).limits,
    "rounded count": lambda: intervals.rounded_count(NAN).limits,
    "standardised share": lambda: standard.standardise_modelled([NAN, 0.2], [1, 1]),
    "eta squared": lambda: spread.eta_squared([0.1, NAN], [10, 10]),
}


@pytest.mark.parametrize("case", ALL_NAN)
def test_a_missing_figure_stays_missing(case):
    assert np.isnan(ALL_NAN[case]()).all()


def test_a_missing_figure_does_not_touch_its_neighbours_in_the_array():
    interval = intervals.wilson([65, NAN, 1], [100, 100, 100])
    assert interval.lower[[0, 2]].tolist() == [intervals.wilson(65, 100).lower, intervals.wilson(1, 100).lower]


def test_scalars_give_floats_and_arrays_give_arrays():
    assert type(intervals.wilson(1, 2).lower) is float
    assert intervals.wilson([[1, 2]], 2).lower.shape == (1, 2)
    assert intervals.byar([]).lower.shape == (0,)


# ------------------------------------------------------------------------ faults

FAULTS = [
    (lambda: intervals.wilson(-1, 10), "count must be 0 or more, got -1.0"),
    (
        lambda: intervals.wilson([1, INF], 10),
        "count must be finite; write NaN for a missing figure, got inf at position 1",
    ),
    (lambda: intervals.wilson(11, 10), "count must not be above denominator, got 11.0 and 10.0"),
    (lambda: intervals.wilson([1, 2], [3, 4, 5]), "count and denominator must have shapes that fit together"),
    (lambda: intervals.wilson("12", 20), "count must be numbers in one regular shape, got '12'"),
    (lambda: intervals.wilson([[1], [1, 2]], 20), "count must be numbers in one regular shape, got [[1], [1, 2]]"),
    (lambda: intervals.wilson(1, 10, 95), "confidence must lie between 0 and 1, got 95; write 0.95 for 95 %"),
    (lambda: intervals.byar(-0.5), "count must be 0 or more, got -0.5"),
    (lambda: intervals.poisson_exact(1, 1.0), "confidence must lie between 0 and 1, got 1.0"),
    (lambda: intervals.rate(1, -INF), "denominator must be finite"),
    (lambda: intervals.newcombe(1, 2, 5, 4), "count must not be above denominator, got 5.0 and 4.0"),
    (lambda: intervals.model_se(0.3, 0.2), "lower must not be above upper, got 0.3 and 0.2"),
    (lambda: intervals.model_se(12.1, 16.5), "lower must be 1 or less, got 12.1"),
    (lambda: intervals.model_se(0.1, 0.2, "log"), "scale must be 'linear' or 'logit', got 'log'"),
    (lambda: intervals.rounded_count(5, parts=0), "parts must be 1 or more, got 0.0"),
    (lambda: multiplicity.benjamini_hochberg([0.1, 1.5]), "p must be 1 or less, got 1.5 at position 1"),
    (
        lambda: judge(1, 2, better_when="low", threshold=1),
        "better_when must be 'higher', 'lower' or 'neutral', got 'low'",
    ),
    (lambda: judge(1, 2, better_when="lower", threshold=-1), "threshold must be 0 or more, got -1.0"),
    (lambda: judge(1, 2, better_when="lower", threshold=NAN), "threshold must be a number, got nan"),
    (lambda: judge(INF, 2, better_when="lower", threshold=1), "value must be finite"),
    (
        lambda: judge(14.2, 12, better_when="lower", threshold=1, interval=(0.121, 0.165)),
        "interval must hold the value, got 14.2 and (0.121, 0.165); are both in the same unit?",
    ),
    (
        lambda: judge(14.2, 12, better_when="lower", threshold=1, interval=(16.5, 12.1)),
        "interval must hold the value, got 14.2 and (16.5, 12.1)",
    ),
    (lambda: trend.recent_trend_counts([2020.5], [1], [2]), "years must be whole, got 2020.5 at position 0"),
    (lambda: trend.recent_trend_counts([2020], [3], [2]), "counts must not be above denominators, got 3.0 and 2.0"),
    (lambda: standard.standardise_modelled([10.0], [1]), "shares must be 1 or less, got 10.0"),
    (lambda: spread.eta_squared([0.1], [10, 20]), "shares and sizes must be one-dimensional and of one length"),
    (lambda: peers.standard_scores([1, 2]), "features must be a table of areas by features, got shape (2,)"),
    (lambda: peers.standard_scores([[1]], cap=0), "cap must be above 0, got 0"),
    (lambda: peers.distances_from(2, [[1], [2]]), "target must be a row from 0 to 1, got 2"),
    (lambda: peers.distances_from(0, [[1], [2]], [1, 1]), "weights must be one per feature with a sum above 0"),
    (lambda: peers.nearest([1, 2], candidates=[True]), "candidates must be one per distance, got 1"),
    (lambda: peers.nearest([1, 2], candidates=[0, 1]), "candidates must be True or False, got [0, 1]"),
    (lambda: peers.nearest([1, 2], 0), "k and max_per_group must be 1 or more, got 0 and 3"),
    (lambda: peers.jackknife_stability(0, [[1], [2]]), "scores must have two features or more to leave one out, got 1"),
]


@pytest.mark.parametrize(("call", "message"), FAULTS, ids=[message[:60] for _, message in FAULTS])
def test_a_fault_names_the_argument_the_rule_and_the_value(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()
