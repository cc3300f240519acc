"""The figure of an area that consists of several others.

Percentages are never averaged bare: each is weighted by the denominator its
source used, or recomputed from counts. How much of the area is covered is kept
with the result, and a result with too little behind it is not given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

MIN_COVERAGE = 0.80
"""Below this share of the weight nothing is given; from 0.95 it counts as complete (METHODS §2.2)."""
FULL_COVERAGE = 0.95
MIN_DENOMINATOR = 50
"""Below this a share computed from rounded counts is not given (METHODS §1.6)."""


@dataclass(frozen=True)
class Aggregate:
    """A figure over several parts.

    Attributes
    ----------
    value, count, denominator
        In the unit of the parts; NaN where there is none.
    coverage
        Share of the weight (0 to 1) whose value is known.
    absent
        Why there is no value: ``missing_part``, ``coverage``, ``weight``, ``too_small`` or None.
    """

    value: float
    count: float
    denominator: float
    coverage: float
    absent: Literal["missing_part", "coverage", "weight", "too_small"] | None = None


def _nothing(reason: Literal["missing_part", "coverage", "weight", "too_small"], coverage: float = 0.0) -> Aggregate:
    return Aggregate(np.nan, np.nan, np.nan, coverage, reason)


def aggregate_sum(values: ArrayLike, fractions: ArrayLike) -> Aggregate:
    """A count over all parts; one unknown part makes the sum unknown, since missing is not zero.

    Parameters
    ----------
    values : array_like, shape (n,)
        Counts of the parts, NaN where unknown.
    fractions : array_like, shape (n,)
        Share of each part that belongs to the area, in (0, 1].

    Examples
    --------
    >>> aggregate_sum([4200, 3600], [1, 0.5]).value
    6000.0
    """
    values, fractions = _parts(values, fractions)
    if np.isnan(values).any():
        return _nothing("missing_part")
    total = float(values @ fractions)
    return Aggregate(total, total, np.nan, 1.0)


def aggregate_ratio(
    counts: ArrayLike,
    denominators: ArrayLike,
    fractions: ArrayLike,
    sizes: ArrayLike,
    per: float,
    min_denominator: float = 0,
) -> Aggregate:
    """A share or rate recomputed from counts: sum of counts over sum of denominators, times `per`.

    Parameters
    ----------
    counts, denominators : array_like, shape (n,)
        Of each part; NaN where unknown. A part with denominator 0 has nobody in it and plays no role.
    fractions : array_like, shape (n,)
        Share of each part that belongs to the area, in (0, 1].
    sizes : array_like, shape (n,)
        Size of each part (inhabitants), to judge coverage where a denominator is unknown.
    per : float
        100 for percentages, 1000 for rates per 1,000.
    min_denominator : float
        Below this denominator nothing is given.

    Examples
    --------
    >>> round(aggregate_ratio([1180, 590], [9950, 5000], [1, 1], [9950, 5000], 100).value, 3)
    11.839
    """
    counts, denominators, fractions, sizes = _parts(counts, denominators, fractions, sizes)
    known = ~np.isnan(counts) & ~np.isnan(denominators)
    weight = sizes if np.isnan(denominators).any() else denominators
    coverage = _coverage(weight * fractions, known)
    if not coverage >= MIN_COVERAGE:
        return _nothing("coverage", coverage)
    denominator = float(denominators[known] @ fractions[known])
    count = float(counts[known] @ fractions[known])
    if denominator <= 0:
        return _nothing("coverage", coverage)
    if denominator < min_denominator:
        return _nothing("too_small", coverage)
    return Aggregate(per * count / denominator, count, denominator, coverage)


def aggregate_weighted_mean(
    values: ArrayLike, weights: ArrayLike, fractions: ArrayLike, sizes: ArrayLike | None = None
) -> Aggregate:
    """A mean or percentage of the parts, weighted by the denominator that the source used.

    Parameters
    ----------
    values : array_like, shape (n,)
        Figures of the parts, NaN where unknown.
    weights : array_like, shape (n,)
        The denominator of each part (dwellings, households, adults …). NaN is only allowed where
        the value is NaN too.
    fractions : array_like, shape (n,)
        Share of each part that belongs to the area, in (0, 1].
    sizes : array_like, shape (n,), optional
        Size of each part (inhabitants), to judge coverage where a weight is unknown; without sizes
        an unknown part of unknown weight leaves nothing to give.

    Notes
    -----
    Worked kern of METHODS §2.1: WOZ 310/265/402/455 with 1950/1540/1400/640 dwellings is 337.5, not 358.0.

    Examples
    --------
    >>> round(aggregate_weighted_mean([310, 265, 402, 455], [1950, 1540, 1400, 640], [1, 1, 1, 1]).value, 1)
    337.5
    """
    values, weights, fractions, sizes = _parts(values, weights, fractions, weights if sizes is None else sizes)
    known = ~np.isnan(values)
    if np.isnan(weights[known]).any():
        return _nothing("weight")
    coverage = _coverage((sizes if np.isnan(weights).any() else weights) * fractions, known)
    weights = weights * fractions
    if not coverage >= MIN_COVERAGE:
        return _nothing("coverage", coverage)
    total = float(weights[known].sum())
    if total <= 0:
        return _nothing("coverage", coverage)
    return Aggregate(float(values[known] @ weights[known]) / total, np.nan, total, coverage)


def aggregate_half_width(lowers: ArrayLike, uppers: ArrayLike, weights: ArrayLike, fractions: ArrayLike) -> float:
    """Half the width of the interval around a weighted mean of modelled figures.

    The errors of the parts come from one model and may all lie on one side, so half widths are
    averaged with the same weights and not combined as if they were independent (METHODS §2.4).

    Parameters
    ----------
    lowers, uppers : array_like, shape (n,)
        Published bounds of each part; NaN anywhere gives NaN.
    weights, fractions : array_like, shape (n,)
        As for `aggregate_weighted_mean`.

    Examples
    --------
    >>> round(aggregate_half_width([12.1, 10.2, 13.5], [16.5, 13.6, 18.8], [3200, 5100, 2400], [1, 1, 1]), 2)
    2.06
    """
    lowers, uppers, weights, fractions = _parts(lowers, uppers, weights, fractions)
    weights = weights * fractions
    total = weights.sum()
    return float(((uppers - lowers) / 2) @ weights / total) if total > 0 else float("nan")


def _parts(*arrays: ArrayLike) -> tuple[np.ndarray, ...]:
    converted = tuple(np.asarray(a, dtype=float) for a in arrays)
    shapes = {a.shape for a in converted}
    if len(shapes) != 1 or converted[0].ndim != 1:
        raise ValueError(f"all arguments must be one-dimensional and of one length, got shapes {sorted(shapes)}")
    return converted


def _coverage(weights: np.ndarray, known: np.ndarray) -> float:
    """Known share of the weight; 0 when the weight of a part is unknown: then nothing can be said about it."""
    total = weights.sum()
    return float(weights[known].sum() / total) if total > 0 else 0.0
