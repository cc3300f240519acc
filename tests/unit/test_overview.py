"""What `wijkanalyse sources` shows: editions known, fetched and newer online, and what each fills."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from loopback import TABLE, offer, serving

from wijkanalyse.cards.catalogue import Catalogue, load_catalogue
from wijkanalyse.cards.families import Family
from wijkanalyse.cards.schema import Vocabulary
from wijkanalyse.fetch.http import Patience
from wijkanalyse.fetch.sources import fetch_sources
from wijkanalyse.paths import Paths
from wijkanalyse.process import overview as module
from wijkanalyse.process.overview import indicators_by_source, overview, told

QUICK = Patience(attempts=1, timeout=0.3, wait_initial=0.001, wait_max=0.01, wait_jitter=0.0)
KWB = Family(
    id="cbs_kwb", title="Kerncijfers", catalogue="opendata.cbs.nl", table_title=r"Kerncijfers (?P<year>\d{4})",
    wanted={"newest": 2}, producer="CBS", licence="CC BY 4.0", citation="CBS, {year}", about="Kerncijfers.",
)  # fmt: skip
OWN = Family(id="wijkpanel", title="Wijkpanel", producer="Gemeente", licence="x", citation="x", about="x")
EMPTY = Vocabulary(chapters={}, themes={}, units={}, estimate_types={}, positieve_gezondheid={}, caveats={})
CATALOGUE = Catalogue({"cbs_kwb": KWB, "wijkpanel": OWN}, {}, EMPTY, load_catalogue().roles)


@pytest.fixture(autouse=True)
def brief(monkeypatch):
    monkeypatch.setattr(module, "BRIEF", QUICK)


@pytest.fixture
def server():
    with serving() as both:
        yield both


@pytest.fixture
def paths(server, tmp_path):
    """A tree in which the edition of 2022 was fetched."""
    paths = Paths(tmp_path)
    fetch_sources(CATALOGUE, paths.raw, base_url=server[0], patience=QUICK)
    return paths


def shown(paths, server, fills=None):
    lines, failed = overview(paths, CATALOGUE, fills or {}, server[0])
    return [" ".join(line.split()) for line in lines], failed


def test_each_edition_is_shown_with_its_table_its_state_and_what_it_fills(paths, server):
    lines, failed = shown(paths, server, {"cbs_kwb_2022": ["a_pct", "b_pct"]})
    assert (lines, failed) == (
        [
            "cbs_kwb: Kerncijfers",
            "cbs_kwb_2022 85318NED fetched, of 2023-06-21, 1 of 1 figures filled, fills 2 indicators",
        ],
        [],
    )


def test_what_is_online_and_not_here_is_shown(paths, server):
    server[1].offered = [
        offer(TABLE, "Kerncijfers 2022", "2024-02-01T02:00:00"), offer("86165NED", "Kerncijfers 2023"),
        offer("80000NED", "Kerncijfers 2015"),
    ]  # fmt: skip
    assert shown(paths, server)[0][1:] == [
        "cbs_kwb_2015 80000NED not wanted; online of 2023-06-21",
        "cbs_kwb_2022 85318NED fetched, of 2023-06-21, 1 of 1 figures filled; newer online, of 2024-02-01",
        "cbs_kwb_2023 86165NED not fetched; online of 2023-06-21",
    ]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (offer("86000NED", "Kerncijfers 2022"), "online it is table 86000NED"),
        (offer(TABLE, "Kerncijfers 2022", "2020-01-01T00:00:00"), "online an older one, of 2020-01-01"),
        (offer("86000NED", "Kerncijfers 2023"), "no longer in the catalogue"),
    ],
)
def test_what_differs_online_is_said(paths, server, row, said):
    server[1].offered = [row]
    assert any(line.startswith("cbs_kwb_2022") and line.endswith(f"; {said}") for line in shown(paths, server)[0])


def test_offline_it_shows_what_was_fetched_and_says_so(paths, server):
    server[1].fail("ODataCatalog", "html", times=99)
    lines, (failed,) = shown(paths, server)
    assert lines[1] == "cbs_kwb_2022 85318NED fetched, of 2023-06-21, 1 of 1 figures filled"
    assert failed.startswith("opendata.cbs.nl: the catalogue could not be asked.")
    assert failed.endswith("What is shown of it is what was fetched.")


def test_an_own_file_with_the_name_of_its_family_and_a_year_is_not_published(paths):
    assert CATALOGUE.published(["cbs_kwb_2022", "wijkpanel_2025", "enquete"]) == ["cbs_kwb_2022"]


def test_what_a_source_fills_is_what_it_has_a_figure_of(paths):
    assert (indicators_by_source(paths), told(paths)) == ({}, [])
    paths.processed.mkdir()
    rows = [("cbs_kwb_2022", "b_pct", "ok"), ("cbs_kwb_2022", "a_pct", "ok"), ("cbs_kwb_2022", "c_pct", "suppressed")]
    figures = pd.DataFrame(rows, columns=["source", "indicator", "status"]).astype("category")
    figures.to_parquet(paths.processed / "figures.parquet")
    receipt = {"told": ["one"], "faults": ["two"]}
    (paths.processed / "build.json").write_text(json.dumps(receipt), encoding="utf-8")
    assert indicators_by_source(paths) == {"cbs_kwb_2022": ["a_pct", "b_pct"]}
    assert told(paths) == ["Note: one", "Does not fit: two"]
