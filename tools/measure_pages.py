"""Measure made reports as readers get them: on four screens, on paper and in bytes.

    make pages                                every report in reports/, against the limits of `LIMITS`
    python tools/measure_pages.py FILE.html   the same for some pages

The tests in ``tests/browser`` take the same measures of a few reports, so that they and this list cannot differ.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import pypdf
from playwright.sync_api import Browser, Page

from wijkanalyse.errors import WijkanalyseError
from wijkanalyse.publish.browser import closed_context, open_browser
from wijkanalyse.publish.pdf import print_pdf

WIDTHS = (320, 768, 1280, 1920)
"""Pixels: a phone, a tablet, a laptop and the screen of a meeting room."""
PAPER_WIDTH = 680
"""Pixels of an A4 within the margins of the style, 180 mm."""
SUMMARY, SUMMARY_WIDTH = ".voorblad", 703
"""The pages of the summary, which have smaller margins: 186 mm are left."""
LIMITS = {"bytes": 400_000, "tab_stops": 150, "pages": 12}
SMALLEST_LETTER = 8.0
"""Points on paper."""
NEARLY_EMPTY = 0.2
"""Share of the height of a page that what stands on it takes at least; the last page may hold less."""
MARGIN = 40
"""Points at the top and the foot of a page that hold its name and number."""

FAULTS_OF_WIDTH = """([within, without]) => {
  const width = document.documentElement.clientWidth;
  const faults = new Map();
  const scrolls = (e) => ["auto", "scroll"].includes(getComputedStyle(e).overflowX);
  const hasCue = (style) => style.backgroundAttachment.includes("local") && style.backgroundImage.includes("gradient");
  const forEars = (e) => getComputedStyle(e).clipPath === "inset(50%)" || (e.parentElement && forEars(e.parentElement));
  const apart = (e) => e.closest("svg, .sla-over, .as-kop") || !e.checkVisibility() || forEars(e);
  const name = (e) => {
    const table = e.closest("table");
    const words = table?.caption ? table.caption.firstChild.textContent : e.getAttribute("aria-label");
    return `${e.localName}.${e.getAttribute("class") ?? ""} ${(words ?? e.textContent).trim().slice(0, 60)}`;
  };
  const note = (kind, e, pixels) => faults.set(`${kind} ${name(e)}`, [kind, name(e), Math.round(pixels)]);
  const withinScroller = (e) => {
    for (let p = e.parentElement; p; p = p.parentElement) if (scrolls(p)) return true;
    return false;
  };
  for (const e of document.querySelectorAll(`${within} *`)) {
    if ((without && e.closest(without)) || apart(e)) continue;
    const style = getComputedStyle(e);
    const more = style.display.startsWith("inline") || !e.clientWidth ? 0 : e.scrollWidth - e.clientWidth;
    const past = e.getBoundingClientRect().right - width;
    if (more > 1 && scrolls(e)) note(hasCue(style) ? "scrolls" : "scrolls without a cue", e, more);
    else if (more > 1 && style.overflowX !== "visible") note("is clipped", e, more);
    else if (more > 1 && (e.matches("td, th") || !e.closest("td, th"))) note("sticks out of its box", e, more);
    if (past > 1 && !withinScroller(e)) note("sticks out of the page", e, past);
  }
  return Array.from(faults.values());
}"""
"""What is wider than its place: an element that scrolls, with or without a cue, is cut off or sticks out.

