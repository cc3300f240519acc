"""The notebook gives the same outputs again, in an ordinary kernel and in the engine of the batch."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import papermill
import pytest
from invented_notebooks import ROOT, environment, once, proof_notebook, shared_folder, use_environment

from wijkanalyse.batch.kernel import SocketKernelManager
from wijkanalyse.batch.warm import CAN_FORK
from wijkanalyse.paths import Paths
from wijkanalyse.publish.exporter import WijkrapportExporter

NOTEBOOK = ROOT / "notebooks" / "wijkanalyse.ipynb"

OWN_QUESTION = ROOT / "notebooks" / "voorbeeld-eigen-vraag.ipynb"

AREAS = {
    "WK051807": "large: Scheveningen",
    "WK016015": "tiny: Holthone, 115 people",
    "WK051801": "empty: Oostduinen",
    "tilburg-noord": "several wijken together",
}


@pytest.fixture
def tree(example: Paths, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Paths:
    """The example, and an environment in which kernels find it; the day of the report is fixed."""
    use_environment(
        monkeypatch, shared_folder(tmp_path_factory),
        WIJKANALYSE_ROOT=str(example.root), WIJKANALYSE_BUILT="2026-01-01",
    )  # fmt: skip
    return example


def execute(notebook: Path, target: Path, parameters: dict[str, object]) -> None:
    papermill.execute_notebook(
        str(notebook), str(target), parameters, kernel_name="python3", progress_bar=False,
        kernel_manager_class=SocketKernelManager, request_save_on_cell_execute=False, cwd=str(target.parent),
    )  # fmt: skip


def executed(area: str, factory: pytest.TempPathFactory) -> Path:
    """The notebook as papermill ran it in an ordinary kernel, once for all tests."""

    def run(folder: Path) -> None:
        execute(NOTEBOOK, folder / f"{area}.ipynb", {"wijk_code": area, "boundary_year": 2022, "edition": "openbaar"})

    return once(shared_folder(factory) / f"executed-{area}", run) / f"{area}.ipynb"


def compare(folder: Path, shared: Path, how: str = "--nbval") -> tuple[dict[str, tuple[int, int]], str]:
    """Of each notebook in a folder how many cells nbval found equal and how many not, and all that it said."""
    command = [sys.executable, "-m", "pytest", how, "--nbval-current-env", "-q", "-rA", "--rootdir", folder,
               "-p", "nbval.plugin", "-p", "no:cacheprovider",
               "-c", folder / "pytest.ini", *sorted(folder.glob("*.ipynb"))]  # fmt: skip
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    more = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # only nbval is needed, the others take time to load
    more |= {name: value for name in ("WIJKANALYSE_ROOT", "WIJKANALYSE_BUILT") if (value := os.environ.get(name))}
    done = subprocess.run(command, capture_output=True, text=True, env=environment(shared, **more))
    cells = re.findall(r"^(PASSED|FAILED) (?:\S+/)?([^/\s]+)\.ipynb::", done.stdout, re.MULTILINE)
    counts = {
        name: (cells.count(("PASSED", name)), cells.count(("FAILED", name)))
        for name in (path.stem for path in folder.glob("*.ipynb"))
    }
    assert cells, done.stdout + done.stderr
    assert done.returncode == (1 if any(failed for _, failed in counts.values()) else 0), done.stdout
    return counts, done.stdout


@pytest.fixture
def compared(tree: Paths, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, tuple[int, int]], str]:
    """What nbval says of the notebook of each of `AREAS`, asked once for all workers."""
    shared = shared_folder(tmp_path_factory)

    def run(folder: Path) -> None:
        for area in AREAS:
            shutil.copy(executed(area, tmp_path_factory), folder)
        (folder / "compared.pickle").write_bytes(pickle.dumps(compare(folder, shared)))

    return pickle.loads((once(shared / "compared", run) / "compared.pickle").read_bytes())


@pytest.mark.parametrize("area", AREAS, ids=AREAS.values())
def test_the_notebook_gives_the_same_outputs_again(
    area: str, compared: tuple[dict[str, tuple[int, int]], str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    cells = [c for c in nbformat.read(executed(area, tmp_path_factory), 4).cells if c.cell_type == "code"]
    assert sum(bool(c.outputs) for c in cells) >= 19, "nothing to compare"
    assert not [o for c in cells for o in c.outputs if o.output_type in ("error", "stream")]

    counts, said = compared
    assert counts[area] == (len(cells), 0), said


def test_the_example_of_an_own_question_runs_as_it_is_committed(
    tree: Paths, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    copy = tmp_path / OWN_QUESTION.name
    shutil.copy(OWN_QUESTION, copy)
    cells = [c for c in nbformat.read(copy, 4).cells if c.cell_type == "code"]

    counts, said = compare(tmp_path, shared_folder(tmp_path_factory), how="--nbval-lax")

    assert counts == {OWN_QUESTION.stem: (len(cells), 0)}, said


def test_an_own_question_is_published_with_five_answers(
    tree: Paths, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    target = tmp_path / OWN_QUESTION.name
    execute(OWN_QUESTION, target, {"wijk_code": "WK099511", "boundary_year": 2022, "edition": "openbaar"})

    page, _ = WijkrapportExporter().from_notebook_node(nbformat.read(target, 4))

    assert re.findall(r"<h2[^>]*>(.*?)</h2>", page)[:5] == [
        "De cijfers van een hoofdstuk", "Alle wijken van de gemeente", "Jaar na jaar", "Buurten",
        "Twee wijken naast elkaar",
    ]  # fmt: skip
    alts = re.findall(r'<img[^>]* alt="([^"]*)"', page)
    assert [alt.split(".")[0] for alt in alts] == ["Puntenwolk", "Lijnen", "Staven"]
    assert "Flora Midden 21%; Flora West 30%" in alts[2]


@pytest.mark.skipif(not CAN_FORK, reason="only Linux uses this engine")
def test_the_engine_of_the_batch_gives_what_a_kernel_gives(
    tree: Paths, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    command = [sys.executable, "-c", RUN, NOTEBOOK, tmp_path, *AREAS]
    more = {"WIJKANALYSE_ROOT": str(tree.root), "WIJKANALYSE_BUILT": "2026-01-01"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment(tmp_path, **more))
    assert (done.returncode, done.stdout) == (0, ""), done.stderr

    for area in AREAS:
        kernel = nbformat.read(executed(area, tmp_path_factory), 4).cells
        engine = nbformat.read(tmp_path / f"{area}.ipynb", 4).cells
        differing = [
            number for number, (k, e) in enumerate(zip(kernel, engine, strict=True)) if recorded(k) != recorded(e)
        ]
        assert differing == [], f"{area}: cells differ"


RUN = """
import os, sys
import papermill
from wijkanalyse.sections import report as sections
from wijkanalyse.batch.engine import ENGINE_NAME
from wijkanalyse.show.charts.own import warm_drawing

