"""One area in every year of the register: its parts, the gemeenten they lay in, and the buurten inside.

Years in which the area was another one, or could not be followed, are not among them.
"""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from wijkanalyse.codes import level_of
from wijkanalyse.process.areas import Area, Areas, Part
from wijkanalyse.process.register import NEAR
from wijkanalyse.profile.buurten import with_rows


class OverYears:
    """An area over the boundary years."""

    def __init__(self, area: Area, areas: Areas) -> None:
        self.area, self.areas = area, areas
        self.part_ids = [part.area_id for part in area.parts]
        self._gemeenten: dict[int, tuple[Part, ...]] = {}

    @cached_property
    def register(self) -> pd.DataFrame:
        """Register rows of the parts in every year, one row per area and boundary year."""
        return self.areas.of_all_years(self.part_ids)

    @cached_property
    def with_comparators(self) -> set[str]:
        """The area ids of the parts, of their gemeenten in any year, and of Nederland."""
        inside = self.areas.in_gemeenten(self.register.gemeente_code)
        return {*self.part_ids, *inside.area_id[inside.area_level == "gemeente"], "NL"}

    @cached_property
    def inwoners(self) -> dict[str, float]:
        """By area id how many people live in each part, as far as it belongs to the area; NaN where unknown."""
        newest = self.register.sort_values("boundary_year").drop_duplicates("area_id", keep="last")
        sizes = newest.set_index("area_id").inwoners
        return {part.area_id: part.fraction * sizes.get(part.area_id, float("nan")) for part in self.area.parts}

    def gemeenten_in(self, boundary_year: int) -> tuple[Part, ...]:
        """The gemeenten of the area's parts in a year."""
        if boundary_year not in self._gemeenten:
            codes = self.register.loc[self.register.boundary_year == boundary_year, "gemeente_code"].unique()
            known = sorted(code for code in codes if self.areas.id_of(boundary_year, code) is not None)
            self._gemeenten[boundary_year] = tuple(self.areas.part(boundary_year, code) for code in known)
        return self._gemeenten[boundary_year]

    def gemeenten_of(self, part: Part, boundary_year: int) -> list[str]:
        """The area ids of the gemeenten that one part lay in in a year; "" for one that the register does not know."""
        there = (self.register.area_id == part.area_id) & (self.register.boundary_year == boundary_year)
        ids = {gemeente.code: gemeente.area_id for gemeente in self.gemeenten_in(boundary_year)}
        return [ids.get(code, "") for code in self.register.gemeente_code[there]]

    def moved_since(self, boundary_year: int) -> bool:
        """Whether a boundary moved a little between that year and the year of the report."""
        first, last = sorted((boundary_year, self.area.boundary_year))
        return any(first < moved <= last for moved in self._years_moved)

    @cached_property
    def _years_moved(self) -> frozenset[int]:
        """Years in which the boundary of a part moved a little: before them it was nearly the same."""
        return frozenset(self.register.boundary_year[self.register.link == NEAR])

    @cached_property
    def buurten(self) -> pd.DataFrame:
        """The buurten inside the area of each year that has them and in which the area was the same.

        With `wijk_id`, the area id of the wijk, and `row`, the code of the buurt of now that it stands beside.
        """
        areas, places = self.areas, []
        for year, whole in () if self.area.level in ("buurt", "land") else self.register.groupby("boundary_year"):
            if len(whole) == len(self.area.parts):
                of_year = {p for code in whole.area_code for p in areas.buurten_in(int(year), code)}
                of_year |= {areas.place_of(int(year), code) for code in whole.area_code if level_of(code) == "buurt"}
                places += sorted(of_year)
        every = areas.register.iloc[places]
        wijken = zip(every.boundary_year, every.wijk_code, strict=True)
        every = every.assign(wijk_id=[areas.id_of(int(year), code) for year, code in wijken])
        return with_rows(every, newest_of(every))


def newest_of(buurten: pd.DataFrame) -> pd.DataFrame:
    """Those of the newest boundary year."""
    return buurten[buurten.boundary_year == buurten.boundary_year.max()]
