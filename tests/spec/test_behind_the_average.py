"""Behind the average: the worked numbers of a hundred people and of buurten, each a row that can be checked by hand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from wijkanalyse.methods.hundred import of_hundred
from wijkanalyse.methods.spread import eta_squared

HERE = Path(__file__).parent


def rows_of(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def floats(cell: str) -> list[float]:
    return [float(x) for x in cell.split()]


@pytest.mark.parametrize("row", rows_of("hundred.csv"), ids=lambda row: row["case"])
def test_groups_of_a_whole_are_so_many_of_a_hundred(row):
    assert of_hundred(floats(row["counts"])) == [int(x) for x in row["hundred"].split()]


@pytest.mark.parametrize("row", rows_of("between_buurten.csv"), ids=lambda row: row["case"])
def test_so_much_of_the_differences_between_people_lies_between_buurten(row):
    shares, sizes = floats(row["shares"]), floats(row["sizes"])
    assert eta_squared(shares, sizes) == pytest.approx(float(row["eta"]), abs=5e-8)
    assert eta_squared(shares, sizes, rounded=True) == pytest.approx(float(row["rounded"]), abs=5e-8)
