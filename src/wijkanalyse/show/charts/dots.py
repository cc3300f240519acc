"""Buurten as dots on a line: the spread behind the average of an area, one small SVG per row."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT = 220, 22


def dots_row(values: Sequence[float], *, mean: float, low: float, high: float, words: str) -> str:
    """An SVG with a dot per buurt and a line at the figure of the area.

    Parameters
    ----------
    values : sequence of float
        Figures of the buurten; without names, so that no one is singled out.
    mean : float
        The figure of the area itself.
    low, high : float
        Ends of the scale.
    words : str
        What the row shows, for who cannot see it; must not need escaping.
    """
    span = (high - low) or 1.0

    def x(v: float) -> float:
        return round(6 + (WIDTH - 12) * (min(max(v, low), high) - low) / span, 1)

    middle = HEIGHT / 2
    dots = "".join(f'<circle class="stip" cx="{x(v)}" cy="{middle:g}" r="4"/>' for v in sorted(values))
    return (
        f'<svg class="positie stippen" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}">'
        f'<path class="as" d="M6 {middle:g}H{WIDTH - 6}"/>{dots}'
        f'<path class="vergelijk" d="M{x(mean)} 2V{HEIGHT - 2}"/></svg>'
    )
