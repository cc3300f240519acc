"""The voting page in a real browser: by keyboard, without loss, and counting as the package does."""

from __future__ import annotations

import itertools
import math
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Download, Page, expect, sync_playwright
from pypdf import PdfReader

from wijkanalyse.dialogue.ballot_sentences import told
from wijkanalyse.dialogue.ballots import Cast, ballots_of, outcome
from wijkanalyse.dialogue.folder import make_folder, read_folder, write_rows
from wijkanalyse.methods.voting import pools
from wijkanalyse.paths import Paths
from wijkanalyse.publish.voting import voting_page, write_voting_page

from .conftest import windows

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
THEMES = {
    "eenzaamheid": "Eenzaamheid",
    "bewegen": "Bewegen",
    "roken": "Roken",
    "wonen": "Wonen",
    "taal": "Taal en post begrijpen",
}
GROUPS = ["zorg", "welzijn_gemeente", "bewoners"]


@pytest.fixture(scope="module")
def chromium(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """The browser that this folder shares, where it has one: two of them cannot run in one process."""
    try:
        yield request.getfixturevalue("browser")
    except pytest.FixtureLookupError:
        with sync_playwright() as playwright:
            yield playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path)


@pytest.fixture
def address(paths: Paths, catalogue) -> str:
    """The page of an invented area, in its folder, as a file on the disk."""
    make_folder(paths, "proef", name="Proefwijk", area_code=None, themes=list(THEMES.items()))
    return write_voting_page(paths, "proef", catalogue).as_uri()


@pytest.fixture
def window(chromium: Browser):
    """Make a browser window without a past."""
    yield from windows(chromium)


@pytest.fixture
def page(window, address: str) -> Page:
    opened = window().new_page()
    opened.goto(address)
    return opened


def enter(page: Page, group: str, *themes: str) -> None:
    page.check(f"input[value={group}]")
    for place, theme in itertools.zip_longest(("eerste", "tweede", "derde"), themes, fillvalue=""):
        page.select_option(f"#{place}", theme)
    page.click("#bewaar")


def rows(page: Page) -> list[list[str]]:
    """What was entered, though the list is closed: number, group and the three themes."""
    return [line.locator("th, td").all_text_contents()[:5] for line in page.locator("#lijst tbody tr").all()]


def button(page: Page, name: str) -> None:
    """Press a button of the list, which is opened for it."""
    page.evaluate("document.getElementById('lijst-vak').open = true")
    page.get_by_role("button", name=name).click()


def show(page: Page) -> None:
    """Go to the screen of the beamer and show the result."""
    page.click("#naar-tonen")
    if page.locator("#uitslag").is_hidden():
        page.click("#toon")


def forget(page: Page) -> None:
    page.click("#vergeet")
    page.click("#vergeet-ja")


# ------------------------------------------------------------- what may go wrong


def test_a_theme_that_nobody_named_is_not_tied_for_a_place(page):
    for _ in range(5):
        enter(page, "zorg", "roken")
    show(page)
    assert page.locator("#uitslag .top").inner_text().strip() == "Roken"


def test_points_of_a_large_group_are_not_shown_beside_what_one_resident_chose(page):
    for _ in range(5):
        enter(page, "zorg", "roken", "wonen")
    enter(page, "bewoners", "taal")
    page.select_option("#telt-bewoners", "bewoners")
    show(page)
    result = page.locator("#uitslag")
    assert "Taal en post begrijpen" in result.inner_text()
    assert result.locator("table").count() == 0
    assert "De punten van de andere groepen staan er ook niet" in result.inner_text()
    page.click("#naar-invoeren")
    for _ in range(4):
        enter(page, "bewoners", "taal")
    show(page)
    assert result.locator("table").count() == 1


