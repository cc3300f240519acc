"""Which reports to make: codes of areas become jobs with a place in ``reports/``."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from papermill import inspect_notebook

from wijkanalyse.areas import Area, Areas
from wijkanalyse.errors import ReportError

OWN_PARAMETERS = ("wijk_code", "boundary_year", "edition")
"""Parameters that the batch itself gives to every notebook."""


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

    def parameters(self, extra: Mapping[str, Any]) -> dict[str, Any]:
        """What papermill injects into the notebook."""
        return {
            "wijk_code": self.area_code,
            "boundary_year": self.boundary_year,
            "edition": self.edition,
            **extra,
        }


def plan_jobs(areas: Areas, codes: Sequence[str], *, boundary_year: int | None, edition: str) -> list[Job]:
    """Jobs for the areas with these codes, each once.

    Raises
    ------
    AreaError
        When a code is not an area of the year.
    """
    jobs = [_job(areas.find(code, boundary_year), edition) for code in dict.fromkeys(codes)]
    return list({job.path: job for job in jobs}.values())


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


def slug(name: str) -> str:
    """A name as part of a file name: lower case letters and digits with hyphens.

    Examples
    --------
    >>> slug("'s-Gravenhage"), slug("Súdwest-Fryslân")
    ('s-gravenhage', 'sudwest-fryslan')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "gebied"


def check_parameters(notebook: Path, given: Mapping[str, Any]) -> None:
    """Refuse parameters that the notebook does not have; papermill would only warn and use its defaults.

    Raises
    ------
    ReportError
    """
    try:
        known = inspect_notebook(str(notebook))
    except Exception as error:  # nbformat raises whatever it stumbles over
        first = str(error).split("\n")[0][:120]
        raise ReportError(f"{notebook}: cannot be read as a notebook ({first}); open it in JupyterLab") from error
    if not known:
        raise ReportError(f"{notebook}: has no cell tagged `parameters`; add the tag to the cell with wijk_code.")
    for name in given:
        if name in OWN_PARAMETERS:
            raise ReportError(
                f"parameter {name!r} is set for every report by the command itself; "
                "name the area, or use --boundary-year or --edition"
            )
    for name in (*OWN_PARAMETERS, *given):
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"did you mean {close[0]}?" if close else f"it has {', '.join(known)}."
            raise ReportError(f"{notebook.name} has no parameter {name!r}; {hint}")
