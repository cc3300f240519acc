"""The five marks of a judgement, drawn once in a document and used wherever one is needed.

The side is in the shape as well as in the colour: orange and blue are hardly told apart in black and white.
"""

from __future__ import annotations

from wijkanalyse.methods.comparison import State

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
    "ongunstiger": '<path class="ongunstig vol" d="M0-7.5 7.5 0 0 7.5-7.5 0z"/>',
    "iets-ongunstiger": '<path class="ongunstig" d="M0-7 7 0 0 7-7 0z"/>'
    '<path class="ongunstig vol" d="M0-3 3 0 0 3-3 0z"/>',
    "gelijk": '<circle class="gelijk" r="5.5"/>',
    "iets-gunstiger": '<circle class="gunstig" r="6.2"/><circle class="gunstig vol" r="2.4"/>',
    "gunstiger": '<circle class="gunstig vol" r="6.8"/>',
    "verder-links": '<path class="ongunstig" d="M-11-4-15 0l4 4"/>',
    "verder-rechts": '<path class="gunstig" d="M11-4 15 0l-4 4"/>',
}
"""Pixels around the middle of the mark; the last two say that it lies beyond the end of the axis."""
DEFINITIONS = (
    '<svg class="tekens" width="0" height="0" aria-hidden="true"><defs>'
    + "".join(f'<g id="{PREFIX}{name}">{shape}</g>' for name, shape in SHAPES.items())
    + "</defs></svg>"
)
"""Once in a document, before the first mark."""
ALONE = 18
"""Pixels of the side of a mark that stands in a text."""


def use(name: str, x: str | float, y: float, *, more: str = "") -> str:
    """A mark in a drawing, with its middle at x (a number or a percentage) and y."""
    return f'<use href="#{PREFIX}{name}" x="{x}" y="{y:g}"{more}/>'


def mark(state: State) -> str:
    """The mark of a state as a drawing by itself, hidden from who hears the page: words stand beside it."""
    if state not in NAMES:
        return ""
    middle = ALONE / 2
    return (
        f'<svg class="teken" viewBox="0 0 {ALONE} {ALONE}" aria-hidden="true">{use(NAMES[state], middle, middle)}</svg>'
    )
