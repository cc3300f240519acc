"""A batch as a command shows it: the plan with its reasons, a bar, and every fault once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.progress import Progress

from wijkanalyse.cli.console import complain, progress_bar, say
from wijkanalyse.cli.options import open_processed
from wijkanalyse.editions import check_edition
from wijkanalyse.errors import ReportError

if TYPE_CHECKING:
    from wijkanalyse.batch.make import Order
    from wijkanalyse.batch.plan import Planned
    from wijkanalyse.batch.task import Result
    from wijkanalyse.paths import Paths

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it."""
MOST_IN_PLAN = 40
"""Reports that a plan names one by one; of more only the counts by reason are told."""


def make_and_tell(
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
    patience: float | None = None,
) -> int:
    """Plan and make what is due, and tell how it went; returns how many failed, or else what all are without."""
    from wijkanalyse.batch.document import kind_of
    from wijkanalyse.batch.make import Order, make_batch, plan_batch
    from wijkanalyse.batch.own_notebook import kind_of_notebook
    from wijkanalyse.batch.parameters import read_values
    from wijkanalyse.batch.task import PATIENCE
    from wijkanalyse.cards.catalogue import load_catalogue

    document = kind_of(kind) if kind else None
    edition = edition or (document.edition if document else "openbaar")
    check_edition(edition)
    if document and document.is_open and edition != document.edition:
        say(f"{document.label}: for everyone, so made as {document.edition}")
        edition = document.edition
    processed = open_processed()
    stem = document.stem if document else "wijkanalyse"
    source = (notebook or processed.paths.notebooks / f"{stem}.ipynb").resolve()
    if not source.is_file():
        raise ReportError(f"{source}: there is no such notebook")
    if notebook:
        document = kind_of_notebook(processed.paths, processed.areas, source)
    values = read_values(source, parameters_from(param or []))
    order = Order(
        list(codes), source, document, edition, boundary_year, values,
        workers=jobs, force=force, scheduler=scheduler, patience=PATIENCE if patience is None else patience,
    )  # fmt: skip
    what = document.label if document else "report"
    if plan_only:
        plan = plan_batch(order, processed)
        _tell_plan(plan, what, every=True)
        _tell_extent(plan, order, processed.paths)
        return 0
    folder = order.folder(processed.paths)
    # One report is made before a bar says much, and a bar is a thread, next to which no process may fork.
    with progress_bar(shown=len(order.codes) > 1) as progress, _kept(progress, folder, what):
        bar = progress.add_task("reports", total=None, pace="")
        outcome = make_batch(order, processed, tell=say, **_shown_on(progress, bar, what, order, processed.paths))
    for path in [r.job.path for r in outcome.made] if len(outcome.made) == 1 else []:
        say(f"{what}: {folder / path}")
    if len(outcome.plan) == 1 and not outcome.results:
        say(f"{what}: {folder / outcome.plan[0].job.path} is up to date; --force makes it again")
    left_out = processed.receipt.get("left_out", ())
    for name in dict.fromkeys(file["name"] for file in left_out):
        complain(f"{name}: has faults and is not used; `wijkanalyse process` lists them")
    others = set(processed.areas.faulty.values()) - set(outcome.refused)
    for message in (*outcome.left_out, *outcome.refused, *sorted(others), *load_catalogue().left_out):
        complain(message)
    _tell_failures(outcome.failed)
    _tell_notes(outcome.made)
    failed = len(outcome.failed) + len(outcome.refused)
    up_to_date = sum(not p.is_due for p in outcome.plan)
    also = f", {up_to_date} up to date" if up_to_date else ""
    say(f"{many(len(outcome.made), what)} made, {failed} failed{also}; index: {outcome.index}")
    old = [p for r in outcome.made if (p := folder / r.job.path).with_suffix(".pdf").is_file()]
    if old:
        option = f" --document {kind or document.stem}" if document else ""
        complain(f"{len(old)} PDFs are older than their report now; make them again: wijkanalyse pdf{option} --all")
    if outcome.failed:
        say(f"log: {outcome.log}")
    # What was made is without a file that belongs in it.
    return failed or sum(file["openness"] == "openbaar" for file in left_out)


def end(failed: int) -> None:
    """End with the code of a failed report when there was one."""
    if failed:
        raise typer.Exit(ReportError.exit_code)


