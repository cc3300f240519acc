"""The notebooks work with the plain tools of Jupyter, from any folder; `test_parameters` has papermill's help."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from invented_notebooks import IDENTITY, PARAMETERS, ROOT, environment, shared_folder, write_notebook

from wijkanalyse.paths import Paths


def run(module: str, *args: str | Path, cwd: Path, **variables: str) -> str:
    command = [sys.executable, "-m", *module.split(), *map(str, args)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment(cwd, **variables))
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_a_notebook_is_run_published_and_checked_with_plain_tools_from_another_folder(
    example: Paths, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    notebook = ROOT / "notebooks" / "wijkplan.ipynb"
    variables = {"WIJKANALYSE_ROOT": str(example.root), "MPLCONFIGDIR": str(shared_folder(tmp_path_factory))}

    run(
        "papermill",
        notebook,
        "uit.ipynb",
        "-p",
        "wijk_code",
        "WK027700",
        "--no-progress-bar",
        cwd=tmp_path,
        **variables,
    )
    run("nbconvert", "--to", "wijkrapport", "uit.ipynb", cwd=tmp_path, **variables)
    run("pytest --nbval-lax -q -p no:cacheprovider -c", os.devnull, "uit.ipynb", cwd=tmp_path, **variables)

    page = (tmp_path / "uit.html").read_text(encoding="utf-8")
    assert re.search(r"<title>Wijkplan Rozendaal", page)


def test_nbconvert_publishes_a_notebook_that_it_runs_itself(tmp_path: Path) -> None:
    folder = tmp_path / "elders"
    folder.mkdir()
    (folder / "hulp.py").write_text("WOORD = 'klaar'", encoding="utf-8")
    write_notebook(folder / "mijn.ipynb", PARAMETERS, IDENTITY, "import hulp\nFragment(f'<p>{hulp.WOORD} {6 * 7}</p>')")

    run("nbconvert", "--to", "wijkrapport", "--execute", "elders/mijn.ipynb", cwd=tmp_path)

    assert "<p>klaar 42</p>" in (folder / "mijn.html").read_text(encoding="utf-8")
    assert '"outputs": []' in (folder / "mijn.ipynb").read_text(encoding="utf-8"), "the notebook stays as it was"
