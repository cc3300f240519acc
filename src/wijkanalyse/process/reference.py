"""How a figure is spread over the Dutch wijken, so that an area can be placed.

Per indicator and period: percentiles, median and median absolute deviation over
all wijken with at least `MIN_INWONERS` inhabitants and a value, for the country
and per stedelijkheidsklasse; and how well the period is filled at all.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

MIN_INWONERS = 500
"""Smaller wijken have values that rounding alone can move to the ends (METHODS §1.8)."""
FILLED_SHARE = 0.5
"""A period counts as filled when at least this share of the reference wijken has a value."""
PERCENTILES = np.arange(0, 101)
REFERENCE_COLUMNS = ["indicator", "period", "boundary_year", "stedelijkheid", "n", "filled", "median", "mad"] + [
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
        Columns `REFERENCE_COLUMNS`; `filled` is the share of reference wijken that has a value.
    """
    reference = register[(register.area_level == "wijk") & (register.inwoners >= MIN_INWONERS)]
    rows = figures.loc[figures.area_code.isin(reference.area_code), [*KEYS, "area_code", "value"]]
    wijken = rows.astype({"area_code": str}).merge(
        reference[["boundary_year", "area_code", "stedelijkheid"]], on=["boundary_year", "area_code"]
    )
    sizes = reference.groupby(["boundary_year", "stedelijkheid"]).size().to_dict()
    sizes |= {(year, ALL): n for year, n in reference.groupby("boundary_year").size().items()}
    rows = []
    for (indicator, period, year), group in wijken.groupby(KEYS, sort=True, observed=True):
        for klasse in [ALL, 1, 2, 3, 4, 5]:
            part = group if klasse == ALL else group[group.stedelijkheid == klasse]
            values = part.value.dropna().to_numpy()
            if len(values):
                rows.append((indicator, period, year, klasse, *_describe(values, sizes[year, klasse])))
    return pd.DataFrame(rows, columns=REFERENCE_COLUMNS)


def _describe(values: np.ndarray, n_wijken: int) -> tuple[float, ...]:
    median = np.median(values)
    mad = np.median(np.abs(values - median))
    return len(values), len(values) / n_wijken, median, mad, *np.percentile(values, PERCENTILES)
