"""One row of "De wijk in één beeld": how far a figure lies from the comparator, and on which side of it.

Left is always unfavourable. A row bends to any width, since places are in per cent and heights in pixels.
"""

from __future__ import annotations

import math

from wijkanalyse.methods.comparison import Judgement, Polarity
from wijkanalyse.show.charts.marks import NAMES, use

ENDS = 2.8
"""Robust standard deviations at the ends of the axis: seldom more, and then a chevron says so."""
HALF = 43.0
"""Per cent of the width from the middle to an end."""
HEIGHT = 22
MIDDLE = HEIGHT / 2
BEYOND = 12
"""Pixels that the middle line is drawn beyond its row, so that the lines of all rows are one."""


def signed(z: float, better_when: Polarity) -> float:
    """The distance with the sign of favourable: above 0 lies on the right.

    Examples
    --------
    >>> signed(1.5, "lower"), signed(1.5, "higher")
    (-1.5, 1.5)
    """
    return -z if better_when == "lower" else z


def place(distance: float) -> float:
    """Where a distance lies on the axis, in per cent of its width.

    Examples
    --------
    >>> place(0.0), place(-1.4), place(9.0)
    (50.0, 28.5, 93.0)
    """
    return round(50 + HALF * min(max(distance / ENDS, -1.0), 1.0), 1)


def axis_row(judgement: Judgement, better_when: Polarity, band: tuple[float, float] | None) -> str:
    """An SVG with the axis, the middle line, the band and the mark of a judged figure.

    Parameters
    ----------
    judgement
        With `z`, the place on the axis. One without a mark of its own, such as of a figure that is unknown, leaves
        the middle line only.
    better_when
        Which way is favourable.
    band
        The two distances between which the middle half of the people lie, in robust standard deviations from the
        comparator; None when unknown.

    Returns
    -------
    str
        SVG, hidden from who hears the page: the words of the row say the same.
    """
    centre = f'<line class="midden" x1="50%" x2="50%" y1="-{BEYOND}" y2="{HEIGHT + BEYOND}"/>'
    if judgement.state not in NAMES or math.isnan(judgement.z):
        return _drawing(centre)
    distance = signed(judgement.z, better_when)
    x = place(distance)
    shade = ""
    if band is not None and not any(map(math.isnan, band)):
        low, high = sorted(place(signed(end, better_when)) for end in band)
        shade = f'<rect class="band" x="{low:g}%" y="5" width="{high - low:.3g}%" height="12"/>'
    side = {"better": "gunstig", "worse": "ongunstig"}.get(judgement.side, "gelijk")
    stem = f'<line class="steel {side}" x1="50%" y1="{MIDDLE:g}" x2="{x:g}%" y2="{MIDDLE:g}"/>'
    beyond = ""
    if abs(distance) > ENDS:
        beyond = use("verder-rechts" if distance > 0 else "verder-links", f"{x:g}%", MIDDLE)
    drawn = f"{shade}{stem}{centre}{use(NAMES[judgement.state], f'{x:g}%', MIDDLE)}{beyond}"
    return _drawing(drawn, " met-as")


def _drawing(inside: str, css: str = "") -> str:
    return f'<svg class="balk{css}" aria-hidden="true">{inside}</svg>'
