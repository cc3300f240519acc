"""Looking back, one row for each situation: what is known, and the one sentence on the goal and on the figure.

The table is made to be read by who knows the field. Measures: ``own count`` is what partners count themselves;
``count`` and ``households`` a register figure with how far rounding can move it; ``survey`` has those with the
characteristic (x) of those who took part (n); ``model`` is an estimate. Tests of a difference are checked against
the two-proportion z-test of a textbook.
"""

from __future__ import annotations

import csv
import datetime as dt
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from wijkanalyse.dialogue.differences import Stored, differences
from wijkanalyse.dialogue.kept_editions import KeptEdition, goals_on_course
from wijkanalyse.methods.intervals import newcombe, wilson
from wijkanalyse.sections.wijkplan.looking_back import course_words, difference_words

CASES = list(csv.DictReader((Path(__file__).parent / "looking_back.csv").open(encoding="utf-8")))
LESS, MORE = "laag_inkomen_pct", "arbeidsparticipatie_pct"
"""A percentage that is better when lower, and one when higher; the kind and the numbers are those of the row."""
KINDS = {"count": "register", "households": "register", "survey": "survey", "model": "model"}


def number(text: str) -> float:
    return float(text) if text else math.nan


def figure(case: dict[str, str], when: str, indicator: str) -> Stored:
    year = int(case[f"year_{when}"])
    value, off, one = number(case["start" if when == "then" else "now"]), number(case["rounding"]), math.nan
    lower, upper = value - off, value + off
    if case["measure"] == "survey":
        limits = wilson(number(case[f"x_{when}"]), number(case[f"n_{when}"]))
        value, lower, upper = (100 * x for x in (limits.value, limits.lower, limits.upper))
    if n := number(case[f"n_{when}"]):
        one = 100 / n
    return Stored(indicator, value, year, "ok", "WK1", f"tabel_{year}", "", KINDS[case["measure"]], lower, upper, one)


def told(case: dict[str, str], catalogue) -> tuple[str, str]:
    """The sentence on the goal and that on the figure."""
    day = {name: dt.date.fromisoformat(case[name]) for name in ("plan", "deadline", "today")}
    own = case["measure"] == "own count"
    indicator = MORE if case["better"] == "more" else LESS
    goal = {"doel": "1", "titel": "Doel", "soort_maat": "proces" if own else "cijfer",
            "maat": "deelnemers" if own else indicator, "nu": case["start"], "streven": case["aim"],
            "klaar_op": day["deadline"]}  # fmt: skip
    before, after = {}, {}
    if not own:
        before, after = ({indicator: figure(case, when, indicator)} for when in ("then", "now"))
    editions = [KeptEdition(day["plan"], before, {"doelen": pd.DataFrame([goal])})]
    if own and case["better"]:
        # An earlier edition knows which way the goal went, before its aim was passed.
        first = {**goal, "nu": "20" if case["better"] == "more" else "60"}
        earlier = day["plan"] - dt.timedelta(days=365)
        editions.insert(0, KeptEdition(earlier, {}, {"doelen": pd.DataFrame([first])}))
    now = pd.DataFrame([{**goal, "nu": case["now"]}])
    (course,) = goals_on_course(editions, day["plan"], now, after, day["today"], catalogue)
    found = differences(before, after, catalogue)
    return course_words(course), difference_words(found[0]) if found else ""


@pytest.mark.parametrize("case", CASES, ids=[c["situation"] for c in CASES])
def test_each_situation_has_one_sentence(case, catalogue):
    assert told(case, catalogue) == (case["goal_says"], case["figure_says"])


@pytest.mark.parametrize("case", CASES, ids=[c["situation"] for c in CASES])
def test_rounding_and_chance_are_never_said_together_and_never_against_each_other(case, catalogue):
    goal, of_figure = told(case, catalogue)
    assert not ("afronden" in goal + of_figure and "toeval" in goal + of_figure)
    assert not ("te klein om te zien" in goal and "Groter dan" in of_figure)
    assert not ("kan toeval zijn" in goal and "Te groot om toeval" in of_figure)


def test_the_survey_of_the_table_is_beyond_chance_in_the_test_of_a_textbook_too():
    x, n, y, m = 70, 212, 44, 200
    pooled = (x + y) / (n + m)
    z = (x / n - y / m) / math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    assert z == pytest.approx(2.50, abs=0.005)
    assert 2 * norm.sf(z) < 0.05
    one, other = wilson(x, n), wilson(y, m)
    assert one.lower < other.upper, "their own intervals overlap, which is no test of a difference"
    assert newcombe(x, n, y, m).lower > 0


def test_a_difference_of_two_surveys_is_there_when_newcombe_leaves_out_nothing(catalogue):
    rng = np.random.default_rng(5)
    for n, m in rng.integers(30, 400, (60, 2)):
        x, y = rng.integers(0, n + 1), rng.integers(0, m + 1)
        case = {"measure": "survey", "rounding": "", "year_then": "2024", "year_now": "2027", "start": "", "now": "",
                "x_then": str(x), "n_then": str(n), "x_now": str(y), "n_now": str(m)}  # fmt: skip
        before, after = (figure(case, when, LESS) for when in ("then", "now"))
        (found,) = differences({LESS: before}, {LESS: after}, catalogue)
        if before.value == after.value:
            continue
        limits = newcombe(x, n, y, m)
        apart = limits.lower > 0 or limits.upper < 0
        one_person = abs(before.value - after.value) <= max(before.one, after.one)
        assert (found.kind in ("small", "real")) == (apart and not one_person), (x, n, y, m)
