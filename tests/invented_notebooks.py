"""Makers of invented notebooks that need no figures, for the tests of the batch."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import textwrap
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest

from wijkanalyse.batch.job import Job
from wijkanalyse.batch.receipt import entry_of, failure_of, read_all, write_receipt
from wijkanalyse.batch.task import Result, Task

ROOT = Path(__file__).resolve().parents[1]

PARAMETERS = """
wijk_code: str = "WK999999"
boundary_year: int = 2022
edition: str = "openbaar"
"""

IDENTITY = """
from wijkanalyse.show.fragments import Fragment, IdentityOutput
IdentityOutput({"area_code": wijk_code, "area_name": "Proefwijk", "area_level": "wijk", "gemeente_name": "Proef",
          "boundary_year": boundary_year, "edition": edition, "sources": [], "version": "0", "built": None}, "Proef")
"""


def write_notebook(path: Path, *sources: str) -> Path:
    """A notebook with these code cells; the first one has the parameters."""
    cells = [nbformat.v4.new_code_cell(textwrap.dedent(s).strip(), id=f"cel-{i:02}") for i, s in enumerate(sources)]
    cells[0].metadata.tags = ["parameters"]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    return path


def proof_notebook(path: Path, *sources: str) -> Path:
    """A notebook that says which area it is about, and then does what the sources say."""
    return write_notebook(path, PARAMETERS, IDENTITY, *sources)


def make_task(root: Path, code: str, notebook: Path, parameters: Mapping[str, Any] | None = None) -> Task:
    """One report to make of an invented wijk."""
    job = Job(code, "Proefwijk", "wijk", "Proef", 2022, 10, "openbaar", f"proef/{code}.html")
    return Task(job, root, notebook, root / "reports", dict(parameters or {}), dt.date(2026, 1, 1))


def wait_for(file: Path, seconds: float = 90) -> str:
    """The text of a file, once it is there and its last line is complete."""
    deadline = time.monotonic() + seconds
    while not (file.is_file() and file.read_text(encoding="utf-8").endswith("\n")):
        assert time.monotonic() < deadline, f"{file.name} was not written"
        time.sleep(0.05)
    return file.read_text(encoding="utf-8").strip()


def still_running(pids: list[int], seconds: float = 15) -> list[int]:
    """Those of the processes that are still at work after a while; a zombie has ended."""

    def runs(pid: int) -> bool:
        try:
            return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False

    deadline = time.monotonic() + seconds
    while (left := [pid for pid in pids if runs(pid)]) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all workers of a test run."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def once(folder: Path, make: Callable[[Path], None], seconds: float = 900) -> Path:
    """A folder that the first worker to ask makes, and that the others wait for."""
    lock, done = folder.with_suffix(".lock"), folder / "done"
    deadline = time.monotonic() + seconds
    while not done.exists():
        assert time.monotonic() < deadline, f"{folder.name} was not made"
        try:
            lock.touch(exist_ok=False)
        except FileExistsError:
            time.sleep(0.1)
            continue
        try:
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir(parents=True)
                make(folder)
                done.touch()
        finally:
            lock.unlink()
    return folder


def environment(shared: Path, **more: str) -> dict[str, str]:
    """The environment of a command: nothing from the home folder, one cache of fonts for all tests."""
    state = {"MPLCONFIGDIR": shared / "matplotlib", "IPYTHONDIR": shared / "ipython"}
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("WIJKANALYSE_", "PYTEST_", "COLUMNS"))}
    return kept | {name: os.environ.get(name, str(folder)) for name, folder in state.items()} | more


def use_environment(monkeypatch: pytest.MonkeyPatch, shared: Path, **more: str) -> None:
    """Give this process, and the workers it starts, that environment."""
    wanted = environment(shared, **more)
    for name in [n for n in os.environ if n not in wanted and not n.startswith("PYTEST_")]:
        monkeypatch.delenv(name)
    for name in ("MPLCONFIGDIR", "IPYTHONDIR", *more):
        monkeypatch.setenv(name, wanted[name])


def record(
    reports: Path, results: Sequence[Result], *, fingerprint: str, notebook: str, built: dt.date
) -> dict[str, Any]:
    """Put results in the receipt of a folder, as a batch does at its end; returns the receipt."""
    receipt, _ = read_all(reports)
    entries = {e["code"]: e for e in receipt["reports"]}
    facts = {"fingerprint": fingerprint, "notebook": notebook, "built": built, "reports": reports, "inputs": {}}
    entries |= {r.job.area_code: entry_of(r, **facts) for r in results if r.ok}
    failed = [failure_of(r) for r in results if not r.ok]
    return write_receipt(reports, receipt | {"reports": list(entries.values()), "failed": failed})
