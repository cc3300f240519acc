"""One row of a spine chart: the Dutch wijken as bands, the comparator as a line, the area as a mark.

The state is in the shape of the mark as well as in its colour and, beside it,
in words. What cannot be judged has no mark: a place would say too much.
"""

from __future__ import annotations

from collections.abc import Sequence

from wijkanalyse.methods.comparison import State
from wijkanalyse.show.charts.drawing import Axis, drawing, path
from wijkanalyse.show.charts.marks import mark_at

WIDTH, HEIGHT = 160, 20
MIDDLE = HEIGHT / 2
MARGIN = 0.15
"""Room beyond P5 and P95 on both sides, as a share of their distance, for areas outside."""
REACH = 8
"""Units from the middle of a mark to its edge."""


def spine_row(
    value: float,
    bands: Sequence[float],
    *,
    comparator: float | None,
    interval: tuple[float, float] | None,
    state: State,
) -> str:
    """An SVG with the bands P5–P95 and P25–P75, the comparator, the interval and the area.

    Parameters
    ----------
    value : float
        The figure of the area.
    bands : sequence of 5 floats
        P5, P25, median, P75 and P95 of the Dutch wijken.
    comparator : float or None
        Drawn as a dashed line.
    interval : tuple of float or None
        Drawn as a bar through the mark when it is wide enough to see.
    state : State
        Each side has a shape of its own, filled when the difference stands out (`marks`).

    Returns
    -------
    str
        SVG, hidden from who hears the page: the words beside it say the same. What lies outside the drawing is put
        at its edge.
    """
    p5, p25, _, p75, p95 = bands
    span = (p95 - p5) or 1.0
    low, high = p5 - MARGIN * span, p95 + MARGIN * span

    x = Axis(low, high, REACH, WIDTH - REACH).at

    def band(css: str, a: float, b: float) -> str:
        return path(css, f"M{x(a):g} {MIDDLE:g}H{max(x(b), x(a) + 1):g}")

    drawn = band("band-buiten", p5, p95) + band("band-midden", p25, p75)
    if comparator is not None:
        drawn += path("vergelijk", f"M{x(comparator):g} 1V{HEIGHT - 1}")
    if interval is not None and x(interval[1]) - x(interval[0]) > 2 * REACH:
        drawn += path("marge", f"M{x(interval[0]):g} {MIDDLE:g}H{x(interval[1]):g}")
    return drawing("positie spin", drawn + mark_at(state, x(value), MIDDLE), view=(WIDTH, HEIGHT))
