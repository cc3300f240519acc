"""Dutch for readers: numbers, dates, reasons and sentences. Nothing else words anything.

Plain Dutch at level B1. Numbers and dates follow Dutch usage through Babel, so
that no language of the machine plays a role.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from wijkanalyse import dutch
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.dutch import names_in_a_row, number
from wijkanalyse.process.areas import LEVEL_NAMES, MOST_NAMED, Area
from wijkanalyse.profile.figure import Figure, Value
from wijkanalyse.profile.verdicts import Verdict
from wijkanalyse.profile.words import (
    ABSENT_SHORT,
    PER_1000,
    PLAIN_UNITS,
    STATE_NAMES,
    STEDELIJKHEID,
    WHY_ABSENT,
    class_words,
    judged,
    plain_number,
)

__all__ = [
    "ABSENT_LONG", "ABSENT_SHORT", "DIRECTIONS", "LEVEL_NAMES", "NBSP", "NEAR_BOUNDARY",
    "NONE_CHOSEN", "NOT_IN_FILE", "NOT_LOOKED_UP", "PER_1000", "SIDES", "STATE_NAMES", "STEDELIJKHEID", "WHY_ABSENT",
    "absent", "after_ages",
    "beside_label", "gemeente_label", "names_beside", "names_in_a_row", "number", "number_range", "own", "place",
    "place_among_wijken", "plain_number", "quantity", "state", "unit_after",
]  # fmt: skip

NBSP = "\N{NO-BREAK SPACE}"

NEAR_BOUNDARY = "vrijwel dezelfde grens"
"""After the year of a figure whose area had nearly the boundary of the report."""

NONE_CHOSEN = "hiervoor zijn geen cijfers gekozen."
"""Where a part of the report has no figures to show, because nobody chose them (``roles.yml``)."""

NOT_IN_FILE = "niet in dit bestand"
DOUBTED = "niet iedereen herkent dit"
"""Beside a figure of which a group said that it does not, or not wholly, recognise it."""
"""Where an own file has no figure of the gemeente or of Nederland: another source has no place beside its figure."""
NOT_LOOKED_UP = "onbekend: niet opgezocht"
"""Where a gemeente or Nederland has no number because none was looked for, as of a figure without a year.

