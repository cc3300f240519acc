"""The engine without a kernel gives what an ordinary kernel gives, cell by cell."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from invented_notebooks import PARAMETERS, environment, shared_folder, use_environment, write_notebook

from wijkanalyse.batch.engine import ENGINE_NAME
from wijkanalyse.batch.kernel import SocketKernelManager
from wijkanalyse.batch.warm import CAN_FORK

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="only Linux uses this engine")

CELLS = {
    "prints": 'print("een"); print("twee", end="")',
    "stderr between stdout": 'import sys\nprint("fout", file=sys.stderr); print("uit"); print("fout", file=sys.stderr)',
    "a flush": 'print("een"); sys.stdout.flush(); print("twee")',
    "displays between prints": 'print("voor"); display("tekst", 1); print("na")',
    "display by import": 'from IPython.display import HTML, display\ndisplay(HTML("<b>x</b>"))\nHTML("<i>y</i>")',
    "result": "1 + 1",
    "result with a semicolon": "1 + 1;",
    "no result": "None",
    "expression inside a block": "if True:\n    3",
    "results so far": "_, __, len(Out), In[2]",
    "a text of lines": '"regel\\nregel"',
    "a long list": "list(range(2000))",
    "the shell": "from IPython import get_ipython as by_import\n"
    "by_import() is get_ipython(), get_ipython().user_ns is globals(), __name__",
    "pandas": 'import pandas as pd\ntable = pd.DataFrame({"a": range(80), "b": None})\ntable',
    "pandas wide and shown": "display(pd.DataFrame([range(40)])); table.head(1)",
    "settings of pandas": 'pd.get_option("display.max_columns"), pd.get_option("display.width")',
    "await": "import asyncio\nawait asyncio.sleep(0.01, 7)",
    "a running loop": "task = asyncio.ensure_future(asyncio.sleep(0, 8)); asyncio.get_running_loop().is_running()",
    "a task of an earlier cell": "await task",
    "a magic": "%pwd\n%matplotlib inline",
    "help": "?len",
    "a command": "!echo hoi",
    # A kernel reads what programs write in a thread of its own, so the cells wait for it.
    "a program": "import os, subprocess, time\n"
    'print("eerst", flush=True); subprocess.run(["echo", "dan"]); time.sleep(1)',
    "written past Python": 'os.write(2, b"rauw\\n"); time.sleep(1); display(1); os.write(1, b"nog\\n"); time.sleep(1)',
    "a mime bundle with metadata": "class Bundle:\n"
    "    def _repr_mimebundle_(self, include=None, exclude=None):\n"
    '        return {"text/html": "<p>x</p>", "text/plain": "x"}, {"text/html": {"alt": "y"}}\n'
    "Bundle()",
    "a fragment": "from wijkanalyse.show.fragments import *\nFragment('<p>x &amp; y</p>')",
    "a chart": "Chart('<svg/>', 'alt')",
    "the area": "IdentityOutput({'parts': ('a', 1), 'built': None}, 'Proef')",
    "a picture": 'from IPython.display import Image\nImage(data=b"\\x89PNG\\r\\n\\x1a\\n" + bytes(30), format="png")',
    "json": "from IPython.display import JSON\nJSON({'a': (1, 2)})",
    "a display that changes": 'handle = display("een", display_id="a")\nhandle.update("twee")',
    "a display changed later": 'handle.update("drie")',
    "cleared": 'from IPython.display import clear_output\nprint("weg"); clear_output(); print("blijft")',
    "cleared when something comes": 'print("weg"); clear_output(wait=True); print("blijft")',
    "changed after it was shown": "shown = {'a': 1}\ndisplay(JSON(shown)); shown['a'] = 2",
    "a thread": 'import threading\nt = threading.Thread(target=lambda: print("draad")); t.start(); t.join()',
    "colours": 'print("\\x1b[31mrood\\x1b[0m")',
    "a figure of pyplot": "import matplotlib.pyplot as plt\nfig, ax = plt.subplots(figsize=(1, 1)); ax.plot([1, 2]);",
    "only a comment": "# niets",
    "empty": "",
    "a class and its pickle": "import pickle\nclass Own: pass\ntype(pickle.loads(pickle.dumps(Own()))).__name__",
    "a warning": 'import warnings\nwarnings.warn("let op")',
    "logging": 'import logging\nlogging.warning("log")',
    "caught": "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    print(error)",
    "an exception": 'def deep():\n    raise ValueError("stuk é")\nprint("voor"); deep()',
    "never run": 'print("nooit")',
}

ENDINGS = {
    "a display that fails": "class Faulty:\n    def _repr_html_(self): raise ValueError('kapot')\nFaulty()",
    "sys.exit": "import sys; sys.exit(2)",
}
"""Further ways in which a notebook stops."""

RUN = """
import sys
import papermill
from wijkanalyse.batch.engine import ENGINE_NAME
for path in sys.argv[1:]:
    try:
        papermill.execute_notebook(
            path, path.replace(".ipynb", "-engine.ipynb"), {}, engine_name=ENGINE_NAME, kernel_name="python3",
            progress_bar=False, request_save_on_cell_execute=False,
        )
    except papermill.PapermillExecutionError as error:
        print(error.ename)
