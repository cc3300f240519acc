"""Run the jobs over a few workers; results as they come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from wijkanalyse.batch.job import Job
from wijkanalyse.batch.task import NORMAL, Limits, Result, Task
from wijkanalyse.batch.warm import CAN_FORK, run_tasks
from wijkanalyse.day import today
from wijkanalyse.paths import Paths

FEW = 20
"""Reports up to which the figures of the country are not loaded first: that takes as long as some thirty of them."""


def run_batch(
    jobs: Sequence[Job],
    paths: Paths,
    notebook: Path,
    *,
    workers: int,
    reports: Path | None = None,
    limits: Limits = NORMAL,
    fork: bool = CAN_FORK,
    parameters: Mapping[str, Any] | None = None,
    built: dt.date | None = None,
) -> Iterator[Result]:
    """Make the reports, and give each result as it comes; failures are among them, not raised.

    Parameters
    ----------
    jobs
        What to make, from `plan_jobs`.
    paths
        The working tree: data is read from it, reports are written into it.
    notebook
        The notebook to run.
    workers
        Processes at once.
    reports
        Where they are written; by default the folder of their edition.
    limits
        Time and memory that one report may take.
    fork
        Whether workers fork a warm process per report; else each report has an ordinary kernel.
    parameters
        Further parameters for every notebook, checked by `plan.check_parameters`.
    built
        The day that the reports mention; today by default.
    """
    built = built or today()
    given = dict(parameters or {})
    tasks = [
        Task(job, paths.root, notebook, reports or paths.reports_of(job.edition), given, built, few=len(jobs) <= FEW)
        for job in jobs
    ]
    yield from run_tasks(tasks, workers, limits, fork=fork)
