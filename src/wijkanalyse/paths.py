"""Every folder, named once.

The root is the repository: the nearest folder upwards from the working folder
that has a ``pyproject.toml`` naming this project, so that a notebook opened in
JupyterLab and a command run elsewhere in the tree find the same data. The
environment variable ``WIJKANALYSE_ROOT`` overrides it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

RAW_CARD = "card.yml"
"""The file beside each fetched source that says what was received."""
ROOT_VARIABLE = "WIJKANALYSE_ROOT"
"""Names the tree, when it is another one than that around the working folder."""
PACKAGE = Path(str(resources.files("wijkanalyse")))

DECK_SUFFIX = "-presentatie"
SUMMARY_SUFFIX = "-samenvatting"
LONG_SUFFIX = "-volledig"
WORKBOOK_SUFFIX = "-cijfers"
"""What the name of a file that is made of a report has after that of the report."""
PIECES = {
    "brief": "brief",
    "leidraad": "leidraad",
    "interview": "bewoners interviewen elkaar",
    "woorden": "woorden van de avond",
    "route": "routeblad",
    "tafels": "tafels",
    "themakaarten": "themakaarten",
    "stembriefjes": "stembriefjes",
    "poster": "poster (A3)",
    "wijkakkoord": "wijkakkoord",
    "verantwoording": "verantwoording",
}
"""What people print apart from the rest, and how the index calls it; a piece may be several sheets."""


@dataclass(frozen=True)
class Paths:
    """The folders of one working tree."""

    root: Path

    @property
    def notebooks(self) -> Path:
        return self.root / "notebooks"

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw"

    @property
    def example(self) -> Path:
        """The committed extract of published figures."""
        return self.raw / "voorbeeld"

    @property
    def own(self) -> Path:
        """Own and closed figures, brought by the analyst; never committed."""
        return self.raw / "eigen"

    @property
    def processed(self) -> Path:
        return self.root / "data" / "processed"

    @property
    def composites(self) -> Path:
        """Composite areas, one small file each."""
        return self.root / "data" / "gebieden"

    @property
    def area_folders(self) -> Path:
        """What people added, one folder an area; never committed, but for the example."""
        return self.root / "data" / "wijken"

    @property
    def shared_examples(self) -> Path:
        """What other wijken shared of what they learned: zip files; never committed."""
        return self.root / "data" / "voorbeelden"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    def reports_of(self, edition: str) -> Path:
        """Where the reports of an edition go.

        A closed edition has a folder, a receipt and an index of its own, outside ``reports``: who
        publishes that folder publishes nothing closed.
        """
        return self.reports if edition == "openbaar" else self.root / "data" / "besloten" / "rapporten" / edition


@cache
def find_paths(start: Path | None = None) -> Paths:
    """The folders of the tree around `start` (default: the working folder)."""
    if configured := os.environ.get(ROOT_VARIABLE):
        return Paths(Path(configured).resolve())
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents, *PACKAGE.parents):
        project = folder / "pyproject.toml"
        if project.is_file() and 'name = "wijkanalyse"' in project.read_text(encoding="utf-8"):
            return Paths(folder)
    return Paths(here)
