"""From source card to raw folder, over real HTTP with a server on this machine that misbehaves on demand."""

from __future__ import annotations

import copy
import datetime as dt
import gc
import gzip
import json
import logging
import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import cbsodata.cbsodata3 as client
import pytest
import yaml
from loopback import TABLE, offer, serving, wijk
from own_process import in_a_child

from wijkanalyse.cards.catalogue import Catalogue, load_catalogue
from wijkanalyse.cards.families import Family
from wijkanalyse.cards.schema import Vocabulary
from wijkanalyse.errors import FetchError, RawDataError
from wijkanalyse.fetch import pdok
from wijkanalyse.fetch.http import Patience, gist
from wijkanalyse.fetch.raw import read_raw_card, read_rows, replacing, restore, verify
from wijkanalyse.fetch.sources import fetch_sources

KWB, WIJKEN = "cbs_kwb_2022", "pdok_wijken_2022"
QUICK = Patience(attempts=3, timeout=0.3, wait_initial=0.001, wait_max=0.01, wait_jitter=0.0)
COMMON = {"producer": "CBS", "licence": "CC BY 4.0", "citation": "CBS, {year}", "about": "Kerncijfers."}
TABLES = {
    "title": "Kerncijfers", "catalogue": "opendata.cbs.nl", "table_title": r"Kerncijfers (?P<year>\d{4})",
    "wanted": {"newest": 5},
}  # fmt: skip
SERVICES = [
    {"reader": "pdok_wfs", "catalogue": "service.pdok.nl", "since": 2022, "until": 2024},
    {"reader": "pdok_ogc", "catalogue": "api.pdok.nl", "since": 2023},
]
FAMILIES = {
    "cbs_kwb": Family(id="cbs_kwb", **TABLES, **COMMON),
    "pdok_wijken": Family(
        id="pdok_wijken", title="Wijken", layer="wijken", services=SERVICES, wanted={"since": 2022}, **COMMON
    ),
}
EMPTY = Vocabulary(chapters={}, themes={}, units={}, estimate_types={}, positieve_gezondheid={}, caveats={})
CATALOGUE = Catalogue(FAMILIES, {}, EMPTY, load_catalogue().roles)


@pytest.fixture
def server():
    with serving() as both:
        yield both


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    monkeypatch.setattr(pdok, "PAGE", 2)


@pytest.fixture
def fetch(server, tmp_path):
    """Fetch one source from the server; gives its outcome and keeps the progress lines."""
    url, _ = server

    def run(source_id: str = KWB, **options):
        options = {"base_url": url, "patience": QUICK, "report": run.lines.append} | options
        return fetch_sources(run.catalogue, tmp_path, only=[source_id], **options)[0]

    run.lines, run.catalogue = [], CATALOGUE
    return run


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def nothing_unfinished(raw: Path) -> bool:
    return not (raw / ".partial").exists() and not list(raw.rglob("*.tmp"))


# ----------------------------------------------------------------- what is laid down


def test_a_table_is_laid_down_as_received_over_all_its_pages(fetch, server, tmp_path):
    outcome = fetch()
    assert (outcome.status, outcome.modified, outcome.message) == ("fetched", "2023-06-21T02:00:00", "")
    assert list(read_rows(tmp_path / KWB, "UntypedDataSet")) == server[1].table["UntypedDataSet"]
    assert [r["AantalInwoners_5"] for r in read_rows(tmp_path / KWB, "UntypedDataSet")][3:] == ["       .", None]
    names = {"TableInfos", "UntypedDataSet", "DataProperties", "CategoryGroups", "WijkenEnBuurten"}
    assert set(contents(tmp_path / KWB)) == {"card.yml", *(f"{name}.jsonl.gz" for name in names)}
    assert nothing_unfinished(tmp_path)


def test_the_card_says_where_the_files_come_from_and_what_they_must_be(fetch, server, tmp_path):
    outcome = fetch()
    card = read_raw_card(tmp_path / KWB)
    assert (card.source, card.table, card.host, card.base_url) == (KWB, TABLE, "opendata.cbs.nl", server[0])
    assert (card.title, card.producer, card.licence, card.citation) == (
        "Kerncijfers 2022",
        "CBS",
        "CC BY 4.0",
        "CBS, 2022",
    )
    assert (card.stand_date, card.reason_delivery) == (dt.date(2023, 6, 21), "Actualisering")
    assert abs(dt.datetime.now(dt.UTC) - card.retrieved) < dt.timedelta(minutes=5)
    assert {f.name: f.rows for f in card.files}["UntypedDataSet.jsonl.gz"] == 5
    assert (outcome.rows, outcome.bytes) == (card.rows, card.bytes)
    verify(tmp_path / KWB, card)


def test_equal_content_gives_equal_bytes(fetch, tmp_path):
    fetch()
    before = {n: b for n, b in contents(tmp_path / KWB).items() if n != "card.yml"}
    time.sleep(1.1)  # gzip would write the time in whole seconds
    assert fetch(refresh=True).status == "fetched"
    assert {n: b for n, b in contents(tmp_path / KWB).items() if n != "card.yml"} == before


def test_a_layer_is_laid_down_as_one_geojson_over_all_its_pages(fetch, server, tmp_path):
    assert fetch(WIJKEN).status == "fetched"
    layer = json.loads(gzip.decompress((tmp_path / WIJKEN / "features.geojson.gz").read_bytes()))
    assert (layer["type"], layer["features"]) == ("FeatureCollection", server[1].features)
    card = read_raw_card(tmp_path / WIJKEN)
    assert (card.modified, card.layer, card.rows) == (None, "wijken", 5)
    assert server[1].asked_for("typeName=wijkenbuurten:wijken&outputFormat=json&srsName=EPSG:4326") == 3
    assert nothing_unfinished(tmp_path)


def test_a_layer_with_only_full_pages_ends_at_the_empty_one(fetch, server, tmp_path):
    del server[1].features[4]
    assert (fetch(WIJKEN).rows, server[1].asked_for("GetFeature")) == (4, 3)


