"""What registers would count in every Dutch wijk, given who lives there: fitted on the whole country.

Of each count of `roles.expected` the newest year is taken of which it and all predictors are known for most wijken.
What a wijk gets rests on wijken anywhere in the country, so the outcome comes along with the example, as the
distributions do. The method is `methods.expected`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from wijkanalyse.cards.roles import Expected, ExpectedCount, Predictor, Roles
from wijkanalyse.methods.expected import (
    CLIP,
    ROUNDING,
    SMALLEST_BASE,
    SMALLEST_EXPECTED,
    Scale,
    Spread,
    fit_counts,
    group_factors,
    leave_one_out,
    spread_of,
)
from wijkanalyse.process.reference import FILLED_SHARE, MIN_INWONERS

WIJKEN_COLUMNS = [
    "area_id", "indicator", "period", "observed", "base", "structural", "factor", "of_gemeente",
    "unusual", "status",
]  # fmt: skip
"""`structural` is NaN unless `status` is ok, and `factor` also where the gemeente has no other wijk.

`of_gemeente`: the gemeente has enough wijken for the factor to be used.

`unusual`: a predictor lies at the ends, so nothing is to be said. `status`: ok, or why there is no expectation:
``unknown`` (no count), ``small`` (fewer than 500 inhabitants, or 100 of whom is counted) or ``composition`` (a
predictor is not known).
"""
MODEL_COLUMNS = ["indicator", "period", "wijken", "dispersion"] + [
    f"{name}_{basis}" for basis in ("gemeente", "nederland") for name in ("tau_squared", "k80", "k95")
]
"""Per count: how many wijken it was fitted on, the variance of the fit beyond chance, and how far wijken lie from what
is expected of them, with the factor of their gemeente and without it. Then the constant, and of each predictor its
mean, standard deviation and coefficient, as in ``mean:<indicator>``."""
OF_PREDICTOR = ("mean", "sd", "b")
FEWEST_FITTED = 100
"""Wijken without which the country is not there, and nothing is fitted."""
KEY = ["area_id", "indicator", "period"]


def expected_counts(figures: pd.DataFrame, roles: Roles) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Fit every count, each in the newest year that is known well enough.

    Parameters
    ----------
    figures
        Published figures of the whole country, with `area_id`.
    roles
        What is expected, and by what.

    Returns
    -------
    wijken, models : pandas.DataFrame
        Columns `WIJKEN_COLUMNS`, one row per wijk and count; and `MODEL_COLUMNS` with the coefficients, one per count.
        Both are empty where there are figures of too few wijken.
    """
    expected = roles.expected
    names = [*(c.indicator for c in expected.counts), *(p.indicator for p in expected.predictors), roles.people.all]
    wanted = figures.loc[
        (figures.area_level == "wijk") & figures.indicator.isin(names),
        [*KEY, "boundary_year", "value", "count", "denominator", "status", "gemeente_code"],
    ].astype({"area_id": str, "indicator": str, "gemeente_code": str, "status": str})
    # Tables of two boundary years may both give a year; an area is told by the newest.
    wanted = wanted.sort_values("boundary_year", kind="stable").drop_duplicates(KEY, keep="last")
    values = wanted.pivot(index=["period", "area_id"], columns="indicator", values="value")
    values = values.reindex(columns=list(dict.fromkeys([*values.columns, *names])))
    found = [_newest(wanted, values, count, expected, roles.people.all) for count in expected.counts]
    wijken = [wijken for wijken, _ in filter(None, found)]
    models = [model for _, model in filter(None, found)]
    columns = model_columns(expected.predictors)
    return (
        pd.concat(wijken, ignore_index=True)[WIJKEN_COLUMNS] if wijken else pd.DataFrame(columns=WIJKEN_COLUMNS),
        pd.DataFrame(models, columns=columns),
    )


def model_columns(predictors: Iterable[Predictor]) -> list[str]:
    """The columns of the table of models."""
    return [*MODEL_COLUMNS, "constant", *(f"{what}:{p.indicator}" for p in predictors for what in OF_PREDICTOR)]


