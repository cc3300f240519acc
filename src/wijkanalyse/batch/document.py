"""The kit of a meeting, the plan of an area, the wijken of a region: one notebook for one area, also without figures.

Receives a code and hands on one HTML file. It lies beside the reports of its edition, in
a folder of its own, so that it never takes the place of a wijkanalyse.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from wijkanalyse.batch.plan import Job, check_parameters, plan_jobs
from wijkanalyse.batch.report import check_writable, make_report
from wijkanalyse.batch.task import Result, Task
from wijkanalyse.catalogue import load_catalogue
from wijkanalyse.dialogue.folder import BUILT_VARIABLE, folder_of, read_card, read_folder
from wijkanalyse.paths import Paths

DOCUMENTS = {"bijeenkomst": "wijkbijeenkomst", "plan": "wijkplan", "regio": "regiobeeld"}
"""What can be made, and the notebook that makes it."""


def make_document(
    paths: Paths,
    kind: str,
    code: str,
    *,
    edition: str,
    boundary_year: int | None = None,
    parameters: Mapping[str, Any] | None = None,
    tell: Callable[[str], None] = lambda line: None,
) -> tuple[Result, Path]:
    """Make one document of one area.

    Parameters
    ----------
    paths
        The working tree.
    kind
        Key of `DOCUMENTS`.
    code
        Of an area, or of a folder in ``data/wijken``.
    edition
        What may be shown.
    boundary_year
        Year of the boundaries, as for a report.
    parameters
        Further parameters of the notebook.
    tell
        Is told what takes long.

    Returns
    -------
    tuple of Result and Path
        How it went, and where the document is.

    Raises
    ------
    AreaError, DialogueError, ReportError
    """
    notebook = paths.notebooks / f"{DOCUMENTS[kind]}.ipynb"
    given = dict(parameters or {})
    check_parameters(notebook, given)
    folder = folder_of(paths, str(given.get("folder") or code))
    card = read_card(folder) if folder.is_dir() else None
    if card is not None:
        # All faults of the folder at once, before the work; of a fault in a cell only the first line is told.
        read_folder(paths, folder.name, edition=edition, catalogue=load_catalogue())
    if card is not None and card.gebied is None:
        job = Job(folder.name, card.naam, "kern", None, 0, 0, edition, "")
    else:
        job = _job_of_area(paths, card.gebied if card else code, boundary_year, edition, tell)
        if card is not None:
            given["folder"] = folder.name
    reports = paths.reports_of(edition) / DOCUMENTS[kind]
    check_writable(reports)
    built = dt.date.fromisoformat(os.environ[BUILT_VARIABLE]) if os.environ.get(BUILT_VARIABLE) else dt.date.today()
    job = Job(**{**job.__dict__, "path": f"{folder.name}.html"})
    return make_report(Task(job, paths.root, notebook, reports, given, built), in_process=False), reports / job.path


def _job_of_area(paths: Paths, code: str, boundary_year: int | None, edition: str, tell: Callable[[str], None]) -> Job:
    from wijkanalyse.process.build import ensure_processed
    from wijkanalyse.processed import Processed

    ensure_processed(paths, load_catalogue(), tell)
    return plan_jobs(Processed(paths).areas, [code], boundary_year=boundary_year, edition=edition)[0]