def test_a_theme_that_was_taken_off_the_list_after_the_vote_is_told(page, paths, catalogue):
    enter(page, "zorg", "taal", "roken")
    enter(page, "zorg", "roken")
    list_of_themes = paths.area_folders / "proef" / "themas.csv"
    lines = list_of_themes.read_text("utf-8-sig").splitlines()
    list_of_themes.write_text("\n".join(line for line in lines if not line.startswith("taal")), "utf-8")
    write_voting_page(paths, "proef", catalogue)
    page.reload()
    gone = page.locator("#vervallen")
    expect(gone).to_be_visible()
    assert "Op 1 stembriefje staat een thema dat niet meer op de lijst staat (nummer 1)." in gone.inner_text()
    assert rows(page) == [
        ["1", "Zorg", "taal (niet meer op de lijst)", "Roken", "–"],
        ["2", "Zorg", "Roken", "–", "–"],
    ]
    button(page, "Verwijder stembriefje 1")
    expect(gone).to_be_hidden()


# --------------------------------------------------------------------- counting


def invented_ballots(generator: random.Random) -> list[dict[str, Any]]:
    """A few ballots, of groups of any size, often alike: so that ties and small groups are among them."""
    weights = generator.choice([(5, 3, 2), (12, 9, 1), (1, 1, 1), (20, 1, 1)])
    names = generator.sample(list(THEMES), generator.randint(2, len(THEMES)))
    return [
        {
            "stem": str(number),
            "groep": generator.choices(GROUPS, weights)[0],
            "keuzes": generator.sample(names, generator.randint(1, min(3, len(names)))),
            "samen": generator.choice(["", *names]),
        }
        for number in range(generator.randint(0, 30))
    ]


DECIDED_BY_ONE = [
    {"stem": str(number), "groep": group, "keuzes": list(chosen), "samen": ""}
    for number, (group, *chosen) in enumerate(
        [
            *[("zorg", "roken")] * 13,
            ("zorg", "bewegen"),
            *[("welzijn_gemeente", "roken")] * 13,
            ("bewoners", "taal", "eenzaamheid"),
        ]
    )
]
"""One resident among 28: two of the three themes have no point from the other 27."""


def cast_of(ballots: list[dict[str, Any]], joins: dict[str, str]) -> Cast:
    by_group = {g: [b for b in ballots if b["groep"] == g] for g in GROUPS}
    votes = {g: [tuple(b["keuzes"]) for b in some] for g, some in by_group.items()}
    return Cast(votes, {g: [b["samen"] for b in some] for g, some in by_group.items()}, joins)


def test_the_page_counts_and_speaks_as_the_package_does(page):
    generator = random.Random(20261122)
    cases = []
    for _ in range(250):
        joins = {g: generator.choice(["", *GROUPS]) for g in generator.sample(GROUPS, generator.randint(0, 3))}
        people = generator.choice([None, {g: generator.randint(0, 15) for g in generator.sample(GROUPS, 2)}])
        cases.append([invented_ballots(generator), joins, people])
    alike = {"groep": "zorg", "keuzes": list(THEMES)[:3], "samen": "taal"}
    cases.append([[{"stem": str(n), **alike} for n in range(5)], {}, None])
    cases.append([DECIDED_BY_ONE, {"bewoners": "bewoners"}, None])

    counted = page.evaluate(
        """cases => cases.map(([ballots, joins, people]) => {
            pagina.facts.aanwezigen = people;
            const result = telling.outcome(ballots, joins), said = telling.told(result);
            return { said, result: JSON.parse(JSON.stringify(result)), pools: telling.pools(result.voters, joins) };
        })""",
        cases,
    )

    heard = set()
    for (ballots, joins, people), there in zip(cases, counted, strict=True):
        here, seen = outcome(cast_of(ballots, joins), list(THEMES)), there["result"]
        assert there["pools"] == [list(pool) for pool in pools(here.voters, joins)], (ballots, joins)
        assert seen["tally"]["voters"] == here.tally.voters
        assert seen["tally"]["points"] == here.tally.points
        assert seen["tally"]["named"] == here.tally.named
        assert seen["tally"]["together"] == here.tally.together
        assert seen["tally"]["scale"] == here.tally.scale
        assert seen["tally"]["order"] == [list(level) for level in here.tally.order]
        assert (seen["chosen"]["certain"], seen["chosen"]["tied"]) == (
            list(here.chosen.certain),
            list(here.chosen.tied),
        )
        assert seen["pairs"] == [list(level) for level in here.pairs]
        assert (seen["detail"], seen["shown"]) == (here.detail, here.shown)
        assert seen["w"] == (None if math.isnan(here.agreement.w) else here.agreement.w)
        firm = here.firmness
        assert seen["firmness"] == {
            "runs": firm.runs, "changed": firm.changed, "entering": list(firm.entering), "leaving": list(firm.leaving),
        }  # fmt: skip
        assert there["said"] == told(here, THEMES, people), (ballots, joins, people)
        heard |= {sentence for part in there["said"].values() for sentence in part}
    assert "1 bewoner bepaalt nu twee van de drie thema’s." in heard
    assert "Van de anderen (27) koos niemand die thema’s." in heard
    for words in ("bepalen nu één van", "krap", "stevig", "evenveel punten", "niet gekozen", "andere thema’s uit",
                  "maar 1 stem", "samen als één groep", "uit alle groepen", "Gelijk voor", "aanwezigen hebben er",
                  "keer gestemd"):  # fmt: skip
        assert any(words in sentence for sentence in heard), f"the cases never come to: {words}"


