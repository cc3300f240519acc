"""Modelled health figures with the ages of Nederland: would the area differ if its ages did not?

Receives a profile, hands on per figure what was estimated, the same with the
age structure of Nederland, and Nederland itself. Only for figures of which both
ages are published in one year; one age is never derived from the other
(METHODS §9.3). The crude figure stays the one to plan with.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from wijkanalyse.cards.schema import Indicator
from wijkanalyse.methods.position import relevant_difference
from wijkanalyse.methods.standardisation import standardise_modelled
from wijkanalyse.profile.once import once
from wijkanalyse.profile.profile import Profile

Side = Literal["higher", "lower", "alike"]
Outcome = Literal["nearly_gone", "smaller", "same", "larger"]
OUTCOMES: Mapping[Outcome, str] = {
    "nearly_gone": "bijna verdwijnen",
    "smaller": "kleiner zijn",
    "same": "blijven",
    "larger": "groter zijn",
}
"""What becomes of a difference with the ages of Nederland, as it follows “zou het verschil”."""


@dataclass(frozen=True)
class Adjusted:
    """A figure of one year as estimated, and with the ages of Nederland; in the unit of the figure."""

    indicator: Indicator
    period: int
    crude: float
    adjusted: float
    nederland_crude: float
    nederland_adjusted: float

    @property
    def difference_before(self) -> float:
        """Difference with Nederland as estimated."""
        return self.crude - self.nederland_crude

    @property
    def difference_after(self) -> float:
        """Difference with Nederland that is left with the same ages."""
        return self.adjusted - self.nederland_adjusted

    @property
    def side_before(self) -> Side:
        return _side(self.crude, self.nederland_crude, self.indicator)

    @property
    def side_after(self) -> Side:
        return _side(self.adjusted, self.nederland_adjusted, self.indicator)


@once
def adjusted_for_age(profile: Profile) -> list[Adjusted]:
    """Every figure of the area that can be given with the ages of Nederland.

    Returns
    -------
    list of Adjusted
        In reading order, each of the newest year with both ages; empty where there is none. Nederland is weighted
        by the people of the first year whose numbers are known, the same for area and country.
    """
    weights = _weights(profile)
    cards = [i for name in profile.catalogue.vocabulary.chapters for i in profile.catalogue.chapter(name) if i.ages]
    found = (_adjusted(profile, card, weights) for card in cards) if weights else ()
    return [figure for figure in found if figure is not None]


@dataclass(frozen=True)
class AgesEffect:
    """What ages explain of a difference with Nederland.

    Attributes
    ----------
    left
        Share of the difference that is left with the ages of Nederland; above 1 when it grows.
    period
        Year of the figures.
    """

    left: float
    period: int

    @property
    def outcome(self) -> Outcome:
        """What becomes of the difference (JUDGEMENT J7)."""
        limits: tuple[tuple[float, Outcome], ...] = ((0.25, "nearly_gone"), (0.75, "smaller"), (1.10, "same"))
        return next((outcome for limit, outcome in limits if self.left <= limit), "larger")


def effect_of_ages(profile: Profile, chapter: str) -> AgesEffect | None:
    """What ages explain of the unfavourable differences of a chapter, over all its figures that can be corrected.

    Returns
    -------
    AgesEffect or None
        None where no figure can be corrected, or where they were not unfavourable together in the year of it.
    """
    figures = [f for f in adjusted_for_age(profile) if f.indicator.chapter == chapter]
    before = sum(_unfavourable(f, f.crude - f.nederland_crude) for f in figures)
    if not before > 0:
        return None
    after = sum(_unfavourable(f, f.adjusted - f.nederland_adjusted) for f in figures)
    return AgesEffect(after / before, max(f.period for f in figures))


def _unfavourable(figure: Adjusted, difference: float) -> float:
    return -difference if figure.indicator.better_when == "higher" else difference


def _weights(profile: Profile) -> tuple[float, float] | None:
    """People of 18–64 and of 65 and over in Nederland."""
    people = profile.catalogue.roles.people
    younger, older = (profile.nederland_history(name) for name in (people.younger, people.older))
    years = sorted(y for y in set(younger) & set(older) if not math.isnan(younger[y] + older[y]))
    return (younger[years[0]], older[years[0]]) if years else None


def _adjusted(profile: Profile, card: Indicator, weights: tuple[float, float]) -> Adjusted | None:
    names = (card.id, card.ages.younger, card.ages.older)
    here = [{v.period: v.number for v in profile.history(n) if v.is_known} for n in names]
    there = [profile.nederland_history(n) for n in names]
    years = [p for p in here[0] if all(p in h for h in here) and all(not math.isnan(t.get(p, math.nan)) for t in there)]
    if not years:
        return None
    period = max(years)
    crude, *ages = (h[period] for h in here)
    crude_there, *ages_there = (t[period] for t in there)
    return Adjusted(card, period, crude, _standardise(ages, weights), crude_there, _standardise(ages_there, weights))


def _standardise(percentages: Sequence[float], weights: tuple[float, float]) -> float:
    return 100 * standardise_modelled([p / 100 for p in percentages], weights)


def _side(number: float, other: float, card: Indicator) -> Side:
    least = relevant_difference(other, card.relevance_threshold, percentage=True)
    if abs(number - other) < least:
        return "alike"
    return "higher" if number > other else "lower"
