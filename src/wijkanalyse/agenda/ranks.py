"""How often each theme is among the first, over all ways to weigh and all that is not certain: for the appendix.

The list of an area does not follow from it: which theme is first depends too much
on the weights (``docs/hindcast.md``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from wijkanalyse.agenda.theme import ThemeResult
from wijkanalyse.methods.acceptability import Group, draw_weights, rank_acceptability
from wijkanalyse.methods.themes import drawn_criteria


@dataclass(frozen=True)
class Ranks:
    """Rank acceptability of a theme among those of its area.

    Attributes
    ----------
    share_top
        Share of the draws in which it is among the first three.
    low, high
        Best and worst rank after leaving out 5 % of the draws on each side.
    group
    """

    share_top: float
    low: float
    high: float
    group: Group


def ranks_of(results: Sequence[ThemeResult], weights: np.ndarray, *, draws: int, seed: int) -> dict[str, Ranks]:
    """Rank acceptability by id of the theme, of those with a known severity and size.

    Parameters
    ----------
    results
        The themes of one area.
    weights : numpy.ndarray, shape (4,)
        Of `methods.weights.CRITERIA`, around which weights are drawn.
    draws, seed
        Equal seeds give equal draws.
    """
    ranked = [r for r in results if r.is_ranked]
    if not ranked:
        return {}
    criteria, u, spread, sizes = (
        np.array([getattr(r, a) for r in ranked]) for a in ("criteria", "u", "spread", "sizes")
    )
    drawn = drawn_criteria(criteria, u, spread, tuple(sizes.T), draws=draws, seed=seed + 1)
    found = rank_acceptability(drawn, draw_weights(weights, draws, seed), seed=seed)
    return {
        r.card.id: Ranks(float(found.top[n]), float(found.low[n]), float(found.high[n]), found.groups[n])
        for n, r in enumerate(ranked)
    }
