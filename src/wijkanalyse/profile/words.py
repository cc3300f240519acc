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
    "slightly_better": "iets gunstiger",
    "alike": "bijna gelijk",
    "not_distinguishable": "geen duidelijk verschil",
    "slightly_worse": "iets ongunstiger",
    "worse": "ongunstiger",
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

    Of an estimate nobody knows how certain it is ("lijkt"), unless its source publishes bounds ("waarschijnlijk").
    """
    if judgement.state == "no_judgement":
        return ""
    words = STATE_NAMES[judgement.state]
    if not judgement.side:
        return words
    if judgement.indicative:
        return f"lijkt {words}"
    return f"waarschijnlijk {words}" if estimate_type == "model" else words
