"""The tidy layout: figures as rows, in CSV or Excel.

This is how the committed example is kept. Required columns are `area_code`,
`indicator`, `period` and `value`; `count`, `denominator`, `lower`, `upper` and
`status` may be added. Everything is read as text first, so that a leading zero,
a decimal comma or a date made by Excel is seen and named; own figures (`own`)
are read with the same `read_texts`.
"""

from __future__ import annotations

import csv
import gzip
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import pandas as pd

from wijkanalyse.areas import CODE
from wijkanalyse.catalogue import Catalogue, Source
from wijkanalyse.errors import RawDataError, listing
from wijkanalyse.process.figures import FIGURE_COLUMNS, STATUSES

REQUIRED = ["area_code", "indicator", "period", "value"]
OPTIONAL = ["count", "denominator", "lower", "upper", "status"]
NUMBERS = ["value", "count", "denominator", "lower", "upper"]
MOST_FAULTS = 20
"""Faults listed in full; the rest is counted."""


def read_tidy(path: Path, source: Source, catalogue: Catalogue) -> pd.DataFrame:
    """Figures from a tidy file, checked row by row.

    Parameters
    ----------
    path
        A ``.csv``, ``.csv.gz`` or ``.xlsx`` file.
    source
        Its card; gives boundary year and openness.
    catalogue
        Every indicator in the file must have a card.

    Returns
    -------
    pandas.DataFrame
        Columns `figures.FIGURE_COLUMNS`.

    Raises
    ------
    RawDataError
        With the row, column and reason of every fault; nothing of the file is used.
    """
    rows = read_texts(path)
    unknown = [c for c in rows.columns if c not in REQUIRED + OPTIONAL]
    missing = [c for c in REQUIRED if c not in rows.columns]
    if unknown or missing:
        raise RawDataError(
            f"{path}: columns must be {', '.join(REQUIRED)} and may be {', '.join(OPTIONAL)}; "
            f"missing: {', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}. "
            "Is the separator a comma (or a semicolon in the whole file)?"
        )
    faults = list(_faults(rows, catalogue))
    if faults:
        raise _nothing_used(path, faults)
    return _as_figures(rows, source, catalogue)


def read_texts(path: Path) -> pd.DataFrame:
    """All cells as stripped texts; the index is that of a spreadsheet with the heading on row 1, minus 2."""
    if not path.is_file():
        raise RawDataError(f"{path}: is not there; put the CSV or Excel file beside its card {path.stem}.yml")
    try:
        heading, lines = _read_excel(path) if path.suffix == ".xlsx" else _read_csv(path)
    except (OSError, EOFError, ValueError, KeyError, csv.Error, zlib.error, BadZipFile) as error:
        raise RawDataError(
            f"{path}: cannot be read ({' '.join(str(error).split())[:120]}). "
            "Save it again as CSV (UTF-8) or as Excel workbook (.xlsx)."
        ) from error
    faults = [f"row 1: column {c} occurs twice" for c in sorted({c for c in heading if heading.count(c) > 1})]
    faults += [
        f"row {number}: has {len(cells)} cells, the heading has {len(heading)}; "
        "is it cut off, or is there a decimal comma in a file with commas?"
        for number, cells in enumerate(lines, 2)
        if cells and len(cells) != len(heading)
    ]
    if faults:
        raise _nothing_used(path, faults)
    rows = pd.DataFrame([cells or [""] * len(heading) for cells in lines], columns=heading, dtype="str")
    rows = rows.apply(lambda column: column.str.strip())
    # Empty rows go only now, so that the numbers of the other rows stay those of the file.
    return rows[(rows != "").any(axis=1)]


def _read_csv(path: Path) -> tuple[list[str], list[list[str]]]:
    opened = gzip.open if path.name.endswith(".gz") else open
    # Excel puts a byte order mark in front, and writes semicolons on a Dutch machine.
    with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
        separator = ";" if ";" in file.readline() else ","
        file.seek(0)
        lines = list(csv.reader(file, delimiter=separator))
    if not lines:
        raise ValueError("the file is empty")
    return [cell.strip() for cell in lines[0]], lines[1:]


def _read_excel(path: Path) -> tuple[list[str], list[list[str]]]:
    sheet = pd.read_excel(path, dtype=str, keep_default_na=False, header=None).fillna("")
    if sheet.empty:
        raise ValueError("the first sheet is empty")
    lines = sheet.to_numpy().tolist()
    return [str(cell).strip() for cell in lines[0]], lines[1:]


def _nothing_used(path: Path, faults: list[str]) -> RawDataError:
    more = [f"... and {len(faults) - MOST_FAULTS} more"] if len(faults) > MOST_FAULTS else []
    return RawDataError(
        listing(f"{path}: {len(faults)} faults; nothing of this file is used:", faults[:MOST_FAULTS] + more)
    )


