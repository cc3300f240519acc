"""One row of a spine chart: the Dutch wijken as bands, the comparator as a line, the area as a mark.

The state is in the shape of the mark as well as in its colour and, beside it,
in words. What cannot be judged has no mark: a place would say too much.
"""

from __future__ import annotations

from collections.abc import Sequence

from wijkanalyse.show.charts.drawing import Scale, drawing, path

WIDTH, HEIGHT = 160, 20
MIDDLE = HEIGHT / 2
MARGIN = 0.15
"""Room beyond P5 and P95 on both sides, as a share of their distance, for areas outside."""
SHAPES = {
    "better": '<circle class="punt gunstig" cx="{x}" cy="{y}" r="5"/>',
    "worse": '<path class="punt ongunstig" d="M{x} {top}l6 6-6 6-6-6z"/>',
    "slightly_better": '<circle class="punt gunstig iets" cx="{x}" cy="{y}" r="5"/>'
    '<circle class="punt gunstig kern" cx="{x}" cy="{y}" r="1.75"/>',
    "slightly_worse": '<path class="punt ongunstig iets" d="M{x} {top}l6 6-6 6-6-6z"/>'
    '<path class="punt ongunstig kern" d="M{x} {near}l2 2-2 2-2-2z"/>',
    "cannot_be_judged": "",
    "other": '<circle class="punt open" cx="{x}" cy="{y}" r="4.5"/>',
}
"""A disc and a diamond, the same in outline for a slight difference, an open ring, and nothing without a judgement."""


def spine_row(
    value: float,
    bands: Sequence[float],
    *,
    comparator: float | None,
    interval: tuple[float, float] | None,
    state: str,
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
    state : str
        Of `methods.comparison.State`; each side has a shape of its own, filled when the difference stands out.

    Returns
    -------
    str
        SVG, hidden from who hears the page: the words beside it say the same. What lies outside the drawing is put
        at its edge.
    """
    p5, p25, _, p75, p95 = bands
    span = (p95 - p5) or 1.0
    low, high = p5 - MARGIN * span, p95 + MARGIN * span

    x = Scale(low, high, 6, WIDTH - 6).at

    def band(css: str, a: float, b: float) -> str:
        return path(css, f"M{x(a):g} {MIDDLE:g}H{max(x(b), x(a) + 1):g}")

    drawn = band("band-buiten", p5, p95) + band("band-midden", p25, p75)
    if comparator is not None:
        drawn += path("vergelijk", f"M{x(comparator):g} 1V{HEIGHT - 1}")
    if interval is not None and x(interval[1]) - x(interval[0]) > 12:
        drawn += path("marge", f"M{x(interval[0]):g} {MIDDLE:g}H{x(interval[1]):g}")
    drawn += SHAPES.get(state, SHAPES["other"]).format(
        x=f"{x(value):g}", y=f"{MIDDLE:g}", top=f"{MIDDLE - 6:g}", near=f"{MIDDLE - 2:g}"
    )
    return drawing("positie spin", drawn, view=(WIDTH, HEIGHT))
