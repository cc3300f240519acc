"""The receipt and the index page are about everything in the folder, over several batches."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from invented_notebooks import record

from wijkanalyse.batch.job import Job
from wijkanalyse.batch.receipt import (
    describe_index,
    index_is_current,
    open_documents,
    pages_of_folders,
    read_receipt,
    write_index,
)
from wijkanalyse.batch.task import Result
from wijkanalyse.errors import ReportError
from wijkanalyse.paths import Paths
from wijkanalyse.show.identity import edition_line

MADE = {"fingerprint": "abc", "notebook": "wijkanalyse.ipynb", "built": dt.date(2026, 1, 1)}


def result(reports: Path, code: str, *, ok: bool = True, **changes: object) -> Result:
    """A result, and when it is a success its report in the folder."""
    keys = {"area_name": f"Wijk {code}", "level": "wijk", "gemeente": "Proef", "boundary_year": 2022, "inwoners": 900,
            "edition": "openbaar", "path": f"proef/{code}.html"}  # fmt: skip
    job = Job(code, **(keys | changes))
    if ok:
        (reports / job.path).parent.mkdir(parents=True, exist_ok=True)
        (reports / job.path).write_text("rapport", encoding="utf-8")
    return Result(job, ok, 1.234, 7 if ok else 0, "" if ok else "kapot")


def codes(receipt: dict) -> list[str]:
    return [entry["code"] for entry in receipt["reports"]]


def listed(reports: Path, receipt: dict) -> list[str]:
    page = write_index(reports, receipt, built=dt.date(2026, 1, 1)).read_text(encoding="utf-8")
    return sorted(re.findall(r'href="([^"#:]+\.html)"', page))


def test_several_batches_add_up_in_receipt_and_index(tmp_path: Path) -> None:
    record(tmp_path, [result(tmp_path, "WK2"), result(tmp_path, "WK1")], **MADE)
    receipt = record(tmp_path, [result(tmp_path, "WK3")], **MADE)
    assert codes(receipt) == ["WK1", "WK2", "WK3"]
    assert receipt == read_receipt(tmp_path)
    assert listed(tmp_path, receipt) == ["proef/WK1.html", "proef/WK2.html", "proef/WK3.html"]


def test_a_report_that_was_made_again_is_there_once_with_its_last_making(tmp_path: Path) -> None:
    record(tmp_path, [result(tmp_path, "WK1")], **MADE)
    receipt = record(tmp_path, [result(tmp_path, "WK1")], **(MADE | {"fingerprint": "def"}))
    assert [(e["code"], e["data"], e["seconds"], e["bytes"]) for e in receipt["reports"]] == [("WK1", "def", 1.23, 7)]


def test_a_report_that_fails_later_stays_listed_as_it_was(tmp_path: Path) -> None:
    record(tmp_path, [result(tmp_path, "WK1")], **MADE)
    receipt = record(tmp_path, [result(tmp_path, "WK1", ok=False)], **(MADE | {"fingerprint": "def"}))
    assert [(e["code"], e["data"]) for e in receipt["reports"]] == [("WK1", "abc")]
    assert receipt["failed"] == [{"code": "WK1", "name": "Wijk WK1", "message": "kapot"}]
    assert listed(tmp_path, receipt) == ["proef/WK1.html"]


def test_failures_are_those_of_the_last_batch(tmp_path: Path) -> None:
    record(tmp_path, [result(tmp_path, "WK1", ok=False)], **MADE)
    assert record(tmp_path, [], **MADE)["failed"] == []


def test_a_report_that_was_removed_is_no_longer_listed(tmp_path: Path) -> None:
    record(tmp_path, [result(tmp_path, "WK1"), result(tmp_path, "WK2")], **MADE)
    (tmp_path / "proef" / "WK1.html").unlink()
    receipt = record(tmp_path, [], **MADE)
    assert codes(receipt) == ["WK2"]
    assert listed(tmp_path, receipt) == ["proef/WK2.html"]


def test_what_a_killed_batch_left_half_is_not_listed(tmp_path: Path) -> None:
    receipt = record(tmp_path, [result(tmp_path, "WK1")], **MADE)
    (tmp_path / "proef" / ".WK2-x1y2.tmp").write_text("half", encoding="utf-8")
    page = write_index(tmp_path, receipt, built=dt.date(2026, 1, 1)).read_text(encoding="utf-8")
    assert ".tmp" not in page
    assert "WK2" not in page


def test_the_index_says_which_reports_rest_on_few_or_no_people(tmp_path: Path) -> None:
    results = [result(tmp_path, f"WK{n}", inwoners=n) for n in (0, 499, 500)]
    receipt = record(tmp_path, results, **MADE)
    page = write_index(tmp_path, receipt, built=dt.date(2026, 1, 1)).read_text(encoding="utf-8")
    assert page.count("· onbewoond<") == 1
    assert page.count("· weinig inwoners<") == 1
    assert page.count("minder dan 500 mensen") == 1, "what that means is said once, not in each row"


@pytest.mark.parametrize(
    ("editions", "expected"),
    [(["openbaar"], "openbaar"), (["openbaar", "partners"], "partners"), (["intern", "openbaar"], "intern")],
)
def test_the_index_has_the_strictest_edition_of_its_reports(tmp_path: Path, editions: list[str], expected: str) -> None:
    results = [result(tmp_path, f"WK{n}", edition=edition) for n, edition in enumerate(editions)]
    page = write_index(tmp_path, record(tmp_path, results, **MADE), built=dt.date(2026, 1, 1))
    assert edition_line(expected) in page.read_text(encoding="utf-8")


def test_an_index_without_reports_can_be_made(tmp_path: Path) -> None:
    assert listed(tmp_path, record(tmp_path, [], **MADE)) == []


def test_without_a_receipt_there_are_no_earlier_reports(tmp_path: Path) -> None:
    assert read_receipt(tmp_path) == {}


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"reports": 3}', '{"reports": [{"code": "WK1"}]}', "{}"])
def test_a_damaged_receipt_is_refused_and_kept(tmp_path: Path, text: str) -> None:
    (tmp_path / "build.json").write_text(text, encoding="utf-8")
    with pytest.raises(ReportError, match=r"build\.json: cannot be read .* put it back, or remove it"):
        record(tmp_path, [result(tmp_path, "WK1")], **MADE)
    assert (tmp_path / "build.json").read_text(encoding="utf-8") == text


def test_the_receipt_says_what_each_report_rests_on(tmp_path: Path) -> None:
    record(tmp_path, [result(tmp_path, "WK1")], **MADE)
    receipt = json.loads((tmp_path / "build.json").read_text(encoding="utf-8"))
    assert set(receipt) == {"version", "finished", "reports", "failed"}
    assert dt.datetime.fromisoformat(receipt["finished"]).utcoffset() == dt.timedelta(0)
    entry = receipt["reports"][0]
    assert (entry["data"], entry["notebook"], entry["built"]) == ("abc", "wijkanalyse.ipynb", "2026-01-01")
    assert entry["version"] == receipt["version"]


def test_a_closed_receipt_remembers_every_shape_of_a_composite_area(tmp_path: Path) -> None:
    def make(edition: str, *parts: str) -> dict:
        shape = tuple((part, 1.0) for part in parts)
        return record(tmp_path, [result(tmp_path, "kern", edition=edition, parts=shape)], **MADE)

    assert "published" not in make("openbaar", "BU1")
    first = {"code": "kern", "boundary_year": 2022, "parts": [["BU1", 1.0], ["BU2", 1.0]]}
    make("partners", "BU1", "BU2")
    assert make("partners", "BU2", "BU1")["published"] == [first]
    assert make("partners", "BU1")["published"] == [first, first | {"parts": [["BU1", 1.0]]}]
    assert [p["code"] for p in read_receipt(tmp_path)["published"]] == ["kern", "kern"]


def test_documents_beside_the_reports_are_on_the_index_and_make_it_anew(tmp_path: Path) -> None:
    receipt = record(tmp_path, [result(tmp_path, "WK1")], **MADE)
    listed(tmp_path, receipt)
    receipt["index"] = describe_index(tmp_path, receipt)
    assert index_is_current(tmp_path, receipt)

    document(tmp_path, "regiobeeld", "GM0275", "<Rheden>")
    document(tmp_path, "wijkplan", "WK1", "Wijk WK1")

    assert not index_is_current(tmp_path, receipt)
    assert listed(tmp_path, receipt) == ["proef/WK1.html", "regiobeeld/GM0275.html", "wijkplan/WK1.html"]
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "<bdi>&lt;Rheden&gt;</bdi>" in page, "an area without a report stands above the list"
    assert 'WK1 · <a href="wijkplan/WK1.html">wijkplan</a>' in page, "that of an area with one stands in its row"


def test_an_index_of_documents_only_has_their_edition(tmp_path: Path) -> None:
    document(tmp_path, "wijkbijeenkomst", "kern-x", "Kern X")
    write_index(tmp_path, {"reports": [], "version": "1"}, built=dt.date(2026, 1, 1))
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "Voor partners in de wijk" in page and "0 rapporten" not in page
    assert '<a href="wijkbijeenkomst/kern-x.html"><bdi>Kern X</bdi></a>' in page


def test_pages_of_a_folder_are_linked_where_the_readers_may_have_all_that_is_on_them(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    folder = paths.area_folders / "WK1"
    folder.mkdir(parents=True)
    for page in ("bord.html", "stemmen.html", "invullen.html", "wat-loopt-er.html", "../wat-loopt-er.html"):
        (folder / page).write_text("<p>", encoding="utf-8")
    shown = ["acties", "doelen", "afspraken", "logboek", "aanwezigen", "organisatie", "stembriefjes", "sociale_kaart"]

    def labels(edition: str, closed: str = "") -> list[str]:
        lines = [f"  {kind}: {'intern' if kind == closed else 'partners'}" for kind in shown]
        lines = ["naam: Wijk", "openheid:", "  themas: openbaar", *lines]
        (folder / "wijk.yml").write_text("\n".join(lines), encoding="utf-8")
        links = pages_of_folders(paths.reports_of(edition), {"WK1": "Wijk", "WK2": "Zonder map"})
        assert all((paths.reports_of(edition) / link.path).resolve().is_file() for link in links) or not links
        return [link.label for link in links]

    paths.reports_of("partners").mkdir(parents=True)
    paths.reports_of("intern").mkdir(parents=True)
    every = ["bord", "wat loopt er", "stempagina", "invullen", "wat loopt er"]  # the last is that of all wijken
    assert labels("partners") == every
    assert labels("partners", closed="logboek") == ["stempagina", "invullen"]
    assert labels("intern", closed="logboek") == every
    assert labels("openbaar") == []


def test_a_closed_index_links_to_the_open_sheet_of_its_areas_and_of_no_others(tmp_path: Path) -> None:
    paths = Paths(tmp_path)
    document(paths.reports, "bewoners", "WK1", "Wijk WK1", edition="openbaar")
    document(paths.reports, "regiobeeld", "WK1", "Wijk WK1", edition="openbaar")
    closed = paths.reports_of("partners")
    (link,) = open_documents(closed, {"WK1", "WK2"})
    assert (link.label, link.is_open) == ("voor bewoners", True) and (closed / link.path).resolve().is_file()
    assert open_documents(closed, {"WK2"}) == [] == open_documents(paths.reports, {"WK1"})

    receipt = record(closed, [result(closed, "WK1", edition="partners")], **MADE)
    write_index(closed, receipt, built=dt.date(2026, 1, 1))
    page = (closed / "index.html").read_text(encoding="utf-8")
    assert f'<a href="{link.path}">voor bewoners</a>' in page and "om uit te delen" in page


def document(reports: Path, kind: str, code: str, name: str, edition: str = "partners") -> None:
    """A document that was made, and one whose file is gone."""
    folder = reports / kind
    folder.mkdir(parents=True)
    entries = [{"code": c, "name": name, "path": f"{c}.html", "edition": edition} for c in (code, "weg")]
    for entry in entries:
        (folder / entry["path"]).write_text("<p>", encoding="utf-8")
    (folder / "weg.html").unlink()
    (folder / "build.json").write_text(json.dumps({"reports": entries}), encoding="utf-8")
