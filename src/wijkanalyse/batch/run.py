"""Run the jobs: one process per worker, one kernel per report, results as they come."""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import os
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wijkanalyse.batch.plan import Job
from wijkanalyse.errors import ReportError, WijkanalyseError
from wijkanalyse.paths import Paths

FAILED_FOLDER = ".mislukt"
"""Folder in ``reports`` with the executed notebooks of reports that failed, to look into."""
CELL_TIMEOUT = 600
"""Seconds that one cell may take."""


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


def run_batch(
    jobs: Sequence[Job],
    paths: Paths,
    notebook: Path,
    *,
    workers: int,
    parameters: Mapping[str, Any] | None = None,
    built: dt.date | None = None,
    report: Callable[[Result], None] = lambda _: None,
) -> list[Result]:
    """Make the reports; the failures are in the results, not raised.

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
    parameters
        Further parameters for every notebook, checked by `plan.check_parameters`.
    built
        The day that the reports mention; today by default.
    report
        Called with each result as it comes.
    """
    built = built or dt.date.today()
    tasks = [Task(job, paths.root, notebook, paths.reports, dict(parameters or {}), built) for job in jobs]
    results = []
    for result in _results(tasks, workers):
        report(result)
        results.append(result)
    return results


def _results(tasks: Sequence[Task], workers: int) -> Iterator[Result]:
    # Spawned, not forked: a fork of a process with threads can hang.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=max(1, min(workers, len(tasks))), mp_context=context) as pool:
        futures = {pool.submit(make_report, task): task for task in tasks}
        for future in as_completed(futures):
            try:
                yield future.result()
            except BrokenProcessPool:
                job = futures[future].job
                yield Result(job, False, 0.0, message="the process that made it was ended from outside; run it again")


def make_report(task: Task) -> Result:
    """Run the notebook for one area and publish it; never raises for what a notebook does."""
    started = time.perf_counter()
    target = task.reports / task.job.path
    with _quiet_home(task.root), tempfile.TemporaryDirectory(prefix="wijkanalyse-") as folder:
        executed = Path(folder) / "executed.ipynb"
        try:
            html = _run_and_export(task, executed)
            write_whole(target, html)
            (task.reports / FAILED_FOLDER / f"{task.job.area_code}.ipynb").unlink(missing_ok=True)
        except Exception as error:
            return Result(task.job, False, time.perf_counter() - started, message=_explain(error, task, executed))
    return Result(task.job, True, time.perf_counter() - started, len(html.encode()))


def _run_and_export(task: Task, executed: Path) -> str:
    import papermill

    from wijkanalyse.batch.kernel import SocketKernelManager
    from wijkanalyse.publish.exporter import export_report

    notebook = papermill.execute_notebook(
        str(task.notebook),
        str(executed),
        parameters=task.job.parameters(task.parameters),
        kernel_name="python3",
        kernel_manager_class=SocketKernelManager,
        progress_bar=False,
        cwd=str(task.root),
        execution_timeout=CELL_TIMEOUT,
        request_save_on_cell_execute=False,
    )
    _check_area(notebook, task.job)
    return export_report(notebook)


def _check_area(notebook: Any, job: Job) -> None:
    """The report must be about the area that was asked for: a notebook may ignore its parameter."""
    from wijkanalyse.publish.exporter import read_notebook

    identity, _ = read_notebook(notebook, job.area_code)
    got = (identity.area_code, identity.boundary_year, identity.edition)
    wanted = (job.area_code, job.boundary_year, job.edition)
    if got != wanted:
        raise ReportError(
            f"the notebook made a report about {' / '.join(map(str, got))}, asked was {' / '.join(map(str, wanted))}. "
            "Does a cell overwrite a parameter?"
        )


def write_whole(path: Path, text: str) -> None:
    """Write a report that is either the old one or the new one, never a half one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _explain(error: Exception, task: Task, executed: Path) -> str:
    """What went wrong, with the cell; the executed notebook is kept to look into."""
    kept = ""
    if executed.is_file():
        folder = task.reports / FAILED_FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        copy = folder / f"{task.job.area_code}.ipynb"
        copy.write_bytes(executed.read_bytes())
        kept = f" (notebook: {copy.relative_to(task.reports.parent)})"
    if isinstance(error, WijkanalyseError):
        return f"{error}{kept}"
    cell = getattr(error, "exec_count", None)
    name, value = getattr(error, "ename", type(error).__name__), getattr(error, "evalue", str(error))
    first = re.sub(r"\x1b\[[0-9;]*m", "", str(value)).strip().split("\n")
    where = f"cell In [{cell}]: " if cell else ""
    return f"{where}{name}: {first[0][:300]}{kept}"


@contextmanager
def _quiet_home(root: Path) -> Iterator[None]:
    """Caches of matplotlib and IPython inside the working tree: the home folder may be missing or closed."""
    state = root / ".cache"
    wanted = {"MPLCONFIGDIR": state / "matplotlib", "IPYTHONDIR": state / "ipython"}
    for name, folder in wanted.items():
        if name not in os.environ:
            folder.mkdir(parents=True, exist_ok=True)
            os.environ[name] = str(folder)
    os.environ.setdefault("WIJKANALYSE_ROOT", str(root))
    yield


def read_receipt(path: Path) -> dict[str, Any]:
    """The receipt of earlier batches; empty when there is none or it cannot be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
