"""What an area has in a year, and which year that is: the newest filled one in which it is the same area as now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np

from wijkanalyse.cards.schema import Indicator
from wijkanalyse.profile.figure import Value
from wijkanalyse.profile.rows import Rows


class Values:
    """The values of an area by indicator and year."""

    def __init__(self, rows: Rows) -> None:
        self._rows, self._years = rows, rows.years

    def newest(self, indicator: Indicator) -> Value:
        """The newest filled year in which every part of the area is the same area as now.

        For several parts together also one in which it is known how heavily each part counts.
        """
        filled = self._filled_periods(indicator.id)
        periods = [period for period in filled if self._has(indicator.id, period)]
        if not periods:
            if not filled:
                return Value(np.nan, "not_filled", 0, 0, "")
            # An own file need not have a row for every area; a national table has one, so the area changed.
            national = indicator.id in self._rows.processed.filled_periods
            return (self._not_linked if national else self._of_larger_areas)(indicator, filled[0])
        values = (self._in_year(indicator, period) for period in periods)
        newest = next(values)
        if newest.status != "weight":
            return newest
        return next((value for value in values if value.status != "weight"), newest)

    def history(self, indicator: Indicator) -> list[Value]:
        """The values of all years in which the area was the same, oldest first."""
        periods = sorted(self._rows.periods.get(indicator.id, ()))
        return [self._in_year(indicator, period) for period in periods if self._has(indicator.id, period)]

    def _has(self, indicator_id: str, period: int) -> bool:
        """Whether there is a row of every part."""
        return all((area_id, indicator_id, period) in self._rows.cells for area_id in self._years.part_ids)

    def _in_year(self, indicator: Indicator, period: int) -> Value:
        """What the area has in a year in which all its parts are known to be the same areas, with how sure that is."""
        value = self._rows.together.value(self._years.area.parts, indicator, period)
        return replace(value, near_boundary=True) if self._years.moved_since(value.boundary_year) else value

    def _not_linked(self, indicator: Indicator, period: int) -> Value:
        """No figure in the newest filled year; in which boundaries it is given, the figure of Nederland says."""
        nederland = self._rows.cells.get(("NL", indicator.id, period))
        year, source = (nederland.boundary_year, nederland.source) if nederland else (0, "")
        return Value(np.nan, "not_linked", period, year, source)

    def _of_larger_areas(self, indicator: Indicator, period: int) -> Value:
        """No figure of this level: its gemeente and Nederland may have one, in the boundaries of that figure."""
        cells = (c for (_, i, p), c in self._rows.cells.items() if (i, p) == (indicator.id, period))
        cell = next((c for c in cells if self._rows.catalogue.is_published(c.source)), None)
        year, source = (cell.boundary_year, cell.source) if cell else (0, "")
        return Value(np.nan, "not_published", period, year, source)

    def _filled_periods(self, indicator_id: str) -> list[int]:
        """Years in which at least half of the Dutch wijken have a value, newest first; of its own edition only."""
        processed, edition = self._rows.processed, self._rows.editions.get(indicator_id)
        if edition is None:
            filled = processed.filled_periods.get(indicator_id)
        else:
            filled = processed.filled_editions.get((indicator_id, edition))
        if filled is None:  # a figure that is never given for half of the wijken: every year it has counts
            return sorted(self._own_and_given.get(indicator_id, ()), reverse=True)
        return sorted({*filled, *self._own_periods.get(indicator_id, ())}, reverse=True)

    @cached_property
    def _own_and_given(self) -> Mapping[str, set[int]]:
        """Years of which a table has a row of a part of the area, or an own file has any: a table of gemeenten only
        leaves no gap in a wijk, unless the card says that it is never of anything else."""
        ids, catalogue = set(self._years.part_ids), self._rows.catalogue
        # The tables may still have rows of a card that was taken out since.
        gemeente_only = {i.id for i in catalogue.indicators.values() if i.gemeente_only}
        periods: dict[str, set[int]] = {}
        for (area_id, indicator_id, period), cell in self._rows.cells.items():
            of_gemeente = area_id != "NL" and indicator_id in gemeente_only
            if area_id in ids or of_gemeente or not catalogue.is_published(cell.source):
                periods.setdefault(indicator_id, set()).add(period)
        return periods

    @cached_property
    def _own_periods(self) -> Mapping[str, set[int]]:
        """Years of own figures that take the place of published ones: they need not exist for the country."""
        periods: dict[str, set[int]] = {}
        for (_, indicator_id, period), cell in self._rows.cells.items():
            if cell.status == "ok" and not self._rows.catalogue.is_published(cell.source):
                periods.setdefault(indicator_id, set()).add(period)
        return periods
