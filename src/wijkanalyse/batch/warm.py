"""Warm workers: processes that have everything loaded and fork one child per report.

Starting an interpreter and importing the libraries takes longer than a report.
A warm worker does it once, keeps the figures of all areas in memory, and forks a
child that shares that memory (see `batch.child`).

One worker loads everything itself. Several are forks of one process that loads
it once, so that they share the figures as the reports do:

    who asks ──spawns──► the process that loads ──forks──► workers ──fork──► a report each
        └───────────── tasks and results, one pipe per worker ──┘

The worker of one report alone is a fork of who asks, where that is one thread: what was loaded to plan the report need
not be loaded again, which would take longer than the report.

Nothing survives what started it: the system ends a fork with the process that
forked it, and a spawned one stops when nobody is at the other end of its pipe.

What forks has no other threads (it was started fresh, spawned, or is asked), so that forking is
safe; those that pyarrow and numpy keep for themselves are idle then, and these
libraries start them anew in a fork. Where there is no fork (Windows) or it is not
safe (macOS), a worker runs each report in an ordinary kernel instead.
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any

from wijkanalyse.batch.child import Child, end_with_parent
from wijkanalyse.batch.task import Limits, Result, Task
from wijkanalyse.paths import Paths

ENDED = "the process that made it was ended from outside; run it again"
TELL = b"?"
"""An order that asks who was forked for it."""
PID_BYTES = 4
CAN_FORK = sys.platform.startswith("linux")


@dataclass
class _Worker:
    process: Any
    """What was spawned for it: the worker itself, or the process that forks it."""
    connection: Connection
    task: Task | None = None
    since: float = field(default_factory=time.monotonic)


def run_tasks(tasks: Sequence[Task], workers: int, limits: Limits, *, fork: bool = CAN_FORK) -> Iterator[Result]:
    """Results of the tasks, as they come.

    A worker that dies is replaced; the task it had is reported as failed.
    """
    waiting = list(reversed(tasks))
    number = min(max(1, workers), len(tasks))
    loaded = _Loaded(tasks[0], limits) if fork and number > 1 else None
    alone = fork and len(tasks) == 1 and threading.active_count() == 1
    pool: list[_Worker] = []
    try:
        for _ in range(number):
            pool.append(worker := _fork(limits) if alone else _start(limits, fork, loaded))
            _give(worker, waiting)
        while busy := [w for w in pool if w.task is not None]:
            ready = wait([w.connection for w in busy], timeout=1)
            # A worker that died is known by the end of its pipe; should something hold that open, by its process.
            for worker in [w for w in busy if w.connection in ready or not w.process.is_alive()]:
                try:
                    result = worker.connection.recv() if worker.connection.poll() else _died(worker)
                except (EOFError, OSError):
                    result = _died(worker)
                worker.task = None
                if waiting and _is_gone(worker):
                    worker.connection.close()
                    pool[pool.index(worker)] = worker = _start(limits, fork, loaded)
                _give(worker, waiting)
                yield result
    finally:
        _stop(pool, loaded)


def _died(worker: _Worker) -> Result:
    # A process is there a moment longer than its pipe. Of a fork it is the one that forked it, which may be dying too.
    worker.process.join(1)
    return Result(worker.task.job, False, time.monotonic() - worker.since, message=ENDED)


def _is_gone(worker: _Worker) -> bool:
    """Whether a worker without a task has ended: it says nothing, so all it can give to read is the end of its pipe."""
    try:
        return worker.connection.poll() or not worker.process.is_alive()
    except OSError:
        return True


def _start(limits: Limits, fork: bool, loaded: _Loaded | None) -> _Worker:
    ours, theirs = multiprocessing.Pipe()
    with theirs:
        process = loaded.fork_worker(theirs) if loaded else _spawn(serve, theirs, limits, fork)
    return _Worker(process, ours)


def _fork(limits: Limits) -> _Worker:
    """A worker that has what this process loaded."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    with theirs:
        process = context.Process(target=_serve_alone, args=(theirs, ours, limits))
        process.start()
    return _Worker(process, ours)


def _serve_alone(connection: Connection, of_parent: Connection, limits: Limits) -> None:
    of_parent.close()  # else nothing says that who asks is gone, and what the notebook started would stay
    serve(connection, limits, True)


def _spawn(work: Callable[..., None], *given: Any) -> Any:
    process = multiprocessing.get_context("spawn").Process(target=work, args=given)
    process.start()
    return process


def _give(worker: _Worker, waiting: list[Task]) -> None:
    if waiting:
        worker.task, worker.since = waiting.pop(), time.monotonic()
        # A worker that died just now has no task lost: this one is reported as such.
        with contextlib.suppress(OSError):
            worker.connection.send(worker.task)


