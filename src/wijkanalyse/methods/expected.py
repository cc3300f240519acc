"""How many people a register would count in an area, given who lives there and what is usual in its gemeente.

For counts of registers only: what is left of a modelled figure is the misfit of its model, and no observation of the
area. The outcome is a band and one of three words, never a cause and never an order of areas.

A Poisson regression over the wijken of the country gives the structural expectation; each wijk gets it from a fit
without the wijken of its own gemeente. A factor of the gemeente, from its other wijken, carries local policy and
registration. How far wijken lie from that, beyond chance and rounding, makes the band.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from wijkanalyse.methods.arguments import numbers, refuse, series

CLIP = 4.0
"""Standard deviations at which a predictor is cut off; who lives there is then too unusual to say anything."""
SMALLEST_BASE = 100
"""People of whom a wijk has to have this many to be fitted."""
SMALLEST_EXPECTED = 20
"""Below this no statement is made, and the spread of wijken is not taken from it."""
FEWEST_WIJKEN = 4
"""Wijken with a figure that a gemeente needs before it has a factor of its own."""
PRIOR = 20
"""People added to both sides of a factor, which draws that of few people to 1."""
LEAST_RATIO = 0.25
LEAST_PEOPLE = 20
ROUNDING = {5: 4.0, 10: 100 / 12}
"""Variance that rounding adds to a count: at random to fives, and to the nearest ten."""
MEDIAN_OF_NORMAL = 0.67449
"""Median of the absolute value of a standard normal variable."""
STEPS = 25
ACCURACY = 1e-8
RIDGE = 1e-6

Word = Literal["within", "more", "fewer"]


@dataclass(frozen=True)
class CountModel:
    """A log-linear model of counts."""

    coefficients: np.ndarray
    """The constant and one per predictor."""
    tau_squared: float
    """Variance of the rate beyond chance, relative to its square."""
    poisson: np.ndarray
    """The coefficients before that variance was known."""

    def expected(self, base: ArrayLike, predictors: ArrayLike) -> np.ndarray:
        """Expected counts; `predictors` standardised as in the fit, shape (k, p)."""
        return np.asarray(base, float) * np.exp(_with_constant(predictors) @ self.coefficients)


@dataclass(frozen=True)
class Scale:
    """Mean and population standard deviation of each predictor over the wijken that were fitted."""

    mean: np.ndarray
    sd: np.ndarray

    @classmethod
    def of(cls, predictors: ArrayLike) -> Scale:
        """That of the rows of an array of shape (k, p)."""
        values = np.asarray(predictors, float)
        return cls(values.mean(axis=0), values.std(axis=0))

    def standard(self, predictors: ArrayLike) -> np.ndarray:
        """Standard scores, cut off at `CLIP`; 0 for a predictor that is the same everywhere."""
        distance = np.asarray(predictors, float) - self.mean
        return np.clip(distance / np.where(self.sd > 0, self.sd, 1), -CLIP, CLIP)


@dataclass(frozen=True)
class Spread:
    """How far the logarithms of observed over expected lie apart."""

    tau_squared: float
    """Variance between wijken beyond chance and rounding."""
    k80: float
    k95: float
    """Standard deviations within which 80 and 95 % of wijken lie: more than of a normal distribution."""

    def sd(self, expected: ArrayLike, rounding: float, parts: ArrayLike = 1) -> np.ndarray:
        """Standard deviation of the logarithm, of an area of several parts that were rounded each."""
        return np.sqrt(self.tau_squared + chance(expected, rounding, parts))


@dataclass(frozen=True)
class Statement:
    """What may be said of one area: the counts, the bands and the word."""

    observed: float
    expected: float
    lower: float
    upper: float
    """Ends of the band of 80 %."""
    least: float
    most: float
    """Ends of the band of 95 %, outside which lies 1 wijk in 20."""
    word: Word


def fit_counts(
    observed: ArrayLike, base: ArrayLike, predictors: ArrayLike, start: CountModel | None = None
) -> CountModel:
    """Fit counts by Poisson regression, weighted anew for what they vary beyond chance.

    Iteratively reweighted least squares with a logarithmic link and the logarithm of `base` as offset; then τ² by
    Paule and Mandel; where it is above 0 a second fit with weights μ / (1 + τ² μ).

    Parameters
    ----------
    observed : array_like, shape (k,)
        Counts, 0 or more and never absent.
    base : array_like, shape (k,)
        People of whom these are counted, above 0.
    predictors : array_like, shape (k, p)
        Standardised; p may be 0.
    start
        A fit of nearly the same areas, from which fewer steps are needed.

    Returns
    -------
    CountModel

    References
    ----------
    McCullagh & Nelder (1989), Generalized linear models, ch. 6. Paule & Mandel (1982), Consensus values and weighting
    factors, J. Res. Natl. Bur. Stand. 87. Breslow (1984), Extra-Poisson variation in log-linear models, Appl. Stat. 33.

    Examples
    --------
    >>> model = fit_counts([22, 31, 43, 49], [400, 600, 900, 1000], np.empty((4, 0)))
    >>> model.expected([100], np.empty((1, 0))).round(3)     # 145 of 2,900
    array([5.])
    """
    o, n = series(observed=numbers("observed", observed, 0), base=numbers("base", base, 0))
    refuse("base", n, n == 0, "above 0 in every area")
    refuse("observed", o, np.isnan(o), "known in every area; an absent count is no 0")
    x = _with_constant(predictors)
    constant = np.log(o.sum() / n.sum()) if o.sum() else -np.inf
    if not np.isfinite(constant):
        raise ValueError("observed must have a sum above 0, got 0")
    flat, near = np.concatenate([[constant], np.zeros(x.shape[1] - 1)]), start is not None
    poisson = _reweighted(o, n, x, start.poisson if start else flat, 0.0, 4 * STEPS, near=near)
    tau_squared = paule_mandel(o, n * np.exp(x @ poisson))
    if not tau_squared:
        return CountModel(poisson, 0.0, poisson)
    again = _reweighted(o, n, x, start.coefficients if start else poisson, tau_squared, STEPS, near=near)
    return CountModel(again, tau_squared, poisson)


def _reweighted(
    o: np.ndarray, n: np.ndarray, x: np.ndarray, b: np.ndarray, tau_squared: float, steps: int, *, near: bool
) -> np.ndarray:
    """The coefficients after reweighting until they stand still, or after so many steps.

    Each step is that of (XᵀWX + 1e-6 I) b = XᵀWz, written as what it adds to b. Near the end the matrix of the first
    step serves for all: it leads to the same coefficients, and a fit per gemeente has to be quick.
    """
    for step in range(steps):
        mu = n * np.exp(x @ b)
        weight = 1 / (1 + tau_squared * mu)
        if not (near and step):
            information = (x.T * (mu * weight)) @ x + RIDGE * np.eye(x.shape[1])
        moved = np.linalg.solve(information, (weight * (o - mu)) @ x - RIDGE * b)
        b = b + moved
        if np.abs(moved).max() < ACCURACY:
            break
    return b


def paule_mandel(observed: ArrayLike, expected: ArrayLike) -> float:
    """The τ² with which Σ (O − μ)² / (μ + τ² μ²) is the number of areas; 0 where it is not above that already.

    Parameters
    ----------
    observed, expected : array_like, shape (k,)
        Counts and those of the model, the latter above 0.
    """
    o, mu = np.asarray(observed, float), np.asarray(expected, float)
    residual, t = (o - mu) ** 2 / mu, 0.0
    # The sum falls and is convex in τ², so that Newton's steps from 0 come nearer from below and never pass it.
    for _ in range(4 * STEPS):
        left = 1 / (1 + t * mu)
        excess = residual @ left - len(o)
        if excess <= len(o) * 1e-13:
            break
        t += excess / (residual @ (mu * left**2))
    return t


def leave_one_out(
    observed: ArrayLike, base: ArrayLike, predictors: ArrayLike, groups: Sequence[str], whole: CountModel
) -> np.ndarray:
    """Structural expectation of each area from a fit without the areas of its own group.

    Parameters
    ----------
    observed, base, predictors
        As for `fit_counts`.
    groups
        The gemeente of each area.
    whole
        The fit of all areas, from which the others start.

    Returns
    -------
    numpy.ndarray, shape (k,)
        NaN where all areas are of one group.
    """
    o, n, x = np.asarray(observed, float), np.asarray(base, float), np.asarray(predictors, float)
    names = np.asarray(groups)
    out = np.full(len(o), np.nan)
    for name in np.unique(names):
        here = names == name
        if not here.all():
            out[here] = fit_counts(o[~here], n[~here], x[~here], whole).expected(n[here], x[here])
    return out


def group_factors(
    observed: ArrayLike, structural: ArrayLike, groups: Sequence[str], fewest: int = FEWEST_WIJKEN
) -> np.ndarray:
    """The factor of the group of each area without the area itself: (ΣO + 20) / (ΣE + 20) over the others.

    Parameters
    ----------
    observed, structural : array_like, shape (k,)
        Counts and what is expected of them by structure alone.
    groups
        The gemeente of each area.
    fewest
        Areas that a group needs.

    Returns
    -------
    numpy.ndarray, shape (k,)
        NaN in a group of fewer than that.

    Examples
    --------
    >>> group_factors([10, 30, 40, 24], [12, 50.5, 30, 40], ["GM1"] * 4)[0].round(10)     # EXPECTED, C
    np.float64(0.8113879004)
    """
    o, e = series(observed=numbers("observed", observed, 0), structural=numbers("structural", structural, 0))
    _, place, sizes = np.unique(np.asarray(groups), return_inverse=True, return_counts=True)
    others_o = np.bincount(place, o)[place] - o
    others_e = np.bincount(place, e)[place] - e
    return np.where(sizes[place] >= fewest, (others_o + PRIOR) / (others_e + PRIOR), np.nan)


def log_ratio(observed: ArrayLike, expected: ArrayLike) -> np.ndarray:
    """Logarithm of observed over expected, with half a person on both sides."""
    return np.log((np.asarray(observed, float) + 0.5) / (np.asarray(expected, float) + 0.5))


def chance(expected: ArrayLike, rounding: float, parts: ArrayLike = 1) -> np.ndarray:
    """Variance of `log_ratio` by chance and by the rounding of each part (`ROUNDING`)."""
    e = np.asarray(expected, float)
    return 1 / e + rounding * np.asarray(parts, float) / e**2


def spread_of(observed: ArrayLike, expected: ArrayLike, rounding: float) -> Spread:
    """How far areas lie from what is expected, from those of which `SMALLEST_EXPECTED` or more are.

    τ² is the smallest with which the median of |log ratio| / sd is that of a normal distribution; k80 and k95 are
    quantiles of what is then left, since its tails are heavier.

    Parameters
    ----------
    observed, expected : array_like, shape (k,)
        Counts, and what is expected of them.
    rounding
        From `ROUNDING`.
    """
    e = np.asarray(expected, float)
    enough = e >= SMALLEST_EXPECTED
    if not enough.any():
        raise ValueError(f"expected must be {SMALLEST_EXPECTED} or more in some areas, got {np.nanmax(e, initial=0)}")
    distance = np.abs(log_ratio(np.asarray(observed, float)[enough], e[enough]))
    by_chance = chance(e[enough], rounding)

    def excess(t: float) -> float:
        return float(np.median(distance / np.sqrt(t + by_chance))) - MEDIAN_OF_NORMAL

    tau_squared = _root(excess)
    k80, k95 = np.quantile(distance / np.sqrt(tau_squared + by_chance), [0.80, 0.95])
    return Spread(tau_squared, float(k80), float(k95))


def statement(observed: float, expected: float, spread: Spread, rounding: float, parts: int = 1) -> Statement:
    """The band of 80 %, and whether an area has more or fewer than that, or lies within what one expects.

    More or fewer is said only outside 95 % of wijken, and of a difference of a quarter and of twenty people at least.

    Parameters
    ----------
    observed, expected
        Counts of one area, or their sums over its parts.
    spread
        That of the country.
    rounding
        From `ROUNDING`.
    parts
        How many rounded counts were added up.

    Raises
    ------
    ValueError
        When a count is absent, or fewer than `SMALLEST_EXPECTED` are expected.

    Examples
    --------
    >>> s = statement(130, 100, Spread(0.01, 1.4, 2.3), ROUNDING[5])
    >>> print(f"{s.lower:.1f} {s.upper:.1f} {s.word}")
    81.9 122.1 within
    """
    o, e = float(numbers("observed", observed, 0)), float(numbers("expected", expected, 0))
    if np.isnan(o):
        raise ValueError("observed must be a known count, got none; an absent count is no 0")
    if not e >= SMALLEST_EXPECTED:
        raise ValueError(f"expected must be {SMALLEST_EXPECTED} or more, got {e}")
    sd = float(spread.sd(e, rounding, parts))
    ends = (float(e * np.exp(k * sd)) for k in (-spread.k80, spread.k80, -spread.k95, spread.k95))
    distance = float(log_ratio(o, e))
    clear = abs(distance) > spread.k95 * sd and abs(o / e - 1) >= LEAST_RATIO and abs(o - e) >= LEAST_PEOPLE
    word: Word = "within" if not clear else "more" if distance > 0 else "fewer"
    return Statement(o, e, *ends, word)


def _with_constant(predictors: ArrayLike) -> np.ndarray:
    x = np.asarray(predictors, float)
    return np.column_stack([np.ones(len(x)), x])


def _root(excess, most: float = 1e6) -> float:
    """Where a falling function passes 0; 0 when it is not above that at 0."""
    if excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, 1.0
    while excess(high) > 0 and high < most:
        low, high = high, 2 * high
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
        if high - low <= 1e-14 * high:
            break
    return (low + high) / 2
