"""From data/raw to data/processed: whole or not at all, and only when something changed."""

from __future__ import annotations

import hashlib
import json
import pickle
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
import time
from dataclasses import replace

import pandas as pd
import pytest
import yaml
from conftest import family_with, write_table

from wijkanalyse.disclosure import DisclosureError
from wijkanalyse.errors import ProcessedDataError, RawDataError
from wijkanalyse.paths import Paths
from wijkanalyse.process import build as module
from wijkanalyse.process.build import build, ensure_processed, extract_example, fingerprint_of

TOPICS = [
    "IndelingswijzigingGemeenteWijkBuurt_4", "AantalInwoners_5", "k_65JaarOfOuder_12", "OppervlakteTotaal_108",
    "MateVanStedelijkheid_115",
]  # fmt: skip
TITLES = {"NL00": "Nederland", "GM0001": "Waterstad", "WK000101": "Wijk 01 Centrum", "WK000102": "Wijk 02 Leeg"}
OWN_CARD = {
    "title": "Enquête", "producer": "Wijkteam", "family": "eigen", "reader": "tidy", "boundary_year": 2022,
    "licence": "Eigen gebruik", "citation": "Wijkteam, enquête 2023", "openness": "openbaar", "about": "Verzonnen.",
}  # fmt: skip


def rows(older="200"):
    numbers = {
        "NL00": (".", "20000", "4000", "900", "3"),
        "GM0001": ("1", "2000", "400", "90", "3"),
        "WK000101": ("1", "1000", older, "40", "3"),
        "WK000102": ("1", "0", ".", "50", "5"),
    }
    return [{"WijkenEnBuurten": c, **dict(zip(TOPICS, n, strict=True))} for c, n in numbers.items()]


@pytest.fixture
def small(tmp_path, source_card, indicator_card, cards):
    """A tree with one invented table, its catalogue, and a way to fetch the table anew."""
    source = source_card(table="85318NED")
    catalogue = cards(
        source,
        indicator_card("inwoners_aantal", {"count": [{"stem": "AantalInwoners"}]}, aggregation={"rule": "sum"}),
        indicator_card(
            "leeftijd_65_plus_pct",
            {"count": [{"stem": "k_65JaarOfOuder"}], "denominator": [{"stem": "AantalInwoners"}]},
        ),
        indicator_card("eenzaam_pct", {"from": 2030, "value": {"stem": "Eenzaam"}}),
    )
    paths = Paths(tmp_path / "tree")

    def fetch(*given, **more):
        write_table(paths.raw / source.id, source, TOPICS, given or rows(), titles=TITLES, **more)

    fetch()
    return paths, catalogue, fetch


def own_figures(paths, text, **changes):
    paths.own.mkdir(parents=True, exist_ok=True)
    (paths.own / "enquete.yml").write_text(yaml.safe_dump(OWN_CARD | changes), encoding="utf-8")
    (paths.own / "enquete.csv").write_text("area_code,indicator,period,value\n" + text, encoding="utf-8")


def table(paths, name="figures"):
    return pd.read_parquet(paths.processed / f"{name}.parquet")


def contents(paths):
    return {p.name: p.read_bytes() for p in paths.processed.iterdir() if p.is_file()}


# ------------------------------------------------------------------------ what is made


def test_fetched_tables_become_figures_of_linked_areas(small):
    paths, catalogue, _ = small
    build(paths, catalogue)
    found = table(paths).set_index(["area_code", "indicator"])
    assert found.value.dropna().to_dict() == {
        ("NL", "inwoners_aantal"): 20000, ("NL", "leeftijd_65_plus_pct"): 20,
        ("GM0001", "inwoners_aantal"): 2000, ("GM0001", "leeftijd_65_plus_pct"): 20,
        ("WK000101", "inwoners_aantal"): 1000, ("WK000101", "leeftijd_65_plus_pct"): 20,
        ("WK000102", "inwoners_aantal"): 0,
    }  # fmt: skip
    assert found.status["WK000102", "leeftijd_65_plus_pct"] == "not_applicable"
    assert found.area_id["WK000101", "inwoners_aantal"] == "WK000101@2022"
    assert table(paths, "areas").set_index("area_code").name["WK000101"] == "Centrum"


