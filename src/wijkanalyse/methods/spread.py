"""How far the parts of an area lie apart, and how much of the differences between people lies between them.

For register figures of buurten with at least 50 people. Not for modelled
figures: a model smooths, so the real differences are larger (METHODS §7.1).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from wijkanalyse.methods.arguments import numbers, series

NAN = float("nan")
SMALLEST_PART = 50
"""People, or households, from which a part counts in η²: below, its share is mostly rounding."""
Mixed = Literal["even", "usual", "mixed", ""]
"""Nearer to each other than in half of the areas with as many parts; further than in three of four; "": not known."""


def eta_squared(shares: ArrayLike, sizes: ArrayLike, *, rounded: bool = False) -> float:
    """Share of the differences between people that lies between the parts.

    The rest lies between people within one part: the ecological fallacy in one number.

    Parameters
    ----------
    shares : array_like, shape (k,)
        Share of people with the characteristic in each part, 0 to 1.
    sizes : array_like, shape (k,)
        People in each part.
    rounded
        Whether the counts behind the shares were rounded at random to multiples of five, as CBS does. Rounding makes
        parts differ; what it adds on average, Σ 4(1 + P²)/n over [N·P(1 − P)], is taken off.

    Returns
    -------
    float
        Between 0 and 1. NaN when a part is missing, without people, and when nobody or everybody has
        the characteristic, since then nobody differs.

    Notes
    -----
    A count that is rounded at random to a neighbouring multiple of five, without bias, has a variance of
    (0 + 4 + 6 + 6 + 4)/5 = 4; a share x/n of two such counts has about 4(1 + P²)/n².

    References
    ----------
    Fisher (1925), Statistical methods for research workers (correlation ratio).
    Robinson (1950), Ecological correlations and the behavior of individuals, American Sociological Review 15.

    Examples
    --------
    >>> round(eta_squared([0.1, 0.2, 0.3], [1000, 1000, 1000]), 7)     # METHODS T7.1
    0.0416667
    >>> round(eta_squared([0.1, 0.2, 0.3], [1000, 1000, 1000], rounded=True), 7)
    0.0416407
    """
    p, n = _shares(shares, sizes)
    whole = _mean(p, n)
    if not 0 < whole < 1:
        return NAN
    between = float(n @ (p - whole) ** 2)
    if rounded:
        counted = n[n > 0]
        between -= float(np.sum(4 * (1 + whole**2) / counted))
    return float(np.clip(between / (n.sum() * whole * (1 - whole)), 0, 1))


def mixed(difference: float, median: float, p75: float) -> Mixed:
    """How far apart the parts of an area lie, beside areas with as many parts.

    More parts lie further apart by themselves, so this only holds against areas with as many of them.

    Parameters
    ----------
    difference
        Of the highest part with the lowest.
    median, p75
        Of that difference over areas with as many parts.

    Examples
    --------
    >>> mixed(9.0, 11.6, 17.5), mixed(20.0, 11.6, 17.5), mixed(15.0, 11.6, 17.5)
    ('even', 'mixed', 'usual')
    """
    if not difference >= 0 or not median <= p75:
        return ""
    if difference < median:
        return "even"
    return "mixed" if difference > p75 else "usual"


def _shares(shares: ArrayLike, sizes: ArrayLike) -> list[np.ndarray]:
    return series(shares=numbers("shares", shares, 0, 1), sizes=numbers("sizes", sizes, 0))


def _mean(values: np.ndarray, weights: np.ndarray) -> float:
    return float(values @ weights / weights.sum()) if weights.sum() > 0 else NAN
