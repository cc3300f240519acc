"""The figures of the buurten inside an area, each in the newest year that really knows it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from operator import itemgetter
from typing import Any

import pandas as pd

from wijkanalyse.profile.buurten import newest_known, shares_by_year, shares_in_years
from wijkanalyse.profile.one_table import editions_of, of_editions
from wijkanalyse.profile.rows import Rows

_BUURT = ("area_code", "name", "inwoners", "boundary_year", "row")
"""What is told of a buurt."""
_FIGURE = ("status", "value", "denominator", "estimate_type")
"""What is kept of its figure, beside the buurt and the year."""
_COLUMNS = ["area_code", "name", "inwoners", "value", "status", "period", "is_usual", "boundary_year", "row",
            "denominator", "estimate_type"]  # fmt: skip


class Inside:
    """The buurten inside an area and their figures."""

    def __init__(self, rows: Rows) -> None:
        self._rows, self._buurten = rows, rows.years.buurten
        self._values: dict[str, pd.DataFrame] = {}

    def values(self, indicator_id: str) -> pd.DataFrame:
        """As `Profile.buurt_values`; found once, since tables, dots, names and target groups ask for the same."""
        if indicator_id not in self._values:
            self._values[indicator_id] = self._found(indicator_id)
        return self._values[indicator_id].copy(deep=False)  # pandas copies what is changed

    def _found(self, indicator_id: str) -> pd.DataFrame:
        cells = self._cells.get(indicator_id, [])
        boundary_year, usual = newest_known([cell[:3] for cell in cells], self._shares)
        inside = self._by_year.get(boundary_year, {})
        newest = {
            area_id: (*inside[area_id], period, period == usual, *figure)
            for area_id, period, *figure in cells
            if area_id in inside and (period == usual or (period > usual and figure[0] == "ok"))
        }
        names = [*_BUURT, "period", "is_usual", *_FIGURE]
        records = [dict(zip(names, told, strict=True)) for told in newest.values()]
        return pd.DataFrame({name: [record[name] for record in records] for name in _COLUMNS})

    @cached_property
    def _shares(self) -> dict[int, dict[str, float]]:
        return shares_in_years(self._buurten)

    @cached_property
    def _by_year(self) -> Mapping[int, dict[str, tuple[Any, ...]]]:
        """What is told of a buurt, by boundary year and area id."""
        return {
            int(year): dict(zip(b.area_id, b[list(_BUURT)].itertuples(index=False, name=None), strict=True))
            for year, b in self._buurten.groupby("boundary_year")
        }

    @cached_property
    def _cells(self) -> Mapping[str, list[tuple[Any, ...]]]:
        """The figures of the buurten by indicator: area id, year and the columns of `_FIGURE`, by area and year.

        Plain tuples: tens of rows for each of some figures, on which every step of a table takes longer than all.
        """
        columns = (self.rows[name].tolist() for name in ("indicator", "area_id", "period", *_FIGURE))
        cells: dict[str, list[tuple[Any, ...]]] = {}
        for indicator_id, *cell in sorted(zip(*columns, strict=True), key=itemgetter(0, 1, 2)):
            cells.setdefault(indicator_id, []).append(tuple(cell))
        return cells

    @cached_property
    def _shown(self) -> pd.DataFrame:
        return self._rows.every[self._rows.every.area_id.isin(self._buurten.area_id)]

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The rows of the buurten of all years: of one edition, and own ones where nothing is published."""
        filled, catalogue = self._rows.processed.filled_editions, self._rows.catalogue
        shares = shares_by_year(self._buurten)
        editions = editions_of(self._shown, shares, filled, catalogue, first=self._rows.editions)
        return self._rows.leading(of_editions(self._shown, editions, catalogue), self._buurten.area_id)

    def own_values(self, indicator_id: str) -> dict[str, tuple[float, int]]:
        """As `Profile.own_buurt_values`."""
        own = self._own.get(indicator_id)
        if own is None or len(own) == sum(self._shown.indicator[self._shown.status == "ok"] == indicator_id):
            return {}  # none, or they are the figures that `values` gives
        beside = self._buurten.drop_duplicates("area_id", keep="last").set_index("area_id").row
        newest = own.assign(row=own.area_id.map(beside)).sort_values("period").drop_duplicates("row", keep="last")
        return {r.row: (r.value, int(r.period)) for r in newest.itertuples(index=False)}

    @cached_property
    def _own(self) -> Mapping[str, pd.DataFrame]:
        """The own rows of buurten with a value, by indicator."""
        own = self._shown[self._rows.is_own(self._shown)]
        return {str(i): rows for i, rows in own[own.status == "ok"].groupby("indicator", observed=True)}
