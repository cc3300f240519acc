"""How sure a figure is: limits from chance, from a model and from rounding.

Which interval suits a figure follows from its kind (METHODS §1.1): rounding
limits for a register, published limits for a model, Wilson or Byar for a survey
or a practice. Shares lie between 0 and 1 here, unless an argument `per` says
otherwise.

Two figures are never held apart by whether their own limits overlap: the test of a
difference is one of the difference itself, `least_difference`.

Not called by a report yet: `newcombe`, the published interval that `least_difference`
has in common with limits of any kind and is held against.
"""

from __future__ import annotations

import math
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
    standard_normal_quantile,
)

Scale = Literal["linear", "logit"]

EXACT_BELOW = 10
"""Below this count the limits of a count are exact, from here Byar's approximation (OHID convention)."""
CBS_ROUNDING = 4
"""CBS rounds counts of wijken and buurten at random to a multiple of 5, so each is at most 4 off (METHODS F1)."""
TEN_ROUNDING = 5
"""A count rounded to the nearest ten is at most 5 off."""
UNIT_ROUNDING = 0.5
"""What is measured and given in whole units, such as hectares of land, is at most half a unit off."""


@dataclass(frozen=True, eq=False)
class ConfidenceLimits:
    """A figure with its limits, and how these were made.

    Attributes
    ----------
    value, lower, upper
        In one unit and of one shape; NaN where there is no figure.
    confidence
        0.95 for 95 %; 1 for hard limits that always hold.
    method
        ``wilson``, ``exact``, ``byar`` (exact below 10), ``newcombe`` or ``rounding``.
    """

    value: Numbers
    lower: Numbers
    upper: Numbers
    confidence: float
    method: str

    @property
    def limits(self) -> tuple[Numbers, Numbers]:
        return self.lower, self.upper


# ------------------------------------------------------------------------ chance


def wilson(count: ArrayLike, denominator: ArrayLike, confidence: float = 0.95) -> ConfidenceLimits:
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
    ConfidenceLimits
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
    return _limits(share, np.clip(lower, 0, share), np.clip(upper, share, 1), confidence, "wilson")


def poisson_exact(count: ArrayLike, confidence: float = 0.95) -> ConfidenceLimits:
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
    return _limits(observed, lower, upper, confidence, "exact")


def byar(count: ArrayLike, confidence: float = 0.95) -> ConfidenceLimits:
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
    return _limits(observed, lower, upper, confidence, "byar")


def rate(count: ArrayLike, denominator: ArrayLike, per: float = 1000, confidence: float = 0.95) -> ConfidenceLimits:
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
    return _limits(plain(x * factor), plain(limits.lower * factor), plain(limits.upper * factor), confidence, "byar")


