"""Warm workers: whatever a notebook does to its process, only its own report fails and nothing stays behind."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from unittest import mock

import nbformat
import psutil
import pytest
from invented_notebooks import (
    IDENTITY,
    PARAMETERS,
    make_task,
    once,
    shared_folder,
    still_running,
    use_environment,
    wait_for,
    write_notebook,
)

from wijkanalyse.batch import warm_process
from wijkanalyse.batch.task import Limits, Result, Task
from wijkanalyse.batch.warm import CAN_FORK, run_tasks
from wijkanalyse.batch.warm_process import WarmProcess

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="warm workers fork, which is only done on Linux")

LIMITS = Limits(seconds=6, megabytes=1500)


def task(root: Path, code: str, source: str, first: str = "") -> Task:
    """A report whose notebook says which area it is about, after doing `first` and before doing `source`.

    It has no figures and no chart of seaborn, so that its worker loads neither.
    """
    notebook = write_notebook(root / f"{code}.ipynb", PARAMETERS, first, IDENTITY, source)
    return replace(make_task(root, code, notebook), few=True)


@pytest.fixture(autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers take their settings from here."""
    use_environment(monkeypatch, shared_folder(tmp_path_factory))


FAULTS = {
    "LOOP": (
        "import time\nwhile True:\n    try:\n        time.sleep(9)\n    except BaseException:\n        pass",
        "took longer than 6 seconds and was ended",
    ),
    "MEMORY": ("held = bytearray(3_000_000_000)", "cell In [4]: MemoryError"),
    "SYSEXIT": ("import sys; sys.exit(3)", "cell In [4]: SystemExit: 3"),
    "SYSEXIT0": ("import sys; sys.exit()", "cell 5: stopped with SystemExit"),
    "OSEXIT": ("import os; os._exit(0)", "its process ended before the report was ready (exit code 0)"),
    "SIGKILL": (
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "its process ended before the report was ready (exit code -9)",
    ),
    "PRINTS": ("for _ in range(400): print('x' * 20_000)", "cell 5: printed: xxxx"),
    "RAISES": ("raise ValueError('kapot')", "cell In [4]: ValueError: kapot"),
    "HELD": (
        # a process of its own keeps the way to tell the result open, while this one is gone
        "import os, time\nif os.fork():\n    os._exit(5)\nos.setsid(); time.sleep(6); os._exit(0)",
        "its process ended before the report was ready (exit code 5)",
    ),
    "OTHER": ("wijk_code = 'WK111111'", None),
}
"""What a notebook does, and what is said of it; None: its report is written."""

LEAVES = """
import os, subprocess, sys, threading, time
threading.Thread(target=time.sleep, args=(300,)).start()
left = [subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"]).pid, os.fork()]
if left[1] == 0:
    time.sleep(300)
    os._exit(0)
with open("left.txt", "w") as file:
    print(*left, file=file)
Fragment("<p>klaar</p>")
"""


STATE = """
import numpy as np, os
state = (round(float(np.random.random()), 6), os.environ.get("GEZET"), "eigen" in globals())
os.environ["GEZET"] = eigen = "ja"
Fragment(f"<p>{state}</p>")
"""

SOUND = {"LEAVES": LEAVES, "ONE": STATE, "TWO": STATE, "THREE": STATE}


def run_everything(root: Path) -> None:
    tasks = [task(root, code, source) for code, (source, _) in FAULTS.items()]
    tasks += [task(root, code, source) for code, source in SOUND.items()]
    tasks += [task(root, "CHANGED", "Fragment('<p>x</p>')", first="wijk_code = 'WK111111'")]
    (root / "tmp").mkdir()
    with mock.patch.dict(os.environ, TMPDIR=str(root / "tmp")):
        results = {r.job.area_code: r for r in run_tasks(tasks, 1, LIMITS)}
    (root / "results.pickle").write_bytes(pickle.dumps(results))


