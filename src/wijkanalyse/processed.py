"""Read ``data/processed``: the tables of the build, cheaply for one area at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from wijkanalyse.areas import Areas, load_composites
from wijkanalyse.errors import ProcessedDataError
from wijkanalyse.paths import Paths


@dataclass(frozen=True)
class Processed:
    """The processed tables of one working tree. Tables are read once and then shared."""

    paths: Paths

    def _path(self, name: str) -> Path:
        path = self.paths.processed / name
        if not path.is_file():
            raise ProcessedDataError(f"{path} is not there; make it with `wijkanalyse process`")
        return path

    def _read(self, name: str, **kwargs: Any) -> pd.DataFrame:
        path = self._path(name)
        try:
            return pq.read_table(path, **kwargs).to_pandas()
        except (pa.ArrowInvalid, OSError) as error:
            raise ProcessedDataError(
                f"{path} cannot be read ({' '.join(str(error).split())[:100]}); "
                "make it again with `wijkanalyse process --refresh`"
            ) from error

    @cached_property
    def receipt(self) -> dict[str, Any]:
        """What went into the build: sources with their stand dates, and the fingerprint."""
        return json.loads(self._path("build.json").read_text(encoding="utf-8"))

    @cached_property
    def areas(self) -> Areas:
        return Areas(self._read("areas.parquet"), load_composites(self.paths.composites))

    @cached_property
    def reference(self) -> pd.DataFrame:
        """National distributions, indexed by indicator, period and stedelijkheid (0: all wijken)."""
        return self._read("reference.parquet").set_index(["indicator", "period", "stedelijkheid"]).sort_index()

    def figures_of(self, gemeente_codes: Iterable[str]) -> pd.DataFrame:
        """All figures of the named gemeenten, their wijken and buurten, and of Nederland ("")."""
        return self._read("figures.parquet", filters=[("gemeente_code", "in", sorted({*gemeente_codes, ""}))])

    def polygons(self, layer: str, boundary_year: int) -> gpd.GeoDataFrame | None:
        """Boundaries of a layer, or None when there are none of that year."""
        path = self.paths.processed / f"polygons_{layer}_{boundary_year}.parquet"
        return gpd.read_parquet(path) if path.is_file() else None
