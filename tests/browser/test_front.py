"""Page one and two of a report in a real browser: one screen, one sheet each, and nothing beside them."""

from __future__ import annotations

import re

import pytest
from measure_pages import WIDTHS
from playwright.sync_api import Browser

from wijkanalyse.publish.pdf import print_summary

from .conftest import PLAIN_NAMES
from .test_paper import A4, read, size_of

SCREEN = (1280, 1050)
SMALLEST = 8.0
"""Points on paper."""
FOOT = "document.querySelector('.voorblad-voet').getBoundingClientRect().bottom"
OUTSIDE = """() => Array.from(document.querySelectorAll('.voorblad *')).filter((e) => {
  const r = e.getBoundingClientRect();
  const hidden = e.closest('.alleen-voor-oren, svg, .rijen thead, .een-beeld thead') || r.width === 0;
  return !hidden && (r.left < -1 || r.right > document.documentElement.clientWidth + 1);
}).map((e) => e.outerHTML.slice(0, 120))"""
SMALL_LETTERS = """() => Array.from(document.querySelectorAll('.voorblad *')).filter((e) =>
  !e.closest('.alleen-voor-oren, .zes') && e.getClientRects().length
  && Array.from(e.childNodes).some((n) => n.nodeType === 3 && n.textContent.trim())
).filter((e) => parseFloat(getComputedStyle(e).fontSize) * 0.75 < %f - 0.01).map((e) => e.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("kind", PLAIN_NAMES)
def test_page_one_is_one_screen(pages, visit, kind):
    width, height = SCREEN
    with visit(pages[kind], width=width, height=height) as seen:
        assert seen.page.evaluate(FOOT) <= height
        size = seen.page.evaluate("getComputedStyle(document.querySelector('.voorblad .duiding')).fontSize")
        assert round(float(size.removesuffix("px"))) == 21


@pytest.mark.parametrize("kind", [*PLAIN_NAMES, "hostile"])
def test_nothing_of_the_first_pages_scrolls_sideways_or_sticks_out(pages, visit, kind):
    scrolling = "Array.from(document.querySelectorAll('.voorblad *')).filter((e) => e.scrollWidth > e.clientWidth + 1"
    scrolling += " && ['auto', 'scroll'].includes(getComputedStyle(e).overflowX)).length"
    with visit(pages[kind]) as seen:
        for width in WIDTHS:
            seen.page.set_viewport_size({"width": width, "height": 900})
            assert seen.page.evaluate("document.documentElement.scrollWidth") <= width, width
            assert seen.page.evaluate(OUTSIDE) == [], width
            assert seen.page.evaluate(scrolling) == 0, width


def test_on_a_phone_the_label_stands_above_the_bar_and_the_number_beside_it(pages, visit):
    with visit(pages["large"], width=320) as seen:
        row = seen.page.locator(".een-beeld tr:has(.met-as)").first
        label, value, bar, there = (row.locator(part).bounding_box() for part in ("th", ".waarde", ".balk", ".elders"))
        assert label["y"] + label["height"] <= bar["y"] + 1
        assert value["x"] >= label["x"] + label["width"] - 1
        assert there["x"] >= bar["x"] + bar["width"] - 1
        bars = seen.page.eval_on_selector_all(
            ".een-beeld .met-as", "es => es.map((e) => e.getBoundingClientRect().width)"
        )
        assert max(bars) - min(bars) < 1, "all bars are equally long"


def test_the_middle_lines_of_all_rows_are_one(pages, visit):
    with visit(pages["large"]) as seen:
        x = seen.page.eval_on_selector_all(
            ".een-beeld .midden", "es => es.map((e) => Math.round(e.getBoundingClientRect().left))"
        )
        assert len(x) > 20 and max(x) - min(x) <= 1


@pytest.mark.parametrize("kind", PLAIN_NAMES)
def test_the_summary_is_two_sheets_with_letters_that_can_be_read(pages, browser: Browser, visit, kind):
    pdf = read(print_summary(browser, pages[kind]))
    assert ({size_of(page) for page in pdf.pages}, len(pdf.pages)) == ({A4}, 2)
    first, second = (" ".join(page.extract_text().split()) for page in pdf.pages)
    assert "in één beeld" in first and "Waar?" in first and "Wat elk cijfer betekent" in first
    assert "Groepen, in aantallen mensen" in second and "Drie vragen" in second
    assert pdf.metadata.title == f"Samenvatting Wijkanalyse {PLAIN_NAMES[kind]}"
    with visit(pages[kind], width=703) as seen:
        seen.page.emulate_media(media="print")
        assert seen.page.evaluate(SMALL_LETTERS % SMALLEST) == []
        for table in (".een-beeld", ".themas", ".buurten"):
            for box in seen.page.locator(table).all():
                assert box.evaluate("e => e.scrollWidth <= e.clientWidth + 1"), table


def test_the_whole_report_begins_with_the_same_two_sheets(sheets_of):
    for kind in ("large", "composite"):
        first, second = (" ".join(sheet.text.split()) for sheet in sheets_of(kind)[:2])
        assert "in één beeld" in first and "Wat elk cijfer betekent" in first
        assert "Drie vragen" in second


def test_a_document_without_such_pages_has_no_summary(documents, browser: Browser):
    assert print_summary(browser, documents["plan"]) is None


def test_a_mark_is_there_and_has_the_colour_of_its_side(pages, visit):
    for scheme in ("light", "dark"):
        with visit(pages["large"], scheme=scheme) as seen:
            marks = seen.page.eval_on_selector_all(
                ".een-beeld use", "es => es.map((e) => [e.getAttribute('href'), e.getBoundingClientRect().width])"
            )
            assert marks and all(width > 6 for _, width in marks), "a mark that is used is defined"
            colours = seen.page.evaluate(
                "['ongunstiger', 'gunstiger'].map((n) => getComputedStyle(document.querySelector("
                "`#teken-${n} > *`)).fill)"
            )
            assert len(set(colours)) == 2


def test_the_links_of_page_one_lead_to_what_a_figure_means(pages, visit):
    with visit(pages["large"]) as seen:
        link = seen.page.locator(".een-beeld th a").first
        target = link.get_attribute("href")
        link.click()
        seen.page.locator(f"{target} dl").wait_for(state="visible", timeout=3000)


def test_each_heading_of_a_report_is_its_own(pages):
    html = pages["large"].read_text(encoding="utf-8")
    front = html.split('<div class="blad">')[0]
    headings = re.findall(r"<h[1-4][^>]*>(.*?)</h[1-4]>", front)
    assert len(headings) == len(set(headings)) >= 8
