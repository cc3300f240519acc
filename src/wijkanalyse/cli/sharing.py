"""What is made of reports to share them: PDF, slides, and one zip file for partners."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wijkanalyse.cli.console import complain, progress_bar, say, tell_left_out
from wijkanalyse.cli.options import Codes, DocumentEdition, Edition, Gemeente, Year, check_year, open_processed
from wijkanalyse.editions import check_edition
from wijkanalyse.errors import AreaError, ReportError
from wijkanalyse.paths import find_paths


def pdf(
    areas: Annotated[list[str] | None, typer.Argument(help="Codes of areas of which there is a report.")] = None,
    gemeente: Gemeente = None,
    all_made: Annotated[bool, typer.Option("--all", help="All reports that were made.")] = False,
    document: Annotated[
        str, typer.Option(help="Instead: bijeenkomst, plan, regio, or the name of your notebook.")
    ] = "",
    long: Annotated[
        bool, typer.Option("--long", help="Also the long version, with all figures and how they were made.")
    ] = False,
    deck: Annotated[bool, typer.Option("--deck", help="Also slides for a meeting, as HTML and PDF.")] = False,
    boundary_year: Year = None,
    edition: DocumentEdition = "",
) -> None:
    """Make the PDF of reports or documents that were made, beside them; of a report also its summary of two pages."""
    from wijkanalyse.batch.document import KINDS
    from wijkanalyse.batch.printing import Printed, choose, made_reports, print_reports
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
    results: list[Printed] = []
    if chosen:
        check_writable(folder)
        with progress_bar() as progress:
            bar = progress.add_task(f"{len(chosen)} reports", total=len(chosen), pace="")

            def note(result: Printed) -> None:
                results.append(result)
                progress.update(bar, advance=1, description=result.name[:28])

            print_reports(chosen, folder, long=long, deck=deck, report=note)
    for result in results:
        for file in result.files if len(results) == 1 else ():
            say(f"made: {file}")
        if not result.ok:
            complain(f"{result.code} {result.name}: {result.message}")
    if missing:
        complain(_not_made(missing, folder, document, edition, boundary_year))
    failed = sum(not r.ok for r in results)
    say(f"{len(results) - failed} reports printed, {failed} failed, {len(missing)} not made yet")
    if failed or missing:
        raise typer.Exit(ReportError.exit_code)


def bundle(
    areas: Codes = None,
    gemeente: Annotated[list[str] | None, typer.Option(help="All reports of this gemeente; may be repeated.")] = None,
    more_areas: Annotated[list[str] | None, typer.Option("--areas", help="Codes, separated by commas.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the region, for the title and the file.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Another file than reports/NAME.zip.")] = None,
    edition: Edition = "openbaar",
) -> None:
    """Put the reports of a gemeente or region in one zip file for partners, with index, figures and definitions."""
    from wijkanalyse.batch.bundle import default_target, make_bundle, region_name, select_records
    from wijkanalyse.batch.job import folder_name
    from wijkanalyse.batch.receipt import documents_in, read_receipt, split_variants
    from wijkanalyse.cards.catalogue import load_catalogue

    check_edition(edition)
    codes = [*(areas or []), *(c for text in more_areas or [] for c in text.replace(",", " ").split())]
    if not codes and not gemeente:
        raise AreaError("no areas were named; give codes or --gemeente NAME. See `wijkanalyse list`.")
    processed = open_processed()
    folder = processed.paths.reports_of(edition)
    receipt = read_receipt(folder)
    one_each, variants = split_variants(receipt.get("reports", []))
    records = select_records(receipt | {"reports": one_each}, processed, gemeente or [], codes, edition=edition)
    title = name or region_name(records)
    made = make_bundle(
        records, processed, load_catalogue(), edition=edition, name=title, version=receipt["version"],
        target=output or default_target(processed.paths, edition, folder_name(title)),
        gemeenten=gemeente or [],
        documents=[*variants, *documents_in(folder)],
    )  # fmt: skip
    tell_left_out(made.missing, "wijken have no report yet")
    tell_left_out(made.stale_pdfs, "PDFs are older than their report")
    say(f"{made.path}: {made.reports} reports, {made.pdfs} PDFs")


def _not_made(codes: list[str], folder: Path, document: str, edition: str, boundary_year: int | None) -> str:
    """Of which areas there is no report, and the command that makes them."""
    choices = "" if edition == "openbaar" and not document else f" --edition {edition}"
    choices += f" --boundary-year {boundary_year}" if boundary_year else ""
    return (
        f"There is no report in {folder} of {', '.join(codes)}. "
        f"Make it first: {command_for(document, ' '.join(codes))}{choices}"
    )


def command_for(document: str, codes: str) -> str:
    """The command that makes reports, documents of a kind, or what a notebook of one's own makes."""
    from wijkanalyse.batch.document import KINDS

    if document in KINDS:
        return f"wijkanalyse document {document} {codes}"
    return f"wijkanalyse reports {codes}" + (f" --notebook {document.removesuffix('.ipynb')}.ipynb" if document else "")
