"""Whether a series of years changed more than chance allows.

What may stand in a series is decided before this (METHODS §3.1): same boundary,
same definition, years that do not overlap, and never a modelled figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtri, logit, ndtr
from scipy.stats import theilslopes

from wijkanalyse.methods.arguments import not_above, numbers, refuse, series, standard_normal_quantile

Direction = Literal["rising", "falling", "no_clear_change", "not_determinable"]
Reason = Literal["too_few_years", "missing", "duplicate_years", "gap", "break", "no_interval"]

POINTS = 5
"""The recent trend is that of the last five years."""
CRITICAL = float(chdtri(1, 0.002))
"""99.8 % point of chi-square with one degree of freedom: 9.5495."""
FEWEST_FOR_RANK_TEST = 5
"""With four years or fewer no rank test can reach p < 0.05 (METHODS §3.2)."""


@dataclass(frozen=True)
class Trend:
    """The recent trend of a series.

    Attributes
    ----------
    direction
        ``rising`` or ``falling`` when the statistic is above `CRITICAL` and no single year makes the
        sign of the slope; else ``no_clear_change``, or ``not_determinable`` with the reason.
    statistic
        Chi-square with one degree of freedom.
    slope
        Per year: on the logit scale for counts, in the unit of the value for values.
    change
        Last minus first of the five years: as a share for counts, else in the unit of the value.
        To be set against what is relevant (`position.relevant_difference`).
    sign_holds
        Whether the slope keeps its sign when any single year is left out.
    first_year, last_year
        Of the years that were tested; 0 when not determinable.
    """

    direction: Direction
    statistic: float = float("nan")
    slope: float = float("nan")
    change: float = float("nan")
    sign_holds: bool = False
    first_year: int = 0
    last_year: int = 0
    reason: Reason | None = None


def recent_trend_counts(
    years: ArrayLike, counts: ArrayLike, denominators: ArrayLike, breaks: Iterable[int] = ()
) -> Trend:
    """Recent trend of a share of which the counts are known: chi-square test for trend on the last five years.

    Parameters
    ----------
    years : array_like, shape (n,)
        Whole years, in any order.
    counts, denominators : array_like, shape (n,)
        Of each year; a denominator of 0 counts as missing.
    breaks : iterable of int
        Years from which figures cannot be compared with those of earlier years.

    References
    ----------
    OHID, Fingertips public health technical guidance, recent trends.
    Armitage (1955), Tests for linear trends in proportions and frequencies, Biometrics 11.

    Examples
    --------
    >>> years, olds = [2020, 2021, 2022, 2023, 2024], [1180, 1215, 1260, 1290, 1340]     # METHODS T3.6
    >>> trend = recent_trend_counts(years, olds, [9950, 10020, 10080, 10110, 10170])
    >>> trend.direction, round(trend.statistic, 4), round(trend.slope, 5)
    ('rising', 9.8342, 0.02989)
    """
    t, c, d = series(
        years=_years(years), counts=numbers("counts", counts, 0), denominators=numbers("denominators", denominators, 0)
    )
    not_above("counts", c, "denominators", d)
    known = ~np.isnan(c) & (d > 0)
    chosen = _last_five(t, known, breaks)
    if isinstance(chosen, str):
        return Trend("not_determinable", reason=chosen)
    t, c, d = t[chosen], c[chosen], d[chosen]
    inner_c, inner_d = _within(c, d)
    logits = logit(inner_c / inner_d)
    return _tested(t, _trend_chi_square(t, c, d), lambda i: _ols_slope(t[i], logits[i]), c / d)


def recent_trend_values(
    years: ArrayLike,
    values: ArrayLike,
    lowers: ArrayLike,
    uppers: ArrayLike,
    breaks: Iterable[int] = (),
    confidence: float = 0.95,
) -> Trend:
    """Recent trend of a figure with limits: weighted regression on the last five years.

    Parameters
    ----------
    years : array_like, shape (n,)
        Whole years, in any order.
    values, lowers, uppers : array_like, shape (n,)
        Figures and their limits, lower <= upper. Limits that coincide leave nothing to test with.
    breaks : iterable of int
        Years from which figures cannot be compared with those of earlier years.
    confidence : float
        Of the limits.

    References
    ----------
    OHID, Fingertips public health technical guidance, recent trends.

    Examples
    --------
    >>> trend = recent_trend_values(     # METHODS T3.2
    ...     range(2019, 2024), [30.6, 30.2, 28, 24.6, 24.67],
    ...     [28.98, 28.63, 26.44, 23.15, 23.16], [32.25, 31.9, 29.64, 26.19, 26.25])
    >>> trend.direction, round(trend.statistic, 4), round(trend.slope, 4)
    ('falling', 46.7636, -1.7516)
    """
    z = standard_normal_quantile(confidence)
    t, v, low, high = series(
        years=_years(years),
        values=numbers("values", values),
        lowers=numbers("lowers", lowers),
        uppers=numbers("uppers", uppers),
    )
    not_above("lowers", low, "uppers", high)
    chosen = _last_five(t, ~np.isnan(v + low + high), breaks)
    if isinstance(chosen, str):
        return Trend("not_determinable", reason=chosen)
    t, v, width = t[chosen], v[chosen], (high - low)[chosen]
    if np.any(width == 0):
        return Trend("not_determinable", reason="no_interval")
    weights = (2 * z / width) ** 2
    slope, variance = _weighted_slope(t, v, weights)
    return _tested(t, slope**2 / variance, lambda i: _weighted_slope(t[i], v[i], weights[i])[0], v)


def _tested(t: np.ndarray, statistic: float, slope_of: Callable, figures: np.ndarray) -> Trend:
    """The trend by both conditions: a statistic above the critical value, and no single year that makes the sign."""
    everything = np.arange(len(t))
    slope = slope_of(everything)
    # A slope that is 0 but for floating point noise has no sign to keep.
    noise = 1e-9 * abs(slope)
    holds = slope != 0 and all(slope_of(np.delete(everything, i)) * np.sign(slope) > noise for i in everything)
    direction: Direction = "no_clear_change"
    if statistic > CRITICAL and holds:
        direction = "rising" if slope > 0 else "falling"
    change = float(figures[-1] - figures[0])
    return Trend(direction, float(statistic), float(slope), change, bool(holds), int(t[0]), int(t[-1]))


def _last_five(t: np.ndarray, known: np.ndarray, breaks: Iterable[int]) -> np.ndarray | Reason:
    """Positions of the last five years in order of time, or why there are none to test."""
    if len(np.unique(t)) != len(t):
        return "duplicate_years"
    if len(t) < POINTS:
        return "too_few_years"
    chosen = np.argsort(t)[-POINTS:]
    if not known[chosen].all():
        return "missing"
    first, last = t[chosen[0]], t[chosen[-1]]
    if last - first != POINTS - 1:
        return "gap"
    if any(first < year <= last for year in breaks):
        return "break"
    return chosen


def _trend_chi_square(t: np.ndarray, c: np.ndarray, d: np.ndarray) -> float:
    t = t - t.mean()
    total, events = d.sum(), c.sum()
    if events in (0, total):
        return 0.0
    spread = total * (d @ t**2) - (d @ t) ** 2
    return total * (total * (c @ t) - events * (d @ t)) ** 2 / (events * (total - events) * spread)


def _ols_slope(t: np.ndarray, v: np.ndarray) -> float:
    t = t - t.mean()
    return float(t @ v / (t @ t))


def _weighted_slope(t: np.ndarray, v: np.ndarray, w: np.ndarray) -> tuple[float, float]:
    """Slope of a weighted regression on time, and its variance when the weights are inverse variances."""
    t = t - (w @ t) / w.sum()
    spread = w @ t**2
    return float((w * t) @ v / spread), float(1 / spread)


def _within(c: np.ndarray, d: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Counts whose logits are finite: half a case more on either side (Haldane) when a share is 0 or 1."""
    return (c + 0.5, d + 1) if np.any((c == 0) | (c == d)) else (c, d)


