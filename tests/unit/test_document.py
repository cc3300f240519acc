"""Word files of a page: what a program of letters finds in them, held against the page itself."""

from __future__ import annotations

import base64
import datetime as dt
import io
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from PIL import Image
from words_of_pages import lost

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.cards.house_style import HouseStyle
from wijkanalyse.errors import ReportError
from wijkanalyse.publish.document import Drawn, document, drawings, is_summary
from wijkanalyse.publish.grid import STATE_HEAD
from wijkanalyse.sections.report import page_one, page_two

DAY = dt.date(2026, 11, 30)
STYLE = HouseStyle(
    organisation="GGD Verzonnen", colour="#7a1f4d", ground="#f7e9f0", colour_dark="#e0a0c0", ground_dark="#301020",
    letters="Georgia",
)  # fmt: skip


def png(width: int = 40, height: int = 20) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(content, "PNG")
    return content.getvalue()


def page_of(body: str, *, logo: str = "", edition: str = "partners", footer: str = "") -> str:
    return (
        '<html lang="nl"><head><title>Verzonnen stuk</title>'
        f'<meta name="wijkanalyse-editie" content="{edition}"></head><body><header class="kop">{logo}'
        f'<h1 id="titel">Verzonnen</h1></header><main>{body}</main><footer>{footer}</footer></body></html>'
    )


def opened(html: str, pictures: dict[int, Drawn] | None = None, style: HouseStyle | None = None) -> Any:
    return Document(io.BytesIO(document(html, pictures or {}, DAY, style)))


def summary_of(verdicts) -> str:
    """The page of a report with its two pages of summary, as the exporter lays it out."""
    agenda = Agenda(verdicts)
    sections = "".join(
        f'<section class="hoofdstuk voorpagina"><h2>{title}</h2>{fragment.html}</section>'
        for title, fragment in (("In het kort", page_one(agenda)), ("Waar beginnen we?", page_two(agenda)))
    )
    later = '<section class="hoofdstuk"><h2>Gezondheid</h2><p>Staat niet in de samenvatting.</p></section>'
    return page_of(sections + later, footer="<h2>Over dit rapport</h2><dl><div><dt>Gebied</dt><dd>Velp</dd></div></dl>")


@pytest.fixture(scope="module")
def velp(verdicts_of) -> str:
    return summary_of(verdicts_of("WK027502"))


# ------------------------------------------------------------------------ nothing is lost


@pytest.mark.parametrize("code", ["WK027502", "GM0275", "NL"])
def test_every_word_of_the_summary_stands_in_the_file(verdicts_of, code):
    html = summary_of(verdicts_of(code))
    assert not lost(html, opened(html))


def test_every_word_of_any_element_stands_in_the_file():
    body = (
        "los <p>een <strong>twee</strong><br>drie <small>vier</small></p><div>vijf<p>zes</p>zeven</div>"
        "<ul><li>acht<ul><li>negen</li></ul></li><li><p>tien</p><p>elf</p></li></ul><ol><li>twaalf</ol>"
        "<dl><dt>dertien</dt><dd>veertien</dd><dd>vijftien</dd></dl>"
        "<details><summary>zestien</summary><p>zeventien</p></details>"
        "<blockquote>achttien</blockquote><aside class='kader'><h4>negentien</h4><p>twintig</p></aside>"
        "<figure><figcaption>eenentwintig</figcaption></figure><h3>tweeëntwintig <small>en een lange regel erbij, "
        "die eronder staat</small></h3><section class='kit-blad'><h3>stuk</h3><p class='kit-lijn'>naam</p>"
        "<p class='kit-ruimte'>want</p><div class='kit-vakken'><div class='kit-vak'><h4>vak</h4></div></div></section>"
        "<p><span class='alleen-voor-oren'>ongunstiger: </span>3</p><p><a href='#weg'>waarheen</a></p>"
    )
    html = page_of(f'<section class="hoofdstuk"><h2>Kop</h2>{body}</section>')
    assert not lost(html, opened(html))


def test_the_test_above_sees_what_is_lost():
    html = page_of("<p>hier wel</p>")
    assert lost(html.replace("hier wel", "hier niet"), opened(html)) == Counter(["niet"])


def test_a_line_break_ends_a_line_and_other_white_space_is_one_space():
    html = page_of("<p>een<br>\n twee\n<strong>drie</strong>\n<em>vier</em><br></p>")
    assert "een\ntwee drie vier" in [p.text for p in opened(html).paragraphs]


def test_signs_that_a_file_cannot_hold_do_not_stop_it():
    html = page_of("<p>voor\x07na en be\u00adstaan</p>")
    assert "voorna en bestaan" in [p.text for p in opened(html).paragraphs]


# ----------------------------------------------------------------------- what it is made of


