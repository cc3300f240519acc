"""All that a worker loads but figures: imported once, by the process of `warm_start` that forks workers."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

from wijkanalyse.batch.job import Job
from wijkanalyse.batch.report import warm_up
from wijkanalyse.batch.task import Task

with tempfile.TemporaryDirectory() as folder:
    root = Path(folder)
    warm_up(Task(Job("", "", "wijk", "", 2022, 0, "openbaar", ""), root, root, root, {}, dt.date(2026, 1, 1)))
