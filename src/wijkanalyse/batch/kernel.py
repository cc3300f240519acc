"""Ordinary kernels, for where a report cannot be forked: how to reach one, and how to end one.

Kernels that start at the same time can grab the same port, and a kernel on TCP
warns about it on every run; both are gone with the transport ``ipc``.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
import weakref
from types import TracebackType
from typing import Any

import psutil
from jupyter_client.manager import AsyncKernelManager

from wijkanalyse.files import temporary_folder


class SocketKernelManager(AsyncKernelManager):
    """Kernel over ``ipc`` where the platform has it; TCP on Windows."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if _has_local_sockets():
            stack = contextlib.ExitStack()
            folder = stack.enter_context(temporary_folder())
            weakref.finalize(self, stack.close)
            self.transport = "ipc"
            # An absolute path: by default the sockets land in the working folder.
            self.ip = str(folder / "k")


class Watch:
    """Ends what this process started when it takes too long or too much memory; `verdict` then says why.

    The limit on memory is on what is in use, over the kernel and all that it started.
    """

    def __init__(self, seconds: float, megabytes: float) -> None:
        self.verdict: str | None = None
        self._seconds, self._megabytes = seconds, megabytes
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()
        if self.verdict:
            _end_all()

    def _look(self) -> None:
        deadline = time.monotonic() + self._seconds
        while not self.verdict and not self._over.wait(0.2):
            if time.monotonic() > deadline:
                self.verdict = TOO_LONG.format(self._seconds)
            elif _megabytes_in_use() > self._megabytes:
                self.verdict = TOO_LARGE.format(self._megabytes)
        if self.verdict:
            _end_all()


TOO_LONG = "took longer than {:.0f} seconds and was ended"
TOO_LARGE = "took more than {:.0f} MB of memory and was ended"


def _started() -> list[psutil.Process]:
    with contextlib.suppress(psutil.Error):
        return psutil.Process(os.getpid()).children(recursive=True)
    return []


def _megabytes_in_use() -> float:
    total = 0
    for process in _started():
        with contextlib.suppress(psutil.Error):
            total += process.memory_info().rss
    return total / 1e6


def _end_all() -> None:
    for process in _started():
        with contextlib.suppress(psutil.Error):
            process.kill()


def _has_local_sockets() -> bool:
    import socket

    return hasattr(socket, "AF_UNIX")
