"""Cells are read as the person who filled them in sees them; nothing is dropped or changed in silence."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from wijkanalyse.errors import RawDataError
from wijkanalyse.process.spreadsheets import MOST_FAULTS, CellError, read_texts


@pytest.fixture
def sheet(tmp_path: Path):
    """Write a workbook with these rows, changed as Excel users do, and return its path."""

    def make(*rows: list, change=lambda book, sheet: None) -> Path:
        book = Workbook()
        for row in rows:
            book.active.append(row)
        change(book, book.active)
        book.save(tmp_path / "blad.xlsx")
        return tmp_path / "blad.xlsx"

    return make


@pytest.fixture
def altered(sheet, tmp_path: Path):
    """Write a workbook of which a part was changed by a function of its name and bytes; None leaves the part out."""

    def make(change) -> Path:
        whole, path = sheet(["code", "waarde"], ["WK000101", 5]), tmp_path / "anders.xlsx"
        with ZipFile(whole) as old, ZipFile(path, "w", ZIP_DEFLATED) as new:
            for member in old.namelist():
                if (part := change(member, old.read(member))) is not None:
                    new.writestr(member, part)
        return path

    return make


@pytest.fixture
def text(tmp_path: Path):
    def make(content: str | bytes) -> Path:
        path = tmp_path / "blad.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def formatted(cell: str, form: str):
    def change(book: Workbook, sheet: Worksheet) -> None:
        sheet[cell].number_format = form

    return change


def faults_of(path: Path) -> list[str]:
    with pytest.raises(CellError) as error:
        read_texts(path)
    return [str(f) for f in error.value.faults]


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (0.45, "0%", "45%"),
        (0.455, "0.0%", "45.5%"),
        (0.07, "0%", "7%"),
        (1, "0%", "100%"),
        (45, '0" %"', "45"),
        (612345678, "0000000000", "0612345678"),
        (1200, "#,##0", "1200"),
        (12.5, "General", "12.5"),
        (dt.date(2026, 11, 21), "dd-mm-yyyy", "2026-11-21"),
        (dt.datetime(2026, 11, 21, 14, 30), "dd-mm-yyyy hh:mm", "2026-11-21 14:30:00"),
        ("NA", "General", "NA"),
        (" Eén café ", "General", "Eén café"),
    ],
)
def test_a_cell_is_read_as_excel_shows_it(sheet, value, form, shown):
    rows = read_texts(sheet(["a", "b"], ["x", value], change=formatted("B2", form)))
    assert rows.b.tolist() == [shown]


def test_a_formula_without_a_kept_result_and_an_error_of_excel_are_named_by_cell(sheet):
    def change(book: Workbook, sheet: Worksheet) -> None:
        sheet["B2"] = '=A2&"x"'
        sheet["B4"] = "#N/A"
        sheet["B4"].data_type = "e"

    assert faults_of(sheet(["a", "b"], ["x", ""], [None], ["y", ""], change=change)) == [
        "row 2, b: is a formula of which the result was not kept; save the file in Excel, or paste the value",
        "row 4, b: is an error of Excel (#N/A); correct it, or clear the cell",
    ]


def test_rows_keep_the_number_of_the_spreadsheet_after_empty_ones(sheet, text):
    assert (read_texts(sheet(["a"], ["x"], [None], [" "], ["y"], [None])).index + 2).tolist() == [2, 5]
    assert (read_texts(text('a;b\n\n;\n"two\nlines";1\ny;2\n\n')).index + 2).tolist() == [4, 5]


def test_empty_columns_without_a_name_are_left_out(sheet, text):
    assert read_texts(sheet([None, "a", "b", "", None], [None, "1", "2", " ", None])).to_dict("list") == {
        "a": ["1"],
        "b": ["2"],
    }
    assert list(read_texts(text("a;b;;\n1;2;;\n3;4\n5;6;;;\n")).a) == ["1", "3", "5"]


def test_text_without_a_heading_above_it_is_named_by_its_cell(sheet, text):
    told = "'let op' stands under no heading; the names of the columns have to be on row 1"
    assert faults_of(sheet(["a", "b"], ["1", "2"], ["3", "4", "let op"])) == [f"row 3, column C: {told}"]
    assert faults_of(text("a;b;\n1;2;\n3;4;let op\n")) == [f"row 3, column C: {told}"]


def test_a_heading_on_another_row_is_told_once(text, sheet):
    assert faults_of(text("\na;b\n1;2\n")) == ["row 1: is empty; the heading has to be on row 1"]
    (told,) = faults_of(text("sep=;\na;b\n1;2\n"))
    assert told.startswith("row 1: is 'sep='; remove this line")
    assert faults_of(sheet(["Titel"], ["a", "b"]))[0].startswith("row 2, column B: 'b' stands under no heading")


def test_tabs_semicolons_and_commas_are_told_apart(text):
    for content in ("a;b\n1,5;x, y\n", "a\tb\n1,5\tx, y\n", 'a,b\r\n"1,5","x, y"\r\n', "\ufeffa;b\r\n1,5;x, y\r\n"):
        assert read_texts(text(content)).to_dict("list") == {"a": ["1,5"], "b": ["x, y"]}


def test_a_quotation_mark_that_is_not_closed_does_not_swallow_the_rows_after_it(text):
    with pytest.raises(RawDataError, match="row 3: a quotation mark"):
        read_texts(text('a;b\n1;x\n2;"open\n3;y\n'))
    with pytest.raises(RawDataError, match="row 2: a quotation mark"):
        read_texts(text('a;b\n"Samen" eten;y\n'))


def test_letters_in_another_encoding_are_named_with_their_row(text):
    with pytest.raises(RawDataError, match=r"row 3 has a letter that is not UTF-8\). Save it again as CSV \(UTF-8\)"):
        read_texts(text("a;b\r\n1;x\r\n2;geïnd\r\n".encode("cp1252")))
    with pytest.raises(RawDataError, match="row 2 has a character that is no text"):
        read_texts(text("a;b\n1;\0\n"))


def test_other_sheets_and_hidden_rows_are_told(sheet):
    def change(book: Workbook, sheet: Worksheet) -> None:
        book.create_sheet("Blad2").append(["meer"])
        book.create_sheet("Leeg")
        sheet.row_dimensions[3].hidden = True
        sheet.column_dimensions.group("B", "D", hidden=True)

    path = sheet(["a", "b", "c"], ["1", "x", ""], ["2", "", "z"], change=change)
    notes = []
    assert read_texts(path, notes=notes).a.tolist() == ["1", "2"]
    assert [(note.row, note.message) for note in notes] == [
        (1, "only the first sheet (Sheet) is read; not used: Blad2"),
        (3, "is hidden in the sheet, but does count; all hidden rows: 3"),
        (1, "the sheet has hidden columns, which do count: B, C"),
    ]
    assert not [note.bare for note in notes if "Blad2" in note.bare or "Sheet" in note.bare]
    read_texts(sheet(["a"], ["1"]), notes=(none := []))
    assert none == []


# ------------------------------------------------------------------ workbooks as they come


@pytest.mark.parametrize("cell", ["D1048576", "XFD20000"])
def test_a_colour_far_away_is_no_part_of_the_sheet(sheet, cell):
    def change(book: Workbook, sheet: Worksheet) -> None:
        sheet[cell].fill = PatternFill("solid", fgColor="ff0000")

    assert read_texts(sheet(["a", "b"], ["x", 1], change=change)).to_numpy().tolist() == [["x", "1"]]


def test_a_hundred_thousand_cells_that_only_have_a_format_cost_nothing(altered):
    rows = b"".join(b'<row r="%d" ht="20"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 100_000))

    def change(name: str, part: bytes) -> bytes:
        return part.replace(b"</sheetData>", rows + b"</sheetData>") if name.endswith("sheet1.xml") else part

    path = altered(change)
    started = time.process_time()
    assert len(read_texts(path)) == 1
    assert time.process_time() - started < 2


def test_a_word_far_away_is_named_by_its_cell(sheet):
    def change(book: Workbook, sheet: Worksheet) -> None:
        sheet["XFD1048576"] = "x"

    with pytest.raises(RawDataError, match="far away from the rest, in cell XFD1048576; clear it"):
        read_texts(sheet(["a", "b"], ["x", 1], change=change))


BROKEN = {
    "a cut sheet": lambda name, part: part[: len(part) // 2] if name.endswith("sheet1.xml") else part,
    "no sheet": lambda name, part: None if name.endswith("sheet1.xml") else part,
    "a cut list of sheets": lambda name, part: part[:40] if name.endswith("/workbook.xml") else part,
    "entities": lambda name, part: b'<!DOCTYPE a [<!ENTITY x "y">]>' + part if name.endswith("sheet1.xml") else part,
    "another kind of part": lambda name, part: b"{}" if name.endswith("styles.xml") else part,
    "no types": lambda name, part: None if name.startswith("[Content") else part,
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_a_workbook_with_a_broken_part_is_a_fault_of_that_file(altered, change):
    with pytest.raises(RawDataError, match=r"anders\.xlsx: cannot be read \(.+\)\. Save it again"):
        read_texts(altered(change))


def test_a_workbook_with_a_password_and_one_that_is_none_are_told_apart(tmp_path):
    path = tmp_path / "blad.xlsx"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600)
    with pytest.raises(RawDataError, match="has a password, or is of an Excel before 2007"):
        read_texts(path)
    path.write_text("a;b\n1;2\n")
    with pytest.raises(RawDataError, match="it is no Excel workbook, or a damaged one"):
        read_texts(path)


def test_a_sheet_with_a_chart_is_passed_over_and_a_workbook_of_only_charts_is_told(sheet):
    def before(book: Workbook, sheet: Worksheet) -> None:
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=2, min_row=1, max_row=2))
        book.create_chartsheet("Grafiek", 0).add_chart(chart)

    def alone(book: Workbook, sheet: Worksheet) -> None:
        before(book, sheet)
        book.remove(sheet)

    assert len(read_texts(sheet(["a", "b"], ["x", 1], change=before))) == 1
    with pytest.raises(RawDataError, match="no sheet with cells, only charts"):
        read_texts(sheet(["a", "b"], ["x", 1], change=alone))


def test_the_first_sheet_that_a_person_sees_is_read(sheet):
    def change(book: Workbook, sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden"
        book.create_sheet("Cijfers").append(["c"])
        book["Cijfers"].append(["y"])
        book.active = 1

    assert read_texts(sheet(["a"], ["x"], change=change)).c.tolist() == ["y"]


def test_of_many_faults_the_first_are_told_and_the_others_counted(text):
    path = text("a;b;c\n" + "1;2\n" * 20_000)
    started = time.process_time()
    with pytest.raises(CellError, match="20000 faults") as error:
        read_texts(path)
    assert time.process_time() - started < 2
    lines = str(error.value).splitlines()
    assert len(lines) == MOST_FAULTS + 2
    assert lines[-1] == f"  - ... and {20_000 - MOST_FAULTS} more"


def test_a_heading_of_many_columns_takes_no_longer_than_its_cells(text):
    started = time.process_time()
    with pytest.raises(CellError, match="column a occurs twice"):
        read_texts(text(";".join(["a"] * 30_000 + [""] * 30_000) + "\n" + "x\n" * 20_000))
    assert time.process_time() - started < 2
