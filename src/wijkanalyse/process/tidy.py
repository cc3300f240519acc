"""The tidy layout: figures as rows, in CSV or Excel.

This is how the committed example is kept. Required columns are `area_code`,
`indicator`, `period` and `value`; `count`, `denominator`, `lower`, `upper` and
`status` may be added. Everything is read as text first (`sheets`), so that a leading
zero, a decimal comma or a date made by Excel is seen and named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.schema import Source
from wijkanalyse.codes import CODE
from wijkanalyse.errors import RawDataError
from wijkanalyse.process.figures import FIGURE_COLUMNS, STATUSES
from wijkanalyse.process.possible import Possible
from wijkanalyse.process.spreadsheets import nothing_used, read_texts

REQUIRED = ["area_code", "indicator", "period", "value"]
OPTIONAL = ["count", "denominator", "lower", "upper", "status"]
NUMBERS = ["value", "count", "denominator", "lower", "upper"]


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
    numbers = {c: _numbers(rows[c]) for c in NUMBERS if c in rows}
    faults = list(_faults(rows, numbers, catalogue))
    if faults:
        raise RawDataError(nothing_used(path, faults))
    return _as_figures(rows, numbers, source, catalogue)


def _numbers(texts: pd.Series) -> pd.Series:
    """What a column says as numbers; NaN where it is empty or says something else."""
    return pd.to_numeric(texts.replace("", None), errors="coerce").astype(float)


def _faults(rows: pd.DataFrame, numbers: Mapping[str, pd.Series], catalogue: Catalogue) -> Iterator[str]:
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
    for column, number in numbers.items():
        comma = rows[column].str.fullmatch(r"-?\d+,\d+")
        yield from each(comma, column, "has a decimal comma; write a point")
        yield from each(number.isna() & (rows[column] != "") & ~comma, column, "is not a number")
        yield from each(np.isinf(number), column, "is not a number that can be published")
    if "status" in rows:
        yield from each(~rows.status.isin(["", *STATUSES]), "status", f"is none of {', '.join(STATUSES)}")
        says_why = ~rows.status.isin(["", "ok"])
        yield from each(says_why & (rows.value != ""), "status", "says why there is no value, but there is one")
        yield from each((rows.status == "ok") & (rows.value == ""), "status", "but there is no value")
    double = rows.duplicated(["area_code", "indicator", "period"])
    yield from each(double, "area_code", "has this indicator and period twice")
    yield from _range_faults(rows, numbers, catalogue, each)


def _range_faults(
    rows: pd.DataFrame, numbers: Mapping[str, pd.Series], catalogue: Catalogue, each: Callable[..., Iterator[str]]
) -> Iterator[str]:
    period = pd.to_numeric(rows.period, errors="coerce")
    for found in Possible(catalogue).oddities(rows[["indicator"]].assign(**numbers, period=period)):
        if found.refused and found.rows.any():
            yield from each(pd.Series(found.rows, index=rows.index), found.column, found.reason)
    if {"lower", "upper"} <= set(numbers):
        value, lower, upper = numbers["value"], numbers["lower"], numbers["upper"]
        yield from each(lower > upper, "lower", "is above upper; are the bounds swapped?")
        yield from each((value < lower) | (value > upper), "value", "is outside its own bounds")


def _methods(rows: pd.DataFrame, numbers: Mapping[str, Any], source: Source, catalogue: Catalogue) -> np.ndarray:
    """Whether a figure was published as it is, or computed from the counts that come with it."""
    computed = [
        i.id
        for i in catalogue.indicators.values()
        for m in i.measures
        if m.family == source.family and m.value is None and m.is_share
    ]
    with_counts = ~np.isnan(numbers["count"]) & ~np.isnan(numbers["denominator"])
    return np.where(rows.indicator.isin(computed) & with_counts, "computed", "published")


def _as_figures(
    rows: pd.DataFrame, known: Mapping[str, pd.Series], source: Source, catalogue: Catalogue
) -> pd.DataFrame:
    numbers = dict.fromkeys(NUMBERS, np.nan) | known
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
