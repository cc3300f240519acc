"""A closed file with a fault: no command says a cell of it, on the screen or in anything that it leaves behind."""

from __future__ import annotations

import os
import shutil

import pytest
from conftest import ROOT
from own_process import command, in_a_child

pytestmark = pytest.mark.skipif(os.environ.get("WIJKANALYSE_HOSTILE") != "all", reason="takes long: make hostile")

CELL = "KANARIE7654321"
CARD = """title: Enquete
producer: Wij
family: eigen
reader: tidy
boundary_year: 2022
licence: Niet verspreiden
citation: Wij, Enquete
about: Verzonnen.
openness: intern
kind: figures
"""
ROWS = f"""area_code;indicator;period;value;count;denominator
WK027500;roker_pct;2024;{CELL};50;400
{CELL};roker_pct;2024;12,5;50;400
WK027502;{CELL};2024;12,5;50;400
"""
COMMANDS = [
    ("process",), ("process", "--refresh", "--strict"), ("list", "Rheden"), ("sources",), ("kit", "WK027500"),
    ("report", "WK027502", "--edition", "intern"), ("document", "regio", "GM0275", "--edition", "intern"),
    ("reports", "WK027502", "--plan"), ("bundle", "WK027502"), ("export", "WK027502", "--to", "docx"),
    ("praktijk", "praktijk_x"), ("editie", "voorbeeld"), ("deel", "voorbeeld"),
]  # fmt: skip


@pytest.fixture
def faulty(example, example_tree, monkeypatch):
    paths = example_tree
    shutil.copytree(example.processed, paths.processed)
    shutil.copytree(ROOT / "notebooks", paths.notebooks)
    shutil.copytree(ROOT / "data" / "wijken" / "voorbeeld", paths.area_folders / "voorbeeld")
    closed = paths.root / "data" / "besloten"
    closed.mkdir()
    (closed / "m.yml").write_text(CARD, encoding="utf-8")
    (closed / "m.csv").write_text(ROWS, encoding="utf-8")
    monkeypatch.setenv("WIJKANALYSE_ROOT", str(paths.root))
    monkeypatch.chdir(paths.root)
    return paths


def test_no_command_says_or_keeps_a_cell_of_a_closed_file_with_faults(faulty):
    said = {words: in_a_child(command(*words), None)[1] for words in COMMANDS}
    assert [words for words, text in said.items() if CELL in text or "Traceback" in text] == []
    assert "m.csv" in said[("process",)] and "row 2" in said[("process",)], "it does say where to look"
    left = [p for p in faulty.root.rglob("*") if p.is_file() and CELL.encode() in p.read_bytes()]
    assert [p.relative_to(faulty.root).as_posix() for p in left] == ["data/besloten/m.csv"]
