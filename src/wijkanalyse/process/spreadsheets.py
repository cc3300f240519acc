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
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pandas as pd

from wijkanalyse.errors import RawDataError, listing

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

MOST_COLUMNS = 60
"""Columns in which the names of a heading are looked for."""
MOST_FAULTS = 50
"""Faults listed in full; the rest is counted."""
MOST_OF_EXCEL = 16_384
"""Columns of a sheet."""
MOST_UNPACKED, MOST_WRITTEN = 200_000_000, 40_000_000
"""Bytes of a workbook without its compression, and of its sheets without cells that only have a format."""


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
    quoted
        Whether a fault may say what stands in the file; of a file that not everyone may see it says only where.
    """

    heading: int = 1
    skip: tuple[str, ...] = ()
    sheet: str = ""
    encoding: str = "utf-8-sig"
    quoted: bool = True

    def is_skipped(self, cells: Sequence[str]) -> bool:
        first = next((text for cell in cells if (text := cell.strip())), "").casefold()
        ways = (way.casefold() for way in self.skip)
        # As a word: "Bron" is how a footnote begins, and Bronkhorst is a village.
        return any(first.startswith(way) and not first[len(way) : len(way) + 1].isalnum() for way in ways)


PLAIN = SheetLayout()


FAULTS = {
    "sep": "is {text!r}; remove this line, the heading has to be on row {row}",
    "no_heading": "is empty; the heading has to be on row {row}",
    "column_twice": "column {column} occurs twice; keep one",
    "under_no_heading": "{text!r} stands under no heading; the names of the columns have to be on row {heading}",
    "width": "has {cells} cells, the heading has {heading}; is it cut off, or is there a decimal comma in a file with "
    "commas? Correct the row",
    "excel_error": "is an error of Excel ({text}); correct it, or clear the cell",
    "formula": "is a formula of which the result was not kept; save the file in Excel, or paste the value",
    "other_sheets": "only the first sheet ({sheet}) is read; not used: {others}",
    "hidden": "is hidden in the sheet, but does count; all hidden rows: {rows}",
    "hidden_columns": "the sheet has hidden columns, which do count: {columns}",
    "empty_file": "the file is empty",
    "quotation": 'row {row}: a quotation mark (") is not closed or not doubled: {detail}',
    "encoding": "row {row} has a letter that is not {encoding}",
    "no_text": "row {row} has a character that is no text",
}
"""What is said of each kind of fault, to an analyst."""
UNQUOTED = {
    "sep": "this line says how cells are separated; remove it, the heading has to be on row {row}",
    "column_twice": "a column occurs twice; keep one",
    "under_no_heading": "something stands under no heading; the names of the columns have to be on row {heading}",
    "excel_error": "is an error of Excel; correct it, or clear the cell",
    "other_sheets": "only the first sheet is read; there is something on another sheet as well",
}
"""The same without any text of the file."""


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

    @property
    def bare(self) -> str:
        """The same as text, without anything that stands in the file: of a column its letter."""
        given = dict(self.given)
        where = f", column {given['letter']}" if "letter" in given else f", {self.column}" if self.column else ""
        return f"row {self.row}{where}: {UNQUOTED.get(self.fault, FAULTS[self.fault]).format(**given)}"

    def __str__(self) -> str:
        return f"row {self.row}{', ' if self.column else ''}{self.column}: {self.message}"


class CellError(RawDataError):
    """Cells of a file that cannot be read; nothing of the file is used."""

    def __init__(self, path: Path, faults: Sequence[CellFault], *, quoted: bool = True) -> None:
        super().__init__(nothing_used(path, faults if quoted else [fault.bare for fault in faults]))
        self.faults = tuple(faults)


class UnreadableError(ValueError):
    """Why a whole file cannot be read; a key of `FAULTS`, the row it is about, and what fills the sentence."""

    def __init__(self, fault: str, row: int = 1, **given: str | int) -> None:
        super().__init__(FAULTS[fault].format(row=row, **given))
        self.fault, self.row = fault, row


def nothing_used(path: Path, faults: Sequence[object], uncounted: int = 0) -> str:
    """The message for a file with faults: the first of them in full, the rest counted.

    `uncounted` is how many there are beside these.
    """
    number = len(faults) + uncounted
    more = [f"... and {number - MOST_FAULTS} more"] if number > MOST_FAULTS else []
    first = [str(fault) for fault in faults[:MOST_FAULTS]]
    return listing(f"{path}: {number} faults; nothing of this file is used, so correct them:", first + more)


def read_texts(
    path: Path,
    layout: SheetLayout = PLAIN,
    *,
    faults: list[CellFault] | None = None,
    notes: list[CellFault] | None = None,
) -> pd.DataFrame:
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
    notes
        Takes what of a workbook may be overlooked: other sheets are not read, hidden rows are. A sheet that the
        layout names was chosen, so of the others nothing is said.

    Raises
    ------
    RawDataError
        When the file is not there or cannot be read; as `CellError` with every cell at fault.
    """
    if not path.is_file():
        raise RawDataError(f"{path}: is not there; put the CSV or Excel file beside its card {path.stem}.yml")
    try:
        if path.suffix == ".xlsx":
            lines, found, overlooked = _read_excel(path, layout)
        else:
            lines, found, overlooked = *_read_csv(path, layout), []
        if len(lines) < layout.heading:
            raise ValueError(f"the heading is said to be on row {layout.heading}, and there are {len(lines)} rows")
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise RawDataError(
            f"{path}: cannot be read ({' '.join(str(error).split())[:120]}). "
            "Save it again as CSV (UTF-8) or as Excel workbook (.xlsx)."
        ) from error
    if notes is not None:
        notes += overlooked
    below = enumerate(lines[layout.heading :] if layout.skip else (), layout.heading + 1)
    skipped = {n for n, cells in below if layout.is_skipped(cells)}
    lines = [[] if n in skipped else cells for n, cells in enumerate(lines, 1)][layout.heading - 1 :]
    found = [f for f in found if f.row >= layout.heading and f.row not in skipped]
    heading = [cell.strip() for cell in lines[0]]
    found += _of_heading(heading, lines, layout.heading)
    width = max((n for n, name in enumerate(heading, 1) if name), default=0)
    if not any(f.row == layout.heading for f in found):
        found += _of_widths(lines, width, layout.heading)
    if found and (faults is None or any(f.row == layout.heading for f in found)):
        raise CellError(path, sorted(found), quoted=layout.quoted)
    if found and faults is not None:
        faults += sorted(found)
        at_fault = {f.row for f in found}
        lines = [[] if n in at_fault else cells for n, cells in enumerate(lines, layout.heading)]
    named = [n for n, name in enumerate(heading) if name]
    # By column: a table of texts made from rows would take every cell as an object first.
    cells = {heading[n]: pd.array([line[n] if line else "" for line in lines[1:]], dtype="str") for n in named}
    rows = pd.DataFrame(cells, index=range(layout.heading - 1, layout.heading - 2 + len(lines)))
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
    for name in sorted(name for name, times in Counter(heading).items() if name and times > 1):
        yield CellFault(row, "", "column_twice", (("column", name),))
    nameless = {place for place, name in enumerate(heading) if not name}
    for number, cells in enumerate(lines[1:] if nameless else (), row + 1):
        for place in [p for p, cell in enumerate(cells) if p in nameless and cell.strip()]:
            nameless.remove(place)
            text = cells[place].strip()[:40]
            yield CellFault(number, _column(place + 1), "under_no_heading", (("text", text), ("heading", row)))


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter  # here: only a workbook needs it

    return get_column_letter(number)


