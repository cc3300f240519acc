"""The exporter: what reaches a report, what never does, and when there is none."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise

import nbformat
import pytest
from nbconvert.exporters import get_exporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from report_sample import (
    IDENTITY,
    IDENTITY_MIME,
    chart_output,
    code,
    html_output,
    identity_output,
    notebook,
    sample_notebook,
)

from wijkanalyse.errors import ReportError
from wijkanalyse.publish.exporter import export_report, export_whole
from wijkanalyse.publish.sanitise import clean
from wijkanalyse.show.charts.hundred import groups_of_hundred
from wijkanalyse.show.look import STYLE_MIME, compact, stylesheet

VOID = {"meta", "img", "br", "hr", "col", "input", "link"}
CELLS, PAIRS = ("td", "th", "tr"), ("dt", "dd")
MAY_END = {"td": CELLS, "th": CELLS, "tr": ("tr",), "dt": PAIRS, "dd": PAIRS, "li": ("li",)}
"""Elements whose end tag HTML lets out, and what begins after them (HTML standard, "Optional tags")."""


class Page(HTMLParser):
    """Tags in order, and whether every tag is closed where it should be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.misplaced: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        while self.open and tag in MAY_END.get(self.open[-1], ()):
            self.open.pop()
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        while self.open and self.open[-1] != tag and self.open[-1] in MAY_END:
            self.open.pop()
        if not self.open or self.open.pop() != tag:
            self.misplaced.append(tag)

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.tags if tag == name]


def refusal(*cells, **keywords) -> str:
    with pytest.raises(ReportError) as caught:
        export_report(notebook(*cells, **keywords))
    return str(caught.value)


# ------------------------------------------------------------------------- a good report


@pytest.fixture(scope="module")
def html() -> str:
    return export_report(sample_notebook())


@pytest.fixture(scope="module")
def page(html) -> Page:
    return Page(html)


def test_the_page_is_dutch_balanced_and_has_its_landmarks_once(page):
    assert page.all("html") == [{"lang": "nl"}]
    assert page.misplaced == []
    assert page.open == []
    assert all(len(page.all(tag)) == 1 for tag in ("h1", "nav", "main", "footer"))
    assert [attributes["class"] for attributes in page.all("header")] == ["kop"]


def test_ids_are_unique_and_every_internal_link_has_its_target(page):
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    targets = {a["href"][1:] for a in page.all("a") if (a.get("href") or "").startswith("#")}
    assert len(ids) == len(set(ids))
    assert targets <= set(ids)
    assert {a["aria-labelledby"] for _, a in page.tags if "aria-labelledby" in a} <= set(ids)


def test_headings_do_not_skip_a_level(page):
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


