"""The newest figure of every indicator for every Dutch wijk, as one wide table.

It serves to find comparable wijken and to say how those do. It holds published
figures only, so it comes along with the example as well.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from wijkanalyse.cards.roles import StructureVariable
from wijkanalyse.methods.peers import domain_weights, standard_scores
from wijkanalyse.process.reference import ALL, FILLED_SHARE, KEYS

ABOUT = ["area_id", "area_code", "name", "gemeente_code", "gemeente_name", "inwoners", "stedelijkheid"]
MIN_INWONERS = 1000


def newest_periods(reference: pd.DataFrame) -> pd.Series:
    """Per indicator the newest year in which at least half of the reference wijken have a value."""
    national = reference[(reference.stedelijkheid == ALL) & (reference.filled >= FILLED_SHARE)]
    return national.groupby("indicator").period.max()


def wijk_matrix(
    figures: pd.DataFrame, areas: pd.DataFrame, reference: pd.DataFrame, boundary_year: int
) -> pd.DataFrame:
    """All wijken of a boundary year with the newest figure of each indicator.

    Parameters
    ----------
    figures
        Figures with `area_id`.
    areas
        The linked register.
    reference
        The national distributions, which say which year is the newest.
    boundary_year
        The one that suits the wijken of the country (`Areas.year_of`).

    Returns
    -------
    pandas.DataFrame
        Columns `ABOUT` and one per indicator; NaN where the figure is absent. A wijk that was not the
        same area in the year of a figure has none.
    """
    wijken = areas[(areas.boundary_year == boundary_year) & (areas.area_level == "wijk")][ABOUT]
    newest = newest_periods(reference)
    wanted = figures.loc[figures.area_level == "wijk", [*KEYS, "area_id", "value", "openness"]]
    wanted = wanted[(wanted.openness == "openbaar") & wanted.area_id.isin(wijken.area_id)]
    # Two tables may give that year; a wijk is held against others of its own.
    national = reference[(reference.stedelijkheid == ALL) & (reference.filled >= FILLED_SHARE)]
    national = national[national.period == national.indicator.map(newest)]
    edition = national.groupby("indicator").boundary_year.max()
    names = wanted.indicator.astype(str)
    wanted = wanted[(wanted.period == names.map(newest)) & (wanted.boundary_year == names.map(edition))]
    wide = wanted.astype({"area_id": str, "indicator": str}).pivot(index="area_id", columns="indicator", values="value")
    wide = wide.astype(np.float32).reset_index()
    return wijken.merge(wide, on="area_id", how="left").reset_index(drop=True)


def features(matrix: pd.DataFrame, structure: Sequence[StructureVariable]) -> np.ndarray:
    """The structural variables of the rows of a wijk matrix, logarithms taken, as float64."""
    columns = []
    for variable in structure:
        name = variable.indicator
        values = matrix[name].astype(float) if name in matrix else pd.Series(np.nan, index=matrix.index)
        columns.append(np.log(values.where(values > 0)) if variable.logarithm else values)
    return np.column_stack([c.to_numpy() for c in columns])


def typical_distance(
    matrix: pd.DataFrame, structure: Sequence[StructureVariable], percentile: float = 90.0
) -> float | None:
    """The distance within which nine in ten Dutch wijken have their tenth neighbour.

    Distances are taken without the rules on gemeente and stedelijkheid, so the limit is strict.
    None when there are too few wijken with a known structure to have ten neighbours, or no structure to know.
    """
    if not structure:
        return None
    pool = matrix[matrix.inwoners >= MIN_INWONERS]
    scores = standard_scores(features(pool, structure))
    weights = domain_weights([variable.domain for variable in structure])
    complete = ~np.isnan(scores).any(axis=1)
    if complete.sum() <= 10:
        return None
    weighted = scores[complete] * np.sqrt(weights)
    squares = (weighted**2).sum(axis=1)
    distances = np.sqrt(np.maximum(squares[:, None] + squares[None, :] - 2 * weighted @ weighted.T, 0))
    tenth = np.partition(distances, 10, axis=1)[:, 10]
    return float(np.percentile(tenth, percentile))
