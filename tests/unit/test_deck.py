"""The slides of a report: what stands on them, and that nothing stands on them that is not in the report."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from report_sample import code, html_output, notebook, sample_notebook

from wijkanalyse.errors import ReportError
from wijkanalyse.publish.deck import SIDES, render_deck
from wijkanalyse.publish.exporter import export_report
from wijkanalyse.publish.made_report import read_report, text

WORDS = re.compile(r"<style>.*?</style>|<script>.*?</script>|<[^>]+>", re.DOTALL)


@pytest.fixture(scope="module")
def report() -> str:
    return export_report(sample_notebook())


@pytest.fixture(scope="module")
def deck(report: str) -> str:
    return render_deck(report)


def titles(deck: str) -> list[str]:
    return [WORDS.sub("", t) for t in re.findall(r"<h[12][^>]*>(.*?)</h[12]>", deck)]


def slide(deck: str, title: str) -> str:
    return next(s for s in deck.split("<section ")[1:] if f">{title}</h2>" in s)


def judged_table(*states: str) -> str:
    """A chapter table with one row per state; the last row has a place of its own."""
    rows = "".join(
        f'<tr><th scope="row">Cijfer {n}</th><td class="getal">{n}%</td><td class="getal">9%</td>'
        '<td><svg class="positie spin" viewBox="0 0 1 1" aria-hidden="true"></svg> '
        f"<small>hoger dan waar {50 + n}% van de mensen woont</small></td>"
        f'<td><span class="staat {state}">{SIDES[state] or "bijna gelijk"}</span></td></tr>'
        for n, state in enumerate(states, 1)
    )
    heads = ("Cijfer", "Zuiderveld", "Nederland", "Plaats tussen de wijken van Nederland", "Vergeleken met Nederland")
    head = "".join(f'<th scope="col">{h}</th>' for h in heads)
    return (
        f'<div class="tabel" role="region" tabindex="0" aria-label="x"><table class="cijfers"><caption>x</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def deck_of(table: str) -> str:
    from nbformat.v4 import new_markdown_cell

    return render_deck(
        export_report(notebook(new_markdown_cell("## Gezondheid\n\nInleiding."), code(html_output(table))))
    )


def test_there_is_a_slide_for_each_chapter_between_title_and_sources(deck: str):
    assert titles(deck)[:4] == ["Zuiderveld", "Waar ligt Zuiderveld?", "Wie wonen hier?", "Wat opvalt"]
    assert {"Welbevinden", "Inkomen, werk en opleiding"} <= set(titles(deck))
    assert titles(deck)[-1] == "Bronnen"
    assert "Zo leest u dit rapport" not in titles(deck)


def test_every_number_on_a_slide_stands_in_the_report(report: str, deck: str):
    there, here = (set(re.findall(r"\d+(?:[.,]\d+)*", WORDS.sub(" ", html))) for html in (report, deck))
    slides = {str(n) for n in range(len(titles(deck)) + 1)}
    assert here - there - slides == set()


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


def test_a_chapter_says_how_many_figures_differ_and_shows_those_first():
    table = judged_table("gelijk", "gelijk", "gelijk", "gelijk", "gelijk", "ongunstig", "gunstig")
    shown = slide(deck_of(table), "Gezondheid")
    assert "Vergeleken met Nederland: van de 7 beoordeelde cijfers 1 ongunstiger en 1 gunstiger." in shown
    assert re.findall(r"Cijfer (\d)", shown) == ["3", "4", "5", "6", "7"]
    assert "Nog 2 regels staan in het rapport." in shown


@pytest.mark.parametrize(
    ("states", "message"),
    [
        (["gelijk"] * 3, "bij geen van de 3 beoordeelde cijfers een duidelijk verschil."),
        (["ongunstig"], "Cijfer 1 (ongunstiger)."),
        (["gunstig", "gunstig"], "van de 2 beoordeelde cijfers 2 gunstiger."),
        (
            ["ongunstig", "iets ongunstig", "gelijk"],
            "van de 3 beoordeelde cijfers 1 ongunstiger en 1 iets ongunstiger.",
        ),
    ],
)
def test_the_message_fits_what_was_judged(states: list[str], message: str):
    assert f"Vergeleken met Nederland: {message}" in slide(deck_of(judged_table(*states)), "Gezondheid")


def test_a_message_of_the_chapter_itself_goes_before(report: str):
    html = f'<p class="boodschap">Drie van de tien zijn eenzaam.</p>{judged_table("gunstig")}'
    shown = slide(deck_of(html), "Gezondheid")
    assert '<p class="boodschap">Drie van de tien zijn eenzaam.</p>' in shown


def test_a_slide_that_is_told_to_be_tighter_shows_fewer_rows():
    html = export_report(sample_notebook())
    rows = [slide(render_deck(html, {"welbevinden": n}), "Welbevinden").count('scope="row"') for n in (0, 1, 2)]
    assert rows == [5, 4, 3]


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


MARKED = """
<section class="kit-blad op-dia"><h3>Eenzaamheid</h3><p>Wie ziet bijna niemand?</p>
<div class="niet-op-dia"><p>Herkennen we dit?</p></div></section>
<section class="kit-blad"><h3>Brief</h3><p>Beste collega.</p></section>
"""


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


def test_a_long_name_over_a_column_is_shortened_for_capitals_sooner():
    capitals = "WIJKTEAM STADSHAGEN-WESTENHOLTE EN HOLTENBROEK"
    heads = [
        re.findall(
            r'<th scope="col"[^>]*>(.*?)</th>', slide(deck_of(judged_table("gelijk").replace(*names)), "Gezondheid")
        )
        for names in [("Zuiderveld", "Zuiderveld"), ("Zuiderveld", capitals.lower()), ("Zuiderveld", capitals)]
    ]
    assert heads[0][1] == "Zuiderveld" and {tuple(h[2:]) for h in heads} == {tuple(heads[0][2:])}
    assert capitals.startswith(heads[2][1].removesuffix("…")) and heads[2][1].endswith("…")
    assert len(heads[2][1]) < len(heads[1][1])
