"""Where a figure stands among the Dutch wijken."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

SCALE = 1.4826
"""Makes the median absolute deviation of a normal distribution equal to its standard deviation."""


def robust_spread(values: ArrayLike, weights: ArrayLike, centre: float) -> float:
    """Robust standard deviation of the Dutch wijken around a figure, every inhabitant counting once.

    Parameters
    ----------
    values : array_like, shape (n,)
        Of the wijken; NaN is left out.
    weights : array_like, shape (n,)
        Inhabitants of the wijken, above 0.
    centre : float
        What the spread is taken around: Nederland.

    Returns
    -------
    float
        1.4826 times the weighted median of the distances to the centre; NaN without wijken.

    References
    ----------
    Rousseeuw & Croux (1993), Alternatives to the median absolute deviation, JASA 88.

    Examples
    --------
    >>> robust_spread([8.0, 12.0, 20.0], [1000, 5000, 1000], 10.0)
    2.9652
    """
    return SCALE * float(weighted_percentiles(np.abs(np.asarray(values, float) - centre), weights, [50])[0])


def weighted_percentiles(values: ArrayLike, weights: ArrayLike, percentages: ArrayLike) -> np.ndarray:
    """Values below or at which a percentage of the people lives; NaN without wijken.

    Examples
    --------
    >>> weighted_percentiles([8.0, 12.0, 20.0], [1000, 5000, 1000], [0, 50, 100]).tolist()
    [8.0, 12.0, 20.0]
    """
    values, weights, percentages = (np.asarray(a, float) for a in (values, weights, percentages))
    known = ~np.isnan(values) & (weights > 0)
    if not known.any():
        return np.full(len(percentages), np.nan)
    return np.percentile(values[known], percentages, weights=weights[known], method="inverted_cdf")


def percentile_rank(value: float, percentiles: np.ndarray) -> float:
    """Percentage of people in wijken with a lower value, from the reference percentiles 0 to 100.

    Parameters
    ----------
    value : float
        The figure of the area.
    percentiles : numpy.ndarray, shape (101,)
        Values of percentile 0, 1, … 100, not decreasing. Among equal percentiles the middle counts,
        as in a percentile rank of kind "mean".

    Examples
    --------
    >>> percentile_rank(25.0, np.linspace(0, 50, 101))
    50.0
    """
    below = np.searchsorted(percentiles, value, side="left")
    above = np.searchsorted(percentiles, value, side="right")
    if below != above:
        return float(below + above - 1) / 2
    if below == 0:
        return 0.0
    if below == len(percentiles):
        return 100.0
    low, high = percentiles[below - 1], percentiles[below]
    return float(below - 1 + (value - low) / (high - low))


def relevant_difference(comparator: float, threshold: float | None, *, percentage: bool) -> float:
    """The smallest difference worth naming, in the unit of the figure (METHODS §1.11, step 2).

    By default the larger of one percentage point (for percentages) and 10 % of the comparator.
    """
    if threshold is not None:
        return threshold
    return max(1.0 if percentage else 0.0, 0.1 * abs(comparator))
