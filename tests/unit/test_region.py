"""A gemeente wijk by wijk: the wijken are all there, in the order of their names, and no order of need is made."""

from __future__ import annotations

import re
import shutil
from functools import cache
from html import unescape
from urllib.parse import unquote

import pandas as pd
import pytest

from wijkanalyse.dialogue.files import FILES
from wijkanalyse.dialogue.folder import make_folder, write_rows
from wijkanalyse.dialogue.readiness import Answered, load_questions, own_step, shared_questions
from wijkanalyse.dialogue.region import load_region
from wijkanalyse.errors import AreaError
from wijkanalyse.paths import Paths
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.publish.sanitise import clean
from wijkanalyse.sections import regiobeeld as sections
from wijkanalyse.sections.standing import standing_words


@pytest.fixture(scope="module")
def tree(example, tmp_path_factory):
    """The example with a folder for one wijk, whose form is filled in."""
    root = tmp_path_factory.mktemp("region")
    shutil.copytree(example.processed, root / "data" / "processed")
    shutil.copytree(example.root / "data" / "gebieden", root / "data" / "gebieden")
    paths = Paths(root)
    folder, _ = make_folder(
        paths, "WK027502", name="Velp", area_code="WK027502", themes=[("eenzaamheid", "Eenzaamheid")]
    )
    card = (folder / "wijk.yml").read_text(encoding="utf-8")
    (folder / "wijk.yml").write_text(card.replace("stroomschema: intern", "stroomschema: partners"), encoding="utf-8")
    answers = ["ja", "ja", "nee", *["onbekend"] * (len(load_questions()) - 3)]
    goal = {"doel": "1", "titel": "Meer mensen doen mee.", "thema": "eenzaamheid", "doelgroep": "Ouderen",
            "doelgroep_van": "10", "doelgroep_tot": "20", "soort_maat": "proces", "maat": "deelnemers", "nu": "0",
            "streven": "8", "eigenaar": "welzijnscoach", "klaar_op": "2099-01-01", "aanname": "verzonnen"}  # fmt: skip
    write_rows(folder / "doelen.csv", "doelen", [[goal.get(c, "") for c in FILES["doelen"].columns]])
    rows = [[q.id, a, ""] for q, a in zip(load_questions(), answers, strict=True)]
    write_rows(folder / "stroomschema.csv", "stroomschema", rows)
    return paths


@pytest.fixture(scope="module")
def region_of(tree, catalogue):
    """The region of an area, opened once for all tests."""
    processed = Processed(tree)

    @cache
    def make(code, edition="openbaar"):
        return load_region(Profile(processed.areas.find(code), processed, catalogue, edition))

    return make


@pytest.fixture(scope="module")
def rheden(region_of):
    return region_of("GM0275")


def cells(html):
    """The rows of the tables: the head of the row, then its cells, as plain text."""
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", html, re.DOTALL)
    found = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return {row[0]: [" ".join(re.sub(r"<[^>]+>", " ", c).split()) for c in row[1:]] for row in found}


def test_every_inhabited_wijk_of_the_gemeente_is_there_by_name(rheden):
    register = rheden.profile.processed.areas.register
    now = register[(register.boundary_year == 2022) & (register.area_level == "wijk") & (register.inwoners > 0)]
    expected = sorted(now["name"][now.gemeente_code == "GM0275"], key=str.casefold)
    assert [m.name for m in rheden.members] == expected
    assert expected == ["Dieren", "Rheden", "Velp"]


def test_a_region_of_two_gemeenten_has_the_wijken_of_both(tree, region_of):
    """The file names the two codes, and nothing else."""
    file = tree.root / "data" / "gebieden" / "rheden-en-rozendaal.yml"
    file.write_text("name: Rheden en Rozendaal\nparts: [GM0275, GM0277]\n", encoding="utf-8")
    processed = Processed(tree)
    both = processed.areas.find("rheden-en-rozendaal")
    profile = Profile(both, processed, region_of("GM0275").profile.catalogue, "openbaar")
    found = {m.code[2:6] for m in load_region(profile).members}
    file.unlink()
    assert found == {"0275", "0277"}


