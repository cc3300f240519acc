"""About how many people a figure is, with a range where one is known.

Receives a figure of a profile; hands on a number of people. A count keeps its
rounding limits, a model estimate the bounds that its source publishes. Where a
source publishes none there is no range: a made-up one would look precise. Those
who answered a survey or are patients of a practice are no inhabitants: of such a
figure it is the share, times the inhabitants that it could concern.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from wijkanalyse.cards.schema import Indicator
from wijkanalyse.methods.intervals import nearest_ten, rounded_count
from wijkanalyse.methods.themes import extra_people
from wijkanalyse.profile.figure import Figure, HasFigures, Value
from wijkanalyse.profile.verdicts import IN_TENS, IntervalKind, interval_of
from wijkanalyse.profile.words import PER_1000


@dataclass(frozen=True)
class People:
    """A number of people.

    Attributes
    ----------
    number
        People concerned: those with the characteristic, or those without it where having it is good.
    lower, upper
        Limits; NaN when `kind` is ``unknown``.
    kind
        Where the limits come from.
    base
        People it could concern, in the year of the figure.
    extra
        How many more than with the share of what it is compared with; below 0: fewer. NaN when that is unknown.
    period
        Year of the figure.
    modelled
        Whether nobody was counted.
    """

    number: float
    lower: float
    upper: float
    kind: IntervalKind
    base: float
    extra: float
    period: int
    modelled: bool

    @property
    def has_range(self) -> bool:
        return self.kind in ("published", "rounding") and self.upper > self.lower


def people_of(profile: HasFigures, figure: Figure, elsewhere: float = math.nan) -> People | None:
    """The number of people behind a share or a rate; None where the share or its base is not known.

    Parameters
    ----------
    profile
        The profile that the figure belongs to; it knows how many people live there.
    figure
        A share or rate of people (`cards.themes.counts_people`).
    elsewhere
        The figure of what the area is compared with; by default that of Nederland.
    """
    indicator, value = figure.indicator, figure.value
    base = _base(profile, figure)
    if not value.is_known or not base > 0:
        return None
    per = _per(indicator, value)
    parts = 0 if profile.area.level in ("gemeente", "land") else len(profile.area.parts)
    interval = interval_of(value, indicator, parts)
    share, low, high = (min(x / per, 1.0) for x in (value.number, interval.lower, interval.upper))
    if math.isnan(elsewhere) and figure.nederland is not None and figure.nederland.is_known:
        elsewhere = figure.nederland.number
    elsewhere /= per
    number, lower, upper = share * base, low * base, high * base
    if not math.isnan(value.count) and not figure.of_few:
        number = value.count
        if math.isnan(value.least):  # else the interval holds what is not known of some parts as well
            lower, upper = _count_limits(value.count, indicator, parts)
    if indicator.better_when == "higher":
        number, lower, upper, share, elsewhere = base - number, base - upper, base - lower, 1 - share, 1 - elsewhere
    return People(
        number,
        max(lower, 0.0) if interval.is_known else math.nan,
        upper if interval.is_known else math.nan,
        interval.kind,
        base,
        float(extra_people(share, min(max(elsewhere, 0.0), 1.0), base)),
        value.period,
        figure.estimate_type == "model",
    )


def population(profile: HasFigures, indicator_id: str, period: int) -> float:
    """How many people a group has in a year, or in the nearest known year; NaN when it is never known."""
    known = {v.period: v.number for v in profile.history(indicator_id) if v.is_known}
    return known[min(known, key=lambda year: (abs(year - period), -year))] if known else math.nan


def share_of_one(profile: HasFigures, figure: Figure) -> float:
    """What one person or household of the base is in a share or rate, in its unit; NaN for every other figure."""
    per = {"%": 100.0, PER_1000: 1000.0}.get(figure.indicator.unit)
    if per is None or not figure.value.is_known:
        return math.nan
    base = figure.value.denominator if figure.of_few else _base(profile, figure)
    return per / base if base > 0 else math.nan


def _base(profile: HasFigures, figure: Figure) -> float:
    value, weight = figure.value, figure.indicator.aggregation.weight
    if not math.isnan(value.denominator) and not figure.of_few:
        return value.denominator
    return population(profile, weight, value.period) if weight else math.nan


def _per(indicator: Indicator, value: Value) -> float:
    if indicator.unit == "%":
        return 100.0
    return indicator.measure_in(value.period).per


def _count_limits(count: float, indicator: Indicator, parts: int) -> tuple[float, float]:
    if parts == 0:
        return count, count
    limits = (nearest_ten if IN_TENS in indicator.caveats else rounded_count)(count, parts)
    return float(limits.lower), float(limits.upper)
