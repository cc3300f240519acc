"""A report → the few facts about it that the index page shows.

Receives the profile of a report in its own edition and hands on a small record
for the receipt: key figures with their year, how many figures of a chapter
are favourable, unfavourable or unknown, and a point on the map. What the edition may not
show is not in the profile, and so not here.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wijkanalyse.methods.aggregation import FULL_COVERAGE

if TYPE_CHECKING:
    from wijkanalyse.profile.figure import Value
    from wijkanalyse.profile.profile import Profile
    from wijkanalyse.profile.verdicts import Verdict, Verdicts

COUNTED = ("better", "slightly_better", "alike", "slightly_worse", "worse", "unknown")
"""What is counted of the judged figures, in the order in which the counts are written; no clear difference counts
as alike, and what cannot be judged as unknown."""


@dataclass(frozen=True)
class KeyFigure:
    """A figure beside the name of an area: a number and its year, or why there is none."""

    number: float = math.nan
    period: int = 0
    status: str = "ok"
    known: int = 100
    """Of how much of the area it is known, in percent."""

    def __str__(self) -> str:
        if self.status != "ok":
            return self.status
        return f"{self.number:.10g} in {self.period}" + (f" for {self.known}%" if self.known < 100 else "")

    @classmethod
    def read(cls, text: str) -> KeyFigure:
        """The figure from what the receipt says.

        Examples
        --------
        >>> KeyFigure.read("24.3 in 2022 for 85%")
        KeyFigure(number=24.3, period=2022, status='ok', known=85)
        """
        number, found, rest = text.partition(" in ")
        if not found:
            return cls(status=text)
        period, _, known = rest.partition(" for ")
        return cls(float(number), int(period), known=int(known.rstrip("%") or 100))


def summarise(verdicts: Verdicts) -> dict[str, Any]:
    """What the index page shows of an area.

    Parameters
    ----------
    verdicts
        Against Nederland, so that the counts of all reports mean the same.

    Returns
    -------
    dict
        ``figures``: per key figure ``"<number> in <year>"``, with `` for <share>%`` when it is known for a part of
        the area only, or the status that says why there is none.
        ``chapters``: per chapter with judged figures how many are in each state of `COUNTED`, against Nederland,
        as ``"1 0 3 0 2 0"``.
        ``point``: longitude and latitude of a point inside the area, as ``"6.46 52.6"``, or "" without boundaries.
    """
    profile = verdicts.profile
    shown = [figure.indicator for figure in profile.catalogue.roles.index]
    figures = {name: str(_key_figure(profile.figure(name).value)) for name in shown}
    return {"figures": figures, "chapters": _counts(verdicts), "point": _point(profile)}


def _key_figure(value: Value) -> KeyFigure:
    if not value.is_known:
        return KeyFigure(status=value.status)
    return KeyFigure(value.number, value.period, known=known_for(value))


def known_for(value: Value) -> int:
    """Of how much of the area a figure is known, in whole percents, as the report says it."""
    return 100 if value.coverage >= FULL_COVERAGE else math.floor(100 * value.coverage)


def _counts(verdicts: Verdicts) -> Mapping[str, str]:
    """Judgements per chapter."""
    if verdicts.profile.area.level == "land":
        return {}
    counts = {}
    for chapter in verdicts.profile.catalogue.vocabulary.chapters:
        shown = [v for v in verdicts.chapter(chapter) if v.figure.value.status != "not_filled"]
        states = [_counted(v) for v in shown if v.judgement.state != "no_judgement"]
        if states:
            counts[chapter] = " ".join(str(states.count(state)) for state in COUNTED)
    return counts


def _counted(verdict: Verdict) -> str:
    state = verdict.judgement.state
    return {"not_distinguishable": "alike", "cannot_be_judged": "unknown"}.get(state, state)


def _point(profile: Profile) -> str:
    """A point inside the largest outline of the area; of buurten that of their wijk, since they have no outlines."""
    area = profile.area
    layer = "gemeenten" if all(p.level == "gemeente" for p in area.parts) else "wijken"
    return _inside(profile.processed.polygons(layer, area.boundary_year), area.outlines)


def _inside(polygons: Any, codes: Collection[str]) -> str:
    shapes = [] if polygons is None else list(polygons.geometry[polygons.area_code.isin(codes)])
    shapes = [shape for shape in shapes if shape is not None and not shape.is_empty]
    if not shapes:
        return ""
    point = max(shapes, key=lambda shape: shape.area).representative_point()
    return f"{point.x:.4f} {point.y:.4f}"