# ------------------------------------------------------------------ two slopes


@dataclass(frozen=True)
class Slope:
    """A slope per year on the logit scale, with its standard error."""

    slope: float
    se: float


@dataclass(frozen=True)
class SlopeDifference:
    """A slope minus another, with z and two-sided p."""

    difference: float
    z: float
    p: float


def logit_slope(years: ArrayLike, counts: ArrayLike, denominators: ArrayLike) -> Slope:
    """Slope of the logit of a share on time, every year weighted by the inverse of its variance.

    Not the slope of `recent_trend_counts`, which gives every year the same weight (as OHID does)
    and has no standard error.

    Parameters
    ----------
    years : array_like, shape (n,)
        Whole, different years; at least two.
    counts, denominators : array_like, shape (n,)
        Of each year. A missing year makes the slope NaN.

    Examples
    --------
    >>> round(logit_slope([2020, 2021, 2022], [100, 110, 120], [1000, 1000, 1000]).slope, 4)
    0.1023
    """
    t, c, d = series(
        years=_years(years), counts=numbers("counts", counts, 0), denominators=numbers("denominators", denominators, 0)
    )
    not_above("counts", c, "denominators", d)
    _refuse_equal_years(t)
    if np.isnan(c).any() or not (d > 0).all():
        return Slope(float("nan"), float("nan"))
    c, d = _within(c, d)
    slope, variance = _weighted_slope(t, logit(c / d), 1 / (1 / c + 1 / (d - c)))
    return Slope(slope, variance**0.5)


