"""How fast reports are made, measured: writes `docs/performance.md` from real runs and from nothing else.

Receives a tree with processed tables, hands on `docs/performance.json` (the numbers) and `docs/performance.md` (the
same for people). Ways that are compared make the same reports with the same notebook, in turns, so that a slow moment
of the machine meets all of them. Nothing is written into the tree itself.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import math
import multiprocessing
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import nbformat
import psutil

from wijkanalyse.batch.job import plan_jobs
from wijkanalyse.batch.make import Order, make_batch
from wijkanalyse.batch.report import warm_up
from wijkanalyse.batch.task import NORMAL, Task
from wijkanalyse.batch.warm_process import WarmProcess
from wijkanalyse.cards.catalogue import load_catalogue, mentions_of
from wijkanalyse.files import write_whole
from wijkanalyse.paths import Paths, find_paths
from wijkanalyse.profile.processed import Processed, open_processed

ROOT = Path(__file__).resolve().parent.parent
NUMBERS = ROOT / "docs" / "performance.json"
PAGE = ROOT / "docs" / "performance.md"
LIBRARIES = ("papermill", "nbconvert", "ipykernel", "matplotlib", "seaborn", "pandas", "pyarrow", "distributed")
BUILT = dt.date(2026, 1, 1)
GROWTH = (100, 400, 1600)
"""Wijken of batches, to see whether a report costs more in a larger one."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "parts",
        nargs="*",
        help=f"which parts: {', '.join(PARTS)}; by default all but those of minutes: {', '.join(LONG)}",
    )
    parser.add_argument("--wijken", type=int, default=20, help="reports that every way makes")
    parser.add_argument("--reports", type=int, default=100, help="reports for throughput and memory")
    parser.add_argument("--buurten", type=int, default=1000, help="buurten of the sample")
    parser.add_argument("--page", type=Path, default=PAGE, help="where the page goes; its numbers go beside it")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(unknown)}; choose from {', '.join(PARTS)}")
    numbers_file = given.page.with_suffix(".json")
    numbers = json.loads(numbers_file.read_text(encoding="utf-8")) if numbers_file.is_file() else {}
    with tree_of(find_paths()) as paths:
        for name in given.parts or [p for p in PARTS if p not in LONG]:
            print(f"{name} ...", flush=True)  # noqa: T201
            numbers[name] = {"machine": machine(), **PARTS[name](paths, given)}
            numbers_file.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
            given.page.write_text(page(numbers), encoding="utf-8")
    print(given.page.read_text(encoding="utf-8"))  # noqa: T201


def machine() -> dict[str, Any]:
    """What the numbers were measured on."""
    return {
        "day": dt.date.today().isoformat(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "load_before": round(psutil.getloadavg()[0], 1),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in LIBRARIES},
    }


@contextmanager
def tree_of(source: Paths) -> Iterator[Paths]:
    """A tree of its own that reads the data of another, with its reports apart."""
    with tempfile.TemporaryDirectory(prefix="wijkanalyse-bench-") as folder:
        paths = Paths(Path(folder))
        (paths.root / "data").mkdir()
        for name in ("raw", "processed", "gebieden"):
            (paths.root / "data" / name).symlink_to(source.root / "data" / name, target_is_directory=True)
        shutil.copytree(ROOT / "notebooks", paths.notebooks, ignore=shutil.ignore_patterns(".*"))
        os.environ["WIJKANALYSE_ROOT"] = str(paths.root)
        find_paths.cache_clear()
        yield paths


