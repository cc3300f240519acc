"""One small line chart: an area over the years, with thin lines for what it is compared with.

A year without a figure is a gap in the line: what happened there is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from wijkanalyse.show.charts.drawing import Axis, dot, drawing, label, path

WIDTH, HEIGHT = 200, 92
LEFT, RIGHT, TOP, BOTTOM = 8, 192, 26, 66
YEARS_AT = 84
LEAST_SPAN = 0.2
"""Smallest height of the scale, as a share of the figure: a change of a percent must not look like a leap."""


def year_line(
    years: Mapping[int, float],
    *,
    beside: Mapping[str, Mapping[int, float]],
    first: str,
    last: str,
    words: str,
) -> str:
    """An SVG with a dot per year, joined where years follow each other.

    Parameters
    ----------
    years : mapping of int to float
        The figures of the area by year; at least one.
    beside : mapping of str to mapping
        Comparators by the class that gives their line its dashes, each with figures by year; years outside those
        of the area are left out.
    first, last : str
        The first and the last figure in words, written at their dots.
    words : str
        What the chart shows, for who cannot see it.
    """
    start, end = min(years), max(years)
    others = {css: {y: v for y, v in line.items() if start <= y <= end} for css, line in beside.items()}
    x = Axis(start, end, LEFT, RIGHT).at
    y = _heights([*years.values(), *(v for line in others.values() for v in line.values())]).at

    def joined(line: Mapping[int, float]) -> str:
        return _joined((year, x(year), y(line[year])) for year in sorted(line))

    thin = "".join(path(css, joined(line)) for css, line in others.items() if line)
    dots = "".join(dot("", x(year), y(value), 3.5) for year, value in years.items())
    labels = label("waarde", LEFT - 4, y(years[start]) - 9, first) + label("jaar", LEFT - 4, YEARS_AT, str(start))
    if end > start:
        labels += label("waarde eind", RIGHT + 4, y(years[end]) - 9, last)
        labels += label("jaar eind", RIGHT + 4, YEARS_AT, str(end))
    drawn = f"{thin}{path('zelf', joined(years))}{dots}{labels}"
    return drawing("lijn", drawn, view=(WIDTH, HEIGHT), words=words)


def _heights(values: list[float]) -> Axis:
    low, high = min(values), max(values)
    room = max(LEAST_SPAN * max(abs(low), abs(high)) - (high - low), 0.0) / 2
    low, high = low - room, high + room
    return Axis(low, high, BOTTOM, TOP) if high > low else Axis(low - 1, high + 1, BOTTOM, TOP)


def _joined(points: Iterable[tuple[int, float, float]]) -> str:
    """A path that breaks where a year is missing; a lone year is a dot of the width of the line."""
    runs: list[list[tuple[int, float, float]]] = []
    for point in points:
        if runs and point[0] - runs[-1][-1][0] == 1:
            runs[-1].append(point)
        else:
            runs.append([point])
    return "".join(
        f"M{run[0][1]:g} {run[0][2]:g}" + ("".join(f"L{b[1]:g} {b[2]:g}" for _, b in pairwise(run)) or "h0")
        for run in runs
    )
