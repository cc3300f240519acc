"""Everything a notebook may ask about one area.

A profile takes the newest filled year of every indicator, the same figure of
the gemeente and of Nederland in that same year, and the place among the Dutch
wijken. What is absent comes with its reason. Composite areas are aggregated by
the rule on the card of each indicator; what cannot be aggregated is absent too.

A published figure is never replaced by an own one, of whatever year: the own one
stands beside it (`Profile.own_figures`) and is held against rows of its own file
only. Where nothing is published of an area, the own figure takes the place.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from functools import cached_property
from operator import itemgetter
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue, load_catalogue
from wijkanalyse.cards.picks import ALL, Picks, load_picks
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.codes import gemeente_of, level_of, wijk_of
from wijkanalyse.editions import Openness, check_edition, shown_in
from wijkanalyse.errors import DerivedCrossError, UnknownNameError
from wijkanalyse.facts import Fact, ShowsFacts
from wijkanalyse.methods.position import percentile_rank
from wijkanalyse.paths import Paths, find_paths
from wijkanalyse.process.areas import Area, Part
from wijkanalyse.process.regions import Region
from wijkanalyse.process.register import NEAR
from wijkanalyse.process.series import repeating
from wijkanalyse.profile.aggregates import Cell, Together, published
from wijkanalyse.profile.archetypes import kinds_table
from wijkanalyse.profile.between import between_table
from wijkanalyse.profile.buurten import newest_known, shares_by_year, shares_in_years, with_rows
from wijkanalyse.profile.expected import Expectation, expected_of, expected_table
from wijkanalyse.profile.figure import Figure, Value
from wijkanalyse.profile.hundred import hundred_table
from wijkanalyse.profile.one_table import editions_of, of_editions, shares_of
from wijkanalyse.profile.processed import Processed, open_processed
from wijkanalyse.profile.tables import buurten_table, chosen, figures_table, history_table, listed
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.profile.words import CLASS

STEDELIJKHEID_FROM = (2500, 1500, 1000, 500)
"""Addresses per km² from which CBS calls an area very strongly, strongly, moderately and little urban."""

_BUURT_COLUMNS = ("status", "value", "denominator", "estimate_type")
"""What is kept of a figure of a buurt, beside the buurt and the year."""


class Profile(ShowsFacts):
    """The figures of one area, with their comparators, positions, history and buurten."""

    def __init__(
        self,
        area: Area,
        processed: Processed,
        catalogue: Catalogue,
        edition: Openness,
        *,
        picks: Picks = ALL,
        own_first: bool = False,
    ) -> None:
        self.area = area
        self.processed = processed
        self.catalogue = catalogue
        self.edition = edition
        self.picks = picks
        self._own_first = own_first

    # ------------------------------------------------------------- the stored rows

    @cached_property
    def _register(self) -> pd.DataFrame:
        """Register rows of the parts in every year, one row per area and boundary year."""
        return self.processed.areas.of_all_years([p.area_id for p in self.area.parts])

    @cached_property
    def _rows(self) -> pd.DataFrame:
        """All figures of the parts, their buurten and gemeenten in any year, and of Nederland, that this edition shows.

        Of own figures of Nederland only those of files that have a row here: of others the report shows nothing.
        """
        about = {*self._ids, *self._buurten_of_all_years.area_id}
        rows = self._shown(self.processed.figures_of(self._register.gemeente_code.unique(), about))
        own = self._is_own(rows)
        if not own.any():
            return rows
        here = rows.area_id != "NL"
        return rows[~own | rows.source.isin(rows.source[own & here].unique())]

    def _shown(self, rows: pd.DataFrame) -> pd.DataFrame:
        """The rows that this edition may show."""
        return rows[rows.openness.isin(shown_in(self.edition))]

    def _is_own(self, rows: pd.DataFrame) -> pd.Series:
        return ~rows.source.isin(self.catalogue.published(rows.source.unique()))

    @cached_property
    def _ids(self) -> set[str]:
        """The parts, their gemeenten in any year, and Nederland."""
        inside = self.processed.areas.in_gemeenten(self._register.gemeente_code)
        gemeenten = inside.area_id[inside.area_level == "gemeente"]
        return {p.area_id for p in self.area.parts} | set(gemeenten) | {"NL"}

    def _leading(self, rows: pd.DataFrame, about: Iterable[str]) -> pd.DataFrame:
        """Of each indicator the published rows, or the own ones where of these areas nothing is published."""
        own = self._is_own(rows)
        if not own.any():
            return rows
        indicators = rows.indicator.astype(str)
        led = set(indicators[own])
        if not self._own_first:
            filled = self.processed.filled_periods
            in_use = np.array([p in filled.get(i, (p,)) for i, p in zip(indicators, rows.period, strict=True)], bool)
            known = rows.area_id.isin(list(about)) & (rows.status == "ok")
            led &= set(indicators[own & known]) | (led - set(indicators[~own]))
            led -= set(indicators[~own & known & in_use])
        return rows[own == indicators.isin(led)]

    @cached_property
    def _rows_beside(self) -> pd.DataFrame:
        """The rows of the parts, their gemeenten and Nederland, of all editions."""
        return self._rows[self._rows.area_id.isin(self._ids)]

    @cached_property
    def _editions(self) -> Mapping[str, int]:
        """The edition that this area is told by, where editions of a family give one series more than once."""
        sizes = self._register.sort_values("boundary_year").drop_duplicates("area_id", keep="last")
        sizes = sizes.set_index("area_id").inwoners
        people = {p.area_id: p.fraction * sizes.get(p.area_id, math.nan) for p in self.area.parts}
        return editions_of(self._rows_beside, shares_of(people), self.processed.filled_editions, self.catalogue)

    @cached_property
    def _cells(self) -> Mapping[tuple[str, str, int], Cell]:
        """Cells by area id, indicator and period, for the parts, their gemeenten and Nederland."""
        rows = of_editions(self._rows_beside, self._editions, self.catalogue)
        return _cells_of(self._leading(rows, (p.area_id for p in self.area.parts)))

    @cached_property
    def _together(self) -> Together:
        return Together(
            self._cells, self.processed.distributions, self.catalogue.roles.people.all, self._gemeente_delivers
        )

    # --------------------------------------------------------------------- figures

    def figure(self, indicator_id: str) -> Figure:
        """An indicator in its newest filled year, beside gemeente and Nederland of that year.

        Raises
        ------
        UnknownNameError
            For an indicator that does not exist, or of which reports show no figure.
        """
        indicator = self.catalogue.indicators[indicator_id]
        if not indicator.shown:
            raise UnknownNameError(
                f"indicator {indicator_id!r} ({indicator.label}) is one that reports only calculate with; its years "
                f"are in profile.history({indicator_id!r})"
            )
        return self._figures[indicator_id]

    def figures_together(self, indicator_ids: Iterable[str]) -> dict[str, Figure]:
        """Indicators that belong together, such as age groups, all in the newest year in which each has a value.

        Without such a year each is as `figure` gives it; then at least one of them is absent, or the years differ.
        """
        figures = {i: self.figure(i) for i in indicator_ids}
        if len({f.value.period for f in figures.values()}) == 1:
            return figures
        histories = [{v.period: v for v in self.history(i) if v.is_known} for i in figures]
        common = set.intersection(*(set(h) for h in histories))
        if not common:
            return figures
        of_year = [h[max(common)] for h in histories]
        return {i: self._beside(f.indicator, v) for (i, f), v in zip(figures.items(), of_year, strict=True)}

    def chapter(self, name: str) -> list[Figure]:
        """The figures of a chapter of the report, in reading order."""
        return [self._figures[i.id] for i in self.catalogue.chapter(name)]

    @cached_property
    def _figures(self) -> Mapping[str, Figure]:
        return {i.id: self._figure(i) for i in self.catalogue.indicators.values() if i.shown}

    def own_figures(self, indicator_id: str) -> list[Figure]:
        """The own figures that stand beside the published one: the newest of each file, newest first.

        Each is beside gemeente and Nederland of its own file, and has no place among the wijken. Empty where there
        are none, or where the own figure is the one that `figure` gives.
        """
        indicator = self.catalogue.indicators[indicator_id]
        if indicator_id not in self._own_indicators or self._of_own_file(self.figure(indicator_id).value):
            return []
        own = [v for v in self._own.history(indicator_id) if self._of_own_file(v)]
        newest = {v.source: v for v in own if v.is_known or v.status == "disclosure"}
        return [self._own._beside(indicator, v) for v in sorted(newest.values(), key=lambda v: (-v.period, v.source))]

    @cached_property
    def _own(self) -> Profile:
        """This area as own files show it: where they have rows of an indicator, those are taken."""
        return Profile(self.area, self.processed, self.catalogue, self.edition, own_first=True)

    @cached_property
    def _own_indicators(self) -> frozenset[str]:
        rows = self._rows[self._is_own(self._rows) & self._rows.area_id.isin([p.area_id for p in self.area.parts])]
        return frozenset(rows.indicator.astype(str))

    def _of_own_file(self, value: Value) -> bool:
        return bool(value.source) and not self.catalogue.is_published(value.source)

    def _figure(self, indicator: Indicator) -> Figure:
        return self._beside(indicator, self._newest_value(indicator))

    def _beside(self, indicator: Indicator, value: Value) -> Figure:
        """A value beside gemeente and Nederland, with its place among the wijken."""
        gemeente = self._gemeente_value(indicator, value)
        nederland = None if self.area.level == "land" else self._nederland_value(indicator, value)
        if self._of_own_file(value):
            # Another file asked or counted other people; the country is spread by published figures.
            gemeente, nederland = (
                v if v is None or v.source in ("", value.source) else None for v in (gemeente, nederland)
            )
            return Figure(indicator, value, gemeente, nederland)
        return self._positioned(indicator, value, gemeente, nederland)

    def national_value(self, indicator_id: str) -> Value:
        """As `figure` gives it, but not from an own file: wijken are compared by figures of one source."""
        value = self.figure(indicator_id).value
        return Value(np.nan, "not_published", value.period, 0, "") if self._of_own_file(value) else value

    def _newest_value(self, indicator: Indicator) -> Value:
        """The newest filled year in which every part of the area is the same area as now.

        For several parts together also one in which it is known how heavily each part counts.
        """
        ids = [p.area_id for p in self.area.parts]
        periods = [
            p for p in self._filled_periods(indicator.id) if all((i, indicator.id, p) in self._cells for i in ids)
        ]
        if not periods:
            filled = self._filled_periods(indicator.id)
            # An own file need not have a row for every area; a national table has one, so the area changed.
            national = indicator.id in self.processed.filled_periods
            if filled and national:
                return self._not_linked(indicator, filled[0])
            return self._of_larger_areas(indicator, filled[0]) if filled else Value(np.nan, "not_filled", 0, 0, "")
        values = (self._value(indicator, period) for period in periods)
        newest = next(values)
        if newest.status != "weight":
            return newest
        return next((value for value in values if value.status != "weight"), newest)

    def _value(self, indicator: Indicator, period: int) -> Value:
        """What the area has in a year in which all its parts are known to be the same areas, with how sure that is."""
        value = self._together.value(self.area.parts, indicator, period)
        first, last = sorted((value.boundary_year, self.area.boundary_year))
        near = any(first < moved <= last for moved in self._years_moved)
        return replace(value, near_boundary=True) if near else value

    @cached_property
    def _years_moved(self) -> frozenset[int]:
        """Years in which the boundary of a part moved a little: before them it was nearly the same."""
        return frozenset(self._register.boundary_year[self._register.link == NEAR])

    def _not_linked(self, indicator: Indicator, period: int) -> Value:
        """No figure in the newest filled year; in which boundaries it is given, the figure of Nederland says."""
        nederland = self._cells.get(("NL", indicator.id, period))
        year, source = (nederland.boundary_year, nederland.source) if nederland else (0, "")
        return Value(np.nan, "not_linked", period, year, source)

    def _of_larger_areas(self, indicator: Indicator, period: int) -> Value:
        """No figure of this level: its gemeente and Nederland may have one, in the boundaries of that figure."""
        cells = (c for (_, i, p), c in self._cells.items() if (i, p) == (indicator.id, period))
        cell = next((c for c in cells if self.catalogue.is_published(c.source)), None)
        year, source = (cell.boundary_year, cell.source) if cell else (0, "")
        return Value(np.nan, "not_published", period, year, source)

    def _filled_periods(self, indicator_id: str) -> list[int]:
        """Years in which at least half of the Dutch wijken have a value, newest first; of its own edition only."""
        edition = self._editions.get(indicator_id)
        if edition is None:
            filled = self.processed.filled_periods.get(indicator_id)
        else:
            filled = self.processed.filled_editions.get((indicator_id, edition))
        if filled is None:  # a figure that is never given for half of the wijken: every year it has counts
            return sorted(self._own_and_given.get(indicator_id, ()), reverse=True)
        return sorted({*filled, *self._own_periods.get(indicator_id, ())}, reverse=True)

    @cached_property
    def _own_and_given(self) -> Mapping[str, set[int]]:
        """Years of which a table has a row of a part of the area, or an own file has any: a table of gemeenten only
        leaves no gap in a wijk, unless the card says that it is never of anything else."""
        ids = {p.area_id for p in self.area.parts}
        # The tables may still have rows of a card that was taken out since.
        gemeente_only = {i.id for i in self.catalogue.indicators.values() if i.gemeente_only}
        periods: dict[str, set[int]] = {}
        for (area_id, indicator_id, period), cell in self._cells.items():
            of_gemeente = area_id != "NL" and indicator_id in gemeente_only
            if area_id in ids or of_gemeente or not self.catalogue.is_published(cell.source):
                periods.setdefault(indicator_id, set()).add(period)
        return periods

    @cached_property
    def _own_periods(self) -> Mapping[str, set[int]]:
        """Years of own figures that take the place of published ones: they need not exist for the country."""
        periods: dict[str, set[int]] = {}
        for (_, indicator_id, period), cell in self._cells.items():
            if cell.status == "ok" and not self.catalogue.is_published(cell.source):
                periods.setdefault(indicator_id, set()).add(period)
        return periods

    def _gemeente_delivers(self, part: Part, indicator_id: str, period: int, boundary_year: int) -> bool:
        rows = self._register[
            (self._register.area_id == part.area_id) & (self._register.boundary_year == boundary_year)
        ]
        gemeenten = {g.code: g.area_id for g in self._gemeenten_in(boundary_year)}
        keys = [(gemeenten.get(code, ""), indicator_id, period) for code in rows.gemeente_code]
        return any(key in self._cells and self._cells[key].status == "ok" for key in keys)

    @cached_property
    def stedelijkheid(self) -> int:
        """Class 1 (very strongly urban) to 5 (not urban), or 0 when it is not known.

        Of an area of the register that of the newest year that gives one: the newest tables do not yet. That of a
        composite area follows from the mean address density of its parts, weighted by dwellings (METHODS §2.1).
        """
        if not math.isnan(self.area.stedelijkheid):
            return int(self.area.stedelijkheid)
        if not self.area.is_composite:
            classes = self._register.sort_values("boundary_year").stedelijkheid.dropna()
            if len(classes):
                return int(classes.iloc[-1])
        name = self.catalogue.roles.address_density
        density = self.figure(name).value if name else None
        if density is None or not density.is_known:
            return 0
        return 1 + sum(density.number < limit for limit in STEDELIJKHEID_FROM)

    # ----------------------------------------------------------------- comparators

    def _nederland_value(self, indicator: Indicator, value: Value) -> Value | None:
        cell = self._cells.get(("NL", indicator.id, value.period))
        if cell is not None:
            return published(cell, value.period)
        if not value.is_known or self._of_own_file(value):
            return None
        return Value(np.nan, "not_published", value.period, value.boundary_year, value.source)

    def _gemeente_value(self, indicator: Indicator, value: Value) -> Value | None:
        """The gemeente as it was in the year of the figure: the area lay in that one.

        Of an area that cannot be followed to that year: the gemeente that it lies in now, if that one can.
        """
        if self.area.level in ("gemeente", "land") or not value.period or not value.boundary_year:
            return None
        absent = Value(np.nan, "same_area", value.period, value.boundary_year, value.source)
        is_linked = value.status != "not_linked"
        gemeenten = self._gemeenten_in(value.boundary_year if is_linked else self.area.boundary_year)
        if (
            not gemeenten and value.status == "not_published"
        ):  # the area has no figure to hold against an older gemeente
            gemeenten = self._gemeenten_in(self.area.boundary_year)
        if not gemeenten:
            return None
        # The name may be spelled in another way, as Hengelo (O.); codes of gemeenten are not reused.
        codes, names = {g.code for g in gemeenten}, {g.name for g in gemeenten}
        if codes != set(self.area.gemeenten) and names != set(self.area.gemeente_names):
            return replace(absent, status="other_gemeente", note=" en ".join(sorted(names)))
        if self.is_whole_gemeente:
            return absent
        if any((g.area_id, indicator.id, value.period) not in self._cells for g in gemeenten):
            # The table has a row for every gemeente of its year, so this one was not the same gemeente then.
            return None if is_linked else replace(absent, status="not_linked")
        return self._together.value(gemeenten, indicator, value.period)

    def region_value(self, figure: Figure, region: Region) -> Value | None:
        """The figure of a region in the year of a figure of the area, computed from its gemeenten.

        By the rule that a composite area has. Only published figures of the table that the figure of the area is from:
        own files know few gemeenten, and a model that was estimated anew is another one.
        """
        indicator, value = figure.indicator, figure.value
        if not value.period or not value.boundary_year or self._of_own_file(value):
            return None
        absent = Value(np.nan, "missing_part", value.period, value.boundary_year, value.source)
        codes = self.processed.areas.regions.gemeenten_in(region, value.boundary_year)
        if set(codes) == {p.code for p in self.area.parts}:
            return replace(absent, status="same_area")
        known = self.processed.region_values
        key = region, self.edition, indicator.id, value.period, value.boundary_year, value.source
        if key not in known:  # the same for every area of the region
            parts = [self.processed.areas.part(value.boundary_year, code) for code in codes]
            together = self._together_in(region, value.source)
            is_there = bool(parts) and together.has(parts, indicator, value.period, value.source)
            known[key] = together.value(parts, indicator, value.period) if is_there else absent
        return known[key]

    def _together_in(self, region: Region, source: str) -> Together:
        """The gemeenten of a region, whose figures are read once for all reports of this process.

        Of a family whose editions repeat each other, those of one source only.
        """
        family = self.catalogue.family_of(source)
        key = region, self.edition, source if family and family.repeats else ""
        if key not in self.processed.gemeenten_together:
            inside = self.processed.areas.in_gemeenten(region.gemeenten)
            gemeenten = inside.area_id[inside.area_level == "gemeente"]
            rows = self._shown(self.processed.figures_of(region.gemeenten, gemeenten))
            rows = rows[~repeating(rows.source, self.catalogue) | (rows.source == source)]
            cells = _cells_of(rows[~self._is_own(rows)])
            people = self.catalogue.roles.people.all
            self.processed.gemeenten_together[key] = Together(
                cells, self.processed.distributions, people, lambda *_: False
            )
        return self.processed.gemeenten_together[key]

    def _gemeenten_in(self, boundary_year: int) -> tuple[Part, ...]:
        """The gemeenten of the area's parts in a year."""
        if boundary_year not in self._gemeenten:
            codes = self._register.loc[self._register.boundary_year == boundary_year, "gemeente_code"].unique()
            areas = self.processed.areas
            known = sorted(code for code in codes if areas.id_of(boundary_year, code) is not None)
            self._gemeenten[boundary_year] = tuple(areas.part(boundary_year, code) for code in known)
        return self._gemeenten[boundary_year]

    @cached_property
    def _gemeenten(self) -> dict[int, tuple[Part, ...]]:
        return {}

    @cached_property
    def is_whole_gemeente(self) -> bool:
        """Whether the area is all there is of its gemeente, so that comparing with it says nothing."""
        whole = [p.code for p in self.area.parts if p.fraction == 1]
        return self.processed.areas.fill_gemeenten(whole, self.area.gemeenten, self.area.boundary_year)

    # -------------------------------------------------------------------- position

    def _positioned(
        self, indicator: Indicator, value: Value, gemeente: Value | None, nederland: Value | None
    ) -> Figure:
        figure = Figure(indicator, value, gemeente, nederland)
        # How many people there are is no more or less than elsewhere, and neither is a class.
        has_place = indicator.placed and indicator.aggregation.rule != "sum" and indicator.unit != CLASS
        distribution = self.processed.distributions.get((indicator.id, value.period, value.boundary_year))
        if not value.is_known or not has_place or distribution is None or self.area.level == "land":
            return figure
        figure = replace(figure, spread=distribution.spread)
        if self.area.level == "gemeente":  # no place among wijken
            return figure
        return replace(
            figure,
            percentile=percentile_rank(value.number, distribution.percentiles),
            bands=tuple(distribution.percentiles[[5, 25, 50, 75, 95]]),
        )

    # --------------------------------------------------------------- years, buurten

    def history(self, indicator_id: str) -> list[Value]:
        """The values of all years in which the area was the same, oldest first."""
        indicator = self.catalogue.indicators[indicator_id]
        ids = [p.area_id for p in self.area.parts]
        periods = sorted(self._periods.get(indicator_id, ()))
        return [self._value(indicator, p) for p in periods if all((i, indicator_id, p) in self._cells for i in ids)]

    def growth_during(self, period: int) -> float:
        """Relative change of the number of inhabitants in the year from 1 January of `period`; NaN if unknown."""
        sizes = {v.period: v.number for v in self.history(self.catalogue.roles.people.all) if v.is_known}
        if not sizes.get(period) or period + 1 not in sizes:
            return float("nan")
        return sizes[period + 1] / sizes[period] - 1

    def nederland_history(self, indicator_id: str) -> Mapping[int, float]:
        """The values of Nederland by year."""
        indicator_id = self.catalogue.indicators[indicator_id].id
        cells = {p: self._cells.get(("NL", indicator_id, p)) for p in sorted(self._periods.get(indicator_id, ()))}
        return {period: cell.value for period, cell in cells.items() if cell is not None}

    @cached_property
    def _periods(self) -> Mapping[str, set[int]]:
        """The years of which there is a row of the area, its gemeenten or Nederland, by indicator."""
        periods: dict[str, set[int]] = {}
        for _, indicator_id, period in self._cells:
            periods.setdefault(indicator_id, set()).add(period)
        return periods

    def gemeente_history(self, indicator_id: str) -> Mapping[int, float]:
        """The values of the gemeente, for the years of `history` in which the area lay in the gemeente of now."""
        indicator = self.catalogue.indicators[indicator_id]
        years = ((v.period, self._gemeente_value(indicator, v)) for v in self.history(indicator_id))
        return {period: there.number for period, there in years if there is not None and there.is_known}

    @cached_property
    def buurten(self) -> pd.DataFrame:
        """Names, codes and boundary year of the buurten inside the area.

        Buurten are taken from the newest year that has them and in which the area was the same. Their figures may be
        of an earlier year, in the boundaries of then: see `buurt_values`.
        """
        every = self._buurten_of_all_years
        return every[every.boundary_year == every.boundary_year.max()]

    @cached_property
    def _buurten_of_all_years(self) -> pd.DataFrame:
        """The buurten inside the area of each year that has them and in which the area was the same.

        With `wijk_id`, the area id of the wijk, and `row`, the code of the buurt of now that it stands beside.
        """
        areas, places = self.processed.areas, []
        for year, whole in () if self.area.level in ("buurt", "land") else self._register.groupby("boundary_year"):
            if len(whole) == len(self.area.parts):
                of_year = {p for code in whole.area_code for p in areas.buurten_in(int(year), code)}
                of_year |= {areas.place_of(int(year), code) for code in whole.area_code if level_of(code) == "buurt"}
                places += sorted(of_year)
        every = areas.register.iloc[places]
        wijken = zip(every.boundary_year, every.wijk_code, strict=True)
        every = every.assign(wijk_id=[areas.id_of(int(year), code) for year, code in wijken])
        return with_rows(every, every[every.boundary_year == every.boundary_year.max()])

    @cached_property
    def _buurt_rows_shown(self) -> pd.DataFrame:
        return self._rows[self._rows.area_id.isin(self._buurten_of_all_years.area_id)]

    @cached_property
    def _buurt_rows(self) -> pd.DataFrame:
        every = self._buurten_of_all_years
        rows, filled = self._buurt_rows_shown, self.processed.filled_editions
        editions = editions_of(rows, shares_by_year(every), filled, self.catalogue, first=self._editions)
        return self._leading(of_editions(rows, editions, self.catalogue), every.area_id)

    def buurt_values(self, indicator_id: str) -> pd.DataFrame:
        """The newest values of an indicator in the buurten: `name`, `value`, `status`, `period`, `is_usual`.

        The usual year is the newest one that is known for most of the people in the buurten (`year_in_use` of
        `profile.buurten`), with the buurten, names and inhabitants of the boundaries that it is given in:
        `boundary_year`. A buurt of an earlier year stands beside the buurt of now in `row`; where it is none of
        these, `row` has its own code and year. Where one buurt has a newer value, as in an own file, that is its
        value, and `is_usual` is False: the others keep theirs.
        """
        indicator_id = self.catalogue.indicators[indicator_id].id
        if indicator_id not in self._buurt_values:
            self._buurt_values[indicator_id] = self._values_of_buurten(indicator_id)
        return self._buurt_values[indicator_id].copy()

    @cached_property
    def _buurt_values(self) -> dict[str, pd.DataFrame]:
        """What `buurt_values` found so far: tables, dots, names and target groups ask for the same figures."""
        return {}

    @cached_property
    def _buurt_shares(self) -> dict[int, dict[str, float]]:
        return shares_in_years(self._buurten_of_all_years)

    @cached_property
    def _buurt_cells(self) -> Mapping[str, list[tuple[Any, ...]]]:
        """The figures of the buurten by indicator: area id, year and the columns of `_BUURT_COLUMNS`, by area and year.

        Plain tuples: tens of rows for each of some figures, on which every step of a table takes longer than all.
        """
        rows = self._buurt_rows
        columns = (rows[name].tolist() for name in ("indicator", "area_id", "period", *_BUURT_COLUMNS))
        cells: dict[str, list[tuple[Any, ...]]] = {}
        for indicator_id, *cell in sorted(zip(*columns, strict=True), key=itemgetter(0, 1, 2)):
            cells.setdefault(indicator_id, []).append(tuple(cell))
        return cells

    @cached_property
    def _buurten_by_year(self) -> Mapping[int, dict[str, tuple[Any, ...]]]:
        """What is told of a buurt, by boundary year and area id."""
        columns = ["area_code", "name", "inwoners", "boundary_year", "row"]
        return {
            int(year): dict(zip(b.area_id, b[columns].itertuples(index=False, name=None), strict=True))
            for year, b in self._buurten_of_all_years.groupby("boundary_year")
        }

    def _values_of_buurten(self, indicator_id: str) -> pd.DataFrame:
        cells = self._buurt_cells.get(indicator_id, [])
        boundary_year, usual = newest_known([cell[:3] for cell in cells], self._buurt_shares)
        inside = self._buurten_by_year.get(boundary_year, {})
        newest = {
            area_id: (*inside[area_id], period, period == usual, status, *others)
            for area_id, period, status, *others in cells
            if area_id in inside and (period == usual or (period > usual and status == "ok"))
        }
        names = ["area_code", "name", "inwoners", "boundary_year", "row", "period", "is_usual", *_BUURT_COLUMNS]
        return pd.DataFrame.from_records(list(newest.values()), columns=names)[
            ["area_code", "name", "inwoners", "value", "status", "period", "is_usual", "boundary_year", "row",
             "denominator", "estimate_type"]
        ]  # fmt: skip

    @cached_property
    def _own_buurt_rows(self) -> pd.DataFrame:
        own = self._buurt_rows_shown[self._is_own(self._buurt_rows_shown)]
        return own[own.status == "ok"]

    def own_buurt_values(self, indicator_id: str) -> dict[str, tuple[float, int]]:
        """Own figures of buurten that stand beside published ones: the newest value and its year, by `row`."""
        indicator_id = self.catalogue.indicators[indicator_id].id
        if indicator_id not in set(self._own_buurt_rows.indicator):
            return {}
        own = self._own_buurt_rows[self._own_buurt_rows.indicator == indicator_id]
        if len(own) == sum(self._buurt_rows_shown.indicator[self._buurt_rows_shown.status == "ok"] == indicator_id):
            return {}  # they are the figures that `buurt_values` gives
        beside = self._buurten_of_all_years.drop_duplicates("area_id", keep="last").set_index("area_id").row
        newest = own.assign(row=own.area_id.map(beside)).sort_values("period").drop_duplicates("row", keep="last")
        return {r.row: (r.value, int(r.period)) for r in newest.itertuples(index=False)}

    # ---------------------------------------------------------------------- tables

    def table(
        self,
        *,
        chapter: str | None = None,
        indicators: str | Iterable[str] | None = None,
        theme: str | None = None,
        comparator: str = "nederland",
    ) -> pd.DataFrame:
        """Figures beside gemeente and Nederland, with the judgement against Nederland; by default all of a report.

        Parameters
        ----------
        chapter
            Of the report, such as ``gezondheid``.
        indicators
            Ids of indicators.
        theme
            Id of a theme card, such as ``eenzaamheid``: the figures that count in it, then those to read beside it.
        comparator
            What the judgement compares with, as for `Verdicts`.

        Returns
        -------
        pandas.DataFrame
            One row per indicator: `id`, `label`, `value`, `unit`, `period`; `gemeente` and `nederland` of that year;
            `position`, the percentage of Dutch wijken that lie below (0 to 100); `judgement` in the words of the
            report, "" for context; `absent`, why `value` is NaN, "" where it is known. A figure of another boundary
            or edition is absent too. With a region as comparator also `regio`, its figure.

        Raises
        ------
        UnknownNameError
            For a chapter, theme, indicator or comparator that does not exist.
        """
        ids = chosen(self.catalogue, chapter=chapter, indicators=indicators, theme=theme)
        return figures_table(self._against(comparator), ids)

    def history_table(self, indicators: str | Iterable[str]) -> pd.DataFrame:
        """The values of the years in which the area had the same boundary, oldest first.

        Returns
        -------
        pandas.DataFrame
            One row per indicator and year: `id`, `label`, `period`, `value`, `unit`, `gemeente`, `nederland`;
            `comparable`, whether the year may be compared with the newest one (never for an estimate with a model);
            `absent` as in `table`.

        Raises
        ------
        UnknownNameError
        """
        return history_table(self, listed(self.catalogue, indicators))

    def buurten_table(self, indicators: str | Iterable[str]) -> pd.DataFrame:
        """The newest values of the buurten inside the area, by name: no ranking.

        Returns
        -------
        pandas.DataFrame
            One row per indicator and buurt: `code`, `name`, `inwoners`, then `id`, `label`, `value`, `unit`,
            `period`, `absent` as in `table`. A buurt that a report does not name, because fewer than 100 people live
            there, has no value. No rows where no buurten are known inside the area.

        Raises
        ------
        UnknownNameError
        """
        return buurten_table(self, listed(self.catalogue, indicators))

    def hundred_people(self, estimates: str | Iterable[str] = ()) -> pd.DataFrame:
        """The area as a hundred people, and as a hundred households and homes: whole numbers that add up to 100.

        From counts of one year, by the largest remainder (`methods.hundred.of_hundred`); of several areas together
        from their sum. The wholes stand beside each other: who is in two groups at once does not follow from them.

        Parameters
        ----------
        estimates
            Ids of modelled shares to put under them, each of a hundred of its own base, such as adults.

        Returns
        -------
        pandas.DataFrame
            One row per group: `of`, what there are a hundred of (``mensen``, ``huishoudens``, ``woningen``, or the
            base of an estimate); `id` ("" for what is left over) and `label` of the group; `people`, how many of the
            hundred; `exact`, the same unrounded; `nederland`, how many there; `period`; `estimate`. A whole of which
            a group is not known, and every whole below 500 inhabitants, has one row without numbers, and `absent`
            says why.

        Raises
        ------
        UnknownNameError
            For an indicator that does not exist or is no estimated share.
        """
        names = [estimates] if isinstance(estimates, str) else list(estimates)
        return hundred_table(self, listed(self.catalogue, names) if names else [])

    def between_buurten(self, indicators: str | Iterable[str] | None = None) -> pd.DataFrame:
        """How far the buurten inside the area lie apart.

        Parameters
        ----------
        indicators
            Ids of shares; by default those of which it is known how far is usual (`roles.buurten.between`).

        Returns
        -------
        pandas.DataFrame
            One row per indicator: `id`, `label`, `unit`, `period`; `buurten`, how many have the figure and 100
            inhabitants or more; `lowest` and `highest` with the names of the buurten, `lowest_in` and `highest_in`;
            `difference`; `usual`, its median over Dutch wijken with as many buurten; `word`, ``gelijkmatig`` below
            that, ``gemengd`` above the P75, "" between; `within`, the share (0 to 1) of the differences between people
            that lies between people in one buurt. Of an estimate `usual`, `word` and `within` are never known.
            `absent` says why there is nothing.

        Raises
        ------
        UnknownNameError
        """
        usual = [b.indicator for b in self.catalogue.roles.buurten.between]
        return between_table(self, usual if indicators is None else listed(self.catalogue, indicators))

    def cross_table(self, first: str, second: str) -> NoReturn:
        """Refuse to say how many people have two things at once: that does not follow from two figures of an area.

        Raises
        ------
        DerivedCrossError
            Always, for figures that exist.
        UnknownNameError

        Notes
        -----
        What the margins leave open is nearly everything: of living alone among the lowest 40 % of incomes the bounds
        of Fréchet are 29.6 points apart in the median wijk. A regression over buurten would say that 0 % of people
        of 45 to 64 live alone. So neither is offered.
        """
        one, other = (self.catalogue.indicators[i] for i in (first, second))
        raise DerivedCrossError(
            f"how many people in {self.area.name} have both {one.id!r} ({one.label}) and {other.id!r} ({other.label}) "
            "is in no table of areas, and does not follow from the two figures; nothing is derived. Take it from a "
            "published table that crosses them, as a source with a card of its own, or ask people in the area"
        )

    def expected(self, indicator_id: str) -> Expectation:
        """A count of a register beside what one would expect, given who lives there.

        Of a wijk, or of wijken together, in the newest year of which all is known. The method and its limits are in
        `methods.expected`; which counts there are stands in ``roles.yml``.

        Raises
        ------
        UnknownNameError
            For an indicator that does not exist.
        ReportError
            For a figure that is estimated with a model, or of which nothing is expected.
        """
        return expected_of(self, indicator_id)

    def expected_table(self, indicators: str | Iterable[str] | None = None) -> pd.DataFrame:
        """Counts of registers beside what one would expect, given who lives there; by default all that there are.

        Returns
        -------
        pandas.DataFrame
            One row per count: `id`, `label`, `period`; `observed`, people counted; `expected`, with the band of 80 %
            from `lower` to `upper`; `compared`, one of three words that are not good or bad; `basis`, whether what is
            usual in the ``gemeente`` is in it or only what is in ``nederland``; `structural`, expected by who lives
            there alone; `factor` of the gemeente, by its other wijken; `without`, parts that are too small and in none
            of the numbers; `absent`, why nothing is said, "" where it is.

        Raises
        ------
        UnknownNameError, ReportError
            As `expected`.
        """
        names = [c.indicator for c in self.catalogue.roles.expected.counts]
        return expected_table(self, names if indicators is None else listed(self.catalogue, indicators))

    def household_kinds(self) -> pd.DataFrame:
        """About how many households are of a kind, from a published cross table of the country.

        That household, home and income hang together here as in the country is assumed and never observed, so each
        kind is a range (`methods.cross_table`). Only where the gate of `process.cross_table` is passed, never of a
        buurt, and only kinds of 50 households or more and a twentieth of all.

        Returns
        -------
        pandas.DataFrame
            One row per kind of `roles.archetypes`, largest first: `name`; the ids of its categories, `household`,
            `tenure` and `income`, "" where it has none; `households`, with half and twice the odds ratios from
            `lower` to `upper`; `period` and `source` of the cross table. Where there are none, one row without
            numbers, and `absent` says why.
        """
        return kinds_table(self)

    def _against(self, comparator: str) -> Verdicts:
        if comparator not in self._verdicts:
            self._verdicts[comparator] = Verdicts(self, comparator)
        return self._verdicts[comparator]

    @cached_property
    def _verdicts(self) -> dict[str, Verdicts]:
        return {}

    def _title(self) -> str:
        return self.area._title()

    def _facts(self) -> list[Fact]:
        chapters = self.catalogue.vocabulary.chapters
        filled = {name: [f.value for f in self.chapter(name) if f.value.status != "not_filled"] for name in chapters}
        known = {name: [value.is_known for value in values] for name, values in filled.items()}
        return [
            *self.area._facts(),
            ("editie", self.edition),
            *((name, f"{chapters[name]}: {sum(k)} van {len(k)} cijfers bekend") for name, k in known.items()),
        ]

    # -------------------------------------------------------------------- patients

    @cached_property
    def patient_lists(self) -> pd.DataFrame:
        """The lists of patients per area that this edition may show, of practices with patients in the area."""
        lists = self._shown(self.processed.patients)
        parts = {p.code for p in self.area.parts}
        inside = [bool({code, wijk_of(code), gemeente_of(code)} & parts) for code in lists.area_code]
        return lists[lists.source.isin(lists.source[inside].unique())]

    def figures_of_areas(self, area_codes: Iterable[str], boundary_year: int) -> pd.DataFrame:
        """The figures of any areas that this edition may show, under their codes in the boundaries of a year.

        Of an indicator of which any of these areas has a published figure, no own ones. Where editions give a series
        more than once, of the one that this area is told by.
        """
        of_year = self.processed.areas.of_year(boundary_year)
        here = of_year.loc[[code for code in area_codes if code in of_year.index]]
        rows = self._shown(self.processed.figures_of(here.gemeente_code.unique(), here.area_id))
        rows = rows.astype({"area_id": str})
        rows = self._leading(of_editions(rows, self._editions, self.catalogue), here.area_id)
        return rows.assign(area_code=rows.area_id.map(dict(zip(here.area_id, here.area_code, strict=True))))

    # --------------------------------------------------------------------- sources

    def used_sources(self) -> list[dict]:
        """The sources that the figures of this profile come from, with their stand dates.

        An own file is named as soon as anything of it can be in the report: also a figure of an earlier year or
        of a buurt, and a list of patients.
        """
        ids = {f.value.source for f in self._figures.values() if f.value.source}
        ids |= {source for source in self._rows.source.unique() if not self.catalogue.is_published(source)}
        ids |= set(self.patient_lists.source) | set(self._shown(self.processed.cross_tables).source)
        ids |= {
            s["id"]
            for s in self.processed.receipt["sources"]
            if s["id"].startswith(f"pdok_wijken_{self.area.boundary_year}")
        }
        return [s for s in self.processed.receipt["sources"] if s["id"] in ids]

    @property
    def boundary_years(self) -> dict[str, int]:
        """The year of the boundaries that the figures of each source are given for, by the id of the source."""
        return {
            f.value.source: f.value.boundary_year
            for figure in self._figures.values()
            for f in (figure, *self.own_figures(figure.indicator.id))
            if f.value.source and f.value.boundary_year
        }


