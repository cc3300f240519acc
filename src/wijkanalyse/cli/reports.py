"""Reports of one area or many, and the documents beside them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wijkanalyse.cli.console import say
from wijkanalyse.cli.making import end, make_and_tell
from wijkanalyse.cli.options import (
    Codes,
    DocumentEdition,
    Edition,
    Force,
    Gemeente,
    Jobs,
    Notebook,
    Param,
    Year,
    check_year,
    open_processed,
)
from wijkanalyse.errors import AreaError, ReportError
from wijkanalyse.paths import find_paths

if TYPE_CHECKING:
    from wijkanalyse.process.areas import Areas

EXAMPLE_AREAS = "voorbeeld.txt"
"""File in ``data/gebieden`` with the areas of the example, one code or gemeente a line."""


def report(
    area: Annotated[str, typer.Argument(help="CBS code, or the name of a file in data/gebieden.")],
    boundary_year: Year = None,
    edition: Edition = "openbaar",
    param: Param = None,
    notebook: Notebook = None,
    force: Force = False,
) -> None:
    """Make the report of one area."""
    end(make_and_tell([area], boundary_year, edition, param, notebook, force=force))


def reports(
    areas: Codes = None,
    gemeente: Gemeente = None,
    all_wijken: Annotated[bool, typer.Option("--all", help="All wijken there are figures of.")] = False,
    all_buurten: Annotated[
        bool, typer.Option("--all-buurten", help="All buurten, thousands of them; with --gemeente only those in it.")
    ] = False,
    example: Annotated[bool, typer.Option(help="The areas of the example (data/gebieden/voorbeeld.txt).")] = False,
    boundary_year: Year = None,
    edition: DocumentEdition = "",
    jobs: Jobs = None,
    param: Param = None,
    notebook: Notebook = None,
    plan: Annotated[bool, typer.Option("--plan", help="Only show what would be made, and why.")] = False,
    force: Force = False,
    also: Annotated[
        list[str] | None,
        typer.Option("--with", help="Also, for the same areas: bijeenkomst or plan; or regio, of each gemeente named."),
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Make them on the workers of this dask scheduler, such as tcp://10.0.0.5:8786.")
    ] = None,
    patience: Annotated[
        float | None,
        typer.Option("--wait", min=0, help="With --scheduler: seconds to wait without any worker; by default 600."),
    ] = None,
) -> None:
    """Make the reports of several areas that are new or changed, and the index page.

    A batch that was ended goes on where it was when the same command is given again.
    """
    from wijkanalyse.batch.document import kind_of

    if patience is not None and not scheduler:
        raise ReportError("--wait is about the workers of a --scheduler; none was named")
    if scheduler:
        _check_scheduler(scheduler, also)
    processed = open_processed()
    codes = list(areas or [])
    gemeenten = list(gemeente or [])
    if example:
        for line in _lines(processed.paths.composites / EXAMPLE_AREAS):
            (gemeenten if line.startswith("gemeente ") else codes).append(line.removeprefix("gemeente "))
    if gemeenten or all_wijken or all_buurten:
        check_year(processed.areas, boundary_year)
    if all_wijken or (gemeenten and not all_buurten):
        codes += processed.areas.select([] if all_wijken else gemeenten, boundary_year=boundary_year)
    if all_buurten:
        codes += _buurten(processed.areas, gemeenten, boundary_year)
    if not codes:
        raise AreaError(
            "no areas were named; give codes, --gemeente NAME, --example, --all or --all-buurten. See "
            "`wijkanalyse list`."
        )
    jobs = jobs or os.cpu_count() or 1
    regions = processed.areas.codes_of(gemeenten, boundary_year) if "regio" in (also or []) else []
    for name in also or []:
        kind_of(name)
    if "regio" in (also or []) and not regions:
        raise AreaError("--with regio is about a gemeente: name one with --gemeente")
    common = {"jobs": jobs, "force": force, "plan_only": plan}
    elsewhere = {"scheduler": scheduler, "patience": patience}
    failed = make_and_tell(codes, boundary_year, edition, param, notebook, **elsewhere, **common)
    for name in also or []:
        wanted = regions if name == "regio" else codes
        failed += make_and_tell(wanted, boundary_year, edition, None, None, kind=name, **common)
    end(failed)


def _buurten(areas: Areas, gemeenten: list[str], boundary_year: int | None) -> list[str]:
    """Of the country or of gemeenten; a year may have no buurten at all."""
    found = areas.select(gemeenten, boundary_year=boundary_year, level="buurt")
    if not found:
        raise AreaError(f"no buurten are known{f' in the boundaries of {boundary_year}' if boundary_year else ''}")
    say(f"{len(found):,} buurten, in the boundaries of {boundary_year or areas.find(found[0]).boundary_year}")
    return found


def _check_scheduler(scheduler: str, also: list[str] | None) -> None:
    """What cannot be made elsewhere is said at once, and so is an address that is none."""
    from wijkanalyse.batch.remote import check_address

    check_address(scheduler)
    if also:
        raise ReportError(
            f"--with {' --with '.join(also)}: shows what people added, which stays on this machine, so it is not made "
            "with --scheduler. Give the same command without --with, and then the documents with `wijkanalyse "
            f"document {also[0]} …`"
        )


def document(
    kind: Annotated[str, typer.Argument(help="bijeenkomst (the kit of a meeting), plan, bewoners, or regio.")],
    areas: Annotated[list[str] | None, typer.Argument(help="Codes of areas, or folders in data/wijken.")] = None,
    gemeente: Gemeente = None,
    every: Annotated[bool, typer.Option("--all", help="Every area that has a folder in data/wijken.")] = False,
    edition: DocumentEdition = "",
    boundary_year: Year = None,
    jobs: Jobs = None,
    param: Param = None,
    plan: Annotated[bool, typer.Option("--plan", help="Only show what would be made, and why.")] = False,
    force: Force = False,
) -> None:
    """Make the kit of a meeting, the plan or the sheet for residents, or put the wijken of a gemeente together."""
    from wijkanalyse.batch.document import kind_of
    from wijkanalyse.dialogue.folder import folders_of

    takes_folder = kind_of(kind).takes_folder
    codes = list(areas or [])
    if gemeente:
        processed = open_processed()
        check_year(processed.areas, boundary_year)
        which = processed.areas.select(gemeente, boundary_year=boundary_year) if takes_folder else None
        codes += which or processed.areas.codes_of(gemeente, boundary_year)
    if every and takes_folder:
        codes += folders_of(find_paths())
    if not codes:
        raise AreaError(
            "no areas were named; give codes or --gemeente NAME"
            + (", or --all for every folder in data/wijken; `wijkanalyse kit CODE` makes one" if takes_folder else "")
        )
    jobs = jobs or os.cpu_count() or 1
    end(make_and_tell(codes, boundary_year, edition, param, None, kind=kind, jobs=jobs, force=force, plan_only=plan))


def praktijk(
    file: Annotated[
        Path, typer.Argument(help="Patients per postcode or area: CSV or Excel. Or a list taken in before.")
    ],
    postcodes: Annotated[
        Path | None, typer.Option(help="The table that says in which area a postcode lies: CSV or Excel.")
    ] = None,
    name: Annotated[str, typer.Option(help="What the practice is called; by default the name of the file.")] = "",
    param: Param = None,
    force: Annotated[
        bool, typer.Option("--force", help="Put it in the place of a list with this name, and make it again.")
    ] = False,
) -> None:
    """Put a practice beside the area that its patients come from. Of the list only patients per wijk are kept."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.process.fresh import closed_folder
    from wijkanalyse.process.patient_lists import kept_list, take_in

    processed = open_processed()
    source = kept_list(processed.paths, file)
    if source is None:
        register = processed.areas.register
        source, told = take_in(
            processed.paths, load_catalogue(), register, file, name=name, postcodes=postcodes, replace=force
        )
        for line in told:
            say(f"{file.name}: {line}")
        say(f"kept, without postcodes: {closed_folder(processed.paths) / source}.csv; next time, name this file")
        processed = open_processed()
    elif name or postcodes:
        raise ReportError(f"{file}: was taken in before, so --name and --postcodes say nothing; its card has its name")
    lists = processed.patients
    openness = lists.openness[lists.source == source]
    edition = str(openness.iloc[0]) if len(openness) else "intern"
    end(make_and_tell([source], None, edition, param, None, kind="praktijk", force=force))


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        raise AreaError(f"{path}: is not there; it lists the areas of the example")
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]
