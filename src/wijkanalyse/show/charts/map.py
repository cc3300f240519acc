"""Small maps: an area among what lies around it, as a light SVG of plain outlines."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING

from shapely import box, clip_by_rect
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from wijkanalyse.show.charts.drawing import dot, drawing, label, path

if TYPE_CHECKING:
    import geopandas as gpd

WIDTH = 420
MAX_HEIGHT = 300
DETAIL = 0.4
"""Outlines are simplified to this many pixels: finer is not seen, and makes the file large."""
UNITS = 2
"""Units of the drawing per pixel: whole numbers then suffice, which are shorter than decimals."""
LABEL_RADIUS = 9 * UNITS

Bounds = tuple[float, float, float, float]


def outline_map(
    polygons: gpd.GeoDataFrame,
    *,
    here: Collection[str],
    names: Mapping[str, str],
    words: str,
    labels: Mapping[str, str] | None = None,
    frame: Bounds | None = None,
) -> str:
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
    labels
        A sign or two by code, drawn in the largest piece of those outlines; the others are only context.
    frame
        West, south, east and north in degrees beyond which nothing is drawn; by default all is drawn.
    """
    labels = labels or {}
    west, south, east, north = frame or polygons.total_bounds
    shrink = math.cos(math.radians((south + north) / 2))
    scale = UNITS * min(WIDTH / ((east - west) * shrink), MAX_HEIGHT / (north - south))
    width, height = (east - west) * shrink * scale, (north - south) * scale

    def place(x: float, y: float) -> tuple[int, int]:
        return round((x - west) * shrink * scale), round((north - y) * scale)

    def css(code: str) -> str:
        if code in here:
            return "hier"
        return "buur" if code in labels or not labels else "rest"

    # A little beyond the drawing, so that the cut itself is not drawn as if it were a boundary.
    x, y = 0.02 * (east - west), 0.02 * (north - south)
    beyond = (west - x, south - y, east + x, north + y)
    if frame is not None:  # before the costly steps: a layer holds the whole country
        polygons = polygons.iloc[polygons.sindex.query(box(*beyond))]
    simple = polygons.set_geometry(polygons.geometry.simplify(DETAIL * UNITS / scale))
    if frame is not None:
        simple = simple.set_geometry(clip_by_rect(simple.geometry.to_numpy(), *beyond))
    # The area itself last, so that its outline lies on top.
    ordered = sorted(zip(simple.area_code, simple.geometry, strict=True), key=lambda p: (p[0] in here, p[0]))
    drawn = [(code, shape, rings_path(shape, place)) for code, shape in ordered]
    shapes = [path(css(code), line, name=names.get(code, code)) for code, _, line in drawn if line]
    marks = [_label(labels[code], *place(*_middle(shape))) for code, shape, line in drawn if line and code in labels]
    css_map = "kaart uitsnede" if frame else "kaart"
    return drawing(css_map, "".join([*shapes, *marks]), view=(round(width), round(height)), words=words)


def rings_path(shape: BaseGeometry, place: Callable[[float, float], tuple[int, int]]) -> str:
    """The rings of a shape as the steps of a path; `place` gives the whole units of a point."""
    rings = [r for polygon in polygons_in(shape) for r in (polygon.exterior, *polygon.interiors)]
    return "".join(_ring([place(x, y) for x, y in ring.coords]) for ring in rings)


def polygons_in(shape: BaseGeometry) -> list[Polygon]:
    """The polygons of a shape; clipping may also leave lines and points, which are not drawn."""
    if isinstance(shape, Polygon):
        return [] if shape.is_empty else [shape]
    return [p for part in getattr(shape, "geoms", []) for p in polygons_in(part)]


def _ring(points: list[tuple[int, int]]) -> str:
    """A closed ring in steps from point to point, which are short numbers; "" when it is smaller than a pixel."""
    kept = [p for p, before in zip(points, [None, *points], strict=False) if p != before]
    if len(kept) < 4:
        return ""
    steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(kept[:-1])]
    line = "".join(f"{' ' if n >= 0 else ''}{n}" for step in steps for n in step)
    return f"M{kept[0][0]} {kept[0][1]}l{line.strip()}z"


def _middle(shape: BaseGeometry) -> tuple[float, float]:
    """A point well inside the largest piece."""
    largest = max(polygons_in(shape), key=lambda p: p.area)
    point = largest.centroid if largest.contains(largest.centroid) else largest.representative_point()
    return point.x, point.y


def _label(text: str, x: int, y: int) -> str:
    return dot("nummervlak", x, y, LABEL_RADIUS) + label("nummer", x, y + 4 * UNITS, text)
