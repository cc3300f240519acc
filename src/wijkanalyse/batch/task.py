"""What goes to a worker and what comes back; small, so that it travels between processes and machines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wijkanalyse.batch.plan import Job


@dataclass(frozen=True)
class Task:
    """Everything a worker needs to make one report."""

    job: Job
    root: Path
    notebook: Path
    reports: Path
    parameters: Mapping[str, Any]
    built: dt.date


@dataclass(frozen=True)
class Result:
    """How it went with one report."""

    job: Job
    ok: bool
    seconds: float
    bytes: int = 0
    message: str = ""
    summary: Mapping[str, Any] | None = None
    """What the index page shows of the area; see `publish.summary`."""
