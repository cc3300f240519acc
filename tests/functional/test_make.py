"""A batch from codes to index: only what is new or changed is made, and nothing that was made is lost.

The reports themselves are invented here, so that many batches take little time; real ones are made in
``test_batch_faults.py`` and ``test_command_line.py``.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from altered_example import seal
from invented_notebooks import PARAMETERS, ROOT, write_notebook
from own_process import in_a_child

from wijkanalyse.batch import make
from wijkanalyse.batch.inputs import WHOLE
from wijkanalyse.batch.job import Job
from wijkanalyse.batch.make import BatchOutcome, Order, make_batch, plan_batch
from wijkanalyse.batch.own_notebook import kind_of_notebook
from wijkanalyse.batch.receipt import made_kind
from wijkanalyse.batch.report import deliver
from wijkanalyse.batch.task import Result
from wijkanalyse.errors import ProcessedDataError, ReportError
from wijkanalyse.paths import Paths
from wijkanalyse.profile.processed import Processed

CODES = ["WK016015", "WK016016", "WK016017", "WK027700"]


@pytest.fixture
def tree(example: Paths, example_tree: Paths) -> Paths:
    example_tree.processed.symlink_to(example.processed, target_is_directory=True)
    shutil.copytree(ROOT / "notebooks", example_tree.notebooks, ignore=shutil.ignore_patterns(".*"))
    return example_tree


def invented(folder: Path, job: Job, failing: str | None = None) -> Result:
    """A report that is written, or a failure."""
    if job.area_code == failing:
        return Result(job, False, 0.1, message="cell In [3]: ValueError: kapot")
    html = f"rapport over {job.area_code}"
    deliver(folder, job, html)
    sha256 = hashlib.sha256(html.encode()).hexdigest()
    return Result(job, True, 0.1, len(html), sha256=sha256, comparable=("WK019322",))


class Batch:
    """Runs batches with invented reports in a tree, and keeps which were made."""

    def __init__(self, tree: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
        self.tree, self.failing = tree, None
        self.made: list[str] = []
        self.results: Callable[[Job], Result] = lambda job: invented(tree.reports, job, self.failing)
        monkeypatch.setattr(make, "_results", self._results)

    def _results(self, order: Order, processed: Processed, jobs: list[Job], *_: object) -> Iterator[Result]:
        for job in jobs:
            self.made.append(job.area_code)
            yield self.results(job)

    def order(self, codes: list[str] = CODES, **more: object) -> Order:
        return Order(codes, self.tree.notebooks / "wijkanalyse.ipynb", **more)

    def run(self, codes: list[str] = CODES, **more: object) -> BatchOutcome:
        self.made = []
        return make_batch(self.order(codes, **more), Processed(self.tree))

    def plan(self, codes: list[str] = CODES) -> dict[str, tuple[str, tuple[str, ...]]]:
        return {p.job.area_code: (p.state, p.reasons) for p in plan_batch(self.order(codes), Processed(self.tree))}

    @property
    def receipt(self) -> dict:
        return json.loads((self.tree.reports / "build.json").read_text(encoding="utf-8"))

    def path(self, code: str) -> Path:
        return self.tree.reports / next(e["path"] for e in self.receipt["reports"] if e["code"] == code)

    def listed(self) -> list[str]:
        page = (self.tree.reports / "index.html").read_text(encoding="utf-8")
        return sorted(re.findall(r"(WK\d{6})-[^\"]*\.html\"", page))


@pytest.fixture
def batch(tree: Paths, monkeypatch: pytest.MonkeyPatch) -> Batch:
    return Batch(tree, monkeypatch)


def test_a_batch_is_made_once_and_then_up_to_date(batch: Batch) -> None:
    assert {state for state, _ in batch.plan().values()} == {"new"}
    assert not batch.tree.reports.exists(), "a plan writes nothing"

    outcome = batch.run()

    assert (batch.made, outcome.index_made, len(outcome.made)) == (CODES, True, 4)
    assert batch.listed() == CODES
    assert [e["comparable"] for e in batch.receipt["reports"]] == [["WK019322"]] * 4
    log = outcome.log.read_text(encoding="utf-8")
    assert "WK016015 Holthone made in 0.1 s (1/4" in log
    before = {p: p.stat().st_mtime_ns for p in batch.tree.reports.rglob("*.*") if p.is_file()}

    outcome = batch.run()

    assert (batch.made, outcome.index_made, outcome.log) == ([], False, None)
    assert {p: p.stat().st_mtime_ns for p in batch.tree.reports.rglob("*.*") if p.is_file()} == before
    assert set(batch.plan().values()) == {("up to date", ())}


def test_where_no_file_is_another_a_plan_reads_no_figures(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    batch.run()
    before = batch.receipt["reports"]
    shared = batch.tree.processed.resolve()
    batch.tree.processed.unlink()
    shutil.copytree(shared, batch.tree.processed, copy_function=os.link)
    wijken = pd.read_parquet(shared / "wijken.parquet")
    (batch.tree.processed / "wijken.parquet").unlink()
    wijken.to_parquet(batch.tree.processed / "wijken.parquet", compression="gzip")  # the same figures in other bytes
    seal(batch.tree.processed)

    outcome = batch.run()

    assert (batch.made, outcome.index_made) == ([], False)
    whole = [e["inputs"].pop(WHOLE) for e in batch.receipt["reports"]]
    assert whole != [e["inputs"].pop(WHOLE) for e in before]
    assert [e["inputs"] for e in batch.receipt["reports"] if e["inputs"].pop(WHOLE)] == [e["inputs"] for e in before]
    monkeypatch.setattr(Processed, "figures_of", None)
    monkeypatch.setattr(Processed, "polygons", None)
    assert set(batch.plan().values()) == {("up to date", ())}


def test_force_makes_what_is_up_to_date(batch: Batch) -> None:
    batch.run()
    batch.run(CODES[:1], force=True)
    assert batch.made == CODES[:1]


def test_reports_that_are_gone_or_were_altered_are_made_again(batch: Batch) -> None:
    batch.run()
    gone, altered, longer, copied = (batch.path(c) for c in CODES)
    gone.unlink()
    altered.write_text(altered.read_text(encoding="utf-8").upper(), encoding="utf-8")
    longer.write_text("meer dan er stond " * 9, encoding="utf-8")
    os.utime(copied)  # as after copying a folder: the same file with another time

    assert batch.plan() == {
        CODES[0]: ("changed", ("its file is gone",)),
        CODES[1]: ("changed", ("its file was altered",)),
        CODES[2]: ("changed", ("its file was altered",)),
        CODES[3]: ("up to date", ()),
    }
    batch.run()
    assert batch.made == CODES[:3]
    assert altered.read_text(encoding="utf-8") == f"rapport over {CODES[1]}"


def test_a_changed_notebook_or_parameter_is_named_as_the_reason(batch: Batch) -> None:
    batch.run()
    notebook = batch.tree.notebooks / "wijkanalyse.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("## In het kort", "## Kort"), encoding="utf-8")
    assert batch.plan()[CODES[0]] == ("changed", ("the notebook",))
    order = batch.order(CODES[:1], parameters={"made_by": "GGD"})
    (planned,) = plan_batch(order, Processed(batch.tree))
    assert planned.reasons == ("the notebook", "parameters")


def test_other_boundaries_or_parameters_never_take_the_place_of_the_usual_report(batch: Batch) -> None:
    batch.run(CODES[:2])
    usual = {p: p.stat().st_mtime_ns for p in batch.tree.reports.rglob("*-*.html")}

    def vary(**more: object) -> None:
        make_batch(replace(batch.order(CODES[:1]), **more), Processed(batch.tree))

    vary(boundary_year=2022)
    vary(parameters={"comparator": "gemeente"})
    vary(parameters={"comparator": "nederland", "made_by": "GGD"})  # the usual comparator: the usual report, made anew

    assert sorted(p.name for p in batch.tree.reports.rglob("*-*.html")) == [
        "WK016015-holthone-grenzen-2022.html", "WK016015-holthone-tegen-gemeente.html",
        "WK016015-holthone.html", "WK016016-hoogenweg.html",
    ]  # fmt: skip
    again = {p: p.stat().st_mtime_ns for p in usual}
    assert [p.stem for p in usual if usual[p] != again[p]] == ["WK016015-holthone"]
    assert [(e["code"], e.get("variant")) for e in batch.receipt["reports"]] == [
        ("WK016015", None), ("WK016015", "grenzen-2022"), ("WK016015", "tegen-gemeente"), ("WK016016", None),
    ]  # fmt: skip
    page = (batch.tree.reports / "index.html").read_text(encoding="utf-8")
    assert '<a href="hardenberg/WK016015-holthone-grenzen-2022.html">grenzen van 2022</a>' in page
    assert '<a href="hardenberg/WK016015-holthone-tegen-gemeente.html">vergeleken met de gemeente</a>' in page
    assert "2 rapporten" in page, "a variant is no other area"
    (planned,) = plan_batch(replace(batch.order(CODES[:1]), boundary_year=2022), Processed(batch.tree))
    assert planned.state == "up to date"


def test_a_variant_of_an_area_without_a_usual_report_has_the_row(batch: Batch) -> None:
    make_batch(replace(batch.order(CODES[:1]), boundary_year=2022), Processed(batch.tree))
    page = (batch.tree.reports / "index.html").read_text(encoding="utf-8")
    assert "1 rapport," in page
    assert "WK016015 · grenzen van 2022" in page


def test_a_report_in_the_place_of_another_is_refused(batch: Batch) -> None:
    batch.run(CODES[:1])
    receipt, place = batch.receipt, batch.path(CODES[0])
    receipt["reports"][0]["code"] = "WK016099"
    (batch.tree.reports / "build.json").write_text(json.dumps(receipt), encoding="utf-8")
    before = place.stat().st_mtime_ns
    with pytest.raises(ReportError, match=r"holthone\.html: would be the report of both WK016099 and WK016015"):
        batch.run(CODES[:1])
    assert (batch.made, place.stat().st_mtime_ns) == ([], before)


def test_a_wrong_comparator_is_refused_before_the_batch(batch: Batch) -> None:
    with pytest.raises(ReportError, match="comparator 'buren'"):
        make_batch(replace(batch.order(), parameters={"comparator": "buren"}), Processed(batch.tree))
    assert (batch.made, batch.tree.reports.exists()) == ([], False)


def test_an_own_notebook_has_a_folder_of_its_own_and_is_on_the_index(batch: Batch, tmp_path: Path) -> None:
    batch.run(CODES[:2])
    before = {p: p.stat().st_mtime_ns for p in batch.tree.reports.rglob("*-*.html")}
    for folder in ("een", "twee"):
        (tmp_path / folder).mkdir()
    one = write_notebook(tmp_path / "een" / "Mijn vraag.ipynb", PARAMETERS)
    other = write_notebook(tmp_path / "twee" / "mijn-vraag.ipynb", PARAMETERS)
    (tmp_path / "een" / "helpers.py").write_text("a = 1", encoding="utf-8")
    processed = Processed(batch.tree)
    batch.results = lambda job: invented(batch.tree.reports / "mijn-vraag", job)

    def order(notebook: Path) -> Order:
        return Order([CODES[0], CODES[3]], notebook, kind_of_notebook(batch.tree, processed.areas, notebook))

    make_batch(order(one), processed)

    assert {p: p.stat().st_mtime_ns for p in before} == before
    assert sorted(p.name for p in (batch.tree.reports / "mijn-vraag").glob("*.html")) == [
        "WK016015-holthone.html", "WK027700-rozendaal.html",
    ]  # fmt: skip
    page = (batch.tree.reports / "index.html").read_text(encoding="utf-8")
    assert ' · <a href="mijn-vraag/WK016015-holthone.html">Mijn vraag</a>' in page
    assert re.search(r"Eigen notebook: Mijn vraag.*WK027700-rozendaal\.html", page, re.DOTALL)
    assert {p.state for p in plan_batch(order(one), processed)} == {"up to date"}
    assert made_kind("mijn-vraag", batch.tree.reports) == made_kind("Mijn vraag.ipynb", batch.tree.reports)

    (tmp_path / "een" / "helpers.py").write_text("a = 2", encoding="utf-8")
    assert {p.reasons for p in plan_batch(order(one), processed)} == {("modules or data beside the notebook",)}
    with pytest.raises(ReportError, match=r"holds reports of another notebook .*een/Mijn vraag\.ipynb; save one"):
        plan_batch(order(other), processed)
    one.unlink()  # moved: what it made is that of the other one now
    assert {p.state for p in plan_batch(order(other), processed)} == {"changed"}


def test_a_report_of_an_earlier_version_is_made_again(batch: Batch) -> None:
    batch.run()
    receipt = batch.receipt
    del receipt["reports"][0]["inputs"]
    (batch.tree.reports / "build.json").write_text(json.dumps(receipt), encoding="utf-8")
    assert batch.plan()[CODES[0]] == ("changed", ("made by an earlier version",))


def test_the_old_file_of_an_area_with_another_name_goes(batch: Batch) -> None:
    batch.run()
    receipt = batch.receipt
    old = batch.tree.reports / "gramsbergen" / "WK016015-holthoon.html"
    old.parent.mkdir()
    batch.path("WK016015").rename(old)
    old.with_suffix(".pdf").write_bytes(b"pdf")
    receipt["reports"][0]["path"] = "gramsbergen/WK016015-holthoon.html"
    (batch.tree.reports / "build.json").write_text(json.dumps(receipt), encoding="utf-8")

    reasons = batch.plan()["WK016015"][1]
    assert "its name, which was WK016015-holthoon.html" in reasons
    batch.run()

    assert not old.parent.exists()
    assert batch.path("WK016015").name == "WK016015-holthone.html"
    moved = batch.path("WK016015").with_suffix(".pdf")
    assert moved.read_bytes() == b"pdf", "what was made of it goes along"
    assert moved.name not in (batch.tree.reports / "index.html").read_text(encoding="utf-8"), "it is older than it"
    assert batch.listed() == CODES
    assert "former_path" not in batch.receipt["reports"][0]


def test_one_failure_leaves_the_others_and_is_tried_again(batch: Batch) -> None:
    batch.run(CODES[1:2])
    old = batch.path(CODES[1]).read_bytes()
    batch.failing = CODES[1]

    outcome = batch.run(force=True)

    assert [r.job.area_code for r in outcome.failed] == [CODES[1]]
    assert batch.receipt["failed"] == [
        {"code": CODES[1], "name": "Hoogenweg", "message": "cell In [3]: ValueError: kapot"}
    ]
    assert batch.path(CODES[1]).read_bytes() == old
    assert batch.listed() == CODES
    assert "Hoogenweg FAILED: cell In [3]: ValueError: kapot" in outcome.log.read_text(encoding="utf-8")


def test_the_index_is_made_again_when_it_was_altered_or_a_report_went(batch: Batch) -> None:
    batch.run()
    (batch.tree.reports / "index.html").write_text("anders", encoding="utf-8")
    assert batch.run().index_made
    batch.path(CODES[3]).unlink()
    outcome = batch.run(CODES[:1])
    assert (outcome.index_made, batch.made, batch.listed()) == (True, [], CODES[:3])


def test_ctrl_c_keeps_what_was_made(batch: Batch) -> None:
    def interrupted(job: Job) -> Result:
        if job.area_code == CODES[2]:
            raise KeyboardInterrupt
        return invented(batch.tree.reports, job)

    batch.results = interrupted
    with pytest.raises(KeyboardInterrupt):
        batch.run()
    assert batch.listed() == CODES[:2]
    batch.results = lambda job: invented(batch.tree.reports, job)
    batch.run()
    assert batch.made == CODES[2:]


def test_a_disk_that_is_full_stops_the_batch_and_keeps_what_was_made(batch: Batch) -> None:
    def full(job: Job) -> Result:
        if job.area_code == CODES[2]:
            return Result(job, False, 0.1, message=f"{job.path}: cannot be written (No space left)", unwritable=True)
        return invented(batch.tree.reports, job)

    batch.results = full
    with pytest.raises(ReportError, match=r"cannot be written \(No space left\)\. The batch was stopped"):
        batch.run()
    assert batch.made == CODES[:3]
    assert batch.listed() == CODES[:2]
    assert [f["code"] for f in batch.receipt["failed"]] == [CODES[2]]


def test_a_receipt_that_cannot_be_written_loses_nothing(batch: Batch, monkeypatch: pytest.MonkeyPatch) -> None:
    batch.run(CODES[:2])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(make, "write_receipt", full)
        with pytest.raises(ReportError, match="No space left on device"):
            batch.run()
    assert {code for code, (state, _) in batch.plan().items() if state == "up to date"} == set(CODES)
    batch.run()
    assert (batch.made, batch.listed()) == ([], CODES)


def test_damaged_figures_are_told_before_anything_is_made(batch: Batch) -> None:
    batch.run()
    before = {p: p.read_bytes() for p in batch.tree.reports.rglob("*.html")}
    processed = batch.tree.processed.resolve()
    batch.tree.processed.unlink()
    shutil.copytree(processed, batch.tree.processed)
    figures = batch.tree.processed / "figures.parquet"
    figures.write_bytes(figures.read_bytes()[:200_000])
    with pytest.raises(ProcessedDataError, match=r"figures\.parquet is not the table .*process --refresh"):
        batch.run()
    assert {p: p.read_bytes() for p in batch.tree.reports.rglob("*.html")} == before


def test_a_second_batch_in_the_same_folder_is_refused_and_changes_nothing(batch: Batch) -> None:
    def meanwhile(job: Job) -> Result:
        with pytest.raises(ReportError, match=rf"a batch is at work there \(process {os.getpid()} on "):
            make_batch(batch.order(), Processed(batch.tree))
        return invented(batch.tree.reports, job)

    batch.results = meanwhile
    outcome = batch.run()
    assert (len(outcome.made), batch.listed()) == (4, CODES)


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def run_until(moment: str, batch: Batch) -> None:
    """Run a batch in a process that is killed at that moment."""

    def third_is_not_recorded(job: Job) -> Result:
        result = invented(batch.tree.reports, job)
        if job.area_code == CODES[2]:
            die()
        return result

    if moment == "when the third is not recorded yet":
        batch.results = third_is_not_recorded
    if moment == "before the index":
        make.write_index = die
    if moment == "before the journal goes":
        make.remove_journal = die
    batch.run()


MOMENTS = {
    "when the third is not recorded yet": CODES[2:],
    "before the index": [],
    "before the journal goes": [],
}
"""When a batch is killed, and what the next one still has to make."""


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows does not fork")
def test_a_batch_that_is_killed_goes_on_where_it_was(batch: Batch, moment: str) -> None:
    code, said = in_a_child(lambda: run_until(moment, batch), None)
    assert code == -signal.SIGKILL, said

    batch.run()

    assert batch.made == MOMENTS[moment]
    assert batch.listed() == CODES
    assert [e["code"] for e in batch.receipt["reports"]] == CODES
    assert not (batch.tree.reports / ".batch" / "journal.jsonl").exists()
    assert set(batch.plan().values()) == {("up to date", ())}
