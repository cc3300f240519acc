"""The newest figure of every indicator for every Dutch wijk, as one wide table.

It serves to find comparable wijken and to say how those do. It holds published
figures only, so it comes along with the example as well.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from wijkanalyse.process.reference import ALL, FILLED_SHARE
from wijkanalyse.profile.areas import DEFAULT_BOUNDARY_YEAR

ABOUT = ["area_id", "area_code", "name", "gemeente_code", "gemeente_name", "inwoners", "stedelijkheid"]


def newest_periods(reference: pd.DataFrame) -> pd.Series:
    """Per indicator the newest year in which at least half of the reference wijken have a value."""
    national = reference[(reference.stedelijkheid == ALL) & (reference.filled >= FILLED_SHARE)]
    return national.groupby("indicator").period.max()


def wijk_matrix(figures: pd.DataFrame, areas: pd.DataFrame, reference: pd.DataFrame) -> pd.DataFrame:
    """All wijken of the default boundary year with the newest figure of each indicator.

    Parameters
    ----------
    figures
        Figures with `area_id`.
    areas
        The linked register.
    reference
        The national distributions, which say which year is the newest.

    Returns
    -------
    pandas.DataFrame
        Columns `ABOUT` and one per indicator; NaN where the figure is absent. A wijk that was not the
        same area in the year of a figure has none.
    """
    wijken = areas[(areas.boundary_year == DEFAULT_BOUNDARY_YEAR) & (areas.area_level == "wijk")][ABOUT]
    newest = newest_periods(reference)
    wanted = figures.loc[figures.area_level == "wijk", ["area_id", "indicator", "period", "value", "openness"]]
    wanted = wanted[(wanted.openness == "openbaar") & wanted.area_id.isin(wijken.area_id)]
    wanted = wanted[wanted.period == wanted.indicator.astype(str).map(newest)]
    wide = wanted.astype({"area_id": str, "indicator": str}).pivot(index="area_id", columns="indicator", values="value")
    wide = wide.astype(np.float32).reset_index()
    return wijken.merge(wide, on="area_id", how="left").reset_index(drop=True)
