"""One report: papermill runs the notebook, the exporter publishes it, whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wijkanalyse.batch.job import Job
from wijkanalyse.batch.task import NORMAL, Limits, Result, Task
from wijkanalyse.day import BUILT_VARIABLE
from wijkanalyse.editions import EDITIONS, Openness, narrowest, shown_in
from wijkanalyse.errors import AreaError, ReportError, WijkanalyseError
from wijkanalyse.files import is_full, make_folder, temporary_folder, write_whole
from wijkanalyse.paths import Paths
from wijkanalyse.show.identity import IDENTITY_MIME

if TYPE_CHECKING:
    from wijkanalyse.profile.verdicts import Verdicts
    from wijkanalyse.show.identity import Identity

FAILED_FOLDER = ".mislukt"
"""Folder in ``reports`` with the executed notebooks of reports that failed, to look into."""


class CannotWriteError(ReportError):
    """The report is right, but the folder or the disk does not take it."""


def make_report(task: Task, *, in_process: bool, limits: Limits = NORMAL) -> Result:
    """Run the notebook for one area and publish it; never raises for what a notebook does.

    Parameters
    ----------
    task
        What to make.
    in_process
        Run the cells in this process, which must be one that ends with the report; else in a kernel.
    limits
        Time and memory that a kernel may take; of a process the caller guards them.
    """
    started = time.perf_counter()
    with _environment(task), temporary_folder() as folder:
        executed = folder / "executed.ipynb"
        try:
            html, notes = _run_and_export(task, executed, in_process, limits)
            comparable, summary = about(task)
            if task.reports is not None:
                deliver(task.reports, task.job, html)
        except Exception as error:
            return _failed(task, error, executed, time.perf_counter() - started)
    return Result(
        task.job,
        True,
        time.perf_counter() - started,
        len(html.encode()),
        sha256=hashlib.sha256(html.encode()).hexdigest(),
        comparable=comparable,
        summary=summary,
        notes=tuple(notes),
        html=html if task.reports is None else None,
    )


def _failed(task: Task, error: Exception, executed: Path, seconds: float) -> Result:
    content = executed.read_bytes() if executed.is_file() else None
    kept = task.reports and content and keep_failed(Paths(task.root), task.reports, task.job, content)
    return Result(
        task.job,
        False,
        seconds,
        message=f"{describe(error)}{kept or ''}",
        # What a cell of a notebook cannot write is a fault of that cell, and comes as such.
        unwritable=isinstance(error, CannotWriteError) or (isinstance(error, OSError) and is_full(error)),
        executed=content if task.reports is None else None,
    )


def deliver(reports: Path, job: Job, html: str) -> None:
    """Put a report in its place.

    Raises
    ------
    CannotWriteError
    """
    path = reports / job.path
    try:
        write_whole(path, html)
    except OSError as error:
        raise CannotWriteError(f"{path}: cannot be written ({error.strerror})") from error
    with contextlib.suppress(OSError):
        (reports / FAILED_FOLDER / f"{job.key}.ipynb").unlink(missing_ok=True)


def keep_failed(paths: Paths, reports: Path, job: Job, executed: bytes) -> str:
    """Keep the executed notebook of a failed report to look into; returns where, to add to the message.

    One that shows more than its edition may, such as a notebook of one's own that names another edition, would lie
    among what that edition publishes, so it is not kept.
    """
    edition = _shown_by(executed)
    if edition not in shown_in(job.edition):
        return f" (the notebook has what the edition {edition} may show, so it is not kept; add --edition {edition})"
    copy = reports / FAILED_FOLDER / f"{job.key}.ipynb"
    try:
        write_whole(copy, executed)
    except OSError:  # a full disk, perhaps the very fault to tell
        return ""
    return f" (notebook: {copy.relative_to(paths.root)})"


def _shown_by(executed: bytes) -> Openness:
    """The edition that an executed notebook belongs to, by what its outputs say of themselves."""
    found: list[Openness] = ["openbaar"]
    try:
        outputs = [output for cell in json.loads(executed)["cells"] for output in cell.get("outputs", ())]
    except (ValueError, LookupError):  # cut off when its process was ended
        outputs = []
    for output in outputs:
        with contextlib.suppress(LookupError, TypeError):  # a cell may put out anything
            facts = output["data"][IDENTITY_MIME]
            found += [
                name for name in (facts["edition"], *(s["openness"] for s in facts["sources"])) if name in EDITIONS
            ]
    return narrowest(found)


def about(task: Task) -> tuple[tuple[str, ...], dict[str, Any] | None]:
    """Codes of the wijken that the report compares with, and what the index page shows of its area."""
    from wijkanalyse.publish.summary import summarise

    verdicts = _opened(task)
    if verdicts is None:
        return (), None
    found = verdicts.comparable
    return tuple(sorted(found.wijken.area_code)) if found else (), summarise(verdicts)


def _opened(task: Task) -> Verdicts | None:
    """The figures that the notebook read, since a build is put in place whole; None when it is about no area."""
    from wijkanalyse.profile.profile import load_profile
    from wijkanalyse.profile.verdicts import Verdicts

    paths, job = Paths(task.root), task.job
    if not (paths.processed / "build.json").is_file():  # a notebook of one's own may need no figures
        return None
    try:
        profile = load_profile(job.area_code, boundary_year=job.boundary_year, edition=job.edition, paths=paths)
    except AreaError:
        return None
    return Verdicts(profile)


def warm_up(task: Task) -> None:
    """Load what every report needs, so that forked children find it in memory."""
    import nbformat
    import papermill  # noqa: F401

    from wijkanalyse.batch.engine import warm_engine
    from wijkanalyse.cards.catalogue import load_catalogue
    from wijkanalyse.profile.processed import open_processed
    from wijkanalyse.publish.exporter import warm_exporter
    from wijkanalyse.sections import report as sections  # noqa: F401
    from wijkanalyse.show import wording
    from wijkanalyse.show.charts.own import warm_drawing

    paths = Paths(task.root)
    with _environment(task):
        if paths.processed.is_dir() and not task.few:  # a notebook of one's own may need no figures
            open_processed(paths).preload()
        load_catalogue()
        nbformat.validate(nbformat.v4.new_notebook())  # compiles the schema
        wording.number(1.5)  # reads how numbers are written in Dutch
        warm_engine()
        warm_exporter()
        if not task.few:  # most areas have a chart of seaborn, and each of a few loads it itself
            warm_drawing()


def execute(task: Task, executed: Path, *, in_process: bool, limits: Limits = NORMAL) -> Any:
    """The executed notebook of a task."""
    if in_process:
        from wijkanalyse.batch.engine import ENGINE_NAME

        return _papermill(task, executed, engine_name=ENGINE_NAME)
    from wijkanalyse.batch.kernel import SocketKernelManager, Watch

    try:
        with Watch(limits.seconds, limits.megabytes) as watch:
            return _papermill(task, executed, kernel_manager_class=SocketKernelManager)
    except Exception as error:
        if watch.verdict:
            raise ReportError(watch.verdict) from error
        raise


def _papermill(task: Task, executed: Path, **how: Any) -> Any:
    import papermill

    return papermill.execute_notebook(
        str(task.notebook),
        str(executed),
        parameters=task.job.parameters(task.parameters),
        kernel_name="python3",
        language="python",  # a notebook need not say so
        progress_bar=False,
        cwd=str(task.notebook.parent),  # as in JupyterLab: what lies beside the notebook is found
        request_save_on_cell_execute=False,
        **how,
    )


def _run_and_export(task: Task, executed: Path, in_process: bool, limits: Limits) -> tuple[str, list[str]]:
    from wijkanalyse.publish.exporter import export_whole

    notebook = execute(task, executed, in_process=in_process, limits=limits)
    html, identity, notes = export_whole(notebook, task.job.area_code)
    _check_area(identity, task.job)
    return html, notes


def _check_area(identity: Identity, job: Job) -> None:
    """The report must be about the area that was asked for: a notebook may ignore its parameter."""
    got = (identity.area_code, identity.boundary_year, identity.edition)
    wanted = (job.area_code, job.boundary_year, job.edition)
    if got != wanted:
        raise ReportError(
            f"the notebook made a report about {' / '.join(map(str, got))}, asked was {' / '.join(map(str, wanted))}. "
            "Does a cell overwrite a parameter?"
        )


def check_writable(reports: Path) -> None:
    """Refuse to start when no report could be kept.

    Raises
    ------
    ReportError
    """
    try:
        make_folder(reports)
        with tempfile.TemporaryFile(dir=reports):
            pass
    except OSError as error:
        raise ReportError(
            f"{reports}: reports cannot be written there ({error.strerror}); repair the folder or its rights"
        ) from error


def describe(error: Exception) -> str:
    """A fault in words; of a fault in a notebook the cell and the first line."""
    if isinstance(error, WijkanalyseError):
        return str(error)
    if isinstance(error, OSError):
        return f"{error.filename or tempfile.gettempdir()}: {error.strerror or error}"
    cell = getattr(error, "exec_count", None)
    name, value = getattr(error, "ename", type(error).__name__), getattr(error, "evalue", str(error))
    first = re.sub(r"\x1b\[[0-9;]*m", "", str(value)).strip().split("\n")
    where = f"cell In [{cell}]: " if cell else ""
    return f"{where}{name}: {first[0][:300]}"


@contextmanager
def _environment(task: Task) -> Iterator[None]:
    """What a report finds in its environment: the tree, the day, and no need for a home folder."""
    state = task.root / ".cache"
    for name, folder in {"MPLCONFIGDIR": state / "matplotlib", "IPYTHONDIR": state / "ipython"}.items():
        if name not in os.environ:
            with contextlib.suppress(OSError):  # not to be written: the library finds a folder of its own
                folder.mkdir(parents=True, exist_ok=True)
                os.environ[name] = str(folder)
    os.environ["WIJKANALYSE_ROOT"] = str(task.root)
    os.environ[BUILT_VARIABLE] = task.built.isoformat()
    yield
