"""Does what exists reach the goal? Coverage and gap as ranges, and the smallest change that could be seen.

Nothing about a plan is known to the person: every input is a range, every result
is one, and overlap between offers is not assumed but bounded.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wijkanalyse.methods.arguments import Numbers, aligned, numbers, plain, standard_normal_quantile


@dataclass(frozen=True)
class Range:
    """A number known to lie between two bounds, in persons or as a share."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and 0 <= self.low <= self.high):
            raise ValueError(f"a range runs from 0 or more to its own upper end, got {self.low!r} to {self.high!r}")


def combined_reach(reached: Sequence[Range], target: Range) -> Range:
    """Persons reached by several offers together, whatever the overlap between them.

    Parameters
    ----------
    reached
        Persons of the target group that each offer reaches.
    target
        Persons in the target group; nobody is reached twice.

    Returns
    -------
    Range
        From everyone of the smaller offers being in the largest one, to nobody being in two.

    References
    ----------
    Fréchet (1951), Sur les tableaux de corrélation dont les marges sont données.

    Examples
    --------
    >>> combined_reach([Range(40, 60), Range(20, 30)], Range(300, 360))
    Range(low=40, high=90)
    """
    if not reached:
        return Range(0, 0)
    low, high = max(r.low for r in reached), sum(r.high for r in reached)
    return Range(min(low, target.high), min(high, target.high))


ROUND_COUNTS = (0, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 100_000, 1_000_000)
"""Ends of the ranges in which a number of people is told to others; of fewer than ten no more than that is said."""


def round_range(people: Range) -> Range:
    """Round numbers around a number of people, so wide that it says nothing about a few of them.

    Examples
    --------
    >>> round_range(Range(30, 45)), round_range(Range(3, 7)), round_range(Range(50, 50))
    (Range(low=25, high=50), Range(low=0, high=10), Range(low=50, high=100))
    """
    least = max(bound for bound in ROUND_COUNTS if bound <= people.low)
    most = next((bound for bound in ROUND_COUNTS if bound > people.high), ROUND_COUNTS[-1])
    return Range(least, most)


def coverage(reached: Range, target: Range) -> Range | None:
    """Share of the target group that is reached, 0 to 1; None when the group may be empty.

    Examples
    --------
    >>> band = coverage(Range(42, 54), Range(300, 350))
    >>> round(band.low, 2), round(band.high, 2)
    (0.12, 0.18)
    """
    if not target.low > 0:
        return None
    return Range(min(reached.low / target.high, 1.0), min(reached.high / target.low, 1.0))


def gap(needed: Range, reached: Range) -> Range:
    """What is still lacking, in the unit of both; 0 where there may be enough already.

    Examples
    --------
    >>> gap(Range(135, 160), Range(42, 54))
    Range(low=81, high=118)
    """
    return Range(max(needed.low - reached.high, 0), max(needed.high - reached.low, 0))


def verdict(needed: Range, reached: Range) -> str:
    """Whether what exists is `enough`, `not_enough`, or `undecided` since the ranges overlap.

    Examples
    --------
    >>> verdict(Range(0.45, 0.45), Range(0.12, 0.18))
    'not_enough'
    """
    if reached.low >= needed.high:
        return "enough"
    return "not_enough" if reached.high < needed.low else "undecided"


def smallest_visible_change(
    se_before: ArrayLike,
    se_after: ArrayLike,
    *,
    rounding: ArrayLike = 0.0,
    confidence: float = 0.95,
    power: float = 0.8,
) -> Numbers:
    """The smallest real change that two measurements would have shown.

    Parameters
    ----------
    se_before, se_after : array_like
        Standard errors of the two figures, in their unit; 0 for a full count.
    rounding : array_like
        How far rounding can move the difference at most, in the same unit.
    confidence, power
        A change of this size is seen with probability `power`, and no change is taken for one with
        probability 1 − `confidence`.

    Returns
    -------
    float or ndarray
        In the unit of the figures. A smaller difference may be real, but could not have been told.

    References
    ----------
    Bloom (1995), Minimum detectable effects, Evaluation Review 19.

    Examples
    --------
    Twenty per cent of 2,500 people, twice:

    >>> se = (0.2 * 0.8 / 2500) ** 0.5
    >>> round(100 * smallest_visible_change(se, se), 2)
    3.17
    """
    if not 0.5 <= power < 1:
        raise ValueError(f"power must lie between 0.5 and 1, got {power!r}; write 0.8 for 80 %")
    before, after, moved = aligned(
        se_before=numbers("se_before", se_before, 0),
        se_after=numbers("se_after", se_after, 0),
        rounding=numbers("rounding", rounding, 0),
    )
    # Twice the power above one half is the confidence of the one-sided quantile.
    z = standard_normal_quantile(confidence) + (standard_normal_quantile(2 * power - 1) if power > 0.5 else 0.0)
    return plain(z * np.hypot(before, after) + moved)
