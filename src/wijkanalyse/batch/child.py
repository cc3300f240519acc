"""The process that a warm worker forks for a report, and for as many more as leave nothing behind.

A limit on time or memory, a crash, threads and processes that a notebook started: all end with the process. One that
was just forked shares its memory with the worker, and the system copies what it touches, which takes a third of the
time of a report; so it also makes the next one, where that cannot be told from the first: notebooks that only call
this package (`batch.plain_cells`) and went well. Settings of libraries are put back in between.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from wijkanalyse.batch.plain_cells import calls_only_the_package
from wijkanalyse.batch.task import Limits, Result, Task
from wijkanalyse.files import temporary_folder

MOST_REPORTS = 50
"""Reports of one process, so that what it keeps for the next ones does not grow for as long as a batch takes."""
TOO_LONG = "took longer than {:.0f} seconds and was ended"
DIED = "its process ended before the report was ready (exit code {})"
NOT_NEEDED = "was ended, because the batch was"


class Child:
    """The process in which a worker has its reports made; forked when there is none.

    Parameters
    ----------
    parent
        Where the worker gets its tasks: something to read there means that nobody waits for the report any more.
    limits
        For each report.
    """

    def __init__(self, parent: Connection, limits: Limits) -> None:
        self._parent = parent
        self._limits = limits
        self._process: Any = None
        self._made = 0

    def make(self, task: Task) -> Result:
        """Make a report; a process that dies or takes too long is a failed report."""
        again = calls_only_the_package(task.notebook)
        if self._process and not (again and self._process.is_alive()):
            self.end()
        if not self._process:
            self._fork()
        started, result = time.monotonic(), None
        try:
            self._tasks.send(task)
            message = self._outcome(started + self._limits.seconds)
            if message is None:
                result = self._tasks.recv()
        except (EOFError, OSError):
            self._process.join(5)
            message = DIED.format(self._process.exitcode)
        self._made += 1
        if not (again and result and result.ok and self._made < MOST_REPORTS):
            self.end()
        return result or Result(task.job, False, time.monotonic() - started, message=message)

    def _fork(self) -> None:
        context = multiprocessing.get_context("fork")
        self._made = 0
        self._open = ExitStack()
        # A folder for temporary files, which go also when the process is killed.
        folder = self._open.enter_context(temporary_folder())
        self._tasks, theirs = context.Pipe()
        self._open.callback(self._tasks.close)
        work = (theirs, (self._tasks, self._parent), self._limits, str(folder))
        self._process = context.Process(target=_make_reports, args=work)
        with theirs:
            self._process.start()

    def _outcome(self, deadline: float) -> str | None:
        """Wait for a result: None when there is one to receive, else why there is none."""
        while True:
            alive = self._process.is_alive()  # asked first: a child may send and end in between
            patience = max(0.0, min(0.5, deadline - time.monotonic())) if alive else 0
            ready = wait([self._tasks, self._parent], timeout=patience)
            if self._tasks in ready:
                return None
            if self._parent in ready:
                return NOT_NEEDED
            if not alive:
                return DIED.format(self._process.exitcode)
            if time.monotonic() >= deadline:
                return TOO_LONG.format(self._limits.seconds)

    def end(self) -> None:
        """End the process, and all that its notebooks started."""
        if not self._process:
            return
        self._tasks.close()  # it ends itself when it waits for a task
        self._process.join(1)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        if self._process.is_alive():
            self._process.kill()
        self._process.join(5)
        self._open.close()
        self._process = None


# -------------------------------------------------------------------------- in the process itself


def _make_reports(tasks: Connection, of_worker: tuple[Connection, ...], limits: Limits, folder: str) -> None:
    from wijkanalyse.batch.engine import forget_cells
    from wijkanalyse.batch.report import make_report

    os.setpgid(0, 0)
    end_with_parent()
    tempfile.tempdir = folder
    for connection in of_worker:
        connection.close()  # else neither end sees that the other is gone
    with contextlib.suppress(EOFError, OSError):
        while True:
            task = tasks.recv()
            forget_cells()
            with _as_it_was_forked():
                _limit_memory(limits.megabytes)
                result = make_report(task, in_process=True)
            tasks.send(result)
    # Threads or exit handlers that a notebook left behind must not hold up the batch.
    os._exit(0)


@contextmanager
def _as_it_was_forked() -> Iterator[None]:
    """The settings of libraries and the random numbers that every report starts from."""
    import matplotlib as mpl
    import numpy as np

    np.random.seed(0)  # noqa: NPY002  a fork shares the state of the parent
    # A warning that was shown is not shown again, unless the filters changed.
    with mpl.rc_context(), warnings.catch_warnings():
        yield


def end_with_parent() -> None:
    """Let the system end this forked process when the one that forked it ends, however that comes about."""
    set_parent_death_signal = 1
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGKILL)
    if os.getppid() != multiprocessing.parent_process().pid:
        os._exit(1)


def _limit_memory(megabytes: float) -> None:
    """Let the next report have so much more memory than there is now."""
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    now = pages * os.sysconf("SC_PAGE_SIZE")
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = now + int(megabytes * 1e6)
    resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
