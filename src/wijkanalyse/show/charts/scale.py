"""Small drawings in the rows of page two: how bad a theme is, how many people more, and where a buurt stands."""

from __future__ import annotations

import math

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
    circles = "".join(
        f'<circle{" class=" + chr(34) + "vol" + chr(34) if u >= step else ""} cx="{8 + 16 * n}" cy="9" r="5.5"/>'
        for n, step in enumerate(STEPS)
    )
    return f'<svg class="stippen-ernst" viewBox="0 0 64 {HEIGHT}" aria-hidden="true">{circles}</svg>'


def extra_bar(number: float, low: float, high: float, css: str) -> str:
    """A bar from zero to a number, on a scale that all rows share; hidden from who hears the page."""
    zero, end = _place(0.0, low, high), _place(number, low, high)
    x, width = min(zero, end), abs(end - zero)
    return (
        f'<svg class="balk extra" aria-hidden="true"><rect class="{css}" x="{x:g}%" y="3" width="{width:.3g}%" '
        f'height="12"/><line class="midden" x1="{zero:g}%" x2="{zero:g}%" y1="-4" y2="{HEIGHT + 4}"/></svg>'
    )


def dot_row(value: float, mean: float, scale: tuple[float, float]) -> str:
    """A dot on a line that runs from one end of a scale to the other, with a line at the mean of the area if known."""
    x, at = (_place(v, *scale) for v in (value, mean))
    line = "" if math.isnan(mean) else f'<line x1="{at:g}%" x2="{at:g}%" y2="{HEIGHT}"/>'
    return f'<svg class="stip" aria-hidden="true">{line}<circle cx="{x:g}%" cy="{MIDDLE:g}" r="5"/></svg>'


def _place(value: float, low: float, high: float) -> float:
    return round(MARGIN + (100 - 2 * MARGIN) * (value - low) / ((high - low) or 1.0), 1)