def _column(number: int) -> str:
    """A column without a name as Excel calls it; a CSV file may have more columns than Excel has."""
    return f"column {_letter(number) if number <= MOST_OF_EXCEL else number}"


def _of_widths(lines: list[list[str]], width: int, row: int) -> Iterator[CellFault]:
    for number, cells in enumerate(lines[1:], row + 1):
        if len(cells) == len(lines[0]):
            continue
        # An empty cell too many is what a spreadsheet writes where somebody once typed something.
        filled = next((n for n in range(len(cells), len(lines[0]), -1) if cells[n - 1].strip()), 0)
        if any(cell.strip() for cell in cells) and (len(cells) < width or filled):
            yield CellFault(number, "", "width", (("cells", filled or len(cells)), ("heading", width)))


def title_of(title: str, found: list[str], *, quoted: bool) -> str:
    """A column that no card names: by its title, or by its place where that may not be said."""
    return title if quoted else f"title {found.index(title) + 1}"


def first_lines(path: Path, most: int, encoding: str = PLAIN.encoding) -> list[list[str]]:
    """The cells of the first rows of a file, to see on which of them the heading is.

    Raises
    ------
    RawDataError
    """
    if path.suffix == ".xlsx":
        try:
            rows = _sheet(_book(_packed(path), results=True), PLAIN).iter_rows(max_row=most, max_col=MOST_COLUMNS)
            return [[_shown(cell).strip() for cell in row] for row in rows]
        except (OSError, ValueError) as error:
            raise RawDataError(f"{path}: cannot be read ({error})") from error
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