def newcombe(
    count: ArrayLike,
    denominator: ArrayLike,
    other_count: ArrayLike,
    other_denominator: ArrayLike,
    confidence: float = 0.95,
) -> ConfidenceLimits:
    """Interval of the difference between two independent shares: hybrid score method.

    Never judge two areas by whether their own intervals overlap: that is too strict.

    Returns
    -------
    ConfidenceLimits
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
    return _limits(
        difference,
        np.clip(difference - below, -1, 1),
        np.clip(difference + above, -1, 1),
        confidence,
        "newcombe",
    )


def least_difference(
    figure: tuple[float, float, float], other: tuple[float, float, float], *, by_chance: bool
) -> float:
    """The smallest difference, on the side on which the other lies, that chance or rounding cannot explain.

    Parameters
    ----------
    figure, other
        Value, lower and upper limit, in one unit. NaN where unknown.
    by_chance
        The limits are those of chance, of two independent figures; else they are hard limits of rounding, which can
        both be at their worst.

    Returns
    -------
    float
        In the unit of the figures; a larger difference than this is there. NaN when a limit is unknown.

    Notes
    -----
    For Wilson limits of two shares this is the test of `newcombe`: the difference is beyond chance when the interval
    of Newcombe leaves out 0.

    References
    ----------
    Zou & Donner (2008), Construction of confidence limits about effect measures: a general approach, Statistics in
    Medicine 27 (the method of variance estimates recovery, of which Newcombe's is the case of two shares).

    Examples
    --------
    A survey with 70 of 212, and with 44 of 200 two years later:

    >>> then, now = wilson(70, 212), wilson(44, 200)
    >>> round(100 * least_difference((then.value, *then.limits), (now.value, *now.limits), by_chance=True), 1)
    8.6
    """
    value, lower, upper = figure
    number, low, high = other
    here, there = (upper - value, number - low) if number >= value else (value - lower, high - number)
    return math.hypot(here, there) if by_chance else here + there


# ------------------------------------------------------------------------- model


@dataclass(frozen=True, eq=False)
class ModelDifference:
    """A difference between two modelled shares, on the scale it was tested on.

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


def model_difference(
    share: ArrayLike,
    se: ArrayLike,
    comparator: ArrayLike,
    comparator_se: ArrayLike = 0.0,
    scale: Scale = "linear",
) -> ModelDifference:
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
    return ModelDifference(plain(difference), plain(combined), plain(z), plain(2 * ndtr(-np.abs(z))))


# ---------------------------------------------------------------------- rounding


def rounded_count(count: ArrayLike, parts: ArrayLike = 1) -> ConfidenceLimits:
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


def nearest_ten(count: ArrayLike, parts: ArrayLike = 1) -> ConfidenceLimits:
    """Hard limits of a count rounded to the nearest ten, or of a sum of such counts.

    Examples
    --------
    >>> nearest_ten(120).limits
    (115.0, 125.0)
    """
    return _rounded_by(TEN_ROUNDING, count, parts)


def rounded_ratio(
    count: ArrayLike,
    denominator: ArrayLike,
    parts: ArrayLike = 1,
    *,
    in_tens: bool = False,
    per: float = 1.0,
    share: bool = True,
    denominator_error: float = CBS_ROUNDING,
) -> ConfidenceLimits:
    """Hard limits of a ratio of two numbers that CBS rounded.

    Below about 300 units a percentage is 1 to 2 points uncertain from rounding alone; below 50 it
    should not be shown.

    Parameters
    ----------
    count, denominator : array_like, shapes that broadcast
        Published numbers; a denominator of 0 gives NaN. What has a ratio has somebody, so a denominator
        that may really be 0 is at least 1; one that is measured is at least its own error.
    parts : array_like
        How many areas were added up in each of both.
    in_tens : bool
        The count (not the denominator) is rounded to the nearest ten.
    per : float
        100 for a percentage, 1000 for a rate per 1,000.
    share : bool
        The count is part of the denominator, so the ratio is at most `per`.
    denominator_error : float
        How far the denominator of one area can be off: 4 for a count, 0.005 for km² of land that are published in
        whole hectares.

    Examples
    --------
    >>> limits = rounded_ratio(45, 295, per=100)     # METHODS T1.18
    >>> print(f"{limits.value:.1f} {limits.lower:.2f} {limits.upper:.2f}")
    15.3 13.71 16.84
    >>> density = rounded_ratio(20200, 5.61, 2, share=False, denominator_error=0.01 * UNIT_ROUNDING)
    >>> print(f"{density.value:.0f} {density.lower:.0f} {density.upper:.0f}")
    3601 3593 3609
    """
    x = (nearest_ten if in_tens else rounded_count)(count, parts)
    n = _rounded_by(denominator_error, denominator, parts)
    least = min(1.0, denominator_error)
    base = np.where(np.asarray(n.value) > 0, n.value, np.nan)
    value, lower, upper = per * x.value / base, per * x.lower / n.upper, per * x.upper / np.maximum(n.lower, least)
    lower, upper = np.where(np.isnan(base), np.nan, (lower, upper))
    if share:
        value, lower, upper = (np.minimum(figure, per) for figure in (value, lower, upper))
    return _limits(value, lower, upper, 1.0, "rounding")


def _limits(value: Numbers, lower: Numbers, upper: Numbers, confidence: float, method: str) -> ConfidenceLimits:
    return ConfidenceLimits(plain(value), plain(lower), plain(upper), confidence, method)


def _rounded_by(error: float, count: ArrayLike, parts: ArrayLike) -> ConfidenceLimits:
    x, m = aligned(count=numbers("count", count, 0), parts=numbers("parts", parts, 1))
    return _limits(x, np.maximum(x - error * m, 0), x + error * m, 1.0, "rounding")


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
