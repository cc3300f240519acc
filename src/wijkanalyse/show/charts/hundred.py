"""A hundred people: as many of them filled as a share says, or in groups that are together everybody.

Heads and bodies are dots of a dashed line: a hundred people in a few hundred bytes, sharp at any size. Homes and
households are squares, drawn the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from wijkanalyse.show.charts.drawing import drawing, path
from wijkanalyse.show.fragments import escape

COLUMNS = 25
"""People in a row, on page one."""
PITCH, LINE = 15, 19
"""Units from one person to the next, and from one row to the next."""
HEAD, BODY = 4, (11.5, 14)
"""Heights in a row: the middle of the head, and the two ends of the body."""
ROWS = 5
"""People above each other in a group."""


def hundred(people: int, elsewhere: int, css: str, *, columns: int = COLUMNS) -> str:
    """An SVG of a hundred people, hidden from who hears the page: the words beside it say the same.

    Parameters
    ----------
    people
        How many are filled, 0 to 100.
    elsewhere
        After which person the line of the comparator stands.
    css
        Class of the filled ones: that of the side of the judgement.
    columns
        People in a row.
    """
    filled = "".join(_part(0, people, columns))
    others = "".join(_part(people, 100, columns))
    inside = f'<g class="anderen">{others}</g><g class="{css}">{filled}</g>{_line(elsewhere, columns)}'
    return drawing("honderd", inside, view=(columns * PITCH, 100 // columns * LINE))


def _part(first: int, end: int, columns: int) -> Iterator[str]:
    """The people from one number to another: of each row the heads, then the bodies."""
    for row in range(100 // columns):
        low, high = max(first, row * columns), min(end, (row + 1) * columns)
        if low < high:
            heads, bodies = _row(low % columns, high - low, row * LINE)
            yield path("", heads) + path("lijf", bodies)


def _row(first: int, people: int, top: int) -> tuple[str, str]:
    """The heads and the bodies of people beside each other, each as the lines of a path."""
    x, line = (first + 0.5) * PITCH, f"h{(people - 1) * PITCH + 0.1:g}"
    return f"M{x:g} {top + HEAD}{line}", "".join(f"M{x:g} {top + height:g}{line}" for height in BODY)


def _line(after: int, columns: int) -> str:
    """The line after so many people: at the end of a row, and not at the start of the next."""
    row, column = divmod(max(after, 1) - 1, columns)
    x, top = (column + 1) * PITCH if after else 0, row * LINE
    d = f"M{x} {top}v{LINE - 2}"
    return path("rand", d) + path("grens", d)


def groups_of_hundred(
    groups: Iterable[tuple[int, str, str]], heard: str, *, rows: int = ROWS, homes: bool = False
) -> str:
    """A hundred in groups that are together everybody: each apart, with a bracket, its number and its words.

    Parameters
    ----------
    groups
        How many, the word for them, and what stands under it in small letters ("" for nothing); plain text. A group of
        nobody is left out.
    heard
        Of what these are a hundred, for who hears the page.
    rows
        How many stand above each other.
    homes
        Whether they are households or homes, and not people.
    """
    css = "honderdtal huizen" if homes else "honderdtal"
    items = "".join(
        f"<li>{(_squares if homes else _crowd)(count, rows)}<strong>{count}</strong> <span>{escape(word)}</span>"
        f"{f' <small>{escape(more)}</small>' if more else ''}</li>"
        for count, word, more in groups
        if count
    )
    return f'<ul class="{css}" aria-label="{escape(heard)}">{items}</ul>'


def _crowd(count: int, rows: int) -> str:
    """So many people in rows as equal as they can be, hidden from who hears the page: number and words follow."""
    lines = [_row(0, people, row * LINE) for row, people in enumerate(_rows(count, rows))]
    heads, bodies = ("".join(part) for part in zip(*lines, strict=True))
    return drawing("", path("", heads) + path("lijf", bodies), view=(-(-count // rows) * PITCH, rows * LINE))


def _squares(count: int, rows: int) -> str:
    """The same of homes or households."""
    lines = (_row(0, homes, row * PITCH)[0] for row, homes in enumerate(_rows(count, rows)))
    return drawing("", path("", "".join(lines)), view=(-(-count // rows) * PITCH, rows * PITCH))


def _rows(count: int, rows: int) -> list[int]:
    """How many stand in each row."""
    used = min(rows, count)
    return [count // used + (row < count % used) for row in range(used)]
