"""Which made reports a command is about, and how it went with each: for commands that make files beside them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wijkanalyse.cli.console import complain, progress_bar, say
from wijkanalyse.cli.options import check_year, open_processed
from wijkanalyse.editions import check_edition
from wijkanalyse.errors import AreaError, ReportError
from wijkanalyse.paths import find_paths

if TYPE_CHECKING:
    from wijkanalyse.batch.document import DocumentKind
    from wijkanalyse.batch.printing import Printed

MadeCodes = Annotated[list[str] | None, typer.Argument(help="Codes of areas of which there is a report.")]
AllMade = Annotated[bool, typer.Option("--all", help="All reports that were made.")]
Document = Annotated[
    str, typer.Option(help="Instead: bijeenkomst, plan, bewoners, praktijk, regio, or your own notebook.")
]


@dataclass(frozen=True)
class Made:
    """The reports or documents that were asked for: those that are there, and the codes of those that are not."""

    document: str
    kind: DocumentKind | None
    edition: str
    boundary_year: int | None
    folder: Path
    chosen: list[dict[str, Any]]
    missing: list[str]


def find_made(
    areas: list[str] | None,
    gemeente: list[str] | None,
    all_made: bool,
    document: str,
    boundary_year: int | None,
    edition: str,
) -> Made:
    """What was asked for on the command line.

    Raises
    ------
    AreaError
        When nothing was asked for.
    """
    from wijkanalyse.batch.document import KINDS
    from wijkanalyse.batch.printing import choose, made_reports
    from wijkanalyse.batch.receipt import made_kind, read_receipt
    from wijkanalyse.batch.report import check_writable

    edition = edition or (KINDS[document].edition if document in KINDS else "openbaar")
    check_edition(edition)
    folder = find_paths().reports_of(edition)
    kind = made_kind(document, folder) if document else None
    folder /= kind.stem if kind else ""
    receipt = read_receipt(folder)
    codes = list(areas or [])
    if gemeente:
        processed = open_processed()
        check_year(processed.areas, boundary_year)
        codes += processed.areas.select(gemeente, boundary_year=boundary_year)
    if all_made:
        codes += [entry["code"] for entry in made_reports(receipt, folder)]
    if not codes:
        none = "" if made_reports(receipt, folder) else ". There are none yet: make one with "
        raise AreaError(
            f"no areas were named; give codes, --gemeente NAME, or --all for every report in {folder}"
            + (none and f"{none}`{command_for(document, 'CODE')}`")
        )
    chosen, missing = choose(receipt, folder, codes)
    if chosen:
        check_writable(folder)
    return Made(document, kind, edition, boundary_year, folder, chosen, missing)


def work_on(made: Made, work: Callable[[Callable[[Printed], None]], None], *, done: str) -> None:
    """Do the work on each of the reports with a bar, tell what came of it, and end with a code when some failed.

    Parameters
    ----------
    made
        The reports.
    work
        Does all of it; calls what it is given with how each report went.
    done
        What was done to a report, as the last line says it.
    """
    results: list[Printed] = []
    if made.chosen:
        with progress_bar() as progress:
            bar = progress.add_task(f"{len(made.chosen)} reports", total=len(made.chosen), pace="")

            def note(result: Printed) -> None:
                results.append(result)
                progress.update(bar, advance=1, description=result.name[:28])

            work(note)
    if any(result.ok for result in results):
        _list_them(made)
    for result in results:
        for file in result.files if len(results) == 1 else ():
            say(f"made: {file}")
        if not result.ok:
            complain(f"{result.code} {result.name}: {result.message}")
    if made.missing:
        complain(_not_made(made))
    failed = sum(not r.ok for r in results)
    say(f"{len(results) - failed} reports {done}, {failed} failed, {len(made.missing)} not made yet")
    if failed or made.missing:
        raise typer.Exit(ReportError.exit_code)


def _list_them(made: Made) -> None:
    """Links on the index to what was made; not where the tables have to be built anew first."""
    from wijkanalyse.batch.make import refresh_closed_indexes, refresh_index
    from wijkanalyse.process.fresh import is_fresh

    if is_fresh(find_paths()):
        refresh_index(open_processed(), made.edition)
        if made.kind and made.kind.is_open:
            refresh_closed_indexes(open_processed())


def _not_made(made: Made) -> str:
    """Of which areas there is no report, and the command that makes them."""
    choices = "" if made.edition == "openbaar" and not made.document else f" --edition {made.edition}"
    choices += f" --boundary-year {made.boundary_year}" if made.boundary_year else ""
    return (
        f"There is no report in {made.folder} of {', '.join(made.missing)}. "
        f"Make it first: {command_for(made.document, ' '.join(made.missing))}{choices}"
    )


def command_for(document: str, codes: str) -> str:
    """The command that makes reports, documents of a kind, or what a notebook of one's own makes."""
    from wijkanalyse.batch.document import KINDS

    if document in KINDS:
        return f"wijkanalyse document {document} {codes}"
    return f"wijkanalyse reports {codes}" + (f" --notebook {document.removesuffix('.ipynb')}.ipynb" if document else "")
