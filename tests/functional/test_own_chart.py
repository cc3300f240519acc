"""An analyst's own chart is in the report, and is the same by every way of making it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pytest
from invented_notebooks import environment, make_task, proof_notebook, shared_folder, use_environment

from wijkanalyse.batch.task import Limits, Result
from wijkanalyse.batch.warm import CAN_FORK, run_tasks

LIMITS = Limits(seconds=240, megabytes=2500)

SET_UP = """
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from wijkanalyse import show
show.style()
made_up = pd.DataFrame({"wijk": ["Noord", "Zuid"], "pct": [46.5, 39.0]})
"""
DRAW = 'sns.barplot(made_up, x="pct", y="wijk")'

WITH_WORDS = {
    "axes": f"ax = {DRAW};\nshow.figure(ax, alt='Eenzaam: Noord 46%.', caption='Verzonnen.')",
    "figure": f"fig, ax = plt.subplots()\n{DRAW[:-1]}, ax=ax)\nshow.figure(fig, alt='Eenzaam: Noord 46%.')",
    "current": f"{DRAW}\nshow.figure(plt.gcf(), alt='Eenzaam: Noord 46%.')",
    "grid": 'g = sns.catplot(made_up, x="pct", y="wijk", kind="bar")\nshow.figure(g, alt="Hetzelfde als raster.")',
    "table": "show.table(made_up, caption='Eenzaam')",
    "text": "show.text(f'In **Noord** is het {made_up.pct[0]:.0f}%.')",
}
WITHOUT_WORDS = {
    "assigned": f"ax = {DRAW}",
    "with a semicolon": f"ax = {DRAW};",
    "last line": DRAW,
    "plt.show": f"{DRAW}\nplt.show()",
    "figure of the axes": f"ax = {DRAW}\nax.figure",
    "display": f"fig, ax = plt.subplots()\n{DRAW[:-1]}, ax=ax)\ndisplay(fig)",
    "grid": 'sns.catplot(made_up, x="pct", y="wijk", kind="bar")',
}


@pytest.fixture
def shared(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_environment(monkeypatch, shared_folder(tmp_path_factory))
    return shared_folder(tmp_path_factory)


def made(folder: Path, *, fork: bool) -> tuple[Result, Result]:
    """The results of a batch by a real warm worker, of a notebook with words and one without."""
    folder.mkdir()
    tasks = [
        make_task(folder, code, proof_notebook(folder / f"{code}.ipynb", SET_UP, *cells.values()))
        for code, cells in (("WITH", WITH_WORDS), ("WITHOUT", WITHOUT_WORDS))
    ]
    results = {r.job.area_code: r for r in run_tasks(tasks, 1, LIMITS, fork=fork)}
    return results["WITH"], results["WITHOUT"]


def drawings(cell: nbformat.NotebookNode) -> list[str]:
    assert not any("image/png" in output.get("data", {}) for output in cell.outputs), "only as SVG"
    return [output.data["image/svg+xml"] for output in cell.outputs if "image/svg+xml" in output.get("data", {})]


@pytest.mark.skipif(not CAN_FORK, reason="only Linux forks reports")
def test_an_own_chart_is_the_same_picture_by_every_way(tmp_path: Path, shared: Path, warm_start: None) -> None:
    forked, refused = made(tmp_path / "forked", fork=True)
    assert forked.ok, forked.message
    html = (tmp_path / "forked/reports/proef/WITH.html").read_text(encoding="utf-8")
    pictures = re.findall(r'<img src="data:image/svg\+xml;charset=utf-8,([^"]*)"', html)
    assert len(pictures) == 4 and len(set(pictures[:3])) == 1
    assert "stroke: #8c99a1" in unquote(pictures[0]), "not the style of the report"
    assert "<figcaption>Verzonnen.</figcaption>" in html
    assert '<table class="woorden getal-2">' in html and "<td>46,5<" in html
    assert "In <strong>Noord</strong> is het 46%." in html and "jp-OutputArea" not in html

    # Without words: each form shows its picture in the notebook, and is named with what to do.
    for number, source in enumerate(WITHOUT_WORDS.values(), 5):
        first = source.splitlines()[0]
        fault = f"cell {number}: shows a figure without alt text: `{first}`; end the cell with show.figure(ax, alt="
        assert refused.message.count(fault) == 1, refused.message
    assert refused.message.count("  - ") == len(WITHOUT_WORDS)

    by_kernel, refused_by_kernel = made(tmp_path / "kernel", fork=False)
    assert by_kernel.sha256 == forked.sha256, by_kernel.message
    assert refused_by_kernel.message == refused.message
    one, other = (nbformat.read(tmp_path / way / "reports/.mislukt/WITHOUT.ipynb", 4) for way in ("forked", "kernel"))
    shown = [drawings(cell) for cell in one.cells[4:]]
    assert shown == [drawings(cell) for cell in other.cells[4:]]
    assert all(shown) and len({picture for cell in shown[:-1] for picture in cell}) == 1

    # Plain tools: papermill in an ordinary kernel, as in JupyterLab, and nbconvert.
    folder = tmp_path / "plain"
    folder.mkdir()
    source, executed = tmp_path / "forked/WITH.ipynb", folder / "WITH.ipynb"
    run = [sys.executable, "-m", "papermill", source, executed, "-p", "wijk_code", "WITH", "--no-progress-bar"]
    publish = [sys.executable, "-m", "nbconvert", "--to", "wijkrapport", executed]
    for command in (run, publish):
        done = subprocess.run(command, capture_output=True, text=True, env=environment(shared), cwd=folder)
        assert done.returncode == 0, done.stderr
    assert (folder / "WITH.html").read_text(encoding="utf-8") == html
