"""Where the marks of one group lie on the picture of a slide: on one line, and stacked where two would touch."""

from __future__ import annotations

from collections.abc import Sequence

from wijkanalyse.sections.story.slides import PlacedFigure
from wijkanalyse.show.charts.axis import place

CLOSE = 2.6
"""Per cent of the width within which two marks would touch."""


def lane(figures: Sequence[PlacedFigure]) -> list[tuple[PlacedFigure, float, int]]:
    """Each figure with its place in per cent of the width, and how many steps it lies above (or below 0) the line."""
    placed: list[tuple[PlacedFigure, float, int]] = []
    for figure in sorted(figures, key=lambda f: abs(f.distance)):
        x = place(figure.distance)
        touching = sum(abs(x - other) < CLOSE for _, other, _ in placed)
        placed.append((figure, x, (touching + 1) // 2 * (1 if touching % 2 else -1)))
    return placed
