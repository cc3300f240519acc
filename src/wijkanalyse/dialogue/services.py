"""The sociale kaart: entries that nobody checked lately, names that are one organisation, themes without an offer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence

import pandas as pd

from wijkanalyse.near import spellings

STALE_AFTER_DAYS = 183
"""Half a year: people, numbers and hours of organisations change."""
LEGAL_FORMS = ("stichting", "st", "vereniging", "ver", "bv", "cooperatie", "coöperatie", "de", "het")
"""Words that one person writes before a name and another does not."""
Parts = Callable[[str], Collection[str]]
"""The themes in a place on the list, as `Themes.parts_of` gives them."""


def services(rows: pd.DataFrame, today: dt.date) -> pd.DataFrame:
    """The sociale kaart in the order of a list to phone from, with the columns `stale` and `naam`.

    Parameters
    ----------
    rows
        Checked rows of ``sociale_kaart.csv``.
    today
        The day from which the age of an entry counts.

    Returns
    -------
    pandas.DataFrame
        `naam` is the first spelling of the organisation, under which its entries stand together.
    """
    named = rows.assign(naam=rows.organisatie.map(one_name(rows.organisatie)))
    ordered = named.sort_values(["thema", "naam", "aanbod"], kind="stable").reset_index(drop=True)
    return ordered.assign(stale=[(today - day).days > STALE_AFTER_DAYS for day in ordered.gecontroleerd])


def one_name(names: Sequence[str]) -> dict[str, str]:
    """Of each name of an organisation or offer the first spelling of it."""
    return spellings(names, ignore=LEGAL_FORMS)


def spelled_twice(names: Sequence[str]) -> list[list[str]]:
    """Names that stand on a list in more than one spelling, each with all its spellings."""
    groups: dict[str, list[str]] = {}
    for name, first in one_name(names).items():
        groups.setdefault(first, []).append(name)
    return [spelled for spelled in groups.values() if len(spelled) > 1]


def offers_for(rows: pd.DataFrame, theme: str, parts_of: Parts) -> pd.DataFrame:
    """The rows of a list that are about a theme, or about a part of it."""
    return rows[rows.thema.isin([theme, *parts_of(theme)])]


def without_offer(rows: pd.DataFrame, themes: Sequence[str], parts_of: Parts) -> list[str]:
    """Themes for which the sociale kaart names nobody."""
    return [theme for theme in themes if offers_for(rows, theme, parts_of).empty]
