"""A map of an area among its neighbours, with the names in it: as many as have room, and the others to be listed.

The outlines scale with the drawing and the letters do not: these stand at places in per cent, outside the part with
the view box, so that a name is as large as the text around it on every screen and on paper.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely
from shapely import box
from shapely.affinity import scale, translate
from shapely.geometry.base import BaseGeometry

from wijkanalyse.profile.around import neighbours_of
from wijkanalyse.show.charts.drawing import drawing, label, path, percent
from wijkanalyse.show.charts.letters import text_width
from wijkanalyse.show.charts.map import DETAIL, UNITS, polygons_in, rings_path
from wijkanalyse.show.fragments import escape

if TYPE_CHECKING:
    import geopandas as gpd

WIDTH, HEIGHT, TALL = 384, 196, 400
"""Pixels; a tall one where a map has a column to itself."""
FORMS = {"laag": 220, "middel": 310}
"""Heights of a map of parts that is wider than tall, by the class that gives it its form."""
ROOM, LITTLE_ROOM = 0.34, 0.02
"""Room around the area, as a share of its longest side; little where nothing around it is drawn."""
LARGE, SMALL = 19.0, 13.0
"""Pixels of the letters on the narrowest drawing, as on paper, and on the widest, both at a width of `WIDTH`."""
LEAST = 8.0
"""The same of the widest drawing that has the whole page."""
OWN = 1.15
"""Of the letters of the own name beside those of the others."""
LINE = 1.15
INSIDE, OVER_OWN = 0.62, 0.03
"""Least share of a name in its own outline, and most share over the area."""
UP = (0, -14, 14, -28, 28, -42, 42)
ASIDE = (0, -24, 24, -48, 48)
NICE_KM = (0.2, 0.5, 1, 2, 5, 10, 20, 50)
KM_PER_DEGREE = 111.2
MOST_SCALE = 90
"""Pixels of the scale bar at the most."""


@dataclass(frozen=True)
class NamedMap:
    """A drawing, and the neighbours whose name is not in it."""

    svg: str
    left_out: tuple[str, ...]
    """Names that have no room on the widest drawing."""
    left_out_small: tuple[str, ...]
    """Names that have none on a narrow one or on paper, either."""


@dataclass(frozen=True)
class _Name:
    """A name in its place, in pixels."""

    lines: tuple[str, ...]
    x: float
    y: float
    css: str


def named_map(
    polygons: gpd.GeoDataFrame,
    *,
    here: Collection[str],
    own_name: str,
    names: Mapping[str, str],
    words: str,
    height: int = HEIGHT,
) -> NamedMap:
    """Draw an area and what touches it.

    Parameters
    ----------
    polygons
        Columns ``area_code`` and ``geometry`` in WGS 84, among them those of `here`.
    here
        Codes of the outlines of the area itself.
    own_name
        Name of the area, which may be several outlines.
    names
        Names by code.
    words
        What the map shows, for who cannot see it.
    height
        Of the drawing, in pixels at a width of `WIDTH`.
    """
    view = _View(polygons[polygons.area_code.isin(list(here))], height)
    near = neighbours_of(polygons, here)
    shown = polygons.iloc[polygons.sindex.query(box(*view.bounds))]
    shapes = {c: view.shape(g) for c, g in zip(shown.area_code, shown.geometry, strict=True)}
    shapes = {code: shape for code, shape in shapes.items() if not shape.is_empty}
    own = shapely.union_all([shapes[c] for c in here if c in shapes])
    touching = {c: shapes[c] for c in near.area_code if c in shapes and c in names}
    placed = _Placing(own, view.scale_box, height)
    labels = [placed.own(own_name)]
    by_size = sorted(touching, key=lambda c: (-touching[c].area, names[c]))
    small = [c for c in by_size if not placed.put(names[c], touching[c], LARGE, "naam")]
    left = [c for c in small if not placed.put(names[c], touching[c], SMALL, "naam breed")]
    order = sorted(shapes, key=lambda c: (c in here, c))
    paths = "".join(
        path("hier" if c in here else "buur" if c in touching else "rest", steps)
        for c in order
        if (steps := _steps(shapes[c]))
    )
    css = "kaart namen hoog" if height == TALL else "kaart namen"
    svg = _whole(css, view, paths, (*labels, *placed.names), words)
    outside = [names[c] for c in near.area_code if c in names and c not in touching]
    return NamedMap(
        svg, _sorted([*(names[c] for c in left), *outside]), _sorted([*(names[c] for c in small), *outside])
    )


def parts_map(polygons: gpd.GeoDataFrame, *, css: Mapping[str, str], names: Mapping[str, str], words: str) -> str:
    """Draw the parts of a region, each with its own class, and their names as far as they have room.

    Parameters
    ----------
    polygons
        Columns ``area_code`` and ``geometry`` in WGS 84: the parts, and nothing around them.
    css
        Class of each outline by code.
    names
        Names by code; each outline has its name as a title too, also where there is no room for it.
    words
        What the map shows, for who cannot see it.
    """
    west, south, east, north = polygons.total_bounds
    tallness = (north - south) / ((east - west) * math.cos(math.radians((south + north) / 2)))
    form, height = next(((f, h) for f, h in FORMS.items() if h >= tallness * WIDTH), ("", TALL))
    view = _View(polygons, height, room=LITTLE_ROOM)
    shapes = {c: view.shape(g) for c, g in sorted(zip(polygons.area_code, polygons.geometry, strict=True))}
    by_size = sorted(shapes, key=lambda c: (-shapes[c].area, c))
    labels: list[_Name] = []
    for size, css_name in ((LARGE, "naam smal"), (LEAST, "naam breed")):  # one of the two is shown
        placed = _Placing(shapely.Polygon(), view.scale_box, height)
        for code in by_size:
            placed.put(names[code], shapes[code], size, css_name)
        labels += placed.names
    paths = "".join(path(css[c], steps, name=names[c]) for c, shape in shapes.items() if (steps := _steps(shape)))
    return _whole(f"kaart {form}".strip(), view, paths, labels, words)


def _steps(shape: BaseGeometry) -> str:
    return rings_path(shape, lambda x, y: (round(x * UNITS), round(y * UNITS)))


def _whole(css: str, view: _View, paths: str, names: Iterable[_Name], words: str) -> str:
    """The outlines, which scale with the drawing, and the letters, which do not."""
    inner = f'<svg viewBox="0 0 {WIDTH * UNITS} {view.height * UNITS}">{paths}{view.scale_bar}</svg>'
    texts = "".join(_text(name, view.height) for name in names) + view.scale_text
    return drawing(css, inner + texts, words=words)


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


class _View:
    """The part of the country that is drawn, and places in it in pixels."""

    def __init__(self, own: gpd.GeoDataFrame, height: int, *, room: float = ROOM) -> None:
        self.height = height
        west, south, east, north = own.total_bounds
        self.shrink = math.cos(math.radians((south + north) / 2))
        wide, high = (east - west) * self.shrink, north - south
        room *= max(wide, high)
        self.scale = min(WIDTH / (wide + 2 * room), self.height / (high + 2 * room))
        self.middle = ((west + east) / 2, (south + north) / 2)
        half_x, half_y = WIDTH / 2 / self.scale / self.shrink, self.height / 2 / self.scale
        x, y = self.middle
        self.bounds = (x - half_x, y - half_y, x + half_x, y + half_y)
        self.km = max((km for km in NICE_KM if self._pixels(km) <= MOST_SCALE), default=NICE_KM[0])

    def _pixels(self, km: float) -> float:
        return km / KM_PER_DEGREE * self.scale

    def shape(self, geometry: BaseGeometry) -> BaseGeometry:
        """An outline in pixels, simplified and cut a little beyond the drawing."""
        x, y = self.middle
        moved = translate(geometry, -x, -y)
        drawn = translate(
            scale(moved, self.shrink * self.scale, -self.scale, origin=(0, 0)), WIDTH / 2, self.height / 2
        ).simplify(DETAIL)
        return shapely.clip_by_rect(drawn, -8, -8, WIDTH + 8, self.height + 8)

    @property
    def scale_box(self) -> BaseGeometry:
        return box(0, self.height - 30, max(self._pixels(self.km), 44) + 18, self.height)

    @property
    def scale_bar(self) -> str:
        left, top, right, bottom = (round(v * UNITS) for v in self.scale_box.bounds)
        long, foot = round(self._pixels(self.km) * UNITS), bottom - 8 * UNITS
        ground = path("schaalvlak", f"M{left} {top}H{right}V{bottom}H{left}z")
        return ground + path("schaal", f"M{8 * UNITS} {foot - 8}v8h{long}v-8")

    @property
    def scale_text(self) -> str:
        km = f"{self.km:g}".replace(".", ",")
        x, y = _percent(8, WIDTH), _percent(self.height - 13, self.height)
        return label("schaaltekst", x, y, f"{km} km")


class _Placing:
    """Names that are put on the map one by one, without touching each other."""

    def __init__(self, own: BaseGeometry, scale_box: BaseGeometry, height: int) -> None:
        self.height = height
        self.own_shape = own
        self.taken = [scale_box]
        self.names: list[_Name] = []

    def own(self, name: str) -> _Name:
        """The name of the area itself, in its largest piece: in two lines where one is wider than the shape."""
        piece = _largest(self.own_shape)
        one = (name,)
        lines = one if _size(one, LARGE * OWN)[0] <= piece.bounds[2] - piece.bounds[0] else _halves(name)
        x, y = next(_points(piece))
        wide, high = _size(lines, LARGE * OWN)
        x = min(max(x, wide / 2 + 2), WIDTH - wide / 2 - 2)
        self.taken.append(_box(x, y, wide, high))
        return _Name(lines, x, y, "naam eigen")

    def put(self, name: str, shape: BaseGeometry, size: float, css: str) -> bool:
        """Whether the name of a neighbour has a place; then it is taken."""
        seen = shapely.clip_by_rect(shape, 0, 0, WIDTH, self.height)
        piece = _largest(seen)
        if piece.is_empty:
            return False
        for lines in dict.fromkeys(((name,), _halves(name))):
            wide, high = _size(lines, size)
            for x, y in _points(piece):
                around = _box(x, y, wide, high)
                if self._fits(around, seen):
                    self.taken.append(around)
                    self.names.append(_Name(lines, x, y, css))
                    return True
        return False

    def _fits(self, around: BaseGeometry, seen: BaseGeometry) -> bool:
        x0, y0, x1, y1 = around.bounds
        if x0 < 2 or y0 < 2 or x1 > WIDTH - 2 or y1 > self.height - 2 or any(around.intersects(t) for t in self.taken):
            return False
        if around.intersection(self.own_shape).area > OVER_OWN * around.area:
            return False
        return around.intersection(seen).area >= INSIDE * around.area


def _largest(shape: BaseGeometry) -> BaseGeometry:
    pieces = polygons_in(shape)
    return max(pieces, key=lambda p: p.area) if pieces else shapely.Polygon()


def _points(piece: BaseGeometry) -> Iterator[tuple[float, float]]:
    """Where a name may stand: the middle of the largest circle inside, the centroid, and around the first."""
    circle = shapely.maximum_inscribed_circle(piece, tolerance=1.0)
    x, y = circle.coords[0][:2]
    yield x, y
    yield piece.centroid.x, piece.centroid.y
    yield from ((x + aside, y + up) for aside in ASIDE for up in UP if aside or up)


def _halves(name: str) -> tuple[str, ...]:
    """A name in two lines of nearly equal length, broken at a space or after a hyphen; one line where it has none."""
    breaks = [n + 1 for n, sign in enumerate(name[:-1]) if sign in " -/"]
    if not breaks:
        return (name,)
    at = min(breaks, key=lambda n: abs(n - len(name) / 2))
    return name[:at].rstrip(), name[at:]


def _size(lines: Sequence[str], size: float) -> tuple[float, float]:
    return max(text_width(line, size) * 72 for line in lines), len(lines) * size * LINE


def _box(x: float, y: float, wide: float, high: float) -> BaseGeometry:
    return box(x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)


def _text(name: _Name, height: int) -> str:
    x = _percent(name.x, WIDTH)
    first = 0.35 - LINE * (len(name.lines) - 1) / 2
    spans = "".join(
        f'<tspan x="{x}" dy="{first if n == 0 else LINE:.3g}em">{escape(line)}</tspan>'
        for n, line in enumerate(name.lines)
    )
    return f'<text class="{name.css}" y="{_percent(name.y, height)}">{spans}</text>'


def _percent(value: float, whole: float) -> str:
    return percent(round(100 * value / whole, 1))
