"""Notebooks of one's own: each has a folder for its reports, and never takes the place of another one's.

What such a notebook makes is a document, of which the kind follows from the name of the notebook.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from wijkanalyse.batch.document import KINDS, DocumentKind
from wijkanalyse.batch.job import COMPOSITES, folder_name
from wijkanalyse.errors import ReportError
from wijkanalyse.files import slug
from wijkanalyse.paths import Paths
from wijkanalyse.process.areas import Areas

REPORT = "wijkanalyse"
"""Stem of the notebook of the reports themselves."""


def kind_of_notebook(paths: Paths, areas: Areas, notebook: Path) -> DocumentKind | None:
    """What a notebook of one's own makes: documents in a folder with its name. None for that of the reports.

    Parameters
    ----------
    paths
        The working tree.
    areas
        The register: the folder of a gemeente is for its reports.
    notebook
        The notebook, with its whole path.

    Raises
    ------
    ReportError
        When its name belongs to something else.
    """
    standard = {REPORT: "report", **{kind.stem: f"document {name}" for name, kind in KINDS.items()}}
    stem = slug(notebook.stem, otherwise="", most=60)
    if notebook.parent == paths.notebooks.resolve() and notebook.stem in standard:
        if notebook.stem == REPORT:
            return None
        raise ReportError(f"{notebook.name}: what it makes is made by `wijkanalyse {standard[notebook.stem]} CODE`")
    rename = "; save it under another name, which will be that of the folder with its reports"
    if not stem:
        raise ReportError(f"{notebook}: has no letters or digits in its name{rename}")
    if stem in standard:
        raise ReportError(f"{notebook}: has the name of a notebook of this project{rename}")
    if stem == COMPOSITES or stem in {folder_name(name) for name in areas.register.gemeente_name.dropna().unique()}:
        raise ReportError(f"{notebook}: has the name of a folder with reports, {stem}{rename}")
    return own_kind(stem, notebook.stem)


def own_kind(stem: str, name: str) -> DocumentKind:
    """The kind of document of a notebook with this name; `stem` is that of its folder."""
    return DocumentKind(stem, name, f"Eigen notebook: {name}", "openbaar", takes_folder=False)


def notebook_name(paths: Paths, notebook: Path) -> str:
    """A notebook as a receipt names it: one of the project by its name, any other one by the way to it."""
    if notebook.parent == paths.notebooks.resolve() and notebook.stem in {REPORT, *(k.stem for k in KINDS.values())}:
        return notebook.name
    try:
        return Path(os.path.relpath(notebook, paths.root)).as_posix()
    except ValueError:  # on another drive
        return notebook.as_posix()


def check_same_notebook(paths: Paths, folder: Path, notebook: Path, entries: Iterable[Mapping[str, Any]]) -> None:
    """Refuse to put reports of a notebook in the place of those of another one with the same name.

    When that other one is no longer there, it was moved or renamed.

    Raises
    ------
    ReportError
    """
    for other in dict.fromkeys(e["notebook"] for e in entries):
        if other != notebook_name(paths, notebook) and (paths.root / other).is_file():
            raise ReportError(
                f"{folder}: holds reports of another notebook with this name, {other}; save one of the two under "
                "another name"
            )
