"""Which reports to make, and why: codes of areas become jobs, and jobs are held against what was made before."""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from wijkanalyse.errors import ReportError
from wijkanalyse.profile.areas import Area, Areas

if TYPE_CHECKING:
    from wijkanalyse.batch.inputs import Inputs

OWN_PARAMETERS = ("wijk_code", "boundary_year", "edition")
"""Parameters that the batch itself gives to every notebook."""

REASONS = {
    "figures": "its figures",
    "own": "own figures",
    "gemeente": "figures of its gemeente",
    "neighbours": "a neighbouring area",
    "comparable": "a comparable wijk",
    "national": "national figures",
    "everything": "figures of any area, which this notebook may show",
    "area": "the area, its neighbours or their names",
    "borders": "boundaries on the map",
    "sources": "what is said of the sources",
    "notebook": "the notebook",
    "parameters": "parameters",
    "folder": "what people added to its folder",
    "cards": "cards of indicators and sources",
    "template": "the template",
    "package": "the package",
    "libraries": "versions of libraries",
}
"""The kinds of input, as a plan names them."""


@dataclass(frozen=True)
class Job:
    """One report to make."""

    area_code: str
    area_name: str
    level: str
    gemeente: str | None
    boundary_year: int
    inwoners: int
    edition: str
    path: str
    """Where the report goes, from the folder with reports; forward slashes."""
    parts: tuple[tuple[str, float], ...] = ()
    """Of a composite area its parts and the share of each: closed figures may not be of areas nearly the same."""
    folder: str = ""
    """Name in ``data/wijken`` of what people added and a document shows; "" for a report, or when there is none."""

    @property
    def key(self) -> str:
        """What the receipt knows it by: two folders may be about one area."""
        return self.folder or self.area_code

    def parameters(self, extra: Mapping[str, Any]) -> dict[str, Any]:
        """What papermill injects into the notebook."""
        return {
            "wijk_code": self.area_code,
            "boundary_year": self.boundary_year,
            "edition": self.edition,
            **({"folder": self.folder} if self.folder else {}),
            **extra,
        }


def plan_jobs(areas: Areas, codes: Sequence[str], *, boundary_year: int | None, edition: str) -> list[Job]:
    """Jobs for the areas with these codes, each once.

    Raises
    ------
    AreaError
        When a code is not an area of the year.
    """
    return [job for job, _ in plan_areas(areas, codes, boundary_year=boundary_year, edition=edition)]


def plan_areas(
    areas: Areas, codes: Sequence[str], *, boundary_year: int | None, edition: str
) -> list[tuple[Job, Area]]:
    """The same jobs, each with its area."""
    found = [areas.find(code, boundary_year) for code in dict.fromkeys(codes)]
    by_path = {(job := _job(area, edition)).path: (job, area) for area in found}
    return list(by_path.values())


def _job(area: Area, edition: str) -> Job:
    if area.is_composite:
        folder, gemeente = "samengesteld", " en ".join(area.gemeente_names)
    elif area.gemeente_names:
        folder, gemeente = slug(area.gemeente_names[0]), area.gemeente_names[0]
    else:
        folder, gemeente = slug(area.name), area.name if area.level == "gemeente" else None
    stem = area.code if area.is_composite else f"{area.code}-{slug(area.name)}"
    inwoners = int(area.inwoners) if area.inwoners == area.inwoners else 0
    parts = tuple((p.code, p.fraction) for p in area.parts) if area.is_composite else ()
    return Job(
        area.code,
        area.name,
        area.level,
        gemeente,
        area.boundary_year,
        inwoners,
        edition,
        f"{folder}/{stem}.html",
        parts,
    )


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
    jobs: Sequence[tuple[Job, Area | None]], inputs: Inputs, entries: Mapping[str, Mapping[str, Any]], reports: Path
) -> list[Planned]:
    """Hold the jobs against the receipt and against the files that are there.

    Parameters
    ----------
    jobs
        From `plan_areas` or `document.plan_documents`.
    inputs
        What the reports rest on now.
    entries
        The receipt by code, with what each report rested on when it was made.
    reports
        The folder of the reports.
    """
    planned = []
    for job, area in jobs:
        entry = entries.get(job.key)
        now = inputs.of(job, area, (entry or {}).get("comparable", ()))
        state: State = "new"
        reasons: list[str] = []
        former = None
        if entry is not None:
            reasons = _reasons(job, entry, now, reports)
            state = "changed" if reasons else "up to date"
            former = entry["path"] if entry["path"] != job.path else None
        planned.append(Planned(job, area, now, state, tuple(reasons), former))
    return planned


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


def slug(name: str) -> str:
    """A name as part of a file name: lower case letters and digits with hyphens.

    Examples
    --------
    >>> slug("'s-Gravenhage"), slug("Súdwest-Fryslân")
    ('s-gravenhage', 'sudwest-fryslan')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "gebied"


def check_parameters(notebook: Path, given: Mapping[str, Any], own: Sequence[str] = OWN_PARAMETERS) -> None:
    """Refuse parameters that the notebook does not have; papermill would only warn and use its defaults.

    Parameters
    ----------
    notebook
        The notebook to run.
    given
        Parameters that the user gave.
    own
        Those that the batch itself gives, which the notebook must have and the user may not set.

    Raises
    ------
    ReportError
    """
    from papermill import inspect_notebook  # here: loading it takes a second

    try:
        known = inspect_notebook(str(notebook))
    except Exception as error:  # nbformat raises whatever it stumbles over
        first = str(error).split("\n")[0][:120]
        raise ReportError(f"{notebook}: cannot be read as a notebook ({first}); open it in JupyterLab") from error
    if not known:
        raise ReportError(f"{notebook}: has no cell tagged `parameters`; add the tag to the cell with wijk_code.")
    for name in given:
        if name in own:
            raise ReportError(
                f"parameter {name!r} is set for every report by the command itself; "
                "name the area, or use --boundary-year or --edition"
            )
    for name in (*own, *given):
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"it has {', '.join(known)}."
            raise ReportError(f"{notebook.name} has no parameter {name!r}; {hint}")
