"""A canary through every route: closed figures are in the editions that may show them, and in no other.

The figures and lists here are invented and marked. Reports are made three times from the same open figures: without
closed files, with those for partners, and with all of them. What an edition may not show must not change a byte of it.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pandas as pd
import pytest
import yaml
from altered_example import altered, put
from conftest import ROOT, tree_with_example
from invented_notebooks import environment, once, shared_folder

from wijkanalyse.batch.bundle import make_bundle
from wijkanalyse.batch.job import plan_jobs
from wijkanalyse.batch.receipt import write_index
from wijkanalyse.batch.report import keep_failed
from wijkanalyse.batch.warm import CAN_FORK
from wijkanalyse.cards.composites import Composite
from wijkanalyse.editions import EDITIONS
from wijkanalyse.errors import ReportError
from wijkanalyse.paths import Paths
from wijkanalyse.process.areas import Areas
from wijkanalyse.process.build import build
from wijkanalyse.process.own import read_own
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.publish.exporter import export_report
from wijkanalyse.sections import report as sections
from wijkanalyse.show.identity import IDENTITY_MIME, Identity

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="only Linux makes reports in this way")

AREA = "WK099511"
COUNT = 157654
PARTNERS = {("WK099511", "eenzaam_pct"): 37.123457, ("GM0995", "eenzaam_pct"): 43.123457}
AGES = {"0_14": 5.123457, "15_24": 6.123457, "25_44": 7.123457, "45_64": 20.123457, "65_plus": 61.505172}
INTERN = {("WK099511", f"leeftijd_{age}_pct"): share for age, share in AGES.items()} | {
    ("WK099511", "roker_pct"): 71.123457,
    ("BU09951112", "moeite_met_rondkomen_pct"): 88.123457,
    ("WK099511", "inwoners_aantal"): COUNT,
}
COUNTED = {"BU09951111": (2, 311), "BU09951112": (173, 317), "BU09951113": (307, 491), AREA: (482, 1119)}
"""Who of how many, in a count of 2021: few in the first buurt, which would follow from the wijk and the others."""
SMALL, TAKEN_ALONG = "BU09951111", "BU09951112"
MARKS = {
    "partners": "KANARIE-PARTNERS", "intern": "KANARIE-INTERN", "praktijk": "KANARIE-PRAKTIJK",
    "telling": "KANARIE-TELLING",
}  # fmt: skip
CARD = {
    "producer": "KANARIE", "family": "eigen", "reader": "tidy", "licence": "Niet verspreiden", "about": "Verzonnen.",
}  # fmt: skip
TREES = {"zonder": [], "partners": ["partners"], "alles": ["partners", "intern", "praktijk", "telling", "fout"]}
"""The trees, and which closed files lie in each."""
RUNS = [("zonder", "openbaar"), ("partners", "partners"), *(("alles", edition) for edition in EDITIONS)]

FAULTY, SAID = "KANARIE-FOUT", "gezegd.txt"
"""What stands in every cell of a closed file with faults, and where a tree keeps what the build said."""
SEEN = {
    "partners": [MARKS["partners"], "37,1%", "43,1%"],
    "intern": [MARKS["partners"], MARKS["intern"], MARKS["praktijk"], "37,1%", "71,1%", "88,1%", "157.654", "61,5%"],
}  # fmt: skip
"""What the report of an edition does show: citations, own figures beside published ones, a buurt, a catchment."""
NUMBERS = [f"{n:.6f}" for n in {*PARTNERS.values(), *INTERN.values()}] + [str(COUNT), "157.654", "157,654"]
HIDDEN = {
    "openbaar": ["KANARIE", "Niet verspreiden", *NUMBERS, *(n.replace(".", ",") for n in NUMBERS)],
    "partners": [
        MARKS["intern"],
        MARKS["praktijk"],
        MARKS["telling"],
        str(COUNT),
        "157.654",
        "71.123457",
        "71,1%",
        "88.123457",
        "88,1%",
    ],
    "intern": [],
}
"""Texts that are nowhere in an edition."""


def bring(paths: Paths, name: str) -> None:
    """Put a closed file and its card in data/besloten."""
    folder = paths.root / "data" / "besloten"
    folder.mkdir(parents=True, exist_ok=True)
    mark = MARKS.get(name, FAULTY)
    card = CARD | {"title": f"{mark} titel", "citation": f"{mark} citaat"}
    match name:
        case "praktijk":
            card |= {"openness": "intern", "boundary_year": 2022, "kind": "patients"}
            lines = ["area_code,patients", f"{AREA},{COUNT}", "WK099510,4321"]
        case "telling":
            card |= {"openness": "intern", "boundary_year": 2020}
            lines = ["area_code,indicator,period,value,count,denominator"]
            lines += [f"{code},drinker_pct,2021,{100 * x / n:.6f},{x},{n}" for code, (x, n) in COUNTED.items()]
        case "fout":
            card |= {"openness": "intern", "boundary_year": 2022}
            lines = [f"area_code,indicator,period,value,{FAULTY}", *[",".join([FAULTY] * 5)] * 2]
        case _:
            figures = PARTNERS if name == "partners" else INTERN
            # The buurt is only in the boundaries of 2020; the wijk is the same area in both years.
            card |= {"openness": name, "boundary_year": 2022 if name == "partners" else 2020}
            lines = ["area_code,indicator,period,value,denominator"]
            lines += [
                f"{code},{indicator},2023,{value},{'' if indicator.endswith('_aantal') else COUNT}"
                for (code, indicator), value in figures.items()
            ]
    (folder / f"{name}.yml").write_text(yaml.safe_dump(card, allow_unicode=True), encoding="utf-8")
    (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


RUN = """
import datetime as dt, json, os, sys
from pathlib import Path

