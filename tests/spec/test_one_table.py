"""A figure, its series and all that it is held against are of one table, where two editions give one series.

Tables and numbers are invented: an older edition with wijken, and a newer one that gives 2020 anew and 2021 besides,
under another name, of which the parts that are filled differ from case to case.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from conftest import family_with, write_table

from wijkanalyse.paths import Paths
from wijkanalyse.process.build import build
from wijkanalyse.profile.one_table import editions_of, of_editions, shares_of
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts

WIJKEN = [f"WK0001{i:02}" for i in range(1, 13)]
BUURTEN = [f"BU000101{i:02}" for i in range(1, 4)]
OLD, NEW = {"2020JJ00": "Definitief"}, {"2020JJ00": "Definitief", "2021JJ00": "Definitief"}
SHIFT = {(2020, 2020): 0.0, (2021, 2020): 1.0, (2021, 2021): 2.0}
"""What is added to every number, by edition and year: so a number tells where it is from."""
PEOPLE = {"BU": "300", "WK": "1000", "GM": "12000", "NL": "20000"}
"""Of an area by its level: three buurten in a wijk, twelve wijken in the gemeente."""
BASE = {"NL00": 12.0, "GM0001": 13.0} | {c: 10 + 0.5 * i for i, c in enumerate(WIJKEN)} | dict.fromkeys(BUURTEN, 10.0)
KWB = [
    "IndelingswijzigingGemeenteWijkBuurt_4", "AantalInwoners_5", "Volwassenen_9", "OppervlakteTotaal_108",
    "MateVanStedelijkheid_115",
]  # fmt: skip
ADULTS = {"rule": "weighted_mean", "weight": "inwoners_18_plus_aantal"}


def cells(edition, topic, periods, filled, margins):
    """The rows of an edition: "." where a region is not filled, the bounds one point around the value."""
    steps = {"MW00000": 0.0, "MOG0095": -1.0, "MBG0095": 1.0} if margins else {"MW00000": 0.0}
    regions = [c for c in BASE if edition == 2021 or not c.startswith("BU")]
    return [
        {
            "WijkenEnBuurten": code, "Perioden": period, "Marges": margin,
            topic: f"{BASE[code] + SHIFT[edition, int(period[:4])] + step:.1f}" if code in filled else ".",
        }
        for code in regions for period in periods for margin, step in steps.items()
    ]  # fmt: skip


@pytest.fixture
def country(tmp_path, source_card, indicator_card, cards, catalogue):
    """Build the invented country; `filled` are the regions with figures in the newer edition."""

    def make(filled, *, old=(*BASE,), margins=False, parts=()):
        paths = Paths(tmp_path / "tree")
        kwb = {y: source_card(f"cbs_kwb_{y}", period=y, boundary_year=y) for y in (2020, 2021)}
        rivm = {
            y: source_card(f"rivm_gezondheid_{y}", family="rivm_gezondheid", period=None, boundary_year=y)
            for y in (2020, 2021)
        }
        measure = {"family": "rivm_gezondheid", "dimensions": {"Marges": "MW00000"}}
        lonely = indicator_card(
            "eenzaam_pct",
            measure | {"editions": {"until": 2020}, "value": {"stem": "Eenzaam"}},
            measure | {"editions": {"from": 2021}, "value": {"stem": "VaakEenzaam"}},
            estimate_type="model", better_when="lower", aggregation=ADULTS, decimals=1,
        )  # fmt: skip
        total = {"aggregation": {"rule": "sum"}}
        people = (
            indicator_card("inwoners_aantal", {"count": [{"stem": "AantalInwoners"}]}, **total),
            indicator_card("inwoners_18_plus_aantal", {"count": [{"stem": "Volwassenen"}]}, shown=False, **total),
        )
        invented = replace(cards(*kwb.values(), *rivm.values(), lonely, *people), vocabulary=catalogue.vocabulary)
        families = invented.families | {"rivm_gezondheid": family_with(rivm[2020], repeats=True)}
        invented = replace(invented, families=families)
        for year, source in kwb.items():
            regions = [c for c in BASE if year == 2021 or not c.startswith("BU")]
            rows = [
                {"WijkenEnBuurten": c, **dict(zip(KWB, ["1", PEOPLE[c[:2]], PEOPLE[c[:2]], "100", "3"], strict=True))}
                for c in regions
            ]
            write_table(paths.raw / source.id, source, KWB, rows)
        write_table(paths.raw / rivm[2020].id, rivm[2020], ["Eenzaam_28"],
                    cells(2020, "Eenzaam_28", OLD, old, margins=False), periods=OLD)  # fmt: skip
        write_table(paths.raw / rivm[2021].id, rivm[2021], ["VaakEenzaam_26"],
                    cells(2021, "VaakEenzaam_26", NEW, filled, margins), periods=NEW)  # fmt: skip
        paths.composites.mkdir(parents=True, exist_ok=True)
        if parts:
            (paths.composites / "kern.yml").write_text(
                f"name: Kern\nboundary_year: 2021\nparts: [{', '.join(parts)}]\n", encoding="utf-8"
            )
        build(paths, invented)
        processed = Processed(paths)

        def verdicts(code):
            return Verdicts(Profile(processed.areas.find(code, 2021), processed, invented, "openbaar"))

        verdicts.processed = processed
        return verdicts

    return make


def told(verdicts):
    """Year and edition of the figure, and the numbers of figure, gemeente and Nederland."""
    figure = verdicts.profile.figure("eenzaam_pct")
    values = [figure.value, figure.gemeente, figure.nederland]
    known = [v for v in values if v is not None and v.is_known]
    assert len({(v.period, v.boundary_year, v.source) for v in known}) == 1, "all are of one table and year"
    return figure.value.period, figure.value.boundary_year, [v.number for v in known]


# ------------------------------------------------------- gemeenten and buurten, no wijken


@pytest.fixture
def without_wijken(country):
    """As the table of 2024 came: Nederland, gemeenten and buurten, and rows of wijken that are empty."""
    return country({"NL00", "GM0001", *BUURTEN})


def test_a_wijk_stays_wholly_with_the_older_table(without_wijken):
    verdicts = without_wijken("WK000103")
    assert told(verdicts) == (2020, 2020, [11.0, 13.0, 12.0])
    profile = verdicts.profile
    assert [(v.period, v.boundary_year) for v in profile.history("eenzaam_pct")] == [(2020, 2020)]
    assert profile.nederland_history("eenzaam_pct") == {2020: 12.0}
    assert profile.gemeente_history("eenzaam_pct") == {2020: 13.0}


def test_the_place_and_the_spread_of_a_wijk_are_of_that_table_too(without_wijken):
    verdicts = without_wijken("WK000103")
    figure = verdicts.profile.figure("eenzaam_pct")
    assert figure.bands[2] == pytest.approx(12.75, abs=0.26), "the middle of 10 to 15.5, and not of numbers 1 higher"
    assert figure.percentile == pytest.approx(100 * 2.5 / 12, abs=1)
    assert verdicts.comparator(figure, "stedelijkheid").number == pytest.approx(figure.bands[2])
    assert verdicts.of("eenzaam_pct").judgement.z == pytest.approx((11 - 12) / figure.spread)


def test_a_gemeente_and_nederland_are_told_by_the_newest_table(without_wijken):
    assert told(without_wijken("GM0001")) == (2021, 2021, [15.0, 14.0])
    assert told(without_wijken("NL")) == (2021, 2021, [14.0])


def test_a_table_without_wijken_gives_no_spread_and_so_no_judgement(without_wijken):
    verdict = without_wijken("GM0001").of("eenzaam_pct")
    assert pd.isna(verdict.figure.spread)
    assert verdict.judgement.state == "cannot_be_judged"


def test_a_buurt_is_held_against_gemeente_and_nederland_of_its_own_table(without_wijken):
    verdicts = without_wijken("BU00010101")
    assert told(verdicts) == (2021, 2021, [12.0, 15.0, 14.0])
    assert verdicts.profile.figure("eenzaam_pct").bands is None
    assert [v.period for v in verdicts.profile.history("eenzaam_pct")] == [2020, 2021]


def test_the_buurten_in_a_wijk_are_told_by_the_table_that_has_them(without_wijken):
    buurten = without_wijken("WK000101").profile.buurt_values("eenzaam_pct")
    assert buurten.value.tolist() == [12.0] * 3
    assert set(buurten.period) == {2021}


def test_the_distributions_keep_two_tables_of_one_year_apart(country):
    processed = country({*BASE}).processed
    median = {key[1:]: d.percentiles[50] for key, d in processed.distributions.items() if key[0] == "eenzaam_pct"}
    assert set(median) == {(2020, 2020), (2020, 2021), (2021, 2021)}
    assert median[2020, 2021] - median[2020, 2020] == pytest.approx(1.0)
    assert processed.filled_editions["eenzaam_pct", 2021] == [2021, 2020]
    assert processed.newest_edition("eenzaam_pct", 2020) == 2021


# --------------------------------------------------------------- all but a few


def test_an_area_that_the_newer_table_does_not_give_stays_with_the_older_one(country):
    of = country({*BASE} - {"WK000103"})
    assert told(of("WK000103")) == (2020, 2020, [11.0, 13.0, 12.0])
    assert told(of("WK000104")) == (2021, 2021, [13.5, 15.0, 14.0])


def test_an_area_that_no_table_gives_says_so_beside_nederland_of_the_newest(country):
    left = {*BASE} - {"WK000103"}
    figure = country(left, old=left)("WK000103").profile.figure("eenzaam_pct")
    assert (figure.value.status, figure.value.period, figure.nederland.number) == ("suppressed", 2021, 14.0)


@pytest.mark.parametrize(
    ("lacking", "expected"),
    [
        ([], (2021, 2021, [12.5, 15.0, 14.0])),
        (["WK000102"], (2020, 2020, [10.5, 13.0, 12.0])),
        (["WK000101", "WK000102", "WK000103"], (2020, 2020, [10.5, 13.0, 12.0])),
    ],
)
def test_parts_together_are_all_of_one_table(country, lacking, expected):
    of = country({*BASE} - set(lacking), parts=["WK000101", "WK000102", "WK000103"])
    assert told(of("kern")) == expected


def test_bounds_of_the_newer_table_reach_figure_comparator_and_judgement(country):
    verdict = country({*BASE}, margins=True)("WK000112").of("eenzaam_pct")
    assert (verdict.interval.kind, verdict.interval.lower, verdict.interval.upper) == ("published", 16.5, 18.5)
    assert (verdict.against.lower, verdict.against.upper) == (13.0, 15.0)
    assert not verdict.judgement.indicative
    assert verdict.judgement.distinguishable


# ------------------------------------------------------------------------ the choice

ROWS = [
    ("a", 2020, "ok"), ("a", 2024, "ok"), ("b", 2020, "ok"), ("b", 2024, "suppressed"), ("NL", 2020, "ok"),
    ("NL", 2024, "ok"),
]  # fmt: skip


@pytest.fixture
def choose(cards, source_card):
    source = source_card("rivm_2020", family="rivm")
    invented = replace(cards(source), families={"rivm": family_with(source, repeats=True)})
    rows = pd.DataFrame(ROWS, columns=["area_id", "boundary_year", "status"])
    rows = rows.assign(indicator="x", period=2020, source=[f"rivm_{y}" for y in rows.boundary_year])

    def make(people, filled=(), first=None):
        return editions_of(rows, shares_of(people), {("x", y): [2020] for y in filled}, invented, first).get("x")

    make.rows, make.catalogue = rows, invented
    return make


def test_the_newest_edition_that_knows_the_area(choose):
    assert choose({"a": 100}) == 2024
    assert choose({"b": 100}) == 2020


def test_of_parts_the_newest_edition_that_knows_four_in_five_people(choose):
    assert choose({"a": 80, "b": 20}) == 2024
    assert choose({"a": 79, "b": 21}) == 2020


def test_without_numbers_of_people_parts_count_equally(choose):
    nobody = float("nan")
    assert choose({"a": nobody, "b": nobody}) == 2020
    assert choose({"a": 0.0}) == 2024


def test_an_area_without_any_figure_is_told_by_the_newest_edition_that_is_filled(choose):
    assert choose({"c": 100}) == 2024
    assert choose({"c": 100}, filled=[2020]) == 2020
    assert choose({"c": 100}, filled=[2020, 2024]) == 2024


def test_buurten_are_told_by_the_table_of_their_wijk_where_it_has_them(choose):
    assert choose({"a": 100}, first={"x": 2020}) == 2020
    assert choose({"b": 100}, first={"x": 2024}) == 2020


def test_rows_of_other_families_pass(choose):
    rows = choose.rows.assign(source="enquete")
    assert len(of_editions(rows, {}, choose.catalogue)) == len(rows)
    assert set(of_editions(choose.rows, {"x": 2024}, choose.catalogue).boundary_year) == {2024}
