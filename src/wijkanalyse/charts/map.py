"""A small map: the area among the wijken around it, as a light SVG of plain outlines."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

import geopandas as gpd
from shapely.geometry import MultiPolygon, Polygon

from wijkanalyse.fragments import escape

WIDTH = 420
MAX_HEIGHT = 300
DETAIL = 0.4
"""Outlines are simplified to this many pixels: finer is not seen, and makes the file large."""


def outline_map(polygons: gpd.GeoDataFrame, *, here: Collection[str], names: Mapping[str, str], words: str) -> str:
    """An SVG map with the polygons of `here` filled and the others as outlines.

    Parameters
    ----------
    polygons : geopandas.GeoDataFrame
        Columns ``area_code`` and ``geometry`` in WGS 84; drawn in an equirectangular projection at
        their mean latitude, which is true enough over a few gemeenten.
    here
        Codes of the area itself.
    names
        Names by code; each outline carries its name as a title.
    words
        What the map shows, for who cannot see it.
    """
    west, south, east, north = polygons.total_bounds
    shrink = math.cos(math.radians((south + north) / 2))
    scale = min(WIDTH / ((east - west) * shrink), MAX_HEIGHT / (north - south))
    width, height = (east - west) * shrink * scale, (north - south) * scale

    def path(shape: Polygon | MultiPolygon) -> str:
        rings = []
        for polygon in getattr(shape, "geoms", [shape]):
            for ring in (polygon.exterior, *polygon.interiors):
                points = [f"{(x - west) * shrink * scale:.1f} {(north - y) * scale:.1f}" for x, y in ring.coords]
                rings.append("M" + "L".join(points[:-1]) + "Z")
        return "".join(rings)

    simple = polygons.set_geometry(polygons.geometry.simplify(DETAIL / scale))
    # The area itself last, so that its outline lies on top.
    ordered = sorted(zip(simple.area_code, simple.geometry, strict=True), key=lambda p: (p[0] in here, p[0]))
    shapes = [
        f'<path class="{"hier" if code in here else "buur"}" d="{path(shape)}">'
        f"<title>{escape(names.get(code, code))}</title></path>"
        for code, shape in ordered
        if not shape.is_empty
    ]
    return (
        f'<svg class="kaart" viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{escape(words)}">'
        f"{''.join(shapes)}</svg>"
    )