def test_the_requests_say_who_asks(fetch, server):
    fetch()
    fetch(WIJKEN)
    assert {agent.split("/")[0] for agent in server[1].agents} == {"wijkanalyse"}


# ------------------------------------------------------------------------ run again


def test_a_second_run_asks_for_the_stand_date_and_downloads_nothing(fetch, server, tmp_path):
    fetch()
    before = contents(tmp_path / KWB)
    server[1].asked.clear()
    outcome = fetch()
    assert (outcome.status, outcome.rows > 0, outcome.modified) == ("up to date", True, "2023-06-21T02:00:00")
    assert [url.split("/")[-1].split("?")[0] for url in server[1].asked] == ["Tables", "TableInfos"]
    assert contents(tmp_path / KWB) == before


def test_a_layer_of_a_past_year_is_not_asked_for_again_unless_wanted(fetch, server):
    fetch(WIJKEN)
    server[1].asked.clear()
    assert (fetch(WIJKEN).status, server[1].asked) == ("up to date", [])
    assert (fetch(WIJKEN, refresh=True).status, len(server[1].asked)) == ("fetched", 3)


def test_a_layer_fetched_in_its_own_year_is_asked_for_again(fetch, tmp_path):
    fetch(WIJKEN)
    path = tmp_path / WIJKEN / "card.yml"
    card = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(card | {"retrieved": "2022-09-01T00:00:00Z"}), encoding="utf-8")
    assert fetch(WIJKEN).status == "fetched"


def test_a_new_stand_date_is_fetched(fetch, server, tmp_path):
    fetch()
    server[1].table["TableInfos"][0]["Modified"] = "2024-01-02T02:00:00"
    server[1].table["UntypedDataSet"][1]["AantalInwoners_5"] = "     555"
    assert (fetch().status, read_raw_card(tmp_path / KWB).modified) == ("fetched", "2024-01-02T02:00:00")
    assert list(read_rows(tmp_path / KWB, "UntypedDataSet"))[1]["AantalInwoners_5"] == "     555"


def test_a_damaged_folder_is_fetched_again_and_the_reason_is_said(fetch, tmp_path):
    fetch()
    (tmp_path / KWB / "WijkenEnBuurten.jsonl.gz").unlink()
    assert fetch().status == "fetched"
    assert any("WijkenEnBuurten.jsonl.gz" in line and "missing" in line for line in fetch.lines)
    verify(tmp_path / KWB, read_raw_card(tmp_path / KWB))


def test_a_folder_from_another_server_is_not_taken_for_this_one(fetch, tmp_path):
    fetch()
    path = tmp_path / KWB / "card.yml"
    card = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump(card | {"base_url": "https://proef.example"}), encoding="utf-8")
    assert fetch().status == "fetched"
    path.write_text(yaml.safe_dump(card | {"base_url": "http://127.0.0.1:1"}), encoding="utf-8")
    assert fetch().status == "up to date", "a stand-in on this machine has another port at every start"


# ------------------------------------------------------------------- passing faults


@pytest.mark.parametrize("fault", ["500", "503", "429", "cut", "short", "reset", "html", "no value", "stall"])
@pytest.mark.parametrize(("source_id", "part"), [(KWB, "$skip=2"), (KWB, "TableInfos"), (WIJKEN, "startIndex=2")])
def test_a_passing_fault_is_tried_again(fetch, server, tmp_path, source_id, part, fault):
    server[1].fail(part, fault, times=1)
    assert fetch(source_id).status == "fetched"
    verify(tmp_path / source_id, read_raw_card(tmp_path / source_id))
    if source_id == KWB:
        assert list(read_rows(tmp_path / KWB, "UntypedDataSet")) == server[1].table["UntypedDataSet"]


@pytest.mark.parametrize(
    ("fault", "got"),
    [
        ("500", "status 500 Internal Server Error: 'Even geduld'"),
        ("html 500", "status 500 Internal Server Error: 'Storing Er is een storing'"),
        ("cut", "an answer that was cut off (IncompleteRead"),
        ("short", "status 200 with no whole JSON where JSON was expected: '{"),
        ("reset", "no connection, or one that broke (Connection reset by peer)"),
        ("html", "status 200 with HTML where JSON was expected: 'Storing Er is een storing'"),
        ("no value", 'JSON without a list `value` of rows: \'{"error": "te druk"}\''),
        ("stall", "no answer within 0.3 seconds"),
    ],
)
def test_a_lasting_fault_is_told_and_what_was_there_stays(fetch, server, tmp_path, fault, got):
    fetch()
    before = contents(tmp_path / KWB)
    server[1].table["TableInfos"][0]["Modified"] = "2024-01-02T02:00:00"
    server[1].fail("UntypedDataSet", fault, times=99)
    server[1].asked.clear()
    outcome = fetch()
    url = f"{server[0]}/opendata.cbs.nl/ODataFeed/odata/{TABLE}/UntypedDataSet"
    assert outcome.status == "failed"
    assert outcome.message.startswith(f"{KWB}: {url}")
    assert f"gave no usable answer in 3 attempts; the last one got {got}" in outcome.message
    assert f"Nothing already fetched is lost: run `wijkanalyse fetch {KWB}` again later" in outcome.message
    assert "<" not in outcome.message
    assert contents(tmp_path / KWB) == before
    assert server[1].asked_for("UntypedDataSet") == 3


def test_a_layer_with_a_lasting_fault_is_told_and_what_was_there_stays(fetch, server, tmp_path):
    fetch(WIJKEN)
    before = contents(tmp_path / WIJKEN)
    server[1].fail("startIndex=2", "html", times=99)
    outcome = fetch(WIJKEN, refresh=True)
    assert (outcome.status, "status 200 with HTML" in outcome.message) == ("failed", True)
    assert contents(tmp_path / WIJKEN) == before


