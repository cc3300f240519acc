"""Numbers as Dutch writes them: half up, parts of one whole, and ranges that say what they mean."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wijkanalyse.dutch import half_up, largest_remainder, number, number_range


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (32.5, 0, "33"),  # Python's own rounding gives 32
        (0.5, 0, "1"),
        (2.675, 2, "2,68"),
        (245.0, -1, "250"),
        (2150.0, -2, "2.200"),
        (-0.04, 1, "0,0"),
        (-32.5, 0, "−33"),
        (math.nan, 0, "–"),
    ],
)
def test_a_half_goes_up(value, decimals, expected):
    assert number(value, decimals) == expected


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([13.53, 11.55, 21.34, 26.40, 27.17], [14, 12, 21, 26, 27]),  # the ages of Velp in 2022
        ([13.5, 11.5, 21.5, 26.5, 27.0], [14, 12, 21, 26, 27]),  # each by itself: 102 together
        ([33.4, 33.3, 33.3], [34, 33, 33]),
        ([50.5, 49.5], [51, 49]),  # equal remainders: the first
        ([100.0, 0.0, 0.0], [100, 0, 0]),
        ([99.6], [100]),
        ([40.0, 20.0], [40, 20]),  # no whole: each by itself
        ([32.5, 20.0], [33, 20]),
        ([35.0, 35.0, 35.0], [35, 35, 35]),  # CBS rounded the counts of a tiny wijk past their whole
    ],
)
def test_parts_of_one_whole_add_up_to_it(parts, expected):
    assert largest_remainder(parts) == expected


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(sum))
def test_no_part_moves_by_one_or_more(counts):
    parts = [100 * count / sum(counts) for count in counts]
    rounded = largest_remainder(parts)
    assert sum(rounded) == 100
    assert all(abs(one - part) < 1 for one, part in zip(rounded, parts, strict=True))


@pytest.mark.parametrize(
    ("low", "high", "around", "decimals", "unit", "expected"),
    [
        (18.5, 19.5, 19, 0, "%", "18,5% tot 19,5%"),  # and not 19% to 20%
        (7, 27, math.nan, 0, "%", "7% tot 27%"),
        (13.71, 16.84, 15.3, 0, "", "14 tot 17"),
        (8.6, 9.4, math.nan, 0, "", "8,6 tot 9,4"),  # and not 9 to 9
        (5, 5, math.nan, 0, "", "5"),
        (5, 5, 5, 0, "%", "5%"),
        (0, 0.5, 0, 0, "%", "0,0% tot 0,5%"),  # and not 0% to 1%
        (2, 3, math.nan, 0, "", "2 tot 3"),
        (18.495, 18.505, math.nan, 0, "", "18,50 tot 18,51"),
        (5.001, 5.004, math.nan, 0, "", "5"),
        (0, 3.69, 0, 0, "", "0 tot 4"),  # nobody really is the lower end
        (310, 260, math.nan, 0, "", "260 tot 310"),
        (12.31, 12.34, math.nan, 1, "", "12,31 tot 12,34"),
        (19.3, 20.6, 19.4, 0, "", "19 tot 21"),  # really near the end, so more decimals would not fit the figure
        (3593.2, 3608.9, 3599, 0, "", "3.593 tot 3.609"),
    ],
)
def test_a_range_has_the_decimals_that_it_needs(low, high, around, decimals, unit, expected):
    assert number_range(low, high, decimals, around=around, unit=unit) == expected


def _read(text: str) -> float:
    return float(text.replace(".", "").replace(",", "."))


@given(st.floats(0, 1000), st.floats(0, 10), st.floats(0, 10), st.integers(0, 1))
def test_a_printed_range_never_turns_round_and_never_names_one_number_twice(around, below, above, decimals):
    words = number_range(around - below, around + above, decimals, around=around).replace("−", "-")
    ends = [_read(end) for end in words.split(" tot ")]
    assert ends == sorted(set(ends))
    assert half_up(ends[0], decimals + 2) <= half_up(around, decimals) + 1
