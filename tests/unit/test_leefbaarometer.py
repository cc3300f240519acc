"""Scores of the Leefbaarometer, from a service on this machine to figures; every score here is invented."""

from __future__ import annotations

import pandas as pd
import pytest
from loopback import scored, scores, serving

from wijkanalyse.cards.catalogue import Catalogue, load_catalogue
from wijkanalyse.cards.families import Family
from wijkanalyse.cards.schema import Vocabulary
from wijkanalyse.errors import RawDataError
from wijkanalyse.fetch import leefbaarometer
from wijkanalyse.fetch.http import Patience
from wijkanalyse.fetch.raw import read_raw_card, read_rows, source_of, verify
from wijkanalyse.fetch.sources import fetch_sources
from wijkanalyse.process.figures import table_figures
from wijkanalyse.process.fit import in_boundaries, of_known_areas
from wijkanalyse.process.scores import ScoreTable

LBM = "leefbaarometer_2024"
QUICK = Patience(attempts=2, timeout=0.5, wait_initial=0.001, wait_max=0.01, wait_jitter=0.0)
FAMILY = Family(
    id="leefbaarometer", title="Leefbaarometer", producer="BZK", catalogue="geo.leefbaarometer.nl",
    scores=("gemeentescore", "wijkscore", "buurtscore"), boundaries="regions", wanted={"since": 2024}, licence="CC0",
    citation="BZK, {year}", about="Verzonnen.",
)  # fmt: skip
EMPTY = Vocabulary(chapters={}, themes={}, units={}, estimate_types={}, positieve_gezondheid={}, caveats={})
CATALOGUE = Catalogue({"leefbaarometer": FAMILY}, {}, EMPTY, load_catalogue().roles)


@pytest.fixture
def server():
    with serving() as both:
        yield both


@pytest.fixture(autouse=True)
def small_pages(monkeypatch):
    monkeypatch.setattr(leefbaarometer, "PAGE", 2)


@pytest.fixture
def fetch(server, tmp_path):
    """Fetch from the server; gives the outcomes and keeps the progress lines."""

    def run(*only: str, **options):
        run.lines.clear()
        return fetch_sources(
            CATALOGUE, tmp_path, only=only, base_url=server[0], patience=QUICK, report=run.lines.append, **options
        )

    run.lines = []
    return run


# ------------------------------------------------------------------------- fetching


def test_the_newest_measurement_is_found_without_being_named(fetch, server, tmp_path):
    server[1].scores |= scores(2023)
    (outcome,) = fetch()
    assert (outcome.source_id, outcome.status, outcome.rows) == (LBM, "fetched", 4)
    card = read_raw_card(tmp_path / LBM)
    verify(tmp_path / LBM, card)
    assert (card.licence, card.citation, card.regions) == ("CC0", "BZK, 2024", {"BU": 3, "GM": 1})
    assert (card.topics, card.filled, card.modified) == (2, 2, None)
    assert list(read_rows(tmp_path / LBM, "gemeentescore24")) == [scored("GM0099")["properties"]], "without outlines"
    assert not (tmp_path / "leefbaarometer_2023").exists()


def test_a_level_that_the_service_lacks_is_told_and_never_computed(fetch, tmp_path):
    fetch()
    assert any("no layer wijkscore24" in line and "none is computed" in line for line in fetch.lines)
    assert not list(tmp_path.glob(f"{LBM}/wijk*"))


def test_what_is_there_is_asked_for_again_only_when_a_layer_has_come(fetch, server, tmp_path):
    fetch()
    assert fetch()[0].status == "up to date"
    server[1].scores["wijkscore24"] = [scored("WK009901")]
    assert fetch()[0].status == "fetched"
    assert read_raw_card(tmp_path / LBM).regions == {"BU": 3, "GM": 1, "WK": 1}


def test_a_service_that_answers_html_is_named_and_leaves_what_is_there(fetch, server, tmp_path):
    fetch()
    server[1].fail("buurtscore24", "html", times=99)
    (outcome,) = fetch(refresh=True)
    assert outcome.status == "failed"
    assert "HTML where JSON was expected" in outcome.message
    assert "wijkanalyse fetch leefbaarometer_2024" in outcome.message
    verify(tmp_path / LBM, read_raw_card(tmp_path / LBM))


