"""A practice beside the area that its patients come from.

Receives where its patients live, as a list of patients per area, and what the practice counted itself. Hands on the
figures of these areas weighted by patients, how many people each would be in a practice of so many from there, and the
counts beside what would be expected. All of it is about who lives in an area: nothing here is a share of the patients.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.cards.themes import counts_people
from wijkanalyse.codes import gemeente_of, wijk_of
from wijkanalyse.disclosure import POOLED, check_list
from wijkanalyse.editions import Openness, check_edition, shown_in
from wijkanalyse.errors import ReportError, UnknownNameError
from wijkanalyse.methods.aggregation import MIN_COVERAGE
from wijkanalyse.methods.catchment import InPractice, beside_expected, catchment_mean, in_practice
from wijkanalyse.near import did_you_mean
from wijkanalyse.paths import Paths, find_paths
from wijkanalyse.process.possible import PER
from wijkanalyse.profile.processed import Processed, open_processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.words import BESIDE_A_PRACTICE

Beside = Literal["within", "more", "fewer", "too_few", "hidden", "unknown"]
MOST_WIJKEN = 3
LEAST_SHARE = 0.10
"""Wijken that the practice stands beside: three at most, each with a tenth of the patients or more."""
COUNT_COLUMNS = {
    "id": "str", "label": "str", "period": "Int64", "count": "float64", "patients": "float64", "expected": "float64",
    "lower": "float64", "upper": "float64", "expected_period": "Int64", "compared": "str",
}  # fmt: skip
SMALLEST = 500
"""The size of practice that is told is a round number: the list itself need not be read from it."""


@dataclass(frozen=True)
class CatchmentFigure:
    """A figure of the areas where patients live, weighted by patients, beside wijken, gemeente and Nederland."""

    indicator: Indicator
    period: int
    value: float
    coverage: float
    """Share of the patients whose area has the figure, 0 to 1."""
    wijken: tuple[float, ...]
    """Of `Practice.wijken`; NaN where unknown."""
    gemeente: float
    """Of the gemeenten of the patients, weighted by patients."""
    nederland: float
    people: InPractice | None
    """About how many in a practice of `Practice.size` people from this area; None for what is no share of people."""


@dataclass(frozen=True)
class PracticeCount:
    """What the practice counted, beside what a practice from this area would have."""

    source: str
    indicator: Indicator
    period: int
    count: float
    patients: float
    expected: InPractice | None
    expected_period: int
    beside: Beside


class Practice:
    """The area where the patients of one practice live, and what the practice counted.

    Attributes
    ----------
    source : str
        The id of its list of patients.
    title : str
        What the practice is called.
    profile : Profile
        Of the wijk where most patients live.
    size : int
        How many people a practice is told of: those on the list, in whole hundreds.
    """

    def __init__(self, source: str, profile: Profile, patients: pd.DataFrame, size: int = 0) -> None:
        self.source, self.profile, self._patients = source, profile, patients
        self.title = str(patients.title.iloc[0])
        rounded = int(round(float(patients.patients.sum()), -2))
        self.size = size or max(SMALLEST, rounded)

    # ----------------------------------------------------------------- where they live

    @cached_property
    def homes(self) -> pd.DataFrame:
        """The wijken (and larger areas) of the list: `area_code`, `name` and `share` of the patients, largest first."""
        shares = _by_wijk(self._patients)
        shares = shares[shares.index != POOLED] / self._patients.patients.sum()
        names = self._names
        rows = [(code, names.get(code, code), share) for code, share in shares.items()]
        return pd.DataFrame(rows, columns=["area_code", "name", "share"])

    @property
    def elsewhere(self) -> float:
        """Share of the patients who live elsewhere, where few patients live, or of whom it is unknown."""
        return max(0.0, 1 - float(self.homes.share.sum()))

    @cached_property
    def wijken(self) -> pd.DataFrame:
        """Those of `homes` that stand beside the practice."""
        return self.homes[self.homes.share >= LEAST_SHARE].head(MOST_WIJKEN)

    @property
    def gemeenten(self) -> list[str]:
        """Names of the gemeenten of `wijken`, by alphabet."""
        return sorted({self._names[g] for c in self.wijken.area_code if (g := gemeente_of(c)) in self._names})

    @property
    def _names(self) -> Mapping[str, str]:
        return self.profile.processed.areas.names_of(self._boundary_year)

    @property
    def _boundary_year(self) -> int:
        return int(self._patients.boundary_year.iloc[0])

    # -------------------------------------------------------------------- figures

    @cached_property
    def _weights(self) -> pd.Series:
        return self._patients.set_index("area_code").patients.astype(float)

    @cached_property
    def _rows(self) -> pd.DataFrame:
        """The figures of the areas of the list, their gemeenten and the wijken that stand beside."""
        codes = [c for c in self._weights.index if c != POOLED]
        codes = {*codes, *map(gemeente_of, codes), *self.wijken.area_code} - {""}
        rows = self.profile.figures_of_areas(sorted(codes), self._boundary_year)
        return rows[rows.status == "ok"].astype({"indicator": str})

    @cached_property
    def figures(self) -> list[CatchmentFigure]:
        """The figures of `roles.catchments` that are known for enough of the patients."""
        found = (self.figure(name) for name in self.profile.catalogue.roles.catchments)
        return [f for f in found if f is not None]

    def figure(self, indicator_id: str) -> CatchmentFigure | None:
        """One figure of these areas, in its newest year; None when it is not known for 80 % of the patients."""
        indicator = self.profile.catalogue.indicators[indicator_id]
        period = self.profile.processed.newest_period(indicator_id)
        if period is None:
            return None
        rows = self._of(indicator_id, period)
        mean = self._mean(rows.value)
        if mean is None:
            return None
        value, coverage = mean
        gemeente = self._mean_of_gemeenten(rows.value)
        return CatchmentFigure(
            indicator,
            int(period),
            value,
            coverage,
            tuple(float(rows.value.get(code, math.nan)) for code in self.wijken.area_code),
            gemeente,
            float(self.profile.nederland_history(indicator_id).get(period, math.nan)),
            self._people(indicator, rows),
        )

    def _of(self, indicator_id: str, period: int) -> pd.DataFrame:
        """The rows of one figure in one year, by area code."""
        rows = self._rows[(self._rows.indicator == indicator_id) & (self._rows.period == period)]
        return rows.drop_duplicates("area_code").set_index("area_code")

    def _people(self, indicator: Indicator, rows: pd.DataFrame) -> InPractice | None:
        """The figure as people among all inhabitants, so that it can be one of a practice of all ages."""
        roles = self.profile.catalogue.roles
        if not counts_people(indicator, roles):
            return None
        everybody = self._population(roles.people.all, rows)
        weight = indicator.aggregation.weight
        base = rows.denominator if weight is None else rows.denominator.fillna(self._population(weight, rows))
        part = (base / everybody).clip(upper=1.0) / PER[indicator.unit]
        here = self._mean(rows.value * part)
        if here is None:
            return None
        bounds = self._bounds(rows.lower * part, rows.upper * part)
        return in_practice(self.size, here[0], self._mean_of_gemeenten(rows.value * part), bounds)

    def _population(self, indicator_id: str, rows: pd.DataFrame) -> pd.Series:
        """How many people a group has in each of these areas, in the year of the figure or the nearest one."""
        known = self._rows[self._rows.indicator == indicator_id]
        period = int(rows.period.iloc[0]) if len(rows) else 0
        known = known.assign(off=(known.period - period).abs()).sort_values(["off", "period"])
        return known.drop_duplicates("area_code").set_index("area_code").value.reindex(rows.index)

    def _mean(self, values: pd.Series) -> tuple[float, float] | None:
        """Weighted by patients, with the share of them it is known for; None below 80 %."""
        mean = catchment_mean(self._weights.to_numpy(), values.reindex(self._weights.index).to_numpy(float))
        return None if mean.absent else (float(mean.value), float(mean.coverage))

    def _bounds(self, lower: pd.Series, upper: pd.Series) -> tuple[float, float]:
        """Both ends weighted by patients; NaN where the source gives none for enough of them."""
        ends = [self._mean(end) for end in (lower, upper)]
        return tuple(end[0] if end else math.nan for end in ends)

    def _mean_of_gemeenten(self, values: pd.Series) -> float:
        codes = [gemeente_of(c) if c != POOLED else "" for c in self._weights.index]
        mean = catchment_mean(self._weights.to_numpy(), values.reindex(codes).to_numpy(float))
        return math.nan if mean.absent else float(mean.value)

    # --------------------------------------------------------------------- counts

    @cached_property
    def counted(self) -> list[PracticeCount]:
        """What the practice counted and this edition may show, in the order of its files."""
        return list(self._counted())

    def _counted(self) -> Iterator[PracticeCount]:
        counts = self.profile.processed.practice_counts
        shown = counts.openness.isin(shown_in(self.profile.edition)) & (counts.list_of_patients == self.source)
        for row in counts[shown].itertuples(index=False):
            indicator = self.profile.catalogue.indicators[row.indicator]
            figure = self.figure(row.indicator)
            expected = None if figure is None else self._expected(indicator, figure, row.denominator)
            beside: Beside = "hidden" if row.hidden_by else "unknown"
            if expected is not None and not row.hidden_by:
                beside = beside_expected(row.count, expected)
            yield PracticeCount(
                row.source,
                indicator,
                int(row.period),
                row.count,
                row.denominator,
                expected,
                figure.period if figure else 0,
                beside,
            )

    def _expected(self, indicator: Indicator, figure: CatchmentFigure, patients: float) -> InPractice | None:
        if math.isnan(patients):
            return None
        per = PER[indicator.unit]
        rows = self._of(indicator.id, figure.period)
        lower, upper = (end / per for end in self._bounds(rows.lower, rows.upper))
        return in_practice(patients, figure.value / per, figure.gemeente / per, (lower, upper))

    # --------------------------------------------------------------------- tables

    def used_sources(self) -> list[dict[str, Any]]:
        """The sources of what is shown: of the figures, the list of patients and the counts."""
        shown = {(f.indicator.id, f.period) for f in self.figures}
        pairs = zip(self._rows.indicator, self._rows.period, self._rows.source, strict=True)
        ids = {str(source) for i, period, source in pairs if (i, int(period)) in shown} | {self.source}
        ids |= {c.source for c in self.counted}
        return [s for s in self.profile.processed.receipt["sources"] if s["id"] in ids]

    def table(self) -> pd.DataFrame:
        """The figures of the area of the practice.

        Returns
        -------
        pandas.DataFrame
            One row per figure: `id`, `label`, `unit`, `period`, `value` (weighted by patients), `coverage` (0 to 1),
            one column per wijk by its name, `gemeente`, `nederland`; `people`, `people_lower` and `people_upper`, in a
            practice of `size` people from this area, NaN for what is no share of people.
        """
        nobody = InPractice(math.nan, math.nan, math.nan)
        return pd.DataFrame(
            {
                "id": f.indicator.id, "label": f.indicator.label, "unit": f.indicator.unit, "period": f.period,
                "value": f.value, "coverage": f.coverage, **dict(zip(self.wijken.name, f.wijken, strict=True)),
                "gemeente": f.gemeente, "nederland": f.nederland,
                **dict(zip(("people", "people_lower", "people_upper"), f.people or nobody, strict=True)),
            }
            for f in self.figures
        )  # fmt: skip

    def counts_table(self) -> pd.DataFrame:
        """What the practice counted, beside what a practice from this area would have.

        Returns
        -------
        pandas.DataFrame
            One row per count that this edition may show: `id`, `label`, `period`, `count` among `patients`, both NaN
            where they are hidden; `expected` with its range from `lower` to `upper`, of the year `expected_period`;
            `compared`, in the words of the document.
        """
        nobody = InPractice(math.nan, math.nan, math.nan)
        rows = [
            (c.indicator.id, c.indicator.label, c.period, c.count, c.patients, *(c.expected or nobody),
             c.expected_period or None, BESIDE_A_PRACTICE[c.beside])
            for c in self.counted
        ]  # fmt: skip
        return pd.DataFrame.from_records(rows, columns=list(COUNT_COLUMNS)).astype(COUNT_COLUMNS)


def _by_wijk(patients: pd.DataFrame) -> pd.Series:
    wijken = [wijk_of(code) or code for code in patients.area_code]
    return patients.patients.astype(float).groupby(wijken).sum().sort_values(ascending=False, kind="stable")


def main_wijk(patients: pd.DataFrame) -> str:
    """The wijk or larger area where most patients of a list live.

    Raises
    ------
    ReportError
        When it is not known for enough patients where they live.
    """
    shares = _by_wijk(patients) / patients.patients.sum()
    known = float(shares[shares.index != POOLED].sum())
    if known < MIN_COVERAGE:
        raise ReportError(
            f"{patients.source.iloc[0]}: of {100 * known:.0f} % of the patients it is known in which wijk they live; "
            f"below {100 * MIN_COVERAGE:.0f} % nothing is said of their area. Are postcodes missing from the table?"
        )
    return str(shares[shares.index != POOLED].index[0])


def patients_of(processed: Processed, source: str, edition: Openness) -> pd.DataFrame:
    """The list of patients of a practice, as far as this edition may use it and there is enough on it.

    Raises
    ------
    UnknownNameError, DisclosureError, ReportError
    """
    lists = processed.patients
    patients = lists[lists.source == source]
    if patients.empty:
        known = list(lists.source.unique())
        hint = did_you_mean(source, known) or (f"there are {', '.join(known)}." if known else "there is none yet.")
        raise UnknownNameError(
            f"there is no list of patients {source!r}; {hint} `wijkanalyse praktijk FILE` takes one in"
        )
    openness = str(patients.openness.iloc[0])
    if openness not in shown_in(edition):
        raise ReportError(f"{source}: is for edition {openness}, and {edition} was asked; make the edition {openness}")
    check_list(patients)
    return patients


def load_practice(source: str, *, size: int = 0, edition: Openness = "intern", paths: Paths | None = None) -> Practice:
    """Open a practice by its list of patients.

    Parameters
    ----------
    source
        The id of the list: the name of its file in ``data/besloten``, without the ending.
    size
        How many people a practice is told of; 0: as many as are on the list, in whole hundreds.
    edition
        What may be shown; at least that of the list.
    paths
        The working tree; by default the one around the working folder.

    Raises
    ------
    UnknownNameError, DisclosureError, ReportError, AreaError
    """
    check_edition(edition)
    if size < 0 or 0 < size < SMALLEST:
        raise ReportError(f"a practice has {SMALLEST} people or more, or 0 for as many as on its list; got {size}")
    processed = open_processed(paths or find_paths())
    patients = patients_of(processed, source, edition)
    area = processed.areas.find(main_wijk(patients), int(patients.boundary_year.iloc[0]))
    return Practice(source, Profile(area, processed, load_catalogue(), edition), patients, size)