def test_a_small_group_counts_with_another_unless_it_is_kept_apart_and_then_it_is_said_what_it_decides(page):
    for _ in range(7):
        enter(page, "zorg", "roken", "bewegen", "wonen")
    for _ in range(5):
        enter(page, "welzijn_gemeente", "roken", "bewegen", "wonen")
    enter(page, "bewoners", "taal", "eenzaamheid")
    assert page.locator("#telt-bewoners option").all_inner_texts() == [
        "Voorstel: samen met ‘Welzijn en gemeente’",
        "Samen met ‘Zorg’",
        "Samen met ‘Welzijn en gemeente’",
        "Apart, even zwaar als een grote groep",
    ]
    show(page)
    assert page.locator("#uitslag .top li").all_inner_texts() == ["Roken", "Bewegen", "Wonen"]
    assert "‘Welzijn en gemeente’ en ‘Bewoners’ tellen samen als één groep." in page.inner_text("#uitslag")
    assert page.locator("#uitslag thead th").all_inner_texts() == [
        "Thema", "Zorg (7)", "Welzijn en gemeente, met bewoners (6)", "Samen",
    ]  # fmt: skip
    # by hand: zorg gives Roken 3; the other pool gives it 5 × 3 / 6 = 2,5; together 2,75
    first = page.locator("#uitslag tbody tr").first.locator("td").all_inner_texts()
    assert first == ["3,00", "2,50", "2,75"]

    page.click("#naar-invoeren")
    page.select_option("#telt-bewoners", "bewoners")
    loud = "1 bewoner bepaalt nu één van de drie thema’s. Van de anderen (12) koos niemand dat thema."
    assert page.inner_text("#klein-gevolg").replace("\n\n", " ").startswith(loud)
    assert "Vraag deze mensen of dat goed is" in page.inner_text("#klein-gevolg")
    show(page)
    # Roken 3, 3, 0; Bewegen 2, 2, 0; Taal 0, 0, 3; Eenzaamheid 0, 0, 2; Wonen 1, 1, 0 and named on more ballots
    assert page.inner_text("#uitslag .luid") == loud
    assert page.locator("#uitslag .top li").all_inner_texts() == ["Bewegen", "Roken", "Taal en post begrijpen"]
    assert page.locator("#uitslag table").count() == 0


def test_before_five_ballots_there_is_no_result_at_all(page):
    for _ in range(4):
        enter(page, "zorg", "roken")
    show(page)
    assert page.inner_text("#uitslag") == "Er zijn 4 stembriefjes. Een uitslag is er vanaf 5 stembriefjes."


def test_a_tie_for_the_last_place_is_said(page):
    for theme in ("roken", "bewegen", "wonen", "taal", "eenzaamheid"):
        enter(page, "zorg", theme)
    show(page)
    assert page.inner_text("#uitslag .onder").startswith("Gelijk voor alle plaatsen: ‘Eenzaamheid’, ‘Bewegen’")