def tasks_of(paths: Paths, number: int) -> list[Task]:
    """Reports to make, of inhabited wijken spread over the country."""
    areas = Processed(paths).areas
    of_year = areas.of_year(areas.year_of())
    wijken = of_year[(of_year.area_level == "wijk") & (of_year.inwoners > 500)]
    step = max(1, len(wijken) // number)
    codes = wijken.area_code.sort_values().iloc[step // 2 :: step][:number]
    jobs = plan_jobs(areas, codes, boundary_year=None, edition="openbaar")
    return [Task(job, paths.root, paths.notebooks / "wijkanalyse.ipynb", paths.reports, {}, BUILT) for job in jobs]


# --------------------------------------------------------------------------------- ways


def plain(task: Task) -> None:
    """papermill and nbconvert from the command line, one process each."""
    with tempfile.TemporaryDirectory() as folder:
        executed = Path(folder) / "uit.ipynb"
        parameters = [
            x for k, v in task.job.parameters({}).items() for x in ("-p" if k == "boundary_year" else "-r", k, str(v))
        ]
        run("papermill", task.notebook, executed, "-k", "python3", "--no-progress-bar", *parameters, cwd=task.root)
        run("nbconvert", "--to", "wijkrapport", executed, "--output-dir", folder, "--output", "uit.html", cwd=folder)
        assert (Path(folder) / "uit.html").stat().st_size > 100_000


def run(module: str, *arguments: Any, cwd: Any) -> None:
    done = subprocess.run([sys.executable, "-m", module, *map(str, arguments)], capture_output=True, text=True, cwd=cwd)
    if done.returncode:
        raise SystemExit(f"{module} failed:\n{done.stderr[-2000:]}")


def floor_server(connection: Connection, first: Task, *, cards: Collection[str] = ()) -> None:
    """The cells as one function in a warm process, and the export: no papermill, no IPython, no fork.

    With `cards`, as if the catalogue had only those indicators.
    """
    indicators = load_catalogue().indicators
    for name in [name for name in indicators if cards and name not in cards]:
        del indicators[name]
    warm_up(first)
    cells = nbformat.read(first.notebook, 4).cells
    while True:
        connection.send(None)
        task = connection.recv()
        write_whole(task.reports / "bodem.html", direct(cells, task))


def direct(cells: Sequence[nbformat.NotebookNode], task: Task) -> str:
    """The report of an area by plain calls."""
    import ast

    from IPython.core.formatters import DisplayFormatter

    from wijkanalyse.publish.exporter import export_report

    processed = open_processed(Paths(task.root))
    processed.comparable.clear()  # each time is to be as the first
    processed.profiles.clear()
    names: dict[str, Any] = {}
    shown = []
    formatter = DisplayFormatter()
    for number, cell in enumerate(cells):
        shown.append(nbformat.from_dict(cell))
        if cell.cell_type != "code":
            continue
        shown[-1].execution_count = number + 1  # without one the exporter takes it for a cell that was not run
        body = ast.parse(cell.source).body
        last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), f"cell {number}", "exec"), names)
        if "parameters" in cell.metadata.get("tags", []):
            names |= task.job.parameters({})
        if last is not None:
            value = eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), names)
            data, metadata = formatter.format(value)
            shown[-1].outputs = [nbformat.v4.new_output("display_data", data=data, metadata=metadata)]
    return export_report(nbformat.v4.new_notebook(cells=shown))


