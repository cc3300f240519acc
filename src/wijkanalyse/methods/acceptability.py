"""How often a theme is among the first, over all ways to weigh and over the uncertainty of the figures.

SMAA-2: weights are drawn evenly over all divisions, or around given ones, and
every draw ranks the themes (METHODS §5.2). What comes out is a share of draws,
and from it three groups; never a ranking.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from wijkanalyse.methods.arguments import numbers

DRAWS = 10_000
SEED = 20260101
TOP = 3
LEADING_FROM = 0.80
"""Share of the draws among the first three from which a theme belongs to the kopgroep."""
MIDDLE_FROM = 0.20

Group = Literal["kopgroep", "middengroep", "rest", ""]


@dataclass(frozen=True, eq=False)
class Acceptability:
    """Rank acceptability of n alternatives.

    Attributes
    ----------
    ranks : numpy.ndarray, shape (n, n)
        Share of the draws in which alternative i has rank r + 1; rows of an alternative without a score are NaN.
    top : numpy.ndarray, shape (n,)
        Share of the draws among the first three (all when there are fewer).
    low, high : numpy.ndarray, shape (n,)
        Best and worst rank after leaving out 5 % of the draws on each side.
    """

    ranks: np.ndarray
    top: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def groups(self) -> list[Group]:
        """kopgroep, middengroep or rest; "" for an alternative without a score."""
        return [group_of(float(share)) for share in self.top]


def group_of(share: float) -> Group:
    """The group that goes with a share of the draws among the first three.

    Examples
    --------
    >>> group_of(0.95), group_of(0.8), group_of(0.3), group_of(0.1)
    ('kopgroep', 'kopgroep', 'middengroep', 'rest')
    """
    if np.isnan(share):
        return ""
    return "kopgroep" if share >= LEADING_FROM else "middengroep" if share >= MIDDLE_FROM else "rest"


def draw_weights(weights: ArrayLike, draws: int = DRAWS, seed: int = SEED) -> np.ndarray:
    """Weights that sum to 1, spread over all divisions with the given ones as their mean.

    Equal weights give the even spread of SMAA-2 (Dirichlet with all ones). A weight of 0 stays 0.

    Parameters
    ----------
    weights : array_like, shape (k,)
        0 or more, at least one above 0.
    draws : int
        How many divisions to draw.
    seed : int
        Equal seeds give equal draws.

    Returns
    -------
    numpy.ndarray, shape (draws, k)
    """
    mean = numbers("weights", weights, 0)
    if mean.ndim != 1 or np.isnan(mean).any() or not mean.sum() > 0:
        raise ValueError(f"weights must be a row of numbers with at least one above 0, got {weights!r}")
    if draws < 1:
        raise ValueError(f"draws must be 1 or more, got {draws!r}")
    used = mean > 0
    drawn = np.zeros((draws, len(mean)))
    concentration = used.sum() * mean[used] / mean.sum()
    drawn[:, used] = np.random.default_rng(seed).dirichlet(concentration, size=draws)
    return drawn


def rank_acceptability(values: ArrayLike, weights: ArrayLike, *, top: int = TOP, seed: int = SEED) -> Acceptability:
    """Rank the alternatives in every draw, highest weighted mean first.

    Parameters
    ----------
    values : array_like, shape (n, k) or (draws, n, k)
        Criteria of the alternatives, the same in every draw or drawn from their uncertainty. A NaN
        criterion is left out and the weights are shared out over the others; an alternative of which
        nothing is known has no rank.
    weights : array_like, shape (draws, k)
        From `draw_weights`.
    top : int
        How many count as the first.
    seed : int
        Ties are broken evenly, by chance.

    References
    ----------
    Lahdelma & Salminen (2001), SMAA-2, Operations Research 49; Tervonen & Lahdelma (2007), Implementing
    stochastic multicriteria acceptability analysis, European Journal of Operational Research 178.

    Examples
    --------
    >>> rank_acceptability([[1.0, 0.0], [0.0, 1.0]], [[0.9, 0.1], [0.4, 0.6]], top=1).top.tolist()
    [0.5, 0.5]
    """
    values, weights = numbers("values", values), numbers("weights", weights, 0)
    if weights.ndim != 2 or values.ndim not in (2, 3) or values.shape[-1] != weights.shape[1]:
        raise ValueError(
            f"values must be (n, k) or (draws, n, k) and weights (draws, k), got {values.shape} and {weights.shape}"
        )
    if values.ndim == 3 and len(values) != len(weights):
        raise ValueError(f"values and weights must have as many draws, got {len(values)} and {len(weights)}")
    scores = _scores(values, weights)
    known = ~np.isnan(scores).any(axis=0)
    found = _places(scores[:, known], seed)
    return _summary(found, known, top)


def _scores(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted means of the known criteria, shape (draws, n)."""
    present = ~np.isnan(values)
    filled = np.where(present, values, 0.0)
    if values.ndim == 2:
        total, over = weights @ filled.T, weights @ present.T
    else:
        total = np.einsum("dk,dnk->dn", weights, filled)
        over = np.einsum("dk,dnk->dn", weights, present)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(over > 0, total / over, np.nan)


def _places(scores: np.ndarray, seed: int) -> np.ndarray:
    """Rank from 0 of every alternative in every draw; equal scores in random order."""
    ahead = scores[:, None, :] > scores[:, :, None]
    equal = scores[:, None, :] == scores[:, :, None]
    places = ahead.sum(axis=2, dtype=np.intp)
    if equal.sum() > scores.size:  # more than each alternative with itself
        chance = np.random.default_rng(seed).random(scores.shape)
        places += (equal & (chance[:, None, :] > chance[:, :, None])).sum(axis=2, dtype=np.intp)
    return places


def _summary(places: np.ndarray, known: np.ndarray, top: int) -> Acceptability:
    draws, n = len(places), len(known)
    ranks = np.full((n, n), np.nan)
    low, high = np.full(n, np.nan), np.full(n, np.nan)
    for column, position in enumerate(np.flatnonzero(known)):
        ranks[position] = np.bincount(places[:, column], minlength=n) / draws
        cumulative = np.cumsum(ranks[position])
        low[position] = 1 + np.searchsorted(cumulative, 0.05 - 1e-12)
        high[position] = 1 + np.searchsorted(cumulative, 0.95 - 1e-12)
    return Acceptability(ranks, ranks[:, :top].sum(axis=1), low, high)
