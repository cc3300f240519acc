"""How a figure is spread over the Dutch wijken, so that an area can be placed.

Per indicator and period: percentiles and median over all wijken with at least
`MIN_INWONERS` inhabitants and a value, for the country and per
stedelijkheidsklasse, every inhabitant counting once; the spread around Nederland;
and how well the period is filled at all.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from wijkanalyse.methods.position import robust_spread, weighted_percentiles

MIN_INWONERS = 500
"""Smaller wijken have values that rounding alone can move to the ends (METHODS §1.8)."""
FILLED_SHARE = 0.5
"""A period counts as filled when at least this share of the reference wijken has a value."""
PLACE_SHARE = 0.2
"""A distribution of fewer of the reference wijken than this is not that of the country: nothing is placed in it."""
PERCENTILES = np.arange(0, 101)
REFERENCE_COLUMNS = ["indicator", "period", "boundary_year", "stedelijkheid", "n", "filled", "median", "spread"] + [
    f"p{p:03d}" for p in PERCENTILES
]
KEYS = ["indicator", "period", "boundary_year"]
ALL = 0
"""The value of `stedelijkheid` for all wijken together; 1 (very strongly urban) to 5 (not urban) otherwise."""


def reference_distributions(figures: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Distributions over wijken, national and per stedelijkheidsklasse.

    Parameters
    ----------
    figures
        Long figures of the whole country, columns as in `figures.FIGURE_COLUMNS`.
    register
        The areas of each boundary year.

    Returns
    -------
    pandas.DataFrame
        Columns `REFERENCE_COLUMNS`; `filled` is the share of reference wijken that has a value; `median` and the
        percentiles are of people, by the figure of their wijk; `spread` (`methods.position.robust_spread`) is that
        of all wijken around Nederland, or around the median where Nederland has no figure, on the row of `ALL` only.
    """
    reference = register[(register.area_level == "wijk") & (register.inwoners >= MIN_INWONERS)]
    rows = figures.loc[figures.area_code.isin(reference.area_code), [*KEYS, "area_code", "value"]]
    wijken = rows.astype({"area_code": str}).merge(
        reference[["boundary_year", "area_code", "stedelijkheid", "inwoners"]], on=["boundary_year", "area_code"]
    )
    national = figures.loc[figures.area_code == "NL", [*KEYS, "value"]].astype({"indicator": str})
    centres = national.set_index(KEYS).value.to_dict()
    sizes = reference.groupby(["boundary_year", "stedelijkheid"]).size().to_dict()
    sizes |= {(year, ALL): n for year, n in reference.groupby("boundary_year").size().items()}
    rows = []
    for (indicator, period, year), group in wijken[wijken.value.notna()].groupby(KEYS, sort=True, observed=True):
        for klasse in [ALL, 1, 2, 3, 4, 5]:
            part = group if klasse == ALL else group[group.stedelijkheid == klasse]
            if part.empty:
                continue
            values, weights = part.value.to_numpy(float), part.inwoners.to_numpy(float)
            percentiles = weighted_percentiles(values, weights, PERCENTILES)
            centre = centres.get((str(indicator), period, year), math.nan)
            centre = percentiles[50] if math.isnan(centre) else centre
            spread = robust_spread(values, weights, centre) if klasse == ALL else math.nan
            filled = len(values) / sizes[year, klasse]
            rows.append((indicator, period, year, klasse, len(values), filled, percentiles[50], spread, *percentiles))
    return pd.DataFrame(rows, columns=REFERENCE_COLUMNS)