from wijkanalyse.batch.job import plan_jobs
from wijkanalyse.batch.receipt import entry_of, write_index, write_receipt
from wijkanalyse.batch.report import (about, execute, warm_up)
from wijkanalyse.files import write_whole
from wijkanalyse.batch.task import Result, Task
from wijkanalyse.paths import Paths, find_paths
from wijkanalyse.profile.processed import open_processed
from wijkanalyse.publish.exporter import export_report
from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.batch.bundle import make_bundle

folder, notebook, area, runs = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], json.loads(sys.argv[4])
built = dt.date(2026, 1, 1)
os.environ["WIJKANALYSE_BUILT"] = built.isoformat()
for tree, edition in runs:
    paths = Paths(folder / tree)
    os.environ["WIJKANALYSE_ROOT"] = str(paths.root)
    assert find_paths.cache_info().currsize == 0, "a process keeps the first tree that it looks for"
    (job,) = plan_jobs(open_processed(paths).areas, [area], boundary_year=None, edition=edition)
    task = Task(job, paths.root, notebook, paths.reports_of(edition), {}, built)
    warm_up(task)
    child = os.fork()
    if not child:
        ended = 1
        try:
            executed = execute(task, paths.root / f"{edition}.ipynb", in_process=True)
            write_whole(task.reports / job.path, export_report(executed))
            ended = 0
        finally:
            os._exit(ended)
    _, status = os.waitpid(child, 0)
    assert status == 0, (tree, edition)
    facts = {"fingerprint": "gelijk", "notebook": notebook.name, "built": built, "reports": task.reports, "inputs": {}}
    result = Result(job, True, 1.0, summary=about(task)[1])
    receipt = write_receipt(task.reports, {"reports": [entry_of(result, **facts)]})
    processed = open_processed(paths)
    write_index(task.reports, receipt, built=built, processed=processed)
    records = [r | {"data": processed.receipt["fingerprint"]} for r in receipt["reports"]]
    make_bundle(records, processed, load_catalogue(), edition=edition, name="Lelystad", version="0",
                target=task.reports / "lelystad.zip")
