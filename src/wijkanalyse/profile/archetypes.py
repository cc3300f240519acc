"""Kinds of households of a wijk, from a published cross table of the country.

That household, home and income hang together here as in the country is assumed and never observed. So each kind is a
range, nothing is said where the gate of `process.cross_table` is not passed, and no health figure belongs to a kind.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from wijkanalyse.cards.roles import Archetype
from wijkanalyse.editions import shown_in
from wijkanalyse.methods.cross_table import LikelyRange, MarginErrors, TotalsError, fit_to_totals, likely_range
from wijkanalyse.process.cross_table import counts_of, totals_of
from wijkanalyse.profile.figure import HasFigures
from wijkanalyse.profile.people import population
from wijkanalyse.profile.words import NO_KIND, WHY_NO_KINDS

LEAST_HOUSEHOLDS, LEAST_SHARE = 50, 0.05
"""A kind of fewer households, or of a smaller part of them, is not told of."""
COLUMNS = {
    "name": "str", "household": "str", "tenure": "str", "income": "str", "households": "float64", "lower": "float64",
    "upper": "float64", "period": "Int64", "source": "str", "absent": "str",
}  # fmt: skip


@dataclass(frozen=True)
class HouseholdKind:
    """About how many households of a kind live in an area."""

    archetype: Archetype
    households: LikelyRange


@dataclass(frozen=True)
class HouseholdKinds:
    """The kinds of households of an area, or why there are none."""

    kinds: tuple[HouseholdKind, ...] = ()
    absent: Literal["", "no_table", "too_small", "gate", "unknown"] = ""
    source: str = ""
    period: int = 0


def kinds_of(profile: HasFigures) -> HouseholdKinds:
    """The kinds of `roles.archetypes` with 50 households or more and a twentieth of all, largest first by the table.

    Nothing of a buurt, of an area of which a total is unknown, or when the gate is not passed for every axis.
    """
    tables = profile.processed.cross_tables
    tables = tables[tables.openness.isin(shown_in(profile.edition))].sort_values(["period", "source"])
    if tables.empty or not profile.catalogue.roles.archetypes:
        return HouseholdKinds(absent="no_table")
    source, period = tables.source.iloc[-1], int(tables.period.iloc[-1])
    found = {"source": str(source), "period": period}
    if profile.area.level == "buurt" or any(p.code.startswith("BU") for p in profile.area.parts):
        return HouseholdKinds(absent="too_small", **found)
    passed = (profile.processed.receipt.get("gates") or {}).get(source)
    if not passed or not all(MarginErrors(*errors).is_passed for errors in passed.values()):
        return HouseholdKinds(absent="gate", **found)
    counts = counts_of(tables[tables.source == source], profile.catalogue.roles)
    fitted = _fitted(profile, counts)
    if fitted is None:
        return HouseholdKinds(absent="unknown", **found)
    return HouseholdKinds(tuple(_kinds(profile, fitted)), **found)


def _fitted(profile: HasFigures, counts: np.ndarray) -> np.ndarray | None:
    """The table of the area, in households; None when a total is unknown, or no table has these totals."""
    roles = profile.catalogue.roles
    names = [c for categories in roles.crossed.values() for c in categories if c in profile.catalogue.indicators]
    values = {name: profile.figure(name).value for name in names}
    shares = pd.DataFrame([{n: v.number if v.is_known else math.nan for n, v in values.items()}])
    totals = [frame.to_numpy()[0] for frame in totals_of(shares, roles).values()]
    households = population(profile, roles.households_number, max(v.period for v in values.values()))
    if not households > 0 or any(np.isnan(t).any() for t in totals):
        return None
    try:
        return fit_to_totals(counts, [households * t / 100 for t in totals])
    except TotalsError:  # of a category that the cross table has nobody of, or next to nobody
        return None


def _kinds(profile: HasFigures, fitted: np.ndarray) -> list[HouseholdKind]:
    axes = profile.catalogue.roles.crossed
    found = []
    for archetype in profile.catalogue.roles.archetypes:
        named = ((categories, getattr(archetype, axis)) for axis, categories in axes.items())
        cell = [None if c is None else categories.index(c) for categories, c in named]
        households = likely_range(fitted, cell)
        if households.number >= max(LEAST_HOUSEHOLDS, LEAST_SHARE * fitted.sum()):
            found.append(HouseholdKind(archetype, households))
    return sorted(found, key=lambda kind: -kind.households.number)


def kinds_table(profile: HasFigures) -> pd.DataFrame:
    """One row per kind; see `profile.Profile.household_kinds`."""
    found = kinds_of(profile)
    about = {"period": found.period or None, "source": found.source, "absent": ""}
    rows = [about | _row(kind) for kind in found.kinds]
    if not rows:
        nobody = dict.fromkeys(("name", "household", "tenure", "income"), "")
        rows = [about | nobody | {"absent": f"onbekend: {WHY_NO_KINDS[found.absent]}" if found.absent else NO_KIND}]
    return pd.DataFrame.from_records(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _row(kind: HouseholdKind) -> Mapping[str, str | float]:
    archetype, households = kind.archetype, kind.households
    return {
        "name": archetype.name, "household": archetype.household or "", "tenure": archetype.tenure or "",
        "income": archetype.income or "", "households": households.number, "lower": households.lower,
        "upper": households.upper,
    }  # fmt: skip
