"""The newest figure of every indicator for every wijk, as one wide table of published figures."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wijkanalyse.process.matrix import ABOUT, newest_periods, wijk_matrix
from wijkanalyse.profile.processed import Processed

AREAS = pd.DataFrame(
    [
        (2022, "GM0001", "gemeente", "GM0001@2020", 9000.0),
        (2022, "WK000101", "wijk", "WK000101@2020", 5000.0),
        (2022, "WK000102", "wijk", "WK000102@2022", 4000.0),
        (2020, "WK000101", "wijk", "WK000101@2020", 4900.0),
        (2020, "WK000102", "wijk", "WK000102@2020", 3000.0),
        (2022, "BU00010101", "buurt", "BU00010101@2020", 5000.0),
    ],
    columns=["boundary_year", "area_code", "area_level", "area_id", "inwoners"],
).assign(name="Wijk", gemeente_code="GM0001", gemeente_name="Waterstad", stedelijkheid=3.0)

REFERENCE = pd.DataFrame(
    [
        ("eenzaam_pct", 2016, 2020, 0, 0.99),
        ("eenzaam_pct", 2020, 2020, 0, 0.50),
        ("eenzaam_pct", 2022, 2022, 0, 0.49),
        ("eenzaam_pct", 2022, 2022, 4, 0.90),
        ("roker_pct", 2020, 2020, 0, 0.99),
        ("roker_pct", 2020, 2024, 0, 0.50),
        ("roker_pct", 2020, 2026, 0, 0.49),
        ("inwoners_aantal", 2022, 2022, 0, 1.0),
    ],
    columns=["indicator", "period", "boundary_year", "stedelijkheid", "filled"],
)


def figure(area_id, indicator, period, value, **more):
    level = {"GM": "gemeente", "WK": "wijk", "BU": "buurt"}[area_id[:2]]
    return {
        "area_id": area_id, "area_level": level, "indicator": indicator, "period": period, "value": value,
        "boundary_year": 2022 if period == 2022 else 2020, "openness": "openbaar", **more,
    }  # fmt: skip


def matrix(*figures):
    return wijk_matrix(pd.DataFrame(figures), AREAS, REFERENCE, 2022).set_index("area_code")


def test_the_newest_year_is_one_in_which_half_of_all_wijken_have_a_value():
    assert newest_periods(REFERENCE).to_dict() == {"eenzaam_pct": 2020, "inwoners_aantal": 2022, "roker_pct": 2020}


def test_each_wijk_has_the_newest_figure_and_what_it_is():
    wide = matrix(
        figure("WK000101@2020", "eenzaam_pct", 2016, 40.0),
        figure("WK000101@2020", "eenzaam_pct", 2020, 42.0),
        figure("WK000101@2020", "eenzaam_pct", 2022, 44.0),
        figure("WK000102@2022", "inwoners_aantal", 2022, 4000.0),
    )
    assert [c for c in wide.reset_index().columns if c in ABOUT] == [
        "area_code",
        *(c for c in ABOUT if c != "area_code"),
    ]
    assert wide.loc["WK000101", ["eenzaam_pct", "inwoners"]].tolist() == [42, 5000]
    assert wide.loc["WK000102", "inwoners_aantal"] == 4000


def test_all_wijken_are_of_one_table_where_more_of_them_give_the_newest_year():
    wide = matrix(
        *(figure("WK000101@2020", "roker_pct", 2020, v, boundary_year=y) for y, v in [(2020, 1), (2024, 2), (2026, 3)]),
        figure("WK000102@2022", "roker_pct", 2020, 4.0, boundary_year=2020),
    )
    assert wide.loc["WK000101", "roker_pct"] == 2, "the newest table that half of the wijken are in"
    assert np.isnan(wide.loc["WK000102", "roker_pct"]), "a figure of another table is none to compare with"


def test_only_wijken_of_the_usual_boundaries_have_a_row():
    wide = matrix(
        figure("WK000101@2020", "eenzaam_pct", 2020, 42.0),
        figure("GM0001@2020", "eenzaam_pct", 2020, 43.0),
        figure("BU00010101@2020", "eenzaam_pct", 2020, 44.0),
    )
    assert wide.index.tolist() == ["WK000101", "WK000102"]


def test_a_wijk_that_had_another_border_in_the_year_of_the_figure_has_none():
    wide = matrix(
        figure("WK000101@2020", "eenzaam_pct", 2020, 42.0), figure("WK000102@2020", "eenzaam_pct", 2020, 50.0)
    )
    assert np.isnan(wide.loc["WK000102", "eenzaam_pct"])


@pytest.mark.parametrize("openness", ["partners", "intern"])
def test_a_closed_figure_is_not_in_it(openness):
    wide = matrix(
        figure("WK000101@2020", "eenzaam_pct", 2020, 37.123457, openness=openness),
        figure("WK000102@2022", "eenzaam_pct", 2020, 50.0),
    )
    assert np.isnan(wide.loc["WK000101", "eenzaam_pct"])
    assert wide.loc["WK000102", "eenzaam_pct"] == 50


def test_categories_as_the_build_has_them_give_the_same():
    figures = pd.DataFrame([figure("WK000101@2020", "eenzaam_pct", 2020, 42.0)])
    as_built = figures.astype(dict.fromkeys(["area_id", "indicator", "area_level", "openness"], "category"))
    both = [wijk_matrix(table, AREAS, REFERENCE, 2022) for table in (as_built, figures)]
    pd.testing.assert_frame_equal(*both)


def test_the_example_has_the_wijken_of_the_whole_country_with_their_newest_figures(example):
    processed = Processed(example)
    wijken = processed.wijken
    assert len(wijken) > 3000 and wijken.area_id.is_unique
    here = processed.figures_of(["GM0275"])
    newest = processed.newest_period("eenzaam_pct")
    published = here[(here.indicator == "eenzaam_pct") & (here.period == newest) & (here.area_level == "wijk")]
    shown = wijken.set_index("area_id").eenzaam_pct
    for row in published.itertuples():
        assert shown[row.area_id] == pytest.approx(row.value, rel=1e-5)
