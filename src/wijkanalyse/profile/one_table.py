"""From which edition of a family the figures of an area come.

Some families give their whole series anew in each edition (`repeats` on the card of the family): a model that was
estimated anew is another one, so a figure may only be held against figures of its own table. Per indicator one
edition is chosen for an area, and its series, Nederland, gemeente and place among the wijken are all of that one.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.methods.aggregation import MIN_COVERAGE
from wijkanalyse.process.series import repeating


def shares_of(people: Mapping[str, float]) -> pd.Series:
    """Which share of the people lives in each area; where that is unknown of all, areas count equally."""
    weights = pd.Series(people, dtype=float).clip(lower=0).fillna(0)
    return weights / weights.sum() if weights.sum() > 0 else pd.Series(1 / max(len(weights), 1), index=weights.index)


def editions_of(
    rows: pd.DataFrame,
    shares: pd.Series,
    filled: Mapping[tuple[str, int], object],
    catalogue: Catalogue,
    first: Mapping[str, int] | None = None,
) -> dict[str, int]:
    """Per indicator of a family that repeats itself, the boundary year of the edition that an area is told by.

    Parameters
    ----------
    rows
        Figures of the area and of what it is held against, of all editions.
    shares
        By area id which share of the people lives in each part of the area (`shares_of`).
    filled
        Indicator and boundary year of the editions that are filled for the Dutch wijken.
    catalogue
        The cards of the families.
    first
        The edition to take where it has the figures, by indicator: of buurten, that of the area they lie in.

    Returns
    -------
    dict
        The newest edition with a figure of the area itself, of several parts for at least `MIN_COVERAGE` of the
        people; else the one that knows most of them. An area without any figure is told by the newest edition that is
        filled for the country, or else the newest.
    """
    rows = rows[repeating(rows.source, catalogue)]
    share_of = shares.to_dict()
    known: dict[str, dict[int, dict[str, float]]] = {}
    # Each area counts once in an edition, however many years of the series it has there.
    for area_id, indicator, year, status in zip(
        *(rows[name].tolist() for name in ("area_id", "indicator", "boundary_year", "status")), strict=True
    ):
        areas = known.setdefault(indicator, {}).setdefault(year, {})
        if status == "ok" and area_id in share_of:
            areas[area_id] = share_of[area_id]
    return {
        indicator: _chosen(
            {year: sum(areas.values()) for year, areas in years.items()},
            [year for year in years if (indicator, year) in filled],
            (first or {}).get(indicator),
        )
        for indicator, years in known.items()
    }


def _chosen(shares: Mapping[int, float], filled: list[int], first: int | None) -> int:
    """One edition, given the share of the people that each knows."""
    # Sums of shares fall short of 1 in floating point.
    enough = [year for year, share in shares.items() if share >= MIN_COVERAGE - 1e-9]
    if enough:
        return first if first in enough else max(enough)
    if any(shares.values()):
        return max(shares, key=lambda year: (round(shares[year], 9), year))
    return max(filled or shares)


def of_editions(rows: pd.DataFrame, editions: Mapping[str, int], catalogue: Catalogue) -> pd.DataFrame:
    """The rows without those of another edition than the chosen one; of other families all."""
    repeats = repeating(rows.source, catalogue)
    if not repeats.any():
        return rows
    indicators = rows.indicator.astype("category").cat
    years = np.array([editions.get(str(name), 0) for name in indicators.categories])[indicators.codes]
    return rows[~repeats | (rows.boundary_year.to_numpy() == years)]
