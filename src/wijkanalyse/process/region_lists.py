"""In which region each gemeente lies, as the lists of CBS say it.

Receives the raw tables of the families with `regions`; hands on one table of gemeenten by region. What does not fit
costs only itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.families import Family
from wijkanalyse.cards.schema import Column, Source
from wijkanalyse.errors import RawDataError
from wijkanalyse.fetch.raw import fetched_cards, read_rows, source_of, verify
from wijkanalyse.paths import Paths
from wijkanalyse.process.regions import REGION_COLUMNS
from wijkanalyse.process.topics import find_topic, read_topics


@dataclass(frozen=True)
class RegionLists:
    """What the lists of regions give: rows of `REGION_COLUMNS`, the editions used, and what did not fit."""

    table: pd.DataFrame
    sources: list[tuple[Source, str | None]] = field(default_factory=list)
    """Each with its stand date."""
    faults: list[str] = field(default_factory=list)


def read_regions(paths: Paths, catalogue: Catalogue) -> RegionLists:
    """The region of every gemeente, of each kind, as the newest list with that gemeente has it."""
    rows, lists = [], RegionLists(pd.DataFrame(columns=REGION_COLUMNS))
    for family, card in fetched_cards(catalogue, paths.raw):
        if not family.regions:
            continue
        source, folder = source_of(card, family), paths.raw / card.source
        try:
            verify(folder, card)
            properties, cells = list(read_rows(folder, "DataProperties")), list(read_rows(folder, "UntypedDataSet"))
            rows += _rows(source, family, properties, cells, lists.faults)
        except RawDataError as error:
            lists.faults.append(str(error))
            continue
        lists.sources.append((source, card.modified))
    if not rows:
        return lists
    table = pd.DataFrame(rows, columns=REGION_COLUMNS).sort_values("boundary_year", kind="stable")
    table = table.drop_duplicates(["gemeente_code", "kind"], keep="last")
    table = table.sort_values(["kind", "name", "gemeente_code"], ignore_index=True)
    used = set(table.source)
    return RegionLists(table, [pair for pair in lists.sources if pair[0].id in used], lists.faults)


def _rows(
    source: Source,
    family: Family,
    properties: list[Mapping[str, Any]],
    cells: Iterable[Mapping[str, Any]],
    faults: list[str],
) -> list[dict[str, Any]]:
    """The rows of one edition; a kind that the table does not have is a line in `faults`, and costs only itself."""
    where = f"{source.id} ({source.table})"
    dimension = next((p["Key"] for p in properties if str(p.get("Type")).startswith("Geo")), None)
    if dimension is None:
        raise RawDataError(f"{where}: has no dimension of regions, and so says of no gemeente where it lies")
    topics = read_topics(properties)
    keys = {}
    for kind in family.regions:
        try:
            columns = [Column(stem=stem, under=kind.heading) for stem in ("Code", "Naam")]
            keys[kind] = [find_topic(column, topics, f"{where}, {kind.kind}").key for column in columns]
        except RawDataError as error:
            faults.append(str(error))
    found = []
    for row in cells:
        gemeente = str(row.get(dimension) or "").strip()
        if not re.fullmatch(r"GM\d{4}", gemeente):  # the country, or a province as a row of its own
            continue
        for kind, (code_key, name_key) in keys.items():
            code, name = (str(row.get(key) or "").strip() for key in (code_key, name_key))
            if code in ("", ".") or name in ("", "."):
                continue
            called = {"name": kind.name.format(name=name), "words": kind.words.format(name=name)}
            place = {"gemeente_code": gemeente, "kind": kind.kind, "code": code}
            found.append({**place, **called, "boundary_year": source.boundary_year, "source": source.id})
    if keys and not found:
        faults.append(f"{where}: says of no gemeente in which region it lies. Fetch it again with --refresh")
    return found
