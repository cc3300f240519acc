"""Counts of a table that does not say of how many: divided by an indicator of the same area and year.

Registered crimes, for instance, are counted per buurt without its inhabitants. These are in another table, and of an
earlier year in the boundaries of that year. An area that changed in between has another id, and so no number to divide
by: a count is never divided by the inhabitants of another area or another year.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.schema import Measure
from wijkanalyse.process.figures import share

ROW = ["boundary_year", "area_code"]


def with_denominators(figures: pd.DataFrame, areas: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The figures with the denominators of `Measure.denominator_of`, and the shares that follow from them.

    A year for which no area has such a number is left out, as a column that is still empty is.

    Parameters
    ----------
    figures
        Columns `figures.FIGURE_COLUMNS`, of all tables.
    areas
        The linked register, which knows an area over the years.
    catalogue
        The cards.
    """
    waiting = [(i.id, m) for i in catalogue.indicators.values() for m in i.measures if m.denominator_of]
    families = {s: catalogue.family_of(s) for s in figures.source.unique()}
    ids = areas.set_index(ROW).area_id
    figures, keep = figures.copy(deep=False), np.ones(len(figures), dtype=bool)
    # Categories over memory that was read from a file cannot be written to.
    figures["status"] = figures.status.copy()
    for indicator, measure in waiting:
        editions = [source for source, family in families.items() if family and family.id == measure.family]
        here = (figures.indicator == indicator) & figures.source.isin(editions) & figures.denominator.isna()
        if not here.any():
            continue
        rows = figures[here]
        found = _of(rows, figures[figures.indicator == measure.denominator_of], ids)
        figures.loc[here, "denominator"] = found
        if measure.value is None:
            keep[here] = _divide(figures, here, measure)
    return figures if keep.all() else figures[keep].reset_index(drop=True)


def _of(rows: pd.DataFrame, denominators: pd.DataFrame, ids: pd.Series) -> np.ndarray:
    """For each row the denominator of the same area and year, NaN where there is none; the newest table counts."""
    known = denominators[denominators.status == "ok"].sort_values("boundary_year")
    values = dict(zip(zip(_ids(known, ids), known.period, strict=True), known.value, strict=True))
    return np.array([values.get(key, np.nan) for key in zip(_ids(rows, ids), rows.period, strict=True)])


def _ids(rows: pd.DataFrame, ids: pd.Series) -> np.ndarray:
    keys = pd.MultiIndex.from_frame(rows[ROW].astype({"area_code": str}))
    return ids.reindex(keys).to_numpy()


def _divide(figures: pd.DataFrame, here: pd.Series, measure: Measure) -> np.ndarray:
    """Fill in the shares of these rows; gives which rows are of a year that has any."""
    rows = figures[here]
    status = rows.status.astype(str).to_numpy()
    known = rows.denominator.notna().to_numpy()
    status = np.where((status == "ok") & ~known, "not_published", status)
    value, status = share(measure, rows["count"].to_numpy(), rows.denominator.to_numpy(), status)
    figures.loc[here, "value"] = value
    if missing := sorted(set(status) - set(figures.status.cat.categories)):
        figures["status"] = figures.status.cat.add_categories(missing)
    figures.loc[here, "status"] = status
    return rows.period.isin(rows.period[np.isfinite(value)]).to_numpy()
