"""The goals of the plan: for whom, from where to where, measured by what, and what to look at again."""

from __future__ import annotations

import math
from typing import Any

from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.check import ESTIMATES, may_measure_effect
from wijkanalyse.dialogue.courses import number
from wijkanalyse.dialogue.remarks import Remark, Start, decimals_of, measuring, remarks_on, starting_value
from wijkanalyse.dutch import number_range
from wijkanalyse.methods.reach import Range
from wijkanalyse.sections.kit.paper import listed, nothing_yet, slide
from wijkanalyse.sections.standing import quoted
from wijkanalyse.sections.wijkplan.parts import deadline
from wijkanalyse.sections.wijkplan.reach import persons
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import table


def goals(dialogue: Dialogue) -> Fragment:
    """At most five goals: for whom, how many people, measured by what, who looks after it, and when."""
    rows = dialogue.folder.tables["doelen"]
    if rows.empty:
        return nothing_yet(dialogue, "doelen", "Er zijn nog geen doelen.")
    cells = [
        [
            f"{escape(g.doel)}. {escape(g.titel)} <small>{escape(dialogue.themes.get(g.thema, g.thema))}</small>",
            f"{escape(g.doelgroep)}<br>{persons(Range(g.doelgroep_van, g.doelgroep_tot), g.doelgroep)}",
            _measure(dialogue, g),
            f"{_way(starting_value(dialogue, g), g.streven)}",
            escape(g.eigenaar),
            deadline(g.klaar_op, dialogue.today),
        ]
        for g in rows.itertuples(index=False)
    ]
    heads = ["Doel", "Voor wie", "Maat", "Nu → straks", "Eigenaar", "Klaar op"]
    shown = table(f"Doelen van {dialogue.name}", heads, cells, note="Een eigenaar is een functie", words=True)
    return join(slide("", shown), _to_look_at(dialogue), _without_goal(dialogue))


def _measure(dialogue: Dialogue, goal: Any) -> str:
    if goal.soort_maat != "cijfer":
        return escape(goal.maat)
    measure = measuring(dialogue, goal.maat)
    own = " <small>eigen cijfer</small>" if measure and dialogue.catalogue.is_own(measure.figure.value.source) else ""
    return escape(dialogue.catalogue.indicators[goal.maat].label) + own


def _way(start: Start, aim: str) -> str:
    """From the one starting value, which is the known figure with its year or else what was typed, to the aim."""
    if start.indicator is None or math.isnan(start.value):
        return f"{_amount(start.typed)} → {_amount(aim)}"
    there = _amount(aim) if math.isnan(number(aim)) else escape(_typed(aim, start.indicator))
    return f"{escape(wording.beside_label(start.value, start.indicator))} ({start.year}) → {there}"


def _amount(text: str) -> str:
    """A number as somebody typed it, with a Dutch comma; other words as they are."""
    value = number(text)
    if math.isnan(value):
        return escape(text) or "–"
    return escape(wording.number(value, decimals_of(text))) + ("%" if text.endswith("%") else "")


# ------------------------------------------------------------------------- remarks


def _to_look_at(dialogue: Dialogue) -> str:
    """Goals that cannot be, or of which something is missing: asked, and not judged."""
    lines = []
    for goal in dialogue.folder.tables["doelen"].itertuples(index=False):
        start = starting_value(dialogue, goal)
        if said := [remark_words(remark, goal, start) for remark in remarks_on(dialogue, goal)]:
            lines.append(f"<strong>{escape(goal.titel)}</strong> {escape(' '.join(said))}")
    return f"<h3>Klopt dit?</h3>{listed(lines)}" if lines else ""


