"""Figures of a year whose register has areas and no inhabitants yet. All areas and figures here are invented."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import box

from wijkanalyse.process.unfilled_year import UnfilledYear, as_of_filled_year

TITLES = {"NL": "Nederland", "WK000101": "Wijk 01 Oost", "WK000102": "Wijk 02 West", "WK000103": "Wijk 03 Zuid"}
REGISTER = pd.DataFrame(
    [(2022, code, title) for code, title in TITLES.items()]
    + [(2024, code, title) for code, title in (TITLES | {"WK000103": "Wijk 03 Haven"}).items()],
    columns=["boundary_year", "area_code", "title"],
)


def outlines(width_of_west: float) -> gpd.GeoDataFrame:
    shapes = [box(5, 52, 5.01, 52.01), box(5.01, 52, 5.01 + width_of_west, 52.01), box(5.03, 52, 5.04, 52.01)]
    return gpd.GeoDataFrame({"area_code": list(TITLES)[1:]}, geometry=shapes, crs=4326)


@pytest.fixture
def unfilled():
    return UnfilledYear(2023, TITLES)


def test_the_nearest_filled_year_is_the_later_of_two(unfilled):
    assert unfilled.nearest(REGISTER) == 2024
    assert UnfilledYear(2021, TITLES).nearest(REGISTER) == 2022


@pytest.mark.parametrize(
    ("west", "same"),
    [(0.01, {"NL", "WK000101", "WK000102"}), (0.0105, {"NL", "WK000101", "WK000102"}), (0.012, {"NL", "WK000101"})],
)
def test_an_area_is_the_same_when_code_name_and_outline_are(unfilled, west, same):
    """At 0.0105 the outlines coincide for 95.2 %, at 0.012 for 83.3 %; the third wijk has another name."""
    found = unfilled.same_in(2024, REGISTER, {("wijken", 2023): outlines(0.01), ("wijken", 2024): outlines(west)})
    assert found == same


def test_without_outlines_only_the_land_is_known_to_be_the_same(unfilled):
    assert unfilled.same_in(2024, REGISTER, {("wijken", 2024): outlines(0.01)}) == {"NL"}


def test_figures_of_other_areas_are_left_out_and_counted(unfilled):
    figures = pd.DataFrame({"area_code": list(TITLES), "boundary_year": 2023, "period": 2023, "value": [1, 2, 3, 4]})
    both = {("wijken", 2023): outlines(0.01), ("wijken", 2024): outlines(0.01)}
    same = unfilled.same_in(2024, REGISTER, both)
    kept, line = as_of_filled_year(figures, "cbs_energie_2023 (00000NED)", unfilled, 2024, same)
    assert kept.area_code.tolist() == ["NL", "WK000101", "WK000102"]
    assert kept.value.tolist() == [1, 2, 3]
    assert set(kept.boundary_year) == {2024} and set(kept.period) == {2023}
    assert line == (
        "cbs_energie_2023 (00000NED): the Kerncijfers of 2023 have no inhabitants yet; 3 of its 4 areas are the same "
        "in 2024 and are used in those boundaries, the others are left out"
    )
