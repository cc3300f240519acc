"""How sure a figure is: limits from chance, from a model and from rounding.

Which interval suits a figure follows from its kind (METHODS §1.1): rounding
limits for a register, published limits for a model, Wilson or Byar for a survey
or a practice. Shares lie between 0 and 1 here; only an argument called
`percent` lies between 0 and 100.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaincinv, logit, ndtr

from wijkanalyse.methods.arguments import (
    Numbers,
    aligned,
    not_above,
    numbers,
    plain,
    refuse,
    standard_normal_quantile,
)

Scale = Literal["linear", "logit"]

EXACT_BELOW = 10
"""Below this count the limits of a count are exact, from here Byar's approximation (OHID convention)."""
CBS_ROUNDING = 4
"""CBS rounds counts of wijken and buurten at random to a multiple of 5, so each is at most 4 off (METHODS F1)."""
CBS_ROUNDING_SD = 2.0
"""Average standard deviation of that error; only for years whose metadata say that it is random (METHODS F2)."""
TEN_ROUNDING = 5
"""A count rounded to the nearest ten is at most 5 off."""


@dataclass(frozen=True, eq=False)
class Interval:
    """A figure with its limits, and how these were made.

    Attributes
    ----------
    value, lower, upper
        In one unit and of one shape; NaN where there is no figure.
    confidence
        0.95 for 95 %; 1 for hard limits that always hold.
    method
        ``wilson``, ``exact``, ``byar`` (exact below 10), ``newcombe``, ``rounding``, ``envelope``,
        ``control_limits`` or ``dobson_byar``.
    """

    value: Numbers
    lower: Numbers
    upper: Numbers
    confidence: float
    method: str

    @property
    def limits(self) -> tuple[Numbers, Numbers]:
        return self.lower, self.upper

    def excludes(self, comparator: ArrayLike) -> np.ndarray | bool:
        """Whether `comparator` lies outside the limits; False where anything is missing."""
        return (self.lower > comparator) | (self.upper < comparator)


# ------------------------------------------------------------------------ chance


def wilson(count: ArrayLike, denominator: ArrayLike, confidence: float = 0.95) -> Interval:
    """Wilson score interval of a share.

    Parameters
    ----------
    count, denominator : array_like, shapes that broadcast
        People with the characteristic, and all people asked; 0 <= count <= denominator.
        A denominator of 0 gives NaN.
    confidence : float
        Two-sided, between 0 and 1.

    Returns
    -------
    Interval
        Shares between 0 and 1.

    Raises
    ------
    ValueError
        For infinite or negative numbers, a count above its denominator, or shapes that do not fit.

    References
    ----------
    Wilson (1927), Probable inference, the law of succession, and statistical inference, JASA 22.
    Newcombe (1998), Two-sided confidence intervals for the single proportion, Statistics in Medicine 17.

    Examples
    --------
    >>> interval = wilson(65, 100)     # METHODS T1.1
    >>> print(f"{interval.lower:.4f} {interval.upper:.4f}")
    0.5525 0.7364
    """
    z = standard_normal_quantile(confidence)
    x, n = _counted(count, denominator)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = x / n
        half = z * np.sqrt(z**2 + 4 * x * (1 - share))
    lower = (2 * x + z**2 - half) / (2 * (n + z**2))
    upper = (2 * x + z**2 + half) / (2 * (n + z**2))
    # The interval holds the share and stays within 0 and 1; in floating point it can miss either by one ulp.
    return _interval(share, np.clip(lower, 0, share), np.clip(upper, share, 1), confidence, "wilson")


