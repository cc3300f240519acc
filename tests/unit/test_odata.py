"""Cells of a downloaded table: numbers, and the two ways in which there is none."""

from __future__ import annotations

import gzip

import numpy as np
import pandas as pd
import pytest

from wijkanalyse.errors import RawDataError
from wijkanalyse.process.odata import RawTable, parse_numbers

TOPICS = ["AantalInwoners_5"]
ROWS = [
    {"WijkenEnBuurten": "NL00", "AantalInwoners_5": "100"},
    {"WijkenEnBuurten": "WK0363AA", "AantalInwoners_5": "."},
    {"WijkenEnBuurten": "WK036301", "AantalInwoners_5": None},
]


def test_blank_and_a_dot_are_kept_apart():
    values, status = parse_numbers(pd.Series(["12.5", ".", "", "-3"]), "tabel")
    assert status.tolist() == ["ok", "suppressed", "not_asked", "ok"]
    assert values[[0, 3]].tolist() == [12.5, -3] and np.isnan(values[[1, 2]]).all()


def test_a_nought_is_a_number_and_not_absent():
    values, status = parse_numbers(pd.Series(["0"]), "tabel")
    assert (values.tolist(), status.tolist()) == ([0.0], ["ok"])


@pytest.mark.parametrize("symbol", ["x", "12,5", "..", "inf", "nan", "1 000"])
def test_a_strange_symbol_names_the_column_and_the_cell(symbol):
    with pytest.raises(RawDataError) as error:
        parse_numbers(pd.Series(["1", symbol, ".", symbol]), "inwoners_aantal.yml in cbs_kwb_2022, AantalInwoners_5")
    assert str(error.value) == (
        "inwoners_aantal.yml in cbs_kwb_2022, AantalInwoners_5: 2 cells are neither a number, '.' nor blank, "
        f"for example {symbol!r}. Has the producer introduced a new symbol? See the description of the table."
    )


def test_cells_and_codes_lose_their_padding(raw_table, source_card):
    cells = raw_table(source_card(), TOPICS, ROWS).cells
    assert cells.region.tolist() == ["NL", "WK0363AA", "WK036301"]
    assert cells.AantalInwoners_5.tolist() == ["100", ".", ""]


def test_names_come_from_the_dimension_and_codes_may_hold_letters(raw_table, source_card):
    table = raw_table(source_card(), TOPICS, ROWS, titles={"WK0363AA": "Haarlemmerbuurt  "})
    assert table.region_titles["WK0363AA"] == "Haarlemmerbuurt"


def test_a_table_without_regions_says_what_it_has(raw_table, source_card, monkeypatch):
    table = raw_table(source_card(), TOPICS, ROWS)
    monkeypatch.setattr(RawTable, "geography", "")
    said = "expected a column of a dimension of type Geo with regions, got 3 rows with WijkenEnBuurten"
    with pytest.raises(RawDataError, match=said):
        _ = table.cells


@pytest.mark.parametrize("geography", ["WijkenEnBuurten", "Wijken", "RegioS"])
def test_regions_are_found_by_the_type_of_their_dimension_and_provinces_are_left_out(raw_table, source_card, geography):
    rows = [{geography: code, TOPICS[0]: "1"} for code in ("NL01", "PV20", "GG7306", "GM0363", "WK036301")]
    table = raw_table(source_card(), TOPICS, rows, titles={"NL01": "Nederland", "GM0363": "Amsterdam"})
    assert table.cells.region.tolist() == ["NL", "GM0363", "WK036301"]
    assert table.region_titles == {"NL": "Nederland", "GM0363": "Amsterdam", "WK036301": "Wijk 01 WK036301"}


def test_of_several_lands_the_one_called_nederland_counts(raw_table, source_card):
    rows = [{"WijkenEnBuurten": c, TOPICS[0]: n} for c, n in (("NL00", "3"), ("NL01", "2"), ("NL98", "1"))]
    table = raw_table(source_card(), TOPICS, rows, titles={"NL00": "Totaal", "NL01": "Nederland", "NL98": "Buitenland"})
    assert table.cells[["region", TOPICS[0]]].to_numpy().tolist() == [["NL", "2"]]


def test_a_table_that_was_cut_off_is_not_opened(raw_table, source_card):
    source = source_card()
    folder = raw_table(source, TOPICS, ROWS).folder
    data = folder / "UntypedDataSet.jsonl.gz"
    data.write_bytes(data.read_bytes()[:-10])
    with pytest.raises(RawDataError, match=r"UntypedDataSet.jsonl.gz: expected \d+ bytes, got \d+"):
        RawTable.open(source, folder)


def test_a_table_that_was_altered_is_not_opened(raw_table, source_card):
    source = source_card()
    folder = raw_table(source, TOPICS, ROWS).folder
    data = folder / "UntypedDataSet.jsonl.gz"
    text = gzip.decompress(data.read_bytes()).replace(b"100", b"999")
    data.write_bytes(gzip.compress(text))
    with pytest.raises(RawDataError, match=r"wijkanalyse fetch cbs_kwb_2022 --refresh"):
        RawTable.open(source, folder)
