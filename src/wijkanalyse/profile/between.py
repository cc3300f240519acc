"""How far the buurten of an area lie apart, and how much of the differences lies between people in one buurt.

Receives the figures of the buurten that may be named (`buurten.comparable`) and how far buurten lie apart in the
wijken of the country (`process.buurt_ranges`). Of an estimate only the lowest and the highest are told: a model draws
buurten towards each other, so nothing is said of how large or small its differences are.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from wijkanalyse.cards.schema import Indicator
from wijkanalyse.methods.aggregation import MIN_COVERAGE
from wijkanalyse.methods.spread import SMALLEST_PART, Mixed, eta_squared, mixed
from wijkanalyse.profile.buurten import comparable
from wijkanalyse.profile.figure import HasFigures
from wijkanalyse.profile.words import FEW_BUURTEN, MIXED

COMPARED = ("wijk", "samengesteld")
"""Levels of areas that are held against wijken with as many buurten."""
COLUMNS = {
    "id": "str", "label": "str", "unit": "str", "period": "Int64", "buurten": "Int64", "lowest": "float64",
    "lowest_in": "str", "highest": "float64", "highest_in": "str", "difference": "float64", "usual": "float64",
    "word": "str", "within": "float64", "absent": "str",
}  # fmt: skip


@dataclass(frozen=True)
class Apart:
    """The lowest and the highest buurt of an area, of one year."""

    indicator: Indicator
    period: int
    buurten: int
    """Buurten with the figure that are large enough to be named."""
    lowest: float
    lowest_in: tuple[str, ...]
    highest: float
    highest_in: tuple[str, ...]
    usual: float
    """Median difference over the wijken with as many buurten; NaN when it is not held against these."""
    mixed: Mixed
    within: float
    """Share of the differences between people that lies between people in one buurt; NaN when that is not known."""

    @property
    def difference(self) -> float:
        return self.highest - self.lowest


def apart_of(profile: HasFigures, indicator_id: str) -> Apart | None:
    """How far the buurten lie apart; None where fewer than two of them are known.

    Parameters
    ----------
    profile
        Of the area.
    indicator_id
        A share; how far is usual is known of those that `roles.buurten.between` names.

    Notes
    -----
    Usual is only said where the buurten with the figure hold `methods.aggregation.MIN_COVERAGE` of the people.
    """
    every = profile.buurt_values(indicator_id)
    values = comparable(every)
    if len(values) < 2:
        return None
    counted = bool((values.estimate_type == "register").all())
    lowest, highest = float(values.value.min()), float(values.value.max())
    median = p75 = math.nan
    enough = values.inwoners.sum() >= MIN_COVERAGE * every.inwoners.sum()
    if counted and enough and profile.area.level in COMPARED:
        years = int(values.period.iloc[0]), int(values.boundary_year.iloc[0])
        median, p75 = _usual(profile, indicator_id, *years, len(values))
    return Apart(
        indicator=profile.catalogue.indicators[indicator_id],
        period=int(values.period.iloc[0]),
        buurten=len(values),
        lowest=lowest,
        lowest_in=tuple(values.name[values.value == lowest]),
        highest=highest,
        highest_in=tuple(values.name[values.value == highest]),
        usual=median,
        mixed=mixed(highest - lowest, median, p75),
        within=_within(every) if counted else math.nan,
    )


def _usual(
    profile: HasFigures, indicator_id: str, period: int, boundary_year: int, buurten: int
) -> tuple[float, float]:
    """Median and P75 of the difference over wijken with as many buurten; NaN where that is not known."""
    rows = profile.processed.ranges
    rows = rows[(rows.indicator == indicator_id) & (rows.period == period) & (rows.boundary_year == boundary_year)]
    rows = rows[(rows.fewest <= buurten) & ((rows.most >= buurten) | rows.most.isna())]
    return (float(rows["median"].iloc[0]), float(rows.p75.iloc[0])) if len(rows) else (math.nan, math.nan)


def _within(values: pd.DataFrame) -> float:
    """1 − η² over the buurten of `SMALLEST_PART` or more in the group that is counted."""
    known = values[values.is_usual & (values.status == "ok") & (values.denominator >= SMALLEST_PART)]
    if len(known) < 2:
        return math.nan
    return 1 - eta_squared(known.value.to_numpy(float) / 100, known.denominator.to_numpy(float), rounded=True)


def between_table(profile: HasFigures, indicators: Iterable[str]) -> pd.DataFrame:
    """One row per indicator; see `profile.Profile.between_buurten`."""
    rows = [_row(profile, i) for i in indicators]
    return pd.DataFrame.from_records(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _row(profile: HasFigures, indicator_id: str) -> dict[str, Any]:
    indicator, apart = profile.catalogue.indicators[indicator_id], apart_of(profile, indicator_id)
    about = {"id": indicator.id, "label": indicator.label, "unit": profile.catalogue.unit_label(indicator.id)}
    if apart is None:
        return about | {"word": "", "lowest_in": "", "highest_in": "", "absent": f"onbekend: {FEW_BUURTEN}"}
    return about | {
        "period": apart.period, "buurten": apart.buurten, "lowest": apart.lowest,
        "lowest_in": "; ".join(apart.lowest_in), "highest": apart.highest, "highest_in": "; ".join(apart.highest_in),
        "difference": apart.difference, "usual": apart.usual, "word": MIXED.get(apart.mixed, ""),
        "within": apart.within, "absent": "",
    }  # fmt: skip
