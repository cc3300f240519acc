"""The list of a practice is taken in: patients per wijk, and nothing else of it, in the folder for closed files.

Receives a file that lies anywhere, with patients per postcode or per area, and writes an own file of kind
``patients`` with its card, as an analyst could have. The postcodes are read once and kept nowhere. Small wijken are
pooled before anything is written.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import yaml

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.disclosure import POOLED, check_list
from wijkanalyse.dutch import half_up
from wijkanalyse.errors import RawDataError
from wijkanalyse.files import slug, write_whole
from wijkanalyse.paths import Paths
from wijkanalyse.process.fresh import closed_folder
from wijkanalyse.process.own import read_rows
from wijkanalyse.process.own_card import OwnSource
from wijkanalyse.process.spreadsheets import PLAIN, read_texts

FIRST = "praktijk_"
"""How the name of a list begins that was taken in."""
ENDINGS = (".csv", ".xlsx")
UNQUOTED_LAYOUT = PLAIN._replace(quoted=False)


def kept_list(paths: Paths, file: Path) -> str | None:
    """The id of a list that already lies in the folder for closed files with its card; None of any other file."""
    folder = closed_folder(paths).resolve()
    inside = file.resolve().parent == folder and file.suffix in ENDINGS
    return file.stem if inside and (folder / f"{file.stem}.yml").is_file() else None


def take_in(
    paths: Paths,
    catalogue: Catalogue,
    register: pd.DataFrame,
    file: Path,
    *,
    name: str = "",
    postcodes: Path | None = None,
    replace: bool = False,
) -> tuple[str, list[str]]:
    """Write the list of a practice as patients per wijk.

    Parameters
    ----------
    paths, catalogue
        The working tree and the cards.
    register
        The areas of all years: columns `boundary_year` and `area_code`.
    file
        A CSV or Excel file with the columns `postcode` or `area_code`, and `patients`.
    name
        What the practice is called; by default the name of the file.
    postcodes
        The table that says in which area a postcode lies.
    replace
        Whether it may take the place of a list with this name.

    Returns
    -------
    tuple of str and list of str
        The id of the list, and what has to be told of it.

    Raises
    ------
    RawDataError
        For every fault of the file or the table; nothing is written then.
    DisclosureError
        When there are too few patients to say anything.
    """
    for path in [file, *([postcodes] if postcodes else [])]:
        if not path.is_file() or path.suffix.lower() not in ENDINGS:
            why = (
                "is no CSV or Excel workbook (.xlsx); save it as one"
                if path.exists()
                else "is not there; look at its name"
            )
            raise RawDataError(f"{path}: {why}")
    title = name.strip() or file.stem
    source_id = FIRST + slug(title, otherwise="lijst", most=40).replace("-", "_").removeprefix(FIRST)
    folder = closed_folder(paths)
    if (folder / f"{source_id}.yml").exists() and not replace:
        raise RawDataError(
            f"{folder / source_id}.yml: there is a list with this name; give the practice another --name, or --force "
            "to put this list in its place"
        )
    by_postcode = _is_by_postcode(file, postcodes)
    codes = _codes_in(postcodes if by_postcode and postcodes else file)
    card = _card(title, _year_of(codes, register), by_postcode=by_postcode)
    source = OwnSource(id=source_id, **card)
    rows, notes = read_rows(file, source, catalogue, register, postcodes=postcodes, by_wijk=True)
    check_list(rows)
    whole = rows.assign(patients=[int(half_up(number)) for number in rows.patients])
    kept = {k: v for k, v in card.items() if k != "postcodes"}
    table = folder / f"{source_id}.csv"
    before = table.read_bytes() if table.is_file() else None
    write_whole(table, whole.to_csv(index=False))
    try:
        # The card last: a file without one is told as a fault, and never read.
        write_whole(folder / f"{source_id}.yml", yaml.safe_dump(kept, allow_unicode=True, sort_keys=False))
    except OSError:
        if before is None:
            table.unlink()
        else:
            write_whole(table, before)
        raise
    (folder / f"{source_id}.xlsx").unlink(missing_ok=True)
    return source_id, [*notes, *_told(whole)]


def _is_by_postcode(file: Path, postcodes: Path | None) -> bool:
    found = list(read_texts(file, UNQUOTED_LAYOUT).columns)
    if "postcode" in found and "area_code" not in found:
        if postcodes is None:
            raise RawDataError(
                f"{file}: has patients per postcode, and a postcode says nothing of a wijk by itself. Name the table "
                "that does with --postcodes: columns postcode and area_code, and share when a postcode lies in several"
            )
        return True
    if postcodes is not None:
        raise RawDataError(
            f"{file}: has no column postcode, so --postcodes {postcodes.name} is of no "
            "use. Leave it out, or check the heading"
        )
    return False


def _codes_in(path: Path) -> set[str]:
    rows = read_texts(path, UNQUOTED_LAYOUT)
    return set(rows.area_code) - {POOLED} if "area_code" in rows else set()


def _year_of(codes: set[str], register: pd.DataFrame) -> int:
    """The newest year of boundaries that has most of these areas."""
    known = register[register.area_code.isin(codes)].groupby("boundary_year").size()
    if known.empty:  # each code is told as a fault in the newest year
        return int(register.boundary_year.max())
    return int(known[known == known.max()].index.max())


def _card(title: str, year: int, *, by_postcode: bool) -> dict[str, object]:
    return {
        "kind": "patients",
        "openness": "intern",
        "title": title,
        "producer": title,
        "family": "praktijk",
        "reader": "tidy",
        "boundary_year": year,
        "licence": "Niet verspreiden",
        "citation": f"{title}, patiënten per wijk",
        "about": "Hoeveel patiënten van deze praktijk in elke wijk wonen. Kleine aantallen staan samen bij overig.",
        **({"postcodes": "table"} if by_postcode else {}),
    }


def _told(rows: pd.DataFrame) -> list[str]:
    elsewhere = int(rows.patients[rows.area_code == POOLED].sum())
    told = [f"{rows.patients.sum():,} patients in {(rows.area_code != POOLED).sum()} wijken"]
    return told + ([f"{elsewhere:,} live elsewhere, or where few patients live: {POOLED!r}"] if elsewhere else [])
