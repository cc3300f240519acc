"""What a value of an area is held against, of the same year and table: its gemeente, Nederland, a region."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np

from wijkanalyse.cards.schema import Indicator
from wijkanalyse.process.regions import Region
from wijkanalyse.process.series import repeating
from wijkanalyse.profile.aggregates import Together, published
from wijkanalyse.profile.figure import Figure, Value
from wijkanalyse.profile.rows import Rows, cells_of


class Comparators:
    """The gemeente, Nederland and the region of an area."""

    def __init__(self, rows: Rows) -> None:
        self._rows, self._years, self._processed = rows, rows.years, rows.processed
        self._area = rows.years.area

    def nederland(self, indicator: Indicator, value: Value) -> Value | None:
        """Nederland in the year of a value; None of Nederland itself, and where no table has it."""
        if self._area.level == "land":
            return None
        cell = self._rows.cells.get(("NL", indicator.id, value.period))
        if cell is not None:
            return published(cell, value.period)
        if not value.is_known or self._rows.catalogue.is_own(value.source):
            return None
        return Value(np.nan, "not_published", value.period, value.boundary_year, value.source)

    def gemeente(self, indicator: Indicator, value: Value) -> Value | None:
        """The gemeente as it was in the year of a value: the area lay in that one.

        Of an area that cannot be followed to that year: the gemeente that it lies in now, if that one can.
        """
        area = self._area
        if area.level in ("gemeente", "land") or not value.period or not value.boundary_year:
            return None
        absent = Value(np.nan, "same_area", value.period, value.boundary_year, value.source)
        is_linked = value.status != "not_linked"
        gemeenten = self._years.gemeenten_in(value.boundary_year if is_linked else area.boundary_year)
        if not gemeenten and value.status == "not_published":
            gemeenten = self._years.gemeenten_in(area.boundary_year)  # no figure to hold against an older gemeente
        if not gemeenten:
            return None
        # The name may be spelled in another way, as Hengelo (O.); codes of gemeenten are not reused.
        codes, names = {g.code for g in gemeenten}, {g.name for g in gemeenten}
        if codes != set(area.gemeenten) and names != set(area.gemeente_names):
            return replace(absent, status="other_gemeente", note=" en ".join(sorted(names)))
        if self.is_whole_gemeente:
            return absent
        if any((g.area_id, indicator.id, value.period) not in self._rows.cells for g in gemeenten):
            # The table has a row for every gemeente of its year, so this one was not the same gemeente then.
            return None if is_linked else replace(absent, status="not_linked")
        return self._rows.together.value(gemeenten, indicator, value.period)

    @cached_property
    def is_whole_gemeente(self) -> bool:
        """Whether the area is all there is of its gemeente."""
        whole = [p.code for p in self._area.parts if p.fraction == 1]
        return self._years.areas.fill_gemeenten(whole, self._area.gemeenten, self._area.boundary_year)

    def region(self, figure: Figure, region: Region) -> Value | None:
        """As `Profile.region_value`."""
        indicator, value = figure.indicator, figure.value
        if not value.period or not value.boundary_year or self._rows.catalogue.is_own(value.source):
            return None
        absent = Value(np.nan, "missing_part", value.period, value.boundary_year, value.source)
        codes = self._years.areas.regions.gemeenten_in(region, value.boundary_year)
        if set(codes) == {p.code for p in self._area.parts}:
            return replace(absent, status="same_area")
        known = self._processed.region_values
        key = region, self._rows.edition, indicator.id, value.period, value.boundary_year, value.source
        if key not in known:  # the same for every area of the region
            parts = [self._years.areas.part(value.boundary_year, code) for code in codes]
            together = self._together_in(region, value.source)
            is_there = bool(parts) and together.has(parts, indicator, value.period, value.source)
            known[key] = together.value(parts, indicator, value.period) if is_there else absent
        return known[key]

    def _together_in(self, region: Region, source: str) -> Together:
        """The gemeenten of a region, whose figures are read once for all reports of this process.

        Of a family whose editions repeat each other, those of one source only.
        """
        rows, catalogue, known = self._rows, self._rows.catalogue, self._processed.gemeenten_together
        family = catalogue.family_of(source)
        key = region, rows.edition, source if family and family.repeats else ""
        if key not in known:
            inside = self._years.areas.in_gemeenten(region.gemeenten)
            gemeenten = inside.area_id[inside.area_level == "gemeente"]
            found = rows.shown(self._processed.figures_of(region.gemeenten, gemeenten))
            found = found[~repeating(found.source, catalogue) | (found.source == source)]
            cells, people = cells_of(found[~rows.is_own(found)]), catalogue.roles.people.all
            known[key] = Together(cells, self._processed.distributions, people, lambda *_: False)
        return known[key]