def _stop(pool: Sequence[_Worker], loaded: _Loaded | None) -> None:
    """Ask all workers to end, also one that still works on something nobody waits for."""
    for worker in pool:
        with contextlib.suppress(OSError):
            worker.connection.send(None)
    if loaded:
        loaded.close()
    for process in {worker.process for worker in pool}:
        process.join(5)
        if process.is_alive():
            process.kill()
            process.join(5)
    for worker in pool:
        worker.connection.close()


class _Loaded:
    """A process that loads everything once and forks workers that share it; it ends when it is closed."""

    def __init__(self, task: Task, limits: Limits) -> None:
        self._given = task, limits
        self._process: Any = None
        self._orders: socket.socket | None = None

    def fork_worker(self, connection: Connection) -> Any:
        """Have a worker forked that listens at this connection; returns the process that forks it.

        When that was ended from outside, and its workers with it, another one loads everything again.
        """
        if not (self._process and self._process.is_alive()):
            self.close()
            self._orders, theirs = socket.socketpair()  # a pipe that was made later can still go through it
            with theirs:
                self._process = _spawn(fork_workers, theirs, *self._given)
        # One that was ended just now forks nothing: that is noticed as of a worker that died.
        with contextlib.suppress(OSError):
            socket.send_fds(self._orders, [b"1"], [connection.fileno()])
        return self._process

    def close(self) -> None:
        if self._orders:
            self._orders.close()


# ------------------------------------------------- in the process that loads for several


def fork_workers(orders: socket.socket, task: Task, limits: Limits) -> None:
    """Load everything, then fork a worker for each connection that comes, until nobody is there to send one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    state = _state(task)
    prepared = state if _prepare(task) is None else None  # else every worker tries, and tells what is wrong
    context = multiprocessing.get_context("fork")
    while (received := socket.recv_fds(orders, 1, 1))[1]:
        with Connection(*received[1]) as connection:
            process = context.Process(target=_forked, args=(connection, orders, limits, prepared))
            process.start()
        if received[0] == TELL:
            with contextlib.suppress(OSError):
                orders.send(process.pid.to_bytes(PID_BYTES, "big"))


def _forked(connection: Connection, orders: socket.socket, limits: Limits, prepared: Any) -> None:
    end_with_parent()
    orders.close()
    serve(connection, limits, True, prepared)


# ------------------------------------------------------------- in the worker itself


def serve(connection: Connection, limits: Limits, fork: bool, prepared: Any = None) -> None:
    """Make one report after the other until told to stop, or until nobody listens any more.

    `prepared` is the state of the data that is loaded, see `_state`; None: nothing is.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that started this one
    child = Child(connection, limits)
    try:
        while task := _next(connection):
            state, fault = _state(task), None
            if prepared != state:
                child.end()  # it holds what was loaded before
                fault = _prepare(task, load=fork)
                prepared = None if fault else state
            result = fault or (child.make(task) if fork else _in_kernel(task, limits))
            if result.ok and task.proof and _state(task) != state:
                result = Result(task.job, False, 0.0, message="its data changed while a report was made", refused=True)
            connection.send(result)
    except OSError:
        return  # nobody listens any more
    finally:
        child.end()


def _next(connection: Connection) -> Task | None:
    """What to make now; None when there is nothing more, or nobody who asks."""
    try:
        return connection.recv()
    except (EOFError, OSError):
        return None


def _in_kernel(task: Task, limits: Limits) -> Result:
    from wijkanalyse.batch.report import make_report

    return make_report(task, in_process=False, limits=limits)


def _state(task: Task) -> tuple[Any, ...]:
    """What a worker has to prove and load anew when it is another than before."""
    from wijkanalyse.profile.processed import state_of

    paths = Paths(task.root)
    lists = [paths.root / "data" / name for name in (task.proof.picks if task.proof else ())]
    return task.root, task.proof, state_of(paths), [(p.name, p.read_bytes()) for p in lists if p.is_file()]


def _prepare(task: Task, *, load: bool = True) -> Result | None:
    """Prove what is asked and load everything, for the children to share; returns what went wrong."""
    from wijkanalyse.batch.proof import OtherBuildError, check_proof
    from wijkanalyse.batch.report import describe, warm_up

    try:
        if task.proof:
            check_proof(task.proof, Paths(task.root))
        if not load:
            return None
        warm_up(task)
    except Exception as error:
        refused = isinstance(error, OtherBuildError)
        return Result(task.job, False, 0.0, message=describe(error), refused=refused)
    if not task.few:
        gc.collect()
    gc.freeze()  # what is here now is never collected, so that children keep sharing it
    return None
