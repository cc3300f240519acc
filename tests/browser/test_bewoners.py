"""The sheet for residents in a real browser: one sheet of paper, large letters, and mirrored where its language is."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
import yaml
from conftest import ROOT
from invented_notebooks import shared_folder
from playwright.sync_api import Browser
from pypdf import PdfReader

from wijkanalyse.dialogue.folder import make_folder
from wijkanalyse.paths import Paths
from wijkanalyse.publish.pdf import print_pdf
from wijkanalyse.sections.bewoners.language import HERE

from .conftest import AREAS, HOSTILE, run_here
from .test_pages import violations

A4 = (595, 842)
LATIN = "abcdefghijklmnopqrstuvwxyz"
INVENTED = dict(zip(LATIN, "אבגדהוזחטיכלמנסעפצקרשתאבגד", strict=True))
"""Letters of an invented language that is written from right to left: Dutch words in other letters."""
SMALLEST = 12
"""Points: those of the sources."""


def invented(said: object) -> object:
    """A sentence in the invented language; what stands between braces stays."""
    if isinstance(said, list):
        return [invented(line) for line in said]
    parts = re.split(r"(\{\w+\})", str(said).lower())
    return "".join(p if p.startswith("{") else "".join(INVENTED.get(c, c) for c in p) for p in parts)


@pytest.fixture(scope="module")
def sheets(example: Paths, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Sheets of a large and a tiny area, of two kernen, and of the large area from right to left."""
    root = tmp_path_factory.mktemp("bewoners")
    (root / "data").mkdir()
    for name in ("raw", "processed", "gebieden"):
        (root / "data" / name).symlink_to(example.root / "data" / name, target_is_directory=True)
    (root / "notebooks").symlink_to(ROOT / "notebooks", target_is_directory=True)
    content = yaml.safe_load((HERE / "nl.yml").read_text(encoding="utf-8"))
    content |= {
        "name": "verzonnen", "lang": "he", "direction": "rtl",
        "sentences": {k: invented(v) for k, v in content["sentences"].items()},
        "figures": {i: {k: invented(v) for k, v in words.items()} for i, words in content["figures"].items()},
    }  # fmt: skip
    (root / "data" / "taal").mkdir()
    (root / "data" / "taal" / "xx.yml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    paths, shared = Paths(root), shared_folder(tmp_path_factory)
    for folder, name in {"kern-x": "Dorp aan de Plas", "kern-y": HOSTILE}.items():
        make_folder(paths, folder, name=name, area_code=None, themes=[("roken", "Roken")])
    for asked in ([AREAS["large"], AREAS["tiny"], "kern-x", "kern-y"], [AREAS["large"], "-p", "taal=xx"]):
        run_here(paths, shared, "document", "bewoners", *asked)
    made = paths.reports / "bewoners"
    (mirrored,) = made.glob("*-taal-xx.html")
    codes = {"large": AREAS["large"], "tiny": AREAS["tiny"], "kern": "kern-x", "hostile": "kern-y"}
    plain = {kind: next(p for p in made.glob(f"{code}*.html") if p != mirrored) for kind, code in codes.items()}
    return plain | {"mirrored": mirrored}


@pytest.mark.parametrize(("kind", "sides"), [("large", 2), ("tiny", 2), ("kern", 1), ("mirrored", 2)])
def test_it_is_one_sheet_of_paper_in_large_letters(sheets, browser: Browser, kind, sides):
    pages = PdfReader(BytesIO(print_pdf(browser, sheets[kind]))).pages
    assert [tuple(round(float(side)) for side in p.mediabox[2:]) for p in pages] == [A4] * sides
    sizes: list[float] = []

    def note(text: str, _: object, matrix: list[float], __: object, size: float) -> None:
        if text.strip():
            sizes.append(abs(size * matrix[3]))

    for page in pages:
        page.extract_text(visitor_text=note)
    scale = 0.75  # the browser prints in pixels, of which 96 are an inch
    assert min(sizes) * scale >= SMALLEST - 0.5 or min(sizes) >= SMALLEST - 0.5


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("kind", ["large", "tiny", "kern", "hostile", "mirrored"])
def test_it_is_read_on_any_screen_and_asks_for_nothing(sheets, visit, kind, width):
    with visit(sheets[kind], width=width, scheme="dark" if width == 320 else "light") as seen:
        assert violations(seen.page) == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.requests == [sheets[kind].as_uri()]
        assert seen.complaints == []


def test_a_language_from_right_to_left_mirrors_the_sheet(sheets, visit):
    with visit(sheets["mirrored"], width=1280) as seen:
        page = seen.page
        assert page.evaluate("[document.documentElement.lang, getComputedStyle(document.body).direction]") == [
            "he",
            "rtl",
        ]
        left = "els => els.map(e => Math.round(e.getBoundingClientRect().left))"
        groups = page.locator(".honderdtal li").evaluate_all(left)
        assert groups == sorted(groups, reverse=True), "children stand at the right, where reading begins"
        figure = page.locator(".bewoners-cijfers li").first
        drawing, words = (figure.locator(part).bounding_box() for part in ("svg", "div"))
        assert drawing and words and drawing["x"] > words["x"], "the drawing stands before its words"
        said = page.locator("body").inner_text()
        assert not re.search(r"[a-z]{3,}", said.replace("Scheveningen", "")), "nothing is left in another language"
