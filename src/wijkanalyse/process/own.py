"""Own and closed figures: practice counts, surveys, GGD custom work, patients per area.

Receives the files an analyst brings, each with a card beside it, and hands on
figures in the layout of every other source. Each kind has a closed list of
columns and a template in ``data/raw/sjablonen``. All faults of all files are
named by row and column, and of a faulty file nothing is used; all other files
are. Only of a file that everyone may see a fault says what stands in a cell.

Open files lie in ``data/raw/eigen``. A file that not everyone may see lies in
``data/besloten``, which is never committed; its figures are judged by
`disclosure` before they are written. A list of patients per area gives no
figures of its own: small areas are pooled at once, and it only serves as weights
(`methods.catchment`). Tables of others, with one column per indicator, are unfolded by
`process.wide`; patients per postcode become patients per area in `process.postcodes`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.disclosure import DisclosureError, pool_small
from wijkanalyse.editions import Openness
from wijkanalyse.errors import RawDataError
from wijkanalyse.methods.intervals import ConfidenceLimits, rate, wilson
from wijkanalyse.paths import Paths
from wijkanalyse.process.figures import FIGURE_COLUMNS, STATUSES
from wijkanalyse.process.fresh import closed_folder, own_files, unused_files
from wijkanalyse.process.own_card import OwnSource, check_place, read_own_card
from wijkanalyse.process.own_check import Check
from wijkanalyse.process.possible import PER, Possible
from wijkanalyse.process.postcodes import patients_per_area, per_wijk, read_postcodes
from wijkanalyse.process.spreadsheets import PLAIN, CellFault, nothing_used, read_texts, title_of
from wijkanalyse.process.wide import LongRows, title_faults, unfold


@dataclass(frozen=True)
class OwnData:
    """Everything the analyst brought, checked.

    Attributes
    ----------
    sources : list of OwnSource
        The card of every file.
    figures : list of pandas.DataFrame
        Columns `figures.FIGURE_COLUMNS`, one table per file. Not yet judged by `disclosure.hide_small`.
    patients : dict of str to pandas.DataFrame
        `area_code` and `patients` by source id, small areas pooled.
    counts : dict of str to pandas.DataFrame
        What whole practices counted, by source id: `indicator`, `period`, `patients` and `cases`. Not yet judged.
    cross_tables : dict of str to pandas.DataFrame
        Households of the country by kind, home and income, by source id: the columns of kind ``cross``.
    notes : list of str
        What may have been overlooked, and is no fault.
    """

    sources: list[OwnSource] = field(default_factory=list)
    figures: list[pd.DataFrame] = field(default_factory=list)
    patients: dict[str, pd.DataFrame] = field(default_factory=dict)
    counts: dict[str, pd.DataFrame] = field(default_factory=dict)
    cross_tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class LeftOut(NamedTuple):
    """An own file with faults, that the tables are made without; what does not rest on it does not wait for it.

    Attributes
    ----------
    name
        Of the file or card.
    openness
        The widest edition that would show it.
    message
        Its faults; they quote only a file that everyone may see.
    """

    name: str
    openness: Openness
    message: str


def read_own(
    paths: Paths,
    catalogue: Catalogue,
    register: pd.DataFrame,
    *,
    reference: pd.DataFrame | None = None,
    left_out: list[LeftOut] | None = None,
) -> OwnData:
    """Read and check every own file, open and closed.

    Parameters
    ----------
    paths
        The working tree; read are ``data/raw/eigen`` and ``data/besloten``.
    catalogue
        Every indicator in the files must have a card.
    register
        The areas of all years: columns `boundary_year` and `area_code`, and `inwoners` to know how many can live there.
    reference
        How figures are spread over the Dutch wijken: without it nothing is known of how large they usually are.
    left_out
        Takes the files that have faults, instead of an error about them.

    Raises
    ------
    RawDataError
        With every fault of every file, when there is no `left_out`.
    """
    data, faults = OwnData(), [] if left_out is None else left_out
    possible = Possible(catalogue, reference, register)
    seen: dict[tuple[str, str, int], Path] = {}
    cards = [p for p in own_files(paths) if p.suffix == ".yml"]
    double = {name for name, times in Counter(card.stem for card in cards).items() if times > 1}
    tables = set()
    for card in cards:
        openness = _first_seen_by(paths, card)
        try:
            source = read_own_card(card)
            openness = source.openness
            tables.add(source.postcodes)
            check_place(card, source, closed_folder(paths))
            _check_name(source, catalogue, double)
            path = _file_beside(card)
            rows, notes = read_rows(path, source, catalogue, register, possible=possible)
            figures = as_figures(rows, source, catalogue) if source.kind in FIGURES_OF else None
            if figures is not None:
                _check_once(figures, path, source, seen)
        except (RawDataError, DisclosureError) as error:
            faults.append(LeftOut(card.name, openness, str(error)))
            continue
        data.sources.append(source)
        data.notes.extend(f"{path}: {note}" for note in notes)
        if source.kind == "patients":
            data.patients[source.id] = rows
        elif source.kind == "counts":
            data.counts[source.id] = rows
        elif source.kind == "cross":
            data.cross_tables[source.id] = rows
        elif figures is not None:
            data.figures.append(figures)
    for source in _without_list(data):
        known = ", ".join(data.patients) or "there is none yet"
        message = (
            f"{closed_folder(paths) / source.id}.yml: names {source.list_of_patients!r} as its list of patients, which "
            f"is not there; the lists are: {known}. Make one with `wijkanalyse praktijk FILE`"
        )
        faults.append(LeftOut(f"{source.id}.yml", source.openness, message))
        data.sources.remove(source)
        del data.counts[source.id]
    for path, why in unused_files(paths):
        if path.stem not in tables:
            faults.append(LeftOut(path.name, _first_seen_by(paths, path), f"{path}: {why}"))
    if faults and left_out is None:
        raise RawDataError("\n".join(dict.fromkeys(file.message for file in faults)))
    return data


def _first_seen_by(paths: Paths, path: Path) -> Openness:
    """Who would see a file first of which nothing is known but where it lies."""
    return "partners" if path.is_relative_to(closed_folder(paths)) else "openbaar"


def _file_beside(card: Path, name: str = "") -> Path:
    stem = name or card.stem
    files = [p for p in (card.parent / f"{stem}.csv", card.parent / f"{stem}.xlsx") if p.is_file()]
    if len(files) != 1:
        raise RawDataError(f"{card}: expected one file {stem}.csv or {stem}.xlsx beside it, got {len(files)}")
    return files[0]


def _check_name(source: OwnSource, catalogue: Catalogue, double: Collection[str]) -> None:
    """Refuse the name of another file, and that of a published edition, since the file would count as published."""
    if source.id in double:
        raise RawDataError(
            f"{source.id}.yml: lies in data/raw/eigen and in data/besloten; a source has one place, rename one"
        )
    if family := catalogue.family_of(source.id):
        raise RawDataError(
            f"{source.id}.yml: this name is that of a published source ({family.title}); rename the file and its card, "
            f"for instance to eigen_{source.id}"
        )


def _check_once(figures: pd.DataFrame, path: Path, source: OwnSource, seen: dict[tuple[str, str, int], Path]) -> None:
    """Refuse a file with figures that another file has as well, or take note of its figures."""
    keys = list(zip(figures.area_code, figures.indicator, figures.period, strict=True))
    if again := [key for key in keys if key in seen]:
        code, indicator, period = again[0]
        first = f", first {indicator} of {code} in {period}" if source.is_quoted else ""
        raise RawDataError(
            f"{path}: {len(again)} of its figures are in {' and '.join(dict.fromkeys(str(seen[k]) for k in again))} "
            f"too{first}; keep each figure in one file, and nothing of this file is used until then"
        )
    seen.update(dict.fromkeys(keys, path))


def _without_list(data: OwnData) -> list[OwnSource]:
    """Counts of a practice of which it is not known where its patients live: nothing can stand beside them."""
    return [s for s in data.sources if s.kind == "counts" and s.list_of_patients not in data.patients]


# ---------------------------------------------------------------------------- reading


def read_rows(
    path: Path,
    source: OwnSource,
    catalogue: Catalogue,
    register: pd.DataFrame,
    *,
    possible: Possible | None = None,
    postcodes: Path | None = None,
    by_wijk: bool = False,
) -> tuple[pd.DataFrame, list[str]]:
    """The checked rows of an own file, numbers as numbers, and what may have been overlooked.

    Parameters
    ----------
    path
        A ``.csv`` or ``.xlsx`` file.
    source
        Its card; the kind decides which columns there are.
    catalogue
        Every indicator in the file must have a card.
    register
        The areas of all years.
    possible
        What figures can be; by default what the cards say of it.
    postcodes
        The table that says where postcodes lie, when it is not the one beside the file.
    by_wijk
        Take the buurten of a wijk together, before small areas are pooled.

    Returns
    -------
    tuple of pandas.DataFrame and list of str
        The columns of the kind. Of kind ``patients`` the small areas are already pooled.

    Raises
    ------
    RawDataError
        With the row, column and reason of every fault.
    DisclosureError
        When a list has fewer patients than may be shown.
    """
    areas = register[register.boundary_year == source.boundary_year]
    overlooked: list[CellFault] = []
    try:
        cells = read_texts(path, source.layout, notes=overlooked)
    except RawDataError as error:
        if isinstance(getattr(error.__cause__, "__cause__", None), UnicodeDecodeError):
            raise RawDataError(f"{error} Or say `encoding: windows-1252` on its card.") from error
        raise
    long = _long_rows(path, cells, source, catalogue, areas)
    if cells.empty:
        raise RawDataError(f"{path}: has a heading but no rows; write them, or remove the file and its card")
    known_areas = set(areas.area_code)
    check = Check(long, source, catalogue, known_areas, possible)
    order = {c: i for i, c in enumerate(cells.columns)}
    if found := sorted({*long.faults, *check.faults()}, key=lambda f: (f[0], order.get(f[1], -1), f[2])):
        faults = [f"row {row}, {column}: {reason}" for row, column, reason in found]
        raise RawDataError(nothing_used(path, faults, check.uncounted))
    notes = [f"row {row}, {column}: {reason}" for row, column, reason in dict.fromkeys(check.notes())]
    notes += [f"... and {check.uncounted} more like these"] if check.uncounted else []
    notes += [str(note) if source.is_quoted else note.bare for note in overlooked]
    typed = long.rows.assign(**check.numbers)
    if source.postcodes:
        table = postcodes or _file_beside(path.with_suffix(".yml"), source.postcodes)
        typed, note = patients_per_area(typed, read_postcodes(table, PLAIN, known_areas))
        notes += [note] if note else []
    if by_wijk:
        typed = per_wijk(typed)
    return (pool_small(typed) if source.kind == "patients" else typed), notes


def _long_rows(
    path: Path, cells: pd.DataFrame, source: OwnSource, catalogue: Catalogue, areas: pd.DataFrame
) -> LongRows:
    """The rows as the kind of file has them; a heading that does not fit ends it here."""
    if source.wide is not None:
        if faults := title_faults(list(cells.columns), source.wide, catalogue.indicators, quoted=source.is_quoted):
            raise RawDataError(nothing_used(path, faults))
        return unfold(cells, source.wide, areas, STATUSES, quoted=source.is_quoted)
    if source.export is not None:
        if faults := source.export.title_faults(list(cells.columns), quoted=source.is_quoted):
            raise RawDataError(nothing_used(path, faults))
        titles = {(i, name): title for title, name in source.export.columns.items() for i in cells.index}
        return LongRows(source.export.read(cells), pd.Series(cells.index + 2, index=cells.index), titles, [])
    kind = source.columns_of
    found = list(cells.columns)
    unknown = [title_of(c, found, quoted=source.is_quoted) for c in found if c not in kind.columns]
    missing = [c for c in kind.required if c not in found]
    if source.kind == "survey" and not {"x", "pct"} & set(found):
        missing.append("x or pct")
    if unknown or missing:
        other = "" if source.kind != "figures" else " A table with a column per indicator needs `wide` on its card."
        raise RawDataError(
            f"{path}: columns of kind {source.kind} are {', '.join(kind.columns)}; missing: "
            f"{', '.join(missing) or 'none'}; unknown: {', '.join(unknown) or 'none'}. "
            f"Start from the template data/raw/sjablonen/{kind.template}.{other}"
        )
    return LongRows(cells, pd.Series(cells.index + 2, index=cells.index), {}, [])


# ----------------------------------------------------------------------------- figures

FIGURES_OF = ("figures", "practice", "survey")
"""Kinds of files that give figures of areas."""


def as_figures(rows: pd.DataFrame, source: OwnSource, catalogue: Catalogue) -> pd.DataFrame:
    """Checked rows as figures: ages taken together, shares and their intervals computed from the counts.

    Returns
    -------
    pandas.DataFrame
        Columns `figures.FIGURE_COLUMNS`.
    """
    made = {"figures": _from_figures, "practice": _from_practice, "survey": _from_survey}[source.kind](
        rows, source, catalogue
    )
    absent = made["value"].isna()
    own_type = {"practice": "practice", "survey": "survey"}.get(source.kind) or source.estimate_type
    types = {i.id: own_type or i.estimate_type for i in catalogue.indicators.values()}
    return made.assign(
        boundary_year=source.boundary_year,
        period=made.period.astype(int),
        status=made.status.where(made.status != "", absent.map({True: "not_published", False: "ok"})),
        source=source.id,
        estimate_type=made.indicator.map(types),
        provisional=False,
        openness=source.openness,
    )[FIGURE_COLUMNS].reset_index(drop=True)


def _from_figures(rows: pd.DataFrame, source: OwnSource, catalogue: Catalogue) -> pd.DataFrame:
    texts = {} if "status" in rows else {"status": ""}
    numbers = {c: np.nan for c in ("count", "denominator", "lower", "upper") if c not in rows}
    made = rows.assign(**texts, **numbers, method="published")
    # A count and its denominator are the figure: an empty value is no reason to leave it out.
    per = made.indicator.map({i.id: PER.get(i.unit, np.nan) for i in catalogue.indicators.values()})
    worked_out = per * made["count"] / made.denominator.where(made.denominator > 0)
    here = made.value.isna() & (made.status == "") & worked_out.notna()
    return made.assign(value=made.value.where(~here, worked_out), method=made.method.mask(here, "computed"))


def _from_practice(rows: pd.DataFrame, source: OwnSource, catalogue: Catalogue) -> pd.DataFrame:
    indicator = catalogue.indicators[str(source.indicator)]
    # One by one too small to show, the ages together are a figure; it is judged after this sum.
    summed = rows.groupby(["area_code", "period"], sort=False)[["cases", "patients"]].sum().reset_index()
    summed = summed.rename(columns={"cases": "count", "patients": "denominator"})
    interval = _interval(summed["count"].to_numpy(), summed.denominator.to_numpy(), indicator)
    return _computed(summed.assign(indicator=indicator.id), interval)


def _from_survey(rows: pd.DataFrame, source: OwnSource, catalogue: Catalogue) -> pd.DataFrame:
    n = rows.n.to_numpy()
    x = rows.x.to_numpy() if "x" in rows else np.full(len(rows), np.nan)
    pct = rows.pct.to_numpy() if "pct" in rows else np.full(len(rows), np.nan)
    # A published percentage may be weighted: it is kept as it is, and gives no count of its own.
    answered = np.where(np.isnan(x), np.minimum(pct / 100 * n, n), x)
    limits = wilson(answered, n)
    value = np.where(np.isnan(pct), 100 * limits.value, np.where(n > 0, pct, np.nan))
    interval = ConfidenceLimits(value, 100 * limits.lower, 100 * limits.upper, limits.confidence, limits.method)
    return _computed(rows.assign(count=x, denominator=n), interval)


def _interval(count: np.ndarray, denominator: np.ndarray, indicator: Indicator) -> ConfidenceLimits:
    if indicator.unit != "%":
        return rate(count, denominator, PER[indicator.unit])
    share = wilson(count, denominator)
    return ConfidenceLimits(100 * share.value, 100 * share.lower, 100 * share.upper, share.confidence, share.method)


def _computed(rows: pd.DataFrame, interval: ConfidenceLimits) -> pd.DataFrame:
    empty = rows.denominator.to_numpy() == 0
    return rows.assign(
        value=np.where(empty, np.nan, interval.value),
        lower=np.where(empty, np.nan, interval.lower),
        upper=np.where(empty, np.nan, interval.upper),
        status=np.where(empty, "not_applicable", "ok"),
        method="computed",
    )
