"""Measures of the error of forecasts of the past, beside what came.

Receives forecasts and outcomes of the same areas. A number may be printed only
when its forecast beats both naive rivals: no change, and a constant share of the
gemeente (METHODS §4.6).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from wijkanalyse.methods.arguments import aligned, numbers, series

LARGE_ERROR = 0.10
"""A forecast further off than this is counted as large."""
SIZE_CLASSES = (1000, 2500, 5000, 10_000)
"""Inhabitants from which an area falls in the next class."""


@dataclass(frozen=True)
class ErrorSummary:
    """Errors of one kind of forecast over many areas, relative to what came; shares, not percentages.

    Attributes
    ----------
    areas
        How many were compared.
    median, mean
        Of the size of the error (MedAPE, MAPE).
    bias
        Mean of the error itself (MALPE): above 0 when forecasts are too high.
    p90
        Size of the error that nine in ten areas stay below.
    large
        Share of the areas that are off by more than 10 %.
    """

    areas: int
    median: float
    mean: float
    bias: float
    p90: float
    large: float


def relative_errors(forecast: ArrayLike, actual: ArrayLike) -> np.ndarray:
    """(forecast − actual) / actual; NaN where either is missing or nobody came.

    Examples
    --------
    >>> relative_errors([110.0, 95.0], [100.0, 100.0]).round(2).tolist()
    [0.1, -0.05]
    """
    forecast, actual = aligned(forecast=numbers("forecast", forecast, 0), actual=numbers("actual", actual, 0))
    return np.divide(forecast - actual, actual, out=np.full(actual.shape, np.nan), where=actual > 0)


def summarise_errors(errors: ArrayLike) -> ErrorSummary:
    """The measures of METHODS §4.6; NaN is left out.

    Examples
    --------
    >>> errors = [-.14, -.09, -.06, -.05, -.03, -.02, -.01, 0, .01, .02, .03, .04, .06, .08, .12, .18]
    >>> summary = summarise_errors(errors)     # METHODS T4.5
    >>> round(100 * summary.mean, 3), round(100 * summary.median, 1), round(100 * summary.bias, 3)
    (5.875, 4.5, 0.875)
    """
    (found,) = series(errors=numbers("errors", errors))
    found = found[~np.isnan(found)]
    if not found.size:
        return ErrorSummary(0, *[float("nan")] * 5)
    sizes = np.abs(found)
    return ErrorSummary(
        int(found.size),
        float(np.median(sizes)),
        float(sizes.mean()),
        float(found.mean()),
        float(np.quantile(sizes, 0.9)),
        float((sizes > LARGE_ERROR).mean()),
    )


def constant_share(before: ArrayLike, whole_before: ArrayLike, whole_after: ArrayLike) -> np.ndarray:
    """The rival of a forecast: the area keeps its share of the gemeente.

    Examples
    --------
    >>> constant_share([200.0], [1000.0], [1100.0]).tolist()
    [220.0]
    """
    before, whole, after = aligned(
        before=numbers("before", before, 0),
        whole_before=numbers("whole_before", whole_before, 0),
        whole_after=numbers("whole_after", whole_after, 0),
    )
    return np.divide(before * after, whole, out=np.full(whole.shape, np.nan), where=whole > 0)


def beats(one: ErrorSummary, *rivals: ErrorSummary) -> bool:
    """Whether a forecast has a smaller median and a smaller mean error than every rival."""
    return one.areas > 0 and all(one.median < rival.median and one.mean < rival.mean for rival in rivals)


def size_class(inhabitants: ArrayLike) -> np.ndarray:
    """Class 0 (fewer than 1,000 inhabitants) to 4 (10,000 or more); −1 where unknown."""
    sizes = numbers("inhabitants", inhabitants, 0)
    return np.where(np.isnan(sizes), -1, np.searchsorted(SIZE_CLASSES, sizes, side="right"))
