"""Is a report still as light as it was? Part of `make check`: a change that doubles what it costs is seen at once.

Makes reports of the example by plain calls, and holds their CPU against plain Python work that is measured in turns
with them on the same machine: a ratio holds on a fast machine and a slow one. Bytes need no comparison.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
from bench import BUILT, ROOT, direct

from wijkanalyse.batch.job import plan_jobs
from wijkanalyse.batch.report import warm_up
from wijkanalyse.batch.task import Task
from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.paths import ROOT_VARIABLE, Paths, find_paths
from wijkanalyse.process.build import build
from wijkanalyse.profile.processed import open_processed

AREAS = ("WK027502", "WK016015", "tilburg-noord")
"""A wijk, a village of which little is known, and a composite area."""
TURNS = 5
MOST_BYTES = 400_000
MOST_WORK = 8.0
"""Times the plain work that a report may cost: half as much again as the 5.1 that was measured of the heaviest."""


def plain_work() -> None:
    """Some tenths of a second of what Python does for a report: texts, numbers, and tables of both."""
    rows = [{"name": f"gebied {n}", "value": n * 0.37, "text": format(n * 1.1, ",.1f")} for n in range(20_000)]
    for row in sorted(rows, key=lambda r: r["text"]):
        json.loads(json.dumps(row))


def cpu_of(work: Callable[[], object]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="wijkanalyse-guard-") as folder:
        paths = Paths(Path(folder))
        for name in ("raw/voorbeeld", "gebieden"):
            shutil.copytree(ROOT / "data" / name, paths.root / "data" / name)
        os.environ[ROOT_VARIABLE] = folder
        find_paths.cache_clear()
        build(paths, load_catalogue())
        faults = list(_faults(paths))
    if faults:
        sys.exit("\n".join(faults))


def _faults(paths: Paths) -> Iterator[str]:
    notebook = ROOT / "notebooks" / "wijkanalyse.ipynb"
    jobs = plan_jobs(open_processed(paths).areas, AREAS, boundary_year=None, edition="openbaar")
    tasks = [Task(job, paths.root, notebook, None, {}, BUILT) for job in jobs]
    warm_up(tasks[0])
    cells = nbformat.read(notebook, 4).cells
    for task in tasks:
        size = len(direct(cells, task).encode())  # the first time, which reads what the next ones find in memory
        work, plain = zip(
            *((cpu_of(lambda t=task: direct(cells, t)), cpu_of(plain_work)) for _ in range(TURNS)), strict=True
        )
        times = min(work) / min(plain)
        print(f"{task.job.area_name}: {times:.1f} times the plain work ({min(work):.2f} CPU s), {size:,} bytes")  # noqa: T201
        if times > MOST_WORK:
            yield f"a report of {task.job.area_name} costs {times:.1f} times the plain work, more than {MOST_WORK:g}"
        if size > MOST_BYTES:
            yield f"a report of {task.job.area_name} has {size:,} bytes, more than {MOST_BYTES:,}"


if __name__ == "__main__":
    main()
