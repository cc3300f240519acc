"""Of each goal: how many people existing offers reach, how many it needs, and every assumption behind that."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.goals import GoalReach, reach_of_goals
from wijkanalyse.dutch import half_up, number_range
from wijkanalyse.methods.reach import Range
from wijkanalyse.sections.kit.paper import listed, paper_only, slide
from wijkanalyse.show import wording
from wijkanalyse.show.charts.reach import reach_band
from wijkanalyse.show.fragments import Fragment, escape, join

PEOPLE = ("persoon", "mensen")
HOUSEHOLDS = {"huishoudens": ("huishouden", "huishoudens"), "gezinnen": ("gezin", "gezinnen")}
"""How a target group begins that is not counted in people, with its words for one and for more."""
REACH_WORDS = {
    "enough": "Met wat er is, bereikt u zoveel mensen als het doel vraagt.",
    "not_enough": "Met wat er is, bereikt u minder mensen dan het doel vraagt.",
    "undecided": "Of dit genoeg is, weten we niet met deze getallen.",
}


def reach(dialogue: Dialogue) -> Fragment:
    """Of each goal: how many people existing offers reach, how many the goal needs, and what that rests on."""
    tables = dialogue.folder.tables
    if tables["doelen"].empty:
        return Fragment("<p>Het bereik staat hier zodra er een doel is met een doelgroep.</p>")
    return join(*(_reach(dialogue, r) for r in goals_with_reach(dialogue, tables)))


def goals_with_reach(dialogue: Dialogue, tables: Mapping[str, pd.DataFrame]) -> list[GoalReach]:
    """The goals of these tables, which may be those of a kept edition, beside the offers in them."""
    social_map = dialogue.folder.tables["sociale_kaart"]
    return reach_of_goals(tables["doelen"], tables["interventies"], social_map, dialogue.catalogue.themes.parts_of)


def _reach(dialogue: Dialogue, goal: GoalReach) -> str:
    assumptions = listed(escape(a) for a in goal.assumptions)
    return slide(
        f"Doel {goal.goal}: {goal.title}",
        _drawing(goal),
        f"<p>{_what_there_is(dialogue, goal)}</p><p>{_what_is_needed(goal)}</p>",
        paper_only(f"<h4>Waarop is dit gebaseerd?</h4>{assumptions}"),
    )


def _drawing(goal: GoalReach) -> str:
    """Both bands; nothing when neither is known."""
    reached, needed = goal.band, goal.needed
    if reached is None and needed is None:
        return ""
    labels = (f"nu bereikt: {_band(reached)}" if reached else "", f"nodig: {_band(needed)}" if needed else "")
    words = "Van de hele doelgroep is " + " en is ".join(filter(None, labels)).replace(":", "") + "."
    bands = ((r.low, r.high) if r else None for r in (reached, needed))
    return f"<figure>{reach_band(*bands, labels=labels, words=words)}</figure>"


def _what_there_is(dialogue: Dialogue, goal: GoalReach) -> str:
    if dialogue.folder.withholds("interventies"):
        return "Wat er is, laten we hier niet zien."
    offers = wording.names_in_a_row([f"‘{name}’" for name in goal.offers])
    if goal.reached is not None and goal.state == "above_group":
        return (
            f"Het aanbod van nu ({escape(offers)}) bereikt {persons(goal.reached, goal.group)}. Dat zijn er meer dan "
            f"de hele doelgroep: {persons(goal.target, goal.group)}. Hoeveel mensen van de doelgroep het bereikt, "
            "weten we dus niet."
        )
    if goal.reached is None or goal.band is None:
        if goal.on_map:
            there = wording.names_in_a_row([f"‘{name}’" for name in goal.on_map])
            return f"Op de sociale kaart staat {escape(there)}. Hoeveel mensen dat bereikt, is nog niet opgeschreven."
        if dialogue.folder.withholds("sociale_kaart"):
            return "Hoeveel mensen het aanbod bereikt, is nog niet opgeschreven. Vraag eerst na wat er is."
        return (
            "Voor dit thema is geen aanbod opgeschreven, ook niet op de sociale kaart. Dat is niet hetzelfde als nul. "
            "Vraag eerst na wat er is."
        )
    return (
        f"Het aanbod van nu ({escape(offers)}) bereikt {persons(goal.reached, goal.group)}. "
        f"De doelgroep telt {persons(goal.target, goal.group)}. U bereikt dus {_band(goal.band)}."
    )


def _what_is_needed(goal: GoalReach) -> str:
    if goal.needed is None:
        return "Hoeveel mensen bereikt moeten worden, is nog niet gezegd."
    need = f"Het doel vraagt {number_range(100 * goal.needed.low, 100 * goal.needed.high, unit='%')} van de doelgroep."
    if goal.lacking is not None:
        need += f" {REACH_WORDS[goal.state]}"
        need += f" Nog te bereiken: {persons(goal.lacking, goal.group)}." if goal.lacking.high else ""
    return need


def _band(share: Range) -> str:
    ends = number_range(100 * share.low, 100 * share.high, unit="%")
    return ends if " tot " in ends else f"ongeveer {ends}"


def persons(number: Range, group: str) -> str:
    """A number of people, or of the households that a target group is made of, as a range where it is one."""
    one, more = next((words for start, words in HOUSEHOLDS.items() if group.lower().startswith(start)), PEOPLE)
    ends = number_range(float(half_up(number.low)), float(half_up(number.high)))
    return f"{ends} {one if ends == '1' else more}"
