"""The command line: fetch, process, list, report, reports, pdf.

What a command needs is imported by that command: loading everything takes longer than most commands do.

Faults that a person can repair are printed without a traceback, each kind with
an exit code of its own (see `errors`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import yaml
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from wijkanalyse.editions import EDITIONS, check_edition
from wijkanalyse.errors import AreaError, ReportError, WijkanalyseError
from wijkanalyse.paths import find_paths

if TYPE_CHECKING:
    from wijkanalyse.batch.plan import Planned
    from wijkanalyse.batch.task import Result
    from wijkanalyse.profile.areas import Areas

app = typer.Typer(
    help="Wijkanalyses uit open data van CBS en RIVM.", no_args_is_help=True, pretty_exceptions_enable=False,
    add_completion=False,
)  # fmt: skip
console = Console()
errors = Console(stderr=True)

DEFAULT_YEAR = 2022
EXAMPLE_AREAS = "voorbeeld.txt"
"""File in ``data/gebieden`` with the areas of the example, one code or gemeente a line."""

Year = Annotated[int | None, typer.Option("--boundary-year", help="Year of the boundaries; by default 2022.")]
Edition = Annotated[str, typer.Option(help="openbaar, partners or intern; by default openbaar.")]
DocumentEdition = Annotated[
    str, typer.Option("--edition", help="By default openbaar; of a bijeenkomst and a plan partners.")
]
Jobs = Annotated[int | None, typer.Option("--jobs", "-j", min=1, help="Reports at once; by default all cores.")]
Param = Annotated[
    list[str] | None, typer.Option("--param", "-p", help="Further parameter of the notebook, NAME=VALUE.")
]
Notebook = Annotated[Path | None, typer.Option(help="Another notebook than notebooks/wijkanalyse.ipynb.")]

Force = Annotated[bool, typer.Option("--force", help="Also what is up to date.")]


@app.command()
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
    from wijkanalyse.cards.catalogue import load_catalogue
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
    year = boundary_year or DEFAULT_YEAR
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
    force: Force = False,
) -> None:
    """Make the report of one area."""
    _end(_make([area], boundary_year, edition, param, notebook, force=force))


@app.command()
def reports(
    areas: Annotated[list[str] | None, typer.Argument(help="Codes of areas.")] = None,
    gemeente: Annotated[list[str] | None, typer.Option(help="All wijken of this gemeente; may be repeated.")] = None,
    all_wijken: Annotated[bool, typer.Option("--all", help="All wijken there are figures of.")] = False,
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
) -> None:
    """Make the reports of several areas that are new or changed, and the index page.

    A batch that was ended goes on where it was when the same command is given again.
    """
    from wijkanalyse.batch.document import kind_of

    processed = _processed()
    year = boundary_year or DEFAULT_YEAR
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
    jobs = jobs or os.cpu_count() or 1
    regions = processed.areas.codes_of(gemeenten, year) if "regio" in (also or []) else []
    for name in also or []:
        kind_of(name)
    if "regio" in (also or []) and not regions:
        raise AreaError("--with regio is about a gemeente: name one with --gemeente")
    common = {"jobs": jobs, "force": force, "plan_only": plan}
    failed = _make(codes, boundary_year, edition, param, notebook, scheduler=scheduler, **common)
    for name in also or []:
        wanted = regions if name == "regio" else codes
        failed += _make(wanted, boundary_year, edition, None, None, kind=name, **common)
    _end(failed)


@app.command()
def pdf(
    areas: Annotated[list[str] | None, typer.Argument(help="Codes of areas of which there is a report.")] = None,
    gemeente: Annotated[list[str] | None, typer.Option(help="All wijken of this gemeente; may be repeated.")] = None,
    all_made: Annotated[bool, typer.Option("--all", help="All reports that were made.")] = False,
    document: Annotated[str, typer.Option(help="Of documents instead: bijeenkomst, plan or regio.")] = "",
    deck: Annotated[bool, typer.Option("--deck", help="Also slides for a meeting, as HTML and PDF.")] = False,
    boundary_year: Year = None,
    edition: DocumentEdition = "",
) -> None:
    """Make the PDF of reports or documents that were made, beside them."""
    from wijkanalyse.batch.document import kind_of
    from wijkanalyse.batch.printing import Printed, choose, made_reports, print_reports
    from wijkanalyse.batch.receipt import read_receipt
    from wijkanalyse.batch.report import check_writable

    kind = kind_of(document) if document else None
    edition = edition or (kind.edition if kind else "openbaar")
    check_edition(edition)
    folder = find_paths().reports_of(edition) / (kind.stem if kind else "")
    receipt = read_receipt(folder)
    codes = list(areas or [])
    if gemeente:
        processed = _processed()
        year = boundary_year or DEFAULT_YEAR
        _check_year(processed.areas, year)
        codes += processed.areas.select(gemeente, boundary_year=year)
    if all_made:
        codes += [entry["code"] for entry in made_reports(receipt, folder)]
    if not codes:
        none = "" if made_reports(receipt, folder) else ". There are none yet: make one with "
        raise AreaError(
            f"no areas were named; give codes, --gemeente NAME, or --all for every report in {folder}"
            + (none and f"{none}`{_command(document, 'CODE')}`")
        )
    chosen, missing = choose(receipt, folder, codes)
    results: list[Printed] = []
    if chosen:
        check_writable(folder)
        with _progress() as progress:
            bar = progress.add_task(f"{len(chosen)} reports", total=len(chosen), pace="")

            def note(result: Printed) -> None:
                results.append(result)
                progress.update(bar, advance=1, description=result.name[:28])

            print_reports(chosen, folder, deck=deck, report=note)
    for result in results:
        for file in result.files if len(results) == 1 else ():
            console.print(f"made: {file}", highlight=False, markup=False, soft_wrap=True)
        if not result.ok:
            errors.print(
                f"{result.code} {result.name}: {result.message}", highlight=False, markup=False, soft_wrap=True
            )
    if missing:
        _complain(_not_made(missing, folder, document, edition, boundary_year))
    failed = sum(not r.ok for r in results)
    console.print(
        f"{len(results) - failed} reports printed, {failed} failed, {len(missing)} not made yet", highlight=False
    )
    if failed or missing:
        raise typer.Exit(ReportError.exit_code)


@app.command()
def bundle(
    areas: Annotated[list[str] | None, typer.Argument(help="Codes of areas.")] = None,
    gemeente: Annotated[list[str] | None, typer.Option(help="All reports of this gemeente; may be repeated.")] = None,
    more_areas: Annotated[list[str] | None, typer.Option("--areas", help="Codes, separated by commas.")] = None,
    name: Annotated[str | None, typer.Option(help="Name of the region, for the title and the file.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Another file than reports/NAME.zip.")] = None,
    edition: Edition = "openbaar",
) -> None:
    """Put the reports of a gemeente or region in one zip file for partners, with index, figures and definitions."""
    from wijkanalyse.batch.bundle import default_target, make_bundle, region_name, select_records
    from wijkanalyse.batch.plan import slug
    from wijkanalyse.batch.receipt import documents_in, read_receipt
    from wijkanalyse.cards.catalogue import load_catalogue

    check_edition(edition)
    codes = [*(areas or []), *(c for text in more_areas or [] for c in text.replace(",", " ").split())]
    if not codes and not gemeente:
        raise AreaError("no areas were named; give codes or --gemeente NAME. See `wijkanalyse list`.")
    processed = _processed()
    folder = processed.paths.reports_of(edition)
    receipt = read_receipt(folder)
    records = select_records(receipt, processed, gemeente or [], codes, edition=edition)
    title = name or region_name(records)
    made = make_bundle(
        records, processed, load_catalogue(), edition=edition, name=title, version=receipt["version"],
        target=output or default_target(processed.paths, edition, slug(title)), gemeenten=gemeente or [],
        documents=documents_in(folder),
    )  # fmt: skip
    _tell_left_out(made.missing, "wijken have no report yet")
    _tell_left_out(made.stale_pdfs, "PDFs are older than their report")
    console.print(
        f"{made.path}: {made.reports} reports, {made.pdfs} PDFs", highlight=False, markup=False, soft_wrap=True
    )


@app.command()
def kit(
    code: Annotated[str, typer.Argument(help="Code of the area, or a name for a kern without figures.")],
    name: Annotated[str | None, typer.Option(help="What a kern without figures is called.")] = None,
    themes: Annotated[Path | None, typer.Option(help="CSV with the columns thema and naam.")] = None,
) -> None:
    """Make or check the folder in data/wijken for what people add, with the page to vote on."""
    from wijkanalyse.agenda.agenda import Agenda
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.dialogue.ballot_themes import candidate_themes, default_themes, read_themes
    from wijkanalyse.dialogue.folder import DialogueError, check_folder, folder_of, make_folder
    from wijkanalyse.profile.profile import load_profile
    from wijkanalyse.profile.verdicts import Verdicts
    from wijkanalyse.publish.voting import write_voting_page

    paths, catalogue = find_paths(), load_catalogue()
    folder = folder_of(paths, code)
    if not folder.is_dir():
        area = None if name else _area_of(code)
        if themes:
            chosen = read_themes(themes)
        else:
            chosen = candidate_themes(Agenda(Verdicts(load_profile(code)))) if area else default_themes()
        folder, made = make_folder(
            paths, code, name=name or area.name, area_code=area.code if area else None, themes=chosen
        )  # fmt: skip
        _say(f"{folder}: made with {len(made)} files; start with LEESMIJ.txt")
    elif name or themes:
        _complain(f"{folder} is there already: --name and --themes are for a new one. Change wijk.yml or themas.csv.")
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


def _area_of(code: str) -> Any:
    """The area of a code; says what to do when it is the name of a kern without figures."""
    try:
        return _processed().areas.find(code)
    except AreaError as error:
        kern = f'For a kern without figures, give its name: wijkanalyse kit {code} --name "…"'
        raise AreaError(f"{error} {kern}") from error


@app.command()
def document(
    kind: Annotated[str, typer.Argument(help="bijeenkomst (the kit of a meeting), plan, or regio.")],
    areas: Annotated[list[str] | None, typer.Argument(help="Codes of areas, or folders in data/wijken.")] = None,
    gemeente: Annotated[list[str] | None, typer.Option(help="All wijken of this gemeente; may be repeated.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every area that has a folder in data/wijken.")] = False,
    edition: DocumentEdition = "",
    boundary_year: Year = None,
    jobs: Jobs = None,
    param: Param = None,
    plan: Annotated[bool, typer.Option("--plan", help="Only show what would be made, and why.")] = False,
    force: Force = False,
) -> None:
    """Make the kit of a meeting or the plan of areas, or put the wijken of a gemeente or region side by side."""
    from wijkanalyse.batch.document import kind_of
    from wijkanalyse.dialogue.folder import folders_of

    takes_folder = kind_of(kind).takes_folder
    codes = list(areas or [])
    if gemeente:
        processed = _processed()
        year = boundary_year or DEFAULT_YEAR
        _check_year(processed.areas, year)
        which = processed.areas.select(gemeente, boundary_year=year) if takes_folder else None
        codes += which or processed.areas.codes_of(gemeente, year)
    if every and takes_folder:
        codes += folders_of(find_paths())
    if not codes:
        raise AreaError(
            "no areas were named; give codes or --gemeente NAME"
            + (", or --all for every folder in data/wijken; `wijkanalyse kit CODE` makes one" if takes_folder else "")
        )
    jobs = jobs or os.cpu_count() or 1
    _end(_make(codes, boundary_year, edition, param, None, kind=kind, jobs=jobs, force=force, plan_only=plan))


@app.command()
def editie(code: Annotated[str, typer.Argument(help="Name of the folder in data/wijken.")]) -> None:
    """Keep the figures and goals of an area as they are today, to compare a later edition with."""
    from wijkanalyse.dialogue.area import open_dialogue
    from wijkanalyse.dialogue.folder import folder_of, read_folder
    from wijkanalyse.dialogue.kept_editions import save_edition, stored_figures

    paths = find_paths()
    area = read_folder(paths, code, edition="intern").area_code
    if area:
        _processed()
    figures = {}
    for edition in EDITIONS:
        dialogue = open_dialogue(area or code, edition=edition, folder=code, paths=paths)
        figures[edition] = stored_figures(dialogue.verdicts) if dialogue.verdicts else {}
    # the last one is the internal edition, which has all goals
    target = save_edition(folder_of(paths, code), figures, dialogue.folder.tables["doelen"], dialogue.today)
    _say(f"kept: {target}")


@app.command()
def oracle(
    target: Annotated[Path | None, typer.Option(help="Where the table goes; by default docs/aggregatie.md.")] = None,
) -> None:
    """Aggregate all wijken and buurten of the country and compare with the published figures of the whole."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.research.oracle import run_oracles, write_table

    path = target or find_paths().root / "docs" / "aggregatie.md"
    write_table(run_oracles(_processed(), load_catalogue()), path)
    console.print(f"{path} written", highlight=False, markup=False, soft_wrap=True)


