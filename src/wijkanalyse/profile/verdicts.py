"""Every figure of a profile judged against one named comparator, by the one decision rule.

The kind of number decides which uncertainty is known: a register figure has
rounding bounds, a model figure the bounds its source publishes, if any. Other
comparators are looked up beside it and never judged. Context (ages, origin,
households) is never judged at all.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from wijkanalyse.cards.schema import Column, Indicator
from wijkanalyse.codes import wijk_of
from wijkanalyse.facts import Fact, ShowsFacts
from wijkanalyse.methods.comparison import Judgement, judge, needs_rest, rest_of_whole
from wijkanalyse.methods.intervals import (
    CBS_ROUNDING,
    UNIT_ROUNDING,
    model_difference,
    model_se,
    rounded_ratio,
    scale_for,
)
from wijkanalyse.methods.multiplicity import benjamini_hochberg
from wijkanalyse.methods.position import relevant_difference
from wijkanalyse.near import check_known
from wijkanalyse.process.regions import Region, Regions
from wijkanalyse.profile.comparable import Comparable, find_comparable
from wijkanalyse.profile.figure import Figure, HasFigures, Value
from wijkanalyse.profile.once import once
from wijkanalyse.profile.words import CLASS, COMPARATOR_NAMES, COMPARATORS, STATE_NAMES, judged

ComparatorKey = Literal["nederland", "gemeente", "stedelijkheid", "vergelijkbaar", "regio"]
IntervalKind = Literal["exact", "rounding", "published", "unknown"]
IN_TENS = "afgerond_op_10"
"""The caveat on the card of an indicator whose counts are rounded to tens."""
COUNT_IS_LATER = "teller_later_dan_noemer"
"""The caveat on the card of a rate whose count is of the end of the year and whose base is of its start."""
MOST_ROUNDING = 0.5
"""Width of a rounding interval, as a share of the comparator, above which rounding says more than the figure."""
MOST_GROWTH = 0.10
"""Change of the population within the year above which such a rate is not judged."""


@dataclass(frozen=True)
class Interval:
    """What is known of the uncertainty of a figure, in the unit of the figure."""

    lower: float
    upper: float
    kind: IntervalKind

    @property
    def is_known(self) -> bool:
        return self.kind != "unknown"


UNKNOWN = Interval(math.nan, math.nan, "unknown")


@dataclass(frozen=True)
class Comparator:
    """What a figure is compared with. For a group of wijken also P25 and P75 of that group."""

    key: ComparatorKey
    number: float
    p25: float = math.nan
    p75: float = math.nan
    tested: float = math.nan
    """The number used in the test when it is not the published one: the rest of the gemeente."""
    lower: float = math.nan
    upper: float = math.nan
    """Published bounds of the number, where its source gives them."""
    region: str = ""
    """How a sentence calls the region, when it is one."""

    @property
    def is_known(self) -> bool:
        return not math.isnan(self.number)

    @property
    def words(self) -> str:
        """How a sentence calls it, after *dan in*."""
        return self.region or COMPARATOR_NAMES[self.key]

    @property
    def judged_against(self) -> float:
        """The number that the figure is held against."""
        return self.number if math.isnan(self.tested) else self.tested


NO_COMPARATOR = Comparator("nederland", math.nan)


@dataclass(frozen=True, repr=False)
class Verdict(ShowsFacts):
    """A figure with its uncertainty, its comparator and the one judgement on it."""

    figure: Figure
    interval: Interval
    against: Comparator
    judgement: Judgement

    _in_one_line = True

    def _title(self) -> str:
        return self.figure._title()

    def _facts(self) -> list[Fact]:
        words = judged(self.judgement, self.figure.estimate_type) or "geen oordeel"
        return [*self.figure._facts(), (f"vergeleken met {self.against.words}", words)]


@once
def _judged(_profile: HasFigures) -> dict[Region | str, Mapping[str, Verdict]]:
    """The verdicts on a profile so far, by comparator: the index page asks for those that the report has shown."""
    return {}


class Verdicts(ShowsFacts):
    """The judgements on all figures of a profile against one comparator.

    Parameters
    ----------
    profile
        The figures of an area.
    comparator
        One of `COMPARATORS`, a kind of region such as ``ggd-regio``, or a region by name or code.

    Raises
    ------
    UnknownNameError, AreaError
        For a comparator that does not exist; for an area that does not lie in one such region.
    """

    def __init__(self, profile: HasFigures, comparator: str = "nederland") -> None:
        regions = profile.processed.areas.regions
        check_comparator(comparator, regions)
        self.profile = profile
        self.region: Region | None = None
        if comparator not in COMPARATORS:
            area = profile.area
            self.region = regions.of((p.gemeente_code for p in area.parts), comparator, f"{area.name} ({area.code})")
        self.key: ComparatorKey = "regio" if self.region else comparator

    @property
    def against(self) -> str:
        """How a sentence calls the comparator, after *dan in*."""
        return self.region.words if self.region else COMPARATOR_NAMES[self.key]

    def of(self, indicator_id: str) -> Verdict:
        """The verdict on one figure."""
        return self._all[self.profile.figure(indicator_id).indicator.id]

    def chapter(self, name: str) -> list[Verdict]:
        """The verdicts of a chapter of the report, in reading order."""
        return [self._all[f.indicator.id] for f in self.profile.chapter(name)]

    def rows(self, chapter: str) -> list[Verdict]:
        """What a table of a chapter shows: the figures that some year is filled of, each with own ones under it."""
        return [row for v in self._filled(chapter) for row in (v, *self.beside(v.figure.indicator.id))]

    def _filled(self, chapter: str) -> list[Verdict]:
        """Those of a chapter that some year is filled of."""
        return [v for v in self.chapter(chapter) if v.figure.value.status != "not_filled"]

    def beside(self, indicator_id: str) -> list[Verdict]:
        """The own figures beside a published one, with their uncertainty and no judgement: only that one counts."""
        return [
            Verdict(f, interval_of(f.value, f.indicator, self._parts(f)), NO_COMPARATOR, Judgement("no_judgement"))
            for f in self.profile.own_figures(indicator_id)
        ]

    @property
    def all(self) -> list[Verdict]:
        return list(self._all.values())

    @cached_property
    def _all(self) -> Mapping[str, Verdict]:
        known, comparator = _judged(self.profile), self.region or self.key
        if comparator not in known:
            known[comparator] = self._judge_all()
        return known[comparator]

    def _judge_all(self) -> Mapping[str, Verdict]:
        figures = [f for name in self.profile.catalogue.vocabulary.chapters for f in self.profile.chapter(name)]
        intervals = [interval_of(f.value, f.indicator, self._parts(f)) for f in figures]
        against = [self.comparator(f, self.key) for f in figures]
        # One family: all figures that are judged, against one comparator, in one report.
        ps = [
            _p_value(f, i, c) if f.indicator.better_when != "neutral" else math.nan
            for f, i, c in zip(figures, intervals, against, strict=True)
        ]
        adjusted = benjamini_hochberg(np.array(ps))
        return {
            f.indicator.id: Verdict(f, i, c, self._judge(f, i, c, float(p)))
            for f, i, c, p in zip(figures, intervals, against, adjusted, strict=True)
        }

    def _judge(self, figure: Figure, interval: Interval, against: Comparator, adjusted_p: float) -> Judgement:
        if figure.indicator.better_when != "neutral":
            late = COUNT_IS_LATER in figure.indicator.caveats
            if late and abs(self.profile.growth_during(figure.value.period)) > MOST_GROWTH:
                return Judgement("cannot_be_judged")
            dominated = interval.upper - interval.lower > MOST_ROUNDING * abs(against.number)
            if interval.kind == "rounding" and dominated:
                return Judgement("cannot_be_judged")
        return _judge(figure, interval, against, adjusted_p)

    def _parts(self, figure: Figure) -> int:
        """How many rounded areas the figure is made of; 0 when it is not rounded at all."""
        if self.profile.area.level in ("gemeente", "land"):
            return 0
        return len(self.profile.area.parts)

    def _title(self) -> str:
        return f"{self.profile.area._title()}, vergeleken met {self.against}"

    def _facts(self) -> list[Fact]:
        """How often each judgement occurs, by chapter: what a report lists, counted."""
        return [
            (name, ", ".join(f"{n} {STATE_NAMES[s]}" for s in STATE_NAMES if (n := states[s])) or "geen cijfers")
            for name in self.profile.catalogue.vocabulary.chapters
            for states in [Counter(v.judgement.state for v in self._filled(name))]
        ]

    # ---------------------------------------------------------------- comparators

    def comparator(self, figure: Figure, key: ComparatorKey) -> Comparator:
        """One of the comparators of a figure, in the year of the figure."""
        check_known("comparator", key, (*COMPARATORS, "regio"))
        match key:
            case "nederland":
                return Comparator(key, _known(figure.nederland), **_bounds(figure.nederland))
            case "gemeente":
                return self._whole("gemeente", figure, figure.gemeente)
            case "regio":
                return self._whole("regio", figure, self.of_region(figure))
            case "stedelijkheid":
                return self._stedelijkheid(figure)
            case "vergelijkbaar":
                return self._vergelijkbaar(figure)

    def of_region(self, figure: Figure) -> Value | None:
        """The figure of the region that was chosen; None where none was, or where the figure cannot have one."""
        return self.profile.region_value(figure, self.region) if self.region else None

    def _whole(self, key: ComparatorKey, figure: Figure, whole: Value | None) -> Comparator:
        """The whole that the area lies in; the test uses the rest of it where the area is a large part."""
        number, here = _known(whole), figure.value
        about = {"region": self.region.words if self.region and key == "regio" else ""}
        if math.isnan(number) or not here.is_known:
            return Comparator(key, number, **about)
        n, total = self._sizes(figure, whole)
        if not needs_rest(n, total):
            return Comparator(key, number, **_bounds(whole), **about)
        rest = rest_of_whole(here.number, n, whole.number, total)
        return Comparator(key, number, tested=rest, **_bounds(whole), **about)

    def _sizes(self, figure: Figure, whole: Value) -> tuple[float, float]:
        """How much of the base of the figure lies in the area, and in the whole."""
        here = figure.value
        if not math.isnan(here.denominator) and not math.isnan(whole.denominator):
            return here.denominator, whole.denominator
        size = self.profile.figure(self.profile.catalogue.roles.people.all)
        return _known(size.value), _known(size.gemeente if whole is figure.gemeente else self.of_region(size))

    def _stedelijkheid(self, figure: Figure) -> Comparator:
        klasse = self.profile.stedelijkheid  # 0 when unknown; in the distributions that means all wijken
        row = klasse and self.profile.processed.quartiles(
            figure.indicator.id, figure.value.period, figure.value.boundary_year, klasse
        )
        return Comparator("stedelijkheid", *row) if row else Comparator("stedelijkheid", math.nan)

    def _vergelijkbaar(self, figure: Figure) -> Comparator:
        name, value, processed = figure.indicator.id, figure.value, self.profile.processed
        newest = processed.newest_period(name)
        # The figures of other wijken are those of the newest year, from one table.
        same_table = newest == value.period and processed.newest_edition(name, newest) == value.boundary_year
        found = self.comparable.benchmark(name) if self.comparable and same_table else None
        return Comparator("vergelijkbaar", *found) if found else Comparator("vergelijkbaar", math.nan)

    @cached_property
    def comparable(self) -> Comparable | None:
        """The ten most similar wijken, or None where the structure of the area is not known well enough."""
        profile = self.profile
        if profile.area.level not in ("wijk", "samengesteld") or profile.area.inwoners < 1:
            return None
        known, key = profile.processed.comparable, (profile.area.code, profile.area.boundary_year, profile.edition)
        if key not in known:
            known[key] = self._find_comparable()
        return known[key]

    def _find_comparable(self) -> Comparable | None:
        profile = self.profile
        structure = profile.catalogue.roles.structure
        target = {v.indicator: _known(profile.national_value(v.indicator)) for v in structure}
        wijken = profile.processed.wijken
        # By code as well: a wijk whose border moved, or of which only buurten are in the area, has another id.
        codes = {wijk_of(p.code) for p in profile.area.parts}
        own = {p.area_id for p in profile.area.parts} | set(wijken.area_id[wijken.area_code.isin(codes)])
        return find_comparable(
            wijken,
            target,
            structure,
            stedelijkheid=float(profile.stedelijkheid or math.nan),
            own_parts=own,
            distance_limit=profile.processed.receipt.get("typical_distance"),
        )


def check_comparator(name: object, regions: Regions) -> None:
    """Refuse a comparator that does not exist.

    Raises
    ------
    UnknownNameError
        With what is near.
    """
    if not regions.knows(name):
        otherwise = f"choose from {', '.join((*COMPARATORS, *regions.kinds))}, or name a region"
        check_known("comparator", name, {n: n for n in COMPARATORS} | regions.names, otherwise=otherwise)


# ----------------------------------------------------------------------- intervals


def interval_of(value: Value, indicator: Indicator, parts: int) -> Interval:
    """What is known of the uncertainty of a figure.

    Parameters
    ----------
    value
        The figure.
    indicator
        Its card.
    parts
        How many rounded areas it is made of; 0 for a gemeente or the country, which CBS does not round.

    Notes
    -----
    A register figure is counted, so what remains is rounding: hard bounds of the counts behind a
    share, or half a unit of the last published decimal (METHODS §1.6). Bounds of a model are those
    of its source; without them the uncertainty is unknown (§1.5). Parts of a composite area whose
    figure is not known widen it (§2.2).
    """
    interval = _interval_of_known_parts(value, indicator, parts)
    if not interval.is_known or math.isnan(value.least):
        return interval
    # What is not known of some parts comes on top of what is uncertain about the others.
    lower, upper = interval.lower - (value.number - value.least), interval.upper + (value.most - value.number)
    lowest = -math.inf if indicator.may_be_negative else 0.0
    return Interval(max(min(lower, value.number), lowest), max(upper, value.number), interval.kind)


def _interval_of_known_parts(value: Value, indicator: Indicator, parts: int) -> Interval:
    if not value.is_known or indicator.unit == CLASS:  # a code is right or wrong, and has nothing around it
        return UNKNOWN
    if not math.isnan(value.lower) and not math.isnan(value.upper):
        return Interval(value.lower, value.upper, "published")
    if (value.estimate_type or indicator.estimate_type) != "register":
        return UNKNOWN
    if parts == 0:
        return Interval(value.number, value.number, "exact")
    if value.method in ("computed", "aggregated") and not math.isnan(value.count) and value.denominator > 0:
        return _share_bounds(value, indicator, parts)
    if indicator.aggregation.rule == "sum":
        error = parts * _rounding_of(indicator.measure_in(value.period).count)
        return Interval(max(value.number - error, 0.0), value.number + error, "rounding")
    half = 0.5 * 10.0**-indicator.decimals
    return Interval(value.number - half, value.number + half, "rounding")


def _share_bounds(value: Value, indicator: Indicator, parts: int) -> Interval:
    """Hard bounds of a share of two rounded counts."""
    measure = indicator.measure_in(value.period)
    limits = rounded_ratio(
        value.count, value.denominator, parts, in_tens=IN_TENS in indicator.caveats, per=measure.per,
        share=indicator.unit == "%", denominator_error=_rounding_of(measure.denominator),
    )  # fmt: skip
    return Interval(min(limits.lower, value.number), max(limits.upper, value.number), "rounding")


def _rounding_of(columns: Iterable[Column]) -> float:
    """How far what these columns give of one area can be from the truth."""
    measured = [abs(c.times) * UNIT_ROUNDING for c in columns if c.rounded == "to_unit"]
    return sum(measured) if measured else CBS_ROUNDING


# ----------------------------------------------------------------------- judgement


def _judge(figure: Figure, interval: Interval, against: Comparator, adjusted_p: float) -> Judgement:
    number = against.judged_against
    threshold = (
        relevant_difference(number, figure.indicator.relevance_threshold, percentage=figure.indicator.unit == "%")
        if not math.isnan(number)
        else 0.0
    )
    return judge(
        figure.value.number,
        number,
        better_when=figure.indicator.better_when,
        threshold=threshold,
        interval=(interval.lower, interval.upper) if interval.is_known else None,
        adjusted_p=adjusted_p,
        spread=figure.spread,
    )


def _p_value(figure: Figure, interval: Interval, against: Comparator) -> float:
    """p of the difference where the source publishes bounds; NaN elsewhere: a counted figure has none."""
    if interval.kind != "published" or figure.indicator.unit != "%" or not against.is_known:
        return math.nan
    share, other = figure.value.number / 100, against.judged_against / 100
    if not 0 < share < 1 or not 0 < other < 1:
        return math.nan
    scale = scale_for(share)
    se = model_se(interval.lower / 100, interval.upper / 100, scale)
    # Without bounds of its own the comparator is taken as fixed; so is a group of wijken.
    other_se = 0.0 if math.isnan(against.lower) else model_se(against.lower / 100, against.upper / 100, scale)
    return float(model_difference(share, se, other, other_se, scale).p)


def _bounds(value: Value | None) -> dict[str, float]:
    """The published bounds of a comparator as keywords; none where one is unknown."""
    if value is None or not value.is_known or math.isnan(value.lower) or math.isnan(value.upper):
        return {}
    return {"lower": value.lower, "upper": value.upper}


def _known(value: Value | None) -> float:
    return value.number if value is not None and value.is_known else math.nan
