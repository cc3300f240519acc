"""The voting page in a real browser: by keyboard, without loss, and counting as the package does."""

from __future__ import annotations

import itertools
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Download, Page, expect, sync_playwright

from wijkanalyse.dialogue.ballots import votes_of
from wijkanalyse.dialogue.folder import make_folder, read_folder
from wijkanalyse.methods.voting import highest, tally
from wijkanalyse.paths import Paths
from wijkanalyse.publish.voting import voting_page, write_voting_page

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
    made: list[BrowserContext] = []

    def start(**options: Any) -> BrowserContext:
        made.append(chromium.new_context(accept_downloads=True, **options))
        return made[-1]

    yield start
    for context in made:
        context.close()


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
    return [line.locator("th, td").all_inner_texts()[:5] for line in page.locator("#lijst tbody tr").all()]


# ------------------------------------------------------------- what may go wrong


def test_a_theme_that_nobody_named_is_not_tied_for_a_place(page):
    for _ in range(5):
        enter(page, "zorg", "roken")
    page.click("#toon")
    assert page.locator("#uitslag .top").inner_text().strip() == "Roken"


def test_points_of_a_large_group_are_not_shown_beside_what_one_resident_chose(page):
    for _ in range(5):
        enter(page, "zorg", "roken", "wonen")
    enter(page, "bewoners", "taal")
    page.click("#toon")
    result = page.locator("#uitslag")
    assert "Taal en post begrijpen" in result.inner_text()
    assert result.locator("table").count() == 0
    assert "De punten van de andere groepen staan er niet" in result.inner_text()
    for _ in range(4):
        enter(page, "bewoners", "taal")
    assert result.locator("table").count() == 1


def test_a_theme_that_was_taken_off_the_list_after_the_vote_is_told(page, paths, catalogue):
    enter(page, "zorg", "taal", "roken")
    enter(page, "zorg", "roken")
    list_of_themes = paths.area_folders / "proef" / "themas.csv"
    lines = list_of_themes.read_text("utf-8-sig").splitlines()
    list_of_themes.write_text("\n".join(line for line in lines if not line.startswith("taal")), "utf-8")
    write_voting_page(paths, "proef", catalogue)
    page.reload()
    told = page.locator("#vervallen")
    expect(told).to_be_visible()
    assert "Op 1 stembriefje staat een thema dat niet meer op de lijst staat (nummer 1)." in told.inner_text()
    assert rows(page) == [
        ["1", "Zorg", "taal (niet meer op de lijst)", "Roken", "–"],
        ["2", "Zorg", "Roken", "–", "–"],
    ]
    page.locator("#lijst tbody button").nth(1).click()
    expect(told).to_be_hidden()


# --------------------------------------------------------------------- counting


def test_the_page_counts_as_the_package_does(page):
    generator = random.Random(20261122)
    cases = []
    for _ in range(150):
        ballots = []
        for number in range(generator.randint(0, 25)):
            chosen = generator.sample(list(THEMES), generator.randint(1, 3))
            ballots.append({"stem": str(number), "groep": generator.choice(GROUPS), "keuzes": chosen})
        cases.append(ballots)
    cases += [[{"stem": "1", "groep": "zorg", "keuzes": list(THEMES)[:3]}] * 5]

    counted = page.evaluate(
        "cases => cases.map(b => { const t = wijkstemmen.tally(b); return [t, wijkstemmen.highest(t.order)]; })", cases
    )

    for ballots, (here, top) in zip(cases, counted, strict=True):
        votes = {g: [b["keuzes"] for b in ballots if b["groep"] == g] for g in GROUPS}
        expected = tally(votes, list(THEMES))
        assert here["voters"] == expected.voters
        assert here["points"] == expected.points
        assert here["named"] == expected.named
        assert here["together"] == expected.together
        assert here["scale"] == expected.scale
        assert here["order"] == [list(level) for level in expected.order]
        chosen = highest(expected.order)
        assert (top["certain"], top["tied"]) == (list(chosen.certain), list(chosen.tied))


def test_a_group_is_shown_from_five_voters_and_a_small_one_is_not_given_away(page):
    for _ in range(5):
        enter(page, "zorg", "roken", "bewegen", "wonen")
    for _ in range(4):
        enter(page, "bewoners", "bewegen", "roken", "wonen")
    page.click("#toon")
    shown = page.inner_text("#uitslag")
    assert "Zorg (5)" in shown
    assert "Bewoners: minder dan 5 stemmers" in shown
    assert "Samen" not in shown
    assert page.locator("#uitslag .top li").all_inner_texts() == ["Bewegen", "Roken", "Wonen"]

    enter(page, "bewoners", "roken", "bewegen", "wonen")
    assert "Bewoners (5)" in page.inner_text("#uitslag")
    assert page.locator("#uitslag thead th").all_inner_texts() == ["Thema", "Zorg (5)", "Bewoners (5)", "Samen"]
    assert page.locator("#uitslag .top li").all_inner_texts() == ["Roken", "Bewegen", "Wonen"]
    assert page.locator("#uitslag tbody tr").first.locator("td").all_inner_texts() == ["3,00", "2,20", "2,60"]