notebook, folder, *areas = sys.argv[1:]
warm_drawing()
for area in areas:
    child = os.fork()
    if not child:
        parameters = {"wijk_code": area, "boundary_year": 2022, "edition": "openbaar"}
        papermill.execute_notebook(
            notebook, f"{folder}/{area}.ipynb", parameters, engine_name=ENGINE_NAME, kernel_name="python3",
            progress_bar=False, request_save_on_cell_execute=False,
        )
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit(f"{area} failed")
"""


def recorded(cell: nbformat.NotebookNode) -> tuple[object, ...]:
    """All of a cell but the moments at which it ran: outputs with their data, metadata and number."""
    return cell.cell_type, cell.source, cell.get("outputs"), cell.get("execution_count")


SHOWN = """
from wijkanalyse.show.fragments import Chart
Fragment("<p>12 procent</p>")
"""
DRAWN = "Chart('<svg><path d=\"M0 12\"/></svg>', 'Grafiek')"


def test_the_comparison_reports_a_number_a_drawing_and_a_print_that_differ(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = shared_folder(tmp_path_factory)
    use_environment(monkeypatch, shared)
    folder = tmp_path / "anders"
    folder.mkdir()
    source = proof_notebook(tmp_path / "bron.ipynb", SHOWN, DRAWN, "12", "print(12)", "Fragment('<p>gelijk</p>')")
    execute(source, folder / "anders.ipynb", {"wijk_code": "WK051807"})
    notebook = nbformat.read(folder / "anders.ipynb", 4)
    changed = 0
    for cell in notebook.cells[3:]:
        for output in cell.outputs:
            for part, key in [(output, "text"), *((output.get("data", {}), mime) for mime in output.get("data", {}))]:
                if "12" in part.get(key, ""):
                    part[key] = part[key].replace("12", "13")
                    changed += 1
    assert changed == 5  # the text under the sentence too
    nbformat.write(notebook, folder / "anders.ipynb")

    counts, said = compare(folder, shared)

    assert counts == {"anders": (4, 4)}, said
    for kind in ("text/html", "image/svg+xml", "text/plain", "stdout"):
        assert f"<Mismatch of {kind}" in said or kind in said
    assert "12 procent" in said
    assert "13 procent" in said