def test_a_server_that_is_not_there_is_told(fetch):
    outcome = fetch(base_url="http://127.0.0.1:9")
    assert outcome.status == "failed"
    assert "no connection, or one that broke (Connection refused)" in outcome.message


def test_a_final_refusal_is_not_tried_again(fetch, server):
    server[1].fail("TableInfos", "404", times=99)
    outcome = fetch()
    assert server[1].asked_for("TableInfos") == 1
    assert "got status 404 Not Found: 'Even geduld'. It was perhaps withdrawn" in outcome.message
    assert "check cards/sources/cbs_kwb.yml" in outcome.message


def test_a_server_may_ask_for_patience_but_not_without_end(fetch, server):
    server[1].fail("TableInfos", "503")
    start = time.monotonic()
    assert fetch().status == "fetched"
    assert time.monotonic() - start < 10, "Retry-After of an hour is cut to wait_max"


# -------------------------------------------------------------------------- resume


def test_after_a_failure_only_the_missing_pages_are_asked_for(fetch, server, tmp_path):
    server[1].fail("UntypedDataSet?$format=json&$skip=4", "500", times=3)
    assert fetch().status == "failed"
    assert not (tmp_path / KWB).exists()
    server[1].asked.clear()
    assert fetch().status == "fetched"
    assert server[1].asked_for("UntypedDataSet?") == 1
    assert server[1].asked_for("UntypedDataSet?$format=json&$skip=4") == 1
    assert "cbs_kwb_2022: 4 pages were already here from an earlier run" in fetch.lines
    assert list(read_rows(tmp_path / KWB, "UntypedDataSet")) == server[1].table["UntypedDataSet"]
    assert nothing_unfinished(tmp_path)


def test_pages_of_an_older_edition_never_end_up_among_newer_ones(fetch, server, tmp_path):
    server[1].fail("UntypedDataSet?$format=json&$skip=4", "500", times=3)
    fetch()
    server[1].table["TableInfos"][0]["Modified"] = "2024-01-02T02:00:00"
    server[1].table["UntypedDataSet"][0]["AantalInwoners_5"] = "     999"
    assert fetch().status == "fetched"
    assert list(read_rows(tmp_path / KWB, "UntypedDataSet")) == server[1].table["UntypedDataSet"]


@pytest.mark.parametrize("damage", [lambda b: b[:-9], lambda b: b[:20] + b"\xff" * 20 + b[40:], lambda b: b""])
def test_a_kept_page_that_is_damaged_is_asked_for_again(fetch, server, tmp_path, damage):
    server[1].fail("startIndex=4", "500", times=3)
    assert fetch(WIJKEN).status == "failed"
    for page in (tmp_path / ".partial").rglob("*.gz"):
        page.write_bytes(damage(page.read_bytes()))
    server[1].asked.clear()
    assert (fetch(WIJKEN).status, len(server[1].asked)) == ("fetched", 3)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows knows no SIGKILL")
def test_a_killed_run_leaves_no_half_folder_and_is_taken_up_again(fetch, server, tmp_path):
    server[1].fail("UntypedDataSet?$format=json&$skip=4", "stall")
    program = (
        "import sys; sys.path[:0] = sys.argv[3:]; import test_fetch as t\n"
        "t.fetch_sources(t.CATALOGUE, t.Path(sys.argv[1]), only=[t.KWB], base_url=sys.argv[2])"
    )
    here = map(str, Path(__file__).parents[:2])
    run = subprocess.Popen([sys.executable, "-c", program, str(tmp_path), server[0], *here])
    try:
        deadline = time.monotonic() + 30
        while not server[1].asked_for("UntypedDataSet?$format=json&$skip=4"):
            assert time.monotonic() < deadline and run.poll() is None
            time.sleep(0.02)
    finally:
        os.kill(run.pid, signal.SIGKILL)
        run.wait(10)
    assert not (tmp_path / KWB).exists()
    server[1].asked.clear()
    assert (fetch().status, server[1].asked_for("UntypedDataSet?")) == ("fetched", 1)
    assert nothing_unfinished(tmp_path)


def test_a_run_killed_between_the_two_renames_is_mended(fetch, tmp_path):
    fetch()
    before = contents(tmp_path / KWB)
    (tmp_path / ".partial" / KWB).mkdir(parents=True)
    (tmp_path / KWB).rename(tmp_path / ".partial" / KWB / "old")
    assert fetch().status == "up to date"
    assert contents(tmp_path / KWB) == before
    assert nothing_unfinished(tmp_path)


def test_a_folder_that_cannot_be_finished_leaves_the_old_one(tmp_path):
    (tmp_path / KWB).mkdir()
    (tmp_path / KWB / "card.yml").write_text("old", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), replacing(tmp_path, KWB) as folder:
        (folder / "card.yml").write_text("new", encoding="utf-8")
        raise KeyboardInterrupt
    restore(tmp_path, KWB)
    assert contents(tmp_path / KWB) == {"card.yml": b"old"}


def test_a_swap_that_fails_half_way_leaves_the_old_folder(fetch, tmp_path, monkeypatch):
    fetch()
    before = contents(tmp_path / KWB)
    rename = Path.rename

    def refuse_the_new(path, target):
        if path.name == "new":
            raise PermissionError("in use by another program")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse_the_new)
    outcome = fetch(refresh=True)
    assert (outcome.status, "cannot be written: in use" in outcome.message) == ("failed", True)
    assert contents(tmp_path / KWB) == before


# ------------------------------------------------------- what came is what was asked


def wrong_identifier(content):
    content.table["TableInfos"][0]["Identifier"] = "84799NED"


def typed_figures(content):
    content.table["UntypedDataSet"][1]["AantalInwoners_5"] = 500


def strange_codes(content):
    content.table["UntypedDataSet"][1]["WijkenEnBuurten"] = "WK123456  "


def strange_column(content):
    content.table["UntypedDataSet"][1]["Mannen_6"] = "     250"


