"""What theme scores, acceptability, projection and hindcast promise for any input."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wijkanalyse.methods import acceptability, hindcast, projection, themes

few = settings(max_examples=60, deadline=None, derandomize=True)
NAN = math.nan

z = st.floats(-6, 6)
criterion = st.one_of(st.floats(0, 100), st.just(NAN))
criteria = arrays(float, (5, 4), elements=criterion)
weights = arrays(float, 4, elements=st.floats(0.01, 1))
people = arrays(float, 18, elements=st.floats(1, 5000))


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
@given(criteria, weights)
def test_a_geometric_mean_is_never_above_the_weighted_mean(values, weight):
    one, other = themes.geometric_score(values, weight), themes.weighted_score(values, weight)
    np.testing.assert_array_equal(np.isnan(one), np.isnan(other))
    known = ~np.isnan(one)
    assert (one[known] <= other[known] + 1e-6).all()


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


# ---------------------------------------------------------------------- projection


@few
@given(people)
def test_a_wijk_that_did_not_change_stays_as_it_is_in_every_age_but_the_oldest(now):
    after = projection.hamilton_perry(now, now)
    # With the same numbers twice, every age group has become what the next older one was.
    assert after[1:-1] == pytest.approx(now[1:-1])
    assert after[0] == pytest.approx(now[0])
    assert after[-1] == pytest.approx(now[-1])


@few
@given(people, people)
def test_a_projection_has_no_people_below_zero(before, now):
    after = projection.hamilton_perry(before, now)
    assert (after >= 0).all()


@few
@given(people, people, st.integers(2, 4))
def test_many_areas_at_once_are_projected_as_one_by_one(before, now, times):
    together = projection.hamilton_perry(np.tile(before, (times, 1)), np.tile(now, (times, 1)))
    np.testing.assert_allclose(together, np.tile(projection.hamilton_perry(before, now), (times, 1)))


@few
@given(people, people, st.floats(0.5, 1.5))
def test_a_ratio_lies_between_its_own_and_that_of_its_reference(before, now, reference):
    own = projection.cohort_change_ratios(before, now)
    mixed = projection.cohort_change_ratios(before, now, np.full(18, reference))
    low, high = np.minimum(own, reference), np.maximum(own, reference)
    assert ((low - 1e-9 <= mixed) & (mixed <= high + 1e-9)).all()


def test_a_group_that_nobody_was_in_before_has_no_ratio():
    before = np.array([0.0, *[10.0] * 17])
    assert math.isnan(projection.cohort_change_ratios(before, before)[1])


@few
@given(arrays(float, (4, 3), elements=st.floats(1, 500)), st.floats(0.5, 2))
def test_a_raked_table_has_the_totals_it_was_given(table, factor):
    rows, columns = table[:, ::-1].sum(axis=1) * factor, table[::-1].sum(axis=0) * factor
    raked = projection.rake(table, rows=rows, columns=columns)
    assert raked.sum(axis=1) == pytest.approx(rows, rel=1e-6)
    assert raked.sum(axis=0) == pytest.approx(columns, rel=1e-6)


def test_rows_can_share_the_total_of_their_gemeente():
    raked = projection.rake([[10, 20], [30, 40], [50, 50]], rows=[150, 110], columns=[130, 130], groups=[0, 0, 1])
    assert raked[:2].sum() == pytest.approx(150)
    assert raked.sum(axis=0) == pytest.approx([130, 130])


def test_only_a_national_total_scales_every_age():
    raked = projection.rake([[10, 20], [30, 20]], columns=[80, 20])
    assert raked.tolist() == [[20, 10], [60, 10]]


@few
@given(people, people, arrays(float, 18, elements=st.floats(0.01, 0.99)))
def test_growth_is_that_of_numbers_and_that_of_ages_together(now, later, rates):
    growth = projection.growth_at_equal_risk(now, later, rates)
    assert growth.by_size + growth.by_structure == pytest.approx(growth.later - growth.now, abs=1e-6)


@few
@given(st.floats(1, 1e5), st.lists(st.floats(-0.5, 0.5), min_size=1, max_size=30))
def test_a_wider_band_holds_a_narrower_one(forecast, errors):
    narrow, wide = (projection.prediction_band(forecast, errors, c) for c in (0.5, 0.8))
    assert wide[0] <= narrow[0] + 1e-9
    assert narrow[1] <= wide[1] + 1e-9


@few
@given(st.integers(0, 20_000), st.integers(0, 20_000), st.integers(1, 6))
def test_the_ageing_pressure_lies_within_its_limits(coming, older, parts):
    pressure = projection.ageing_pressure(coming, older, parts)
    if older <= 4 * parts:
        assert pressure is None
    else:
        assert 0 <= pressure.lower <= pressure.ratio <= pressure.upper


@pytest.mark.parametrize("people", [(NAN, 100), (100, NAN), (100, 0)])
def test_without_older_people_or_with_unknown_counts_there_is_no_ageing_pressure(people):
    assert projection.ageing_pressure(*people) is None


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: projection.hamilton_perry([1, 2, 3, 4, 5], [1, 2, 3, 4, 5]),
            "ages must be groups of five years, at least ten of them, got shape (5,)",
        ),
        (lambda: projection.rake([[0, 1]], columns=[5, 5]), "column 0 has a total above zero and only zeros"),
        (lambda: projection.rake([[1, 1]], columns=[1, 1], rows=[3]), "must be equal, got 3 and 2"),
        (
            lambda: projection.rake([[1, 0], [0, 1]], columns=[2, 2], rows=[1, 3]),
            "the totals cannot all be reached: after 1000 rounds",
        ),
        (lambda: projection.rake([[1, 1]], columns=[1, 1], rows=[2], groups=[1]), "groups must be whole numbers"),
        (lambda: projection.prediction_band(100, []), "errors must be relative errors above −1, at least one"),
        (lambda: projection.prediction_band(100, [-14]), "errors must be relative errors above −1"),
        (lambda: projection.prediction_band(100, [0.1], 80), "coverage must lie between 0 and 1, got 80"),
        (lambda: projection.check_horizon(11), "years must be 1 to 10, got 11; numbers further ahead are not shown"),
        (lambda: projection.check_horizon(16, resident=True), "years must be 1 to 15, got 16"),
    ],
)
def test_a_faulty_argument_of_a_projection_is_named(call, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        call()


def test_people_of_65_and_over_may_be_looked_ahead_for_further():
    assert projection.check_horizon(10) == 10
    assert projection.check_horizon(15, resident=True) == 15


# ------------------------------------------------------------------------ hindcast


@few
@given(st.lists(st.floats(-0.9, 2), min_size=1, max_size=50))
def test_measures_of_the_error_are_in_order(errors):
    found = hindcast.summarise_errors(errors)
    assert found.areas == len(errors)
    assert abs(found.bias) <= found.mean + 1e-12
    assert 0 <= found.median <= max(map(abs, errors))
    assert 0 <= found.large <= 1


def test_a_forecast_that_came_true_has_no_error_and_missing_areas_are_left_out():
    found = hindcast.summarise_errors(hindcast.relative_errors([100, NAN, 50, 10], [100, 20, NAN, 0]))
    assert (found.areas, found.mean, found.large) == (1, 0.0, 0.0)
    assert hindcast.summarise_errors([NAN]).areas == 0


@few
@given(people, st.floats(0.5, 2))
def test_parts_with_a_constant_share_add_up_to_their_whole(parts, factor):
    whole = parts.sum()
    after = hindcast.constant_share(parts, whole, factor * whole)
    assert after.sum() == pytest.approx(factor * whole)


def test_a_forecast_must_beat_all_rivals_on_median_and_mean():
    small, large = hindcast.summarise_errors([0.01, -0.02]), hindcast.summarise_errors([0.05, -0.06])
    skewed = hindcast.summarise_errors([0.001, 0.001, 0.9])
    assert hindcast.beats(small, large)
    assert not hindcast.beats(skewed, large)
    assert not hindcast.beats(small, large, small)


def test_a_size_class_starts_at_its_limit_and_an_unknown_size_has_none():
    assert hindcast.size_class([999, 1000, 2500, 9999, 10_000, NAN]).tolist() == [0, 1, 2, 3, 4, -1]
