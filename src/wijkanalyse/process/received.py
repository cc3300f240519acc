"""What was received and is read from ``data/raw``: registers, figures and boundaries, before years are linked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.families import Family
from wijkanalyse.cards.schema import Source
from wijkanalyse.errors import RawDataError, listing
from wijkanalyse.fetch.raw import FEATURES, RawCard, fetched_cards, read_raw_card, source_of, verify
from wijkanalyse.paths import Paths
from wijkanalyse.process.figures import table_figures
from wijkanalyse.process.fit import check_whole, in_boundaries, of_known_areas, other_year, still_empty
from wijkanalyse.process.odata import RawTable
from wijkanalyse.process.polygons import CODE_FIELDS, against_surfaces, of_register, read_polygons
from wijkanalyse.process.register import REGISTER_COLUMNS, read_register, read_surfaces
from wijkanalyse.process.scores import ScoreTable
from wijkanalyse.process.series import one_family_each
from wijkanalyse.process.topics import Neighbours
from wijkanalyse.process.unfilled_year import UnfilledYear, as_of_filled_year

REGISTER = "cbs_kwb"
"""The family that says which areas there are."""


@dataclass
class Received:
    """Everything that was read from ``data/raw``, before years are linked."""

    register: pd.DataFrame
    figures: list[pd.DataFrame]
    polygons: dict[tuple[str, int], gpd.GeoDataFrame]
    reference: pd.DataFrame | None = None
    ranges: pd.DataFrame | None = None
    wijken: pd.DataFrame | None = None
    expected: tuple[pd.DataFrame, pd.DataFrame] | None = None
    """Of the example, which cannot be fitted: the two tables of `process.expected`."""
    sources: list[dict[str, Any]] = field(default_factory=list)
    editions: dict[str, Source] = field(default_factory=dict)
    surfaces: dict[int, pd.DataFrame] = field(default_factory=dict)
    """Hectares of the areas by year, as far as a register was fetched: `register.read_surfaces`."""
    unfilled: dict[int, UnfilledYear] = field(default_factory=dict)
    """Years of which the areas are known and the inhabitants are not."""
    waiting: list[tuple[RawTable, pd.DataFrame]] = field(default_factory=list)
    """Figures of such a year, until the outlines have been read."""
    told: list[str] = field(default_factory=list)
    """What a person has to know of the tables, one line each."""
    faults: list[str] = field(default_factory=list)
    """What does not fit and so was left out, one line each."""


def read_fetched(paths: Paths, catalogue: Catalogue, say: Callable[[str], None]) -> Received | None:
    """The editions that were fetched, or None when no table was.

    What does not fit costs only itself: a line about it is in `faults`.
    """
    editions = [(family, card) for family, card in fetched_cards(catalogue, paths.raw) if not family.regions]
    tables = [(family, card) for family, card in editions if not family.layer]
    if not tables:
        return None
    received, neighbours = Received(pd.DataFrame(columns=REGISTER_COLUMNS), [], {}), defaultdict(Neighbours)
    # The register comes first: it says which areas the other tables can be about.
    for family, card in sorted(tables, key=lambda pair: (pair[0].id != REGISTER, pair[1].source)):
        reader = ScoreTable if family.scores else RawTable
        table = reader.open(source_of(card, family), paths.raw / card.source, neighbours[family.id])
        others = {c.boundary_year: c for f, c in tables if f is family and c is not card}
        try:
            if family.boundaries == "regions" and len(received.register):
                table = in_boundaries(table, received.register)
            if isinstance(table, ScoreTable):
                table = table.with_all_areas(received.register)
            _read_table(table, family, others, received, catalogue)
        except RawDataError as error:
            received.faults.append(str(error))
            continue
        if table.source.id in received.editions:
            neighbours[family.id].add(table.topics, table.found)
            say(f"{table.source.title}: {len(received.figures[-1]):,} figures")
    if received.register.empty:
        heading = "no Kerncijfers wijken en buurten can be used, so it is unknown which areas exist. "
        raise RawDataError(listing(heading + "Run `wijkanalyse fetch`.", [*received.told, *received.faults]))
    layers = [(source_of(card, family), paths.raw / card.source) for family, card in editions if family.layer]
    for source, folder in layers:
        if source.boundary_year in set(received.register.boundary_year):
            _read_outlines(source, folder, received)
    if received.waiting:
        _use_unfilled_years(received, layers)
    received.figures = one_family_each(received.figures, catalogue, received.told)
    return received


def _read_table(
    table: RawTable, family: Family, others: Mapping[int, RawCard], received: Received, catalogue: Catalogue
) -> None:
    """Add what an edition holds to what was received; raises RawDataError when it is of no use."""
    source = table.source
    if family.boundaries == "title":
        received.told += other_year(table)
    if empty := still_empty(table, family):
        received.told.append(empty)
        if family.id == REGISTER:
            received.unfilled[int(source.boundary_year)] = UnfilledYear(int(source.boundary_year), table.region_titles)
        return
    check_whole(table, others, is_register=family.id == REGISTER)
    if family.id == REGISTER:
        own = read_register(table)
        received.surfaces[int(source.boundary_year or 0)] = read_surfaces(table)
        received.register = pd.concat([received.register, own], ignore_index=True) if len(received.register) else own
    figures = table_figures(table, catalogue)
    if source.boundary_year in received.unfilled:
        received.waiting.append((table, figures))
        return
    figures = of_known_areas(source, figures, received.register, table.faults)
    _add(table, figures, received)


def _add(table: RawTable, figures: pd.DataFrame, received: Received) -> None:
    """Add the figures of an edition, and what has to be told of it."""
    received.told += table.told
    received.faults += table.faults
    if figures.empty:
        received.told.append(f"{table.source.called}: it gives no figure of any indicator")
        return
    received.figures.append(figures)
    received.sources.append(describe_source(table.source, table.card.modified))
    received.editions[table.source.id] = table.source


def _use_unfilled_years(received: Received, layers: Iterable[tuple[Source, Path]]) -> None:
    """Add the figures of years without inhabitants to the filled year in which their areas are the same."""
    outlines = received.polygons | {
        (str(source.layer), int(source.boundary_year or 0)): _outlines(source, folder, received)[0]
        for source, folder in layers
        if source.boundary_year in received.unfilled
    }
    same: dict[int, tuple[int, set[str]]] = {}  # holding outlines against each other takes seconds: once per year
    for table, figures in received.waiting:
        unfilled = received.unfilled[int(table.source.boundary_year or 0)]
        if unfilled.year not in same:
            nearest = unfilled.nearest(received.register)
            same[unfilled.year] = nearest, unfilled.same_in(nearest, received.register, outlines)
        year, codes = same[unfilled.year]
        figures, line = as_of_filled_year(figures, table.source.called, unfilled, year, codes)
        table.tell(line)
        moved = table.source.model_copy(update={"boundary_year": year})
        _add(replace(table, source=moved), figures, received)


def _outlines(source: Source, folder: Path, received: Received) -> tuple[gpd.GeoDataFrame, RawCard]:
    verify(folder, card := read_raw_card(folder))
    return read_polygons(folder / FEATURES, str(source.layer), received.faults), card


def _read_outlines(source: Source, folder: Path, received: Received) -> None:
    outlines, card = _outlines(source, folder, received)
    register = received.register
    level = register.area_level == CODE_FIELDS[str(source.layer)].removesuffix("code")
    codes = set(register.area_code[level & (register.boundary_year == source.boundary_year)])
    outlines = of_register(outlines, codes, source.called, received.told)
    if (surfaces := received.surfaces.get(int(source.boundary_year or 0))) is not None:
        against_surfaces(outlines, surfaces, source.called, received.told)
    received.polygons[str(source.layer), int(source.boundary_year or 0)] = outlines
    received.sources.append(describe_source(source, card.modified))
    received.editions[source.id] = source


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
