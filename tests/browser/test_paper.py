"""The PDF of a report and the slides of a meeting, as they come out of a real browser."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pypdf
import pytest
from invented_notebooks import shared_folder
from measure_pages import LIMITS, NEARLY_EMPTY, SMALLEST_LETTER, faults_on_paper, letters_of, sheets
from playwright.sync_api import Browser

from wijkanalyse.batch.exporting import story_pages
from wijkanalyse.batch.receipt import read_receipt
from wijkanalyse.paths import Paths
from wijkanalyse.profile.processed import Processed
from wijkanalyse.publish.deck import overfull_slides
from wijkanalyse.publish.pdf import print_pdf

from .conftest import AREAS, HOSTILE, PLAIN_NAMES, command

A4 = (595, 842)
SUMMARY_PAGES = 2
MOST_SLIDES = 9
"""Eight, and one for the result of the vote."""
SLIDE = (960, 540)
"""Points: 1280 by 720 pixels."""
SMALLEST_TEXT = """() => Math.min(...Array.from(document.querySelectorAll(".dia *")).filter(
  (e) => !e.closest("svg") && e.getClientRects().length &&
    Array.from(e.childNodes).some((n) => n.nodeType === 3 && n.textContent.trim())
).map((e) => parseFloat(getComputedStyle(e).fontSize)))"""


SMALLEST_IN_DRAWINGS = """() => Math.min(99, ...Array.from(document.querySelectorAll(".dia svg text")).filter(
  (e) => e.getClientRects().length && e.textContent.trim()
).map((e) => parseFloat(getComputedStyle(e).fontSize) * (e.getScreenCTM()?.d ?? 1)))"""


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def size_of(page: pypdf.PageObject) -> tuple[int, int]:
    return round(float(page.mediabox.width)), round(float(page.mediabox.height))


def titles(outline: list) -> list[str]:
    return [title for entry in outline for title in (titles(entry) if isinstance(entry, list) else [entry.title])]


# --------------------------------------------------------------------------- report


@pytest.mark.parametrize("kind", AREAS)
def test_a_printed_report_is_tagged_numbered_and_complete(pdf_of, sheets_of, kind):
    pdf = read(pdf_of(kind))
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value is True
    assert (root["/Lang"], "/StructTreeRoot" in root) == ("nl", True)
    name = PLAIN_NAMES.get(kind, HOSTILE)
    assert pdf.metadata.title == f"Wijkanalyse {name}"
    chapters = ["Waar beginnen we?", "Gezondheid", "Wonen en omgeving", "Bronnen en definities", "Over dit rapport"]
    assert [c for c in chapters if c not in titles(pdf.outline)] == []
    texts = [" ".join(sheet.text.split()) for sheet in sheets_of(kind)]
    assert {size_of(page) for page in pdf.pages} == {A4}
    for number, text in enumerate(texts, 1):
        assert f"Pagina {number} van {len(texts)}" in text
        assert "Voor iedereen" in text
        assert PLAIN_NAMES.get(kind, "O'Neill") in text
        assert len(text) > 300, f"page {number} is nearly empty: {text!r}"


@pytest.mark.parametrize("kind", AREAS)
def test_no_letter_on_paper_is_smaller_than_8_points(sheets_of, kind):
    letters = letters_of(sheets_of(kind))
    assert {size: n for size, n in letters.items() if size < SMALLEST_LETTER} == {}
    assert letters.total() > 10_000, "letters were counted"


@pytest.mark.parametrize("kind", PLAIN_NAMES)
def test_a_printed_report_has_few_pages_and_none_that_is_nearly_empty(sheets_of, kind):
    found = sheets_of(kind)
    assert len(found) <= LIMITS["pages"]
    after_summary = range(SUMMARY_PAGES, len(found) - 1)  # the last page ends where the report ends
    assert [n + 1 for n in after_summary if found[n].used < NEARLY_EMPTY] == []


@pytest.mark.parametrize("kind", AREAS)
def test_nothing_is_wider_than_the_paper_or_cut_off(pages, visit, kind):
    with visit(pages[kind]) as seen:
        assert faults_on_paper(seen.page) == []


def test_letters_are_measured_as_the_browser_shrinks_them_for_a_wide_page(browser: Browser, tmp_path: Path):
    def smallest(width: str) -> float:
        path = tmp_path / "breed.html"
        text = f'<p style="font: 12pt sans-serif; width: {width}">woord</p>'
        path.write_text(f"<!DOCTYPE html><style>@page {{ size: A4 }}</style>{text}", encoding="utf-8")
        return min(letters_of(sheets(print_pdf(browser, path))))

    assert smallest("100mm") == 12.0
    assert smallest("300mm") < 9


def test_all_figures_and_how_they_were_made_are_in_the_long_version_only(pages, sheets_of, browser: Browser):
    of_long = [page.extract_text() for page in read(print_pdf(browser, pages["tiny"], long=True)).pages]
    short, long = (" ".join(" ".join(of).split()) for of in ([sheet.text for sheet in sheets_of("tiny")], of_long))
    for text in (short, long):
        assert "Direct naar de inhoud" not in text
        assert "Aandeel inwoners van 18 jaar en ouder dat rookt" in text, "what a figure is, is on paper too"
    for only in ("Gezondheid: andere vergelijkingen", "Hoe is het berekend?"):
        assert (only in short, only in long) == (False, True), only


@pytest.mark.parametrize("kind", PLAIN_NAMES)
def test_no_heading_stands_alone_at_the_foot_of_a_page(pages, sheets_of, kind):
    html = pages[kind].read_text(encoding="utf-8")
    headings = {re.sub(r"<[^>]+>|\s+", " ", h).strip() for h in re.findall(r"<h[23][^>]*>(.*?)</h[23]>", html)}
    last = [sheet.text.strip().splitlines()[-1].strip() for sheet in sheets_of(kind)]
    assert [line for line in last if line in headings] == []


def test_printing_twice_gives_the_same_bytes_with_the_day_of_the_report(pages, pdf_of, browser: Browser):
    first = pdf_of("tiny")
    print_pdf(browser, pages["index"])  # the browser goes on counting
    assert print_pdf(browser, pages["tiny"]) == first
    assert b"/ID (node00000001)" in first
    day = re.search(r'name="wijkanalyse-datum" content="([\d-]+)"', pages["tiny"].read_text(encoding="utf-8"))[1]
    assert f"/CreationDate (D:{day.replace('-', '')}000000+00'00')".encode() in first


def test_a_table_longer_than_a_page_repeats_its_heading_and_keeps_its_rows_whole(
    pages, browser: Browser, tmp_path: Path
):
    html = pages["tiny"].read_text(encoding="utf-8")
    rows = "".join(f"<tr><th scope=row>Rij {n:03} begin<br>Rij {n:03} eind</th><td>{n}</td></tr>" for n in range(90))
    table = f"<table><caption>Lang</caption><thead><tr><th>Kop van de tabel</th></tr></thead>{rows}</table>"
    html = html.replace("</main>", f'<div class="tabel">{table}</div></main>')
    path = tmp_path / "lang.html"
    path.write_text(html, encoding="utf-8")
    texts = [page.extract_text() for page in read(print_pdf(browser, path)).pages]
    spread = [t for t in texts if "Rij 0" in t]
    assert len(spread) >= 3
    assert all("Kop van de tabel" in t for t in spread)
    starts, ends = ([re.findall(rf"Rij (\d+) {w}", t) for t in spread] for w in ("begin", "eind"))
    assert starts == ends


# ---------------------------------------------------------------------------- slides


@pytest.fixture(scope="module")
def stories(reports: Paths, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The slides of each of `AREAS`, as pages."""
    folder, processed = tmp_path_factory.mktemp("stories"), Processed(reports)
    entries = {e["code"]: e for e in read_receipt(reports.reports)["reports"]}
    page = story_pages(list(entries.values()), processed)
    found = {}
    for kind, code in AREAS.items():
        found[kind] = folder / f"{kind}.html"
        found[kind].write_text(page(entries[code]), encoding="utf-8")
    return found


