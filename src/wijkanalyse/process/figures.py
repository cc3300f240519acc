"""From the cells of a table to long figures, one row per area, indicator and period.

The indicator cards say which columns to read and what to compute. A figure that
is absent keeps its row and says why in `status`:

* ``suppressed``: unknown, too unreliable or secret (CBS ".");
* ``not_published``: the table gives it for no area of this level;
* ``not_asked``: blank in the source, the figure cannot exist;
* ``not_applicable``: nobody lives there, or the group is empty;
* ``too_small``: a share of fewer than 50 people or households, which rounding alone can move by many points;
* ``impossible``: the source gives a figure that cannot be true (`possible`), and it is not taken over;
* ``disclosure``: hidden by `disclosure`, because the group is so small that a figure could say something
  about people.

A column that is empty for the whole table gives no rows: a table that has just
opened then simply does not count as a year for that indicator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from pandas.api.types import union_categoricals

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.schema import Column, Indicator, Measure, Source
from wijkanalyse.codes import level_of
from wijkanalyse.errors import RawDataError
from wijkanalyse.methods.aggregation import MIN_DENOMINATOR
from wijkanalyse.process.members import PERIODS, select
from wijkanalyse.process.odata import REGION, RawTable, parse_numbers

FIGURE_COLUMNS = [
    "area_code", "boundary_year", "indicator", "period", "value", "lower", "upper", "count", "denominator",
    "status", "method", "source", "estimate_type", "provisional", "openness",
]  # fmt: skip

TEXT_COLUMNS = {"area_code", "indicator", "status", "method", "source", "estimate_type", "openness"}

STATUSES = ["ok", "suppressed", "not_published", "not_asked", "not_applicable", "too_small", "impossible", "disclosure"]

MARGINS = "Marges"
VALUE, LOWER, UPPER = "MW00000", "MOG0095", "MBG0095"
"""Codes of the dimension Marges: the value itself and its 95 % bounds."""
BOUND_SLACK = 0.1 + 1e-9
"""Value and bounds are rounded each by themselves, to one decimal; 14.2 + 0.1 falls short of 14.3 in floating point."""
ROUNDING = 4
"""Largest error of one count that CBS has rounded at random to a multiple of five."""


@dataclass(frozen=True)
class Slice:
    """The rows of a table for one period and one choice of dimensions (age, margins)."""

    table: RawTable
    cells: pd.DataFrame
    period: int
    provisional: bool
    bounds: tuple[pd.DataFrame, pd.DataFrame] | None = None
    """Rows with the lower and the upper 95 % bound of the same regions, where the table has them."""
    whole: tuple[pd.DataFrame, ...] = ()
    """Rows of the members that are together everybody, of the same regions."""

    @cached_property
    def area_codes(self) -> pd.Categorical:
        return pd.Categorical(self.cells[REGION])

    @cached_property
    def levels(self) -> np.ndarray:
        """The level of each area."""
        levels = np.array([level_of(code) for code in self.area_codes.categories])
        return levels[self.area_codes.codes]


def table_figures(table: RawTable, catalogue: Catalogue) -> pd.DataFrame:
    """All figures that the indicator cards take from one table.

    Returns
    -------
    pandas.DataFrame
        Columns `FIGURE_COLUMNS`.

    A column that is gone, ambiguous or not readable costs its indicator the figures of this table and nothing else;
    `table.faults` gets one line about each.
    """
    parts: list[pd.DataFrame] = []
    slices: dict[tuple, list[Slice]] = {}
    for indicator, measure in _measures_of(table.source, catalogue):
        key = (*(tuple(sorted(m.items())) for m in (measure.dimensions, measure.whole)), measure.part_of_year)
        try:
            if key not in slices:
                slices[key] = list(_slices(table, measure))
            found = [
                _measure_figures(indicator, measure, piece) for piece in slices[key] if measure.holds_in(piece.period)
            ]
        except RawDataError as error:
            table.faults.append(str(error))
            continue
        parts += [figures for figures in found if figures is not None]
    table.faults[:] = dict.fromkeys(table.faults)
    return concat_figures(parts)


def concat_figures(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Figures of several columns, tables or files as one.

    Texts become categories: the country has millions of rows, and a handful of different texts.
    """
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame(columns=FIGURE_COLUMNS)
    columns: dict[str, object] = {}
    for name in FIGURE_COLUMNS:
        pieces = [part[name] for part in filled]
        if name in TEXT_COLUMNS:
            columns[name] = union_categoricals([p.astype("category") for p in pieces], sort_categories=True)
        else:
            columns[name] = np.concatenate([p.to_numpy() for p in pieces])
    return pd.DataFrame(columns, copy=False)


def _measures_of(source: Source, catalogue: Catalogue) -> Iterator[tuple[Indicator, Measure]]:
    for indicator in catalogue.indicators.values():
        for measure in indicator.measures:
            if (
                measure.family == source.family
                and measure.editions.has(int(source.boundary_year or 0))
                and (source.period is None or measure.holds_in(source.period))
            ):
                yield indicator, measure