def row_twice(content):
    content.table["UntypedDataSet"].append(content.table["UntypedDataSet"][1])


def too_few_rows(content):
    content.count = 17341


def no_rows(content):
    content.table["UntypedDataSet"] = []


def no_stand_date(content):
    content.table["TableInfos"][0]["Modified"] = None


def strange_set(content):
    content.table["card.yml"] = []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (strange_set, "entity set 'card.yml' has a name that no file can get"),
        (wrong_identifier, "its TableInfos is about '84799NED'"),
        (typed_figures, "column AantalInwoners_5 holds 500, not a text"),
        (strange_codes, "codes in WijkenEnBuurten that its dimension does not have: WK123456"),
        (strange_column, "columns that DataProperties does not know: Mannen_6"),
        (row_twice, "more than one row for WK009901"),
        (too_few_rows, "got 5 rows, the server counts 17341"),
        (no_rows, "it gives no rows of UntypedDataSet"),
        (no_stand_date, "no stand date: `Modified` is None"),
    ],
)
def test_another_table_than_asked_for_is_refused(fetch, server, tmp_path, change, told):
    change(server[1])
    outcome = fetch()
    assert outcome.status == "failed"
    assert f"{KWB}: {server[0]}/opendata.cbs.nl did not give table {TABLE} as asked: " in outcome.message
    assert told in outcome.message
    assert f"run `wijkanalyse fetch {KWB}` again" in outcome.message
    assert not (tmp_path / KWB).exists()


def no_untyped_set(content):
    del content.table["UntypedDataSet"]


def circle(content):
    content.ignores_paging = True


@pytest.mark.parametrize("change", [strange_codes, no_rows, no_untyped_set, circle])
def test_answers_that_were_refused_are_not_kept_for_the_next_run(fetch, server, change):
    sound = copy.deepcopy(server[1].table)
    change(server[1])
    assert fetch().status == "failed"
    server[1].table, server[1].ignores_paging = sound, False
    assert fetch().status == "fetched"


def test_an_empty_layer_is_not_kept_for_the_next_run(fetch, server):
    features, server[1].features = server[1].features, []
    assert fetch(WIJKEN).status == "failed"
    server[1].features = features
    assert fetch(WIJKEN).status == "fetched"


def test_a_table_renewed_during_the_download_is_refused(fetch, server, monkeypatch):
    real = client.download_data

    def slow(*args, **kwargs):
        sets = real(*args, **kwargs)
        server[1].table["TableInfos"][0]["Modified"] = "2024-01-02T02:00:00"
        return sets

    server[1].table["TableInfos"] = [dict(server[1].table["TableInfos"][0])]
    monkeypatch.setattr(client, "download_data", slow)
    assert "its stand date went from 2023-06-21T02:00:00 to 2024-01-02T02:00:00" in fetch().message


def test_a_server_that_does_not_count_is_accepted_and_said(fetch, server):
    server[1].fail("$count", "404", times=99)
    assert fetch().status == "fetched"
    assert any("the number of rows could not be compared" in line for line in fetch.lines)


def test_pages_that_go_round_in_a_circle_are_refused(fetch, server):
    server[1].ignores_paging = True
    assert "the pages of this server go round in a circle" in fetch().message


def test_a_next_page_on_another_server_is_not_followed(fetch, server):
    server[1].next_host = "opendata.cbs.nl"
    message = fetch().message
    assert "names a next page on another server, http://opendata.cbs.nl/" in message
    assert "put its own address in `odata.nextLink`" in message


@pytest.mark.parametrize(
    ("features", "told"),
    [
        ([], "the layer wijken 2022 is empty"),
        ([wijk("GM0099")], "wijkcode is 'GM0099', expected the form WK"),
        ([wijk("WK009901", year=2024)], "WK009901 has the boundaries of 2024. Check `boundary_year`"),
        ([wijk("WK009901", 155000.0, 463000.0)], "outside the Netherlands in degrees"),
        ([wijk("WK009901", 52.0, 5.0)], "WK009901 has a point near [52.0, 5.0], outside the Netherlands"),
        ([wijk("WK009901") | {"geometry": None}], "WK009901 has no polygon but None"),
        (
            [wijk("WK009901") | {"geometry": {"type": "Polygon", "coordinates": [[5.0, 52.0]]}}],
            "WK009901 has coordinates that are not those of a polygon",
        ),
    ],
)
def test_another_layer_than_asked_for_is_refused(fetch, server, tmp_path, features, told):
    server[1].features[:] = features
    outcome = fetch(WIJKEN)
    assert (outcome.status, told in outcome.message) == ("failed", True), outcome.message
    assert not (tmp_path / WIJKEN).exists()


def test_a_layer_that_ignores_the_page_asked_for_is_refused(fetch, server):
    server[1].ignores_paging = True
    assert "gave WK009901 again after 2 features; it ignores which page is asked for" in fetch(WIJKEN).message


def test_a_layer_with_fewer_features_than_the_server_says_is_refused(fetch, server):
    server[1].total = 3340
    assert "gave 5 features and says there are 3340" in fetch(WIJKEN).message


# -------------------------------------------------------------- the card and its files


def test_every_fault_of_a_raw_folder_is_named_with_the_next_step(fetch, tmp_path):
    fetch()
    folder = tmp_path / KWB
    card = read_raw_card(folder)
    (folder / "CategoryGroups.jsonl.gz").unlink()
    cut = folder / "WijkenEnBuurten.jsonl.gz"
    size = cut.stat().st_size
    cut.write_bytes(cut.read_bytes()[:-20])
    altered = bytearray((folder / "UntypedDataSet.jsonl.gz").read_bytes())
    altered[-1] ^= 1
    (folder / "UntypedDataSet.jsonl.gz").write_bytes(altered)
    with pytest.raises(RawDataError) as caught:
        verify(folder, card)
    assert f"Fetch it again with `wijkanalyse fetch {KWB} --refresh`" in str(caught.value)
    assert "CategoryGroups.jsonl.gz: expected 20 bytes, but the file is missing" in str(caught.value)
    assert f"WijkenEnBuurten.jsonl.gz: expected {size} bytes, got {size - 20}" in str(caught.value)
    assert "UntypedDataSet.jsonl.gz: expected sha256 " in str(caught.value)