"""


@pytest.fixture(scope="module")
def trees(tmp_path_factory, example, catalogue) -> dict[str, Paths]:
    """The three trees with the reports of `RUNS`, made once for all workers."""
    shared = shared_folder(tmp_path_factory)

    def make(folder: Path) -> None:
        for tree, closed in TREES.items():
            paths = tree_with_example(folder / tree)
            for name in closed:
                bring(paths, name)
            if closed:
                said: list[str] = []
                build(paths, catalogue, said.append)
                (paths.root / SAID).write_text("\n".join(said), encoding="utf-8")
            else:
                shutil.copytree(example.processed, paths.processed)
        command = [sys.executable, "-c", RUN, folder, ROOT / "notebooks" / "wijkanalyse.ipynb", AREA, json.dumps(RUNS)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment(shared), check=False)
        assert done.returncode == 0, done.stderr

    folder = once(shared / "editions", make)
    return {tree: Paths(folder / tree) for tree in TREES}


def report_of(paths: Paths, edition: str) -> str:
    (path,) = paths.reports_of(edition).glob("lelystad/*.html")
    return path.read_text(encoding="utf-8")


def executed_of(paths: Paths, edition: str) -> nbformat.NotebookNode:
    return nbformat.read(paths.root / f"{edition}.ipynb", 4)


def published(paths: Paths, edition: str) -> dict[str, str]:
    """All texts that an edition leaves behind, by their kind; addresses of drawings unquoted."""
    folder = paths.reports_of(edition)
    return {
        "report": unquote(report_of(paths, edition)),
        "notebook": (paths.root / f"{edition}.ipynb").read_text(encoding="utf-8"),
        "receipt": (folder / "build.json").read_text(encoding="utf-8"),
        "index": (folder / "index.html").read_text(encoding="utf-8"),
        **{f"zip {name}": text for name, text in archive_of(paths, edition).items()},
    }


def archive_of(paths: Paths, edition: str) -> dict[str, str]:
    """The texts in the zip file for partners."""
    with zipfile.ZipFile(paths.reports_of(edition) / "lelystad.zip") as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


# ------------------------------------------------------------------------------- profile


@pytest.mark.parametrize(
    ("edition", "allowed"), [("openbaar", {}), ("partners", PARTNERS), ("intern", PARTNERS | INTERN)]
)
def test_a_profile_holds_the_closed_figures_of_its_edition_and_no_others(trees, catalogue, edition, allowed):
    processed = Processed(trees["alles"])
    profile = Profile(processed.areas.find(AREA), processed, catalogue, edition)
    published_only = Processed(trees["zonder"])
    without = Profile(published_only.areas.find(AREA), published_only, catalogue, edition)
    rows = of_2023(profile).merge(of_2023(without), how="outer", indicator=True)
    assert (rows._merge != "right_only").all(), "every published figure is there"
    rows = rows[rows._merge == "left_only"]
    closed = [((code, i), value) for code, i, value in zip(rows.area_code, rows.indicator, rows.value, strict=True)]
    assert sorted(closed) == sorted(allowed.items())
    names = [i.id for i in catalogue.indicators.values()]
    asked = [profile.figure(i).value for i in names if catalogue.indicators[i].shown]
    asked += [v for i in names for v in profile.history(i)]
    asked += [f.gemeente for c in catalogue.vocabulary.chapters for f in profile.chapter(c) if f.gemeente is not None]
    beside = [f for i in names if catalogue.indicators[i].shown for f in profile.own_figures(i)]
    asked += [v for f in beside for v in (f.value, f.gemeente) if v is not None]
    numbers = {v.number for v in asked} | {n for i in names for n, _ in profile.own_buurt_values(i).values()}
    numbers |= {n for i in names for n in profile.buurt_values(i).value}
    assert numbers & {*PARTNERS.values(), *INTERN.values()} == set(allowed.values())
    lists = ["praktijk"] if edition == "intern" else []
    assert profile.patient_lists.source.unique().tolist() == lists
    sources = {s["id"] for s in profile.used_sources()} & set(MARKS)
    assert sources == {"openbaar": set(), "partners": {"partners"}, "intern": set(MARKS)}[edition]


def of_2023(profile: Profile) -> pd.DataFrame:
    """The rows of the year of the closed figures: of published tables there are some of that year too."""
    rows = profile._rows.every[profile._rows.every.period == 2023]
    return rows[["area_code", "indicator", "source", "value"]].astype(
        {"area_code": str, "indicator": str, "source": str}
    )


def test_what_a_hidden_figure_follows_from_is_in_no_table_and_in_no_edition(trees):
    paths = trees["alles"]
    rows = pd.read_parquet(paths.processed / "figures.parquet", filters=[("source", "==", "telling")])
    rows = rows.astype({"area_code": str}).set_index("area_code")
    assert rows.hidden_by.to_dict() == {SMALL: "min_numerator", TAKEN_ALONG: "derivable", "BU09951113": "", AREA: ""}
    assert rows.loc[[SMALL, TAKEN_ALONG], ["value", "lower", "upper", "count", "denominator"]].isna().all(axis=None)
    marks = []
    for code in (SMALL, TAKEN_ALONG):
        share = 100 * COUNTED[code][0] / COUNTED[code][1]
        marks += [f"{share:.6f}", f"{share:.4f}", f"{share:.4f}".replace(".", ",")]
    for edition in EDITIONS:
        for kind, text in published(paths, edition).items():
            assert [mark for mark in marks if mark in text] == [], (edition, kind)
    text = published(paths, "intern")["report"]
    assert MARKS["telling"] in text, "the rest of the file is shown"


def test_a_closed_file_with_faults_is_quoted_nowhere(trees, catalogue):
    paths = trees["alles"]
    said = (paths.root / SAID).read_text(encoding="utf-8")
    assert "fout.yml: has faults and is not used" in said
    read_own(paths, catalogue, Processed(paths).areas.register, left_out=(left_out := []))
    assert [(file.name, file.openness) for file in left_out] == [("fout.yml", "intern")]
    texts = {"what the build said": said, "why it is left out": left_out[0].message}
    texts |= {"its receipt": (paths.processed / "build.json").read_text(encoding="utf-8")}
    texts |= {f"{kind} of {edition}": t for edition in EDITIONS for kind, t in published(paths, edition).items()}
    assert [where for where, text in texts.items() if FAULTY in text] == []


def test_a_composite_area_of_shown_and_hidden_buurten_tells_nothing_more(trees, catalogue):
    processed = Processed(trees["alles"])
    rest = COUNTED[AREA][0] - COUNTED["BU09951113"][0]
    for parts in ((SMALL, TAKEN_ALONG), (SMALL, "BU09951113"), (TAKEN_ALONG, "BU09951113"), tuple(COUNTED)[:3]):
        composite = Composite(code="kern", name="Kern", parts=parts, boundary_year=2020)
        area = Areas(processed.areas.register, {"kern": composite}).find("kern")
        values = [f.value for f in Profile(area, processed, catalogue, "intern").own_figures("drinker_pct")]
        known = {round(v.number * v.denominator / 100) for v in values if v.is_known and v.period == 2021}
        assert known <= {COUNTED["BU09951113"][0]}, "at most what one buurt shows by itself"
        assert rest not in known


def test_closed_figures_change_nothing_in_the_tables_about_the_whole_country(trees):
    for name in ("wijken", "reference"):
        one, other = (pd.read_parquet(trees[t].processed / f"{name}.parquet") for t in ("zonder", "alles"))
        pd.testing.assert_frame_equal(one, other)


# ------------------------------------------------------------------------------- reports


@pytest.mark.parametrize("edition", ["partners", "intern"])
@pytest.mark.parametrize("kind", ["report", "notebook"])
def test_an_edition_shows_what_it_may_show(trees, edition, kind):
    text = published(trees["alles"], edition)[kind]
    assert [mark for mark in SEEN[edition] if mark not in text] == []


ZIPPED = ["zip cijfers.csv", "zip definities.csv", "zip LEESMIJ.txt", "zip index.html"]


@pytest.mark.parametrize("kind", ["report", "notebook", "receipt", "index", *ZIPPED])
@pytest.mark.parametrize("edition", ["openbaar", "partners"])
def test_nothing_above_an_edition_is_in_anything_it_leaves_behind(trees, edition, kind):
    text = published(trees["alles"], edition)[kind]
    assert len(text) > 300
    assert [mark for mark in HIDDEN[edition] if mark in text] == []


@pytest.mark.parametrize(("tree", "edition"), [("zonder", "openbaar"), ("partners", "partners")])
def test_what_an_edition_may_not_show_does_not_change_a_byte_of_its_report(trees, tree, edition):
    one, other = report_of(trees[tree], edition), report_of(trees["alles"], edition)
    assert one == other
    assert report_of(trees["alles"], "intern") != one, "the closed figures do change the report that shows them"


@pytest.mark.parametrize(("tree", "edition"), [("zonder", "openbaar"), ("partners", "partners")])
def test_nor_does_it_change_an_output_of_the_notebook(trees, tree, edition):
    one, other = (executed_of(trees[t], edition).cells for t in (tree, "alles"))
    differing = [
        number
        for number, (a, b) in enumerate(zip(one, other, strict=True))
        if (a.source, a.get("outputs")) != (b.source, b.get("outputs"))
    ]
    assert differing == []


@pytest.mark.parametrize(("tree", "edition"), [("zonder", "openbaar"), ("partners", "partners")])
def test_nor_does_it_change_the_receipt_and_the_index(trees, tree, edition):
    def kept(paths):
        folder = paths.reports_of(edition)
        receipt = json.loads((folder / "build.json").read_text(encoding="utf-8"))
        for entry in receipt["reports"]:
            entry["modified_ns"] = None  # when the file was written, which is now
        return receipt | {"finished": None}, (folder / "index.html").read_bytes()

    assert kept(trees[tree]) == kept(trees["alles"])


def test_the_zip_file_of_an_edition_shows_what_it_may_show(trees):
    figures = {edition: published(trees["alles"], edition)["zip cijfers.csv"] for edition in EDITIONS}
    assert [";37,1;" in text for text in (rows_of(figures[e], "eenzaam_pct") for e in EDITIONS)] == [False, True, True]
    assert [";71,1;" in text for text in (rows_of(figures[e], "roker_pct") for e in EDITIONS)] == [False, False, True]
    assert len({rows_of(figures[e], "roker_pct").splitlines()[0] for e in EDITIONS}) == 1, "the published one is there"
    assert MARKS["intern"] in published(trees["alles"], "intern")["zip LEESMIJ.txt"]


def rows_of(figures: str, indicator: str) -> str:
    """The rows of an indicator: the published figure, then the own ones."""
    return "\n".join(line for line in figures.splitlines() if f";{indicator};" in line)


@pytest.mark.parametrize(("tree", "edition"), [("zonder", "openbaar"), ("partners", "partners")])
def test_what_an_edition_may_not_show_does_not_change_a_byte_of_its_zip_file(trees, tree, edition):
    one, other = ((trees[t].reports_of(edition) / "lelystad.zip").read_bytes() for t in (tree, "alles"))
    assert one == other


def test_the_key_figures_of_the_index_are_published_ones_in_every_edition(trees):
    pages = {edition: published(trees["alles"], edition)["index"] for edition in EDITIONS}
    shown = {re.search(r"[\d,]+% <i>65-plus</i>", page)[0] for page in pages.values()}
    assert len(shown) == 1 and "61,5% <i>65-plus</i>" not in shown


def test_a_drawing_and_its_words_are_of_published_figures_in_every_edition(trees):
    drawn = r"Stel: in Warande wonen 100 mensen.*?(?=<h[23])"
    ages = {e: re.findall(drawn, report_of(trees["alles"], e), flags=re.DOTALL) for e in EDITIONS}
    assert ages["openbaar"] and ages["openbaar"] == ages["partners"] == ages["intern"]
    for drawing in ages["intern"]:
        assert "65 jaar en ouder" in drawing and "<svg" in drawing and "61,5%" not in drawing


def test_an_own_figure_has_a_row_of_its_own_without_a_place_or_a_judgement(trees):
    row = r'<tr><th scope="row"><a href="#uitleg-roker_pct".*?(?=<tr>|</tbody>)'
    drawn, written = {}, {}
    for edition in EDITIONS:
        tables = re.findall(r"<table.*?</table>", report_of(trees["alles"], edition), re.DOTALL)
        for found, kind in ((written, '<table class="cijfers'), (drawn, "<table>")):
            found[edition] = [
                r for table in tables if table.startswith(kind) for r in re.findall(row, table, re.DOTALL)
            ]
    first, own, *others = written["intern"]
    assert [first, *others] == written["openbaar"] == written["partners"], "the published row is what it was"
    assert "71,1%" in own and "eigen cijfer" in own and "<svg" not in own and "staat" not in own
    (line,) = drawn["openbaar"]
    note = '<small class="eigen">eigen cijfer: 71,1% (2023)</small>'
    assert drawn["partners"] == [line] and line.count("<svg") > 0, "the chart draws the published figure"
    assert [r.replace(note, "") for r in drawn["intern"]] == [line] != drawn["intern"], "the own one is said under it"


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_text_of_an_edition_says_which_edition_it_is(trees, edition):
    texts = published(trees["alles"], edition)
    assert f'name="wijkanalyse-editie" content="{edition}"' in texts["report"]
    receipt = json.loads(texts["receipt"])
    assert [e["edition"] for e in receipt["reports"]] == [edition] and receipt["failed"] == []
    notes = {"partners": "Deel dit rapport alleen met de partners in de wijk.", "intern": "alleen voor intern gebruik"}
    for name, note in notes.items():
        assert (note in texts["report"], note in texts["index"]) == (name == edition, name == edition)


def test_the_index_of_the_open_edition_leads_to_no_other(trees):
    page = (trees["alles"].reports / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'href="([^"#]+)"', page)
    assert links == ["lelystad/WK099511-warande.html"]


def test_the_notebook_of_a_report_that_failed_stays_in_the_edition_that_may_show_it(trees, tmp_path):
    """A notebook of one's own may name another edition than was asked, and then fails."""
    paths, processed = Paths(tmp_path), Processed(trees["alles"])
    jobs = {e: plan_jobs(processed.areas, [AREA], boundary_year=None, edition=e)[0] for e in EDITIONS}

    def kept(shown: str) -> dict[str, str]:
        executed = (trees["alles"].root / f"{shown}.ipynb").read_bytes()
        return {asked: keep_failed(paths, paths.reports_of(asked), job, executed) for asked, job in jobs.items()}

    said = kept("intern")
    (file,) = (p for p in tmp_path.rglob("*") if p.is_file())
    assert file == paths.reports_of("intern") / ".mislukt" / f"{AREA}.ipynb"
    assert (file.stat().st_mode | file.parent.stat().st_mode) & 0o077 == 0
    assert said["openbaar"] == said["partners"] and "so it is not kept; add --edition intern" in said["openbaar"]
    assert [mark for mark in HIDDEN["openbaar"] if mark in "".join(said.values())] == []
    said = kept("openbaar")
    assert f"(notebook: reports/.mislukt/{AREA}.ipynb)" in said["openbaar"]
    assert (paths.reports / ".mislukt" / f"{AREA}.ipynb").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_index_and_a_zip_file_have_nothing_of_reports_that_failed(trees, catalogue, edition, tmp_path):
    shutil.copytree(trees["alles"].root, tmp_path / "alles", symlinks=True)
    paths = Paths(tmp_path / "alles")
    processed, folder = Processed(paths), paths.reports_of(edition)
    before = (folder / "index.html").read_bytes(), (folder / "lelystad.zip").read_bytes()
    executed = json.dumps({"cells": [{"outputs": [{"data": {"text/html": FAULTY}}]}]}).encode()
    for asked in EDITIONS:
        (job,) = plan_jobs(processed.areas, [AREA], boundary_year=None, edition=asked)
        assert ".mislukt" in keep_failed(paths, paths.reports_of(asked), job, executed)
    receipt = json.loads((folder / "build.json").read_text(encoding="utf-8"))
    write_index(folder, receipt, built=dt.date(2026, 1, 1), processed=processed)
    records = [r | {"data": processed.receipt["fingerprint"]} for r in receipt["reports"]]
    target = folder / "lelystad.zip"
    make_bundle(records, processed, catalogue, edition=edition, name="Lelystad", version="0", target=target)
    assert ((folder / "index.html").read_bytes(), target.read_bytes()) == before