def test_the_page_loads_nothing_and_runs_nothing(page, html):
    assert not page.all("script") and not page.all("link") and not page.all("iframe")
    assert all(image["src"].startswith("data:image/") for image in page.all("img"))
    assert not re.search(r"@import|url\(", html)
    assert not [a for _, a in page.tags if any(name.startswith("on") for name in a)]
    policy = next(m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    assert policy == (
        "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    assert {"name": "referrer", "content": "no-referrer"} in page.all("meta")


def test_the_page_says_what_it_is_about(html):
    assert "<title>Wijkanalyse Zuiderveld</title>" in html
    assert '<h1 id="titel"><bdi>Zuiderveld</bdi></h1>' in html
    assert "Wijk in de gemeente Waterstad, grenzen van 2022" in html
    assert "Voor iedereen" in html
    assert '<time datetime="2026-11-21">21 november 2026</time>' in html
    assert "(stand van 21 november 2024, licentie CC BY 4.0)" in html
    assert "wijkanalyse 0.1.0" in html


def test_code_papermill_kernel_and_analyst_notes_stay_out():
    nb = sample_notebook()
    nb.metadata.update(
        {
            "kernelspec": {"name": "python3", "display_name": "Kernel van Ans"},
            "papermill": {"input_path": "/home/ans/in.ipynb", "parameters": {"wijk_code": "x"}},
        }
    )
    nb.cells.append(code(html_output("<p>alleen voor Ans</p>"), tags=("analist",)))
    html = export_report(nb)
    for secret in ("secret_call", "papermill", "/home/ans", "Kernel van Ans", "alleen voor Ans", "data/raw"):
        assert secret not in html


def test_equal_notebooks_give_equal_bytes(html):
    assert export_report(sample_notebook()) == html


def test_chapters_open_at_markdown_headings_and_fill_the_contents(html, page):
    contents = html[html.index("<nav") : html.index("</nav>")]
    assert re.findall(r'href="#([^"]+)">([^<]+)<', contents)[:3] == [
        ("in-het-kort", "In het kort"),
        ("zo-leest-u-dit-rapport", "Zo leest u dit rapport"),
        ("gezondheid", "Gezondheid"),
    ]
    sections = [s for s in page.all("section") if s.get("class") == "hoofdstuk"]
    assert [s["aria-labelledby"] for s in sections][-1] == "bronnen-en-definities"
    chapter = html[html.index('aria-labelledby="welbevinden"') : html.index('aria-labelledby="inkomen-werk')]
    assert "Mantelzorger" in chapter and "bijstandsuitkering" not in chapter


def test_a_heading_of_level_one_has_no_place_beside_the_title_of_the_page(html):
    assert html.count("<h1") == 1
    fault = "cell 2: shows <h1>, which is the title of the page, which the report gives itself; use ## for a chapter"
    assert fault in refusal(new_markdown_cell("# Wijkanalyse"))


def test_a_heading_that_returns_gets_an_id_of_its_own(html):
    assert '<h2 id="gezondheid">' in html
    assert '<h3 id="gezondheid-2">' in html


def test_a_drawing_becomes_an_image_with_its_words_and_without_its_history(html):
    figure = re.search(r"<figure><img.*?</figure>", html)[0]
    assert 'alt="Eenzaam: Zuiderveld 46%, Waterstad 41%, Nederland 39%."' in figure
    assert "<figcaption>Eenzaamheid in 2022, inwoners van 18 jaar en ouder.</figcaption>" in figure
    assert "data:image/svg+xml" in figure
    for history in ("metadata", "DOCTYPE", "drawn by hand", "10:00:00"):
        assert history not in figure


def test_a_png_becomes_an_image_with_its_words():
    png = new_output(
        "display_data", data={"image/png": "iVBORw0K\nGgo=\n"}, metadata={"image/png": {"alt": "Een kaart"}}
    )
    assert '<img src="data:image/png;base64,iVBORw0KGgo=" alt="Een kaart">' in export_report(notebook(code(png)))


def test_the_mark_keeps_the_case_of_its_view_box(html):
    assert '<svg class="positie" viewBox="0 0 100 12" role="img" aria-label="Hoger dan 72 van de 100 wijken">' in html


def test_a_table_in_markdown_is_usable_on_a_phone_and_by_ear(html):
    table = html[html.index('aria-label="Tabel 1"') :]
    assert re.search(r'<th scope="col">Wanneer\s*<th ', table)
    assert '<table class="getal-3">' in table


def test_figures_can_be_taken_along_as_csv(page):
    downloads = [a for a in page.all("a") if "download" in a]
    assert {a["class"] for a in downloads} == {"download"}
    assert all(a["href"].startswith("data:text/csv;charset=utf-8,") for a in downloads)


def test_a_chapter_in_which_no_cell_shows_anything_is_left_out():
    full = [new_markdown_cell("## Vol"), code(html_output("<p>x</p>"))]
    cells = [new_markdown_cell("## Leeg"), code(html_output("")), *full]
    html = export_report(notebook(*cells))
    assert ">Vol</h2>" in html and "Leeg" not in html


def test_what_stands_before_the_first_chapter_opens_the_report():
    html = export_report(notebook(code(html_output("<p>Vooraf</p>")), new_markdown_cell("## Een\n\nTekst")))
    assert re.search(r'<div class="opening">\s*<p>Vooraf</p>\s*</div>\s*<section', html)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"area_level": "gemeente", "gemeente_name": None}, "Gemeente, grenzen van 2022"),
        ({"area_level": "gemeente", "gemeente_name": "Zuiderveld"}, "Gemeente, grenzen van 2022"),
        ({"area_level": "buurt"}, "Buurt in de gemeente Waterstad, grenzen van 2022"),
        ({"area_level": "samengesteld"}, "Samengesteld gebied in Waterstad, grenzen van 2022"),
        ({"area_level": "land", "gemeente_name": None}, "Land, grenzen van 2022"),
    ],
)
def test_every_level_has_its_own_line(changes, line):
    assert f'<p class="plaats">{line}</p>' in export_report(notebook(identity=identity_output(**changes)))