def many(number: int, what: str) -> str:
    """How many of a kind: Dutch names of documents take no English plural."""
    return f"{number} reports" if what == "report" else f"{number} × {what}"


def _shown_on(progress: Progress, bar: Any, what: str, order: Order, paths: Paths) -> dict[str, Any]:
    """What `make_batch` calls, to move the bar."""
    from wijkanalyse.batch.make import Pace

    pace = Pace(0)

    def begin(plan: list[Planned]) -> None:
        pace.total = sum(p.is_due for p in plan)
        _tell_plan(plan, what, every=False)
        _tell_extent(plan, order, paths)
        progress.update(bar, total=pace.total)

    def note(result: Result) -> None:
        pace.step()
        progress.update(bar, advance=1, description=result.job.area_name[:28], pace=f"{pace.per_minute:.0f}/min")

    return {"begin": begin, "note": note}


@contextmanager
def _kept(progress: Progress, folder: Path, what: str) -> Iterator[None]:
    """Say what was made when it ends in the middle, before why."""
    try:
        yield
    except (KeyboardInterrupt, ReportError) as error:
        progress.stop()
        interrupted = isinstance(error, KeyboardInterrupt)
        for task in progress.tasks:
            if task.total and (task.completed or interrupted):
                done = f"{task.completed:.0f} of {many(int(task.total), what)} done, kept in {folder}"
                complain(f"{done}; the same command goes on from there")
        if interrupted:
            raise typer.Exit(INTERRUPTED) from None
        raise


def _tell_plan(plan: list[Planned], what: str, *, every: bool) -> None:
    """How many reports are new, changed and up to date, and why."""
    due = [p for p in plan if p.is_due]
    counts = {state: sum(p.state == state for p in plan) for state in ("new", "changed", "up to date")}
    say(f"{many(len(plan), what)}: " + ", ".join(f"{n} {state}" for state, n in counts.items()))
    reasons: dict[str, int] = {}
    for planned in due:
        for reason in planned.reasons:
            words = "its name" if reason.startswith("its name") else reason
            reasons[words] = reasons.get(words, 0) + 1
    for reason, number in sorted(reasons.items(), key=lambda r: -r[1]):
        say(f"  changed: {reason} ({number})")
    if every:
        for planned in due[:MOST_IN_PLAN]:
            why = f" ({'; '.join(planned.reasons)})" if planned.reasons else ""
            say(f"{planned.job.area_code} {planned.job.area_name}: {planned.state}{why}")
        if len(due) > MOST_IN_PLAN:
            say(f"and {len(due) - MOST_IN_PLAN} more")


def _tell_extent(plan: list[Planned], order: Order, paths: Paths) -> None:
    """What a large plan asks of disk and time."""
    from wijkanalyse.batch.extent import extent_of
    from wijkanalyse.batch.receipt import read_all

    folder = order.folder(paths)
    if told := extent_of(plan, read_all(folder)[0]["reports"], folder, None if order.scheduler else order.workers):
        say(told)


def _tell_failures(failed: list[Result]) -> None:
    """Each fault once, with the areas that had it: damaged data fails the same way for all."""
    by_message: dict[str, list[str]] = {}
    for result in failed:
        by_message.setdefault(result.message, []).append(f"{result.job.area_code} {result.job.area_name}")
    for message, areas in by_message.items():
        more = f" and {len(areas) - 3} more" if len(areas) > 3 else ""
        complain(f"{', '.join(areas[:3])}{more}: {message}")


def _tell_notes(made: list[Result]) -> None:
    """What drawings said of their layout, each once: the reports were made, and someone may want to look."""
    by_note: dict[str, list[str]] = {}
    for result in made:
        for note in result.notes:
            by_note.setdefault(note, []).append(f"{result.job.area_code} {result.job.area_name}")
    for note, areas in by_note.items():
        more = f" and {len(areas) - 1} more" if len(areas) > 1 else ""
        complain(f"look at {areas[0]}{more}: {note}")


def parameters_from(pairs: list[str]) -> dict[str, str]:
    """NAME=VALUE as names and texts; the notebook says what type each is."""
    for pair in pairs:
        if not pair.partition("=")[1]:
            raise ReportError(f"--param {pair!r}: expected NAME=VALUE")
    return {name.strip(): value for name, _, value in (pair.partition("=") for pair in pairs)}
