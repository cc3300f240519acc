"""Outlines of gemeenten → the small map on the index page.

Receives polygons in WGS 84 and hands on paths in whole numbers on one fixed
canvas, so that the points of areas, recorded one report at a time, lie on it too.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wijkanalyse.profile.processed import Processed
    from wijkanalyse.publish.index_entry import IndexEntry

WEST, NORTH = 3.2, 53.6
SHRINK = math.cos(math.radians(52.2))
"""Length of a degree of longitude in degrees of latitude, in the middle of the country: true enough for a key map."""
UNITS = 1000
"""Units of the canvas per degree of latitude: one is about 111 metres."""
DETAIL = {25: 0.0018, 10_000: 0.0045}
"""To how many degrees outlines are simplified, up to so many of them: about 200 and 500 metres."""
COUNTRY = (95, 40, 2480, 2860)
"""Left, top, right and bottom of the Netherlands on the canvas."""
MARGIN = 0.03
LETTER = 0.6
"""Width of a letter of a label, as a share of its size."""
SMALLEST = 60
"""The map shows at least this many units, about 7 kilometres."""
FAR_APART = 1200
"""From this size, about 130 kilometres, the map shows the whole country: readers know its shape."""
LAND = Path(__file__).parent / "assets" / "nederland.txt"
"""Outline of the country as a ring of longitude,latitude per line, simplified from Wijk- en buurtkaart 2022
(Kadaster and CBS, CC BY 4.0); behind the gemeenten, of which a folder may hold only some."""


@dataclass(frozen=True)
class Shape:
    """A gemeente on the canvas."""

    path: str
    box: tuple[int, int, int, int]
    """Left, top, right and bottom."""
    label: tuple[int, int]


def gemeente_outlines(processed: Processed, entries: Iterable[IndexEntry]) -> dict[str, Shape]:
    """The gemeenten of these entries that there are boundaries of, by name.

    The boundaries are those of the year that most entries have; what is not in that year, as a gemeente that was
    merged since, has those of another.
    """
    entries = [e for e in entries if e.gemeente and e.level != "samengesteld"]
    register = processed.areas.register
    found: dict[str, Any] = {}
    for year, _ in Counter(e.boundary_year for e in entries).most_common():
        polygons = processed.polygons("gemeenten", year) if year else None
        if polygons is None:
            continue
        rows = register[(register.boundary_year == year) & (register.area_level == "gemeente")]
        names = dict(zip(rows.area_code, rows["name"], strict=True))
        wanted = {e.gemeente for e in entries} - set(found)
        shapes = {names.get(c): g for c, g in zip(polygons.area_code, polygons.geometry, strict=True)}
        found |= {name: shape for name, shape in shapes.items() if name in wanted}
    return shapes_of(found)


def shapes_of(polygons: Mapping[str, Any]) -> dict[str, Shape]:
    """Polygons in WGS 84, simplified together so that neighbours keep a common border."""
    import numpy as np
    import shapely

    polygons = {name: p for name, p in polygons.items() if p is not None and not p.is_empty}
    if not polygons:
        return {}
    tolerance = next(t for most, t in DETAIL.items() if len(polygons) <= most)
    flat = shapely.transform(np.array(list(polygons.values())), lambda c: (c - [WEST, NORTH]) * [SHRINK, -1.0])
    simple = shapely.coverage_simplify(flat, tolerance)
    shapes = {}
    for name, shape in zip(polygons, simple, strict=True):
        path = _path(shape)
        if path:
            box = tuple(round(v * UNITS) for v in shape.bounds)
            largest = max(getattr(shape, "geoms", [shape]), key=lambda part: part.area)
            centre = largest.representative_point()
            shapes[name] = Shape(path, box, (round(centre.x * UNITS), round(centre.y * UNITS)))
    return shapes


def place(point: str) -> tuple[int, int] | None:
    """A recorded point, longitude and latitude, on the canvas.

    Examples
    --------
    >>> place("5.2 52.6")
    (1226, 1000)
    """
    if not point:
        return None
    longitude, latitude = map(float, point.split())
    return round((longitude - WEST) * SHRINK * UNITS), round((NORTH - latitude) * UNITS)


def view_of(shapes: Iterable[Shape]) -> tuple[int, int, int, int]:
    """The part of the canvas that holds all shapes, with a margin: left, top, width and height."""
    boxes = list(zip(*(shape.box for shape in shapes), strict=True))
    left, top, right, bottom = min(boxes[0]), min(boxes[1]), max(boxes[2]), max(boxes[3])
    if max(right - left, bottom - top) > FAR_APART:
        left, top, right, bottom = COUNTRY
    size = max(right - left, bottom - top, SMALLEST)
    pad = round(size * MARGIN)
    middle = ((left + right) / 2, (top + bottom) / 2)
    width, height = max(right - left, SMALLEST), max(bottom - top, SMALLEST)
    return round(middle[0] - width / 2) - pad, round(middle[1] - height / 2) - pad, width + 2 * pad, height + 2 * pad


def labels_of(shapes: Mapping[str, Shape], size: float, view: tuple[int, int, int, int]) -> list[dict[str, Any]]:
    """Where the names go: above their shape, and no name over another one or over the edge; large shapes first."""

    def surface(name: str) -> int:
        left, top, right, bottom = shapes[name].box
        return (right - left) * (bottom - top)

    placed: list[tuple[float, float, float, float]] = []
    labels = []
    for name in sorted(shapes, key=lambda name: (-surface(name), name)):
        shape, width = shapes[name], LETTER * size * len(name)
        x = min(max(shape.label[0], view[0] + width / 2), view[0] + view[2] - width / 2)
        for y in (shape.box[1] - 0.35 * size, shape.box[3] + 1.05 * size):
            box = (x - width / 2, y - size, x + width / 2, y + 0.25 * size)
            if not any(box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in placed):
                placed.append(box)
                labels.append({"name": name, "x": round(x), "y": round(y)})
                break
    return labels


@cache
def land() -> str:
    """The outline of the country as one path."""
    rings = []
    for line in LAND.read_text(encoding="utf-8").split("\n"):
        points = [place(pair.replace(",", " ")) for pair in line.split()]
        if points:
            rings.append(_ring(points))
    return "".join(rings)


def _path(shape: Any) -> str:
    """A polygon as path data in relative steps, which takes half the room of absolute places."""
    rings = [r for part in getattr(shape, "geoms", [shape]) for r in (part.exterior, *part.interiors)]
    return "".join(_ring([(round(x * UNITS), round(y * UNITS)) for x, y in ring.coords[:-1]]) for ring in rings)


def _ring(points: list[tuple[int, int]]) -> str:
    kept = [p for i, p in enumerate(points) if p != points[i - 1]]
    if len(kept) < 3:
        return ""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(kept)]
    written = " ".join(f"{x} {y}" for x, y in steps).replace(" -", "-")
    return f"M{kept[0][0]} {kept[0][1]}l{written}z"
