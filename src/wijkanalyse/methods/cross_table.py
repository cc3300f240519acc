"""How many have two or three things at once, when of an area only each of them apart is known.

A cross table of a larger whole gives the odds ratios and the area gives its own totals: that they hang together here
as they do there is assumed, and never observed. So a number comes as a range (`likely_range`), and only where the same
assumption finds totals that are known (`margin_errors`). Without a published cross table nothing is derived.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from wijkanalyse.errors import WijkanalyseError
from wijkanalyse.methods.arguments import numbers

TOLERANCE = 1e-8
"""Most that a total may be off when fitting ends, as a share of the whole."""
MOST_ROUNDS = 1000
ODDS = 2.0
"""By how much the odds ratio may be larger or smaller here than in the larger whole."""
GATE = 0.5
"""Most that a predicted total may miss, as a part of what the share of the larger whole misses."""


class TotalsError(WijkanalyseError, ValueError):
    """Totals that no table can have together, or that the cross table leaves no room for."""


class LikelyRange(NamedTuple):
    """A number and its limits."""

    number: float
    lower: float
    upper: float


class MarginErrors(NamedTuple):
    """How far off a total is when it is predicted, and when the share of the larger whole is taken; in points."""

    predicted: float
    usual: float

    @property
    def is_passed(self) -> bool:
        return self.usual > 0 and self.predicted <= GATE * self.usual


def fit_to_totals(seed: ArrayLike, totals: Sequence[ArrayLike | None]) -> np.ndarray:
    """Iterative proportional fitting: the table with the odds ratios of `seed` and the totals of an area.

    A zero in the seed stays zero.

    Parameters
    ----------
    seed : array_like, shape (k1, ..., kd)
        Counts of the larger whole, 0 or more.
    totals : sequence of array_like, each of shape (ki,) or (n, ki)
        Per axis of the seed the totals of one area, or of n areas; None for an axis of which they are not known.

    Returns
    -------
    numpy.ndarray, shape (k1, ..., kd) or (n, k1, ..., kd)

    Raises
    ------
    TotalsError
        When the totals of an area add up to different numbers, one is above zero where the seed has nobody, or no
        table fits them.

    References
    ----------
    Deming and Stephan (1940), On a least squares adjustment of a sampled frequency table when the expected marginal
    totals are known, Annals of Mathematical Statistics 11.

    Examples
    --------
    >>> fit_to_totals([[180, 120], [250, 450]], [[300, 900], [420, 780]]).round(4).tolist()   # METHODS T7.5
    [[157.8128, 142.1872], [262.1872, 637.8128]]
    """
    start = numbers("seed", seed, 0)
    if len(totals) != start.ndim:
        raise TotalsError(f"a table of {start.ndim} axes needs totals for each, got {len(totals)}")
    wanted = {axis: _of_areas(axis, given, start) for axis, given in enumerate(totals) if given is not None}
    if not wanted:
        raise TotalsError("no totals were given: then there is nothing to fit the table to")
    whole = _whole(list(wanted.values()))
    areas = len(whole)
    table = np.broadcast_to(start, (areas, *start.shape)).copy()
    table *= (whole / start.sum()).reshape(-1, *[1] * start.ndim)
    shapes = {a: (-1, *[start.shape[a] if b == a else 1 for b in range(start.ndim)]) for a in wanted}
    for _ in range(MOST_ROUNDS):
        for axis, total in wanted.items():
            table *= _divided(total, _sums(table, axis)).reshape(shapes[axis])
        off = max(np.abs(_sums(table, axis) - total).max(axis=1).max() for axis, total in wanted.items())
        if off <= TOLERANCE * max(1.0, whole.max()):
            one = all(np.ndim(given) == 1 for given in totals if given is not None)
            return table[0] if one else table
    raise TotalsError(
        f"no table with the zeros of the seed has these totals: still {off:.3g} off after {MOST_ROUNDS} rounds"
    )


def two_by_two(first: float, second: float, whole: float, odds_ratio: float) -> float:
    """How many have both, in closed form: the 2 × 2 table with these totals and this odds ratio.

    Parameters
    ----------
    first, second
        How many have the one, and the other.
    whole
        How many there are.
    odds_ratio
        Above 0; 1 when the one says nothing of the other.

    Raises
    ------
    TotalsError

    References
    ----------
    Plackett (1965), A class of bivariate distributions, Journal of the American Statistical Association 60.

    Examples
    --------
    >>> [round(two_by_two(300, 420, 1200, ratio), 4) for ratio in (1, 1.5, 4)]
    [105.0, 126.2636, 178.4243]
    """
    if not (0 <= first <= whole and 0 <= second <= whole and 0 < odds_ratio < np.inf):
        raise TotalsError(
            f"totals lie between 0 and {whole:g} and an odds ratio is above 0, got {first:g}, {second:g} and "
            f"{odds_ratio:g}"
        )
    if whole == 0:
        return 0.0
    a = odds_ratio - 1
    b = -((first + second) * a + whole)
    c = odds_ratio * first * second
    # 2c / (−b + √…) is the root (−b − √…) / 2a without the division by nearly 0 when the odds ratio is near 1.
    both = 2 * c / (-b + np.sqrt(max(b * b - 4 * a * c, 0.0)))
    return float(np.clip(both, *both_possible(first, second, whole)))


def both_possible(first: float, second: float, whole: float) -> tuple[float, float]:
    """The fewest and the most that can have both (Fréchet 1935)."""
    most = min(first, second)
    return min(max(0.0, first + second - whole), most), most


def likely_range(table: ArrayLike, cell: Sequence[int | None], odds: float = ODDS) -> LikelyRange:
    """How many are in a cell of a fitted table, with odds ratios from a part of to a multiple of those of the seed.

    Parameters
    ----------
    table : array_like, shape (k1, ..., kd)
        From `fit_to_totals`, of one area.
    cell
        Per axis the category, or None for all of them. With three categories the range of the first two together is
        held against the third.
    odds
        The odds ratio is taken from ``1 / odds`` to ``odds`` times that of the table.

    Raises
    ------
    TotalsError

    Examples
    --------
    >>> fitted = fit_to_totals([[180, 120], [250, 450]], [[300, 900], [420, 780]])
    >>> [round(x, 1) for x in likely_range(fitted, (0, 0))]      # odds ratio 2.7, from 1.35 to 5.4
    [157.8, 120.7, 193.5]
    """
    counts = numbers("table", table, 0)
    asked = [(axis, category) for axis, category in enumerate(cell) if category is not None]
    if not asked or len(cell) != counts.ndim:
        raise TotalsError(f"a cell names a category of one axis or more of {counts.ndim}, got {tuple(cell)}")
    whole = float(counts.sum())
    inside = np.ones(counts.shape, bool)
    lower = upper = whole
    for number, (axis, category) in enumerate(asked):
        one = np.zeros(counts.shape, bool)
        np.moveaxis(one, axis, 0)[category] = True
        total, both = float(counts[one].sum()), float(counts[inside & one].sum())
        if number == 0:
            lower = upper = total
        else:
            ratio = _odds_ratio(both, float(counts[inside].sum()), total, whole)
            lower, upper = (_with_odds(r, total, whole, ratio * by) for r, by in ((lower, 1 / odds), (upper, odds)))
        inside &= one
    return LikelyRange(float(counts[inside].sum()), lower, upper)


def margin_errors(seed: ArrayLike, totals: Sequence[ArrayLike], axis: int) -> MarginErrors:
    """The gate: predict the totals of one axis from the seed and the other totals, in all areas, and hold them apart.

    Parameters
    ----------
    seed
        As for `fit_to_totals`.
    totals : sequence of array_like, each of shape (n, ki)
        Of n areas, for every axis.
    axis
        The one that is held out.

    Returns
    -------
    MarginErrors
        Mean absolute error over areas and categories, in percentage points.

    Examples
    --------
    >>> seed = [[40, 10], [10, 40]]
    >>> totals = [[[80, 20], [20, 80]], [[68, 32], [32, 68]]]
    >>> margin_errors(seed, totals, 1)
    MarginErrors(predicted=0.0, usual=18.0)
    """
    start = numbers("seed", seed, 0)
    known = np.asarray(totals[axis], float)
    others = [None if a == axis else given for a, given in enumerate(totals)]
    predicted = _sums(fit_to_totals(start, others), axis)
    whole = known.sum(axis=1, keepdims=True)
    shares = 100 * known / whole
    usual = 100 * _sums(start[None], axis)[0] / start.sum()
    off = np.abs(100 * predicted / predicted.sum(axis=1, keepdims=True) - shares).mean()
    return MarginErrors(round(float(off), 10) + 0.0, float(np.abs(usual - shares).mean()))


# ------------------------------------------------------------------------------ parts


def _of_areas(axis: int, given: ArrayLike, seed: np.ndarray) -> np.ndarray:
    total = np.atleast_2d(numbers(f"totals of axis {axis + 1}", given, 0))
    if total.ndim != 2 or total.shape[1] != seed.shape[axis]:
        raise TotalsError(
            f"axis {axis + 1} of the seed has {seed.shape[axis]} categories, and its totals {total.shape[-1]}"
        )
    nobody = _sums(seed[None], axis)[0] == 0
    if (total[:, nobody] > 0).any():
        raise TotalsError(
            f"axis {axis + 1}: an area has some of category {int(np.flatnonzero(nobody)[0]) + 1}, of which the cross "
            "table has nobody; no fitting makes any of nothing"
        )
    return total


def _whole(totals: Sequence[np.ndarray]) -> np.ndarray:
    """How many there are in each area; every axis has to say the same."""
    if len({len(total) for total in totals}) > 1:
        raise TotalsError(f"totals of one number of areas, got {', '.join(str(len(t)) for t in totals)}")
    sums = np.stack([total.sum(axis=1) for total in totals])
    if (sums.max(axis=0) - sums.min(axis=0) > TOLERANCE * np.maximum(1.0, sums.max(axis=0))).any():
        area = int(np.argmax(np.ptp(sums, axis=0)))
        raise TotalsError(
            f"the totals of an area add up to different numbers: {', '.join(f'{s:g}' for s in sums[:, area])}. Bring "
            "them to one number first, such as the households of the area"
        )
    if not (sums[0] > 0).all():
        raise TotalsError("an area without anybody has no table")
    return sums[0]


def _sums(tables: np.ndarray, axis: int) -> np.ndarray:
    """Totals of an axis, per area: shape (n, k)."""
    return tables.sum(axis=tuple(a for a in range(1, tables.ndim) if a != axis + 1))


def _divided(total: np.ndarray, sums: np.ndarray) -> np.ndarray:
    return np.divide(total, sums, out=np.zeros_like(total), where=sums > 0)


def _odds_ratio(both: float, first: float, second: float, whole: float) -> float:
    """Infinite or 0 where a cell is empty: twice as much or half of it is the same."""
    empty = TOLERANCE * max(whole, 1.0)
    if min(first - both, second - both) <= empty:
        return np.inf
    neither = whole - first - second + both
    return 0.0 if min(both, neither) <= empty else both * neither / ((first - both) * (second - both))


def _with_odds(first: float, second: float, whole: float, ratio: float) -> float:
    fewest, most = both_possible(first, second, whole)
    if ratio in (0.0, np.inf):
        return fewest if ratio == 0.0 else most
    return two_by_two(first, second, whole, ratio)
