"""The slides of a document: the parts that it marks, and nothing else."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from report_sample import code, html_output, notebook, sample_notebook

from wijkanalyse.errors import ReportError
from wijkanalyse.publish.deck import render_deck
from wijkanalyse.publish.exporter import export_report
from wijkanalyse.publish.made_report import read_report, text

WORDS = re.compile(r"<style>.*?</style>|<script>.*?</script>|<[^>]+>", re.DOTALL)


MARKED = """
<section class="kit-blad op-dia"><h3>Eenzaamheid</h3><p>Wie ziet bijna niemand?</p>
<div class="niet-op-dia"><p>Herkennen we dit?</p></div></section>
<section class="kit-blad"><h3>Brief</h3><p>Beste collega.</p></section>
"""


@pytest.fixture(scope="module")
def report() -> str:
    return export_report(sample_notebook())


@pytest.fixture(scope="module")
def deck() -> str:
    return deck_of(MARKED)


def titles(deck: str) -> list[str]:
    return [WORDS.sub("", t) for t in re.findall(r"<h[12][^>]*>(.*?)</h[12]>", deck)]


def deck_of(table: str) -> str:
    from nbformat.v4 import new_markdown_cell

    return render_deck(
        export_report(notebook(new_markdown_cell("## Gezondheid\n\nInleiding."), code(html_output(table))))
    )


def test_the_deck_runs_its_own_script_only_and_loads_nothing(deck: str):
    script = re.search(r"<script>(.*?)</script>", deck, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:"
        in deck.replace("&#39;", "'")
    )
    assert deck.count("<script") == 1
    assert not re.search(r'(?:src|href)="(?!data:|#)', deck)
    assert not re.search(r"@import|url\(", deck)


def test_a_report_is_read_back_as_it_was_written(report: str):
    read = read_report(report)
    assert (read.area_name, read.edition, read.built) == ("Zuiderveld", "openbaar", "2026-11-21")
    assert read.place == "Wijk in de gemeente Waterstad, grenzen van 2022"
    assert [c.title for c in read.chapters][:2] == ["In het kort", "Zo leest u dit rapport"]
    assert "eenzaam" in text(read.chapters[0].body)
    assert read.sources[0].endswith("licentie CC BY 4.0)")


@pytest.mark.parametrize(
    ("html", "why"),
    [
        ("<html><body><p>Hallo</p></body></html>", "is not a report of wijkanalyse"),
        ("<html><body><p>Hallo</body></html>", "is not balanced"),
        ("<html><body>", "ends before"),
        ("", "is empty"),
    ],
)
def test_what_is_no_report_is_refused(html: str, why: str):
    with pytest.raises(ReportError, match=why):
        render_deck(html)


def test_a_document_says_itself_what_is_a_slide():
    deck = deck_of(MARKED)
    assert titles(deck)[1:] == ["Eenzaamheid", "Bronnen"]
    assert "Wie ziet bijna niemand?" in deck
    assert "Herkennen we dit?" not in deck and "Beste collega" not in deck


def test_a_long_table_of_a_document_goes_over_slides_with_every_row():
    rows = "".join(f'<tr><th scope="row">Actie {n}</th><td>{"woord " * 20}</td></tr>' for n in range(1, 10))
    table = f'<table class="woorden"><caption>Acties<small>klein</small></caption><tbody>{rows}</tbody></table>'
    deck = deck_of(f'<div class="op-dia">{table}</div>')
    assert titles(deck)[1:3] == ["Acties (1 van 2)", "Acties (2 van 2)"]
    assert [int(n) for n in re.findall(r"Actie (\d)<", deck)] == list(range(1, 10))


def test_a_document_that_marks_nothing_has_no_slides(report: str):
    with pytest.raises(ReportError, match="marks nothing for a slide; give a part the class `op-dia`"):
        render_deck(report)


def test_a_slide_does_not_say_to_a_hall_that_it_may_not_be_shared():
    assert "Deel dit rapport" not in deck_of(MARKED)
