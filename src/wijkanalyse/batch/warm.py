"""Warm workers: processes that have everything loaded and fork one child per report.

Starting an interpreter and importing the libraries takes longer than a report.
A warm worker does it once, keeps the figures of all areas in memory, and forks:
the child shares that memory, runs one report and ends. Whatever a report does
to its process ends with it, and a limit on time or memory ends one report only.

The warm worker itself is started fresh (spawned) and has one thread, so that
forking is safe. Where there is no fork (Windows) or it is not safe (macOS), a
worker runs each report in an ordinary kernel instead.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from wijkanalyse.batch.task import Result, Task

CAN_FORK = sys.platform.startswith("linux")
STARTED = "started"


@dataclass(frozen=True)
class Limits:
    """What one report may take before it is ended."""

    seconds: float = 600.0
    megabytes: float = 4096.0
    """Address space beyond that of the warm worker; includes memory that is only reserved."""


NORMAL = Limits()


@dataclass
class _Worker:
    process: Any
    connection: Connection
    task: Task | None = None
    since: float = field(default_factory=time.monotonic)


def run_tasks(tasks: Sequence[Task], workers: int, limits: Limits, *, fork: bool = CAN_FORK) -> Iterator[Result]:
    """Results of the tasks, as they come.

    A worker that dies is replaced; the task it had is reported as failed.
    """
    context = multiprocessing.get_context("spawn")
    waiting = list(reversed(tasks))
    pool = [_start(context, limits, fork) for _ in range(max(1, min(workers, len(tasks))))]
    try:
        for worker in pool:
            _give(worker, waiting)
        while busy := [w for w in pool if w.task is not None]:
            ready = wait([w.connection for w in busy], timeout=5)
            for worker in [w for w in busy if w.connection in ready]:
                task = worker.task
                try:
                    result = worker.connection.recv()
                except (EOFError, OSError):
                    result = Result(task.job, False, time.monotonic() - worker.since, message=_DIED)
                    worker.process.join(5)
                    fresh = _start(context, limits, fork)
                    worker.process, worker.connection = fresh.process, fresh.connection
                worker.task = None
                _give(worker, waiting)
                yield result
    finally:
        for worker in pool:
            _stop(worker)


_DIED = "the process that made it was ended from outside; run it again"


def _start(context: Any, limits: Limits, fork: bool) -> _Worker:
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, limits, fork), daemon=not fork)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _give(worker: _Worker, waiting: list[Task]) -> None:
    if waiting:
        worker.task, worker.since = waiting.pop(), time.monotonic()
        worker.connection.send(worker.task)


def _stop(worker: _Worker) -> None:
    """Ask an idle worker to end, and end one that still works on something nobody waits for."""
    with contextlib.suppress(BrokenPipeError, OSError):
        worker.connection.send(None)
    worker.process.join(0.5 if worker.task is None else 0)
    if worker.process.is_alive():
        worker.process.terminate()
        worker.process.join(5)
    worker.connection.close()


# ------------------------------------------------------------- in the worker itself


def _serve(connection: Connection, limits: Limits, fork: bool) -> None:
    """Make one report after the other until told to stop."""
    from wijkanalyse.batch.report import make_report, warm_up

    prepared = False
    while True:
        try:
            task = connection.recv()
        except EOFError:
            return
        if task is None:
            return
        if not fork:
            result = make_report(task, in_process=False)
        else:
            if not prepared:
                warm_up(task)
                gc.collect()
                gc.freeze()  # what is here now is never collected, so that children keep sharing it
                prepared = True
            result = _in_child(task, make_report, limits)
        try:
            connection.send(result)
        except (BrokenPipeError, OSError):
            return


def _in_child(task: Task, make_report: Callable[..., Result], limits: Limits) -> Result:
    """Make the report in a forked child; a child that dies or takes too long is a failed report."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_child, args=(task, theirs, make_report, limits))
    started = time.monotonic()
    child.start()
    theirs.close()
    try:
        if ours.poll(limits.seconds):
            return ours.recv()
        message = f"took longer than {limits.seconds:.0f} seconds and was ended"
    except EOFError:
        child.join(5)
        message = f"its process ended before the report was ready (exit code {child.exitcode})"
    finally:
        if child.is_alive():
            child.join(1)
        if child.is_alive():
            child.kill()
        child.join(5)
        ours.close()
    return Result(task.job, False, time.monotonic() - started, message=message)


def _child(task: Task, connection: Connection, make_report: Callable[..., Result], limits: Limits) -> None:
    import numpy as np

    np.random.seed(0)  # noqa: NPY002  a fork shares the state of the parent; every report starts from the same
    _limit_memory(limits.megabytes)
    result = make_report(task, in_process=True)
    connection.send(result)
    connection.close()
    # Threads or exit handlers that a notebook left behind must not hold up the batch.
    os._exit(0)


def _limit_memory(megabytes: float) -> None:
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    now = pages * os.sysconf("SC_PAGE_SIZE")
    most = now + int(megabytes * 1e6)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
