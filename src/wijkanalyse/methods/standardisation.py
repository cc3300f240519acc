"""Figures as they would be with another age structure.

Show the plain figure for planning (how many people) and the standardised one
for the question whether an area differs more than its ages explain; label both
(METHODS §9).

Not called by a report yet: `expected_events` and `indirect_ratio`, for the counts of
registers that an area has beside those expected of it, given who lives there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from wijkanalyse.methods.arguments import numbers, refuse, series
from wijkanalyse.methods.intervals import ConfidenceLimits, byar


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


def indirect_ratio(observed: float, expected: float, confidence: float = 0.95) -> ConfidenceLimits:
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
    return ConfidenceLimits(count.value / expected, count.lower / expected, count.upper / expected, confidence, "byar")


def standardise_modelled(shares: ArrayLike, weights: ArrayLike) -> float:
    """A modelled share with the ages of Nederland, from the shares of 18–64 and 65 and over.

    Both shares are published; do not derive one from the other by subtraction.

    Parameters
    ----------
    shares : array_like, shape (k,)
        Modelled share in each age group, 0 to 1.
    weights : array_like, shape (k,)
        People in Nederland in each age group that year, or their shares.

    Returns
    -------
    float
        Between 0 and 1.

    Examples
    --------
    >>> round(standardise_modelled([0.10, 0.16], [0.745, 0.255]), 4)     # METHODS T9.9
    0.1153
    """
    p, w = series(shares=numbers("shares", shares, 0, 1), weights=numbers("weights", weights, 0))
    if w.sum() == 0:
        raise ValueError("weights must have a sum above 0, got 0.0")
    return float(p @ w / w.sum())
