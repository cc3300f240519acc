"""The worked numbers of voting and reach: METHODS §5.4, and published elections for Schulze."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import chi2, friedmanchisquare

from wijkanalyse.methods.reach import Range, combined_reach, coverage, gap, smallest_visible_change
from wijkanalyse.methods.voting import (
    approval,
    borda,
    highest,
    kendall_w,
    leave_one_out,
    pools,
    ranks_of,
    schulze,
    tally,
)

JUDGES = {
    "A": [1, 3, 4, 5, 2, 8, 6, 7, 10, 9],
    "B": [2, 1, 4, 5, 6, 3, 8, 7, 10, 9],
    "C": [3, 2, 1, 5, 7, 4, 6, 8, 9, 10],
    "D": [4, 2, 3, 1, 6, 7, 5, 9, 8, 10],
}
FIVE = ["ABC", "BAD", "ACB", "BAE", "FAB"]


def test_t5_4_four_judges_of_ten_projects():
    ranks = np.array(list(JUDGES.values()), dtype=float)
    sums = ranks.sum(axis=0)
    assert np.sum((sums - sums.mean()) ** 2) == 1048

    agreed = kendall_w(ranks)

    assert agreed.w == pytest.approx(0.793939, abs=5e-7)
    assert agreed.word == "strong"
    # W is the statistic of Friedman over its largest possible value.
    assert 4 * 9 * agreed.w == pytest.approx(28.5818, abs=5e-5)
    assert 4 * 9 * agreed.w == pytest.approx(friedmanchisquare(*ranks.T).statistic, rel=1e-9)


def test_t5_5_points_and_dots_of_five_ballots():
    assert borda(FIVE, "ABCDEF") == {"A": 12, "B": 10, "C": 3, "F": 3, "D": 1, "E": 1}
    assert approval(FIVE, "ABCDEF") == {"A": 5, "B": 5, "C": 2, "D": 1, "E": 1, "F": 1}


def test_t5_5_agreement_with_ties():
    ranks = ranks_of(FIVE, "ABCDEF")
    assert ranks.mean(axis=0) == pytest.approx([1.6, 2.0, 4.0, 4.6, 4.6, 4.2])

    agreed = kendall_w(ranks)

    assert agreed.w == pytest.approx(0.581935, abs=5e-7)
    assert agreed.word == "moderate"
    assert 5 * 5 * agreed.w == pytest.approx(friedmanchisquare(*ranks.T).statistic, rel=1e-9)


@pytest.mark.parametrize(("voters", "least"), [(5, 0.376), (8, 0.235), (12, 0.157), (20, 0.094)])
def test_with_many_voters_a_w_of_almost_nothing_is_significant(voters, least):
    assert chi2.ppf(0.95, 9) / (voters * 9) == pytest.approx(least, abs=5e-4)


SCHULZE_2011 = {
    "ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8,
}  # fmt: skip


def test_schulze_of_the_published_election_of_45_voters():
    ballots = [ballot for ballot, number in SCHULZE_2011.items() for _ in range(number)]
    expected = (("E",), ("A",), ("C",), ("B",), ("D",))
    assert schulze(ballots, "ABCDE") == expected
    assert schulze(list(SCHULZE_2011), "ABCDE", list(SCHULZE_2011.values())) == expected


def test_borda_and_schulze_may_choose_differently():
    ballots = ["AB"] * 3 + ["BC"] * 2  # most put A first, but everyone names B
    assert tally({"zorg": ballots}, "ABC").order[0] == ("B",)
    assert schulze(ballots, "ABC")[0] == ("A",)


def test_residents_are_not_drowned_by_professionals():
    counted = tally({"zorg": ["ABC"] * 12, "bewoners": ["DAB"] * 2}, "ABCD")
    assert [counted.mean(c) for c in "ABCD"] == pytest.approx([2.5, 1.5, 0.5, 1.5])
    assert highest(counted.order).certain == ("A", "B", "D")


def test_equal_points_are_decided_by_ballots_and_then_by_the_group_that_wants_it_least():
    # B and C have 6 points each; C is named on three ballots and B on two
    assert tally({"zorg": ["BA", "BC", "AC", "AC"]}, "ABC").order == (("A",), ("C",), ("B",))
    # all three have 8 points on 4 ballots; no group gives B fewer than 4, the others get 2 somewhere
    assert tally({"zorg": ["ABC"] * 2, "bewoners": ["CBA"] * 2}, "ABC").order == (("B",), ("A", "C"))


POOLS = [
    # voters of zorg, gemeente and bewoners; what was asked for; what counts as one
    ((12, 9, 9), {}, ["z", "g", "b"]),
    ((12, 9, 1), {}, ["z", "gb"]),  # the smallest other group
    ((9, 12, 4), {}, ["zb", "g"]),
    ((12, 9, 1), {"b": "z"}, ["zb", "g"]),
    ((12, 9, 1), {"b": "b"}, ["z", "g", "b"]),
    ((12, 9, 5), {"b": "z"}, ["z", "g", "b"]),  # five is large enough, whatever was asked
    ((12, 3, 2), {}, ["z", "gb"]),  # together they are five
    ((12, 3, 1), {}, ["zgb"]),  # together they are four
    ((12, 3, 1), {"b": "b"}, ["zg", "b"]),  # who wants to stay apart is left apart
    ((12, 3, 1), {"g": "b", "b": "b"}, ["z", "gb"]),
    ((2, 1, 0), {}, ["zg"]),
    ((0, 0, 3), {}, ["b"]),
    ((5, 5, 2), {}, ["zb", "g"]),  # equally large: the first of the list
]


@pytest.mark.parametrize(("sizes", "wanted", "expected"), POOLS)
def test_which_groups_count_as_one(sizes, wanted, expected):
    assert pools(dict(zip("zgb", sizes, strict=True)), wanted) == tuple(map(tuple, expected))


FIRM = [
    # A 15, B 10, C 5 points; D has none. No single ballot changes that.
    (["ABC"] * 5, "ABCD", (5, 0, "", "")),
    # A and D have 3, B and E 2, C and F 1: A and D are certain, B and E tied for the last place.
    # Without the first ballot it is D, E and F: F comes in and A drops out; without the other C comes in, D drops out.
    (["ABC", "DEF"], "ABCDEF", (2, 2, "CF", "AD")),
    # A 6; B, C and D 3, of which B and C on two ballots and D on one: A, B and C. Without the last ballot that stays.
    # Without ABC: A 3, D 3, C 2, so D comes in for B. Without ACB: A 3, D 3, B 2, so D comes in for C.
    (["ABC", "ACB", "D"], "ABCD", (3, 2, "D", "BC")),
]


@pytest.mark.parametrize(("ballots", "candidates", "expected"), FIRM)
def test_what_changes_when_one_ballot_is_left_out(ballots, candidates, expected):
    firm = leave_one_out({"zorg": ballots}, candidates)
    assert (firm.runs, firm.changed, "".join(firm.entering), "".join(firm.leaving)) == expected


# --------------------------------------------------------------------------- reach


def test_what_exists_reaches_12_to_18_percent_and_the_goal_needs_45():
    target = Range(300, 350)
    reached = combined_reach([Range(30, 36), Range(42, 54)], Range(300, 350))
    assert reached == Range(42, 90)
    band = coverage(Range(42, 54), target)
    assert (band.low, band.high) == pytest.approx((0.12, 0.18))
    lacking = gap(Range(0.45, 0.45), band)
    assert (lacking.low, lacking.high) == pytest.approx((0.27, 0.33))


@pytest.mark.parametrize(
    ("share", "size", "points"),
    [(0.2, 2500, 3.17), (0.2, 12000, 1.45), (0.5, 1000, 6.26), (0.05, 1000, 2.73)],
)
def test_the_smallest_change_of_a_share_that_could_have_been_seen(share, size, points):
    se = np.sqrt(share * (1 - share) / size)
    assert 100 * smallest_visible_change(se, se) == pytest.approx(points, abs=0.005)


def test_a_full_count_has_only_its_rounding():
    assert smallest_visible_change(0, 0, rounding=1.4) == pytest.approx(1.4)
