"""One table per figure: editions of a family, and families, may give one figure of one area more than once.

Of a family whose editions each give the whole series anew (`repeats` on its card) all editions are kept, since an
area is held against Nederland, its gemeente and the other wijken of its own table (`profile.one_table` chooses it).
Of other families a figure that occurs twice is that of the newest edition.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import numpy as np
import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue

FIGURE = ["area_id", "indicator", "period"]


def one_family_each(figures: list[pd.DataFrame], catalogue: Catalogue, told: list[str]) -> list[pd.DataFrame]:
    """The figures, each indicator and year from one family: an area is never held against figures of another table.

    Of two families the one that knows most areas is taken; of equals the one that the card names first.

    Parameters
    ----------
    figures
        One frame per edition.
    catalogue
        The cards.
    told
        Gets a line about each pair of editions of which one gives way.
    """
    families = [catalogue.family_of(str(frame.source.iloc[0])).id for frame in figures]
    best = _best_families(figures, families, catalogue)
    kept = []
    for frame, family in zip(figures, families, strict=True):
        gives_way = np.zeros(len(frame), dtype=bool)
        for (indicator, period), winner in best.items():
            if winner != family:
                gives_way |= ((frame.indicator == indicator) & (frame.period == period)).to_numpy()
        if gives_way.any():
            told.append(_gives_way(frame[gives_way], best))
        if not gives_way.all():
            kept.append(frame[~gives_way].reset_index(drop=True) if gives_way.any() else frame)
    return kept


def _best_families(
    figures: list[pd.DataFrame], families: list[str], catalogue: Catalogue
) -> dict[tuple[str, int], str]:
    """Of each indicator and year that more families give, the one that knows most areas."""
    key = ["indicator", "period"]
    known = [frame.loc[frame.status == "ok", key].groupby(key, observed=True).size() for frame in figures]
    counts: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for family, sizes in zip(families, known, strict=True):
        for (indicator, period), areas in sizes.items():
            counts[str(indicator), int(period)][family] += int(areas)
    best = {}
    for (indicator, period), by_family in counts.items():
        if len(by_family) > 1:
            order = list(dict.fromkeys(measure.family for measure in catalogue.indicators[indicator].measures))
            best[indicator, period] = max(by_family, key=lambda f: (by_family[f], -order.index(f)))
    return best


def _gives_way(figures: pd.DataFrame, best: Mapping[tuple[str, int], str]) -> str:
    given = sorted({(str(i), int(p)) for i, p in figures[["indicator", "period"]].drop_duplicates().to_numpy()})
    what = ", ".join(f"{indicator} {period}" for indicator, period in given)
    others = " and ".join(sorted({best[key] for key in given}))
    return f"{figures.source.iloc[0]}: {what}: read from {others}, which has at least as many areas"


def without_repeats(figures: pd.DataFrame, catalogue: Catalogue) -> pd.DataFrame:
    """The figures without those that a newer edition of the same family gives as well.

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
    for family in {f for f in families.values() if f is not None and not f.repeats}:
        own = [source for source, f in families.items() if f == family]
        here = figures.source.isin(own).to_numpy()
        if len(own) < 2 or not figures.loc[here].duplicated(FIGURE).any():
            continue
        rows = figures.loc[here, [*FIGURE, "boundary_year", "status"]].astype({"area_id": str, "indicator": str})
        keep[here] = _newest(rows)
    return figures if keep.all() else figures[keep].reset_index(drop=True)


def _newest(rows: pd.DataFrame) -> np.ndarray:
    """Which rows are of the newest edition with a value; without any value, of the newest."""
    # A value counts for more than any year.
    rank = rows.boundary_year + np.where(rows.status == "ok", 10_000, 0)
    best = rank.groupby([rows[key] for key in FIGURE]).transform("max") % 10_000
    return (rows.boundary_year == best).to_numpy()


def repeating(sources: pd.Series, catalogue: Catalogue) -> np.ndarray:
    """Of which rows the source is of a family whose editions each give the whole series anew."""
    column = sources.astype("category").cat
    families = [catalogue.family_of(source) for source in column.categories]
    repeats = np.array([f is not None and f.repeats for f in families], dtype=bool)
    return repeats[column.codes] if len(repeats) else np.zeros(len(sources), dtype=bool)
