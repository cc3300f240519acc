"""The sociale kaart: which entries nobody checked lately, and which themes have no offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

STALE_AFTER_DAYS = 183
"""Half a year: people, numbers and hours of organisations change."""


def services(rows: pd.DataFrame, today: dt.date) -> pd.DataFrame:
    """The sociale kaart in the order of a list to phone from, with the column `stale`.

    Parameters
    ----------
    rows
        Checked rows of ``sociale_kaart.csv``.
    today
        The day from which the age of an entry counts.
    """
    ordered = rows.sort_values(["thema", "organisatie", "aanbod"], kind="stable").reset_index(drop=True)
    return ordered.assign(stale=[(today - day).days > STALE_AFTER_DAYS for day in ordered.gecontroleerd])


def without_offer(rows: pd.DataFrame, themes: Sequence[str]) -> list[str]:
    """Themes for which the sociale kaart names nobody."""
    return [theme for theme in themes if theme not in set(rows.thema)]
