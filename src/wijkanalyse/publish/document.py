"""A made report or document in HTML → a Word file that people work on: the summary, the kit with its letter, the plan.

Receives the HTML of the exporter and pictures of its drawings; hands on the bytes of a file. Headings, lists, tables
and words for pictures are real ones. A drawing that the page hides from the ear, because words beside it say the same,
is left out, with the words that only explain it; every other word that is seen or heard on the page stands in the file.
"""

from __future__ import annotations

import base64
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docx.blkcntnr import BlockItemContainer
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph
from PIL import Image

from wijkanalyse.cards.house_style import HouseStyle
from wijkanalyse.errors import ReportError
from wijkanalyse.publish import word
from wijkanalyse.publish.grid import Grid, GridCell, in_words, whole_number
from wijkanalyse.publish.lines import (
    Line,
    Words,
    classes,
    is_block,
    is_left_out,
    lines_and_blocks,
    tidied,
    without_small,
    words_in,
)
from wijkanalyse.publish.made_report import Element, by_class, read_tree, text
from wijkanalyse.publish.office import repacked
from wijkanalyse.publish.slides import GREY, LINE
from wijkanalyse.show.identity import edition_line

FRONT_PAGE, SHEET, POSTER = "voorpagina", "kit-blad", "kit-poster"
"""Classes of a page of the summary, of a piece on paper of its own, and of one on a larger sheet."""
HEADINGS = {"h2": "Heading 1", "h3": "Heading 2", "h4": "Heading 3", "h5": "Heading 3", "h6": "Heading 3"}
STYLES = {"noot": word.NOTE, "plaats": word.NOTE, "kit-lijn": word.TO_FILL_IN, "groot": word.NUMBER}
"""Styles of paragraphs by their class on the page."""
BESIDE = {
    "kit-vakken": (3, True), "kit-matrix": (2, True), "kit-regels": (2, False), "kit-akkoord-twee": (2, False),
    "kit-handtekeningen": (2, False),
}  # fmt: skip
"""Parts that stand beside each other on paper: in how many columns, and whether each has a box around it."""
HEIGHT_ON_POSTER, HEIGHT_OF_BOX, HEIGHT_OF_ROOM = 88, 24, 30
"""Millimetres, at least, of what people write in."""
WIDEST = 165
"""Millimetres of a picture, at most."""
PIXEL = 25.4 / 96
"""Millimetres of a pixel of a page."""
TO_WRITE_IN = 9
"""Millimetres of a row with empty cells, at least."""
_DATA = re.compile(r"data:image/(png|jpeg|webp);base64,(.+)", re.DOTALL)


@dataclass(frozen=True)
class Drawn:
    """A drawing of a page as a picture."""

    png: bytes
    width: float
    """Pixels on the page."""


def is_summary(html: str) -> bool:
    """Whether the file of this page is its summary, and not all of it."""
    return f'class="hoofdstuk {FRONT_PAGE}"' in html


def drawings(html: str) -> list[int]:
    """Which drawings of the page the file shows, by their place among those that say something to the ear."""
    tree = read_tree(html)
    shown = {id(svg) for part in _parts(tree) for svg in part.iter("svg")}
    return [n for n, svg in enumerate(_said_drawings(tree)) if id(svg) in shown]


def document(html: str, pictures: Mapping[int, Drawn], built: dt.date, style: HouseStyle | None = None) -> bytes:
    """The summary of a report, or a whole document, as a Word file; the same page and day give the same bytes.

    Parameters
    ----------
    html
        A report or document of this project.
    pictures
        Of its `drawings`.
    built
        The day of the report.
    style
        House style of who makes it.

    Raises
    ------
    ReportError
        When the page is not one of this project.
    """
    tree = read_tree(html)
    header, main, footer = _parts(tree)
    title = text(next(tree.iter("title"), None))
    edition = next((m.get("content", "") for m in tree.iter("meta") if m.get("name") == "wijkanalyse-editie"), "")
    paper = word.Paper(f"Samenvatting {title}" if is_summary(html) else title, style)
    for_whom = edition_line(edition) if edition else ""
    paper.foot(" · ".join(filter(None, [title, for_whom, style.organisation if style else ""])))
    writer = _Writer(paper, {id(svg): pictures[n] for n, svg in enumerate(_said_drawings(tree)) if n in pictures})
    body = BlockItemContainer(paper.document.element.body, paper.document.part)
    writer.header(header, _Place(body))
    writer.children(main, _Place(body))
    writer.children(footer, _Place(body, style=word.NOTE))
    content = io.BytesIO()
    paper.document.save(content)
    return repacked(content.getvalue(), built)