# ----------------------------------------------------------------------------- publisher


def facts(**changes):
    return {
        "area_code": AREA, "area_name": "Warande", "area_level": "wijk", "gemeente_name": "Lelystad",
        "boundary_year": 2022, "edition": "openbaar", "version": "0", "built": None,
        "sources": [
            {"citation": "CBS", "modified": None, "licence": "CC BY 4.0", "openness": "openbaar"},
            {"citation": "KANARIE-A", "modified": None, "licence": "Gesloten", "openness": "partners"},
            {"citation": "KANARIE-B", "modified": None, "licence": "Gesloten", "openness": "intern"},
        ],
    } | changes  # fmt: skip


@pytest.mark.parametrize(
    ("edition", "named"), [("openbaar", "KANARIE-A; KANARIE-B"), ("partners", "KANARIE-B"), ("intern", None)]
)
def test_an_identity_with_sources_above_its_edition_is_refused(edition, named):
    if named is None:
        assert Identity.model_validate(facts(edition=edition)).edition == edition
        return
    with pytest.raises(ValueError) as error:
        Identity.model_validate(facts(edition=edition))
    assert (
        f"edition {edition} may not show figures of {named}; make the edition intern, or leave the figures out"
    ) in str(error.value)


@pytest.mark.parametrize("claimed", ["openbaar", "partners"])
def test_the_publisher_refuses_a_closed_notebook_that_says_it_is_of_a_wider_edition(trees, claimed):
    notebook = copy.deepcopy(executed_of(trees["alles"], "intern"))
    assert "KANARIE" in export_report(notebook)
    (output,) = [o for cell in notebook.cells for o in cell.get("outputs", []) if IDENTITY_MIME in o.get("data", {})]
    output.data[IDENTITY_MIME]["edition"] = claimed
    with pytest.raises(ReportError) as error:
        export_report(notebook)
    message = str(error.value)
    assert message.startswith("The report of Warande (WK099511) is not written.")
    assert f"edition {claimed} may not show figures of " in message
    for name, mark in MARKS.items():
        assert (f"{mark} citaat" in message.split("; make the edition")[0]) == (name != claimed), name


