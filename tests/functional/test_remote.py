"""The same batch on workers elsewhere: a worker that is killed in the middle loses nothing and doubles nothing."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import dask
import pandas as pd
import psutil
import pytest
from conftest import ROOT
from distributed import Client, LocalCluster
from invented_notebooks import IDENTITY, PARAMETERS, shared_folder, still_running, use_environment, write_notebook

from wijkanalyse.batch import lookout, remote
from wijkanalyse.batch.job import Job
from wijkanalyse.batch.make import Order, make_batch
from wijkanalyse.batch.remote import MOST_TO_SEND, run_remote
from wijkanalyse.batch.task import Limits, Result
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
time.sleep(0.3)
"""
CODES = [f"WK00000{n}" for n in range(7)] + ["WKFAILS"]


def jobs(codes: list[str]) -> list[Job]:
    return [Job(c, "Proefwijk", "wijk", "Proef", 2022, 10, "openbaar", f"proef/{c}.html") for c in codes]


class Workers:
    """Dask workers that are processes with a tree and an environment of their own."""

    def __init__(self, folder: Path, scheduler: str) -> None:
        self.folder, self.scheduler = folder, scheduler
        self.started: dict[str, subprocess.Popen] = {}

    def tree(self, name: str, built: Paths) -> Paths:
        """A tree with a copy of the tables and of the composite areas."""
        paths = Paths(self.folder / name)
        shutil.copytree(built.processed, paths.processed)
        shutil.copytree(built.composites, paths.composites)
        return paths

    def start(self, name: str, *options: str, first: Path | None = None) -> None:
        """Start a worker with the tree of that name; what is in the folder `first` it imports before anything else."""
        found = os.pathsep.join(filter(None, [first and str(first), str(SOURCE), os.environ.get("PYTHONPATH")]))
        (self.folder / name).mkdir(exist_ok=True)
        self.started[name] = start_dask(
            "worker", self.scheduler, "--name", name, "--nthreads", "1", "--no-nanny", "--no-dashboard",
            "--host", "127.0.0.1", "--local-directory", str(self.folder / "dask" / name), *options,
            log=self.folder / f"{name}.log", WIJKANALYSE_ROOT=str(self.folder / name), PYTHONPATH=found,
        )  # fmt: skip

    def all_below(self) -> list[int]:
        """What the workers started: the processes that load, and all that these forked."""
        return [p.pid for w in self.started.values() for p in psutil.Process(w.pid).children(recursive=True)]

    def stop(self) -> None:
        below = self.all_below() if all(p.poll() is None for p in self.started.values()) else []
        for process in self.started.values():
            process.kill()
            process.wait(30)
        assert still_running(below) == [], "what a worker started ends with it"


