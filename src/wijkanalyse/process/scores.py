"""A measurement with one score per area, read as a table: the layers of the Leefbaarometer.

An area of a level that the source gives, but without a score, keeps its row: the
source does not give it, which is another thing than an area that has changed.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

import pandas as pd

from wijkanalyse.codes import LEVELS
from wijkanalyse.errors import RawDataError
from wijkanalyse.process.odata import REGION, RawTable
from wijkanalyse.process.topics import Topic

CODE, NAME = "id", "name"
"""The properties that say which area it is."""
UNKNOWN = "."
"""As `odata` reads it: the source does not give it."""


class ScoreTable(RawTable):
    """The layers of one measurement as a table: a column of codes, and a column per property."""

    def rows(self, name: str) -> list[dict[str, Any]]:
        # The service describes neither its columns nor its regions.
        return [] if name == "DataProperties" else super().rows(name)

    @cached_property
    def topics(self) -> list[Topic]:
        return [Topic(name, name, (), "") for name in self.cells.columns if name != REGION]

    @cached_property
    def cells(self) -> pd.DataFrame:
        cells = pd.DataFrame([area for file in self.card.files for area in self.rows(file.name.split(".")[0])])
        if CODE not in cells or NAME not in cells:
            there = ", ".join(cells.columns[:5]) or "nothing"
            raise RawDataError(
                f"{self.folder}: expected areas with {CODE!r} and {NAME!r}, got {there}. Fetch it again with "
                f"`wijkanalyse fetch {self.source.id} --refresh`."
            )
        texts = cells.rename(columns={CODE: REGION}).astype(object)
        return texts.where(texts.notna(), UNKNOWN).astype(str)

    @property
    def region_titles(self) -> dict[str, str]:
        return dict(zip(self.cells[REGION], self.cells[NAME], strict=True))

    def with_all_areas(self, register: pd.DataFrame) -> ScoreTable:
        """The same with a row for every area of its levels in its boundary year; how many have a score is told."""
        areas = set(register.area_code[register.boundary_year == self.source.boundary_year])
        codes = set(self.cells[REGION])
        levels = {code[:2] for code in codes}
        without = sorted(code for code in areas - codes if code[:2] in levels)
        made = replace(self)
        rows = pd.DataFrame(UNKNOWN, index=range(len(without)), columns=self.cells.columns)
        made.__dict__["cells"] = pd.concat([self.cells, rows.assign(**{REGION: without})], ignore_index=True)
        scored = codes & areas
        counts = ", ".join(
            f"{sum(c.startswith(p) for c in scored)} of {sum(c.startswith(p) for c in areas)} areas of level {level}"
            for p, level in LEVELS.items()
            if p != "NL"
        )
        made.tell(f"{self.source.id}: has a score of {counts}; none is computed from other areas")
        return made
