"""Fillings of a map that differ without colour too: denser is further from the comparator, lines are unfavourable."""

from __future__ import annotations

from wijkanalyse.show.charts.drawing import bar, definitions, dot, path

PREFIX = "vulling-"
"""Of the ids of the fillings, to which the style of a map refers."""
SIDE = 14
"""Units of a tile."""
_LINES = {"ongunstiger": "M0 3.5h14M0 10.5h14", "iets-ongunstiger": "M0 7h14"}
_DOTS = {"iets-gunstiger": ((7, 7, 2),), "gunstiger": ((3.5, 3.5, 2.6), (10.5, 10.5, 2.6))}


def _tile(name: str, drawn: str, turn: str = "") -> str:
    ground = bar("grond", 0, SIDE, 0, SIDE)
    return (
        f'<pattern id="{PREFIX}{name}" class="{PREFIX}{name}" width="{SIDE}" height="{SIDE}" '
        f'patternUnits="userSpaceOnUse"{turn}>{ground}{drawn}</pattern>'
    )


HATCHES = definitions(
    "".join(_tile(name, path("", steps), ' patternTransform="rotate(-45)"') for name, steps in _LINES.items())
    + "".join(_tile(name, "".join(dot("", *place) for place in dots)) for name, dots in _DOTS.items())
    + _tile("onbekend", path("", "M0 7h14M7 0v14"), ' patternTransform="rotate(45)"')
)
"""Once in a document that has such a map."""
