"""Comparable wijken: the ten that are most alike in structure, not in outcomes.

Statistical nearest neighbours over population, households, housing, income and
location; health and other outcomes play no part, or comparing them would go in
a circle (METHODS §6). For modelled health figures the comparison says little,
because the model uses the same structure.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import quantiles

import numpy as np
import pandas as pd

from wijkanalyse.cards.roles import StructureVariable
from wijkanalyse.methods.peers import (
    distances_from,
    domain_weights,
    jackknife_stability,
    nearest,
    standard_scores,
)
from wijkanalyse.process.matrix import MIN_INWONERS, features


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
        pairs = zip(self.wijken[indicator].tolist(), self._inwoners, strict=True)
        known = [(value, size) for value, size in pairs if not math.isnan(value) and size > 0]
        if len(known) < max(3, len(self.wijken) / 2):
            return None
        low, _, high = quantiles([value for value, _ in known], method="inclusive")
        return sum(value * size for value, size in known) / sum(size for _, size in known), low, high

    @cached_property
    def _inwoners(self) -> list[float]:
        return self.wijken.inwoners.tolist()


def find_comparable(
    matrix: pd.DataFrame,
    target: Mapping[str, float],
    structure: Sequence[StructureVariable],
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
        Values of the variables of the area, by indicator.
    structure
        By what wijken are alike (`roles.structure`).
    stedelijkheid
        Class 1 to 5 of the area; candidates differ at most one class. NaN: any class.
    own_parts
        `area_id` of the parts of the area itself, which never count as comparable.
    distance_limit
        The national 90th percentile of the distance to the tenth, from `typical_distance`.

    Returns
    -------
    Comparable or None
        None when the structure of the area itself is not known well enough, or there is none to know.
    """
    if not structure:
        return None
    others = (matrix.inwoners >= MIN_INWONERS) & ~matrix.area_id.isin(list(own_parts))
    about = ["area_code", "gemeente_code", "stedelijkheid"]
    pool = matrix.loc[others, about + [v.indicator for v in structure if v.indicator in matrix]].reset_index(drop=True)
    row = pd.DataFrame([{name: target.get(name, np.nan) for name in (v.indicator for v in structure)}])
    together = pd.concat([pool, row], ignore_index=True)
    weights = domain_weights([variable.domain for variable in structure])
    scores = standard_scores(features(together, structure))
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
    chosen = matrix.iloc[np.flatnonzero(others)[peers.positions]].assign(distance=peers.distances)
    close = distance_limit is None or float(peers.distances[-1]) <= distance_limit
    return Comparable(chosen.reset_index(drop=True), stability.stable, close)