def test_the_figures_of_a_region_are_read_once_and_are_those_of_the_table(tree, catalogue, monkeypatch):
    """Reading the table of the country takes seconds: once for each wijk was most of the time of a regiobeeld."""
    processed, read = Processed(tree), []
    kept = Processed._reading
    monkeypatch.setattr(Processed, "_reading", lambda self, name: read.append(name) or kept(self, name))
    region = load_region(Profile(processed.areas.find("GM0275"), processed, catalogue, "openbaar"))
    assert [m.agenda.candidates for m in region.members]
    region.profile.chapter("gezondheid")
    assert read.count("figures.parquet") == 1
    fresh = Processed(tree)
    pd.testing.assert_frame_equal(processed.figures_of(["GM0275"]), fresh.figures_of(["GM0275"]))
    fresh.keep_figures_of(["GM0275"])
    assert read.count("figures.parquet") == 3, "another tree of tables, or another gemeente, is read anew"
    assert set(fresh.figures_of(["GM0160"]).gemeente_code) == {"GM0160", ""}


@pytest.mark.parametrize("code", ["WK027502", "NL", "GM0277"])
def test_an_area_without_several_wijken_is_refused_with_the_next_step(region_of, code):
    with pytest.raises(AreaError, match=r"without several wijken to put side by side; name a gemeente"):
        region_of(code)


def test_a_theme_stands_as_in_the_report_of_the_wijk(rheden):
    html = sections.themes(rheden).html
    rows = cells(html)
    assert list(rows) == [m.name for m in rheden.compared]
    heads = re.findall(r'<th scope="col"><span>([^<]+)</span>', html)
    assert heads == [c.name for c in rheden.themes.candidates.values()]
    for member in rheden.compared:
        for candidate in member.agenda.candidates:
            cell = rows[member.name][heads.index(candidate.name)]
            assert cell.startswith(standing_words(candidate.standing, estimated=candidate.main.is_estimated)), cell
            assert ("voorop" in cell.split()) == (candidate in member.agenda.leading), candidate.id
            assert ("straks" in cell.split()) == bool(candidate.coming), candidate.id


def test_no_mark_is_a_colour_alone_and_what_is_not_known_says_so(rheden):
    html = sections.themes(rheden).html
    marks = re.findall(r'<td class="([^"]*)"><i>([^<]+)</i>', html)
    assert len(marks) == html.count("<td")
    sides = {"ongunstig": "ongunstiger", "gunstig": "gunstiger", "gelijk": "bijna gelijk", "geen": "onbekend"}
    for css, words in marks:
        side = next(name for name in sides if name in css.split())
        assert words.endswith(sides[side])
        assert ("iets" in css.split()) == ("iets" in words)
        assert ("schatting-van" in css.split()) == words.startswith("lijkt")


def test_a_region_says_what_its_wijken_are_compared_with(tree, catalogue):
    """An own region of gemeenten, as a GGD-regio is one of a list."""
    file = tree.root / "data" / "gebieden" / "ros-veluwezoom.yml"
    file.write_text("name: ROS Veluwezoom\nparts: [GM0275, GM0277]\n", encoding="utf-8")
    processed = Processed(tree)
    profile = Profile(processed.areas.find("GM0275"), processed, catalogue, "openbaar")
    region = load_region(profile, comparator="ros-veluwezoom")
    file.unlink()
    assert "ROS Veluwezoom" in (words := region.members[0].agenda.verdicts.against)
    for fragment in (sections.summary(region), sections.themes(region), sections.theme_map(region)):
        assert f"vergeleken met {words}" in fragment.html


