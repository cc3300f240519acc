"""Whether a table is of the areas that its title says, and of all of them.

Receives figures and the register of areas; hands on the figures that can be used,
and one plain line about each thing that does not fit. Nothing is guessed: figures
of areas that are unknown in their year are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from wijkanalyse.cards.families import Family
from wijkanalyse.cards.schema import Column, Source
from wijkanalyse.codes import LEVELS, gemeente_of
from wijkanalyse.errors import RawDataError
from wijkanalyse.fetch.raw import RawCard
from wijkanalyse.process.odata import RawTable, parse_numbers

STRANGE = 0.1
"""Share of the areas of a table that may be unknown in its year, or lacking, before that is more than a slip."""
COUNTRY = 0.5
"""Smallest share of the wijken of a neighbouring year with which a register counts as one of the country."""


def still_empty(table: RawTable, family: Family) -> str:
    """Why an edition that has just opened is not used yet, or "" when every column that may not be empty is filled.

    Raises
    ------
    RawDataError
        When such a column is absent.
    """
    where = f"{table.source.called}"
    topics = {stem: table.find(Column(stem=stem), where) for stem in family.must_have}
    empty = [
        stem for stem, topic in topics.items() if not (parse_numbers(table.cells[topic.key], where)[1] == "ok").any()
    ]
    if not empty:
        return ""
    return (
        f"{where}: it is not used, since it has no figures yet of {', '.join(empty)}; "
        f"`wijkanalyse fetch {table.source.id}` takes it as soon as it has"
    )


def in_boundaries(table: RawTable, register: pd.DataFrame) -> RawTable:
    """The table with the boundary year that its regions have: that of the register that knows most of them.

    A register that is cut off is asked only for the gemeenten that it has.

    Parameters
    ----------
    table
        An edition of a family whose card says so (`boundaries: regions`), not read yet.
    register
        Of all years.

    Raises
    ------
    RawDataError
        When its regions are those of none of the years.
    """
    name = f"{table.source.called}"
    said = next((row["MapYear"] for row in table.rows("DataProperties") if row.get("MapYear")), None)
    codes = set(table.region_titles) - {"NL"}
    areas = _areas_by_year(register)
    asked = {y: codes - outside for y, outside in _beyond_cut_registers(codes, areas).items()}
    known = {y: len(asked[y] & there) for y, there in areas.items()}
    year = max(known, key=lambda y: (known[y] / max(len(asked[y]), 1), known[y], y == said, y))
    if known[year] < (1 - STRANGE) * len(asked[year]) or not known[year]:
        raise RawDataError(
            f"{name}: its figures are left out: {known[year]} of its {len(codes)} regions exist in the boundaries of "
            f"{year}, and fewer in other years. Fetch the Kerncijfers wijken en buurten of {said or 'its own year'}."
        )
    own = f", though it says they are those of {said}" if said and said != year else ""
    table = replace(table, source=table.source.model_copy(update={"boundary_year": year}))
    table.tell(
        f"{name}: {known[year]} of its {len(codes)} regions are in the boundaries of {year}, which are used{own}"
    )
    return table


def other_year(table: RawTable) -> list[str]:
    """A line when the table says of its regions that they are of another year than its title says."""
    years = {row.get("MapYear") for row in table.rows("DataProperties")} - {None, table.source.boundary_year}
    return [
        f"{table.source.called}: its title says the boundaries of {table.source.boundary_year}, and "
        f"its dimension of regions those of {year}; the title is followed. Compare some areas with StatLine."
        for year in years
    ]


def check_whole(table: RawTable, others: Mapping[int, RawCard], *, is_register: bool) -> None:
    """Tell that an edition has fewer areas than that of the nearest year.

    Parameters
    ----------
    table
        The edition; `faults` gets a line when more than a slip is lacking.
    others
        The cards of the other editions by year.
    is_register
        Whether it says which areas there are. Then it is refused when half of the wijken is gone: of other tables the
        years that few wijken have are not shown as those of the country anyway.

    Raises
    ------
    RawDataError
    """
    source, own = table.source, table.card.regions
    known = {year: card.regions for year, card in others.items() if card.regions}
    if not own or not known:  # fetched before the number of regions was noted
        return
    year = min(known, key=lambda y: (abs(y - int(source.boundary_year or 0)), y))
    shares = {prefix: own.get(prefix, 0) / known[year][prefix] for prefix in ("GM", "WK") if known[year].get(prefix)}
    if all(share >= 1 - STRANGE for share in shares.values()):
        return
    fewer = " and ".join(f"{own.get(p, 0)} of level {LEVELS[p]} ({known[year][p]} in {year})" for p in shares)
    line = f"{source.called}: has few areas, {fewer}, so it is cut off"
    again = f"Fetch it again with `wijkanalyse fetch {source.id} --refresh`"
    if is_register and shares.get("WK", 1) < COUNTRY:
        raise RawDataError(f"{line} and is not used. {again}")
    table.faults.append(f"{line}; what it holds is used. {again}")


def of_known_areas(source: Source, figures: pd.DataFrame, register: pd.DataFrame, faults: list[str]) -> pd.DataFrame:
    """The figures of areas that exist in the boundary year of their table.

    Parameters
    ----------
    source
        The edition.
    figures
        Columns `figures.FIGURE_COLUMNS`.
    register
        Of all years.
    faults
        Gets a line about areas that are unknown, and about many that are lacking.
    """
    year, name = source.boundary_year, f"{source.called}"
    areas = _areas_by_year(register)
    codes = set(figures.area_code.unique())
    if not codes:
        return figures
    if year not in areas:
        faults.append(
            f"{name}: its {len(figures):,} figures are left out: which areas there are in the boundaries of {year} "
            f"is unknown. Fetch the Kerncijfers wijken en buurten of that year; there are "
            f"{', '.join(map(str, areas))}."
        )
        return figures[:0]
    codes -= (outside := _beyond_cut_registers(codes, areas)[year])
    if outside:
        faults.append(
            f"{name}: {len(outside)} areas lie in gemeenten that the Kerncijfers of {year} do not have, which are cut "
            f"off; they are left out"
        )
        figures = figures[~figures.area_code.isin(outside)]
    strange = sorted(codes - areas[year])
    if len(strange) > STRANGE * len(codes):
        best = max(areas, key=lambda y: (len(codes & areas[y]), y))
        faults.append(
            f"{name}: its figures are left out: {len(strange)} of its {len(codes)} areas, such as {strange[0]}, do not "
            f"exist in the boundaries of {year}, that its title names; {len(codes & areas[best])} are in those of "
            f"{best}. Look at the title in the catalogue of the producer."
        )
        return figures[:0]
    faults += _lacking(name, codes, areas[year])
    if not strange:
        return figures
    faults.append(
        f"{name}: {len(strange)} areas do not exist in the boundaries of {year} and are left out: "
        f"{', '.join(strange[:5])}{' ...' if len(strange) > 5 else ''}"
    )
    return figures[figures.area_code.isin(areas[year])]


def _areas_by_year(register: pd.DataFrame) -> dict[int, set[str]]:
    return {int(y): set(rows.area_code) for y, rows in register.groupby("boundary_year")}


def _beyond_cut_registers(codes: set[str], areas: Mapping[int, set[str]]) -> dict[int, set[str]]:
    """By year the areas of gemeenten that it lacks, of years that have far fewer of them than another."""
    gemeenten = {year: {gemeente_of(code) for code in there} for year, there in areas.items()}
    whole = (1 - STRANGE) * max(map(len, gemeenten.values()))
    return {
        year: set() if len(there) >= whole else {code for code in codes if gemeente_of(code) not in there}
        for year, there in gemeenten.items()
    }


def _lacking(name: str, codes: set[str], known: set[str]) -> list[str]:
    """A line about each level of which the table has some areas, but much fewer than there are."""
    lines = []
    for prefix, level in LEVELS.items():
        there, all_of = (sum(c.startswith(prefix) for c in group) for group in (codes, known))
        if 0 < there < (1 - STRANGE) * all_of:
            lines.append(f"{name}: has figures of {there} of {all_of} areas of level {level}; it was perhaps cut off")
    return lines
