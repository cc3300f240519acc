"""What lies around an area: the outlines that touch it, and how far its map reaches."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd

TOUCH = 0.0006
"""Degrees, some 50 m, within which outlines count as touching: they were simplified one by one."""
ROOM = 0.3
"""Room around the area on the map of its neighbours, as a share of its longest side."""


def neighbours_of(polygons: gpd.GeoDataFrame, here: Collection[str]) -> gpd.GeoDataFrame:
    """The outlines that touch those of the area."""
    own = polygons[polygons.area_code.isin(list(here))]
    found = polygons.iloc[polygons.sindex.query(own.union_all().buffer(TOUCH), predicate="intersects")]
    return found[~found.area_code.isin(own.area_code)]