@pytest.mark.parametrize("kind", AREAS)
def test_no_slide_is_overfull_and_all_can_be_read_from_the_back(stories, browser: Browser, visit, kind):
    path = stories[kind]
    assert overfull_slides(browser, path.read_text(encoding="utf-8")) == {}
    with visit(path, width=1280, height=720) as seen:
        assert seen.page.evaluate(SMALLEST_TEXT) >= 24
        assert seen.page.evaluate(SMALLEST_IN_DRAWINGS) >= 24
        assert (seen.complaints, seen.requests) == ([], [path.as_uri()])
        slides = seen.page.locator(".dia").count()
        assert seen.page.locator(".dia:not([data-soort^='bijlage'])").count() <= MOST_SLIDES
    pdf = read(print_pdf(browser, path))
    assert ({size_of(page) for page in pdf.pages}, len(pdf.pages)) == ({SLIDE}, slides)
    assert pdf.metadata.title == f"Presentatie {PLAIN_NAMES.get(kind, HOSTILE)}"
    wanted = ["Wat gaat hier goed?", "Wat wij u vragen", "Zo kiezen we samen", "Wat gebeurt er daarna?"]
    assert [t for t in wanted if t not in titles(pdf.outline)] == []


def test_slides_are_measured_in_one_font_whatever_the_page_and_the_machine_have(browser: Browser):
    def deck(text: str) -> str:
        return (
            "<style>:root { --letter: monospace } * { font-family: var(--letter) } h2 { margin: 0 }"
            ".dia { width: 800px; overflow: hidden } p { font-size: 20px; white-space: nowrap; margin: 0 }</style>"
            f'<div class="dia" data-soort="x"><div class="inhoud-dia"><h2>Titel</h2><p>{text}</p></div></div>'
        )

    assert overfull_slides(browser, deck("i" * 100)) == {}, "556 pixels in DejaVu Sans, over 1100 in any monospace"
    assert overfull_slides(browser, deck("W" * 60)) == {"x": "Titel"}, "1187 pixels in DejaVu Sans, 723 in monospace"