def test_equal_input_gives_equal_tables(small):
    paths, catalogue, _ = small
    build(paths, catalogue)
    before = contents(paths)
    build(paths, catalogue)
    assert contents(paths) == before


def test_fetched_tables_go_before_the_example(small, example):
    paths, catalogue, _ = small
    paths.example.symlink_to(example.example.resolve(), target_is_directory=True)
    build(paths, catalogue)
    assert set(table(paths, "areas").boundary_year) == {2022}


def test_the_receipt_says_what_went_in(small):
    paths, catalogue, _ = small
    build(paths, catalogue)
    receipt = json.loads((paths.processed / "build.json").read_text(encoding="utf-8"))
    assert receipt["fingerprint"] == fingerprint_of(paths)
    assert (receipt["figures"], receipt["indicators"], receipt["areas"]) == (8, 2, {"2022": 4})
    (source,) = receipt["sources"]
    assert (source["id"], source["modified"]) == ("cbs_kwb_2022", "2023-06-21T02:00:00")


def test_tables_without_the_register_are_refused(small, source_card, cards, indicator_card):
    paths, _, _ = small
    shutil.rmtree(paths.raw / "cbs_kwb_2022")
    source = source_card("rivm_2020", family="rivm")
    write_table(paths.raw / source.id, source, ["Eenzaam_1"], [{"WijkenEnBuurten": "WK000101", "Eenzaam_1": "40"}])
    card = indicator_card("eenzaam_pct", {"family": "rivm", "value": {"stem": "Eenzaam"}})
    with pytest.raises(RawDataError, match=r"so it is unknown which areas exist\. Run `wijkanalyse fetch`"):
        build(paths, cards(source, card))


@pytest.fixture
def lonely(small, source_card, cards, indicator_card):
    """A second table beside the register, of a family of its own; gives what was told about it."""
    paths, catalogue, _ = small

    def make(*codes, year=2022, strict=False, topic="Eenzaam_1"):
        source = source_card(f"rivm_{year}", family="rivm", boundary_year=year, period=year, table="50000NED")
        found = [{"WijkenEnBuurten": code, topic: "40"} for code in codes]
        write_table(paths.raw / source.id, source, [topic], found)
        card = indicator_card("eenzaam_pct", {"family": "rivm", "value": {"stem": "Eenzaam"}})
        both = replace(
            cards(source, catalogue.indicators["inwoners_aantal"], card),
            families={**catalogue.families, "rivm": family_with(source)},
        )
        build(paths, both, strict=strict)
        return json.loads((paths.processed / "build.json").read_text(encoding="utf-8"))["faults"]

    return make


def lonely_areas(paths):
    found = table(paths)
    return found[found.indicator == "eenzaam_pct"].area_code.tolist()


def test_figures_of_a_year_without_a_register_are_left_out_and_told(small, lonely):
    told = lonely("WK000101", year=2020)
    assert told[0].startswith("rivm_2020 (50000NED): its 1 figures are left out: which areas there are in the bound")
    assert "Fetch the Kerncijfers wijken en buurten of that year; there are 2022." in told[0]
    assert lonely_areas(small[0]) == []


def test_a_table_of_the_areas_of_another_year_than_its_title_is_left_out_and_told(small, lonely):
    (told,) = lonely("WK000101", "WK000109", "WK000108")
    assert told.startswith("rivm_2022 (50000NED): its figures are left out: 2 of its 3 areas, such as WK000108, do not")
    assert "exist in the boundaries of 2022, that its title names; 1 are in those of 2022" in told
    assert lonely_areas(small[0]) == []