def test_a_wijk_with_few_people_has_no_groups_and_is_named(region_of):
    hardenberg = region_of("GM0160")
    assert "Holthone" in {m.name for m in hardenberg.too_small}
    assert "Holthone" not in cells(sections.themes(hardenberg).html)
    assert cells(sections.start(hardenberg).html)["Holthone"][1] == "te weinig inwoners"
    assert "Holthone" in sections.summary(hardenberg).html


def test_what_people_answered_stands_beside_the_themes_only_in_an_edition_that_may_show_it(region_of):
    html = sections.start(region_of("GM0275", "partners")).html
    shown = cells(html)["Velp"]
    assert shown[2].split() == ["1", "●", "2", "●", "3", "○", *" ".join(f"{n} ?" for n in range(4, 11)).split()]
    assert 'aria-label="ja: 1 en 2; nee: 3; weten we niet: 4, 5, 6, 7, 8, 9 en 10"' in html
    assert shown[3] == load_questions()[2].stap
    open_edition = sections.start(region_of("GM0275")).html
    assert cells(open_edition)["Velp"][2] == "nog niet ingevuld"
    assert "●" not in open_edition


def test_every_question_has_its_help_and_the_wijken_without_a_yes(region_of):
    shown = cells(sections.questions(region_of("GM0275", "partners")).html)
    assert list(shown) == [f"{n}. {q.vraag}" for n, q in enumerate(load_questions(), 1)]
    assert [row[1] for row in shown.values()] == ["geen wijk"] * 2 + ["Velp"] * 8
    assert all(row[0].startswith(q.hulp) for row, q in zip(shown.values(), load_questions(), strict=True))
    assert all(len(row) == 1 for row in cells(sections.questions(region_of("GM0275")).html).values())


def test_what_helps_is_told_by_a_lesson_that_exists(catalogue):
    assert {q.les for q in load_questions() if q.les} <= {lesson.id for lesson in catalogue.lessons}


def test_where_a_wijkmanager_is_to_be_found_follows_from_the_answers(region_of):
    assert "<strong>Er is iemand</strong> in Velp." in sections.wijkmanagers(region_of("GM0275", "partners")).html
    assert sections.wijkmanagers(region_of("GM0275")).html == ""


def test_without_answers_the_first_step_is_about_the_wijk_itself(region_of):
    for member in (region := region_of("GM0160")).members:
        step = cells(sections.start(region).html)[member.name][3]
        if member.agenda.is_too_small:
            assert step.startswith("Begin met een gesprek")
        elif leading := member.agenda.leading:
            assert leading[0].name in step


def given(*answers):
    return [Answered(q, a, "") for q, a in zip(load_questions(), answers, strict=True)]


def test_the_first_step_of_a_wijk_is_not_what_the_whole_region_lacks():
    lacks_both = given("nee", "ja", "nee", *["ja"] * 7)
    lacks_trekker = given("deels", *["ja"] * 9)
    region = [lacks_both, lacks_trekker, lacks_trekker, given(*["ja"] * 10)]
    shared = shared_questions(region)
    assert [q.id for q in shared] == ["trekker"]
    assert own_step(lacks_both, shared).question.id == "bewoners"
    assert own_step(lacks_trekker, shared).question.id == "trekker", "there is nothing else to begin with"
    assert own_step(region[-1], shared) is None
    assert shared_questions(region[:2]) == [], "two wijken are no region"


def test_small_wijken_stand_with_neighbours_and_their_file_is_read_as_an_area(region_of, tree):
    hardenberg = region_of("GM0160")
    html = sections.kernen(hardenberg).html
    small = {m.name for m in hardenberg.too_small}
    assert {a.name for k in hardenberg.kernen for a in k.small} == small
    kern = next(k for k in hardenberg.kernen if len(k.parts) > 1)
    address = re.search(rf'download="{kern.file_name}" href="data:text/yaml;charset=utf-8,([^"]+)"', clean(html))[1]
    file = tree.root / "data" / "gebieden" / kern.file_name
    file.write_text(unquote(unescape(address)), encoding="utf-8")
    area = Processed(tree).areas.find(file.stem)
    file.unlink()
    assert {p.code for p in area.parts} == {a.code for a in kern.parts}
    assert area.inwoners == kern.inwoners
    assert sections.kernen(region_of("GM0275")).html == ""