def test_slides_move_by_keyboard(stories, visit):
    path = stories["tiny"]
    with visit(path, width=1280, height=720) as seen:
        page = seen.page

        def shown() -> str:
            return page.evaluate(
                "Array.from(document.querySelectorAll('.dia')).find("
                "(d) => Math.abs(d.getBoundingClientRect().top) < 2)?.id"
            )

        assert shown() == "dia-1"
        for key, slide in [("ArrowRight", 2), ("PageDown", 3), (" ", 4), ("ArrowLeft", 3), ("Home", 1), ("ArrowUp", 1)]:
            page.keyboard.press(key)
            assert (shown(), page.evaluate("document.activeElement.id")) == (f"dia-{slide}", f"dia-{slide}")
        page.keyboard.press("End")
        assert shown() == f"dia-{page.locator('.dia').count()}"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_slides_have_no_accessibility_fault(stories, visit, width, scheme):
    from .test_pages import violations

    path = stories["large"]
    with visit(path, width=width, height=720, scheme=scheme) as seen:
        assert violations(seen.page) == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


# --------------------------------------------------------------------------- command


def test_the_command_prints_what_was_made_and_names_what_was_not(
    reports: Paths, browser: Browser, tmp_path_factory, tmp_path: Path
):
    paths = Paths(tmp_path / "boom")
    shutil.copytree(reports.reports, paths.reports)
    shared = shared_folder(tmp_path_factory)

    done = command(paths, shared, "pdf", "wk016015", "WK999999")

    assert done.returncode == 8
    assert "1 reports printed, 0 failed, 1 not made yet" in done.stdout
    assert f"There is no report in {paths.reports} of WK999999." in done.stderr
    assert "wijkanalyse reports WK999999" in done.stderr
    folder = paths.reports / "hardenberg"
    made = ["", "-samenvatting"]
    assert sorted(p.name for p in folder.glob("*.pdf")) == sorted(f"WK016015-holthone{m}.pdf" for m in made)
    assert [p.name for p in folder.iterdir() if p.suffix == ".tmp"] == []