def test_an_edition_that_is_not_for_everyone_says_so_and_stays_out_of_search_engines():
    html = export_report(notebook(identity=identity_output(edition="partners")))
    assert "Deel dit rapport alleen met de partners in de wijk." in html
    assert '<meta name="robots" content="noindex, nofollow">' in html


def test_without_a_day_of_building_none_is_printed():
    html = export_report(notebook(identity=identity_output(built=None)))
    assert "Gemaakt op" not in html and "wijkanalyse-datum" not in html


# ------------------------------------------------------------------------- the look


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.1."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block))


@pytest.mark.parametrize("scheme", [0, 1, 2], ids=["light", "dark", "print"])
def test_text_and_marks_have_enough_contrast(scheme):
    blocks = re.findall(r":root \{(.*?)\}", stylesheet("basis.css"), re.DOTALL)
    palette = colours(blocks[0]) | colours(blocks[scheme])
    for ground in ("grond", "vlak", "accent-vlak"):
        for text in ("tekst", "zacht", "accent"):
            assert contrast(palette[text], palette[ground]) >= 4.5, (text, ground)
    assert contrast(palette["accent"], palette["band-midden"]) >= 3
    assert contrast(palette["lijn-sterk"], palette["grond"]) >= 2.5  # decoration beside text and marks


# ------------------------------------------------------------------------- hostile input


def test_a_hostile_name_is_text_everywhere():
    name = "</title></style><script>alert(1)</script>\"'; } \u202eeel"
    html = export_report(notebook(identity=identity_output(area_name=name)))
    assert "<script" not in html
    assert html.count("</style>") == 1 and html.count("</title>") == 1
    margins = html[html.index("@page { @top-left") : html.index("</style>")]
    assert "<" not in margins and "\\3c " in margins and "\\202e " in margins


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<p onclick=alert(1) style='color:red'>x</p>", "<p>x</p>"),
        ("<script>alert(1)</script><p>x</p>", "<p>x</p>"),
        ("<style>*{display:none}</style><p>x</p>", "<p>x</p>"),
        ("<h1>kop</h1><p>x</p>", "<p>x</p>"),
        ('<a href="javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="http://example.org">x</a>', '<a href="http://example.org">x</a>'),
        ('<a href="mailto:ans@example.org">x</a>', '<a href="mailto:ans@example.org">x</a>'),
        ('<a href="tel:+31880000000">x</a>', '<a href="tel:+31880000000">x</a>'),
        ('<a href="bijlage/folder.pdf#2">x</a>', '<a href="bijlage/folder.pdf#2">x</a>'),
        ('<a href="java&#10;script:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="&#1;javascript:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="JAVASCRIPT:alert(1)">x</a>', "<a>x</a>"),
        ('<a href="vbscript:x">x</a>', "<a>x</a>"),
        ('<a href="file:///etc/passwd">x</a>', "<a>x</a>"),
        ('<a href="https://example.org" target="_blank">x</a>', '<a href="https://example.org">x</a>'),
        ("<del>weg</del> <pre>a\n b</pre>", "<del>weg</del> <pre>a\n b</pre>"),
        ('<a href="//example.org">x</a>', "<a>x</a>"),
        ('<a href="data:text/html,x" download="x">x</a>', '<a download="x">x</a>'),
        ('<a href="https://example.org/a">x</a>', '<a href="https://example.org/a">x</a>'),
        ('<form action="https://example.org"><p>x</p></form>', "<p>x</p>"),
        ('<svg><rect fill="url(https://example.org/x)" x="1"/></svg>', '<svg><rect x="1"/></svg>'),
        ('<svg><use href="https://example.org/x#y"/><script>1</script></svg>', "<svg><use/></svg>"),
        ('<div role="application" tabindex="5">x</div>', "<div>x</div>"),
        ("<div>not closed", "<div>not closed</div>"),
        ("</div></section></main>x", "x"),
    ],
)
def test_only_what_is_listed_passes(given, kept):
    assert clean(given) == kept


