"""The tidy layout: every fault is named with its row and column, and then nothing is used."""

from __future__ import annotations

import gzip
import math

import pandas as pd
import pytest

from wijkanalyse.errors import RawDataError
from wijkanalyse.process.figures import FIGURE_COLUMNS, STATUSES
from wijkanalyse.process.spreadsheets import MOST_FAULTS
from wijkanalyse.process.tidy import read_tidy

HEAD = "area_code,indicator,period,value\n"
GOOD = HEAD + "WK036300,eenzaam_pct,2022,41.5\nWK0363AA,inwoners_aantal,2022,\n"


@pytest.fixture
def own(source_card):
    return source_card("eigen_enquete", reader="tidy", family="eigen", openness="partners")


@pytest.fixture
def read(tmp_path, own, catalogue):
    """Read a text as a file of own figures."""

    def make(text, name="eigen_enquete.csv", encoding="utf-8"):
        path = tmp_path / name
        content = text.encode(encoding)
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
        return read_tidy(path, own, catalogue)

    return make


def faults_of(read, text, **more):
    """The lines of the message, without its heading."""
    with pytest.raises(RawDataError) as error:
        read(text, **more)
    heading, *faults = str(error.value).splitlines()
    assert heading.endswith(f"{len(faults)} faults; nothing of this file is used, so correct them:")
    return [f.removeprefix("  - ") for f in faults]


# --------------------------------------------------------------------------- read well


def test_figures_get_the_year_the_openness_and_the_kind_of_their_cards(read):
    first, second = read(GOOD).to_dict("records")
    assert list(first) == FIGURE_COLUMNS
    assert (first["area_code"], first["indicator"], first["period"], first["value"]) == (
        "WK036300",
        "eenzaam_pct",
        2022,
        41.5,
    )
    assert (first["status"], first["boundary_year"], first["source"]) == ("ok", 2022, "eigen_enquete")
    assert (first["openness"], first["estimate_type"]) == ("partners", "model")
    assert (second["status"], math.isnan(second["value"])) == ("not_published", True), "missing is never nought"


def test_a_reason_counts_and_bounds_may_come_along(read):
    found = read(
        "area_code,indicator,period,value,count,denominator,lower,upper,status\n"
        "WK036300,eenzaam_pct,2022,41.5,83,200,35,48,\n"
        "WK036301,eenzaam_pct,2022,,,,,,suppressed\n"
    )
    assert found[["count", "denominator", "lower", "upper"]].iloc[0].tolist() == [83, 200, 35, 48]
    assert found.status.tolist() == ["ok", "suppressed"]


@pytest.mark.parametrize(
    ("name", "text", "encoding"),
    [
        ("eigen_enquete.csv", GOOD.replace(",", ";"), "utf-8"),
        ("eigen_enquete.csv", GOOD, "utf-8-sig"),
        ("eigen_enquete.csv", GOOD.replace(",", ";"), "utf-8-sig"),
        ("eigen_enquete.csv", GOOD.replace("\n", "\r\n"), "utf-8"),
        ("eigen_enquete.csv", GOOD.replace(",", " , "), "utf-8"),
        ("eigen_enquete.csv", GOOD + "\n,,,\n", "utf-8"),
        ("eigen_enquete.csv.gz", GOOD, "utf-8"),
    ],
    ids=["semicolons", "mark of Excel", "both", "Windows lines", "spaces", "empty rows", "packed"],
)
def test_the_ways_in_which_a_spreadsheet_saves_csv_all_read_the_same(read, name, text, encoding):
    found = read(text, name, encoding)
    assert found.area_code.tolist() == ["WK036300", "WK0363AA"]
    assert found.value.iloc[0] == 41.5


def test_an_excel_workbook_reads_the_same(tmp_path, own, catalogue):
    rows = {"area_code": ["WK036300", "WK0363AA"], "indicator": ["eenzaam_pct"] * 2, "period": [2022, 2022]}
    path = tmp_path / "eigen_enquete.xlsx"
    pd.DataFrame({**rows, "value": [41.5, None]}).to_excel(path, index=False)
    found = read_tidy(path, own, catalogue)
    assert found.period.tolist() == [2022, 2022]
    assert (found.value.iloc[0], found.status.iloc[1]) == (41.5, "not_published")


# ------------------------------------------------------------------- faults in a cell

