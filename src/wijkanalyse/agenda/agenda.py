"""From figures to candidate themes: which are worse off, for how many people, and what may help.

Receives a profile with its judgements and the cards of the themes; hands on one
`ThemeResult` per theme and the `Agenda` of the area: the one list of candidates
that page one, the chapters, the slides, the meeting and the region all show. It
informs; people choose.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from wijkanalyse.agenda.ranks import Ranks, ranks_of
from wijkanalyse.agenda.theme import Ageing, Signal, Standing, ThemeResult, ageing_of
from wijkanalyse.cards.themes import CandidateCard, OpenPlace, ThemeCard, Themes
from wijkanalyse.dutch import names_in_a_row
from wijkanalyse.facts import Fact, ShowsFacts
from wijkanalyse.methods.acceptability import DRAWS, SEED
from wijkanalyse.methods.themes import construct_mean, severity, size, spread_of_z, weighted_score
from wijkanalyse.methods.weights import weights_of
from wijkanalyse.profile.figure import Figure
from wijkanalyse.profile.people import People, people_of, population
from wijkanalyse.profile.trends import Change, change_of
from wijkanalyse.profile.verdicts import COUNT_IS_LATER, MOST_GROWTH, Verdict, Verdicts

TOP = 10
"""Themes on the list for the meeting."""
MOST_LEADING = 3
"""Themes that can lead: as many as a meeting chooses."""
FEWEST_SCORED = 8
"""Themes of which it must be known how they stand, before one may lead (JUDGEMENT J1)."""
NEARLY_ALL = 8
"""Unfavourable themes from which nearly everything is so, and the report names those that stand out (JUDGEMENT J4)."""
STAND_OUT = 2
"""How many are named then."""
LONG_ENOUGH = 3
"""Years from which a change counts: counts in tens move by chance from one year to the next (JUDGEMENT J4)."""
MIN_INWONERS = 500
"""Inhabitants from which themes are put in an order: the smallest wijken that positions are taken among."""
ASSUMED_SPREAD, ASSUMED_SPREAD_OLDER = 0.25, 0.35
"""Standard deviation of a robust z for estimates whose source publishes no bounds: an assumption, the one of
METHODS T5.2, of all adults and of those of 65 and over. Unknown is not zero: zero would make the groups look
surer than they are. What another assumption does is in ``docs/hindcast.md``."""
NEAR_PERCENTILE = 25
"""A distance is near when a quarter of the people, at most, live in a wijk where it is shorter."""

Reason = Literal["than_nederland", "than_comparable", "near"]


@dataclass(frozen=True)
class Candidate:
    """One place on the list for the meeting: a theme, or themes that are nearly one with their parts inside.

    Attributes
    ----------
    card
    parts
        The themes in it; the first is the one that it stands for.
    """

    card: CandidateCard
    parts: tuple[ThemeResult, ...]

    @property
    def main(self) -> ThemeResult:
        return self.parts[0]

    @property
    def id(self) -> str:
        return self.card.id

    @property
    def name(self) -> str:
        return self.card.name

    @property
    def standing(self) -> Standing:
        return self.main.standing

    @property
    def extra(self) -> float:
        return self.main.extra

    @property
    def is_unfavourable(self) -> bool:
        return self.main.is_unfavourable

    @property
    def is_favourable(self) -> bool:
        """Whether all that is known in it is better off."""
        return all(part.is_favourable for part in self.parts if part.standing)

    @property
    def coming(self) -> bool:
        return any(part.coming for part in self.parts)


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
        Of severity, size, trend and future in the rank acceptability; a mapping may leave out what is 1. By default
        all equal. The list does not depend on them.
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
        """Whether too few people live here to put themes in an order; then there are no candidates."""
        return not self.profile.area.inwoners >= MIN_INWONERS

    @property
    def open_places(self) -> tuple[OpenPlace, ...]:
        """Places that the meeting fills in, for what open figures do not see."""
        return self.themes.open_places

    # ------------------------------------------------------------------ the one list

    @cached_property
    def results(self) -> tuple[ThemeResult, ...]:
        """Every theme, in the order of the cards."""
        return tuple(self._result(card) for card in self.themes.cards.values())

    def theme(self, theme_id: str) -> ThemeResult:
        """The result of one theme, by id of its card."""
        return self._by_id[self.themes.cards[theme_id].id]

    @cached_property
    def _by_id(self) -> Mapping[str, ThemeResult]:
        return {r.card.id: r for r in self.results}

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """What is known of every place on the list: unfavourable first, by the number of people that it is more than
        at the rate of the comparator; then the others, least favourable first. None where too few people live.
        """
        if self.is_too_small:
            return ()
        found = []
        for card in self.themes.candidates.values():
            parts = sorted((self._by_id[part] for part in card.parts), key=lambda r: r.place)
            found.append(Candidate(card, tuple(parts)))
        return tuple(sorted((c for c in found if c.standing), key=lambda c: c.main.place))

    @property
    def top(self) -> tuple[Candidate, ...]:
        """The candidate top 10."""
        return self.candidates[:TOP]

    @property
    def unknown(self) -> tuple[ThemeResult, ...]:
        """Themes of which no figure can be judged."""
        return tuple(r for r in self.results if not r.standing)

    @property
    def unfavourable(self) -> tuple[Candidate, ...]:
        """What is worse off, if only slightly: the one list of all that the document calls so."""
        return tuple(c for c in self.candidates if c.is_unfavourable)

    @property
    def favourable(self) -> tuple[Candidate, ...]:
        """What is better off as a whole, most favourable first."""
        return tuple(c for c in reversed(self.candidates) if c.is_favourable)

    @property
    def is_scored(self) -> bool:
        """Whether enough themes are known to say which of them leads."""
        return sum(bool(r.standing) for r in self.results) >= FEWEST_SCORED

    @property
    def nearly_all(self) -> bool:
        """Whether nearly every theme is unfavourable."""
        return sum(r.standing == "worse" for r in self.results) >= NEARLY_ALL

    @property
    def leading(self) -> tuple[Candidate, ...]:
        """With what the conversation can begin: the first of the list that concern more people than elsewhere.

        None where too few themes are known. Where nearly everything is unfavourable, the two that stand out most
        from the other themes of the area.
        """
        eligible = [c for c in self.unfavourable if c.extra > 0]
        if not self.is_scored:
            return ()
        if not self.nearly_all:
            return tuple(eligible[:MOST_LEADING])
        furthest = sorted(eligible, key=lambda c: -max(p.u for p in c.parts if p.standing))[:STAND_OUT]
        return tuple(c for c in eligible if c in furthest)

    @property
    def coming(self) -> tuple[ThemeResult, ...]:
        """Themes that are expected to grow."""
        return () if self.is_too_small else tuple(r for r in self.results if r.coming)

    @cached_property
    def ranks(self) -> Mapping[str, Ranks]:
        """How often each theme is among the first, by id: for the appendix. None where too few people live."""
        if self.is_too_small:
            return {}
        return ranks_of(self.results, self.weights, draws=self.draws, seed=self.seed)

    def _title(self) -> str:
        return f"Thema’s van {self.profile.area._title()}"

    def _facts(self) -> list[Fact]:
        """Which themes stand how, and which lead or are coming; within a row by name: no ranking."""
        if self.is_too_small:
            return [("thema’s", f"geen: er wonen minder dan {MIN_INWONERS} mensen")]
        rows = {
            "voorop": self.leading,
            "ongunstiger": [c for c in self.candidates if c.standing == "worse"],
            "iets ongunstiger": [c for c in self.candidates if c.standing == "slightly_worse"],
            "gunstiger": self.favourable,
        }
        facts = [(head, names_in_a_row(sorted(c.name for c in found)) or "geen") for head, found in rows.items()]
        return [*facts, ("komt eraan", names_in_a_row([r.card.name for r in self.coming]) or "geen")]

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
        if indicator_id is None:
            return None
        verdict = self.verdicts.of(indicator_id)
        return people_of(self.profile, verdict.figure, verdict.against.judged_against)

    @cached_property
    def _adults(self) -> float:
        """All adults, the base of every size."""
        return population(self.profile, self.profile.catalogue.roles.people.adults, 9999)

    def _changes(self, card: ThemeCard) -> list[Change]:
        counted = (i for i in card.figures if self.profile.catalogue.indicators[i].estimate_type != "model")
        return [c for c in (change_of(self.profile, i) for i in counted) if _is_long(c) and self._fair(c)]

    def _fair(self, change: Change) -> bool:
        """Whether a rate of people at the end of the year was not moved by a growing wijk alone."""
        if COUNT_IS_LATER not in change.indicator.caveats:
            return True
        return all(abs(self.profile.growth_during(v.period)) <= MOST_GROWTH for v in (change.first, change.last))

    @cached_property
    def _ageing(self) -> Ageing | None:
        return ageing_of(self.profile)

    # ---------------------------------------------------------------- opportunities

    @cached_property
    def opportunities(self) -> tuple[Opportunity, ...]:
        """What goes well or is near, linked to a theme that does not go well by itself."""
        linked: dict[str, list[ThemeCard]] = {}
        for result in (part for candidate in self.top for part in candidate.parts):
            if result.standing and not result.is_favourable:
                for name in result.card.assets:
                    linked.setdefault(name, []).append(result.card)
        found = [(self.verdicts.of(name), cards) for name, cards in linked.items()]
        kept = [Opportunity(v, self._reasons(v), tuple(cards)) for v, cards in found]
        return tuple(o for o in kept if o.reasons)

    def _reasons(self, verdict: Verdict) -> tuple[Reason, ...]:
        figure = verdict.figure
        if verdict.judgement.side == "worse":
            return ()
        reasons: list[Reason] = []
        if is_distance(figure) and figure.percentile <= NEAR_PERCENTILE:
            reasons.append("near")
        elif verdict.judgement.state == "better":
            reasons.append("than_nederland")
        alike = self.verdicts.comparator(figure, "vergelijkbaar")
        higher = figure.indicator.better_when == "higher"
        if alike.is_known and (figure.value.number > alike.p75 if higher else figure.value.number < alike.p25):
            reasons.append("than_comparable")
        return tuple(reasons)


# ------------------------------------------------------------------------- pieces


def _is_long(change: Change) -> bool:
    return len(change.years) >= 2 and change.last.period - change.first.period >= LONG_ENOUGH


def is_distance(figure: Figure) -> bool:
    """Whether a figure is a distance: near is not the same as good, and far not always bad."""
    return figure.indicator.unit == "km"
