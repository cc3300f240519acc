"""What a method accepts: finite numbers within their bounds, of shapes that fit together.

NaN is a missing figure and passes; everything else that cannot be right is a
ValueError that names the argument, the rule and the value.
"""

from __future__ import annotations

import sys
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

Numbers = np.ndarray | float
"""Floats in the shape of the arguments; a scalar for scalar arguments."""


def numbers(name: str, values: ArrayLike, minimum: float | None = None, maximum: float | None = None) -> np.ndarray:
    """The values as floats, refused when infinite or out of bounds."""
    if isinstance(values, float) and (minimum or 0) <= values <= (sys.float_info.max if maximum is None else maximum):
        return np.asarray(values, dtype=float)  # plainly right, as nearly all of the thousands in a report are
    try:
        if np.asarray(values).dtype.kind in "SUmM":
            raise TypeError
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"{name} must be numbers in one regular shape, got {values!r}") from None
    refuse(name, array, np.isinf(array), "finite; write NaN for a missing figure")
    if minimum is not None:
        refuse(name, array, array < minimum, f"{minimum:g} or more")
    if maximum is not None:
        refuse(name, array, array > maximum, f"{maximum:g} or less")
    return array


def refuse(name: str, array: np.ndarray, faulty: np.ndarray, rule: str) -> None:
    """Raise for the first faulty value, with its position in the array."""
    if not np.any(faulty):
        return
    position = tuple(int(i) for i in np.argwhere(faulty)[0])
    place = f" at position {', '.join(map(str, position))}" if position else ""
    raise ValueError(f"{name} must be {rule}, got {float(array[position])!r}{place}")


def aligned(**arrays: np.ndarray) -> list[np.ndarray]:
    """The arrays broadcast to one shape."""
    try:
        return np.broadcast_arrays(*arrays.values())
    except ValueError:
        raise ValueError(f"{_listed(arrays)} must have shapes that fit together, got {_shapes(arrays)}") from None


def series(**arrays: np.ndarray) -> list[np.ndarray]:
    """The arrays as they are, when each is one-dimensional and all are of one length."""
    if {a.ndim for a in arrays.values()} != {1} or len({a.shape for a in arrays.values()}) != 1:
        raise ValueError(f"{_listed(arrays)} must be one-dimensional and of one length, got shapes {_shapes(arrays)}")
    return list(arrays.values())


def not_above(name: str, part: np.ndarray, whole_name: str, whole: np.ndarray) -> None:
    """Refuse a part that is larger than its whole."""
    part, whole = aligned(**{name: part, whole_name: whole})
    faulty = part > whole
    if np.any(faulty):
        position = tuple(np.argwhere(faulty)[0])
        raise ValueError(
            f"{name} must not be above {whole_name}, got {float(part[position])!r} and {float(whole[position])!r}"
        )


def standard_normal_quantile(confidence: float) -> float:
    """z of a two-sided interval: 1.96 for 0.95."""
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, got {confidence!r}; write 0.95 for 95 %")
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def plain(values: np.ndarray) -> Numbers:
    """A float for a result without dimensions, else the array."""
    return float(values) if np.ndim(values) == 0 else values


def _listed(arrays: dict[str, np.ndarray]) -> str:
    *first, last = arrays
    return f"{', '.join(first)} and {last}" if first else last


def _shapes(arrays: dict[str, np.ndarray]) -> str:
    return " and ".join(str(a.shape) for a in arrays.values())
