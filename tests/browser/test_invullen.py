"""The page to fill in, in a real browser: nothing is lost, it judges as the package does, and its files are read."""

from __future__ import annotations

import datetime as dt
import random
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from wijkanalyse.dialogue.check import Context, check_rows
from wijkanalyse.dialogue.files import FILES
from wijkanalyse.dialogue.folder import check_folder, make_folder, read_folder
from wijkanalyse.dialogue.meant import as_meant
from wijkanalyse.dialogue.private import personal
from wijkanalyse.dialogue.readiness import load_questions
from wijkanalyse.paths import Paths
from wijkanalyse.publish.filling import form, write_form

from .conftest import windows

THEMES = {"roken": "Roken", "wonen": "Wonen", "eenzaamheid": "Eenzaamheid"}
STORY = '=Wie "nee" zegt; ook;\nen daarna – ‘ja’'


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path)


@pytest.fixture
def address(paths: Paths, catalogue) -> str:
    make_folder(paths, "proef", name="Proefwijk", area_code=None, themes=list(THEMES.items()))
    return write_form(paths, "proef", catalogue).as_uri()


@pytest.fixture
def window(browser: Browser) -> Iterator[Any]:
    """Make a browser window without a past."""
    yield from windows(browser)


@pytest.fixture
def page(window, address: str) -> Page:
    opened = window().new_page()
    opened.goto(address)
    return opened


def opened(page: Page, kind: str) -> None:
    page.locator(f"#lijst-{kind} > summary").click()


def add(page: Page, kind: str, **cells: str) -> None:
    """One row more of a list, filled in as a person does."""
    page.locator(f"#lijst-{kind} .erbij").click()
    for name, text in cells.items():
        field(page, kind, name).fill(text)


def field(page: Page, kind: str, name: str):
    return page.locator(f"[id^='v-{kind}-'][id$='-{name}']").last


def unfold(page: Page, kind: str) -> None:
    """Open the last row of a list, as it is closed when the page opens."""
    page.locator(f"#lijst-{kind} .rij:not([open]) > summary").last.click()


def faults(page: Page, kind: str) -> list[str]:
    return [text for text in page.locator(f"#lijst-{kind} .veldfout").all_inner_texts() if text]


# ---------------------------------------------------------------- nothing is lost


def test_what_is_typed_stays_when_the_tab_is_closed(window, address):
    context = window()
    first = context.new_page()
    first.goto(address)
    opened(first, "ambitie")
    first.locator("#lijst-ambitie textarea").first.fill("Iedereen kent iem")  # in the middle of a word
    opened(first, "sociale_kaart")
    add(first, "sociale_kaart", organisatie="Buurthuis")
    first.close()

    again = context.new_page()
    again.goto(address)
    expect(again.locator("#lijst-ambitie textarea").first).to_have_value("Iedereen kent iem")
    expect(field(again, "sociale_kaart", "organisatie")).to_have_value("Buurthuis")
    assert again.locator("#lijst-sociale_kaart .telling").inner_text().startswith("1 rij, ")


def test_two_tabs_do_not_overwrite_each_other(window, address):
    context = window()
    first, second = context.new_page(), context.new_page()
    for tab in (first, second):
        tab.goto(address)
        opened(tab, "aanwezigen")
    add(first, "aanwezigen", discipline="huisarts")
    add(second, "aanwezigen", discipline="politie")
    field(second, "aanwezigen", "aantal").fill("2")
    expect(first.locator("#lijst-aanwezigen .rij")).to_have_count(2)
    unfold(first, "aanwezigen")
    field(first, "aanwezigen", "aantal").fill("3")  # of the row that the other tab made
    values = second.locator("#lijst-aanwezigen input[type=text]")
    expect(values.last).to_have_value("3")
    assert [v.input_value() for v in values.all()] == ["huisarts", "", "politie", "3"]


def test_a_browser_that_is_full_says_so_and_still_saves_a_file(page, tmp_path):
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new DOMException('full'); }; }")
    opened(page, "aanwezigen")
    add(page, "aanwezigen", discipline="huisarts")
    add(page, "aanwezigen", discipline="politie")
    expect(page.locator("#bewaarfout")).to_contain_text("Deze browser bewaart niet wat u typt.")
    assert "huisarts" in saved(page, "aanwezigen", tmp_path) and "politie" in saved(page, "aanwezigen", tmp_path)


def test_a_row_that_was_removed_can_be_put_back(page):
    opened(page, "aanwezigen")
    add(page, "aanwezigen", discipline="huisarts")
    page.get_by_role("button", name="Verwijder deze rij").click()
    assert page.locator("#lijst-aanwezigen .rij").count() == 0
    page.get_by_role("button", name="Maak de laatste stap ongedaan").click()
    expect(field(page, "aanwezigen", "discipline")).to_have_value("huisarts")


