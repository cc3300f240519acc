"""Options that several commands share, and what each of these commands does first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wijkanalyse.cli.console import say
from wijkanalyse.errors import AreaError
from wijkanalyse.paths import find_paths

if TYPE_CHECKING:
    from wijkanalyse.process.areas import Areas
    from wijkanalyse.profile.processed import Processed

Codes = Annotated[list[str] | None, typer.Argument(help="Codes of areas.")]
Gemeente = Annotated[list[str] | None, typer.Option(help="All wijken of this gemeente; may be repeated.")]
Year = Annotated[
    int | None,
    typer.Option("--boundary-year", help="Year of the boundaries; by default the newest that suits the area."),
]
Edition = Annotated[str, typer.Option(help="openbaar, partners or intern; by default openbaar.")]
DocumentEdition = Annotated[
    str, typer.Option("--edition", help="By default openbaar; of a bijeenkomst and a plan partners.")
]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Reports at once; by default all cores.")]
Param = Annotated[
    list[str] | None, typer.Option("--param", "-p", help="Further parameter of the notebook, NAME=VALUE.")
]
Notebook = Annotated[Path | None, typer.Option(help="One of your own; its reports go to a folder with its name.")]
Force = Annotated[bool, typer.Option("--force", help="Also what is up to date.")]
Target = Annotated[Path | None, typer.Option(help="Where it goes; by default its place in docs.")]


def open_processed() -> Processed:
    """The processed tables, built first when they do not follow from ``data/raw``."""
    from wijkanalyse.process.fresh import is_fresh
    from wijkanalyse.profile import processed

    paths = find_paths()
    if not is_fresh(paths):  # what builds them takes long to load
        from wijkanalyse.cards.catalogue import load_catalogue
        from wijkanalyse.process.build import ensure_processed

        ensure_processed(paths, load_catalogue(), say)
    return processed.open_processed(paths)  # the ones that a report finds, where it is made by a fork of this process


def page_at(target: Path | None, name: str) -> Path:
    """Where a page of docs goes: its own place, or another one where nothing is yet."""
    from wijkanalyse.files import check_target

    place = find_paths().root / "docs" / name
    if target is not None:
        check_target(target, ".md", lambda path: path.resolve() == place.resolve())
    return target or place


def check_year(areas: Areas, year: int | None) -> None:
    """A year that is asked for must be one of the register."""
    if year is not None and year not in areas.years:
        years = ", ".join(map(str, areas.years))
        raise AreaError(f"there are no areas in the boundaries of {year}; choose from {years}")
