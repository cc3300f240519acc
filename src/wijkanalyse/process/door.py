"""The door of ``data/processed``: what does not pass is not written."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pandera.pandas as pa

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.editions import EDITIONS
from wijkanalyse.errors import ProcessedDataError, listing
from wijkanalyse.process.figures import STATUSES
from wijkanalyse.process.series import repeating


def figures_schema(catalogue: Catalogue) -> pa.DataFrameSchema:
    """The rules for the long table of figures."""
    percentages = [i.id for i in catalogue.indicators.values() if i.unit == "%"]
    return pa.DataFrameSchema(
        {
            "area_id": pa.Column(nullable=False),
            "indicator": pa.Column(checks=pa.Check.isin(list(catalogue.indicators))),
            "period": pa.Column(int, pa.Check.in_range(1990, 2100)),
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
            pa.Check(
                lambda f: ~f.indicator.isin(percentages) | f.value.isna() | f.value.between(0, 100),
                error="a percentage is between 0 and 100",
            ),
            pa.Check(
                lambda f: f["count"].isna() | f["count"].ge(0),
                error="a count is not negative",
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
    try:
        figures_schema(catalogue).validate(figures, lazy=True, inplace=True)  # else all of it is copied
    except pa.errors.SchemaErrors as error:
        faults = []
        for rule, cases in error.failure_cases.groupby("check", sort=False):
            index = cases["index"].dropna()
            first = figures.loc[int(index.iloc[0])] if len(index) else None
            shown = (
                f", first {first.area_code} {first.indicator} {first.period}: {first.value}"
                if first is not None
                else ""
            )
            faults.append(f"{rule}: {max(index.nunique(), 1)} rows{shown}")
        raise ProcessedDataError(
            listing("the figures break the rules of data/processed; nothing is written:", faults)
        ) from error