# ---------------------------------------------------------------- nothing is lost


def test_ballots_stay_when_the_tab_and_the_browser_are_closed(chromium, address, tmp_path):
    def start() -> BrowserContext:
        return chromium.browser_type.launch_persistent_context(
            tmp_path / "profile", executable_path=CHROMIUM, args=ARGUMENTS
        )

    context = start()
    first = context.new_page()
    first.goto(address)
    enter(first, "zorg", "roken", "wonen", "taal")
    enter(first, "bewoners", "taal")
    first.close()
    second = context.new_page()
    second.goto(address)
    assert len(rows(second)) == 2
    context.close()

    context = start()
    again = context.new_page()
    again.goto(address)
    assert rows(again) == [
        ["1", "Zorg", "Roken", "Wonen", "Taal en post begrijpen"],
        ["2", "Bewoners", "Taal en post begrijpen", "–", "–"],
    ]
    assert again.inner_text("#nummer") == "Stembriefje 3"
    context.close()


def test_two_tabs_do_not_overwrite_each_other(window, address):
    context = window()
    first, second = context.new_page(), context.new_page()
    for tab in (first, second):
        tab.goto(address)
    enter(first, "zorg", "roken")
    enter(second, "zorg", "wonen")
    expect(first.locator("#lijst tbody tr")).to_have_count(2)
    assert [r[2] for r in rows(second)] == ["Roken", "Wonen"]


def test_a_browser_that_is_full_says_so_and_loses_nothing_while_the_page_is_open(page):
    enter(page, "zorg", "roken")
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full'); }; }")
    enter(page, "zorg", "wonen")
    enter(page, "bewoners", "taal")
    expect(page.locator("#bewaarfout")).to_contain_text("Deze browser bewaart de stembriefjes niet.")
    assert [r[2] for r in rows(page)] == ["Roken", "Wonen", "Taal en post begrijpen"]


def test_every_step_can_be_undone(page):
    enter(page, "zorg", "roken")
    enter(page, "zorg", "wonen")
    button(page, "Verwijder stembriefje 1")
    assert len(rows(page)) == 1
    page.reload()
    page.click("#terug")
    assert [r[2] for r in rows(page)] == ["Roken", "Wonen"]


def test_a_ballot_can_be_changed(page):
    enter(page, "zorg", "roken", "wonen")
    button(page, "Verander stembriefje 1")
    assert page.input_value("#tweede") == "wonen"
    page.select_option("#tweede", "taal")
    page.click("#bewaar")
    assert rows(page) == [["1", "Zorg", "Roken", "Taal en post begrijpen", "–"]]
    assert page.inner_text("#stand") == "Stembriefje 1 (Zorg) is veranderd."


@pytest.mark.parametrize(
    ("themes", "words"),
    [
        ([], "Kies een thema op de eerste plaats."),
        (["roken", "roken"], "Dit thema staat er twee keer. Elk thema mag één keer."),
        (["roken", "", "wonen"], "Er is een derde keuze maar geen tweede."),
    ],
)
def test_a_ballot_that_cannot_be_is_refused_with_the_reason(page, themes, words):
    enter(page, "zorg", *themes)
    assert page.inner_text("#briefje-fout") == words
    assert rows(page) == []
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"


# ----------------------------------------------------------------------- the file


def saved(page: Page, target: Path) -> Path:
    with page.expect_download() as caught:
        page.click("#bewaar-bestand")
    download: Download = caught.value
    assert download.suggested_filename == "stembriefjes.csv"
    download.save_as(target)
    return target


