"""What is made of reports to share them: PDF, slides, files for an office program, and one zip file for partners."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from wijkanalyse.cli.console import complain, say, tell_left_out
from wijkanalyse.cli.made import AllMade, Document, Made, MadeCodes, find_made, work_on
from wijkanalyse.cli.options import Codes, DocumentEdition, Edition, Gemeente, Year, open_processed
from wijkanalyse.editions import check_edition
from wijkanalyse.errors import AreaError


def pdf(
    areas: MadeCodes = None,
    gemeente: Gemeente = None,
    all_made: AllMade = False,
    document: Document = "",
    long: Annotated[
        bool, typer.Option("--long", help="Also the long version, with all figures and how they were made.")
    ] = False,
    deck: Annotated[bool, typer.Option("--deck", help="Also slides for a meeting, as HTML and PDF.")] = False,
    boundary_year: Year = None,
    edition: DocumentEdition = "",
) -> None:
    """Make the PDF of reports or documents that were made, beside them; of a report also its summary of two pages."""
    from wijkanalyse.batch.printing import print_reports

    made = find_made(areas, gemeente, all_made, document, boundary_year, edition)
    story = _story_pages(made) if deck and made.kind is None else None
    work_on(
        made,
        lambda note: print_reports(made.chosen, made.folder, long=long, deck=deck, story=story, report=note),
        done="printed",
    )


def _story_pages(made: Made) -> Callable[[Mapping[str, Any]], str]:
    """What gives the slides of a report from what the receipt says of it."""
    from wijkanalyse.batch.exporting import story_pages

    return story_pages(made.chosen, open_processed())


def export(
    areas: MadeCodes = None,
    to: Annotated[list[str] | None, typer.Option(help="docx, pptx or xlsx; may be repeated.")] = None,
    gemeente: Gemeente = None,
    all_made: AllMade = False,
    document: Document = "",
    boundary_year: Year = None,
    edition: DocumentEdition = "",
) -> None:
    """Make files to work on in an office program of reports or documents that were made, beside them."""
    from wijkanalyse.batch.exporting import check_formats, export_reports

    formats = [name for given in to or [] for name in given.replace(",", " ").split()]
    made = find_made(areas, gemeente, all_made, document, boundary_year, edition)
    check_formats(formats, made.kind)
    processed = open_processed()
    style = processed.house_style
    if style and style.logo and not style.logo_office and {"docx", "pptx"} & set(formats):
        complain(
            "data/huisstijl.yml: the logo is an SVG, which Word and PowerPoint files cannot show: Word has the name of "
            "the organisation there, and PowerPoint nothing. Save the logo as PNG beside it, and name that file as "
            "`logo_office`."
        )
    work_on(
        made,
        lambda note: export_reports(made.chosen, made.folder, processed, formats=formats, report=note),
        done="exported",
    )


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
    from wijkanalyse.batch.receipt import documents_in, open_documents, read_receipt, split_variants
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
        documents=[*variants, *documents_in(folder), *open_documents(folder, {r["code"] for r in records})],
    )  # fmt: skip
    tell_left_out(made.missing, "wijken have no report yet")
    tell_left_out(made.stale, "files are older than their report")
    say(f"{made.path}: {made.reports} reports, {made.pdfs} PDFs")
