"""A published cross table of the country: how kind of household, home and income hang together.

Receives an own file of kind ``cross`` and the figures of all Dutch wijken, and hands on the counts of the country with
what the gate says of them: whether the totals of wijken, which are known, follow from this table and the other totals.
Only then may anything be said of households that have two or three things at once (`profile.archetypes`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from wijkanalyse.cards.roles import REST, Roles
from wijkanalyse.methods.cross_table import MarginErrors, TotalsError, margin_errors
from wijkanalyse.process.reference import MIN_INWONERS

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
    here = wijken[wijken.inwoners >= MIN_INWONERS]
    totals = totals_of(here, roles)
    known = np.logical_and.reduce([t.notna().all(axis=1).to_numpy() for t in totals.values()])
    if known.sum() < least:
        return None
    values = [t.to_numpy()[known] for t in totals.values()]
    seed = counts_of(table, roles)
    return {axis: margin_errors(seed, values, number) for number, axis in enumerate(totals)}


def gates(
    tables: pd.DataFrame,
    wijken: pd.DataFrame,
    figures: pd.DataFrame,
    roles: Roles,
    say: Callable[[str], None],
    least: int = LEAST_WIJKEN,
) -> Mapping[str, Mapping[str, list[float]] | None]:
    """The gate of each table by source, as the receipt keeps it: by axis the two errors of `MarginErrors`.

    It has to be passed with the newest totals, which a report fits the table to, and with those of the year of the
    table where enough wijken have them: of each axis the worse of the two is kept.

    Parameters
    ----------
    tables
        Of all sources: `COLUMNS`.
    wijken
        The newest figures of every Dutch wijk.
    figures
        Published figures with `area_id`, of which the year of a table is taken.
    roles
        Which figures are a category.
    say
        Called with what the gate of each table found.
    least
        Fewest wijken of which all totals are known.
    """
    found = {}
    for name, rows in tables.groupby("source", sort=True):
        years = (wijken, wijken_in(figures, int(rows.period.iloc[0]), roles))
        try:
            found[name] = _worst(gate(rows, year, roles, least) for year in years)
            say(f"{name}: {'; '.join(_said(found[name]))}")
        except TotalsError as error:
            found[name] = None
            say(f"{name}: no kinds of households are told: {error}")
    return found


def _worst(years: Iterable[dict[str, MarginErrors] | None]) -> dict[str, list[float]] | None:
    """Of each axis the errors of the year that the table predicts worst; None where no year is known."""
    known = [errors for errors in years if errors is not None]
    return {axis: list(max((e[axis] for e in known), key=_missed)) for axis in known[0]} if known else None


def wijken_in(figures: pd.DataFrame, period: int, roles: Roles) -> pd.DataFrame:
    """The shares of the wijken in one year, a column per category, with `inwoners`."""
    named = [c for categories in roles.crossed.values() for c in categories if c != REST]
    wanted = (figures.area_level == "wijk") & (figures.period == period)
    rows = figures.loc[wanted & figures.indicator.isin([*named, roles.people.all]), ["area_id", "indicator", "value"]]
    rows = (
        rows.astype({"area_id": str, "indicator": str}).dropna().drop_duplicates(["area_id", "indicator"], keep="last")
    )
    wide = rows.pivot(index="area_id", columns="indicator", values="value")
    return wide.reindex(columns=[*named, roles.people.all]).rename(columns={roles.people.all: "inwoners"})


def _missed(errors: MarginErrors) -> float:
    return errors.predicted / errors.usual if errors.usual else np.inf


def _said(errors: Mapping[str, list[float]] | None) -> Iterator[str]:
    if errors is None:
        yield "too few wijken have all totals, so no kinds of households are told"
        return
    made = {axis: MarginErrors(*pair) for axis, pair in errors.items()}
    passed = all(e.is_passed for e in made.values())
    yield f"the gate is {'passed' if passed else 'not passed, so no kinds of households are told'}"
    for axis, e in made.items():
        yield f"{axis} misses by {e.predicted:.1f} points, and by {e.usual:.1f} with the share of the country"