def test_headings_have_the_styles_of_word_in_their_order(velp):
    found = [(p.style.name, p.text) for p in opened(velp).paragraphs if p.style.name.startswith(("Head", "Title"))]
    assert found[:3] == [("Title", "Verzonnen"), ("Heading 1", "In het kort"), ("Heading 2", "De wijk in één beeld")]
    assert ("Heading 1", "Waar beginnen we?") in found and ("Heading 1", "Over dit rapport") in found
    assert "Gezondheid" not in [words for _, words in found]


def table_under(file: Any, head: str) -> Any:
    return next(t for t in file.tables if t.rows[0].cells[0].text == head)


def test_page_one_is_a_table_with_figure_here_nederland_and_how_it_stands(velp, verdicts_of):
    profile = verdicts_of("WK027502").profile
    table = table_under(opened(velp), "Cijfer")
    assert [cell.text for cell in table.rows[0].cells] == ["Cijfer", profile.area.name, "Nederland", STATE_HEAD]
    rows = {row.cells[0].text: [c.text for c in row.cells[1:]] for row in table.rows[1:]}
    shown = [i for names in profile.catalogue.roles.page_one.values() for i in names]
    assert len(table.rows) == 1 + len(shown) + len(profile.catalogue.roles.page_one)
    for indicator in (profile.catalogue.indicators[getattr(i, "id", i)] for i in shown):
        here, there, state = rows[indicator.row_label.replace("\u00ad", "")]
        assert re.search(r"\d", here + there) and not there.startswith("NL")
        assert re.match(r"[◆◈○◉●]\s\w", state) or not re.search(r"\d", here) or "beoordelen" in state, indicator.id


def test_heads_of_tables_come_back_and_rows_stay_whole(velp):
    for table in opened(velp).tables:
        head, *others = table.rows
        assert head._tr.trPr.find(qn("w:tblHeader")) is not None, head.cells[0].text
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in others)
        assert table._tbl.tblPr.find(qn("w:tblW")).get(qn("w:type")) == "pct"
        assert table.autofit, "columns adapt to their words"


def test_a_column_of_drawings_goes_and_one_to_write_in_stays():
    html = page_of(
        "<table><thead><tr><th>Wat</th><th colspan='2'>Hoeveel</th><th>Zelf</th></tr></thead><tbody>"
        "<tr><th>a</th><td><svg aria-hidden='true'></svg></td><td>3</td><td></td></tr></tbody></table>"
    )
    (table,) = opened(html).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Wat", "Hoeveel", "Zelf"], ["a", "3", ""]]


def test_each_numbered_list_begins_at_one():
    file = opened(page_of("<ol><li>een</li><li>twee</li></ol><ol><li>een</li></ol><ul><li>punt</li></ul>"))
    numbers = [p._p.pPr.numPr.numId.val for p in file.paragraphs if p.style.name == "List Number"]
    assert numbers[0] == numbers[1] != numbers[2]
    numbering = file.part.numbering_part.element
    for number in set(numbers):
        (override,) = numbering.num_having_numId(number).lvlOverride_lst
        assert override.startOverride.val == 1
    assert [p.text for p in file.paragraphs if p.style.name == "List Bullet"] == ["punt"]


def test_a_drawing_with_words_is_a_picture_with_them_and_others_go():
    html = page_of(
        '<svg aria-hidden="true"><text>weg</text></svg>'
        '<figure><svg role="img" aria-label="Kaart van Verzonnen."><text>Noord</text></svg></figure>'
        f'<img alt="Foto" src="data:image/png;base64,{base64.b64encode(png()).decode()}">'
    )
    assert drawings(html) == [0]
    file = opened(html, {0: Drawn(png(), 200.0)})
    assert [shape._inline.docPr.get("descr") for shape in file.inline_shapes] == ["Kaart van Verzonnen.", "Foto"]
    assert "Kaart van Verzonnen." in "".join(p.text for p in opened(html).paragraphs), "without a picture its words"


def test_drawings_of_chapters_that_are_not_in_the_summary_are_not_drawn(velp):
    assert is_summary(velp)
    later = '<svg role="img" aria-label="Verderop."></svg></main>'
    assert drawings(velp.replace("</main>", later)) == drawings(velp)


def test_a_mark_and_a_judgement_have_their_sign_and_colour():
    html = page_of(
        '<p><svg class="teken" aria-hidden="true"><use href="#teken-ongunstiger"/></svg> 3 cijfers</p>'
        '<p><span class="staat iets gunstig">iets gunstiger</span></p>'
    )
    first, second = (p for p in opened(html).paragraphs if p.style.name == "Normal")
    assert (first.text, second.text) == ("◆\u00a03 cijfers", "◉\u00a0iets gunstiger")
    assert str(first.runs[0].font.color.rgb) == "9A4A00" and str(second.runs[0].font.color.rgb) == "0B5C8A"


