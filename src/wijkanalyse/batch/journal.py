"""What a batch did so far, on disk at every moment, and who is at work in a folder.

A report that is finished gets a line in the journal, which is on disk before the
next one is counted. A batch that was killed has therefore lost nothing: the next
one reads the receipt and the journal together. At the end the receipt takes the
journal in, and the journal goes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wijkanalyse.errors import ReportError
from wijkanalyse.files import LockError, held, make_folder, mode_of, write_whole

HIDDEN = ".batch"
"""Folder in a folder of reports with the journal, the lock and the logs; not to be published."""
JOURNAL = "journal.jsonl"
KEPT_LOGS = 20


class Journal:
    """The lines of a running batch. Append only; each line is on disk when `add` returns."""

    def __init__(self, reports: Path) -> None:
        self._path = reports / HIDDEN / JOURNAL
        make_folder(self._path.parent)
        self._path.touch(mode_of(self._path))
        end_torn_line(self._path)
        self._file = self._path.open("a", encoding="utf-8")

    def add(self, **line: Any) -> None:
        """Write a line.

        Raises
        ------
        ReportError
            When the disk is full or the folder was taken away.
        """
        try:
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise cannot_write(self._path, error) from error

    def close(self) -> None:
        with contextlib.suppress(OSError):  # what could not be written was told by `add`
            self._file.close()


def end_torn_line(path: Path) -> None:
    """A kill in the middle of a line leaves a part of it; the next line may not stand behind it."""
    if path.is_file() and path.stat().st_size:
        with path.open("rb+") as file:
            file.seek(-1, os.SEEK_END)
            if file.read(1) != b"\n":
                file.write(b"\n")


def read_journal(reports: Path) -> list[dict[str, Any]]:
    """The lines that earlier batches left, oldest first; a line that was cut off is left out."""
    path = reports / HIDDEN / JOURNAL
    if not path.is_file():
        return []
    lines = []
    for text in path.read_text(encoding="utf-8", errors="replace").splitlines():
        with contextlib.suppress(ValueError):
            line = json.loads(text)
            if isinstance(line, dict):
                lines.append(line)
    return lines


def remove_journal(reports: Path) -> None:
    """When the receipt has taken it in."""
    (reports / HIDDEN / JOURNAL).unlink(missing_ok=True)


@contextmanager
def only_one_batch(reports: Path) -> Iterator[None]:
    """Hold the folder, so that no second batch writes into it.

    The system lets go of the lock when the process ends, however that comes about.

    Raises
    ------
    ReportError
        When another batch is at work in the folder; names its process.
    """
    folder = reports / HIDDEN
    holder = folder / "bezig.json"
    about = {"pid": os.getpid(), "host": socket.gethostname(), "since": f"{dt.datetime.now():%Y-%m-%d %H:%M}"}
    with contextlib.ExitStack() as holding:
        try:
            make_folder(folder)
            holding.enter_context(held(folder / "slot"))
            holding.callback(holder.unlink, missing_ok=True)
            write_whole(holder, json.dumps(about))
        except LockError as error:
            raise ReportError(_who(reports, holder)) from error
        except OSError as error:
            raise cannot_write(folder, error) from error
        yield


def _who(reports: Path, holder: Path) -> str:
    about: Mapping[str, Any] = {}
    with contextlib.suppress(OSError, ValueError):
        about = json.loads(holder.read_text(encoding="utf-8"))
    process = f"process {about['pid']} on {about['host']}, since {about['since']}" if about else "another process"
    return f"{reports}: a batch is at work there ({process}). Wait until it is ready, or end it, and run this again."


def cannot_write(path: Path, error: OSError) -> ReportError:
    """A folder or disk that takes nothing any more, told plainly."""
    return ReportError(
        f"{path}: cannot be written ({error.strerror}). The reports that were made are kept: make room or repair the "
        "rights, and run the same command again."
    )


def open_log(reports: Path) -> Path:
    """The file for the log of a new batch; the oldest logs go."""
    folder = reports / HIDDEN
    for old in sorted(folder.glob("*.log"))[: -KEPT_LOGS + 1]:
        old.unlink(missing_ok=True)
    stem = f"{dt.datetime.now():%Y%m%d-%H%M%S}"
    taken = (folder / f"{stem}{extra}.log" for extra in ("", *(f"-{n}" for n in range(2, 1000))))
    return next(path for path in taken if not path.exists())