def control_limits(average: ArrayLike, denominator: ArrayLike, confidence: float = 0.95) -> Interval:
    """Limits of a funnel plot: the shares whose Wilson interval just touches the average.

    Parameters
    ----------
    average : array_like
        Share of all areas together, between 0 and 1.
    denominator : array_like
        Size of each area; 0 gives NaN.
    confidence : float
        0.95 for the "two sigma" limits, 0.998 for the "three sigma" limits.

    References
    ----------
    Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24.

    Examples
    --------
    >>> round(control_limits(0.80642448, 10).lower, 6)     # METHODS T1.12
    0.561543
    """
    z = standard_normal_quantile(confidence)
    average, n = aligned(average=numbers("average", average, 0, 1), denominator=numbers("denominator", denominator, 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        half = z * np.sqrt(average * (1 - average) / n)
        half = np.where(n > 0, half, np.nan)
    limits = np.clip(average - half, 0, 1), np.clip(average + half, 0, 1)
    return _interval(average, *limits, confidence, "control_limits")


def poisson_exact(count: ArrayLike, confidence: float = 0.95) -> Interval:
    """Exact interval of a count of rare events.

    References
    ----------
    Garwood (1936), Fiducial limits for the Poisson distribution, Biometrika 28.

    Examples
    --------
    >>> round(poisson_exact(0).upper, 4)     # METHODS T1.11
    3.6889
    """
    alpha = 1 - confidence
    standard_normal_quantile(confidence)
    observed = numbers("count", count, 0)
    # A chi-square quantile with 2k degrees of freedom is twice that of a gamma distribution with shape k.
    lower = np.where(observed == 0, 0.0, gammaincinv(np.where(observed == 0, 1.0, observed), alpha / 2))
    upper = gammaincinv(observed + 1, 1 - alpha / 2)
    return _interval(observed, lower, upper, confidence, "exact")


def byar(count: ArrayLike, confidence: float = 0.95) -> Interval:
    """Byar's interval of a count; exact below 10, as OHID does.

    Parameters
    ----------
    count : array_like
        Events, 0 or more.
    confidence : float
        Two-sided, between 0 and 1.

    References
    ----------
    Breslow & Day (1987), Statistical methods in cancer research II, IARC.
    OHID, Fingertips public health technical guidance (exact limits below 10).

    Examples
    --------
    >>> interval = byar(65)     # METHODS T1.6
    >>> print(f"{interval.lower:.3f} {interval.upper:.3f}")
    50.163 82.849
    """
    z = standard_normal_quantile(confidence)
    observed = numbers("count", count, 0)
    exact = poisson_exact(observed, confidence)
    large = np.where(observed < EXACT_BELOW, EXACT_BELOW, observed)
    lower = large * (1 - 1 / (9 * large) - z / (3 * np.sqrt(large))) ** 3
    upper = (large + 1) * (1 - 1 / (9 * (large + 1)) + z / (3 * np.sqrt(large + 1))) ** 3
    few = observed < EXACT_BELOW
    lower, upper = np.where(few, exact.lower, lower), np.where(few, exact.upper, upper)
    return _interval(observed, lower, upper, confidence, "byar")


def rate(count: ArrayLike, denominator: ArrayLike, per: float = 1000, confidence: float = 0.95) -> Interval:
    """Events per so many people, with Byar's limits (exact below 10).

    Parameters
    ----------
    count, denominator : array_like, shapes that broadcast
        Events and people; someone may count more than once, so the count may be the larger. A
        denominator of 0 gives NaN.
    per : float
        1000 for a rate per 1,000.
    confidence : float
        Two-sided, between 0 and 1.

    Examples
    --------
    >>> interval = rate(20, 100, per=100)     # METHODS T1.8
    >>> print(f"{interval.value:.0f} {interval.lower:.3f} {interval.upper:.3f}")
    20 12.211 30.890
    """
    x, n = aligned(count=numbers("count", count, 0), denominator=numbers("denominator", denominator, 0))
    limits = byar(x, confidence)
    factor = per / np.where(n > 0, n, np.nan)
    return _interval(plain(x * factor), plain(limits.lower * factor), plain(limits.upper * factor), confidence, "byar")


def newcombe(
    count: ArrayLike,
    denominator: ArrayLike,
    other_count: ArrayLike,
    other_denominator: ArrayLike,
    confidence: float = 0.95,
) -> Interval:
    """Interval of the difference between two independent shares: hybrid score method.

    For a wijk inside its gemeente, compare with the rest of the gemeente (`comparison.rest_of_whole`).
    Never judge two areas by whether their own intervals overlap: that is too strict.

    Returns
    -------
    Interval
        The first share minus the other, between -1 and 1.

    References
    ----------
    Newcombe (1998), Interval estimation for the difference between independent proportions:
    comparison of eleven methods, Statistics in Medicine 17 (method 10).

    Examples
    --------
    >>> interval = newcombe(56, 70, 48, 80)     # METHODS T1.15
    >>> print(f"{interval.value:.2f} {interval.lower:.4f} {interval.upper:.4f}")
    0.20 0.0524 0.3339
    """
    one = wilson(count, denominator, confidence)
    two = wilson(other_count, other_denominator, confidence)
    aligned(count=np.asarray(one.value), other_count=np.asarray(two.value))
    difference = one.value - two.value
    below = np.hypot(one.value - one.lower, two.upper - two.value)
    above = np.hypot(one.upper - one.value, two.value - two.lower)
    return _interval(
        difference,
        np.clip(difference - below, -1, 1),
        np.clip(difference + above, -1, 1),
        confidence,
        "newcombe",
    )


# ------------------------------------------------------------------------- model


@dataclass(frozen=True, eq=False)
class Difference:
    """A difference between two estimates, on the scale it was tested on.

    Attributes
    ----------
    difference, se
        On that scale (share or logit).
    z, p
        Standard normal statistic and its two-sided p.
    """

    difference: Numbers
    se: Numbers
    z: Numbers
    p: Numbers


def model_se(lower: ArrayLike, upper: ArrayLike, scale: Scale = "linear", confidence: float = 0.95) -> Numbers:
    """Standard error behind the published limits of a modelled share.

    Parameters
    ----------
    lower, upper : array_like, shapes that broadcast
        Published limits as shares, 0 <= lower <= upper <= 1.
    scale : {"linear", "logit"}
        The logit scale suits shares below 10 % or above 90 % (`scale_for`). There a limit of exactly
        0 or 1 gives NaN, since its logit is infinite.
    confidence : float
        Of the published limits.

    Examples
    --------
    >>> round(model_se(0.121, 0.165), 6), round(model_se(0.121, 0.165, "logit"), 6)     # METHODS T1.16
    (0.011225, 0.092223)
    """
    z = standard_normal_quantile(confidence)
    low, high = numbers("lower", lower, 0, 1), numbers("upper", upper, 0, 1)
    not_above("lower", low, "upper", high)
    return plain((_on_scale(high, scale) - _on_scale(low, scale)) / (2 * z))


def scale_for(share: float) -> Scale:
    """The scale to judge a modelled share on: logit below 10 % and above 90 %."""
    return "logit" if share < 0.10 or share > 0.90 else "linear"


def pooled_model_se(standard_errors: ArrayLike, weights: ArrayLike, *, independent: bool = False) -> float:
    """Standard error of a weighted mean of modelled shares of several parts.

    The estimates share one model, so their errors go up and down together: by default they are
    taken as fully correlated, which is the cautious side. Independent errors would give less.

    Parameters
    ----------
    standard_errors, weights : array_like, shape (n,)
        Of the parts; weights of 0 or more, with a sum above 0.
    independent : bool
        Take the errors as independent instead.

    Examples
    --------
    >>> se = model_se([0.121, 0.102, 0.135], [0.165, 0.136, 0.188])     # METHODS T2.2
    >>> round(pooled_model_se(se, [3200, 5100, 2400]), 4)
    0.0105
    """
    se, w = numbers("standard_errors", standard_errors, 0), numbers("weights", weights, 0)
    se, w = aligned(standard_errors=np.atleast_1d(se), weights=np.atleast_1d(w))
    if w.sum() == 0:
        raise ValueError("weights must have a sum above 0, got 0.0")
    shares = w / w.sum()
    return float(np.sqrt(np.sum((shares * se) ** 2)) if independent else np.sum(shares * se))


def model_difference(
    share: ArrayLike,
    se: ArrayLike,
    comparator: ArrayLike,
    comparator_se: ArrayLike = 0.0,
    scale: Scale = "linear",
) -> Difference:
    """Difference between a modelled share and a comparator, with z and p.

    Conservative: the errors of a wijk and of Nederland come from one model, so they partly cancel,
    and here they are taken as independent.

    Parameters
    ----------
    share, comparator : array_like, shapes that broadcast
        Shares between 0 and 1.
    se, comparator_se : array_like
        Their standard errors on `scale`, from `model_se`; 0 for a comparator taken as fixed.
    scale : {"linear", "logit"}
        Scale of the standard errors and of the test; `scale_for` chooses.

    Examples
    --------
    >>> comparator_se = model_se(0.098, 0.106)
    >>> round(model_difference(0.1346, 0.0105, 0.102, comparator_se).z, 2)
    3.05
    """
    p, b = numbers("share", share, 0, 1), numbers("comparator", comparator, 0, 1)
    s, t = numbers("se", se, 0), numbers("comparator_se", comparator_se, 0)
    p, s, b, t = aligned(share=p, se=s, comparator=b, comparator_se=t)
    difference = _on_scale(p, scale) - _on_scale(b, scale)
    combined = np.hypot(s, t)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(combined > 0, difference / combined, np.nan)
    return Difference(plain(difference), plain(combined), plain(z), plain(2 * ndtr(-np.abs(z))))


# ---------------------------------------------------------------------- rounding


def rounded_count(count: ArrayLike, parts: ArrayLike = 1) -> Interval:
    """Hard limits of a count that CBS rounded, or of a sum of such counts.

    Parameters
    ----------
    count : array_like
        Published count, or sum of published counts; 0 or more.
    parts : array_like
        How many rounded counts were added up: 1 for a single one. To compare a sum of m buurten with
        the published wijk, take m + 1 parts, since the wijk is rounded too.

    Examples
    --------
    >>> rounded_count(10745, parts=3).limits
    (10733.0, 10757.0)
    """
    return _rounded_by(CBS_ROUNDING, count, parts)


def nearest_ten(count: ArrayLike, parts: ArrayLike = 1) -> Interval:
    """Hard limits of a count rounded to the nearest ten, or of a sum of such counts.

    Examples
    --------
    >>> nearest_ten(120).limits
    (115.0, 125.0)
    """
    return _rounded_by(TEN_ROUNDING, count, parts)


def rounding_sd(parts: ArrayLike = 1, nearest: Literal[5, 10] = 5) -> Numbers:
    """Standard deviation of the rounding error of a sum of so many rounded counts.

    Parameters
    ----------
    parts : array_like
        How many rounded counts were added up.
    nearest : {5, 10}
        5 for the random rounding of CBS, only in years whose metadata call it random (METHODS F2);
        10 for rounding to the nearest ten.

    Examples
    --------
    >>> rounding_sd(4), round(rounding_sd(nearest=10), 2)
    (4.0, 2.89)
    """
    if nearest not in (5, 10):
        raise ValueError(f"nearest must be 5 or 10, got {nearest!r}")
    single = CBS_ROUNDING_SD if nearest == 5 else 10 / np.sqrt(12)
    return plain(single * np.sqrt(numbers("parts", parts, 1)))


def rounded_ratio(count: ArrayLike, denominator: ArrayLike, parts: ArrayLike = 1, *, share: bool = True) -> Interval:
    """Hard limits of a ratio of two counts that CBS rounded.

    Below about 300 units a percentage is 1 to 2 points uncertain from rounding alone; below 50 it
    should not be shown.

    Parameters
    ----------
    count, denominator : array_like, shapes that broadcast
        Published counts. A denominator that may really be 0 gives NaN limits.
    parts : array_like
        How many rounded counts were added up in each of both.
    share : bool
        The count is part of the denominator, so the ratio lies between 0 and 1.

    Examples
    --------
    >>> interval = rounded_ratio(45, 295)     # METHODS T1.18
    >>> print(f"{interval.value:.3f} {interval.lower:.4f} {interval.upper:.4f}")
    0.153 0.1371 0.1684
    """
    x, n, m = aligned(
        count=numbers("count", count, 0),
        denominator=numbers("denominator", denominator, 0),
        parts=numbers("parts", parts, 1),
    )
    error = CBS_ROUNDING * m
    if share:
        refuse("count", x, x - error > n + error, "no further above denominator than rounding allows")
    possible = np.where(n > error, n, np.nan)
    value = x / np.where(n > 0, n, np.nan)
    lower = np.maximum(x - error, 0) / (possible + error)
    upper = (x + error) / (possible - error)
    if share:
        value, lower, upper = np.minimum(value, 1), np.minimum(lower, 1), np.minimum(upper, 1)
    return _interval(value, lower, upper, 1.0, "rounding")


def rounded_ratio_sd(count: ArrayLike, denominator: ArrayLike) -> Numbers:
    """Standard deviation of a ratio of two counts that CBS rounded at random (METHODS §1.6).

    Examples
    --------
    >>> round(rounded_ratio_sd(45, 295), 4)     # METHODS T1.18
    0.0069
    """
    x, n = aligned(count=numbers("count", count, 0), denominator=numbers("denominator", denominator, 0))
    n = np.where(n > 0, n, np.nan)
    return plain(CBS_ROUNDING_SD * np.sqrt(1 + (x / n) ** 2) / n)


def whole_percent_count(percent: ArrayLike, base: ArrayLike, decimals: int = 0) -> Interval:
    """How many people a rounded percentage of a rounded base may be.

    Parameters
    ----------
    percent : array_like
        Published percentage, 0 to 100, rounded to `decimals`.
    base : array_like
        Published count that the percentage is of, rounded by CBS.
    decimals : int
        Decimals of the published percentage.

    Examples
    --------
    >>> interval = whole_percent_count(12, 2345)     # METHODS T1.17
    >>> print(f"{interval.lower:.1f} {interval.upper:.1f}")
    269.2 293.6
    """
    p, n, low, high = _rounded_percent(percent, base, decimals)
    lower, upper = low * np.maximum(n - CBS_ROUNDING, 0), high * (n + CBS_ROUNDING)
    return _interval(p / 100 * n, lower, upper, 1.0, "rounding")


def envelope(percent: ArrayLike, base: ArrayLike, confidence: float = 0.95, decimals: int = 0) -> Interval:
    """Chance and rounding together: Wilson limits at both ends of what was rounded to this percentage.

    Parameters
    ----------
    percent : array_like
        Published percentage, 0 to 100, rounded to `decimals`.
    base : array_like
        Published count that the percentage is of; 0 gives NaN.
    confidence : float
        Of the Wilson limits.
    decimals : int
        Decimals of the published percentage.

    Returns
    -------
    Interval
        Shares between 0 and 1.

    Examples
    --------
    >>> interval = envelope(12, 2345)     # METHODS T1.17
    >>> print(f"{interval.lower:.4f} {interval.upper:.4f}")
    0.1027 0.1390
    """
    p, n, low, high = _rounded_percent(percent, base, decimals)
    # The rounding of the base itself is left out, as METHODS does: it moves the limits far less.
    lower, upper = wilson(low * n, n, confidence).lower, wilson(high * n, n, confidence).upper
    return _interval(np.where(n > 0, p / 100, np.nan), lower, upper, confidence, "envelope")


def _interval(value: Numbers, lower: Numbers, upper: Numbers, confidence: float, method: str) -> Interval:
    return Interval(plain(value), plain(lower), plain(upper), confidence, method)


def _rounded_by(error: float, count: ArrayLike, parts: ArrayLike) -> Interval:
    x, m = aligned(count=numbers("count", count, 0), parts=numbers("parts", parts, 1))
    return _interval(x, np.maximum(x - error * m, 0), x + error * m, 1.0, "rounding")


def _rounded_percent(percent: ArrayLike, base: ArrayLike, decimals: int) -> tuple[np.ndarray, ...]:
    """Percentage and base, and the lowest and highest share that round to this percentage."""
    p, n = aligned(percent=numbers("percent", percent, 0, 100), base=numbers("base", base, 0))
    half = 0.5 * 10.0**-decimals
    return p, n, np.maximum(p - half, 0) / 100, np.minimum(p + half, 100) / 100


def _counted(count: ArrayLike, denominator: ArrayLike) -> list[np.ndarray]:
    x, n = numbers("count", count, 0), numbers("denominator", denominator, 0)
    x, n = aligned(count=x, denominator=n)
    not_above("count", x, "denominator", n)
    return [x, n]


def _on_scale(share: np.ndarray, scale: Scale) -> np.ndarray:
    if scale == "linear":
        return share
    if scale == "logit":
        return logit(np.where((share > 0) & (share < 1), share, np.nan))
    raise ValueError(f"scale must be 'linear' or 'logit', got {scale!r}")