@pytest.fixture
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tree after one batch of one worker with all of these notebooks."""
    return once(shared_folder(tmp_path_factory) / "warm", run_everything)


@pytest.fixture
def results(tree: Path) -> dict[str, Result]:
    return pickle.loads((tree / "results.pickle").read_bytes())


def report_of(tree: Path, code: str) -> str:
    return (tree / "reports" / "proef" / f"{code}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", [code for code, (_, expected) in FAULTS.items() if expected])
def test_a_faulty_notebook_gives_a_message_and_no_report(tree: Path, results: dict[str, Result], code: str) -> None:
    assert not results[code].ok
    assert FAULTS[code][1] in results[code].message
    assert len(results[code].message) < 1000
    assert not (tree / "reports" / "proef" / f"{code}.html").exists()


def test_the_other_reports_of_the_batch_are_made(tree: Path, results: dict[str, Result]) -> None:
    made = sorted(p.stem for p in (tree / "reports").rglob("*.html"))
    assert made == sorted([*SOUND, "OTHER"]) == sorted(code for code, r in results.items() if r.ok)
    assert set(results) == {*FAULTS, *SOUND, "CHANGED"}


def test_a_notebook_that_stopped_is_kept_to_look_into(tree: Path, results: dict[str, Result]) -> None:
    assert "(notebook: reports/.mislukt/RAISES.ipynb)" in results["RAISES"].message
    kept = nbformat.read(tree / "reports" / ".mislukt" / "RAISES.ipynb", 4)
    assert [o.evalue for c in kept.cells for o in c.get("outputs", []) if o.output_type == "error"] == ["kapot"]


def test_threads_and_processes_that_a_notebook_left_end_with_its_report(tree: Path, results: dict[str, Result]) -> None:
    left = [int(pid) for pid in (tree / "left.txt").read_text(encoding="utf-8").split()]
    assert len(left) == 2
    assert still_running(left, 2) == []
    assert results["LEAVES"].seconds < LIMITS.seconds


def test_killed_reports_leave_no_temporary_files(tree: Path) -> None:
    assert [p.name for p in (tree / "tmp").iterdir() if not p.name.startswith("pymp-")] == []


def test_every_report_starts_afresh_with_the_same_random_numbers(tree: Path) -> None:
    one, *others = (report_of(tree, code).replace(code, "CODE") for code in ("ONE", "TWO", "THREE"))
    assert "(0.548814, None, False)" in one
    assert others == [one, one]


def test_a_changed_parameter_does_not_give_a_report_about_another_area(tree: Path, results: dict[str, Result]) -> None:
    assert results["CHANGED"].message.startswith(
        "the notebook made a report about WK111111 / 2022 / openbaar, asked was CHANGED / 2022 / openbaar. "
        "Does a cell overwrite a parameter?"
    )


BATCH = """
import os, pickle, signal, sys
from wijkanalyse.batch import report
from wijkanalyse.batch.task import Limits
from wijkanalyse.batch.warm import run_tasks

warm_up = report.warm_up

def noted(task):
    with open(task.root / "loaded.txt", "a") as file:
        print(os.getpid(), file=file)
    warm_up(task)

report.warm_up = noted  # in what is spawned too: that imports this file

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # tests in the background of a shell ignore it
    with open(sys.argv[1], "rb") as file:
        tasks = pickle.load(file)
    for result in run_tasks(tasks, int(sys.argv[2]), Limits(seconds=300)):
        print(result.job.area_code, result.ok, result.message, flush=True)
"""

BUSY = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(300)"])
with open(f"{wijk_code}.txt", "w") as file:
    print(os.getppid(), os.getpid(), child.pid, file=file)
while True:
    time.sleep(0.1)
"""

WAITS = """
import os, time
with open(f"{wijk_code}.txt", "w") as file:
    print(os.getppid(), os.getpid(), file=file)
time.sleep(300)
"""

TOGETHER = """
import os, time
from pathlib import Path
import psutil
worker = psutil.Process(os.getppid())
with open(f"{wijk_code}.txt", "w") as file:
    print(worker.pid, worker.ppid(), worker.num_threads(), file=file)
while len(list(Path().glob("WK*.txt"))) < 3:
    time.sleep(0.05)
Fragment("<p>klaar</p>")
"""
"""Ends when three of them have begun, so that three workers have to make them."""

ENDED = "False the process that made it was ended from outside; run it again"


