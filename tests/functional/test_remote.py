"""The same batch on workers elsewhere: a worker that is killed in the middle loses nothing and doubles nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pandas as pd
import psutil
import pytest
from conftest import ROOT
from distributed import Client, LocalCluster
from invented_notebooks import IDENTITY, PARAMETERS, shared_folder, still_running, use_environment, write_notebook

from wijkanalyse.batch.job import Job
from wijkanalyse.batch.make import Order, make_batch
from wijkanalyse.batch.remote import MOST_TO_SEND, run_remote
from wijkanalyse.batch.task import Limits
from wijkanalyse.batch.warm import CAN_FORK
from wijkanalyse.errors import ReportError
from wijkanalyse.paths import PACKAGE, Paths
from wijkanalyse.profile.processed import Processed

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="the workers fork, which is only done on Linux")

SOURCE = PACKAGE.parent
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


def test_a_notebook_among_too_many_files_is_refused_before_it_is_sent(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "proef.ipynb", PARAMETERS)
    with (tmp_path / "groot.csv").open("wb") as large:
        large.truncate(MOST_TO_SEND)
    with pytest.raises(ReportError, match=r"10 MB of files, too much to send .* move the notebook"):
        list(run_remote(jobs(["WK1"]), Processed(Paths(tmp_path)), notebook, "tcp://127.0.0.1:9"))


# ------------------------------------------------------------- workers that have something else


class Workers:
    """A scheduler and dask workers that are processes with a tree and an environment of their own."""

    def __init__(self, folder: Path, built: Paths) -> None:
        self.folder, self.built = folder, built
        self.started: list[subprocess.Popen] = []
        self.cluster = LocalCluster(n_workers=0, processes=True, dashboard_address=None, host="127.0.0.1")

    def tree(self, name: str) -> Paths:
        """A tree with a copy of the tables and of the composite areas."""
        paths = Paths(self.folder / name)
        shutil.copytree(self.built.processed, paths.processed)
        shutil.copytree(self.built.composites, paths.composites)
        return paths

    def start(self, name: str, *, first: Path | None = None) -> None:
        """Start a worker with the tree of that name; what is in the folder `first` it imports before anything else."""
        found = os.pathsep.join(filter(None, [first and str(first), str(SOURCE), os.environ.get("PYTHONPATH")]))
        self.started.append(
            subprocess.Popen(
                [
                    sys.executable, "-m", "distributed.cli.dask_worker", self.cluster.scheduler_address, "--name", name,
                    "--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1",
                    "--local-directory", str(self.folder / "dask" / name),
                ],
                env=os.environ | {"WIJKANALYSE_ROOT": str(self.folder / name), "PYTHONPATH": found},
                stderr=(self.folder / f"{name}.log").open("wb"),
            )
        )  # fmt: skip

    def stop(self) -> None:
        for process in self.started:
            process.terminate()
        for process in self.started:
            process.wait(30)
        self.cluster.close()


@pytest.fixture
def workers(example: Paths, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch) -> Workers:
    use_environment(monkeypatch, shared_folder(tmp_path_factory))
    monkeypatch.delenv("WIJKANALYSE_ROOT", raising=False)
    there = Workers(tmp_path, example)
    yield there
    there.stop()


def start_wrong_ones(workers: Workers) -> dict[str, str]:
    """Workers with other data or another version; returns what has to be said of each.

    The other faults that data may have are in the tests of `batch.proof`.
    """
    figures = workers.tree("altered").processed / "figures.parquet"
    table = pd.read_parquet(figures)
    table.assign(value=table.value * 0.9).to_parquet(figures, index=False)
    north = workers.tree("parts").composites / "tilburg-noord.yml"
    north.write_text(north.read_text(encoding="utf-8").replace(", WK085544", ""), encoding="utf-8")
    workers.tree("library")
    metadata = workers.folder / "libraries" / "pandas-0.25.0.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text("Metadata-Version: 2.1\nName: pandas\nVersion: 0.25.0\n", encoding="utf-8")
    workers.tree("code")
    shutil.copytree(PACKAGE, workers.folder / "packages" / "wijkanalyse", ignore=shutil.ignore_patterns("__pycache__"))
    with (workers.folder / "packages" / "wijkanalyse" / "batch" / "warm.py").open("a", encoding="utf-8") as file:
        file.write("\n# another version\n")
    first = {"library": workers.folder / "libraries", "code": workers.folder / "packages"}
    said = {
        "altered": r"figures\.parquet is not the table .*expected sha256 \w{12}…, got \w{12}….*process --refresh",
        "parts": r"tilburg-noord\.yml declares another area \(parts expected \[.*'WK085544'\], got \[.*'WK085543'\]\)",
        "library": rf"pandas 0\.25\.0 where the caller has {re.escape(pd.__version__)}; .*the same lock",
        "code": r"another version of the package \(other files in batch\); install the same one",
    }
    for name in said:
        workers.start(name, first=first.get(name))
    return said


@pytest.mark.filterwarnings("ignore:Mismatched versions")
def test_a_worker_that_has_something_else_makes_nothing_and_reports_of_the_others_land_where_the_caller_is(
    workers: Workers, tmp_path: Path
) -> None:
    (tmp_path / "hulp.py").write_text("WOORD = 'klaar'", encoding="utf-8")  # goes with the notebook
    notebook = write_notebook(
        tmp_path / "proef.ipynb", PARAMETERS, IDENTITY, "import hulp\nFragment(f'<p>{hulp.WOORD}</p>')"
    )
    caller = Processed(workers.tree("caller"))
    codes = ["WK016015", "WK027700", "WK085542", "tilburg-noord"]
    order = Order(codes, notebook, scheduler=workers.cluster.scheduler_address)
    said = start_wrong_ones(workers)

    with Client(workers.cluster.scheduler_address, set_as_default=False) as client:
        client.wait_for_workers(len(said), timeout=120)
        at = {w["name"]: address for address, w in client.scheduler_info(n_workers=-1)["workers"].items()}
        with pytest.raises(ReportError, match="no worker has what this batch needs") as told:
            make_batch(order, caller)
        assert len(client.nthreads()) == len(said), "a caller that nobody agrees with ends no workers"
        lines = str(told.value).splitlines()[1:]
        for name, words in said.items():
            where = rf"worker {re.escape(at[name])} on {re.escape(socket.gethostname())}: "
            assert any(re.search(where + ".*" + words, line) for line in lines), f"{name}: {told.value}"
        assert list(caller.paths.reports.rglob("*/*.html")) == []

        right = workers.tree("right")
        workers.start("right")
        client.wait_for_workers(len(said) + 1, timeout=120)
        outcome = make_batch(order, caller)

        assert [r.message for r in outcome.failed] == []
        assert {r.worker for r in outcome.made} == set(client.nthreads()), "those that were refused are ended"
        assert {p.stem for p in caller.paths.reports.rglob("*/*.html")} == {
            "WK016015-holthone", "WK027700-rozendaal", "WK085542-stokhasselt", "tilburg-noord",
        }  # fmt: skip
        assert not right.reports.exists()
        assert client.who_has() == {}, "the workers keep no report"
        assert 0 < len(outcome.left_out) <= len(said)
        assert all("It was left out." in line for line in outcome.left_out)


def test_an_address_without_a_scheduler_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match=r"tcp://127\.0\.0\.1:9: no dask scheduler answers there .*`dask scheduler`"):
        notebook = ROOT / "notebooks" / "wijkanalyse.ipynb"
        list(run_remote(jobs(["WK1"]), Processed(Paths(tmp_path)), notebook, "tcp://127.0.0.1:9"))
