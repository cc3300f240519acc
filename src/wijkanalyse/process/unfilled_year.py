"""Figures of a year of which the register has its areas, but not yet their inhabitants.

Such a year cannot be reported on. Its figures can be, for areas that are the same in a year that is filled: the same
code and name, and outlines that coincide, as `register.link_years` asks of areas without a flag. They are read as
figures of that year's areas; those of other areas are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from wijkanalyse.process.register import SAME_POLYGON, polygon_overlap, same_name

Outlines = Mapping[tuple[str, int], gpd.GeoDataFrame]


@dataclass(frozen=True)
class UnfilledYear:
    """The areas of a year without inhabitants, by code with their titles."""

    year: int
    titles: Mapping[str, str]

    def nearest(self, register: pd.DataFrame) -> int:
        """The filled year that lies nearest; of two, the later one."""
        return min(map(int, register.boundary_year.unique()), key=lambda year: (abs(year - self.year), -year))

    def same_in(self, year: int, register: pd.DataFrame, outlines: Outlines) -> set[str]:
        """Codes of the areas that are the same in a filled year, and Nederland."""
        there = register[register.boundary_year == year].set_index("area_code").title
        layers = [layer for layer, y in outlines if y == self.year and (layer, year) in outlines]
        shares = [polygon_overlap(outlines[layer, self.year], outlines[layer, year]) for layer in layers]
        coincide = {code for share in shares for code in share.index[share >= SAME_POLYGON]}
        named = {c for c, title in self.titles.items() if c in there.index and same_name(title, there[c])}
        return (coincide & named) | {"NL"}


def as_of_filled_year(
    figures: pd.DataFrame, name: str, unfilled: UnfilledYear, year: int, same: set[str]
) -> tuple[pd.DataFrame, str]:
    """The figures of areas that are the same in a filled year, with that year; and a line about the others.

    Parameters
    ----------
    figures
        Columns `figures.FIGURE_COLUMNS`, of one edition of the unfilled year.
    name
        What the edition is called in the line.
    unfilled
        The year, with its areas.
    year
        The filled year, from `UnfilledYear.nearest`.
    same
        The areas, from `UnfilledYear.same_in`.
    """
    kept = figures[figures.area_code.isin(same)].assign(boundary_year=year)
    areas, of = kept.area_code.nunique(), figures.area_code.nunique()
    return kept, (
        f"{name}: the Kerncijfers of {unfilled.year} have no inhabitants yet; {areas:,} of its {of:,} areas are the "
        f"same in {year} and are used in those boundaries, the others are left out"
    )