def test_a_folder_without_a_card_was_not_fetched(tmp_path):
    with pytest.raises(RawDataError, match=r"was not fetched yet. Fetch it with `wijkanalyse fetch cbs_kwb_2022`"):
        read_raw_card(tmp_path / KWB)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("files: [", "is not readable"),
        ("", "is not a card of a raw folder"),
        ("source: x\nkleur: rood\n", "`kleur`: Extra inputs are not permitted"),
        ("source: x\n", "`files`: Field required"),
    ],
)
def test_a_card_that_is_none_is_refused_with_the_next_step(tmp_path, text, told):
    (tmp_path / KWB).mkdir()
    (tmp_path / KWB / "card.yml").write_text(text, encoding="utf-8")
    with pytest.raises(RawDataError) as caught:
        read_raw_card(tmp_path / KWB)
    assert told in str(caught.value)
    assert "`wijkanalyse fetch cbs_kwb_2022` --refresh" in str(caught.value)


def test_a_file_of_rows_that_is_cut_short_is_an_error_with_the_next_step(fetch, tmp_path):
    fetch()
    path = tmp_path / KWB / "UntypedDataSet.jsonl.gz"
    path.write_bytes(path.read_bytes()[:-12])
    with pytest.raises(RawDataError, match=rf"{path.name} is not readable: .*`wijkanalyse fetch {KWB} --refresh`"):
        list(read_rows(tmp_path / KWB, "UntypedDataSet"))


# ------------------------------------------------------------------- the whole fetch


def test_one_failing_source_does_not_stop_the_others(server, tmp_path):
    server[1].fail("TableInfos", "500", times=99)
    outcomes = fetch_sources(CATALOGUE, tmp_path, only=[KWB, WIJKEN], base_url=server[0], patience=QUICK)
    assert [(o.source_id, o.status) for o in outcomes] == [(KWB, "failed"), (WIJKEN, "fetched")]


def test_a_folder_that_cannot_be_written_fails_that_source_only(fetch, tmp_path):
    (tmp_path / ".partial").write_text("in the way", encoding="utf-8")
    outcome = fetch()
    assert (outcome.status, "cannot be written" in outcome.message) == ("failed", True)


def test_a_full_disk_ends_the_fetch_and_the_next_goes_on_from_there(server, tmp_path):
    pytest.importorskip("resource", reason="the system cannot limit the size of files")
    both = {"only": [KWB, WIJKEN], "base_url": server[0], "patience": QUICK}
    fetch_sources(CATALOGUE, tmp_path, **both)
    before = {name: contents(tmp_path / name) for name in both["only"]}
    most = len(before[KWB]["card.yml"]) - 1  # the pages and the tables are smaller
    server[1].table["TableInfos"][0]["Modified"] = "2024-06-21T02:00:00"
    server[1].asked.clear()
    code, said = in_a_child(lambda: fetch_sources(CATALOGUE, tmp_path, **both), most)
    assert code == 99 and "File too large" in said, "the command line says what to do about an OSError"
    assert not server[1].asked_for("wfs"), "nothing else is asked for that would not fit either"
    assert {name: contents(tmp_path / name) for name in before} == before
    server[1].asked.clear()
    assert [o.status for o in fetch_sources(CATALOGUE, tmp_path, **both)] == ["fetched", "up to date"]
    assert not server[1].asked_for("UntypedDataSet?"), "it was kept"
    assert nothing_unfinished(tmp_path)


def test_an_unknown_source_is_told_with_the_ones_there_are(tmp_path):
    with pytest.raises(FetchError, match=r"'cbs_ses_1999' is not a source .* choose from cbs_kwb, pdok_wijken, or an"):
        fetch_sources(CATALOGUE, tmp_path, only=["cbs_ses_1999", KWB])
    with pytest.raises(FetchError, match="'eigen_enquete' is not a source that can be fetched"):
        fetch_sources(CATALOGUE, tmp_path, only=["eigen_enquete"])


def test_a_base_url_that_is_no_address_is_told_before_anything_is_asked(tmp_path):
    with pytest.raises(FetchError, match=r"'127.0.0.1:8080' is not an address; give one such as http://"):
        fetch_sources(CATALOGUE, tmp_path, base_url="127.0.0.1:8080")


def test_two_fetches_do_not_work_in_the_same_folder(fetch, server, tmp_path):
    second = []

    def meanwhile(_line):
        with pytest.raises(FetchError) as caught:
            fetch_sources(CATALOGUE, tmp_path, base_url=server[0], patience=QUICK)
        second.append(str(caught.value))

    assert fetch(report=meanwhile).status == "fetched"
    assert second[0].startswith(f"another fetch is busy in {tmp_path}; wait until it is ready")
    assert fetch().status == "up to date"


def test_a_proxy_is_not_asked_for_this_machine(fetch, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setitem(client.options.requests, "proxies", {"http": "http://127.0.0.1:9"})
    assert fetch().status == "fetched"
    assert fetch(WIJKEN).status == "fetched"


def test_the_settings_of_cbsodata_are_put_back_also_after_an_error(fetch, server):
    before = client.Session, client.options.use_https, client.options.requests, list(logging.root.handlers)
    assert fetch().status == "fetched"
    server[1].fail("TableInfos", "404")
    assert fetch().status == "failed"
    assert (client.Session, client.options.use_https, client.options.requests, logging.root.handlers) == before


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<h1>Storing</h1><script>x()</script>\n om  2 uur", "'Storing om 2 uur'"),
        ('{"odata.error": {"message": {"lang": "nl", "value": "Te druk"}}}', "'Te druk'"),
        ("x" * 100, f"'{'x' * 80}…'"),
        ("", "an empty answer"),
    ],
)
def test_an_answer_is_shown_by_its_first_words_without_markup(text, words):
    assert gist(text) == words


