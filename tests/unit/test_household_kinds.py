"""A cross table of the country through every door, from its card to the section; an invented one."""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from wijkanalyse.errors import RawDataError
from wijkanalyse.methods.cross_table import MarginErrors, fit_to_totals
from wijkanalyse.process.build import _cross_tables
from wijkanalyse.process.cross_table import counts_of, gate, gates, wijken_in
from wijkanalyse.process.own import read_own
from wijkanalyse.profile.archetypes import kinds_of
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.sections.report.household_kinds import household_kinds as section

INVENTED = Path(__file__).resolve().parents[1] / "cross_table"
NAME = "verzonnen_kruistabel"
REGISTER = pd.DataFrame({"boundary_year": [2022], "area_code": ["NL"]})
AREA = "WK016009"
WITHIN = {"household": MarginErrors(1.0, 4.0), "tenure": MarginErrors(1.0, 4.0), "income": MarginErrors(2.0, 4.0)}
MISSED = WITHIN | {"income": MarginErrors(2.1, 4.0)}


def bring(paths, **changes: str) -> None:
    """Put the invented table among the open files, texts of it or its card replaced."""
    for suffix in (".csv", ".yml"):
        text = (INVENTED / f"{NAME}{suffix}").read_text(encoding="utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        (paths.own / f"{NAME}{suffix}").write_text(text, encoding="utf-8")


@pytest.fixture
def table(paths, catalogue) -> pd.DataFrame:
    bring(paths)
    return _cross_tables(read_own(paths, catalogue, REGISTER))


@pytest.fixture
def open_area(example, catalogue, table):
    """The kinds of an area, and what its report says, with the invented table and a gate."""

    def make(code: str = AREA, gates=WITHIN, tables=table, edition="openbaar"):
        processed = Processed(example)
        processed.__dict__["cross_tables"] = tables
        processed.receipt["gates"] = {NAME: gates and {axis: list(errors) for axis, errors in gates.items()}}
        area = processed.areas.find(code)
        return Profile(area, processed, catalogue, edition)

    return make


def test_a_table_is_read_whole_and_keeps_its_year(table, catalogue):
    assert set(table.period) == {2022}
    assert counts_of(table, catalogue.roles).shape == (3, 3, 3)
    assert counts_of(table, catalogue.roles)[0, 1, 0] == 1820


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"koopwoningen_pct,rest": "schuit,rest"}, "'schuit' is none of koopwoningen_pct, corporatiewoningen_pct"),
        ({"eenpersoonshuishoudens_pct,rest,rest,20\n": ""}, "1 combinations are missing, such as eenpersoons"),
        ({",1820": ",veel"}, "'veel' is not a number"),
        ({"period: 2022\n": ""}, "has the year of its counts in `period`"),
    ],
)
def test_a_faulty_table_is_refused_in_words(paths, catalogue, changes, message):
    bring(paths, **changes)
    with pytest.raises(RawDataError, match=re.escape(message)):
        read_own(paths, catalogue, REGISTER)


