"""Reports of a gemeente or region → one zip file for partners.

Receives the receipt of an edition, its reports and the processed tables, and
hands on an archive with the reports (and their PDFs), an index of just these,
the figures as CSV for a Dutch Excel, their definitions, and a page to read
first. The same reports give the same bytes.
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import os
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from wijkanalyse.batch.beside import files_beside
from wijkanalyse.batch.outdated import outdated
from wijkanalyse.batch.receipt import links_beside, links_of_reports
from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.dutch import dutch_date
from wijkanalyse.errors import AreaError, ReportError
from wijkanalyse.files import check_target, write_whole, zip_of
from wijkanalyse.paths import Paths
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.publish.figure_rows import (
    AREA_HEADS,
    DEFINITION_HEADS,
    FIGURE_HEADS,
    Cell,
    area_cells,
    as_dutch_text,
    definition_rows,
    figure_rows,
)
from wijkanalyse.publish.index import render_index
from wijkanalyse.publish.index_entry import DocumentLink, entry_from_receipt
from wijkanalyse.publish.index_map import gemeente_outlines
from wijkanalyse.show import wording
from wijkanalyse.show.identity import EDITION_NOTES, edition_line

MANY = 10
"""From more reports than this it is quicker to read all figures at once."""
FIGURES, DEFINITIONS, READ_ME, INDEX = "cijfers.csv", "definities.csv", "LEESMIJ.txt", "index.html"


@dataclass(frozen=True)
class Bundle:
    """What went into an archive."""

    path: Path
    reports: int
    pdfs: int
    stale: tuple[str, ...]
    """Files left out because their report was made anew after them."""
    missing: tuple[str, ...]
    """Wijken of the gemeenten that have no report yet, by code and name."""


def select_records(
    receipt: Mapping[str, Any], processed: Processed, gemeenten: Sequence[str], codes: Sequence[str], *, edition: str
) -> list[dict[str, Any]]:
    """The records of the reports of these gemeenten and areas, in order of place.

    A gemeente brings its wijken and buurten, and the composite areas that lie in it, also in part.

    Raises
    ------
    AreaError
        For a gemeente that does not exist.
    ReportError
        When there is no report of a gemeente or of an area that was named.
    """
    records = receipt.get("reports", [])
    names = {g: _gemeente_name(processed, g, records) for g in gemeenten}
    chosen: dict[str, dict[str, Any]] = {}
    faults = []
    option = "" if edition == "openbaar" else f" --edition {edition}"
    for given, name in names.items():
        found = [r for r in records if name in _gemeenten_of(r, processed)]
        if not any(r["level"] != "samengesteld" for r in found):
            faults.append(
                f"of the gemeente {name} no report of the edition {edition} has been made; "
                f'make them with `wijkanalyse reports --gemeente "{given}"{option}`'
            )
        chosen |= {r["code"]: r for r in found}
    by_code = {r["code"].casefold(): r for r in records}
    for code in codes:
        record = by_code.get(code.strip().casefold())
        if record is None:
            faults.append(
                f"of {code} no report of the edition {edition} has been made; "
                f"make it with `wijkanalyse report {code}{option}`"
            )
        else:
            chosen[record["code"]] = record
    if faults:
        raise ReportError("; ".join(faults))
    return sorted(chosen.values(), key=lambda r: r["path"])


def region_name(records: Sequence[Mapping[str, Any]]) -> str:
    """The gemeenten of these reports as a name for all of them together.

    Raises
    ------
    ReportError
        When there are more than three: then a person has to name the region.
    """
    single = [r for r in records if r["level"] != "samengesteld"]
    names = list(dict.fromkeys(r["gemeente"] or r["name"] for r in single or records))
    if len(names) > 3:
        raise ReportError(f'these reports are of {len(names)} gemeenten; name the region, as in --name "Regio Midden"')
    return wording.names_in_a_row(names)


def make_bundle(
    records: Sequence[Mapping[str, Any]],
    processed: Processed,
    catalogue: Catalogue,
    *,
    edition: str,
    name: str,
    version: str,
    target: Path,
    gemeenten: Sequence[str] = (),
    documents: Sequence[DocumentLink] = (),
) -> Bundle:
    """Write the archive, whole or not at all.

    Parameters
    ----------
    records
        What the receipt says of each report, from `select_records`; all of one edition.
    processed, catalogue
        Where the figures come from; they must be those of the reports.
    edition
        Edition of the reports. A closed one may only be written in the folder of closed reports.
    name
        Of the gemeente or region, as readers know it.
    version
        Version of the package that made the reports.
    target
        The file to write.
    gemeenten
        Names or codes; their wijken without a report are told.
    documents
        Beside the reports; those of the same areas and of the gemeenten come along.

    Raises
    ------
    ReportError
        When a report is missing, is of another edition, or rests on other figures than those at hand,
        or when a closed archive would leave its folder.
    """
    paths = processed.paths
    folder = paths.reports_of(edition)
    _check_target(target, paths, edition)
    _check_records(records, processed, folder, edition)
    if len(records) > MANY:
        processed.preload()
    profiles = [
        Profile(processed.areas.find(r["code"], r["boundary_year"]), processed, catalogue, edition) for r in records
    ]
    beside = _documents_about(documents, records, processed, gemeenten)
    files: dict[str, bytes] = {}
    stale: list[str] = []
    links = links_of_reports(records, folder)
    pages = [(folder, r["path"], r["code"], edition) for r in records]
    for link in beside:
        home = paths.reports if link.is_open else folder
        named = replace(link, path=Path(os.path.relpath(folder / link.path, home)).as_posix())
        pages.append((home, named.path, link.code, "openbaar" if link.is_open else edition))
        links += [named, *links_beside(named, home)]
    for home, path, code, shown in pages:
        files[path] = _report(home / path, code, shown)
        made, old = files_beside(home / path)
        files |= {file.relative_to(home).as_posix(): file.read_bytes() for file in made.values()}
        stale += [file.relative_to(home).as_posix() for file in old]
    pdfs = sum(path.endswith(".pdf") for path in files)
    built = max(dt.date.fromisoformat(r["built"]) for r in records)
    entries = [entry_from_receipt(r) for r in records]
    outlines = gemeente_outlines(processed, entries)
    files[INDEX] = render_index(
        entries, edition=edition, built=built, version=version, outlines=outlines, title=f"Wijkanalyses {name}",
        documents=links, style=processed.house_style,
    ).encode()  # fmt: skip
    files[FIGURES] = figures_csv(profiles)
    files[DEFINITIONS] = definitions_csv(profiles)
    files[READ_ME] = (
        _read_me(name, edition, built, len(records), pdfs, profiles).replace("\n", "\r\n").encode("utf-8-sig")
    )
    write_whole(target, zip_of(files))
    return Bundle(target, len(records), pdfs, tuple(stale), _without_report(records, processed, gemeenten))


def default_target(paths: Paths, edition: str, stem: str) -> Path:
    """Where an archive goes unless another place is named: beside the index of its edition."""
    return paths.reports_of(edition) / f"{stem}.zip"


# -------------------------------------------------------------------------- selection


def _gemeente_name(processed: Processed, given: str, records: Iterable[Mapping[str, Any]]) -> str:
    """The name of a gemeente by name or code: of the reports that are there, or of the register in any year."""
    wanted = given.strip().casefold()
    for record in records:
        if record["level"] != "samengesteld" and (record["gemeente"] or "").casefold() == wanted:
            return record["gemeente"]
    (code,) = processed.areas.codes_of([given])
    rows = processed.areas.register
    return rows[rows.area_code == code].sort_values("boundary_year")["name"].iloc[-1]


def _gemeenten_of(record: Mapping[str, Any], processed: Processed) -> tuple[str, ...]:
    """The gemeenten that a report is about; of a composite area those in which its parts lie."""
    if record["level"] != "samengesteld":
        return (record["gemeente"],) if record["gemeente"] else ()
    try:
        return processed.areas.find(record["code"], record["boundary_year"]).gemeente_names
    except AreaError:  # its file in data/gebieden is gone
        return ()


def _without_report(
    records: Sequence[Mapping[str, Any]], processed: Processed, gemeenten: Sequence[str]
) -> tuple[str, ...]:
    wijken = [r for r in records if r["level"] == "wijk"]
    if not gemeenten or not wijken:
        return ()
    # Of usual reports each may have a year of its own; others were asked for in the year that most of them have.
    years = Counter(r["boundary_year"] for r in wijken)
    year = None if any(not r.get("variant") for r in wijken) else years.most_common(1)[0][0]
    try:
        codes = processed.areas.select(list(gemeenten), boundary_year=year)
    except AreaError:  # not a gemeente in that year
        return ()
    made = {r["code"] for r in records}
    return tuple(f"{c} {processed.areas.find(c, year).name}" for c in codes if c not in made)


# ----------------------------------------------------------------------------- checks


def _check_target(target: Path, paths: Paths, edition: str) -> None:
    home, place = paths.reports_of(edition).resolve(), target.resolve()
    if edition != "openbaar" and not place.is_relative_to(home):
        raise ReportError(
            f"{target}: an archive of the edition {edition} stays in {home}; leave out --output, and bring the file "
            "yourself to those who may have it"
        )
    root = paths.root.resolve()
    if place.is_relative_to(root) and place.parent != root and not place.is_relative_to(home):
        raise ReportError(f"{target}: is a place for files of the project; name one in {home}, or outside {root}")
    check_target(target, ".zip", _is_bundle)


def _is_bundle(path: Path) -> bool:
    """Whether a file is an archive that was made here before."""
    try:
        with zipfile.ZipFile(path) as archive:
            return {INDEX, FIGURES, DEFINITIONS, READ_ME} <= set(archive.namelist())
    except (OSError, zipfile.BadZipFile):
        return False


def _check_records(records: Sequence[Mapping[str, Any]], processed: Processed, folder: Path, edition: str) -> None:
    if not records:
        raise ReportError("no reports were chosen; name a gemeente or areas")
    other = [r["code"] for r in records if r["edition"] != edition]
    if other:
        raise ReportError(f"{', '.join(other[:5])}: not of the edition {edition}; make these reports anew")
    gone = [r["code"] for r in records if not (folder / r["path"]).is_file()]
    old = [] if gone else outdated(records, processed)
    for codes, what in ((gone, "is no longer there"), (old, "rests on other figures than data/processed has now")):
        if codes:
            more = f" and {len(codes) - 5} more" if len(codes) > 5 else ""
            option = "" if edition == "openbaar" else f" --edition {edition}"
            raise ReportError(
                f"the report of {', '.join(codes[:5])}{more} {what}; "
                f"make it anew with `wijkanalyse reports {' '.join(codes[:5])}{option}`"
            )


def _documents_about(
    documents: Sequence[DocumentLink],
    records: Sequence[Mapping[str, Any]],
    processed: Processed,
    gemeenten: Sequence[str],
) -> list[DocumentLink]:
    """The documents of the areas of these reports, and of the gemeenten themselves."""
    about = {r["code"] for r in records}
    with contextlib.suppress(AreaError):  # a gemeente that only own reports name
        about |= set(processed.areas.codes_of(gemeenten))
    return [d for d in documents if d.code in about]


def _report(path: Path, code: str, edition: str) -> bytes:
    """The bytes of a report, which must say itself that it is of this edition."""
    content = path.read_bytes()
    if f'<meta name="wijkanalyse-editie" content="{edition}">'.encode() not in content:
        raise ReportError(f"{path}: does not say that it is of the edition {edition}; make the report of {code} anew")
    return content


# ------------------------------------------------------------------------------ tables


def figures_csv(profiles: Iterable[Profile]) -> bytes:
    """All figures of the areas, one row per area and figure, with what each is compared with."""
    return _csv((*AREA_HEADS, "thema", *FIGURE_HEADS), (row for profile in profiles for row in _figure_rows(profile)))


def _figure_rows(profile: Profile) -> Iterator[list[Cell]]:
    titles, start = profile.catalogue.vocabulary.chapters, area_cells(profile)
    for chapter, cells in figure_rows(profile):
        yield [*start, titles[chapter], *cells]


def definitions_csv(profiles: Sequence[Profile]) -> bytes:
    """What each figure in the table is, why it matters, how it is made and what to mind."""
    return _csv(DEFINITION_HEADS, definition_rows(profiles))


def _csv(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Semicolons, quotes where needed, and a byte order mark: so a Dutch Excel opens it at a double click."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows(map(as_dutch_text, rows))
    return text.getvalue().encode("utf-8-sig")


# ----------------------------------------------------------------------------- read me


def _reports(number: int) -> str:
    return "1 rapport" if number == 1 else f"{wording.number(number)} rapporten"


def _read_me(name: str, edition: str, built: dt.date, reports: int, pdfs: int, profiles: Sequence[Profile]) -> str:
    note = EDITION_NOTES[edition]
    sources = {s["id"]: s for profile in profiles for s in profile.used_sources()}
    cited = dict.fromkeys(f"* {s['citation']}. Licentie: {s['licence']}." for _, s in sorted(sources.items()))
    title = f"Wijkanalyses {' '.join(name.split())}"
    pdf_line = (
        f"   Van {pdfs} {'rapport' if pdfs == 1 else 'rapporten'} is er ook een PDF, in dezelfde map.\n" if pdfs else ""
    )
    warning = f"\n{note}\n" if note else ""
    return f"""{title}
{"=" * len(title)}

