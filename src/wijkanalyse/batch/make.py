"""One batch from codes to index: plan, run, record.

Receives which areas are wanted and hands on a folder with their reports, a receipt
and an index page. Only one batch works in a folder at a time. A batch that is
killed at any moment has lost no report that was finished; the next one goes on.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from wijkanalyse.batch.document import DocumentKind, fault_of, left_out_of, plan_documents
from wijkanalyse.batch.inputs import WHOLE, InputDigests
from wijkanalyse.batch.job import OWN_PARAMETERS, Job, plan_areas
from wijkanalyse.batch.journal import Journal, cannot_write, only_one_batch, open_log, remove_journal
from wijkanalyse.batch.own_notebook import check_same_notebook, notebook_name
from wijkanalyse.batch.parameters import check_parameters, parameters_in
from wijkanalyse.batch.plan import Planned, compare
from wijkanalyse.batch.receipt import (
    describe_index,
    documents_in,
    entry_of,
    failure_of,
    index_is_current,
    key_of_entry,
    read_all,
    remove_renamed,
    write_index,
    write_receipt,
)
from wijkanalyse.batch.report import CannotWriteError, check_writable, deliver, keep_failed
from wijkanalyse.batch.run import run_batch
from wijkanalyse.batch.task import NORMAL, PATIENCE, Limits, Result
from wijkanalyse.batch.variant import others_of, vary
from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.cards.composites import FaultyAreaError
from wijkanalyse.day import today
from wijkanalyse.dialogue.folder import DialogueError, folder_of, read_card
from wijkanalyse.editions import EDITIONS, shown_in
from wijkanalyse.errors import ReportError, WijkanalyseError
from wijkanalyse.files import mode_of
from wijkanalyse.paths import Paths
from wijkanalyse.process.areas import Area, Areas
from wijkanalyse.profile.processed import Processed

logger = logging.getLogger("wijkanalyse.batch")


@dataclass(frozen=True)
class Order:
    """What is asked of a batch."""

    codes: Sequence[str]
    notebook: Path
    kind: DocumentKind | None = None
    """Of document; None: a wijkanalyse, which the index page shows with its figures."""
    edition: str = "openbaar"
    boundary_year: int | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    workers: int = 1
    limits: Limits = NORMAL
    force: bool = False
    """Also make what is up to date."""
    scheduler: str | None = None
    """Address of a dask scheduler; None: this machine."""
    patience: float = PATIENCE
    """Seconds that it waits there when there are no workers."""

    def folder(self, paths: Paths) -> Path:
        """Where the reports go, with their receipt."""
        reports = paths.reports_of(self.edition)
        return reports / self.kind.stem if self.kind else reports


@dataclass
class BatchOutcome:
    """What a batch did."""

    plan: list[Planned]
    results: list[Result] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """What is wrong with the files of areas of which nothing was planned."""
    left_out: list[str] = field(default_factory=list)
    """What was said of workers that had not what the caller has."""
    index: Path | None = None
    log: Path | None = None
    index_made: bool = False

    @property
    def made(self) -> list[Result]:
        return [r for r in self.results if r.ok]

    @property
    def failed(self) -> list[Result]:
        return [r for r in self.results if not r.ok]


def plan_batch(order: Order, processed: Processed) -> list[Planned]:
    """What would be made, and why; nothing is written.

    Raises
    ------
    AreaError, ReportError, ProcessedDataError
    """
    return _plan(order, processed, _jobs(order, processed)[0])[0]


def _jobs(order: Order, processed: Processed) -> tuple[list[tuple[Job, Area | None]], list[str]]:
    """The areas that are asked for, and what is wrong with the files of others.

    A fault in what is asked is told before anything else; one in the file of an area keeps only that one back.
    """
    check_nothing_left_out(processed, order.edition)
    common = {"boundary_year": order.boundary_year, "edition": order.edition}
    takes = order.kind and (("folder", order.kind.takes_folder), ("praktijk", order.kind.takes_practice))
    also = [name for name, wanted in takes or () if wanted]
    check_parameters(order.notebook, order.parameters, (*OWN_PARAMETERS, *also), regions=processed.areas.regions)
    refused: list[WijkanalyseError] = []
    sound = [code for code in dict.fromkeys(order.codes) if not _is_refused(code, order, processed, refused)]
    if refused and not sound:
        raise refused[0] if len(refused) == 1 else ReportError("\n".join(map(str, refused)))
    if order.kind is None:
        jobs = plan_areas(processed.areas, sound, **common)
    else:
        jobs = plan_documents(processed, order.kind, sound, **common)
    others = others_of(parameters_in(order.notebook), order.parameters)
    return [(vary(job, _other_year(job, order, processed.areas) | others), area) for job, area in jobs], list(
        map(str, refused)
    )


def _is_refused(code: str, order: Order, processed: Processed, refused: list[WijkanalyseError]) -> bool:
    """Whether the file in ``data/gebieden`` or the card in ``data/wijken`` of an area is faulty; adds what is wrong."""
    try:
        if order.kind and order.kind.takes_folder and (folder := folder_of(processed.paths, code)).is_dir():
            code = read_card(folder).gebied or ""
        if fault := processed.areas.fault_of(code):
            raise FaultyAreaError(fault)
    except (FaultyAreaError, DialogueError) as error:
        refused.append(error)
        return True
    return False


def check_nothing_left_out(processed: Processed, edition: str) -> None:
    """Refuse an edition that would show a closed file which has faults, as if there were none.

    Raises
    ------
    ReportError
    """
    files = processed.receipt.get("left_out", ())
    # An open file belongs to every edition: without it there would be no report at all. The commands tell of it.
    names = [file["name"] for file in files if file["openness"] in shown_in(edition)[1:]]
    if names:
        raise ReportError(
            f"{', '.join(names)}: has faults, and reports of the edition {edition} would be without "
            "it. `wijkanalyse process` lists them; mend them, or move the file away. Reports of the edition openbaar "
            "are made all the same."
        )


def _other_year(job: Job, order: Order, areas: Areas) -> dict[str, int]:
    """The year of the boundaries when it is another than the area has by default."""
    if order.boundary_year is None or not job.boundary_year or job.practice:  # the default, or a kern without figures
        return {}
    return {} if job.boundary_year == areas.usual_year(job.area_code) else {"boundary_year": job.boundary_year}


def _plan(
    order: Order, processed: Processed, jobs: Sequence[tuple[Job, Area | None]]
) -> tuple[list[Planned], InputDigests]:
    folder = order.folder(processed.paths)
    receipt, _ = read_all(folder)
    inputs = InputDigests(
        processed, load_catalogue(), edition=order.edition, notebook=order.notebook, parameters=order.parameters
    )
    if order.kind:
        check_same_notebook(processed.paths, folder, order.notebook, receipt["reports"])
    plan = compare(jobs, inputs, {key_of_entry(e): e for e in receipt["reports"]}, folder)
    if order.force:
        plan = [p if p.is_due else replace(p, state="changed", reasons=("it was asked for",)) for p in plan]
    return plan, inputs


def make_batch(
    order: Order,
    processed: Processed,
    *,
    begin: Callable[[list[Planned]], None] = lambda _: None,
    note: Callable[[Result], None] = lambda _: None,
    tell: Callable[[str], None] = lambda _: None,
) -> BatchOutcome:
    """Make what is due, and the index when it changed.

    Parameters
    ----------
    order
        What is asked.
    processed
        The tables to make it from.
    begin
        Called with the plan before the first report.
    note
        Called with each result as it comes.
    tell
        Called with what someone who waits wants to know: workers elsewhere that went or are waited for.

    Raises
    ------
    AreaError, ReportError, ProcessedDataError
        Before anything is made; or, when the disk is full, after what was made was recorded.
    """
    folder = order.folder(processed.paths)
    jobs, refused = _jobs(order, processed)
    check_writable(folder)
    read_all(folder)  # a damaged receipt is told before anything is touched
    with only_one_batch(folder):
        plan, inputs = _plan(order, processed, jobs)
        outcome = BatchOutcome(plan, refused=refused)
        begin(plan)
        built = today()
        try:
            if any(p.is_due for p in plan):
                outcome.log = open_log(folder)
                with _logging_to(outcome.log):
                    _run(order, processed, inputs, outcome, note, tell, built)
        finally:  # after Ctrl-C too: what was made is in the receipt and the index
            _settle(folder, outcome, built, None if order.kind else processed)
    if order.kind:
        outcome.index = refresh_index(processed, order.edition)
    if order.kind and order.kind.is_open:
        refresh_closed_indexes(processed)
    return outcome


def _run(
    order: Order,
    processed: Processed,
    inputs: InputDigests,
    outcome: BatchOutcome,
    note: Callable[[Result], None],
    tell: Callable[[str], None],
    built: dt.date,
) -> None:
    folder = order.folder(processed.paths)
    due = {p.job: p for p in outcome.plan if p.is_due}
    facts = {
        "fingerprint": processed.receipt["fingerprint"],
        "notebook": notebook_name(processed.paths, order.notebook),
        "built": built,
        "reports": folder,
    }

    def left_out(message: str) -> None:
        logger.warning(message)
        outcome.left_out.append(message)

    def told(message: str) -> None:
        logger.warning(message)
        tell(message)

    inputs.cover(planned.area for planned in due.values() if planned.area)
    journal = Journal(folder)
    pace = Pace(len(due))
    logger.info("%s of %s reports to make, with %s", len(due), len(outcome.plan), order.notebook)
    try:
        journal.add(batch=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))
        for came in _results(order, processed, list(due), built, left_out, told):
            result = _received(processed.paths, folder, came)
            if result.ok:
                planned = due[result.job]
                rests_on = inputs.of(result.job, planned.area, result.comparable)
                journal.add(made=entry_of(result, inputs=rests_on, former_path=planned.former_path, **facts))
            else:
                journal.add(failed=failure_of(result))
            outcome.results.append(result)
            _log(result, pace)
            note(result)
            if result.unwritable:
                raise ReportError(f"{result.message}. {STOPPED}")
    except BaseException as error:
        logger.error("the batch stopped: %s: %s", type(error).__name__, error)
        raise
    finally:
        journal.close()


def _received(paths: Paths, folder: Path, result: Result) -> Result:
    """Write what came back with a result of another machine; without it, since all of it would fill the memory."""
    if result.html is not None:
        try:
            deliver(folder, result.job, result.html)
        except CannotWriteError as error:
            return Result(result.job, False, result.seconds, message=str(error), unwritable=True)
    where = keep_failed(paths, folder, result.job, result.executed) if result.executed else ""
    return replace(result, html=None, executed=None, message=result.message + where)


STOPPED = (
    "The batch was stopped, since no other report could be written either; what was made is kept. Make room or repair "
    "the rights, and run the same command again."
)


def _results(
    order: Order,
    processed: Processed,
    jobs: Sequence[Job],
    built: dt.date,
    leave_out: Callable[[str], None],
    tell: Callable[[str], None],
) -> Iterator[Result]:
    common = {"limits": order.limits, "parameters": order.parameters, "built": built}
    if order.scheduler:
        from wijkanalyse.batch.remote import run_remote

        how = {"patience": order.patience, "leave_out": leave_out, "tell": tell}
        yield from run_remote(jobs, processed, order.notebook, order.scheduler, **how, **common)
        return
    faults = {job: fault for job in jobs if (fault := fault_of(processed.paths, job, order.kind))}
    yield from (Result(job, False, 0.0, message=fault) for job, fault in faults.items())
    sound = [job for job in jobs if job not in faults]
    for message in filter(None, (left_out_of(processed.paths, job) for job in sound)):
        leave_out(message)
    folder = order.folder(processed.paths)
    yield from run_batch(sound, processed.paths, order.notebook, workers=order.workers, reports=folder, **common)


def refresh_index(processed: Processed, edition: str) -> Path | None:
    """Make the index page anew when something beside it is new; None when there is nothing to list.

    Raises
    ------
    ReportError
        When a batch is at work in the folder.
    """
    folder = processed.paths.reports_of(edition)
    outcome = BatchOutcome([])
    with only_one_batch(folder):
        if not read_all(folder)[0].get("reports") and not documents_in(folder):
            return None
        _settle(folder, outcome, today(), processed)
    return outcome.index


def refresh_closed_indexes(processed: Processed) -> None:
    """Let the indexes for partners and for internal use link to documents for everyone that are new."""
    for edition in EDITIONS:
        if edition != "openbaar" and (processed.paths.reports_of(edition) / "index.html").is_file():
            with suppress(ReportError):  # a batch at work there makes it at its end
                refresh_index(processed, edition)


def _settle(folder: Path, outcome: BatchOutcome, built: dt.date, processed: Processed | None) -> None:
    """Take the journal into the receipt, remove former names, and make the index when it changed.

    Without tables there is no index: a folder of documents is listed by that of the reports.
    """
    receipt, pending = read_all(folder)
    there = [e for e in receipt["reports"] if (folder / e["path"]).is_file()]
    pending |= len(there) < len(receipt["reports"]) or _note_same(there, outcome.plan)
    receipt["reports"] = there
    try:
        if processed:
            outcome.index, style = folder / "index.html", processed.house_style
            if not index_is_current(folder, receipt, style):
                about = receipt | {"version": version("wijkanalyse")}
                write_index(folder, about, built=built, processed=processed, style=style)
                receipt["index"] = describe_index(folder, receipt, style)
                outcome.index_made = pending = True
        if pending:
            remove_renamed(folder, receipt)
            write_receipt(folder, receipt)
            remove_journal(folder)
    except OSError as error:
        raise cannot_write(folder, error) from error


def _note_same(entries: Sequence[dict[str, Any]], plan: Sequence[Planned]) -> bool:
    """Note of reports that are up to date on which files that was found, for the next plan; whether any are others."""
    now = {p.job.key: p.inputs[WHOLE] for p in plan if not p.is_due}
    known = [(e["inputs"], now[key]) for e in entries if (key := key_of_entry(e)) in now]
    others = [(inputs, whole) for inputs, whole in known if inputs.get(WHOLE) != whole]
    for inputs, whole in others:
        inputs[WHOLE] = whole
    return bool(others)


# ---------------------------------------------------------------------------- log


class Pace:
    """How fast a batch goes, over its last reports, and how long it still takes; starting up does not count."""

    WINDOW = 120

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0
        self._times: deque[float] = deque(maxlen=self.WINDOW)

    def step(self) -> None:
        self.done += 1
        self._times.append(time.monotonic())

    @property
    def per_minute(self) -> float:
        taken = self._times[-1] - self._times[0] if self._times else 0.0
        return 60 * (len(self._times) - 1) / taken if taken > 0 else 0.0

    @property
    def left(self) -> dt.timedelta | None:
        """Time left at this pace, or None while it is not known."""
        rate = self.per_minute
        return dt.timedelta(seconds=round(60 * (self.total - self.done) / rate)) if rate else None

    def __str__(self) -> str:
        left = f", {self.left} left" if self.left is not None and self.done < self.total else ""
        rate = f", {self.per_minute:.0f} a minute" if self.per_minute else ""
        return f"{self.done}/{self.total}{rate}{left}"


def _log(result: Result, pace: Pace) -> None:
    pace.step()
    how = f"made in {result.seconds:.1f} s" if result.ok else f"FAILED: {result.message}"
    logger.info("%s %s %s (%s)", result.job.area_code, result.job.area_name, how, pace)
    for note in result.notes:
        logger.warning("%s %s %s", result.job.area_code, result.job.area_name, note)


@contextmanager
def _logging_to(path: Path) -> Iterator[None]:
    try:
        path.touch(mode_of(path))
        handler = logging.FileHandler(path, encoding="utf-8")
    except OSError as error:
        raise cannot_write(path, error) from error
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False  # a library may have set up logging to the screen
    try:
        yield
    finally:
        logger.level, logger.propagate = before
        logger.removeHandler(handler)
        handler.close()
