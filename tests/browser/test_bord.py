"""The board of the year after in a real browser: nothing is lost, and what it writes is what the folder reads."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from wijkanalyse.dialogue.folder import check_folder, make_folder, read_folder, write_rows
from wijkanalyse.paths import Paths
from wijkanalyse.publish.board import write_board

from .conftest import windows
from .test_pages import violations

TODAY = dt.date.today().isoformat()
GOAL = ["1", "Minder rokers.", "roken", "Rokers", "100", "200", "30%", "40", "proces", "deelnemers", "12,5", "90",
        "wijkmanager", "2099-10-01", "Schatting; <b>grof</b>.", "inwoners"]  # fmt: skip
FIGURE = ["2", "Minder bijstand.", "roken", "Mensen", "100", "200", "", "", "cijfer", "bijstand_per_1000", "", "20",
          "gemeente", "2099-10-01", "Schatting.", ""]  # fmt: skip
ACTIONS = [
    ["Cursus \"stoppen\"; in de wijk", "1", "coach", "2099-12-01", "gezondheid+kosten", "open"],
    ["Folder <img src=x onerror=alert(1)>", "1", "coach", "2020-01-01", "gezondheid", "bezig"],
]  # fmt: skip
LOG = [["2020-02-02", "trekker", "besluit", "We beginnen klein."]]


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    paths = Paths(tmp_path)
    folder, _ = make_folder(paths, "proef", name="Proefwijk", area_code=None, themes=[("roken", "Roken")])
    rows = {
        "doelen": [GOAL, FIGURE],
        "acties": ACTIONS,
        "logboek": LOG,
        "afspraken": [["Wie verwijst, hoort terug.", "x", "2099-01-01", ""]],
    }
    for kind, lines in rows.items():
        write_rows(folder / f"{kind}.csv", kind, lines)
    return paths


@pytest.fixture
def address(paths: Paths, catalogue) -> str:
    return write_board(paths, "proef", catalogue).as_uri()


@pytest.fixture
def window(browser: Browser):
    """Make a browser window without a past: another laptop."""
    yield from windows(browser)


@pytest.fixture
def page(window, address: str) -> Page:
    return opened(window(), address)


def opened(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def names(page: Page, column: int) -> list[str]:
    """The actions in a column of the board."""
    return page.locator(f"#acties > div:nth-child({column + 1}) article > p:first-child").all_inner_texts()


def log(page: Page) -> list[list[str]]:
    return [row.locator("th, td").all_inner_texts() for row in page.locator("#logboek tbody tr").all()]


def saved(page: Page, kind: str, folder: Path) -> Path:
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Bewaar als {kind}.csv").click()
    download.value.save_as(folder / f"{kind}.csv")
    return folder / f"{kind}.csv"


def test_each_step_has_a_day_and_a_function_and_none_is_taken_without(page):
    page.get_by_role("button", name="Klaar: Cursus").click()
    assert "Vul eerst uw functie in" in page.locator("#rol-fout").inner_text()
    assert page.evaluate("document.activeElement.id") == "rol"
    assert (len(names(page, 0)), len(log(page))) == (1, 1)

    page.fill("#rol", "trekker")
    page.fill("#dag", "2099-01-01")
    page.get_by_role("button", name="Klaar: Cursus").click()
    assert page.locator("#dag-fout").inner_text() == "Deze dag is nog niet geweest."
    page.fill("#dag", TODAY)
    page.get_by_role("button", name="Klaar: Cursus").click()
    assert names(page, 2) == [ACTIONS[0][0]]
    assert log(page)[0][1:] == ["trekker", "wat er veranderde", f"Actie ‘{ACTIONS[0][0]}’: nog niet begonnen → klaar."]
    assert "te laat" in page.locator("#acties > div:nth-child(2)").inner_text()


def test_what_points_at_a_person_does_not_come_on_the_board(page):
    page.fill("#rol", "dhr. Geheim")
    page.fill("#besluit", "Bel mevrouw De Vries op 06-12345678.")
    page.get_by_role("button", name="Schrijf op").click()
    assert "Dit lijkt op" in page.locator("#besluit-fout").inner_text()
    page.fill("#besluit", "Bel de wijkmanager.")
    page.get_by_role("button", name="Schrijf op").click()
    assert "dhr. Geheim" in page.locator("#rol-fout").inner_text()
    assert len(log(page)) == 1


def test_nothing_is_lost_when_a_tab_closes_and_two_tabs_add_to_each_other(window, address):
    context = window()
    one, two = opened(context, address), opened(context, address)
    for page in (one, two):
        page.fill("#rol", "trekker")
    one.get_by_role("button", name="Bezig: Cursus").click()
    two.fill("#besluit", "We zoeken een tweede coach.")
    two.get_by_role("button", name="Schrijf op").click()
    one.fill("#besluit", "Dit is nog niet af")
    one.close()
    two.close()

    again = opened(context, address)
    assert len(names(again, 1)) == 2
    assert [line[3] for line in log(again)] == [
        "We zoeken een tweede coach.", f"Actie ‘{ACTIONS[0][0]}’: nog niet begonnen → bezig.", "We beginnen klein.",
    ]  # fmt: skip
    assert again.input_value("#besluit") == "Dit is nog niet af"
    assert again.input_value("#rol") == "trekker"
    again.get_by_role("button", name="Maak de laatste stap ongedaan").click()
    assert len(log(again)) == 2


def test_what_is_saved_is_what_the_folder_reads_and_only_the_steps_differ(page, paths, catalogue):
    folder = paths.area_folders / "proef"
    before = read_folder(paths, "proef", edition="intern", catalogue=catalogue)
    page.fill("#rol", "=trekker")  # a spreadsheet would take this for a formula
    page.get_by_role("button", name="Bezig: Cursus").click()
    page.locator("#doelen input").first.fill("veel")
    page.get_by_role("button", name="Werk bij").first.click()
    assert "Schrijf één getal" in page.locator("#doelen").inner_text()
    page.locator("#doelen input").first.fill("60,5")
    page.get_by_role("button", name="Werk bij").first.click()
    page.get_by_role("button", name="Nagegaan: het werkt").click()
    page.locator("summary", has_text="Nieuwe actie").click()
    for field, value in (("#actie", "Wandelgroep"), ("#actie-wie", "bewoners"), ("#actie-dag", "2099-05-01")):
        page.fill(field, value)
    page.select_option("#actie-doel", "1")
    page.get_by_label("gezondheid").check()
    page.get_by_role("button", name="Zet op het bord").first.click()
    for kind in ("acties", "doelen", "afspraken", "logboek"):
        saved(page, kind, folder)
    assert page.locator("#nog-te-bewaren").inner_text() == "Er is niets nieuws om te bewaren."
    assert page.locator("#terug").is_hidden(), "what is in a file is not undone"

    found = [f for found in check_folder(folder, catalogue).values() for f in found if f.severity == "fault"]
    assert found == []
    after = read_folder(paths, "proef", edition="intern", catalogue=catalogue)
    then, now = (folder.tables["doelen"].astype(str).to_dict("list") for folder in (before, after))
    assert now == then | {"nu": ["60,5", ""]}
    assert list(after.tables["acties"].stand) == ["bezig", "bezig", "open"]
    assert list(after.tables["acties"].actie)[:2] == [row[0] for row in ACTIONS]
    assert after.tables["afspraken"].gecontroleerd[0].isoformat() == TODAY
    assert list(after.tables["logboek"].rol) == ["trekker", *["=trekker"] * 4]

    page.goto(write_board(paths, "proef", catalogue).as_uri())
    kept = page.evaluate("JSON.parse(localStorage.getItem('wijkanalyse-bord-proef'))")
    assert kept["stappen"] == [], "the files have them all"
    assert len(log(page)) == 5


def test_two_laptops_keep_each_others_lines_and_a_difference_is_asked_about(window, address, tmp_path):
    one, two = opened(window(), address), opened(window(), address)
    for page, role, to in ((one, "trekker", "Klaar"), (two, "coach", "Bezig")):
        page.fill("#rol", role)
        page.get_by_role("button", name=f"{to}: Cursus").click()
    files = [saved(one, kind, tmp_path) for kind in ("acties", "logboek")]
    two.set_input_files("#bestand", files)
    expect(two.locator("#bestand-melding")).to_contain_text("Ingelezen: acties.csv, logboek.csv")
    assert {line[1] for line in log(two)} == {"trekker", "coach"}
    assert len(log(two)) == 3
    assert "in het bestand staat ‘klaar’, op dit bord ‘bezig’" in two.locator("#verschillen").inner_text()
    two.get_by_role("button", name="Neem het bestand").click()
    assert names(two, 2) == [ACTIONS[0][0]]
    assert two.locator("#verschillen").is_hidden()


def test_a_file_that_is_none_of_the_board_changes_nothing(page, tmp_path):
    wrong, half = tmp_path / "anders.csv", tmp_path / "acties.csv"
    wrong.write_text("naam;stad\nA;B\n", encoding="utf-8")
    half.write_text(
        "actie;doel;wie;klaar_op;quadruple_aim;stand\nX;1;coach;1-2-2099;kosten;ooit\n;1;a;b;c;open\n", "utf-8"
    )
    page.set_input_files("#bestand", [wrong, half])
    told = page.locator("#bestand-melding")
    expect(told).to_contain_text("Er is niets overgenomen")
    assert "anders.csv: dit is geen bestand van het bord" in told.inner_text()
    assert "acties.csv, rij 2: stand ‘ooit’ bestaat niet" in told.inner_text()
    assert "acties.csv, rij 3: ‘actie’ is leeg" in told.inner_text()
    assert len(names(page, 0)) == 1


def test_full_storage_is_told_and_the_work_goes_on(page, tmp_path):
    page.fill("#rol", "trekker")
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full'); }; }")
    page.get_by_role("button", name="Klaar: Cursus").click()
    assert "bewaart niet wat u doet" in page.locator("#bewaarfout").inner_text()
    assert names(page, 2) == [ACTIONS[0][0]]
    assert "nog niet begonnen → klaar" in saved(page, "logboek", tmp_path).read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_the_board_has_no_accessibility_fault_and_asks_for_nothing(address, visit, width, scheme, paths):
    with visit(paths.area_folders / "proef" / "bord.html", width=width, scheme=scheme) as seen:
        seen.page.locator("summary", has_text="Nieuwe actie").click()
        assert violations(seen.page) == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert (seen.complaints, seen.requests) == ([], [address])


def test_on_paper_stand_actions_goals_decisions_and_no_forms(page):
    page.emulate_media(media="print")
    shown = page.locator("body").inner_text()
    assert "Minder rokers." in shown and "We beginnen klein." in shown and "Cursus" in shown
    assert page.locator("button:visible, input:visible, textarea:visible").count() == 0
