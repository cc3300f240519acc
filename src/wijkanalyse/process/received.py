"""What was received and is read from ``data/raw``: registers, figures and boundaries, before years are linked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.schema import Source
from wijkanalyse.errors import RawDataError
from wijkanalyse.fetch.raw import CARD, read_raw_card, verify
from wijkanalyse.paths import Paths
from wijkanalyse.process.figures import table_figures
from wijkanalyse.process.odata import RawTable
from wijkanalyse.process.polygons import read_polygons
from wijkanalyse.process.register import read_register


@dataclass
class Received:
    """Everything that was read from ``data/raw``, before years are linked."""

    register: pd.DataFrame
    figures: list[pd.DataFrame]
    polygons: dict[tuple[str, int], gpd.GeoDataFrame]
    reference: pd.DataFrame | None = None
    wijken: pd.DataFrame | None = None
    sources: list[dict[str, Any]] = field(default_factory=list)


def read_fetched(paths: Paths, catalogue: Catalogue, say: Callable[[str], None]) -> Received | None:
    """The fetched sources, or None when nothing was fetched."""
    fetched = [s for s in catalogue.sources.values() if (paths.raw / s.id / CARD).is_file()]
    tables = [s for s in fetched if s.reader == "cbs_odata"]
    if not tables:
        return None
    registers, figures, sources = [], [], []
    for source in sorted(tables, key=lambda s: (s.family, s.boundary_year)):
        table = RawTable.open(source, paths.raw / source.id)
        if source.family == "cbs_kwb":
            registers.append(read_register(table))
        figures.append(table_figures(table, catalogue))
        sources.append(describe_source(source, table.card.modified))
        say(f"{source.title}: {len(figures[-1]):,} figures")
    if not registers:
        raise RawDataError(
            "no Kerncijfers wijken en buurten were fetched, so it is unknown which areas exist. "
            "Run `wijkanalyse fetch`."
        )
    polygons = {}
    for source in (s for s in fetched if s.reader == "pdok_wfs"):
        folder = paths.raw / source.id
        verify(folder, card := read_raw_card(folder))
        polygons[source.layer, source.boundary_year] = read_polygons(folder / "features.geojson.gz", source.layer)
        sources.append(describe_source(source, card.modified))
    return Received(pd.concat(registers, ignore_index=True), figures, polygons, sources=sources)


def describe_source(source: Source, modified: str | None) -> dict[str, Any]:
    """What a report has to say about a source."""
    return {
        "id": source.id,
        "citation": source.citation,
        "licence": source.licence,
        "modified": modified,
        "page": source.page,
        "openness": source.openness,
        "label": source.short_name or source.producer,
    }
