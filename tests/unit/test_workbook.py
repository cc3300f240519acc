"""The workbook: what a spreadsheet program finds in it, held against the figures of the profile."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from wijkanalyse.publish.figure_rows import Amount, as_dutch_text
from wijkanalyse.publish.workbook import ABOUT, ESTIMATED, MEANING, workbook

DAY = dt.date(2026, 11, 30)


@pytest.fixture(scope="module")
def velp_book(verdicts_of) -> bytes:
    return workbook([verdicts_of("WK027502").profile], title="Velp", built=DAY)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def test_each_chapter_is_a_sheet_and_each_number_that_of_the_report(velp_book, verdicts_of):
    profile = verdicts_of("WK027502").profile
    book = opened(velp_book)
    titles = profile.catalogue.vocabulary.chapters
    assert book.sheetnames == [ABOUT, *titles.values(), MEANING]
    for chapter, title in titles.items():
        table = profile.table(chapter=chapter).set_index("label", drop=False)
        sheet = pd.DataFrame(book[title].values)
        heads, rows = list(sheet.iloc[0]), sheet.iloc[1:].reset_index(drop=True)
        labels = list(rows[heads.index("Cijfer")])
        assert set(table.label[table.value.notna()]) <= set(labels), f"a figure is missing in {title}"
        for number, wanted in enumerate(table.loc[labels].itertuples()):
            shown, why = rows[heads.index("Waarde")][number], rows[heads.index("Waarom geen waarde")][number]
            decimals = profile.catalogue.indicators[wanted.id].decimals
            if pd.isna(wanted.value):
                assert shown is None or pd.isna(shown), wanted.id
                assert why, f"{wanted.id} is absent without a reason"
            else:
                assert float(shown) == pytest.approx(wanted.value, abs=0.5 * 10**-decimals + 1e-9), wanted.id


def test_what_is_estimated_is_in_italics_and_the_first_sheet_says_so(velp_book):
    book = opened(velp_book)
    sheet = book["Gezondheid"]
    assert sheet["B2"].font.italic and sheet["J2"].value.startswith("geschat")
    assert not book["Bevolking en huishoudens"]["B2"].font.italic
    assert ESTIMATED in {row[0] for row in book[ABOUT].values}


def test_the_same_figures_and_day_give_the_same_bytes(velp_book, verdicts_of):
    assert velp_book == workbook([verdicts_of("WK027502").profile], title="Velp", built=DAY)
    with zipfile.ZipFile(io.BytesIO(velp_book)) as archive:
        assert b"2026-11-30T00:00:00Z</dcterms:modified>" in archive.read("docProps/core.xml")


def test_a_region_has_the_name_and_code_of_each_area_before_its_figures(verdicts_of):
    areas = [verdicts_of("WK027500").profile, verdicts_of("WK027502").profile]
    sheet = opened(workbook(areas, title="Rheden", built=DAY))["Gezondheid"]
    rows = list(sheet.values)
    assert rows[0][:3] == ("Gebied", "Code", "Cijfer")
    assert {row[1] for row in rows[1:]} == {"WK027500", "WK027502"}
    assert sheet.freeze_panes and sheet.auto_filter.ref


def test_no_text_is_a_formula(velp_book):
    for sheet in opened(velp_book):
        assert not [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert as_dutch_text(["=1+1", "-", "plus + min"]) == ["'=1+1", "'-", "plus + min"]


def test_dutch_text_of_numbers():
    assert as_dutch_text([Amount(1234.56, 1), Amount(-0.25, 1), 2024, None]) == ["1234,6", "-0,3", "2024", ""]


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not on this machine")
def test_an_office_program_opens_it(velp_book, tmp_path: Path):
    file = tmp_path / "velp.xlsx"
    file.write_bytes(velp_book)
    profile = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,"
         "false,false,false,3", "--outdir", str(tmp_path), str(file)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    (sheet,) = tmp_path.glob("*.csv")
    assert sheet.read_text(encoding="utf-8").startswith("Cijfer;Waarde;Eenheid;Jaar")