def test_markdown_passes_the_same_list():
    html = export_report(notebook(new_markdown_cell("Goed <b onclick='alert(1)'>zo</b>")))
    assert "alert" not in html and "Goed <b>zo</b>" in html
    script = new_markdown_cell("<script>alert(1)</script>\n\nGoed")
    assert "cell 2: shows <script>, which works only in a running notebook" in refusal(script)


# ------------------------------------------------------------------------- no report


def test_a_cell_that_stopped_gives_no_report_and_is_named():
    error = new_output("error", ename="ValueError", evalue="geen cijfers\nmeer tekst", traceback=[])
    assert refusal(new_markdown_cell("## Een"), code(error)) == (
        "The report of Zuiderveld (WK099511) is not written. Repair in the notebook, then rerun:\n"
        "  - cell 3: stopped with ValueError: geen cijfers"
    )


def test_a_warning_gives_no_report_and_its_first_line_is_shown():
    stream = new_output("stream", name="stderr", text="\x1b[31m\nUserWarning: vreemd\x1b[0m\n  meer\n")
    assert "  - cell 2: warned or wrote to stderr: UserWarning: vreemd" in refusal(code(stream))


def test_a_layout_that_did_not_fit_is_a_note_and_no_reason_to_refuse():
    said = "constrained_layout not applied because axes sizes collapsed to zero.  Try making figure larger."
    stream = new_output("stream", name="stderr", text=f"/tmp/1.py:2: UserWarning: {said}\n  figure.savefig(file)\n")
    html, _, notes = export_whole(notebook(code(stream, chart_output())))
    assert notes == [f"cell 2: {said}"] and said not in html
    other = new_output("stream", name="stderr", text=f"{stream.text}/tmp/1.py:9: FutureWarning: vreemd\n  som()\n")
    assert "cell 2: warned or wrote to stderr: /tmp/1.py:9: FutureWarning: vreemd" in refusal(code(other))
    assert "cell 2: warned or wrote to stderr: (empty)" in refusal(code(new_output("stream", name="stderr", text=" ")))


def test_a_print_gives_no_report():
    assert "  - cell 2: printed: hallo" in refusal(code(new_output("stream", name="stdout", text="hallo\n")))


def test_a_note_for_the_analyst_may_print_but_not_stop():
    printed = code(new_output("stream", name="stdout", text="hallo\n"), tags=("analist",))
    assert "hallo" not in export_report(notebook(printed))
    stopped = code(new_output("error", ename="KeyError", evalue="x", traceback=[]), tags=("analist",))
    assert "cell 2: stopped with KeyError: x" in refusal(stopped)


def test_a_figure_without_words_gives_no_report():
    assert refusal(code(chart_output(alt=None))).endswith(
        "  - cell 2: shows a figure without alt text: `secret_call(gebied)`; end the cell with "
        'show.figure(ax, alt="…"), '
        "which says in a sentence or two what the figure shows for who cannot see it"
    )
    blank = '<figure><img src="data:image/png;base64,AAAA" alt=" "></figure>'
    assert "cell 2: has an image without alt text" in refusal(code(html_output(blank)))


def test_an_image_outside_the_file_gives_no_report():
    fault = "cell 2: has an image that is not in the file itself; give it as a data: address"
    assert fault in refusal(code(html_output('<img src="https://example.org/x.png" alt="x">')))
    assert fault in refusal(new_markdown_cell("![kaart](kaart.png)"))


