"""One report: papermill runs the notebook, the exporter publishes it, whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wijkanalyse.batch.plan import Job
from wijkanalyse.batch.task import Result, Task
from wijkanalyse.errors import ReportError, WijkanalyseError

FAILED_FOLDER = ".mislukt"
"""Folder in ``reports`` with the executed notebooks of reports that failed, to look into."""
CELL_TIMEOUT = 600
"""Seconds that one cell may take in an ordinary kernel."""


def make_report(task: Task, *, in_process: bool) -> Result:
    """Run the notebook for one area and publish it; never raises for what a notebook does.

    Parameters
    ----------
    task
        What to make.
    in_process
        Run the cells in this process, which must be one that ends with the report; else in a kernel.
    """
    from wijkanalyse.publish.summary import summary_of  # here: the command line starts without it

    started = time.perf_counter()
    with _environment(task), tempfile.TemporaryDirectory(prefix="wijkanalyse-") as folder:
        executed = Path(folder) / "executed.ipynb"
        try:
            html = _run_and_export(task, executed, in_process)
            summary = summary_of(task)
            write_whole(task.reports / task.job.path, html)
            (task.reports / FAILED_FOLDER / f"{task.job.area_code}.ipynb").unlink(missing_ok=True)
        except Exception as error:
            return Result(task.job, False, time.perf_counter() - started, message=_explain(error, task, executed))
    return Result(task.job, True, time.perf_counter() - started, len(html.encode()), summary=summary)


def warm_up(task: Task) -> None:
    """Load what every report needs, so that forked children find it in memory."""
    import papermill  # noqa: F401

    from wijkanalyse import sections  # noqa: F401
    from wijkanalyse.batch import engine  # noqa: F401
    from wijkanalyse.charts.bars import warm_drawing
    from wijkanalyse.paths import Paths
    from wijkanalyse.processed import open_processed
    from wijkanalyse.publish.exporter import warm_exporter

    paths = Paths(task.root)
    with _environment(task):
        if paths.processed.is_dir():  # a notebook of one's own may need no figures
            open_processed(paths).preload()
        warm_exporter()
        warm_drawing()


def execute(task: Task, executed: Path, *, in_process: bool) -> Any:
    """The executed notebook of a task."""
    import papermill

    if in_process:
        from wijkanalyse.batch.engine import ENGINE_NAME

        how: dict[str, Any] = {"engine_name": ENGINE_NAME}
    else:
        from wijkanalyse.batch.kernel import SocketKernelManager

        how = {"kernel_manager_class": SocketKernelManager, "execution_timeout": CELL_TIMEOUT}
    return papermill.execute_notebook(
        str(task.notebook),
        str(executed),
        parameters=task.job.parameters(task.parameters),
        kernel_name="python3",
        progress_bar=False,
        cwd=str(task.root),
        request_save_on_cell_execute=False,
        **how,
    )


def _run_and_export(task: Task, executed: Path, in_process: bool) -> str:
    from wijkanalyse.publish.exporter import export_report

    notebook = execute(task, executed, in_process=in_process)
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


def check_writable(reports: Path) -> None:
    """Refuse to start when no report could be kept.

    Raises
    ------
    ReportError
    """
    try:
        reports.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=reports):
            pass
    except OSError as error:
        raise ReportError(
            f"{reports}: reports cannot be written there ({error.strerror}); repair the folder or its rights"
        ) from error


def _explain(error: Exception, task: Task, executed: Path) -> str:
    """What went wrong, with the cell; the executed notebook is kept to look into."""
    kept = ""
    if executed.is_file():
        copy = task.reports / FAILED_FOLDER / f"{task.job.area_code}.ipynb"
        with contextlib.suppress(OSError):  # a full disk, perhaps the very fault to tell
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(executed.read_bytes())
            kept = f" (notebook: {copy.relative_to(task.reports.parent)})"
    return f"{describe(error)}{kept}"


def describe(error: Exception) -> str:
    """A fault in words; of a fault in a notebook the cell and the first line."""
    if isinstance(error, WijkanalyseError):
        return str(error)
    cell = getattr(error, "exec_count", None)
    name, value = getattr(error, "ename", type(error).__name__), getattr(error, "evalue", str(error))
    first = re.sub(r"\x1b\[[0-9;]*m", "", str(value)).strip().split("\n")
    where = f"cell In [{cell}]: " if cell else ""
    return f"{where}{name}: {first[0][:300]}"


@contextmanager
def _environment(task: Task) -> Iterator[None]:
    """What a report finds in its environment: the tree, the day, and no need for a home folder."""
    from wijkanalyse.sections.page_one import BUILT_VARIABLE  # here: the command line itself needs no sections

    state = task.root / ".cache"
    for name, folder in {"MPLCONFIGDIR": state / "matplotlib", "IPYTHONDIR": state / "ipython"}.items():
        if name not in os.environ:
            folder.mkdir(parents=True, exist_ok=True)
            os.environ[name] = str(folder)
    os.environ["WIJKANALYSE_ROOT"] = str(task.root)
    os.environ[BUILT_VARIABLE] = task.built.isoformat()
    yield
