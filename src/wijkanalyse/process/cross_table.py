"""A published cross table of the country: how kind of household, home and income hang together.

Receives an own file of kind ``cross`` and the figures of all Dutch wijken, and hands on the counts of the country with
what the gate says of them: whether the totals of wijken, which are known, follow from this table and the other totals.
Only then may anything be said of households that have two or three things at once (`profile.archetypes`).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from wijkanalyse.cards.roles import REST, Roles
from wijkanalyse.methods.cross_table import MarginErrors, margin_errors

LEAST_INWONERS = 500
"""Wijken of fewer people have shares that are rounded too much to be predicted."""
LEAST_WIJKEN = 1000
"""Fewest wijken of which all totals are known, before the gate says anything of the country."""
COLUMNS = ["source", "title", "openness", "period", "household", "tenure", "income", "households"]


def totals_of(shares: pd.DataFrame, roles: Roles) -> dict[str, pd.DataFrame]:
    """The totals of areas per axis, in percent of all: what no figure names is the rest.

    Parameters
    ----------
    shares
        One row per area, and a column per indicator, in percent; NaN where unknown.
    roles
        Which figures are a category.

    Returns
    -------
    dict of str to pandas.DataFrame
        By axis, one column per category; each row adds up to 100, or is NaN.
    """
    found = {}
    for axis, categories in roles.crossed.items():
        named = [c for c in categories if c != REST]
        known = pd.DataFrame({c: shares.get(c, np.nan) for c in named}, index=shares.index).astype(float)
        if REST in categories:
            known[REST] = (100 - known.sum(axis=1, skipna=False)).clip(lower=0)
        found[axis] = known[list(categories)].mul(100 / known.sum(axis=1, skipna=False), axis=0)
    return found


def counts_of(table: pd.DataFrame, roles: Roles) -> np.ndarray:
    """The cross table of one source as counts, shape of the categories of the axes."""
    axes = roles.crossed
    order = pd.MultiIndex.from_product(axes.values(), names=list(axes))
    counts = table.set_index(list(axes)).households.reindex(order)
    return counts.to_numpy(float).reshape([len(c) for c in axes.values()])


def gate(
    table: pd.DataFrame, wijken: pd.DataFrame, roles: Roles, least: int = LEAST_WIJKEN
) -> dict[str, MarginErrors] | None:
    """Of each axis how well its totals follow from the table and the other totals, over all wijken of the country.

    Parameters
    ----------
    table
        Of one source: `COLUMNS`.
    wijken
        The newest figures of every Dutch wijk (`process.matrix`).
    roles
        Which figures are a category.
    least
        Fewest wijken of which all totals are known.

    Returns
    -------
    dict of str to MarginErrors or None
        By axis; None when too few wijken are known.
    """
    here = wijken[wijken.inwoners >= LEAST_INWONERS]
    totals = totals_of(here, roles)
    known = np.logical_and.reduce([t.notna().all(axis=1).to_numpy() for t in totals.values()])
    if known.sum() < least:
        return None
    values = [t.to_numpy()[known] for t in totals.values()]
    seed = counts_of(table, roles)
    return {axis: margin_errors(seed, values, number) for number, axis in enumerate(totals)}


def gates(tables: pd.DataFrame, wijken: pd.DataFrame, roles: Roles) -> Mapping[str, Mapping[str, list[float]] | None]:
    """The gate of each table by source, as the receipt keeps it: by axis the two errors of `MarginErrors`."""
    found = {name: gate(rows, wijken, roles) for name, rows in tables.groupby("source", sort=True)}
    return {name: made and {axis: list(errors) for axis, errors in made.items()} for name, made in found.items()}
