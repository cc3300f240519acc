"""A figure of an area, and what is asked of whoever has the figures.

The records that everything above this layer reads. What judges figures, follows
them over years or puts them in a table works with anything that is `HasFigures`,
and so need not know how a `Profile` finds them.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.picks import Picks
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.editions import Openness
from wijkanalyse.facts import Fact, ShowsFacts
from wijkanalyse.process.areas import Area
from wijkanalyse.process.regions import Region
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.words import ABSENT_SHORT, PLAIN_UNITS, plain_number

Status = Literal[
    "ok", "suppressed", "not_published", "not_asked", "not_applicable", "too_small", "impossible",
    "not_linked", "not_filled", "not_aggregable", "coverage", "missing_part", "weight", "range", "same_area",
    "other_gemeente",
]  # fmt: skip


@dataclass(frozen=True)
class Value:
    """A number with what a reader must know about it; `number` is NaN when `status` is not ok."""

    number: float
    status: Status
    period: int
    boundary_year: int
    source: str
    method: str = "published"
    coverage: float = 1.0
    note: str = ""
    count: float = math.nan
    denominator: float = math.nan
    lower: float = math.nan
    upper: float = math.nan
    """Published bounds, where the source gives them."""
    least: float = math.nan
    most: float = math.nan
    """What it is at the least and at the most, given the parts of the area of which it is not known."""
    estimate_type: str = ""
    """How it was got; an own survey or count may give an indicator that CBS or RIVM estimate. "": as the card says."""
    near_boundary: bool = False
    """Whether the area had nearly, and not exactly, the boundary of the report in the year of the figure."""

    @property
    def is_known(self) -> bool:
        return self.status == "ok"

    @property
    def is_range(self) -> bool:
        """Whether there is no number, but it is known between which numbers it lies."""
        return self.status == "range"


@dataclass(frozen=True, repr=False)
class Figure(ShowsFacts):
    """One indicator of an area beside its comparators, all of one year."""

    indicator: Indicator
    value: Value
    gemeente: Value | None
    nederland: Value | None
    percentile: float = math.nan
    """Percentage of people who live in a wijk with a lower figure; NaN for what has no place among the wijken."""
    spread: float = math.nan
    """Robust standard deviation of the Dutch wijken around Nederland, in the unit of the figure; NaN when unknown."""
    bands: tuple[float, float, float, float, float] | None = None
    """P5, P25, median, P75 and P95 of people by the figure of their wijk, or None without a distribution."""

    @property
    def estimate_type(self) -> str:
        """What kind of number it is, which decides how a report may speak of it."""
        return self.value.estimate_type or self.indicator.estimate_type

    @property
    def of_few(self) -> bool:
        """Whether its count and denominator are of those who took part or are patients, and not of inhabitants."""
        return self.estimate_type in ("survey", "practice")

    @property
    def difference(self) -> float:
        """Difference with Nederland in the unit of the figure; NaN when either is absent."""
        if self.nederland is None:
            return float("nan")
        return self.value.number - self.nederland.number

    _in_one_line = True

    def _title(self) -> str:
        return f"{self.indicator.label} ({self.indicator.id})"

    def _facts(self) -> list[Fact]:
        beside = [("gemeente", self.gemeente), ("Nederland", self.nederland)]
        return [
            ("gebied", self._words(self.value)),
            *((head, self._words(value)) for head, value in beside if value is not None),
            *([] if self.indicator.unit in PLAIN_UNITS else [("eenheid", self.indicator.unit)]),
            *([("jaar", str(self.value.period))] if self.value.period else []),
        ]

    def _words(self, value: Value) -> str:
        return plain_number(value.number, self.indicator) if value.is_known else ABSENT_SHORT[value.status]


class HasFigures(Protocol):
    """What is asked of the figures of one area; a `profile.Profile` answers it."""

    area: Area
    processed: Processed
    catalogue: Catalogue
    edition: Openness
    picks: Picks

    @property
    def is_whole_gemeente(self) -> bool: ...

    @property
    def buurten(self) -> pd.DataFrame: ...

    @property
    def stedelijkheid(self) -> int: ...

    def figure(self, indicator_id: str) -> Figure: ...

    def figures_together(self, indicator_ids: Iterable[str]) -> dict[str, Figure]: ...

    def own_figures(self, indicator_id: str) -> list[Figure]: ...

    def chapter(self, name: str) -> list[Figure]: ...

    def national_value(self, indicator_id: str) -> Value: ...

    def region_value(self, figure: Figure, region: Region) -> Value | None: ...

    def history(self, indicator_id: str) -> list[Value]: ...

    def growth_during(self, period: int) -> float: ...

    def nederland_history(self, indicator_id: str) -> Mapping[int, float]: ...

    def gemeente_history(self, indicator_id: str) -> Mapping[int, float]: ...

    def buurt_values(self, indicator_id: str) -> pd.DataFrame: ...
