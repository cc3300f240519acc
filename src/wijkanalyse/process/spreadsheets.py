"""The cells of a CSV or Excel file as texts, as the person who filled it in sees them.

Receives a file and hands on its rows, numbered as a spreadsheet numbers them. A value that
cannot be taken as it stands is a fault with its row and column: nothing is dropped or guessed.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import re
import zlib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import pandas as pd
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from wijkanalyse.errors import RawDataError, listing

MOST_COLUMNS = 60
"""Columns in which the names of a heading are looked for."""
MOST_FAULTS = 20
"""Faults listed in full; the rest is counted."""


class SheetLayout(NamedTuple):
    """Where the cells stand in a file that was not made for this project.

    Attributes
    ----------
    heading
        Row of the names of the columns, as a spreadsheet numbers it; what stands above it is not read.
    skip
        How rows begin that are no data, such as a total or a footnote.
    sheet
        Name of the sheet of a workbook; "" for the first.
    encoding
        Of a CSV file.
    """

    heading: int = 1
    skip: tuple[str, ...] = ()
    sheet: str = ""
    encoding: str = "utf-8-sig"

    def is_skipped(self, cells: Sequence[str]) -> bool:
        first = next((text for cell in cells if (text := cell.strip())), "").casefold()
        ways = (way.casefold() for way in self.skip)
        # As a word: "Bron" is how a footnote begins, and Bronkhorst is a village.
        return any(first.startswith(way) and not first[len(way) : len(way) + 1].isalnum() for way in ways)


PLAIN = SheetLayout()


FAULTS = {
    "sep": "is {text!r}; remove this line, the heading has to be on row {row}",
    "no_heading": "is empty; the heading has to be on row {row}",
    "column_twice": "column {column} occurs twice",
    "under_no_heading": "{text!r} stands under no heading; the names of the columns have to be on row {heading}",
    "width": "has {cells} cells, the heading has {heading}; is it cut off, or is there a decimal comma in a file with "
    "commas?",
    "excel_error": "is an error of Excel ({text}); correct it, or clear the cell",
    "formula": "is a formula of which the result was not kept; save the file in Excel, or paste the value",
    "other_sheets": "only the first sheet ({sheet}) is read; not used: {others}",
    "hidden": "is hidden in the sheet, but does count; all hidden rows: {rows}",
    "empty_file": "the file is empty",
    "quotation": 'row {row}: a quotation mark (") is not closed or not doubled: {detail}',
    "encoding": "row {row} has a letter that is not {encoding}",
    "no_text": "row {row} has a character that is no text",
}
"""What is said of each kind of fault, to an analyst."""


class CellFault(NamedTuple):
    """One cell or row that cannot be read; `column` is empty for a whole row.

    `fault` is a key of `FAULTS` and `given` fills its sentence, so that others can say it in another language.
    """

    row: int
    column: str
    fault: str
    given: tuple[tuple[str, str | int], ...] = ()

    @property
    def message(self) -> str:
        return FAULTS[self.fault].format(**dict(self.given))

    def __str__(self) -> str:
        return f"row {self.row}{', ' if self.column else ''}{self.column}: {self.message}"


class CellError(RawDataError):
    """Cells of a file that cannot be read; nothing of the file is used."""

    def __init__(self, path: Path, faults: Sequence[CellFault]) -> None:
        super().__init__(nothing_used(path, [str(f) for f in faults]))
        self.faults = tuple(faults)


class UnreadableError(ValueError):
    """Why a whole file cannot be read; a key of `FAULTS`, the row it is about, and what fills the sentence."""

    def __init__(self, fault: str, row: int = 1, **given: str | int) -> None:
        super().__init__(FAULTS[fault].format(row=row, **given))
        self.fault, self.row = fault, row


def nothing_used(path: Path, faults: list[str]) -> str:
    """The message for a file with faults: the first of them in full, the rest counted."""
    more = [f"... and {len(faults) - MOST_FAULTS} more"] if len(faults) > MOST_FAULTS else []
    return listing(f"{path}: {len(faults)} faults; nothing of this file is used:", faults[:MOST_FAULTS] + more)


def read_texts(path: Path, layout: SheetLayout = PLAIN, *, faults: list[CellFault] | None = None) -> pd.DataFrame:
    """All cells as stripped texts; the index is the number of the row in a spreadsheet, minus 2.

    A percentage of Excel is read as it is shown (45%), a day as 2026-11-21, and zeros in front that are part of the
    format of a cell are kept. Columns without a name are left out when they are empty.

    Parameters
    ----------
    path
        A ``.csv`` or ``.xlsx`` file.
    layout
        Where the cells stand.
    faults
        Takes the faults below the heading; rows that have one are left out then, instead of refused.

    Raises
    ------
    RawDataError
        When the file is not there or cannot be read; as `CellError` with every cell at fault.
    """
    if not path.is_file():
        raise RawDataError(f"{path}: is not there; put the CSV or Excel file beside its card {path.stem}.yml")
    try:
        lines, found = _read_excel(path, layout) if path.suffix == ".xlsx" else _read_csv(path, layout)
        if len(lines) < layout.heading:
            raise ValueError(f"the heading is said to be on row {layout.heading}, and there are {len(lines)} rows")
    except (OSError, EOFError, ValueError, KeyError, zlib.error, BadZipFile, InvalidFileException) as error:
        raise RawDataError(
            f"{path}: cannot be read ({' '.join(str(error).split())[:120]}). "
            "Save it again as CSV (UTF-8) or as Excel workbook (.xlsx)."
        ) from error
    skipped = {n for n, cells in enumerate(lines[layout.heading :], layout.heading + 1) if layout.is_skipped(cells)}
    lines = [[] if n in skipped else cells for n, cells in enumerate(lines, 1)][layout.heading - 1 :]
    found = [f for f in found if f.row >= layout.heading and f.row not in skipped]
    heading = [cell.strip() for cell in lines[0]]
    found += _of_heading(heading, lines, layout.heading)
    width = max((n for n, name in enumerate(heading, 1) if name), default=0)
    if not any(f.row == layout.heading for f in found):
        found += _of_widths(lines, width, layout.heading)
    if found and (faults is None or any(f.row == layout.heading for f in found)):
        raise CellError(path, sorted(found))
    if found and faults is not None:
        faults += sorted(found)
        at_fault = {f.row for f in found}
        lines = [[] if n in at_fault else cells for n, cells in enumerate(lines, layout.heading)]
    named = [n for n, name in enumerate(heading) if name]
    cells = [[line[n] for n in named] if line else [""] * len(named) for line in lines[1:]]
    index = range(layout.heading - 1, layout.heading - 1 + len(cells))
    rows = pd.DataFrame(cells, columns=[heading[n] for n in named], index=index, dtype="str")
    rows = rows.apply(lambda column: column.str.strip())
    # Empty rows go only now, so that the numbers of the other rows stay those of the file.
    return rows[(rows != "").any(axis=1)]


def _of_heading(heading: list[str], lines: list[list[str]], row: int) -> Iterator[CellFault]:
    if heading and heading[0].lower().startswith("sep="):
        yield CellFault(row, "", "sep", (("text", heading[0]), ("row", row)))
        return
    if not any(heading):
        yield CellFault(row, "", "no_heading", (("row", row),))
        return
    for name in sorted({c for c in heading if c and heading.count(c) > 1}):
        yield CellFault(row, "", "column_twice", (("column", name),))
    for place, name in enumerate(heading):
        below = ((n, c[place].strip()) for n, c in enumerate(lines[1:], row + 1) if len(c) > place and c[place].strip())
        if not name and (first := next(below, None)):
            yield CellFault(
                first[0], f"column {get_column_letter(place + 1)}", "under_no_heading",
                (("text", first[1][:40]), ("heading", row)),
            )  # fmt: skip


def _of_widths(lines: list[list[str]], width: int, row: int) -> Iterator[CellFault]:
    for number, cells in enumerate(lines[1:], row + 1):
        # An empty cell too many is what a spreadsheet writes where somebody once typed something.
        filled = next((n for n in range(len(cells), len(lines[0]), -1) if cells[n - 1].strip()), 0)
        if any(cell.strip() for cell in cells) and (len(cells) < width or filled):
            yield CellFault(number, "", "width", (("cells", filled or len(cells)), ("heading", width)))


def first_lines(path: Path, most: int, encoding: str = PLAIN.encoding) -> list[list[str]]:
    """The cells of the first rows of a file, to see on which of them the heading is.

    Raises
    ------
    RawDataError
    """
    if path.suffix == ".xlsx":
        rows = _sheet(path, PLAIN, results=True).iter_rows(max_row=most, max_col=MOST_COLUMNS)
        return [[_shown(cell).strip() for cell in row] for row in rows]
    lines = _decoded(path.read_bytes(), encoding).splitlines()[:most]
    return [[cell.strip().strip('"') for cell in line.split(_separator(line))] for line in lines]


# ---------------------------------------------------------------------------- CSV


def _read_csv(path: Path, layout: SheetLayout) -> tuple[list[list[str]], list[CellFault]]:
    opened = gzip.open if path.name.endswith(".gz") else open
    with opened(path, "rb") as file:
        content = file.read()
    # Excel puts a byte order mark in front, and writes semicolons on a Dutch machine.
    text = _decoded(content, layout.encoding)
    head = next(iter(text.splitlines()[layout.heading - 1 :]), "") or text.lstrip("\r\n").partition("\n")[0]
    separator = _separator(head)
    lines: list[list[str]] = []
    # Strict: a quotation mark that is never closed would take all rows after it into one cell.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        lines.extend(reader)
    except csv.Error as error:
        raise UnreadableError("quotation", len(lines) + 1, detail=str(error)) from error
    if not lines:
        raise UnreadableError("empty_file")
    return lines, []


def _separator(heading: str) -> str:
    return next((mark for mark in (";", "\t") if mark in heading), ",")


def _decoded(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        name = "UTF-8" if encoding == PLAIN.encoding else encoding
        raise UnreadableError("encoding", row, encoding=name) from error
    if "\0" in text:
        raise UnreadableError("no_text", text[: text.index("\0")].count("\n") + 1)
    return text


# -------------------------------------------------------------------------- Excel


def _read_excel(path: Path, layout: SheetLayout) -> tuple[list[list[str]], list[CellFault]]:
    """One sheet: what Excel kept as the result of a formula, and the formulas it kept no result of."""
    formulas = {cell.coordinate for cell in _cells(_sheet(path, layout, results=False)) if cell.data_type == "f"}
    sheet = _sheet(path, layout, results=True)
    # A cell far away that only has a colour makes a sheet of millions of cells: only as far as something is written.
    written = [c for c in _cells(sheet) if c.value is not None or c.coordinate in formulas]
    if not any(cell.value is not None for cell in written):
        raise ValueError(f"sheet {layout.sheet} is empty" if layout.sheet else "the first sheet is empty")
    last, width = max(c.row for c in written), max(c.column for c in written)
    grid = list(sheet.iter_rows(min_row=1, min_col=1, max_row=last, max_col=width))
    names = [str(cell.value or "").strip() for cell in grid[min(layout.heading, last) - 1]]
    faults = [
        CellFault(cell.row, names[cell.column - 1] or f"column {cell.column_letter}", *found)
        for row in grid
        for cell in row
        if (found := _unreadable(cell, formulas))
    ]
    return [[_shown(cell) for cell in row] for row in grid], faults


def _sheet(path: Path, layout: SheetLayout, *, results: bool) -> Worksheet:
    book = load_workbook(path, data_only=results)
    if not layout.sheet:
        return book.worksheets[0]
    titles = [s.title for s in book.worksheets]
    if layout.sheet not in titles:
        raise ValueError(f"has no sheet {layout.sheet!r}; there are {', '.join(titles)}")
    return book[layout.sheet]


def _cells(sheet: Worksheet) -> list[Cell]:
    """The cells that the file has; asking the sheet for its rows makes all in between as well."""
    return list(sheet._cells.values())


def _unreadable(cell: Cell, formulas: set[str]) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """The fault of a cell and what fills its sentence."""
    if cell.data_type == "e":
        return "excel_error", (("text", str(cell.value)),)
    # An empty text is a result too; openpyxl gives it no value, but does give it this type.
    if cell.value is None and cell.data_type != "str" and getattr(cell, "coordinate", "") in formulas:
        return "formula", ()
    return None


def _shown(cell: Cell) -> str:
    value, form = cell.value, cell.number_format or ""
    if value is None:
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    if "%" in re.sub(r'"[^"]*"|\\.', "", form):
        return f"{(Decimal(repr(value)) * 100).normalize():f}%"
    whole = int(value) if float(value).is_integer() else None
    if whole is not None and re.fullmatch("0{2,}", form):
        return str(whole).zfill(len(form))
    return str(value if whole is None else whole)


def workbook_notes(path: Path, layout: SheetLayout = PLAIN) -> list[CellFault]:
    """What of a workbook may be overlooked, with the row it is about: other sheets are not read, hidden rows are.

    A sheet that the layout names was chosen, so of the others nothing is said.

    Parameters
    ----------
    path
        An ``.xlsx`` file that `read_texts` can read.
    layout
        Which sheet is read.
    """
    book = load_workbook(path, data_only=True)
    first = book[layout.sheet] if layout.sheet else book.worksheets[0]
    others = [] if layout.sheet else book.worksheets[1:]
    filled = [s.title for s in others if any(c.value is not None for c in _cells(s))]
    notes = []
    if filled:
        notes.append(CellFault(1, "", "other_sheets", (("sheet", first.title), ("others", ", ".join(filled)))))
    written = {c.row for c in _cells(first) if c.value is not None}
    hidden = [n for n, row in first.row_dimensions.items() if row.hidden and n in written]
    if hidden:
        rows = ", ".join(map(str, sorted(hidden)))
        notes.append(CellFault(min(hidden), "", "hidden", (("rows", rows),)))
    return notes