@app.command()
def hindcast(
    target: Annotated[Path | None, typer.Option(help="Where the page goes; by default docs/hindcast.md.")] = None,
) -> None:
    """Hold forecasts against what came, and the groups of themes of all wijken against other choices."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.research import hindcast as checks

    path = target or find_paths().root / "docs" / "hindcast.md"
    processed, catalogue = _processed(), load_catalogue()
    checks.write_page(
        checks.hindcast(processed, catalogue),
        checks.ageing_hindcast(processed, catalogue),
        checks.stability(processed, catalogue),
        path,
    )
    console.print(f"{path} written", highlight=False, markup=False, soft_wrap=True)


@app.command("extract-example", hidden=True)
def extract_example() -> None:
    """For maintainers: cut data/raw/voorbeeld from the fetched tables of the whole country."""
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.process.build import extract_example as extract

    extract(find_paths(), load_catalogue(), _say)


# ------------------------------------------------------------------------ helpers


def _say(line: str) -> None:
    console.print(line, highlight=False, markup=False, soft_wrap=True)


def _complain(line: str) -> None:
    errors.print(line, highlight=False, markup=False, soft_wrap=True)


def _processed() -> Any:
    from wijkanalyse.process.fresh import is_fresh
    from wijkanalyse.profile.processed import Processed

    paths = find_paths()
    if not is_fresh(paths):  # what builds them takes long to load
        from wijkanalyse.cards.catalogue import load_catalogue
        from wijkanalyse.process.build import build

        build(paths, load_catalogue(), _say)
    return Processed(paths)


def _check_year(areas: Areas, year: int) -> None:
    if year not in areas.years:
        years = ", ".join(map(str, areas.years))
        raise AreaError(f"there are no areas in the boundaries of {year}; choose from {years}")


def _not_made(codes: list[str], folder: Path, document: str, edition: str, boundary_year: int | None) -> str:
    """Of which areas there is no report, and the command that makes them."""
    choices = "" if edition == "openbaar" and not document else f" --edition {edition}"
    choices += f" --boundary-year {boundary_year}" if boundary_year else ""
    return (
        f"There is no report in {folder} of {', '.join(codes)}. "
        f"Make it first: {_command(document, ' '.join(codes))}{choices}"
    )


def _command(document: str, codes: str) -> str:
    """The command that makes reports, or documents of a kind."""
    return f"wijkanalyse document {document} {codes}" if document else f"wijkanalyse reports {codes}"


def _make(
    codes: Iterable[str],
    boundary_year: int | None,
    edition: str,
    param: list[str] | None,
    notebook: Path | None,
    *,
    kind: str = "",
    jobs: int = 1,
    force: bool = False,
    plan_only: bool = False,
    scheduler: str | None = None,
) -> int:
    """Plan and make what is due, and tell how it went; returns how many failed."""
    from wijkanalyse.batch.document import kind_of
    from wijkanalyse.batch.make import Order, make_batch, plan_batch

    document = kind_of(kind) if kind else None
    edition = edition or (document.edition if document else "openbaar")
    check_edition(edition)
    processed = _processed()
    stem = document.stem if document else "wijkanalyse"
    source = (notebook or processed.paths.notebooks / f"{stem}.ipynb").resolve()
    if not source.is_file():
        raise ReportError(f"{source}: there is no such notebook")
    order = Order(
        list(codes), source, document, edition, boundary_year, _parameters(param or []), workers=jobs, force=force,
        scheduler=scheduler,
    )  # fmt: skip
    what = document.label if document else "report"
    if plan_only:
        _tell_plan(plan_batch(order, processed), what, every=True)
        return 0
    with _progress() as progress:
        bar = progress.add_task("reports", total=None, pace="")
        outcome = make_batch(order, processed, **_shown_on(progress, bar, what))
    folder = order.folder(processed.paths)
    for path in [r.job.path for r in outcome.made] if len(outcome.made) == 1 else []:
        _say(f"{what}: {folder / path}")
    if len(outcome.plan) == 1 and not outcome.results:
        _say(f"{what}: {folder / outcome.plan[0].job.path} is up to date; --force makes it again")
    _tell_failures(outcome.failed)
    up_to_date = sum(not p.is_due for p in outcome.plan)
    also = f", {up_to_date} up to date" if up_to_date else ""
    _say(f"{_many(len(outcome.made), what)} made, {len(outcome.failed)} failed{also}; index: {outcome.index}")
    old = [p for r in outcome.made if (p := folder / r.job.path).with_suffix(".pdf").is_file()]
    if old:
        option = f" --document {kind}" if kind else ""
        _complain(f"{len(old)} PDFs are older than their report now; make them again: wijkanalyse pdf{option} --all")
    if outcome.failed:
        _say(f"log: {outcome.log}")
    return len(outcome.failed)


def _end(failed: int) -> None:
    """End with the code of a failed report when there was one."""
    if failed:
        raise typer.Exit(ReportError.exit_code)


def _many(number: int, what: str) -> str:
    """How many of a kind: Dutch names of documents take no English plural."""
    return f"{number} reports" if what == "report" else f"{number} × {what}"


def _shown_on(progress: Progress, bar: Any, what: str) -> dict[str, Any]:
    """What `make_batch` calls, to move the bar."""
    from wijkanalyse.batch.make import Pace

    pace = Pace(0)

    def begin(plan: list[Planned]) -> None:
        pace.total = sum(p.is_due for p in plan)
        _tell_plan(plan, what, every=False)
        progress.update(bar, total=pace.total)

    def note(result: Result) -> None:
        pace.step()
        progress.update(bar, advance=1, description=result.job.area_name[:28], pace=f"{pace.per_minute:.0f}/min")

    return {"begin": begin, "note": note}


MOST_IN_PLAN = 40
"""Reports that a plan names one by one; of more only the counts by reason are told."""


def _tell_plan(plan: list[Planned], what: str, *, every: bool) -> None:
    """How many reports are new, changed and up to date, and why."""
    due = [p for p in plan if p.is_due]
    counts = {state: sum(p.state == state for p in plan) for state in ("new", "changed", "up to date")}
    _say(f"{_many(len(plan), what)}: " + ", ".join(f"{n} {state}" for state, n in counts.items()))
    reasons: dict[str, int] = {}
    for planned in due:
        for reason in planned.reasons:
            words = "its name" if reason.startswith("its name") else reason
            reasons[words] = reasons.get(words, 0) + 1
    for reason, number in sorted(reasons.items(), key=lambda r: -r[1]):
        _say(f"  changed: {reason} ({number})")
    if every:
        for planned in due[:MOST_IN_PLAN]:
            why = f" ({'; '.join(planned.reasons)})" if planned.reasons else ""
            _say(f"{planned.job.area_code} {planned.job.area_name}: {planned.state}{why}")
        if len(due) > MOST_IN_PLAN:
            _say(f"and {len(due) - MOST_IN_PLAN} more")


def _tell_left_out(names: Sequence[str], what: str) -> None:
    if names:
        more = f" and {len(names) - 5} more" if len(names) > 5 else ""
        line = f"left out, {len(names)} {what}: {', '.join(names[:5])}{more}"
        errors.print(line, highlight=False, markup=False, soft_wrap=True)


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
        TextColumn("{task.fields[pace]}"),
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
