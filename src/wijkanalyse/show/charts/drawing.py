"""The vocabulary of drawings: an axis, lines, bars, dots and labels on it, and the drawing around them.

Every drawing of a report, a kit, a deck and a sheet is made of these and of the marks of a judgement (`marks`); only
what an analyst draws is not. Places are units of the view box or, in a drawing without one, per cent of its width
(`percent`) and pixels of its height: then it bends to any width. Colours and lines stand in the style sheets, by class.
"""

from __future__ import annotations

from typing import NamedTuple

from wijkanalyse.show.fragments import escape

Place = float | str
"""A number of units or pixels, or per cent as `percent` writes it."""


class Axis(NamedTuple):
    """From values to places: `low` is drawn at `first` and `high` at `last`."""

    low: float
    high: float
    first: float
    last: float

    def at(self, value: float) -> float:
        """The place of a value, to a tenth; what lies outside is put at the end.

        Examples
        --------
        >>> axis = Axis(0, 50, 3, 97)
        >>> axis.at(25), axis.at(80)
        (50.0, 97.0)
        """
        inside = min(max(value, self.low), self.high)
        share = (inside - self.low) / ((self.high - self.low) or 1.0)
        return round(self.first + (self.last - self.first) * share, 1)


def percent(place: float) -> str:
    """A place in per cent of the width."""
    return f"{place:g}%"


def drawing(css: str, inside: str, *, view: tuple[float, float] | None = None, words: str = "") -> str:
    """An SVG of these elements.

    Parameters
    ----------
    css
        Its class; "" for none.
    inside
        The elements.
    view
        Width and height in units; None for a drawing that bends to any width.
    words
        What it shows, for who cannot see it. Without them it is hidden from who hears the page: then words beside it
        must say the same.
    """
    box = f' viewBox="0 0 {view[0]:g} {view[1]:g}"' if view else ""
    heard = f' role="img" aria-label="{escape(words)}"' if words else ' aria-hidden="true"'
    return f"<svg{_class(css)}{box}{heard}>{inside}</svg>"


def definitions(inside: str) -> str:
    """What drawings of a document refer to: stands in it once, and is not seen itself."""
    return f'<svg class="tekens" width="0" height="0" aria-hidden="true"><defs>{inside}</defs></svg>'


def across(css: str, x: Place, top: Place, bottom: Place) -> str:
    """A line from top to bottom, such as that of a comparator."""
    return f"<line{_class(css)}{_at('x1', x)}{_at('x2', x)}{_at('y1', top)}{_at('y2', bottom)}/>"


def along(css: str, start: Place, end: Place, y: float) -> str:
    """A line from left to right, such as a band of a thickness that the style sheet gives."""
    return f"<line{_class(css)}{_at('x1', start)}{_at('x2', end)}{_at('y1', y)}{_at('y2', y)}/>"


def bar(css: str, x: Place, width: Place, y: Place, height: Place) -> str:
    """A bar of a width and height, from x and y."""
    return f"<rect{_class(css)}{_at('x', x)}{_at('y', y)}{_at('width', width)}{_at('height', height)}/>"


def dot(css: str, x: Place, y: float, r: float) -> str:
    """A dot around x and y."""
    return f"<circle{_class(css)}{_at('cx', x)}{_at('cy', y)}{_at('r', r)}/>"


def path(css: str, steps: str, *, name: str = "") -> str:
    """An outline or a line by the steps of its pen, with its name for who points at it."""
    drawn = f'<path{_class(css)} d="{steps}"'
    return f"{drawn}><title>{escape(name)}</title></path>" if name else f"{drawn}/>"


def label(css: str, x: Place, y: Place, text: str, *, anchor: str = "") -> str:
    """A few words at a place; the anchor, or the style sheet, says on which side of it."""
    side = f' text-anchor="{anchor}"' if anchor else ""
    return f"<text{_class(css)}{_at('x', x)}{_at('y', y)}{side}>{escape(text)}</text>"


def _class(css: str) -> str:
    return f' class="{css}"' if css else ""


def _at(name: str, place: Place) -> str:
    """A place as an attribute; 0 is what a drawing takes where there is none."""
    if not place:
        return ""
    return f' {name}="{place}"' if isinstance(place, str) else f' {name}="{place:g}"'