def start_batch(folder: Path, workers: int, notebooks: dict[str, str]) -> subprocess.Popen[str]:
    """A batch in a process of its own, with these notebooks."""
    tasks = [task(folder, code, source) for code, source in notebooks.items()]
    (folder / "tasks.pickle").write_bytes(pickle.dumps(tasks))
    (folder / "batch.py").write_text(BATCH, encoding="utf-8")
    command = [sys.executable, folder / "batch.py", folder / "tasks.pickle", str(workers)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def processes_of(batch: subprocess.Popen[str]) -> list[int]:
    return [p.pid for p in psutil.Process(batch.pid).children(recursive=True)]


def pids_in(file: Path) -> list[int]:
    return [int(pid) for pid in wait_for(file).split()]


def test_several_workers_share_what_one_process_loaded(tmp_path: Path) -> None:
    codes = [f"WK00000{n}" for n in range(5)]
    batch = start_batch(tmp_path, 3, dict.fromkeys(codes, TOGETHER))
    try:
        said, _ = batch.communicate(timeout=150)
    finally:
        batch.kill()
    assert sorted(said.split()) == sorted([*codes, *["True"] * len(codes)])
    (loader,) = pids_in(tmp_path / "loaded.txt")
    workers, forked_by, threads = zip(*(pids_in(tmp_path / f"{code}.txt") for code in codes), strict=True)
    assert len(set(workers)) == 3
    assert set(forked_by) == {loader}
    assert not {loader, batch.pid} & set(workers)
    assert set(threads) == {1}, "what forks the reports has no threads"
    assert still_running([loader, *workers]) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_a_batch_that_is_killed_leaves_no_process(tmp_path: Path, workers: int) -> None:
    codes = ["BUSY", "ALSO"][:workers]
    batch = start_batch(tmp_path, workers, dict.fromkeys(codes, BUSY))
    try:
        inside = [pid for code in codes for pid in pids_in(tmp_path / f"{code}.txt")]
        below = processes_of(batch)
        assert set(inside) <= set(below)
    finally:
        batch.kill()
        batch.communicate()
    assert still_running(below) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_a_killed_worker_is_replaced_and_ctrl_c_ends_everything(tmp_path: Path, workers: int) -> None:
    codes = ["VICTIM", "OTHER"][:workers]
    batch = start_batch(tmp_path, workers, dict.fromkeys([*codes, "NEXT"], BUSY))
    try:
        begun = [pids_in(tmp_path / f"{code}.txt") for code in codes]
        worker, *inside = begun[0]
        loader = pids_in(tmp_path / "loaded.txt")[0]
        assert psutil.Process(loader).ppid() == batch.pid
        assert (worker == loader) is (workers == 1), "one worker needs no other process that loads"
        os.kill(worker, signal.SIGKILL)
        replacement, *_ = pids_in(tmp_path / "NEXT.txt")
        gone = [worker, inside[0]]  # what the notebook itself started is nobody's any more
        below = processes_of(batch)
        batch.send_signal(signal.SIGINT)
        said, complaints = batch.communicate(timeout=60)
    finally:
        batch.kill()
        os.kill(inside[1], signal.SIGKILL)
    assert said == f"VICTIM {ENDED}\n"
    assert pids_in(tmp_path / "loaded.txt") == [loader, *([replacement] if workers == 1 else [])]
    assert "in serve" not in complaints, "a worker took Ctrl-C for its own"
    assert "in fork_workers" not in complaints, "the process that loads took Ctrl-C for its own"
    assert still_running([*gone, *below]) == []
    assert not list((tmp_path / "reports").rglob("*.html"))


def test_when_the_process_that_loaded_is_killed_another_one_takes_over(tmp_path: Path) -> None:
    waiting, sound = ["FIRST", "SECOND"], [f"WK00000{n}" for n in range(3)]
    notebooks = dict.fromkeys(waiting, WAITS) | dict.fromkeys(sound, "Fragment('<p>klaar</p>')")
    batch = start_batch(tmp_path, 2, notebooks)
    try:
        inside = [pid for code in waiting for pid in pids_in(tmp_path / f"{code}.txt")]
        (loader,) = pids_in(tmp_path / "loaded.txt")
        os.kill(loader, signal.SIGKILL)
        said, complaints = batch.communicate(timeout=150)
    finally:
        batch.kill()
    assert sorted(said.splitlines()) == [*(f"{c} {ENDED}" for c in waiting), *(f"{c} True " for c in sound)]
    assert complaints == ""
    loaders = pids_in(tmp_path / "loaded.txt")
    assert len(loaders) == 2, "the figures are loaded once more"
    assert still_running([*inside, *loaders]) == []


def test_figures_that_cannot_be_loaded_are_told_for_each_report(tmp_path: Path) -> None:
    (tmp_path / "data" / "processed").mkdir(parents=True)
    tasks = [replace(task(tmp_path, code, ""), few=False) for code in ("ONE", "TWO", "THREE")]
    results = list(run_tasks(tasks, 2, LIMITS))
    assert sorted(r.job.area_code for r in results) == ["ONE", "THREE", "TWO"]
    for result in results:
        assert not result.ok
        assert result.message.endswith("build.json is not there; make it with `wijkanalyse process`")


def test_without_tasks_no_worker_is_started(tmp_path: Path) -> None:
    before = len(psutil.Process(os.getpid()).children())
    assert list(run_tasks([], 4, LIMITS)) == []
    assert len(psutil.Process(os.getpid()).children()) == before


IN_KERNEL = {
    "KERNEL": ("Fragment(f'<p>{type(get_ipython()).__name__}</p>')", None),
    "LOOP": ("import time\nwhile True: time.sleep(0.1)", "took longer than 5 seconds and was ended"),
    "MEMORY": (
        "held = b'x' * 900_000_000\nimport time; time.sleep(60)",
        "took more than 700 MB of memory and was ended",
    ),
}


def test_without_fork_a_report_runs_in_an_ordinary_kernel_within_the_same_limits(tmp_path: Path) -> None:
    results = {}
    for codes, seconds in ((["KERNEL", "MEMORY"], 60), (["LOOP"], 5)):  # a kernel may take a while to start
        tasks = [task(tmp_path, code, IN_KERNEL[code][0]) for code in codes]
        limits = Limits(seconds=seconds, megabytes=700)
        results |= {r.job.area_code: r for r in run_tasks(tasks, 2, limits, fork=False)}
    assert results["KERNEL"].ok, results["KERNEL"].message
    assert "ZMQInteractiveShell" in report_of(tmp_path, "KERNEL")
    for code in ("LOOP", "MEMORY"):
        assert results[code].message.startswith(IN_KERNEL[code][1])
        assert not (tmp_path / "reports" / "proef" / f"{code}.html").exists()


# ------------------------------------------------------------- for a process that cannot fork


def test_threads_share_one_process_that_loads_and_what_hangs_or_dies_is_ended_and_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {p.pid for p in psutil.Process().children(recursive=True)}  # of other tests, such as a browser
    warm = WarmProcess(Limits(seconds=1, megabytes=1500))
    quick = "import os, time; time.sleep(0.4); Fragment(f'<p>{os.getppid()}</p>')"
    try:
        with ThreadPoolExecutor(2) as threads:
            made = list(threads.map(warm.make, [task(tmp_path, code, quick) for code in ("ONE", "TWO")]))
        assert [r.message for r in made] == ["", ""]
        (loader,) = [p for p in psutil.Process().children() if p.pid not in before and p.children()]
        workers = [p.pid for p in loader.children()]
        assert len(workers) == 2
        for pid in workers:
            os.kill(pid, signal.SIGSTOP)
        with monkeypatch.context() as patch:
            patch.setattr(warm_process, "LOADING", 1.0)
            hung = warm.make(task(tmp_path, "HANGS", quick))
        assert (hung.ok, hung.lost) == (False, True)
        assert "said nothing for 2 seconds and was ended" in hung.message
        loader.kill()
        loader.wait(10)
        again = warm.make(task(tmp_path, "AGAIN", quick))
        assert again.ok, again.message
        below = {p.pid for p in psutil.Process().children(recursive=True)} - before
    finally:
        warm.stop()
    assert still_running([*workers, *below]) == [], "all of it ends with who asked"