def _faults(rows: pd.DataFrame, catalogue: Catalogue) -> Iterator[str]:
    """Every fault as "row N, column: got ..., reason"; row numbers as a spreadsheet shows them."""

    def each(bad: pd.Series, column: str, reason: str) -> Iterator[str]:
        for index in rows.index[bad]:
            yield f"row {index + 2}, {column}: {rows.at[index, column]!r} {reason}"

    codes = rows.area_code
    yield from each(
        ~codes.str.fullmatch(CODE.pattern), "area_code", "is not a code such as NL, GM0995, WK099511 or BU09951101"
    )
    yield from each(~rows.indicator.isin(list(catalogue.indicators)), "indicator", "has no card in the catalogue")
    yield from each(~rows.period.str.fullmatch(r"(19|20)\d\d"), "period", "is not a year such as 2022")
    numbers = {c: rows[c] for c in NUMBERS if c in rows}
    for column, texts in numbers.items():
        comma = texts.str.fullmatch(r"-?\d+,\d+")
        yield from each(comma, column, "has a decimal comma; write a point")
        odd = pd.to_numeric(texts.replace("", None), errors="coerce").isna() & (texts != "") & ~comma
        yield from each(odd, column, "is not a number")
        infinite = np.isinf(pd.to_numeric(texts.replace("", None), errors="coerce").astype(float))
        yield from each(infinite, column, "is not a number that can be published")
    if "status" in rows:
        yield from each(~rows.status.isin(["", *STATUSES]), "status", f"is none of {', '.join(STATUSES)}")
        says_why = ~rows.status.isin(["", "ok"])
        yield from each(says_why & (rows.value != ""), "status", "says why there is no value, but there is one")
        yield from each((rows.status == "ok") & (rows.value == ""), "status", "but there is no value")
    double = rows.duplicated(["area_code", "indicator", "period"])
    yield from each(double, "area_code", "has this indicator and period twice")
    yield from _range_faults(rows, catalogue, each)


def _range_faults(rows: pd.DataFrame, catalogue: Catalogue, each: object) -> Iterator[str]:
    value = pd.to_numeric(rows.value.replace("", None), errors="coerce")
    percentages = [i.id for i in catalogue.indicators.values() if i.unit == "%"]
    outside = rows.indicator.isin(percentages) & ((value < 0) | (value > 100))
    yield from each(outside, "value", "is not a percentage between 0 and 100")
    amounts = [i.id for i in catalogue.indicators.values() if i.aggregation.rule == "sum"]
    yield from each(rows.indicator.isin(amounts) & (value < 0), "value", "is negative")
    for column in {"count", "denominator"} & set(rows.columns):
        amount = pd.to_numeric(rows[column].replace("", None), errors="coerce")
        yield from each(amount < 0, column, "is negative")
    if {"lower", "upper"} <= set(rows.columns):
        lower = pd.to_numeric(rows.lower.replace("", None), errors="coerce")
        upper = pd.to_numeric(rows.upper.replace("", None), errors="coerce")
        yield from each(lower > upper, "lower", "is above upper; are the bounds swapped?")
        yield from each((value < lower) | (value > upper), "value", "is outside its own bounds")


def _methods(rows: pd.DataFrame, numbers: Mapping[str, object], source: Source, catalogue: Catalogue) -> np.ndarray:
    """Whether a figure was published as it is, or computed from the counts that come with it."""
    computed = [
        i.id
        for i in catalogue.indicators.values()
        for m in i.measures
        if m.family == source.family and m.value is None and m.denominator
    ]
    with_counts = ~np.isnan(numbers["count"]) & ~np.isnan(numbers["denominator"])
    return np.where(rows.indicator.isin(computed) & with_counts, "computed", "published")


def _as_figures(rows: pd.DataFrame, source: Source, catalogue: Catalogue) -> pd.DataFrame:
    numbers = {c: pd.to_numeric(rows[c].replace("", None)).astype(float) if c in rows else np.nan for c in NUMBERS}
    status = rows["status"] if "status" in rows else pd.Series("", index=rows.index)
    absent = numbers["value"].isna()
    return pd.DataFrame(
        {
            "area_code": rows.area_code,
            "boundary_year": source.boundary_year,
            "indicator": rows.indicator,
            "period": rows.period.astype(int),
            **numbers,
            "status": status.where(status != "", absent.map({True: "not_published", False: "ok"})),
            "method": _methods(rows, numbers, source, catalogue),
            "source": source.id,
            "estimate_type": rows.indicator.map({i.id: i.estimate_type for i in catalogue.indicators.values()}),
            "provisional": False,
            "openness": source.openness,
        }
    )[FIGURE_COLUMNS]
