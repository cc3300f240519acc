"""The command line: fetch, process, list, report, reports.

Faults that a person can repair are printed without a traceback, each kind with
an exit code of its own (see `errors`).
"""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer
import yaml
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from wijkanalyse.areas import DEFAULT_BOUNDARY_YEAR, Areas
from wijkanalyse.catalogue import Openness, load_catalogue
from wijkanalyse.errors import AreaError, ReportError, WijkanalyseError
from wijkanalyse.paths import find_paths

if TYPE_CHECKING:
    from wijkanalyse.batch import Result

app = typer.Typer(
    help="Wijkanalyses uit open data van CBS en RIVM.", no_args_is_help=True, pretty_exceptions_enable=False,
    add_completion=False,
)  # fmt: skip
console = Console()
errors = Console(stderr=True)

EDITIONS = get_args(Openness)
EXAMPLE_AREAS = "voorbeeld.txt"
"""File in ``data/gebieden`` with the areas of the example, one code or gemeente a line."""

Year = Annotated[int | None, typer.Option("--boundary-year", help="Year of the boundaries; by default 2022.")]
Edition = Annotated[str, typer.Option(help="openbaar, partners or intern.")]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Reports at once; by default all cores.")]
Param = Annotated[
    list[str] | None, typer.Option("--param", "-p", help="Further parameter of the notebook, NAME=VALUE.")
]
Notebook = Annotated[Path | None, typer.Option(help="Another notebook than notebooks/wijkanalyse.ipynb.")]


@app.command()
def fetch(
    sources: Annotated[list[str] | None, typer.Argument(help="Ids of sources; by default all.")] = None,
    base_url: Annotated[str | None, typer.Option(help="Another server, such as http://127.0.0.1:8080.")] = None,
    refresh: Annotated[bool, typer.Option(help="Fetch also what is already there.")] = False,
) -> None:
    """Download the tables and boundaries that the source cards name to data/raw."""
    from wijkanalyse.fetch import fetch_sources

    outcomes = fetch_sources(
        load_catalogue(), find_paths().raw, only=sources or [], base_url=base_url, refresh=refresh,
        report=lambda line: console.print(line, highlight=False, markup=False),
    )  # fmt: skip
    failed = [o for o in outcomes if o.status == "failed"]
    counts = ", ".join(f"{sum(o.status == s for o in outcomes)} {s}" for s in ("fetched", "up to date", "failed"))
    console.print(f"{len(outcomes)} sources: {counts}", highlight=False)
    for outcome in failed:
        errors.print(outcome.message, highlight=False, markup=False, soft_wrap=True)
    if failed:
        raise typer.Exit(4)


@app.command()
def process(refresh: Annotated[bool, typer.Option(help="Also when nothing changed.")] = False) -> None:
    """Make data/processed from data/raw, or from the example when nothing was fetched."""
    from wijkanalyse.process.build import build, ensure_processed

    make = build if refresh else ensure_processed
    folder = make(find_paths(), load_catalogue(), _say)
    console.print(f"{folder} is up to date", highlight=False, markup=False, soft_wrap=True)


@app.command("list")
def list_areas(
    gemeente: Annotated[str | None, typer.Argument(help="Name or code; by default all gemeenten.")] = None,
    boundary_year: Year = None,
) -> None:
    """List the gemeenten and composite areas, or the wijken of a gemeente, with their codes."""
    processed = _processed()
    year = boundary_year or DEFAULT_BOUNDARY_YEAR
    areas = processed.areas
    _check_year(areas, year)
    codes = (
        areas.select([gemeente], boundary_year=year) if gemeente else areas.select(boundary_year=year, level="gemeente")
    )
    for code in [*codes, *([] if gemeente else areas.composites)]:
        area = areas.find(code, None if code in areas.composites else year)
        console.print(f"{area.code:<20}{area.name:<45}{area.inwoners:>10,.0f}", highlight=False, markup=False)


@app.command()
def report(
    area: Annotated[str, typer.Argument(help="CBS code, or the name of a file in data/gebieden.")],
    boundary_year: Year = None,
    edition: Edition = "openbaar",
    param: Param = None,
    notebook: Notebook = None,
) -> None:
    """Make the report of one area."""
    _make([area], boundary_year, edition, 1, param, notebook)