def invented_country(catalogue, together: bool) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A table of three kinds of households that differ in everything, and 60 wijken that mix them, or mix at random."""
    generator, axes = np.random.default_rng(3), catalogue.roles.crossed
    kinds = [(0, 1, 0), (1, 2, 1), (2, 0, 2)]
    seed = np.full((3, 3, 3), 5.0)
    seed[tuple(np.transpose(kinds))] = 1000
    rows = []
    for mixture in generator.dirichlet([2, 2, 2], 60):
        here = np.full((3, 3, 3), 0.005)
        here[tuple(np.transpose(kinds))] = mixture
        totals = [here.sum(axis=tuple(b for b in range(3) if b != a)) for a in range(3)]
        rows.append([t / t.sum() for t in totals] if together else list(generator.dirichlet([2, 2, 2], 3)))
    named = [(a, n, c) for a, categories in enumerate(axes.values()) for n, c in enumerate(categories) if c != "rest"]
    wijken = pd.DataFrame({"inwoners": 5000.0, **{c: [100 * row[a][n] for row in rows] for a, n, c in named}})
    order = pd.MultiIndex.from_product(axes.values(), names=list(axes))
    return pd.DataFrame({"households": seed.ravel()}, index=order).reset_index(), wijken


def test_the_gate_passes_where_wijken_follow_the_table_and_only_then(catalogue):
    follows, apart = (gate(*invented_country(catalogue, t), catalogue.roles, least=50) for t in (True, False))
    assert all(errors.is_passed for errors in follows.values())
    assert not any(errors.is_passed for errors in apart.values())
    assert gate(*invented_country(catalogue, True), catalogue.roles) is None  # 60 wijken are no country


def in_long(wijken: pd.DataFrame, roles, period: int) -> pd.DataFrame:
    """These wijken as rows of figures of one year."""
    wide = wijken.rename(columns={"inwoners": roles.people.all}).assign(
        area_id=[f"WK{n:06}@1" for n in range(len(wijken))]
    )
    return wide.melt("area_id", var_name="indicator").assign(area_level="wijk", period=period)


def test_the_gate_is_passed_in_the_year_of_the_table_as_well(catalogue):
    table, follows = invented_country(catalogue, True)
    _, apart = invented_country(catalogue, False)
    tables, roles, said = table.assign(source=NAME, period=2022), catalogue.roles, []

    def passed(newest: pd.DataFrame, of_2022: pd.DataFrame, period: int = 2022) -> bool:
        found = gates(tables, newest, in_long(of_2022, roles, period), roles, said.append, 50)[NAME]
        return all(MarginErrors(*errors).is_passed for errors in found.values())

    assert passed(follows, follows)
    assert said[-1].startswith(f"{NAME}: the gate is passed; household misses by ")
    assert not passed(apart, follows)
    assert not passed(follows, apart)
    assert passed(follows, apart, 2021), "of another year than that of the table nothing is asked"
    assert gates(tables, follows[:40], in_long(follows, roles, 2021), roles, said.append, 50) == {NAME: None}
    assert "too few wijken have all totals" in said[-1]


def test_wijken_of_a_year_are_those_of_the_long_table(catalogue):
    _, wijken = invented_country(catalogue, True)
    found = wijken_in(in_long(wijken, catalogue.roles, 2022), 2022, catalogue.roles)
    assert found[list(wijken.columns)].to_numpy() == pytest.approx(wijken.to_numpy())
    assert wijken_in(in_long(wijken, catalogue.roles, 2021), 2022, catalogue.roles).empty


def test_a_table_that_leaves_no_room_is_told_and_stops_nothing(catalogue, open_area, table):
    seed, wijken = invented_country(catalogue, True)
    empty = seed.assign(source=NAME, period=2022, households=seed.households.where(seed.tenure != "rest", 0))
    said: list[str] = []
    nothing = in_long(wijken[:0], catalogue.roles, 2022)
    assert gates(empty, wijken, nothing, catalogue.roles, said.append, 50) == {NAME: None}
    assert "no kinds of households are told" in said[0] and "the cross table has nobody" in said[0]
    without_rest = table.assign(households=table.households.where(table.tenure != "rest", 0))
    assert kinds_of(open_area(tables=without_rest)).absent == "unknown"


def test_the_gate_runs_over_the_wijken_of_the_country(example, table, catalogue):
    found = gate(table, Processed(example).wijken, catalogue.roles)
    assert set(found) == {"household", "tenure", "income"}
    assert all(0 < errors.predicted < 100 and 0 < errors.usual < 100 for errors in found.values())


def test_kinds_of_households_are_ranges_within_the_totals_of_the_area(open_area, catalogue, table):
    profile = open_area()
    found = kinds_of(profile)
    assert (found.absent, found.source, found.period) == ("", NAME, 2022)
    assert len(found.kinds) >= 2
    for kind in found.kinds:
        low, number, high = kind.households.lower, kind.households.number, kind.households.upper
        assert number >= 50
        assert low <= number <= high
    alone = next(k for k in found.kinds if k.archetype.tenure == "corporatiewoningen_pct")
    share = profile.figure("corporatiewoningen_pct").value.number / 100
    households = next(v.number for v in profile.history("huishoudens_aantal") if v.is_known)
    assert alone.households.upper <= 1.1 * share * households


def test_kinds_are_a_table_and_so_is_why_there_are_none(open_area, table):
    profile = open_area()
    found, kinds = profile.household_kinds(), kinds_of(profile).kinds
    assert found.name.tolist() == [k.archetype.name for k in kinds]
    assert found[["households", "lower", "upper"]].to_numpy() == pytest.approx(np.array([k.households for k in kinds]))
    assert set(found.period) == {2022} and set(found.source) == {NAME} and set(found.absent) == {""}
    (row,) = open_area(tables=table[:0]).household_kinds().to_dict("records")
    assert row["absent"] == "onbekend: er is geen landelijke tabel van soorten huishoudens"
    assert math.isnan(row["households"])
    (row,) = open_area(gates=MISSED).household_kinds().to_dict("records")
    assert row["absent"] == "onbekend: de landelijke tabel voorspelt wijken niet goed genoeg"


def test_the_number_of_a_kind_by_hand(open_area, catalogue, table):
    profile = open_area()
    value = {i: profile.figure(i).value for c in catalogue.roles.crossed.values() for i in c if i != "rest"}
    shares = [[value[i].number if i != "rest" else None for i in c] for c in catalogue.roles.crossed.values()]
    for total in shares:
        if None in total:
            total[total.index(None)] = 100 - sum(x for x in total if x is not None)
    year = max(v.period for v in value.values())
    households = {v.period: v.number for v in profile.history("huishoudens_aantal") if v.is_known}
    n = households[min(households, key=lambda y: (abs(y - year), -y))]
    fitted = fit_to_totals(counts_of(table, catalogue.roles), [n * np.array(t) / sum(t) for t in shares])
    kind = next(k for k in kinds_of(profile).kinds if k.archetype.household == "huishoudens_met_kinderen_pct")
    cell = fitted[2, 1, 0] if kind.archetype.income else fitted[2, 0].sum()
    assert kind.households.number == pytest.approx(cell)


@pytest.mark.parametrize(
    ("code", "gates", "absent", "words"),
    [
        (AREA, MISSED, "gate", "de landelijke tabel voorspelt wijken niet goed genoeg"),
        (AREA, None, "gate", "de landelijke tabel voorspelt wijken niet goed genoeg"),
        ("BU01600906", WITHIN, "too_small", None),
    ],
)
def test_without_the_gate_and_below_a_wijk_nothing_is_told(open_area, code, gates, absent, words):
    profile = open_area(code, gates)
    assert kinds_of(profile).absent == absent
    html = section(profile).html
    assert html == "" if words is None else words in html


def test_without_a_table_one_sentence_says_what_is_missing(open_area, table):
    profile = open_area(tables=table[:0])
    html = section(profile).html
    assert "ontbreekt een landelijke tabel" in html
    assert html.count("<") == 2
    closed = open_area(tables=table.assign(openness="intern"))
    assert kinds_of(closed).absent == "no_table"


def test_the_section_says_ranges_and_nothing_of_health(open_area):
    html = section(open_area()).html
    assert re.search(r"ongeveer [\d.]+ tot [\d.]+", html)
    assert "Over de gezondheid van een soort huishouden zegt dit niets." in html
    assert "Dit is een schatting." in html