{edition_line(edition)}. Gemaakt op {dutch_date(built)}.
{warning}
Pak dit zip-bestand eerst helemaal uit. Anders werken de links niet.

Wat zit erin?

1. {INDEX}
   Begin hier. Een lijst met {_reports(reports)}. Hij werkt in elke browser, ook zonder internet.
2. De rapporten zelf, in mappen.
{pdf_line}3. {FIGURES}
   De cijfers uit de rapporten, om zelf mee te rekenen. Eén regel per gebied en cijfer.
   Is er geen waarde, dan staat in de kolom waarom_geen_waarde de reden. Geen waarde is nooit nul.
   De kolommen ondergrens en bovengrens geven waar het cijfer tussen ligt, als dat bekend is.
   Bij een samengesteld gebied zegt bekend_voor_procent voor welk deel van het gebied het cijfer bekend is.
4. {DEFINITIONS}
   Wat elk cijfer is, waarom het belangrijk is, hoe het is berekend en waar u op moet letten.
   De kolom indicator is in beide bestanden gelijk.

De CSV-bestanden opent u met een dubbelklik in een Nederlandse Excel. Komt alles in één kolom, kies dan
Gegevens, Uit tekst/CSV, met puntkomma als scheidingsteken.
Begint een tekst met een teken waar Excel een formule in ziet, dan staat er een ' voor.

Waar let u op?

* De cijfers gaan over gebieden. Ze zeggen niets over één persoon, straat of praktijk.
* Een cijfer zegt niet waardoor iets komt. Er is geen rangorde en geen slechtste wijk.
* "Geschat met een model" is geen telling. Jaren van zulke cijfers zijn niet met elkaar te vergelijken.

Bronnen

{chr(10).join(cited)}

Wie deze cijfers gebruikt, noemt de bron.
"""
