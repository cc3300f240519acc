"""One process makes several reports, and they are those that each would be of a process of its own."""

from __future__ import annotations

import datetime as dt
import os
import signal
from multiprocessing import Pipe
from pathlib import Path

import pytest
from conftest import ROOT
from invented_notebooks import make_task, proof_notebook

from wijkanalyse.batch.child import Child
from wijkanalyse.batch.job import plan_jobs
from wijkanalyse.batch.task import Limits, Task
from wijkanalyse.batch.warm import CAN_FORK
from wijkanalyse.profile.processed import Processed

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="only Linux forks")


@pytest.fixture
def child():
    ours, theirs = Pipe()
    with ours, theirs:
        child = Child(theirs, Limits(seconds=120))
        yield child
        child.end()


def pid(child: Child) -> int:
    return child._process.pid


def test_reports_of_one_process_are_equal_to_those_made_alone(example, tmp_path: Path, child: Child) -> None:
    asked = [("WK099511", "openbaar"), ("WK099511", "partners"), ("WK027502", "openbaar")]
    areas = Processed(example).areas
    tasks = [
        Task(job, example.root, ROOT / "notebooks" / "wijkanalyse.ipynb", None, {}, dt.date(2026, 1, 1))
        for code, edition in asked
        for job in plan_jobs(areas, [code], boundary_year=None, edition=edition)
    ]
    together, pids = [], set()
    for task in tasks:
        together.append(child.make(task))
        pids.add(pid(child))
    alone = []
    for task in tasks[1:]:
        child.end()
        alone.append(child.make(task))
    assert [r.message for r in (*together, *alone) if not r.ok] == []
    assert len(pids) == 1
    assert [r.html for r in together[1:]] == [r.html for r in alone]


def test_a_notebook_with_code_of_its_own_has_a_process_of_its_own(tmp_path: Path, child: Child) -> None:
    own = proof_notebook(tmp_path / "eigen.ipynb", "import os\nFragment(f'<p>{os.getpid()}</p>')")
    for _ in range(2):
        result = child.make(make_task(tmp_path, "WK999999", own))
        assert result.ok, result.message
        assert child._process is None


def test_a_process_that_was_killed_while_it_waited_is_replaced(example, child: Child) -> None:
    (job,) = plan_jobs(Processed(example).areas, ["WK099511"], boundary_year=None, edition="openbaar")
    task = Task(job, example.root, ROOT / "notebooks" / "wijkanalyse.ipynb", None, {}, dt.date(2026, 1, 1))
    assert child.make(task).ok
    killed = pid(child)
    os.kill(killed, signal.SIGKILL)
    child._process.join(5)
    assert child.make(task).ok
    assert pid(child) != killed
