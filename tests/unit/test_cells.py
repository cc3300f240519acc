"""Cells are read block by block; what comes out does not depend on where a block ends."""

from __future__ import annotations

import gzip
import json

import pandas as pd
import pytest

from wijkanalyse.process import cells
from wijkanalyse.process.cells import read_cells
from wijkanalyse.process.odata import parse_numbers

ROWS = [
    {"ID": 0, "Gebied": "GM0099    ", "Cijfer_1": "    12.5", "Leeg_2": None},
    {"ID": 1, "Gebied": "WK009901  ", "Cijfer_1": "       .", "Leeg_2": None},
    {"ID": 2, "Gebied": "WK009902  ", "Cijfer_1": None, "Leeg_2": "     7.0", "Later_3": "x"},
    {"ID": 3, "Gebied": "WK009903  ", "Cijfer_1": "    12.5", "Later_3": None},
]


@pytest.fixture
def path(tmp_path):
    file = tmp_path / "UntypedDataSet.jsonl.gz"
    file.write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in ROWS).encode()))
    return file


@pytest.mark.parametrize("block", [1, 100, 10_000])
def test_every_text_is_where_it_was_whatever_the_size_of_a_block(path, monkeypatch, block):
    monkeypatch.setattr(cells, "BLOCK", block)
    found = read_cells(path).astype(str)
    expected = {
        "Gebied": ["GM0099", "WK009901", "WK009902", "WK009903"],
        "Cijfer_1": ["12.5", ".", "", "12.5"],
        "Leeg_2": ["", "", "7.0", ""],
        "Later_3": ["", "", "x", ""],
    }
    assert found.to_dict("list") == expected, "the number of the row is left out"


def test_more_texts_than_a_byte_can_count(tmp_path):
    file = tmp_path / "UntypedDataSet.jsonl.gz"
    numbers = [f"{n / 10:8.1f}" for n in range(1000)]
    file.write_bytes(gzip.compress("".join(json.dumps({"Cijfer_1": n}) + "\n" for n in numbers).encode()))
    column = read_cells(file).Cijfer_1
    assert column.astype(str).tolist() == [n.strip() for n in numbers]
    assert parse_numbers(column, "hier")[0].tolist() == [n / 10 for n in range(1000)]


def test_texts_and_categories_give_the_same_numbers():
    texts = pd.Series(["12.5", ".", "", "12.5"])
    as_texts, as_categories = parse_numbers(texts, "hier"), parse_numbers(texts.astype("category"), "hier")
    assert as_texts[1].tolist() == as_categories[1].tolist() == ["ok", "suppressed", "not_asked", "ok"]
    assert pd.Series(as_texts[0]).equals(pd.Series(as_categories[0]))
