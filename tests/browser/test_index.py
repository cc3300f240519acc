"""The index page in a real browser: search, map, order and the judgements; the whole country, and no script.

All names and figures here are invented.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from shapely import Polygon

from wijkanalyse.publish.index import render_index
from wijkanalyse.publish.index_entry import DocumentLink, IndexEntry
from wijkanalyse.publish.index_map import shapes_of
from wijkanalyse.publish.summary import KeyFigure

THEMES = ["gezondheid", "welbevinden", "leefstijl", "zorg", "bestaan", "wonen", "voorzieningen"]
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"


def entry(gemeente: int, wijk: int) -> IndexEntry:
    code = f"WK{gemeente:04d}{wijk:02d}"
    figures = {
        "inwoners_aantal": KeyFigure(100 + 37 * wijk + gemeente, 2024),
        "leeftijd_65_plus_pct": KeyFigure(20.4, 2022),
        "inkomen_per_inwoner_x1000_euro": KeyFigure(status="suppressed"),
    }
    west, south = corner(gemeente)
    return IndexEntry(
        code, f"Wijk {wijk:02d} Veld en Beek", "wijk", f"Waterdam {gemeente}", f"waterdam-{gemeente}/{code}-veld.html",
        figures=figures, chapters=dict.fromkeys(THEMES, f"{wijk % 3} 0 10 2 1 1"), boundary_year=2022,
        point=f"{west + 0.01 * wijk:.4f} {south + 0.05:.4f}",
    )  # fmt: skip


def corner(gemeente: int) -> tuple[float, float]:
    return 4 + 0.12 * (gemeente % 20), 51 + 0.12 * (gemeente // 20)


def square(west: float, south: float) -> Polygon:
    return Polygon([(west, south), (west + 0.12, south), (west + 0.12, south + 0.12), (west, south + 0.12)])


def write_page(path: Path, gemeenten: int, wijken: int) -> Path:
    entries = [entry(g, w) for g in range(gemeenten) for w in range(1, wijken + 1)]
    outlines = shapes_of({f"Waterdam {g}": square(*corner(g)) for g in range(gemeenten)})
    files = {"PDF": ".pdf", "samenvatting": "-samenvatting.pdf", "dia’s": "-presentatie.html"}
    made = [
        DocumentLink(e.code, e.name, label, "Stukken", e.path.replace(".html", ending), is_file=True)
        for e in entries
        for label, ending in files.items()
    ]
    page = render_index(
        entries, edition="openbaar", built=dt.date(2026, 1, 1), version="0", outlines=outlines, documents=made
    )
    path.write_text(page, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_page(tmp_path_factory.mktemp("index") / "klein.html", 3, 4)


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_page(tmp_path_factory.mktemp("index") / "land.html", 340, 10)


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a page; anything it says on the console or asks of a network fails the test."""
    contexts, complaints = [], []

    def open_page(path: Path, width: int = 1280, at: str = "", **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith("file:") else complaints.append(r.url))
        page.goto(path.as_uri() + at)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def shown(page: Any) -> list[str]:
    return page.eval_on_selector_all(
        ".groep li", "rows => rows.filter(r => r.offsetParent).map(r => r.firstElementChild.textContent)"
    )


def settled(page: Any) -> None:
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 200)))")


def test_a_search_finds_by_name_code_and_gemeente_and_says_how_many(visit, small):
    page = visit(small)
    assert page.inner_text("#aantal") == "12 rapporten"
    for words, count in {
        "WK000102": "1 rapport",
        "waterdam wk0002": "4 rapporten",
        "beek 03": "3 rapporten",
        "zzz": "Geen rapport gevonden",
    }.items():
        page.fill("#zoekwoord", words)
        settled(page)
        assert page.inner_text("#aantal") == count, words
    assert page.is_visible("#leeg")


def test_a_gemeente_is_chosen_on_the_map_by_mouse_and_keyboard_and_in_the_list(visit, small):
    page = visit(small)
    page.click('#kaart a[href="#g-waterdam-1"]')
    assert (page.input_value("#gemeente"), page.inner_text("#aantal")) == ("g-waterdam-1", "4 rapporten")
    assert page.get_attribute('#kaart a[href="#g-waterdam-1"]', "aria-current") == "true"
    assert page.locator("#punten circle").count() == 4
    page.click('#kaart a[href="#g-waterdam-1"]', position={"x": 3, "y": 3})
    assert page.inner_text("#aantal") == "12 rapporten"
    page.focus('#kaart a[href="#g-waterdam-0"]')
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.input_value("#gemeente") == "g-waterdam-1"
    page.keyboard.press("Escape")
    assert page.input_value("#gemeente") == ""
    page.select_option("#gemeente", "g-waterdam-2")
    assert page.get_attribute('#kaart a[href="#g-waterdam-2"]', "aria-current") == "true"


def test_the_map_is_one_stop_for_the_tab_key(visit, small):
    page = visit(small)
    assert page.locator('#kaart a:not([tabindex="-1"])').count() == 1