Not what is only for the ears, and not the words at the ends of an axis, which may hang over its edge.
"""

TAB_STOPS = """() => Array.from(document.querySelectorAll("a[href], summary, [tabindex='0'], button, input")).filter(
  (e) => e.checkVisibility({ visibilityProperty: true })).length"""


@dataclass(frozen=True)
class Sheet:
    """One page of a PDF: how many letters of each size, how much of its height is used, and what it says."""

    letters: Mapping[float, int]
    used: float
    text: str


def sheets(pdf: bytes) -> list[Sheet]:
    """The letters of each page, in points as they come out of a printer.

    Parameters
    ----------
    pdf : bytes
        Of a report. What a browser shrinks to make a page fit is counted as it was shrunk.
    """
    return [_sheet(page) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def _sheet(page: pypdf.PageObject) -> Sheet:
    letters: Counter[float] = Counter()
    heights: list[float] = []

    def note(text: str, cm: list[float], tm: list[float], _font: Any, size: float) -> None:
        signs = len("".join(text.split()))
        if not signs:
            return
        scale = abs((cm[0] * cm[3] - cm[1] * cm[2]) * (tm[0] * tm[3] - tm[1] * tm[2])) ** 0.5
        letters[round(size * scale, 1)] += signs
        heights.append(tm[4] * cm[1] + tm[5] * cm[3] + cm[5])

    text = page.extract_text(visitor_text=note)
    tall = float(page.mediabox.height)
    inside = [y for y in heights if MARGIN < y < tall - MARGIN]
    used = (max(inside) - min(inside)) / (tall - 2 * MARGIN) if inside else 0.0
    return Sheet(letters, used, text)


def letters_of(pages: list[Sheet]) -> Counter[float]:
    """How many letters of each size a whole PDF holds."""
    return sum((Counter(page.letters) for page in pages), Counter())


@dataclass(frozen=True)
class Measured:
    """What a report measures."""

    name: str
    bytes: int
    tab_stops: int
    faults: Mapping[int, list[tuple[str, str, int]]]
    """By width of the screen."""
    sheets: list[Sheet]

    @property
    def letters(self) -> Counter[float]:
        return letters_of(self.sheets)

    @property
    def smallest(self) -> float:
        return min(self.letters)

    @property
    def middle(self) -> float:
        return median(self.letters.elements())

    @property
    def empty(self) -> list[int]:
        """Pages, counted from 1, of which nearly nothing is used."""
        return [n for n, sheet in enumerate(self.sheets[:-1], 1) if sheet.used < NEARLY_EMPTY]

    def broken(self) -> Iterator[str]:
        """What is over a limit."""
        if self.bytes > LIMITS["bytes"]:
            yield f"{self.bytes:,} bytes"
        if self.tab_stops > LIMITS["tab_stops"]:
            yield f"{self.tab_stops} tab stops"
        if len(self.sheets) > LIMITS["pages"]:
            yield f"{len(self.sheets)} pages"
        if self.smallest < SMALLEST_LETTER:
            small = sum(n for size, n in self.letters.items() if size < SMALLEST_LETTER)
            yield f"{small} letters under {SMALLEST_LETTER:g} pt, the smallest {self.smallest} pt"
        if self.empty:
            yield f"pages {', '.join(map(str, self.empty))} are nearly empty"
        for width, faults in self.faults.items():
            for kind, who, pixels in faults:
                if kind != "scrolls":
                    where = "on paper" if width == PAPER_WIDTH else f"at {width}"
                    yield f"{where}: {who!r} {kind}, by {pixels} px"


def faults_of_width(page: Page, within: str = "body", without: str = "") -> list[tuple[str, str, int]]:
    """What is wider than its place on a page that is open: what is wrong, of which element, by how many pixels.

    `within` and `without` are CSS selectors: of what to look at, and what to leave out.
    """
    return [tuple(fault) for fault in page.evaluate(FAULTS_OF_WIDTH, [within, without])]


def faults_on_paper(page: Page) -> list[tuple[str, str, int]]:
    """The same for a page that is open, laid out as it is printed: a browser shrinks all that is wider."""
    page.emulate_media(media="print")
    try:
        page.set_viewport_size({"width": PAPER_WIDTH, "height": 1000})
        found = faults_of_width(page, without=SUMMARY)
        page.set_viewport_size({"width": SUMMARY_WIDTH, "height": 1000})
        return found + faults_of_width(page, within=SUMMARY)
    finally:
        page.emulate_media(media="screen")


def open_all(page: Page) -> None:
    """Unfold all that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")


def measure(browser: Browser, path: Path) -> Measured:
    """All measures of one report."""
    faults = {}
    with closed_context(browser) as context:
        page = context.new_page()
        page.goto(path.resolve().as_uri())
        stops = page.evaluate(TAB_STOPS)
        open_all(page)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            faults[width] = faults_of_width(page)
        faults[PAPER_WIDTH] = faults_on_paper(page)
    return Measured(path.stem, path.stat().st_size, stops, faults, sheets(print_pdf(browser, path)))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", type=Path, help="made reports; by default all in the folder reports")
    chosen = parser.parse_args().pages or sorted(Path("reports").glob("*/[!.]*.html"))
    if not chosen:
        sys.exit("There are no reports to measure; make them first: make reports")
    say(f"{'report':44}{'kB':>5}{'tabs':>6}{'pages':>6}{'pt min':>8}{'median':>8}" + "".join(f"{w:>6}" for w in WIDTHS))
    wrong = 0
    with open_browser() as browser:
        for path in chosen:
            found = measure(browser, path)
            wide = "".join(f"{len(found.faults[w]):>6}" for w in WIDTHS)
            say(
                f"{found.name[:43]:44}{found.bytes / 1000:5.0f}{found.tab_stops:6}{len(found.sheets):6}"
                f"{found.smallest:8.1f}{found.middle:8.1f}{wide}"
            )
            broken = list(found.broken())
            say(*(f"    {fault}" for fault in broken))
            wrong += len(broken)
    say(f"{len(chosen)} reports measured, {wrong} limits broken")
    return 1 if wrong else 0


def say(*lines: str) -> None:
    """Lines for who waits for them."""
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except WijkanalyseError as error:
        sys.exit(str(error))