def test_a_service_without_any_measurement_is_told_with_the_years(fetch, server):
    server[1].scores.clear()
    (outcome,) = fetch()
    assert outcome.status == "failed"
    assert "no layer gemeentescore of any year from 2024 on" in outcome.message


@pytest.mark.parametrize(
    ("area", "said"),
    [
        (scored("BU00990104", kscore="goed"), "kscore of BU00990104 is 'goed' and no number"),
        (scored("XX0099"), "has the code 'XX0099'"),
        (scored("GM0100"), "has the code 'GM0100', which is none of this level"),
        (scored("BU00990104", year=2022), "BU00990104 is of the measurement of 2022, and not of 2024"),
        (scored("BU00990101"), "gives BU00990101 twice"),
    ],
)
def test_an_area_that_is_not_of_the_layer_is_named(fetch, server, area, said):
    server[1].scores["buurtscore24"].append(area)
    (outcome,) = fetch()
    assert outcome.status == "failed"
    assert said in outcome.message


def test_a_layer_without_scores_is_not_taken(fetch, server):
    server[1].scores["buurtscore24"] = [scored("BU00990101", kscore=None, afw=None)]
    (outcome,) = fetch()
    assert "has 1 areas and no score" in outcome.message


def test_a_layer_that_is_not_whole_is_not_taken(fetch, server):
    server[1].total = 9
    (outcome,) = fetch()
    assert "says there are 9" in outcome.message


# ------------------------------------------------------------------------- figures


@pytest.fixture
def register():
    """The areas of two years; the buurten of the newer one have other codes."""
    codes = {2023: ["GM0099", "WK009901", "BU00990199"], 2024: ["GM0099", "WK009901", *BUURTEN, "BU00990109"]}
    rows = [(year, code) for year, some in codes.items() for code in some]
    return pd.DataFrame(rows, columns=["boundary_year", "area_code"])


BUURTEN = [f"BU0099010{i}" for i in range(1, 4)]


@pytest.fixture
def table(fetch, tmp_path):
    fetch()
    return ScoreTable.open(source_of(read_raw_card(tmp_path / LBM), FAMILY), tmp_path / LBM)


def cards(indicator_card):
    made = {
        "leefbaar_klasse": indicator_card("leefbaar_klasse", {"family": "leefbaarometer", "value": {"stem": "kscore"}}),
        "leefbaar_score": indicator_card("leefbaar_score", {"family": "leefbaarometer", "value": {"stem": "afw"}}),
    }
    return Catalogue({"leefbaarometer": FAMILY}, made, EMPTY, load_catalogue().roles)


def test_the_boundaries_are_those_of_the_codes_and_are_told(table, register):
    made = in_boundaries(table, register).with_all_areas(register)
    assert made.source.boundary_year == 2024
    assert "4 of its 4 regions are in the boundaries of 2024" in made.told[0]
    assert "0 of 1 areas of level wijk, 3 of 4 areas of level buurt; none is computed" in made.told[1]


def test_an_area_without_a_score_is_one_that_the_source_does_not_give(table, register, indicator_card):
    made = in_boundaries(table, register).with_all_areas(register)
    found = of_known_areas(made.source, table_figures(made, cards(indicator_card)), register, made.faults)
    rows = found[found.indicator == "leefbaar_score"].set_index("area_code")
    assert (rows.value["GM0099"], rows.period["GM0099"], rows.boundary_year["GM0099"]) == (-0.125, 2024, 2024)
    assert rows.status["BU00990109"] == "suppressed"
    assert "WK009901" not in rows.index, "the source has no scores of wijken"
    assert made.faults == []


def test_codes_of_no_register_are_named(table, register):
    with pytest.raises(RawDataError, match="0 of its 4 regions exist in the boundaries of 2024"):
        in_boundaries(table, register[register.area_code == "WK009901"])
