"""Which areas are alike in structure, so that it is fair to look at them side by side.

Alike in what people cannot change much (ages, households, dwellings, income,
location), never in outcomes: those are what is compared afterwards (METHODS §6).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from wijkanalyse.methods.arguments import numbers

CAP = 3.0
"""Standard scores beyond this count as this, so that one odd feature cannot decide."""
NEAREST = 10
MAX_PER_GROUP = 3
"""At most this many peers from one gemeente."""
MIN_WEIGHT = 0.90
"""Share of the weight on which both areas must have features to be compared."""
STABLE_FROM = 0.60
"""Jaccard overlap with the full list below which the list counts as sensitive to the choice of features."""


@dataclass(frozen=True, eq=False)
class Peers:
    """The nearest areas, nearest first.

    Attributes
    ----------
    positions : numpy.ndarray of int, shape (m,), m at most k
        Rows of the features.
    distances : numpy.ndarray, shape (m,)
        In standard deviations.
    """

    positions: np.ndarray
    distances: np.ndarray


def standard_scores(features: ArrayLike, cap: float = CAP) -> np.ndarray:
    """Features as standard scores over all areas, capped.

    Parameters
    ----------
    features : array_like, shape (n, k)
        One row per area, one column per feature; skewed ones already as logarithms. NaN where unknown.
    cap : float
        Largest absolute score; infinite for none.

    Returns
    -------
    numpy.ndarray, shape (n, k)
        0 throughout for a feature in which no area differs.

    Examples
    --------
    >>> standard_scores([[1.0], [2.0], [3.0]]).round(4).tolist()
    [[-1.2247], [0.0], [1.2247]]
    """
    values = _table(features)
    if not cap > 0:
        raise ValueError(f"cap must be above 0, got {cap!r}")
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=0), 1)
    deviation = values - np.nansum(values, axis=0) / count
    sd = np.sqrt(np.nansum(deviation**2, axis=0) / count)
    # A constant column differs from its own mean by floating point noise only.
    differs = sd > 1e-12 * np.max(np.abs(np.where(known, values, 0)), axis=0, initial=0)
    scores = np.where(differs, deviation / np.where(differs, sd, 1), np.where(known, 0.0, np.nan))
    return np.clip(scores, -cap, cap)


def domain_weights(domains: Sequence[str]) -> np.ndarray:
    """Weights by which every domain counts equally, however many features it has; 1 on average.

    Examples
    --------
    >>> domain_weights(["wonen", "wonen", "inkomen"]).tolist()
    [0.75, 0.75, 1.5]
    """
    sizes = Counter(domains)
    return np.array([len(domains) / (len(sizes) * sizes[domain]) for domain in domains])


def distances_from(
    target: int, scores: ArrayLike, weights: ArrayLike | None = None, min_weight: float = MIN_WEIGHT
) -> np.ndarray:
    """Weighted Euclidean distance of every area from the target.

    Parameters
    ----------
    target : int
        Row of the target.
    scores : array_like, shape (n, k)
        Standard scores.
    weights : array_like, shape (k,), optional
        By default 1 for each feature.
    min_weight : float
        Share of the weight on which both areas must be known; the rest is filled up in proportion.

    Returns
    -------
    numpy.ndarray, shape (n,)
        0 for the target; NaN where too little is known.

    Examples
    --------
    >>> distances_from(0, [[0.0, 0.0], [3.0, 4.0]]).tolist()
    [0.0, 5.0]
    """
    scores = _table(scores, "scores")
    weights = np.ones(scores.shape[1]) if weights is None else numbers("weights", weights, 0)
    if weights.shape != scores.shape[1:] or not weights.sum() > 0:
        raise ValueError(
            f"weights must be one per feature with a sum above 0, got {weights.tolist()} for {scores.shape[1]} features"
        )
    if not 0 <= target < len(scores):
        raise ValueError(f"target must be a row from 0 to {len(scores) - 1}, got {target!r}")
    difference = scores - scores[target]
    known_weight = ~np.isnan(difference) @ weights / weights.sum()
    enough = (known_weight > 0) & (known_weight >= min_weight - 1e-12)
    squares = np.nansum(weights * difference**2, axis=1)
    return np.sqrt(np.where(enough, squares / np.where(enough, known_weight, 1), np.nan))


def nearest(
    distances: ArrayLike,
    k: int = NEAREST,
    *,
    candidates: ArrayLike | None = None,
    groups: Sequence[str] | None = None,
    max_per_group: int = MAX_PER_GROUP,
    codes: Sequence[str] | None = None,
) -> Peers:
    """The k nearest candidates, with at most so many from one group.

    Parameters
    ----------
    distances : array_like, shape (n,)
        From the target; NaN is never chosen.
    k : int
        How many at most.
    candidates : array_like of bool, shape (n,), optional
        Which areas may be chosen: large enough, of a similar stedelijkheid, not the target or its own
        parts. By default all.
    groups : sequence of str, length n, optional
        The gemeente of each area.
    max_per_group : int
        Most from one group.
    codes : sequence of str, length n, optional
        Area codes, to decide between equal distances; else the order of the rows decides.

    Examples
    --------
    >>> nearest([0.0, 1.0, 2.0, 3.0], 2, candidates=[False, True, True, True], groups="abbc", max_per_group=1).positions
    array([1, 3])
    """
    d = numbers("distances", distances, 0)
    allowed = np.ones(d.shape, dtype=bool) if candidates is None else np.asarray(candidates)
    groups, codes = range(len(d)) if groups is None else groups, range(len(d)) if codes is None else codes
    for name, given in (("candidates", allowed), ("groups", groups), ("codes", codes)):
        if d.ndim != 1 or np.ndim(given) > 1 or len(given) != len(d):
            raise ValueError(f"{name} must be one per distance, got {len(given)} for distances of shape {d.shape}")
    if allowed.dtype != bool:
        raise ValueError(f"candidates must be True or False, got {allowed.tolist()!r}")
    if k < 1 or max_per_group < 1:
        raise ValueError(f"k and max_per_group must be 1 or more, got {k!r} and {max_per_group!r}")
    possible = np.flatnonzero(allowed & ~np.isnan(d))
    chosen: list[int] = []
    taken: Counter[str] = Counter()
    for i in _nearest_first(possible, d, codes, k):
        if len(chosen) == k:
            break
        if taken[groups[i]] < max_per_group:
            chosen.append(i)
            taken[groups[i]] += 1
    positions = np.array(chosen, dtype=int)
    return Peers(positions, d[positions])


def _nearest_first(possible: np.ndarray, d: np.ndarray, codes: Sequence[Any], k: int) -> Iterator[int]:
    """Rows by distance and code: first the few that decide, nearly always, and all others when they are asked for."""
    few = 8 * k
    limit = np.partition(d[possible], few)[few] if len(possible) > few else np.inf
    for part in (possible[d[possible] < limit], possible[d[possible] >= limit]):
        yield from sorted(part.tolist(), key=lambda i: (d[i], codes[i]))


@dataclass(frozen=True, eq=False)
class Stability:
    """How the list of peers changes when one feature is left out.

    Attributes
    ----------
    jaccard : numpy.ndarray, shape (k,)
        Overlap with the full list without each feature in turn: 1 for the same areas, 0 for none.
    least : float
        The smallest of these.
    stable : bool
        Whether even that one is at least `STABLE_FROM`.
    """

    jaccard: np.ndarray
    least: float
    stable: bool


def jackknife_stability(
    target: int, scores: ArrayLike, weights: ArrayLike | None = None, k: int = NEAREST, **rules
) -> Stability:
    """Overlap of the peers with those found when each feature in turn is left out.

    Parameters
    ----------
    target, scores, weights
        As for `distances_from`; at least two features with weight.
    k : int
        How many peers.
    **rules
        Candidate rules of `nearest`.

    Examples
    --------
    >>> jackknife_stability(0, [[0, 0], [1, 1], [2, 2], [3, 3]], k=1, candidates=[False, True, True, True]).stable
    True
    """
    scores = _table(scores, "scores")
    if scores.shape[1] < 2:
        raise ValueError(f"scores must have two features or more to leave one out, got {scores.shape[1]}")
    weights = np.ones(scores.shape[1]) if weights is None else numbers("weights", weights, 0)
    full = set(nearest(distances_from(target, scores, weights), k, **rules).positions.tolist())
    overlaps = []
    for left_out in range(scores.shape[1]):
        kept = np.delete(scores, left_out, axis=1), np.delete(weights, left_out)
        found = set(nearest(distances_from(target, *kept), k, **rules).positions.tolist())
        overlaps.append(len(full & found) / len(full | found) if full | found else float("nan"))
    least = float(np.min(overlaps))
    return Stability(np.array(overlaps), least, least >= STABLE_FROM)


def _table(features: ArrayLike, name: str = "features") -> np.ndarray:
    values = numbers(name, features)
    if values.ndim != 2 or not values.shape[1]:
        raise ValueError(f"{name} must be a table of areas by features, got shape {values.shape}")
    return values