"""


def run_in_kernel(path: Path) -> nbformat.NotebookNode:
    try:
        return papermill.execute_notebook(
            str(path), str(path.with_stem(path.stem + "-kernel")), {}, kernel_name="python3", progress_bar=False,
            kernel_manager_class=SocketKernelManager, request_save_on_cell_execute=False, cwd=str(path.parent),
        )  # fmt: skip
    except papermill.PapermillExecutionError:
        return nbformat.read(str(path.with_stem(path.stem + "-kernel")), 4)


def run_in_engine(paths: list[Path], shared: Path) -> list[nbformat.NotebookNode]:
    """In a process of its own, as the batch does."""
    command = [sys.executable, "-c", RUN, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=paths[0].parent, env=environment(shared))
    assert done.returncode == 0, done.stderr
    return [nbformat.read(path.with_stem(path.stem + "-engine"), 4) for path in paths]


def recorded(notebook: nbformat.NotebookNode) -> list[Any]:
    """All that was recorded of each cell, without what differs between two runs of the same kernel."""
    return [_without_the_run(nbformat.from_dict(_facts(cell))) for cell in notebook.cells]


def _facts(cell: nbformat.NotebookNode) -> dict[str, Any]:
    ran = cell.metadata.get("papermill", {})
    facts = {"source": cell.source, "status": ran.get("status"), "exception": ran.get("exception")}
    if cell.cell_type == "code":
        facts |= {"execution_count": cell.execution_count, "outputs": _joined(cell.outputs)}
    return facts


def _joined(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Texts on one stream that follow each other as one: a busy kernel sends a line in two, at whichever moment."""
    joined: list[nbformat.NotebookNode] = []
    for output in outputs:
        before = joined[-1] if joined else {}
        if output.output_type == "stream" and before.get("name") == output.name:
            joined[-1] = nbformat.from_dict({**before, "text": before["text"] + output.text})
        else:
            joined.append(output)
    return joined


def _without_the_run(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_the_run(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_without_the_run(part) for part in value]
    if isinstance(value, str):
        value = re.sub(r"\x1b\[[0-9;]*m", "", value) if "Traceback" in value or "Cell" in value else value
        return re.sub(r"/tmp/ipykernel_\d+/\d+\.py|<ipython-input-[^>]*>|0x[0-9a-f]{8,}", "(run)", value)
    return value


def test_the_engine_records_what_an_ordinary_kernel_records(tmp_path, tmp_path_factory, monkeypatch) -> None:
    shared = shared_folder(tmp_path_factory)
    use_environment(monkeypatch, shared)
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # under it a kernel leaves the output of programs alone
    path = write_notebook(tmp_path / "proef.ipynb", PARAMETERS, *CELLS.values())

    kernel = recorded(run_in_kernel(path))
    engine = recorded(run_in_engine([path], shared)[0])

    differing = [(k, e) for k, e in zip(kernel, engine, strict=True) if k != e]
    assert differing == []
    ran = [cell for cell in engine if cell.get("outputs")]
    assert len(ran) > 35, "the cells must show something, or nothing was compared"
    assert engine[-1]["execution_count"] is None, "after an exception no cell runs"


def test_the_engine_stops_where_an_ordinary_kernel_stops(tmp_path, tmp_path_factory, monkeypatch) -> None:
    shared = shared_folder(tmp_path_factory)
    use_environment(monkeypatch, shared)
    paths = [
        write_notebook(tmp_path / f"{number}.ipynb", PARAMETERS, source, "print('nooit')")
        for number, source in enumerate(ENDINGS.values())
    ]

    engine = [_last(n) for n in run_in_engine(paths, shared)]

    assert [e[0] for e in engine] == ["ValueError", "SystemExit"]
    assert [e[1] for e in engine] == [None] * len(ENDINGS), "the cell after it has run"
    assert engine == [_last(run_in_kernel(path)) for path in paths]


def _last(notebook: nbformat.NotebookNode) -> tuple[str, int | None]:
    """The kind of the error, and whether the cell after it ran."""
    (error,) = [o.ename for c in notebook.cells for o in c.get("outputs", []) if o.output_type == "error"]
    return error, notebook.cells[-1].execution_count


def test_the_engine_is_known_to_papermill_under_its_name() -> None:
    assert papermill.engines.papermill_engines.get_engine(ENGINE_NAME).__name__ == "InProcessEngine"
