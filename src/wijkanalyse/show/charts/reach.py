"""Who is reached and who has to be, as two bands on one line from nobody to everybody of a target group."""

from __future__ import annotations

WIDTH, HEIGHT = 640, 92
LEFT, RIGHT = 8, 8
TOP, BAR = 30, 30
LABEL = 15
"""Height of a line of letters."""
EDGE = 0.16
"""So near to an end of the line, as a share of it, a label starts or ends at its band."""


def reach_band(
    reached: tuple[float, float] | None, needed: tuple[float, float] | None, *, labels: tuple[str, str], words: str
) -> str:
    """An SVG with what is reached as a filled band and what is needed as an open one.

    Parameters
    ----------
    reached, needed : tuple of float or None
        Lower and upper share of the target group, 0 to 1; None is not drawn.
    labels : tuple of str
        What stands above the first and below the second; must not need escaping.
    words : str
        What the drawing shows, for who cannot see it; must not need escaping.
    """
    parts = [f'<rect class="baan" x="{LEFT}" y="{TOP}" width="{WIDTH - LEFT - RIGHT}" height="{BAR}"/>']
    if needed is not None:
        parts.append(_band("nodig", needed, labels[1], TOP, TOP + BAR + LABEL + 6))
    if reached is not None:
        parts.append(_band("bereikt", reached, labels[0], TOP, TOP - 10))
    return f'<svg class="bereik" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}">{"".join(parts)}</svg>'


def _x(share: float) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * min(max(share, 0.0), 1.0), 1)


def _band(css: str, band: tuple[float, float], label: str, top: float, baseline: float) -> str:
    low, high = _x(band[0]), _x(band[1])
    width = max(high - low, 4.0)
    middle = (band[0] + band[1]) / 2
    place, anchor = (low + high) / 2, "middle"
    if middle < EDGE:
        place, anchor = min(low, LEFT + 60), "start"
    elif middle > 1 - EDGE:
        place, anchor = high, "end"
    return (
        f'<rect class="{css}" x="{low}" y="{top}" width="{width:.1f}" height="{BAR}"/>'
        f'<text x="{place:g}" y="{baseline:g}" text-anchor="{anchor}">{label}</text>'
    )
