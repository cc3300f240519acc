"""The kit of a meeting, the plan of an area, a practice, a region: which notebook makes each, and for whom.

A document is made as a report is, in the same batch. Each kind lies in a folder of its own beside the reports of
its edition, with its own receipt, so that it never takes the place of a wijkanalyse. It may be about an area
without figures: then only the folder with what people added counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from wijkanalyse.batch.job import Job, folder_name, named, plan_areas
from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.dialogue.files import Part, files_until
from wijkanalyse.dialogue.folder import DialogueError, folder_of, read_card, read_folder
from wijkanalyse.near import check_known
from wijkanalyse.paths import Paths
from wijkanalyse.process.areas import Area, Areas
from wijkanalyse.profile.processed import Processed


@dataclass(frozen=True)
class DocumentKind:
    """One kind of document."""

    stem: str
    """Of its notebook, and the name of its folder beside the reports."""
    label: str
    """Beside an area on the index page."""
    heading: str
    """Above those of areas without a report there."""
    edition: str
    """When none is asked for."""
    takes_folder: bool = True
    """Whether it shows what people added to one area."""
    until: Part = "jaar"
    """The last part of what people fill in that it shows; a fault in a file of later does not stop it."""
    is_open: bool = False
    """Whether it is for everyone, whatever the edition of the rest."""
    takes_practice: bool = False
    """Whether it is about a practice: its code is then the name of a list of patients."""


KINDS = {
    "bijeenkomst": DocumentKind(
        "wijkbijeenkomst", "bijeenkomst", "Stukken voor een wijkbijeenkomst", "partners", until="avond"
    ),
    "plan": DocumentKind("wijkplan", "wijkplan", "Wijkplannen", "partners"),
    "bewoners": DocumentKind(
        "bewoners", "voor bewoners", "Bladen voor bewoners", "openbaar", until="vooraf", is_open=True
    ),
    "praktijk": DocumentKind(
        "praktijk", "praktijk", "Praktijken en hun gebied", "intern", takes_folder=False, takes_practice=True
    ),
    "regio": DocumentKind(
        "regiobeeld", "regiobeeld", "Wijken naast elkaar, per gemeente of regio", "openbaar", takes_folder=False
    ),
}


def kind_of(name: str) -> DocumentKind:
    """The kind of document with this name.

    Raises
    ------
    UnknownNameError
    """
    check_known("document", name, KINDS)
    return KINDS[name]


def plan_documents(
    processed: Processed, kind: DocumentKind, codes: Sequence[str], *, boundary_year: int | None, edition: str
) -> list[tuple[Job, Area | None]]:
    """Jobs for the documents of these areas, each once; of a kern without figures there is no area.

    Parameters
    ----------
    processed
        The tables, with the register and the lists of patients.
    kind
        What to make.
    codes
        Of areas, or of folders in ``data/wijken``; or the names of lists of patients.
    boundary_year
        Of the boundaries, as for a report.
    edition
        What may be shown.

    Raises
    ------
    AreaError, DialogueError, ReportError
    """
    if kind.takes_practice:
        return [_of_practice(processed, code, edition) for code in dict.fromkeys(codes)]
    areas = processed.areas
    return [_planned(processed.paths, areas, kind, code, boundary_year, edition) for code in dict.fromkeys(codes)]


def _of_practice(processed: Processed, source: str, edition: str) -> tuple[Job, Area]:
    """The document of a practice is about the wijk where most patients live, in the boundaries of its list."""
    from wijkanalyse.profile.practice import main_wijk, patients_of  # here: it loads all that judges figures

    patients = patients_of(processed, source, edition)
    year = int(patients.boundary_year.iloc[0])
    job, area = plan_areas(processed.areas, [main_wijk(patients)], boundary_year=year, edition=edition)[0]
    path = f"{folder_name(source)}.html"
    return replace(job, area_name=str(patients.title.iloc[0]), path=path, practice=source), area


def _planned(
    paths: Paths, areas: Areas, kind: DocumentKind, code: str, boundary_year: int | None, edition: str
) -> tuple[Job, Area | None]:
    folder = folder_of(paths, code) if kind.takes_folder else None  # a region may have a name that no folder can have
    card = read_card(folder) if folder is not None and folder.is_dir() else None
    if card is not None and card.gebied is None:
        path = f"{named(code, card.naam)}.html"
        return Job(folder.name, card.naam, "kern", None, 0, 0, edition, path, folder=code), None
    job, area = plan_areas(areas, [card.gebied if card else code], boundary_year=boundary_year, edition=edition)[0]
    key = folder.name if card and folder else job.area_code
    return replace(job, path=f"{named(key, area.name)}.html", folder=key if card else ""), area


def fault_of(paths: Paths, job: Job, kind: DocumentKind | None = None) -> str | None:
    """Every fault in the folder of a job, or None: of a fault in a cell only the first line would be told."""
    if not job.folder:
        return None
    needs = files_until(kind.until) if kind else None
    try:
        read_folder(paths, job.folder, edition=job.edition, catalogue=load_catalogue(), needs=needs)
    except DialogueError as error:
        return str(error)
    return None


def left_out_of(paths: Paths, job: Job) -> str | None:
    """What is told of files with faults that a document can do without, or None."""
    if not job.folder:
        return None
    folder = read_folder(paths, job.folder, edition=job.edition, catalogue=load_catalogue(), needs=[])
    if not folder.left_out:
        return None
    names = ", ".join(folder.left_out)
    return f"{job.folder}: faults in {names}, not used here; `wijkanalyse kit {job.folder}` lists them"
