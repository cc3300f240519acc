"""Read ``data/processed``: the tables of the build, cheaply for one area at a time."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from wijkanalyse.cards.composites import load_composites
from wijkanalyse.cards.house_style import HouseStyle, load_house_style
from wijkanalyse.editions import EDITIONS
from wijkanalyse.errors import ProcessedDataError
from wijkanalyse.paths import Paths
from wijkanalyse.process.areas import Area, Areas
from wijkanalyse.process.fresh import RECEIPT, REPAIR, check_table
from wijkanalyse.process.reference import ALL, FILLED_SHARE, PERCENTILES, PLACE_SHARE
from wijkanalyse.profile.stored import StoredFigures, read_gemeenten

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True)
class Distribution:
    """How an indicator is spread over the Dutch wijken: robust spread around Nederland, and percentiles 0 to 100."""

    spread: float
    percentiles: np.ndarray


@dataclass(frozen=True)
class Processed:
    """The processed tables of one working tree. Tables are read once and then shared.

    Every table is held against its digest in ``build.json`` before it is read.
    """

    paths: Paths

    def _table(self, name: str) -> Path:
        """The file of a table; hashed once, and again only when another file took its place."""
        path = self.paths.processed / name
        if name not in self.tables:
            raise ProcessedDataError(f"{path} is not named in {RECEIPT}; {REPAIR}")
        now = _stamp(path)
        if now is None or self._checked.get(name) != now:
            check_table(path, self.tables[name])
            self._checked[name] = now
        return path

    @cached_property
    def _checked(self) -> dict[str, tuple[int, ...] | None]:
        return {}

    def check(self) -> None:
        """Hold every table against the receipt, also those that nobody reads yet.

        Raises
        ------
        ProcessedDataError
        """
        for name in self.tables:
            self._table(name)

    def _read(self, name: str) -> pd.DataFrame:
        with self._reading(name) as path:
            return pq.read_table(path).to_pandas()

    @contextmanager
    def _reading(self, name: str) -> Iterator[Path]:
        """The file of a table; what goes wrong while it is read is told as such."""
        path = self._table(name)
        try:
            yield path
        except (pa.ArrowInvalid, OSError) as error:
            raise ProcessedDataError(
                f"{path} cannot be read ({' '.join(str(error).split())[:100]}); {REPAIR}"
            ) from error

    @cached_property
    def receipt(self) -> dict[str, Any]:
        """What went into the build: sources with their stand dates, and the fingerprint."""
        path = self.paths.processed / RECEIPT
        try:
            receipt = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as error:
            raise ProcessedDataError(f"{path} is not there; make it with `wijkanalyse process`") from error
        except (OSError, ValueError, RecursionError) as error:
            raise ProcessedDataError(f"{path} cannot be read ({error}); {REPAIR}") from error
        if not _is_receipt(receipt):
            raise ProcessedDataError(f"{path} is not the receipt of a build; {REPAIR}")
        return receipt

    @cached_property
    def house_style(self) -> HouseStyle | None:
        """How reports of this tree look; None where nobody made a style."""
        return load_house_style(self.paths)

    @cached_property
    def tables(self) -> dict[str, str]:
        """SHA-256 of every table of the build, by file name."""
        tables = self.receipt.get("tables")
        if not tables:
            raise ProcessedDataError(f"{self.paths.processed / RECEIPT} names no tables; {REPAIR}")
        return tables

    @cached_property
    def sources(self) -> dict[str, dict[str, Any]]:
        """What a report has to say about each source, own sources too, by id."""
        if "sources" not in self.receipt:
            raise ProcessedDataError(f"{self.paths.processed / RECEIPT} names no sources; {REPAIR}")
        return {source["id"]: source for source in self.receipt["sources"]}

    @cached_property
    def areas(self) -> Areas:
        composites = load_composites(self.paths.composites)
        return Areas(self._read("areas.parquet"), composites, self._read("regions.parquet"))

    @cached_property
    def reference(self) -> pd.DataFrame:
        """National distributions, indexed by indicator, period and stedelijkheid (0: all wijken)."""
        return self._read("reference.parquet").set_index(["indicator", "period", "stedelijkheid"]).sort_index()

    @cached_property
    def ranges(self) -> pd.DataFrame:
        """How far the buurten of a Dutch wijk usually lie apart; see `process.buurt_ranges`."""
        return self._read("ranges.parquet")

    @cached_property
    def wijken(self) -> pd.DataFrame:
        """The newest figures of every Dutch wijk; see `process.matrix`."""
        return self._read("wijken.parquet")

    def expected_of(self, indicator_id: str) -> tuple[pd.DataFrame, pd.Series | None]:
        """What is expected of every wijk in one count, by `area_id`, and the model of it; None where it has none."""
        return self._expected.get(indicator_id, (pd.DataFrame(), None))

    @cached_property
    def _expected(self) -> dict[str, tuple[pd.DataFrame, pd.Series]]:
        models = self._read("expected_models.parquet").set_index("indicator")
        wijken = self._read("expected.parquet").groupby("indicator")
        return {i: (rows.set_index("area_id"), models.loc[i]) for i, rows in wijken}

    @cached_property
    def patients(self) -> pd.DataFrame:
        """Lists of patients per area, of practices that brought one."""
        return self._read("patients.parquet")

    @cached_property
    def practice_counts(self) -> pd.DataFrame:
        """What these practices counted of all their patients together, small numbers hidden."""
        return self._read("practice_counts.parquet")

    @cached_property
    def cross_tables(self) -> pd.DataFrame:
        """Published households of the country by kind, home and income; see `process.cross_table`."""
        return self._read("cross_tables.parquet")

    @cached_property
    def filled_periods(self) -> dict[str, list[int]]:
        """Per indicator the years in which at least half of the Dutch wijken have a value, newest first."""
        national = self.reference.xs(ALL, level="stedelijkheid").reset_index()
        filled = national[national.filled >= FILLED_SHARE].sort_values("period", ascending=False)
        return {i: list(dict.fromkeys(map(int, periods))) for i, periods in filled.groupby("indicator").period}

    @cached_property
    def filled_editions(self) -> dict[tuple[str, int], list[int]]:
        """The same per indicator and boundary year: tables of two boundary years may each give the series."""
        national = self.reference.xs(ALL, level="stedelijkheid").reset_index()
        filled = national[national.filled >= FILLED_SHARE].sort_values("period", ascending=False)
        groups = filled.groupby(["indicator", "boundary_year"]).period
        return {(i, int(year)): [int(p) for p in periods] for (i, year), periods in groups}

    @cached_property
    def distributions(self) -> dict[tuple[str, int, int], Distribution]:
        """The distribution over all Dutch wijken by indicator, period and boundary year, where enough have one."""
        national = self.reference.xs(ALL, level="stedelijkheid").reset_index()
        national = national[national.filled >= PLACE_SHARE]
        keys = zip(national.indicator, national.period, national.boundary_year, strict=True)
        percentiles = national[[f"p{p:03d}" for p in PERCENTILES]].to_numpy(float)
        rows = zip(keys, national.spread, percentiles, strict=True)
        return {(i, int(p), int(year)): Distribution(spread, found) for (i, p, year), spread, found in rows}

    def quartiles(
        self, indicator_id: str, period: int, boundary_year: int, klasse: int
    ) -> tuple[float, float, float] | None:
        """Median, P25 and P75 of the people in wijken of a stedelijkheidsklasse, or None without any."""
        return self._quartiles.get((indicator_id, period, boundary_year, klasse))

    @cached_property
    def _quartiles(self) -> dict[tuple[str, int, int, int], tuple[float, float, float]]:
        columns = self.reference.reset_index()
        columns = columns[["indicator", "period", "boundary_year", "stedelijkheid", "median", "p025", "p075"]]
        return {
            (i, int(p), int(year), int(k)): tuple(row)
            for i, p, year, k, *row in columns.itertuples(index=False, name=None)
            if (i, int(p), int(year)) in self.distributions
        }

    def newest_period(self, indicator_id: str) -> int | None:
        """The newest filled year of an indicator in the country, or None for an own indicator."""
        periods = self.filled_periods.get(indicator_id)
        return periods[0] if periods else None

    def newest_edition(self, indicator_id: str, period: int) -> int | None:
        """The newest boundary year of which the Dutch wijken have a figure of a period, or None without any."""
        return self._newest_editions.get((indicator_id, period))

    @cached_property
    def _newest_editions(self) -> dict[tuple[str, int], int]:
        by_year = sorted(self.filled_editions.items(), key=lambda edition: edition[0][1])
        return {(indicator_id, period): year for (indicator_id, year), periods in by_year for period in periods}

    def figures_of(self, gemeente_codes: Iterable[str], area_ids: Collection[str] | None = None) -> pd.DataFrame:
        """The figures of the named gemeenten, their wijken and buurten, and of Nederland (""), in the table's order.

        With `area_ids` only of these of them.
        """
        wanted = frozenset({*gemeente_codes, ""})
        stored = self._stored(wanted) or self._read_figures(wanted)
        return stored.of_gemeenten(wanted) if area_ids is None else stored.of_areas(area_ids)

    def keep_figures_of(self, gemeente_codes: Iterable[str]) -> None:
        """Read the figures of these gemeenten now, once for the many areas in them that are to be asked for."""
        wanted = frozenset({*gemeente_codes, ""})
        if self._stored(wanted) is None:
            self._kept.append((wanted, self._read_figures(wanted)))

    def _stored(self, gemeenten: Collection[str]) -> StoredFigures | None:
        """The figures in memory with all those of these gemeenten."""
        if "_all_figures" in self.__dict__:
            return self._all_figures
        return next((stored for having, stored in self._kept if having.issuperset(gemeenten)), None)

    def _read_figures(self, gemeenten: Collection[str]) -> StoredFigures:
        with self._reading("figures.parquet") as path:
            return read_gemeenten(path, gemeenten)

    @cached_property
    def _kept(self) -> list[tuple[frozenset[str], StoredFigures]]:
        """The gemeenten that were asked for, and their figures."""
        return []

    def all_figures(self) -> pd.DataFrame:
        """The figures of the whole build. Kept only when `preload` read them: they are large."""
        return self._all_figures.rows if "_all_figures" in self.__dict__ else self._read("figures.parquet")

    @cached_property
    def profiles(self) -> WeakValueDictionary[tuple[Area, str], Any]:
        """The profiles that somebody still holds, by area and edition: what they found is found once."""
        return WeakValueDictionary()

    @cached_property
    def comparable(self) -> dict[tuple[str, int, str], Any]:
        """The comparable wijken found so far, by code, year and edition: finding them is needed more than once."""
        return {}

    @cached_property
    def gemeenten_together(self) -> dict[tuple[Any, str, str], Any]:
        """The gemeenten of the regions that were compared with so far, by region and edition."""
        return {}

    @cached_property
    def region_values(self) -> dict[tuple[Any, ...], Any]:
        """The figures of these regions so far, by region, edition, indicator, period, boundary year and source."""
        return {}

    @cached_property
    def _all_figures(self) -> StoredFigures:
        return StoredFigures(self._read("figures.parquet"))

    def preload(self) -> None:
        """Read everything now, for a process that forks one child per report."""
        self.areas.index()
        self._all_figures.index()
        _ = (
            self.filled_periods,
            self.distributions,
            self.wijken,
            self._quartiles,
            self.ranges,
            self.patients,
            self._expected,
        )
        for name in self.tables:
            if name.startswith("polygons_"):
                _, layer, year = name.removesuffix(".parquet").split("_")
                self.polygons(layer, int(year))

    def polygons(self, layer: str, boundary_year: int) -> gpd.GeoDataFrame | None:
        """Boundaries of a layer, or None when there are none of that year."""
        if (layer, boundary_year) not in self._polygons:
            import geopandas as gpd  # here: loading it takes long, and only a map needs it

            name = f"polygons_{layer}_{boundary_year}.parquet"
            self._polygons[layer, boundary_year] = gpd.read_parquet(self._table(name)) if name in self.tables else None
        return self._polygons[layer, boundary_year]

    @cached_property
    def _polygons(self) -> dict[tuple[str, int], gpd.GeoDataFrame | None]:
        return {}


def open_processed(paths: Paths) -> Processed:
    """The processed tables of a tree, shared by everything in this process until they or its composite areas change."""
    return _open(paths, state_of(paths))


def state_of(paths: Paths) -> tuple[Any, ...]:
    """What is another when the tables were built anew or a composite area was edited; quick to ask."""
    files = (paths.processed / RECEIPT, *sorted(paths.composites.glob("*.yml")))
    return tuple((path.name, _stamp(path)) for path in files)


def _stamp(path: Path) -> tuple[int, ...] | None:
    """Which file this is, and when it was written; None when there is none."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


@lru_cache(maxsize=1)  # the tables of before are not kept: those of the country take more than 1 GB
def _open(paths: Paths, _state: tuple[Any, ...]) -> Processed:
    return Processed(paths)


def _is_receipt(receipt: Any) -> bool:
    """Whether what is used of a receipt has the form that a build gives it."""
    if not isinstance(receipt, dict) or not isinstance(receipt.get("fingerprint", ""), str):
        return False
    sources, tables, left_out = receipt.get("sources", []), receipt.get("tables", {}), receipt.get("left_out", [])
    return (
        isinstance(sources, list)
        and all(isinstance(s, dict) and isinstance(s.get("id"), str) for s in sources)
        and isinstance(tables, dict)
        and all(isinstance(digest, str) and Path(name).name == name for name, digest in tables.items())
        and isinstance(left_out, list)
        and all(
            isinstance(f, dict) and isinstance(f.get("name"), str) and f.get("openness") in EDITIONS for f in left_out
        )
    )
