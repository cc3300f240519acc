"""The one rule by which an area is judged against another, and what to compare with.

A judgement takes three steps (METHODS §1.11, JUDGEMENT J3): can the figure be told
apart from the comparator, is the difference large enough to matter, and does it
stand out beside the spread of the Dutch wijken. Difference and spread have one
zero, the comparator. The wording of the states is not made here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from wijkanalyse.methods.arguments import numbers
from wijkanalyse.methods.multiplicity import DISTINGUISHABLE_AT

State = Literal[
    "better", "slightly_better", "alike", "not_distinguishable", "slightly_worse", "worse",
    "cannot_be_judged", "no_judgement",
]  # fmt: skip
Polarity = Literal["higher", "lower", "neutral"]

STRIKING_FROM = 1.0
"""Distance from the comparator, in robust standard deviations of the Dutch wijken, from which a figure stands out."""
REST_ABOVE = 0.05
"""From a larger share of the whole than this, a part is compared with the rest (METHODS §1.4)."""
ROUNDING_ERROR = 1e-9
"""A difference this little short of its threshold is equal to it: 12.1 − 11.0 falls short of 1.1 in floating point."""


@dataclass(frozen=True)
class Judgement:
    """How an area compares, and which steps led to it.

    Attributes
    ----------
    state
        ``better`` or ``worse`` for the inhabitants; ``slightly_better`` or ``slightly_worse`` when the difference
        matters but does not stand out; ``alike`` when it is too small to matter; ``not_distinguishable`` when
        chance or rounding can explain it; ``cannot_be_judged`` when too little is known; ``no_judgement`` for an
        indicator that is neither good nor bad.
    indicative
        Judged without knowing the uncertainty.
    z
        Difference in robust standard deviations of the Dutch wijken; NaN when their spread is not known.
    distinguishable, relevant, striking
        Whether each step holds; None for a step that could not be taken or was not needed.
    """

    state: State
    indicative: bool = False
    z: float = math.nan
    distinguishable: bool | None = None
    relevant: bool | None = None
    striking: bool | None = None

    @property
    def side(self) -> Literal["better", "worse", ""]:
        """On which side of the comparator the area is, however far; "" when the judgement names none."""
        side = self.state.removeprefix("slightly_")
        return side if side in ("better", "worse") else ""


def judge(
    value: float | None,
    comparator: float | None,
    *,
    better_when: Polarity,
    threshold: float,
    spread: float | None = None,
    interval: tuple[float, float] | None = None,
    adjusted_p: float | None = None,
    q: float = DISTINGUISHABLE_AT,
) -> Judgement:
    """Judge a figure against a comparator by the three steps.

    Parameters
    ----------
    value, comparator : float or None
        In one unit; None or NaN when missing.
    better_when : {"higher", "lower", "neutral"}
        What is good for the inhabitants, from the card of the indicator.
    threshold : float
        Smallest difference that matters, in the unit of the figure (`position.relevant_difference`).
    spread : float, optional
        Robust standard deviation of the Dutch wijken in the same unit (`position.robust_spread`). Without it no
        difference can be called slight, and an estimate without bounds cannot be judged.
    interval : tuple of float, optional
        Lower and upper limit of the value in the same unit: rounding limits for a register count,
        published limits for a model, Wilson or Byar for a survey or practice. None or NaN when the
        uncertainty is unknown.
    adjusted_p : float, optional
        p of the difference after `benjamini_hochberg`. Where there is one, it must be at most `q`.
    q : float
        Largest adjusted p that counts as distinguishable.

    Raises
    ------
    ValueError
        For infinite numbers, a threshold or spread below 0, or an interval that misses the value by more than
        the threshold: most often shares beside percentages. Less may come from rounding of the value.

    Examples
    --------
    >>> judge(7.6, 13.9, better_when="lower", threshold=1.39, spread=5.49).state     # JUDGEMENT J3
    'better'
    >>> judge(16.2, 13.9, better_when="lower", threshold=1.39, spread=5.49).state
    'slightly_worse'
    >>> judge(14.2, 13.9, better_when="lower", threshold=1.39, spread=5.49).state
    'alike'
    """
    if better_when not in ("higher", "lower", "neutral"):
        raise ValueError(f"better_when must be 'higher', 'lower' or 'neutral', got {better_when!r}")
    value, comparator, spread = _number("value", value), _number("comparator", comparator), _number("spread", spread, 0)
    adjusted_p = _number("adjusted_p", adjusted_p, 0, 1)
    if math.isnan(_number("threshold", threshold, 0)):
        raise ValueError(f"threshold must be a number, got {threshold!r}")
    if better_when == "neutral":
        return Judgement("no_judgement")
    if math.isnan(value) or math.isnan(comparator):
        return Judgement("cannot_be_judged")

    difference = value - comparator
    z = difference / spread if spread > 0 else math.nan
    limits = _limits(interval, value, threshold)
    distinguishable = _distinguishable(comparator, limits, adjusted_p, q)
    relevant = difference != 0 and _reaches(abs(difference), threshold)
    striking = None if math.isnan(z) else _reaches(abs(z), STRIKING_FROM)
    indicative = distinguishable is None
    if indicative and striking is None:
        state: State = "cannot_be_judged"
    elif distinguishable is False and not _surely_alike(comparator, limits, threshold):
        state = "not_distinguishable"
    elif not relevant or distinguishable is False:
        state = "alike"
    elif (difference > 0) == (better_when == "higher"):
        state = "slightly_better" if striking is False else "better"
    else:
        state = "slightly_worse" if striking is False else "worse"
    return Judgement(state, indicative and state != "cannot_be_judged", z, distinguishable, relevant, striking)


def _reaches(size: float, threshold: float) -> bool:
    return size >= threshold * (1 - ROUNDING_ERROR)


def _surely_alike(comparator: float, limits: tuple[float, float] | None, threshold: float) -> bool:
    """Whether even the far limit differs too little to matter: then it is known that the two are alike."""
    if limits is None:
        return False
    return not _reaches(max(abs(limit - comparator) for limit in limits), threshold)


def _limits(interval: tuple[float, float] | None, value: float, threshold: float) -> tuple[float, float] | None:
    """The limits, or None when either is missing."""
    if interval is None:
        return None
    lower, upper = _number("the lower limit", interval[0]), _number("the upper limit", interval[1])
    if math.isnan(lower) or math.isnan(upper):
        return None
    if lower > upper or not lower - threshold <= value <= upper + threshold:
        raise ValueError(
            f"interval must hold the value, got {value!r} and ({lower!r}, {upper!r}); are both in the same unit?"
        )
    return lower, upper


def _distinguishable(comparator: float, limits: tuple[float, float] | None, adjusted_p: float, q: float) -> bool | None:
    """Step 1, or None when neither limits nor p are known."""
    p_known = not math.isnan(adjusted_p)
    if limits is None and not p_known:
        return None
    outside = limits is None or not limits[0] <= comparator <= limits[1]
    return outside and (not p_known or adjusted_p <= q)


def _number(name: str, value: float | None, minimum: float | None = None, maximum: float | None = None) -> float:
    return math.nan if value is None else float(numbers(name, value, minimum, maximum))


# -------------------------------------------------------------------- part and whole


def needs_rest(size: float, whole_size: float) -> bool:
    """Whether a part is so large (above 5 %) that it must be compared with the rest of its whole.

    Examples
    --------
    >>> needs_rest(12000, 50000), needs_rest(2500, 50000), needs_rest(50000, 50000)
    (True, False, False)
    """
    return whole_size > size > 0 and size / whole_size > REST_ABOVE


def rest_of_whole(value: float, size: float, whole_value: float, whole_size: float) -> float:
    """The figure of the rest of the gemeente, to compare one of its wijken with.

    A wijk is part of its gemeente, and so of the figure it is compared with. Above 5 % of the whole
    (`needs_rest`) this hides part of the difference.

    Parameters
    ----------
    value, whole_value : float
        A share, rate or mean of the part and of the whole, in one unit.
    size, whole_size : float
        What the figure is a share or a mean of. A part that is its whole has no rest: NaN.

    Examples
    --------
    >>> round(rest_of_whole(21.0, 12000, 18.0, 50000), 2)     # METHODS §1.4
    17.05
    """
    rest = whole_size - size
    return (whole_value * whole_size - value * size) / rest if rest > 0 else math.nan