# ------------------------------------------------------- which editions there are today


@pytest.fixture
def fetch_all(server, tmp_path):
    """Fetch what is wanted of both families; gives the status by source, and keeps lines and messages."""

    def run(**options):
        run.lines.clear()
        options = {"base_url": server[0], "patience": QUICK, "report": run.lines.append} | options
        outcomes = fetch_sources(options.pop("catalogue", CATALOGUE), tmp_path, **options)
        run.messages = [o.message for o in outcomes if o.message]
        return {o.source_id: o.status for o in outcomes}

    run.lines = []
    return run


def test_the_catalogue_is_asked_once_and_outlines_follow_from_the_tables(fetch_all, server):
    assert fetch_all() == {KWB: "fetched", WIJKEN: "fetched"}
    assert server[1].asked_for("ODataCatalog/Tables") == 1
    assert "cbs_kwb_2022: Kerncijfers 2022: new, 1 of 1 figures filled" in fetch_all.lines


def test_an_edition_of_a_new_year_needs_no_card(fetch_all, server, tmp_path):
    fetch_all()
    server[1].offered = [offer(TABLE, "KERNCIJFERS  2025")]
    for feature in server[1].features:
        feature["properties"]["jrstatcode"] = f"2025{feature['properties']['wijkcode']}"
    statuses = fetch_all()
    assert (statuses["cbs_kwb_2025"], statuses["pdok_wijken_2025"]) == ("fetched", "fetched")
    card = read_raw_card(tmp_path / "cbs_kwb_2025")
    assert (card.table, card.title, card.boundary_year) == (TABLE, "KERNCIJFERS 2025", 2025)
    assert (card.citation, card.regions, card.filled) == ("CBS, 2025", {"NL": 1, "WK": 4}, 1)
    assert read_raw_card(tmp_path / "pdok_wijken_2025").host == "api.pdok.nl"
    assert server[1].asked_for("wijken-en-buurten-2025/ogc/v1/collections/wijken/items?f=json&limit=2") == 3
    assert any(line.startswith("cbs_kwb_2022: is no longer in the catalogue") for line in fetch_all.lines)


def test_outlines_that_are_not_there_yet_are_no_failure(fetch_all, server):
    server[1].offered = [offer(TABLE, "Kerncijfers 2026")]
    assert fetch_all() == {"cbs_kwb_2026": "fetched", "pdok_wijken_2026": "not there"}


def test_only_the_wanted_editions_are_fetched_and_others_when_they_are_named(fetch_all, server):
    server[1].offered = [offer(TABLE, f"Kerncijfers {year}") for year in range(2014, 2023)]
    tables = [name for name in fetch_all() if name.startswith("cbs")]
    assert tables == [f"cbs_kwb_{year}" for year in range(2018, 2023)]
    assert fetch_all(only=["cbs_kwb_2015"]) == {"cbs_kwb_2015": "fetched"}
    assert fetch_all(only=["cbs_kwb_2013"]) == {"cbs_kwb_2013": "failed"}
    assert "cbs_kwb_2013: the catalogue has no such edition; it has 2014, 2015" in fetch_all.messages[0]


@pytest.mark.parametrize("fault", ["html", "500", "no value", "reset"])
def test_a_catalogue_that_gives_no_answer_is_told_and_what_is_here_stays_in_use(fetch_all, server, tmp_path, fault):
    fetch_all()
    before = contents(tmp_path / KWB)
    server[1].fail("ODataCatalog", fault, times=99)
    assert fetch_all() == {"opendata.cbs.nl": "failed", WIJKEN: "up to date"}
    assert "the catalogue could not be asked" in fetch_all.messages[0]
    assert contents(tmp_path / KWB) == before


def test_no_table_that_fits_is_told_with_the_titles_that_are_near(fetch_all, server):
    server[1].offered = [offer(TABLE, "Kerncijfers van 2022"), offer("1", "Energie 2022")]
    assert fetch_all() == {"cbs_kwb": "failed"}
    assert "none of the 2 tables of opendata.cbs.nl has a title that fits" in fetch_all.messages[0]
    assert "nearest: Kerncijfers van 2022. Correct `table_title` in cards/sources/cbs_kwb.yml" in fetch_all.messages[0]


def test_a_family_without_any_table_so_far_is_no_failure_beside_others(fetch_all, server):
    title = r"energie (?P<year>\d{4})"
    energy = Family(id="cbs_energie", **{**TABLES, "title": "Energie", "table_title": title}, **COMMON)
    more = replace(CATALOGUE, families={**FAMILIES, "cbs_energie": energy})
    assert fetch_all(catalogue=more)["cbs_energie"] == "not there"
    assert "none of the 1 tables" in fetch_all.messages[0]
    server[1].offered.append(offer("1", "Energie 2021"))
    assert fetch_all(catalogue=more)["cbs_energie_2021"] == "failed", "the server has a table of one family only"
    assert fetch_all(catalogue=more, only=["cbs_energie"]) == {"cbs_energie_2021": "failed"}
    server[1].offered.pop()
    assert fetch_all(catalogue=more, only=["cbs_energie"]) == {"cbs_energie": "failed"}, "what was asked by name"


def test_a_folder_of_a_family_with_a_longer_name_is_not_an_edition_of_the_shorter_one(fetch_all, server, tmp_path):
    title = r"energie (?P<year>\d{4})"
    other = Family(id="cbs_k", **{**TABLES, "title": "Energie", "table_title": title}, **COMMON)
    fetch_all()
    assert (tmp_path / KWB).is_dir() and KWB.startswith(other.id)
    assert fetch_all(catalogue=replace(CATALOGUE, families={**FAMILIES, other.id: other}))[other.id] == "not there"