def _slices(table: RawTable, measure: Measure) -> Iterator[Slice]:
    """The rows that the measure's dimensions select, one slice per year."""
    cells = select(table, measure.dimensions)
    margins: tuple[pd.DataFrame, ...] = ()
    if measure.dimensions.get(MARGINS) == VALUE and {LOWER, UPPER} <= set(table.cells[MARGINS].unique()):
        margins = tuple(select(table, {**measure.dimensions, MARGINS: code}) for code in (LOWER, UPPER))
    whole = tuple(select(table, {**measure.dimensions, d: m}) for d, members in measure.whole.items() for m in members)
    if PERIODS not in cells:
        period = table.source.period or table.source.boundary_year
        yield Slice(table, cells, period, False, _aligned(margins, cells) or None, _aligned(whole, cells))
        return
    provisional = {row["Key"].strip(): row.get("Status") != "Definitief" for row in table.rows(PERIODS)}
    for year, period in _periods(table, cells[PERIODS].unique(), measure.part_of_year).items():
        rows = cells[cells[PERIODS] == period]
        bounds, parts = (
            _aligned(tuple(m[m[PERIODS] == period] for m in several), rows) for several in (margins, whole)
        )
        yield Slice(table, rows, year, provisional.get(period, False), bounds or None, parts)


def _periods(table: RawTable, there: Iterable[str], wanted: tuple[str, ...]) -> dict[int, str]:
    """The code of the period to read of each year: a whole year and a part of it are never one series."""
    found: dict[int, str] = {}
    for period in sorted(there, key=lambda p: (p[:4], wanted.index(p[4:]) if p[4:] in wanted else len(wanted))):
        if period[4:] in wanted:
            found.setdefault(int(period[:4]), period)
    if not found:
        lacking = "whole year" if wanted == ("JJ00",) else f"period that ends in {' or '.join(wanted)}"
        table.tell(f"{table.source.id} ({table.source.table}): has no {lacking} yet, only {', '.join(sorted(there))}")
    return found


def _aligned(several: tuple[pd.DataFrame, ...], rows: pd.DataFrame) -> tuple[pd.DataFrame, ...]:
    """Other rows of the same regions in the order of these; a region without gets blanks."""
    return tuple(m.set_index(REGION, drop=False).reindex(rows[REGION]).fillna("") for m in several)


def _measure_figures(indicator: Indicator, measure: Measure, piece: Slice) -> pd.DataFrame | None:
    """The figures of one indicator in one period, or None where the column is still empty."""
    where = f"{indicator.id}.yml in {piece.table.source.called}"
    count, count_status = _sum_of(measure.count, [piece], where)
    everybody = [replace(piece, cells=rows) for rows in piece.whole] or [piece]
    denominator, denominator_status = _sum_of(measure.denominator, everybody, where)
    if measure.value is not None:
        value, status = _column(measure.value, piece, where)
        method = "published"
    elif measure.denominator_of:
        # Divided in `denominators`, when all tables have been read.
        value, status = np.full(len(count), np.nan), count_status
        method = "computed"
    elif measure.denominator:
        value, status = share(measure, count, denominator, _worst(count_status, denominator_status))
        method = "computed"
    else:
        value, status = count, count_status
        method = "published" if len(measure.count) == 1 and measure.count[0].times == 1 else "computed"
    known = count if measure.value is None and measure.denominator_of else value
    if np.isnan(known).all():
        return None
    lower, upper = _bounds(measure, piece, value, denominator, where)
    codes = piece.area_codes
    status = _explain_levels(known, status, piece.levels)
    return pd.DataFrame(
        {
            "area_code": codes,
            "boundary_year": piece.table.source.boundary_year,
            "indicator": _constant(indicator.id, codes),
            "period": piece.period,
            "value": value,
            "lower": lower,
            "upper": upper,
            "count": count,
            "denominator": denominator,
            "status": pd.Categorical(status),
            "method": _constant(method, codes),
            "source": _constant(piece.table.source.id, codes),
            "estimate_type": _constant(indicator.estimate_type, codes),
            "provisional": piece.provisional,
            "openness": _constant(piece.table.source.openness, codes),
        }
    )


def _constant(value: str, codes: pd.Categorical) -> pd.Categorical:
    return pd.Categorical.from_codes(np.zeros(len(codes), dtype=np.int8), categories=[value])


