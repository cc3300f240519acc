"""Who is reached and who has to be, as two bands on one line from nobody to everybody of a target group."""

from __future__ import annotations

from wijkanalyse.show.charts.drawing import Axis, bar, drawing, label

WIDTH, HEIGHT = 640, 92
ROOM = 8
"""Left free at both ends of the line."""
GROUP = Axis(0.0, 1.0, ROOM, WIDTH - ROOM)
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
        What stands above the first and below the second.
    words : str
        What the drawing shows, for who cannot see it.
    """
    parts = [bar("baan", GROUP.first, GROUP.last - GROUP.first, TOP, BAR)]
    if needed is not None:
        parts.append(_band("nodig", needed, labels[1], TOP, TOP + BAR + LABEL + 6))
    if reached is not None:
        parts.append(_band("bereikt", reached, labels[0], TOP, TOP - 10))
    return drawing("bereik", "".join(parts), view=(WIDTH, HEIGHT), words=words)


def _band(css: str, band: tuple[float, float], words: str, top: float, baseline: float) -> str:
    low, high = map(GROUP.at, band)
    width = max(high - low, 4.0)
    middle = (band[0] + band[1]) / 2
    place, anchor = (low + high) / 2, "middle"
    if middle < EDGE:
        place, anchor = min(low, ROOM + 60), "start"
    elif middle > 1 - EDGE:
        place, anchor = high, "end"
    return bar(css, low, round(width, 1), top, BAR) + label("", place, baseline, words, anchor=anchor)
