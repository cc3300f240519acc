"""How much of the differences between people lies between the parts of an area.

For register figures of buurten with at least 50 people. Not for modelled
figures: a model smooths, so the real differences are larger (METHODS §7.1).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from wijkanalyse.methods.arguments import numbers, series

NAN = float("nan")


def eta_squared(shares: ArrayLike, sizes: ArrayLike) -> float:
    """Share of the differences between people that lies between the parts.

    The rest lies between people within one part: the ecological fallacy in one number.

    Parameters
    ----------
    shares : array_like, shape (k,)
        Share of people with the characteristic in each part, 0 to 1.
    sizes : array_like, shape (k,)
        People in each part.

    Returns
    -------
    float
        Between 0 and 1. NaN when a part is missing, without people, and when nobody or everybody has
        the characteristic, since then nobody differs.

    References
    ----------
    Fisher (1925), Statistical methods for research workers (correlation ratio).
    Robinson (1950), Ecological correlations and the behavior of individuals, American Sociological Review 15.

    Examples
    --------
    >>> round(eta_squared([0.1, 0.2, 0.3], [1000, 1000, 1000]), 7)     # METHODS T7.1
    0.0416667
    """
    p, n = _shares(shares, sizes)
    whole = _mean(p, n)
    if not 0 < whole < 1:
        return NAN
    return float(np.clip(_mean((p - whole) ** 2, n) / (whole * (1 - whole)), 0, 1))


def _shares(shares: ArrayLike, sizes: ArrayLike) -> list[np.ndarray]:
    return series(shares=numbers("shares", shares, 0, 1), sizes=numbers("sizes", sizes, 0))


def _mean(values: np.ndarray, weights: np.ndarray) -> float:
    return float(values @ weights / weights.sum()) if weights.sum() > 0 else NAN
