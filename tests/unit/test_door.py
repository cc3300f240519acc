"""What does not pass the door of data/processed is not written, and the message says what and how often."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from wijkanalyse.errors import ProcessedDataError
from wijkanalyse.process.door import check_figures

GOOD = {
    "area_id": "WK000101@2020", "area_code": "WK000101", "indicator": "eenzaam_pct", "period": 2020,
    "boundary_year": 2020, "value": 41.5, "count": np.nan, "denominator": np.nan, "status": "ok",
    "openness": "openbaar", "source": "rivm_gezondheid_2020",
}  # fmt: skip


def figures(*changes):
    rows = [{**GOOD, "area_id": f"WK{i:06}@2020", "area_code": f"WK{i:06}", **c} for i, c in enumerate(changes)]
    return pd.DataFrame(rows)


def faults_of(found, catalogue):
    with pytest.raises(ProcessedDataError) as error:
        check_figures(found, catalogue)
    heading, *faults = str(error.value).splitlines()
    assert heading == "the figures break the rules of data/processed; nothing is written:"
    return [f.removeprefix("  - ") for f in faults]


def test_good_figures_pass(catalogue):
    absent = {"value": np.nan, "status": "suppressed"}
    edges = [{"value": 0.0}, {"value": 100.0}, {"indicator": "inwoners_aantal", "value": 1e6}, absent]
    check_figures(figures({}, *edges), catalogue)


RULES = {
    "an unknown indicator": ({"indicator": "eenzaamheid"}, "isin"),
    "an unknown status": ({"status": "geheim", "value": np.nan}, "isin"),
    "an unknown openness": ({"openness": "vrij"}, "isin(['openbaar', 'partners', 'intern'])"),
    "an impossible year": ({"period": 22}, f"in_range(1990, {dt.date.today().year})"),
    "a year that is still to come": ({"period": 2100}, f"in_range(1990, {dt.date.today().year})"),
    "a value with a reason why there is none": (
        {"status": "suppressed"},
        "a figure has a value exactly when its status is ok",
    ),
    "no value and no reason": ({"value": np.nan}, "a figure has a value exactly when its status is ok"),
    "above 100": ({"value": 100.5}, "value is not a percentage between 0 and 100"),
    "below 0": ({"value": -0.5}, "value is not a percentage between 0 and 100"),
    "a negative count": ({"count": -1.0}, "count is negative"),
    "no area": ({"area_id": None}, "not_nullable"),
}


@pytest.mark.parametrize(("change", "rule"), RULES.values(), ids=RULES)
def test_a_broken_rule_is_named_with_its_first_case(catalogue, change, rule):
    (fault,) = faults_of(figures({}, {}, change, {}), catalogue)
    assert fault.startswith(rule)
    wrong = {**GOOD, **change}
    # What cannot be said to be open is not quoted.
    value = f": {wrong['value']}" if wrong["openness"] == "openbaar" else ""
    assert fault.endswith(f"1 rows, first WK000002 {wrong['indicator']} {wrong['period']}{value}")


def test_all_broken_rules_are_named_at_once_and_counted(catalogue):
    faults = faults_of(figures({"value": 140.0}, {"value": 150.0}, {"count": -1.0}), catalogue)
    assert sorted(faults) == [
        "count is negative: 1 rows, first WK000002 eenzaam_pct 2020: 41.5",
        "value is not a percentage between 0 and 100: 2 rows, first WK000000 eenzaam_pct 2020: 140.0",
    ]


@pytest.mark.parametrize("year", [2020, 2022], ids=["same boundaries", "other boundaries"])
def test_a_figure_that_is_there_twice_is_refused(catalogue, year):
    twice = figures({}, {"area_id": "WK000000@2020", "area_code": "WK000000", "boundary_year": year})
    (fault,) = faults_of(twice, catalogue)
    assert "first WK000000 eenzaam_pct 2020" in fault
    assert "2 rows" in fault


def test_editions_that_give_a_series_anew_may_both_have_a_figure(catalogue):
    other = {"area_id": "WK000000@2020", "area_code": "WK000001", "boundary_year": 2024}
    check_figures(figures({}, other | {"source": "rivm_gezondheid_2024"}), catalogue)


def test_an_own_figure_may_stand_beside_a_published_one(catalogue):
    beside = {"area_id": "WK000000@2020", "area_code": "WK000000", "source": "enquete"}
    check_figures(figures({}, beside), catalogue)
    (fault,) = faults_of(figures({}, beside, beside | {"source": "praktijk"}), catalogue)
    assert fault.startswith("an area has one published and one own figure of an indicator and year: 2 rows")