def test_of_two_tables_of_one_year_the_one_changed_last_is_used_and_both_are_told(fetch_all, server, tmp_path):
    server[1].offered.append(offer("80000NED", "kerncijfers 2022", "2020-01-01T00:00:00"))
    assert fetch_all()[KWB] == "fetched"
    assert read_raw_card(tmp_path / KWB).table == TABLE
    said = "cbs_kwb_2022: 2 tables fit: 80000NED of 2020-01-01 (kerncijfers 2022), 85318NED of 2023-06-21"
    assert any(line.startswith(said) for line in fetch_all.lines)


def test_a_title_that_fits_two_families_is_used_for_neither_and_told(fetch_all, server):
    other = FAMILIES["cbs_kwb"].model_copy(update={"id": "cbs_ander", "table_title": r".*?(?P<year>2022)"})
    server[1].offered.append(offer("1NED", "Kerncijfers 2021"))
    both = replace(CATALOGUE, families={**FAMILIES, "cbs_ander": other})
    statuses = fetch_all(catalogue=both)
    assert KWB not in statuses and statuses["cbs_ander"] == "not there"
    told = "85318NED: its title 'Kerncijfers 2022' fits cbs_kwb and cbs_ander, so it is used for neither"
    assert any(line.startswith(told) for line in fetch_all.lines)
    fetch_all.lines.clear()
    assert KWB not in fetch_all(catalogue=both, only=["cbs_kwb"]), "also when the other family is not asked for"
    assert any(line.startswith(told) for line in fetch_all.lines)


def test_a_year_without_a_table_is_told(fetch_all, server):
    yearly = FAMILIES["cbs_kwb"].model_copy(update={"yearly": True})
    server[1].offered.append(offer(TABLE, "Kerncijfers 2020"))
    fetch_all(catalogue=replace(CATALOGUE, families={**FAMILIES, "cbs_kwb": yearly}))
    assert any(line.startswith("cbs_kwb: the catalogue has no table of 2021;") for line in fetch_all.lines)


def test_an_edition_withdrawn_after_the_catalogue_was_asked_is_told_and_the_rest_goes_on(fetch_all, server):
    server[1].offered.append(offer("86165NED", "Kerncijfers 2023"))
    assert fetch_all() == {KWB: "fetched", "cbs_kwb_2023": "failed", WIJKEN: "fetched"}
    assert "It was perhaps withdrawn, or is not there yet: `wijkanalyse sources`" in fetch_all.messages[0]


# -------------------------------------------------------- one table that goes on for years

CRIMES = Family(
    id="politie_misdrijven", **TABLES | {"title": "Misdrijven", "table_title": r"(?=.*misdrijven)(?=.*\bwijk\b).*"},
    **COMMON | {"citation": "Politie, {table}"}, boundaries="regions", period="Perioden",
)  # fmt: skip
CRIME_TITLE = "Geregistreerde misdrijven; soort misdrijf, wijk, buurt, jaarcijfers"


def of_periods(*periods):
    """The sets of a table with a dimension of regions of another name, and periods."""
    codes = ["GM0099    ", "WK009901  "]
    cells = [(c, p) for c in codes for p in periods]
    return {
        "UntypedDataSet": [
            {"ID": i, "Wijken": c, "Perioden": p, "Misdrijven_1": f"{i:>8}"} for i, (c, p) in enumerate(cells)
        ],
        "DataProperties": [
            {"ID": 0, "Type": "GeoDimension", "Key": "Wijken"}, {"ID": 1, "Type": "TimeDimension", "Key": "Perioden"},
            {"ID": 2, "Type": "Topic", "Key": "Misdrijven_1"},
        ],
        "Wijken": [{"Key": c, "Title": "Zuiderveld"} for c in codes],
        "Perioden": [{"Key": p, "Title": p[:4], "Status": "Voorlopig"} for p in periods],
    }  # fmt: skip


@pytest.fixture
def crimes(fetch, server):
    """Fetch the one table of a family without years."""
    fetch.catalogue = replace(CATALOGUE, families={CRIMES.id: CRIMES})
    server[1].offered = [offer(TABLE, CRIME_TITLE), offer("2NED", CRIME_TITLE.replace("wijk", "gemeente"))]
    del server[1].table["WijkenEnBuurten"]
    server[1].table.update(of_periods("2021JJ00", "2022JJ00"))
    return fetch


def test_a_table_without_a_year_in_its_title_has_the_id_of_its_family(crimes, tmp_path):
    assert (crimes(CRIMES.id).source_id, crimes(CRIMES.id).status) == (CRIMES.id, "up to date")
    card = read_raw_card(tmp_path / CRIMES.id)
    assert (card.boundary_year, card.periods, card.regions) == (None, ("2021JJ00", "2022JJ00"), {"GM": 1, "WK": 1})
    assert card.citation == f"Politie, {TABLE}"
    with pytest.raises(FetchError, match="'politie_misdrijven_2022' is not a source that can be fetched"):
        crimes("politie_misdrijven_2022")


def test_a_table_that_goes_on_is_renewed_in_place_also_when_its_oldest_year_goes(crimes, server, tmp_path):
    crimes(CRIMES.id)
    server[1].table["TableInfos"][0]["Modified"] = "2024-01-01T02:00:00"
    server[1].table.update(of_periods("2022JJ00", "2023JJ00"))
    assert crimes(CRIMES.id).status == "fetched"
    assert read_raw_card(tmp_path / CRIMES.id).periods == ("2022JJ00", "2023JJ00")


def test_a_table_that_goes_on_and_loses_its_newest_year_is_told_and_not_taken(crimes, server, tmp_path):
    crimes(CRIMES.id)
    server[1].table["TableInfos"][0]["Modified"] = "2024-01-01T02:00:00"
    server[1].table.update(of_periods("2020JJ00", "2021JJ00"))
    assert "cut off: no figures of 2022JJ00" in crimes(CRIMES.id).message


