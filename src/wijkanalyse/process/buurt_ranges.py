"""How far the buurten of a Dutch wijk usually lie apart, by how many of them there are.

More buurten lie further apart by themselves, so an area is held against wijken with as many. Per counted share and
year: the median and the P75, over the wijken, of the difference between the highest buurt and the lowest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
import pandas as pd

from wijkanalyse.process.reference import KEYS, MIN_INWONERS

SMALLEST_BUURT = 100
"""Inhabitants of a buurt that counts, here and in a report (`profile.buurten.MIN_INWONERS`)."""
FEWEST_WIJKEN = 30
"""Wijken that a median and a P75 rest on; a number of buurten that fewer have is taken together with the next."""
RANGE_COLUMNS = [*KEYS, "fewest", "most", "n", "median", "p75"]


def ranges_between_buurten(figures: pd.DataFrame, register: pd.DataFrame, indicators: Collection[str]) -> pd.DataFrame:
    """The usual difference between the highest and the lowest buurt of a wijk.

    Parameters
    ----------
    figures, register
        As for `reference.reference_distributions`.
    indicators
        Counted shares.

    Returns
    -------
    pandas.DataFrame
        Columns `RANGE_COLUMNS`: wijken with `fewest` to `most` buurten that have the figure and `SMALLEST_BUURT`
        inhabitants or more (the last `most` is NaN: and more); `n` of them; median and P75 of the difference, in the
        unit of the figure. Wijken have two such buurten and `reference.MIN_INWONERS` inhabitants at least.
    """
    rows = figures.loc[figures.indicator.isin(list(indicators)), [*KEYS, "area_code", "value"]]
    rows = rows[rows.value.notna()].astype({"area_code": str, "indicator": str})
    buurten = register[(register.area_level == "buurt") & (register.inwoners >= SMALLEST_BUURT)]
    wijken = register[(register.area_level == "wijk") & (register.inwoners >= MIN_INWONERS)]
    inside = buurten.merge(
        wijken[["boundary_year", "area_code"]].rename(columns={"area_code": "wijk_code"}),
        on=["boundary_year", "wijk_code"],
    )[["boundary_year", "area_code", "wijk_code"]]
    found = rows.merge(inside, on=["boundary_year", "area_code"]).groupby([*KEYS, "wijk_code"]).value
    apart = (found.max() - found.min()).to_frame("apart").assign(buurten=found.size()).reset_index()
    apart = apart[apart.buurten > 1]
    classes = [
        (*keys, *numbers)
        for keys, group in apart.groupby(KEYS, sort=True)
        for numbers in _classes(group.buurten.to_numpy(int), group.apart.to_numpy(float))
    ]
    return pd.DataFrame(classes, columns=RANGE_COLUMNS)


def _classes(buurten: np.ndarray, apart: np.ndarray) -> Iterator[tuple[int, float, int, float, float]]:
    """Numbers of buurten that enough wijken have, with how far these lie apart; none where there are too few at all."""
    limits, taken = [], 0
    for number, wijken in zip(*np.unique(buurten, return_counts=True), strict=True):
        if taken == 0:
            limits.append(int(number))
        taken = 0 if taken + wijken >= FEWEST_WIJKEN else taken + int(wijken)
    if taken:  # those with the most buurten are too few for a class of their own
        limits.pop()
    for fewest, following in zip(limits, [*limits[1:], None][: len(limits)], strict=True):
        inside = (buurten >= fewest) & (buurten < (following or np.inf))
        median, p75 = np.quantile(apart[inside], [0.5, 0.75])
        most = float("nan") if following is None else float(following - 1)
        yield fewest, most, int(inside.sum()), float(median), float(p75)
