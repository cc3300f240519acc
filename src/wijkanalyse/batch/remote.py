"""The same batch on other machines: jobs go to a dask scheduler, reports come back.

A dask worker has threads and so must not fork. It starts a warm process instead, which has one thread itself and
forks a worker for each thread, and that one forks per report, as on one machine. A report comes back as a result and
is written by who asked for it: workers need no shared folder, only the package, ``data/processed`` of the same build
and the same composite areas, which they prove before their first report (see `batch.proof`). dask gives what a dead
worker had to another one, and hands on every result once; `batch.lookout` sees to it that nobody waits without a word.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import itertools
import logging
import os
import pickle
import queue
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import cloudpickle
from distributed import Client, Future
from distributed.comm import parse_address, parse_host_port
from distributed.scheduler import KilledWorker
from distributed.versions import VersionMismatchWarning

from wijkanalyse.batch import on_worker
from wijkanalyse.batch.inputs import files_beside, picks_asked
from wijkanalyse.batch.job import Job
from wijkanalyse.batch.lookout import LOOK, Lookout
from wijkanalyse.batch.proof import OtherBuildError, proof_of
from wijkanalyse.batch.report import describe
from wijkanalyse.batch.task import NORMAL, PATIENCE, Limits, Parcel, Result
from wijkanalyse.day import today
from wijkanalyse.errors import ReportError, listing
from wijkanalyse.profile.processed import Processed

cloudpickle.register_pickle_by_value(on_worker)

CONNECT = "10s"
SCHEMES = ("tcp", "tls")
PORT = 8786
"""Of a dask scheduler, when an address names none."""
REGISTER = 15.0
"""Seconds to wait until every worker has what the batch needs; one that hangs must not hold the others."""
MOST_TO_SEND = 10_000_000
"""Bytes of a notebook and what lies beside it."""
MOST_TOLD = 10
"""Refused workers that a message names."""
TRIES = 3
"""Times that a report is given to another worker when what made it was ended from outside."""
OF_THE_LIBRARY = ("distributed", "tornado.application", "asyncio")
"""Loggers that would put a traceback above a message of ours."""


def check_address(scheduler: str) -> str:
    """The address of a scheduler, whole; one that cannot be is refused before anything is read or sent.

    Raises
    ------
    ReportError

    Examples
    --------
    >>> check_address("10.0.0.5"), check_address("tls://node7:8790")
    ('tcp://10.0.0.5:8786', 'tls://node7:8790')
    """
    example = "give the address that `dask scheduler` prints, such as tcp://10.0.0.5:8786 or tls://10.0.0.5:8786"
    scheme, where = parse_address(scheduler) if "://" in scheduler else ("tcp", scheduler)
    if scheme not in SCHEMES:
        raise ReportError(f"--scheduler {scheduler}: no scheduler of dask has an address with {scheme}://; {example}")
    try:
        host, port = parse_host_port(where, PORT)
    except ValueError:
        host, port = "", 0
    if not host or not 0 < port < 65536 or "/" in where:
        raise ReportError(f"--scheduler {scheduler}: is no address; {example}")
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def run_remote(
    jobs: Sequence[Job],
    processed: Processed,
    notebook: Path,
    scheduler: str,
    *,
    limits: Limits = NORMAL,
    parameters: Mapping[str, Any] | None = None,
    built: dt.date | None = None,
    patience: float = PATIENCE,
    leave_out: Callable[[str], None] = lambda _: None,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[Result]:
    """Results of the jobs as they come, each with its report.

    As `run.run_batch`, with the workers of the dask scheduler at an address such as ``tcp://10.0.0.5:8786``.
    A worker with other data or another version makes nothing: `leave_out` is called with what it lacks, it is ended
    once another one has proved right, and what it was given goes to the others. `tell` is called with what is waited
    for and with each worker that went; after `patience` seconds without any worker, or without an answer of the
    scheduler, the batch ends.

    Raises
    ------
    ReportError
        When the scheduler cannot be reached or goes away, nobody works for too long, no worker is left that has what
        the caller has, or too much lies beside the notebook.
    ProcessedDataError
        When the caller's own tables are not those of its build.
    """
    address = check_address(scheduler)
    files = _packed(notebook)
    proof = proof_of(processed, jobs, notebook, picks_asked(notebook, parameters))
    parcel = Parcel(processed.paths.root, notebook.name, files, dict(parameters or {}), built or today(), proof, limits)
    batch = f"wijkanalyse-{os.getpid()}-{time.time_ns()}"
    with _quiet(), _connected(address) as client, Lookout(client, address, patience, tell) as lookout:
        plugin = on_worker.WarmWorkers(pickle.dumps(parcel))
        _within(REGISTER, lambda: client.register_plugin(plugin, name=batch))
        try:
            yield from _gather(client, jobs, batch, lookout, _Roll(client, lookout, leave_out))
        finally:  # the memory of workers is for others now; should one hang, they give it back by themselves
            _within(LOOK, lambda: client.unregister_worker_plugin(batch))


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Client]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", VersionMismatchWarning)  # a worker proves its versions itself
            client = Client(address, timeout=CONNECT, set_as_default=False)
    except TypeError as error:  # what dask says when no certificate was set
        raise ReportError(
            f"{address}: is an address with certificates, and this side has none; name them in the configuration of "
            "dask under distributed.comm.tls (see docs/schaal.md)"
        ) from error
    except (OSError, ValueError) as error:
        raise ReportError(
            f"{address}: no dask scheduler answers there ({' '.join(str(error).split())[:120]}); start it with "
            "`dask scheduler`, and give the address that it prints"
        ) from error
    try:
        yield client
    finally:
        _within(LOOK, client.close)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """What dask logs of a connection that breaks goes nowhere: who waits reads what it means."""
    loggers = [logging.getLogger(name) for name in OF_THE_LIBRARY]
    before = [(logger.handlers, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.handlers, logger.propagate = [logging.NullHandler()], False
    try:
        yield
    finally:
        for logger, (handlers, propagate) in zip(loggers, before, strict=True):
            logger.handlers, logger.propagate = handlers, propagate


def _within(seconds: float, call: Callable[[], Any]) -> None:
    """Do what may never answer, and go on after a while; a fault of it is seen by what comes after."""

    def quietly() -> None:
        with contextlib.suppress(Exception):
            call()

    thread = threading.Thread(target=quietly, daemon=True)
    thread.start()
    thread.join(seconds)


def _packed(notebook: Path) -> dict[str, bytes]:
    files = [*files_beside(notebook), notebook]
    size = sum(p.stat().st_size for p in files)
    if size > MOST_TO_SEND:
        raise ReportError(
            f"{notebook.parent}: holds {size / 1e6:.0f} MB of files, too much to send to workers with every report; "
            "move the notebook to a folder with only what it uses"
        )
    return {p.relative_to(notebook.parent).as_posix(): p.read_bytes() for p in files}


def _gather(client: Client, jobs: Sequence[Job], batch: str, lookout: Lookout, roll: _Roll) -> Iterator[Result]:
    numbers, tries = itertools.count(), dict.fromkeys(jobs, 1)
    done: queue.SimpleQueue[Future] = queue.SimpleQueue()

    def submit(these: Sequence[Job]) -> dict[Future, Job]:
        keys = [f"{batch}-{next(numbers)}" for _ in these]
        futures = client.map(_asked(batch), [pickle.dumps(job) for job in these], key=keys, pure=False)
        for future in futures:
            future.add_done_callback(done.put)
        return dict(zip(futures, these, strict=True))

    waiting = submit(jobs)
    while waiting:
        lookout.look()
        try:
            future = done.get(timeout=LOOK)
        except queue.Empty:
            continue
        job = waiting.pop(future)  # with its last name gone, the worker may forget the report too
        result = _result_of(future, job, lookout)
        del future
        tries[job] += result.lost
        if not roll.takes(result) or (result.lost and tries[job] <= TRIES):
            waiting |= submit([job])
        else:
            yield result


def _asked(batch: str) -> Callable[[bytes], Any]:
    """What a worker is asked to do with a job. A function within a function travels by value."""

    def make(job: bytes) -> Any:
        from distributed import get_worker

        return get_worker().plugins[batch].make(job)

    return make


def _result_of(future: Future, job: Job, lookout: Lookout) -> Result:
    if future.status == "finished":
        try:
            worker, host, made = future.result()
        except (OSError, TimeoutError) as error:  # it went while its report was on the way
            return Result(job, False, 0.0, message=describe(error), lost=True)
        if isinstance(made, str):
            made = Result(job, False, 0.0, message=made, refused=True)
        message = f"worker {worker} on {host}: {made.message}" if made.refused else made.message
        return replace(made, job=job, worker=worker, message=message)
    if future.status == "error":
        return _of_error(job, future.exception())
    raise lookout.gone()


class _Roll:
    """Which workers have proved to have what the caller has, and which have not."""

    def __init__(self, client: Client, lookout: Lookout, leave_out: Callable[[str], None]) -> None:
        self._client, self._lookout, self._leave_out = client, lookout, leave_out
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
                self._leave_out(f"{result.message}. It was left out.")
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
                self._lookout.expected |= here
                self._client.retire_workers(sorted(here), close_workers=True)


def _of_error(job: Job, error: BaseException) -> Result:
    if isinstance(error, KilledWorker):
        return Result(job, False, 0.0, message="several workers were ended while they made it; see their logs")
    return Result(job, False, 0.0, message=describe(error))