def _parts(tree: Element) -> tuple[Element, Element, Element]:
    """The heading of a page, what of it goes into the file, and what it says about itself."""
    header, main = next(tree.iter("header"), None), next(tree.iter("main"), None)
    if header is None or main is None:
        raise ReportError("this HTML is not a report of wijkanalyse; make it with `wijkanalyse report CODE`")
    if front := list(by_class(main, FRONT_PAGE)):
        main = Element("main")
        main.extend(front)
    return header, main, next(tree.iter("footer"), Element("footer"))


def _said_drawings(tree: Element) -> list[Element]:
    """The drawings of a page that have words, in reading order."""
    return [svg for svg in tree.iter("svg") if svg.get("role") == "img"]


# -------------------------------------------------------------------------- where it goes


class _Place:
    """Where blocks go: the page, or a cell of a table."""

    def __init__(self, container: Any, *, style: str = "Normal", is_cell: bool = False) -> None:
        self.container, self.style, self.is_cell = container, style, is_cell
        self.is_fresh = is_cell  # a cell has an empty paragraph from the start
        self.follows_table = False

    def paragraph(self, style: str = "") -> Paragraph:
        """A new paragraph at the end."""
        made = self.container.paragraphs[0] if self.is_fresh else self.container.add_paragraph()
        made.style = made.part.document.styles[style or self.style]
        if self.follows_table and not made.style.name.startswith("Heading"):
            made.paragraph_format.space_before = Pt(8)
        self.is_fresh = self.follows_table = False
        return made

    def table(self, rows: int, columns: int) -> Any:
        """A new table at the end; two that touch would become one."""
        if self.is_cell:  # the library puts a paragraph after it, without which a cell cannot be read
            self.is_fresh = False
            return self.container.add_table(rows, columns)
        if self.follows_table:
            between = self.paragraph(word.NOTE).paragraph_format
            between.space_before = between.space_after = Pt(0)
        self.follows_table = True
        return self.container.add_table(rows, columns, Mm(word.TEXT_WIDTH))

    def within(self, cell: Any, style: str = word.IN_TABLE) -> _Place:
        return _Place(cell, style=style, is_cell=True)

    @property
    def bullet(self) -> str:
        return word.BULLET if self.style == "Normal" else word.SMALL_BULLET

    @property
    def numbered(self) -> str:
        return word.NUMBERED if self.style == "Normal" else word.SMALL_BULLET