def _cells_of(rows: pd.DataFrame) -> dict[tuple[str, str, int], Cell]:
    """Rows of the figures table by area id, indicator and period."""
    keys = zip(rows.area_id, rows.indicator, rows.period, strict=True)
    columns = [f.name for f in fields(Cell)]
    return dict(zip(keys, (Cell(*r) for r in rows[columns].itertuples(index=False, name=None)), strict=True))


def load_profile(
    area_code: str,
    *,
    boundary_year: int | None = None,
    edition: Openness = "openbaar",
    picks: str = "",
    paths: Paths | None = None,
) -> Profile:
    """Open the profile of an area.

    Parameters
    ----------
    area_code
        CBS code of a wijk, buurt, gemeente or Nederland, or the code of a composite area.
    boundary_year
        Year of the boundaries; by default the newest that suits the area (see `Areas.find`).
    edition
        Only figures that this edition may show are read at all.
    picks
        Name of a pick list, for the tables of a report; "" for the usual one, if there is one (`cards.picks`).
    paths
        The working tree; by default the one around the working folder.

    Raises
    ------
    AreaError, ProcessedDataError, ReportError
    """
    check_edition(edition)
    processed, catalogue = open_processed(paths or find_paths()), load_catalogue()
    area = processed.areas.find(area_code, boundary_year)
    pick_list, open_ones = load_picks(processed.paths, picks, catalogue), processed.profiles
    if (known := open_ones.get((area, edition))) is None or known.picks != pick_list:
        known = open_ones[area, edition] = Profile(area, processed, catalogue, edition, picks=pick_list)
    return known
