"""The Dutch words for what is known of a figure: its number, why there is none, and the judgement.

What a profile says of itself and puts in its tables. All else that a report says
is worded in `show.wording`, which has these words too.
"""

from __future__ import annotations

import math

from wijkanalyse.cards.schema import Indicator
from wijkanalyse.dutch import number
from wijkanalyse.methods.comparison import Judgement

ABSENT_SHORT = {
    "suppressed": "niet bekend of geheim",
    "not_published": "niet gepubliceerd",
    "not_asked": "niet gevraagd",
    "not_applicable": "geen inwoners",
    "too_small": "te weinig inwoners",
    "disclosure": "afgeschermd",
    "not_linked": "grens veranderd",
    "not_filled": "nog geen cijfers",
    "not_aggregable": "niet samen te voegen",
    "coverage": "te veel onbekend",
    "missing_part": "deel onbekend",
    "weight": "deel onbekend",
    "range": "alleen een bereik",
    "same_area": "zelfde gebied",
    "other_gemeente": "andere gemeente",
}

STEDELIJKHEID = {
    1: "zeer sterk stedelijk",
    2: "sterk stedelijk",
    3: "matig stedelijk",
    4: "weinig stedelijk",
    5: "niet stedelijk",
}

PLAIN_UNITS = ("%", "aantal", "klasse")
"""Units that a number carries itself, or needs none of."""

COMPARATOR_NAMES = {
    "nederland": "Nederland",
    "gemeente": "de gemeente",
    "stedelijkheid": "wijken met dezelfde stedelijkheid",
    "vergelijkbaar": "vergelijkbare wijken",
}

STATE_NAMES = {
    "better": "gunstiger",
    "worse": "ongunstiger",
    "not_distinguishable": "zonder duidelijk verschil",
    "cannot_be_judged": "niet te beoordelen",
    "no_judgement": "zonder oordeel",
}


def plain_number(value: float, indicator: Indicator) -> str:
    """A number for a table cell whose row names the unit; "" when there is none."""
    if math.isnan(value):
        return ""
    if indicator.unit == "klasse":
        return STEDELIJKHEID.get(round(value), number(value))
    return number(value, indicator.decimals) + ("%" if indicator.unit == "%" else "")


def judged(judgement: Judgement, estimate_type: str) -> str:
    """A judgement in the words that the kind of number allows; "" for context.

    Only a survey or a practice count may be called significant (METHODS §1.1); even then the words
    are the plain ones.
    """
    match judgement.state:
        case "no_judgement":
            return ""
        case "cannot_be_judged":
            return "niet te beoordelen"
        case "not_distinguishable":
            return "vrijwel gelijk" if judgement.strength == "klein" else "geen duidelijk verschil"
    side = "gunstiger" if judgement.state == "better" else "ongunstiger"
    if judgement.indicative:
        return f"{side} (indicatief)"
    if estimate_type == "model":
        return f"waarschijnlijk {side}"
    return f"{judgement.strength} {side}"
