"""One table per series: the editions of a family may give one figure of one area more than once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue

FIGURE = ["area_id", "indicator", "period"]
SERIES = ["area_id", "indicator"]


def from_one_edition(figures: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The figures without those that a newer edition of the same family gives as well.

    Of a family whose editions each give the whole series anew (`repeats` on its card), a series of an area comes
    wholly from the newest edition that has a figure of it: a model that was estimated anew is another one. Of other
    families, only the figures that occur twice are of the newest.

    Parameters
    ----------
    figures
        With `area_id`, of all editions.
    catalogue
        The cards of the families.
    """
    sources = figures.source.astype("category").cat
    families = {source: catalogue.family_of(source) for source in sources.categories}
    keep = np.ones(len(figures), dtype=bool)
    for family in {f for f in families.values() if f is not None}:
        own = [source for source, f in families.items() if f == family]
        if len(own) < 2 or (not family.repeats and not figures.duplicated(FIGURE).any()):
            continue
        here = figures.source.isin(own).to_numpy()
        rows = figures.loc[here, [*FIGURE, "boundary_year", "status"]].astype({"area_id": str, "indicator": str})
        keep[here] = _newest(rows, SERIES if family.repeats else FIGURE)
    return figures if keep.all() else figures[keep].reset_index(drop=True)


def of_first_family(figures: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The figures without those that another family gives as well, in the order of the measures on the card.

    Which family a series comes from may so differ by year: its measures are of one definition, or the year from which
    another one holds is a break (`breaks.yml`).

    Parameters
    ----------
    figures
        With `area_code` and `boundary_year`, of all families.
    catalogue
        The cards of the indicators.
    """
    keys = ["boundary_year", "area_code", "indicator", "period"]
    keep = np.ones(len(figures), dtype=bool)
    families = {source: catalogue.family_of(source) for source in figures.source.unique()}
    for indicator in catalogue.indicators.values():
        order = list(dict.fromkeys(m.family for m in indicator.measures))
        if len(order) < 2:
            continue
        here = (figures.indicator == indicator.id).to_numpy()
        rows = figures.loc[here, [*keys, "source", "status"]].astype({"area_code": str, "indicator": str})
        ranks = {s: order.index(f.id) if f and f.id in order else -1 for s, f in families.items()}
        # A figure without a value does not stand in the way of one that has it.
        rank = rows.source.astype(str).map(ranks) + np.where(rows.status == "ok", 0, len(order))
        keep[here] = (rank == rank.groupby([rows[key] for key in keys]).transform("min")).to_numpy()
    return figures if keep.all() else figures[keep].reset_index(drop=True)


def _newest(rows: pd.DataFrame, keys: list[str]) -> np.ndarray:
    """Which rows are of the newest edition with a value; without any value, of the newest."""
    # A value counts for more than any year.
    rank = rows.boundary_year + np.where(rows.status == "ok", 10_000, 0)
    best = rank.groupby([rows[key] for key in keys]).transform("max") % 10_000
    return (rows.boundary_year == best).to_numpy()
