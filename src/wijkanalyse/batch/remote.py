"""The same batch on other machines: tasks go to a dask scheduler, reports come back.

A dask worker has threads and so must not fork. It starts one warm process for each
of its threads instead, which has one thread itself and forks per report, as on one
machine. A report comes back as a result and is written by who asked for it: workers
need no shared folder, only the package and ``data/processed`` of the same build. dask gives what a dead
worker had to another one, and hands on every result once.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import os
import queue
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from distributed import Client, Worker, WorkerPlugin, as_completed, get_worker
from distributed.scheduler import KilledWorker

from wijkanalyse.batch.inputs import files_beside, package_digests
from wijkanalyse.batch.job import Job
from wijkanalyse.batch.report import describe
from wijkanalyse.batch.task import NORMAL, Limits, Result, Task
from wijkanalyse.batch.warm import ENDED, WarmProcess
from wijkanalyse.day import today
from wijkanalyse.errors import ReportError
from wijkanalyse.files import write_whole
from wijkanalyse.paths import Paths
from wijkanalyse.profile.processed import Processed

PLUGIN = "wijkanalyse"
ROOT_VARIABLE = "WIJKANALYSE_ROOT"
"""Names the tree of a worker, when that is not where the caller has it."""
CONNECT = "10s"
WAIT_FOR_WORKERS = 120
"""Seconds to wait for the first worker."""
MOST_TO_SEND = 10_000_000
"""Bytes of a notebook and what lies beside it."""


@dataclass(frozen=True)
class Parcel:
    """A task with what must be the same on both sides."""

    task: Task
    files: Mapping[str, bytes]
    """The notebook and what lies beside it, by name from its folder."""
    fingerprint: str
    """Of the build that the figures come from; "" when the notebook needs none."""
    package: Mapping[str, str]


def run_remote(
    jobs: Sequence[Job],
    processed: Processed,
    notebook: Path,
    scheduler: str,
    *,
    limits: Limits = NORMAL,
    parameters: Mapping[str, Any] | None = None,
    built: dt.date | None = None,
) -> Iterator[Result]:
    """Results of the jobs as they come, each with its report.

    As `run.run_batch`, with the workers of the dask scheduler at an address such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    ReportError
        When the scheduler cannot be reached or goes away, a worker has other data or another version, or too much lies
        beside the notebook.
    """
    fingerprint = processed.receipt["fingerprint"] if (processed.paths.processed / "build.json").is_file() else ""
    common = _packed(notebook), fingerprint, package_digests()
    day = built or today()
    parcels = [
        Parcel(Task(job, processed.paths.root, notebook, None, dict(parameters or {}), day), *common) for job in jobs
    ]
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
        yield from _gather(client, parcels, scheduler)


def _packed(notebook: Path) -> dict[str, bytes]:
    files = [*files_beside(notebook), notebook]
    size = sum(p.stat().st_size for p in files)
    if size > MOST_TO_SEND:
        raise ReportError(
            f"{notebook.parent}: holds {size / 1e6:.0f} MB of files, too much to send to workers with every report; "
            "move the notebook to a folder with only what it uses"
        )
    return {p.relative_to(notebook.parent).as_posix(): p.read_bytes() for p in files}


def _gather(client: Client, parcels: Sequence[Parcel], scheduler: str) -> Iterator[Result]:
    batch = f"{PLUGIN}-{os.getpid()}-{time.time_ns()}"
    futures = {
        client.submit(make_remotely, p, key=f"{batch}-{n}", pure=False): p.task.job for n, p in enumerate(parcels)
    }
    waiting = as_completed(futures, loop=client.loop, raise_errors=False)
    for future in waiting:
        job = futures.pop(future)  # with its last name gone, the worker may forget the report too
        if future.status == "finished":
            yield future.result()
        elif future.status == "error":
            yield _of_error(job, future.exception())
        else:
            raise ReportError(
                f"{scheduler}: the scheduler went away; what was made is kept: run the same command again"
            )
        del future


def _of_error(job: Job, error: BaseException) -> Result:
    if isinstance(error, OtherBuildError):
        raise error
    if isinstance(error, KilledWorker):
        return Result(job, False, 0.0, message="several workers were ended while they made it; see their logs")
    return Result(job, False, 0.0, message=describe(error))


class OtherBuildError(ReportError):
    """A worker has other figures or another version: its reports would not belong with the others."""


# ------------------------------------------------------------------------ on a worker


def make_remotely(parcel: Parcel) -> Result:
    """Make a report on the worker that runs this."""
    worker = get_worker()
    return worker.plugins[PLUGIN].make(_unpacked(parcel, worker.address))


def _unpacked(parcel: Parcel, name: str) -> Task:
    """The task in the terms of this machine.

    Raises
    ------
    OtherBuildError
    """
    root = Path(os.environ.get(ROOT_VARIABLE) or parcel.task.root)
    if package_digests() != parcel.package:
        raise OtherBuildError(f"worker {name}: has another version of the package; install the same one and try again")
    receipt = Paths(root).processed / "build.json"
    if parcel.fingerprint:
        try:
            found = json.loads(receipt.read_text(encoding="utf-8"))["fingerprint"]
        except (OSError, ValueError, KeyError) as error:
            raise OtherBuildError(
                f"worker {name}: {receipt} cannot be read ({error}); copy data/processed to it, or set {ROOT_VARIABLE}"
            ) from error
        if found != parcel.fingerprint:
            raise OtherBuildError(f"worker {name}: {receipt} is of another build; copy data/processed to it anew")
    notebook = _local_copy(parcel.files, parcel.task.notebook.name)
    return replace(parcel.task, root=root, notebook=notebook)


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

    def setup(self, worker: Worker) -> None:
        self._idle: queue.LifoQueue[WarmProcess | None] = queue.LifoQueue()
        for _ in range(worker.state.nthreads):
            self._idle.put(None)  # started when it is needed: loading the figures takes memory

    def teardown(self, worker: Worker) -> None:
        with contextlib.suppress(queue.Empty):
            while True:
                if warm := self._idle.get_nowait():
                    warm.stop()

    def make(self, task: Task) -> Result:
        """One report by one of the warm processes; one that died is replaced the next time."""
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
