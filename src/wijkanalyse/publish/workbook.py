"""Figures of an area or a region → a workbook: one sheet per chapter, numbers as numbers, and what each figure is.

Receives profiles of one edition and hands on the bytes of an Excel file. Nothing is computed or judged here:
values, judgements and reasons are those of the reports.
"""

from __future__ import annotations

import datetime as dt
import errno
import io
import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from lxml.etree import SerialisationError
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from wijkanalyse.cards.house_style import HouseStyle
from wijkanalyse.dutch import dutch_date
from wijkanalyse.editions import Openness
from wijkanalyse.profile.profile import Profile
from wijkanalyse.publish.figure_rows import (
    DEFINITION_HEADS,
    FIGURE_HEADS,
    Amount,
    Cell,
    definition_rows,
    figure_rows,
)
from wijkanalyse.publish.office import repacked
from wijkanalyse.show.identity import EDITION_NOTES, LEVELS, edition_line

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

ABOUT, MEANING = "Over dit bestand", "Uitleg"
COLUMNS = {
    "cijfer": ("Cijfer", 44), "waarde": ("Waarde", 10), "eenheid": ("Eenheid", 15), "jaar": ("Jaar", 6),
    "ondergrens": ("Van", 8), "bovengrens": ("Tot", 8), "gemeente_waarde": ("Gemeente", 10),
    "nederland_waarde": ("Nederland", 10), "oordeel_tegenover_nederland": ("Vergeleken met Nederland", 18),
    "soort_cijfer": ("Soort cijfer", 20), "waarom_geen_waarde": ("Waarom geen waarde", 18),
    "bekend_voor_procent": ("Bekend voor (%)", 8), "bron": ("Bron", 24),
}  # fmt: skip
"""The columns of a chapter, from `FIGURE_HEADS`: the head that people read and the width in characters."""
AREA_COLUMNS = (("Gebied", 30), ("Code", 12))
"""In front of these, when the workbook is about several areas."""
MEANINGS = {
    "cijfer": ("Cijfer", 36), "thema": ("Hoofdstuk", 22), "wat": ("Wat is het?", 52), "over_wie": ("Over wie?", 30),
    "waarom": ("Waarom is het belangrijk?", 44), "hoe": ("Hoe is het berekend?", 44),
    "wat_is_gunstig": ("Wat is gunstig?", 18), "let_op": ("Waar let u op?", 60), "bron": ("Bron", 44),
    "jaar": ("Jaar", 12), "licentie": ("Licentie", 14),
}  # fmt: skip
"""The same for the sheet with meanings, from `DEFINITION_HEADS`."""
ESTIMATED = "Schuin gedrukt betekent: geschat of gevraagd aan een deel van de mensen, niet geteld."
COUNTED = "register"

_NO_NAME = re.compile(r"[\[\]:*?/\\]")
"""Signs that the name of a sheet may not have."""
_LONGEST_NAME = 31
_HEAD = PatternFill("solid", fgColor="E3EAEE")
_LINE = Border(bottom=Side(style="thin", color="8795A0"))


def workbook(profiles: Sequence[Profile], *, title: str, built: dt.date, style: HouseStyle | None = None) -> bytes:
    """The figures of these areas as an Excel file; the same figures and day give the same bytes.

    Parameters
    ----------
    profiles
        One area, or the areas of a region in the order to show them; all of one edition.
    title
        Name of the area or region.
    built
        The day of the report that goes with it.
    style
        House style of who makes it.
    """
    book = Workbook()
    about = book.active
    about.title = ABOUT
    _write_about(about, profiles, title, built, style)
    chapters: dict[str, list[tuple[Profile, list[Cell]]]] = {}
    for profile in profiles:
        for chapter, cells in figure_rows(profile):
            chapters.setdefault(chapter, []).append((profile, cells))
    titles = profiles[0].catalogue.vocabulary.chapters
    counted = profiles[0].catalogue.vocabulary.estimate_types[COUNTED].lower()
    for chapter, rows in chapters.items():
        _write_chapter(book.create_sheet(_sheet_name(titles[chapter])), rows, counted, several=len(profiles) > 1)
    _write_meanings(book.create_sheet(MEANING), profiles)
    for sheet in book.worksheets:
        _for_paper(sheet, title, profiles[0].edition)
    book.properties.title, book.properties.creator, book.properties.language = title, "wijkanalyse", "nl"
    return repacked(_saved(book), built)


def _saved(book: Workbook) -> bytes:
    """The bytes of a workbook, of which each sheet is first a temporary file.

    Raises
    ------
    OSError
        When that disk is full.
    """
    content = io.BytesIO()
    try:
        book.save(content)
    except SerialisationError as error:  # in which a fault of the system is only a name, such as IO_ENOSPC
        number = getattr(errno, str(error).removeprefix("IO_"), errno.EIO)
        raise OSError(number, os.strerror(number), tempfile.gettempdir()) from error
    return content.getvalue()


