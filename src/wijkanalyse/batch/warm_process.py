"""Warm workers for a process that cannot fork: a dask worker, which has threads and may have no children.

Receives a task at a time from each of its threads and hands on its result. The figures are loaded once, in a process
of its own, which forks a worker for each thread (see `batch.warm`):

    dask worker ──starts──► the process that loads ──forks──► workers ──fork──► a report each
        └─────────────── tasks and results, one pipe per thread ──┘
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection

from wijkanalyse.batch.task import Limits, Result, Task
from wijkanalyse.batch.warm import CAN_FORK, ENDED, PID_BYTES, TELL, fork_workers, serve

HUNG = "the process that made it said nothing for {:.0f} seconds and was ended; run it again"
LOADING = 300.0
"""Seconds that proving and loading the figures may take, beside the report itself."""
IDLE = 300.0
"""Seconds without work after which a warm process that waits for other machines gives back its memory."""


class WarmProcess:
    """A process that loads everything once, and a fork of it for each report that is asked for at the same time.

    For callers that `run_tasks` does not fit: a dask worker is a daemon, which may have no children of
    `multiprocessing`, and asks from several threads. All of it ends when this side does, however that comes about,
    and after `IDLE` seconds without work. Where there is no fork, each report that is asked for at the same time has
    a process of its own.
    """

    def __init__(self, limits: Limits, *, fork: bool = CAN_FORK) -> None:
        self._limits, self._fork = limits, fork
        self._lock = threading.Lock()
        self._starting = threading.Lock()
        """Held while everything is loaded; `stop` does not wait for it."""
        self._loader: _Spawned | None = None
        self._idle: list[_Server] = []
        self._busy = 0
        self._timer: threading.Timer | None = None

    def make(self, task: Task) -> Result:
        """One report, or what went wrong; of what died or hung, another one is started the next time."""
        server, result, started = None, None, time.monotonic()
        with self._lock:
            self._busy += 1
        try:
            server = self._take(task)
            server.connection.send(task)
            most = self._limits.seconds + LOADING
            if server.connection.poll(most):
                result = server.connection.recv()
            else:
                server.kill()
                return Result(task.job, False, time.monotonic() - started, message=HUNG.format(most), lost=True)
        except (EOFError, OSError):
            return Result(task.job, False, time.monotonic() - started, message=ENDED, lost=True)
        finally:
            self._give_back(server, usable=result is not None)
        if result.refused:
            self.stop()  # what proves and loads anew after a repair, for all to share
        return result

    def stop(self) -> None:
        """Let all of it end: it stops what it is making, and goes."""
        with self._lock:
            self._stop()

    def _take(self, task: Task) -> _Server:
        with self._lock:
            while self._idle:
                server = self._idle.pop()
                if not server.is_gone():
                    return server
                server.close()
        if not self._fork:
            spawned = _Spawned(self._limits, fork=False)
            return _Server(spawned.connection, spawned.process.pid, spawned)
        with self._starting:
            with self._lock:
                if self._loader is None or not self._loader.is_alive():
                    self._stop()
                    self._loader = _Spawned(self._limits, fork=True, task=task)
                loader = self._loader
            return loader.fork_server()

    def _give_back(self, server: _Server | None, *, usable: bool) -> None:
        with self._lock:
            self._busy -= 1
            if server:
                self.pid = server.pid
                if usable and (not self._fork or server.spawned is self._loader):
                    self._idle.append(server)
                else:
                    server.close()
            if self._timer:
                self._timer.cancel()
            self._timer = threading.Timer(IDLE, self._stop_when_idle)
            self._timer.daemon = True
            self._timer.start()

    def _stop_when_idle(self) -> None:
        with self._lock:
            if not self._busy:
                self._stop()

    def _stop(self) -> None:
        while self._idle:
            self._idle.pop().close()
        if self._loader:
            self._loader.close()
            self._loader = None


@dataclass(frozen=True, eq=False)
class _Server:
    """A warm worker that makes one report after the other, at the other end of a pipe."""

    connection: Connection
    pid: int
    spawned: _Spawned
    """The process that forked it, or that it is."""

    def is_gone(self) -> bool:
        """Whether it ended, or is about to: a fork ends with what forked it."""
        try:
            return self.connection.poll() or not self.spawned.is_alive()
        except OSError:
            return True

    def kill(self) -> None:
        """The system ends what it was making with it."""
        with contextlib.suppress(OSError):
            os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        self.connection.close()
        if not self.spawned.forks:
            self.spawned.close()


class _Spawned:
    """A process of this module, started by `main`: one that loads and forks, or a single worker with kernels."""

    def __init__(self, limits: Limits, *, fork: bool, task: Task | None = None) -> None:
        self.forks = fork
        if fork:
            self._orders, theirs = socket.socketpair()
            self._orders.settimeout(LOADING)
        else:
            self.connection, theirs = multiprocessing.Pipe()
        command = [
            sys.executable,
            "-m",
            "wijkanalyse.batch.warm_process",
            str(theirs.fileno()),
            json.dumps(vars(limits)),
        ]
        self.process = subprocess.Popen(
            command + ([] if fork else ["kernel"]),
            pass_fds=[theirs.fileno()],
            start_new_session=True,
            stdin=subprocess.PIPE if fork else subprocess.DEVNULL,
        )
        theirs.close()
        if fork:
            with contextlib.suppress(OSError), self.process.stdin as first:  # one that died at once says so later
                pickle.dump(task, first)

    def is_alive(self) -> bool:
        return self.process.poll() is None

    def fork_server(self) -> _Server:
        """Another worker; the first time, after everything was loaded. Raises EOFError or OSError when it is gone."""
        ours, theirs = multiprocessing.Pipe()
        with theirs:
            socket.send_fds(self._orders, [TELL], [theirs.fileno()])
        try:
            pid = int.from_bytes(self._orders.recv(PID_BYTES), "big")
        except TimeoutError:
            self.process.kill()
            raise
        if not pid:
            raise EOFError
        return _Server(ours, pid, self)

    def close(self) -> None:
        if self.forks:
            with contextlib.suppress(OSError):
                self._orders.shutdown(socket.SHUT_RDWR)  # who waits for it to load is told too
            self._orders.close()
        threading.Thread(target=self.process.wait, daemon=True).start()  # no zombie, and nobody who waits


def main() -> None:
    """Be what `WarmProcess` starts.

    The arguments are a socket, the limits, and ``kernel`` when it should not fork: then the socket is the end of a
    pipe. Else it is where the orders to fork come from, and the first task comes over the standard input.
    """
    descriptor, limits, *how = sys.argv[1:]
    most = Limits(**json.loads(limits))
    if "kernel" in how:
        serve(Connection(int(descriptor)), most, False)
    else:
        with sys.stdin.buffer as first:
            task = pickle.load(first)
        fork_workers(socket.socket(fileno=int(descriptor)), task, most)


if __name__ == "__main__":
    # What is pickled must have the name of this module, and not __main__.
    from wijkanalyse.batch.warm_process import main as start

    start()
