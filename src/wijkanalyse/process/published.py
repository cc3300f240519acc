"""Refuse own and closed figures of two areas that are nearly the same.

Receives which areas have such figures, the composite areas and the register, and hands on nothing: two areas that
differ by a handful of people would together show a figure of those few (METHODS §8.4). CBS areas that lie in one
another are looked after figure by figure (`process.derivable`); here it is about composite areas, beside each
other, beside CBS areas, and beside what they were in a closed report that was made before.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from wijkanalyse.cards.composites import load_composites
from wijkanalyse.disclosure import check_differencing, is_judged
from wijkanalyse.editions import EDITIONS
from wijkanalyse.errors import AreaError, ProcessedDataError
from wijkanalyse.paths import Paths
from wijkanalyse.process.areas import Areas

CLOSED_EDITIONS = EDITIONS[1:]


def areas_with_own_figures(figures: pd.DataFrame) -> list[list[str]]:
    """Which areas have an own or closed figure of the same indicator and year: the different sets of area ids.

    Hidden figures count as well: whether a figure is hidden can change with the next file.
    """
    own = figures.loc[is_judged(figures), ["indicator", "period", "area_id"]].astype(str)
    return sorted({tuple(sorted(set(ids))) for _, ids in own.groupby(["indicator", "period"]).area_id})


def check_areas_apart(
    paths: Paths,
    own: Iterable[Collection[str]],
    areas: pd.DataFrame,
    figures: pd.DataFrame,
    households: str,
    regions: pd.DataFrame,
) -> None:
    """Refuse own figures of composite areas that differ too little from another area with the same figures.

    Parameters
    ----------
    paths
        The working tree, with the composite areas and the receipts of the closed editions.
    own
        What `areas_with_own_figures` found.
    areas
        The linked register of all years.
    figures
        Figures with `area_id`, of which the households are used.
    households
        The indicator of the number of households.
    regions
        In which region each gemeente lies (`region_lists.REGION_COLUMNS`): a regiobeeld shows these areas too.

    Raises
    ------
    DisclosureError
        With every pair of areas, by how many people they differ, and what to do.
    """
    sets = [set(ids) for ids in own]
    if not sets:
        return
    composites = load_composites(paths.composites)
    register = _Units(areas)
    register_of_all = Areas(areas, composites, regions)
    now = dict(_composite_parts(register_of_all))
    listed = dict(_region_parts(register_of_all))
    before = dict(_published_before(paths, areas))
    new: dict[str, dict[str, float]] = {}
    beside: dict[str, dict[str, float]] = {}
    published: dict[str, dict[str, float]] = {}
    for ids in sets:
        here = {code: parts for code, parts in now.items() if parts.keys() <= ids}
        new |= {code: register.shares(parts) for code, parts in here.items()}
        published |= {code: register.shares(parts) for code, parts in before.items() if parts.keys() <= ids}
        around = {a for parts in here.values() for part in parts for a in register.around(part)}
        years = sorted({year for parts in new.values() for year in register.years_of(parts)}, reverse=True)
        beside |= {
            register.name_of(a, year, years): register.shares({a: 1.0}, year)
            for a in sorted(around & ids)
            for year in years
        }
        if here:
            beside |= {name: register.shares(parts) for name, parts in listed.items() if parts.keys() <= ids}
    if new:
        check_differencing(new, _sizes(areas, figures, households), published, beside=beside)


def read_households(processed: Path, households: str) -> pd.DataFrame:
    """Of the figures that were written, those that `check_areas_apart` uses."""
    columns = ["area_id", "indicator", "period", "value"]
    table = pq.read_table(processed / "figures.parquet", columns=columns, filters=[("indicator", "==", households)])
    return table.to_pandas()


def _composite_parts(areas: Areas) -> Iterator[tuple[str, dict[str, float]]]:
    for code in areas.composites:
        try:
            area = areas.find(code)
        except AreaError:
            continue  # of a part of the country that was not fetched: there are no figures of it either
        yield code, {p.area_id: p.fraction for p in area.parts}


def _region_parts(areas: Areas) -> Iterator[tuple[str, dict[str, float]]]:
    """The regions of the lists in every year in which it is known which gemeenten they were."""
    for region, year in product(areas.regions, areas.years):
        if region.code not in areas.composites and (codes := areas.regions.gemeenten_in(region, year)):
            yield f"{region.code} ({year})", {areas.part(year, code).area_id: 1.0 for code in codes}


def _published_before(paths: Paths, areas: pd.DataFrame) -> Iterable[tuple[str, dict[str, float]]]:
    """Composite areas as they were in the closed reports that were made, from the receipts beside these."""
    keys = zip(areas.boundary_year.astype(int), areas.area_code, strict=True)
    ids = dict(zip(keys, areas.area_id, strict=True))
    receipts = ((e, r) for e in CLOSED_EDITIONS for r in receipts_in(paths.reports_of(e)))
    for edition, receipt in receipts:
        try:
            entries = json.loads(receipt.read_text(encoding="utf-8")).get("published", [])
            for number, entry in enumerate(entries, start=1):
                keys = {(entry["boundary_year"], code): share for code, share in entry["parts"]}
                if keys.keys() <= ids.keys():
                    yield f"{entry['code']} (nr. {number} in {edition})", {ids[k]: s for k, s in keys.items()}
        except FileNotFoundError:
            continue
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise ProcessedDataError(
                f"{receipt}: cannot be read ({type(error).__name__}: {error}). It says which composite areas were "
                "published with closed figures: put it back, or remove it when none of them was handed out."
            ) from error


def receipts_in(reports: Path) -> list[Path]:
    """The receipt of the reports in a folder, and those of the kinds of document beside them."""
    return [reports / "build.json", *sorted(reports.glob("*/build.json"))]


def _sizes(areas: pd.DataFrame, figures: pd.DataFrame, households: str) -> pd.DataFrame:
    """Inhabitants and households by area id, the newest known; nobody where they are unknown, which is strict."""
    inwoners = areas.dropna(subset="inwoners").sort_values("boundary_year").groupby("area_id").inwoners.last()
    rows = figures[(figures.indicator == households) & figures.value.notna()].sort_values("period")
    huishoudens = rows.assign(area_id=rows.area_id.astype(str)).groupby("area_id").value.last()
    sizes = pd.DataFrame({"inwoners": inwoners, "huishoudens": huishoudens}, index=areas.area_id.unique())
    return sizes.fillna(0.0)


class _Units:
    """Areas as the smallest areas that the register has of them: buurten, else wijken, else themselves."""

    def __init__(self, areas: pd.DataFrame) -> None:
        self._by_id = areas.sort_values("boundary_year").set_index("area_id", drop=False)
        self._ids = areas.set_index(["boundary_year", "area_code"]).area_id
        self._inside: dict[str, pd.Series] = {}
        for level, column in [("gemeente", "gemeente_code"), ("wijk", "wijk_code")]:
            small = [s for s in ("buurt", "wijk") if s != level]
            rows = areas[areas.area_level.isin(small)]
            self._inside[level] = rows.groupby(["boundary_year", column, "area_level"]).area_id.agg(list)

    def code_of(self, area_id: str) -> str:
        return str(self._rows(area_id).area_code.iloc[-1])

    def name_of(self, area_id: str, year: int, years: Sequence[int]) -> str:
        """The code of an area; with the year of its boundaries where it is held against areas of several years."""
        return self.code_of(area_id) + (f" ({year})" if len(years) > 1 else "")

    def shares(self, parts: Mapping[str, float], year: int | None = None) -> dict[str, float]:
        """The smallest areas inside these parts: those of a year, where the register has them, else the newest."""
        return {unit: share for part, share in parts.items() for unit in self._units(part, year)}

    def years_of(self, units: Collection[str]) -> set[int]:
        """The years of the boundaries of these areas."""
        return {int(year) for unit in units for year in self._rows(unit).boundary_year}

    def around(self, area_id: str) -> Sequence[str]:
        """The area itself, its wijk and its gemeente, in any year."""
        found = {area_id}
        for row in self._rows(area_id).itertuples():
            codes = [c for c in (row.wijk_code, row.gemeente_code) if isinstance(c, str)]
            found |= {self._ids[row.boundary_year, c] for c in codes if (row.boundary_year, c) in self._ids.index}
        return sorted(found)

    def _rows(self, area_id: str) -> pd.DataFrame:
        return self._by_id.loc[[area_id]]

    def _units(self, area_id: str, year: int | None) -> list[str]:
        rows = self._rows(area_id)[::-1]
        rows = pd.concat([rows[rows.boundary_year == year], rows[rows.boundary_year != year]])
        level = rows.area_level.iloc[0]
        if level in self._inside:
            inside = self._inside[level]
            for small in ("buurt", "wijk"):
                for row in rows.itertuples():
                    if (row.boundary_year, row.area_code, small) in inside.index:
                        return list(inside[row.boundary_year, row.area_code, small])
        return [area_id]
