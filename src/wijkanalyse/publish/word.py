"""What a Word file of this project looks like, and the parts of one that `python-docx` has no call for.

Styles, paper, foot, numbered lists that begin at 1, heads of tables that come back on each page, links and words with
a picture. What is written with them is told in `publish.document`.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.text.run import Run

from wijkanalyse.cards.house_style import HouseStyle
from wijkanalyse.publish.slides import BRAND, GREY, INK, LINE, SOFT

LANGUAGE = "nl-NL"
MARGIN, ABOVE = 20, 17
"""Millimetres of white beside a page, and above and below it."""
A4, A3_WIDE = (210, 297), (420, 297)
"""Millimetres of a sheet."""
TEXT_WIDTH = A4[0] - 2 * MARGIN
NOTE, IN_TABLE, TABLE_HEAD, TO_FILL_IN, NUMBER = "Noot", "Tabeltekst", "Tabelkop", "Invulregel", "Getal"
"""Styles that Word has none of its own for."""
BULLET, BULLET_BELOW, SMALL_BULLET = "List Bullet", "List Bullet 2", "Kleine opsomming"
NUMBERED = "List Number"


class Paper:
    """A Word file that is being made, in the house style and in Dutch."""

    def __init__(self, title: str, style: HouseStyle | None) -> None:
        self.document: Any = Document()
        self.brand = style.colour.lstrip("#").upper() if style else BRAND
        self.soft = style.ground.lstrip("#").upper() if style else SOFT
        self.letters = (style.letters if style else "") or "Arial"
        self.logo = style.logo_office if style else ""
        properties = self.document.core_properties
        properties.title, properties.language, properties.comments = title, LANGUAGE, ""
        properties.author = style.organisation if style else "wijkanalyse"
        self._settings()
        self._styles()
        self.size(self.document.sections[0], A4)

    def _settings(self) -> None:
        """Dutch for the spelling, the rules of a Word of now, and no picture of an empty page in a file browser."""
        settings = self.document.settings.element
        settings.find(qn("w:themeFontLang")).set(qn("w:val"), LANGUAGE)
        for setting in settings.iter(qn("w:compatSetting")):
            if setting.get(qn("w:name")) == "compatibilityMode":
                setting.set(qn("w:val"), "15")
        links = self.document.part.package.rels
        for name in [n for n, link in links.items() if link.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
            del links[name]

    # ------------------------------------------------------------------------- styles

    def _styles(self) -> None:
        defaults = self.document.styles.element.find(qn("w:docDefaults"))
        next(defaults.iter(qn("w:lang"))).set(qn("w:val"), LANGUAGE)
        self._style("Normal", 10.5, INK, before=0, after=6, line=1.15)
        self._style("Title", 22, INK, bold=True, before=0, after=4)
        self._style("Subtitle", 10.5, GREY, before=0, after=6)
        self._style("Heading 1", 17, self.brand, bold=True, before=16, after=6)
        self._style("Heading 2", 13.5, INK, bold=True, before=14, after=4)
        self._style("Heading 3", 11, INK, bold=True, before=10, after=3)
        self._style("Caption", 10.5, INK, bold=True, before=8, after=3).paragraph_format.keep_with_next = True
        for name in (BULLET, BULLET_BELOW, NUMBERED):
            self._style(name, 10.5, INK, before=0, after=2)
        self._style(NOTE, 9, GREY, before=3, after=6, based_on="Normal")
        self._style(NUMBER, 16, INK, bold=True, before=0, after=0, based_on="Normal")
        self._style(IN_TABLE, 9.5, INK, before=1, after=1, line=1.05, based_on="Normal")
        self._style(TABLE_HEAD, 9, INK, bold=True, before=1, after=1, line=1.05, based_on=IN_TABLE)
        small = self._style(SMALL_BULLET, 9.5, INK, before=0, after=1, line=1.05, based_on=BULLET).paragraph_format
        small.left_indent, small.first_line_indent = Mm(4), Mm(-4)
        to_fill_in = self._style(TO_FILL_IN, 10.5, INK, before=14, after=4, based_on="Normal")
        lines = _borders("w:pBdr", ["bottom", "between"], LINE)
        to_fill_in.element.get_or_add_pPr().insert_element_before(lines, *_AFTER_LINES)
        title = self.document.styles["Title"].element.pPr
        title.remove(title.find(qn("w:pBdr")))

    def _style(
        self, name: str, size: float, colour: str, *, bold: bool = False, before: float = 0, after: float = 0,
        line: float | None = None, based_on: str = "",
    ) -> Any:  # fmt: skip
        styles = self.document.styles
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH) if based_on else styles[name]
        if based_on:
            style.base_style, style.quick_style = styles[based_on], True
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.attrib.clear()  # those of the theme would go before a name
        for kind in ("w:ascii", "w:hAnsi", "w:cs"):
            fonts.set(qn(kind), self.letters)
        for spread in style.element.rPr.findall(qn("w:spacing")):
            style.element.rPr.remove(spread)
        style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
        style.font.color.rgb = rgb(colour)
        layout = style.paragraph_format
        layout.space_before, layout.space_after, layout.line_spacing = Pt(before), Pt(after), line
        return style

    # -------------------------------------------------------------------------- pages

    @staticmethod
    def size(section: Any, millimetres: tuple[int, int]) -> None:
        """The sheet of a part of the file."""
        width, height = millimetres
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.orientation = WD_ORIENT.LANDSCAPE if width > height else WD_ORIENT.PORTRAIT
        section.left_margin = section.right_margin = Mm(MARGIN)
        section.top_margin, section.bottom_margin, section.footer_distance = Mm(ABOVE), Mm(ABOVE), Mm(9)

    def new_part(self, millimetres: tuple[int, int]) -> None:
        """What follows begins on a sheet of this size."""
        self.size(self.document.add_section(WD_SECTION.NEW_PAGE), millimetres)

    def foot(self, words: str) -> None:
        """The foot of every page: what it is and which page."""
        paragraph = self.document.sections[0].footer.paragraphs[0]
        paragraph.style = self.document.styles[NOTE]
        paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        paragraph.add_run(f"{words}\tblz. ")
        _field(paragraph, "PAGE")
        paragraph.add_run(" van ")
        _field(paragraph, "NUMPAGES")

    # ------------------------------------------------------------------------- blocks

    def numbering(self, start: int) -> Any:
        """A numbered list of its own, as the property of its paragraphs."""
        style = self.document.styles[NUMBERED].element
        numbers = self.document.part.numbering_part.element
        usual = numbers.num_having_numId(style.pPr.numPr.numId.val)
        made = numbers.add_num(usual.abstractNumId.val)
        made.add_lvlOverride(ilvl=0).add_startOverride(start)
        properties = OxmlElement("w:numPr")
        properties.append(_element("w:ilvl", **{"w:val": "0"}))
        properties.append(_element("w:numId", **{"w:val": str(made.numId)}))
        return properties


def put_in_list(paragraph: Any, numbering: Any) -> None:
    """Put a paragraph in a numbered list."""
    paragraph._p.get_or_add_pPr()._insert_numPr(copy.deepcopy(numbering))


def rgb(colour: str) -> RGBColor:
    """A colour from six hexadecimal digits."""
    return RGBColor.from_string(colour)


def describe(picture: Any, words: str) -> None:
    """What a picture shows, for who cannot see it."""
    picture._inline.docPr.set("descr", words)


def linked_run(paragraph: Any, address: str) -> Run:
    """A run of words that is a link."""
    target = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = _element("w:hyperlink", **{"r:id": target})
    run = OxmlElement("w:r")
    link.append(run)
    paragraph._p.append(link)
    return Run(run, paragraph)


# ------------------------------------------------------------------------------ tables


def lay_out(table: Any, shares: Sequence[float], *, title: str = "", width: int = TEXT_WIDTH) -> None:
    """Let a table be as wide as the text, with columns that adapt to their words; and give it a name for the ear.

    Parameters
    ----------
    table
        With all its cells merged that are to be.
    shares
        How wide each column is beside the others, for programs that do not adapt them.
    title
        Its name.
    width
        Millimetres of the text.
    """
    properties = table._tbl.tblPr
    for old in properties.findall(qn("w:tblW")):
        properties.remove(old)
    whole = _element("w:tblW", **{"w:type": "pct", "w:w": "5000"})
    properties.insert_element_before(whole, *_AFTER_WIDTH)
    table.autofit = True
    columns = list(table.columns)
    for column, share in zip(columns, shares, strict=True):
        column.width = Mm(width * share / sum(shares))
    for row in table._tbl.tr_lst:
        place = 0
        for cell in row.tc_lst:
            cell.width = Length(sum(columns[n].width for n in range(place, place + cell.grid_span)))
            place += cell.grid_span
    if title:
        properties.append(_element("w:tblCaption", **{"w:val": title}))


def rule(table: Any, colour: str) -> None:
    """Lines between the rows of a table, and none beside its columns."""
    lines = _borders("w:tblBorders", ("top", "bottom", "insideH"), colour)
    table._tbl.tblPr.insert_element_before(lines, *_AFTER_WIDTH[2:])


def box(cell: Any, colour: str) -> None:
    """Lines around a cell."""
    lines = _borders("w:tcBorders", ("top", "left", "bottom", "right"), colour)
    cell._tc.get_or_add_tcPr().insert_element_before(lines, *_AFTER_BORDERS)


def shade(cell: Any, colour: str) -> None:
    """The ground of a cell."""
    ground = _element("w:shd", **{"w:val": "clear", "w:color": "auto", "w:fill": colour})
    cell._tc.get_or_add_tcPr().insert_element_before(ground, *_AFTER_BORDERS[1:])


def as_head(row: Any) -> None:
    """Let a row come back at the top of each page that its table reaches."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def keep_whole(row: Any) -> None:
    """Keep a row on one page."""
    row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))


# The schema of the file fixes the order of properties: what comes after a new one, as far as it may be there.
_AFTER_WIDTH = ("w:jc", "w:tblInd", "w:tblBorders", "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption")
_AFTER_BORDERS = ("w:shd", "w:noWrap", "w:tcMar", "w:vAlign")
_AFTER_LINES = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")


def _borders(tag: str, sides: Sequence[str], colour: str) -> Any:
    lines = OxmlElement(tag)
    for side in sides:
        look = {"w:val": "single", "w:sz": "6", "w:space": "1" if tag == "w:pBdr" else "0", "w:color": colour}
        lines.append(_element(f"w:{side}", **look))
    return lines


def _field(paragraph: Any, name: str) -> None:
    """A number that the program fills in, such as that of the page."""
    field, run, words = _element("w:fldSimple", **{"w:instr": name}), OxmlElement("w:r"), OxmlElement("w:t")
    words.text = "1"
    run.append(words)
    field.append(run)
    paragraph._p.append(field)


def _element(tag: str, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(name), value)
    return made
