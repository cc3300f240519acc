"""What page one may say of an area: how many figures, which themes, what ages explain, and what goes well.

Receives the agenda; hands on the few facts from which the sentences are made. All
of it rests on the figures that ``roles.yml`` names for page one and on the one
list of themes. Where too little is known it says so, and denies nothing
(JUDGEMENT J1, J5, J7).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from wijkanalyse.agenda.agenda import Agenda, Candidate, is_distance
from wijkanalyse.methods.comparison import State
from wijkanalyse.profile.ages import AgesEffect, effect_of_ages
from wijkanalyse.profile.figure import Figure, Status
from wijkanalyse.profile.verdicts import Verdict

ENOUGH = 0.6
"""Share of the figures of page one that is known, below which it cannot say how it goes here."""
TO_DENY = 0.8
"""Share from which it may say that nothing differs or is unfavourable."""
OLDEST = 5
"""Years by which a figure may be older than the newest one of the area, to be named on page one."""
STUDENTS_FROM = 40.0
"""Percentage of people of 15 to 24 from which incomes say little: most of them study."""
MOST_STRENGTHS = 2
FAR_KM = 3.0
"""Kilometres beyond which a distance has a place on page one."""


@dataclass(frozen=True)
class Attention:
    """A theme that leads, with the one figure that it brings to page one."""

    candidate: Candidate
    verdict: Verdict


class Headline:
    """The facts of page one.

    Parameters
    ----------
    agenda
        The themes of the area, with the judgements on its figures.
    """

    def __init__(self, agenda: Agenda) -> None:
        self.agenda, self.verdicts, self.profile = agenda, agenda.verdicts, agenda.profile

    # -------------------------------------------------------------------- counting

    @cached_property
    def figures(self) -> tuple[Verdict, ...]:
        """The figures that page one counts, in the order of the groups."""
        groups = self.profile.catalogue.roles.page_one.values()
        return tuple(self.verdicts.of(name) for names in groups for name in names)

    @property
    def known(self) -> tuple[Verdict, ...]:
        return tuple(v for v in self.figures if v.figure.value.is_known)

    @property
    def judged(self) -> tuple[Verdict, ...]:
        return tuple(v for v in self.known if v.judgement.state != "cannot_be_judged")

    def count(self, state: State) -> int:
        """How many of the figures are judged so."""
        return sum(v.judgement.state == state for v in self.judged)

    @property
    def mostly_favourable(self) -> bool:
        """Whether more of the figures are better than worse."""
        sides = [v.judgement.side for v in self.judged]
        return sides.count("better") > sides.count("worse")

    @property
    def estimates(self) -> int:
        """How many of the judged figures nobody counted."""
        return sum(v.figure.estimate_type == "model" for v in self.judged)

    @property
    def without_margins(self) -> int:
        """Of how many of these estimates the source does not say how certain they are."""
        return sum(v.figure.estimate_type == "model" and not v.interval.is_known for v in self.judged)

    @property
    def share_known(self) -> float:
        """Share of the figures that is known, 0 to 1; 1 where page one counts none."""
        return len(self.known) / len(self.figures) if self.figures else 1.0

    @property
    def is_silent(self) -> bool:
        """Whether too little is known to say how it goes here."""
        return self.share_known < ENOUGH

    @property
    def may_deny(self) -> bool:
        """Whether enough is known to say that nothing differs, or that no theme is unfavourable."""
        enough = bool(self.figures) and self.share_known >= TO_DENY
        return enough and self.agenda.is_scored and not self.agenda.is_too_small

    @property
    def reason(self) -> Status | None:
        """Why most of the unknown figures are unknown."""
        statuses = Counter(v.figure.value.status for v in self.figures if not v.figure.value.is_known)
        return statuses.most_common(1)[0][0] if statuses else None

    # ---------------------------------------------------------------------- themes

    @cached_property
    def attention(self) -> tuple[Attention, ...]:
        """The themes that lead, each with one figure: the one of its people, else the first that is worse."""
        found = ((candidate, self._figure_of(candidate)) for candidate in self.agenda.leading)
        return tuple(Attention(candidate, verdict) for candidate, verdict in found if verdict is not None)

    def _figure_of(self, candidate: Candidate) -> Verdict | None:
        main = candidate.main
        signals = {s.verdict.figure.indicator.id: s for s in main.signals}
        people = [signals[i].verdict for i in (main.card.people, main.card.wider) if i in signals]
        furthest = [s.verdict for s in sorted(main.signals, key=lambda s: -s.u if s.u == s.u else 0.0)]
        recent = [v for v in (*people, *furthest) if v.figure.value.is_known and not self._is_old(v.figure)]
        return next((v for v in recent if v.judgement.side == "worse"), next(iter(recent), None))

    def _is_old(self, figure: Figure) -> bool:
        return figure.value.period < self._newest - OLDEST

    @cached_property
    def _newest(self) -> int:
        return max((v.figure.value.period for v in self.verdicts.all if v.figure.value.is_known), default=0)

    @property
    def worse(self) -> tuple[Verdict, ...]:
        """The figures that are unfavourable without more; of distances only those that are large."""
        found = (v for v in self.judged if v.judgement.state == "worse")
        return tuple(v for v in found if v in self.far or not is_distance(v.figure))

    @property
    def only_distances(self) -> bool:
        """Whether all that is unfavourable is a matter of distances, none of which is large."""
        parts = (p for c in self.agenda.unfavourable for p in c.parts if p.is_unfavourable)
        return not self.far and all(is_distance(s.verdict.figure) for part in parts for s in part.signals)

    @property
    def far(self) -> tuple[Verdict, ...]:
        """Distances that are unfavourable and so large that page one names them; others it leaves to their chapter."""
        return tuple(
            v for v in self.judged
            if is_distance(v.figure) and v.figure.value.number > FAR_KM and v.judgement.side == "worse"
        )  # fmt: skip

    # ------------------------------------------------------------------- strengths

    @cached_property
    def strengths(self) -> tuple[Verdict, ...]:
        """What goes well: figures that stand out favourably, else slightly so; none of a theme that is unfavourable."""
        parts = [p for c in self.agenda.unfavourable for p in c.parts]
        taken = {s.verdict.figure.indicator.id for part in parts for s in part.signals}
        first = (self.verdicts.of(result.card.figures[0]) for result in self.agenda.results)
        pool = {v.figure.indicator.id: v for v in (*self.figures, *first)}
        good = [
            v for name, v in pool.items()
            if v.judgement.side == "better" and name not in taken
            and not self._is_old(v.figure) and not is_distance(v.figure)
        ]  # fmt: skip
        ordered = sorted(good, key=lambda v: (v.judgement.state != "better", -abs(v.judgement.z)))
        one_per_chapter = {v.figure.indicator.chapter: v for v in reversed(ordered)}
        return tuple(v for v in ordered if v in one_per_chapter.values())[:MOST_STRENGTHS]

    # ------------------------------------------------------------------------ ages

    @cached_property
    def students(self) -> Figure | None:
        """The share of people of 15 to 24, where it is so high that most of them study."""
        name = self.profile.catalogue.roles.share_of_students
        figure = self.profile.figure(name) if name else None
        return figure if figure is not None and figure.value.number > STUDENTS_FROM else None

    @cached_property
    def ages(self) -> AgesEffect | None:
        """How much of the difference of the first theme's chapter is left with the ages of Nederland."""
        if not self.attention or self.students is not None or self.verdicts.key != "nederland":
            return None
        return effect_of_ages(self.profile, self.attention[0].verdict.figure.indicator.chapter)