def start_dask(what: str, *options: str, log: Path, **more: str) -> subprocess.Popen:
    command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *options]
    return subprocess.Popen(command, env=os.environ | more, stderr=log.open("wb"), stdout=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """One scheduler for all tests of this file; each starts its own workers."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what it logs at its end nobody captures any more
    with LocalCluster(n_workers=0, processes=True, dashboard_address=None, host="127.0.0.1") as cluster:
        yield cluster


@pytest.fixture
def clean(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    use_environment(monkeypatch, shared_folder(tmp_path_factory))
    monkeypatch.delenv("WIJKANALYSE_ROOT", raising=False)


@pytest.fixture
def workers(cluster: LocalCluster, tmp_path: Path, clean: None) -> Iterator[Workers]:
    there = Workers(tmp_path, cluster.scheduler_address)
    yield there
    there.stop()


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    return write_notebook(tmp_path / "proef.ipynb", PARAMETERS, FIRST, IDENTITY, "Fragment('<p>klaar</p>')")


def wait_for_workers(scheduler: str, number: int) -> None:
    with Client(scheduler, set_as_default=False) as client:
        client.wait_for_workers(number, timeout=120)


# ------------------------------------------------------------------ nobody waits without a word


def test_a_worker_that_hangs_or_is_killed_loses_nothing_and_doubles_nothing_and_all_of_it_is_told(
    workers: Workers, notebook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookout, "SILENT", 6.0)
    monkeypatch.setattr(lookout, "TELL_AFTER", (1.0, 60.0))
    processed = Processed(Paths(workers.folder / "caller"))
    told: list[str] = []

    def tell(line: str) -> None:
        told.append(line)
        if "no workers since" in line and "new" not in workers.started:
            workers.start("new")

    def make(after_the_first: Callable[[], None]) -> list[Result]:
        batch = run_remote(jobs(CODES), processed, notebook, workers.scheduler, limits=LIMITS, tell=tell)
        results = [next(batch)]
        after_the_first()
        return [*results, *batch]

    workers.start("hangs")
    workers.start("dies", "--nthreads", "2")
    wait_for_workers(workers.scheduler, 2)
    for what, after in {
        "nothing heard for 6 s; ended, what it was making goes to others": lambda: os.kill(
            workers.started["hangs"].pid, signal.SIGSTOP
        ),
        "went: it was killed, or its machine or connection went; what it was making goes to others": (
            workers.started["dies"].kill
        ),
    }.items():
        results = make(after)
        assert Counter(r.job.area_code for r in results) == dict.fromkeys(CODES, 1), what
        assert [r.job.area_code for r in results if not r.ok] == ["WKFAILS"], what
        failed = next(r for r in results if not r.ok)
        assert failed.message.startswith("cell In [3]: ValueError: kapot"), what
        assert "kapot" in json.dumps(json.loads(failed.executed)), what
        assert all(r.job.area_code in r.html for r in results if r.ok), what
        assert any(what in line for line in told), told
    assert any(re.search(r"no workers since [1-9] s, waiting \(it ends after 600 s\); start some", x) for x in told)
    below = workers.all_below()
    workers.started["hangs"].kill()
    assert below


def test_without_workers_it_ends_after_a_while_and_says_so(
    cluster: LocalCluster, notebook: Path, tmp_path: Path
) -> None:
    batch = run_remote(jobs(["WK1"]), Processed(Paths(tmp_path)), notebook, cluster.scheduler_address, patience=0.5)
    with pytest.raises(
        ReportError, match=r"no workers since 1 s, so the batch ends\. What was made is kept: start some"
    ):
        list(batch)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_with_certificates_reports_are_made_and_a_scheduler_that_is_killed_is_told_without_a_traceback(
    clean: None, notebook: Path, tmp_path: Path, capfd: pytest.CaptureFixture
) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = ["-keyout", str(key), "-out", str(certificate), "-subj", "/CN=proef"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *made],
        check=True,
        capture_output=True,
    )
    roles = {f"{role}.{part}": str(file) for role in ("scheduler", "worker", "client")
             for part, file in (("cert", certificate), ("key", key))}  # fmt: skip
    tls = {"ca-file": str(certificate), **roles}
    names = {
        f"DASK_DISTRIBUTED__COMM__TLS__{n.upper().replace('.', '__').replace('-', '_')}": v for n, v in tls.items()
    }
    about = tmp_path / "scheduler.json"
    options = [
        "--protocol",
        "tls",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
        str(about),
    ]
    scheduler = start_dask("scheduler", *options, log=tmp_path / "scheduler.log", **names)
    os.environ |= names  # for the worker; the fixture puts the environment back
    try:
        wait_for_file(about)
        workers = Workers(tmp_path, json.loads(about.read_text(encoding="utf-8"))["address"])
        workers.start("secure", "--protocol", "tls")
        processed = Processed(Paths(tmp_path / "caller"))
        with pytest.raises(ReportError, match="is an address with certificates, and this side has none"):
            list(run_remote(jobs(["WK1"]), processed, notebook, workers.scheduler))
        with dask.config.set({f"distributed.comm.tls.{name}": file for name, file in tls.items()}):
            batch = run_remote(jobs(CODES), processed, notebook, workers.scheduler, limits=LIMITS)
            assert next(batch).worker.startswith("tls://")
            capfd.readouterr()
            scheduler.kill()
            with pytest.raises(
                ReportError, match=r"the scheduler went away\. What was made is kept: start it, and run"
            ):
                list(batch)
        assert "Traceback" not in "".join(capfd.readouterr())
        workers.stop()
    finally:
        for name in names:
            os.environ.pop(name, None)
        scheduler.kill()
        scheduler.wait(30)


def wait_for_file(path: Path, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not path.is_file():
        assert time.monotonic() < deadline, f"{path.name} was not written"
        time.sleep(0.05)


# ------------------------------------------------------------- workers that have something else


FIRST_FOUND = {"library": "libraries", "code": "packages", "package": "lacking"}
"""Folder that a wrong worker finds before the installed packages."""


def start_wrong_ones(workers: Workers, built: Paths) -> dict[str, str]:
    """Workers with other data or another version; returns what has to be said of each.

    The other faults that data may have are in the tests of `batch.proof`.
    """
    figures = workers.tree("altered", built).processed / "figures.parquet"
    table = pd.read_parquet(figures)
    table.assign(value=table.value * 0.9).to_parquet(figures, index=False)
    north = workers.tree("parts", built).composites / "tilburg-noord.yml"
    north.write_text(north.read_text(encoding="utf-8").replace(", WK085544", ""), encoding="utf-8")
    metadata = workers.folder / "libraries" / "pandas-0.25.0.dist-info" / "METADATA"
    metadata.parent.mkdir(parents=True)
    metadata.write_text("Metadata-Version: 2.1\nName: pandas\nVersion: 0.25.0\n", encoding="utf-8")
    shutil.copytree(PACKAGE, workers.folder / "packages" / "wijkanalyse", ignore=shutil.ignore_patterns("__pycache__"))
    with (workers.folder / "packages" / "wijkanalyse" / "batch" / "warm.py").open("a", encoding="utf-8") as file:
        file.write("\n# another version\n")
    lacking = workers.folder / "lacking" / "wijkanalyse" / "__init__.py"
    lacking.parent.mkdir(parents=True)
    lacking.write_text("raise ModuleNotFoundError(\"No module named 'wijkanalyse'\")", encoding="utf-8")
    first = {name: workers.folder / folder for name, folder in FIRST_FOUND.items()}
    said = {
        "altered": r"figures\.parquet is not the table .*expected sha256 \w{12}…, got \w{12}….*process --refresh",
        "parts": r"tilburg-noord\.yml declares another area \(parts expected \[.*'WK085544'\], got \[.*'WK085543'\]\)",
        "library": rf"pandas 0\.25\.0 where the caller has {re.escape(pd.__version__)}; .*the same lock",
        "code": r"another version of the package \(other files in batch\); install the same one",
        "package": r"lacks the package, or something it needs \(ModuleNotFoundError: No module named 'wijkanalyse'\)",
    }
    for name in said:
        workers.start(name, first=first.get(name))
    return said


@pytest.mark.filterwarnings("ignore:Mismatched versions")
def test_a_worker_that_has_something_else_makes_nothing_and_reports_of_the_others_land_where_the_caller_is(
    workers: Workers, example: Paths, tmp_path: Path
) -> None:
    (tmp_path / "hulp.py").write_text("WOORD = 'klaar'", encoding="utf-8")  # goes with the notebook
    notebook = write_notebook(
        tmp_path / "proef.ipynb", PARAMETERS, IDENTITY, "import hulp\nFragment(f'<p>{hulp.WOORD}</p>')"
    )
    caller = Processed(workers.tree("caller", example))
    codes = ["WK016015", "WK027700", "WK085542", "tilburg-noord"]
    order = Order(codes, notebook, scheduler=workers.scheduler)
    said = start_wrong_ones(workers, example)

    with Client(workers.scheduler, set_as_default=False) as client:
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

        right = workers.tree("right", example)
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


def test_a_notebook_among_too_many_files_is_refused_before_it_is_sent(tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "proef.ipynb", PARAMETERS)
    with (tmp_path / "groot.csv").open("wb") as large:
        large.truncate(MOST_TO_SEND)
    with pytest.raises(ReportError, match=r"10 MB of files, too much to send .* move the notebook"):
        list(run_remote(jobs(["WK1"]), Processed(Paths(tmp_path)), notebook, "tcp://127.0.0.1:9"))


def test_an_address_without_a_scheduler_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "CONNECT", "1s")
    with pytest.raises(ReportError, match=r"tcp://127\.0\.0\.1:9: no dask scheduler answers there .*`dask scheduler`"):
        notebook = ROOT / "notebooks" / "wijkanalyse.ipynb"
        list(run_remote(jobs(["WK1"]), Processed(Paths(tmp_path)), notebook, "tcp://127.0.0.1:9"))
