"""One figure in two editions: whether it differs, and what such a difference can be.

There is one rule for each situation, and each has one name. A difference is one only
when area, definition and way of making are the same and it is beyond what rounding of
a count, or chance in a survey, can give. Those two are never taken for each other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.methods.intervals import least_difference
from wijkanalyse.methods.position import relevant_difference
from wijkanalyse.profile.people import share_of_one
from wijkanalyse.profile.verdicts import Verdict, Verdicts

Kind = Literal[
    "same", "absent", "boundary", "revision", "model", "definition", "unsure", "rounding", "chance", "small", "real"
]
BESIDE = " (eigen)"
"""Behind the name of an indicator: the own figure that stands beside the published one."""


@dataclass(frozen=True)
class Stored:
    """A figure as an edition showed it; `lower` and `upper` are what was known of its uncertainty, else NaN.

    Attributes
    ----------
    one
        What one person or household is, in the unit of the figure; NaN where that is not known.
    own
        ``eigen`` for an own figure that stands beside the published one.
    """

    indicator: str
    value: float
    period: int
    status: str
    area: str
    source: str
    modified: str
    estimate_type: str
    lower: float
    upper: float
    one: float = math.nan
    own: str = ""

    @property
    def name(self) -> str:
        return self.indicator + (BESIDE if self.own else "")

    @property
    def is_sample(self) -> bool:
        """Whether it is of some people, so that chance plays a part; all others were counted or estimated."""
        return self.estimate_type in ("survey", "practice")


@dataclass(frozen=True)
class Difference:
    """One figure in two editions.

    Attributes
    ----------
    kind
        ``same``, or why the two differ: ``absent`` from one of them; ``boundary``; ``revision`` (the source changed
        the figure of one and the same year); ``model`` (estimates of two years are never compared); ``definition``
        (or another way of making); ``unsure`` (nobody knows how sure they are); ``rounding`` or ``chance`` may be
        all there is; ``small`` (beyond those, too small to matter); ``real``.
    visible_from
        A difference on this side is there when it is larger than this, in the unit of the figure; NaN where nobody
        can tell. Never less than one person or household.
    """

    indicator: Indicator
    before: Stored
    after: Stored
    kind: Kind
    visible_from: float

    @property
    def by_chance(self) -> bool:
        return self.after.is_sample


def stored_figures(verdicts: Verdicts) -> dict[str, Stored]:
    """The figures of an area as they are now, by name; an own one that stands beside has a name of its own."""
    profile = verdicts.profile
    area = "+".join(sorted(f"{p.area_id}*{p.fraction:g}" for p in profile.area.parts))
    days = {s["id"]: s.get("modified") or "" for s in profile.processed.receipt["sources"]}

    def stored(verdict: Verdict, own: str = "") -> Stored:
        figure, value = verdict.figure, verdict.figure.value
        return Stored(
            figure.indicator.id, value.number, value.period, value.status, area, value.source,
            days.get(value.source, ""), figure.estimate_type, verdict.interval.lower, verdict.interval.upper,
            share_of_one(profile, figure), own,
        )  # fmt: skip

    kept = [stored(v) for v in verdicts.all]
    # of several files the newest
    kept += [stored(own, "eigen") for v in verdicts.all for own in verdicts.beside(v.figure.indicator.id)[:1]]
    return {s.name: s for s in kept}


def differences(before: Mapping[str, Stored], after: Mapping[str, Stored], catalogue: Catalogue) -> list[Difference]:
    """Every figure that both editions have, with what its difference is; own ones behind what they stand beside."""
    names = [(i, name) for i in catalogue.indicators.values() for name in (i.id, i.id + BESIDE)]
    return [_difference(i, before[n], after[n], catalogue) for i, n in names if n in before and n in after]


def _difference(indicator: Indicator, before: Stored, after: Stored, catalogue: Catalogue) -> Difference:
    visible = _visible_from(before, after)
    return Difference(indicator, before, after, _kind(indicator, before, after, visible, catalogue), visible)


def _kind(indicator: Indicator, before: Stored, after: Stored, visible: float, catalogue: Catalogue) -> Kind:
    if before.status != "ok" or after.status != "ok":
        return "same" if before.status == after.status else "absent"
    if before.period == after.period and before.value == after.value:
        return "same"
    if before.area != after.area:
        return "boundary"
    if before.period == after.period and before.source == after.source:
        return "revision"
    if "model" in (before.estimate_type, after.estimate_type):
        return "model"
    years = sorted((before.period, after.period))
    broken = any(indicator.id in b.indicators and years[0] < b.from_year <= years[1] for b in catalogue.breaks)
    if broken or before.estimate_type != after.estimate_type:
        return "definition"
    if math.isnan(visible):
        return "unsure"
    difference = abs(after.value - before.value)
    if difference <= visible:
        return "chance" if after.is_sample else "rounding"
    least = relevant_difference(before.value, indicator.relevance_threshold, percentage=indicator.unit == "%")
    return "real" if difference >= least else "small"


def _visible_from(before: Stored, after: Stored) -> float:
    """What chance or rounding can give at most; less than one person or household is no change either."""
    if "model" in (before.estimate_type, after.estimate_type):
        return math.nan
    then, now = ((s.value, s.lower, s.upper) for s in (before, after))
    found = least_difference(then, now, by_chance=before.is_sample and after.is_sample)
    if math.isnan(found):
        return math.nan
    return max([found, *(s.one for s in (before, after) if not math.isnan(s.one))])
