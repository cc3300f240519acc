"""How a theme weighs: severity, size, trend and future, each from 0 to 100, and their weighted mean.

Receives positions of indicators among the Dutch wijken and numbers of people.
A part that is not known stays NaN: it is left out of the mean and never filled
in (METHODS §5.1). Nothing here decides what a wijk should do.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from wijkanalyse.methods.arguments import Numbers, aligned, not_above, numbers, plain, series
from wijkanalyse.methods.weights import CRITERIA, NEEDED, checked_weights

SMALLEST_GROUP = 50.0
"""A group of this many people counts as size 0; all adults of the wijk as 100."""


def construct_mean(scores: ArrayLike, constructs: Sequence[str]) -> float:
    """Mean over constructs of the mean within each: what is asked twice counts once.

    Parameters
    ----------
    scores : array_like, shape (n,)
        Unfavourable robust z of each indicator; NaN is left out.
    constructs : sequence of str, shape (n,)
        What each indicator measures.

    Returns
    -------
    float
        NaN when nothing is known.

    Examples
    --------
    >>> construct_mean([1.0, 2.0, 0.0], ["eenzaamheid", "eenzaamheid", "regie"])
    0.75
    """
    (values,) = series(scores=numbers("scores", scores))
    if len(constructs) != len(values):
        raise ValueError(f"scores and constructs must be of one length, got {len(values)} and {len(constructs)}")
    known: dict[str, list[float]] = {}
    for value, construct in zip(values, constructs, strict=True):
        if not np.isnan(value):
            known.setdefault(construct, []).append(float(value))
    return float(np.mean([np.mean(members) for members in known.values()])) if known else float("nan")


def severity(unfavourable_z: ArrayLike) -> Numbers:
    """Share of a normal spread of wijken that is better off, in percent: 100 Φ(u).

    Parameters
    ----------
    unfavourable_z : array_like
        Robust z among the Dutch wijken, turned so that higher is worse for the inhabitants.

    Examples
    --------
    >>> round(severity(0.8), 2)     # METHODS T5.1
    78.81
    """
    return plain(100 * ndtr(numbers("unfavourable_z", unfavourable_z)))


def size(affected: ArrayLike, base: ArrayLike) -> Numbers:
    """Size of a group on a logarithmic scale: 0 for 50 people or fewer, 100 for everybody.

    Parameters
    ----------
    affected : array_like
        People concerned.
    base : array_like
        All adults of the wijk, the same for every theme: so a theme of one age group is as large as its
        people are many. 50 or fewer gives NaN.

    Examples
    --------
    >>> size([0.52 * 9600, 0.33 * 2300], 9600).round(2).tolist()     # METHODS T5.1
    [87.56, 51.74]
    """
    affected, base = numbers("affected", affected, 0), numbers("base", base, 0)
    not_above("affected", affected, "base", base)
    affected, base = aligned(affected=affected, base=base)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.log(affected / SMALLEST_GROUP) / np.log(base / SMALLEST_GROUP)
    return plain(np.where(base > SMALLEST_GROUP, 100 * np.clip(share, 0, 1), np.nan))


def extra_people(share: ArrayLike, comparator: ArrayLike, base: ArrayLike) -> Numbers:
    """How many people more than there would be with the share of the comparator.

    Examples
    --------
    >>> round(extra_people(0.52, 0.49, 9600))     # METHODS T5.1
    288
    """
    share, comparator = numbers("share", share, 0, 1), numbers("comparator", comparator, 0, 1)
    return plain(numbers("base", base, 0) * (share - comparator))


def weighted_score(criteria: ArrayLike, weights: ArrayLike | None = None) -> Numbers:
    """Weighted mean of the known criteria; NaN where severity or size is unknown.

    Parameters
    ----------
    criteria : array_like, shape (..., 4)
        Columns as `CRITERIA`, each 0 to 100 or NaN.
    weights : array_like, shape (4,), optional
        0 or more, by default equal. They are shared out anew over the criteria that are known.

    Examples
    --------
    >>> round(weighted_score([78.81, 87.56, 69.15, 40.0]), 2)     # METHODS T5.1
    68.88
    >>> weighted_score([80.0, 60.0, float("nan"), float("nan")])
    70.0
    """
    values, weights = _criteria(criteria), checked_weights(weights)
    known = ~np.isnan(values)
    total = (known * weights).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.nansum(values * weights, axis=-1) / total
    return plain(np.where(_complete(values) & (total > 0), mean, np.nan))


def drawn_criteria(
    criteria: ArrayLike,
    unfavourable_z: ArrayLike,
    spread: ArrayLike,
    sizes: tuple[ArrayLike, ArrayLike],
    *,
    draws: int,
    seed: int,
) -> np.ndarray:
    """Criteria drawn from what is not certain: the position of each theme, and who counts as concerned.

    Parameters
    ----------
    criteria : array_like, shape (n, 4)
        Columns as `CRITERIA`; severity and size are drawn anew, the others stay as they are.
    unfavourable_z, spread : array_like, shape (n,)
        Position of each theme, and its standard deviation.
    sizes : tuple of array_like, shape (n,)
        Size by the strictest definition and by the widest; every size between is equally likely.
    draws : int
        How many times to draw.
    seed : int
        Equal seeds give equal draws.

    Returns
    -------
    numpy.ndarray, shape (draws, n, 4)
    """
    low, high = (numbers("sizes", limit, 0, 100) for limit in sizes)
    not_above("the smallest sizes", low, "the largest", high)
    u, sd, low, high = series(
        unfavourable_z=numbers("unfavourable_z", unfavourable_z), spread=numbers("spread", spread, 0),
        smallest=low, largest=high,
    )  # fmt: skip
    rng = np.random.default_rng(seed)
    values = np.repeat(_criteria(criteria)[None], draws, axis=0)
    values[..., 0] = severity(u + rng.standard_normal((draws, len(u))) * sd)
    values[..., 1] = low + rng.random((draws, len(u))) * (high - low)
    return values


def spread_of_z(lower: ArrayLike, upper: ArrayLike, unit: ArrayLike, *, kind: str) -> Numbers:
    """Standard deviation of a robust z, from the limits of its figure.

    Parameters
    ----------
    lower, upper : array_like
        Limits in the unit of the figure.
    unit : array_like
        Robust standard deviation of the Dutch wijken in the same unit (`position.robust_spread`); 0 gives NaN.
    kind : {"published", "rounding"}
        95 % limits of an estimate, or hard limits within which every value is equally likely.

    Examples
    --------
    >>> round(spread_of_z(12.1, 16.5, 2.9652, kind="published"), 3)
    0.379
    """
    widths = {"published": 2 * 1.959964, "rounding": np.sqrt(12)}
    if kind not in widths:
        raise ValueError(f"kind must be 'published' or 'rounding', got {kind!r}")
    lower, upper, unit = numbers("lower", lower), numbers("upper", upper), numbers("unit", unit, 0)
    not_above("lower", lower, "upper", upper)
    with np.errstate(divide="ignore", invalid="ignore"):
        return plain(np.where(unit > 0, (upper - lower) / widths[kind] / unit, np.nan))


def _criteria(criteria: ArrayLike) -> np.ndarray:
    values = numbers("criteria", criteria, 0, 100)
    if values.ndim == 0 or values.shape[-1] != len(CRITERIA):
        raise ValueError(f"criteria must have {len(CRITERIA)} columns ({', '.join(CRITERIA)}), got {values.shape}")
    return values


def _complete(values: np.ndarray) -> np.ndarray:
    return ~np.isnan(values[..., :NEEDED]).any(axis=-1)