def test_an_output_without_a_form_for_readers_gives_no_report():
    plain = new_output("execute_result", data={"text/plain": "<Axes: >"}, execution_count=1)
    assert refusal(code(plain)).endswith(
        "  - cell 2: shows only text/plain: <Axes: >; end the line with a semicolon, or show it with show.text(…), "
        "show.table(…) or show.figure(…)"
    )
    script = new_output("display_data", data={"application/javascript": "alert(1)"})
    assert "cell 2: shows only application/javascript;" in refusal(code(script))


def test_a_link_by_hand_that_leads_nowhere_gives_no_report():
    assert "a link to #nergens leads nowhere" in refusal(new_markdown_cell("[zie](#nergens)"))


def test_a_link_in_a_table_to_a_definition_that_was_left_out_becomes_text():
    html = export_report(notebook(code(html_output('<p><a href="#uitleg-x">Eenzaam</a></p>'))))
    assert "<p>Eenzaam</p>" in html


def test_an_id_used_twice_gives_no_report():
    twice = html_output('<p id="x">a</p><p id="x">b</p>')
    assert "id 'x' is used twice; an id names one place in the report" in refusal(code(twice))


def test_all_faults_are_named_at_once():
    message = refusal(
        code(new_output("stream", name="stdout", text="een")), code(new_output("stream", name="stdout", text="twee"))
    )
    assert "cell 2: printed: een" in message and "cell 3: printed: twee" in message


def test_a_notebook_that_does_not_say_which_area_it_is_about_gives_no_report():
    with pytest.raises(ReportError, match="no cell says which area this is; one output must carry the mime type"):
        export_report(new_notebook(cells=[new_markdown_cell("## Een")]))


def test_a_notebook_about_two_areas_gives_no_report():
    other = identity_output(area_name="Noord", area_code="WK099512")
    message = refusal(code(other))
    assert message.startswith("The report of Zuiderveld (WK099511), Noord (WK099512) is not written.")
    assert "cells 1, 2 each say which area this is; keep one" in message


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            {"edition": "geheim"},
            "identity: `edition`: Input should be 'openbaar', 'partners' or 'intern', got 'geheim'",
        ),
        ({"boundary_year": None}, "identity: `boundary_year`: Input should be a valid integer, got None"),
        ({"mood": "blij"}, "identity: unknown key `mood`"),
        ({"sources": [{"citation": "CBS", "modified": None}]}, "identity: key `sources.0.licence` is missing"),
    ],
)
def test_a_faulty_identity_gives_no_report(changes, fault):
    assert f"cell 1: {fault}" in refusal(identity=identity_output(**changes))


# ------------------------------------------------------------------------- nothing goes without a word


def shown(**data: object):
    return code(new_output("display_data", data={name.replace("__", "/"): value for name, value in data.items()}))


def test_a_raw_cell_is_named():
    assert "cell 2: is a raw cell, which no report shows: Let op; make it a Markdown cell" in refusal(
        new_raw_cell("Let op\n")
    )
    export_report(notebook(new_raw_cell(" "), new_raw_cell("voor Ans", metadata={"tags": ["analist"]})))


def test_a_cell_that_was_not_run_is_named_unless_another_one_stopped():
    forgotten = new_code_cell("show.table(mine)")
    fault = "cell 2: was not run: show.table(mine); choose Run → Run All Cells"
    assert fault in refusal(forgotten)
    error = new_output("error", ename="ValueError", evalue="x", traceback=[])
    assert "was not run" not in refusal(code(error), forgotten)
    export_report(notebook(new_code_cell("")))


def test_markdown_that_a_cell_displays_is_published():
    assert "<p>Dit is <strong>zo</strong></p>" in export_report(notebook(shown(text__markdown="Dit is **zo**")))


def test_the_look_of_a_notebook_stays_in_the_notebook():
    style = new_output("display_data", data={"text/html": "<style>p {}</style>", "text/plain": "", STYLE_MIME: ""})
    assert export_report(notebook(code(style))) == export_report(notebook())