def test_a_column_that_is_gone_is_told_and_the_rest_is_built(small, lonely):
    told = lonely("NL00", "GM0001", "WK000101", topic="EenzamePersonen_1")
    assert told[0].startswith("eenzaam_pct.yml in rivm_2022 (50000NED): the table has no column Eenzaam")
    assert set(table(small[0]).indicator) == {"inwoners_aantal"}


def test_what_does_not_fit_is_an_error_when_asked_strictly(small, lonely):
    build(small[0], small[1])
    before = contents(small[0])
    with pytest.raises(RawDataError, match=r"things do not fit, and nothing is written:\n  - eenzaam_pct.yml in rivm"):
        lonely("WK000101", topic="EenzamePersonen_1", strict=True)
    assert contents(small[0]) == before


# ------------------------------------------------------------------------ when it is made


def test_a_second_call_does_nothing(small, monkeypatch):
    paths, catalogue, _ = small
    ensure_processed(paths, catalogue)
    before = {p.name: p.stat().st_mtime_ns for p in paths.processed.iterdir()}
    monkeypatch.setattr(module, "build", lambda *_: pytest.fail("was built again"))
    ensure_processed(paths, catalogue)
    assert {p.name: p.stat().st_mtime_ns for p in paths.processed.iterdir()} == before


def test_a_changed_table_is_processed_anew(small):
    paths, catalogue, fetch = small
    ensure_processed(paths, catalogue)
    fetch(*rows(older="300"))
    ensure_processed(paths, catalogue)
    found = table(paths).set_index(["area_code", "indicator"])
    assert found.value["WK000101", "leeftijd_65_plus_pct"] == 30


def test_added_own_figures_are_processed(small):
    paths, catalogue, _ = small
    ensure_processed(paths, catalogue)
    own_figures(paths, "WK000101,eenzaam_pct,2023,41\n")
    ensure_processed(paths, catalogue)
    assert table(paths).set_index("indicator").source["eenzaam_pct"] == "enquete"


def test_a_change_of_the_example_is_seen_also_beside_fetched_polygons(small, tmp_path):
    paths, _, _ = small
    before = fingerprint_of(paths)
    paths.example.mkdir()
    (paths.example / "voorbeeld.yml").write_text("title: x", encoding="utf-8")
    assert fingerprint_of(paths) != before


def test_tables_of_this_version_are_used_where_there_is_nothing_to_make_them_from(small, tmp_path):
    paths, catalogue, _ = small
    ensure_processed(paths, catalogue)
    elsewhere = Paths(tmp_path / "elsewhere")
    shutil.copytree(paths.processed, elsewhere.processed)
    before = contents(elsewhere)
    ensure_processed(elsewhere, catalogue)
    assert contents(elsewhere) == before
    receipt = elsewhere.processed / "build.json"
    receipt.write_text(json.dumps(json.loads(receipt.read_text(encoding="utf-8")) | {"code": "x"}), encoding="utf-8")
    with pytest.raises(ProcessedDataError, match=r"another version of the package, and .*raw has nothing to make it"):
        ensure_processed(elsewhere, catalogue)


@pytest.mark.parametrize("name", ["figures.parquet", "areas.parquet", "reference.parquet", "build.json"])
def test_a_table_that_was_removed_is_made_again(small, name):
    paths, catalogue, _ = small
    ensure_processed(paths, catalogue)
    (paths.processed / name).unlink()
    ensure_processed(paths, catalogue)
    assert (paths.processed / name).is_file()


def test_the_receipt_has_the_digest_of_every_table(small):
    paths, catalogue, _ = small
    build(paths, catalogue)
    tables = json.loads((paths.processed / "build.json").read_text(encoding="utf-8"))["tables"]
    assert tables == {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in paths.processed.glob("*.parquet")}


