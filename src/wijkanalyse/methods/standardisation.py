"""Figures as they would be with another age structure.

Show the plain figure for planning (how many people) and the standardised one
for the question whether an area differs more than its ages explain; label both
(METHODS §9).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wijkanalyse.methods.arguments import numbers, refuse, series
from wijkanalyse.methods.intervals import EXACT_BELOW, Interval, byar, pooled_model_se


def direct_rate(
    counts: ArrayLike, denominators: ArrayLike, weights: ArrayLike, per: float = 100_000, confidence: float = 0.95
) -> Interval:
    """Directly standardised rate with Dobson–Byar limits.

    Parameters
    ----------
    counts, denominators : array_like, shape (k,)
        Events and people in each age band; every denominator above 0.
    weights : array_like, shape (k,)
        Standard population of each band, with a sum above 0.
    per : float
        100,000 for a rate per 100,000.
    confidence : float
        Two-sided, between 0 and 1.

    Returns
    -------
    Interval
        NaN below 10 events in all, and when a band is missing.

    References
    ----------
    Dobson, Kuulasmaa, Eberle & Scherer (1991), Confidence intervals for weighted sums of Poisson
    parameters, Statistics in Medicine 10. OHID, Fingertips public health technical guidance.

    Examples
    --------
    >>> rate = direct_rate([3, 5, 22, 61, 110], [1800, 1400, 3100, 3300, 2400],     # METHODS T9.8
    ...                    [0.155, 0.124, 0.257, 0.262, 0.202], per=1000)
    >>> print(f"{rate.value:.3f} {rate.lower:.3f} {rate.upper:.3f}")
    16.626 14.406 19.092
    """
    x, n, w = series(
        counts=numbers("counts", counts, 0),
        denominators=numbers("denominators", denominators, 0),
        weights=numbers("weights", weights, 0),
    )
    refuse("denominators", n, n == 0, "above 0 in every age band")
    if w.sum() == 0:
        raise ValueError("weights must have a sum above 0, got 0.0")
    limits = byar(x.sum(), confidence)
    if not x.sum() >= EXACT_BELOW:
        return Interval(float("nan"), float("nan"), float("nan"), confidence, "dobson_byar")
    value = np.sum(w * x / n) / w.sum()
    scale = np.sqrt(np.sum(w**2 * x / n**2) / w.sum() ** 2 / x.sum())
    lower, upper = (value + scale * (limit - x.sum()) for limit in limits.limits)
    return Interval(float(per * value), float(per * lower), float(per * upper), confidence, "dobson_byar")


def expected_events(denominators: ArrayLike, reference_counts: ArrayLike, reference_denominators: ArrayLike) -> float:
    """Events expected in an area if the rates of the reference held in each age band.

    Parameters
    ----------
    denominators : array_like, shape (k,)
        People of the area in each age band.
    reference_counts, reference_denominators : array_like, shape (k,)
        Events and people of the reference, as a rule Nederland; every denominator above 0.

    Examples
    --------
    >>> expected_events([1000, 500], [20, 60], [10000, 10000])
    5.0
    """
    n, big_x, big_n = series(
        denominators=numbers("denominators", denominators, 0),
        reference_counts=numbers("reference_counts", reference_counts, 0),
        reference_denominators=numbers("reference_denominators", reference_denominators, 0),
    )
    refuse("reference_denominators", big_n, big_n == 0, "above 0 in every age band")
    return float(np.sum(n * big_x / big_n))


def indirect_ratio(observed: float, expected: float, confidence: float = 0.95) -> Interval:
    """Observed over expected events, with Byar's limits (exact below 10).

    Compare it with 1 only: the ratios of two wijken rest on different weights.

    Parameters
    ----------
    observed : float
        Events in the area.
    expected : float
        From `expected_events`; 0 gives NaN.
    confidence : float
        Two-sided, between 0 and 1.

    References
    ----------
    Breslow & Day (1987), Statistical methods in cancer research II, IARC.

    Examples
    --------
    >>> ratio = indirect_ratio(201, 185.2)     # METHODS T9.8
    >>> print(f"{ratio.value:.4f} {ratio.lower:.4f} {ratio.upper:.4f}")
    1.0853 0.9404 1.2462
    """
    expected = float(numbers("expected", expected, 0)) or float("nan")
    count = byar(float(numbers("observed", observed, 0)), confidence)
    return Interval(count.value / expected, count.lower / expected, count.upper / expected, confidence, "byar")


@dataclass(frozen=True)
class Standardised:
    """A modelled share with the age structure of the standard, between 0 and 1, and its standard error."""

    share: float
    se: float


def standardise_modelled(
    shares: ArrayLike, weights: ArrayLike, standard_errors: ArrayLike | None = None
) -> Standardised:
    """A modelled share with the ages of Nederland, from the shares of 18–64 and 65 and over.

    Both shares are published; do not derive one from the other by subtraction. The errors are taken
    as fully correlated, since both come from one model.

    Parameters
    ----------
    shares : array_like, shape (k,)
        Modelled share in each age group, 0 to 1.
    weights : array_like, shape (k,)
        People in Nederland in each age group that year, or their shares.
    standard_errors : array_like, shape (k,), optional
        Of the shares, on the linear scale.

    Examples
    --------
    >>> round(standardise_modelled([0.10, 0.16], [0.745, 0.255]).share, 4)     # METHODS T9.9
    0.1153
    """
    p, w = series(shares=numbers("shares", shares, 0, 1), weights=numbers("weights", weights, 0))
    se = np.full(p.shape, np.nan) if standard_errors is None else numbers("standard_errors", standard_errors, 0)
    p, w, se = series(shares=p, weights=w, standard_errors=se)
    if w.sum() == 0:
        raise ValueError("weights must have a sum above 0, got 0.0")
    return Standardised(float(p @ w / w.sum()), pooled_model_se(se, w))
