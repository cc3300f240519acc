"""What whoever makes a plan should look at again: goals that cannot be, and what nobody has taken on.

A remark is a question and never a fault: the people of the wijk know what they meant.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from wijkanalyse.cards.schema import Indicator
from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.check import ESTIMATES
from wijkanalyse.dialogue.courses import number
from wijkanalyse.dialogue.services import offers_for, one_name
from wijkanalyse.methods.arguments import standard_normal_quantile
from wijkanalyse.methods.reach import smallest_visible_change
from wijkanalyse.profile.people import share_of_one
from wijkanalyse.profile.verdicts import Verdict

RemarkKind = Literal[
    "no_action", "not_chosen", "everyone", "aim_above_group", "offer_above_group", "no_aim", "aim_is_now",
    "reached_already", "above_all", "estimate", "no_figure", "typed_otherwise", "too_small_to_see",
]  # fmt: skip
NOBODY = ("", "?", "-", "–", "nvt", "n.v.t.", "ntb", "n.t.b.", "nader te bepalen", "onbekend", "nog onbekend",
          "niemand", "nog niemand", "vacature", "iedereen", "allen", "wij", "samen")  # fmt: skip
"""What people write where nobody has taken something on."""


@dataclass(frozen=True)
class Start:
    """Where a goal starts: the known figure where one measures it, else what was typed.

    Attributes
    ----------
    value
        NaN where it is not known.
    indicator
        Of the figure, or None for what people count themselves.
    year
        Of the figure.
    typed
        What was typed.
    """

    value: float
    indicator: Indicator | None
    year: int
    typed: str

    @property
    def differs(self) -> bool:
        """Whether another value was typed than the figure that is known, as precise as it was typed."""
        typed = number(self.typed)
        if self.indicator is None or math.isnan(self.value) or math.isnan(typed):
            return False
        return abs(typed - self.value) > 0.5 * 10.0 ** -decimals_of(self.typed) + 1e-9


@dataclass(frozen=True)
class Remark:
    """One thing to look at; the numbers that it is about depend on its kind."""

    kind: RemarkKind
    numbers: tuple[float, ...] = ()
    words: str = ""


def measuring(dialogue: Dialogue, indicator_id: str) -> Verdict | None:
    """The figure that measures a goal: the own one where there is one beside the published, else that.

    The kind of the figure decides whether it may measure, and not that of its card: a survey of your own does what
    an estimate of the same indicator cannot.
    """
    cards = dialogue.catalogue.indicators
    if dialogue.verdicts is None or indicator_id not in cards or not cards[indicator_id].shown:
        return None
    beside = dialogue.verdicts.beside(indicator_id)
    found = beside[0] if beside else dialogue.verdicts.of(indicator_id)
    return found if found.figure.value.is_known else None


def starting_value(dialogue: Dialogue, goal: Any) -> Start:
    """The one starting value of a goal."""
    if goal.soort_maat != "cijfer" or goal.maat not in dialogue.catalogue.indicators:
        return Start(number(goal.nu), None, 0, goal.nu)
    found = measuring(dialogue, goal.maat)
    indicator = dialogue.catalogue.indicators[goal.maat]
    if found is None:
        return Start(math.nan, indicator, 0, goal.nu)
    return Start(found.figure.value.number, indicator, found.figure.value.period, goal.nu)


def decimals_of(text: str) -> int:
    """How many decimals somebody typed.

    Examples
    --------
    >>> decimals_of("12,5%"), decimals_of("40")
    (1, 0)
    """
    return len(text.strip().rstrip("% ").replace(",", ".").partition(".")[2])


def remarks_on(dialogue: Dialogue, goal: Any) -> list[Remark]:
    """Everything about one goal that may be meant otherwise.

    Parameters
    ----------
    dialogue
        The area. What the edition withholds is not held against the goal.
    goal
        A row of ``doelen.csv``.
    """
    return [*_of_its_people(dialogue, goal), *_of_its_numbers(dialogue, goal), *_of_its_measure(dialogue, goal)]


def without_owner(who: str) -> bool:
    """Whether nobody in particular has taken something on."""
    return who.strip().casefold() in NOBODY


def _of_its_people(dialogue: Dialogue, goal: Any) -> list[Remark]:
    tables, parts_of = dialogue.folder.tables, dialogue.catalogue.themes.parts_of
    found = []
    if not dialogue.folder.withholds("acties") and goal.doel not in set(tables["acties"].doel):
        found.append(Remark("no_action"))
    chosen = {part for theme in dialogue.outcome.wanted() for part in (theme, *parts_of(theme))}
    if dialogue.outcome.detail != "nothing" and chosen.isdisjoint((goal.thema, *parts_of(goal.thema))):
        found.append(Remark("not_chosen", words=dialogue.themes.get(goal.thema, goal.thema)))
    if goal.nodig_tot_pct >= 100:
        found.append(Remark("everyone", (goal.nodig_van_pct, goal.nodig_tot_pct)))
    offers = offers_for(tables["interventies"], goal.thema, parts_of)
    first = one_name(offers.interventie)
    too_many = {first[o.interventie]: o for o in offers.itertuples(index=False) if o.bereik_van > goal.doelgroep_tot}
    for name, offer in too_many.items():
        reached = (offer.bereik_van, offer.bereik_tot)
        found.append(Remark("offer_above_group", (*reached, goal.doelgroep_van, goal.doelgroep_tot), name))
    return found


def _of_its_numbers(dialogue: Dialogue, goal: Any) -> list[Remark]:
    start, aim = starting_value(dialogue, goal), number(goal.streven)
    if math.isnan(aim):
        return [Remark("no_aim")]
    found = []
    if start.indicator is None and aim > goal.doelgroep_tot and not goal.streven.endswith("%"):
        found.append(Remark("aim_above_group", (aim, goal.doelgroep_van, goal.doelgroep_tot)))
    most = 100 if goal.streven.endswith("%") or (start.indicator and start.indicator.unit == "%") else math.inf
    if aim > most:
        found.append(Remark("above_all", (aim,)))
    elif aim == start.value:
        found.append(Remark("aim_is_now"))
    elif start.indicator and not math.isnan(start.value):
        sign = {"higher": 1, "lower": -1}.get(start.indicator.better_when, 0)
        if sign * (start.value - aim) > 0:
            found.append(Remark("reached_already"))
    return found


def _of_its_measure(dialogue: Dialogue, goal: Any) -> list[Remark]:
    start = starting_value(dialogue, goal)
    if start.indicator is None:
        return []
    measure = measuring(dialogue, goal.maat)
    if measure is None:
        return [Remark("no_figure")]
    if measure.figure.estimate_type in ESTIMATES:
        return [Remark("estimate")]
    found = [Remark("typed_otherwise", (start.value,), goal.nu)] if start.differs else []
    visible, aim = _visible(dialogue, measure), number(goal.streven)
    if abs(aim - start.value) < visible:
        found.append(Remark("too_small_to_see", (visible,)))
    return found


def _visible(dialogue: Dialogue, measure: Verdict) -> float:
    """The smallest change that a second measurement like this one would show, most of the times."""
    interval = measure.interval
    if not interval.is_known:
        return math.nan
    width = interval.upper - interval.lower
    if measure.figure.of_few:
        se = width / (2 * standard_normal_quantile(0.95))  # limits of 95 %
        return float(smallest_visible_change(se, se))
    one = share_of_one(dialogue.profile, measure.figure) if dialogue.profile else math.nan
    return width if math.isnan(one) else max(width, one)
