"""Everything a notebook may ask about one area.

A profile takes the newest filled year of every indicator, the same figure of
the gemeente and of Nederland in that same year, and the place among the Dutch
wijken. What is absent comes with its reason. Composite areas are aggregated by
the rule on the card of each indicator; what cannot be aggregated is absent too.

A published figure is never replaced by an own one, of whatever year: the own one
stands beside it (`Profile.own_figures`) and is held against rows of its own file
only. Where nothing is published of an area, the own figure takes the place.

This is the one door. Behind it `over_years` follows the area through the register,
`rows` has the figures that an edition shows, `values` takes the year, `comparators`
what stands beside it, and `inside` the buurten.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cached_property

import numpy as np
import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue, load_catalogue
from wijkanalyse.cards.picks import ALL, Picks, load_picks
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.codes import gemeente_of, wijk_of
from wijkanalyse.editions import Openness, check_edition
from wijkanalyse.errors import UnknownNameError
from wijkanalyse.facts import Fact, ShowsFacts
from wijkanalyse.methods.position import percentile_rank
from wijkanalyse.paths import Paths, find_paths
from wijkanalyse.process.areas import Area
from wijkanalyse.process.regions import Region
from wijkanalyse.profile.as_tables import AsTables
from wijkanalyse.profile.comparators import Comparators
from wijkanalyse.profile.figure import Figure, Value
from wijkanalyse.profile.inside import Inside
from wijkanalyse.profile.over_years import OverYears, newest_of
from wijkanalyse.profile.processed import Processed, open_processed
from wijkanalyse.profile.rows import Rows
from wijkanalyse.profile.values import Values
from wijkanalyse.profile.words import CLASS

STEDELIJKHEID_FROM = (2500, 1500, 1000, 500)
"""Addresses per km² from which CBS calls an area very strongly, strongly, moderately and little urban."""


class Profile(AsTables, ShowsFacts):
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
        self._years = OverYears(area, processed.areas)
        self._rows = Rows(self._years, processed, catalogue, edition, own_first=own_first)
        self._values = Values(self._rows)
        self._comparators = Comparators(self._rows)

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
        shown = (i for i in self.catalogue.indicators.values() if i.shown)
        return {indicator.id: self._beside(indicator, self._values.newest(indicator)) for indicator in shown}

    def _beside(self, indicator: Indicator, value: Value) -> Figure:
        """A value beside gemeente and Nederland, with its place among the wijken."""
        gemeente = self._comparators.gemeente(indicator, value)
        nederland = self._comparators.nederland(indicator, value)
        if self._of_own_file(value):
            # Another file asked or counted other people; the country is spread by published figures.
            gemeente, nederland = (
                v if v is None or v.source in ("", value.source) else None for v in (gemeente, nederland)
            )
            return Figure(indicator, value, gemeente, nederland)
        return self._positioned(Figure(indicator, value, gemeente, nederland))

    def _positioned(self, figure: Figure) -> Figure:
        indicator, value = figure.indicator, figure.value
        # How many people there are is no more or less than elsewhere, and neither is a class.
        has_place = indicator.placed and indicator.aggregation.rule != "sum" and indicator.unit != CLASS
        distribution = self.processed.distributions.get((indicator.id, value.period, value.boundary_year))
        if not value.is_known or not has_place or distribution is None or self.area.level == "land":
            return figure
        if self.area.level == "gemeente":  # no place among wijken
            return replace(figure, spread=distribution.spread)
        return replace(
            figure,
            spread=distribution.spread,
            percentile=percentile_rank(value.number, distribution.percentiles),
            bands=tuple(distribution.percentiles[[5, 25, 50, 75, 95]]),
        )

    # ----------------------------------------------------------------- own figures

    def own_figures(self, indicator_id: str) -> list[Figure]:
        """The own figures that stand beside the published one: the newest of each file, newest first.

        Each is beside gemeente and Nederland of its own file, and has no place among the wijken. Empty where there
        are none, or where the own figure is the one that `figure` gives.
        """
        indicator = self.catalogue.indicators[indicator_id]
        if indicator_id not in self._rows.own_indicators or self._of_own_file(self.figure(indicator_id).value):
            return []
        own = [v for v in self._own.history(indicator_id) if self._of_own_file(v)]
        newest = {v.source: v for v in own if v.is_known or v.status == "disclosure"}
        return [self._own._beside(indicator, v) for v in sorted(newest.values(), key=lambda v: (-v.period, v.source))]

    @cached_property
    def _own(self) -> Profile:
        """This area as own files show it: where they have rows of an indicator, those are taken."""
        return Profile(self.area, self.processed, self.catalogue, self.edition, own_first=True)

    def _of_own_file(self, value: Value) -> bool:
        return self.catalogue.is_own(value.source)

    # ----------------------------------------------------------------- comparators

    def national_value(self, indicator_id: str) -> Value:
        """As `figure` gives it, but not from an own file: wijken are compared by figures of one source."""
        value = self.figure(indicator_id).value
        return Value(np.nan, "not_published", value.period, 0, "") if self._of_own_file(value) else value

    def region_value(self, figure: Figure, region: Region) -> Value | None:
        """The figure of a region in the year of a figure of the area, computed from its gemeenten.

        By the rule that a composite area has. Only published figures of the table that the figure of the area is from:
        own files know few gemeenten, and a model that was estimated anew is another one.
        """
        return self._comparators.region(figure, region)

    @property
    def is_whole_gemeente(self) -> bool:
        """Whether the area is all there is of its gemeente, so that comparing with it says nothing."""
        return self._comparators.is_whole_gemeente

    @cached_property
    def stedelijkheid(self) -> int:
        """Class 1 (very strongly urban) to 5 (not urban), or 0 when it is not known.

        Of an area of the register that of the newest year that gives one: the newest tables do not yet. That of a
        composite area follows from the mean address density of its parts, weighted by dwellings (METHODS §2.1).
        """
        if not math.isnan(self.area.stedelijkheid):
            return int(self.area.stedelijkheid)
        if not self.area.is_composite:
            classes = self._years.register.sort_values("boundary_year").stedelijkheid.dropna()
            if len(classes):
                return int(classes.iloc[-1])
        name = self.catalogue.roles.address_density
        density = self.figure(name).value if name else None
        if density is None or not density.is_known:
            return 0
        return 1 + sum(density.number < limit for limit in STEDELIJKHEID_FROM)

    # ----------------------------------------------------------------------- years

    def history(self, indicator_id: str) -> list[Value]:
        """The values of all years in which the area was the same, oldest first."""
        return self._values.history(self.catalogue.indicators[indicator_id])

    def gemeente_history(self, indicator_id: str) -> Mapping[int, float]:
        """The values of the gemeente, for the years of `history` in which the area lay in the gemeente of now."""
        indicator = self.catalogue.indicators[indicator_id]
        years = ((v.period, self._comparators.gemeente(indicator, v)) for v in self.history(indicator_id))
        return {period: there.number for period, there in years if there is not None and there.is_known}

    def nederland_history(self, indicator_id: str) -> Mapping[int, float]:
        """The values of Nederland by year."""
        indicator_id = self.catalogue.indicators[indicator_id].id
        periods = sorted(self._rows.periods.get(indicator_id, ()))
        cells = {period: self._rows.cells.get(("NL", indicator_id, period)) for period in periods}
        return {period: cell.value for period, cell in cells.items() if cell is not None}

    def growth_during(self, period: int) -> float:
        """Relative change of the number of inhabitants in the year from 1 January of `period`; NaN if unknown."""
        sizes = {v.period: v.number for v in self.history(self.catalogue.roles.people.all) if v.is_known}
        if not sizes.get(period) or period + 1 not in sizes:
            return float("nan")
        return sizes[period + 1] / sizes[period] - 1

    # --------------------------------------------------------------------- buurten

    @cached_property
    def buurten(self) -> pd.DataFrame:
        """Names, codes and boundary year of the buurten inside the area.

        Buurten are taken from the newest year that has them and in which the area was the same. Their figures may be
        of an earlier year, in the boundaries of then: see `buurt_values`.
        """
        return newest_of(self._years.buurten)

    @cached_property
    def _inside(self) -> Inside:
        return Inside(self._rows)

    def buurt_values(self, indicator_id: str) -> pd.DataFrame:
        """The newest values of an indicator in the buurten: `name`, `value`, `status`, `period`, `is_usual`.

        The usual year is the newest one that is known for most of the people in the buurten (`year_in_use` of
        `profile.buurten`), with the buurten, names and inhabitants of the boundaries that it is given in:
        `boundary_year`. A buurt of an earlier year stands beside the buurt of now in `row`; where it is none of
        these, `row` has its own code and year. Where one buurt has a newer value, as in an own file, that is its
        value, and `is_usual` is False: the others keep theirs.
        """
        return self._inside.values(self.catalogue.indicators[indicator_id].id)

    def own_buurt_values(self, indicator_id: str) -> dict[str, tuple[float, int]]:
        """Own figures of buurten that stand beside published ones: the newest value and its year, by `row`."""
        return self._inside.own_values(self.catalogue.indicators[indicator_id].id)

    # -------------------------------------------------------------------- patients

    @cached_property
    def patient_lists(self) -> pd.DataFrame:
        """The lists of patients per area that this edition may show, of practices with patients in the area."""
        lists = self._rows.shown(self.processed.patients)
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
        rows = self._rows.shown(self.processed.figures_of(here.gemeente_code.unique(), here.area_id))
        rows = self._rows.chosen(rows, here.area_id)
        code_of = dict(zip(here.area_id, here.area_code, strict=True))
        return rows.assign(area_code=[code_of.get(area_id) for area_id in rows.area_id.tolist()])

    # --------------------------------------------------------------------- sources

    def used_sources(self) -> list[dict]:
        """The sources that the figures of this profile come from, with their stand dates.

        An own file is named as soon as anything of it can be in the report: also a figure of an earlier year or
        of a buurt, and a list of patients.
        """
        ids = {f.value.source for f in self._figures.values() if f.value.source}
        ids |= {source for source in self._rows.every.source.unique() if self.catalogue.is_own(source)}
        ids |= set(self.patient_lists.source) | set(self._rows.shown(self.processed.cross_tables).source)
        outlines = f"pdok_wijken_{self.area.boundary_year}"
        sources = self.processed.receipt["sources"]
        return [s for s in sources if s["id"] in ids or s["id"].startswith(outlines)]

    @property
    def boundary_years(self) -> dict[str, int]:
        """The year of the boundaries that the figures of each source are given for, by the id of the source."""
        return {
            f.value.source: f.value.boundary_year
            for figure in self._figures.values()
            for f in (figure, *self.own_figures(figure.indicator.id))
            if f.value.source and f.value.boundary_year
        }

    # ------------------------------------------------------------ shown in a notebook

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