def test_a_title_is_held_against_its_family_without_accents_capitals_and_punctuation():
    title = r"(?=.*wmo clienten)(?=.*\bwijken\b).*\b(?P<year>\d{4})"
    family = Family(id="wmo", **TABLES | {"table_title": title}, **COMMON)
    titles = {
        "Wmo-cliënten; type maatwerkvoorziening, wijken, 2024": 2024, "Type voor WIJKEN: Wmo cliënten, 2026": 2026,
        "Wijken; Wmo-Clienten (2025)": 2025, "Wmo-cliënten; gemeenten, 2024": None,
    }  # fmt: skip
    assert {t: family.year_in(t) for t in titles} == titles


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ({"table_title": "Misdrijven"}, "needs a group for the year"),
        ({"table_title": "Misdrijven", "boundaries": "regions"}, "needs a group for the year"),
        (
            {"table_title": "Misdrijven", "boundaries": "regions", "period": "Perioden", "wanted": {"since": 2020}},
            "is {newest: 1}",
        ),
        ({"table_title": "Wmo-cliënten (?P<year>.*)"}, "leave out accents and punctuation"),
        ({"table_title": "Wmo (?P<year"}, "is no pattern"),
    ],
)
def test_a_card_that_does_not_say_how_the_year_follows_is_refused(keys, fault):
    with pytest.raises(ValueError, match=re.escape(fault)):
        Family(id="politie", **TABLES | keys, **COMMON)


# ----------------------------------------------------------------- a state that is less


def test_an_older_state_is_told_and_taken_only_when_that_is_asked(fetch, server, tmp_path):
    fetch()
    before = contents(tmp_path / KWB)
    server[1].table["TableInfos"][0]["Modified"] = "2022-01-01T02:00:00"
    outcome = fetch()
    assert (outcome.status, contents(tmp_path / KWB)) == ("failed", before)
    assert "a state of 85318NED of 2022-01-01, older than that of 2023-06-21 that is here" in outcome.message
    assert "take it with `wijkanalyse fetch cbs_kwb_2022 --refresh`" in outcome.message
    assert fetch(refresh=True).status == "fetched"


def test_a_state_with_a_tenth_of_the_regions_gone_is_told_and_not_taken(fetch, server, tmp_path):
    fetch()
    before = contents(tmp_path / KWB)
    server[1].table["TableInfos"][0]["Modified"] = "2024-01-02T02:00:00"
    del server[1].table["UntypedDataSet"][4]
    outcome = fetch()
    assert (outcome.status, contents(tmp_path / KWB)) == ("failed", before)
    assert "of 2024-01-02 that is cut off: it has 3 of 4 WK, it has 4 of 5 rows" in outcome.message


def test_outlines_with_a_next_page_on_another_server_are_refused(fetch, server):
    server[1].next_host = "elders.nl"
    for feature in server[1].features:
        feature["properties"]["jrstatcode"] = "2025"
    assert "names a next page on another server, http://elders.nl/" in fetch("pdok_wijken_2025").message


# ------------------------------------------------------------------- where it may go, and how far


@pytest.mark.parametrize("source_id", [KWB, WIJKEN])
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_redirect_to_another_host_is_never_followed(fetch, server, source_id, name):
    with serving() as (elsewhere, other):
        port = elsewhere.rpartition(":")[2]
        server[1].fail("wfs" if source_id == WIJKEN else "UntypedDataSet?", f"to http://{name}:{port}/gestolen", 9)
        if source_id == WIJKEN:
            fetch(KWB)  # whose years the outlines are for
        outcome = fetch(source_id)
    assert outcome.status == "failed"
    assert f"sends on to another server, {name}:{port}, by a redirect or a link" in outcome.message
    assert other.asked == []


def test_a_redirect_on_the_same_host_is_followed(fetch, server, tmp_path):
    url, content = server
    content.fail("TableInfos", f"to {url}/opendata.cbs.nl/ODataFeed/odata/{TABLE}/TableInfos?$format=json&opnieuw=1")
    assert fetch().status == "fetched"


@pytest.mark.parametrize(
    ("limit", "value", "fault"),
    [("most_seconds", 0.4, "drip"), ("most_bytes", 300, None)],
)
def test_a_source_ends_that_takes_far_too_long_or_gives_far_too_much(fetch, server, limit, value, fault):
    if fault:
        server[1].fail("UntypedDataSet?", fault, 9)
    started = time.monotonic()
    outcome = fetch(patience=replace(QUICK, **{limit: value}))
    assert outcome.status == "failed"
    assert "was still going on after" in outcome.message
    assert "run `wijkanalyse fetch" in outcome.message
    assert time.monotonic() - started < 5


ODD = {
    "a list": "says []",
    "deep": "says " + "[" * 50_000,
    "rows that are no rows": 'says {"value": [1, null]}',
    "a row of other things": 'says {"value": [{"ID": {"a": []}, "WijkenEnBuurten": ["x"], "AantalInwoners_5": {}}]}',
    "a table of numbers": 'says {"value": [{"Identifier": 5, "Modified": [], "Type": {}, "Key": 3}]}',
    "not a number": 'says {"value": NaN}',
}


@pytest.fixture
def nothing_left_over():
    """What earlier tests left is thrown away now: deep in a text there is no room to say that it was not closed."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("nothing_left_over")
@pytest.mark.parametrize("part", ["TableInfos", "UntypedDataSet?", "DataProperties", "WijkenEnBuurten?", "/85318NED/?"])
@pytest.mark.parametrize("fault", ODD.values(), ids=ODD)
def test_odd_json_is_a_failure_of_one_source(fetch, server, tmp_path, part, fault):
    server[1].fail(part, fault, 99)
    outcome = fetch()
    assert outcome.status in ("failed", "fetched")
    if outcome.status == "failed":
        assert KWB in outcome.message and re.search("wijkanalyse fetch|--base-url", outcome.message)
        assert not (tmp_path / KWB).exists()