def test_all_is_forgotten_when_asked_twice(page):
    opened(page, "aanwezigen")
    add(page, "aanwezigen", discipline="huisarts")
    page.click("#wis")
    assert page.locator("#lijst-aanwezigen .rij").count() == 1
    page.click("#wis")
    assert page.locator("#lijst-aanwezigen .rij").count() == 0
    assert page.evaluate("localStorage.length") == 0


def test_a_page_that_is_made_again_adds_new_themes_and_keeps_what_was_typed(page, paths, catalogue):
    opened(page, "themas")
    unfold(page, "themas")
    field(page, "themas", "naam").fill("Anders genoemd")
    add(page, "themas", naam="Hondenpoep")
    with (paths.area_folders / "proef" / "themas.csv").open("a", encoding="utf-8") as file:
        file.write("jeugd;Opgroeien;cijfers\n")
    write_form(paths, "proef", catalogue)
    page.reload()
    names = page.locator("[id^='v-themas-'][id$='-naam']").all()
    assert [n.input_value() for n in names] == ["Roken", "Wonen", "Anders genoemd", "Hondenpoep", "Opgroeien"]


# ----------------------------------------------------------------------- the files

BY_KIND = {
    "text": "Iets", "story": STORY, "function": "wijkverpleegkundige", "amount": "12.5", "whole": "2.000",
    "percentage": "45,5", "past": "1-3-2026", "deadline": "21 november 2027", "date": "1/3/2028",
    "phone": "+31 320 123 456", "measure": "deelnemers",
}  # fmt: skip


def fill_in(page: Page, kind: str) -> None:
    """Something in every field of the newest row of a list, whatever its columns are."""
    for name, column in FILES[kind].columns.items():
        own = page.locator(f"#lijst-{kind} .rij").last.locator(f"[id^='v-{kind}-'][id$='-{name}']")
        if column.kind in BY_KIND:
            own.fill(BY_KIND[column.kind])
        elif column.kind in ("theme", "goal"):
            own.select_option(index=1)
        elif column.kind == "indicator":
            own.fill("Eenzaam")
        elif column.kind in ("choice", "choices"):
            boxes = page.locator(f"#lijst-{kind} .rij").last.locator(f"[name^='v-{kind}-'][name$='-{name}']")
            for box in boxes.all()[-2:] if column.kind == "choices" else boxes.all()[-1:]:
                box.check()


def saved(page: Page, kind: str, folder: Path) -> str:
    with page.expect_download() as caught:
        page.locator(f"#lijst-{kind} .bewaar").click()
    assert caught.value.suggested_filename == f"{kind}.csv"
    caught.value.save_as(folder / f"{kind}.csv")
    return (folder / f"{kind}.csv").read_text(encoding="utf-8-sig")


def saved_all(page: Page, target: Path) -> dict[str, bytes]:
    with page.expect_download() as caught:
        page.click("#alles")
    caught.value.save_as(target)
    with zipfile.ZipFile(target) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def test_every_file_that_the_page_writes_is_read_without_a_fault_and_taken_back(window, address, paths, catalogue):
    page = window().new_page()
    page.goto(address)
    by_form = [kind for kind, file in FILES.items() if not file.page]
    for kind in by_form:
        opened(page, kind)
        if page.locator(f"#lijst-{kind} .erbij").is_visible():
            page.locator(f"#lijst-{kind} .erbij").click()
        fill_in(page, kind)
    said = {kind: faults(page, kind) for kind in by_form}
    assert {kind: words for kind, words in said.items() if words} == {}

    folder = paths.area_folders / "proef"
    written = saved_all(page, folder.parent / "alles.zip")
    assert set(written) == {f"{kind}.csv" for kind in by_form}
    for name, content in written.items():
        (folder / name).write_bytes(content)
    assert check_folder(folder, catalogue) == {}
    tables = read_folder(paths, "proef", edition="intern", catalogue=catalogue).tables
    assert {kind for kind in by_form if tables[kind].empty} == set()
    goal = tables["doelen"].iloc[0]
    assert (goal.doelgroep_van, goal.nodig_van_pct, goal.nu) == (2000, 45.5, "12,5")
    assert goal.klaar_op == dt.date(2027, 11, 21)
    assert tables["acties"].iloc[0].doel == goal.doel
    assert tables["ambitie"].iloc[0].tekst == STORY
    assert tables["sociale_kaart"].iloc[0].telefoon == "+31 320 123 456"
    assert tables["herkenning"].iloc[0].cijfer in catalogue.indicators

    other = window().new_page()
    other.goto(address)
    other.set_input_files("#bestand", folder.parent / "alles.zip")
    expect(other.locator("#bestand-melding li")).to_have_count(len(by_form))
    assert saved_all(other, folder.parent / "weer.zip") == written


