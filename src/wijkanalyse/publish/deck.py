"""A made report → slides for a meeting, one HTML file of 16:9.

Receives the HTML of a report and hands on a page with one slide per chapter: its
message in a sentence and its main figure. Nothing is computed or judged here; each
number and each judgement stands in the report in the same words.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape as escape_text
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup, escape

from wijkanalyse.dutch import names_in_a_row
from wijkanalyse.errors import ReportError
from wijkanalyse.publish.made_report import Element, MadeChapter, MadeReport, by_class, markup, read_report, text
from wijkanalyse.publish.policy import policy_for
from wijkanalyse.show.fragments import PAPER, SLIDE
from wijkanalyse.show.look import stylesheet

if TYPE_CHECKING:
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
ASSETS = HERE / "assets"
T = TypeVar("T")

DECK_SUFFIX = "-presentatie"
"""What the name of a presentation has after that of the report."""
LINE_LENGTH = 88
"""Characters in a line of a list."""
CELLS_LENGTH = 64
"""Characters in a line of a table of words, over all its columns: they are never filled to the end."""
COMPARED = "Vergeleken met"
"""How the head of the column with judgements begins in a report."""
MESSAGE_LENGTH = 150
"""Characters of a message, from its second sentence on."""
LONGEST_NAME = 40
"""Characters of the name of the area in the sentences on a slide."""
HEAD_WIDTH, HEAD_LINES = (11 / 6, 18), 3
"""Of the head of a column: inches and points as the style has them at 96 pixels to the inch, and lines."""
MOST_SERIES = 6
"""Small drawings on one slide."""
LEFT_OUT = {"in-het-kort", "waar-beginnen-we", "zo-leest-u-dit-rapport", "bronnen-en-definities"}
"""Chapters that have slides of their own kind."""

_PERCENTAGE = re.compile(r"(\d+)%")
SIDES = {
    "ongunstig": "ongunstiger", "iets ongunstig": "iets ongunstiger", "gelijk": "", "iets gunstig": "iets gunstiger",
    "gunstig": "gunstiger",
}  # fmt: skip
"""Marks of what is judged (`show.tables.STATE_CSS`), with the words that count them on a slide."""


@dataclass(frozen=True)
class Room:
    """How much goes on one slide."""

    rows: int
    lines: int


ROOMS = (Room(5, 13), Room(4, 10), Room(3, 7), Room(2, 5))
"""From what fits nearly always to what fits with very long names."""


@dataclass(frozen=True)
class Slide:
    """One slide: what it is made from, its title and what stands on it."""

    key: str
    title: str
    html: str


def fitting_deck(browser: Browser, report_html: str) -> str:
    """The slides of a report with as much on each as fits, measured in the browser.

    Raises
    ------
    ReportError
        When something would fall off a slide even so, with the titles of those slides.
    """
    tighter: dict[str, int] = {}
    for _ in ROOMS:
        html = render_deck(report_html, tighter)
        overfull = overfull_slides(browser, html)
        if not overfull:
            return html
        tighter |= {key: min(tighter.get(key, 0) + 1, len(ROOMS) - 1) for key in overfull}
    raise ReportError(
        f"the presentation is not written: more stands on the slide {'; '.join(overfull.values())} than fits. Shorten "
        "that text in the notebook, or show the PDF of the report"
    )


def render_deck(report_html: str, tighter: Mapping[str, int] | None = None) -> str:
    """The slides of a report, as one HTML file that works from disk.

    Parameters
    ----------
    report_html
        A report that this project made.
    tighter
        For the key of a slide: which of `ROOMS` it gets instead of the first.

    Raises
    ------
    ReportError
        When it is not such a report.
    """
    report = read_report(report_html)
    rooms = {key: ROOMS[step] for key, step in (tighter or {}).items()}
    slides = [_with_short_name(slide, report.area_name) for slide in _slides(report, rooms)]
    script = (ASSETS / "presentatie.js").read_text(encoding="utf-8").strip()
    return _template().render(
        report=report,
        slides=[{"key": s.key, "title": s.title, "html": Markup(s.html)} for s in slides],
        css=Markup(stylesheet("basis.css", "merken.css", "charts.css", ASSETS / "kit.css", ASSETS / "presentatie.css")),
        script=Markup(script),
        policy=policy_for(script),
    )


@cache
def _template() -> Template:
    loader = FileSystemLoader(HERE / "templates")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(
        "presentatie.html.j2"
    )


# ------------------------------------------------------------------------- slides


def _slides(report: MadeReport, rooms: Mapping[str, Room]) -> list[Slide]:
    marked = [slide for chapter in report.chapters for slide in _marked(chapter, rooms)]
    if marked:  # a document says itself what is for a slide
        return marked + _list_slides("bronnen", "Bronnen", report.sources, rooms)
    opening = [c for c in report.chapters if any(by_class(c.body, "kerncijfers"))]
    themes = [c for c in report.chapters if c.id not in LEFT_OUT and c not in opening]
    slides = [s for chapter in opening for s in _opening(report, chapter, rooms)]
    slides += [_theme(chapter, rooms.get(chapter.id, ROOMS[0])) for chapter in themes]
    for box in by_class(_all_of(report), "grens"):
        slides += _list_slides("grens", "Wat deze cijfers niet zeggen", [text(li) for li in box.iter("li")], rooms)
    return slides + _list_slides("bronnen", "Bronnen", report.sources, rooms)


def _marked(chapter: MadeChapter, rooms: Mapping[str, Room]) -> Iterator[Slide]:
    """The parts of a chapter that carry `SLIDE`, without what stays on paper; a long table over several slides."""
    for number, part in enumerate(by_class(chapter.body, SLIDE), 1):
        key = f"{chapter.id}-{number}"
        heading = part.find("h3")
        table = next(part.iter("table"), None)
        title = text(heading) or _caption_of(table) or chapter.title
        inside = [_for_slide(e) for e in part if e is not heading]
        if table is None:
            html = "".join(markup(e) for e in inside if e is not None)
            step = ROOMS.index(rooms.get(key, ROOMS[0]))
            tight = f" dicht dicht-{step}" if step else ""
            yield Slide(key, title, f'<div class="stuk{tight}">{html}</div>')
        else:
            yield from _table_slides(key, title, table, rooms.get(key, ROOMS[0]))


def _caption_of(table: Element | None) -> str:
    """The title of a table, without the line under it."""
    caption = table.find("caption") if table is not None else None
    return (caption.text or "").strip() if caption is not None else ""


def _for_slide(element: Element) -> Element | None:
    """A copy without what stays on paper, its headings right under that of the slide."""
    if PAPER in element.get("class", "").split():
        return None
    copy = Element("h3" if element.tag == "h4" else element.tag, element.attrib)
    copy.text, copy.tail = element.text, element.tail
    copy.extend(kept for child in element if (kept := _for_slide(child)) is not None)
    return copy


def _table_slides(key: str, title: str, table: Element, room: Room) -> Iterator[Slide]:
    """A table whole, over as many slides as its rows need."""
    css, head, body = table.get("class", ""), table.find("thead"), table.find("tbody")
    parts = _pages(list(body) if body is not None else [], lambda row: len(text(row)) / CELLS_LENGTH, room.lines)
    for number, part in enumerate(parts, 1):
        inside = (markup(head) if head is not None else "") + f"<tbody>{''.join(map(markup, part))}</tbody>"
        which = title + _which(number, parts)
        region = f'<div class="rooster" role="region" tabindex="0" aria-label="Tabel: {escape(which)}">'
        yield Slide(key, which, f'{region}<table class="{css}">{inside}</table></div>')


def _with_short_name(slide: Slide, name: str) -> Slide:
    """A very long name stands in full on the first slide, and shortened in every sentence after that."""
    if len(name) <= LONGEST_NAME:
        return slide
    short = name[: LONGEST_NAME - 1].rstrip() + "…"
    html = slide.html
    for written in (str(escape(name)), escape_text(name, quote=False), escape_text(name)):
        html = html.replace(written, str(escape(short)))
    return Slide(slide.key, slide.title.replace(name, short), html)


def _all_of(report: MadeReport) -> Element:
    everything = Element("div")
    everything.extend(c.body for c in report.chapters)
    return everything


def _opening(report: MadeReport, chapter: MadeChapter, rooms: Mapping[str, Room]) -> Iterator[Slide]:
    """Where it is, who lives there, and what stands out."""
    for figure in by_class(chapter.body, "kaart"):
        drawing = f'<figure class="ligging">{markup(figure)}</figure>'
        caption = f'<p class="bijschrift">{escape(_caption(chapter.body, figure))}</p>'
        yield Slide("ligging", f"Waar ligt {report.area_name}?", drawing + caption)
    yield Slide("wie", "Wie wonen hier?", markup(next(by_class(chapter.body, "kerncijfers"))))
    for part in by_class(chapter.body, "duiding"):
        items = [text(li) for li in part.iter("li")] or re.split(r"(?<=\.) (?=[A-Z])", text(part))
        yield from _list_slides("opvalt", "Wat opvalt", items, rooms)


def _caption(body: Element, drawing: Element) -> str:
    """What stands under a drawing, on a wide screen."""
    figure = next((f for f in body.iter("figure") if drawing in list(f.iter())), None)
    below = figure.find("figcaption") if figure is not None else None
    if below is None:
        return ""
    narrow = {id(e) for e in by_class(below, "smal")}
    parts = [below.text or ""]
    for part in below:
        parts += ["" if id(part) in narrow else text(part), part.tail or ""]
    return " ".join("".join(parts).split())


def _theme(chapter: MadeChapter, room: Room) -> Slide:
    """A chapter in one message and one figure: its first drawing, or the rows that say most."""
    table = _main_table(chapter)
    rows = _rows(table) if table is not None else []
    series = next(by_class(chapter.body, "reeksen"), None)
    figure = _main_figure(chapter)
    said = text(next(by_class(chapter.body, "boodschap"), None))
    message = said or _message(rows, _heads(table), has_figure=figure is not None) or _first_words(chapter, figure)
    shown = f'<p class="boodschap">{escape(message)}</p>' if message else ""
    if series is not None:
        return Slide(chapter.id, chapter.title, shown + _several(chapter, series))
    if figure is not None:
        drawing = "".join(markup(part) for part in _with_rows(figure, room.rows) if part.tag != "figcaption")
        return Slide(chapter.id, chapter.title, f'{shown}<figure class="hoofdfiguur">{drawing}</figure>')
    if table is not None and rows:
        shown += _short_table(table, rows, room)
    return Slide(chapter.id, chapter.title, shown)


def _main_figure(chapter: MadeChapter) -> Element | None:
    """The first drawing that can stand alone; a map with numbers needs the table beside it."""
    beside = {f for part in by_class(chapter.body, "kaart-en-tabel") for f in part.iter("figure")}
    return next((f for f in chapter.body.iter("figure") if f not in beside), None)


def _with_rows(figure: Element, most: int) -> Element:
    """A copy of a drawing; of a chart that is a table only its first rows, as many as a slide has room for."""
    left = most

    def copied(element: Element) -> Element | None:
        nonlocal left
        if element.tag == "tr" and element.find("td") is not None and element.find("th[@scope='row']") is not None:
            left -= 1
            if left < 0:
                return None
        copy = Element(element.tag, element.attrib)
        copy.text, copy.tail = element.text, element.tail
        copy.extend(kept for child in element if (kept := copied(child)) is not None)
        return copy

    return copied(figure) or figure


def _several(chapter: MadeChapter, series: Element) -> str:
    """The first drawings of a row of small ones, with what their lines are."""
    legend = "".join(markup(part) for part in by_class(chapter.body, "legenda"))
    return f'{legend}<div class="reeksen">{"".join(markup(f) for f in list(series)[:MOST_SERIES])}</div>'


def _main_table(chapter: MadeChapter) -> Element | None:
    """The table of the chapter: the one with places among the wijken, else the first."""
    tables = list(chapter.body.iter("table"))
    return next((t for t in tables if any(by_class(t, "positie"))), tables[0] if tables else None)


# ------------------------------------------------------------------------- tables


@dataclass(frozen=True)
class _Row:
    """A row of a table in the report."""

    element: Element
    label: str
    cells: tuple[Element, ...]

    @property
    def state(self) -> str | None:
        """Of `SIDES`, with "iets " before it for a slight difference; None for background and what is not judged."""
        mark = next(by_class(self.element, "staat"), None)
        kinds = mark.get("class", "").removeprefix("staat ") if mark is not None else ""
        return kinds if kinds.removeprefix("iets ") in SIDES else None

    @property
    def is_known(self) -> bool:
        return bool(self.cells) and not any(by_class(self.cells[0], "afwezig"))

    @property
    def place(self) -> str:
        """The place among the Dutch wijken, in words."""
        cell = next((c for c in self.cells if next(by_class(c, "spin"), None) is not None), None)
        words = cell.find("small") if cell is not None else None
        return text(words) if words is not None else ""

    @property
    def distance(self) -> float:
        """How far from the middle of the Dutch wijken, 0 to 50; below 0 when it has no place."""
        found = _PERCENTAGE.search(self.place)
        if not found:
            return -1.0
        return abs(float(found[1]) - 50.0)


def _rows(table: Element) -> list[_Row]:
    body = table.find("tbody")
    rows = []
    for tr in body if body is not None else ():
        heading = tr.find("th")
        cells = tuple(tr.findall("td"))
        if heading is not None and cells:
            rows.append(_Row(tr, text(heading).removesuffix(" schatting"), cells))
    return rows


def _heads(table: Element | None) -> list[str]:
    head = table.find("thead") if table is not None else None
    return [] if head is None else [text(cell) for cell in head.iter() if cell.tag in ("th", "td")]


def _message(rows: Sequence[_Row], heads: Sequence[str], *, has_figure: bool) -> str:
    """How many figures differ and which way; without judgements the figure furthest from the other wijken."""
    judged = [row for row in rows if row.state]
    if judged:
        return _judged(judged, next((head for head in heads if head.startswith(COMPARED)), "In vergelijking"))
    placed = [row for row in rows if row.is_known and row.distance >= 0]
    if not placed or has_figure:  # then the sentence beside the drawing is the message
        return ""
    furthest = max(placed, key=lambda row: row.distance)
    return f"Het meest anders dan in andere wijken: {furthest.label} ({_value(furthest.cells[0])}, {furthest.place})."


def _judged(judged: Sequence[_Row], against: str) -> str:
    if len(judged) == 1:
        words = text(next(by_class(judged[0].element, "staat")))
        return f"{against}: {judged[0].label} ({words})."
    counts = {side: sum(row.state == side for row in judged) for side in SIDES}
    said = [f"{n} {words}" for side, words in SIDES.items() if (n := counts[side]) and words]
    if not said:
        return f"{against}: bij geen van de {len(judged)} beoordeelde cijfers een duidelijk verschil."
    return f"{against}: van de {len(judged)} beoordeelde cijfers {names_in_a_row(said)}."


def _first_words(chapter: MadeChapter, figure: Element | None) -> str:
    """What the chapter says before its figure: the last sentences there, or the first of the chapter."""
    said: list[str] = []
    for element in chapter.body.iter():
        if element is figure:
            break
        if element.tag == "p" and element.get("class") is None:
            said.append(text(element))
    if not said:
        return ""
    words = ""
    for sentence in re.split(r"(?<=[.!?]) ", said[-1] if figure is not None else said[0]):
        if words and len(words) + len(sentence) > MESSAGE_LENGTH:
            break
        words = f"{words} {sentence}".strip()
    return words


def _value(cell: Element) -> str:
    """The figure itself: what is small beside it does not fit on a slide."""
    copy = Element(cell.tag)
    copy.text = cell.text
    copy.extend(e for e in cell if e.tag != "small")
    return text(copy)


def _short_table(table: Element, rows: Sequence[_Row], room: Room) -> str:
    """The rows that say most, in the order of the report."""
    heads = _heads(table)
    judged = "Nederland" in heads
    known = [row for row in rows if row.is_known] or list(rows)
    if judged:
        known = sorted(known, key=_less_telling)
    chosen = [row for row in rows if row in known[: room.rows]]
    others = range(1, 4 if "woorden" in table.get("class", "").split() else 5)  # words take more room than numbers
    columns = [i for i in (_judgement_columns(heads) if judged else others) if i < len(heads)]
    cols = "".join(f'<col class="{_kind(chosen, i - 1)}">' for i in columns)
    head = "".join(
        f'<th scope="col"{_aligned(chosen, i - 1)}>{escape(_head(heads[i].removesuffix(" van Nederland")))}</th>'
        for i in columns
    )
    body = "".join(
        f'<tr><th scope="row">{escape(row.label)}</th>{"".join(_cell(row, i - 1) for i in columns)}</tr>'
        for row in chosen
    )
    return (
        f'<div class="rooster" role="region" tabindex="0" aria-label="{escape(_label(table))}">'
        f"<table{' class=oordeel' if judged else ''}><colgroup><col>{cols}</colgroup>"
        f'<thead><tr><th scope="col">{escape(heads[0])}</th>{head}</tr></thead><tbody>{body}</tbody></table></div>'
        + _below(table, len(rows) - len(chosen))
    )


def _head(words: str) -> str:
    """The head of a column, which a name in capitals would make higher than the table."""
    from wijkanalyse.show.charts.letters import shorten

    width, size = HEAD_WIDTH
    return shorten(words, width, size, weight="bold", most=HEAD_LINES)


def _label(table: Element) -> str:
    """The name of a table for who hears it: the first line of its caption."""
    caption = table.find("caption")
    return (caption.text or "").strip() if caption is not None else "Tabel"


def _less_telling(row: _Row) -> tuple[int, float]:
    """First what differs, then what does not, last what cannot be judged; in each the furthest from the middle."""
    if row.state and row.state != "gelijk":
        return 0, -row.distance
    return (1 if row.state or not any(by_class(row.element, "staat")) else 2), -row.distance


def _below(table: Element, left: int) -> str:
    """What is said under a table: whether its figures are estimates, and what was left out."""
    notes = []
    if "schatting" in text(table.find("caption")).lower():
        notes.append("Schattingen, geen tellingen.")
    if left:
        notes.append("Nog 1 regel staat in het rapport." if left == 1 else f"Nog {left} regels staan in het rapport.")
    return f'<p class="noot">{" ".join(notes)}</p>' if notes else ""


def _judgement_columns(heads: Sequence[str]) -> list[int]:
    """Area, Nederland, place and judgement: not the gemeente, and not year and source."""
    return [1, *(i for i, h in enumerate(heads) if h == "Nederland" or h.startswith(("Plaats", COMPARED)))]


def _kind(rows: Sequence[_Row], index: int) -> str:
    """What a column shows, for its width."""
    cells = [row.cells[index] for row in rows if index < len(row.cells)]
    if any(next(by_class(cell, "positie"), None) is not None for cell in cells):
        return "plaats"
    return "woorden" if any(next(by_class(cell, "staat"), None) is not None for cell in cells) else "getal"


def _aligned(rows: Sequence[_Row], index: int) -> str:
    return ' class="getal"' if _kind(rows, index) == "getal" else ""


def _cell(row: _Row, index: int) -> str:
    if index >= len(row.cells):
        return "<td></td>"
    cell = row.cells[index]
    for mark in ("positie", "staat"):
        drawn = next(by_class(cell, mark), None)
        if drawn is not None:
            return f"<td>{markup(drawn)}</td>"
    kind = "getal" if not any(by_class(cell, "afwezig")) else "getal afwezig"
    return f'<td class="{kind}">{escape(_value(cell))}</td>'


# -------------------------------------------------------------------------- lists


def _list_slides(key: str, title: str, items: Sequence[str], rooms: Mapping[str, Room]) -> list[Slide]:
    """A list over as many slides as it needs."""
    parts = _pages(items, lambda item: len(item) / LINE_LENGTH, rooms.get(key, ROOMS[0]).lines)
    return [
        Slide(key, title + _which(number, parts), f"<ul>{''.join(f'<li>{escape(i)}</li>' for i in part)}</ul>")
        for number, part in enumerate(parts, 1)
    ]


def _pages(items: Sequence[T], lines_of: Callable[[T], float], most: int) -> list[list[T]]:
    """The items over pages of at most so many lines; an item is never broken."""
    pages: list[list[T]] = []
    used = most
    for item in items:
        lines = max(1, math.ceil(lines_of(item)))
        if used + lines > most:
            pages.append([])
            used = 0
        pages[-1].append(item)
        used += lines
    return pages


def _which(number: int, parts: Sequence[object]) -> str:
    return f" ({number} van {len(parts)})" if len(parts) > 1 else ""


# ----------------------------------------------------------------------- checking

_OVERFULL = """() => Object.fromEntries(Array.from(document.querySelectorAll(".dia")).filter((dia) =>
  [dia, dia.querySelector(".inhoud-dia")].some(
    (e) => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
).map((dia) => [dia.dataset.soort, dia.querySelector("h1, h2").textContent.trim()]))"""


def overfull_slides(browser: Browser, html: str) -> dict[str, str]:
    """Key and title of each slide on which more stands than fits, at 1280 by 720.

    Measured in the font that charts are measured in, wider than those of most readers: so a deck is the same on every
    machine, and fits on most.
    """
    from wijkanalyse.publish.browser import closed_context

    with closed_context(browser, viewport={"width": 1280, "height": 720}, bypass_csp=True) as context:
        page = context.new_page()
        page.set_content(html)
        page.add_style_tag(content=_measured_letters())
        page.evaluate("document.fonts.ready")
        return page.evaluate(_OVERFULL)


@cache
def _measured_letters() -> str:
    """CSS that gives a page the font that comes along with matplotlib."""
    from wijkanalyse.show.charts.style import MEASURED, font_file

    faces = "".join(
        f"@font-face {{ font-family: '{MEASURED}'; font-weight: {weight}; "
        f"src: url(data:font/ttf;base64,{base64.b64encode(font_file(weight).read_bytes()).decode()}) }}"
        for weight in ("normal", "bold")
    )
    return f"{faces} :root {{ --letter: '{MEASURED}' }}"
