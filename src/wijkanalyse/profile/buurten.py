"""Which buurten inside an area are put side by side: one choice for tables, dots, lowest and highest, and names."""

from __future__ import annotations

import pandas as pd

from wijkanalyse.profile.figure import HasFigures

MIN_INWONERS = 100
"""A buurt with fewer inhabitants is counted as a buurt, and has no figure and no name beside others (METHODS §7.1)."""


def large_enough(buurten: pd.DataFrame) -> pd.DataFrame:
    """The buurten with enough inhabitants to be named, by name: no ranking."""
    return buurten[buurten.inwoners >= MIN_INWONERS].sort_values("name")


def side_by_side(profile: HasFigures, indicator_id: str) -> pd.DataFrame:
    """The figures of the buurten that may be compared: of one year, known, and of enough inhabitants; by name.

    A newer value of a single buurt, as in an own file, says nothing about how the buurten differ.

    Returns
    -------
    pandas.DataFrame
        Columns as `HasFigures.buurt_values` has them.
    """
    values = profile.buurt_values(indicator_id)
    return large_enough(values[values.is_usual & (values.status == "ok")])
