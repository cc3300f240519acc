"""From folder to document by the command line: for a wijk with figures, and for a kern that has none."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, tree_with_example
from invented_notebooks import shared_folder, use_environment

from wijkanalyse.dialogue.files import FILES
from wijkanalyse.paths import Paths

DAY = "2026-11-22"


@pytest.fixture
def tree(example: Paths, tmp_path: Path) -> Paths:
    paths = tree_with_example(tmp_path / "tree")
    paths.processed.symlink_to(example.processed, target_is_directory=True)
    shutil.copytree(ROOT / "data" / "wijken" / "voorbeeld", paths.area_folders / "voorbeeld")
    paths.notebooks.symlink_to(ROOT / "notebooks", target_is_directory=True)
    return paths


@pytest.fixture
def run(
    command_in, warm_start: None, tree: Paths, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
):
    use_environment(monkeypatch, shared_folder(tmp_path_factory), WIJKANALYSE_BUILT=DAY)
    return command_in(tree.root)


def test_a_kern_without_figures_goes_from_folder_to_plan(run, tree):
    code, said, _ = run("kit", "kern-x", "--name", "Kern X")
    assert code == 0, said
    assert f"made with {len(FILES) + 2} files; start with LEESMIJ.txt" in said
    for page in ("invullen.html", "stemmen.html"):
        assert (tree.area_folders / "kern-x" / page).is_file()

    code, said, complaint = run("document", "plan", "kern-x")
    assert code == 0, complaint
    page = (tree.reports_of("partners") / "wijkplan" / "kern-x.html").read_text(encoding="utf-8")
    assert "<title>Wijkplan Kern X</title>" in page
    assert "Kern die begint met het gesprek, zonder cijfers" in page
    assert "Grenzen" not in page

    code, said, complaint = run("document", "plan", "--all")
    assert code == 0, complaint
    assert "1 × wijkplan: 0 new, 0 changed, 1 up to date" in said, "the invented example is not among them"


def test_faults_are_all_told_before_the_work(run, tree):
    path = tree.area_folders / "voorbeeld" / "stembriefjes.csv"
    path.write_text("stem;groep;eerste;tweede;derde\n1;zorg;roken;roken;\n1;bewoners;sport;;\n", encoding="utf-8")
    for command, ends in ((("kit", "voorbeeld"), 12), (("document", "bijeenkomst", "voorbeeld"), 8)):
        code, _, complaint = run(*command)
        assert code == ends, complaint
        assert "row 2, tweede: ‘roken’ staat ook bij ‘Eerste’" in complaint
        assert "row 3, stem: Stembriefje 1 zit in twee groepen" in complaint
        assert "row 3, eerste: ‘sport’ staat niet bij de thema’s" in complaint


def test_a_fault_in_a_file_of_later_is_told_and_the_meeting_goes_on(run, tree):
    folder = tree.area_folders / "voorbeeld"
    (folder / "ambitie.csv").write_text("perspectief;tekst\nbuurman;Samen.\n", encoding="utf-8")
    code, _, complaint = run("document", "bijeenkomst", "voorbeeld")
    assert code == 0, complaint
    assert "faults in ambitie, not used here; `wijkanalyse kit voorbeeld` lists them" in " ".join(complaint.split())
    assert run("kit", "voorbeeld")[0] == 12
    for page in ("invullen.html", "stemmen.html"):
        assert (folder / page).is_file(), "faults can be repaired in the form, and people can vote"


def test_the_kit_of_the_example_is_one_file_for_partners_only(run, tree):
    code, _, complaint = run("document", "bijeenkomst", "voorbeeld")
    assert code == 0, complaint
    page = (tree.reports_of("partners") / "wijkbijeenkomst" / "voorbeeld-warande.html").read_text(encoding="utf-8")
    for piece in ("Brief voor de praktijk", "Stembriefjes", "onze poster", "Blad voor bewoners", "Gekozen thema"):
        assert piece in page
    assert "Verzonnen voorbeeld." in page
    assert "Deel dit rapport alleen met de partners in de wijk." in page
    assert "Wachten op hulp duurt te lang." not in page, "conversations are internal"
    assert not re.search(r"<script|https?://(?!www\.w3\.org)[^\"<]*\.(?:js|css)", page)
    assert not (tree.reports / "wijkbijeenkomst").exists()
    index = (tree.reports_of("partners") / "index.html").read_text(encoding="utf-8")
    assert "Voor partners in de wijk" in index
    assert 'Stukken voor een wijkbijeenkomst: <a href="wijkbijeenkomst/voorbeeld-warande.html">' in index


def test_documents_are_made_again_only_when_what_they_show_changed(run, tree, monkeypatch):
    def said(*arguments: str) -> str:
        code, out, complaint = run("document", "plan", "voorbeeld", "WK027502", *arguments)
        assert code == 0, complaint
        return out

    assert "2 × wijkplan made, 0 failed" in said()
    assert "2 × wijkplan: 0 new, 0 changed, 2 up to date" in said("--plan")

    path = tree.area_folders / "voorbeeld" / "ambitie.csv"
    path.write_text(path.read_text(encoding="utf-8-sig") + "\n", encoding="utf-8")
    planned = said("--plan")
    assert "2 × wijkplan: 0 new, 1 changed, 1 up to date" in planned
    assert "changed: what people added to its folder (1)" in planned
    assert "1 × wijkplan made, 0 failed, 1 up to date" in said()

    monkeypatch.setenv("WIJKANALYSE_BUILT", "2027-06-01")
    assert "1 changed, 1 up to date" in said("--plan"), "days pass only for what people added"


def test_a_faulty_folder_fails_by_itself_and_the_others_are_made(run, tree):
    path = tree.area_folders / "voorbeeld" / "ambitie.csv"
    path.write_text("perspectief;tekst\nbuurman;Samen.\n", encoding="utf-8")
    code, said, complaint = run("document", "plan", "voorbeeld", "WK027502")
    assert code == 8
    assert "1 × wijkplan made, 1 failed" in said
    assert "ambitie.csv: row 2, perspectief: ‘buurman’ staat niet in de lijst." in " ".join(complaint.split())
    folder = tree.reports_of("partners") / "wijkplan"
    assert (folder / "WK027502-velp.html").is_file() and not (folder / "voorbeeld-warande.html").exists()


def test_an_edition_is_kept_once_a_day(run, tree):
    assert run("editie", "voorbeeld")[0] == 0
    assert (tree.area_folders / "voorbeeld" / "edities" / DAY / "cijfers-partners.csv").is_file()
    code, _, complaint = run("editie", "voorbeeld")
    assert (code, "there is an edition of this day already" in complaint) == (8, True)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("kit", "WK0995XX"), 6, "does not exist in the boundaries of 2024"),
        (
            ("document", "plan", "--all"),
            6,
            "no areas were named; give codes or --gemeente NAME, or --all for every folder",
        ),
        (("document", "affiche", "voorbeeld"), 8, "unknown document 'affiche'; choose from bijeenkomst, plan"),
        (("document", "plan", "voorbeeld", "-p", "thema=roken"), 8, "has no parameter 'thema'"),
    ],
)
def test_what_cannot_be_made_is_told_with_the_next_step(run, arguments, code, words):
    got, _, complaint = run(*arguments)
    assert got == code, complaint
    assert words in " ".join(complaint.split())


def test_an_experience_is_shown_first_and_shared_only_under_a_licence(run, tree):
    code, said, _ = run("deel", "voorbeeld")
    assert code == 0
    assert "title: Samen eten in het buurthuis" in said
    assert "Nothing is written yet" in said
    assert not list(tree.root.rglob("*.zip"))

    code, _, complaint = run("deel", "voorbeeld", "--licence", "gratis")
    assert code == 8
    assert "cc-by" in complaint

    code, said, _ = run("deel", "voorbeeld", "--licence", "cc-by")
    (made,) = (tree.area_folders / "voorbeeld" / "delen").glob("*.zip")
    assert f"made: {made}" in said.replace("\n", "")
    tree.shared_examples.mkdir()
    shutil.copy(made, tree.shared_examples)
    (tree.shared_examples / "kapot.zip").write_bytes(b"niets")

    code, _, complaint = run("kit", "kern-y", "--name", "Kern Y")
    assert "kapot.zip: is not readable as a zip file" in complaint
    code, _, complaint = run("document", "plan", "kern-y")
    assert code == 0, complaint
    page = (tree.reports_of("partners") / "wijkplan" / "kern-y.html").read_text(encoding="utf-8")
    assert "Samen eten in het buurthuis" not in page, "another theme, and a wijk that is further"

    code, _, complaint = run("deel", "kern-y")
    assert code == 12
    assert "write in ervaringen.csv what worked and what did not" in complaint