def test_pieces_to_hand_out_begin_on_a_page_and_a_poster_has_a_larger_sheet():
    piece = '<section class="kit-blad{}"><h3>{}</h3><p>Tekst.</p></section>'
    html = page_of(
        f'<section class="hoofdstuk"><h2>Vooraf</h2>{piece.format("", "Brief")}{piece.format("", "Gesprek")}</section>'
        f'<section class="hoofdstuk"><h2>Poster</h2>{piece.format(" kit-poster", "Onze poster")}</section>'
        '<section class="hoofdstuk"><h2>Daarna</h2></section>'
    )
    file = opened(html)
    breaks = [p.text for p in file.paragraphs if p.paragraph_format.page_break_before]
    assert breaks == ["Vooraf", "Gesprek"]
    assert [round(s.page_width.mm) for s in file.sections] == [210, 420, 210]


def test_links_to_the_web_are_links():
    file = opened(page_of('<p>Zie <a href="https://example.org/a">de bron</a> of <a href="#weg">verderop</a>.</p>'))
    (paragraph,) = (p for p in file.paragraphs if p.text.startswith("Zie"))
    assert [(link.text, link.address) for link in paragraph.hyperlinks] == [("de bron", "https://example.org/a")]


# -------------------------------------------------------------------------- house style, bytes


def test_the_house_style_is_in_its_letters_colour_logo_and_foot():
    logo = (
        f'<p class="logo"><img src="data:image/png;base64,{base64.b64encode(png()).decode()}" alt="GGD Verzonnen"></p>'
    )
    html = page_of("<section class='hoofdstuk'><h2>Kop</h2></section>", logo=logo)
    file = opened(html, style=STYLE)
    assert str(file.styles["Heading 1"].font.color.rgb) == "7A1F4D"
    assert {file.styles[name].font.name for name in ("Normal", "Heading 1", "Title")} == {"Georgia"}
    assert [shape._inline.docPr.get("descr") for shape in file.inline_shapes] == ["GGD Verzonnen"]
    foot = file.sections[0].footer.paragraphs[0]
    assert foot.text.startswith("Verzonnen stuk · Voor partners in de wijk · GGD Verzonnen\tblz. ")
    assert [f.get(qn("w:instr")) for f in foot._p.iter(qn("w:fldSimple"))] == ["PAGE", "NUMPAGES"]


def test_a_logo_that_word_cannot_show_is_the_name_in_words():
    html = page_of("", logo='<p class="logo"><img src="data:image/svg+xml;base64,PHN2Zy8+" alt="GGD Verzonnen"></p>')
    assert opened(html).paragraphs[0].text == "GGD Verzonnen"


def test_a_house_style_with_a_logo_for_office_programs_shows_that_in_word():
    html = page_of("", logo='<p class="logo"><img src="data:image/svg+xml;base64,PHN2Zy8+" alt="GGD Verzonnen"></p>')
    office = f"data:image/png;base64,{base64.b64encode(png()).decode()}"
    file = opened(html, style=STYLE.model_copy(update={"logo_office": office}))
    assert [shape._inline.docPr.get("descr") for shape in file.inline_shapes] == ["GGD Verzonnen"]
    assert file.paragraphs[0].text == "", "the name is not there twice"


def test_the_file_is_dutch_and_the_same_page_gives_the_same_bytes(velp):
    content = document(velp, {}, DAY)
    assert content == document(velp, {}, DAY)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"2026-11-30T00:00:00Z</dcterms:modified>" in archive.read("docProps/core.xml")
        assert set(re.findall(rb'<w:lang w:val="([^"]*)"', archive.read("word/styles.xml"))) == {b"nl-NL"}
        assert not [name for name in archive.namelist() if "thumbnail" in name]
    properties = Document(io.BytesIO(content)).core_properties
    assert (properties.title, properties.language, properties.comments) == ("Samenvatting Verzonnen stuk", "nl-NL", "")


def test_a_page_of_something_else_is_refused():
    with pytest.raises(ReportError, match="not a report of wijkanalyse"):
        document("<html><body><p>Iets.</p></body></html>", {}, DAY)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine")
def test_an_office_program_opens_it_with_its_words(velp, tmp_path: Path):
    import pypdf

    (tmp_path / "velp.docx").write_bytes(document(velp, dict.fromkeys(drawings(velp), Drawn(png(), 300.0)), DAY))
    profile = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    arguments = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*arguments, str(tmp_path / "velp.docx")], check=True, capture_output=True, timeout=180)
    pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / "velp.pdf").pages]
    assert 2 <= len(pages) <= 4
    assert "In het kort" in pages[0] and STATE_HEAD in pages[0] and f"blz. 1 van {len(pages)}" in pages[0]
    assert "Over dit rapport" in "".join(pages[1:])


@pytest.mark.parametrize("html", ["", "<p>een</p><p>twee</p>", "<main><p>open", "<p>een</p></div>"])
def test_a_page_that_somebody_damaged_is_refused_with_what_to_do(html):
    with pytest.raises(ReportError, match=r"make (it|the report)"):
        document(html, {}, DAY)