ALL = "area_code,indicator,period,value,count,denominator,lower,upper,status\n"
CELLS = {
    "decimal comma between quotes": (HEAD + 'WK036300,eenzaam_pct,2022,"41,5"',
        "row 2, value: '41,5' has a decimal comma; write a point"),
    "decimal comma between semicolons": (HEAD.replace(",", ";") + "WK036300;eenzaam_pct;2022;41,5",
        "row 2, value: '41,5' has a decimal comma; write a point"),
    "decimal comma in a file with commas": (HEAD + "WK036300,eenzaam_pct,2022,41,5",
        "row 2: has 5 cells, the heading has 4; is it cut off, or is there a decimal comma in a file with commas? "
        "Correct the row"),
    "a row cut off": (HEAD + "WK036300,eenzaam_pct",
        "row 2: has 2 cells, the heading has 4; is it cut off, or is there a decimal comma in a file with commas? "
        "Correct the row"),
    "small letters in a code": (HEAD + "wk036300,eenzaam_pct,2022,41",
        "row 2, area_code: 'wk036300' is not a code such as NL, GM0995, WK099511 or BU09951101"),
    "a code without its zero": (HEAD + "WK36300,eenzaam_pct,2022,41",
        "row 2, area_code: 'WK36300' is not a code such as NL, GM0995, WK099511 or BU09951101"),
    "an unknown indicator": (HEAD + "WK036300,eenzaamheid,2022,41",
        "row 2, indicator: 'eenzaamheid' has no card in the catalogue"),
    "a period that is a date": (HEAD + "WK036300,eenzaam_pct,2022-01-01,41",
        "row 2, period: '2022-01-01' is not a year such as 2022"),
    "a word": (HEAD + "WK036300,eenzaam_pct,2022,veel", "row 2, value: 'veel' is not a number"),
    "nan": (HEAD + "WK036300,eenzaam_pct,2022,NaN", "row 2, value: 'NaN' is not a number"),
    "inf": (HEAD + "WK036300,inwoners_aantal,2022,inf", "row 2, value: 'inf' is not a number that can be published"),
    "too large for a number": (HEAD + "WK036300,inwoners_aantal,2022,1e400",
        "row 2, value: '1e400' is not a number that can be published"),
    "above 100": (HEAD + "WK036300,eenzaam_pct,2022,100.1",
        "row 2, value: '100.1' is not a percentage between 0 and 100"),
    "below 0": (HEAD + "WK036300,eenzaam_pct,2022,-1", "row 2, value: '-1' is not a percentage between 0 and 100"),
    "a negative number of people": (HEAD + "WK036300,inwoners_aantal,2022,-5", "row 2, value: '-5' is negative"),
    "a negative count": (ALL + "WK036300,eenzaam_pct,2022,41,-2,200,,,", "row 2, count: '-2' is negative"),
    "a negative denominator": (ALL + "WK036300,eenzaam_pct,2022,41,2,-200,,,",
        "row 2, denominator: '-200' is negative"),
    "swapped bounds": (ALL + "WK036300,eenzaam_pct,2022,,,,48,35,not_published",
        "row 2, lower: '48' is above upper; are the bounds swapped?"),
    "outside its bounds": (ALL + "WK036300,eenzaam_pct,2022,41,,,42,48,",
        "row 2, value: '41' is outside its own bounds"),
    "an unknown status": (ALL + "WK036300,eenzaam_pct,2022,,,,,,geheim",
        f"row 2, status: 'geheim' is none of {', '.join(STATUSES)}"),
    "a value and a reason why there is none": (ALL + "WK036300,eenzaam_pct,2022,41,,,,,suppressed",
        "row 2, status: 'suppressed' says why there is no value, but there is one"),
    "ok without a value": (ALL + "WK036300,eenzaam_pct,2022,,,,,,ok", "row 2, status: 'ok' but there is no value"),
    "twice": (GOOD + "WK036300,eenzaam_pct,2022,42",
        "row 4, area_code: 'WK036300' has this indicator and period twice"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "fault"), CELLS.values(), ids=CELLS)
def test_a_fault_is_named_with_its_row_and_column(read, text, fault):
    assert faults_of(read, text) == [fault]


def test_negative_counts_are_seen_also_without_a_denominator(read):
    text = "area_code,indicator,period,value,count\nWK036300,eenzaam_pct,2022,41,-2\n"
    assert faults_of(read, text) == ["row 2, count: '-2' is negative"]


