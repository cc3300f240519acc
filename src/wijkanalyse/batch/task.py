"""What goes to a worker and what comes back; small, so that it travels between processes and machines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wijkanalyse.batch.job import Job


@dataclass(frozen=True)
class Task:
    """Everything a worker needs to make one report."""

    job: Job
    root: Path
    notebook: Path
    reports: Path | None
    """Where the report is written; None: it comes back with the result."""
    parameters: Mapping[str, Any]
    built: dt.date


@dataclass(frozen=True)
class Limits:
    """What one report may take before it is ended."""

    seconds: float = 600.0
    megabytes: float = 4096.0
    """Of a forked report the address space beyond that of the warm worker, which includes memory that is only
    reserved; of a kernel the memory in use."""


NORMAL = Limits()


@dataclass(frozen=True)
class Result:
    """How it went with one report."""

    job: Job
    ok: bool
    seconds: float
    bytes: int = 0
    message: str = ""
    sha256: str = ""
    """Of the report, to know later whether it is still the one that was made."""
    comparable: tuple[str, ...] = ()
    """Codes of the wijken that the area was compared with."""
    notes: tuple[str, ...] = ()
    """What its maker may want to look at in a report that was made; see `publish.chart_notes`."""
    unwritable: bool = False
    """The report was right but could not be written, as no other one can be."""
    html: str | None = None
    """The report itself, when it is not for this machine to write."""
    executed: bytes | None = None
    """The notebook of a report that failed, for the same reason."""
    summary: Mapping[str, Any] | None = None
    """What the index page shows of the area; see `publish.summary`."""
