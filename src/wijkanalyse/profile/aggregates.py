"""The figure of several parts together, by the rule on the card of the indicator.

A composite area has no row of its own in the tables, and neither has a gemeente that is said of several at once.
What cannot be aggregated is absent, with its reason.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from wijkanalyse.cards.schema import Indicator
from wijkanalyse.methods.aggregation import (
    FULL_COVERAGE,
    MIN_DENOMINATOR,
    Aggregate,
    aggregate_half_width,
    aggregate_median,
    aggregate_ratio,
    aggregate_sum,
    aggregate_weighted_mean,
    bound_of_missing,
)
from wijkanalyse.process.areas import Part
from wijkanalyse.profile.figure import Value
from wijkanalyse.profile.processed import Distribution


@dataclass(frozen=True)
class Cell:
    """A row of the figures table, as looked up."""

    value: float
    lower: float
    upper: float
    count: float
    denominator: float
    status: str
    boundary_year: int
    source: str
    method: str
    estimate_type: str


def published(cell: Cell, period: int) -> Value:
    """A row of the table as the value of a year."""
    return Value(
        cell.value,
        cell.status,
        period,
        cell.boundary_year,
        cell.source,
        cell.method,
        count=cell.count,
        denominator=cell.denominator,
        lower=cell.lower,
        upper=cell.upper,
        estimate_type=cell.estimate_type,
    )


class Together:
    """Values of parts of the register, alone or several as one.

    Parameters
    ----------
    cells
        The rows by area id, indicator and period.
    distributions
        Of the Dutch wijken by indicator, period and boundary year; what is unknown is thought to lie within them.
    everybody
        The indicator that is the number of inhabitants.
    delivers
        Whether the gemeente of a part has a count of an indicator, in a period and in boundaries of a year.
    """

    def __init__(
        self,
        cells: Mapping[tuple[str, str, int], Cell],
        distributions: Mapping[tuple[str, int, int], Distribution],
        everybody: str,
        delivers: Callable[[Part, str, int, int], bool],
    ) -> None:
        self._cells, self._distributions = cells, distributions
        self._everybody, self._delivers = everybody, delivers

    def has(self, parts: Iterable[Part], indicator: Indicator, period: int, source: str) -> bool:
        """Whether there is a row of every part, from one table."""
        rows = (self._cells.get((p.area_id, indicator.id, period)) for p in parts)
        return all(row is not None and row.source == source for row in rows)

    def value(self, parts: Iterable[Part], indicator: Indicator, period: int) -> Value:
        parts = tuple(parts)
        cells = [self._cells[p.area_id, indicator.id, period] for p in parts]
        first = cells[0]
        if len(parts) == 1 and parts[0].fraction == 1:
            return published(first, period)
        result = self._aggregate(indicator, parts, cells, period)
        if result is None:
            return Value(np.nan, "not_aggregable", period, first.boundary_year, first.source)
        if result.absent:
            # When every part is absent for one reason, that reason says more than "too little coverage".
            reasons = {c.status for c in cells}
            status = reasons.pop() if len(reasons) == 1 and "ok" not in reasons else result.absent
            return Value(
                np.nan,
                status,
                period,
                first.boundary_year,
                first.source,
                coverage=result.coverage,
                least=result.least,
                most=result.most,
            )
        half = self._half_width(indicator, parts, cells)
        least, most = self._bounds_of_missing(indicator, result, period, first.boundary_year)
        lowest = -math.inf if indicator.may_be_negative else 0.0
        highest = 100.0 if indicator.unit == "%" else math.inf
        return Value(
            result.value,
            "ok",
            period,
            first.boundary_year,
            first.source,
            "aggregated",
            result.coverage,
            count=result.count,
            denominator=result.denominator,
            # Bounds that lie askew around a figure near an end would pass it; np.clip keeps NaN.
            lower=float(np.clip(result.value - half, lowest, highest)),
            upper=float(np.clip(result.value + half, lowest, highest)),
            least=least,
            most=most,
            estimate_type=first.estimate_type,
        )

    def _aggregate(
        self, indicator: Indicator, parts: tuple[Part, ...], cells: list[Cell], period: int
    ) -> Aggregate | None:
        """The parts together by the rule of the card, or None when the card forbids it."""
        fractions = [p.fraction for p in parts]
        everybody = self._everybody
        # Where nobody lives there is nothing to weigh, and a figure that cannot exist is not a gap.
        sizes = [self._weight(p, everybody, c.boundary_year) for p, c in zip(parts, cells, strict=True)]
        match indicator.aggregation.rule:
            case "none":
                return None
            case "sum":
                return aggregate_sum([c.value for c in cells], fractions)
            case "ratio":
                measure = indicator.measure_in(period)
                least = 0 if measure.is_density else MIN_DENOMINATOR
                counts, denominators = [c.count for c in cells], [c.denominator for c in cells]
                secret = self._secret_up_to(indicator, parts, cells, period)
                return aggregate_ratio(counts, denominators, fractions, sizes, measure.per, least, secret)
            case "median":
                weight = indicator.aggregation.weight
                households = [self._weight(p, weight, c.boundary_year) for p, c in zip(parts, cells, strict=True)]
                return aggregate_median([c.value for c in cells], fractions, households)
            case "weighted_mean":
                weight = indicator.aggregation.weight
                weights = [self._weight(p, weight, c.boundary_year) for p, c in zip(parts, cells, strict=True)]
                return aggregate_weighted_mean([c.value for c in cells], weights, fractions, sizes)

    def _secret_up_to(
        self, indicator: Indicator, parts: tuple[Part, ...], cells: list[Cell], period: int
    ) -> list[float] | None:
        """How large the unknown counts can be at most, of parts whose gemeente has a count; None without such.

        A gemeente that delivers nothing has no count either. Where it has one, a part without is left out
        because its count is small: CBS publishes care from 8 people on.
        """
        highest = indicator.aggregation.secret_up_to
        if highest is None:
            return None
        return [
            highest
            if cell.status == "suppressed" and self._delivers(part, indicator.id, period, cell.boundary_year)
            else math.nan
            for part, cell in zip(parts, cells, strict=True)
        ]

    def _bounds_of_missing(
        self, indicator: Indicator, result: Aggregate, period: int, boundary_year: int
    ) -> tuple[float, float]:
        """Between which numbers the figure lies, for the parts of which it is not known; NaN when all are known.

        Unknown parts are thought to lie between P5 and P95 of the Dutch wijken, or at the known parts where those
        lie outside (METHODS §2.2).
        """
        if not math.isnan(result.least):
            return result.least, result.most
        if result.coverage >= FULL_COVERAGE:
            return math.nan, math.nan
        distribution = self._distributions.get((indicator.id, period, boundary_year))
        if distribution is None:
            return math.nan, math.nan
        low, high = distribution.percentiles[[5, 95]]
        return bound_of_missing(result.value, result.coverage, (min(low, result.value), max(high, result.value)))

    def _half_width(self, indicator: Indicator, parts: tuple[Part, ...], cells: list[Cell]) -> float:
        """Half the interval of an aggregated figure; NaN where the source publishes no bounds."""
        name = indicator.aggregation.weight
        if name is None and indicator.aggregation.rule != "ratio":
            return float("nan")
        weights = [
            c.denominator if name is None else self._weight(p, name, c.boundary_year)
            for p, c in zip(parts, cells, strict=True)
        ]
        return aggregate_half_width(
            [c.lower for c in cells], [c.upper for c in cells], weights, [p.fraction for p in parts]
        )

    def _weight(self, part: Part, indicator_id: str, boundary_year: int) -> float:
        """The weight of a part in the year of the boundaries of the figure."""
        cell = self._cells.get((part.area_id, indicator_id, boundary_year))
        return cell.value if cell else float("nan")
