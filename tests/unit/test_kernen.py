"""Small wijken with neighbours: who is near, how many people, and a file that makes an area of it."""

from __future__ import annotations

import geopandas as gpd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from wijkanalyse.cards.composites import load_composites
from wijkanalyse.dialogue.kernen import LEAST, MOST, kernen_of
from wijkanalyse.process.areas import Area

SIDE = 0.05


def wijk(number: int, people: float, gemeente: str = "GM0001") -> Area:
    return Area(f"WK{number:06}", f"Wijk {number}", "wijk", 2024, (gemeente,), (gemeente,), (), people, 5.0)


def grid(areas, columns):
    """Outlines of squares in rows."""
    shapes = [box(x := n % columns * SIDE, y := n // columns * SIDE, x + SIDE, y + SIDE) for n in range(len(areas))]
    return gpd.GeoDataFrame({"area_code": [a.code for a in areas]}, geometry=shapes, crs=4326)


def proposed(areas, columns, small=500):
    found = kernen_of(areas, [a for a in areas if a.inwoners < small], grid(areas, columns))
    return [([int(a.code[2:]) for a in k.parts], k.inwoners) for k in found]


def test_a_small_wijk_goes_with_its_largest_neighbour_that_fits():
    #  0: small, 1: too large beside it, 2: fits
    areas = [wijk(0, 200), wijk(1, 19_000), wijk(2, 10_500), wijk(3, 3_000)]
    assert proposed(areas, 2) == [([0, 2], 10_700)]


def test_wijken_that_meet_in_a_corner_are_no_neighbours():
    areas = [wijk(0, 200), wijk(1, 40_000), wijk(2, 40_000), wijk(3, 11_000)]
    assert proposed(areas, 2) == [([0], 200)], "3 touches 0 in one point only"


def test_the_own_gemeente_goes_first_and_small_ones_share_a_kern():
    areas = [wijk(0, 200), wijk(1, 12_000, "GM0002"), wijk(2, 11_000), wijk(3, 300)]
    assert proposed(areas, 2) == [([0, 2, 3], 11_500)]


def test_without_outlines_a_small_wijk_stays_alone():
    areas = [wijk(0, 200), wijk(1, 12_000)]
    (alone,) = kernen_of(areas, areas[:1], None)
    assert [a.code for a in alone.parts] == ["WK000000"]
    assert not alone.is_large_enough


@settings(max_examples=60, deadline=None)
@given(people=st.lists(st.integers(10, 16_000), min_size=2, max_size=30), columns=st.integers(1, 6))
def test_every_small_wijk_is_in_one_kern_that_hangs_together_and_none_is_too_large(people, columns):
    areas = [wijk(n, count, f"GM000{n % 3}") for n, count in enumerate(people)]
    found = proposed(areas, columns)
    members = [n for codes, _ in found for n in codes]
    assert len(members) == len(set(members)), "no wijk is in two"
    assert {n for n, count in enumerate(people) if count < 500} <= set(members)
    for codes, total in found:
        assert total == sum(people[n] for n in codes) <= MOST
        assert any(people[n] < 500 for n in codes)
        reached, rest = {codes[0]}, set(codes[1:])
        while step := {n for n in rest if any(_beside(n, m, columns) for m in reached)}:
            reached, rest = reached | step, rest - step
        assert not rest, "its wijken touch each other"


def _beside(one, other, columns):
    rows, across = abs(one // columns - other // columns), abs(one % columns - other % columns)
    return rows + across == 1


def test_the_file_of_a_kern_is_an_area_as_it_is(tmp_path):
    areas = [wijk(0, 200), wijk(1, LEAST)]
    (kern,) = kernen_of(areas, areas[:1], grid(areas, 2))
    (tmp_path / kern.file_name).write_text(kern.as_file(), encoding="utf-8")
    (read,) = load_composites(tmp_path).values()
    assert (read.code, read.name, read.boundary_year) == ("wijk-1-en-omgeving", "Wijk 1 en omgeving", 2024)
    assert list(read.parts) == ["WK000000", "WK000001"]
    assert kern.inwoners == pytest.approx(10_200)