def test_before_five_ballots_there_is_no_result_at_all(page):
    for _ in range(4):
        enter(page, "zorg", "roken")
    page.click("#toon")
    assert page.inner_text("#uitslag") == "Er zijn 4 stembriefjes. Een uitslag is er vanaf 5."


def test_a_tie_for_the_last_place_is_said(page):
    for theme in ("roken", "bewegen", "wonen", "taal", "eenzaamheid"):
        enter(page, "zorg", theme)
    page.click("#toon")
    assert page.locator("#uitslag .top").inner_text().startswith("Gelijk voor de laatste 3 plaatsen: Eenzaamheid, Bew")


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
    page.get_by_role("button", name="Verwijder stembriefje 1").click()
    assert len(rows(page)) == 1
    page.click("#terug")
    assert len(rows(page)) == 2
    page.click("#wis")
    assert rows(page) == []
    page.reload()
    page.click("#terug")
    assert [r[2] for r in rows(page)] == ["Roken", "Wonen"]


def test_a_ballot_can_be_changed(page):
    enter(page, "zorg", "roken", "wonen")
    page.get_by_role("button", name="Verander stembriefje 1").click()
    assert page.input_value("#tweede") == "wonen"
    page.select_option("#tweede", "taal")
    page.click("#bewaar")
    assert rows(page) == [["1", "Zorg", "Roken", "Taal en post begrijpen", "–"]]
    assert page.inner_text("#stand") == "Stembriefje 1 is veranderd."


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

    votes = votes_of(read_folder(paths, "proef", catalogue=catalogue).tables["stembriefjes"])
    assert votes == {"zorg": [("roken", "wonen", "taal")], "welzijn_gemeente": [], "bewoners": [("taal",)]}

    before = rows(page)
    page.click("#wis")
    page.set_input_files("#bestand", file)
    page.wait_for_selector("#bestand-melding:visible")
    assert rows(page) == before
    page.set_input_files("#bestand", file)  # the same ballots are not taken twice
    expect(page.locator("#bestand-melding")).to_have_text("0 stembriefjes erbij gezet.")
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
        "Rij 2: stembriefje 1 is hier al ingevoerd, met een andere keuze.",
        "Rij 3: thema ‘roken’ staat er twee keer.",
        "Rij 4: thema ‘sport’ staat niet op de lijst.",
        "Rij 4: stembriefje 7 zit in twee groepen; zie rij 3.",
        "Rij 5: groep ‘gemeente’ bestaat niet.",
        "Rij 5: de eerste keuze ontbreekt.",
        "Rij 6: telt 2 vakken in plaats van 5.",
    ]
    assert rows(page) == [["1", "Zorg", "Roken", "–", "–"]]


# ----------------------------------------------------------- everyone, everywhere


def test_no_group_is_chosen_beforehand(page):
    page.select_option("#eerste", "roken")
    page.click("#bewaar")
    assert page.inner_text("#briefje-fout") == "Kies eerst een groep."
    assert rows(page) == []
    page.check("input[value=bewoners]")
    page.click("#bewaar")
    assert rows(page) == [["1", "Bewoners", "Roken", "–", "–"]]


def test_everything_goes_by_keyboard_alone(page):
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Direct naar de inhoud"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.value") == "zorg"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("3")  # themes have the numbers that stand on the ballot
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert rows(page) == [["1", "Welzijn en gemeente", "Roken", "Wonen", "–"]]
    assert page.evaluate("document.activeElement.id") == "eerste", "ready for the next ballot"
    assert page.inner_text("#stand") == "Stembriefje 1 is bewaard. Samen 1 stembriefje."


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark"), (1920, "light")])
def test_no_obstacles_on_a_phone_or_a_beamer(window, address, width, scheme):
    page = window(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.goto(address)
    for _ in range(5):
        enter(page, "zorg", "roken", "wonen", "taal")
    enter(page, "bewoners")  # the message of a refused ballot is judged too
    page.click("#toon")
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
    page.click("#toon")
    assert page.evaluate("window.ran") is None
    assert page.inner_text("h1") == "Stemmen in <b>Wijk</b>"
    assert page.locator("#uitslag .top li").first.inner_text() == names["t0"]
    assert page.locator("main img").count() == 0