def _bounds(
    measure: Measure, piece: Slice, value: np.ndarray, denominator: np.ndarray, where: str
) -> tuple[np.ndarray, np.ndarray]:
    """Published bounds of a figure, NaN where there are none.

    Of a share that is computed here they are those of its count: of how many is then taken to be known exactly.

    Raises
    ------
    RawDataError
        When bounds are inverted, or a figure lies outside its own: the dimension was misread, or the table is wrong.
    """
    if measure.lower is not None and measure.upper is not None:
        lower, upper = (_column(column, piece, where)[0] for column in (measure.lower, measure.upper))
        told = f"Check the columns {measure.lower} and {measure.upper}."
    elif measure.value is not None and piece.bounds is not None:
        topic = piece.table.find(measure.value, where)
        lower, upper = (parse_numbers(rows[topic.key], f"{where}, {topic.key}")[0] for rows in piece.bounds)
        told = f"Check the dimension {MARGINS}."
    elif measure.denominator and len(measure.count) == 1 and piece.bounds is not None:
        counts = (_column(measure.count[0], replace(piece, cells=rows), where)[0] for rows in piece.bounds)
        with np.errstate(divide="ignore", invalid="ignore"):
            lower, upper = (measure.per * count / denominator for count in counts)
        upper = np.minimum(upper, 100.0) if measure.per == 100 else upper
        told = f"Check the dimension {MARGINS}."
    else:
        nothing = np.full(len(value), np.nan)
        return nothing, nothing
    inverted = lower > upper
    if inverted.any():
        first = int(np.flatnonzero(inverted)[0])
        raise RawDataError(
            f"{where}: the lower bound of {int(inverted.sum())} figures is above the upper one, first "
            f"{piece.area_codes[first]} {piece.period}: {lower[first]} to {upper[first]}. Its figures of this "
            f"table are left out. {told}"
        )
    outside = (lower > value + BOUND_SLACK) | (upper < value - BOUND_SLACK)
    if outside.any():
        first = int(np.flatnonzero(outside)[0])
        raise RawDataError(
            f"{where}: {int(outside.sum())} figures lie outside their own bounds, first {piece.area_codes[first]} "
            f"{piece.period}: {value[first]} not in {lower[first]} to {upper[first]}. {told}"
        )
    unknown = np.isnan(value)
    # A bound that is missing stays missing: the value is not a bound of itself.
    return np.where(unknown, np.nan, np.minimum(lower, value)), np.where(unknown, np.nan, np.maximum(upper, value))


def share(
    measure: Measure, count: np.ndarray, denominator: np.ndarray, status: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A share or rate from counts, absent where the group is empty or too small for rounded counts."""
    with np.errstate(divide="ignore", invalid="ignore"):
        value = measure.per * count / denominator
    # Rounding can lift a part above its whole; the true share is then at most 100 %.
    slack = ROUNDING * (len(measure.count) + max(len(measure.denominator), 1))
    if measure.per == 100:
        value = np.where((count > denominator) & (count <= denominator + slack), 100.0, value)
    too_small = (denominator < MIN_DENOMINATOR) & (not measure.is_density)
    status = np.where((status == "ok") & too_small, "too_small", status)
    status = np.where(denominator == 0, "not_applicable", status)
    return np.where(status == "ok", value, np.nan), status


def _column(column: Column, piece: Slice, where: str) -> tuple[np.ndarray, np.ndarray]:
    topic = piece.table.find(column, where)
    values, status = parse_numbers(piece.cells[topic.key], f"{where}, {topic.key}")
    return values * column.times, status


def _sum_of(columns: tuple[Column, ...], pieces: list[Slice], where: str) -> tuple[np.ndarray, np.ndarray]:
    """The sum over columns, and over slices of the same regions; one absent part makes the sum absent."""
    if not columns:
        return np.full(len(pieces[0].cells), np.nan), np.full(len(pieces[0].cells), "ok")
    parts = [_column(column, piece, where) for piece in pieces for column in columns]
    return np.sum([values for values, _ in parts], axis=0), _worst(*(status for _, status in parts))


def _worst(*statuses: np.ndarray) -> np.ndarray:
    """Per row the first status that is not ok."""
    worst = statuses[0].astype("<U14")
    for status in statuses[1:]:
        worst = np.where(worst == "ok", status, worst)
    return worst


def _explain_levels(value: np.ndarray, status: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """A level without a single value was not published; nothing is secret about it."""
    status = status.astype("<U14")
    for level in np.unique(levels):
        here = levels == level
        if np.isnan(value[here]).all():
            status[here] = np.where(status[here] == "not_applicable", "not_applicable", "not_published")
    return status


def mark_uninhabited(figures: pd.DataFrame, register: pd.DataFrame) -> pd.DataFrame:
    """Say of absent figures of areas without inhabitants that they do not apply, not that they are secret."""
    status = figures.status.astype("category")
    if "not_applicable" not in status.cat.categories:
        status = status.cat.add_categories("not_applicable")
    for year, empty in register[register.inwoners == 0].groupby("boundary_year"):
        here = (figures.boundary_year == year) & (status == "suppressed") & figures.area_code.isin(empty.area_code)
        status[here & figures.value.isna()] = "not_applicable"
    return figures.assign(status=status)