def test_the_file_is_what_the_package_reads_and_the_page_takes_back(page, paths, catalogue, tmp_path):
    enter(page, "zorg", "roken", "wonen", "taal")
    enter(page, "bewoners", "taal")
    file = saved(page, paths.area_folders / "proef" / "stembriefjes.csv")

    cast = ballots_of(read_folder(paths, "proef", catalogue=catalogue).tables["stembriefjes"])
    assert cast.votes == {"zorg": [("roken", "wonen", "taal")], "welzijn_gemeente": [], "bewoners": [("taal",)]}

    before = rows(page)
    forget(page)
    assert rows(page) == []
    page.set_input_files("#bestand", file)
    page.wait_for_selector("#bestand-melding:visible")
    assert rows(page) == before
    page.set_input_files("#bestand", file)
    page.get_by_role("button", name="Van deze laptop").click()
    expect(page.locator("#bestand-melding")).to_have_text("0 stembriefjes erbij gezet. 2 stembriefjes stonden er al.")
    assert rows(page) == before
    assert saved(page, tmp_path / "weer.csv").read_bytes() == file.read_bytes()


def test_a_file_with_faults_is_refused_with_all_of_them_and_nothing_changes(page, tmp_path):
    enter(page, "zorg", "roken")
    file = tmp_path / "fout.csv"
    file.write_text(
        "stem,groep,eerste,tweede,derde\n1,zorg,wonen,,\n7,zorg,roken,roken,\n7,bewoners,sport,,\n8,gemeente,,,\n9,zorg\n",
        encoding="utf-8",
    )
    page.set_input_files("#bestand", file)
    page.wait_for_selector("#bestand-melding li")
    assert page.locator("#bestand-melding li").all_inner_texts() == [
        "Rij 3: thema ‘roken’ staat er twee keer.",
        "Rij 4: thema ‘sport’ staat niet op de lijst.",
        "Rij 4: stembriefje 7 zit in twee groepen; zie rij 3.",
        "Rij 5: groep ‘gemeente’ bestaat niet.",
        "Rij 5: de eerste keuze ontbreekt.",
        "Rij 6: telt 2 vakken in plaats van 5.",
    ]
    assert rows(page) == [["1", "Zorg", "Roken", "–", "–"]]


# -------------------------------------------------------- two laptops, one evening


def other_laptop(window, address: str, target: Path, *ballots: tuple[str, ...], letter: str = "") -> Path:
    """The file of a second laptop on which these ballots were entered."""
    page = window().new_page()
    page.goto(address)
    if letter:
        page.select_option("#letter", letter)
    for ballot in ballots:
        enter(page, *ballot)
    return saved(page, target)


def load(page: Page, file: Path) -> None:
    page.set_input_files("#bestand", file)
    page.wait_for_selector("#bestand-melding:visible")


def test_equal_ballots_of_two_laptops_are_two_ballots_and_the_file_is_not_taken_twice(window, address, page, tmp_path):
    enter(page, "zorg", "roken")
    file = other_laptop(window, address, tmp_path / "b.csv", ("zorg", "roken"), ("bewoners", "taal", "wonen"))
    load(page, file)
    assert "Deze nummers staan hier al: 1. Van welke laptop is dit bestand?" in page.inner_text("#bestand-melding")
    assert len(rows(page)) == 1, "nothing is taken before the answer"
    page.get_by_role("button", name="Van een andere laptop: zet er een A voor").click()
    assert page.inner_text("#bestand-melding") == "2 stembriefjes erbij gezet, met de letter A."
    assert [r[0] for r in rows(page)] == ["1", "A1", "A2"]

    load(page, file)
    page.get_by_role("button", name="Van laptop A, die al is ingelezen").click()
    assert page.inner_text("#bestand-melding") == (
        "0 stembriefjes erbij gezet, met de letter A. 2 stembriefjes stonden er al."
    )
    assert len(rows(page)) == 3


def test_laptops_with_a_letter_merge_without_a_question_in_whatever_order(window, address, tmp_path):
    ours = other_laptop(window, address, tmp_path / "a.csv", ("zorg", "roken", "wonen"), ("zorg", "taal"), letter="A")
    theirs = other_laptop(window, address, tmp_path / "b.csv", ("zorg", "roken", "wonen"), letter="B")
    seen = []
    for order in ([ours, theirs], [theirs, ours], [ours, theirs, ours]):
        page = window().new_page()
        page.goto(address)
        for file in order:
            load(page, file)
        seen.append(sorted(rows(page)))
    assert [r[0] for r in seen[0]] == ["A1", "A2", "B1"]
    assert seen[0] == seen[1] == seen[2]


