"""Own and closed files: kinds, faults by row and column, and where a file may lie."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import pandas as pd
import pytest
import typer
import yaml

from wijkanalyse.batch.make import check_nothing_left_out
from wijkanalyse.disclosure import hide_small
from wijkanalyse.errors import RawDataError, ReportError
from wijkanalyse.paths import Paths, find_paths
from wijkanalyse.process.figures import FIGURE_COLUMNS, STATUSES
from wijkanalyse.process.fresh import fingerprint_of, own_files
from wijkanalyse.process.own import read_own
from wijkanalyse.process.own_card import KINDS

TEMPLATES = find_paths(Path(__file__)).raw / "sjablonen"
REGISTER = pd.DataFrame({"boundary_year": 2022, "area_code": ["GM0995", "WK099502", "WK099503", "WK099511"]})
CARD = {
    "title": "Enquête",
    "producer": "Wij",
    "family": "eigen",
    "reader": "tidy",
    "boundary_year": 2022,
    "licence": "Niet verspreiden",
    "citation": "Wij, Enquête",
    "about": "Een bestand om mee te proberen.",
    "openness": "intern",
}


def bring(paths: Paths, lines: str, *, name: str = "bestand", folder: str = "data/besloten", **card: object) -> Path:
    """Put a file and its card in a folder; a key of the card that is None is left out."""
    place = paths.root / folder
    keys = {k: v for k, v in (CARD | card).items() if v is not None}
    (place / f"{name}.yml").write_text(yaml.safe_dump(keys, allow_unicode=True), encoding="utf-8")
    (place / f"{name}.csv").write_text(lines, encoding="utf-8")
    return place / f"{name}.csv"


def faults_of(paths, catalogue) -> list[str]:
    """The faults as they are listed, one to a line."""
    with pytest.raises(RawDataError) as error:
        read_own(paths, catalogue, REGISTER)
    return [line.removeprefix("  - ") for line in str(error.value).splitlines() if line.startswith("  - ")]


# ------------------------------------------------------------------------------- kinds

PRACTICE = {"kind": "practice", "indicator": "roker_pct"}


def test_practice_counts_become_one_share_per_area_over_all_ages(paths, catalogue):
    bring(
        paths,
        "area_code,period,age_group,patients,cases\n"
        "WK099511,2024,0-17,100,5\nWK099511,2024,18-64,300,40\nWK099511,2024,65+,100,20\nWK099502,2024,65+,0,0\n",
        **PRACTICE,
    )
    (figures,) = read_own(paths, catalogue, REGISTER).figures
    assert list(figures.columns) == FIGURE_COLUMNS
    first, empty = figures.iloc[0], figures.iloc[1]
    assert (first.indicator, first.value, first["count"], first.denominator) == ("roker_pct", 13.0, 65.0, 500.0)
    # Wilson, by hand: (130 + 3.8415 -/+ 29.727) / 1007.683
    assert (first.lower, first.upper) == (pytest.approx(10.332, abs=0.001), pytest.approx(16.232, abs=0.001))
    assert (first.status, first.method, first.estimate_type, first.openness) == ("ok", "computed", "practice", "intern")
    assert (empty.status, empty["count"]) == ("not_applicable", 0)
    assert math.isnan(empty.value)


def test_practice_counts_per_1000_are_a_rate(paths, catalogue):
    bring(
        paths,
        "area_code,period,age_group,patients,cases\nWK099511,2024,0-17,500,20\n",
        kind="practice",
        indicator="bijstand_per_1000",
    )
    (figures,) = read_own(paths, catalogue, REGISTER).figures
    assert figures.value[0] == 40.0


def test_a_survey_gives_shares_from_x_or_from_pct(paths, catalogue):
    bring(
        paths,
        "area_code,indicator,period,n,x,pct\nWK099511,eenzaam_pct,2024,100,65,\nWK099502,eenzaam_pct,2024,200,,44.7\n"
        "WK099503,eenzaam_pct,2024,0,0,\n",
        kind="survey",
        openness="partners",
    )
    (figures,) = read_own(paths, catalogue, REGISTER).figures
    assert figures.value.tolist()[:2] == [65.0, 44.7]
    assert figures.lower[0] == pytest.approx(55.25444, abs=1e-5)
    assert figures["count"].tolist()[0] == 65
    assert math.isnan(figures["count"][1])
    assert figures.denominator.tolist() == [100, 200, 0]
    assert figures.status.tolist() == ["ok", "ok", "not_applicable"]
    assert set(figures.estimate_type) == {"survey"}


def test_ggd_figures_keep_their_bounds_and_their_reason(paths, catalogue):
    bring(
        paths,
        "area_code,indicator,period,value,denominator,lower,upper,status\n"
        "WK099511,eenzaam_pct,2024,41.3,312,35.9,46.8,\nWK099502,eenzaam_pct,2024,,,,,suppressed\n"
        "WK099503,eenzaam_pct,2024,,,,,\n",
        estimate_type="survey",
    )
    (figures,) = read_own(paths, catalogue, REGISTER).figures
    assert figures.status.tolist() == ["ok", "suppressed", "not_published"]
    assert (figures.value[0], figures.lower[0], figures.upper[0]) == (41.3, 35.9, 46.8)
    assert set(figures.estimate_type) == {"survey"}


def test_patients_of_small_areas_are_pooled_before_anything_else(paths, catalogue):
    bring(paths, "area_code,patients\nWK099511,5200\nWK099502,9\nWK099503,4\n", name="lijst", kind="patients")
    data = read_own(paths, catalogue, REGISTER)
    assert data.figures == []
    assert data.patients["lijst"].to_numpy().tolist() == [["WK099511", 5200.0], ["overig", 13.0]]


def test_own_figures_pass_through_disclosure_control(paths, catalogue):
    bring(
        paths,
        "area_code,period,age_group,patients,cases\nWK099511,2024,18-64,300,4\nWK099502,2024,18-64,300,40\n",
        openness="openbaar",
        **PRACTICE,
    )
    (figures,) = read_own(paths, catalogue, REGISTER).figures
    assert hide_small(figures).status.tolist() == ["disclosure", "ok"]


# ------------------------------------------------------------------------------- faults


def test_all_faults_of_practice_counts_are_listed_by_row_and_column(paths, catalogue):
    path = bring(
        paths,
        "area_code,period,age_group,patients,cases\n"
        "WK099511,2024,18-64,100,101\n"
        "WK099511,2024,65+,-3,1\n"
        "WK099511,2024,64-18,10,1\n"
        "WK099511,2024,60-70,10,NaN\n"
        "WK099511,2024,18-64,100,7\n"
        'WK099502,24,kind,1.234,"1,5"\n'
        "WK099999,2024,65+,,2\n"
        "VOORBEELD WK099511,2024,65+,20,2\n"
        "Atolwijk,2024,65+,20,inf\n",
        **PRACTICE,
    )
    assert faults_of(paths, catalogue) == [
        "row 2, cases: this cell is above patients; are the columns swapped?",
        "row 3, age_group: this cell overlaps another age group of this area and period",
        "row 3, patients: this cell is negative",
        "row 4, age_group: this cell starts above its end; are the bounds swapped?",
        "row 5, age_group: this cell overlaps another age group of this area and period",
        "row 5, cases: this cell is not a number; leave the row out when it is unknown",
        "row 6, area_code: this cell is there twice with this period, age_group",
        "row 7, period: this cell is not a year such as 2024",
        "row 7, age_group: this cell is not an age group such as 18-64 or 65+; write it as text in Excel",
        "row 7, patients: this cell is not a whole number; write thousands without a point",
        "row 7, cases: this cell has a decimal comma; write a point",
        "row 8, area_code: this cell does not exist in the boundaries of 2022; "
        "check it, or `boundary_year` of the card",
        "row 8, patients: is empty: a share needs its denominator",
        "row 9, area_code: this cell is an example row of the template; delete the row",
        "row 10, area_code: this cell is not a code such as NL, GM0995, WK099511 or BU09951101",
        "row 10, cases: this cell is not a number; leave the row out when it is unknown",
    ]
    with pytest.raises(RawDataError, match=r"bestand\.csv: 16 faults; nothing of this file is used, so correct them:"):
        read_own(paths, catalogue, REGISTER)
    assert path.is_file()


def test_all_faults_of_a_survey_are_listed(paths, catalogue):
    bring(
        paths,
        "area_code,indicator,period,n,x,pct\n"
        "WK099511,eenzaam_pct,2024,50,51,\n"
        "WK099502,eenzaam_pct,2024,50,,101\n"
        "WK099503,eenzaam_pct,2024,,5,\n"
        "WK099511,onbekend_pct,2024,50,5,\n"
        "WK099502,inwoners_aantal,2024,50,5,\n"
        "WK099511,roker_pct,2024,50,,\n"
        "WK099502,roker_pct,2024,50,5,10\n",
        kind="survey",
    )
    assert faults_of(paths, catalogue) == [
        "row 2, x: this cell is above n; are the columns swapped?",
        "row 3, pct: this cell is not a percentage between 0 and 100",
        "row 4, n: is empty: a share needs its denominator",
        "row 5, indicator: this cell has no card in the catalogue",
        "row 6, indicator: this cell has a unit other than %, which this kind cannot give",
        "row 7, x: is empty: give x (how many of n) or pct",
        "row 8, x: this cell stands beside a pct; give one of them",
    ]


def test_all_faults_of_ggd_figures_are_listed(paths, catalogue):
    bring(
        paths,
        "area_code,indicator,period,value,count,denominator,lower,upper,status\n"
        "WK099511,eenzaam_pct,2024,41,60,50,35,46,\n"
        "WK099502,eenzaam_pct,2024,41,,300,46,35,\n"
        "WK099503,eenzaam_pct,2024,141,,300,,,\n"
        "WK099511,roker_pct,2024,41,,,,,\n"
        "WK099502,roker_pct,2024,41,,300,,,suppressed\n"
        "WK099503,roker_pct,2024,,,300,,,geheim\n"
        "GM0995,roker_pct,2024,50,,900,20,40,\n"
        "GM0995,inwoners_aantal,2024,-5,,,,,\n",
        estimate_type="survey",
    )
    assert faults_of(paths, catalogue) == [
        "row 2, count: this cell is above denominator; are the columns swapped?",
        "row 3, lower: this cell is above upper; are the bounds swapped?",
        "row 4, value: this cell is not a percentage between 0 and 100",
        "row 5, denominator: is empty: a closed share or mean needs its denominator, "
        "else nobody can tell how small the group is",
        "row 6, status: this cell says why there is no value, but there is one",
        f"row 7, status: this cell is none of {', '.join(STATUSES)}",
        "row 8, value: this cell is outside its own bounds",
        "row 9, value: this cell is negative",
    ]


@pytest.mark.parametrize(
    ("figures", "fault"),
    [
        ("41,,", "row 2, value: '41' has no denominator; an open survey needs it, since it is of 30 people or more"),
        ("41,,29", "row 2, denominator: '29' is fewer than 30 people in an open survey"),
        ("4,,100", "row 2, denominator: '100' has fewer than 5 people in one of its groups"),
        (",4,100", "row 2, denominator: '100' has fewer than 5 people in one of its groups"),
        ("5,5,100", None),
    ],
)
def test_an_open_survey_has_a_floor_also_as_a_table_of_figures(paths, catalogue, figures, fault):
    lines = f"area_code,indicator,period,value,count,denominator\nWK099511,eenzaam_pct,2024,{figures}\n"
    bring(paths, lines, folder="data/raw/eigen", openness="openbaar", estimate_type="survey")
    if fault is None:
        assert len(read_own(paths, catalogue, REGISTER).figures) == 1
    else:
        assert [line[: len(fault)] for line in faults_of(paths, catalogue)] == [fault]


def test_an_open_estimate_needs_no_denominator_and_a_closed_one_does(paths, catalogue):
    lines = "area_code,indicator,period,value\nWK099511,eenzaam_pct,2024,41\n"
    bring(paths, lines, name="open", folder="data/raw/eigen", openness="openbaar")
    bring(paths, lines, name="model", openness="partners")
    (fault,) = faults_of(paths, catalogue)
    assert fault.startswith("row 2, value: this cell has no denominator; a closed share or mean needs its denominator")


def test_a_closed_share_in_a_file_without_denominators_is_refused(paths, catalogue):
    bring(paths, "area_code,indicator,period,value\nWK099511,eenzaam_pct,2024,41\n", estimate_type="survey")
    (fault,) = faults_of(paths, catalogue)
    assert fault.startswith("row 2, value: this cell has no denominator; a closed share or mean needs its denominator")


def test_an_indicator_without_polarity_is_refused(paths, catalogue):
    bare = catalogue.indicators["roker_pct"].model_copy(update={"better_when": None})
    without = dataclasses.replace(catalogue, indicators={**catalogue.indicators, "roker_pct": bare})
    bring(paths, "area_code,indicator,period,n,x\nWK099511,roker_pct,2024,50,5\n", kind="survey")
    assert faults_of(paths, without) == [
        "row 2, indicator: this cell has no polarity: its card must say `better_when: higher, lower or neutral`"
    ]


def test_a_practice_card_with_an_unknown_indicator_is_refused(paths, catalogue):
    bring(
        paths,
        "area_code,period,age_group,patients,cases\nWK099511,2024,65+,20,2\n",
        kind="practice",
        indicator="onbekend_pct",
    )
    assert faults_of(paths, catalogue) == [
        "row 1, area_code: the card names 'onbekend_pct', which has no card in the catalogue"
    ]


@pytest.mark.parametrize(
    ("kind", "heading", "message"),
    [
        ("survey", "area_code,indicator,period,n", "missing: x or pct; unknown: none"),
        ("survey", "area_code,indicator,period,n,x,naam", "missing: none; unknown: title 6"),
        ("patients", "postcode,patients", "missing: area_code; unknown: title 1"),
    ],
)
def test_the_columns_of_a_kind_are_a_closed_list(paths, catalogue, kind, heading, message):
    bring(paths, heading + "\n", kind=kind)
    with pytest.raises(RawDataError, match=f"{message}.*{KINDS[kind].template}"):
        read_own(paths, catalogue, REGISTER)


def test_the_faults_of_all_files_come_at_once_and_nothing_is_used(paths, catalogue):
    bring(paths, "area_code,patients\nWK099511,5200\n", name="goed", kind="patients")
    bring(paths, "area_code,patients\nWK099511,x\n", name="fout_a", kind="patients")
    bring(paths, "area_code,patients\n", name="fout_b", kind="patients")
    bring(paths, "area_code,patients\nWK099511,3\n", name="fout_c", kind="patients")
    with pytest.raises(RawDataError) as error:
        read_own(paths, catalogue, REGISTER)
    message = str(error.value)
    assert "fout_a.csv: 1 faults" in message
    assert "fout_b.csv: has a heading but no rows" in message
    assert "the list has fewer than 10 patients; of so few nothing can be shown" in message


# ------------------------------------------------------------------- cards and places


@pytest.mark.parametrize("openness", ["partners", "intern"])
def test_a_closed_file_outside_data_besloten_is_refused_with_the_next_step(paths, catalogue, openness):
    bring(paths, "area_code,patients\nWK099511,50\n", folder="data/raw/eigen", kind="patients", openness=openness)
    with pytest.raises(RawDataError) as error:
        read_own(paths, catalogue, REGISTER)
    message = str(error.value)
    assert f"bestand.yml: says `openness: {openness}`, but lies outside" in message
    assert message.endswith(f"Move bestand.yml and the file beside it to {paths.root / 'data/besloten'}.")


def test_an_open_card_in_data_besloten_is_fine(paths, catalogue):
    bring(paths, "area_code,indicator,period,n,x\nWK099511,roker_pct,2024,50,9\n", kind="survey", openness="openbaar")
    assert len(read_own(paths, catalogue, REGISTER).figures) == 1


def test_a_card_has_to_say_who_may_see_the_file(paths, catalogue):
    bring(paths, "area_code,patients\nWK099511,50\n", kind="patients", openness=None)
    assert faults_of(paths, catalogue) == ["bestand.yml: key `openness` is missing"]


@pytest.mark.parametrize(
    ("card", "fault"),
    [
        ({"kind": "practice"}, "`indicator` goes with kind practice, and only with that kind"),
        ({"kind": "survey", "indicator": "roker_pct"}, "`indicator` goes with kind practice, and only with that kind"),
        (
            {"kind": "enquete"},
            "`kind`: Input should be 'figures', 'practice', 'survey', 'patients', 'counts' or 'cross'",
        ),
        ({"boundary_year": None}, "an own source has `reader: tidy` and a `boundary_year`"),
        ({"naam": "x"}, "unknown key `naam`"),
    ],
)
def test_a_card_that_does_not_fit_is_refused(paths, catalogue, card, fault):
    bring(paths, "area_code,patients\nWK099511,50\n", **card)
    assert fault in "\n".join(faults_of(paths, catalogue))


def test_a_card_without_its_file_and_a_file_without_its_card_are_named(paths, catalogue):
    bring(paths, "x\n", name="kaal").unlink()
    (paths.own / "los.csv").write_text("area_code\n", encoding="utf-8")
    with pytest.raises(RawDataError) as error:
        read_own(paths, catalogue, REGISTER)
    assert "kaal.yml: expected one file kaal.csv or kaal.xlsx beside it, got 0" in str(error.value)
    assert "los.csv: has no card los.yml beside it, so it would not be used" in str(error.value)


def test_one_name_in_both_folders_is_refused(paths, catalogue):
    lines = "area_code,indicator,period,n,x\nWK099511,roker_pct,2024,50,9\n"
    for folder in ("data/besloten", "data/raw/eigen"):
        bring(paths, lines, folder=folder, kind="survey", openness="openbaar")
    with pytest.raises(RawDataError, match=r"bestand\.yml: lies in data/raw/eigen and in data/besloten"):
        read_own(paths, catalogue, REGISTER)


def test_a_name_of_a_published_edition_is_refused(paths, catalogue):
    lines = "area_code,indicator,period,n,x\nWK099511,roker_pct,2024,50,9\n"
    bring(paths, lines, name="cbs_kwb_2030", kind="survey")
    with pytest.raises(RawDataError) as error:
        read_own(paths, catalogue, REGISTER)
    assert str(error.value) == (
        "cbs_kwb_2030.yml: this name is that of a published source (Kerncijfers wijken en buurten); rename the file "
        "and its card, for instance to eigen_cbs_kwb_2030"
    )


def test_without_own_files_there_is_nothing(tmp_path, catalogue):
    data = read_own(Paths(tmp_path), catalogue, REGISTER)
    assert (data.sources, data.figures, data.patients) == ([], [], {})


def test_closed_files_count_for_the_fingerprint(paths):
    path = bring(paths, "area_code,patients\nWK099511,50\n", kind="patients")
    assert own_files(paths) == [path, path.with_suffix(".yml")]


# --------------------------------------------------------------------------- templates


FILLED_IN = [kind for kind in KINDS if kind != "cross"]
"""Kinds with example rows; the template of a cross table has a row for each combination, without a number."""


def test_the_template_of_a_cross_table_has_every_combination_without_a_number(catalogue):
    table = pd.read_csv(TEMPLATES / KINDS["cross"].template)
    assert list(table.columns) == list(KINDS["cross"].columns)
    assert len(table) == len(table.drop_duplicates()) == 27
    assert table.households.isna().all()
    assert all(set(table[axis]) == set(names) for axis, names in catalogue.roles.crossed.items())


@pytest.mark.parametrize("kind", FILLED_IN)
def test_a_template_has_the_columns_of_its_kind_and_two_example_rows(kind):
    lines = (TEMPLATES / KINDS[kind].template).read_text(encoding="utf-8").splitlines()
    assert lines[0] == ",".join(KINDS[kind].columns)
    assert [line.startswith("VOORBEELD ") for line in lines[1:]] == [True, True]


@pytest.mark.parametrize("kind", FILLED_IN)
def test_a_template_without_its_marks_is_a_good_file_and_with_them_it_is_refused(paths, catalogue, kind):
    lines = (TEMPLATES / KINDS[kind].template).read_text(encoding="utf-8")
    more = {"practice": {"indicator": "roker_pct"}, "counts": {"list_of_patients": "lijst"}}
    card = {"kind": kind} | more.get(kind, {})
    if kind == "counts":
        bring(paths, "area_code,patients\nWK099511,50\n", name="lijst", kind="patients")
    bring(paths, lines, **card)
    marks = [f"row {row}, {KINDS[kind].required[0]}: this cell is an example row" for row in (2, 3)]
    assert [f[: len(m)] for f, m in zip(faults_of(paths, catalogue), marks, strict=True)] == marks
    bring(paths, lines.replace("VOORBEELD ", ""), **card)
    assert len(read_own(paths, catalogue, REGISTER).sources) == (2 if kind == "counts" else 1)


def test_the_template_of_the_card_is_a_complete_card(paths, catalogue):
    card = yaml.safe_load((TEMPLATES / "kaart.yml").read_text(encoding="utf-8"))
    lines = (TEMPLATES / KINDS[card["kind"]].template).read_text(encoding="utf-8").replace("VOORBEELD ", "")
    bring(paths, lines, **card)
    assert read_own(paths, catalogue, REGISTER).sources[0].title == card["title"]


# ------------------------------------------------------------------------- one bad file

SOUND = "area_code,indicator,period,n,x\nWK099511,roker_pct,2024,50,9\n"


def test_a_closed_file_with_faults_is_left_out_and_the_others_are_used(paths, catalogue):
    bring(paths, SOUND, name="goed", kind="survey")
    bring(paths, SOUND.replace("50,9", "50,x"), name="fout", kind="survey", openness="intern")
    bring(paths, SOUND, name="kaart", openness=None)
    (paths.root / "data" / "besloten" / "los.csv").write_text(SOUND)
    left_out = []
    own = read_own(paths, catalogue, REGISTER, left_out=left_out)
    assert [source.id for source in own.sources] == ["goed"]
    assert {file.name: file.openness for file in left_out} == {
        "fout.yml": "intern", "kaart.yml": "partners", "los.csv": "partners",
    }  # fmt: skip
    assert "fout.csv: 1 faults" in next(file.message for file in left_out if file.name == "fout.yml")


@pytest.mark.parametrize("folder", ["data/raw/eigen", "data/besloten"])
def test_an_open_file_with_faults_harms_only_itself_wherever_it_lies(paths, catalogue, folder):
    bring(
        paths, SOUND, name="goed", folder=folder, kind="survey", openness="partners" if "bes" in folder else "openbaar"
    )
    bring(paths, SOUND.replace("50,9", "50,x"), name="fout", folder=folder, kind="survey", openness="openbaar")
    (paths.root / folder / "los.xls").write_text("")
    left_out = []
    own = read_own(paths, catalogue, REGISTER, left_out=left_out)
    assert [source.id for source in own.sources] == ["goed"]
    unknown = "partners" if "besloten" in folder else "openbaar"
    assert [(file.name, file.openness) for file in left_out] == [("fout.yml", "openbaar"), ("los.xls", unknown)]
    assert "row 2, x: 'x' is not a number" in left_out[0].message


def test_two_files_of_one_name_are_both_left_out_and_told_once(paths, catalogue):
    for folder in ("data/besloten", "data/raw/eigen"):
        bring(paths, SOUND, folder=folder, kind="survey", openness="openbaar")
    bring(paths, SOUND, name="ander", kind="survey")
    left_out = []
    assert [source.id for source in read_own(paths, catalogue, REGISTER, left_out=left_out).sources] == ["ander"]
    assert len(left_out) == 2 and len({file.message for file in left_out}) == 1


def test_an_edition_that_would_show_a_file_with_faults_is_refused(paths):
    class Made:
        receipt: ClassVar = {
            "left_out": [{"name": "fout.yml", "openness": "intern"}, {"name": "open.yml", "openness": "openbaar"}]
        }

    check_nothing_left_out(Made, "openbaar")
    check_nothing_left_out(Made, "partners")
    with pytest.raises(ReportError, match=r"fout\.yml: has faults, and reports of the edition intern"):
        check_nothing_left_out(Made, "intern")


def test_the_fingerprint_of_closed_files_cannot_be_tried_by_who_has_all_the_rest(paths, catalogue):
    """It stands in the receipt of the open edition; the same files in another tree have another one."""
    lines = "area_code,indicator,period,n,x\nWK099511,roker_pct,2024,100,19\n"
    bring(paths, lines, kind="survey")
    salt = paths.root / "data" / "besloten" / ".zout"
    first = fingerprint_of(paths)
    assert first == fingerprint_of(paths) and not salt.stat().st_mode & 0o077
    salt.write_text("0" * 64, encoding="utf-8")
    assert fingerprint_of(paths) != first


def test_without_closed_files_there_is_no_salt(paths):
    before = fingerprint_of(paths)
    assert fingerprint_of(paths) == before and not (paths.root / "data" / "besloten" / ".zout").exists()


# ------------------------------------------------------------------ nothing of a closed file by way of a fault

CANARY = "KANARIE"
WHOLE = {
    "figures": ("area_code,indicator,period,value,count,denominator,lower,upper,status\n"
                "WK099511,roker_pct,2024,18,90,500,12,25,\nWK099502,roker_pct,2024,20,80,400,12,25,ok\n", {}),
    "practice": ("area_code,period,age_group,patients,cases\nWK099511,2024,0-17,300,40\n"
                 "WK099511,2024,18+,300,40\n", {"indicator": "roker_pct"}),
    "survey": ("area_code,indicator,period,n,x,pct\nWK099511,roker_pct,2024,100,19,\n"
               "WK099502,roker_pct,2024,100,,19\n", {}),
    "patients": ("area_code,patients\nWK099511,500\nWK099502,600\n", {}),
    "counts": ("indicator,period,patients,cases\nroker_pct,2024,900,100\neenzaam_pct,2024,900,200\n",
               {"list_of_patients": "lijst"}),
}  # fmt: skip
"""A sound file of each kind, and what its card needs."""
ODD = [CANARY, f"{CANARY},1", "13371337.5", "-13371337"]
"""What somebody may write in any cell, the heading included."""


@pytest.mark.parametrize("openness", ["intern", "openbaar"])
@pytest.mark.parametrize("kind", WHOLE)
def test_no_fault_or_note_of_a_closed_file_says_what_stands_in_a_cell(paths, catalogue, kind, openness):
    lines, card = WHOLE[kind]
    if kind == "counts" and openness == "openbaar":
        pytest.skip("counts of a practice are never open")
    bring(paths, "area_code,patients\nWK099511,500\n", name="lijst", kind="patients")
    heading, first, *others = [line.split(",") for line in lines.splitlines()]
    told = []
    for odd in ODD:
        # A row per column, of which that cell is odd; then a heading of which one title is.
        each = [[odd if place == column else cell for place, cell in enumerate(first)] for column in range(len(first))]
        titles = [odd, *heading[1:]]
        for table in ([heading, *each, *others], [titles, first, *others]):
            text = "\n".join(",".join(line) for line in table) + "\n"
            bring(paths, text, kind=kind, openness=openness, **card)
            own = read_own(paths, catalogue, REGISTER, left_out=(left_out := []))
            told += [*own.notes, *(file.message for file in left_out)]
    assert len(told) == 2 * len(ODD)
    quoted = [text for text in told if any(piece in text for piece in (CANARY, "1337"))]
    assert bool(quoted) == (openness == "openbaar"), quoted[:3]


@pytest.mark.parametrize(("openness", "code"), [("openbaar", 8), ("intern", 0)])
def test_reports_are_made_and_the_exit_code_says_that_an_open_file_is_missing(monkeypatch, capsys, openness, code):
    from wijkanalyse.batch import make
    from wijkanalyse.cli import making

    class Made:
        paths = find_paths(Path(__file__))
        receipt: ClassVar = {"left_out": [{"name": "fout.yml", "openness": openness}]}
        areas = SimpleNamespace(faulty={})

    monkeypatch.setattr(making, "open_processed", lambda: Made)
    monkeypatch.setattr(make, "make_batch", lambda *_, **__: make.BatchOutcome([]))
    ended = 0
    try:
        making.end(making.make_and_tell(["WK099511"], None, None, None, None))
    except typer.Exit as error:
        ended = error.exit_code
    assert ended == code
    assert "fout.yml: has faults and is not used" in capsys.readouterr().err
