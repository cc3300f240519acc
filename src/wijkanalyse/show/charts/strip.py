"""Rows of a chart in HTML: a figure on a line, a difference before and after, and shares that are one whole.

Places are in percent and sizes in pixels, so that a drawing bends to any width without distorting its marks. Nothing
is written in it but the shares of a whole: what it shows stands in words beside it, and so it is not read out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wijkanalyse.dutch import largest_remainder
from wijkanalyse.methods.comparison import State
from wijkanalyse.show.charts.drawing import Axis, across, along, bar, dot, drawing, label, percent
from wijkanalyse.show.charts.marks import FACT, mark_at

HEIGHT = 18
MIDDLE = HEIGHT // 2
EDGE = 3.0
"""Percent of the width that is left free at both ends, so that no mark is cut off."""
AXIS = "strook as"
"""Class of a drawing with a line from end to end, which the style sheet draws."""
LEAST_WRITTEN = 8
"""Percent of a whole from which a share has room for its number."""


def strip(
    value: float,
    *,
    low: float,
    high: float,
    state: State,
    other: float | None = None,
    beside: float | None = None,
    bands: Sequence[float] | None = None,
) -> str:
    """A figure as a mark on a line.

    Parameters
    ----------
    value : float
        The figure of the area.
    low, high : float
        Ends of the scale, in the unit of the figure; what lies outside is put at the edge.
    state : State
        Each side has a shape of its own (`marks`).
    other : float or None
        What it is compared with, as a line across.
    beside : float or None
        A second one, as the gemeente, as a short thin line.
    bands : sequence of 5 floats or None
        P5, P25, median, P75 and P95 of the Dutch wijken.

    Returns
    -------
    str
        SVG, hidden from who hears the page.
    """

    x = _scale(low, high).at
    drawn = ""
    if bands is not None:
        p5, p25, _, p75, p95 = bands
        drawn = _line("band-buiten", x(p5), x(p95)) + _line("band-midden", x(p25), x(p75))
    if beside is not None:
        drawn += _across("gemeente", x(beside), 4)
    if other is not None:
        drawn += _across("vergelijk", x(other), 1)
    return _drawing("strook" if bands is not None else AXIS, drawn + mark_at(state, percent(x(value)), MIDDLE))


def limits(bands: Sequence[float]) -> tuple[float, float]:
    """The scale of a figure that is placed among the Dutch wijken: from P5 to P95 with some room."""
    p5, *_, p95 = bands
    room = 0.15 * ((p95 - p5) or 1.0)
    return p5 - room, p95 + room


def before_after(before: float, after: float, *, reach: float) -> str:
    """A difference with Nederland as it is and as it would be, as a dumbbell around the line of Nederland.

    Parameters
    ----------
    before, after : float
        Differences, favourable ones above zero.
    reach : float
        The largest difference that the scale shows on both sides.
    """
    a, b = (_scale(-reach, reach).at(difference) for difference in (before, after))
    lines = _across("vergelijk", 50.0, 1) + _line("verschuiving", *sorted((a, b)))
    return _drawing(AXIS, lines + dot(FACT, percent(a), MIDDLE, 5) + dot("punt open", percent(b), MIDDLE, 5))


def stacked(shares: Mapping[str, float]) -> str:
    """Shares of one whole as one bar, each with its number where there is room.

    Parameters
    ----------
    shares : mapping of str to float
        Percentages in drawing order, together a hundred.
    """
    written, parts, start = largest_remainder(list(shares.values())), [], 0.0
    whole = max(sum(shares.values()), 100.0) / 100.0  # rounded shares can be a little more than everything
    for number, (given, said) in enumerate(zip(shares.values(), written, strict=True), 1):
        share = given / whole
        parts.append(bar(f"deel-{number}", f"{start:.1f}%", f"{share:.1f}%", 0, 22))
        if share >= LEAST_WRITTEN:
            parts.append(label(f"op-deel-{number}", f"{start + share / 2:.1f}%", 16, f"{said}%"))
        start += share
    return _drawing("stapel", "".join(parts))


def _scale(low: float, high: float) -> Axis:
    return Axis(low, high, EDGE, 100 - EDGE)


def _line(css: str, start: float, end: float) -> str:
    return along(css, percent(start), percent(max(end, start + 0.3)), MIDDLE)


def _across(css: str, at: float, inset: int) -> str:
    return across(css, percent(at), inset, HEIGHT - inset)


def _drawing(css: str, inside: str) -> str:
    return drawing(f"positie {css}", inside)