@pytest.mark.parametrize("mime", ["image/jpeg", "image/webp"])
def test_a_photograph_with_words_is_published_and_one_without_is_not(mime):
    photo = new_output("display_data", data={mime: "AAAA"}, metadata={mime: {"alt": "Het plein"}})
    assert f'<img src="data:{mime};base64,AAAA" alt="Het plein">' in export_report(notebook(code(photo)))
    assert "cell 2: shows a figure without alt text" in refusal(shown(**{mime: "AAAA"}))


def test_the_name_of_the_axes_is_no_second_fault_beside_their_drawing():
    name = new_output("execute_result", data={"text/plain": "<Axes: >"}, execution_count=1)
    message = refusal(code(name, new_output("display_data", data={"image/png": "AAAA", "text/plain": "<Figure>"})))
    assert message.count("  - ") == 1


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"text/latex": "$x$", "text/plain": "x"}, "text/latex, text/plain: x; a report cannot draw a formula"),
        (
            {"application/vnd.jupyter.widget-view+json": {}, "text/plain": "IntSlider()"},
            "this works only in a notebook; show what it says with show.text(…)",
        ),
        ({"image/gif": "AAAA"}, "shows only image/gif; this works only in a notebook"),
        ({"text/plain": "0    1\n1    2"}, "end the line with a semicolon, or show it with show.text(…)"),
    ],
)  # fmt: skip
def test_what_has_no_form_for_readers_is_named_with_what_to_do(data, fault):
    assert fault in refusal(code(new_output("display_data", data=data)))


def test_an_image_pasted_into_a_text_cell_is_published_with_its_words():
    image = {"image.png": {"image/png": "AA\nAA"}}
    html = export_report(notebook(new_markdown_cell("![Het plein](attachment:image.png)", attachments=image)))
    assert '<img src="data:image/png;base64,AAAA" alt="Het plein">' in html
    named = new_markdown_cell("![image.png](attachment:image.png)", attachments=image)
    assert "cell 2: has an image with a file name for alt text (image.png)" in refusal(named)
    assert "cell 2: missing attachment: weg.png; paste the image" in refusal(
        new_markdown_cell("![x](attachment:weg.png)")
    )


def test_footnotes_of_two_cells_keep_apart():
    cell = "Zo is het.[^1] En zo.[^1]\n\n[^1]: Volgens *ons*."
    html = export_report(notebook(new_markdown_cell(cell), new_markdown_cell(cell)))
    assert html.count('href="#noot-2-1"') == 2 and html.count('id="noot-3-1"') == 1
    assert 'href="#noot-3-1-terug" aria-label="terug naar de tekst"' in html


def test_a_formula_is_named_and_a_price_is_text():
    assert "cell 2: has the formula $x^2$, which a report cannot draw; say it in words" in refusal(
        new_markdown_cell("De som is $x^2$.")
    )
    html = export_report(notebook(new_markdown_cell("Van $5 naar **meer** dan $10.")))
    assert "Van $5 naar <strong>meer</strong> dan $10." in html


def test_a_notebook_without_a_kernel_of_its_own_is_published():
    nb = notebook()
    assert "kernelspec" not in nb.metadata
    assert "Zuiderveld" in export_report(nb)


# ------------------------------------------------------------------------- through nbconvert


def test_jupyter_nbconvert_knows_the_exporter_and_writes_the_same(tmp_path, html):
    path = tmp_path / "executed.ipynb"
    nbformat.write(sample_notebook(), path)
    exported, resources = get_exporter("wijkrapport")().from_filename(str(path))
    assert resources["output_extension"] == ".html"
    assert exported == html


def test_an_identity_is_read_as_it_comes_out_of_a_file(tmp_path):
    """Papermill writes the notebook to a file and reads it back before it is published."""
    path = tmp_path / "executed.ipynb"
    nbformat.write(notebook(), path)
    read = nbformat.read(path, as_version=4)
    assert read.cells[0].outputs[0].data[IDENTITY_MIME] == IDENTITY
    assert "Zuiderveld" in export_report(read)


