"""The committed example: read only when it is whole, and cut anew from the fetched tables."""

from __future__ import annotations

import gzip
import json
import shutil
from hashlib import sha256

import pandas as pd
import pytest
import yaml
from conftest import ROOT

from wijkanalyse.errors import RawDataError
from wijkanalyse.process import example as example_module
from wijkanalyse.process.build import ensure_processed
from wijkanalyse.process.example import CARD_FILE, EXAMPLE_COLUMNS, GEMEENTEN, read_example

FIGURES = "cbs_kwb_2022.csv.gz"


@pytest.fixture
def copy(tmp_path, example):
    """A copy of the committed example that may be damaged."""
    return shutil.copytree(example.example, tmp_path / "voorbeeld")


@pytest.fixture(scope="module")
def inputs(example, catalogue):
    return example_module.read_example(ROOT / "data" / "raw" / "voorbeeld", catalogue)  # read once for all tests


def refused(folder, catalogue):
    with pytest.raises(RawDataError) as error:
        read_example(folder, catalogue)
    return str(error.value)


def test_the_example_holds_its_ten_gemeenten_and_the_land(inputs):
    register = inputs.register
    found = register[register.area_level == "gemeente"].drop_duplicates("area_code")
    assert dict(zip(found.area_code, found.title, strict=True)) == GEMEENTEN
    assert set(register[register.area_level == "land"].boundary_year) == {2020, 2021, 2022, 2024}


def test_the_example_is_in_the_layout_of_own_figures(example):
    with gzip.open(example.example / FIGURES, "rt", encoding="utf-8") as text:
        assert text.readline().strip().split(",") == EXAMPLE_COLUMNS


def test_every_source_of_the_example_comes_with_its_citation_licence_and_stand_date(inputs):
    for source in inputs.sources:
        scores = source["id"].startswith("leefbaarometer_")
        assert source["citation"] and source["licence"] == ("CC0" if scores else "CC BY 4.0")
        assert (source["modified"] is None) == (scores or source["id"].startswith("pdok_")), source["id"]


def test_the_readme_names_every_table_of_the_example_with_its_stand_date_and_licence(example):
    text = (ROOT / "data" / "raw" / "README.md").read_text(encoding="utf-8")
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    card = yaml.safe_load((example.example / CARD_FILE).read_text(encoding="utf-8"))
    tables = [source for source in card["sources"] if source["table"]]
    assert len(tables) > 10
    for source in tables:
        (row,) = (line for line in rows if source["table"] in line)
        assert source["modified"][:10] in row and source["licence"] in row, source["id"]


def test_every_table_of_the_example_has_figures(inputs):
    assert all((frame.status == "ok").any() for frame in inputs.figures)


def test_the_example_is_at_most_a_few_megabytes(example):
    assert sum(p.stat().st_size for p in example.example.iterdir()) < 4_000_000


# --------------------------------------------------------------------------- damaged


def test_an_altered_file_is_refused_by_name_with_the_next_step(copy, catalogue):
    path = copy / FIGURES
    text = gzip.decompress(path.read_bytes())
    path.write_bytes(gzip.compress(text.replace(b"WK099511,inwoners_aantal", b"WK099512,inwoners_aantal")))
    said = refused(copy, catalogue)
    assert said.startswith(f"{path}: was altered or cut off: checksum ")
    assert said.endswith(f"Restore it with `git checkout {copy}`; figures of your own go in data/raw/eigen.")


def test_a_file_that_was_cut_off_is_refused_by_name_with_both_sizes(copy, catalogue):
    path = copy / "rivm_gezondheid_2020.csv.gz"
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    said = refused(copy, catalogue)
    assert f"{path}: was altered or cut off" in said
    assert f"({len(whole) // 2} bytes)" in said and f"({len(whole)} bytes)" in said