def test_a_ballot_that_is_here_with_another_choice_is_not_overwritten(page, tmp_path):
    enter(page, "zorg", "roken")
    file = tmp_path / "anders.csv"
    file.write_text("stem;groep;eerste;tweede;derde\n1;zorg;wonen;;\n2;zorg;wonen;;\n", "utf-8")
    load(page, file)
    page.get_by_role("button", name="Van deze laptop").click()
    assert page.locator("#bestand-melding li").all_inner_texts() == [
        "Stembriefje 1 is hier al ingevoerd, met een andere keuze."
    ]
    assert rows(page) == [["1", "Zorg", "Roken", "–", "–"]]


def test_how_a_small_group_counts_goes_into_the_file_and_comes_back(page, paths, catalogue):
    for _ in range(5):
        enter(page, "zorg", "roken")
    enter(page, "bewoners", "taal")
    page.select_option("#telt-bewoners", "bewoners")
    file = saved(page, paths.area_folders / "proef" / "stembriefjes.csv")
    cast = ballots_of(read_folder(paths, "proef", catalogue=catalogue).tables["stembriefjes"])
    assert cast.joins == {"bewoners": "bewoners"}
    forget(page)
    load(page, file)
    assert page.input_value("#telt-bewoners") == "bewoners"


# ------------------------------------------------------ the room, and what it may see


def test_the_screen_of_the_beamer_holds_no_ballot_and_the_list_is_closed_until_asked_for(page):
    for _ in range(5):
        enter(page, "zorg", "roken", "wonen")
    assert page.locator("#lijst").is_hidden()
    page.click("#naar-tonen")
    assert page.locator("#invoeren").is_hidden()
    assert "Roken" not in page.inner_text("main")
    assert page.inner_text("#aantal") == "Er zijn 5 stembriefjes ingevoerd."
    page.click("#toon")
    assert "Roken" in page.inner_text("#uitslag")


def test_more_ballots_than_people_of_a_group_is_told_where_they_are_entered_and_where_they_are_shown(
    window, paths, catalogue
):
    make_folder(paths, "vol", name="Vol", area_code=None, themes=list(THEMES.items()))
    write_rows(paths.area_folders / "vol" / "aanwezigen.csv", "aanwezigen", [["huisarts", "zorg", "5", ""]])
    page = window().new_page()
    page.goto(write_voting_page(paths, "vol", catalogue).as_uri())
    for _ in range(5):
        enter(page, "zorg", "roken")
    assert page.locator("#teveel").is_hidden()
    enter(page, "zorg", "wonen")
    words = "Bij de groep ‘Zorg’ is 6 keer gestemd. Op de lijst van aanwezigen staat het aantal 5."
    assert page.inner_text("#teveel").startswith(words)
    show(page)
    assert page.inner_text("#uitslag .luid").startswith(words)
    cast = Cast({"zorg": [("roken",)] * 5 + [("wonen",)]})
    assert told(outcome(cast, list(THEMES)), THEMES, {"zorg": 5})["let_op"] == [page.inner_text("#uitslag .luid")]


def test_the_page_forgets_when_told_to_in_every_tab_and_asks_first(window, address):
    context = window()
    first, second = context.new_page(), context.new_page()
    for tab in (first, second):
        tab.goto(address)
    enter(first, "bewoners", "taal")
    expect(second.locator("#lijst tbody tr")).to_have_count(1)
    first.click("#vergeet")
    assert len(rows(first)) == 1, "nothing goes before the second press"
    first.click("#vergeet-ja")
    expect(second.locator("#lijst tbody tr")).to_have_count(0)
    assert first.evaluate("JSON.stringify(localStorage)") == "{}"
    assert first.locator("#terug").is_hidden(), "what can be undone is not forgotten"
    first.reload()
    assert rows(first) == []