def cpu_of(pid: int) -> float:
    """CPU seconds of a process, of what it started, and of what that started."""
    process, seconds = psutil.Process(pid), 0.0
    for one in (process, *process.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = one.cpu_times()
            seconds += times.user + times.system + times.children_user + times.children_system
    return seconds


def measured(way: Callable[[], Any], pid: int) -> tuple[float, float]:
    before, started = cpu_of(pid), time.perf_counter()
    way()
    return time.perf_counter() - started, cpu_of(pid) - before


def compare_ways(paths: Paths, given: argparse.Namespace) -> dict[str, Any]:
    tasks = tasks_of(paths, given.wijken + 1)
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    floor = context.Process(target=floor_server, args=(theirs, tasks[0]), daemon=True)
    floor.start()
    warm, kernel = WarmProcess(NORMAL), WarmProcess(NORMAL, fork=False)

    def fast(process: WarmProcess, task: Task) -> None:
        result = process.make(task)
        assert result.ok, result.message

    def directly(task: Task) -> None:
        ours.send(task)
        ours.recv()

    ours.recv()
    warming = tasks.pop()
    fast(warm, warming)  # loads the figures; what that takes is measured with the throughput
    fast(kernel, warming)
    me = os.getpid()
    ways = {
        "plain": (plain, me),
        "kernel": (lambda task: fast(kernel, task), kernel.pid),
        "fast": (lambda task: fast(warm, task), warm.pid),
        "floor": (directly, floor.pid),
    }
    walls: dict[str, list[float]] = {name: [] for name in ways}
    cpus: dict[str, list[float]] = {name: [] for name in ways}
    # Each area once: a process that makes several reports keeps what it found of one.
    for number, task in enumerate(tasks):
        # In another order each time, so that no way always comes after the same one.
        for name in sorted(ways, key=lambda n: (list(ways).index(n) + number) % len(ways)):
            way, pid = ways[name]
            wall, cpu = measured(lambda w=way, t=task: w(t), pid)
            walls[name].append(wall)
            cpus[name].append(cpu)
    warm.stop()
    kernel.stop()
    floor.kill()
    return {
        "wijken": [t.job.area_code for t in tasks],
        "wall": {name: spread(values) for name, values in walls.items()},
        "cpu": {name: spread(values) for name, values in cpus.items()},
        "plain_over_fast": spread([p / f for p, f in zip(walls["plain"], walls["fast"], strict=True)]),
        "fast_over_floor_s": spread([f - b for f, b in zip(walls["fast"], walls["floor"], strict=True)]),
    }


def spread(values: Sequence[float]) -> dict[str, float]:
    quarters = statistics.quantiles(values, n=4) if len(values) > 1 else [values[0]] * 3
    return {
        "n": len(values), "median": round(statistics.median(values), 3), "p25": round(quarters[0], 3),
        "p75": round(quarters[2], 3), "min": round(min(values), 3), "max": round(max(values), 3),
    }  # fmt: skip


# --------------------------------------------------------------------- batches and memory


class Memory:
    """Samples the memory of all that this process starts; in MB."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.own_of_report = 0.0
        """Most that one report had for itself, beyond what it shares with its worker."""
        self.all_together = 0.0
        self.workers: dict[int, list[float]] = {}
        self.loaded = False
        """Whether the workers have made a report, so that what they take from now on is growth."""

    def __enter__(self) -> Memory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _sample(self) -> None:
        me = psutil.Process()
        while not self._over.wait(0.25):
            total = 0.0
            for process in me.children(recursive=True):
                try:
                    about = process.memory_full_info()
                    total += getattr(about, "pss", about.uss)
                    # Workers are in the group of who asked; a report has one of its own.
                    if process.ppid() != me.pid and os.getpgid(process.pid) == process.pid:
                        self.own_of_report = max(self.own_of_report, about.uss / 1e6)
                        self.workers.setdefault(process.ppid(), [])
                    elif self.loaded and process.pid in self.workers:
                        self.workers[process.pid].append(about.rss / 1e6)
                except (psutil.Error, ProcessLookupError):
                    continue
            self.all_together = max(self.all_together, total / 1e6)

    def growth(self) -> float:
        """How much a worker grew, from the first tenth of its samples to the last."""
        tenths = [(s[: len(s) // 10], s[-(len(s) // 10) :]) for s in self.workers.values() if len(s) >= 20]
        grown = [statistics.median(last) - statistics.median(first) for first, last in tenths]
        return max(grown, default=float("nan"))


def batch(paths: Paths, codes: Sequence[str], workers: int, scheduler: str | None = None) -> dict[str, Any]:
    notebook = paths.notebooks / "wijkanalyse.ipynb"
    order = Order(codes, notebook, workers=workers, force=True, scheduler=scheduler)
    moments: list[float] = []
    memory = Memory()

    def note(_: Any) -> None:
        moments.append(time.perf_counter())
        memory.loaded |= len(moments) > 2 * workers

    started = time.perf_counter()
    with memory:
        outcome = make_batch(order, Processed(paths), note=note)
    took = time.perf_counter() - started
    return {
        "workers": workers,
        "reports": len(outcome.made),
        "failed": [f"{r.job.area_code} {r.job.area_name}: {r.message}" for r in outcome.failed],
        "wall_s": round(took, 1),
        "to_first_report_s": round(moments[0] - started, 1),
        "per_minute": round(60 * (len(moments) - 1) / (moments[-1] - moments[0]), 1) if len(moments) > 1 else None,
        "seconds_per_report": spread([r.seconds for r in outcome.results]),
        "megabytes_of_a_report": round(memory.own_of_report),
        "megabytes_together": round(memory.all_together),
        "worker_growth_mb": None if math.isnan(memory.growth()) else round(memory.growth(), 1),
        "published_mb": round(sum(r.bytes for r in outcome.made) / 1e6, 1),
    }


def throughput(paths: Paths, given: argparse.Namespace) -> dict[str, Any]:
    codes = [t.job.area_code for t in tasks_of(paths, given.reports)]
    return {"batches": [batch(paths, codes, workers) for workers in (1, 2)], "unchanged": unchanged(paths, codes)}


def unchanged(paths: Paths, codes: Sequence[str]) -> dict[str, Any]:
    """The same command again: nothing changed, so nothing is made."""
    command = [sys.executable, "-m", "wijkanalyse", "reports", *codes]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    took = time.perf_counter() - started
    assert "0 reports made, 0 failed" in done.stdout, done.stdout
    return {"reports": len(codes), "wall_s": round(took, 1)}


def country(paths: Paths, _given: argparse.Namespace) -> dict[str, Any]:
    """All wijken of a year that there are figures of, and the same command again."""
    codes = Processed(paths).areas.select()
    cores = machine()["cores"]
    return {"batches": [batch(paths, codes, cores)], "unchanged": unchanged(paths, ["--all"]) | {"reports": len(codes)}}


def growth(paths: Paths, given: argparse.Namespace) -> dict[str, Any]:
    """What a report costs as the batch grows, as workers do, and when a scheduler hands the reports out."""
    from distributed import LocalCluster

    cores = machine()["cores"]
    codes = [t.job.area_code for t in tasks_of(paths, max(GROWTH))]
    rows = [batch(paths, codes[:: max(1, len(codes) // number)][:number], cores) for number in GROWTH]
    few = codes[:: max(1, len(codes) // given.reports)][: given.reports]
    rows += [batch(paths, few, workers) for workers in range(1, cores + 1)]
    with LocalCluster(n_workers=cores, threads_per_worker=1, dashboard_address=None) as cluster:
        rows.append(batch(paths, few, cores, cluster.scheduler_address) | {"workers": f"{cores}, dask"})
    return {"batches": rows, "cards": cards(paths, given)}


def cards(paths: Paths, given: argparse.Namespace) -> list[dict[str, Any]]:
    """What a report costs by plain calls with the indicators that the lists name, and with all: in turns."""
    tasks = tasks_of(paths, given.wijken)
    indicators = load_catalogue().indicators
    named = {mention.indicator for mention in mentions_of(load_catalogue())}
    servers, cpus = {}, {}
    for chosen in ({i for i in indicators if i in named}, set(indicators)):
        ours, theirs = multiprocessing.get_context("spawn").Pipe()
        server = multiprocessing.get_context("spawn").Process(
            target=floor_server, args=(theirs, tasks[0]), kwargs={"cards": chosen}, daemon=True
        )
        server.start()
        ours.recv()
        servers[len(chosen)], cpus[len(chosen)] = (server, ours), []
    for task in tasks:
        for number, (server, ours) in servers.items():
            before = cpu_of(server.pid)
            ours.send(task)
            ours.recv()
            cpus[number].append(cpu_of(server.pid) - before)
    for server, _ in servers.values():
        server.kill()
    return [{"indicators": number, "cpu": spread(values)} for number, values in cpus.items()]


def buurten(paths: Paths, given: argparse.Namespace) -> dict[str, Any]:
    """A sample of the buurten, really made, and what all of them would take at that pace."""
    every = Processed(paths).areas.select(level="buurt")
    codes = every[:: max(1, len(every) // given.buurten)][: given.buurten]
    made = batch(paths, codes, machine()["cores"])
    return {"batches": [made], "every": len(every)}


def processing(paths: Paths, given: argparse.Namespace) -> dict[str, Any]:
    """From the raw tables to the processed ones, in a folder of its own."""
    with tree_of(Paths(paths.root)) as own:
        processed = own.root / "data" / "processed"
        processed.unlink()
        processed.mkdir()
        started = time.perf_counter()
        process = psutil.Popen([sys.executable, "-m", "wijkanalyse", "process"], stdout=subprocess.DEVNULL)
        most = 0.0
        while process.poll() is None:
            try:
                most = max(most, process.memory_info().rss / 1e6)
            except psutil.Error:
                break
            time.sleep(0.1)
        assert process.wait() == 0, "wijkanalyse process failed"
        took = time.perf_counter() - started
        receipt = json.loads((processed / "build.json").read_text(encoding="utf-8"))
    os.environ["WIJKANALYSE_ROOT"] = str(paths.root)
    return {"figures": receipt["figures"], "wall_s": round(took, 1), "megabytes": round(most)}


PARTS: dict[str, Callable[[Paths, argparse.Namespace], dict[str, Any]]] = {
    "ways": compare_ways, "throughput": throughput, "processing": processing, "growth": growth,
    "buurten": buurten, "country": country,
}  # fmt: skip


LONG = ("growth", "buurten", "country")

# ------------------------------------------------------------------------------ the page

INTRODUCTION = """# Performance

Written by `make bench` from `performance.json`, which holds the measured numbers; not edited by hand. Read the ratios
rather than the seconds: they were measured in turns on one machine, and hold better on another.
"""

WAYS = {
    "plain": "plain: `papermill …` and `jupyter nbconvert …`, two processes per report",
    "kernel": "papermill in a process that stays, a new kernel per report (Windows and macOS)",
    "fast": "fast: papermill with its own engine, in a process forked from one that loaded everything",
    "floor": "floor: the cells as plain calls in a warm process, and the export",
}


def page(numbers: Mapping[str, Any]) -> str:
    """The numbers for people."""
    sections = {"ways": ways_section, "throughput": throughput_section, "country": country_section,
                "buurten": buurten_section, "growth": growth_section, "processing": processing_section}  # fmt: skip
    parts = [f"{write(numbers[name])}\n{measured_on(numbers[name]['machine'])}"
             for name, write in sections.items() if name in numbers]  # fmt: skip
    return "\n".join([INTRODUCTION, *parts])


def measured_on(about: Mapping[str, Any]) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    return (
        f"*Measured on {about['day']}: {about['cores']} cores, {about['memory_gb']} GB, {about['system']}, load "
        f"{about['load_before']} at the start; Python {about['python']}, {versions}.*\n"
    )


def ways_section(found: Mapping[str, Any]) -> str:
    rows = [
        f"| {words} | {shown(found['wall'][way])} | {shown(found['cpu'][way])} | "
        f"{found['wall'][way]['median'] / found['wall']['fast']['median']:.2f} |"
        for way, words in WAYS.items()
    ]
    over = found["fast_over_floor_s"]
    share = 100 * over["median"] / found["wall"]["floor"]["median"]
    return "\n".join(
        [
            "## One report", "",
            f"The same notebook and the same {len(found['wijken'])} wijken, in turns. Medians, with the middle half of "
            "the measurements; the ratio is of medians of seconds.", "",
            "| way | seconds | CPU seconds | times the fast way |", "|---|---|---|---|", *rows, "",
            f"Pair by pair the plain way takes {found['plain_over_fast']['median']:.1f} times as long as the fast way "
            f"({found['plain_over_fast']['p25']:.1f} to {found['plain_over_fast']['p75']:.1f}). The fast way is "
            f"{over['median']:.2f} s above the floor ({over['p25']:.2f} to {over['p75']:.2f}), which is {share:.0f}% "
            "of it. Starting a worker is not in this table; it is in the next one.", "",
        ]
    )  # fmt: skip


def shown(values: Mapping[str, float]) -> str:
    return f"{values['median']:.2f} ({values['p25']:.2f}–{values['p75']:.2f})"


def batches_table(batches: Sequence[Mapping[str, Any]]) -> list[str]:
    rows = [
        f"| {b['workers']} | {b['reports']} | {b['wall_s']} | {b['to_first_report_s']} | {b['per_minute']} | "
        f"{shown(b['seconds_per_report'])} | {b['megabytes_of_a_report']} | "
        f"{b['megabytes_together']} | {b['worker_growth_mb']} |"
        for b in batches
    ]
    return [
        "| workers | reports | seconds | until the first | a minute after that | seconds per report | MB of one report "
        "| MB of all | MB a worker grew |",
        "|---|---|---|---|---|---|---|---|---|", *rows, "",
        "*MB of one report*: what the process that made it had for itself, beyond what it shares with its worker. "
        "*MB of all*: everything together, shared memory counted once.", "",
    ]  # fmt: skip


def failures(batches: Sequence[Mapping[str, Any]]) -> list[str]:
    failed = [f for b in batches for f in b["failed"]]
    return ["Failed:", "", *(f"* {f}" for f in failed), ""] if failed else ["No report failed.", ""]


def again(found: Mapping[str, Any]) -> str:
    return f"The same command again, with nothing changed: {found['wall_s']} s for {found['reports']} reports."


def throughput_section(found: Mapping[str, Any]) -> str:
    return "\n".join(["## A batch", "", *batches_table(found["batches"]), *failures(found["batches"]),
                      again(found["unchanged"]), ""])  # fmt: skip


def country_section(found: Mapping[str, Any]) -> str:
    whole = found["batches"][0]
    return "\n".join(["## All wijken of the country", "",
                      f"{whole['reports']} reports in {whole['wall_s'] / 60:.1f} minutes: {whole['published_mb']} MB.",
                      "",
                      *batches_table(found["batches"]), *failures(found["batches"]), again(found["unchanged"]),
                      ""])  # fmt: skip


def growth_section(found: Mapping[str, Any]) -> str:
    rows = [f"| {row['indicators']} | {shown(row['cpu'])} |" for row in found["cards"]]
    return "\n".join(["## As it grows", "", *batches_table(found["batches"]), *failures(found["batches"]),
                      "By plain calls, with the indicators that themes, roles and lists need, and with all:", "",
                      "| indicators | CPU seconds |", "|---|---|", *rows, ""])  # fmt: skip


def buurten_section(found: Mapping[str, Any]) -> str:
    made = found["batches"][0]
    hours = found["every"] / made["per_minute"] / 60
    return "\n".join(["## Buurten", "",
                      f"A sample of {made['reports']} of {found['every']}, spread over the country. All of them would "
                      f"take {hours:.1f} hours at that pace (an extrapolation).", "",
                      *batches_table(found["batches"]), *failures(found["batches"])])  # fmt: skip


def processing_section(found: Mapping[str, Any]) -> str:
    return (
        "## From raw to processed\n\n"
        f"{found['figures']:,} figures in {found['wall_s']} s, with at most {found['megabytes']:,} MB.\n"
    )


if __name__ == "__main__":
    main()