# --------------------------------------------------------------------- what is derived


CLOSED = {"source": "eigen", "estimate_type": "survey"}


def test_a_composite_area_inherits_the_strictest_of_its_parts(example, catalogue):
    def change(rows):
        for code, openness in {"WK085542": "partners", "WK085543": "intern", "WK085544": "openbaar"}.items():
            rows = put(rows, code, "roker_pct", 2023, value=71.123457, openness=openness, boundary_year=2022, **CLOSED)
        return rows

    processed = altered(example, ["GM0855"], change)
    area = processed.areas.find("tilburg-noord")
    profiles = {e: Profile(area, processed, catalogue, e) for e in EDITIONS}
    shown = {e: [f.value for f in profile.own_figures("roker_pct")] for e, profile in profiles.items()}
    (own,) = shown.pop("intern")
    assert (own.period, own.number) == (2023, pytest.approx(71.123457))
    assert shown == {"openbaar": [], "partners": []}
    for profile in profiles.values():
        assert profile.figure("roker_pct").value.period == 2020
        assert 2023 not in [v.period for v in profile.history("roker_pct")]


@pytest.fixture
def practice(example):
    """The example with a list of patients for partners, and a figure of one of its areas that is only intern."""

    def change(rows):
        return put(rows, AREA, "roker_pct", 2020, value=99.0, openness="intern", **CLOSED)

    processed = altered(example, ["GM0995"], change)
    processed.__dict__["patients"] = pd.DataFrame(
        {
            "source": "praktijk", "title": "KANARIE-PRAKTIJK titel", "openness": "partners", "boundary_year": 2022,
            "area_code": [AREA, "overig"], "patients": [COUNT, 10.0],
        }
    )  # fmt: skip
    return processed


