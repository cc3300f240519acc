"""One row of "De wijk in één beeld": how far a figure lies from the comparator, and on which side of it.

Left is always unfavourable. A row bends to any width, since places are in per cent and heights in pixels.
"""

from __future__ import annotations

import math

from wijkanalyse.methods.comparison import Judgement, Polarity
from wijkanalyse.show.charts.drawing import Axis, across, along, bar, drawing, percent
from wijkanalyse.show.charts.marks import NAMES, use

ENDS = 2.8
"""Robust standard deviations at the ends of the axis: seldom more, and then a chevron says so."""
AXIS = Axis(-ENDS, ENDS, 7, 93)
"""In per cent of the width."""
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
    return AXIS.at(distance)


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
    centre = across("midden", "50%", -BEYOND, HEIGHT + BEYOND)
    if judgement.state not in NAMES or math.isnan(judgement.z):
        return drawing("balk", centre)
    distance = signed(judgement.z, better_when)
    x = place(distance)
    shade = ""
    if band is not None and not any(map(math.isnan, band)):
        low, high = sorted(place(signed(end, better_when)) for end in band)
        shade = bar("band", percent(low), f"{high - low:.3g}%", 5, 12)
    side = {"better": "gunstig", "worse": "ongunstig"}.get(judgement.side, "gelijk")
    stem = along(f"steel {side}", "50%", percent(x), MIDDLE)
    beyond = ""
    if abs(distance) > ENDS:
        beyond = use("verder-rechts" if distance > 0 else "verder-links", percent(x), MIDDLE)
    drawn = f"{shade}{stem}{centre}{use(NAMES[judgement.state], percent(x), MIDDLE)}{beyond}"
    return drawing("balk met-as", drawn)