That says nothing about the source, so none of the reasons below may stand there."""

ABSENT_LONG = {
    "suppressed": "De bron geeft dit cijfer niet. Het is geheim, te onzeker of niet gemeten.",
    "not_published": "De bron geeft dit cijfer niet voor dit soort gebied.",
    "not_asked": "Dit is in dat jaar of bij deze leeftijd niet gevraagd.",
    "not_applicable": "Hier wonen geen mensen, of de groep is leeg. Dan is er geen cijfer.",
    "too_small": "De groep is kleiner dan 50 mensen. Daarom geven we geen percentage.",
    "impossible": "De bron geeft hier een cijfer dat niet kan kloppen. Daarom nemen we het niet over.",
    "disclosure": "Dit cijfer gaat over heel weinig mensen. We tonen het niet, om hun privacy te beschermen.",
    "not_linked": "De grens of de code is veranderd. Het oude cijfer past niet bij het gebied van nu.",
    "not_filled": "De tabel is er al, maar dit cijfer staat er nog niet in.",
    "not_aggregable": "Dit cijfer kunnen we niet uit delen van het gebied berekenen.",
    "coverage": "Dit cijfer is onbekend voor een te groot deel van de inwoners.",
    "missing_part": "Voor een deel van het gebied is dit aantal onbekend. Een optelling zou te laag zijn.",
    "weight": "Voor een deel van het gebied is onbekend hoe zwaar het meetelt.",
    "range": "Het cijfer van het hele gebied is niet precies te berekenen. Het ligt tussen deze twee getallen.",
    "same_area": "Het gebied is de hele gemeente. Vergelijken met de gemeente zegt dan niets.",
    "other_gemeente": "In dat jaar hoorde het gebied bij een andere gemeente.",
}

DIRECTIONS = {
    "rising": "gestegen",
    "falling": "gedaald",
    "stable": "geen duidelijke verandering",
    "within_rounding": "binnen de afronding",
    "not_determinable": "niet te beoordelen",
}


def quantity(value: float, unit: str, decimals: int) -> str:
    """A number with its unit, as in a sentence.

    Examples
    --------
    >>> quantity(12.34, "%", 1), quantity(318.0, "1.000 euro", 0).replace(NBSP, " ")
    ('12,3%', '318.000 euro')
    >>> quantity(5.0, "klasse", 0)
    'niet stedelijk'
    """
    match unit:
        case "%":
            return number(value, decimals) + "%"
        case "aantal":
            return number(value, decimals)
        case "klasse":
            return class_words(value)
        case "1.000 euro":
            # Not more digits than the source has: 23.494 thousand with one decimal is 23.500 euro.
            return number(float(dutch.half_up(value, decimals)) * 1000) + f"{NBSP}euro"
        case _:
            return number(value, decimals) + f"{NBSP}{unit}"


def unit_after(indicator: Indicator, unit_label: str) -> str:
    """The unit to put after the label of a row, when neither the numbers in it nor the label carry it."""
    return "" if indicator.unit in PLAIN_UNITS or _says(indicator.label, unit_label) else unit_label


def beside_label(value: float, indicator: Indicator) -> str:
    """A number beside the label of its figure, with the unit where the label does not say it already.

    Examples
    --------
    >>> from wijkanalyse.cards.catalogue import load_catalogue
    >>> cards = load_catalogue().indicators.values()
    >>> beside_label(1.05, next(card for card in cards if card.unit == "per huishouden"))
    '1,1'
    """
    if _says(indicator.label, indicator.unit):
        return number(value, indicator.decimals)
    return quantity(value, indicator.unit, indicator.decimals)


def _says(label: str, unit: str) -> bool:
    """Whether a label says the unit: Personen per huishouden, Inwoners per km² land."""
    return f" {unit} " in f" {label.lower()} "


def number_range(low: float, high: float, indicator: Indicator, *, around: float = math.nan) -> str:
    """Two numbers between which a figure lies, each with the unit that a number itself carries.

    Examples
    --------
    >>> from wijkanalyse.cards.catalogue import load_catalogue
    >>> cards = load_catalogue().indicators.values()
    >>> number_range(48.5, 212.04, next(card for card in cards if card.unit == "1.000 euro" and card.decimals == 1))
    '48,5 tot 212,0'
    """
    unit = "%" if indicator.unit == "%" else ""
    return dutch.number_range(low, high, indicator.decimals, around=around, unit=unit)


def gemeente_label(area: Area) -> str:
    """The heading of the column with the gemeente, or of the gemeenten together."""
    if not area.gemeente_names:
        return ""
    prefix = "Gemeente" if len(area.gemeente_names) == 1 else "Gemeenten"
    return f"{prefix} {names_in_a_row(area.gemeente_names)}"


def names_beside(labels: Sequence[str]) -> str:
    """The area and what it stands beside, in a title: the gemeente without its capital.

    Examples
    --------
    >>> names_beside(["Velp", "Gemeente Rheden", "Nederland"])
    'Velp, gemeente Rheden en Nederland'
    """
    first, *others = labels
    return names_in_a_row([first, *(n.replace("Gemeente", "gemeente", 1) for n in others)])


def place(area: Area) -> str:
    """What the area is and where, as a start of a sentence."""
    level = LEVEL_NAMES[area.level]
    if area.level == "land":
        return "Nederland"
    if area.level == "gemeente":
        return f"de gemeente {area.name}"
    of = f"{'het' if level == 'gebied' else 'de'} {level} {area.name}"
    if len(area.gemeente_names) > MOST_NAMED:
        return f"{of} met {area.where}"
    return f"{of} in de {'gemeenten' if len(area.gemeente_names) > 1 else 'gemeente'} {area.where}"


def absent(value: Value) -> str:
    """Why there is no number, in a sentence."""
    if value.status == "other_gemeente":
        return f"In {value.period} hoorde dit gebied bij {value.note}."
    return ABSENT_LONG[value.status]


def state(verdict: Verdict) -> str:
    """The judgement on a figure in words; "" for context."""
    return judged(verdict.judgement, verdict.figure.estimate_type)


SIDES = {"higher": "hoger", "lower": "lager", "alike": "bijna gelijk"}


def after_ages(before: str, after: str) -> str:
    """How a figure stands to Nederland once ages are taken into account.

    Examples
    --------
    >>> after_ages("higher", "alike"), after_ages("higher", "higher")
    ('bijna gelijk (was hoger)', 'hoger')
    """
    return SIDES[after] if before == after else f"{SIDES[after]} (was {SIDES[before]})"


def place_among_wijken(percentile: float) -> str:
    """Where a figure stands among the Dutch wijken, by the people who live in them: never a rank, never better.

    Examples
    --------
    >>> place_among_wijken(83.2), place_among_wijken(0.2)
    ('hoger dan in de wijken waar 83% van de mensen woont', 'lager dan in de wijken waar 99% van de mensen woont')
    """
    if percentile < 1:
        return "lager dan in de wijken waar 99% van de mensen woont"
    return f"hoger dan in de wijken waar {number(min(math.floor(percentile + 0.5), 99))}% van de mensen woont"


def own(figure: Figure) -> str:
    """What an own figure is called beside a published one, with how many people it is about where that is known."""
    people = figure.value.denominator
    known = people > 0
    match figure.estimate_type:
        case "survey":
            return "eigen enquête" + (f", {number(people)} mensen deden mee" if known else "")
        case "practice":
            return "eigen telling van een praktijk" + (f", {number(people)} patiënten" if known else "")
    return "eigen cijfer"