def test_a_column_of_numbers_is_said_once_for_the_table_and_a_mixed_one_in_its_cells():
    def table(second: str) -> str:
        rows = f'<tr><th>a</th><td class="getal">1</td></tr><tr><th>b</th><td{second}>2</td></tr>'
        head = '<thead><tr><th>x</th><th class="getal">y</th></tr></thead>'
        return export_report(notebook(code(html_output(f'<table class="cijfers">{head}<tbody>{rows}</tbody></table>'))))

    assert '<table class="cijfers getal-2">' in table(' class="getal"')
    assert '<td class="getal">' not in table(' class="getal"')
    assert '<table class="cijfers">' in table("") and '<td class="getal">1<tr>' in table("")


def test_the_style_in_a_report_is_the_same_without_comments_and_spaces():
    css = '/* why */\n.a > b,\n.c {\n  content: "a, b  { c";\n  width: calc(1px + 2px);\n}\n'
    assert compact(css) == '.a>b,.c{content:"a, b  { c";width:calc(1px + 2px)}'
    assert compact("@media (min-width: 1px) { a :hover { margin: 0 -1px } }") == (
        "@media (min-width:1px){a :hover{margin:0 -1px}}"
    )


def test_a_definition_of_a_figure_that_is_only_folded_is_for_the_long_version():
    def link(name: str) -> str:
        return f'<a href="#uitleg-{name}">{name}</a>'

    def definition(name: str) -> str:
        return f'<details class="uitleg" id="uitleg-{name}"><summary>{name}</summary><dl></dl></details>'

    nested = f'<details class="vergelijkingen">{link("diep")}</details>'
    folded = f'<details class="alle-cijfers">{link("gevouwen")}{nested}{link("na")}</details>'
    opened = f'<details class="uitleg">{link("open")}</details>'
    names = ["los", "gevouwen", "diep", "na", "open"]
    html = export_report(notebook(code(html_output(link("los") + folded + opened + "".join(map(definition, names))))))
    assert re.findall(r'<details class="uitleg alleen-lang" id="uitleg-(\w+)"', html) == ["gevouwen", "diep", "na"]
    assert re.findall(r'<details class="uitleg" id="uitleg-(\w+)"', html) == ["los", "open"]


# ------------------------------------------------------------------------- first pages


def front(words: str, kind: str = "voorblad") -> list:
    return [new_markdown_cell(f"## {words}"), code(html_output(f'<div class="{kind}"><p>{words}.</p></div>'))]


def test_the_pages_of_the_summary_come_before_the_contents_and_are_not_in_it():
    later = new_markdown_cell("## Gezondheid\n\nWoorden.")
    html = export_report(notebook(*front("Eerst"), *front("Dan", "voorblad twee"), later))
    assert html.index("Eerst.") < html.index("Dan.") < html.index('id="inhoud"') < html.index("Woorden.")
    contents = re.search(r"<nav.*?</nav>", html, re.DOTALL)[0]
    assert "Gezondheid" in contents and "Eerst" not in contents
    assert html.count('id="teken-gunstiger"') == 1 and html.count('id="hoofdinhoud"') == 1
    assert 'class="soort"' not in html, "the name of the area is the title of the page"


def test_a_page_that_is_all_there_is_to_say_has_no_chapter_after_it():
    later = new_markdown_cell("## Gezondheid\n\nWoorden.")
    html = export_report(notebook(*front("Eerst", "voorblad enige"), later))
    assert "Eerst." in html and "Woorden." not in html and "<nav" not in html


def test_a_document_without_such_pages_has_no_marks_nor_their_style():
    html = export_report(notebook(code(html_output("<p>Woorden.</p>"))))
    assert "teken-gunstiger" not in html and "--mens" not in html.replace("--mens-rest", "")


def test_a_hundred_people_have_their_style_wherever_they_are_called_for():
    drawn = groups_of_hundred([(60, "Koop", ""), (40, "Huur", "")], "Van de 100 woningen", homes=True)
    assert ".honderdtal svg{" in export_report(notebook(code(html_output(drawn))))
