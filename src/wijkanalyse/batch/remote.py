"""The same batch on other machines: tasks go to a dask scheduler, reports come back.

A dask worker has threads and so must not fork. It starts one warm process for each
of its threads instead, which has one thread itself and forks per report, as on one
machine. A report comes back as a result and is written by who asked for it: workers
need no shared folder, only the package, ``data/processed`` of the same build and the
same composite areas, which they prove before their first report (see `batch.proof`).
dask gives what a dead worker had to another one, and hands on every result once.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import itertools
import os
import queue
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from distributed import Client, Future, Worker, WorkerPlugin, as_completed, get_worker
from distributed.scheduler import KilledWorker

from wijkanalyse.batch.inputs import files_beside, picks_asked
from wijkanalyse.batch.job import Job
from wijkanalyse.batch.proof import ROOT_VARIABLE, OtherBuildError, check_software, proof_of
from wijkanalyse.batch.report import describe
from wijkanalyse.batch.task import NORMAL, Limits, Result, Task
from wijkanalyse.batch.warm import ENDED, WarmProcess
from wijkanalyse.day import today
from wijkanalyse.errors import ReportError, listing
from wijkanalyse.files import write_whole
from wijkanalyse.profile.processed import Processed

PLUGIN = "wijkanalyse"
CONNECT = "10s"
WAIT_FOR_WORKERS = 120
"""Seconds to wait for the first worker."""
MOST_TO_SEND = 10_000_000
"""Bytes of a notebook and what lies beside it."""
PAUSE = 1.0
"""Seconds that a refused worker keeps its next task from the others."""
MOST_TOLD = 10
"""Refused workers that a message names."""


@dataclass(frozen=True)
class Parcel:
    """A task with its notebook, which the worker need not have."""

    task: Task
    files: Mapping[str, bytes]
    """The notebook and what lies beside it, by name from its folder."""


def run_remote(
    jobs: Sequence[Job],
    processed: Processed,
    notebook: Path,
    scheduler: str,
    *,
    limits: Limits = NORMAL,
    parameters: Mapping[str, Any] | None = None,
    built: dt.date | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[Result]:
    """Results of the jobs as they come, each with its report.

    As `run.run_batch`, with the workers of the dask scheduler at an address such as ``tcp://10.0.0.5:8786``.
    A worker with other data or another version makes nothing: `tell` is called with what it lacks, it is ended once
    another one has proved right, and what it was given goes to the others.

    Raises
    ------
    ReportError
        When the scheduler cannot be reached or goes away, no worker is left that has what the caller has, or too much
        lies beside the notebook.
    ProcessedDataError
        When the caller's own tables are not those of its build.
    """
    files = _packed(notebook)
    proof = proof_of(processed, jobs, notebook, picks_asked(notebook, parameters))
    common = processed.paths.root, notebook, None, dict(parameters or {}), built or today(), proof
    parcels = [Parcel(Task(job, *common), files) for job in jobs]
    try:
        client = Client(scheduler, timeout=CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ReportError(
            f"{scheduler}: no dask scheduler answers there ({' '.join(str(error).split())[:120]}); start it with "
            "`dask scheduler`, and give the address that it prints"
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=WAIT_FOR_WORKERS)
        except TimeoutError as error:
            raise ReportError(f"{scheduler}: has no workers; start them with `dask worker {scheduler}`") from error
        client.register_plugin(WarmWorkers(limits), name=PLUGIN)
        yield from _gather(client, parcels, scheduler, _Roll(client, tell))


def _packed(notebook: Path) -> dict[str, bytes]:
    files = [*files_beside(notebook), notebook]
    size = sum(p.stat().st_size for p in files)
    if size > MOST_TO_SEND:
        raise ReportError(
            f"{notebook.parent}: holds {size / 1e6:.0f} MB of files, too much to send to workers with every report; "
            "move the notebook to a folder with only what it uses"
        )
    return {p.relative_to(notebook.parent).as_posix(): p.read_bytes() for p in files}


def _gather(client: Client, parcels: Sequence[Parcel], scheduler: str, roll: _Roll) -> Iterator[Result]:
    batch = f"{PLUGIN}-{os.getpid()}-{time.time_ns()}"
    numbers = itertools.count()

    def submit(parcel: Parcel) -> Future:
        return client.submit(make_remotely, parcel, key=f"{batch}-{next(numbers)}", pure=False)

    futures = {submit(parcel): parcel for parcel in parcels}
    waiting = as_completed(futures, loop=client.loop, raise_errors=False)
    for future in waiting:
        parcel = futures.pop(future)  # with its last name gone, the worker may forget the report too
        if future.status == "finished":
            result = future.result()
            if roll.takes(result):
                yield result
            else:
                again = submit(parcel)
                futures[again] = parcel
                waiting.add(again)
        elif future.status == "error":
            yield _of_error(parcel.task.job, future.exception())
        else:
            raise ReportError(
                f"{scheduler}: the scheduler went away; what was made is kept: run the same command again"
            )
        del future


class _Roll:
    """Which workers have proved to have what the caller has, and which have not."""

    def __init__(self, client: Client, tell: Callable[[str], None]) -> None:
        self._client, self._tell = client, tell
        self._proved: set[str] = set()
        self._refused: dict[str, str] = {}
        self._ended: set[str] = set()

    def takes(self, result: Result) -> bool:
        """Whether the result counts; one of a worker that was refused has to be made by another.

        Raises
        ------
        OtherBuildError
            When every worker there is was refused.
        """
        worker = result.worker
        if result.refused:
            self._proved.discard(worker)
            if worker not in self._refused:
                self._refused[worker] = result.message
                self._tell(f"{result.message}. It was left out.")
        elif result.ok:  # a report that failed may have come before any proof
            self._refused.pop(worker, None)
            self._proved.add(worker)
        if self._proved:
            self._end_refused()
        elif result.refused and set(self._client.nthreads()) <= set(self._refused):
            faults = list(self._refused.values())
            more = [f"and {len(faults) - MOST_TOLD} more"] if len(faults) > MOST_TOLD else []
            raise OtherBuildError(listing("no worker has what this batch needs:", faults[:MOST_TOLD] + more))
        return not result.refused

    def _end_refused(self) -> None:
        """Only with another one that is right: a caller with old figures must not end the workers of all."""
        if left := set(self._refused) - self._ended:
            self._ended |= left
            if here := left & set(self._client.nthreads()):
                self._client.retire_workers(sorted(here), close_workers=True)


def _of_error(job: Job, error: BaseException) -> Result:
    if isinstance(error, KilledWorker):
        return Result(job, False, 0.0, message="several workers were ended while they made it; see their logs")
    return Result(job, False, 0.0, message=describe(error))


# ------------------------------------------------------------------------ on a worker


def make_remotely(parcel: Parcel) -> Result:
    """Make a report on the worker that runs this, if it has what the caller has."""
    worker = get_worker()
    return worker.plugins[PLUGIN].make(parcel, worker.address)


def _local_copy(files: Mapping[str, bytes], name: str) -> Path:
    """The notebook as a file of this worker, with what lies beside it; the name of the folder follows from all that."""
    mark = hashlib.sha256()
    for path, content in files.items():
        mark.update(f"{path} {len(content)} ".encode() + content)
    folder = Path(get_worker().local_directory) / mark.hexdigest()[:16]
    if not (folder / name).is_file():
        for path, content in files.items():  # the notebook comes last: when it is there, all is
            write_whole(folder / path, content, flush=False)
    return folder / name


class WarmWorkers(WorkerPlugin):
    """Gives a dask worker one warm process for each of its threads."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._refused = False

    def setup(self, worker: Worker) -> None:
        self._idle: queue.LifoQueue[WarmProcess | None] = queue.LifoQueue()
        for _ in range(worker.state.nthreads):
            self._idle.put(None)  # started when it is needed: loading the figures takes memory

    def teardown(self, worker: Worker) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                if warm := self._idle.get_nowait():
                    warm.stop()

    def make(self, parcel: Parcel, address: str) -> Result:
        """One report by one of the warm processes, or why it was refused."""
        result = self._proved(parcel)
        if result.refused:
            if self._refused:  # else it would be first with every task, as it makes none
                time.sleep(PAUSE)
            message = f"worker {address} on {socket.gethostname()}: {result.message}"
            result = replace(result, message=message)
        self._refused = result.refused
        return replace(result, worker=address)

    def _proved(self, parcel: Parcel) -> Result:
        try:
            check_software(parcel.task.proof)  # of this process; the warm one proves its own, and the data
        except OtherBuildError as error:
            return Result(parcel.task.job, False, 0.0, message=str(error), refused=True)
        root = Path(os.environ.get(ROOT_VARIABLE) or parcel.task.root)
        notebook = _local_copy(parcel.files, parcel.task.notebook.name)
        return self._warmly(replace(parcel.task, root=root, notebook=notebook))

    def _warmly(self, task: Task) -> Result:
        """By one of the warm processes; one that died is replaced the next time."""
        warm = self._idle.get() or WarmProcess(self._limits)
        keep = None
        try:
            result = warm.make(task)
            keep = warm
        except (EOFError, OSError):
            warm.stop()
            result = Result(task.job, False, 0.0, message=ENDED)
        finally:
            self._idle.put(keep)
        return result