@app.command()
def reports(
    areas: Annotated[list[str] | None, typer.Argument(help="Codes of areas.")] = None,
    gemeente: Annotated[list[str] | None, typer.Option(help="All wijken of this gemeente; may be repeated.")] = None,
    all_wijken: Annotated[bool, typer.Option("--all", help="All wijken there are figures of.")] = False,
    example: Annotated[bool, typer.Option(help="The areas of the example (data/gebieden/voorbeeld.txt).")] = False,
    boundary_year: Year = None,
    edition: Edition = "openbaar",
    jobs: Jobs = None,
    param: Param = None,
    notebook: Notebook = None,
) -> None:
    """Make the reports of several areas and the index page."""
    processed = _processed()
    year = boundary_year or DEFAULT_BOUNDARY_YEAR
    codes = list(areas or [])
    gemeenten = list(gemeente or [])
    if example:
        for line in _lines(processed.paths.composites / EXAMPLE_AREAS):
            (gemeenten if line.startswith("gemeente ") else codes).append(line.removeprefix("gemeente "))
    if gemeenten or all_wijken:
        _check_year(processed.areas, year)
        codes += processed.areas.select([] if all_wijken else gemeenten, boundary_year=year)
    if not codes:
        raise AreaError("no areas were named; give codes, --gemeente NAME, --example or --all. See `wijkanalyse list`.")
    _make(codes, boundary_year, edition, jobs or os.cpu_count() or 1, param, notebook)


@app.command()
def kit(
    code: Annotated[str, typer.Argument(help="Code of the area, or a name for a kern without figures.")],
    name: Annotated[str | None, typer.Option(help="What a kern without figures is called.")] = None,
    themes: Annotated[Path | None, typer.Option(help="CSV with the columns thema and naam.")] = None,
) -> None:
    """Make or check the folder in data/wijken for what people add, with the page to vote on."""
    from wijkanalyse.dialogue.folder import DialogueError, check_folder, folder_of, make_folder
    from wijkanalyse.dialogue.themes import default_themes, read_themes
    from wijkanalyse.publish.voting import write_voting_page

    paths, catalogue = find_paths(), load_catalogue()
    folder = folder_of(paths, code)
    if not folder.is_dir():
        area = None if name else _processed().areas.find(code)
        chosen = read_themes(themes) if themes else default_themes(catalogue)
        folder, made = make_folder(
            paths, code, name=name or area.name, area_code=area.code if area else None, themes=chosen
        )  # fmt: skip
        _say(f"{folder}: made with {len(made)} files; start with LEESMIJ.txt")
    findings = check_folder(folder, catalogue)
    faults = [f for found in findings.values() for f in found if f.severity == "fault"]
    for file, found in findings.items():
        for finding in found:
            kind = "" if finding.severity == "fault" else "warning: "
            errors.print(f"{file}: {kind}{finding}", highlight=False, markup=False, soft_wrap=True)
    _say(f"{len(faults)} faults, {sum(map(len, findings.values())) - len(faults)} warnings")
    if faults:
        raise typer.Exit(DialogueError.exit_code)
    _say(f"page to vote on: {write_voting_page(paths, code, catalogue)}")


@app.command()
def document(
    kind: Annotated[str, typer.Argument(help="bijeenkomst (the kit of a meeting) or plan (the wijkplan).")],
    codes: Annotated[list[str], typer.Argument(help="Codes of areas, or of kernen without figures.")],
    edition: Edition = "partners",
    boundary_year: Year = None,
    param: Param = None,
) -> None:
    """Make the kit of a meeting or the plan of areas, from their figures and their folders in data/wijken."""
    from wijkanalyse.batch.document import DOCUMENTS, make_document

    if kind not in DOCUMENTS:
        raise ReportError(f"document {kind!r} does not exist; choose from {', '.join(DOCUMENTS)}")
    if edition not in EDITIONS:
        raise ReportError(f"edition {edition!r} does not exist; choose from {', '.join(EDITIONS)}")
    failed = 0
    for code in codes:
        result, target = make_document(
            find_paths(), kind, code, edition=edition, boundary_year=boundary_year, parameters=_parameters(param or []),
            tell=_say,
        )  # fmt: skip
        failed += not result.ok
        (_say if result.ok else _complain)(f"{code}: {target if result.ok else result.message}")
    if failed:
        raise typer.Exit(ReportError.exit_code)


@app.command()
def editie(code: Annotated[str, typer.Argument(help="Name of the folder in data/wijken.")]) -> None:
    """Keep the figures and goals of an area as they are today, to compare a later edition with."""
    from wijkanalyse.dialogue.area import open_dialogue
    from wijkanalyse.dialogue.folder import folder_of, read_folder
    from wijkanalyse.evaluation import save_edition, stored_figures

    paths = find_paths()
    area = read_folder(paths, code, edition="intern").area_code
    if area:
        _processed()
    dialogue = open_dialogue(area or code, edition="intern", folder=code, paths=paths)
    figures = stored_figures(dialogue.verdicts) if dialogue.verdicts else {}
    target = save_edition(folder_of(paths, code), figures, dialogue.folder.tables["doelen"], dialogue.today)
    _say(f"kept: {target}")


@app.command()
def oracle(
    target: Annotated[Path | None, typer.Option(help="Where the table goes; by default docs/aggregatie.md.")] = None,
) -> None:
    """Aggregate all wijken and buurten of the country and compare with the published figures of the whole."""
    from wijkanalyse.oracle import run_oracles, write_table

    path = target or find_paths().root / "docs" / "aggregatie.md"
    write_table(run_oracles(_processed(), load_catalogue()), path)
    console.print(f"{path} written", highlight=False, markup=False, soft_wrap=True)


