"""Reports and the index in a real browser: for every reader, on every screen, and with nothing from outside."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from measure_pages import LIMITS, TAB_STOPS, WIDTHS, faults_of_width, open_all
from playwright.sync_api import Page, expect
from report_sample import code, html_output, identity_output, notebook

from wijkanalyse.publish.exporter import export_report

from .conftest import AREAS, HOSTILE, PLAIN_NAMES

KINDS = ["index", *AREAS]
SCREENS = [(1280, "light"), (320, "dark")]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"], "resultTypes": ["violations"]}
NO_SCROLLING = 1280
"""From this width on no table of a real report is wider than its place."""
WITH_HOSTILE_TEXTS = ("hostile", "large")
"""Areas whose tables hold words of the invented survey that no line can take."""


def violations(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{v['id']} ({len(v['nodes'])}): {v['nodes'][0]['html'][:150]}" for v in found]


@pytest.mark.parametrize(("width", "scheme"), SCREENS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_page_has_no_accessibility_fault_and_asks_for_nothing(pages, visit, kind, width, scheme):
    with visit(pages[kind], width=width, scheme=scheme) as seen:
        if width > 320:
            open_all(seen.page)
        assert violations(seen.page) == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.requests == [pages[kind].as_uri()]
        assert seen.complaints == []


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
def test_the_other_screens_have_no_accessibility_fault_either(pages, visit, width, scheme):
    with visit(pages["large"], width=width, scheme=scheme) as seen:
        open_all(seen.page)
        assert violations(seen.page) == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("kind", PLAIN_NAMES)
def test_a_report_is_small_enough_to_mail(pages, kind):
    assert pages[kind].stat().st_size <= LIMITS["bytes"]


@pytest.mark.parametrize("kind", AREAS)
def test_nothing_is_cut_off_or_wider_than_its_place_and_what_scrolls_shows_it(pages, visit, kind):
    with visit(pages[kind]) as seen:
        open_all(seen.page)
        for width in WIDTHS:
            seen.page.set_viewport_size({"width": width, "height": 900})
            found = faults_of_width(seen.page)
            allowed = "scrolls" if width < NO_SCROLLING or kind in WITH_HOSTILE_TEXTS else ""
            assert [fault for fault in found if fault[0] != allowed] == [], f"at {width} pixels"


def test_the_measure_of_width_finds_what_it_is_for(visit, tmp_path: Path):
    wide = '<div style="width: 900px">x</div>'
    boxes = {
        "scrolls without a cue": f'<div class="a" style="width: 200px; overflow-x: auto">{wide}</div>',
        "is clipped": f'<div class="b" style="width: 200px; overflow: hidden">{wide}</div>',
        "sticks out of its box": '<div class="c" style="width: 50px">onafgebrokenwoord</div>',
        "sticks out of the page": '<div class="d" style="position: relative; left: 900px; width: 200px">x</div>',
    }
    path = tmp_path / "breed.html"
    path.write_text("<!DOCTYPE html><body>" + "".join(boxes.values()), encoding="utf-8")
    with visit(path, width=1000) as seen:
        found = faults_of_width(seen.page)
    assert [(kind, who.split()[0]) for kind, who, _ in found] == [
        (kind, f"div.{name}") for kind, name in zip(boxes, "abcd", strict=True)
    ]


# ------------------------------------------------------------------------- for the ears

HEADINGS = """() => Array.from(document.querySelectorAll("h1, h2, h3, h4, h5, h6")).map(
  (h) => [Number(h.localName[1]), h.textContent.trim()])"""
DRAWINGS = """() => Array.from(document.querySelectorAll("svg, img")).filter(
  (d) => !d.closest("[aria-hidden=true]") && !d.parentElement.closest("svg")
).map((d) => [
  d.getAttribute("aria-label") ?? d.getAttribute("alt") ?? "", d.closest("td, th")?.textContent.trim() ?? "",
])"""
"""Of each drawing that is read out: its words, and those of the cell of a table that it stands in."""


@pytest.mark.parametrize("kind", PLAIN_NAMES)
def test_each_heading_has_words_of_its_own_and_skips_no_level(pages, visit, kind):
    with visit(pages[kind]) as seen:
        headings = seen.page.evaluate(HEADINGS)
    words = [text for _, text in headings]
    assert [text for text in dict.fromkeys(words) if words.count(text) > 1] == []
    levels = [level for level, _ in headings]
    assert [words[n] for n in range(1, len(levels)) if levels[n] - levels[n - 1] > 1] == []


@pytest.mark.parametrize("kind", PLAIN_NAMES)
def test_a_drawing_is_read_once_and_names_the_area(pages, visit, kind):
    with visit(pages[kind]) as seen:
        drawings = seen.page.evaluate(DRAWINGS)
    assert [alt for alt, _ in drawings if PLAIN_NAMES[kind] not in alt] == []
    assert [alt for alt, beside in drawings if beside] == [], "the cell says it already"


# ------------------------------------------------------------------------- keyboard


@pytest.mark.parametrize("kind", PLAIN_NAMES)
def test_a_report_is_gone_through_by_keyboard_in_few_steps(pages, visit, kind):
    with visit(pages[kind]) as seen:
        assert seen.page.evaluate(TAB_STOPS) <= LIMITS["tab_stops"]


def focused(page) -> str:
    return page.evaluate("document.activeElement.getAttribute('href') || document.activeElement.id")


def test_the_keyboard_skips_to_the_first_page_and_goes_to_a_chapter_from_the_contents(pages, visit):
    with visit(pages["large"]) as seen:
        page = seen.page
        page.keyboard.press("Tab")
        assert focused(page) == "#hoofdinhoud"
        assert page.locator(".sla-over").bounding_box()["x"] == 0
        page.keyboard.press("Enter")
        assert focused(page) == "hoofdinhoud"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('.voorblad') !== null"), "page one is before the contents"
        last = page.locator(".inhoud a").last.get_attribute("href")
        page.locator(".inhoud a").last.focus()
        page.keyboard.press("Enter")
        assert page.evaluate("location.hash") == last
        assert 0 <= page.locator(last).bounding_box()["y"] < 900


def moved(page: Page) -> bool:
    """Whether what has the focus was scrolled, after at most three seconds; scrolling by key is smooth."""
    for _ in range(60):
        if page.evaluate("document.activeElement.scrollLeft") > 0:
            return True
        page.wait_for_timeout(50)
    return False


def test_the_keyboard_opens_what_is_folded_and_scrolls_a_wide_table(pages, visit):
    with visit(pages["large"], width=320) as seen:
        page = seen.page
        summary = page.locator("summary").first
        summary.focus()
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.parentElement.open") is True
        open_all(page)
        wide = page.locator(".tabel").filter(has=page.locator(".cijfers")).first
        wide.focus()
        page.keyboard.press("ArrowRight")
        assert moved(page)


def test_a_link_from_a_figure_shows_what_it_means(pages, visit):
    with visit(pages["tiny"]) as seen:
        link = seen.page.locator(".een-beeld tbody th a").first
        target = link.get_attribute("href")
        assert not seen.page.locator(f"{target} dl").is_visible()
        link.focus()
        seen.page.keyboard.press("Enter")
        seen.page.locator(f"{target} dl").wait_for(state="visible", timeout=3000)


def test_the_index_is_searched_by_keyboard(pages, visit):
    with visit(pages["index"]) as seen:
        page = seen.page
        links = page.locator("main li a")
        assert links.count() == len(AREAS)
        field = page.get_by_role("searchbox")
        for _ in range(4):
            page.keyboard.press("Tab")
            if field.evaluate("e => e === document.activeElement"):
                break
        page.keyboard.type("holt")
        found = page.locator("main li a").filter(visible=True)
        expect(found).to_have_count(1)
        found.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/*holthone.html")
        assert page.locator("h1").inner_text() == "Holthone"
        assert seen.complaints == []


# -------------------------------------------------------------------------- hostile


def test_a_hostile_name_is_shown_and_does_not_run(pages, visit):
    with visit(pages["hostile"]) as seen:
        assert seen.page.locator("h1").text_content() == HOSTILE
        assert seen.page.title() == f"Wijkanalyse {HOSTILE}"
        assert seen.page.locator("script, img[src='x'], [onerror]").count() == 0
        assert (seen.complaints, len(seen.requests)) == ([], 1)


def test_texts_of_an_own_survey_are_shown_and_do_not_run(pages, visit):
    with visit(pages["large"]) as seen:
        assert HOSTILE in seen.page.locator("#over-dit-rapport").text_content()
        assert seen.page.locator("script, img[src='x'], [onerror]").count() == 0
        assert seen.complaints == []


@pytest.mark.parametrize("width", [320, 1280])
def test_a_hostile_notebook_neither_runs_nor_widens_the_page(visit, tmp_path: Path, width):
    # A script, and an image that is not in the file itself, are refused: see test_whole and test_exporter.
    name = HOSTILE.replace("<img", "<p").replace("script>", "b>")
    table = f"<table><caption>{name}</caption><thead><tr><th>{name}</th></tr></thead><tr><td>1</td></tr></table>"
    cells = [code(html_output(f"<p>{name}</p><svg onload=alert(3)><title>x</title></svg>{table}"))]
    html = export_report(notebook(*cells, identity=identity_output(area_name=HOSTILE, gemeente_name=HOSTILE)))
    path = tmp_path / "kwaad.html"
    path.write_text(html, encoding="utf-8")
    with visit(path, width=width) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert (seen.complaints, seen.requests) == ([], [path.as_uri()])