# No "<" inside a tag: else a part that never closes one is looked through again from each of its millions of tags.
_EMPTY_CELL = re.compile(rb"<c\b[^<>]*/>")
_EMPTY_ROW = re.compile(rb"<row\b[^<>]*(?:/>|>\s*</row>)")
_END_OF_CELLS = re.compile(rb"</(?:\w+:)?sheetData\s*>|<(?:\w+:)?sheetData\s*/>")
_BESIDE = "xl/worksheets/_rels/"
"""What leads from a sheet to its pictures, charts and remarks: none of them is read."""
MOST_FORMS = 64_000
"""Forms of cells that a workbook of Excel can have."""
MOST_PARTS = 2000
"""Parts of a workbook, far more than one with a hundred sheets has."""
_PROTECTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a file begins that Excel locked with a password, and one of Excel before 2007."""


def _read_excel(path: Path, layout: SheetLayout) -> tuple[list[list[str]], list[CellFault], list[CellFault]]:
    """One sheet: what Excel kept as the result of a formula, the formulas it kept no result of, and notes."""
    packed = _packed(path)
    book = _book(packed, results=True)
    sheet = _sheet(book, layout)
    formulas = _formulas(packed, layout)
    # A cell far away that only has a colour makes a sheet of millions of cells: only as far as something is written.
    written = [c for c in _cells(sheet) if c.value is not None or c.coordinate in formulas]
    if not any(cell.value is not None for cell in written):
        raise ValueError(f"sheet {layout.sheet} is empty" if layout.sheet else "the first sheet is empty")
    rows: dict[int, dict[int, Cell]] = {}
    for cell in written:
        rows.setdefault(cell.row, {})[cell.column] = cell
    last, width = max(rows), max(c.column for c in written)
    if last * width > MOST_WRITTEN:
        cell = max(written, key=lambda c: c.row * c.column)
        raise ValueError(f"something stands far away from the rest, in cell {cell.coordinate}; clear it")
    heading = rows.get(layout.heading, {})
    faults = [
        CellFault(c.row, _shown(heading.get(c.column)).strip() or f"column {c.column_letter}", *found)
        for c in written
        if (found := _unreadable(c, formulas))
    ]
    lines = [[_shown(row.get(n)) for n in range(1, width + 1)] for row in (rows.get(n, {}) for n in range(1, last + 1))]
    return lines, faults, _overlooked(book, sheet, layout)


def _packed(path: Path) -> bytes:
    """The workbook, without what is not read: remarks, and cells and rows that only have a format.

    Of a sheet only the cells are left. What stands behind them (merged cells, links) may be about a whole sheet in one
    line, and would make a cell of each of its 17 billion places.

    Raises
    ------
    ValueError
        When it is none, is locked, or is far too large.
    """
    content = path.read_bytes()
    if content.startswith(_PROTECTED):
        raise ValueError("it has a password, or is of an Excel before 2007; open it in Excel and take the password off")
    copy = io.BytesIO()
    written = 0
    try:
        with ZipFile(io.BytesIO(content)) as old, ZipFile(copy, "w") as new:
            if sum(member.file_size for member in old.infolist()) > MOST_UNPACKED:
                raise ValueError(f"it holds more than {MOST_UNPACKED // 1_000_000} MB of cells and pictures")
            if len(old.infolist()) > MOST_PARTS:
                raise ValueError(f"it holds {len(old.infolist())} parts, more than {MOST_PARTS}")
            for member in old.infolist():
                if member.filename.startswith(_BESIDE):
                    continue
                part = _unpacked(old, member)
                if part.count(b"<xf ") > MOST_FORMS:
                    raise ValueError("it has more forms of cells than Excel takes; copy the cells to a new workbook")
                if end := _END_OF_CELLS.search(part):
                    part = _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", part[: end.end()] + part[part.rfind(b"</") :]))
                if member.filename.endswith(".xml"):
                    written += len(part)
                new.writestr(member.filename, part)
    except ValueError:
        raise
    except Exception as error:  # a file that somebody renamed or that was cut off may be broken in any way
        raise ValueError(f"it is no Excel workbook, or a damaged one: {error}") from error
    if written > MOST_WRITTEN:
        raise ValueError(f"it holds more than {MOST_WRITTEN // 1_000_000} MB of filled cells; a CSV file may be larger")
    return copy.getvalue()


def _unpacked(archive: ZipFile, member: ZipInfo) -> bytes:
    """A part, of no more bytes than the archive says of it: what is said may be a lie."""
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ValueError("it is packed in a way that Excel does not know")
    with archive.open(member) as file:
        return file.read(member.file_size + 1)


def _book(packed: bytes, *, results: bool) -> Workbook:
    from openpyxl import load_workbook  # here: only a workbook needs it

    try:
        return load_workbook(io.BytesIO(packed), data_only=results, keep_links=False)
    except Exception as error:  # any part of a workbook may be broken, each in its own way
        raise ValueError(f"a part of the workbook is broken: {type(error).__name__}: {error}") from error


def _sheet(book: Workbook, layout: SheetLayout) -> Worksheet:
    """The sheet that is read: the one that was chosen, or the first that a person sees."""
    if not book.worksheets:
        raise ValueError("it has no sheet with cells, only charts")
    if not layout.sheet:
        return next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), book.worksheets[0])
    titles = [s.title for s in book.worksheets]
    if layout.sheet not in titles:
        there = f"; there are {', '.join(titles)}" if layout.quoted else f" among its {len(titles)}"
        raise ValueError(f"has no sheet {layout.sheet!r}{there}")
    return book[layout.sheet]


def _formulas(packed: bytes, layout: SheetLayout) -> set[str]:
    """Where formulas stand; a workbook without any is not read a second time."""
    with ZipFile(io.BytesIO(packed)) as archive:
        parts = [archive.read(name) for name in archive.namelist()]
    if not any(_END_OF_CELLS.search(part) and re.search(rb"<(\w+:)?f\b", part) for part in parts):
        return set()
    return {c.coordinate for c in _cells(_sheet(_book(packed, results=False), layout)) if c.data_type == "f"}


def _cells(sheet: Worksheet) -> list[Cell]:
    """The cells that the file has; asking the sheet for its rows makes all in between as well."""
    return list(sheet._cells.values())


def _unreadable(cell: Cell, formulas: set[str]) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """The fault of a cell and what fills its sentence."""
    if cell.data_type == "e":
        return "excel_error", (("text", str(cell.value)), ("letter", cell.column_letter))
    # An empty text is a result too; openpyxl gives it no value, but does give it this type.
    if cell.value is None and cell.data_type != "str" and cell.coordinate in formulas:
        return "formula", (("letter", cell.column_letter),)
    return None


def _shown(cell: Cell | None) -> str:
    if cell is None or cell.value is None:
        return ""
    value, form = cell.value, cell.number_format or ""
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


def _overlooked(book: Workbook, sheet: Worksheet, layout: SheetLayout) -> list[CellFault]:
    """What of a workbook may be overlooked, with the row it is about."""
    others = [] if layout.sheet else [s for s in book.worksheets if s is not sheet]
    filled = [s.title for s in others if any(c.value is not None for c in _cells(s))]
    notes = []
    if filled:
        notes.append(CellFault(1, "", "other_sheets", (("sheet", sheet.title), ("others", ", ".join(filled)))))
    written = {c.row for c in _cells(sheet) if c.value is not None}
    hidden = sorted(n for n, row in sheet.row_dimensions.items() if row.hidden and n in written)
    if hidden:
        more = f" and {len(hidden) - MOST_FAULTS} more" if len(hidden) > MOST_FAULTS else ""
        rows = ", ".join(map(str, hidden[:MOST_FAULTS])) + more
        notes.append(CellFault(hidden[0], "", "hidden", (("rows", rows),)))
    if columns := _hidden_columns(sheet):
        notes.append(CellFault(1, "", "hidden_columns", (("columns", ", ".join(columns)),)))
    return notes


def _hidden_columns(sheet: Worksheet) -> list[str]:
    """Letters of the columns that nobody sees and in which something stands; columns side by side are one entry."""

    entries = [d for d in sheet.column_dimensions.values() if d.hidden and d.min]
    written = {c.column for c in _cells(sheet) if c.value is not None}
    return [_letter(n) for n in sorted(written) if any(d.min <= n <= d.max for d in entries)]
