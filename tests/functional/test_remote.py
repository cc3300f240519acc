"""The same batch on workers elsewhere: a worker that is killed in the middle loses nothing and doubles nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import threading
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest
from distributed import Client, LocalCluster
from invented_notebooks import IDENTITY, PARAMETERS, shared_folder, still_running, use_environment, write_notebook

from wijkanalyse.batch.job import Job
from wijkanalyse.batch.make import Order, make_batch
from wijkanalyse.batch.remote import MOST_TO_SEND, run_remote
from wijkanalyse.batch.task import Limits
from wijkanalyse.batch.warm import CAN_FORK
from wijkanalyse.errors import ReportError
from wijkanalyse.paths import Paths
from wijkanalyse.profile.processed import Processed

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="the workers fork, which is only done on Linux")

LIMITS = Limits(seconds=60, megabytes=1500)
FIRST = """
import os, time
if wijk_code.endswith("FAILS"):
    raise ValueError("kapot")
with open(os.environ["TMPDIR"] + f"/begin-{wijk_code}-{os.getpid()}", "w") as file:
    file.write(str(os.getppid()))
time.sleep(0.6)
"""
CODES = [f"WK00000{n}" for n in range(8)] + ["WKFAILS"]


def jobs(codes: list[str]) -> list[Job]:
    return [Job(c, "Proefwijk", "wijk", "Proef", 2022, 10, "openbaar", f"proef/{c}.html") for c in codes]


@pytest.fixture
def cluster(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> LocalCluster:
    (tmp_path / "tmp").mkdir()
    root = tmp_path / "elsewhere"  # a worker has its own tree, here an empty one
    root.mkdir()
    more = {"TMPDIR": str(tmp_path / "tmp"), "WIJKANALYSE_ROOT": str(root)}
    use_environment(monkeypatch, shared_folder(tmp_path_factory), **more)
    with LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        dashboard_address=None,
        host="127.0.0.1",
        local_directory=str(tmp_path / "dask"),
    ) as cluster:
        yield cluster


def kill_one(cluster: LocalCluster, begun: Path, killed: list[int]) -> None:
    """Kill -9 the dask worker that makes a report, once a few reports have begun."""
    deadline = time.monotonic() + 120
    while len(files := sorted(begun.glob("begin-*"))) < 3 and time.monotonic() < deadline:
        time.sleep(0.05)
    warm = psutil.Process(int(files[-1].read_text(encoding="utf-8")))
    killed += [warm.ppid(), warm.pid]
    os.kill(warm.ppid(), signal.SIGKILL)


def test_a_killed_worker_loses_nothing_and_doubles_nothing(cluster: LocalCluster, tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "proef.ipynb", PARAMETERS, FIRST, IDENTITY, "Fragment('<p>klaar</p>')")
    processed = Processed(Paths(tmp_path / "caller"))
    killed: list[int] = []
    killer = threading.Thread(target=kill_one, args=(cluster, tmp_path / "tmp", killed))
    killer.start()

    results = list(run_remote(jobs(CODES), processed, notebook, cluster.scheduler_address, limits=LIMITS))

    killer.join()
    assert Counter(r.job.area_code for r in results) == dict.fromkeys(CODES, 1)
    assert [r.job.area_code for r in results if not r.ok] == ["WKFAILS"]
    failed = next(r for r in results if not r.ok)
    assert failed.message.startswith("cell In [3]: ValueError: kapot")
    assert "kapot" in json.dumps(json.loads(failed.executed))
    for result in results:
        assert not result.ok or f"{result.job.area_code}" in result.html
    assert len(killed) == 2
    assert still_running(killed) == [], "the warm process of a killed worker ends with it"


def test_reports_land_where_the_caller_is_and_other_data_are_refused(
    cluster: LocalCluster, example: Paths, example_tree: Paths, tmp_path: Path
) -> None:
    shutil.copytree(example.processed, example_tree.processed)
    (tmp_path / "hulp.py").write_text("WOORD = 'klaar'", encoding="utf-8")  # goes with the notebook
    notebook = write_notebook(
        tmp_path / "proef.ipynb", PARAMETERS, IDENTITY, "import hulp\nFragment(f'<p>{hulp.WOORD}</p>')"
    )
    codes = ["WK016015", "WK027700"]
    order = Order(codes, notebook, boundary_year=2022, scheduler=cluster.scheduler_address)
    elsewhere = Paths(Path(os.environ["WIJKANALYSE_ROOT"]))

    with pytest.raises(ReportError, match=r"worker tcp://.*build\.json cannot be read .* copy data/processed to it"):
        make_batch(order, Processed(example_tree))

    elsewhere.processed.parent.mkdir()
    elsewhere.processed.symlink_to(example_tree.processed, target_is_directory=True)
    elsewhere.composites.symlink_to(example_tree.composites, target_is_directory=True)
    outcome = make_batch(order, Processed(example_tree))

    assert [r.message for r in outcome.failed] == []
    assert sorted(p.name for p in example_tree.reports.rglob("*/*.html")) == [
        "WK016015-holthone.html", "WK027700-rozendaal.html",
    ]  # fmt: skip
    assert not elsewhere.reports.exists()
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        assert client.who_has() == {}, "the workers keep no report"


def test_a_notebook_among_too_many_files_is_refused_before_it_is_sent(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "proef.ipynb", PARAMETERS)
    with (tmp_path / "groot.csv").open("wb") as large:
        large.truncate(MOST_TO_SEND)
    with pytest.raises(ReportError, match=r"10 MB of files, too much to send .* move the notebook"):
        list(run_remote(jobs(["WK1"]), Processed(Paths(tmp_path)), notebook, "tcp://127.0.0.1:9"))


def test_an_address_without_a_scheduler_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"tcp://127\.0\.0\.1:9: no dask scheduler answers there .*`dask scheduler`"):
        list(run_remote(jobs(["WK1"]), Processed(Paths(tmp_path)), Path(__file__), "tcp://127.0.0.1:9"))
