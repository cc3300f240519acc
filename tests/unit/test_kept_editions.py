"""Editions kept and compared: each difference has one name. What each name says: tests/spec/looking_back.csv."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import pandas as pd
import pytest

from wijkanalyse.dialogue.courses import number
from wijkanalyse.dialogue.differences import Stored, differences
from wijkanalyse.dialogue.files import FILES
from wijkanalyse.dialogue.kept_editions import (
    KEPT,
    KeptEdition,
    editions_of,
    goals_on_course,
    load_edition,
    save_edition,
)
from wijkanalyse.errors import ReportError

THEN = Stored(
    "bijstand_per_1000", 30.0, 2022, "ok", "WK099511@2020*1", "cbs_kwb_2022", "2023-06-21", "register", 28.0, 32.0
)


def kind_of(catalogue, indicator: str = "bijstand_per_1000", before: dict | None = None, **after: object) -> str:
    first = replace(THEN, indicator=indicator, **(before or {}))
    (difference,) = differences({indicator: first}, {indicator: replace(first, **after)}, catalogue)
    return difference.kind


LATER = {"period": 2024, "source": "cbs_kwb_2024"}


@pytest.mark.parametrize(
    ("after", "kind"),
    [
        ({}, "same"),
        ({"value": 31.0}, "revision"),
        ({**LATER, "value": 40.0, "lower": 38.0, "upper": 42.0}, "real"),
        ({**LATER, "value": 33.5, "lower": 31.5, "upper": 35.5}, "rounding"),
        ({**LATER, "value": 32.5, "lower": 32.4, "upper": 32.6}, "small"),
        ({**LATER, "value": 31.0, "lower": math.nan, "upper": math.nan}, "unsure"),
        ({**LATER, "value": 40.0, "area": "WK099511@2024*1"}, "boundary"),
        ({**LATER, "value": 40.0, "estimate_type": "survey"}, "definition"),
        ({**LATER, "value": math.nan, "status": "suppressed"}, "absent"),
    ],
)
def test_each_difference_has_one_name(catalogue, after, kind):
    assert kind_of(catalogue, **after) == kind


def test_estimates_of_two_years_are_never_compared(catalogue):
    assert kind_of(catalogue, "eenzaam_pct", {"estimate_type": "model"}, value=50.0, **LATER) == "model"


def test_a_break_in_the_definition_is_known_from_its_declaration(catalogue):
    far = {"value": 90.0, "lower": 89.0, "upper": 91.0}
    assert kind_of(catalogue, "wmo_per_1000", {"period": 2021}, period=2022, source="x", **far) == "definition"
    assert kind_of(catalogue, "wmo_per_1000", {"period": 2022}, period=2023, source="x", **far) == "real"


def test_a_difference_is_seen_from_the_rounding_of_both_the_chance_of_a_sample_or_one_person(catalogue):
    def visible(**changes: object) -> float:
        first = replace(THEN, **changes)
        return differences({"bijstand_per_1000": first}, {"bijstand_per_1000": first}, catalogue)[0].visible_from

    assert visible() == pytest.approx(4.0)
    assert visible(estimate_type="survey") == pytest.approx(math.hypot(2, 2))
    assert visible(lower=30.0, upper=30.0, one=2.5) == 2.5
    assert math.isnan(visible(estimate_type="model"))
    assert math.isnan(visible(lower=math.nan))


def test_an_own_figure_is_compared_with_an_own_figure_and_never_with_the_published_one(catalogue):
    own = replace(THEN, own="eigen", value=50.0, estimate_type="survey")
    before, after = {THEN.name: THEN, own.name: own}, {THEN.name: replace(THEN, value=31.0)}
    assert [d.kind for d in differences(before, after, catalogue)] == ["revision"]
    assert [d.after.own for d in differences(before, after | {own.name: own}, catalogue)] == ["", "eigen"]


# --------------------------------------------------------------------------- goals

GOAL = {"doel": "1", "titel": "Meer mensen doen mee", "soort_maat": "proces", "maat": "deelnemers", "nu": "40",
        "streven": "140", "klaar_op": dt.date(2027, 11, 22)}  # fmt: skip
START, TODAY = dt.date(2026, 11, 22), dt.date(2027, 5, 22)
BY_FIGURE = {**GOAL, "soort_maat": "cijfer", "maat": "bijstand_per_1000", "nu": "999", "streven": "20"}
NEWER = {"period": 2027, "source": "cbs_kwb_2027", "value": 24.0, "lower": 22.0, "upper": 26.0}


def edition(*goals: dict, day: dt.date = START, figures: dict | None = None) -> KeptEdition:
    return KeptEdition(day, figures or {}, {"doelen": pd.DataFrame(goals, columns=[*GOAL])})


def courses(catalogue, editions, *now, since=START, figures=None, today=TODAY):
    return goals_on_course(editions, since, pd.DataFrame(now, columns=[*GOAL]), figures or {}, today, catalogue)


def test_a_goal_that_was_dropped_or_measured_in_another_way_cannot_be_told(catalogue):
    for now, course in (((), "dropped"), (({**GOAL, "maat": "anders", "nu": "140"},), "measure_changed")):
        (found,) = courses(catalogue, [edition(GOAL)], *now)
        assert (found.course, found.measured) == (course, None)


def test_another_spelling_is_no_other_measure(catalogue):
    (found,) = courses(catalogue, [edition(GOAL)], {**GOAL, "maat": "Deelnemers ", "nu": "140"})
    assert found.course == "reached"


def test_a_goal_that_came_later_is_compared_with_the_first_edition_that_has_it(catalogue):
    second = dt.date(2027, 3, 1)
    later = {**GOAL, "doel": "2", "nu": "10", "streven": "20"}
    editions = [edition(GOAL), edition(GOAL, later, day=second)]
    one, two = courses(catalogue, editions, GOAL, {**later, "nu": "20"})
    assert (one.measured.since, two.measured.since, two.course) == (START, second, "reached")


def test_any_edition_may_be_the_one_to_compare_with_and_the_first_says_which_way_a_goal_goes(catalogue):
    second = dt.date(2027, 3, 1)
    editions = [
        edition({**GOAL, "nu": "20", "streven": "40"}),
        edition({**GOAL, "nu": "44", "streven": "40"}, day=second),
    ]
    now = {**GOAL, "nu": "44", "streven": "40"}
    (first,), (chosen,) = courses(catalogue, editions, now), courses(catalogue, editions, now, since=second)
    assert (first.measured.start, first.course) == (20, "reached")
    assert (chosen.measured.start, chosen.course) == (44, "reached_then")


def test_an_aim_or_a_day_that_was_changed_is_told_and_that_of_then_judges(catalogue):
    later = dt.date(2028, 1, 1)
    (found,) = courses(catalogue, [edition(GOAL)], {**GOAL, "nu": "100", "streven": "100", "klaar_op": later})
    assert (found.measured.aim, found.aim_now, found.course) == (140, 100, "on_course")
    assert (found.measured.deadline, found.deadline_now) == (GOAL["klaar_op"], later)


def test_a_goal_that_a_figure_measures_follows_the_figure_and_not_what_was_typed(catalogue):
    then, now = {THEN.name: THEN}, {THEN.name: replace(THEN, **NEWER)}
    (found,) = courses(
        catalogue, [edition(BY_FIGURE, figures=then)], BY_FIGURE, figures=now, today=dt.date(2028, 5, 22)
    )
    assert (found.measured.start, found.measured.now) == (30.0, 24.0)
    assert found.measure == catalogue.indicators[THEN.indicator].label


def test_a_goal_whose_figure_was_not_kept_cannot_be_told(catalogue):
    (found,) = courses(catalogue, [edition(BY_FIGURE)], BY_FIGURE, figures={THEN.name: THEN})
    assert found.course == "no_number"


def test_a_survey_of_your_own_may_measure_what_is_an_estimate_elsewhere(catalogue):
    goal = {**BY_FIGURE, "maat": "eenzaam_pct", "klaar_op": dt.date(2028, 11, 22)}
    model = replace(THEN, indicator="eenzaam_pct", estimate_type="model", value=47.0)
    own = replace(model, own="eigen", estimate_type="survey", period=2026, value=33.0, lower=27.0, upper=39.6, one=0.5)
    later = replace(own, period=2027, value=22.0, lower=16.8, upper=28.2)
    with_own = [edition(goal, figures={model.name: model, own.name: own})]

    def course(editions, *figures: Stored) -> str:
        now = {f.name: f for f in figures}
        return courses(catalogue, editions, goal, figures=now, today=dt.date(2028, 5, 22))[0].course

    assert course(with_own, model, later) == "on_course"
    assert course(with_own, model) == "no_number", "an estimate does not take the place of a survey"
    assert course([edition(goal, figures={model.name: model})], replace(model, period=2024)) == "estimate"


@pytest.mark.parametrize(("text", "value"), [("12,5", 12.5), ("45 %", 45.0), ("1.500", None), ("ongeveer 4", None)])
def test_a_number_that_may_be_two_is_none(text, value):
    found = number(text)
    assert math.isnan(found) if value is None else found == value


# ------------------------------------------------------------------------- keeping


def tables(**rows: list[list[str]]) -> dict[str, pd.DataFrame]:
    made = {kind: pd.DataFrame(rows.get(kind, []), columns=list(FILES[kind].columns)) for kind in FILES}
    return made


FULL_GOAL = ["1", "Meer mensen doen mee", "roken", "Mensen die roken", 250.0, 350.0, 40.0, 50.0, "proces", "deelnemers",
             "40", "140", "coördinator", dt.date(2027, 11, 22), "Geteld.", "inwoners"]  # fmt: skip


def test_a_kept_edition_comes_back_as_it_was(tmp_path):
    figures = {
        "bijstand_per_1000": replace(THEN, one=0.4),
        "x": replace(THEN, indicator="x", value=math.nan, status="suppressed", modified=""),
    }
    added = tables(
        doelen=[FULL_GOAL],
        acties=[["Bel", "1", "wijkteam", dt.date(2027, 1, 1), "kosten", "open"]],
        herkenning=[["eenzaam_pct", "zorg", "nee", "Wij zien dit niet.", dt.date(2026, 9, 29)]],
        stembriefjes=[["1", "zorg", "roken", "", "", "roken", "zorg"]],
        stroomschema=[["trekker", "ja", ""]],
        interviews=[["1", dt.date(2026, 9, 1), "huisarts", "zorg", "roken", "Dit blijft binnen.", ""]],
    )
    target = save_edition(tmp_path, {"partners": figures, "openbaar": {}}, added, START)
    assert load_edition(target, "openbaar", ()).figures == {}
    assert load_edition(target, "openbaar", ()).tables == {}
    read = load_edition(target, "partners")
    assert read.day == START
    assert read.figures["bijstand_per_1000"] == figures["bijstand_per_1000"]
    assert math.isnan(read.figures["x"].value)
    assert (read.figures["x"].status, read.figures["x"].modified) == ("suppressed", "")
    for kind in KEPT:
        assert read.tables[kind].to_dict("records") == added[kind].to_dict("records"), kind
    assert "Dit blijft binnen." not in "".join(p.read_text(encoding="utf-8") for p in target.iterdir())
    assert editions_of(tmp_path) == [target]


def test_an_edition_of_an_older_version_has_figures_and_goals_only(tmp_path):
    target = save_edition(
        tmp_path, {"partners": {THEN.name: THEN}}, {"doelen": tables(doelen=[FULL_GOAL])["doelen"]}, START
    )
    path = target / "cijfers-partners.csv"
    lines = [line.rsplit(",", 2)[0] for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    read = load_edition(target, "partners")
    assert "own" not in lines[0] and (read.figures[THEN.name].own, read.figures[THEN.name].value) == ("", 30.0)
    assert len(read.tables["doelen"]) == 1 and read.tables["acties"].empty


def test_an_edition_from_before_a_column_has_it_empty_and_one_without_a_needed_column_is_damaged(tmp_path):
    target = save_edition(
        tmp_path, {"partners": {}},
        tables(doelen=[FULL_GOAL], stembriefjes=[["1", "zorg", "roken", "wonen", "", "roken", "zorg"]]), START,
    )  # fmt: skip

    def lose(kind: str, *columns: str) -> None:
        rows = pd.read_csv(target / f"{kind}.csv", dtype=str, keep_default_na=False)
        rows.drop(columns=list(columns)).to_csv(target / f"{kind}.csv", index=False)

    lose("stembriefjes", "samen", "telt_bij")
    lose("doelen", "ambitie")
    read = load_edition(target, "partners").tables
    assert read["stembriefjes"].to_numpy().tolist() == [["1", "zorg", "roken", "wonen", "", "", ""]]
    assert read["doelen"].to_numpy().tolist() == [[*FULL_GOAL[:-1], ""]]
    lose("doelen", "eigenaar")
    with pytest.raises(ReportError, match=r"is not a kept edition .*eigenaar"):
        load_edition(target, "partners")


def test_an_edition_is_never_written_over_and_a_damaged_one_is_named(tmp_path):
    target = save_edition(tmp_path, {}, tables(doelen=[FULL_GOAL]), START)
    with pytest.raises(ReportError, match="there is an edition of this day already"):
        save_edition(tmp_path, {}, tables(doelen=[FULL_GOAL]), START)
    (target / "doelen.csv").unlink()
    with pytest.raises(ReportError, match="is not a kept edition"):
        load_edition(target, "partners")
