"""What weighs how much in the score of a theme: light, since every command that makes reports checks it first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from wijkanalyse.methods.arguments import numbers
from wijkanalyse.near import check_known

CRITERIA = ("ernst", "omvang", "trend", "toekomst")
"""The parts of a theme score, in the order of their columns."""
NEEDED = 2
"""A theme has a score only when the first two, severity and size, are known."""


def weights_of(weights: Mapping[str, float] | Sequence[float] | None) -> np.ndarray:
    """Weights of the criteria as a row, shape (4,); a mapping may leave out what is 1.

    Raises
    ------
    UnknownNameError
        For a name that is not in `CRITERIA`.
    ValueError
        As `checked_weights`.
    """
    if isinstance(weights, Mapping):
        for name in weights:
            check_known("weight", name, CRITERIA)
        weights = [float(weights.get(name, 1.0)) for name in CRITERIA]
    return checked_weights(weights)


def checked_weights(weights: ArrayLike | None) -> np.ndarray:
    """Weights of the four criteria: not negative, and severity or size above 0."""
    if weights is None:
        return np.ones(len(CRITERIA))
    values = numbers("weights", weights, 0)
    if values.shape != (len(CRITERIA),) or np.isnan(values).any() or not values[:NEEDED].sum() > 0:
        raise ValueError(
            f"weights must be {len(CRITERIA)} numbers, for {', '.join(CRITERIA)}, "
            f"with {CRITERIA[0]} or {CRITERIA[1]} above 0; got {weights!r}"
        )
    return values
