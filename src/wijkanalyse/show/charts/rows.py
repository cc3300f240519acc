"""Small drawings in the rows of page two: how bad a theme is, how many people more, and where a buurt stands."""

from __future__ import annotations

import math

from wijkanalyse.show.charts.drawing import Axis, across, bar, dot, drawing, percent

HEIGHT = 18
MIDDLE = HEIGHT / 2
MARGIN = 6.0
"""Per cent of the width left free at both ends."""
STEPS = (0.5, 1.0, 1.5, 2.0)
"""Mean distances from the comparator from which the dots are filled (`agenda.theme`)."""


def dots(u: float) -> str:
    """Four dots, of which as many are filled as the distance of a theme reaches; hidden from who hears the page.

    Examples
    --------
    >>> dots(1.2).count('class="vol"'), dots(0.3).count('class="vol"'), dots(-2).count('class="vol"')
    (2, 0, 0)
    """
    circles = "".join(dot("vol" if u >= step else "", 8 + 16 * n, MIDDLE, 5.5) for n, step in enumerate(STEPS))
    return drawing("stippen-ernst", circles, view=(64, HEIGHT))


def extra_bar(number: float, low: float, high: float, css: str) -> str:
    """A bar from zero to a number, on a scale that all rows share; hidden from who hears the page."""
    scale = _scale(low, high)
    zero, end = scale.at(0.0), scale.at(number)
    extra = bar(css, percent(min(zero, end)), f"{abs(end - zero):.3g}%", 3, 12)
    return drawing("balk extra", extra + across("midden", percent(zero), -4, HEIGHT + 4))


def dot_row(value: float, mean: float, scale: tuple[float, float]) -> str:
    """A dot on a line that runs from one end of a scale to the other, with a line at the mean of the area if known."""
    x, at = (percent(_scale(*scale).at(v)) for v in (value, mean))
    line = "" if math.isnan(mean) else across("", at, 0, HEIGHT)
    return drawing("stip", line + dot("", x, MIDDLE, 5))


def _scale(low: float, high: float) -> Axis:
    return Axis(low, high, MARGIN, 100 - MARGIN)