def test_a_link_to_a_gemeente_opens_the_list_there(visit, small):
    assert visit(small, at="#g-waterdam-2").inner_text("#aantal") == "4 rapporten"
    assert visit(small, at="#%22%3E").inner_text("#aantal") == "12 rapporten"


def test_the_list_is_ordered_by_name_and_by_inwoners_and_back(visit, small):
    page = visit(small)
    before = shown(page)
    page.select_option("#volgorde", "inwoners")
    settled(page)
    people = page.eval_on_selector_all(".groep li", "rows => rows.map(r => parseInt(r.querySelector('b').textContent))")
    assert len(people) == 12 and people == sorted(people, reverse=True)
    assert "Waterdam 2" in page.inner_text(".groep li:first-child small"), "the gemeente is said in each row"
    page.select_option("#volgorde", "naam")
    assert shown(page) == sorted(before)
    page.select_option("#volgorde", "")
    assert shown(page) == before and page.locator(".groep h2").count() == 3


def test_judgements_are_said_in_words_as_well_as_by_shape_and_colour(visit, small):
    page = visit(small)
    settled(page)
    cell = page.locator(".groep li .oordeel > span").first
    assert cell.get_attribute("aria-label") == (
        "Gezondheid: 1 gunstiger, 10 bijna gelijk of geen duidelijk verschil, 2 iets ongunstiger, 1 ongunstiger, "
        "1 onbekend of niet te beoordelen"
    )
    marks = [
        page.evaluate(f"getComputedStyle(document.querySelector('.vier .{k}'), '::before').content")
        for k in ("g", "z", "io", "o", "n")
    ]
    assert len(set(marks)) == 5 and all(mark not in ("none", "") for mark in marks)
    page.uncheck("#toon")
    assert not cell.is_visible()


def test_without_a_script_the_whole_list_is_there_and_the_map_leads_to_it(visit, small):
    page = visit(small, java_script_enabled=False)
    assert page.locator(".groep li > a:visible").count() == 12
    page.click(".groep summary >> nth=0")
    assert page.locator(".groep details a:visible").all_inner_texts() == ["PDF", "dia’s"]
    assert not page.is_visible("#zoek")
    assert "137 inwoners 20,4% 65-plus" in " ".join(page.inner_text(".groep li >> nth=0").split())
    page.click('#kaart a[href="#g-waterdam-1"]')
    assert page.url.endswith("#g-waterdam-1")


@pytest.mark.parametrize("which", ["small", "country"])
def test_the_files_of_a_report_are_behind_a_count_that_the_keyboard_opens(visit, which, request):
    page = visit(request.getfixturevalue(which))
    settled(page)
    row = page.locator(".groep li").nth(2)
    row.scroll_into_view_if_needed()
    fold = row.locator("summary")
    assert fold.inner_text() == "2 bestanden"
    row.locator("small a").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.keyboard.press("Enter")
    seen = row.locator("a:visible").evaluate_all("links => links.map(a => [a.textContent, a.getAttribute('href')])")
    path = "waterdam-0/WK000003-veld"
    assert seen == [
        ["Wijk 03 Veld en Beek", f"{path}.html"], ["samenvatting", f"{path}-samenvatting.pdf"],
        ["PDF", f"{path}.pdf"], ["dia’s", f"{path}-presentatie.html"],
    ]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 768, 1280, 1920])
def test_no_rule_of_accessibility_is_broken_and_nothing_runs_off_the_page(visit, small, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.base", reason="axe-playwright-python is not installed")
    page = visit(small, width, color_scheme=scheme, bypass_csp=True)
    page.add_style_tag(
        content=".groep li { content-visibility: visible !important; }"
    )  # rows out of sight have no size
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    if page.locator("#toon").count():
        page.check("#toon")
    settled(page)
    page.evaluate(Path(axe.AXE_FILE_PATH).read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run(document, {RULES})")["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:100]) for v in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.eval_on_selector_all(".groep li", "rows => rows.filter(r => r.scrollWidth > r.clientWidth + 1).length")
    assert cut == 0


def test_the_whole_country_is_small_and_quick(visit, country):
    assert country.stat().st_size <= 1_200_000
    page = visit(country)
    settled(page)
    loaded = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    measure = """words => new Promise(done => {
        const start = performance.now();
        document.getElementById('zoekwoord').value = words;
        document.getElementById('gemeente').dispatchEvent(new Event('change'));
        requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
    })"""
    times = [page.evaluate(measure, words) for words in ("veld", "waterdam 12", "wk033", "")]
    assert page.inner_text("#aantal") == "3.400 rapporten"
    # Measured on two quiet cores: 0.4 s and 30 to 90 ms. Other tests run at the same time.
    slack = 5 if "PYTEST_XDIST_WORKER" in os.environ else 3
    assert loaded < 2000 * slack, f"loading took {loaded:.0f} ms"
    assert max(times) < 300 * slack, f"a search took {max(times):.0f} ms"
    drawn = page.locator(".oordeel").count()
    assert 0 < drawn < 400, "judgements are drawn where the reader looks, not for the whole country"
