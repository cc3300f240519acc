"""What goes to a worker and what comes back; small, so that it travels between processes and machines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wijkanalyse.batch.job import Job


@dataclass(frozen=True)
class Proof:
    """What decides what a report says beside its task, as the caller has it; see `batch.proof`."""

    tables: Mapping[str, str]
    """SHA-256 of every table by file name; empty when the notebook needs none."""
    composites: Mapping[str, Mapping[str, Any]]
    """The declarations of the composite areas that the batch can show, by code."""
    picks: Mapping[str, Mapping[str, Any] | None]
    """What the pick list of the batch declares, by file name; None: there is no such file. Empty: none is asked for."""
    libraries: Mapping[str, str]
    code: Mapping[str, str]
    """Digest of each folder of the package."""
    style: str = ""
    """Digest of the house style; "" without one."""
    recognition: Mapping[str, str] = field(default_factory=dict)
    """By edition of the reports, digest of what people said of figures; empty when the notebook does not show it."""


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
    proof: Proof | None = None
    """What who makes it has to have; None on the machine of the caller, which has it."""
    few: bool = False
    """One of so few reports that each reads the figures it needs: loading those of the country takes longer."""


@dataclass(frozen=True)
class Limits:
    """What one report may take before it is ended."""

    seconds: float = 600.0
    megabytes: float = 4096.0
    """In a forked process the address space beyond what it has when the report begins, which includes memory that is
    only reserved; of a kernel the memory in use."""


@dataclass(frozen=True)
class Parcel:
    """What a batch needs beside its jobs: it goes once to each worker, which need not have the notebook."""

    root: Path
    notebook: str
    files: Mapping[str, bytes]
    """The notebook and what lies beside it, by name from its folder."""
    parameters: Mapping[str, Any]
    built: dt.date
    proof: Proof
    limits: Limits


NORMAL = Limits()
PATIENCE = 600.0
"""Seconds that a batch waits for workers elsewhere when there are none."""


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
    refused: bool = False
    """The worker has not what the caller has, and made nothing; see `Task.proof`."""
    lost: bool = False
    """What made it was ended from outside, so that it says nothing of the report."""
    worker: str = ""
    """Address of the dask worker that it came from."""
    summary: Mapping[str, Any] | None = None
    """What the index page shows of the area; see `publish.summary`."""
