"""Comparable wijken: the ten that are most alike in structure, not in outcomes.

Statistical nearest neighbours over population, households, housing, income and
location; health and other outcomes play no part, or comparing them would go in
a circle (METHODS §6). For modelled health figures the comparison says little,
because the model uses the same structure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from wijkanalyse.methods.peers import (
    distances_from,
    domain_weights,
    jackknife_stability,
    nearest,
    standard_scores,
)

MIN_INWONERS = 1000
STRUCTURE = {
    "omgevingsadressendichtheid_per_km2": "ligging",
    "inwoners_aantal": "bevolking",
    "leeftijd_0_14_pct": "bevolking",
    "leeftijd_65_plus_pct": "bevolking",
    "migratieachtergrond_niet_westers_pct": "bevolking",
    "eenpersoonshuishoudens_pct": "huishoudens",
    "huishoudens_met_kinderen_pct": "huishoudens",
    "corporatiewoningen_pct": "wonen",
    "meergezinswoningen_pct": "wonen",
    "bouwjaar_vanaf_2000_pct": "wonen",
    "laagste_40_huishoudens_pct": "inkomen",
    "afstand_huisarts_km": "ligging",
    "afstand_supermarkt_km": "ligging",
}
"""The variables and the domain of each; domains weigh equally."""
LOGARITHM = {"omgevingsadressendichtheid_per_km2", "inwoners_aantal"}


@dataclass(frozen=True)
class Comparable:
    """The comparable wijken of an area, nearest first."""

    wijken: pd.DataFrame
    """Rows of the wijk matrix, with a column `distance`."""
    stable: bool
    """Whether leaving one variable out keeps at least 60 % of the list."""
    close: bool
    """Whether the tenth is nearer than it is for nine in ten Dutch wijken."""

    @property
    def names(self) -> list[str]:
        return [f"{w.name_} ({w.gemeente_name})" for w in self.wijken.rename(columns={"name": "name_"}).itertuples()]

    def benchmark(self, indicator: str) -> tuple[float, float, float] | None:
        """Mean weighted by inhabitants, and P25 and P75, of an indicator over the comparable wijken.

        None when fewer than half of them have a value.
        """
        if indicator not in self.wijken:
            return None
        values, sizes = self.wijken[indicator].to_numpy(float), self.wijken.inwoners.to_numpy(float)
        known = ~np.isnan(values) & (sizes > 0)
        if known.sum() < max(3, len(self.wijken) / 2):
            return None
        values, sizes = values[known], sizes[known]
        return float(values @ sizes / sizes.sum()), *(float(q) for q in np.percentile(values, [25, 75]))


def features(matrix: pd.DataFrame) -> np.ndarray:
    """The structural variables of the rows of a wijk matrix, logarithms taken, as float64."""
    columns = {}
    for name in STRUCTURE:
        values = matrix[name].astype(float) if name in matrix else pd.Series(np.nan, index=matrix.index)
        columns[name] = np.log(values.where(values > 0)) if name in LOGARITHM else values
    return np.column_stack([c.to_numpy() for c in columns.values()])


def find_comparable(
    matrix: pd.DataFrame,
    target: Mapping[str, float],
    *,
    stedelijkheid: float,
    own_parts: Collection[str],
    distance_limit: float | None,
) -> Comparable | None:
    """The ten wijken most like the target.

    Parameters
    ----------
    matrix
        The wijk matrix of the country.
    target
        Values of the `STRUCTURE` variables of the area.
    stedelijkheid
        Class 1 to 5 of the area; candidates differ at most one class. NaN: any class.
    own_parts
        `area_id` of the parts of the area itself, which never count as comparable.
    distance_limit
        The national 90th percentile of the distance to the tenth, from `typical_distance`.

    Returns
    -------
    Comparable or None
        None when the structure of the area itself is not known well enough.
    """
    pool = matrix[(matrix.inwoners >= MIN_INWONERS) & ~matrix.area_id.isin(list(own_parts))].reset_index(drop=True)
    row = pd.DataFrame([{name: target.get(name, np.nan) for name in STRUCTURE}])
    together = pd.concat([pool, row], ignore_index=True)
    weights = domain_weights(list(STRUCTURE.values()))
    scores = standard_scores(features(together))
    position = len(pool)
    distances = distances_from(position, scores, weights)
    if np.isnan(distances[:position]).all():
        return None
    alike = np.ones(len(together), dtype=bool)
    alike[position] = False
    if not np.isnan(stedelijkheid):
        alike[:position] &= (pool.stedelijkheid - stedelijkheid).abs().le(1).to_numpy()
    groups = [*pool.gemeente_code, ""]
    peers = nearest(distances, candidates=alike, groups=groups, codes=[*pool.area_code, ""])
    if not len(peers.positions):
        return None
    stability = jackknife_stability(position, scores, weights, candidates=alike, groups=groups)
    chosen = pool.iloc[peers.positions].assign(distance=peers.distances)
    close = distance_limit is None or float(peers.distances[-1]) <= distance_limit
    return Comparable(chosen.reset_index(drop=True), stability.stable, close)


def typical_distance(matrix: pd.DataFrame, percentile: float = 90.0) -> float | None:
    """The distance within which nine in ten Dutch wijken have their tenth neighbour.

    Distances are taken without the rules on gemeente and stedelijkheid, so the limit is strict.
    None when there are too few wijken with a known structure to have ten neighbours.
    """
    pool = matrix[matrix.inwoners >= MIN_INWONERS]
    scores = standard_scores(features(pool))
    weights = domain_weights(list(STRUCTURE.values()))
    complete = ~np.isnan(scores).any(axis=1)
    if complete.sum() <= 10:
        return None
    weighted = scores[complete] * np.sqrt(weights)
    squares = (weighted**2).sum(axis=1)
    distances = np.sqrt(np.maximum(squares[:, None] + squares[None, :] - 2 * weighted @ weighted.T, 0))
    tenth = np.partition(distances, 10, axis=1)[:, 10]
    return float(np.percentile(tenth, percentile))
