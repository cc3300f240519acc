"""A report is written whole or not at all, is about the area that was asked for, and a fault is told plainly."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat
import papermill
import pytest
from invented_notebooks import make_task, proof_notebook

from wijkanalyse.batch import report
from wijkanalyse.batch.report import check_writable, describe, make_report
from wijkanalyse.batch.task import Limits
from wijkanalyse.batch.warm import CAN_FORK, run_tasks
from wijkanalyse.errors import ReportError
from wijkanalyse.files import write_whole

FORKS = pytest.mark.skipif(not CAN_FORK, reason="only Linux forks")


def test_a_report_is_written_with_its_folder(tmp_path: Path) -> None:
    write_whole(tmp_path / "zwolle" / "WK1.html", "é\n")
    assert (tmp_path / "zwolle" / "WK1.html").read_bytes() == "é\n".encode()
    assert (tmp_path / "zwolle" / "WK1.html").stat().st_mode & 0o777 == 0o644
    assert [p.name for p in (tmp_path / "zwolle").iterdir()] == ["WK1.html"]


KILLED = """
import os, signal, sys
from pathlib import Path
from wijkanalyse.files import write_whole
how = {"synced": (os, "fsync"), "placed": (Path, "replace")}[sys.argv[2]]
setattr(*how, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
write_whole(Path(sys.argv[1]), "nieuw" * 100_000)
"""


@pytest.mark.parametrize("moment", ["synced", "placed"])
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no such signal")
def test_a_kill_in_the_middle_leaves_the_old_report(tmp_path: Path, moment: str) -> None:
    path = tmp_path / "WK1.html"
    write_whole(path, "oud")

    done = subprocess.run([sys.executable, "-c", KILLED, path, moment])

    assert done.returncode == -signal.SIGKILL
    assert path.read_text(encoding="utf-8") == "oud"
    left = [p.name for p in tmp_path.iterdir() if p != path]
    assert [name for name in left if not (name.startswith(".") and name.endswith(".tmp"))] == []
    write_whole(path, "nieuw")
    assert path.read_text(encoding="utf-8") == "nieuw"


def test_a_failure_while_writing_leaves_the_old_report_and_nothing_else(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "WK1.html"
    write_whole(path, "oud")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(path, "nieuw")
    assert [(p.name, p.read_text(encoding="utf-8")) for p in tmp_path.iterdir()] == [("WK1.html", "oud")]


@pytest.mark.parametrize("forked", [pytest.param(True, marks=FORKS), False], ids=["forked", "in a kernel"])
def test_what_lies_beside_the_notebook_is_found_as_in_jupyterlab(tmp_path: Path, forked: bool) -> None:
    folder = tmp_path / "map met spatie"
    folder.mkdir()
    (folder / "hulp_voor_proef.py").write_text("WOORD = 'hallo'", encoding="utf-8")
    (folder / "json.py").write_text("raise ImportError('Python has one of its own')", encoding="utf-8")
    (folder / "mijn.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    notebook = proof_notebook(folder / "proef.ipynb", BESIDE)
    content = nbformat.read(notebook, 4)
    content.metadata = {}  # a notebook need not name its kernel
    nbformat.write(content, notebook)
    task = make_task(tmp_path, "WK999999", notebook)

    (result,) = run_tasks([task], 1, Limits(seconds=120), fork=forked)

    assert result.ok, result.message
    page = (task.reports / task.job.path).read_text(encoding="utf-8")
    assert "<p>hallo a;b True True</p>" in page


BESIDE = """
import json, sys
from pathlib import Path
import hulp_voor_proef
line = Path("mijn.csv").read_text(encoding="utf-8").splitlines()[0]
here = Path.cwd() == Path(hulp_voor_proef.__file__).resolve().parent
Fragment(f"<p>{hulp_voor_proef.WOORD} {line} {here} {'' in sys.path}</p>")
"""


def test_a_folder_that_can_hold_reports_is_made(tmp_path: Path) -> None:
    check_writable(tmp_path / "diep" / "reports")
    assert list((tmp_path / "diep" / "reports").iterdir()) == []


def test_a_folder_that_cannot_hold_reports_is_named(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("", encoding="utf-8")
    with pytest.raises(ReportError, match=r"reports: reports cannot be written there \(File exists\); repair"):
        check_writable(tmp_path / "reports")


# ------------------------------------------------------------- what a notebook did


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Make a report from a notebook that is already executed; running notebooks is tested elsewhere."""

    def make(*outputs: nbformat.NotebookNode, fault: Exception | None = None):
        task = make_task(tmp_path, "WK1", proof_notebook(tmp_path / "n.ipynb"))

        def execute(task, executed: Path, **_: object) -> nbformat.NotebookNode:
            notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x", outputs=list(outputs))])
            nbformat.write(notebook, executed)
            if fault:
                raise fault
            return notebook

        monkeypatch.setattr(report, "execute", execute)
        return task, make_report(task, in_process=True)

    for name in ("MPLCONFIGDIR", "IPYTHONDIR", "WIJKANALYSE_ROOT", report_variable()):
        monkeypatch.setenv(name, os.environ.get(name, str(tmp_path)))
    return make


def report_variable() -> str:
    from wijkanalyse.day import BUILT_VARIABLE

    return BUILT_VARIABLE


def identity(**changes: object) -> nbformat.NotebookNode:
    facts = {
        "area_code": "WK1", "area_name": "Proef", "area_level": "wijk", "gemeente_name": "Proef",
        "boundary_year": 2022, "edition": "openbaar", "sources": [], "version": "0", "built": None,
    }  # fmt: skip
    data = {"application/vnd.wijkanalyse+json": facts | changes, "text/plain": "Proef"}
    return nbformat.v4.new_output("display_data", data=data)


def test_a_sound_notebook_gives_its_report(ran) -> None:
    task, result = ran(identity())
    assert (result.ok, result.message) == (True, "")
    written = task.reports / "proef" / "WK1.html"
    assert result.bytes == written.stat().st_size
    assert not (task.reports / ".mislukt").exists()


def test_what_a_drawing_said_of_its_layout_comes_with_the_report(ran) -> None:
    said = "Tight layout not applied. The left and right margins cannot be made large enough."
    stream = nbformat.v4.new_output("stream", name="stderr", text=f"/tmp/1.py:2: UserWarning: {said}\n  plt.show()\n")
    _, result = ran(identity(), stream)
    assert (result.ok, result.notes) == (True, (f"cell 1: {said}",))


def test_a_tree_in_which_nothing_can_be_kept_is_no_reason_to_stop(ran, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / ".cache").write_text("een bestand", encoding="utf-8")
    monkeypatch.delenv("MPLCONFIGDIR")
    _, result = ran(identity())
    assert (result.ok, "MPLCONFIGDIR" in os.environ) == (True, False)


@pytest.mark.parametrize(
    ("changes", "got"),
    [
        ({"area_code": "WK2"}, "WK2 / 2022 / openbaar"),
        ({"boundary_year": 2020}, "WK1 / 2020 / openbaar"),
        ({"edition": "intern"}, "WK1 / 2022 / intern"),
    ],
)
def test_a_report_about_something_else_is_not_written(ran, changes: dict, got: str) -> None:
    task, result = ran(identity(**changes))
    assert not result.ok
    closed = changes.get("edition")
    where = f"the notebook has what the edition {closed} may show, so it is not kept; add --edition {closed}"
    assert result.message == (
        f"the notebook made a report about {got}, asked was WK1 / 2022 / openbaar. "
        f"Does a cell overwrite a parameter? ({where if closed else 'notebook: reports/.mislukt/WK1.ipynb'})"
    )
    assert [p.name for p in task.reports.rglob("*.*") if p.is_file()] == ([] if closed else ["WK1.ipynb"])


def test_a_failure_keeps_the_notebook_until_the_report_succeeds(ran) -> None:
    task, result = ran(nbformat.v4.new_output("stream", text="per ongeluk"))
    kept = task.reports / ".mislukt" / "WK1.ipynb"
    assert "cell 1: printed: per ongeluk" in result.message
    assert kept.is_file()

    _, result = ran(identity())

    assert result.ok
    assert not kept.exists()


def test_a_failure_leaves_nothing_in_the_folder_of_temporary_files(ran, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "temp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    _, result = ran(identity(edition="intern"))
    assert not result.ok
    assert list((tmp_path / "temp").iterdir()) == []


def test_a_failure_of_which_the_notebook_cannot_be_kept_is_told_all_the_same(ran, tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("een bestand", encoding="utf-8")
    _, result = ran(identity())
    assert not result.ok
    assert re.search(r"WK1\.html: cannot be written \((File exists|Not a directory)\)$", result.message)
    assert result.unwritable
    assert "(notebook:" not in result.message


def test_a_failed_cell_is_named_with_its_first_line() -> None:
    error = papermill.PapermillExecutionError(
        cell_index=4, exec_count=3, source="x", ename="KeyError", evalue="\x1b[31m'a'\x1b[0m\nen meer", traceback=[]
    )
    assert describe(error) == "cell In [3]: KeyError: 'a'"


def test_a_fault_of_the_project_is_told_in_its_own_words() -> None:
    assert describe(ReportError("twee\nregels")) == "twee\nregels"


def test_a_fault_of_another_kind_is_told_with_its_name_and_not_at_length() -> None:
    assert describe(RuntimeError("x" * 5000)) == "RuntimeError: " + "x" * 300
