"""How much a large plan asks of disk and time, from the reports that were made before in the same folder.

Receives a plan and the receipt and hands on a line for who starts it; refuses what will not fit on the disk.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

from wijkanalyse.batch.plan import Planned
from wijkanalyse.errors import ReportError

MANY = 1000
"""Reports from which on it is told."""
ENOUGH = 20
"""Reports of the same level that have to be there to tell it from."""


def extent_of(plan: Sequence[Planned], entries: Sequence[Mapping[str, Any]], folder: Path, workers: int | None) -> str:
    """How much disk and time the reports of a plan take that are due; "" for a plan that is not large.

    Parameters
    ----------
    plan, entries
        What is to be made, and what the receipt says of what was made before.
    folder
        Where it goes.
    workers
        How many are made at once; None when that is decided elsewhere.

    Raises
    ------
    ReportError
        When the disk has no room for it.
    """
    due = [p for p in plan if p.is_due]
    if len(due) < MANY:
        return ""
    levels = {p.job.level for p in due}
    alike = [e for e in entries if e.get("level") in levels and e.get("bytes") and e.get("seconds")]
    number = f"{len(due):,} reports"
    if len(alike) < ENOUGH:
        return (
            f"{number}: how much disk and time they take is not known before some are made; try those of one gemeente "
            "first, with --gemeente"
        )
    size, seconds = fmean(e["bytes"] for e in alike), fmean(e["seconds"] for e in alike)
    needed = size * len(due)
    there = next(f for f in (folder, *folder.parents) if f.is_dir())
    free = shutil.disk_usage(there).free
    if needed > free:
        raise ReportError(
            f"{folder}: {number} need about {needed / 1e9:.1f} GB, and {free / 1e9:.1f} GB is free. Make room, or make "
            "fewer at a time with --gemeente"
        )
    work = seconds * len(due)
    at_once = "" if workers is None else f", {_hours(work / workers)} with {workers} at once"
    return (
        f"{number}: about {needed / 1e9:.1f} GB, and {_hours(work)} of work for one process{at_once}; as the "
        f"{len(alike):,} made before took ({size / 1e3:.0f} kB and {seconds:.2f} s each)"
    )


def _hours(seconds: float) -> str:
    return f"{seconds / 3600:.1f} hours" if seconds >= 5400 else f"{seconds / 60:.0f} minutes"
