"""What is hidden and what is shown, as tables that a domain expert can check."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wijkanalyse.disclosure import extreme, hide_small, is_safe
from wijkanalyse.methods.catchment import catchment_profile

CASES = list(csv.DictReader((Path(__file__).parent / "disclosure.csv").open(encoding="utf-8")))


def number(text: str) -> float:
    return float(text) if text else math.nan


@pytest.mark.parametrize("case", CASES, ids=[c["case"] for c in CASES])
def test_a_figure_is_hidden_by_the_first_rule_it_breaks(case):
    figure = {c: case[c] for c in ("indicator", "openness", "estimate_type")}
    figure |= {c: number(case[c]) for c in ("value", "count", "denominator")} | {"status": "ok"}
    row = hide_small(pd.DataFrame([figure])).iloc[0]
    assert row.hidden_by == case["hidden_by"]
    assert row.status == ("disclosure" if case["hidden_by"] else "ok")
    assert math.isnan(row.value) == bool(case["hidden_by"])
    np.testing.assert_equal(row["count"], number(case["shown_count"]))
    expected = math.nan if case["hidden_by"] else number(case["denominator"])
    np.testing.assert_equal(row.denominator, expected)


# METHODS T8.1: rows 80/49/52, columns 45/101/35.
T8_1 = np.array([[20, 50, 10], [8, 19, 22], [17, 32, 3]])


@pytest.mark.parametrize(
    ("hidden", "intervals"),
    [
        pytest.param([3], {3: (3, 3)}, id="only 3 is hidden: disclosed"),
        pytest.param([3, 8], {3: (3, 3), 8: (8, 8)}, id="3 and 8 are hidden: still disclosed"),
        pytest.param(
            [3, 8, 17, 22], {3: (0, 20), 8: (5, 25), 17: (0, 20), 22: (5, 25)}, id="the rectangle is hidden: safe"
        ),
    ],
)
def test_t8_1_what_others_can_work_out(hidden, intervals):
    unknown = np.isin(T8_1, hidden).ravel()
    # One equation for each row and each column: what is hidden in it is its total minus what is shown.
    lines = np.vstack([np.kron(np.eye(3), np.ones(3)), np.kron(np.ones(3), np.eye(3))])
    left = lines[:, ~unknown] @ T8_1.ravel()[~unknown]
    known = lines @ T8_1.ravel() - left
    for place, true in enumerate(T8_1.ravel()[unknown]):
        this = np.eye(unknown.sum())[place]
        bounds = tuple(extreme(this, lines[:, unknown], known, direction) for direction in (1, -1))
        assert bounds == intervals[true]
        assert is_safe(true, *bounds) is (len(hidden) == 4)


def test_t2_3_patients_live_in_areas_with_on_average():
    patients = pd.DataFrame({"area_code": ["BU1", "BU2", "BU3", "BU4"], "patients": [5200, 2100, 700, 300]})
    figures = pd.DataFrame(
        {"area_code": ["BU1", "BU2", "BU3"], "indicator": "roker_pct", "period": 2022, "value": [14.2, 11.8, 16.0]}
    )
    row = catchment_profile(patients, figures).iloc[0]
    assert row.value == pytest.approx(13.7275, abs=1e-9)
    assert row.coverage == pytest.approx(8000 / 8300)
    assert f"{row.coverage:.4f}" == "0.9639"
    assert row.openness == "intern"
