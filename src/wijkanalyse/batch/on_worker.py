"""What runs in the processes of dask: on a worker, and a few lines in the scheduler.

It travels by value (see `batch.remote`) and takes in nothing of the package at its top: a worker that has another
version of the package, or none, can then say so. What a batch needs travels once to each worker, and with a report
only its job.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import socket
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distributed import WorkerPlugin

if TYPE_CHECKING:
    from distributed import Scheduler, Worker

    from wijkanalyse.batch.task import Parcel, Result

PAUSE = 1.0
"""Seconds that a worker which was refused keeps its next job from the others."""


class WarmWorkers(WorkerPlugin):
    """Makes the reports of one batch on a dask worker, with as many warm processes as the worker has threads.

    Parameters
    ----------
    parcel
        A pickled `task.Parcel`.
    """

    def __init__(self, parcel: bytes) -> None:
        self._packed = parcel
        self._parcel: Parcel | None = None
        self._warm: Any = None
        self._refused = False

    def setup(self, worker: Worker) -> None:
        self._folder = worker.local_directory
        self._about = worker.address, socket.gethostname()
        self._unpacking = threading.Lock()

    def teardown(self, worker: Worker) -> None:
        if self._warm:
            self._warm.stop()

    def make(self, job: bytes) -> tuple[str, str, Result | str]:
        """Address and host of this worker, and a report; or in words why this worker can make none."""
        try:
            made = self._make(job)
            refused = made.refused
        except Exception as error:  # whatever it is, it is not the job: another worker may have the package
            made, refused = _fault(error), True
        if refused and self._refused:  # else it would be first with every job, as it makes none
            time.sleep(PAUSE)
        self._refused = refused
        return *self._about, made

    def _make(self, job: bytes) -> Result:
        from wijkanalyse.batch.proof import OtherBuildError, check_software
        from wijkanalyse.batch.task import Result, Task
        from wijkanalyse.paths import ROOT_VARIABLE

        parcel = self._unpack()
        asked = pickle.loads(job)
        try:
            check_software(parcel.proof)  # of this process; the warm one proves its own, and the data
        except OtherBuildError as error:
            return Result(asked, False, 0.0, message=str(error), refused=True)
        root = Path(os.environ.get(ROOT_VARIABLE) or parcel.root)
        notebook = _local_copy(parcel.files, parcel.notebook, Path(self._folder))
        return self._warm.make(Task(asked, root, notebook, None, parcel.parameters, parcel.built, parcel.proof))

    def _unpack(self) -> Parcel:
        from wijkanalyse.batch.warm_process import WarmProcess

        with self._unpacking:
            if self._parcel is None:
                parcel = pickle.loads(self._packed)
                self._warm = WarmProcess(parcel.limits)
                self._parcel = parcel
        return self._parcel


def _fault(error: Exception) -> str:
    said = f"{type(error).__name__}: {error}"[:200]
    if isinstance(error, ImportError):
        return f"lacks the package, or something it needs ({said}); install it there and start the worker again"
    if isinstance(error, OSError):
        return f"has no room for the notebook ({said}); make room in its --local-directory"
    return f"cannot take what it was sent, so it has another version of the package ({said}); install the same one"


def _local_copy(files: Mapping[str, bytes], name: str, where: Path) -> Path:
    """The notebook as a file of this worker, with what lies beside it; the name of the folder follows from all that."""
    from wijkanalyse.files import write_whole

    mark = hashlib.sha256()
    for path, content in files.items():
        mark.update(f"{path} {len(content)} ".encode() + content)
    folder = where / mark.hexdigest()[:16]
    if not (folder / name).is_file():
        for path, content in files.items():  # the notebook comes last: when it is there, all is
            write_whole(folder / path, content, flush=False)
    return folder / name


# ---------------------------------------------------------------------- in the scheduler


def workers_now(dask_scheduler: Scheduler) -> dict[str, tuple[bool, float]]:
    """By address of a worker: whether it takes work, and the seconds since it was heard."""
    now = time.time()
    return {w.address: (w.status.name == "running", now - w.last_seen) for w in dask_scheduler.workers.values()}


def last_words(addresses: Sequence[str], dask_scheduler: Scheduler) -> dict[str, str]:
    """What workers that went said of it; "" of one that said nothing."""
    said = {}
    for address in addresses:
        events = [event for _, event in dask_scheduler.get_events(address) if isinstance(event, dict)]
        said[address] = next((e["reason"] for e in reversed(events) if e.get("action") == "closing-worker"), "")
    return said


async def restart_silent(addresses: Sequence[str], dask_scheduler: Scheduler) -> None:
    """Give what silent workers have to others, as the scheduler itself does after minutes; a nanny starts another."""
    with contextlib.suppress(Exception):
        await dask_scheduler.restart_workers(
            list(addresses), wait_for_workers=False, on_error="return", stimulus_id=f"wijkanalyse-{time.time()}"
        )