def test_a_number_that_is_a_formula_does_nothing_in_a_spreadsheet_and_comes_back(page, tmp_path):
    file = tmp_path / "formule.csv"
    file.write_text("stem;groep;eerste;tweede;derde\n=1+1;zorg;roken;;\n", "utf-8")
    load(page, file)
    again = saved(page, tmp_path / "weer.csv")
    assert again.read_text("utf-8-sig").splitlines()[1] == "'=1+1;zorg;roken;;;;"
    forget(page)
    load(page, again)
    assert rows(page)[0][0] == "=1+1"


@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_the_poster_of_the_result_is_one_sheet(page, paper, tmp_path):
    for group in GROUPS:
        for _ in range(5):
            enter(page, group, "roken", "taal", "wonen")
    show(page)
    page.pdf(path=tmp_path / "poster.pdf", format=paper, landscape=True)
    (sheet,) = PdfReader(tmp_path / "poster.pdf").pages
    said = " ".join(sheet.extract_text().split())
    for words in (
        "Dit kozen we samen in Proefwijk",
        "Taal en post begrijpen",
        "Onze eerste stap",
        "Bewoners",
        "stevig",
    ):
        assert words in said
    assert "Gemiddeld aantal punten" not in said and "Toon" not in said


# ----------------------------------------------------------- everyone, everywhere


def test_no_group_is_chosen_beforehand(page):
    page.select_option("#eerste", "roken")
    page.click("#bewaar")
    assert page.inner_text("#briefje-fout") == "Kies de groep die op dit briefje staat."
    assert rows(page) == []
    page.check("input[value=bewoners]")
    page.click("#bewaar")
    assert rows(page) == [["1", "Bewoners", "Roken", "–", "–"]]


def test_everything_goes_by_keyboard_alone(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Direct naar de inhoud"
    for _ in range(3):  # past the two screens
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "zorg"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("3")  # themes have the numbers that stand on the ballot
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert rows(page) == [["1", "Welzijn en gemeente", "Roken", "Wonen", "–"]]
    assert page.evaluate("document.activeElement.name") == "groep", "ready for the next ballot, whose group is asked"
    assert page.locator("input[name=groep]:checked").count() == 0
    assert page.inner_text("#stand") == "Stembriefje 1 (Welzijn en gemeente) is bewaard. Samen 1 stembriefje."


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark"), (1920, "light")])
def test_no_obstacles_on_a_phone_or_a_beamer(window, address, width, scheme):
    page = window(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.goto(address)
    for _ in range(5):
        enter(page, "zorg", "roken", "wonen", "taal")
    enter(page, "bewoners", "wonen")
    page.select_option("#telt-bewoners", "bewoners")
    page.evaluate("document.getElementById('lijst-vak').open = true")
    page.click("#vergeet")
    enter(page, "bewoners")  # the message of a refused ballot is judged too
    free_of_obstacles(page, width)
    show(page)
    free_of_obstacles(page, width)


def free_of_obstacles(page: Page, width: int) -> None:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
    assert [v["id"] for v in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_page_asks_nothing_of_a_network_and_its_policy_allows_only_its_own_script(window, address):
    page = window().new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    enter(page, "zorg", "roken")
    add = "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s);"
    page.evaluate(f"() => {{ {add} }}")
    assert page.evaluate("window.ran") is None
    assert asked == [address]
    assert len(said) == 1, said
    assert "violates the following Content Security Policy" in re.sub(r"\s+", " ", said[0]) or "blocked" in said[0]


def test_names_are_text_wherever_they_stand(window, tmp_path):
    names = {f"t{i}": f"</script><img src=x onerror='window.ran=1'> & \"{i}\"" for i in range(3)}
    file = tmp_path / "kwaad.html"
    file.write_text(voting_page("x", "<b>Wijk</b>", names), encoding="utf-8")
    page = window().new_page()
    page.goto(file.as_uri())
    for _ in range(5):
        enter(page, "zorg", "t0", "t1")
    show(page)
    assert page.evaluate("window.ran") is None
    assert page.inner_text("h1") == "Stemmen in <b>Wijk</b>"
    assert page.locator("#uitslag .top li").first.inner_text() == names["t0"]
    assert page.locator("main img").count() == 0
