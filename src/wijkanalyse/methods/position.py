"""Where a figure stands among the Dutch wijken."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from wijkanalyse.methods.arguments import Numbers, numbers, plain, series

SCALE = 1.4826
"""Makes the median absolute deviation of a normal distribution equal to its standard deviation."""


def robust_z(value: float, median: float, mad: float) -> float:
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


def robust_z_scores(values: ArrayLike, reference: ArrayLike | None = None) -> Numbers:
    """Robust z of each value within the reference values.

    Where more than half of the reference values are equal, the median absolute deviation is 0 and
    the standard deviation takes its place; without any spread the scores are NaN.

    Parameters
    ----------
    values : array_like, any shape
        NaN gives NaN.
    reference : array_like, shape (n,), optional
        The areas to stand among, NaN left out; by default `values` themselves.

    References
    ----------
    Rousseeuw & Croux (1993), Alternatives to the median absolute deviation, JASA 88.

    Examples
    --------
    >>> scores = robust_z_scores([5, 7, 8, 9, 10, 11, 12, 14, 15, 30])     # METHODS T1.21
    >>> print(f"{scores[0]:.4f} {scores[-1]:.4f}")
    -1.2366 4.3842
    """
    values = numbers("values", values)
    known = _reference(values.ravel() if reference is None else reference)
    if not known.size:
        return plain(np.full(values.shape, np.nan))
    median = np.median(known)
    spread = SCALE * np.median(np.abs(known - median)) or np.std(known)
    return plain((values - median) / (spread or np.nan))


def percentile_ranks(values: ArrayLike, reference: ArrayLike) -> Numbers:
    """Percentage of the reference values below each value, counting half of those equal to it.

    Parameters
    ----------
    values : array_like, any shape
        NaN gives NaN.
    reference : array_like, shape (n,)
        The areas to stand among, NaN left out; without any the ranks are NaN.

    Examples
    --------
    >>> a = [5, 7, 8, 9, 10, 11, 12, 14, 15, 30]     # METHODS T1.21
    >>> percentile_ranks([5, 30], a).tolist()
    [5.0, 95.0]
    """
    values = numbers("values", values)
    known = np.sort(_reference(reference))
    if not known.size:
        return plain(np.full(values.shape, np.nan))
    halves = np.searchsorted(known, values, side="left") + np.searchsorted(known, values, side="right")
    return plain(np.where(np.isnan(values), np.nan, 50 * halves / known.size))


def relevant_difference(comparator: float, threshold: float | None, *, percentage: bool) -> float:
    """The smallest difference worth naming, in the unit of the figure (METHODS §1.11, step 2).

    By default the larger of one percentage point (for percentages) and 10 % of the comparator.
    """
    if threshold is not None:
        return threshold
    return max(1.0 if percentage else 0.0, 0.1 * abs(comparator))


def _reference(values: ArrayLike) -> np.ndarray:
    (reference,) = series(reference=numbers("reference", values))
    return reference[~np.isnan(reference)]
