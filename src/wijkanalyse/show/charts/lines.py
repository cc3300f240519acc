"""One small line chart: an area over the years, with thin lines for what it is compared with.

A year without a figure is a gap in the line: what happened there is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

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
        What the chart shows, for who cannot see it; must not need escaping.
    """
    start, end = min(years), max(years)
    others = {css: {y: v for y, v in line.items() if start <= y <= end} for css, line in beside.items()}
    low, high = _scale([*years.values(), *(v for line in others.values() for v in line.values())])

    def point(year: int, value: float) -> tuple[float, float]:
        x = LEFT + (RIGHT - LEFT) * (year - start) / ((end - start) or 1)
        return round(x, 1), round(BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low), 1)

    def path(line: Mapping[int, float]) -> str:
        return _joined((year, *point(year, line[year])) for year in sorted(line))

    thin = "".join(f'<path class="{css}" d="{path(line)}"></path>' for css, line in others.items() if line)
    dots = "".join(f'<circle cx="{x:g}" cy="{y:g}" r="3.5"></circle>' for x, y in (point(*p) for p in years.items()))
    (x0, y0), (x1, y1) = point(start, years[start]), point(end, years[end])
    labels = _text(x0 - 4, y0 - 9, first, "waarde") + _text(x0 - 4, YEARS_AT, str(start), "jaar")
    if end > start:
        labels += _text(x1 + 4, y1 - 9, last, "waarde eind") + _text(x1 + 4, YEARS_AT, str(end), "jaar eind")
    return (
        f'<svg class="lijn" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{words}">'
        f'{thin}<path class="zelf" d="{path(years)}"></path>{dots}{labels}</svg>'
    )


def _scale(values: list[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    room = max(LEAST_SPAN * max(abs(low), abs(high)) - (high - low), 0.0) / 2
    low, high = low - room, high + room
    return (low, high) if high > low else (low - 1, high + 1)


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


def _text(x: float, y: float, text: str, css: str) -> str:
    return f'<text class="{css}" x="{x:g}" y="{y:g}">{text}</text>'
