"""The surroundings of a practice: area figures weighted by where its patients live.

Receives the patients per area and the figures of those areas, and hands on one
weighted figure per indicator and period. It says "patients live in areas where on
average ...", and never "... % of the patients": the figures are of all who live there.
So a number of people is one of a practice of so many people from this area, as a range.
"""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from wijkanalyse.editions import EDITIONS, Openness, narrowest
from wijkanalyse.methods.aggregation import Aggregate, aggregate_weighted_mean
from wijkanalyse.methods.arguments import standard_normal_quantile
from wijkanalyse.methods.expected import LEAST_PEOPLE, LEAST_RATIO, SMALLEST_EXPECTED, Word

ELSEWHERE = 0.4
"""Share of the patients that may come from elsewhere in the gemeente, at the most (docs/methods.md)."""


def catchment_profile(patients: pd.DataFrame, figures: pd.DataFrame, openness: Openness = "intern") -> pd.DataFrame:
    """Patient-weighted mean of area figures, with the share of patients whose area has a figure.

    Parameters
    ----------
    patients : pandas.DataFrame
        `area_code` and `patients`, one row per area. Patients of areas without a figure, such as
        the pool ``overig``, count as not covered.
    figures : pandas.DataFrame
        `area_code`, `indicator`, `period` and `value`, NaN where unknown; `openness` if there is one.
        Amounts (ids that end in ``_aantal``) are left out: a mean of sizes of areas says nothing.
    openness : str
        Who may see the list of patients; the result is never more open than this.

    Returns
    -------
    pandas.DataFrame
        One row per indicator and period: `value`, `coverage` (0 to 1), `patients` (all of the list),
        `absent` (``coverage`` when fewer than 80 % are covered, else "") and `openness`.

    Raises
    ------
    ValueError
        When an area is there twice, a number of patients is negative or unknown, or a column is missing.

    Examples
    --------
    >>> patients = pd.DataFrame({"area_code": ["BU1", "BU2", "BU3", "BU4"], "patients": [5200, 2100, 700, 300]})
    >>> figures = pd.DataFrame({"area_code": ["BU1", "BU2", "BU3"], "indicator": "invented_pct", "period": 2022,
    ...                         "value": [14.2, 11.8, 16.0]})
    >>> row = catchment_profile(patients, figures).iloc[0]     # METHODS T2.3
    >>> round(float(row.value), 4), round(float(row.coverage), 4)
    (13.7275, 0.9639)
    """
    weights = _weights(patients)
    _check_figures(figures)
    if openness not in EDITIONS:
        raise ValueError(f"openness must be one of {', '.join(EDITIONS)}, got {openness!r}")
    of_areas = figures[figures.area_code.isin(weights.index) & ~figures.indicator.astype(str).str.endswith("_aantal")]
    rows = []
    for (indicator, period), group in of_areas.groupby(["indicator", "period"], sort=True, observed=True):
        values = group.set_index(group.area_code.astype(str))["value"].reindex(weights.index).to_numpy(float)
        mean = catchment_mean(weights.to_numpy(), values)
        shown = group.openness.astype(str).tolist() if "openness" in group else []
        rows.append(
            (
                indicator,
                period,
                mean.value,
                mean.coverage,
                weights.sum(),
                mean.absent or "",
                narrowest([openness, *shown]),
            )
        )
    columns = ["indicator", "period", "value", "coverage", "patients", "absent", "openness"]
    return pd.DataFrame(rows, columns=columns)


def catchment_mean(patients: np.ndarray, values: np.ndarray) -> Aggregate:
    """The patient-weighted mean of the figures of the areas; NaN below 80 % coverage.

    Parameters
    ----------
    patients : array_like, shape (n,)
        Per area.
    values : array_like, shape (n,)
        Figure of each area, NaN where unknown.

    Examples
    --------
    >>> round(catchment_mean([5200, 2100, 700, 300], [14.2, 11.8, 16.0, float("nan")]).value, 4)
    13.7275
    """
    return aggregate_weighted_mean(values, patients, np.ones(len(patients)))


class InPractice(NamedTuple):
    """About how many people a figure is in a practice of so many."""

    number: float
    lower: float
    upper: float


