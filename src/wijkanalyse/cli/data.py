"""From source to processed tables, and what areas there are."""

from __future__ import annotations

from typing import Annotated

import typer

from wijkanalyse.cli.console import complain, say
from wijkanalyse.cli.options import Year, check_year, open_processed
from wijkanalyse.errors import FetchError
from wijkanalyse.paths import find_paths


def fetch(
    sources: Annotated[list[str] | None, typer.Argument(help="Ids of sources; by default all.")] = None,
    base_url: Annotated[str | None, typer.Option(help="Another server, such as http://127.0.0.1:8080.")] = None,
    refresh: Annotated[bool, typer.Option(help="Fetch also what is already there.")] = False,
) -> None:
    """Download the tables and boundaries that the source cards name to data/raw."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.fetch import fetch_sources

    outcomes = fetch_sources(
        load_catalogue(), find_paths().raw, only=sources or [], base_url=base_url, refresh=refresh,
        report=say,
    )  # fmt: skip
    failed = [o for o in outcomes if o.status == "failed"]
    counts = ", ".join(f"{sum(o.status == s for o in outcomes)} {s}" for s in ("fetched", "up to date", "failed"))
    say(f"{len(outcomes)} sources: {counts}")
    for outcome in failed:
        complain(outcome.message)
    if failed:
        raise typer.Exit(FetchError.exit_code)


def process(refresh: Annotated[bool, typer.Option(help="Also when nothing changed.")] = False) -> None:
    """Make data/processed from data/raw, or from the example when nothing was fetched."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.process.build import build, ensure_processed

    make = build if refresh else ensure_processed
    folder = make(find_paths(), load_catalogue(), say)
    say(f"{folder} is up to date")


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
        area = areas.find(code, None if code in areas.composites else boundary_year)
        say(f"{area.code:<20}{area.name:<45}{area.inwoners:>10,.0f}{area.boundary_year:>8}")


def extract_example() -> None:
    """For maintainers: cut data/raw/voorbeeld from the fetched tables of the whole country."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.process.build import extract_example as extract

    extract(find_paths(), load_catalogue(), say)
