"""Where a figure stands among the Dutch wijken."""

from __future__ import annotations

import numpy as np

from wijkanalyse.methods.arguments import Numbers

SCALE = 1.4826
"""Makes the median absolute deviation of a normal distribution equal to its standard deviation."""


def robust_z(value: Numbers, median: float, mad: float) -> Numbers:
    """Distance from the median in robust standard deviations; NaN where the spread is zero.

    References
    ----------
    Rousseeuw & Croux (1993), Alternatives to the median absolute deviation, JASA 88.

    Examples
    --------
    >>> round(robust_z(30, 10.5, 3), 4)     # METHODS T1.21
    4.3842
    """
    return (value - median) / (SCALE * mad) if mad > 0 else float("nan")


def percentile_rank(value: float, percentiles: np.ndarray) -> float:
    """Percentage of the reference values below `value`, from the reference percentiles 0 to 100.

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