def slope_difference(one: Slope, other: Slope) -> SlopeDifference:
    """Whether a wijk changes faster than its comparator, on the logit scale.

    Examples
    --------
    >>> round(slope_difference(Slope(0.0299, 0.0095), Slope(0.0154, 0.0002)).z, 2)
    1.53
    """
    difference = one.slope - other.slope
    se = float(np.hypot(one.se, other.se))
    z = difference / se if se > 0 else float("nan")
    return SlopeDifference(difference, z, float(2 * ndtr(-abs(z))))


# ------------------------------------------------------------------- rank test


@dataclass(frozen=True)
class MannKendall:
    """Exact rank test for a monotone trend, with the Theil–Sen slope.

    Attributes
    ----------
    s
        Pairs of years that rise minus pairs that fall.
    p
        Exact two-sided p.
    slope, slope_lower, slope_upper
        Median of the slopes between all pairs of years, per year, with 95 % limits.
    testable
        False below five years, where no test can reach p < 0.05.
    """

    s: int
    p: float
    slope: float
    slope_lower: float
    slope_upper: float
    testable: bool


def mann_kendall(years: ArrayLike, values: ArrayLike) -> MannKendall | None:
    """Exact Mann–Kendall test and Theil–Sen slope, for a series without counts or limits.

    The null distribution is counted exactly, with ties too (scipy gives no exact p with ties): the
    orders of n values with ties of sizes tᵢ and k pairs out of order number the coefficient of qᵏ
    in [n]! / Π[tᵢ]!, where [n]! is the q-factorial.

    Parameters
    ----------
    years : array_like, shape (n,)
        Whole, different years, in any order; at least two.
    values : array_like, shape (n,)
        Figures; None is returned when one is missing.

    References
    ----------
    Mann (1945), Nonparametric tests against trend, Econometrica 13. Kendall (1975), Rank correlation
    methods. Sen (1968), Estimates of the regression coefficient based on Kendall's tau, JASA 63.

    Examples
    --------
    >>> result = mann_kendall(range(2018, 2024), [4.1, 4.6, 4.4, 5.0, 5.3, 5.2])     # METHODS T3.8
    >>> result.s, round(result.p, 5), round(result.slope, 5)
    (11, 0.05556, 0.23333)
    """
    t, v = series(years=_years(years), values=numbers("values", values))
    _refuse_equal_years(t)
    if np.isnan(v).any():
        return None
    v = v[np.argsort(t)]
    t = np.sort(t)
    earlier, later = np.triu_indices(len(t), 1)
    s = int(np.sign(v[later] - v[earlier]).sum())
    orders = _orders_by_inversions(np.unique(v, return_counts=True)[1].tolist())
    pairs = len(orders) - 1
    as_extreme = sum(number for inversions, number in enumerate(orders) if abs(pairs - 2 * inversions) >= abs(s))
    sen = theilslopes(v, t, alpha=0.95)
    return MannKendall(
        s,
        as_extreme / sum(orders),
        float(sen.slope),
        float(sen.low_slope),
        float(sen.high_slope),
        len(t) >= FEWEST_FOR_RANK_TEST,
    )


