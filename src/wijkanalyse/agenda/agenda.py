"""From figures to candidate themes: how serious, how many people, what changes, and how sure that is.

Receives a profile with its judgements and the cards of the themes; hands on one
`ThemeResult` per theme and the `Agenda` of the wijk: a candidate top 10 in three
groups, what is acute, what is coming, and what may help. It informs; people
choose. Parts that are not known are marked and never filled in.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np

from wijkanalyse.cards.themes import OpenPlace, ThemeCard, Themes
from wijkanalyse.dutch import names_in_a_row
from wijkanalyse.facts import Fact, ShowsFacts
from wijkanalyse.methods.acceptability import DRAWS, SEED, Group, draw_weights, rank_acceptability
from wijkanalyse.methods.ageing import AgeingPressure, ageing_pressure
from wijkanalyse.methods.comparison import STRIKING_FROM
from wijkanalyse.methods.themes import (
    CRITERIA,
    checked_weights,
    construct_mean,
    drawn_criteria,
    severity,
    size,
    spread_of_z,
    weighted_score,
)
from wijkanalyse.near import check_known
from wijkanalyse.profile.figure import Figure, Value
from wijkanalyse.profile.people import People, people_of, population
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.trends import Change, change_of
from wijkanalyse.profile.verdicts import COUNT_IS_LATER, MOST_GROWTH, Verdict, Verdicts

TOP = 10
"""Themes on the list for the meeting."""
MIN_INWONERS = 500
"""Inhabitants from which themes are put in an order: the smallest wijken that positions are taken among."""
ASSUMED_SPREAD, ASSUMED_SPREAD_OLDER = 0.25, 0.35
"""Standard deviation of a robust z for estimates whose source publishes no bounds: an assumption, the one of
METHODS T5.2, of all adults and of those of 65 and over. Unknown is not zero: zero would make the groups look
surer than they are. What another assumption does is in ``docs/hindcast.md``."""
AGEING_FASTER_FROM = 1.5
"""Ageing pressure, as a multiple of that of Nederland, from which a wijk is said to age faster: the lowest one
for which that came true in at least eight of ten wijken (``docs/hindcast.md``)."""
MIN_OLDER = 50
"""People of 65 and over from which the hindcast was made; of fewer it says nothing."""
NEAR_PERCENTILE = 25
"""A distance among the shortest quarter of the Dutch wijken is near."""

Certainty = Literal["clear", "indicative"]
Reason = Literal["than_nederland", "than_comparable", "near"]


@dataclass(frozen=True)
class Signal:
    """One figure that counts in a theme.

    Attributes
    ----------
    verdict
        The figure with its judgement.
    construct
        What it measures.
    u
        Robust z among the Dutch wijken, higher is worse; NaN when unknown.
    spread
        Standard deviation of `u`.
    assumed
        Whether that is an assumption, because the source publishes no bounds.
    """

    verdict: Verdict
    construct: str
    u: float
    spread: float
    assumed: bool

    @property
    def is_acute(self) -> bool:
        """Worse, relevant and striking."""
        return self.verdict.judgement.state == "worse" and self.verdict.judgement.striking is True

    @property
    def certainty(self) -> Certainty:
        return "indicative" if self.verdict.judgement.indicative else "clear"


@dataclass(frozen=True)
class Ageing:
    """How many people are about to become older, and how the number of older people changed so far.

    Attributes
    ----------
    pressure, nederland
        People of 45–64 per person of 65 and over, in the area and in Nederland.
    period, people
        Year of these, and the number of people of 65 and over in the area.
    first, last
        Number of people of 65 and over in the first and last comparable year; None with fewer than two.
    growth, growth_nederland
        Relative change between those years; NaN when unknown.
    """

    pressure: AgeingPressure
    nederland: float
    period: int
    people: float
    first: Value | None = None
    last: Value | None = None
    growth: float = math.nan
    growth_nederland: float = math.nan

    @property
    def faster(self) -> bool:
        """Whether the hindcast allows to say that the wijk ages faster than Nederland."""
        return self.people >= MIN_OLDER and self.pressure.lower >= AGEING_FASTER_FROM * self.nederland


@dataclass(frozen=True)
class ThemeResult:
    """A theme in one wijk, with all its parts.

    Attributes
    ----------
    card
    signals
        The figures that count; figures without a place among the wijken have `u` NaN.
    u, spread
        Unfavourable robust z of the theme, mean over constructs, and its standard deviation.
    people, wider
        About how many people it is, by the strictest and the wider definition.
    sizes
        Lowest and highest size criterion: by the strictest and the wider definition, equal when there is one.
    changes
        Changes of the counted figures that may be compared over years.
    ageing
        For a theme of people of 65 and over.
    criteria
        `methods.themes.CRITERIA`, each 0 to 100, NaN where not known; the size is the middle of `sizes`.
    score
        Weighted mean of the known criteria; NaN without severity or size.
    share_top, rank_low, rank_high, group
        Rank acceptability among the themes of this wijk; NaN and "" without a score.
    """

    card: ThemeCard
    signals: tuple[Signal, ...]
    u: float
    spread: float
    people: People | None
    wider: People | None
    sizes: tuple[float, float]
    changes: tuple[Change, ...]
    ageing: Ageing | None
    criteria: tuple[float, ...]
    score: float
    share_top: float = math.nan
    rank_low: float = math.nan
    rank_high: float = math.nan
    group: Group = ""

    @property
    def is_ranked(self) -> bool:
        return not math.isnan(self.score)

    @property
    def missing(self) -> tuple[str, ...]:
        """The criteria that are not known."""
        return tuple(name for name, value in zip(CRITERIA, self.criteria, strict=True) if math.isnan(value))

    @property
    def acute(self) -> Certainty | None:
        """Whether the theme is acute: it stands out as a whole, and so does a figure in it that is worse."""
        found = {s.certainty for s in self.signals if s.is_acute}
        if not self.u >= STRIKING_FROM or not found:
            return None
        return "clear" if "clear" in found else "indicative"

    @property
    def favourable(self) -> bool:
        """Whether the theme as a whole stands out as better than among the Dutch wijken."""
        return self.u <= -STRIKING_FROM

    @property
    def worsening(self) -> tuple[Change, ...]:
        """Changes for the worse, larger than in Nederland in the same years."""
        return tuple(c for c in self.changes if _worsens(c))

    @property
    def coming(self) -> Certainty | None:
        """Whether the theme is expected to grow: a worsening that may be compared, or more people becoming older."""
        if any(c.test is not None for c in self.worsening):
            return "clear"
        return "indicative" if self.worsening or (self.ageing is not None and self.ageing.faster) else None


@dataclass(frozen=True)
class Opportunity:
    """Something that goes well or is near, and the themes it may help with."""

    verdict: Verdict
    reasons: tuple[Reason, ...]
    themes: tuple[ThemeCard, ...]


class Agenda(ShowsFacts):
    """The candidate themes of one area.

    Parameters
    ----------
    verdicts
        The judgements on the figures of the area.
    weights
        Of severity, size, trend and future; a mapping may leave out what is 1. By default all equal.
    themes
        By default those of the package.
    draws, seed
        Of the rank acceptability.
    assumed_spread
        Factor on `ASSUMED_SPREAD`; 0 takes estimates without bounds as certain.

    Raises
    ------
    UnknownNameError
        For weights that are not among `CRITERIA`.
    ValueError
        For negative weights.
    """

    def __init__(
        self,
        verdicts: Verdicts,
        weights: Mapping[str, float] | None = None,
        *,
        themes: Themes | None = None,
        draws: int = DRAWS,
        seed: int = SEED,
        assumed_spread: float = 1.0,
    ) -> None:
        self.verdicts = verdicts
        self.profile = verdicts.profile
        self.themes = themes or self.profile.catalogue.themes
        self.weights = weights_of(weights)
        self.draws, self.seed, self.assumed_spread = draws, seed, assumed_spread

    @property
    def is_too_small(self) -> bool:
        """Whether too few people live here to put themes in an order; then no theme has a group."""
        return not self.profile.area.inwoners >= MIN_INWONERS

    @property
    def open_places(self) -> tuple[OpenPlace, ...]:
        """Places that the meeting fills in, for what open figures do not see."""
        return self.themes.open_places

    @cached_property
    def results(self) -> tuple[ThemeResult, ...]:
        """Every theme, in the order of the cards."""
        found = [self._result(card) for card in self.themes.cards.values()]
        return tuple(found if self.is_too_small else self._with_groups(found))

    def theme(self, theme_id: str) -> ThemeResult:
        """The result of one theme, by id of its card."""
        card = self.themes.cards[theme_id]
        return next(r for r in self.results if r.card.id == card.id)

    @cached_property
    def top(self) -> tuple[ThemeResult, ...]:
        """The candidate top 10, by group and within a group by name: an order within a group would say too much."""
        ranked = sorted((r for r in self.results if r.is_ranked), key=lambda r: (-r.score, r.card.id))[:TOP]
        order = {"kopgroep": 0, "middengroep": 1, "rest": 2, "": 3}
        return tuple(sorted(ranked, key=lambda r: (order[r.group], r.card.name)))

    @property
    def leading(self) -> tuple[ThemeResult, ...]:
        """The kopgroep."""
        return tuple(r for r in self.top if r.group == "kopgroep")

    @property
    def unranked(self) -> tuple[ThemeResult, ...]:
        """Themes without a place in the order, because severity or a number of people is not known."""
        return tuple(r for r in self.results if not r.is_ranked)

    @property
    def acute(self) -> tuple[ThemeResult, ...]:
        """Themes that are worse, relevant and striking now, most striking first; also those without a place."""
        return tuple(sorted((r for r in self.results if r.acute), key=lambda r: -r.u))

    @property
    def coming(self) -> tuple[ThemeResult, ...]:
        return tuple(r for r in self.results if r.coming)

    @property
    def favourable(self) -> tuple[ThemeResult, ...]:
        return tuple(sorted((r for r in self.results if r.favourable), key=lambda r: r.u))

    def _title(self) -> str:
        return f"Thema’s van {self.profile.area._title()}"

    def _facts(self) -> list[Fact]:
        """The candidate top 10 by group, and what is acute or coming; within a row by name: no ranking."""
        if self.is_too_small:
            return [("groepen", f"geen: er wonen minder dan {MIN_INWONERS} mensen")]
        rows = {
            "kopgroep": self.leading,
            "middengroep": [r for r in self.top if r.group == "middengroep"],
            "overig": [r for r in self.top if r.group not in ("kopgroep", "middengroep")],
            "vraagt nu aandacht": self.acute,
            "komt eraan": self.coming,
        }
        return [(head, names_in_a_row(sorted(r.card.name for r in found)) or "geen") for head, found in rows.items()]

    # ------------------------------------------------------------------- one theme

    def _result(self, card: ThemeCard) -> ThemeResult:
        signals = tuple(self._signal(i, c) for i, c in zip(card.figures, card.constructs, strict=True))
        u = construct_mean([s.u for s in signals], card.constructs)
        # Errors of one model go together, so the spread of a mean is the mean of the spreads (METHODS §2.4).
        spread = construct_mean([s.spread for s in signals], card.constructs)
        people, wider = self._people(card.people), self._people(card.wider)
        sizes = self._sizes(people, wider)
        criteria = (
            float(severity(u)),
            sum(sizes) / 2,
            math.nan,  # a trend that can be tested against Nederland needs five comparable years (METHODS §3.2)
            math.nan,  # numbers of the future need ages in steps of five years (METHODS §4.1)
        )
        return ThemeResult(
            card,
            signals,
            u,
            spread,
            people,
            wider,
            sizes,
            tuple(self._changes(card)),
            self._ageing if card.ages == "65_plus" else None,
            criteria,
            float(weighted_score(criteria, self.weights)),
        )

    def _signal(self, indicator_id: str, construct: str) -> Signal:
        verdict = self.verdicts.of(indicator_id)
        figure = verdict.figure
        sign = -1.0 if figure.indicator.better_when == "higher" else 1.0
        spread, assumed = self._spread(verdict)
        z = math.nan if verdict.judgement.state == "cannot_be_judged" else verdict.judgement.z
        return Signal(verdict, construct, sign * z, math.nan if math.isnan(z) else spread, assumed)

    def _spread(self, verdict: Verdict) -> tuple[float, bool]:
        figure, interval = verdict.figure, verdict.interval
        older = figure.indicator.aggregation.weight == self.profile.catalogue.roles.people.older
        assumed = self.assumed_spread * (ASSUMED_SPREAD_OLDER if older else ASSUMED_SPREAD)
        if interval.kind == "exact":
            return 0.0, False
        if not interval.is_known or math.isnan(figure.spread):
            return assumed, True
        found = float(spread_of_z(interval.lower, interval.upper, figure.spread, kind=interval.kind))
        return (assumed, True) if math.isnan(found) else (found, False)

    def _sizes(self, people: People | None, wider: People | None) -> tuple[float, float]:
        if people is None or self.is_too_small or math.isnan(self._adults):
            return math.nan, math.nan
        found = [float(size(min(p.number, self._adults), self._adults)) for p in (people, wider) if p is not None]
        return min(found), max(found)

    def _people(self, indicator_id: str | None) -> People | None:
        return people_of(self.profile, self.profile.figure(indicator_id)) if indicator_id else None

    @cached_property
    def _adults(self) -> float:
        """All adults, the base of every size."""
        return population(self.profile, self.profile.catalogue.roles.people.adults, 9999)

    def _changes(self, card: ThemeCard) -> list[Change]:
        counted = (i for i in card.figures if self.profile.catalogue.indicators[i].estimate_type != "model")
        return [c for c in (change_of(self.profile, i) for i in counted) if len(c.years) >= 2 and self._fair(c)]

    def _fair(self, change: Change) -> bool:
        """Whether a rate of people at the end of the year was not moved by a growing wijk alone."""
        if COUNT_IS_LATER not in change.indicator.caveats:
            return True
        return all(abs(self.profile.growth_during(v.period)) <= MOST_GROWTH for v in (change.first, change.last))

    @cached_property
    def _ageing(self) -> Ageing | None:
        return ageing_of(self.profile)

    # ----------------------------------------------------------------- all together

    def _with_groups(self, results: list[ThemeResult]) -> list[ThemeResult]:
        ranked = [n for n, r in enumerate(results) if r.is_ranked]
        if not ranked:
            return results
        criteria, u, spread, sizes = (
            np.array([getattr(results[n], a) for n in ranked]) for a in ("criteria", "u", "spread", "sizes")
        )
        drawn = drawn_criteria(criteria, u, spread, tuple(sizes.T), draws=self.draws, seed=self.seed + 1)
        found = rank_acceptability(drawn, draw_weights(self.weights, self.draws, self.seed), seed=self.seed)
        for place, n in enumerate(ranked):
            results[n] = replace(
                results[n],
                share_top=float(found.top[place]),
                rank_low=float(found.low[place]),
                rank_high=float(found.high[place]),
                group=found.groups[place],
            )
        return results

    # ---------------------------------------------------------------- opportunities

    @cached_property
    def opportunities(self) -> tuple[Opportunity, ...]:
        """What goes well or is near, linked to a theme of the top 10 that does not go well by itself."""
        linked: dict[str, list[ThemeCard]] = {}
        for result in self.top:
            if not result.favourable:
                for name in result.card.assets:
                    linked.setdefault(name, []).append(result.card)
        found = [(self.verdicts.of(name), cards) for name, cards in linked.items()]
        kept = [Opportunity(v, self._reasons(v), tuple(cards)) for v, cards in found]
        return tuple(o for o in kept if o.reasons)

    def _reasons(self, verdict: Verdict) -> tuple[Reason, ...]:
        figure = verdict.figure
        reasons: list[Reason] = []
        if _is_distance(figure) and figure.percentile <= NEAR_PERCENTILE:
            reasons.append("near")
        elif verdict.judgement.state == "better" and verdict.judgement.striking is True:
            reasons.append("than_nederland")
        alike = self.verdicts.comparator(figure, "vergelijkbaar")
        higher = figure.indicator.better_when == "higher"
        if alike.is_known and (figure.value.number > alike.p75 if higher else figure.value.number < alike.p25):
            reasons.append("than_comparable")
        return tuple(reasons)


# ------------------------------------------------------------------------- pieces


def weights_of(weights: Mapping[str, float] | Sequence[float] | None) -> np.ndarray:
    """Weights of the criteria as a row; a mapping may leave out what is 1."""
    if isinstance(weights, Mapping):
        for name in weights:
            check_known("weight", name, CRITERIA)
        weights = [float(weights.get(name, 1.0)) for name in CRITERIA]
    return checked_weights(weights)


def ageing_of(profile: Profile) -> Ageing | None:
    """How the area is ageing, from the broad age groups; None when these are not known."""
    roles = profile.catalogue.roles
    if roles.share_coming is None or roles.share_of_older is None:
        return None
    coming, older = profile.figure(roles.share_coming), profile.figure(roles.share_of_older)
    if not coming.value.is_known or coming.value.period != older.value.period:
        return None
    parts = 0 if profile.area.level in ("gemeente", "land") else len(profile.area.parts)
    pressure = ageing_pressure(coming.value.count, older.value.count, parts)
    if pressure is None or coming.nederland is None or older.nederland is None:
        return None
    there = ageing_pressure(coming.nederland.count, older.nederland.count, 0)
    if there is None:
        return None
    found = Ageing(pressure, there.ratio, older.value.period, older.value.count)
    years = [v for v in profile.history(roles.people.older) if v.is_known]
    if len(years) < 2 or not years[0].number > 0:
        return found
    national = profile.nederland_history(roles.people.older)
    first, last = years[0], years[-1]
    begin, end = (national.get(v.period, math.nan) for v in (first, last))
    return replace(
        found, first=first, last=last, growth=last.number / first.number - 1, growth_nederland=end / begin - 1
    )


def _worsens(change: Change) -> bool:
    if change.direction not in ("rising", "falling"):
        return False
    sign = -1.0 if change.indicator.better_when == "higher" else 1.0
    here = sign * (change.last.number - change.first.number)
    begin, end = (change.nederland.get(v.period, math.nan) for v in (change.first, change.last))
    there = sign * (end - begin)
    return here > 0 and not here <= there


def _is_distance(figure: Figure) -> bool:
    return figure.indicator.unit == "km"
