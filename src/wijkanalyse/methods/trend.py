"""Whether a series of years changed more than chance allows.

What may stand in a series is decided before this (METHODS §3.1): same boundary,
same definition, years that do not overlap, and never a modelled figure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import chdtri, logit

from wijkanalyse.methods.arguments import not_above, numbers, refuse, series

Direction = Literal["rising", "falling", "no_clear_change", "not_determinable"]
Reason = Literal["too_few_years", "missing", "duplicate_years", "gap"]

POINTS = 5
"""The recent trend is that of the last five years."""
CRITICAL = float(chdtri(1, 0.002))
"""99.8 % point of chi-square with one degree of freedom: 9.5495."""


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
        Per year, on the logit scale.
    sign_holds
        Whether the slope keeps its sign when any single year is left out.
    """

    direction: Direction
    statistic: float = float("nan")
    slope: float = float("nan")
    sign_holds: bool = False
    reason: Reason | None = None


def recent_trend_counts(years: ArrayLike, counts: ArrayLike, denominators: ArrayLike) -> Trend:
    """Recent trend of a share of which the counts are known: chi-square test for trend on the last five years.

    Parameters
    ----------
    years : array_like, shape (n,)
        Whole years, in any order.
    counts, denominators : array_like, shape (n,)
        Of each year; a denominator of 0 counts as missing.

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
    chosen = _last_five(t, known)
    if isinstance(chosen, str):
        return Trend("not_determinable", reason=chosen)
    t, c, d = t[chosen], c[chosen], d[chosen]
    # Logits are finite with half a case more on either side (Haldane) when a share is 0 or 1.
    all_or_none = np.any((c == 0) | (c == d))
    return _tested(t, _trend_chi_square(t, c, d), logit((c + 0.5) / (d + 1) if all_or_none else c / d))


def _tested(t: np.ndarray, statistic: float, logits: np.ndarray) -> Trend:
    """The trend by both conditions: a statistic above the critical value, and no single year that makes the sign."""
    slope = _slope(t, logits)
    # A slope that is 0 but for floating point noise has no sign to keep.
    noise = 1e-9 * abs(slope)
    without_one = (_slope(np.delete(t, i), np.delete(logits, i)) for i in range(len(t)))
    holds = slope != 0 and all(other * np.sign(slope) > noise for other in without_one)
    direction: Direction = "no_clear_change"
    if statistic > CRITICAL and holds:
        direction = "rising" if slope > 0 else "falling"
    return Trend(direction, float(statistic), slope, bool(holds))


def _last_five(t: np.ndarray, known: np.ndarray) -> np.ndarray | Reason:
    """Positions of the last five years in order of time, or why there are none to test."""
    if len(np.unique(t)) != len(t):
        return "duplicate_years"
    if len(t) < POINTS:
        return "too_few_years"
    chosen = np.argsort(t)[-POINTS:]
    if not known[chosen].all():
        return "missing"
    return chosen if t[chosen[-1]] - t[chosen[0]] == POINTS - 1 else "gap"


def _trend_chi_square(t: np.ndarray, c: np.ndarray, d: np.ndarray) -> float:
    t = t - t.mean()
    total, events = d.sum(), c.sum()
    if events in (0, total):
        return 0.0
    spread = total * (d @ t**2) - (d @ t) ** 2
    return total * (total * (c @ t) - events * (d @ t)) ** 2 / (events * (total - events) * spread)


def _slope(t: np.ndarray, v: np.ndarray) -> float:
    t = t - t.mean()
    return float(t @ v / (t @ t))


def _years(years: ArrayLike) -> np.ndarray:
    years = numbers("years", years)
    refuse("years", years, np.isnan(years) | (years != np.round(years)), "whole")
    return years