def _newest(
    figures: pd.DataFrame, values: pd.DataFrame, count: ExpectedCount, expected: Expected, people: str
) -> tuple[pd.DataFrame, dict] | None:
    """The fit of the newest year in which at least half of the wijken that could be fitted are."""
    rows = figures[figures.indicator == count.indicator]
    for period in sorted(rows.period.unique(), reverse=True):
        if period not in values.index.get_level_values(0):
            continue
        of_year = rows[rows.period == period].set_index("area_id")
        x = values.loc[period].reindex(of_year.index)
        predictors = standard_input(x, expected.predictors)
        large = (x[people] >= MIN_INWONERS).to_numpy()
        wijken = of_year.assign(
            observed=of_year["count"].where(of_year.status == "ok"),
            base=of_year.denominator,
            status=_status(of_year, predictors, large),
        )
        fitted = (wijken.status == "ok").to_numpy()
        if fitted.sum() >= max(FEWEST_FITTED, FILLED_SHARE * large.sum()):
            found = _fit(wijken.reset_index(), predictors, fitted, count, expected)
            if found is not None:
                return found
    return None


def standard_input(values: pd.DataFrame, predictors: Iterable[Predictor]) -> np.ndarray:
    """The predictors as columns, logarithms taken; NaN where one is not known."""
    columns = [values[p.indicator].astype(float) for p in predictors]
    logs = [p.logarithm for p in predictors]
    return np.column_stack(
        [np.log(c.where(c > 0)) if log else c for c, log in zip(columns, logs, strict=True)]
        or [np.empty((len(values), 0))]
    )


def _status(rows: pd.DataFrame, predictors: np.ndarray, large: np.ndarray) -> np.ndarray:
    known = (rows.status == "ok").to_numpy() & rows["count"].notna().to_numpy()
    enough = large & (rows.denominator >= SMALLEST_BASE).to_numpy()
    complete = ~np.isnan(predictors).any(axis=1)
    return np.select([~enough, ~known, ~complete], ["small", "unknown", "composition"], "ok")


def _fit(
    wijken: pd.DataFrame, predictors: np.ndarray, fitted: np.ndarray, count: ExpectedCount, expected: Expected
) -> tuple[pd.DataFrame, dict] | None:
    """The table of wijken and the model; None of a count so rare that nowhere enough people are expected."""
    rows, x = wijken[fitted], predictors[fitted]
    observed, base, gemeenten = rows.observed.to_numpy(), rows.base.to_numpy(), rows.gemeente_code.to_numpy()
    if len(set(gemeenten[observed >= SMALLEST_EXPECTED])) < 2:
        return None
    scale = Scale.of(x)
    standard = scale.standard(x)
    whole = fit_counts(observed, base, standard)
    structural = leave_one_out(observed, base, standard, gemeenten, whole)
    if not (structural >= SMALLEST_EXPECTED).any():
        return None
    factor = group_factors(observed, structural, gemeenten, fewest=2)
    has_factor = ~np.isnan(group_factors(observed, structural, gemeenten))
    rounding, expected_here = ROUNDING[count.rounded], np.where(has_factor, factor * structural, 0.0)
    # Without a factor wijken lie further apart: local policy is then in what is left.
    spreads = {"nederland": spread_of(observed, structural, rounding)}
    some = (expected_here >= SMALLEST_EXPECTED).any()
    spreads["gemeente"] = spread_of(observed, expected_here, rounding) if some else spreads["nederland"]
    out = wijken.assign(structural=np.nan, factor=np.nan, of_gemeente=False, unusual=False)
    out.loc[fitted, "structural"], out.loc[fitted, "factor"] = structural, factor
    out.loc[fitted, "of_gemeente"] = has_factor
    out.loc[fitted, "unusual"] = (np.abs(standard) >= CLIP).any(axis=1)
    lie_apart = {f"{name}_{b}": getattr(s, name) for b, s in spreads.items() for name in ("tau_squared", "k80", "k95")}
    model = lie_apart | {
        "indicator": count.indicator,
        "period": int(rows.period.iloc[0]),
        "wijken": int(fitted.sum()),
        "dispersion": whole.tau_squared,
        "constant": whole.coefficients[0],
    }
    of_all = zip(scale.mean, scale.sd, whole.coefficients[1:], strict=True)
    for predictor, figures in zip(expected.predictors, of_all, strict=True):
        model |= {f"{what}:{predictor.indicator}": f for what, f in zip(OF_PREDICTOR, figures, strict=True)}
    return out, model


def spread_in(model: pd.Series, basis: str) -> Spread:
    """How far wijken lie from what is expected, from a row of the table of models."""
    return Spread(*(float(model[f"{name}_{basis}"]) for name in ("tau_squared", "k80", "k95")))