def test_rows_keep_the_number_that_a_spreadsheet_shows_below_empty_rows(read):
    assert faults_of(read, HEAD + "\nWK036300,eenzaam_pct,2022,41\n\n,,,\nWK036301,eenzaam_pct,2022,x\n") == [
        "row 6, value: 'x' is not a number"
    ]


def test_all_faults_of_a_file_are_named_at_once(read):
    rows = "Amsterdam,eenzaam_pct,2022,41\nWK036300,eenzaamheid,22,x\nWK036301,eenzaam_pct,2022,140\n"
    found = faults_of(read, HEAD + rows)
    assert sorted(f.split(":")[0] for f in found) == [
        "row 2, area_code", "row 3, indicator", "row 3, period", "row 3, value", "row 4, value",
    ]  # fmt: skip


def test_of_very_many_faults_the_first_are_named_and_the_rest_counted(read):
    text = HEAD + "".join(f"WK0363{n:02},eenzaam_pct,2022,x\n" for n in range(60))
    with pytest.raises(RawDataError) as error:
        read(text)
    heading, *faults = str(error.value).splitlines()
    assert "60 faults" in heading
    assert len(faults) == MOST_FAULTS + 1 and faults[-1] == "  - ... and 10 more"


def test_a_fault_in_an_excel_workbook_has_the_number_of_its_row(tmp_path, own, catalogue):
    path = tmp_path / "eigen_enquete.xlsx"
    rows = {"area_code": ["WK036300", "WK036301"], "indicator": ["eenzaam_pct"] * 2}
    pd.DataFrame({**rows, "period": [2022, pd.Timestamp("2022-01-01")], "value": [41, "41,5"]}).to_excel(
        path, index=False
    )
    with pytest.raises(RawDataError) as error:
        read_tidy(path, own, catalogue)
    assert "row 3, period: '2022-01-01' is not a year such as 2022" in str(error.value)
    assert "row 3, value: '41,5' has a decimal comma; write a point" in str(error.value)


# ------------------------------------------------------------------- faults in a file


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("area_code,indicator,value\nWK036300,eenzaam_pct,41\n", "missing: period; unknown: none"),
        (GOOD.replace("value", "waarde"), "missing: value; unknown: waarde"),
        ("area_code|indicator|period|value\n", "Is the separator a comma (or a semicolon in the whole file)?"),
    ],
)
def test_missing_and_unknown_columns_are_named(read, text, said):
    with pytest.raises(RawDataError, match="columns must be area_code, indicator, period, value and may be") as error:
        read(text)
    assert said in str(error.value)


def test_a_column_that_occurs_twice_is_named(read):
    text = "area_code,indicator,period,value,value\nWK036300,eenzaam_pct,2022,41,42\n"
    assert "row 1: column value occurs twice; keep one" in faults_of(read, text)


def test_an_empty_file_is_named(read):
    with pytest.raises(RawDataError, match=r"eigen_enquete.csv: cannot be read \(the file is empty\)"):
        read("")


def test_a_file_in_another_encoding_says_how_to_save_it(read):
    with pytest.raises(RawDataError, match=r"cannot be read .*Save it again as CSV \(UTF-8\) or as Excel workbook"):
        read(GOOD + "Wé,eenzaam_pct,2022,41\n", encoding="cp1252")


def test_a_file_that_is_not_there_is_named(tmp_path, own, catalogue):
    with pytest.raises(RawDataError, match=r"nergens.csv: is not there; put the CSV or Excel file beside its card"):
        read_tidy(tmp_path / "nergens.csv", own, catalogue)


@pytest.mark.parametrize("left", [5, 30, 60])
def test_a_packed_file_that_was_cut_off_is_refused(tmp_path, own, catalogue, left):
    path = tmp_path / "eigen_enquete.csv.gz"
    path.write_bytes(gzip.compress((GOOD * 3).encode())[:left])
    with pytest.raises(RawDataError, match=r"eigen_enquete.csv.gz: cannot be read"):
        read_tidy(path, own, catalogue)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"area_code,indicator\n"])
def test_something_else_than_a_workbook_is_refused(tmp_path, own, catalogue, content):
    path = tmp_path / "eigen_enquete.xlsx"
    path.write_bytes(content)
    with pytest.raises(RawDataError, match=r"eigen_enquete.xlsx: cannot be read"):
        read_tidy(path, own, catalogue)
