"""The pick list of a client: what the tables of a report show, and what stands under Alle cijfers."""

from __future__ import annotations

import re
import shutil

import pytest
from conftest import ROOT

from wijkanalyse.batch.inputs import InputDigests
from wijkanalyse.cards.picks import ALL, load_picks
from wijkanalyse.errors import ReportError
from wijkanalyse.paths import Paths
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import load_profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.sections import report as sections


@pytest.fixture
def tree(example, tmp_path):
    """The example, and a way to write a pick list."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "processed").symlink_to(example.processed)
    shutil.copytree(ROOT / "data" / "gebieden", tmp_path / "data" / "gebieden")
    paths = Paths(tmp_path)

    def write(text, name="keuze.yml"):
        (tmp_path / "data" / name).write_text(text, encoding="utf-8")
        return paths

    write.paths = paths
    return write


def shown(paths, chapter, picks=""):
    """The indicators of the table of a chapter and those of the table of the others, in their order."""
    verdicts = Verdicts(load_profile("WK027502", paths=paths, picks=picks))
    html = sections.chapter(verdicts, chapter).html
    folded = html.partition('<details class="alle-cijfers">')[2].partition("<summary>Andere vergelijkingen")[0]
    table, _, rest = folded.partition("de andere cijfers: Velp")
    return [re.findall(r'href="#uitleg-(\w+)"', part) for part in (table, rest)]


def test_without_a_list_everything_is_shown_as_usual(tree, catalogue):
    table, rest = shown(tree.paths, "zorg")
    assert len(table) > 2 and rest == []
    assert load_picks(tree.paths, "", catalogue) is ALL


def test_what_is_left_out_stands_under_alle_cijfers(tree):
    usual, _ = shown(tree.paths, "zorg")
    table, rest = shown(tree(f"weglaten: [{usual[1]}]\n"), "zorg")
    assert (table, rest) == ([usual[0], *usual[2:]], [usual[1]])


def test_what_comes_first_is_in_the_table_in_that_order_and_the_rest_is_kept(tree):
    usual, _ = shown(tree.paths, "zorg")
    paths = tree(f"eerst: [{usual[2]}, {usual[0]}]\n")
    table, rest = shown(paths, "zorg")
    assert table == [usual[2], usual[0]]
    assert sorted(rest) == sorted(set(usual) - set(table))
    table, rest = shown(paths, "wonen")
    assert table == [] and rest, "of another chapter nothing was picked"


def test_a_chapter_stands_for_its_figures(tree):
    usual, _ = shown(tree.paths, "zorg")
    assert shown(tree("eerst: [zorg]\n"), "zorg") == [usual, []]
    assert shown(tree(f"weglaten: [zorg]\neerst: [wonen, {usual[1]}]\n"), "zorg")[0] == [usual[1]]


def test_a_client_has_a_list_of_its_own_that_a_report_asks_for_by_name(tree):
    usual, _ = shown(tree.paths, "zorg")
    paths = tree(f"weglaten: [{usual[0]}]\n", "keuze-ggd.yml")
    assert shown(paths, "zorg") == [usual, []], "nobody asked for it"
    assert shown(paths, "zorg", "ggd")[1] == [usual[0]]
    with pytest.raises(ReportError, match=r"there is no pick list .*keuze-gdd\.yml; did you mean ggd\?"):
        load_profile("WK027502", paths=paths, picks="gdd")


def test_names_that_do_not_exist_are_told_together_with_what_is_near(tree, catalogue):
    paths = tree("eerst: [gezondheit, inwoners]\nweglaten: [eenzaam_pc]\n")
    with pytest.raises(ReportError) as error:
        load_picks(paths, "", catalogue)
    text = str(error.value)
    assert "keuze.yml: eerst: unknown indicator or chapter 'gezondheit', did you mean gezondheid (Gezondheid)?" in text
    assert "keuze.yml: weglaten: unknown indicator or chapter 'eenzaam_pc', did you mean eenzaam_pct" in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("eerst: [zorg]\nweglaten: [zorg]\n", "zorg is named under `eerst` and under `weglaten`; keep one"),
        ("eerste: [zorg]\n", "unknown key `eerste`"),
        ("eerst: zorg\n", "`eerst`"),
        ("- zorg\n", "must be a list of keys and values"),
        ("eerst: [zorg\n", "is not readable as YAML"),
    ],
)
def test_a_list_that_is_none_is_told_in_a_message(tree, catalogue, text, said):
    with pytest.raises(ReportError, match=re.escape(said)):
        load_picks(tree(text), "", catalogue)


def test_reports_are_due_when_the_list_changed(tree, catalogue):
    notebook = ROOT / "notebooks" / "wijkanalyse.ipynb"

    def digest(paths):
        found = InputDigests(Processed(paths), catalogue, edition="openbaar", notebook=notebook)
        return found._shared["parameters"]

    before = digest(tree.paths)
    assert digest(tree("weglaten: [zorg]\n")) != before
    with pytest.raises(ReportError, match="unknown indicator or chapter 'zorgg'"):
        digest(tree("weglaten: [zorgg]\n"))
