"""Two editions compared: each difference has one name, and no words claim that a plan did it."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import pandas as pd
import pytest

from wijkanalyse.dialogue.kept_editions import (
    Stored,
    differences,
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
        ({**LATER, "value": 31.0, "lower": math.nan, "upper": math.nan}, "small"),
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


def test_the_smallest_visible_change_is_the_rounding_of_both_or_the_chance_of_a_sample(catalogue):
    def visible(**changes: object) -> float:
        first = replace(THEN, **changes)
        return differences({"bijstand_per_1000": first}, {"bijstand_per_1000": first}, catalogue)[0].visible_from

    assert visible() == pytest.approx(4.0)
    assert visible(estimate_type="survey") == pytest.approx(2.8015 * math.hypot(4 / 3.919928, 4 / 3.919928), rel=1e-4)
    assert math.isnan(visible(estimate_type="model"))
    assert math.isnan(visible(lower=math.nan))


GOAL = {"doel": "1", "titel": "Meer mensen doen mee", "soort_maat": "proces", "maat": "deelnemers", "nu": "40",
        "streven": "140", "klaar_op": "2027-11-22"}  # fmt: skip
START = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("now", "day", "course"),
    [
        ("140", "2027-05-22", "reached"),
        ("95", "2027-05-22", "on_course"),
        ("60", "2027-05-22", "behind"),
        ("60", "2027-11-22", "passed"),
        ("60", "2027-01-01", "too_early"),
        ("", "2027-05-22", "cannot_tell"),
        ("veel", "2027-05-22", "cannot_tell"),
    ],
)
def test_a_goal_is_on_course_when_the_way_done_keeps_up_with_the_time(now, day, course):
    earlier, current = pd.DataFrame([GOAL]), pd.DataFrame([{**GOAL, "nu": now}])
    (found,) = goals_on_course(earlier, current, START, dt.date.fromisoformat(day))
    assert found.course == course


def test_a_goal_that_was_dropped_or_measured_in_another_way_cannot_be_told():
    earlier = pd.DataFrame([GOAL])
    elsewhere = pd.DataFrame([{**GOAL, "maat": "anders", "nu": "140"}])
    for current, course in ((earlier.iloc[:0], "dropped"), (elsewhere, "cannot_tell")):
        (found,) = goals_on_course(earlier, current, START, dt.date(2027, 5, 22))
        assert found.course == course


def test_a_goal_to_bring_something_down_is_read_the_right_way():
    earlier = pd.DataFrame([{**GOAL, "nu": "100", "streven": "50"}])
    (found,) = goals_on_course(earlier, pd.DataFrame([{**GOAL, "nu": "60"}]), START, dt.date(2027, 5, 22))
    assert found.course == "on_course"


BY_FIGURE = {**GOAL, "soort_maat": "cijfer", "maat": "bijstand_per_1000", "nu": "999", "streven": "20"}


@pytest.mark.parametrize(
    ("after", "course"),
    [
        ({}, "no_news"),
        ({**LATER, "value": 24.0, "lower": 22.0, "upper": 26.0}, "on_course"),
        ({**LATER, "value": 20.0, "lower": 18.0, "upper": 22.0}, "reached"),
        ({**LATER, "value": 40.0, "lower": 38.0, "upper": 42.0}, "behind"),
        ({**LATER, "value": 28.0, "lower": 26.0, "upper": 30.0}, "not_visible"),
        ({**LATER, "value": 24.0, "area": "WK099511@2024*1"}, "not_comparable"),
        ({"value": 24.0}, "not_comparable"),
    ],
)
def test_a_goal_that_a_figure_measures_follows_the_figure_and_not_what_was_typed(catalogue, after, course):
    found = differences({THEN.indicator: THEN}, {THEN.indicator: replace(THEN, **after)}, catalogue)
    goals = pd.DataFrame([BY_FIGURE])
    (told,) = goals_on_course(goals, goals, START, dt.date(2027, 5, 22), {d.indicator.id: d for d in found})
    assert (told.course, told.start) == (course, 30.0)
    assert told.measure == catalogue.indicators[THEN.indicator].label


def test_a_goal_whose_figure_was_not_kept_cannot_be_told():
    (told,) = goals_on_course(pd.DataFrame([BY_FIGURE]), pd.DataFrame([BY_FIGURE]), START, dt.date(2027, 5, 22))
    assert told.course == "cannot_tell"


def test_a_kept_edition_comes_back_as_it_was(tmp_path):
    figures = {
        "bijstand_per_1000": THEN,
        "x": replace(THEN, indicator="x", value=math.nan, status="suppressed", modified=""),
    }
    target = save_edition(tmp_path, {"partners": figures, "openbaar": {}}, pd.DataFrame([GOAL]), START)
    assert load_edition(target, "openbaar")[0] == {}
    read, goals = load_edition(target, "partners")
    assert read["bijstand_per_1000"] == THEN
    assert math.isnan(read["x"].value)
    assert (read["x"].status, read["x"].modified) == ("suppressed", "")
    assert goals.to_dict("records") == [GOAL]
    assert editions_of(tmp_path) == [target]


def test_an_edition_is_never_written_over_and_a_damaged_one_is_named(tmp_path):
    target = save_edition(tmp_path, {}, pd.DataFrame([GOAL]), START)
    with pytest.raises(ReportError, match="there is an edition of this day already"):
        save_edition(tmp_path, {}, pd.DataFrame([GOAL]), START)
    (target / "doelen.csv").unlink()
    with pytest.raises(ReportError, match="is not a kept edition"):
        load_edition(target, "partners")
