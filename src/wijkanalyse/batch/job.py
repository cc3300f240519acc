"""What a batch makes of one area: codes become jobs, each with its parameters and the place of its report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wijkanalyse.files import slug
from wijkanalyse.process.areas import Area, Areas

OWN_PARAMETERS = ("wijk_code", "boundary_year", "edition")
"""Parameters that the batch itself gives to every notebook."""

COMPOSITES = "samengesteld"
"""Folder of the reports of composite areas."""

REASONS = {
    "figures": "its figures",
    "own": "own figures",
    "gemeente": "figures of its gemeente or region",
    "neighbours": "a neighbouring area",
    "comparable": "a comparable wijk",
    "national": "national figures",
    "everything": "figures of any area, which this notebook may show",
    "area": "the area, its neighbours or their names",
    "borders": "boundaries on the map",
    "sources": "what is said of the sources",
    "notebook": "the notebook",
    "beside": "modules or data beside the notebook",
    "parameters": "parameters",
    "style": "the house style",
    "languages": "the translations in data/taal",
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
    practice: str = ""
    """The list of patients of the practice that a document is about; "" for every other."""
    variant: str = ""
    """What differs from the usual report of the area, as its file name says it; see `variant.vary`."""
    label: str = ""
    """The same in words."""

    @property
    def code(self) -> str:
        """What it is about: two folders, and two practices, may be about one area."""
        return self.folder or self.practice or self.area_code

    @property
    def key(self) -> str:
        """What the receipt knows it by."""
        return key_of(self.code, self.variant)

    def parameters(self, extra: Mapping[str, Any]) -> dict[str, Any]:
        """What papermill injects into the notebook."""
        return {
            "wijk_code": self.area_code,
            "boundary_year": self.boundary_year,
            "edition": self.edition,
            **({"folder": self.folder} if self.folder else {}),
            **({"praktijk": self.practice} if self.practice else {}),
            **extra,
        }


def key_of(code: str, variant: str = "") -> str:
    """One name for an area and what differs from its usual report."""
    return f"{code}~{variant}" if variant else code


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
        folder, gemeente = COMPOSITES, area.where
    elif area.gemeente_names:
        folder, gemeente = folder_name(area.gemeente_names[0]), area.gemeente_names[0]
    else:
        folder, gemeente = folder_name(area.name), area.name if area.level == "gemeente" else None
    stem = area.code if area.is_composite else named(area.code, area.name)
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


def named(code: str, name: str) -> str:
    """The name of a file about an area, without its ending: a reader finds it by name, two areas never share one.

    Examples
    --------
    >>> named("GM0160", "Hardenberg"), named("velp-en-rozendaal", "Velp en Rozendaal")
    ('GM0160-hardenberg', 'velp-en-rozendaal')
    """
    plain = folder_name(name)
    return code if code.casefold() == plain else f"{code}-{plain}"


def folder_name(text: str) -> str:
    """A gemeente or an area as the name of a folder or a file."""
    return slug(text, otherwise="gebied", most=60)
