"""What theme scores, acceptability and ageing pressure promise for any input."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wijkanalyse.methods import acceptability, ageing, themes

few = settings(max_examples=60, deadline=None, derandomize=True)
NAN = math.nan

z = st.floats(-6, 6)
criterion = st.one_of(st.floats(0, 100), st.just(NAN))
criteria = arrays(float, (5, 4), elements=criterion)
weights = arrays(float, 4, elements=st.floats(0.01, 1))


# ------------------------------------------------------------------------- scores


@few
@given(z, z)
def test_a_worse_position_never_gives_a_lower_severity(one, other):
    assume(one < other)
    assert 0 <= themes.severity(one) <= themes.severity(other) <= 100


@few
@given(st.floats(0, 9000), st.floats(0, 9000), st.floats(51, 100_000))
def test_more_people_never_give_a_smaller_size(one, other, base):
    low, high = sorted((min(one, base), min(other, base)))
    assert 0 <= themes.size(low, base) <= themes.size(high, base) <= 100


@pytest.mark.parametrize("base", [0.0, 50.0, NAN])
def test_a_wijk_of_fifty_adults_or_fewer_has_no_sizes(base):
    assert math.isnan(themes.size(0.0, base))


@few
@given(criteria, weights)
def test_a_score_lies_between_the_lowest_and_the_highest_known_criterion(values, weight):
    scores = themes.weighted_score(values, weight)
    for row, score in zip(values, scores, strict=True):
        if np.isnan(row[:2]).any():
            assert math.isnan(score)
        else:
            assert np.nanmin(row) - 1e-9 <= score <= np.nanmax(row) + 1e-9


@few
@given(st.floats(0, 100), st.floats(0, 100), weights)
def test_what_is_missing_is_left_out_and_not_filled_in(ernst, omvang, weight):
    score = themes.weighted_score([ernst, omvang, NAN, NAN], weight)
    assert score == pytest.approx(np.average([ernst, omvang], weights=weight[:2]))


@few
@given(st.lists(z, min_size=1, max_size=4), st.integers(1, 5), z)
def test_asking_the_same_twice_changes_nothing(construct, times, other):
    once = themes.construct_mean([*construct, other], [*["a"] * len(construct), "b"])
    often = themes.construct_mean([*construct * times, other], [*["a"] * len(construct) * times, "b"])
    assert once == pytest.approx(often)


def test_constructs_of_which_nothing_is_known_do_not_count():
    assert themes.construct_mean([NAN, 2.0], ["a", "b"]) == 2.0
    assert math.isnan(themes.construct_mean([NAN], ["a"]))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: themes.size(11, 10), "affected must not be above base, got 11.0 and 10.0"),
        (lambda: themes.weighted_score([1, 2, 3]), "criteria must have 4 columns (ernst, omvang, trend, toekomst)"),
        (lambda: themes.weighted_score([1, 2, 3, 101]), "criteria must be 100 or less, got 101.0 at position 3"),
        (lambda: themes.weighted_score([1, 2, 3, 4], [0, 0, 1, 1]), "with ernst or omvang above 0"),
        (lambda: themes.weighted_score([1, 2, 3, 4], [1, -1, 1, 1]), "weights must be 0 or more, got -1.0"),
        (lambda: themes.construct_mean([1.0], ["a", "b"]), "scores and constructs must be of one length, got 1 and 2"),
        (lambda: themes.spread_of_z(2, 1, 1, kind="published"), "lower must not be above upper, got 2.0 and 1.0"),
        (lambda: themes.spread_of_z(1, 2, 1, kind="guessed"), "kind must be 'published' or 'rounding', got 'guessed'"),
    ],
)
def test_a_faulty_argument_of_a_score_is_named(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()


# ------------------------------------------------------------------- acceptability


@few
@given(criteria)
def test_every_rank_is_shared_out_once(values):
    found = acceptability.rank_acceptability(values, acceptability.draw_weights(np.ones(4), 200))
    known = ~np.isnan(found.ranks).any(axis=1)
    ranks = found.ranks[known]
    assert ranks.sum(axis=1) == pytest.approx(np.ones(known.sum()))
    assert ranks.sum(axis=0)[: known.sum()] == pytest.approx(np.ones(known.sum()))
    assert (found.low[known] <= found.high[known]).all()
    assert [g == "" for g in found.groups] == (~known).tolist()


@few
@given(arrays(float, (4, 4), elements=st.floats(0, 100)))
def test_what_is_better_on_every_criterion_is_always_ahead(values):
    best = values.max(axis=0) + 1
    found = acceptability.rank_acceptability(
        np.vstack([values, best[None]]) / 2, acceptability.draw_weights(np.ones(4), 200)
    )
    assert found.ranks[-1, 0] == 1.0


@few
@given(st.permutations(range(5)))
def test_the_order_of_the_themes_does_not_matter(order):
    values = np.array([[90, 10, 5, NAN], [20, 80, NAN, 1], [50, 60, 70, 80], [5, 5, 5, 5], [60, 55, NAN, NAN]], float)
    drawn = acceptability.draw_weights(np.ones(4), 500)
    straight = acceptability.rank_acceptability(values, drawn)
    shuffled = acceptability.rank_acceptability(values[list(order)], drawn)
    np.testing.assert_allclose(shuffled.top, straight.top[list(order)])


def test_equal_seeds_give_equal_outcomes_and_ties_are_broken_evenly():
    drawn = acceptability.draw_weights([1, 1], 20_000)
    equal = np.full((4, 2), 0.5)
    one, other = (acceptability.rank_acceptability(equal, drawn, top=1) for _ in range(2))
    np.testing.assert_array_equal(one.ranks, other.ranks)
    assert one.top == pytest.approx(np.full(4, 0.25), abs=0.02)


def test_weights_are_spread_around_the_given_ones_and_a_weight_of_zero_stays_zero():
    drawn = acceptability.draw_weights([2, 1, 1, 0], 50_000)
    assert drawn.sum(axis=1) == pytest.approx(np.ones(50_000))
    assert drawn.mean(axis=0) == pytest.approx([0.5, 0.25, 0.25, 0], abs=0.01)
    assert not drawn[:, 3].any()


def test_of_three_or_fewer_everything_is_among_the_first_three():
    found = acceptability.rank_acceptability(np.eye(3), acceptability.draw_weights(np.ones(3), 100))
    assert found.top.tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: acceptability.draw_weights([0, 0]), "weights must be a row of numbers with at least one above 0"),
        (lambda: acceptability.draw_weights([1], 0), "draws must be 1 or more, got 0"),
        (
            lambda: acceptability.rank_acceptability([[1.0]], [[1.0, 2.0]]),
            "values must be (n, k) or (draws, n, k) and weights (draws, k), got (1, 1) and (1, 2)",
        ),
        (
            lambda: acceptability.rank_acceptability(np.ones((3, 2, 1)), np.ones((4, 1))),
            "values and weights must have as many draws, got 3 and 4",
        ),
    ],
)
def test_a_faulty_argument_of_acceptability_is_named(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()


# ------------------------------------------------------------------------- ageing


@few
@given(st.integers(0, 20_000), st.integers(0, 20_000), st.integers(1, 6))
def test_the_ageing_pressure_lies_within_its_limits(coming, older, parts):
    pressure = ageing.ageing_pressure(coming, older, parts)
    if older <= 4 * parts:
        assert pressure is None
    else:
        assert 0 <= pressure.lower <= pressure.ratio <= pressure.upper


@pytest.mark.parametrize("people", [(NAN, 100), (100, NAN), (100, 0)])
def test_without_older_people_or_with_unknown_counts_there_is_no_ageing_pressure(people):
    assert ageing.ageing_pressure(*people) is None
