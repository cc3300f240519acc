"""What people said of a figure stands beside it in the report that may show it, and in no other."""

from __future__ import annotations

import re

import pytest
from invented_notebooks import ROOT

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.batch.inputs import InputDigests, recognition_digest
from wijkanalyse.batch.job import plan_areas
from wijkanalyse.dialogue.folder import make_folder, write_rows
from wijkanalyse.dialogue.recognition import read_recognition
from wijkanalyse.paths import Paths
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.sections import report
from wijkanalyse.show import wording

CODE = "WK027502"
FIGURE, OTHER = "ernstig_eenzaam_pct", "roker_pct"
NO = [FIGURE, "bewoners", "nee", "In de flat wel, bij ons niet.", "2026-10-01"]


@pytest.fixture
def tree(example: Paths, tmp_path) -> Paths:
    paths = Paths(tmp_path)
    (tmp_path / "data").mkdir()
    paths.processed.symlink_to(example.processed, target_is_directory=True)
    return paths


def say(paths: Paths, *rows: list[str], name: str = CODE, code: str = CODE, **card: str) -> None:
    """A folder in which people said this; keywords replace lines of its card."""
    folder, _ = make_folder(paths, name, name="Velp", area_code=code, themes=[("eenzaamheid", "Eenzaamheid")])
    write_rows(folder / "herkenning.csv", "herkenning", rows)
    text = (folder / "wijk.yml").read_text(encoding="utf-8")
    for key, value in card.items():
        text = re.sub(rf"(?m)^(\s*){key}:.*$", rf"\g<1>{key}: {value}", text)
    (folder / "wijk.yml").write_text(text, encoding="utf-8")


def profile_of(paths: Paths, catalogue, edition: str = "partners") -> Profile:
    processed = Processed(paths)
    return Profile(processed.areas.find(CODE), processed, catalogue, edition)


def whole(profile: Profile) -> str:
    """Page one and every chapter."""
    verdicts = Verdicts(profile)
    parts = [report.page_one(Agenda(verdicts))]
    parts += [report.chapter(verdicts, name) for name in profile.catalogue.vocabulary.chapters]
    return "".join(p.html for p in parts)


def test_a_no_stands_beside_the_figure_in_chart_table_and_chapter_and_page_one_names_it(tree, catalogue):
    say(tree, NO, [OTHER, "zorg", "ja", "Dat zien wij ook.", "2026-10-01"])
    profile = profile_of(tree, catalogue)
    html = whole(profile)
    label = catalogue.indicators[FIGURE].label
    said = f"Bewoners over ‘{label}’: <strong>nee</strong>. In de flat wel, bij ons niet. <small>(1 oktober 2026)"
    assert html.count(said) == 1
    rows = re.findall(rf'<th scope="row">[^/]*<a href="#uitleg-{FIGURE}">.*?</th>', html)
    marked = [row for row in rows if wording.DOUBTED in row]
    assert len(marked) == 2, "in the chart and in the table of its chapter"
    assert html.count(wording.DOUBTED) == 2 and "Dat zien wij ook" not in html, "a yes alone is no doubt"
    assert f"Niet iedereen herkent ‘{catalogue.indicators[FIGURE].row_label}’." in html
    facts = report.identity(profile).facts
    (source,) = (s for s in facts["sources"] if s["openness"] == "partners")
    assert source["citation"] == "Herkennen we dit?: ingevuld door de partners in Velp"


def test_an_edition_that_may_not_show_it_is_the_same_as_without_a_folder(tree, catalogue):
    before, about = whole(profile_of(tree, catalogue)), report.identity(profile_of(tree, catalogue)).facts
    opened = whole(profile_of(tree, catalogue, "openbaar"))
    say(tree, NO)
    assert whole(profile_of(tree, catalogue, "openbaar")) == opened
    say(tree, NO, herkenning="intern")
    profile = profile_of(tree, catalogue, "partners")
    assert whole(profile) == before
    assert report.identity(profile).facts == about
    say(tree, NO, herkenning="openbaar")
    assert wording.DOUBTED in whole(profile_of(tree, catalogue, "openbaar")), "wijk.yml decides, as for every file"


def test_what_an_invented_example_says_is_in_no_report(tree, catalogue):
    say(tree, NO, name="voorbeeld", voorbeeld="true")
    (tree.area_folders / "voorbeeld" / "wijk.yml").open("a", encoding="utf-8").write("voorbeeld: true\n")
    assert read_recognition(tree, CODE, "intern", catalogue).rows.empty


def test_the_newest_answer_of_each_group_counts_from_every_folder_about_the_area(tree, catalogue):
    later = [FIGURE, "bewoners", "ja", "Nu wel.", "2026-11-01"]
    say(tree, NO, later)
    assert read_recognition(tree, CODE, "partners", catalogue).rows.empty, "nobody doubts it any more"
    say(tree, [OTHER, "zorg", "deels", "", "2026-10-01"], [OTHER, "bewoners", "ja", "", "2026-10-01"], name="kern")
    said = read_recognition(tree, CODE, "partners", catalogue)
    assert said.rows[["cijfer", "groep", "herkend"]].to_numpy().tolist() == [
        [OTHER, "zorg", "deels"], [OTHER, "bewoners", "ja"],
    ]  # fmt: skip
    assert read_recognition(tree, "WK0275", "partners", catalogue).rows.empty, "the code of another area"


@pytest.mark.parametrize(
    ("file", "text"),
    [("herkenning.csv", "cijfer;groep;herkend;toelichting;datum\nx;y;z;;"), ("wijk.yml", "naam: [WK027502")],
)  # fmt: skip
def test_a_faulty_folder_costs_its_own_words_only_and_the_maker_is_told(tree, catalogue, file, text):
    say(tree, NO)
    (tree.area_folders / CODE / file).write_text(text, encoding="utf-8")
    profile = profile_of(tree, catalogue)
    assert wording.DOUBTED not in whole(profile)
    (note,) = report.identity(profile).facts["notes"]
    assert CODE in note and "what" in note


def test_only_the_report_that_shows_it_is_outdated_by_a_changed_word(tree, catalogue):
    processed = Processed(tree)
    inputs = {
        edition: InputDigests(processed, catalogue, edition=edition, notebook=ROOT / "notebooks" / "wijkanalyse.ipynb")
        for edition in ("partners", "openbaar")
    }
    jobs = plan_areas(processed.areas, [CODE, "WK027500"], boundary_year=2022, edition="partners")

    def folder(edition: str) -> list[str]:
        inputs[edition].__dict__.pop("_cards", None)  # as a later batch finds the folders
        return [inputs[edition].of(job, area, [])["folder"] for job, area in jobs]

    nothing, opened = folder("partners"), folder("openbaar")
    say(tree, NO)
    said = folder("partners")
    assert said[0] != nothing[0] and said[1] == nothing[1]
    assert folder("openbaar") == opened
    (tree.area_folders / CODE / "acties.csv").write_text("actie\n", encoding="utf-8")
    assert folder("partners") == said, "of a folder nothing else is in a report"
    digest = recognition_digest(tree, "partners", catalogue)
    say(tree, [*NO[:3], "Anders gezegd.", NO[4]])
    assert folder("partners")[0] not in (said[0], nothing[0])
    assert recognition_digest(tree, "partners", catalogue) != digest
    assert recognition_digest(tree, "openbaar", catalogue) == ""
