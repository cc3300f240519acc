"""The rows of the table of figures that a report about an area rests on.

Rows above the edition are dropped before anything else sees them. Where own files and published tables give one
figure, one of the two leads; where editions of a family give a series more than once, one edition is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import cached_property

import numpy as np
import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.editions import Openness, shown_in
from wijkanalyse.process.areas import Part
from wijkanalyse.profile.aggregates import Cell, Together
from wijkanalyse.profile.one_table import editions_of, of_editions, shares_of
from wijkanalyse.profile.over_years import OverYears
from wijkanalyse.profile.processed import Processed


class Rows:
    """The figures of an area, its buurten and its gemeenten in any year, and of Nederland, in one edition.

    Parameters
    ----------
    years
        The area over the years.
    processed, catalogue
        The tables and the cards.
    edition
        Only what it may show is kept.
    own_first
        Whether own rows lead wherever there are any, and not only where nothing is published.
    """

    def __init__(
        self, years: OverYears, processed: Processed, catalogue: Catalogue, edition: Openness, *, own_first: bool
    ) -> None:
        self.years, self.processed, self.catalogue, self.edition = years, processed, catalogue, edition
        self._own_first = own_first

    @cached_property
    def every(self) -> pd.DataFrame:
        """All of them. Of own figures of Nederland only those of files that have a row here: others are not shown."""
        about = {*self.years.with_comparators, *self.years.buurten.area_id}
        rows = self.shown(self.processed.figures_of(self.years.register.gemeente_code.unique(), about))
        own = self.is_own(rows)
        if not own.any():
            return rows
        here = rows.area_id != "NL"
        return rows[~own | rows.source.isin(rows.source[own & here].unique())]

    def shown(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows that this edition may show."""
        hidden = set(rows.openness.unique()) - set(shown_in(self.edition))
        return rows[~rows.openness.isin(hidden)] if hidden else rows

    def is_own(self, rows: pd.DataFrame) -> pd.Series:
        """Whether each is of an own file."""
        own = [source for source in rows.source.unique() if self.catalogue.is_own(source)]
        return rows.source.isin(own) if own else pd.Series(False, index=rows.index)

    @cached_property
    def own_indicators(self) -> frozenset[str]:
        """The indicators of which an own file has a row of a part of the area."""
        rows = self.every[self.is_own(self.every) & self.every.area_id.isin(self.years.part_ids)]
        return frozenset(rows.indicator.astype(str))

    def leading(self, rows: pd.DataFrame, about: Iterable[str]) -> pd.DataFrame:
        """Of each indicator the published rows, or the own ones where of these areas nothing is published."""
        own = self.is_own(rows)
        if not own.any():
            return rows
        indicators = rows.indicator.astype(str)
        led = set(indicators[own])
        if not self._own_first:
            filled = self.processed.filled_periods
            in_use = np.array([p in filled.get(i, (p,)) for i, p in zip(indicators, rows.period, strict=True)], bool)
            known = rows.area_id.isin(list(about)) & (rows.status == "ok")
            led &= set(indicators[own & known]) | (led - set(indicators[~own]))
            led -= set(indicators[~own & known & in_use])
        return rows[own == indicators.isin(led)]

    def chosen(self, rows: pd.DataFrame, about: Iterable[str]) -> pd.DataFrame:
        """Rows of any areas, of the editions that this area is told by; own ones as `leading` has them."""
        return self.leading(of_editions(rows, self.editions, self.catalogue), about)

    @cached_property
    def _with_comparators(self) -> pd.DataFrame:
        """The rows of the parts, their gemeenten and Nederland, of all editions."""
        return self.every[self.every.area_id.isin(self.years.with_comparators)]

    @cached_property
    def editions(self) -> Mapping[str, int]:
        """The edition that this area is told by, where editions of a family give one series more than once."""
        shares = shares_of(self.years.inwoners)
        return editions_of(self._with_comparators, shares, self.processed.filled_editions, self.catalogue)

    @cached_property
    def cells(self) -> Mapping[tuple[str, str, int], Cell]:
        """Cells by area id, indicator and period, for the parts, their gemeenten and Nederland."""
        return cells_of(self.chosen(self._with_comparators, self.years.part_ids))

    @cached_property
    def periods(self) -> Mapping[str, set[int]]:
        """The years of which there is a cell, by indicator."""
        periods: dict[str, set[int]] = {}
        for _, indicator_id, period in self.cells:
            periods.setdefault(indicator_id, set()).add(period)
        return periods

    @cached_property
    def together(self) -> Together:
        """The cells of several parts as one."""
        people = self.catalogue.roles.people.all
        return Together(self.cells, self.processed.distributions, people, self._gemeente_delivers)

    def _gemeente_delivers(self, part: Part, indicator_id: str, period: int, boundary_year: int) -> bool:
        cells = (self.cells.get((g, indicator_id, period)) for g in self.years.gemeenten_of(part, boundary_year))
        return any(cell is not None and cell.status == "ok" for cell in cells)


def cells_of(rows: pd.DataFrame) -> dict[tuple[str, str, int], Cell]:
    """Rows of the figures table by area id, indicator and period."""
    keys = zip(rows.area_id, rows.indicator, rows.period, strict=True)
    columns = [f.name for f in fields(Cell)]
    return dict(zip(keys, (Cell(*r) for r in rows[columns].itertuples(index=False, name=None)), strict=True))
