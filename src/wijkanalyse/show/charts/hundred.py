"""A hundred people, as many of them filled as a share says, with a line where the comparator would end.

Heads and bodies are dots of a dashed line: a hundred people in a few hundred bytes, sharp at any size.
"""

from __future__ import annotations

from collections.abc import Iterator

COLUMNS = 25
"""People in a row, on page one."""
PITCH, LINE = 15, 19
"""Units from one person to the next, and from one row to the next."""
HEAD, BODY = 4, (11.5, 14)
"""Heights in a row: the middle of the head, and the two ends of the body."""


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
    return (
        f'<svg class="honderd" viewBox="0 0 {columns * PITCH} {100 // columns * LINE}" aria-hidden="true">'
        f'<g class="anderen">{others}</g><g class="{css}">{filled}</g>{_line(elsewhere, columns)}</svg>'
    )


def _part(first: int, end: int, columns: int) -> Iterator[str]:
    """The people from one number to another: of each row the heads, then the bodies."""
    for row in range(100 // columns):
        low, high = max(first, row * columns), min(end, (row + 1) * columns)
        if low >= high:
            continue
        x, top = (low % columns + 0.5) * PITCH, row * LINE
        line = f"h{(high - low - 1) * PITCH + 0.1:g}"
        yield f'<path d="M{x:g} {top + HEAD}{line}"/>'
        yield f'<path class="lijf" d="M{x:g} {top + BODY[0]}{line}M{x:g} {top + BODY[1]}{line}"/>'


def _line(after: int, columns: int) -> str:
    """The line after so many people: at the end of a row, and not at the start of the next."""
    row, column = divmod(max(after, 1) - 1, columns)
    x, top = (column + 1) * PITCH if after else 0, row * LINE
    d = f"M{x} {top}v{LINE - 2}"
    return f'<path class="rand" d="{d}"/><path class="grens" d="{d}"/>'