def _orders_by_inversions(ties: list[int]) -> list[int]:
    """How many orders of values with ties of these sizes have 0, 1, 2 … pairs out of order."""
    n = sum(ties)
    pairs = n * (n - 1) // 2 - sum(t * (t - 1) // 2 for t in ties)
    orders = [1] + [0] * pairs
    for power in range(1, n + 1):  # times 1 − q^power
        for k in range(pairs, power - 1, -1):
            orders[k] -= orders[k - power]
    for power in (p for t in ties for p in range(1, t + 1)):  # divided by 1 − q^power
        for k in range(power, pairs + 1):
            orders[k] += orders[k - power]
    return orders


# ----------------------------------------------------------------- description


@dataclass(frozen=True)
class Change:
    """First and last figure of a short series, without a test.

    Attributes
    ----------
    kind
        ``difference`` for two years, ``description`` for more.
    absolute, relative
        Last minus first, in the unit of the figure and as a share of the first (NaN when that is 0).
    lower, upper
        Limits of the absolute change that follow from the limits of both years; NaN without limits.
    """

    kind: Literal["difference", "description"]
    first_year: int
    last_year: int
    first: float
    last: float
    absolute: float
    relative: float
    lower: float
    upper: float


def describe_change(
    years: ArrayLike, values: ArrayLike, lowers: ArrayLike | None = None, uppers: ArrayLike | None = None
) -> Change:
    """From begin to end, for the two to four years that no test can judge.

    Parameters
    ----------
    years : array_like, shape (n,)
        Whole, different years, in any order; at least two.
    values : array_like, shape (n,)
        Figures; NaN in the first or last year gives NaN.
    lowers, uppers : array_like, shape (n,), optional
        Limits of each figure, as a rule its rounding interval.

    Examples
    --------
    >>> change = describe_change([2022, 2024], [45, 60], [41, 56], [49, 64])
    >>> change.kind, change.absolute, change.lower, change.upper
    ('difference', 15.0, 7.0, 23.0)
    """
    nothing = np.full(np.shape(values), np.nan)
    t, v, low, high = series(
        years=_years(years),
        values=numbers("values", values),
        lowers=numbers("lowers", nothing if lowers is None else lowers),
        uppers=numbers("uppers", nothing if uppers is None else uppers),
    )
    not_above("lowers", low, "uppers", high)
    _refuse_equal_years(t)
    a, b = int(np.argmin(t)), int(np.argmax(t))
    first, last = float(v[a]), float(v[b])
    return Change(
        "difference" if len(t) == 2 else "description",
        int(t[a]),
        int(t[b]),
        first,
        last,
        last - first,
        (last - first) / first if first else float("nan"),
        float(low[b] - high[a]),
        float(high[b] - low[a]),
    )


def _years(years: ArrayLike) -> np.ndarray:
    years = numbers("years", years)
    refuse("years", years, np.isnan(years) | (years != np.round(years)), "whole")
    return years


def _refuse_equal_years(t: np.ndarray) -> None:
    if len(np.unique(t)) != len(t) or len(t) < 2:
        raise ValueError(f"years must be at least two different years, got {t.tolist()}")
