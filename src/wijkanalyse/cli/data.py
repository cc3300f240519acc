"""From source to processed tables, and what areas there are."""

from __future__ import annotations

from collections import Counter
from typing import Annotated

import typer

from wijkanalyse.cli.console import complain, say
from wijkanalyse.cli.options import Year, check_year, open_processed
from wijkanalyse.errors import AreaError, FetchError, RawDataError
from wijkanalyse.near import check_known
from wijkanalyse.paths import Paths, find_paths

Server = Annotated[str | None, typer.Option("--base-url", help="Another server, such as http://127.0.0.1:8080.")]


def fetch(
    sources: Annotated[
        list[str] | None, typer.Argument(help="Families, or editions such as cbs_kwb_2024; by default all families.")
    ] = None,
    base_url: Server = None,
    refresh: Annotated[bool, typer.Option(help="Fetch also what is already there, or newer than online.")] = False,
) -> None:
    """Download the newest tables, and the boundaries of their years, to data/raw."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.fetch.sources import fetch_sources

    outcomes = fetch_sources(
        load_catalogue(), find_paths().raw, only=sources or [], base_url=base_url, refresh=refresh,
        report=say,
    )  # fmt: skip
    failed = [o for o in outcomes if o.status == "failed"]
    numbers = Counter(o.status for o in outcomes)
    counts = ", ".join(f"{numbers[s]} {s}" for s in ("fetched", "up to date", "not there", "failed"))
    say(f"{len(outcomes)} sources: {counts}")
    for outcome in outcomes:
        if outcome.message:
            complain(outcome.message)
    if failed:
        raise typer.Exit(FetchError.exit_code)


def sources(
    edition: Annotated[str | None, typer.Argument(help="An edition, to list the indicators that it fills.")] = None,
    base_url: Server = None,
) -> None:
    """Show the editions of each family: known, fetched, newer online, and how many indicators each fills."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.process.overview import indicators_by_source, overview, told

    paths, catalogue = find_paths(), load_catalogue()
    fills = indicators_by_source(paths)
    if edition:
        check_known("edition", edition, fills)
        for name in fills[edition]:
            say(f"{name:<45}{catalogue.indicators[name].label}")
        return
    lines, failed = overview(paths, catalogue, fills, base_url)
    for line in [*lines, *told(paths)]:
        say(line)
    for line in failed:
        complain(line)


def process(
    refresh: Annotated[bool, typer.Option(help="Also when nothing changed.")] = False,
    strict: Annotated[bool, typer.Option(help="Fail when a table does not fit the cards in every part.")] = False,
) -> None:
    """Make data/processed from data/raw, or from the example when nothing was fetched."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.process.build import build, ensure_processed

    paths, catalogue = find_paths(), load_catalogue()
    # What does not fit is found by building: whether it did at the last build says nothing about what is there now.
    if refresh or strict:
        folder = build(paths, catalogue, say, strict=strict)
    else:
        folder = ensure_processed(paths, catalogue, say)
    say(f"{folder} is up to date")
    if faults := _faults_of_own_files(paths):
        for fault in faults:
            complain(fault)
        raise typer.Exit(RawDataError.exit_code)


def _faults_of_own_files(paths: Paths) -> list[str]:
    """What is wrong with the own files that the tables were made without."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.process.own import LeftOut, read_own
    from wijkanalyse.profile.processed import Processed

    processed = Processed(paths)
    if not processed.receipt.get("left_out"):
        return []
    left_out: list[LeftOut] = []
    register, reference = processed.areas.register, processed.reference.reset_index()
    read_own(paths, load_catalogue(), register, reference=reference, left_out=left_out)
    return list(dict.fromkeys(file.message for file in left_out))


def list_areas(
    gemeente: Annotated[str | None, typer.Argument(help="Name or code; by default all gemeenten.")] = None,
    boundary_year: Year = None,
) -> None:
    """List the gemeenten and composite areas, or the wijken of a gemeente: code, inhabitants, boundary year."""
    areas = open_processed().areas
    check_year(areas, boundary_year)
    level = "wijk" if gemeente else "gemeente"
    codes = areas.select([gemeente] if gemeente else [], boundary_year=boundary_year, level=level)
    for code in [*codes, *([] if gemeente else areas.composites)]:
        try:
            area = areas.find(code, None if code in areas.composites else boundary_year)
        except AreaError as error:  # of a file in data/gebieden: the others are listed all the same
            complain(str(error))
            continue
        say(f"{area.code:<20}{area.name:<45}{area.inwoners:>10,.0f}{area.boundary_year:>8}")
    for fault in areas.faulty.values():
        complain(fault)


def extract_example() -> None:
    """For maintainers: cut data/raw/voorbeeld from the fetched tables of the whole country."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.process.build import extract_example as extract

    extract(find_paths(), load_catalogue(), say)
