"""How much the parts of an area differ, and how little that says about one person.

For register figures of buurten with at least 50 people. Not for modelled
figures: a model smooths, so the real differences are larger (METHODS §7.1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wijkanalyse.methods.arguments import not_above, numbers, series

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


def weighted_sd(values: ArrayLike, sizes: ArrayLike) -> float:
    """Standard deviation between parts, each weighted by its size (population form).

    Parameters
    ----------
    values : array_like, shape (k,)
        Figure of each part, in any unit.
    sizes : array_like, shape (k,)
        Weight of each part.

    Examples
    --------
    >>> round(weighted_sd([0.06, 0.11, 0.09, 0.21], [2800, 3400, 3900, 1900]), 7)     # METHODS T7.2
    0.0478667
    """
    v, n = series(values=numbers("values", values), sizes=numbers("sizes", sizes, 0))
    return float(np.sqrt(_mean((v - _mean(v, n)) ** 2, n)))


def dissimilarity(counts: ArrayLike, sizes: ArrayLike) -> float:
    """Share of the people with a characteristic who would have to move for all parts to be alike.

    Parameters
    ----------
    counts, sizes : array_like, shape (k,)
        People with the characteristic, and all people, of each part.

    Returns
    -------
    float
        Between 0 and 1; NaN when a part is missing, and when nobody or everybody has it.

    References
    ----------
    Duncan & Duncan (1955), A methodological analysis of segregation indexes, American Sociological Review 20.

    Examples
    --------
    >>> round(dissimilarity([168, 374, 351, 399], [2800, 3400, 3900, 1900]), 7)     # METHODS T7.2
    0.1755292
    """
    x, n = series(counts=numbers("counts", counts, 0), sizes=numbers("sizes", sizes, 0))
    not_above("counts", x, "sizes", n)
    others = n - x
    if not (x.sum() > 0 and others.sum() > 0):
        return NAN
    return float(min(np.abs(x / x.sum() - others / others.sum()).sum() / 2, 1.0))


@dataclass(frozen=True)
class WorstPart:
    """The part with the highest share: its position, and its shares of all cases and of all people."""

    position: int
    share_of_cases: float
    share_of_people: float


def worst_part(shares: ArrayLike, sizes: ArrayLike, better_when: str = "lower") -> WorstPart | None:
    """The least favourable part, with its share of the cases beside its share of the people.

    Where a high share is good, the cases are the people without the characteristic.

    Parameters
    ----------
    shares, sizes : array_like, shape (k,)
        Share with the characteristic (0 to 1) and people of each part.
    better_when : {"lower", "higher"}
        What is good for the inhabitants; there is no worst part of a neutral indicator.

    Returns
    -------
    WorstPart or None
        None when a part is missing or there are no cases. Of equal parts the largest counts.

    Examples
    --------
    >>> worst = worst_part([0.06, 0.11, 0.09, 0.21], [2800, 3400, 3900, 1900])     # METHODS T7.2
    >>> worst.position, round(worst.share_of_cases, 3), round(worst.share_of_people, 3)
    (3, 0.309, 0.158)
    """
    if better_when not in ("lower", "higher"):
        raise ValueError(f"better_when must be 'lower' or 'higher', got {better_when!r}")
    p, n = _shares(shares, sizes)
    p = p if better_when == "lower" else 1 - p
    cases = p * n
    if not cases.sum() > 0:
        return None
    worst = int(np.lexsort((n, np.where(n > 0, p, -1)))[-1])
    return WorstPart(worst, float(cases[worst] / cases.sum()), float(n[worst] / n.sum()))


def _shares(shares: ArrayLike, sizes: ArrayLike) -> list[np.ndarray]:
    return series(shares=numbers("shares", shares, 0, 1), sizes=numbers("sizes", sizes, 0))


def _mean(values: np.ndarray, weights: np.ndarray) -> float:
    return float(values @ weights / weights.sum()) if weights.sum() > 0 else NAN
