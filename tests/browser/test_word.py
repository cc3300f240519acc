"""Word files of real pages: every word and drawing of them is there, and an office program makes tidy pages of it."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import subprocess
from pathlib import Path

import pypdf
import pytest
from docx import Document
from playwright.sync_api import Browser
from words_of_pages import lost

from wijkanalyse.publish.document import document, drawings
from wijkanalyse.publish.drawings import drawn
from wijkanalyse.publish.made_report import read_tree

DAY = dt.date(2026, 11, 30)
KINDS = ["large", "tiny", "composite", "hostile", "kit", "hostile kit", "plan", "full"]


@pytest.fixture
def word_file(browser: Browser, pages, documents):
    """The page of a kind and its Word file."""
    there = {**pages, **documents, "hostile": pages["hostile"], "hostile kit": documents["hostile"]}

    def make(kind: str) -> tuple[str, bytes]:
        html = there[kind].read_text(encoding="utf-8")
        places = drawings(html)
        pictures = drawn(browser, there[kind], places) if places else {}
        return html, document(html, pictures, DAY)

    return make


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_and_drawing_of_a_page_stands_in_its_word_file(word_file, kind):
    html, content = word_file(kind)
    file = Document(io.BytesIO(content))
    assert not lost(html, file)
    said = [svg.get("aria-label") for svg in read_tree(html).iter("svg") if svg.get("role") == "img"]
    words = [shape._inline.docPr.get("descr") for shape in file.inline_shapes]
    assert words == [said[n] for n in drawings(html)] and all(words)
    assert content == word_file(kind)[1], "the same page gives the same bytes"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine")
@pytest.mark.parametrize("kind", ["kit", "plan"])
def test_an_office_program_makes_pages_of_a_document(word_file, tmp_path: Path, kind):
    (tmp_path / "stuk.docx").write_bytes(word_file(kind)[1])
    profile = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    arguments = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*arguments, str(tmp_path / "stuk.docx")], check=True, capture_output=True, timeout=180)
    pages = pypdf.PdfReader(tmp_path / "stuk.pdf").pages
    texts = [re.sub(r"\s+", " ", page.extract_text()) for page in pages]
    assert all("Voor partners in de wijk" in t and f"blz. {n} van {len(texts)}" in t for n, t in enumerate(texts, 1))
    wide = [n for n, page in enumerate(pages) if page.mediabox.width > page.mediabox.height]
    assert len(wide) == (1 if kind == "kit" else 0), "the poster has a sheet of its own"
    whole = {"kit": ("Beste collega", "Twintig minuten, met vijf"), "plan": ("Wij doen mee",)}[kind]
    assert all(sum(words in t for t in texts) == 1 for words in whole)
