"""Future numbers of people by age, and what they do to the size of a group at equal risk.

Hamilton–Perry: the change of a group of people between two counts five years
apart is repeated once more. It needs ages in steps of five years; the five
broad ages of the wijk tables carry only `ageing_pressure` (METHODS §4.1, L3).
Whether a result may be printed is decided by a hindcast (`methods.hindcast`).

Ages are the last axis of every array: 0–4, 5–9, … and an open last group.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit

from wijkanalyse.methods.arguments import Numbers, aligned, numbers, plain, series
from wijkanalyse.methods.intervals import CBS_ROUNDING

CHILDBEARING = slice(4, 9)
"""Ages 20–44, to whom the children of 0–4 are related."""
STRENGTH = 150.0
"""People of the reference that are mixed into each group, so that a small group does not run away."""
MAX_HORIZON, MAX_HORIZON_RESIDENT = 10, 15
"""Years ahead that may be shown; longer for those of 65 and over, who live there already."""
TOLERANCE, MAX_ROUNDS = 1e-8, 1000
COVERAGE = 0.80
"""Bands are 80 % bands."""
GROWTH_FLAG, PERSONS_FLAG = 0.15, 25
"""A future hot spot has 15 % and 25 people more in ten years (METHODS §4.7)."""


# -------------------------------------------------------------------- Hamilton–Perry


def cohort_change_ratios(
    before: ArrayLike, now: ArrayLike, reference: ArrayLike | None = None, strength: float = STRENGTH
) -> np.ndarray:
    """Size of each age group as a share of what that group was five years earlier.

    Parameters
    ----------
    before, now : array_like, shape (..., a)
        People by age, five years apart.
    reference : array_like, shape (..., a), optional
        The ratios of the gemeente or of alike areas, mixed in with `strength` people. Without it
        nothing is mixed in.
    strength : float
        How many people of the reference are mixed into each group.

    Returns
    -------
    numpy.ndarray, shape (..., a)
        Column 0 is children of 0–4 per person of 20–44 now; the last is the open group over the last
        two groups before. NaN where there was nobody to follow.

    Examples
    --------
    >>> float(cohort_change_ratios([40.0] * 10, [50.0] * 10, [0.92] * 10)[3].round(5))     # METHODS T4.2
    0.98947
    """
    before, now = _ages(before=before, now=now)
    origin = np.empty(now.shape)
    origin[..., 0] = now[..., CHILDBEARING].sum(axis=-1)
    origin[..., 1:-1] = before[..., :-2]
    origin[..., -1] = before[..., -2] + before[..., -1]
    extra, mixed = 0.0, 0.0
    if reference is not None:
        extra, mixed = numbers("strength", strength, 0), numbers("reference", reference, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (now + extra * mixed) / (origin + extra)
    return np.where(np.isfinite(ratio), ratio, np.nan)


def hamilton_perry(
    before: ArrayLike,
    now: ArrayLike,
    reference: ArrayLike | None = None,
    strength: float = STRENGTH,
    *,
    growth_as_difference: bool = True,
) -> np.ndarray:
    """People by age five years from now.

    Parameters
    ----------
    before, now : array_like, shape (..., a)
        People by age five years ago and now. Leave out institutions, whose people change all at once.
    reference, strength
        As in `cohort_change_ratios`.
    growth_as_difference : bool
        A group that grew (people moved in) grows by as many people again, not by as large a share.

    Returns
    -------
    numpy.ndarray, shape (..., a)

    References
    ----------
    Hamilton & Perry (1962), A short method for projecting population by age, Social Forces 41; Swanson,
    Schlottmann & Schmidt (2010), Forecasting the population of census tracts by age and sex, Population
    Research and Policy Review 29; Wilson & Grossman (2022), Spatial Demography 10, on differences for growth.
    """
    before, now = _ages(before=before, now=now)
    ratios = cohort_change_ratios(before, now, reference, strength)
    after = np.empty(now.shape)
    after[..., 1:-1] = now[..., :-2] * ratios[..., 1:-1]
    if growth_as_difference:
        grows = ratios[..., 1:-1] > 1
        by_as_many = now[..., :-2] + (now[..., 1:-1] - before[..., :-2])
        # A ratio that only its reference lifts above one has no growth of its own to repeat.
        own = now[..., 1:-1] > before[..., :-2]
        after[..., 1:-1] = np.where(grows & own, by_as_many, after[..., 1:-1])
    after[..., -1] = (now[..., -2] + now[..., -1]) * ratios[..., -1]
    after[..., 0] = after[..., CHILDBEARING].sum(axis=-1) * ratios[..., 0]
    return after


def rake(
    table: ArrayLike,
    *,
    columns: ArrayLike,
    rows: ArrayLike | None = None,
    groups: ArrayLike | None = None,
) -> np.ndarray:
    """Bring a table to given totals by rows and columns in turn, keeping its odds ratios.

    Parameters
    ----------
    table : array_like, shape (n, a)
        A row per area, a column per age (and sex). A zero stays zero.
    columns : array_like, shape (a,)
        Totals of the columns: the national forecast.
    rows : array_like, shape (m,), optional
        Totals of the rows, or of the groups of rows: those of gemeenten, where they are supplied.
    groups : array_like of int, shape (n,), optional
        Which total, 0 to m − 1, a row belongs to; by default each row has its own.

    Raises
    ------
    ValueError
        When a total above zero has only zeros to share it out over, when the totals of rows and columns
        differ, or when the totals cannot all be reached.

    Examples
    --------
    >>> rake([[180, 120], [250, 450]], rows=[300, 900], columns=[420, 780]).round(4).tolist()     # METHODS T7.5
    [[157.8128, 142.1872], [262.1872, 637.8128]]
    """
    values, columns = numbers("table", table, 0), numbers("columns", columns, 0)
    if values.ndim != 2 or columns.shape != values.shape[1:] or np.isnan(values).any() or np.isnan(columns).any():
        raise ValueError(
            f"table must be (n, a) and columns (a,), without NaN, got shapes {values.shape} and {columns.shape}"
        )
    if rows is None:
        return values * _factors("column", columns, values.sum(axis=0))
    rows, member = _row_totals(rows, groups, len(values))
    if not np.isclose(rows.sum(), columns.sum(), rtol=1e-9):
        raise ValueError(f"the totals of rows and columns must be equal, got {rows.sum():g} and {columns.sum():g}")
    scale = max(float(columns.max(initial=0)), 1.0)
    for _ in range(MAX_ROUNDS):
        values = values * _factors("column", columns, values.sum(axis=0))
        sums = np.bincount(member, weights=values.sum(axis=1), minlength=len(rows))
        if np.abs(sums - rows).max() < TOLERANCE * scale:
            return values
        values = values * _factors("row", rows, sums)[member, None]
    raise ValueError(f"the totals cannot all be reached: after {MAX_ROUNDS} rounds rows still differ from theirs")


def _row_totals(rows: ArrayLike, groups: ArrayLike | None, n: int) -> tuple[np.ndarray, np.ndarray]:
    totals = numbers("rows", rows, 0)
    member = np.arange(n) if groups is None else np.asarray(groups)
    if totals.ndim != 1 or member.shape != (n,) or np.isnan(totals).any():
        raise ValueError(f"rows must be a row of totals and groups (n,), got shapes {totals.shape} and {member.shape}")
    if n and (member.dtype.kind not in "iu" or member.min() < 0 or member.max() >= len(totals)):
        raise ValueError(f"groups must be whole numbers from 0 to {len(totals) - 1}, got {groups!r}")
    return totals, member


def _factors(name: str, targets: np.ndarray, sums: np.ndarray) -> np.ndarray:
    stuck = (targets > 0) & (sums == 0)
    if stuck.any():
        raise ValueError(f"{name} {int(np.argmax(stuck))} has a total above zero and only zeros to share it out over")
    return np.divide(targets, sums, out=np.zeros_like(sums), where=sums > 0)


def _ages(**arrays: ArrayLike) -> list[np.ndarray]:
    found = aligned(**{name: numbers(name, values, 0) for name, values in arrays.items()})
    if found[0].ndim == 0 or found[0].shape[-1] <= CHILDBEARING.stop:
        raise ValueError(f"ages must be groups of five years, at least ten of them, got shape {found[0].shape}")
    return found


# --------------------------------------------------------------------- need


@dataclass(frozen=True)
class Growth:
    """How many people a group has now and later, when the risk at each age stays what it is.

    Attributes
    ----------
    now, later
        People.
    by_size, by_structure
        The part of the change that comes from more or fewer people, and from their ages.
    scale
        Observed over expected number now; 1 when nothing was observed.
    """

    now: float
    later: float
    by_size: float
    by_structure: float
    scale: float = 1.0

    @property
    def percent(self) -> float:
        return 100 * (self.later / self.now - 1) if self.now > 0 else float("nan")


def growth_at_equal_risk(
    people_now: ArrayLike, people_later: ArrayLike, rates: ArrayLike, observed: float | None = None
) -> Growth:
    """The demographic effect on the size of a group: not a forecast of health.

    Parameters
    ----------
    people_now, people_later : array_like, shape (a,)
        People by age.
    rates : array_like, shape (a,)
        Share concerned at each age, 0 to 1. One rate for all of 65 and over misses that people get older
        within that group; use finer ages wherever a source has them.
    observed : float, optional
        Share concerned of all ages together, when the rates are those of a larger area.

    Examples
    --------
    >>> growth = growth_at_equal_risk([6000, 1400], [5950, 1800], [0.09, 0.17])     # METHODS T4.4
    >>> growth.later, round(growth.percent, 2), round(growth.by_size, 2), round(growth.by_structure, 2)
    (841.5, 8.16, 37.4, 26.1)
    """
    now, later, rates = series(
        people_now=numbers("people_now", people_now, 0),
        people_later=numbers("people_later", people_later, 0),
        rates=numbers("rates", rates, 0, 1),
    )
    before, after = float(now @ rates), float(later @ rates)
    scale = 1.0
    if observed is not None:
        scale = float(numbers("observed", observed, 0, 1)) * now.sum() / before if before > 0 else float("nan")
    if not now.sum() > 0 or not later.sum() > 0:
        return Growth(scale * before, scale * after, float("nan"), float("nan"), scale)
    mean_now, mean_later = before / now.sum(), after / later.sum()
    by_size = (later.sum() - now.sum()) * (mean_now + mean_later) / 2
    by_structure = (mean_later - mean_now) * (now.sum() + later.sum()) / 2
    return Growth(*(float(scale * part) for part in (before, after, by_size, by_structure)), float(scale))


# ----------------------------------------------------------------------- bands


def prediction_band(forecast: ArrayLike, errors: ArrayLike, coverage: float = COVERAGE) -> tuple[Numbers, Numbers]:
    """Limits of a forecast from the errors of earlier forecasts of the same kind.

    Parameters
    ----------
    forecast : array_like
        People expected.
    errors : array_like, shape (m,)
        Relative errors (forecast − actual) / actual of a hindcast, for areas of that size, age and horizon.
    coverage : float
        Share of the outcomes between the limits.

    References
    ----------
    Rayer, Smith & Tayman (2009), Empirical prediction intervals for county population forecasts, Population
    Research and Policy Review 28.

    Examples
    --------
    >>> errors = [-.14, -.09, -.06, -.05, -.03, -.02, -.01, 0, .01, .02, .03, .04, .06, .08, .12, .18]
    >>> [round(limit) for limit in prediction_band(1800, errors)]     # METHODS T4.5
    [1636, 1946]
    """
    forecast, errors = numbers("forecast", forecast, 0), _errors(errors)
    if not 0 < coverage < 1:
        raise ValueError(f"coverage must lie between 0 and 1, got {coverage!r}; write 0.8 for 80 %")
    low, high = np.quantile(errors, [(1 - coverage) / 2, (1 + coverage) / 2])
    return plain(forecast / (1 + high)), plain(forecast / (1 + low))


@dataclass(frozen=True)
class CasesBand:
    """Simulated number of people concerned later: lower limit, middle and upper limit, and chances of growth."""

    lower: float
    middle: float
    upper: float
    growth_above_0: float
    growth_above_10: float


def simulate_cases(
    now: ArrayLike,
    later: ArrayLike,
    rates: ArrayLike,
    errors: ArrayLike,
    se_logit: ArrayLike,
    *,
    error_share: ArrayLike = 1.0,
    draws: int = 10_000,
    seed: int = 20260101,
) -> CasesBand:
    """Band of the number of people concerned, from errors of earlier forecasts and the margin of the rates.

    Parameters
    ----------
    now, later, rates : array_like, shape (a,)
        As in `growth_at_equal_risk`.
    errors : array_like, shape (m,)
        Relative errors of a hindcast.
    se_logit : array_like, shape (a,) or a number
        Standard error of each rate on the logit scale. Ages are drawn apart from each other, the same rate
        for now and later.
    error_share : array_like, shape (a,) or a number
        Which part of a drawn error an age group has: half for ages that are easier to foresee.
    draws : int
        How many times to draw.
    seed : int
        Equal seeds give equal bands.

    Examples
    --------
    >>> band = simulate_cases([6000, 1400], [5950, 1800], [0.09, 0.17], [0.0], se_logit=0.0)
    >>> round(band.middle, 1), round(band.upper, 1)
    (841.5, 841.5)
    """
    now, later, rates, se, part = aligned(
        now=numbers("now", now, 0), later=numbers("later", later, 0), rates=numbers("rates", rates, 0, 1),
        se_logit=numbers("se_logit", se_logit, 0), error_share=numbers("error_share", error_share, 0, 1),
    )  # fmt: skip
    series(now=now)
    errors = _errors(errors)
    rng = np.random.default_rng(seed)
    drawn = rng.choice(errors, size=(draws, now.size))
    rate = expit(logit(rates) + rng.standard_normal((draws, now.size)) * se)
    then = (later / (1 + part * drawn) * rate).sum(axis=-1)
    growth = then / (now * rate).sum(axis=-1) - 1
    lower, middle, upper = np.quantile(then, [(1 - COVERAGE) / 2, 0.5, (1 + COVERAGE) / 2])
    return CasesBand(
        float(lower), float(middle), float(upper), float((growth > 0).mean()), float((growth > 0.10).mean())
    )


def _errors(errors: ArrayLike) -> np.ndarray:
    (found,) = series(errors=numbers("errors", errors))
    if not found.size or np.isnan(found).any() or (found <= -1).any():
        raise ValueError("errors must be relative errors above −1, at least one and none NaN; write 0.05 for 5 %")
    return found


def check_horizon(years: int, *, resident: bool = False) -> int:
    """Refuse to look further ahead than a figure may be shown: 10 years, or 15 for people of 65 and over."""
    limit = MAX_HORIZON_RESIDENT if resident else MAX_HORIZON
    if not 0 < years <= limit:
        raise ValueError(f"years must be 1 to {limit}, got {years!r}; numbers further ahead are not shown")
    return years


def is_future_hot_spot(
    now: float, later: float, lower_later: float, *, growth_elsewhere: float, above_p75: bool
) -> bool:
    """Whether a group grows enough, surely enough, and more than elsewhere (METHODS §4.7).

    Parameters
    ----------
    now, later, lower_later : float
        People concerned now, in ten years, and the lower limit of the 80 % band of the latter.
    growth_elsewhere : float
        Relative growth in the gemeente or in Nederland.
    above_p75 : bool
        Whether the share concerned is already among the highest quarter of the Dutch wijken.

    Examples
    --------
    >>> is_future_hot_spot(760, 940, 850, growth_elsewhere=0.12, above_p75=False)
    True
    """
    if not now > 0:
        return False
    growth = later / now - 1
    enough = growth >= GROWTH_FLAG and later - now >= PERSONS_FLAG
    return bool(enough and lower_later > now and (growth > growth_elsewhere or above_p75))


# --------------------------------------------------------------- five broad ages


@dataclass(frozen=True)
class AgeingPressure:
    """People of 45–64 for every person of 65 and over, with its hard rounding limits.

    Above that of Nederland: for each older inhabitant, more people will become older in twenty years.
    """

    ratio: float
    lower: float
    upper: float


def ageing_pressure(people_45_64: float, people_65_plus: float, parts: int = 1) -> AgeingPressure | None:
    """The ageing pressure of an area; None when it has no people of 65 and over, or the counts are unknown.

    Parameters
    ----------
    people_45_64, people_65_plus : float
        Published counts.
    parts : int
        How many rounded areas they are sums of; 0 for a gemeente or the country.

    Examples
    --------
    >>> pressure = ageing_pressure(1500, 1000)
    >>> pressure.ratio, round(pressure.lower, 3), round(pressure.upper, 3)
    (1.5, 1.49, 1.51)
    """
    older = float(numbers("people_65_plus", people_65_plus, 0))
    coming = float(numbers("people_45_64", people_45_64, 0))
    error = CBS_ROUNDING * parts
    if np.isnan(older) or np.isnan(coming) or older <= error:
        return None
    lower = max(coming - error, 0.0) / (older + error)
    return AgeingPressure(coming / older, lower, (coming + error) / (older - error))
