"""What a figure can be: the one door for own, fetched and example figures.

Receives figures, whatever they come from, and hands on which of them cannot be true and which are odd, each with its
column and the reason. Who reads an own file puts row and column to it (`own_check`), a fetched figure is left out and
told (`without_impossible`), and nothing that is refused here is ever written (`door`).

What is definitional stands on the card of an indicator (`limits`); how large a figure usually is follows from the
Dutch wijken (`reference`), and how many people there can be from the inhabitants of the area.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

import numpy as np
import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.codes import around
from wijkanalyse.process.reference import ALL

PER = {"%": 100.0, "per 1.000 inwoners": 1000.0}
"""Units of which a value follows from a count and its denominator."""
REFUSED, TOLD = 100.0, 3.0
"""So many times above or below what 98 % of people live with, a figure is refused, or told. No published figure of a
wijk or buurt is outside by 100 times (tables of July 2026)."""
LEAST_WIJKEN = 100
"""Fewest wijken of which a distribution says how large a figure usually is."""
LEAST_INWONERS = 100
"""Of areas with fewer inhabitants nothing is said about how many there can be: half of them may have moved."""
ROUNDED = 5.0
"""Most that rounding moves a count of CBS, and so a share that follows from it."""
MOST_APART = 2.0
"""A value that is more than so many times what its own counts give is another figure; less may be a weighting."""
TABLE = ["source", "boundary_year", "indicator", "period"]
"""Within these a number of an area and those of its parts are of one table."""
FIRST_YEAR = 1990
IMPOSSIBLE = "impossible"
"""Status of a published figure that is not taken over: its source did give one, so it is not called unknown there."""
USUAL = "what most Dutch wijken have"


class Oddity(NamedTuple):
    """Figures that cannot be true, or that look like a slip.

    Attributes
    ----------
    rows : numpy.ndarray
        Which figures, shape (n,).
    column : str
        Where it shows.
    reason : str
        What is wrong, after the number that was got.
    refused : bool
        Whether it cannot be true.
    """

    rows: np.ndarray
    column: str
    reason: str
    refused: bool


class Possible:
    """What figures can be, by indicator.

    Parameters
    ----------
    catalogue
        The cards.
    reference
        `reference.REFERENCE_COLUMNS`; without it nothing is said of how large figures usually are.
    register
        `boundary_year`, `area_code` and `inwoners`; without it nothing of how many people there can be.
    """

    def __init__(
        self, catalogue: Catalogue, reference: pd.DataFrame | None = None, register: pd.DataFrame | None = None
    ) -> None:
        cards = catalogue.indicators.values()
        self._names = [i.id for i in cards]
        self._lowest = np.array([-np.inf if i.lowest is None else i.lowest for i in cards])
        self._highest = np.array([np.inf if i.highest is None else i.highest for i in cards])
        self._per = np.array([PER.get(i.unit, np.nan) for i in cards])
        self._is_percentage = np.array([i.unit == "%" for i in cards])
        self._is_sum = np.array([i.aggregation.rule == "sum" for i in cards])
        self._is_people = np.array([i.unit == "aantal" and i.aggregation.rule == "sum" for i in cards])
        self._is_everybody = np.array([i.id == catalogue.roles.people.all for i in cards])
        self._usual = self._usual_of(reference)
        self._inwoners = None
        if register is not None and "inwoners" in register:
            self._inwoners = register.set_index(["boundary_year", "area_code"]).inwoners

    def _usual_of(self, reference: pd.DataFrame | None) -> tuple[np.ndarray, np.ndarray]:
        """Between what 98 % of people live with, over all years; NaN where too few wijken have the figure."""
        unknown = np.full(len(self._names), np.nan)
        if reference is None or reference.empty:
            return unknown, unknown
        known = reference[(reference.stedelijkheid == ALL) & (reference.n >= LEAST_WIJKEN)]
        ends = known.assign(indicator=known.indicator.astype(str)).groupby("indicator")
        low, high = ends.p001.min().reindex(self._names), ends.p099.max().reindex(self._names)
        # How many there are in all depends on how large the area is.
        return np.where(self._is_sum, np.nan, low), np.where(self._is_sum, np.nan, high)

    def oddities(self, figures: pd.DataFrame, *, rounded: bool = True) -> Iterator[Oddity]:
        """Everything that cannot be true or looks like a slip.

        Parameters
        ----------
        figures
            `indicator` and `value`, and as far as there are `lower`, `upper`, `count`, `denominator`, `period`,
            `area_code` and `boundary_year`; a figure of an unknown indicator is not judged.
        rounded
            Whether counts may have been rounded by their source, so that a value need not follow from them exactly.
        """
        at = figures.indicator.astype("category").cat.set_categories(self._names).cat.codes.to_numpy()
        known = at >= 0
        value = figures["value"].to_numpy(float)
        refused = np.zeros(len(figures), dtype=bool)
        for found in chain(
            self._within_limits(figures, at, known), self._from_counts(figures, at, known, value, rounded)
        ):
            refused |= found.rows & (found.refused and found.column == "value")
            yield found
        value = np.where(refused, np.nan, value)  # one reason is enough
        yield from self._usually(at, known, value)
        yield from self._among_people(figures, at, known, value)
        if "period" in figures:
            period = figures.period.to_numpy(float)
            now = dt.date.today().year
            yield Oddity(period > now, "period", f"is a year that is still to come (it is {now})", True)

    def totals(self, figures: pd.DataFrame, *, without: np.ndarray) -> Iterator[Oddity]:
        """Published numbers of people, homes or hectares that are less than those of the parts of the area.

        CBS rounds the ages of a small wijk at random, so a total may be half as much too low: only what is less than
        half of its parts cannot be true. What is refused already (`without`) plays no part.
        """
        names = [name for name, is_sum in zip(self._names, self._is_sum, strict=True) if is_sum]
        judged = np.flatnonzero(figures.indicator.isin(names).to_numpy() & ~without)
        rows = figures.iloc[judged][[*TABLE, "area_code", "value"]]
        for refused, times in ((True, MOST_APART), (False, 1.01)):
            found = np.zeros(len(figures), dtype=bool)
            found[judged] = below_their_parts(rows, "value", times=times)
            yield Oddity(found, "value", "is less than its parts together", refused)

    def _within_limits(self, figures: pd.DataFrame, at: np.ndarray, known: np.ndarray) -> Iterator[Oddity]:
        lowest, highest, percent = self._lowest[at], self._highest[at], self._is_percentage[at]
        usual = self._usual[1][at]
        for column in ("value", "lower", "upper"):
            if column not in figures:
                continue
            number = figures[column].to_numpy(float)
            signs = known & ~self._is_sum[at] & _are_signs(number) & ~(np.abs(number) <= TOLD * usual)
            yield Oddity(signs, column, "is how tables say that there is no figure; leave the cell empty", True)
            below, above = known & ~signs & (number < lowest), known & ~signs & (number > highest)
            yield Oddity(percent & (below | above), column, "is not a percentage between 0 and 100", True)
            yield Oddity(~percent & below & (lowest == 0), column, "is negative", True)
            # What 0 is no end of has its ends on the card.
            for end in np.unique(lowest[~percent & below & (lowest != 0)]):
                yield Oddity(~percent & below & (lowest == end), column, f"is below {end:g}, the least it can be", True)
            for end in np.unique(highest[~percent & above]):
                yield Oddity(~percent & above & (highest == end), column, f"is above {end:g}, the most it can be", True)
        for column in ("count", "denominator"):
            if column in figures:
                yield Oddity(figures[column].to_numpy(float) < 0, column, "is negative", True)

    def _from_counts(
        self, figures: pd.DataFrame, at: np.ndarray, known: np.ndarray, value: np.ndarray, rounded: bool
    ) -> Iterator[Oddity]:
        """A value has to follow from its own count and denominator, where the unit says how."""
        if not {"count", "denominator"} <= set(figures):
            return
        per = np.where(known, self._per[at], np.nan)
        count, whole = figures["count"].to_numpy(float), figures.denominator.to_numpy(float)
        count = np.where(count < 0, np.nan, count)  # that is told by itself
        if not rounded:  # else a few may have been rounded to nobody
            nobody = ~np.isnan(per) & (whole == 0) & ~np.isnan(value)
            yield Oddity(nobody, "denominator", "is a group of nobody, and yet there is a value", True)
        with np.errstate(divide="ignore", invalid="ignore"):
            worked_out = per * count / np.where(whole > 0, whole, np.nan)
            off = np.abs(value - worked_out) > 0.01 * per + ROUNDED * per / whole
            apart = np.fmax(value, worked_out) > MOST_APART * np.fmin(value, worked_out)
            slightly = np.abs(value - worked_out) > 0.01 * per
        reason = "does not follow from its own count and denominator"
        yield Oddity(off & apart, "value", f"{reason}; correct the one that is wrong", True)
        yield Oddity(~(off & apart) & (off if rounded else slightly), "value", f"{reason}; is it weighted?", False)

    def _usually(self, at: np.ndarray, known: np.ndarray, value: np.ndarray) -> Iterator[Oddity]:
        """How far a figure lies from those that most people of the country live with."""
        low, high = (np.where(known, ends[at], np.nan) for ends in self._usual)
        # Of a score around 0 the size counts; of all else nothing is below 0.
        around_zero = low < 0
        size = np.where(around_zero, np.abs(value), value)
        high, low = np.where(around_zero, np.fmax(high, -low), high), np.where(around_zero, np.nan, low)
        high, low = np.where(high > 0, high, np.nan), np.where((low > 0) & (value > 0), low, np.nan)
        fraction = known & self._is_percentage[at] & (value < 1)
        for above, below, (times, part, refused) in _by_far(size, high, low):
            yield Oddity(above, "value", f"is more than {times} {USUAL}; is a point or a unit wrong?", refused)
            reason = f"is less than {part} of {USUAL}"
            yield Oddity(below & ~fraction, "value", f"{reason}; is a point or a unit wrong?", refused)
            yield Oddity(below & fraction, "value", f"{reason}; is it a fraction (0.139 for 13.9%)?", refused)

    def _among_people(
        self, figures: pd.DataFrame, at: np.ndarray, known: np.ndarray, value: np.ndarray
    ) -> Iterator[Oddity]:
        """How many people, homes or households there are, beside the inhabitants of the area."""
        here = known & self._is_people[at] & ~np.isnan(value)
        if self._inwoners is None or not here.any() or not {"area_code", "boundary_year"} <= set(figures):
            return
        keys = pd.MultiIndex.from_frame(figures.loc[here, ["boundary_year", "area_code"]].astype({"area_code": str}))
        inwoners = np.full(len(figures), np.nan)
        inwoners[here] = self._inwoners[~self._inwoners.index.duplicated()].reindex(keys).to_numpy(float)
        inwoners[~(inwoners >= LEAST_INWONERS)] = np.nan
        everybody = np.where(known & self._is_everybody[at], inwoners, np.nan)
        beside = "the inhabitants of this area; is a point before thousands read as a decimal?"
        for above, below, (times, part, refused) in _by_far(value, inwoners, everybody):
            yield Oddity(above, "value", f"is more than {times} {beside}", refused)
            yield Oddity(below, "value", f"is less than {part} of {beside}", refused)


def _by_far(
    value: np.ndarray, high: np.ndarray, low: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray, tuple[str, str, bool]]]:
    """What lies so far above `high`, and below `low`, that it is refused; then what is only told."""
    above, below = value > REFUSED * high, value * REFUSED < low
    yield above, below, (f"{REFUSED:g} times", "a hundredth", True)
    yield (value > TOLD * high) & ~above, (value * TOLD < low) & ~below, (f"{TOLD:g} times", "a third", False)


def _are_signs(number: np.ndarray) -> np.ndarray:
    """Numbers with which tables say that there is none, such as -99997 and 99999."""
    found = np.zeros(len(number), dtype=bool)
    for place in np.flatnonzero((np.abs(number) >= 9999) & np.isfinite(number)):
        size = abs(number[place])
        digits = len(f"{size:.0f}")
        found[place] = size % 1 == 0 and (size == 9999 or (digits > 4 and size >= 10**digits - 10))
    return found


def below_their_parts(figures: pd.DataFrame, column: str, *, times: float = 1.01) -> np.ndarray:
    """Which rows are of an area whose parts in the same table together have more than it.

    Parameters
    ----------
    figures
        `area_code`, `indicator`, `period` and `column`, a number of people that adds up; of several tables also
        `source` and `boundary_year`.
    column
        Which number.
    times
        So many times more they have; what rounding can do is allowed beside it.

    Returns
    -------
    numpy.ndarray
        Shape (n,).

    Examples
    --------
    >>> rows = dict(area_code=["WK027502", "BU02750201", "BU02750202"], indicator="x", period="2024", n=[80, 60, 70])
    >>> below_their_parts(pd.DataFrame(rows), "n").tolist()
    [True, False, False]
    """
    found = np.zeros(len(figures), dtype=bool)
    there = np.flatnonzero(figures[column].notna())
    if not len(there):
        return found
    rows = figures.iloc[there]
    number = rows[column].to_numpy(float)
    table = rows.groupby([c for c in TABLE if c in rows], observed=True, sort=False).ngroup().to_numpy(np.int64)
    codes = pd.Categorical(rows.area_code.astype(str))
    here = table * len(codes.categories) + codes.codes
    order = np.argsort(here, kind="stable")
    parent = np.full(len(rows), -1)
    steps = [around(code) for code in codes.categories]
    places = {code: place for place, code in enumerate(codes.categories)}
    for step in range(max(map(len, steps))):  # the nearest area around it that the table has
        wider = [places.get(areas[step], -1) if step < len(areas) else -1 for areas in steps]
        candidate = np.array(wider)[codes.codes]
        wanted = table * len(codes.categories) + candidate
        place = order[np.minimum(np.searchsorted(here[order], wanted), len(order) - 1)]
        parent = np.where((parent < 0) & (candidate >= 0) & (here[place] == wanted), place, parent)
    inside = parent >= 0
    together = np.bincount(parent[inside], weights=number[inside], minlength=len(rows))
    parts = np.bincount(parent[inside], minlength=len(rows))
    found[there] = (parts > 0) & (together > times * number + ROUNDED * (parts + 1))
    return found


def without_impossible(figures: pd.DataFrame, possible: Possible, faults: list[str]) -> tuple[pd.DataFrame, int]:
    """Published figures without those that cannot be true: these become absent, and one line tells of them.

    Parameters
    ----------
    figures
        Columns `figures.FIGURE_COLUMNS`, of all tables.
    possible
        What they can be.
    faults
        Takes a line for each indicator of a table with such figures.

    Returns
    -------
    tuple of pandas.DataFrame and int
        The figures, and how many of them are odd but kept.
    """
    refused, odd = np.zeros(len(figures), dtype=bool), np.zeros(len(figures), dtype=bool)
    # A generator runs when it is asked: totals are held against parts that were not refused before.
    for oddity in chain(possible.oddities(figures), possible.totals(figures, without=refused)):
        if not oddity.refused:
            odd |= oddity.rows
        elif oddity.rows.any():
            refused |= oddity.rows
            faults += _lines(figures[oddity.rows], oddity)
    if refused.any():
        figures = figures.copy(deep=False)
        for column in ("value", "lower", "upper", "count", "denominator"):
            figures[column] = np.where(refused, np.nan, figures[column].to_numpy(float))
        status = figures.status.astype("category")
        status = status if IMPOSSIBLE in status.cat.categories else status.cat.add_categories(IMPOSSIBLE)
        figures["status"] = status.mask(refused, IMPOSSIBLE)
    return figures, int((odd & ~refused).sum())


def _lines(rows: pd.DataFrame, oddity: Oddity) -> Iterator[str]:
    keys = [rows.source.astype(str), rows.indicator.astype(str)]
    for (source, indicator), group in rows.groupby(keys):
        first = group.iloc[0]
        yield (
            f"{source}: {indicator}: {len(group)} figures cannot be true and are left out, first {first.area_code} "
            f"{first.period}: {first[oddity.column]:g} {oddity.reason.split(';')[0]}"
        )
