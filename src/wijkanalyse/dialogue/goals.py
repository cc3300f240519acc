"""Goals of a plan and what exists for them: coverage and gap as ranges, with every assumption in sight.

Several offers for one theme may reach the same people; the range runs from full
overlap to none. Which of two numbers is right is not decided here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from wijkanalyse.dialogue.files import EVIDENCE
from wijkanalyse.dialogue.services import Parts, offers_for, one_name, spelled_twice
from wijkanalyse.dutch import names_in_a_row, number, number_range
from wijkanalyse.methods.reach import Range, combined_reach, coverage, gap, verdict


@dataclass(frozen=True)
class GoalReach:
    """One goal beside what exists for it.

    Attributes
    ----------
    group
        Who the goal is for, as it was written.
    target
        Persons, or households, in the target group.
    reached
        Persons that existing offers for the theme reach in a year; None without offers.
    band
        `reached` as a share of the target group, or None when the group may be empty, or when an offer reaches more
        people than it has.
    needed
        Share of the target group that has to be reached, or None when nobody has said so.
    lacking
        Persons still to be reached, or None without `needed` or offers.
    on_map
        Offers for its theme on the sociale kaart.
    state
        ``enough``, ``not_enough``, ``undecided``; ``no_offer`` when nobody named one, which is not the same as
        reaching nobody; ``unknown`` when nobody said how much is needed;
        ``above_group`` when an offer reaches more people than the target group has.
    assumptions
        Every number that was given and what it rests on.
    """

    goal: str
    title: str
    group: str
    target: Range
    offers: tuple[str, ...]
    on_map: tuple[str, ...]
    reached: Range | None
    band: Range | None
    needed: Range | None
    lacking: Range | None
    state: str
    assumptions: tuple[str, ...]


def reach_of_goals(
    goals: pd.DataFrame, interventions: pd.DataFrame, social_map: pd.DataFrame, parts_of: Parts
) -> list[GoalReach]:
    """Each goal with the reach of the offers of its theme.

    Parameters
    ----------
    goals, interventions, social_map
        Checked rows of ``doelen.csv``, ``interventies.csv`` and ``sociale_kaart.csv``.
    parts_of
        The themes in a place on the list.
    """
    return [
        _reach(goal, offers_for(interventions, goal.thema, parts_of), offers_for(social_map, goal.thema, parts_of))
        for goal in goals.itertuples(index=False)
    ]


def _reach(goal, offers: pd.DataFrame, on_map: pd.DataFrame) -> GoalReach:
    target = Range(goal.doelgroep_van, goal.doelgroep_tot)
    known = _once(offers)
    reached = combined_reach(list(known.values()), target) if known else None
    # Who reaches more people than there are counts others too; how many of these people it is, nobody knows.
    above = any(one.low > target.high for one in known.values())
    if above:
        reached = Range(max(one.low for one in known.values()), sum(one.high for one in known.values()))
    band = coverage(reached, target) if reached is not None and not above else None
    needed = lacking = None
    state = "above_group" if above else "unknown" if known else "no_offer"
    if not math.isnan(goal.nodig_van_pct):
        needed = Range(goal.nodig_van_pct / 100, goal.nodig_tot_pct / 100)
        if reached is not None and band is not None:
            lacking = _whole(gap(Range(needed.low * target.low, needed.high * target.high), reached))
            state = verdict(needed, band)
    return GoalReach(
        goal.doel, goal.titel, goal.doelgroep, target, tuple(known), tuple(dict.fromkeys(on_map.aanbod)), reached,
        band, needed, lacking, state, tuple(_assumptions(goal, offers)),
    )  # fmt: skip


def _once(offers: pd.DataFrame) -> dict[str, Range]:
    """The reach of each offer; one that stands there in two spellings is one, and reaches what either says."""
    first = one_name(offers.interventie)
    found: dict[str, Range] = {}
    for offer in offers.itertuples(index=False):
        name = first[offer.interventie]
        low, high = (offer.bereik_van, offer.bereik_tot)
        if name in found:
            low, high = min(low, found[name].low), max(high, found[name].high)
        found[name] = Range(low, high)
    return found


def _whole(persons: Range) -> Range:
    """Whole people: part of one that is lacking is one; what only computing left over is nobody."""
    return Range(*(math.ceil(round(bound, 6)) for bound in (persons.low, persons.high)))


def _assumptions(goal, offers: pd.DataFrame) -> Iterable[str]:
    yield f"Doelgroep en wat nodig is: {goal.aanname}"
    for offer in offers.itertuples(index=False):
        effect = places = other = ""
        if not math.isnan(offer.effect_van_pct):
            helps = _from_to(offer.effect_van_pct, offer.effect_tot_pct, "%")
            effect = f"; helpt bij {helps} van de deelnemers"
        if not math.isnan(offer.capaciteit_per_jaar):
            places = f", {_number(offer.capaciteit_per_jaar)} plaatsen"
        if offer.doelgroep.casefold() != goal.doelgroep.casefold():
            other = f" Is voor: {offer.doelgroep}. We nemen aan dat zij bij de doelgroep van dit doel horen."
        yield (
            f"{offer.interventie}: bereikt {_from_to(offer.bereik_van, offer.bereik_tot)} per jaar{places}{effect} "
            f"({EVIDENCE[offer.bewijs]}). {offer.aanname}{other}"
        )
    for spelled in spelled_twice(offers.interventie):
        names = names_in_a_row([f"‘{name}’" for name in spelled])
        yield f"{names} lezen we als één aanbod. Dat telt één keer mee. Klopt dat niet? Geef het dan een andere naam."
    if len(set(one_name(offers.interventie).values())) > 1:
        yield (
            "Het kan zijn dat dezelfde mensen aan meer dan één aanbod meedoen. De onderste grens gaat uit van zo veel "
            "mogelijk overlap, de bovenste van geen overlap."
        )


def _from_to(low: float, high: float, unit: str = "") -> str:
    whole = low == int(low) and high == int(high)
    return number_range(low, high, 0 if whole else 1, unit=unit)


def _number(value: float) -> str:
    return number(value, 0 if value == int(value) else 1)
