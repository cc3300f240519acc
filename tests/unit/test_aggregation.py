"""Figures of several areas together: what may be concluded from the parts, and what may not."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkanalyse.methods.aggregation import (
    aggregate_median,
    aggregate_ratio,
    aggregate_sum,
    aggregate_weighted_mean,
    bound_of_missing,
)

NAN = float("nan")


def ratio(counts, denominators, fractions=None, sizes=None, per=100, **more):
    ones = [1] * len(counts)
    return aggregate_ratio(counts, denominators, fractions or ones, sizes or denominators, per, **more)


def mean(values, weights, fractions=None, sizes=None):
    return aggregate_weighted_mean(values, weights, fractions or [1] * len(values), sizes)


# ------------------------------------------------------------------------------ sum


def test_a_sum_with_an_unknown_part_is_unknown_and_not_too_low():
    result = aggregate_sum([4200, NAN, 2900], [1, 1, 1])
    assert math.isnan(result.value) and result.absent == "missing_part"


def test_a_sum_takes_the_share_of_a_part_that_belongs_to_the_area():
    assert aggregate_sum([4200, 3600], [1, 0.25]).value == 5100


# ---------------------------------------------------------------------------- ratio


def test_a_percentage_is_computed_from_counts_and_never_averaged():
    result = ratio([10, 900], [100, 1000])
    assert result.value == pytest.approx(100 * 910 / 1100)
    assert result.value != pytest.approx((10 + 90) / 2)
    assert (result.count, result.denominator, result.coverage) == (910, 1100, 1)


def test_a_rate_per_1000_is_computed_from_counts_too():
    assert ratio([10, 30], [1000, 1000], per=1000).value == 20


@pytest.mark.parametrize(
    ("unknown_size", "given"), [(199, True), (200, True), (201, False)], ids=["80.1 %", "80 %", "79.9 %"]
)
def test_below_80_percent_coverage_nothing_is_given(unknown_size, given):
    result = ratio([80, NAN], [1000 - unknown_size, unknown_size])
    assert result.coverage == pytest.approx(1 - unknown_size / 1000)
    assert (result.absent is None) == given
    assert math.isnan(result.value) != given
    assert result.absent == (None if given else "coverage")


def test_where_a_denominator_is_unknown_the_inhabitants_say_how_much_is_covered():
    assert ratio([10, NAN], [100, NAN], sizes=[900, 100]).coverage == pytest.approx(0.9)
    assert ratio([10, NAN], [100, NAN], sizes=[100, 900]).absent == "coverage"


def test_an_unknown_part_of_unknown_size_leaves_nothing_to_give():
    result = ratio([10, NAN], [100, NAN], sizes=[900, NAN])
    assert (result.absent, result.coverage) == ("coverage", 0)


def test_a_part_without_inhabitants_plays_no_role():
    alone = ratio([10], [100])
    assert ratio([10, 0], [100, 0]) == alone
    assert ratio([10, NAN], [100, NAN], sizes=[900, 0]) == alone


def test_only_parts_without_inhabitants_give_nothing():
    assert ratio([0, 0], [0, 0]).absent == "coverage"


@pytest.mark.parametrize(("denominators", "absent"), [([30, 25], None), ([25, 24], "too_small")])
def test_a_share_of_too_few_together_is_not_given_either(denominators, absent):
    assert ratio([10, 10], denominators, min_denominator=50).absent == absent


# -------------------------------------------------------------------- weighted mean


def test_a_mean_is_weighted_by_what_its_source_divided_by():
    assert mean([300, 200], [100, 300]).value == 225


def test_a_known_value_without_a_weight_leaves_nothing_to_give():
    assert mean([300, 200], [100, NAN]).absent == "weight"


def test_an_unknown_value_lowers_the_coverage_by_its_weight():
    assert mean([300, NAN], [900, 100]).coverage == pytest.approx(0.9)
    assert mean([300, NAN], [700, 300]).absent == "coverage"


def test_an_unknown_part_of_unknown_weight_never_counts_as_nothing():
    assert mean([300, NAN], [900, NAN]).absent == "coverage"
    assert mean([300, NAN], [900, NAN], sizes=[1000, 2000]).absent == "coverage"
    result = mean([300, NAN], [900, NAN], sizes=[1900, 100])
    assert (result.value, result.coverage) == (300, pytest.approx(0.95))


def test_a_part_where_nobody_lives_needs_no_weight():
    assert mean([300, NAN], [900, NAN], sizes=[1900, 0]).coverage == 1


def test_parts_of_another_number_are_refused():
    with pytest.raises(ValueError, match=r"of one length, got shapes \[\(1,\), \(2,\)\]"):
        aggregate_sum([1, 2], [1])


# ----------------------------------------------------------------------- properties

# Numbers that occur: percentages, and sizes of wijken.
PERCENT = st.floats(0, 100)
SIZE = st.integers(50, 200_000)
FRACTION = st.floats(0.05, 1)
quick = settings(deadline=None, max_examples=60)


@st.composite
def shares(draw, least=1):
    """Counts, denominators and fractions of a few parts, each count at most its denominator."""
    denominators = draw(st.lists(SIZE, min_size=least, max_size=6))
    counts = [draw(st.integers(0, n)) for n in denominators]
    return counts, denominators, [draw(FRACTION) for _ in denominators]


@st.composite
def means(draw, least=1):
    weights = draw(st.lists(SIZE, min_size=least, max_size=6))
    return [draw(PERCENT) for _ in weights], weights, [draw(FRACTION) for _ in weights]


@quick
@given(shares())
def test_one_whole_part_is_itself(parts):
    (count, *_), (denominator, *_), _ = parts
    assert ratio([count], [denominator]).value == pytest.approx(100 * count / denominator)
    assert aggregate_sum([count], [1]).value == count
    assert mean([12.3], [denominator]).value == pytest.approx(12.3)


@quick
@given(shares())
def test_a_share_lies_between_the_lowest_and_the_highest_part(parts):
    counts, denominators, fractions = parts
    own = [100 * c / n for c, n in zip(counts, denominators, strict=True)]
    assert min(own) - 1e-9 <= ratio(counts, denominators, fractions).value <= max(own) + 1e-9


@quick
@given(means())
def test_a_mean_lies_between_the_lowest_and_the_highest_part(parts):
    values, weights, fractions = parts
    assert min(values) - 1e-9 <= mean(values, weights, fractions).value <= max(values) + 1e-9


@quick
@given(means(least=2), st.randoms(use_true_random=False))
def test_the_order_of_the_parts_does_not_matter(parts, random):
    order = list(range(len(parts[0])))
    random.shuffle(order)
    turned = [[column[i] for i in order] for column in parts]
    assert mean(*turned).value == pytest.approx(mean(*parts).value)
    assert aggregate_sum(turned[1], turned[2]).value == pytest.approx(aggregate_sum(parts[1], parts[2]).value)
    assert ratio(turned[0], turned[1], turned[2]).value == pytest.approx(ratio(*parts).value)


@quick
@given(means())
def test_splitting_a_part_in_two_equal_halves_changes_nothing(parts):
    values, weights, fractions = parts
    halves = [values[0], *values], [weights[0] / 2, weights[0] / 2, *weights[1:]], [fractions[0], *fractions]
    assert mean(*halves).value == pytest.approx(mean(*parts).value)
    counted = [values[0] / 2, values[0] / 2, *values[1:]], *halves[1:]
    assert ratio(*counted).value == pytest.approx(ratio(*parts).value)
    assert aggregate_sum(halves[1], halves[2]).value == pytest.approx(aggregate_sum(weights, fractions).value)


@quick
@given(means(least=2), st.data())
def test_the_coverage_is_a_share_and_what_is_absent_is_no_number(parts, data):
    values = [v if data.draw(st.booleans()) else NAN for v in parts[0]]
    result = mean(values, *parts[1:])
    assert 0 <= result.coverage <= 1 + 1e-9
    assert (result.absent is None) == (not np.isnan(result.value)) == (result.coverage >= 0.8)


# -------------------------------------------------------------------- secret counts


def test_a_secret_count_beside_few_known_ones_leaves_a_range():
    result = ratio([40, NAN, 30], [1000, 100, 900], per=1000, secret_up_to=[NAN, 7, NAN])
    assert (result.absent, result.coverage) == ("range", 1)
    assert math.isnan(result.value)
    assert (result.least, result.most) == pytest.approx((35, 38.5))


def test_beside_five_known_counts_a_secret_one_counts_for_half():
    result = ratio([10, 20, 30, 40, 50, NAN], [1000] * 6, secret_up_to=[NAN] * 5 + [7])
    assert (result.absent, result.count) == (None, 153.5)
    assert (result.value, result.least, result.most) == pytest.approx((153.5 / 60, 150 / 60, 157 / 60))


def test_a_count_that_is_unknown_for_another_reason_is_not_taken_as_small():
    result = ratio([40, NAN, NAN], [1000, 100, 1100], secret_up_to=[NAN, 7, NAN])
    assert (result.absent, result.coverage) == ("coverage", 0.5)


@quick
@given(
    st.lists(st.tuples(st.integers(0, 7), st.booleans(), st.integers(50, 5000)), min_size=2, max_size=12),
)
def test_the_true_rate_lies_within_the_bounds_of_secret_counts(parts):
    true, secret, base = (np.array(column, dtype=float) for column in zip(*parts, strict=True))
    shown = np.where(secret == 1, NAN, true)
    result = ratio(shown, base, per=1000, secret_up_to=np.where(secret == 1, 7, NAN))
    rate = 1000 * true.sum() / base.sum()
    if secret.any():
        assert result.least - 1e-9 <= rate <= result.most + 1e-9
    else:
        assert result.value == pytest.approx(rate)


# -------------------------------------------------------------------------- medians


@quick
@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30), min_size=1, max_size=8))
def test_the_median_of_all_lies_in_the_range_of_the_medians(samples):
    result = aggregate_median([np.median(s) for s in samples], [1] * len(samples), [len(s) for s in samples])
    low, high = (result.value, result.value) if result.absent is None else (result.least, result.most)
    assert low - 1e-9 <= np.median(np.concatenate(samples)) <= high + 1e-9


def test_a_median_needs_nearly_all_households():
    values, sizes = [40, NAN, 90], [900, 60, 40]
    assert aggregate_median(values, [1, 1, 1], sizes).absent == "coverage"
    assert aggregate_median(values, [1, 1, 1], [950, 40, 10]).most == 90


def test_a_part_without_households_has_no_say_in_the_median():
    assert aggregate_median([40, 5, 90], [1, 1, 1], [500, 0, 400]).least == 40


def test_half_a_part_can_have_any_median():
    assert aggregate_median([40, 90], [1, 0.5], [500, 400]).absent == "weight"


# ----------------------------------------------------------------- bound of the rest


@quick
@given(means(least=2), st.data())
def test_the_bound_holds_whatever_the_unknown_parts_are(parts, data):
    values, weights, fractions = parts
    unknown = data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)))
    known = mean([NAN if u else v for v, u in zip(values, unknown, strict=True)], weights, fractions)
    if known.absent:
        return
    low, high = bound_of_missing(known.value, min(known.coverage, 1.0), (min(values), max(values)))
    slack = 1e-6 * max(1, *map(abs, values))
    assert low - slack <= mean(values, weights, fractions).value <= high + slack


@pytest.mark.parametrize(
    ("coverage", "unknown", "said"), [(0, (0, 100), "coverage must lie"), (0.9, (9, 3), "must not exceed")]
)
def test_impossible_bounds_are_refused(coverage, unknown, said):
    with pytest.raises(ValueError, match=said):
        bound_of_missing(12.0, coverage, unknown)
