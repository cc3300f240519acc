"""What is asked about a goal: each case that cannot be has its remark, and a goal that can has none."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest
from altered_example import altered

from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.differences import stored_figures
from wijkanalyse.dialogue.files import FILES
from wijkanalyse.dialogue.folder import empty_folder
from wijkanalyse.dialogue.remarks import measuring, remarks_on, starting_value, without_owner
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.sections.wijkplan.goals import remark_words

WIJK, LONELY, INCOME = "WK027502", "eenzaam_pct", "laag_inkomen_pct"
GOAL = {
    "doel": "1", "titel": "Een doel.", "thema": "roken", "doelgroep": "Volwassenen die roken", "doelgroep_van": 250.0,
    "doelgroep_tot": 350.0, "nodig_van_pct": 40.0, "nodig_tot_pct": 50.0, "soort_maat": "proces",
    "maat": "deelnemers", "nu": "20", "streven": "120", "eigenaar": "praktijkmanager",
    "klaar_op": dt.date(2027, 10, 1), "aanname": "Geteld.",
}  # fmt: skip
ACTION = ["Bel elkaar", "1", "wijkteam", dt.date(2027, 1, 1), "kosten", "open"]
SURVEY = {
    "indicator": LONELY, "period": 2024, "boundary_year": 2022, "source": "enquete", "estimate_type": "survey",
    "method": "computed", "value": 33.0, "lower": 27.0, "upper": 39.6, "count": 70.0, "denominator": 212.0,
    "status": "ok",
}  # fmt: skip


@pytest.fixture(scope="module")
def dialogue_with(example, catalogue):
    """An area with one goal; with `survey` also with a survey of its own."""
    made = {}

    def make(goal: dict, *, survey: bool = False, figures: bool = True, **tables: list[list]) -> Dialogue:
        if survey not in made:

            def add(rows):
                like = rows[rows.area_code == WIJK].iloc[[-1]]
                return pd.concat([rows, like.assign(**SURVEY)], ignore_index=True) if survey else rows

            processed = altered(example, ["GM0275", ""], add)
            made[survey] = Verdicts(Profile(processed.areas.find(WIJK), processed, catalogue, "openbaar"))
        folder = empty_folder("proef", "Proef")
        rows = {"acties": [ACTION], **tables}
        filled = {k: pd.DataFrame(v, columns=list(FILES[k].columns)) for k, v in rows.items()}
        goals = pd.DataFrame([GOAL | goal], columns=list(FILES["doelen"].columns))
        return Dialogue(
            made[survey] if figures else None,
            replace(folder, tables={**folder.tables, **filled, "doelen": goals}), catalogue, example,
        )  # fmt: skip

    return make


def asked(dialogue: Dialogue) -> dict[str, str]:
    (goal,) = dialogue.folder.tables["doelen"].itertuples(index=False)
    start = starting_value(dialogue, goal)
    return {remark.kind: remark_words(remark, goal, start) for remark in remarks_on(dialogue, goal)}


def test_a_goal_that_can_be_is_not_remarked(dialogue_with):
    assert asked(dialogue_with({})) == {}


VOTES = [[str(n), "zorg", "eenzaamheid", "", "", "", ""] for n in range(6)]
OFFER = ["Cursus", "roken", "Rokers", 300.0, 450.0, float("nan"), 400.0, 420.0, *[float("nan")] * 2, "geen", "Geteld."]


@pytest.mark.parametrize(
    ("goal", "tables", "kind", "said"),
    [
        ({}, {"acties": []}, "no_action", "Er is nog geen actie voor dit doel."),
        ({}, {"stembriefjes": VOTES}, "not_chosen", "Het thema ‘Roken’ is in de stemming niet gekozen."),
        ({"nodig_van_pct": 100.0, "nodig_tot_pct": 100.0}, {}, "everyone", "Het doel vraagt 100% van de doelgroep."),
        ({"streven": "400"}, {}, "aim_above_group", "Het streven is 400. De hele doelgroep telt 250 tot 350 mensen."),
        ({}, {"interventies": [OFFER]}, "offer_above_group", "‘Cursus’ bereikt 400 tot 420 mensen."),
        ({"streven": "veel"}, {}, "no_aim", "Er is geen streven in een getal."),
        ({"streven": "20"}, {}, "aim_is_now", "Het streven is gelijk aan nu."),
        ({"streven": "120%"}, {}, "above_all", "Meer dan 100% kan niet."),
    ],
)
def test_what_cannot_be_is_asked(dialogue_with, goal, tables, kind, said):
    found = asked(dialogue_with(goal, **tables))
    assert list(found) == [kind]
    assert said in found[kind]


def test_a_known_figure_is_the_start_and_another_typed_value_is_told(dialogue_with):
    dialogue = dialogue_with({"soort_maat": "cijfer", "maat": INCOME, "nu": "99", "streven": "0"})
    known = dialogue.verdicts.of(INCOME).figure.value
    (goal,) = dialogue.folder.tables["doelen"].itertuples(index=False)
    start = starting_value(dialogue, goal)
    assert (start.value, start.year, start.differs) == (known.number, known.period, True)
    assert asked(dialogue)["typed_otherwise"].startswith("Bij ‘nu’ staat 99%. Het cijfer is ")
    as_typed = {"soort_maat": "cijfer", "maat": INCOME, "nu": f"{known.number:.0f}", "streven": "0"}
    assert "typed_otherwise" not in asked(dialogue_with(as_typed)), "rounded is not another value"


def test_an_aim_that_is_behind_already_or_too_near_to_see_is_told(dialogue_with):
    goal = {"soort_maat": "cijfer", "maat": INCOME, "nu": ""}
    assert "al gunstiger dan het streven" in asked(dialogue_with(goal | {"streven": "60"}))["reached_already"]
    now = dialogue_with(goal).verdicts.of(INCOME).figure.value.number
    near = asked(dialogue_with(goal | {"streven": f"{now - 0.01:.2f}"}))
    assert "procentpunt goed te zien" in near["too_small_to_see"]


def test_the_kind_of_the_figure_decides_and_not_that_of_the_card(dialogue_with):
    goal = {"soort_maat": "cijfer", "maat": LONELY, "nu": "", "streven": "15"}
    assert "een schatting" in asked(dialogue_with(goal))["estimate"]
    dialogue = dialogue_with(goal, survey=True)
    assert asked(dialogue) == {}
    assert measuring(dialogue, LONELY).figure.value.number == 33.0
    near = asked(dialogue_with(goal | {"streven": "25"}, survey=True))["too_small_to_see"]
    # (1.96 + 0.84) × √2 × 12.6 / 3.92
    assert "ongeveer 12,7 procentpunt" in near
    kept = stored_figures(dialogue.verdicts)
    assert (kept[LONELY].estimate_type, kept[f"{LONELY} (eigen)"].estimate_type) == ("model", "survey")
    assert kept[f"{LONELY} (eigen)"].one == pytest.approx(100 / 212)


def test_a_figure_that_is_not_known_here_measures_nothing(dialogue_with):
    goal = {"soort_maat": "cijfer", "maat": INCOME, "nu": "5", "streven": "4"}
    assert list(asked(dialogue_with(goal, figures=False))) == ["no_figure"]


@pytest.mark.parametrize(("who", "nobody"), [("", True), ("?", True), ("N.t.b.", True), ("wijkteam", False)])
def test_what_nobody_took_on_has_no_owner(who, nobody):
    assert without_owner(who) == nobody
