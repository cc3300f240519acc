"""Positieve Gezondheid: six parts of a ring with a mark for every figure, and no score."""

from __future__ import annotations

import math
from collections.abc import Sequence

from wijkanalyse.methods.comparison import State
from wijkanalyse.show.charts.drawing import drawing, label, path
from wijkanalyse.show.charts.marks import NAMES, use

SIDE = 240
INNER, OUTER = 30, 116
GAP = 2.5
"""Degrees left open on both sides of a part."""
RINGS = ((64, 4), (82, 6), (99, 7), (111, 7))
"""Distances from the middle at which marks stand, and how many on each: from the inside."""
MOST = sum(room for _, room in RINGS)
"""Marks that a part holds; of more figures only the counts are given."""
NUMBER_AT = 46
SCALE = 0.62
"""Of the marks, which are drawn for a row of a table."""


def sectors(parts: Sequence[Sequence[State] | None]) -> str:
    """An SVG of the six parts, clockwise from the top; hidden from who hears the page and its list beside it.

    Parameters
    ----------
    parts
        The states of the figures of each part, in the order in which they are to stand, from the inside; None for a
        part that no figure measures.
    """
    size = 360 / len(parts)
    drawn = []
    for n, states in enumerate(parts):
        middle = n * size
        css = "deel leeg" if states is None else "deel"
        x, y = _at(NUMBER_AT, middle)
        drawn.append(path(css, _sector(middle, size / 2 - GAP)))
        drawn.append(label("nr", x, y + 4, str(n + 1)))
        if states is None:
            x, y = _at(84, middle)
            lines = f'geen<tspan x="{x:g}" dy="1em">cijfer</tspan>'
            drawn.append(f'<text class="geen" x="{x:g}" y="{y:g}">{lines}</text>')
        elif len(states) <= MOST:
            drawn += _marks(states, middle)
    return drawing("zes", "".join(drawn), view=(SIDE, SIDE))


def _marks(states: Sequence[State], middle: float) -> list[str]:
    left, found = list(states), []
    for radius, room in RINGS:
        row, left = left[:room], left[room:]
        for k, state in enumerate(row):
            x, y = _at(radius, middle + (k - (len(row) - 1) / 2) * 7.2 * 104 / (radius + 40))
            found.append(use(NAMES[state], round(x / SCALE), round(y / SCALE)))
    return [f'<g transform="scale({SCALE})">', *found, "</g>"]


def _at(radius: float, degrees: float) -> tuple[float, float]:
    """The point at a distance from the middle, clockwise from the top."""
    angle = math.radians(degrees)
    return round(SIDE / 2 + radius * math.sin(angle), 1), round(SIDE / 2 - radius * math.cos(angle), 1)


def _sector(middle: float, half: float) -> str:
    points = [_at(r, middle + turn) for r, turn in ((INNER, -half), (OUTER, -half), (OUTER, half), (INNER, half))]
    (a, b), (c, d), (e, f), (g, h) = points
    return f"M{a:g} {b:g}L{c:g} {d:g}A{OUTER} {OUTER} 0 0 1 {e:g} {f:g}L{g:g} {h:g}A{INNER} {INNER} 0 0 0 {a:g} {b:g}z"
