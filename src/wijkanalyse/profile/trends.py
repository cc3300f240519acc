"""What changed over the years, only where years can be compared.

A series holds the years in which the area was the same (see `process.areas`)
and the definition too (``breaks.yml``). A test needs five years; with two to
four the change is described. Modelled health figures never make a series.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from wijkanalyse.cards.schema import Indicator
from wijkanalyse.methods.position import relevant_difference
from wijkanalyse.methods.trend import Trend, recent_trend_counts
from wijkanalyse.profile.figure import HasFigures, Value
from wijkanalyse.profile.verdicts import interval_of

MIN_TEST_YEARS = 5

Direction = Literal["rising", "falling", "stable", "within_rounding", "not_determinable"]


@dataclass(frozen=True)
class Change:
    """How an indicator of an area changed, from the first to the last comparable year.

    Attributes
    ----------
    years
        The comparable values, oldest first; empty or one when there is nothing to compare.
    nederland
        The values of Nederland by year.
    direction
        ``stable``: too small to matter; ``within_rounding``: rounding alone can make it.
    test
        The recent-trend test, with five years or more; else None.
    reason
        Why nothing can be said.
    """

    indicator: Indicator
    years: tuple[Value, ...]
    nederland: Mapping[int, float]
    direction: Direction
    test: Trend | None = None
    reason: str = ""

    @property
    def first(self) -> Value:
        return self.years[0]

    @property
    def last(self) -> Value:
        return self.years[-1]


def change_of(profile: HasFigures, indicator_id: str) -> Change:
    """The change of an indicator over the comparable years of an area."""
    indicator = profile.catalogue.indicators[indicator_id]
    nederland = profile.nederland_history(indicator_id)
    if indicator.estimate_type == "model":
        return Change(indicator, (), nederland, "not_determinable", reason="de schatting is elk jaar anders berekend")
    breaks = [b for b in profile.catalogue.breaks if indicator_id in b.indicators]
    # An own survey or count was made in another way than the published years, and so is no year among them.
    known = [v for v in profile.history(indicator_id) if v.is_known and profile.catalogue.is_published(v.source)]
    start = max((b.from_year for b in breaks if known and b.from_year <= known[-1].period), default=0)
    years = tuple(v for v in known if v.period >= start)
    if len(years) < 2:
        why = next((b.why for b in breaks if b.from_year == start), "er is maar één jaar met een vergelijkbaar cijfer")
        return Change(indicator, years, nederland, "not_determinable", reason=why)
    test = _tested(years)
    return Change(indicator, years, nederland, _direction(profile, indicator, years, test), test)


def _tested(years: tuple[Value, ...]) -> Trend | None:
    """The trend test on counts, when there are five consecutive years of them."""
    if len(years) < MIN_TEST_YEARS or any(math.isnan(v.count) or not v.denominator > 0 for v in years):
        return None
    counts = [min(v.count, v.denominator) for v in years]
    return recent_trend_counts([v.period for v in years], counts, [v.denominator for v in years])


def _direction(profile: HasFigures, indicator: Indicator, years: tuple[Value, ...], test: Trend | None) -> Direction:
    first, last = years[0], years[-1]
    difference = last.number - first.number
    parts = 0 if profile.area.level in ("gemeente", "land") else len(profile.area.parts)
    begin, end = interval_of(first, indicator, parts), interval_of(last, indicator, parts)
    if begin.is_known and end.is_known and begin.lower <= end.upper and end.lower <= begin.upper:
        return "within_rounding"
    threshold = relevant_difference(first.number, indicator.relevance_threshold, percentage=indicator.unit == "%")
    if abs(difference) < threshold or (test is not None and test.direction == "no_clear_change"):
        return "stable"
    return "rising" if difference > 0 else "falling"
