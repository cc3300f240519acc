"""What is refused of an own figure, what is told and used, and what is simply used: a table for who knows the field."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
import yaml

from wijkanalyse.errors import RawDataError
from wijkanalyse.paths import Paths
from wijkanalyse.process.own import read_own
from wijkanalyse.process.possible import Possible, below_their_parts, without_impossible
from wijkanalyse.process.reference import ALL

CASES = list(csv.DictReader((Path(__file__).parent / "own_figures.csv").open(encoding="utf-8")))
AREA, INWONERS = "WK027502", 18_000
CARD = {
    "title": "Maatwerk", "producer": "GGD", "family": "maatwerk", "reader": "tidy", "boundary_year": 2022,
    "licence": "Eigen gebruik", "citation": "GGD", "about": "Verzonnen.",
}  # fmt: skip
REGISTER = pd.DataFrame(
    [("GM0275", 43_000.0), (AREA, INWONERS), ("BU02750201", 300.0)], columns=["area_code", "inwoners"]
).assign(boundary_year=2022)
USUAL = {
    "roker_pct": (8.0, 25.0), "eenzaam_pct": (30.0, 60.0), "woz_waarde_x1000_euro": (160.0, 900.0),
    "afstand_huisarts_km": (0.3, 4.5), "wmo_per_1000": (15.0, 150.0), "mediaan_vermogen_x1000_euro": (0.5, 500.0),
    "basisscholen_binnen_3km_aantal": (1.0, 60.0),
}  # fmt: skip
"""Between what 98 % of people live with in an invented country."""
REFERENCE = pd.DataFrame(
    [{"indicator": i, "period": 2022, "stedelijkheid": ALL, "n": 2800, "p001": low, "p099": high}
     for i, (low, high) in USUAL.items()]
)  # fmt: skip


@pytest.fixture
def bring(tmp_path: Path):
    paths = Paths(tmp_path)
    closed = tmp_path / "data" / "besloten"

    def write(rows: list[dict[str, str]], *, name: str = "maatwerk", openness: str = "openbaar", **card: str) -> Paths:
        folder = paths.own if openness == "openbaar" else closed
        for place in (paths.own, closed):
            place.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.yml").write_text(yaml.safe_dump(CARD | {"openness": openness} | card), encoding="utf-8")
        pd.DataFrame(rows).to_csv(folder / f"{name}.csv", index=False, sep=";")
        return paths

    return write


def read(paths: Paths, catalogue):
    return read_own(paths, catalogue, REGISTER, reference=REFERENCE)


def faults(paths: Paths, catalogue) -> list[str]:
    with pytest.raises(RawDataError) as error:
        read(paths, catalogue)
    return [line.strip().removeprefix("- ") for line in str(error.value).splitlines()]


@pytest.mark.parametrize("case", CASES, ids=[c["case"] for c in CASES])
def test_an_own_figure_is_refused_or_told_or_used(bring, catalogue, case):
    cells = dict(zip(case["columns"].split(";"), case["cells"].split(";"), strict=True))
    row = {"area_code": AREA, "period": "2024", **cells}
    paths = bring([row], openness=case["openness"], kind=case["kind"])
    what, _, said = case["said"].partition(": ")
    if what == "refused":
        heading, *lines = faults(paths, catalogue)
        assert len(lines) == 1, lines
        assert lines[0].startswith(f"row 2, {case['column']}: ") and said in lines[0]
        assert "maatwerk.csv: 1 faults" in heading
        return
    own = read(paths, catalogue)
    assert len(own.figures[0]) == 1
    if what == "told":
        assert any(f"row 2, {case['column']}: " in note and said in note for note in own.notes), own.notes
    else:
        assert own.notes == []


def test_a_year_that_is_still_to_come_is_refused(bring, catalogue):
    next_year = dt.date.today().year + 1
    paths = bring([{"area_code": AREA, "indicator": "roker_pct", "period": str(next_year), "value": "14"}])
    (fault,) = faults(paths, catalogue)[1:]
    assert fault.startswith(f"row 2, period: '{next_year}' is a year that is still to come")


def test_a_file_with_a_figure_of_another_file_is_not_used_and_both_are_named(bring, catalogue):
    row = {"area_code": AREA, "indicator": "roker_pct", "period": "2024", "value": "14"}
    bring([row], name="een")
    (fault,) = faults(bring([row | {"value": "15"}], name="twee"), catalogue)
    assert "twee.csv: 1 of its figures are in " in fault and "een.csv too, first roker_pct of WK027502 in 2024" in fault


@pytest.mark.parametrize(
    ("gemeente", "wijk", "fault"),
    [("1000", "400", ""), ("400", "400", ""), ("300", "400", "row 2, denominator: '300' is less than its parts")],
)
def test_an_area_has_at_least_the_people_of_its_parts(bring, catalogue, gemeente, wijk, fault):
    rows = [
        {"area_code": code, "indicator": "roker_pct", "period": "2024", "value": "20", "denominator": n}
        for code, n in (("GM0275", gemeente), (AREA, wijk))
    ]
    paths = bring(rows)
    if fault:
        assert faults(paths, catalogue)[1].startswith(fault)
    else:
        assert len(read(paths, catalogue).figures[0]) == 2


def test_rounding_makes_no_total_smaller_than_its_parts():
    rows = {"area_code": ["WK1", "BU101", "BU102"], "indicator": "x", "period": 2024, "n": [100.0, 55.0, 55.0]}
    codes = {"WK1": "WK027502", "BU101": "BU02750201", "BU102": "BU02750202"}
    table = pd.DataFrame(rows).replace({"area_code": codes})
    assert not below_their_parts(table, "n").any()
    assert below_their_parts(table.assign(n=[70.0, 55.0, 55.0]), "n").tolist() == [True, False, False]


def test_what_may_have_been_overlooked_in_a_closed_file_is_told_without_what_is_in_it(bring, catalogue):
    row = {"area_code": AREA, "indicator": "roker_pct", "period": "2024", "value": "2.1718", "denominator": "4000"}
    (note,) = read(bring([row], openness="intern"), catalogue).notes
    assert "row 2, value: this cell is less than a third" in note and "2.1718" not in note


# ------------------------------------------------------------------------------ published figures


def published(*values: float, indicator: str = "afstand_huisarts_km") -> pd.DataFrame:
    rows = [
        {"area_code": f"WK0275{n:02}", "boundary_year": 2022, "indicator": indicator, "period": 2022, "value": value,
         "lower": float("nan"), "upper": float("nan"), "count": float("nan"), "denominator": float("nan"),
         "status": "ok", "source": "cbs_kwb_2022"}
        for n, value in enumerate(values)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_a_published_figure_that_cannot_be_true_is_absent_and_told_and_the_rest_is_used(catalogue):
    told: list[str] = []
    kept, odd = without_impossible(published(1.2, -99997, 850, 14), Possible(catalogue, REFERENCE, REGISTER), told)
    assert kept.status.tolist() == ["ok", "impossible", "impossible", "ok"]
    assert kept.value.notna().tolist() == [True, False, False, True]
    assert odd == 1
    assert sorted(told) == [
        "cbs_kwb_2022: afstand_huisarts_km: 1 figures cannot be true and are left out, first WK027501 2022: -99997 is "
        "how tables say that there is no figure",
        "cbs_kwb_2022: afstand_huisarts_km: 1 figures cannot be true and are left out, first WK027502 2022: 850 is "
        "more than 100 times what most Dutch wijken have",
    ]


def test_a_score_around_zero_is_judged_by_its_size(catalogue):
    reference = REFERENCE.head(1).assign(indicator="ses_woa_score", p001=-0.5, p099=0.4)
    told: list[str] = []
    kept, odd = without_impossible(
        published(-0.4, 0.001, -1.6, -60.0, indicator="ses_woa_score"), Possible(catalogue, reference), told
    )
    assert kept.value.notna().tolist() == [True, True, True, False]
    assert odd == 1


def of_people(**people: float) -> pd.DataFrame:
    rows = published(*people.values(), indicator="inwoners_aantal")
    return rows.assign(area_code=list(people))


@pytest.mark.parametrize(
    ("gemeente", "status", "odd"),
    [(1000, "ok", 0), (960, "ok", 1), (400, "impossible", 0)],
    ids=["with its parts", "random rounding of small wijken does that", "less than half of its parts"],
)
def test_a_published_total_below_its_parts_is_told_and_below_half_of_them_left_out(catalogue, gemeente, status, odd):
    figures = of_people(GM0275=gemeente, WK027501=300, WK027502=700, BU02750101=300, NL=17_000_000)
    kept, told = without_impossible(figures, Possible(catalogue), faults := [])
    assert kept.status.tolist() == [status, "ok", "ok", "ok", "ok"] and told == odd
    assert bool(faults) == (status != "ok")


def test_a_slip_in_a_part_costs_no_total(catalogue):
    register = REGISTER.assign(inwoners=[1000.0, 700.0, 300.0])
    figures = of_people(GM0275=1000, WK027501=300, WK027502=700_000)
    kept, _ = without_impossible(figures, Possible(catalogue, register=register), [])
    assert kept.status.tolist() == ["ok", "ok", "impossible"]