def test_an_outline_that_crosses_itself_is_repaired_and_named(copy, catalogue):
    path, card = copy / "pdok_wijken_2024.geojson.gz", copy / CARD_FILE
    before = path.read_bytes()
    outlines = json.loads(gzip.decompress(before))
    velp = next(f for f in outlines["features"] if f["properties"]["wijkcode"] == "WK027502")["geometry"]
    ring = velp["coordinates"][0][0] if velp["type"] == "MultiPolygon" else velp["coordinates"][0]
    middle = len(ring) // 2
    ring[1], ring[middle] = ring[middle], ring[1]
    path.write_bytes(after := gzip.compress(json.dumps(outlines).encode(), mtime=0))
    text = card.read_text(encoding="utf-8")
    for old, new in (
        (sha256(before).hexdigest(), sha256(after).hexdigest()),
        (f"bytes: {len(before)}", f"bytes: {len(after)}"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    card.write_text(text, encoding="utf-8")
    read = read_example(copy, catalogue)
    assert read.polygons["wijken", 2024].geometry.is_valid.all()
    assert read.faults == [
        f"{path.name}: 1 outlines are not valid and were repaired: WK027502. "
        "`wijkanalyse fetch` takes those of the source."
    ]


@pytest.mark.parametrize("name", [FIGURES, "gebieden.csv.gz", "verdeling.csv.gz", "pdok_wijken_2022.geojson.gz"])
def test_a_missing_file_is_named_with_the_next_step(copy, catalogue, name):
    (copy / name).unlink()
    assert refused(copy, catalogue) == f"{copy / name}: is missing; restore it with `git checkout {copy}`"


def test_a_missing_card_says_how_to_get_it_back(copy, catalogue):
    (copy / CARD_FILE).unlink()
    assert refused(copy, catalogue) == (
        f"{copy / CARD_FILE}: is not there, and no tables were fetched either. "
        "Restore it with `git checkout data/raw/voorbeeld`, or run `wijkanalyse fetch`."
    )


@pytest.mark.parametrize("text", ["", "files: [", "title: x\n", "files: [{name: x}]\nsources: []\n"])
def test_a_damaged_card_says_how_to_get_it_back(copy, catalogue, text):
    (copy / CARD_FILE).write_text(text, encoding="utf-8")
    said = refused(copy, catalogue)
    assert said.startswith(f"{copy / CARD_FILE}: is not a readable card (")
    assert said.endswith(f"Restore it with `git checkout {copy}`.")


def test_a_source_without_a_card_in_the_catalogue_is_named(copy, catalogue):
    path = copy / CARD_FILE
    card = yaml.safe_load(path.read_text(encoding="utf-8"))
    card["sources"][0]["id"] = "cbs_kbw_2020"
    path.write_text(yaml.safe_dump(card), encoding="utf-8")
    assert "names source 'cbs_kbw_2020', which no family in the catalogue has" in refused(copy, catalogue)


def test_nothing_is_built_from_a_damaged_example(example_tree, catalogue):
    whole = example_tree.example.resolve()
    example_tree.example.unlink()
    shutil.copytree(whole, example_tree.example)
    (example_tree.example / FIGURES).write_bytes(b"")
    with pytest.raises(RawDataError, match=rf"{FIGURES}: was altered or cut off"):
        ensure_processed(example_tree, catalogue)
    assert not (example_tree.processed / "figures.parquet").exists()


# -------------------------------------------------------------------------- the build


def test_every_figure_of_the_example_is_in_the_build_with_its_status(example, inputs):
    raw = pd.concat(inputs.figures)
    built = pd.read_parquet(example.processed / "figures.parquet")
    assert len(built) == len(raw)
    keys = ["area_code", "boundary_year", "indicator", "period"]
    both = raw[[*keys, "value", "status"]].merge(built.astype({k: raw[k].dtype for k in keys}), on=keys)
    assert len(both) == len(raw)
    pd.testing.assert_series_equal(both.value_x, both.value_y, check_names=False)
    assert (both.status_x.astype(str) == both.status_y.astype(str)).all(), "the example was cut after marking"
