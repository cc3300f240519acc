"""Which reports to make, and why: codes of areas become jobs, and jobs are held against what was made before."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from wijkanalyse.batch.inputs import InputDigests
from wijkanalyse.batch.job import REASONS, Job
from wijkanalyse.errors import ReportError
from wijkanalyse.process.areas import Area

State = Literal["new", "changed", "up to date"]


@dataclass(frozen=True)
class Planned:
    """One report, whether it has to be made, and why."""

    job: Job
    area: Area | None
    """None for a kern without figures."""
    inputs: Mapping[str, str]
    state: State
    reasons: tuple[str, ...] = ()
    former_path: str | None = None
    """Where the report was, when the area has another name now."""

    @property
    def is_due(self) -> bool:
        return self.state != "up to date"


def compare(
    jobs: Sequence[tuple[Job, Area | None]],
    inputs: InputDigests,
    entries: Mapping[str, Mapping[str, Any]],
    reports: Path,
) -> list[Planned]:
    """Hold the jobs against the receipt and against the files that are there.

    Parameters
    ----------
    jobs
        From `plan_areas` or `document.plan_documents`.
    inputs
        What the reports rest on now.
    entries
        The receipt by key (`job.Job.key`), with what each report rested on when it was made.
    reports
        The folder of the reports.
    """
    planned = []
    _check_places([job for job, _ in jobs], entries, reports)
    before = {job: entries.get(job.key, {}).get("inputs") or {} for job, _ in jobs}
    inputs.cover(area for job, area in jobs if area and not inputs.is_whole(job, area, before[job]))
    for job, area in jobs:
        entry = entries.get(job.key)
        now = inputs.of(job, area, (entry or {}).get("comparable", ()), before[job])
        state: State = "new"
        reasons: list[str] = []
        former = None
        if entry is not None:
            reasons = _reasons(job, entry, now, reports)
            state = "changed" if reasons else "up to date"
            former = entry["path"] if entry["path"] != job.path else None
        planned.append(Planned(job, area, now, state, tuple(reasons), former))
    return planned


def _check_places(jobs: Sequence[Job], entries: Mapping[str, Mapping[str, Any]], reports: Path) -> None:
    """Refuse to write a report in the place of another one, unless that one moves.

    Raises
    ------
    ReportError
    """
    places = {key: entry["path"] for key, entry in entries.items() if (reports / entry["path"]).is_file()}
    for job in jobs:
        places[job.key] = job.path
    taken: dict[str, str] = {}
    for key, path in places.items():
        other = taken.setdefault(path.casefold(), key)
        if other != key:
            raise ReportError(f"{reports / path}: would be the report of both {other} and {key}; rename one of the two")


def _reasons(job: Job, entry: Mapping[str, Any], now: Mapping[str, str], reports: Path) -> list[str]:
    reasons = []
    if fault := file_fault(reports, entry):
        reasons.append(fault)
    if entry["path"] != job.path:
        reasons.append(f"its name, which was {Path(entry['path']).name}")
    before = entry.get("inputs")
    if not before:
        return [*reasons, "made by an earlier version"]
    changed = {kind for kind in REASONS if before.get(kind, "") != now[kind]}
    if not (before.get("everything") and now["everything"]):  # only one of the two notebooks may show all figures
        changed.discard("everything")
    return reasons + [words for kind, words in REASONS.items() if kind in changed]


def file_fault(reports: Path, entry: Mapping[str, Any]) -> str | None:
    """What is wrong with the file of a report, or None when it is the one that was made."""
    path = reports / entry["path"]
    try:
        stat = path.stat()
        if stat.st_size != entry["bytes"]:
            return "its file was altered"
        if stat.st_mtime_ns == entry.get("modified_ns"):
            return None
        same = hashlib.sha256(path.read_bytes()).hexdigest() == entry.get("sha256")
        return None if same else "its file was altered"
    except FileNotFoundError:
        return "its file is gone"
    except OSError as error:
        return f"its file cannot be read ({error.strerror})"
