"""A newer year in which little is known of buurten does not drive out a fuller one (docs/methods.md).

Tables and numbers are invented: a table of 2020 that knows how many people are lonely in each buurt, one of 2021
without buurten, and one of 2022 with buurten of which only the number of inhabitants is known. One buurt has another
name since, and one is new.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from conftest import family_with, write_table

from wijkanalyse.paths import Paths
from wijkanalyse.process.build import build
from wijkanalyse.profile.buurten import of_other_boundaries, side_by_side, year_in_use
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile

WIJK, ABOVE = "WK000101", ["NL00", "GM0001"]
KEPT, RENAMED, GONE, NEW = "BU00010101", "BU00010102", "BU00010103", "BU00010104"
TOPICS = [
    "IndelingswijzigingGemeenteWijkBuurt_4", "AantalInwoners_5", "OppervlakteTotaal_108", "MateVanStedelijkheid_115",
    "Eenzaam_120",
]  # fmt: skip
LONELY = {KEPT: "40", RENAMED: "50", GONE: "60"}
"""In 2020, of 500 inhabitants each."""
PEOPLE = "inwoners_aantal"


def rows(codes, people, lonely):
    return [
        {"WijkenEnBuurten": c, **dict(zip(TOPICS, ["1", people, "100", "3", lonely.get(c, ".")], strict=True))}
        for c in codes
    ]


@pytest.fixture
def build_country(tmp_path, source_card, indicator_card, cards, catalogue):
    """Build the invented country, with what is known of buurten in the newest table; gives the profile of an area."""

    def make(lonely_now, *, wijk_flag="1"):
        paths = Paths(tmp_path / "tree")
        kwb = {y: source_card(f"cbs_kwb_{y}", period=y, boundary_year=y) for y in (2020, 2021, 2022)}
        people = indicator_card(PEOPLE, {"count": [{"stem": "AantalInwoners"}]}, aggregation={"rule": "sum"})
        lonely = indicator_card(
            "eenzaam_pct", {"value": {"stem": "Eenzaam"}},
            aggregation={"rule": "weighted_mean", "weight": PEOPLE},
        )  # fmt: skip
        invented = replace(cards(*kwb.values(), people, lonely), vocabulary=catalogue.vocabulary)
        invented = replace(invented, families={"cbs_kwb": family_with(kwb[2022])})
        names = {c: f"Wijk {c}" for c in (WIJK, *ABOVE)}
        called = names | {KEPT: "Dorp", RENAMED: "Kade", GONE: "Veld"}
        now = names | {KEPT: "Dorp", RENAMED: "Haven", NEW: "Weide"}
        whole = {WIJK: "45", "NL00": "44", "GM0001": "43"}
        write_table(paths.raw / kwb[2020].id, kwb[2020], TOPICS,
                    rows([*ABOVE, WIJK, KEPT, RENAMED, GONE], "500", LONELY | whole), titles=called)  # fmt: skip
        write_table(paths.raw / kwb[2021].id, kwb[2021], TOPICS, rows([*ABOVE, WIJK], "500", whole), titles=names)
        newest = rows([*ABOVE, WIJK, KEPT, RENAMED, NEW], "600", lonely_now)
        for row in newest:
            if row["WijkenEnBuurten"] == WIJK:
                row[TOPICS[0]] = wijk_flag
            if row["WijkenEnBuurten"].startswith("BU"):
                row[TOPICS[0]] = "."
        write_table(paths.raw / kwb[2022].id, kwb[2022], TOPICS, newest, titles=now)
        build(paths, invented)
        processed = Processed(paths)
        return lambda code, year=None: Profile(processed.areas.find(code, year), processed, invented, "openbaar")

    return make


def told(profile, indicator):
    values = profile.buurt_values(indicator)
    return {r.row: (r.name, r.value, r.period, r.boundary_year) for r in values.itertuples(index=False)}


def test_each_figure_of_the_buurten_is_of_the_newest_year_that_knows_it(build_country):
    profile = build_country({})(WIJK)
    assert set(profile.buurten.area_code) == {KEPT, RENAMED, NEW}
    assert told(profile, PEOPLE) == {
        KEPT: ("Dorp", 600, 2022, 2022), RENAMED: ("Haven", 600, 2022, 2022), NEW: ("Weide", 600, 2022, 2022),
    }  # fmt: skip
    lonely = told(profile, "eenzaam_pct")
    assert lonely[KEPT] == ("Dorp", 40, 2020, 2020)
    assert sorted(v[1:] for v in lonely.values()) == [(40, 2020, 2020), (50, 2020, 2020), (60, 2020, 2020)]


def test_a_buurt_of_then_stands_beside_one_of_now_only_with_its_code_and_name(build_country):
    profile = build_country({})(WIJK)
    lonely = profile.buurt_values("eenzaam_pct")
    assert set(lonely.row) == {KEPT, f"{RENAMED}@2020", f"{GONE}@2020"}
    others = of_other_boundaries(profile, [lonely, profile.buurt_values(PEOPLE)])
    assert list(zip(others["name"], others.inwoners, strict=True)) == [("Kade", 500), ("Veld", 500)]


def test_what_is_compared_keeps_the_names_and_people_of_its_own_year(build_country):
    compared = side_by_side(build_country({})(WIJK), "eenzaam_pct")
    assert compared["name"].tolist() == ["Dorp", "Kade", "Veld"]
    assert set(compared.inwoners) == {500}


def test_as_a_table_the_buurten_of_then_follow_those_of_now(build_country):
    table = build_country({})(WIJK).buurten_table("eenzaam_pct")
    known = table[table.absent == ""]
    assert dict(zip(known["name"], known.value, strict=True)) == {"Dorp": 40, "Kade": 50, "Veld": 60}
    assert set(table["name"][table.absent != ""]) == {"Haven", "Weide"}
    assert table.absent.str.contains("grens")[table["name"] == "Haven"].all()


def test_a_newer_year_that_knows_most_of_the_people_is_used_whole(build_country):
    profile = build_country({KEPT: "41", RENAMED: "51", NEW: "61"})(WIJK)
    assert {v[1:3] for v in told(profile, "eenzaam_pct").values()} == {(41, 2022), (51, 2022), (61, 2022)}


def test_a_newer_year_that_knows_one_of_three_is_not(build_country):
    profile = build_country({KEPT: "41"})(WIJK)
    assert {v[2] for v in told(profile, "eenzaam_pct").values()} == {2020}


def test_a_buurt_itself_is_told_by_the_year_that_knows_it(build_country):
    of = build_country({})
    assert of(KEPT).area.boundary_year == 2020
    assert of(NEW).area.boundary_year == 2022


def test_buurten_of_a_wijk_that_moved_are_those_of_now_only(build_country):
    of = build_country({}, wijk_flag="3")
    now, then = of(WIJK, 2022), of(WIJK, 2021)
    assert set(now.buurten.boundary_year) == {2022}
    assert now.buurt_values("eenzaam_pct").empty
    assert set(then.buurten.boundary_year) == {2020}


BUURTEN = pd.DataFrame(
    [("a@20", 2020, 80.0), ("b@20", 2020, 20.0), ("a@24", 2024, 80.0), ("b@24", 2024, 20.0)],
    columns=["area_id", "boundary_year", "inwoners"],
)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"a@20", "b@20", "a@24", "b@24"}, (2024, 2024)),
        ({"a@20", "b@20", "a@24"}, (2024, 2024)),  # four in five people
        ({"a@20", "b@20", "b@24"}, (2020, 2020)),
        ({"b@20", "b@24"}, (2024, 2024)),  # both know little: the newest
        (set(), (2024, 2024)),
    ],
)
def test_the_newest_year_that_knows_four_in_five_people(known, expected):
    figures = pd.DataFrame(
        {
            "area_id": BUURTEN.area_id,
            "period": BUURTEN.boundary_year,
            "status": ["ok" if i in known else "suppressed" for i in BUURTEN.area_id],
        }
    )
    assert year_in_use(figures, BUURTEN) == expected
    assert year_in_use(figures.iloc[:0], BUURTEN) == (0, 0)
