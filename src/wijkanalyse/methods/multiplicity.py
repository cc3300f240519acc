"""Many comparisons at once: how many flags are likely to be false."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from wijkanalyse.methods.arguments import numbers, series

DISTINGUISHABLE_AT = 0.05
"""Largest adjusted p of a difference that counts as distinguishable (METHODS §1.10)."""


def benjamini_hochberg(p: ArrayLike) -> np.ndarray:
    """p-values adjusted so that among those up to q, a share of at most q is expected to be false.

    The family is all indicators with a judgement against one comparator in one report.

    Parameters
    ----------
    p : array_like, shape (m,)
        Values from 0 to 1. NaN, a test that could not be done, stays NaN and does not count.

    Returns
    -------
    numpy.ndarray, shape (m,)
        In the order of `p`; never below `p`.

    References
    ----------
    Benjamini & Hochberg (1995), Controlling the false discovery rate, JRSS B 57.

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, np.nan, 0.03]).tolist()
    [0.03, 0.04, nan, 0.04]
    """
    (values,) = series(p=numbers("p", p, 0, 1))
    known = ~np.isnan(values)
    adjusted = np.full(values.shape, np.nan)
    if known.any():
        adjusted[known] = _step_up(values[known])
    return adjusted


def _step_up(p: np.ndarray) -> np.ndarray:
    """Each p times how many there are, over its rank; never above that of a larger one.

    scipy has it as `stats.false_discovery_control`, with which a test compares. To import `scipy.stats` takes longer
    than to make a report, and nothing else in one needs it.
    """
    from_large = np.argsort(-p, kind="stable")
    ranks = np.arange(len(p), 0, -1)
    adjusted = np.empty_like(p)
    adjusted[from_large] = np.minimum.accumulate(p[from_large] * (len(p) / ranks)).clip(max=1)
    return adjusted
