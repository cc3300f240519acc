"""The surroundings of a practice: weights, coverage, and who may see the result."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from wijkanalyse.methods.catchment import catchment_mean, catchment_profile

PATIENTS = pd.DataFrame({"area_code": ["BU1", "BU2", "overig"], "patients": [60, 30, 10]})


def figures(**columns: object) -> pd.DataFrame:
    return pd.DataFrame(
        {"area_code": ["BU1", "BU2"], "indicator": "roker_pct", "period": 2022, "value": [10.0, 40.0]} | columns
    )


def test_patients_are_the_weights_and_the_pool_is_not_covered():
    row = catchment_profile(PATIENTS, figures()).iloc[0]
    assert row.value == pytest.approx((60 * 10 + 30 * 40) / 90)
    assert (row.coverage, row.patients, row.absent) == (0.9, 100, "")


def test_below_80_percent_coverage_there_is_no_figure():
    row = catchment_profile(PATIENTS, figures(value=[10.0, math.nan])).iloc[0]
    assert math.isnan(row.value)
    assert (row.coverage, row.absent) == (0.6, "coverage")


def test_there_is_one_row_per_indicator_and_period():
    both = pd.concat([figures(), figures(indicator="eenzaam_pct"), figures(period=2020)])
    profile = catchment_profile(PATIENTS, both)
    assert list(zip(profile.indicator, profile.period, strict=True)) == [
        ("eenzaam_pct", 2022),
        ("roker_pct", 2020),
        ("roker_pct", 2022),
    ]


def test_areas_without_patients_and_sizes_of_areas_play_no_role():
    more = pd.concat([figures(), figures(area_code=["BU8", "BU9"]), figures(indicator="inwoners_aantal")])
    pd.testing.assert_frame_equal(catchment_profile(PATIENTS, more), catchment_profile(PATIENTS, figures()))


@pytest.mark.parametrize(
    ("of_list", "of_figures", "result"),
    [
        ("intern", ["openbaar", "openbaar"], "intern"),
        ("partners", ["openbaar", "intern"], "intern"),
        ("partners", ["openbaar", "openbaar"], "partners"),
    ],
)
def test_the_result_is_as_closed_as_its_most_closed_input(of_list, of_figures, result):
    profile = catchment_profile(PATIENTS, figures(openness=of_figures), of_list)
    assert profile.openness.tolist() == [result]


def test_one_area_is_its_own_mean():
    assert catchment_mean([250], [13.5]).value == 13.5


def test_no_figures_give_an_empty_profile():
    assert catchment_profile(PATIENTS, figures(area_code=["BU8", "BU9"])).empty


@pytest.mark.parametrize(
    ("patients", "of_areas", "message"),
    [
        (PATIENTS.assign(area_code="BU1"), figures(), "patients of an area are given once, got twice: BU1"),
        (PATIENTS.assign(patients=[1, 2, -3]), figures(), r"a number of patients is 0 or more, got -3.0 for overig"),
        (PATIENTS.assign(patients=math.nan), figures(), "a number of patients is 0 or more, got nan for BU1"),
        (PATIENTS.drop(columns="patients"), figures(), "missing: patients"),
        (PATIENTS, figures().drop(columns="value"), "missing: value"),
        (PATIENTS, figures(area_code="BU1"), "got two for BU1 roker_pct 2022; choose one boundary year"),
    ],
)
def test_faulty_input_is_refused_by_name(patients, of_areas, message):
    with pytest.raises(ValueError, match=message):
        catchment_profile(patients, of_areas)


def test_an_unknown_openness_is_refused():
    with pytest.raises(ValueError, match="openness must be one of openbaar, partners, intern, got 'besloten'"):
        catchment_profile(PATIENTS, figures(), "besloten")