class _Writer:
    """Writes the elements of a page, each in the way of its kind."""

    def __init__(self, paper: word.Paper, pictures: Mapping[int, Drawn]) -> None:
        self.paper, self.pictures = paper, pictures
        self.breaks = False
        """Whether the next heading begins a page."""
        self.on_poster = self.under_chapter = False
        self.by_class: dict[str, Callable[[Element, _Place], None]] = {
            "hoofdstuk": self.chapter, SHEET: self.sheet, "sleutel": self.key, "tegels": self.tiles,
            "kerncijfers": self.figures, "kit-cijfers": self.figures, "een-beeld": self.spine,
            "mensen": self.people, "kit-ruimte": self.room, **dict.fromkeys(BESIDE, self.beside),
        }  # fmt: skip
        self.by_tag: dict[str, Callable[[Element, _Place], None]] = {
            **dict.fromkeys(HEADINGS, self.heading),
            "p": self.paragraph, "figcaption": self.below_picture, "summary": self.fold, "ul": self.bullets,
            "ol": self.numbers, "dl": self.terms, "table": self.table, "svg": self.drawing, "img": self.image,
        }  # fmt: skip

    def block(self, element: Element, place: _Place) -> None:
        """An element that is not part of a line."""
        if is_left_out(element):
            return
        named = next((self.by_class[c] for c in classes(element) if c in self.by_class), None)
        (named or self.by_tag.get(element.tag, self.children))(element, place)

    def children(self, element: Element, place: _Place) -> None:
        """What is in an element: its blocks, and the lines between them as paragraphs."""
        for part in lines_and_blocks(element):
            if isinstance(part, Element):
                self.block(part, place)
            elif line := tidied(part):
                self.write(place.paragraph(), line)

    # -------------------------------------------------------------- parts of the document

    def header(self, header: Element, page: _Place) -> None:
        """The logo, the name of the area and what the page says with it."""
        for element in header:
            if element.tag == "h1":
                self.write(page.paragraph("Title"), tidied(words_in(element, Words(""))))
            elif is_block(element) and next(element.iter("img"), None) is not None:
                logo = next(element.iter("img"))
                logo.set("src", self.paper.logo or logo.get("src", ""))
                self.image(logo, page, height=10)
            elif line := tidied(words_in(element, Words(""))):
                self.write(page.paragraph("Subtitle"), line)

    def chapter(self, chapter: Element, place: _Place) -> None:
        """A chapter. One with pieces to hand out begins on a page of its own, and so does what comes after it."""
        sheets = list(by_class(chapter, SHEET))
        self.on_poster = any(True for _ in by_class(chapter, POSTER))
        self.under_chapter = bool(sheets)
        if self.on_poster:
            self.paper.new_part(word.A3_WIDE)
        self.breaks = not self.on_poster and (self.breaks or bool(sheets))
        self.children(chapter, place)
        self.breaks = bool(sheets) and not self.on_poster
        if self.on_poster:
            self.paper.new_part(word.A4)
        self.on_poster = False

    def sheet(self, sheet: Element, place: _Place) -> None:
        """A piece to hand out, on a page of its own; the first stands under the name of its chapter."""
        self.breaks = not self.under_chapter
        self.under_chapter = False
        self.children(sheet, place)

    def heading(self, heading: Element, place: _Place) -> None:
        """A heading; a long part of it in small letters stands below."""
        paragraph = place.paragraph(HEADINGS[heading.tag])
        if self.breaks:
            paragraph.paragraph_format.page_break_before = True
            paragraph.paragraph_format.space_before = Pt(0)
            self.breaks = False
        title, below = without_small(heading)
        self.write(paragraph, title)
        if heading.tag == "h2" and self.under_chapter:  # what counts on this page is the title of the piece
            for run in paragraph.runs:
                run.font.size, run.font.bold, run.font.color.rgb = Pt(10), False, word.rgb(GREY)
        if self.on_poster:
            for run in paragraph.runs:
                run.font.size = Pt({"h3": 34, "h4": 20}.get(heading.tag, 10))
        if below:
            self.write(_kept_with_next(place.paragraph(word.NOTE)), below)

    # ------------------------------------------------------------------ lines and lists

    def paragraph(self, element: Element, place: _Place) -> None:
        """A paragraph in the style of its class; a line to fill in is there without words too."""
        style = next((STYLES[c] for c in classes(element) if c in STYLES), "")
        if any(map(is_block, element)):
            self.children(element, place)
            return
        line = tidied(words_in(element, Words("")))
        if line or style == word.TO_FILL_IN:
            self.write(place.paragraph(style), line)

    def below_picture(self, element: Element, place: _Place) -> None:
        """The line under a picture."""
        if line := tidied(words_in(element, Words(""))):
            self.write(place.paragraph(word.NOTE), line)

    def people(self, figure: Element, place: _Place) -> None:
        """How many people of a hundred: the drawing says nothing that its line does not."""
        for said in figure.iter("figcaption"):
            self.paragraph(said, place)

    def fold(self, summary: Element, place: _Place) -> None:
        """The line above what the page folds away."""
        if any(map(is_block, summary)):
            self.children(summary, place)
        elif line := tidied(words_in(summary, Words("", bold=True))):
            self.write(_kept_with_next(place.paragraph()), line)

    def key(self, element: Element, place: _Place) -> None:
        """What signs mean, in one line."""
        items = [tidied(words_in(li, Words(""))) for li in element if not is_left_out(li)]
        line = [words for item in filter(None, items) for words in (*item, Words("\u2003"))]
        self.write(place.paragraph(word.NOTE), line[:-1])

    def bullets(self, element: Element, place: _Place) -> None:
        """A list; one within an item stands below it."""
        self._items(element, place, place.bullet)

    def numbers(self, element: Element, place: _Place) -> None:
        """A list with numbers of its own."""
        self._items(element, place, place.numbered, self.paper.numbering(whole_number(element, "start")))

    def _items(self, element: Element, place: _Place, style: str, numbering: Any = None) -> None:
        for item in element:
            is_first = True
            for part in lines_and_blocks(item) if not is_left_out(item) else ():
                if isinstance(part, Element):
                    if part.tag == "ul" and not place.is_cell:
                        self._items(part, place, word.BULLET_BELOW)
                    else:
                        self.block(part, place)
                elif line := tidied(part):
                    paragraph = place.paragraph(style if is_first else "")
                    if numbering is not None and is_first:
                        word.put_in_list(paragraph, numbering)
                    is_first = False
                    self.write(paragraph, line)

    def terms(self, element: Element, place: _Place) -> None:
        """Terms with what is said of each."""
        for term, said in _terms(element):
            title = tidied(words_in(term, Words("", bold=True)))
            ends = title and title[-1].text.endswith(("?", ":", "."))
            first = [] if not said or any(map(is_block, said[0])) else tidied(words_in(said[0], Words("")))
            self.write(place.paragraph(), [*title, *([Words(" " if ends else ": "), *first] if first else [])])
            for other in said[1:] if first else said:
                self.children(other, place)

    # --------------------------------------------------------------- what stands side by side

    def figures(self, element: Element, place: _Place) -> None:
        """Key figures side by side under their names, as a table."""
        self._columns([(term, said) for term, said in _terms(element)], place)

    def tiles(self, element: Element, place: _Place) -> None:
        """Groups of people side by side under their names, as a table."""
        if not all(map(len, element)):
            self.bullets(element, place)
        else:
            self._columns([(li[0], list(li)[1:]) for li in element], place)

    def _columns(self, columns: Sequence[tuple[Element, Sequence[Element]]], place: _Place) -> None:
        table = place.table(2, len(columns))
        for head, below, (title, said) in zip(*(row.cells for row in table.rows), columns, strict=True):
            inside, small = without_small(title)
            self._fill_head(head, inside)
            if small:
                self.write(head.add_paragraph(), small)
            cell = place.within(below)
            for n, part in enumerate(said):
                if part.tag == "dd" and not any(map(is_block, part)):
                    is_number = n == 0 or "kit-getal" in classes(part)
                    if line := tidied(words_in(part, Words(""))):
                        self.write(cell.paragraph(word.NUMBER if is_number else ""), line)
                else:
                    self.block(part, cell)
        word.as_head(table.rows[0])
        for row in table.rows:
            word.keep_whole(row)
        word.lay_out(table, [1] * len(columns))
        word.rule(table, LINE)

    def beside(self, element: Element, place: _Place) -> None:
        """Parts side by side; those in a box are to write in."""
        columns, boxed = next(BESIDE[c] for c in classes(element) if c in BESIDE)
        parts = [part for part in element if not is_left_out(part)]
        table = place.table(-(-len(parts) // columns), columns)
        cells = [cell for row in table.rows for cell in row.cells]
        for part, cell in zip(parts, cells, strict=False):
            self.block(part, place.within(cell))
            if boxed:
                word.box(cell, LINE)
        if boxed:
            for row in table.rows:
                _at_least(row, HEIGHT_ON_POSTER if self.on_poster else HEIGHT_OF_BOX)
        word.lay_out(table, [1] * columns, width=self._width)

    def room(self, element: Element, place: _Place) -> None:
        """Room to write in."""
        table = place.table(1, 1)
        _at_least(table.rows[0], HEIGHT_OF_ROOM)
        word.box(table.rows[0].cells[0], LINE)
        self.children(element, place.within(table.rows[0].cells[0]))
        word.lay_out(table, [1])

    @property
    def _width(self) -> int:
        """Millimetres of the text on this sheet."""
        return word.A3_WIDE[0] - 2 * word.MARGIN if self.on_poster else word.TEXT_WIDTH

    # --------------------------------------------------------------------------- tables

    def spine(self, element: Element, place: _Place) -> None:
        """The picture of page one as a table: the figure, here, the comparator, and how it stands."""
        for table in element.iter("table"):
            self.table(in_words(table), place)

    def table(self, element: Element, place: _Place) -> None:
        """A table with heads that come back on each page, without columns that only hold drawings."""
        caption = element.find("caption")
        if caption is not None:
            title, below = without_small(caption)
            self.write(place.paragraph("Caption"), title)
            if below:
                self.write(_kept_with_next(place.paragraph(word.NOTE)), below)
        grid = Grid(element)
        if not grid.columns:
            return
        table = place.table(len(grid.rows), grid.columns)
        cells = [row.cells for row in table.rows]
        for cell in grid.cells:
            made = cells[cell.row][cell.column]
            if cell.width > 1 or cell.height > 1:
                made = made.merge(cells[cell.row + cell.height - 1][cell.column + cell.width - 1])
            self._cell(made, cell, grid, place)
        for number, row in enumerate(table.rows):
            word.keep_whole(row)
            if grid.is_to_fill_in(number):
                _at_least(row, TO_WRITE_IN)
            if number in grid.heads:
                word.as_head(row)
        word.lay_out(table, grid.shares, title=text(caption))
        word.rule(table, LINE)

    def _cell(self, made: Any, cell: GridCell, grid: Grid, place: _Place) -> None:
        is_group = cell.element.get("scope") in ("rowgroup", "colgroup")
        is_head = cell.row in grid.heads or is_group
        self.children(cell.element, place.within(made, word.TABLE_HEAD if is_head else word.IN_TABLE))
        if is_head:
            word.shade(made, self.paper.soft)
            for paragraph in made.paragraphs:
                _kept_with_next(paragraph)
        if cell.column in grid.numbers or "getal" in classes(cell.element):
            for paragraph in made.paragraphs:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _fill_head(self, cell: Any, line: Line) -> None:
        cell.paragraphs[0].style = self.paper.document.styles[word.TABLE_HEAD]
        self.write(_kept_with_next(cell.paragraphs[0]), line)
        word.shade(cell, self.paper.soft)

    # ------------------------------------------------------------------------- pictures

    def drawing(self, svg: Element, place: _Place) -> None:
        """A drawing that says what no words beside it say, as a picture with its words."""
        words, drawn = svg.get("aria-label", ""), self.pictures.get(id(svg))
        if drawn is None:
            self.write(place.paragraph(), [Words(words, italic=True)])
        else:
            self._picture(place, io.BytesIO(drawn.png), words, Mm(min(WIDEST, drawn.width * PIXEL)))

    def image(self, element: Element, place: _Place, *, height: float = 0) -> None:
        """A picture of the page with its words, or these alone where Word cannot show it."""
        words, found = element.get("alt", ""), _DATA.match(element.get("src", ""))
        if found is None:
            self.write(place.paragraph(), [Words(words)])
            return
        content = io.BytesIO(base64.b64decode(found[2]))
        image = Image.open(content)
        if found[1] == "webp":
            content = io.BytesIO()
            image.save(content, "PNG")
        width = height * image.width / image.height if height else image.width * PIXEL
        content.seek(0)
        self._picture(place, content, words, Mm(min(WIDEST, width)))

    def _picture(self, place: _Place, content: io.BytesIO, words: str, width: Any) -> None:
        paragraph = place.paragraph()
        word.describe(paragraph.add_run().add_picture(content, width=width), words)

    # ---------------------------------------------------------------------------- words

    def write(self, paragraph: Paragraph, line: Iterable[Words]) -> None:
        """Words at the end of a paragraph, each in its look."""
        for words in line:
            run = word.linked_run(paragraph, words.address) if words.address else paragraph.add_run()
            run.text = words.text
            run.bold, run.italic = words.bold or None, words.italic or None
            run.font.superscript = words.raised or None
            if words.small and paragraph.style.name != word.NOTE:
                run.font.size, run.bold = Pt(8.5), False
            if words.colour:
                run.font.color.rgb = word.rgb(words.colour)
            if words.address:
                run.font.underline, run.font.color.rgb = True, word.rgb(self.paper.brand)


# --------------------------------------------------------------------- helpers of the writer


def _terms(element: Element) -> list[tuple[Element, list[Element]]]:
    """The terms of a list with what is said of each."""
    found: list[tuple[Element, list[Element]]] = []
    for part in element.iter():
        if part.tag == "dt":
            found.append((part, []))
        elif part.tag == "dd" and found:
            found[-1][1].append(part)
    return found


def _kept_with_next(paragraph: Paragraph) -> Paragraph:
    paragraph.paragraph_format.keep_with_next = True
    return paragraph


def _at_least(row: Any, millimetres: float) -> None:
    row.height, row.height_rule = Mm(millimetres), WD_ROW_HEIGHT_RULE.AT_LEAST
