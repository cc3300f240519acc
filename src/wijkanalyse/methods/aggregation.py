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
KNOWN_BESIDE_SECRET = 5
"""From this number of known counts the secret ones among them are taken as half their maximum (METHODS §2.2)."""

Absent = Literal["missing_part", "coverage", "weight", "too_small", "range"]


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
        Why there is no value: ``missing_part``, ``coverage``, ``weight``, ``too_small``, ``range`` (only bounds
        can be given) or None.
    least, most
        What the figure is at the least and at the most, given what is not known of the parts; NaN where
        nothing is unknown or nothing can be said.
    """

    value: float
    count: float
    denominator: float
    coverage: float
    absent: Absent | None = None
    least: float = np.nan
    most: float = np.nan


def _nothing(reason: Absent, coverage: float = 0.0) -> Aggregate:
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
    secret_up_to: ArrayLike | None = None,
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
    secret_up_to : array_like, shape (n,), optional
        Of a count that is unknown because it is small: the largest number it can be (7 for care by CBS); NaN for
        every other part. Such a count lies between 0 and that number. It is taken as half of it beside at least
        five known counts; beside fewer only the bounds are given.

    Examples
    --------
    >>> round(aggregate_ratio([1180, 590], [9950, 5000], [1, 1], [9950, 5000], 100).value, 3)
    11.839

    A village of 300 people with a secret number of clients, in a kern with one other wijk:

    >>> kern = aggregate_ratio([140, float("nan")], [3200, 300], [1, 1], [3200, 300], 1000, 0, [float("nan"), 7])
    >>> kern.absent, round(kern.least, 1), round(kern.most, 1)
    ('range', 40.0, 42.0)
    """
    counts, denominators, fractions, sizes = _parts(counts, denominators, fractions, sizes)
    if secret_up_to is not None:
        counts, highest = _parts(counts, secret_up_to)
        secret = np.isnan(counts) & ~np.isnan(highest) & (denominators > 0)
        if secret.any():
            return _with_secrets(counts, denominators, fractions, sizes, per, min_denominator, highest, secret)
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


def _with_secrets(
    counts: np.ndarray,
    denominators: np.ndarray,
    fractions: np.ndarray,
    sizes: np.ndarray,
    per: float,
    min_denominator: float,
    highest: np.ndarray,
    secret: np.ndarray,
) -> Aggregate:
    """A ratio of which some counts are only known to lie between 0 and `highest`."""
    low, high = (
        aggregate_ratio(np.where(secret, share * highest, counts), denominators, fractions, sizes, per, min_denominator)
        for share in (0.0, 1.0)
    )
    if low.absent:
        return low
    if (~np.isnan(counts)).sum() < KNOWN_BESIDE_SECRET:
        return Aggregate(np.nan, np.nan, low.denominator, low.coverage, "range", low.value, high.value)
    value, count = (low.value + high.value) / 2, (low.count + high.count) / 2
    return Aggregate(value, count, low.denominator, low.coverage, None, low.value, high.value)


def aggregate_median(values: ArrayLike, fractions: ArrayLike, sizes: ArrayLike) -> Aggregate:
    """The range in which the median of all parts together lies; the median itself cannot be had.

    At most half of each part lies below the smallest of the medians, and so at most half of the whole; the
    same holds above the largest. Where parts of any weight are unknown this no longer holds, so only those
    that together are less than 5 % of the whole may be (METHODS §2.2, §2.3).

    Parameters
    ----------
    values : array_like, shape (n,)
        Medians of the parts, NaN where unknown.
    fractions : array_like, shape (n,)
        Share of each part that belongs to the area. A part of a part may have any median: below 1 nothing
        can be given.
    sizes : array_like, shape (n,)
        Size of each part (households, inhabitants); a part with size 0 plays no role.

    Examples
    --------
    >>> wealth = aggregate_median([48.5, 212.0, 140.2], [1, 1, 1], [3000, 1200, 800])
    >>> wealth.absent, wealth.least, wealth.most
    ('range', 48.5, 212.0)
    """
    values, fractions, sizes = _parts(values, fractions, sizes)
    known = ~np.isnan(values)
    coverage = _coverage(sizes, known)
    if not coverage >= FULL_COVERAGE:
        return _nothing("coverage", coverage)
    counted = values[known & (sizes > 0)]
    if (fractions < 1).any():
        return _nothing("weight", coverage)
    low, high = float(counted.min()), float(counted.max())
    if low == high:
        return Aggregate(low, np.nan, np.nan, coverage)
    return Aggregate(np.nan, np.nan, np.nan, coverage, "range", low, high)


def bound_of_missing(value: float, coverage: float, unknown: tuple[float, float]) -> tuple[float, float]:
    """Between which numbers a mean or share lies, if the unknown parts have between two given figures.

    Parameters
    ----------
    value : float
        The figure of the known parts.
    coverage : float
        Their share of the weight, in (0, 1].
    unknown : tuple of float
        Smallest and largest figure that the unknown parts may have: 0 and 100 at worst for a percentage; P5
        and P95 of the country where that is enough (METHODS §2.2).

    Examples
    --------
    >>> [round(b, 2) for b in bound_of_missing(12.0, 0.9, (0.0, 100.0))]
    [10.8, 20.8]
    """
    if not 0 < coverage <= 1:
        raise ValueError(f"coverage must lie in (0, 1], got {coverage}")
    low, high = unknown
    if not low <= high:
        raise ValueError(f"the smallest unknown figure must not exceed the largest, got {low} and {high}")
    return coverage * value + (1 - coverage) * low, coverage * value + (1 - coverage) * high


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
