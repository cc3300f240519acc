"""The five marks of a judgement, drawn once in a document and used wherever one is needed.

The side is in the shape as well as in the colour: orange and blue are hardly told apart in black and white.
"""

from __future__ import annotations

from wijkanalyse.methods.comparison import State
from wijkanalyse.show.charts.drawing import Place, definitions, dot, drawing, path

PREFIX = "teken-"
"""Of the ids of the marks, to which the sanitiser lets a drawing refer and to nothing else."""
NAMES: dict[State, str] = {
    "worse": "ongunstiger",
    "slightly_worse": "iets-ongunstiger",
    "alike": "gelijk",
    "not_distinguishable": "gelijk",
    "slightly_better": "iets-gunstiger",
    "better": "gunstiger",
}
"""The mark of each state, in the order of the axis; what is not judged has none."""
SHAPES = {
    "ongunstiger": path("ongunstig vol", "M0-7.5 7.5 0 0 7.5-7.5 0z"),
    "iets-ongunstiger": path("ongunstig", "M0-7 7 0 0 7-7 0z") + path("ongunstig vol", "M0-3 3 0 0 3-3 0z"),
    "gelijk": dot("gelijk", 0, 0, 5.5),
    "iets-gunstiger": dot("gunstig", 0, 0, 6.2) + dot("gunstig vol", 0, 0, 2.4),
    "gunstiger": dot("gunstig vol", 0, 0, 6.8),
    "verder-links": path("ongunstig", "M-11-4-15 0l4 4"),
    "verder-rechts": path("gunstig", "M11-4 15 0l-4 4"),
}
"""Pixels around the middle of the mark; the last two say that it lies beyond the end of the axis."""
DEFINITIONS = definitions("".join(f'<g id="{PREFIX}{name}">{shape}</g>' for name, shape in SHAPES.items()))
"""Once in a document, before the first mark."""
FACT = "punt feit"
"""Class of the dot of what is not judged, in the colour of the text."""
ALONE = 18
"""Pixels of the side of a mark that stands in a text."""


def use(name: str, x: Place, y: float, *, more: str = "") -> str:
    """A mark in a drawing, with its middle at x and y."""
    return f'<use href="#{PREFIX}{name}" x="{x}" y="{y:g}"{more}/>'


def mark_at(state: State, x: Place, y: float) -> str:
    """The mark of a figure: a solid dot for what is not judged, and none where a place would say too much."""
    if state == "no_judgement":
        return dot(FACT, x, y, 5)
    return use(NAMES[state], x, y) if state in NAMES else ""


def mark(state: State) -> str:
    """The mark of a state as a drawing by itself, hidden from who hears the page: words stand beside it."""
    if state not in NAMES:
        return ""
    middle = ALONE / 2
    return drawing("teken", use(NAMES[state], middle, middle), view=(ALONE, ALONE))
