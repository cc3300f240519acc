"""An unknown name gives what was got and what is near, wherever it is typed: never a KeyError or an empty list."""

from __future__ import annotations

import pickle
import re
from operator import attrgetter

import pytest

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.errors import AreaError, UnknownNameError, WijkanalyseError
from wijkanalyse.near import Named, did_you_mean, near, unknown
from wijkanalyse.profile.trends import change_of
from wijkanalyse.sections import report

VELP = "WK027502"


@pytest.mark.parametrize(
    ("got", "options", "expected"),
    [
        ("Zwole", ["Zwolle", "Zutphen"], ["Zwolle"]),
        ("ZWOLLE ", ["Zwolle", "Zutphen"], ["Zwolle"]),
        ("Rokers", {"roker_pct": "Rookt", "drinker_pct": "Drinkt"}, ["roker_pct"]),
        ("Rookt", {"roker_pct": "Rookt", "drinker_pct": "Drinkt"}, ["roker_pct"]),
        ("inkomen", ["laag_inkomen_pct", "koopwoningen_pct"], ["laag_inkomen_pct"]),
        ("in", ["laag_inkomen_pct", "koopwoningen_pct"], []),
        ("xyzzy", ["Zwolle"], []),
        (12, ["Zwolle"], []),
    ],
)
def test_what_is_near_is_found_by_name_by_label_and_by_a_part(got, options, expected):
    assert near(got, options) == expected


def test_a_hint_names_at_most_what_was_asked_for_and_joins_it():
    options = ["eenzaam_pct", "eenzaam_65_plus_pct", "roker_pct"]
    assert did_you_mean("eenzaam_ptc", options, most=3) == "did you mean eenzaam_pct?", "a slip of the pen"
    assert did_you_mean("eenzaamheid", options) == "did you mean eenzaam_pct?"
    assert did_you_mean("naam_3", ["naam_1", "naam_2"], most=3) == "did you mean naam_2 or naam_1?"
    assert did_you_mean("xyzzy", options) == ""


def test_without_anything_near_a_short_list_is_told_and_a_long_one_gives_the_next_step():
    assert unknown("dier", "xyzzy", ["hond", "kat"]) == "unknown dier 'xyzzy'; choose from hond, kat"
    many = [f"naam_{i}" for i in range(20)]
    assert unknown("dier", "xyzzy", many, otherwise="look in the zoo") == "unknown dier 'xyzzy'; look in the zoo"


def test_things_by_name_keep_their_message_when_they_are_sent_to_another_process():
    things = pickle.loads(pickle.dumps(Named("getal", {"een": 1 + 0j}, label=attrgetter("real.__doc__"))))
    assert things["een"] == 1
    assert "twee" not in things
    assert things.get("twee") is None
    with pytest.raises(UnknownNameError, match="unknown getal 'twee'"):
        things["twee"]


MISSPELT = {
    "a figure": (
        lambda v: v.profile.figure("eenzam_pct"),
        "unknown indicator 'eenzam_pct', did you mean eenzaam_pct (Eenzaam)",
    ),
    "a figure by its label": (
        lambda v: v.profile.figure("Eenzaam"),
        "unknown indicator 'Eenzaam', did you mean eenzaam_pct (Eenzaam)",
    ),
    "a figure of nothing like it": (
        lambda v: v.profile.figure("xyzzy"),
        "unknown indicator 'xyzzy'; profile.table() lists them all",
    ),
    "a figure that reports only calculate with": (
        lambda v: v.profile.figure("inwoners_65_plus_aantal"),
        "indicator 'inwoners_65_plus_aantal' (Inwoners van 65 jaar en ouder) is one that reports only calculate with; "
        "its years are in profile.history('inwoners_65_plus_aantal')",
    ),
    "figures together": (
        lambda v: v.profile.figures_together(["eenzam_pct"]),
        "unknown indicator 'eenzam_pct', did you mean eenzaam_pct (Eenzaam)",
    ),
    "a chapter": (
        lambda v: v.profile.chapter("gezondheit"),
        "unknown chapter 'gezondheit', did you mean gezondheid (Gezondheid)?",
    ),
    "a chapter by its title": (
        lambda v: v.profile.chapter("Zorg en ondersteuning"),
        "unknown chapter 'Zorg en ondersteuning', did you mean zorg (Zorg en ondersteuning)?",
    ),
    "a chapter of judgements": (
        lambda v: v.chapter("leefstyl"),
        "unknown chapter 'leefstyl', did you mean leefstijl (Leefstijl)?",
    ),
    "a chapter in a report": (
        lambda v: report.chapter(v, "leefstyl"),
        "unknown chapter 'leefstyl', did you mean leefstijl (Leefstijl)?",
    ),
    "a judgement": (lambda v: v.of("roken_pct"), "unknown indicator 'roken_pct', did you mean roker_pct (Rookt)"),
    "a history": (lambda v: v.profile.history("eenzam_pct"), "unknown indicator 'eenzam_pct', did you mean"),
    "a history of Nederland": (
        lambda v: v.profile.nederland_history("eenzam_pct"),
        "unknown indicator 'eenzam_pct', did you mean",
    ),
    "a history of the gemeente": (
        lambda v: v.profile.gemeente_history("eenzam_pct"),
        "unknown indicator 'eenzam_pct', did you mean",
    ),
    "buurten": (lambda v: v.profile.buurt_values("eenzam_pct"), "unknown indicator 'eenzam_pct', did you mean"),
    "a change": (lambda v: change_of(v.profile, "eenzam_pct"), "unknown indicator 'eenzam_pct', did you mean"),
    "a unit": (lambda v: v.profile.catalogue.unit_label("eenzam_pct"), "unknown indicator 'eenzam_pct', did you mean"),
    "a card": (lambda v: v.profile.catalogue.indicators["eenzam_pct"], "unknown indicator 'eenzam_pct', did you mean"),
    "a family": (
        lambda v: v.profile.catalogue.families["cbs_kbw"],
        "unknown family of sources 'cbs_kbw', did you mean cbs_kwb",
    ),
    "a comparator": (
        lambda v: type(v)(v.profile, "vergelijkbare"),
        "unknown comparator 'vergelijkbare', did you mean vergelijkbaar?",
    ),
    "a comparator beside": (
        lambda v: v.comparator(v.profile.figure("eenzaam_pct"), "provincie"),
        "unknown comparator 'provincie'; choose from nederland, gemeente, stedelijkheid, vergelijkbaar",
    ),
    "a weight": (lambda v: Agenda(v, {"ernts": 2}), "unknown weight 'ernts', did you mean ernst?"),
    "a theme": (
        lambda v: Agenda(v).theme("eenzamheid"),
        "unknown theme 'eenzamheid', did you mean eenzaamheid (",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("ask", "message"), MISSPELT.values(), ids=MISSPELT)
def test_a_misspelt_name_gets_a_message_and_never_nothing(verdicts_of, ask, message):
    with pytest.raises(UnknownNameError, match="^" + re.escape(message)) as error:
        ask(verdicts_of(VELP))
    assert isinstance(error.value, WijkanalyseError)


def test_a_gemeente_that_does_not_exist_gets_the_same_message(verdicts_of):
    areas = verdicts_of(VELP).profile.processed.areas
    with pytest.raises(AreaError) as error:
        areas.select(["Rhedn"], boundary_year=2022)
    assert str(error.value) == "unknown gemeente 'Rhedn' in the boundaries of 2022, did you mean Rheden?"


def test_a_theme_is_found_by_its_id(verdicts_of):
    assert Agenda(verdicts_of(VELP)).theme("eenzaamheid").card.id == "eenzaamheid"
