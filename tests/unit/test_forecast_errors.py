"""What the measures of the error of a forecast promise for any input."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from wijkanalyse.research import forecast_errors

few = settings(max_examples=60, deadline=None, derandomize=True)
NAN = math.nan

people = arrays(float, 18, elements=st.floats(1, 5000))


@few
@given(st.lists(st.floats(-0.9, 2), min_size=1, max_size=50))
def test_measures_of_the_error_are_in_order(errors):
    found = forecast_errors.summarise_errors(errors)
    assert found.areas == len(errors)
    assert abs(found.bias) <= found.mean + 1e-12
    assert 0 <= found.median <= max(map(abs, errors))
    assert 0 <= found.large <= 1


def test_a_forecast_that_came_true_has_no_error_and_missing_areas_are_left_out():
    found = forecast_errors.summarise_errors(forecast_errors.relative_errors([100, NAN, 50, 10], [100, 20, NAN, 0]))
    assert (found.areas, found.mean, found.large) == (1, 0.0, 0.0)
    assert forecast_errors.summarise_errors([NAN]).areas == 0


@few
@given(people, st.floats(0.5, 2))
def test_parts_with_a_constant_share_add_up_to_their_whole(parts, factor):
    whole = parts.sum()
    after = forecast_errors.constant_share(parts, whole, factor * whole)
    assert after.sum() == pytest.approx(factor * whole)


def test_a_forecast_must_beat_all_rivals_on_median_and_mean():
    small, large = forecast_errors.summarise_errors([0.01, -0.02]), forecast_errors.summarise_errors([0.05, -0.06])
    skewed = forecast_errors.summarise_errors([0.001, 0.001, 0.9])
    assert forecast_errors.beats(small, large)
    assert not forecast_errors.beats(skewed, large)
    assert not forecast_errors.beats(small, large, small)


def test_a_size_class_starts_at_its_limit_and_an_unknown_size_has_none():
    assert forecast_errors.size_class([999, 1000, 2500, 9999, 10_000, NAN]).tolist() == [0, 1, 2, 3, 4, -1]