def _write_about(
    sheet: Worksheet, profiles: Sequence[Profile], title: str, built: dt.date, style: HouseStyle | None
) -> None:
    area, edition = profiles[0].area, profiles[0].edition
    where = (
        f"{LEVELS[area.level]}, grenzen van {area.boundary_year}" if len(profiles) == 1 else f"{len(profiles)} wijken"
    )
    lines: list[tuple[str, bool]] = [
        (f"Cijfers {title}", True),
        (f"{where}. {edition_line(edition)}. Gemaakt op {dutch_date(built)}.", False),
        *([(EDITION_NOTES[edition], False)] if EDITION_NOTES[edition] else []),
        ("", False),
        ("Zo leest u dit bestand", True),
        ("Elk blad is een hoofdstuk. Elke regel is een cijfer.", False),
        ("Is een cel bij ‘Waarde’ leeg? Dan staat erbij waarom. Leeg is nooit nul.", False),
        ("Ligt het cijfer tussen twee getallen? Dan staan die bij ‘Van’ en ‘Tot’.", False),
        (ESTIMATED, False),
        ("Leeftijd, herkomst, huishoudens en woningen zijn achtergrond. Daar hoort geen oordeel bij.", False),
        ("De cijfers zeggen niets over één persoon, straat of praktijk, en niets over de oorzaak.", False),
        (f"Op het blad ‘{MEANING}’ staat wat elk cijfer betekent.", False),
        *_of_style(style),
        ("", False),
        ("Bronnen", True),
        *((line, False) for line in _sources(profiles)),
    ]  # fmt: skip
    sheet.column_dimensions["A"].width = 110
    for row, (line, is_head) in enumerate(lines, 1):
        cell = _write(sheet, row, 1, line)
        cell.font = Font(bold=is_head, size=16 if row == 1 else 12 if is_head else 11)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _of_style(style: HouseStyle | None) -> list[tuple[str, bool]]:
    if style is None:
        return []
    by = style.organisation + (f", {style.contact}" if style.contact else "")
    return [
        ("", False),
        ("Gemaakt door", True),
        (by, False),
        *([(style.disclaimer, False)] if style.disclaimer else []),
    ]


def _sources(profiles: Sequence[Profile]) -> list[str]:
    found = {source["id"]: source for profile in profiles for source in profile.used_sources()}
    lines = []
    for _, source in sorted(found.items()):
        day = source["modified"] and dt.date.fromisoformat(source["modified"][:10])
        state = f", stand van {dutch_date(day)}" if day else ""
        lines.append(f"{source['citation']}{state}. Licentie: {source['licence']}.")
    return lines


def _write_chapter(
    sheet: Worksheet, rows: Iterable[tuple[Profile, list[Cell]]], counted: str, *, several: bool
) -> None:
    """The figures of a chapter, under heads that stay in sight."""
    before = AREA_COLUMNS if several else ()
    _write_heads(sheet, [*before, *COLUMNS.values()])
    places = {name: FIGURE_HEADS.index(name) for name in COLUMNS}
    kind, value = places["soort_cijfer"], len(before) + list(COLUMNS).index("waarde") + 1
    number = 1
    for number, (profile, cells) in enumerate(rows, 2):
        of_area = [profile.area.name, profile.area.code] if several else []
        for column, cell in enumerate([*of_area, *(cells[place] for place in places.values())], 1):
            _write(sheet, number, column, cell)
        if cells[kind] != counted:
            sheet.cell(number, value).font = Font(italic=True)
    sheet.freeze_panes = sheet.cell(2, len(before[:1]) + 1 if several else 2)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(before) + len(COLUMNS))}{number}"


def _write_meanings(sheet: Worksheet, profiles: Sequence[Profile]) -> None:
    _write_heads(sheet, list(MEANINGS.values()))
    places = [DEFINITION_HEADS.index(name) for name in MEANINGS]
    for number, cells in enumerate(definition_rows(profiles), 2):
        for column, place in enumerate(places, 1):
            _write(sheet, number, column, cells[place]).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"


def _write_heads(sheet: Worksheet, heads: Sequence[tuple[str, int]]) -> None:
    for column, (head, width) in enumerate(heads, 1):
        cell = _write(sheet, 1, column, head)
        cell.font, cell.fill, cell.border = Font(bold=True), _HEAD, _LINE
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.print_title_rows = "1:1"


def _write(sheet: Worksheet, row: int, column: int, value: Cell) -> object:
    """One cell: a number with the decimals of the report, or a text that is never a formula."""
    cell = sheet.cell(row, column)
    match value:
        case Amount():
            cell.value = value.rounded
            cell.number_format = "#,##0" + ("." + "0" * value.decimals if value.decimals > 0 else "")
        case str() if value:
            cell.value = value
            cell.data_type = "s"
            cell.alignment = Alignment(vertical="top", indent=1 if column > 1 else 0)
        case int():
            cell.value = value
    return cell


def _for_paper(sheet: Worksheet, title: str, edition: Openness) -> None:
    """A sheet prints on its side, as wide as the paper, with what it is about on every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.left.text = f"Cijfers {title}".replace("&", "&&")
    sheet.oddHeader.right.text = edition_line(edition)
    sheet.oddFooter.right.text = "&P van &N"


def _sheet_name(title: str) -> str:
    """A name that Excel takes: no signs of its own, and 31 characters at most, cut at a word."""
    name = _NO_NAME.sub(" ", title)
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME + 1].rsplit(" ", 1)[0]
