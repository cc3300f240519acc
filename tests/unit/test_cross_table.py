"""What may be said of two things at once: worked numbers, and what holds for any cross table and any totals."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wijkanalyse.methods.cross_table import (
    TotalsError,
    both_possible,
    fit_to_totals,
    likely_range,
    margin_errors,
    two_by_two,
)

any_table = settings(max_examples=25, deadline=None, derandomize=True)
counts = st.floats(1, 200)


@st.composite
def seeds_and_totals(draw):
    """A table of two or three axes without empty cells, and the totals of another table of that shape."""
    shape = draw(st.sampled_from([(2, 2), (3, 3), (3, 3, 3), (2, 4)]))
    tables = [
        np.array(draw(st.lists(counts, min_size=n, max_size=n))).reshape(shape) for n in [int(np.prod(shape))] * 2
    ]
    return tables[0], [
        tables[1].sum(axis=tuple(a for a in range(len(shape)) if a != axis)) for axis in range(len(shape))
    ]


def test_the_worked_table_of_the_specification():
    fitted = fit_to_totals([[180, 120], [250, 450]], [[300, 900], [420, 780]])
    assert fitted == pytest.approx(np.array([[157.8128, 142.1872], [262.1872, 637.8128]]), abs=1e-4)


@pytest.mark.parametrize(("ratio", "both"), [(1, 105), (1.5, 126.2636), (2.7, 157.8128), (4, 178.4243)])
def test_the_worked_numbers_of_the_closed_form(ratio, both):
    assert two_by_two(300, 420, 1200, ratio) == pytest.approx(both, abs=1e-4)


@any_table
@given(seeds_and_totals())
def test_totals_are_those_of_the_area_and_odds_ratios_those_of_the_seed(case):
    seed, totals = case
    fitted = fit_to_totals(seed, totals)
    for axis, total in enumerate(totals):
        others = tuple(a for a in range(seed.ndim) if a != axis)
        assert fitted.sum(axis=others) == pytest.approx(total, abs=1e-6 * total.sum())
    first = (0,) * (seed.ndim - 2)

    def ratio(table):
        return table[(*first, 0, 0)] * table[(*first, 1, 1)] / (table[(*first, 0, 1)] * table[(*first, 1, 0)])

    assert ratio(fitted) == pytest.approx(ratio(seed), rel=1e-5)


@any_table
@given(seeds_and_totals())
def test_the_range_holds_its_number_and_stays_within_what_is_possible(case):
    seed, totals = case
    fitted = fit_to_totals(seed, totals)
    cell = [0] * seed.ndim
    found = likely_range(fitted, cell)
    slack = 1e-6 * fitted.sum()
    assert found.lower - slack <= found.number <= found.upper + slack
    assert -slack <= found.lower
    assert found.upper <= min(total[0] for total in totals) + slack


@any_table
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 100))
def test_the_closed_form_has_its_odds_ratio_and_grows_with_it(a, b, ratio):
    whole = 1000.0
    first, second = a * whole, b * whole
    both = two_by_two(first, second, whole, ratio)
    low, high = both_possible(first, second, whole)
    assert low <= both <= high
    assert both <= two_by_two(first, second, whole, 1.1 * ratio) + 1e-9
    cells = both, first - both, second - both, whole - first - second + both
    assume(min(cells) > 1e-3)
    assert cells[0] * cells[3] / (cells[1] * cells[2]) == pytest.approx(ratio, rel=1e-6)


def test_a_zero_of_the_seed_stays_zero_also_in_the_range():
    fitted = fit_to_totals([[0, 40], [30, 30]], [[50, 50], [40, 60]])
    assert fitted[0, 0] == 0
    assert likely_range(fitted, (0, 0)) == (0, 0, 0)


def test_many_areas_at_once_are_each_area_apart():
    seed = np.arange(1.0, 28.0).reshape(3, 3, 3)
    generator = np.random.default_rng(1)
    tables = generator.uniform(5, 50, (4, 3, 3, 3))
    totals = [tables.sum(axis=tuple(a for a in (1, 2, 3) if a != axis + 1)) for axis in range(3)]
    together = fit_to_totals(seed, totals)
    for area in range(4):
        alone = fit_to_totals(seed, [t[area] for t in totals])
        assert together[area] == pytest.approx(alone, rel=1e-6)


@pytest.mark.parametrize(
    ("seed", "totals", "message"),
    [
        ([[1, 2], [3, 4]], [[10, 10], [10, 11]], r"add up to different numbers: 20, 21"),
        ([[0, 0], [3, 4]], [[10, 10], [10, 10]], "axis 1: an area has some of category 1, of which the cross table"),
        ([[0, 5], [5, 0]], [[10, 20], [10, 20]], "no table with the zeros of the seed"),
        ([[1, 2], [3, 4]], [[10, 10, 1], [10, 11]], "axis 1 of the seed has 2 categories, and its totals 3"),
        ([[1, 2], [3, 4]], [[10, 10]], "a table of 2 axes needs totals for each, got 1"),
        ([[1, 2], [3, 4]], [None, None], "no totals were given"),
        ([[1, 2], [3, 4]], [[0, 0], [0, 0]], "an area without anybody has no table"),
    ],
)
def test_what_no_table_can_have_is_refused_in_words(seed, totals, message):
    with pytest.raises(TotalsError, match=message):
        fit_to_totals(seed, totals)


def test_the_gate_passes_where_the_other_totals_tell_and_not_where_they_do_not():
    tells = np.array([[45.0, 5], [5, 45]])
    silent = np.array([[25.0, 25], [25, 25]])
    rows = np.array([[80.0, 20], [30, 70], [55, 45]])
    columns = fit_to_totals(tells, [rows, None]).sum(axis=1)
    assert margin_errors(tells, [rows, columns], 1).is_passed
    assert not margin_errors(silent, [rows, columns], 1).is_passed
