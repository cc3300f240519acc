"""The mark that shows where an area stands among the Dutch wijken: one small SVG per row."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT = 120, 16
MARGIN = 0.15
"""Room on both sides beyond P5 and P95, as a share of their distance, for areas outside."""


def position_mark(value: float, bands: Sequence[float], words: str) -> str:
    """An SVG with the bands P5 to P95 and P25 to P75, the median, and the area as a dot.

    Parameters
    ----------
    value : float
        The figure of the area.
    bands : sequence of 5 floats
        P5, P25, median, P75 and P95 of the Dutch wijken.
    words : str
        What the mark shows, for who cannot see it; must not need escaping.

    Returns
    -------
    str
        SVG; a value outside the drawing is put at its edge.
    """
    p5, p25, p50, p75, p95 = bands
    span = (p95 - p5) or 1.0
    low, high = p5 - MARGIN * span, p95 + MARGIN * span

    def x(v: float) -> float:
        return round(4 + (WIDTH - 8) * (min(max(v, low), high) - low) / (high - low), 1)

    def band(a: float, b: float, y: int, css: str) -> str:
        return f'<rect class="{css}" x="{x(a)}" y="{y}" width="{max(x(b) - x(a), 1):.1f}" height="{HEIGHT - 2 * y}"/>'

    return (
        f'<svg class="positie" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}">'
        f"{band(p5, p95, 5, 'band-buiten')}{band(p25, p75, 3, 'band-midden')}"
        f'<line class="mediaan" x1="{x(p50)}" x2="{x(p50)}" y1="2" y2="{HEIGHT - 2}"/>'
        f'<circle class="punt" cx="{x(value)}" cy="{HEIGHT / 2:g}" r="4.5"/></svg>'
    )
