"""The table of figures as it lies in memory, and where the rows of each area stand in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq


class StoredFigures:
    """Rows of ``figures.parquet``, of the whole country or of some gemeenten.

    The build writes the rows of an area one after another, so those of some areas are taken from their places:
    searching the table of the country costs a report more than all it does with the rows.
    """

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows

    def of_gemeenten(self, codes: Collection[str]) -> pd.DataFrame:
        """The rows of gemeenten and of all that lies in them ("": Nederland), in the order of the table."""
        return self._at(self._gemeenten, codes)

    def of_areas(self, area_ids: Collection[str]) -> pd.DataFrame:
        """The rows of areas, in the order of the table."""
        return self._at(self._areas, area_ids)

    def index(self) -> None:
        """Find the places now, for a process that forks one child per report."""
        _ = self._gemeenten, self._areas

    def _at(self, places: dict[str, list[range]], wanted: Iterable[str]) -> pd.DataFrame:
        found = sorted((place for one in set(wanted) for place in places.get(one, ())), key=lambda place: place.start)
        if len(found) == 1:
            return self.rows.iloc[found[0].start : found[0].stop]
        return self.rows.iloc[np.concatenate(found) if found else []]

    @cached_property
    def _gemeenten(self) -> dict[str, list[range]]:
        return _places(self.rows.gemeente_code)

    @cached_property
    def _areas(self) -> dict[str, list[range]]:
        return _places(self.rows.area_id)


def read_gemeenten(path: Path, codes: Collection[str]) -> StoredFigures:
    """The figures of some gemeenten ("": Nederland), from the file.

    Only the row groups that may hold them are read: the build writes gemeenten in the order of their codes. A filter of
    pyarrow gives the same rows in a hundred times as much time, since it opens every row group of the country.
    """
    with pq.ParquetFile(path) as file:
        rows = file.read_row_groups(_groups_with(file.metadata, codes)).to_pandas()
    return StoredFigures(rows[rows.gemeente_code.isin(list(codes))])


def _groups_with(about: pq.FileMetaData, codes: Collection[str]) -> list[int]:
    """The row groups that may hold a gemeente, by the lowest and highest code in each."""
    column = about.schema.names.index("gemeente_code")
    ends = [about.row_group(n).column(column).statistics for n in range(about.num_row_groups)]
    return [
        n
        for n, found in enumerate(ends)
        if found is None or not found.has_min_max or any(found.min <= code <= found.max for code in codes)
    ]


def _places(column: pd.Series) -> dict[str, list[range]]:
    """Where each value stands: one range where its rows follow each other, else several."""
    values = column.astype("category").cat
    codes = values.codes.to_numpy()
    starts = [0, *(np.flatnonzero(codes[1:] != codes[:-1]) + 1).tolist(), len(codes)]
    places: dict[str, list[range]] = {}
    for start, stop in pairwise(starts):
        if stop > start:
            places.setdefault(str(values.categories[codes[start]]), []).append(range(start, stop))
    return places
