"""One theme in one area: how it stands, about how many people it is, what changes, and how sure that is.

A theme is the mean of its figures. Each is measured from the comparator in robust
standard deviations of the Dutch wijken (JUDGEMENT J3), turned so that higher is
worse; a figure that cannot be judged does not count. What is not known stays
unknown.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal

from wijkanalyse.cards.themes import ThemeCard
from wijkanalyse.methods.ageing import AgeingPressure, ageing_pressure
from wijkanalyse.methods.comparison import STRIKING_FROM
from wijkanalyse.methods.weights import CRITERIA
from wijkanalyse.profile.figure import Value
from wijkanalyse.profile.people import People
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.trends import Change
from wijkanalyse.profile.verdicts import Verdict

SLIGHT_FROM = 0.5
"""Mean distance from the comparator from which a theme is slightly (un)favourable; from `STRIKING_FROM` it is so
without more (JUDGEMENT J4)."""
AGEING_FASTER_FROM = 1.5
"""Ageing pressure, as a multiple of that of Nederland, from which a wijk is said to age faster: the lowest one
for which that came true in at least eight of ten wijken (``docs/hindcast.md``)."""
MIN_OLDER = 50
"""People of 65 and over from which the hindcast was made; of fewer it says nothing."""

Standing = Literal["worse", "slightly_worse", "alike", "slightly_better", "better", ""]
STANDINGS: tuple[Standing, ...] = ("worse", "slightly_worse", "alike", "slightly_better", "better", "")
"""From the least favourable on; "" when it is not known."""
Certainty = Literal["clear", "indicative"]


def standing_of(u: float) -> Standing:
    """How a theme stands beside the comparator.

    Examples
    --------
    >>> [standing_of(u) for u in (1.0, 0.5, 0.49, -0.5, -1.2, float("nan"))]
    ['worse', 'slightly_worse', 'alike', 'slightly_better', 'better', '']
    """
    if math.isnan(u):
        return ""
    if abs(u) < SLIGHT_FROM:
        return "alike"
    if u > 0:
        return "worse" if u >= STRIKING_FROM else "slightly_worse"
    return "better" if u <= -STRIKING_FROM else "slightly_better"


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
        Distance from the comparator in robust standard deviations, higher is worse; NaN when it cannot be judged.
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
    """A theme in one area, with all its parts.

    Attributes
    ----------
    card
    signals
        The figures that count; those that cannot be judged have `u` NaN.
    u, spread
        Mean over constructs of the unfavourable distances from the comparator, and its standard deviation.
    people, wider
        About how many people it is, by the strictest and the wider definition.
    sizes
        Lowest and highest size criterion: by the strictest and the wider definition, equal when there is one.
    changes
        Changes of the counted figures that may be compared over years.
    ageing
        For a theme of people of 65 and over.
    criteria
        `methods.weights.CRITERIA`, each 0 to 100, NaN where not known; the size is the middle of `sizes`.
    score
        Weighted mean of the known criteria; NaN without severity or size.
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

    @property
    def numbers(self) -> tuple[tuple[People, str], ...]:
        """The numbers of people with the words of their definitions, lowest first.

        The wider definition is not always the larger one: the two are modelled apart, as with alcohol. Its words lean
        on those of the strict one, so where they come first they get the same people: adults who ….
        """
        found = ((self.people, self.card.people_label), (self.wider, self.card.wider_label))
        known = sorted(((p, label or "") for p, label in found if p is not None), key=lambda one: one[0].number)
        if len(known) == 2 and known[0][0] is self.wider:
            who = (self.card.people_label or "").partition(" ")[0]
            known[0] = known[0][0], f"{who} {known[0][1]}"
        return tuple(known)

    @property
    def standing(self) -> Standing:
        return standing_of(self.u)

    @property
    def is_unfavourable(self) -> bool:
        """Whether the theme as a whole is worse off, if only slightly."""
        return self.standing in ("worse", "slightly_worse")

    @property
    def is_favourable(self) -> bool:
        return self.standing in ("better", "slightly_better")

    @property
    def is_estimated(self) -> bool:
        """Whether nothing in it has a known certainty, so that it can only seem so."""
        return all(s.assumed for s in self.signals if not math.isnan(s.u))

    @property
    def extra(self) -> float:
        """How many people more than at the rate of the comparator; NaN when it is not known about how many it is."""
        return self.people.extra if self.people else math.nan

    @property
    def place(self) -> tuple[int, bool, float]:
        """For the order of the list: how it stands, then how many people more; of what is not worse, how far."""
        level = STANDINGS.index(self.standing)
        if self.is_unfavourable and self.extra > 0:
            return level, False, -self.extra
        return level, True, -self.u if self.standing else 0.0

    @property
    def worse_figures(self) -> tuple[Signal, ...]:
        """Figures that are worse while the theme as a whole is milder."""
        worse = tuple(s for s in self.signals if s.verdict.judgement.state == "worse")
        return () if self.standing == "worse" else worse

    @property
    def is_ranked(self) -> bool:
        return not math.isnan(self.score)

    @property
    def missing(self) -> tuple[str, ...]:
        """The criteria that are not known."""
        return tuple(name for name, value in zip(CRITERIA, self.criteria, strict=True) if math.isnan(value))

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


def ageing_of(profile: Profile) -> Ageing | None:
    """How the area is ageing, from the broad age groups; None when these are not known."""
    roles = profile.catalogue.roles
    if roles.share_coming is None or roles.share_of_older is None:
        return None
    # A newer table may know one of the two only: their ratio is of one year.
    coming, older = profile.figures_together([roles.share_coming, roles.share_of_older]).values()
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
