"""In which boundaries an area is reported when none are asked for.

The newest year in which the area exists with an outline, and that keeps nearly
all of the indicators that its best year knows. A buurt is shown by the outline
of its wijk, which is no reason to prefer a year that knows less of the buurt.
What an area knows in a year
follows from the links of the register: a wijk that is the same in 2022 and 2024
has the figures of both under either year, and one that was split has not.

A gemeente counts with its wijken, and Nederland with all, so that the same rule
gives the year of a list of wijken: one in which most of them can be followed.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from wijkanalyse.process.reference import ALL, FILLED_SHARE

KEPT = 0.95
"""Share of the indicators of the best year that a newer year must keep."""
OUTLINED = {"wijk": "wijken", "buurt": "wijken", "gemeente": "gemeenten"}
"""The layer that shows an area on a map: a buurt is shown by the wijk that it lies in."""


def newest_that_keeps(known: Mapping[int, float]) -> int:
    """The newest year that knows at least `KEPT` of what the best one does.

    Examples
    --------
    >>> newest_that_keeps({2020: 128, 2022: 127, 2024: 126}), newest_that_keeps({2020: 128, 2022: 127, 2024: 7})
    (2024, 2022)
    """
    most = max(known.values())
    return max(year for year, n in known.items() if n >= KEPT * most)


def with_known(
    areas: pd.DataFrame, figures: pd.DataFrame, reference: pd.DataFrame, outlines: Mapping[tuple[str, int], set[str]]
) -> pd.DataFrame:
    """The linked register with what decides on the boundaries of a report.

    Parameters
    ----------
    areas
        The linked register.
    figures
        With `area_id`; not those of own files: they change no boundaries.
    reference
        The national distributions, which say which years are filled.
    outlines
        Codes of the areas with a polygon, by layer and year.

    Returns
    -------
    pandas.DataFrame
        With `known`, the number of indicators that the area has a figure of, of a gemeente and Nederland summed over
        themselves and their wijken; and `has_outline`.
    """
    own = areas.area_id.map(_indicators_known(figures, reference)).fillna(0).astype(int)
    wijken = own[areas.area_level == "wijk"]
    of_gemeente = wijken.groupby([areas.boundary_year, areas.gemeente_code]).sum()
    of_land = wijken.groupby(areas.boundary_year).sum()
    inside = {
        "gemeente": of_gemeente.reindex(pd.MultiIndex.from_frame(areas[["boundary_year", "area_code"]])).to_numpy(),
        "land": of_land.reindex(areas.boundary_year).to_numpy(),
    }
    known = own + sum(np.where(areas.area_level == level, np.nan_to_num(n), 0) for level, n in inside.items())
    return areas.assign(known=known.astype(int), has_outline=_has_outline(areas, outlines))


def _indicators_known(figures: pd.DataFrame, reference: pd.DataFrame) -> pd.Series:
    """By area id, of how many indicators there is a figure in a year that is filled for the country."""
    national = reference[reference.stedelijkheid == ALL]
    filled = national[national.filled >= FILLED_SHARE]
    indicators, areas = figures.indicator.astype("category").cat, figures.area_id.astype("category").cat
    counts = np.zeros(len(figures), dtype=bool)
    for period in figures.period.unique():
        # An indicator that is never given for half of the wijken: every year that it has counts.
        counted = indicators.categories.isin(filled.indicator[filled.period == period])
        counted |= ~indicators.categories.isin(filled.indicator)
        counts |= (figures.period == period).to_numpy() & counted[indicators.codes]
    counts &= (figures.status == "ok").to_numpy()
    pairs = areas.codes.to_numpy(np.int64)[counts] * len(indicators.categories) + indicators.codes.to_numpy()[counts]
    known = np.bincount(np.unique(pairs) // max(len(indicators.categories), 1), minlength=len(areas.categories))
    return pd.Series(known, index=areas.categories.astype(str))


def _has_outline(areas: pd.DataFrame, outlines: Mapping[tuple[str, int], set[str]]) -> np.ndarray:
    found = np.zeros(len(areas), dtype=bool)
    shown_by = areas.area_code.where(areas.area_level != "buurt", areas.wijk_code)
    for (layer, year), codes in outlines.items():
        here = areas.boundary_year == year
        found |= here & (areas.area_level == "land")
        found |= here & (areas.area_level.map(OUTLINED) == layer) & shown_by.isin(codes)
    return np.asarray(found)
