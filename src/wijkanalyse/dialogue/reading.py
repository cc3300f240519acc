"""The cells of one file of an area, as texts: forgiving in form, and nothing of it lost without a word.

A file may be saved by an older Excel (ANSI), have a title above its heading, other capitals in it, a column too
many, or lack one that may stay empty. What cannot be read is told by row, and the other rows are judged all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

import pandas as pd

from wijkanalyse.dialogue.check import Finding
from wijkanalyse.dialogue.faults import told
from wijkanalyse.dialogue.files import FILES
from wijkanalyse.dialogue.spelling import folded, heading_of
from wijkanalyse.errors import RawDataError
from wijkanalyse.files import is_elsewhere
from wijkanalyse.process.spreadsheets import (
    PLAIN,
    CellError,
    CellFault,
    SheetLayout,
    UnreadableError,
    first_lines,
    read_texts,
)

ANSI = "cp1252"
ROWS_ABOVE = 8
"""Rows among which the heading is looked for."""


def no_rows(kind: str) -> pd.DataFrame:
    """A file in which nobody wrote anything."""
    return pd.DataFrame(columns=list(FILES[kind].columns), dtype="str")


def texts_of(kind: str, files: Sequence[Path]) -> tuple[pd.DataFrame, list[Finding]]:
    """The cells of a file, with its declared columns, and what was found while reading it.

    Parameters
    ----------
    kind
        Key of `files.FILES`.
    files
        Where it lies: nothing, one file, or two of which nobody knows which counts.

    Returns
    -------
    tuple of pandas.DataFrame and list of Finding
        Without the rows that cannot be read; without any row when the heading cannot be.
    """
    if not files:
        return no_rows(kind), []
    if len(files) > 1:
        return no_rows(kind), [Finding(1, kind, told("both", one=files[0].name, other=files[1].name))]
    path, columns, faults, notes = files[0], FILES[kind].columns, [], []
    if is_elsewhere(path):
        return no_rows(kind), [Finding(1, kind, told("elsewhere"))]
    try:
        layout = _layout(path, columns)
        rows = read_texts(path, layout, faults=faults, notes=notes)
    except CellError as error:
        return no_rows(kind), [_found(f, kind) for f in error.faults]
    except RawDataError as error:
        return no_rows(kind), [_unreadable(error, kind)]
    found = [_found(f, kind) for f in faults]
    if layout.heading > 1:
        number = f"{layout.heading - 1} {'rij' if layout.heading == 2 else 'rijen'}"
        found.append(Finding(1, kind, told("above_heading", number=number), "warning"))
    found += [_found(note, kind, "warning") for note in notes]
    rows, of_heading = _declared(rows, kind, layout.heading)
    return rows, sorted([*of_heading, *found], key=lambda f: f.row)


def _layout(path: Path, columns: Collection[str]) -> SheetLayout:
    """Where the heading is, and in which letters the file was saved."""
    try:
        return PLAIN._replace(heading=heading_of(first_lines(path, ROWS_ABOVE), columns))
    except UnreadableError as error:
        if error.fault != "encoding":
            return PLAIN  # is told when the file is read
    except (RawDataError, OSError):  # a damaged workbook; is told when the file is read
        return PLAIN
    try:
        return PLAIN._replace(heading=heading_of(first_lines(path, ROWS_ABOVE, ANSI), columns), encoding=ANSI)
    except UnreadableError:
        return PLAIN


def _declared(rows: pd.DataFrame, kind: str, heading: int) -> tuple[pd.DataFrame, list[Finding]]:
    """The rows under the declared names of their columns; what else stands there is told and not used."""
    columns = FILES[kind].columns
    spelled = {folded(name): name for name in columns}
    names = {name: spelled[folded(name)] for name in rows.columns if folded(name) in spelled}
    unknown = [name for name in rows.columns if name not in names]
    missing = [name for name, column in columns.items() if column.required and name not in names.values()]
    found = []
    if unknown:
        found.append(Finding(heading, kind, told("columns_unknown", columns=", ".join(unknown)), "warning"))
    twice = sorted({name for name in names.values() if list(names.values()).count(name) > 1})
    found += [Finding(heading, kind, told("column_twice", column=name)) for name in twice]
    if missing:
        found.append(Finding(heading, kind, told("columns_missing", columns=", ".join(missing))))
    if missing or twice:
        return no_rows(kind), found
    rows = rows.rename(columns=names).reindex(columns=list(columns), fill_value="")
    return rows[(rows != "").any(axis=1)], found


def _found(fault: CellFault, kind: str, severity: str = "fault") -> Finding:
    where = fault.column.replace("column ", "kolom ") or kind
    message = told(fault.fault, **{"columns": ", ".join(FILES[kind].columns)} | dict(fault.given))
    return Finding(fault.row, where, message, severity)


def _unreadable(error: RawDataError, kind: str) -> Finding:
    """Why the whole file cannot be read."""
    cause = error.__cause__
    if not isinstance(cause, UnreadableError):
        return Finding(1, kind, told("unreadable"))
    fault = "no_text" if cause.fault == "encoding" else cause.fault
    return Finding(cause.row, kind, told(fault, columns=", ".join(FILES[kind].columns)))