def remark_words(remark: Remark, goal: Any, start: Start) -> str:
    """What is odd about a goal, as one or two sentences."""
    unit = start.indicator

    def said(value: float) -> str:
        return wording.beside_label(value, unit) if unit else wording.number(value, 0 if value == int(value) else 1)

    match remark.kind:
        case "no_action":
            return "Er is nog geen actie voor dit doel."
        case "not_chosen":
            return f"Het thema ‘{remark.words}’ is in de stemming niet gekozen."
        case "everyone":
            share = number_range(*remark.numbers, unit="%")
            return f"Het doel vraagt {share} van de doelgroep. Iedereen bereiken lukt bijna nooit."
        case "aim_above_group":
            aim, *group = remark.numbers
            return f"Het streven is {said(aim)}. De hele doelgroep telt {persons(Range(*group), goal.doelgroep)}."
        case "offer_above_group":
            low, high, *group = remark.numbers
            reached = persons(Range(low, high), goal.doelgroep)
            return (
                f"‘{remark.words}’ bereikt {reached}. De hele doelgroep telt {persons(Range(*group), goal.doelgroep)}. "
                "Gaat het over dezelfde mensen?"
            )
        case "above_all":
            return f"Het streven is {wording.number(*remark.numbers)}%. Meer dan 100% kan niet."
        case "no_aim":
            return "Er is geen streven in een getal. Een jaar later is dan niet te zien of het doel is gehaald."
        case "aim_is_now":
            return "Het streven is gelijk aan nu."
        case "reached_already":
            return f"Nu is het {said(start.value)}. Dat is al gunstiger dan het streven."
        case "estimate":
            return (
                "Dit cijfer is een schatting. Wat uw plan verandert, is daarin niet te zien. Meet het met een eigen "
                "enquête, of tel zelf iets."
            )
        case "no_figure":
            return "Dit cijfer is hier niet bekend. Tel zelf iets."
        case "typed_otherwise":
            return (
                f"Bij ‘nu’ staat {_typed(remark.words, unit)}. Het cijfer is {said(start.value)} ({start.year}). We "
                "rekenen met het cijfer."
            )
        case "too_small_to_see":
            return (
                f"Van {said(start.value)} naar {_typed(goal.streven, unit)} is een kleine stap. Met deze meting is "
                f"pas een verschil van ongeveer {visible_words(remark.numbers[0], unit)} goed te zien."
            )


def _typed(text: str, unit: Any) -> str:
    """A number that was typed, in the unit of the figure that it is about."""
    return wording.quantity(number(text), unit.unit, decimals_of(text))


def visible_words(change: float, indicator: Any) -> str:
    """The size of a change, in the unit of the figure and never as nothing."""
    decimals = max(indicator.decimals, 1 if change < 1 else 0, 2 if change < 0.1 else 0)
    if indicator.unit == "%":
        return wording.number(change, decimals) + " procentpunt"
    return wording.quantity(change, indicator.unit, decimals)


def _without_goal(dialogue: Dialogue) -> str:
    """Chosen themes for which there is no goal yet."""
    parts_of = dialogue.catalogue.themes.parts_of
    aimed = set(dialogue.folder.tables["doelen"].thema)
    open_themes = [t for t in dialogue.chosen if aimed.isdisjoint((t, *parts_of(t)))]
    names = quoted([dialogue.themes[t] for t in open_themes])
    return f"<p><strong>Gekozen, en nog zonder doel:</strong> {escape(names)}.</p>" if open_themes else ""


def measures(dialogue: Dialogue) -> Fragment:
    """Which figures may measure a goal for the chosen themes: never an estimate by a model, but an own survey may."""
    lines = []
    for theme in dialogue.chosen:
        cards = dialogue.catalogue.themes.cards_of(theme)
        figures = dict.fromkeys(i for card in cards for i in (*card.figures, *card.context))
        may = [dialogue.catalogue.indicators[i].label for i in figures if _may_measure(dialogue, i)]
        name = escape(dialogue.themes[theme])
        if may:
            lines.append(f"{name}: {escape(quoted(may))}.")
        else:
            there = "zijn alleen schattingen" if dialogue.figures_of(theme) else "is geen cijfer"
            lines.append(f"{name}: hiervoor {there}. Tel zelf iets, zoals deelnemers of verwijzingen.")
    if not lines:
        return Fragment("")
    why = (
        "<p>Een schatting is berekend uit leeftijd, inkomen en huishouden. Wat uw plan verandert, is daarin niet te "
        "zien. Tel daarom zelf iets, of houd een enquête en doe dat later nog een keer.</p>"
    )
    if not dialogue.has_figures:
        why = "<p>Er zijn hier geen cijfers. Tel daarom zelf iets, of houd een enquête.</p>"
    return join("<h3>Waarmee mag u een doel meten?</h3>", why, listed(lines) if dialogue.has_figures else "")


def _may_measure(dialogue: Dialogue, indicator: str) -> bool:
    """The kind of the figure decides where there is one, else that of the card."""
    card, found = dialogue.catalogue.indicators[indicator], measuring(dialogue, indicator)
    if found is None or card.better_when == "neutral":
        return False
    return may_measure_effect(card) or found.figure.estimate_type not in ESTIMATES
