"""A batch over real areas: each report is about its area, and nothing but its date depends on who made it when.

What single notebooks can do to their process is in ``tests/unit/test_warm.py``.
"""

from __future__ import annotations

import datetime as dt
import pickle
import re
from pathlib import Path

import pytest
from invented_notebooks import ROOT, once, record, shared_folder, use_environment

from wijkanalyse.batch.job import plan_jobs
from wijkanalyse.batch.receipt import write_index
from wijkanalyse.batch.task import Limits, Task
from wijkanalyse.batch.warm import CAN_FORK, run_tasks
from wijkanalyse.paths import Paths
from wijkanalyse.profile.processed import Processed

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="without fork every report has a kernel: too slow for a test")

AREAS = {
    "WK016015": ("Holthone", "hardenberg/WK016015-holthone.html"),
    "WK051801": ("Oostduinen", "s-gravenhage/WK051801-oostduinen.html"),
    "WK051807": ("Scheveningen", "s-gravenhage/WK051807-scheveningen.html"),
    "GM0277": ("Rozendaal", "rozendaal/GM0277-rozendaal.html"),
    "velp-en-rozendaal": ("Velp en Rozendaal", "samengesteld/velp-en-rozendaal.html"),
}
EMPTY = "WK051801"

FIRST, LATER = dt.date(2026, 1, 1), dt.date(2026, 2, 3)


def make_reports(root: Path, example: Paths) -> None:
    """Two times the same reports in another order, a part of them on another day, by two workers."""
    jobs = plan_jobs(Processed(example).areas, list(AREAS), boundary_year=None, edition="openbaar")
    empty = [job for job in jobs if job.area_code == EMPTY]
    wanted = [("first", jobs, FIRST), ("second", jobs[::-1], FIRST), ("later", empty, LATER)]
    notebook = ROOT / "notebooks" / "wijkanalyse.ipynb"
    tasks = [Task(job, example.root, notebook, root / name, {}, built) for name, some, built in wanted for job in some]
    results = list(run_tasks(tasks, 2, Limits(seconds=120)))
    (root / "results.pickle").write_bytes(pickle.dumps(results))
    # two batches in one folder
    made = {"fingerprint": "abc", "notebook": "wijkanalyse.ipynb", "built": FIRST}
    by_code = list({r.job.area_code: r for r in results}.values())
    record(root / "first", by_code[:2], **made)
    receipt = record(root / "first", by_code[2:], **made)
    write_index(root / "first", receipt, built=FIRST)


@pytest.fixture
def batch(
    example: Paths, warm_start: None, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """The folder with the three folders of reports."""
    shared = shared_folder(tmp_path_factory)
    use_environment(monkeypatch, shared)
    return once(shared / "batch", lambda root: make_reports(root, example))


def test_every_report_is_made_also_that_of_an_area_without_people(batch: Path) -> None:
    first = batch / "first"
    results = pickle.loads((batch / "results.pickle").read_bytes())
    assert [f"{r.job.area_code}: {r.message}" for r in results if not r.ok] == []
    assert len(results) == 2 * len(AREAS) + 1
    assert sorted(str(p.relative_to(first)) for p in first.rglob("*/*.html")) == sorted(
        path for _, path in AREAS.values()
    )


@pytest.mark.parametrize("code", AREAS)
def test_a_report_is_about_the_area_in_its_name(batch: Path, code: str) -> None:
    name, path = AREAS[code]
    html = (batch / "first" / path).read_text(encoding="utf-8")
    assert re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1].strip().startswith(f"Wijkanalyse {name}")
    heading = re.sub(r"<[^>]*>", " ", re.search(r"<h1.*?</h1>", html, re.DOTALL)[0])
    assert " ".join(heading.split()).removeprefix("Wijkanalyse ") == name
    others = {f"Wijkanalyse {other}" for c, (other, _) in AREAS.items() if c != code} - {f"Wijkanalyse {name}"}
    assert [other for other in others if f"{other}<" in html] == []


def test_an_area_without_people_says_so_and_shows_no_zero_as_a_figure(batch: Path) -> None:
    html = (batch / "first" / AREAS[EMPTY][1]).read_text(encoding="utf-8")
    assert "Volgens het CBS wonen er geen mensen in de wijk Oostduinen" in html
    words = re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]*>", " ", html, flags=re.DOTALL).lower().split()
    assert [w for w in words if w == "nan" or re.fullmatch(r"0(,0+)?%?", w)] == []


@pytest.mark.parametrize("code", AREAS)
def test_the_same_data_give_the_same_report_whoever_made_it(batch: Path, code: str) -> None:
    path = AREAS[code][1]
    assert (batch / "first" / path).read_bytes() == (batch / "second" / path).read_bytes()


def test_on_another_day_only_the_day_differs(batch: Path) -> None:
    path = AREAS[EMPTY][1]
    first, later = ((batch / n / path).read_text(encoding="utf-8") for n in ("first", "later"))
    assert first != later
    assert "1 januari 2026" in first
    changed = later.replace("3 februari 2026", "1 januari 2026").replace("2026-02-03", "2026-01-01")
    assert changed == first


def test_the_index_links_to_the_reports_of_all_batches_and_to_nothing_else(batch: Path) -> None:
    reports = batch / "first"
    page = (reports / "index.html").read_text(encoding="utf-8")
    assert sorted(re.findall(r'href="([^"#:]+)"', page)) == sorted(path for _, path in AREAS.values())
    assert all((reports / link).is_file() for _, link in AREAS.values())
