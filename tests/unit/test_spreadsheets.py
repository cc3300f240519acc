"""Cells are read as the person who filled them in sees them; nothing is dropped or changed in silence."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from wijkanalyse.errors import RawDataError
from wijkanalyse.process.spreadsheets import CellError, read_texts, workbook_notes


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

    path = sheet(["a"], ["1"], ["2"], change=change)
    assert [(note.row, note.message) for note in workbook_notes(path)] == [
        (1, "only the first sheet (Sheet) is read; not used: Blad2"),
        (3, "is hidden in the sheet, but does count; all hidden rows: 3"),
    ]
    assert read_texts(path).a.tolist() == ["1", "2"]
    assert workbook_notes(sheet(["a"], ["1"])) == []
