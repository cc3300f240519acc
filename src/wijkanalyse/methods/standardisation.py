"""Figures as they would be with another age structure.

Show the plain figure for planning (how many people) and the standardised one
for the question whether an area differs more than its ages explain; label both
(METHODS §9).
"""

from __future__ import annotations

from numpy.typing import ArrayLike

from wijkanalyse.methods.arguments import numbers, series


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
