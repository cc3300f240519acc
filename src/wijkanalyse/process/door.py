"""The door of ``data/processed``: what does not pass is not written.

What a figure can be is known in `possible`, by which each reader has judged its own already, with rows or tables.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pandera.pandas as pa

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.editions import EDITIONS
from wijkanalyse.errors import ProcessedDataError, listing
from wijkanalyse.process.figures import STATUSES
from wijkanalyse.process.possible import FIRST_YEAR, Possible
from wijkanalyse.process.series import repeating


def figures_schema(catalogue: Catalogue) -> pa.DataFrameSchema:
    """The rules for the long table of figures."""
    return pa.DataFrameSchema(
        {
            "area_id": pa.Column(nullable=False),
            "indicator": pa.Column(checks=pa.Check.isin(list(catalogue.indicators))),
            "period": pa.Column(int, pa.Check.in_range(FIRST_YEAR, dt.date.today().year)),
            "boundary_year": pa.Column(int, pa.Check.in_range(1990, 2100)),
            "value": pa.Column(float, nullable=True),
            "status": pa.Column(checks=pa.Check.isin(STATUSES)),
            "openness": pa.Column(checks=pa.Check.isin(list(EDITIONS))),
        },
        checks=[
            pa.Check(
                lambda f: f.value.notna() == (f.status == "ok"),
                error="a figure has a value exactly when its status is ok",
            ),
            # The profile looks figures up by these three: a second one, of another table, file or boundary year,
            # would replace the first without a word. An own figure stands beside a published one.
            pa.Check(
                lambda f: ~_twice(f, catalogue),
                error="an area has one published and one own figure of an indicator and year",
            ),
        ],
    )


def _twice(figures: pd.DataFrame, catalogue: Catalogue) -> pd.Series:
    published = figures.source.isin(catalogue.published(figures.source.unique()))
    # Editions that give a series anew are all kept, and the profile takes one of them.
    edition = np.where(repeating(figures.source, catalogue), figures.source.astype("category").cat.codes, -1)
    codes = [figures[name].astype("category").cat.codes for name in ("area_id", "indicator", "period")]
    # One number per key: a table of keys takes five times the memory.
    key = np.zeros(len(figures), dtype=np.int64)
    for code in (*codes, edition, published):
        numbers = np.asarray(code, dtype=np.int64) + 1
        key = key * (numbers.max(initial=0) + 1) + numbers
    ordered = np.sort(key)
    repeated = ordered[1:][ordered[1:] == ordered[:-1]]
    return pd.Series(np.isin(key, repeated), index=figures.index)


def check_figures(figures: pd.DataFrame, catalogue: Catalogue) -> None:
    """Refuse figures that break a rule.

    Raises
    ------
    ProcessedDataError
        With each broken rule, how often, and a first example.
    """
    faults = []
    try:
        figures_schema(catalogue).validate(figures, lazy=True, inplace=True)  # else all of it is copied
    except pa.errors.SchemaErrors as error:
        for rule, cases in error.failure_cases.groupby("check", sort=False):
            faults.append(_fault(str(rule), cases["index"].dropna().astype(int).unique(), figures))
    for found in Possible(catalogue).oddities(figures):
        if found.refused and found.rows.any() and found.column != "period":
            rows = np.flatnonzero(found.rows)
            faults.append(_fault(f"{found.column} {found.reason.split(';')[0]}", figures.index[rows], figures))
    if faults:
        raise ProcessedDataError(
            listing("the figures break the rules of data/processed; nothing is written:", list(dict.fromkeys(faults)))
        )


def _fault(rule: str, index: Sequence[int], figures: pd.DataFrame) -> str:
    """A broken rule, how often, and its first case; a closed figure is not quoted."""
    if not len(index):
        return f"{rule}: 1 rows"
    first = figures.loc[index[0]]
    same = figures.loc[index, ["area_id", "indicator", "period"]].eq(first[["area_id", "indicator", "period"]])
    sources = sorted(set(figures.loc[index, "source"][same.all(axis=1)].astype(str)))
    value = f": {first.value}" if first.openness == "openbaar" else ""
    several = f" (of {' and '.join(sources)})" if len(sources) > 1 else ""
    return f"{rule}: {len(index)} rows, first {first.area_code} {first.indicator} {first.period}{value}{several}"