def test_wijken_stand_by_name_and_none_is_called_the_worst(rheden):
    shown = [sections.start(rheden), sections.themes(rheden), sections.comparable(rheden)]
    for fragment in shown:
        names = list(cells(fragment.html))
        assert names == sorted(names, key=str.casefold)
    text = " ".join(f.html for f in [*shown, sections.summary(rheden), sections.theme_map(rheden)])
    assert not re.search(
        r"\b(ranglijst|slechtste|nummer 1|significant)\b", text.replace("Er is geen ‘slechtste wijk’", "")
    )


def test_the_map_has_a_sign_for_every_theme_and_says_each_in_words(region_of):
    """The outlines show the first theme without a script; the signs after ``t-`` are what a choice reads."""
    hardenberg = region_of("GM0160")
    html = clean(sections.theme_map(hardenberg).html)
    themes = re.findall(r"<li><strong>([^<]+)</strong>: ([^<]+)</li>", html)
    outlines = re.findall(r'<path class="\w+ stand-(\d) t-(\d+)"[^>]*><title>([^<]+)</title>', html)
    assert {name for *_, name in outlines} == {m.name for m in hardenberg.members}
    by_name = {m.name: m for m in hardenberg.members}
    order = ["worse", "slightly_worse", "alike", "slightly_better", "better"]
    for first, signs, name in outlines:
        assert first == signs[0]
        standing = {c.name: c.standing for c in by_name[name].agenda.candidates}
        told = [standing.get(theme, "") for theme, _ in themes]
        assert signs == "".join(str(order.index(s) + 1 if s else 0) for s in told)
    assert themes[0][1] in re.search(r'<svg class="kaart[^"]*"[^>]*aria-label="([^"]+)"', html)[1]
    assert all(m.name in html.partition("<figure>")[0] for m in hardenberg.too_small[:1])


def test_goals_of_the_wijken_stand_by_theme_only_in_an_edition_that_may_show_them(region_of):
    shown = sections.goals(region_of("GM0275", "partners")).html
    assert cells(shown) == {
        "Eenzaamheid": ["Velp", "Meer mensen doen mee.", "1 januari 2099", "nog geen bewaarde stand"]
    }
    assert "Er zijn nog geen doelen" in sections.goals(region_of("GM0275")).html


def test_a_faulty_file_of_one_wijk_costs_only_what_rests_on_it_and_is_told(tree, region_of, tmp_path, catalogue):
    other = Paths(tmp_path)
    (tmp_path / "data").mkdir()
    for name in ("processed", "gebieden"):
        (tmp_path / "data" / name).symlink_to(tree.root / "data" / name, target_is_directory=True)
    shutil.copytree(tree.area_folders, other.area_folders)
    (other.area_folders / "WK027502" / "doelen.csv").write_text("doel;titel\nx;y\n", encoding="utf-8")
    make_folder(other, "WK027500", name="Dieren", area_code="WK027500", themes=[("roken", "Roken")])
    (other.area_folders / "WK027500" / "wijk.yml").write_text("naam: [", encoding="utf-8")
    processed = Processed(other)
    region = load_region(Profile(processed.areas.find("GM0275"), processed, catalogue, "partners"))
    assert [m.name for m in region.answered] == ["Velp"], "the form of the same folder is there"
    assert "Meer mensen doen mee" not in sections.goals(region).html
    said = "Niet meegenomen: alles wat mensen in Dieren opschreven; ‘Doelen’ van Velp. Daar zit nog een fout in."
    assert said in sections.summary(region).html
    notes = " ".join(sections.identity(region).facts["notes"])
    assert "WK027502: doelen holds faults" in notes and "WK027500: wijk.yml holds faults" in notes
    assert "Niet meegenomen" not in sections.summary(region_of("GM0275", "partners")).html
