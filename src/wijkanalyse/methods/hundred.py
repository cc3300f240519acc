"""A group of people, households or dwellings told as a hundred of them: whole numbers that add up to a hundred."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from wijkanalyse.dutch import largest_remainder
from wijkanalyse.methods.arguments import numbers, series

FEWEST = 500
"""Inhabitants from which an area is told as a hundred people.

CBS moves a count at random by at most 4. The group that this moves most then moves by 0.4 of a hundred on average above
2,500 inhabitants, 0.9 from 1,000 on, 1.0 from 500 on, 1.9 from 250 on, and 3.8 below that.
"""


def of_hundred(counts: ArrayLike) -> list[int]:
    """How many of a hundred each group has, by the largest remainder.

    Each group gets 100·c/Σc rounded down; those that are left go to the largest fractions, at equal fractions to the
    first group. Computed in exact fractions, so that equal counts are equal fractions.

    Parameters
    ----------
    counts : array_like, shape (k,)
        The groups of one whole, each counted once; 0 or more, in any unit that they share.

    Returns
    -------
    list of int
        As many as there are groups, together 100. Empty when a group is not known (NaN) or nobody is counted: a group
        that is missing is not a group of nobody.

    References
    ----------
    Balinski & Young (2001), Fair Representation (Hamilton's method).

    Examples
    --------
    >>> of_hundred([2460, 2100, 3880, 4800, 4940])     # Velp 2022, ages
    [14, 12, 21, 26, 27]
    >>> of_hundred([4490, 2535, 2315])                 # Velp 2022, households
    [48, 27, 25]
    >>> of_hundred([10, float("nan")])
    []
    """
    (found,) = series(counts=numbers("counts", counts, 0))
    if not found.size or np.isnan(found).any() or not found.sum() > 0:
        return []
    exact = [Fraction(float(count)) for count in found]
    return largest_remainder([100 * count / sum(exact) for count in exact])