def in_practice(
    people: float,
    here: float,
    gemeente: float,
    bounds: tuple[float, float] = (math.nan, math.nan),
    *,
    elsewhere: float = ELSEWHERE,
    confidence: float = 0.95,
) -> InPractice:
    """How many of a practice a share of its area would be, as a range.

    The range holds what the source says of its own uncertainty and what it would be if a part of the patients came
    from elsewhere in the gemeente, and on both sides the chance of so many people.

    Parameters
    ----------
    people
        In the practice.
    here, gemeente
        Share of people in the area of the practice and in its gemeente, 0 to 1; `gemeente` NaN when it is unknown.
    bounds
        Published bounds of `here`, NaN where there are none.
    elsewhere
        The part of the patients that may come from elsewhere.
    confidence
        Of the chance: the binomial standard deviation at either end.

    Examples
    --------
    >>> in_practice(1600, 0.135, 0.11, confidence=1e-9)   # 40 % of 1,600 is 640 people, of whom 2.5 points fewer: 16
    InPractice(number=216.0, lower=200.0, upper=216.0)
    >>> in_practice(1600, 0.135, 0.11)                    # 200 − 1.96 √(200 × 0.875) and 216 + 1.96 √(216 × 0.865)
    InPractice(number=216.0, lower=174.1, upper=242.8)
    """
    z = standard_normal_quantile(confidence)
    moved = (1 - elsewhere) * here + elsewhere * gemeente
    known = [min(max(x, 0.0), 1.0) for x in (here, moved, *bounds) if not math.isnan(x)]
    low, high = (x + side * z * math.sqrt(x * (1 - x) / people) for x, side in ((min(known), -1), (max(known), 1)))
    return InPractice(*(round(people * min(max(x, 0.0), 1.0), 1) for x in (here, low, high)))


def beside_expected(counted: float, expected: InPractice) -> Word | Literal["too_few"]:
    """What a practice counted beside what a practice from this area would have.

    Parameters
    ----------
    counted
        By the practice.
    expected
        From `in_practice`, for the patients among whom it counted.

    Returns
    -------
    str
        ``too_few`` when fewer than 20 are expected. ``more`` and ``fewer`` only beyond the range, and when it is at
        least a quarter and 20 people.

    Examples
    --------
    >>> expected = InPractice(216, 174.1, 242.8)
    >>> beside_expected(260, expected), beside_expected(290, expected), beside_expected(150, expected)
    ('within', 'more', 'fewer')
    """
    if expected.number < SMALLEST_EXPECTED:
        return "too_few"
    off = counted - expected.number
    is_far = abs(off) >= max(LEAST_PEOPLE, LEAST_RATIO * expected.number)
    if expected.lower <= counted <= expected.upper or not is_far:
        return "within"
    return "more" if off > 0 else "fewer"


def _weights(patients: pd.DataFrame) -> pd.Series:
    missing = [c for c in ("area_code", "patients") if c not in patients]
    if missing:
        raise ValueError(f"patients per area need the columns area_code and patients; missing: {', '.join(missing)}")
    double = patients.area_code[patients.area_code.duplicated()].unique()
    if len(double):
        raise ValueError(f"patients of an area are given once, got twice: {', '.join(map(str, double[:8]))}")
    weights = patients.set_index("area_code")["patients"].astype(float)
    wrong = weights[~(weights >= 0) | np.isinf(weights)]
    if len(wrong):
        raise ValueError(f"a number of patients is 0 or more, got {float(wrong.iloc[0])!r} for {wrong.index[0]}")
    return weights


def _check_figures(figures: pd.DataFrame) -> None:
    missing = [c for c in ("area_code", "indicator", "period", "value") if c not in figures]
    if missing:
        raise ValueError(f"figures need area_code, indicator, period and value; missing: {', '.join(missing)}")
    double = figures.duplicated(["area_code", "indicator", "period"])
    if double.any():
        first = figures[double].iloc[0]
        raise ValueError(
            f"an area has one figure per indicator and period, got two for {first.area_code} {first.indicator} "
            f"{first.period}; choose one boundary year"
        )