def test_a_table_that_was_altered_is_refused_until_it_is_made_again(small):
    paths, catalogue, _ = small
    ensure_processed(paths, catalogue)
    figures = paths.processed / "figures.parquet"
    frame = pd.read_parquet(figures)
    frame.assign(value=frame.value * 0.9).to_parquet(figures, index=False)
    with pytest.raises(ProcessedDataError, match=r"figures\.parquet is not the table .*`wijkanalyse process --ref"):
        ensure_processed(paths, catalogue)
    build(paths, catalogue)
    ensure_processed(paths, catalogue)
    assert table(paths).value.equals(frame.value)


def test_a_receipt_that_was_cut_off_does_not_count(small):
    paths, catalogue, _ = small
    ensure_processed(paths, catalogue)
    receipt = paths.processed / "build.json"
    receipt.write_text(receipt.read_text(encoding="utf-8")[:20], encoding="utf-8")
    ensure_processed(paths, catalogue)
    assert json.loads(receipt.read_text(encoding="utf-8"))["figures"] == 8


def test_boundaries_of_a_layer_that_is_gone_do_not_stay(small):
    paths, catalogue, _ = small
    build(paths, catalogue)
    old = paths.processed / "polygons_wijken_2014.parquet"
    old.write_bytes(b"from an earlier build")
    build(paths, catalogue)
    assert not old.exists()


# ------------------------------------------------------------------------ when it fails


def failing(*_args, **_kwargs):
    raise OSError("no space left on device")


@pytest.mark.parametrize(
    "step", ["received.read_register", "build.link_years", "build.check_figures", "build.pq.write_table"]
)
def test_a_failure_in_the_middle_keeps_the_old_tables(small, monkeypatch, step):
    paths, catalogue, fetch = small
    build(paths, catalogue)
    before = contents(paths)
    fetch(*rows(older="300"))
    monkeypatch.setattr(f"wijkanalyse.process.{step}", failing)
    with pytest.raises(OSError, match="no space left"):
        build(paths, catalogue)
    assert contents(paths) == before
    assert sorted(p.name for p in paths.processed.iterdir()) == sorted(before), "nothing half made is left"


def test_a_published_figure_that_cannot_be_true_is_left_out_and_told(small):
    paths, catalogue, fetch = small
    fetch(*rows(older="1300"))
    said: list[str] = []
    build(paths, catalogue, said.append)
    (line,) = [line for line in said if "cannot be true" in line]
    figures = pd.read_parquet(paths.processed / "figures.parquet")
    assert figures.value[figures.status == "impossible"].isna().tolist() == [True], "absent, and not called suppressed"
    assert "1 figures cannot be true and are left out, first WK000101" in line
    assert "130 is not a percentage between 0 and 100" in line
    with pytest.raises(RawDataError, match="cannot be true"):
        build(paths, catalogue, strict=True)


def test_figures_that_break_a_rule_keep_the_old_tables(small, monkeypatch):
    paths, catalogue, fetch = small
    build(paths, catalogue)
    before = contents(paths)
    fetch(*rows(older="1300"))
    monkeypatch.setattr("wijkanalyse.process.build.without_impossible", lambda figures, *_: (figures, 0))
    with pytest.raises(ProcessedDataError, match="not a percentage between 0 and 100: 1 rows, first WK000101"):
        build(paths, catalogue)
    assert contents(paths) == before


