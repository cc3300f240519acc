"""Own figures as people have them: wide tables of a GGD, Windows texts, patients per postcode."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from wijkanalyse.errors import RawDataError
from wijkanalyse.paths import Paths, find_paths
from wijkanalyse.process.own import read_own
from wijkanalyse.process.own_card import BY_POSTCODE

AREAS = [
    ("GM0995", "gemeente", "Lelystad", "GM0995"), ("WK099502", "wijk", "Wijk 02 Haven", "GM0995"),
    ("WK099503", "wijk", "Wijk 03 Bronnen", "GM0995"), ("WK099511", "wijk", "Wijk 11 Warande", "GM0995"),
    ("WK099512", "wijk", "Wijk 12 Haven", "GM0995"), ("BU09951101", "buurt", "Haven-Oost", "GM0995"),
    ("WK000301", "wijk", "Wijk 01 Warande", "GM0003"),
]  # fmt: skip
REGISTER = pd.DataFrame(AREAS, columns=["area_code", "area_level", "title", "gemeente_code"]).assign(boundary_year=2022)
CARD = {
    "title": "Gezondheid per wijk", "producer": "GGD", "family": "ggd", "reader": "tidy", "boundary_year": 2022,
    "licence": "Niet verspreiden", "citation": "GGD", "about": "Verzonnen.", "openness": "openbaar",
    "estimate_type": "model",
}  # fmt: skip
WIDE = {
    "header_row": 3, "area": "Wijk", "gemeente": "GM0995", "period": 2024,
    "columns": {"Eenzaam (%)": "eenzaam_pct", "Rookt (%)": "roker_pct"},
    "denominators": {"Eenzaam (%)": "Aantal ingevuld", "Rookt (%)": "Aantal ingevuld"},
    "ignore": ["Opmerking"], "skip_rows": ["Totaal", "Bron", "*"],
    "absent": {"-": "not_published", "<30": "suppressed"},
}  # fmt: skip
ROWS = [
    ["Gezondheid per wijk, volwassenen", None, None, None, None],
    [None, None, None, None, None],
    ["Wijk", "Eenzaam (%)", "Rookt (%)", "Aantal ingevuld", "Opmerking"],
    ["Warande", "41,3", 18.5, 312, None],
    ["Bronnen", "38,0%", "-", 188, "let op"],
    ["WK099502", "<30", "12,1", "45", None],
    ["Lelystad", "40,2", "17,9", 545, None],
    ["Totaal Lelystad", "40,2", "17,9", 545, None],
    [None, None, None, None, None],
    ["* gewogen naar leeftijd", None, None, None, None],
    ["Bron: GGD", None, None, None, None],
]  # fmt: skip


def bring(paths: Paths, rows: list[list] | bytes | str, *, folder="data/raw/eigen", name="ggd", **card) -> Path:
    place = paths.root / folder
    keys = {k: v for k, v in (CARD | card).items() if v is not None}
    (place / f"{name}.yml").write_text(yaml.safe_dump(keys, allow_unicode=True), encoding="utf-8")
    if not isinstance(rows, list):
        (place / f"{name}.csv").write_bytes(rows if isinstance(rows, bytes) else rows.encode())
        return place / f"{name}.csv"
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(place / f"{name}.xlsx")
    return place / f"{name}.xlsx"


def read(paths, catalogue):
    return read_own(paths, catalogue, REGISTER)


def faults_of(paths, catalogue) -> list[str]:
    with pytest.raises(RawDataError) as error:
        read(paths, catalogue)
    return [line.removeprefix("  - ") for line in str(error.value).splitlines() if line.startswith("  - ")]


# ------------------------------------------------------------------------- wide tables


def test_a_wide_table_becomes_one_row_per_area_and_indicator(paths, catalogue):
    bring(paths, ROWS, wide=WIDE)
    (figures,) = read(paths, catalogue).figures
    found = {(r.area_code, r.indicator): (r.value, r.denominator, r.status) for r in figures.fillna(-1).itertuples()}
    assert found == {
        ("WK099511", "eenzaam_pct"): (41.3, 312, "ok"),
        ("WK099511", "roker_pct"): (18.5, 312, "ok"),
        ("WK099503", "eenzaam_pct"): (38.0, 188, "ok"),
        ("WK099503", "roker_pct"): (-1, 188, "not_published"),
        ("WK099502", "eenzaam_pct"): (-1, 45, "suppressed"),
        ("WK099502", "roker_pct"): (12.1, 45, "ok"),
        ("GM0995", "eenzaam_pct"): (40.2, 545, "ok"),
        ("GM0995", "roker_pct"): (17.9, 545, "ok"),
    }
    assert set(figures.period) == {2024} and set(figures.estimate_type) == {"model"}


def test_the_same_table_as_windows_text_with_semicolons(paths, catalogue):
    lines = "Gezondheid per wijk\r\n\r\nWijk;Eenzaam (%);Beïnvloedt\r\nWarande;41,3;x\r\nBron: GGD Flevoland\r\n"
    wide = {"header_row": 3, "area": "Wijk", "gemeente": "GM0995", "period": 2024, "skip_rows": ["Bron"]}
    wide |= {"columns": {"Eenzaam (%)": "eenzaam_pct"}, "ignore": ["Beïnvloedt"]}
    bring(paths, lines.encode("cp1252"), wide=wide, encoding="windows-1252")
    (figures,) = read(paths, catalogue).figures
    assert figures[["area_code", "value"]].to_numpy().tolist() == [["WK099511", 41.3]]
    bring(paths, lines.encode("cp1252"), wide=wide)
    with pytest.raises(RawDataError, match=r"row 3 has a letter that is not UTF-8.*Or say `encoding: windows-1252`"):
        read(paths, catalogue)


def test_all_faults_of_a_wide_table_are_listed_by_row_and_title(paths, catalogue):
    rows = [
        *ROWS[:3],
        ["Warrande", "41,3", 18.5, 312, None],
        ["Haven", "41,3", 18.5, 312, None],
        ["Bronnen", "veel", 118.5, "1.312", None],
        ["Warande", "41,3", 18.5, 312, None],
        ["WK099511", "41,3", 18.5, 312, None],
        [None, "1,0", None, None, None],
        ["WK099599", "1,0", "-99997", None, None],
        ["Eindtotaal", "1,0", None, None, None],
    ]
    bring(paths, rows, wide=WIDE)
    assert faults_of(paths, catalogue) == [
        "row 4, Wijk: 'Warrande' is no wijk of GM0995 in these boundaries; did you mean Wijk 11 Warande?",
        "row 5, Wijk: 'Haven' is the name of WK099502 and WK099512; write the code",
        "row 6, Eenzaam (%): 'veel' is not a number; name what it means in `absent` of the card when it is unknown",
        "row 6, Rookt (%): '118.5' is not a percentage between 0 and 100",
        "row 6, Aantal ingevuld: '1.312' is not a whole number; write thousands without a point",
        "row 8, Wijk: 'WK099511' is there twice with this indicator, period",
        "row 9, Wijk: is empty: every row is of an area; name how this row begins in `skip_rows`",
        "row 10, Wijk: 'WK099599' does not exist in the boundaries of 2022; check it, or `boundary_year` of the card",
        "row 10, Rookt (%): '-99997' is how tables say that there is no figure; leave the cell empty",
        "row 11, Wijk: 'Eindtotaal' is no wijk of GM0995 in these boundaries; "
        "write the code, or name in `skip_rows` how the row begins",
    ]


def test_titles_that_the_card_or_the_file_does_not_know_are_named(paths, catalogue):
    wide = WIDE | {"columns": {"Eenzam (%)": "eenzaam_pct", "Rookt (%)": "rokers_pct"}, "denominators": {}}
    bring(paths, ROWS, wide=wide)
    assert faults_of(paths, catalogue) == [
        "row 3: there is no column 'Eenzam (%)', which the card names; did you mean Eenzaam (%)?",
        "row 3, Rookt (%): the card says 'rokers_pct', which has no card in the catalogue; "
        "did you mean roker_pct (Rookt)?",
        "row 3, Eenzaam (%): the card does not say what this column is; "
        "name it in `columns`, `denominators` or `ignore`",
        "row 3, Aantal ingevuld: the card does not say what this column is; "
        "name it in `columns`, `denominators` or `ignore`",
    ]


def test_a_footnote_is_skipped_as_a_word_and_an_area_is_not(paths, catalogue):
    """Bronnen begins as Bron does."""
    bring(paths, ROWS, wide=WIDE)
    (figures,) = read(paths, catalogue).figures
    assert "WK099503" in set(figures.area_code)


def test_names_without_a_gemeente_are_refused(paths, catalogue):
    bring(paths, [*ROWS[:4]], wide={k: v for k, v in WIDE.items() if k != "gemeente"})
    assert faults_of(paths, catalogue) == [
        "row 4, Wijk: 'Warande' is no code; with names the card has to say in which `gemeente` they are"
    ]


def test_a_sheet_that_is_not_there_and_a_heading_below_the_end_are_named(paths, catalogue):
    bring(paths, ROWS, wide=WIDE | {"sheet": "Tabel 2"})
    with pytest.raises(RawDataError, match="has no sheet 'Tabel 2'; there are Sheet"):
        read(paths, catalogue)
    bring(paths, ROWS, wide=WIDE | {"header_row": 30})
    with pytest.raises(RawDataError, match="the heading is said to be on row 30, and there are 11 rows"):
        read(paths, catalogue)


def test_a_closed_wide_table_needs_the_people_behind_each_share(paths, catalogue):
    closed = {"openness": "intern", "folder": "data/besloten"}
    bring(paths, ROWS, wide=WIDE, **closed)
    assert len(read(paths, catalogue).figures[0]) == 8
    bring(paths, ROWS, wide=WIDE | {"denominators": {}, "ignore": ["Opmerking", "Aantal ingevuld"]}, **closed)
    assert faults_of(paths, catalogue)[0].startswith("row 4, Eenzaam (%): this cell has no denominator")


def test_of_a_closed_wide_table_neither_titles_nor_names_nor_sheets_are_quoted(paths, catalogue):
    closed = {"openness": "intern", "folder": "data/besloten"}
    rows = [[*row[:3], "Aantal ingevuld" if n == 2 else row[3], row[4]] for n, row in enumerate(ROWS)]
    rows[2][4] = "Kanarie"
    rows[3][0] = "Kanariewijk"
    bring(paths, rows, wide=WIDE, **closed)
    assert "title 5: the card does not say" in faults_of(paths, catalogue)[0]
    bring(paths, rows, wide=WIDE | {"ignore": ["Kanarie"]}, **closed)
    assert faults_of(paths, catalogue)[0].startswith("row 4, Wijk: this cell is no wijk of GM0995")
    path = bring(paths, rows, wide=WIDE | {"sheet": "Tabel"}, **closed)
    book = load_workbook(path)
    book.active.title = "Kanarie"
    book.save(path)
    with pytest.raises(RawDataError, match="has no sheet 'Tabel' among its 1") as error:
        read(paths, catalogue)
    assert "Kanarie" not in str(error.value)


# -------------------------------------------------------------------------- postcodes

TABLE = "postcode,area_code,share\n8222AB,WK099511,\n8222,WK099502,0.75\n8222,WK099503,0.25\n"
PATIENTS = {
    "kind": "patients",
    "openness": "intern",
    "folder": "data/besloten",
    "postcodes": "pc",
    "estimate_type": None,
}


def table_beside(paths, text):
    (paths.root / "data/besloten/pc.csv").write_text(text, encoding="utf-8")


def test_patients_per_postcode_become_patients_per_area(paths, catalogue):
    table_beside(paths, TABLE.replace("WK099511,", "WK099511,1"))
    bring(paths, "postcode,patients\n8222 ab,100\n8222XY,200\n8222,40\n1011AA,25\n", name="lijst", **PATIENTS)
    data = read(paths, catalogue)
    found = dict(data.patients["lijst"].to_numpy().tolist())
    assert found == {"WK099511": 100.0, "WK099502": 180.0, "WK099503": 60.0, "overig": 25.0}
    (note,) = data.notes
    assert note.endswith(
        "lijst.csv: 1 of 4 postcodes are not in the table (7% of the patients); they count as 'overig': "
        "people who live elsewhere"
    )


def test_a_postcode_of_few_patients_is_never_handed_on(paths, catalogue):
    table_beside(paths, "postcode,area_code\n8222AB,WK099511\n8222AC,WK099502\n8222AD,WK099503\n")
    bring(paths, "postcode,patients\n8222AB,100\n8222AC,1\n8222AD,40\n", name="lijst", **PATIENTS)
    assert dict(read(paths, catalogue).patients["lijst"].to_numpy().tolist()) == {"WK099511": 100.0, "overig": 41.0}


def test_a_list_of_postcodes_is_intern(paths, catalogue):
    table_beside(paths, TABLE)
    bring(paths, "postcode,patients\n8222AB,100\n", name="lijst", **(PATIENTS | {"openness": "partners"}))
    assert "goes with kind patients and openness intern" in faults_of(paths, catalogue)[0]


def test_all_faults_of_postcodes_and_of_their_table_are_listed(paths, catalogue):
    table_beside(paths, TABLE)
    bring(paths, "postcode,patients\n8222AB,100\nLelystad,5\n8222ab,1.200\n82,x\n", name="lijst", **PATIENTS)
    assert faults_of(paths, catalogue) == [
        "row 3, postcode: this cell is not a postcode such as 6881 or 6881AB",
        "row 4, postcode: this cell is there twice",
        "row 4, patients: this cell is not a whole number; write thousands without a point",
        "row 5, postcode: this cell is not a postcode such as 6881 or 6881AB",
        "row 5, patients: this cell is not a number; leave the row out when it is unknown",
    ]
    bring(paths, "postcode,patients\n8222AB,100\n", name="lijst", **PATIENTS)
    table_beside(paths, "postcode,area_code\n8222,WK099511\n8222,WK099502\n12,Warande\n8223,WK099999\n")
    assert faults_of(paths, catalogue) == [
        "row 2, postcode: this cell has shares that add up to 2.00 and not to 1; "
        "a postcode in several areas needs a column `share`",
        "row 4, area_code: this cell is not a code such as WK099511",
        "row 4, postcode: this cell is not a postcode such as 6881 or 6881AB",
        "row 5, area_code: this cell does not exist in the boundaries of the card",
    ]


def test_the_template_of_postcodes_has_its_columns_and_example_rows():
    template = find_paths(Path(__file__)).raw / "sjablonen" / BY_POSTCODE.template
    heading, *rows = template.read_text(encoding="utf-8").splitlines()
    assert heading == ",".join(BY_POSTCODE.columns)
    assert [row.startswith("VOORBEELD ") for row in rows] == [True, True]


# ------------------------------------------------------------- slips of the pen in any file

POINT = "is not a whole number; write thousands without a point"
SIGN = "is how tables say that there is no figure; leave the cell empty"
LONG = "area_code,indicator,period,value,count,denominator\n"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("inwoners_aantal,2024,17.765,,", f"value: '17.765' {POINT}"),
        ("inwoners_aantal,2024,12.000,,", f"value: '12.000' {POINT}"),
        ("roker_pct,2024,13.9,1.533,11040", f"count: '1.533' {POINT}"),
        ("wmo_per_1000,2024,-99997,,", f"value: '-99997' {SIGN}"),
        ("woz_waarde_x1000_euro,2024,99999,,", f"value: '99999' {SIGN}"),
        ("wmo_per_1000,2024,-3,,", "value: '-3' is negative"),
        ("roker_pct,2024,50,0,0", "denominator: '0' is a group of nobody, and yet there is a value"),
    ],
)
def test_a_number_that_cannot_be_meant_is_refused(paths, catalogue, row, fault):
    name = row.partition(",")[0]
    assert name in catalogue.indicators
    bring(paths, f"{LONG}WK099511,{row}\n")
    assert faults_of(paths, catalogue) == [f"row 2, {fault}"]


def test_a_number_that_looks_odd_is_told_and_used(paths, catalogue):
    bring(paths, f"{LONG}WK099511,eenzaam_pct,2024,0.139,,\nWK099502,roker_pct,2024,11.1,46,550\n")
    data = read(paths, catalogue)
    assert [note.partition(".csv: ")[2] for note in data.notes] == [
        "row 2, value: '0.139' is below 1 percent; were fractions meant (0.139 for 13.9%)?",
        "row 3, value: '11.1' does not follow from its own count and denominator; is it weighted?",
    ]
    assert data.figures[0].value.tolist() == [0.139, 11.1]


def test_an_empty_value_follows_from_its_count_and_denominator(paths, catalogue):
    bring(paths, f"{LONG}WK099511,roker_pct,2024,,1533,11040\nWK099502,roker_pct,2024,,,\n")
    (figures,) = read(paths, catalogue).figures
    assert figures.value[0] == pytest.approx(13.886, abs=0.001)
    assert figures.status.tolist() == ["ok", "not_published"] and figures.method.tolist() == ["computed", "published"]


def test_a_share_that_excel_shows_as_a_percentage_is_that_percentage(paths, catalogue):
    path = bring(paths, [["area_code", "indicator", "period", "value"], ["WK099511", "roker_pct", 2024, 0.139]])
    book = load_workbook(path)
    book.active["D2"].number_format = "0.0%"
    book.save(path)
    assert read(paths, catalogue).figures[0].value.tolist() == [13.9]


def test_a_key_that_is_twice_on_a_card_is_refused(paths, catalogue):
    path = bring(paths, f"{LONG}WK099511,roker_pct,2024,13,,\n", folder="data/besloten", openness="intern")
    card = path.with_suffix(".yml")
    card.write_text(card.read_text(encoding="utf-8") + "openness: openbaar\n", encoding="utf-8")
    with pytest.raises(RawDataError, match=r"besloten/ggd\.yml: is not readable as YAML: key openness occurs twice"):
        read(paths, catalogue)


def test_files_that_nobody_reads_are_named_and_those_of_programs_are_not(paths, catalogue):
    bring(paths, f"{LONG}WK099511,roker_pct,2024,13,,\n")
    for name in ("~$ggd.xlsx", "._ggd.yml", ".DS_Store"):
        (paths.own / name).write_bytes(b"x")
    assert len(read(paths, catalogue).figures) == 1
    closed = paths.root / "data" / "besloten"
    (closed / "2024").mkdir()
    (closed / "rapporten").mkdir()
    for name in ("m.yaml", "M.CSV", "oud.xls", "blad.ods", "los.csv", "2024/m.csv", "rapporten/cijfers.csv"):
        (closed / name).write_bytes(b"x")
    with pytest.raises(RawDataError) as error:
        read(paths, catalogue)
    message = str(error.value)
    assert "m.yaml: is not used: a card ends in .yml. Name it m.yml" in message
    assert "M.CSV: is not used: its name ends in capitals. Name it M.csv" in message
    for name in ("oud.xls", "blad.ods"):
        assert f"{name}: is not used: own files end in .csv or .xlsx" in message
    assert "los.csv: has no card los.yml beside it, so it would not be used" in message
    assert "2024: is a folder, and what is in it is not used. Put m.csv and its card in" in message
    assert "rapporten" not in message


def test_hidden_rows_and_columns_and_other_sheets_are_told(paths, catalogue):
    path = bring(paths, [["area_code", "indicator", "period", "value"], ["WK099511", "roker_pct", 2024, 13]])
    book = load_workbook(path)
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions.group("B", "C", hidden=True)
    book.create_sheet("2023").append(["x"])
    book.save(path)
    notes = [note.partition(".xlsx: ")[2] for note in read(paths, catalogue).notes]
    assert notes == [
        "row 1: only the first sheet (Sheet) is read; not used: 2023",
        "row 2: is hidden in the sheet, but does count; all hidden rows: 2",
        "row 1: the sheet has hidden columns, which do count: B, C",
    ]


def test_a_cell_far_away_without_anything_in_it_costs_nothing(paths, catalogue):
    path = bring(paths, [["area_code", "indicator", "period", "value"], ["WK099511", "roker_pct", 2024, 13]])
    book = load_workbook(path)
    book.active["XFD20000"].font = Font(bold=True)
    book.active["A1048576"].font = Font(bold=True)
    book.save(path)
    assert read(paths, catalogue).figures[0].value.tolist() == [13]