@app.command("extract-example", hidden=True)
def extract_example() -> None:
    """For maintainers: cut data/raw/voorbeeld from the fetched tables of the whole country."""
    from wijkanalyse.process.build import extract_example as extract

    extract(find_paths(), load_catalogue(), _say)


# ------------------------------------------------------------------------ helpers


def _say(line: str) -> None:
    console.print(line, highlight=False, markup=False)


def _complain(line: str) -> None:
    errors.print(line, highlight=False, markup=False, soft_wrap=True)


def _processed() -> Any:
    from wijkanalyse.process.build import ensure_processed
    from wijkanalyse.processed import Processed

    paths = find_paths()
    ensure_processed(paths, load_catalogue(), _say)
    return Processed(paths)


def _check_year(areas: Areas, year: int) -> None:
    if year not in areas.years:
        years = ", ".join(map(str, areas.years))
        raise AreaError(f"there are no areas in the boundaries of {year}; choose from {years}")


def _make(
    codes: Iterable[str],
    boundary_year: int | None,
    edition: str,
    jobs: int,
    param: list[str] | None,
    notebook: Path | None,
) -> None:
    from wijkanalyse.batch.plan import check_parameters, plan_jobs
    from wijkanalyse.batch.receipt import read_receipt, update_receipt, write_index
    from wijkanalyse.batch.report import check_writable
    from wijkanalyse.batch.run import run_batch

    if edition not in EDITIONS:
        raise ReportError(f"edition {edition!r} does not exist; choose from {', '.join(EDITIONS)}")
    processed = _processed()
    paths = processed.paths
    source = (notebook or paths.notebooks / "wijkanalyse.ipynb").resolve()
    if not source.is_file():
        raise ReportError(f"{source}: there is no such notebook")
    parameters = _parameters(param or [])
    check_parameters(source, parameters)
    plan = plan_jobs(processed.areas, list(codes), boundary_year=boundary_year, edition=edition)
    folder = paths.reports_of(edition)
    check_writable(folder)
    read_receipt(folder)  # a damaged one is told before the work, not after it
    built = dt.date.today()
    results: list[Result] = []
    try:
        with _progress() as progress:
            bar = progress.add_task(f"{len(plan)} reports", total=len(plan))

            def note(result: Result) -> None:
                results.append(result)
                progress.update(bar, advance=1, description=result.job.area_name[:28])

            run_batch(plan, paths, source, workers=jobs, parameters=parameters, built=built, report=note)
    finally:  # after Ctrl-C the reports that were made are in the index too
        receipt = update_receipt(
            folder, results, fingerprint=processed.receipt["fingerprint"], notebook=source.name, built=built
        )
        index = write_index(folder, receipt, built=built)
    failed = [r for r in results if not r.ok]
    _tell_failures(failed)
    made = [r for r in results if r.ok]
    if len(made) == 1:
        console.print(f"report: {folder / made[0].job.path}", highlight=False, markup=False, soft_wrap=True)
    console.print(
        f"{len(made)} reports made, {len(failed)} failed; index: {index}", highlight=False, markup=False, soft_wrap=True
    )
    if failed:
        raise typer.Exit(ReportError.exit_code)


def _tell_failures(failed: list[Result]) -> None:
    """Each fault once, with the areas that had it: damaged data fails the same way for all."""
    by_message: dict[str, list[str]] = {}
    for result in failed:
        by_message.setdefault(result.message, []).append(f"{result.job.area_code} {result.job.area_name}")
    for message, areas in by_message.items():
        more = f" and {len(areas) - 3} more" if len(areas) > 3 else ""
        errors.print(f"{', '.join(areas[:3])}{more}: {message}", highlight=False, markup=False, soft_wrap=True)


def _progress() -> Progress:
    columns = [
        TextColumn("{task.description:<28}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    ]
    return Progress(*columns, console=console)


def _parameters(pairs: list[str]) -> dict[str, Any]:
    """NAME=VALUE as typed values; text that looks like a code stays text."""
    values = {}
    for pair in pairs:
        name, found, value = pair.partition("=")
        if not found:
            raise ReportError(f"--param {pair!r}: expected NAME=VALUE")
        try:
            parsed = yaml.safe_load(value)
        except yaml.YAMLError as error:
            raise ReportError(f"--param {pair!r}: the value cannot be read; put quotes around a text") from error
        values[name] = value if isinstance(parsed, int) and value.startswith("0") and len(value) > 1 else parsed
    return values


def _lines(path: Path) -> list[str]:
    if not path.is_file():
        raise AreaError(f"{path}: is not there; it lists the areas of the example")
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def main() -> None:
    """Run the command line; a known fault is printed plainly and ends with its own exit code."""
    try:
        app()
    except WijkanalyseError as error:
        errors.print(f"Error: {error}", highlight=False, markup=False, soft_wrap=True, style="red")
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
