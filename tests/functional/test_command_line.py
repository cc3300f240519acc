"""The real command line: what it makes, and what it says when it gets something wrong."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from invented_notebooks import ROOT, environment, shared_folder, use_environment

from wijkanalyse.cli import main
from wijkanalyse.paths import Paths, find_paths

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def tree(example: Paths, example_tree: Paths) -> Paths:
    """A tree with the example processed, the committed notebooks, and no reports."""
    shutil.copytree(example.processed, example_tree.processed)
    example_tree.notebooks.symlink_to(ROOT / "notebooks", target_is_directory=True)
    return example_tree


@pytest.fixture
def wijkanalyse(example_tree: Paths, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Run the command in the tree; gives its exit code, what it said and what it complained about."""

    def run(*args: str | Path) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "wijkanalyse", *map(str, args)]
        variables = environment(
            shared_folder(tmp_path_factory), WIJKANALYSE_ROOT=str(example_tree.root), COLUMNS="100", NO_COLOR="1"
        )
        done = subprocess.run(command, capture_output=True, text=True, env=variables, cwd=example_tree.root)
        assert "Traceback" not in done.stderr + done.stdout, done.stderr
        return done.returncode, done.stdout, done.stderr

    return run


@pytest.fixture
def within(
    warm_start: None,
    example_tree: Paths,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> Iterator[Command]:
    """The same without a process of its own, which is faster."""

    def run(*args: str | Path) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["wijkanalyse", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            main()
        said, complaints = capsys.readouterr()
        return ended.value.code or 0, said, complaints

    use_environment(monkeypatch, shared_folder(tmp_path_factory), WIJKANALYSE_ROOT=str(example_tree.root))
    monkeypatch.chdir(example_tree.root)
    find_paths.cache_clear()
    yield run
    find_paths.cache_clear()


def listed(reports: Path) -> list[str]:
    """The reports that the index page links to."""
    return sorted(re.findall(r'href="([^"#:]+\.html)"', (reports / "index.html").read_text(encoding="utf-8")))


def test_the_wijken_of_a_gemeente_are_listed(tree: Paths, wijkanalyse: Command) -> None:
    code, said, complaints = wijkanalyse("list", "zwolle")
    lines = said.splitlines()
    assert (code, complaints, len(lines)) == (0, "", 16)
    assert re.fullmatch(r"WK019322 +Stadshagen +[\d,]+ +2024", next(line for line in lines if "WK019322" in line))


def test_gemeenten_and_composite_areas_are_listed(tree: Paths, within: Command) -> None:
    code, said, _ = within("list")
    assert code == 0
    assert re.search(r"^GM0193 +Zwolle +[\d,]+ +2024$", said, re.MULTILINE)
    assert re.search(r"^tilburg-noord +Tilburg Noord +[\d,]+ +2022$", said, re.MULTILINE)


def test_processing_twice_makes_the_tables_once(example_tree: Paths, wijkanalyse: Command, within: Command) -> None:
    code, said, _ = wijkanalyse("process")
    made = {p.name: p.stat().st_mtime_ns for p in example_tree.processed.iterdir()}
    assert (code, "areas checked" in said) == (0, True)
    assert {"figures.parquet", "areas.parquet", "build.json"} <= set(made)

    code, said, _ = within("process")

    assert (code, "".join(said.splitlines())) == (0, f"{example_tree.processed} is up to date")
    assert {p.name: p.stat().st_mtime_ns for p in example_tree.processed.iterdir()} == made


def test_reports_are_made_and_stay_listed_when_others_fail_later(
    tree: Paths, wijkanalyse: Command, within: Command, tmp_path: Path
) -> None:
    code, said, _ = wijkanalyse("reports", "--gemeente", "Rozendaal")
    assert code == 0
    assert "1 reports made, 0 failed" in said
    assert f"report: {tree.reports}/rozendaal/WK027700-rozendaal.html" in said
    before = (tree.reports / "rozendaal" / "WK027700-rozendaal.html").read_bytes()

    tree.notebooks.unlink()
    tree.notebooks.mkdir()
    faulty_notebook(tree.notebooks / "wijkanalyse.ipynb", "WK027700")
    code, said, complaints = within("reports", "WK016015", "WK027700", "-j", "1")

    assert code == 8
    assert "1 reports made, 1 failed" in said
    assert complaints.startswith("WK027700 Rozendaal: cell In [3]: ValueError: kapot")
    assert "(notebook: reports/.mislukt/WK027700.ipynb)" in complaints
    kept = nbformat.read(tree.reports / ".mislukt" / "WK027700.ipynb", 4)
    assert any(o.output_type == "error" for c in kept.cells for o in c.get("outputs", []))
    assert (tree.reports / "rozendaal" / "WK027700-rozendaal.html").read_bytes() == before
    assert listed(tree.reports) == ["hardenberg/WK016015-holthone.html", "rozendaal/WK027700-rozendaal.html"]
    assert re.search(r"^log: .*/\.batch/[\d-]+\.log$", said, re.MULTILINE)
    receipt = json.loads((tree.reports / "build.json").read_text(encoding="utf-8"))
    shutil.rmtree(tree.notebooks)
    tree.notebooks.symlink_to(ROOT / "notebooks", target_is_directory=True)
    _, said, _ = within("reports", "WK016015", "--gemeente", "Rozendaal", "--plan")
    assert said.splitlines()[:2] == ["2 reports: 0 new, 1 changed, 1 up to date", "  changed: the notebook (1)"]
    code, said, _ = within("report", "WK027700")
    assert code == 0
    assert "WK027700-rozendaal.html is up to date; --force makes it again" in said
    assert "0 reports made, 0 failed, 1 up to date" in said
    assert [(r["code"], r["notebook"]) for r in receipt["reports"]] == [
        ("WK016015", "wijkanalyse.ipynb"),
        ("WK027700", "wijkanalyse.ipynb"),
    ]
    assert [f["code"] for f in receipt["failed"]] == ["WK027700"]


def faulty_notebook(path: Path, code: str) -> Path:
    """The notebook of the project, with a cell that fails for one area."""
    notebook = nbformat.read(ROOT / "notebooks" / "wijkanalyse.ipynb", 4)
    # a report needs the first cells only
    notebook.cells = notebook.cells[:5]
    source = f"if wijk_code == {code!r}:\n    raise ValueError('kapot')"
    notebook.cells.insert(2, nbformat.v4.new_code_cell(source, id="kapot"))
    nbformat.write(notebook, path)
    return path


WRONG = {
    "a code that does not exist": (["report", "WK099599"], 6, ["WK099599 does not exist", "Did you mean WK0995"]),
    "a code that is cut off": (["report", "WK09951"], 6, ["'WK09951' is not a code", "WK099511 (Warande)"]),
    "a name": (["report", "scheveningen"], 6, ["'scheveningen' is not a code", "WK051807 (Scheveningen)"]),
    "one wrong code among good ones": (["reports", "WK016015", "WK016099"], 6, ["WK016099 does not exist"]),
    "a gemeente that does not exist": (["reports", "--gemeente", "Zwole"], 6, ["'Zwole'", "did you mean Zwolle?"]),
    "a year without areas": (["reports", "--all", "--boundary-year", "1999"], 6, ["1999", "2020, 2021, 2022, 2024"]),
    "no area at all": (["reports"], 6, ["no areas were named", "--gemeente NAME"]),
    "an edition that does not exist": (["report", "WK016015", "--edition", "geheim"], 8, ["'geheim'", "openbaar"]),
    "a misspelt parameter": (["report", "WK016015", "-p", "editon=intern"], 8, ["'editon'", "did you mean edition?"]),
    "a parameter of the command": (["report", "WK016015", "-p", "edition=intern"], 8, ["'edition'", "--edition"]),
    "a parameter without a value": (["report", "WK016015", "-p", "edition"], 8, ["'edition'", "NAME=VALUE"]),
    "a parameter of another type": (["report", "WK016015", "-p", "boundary_year=abc"], 8, ["(int)", "got 'abc'"]),
    "a comparator that does not exist": (["report", "WK016015", "-p", "comparator=x"], 8, ["'x'", "choose from"]),
    "weights that do not exist": (["report", "WK016015", "-p", "weights={erst: 2}"], 8, ["'erst'", "mean ernst?"]),
    "the notebook of a document": (
        ["report", "WK016015", "--notebook", "notebooks/wijkplan.ipynb"], 8, ["`wijkanalyse document plan CODE`"],
    ),
    "a notebook that is not there": (["report", "WK016015", "--notebook", "nee.ipynb"], 8, ["nee.ipynb: there is no"]),
    "what is no notebook": (["report", "WK016015", "--notebook", "notebooks"], 8, ["notebooks: there is no"]),
    "a scheduler with an address that is none": (
        ["reports", "WK016015", "--scheduler", "http://10.0.0.5:8786"], 8, ["http://", "such as tcp://10.0.0.5:8786"],
    ),
    "documents elsewhere": (
        ["reports", "--all", "--scheduler", "10.0.0.5", "--with", "plan"], 8, ["--with plan", "`wijkanalyse document"],
    ),
    "waiting for nobody": (["reports", "WK016015", "--wait", "60"], 8, ["--wait is about the workers"]),
    "an unknown source": (["fetch", "cbs_kbw_2020"], 4, ["'cbs_kbw_2020' is not a source", "cbs_kwb"]),
}  # fmt: skip


@pytest.mark.parametrize(("args", "exit_code", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_command_says_what_is_wrong_and_makes_nothing(
    tree: Paths, within: Command, args: list[str], exit_code: int, words: list[str]
) -> None:
    code, _, complaints = within(*args)
    assert code == exit_code
    assert [word for word in words if word not in complaints] == [], complaints
    assert complaints.startswith("Error: ")
    assert not tree.reports.exists()


def published(paths: Paths) -> dict[str, bytes]:
    """A tree in which something was published before; gives all its files."""
    folder = paths.reports / "rozendaal"
    folder.mkdir(parents=True)
    (folder / "WK027700-rozendaal.html").write_text("gepubliceerd", encoding="utf-8")
    (paths.reports / "index.html").write_text("index", encoding="utf-8")
    (paths.reports / "build.json").write_text('{"reports": []}', encoding="utf-8")
    return files_of(paths.reports)


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_faulty_composite_area_is_told_and_harms_only_itself(tree: Paths, within: Command) -> None:
    before = published(tree)
    tree.composites.unlink()
    tree.composites.mkdir()
    (tree.composites / "dubbel.yml").write_text("name: Dubbel\nparts: [GM0193, WK019322]\n", encoding="utf-8")
    (tree.composites / "onbekend.yml").write_text("name: X\nparts: [WK019322]\nkleur: rood\n", encoding="utf-8")

    code, _, complaints = within("report", "dubbel")
    assert code == 6
    assert "dubbel.yml: parts overlap: WK019322 lies in GM0193" in complaints

    assert files_of(tree.reports) == before

    code, said, complaints = within("list")
    assert code == 0 and "GM0193" in said
    assert "dubbel.yml: parts overlap: WK019322 lies in GM0193" in complaints
    assert "onbekend.yml: unknown key `kleur`" in complaints
    code, said, _ = within("reports", "WK016015", "--plan")
    assert code == 0 and "WK016015" in said


@pytest.mark.parametrize("damage", ["cut off", "altered", "gone"])
def test_damaged_raw_data_is_named_and_nothing_made_is_lost(tree: Paths, within: Command, damage: str) -> None:
    before = published(tree), files_of(tree.processed)
    tree.example.unlink()
    shutil.copytree(ROOT / "data" / "raw" / "voorbeeld", tree.example)
    file = tree.example / "cbs_kwb_2022.csv.gz"
    content = file.read_bytes()
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(content[:5000] if damage == "cut off" else content[:-9] + b"x" + content[-8:])

    code, _, complaints = within("process", "--refresh")

    assert code == 5
    assert str(file) in complaints
    assert "git checkout" in complaints
    assert (files_of(tree.reports), files_of(tree.processed)) == before


def test_without_any_data_the_command_says_how_to_get_them(example_tree: Paths, within: Command) -> None:
    example_tree.example.unlink()
    code, _, complaints = within("report", "WK016015")
    assert code == 5
    assert "no tables were fetched" in complaints
    assert "run `wijkanalyse fetch`" in complaints


def test_damaged_figures_are_told_before_any_report(tree: Paths, within: Command) -> None:
    before = published(tree)
    figures = tree.processed / "figures.parquet"
    figures.write_bytes(figures.read_bytes()[:200_000])

    code, _, complaints = within("reports", "WK016015", "WK016016", "-j", "1")

    assert code == 7
    assert f"{figures} is not the table that build.json was written for" in complaints
    assert "make it again with `wijkanalyse process --refresh`" in complaints
    kept = files_of(tree.reports)
    assert kept["rozendaal/WK027700-rozendaal.html"] == before["rozendaal/WK027700-rozendaal.html"]


def test_a_folder_that_cannot_hold_reports_is_told_before_the_work(tree: Paths, within: Command) -> None:
    tree.reports.write_text("een bestand", encoding="utf-8")
    code, _, complaints = within("report", "WK016015")
    assert code == 8
    assert complaints.startswith(f"Error: {tree.reports}: reports cannot be written there (")


def test_a_damaged_receipt_is_told_before_reports_are_lost_from_the_index(tree: Paths, within: Command) -> None:
    published(tree)
    (tree.reports / "build.json").write_text('{"reports": [', encoding="utf-8")
    before = files_of(tree.reports)

    code, _, complaints = within("report", "WK016015")

    assert code == 8
    assert f"{tree.reports / 'build.json'}: cannot be read" in complaints
    assert "put it back, or remove it" in complaints
    assert files_of(tree.reports) == before
