"""Which notebooks only call the package, so that one process may make several reports with them."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from conftest import ROOT

from wijkanalyse.batch.plain_cells import calls_only_the_package

IMPORTS = "from wijkanalyse import Verdicts, load_profile, show\nfrom wijkanalyse.sections import report\n"
PLAIN = [
    'edition: str = "openbaar"',
    'weights = {"ernst": 1, "trend": -2}',
    "show.style()",
    "profile = load_profile(wijk_code, boundary_year=boundary_year or None)",
    'report.chapter(Verdicts(profile), "zorg", f"Van {profile.area.name}")',
    "report.targets(verdicts) if comparator == 'nederland' else None",
]
NOT_PLAIN = [
    "import pandas as pd",
    "from wijkanalyse.files import write_whole",
    "from wijkanalyse import files",
    "from .sections import report",
    "%matplotlib inline",
    "profile.table()",  # what it returns can be changed in place
    "open('x', 'w')",
    "setattr(report, 'targets', None)",
    "report.chapter = None",
    "report = None",
    "report._hidden(profile)",
    "profile.area.__class__",
    "weights['ernst'] = 2",
    "total += 1",
    "del profile",
    "[report.targets(v) for v in verdicts]",
    "for v in verdicts: report.targets(v)",
    "def own(): pass",
    "lambda: 0",
    "(again := 1)",
    "report.targets(open('x', 'w'))",
]


def notebook(folder: Path, *cells: str) -> Path:
    path = folder / "proef.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]), path)
    return path


@pytest.mark.parametrize("cell", PLAIN)
def test_a_cell_that_only_calls_the_package_is_plain(tmp_path: Path, cell: str) -> None:
    assert calls_only_the_package(notebook(tmp_path, IMPORTS, cell))


@pytest.mark.parametrize("cell", NOT_PLAIN)
def test_a_cell_that_may_leave_something_behind_is_not(tmp_path: Path, cell: str) -> None:
    assert not calls_only_the_package(notebook(tmp_path, IMPORTS, cell))


@pytest.mark.parametrize(
    ("name", "plain"), [("wijkanalyse", True), ("wijkbijeenkomst", True), ("voorbeeld-eigen-vraag", False)]
)
def test_the_notebooks_of_the_project(name: str, plain: bool) -> None:
    assert calls_only_the_package(ROOT / "notebooks" / f"{name}.ipynb") is plain


def test_a_notebook_that_changed_is_read_again(tmp_path: Path) -> None:
    assert calls_only_the_package(notebook(tmp_path, IMPORTS))
    assert not calls_only_the_package(notebook(tmp_path, IMPORTS, "import os"))


def test_what_is_no_notebook_is_not_plain(tmp_path: Path) -> None:
    (tmp_path / "leeg.ipynb").write_text("{", encoding="utf-8")
    assert not calls_only_the_package(tmp_path / "leeg.ipynb")
    assert not calls_only_the_package(tmp_path / "nergens.ipynb")
