"""The zip file for partners: what is in it, that it can be read back, and what it refuses.

The reports are stand-ins that only say their edition; figures and definitions are those of the example.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
import shutil
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, tree_with_example
from docx import Document

from wijkanalyse.batch.bundle import figures_csv, make_bundle, region_name, select_records
from wijkanalyse.batch.inputs import InputDigests
from wijkanalyse.batch.job import plan_areas
from wijkanalyse.batch.receipt import entry_of, read_receipt, write_receipt
from wijkanalyse.batch.task import Result
from wijkanalyse.cli import main
from wijkanalyse.errors import ReportError
from wijkanalyse.files import write_whole, zip_of
from wijkanalyse.paths import Paths, find_paths
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.publish.summary import summarise

CODES = ["WK027500", "WK027502", "WK019322", "velp-en-rozendaal"]
MADE = {"notebook": "wijkanalyse.ipynb", "built": dt.date(2026, 11, 21)}


def edition_meta(edition: str) -> str:
    """What a page says of its edition."""
    return f'<meta name="wijkanalyse-editie" content="{edition}">'


def put_reports(paths: Paths, catalogue, codes: list[str], edition: str = "openbaar") -> dict:
    """Stand-ins for reports, and the receipt as a batch would leave it."""
    processed = Processed(paths)
    inputs = InputDigests(processed, catalogue, edition=edition, notebook=ROOT / "notebooks" / "wijkanalyse.ipynb")
    facts = MADE | {"fingerprint": processed.receipt["fingerprint"], "reports": paths.reports_of(edition)}
    entries = []
    for job, area in plan_areas(processed.areas, codes, boundary_year=None, edition=edition):
        report = paths.reports_of(edition) / job.path
        report.parent.mkdir(parents=True, exist_ok=True)
        report.write_text(f"<p>{job.area_name}{edition_meta(edition)}</p>", encoding="utf-8")
        profile = Profile(processed.areas.find(job.area_code), processed, catalogue, edition)
        result = Result(job, True, 1.0, 10, summary=summarise(Verdicts(profile)))
        entries.append(entry_of(result, inputs=inputs.of(job, area, ()), **facts))
    return write_receipt(paths.reports_of(edition), {"reports": entries})


@pytest.fixture(scope="module")
def made(example: Paths, catalogue, tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """A tree with the example processed and a few reports, made once."""
    paths = tree_with_example(tmp_path_factory.mktemp("made") / "tree")
    shutil.copytree(example.processed, paths.processed)
    put_reports(paths, catalogue, CODES)
    return paths


@pytest.fixture
def tree(made: Paths, example_tree: Paths) -> Paths:
    """The same for one test."""
    example_tree.processed.symlink_to(made.processed, target_is_directory=True)
    shutil.copytree(made.reports, example_tree.reports)
    return example_tree


@pytest.fixture
def command(tree: Paths, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture):
    """Run the command line in the tree; gives its exit code, what it said and what it complained about."""

    def run(*args: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["wijkanalyse", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code, *capsys.readouterr()

    monkeypatch.setenv("WIJKANALYSE_ROOT", str(tree.root))
    find_paths.cache_clear()
    yield run
    find_paths.cache_clear()


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def table(content: bytes) -> pd.DataFrame:
    """As a Dutch Excel reads it."""
    assert content.startswith(b"\xef\xbb\xbf"), "without the mark Excel guesses another alphabet"
    return pd.read_csv(io.BytesIO(content), sep=";", decimal=",", encoding="utf-8-sig", keep_default_na=False,
                       na_values={"waarde": [""], "nederland_waarde": [""]})  # fmt: skip


def test_a_gemeente_gets_its_reports_with_index_figures_definitions_and_a_page_to_read_first(tree, command):
    code, said, complaints = command("bundle", "--gemeente", "rheden")
    assert code == 0
    assert said.endswith("reports/rheden.zip: 3 reports, 0 PDFs\n")
    assert "1 wijken have no report yet: WK027501 Rheden" in complaints
    files = contents(tree.reports / "rheden.zip")
    reports = ["rheden/WK027500-dieren.html", "rheden/WK027502-velp.html", "samengesteld/velp-en-rozendaal.html"]
    assert list(files) == ["LEESMIJ.txt", "cijfers.csv", "definities.csv", "index.html", *reports]
    for path in reports:
        assert files[path] == (tree.reports / path).read_bytes()
    page = files["index.html"].decode()
    assert sorted(re.findall(r'href="([^"#]+)"', page)) == reports
    assert "<h1><bdi>Wijkanalyses Rheden</bdi></h1>" in page
    read_me = files["LEESMIJ.txt"].decode("utf-8-sig")
    assert "Een lijst met 3 rapporten." in read_me and "Gemaakt op 21 november 2026." in read_me
    assert "StatLine tabel 85318NED" in read_me and "Licentie: CC BY 4.0." in read_me
    assert "\r\n" in read_me and "PDF" not in read_me


def test_documents_of_the_same_areas_come_along_with_what_was_printed_of_them(tree, command):
    kinds = {"wijkplan": ["WK027502", "WK019322"], "regiobeeld": ["GM0275", "GM0193"]}
    for kind, codes in kinds.items():
        folder = tree.reports / kind
        folder.mkdir()
        entries = [{"code": c, "name": c, "path": f"{c}.html", "edition": "openbaar"} for c in codes]
        for entry in entries:
            (folder / entry["path"]).write_text(edition_meta("openbaar"), encoding="utf-8")
        (folder / "build.json").write_text(json.dumps({"reports": entries}), encoding="utf-8")
    slides = tree.reports / "wijkplan" / "WK027502-presentatie.pdf"
    slides.write_bytes(b"dia")

    code, said, _ = command("bundle", "--gemeente", "Rheden")
    assert (code, "3 reports, 1 PDFs" in said) == (0, True)
    files = contents(tree.reports / "rheden.zip")
    beside = [name for name in files if name.startswith(("wijkplan/", "regiobeeld/"))]
    assert beside == ["regiobeeld/GM0275.html", "wijkplan/WK027502-presentatie.pdf", "wijkplan/WK027502.html"]
    assert '<a href="wijkplan/WK027502.html">wijkplan</a>' in files["index.html"].decode()


def test_the_open_sheet_goes_along_in_an_archive_for_partners(tree, command, catalogue):
    put_reports(tree, catalogue, ["WK027502"], "partners")
    sheets = tree.reports / "bewoners"
    sheets.mkdir()
    entries = [{"code": c, "name": c, "path": f"{c}.html", "edition": "openbaar"} for c in ("WK027502", "WK019322")]
    for entry in entries:
        (sheets / entry["path"]).write_text(edition_meta("openbaar"), encoding="utf-8")
    (sheets / "build.json").write_text(json.dumps({"reports": entries}), encoding="utf-8")
    (sheets / "WK027502.pdf").write_bytes(b"blad")

    assert command("bundle", "WK027502", "--edition", "partners")[0] == 0
    (archive,) = tree.reports_of("partners").glob("*.zip")
    files = contents(archive)
    assert [name for name in files if "bewoners" in name] == ["bewoners/WK027502.html", "bewoners/WK027502.pdf"]
    index = files["index.html"].decode()
    assert '<a href="bewoners/WK027502.html">voor bewoners</a>' in index and 'href="../' not in index


def test_figures_and_definitions_read_back_as_the_report_has_them(tree, command, catalogue):
    command("bundle", "WK027502", "--areas", "WK019322")
    files = contents(tree.reports / "rheden-en-zwolle.zip")
    figures, definitions = table(files["cijfers.csv"]), table(files["definities.csv"])
    assert figures.gebied_code.unique().tolist() == ["WK027502", "WK019322"]
    processed = Processed(tree)
    profile = Profile(processed.areas.find("WK027502"), processed, catalogue, "openbaar")
    rows = figures[figures.gebied_code == "WK027502"].set_index("indicator")
    asked = [v for c in catalogue.vocabulary.chapters for v in Verdicts(profile).chapter(c)]
    shown = [v.figure for v in asked if v.figure.value.status != "not_filled"]
    assert rows.index.tolist() == [f.indicator.id for f in shown]
    for figure in shown:
        row, decimals = rows.loc[figure.indicator.id], figure.indicator.decimals
        if figure.value.is_known:
            assert row.waarde == pytest.approx(figure.value.number, abs=0.5001 * 10**-decimals)
            assert int(row.jaar) == figure.value.period and row.waarom_geen_waarde == ""
        else:
            assert pd.isna(row.waarde) and row.waarom_geen_waarde, "missing is never zero and says why"
    assert set(definitions.indicator) == set(figures.indicator)
    loneliness = definitions.set_index("indicator").loc["eenzaam_pct"]
    card = catalogue.indicators["eenzaam_pct"]
    assert (loneliness.wat, loneliness.waarom, loneliness.hoe) == (
        card.definition, card.why_it_matters, card.calculation,
    )  # fmt: skip
    assert "Dit is een schatting, geen telling. Een rekenmodel" in loneliness.let_op
    assert (str(loneliness.jaar), loneliness.licentie) == ("2020", "CC BY 4.0")
    assert "50090NED" in loneliness.bron


def test_a_figure_of_which_only_the_range_is_known_has_its_bounds_and_no_value(made, catalogue):
    processed = Processed(made)
    profile = Profile(processed.areas.find("tilburg-noord"), processed, catalogue, "openbaar")
    row = table(figures_csv([profile])).set_index("indicator").loc["mediaan_vermogen_x1000_euro"]
    value = profile.figure("mediaan_vermogen_x1000_euro").value
    assert value.is_range and row.waarom_geen_waarde == "ligt tussen twee getallen" and pd.isna(row.waarde)
    found = tuple(float(str(bound).replace(",", ".")) for bound in (row.ondergrens, row.bovengrens))
    assert found == (pytest.approx(value.least, abs=0.051), pytest.approx(value.most, abs=0.051))


def test_the_same_reports_give_the_same_bytes(tree, command):
    command("bundle", "--gemeente", "Rheden")
    first = (tree.reports / "rheden.zip").read_bytes()
    command("bundle", "--gemeente", "GM0275", "--output", tree.root / "later.zip")
    assert (tree.root / "later.zip").read_bytes() == first


def test_a_pdf_goes_along_unless_its_report_is_newer(tree, command):
    for stem, age in {"WK027500-dieren": 10, "WK027502-velp": -10}.items():
        report = tree.reports / "rheden" / f"{stem}.html"
        pdf = report.with_suffix(".pdf")
        pdf.write_bytes(b"%PDF-1.7 " + stem.encode())
        moment = report.stat().st_mtime + age
        os.utime(pdf, (moment, moment))
    code, said, complaints = command("bundle", "--gemeente", "Rheden")
    assert code == 0 and "3 reports, 1 PDFs" in said
    assert "1 files are older than their report: rheden/WK027502-velp.pdf" in complaints
    files = contents(tree.reports / "rheden.zip")
    assert [name for name in files if name.endswith(".pdf")] == ["rheden/WK027500-dieren.pdf"]
    assert "Van 1 rapport is er ook een PDF" in files["LEESMIJ.txt"].decode("utf-8-sig")


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (["--gemeente", "Tilburg"], 8, "of the gemeente Tilburg no report of the edition openbaar has been made; "
         'make them with `wijkanalyse reports --gemeente "Tilburg"`'),
        (["--gemeente", "Rhedn"], 6, "unknown gemeente 'Rhedn', did you mean Rheden?"),
        (["WK016001"], 8, "of WK016001 no report of the edition openbaar has been made; make it with"),
        (["--gemeente", "Rheden", "--edition", "partners"], 8, "--edition partners`"),
        ([], 6, "no areas were named"),
    ],
)  # fmt: skip
def test_what_has_not_been_made_is_told_with_how_to_make_it(tree, command, args, code, message):
    got, _, complaints = command("bundle", *args)
    assert got == code
    assert message in complaints
    assert not list(tree.reports.glob("*.zip"))


def test_reports_on_other_figures_than_the_table_would_have_are_refused(tree, catalogue):
    receipt = read_receipt(tree.reports)
    tree.notebooks.symlink_to(ROOT / "notebooks", target_is_directory=True)
    older = [r | {"data": "ouder"} for r in receipt["reports"]]
    assert bundle_of(tree, catalogue, older).reports == len(CODES), "the figures of these areas are the same"
    records = [r | {"inputs": r["inputs"] | {"figures": "anders"}} for r in older]
    with pytest.raises(ReportError, match="rests on other figures than data/processed has now; make it anew with"):
        bundle_of(tree, catalogue, records)


def test_a_report_that_is_gone_or_of_another_edition_is_refused(tree, catalogue):
    receipt = read_receipt(tree.reports)
    path = tree.reports / "zwolle" / "WK019322-stadshagen.html"
    path.write_text(edition_meta("intern"), encoding="utf-8")
    with pytest.raises(ReportError, match="does not say that it is of the edition openbaar"):
        bundle_of(tree, catalogue, receipt["reports"])
    path.unlink()
    with pytest.raises(ReportError, match="the report of WK019322 is no longer there"):
        bundle_of(tree, catalogue, receipt["reports"])
    with pytest.raises(ReportError, match="not of the edition openbaar"):
        bundle_of(tree, catalogue, [r | {"edition": "intern"} for r in receipt["reports"]])


def bundle_of(tree: Paths, catalogue, records, edition: str = "openbaar", target: Path | None = None):
    return make_bundle(
        records, Processed(tree), catalogue, edition=edition, name="Regio", version="0",
        target=target or tree.reports_of(edition) / "regio.zip",
    )  # fmt: skip


def test_an_archive_never_takes_the_place_of_another_file_or_goes_among_those_of_the_project(tree, catalogue):
    records = put_reports(tree, catalogue, ["WK027502"])["reports"]
    index, other = tree.reports / "index.html", tree.reports / "foto.zip"
    for path in (index, other):
        write_whole(path, "of somebody")
    for target, why in [
        (tree.reports, "is a folder"), (index, "does not end in .zip"), (other, "was not made by this command"),
        (tree.raw / "regio.zip", "is a place for files of the project"),
    ]:  # fmt: skip
        with pytest.raises(ReportError, match=why):
            bundle_of(tree, catalogue, records, target=target)
    assert index.read_text() == other.read_text() == "of somebody"
    first = bundle_of(tree, catalogue, records).path
    assert bundle_of(tree, catalogue, records, target=first).path == first


def test_a_closed_archive_stays_in_the_closed_folder(tree, catalogue):
    receipt = put_reports(tree, catalogue, ["WK027502"], "partners")
    for target in (tree.reports / "x.zip", tree.root / "x.zip", tree.reports_of("intern") / "x.zip"):
        with pytest.raises(ReportError, match="an archive of the edition partners stays in"):
            bundle_of(tree, catalogue, receipt["reports"], "partners", target)
        assert not target.exists()
    made = bundle_of(tree, catalogue, receipt["reports"], "partners")
    assert made.path.is_relative_to(tree.root / "data" / "besloten" / "rapporten" / "partners")
    assert "Deel dit rapport alleen met de partners" in contents(made.path)["LEESMIJ.txt"].decode("utf-8-sig")


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(example, catalogue):
    hostile = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", '=HYPERLINK("x");"y"', "a\n=1", "'s-Gravenhage", 'a;b"c']
    processed = Processed(example)
    area = processed.areas.find("WK027502")
    profiles = [Profile(replace(area, name=name), processed, catalogue, "openbaar") for name in hostile]
    figures = table(figures_csv(profiles))
    names = figures.gebied.unique().tolist()
    assert names == [
        "'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "' =1", "'=HYPERLINK(\"x\");\"y\"", "a =1", "'s-Gravenhage",
        'a;b"c',
    ]  # fmt: skip
    assert not figures.map(lambda cell: isinstance(cell, str) and cell.lstrip().startswith(("=", "+", "-", "@"))).any(
        axis=None
    )


def test_a_hostile_region_is_only_text_in_index_and_file_name(tree, command):
    code, said, _ = command("bundle", "--gemeente", "Rheden", "--name", "../<script>alert(1)</script>")
    assert code == 0 and said.count("reports/script-alert-1-script.zip") == 1
    page = contents(tree.reports / "script-alert-1-script.zip")["index.html"].decode()
    assert "<script>alert" not in page


def test_an_archive_is_whole_or_not_there(tmp_path, monkeypatch):
    target = tmp_path / "x.zip"
    target.write_bytes(b"oud")
    with pytest.raises(TypeError):
        write_whole(target, zip_of({"a.txt": b"a", "b.txt": None}))
    assert target.read_bytes() == b"oud" and list(tmp_path.iterdir()) == [target]


def test_a_region_of_many_gemeenten_has_to_be_named():
    records = [{"gemeente": f"Gemeente {i}", "name": "x", "level": "wijk"} for i in range(4)]
    assert region_name(records[:3]) == "Gemeente 0, Gemeente 1 en Gemeente 2"
    with pytest.raises(
        ReportError, match='these reports are of 4 gemeenten; name the region, as in --name "Regio Midden"'
    ):
        region_name(records)


def test_a_composite_area_goes_with_each_gemeente_it_lies_in(tree, catalogue):
    receipt = put_reports(tree, catalogue, [*CODES, "WK027700"])
    chosen = select_records(receipt, Processed(tree), ["Rozendaal"], [], edition="openbaar")
    assert [r["code"] for r in chosen] == ["WK027700", "velp-en-rozendaal"]


def test_a_workbook_lies_beside_its_report_on_the_index_and_in_the_archive(tree, command):
    code, said, _ = command("export", "WK027502", "--to", "xlsx")
    assert (code, "1 reports exported, 0 failed, 0 not made yet" in said) == (0, True)
    book = tree.reports / "rheden" / "WK027502-velp-cijfers.xlsx"
    assert book.is_file() and f"made: {book}" in said
    link = '<a href="rheden/WK027502-velp-cijfers.xlsx">cijfers (Excel)</a>'
    assert link in (tree.reports / "index.html").read_text(encoding="utf-8")
    assert command("bundle", "--gemeente", "Rheden")[0] == 0
    files = contents(tree.reports / "rheden.zip")
    assert files["rheden/WK027502-velp-cijfers.xlsx"] == book.read_bytes()
    assert link in files["index.html"].decode()


def test_a_file_that_cannot_be_written_is_named_and_stops_no_other_export(tree, command):
    folder = tree.reports / "rheden" / "WK027502-velp-cijfers.xlsx"
    folder.mkdir()
    code, said, complaints = command("export", "--all", "--to", "xlsx")
    assert (code != 0, "3 reports exported, 1 failed" in said) == (True, True), said
    assert f"WK027502 Velp: {folder}: Is a directory" in complaints and ".tmp" not in complaints


def test_a_workbook_that_is_older_than_its_report_is_neither_listed_nor_sent(tree, command):
    assert command("export", "WK027502", "--to", "xlsx")[0] == 0
    report = tree.reports / "rheden" / "WK027502-velp.html"
    later = (tree.reports / "rheden" / "WK027502-velp-cijfers.xlsx").stat().st_mtime + 10
    os.utime(report, (later, later))
    code, _, complaints = command("bundle", "--gemeente", "Rheden")
    assert (code, "1 files are older than their report" in complaints) == (0, True)
    assert "rheden/WK027502-velp-cijfers.xlsx" not in contents(tree.reports / "rheden.zip")


def test_a_word_file_is_made_of_the_report_itself_also_when_the_tables_have_changed(tree, command):
    report = tree.reports / "rheden" / "WK027502-velp.html"
    header = '<title>Velp</title><header><h1 id="titel">Velp</h1></header>'
    report.write_text(f"<html>{header}<main><p>Zoals het was.</p></main></html>", encoding="utf-8")
    receipt = read_receipt(tree.reports)
    changed = [e | {"data": "andere", "inputs": {}} for e in receipt["reports"]]
    write_receipt(tree.reports, receipt | {"reports": changed})
    code, said, complaints = command("export", "WK027502", "--to", "docx", "--to", "xlsx")
    assert (code != 0, "rests on other figures than data/processed has now" in complaints) == (True, True)
    code, said, _ = command("export", "WK027502", "--to", "docx")
    made = report.with_suffix(".docx")
    assert (code, f"made: {made}" in said) == (0, True)
    assert "Zoals het was." in [p.text for p in Document(made).paragraphs]
    assert '<a href="rheden/WK027502-velp.docx">Word</a>' in (tree.reports / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["WK027502"], "no kind of file was named; give --to docx or --to pptx or --to xlsx"),
        (["WK027502", "--to", "docx"], "this HTML is not a report of wijkanalyse; make it with `wijkanalyse report"),
        (["WK027502", "--to", "xls"], "unknown kind of file 'xls', did you mean xlsx?"),
        (["--to", "xlsx"], "no areas were named"),
        (["WK036300", "--to", "xlsx"], "Make it first: wijkanalyse reports WK036300"),
    ],
)
def test_an_export_that_cannot_be_made_says_what_to_do(tree, command, arguments, message):
    code, _, complaints = command("export", *arguments)
    assert code != 0 and message in complaints
    assert not [*tree.reports.rglob("*.xlsx"), *tree.reports.rglob("*.docx")]