def test_a_file_as_people_have_it_is_read_with_its_faults_beside_the_fields(page, tmp_path):
    file = tmp_path / "Kopie van doelen (1).csv"
    file.write_bytes(
        "Doelen van 2026;;\nTITEL;Doel;Théma;Doelgroep van;Wie?\n"
        "Één doel;1;roken;2.000;ik\nTwee;1;sport;veel;\n".encode("cp1252")
    )
    workbook = tmp_path / "acties.xlsx"
    workbook.write_bytes(b"PK\x03\x04")
    page.set_input_files("#bestand", [file, Path(__file__), workbook])
    told = page.locator("#bestand-melding li")
    expect(told).to_have_count(3)
    assert told.nth(0).inner_text() == (
        "Kopie van doelen (1).csv: 2 rijen erbij bij ‘Doelen’. Deze kolommen kennen wij niet: Wie?. Ze tellen niet mee."
    )
    assert "deze naam kennen wij niet" in told.nth(1).inner_text()
    assert "Kies in Excel ‘Opslaan als’ en het type ‘CSV UTF-8’" in told.nth(2).inner_text()
    assert page.locator("#lijst-doelen .rij > summary").first.inner_text().startswith("1. Één doel · Roken")
    said = " ".join(faults(page, "doelen") + page.locator("#lijst-doelen .veldfout").all_text_contents())
    for words in ("‘sport’ staat niet bij de thema’s.", "‘veel’ is geen heel getal.", "Deze rij staat er al"):
        assert words in said


def test_rows_of_a_second_person_come_beside_and_take_nothing_away(page, tmp_path):
    opened(page, "aanwezigen")
    add(page, "aanwezigen", discipline="huisarts", aantal="3")
    page.locator("#lijst-aanwezigen input[value=zorg]").check()
    file = tmp_path / "aanwezigen.csv"
    # The file of the second person is from before the column of what people can take on.
    file.write_text("discipline;groep;aantal\nhuisarts;zorg;9\npolitie;Welzijn en gemeente;1\n", encoding="utf-8")
    page.set_input_files("#bestand", file)
    told = page.locator("#bestand-melding li")
    expect(told).to_have_text(re.compile("1 rij erbij .* ‘huisarts · Zorg’ staat hier al, met iets anders"))
    assert saved(page, "aanwezigen", tmp_path).splitlines()[1:] == ["huisarts;zorg;3;", "politie;welzijn_gemeente;1;"]


# ------------------------------------------------------------------------- judging

NASTY = {
    "whole": ["", "0", "12", "2.000", "1 250", "12,0", "-5", "veel", "1.5"],
    "percentage": ["", "45", "12,5 %", "0,3", "140", "-1", "x"],
    "amount": ["", "-5", "4000", "1.500", "1.250.000", "12,5", "veel meer", "06-12345678"],
    "past": ["", "2026-11-21", "21-11-2026", "31-2-2026", "45987", "21 nov. 2026", "1-1-2099", "1-1-1900", "21-11-26"],
    "phone": ["", "0320-123456", "06 12 34 56 78", "320123456", "bel ons", "14 0320", "+31 (0)320 123 456"],
    "choice": [
        "", "ja", "JA", "weet niet", "zorg", "Welzijn en gemeente", "misschien", "CIJFERS", "cijfer", "proces", "open",
    ],
    "choices": ["", "kosten", "Kosten, werkplezier", "kosten+kosten", "geld"],
    "theme": ["", "roken", "Wonen", "sport"], "goal": ["", "1", "Een doel", "9"], "question": ["", "trekker", "wie"],
    "indicator": ["", "eenzaam_pct", "EENZAAM", "gezelligheid"],
    "measure": ["", "Eenzaam", "bijstand_per_1000", "deelnemers"],
    "number": ["", "1", "2"], "id": ["", "roken", "Een Naam", "3e", "é!"],
    "text": ["", "Iets", "mevrouw De Vries", "bel 06-12345678", "Kinderen geboren in 2019", "MW. JANSEN"],
}  # fmt: skip
NASTY |= {"date": NASTY["past"], "deadline": NASTY["past"], "story": NASTY["text"], "function": NASTY["text"]}