KILLED = """
    import os, pickle, signal, sys
    from pathlib import Path
    from wijkanalyse.paths import Paths
    from wijkanalyse.process.build import build

    real = Path.replace
    def kill(self, target):
        if self.name == sys.argv[3]:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, target)
    Path.replace = kill
    build(Paths(Path(sys.argv[1])), pickle.loads(Path(sys.argv[2]).read_bytes()))
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
@pytest.mark.parametrize("at", ["areas.parquet"])
def test_a_build_that_was_killed_between_two_tables_counts_as_no_build(small, tmp_path, at):
    paths, catalogue, fetch = small
    build(paths, catalogue)
    fetch(*rows(older="300"))
    (tmp_path / "catalogue").write_bytes(pickle.dumps(catalogue))
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(paths.root), str(tmp_path / "catalogue"), at]
    done = subprocess.run(command, timeout=120, check=False)
    assert done.returncode == -signal.SIGKILL
    assert not (paths.processed / "build.json").exists(), "a mixture of old and new tables has no receipt"
    ensure_processed(paths, catalogue)
    assert table(paths).set_index(["area_code", "indicator"]).value["WK000101", "leeftijd_65_plus_pct"] == 30


# -------------------------------------------------------------------------- own figures


def test_own_figures_do_not_change_how_the_dutch_wijken_are_spread(small):
    paths, catalogue, _ = small
    build(paths, catalogue)
    before = table(paths, "reference")
    own_figures(paths, "WK000101,eenzaam_pct,2023,41\nWK000101,leeftijd_65_plus_pct,2023,90\n")
    build(paths, catalogue)
    pd.testing.assert_frame_equal(table(paths, "reference"), before)


def test_an_own_figure_stands_beside_a_published_one_of_the_same_year(small):
    paths, catalogue, _ = small
    own_figures(paths, "WK000101,leeftijd_65_plus_pct,2022,41\n")
    build(paths, catalogue)
    rows = table(paths)
    rows = rows[(rows.area_code == "WK000101") & (rows.indicator == "leeftijd_65_plus_pct") & (rows.period == 2022)]
    assert len(rows) == 2 and rows[rows.source == "enquete"].value.tolist() == [41]


def test_the_example_is_never_cut_from_the_example(example_tree, catalogue):
    with pytest.raises(RawDataError, match="the example is cut from the tables of the whole country; run"):
        extract_example(example_tree, catalogue, print)


def test_a_composite_area_made_after_the_build_is_held_against_own_figures(example_tree, catalogue):
    paths = example_tree
    closed = paths.root / "data" / "besloten"
    closed.mkdir(parents=True)
    card = yaml.safe_dump(OWN_CARD | {"openness": "intern", "boundary_year": 2020})
    (closed / "telling.yml").write_text(card, encoding="utf-8")
    lines = ["area_code,indicator,period,value,count,denominator", "WK099511,drinker_pct,2021,50,500,1000"]
    lines += [f"BU099511{b},drinker_pct,2021,50,100,200" for b in (11, 12, 21, 32)]
    (closed / "telling.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    build(paths, catalogue)
    paths.composites.unlink()
    paths.composites.mkdir()
    ensure_processed(paths, catalogue)
    kern = "name: Kern\nboundary_year: 2020\nparts: [BU09951111, BU09951112, BU09951132]\n"
    (paths.composites / "kern.yml").write_text(kern, encoding="utf-8")
    for make in (ensure_processed, build):
        with pytest.raises(DisclosureError, match=r"kern and WK099511 differ by BU0995.*inhabitants and"):
            make(paths, catalogue)


def test_a_second_command_waits_until_the_tables_of_the_first_are_there(tmp_path, monkeypatch):
    paths, made, told, begun = Paths(tmp_path), [], [], threading.Event()

    def make(paths, catalogue, say, *, strict):
        made.append("begin")
        begun.set()
        time.sleep(0.3)
        made.append("end")
        return paths.processed

    monkeypatch.setattr(module, "_build", make)
    monkeypatch.setattr(module, "is_fresh", lambda _: "end" in made)
    first = threading.Thread(target=module.build, args=(paths, None))
    first.start()
    begun.wait(5)
    assert module.ensure_processed(paths, None, told.append) == paths.processed
    assert made == ["begin", "end"], "who waited has them now"
    module.build(paths, None, told.append)
    first.join()
    assert made == ["begin", "end"] * 2
    assert told == [f"another command is making {paths.processed}; waiting until it is ready"]
