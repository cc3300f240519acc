"""The kit of a meeting and the plan in a real browser: on a screen, on paper and as slides."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from wijkanalyse.publish.deck import fitting_deck, overfull_slides
from wijkanalyse.publish.pdf import print_pdf, print_pieces

from .test_pages import violations
from .test_paper import A4, SLIDE, SMALLEST_TEXT, read, size_of

KINDS = ["kit", "hostile", "plan"]
A3, ACROSS = (1191, 842), (842, 595)
CARDS = 10


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
@pytest.mark.parametrize("kind", KINDS)
def test_a_document_has_no_accessibility_fault_and_asks_for_nothing(documents, visit, kind, width, scheme):
    with visit(documents[kind], width=width, scheme=scheme) as seen:
        assert violations(seen.page) == []
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert (seen.complaints, seen.requests) == ([], [documents[kind].as_uri()])


@pytest.mark.parametrize("kind", ["kit", "hostile"])
def test_every_piece_of_the_kit_is_one_sheet_of_paper(documents, browser: Browser, kind):
    pages = read(print_pdf(browser, documents[kind])).pages
    assert Counter(size_of(p) for p in pages)[A3] == 1, "the poster"
    assert {size_of(p) for p in pages} == {A4, A3, ACROSS}
    texts = [re.sub(r"\s+", " ", p.extract_text()) for p in pages]
    cards = [t for t in texts if "Praat hierover" in t]
    assert len(cards) == CARDS
    ends = [("Herkennen we dit?" in t and "Want:" in t) or "Wat zien wij zelf?" in t for t in cards]
    assert all(ends), "nothing of a card is on the next page"
    for once in (
        "Wat drukt u af?",
        "Beste collega",
        "Twintig minuten, met vijf",
        "Wie de tafel leidt",
        "Lees aan het eind voor",
        "Iets dat één iemand doet",
        "Hoe hoort een verwijzer",
        "Dat nemen we mee naar de bijeenkomst.",
    ):
        assert sum(once in t for t in texts) == 1, once
    (ballots,) = [t for t, p in zip(texts, pages, strict=True) if size_of(p) == ACROSS]
    assert ballots.count("Kies drie thema") == ballots.count("samen iets doen: nummer") == 2
    assert ballots.count("wijkagent, school") == 2, "nobody has to ask where they belong"


@pytest.mark.parametrize("kind", ["kit", "hostile"])
def test_no_sheet_of_the_kit_is_nearly_empty_and_none_is_cut(documents, visit, kind):
    with visit(documents[kind], width=680, height=1000) as seen:  # 18 cm of paper
        seen.page.emulate_media(media="print")
        sheets = seen.page.evaluate(
            "Array.from(document.querySelectorAll('.kit-blad:not(.kit-briefjes)'), e => ["
            "e.querySelector('h3').textContent, e.getBoundingClientRect().height * 25.4 / 96,"
            " e.scrollHeight - e.clientHeight])"
        )
    assert len(sheets) >= CARDS + 7
    assert [s for s in sheets if s[1] < 150] == [], "paper with little on it"
    assert [s for s in sheets if s[2] > 2] == [], "what does not fit"


def test_each_thing_to_print_is_a_pdf_of_its_own_beside_the_whole(documents, browser: Browser):
    pieces = print_pieces(browser, documents["kit"])
    sizes = {name: [size_of(p) for p in read(pdf).pages] for name, pdf in pieces.items()}
    assert sizes.pop("themakaarten") == [A4] * CARDS
    assert (sizes.pop("stembriefjes"), sizes.pop("poster")) == ([ACROSS], [A3])
    assert {"brief", "leidraad", "interview", "woorden", "route", "tafels"} <= sizes.keys()
    assert all(pages == [A4] for pages in sizes.values())
    letter = read(pieces["brief"]).pages[0].extract_text()
    assert "Beste collega" in letter and "Draaiboek" not in letter
    assert print_pieces(browser, documents["plan"]).keys() == {"wijkakkoord", "verantwoording"}


def test_nobody_who_reads_the_kit_meets_a_file_or_a_folder(documents, visit):
    with visit(documents["kit"]) as seen:
        words = seen.page.inner_text("main")
    assert re.findall(r"\S+\.(?:csv|html|yml|xlsx)|data/\S+", words) == []


@pytest.mark.parametrize("kind", ["plan", "full"])
def test_what_people_sign_and_account_for_is_one_sheet_each(documents, browser: Browser, kind):
    pages = read(print_pdf(browser, documents[kind])).pages
    texts = [re.sub(r"\s+", " ", p.extract_text()) for p in pages]
    sheets = {
        "Wijkakkoord ": ("Onze ambitie", "Wie draagt wat bij?", "Hoe organiseren we het?", "Wij doen mee"),
        "Verantwoording ": ("Inzet", "Doelen", "Hoe ver zijn we?", "Om te vieren", "Wat komt er nu?"),
    }
    for title, parts in sheets.items():
        (number,) = [n for n, t in enumerate(texts) if title in t and parts[0] in t]
        assert [part for part in parts if part not in texts[number]] == [], title
        assert size_of(pages[number]) == A4
        lines = texts[number].count("Namens")
        assert lines == (8 if title == "Wijkakkoord " else 0), "every line to sign on is on the sheet"
        after = " ".join(texts[number + 1 : number + 2]) or "Over dit rapport"  # which may stand below the last sheet
        starts = ("Bereikbaarheidslijst", "Over dit rapport", "Sociale kaart")
        assert any(start in after for start in starts), after[:200]
    if kind == "full":
        assert "nog 4 bijdragen, nog 5 afspraken" in next(t for t in texts if "Wij doen mee" in t)


@pytest.mark.parametrize("kind", KINDS)
def test_the_slides_of_a_document_fit_and_can_be_read_from_the_back(documents, browser: Browser, visit, tmp_path, kind):
    path: Path = tmp_path / "dia.html"
    html = fitting_deck(browser, documents[kind].read_text(encoding="utf-8"))
    path.write_text(html, encoding="utf-8")
    assert overfull_slides(browser, html) == {}
    with visit(path, width=1280, height=720) as seen:
        assert seen.page.evaluate(SMALLEST_TEXT) >= 24
        assert violations(seen.page) == []
        assert (seen.complaints, seen.requests) == ([], [path.as_uri()])
        slides = seen.page.locator(".dia").count()
        if kind != "plan":
            assert seen.page.locator(".dia .kit-vragen").count() == CARDS
            assert seen.page.locator(".kit-vakjes").count() == 0, "what people write on stays on paper"
    pdf = read(print_pdf(browser, path))
    assert ({size_of(p) for p in pdf.pages}, len(pdf.pages)) == ({SLIDE}, slides)
    with visit(path, width=320, height=720) as seen:
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= 320