def test_the_page_judges_as_the_package_does(page, catalogue):
    generator = random.Random(20261130)
    questions = {q.id: q.vraag for q in load_questions()}
    context = Context(dt.date(2026, 11, 22), dict(THEMES), {"1": "Een doel"}, questions, catalogue)
    given = {"today": "2026-11-22", "themes": list(context.themes.items()), "goals": list(context.goals.items())}
    for kind in (kind for kind, file in FILES.items() if not file.page):
        columns = FILES[kind].columns
        rows = [{name: generator.choice(NASTY[c.kind]) for name, c in columns.items()} for _ in range(120)]
        frame = as_meant(kind, pd.DataFrame(rows, columns=list(columns), dtype="str"), context)
        here = {
            (f.row, f.column, re.sub(r" Bedoelt u ‘.*’\?$", "", f.message), f.severity)
            for f in check_rows(kind, frame, context)
        }
        there = page.evaluate(
            "([kind, rows, given]) => {"
            " const c = { ...given, themes: new Map(given.themes), goals: new Map(given.goals) };"
            " return wijkinvullen.judge(kind, rows.map((r) => wijkinvullen.meant(kind, r, c)), c, (n) => n + 2); }",
            [kind, rows, given],
        )
        assert {(row + 2, column, words, severity) for row, column, words, severity in there} == here, kind
        assert len(here) > 50


def test_the_page_sees_the_persons_that_the_package_sees(page):
    texts = [
        "mw. de vries", "dr. Jan van der Berg", "dhr. J.P. Jansen", "mevrouw Fatima El Amrani", "mw. d'Hont",
        "MW. JANSEN", "06 - 12 34 56 78", "06–12345678", "+90 532 123 45 67", "geboren op 12-03-1950",
        "geb. 12 maart 1950", "1234.56.782",
        "8226 AB 12", "8226AB", "j.geheim@voorbeeld.nl", "De meester van groep 8", "In 2024 GGD en WMO", "KvK 12345678",
        "Kinderen geboren in 2019", "tussen 2020 en 2025 IN de wijk", "zuster İnci Öztürk", "cafédr. Jansen",
        "op 09-08-2026",
    ]  # fmt: skip
    for text in texts:
        said = page.evaluate("text => wijkinvullen.persons(text).map(([words]) => words)", text)
        assert [re.search("‘(.*)’", words)[1] for words in said] == [piece for _, piece in personal(text)], text


# ------------------------------------------------------------ everyone, everywhere


def test_everything_goes_by_keyboard_alone(page):
    page.locator("#lijst-aanwezigen > summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # a row more; the first field of it has the focus
    page.keyboard.type("huisarts")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    page.keyboard.type("verwijzen")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_download() as caught:
        page.keyboard.press("Enter")
    written = Path(caught.value.path()).read_text("utf-8-sig")
    assert written == "discipline;groep;aantal;bijdrage\nhuisarts;zorg;3;verwijzen\n"


def test_an_empty_box_is_no_fault_before_somebody_left_the_row(page):
    opened(page, "aanwezigen")
    add(page, "aanwezigen", discipline="huisarts")
    assert faults(page, "aanwezigen") == []
    page.locator("#lijst-doelen > summary").focus()
    expect(page.locator("#lijst-aanwezigen .veldfout:not(:empty)")).to_have_count(2)
    number = field(page, "aanwezigen", "aantal")
    assert number.get_attribute("aria-invalid") == "true"
    described = number.get_attribute("aria-describedby").split()[-1]
    assert page.locator(f"[id='{described}']").inner_text() == "Dit vak is leeg. Vul het in."


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_no_obstacles_on_a_phone_or_in_the_dark(window, address, width, scheme):
    page = window(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.goto(address)
    for kind in ("doelen", "acties", "herkenning", "stroomschema", "themas"):
        opened(page, kind)
    add(page, "herkenning", toelichting="Bel mevrouw Jansen")
    add(page, "doelen", titel="Een doel")
    page.locator("#lijst-themas > summary").focus()
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found.response["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_names_are_text_and_nothing_is_asked_of_a_network(window, tmp_path, catalogue):
    evil = "</script><img src=x onerror='window.ran=1'> & \"x\""
    file = tmp_path / "kwaad.html"
    file.write_text(form("x", evil, [["kwaad", evil, "wijk"]], catalogue), encoding="utf-8")
    page = window().new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    opened(page, "themas")
    assert field(page, "themas", "naam").input_value() == evil
    assert page.inner_text("h1") == f"Invullen voor {evil}"
    assert page.evaluate("window.ran") is None
    assert [url for url in asked if not url.startswith("blob:")] == [file.as_uri()]
