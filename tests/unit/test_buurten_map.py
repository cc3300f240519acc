"""Maps of buurten: names and a legend, what is not drawn, and that outlines are simplified where they say so.

The outlines are invented squares; the figures are those of the example.
"""

from __future__ import annotations

import gzip
import json
import re

import geopandas as gpd
import pytest
from shapely.geometry import box

from wijkanalyse.fetch.raw import card_for, write_card, write_rows
from wijkanalyse.fetch.sources import boundary_years
from wijkanalyse.process.polygons import read_polygons
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.sections import report as sections

KERN = ["BU01600901", "BU01600902", "BU01600903"]


def squares(codes, **columns):
    shapes = [box(6.0 + 0.01 * n, 52.0, 6.01 + 0.01 * n, 52.01) for n in range(len(codes))]
    return gpd.GeoDataFrame({"area_code": codes, **columns}, geometry=shapes, crs=4326)


@pytest.fixture
def profile_with(example, catalogue):
    """The profile of an area of the example with invented outlines."""

    def make(code, **outlines):
        processed = Processed(example)
        area = processed.areas.find(code)
        for layer, frame in outlines.items():
            processed._polygons[layer, 2020] = frame
        return Profile(area, processed, catalogue, "openbaar")

    return make


def test_the_map_has_a_legend_with_the_numbers_names_and_the_year(profile_with):
    profile = profile_with("kern-dedemsvaart", buurten=squares(KERN, simplified=[True, True, True]))
    html = sections.buurten(profile).html
    named = sorted(profile.buurten["name"])
    (caption,) = re.findall(r"<figcaption>(.*?)</figcaption>", html)
    assert caption == (f"1 {named[0]}, 2 {named[1]}, 3 {named[2]}. Grenzen van 2020, vereenvoudigd: Kadaster en CBS.")
    assert re.findall(r"<title>(.*?)</title>", html) == list(profile.buurten.sort_values("area_code")["name"])


def test_a_buurt_without_an_outline_is_named_and_the_others_are_drawn(profile_with):
    profile = profile_with("kern-dedemsvaart", buurten=squares(KERN[1:]))
    (caption,) = re.findall(r"<figcaption>(.*?)</figcaption>", sections.buurten(profile).html)
    lost = profile.buurten.set_index("area_code")["name"][KERN[0]]
    assert f"Niet getekend, want er is geen grens van: {lost}." in caption
    assert "vereenvoudigd" not in caption


def test_columns_that_no_buurt_has_a_figure_of_are_not_shown(profile_with, catalogue):
    profile = profile_with("kern-dedemsvaart")
    first, *others = catalogue.roles.buurten.table
    assert f">{catalogue.indicators[first].label} <small>" in sections.buurten(profile).html
    profile = profile_with("kern-dedemsvaart")  # one that has not told any figure yet
    rows = profile._inside.rows
    profile._inside.__dict__["rows"] = rows.assign(status=rows.status.astype(str).mask(rows.indicator == first, "x"))
    html = sections.buurten(profile).html
    assert f">{catalogue.indicators[first].label} <small>" not in html
    assert f">{catalogue.indicators[others[0]].label} <small>" in html


def test_an_area_of_buurten_is_drawn_as_its_buurten_over_the_wijken(profile_with):
    wijken = squares(["WK016009", "WK016001"])
    html = sections.location(profile_with("kern-dedemsvaart", wijken=wijken, buurten=squares(KERN))).html
    assert html.count('class="hier"') == 3 and "Gekleurd: Kern Dedemsvaart." in html
    html = sections.location(profile_with("kern-dedemsvaart", wijken=wijken, buurten=squares(KERN[1:]))).html
    assert html.count('class="hier"') == 1 and "Gekleurd: de wijk waarin het gebied ligt." in html


def test_outlines_say_themselves_that_they_are_simplified(tmp_path):
    def written(**more):
        feature = {
            "type": "Feature", "geometry": box(5, 52, 5.1, 52.1).__geo_interface__,
            "properties": {"buurtcode": "BU00010101", "water": "NEE", **more},
        }  # fmt: skip
        path = tmp_path / "features.geojson.gz"
        path.write_bytes(gzip.compress(json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()))
        return read_polygons(path, "buurten")

    assert written(kwaliteitPassing="wijk").simplified.tolist() == [True]
    assert "simplified" not in written(), "the real service has no such field"


def test_outlines_of_buurten_are_fetched_for_years_with_buurten_and_none_for_a_list(tmp_path, catalogue):
    def fetched(family, year, **regions):
        source = catalogue.families[family].table(year, f"0{year}NED", "Verzonnen")
        folder = tmp_path / source.id
        folder.mkdir()
        files = (write_rows(folder, "DataProperties", []),)
        write_card(folder, card_for(source, None, files, modified="2026-01-01T00:00:00", regions=regions))

    fetched("cbs_kwb", 2023, GM=3, WK=9)
    fetched("cbs_kwb", 2024, GM=3, WK=9, BU=20)
    fetched("cbs_gebieden", 2025, GM=3)
    assert boundary_years(catalogue, tmp_path, "wijken") == [2023, 2024]
    assert boundary_years(catalogue, tmp_path, "buurten") == [2024]
