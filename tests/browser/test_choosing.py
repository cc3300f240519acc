"""A regiobeeld in a real browser: a reader chooses wijken, and the theme of the map; without a script both are there.

All names and figures here are invented.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_markdown_cell
from report_sample import code, html_output, notebook

from wijkanalyse.publish.exporter import export_report
from wijkanalyse.show.tables import table

WIJKEN = [
    ("Beek", "Waterdam", 900, ["Roken"], "ja nee"),
    ("Ées", "Waterdam", 12_500, ["Roken", "Eenzaamheid"], "ja ja"),
    ("Veld", "Zonstad", 80, [], ""),
]
"""Name, gemeente, people, themes that lead, and answers to two questions."""


MAP = (
    '<div class="themakaart"><figure><svg class="kaart laag" role="img" aria-label="Roken: ongunstiger in Beek.">'
    '<svg viewBox="0 0 768 440"><path class="hier stand-1 t-15" d="M0 0h90v90z"><title>Beek</title></path>'
    '<path class="buur stand-0 t-03" d="M99 0h90v90z"><title>Veld</title></path></svg></svg></figure>'
    '<ul class="kaartwoorden"><li><strong>Roken</strong>: ongunstiger in Beek.</li>'
    "<li><strong>Werk</strong>: gunstiger in Beek.</li></ul></div>"
)
HEADS = "".join(f'<th scope="col"><span>Thema {n}</span></th>' for n in range(9))
CELLS = '<td class="ongunstig"><i>ongunstiger</i></td>' * 9
MARKS = (
    '<div class="warmte"><div class="tabel" role="region" tabindex="0" aria-label="Tekens"><table><caption>Tekens'
    f'</caption><thead><tr><th scope="col">Wijk</th>{HEADS}</tr></thead><tbody>'
    + "".join(f'<tr><th scope="row">Wijk {wijk}</th>{CELLS}</tr>' for wijk in range(90))
    + "</tbody></table></div></div>"
)


def row(name: str, gemeente: str, people: int, themes: list[str], answers: str) -> list[str]:
    marks = "".join(f'<span class="{a}"><small>{n}</small>●</span>' for n, a in enumerate(answers.split(), 1))
    return [
        f'{name} <small class="gemeente">{gemeente}</small>',
        f"{people:,}".replace(",", "."),
        " en ".join(f'‘<span class="thema">{theme}</span>’' for theme in themes) or "geen thema",
        f'<span class="antwoorden" role="img" aria-label="in woorden">{marks}</span>' if marks else "nog niet ingevuld",
    ]


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    body = table("Waar beginnen", ["Wijk", "Inwoners", "Voorop", "Vragen"], [row(*w) for w in WIJKEN], words=True)
    legend = '<ol class="vragen noot"><li>iemand die trekt</li><li>elkaar kennen</li></ol>'
    choose = html_output(f'<div class="kiezen">{body}{legend}</div>')
    cells = [new_markdown_cell("## Waar beginnen?"), code(choose), code(html_output(MARKS)), code(html_output(MAP))]
    path = tmp_path_factory.mktemp("kiezen") / "regio.html"
    path.write_text(export_report(notebook(*cells)), encoding="utf-8")
    return path


@pytest.fixture
def visit(browser: Any, page_file: Path) -> Iterator[Callable[..., Any]]:
    contexts, complaints = [], []

    def open_page(width: int = 1280, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(page_file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def names(page: Any) -> list[str]:
    return [text.split()[0] for text in page.locator(".kiezen tbody tr:visible th").all_inner_texts()]


def test_a_reader_leaves_wijken_out_and_puts_them_in_another_order(visit):
    page = visit()
    assert names(page) == ["Beek", "Ées", "Veld"]
    page.get_by_label("Volgorde").select_option("meer")
    assert names(page) == ["Ées", "Beek", "Veld"]
    page.get_by_label("Volgorde").select_option("minder")
    assert names(page) == ["Veld", "Beek", "Ées"]
    page.get_by_label("Volgorde").select_option("")
    page.get_by_label("Voorop").select_option("Eenzaamheid")
    assert names(page) == ["Ées"]
    assert page.locator("output").inner_text() == "1 van 3 wijken"
    page.get_by_label("Voorop").select_option("")
    page.get_by_label("De tien vragen").select_option(label="Nog geen ja op 2: elkaar kennen")
    assert names(page) == ["Beek"]
    page.get_by_label("De tien vragen").select_option("ja")
    assert names(page) == ["Beek", "Ées"]
    page.get_by_label("De tien vragen").select_option("")
    page.get_by_label("Gemeente").select_option("Zonstad")
    assert names(page) == ["Veld"]
    page.get_by_label("Gemeente").select_option("")
    page.get_by_label("Zoek").press_sequentially("ees")
    page.get_by_text("1 van 3 wijken").wait_for()
    assert names(page) == ["Ées"]


def test_without_a_script_it_is_a_plain_table(visit):
    page = visit(java_script_enabled=False)
    assert names(page) == ["Beek", "Ées", "Veld"]
    assert page.locator("form, input").count() == 0
    assert page.locator(".kaartwoorden li:visible").count() == 2
    assert "vulling-ongunstiger" in filling(page, "Beek")


def test_nothing_is_wider_than_a_phone_and_every_field_has_a_name(visit):
    page = visit(width=320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    for field in page.locator(".keuze :is(input, select)").all():
        assert field.evaluate("e => e.labels.length") == 1
        assert field.bounding_box()["height"] >= 24


def filling(page: Any, name: str) -> str:
    return page.locator(f".themakaart path:has(title:text-is('{name}'))").evaluate("e => getComputedStyle(e).fill")


def test_a_reader_chooses_the_theme_of_the_map(visit):
    """The filling, the words under the map and those of who hears it are of one theme."""
    page = visit()
    assert "vulling-onbekend" in filling(page, "Veld")
    page.get_by_role("radio", name="Roken").focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("radio", name="Werk").is_checked()
    assert "vulling-gunstiger" in filling(page, "Beek")
    assert "vulling" not in filling(page, "Veld")
    assert page.locator(".kaartwoorden li:visible").all_inner_texts() == ["Werk: gunstiger in Beek."]
    assert page.get_by_role("img", name="Werk: gunstiger in Beek.").count() == 1
    for mark in ("ongunstiger", "iets-ongunstiger", "iets-gunstiger", "gunstiger", "onbekend"):
        assert page.locator(f"pattern#vulling-{mark}").count() == 1


@pytest.mark.parametrize("width", [320, 1280])
def test_the_heads_and_names_of_the_marks_stay_in_view(visit, width):
    page = visit(width=width)
    box = page.locator(".warmte .tabel")
    box.evaluate("e => { e.scrollTop = e.scrollHeight; e.scrollLeft = e.scrollWidth; }")
    around, head = box.bounding_box(), page.locator(".warmte thead th").last.bounding_box()
    name = page.locator(".warmte tbody th").last.bounding_box()
    assert abs(head["y"] - around["y"]) < 2
    assert abs(name["x"] - around["x"]) < 2
