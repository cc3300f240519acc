"""A table of a page by row and column, for a file of another program than a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from wijkanalyse.publish.lines import MARK, Words, is_left_out, tidied, words_in
from wijkanalyse.publish.made_report import Element, by_class, text
from wijkanalyse.show.wording import NBSP

STATE_HEAD = "Hoe staat het?"
"""Above the words that stand in the place of a mark on the axis of page one."""
FULL, EMPTY, ROOM_OF_A_LINE = 40, 18, 86
"""Characters of a column from which on it gets no wider, of one to write in, and of a whole line of a table."""
LONGEST = 24
"""Characters of a word for which a column makes room; a longer one is broken."""
BOLD = 1.15
"""How much wider a word is in a head."""
_NUMBERS_IN = re.compile(r"getal-(\d+)")


def in_words(table: Element) -> Element:
    """The table of page one with words in the place of its axis.

    The mark, and what is said of it for the ear, go to a column of their own after that of the comparator.
    """
    made = Element("table")
    for part in table:
        if part.tag == "caption":
            made.append(part)
        elif part.tag in ("thead", "tbody"):
            made.append(body := Element(part.tag))
            for row in part:
                body.append(copy := Element("tr"))
                copy.extend(_row_in_words(list(row)))
    return made


def _row_in_words(cells: list[Element]) -> list[Element]:
    if len(cells) < 4:  # the name of a group
        return cells
    name, here, axis, there = cells
    state = Element(axis.tag)
    if axis.tag == "th":
        state.text = STATE_HEAD
        return [name, here, there, state]
    heard = list(by_class(here, "alleen-voor-oren"))
    state.append(mark := Element("svg", {"class": MARK}))
    mark.extend(axis.iter("use"))
    words = Element("span")
    words.text = " ".join(map(text, heard)).removeprefix(", ") or text(axis)
    state.append(words)
    return [name, _without(here, heard), _without(there, ()), state]


def _without(cell: Element, parts: Sequence[Element]) -> Element:
    """A cell without some of its parts, nor the short name of Nederland that its head has in full."""
    made = Element(cell.tag, cell.attrib)
    made.text = (cell.text or "").removeprefix(f"NL{NBSP}")
    made.extend(part for part in cell if part not in parts)
    return made


@dataclass(frozen=True)
class GridCell:
    """A cell and its place in a table."""

    element: Element
    row: int
    column: int
    width: int
    height: int


class Grid:
    """The cells of a table by row and column, without the columns that hold nothing but drawings."""

    def __init__(self, table: Element) -> None:
        self.rows = [row for row in table.iter("tr") if not is_left_out(row)]
        in_head = {id(row) for head in table.iter("thead") for row in head.iter("tr")}
        self.heads = {n for n, row in enumerate(self.rows) if id(row) in in_head}
        placed = list(self._placed())
        kept = self._kept(placed)
        self.columns = len(kept)
        self.cells = [
            replace(cell, column=kept.index(columns[0]), width=len(columns))
            for cell in placed
            if (columns := [n for n in range(cell.column, cell.column + cell.width) if n in kept])
        ]
        numbers = {int(n) - 1 for n in _NUMBERS_IN.findall(table.get("class", ""))}
        self.numbers = {kept.index(n) for n in numbers if n in kept}

    def _placed(self) -> Iterator[GridCell]:
        taken: set[tuple[int, int]] = set()
        for row, cells in enumerate(self.rows):
            column = 0
            for element in cells:
                while (row, column) in taken:
                    column += 1
                width, height = whole_number(element, "colspan"), whole_number(element, "rowspan")
                height = min(height, len(self.rows) - row)
                taken |= {(row + down, column + along) for down in range(height) for along in range(width)}
                yield GridCell(element, row, column, width, height)
                column += width

    def _kept(self, placed: Sequence[GridCell]) -> list[int]:
        """The columns that say something, or that are there to fill in."""
        kept = []
        for column in range(max((cell.column + cell.width for cell in placed), default=0)):
            own = [cell.element for cell in placed if cell.width == 1 and cell.column == column]
            is_drawn = any(next(element.iter("svg"), None) is not None for element in own)
            if not own or not is_drawn or any(tidied(words_in(element, Words(""))) for element in own):
                kept.append(column)
        return kept

    @property
    def shares(self) -> list[float]:
        """How wide each column is beside the others: its longest word, and of what is left more where more is said."""
        needed, wanted = [], []
        for column in range(self.columns):
            cells = [cell for cell in self.cells if cell.column == column and cell.width == 1]
            said = [text(cell.element) for cell in cells]
            is_empty = any(self.is_to_fill_in(cell.row) for cell in cells) and not any(
                text(cell.element) for cell in cells if cell.row not in self.heads
            )
            longest = max((len(part) for words in said for part in words.split()), default=0)
            needed.append(min(longest, LONGEST) * BOLD + 3)
            wanted.append(max(EMPTY * is_empty, min(FULL, max(map(len, said), default=0)) - needed[-1], 1))
        left = max(0, ROOM_OF_A_LINE - sum(needed))
        return [need + left * want / sum(wanted) for need, want in zip(needed, wanted, strict=True)]

    def is_to_fill_in(self, row: int) -> bool:
        """Whether a row has nothing but empty cells behind its first."""
        cells = [cell.element for cell in self.cells if cell.row == row]
        return row not in self.heads and len(cells) > 1 and not any(map(text, cells[1:]))


def whole_number(element: Element, name: str) -> int:
    """The number in an attribute of an element, from 1; 1 where there is none."""
    found = re.fullmatch(r"\s*([1-9]\d{0,2})\s*", element.get(name, ""))
    return int(found[1]) if found else 1