def test_a_catchment_takes_in_published_figures_only(practice, catalogue):
    area = practice.areas.find(AREA)
    shown = {e: sections.catchments(Profile(area, practice, catalogue, e)).html for e in EDITIONS}
    assert shown["openbaar"] == ""
    assert "KANARIE-PRAKTIJK" in shown["partners"] and "KANARIE-PRAKTIJK" in shown["intern"]
    for edition in ("partners", "intern"):
        assert "99,0%" not in shown[edition] and "Roker" not in shown[edition]
        assert "Eenzaam" in shown[edition], "other figures of the same area are there"


@pytest.mark.parametrize(("code", "has"), [(AREA, True), ("GM0995", True), ("WK099502", False), ("NL", False)])
def test_a_catchment_is_in_the_reports_of_the_areas_where_the_patients_live(practice, catalogue, code, has):
    profile = Profile(practice.areas.find(code), practice, catalogue, "partners")
    assert bool(sections.catchments(profile).html) == has


def test_an_own_figure_decides_nothing_about_comparable_wijken_of_a_lower_edition(trees, catalogue):
    found = {}
    for tree in ("zonder", "alles"):
        processed = Processed(trees[tree])
        verdicts = Verdicts(Profile(processed.areas.find(AREA), processed, catalogue, "partners"))
        found[tree] = verdicts.comparable.wijken.area_code.tolist()
    assert found["zonder"] == found["alles"]
