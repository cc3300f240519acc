"""The Dutch words for what is known of a figure: its number, why there is none, and the judgement.

What a profile says of itself and puts in its tables. All else that a report says
is worded in `show.wording`, which has these words too.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from wijkanalyse.cards.schema import Indicator
from wijkanalyse.dutch import half_up, number

if TYPE_CHECKING:
    from wijkanalyse.methods.comparison import Judgement

WHY_ABSENT = {
    "suppressed": "de bron geeft dit cijfer niet",
    "not_published": "de bron geeft dit hier niet",
    "not_asked": "dit is hier of dat jaar niet gevraagd",
    "not_applicable": "hier is niemand in deze groep",
    "too_small": "de groep is te klein",
    "impossible": "het cijfer van de bron kan niet kloppen",
    "disclosure": "dit gaat over heel weinig mensen",
    "not_linked": "de grens is veranderd",
    "not_filled": "de bron heeft dit nog niet",
    "not_aggregable": "dit is niet op te tellen",
    "coverage": "te veel is onbekend",
    "missing_part": "een deel is onbekend",
    "weight": "een deel is niet te wegen",
    "range": "het ligt tussen twee getallen",
    "same_area": "het is hetzelfde gebied",
    "other_gemeente": "het was een andere gemeente",
}
"""Why there is no number, as a clause that fits after a colon."""

ABSENT_SHORT = {status: f"onbekend: {why}" for status, why in WHY_ABSENT.items()} | {
    "disclosure": "niet getoond (privacy)",
    "impossible": "weggelaten: kan niet kloppen",
    "not_asked": "niet gevraagd",
    "range": "ligt tussen twee getallen",
    "same_area": "hetzelfde gebied",
}
"""What stands in a cell in the place of a number."""

FEW_FOR_HUNDRED = "hier wonen minder dan 500 mensen"
"""Why an area is not told as a hundred people, as such a clause."""

NOT_COUNTED = "dit is een schatting, en geen telling"
"""The same, of a whole whose groups are not counted."""

FEW_BUURTEN = "er zijn geen twee buurten van 100 inwoners met dit cijfer"
"""Why nothing is said of how far buurten lie apart, as such a clause."""

MIXED = {"even": "gelijkmatig", "mixed": "gemengd"}
"""How far the buurten of an area lie apart, beside wijken with as many buurten; nothing is said of what is usual."""

COMPARED_WITH_EXPECTED = {
    "within": "binnen wat je verwacht",
    "more": "meer dan verwacht",
    "fewer": "minder dan verwacht",
}
"""A count beside what one would expect, given who lives there: never good or bad."""

BESIDE_A_PRACTICE = COMPARED_WITH_EXPECTED | {
    "too_few": "te weinig om te vergelijken",
    "hidden": "niet getoond (privacy)",
    "unknown": "van het gebied is dit niet bekend",
}
"""What a practice counted beside what a practice from its area would have."""

WHY_NOTHING_EXPECTED = {
    "level": "dit kan alleen voor wijken",
    "part": "een wijk hoort er maar voor een deel bij",
    "whole_gemeente": "dit is de hele gemeente",
    "not_fitted": "de cijfers hiervoor zijn nog niet compleet",
    "not_linked": "de grens is veranderd",
    "small": "hier wonen te weinig mensen",
    "unknown": "de bron geeft dit aantal niet",
    "composition": "wie er wonen, is niet helemaal bekend",
    "few": "te verwachten zijn minder dan 20 mensen",
    "unusual": "de samenstelling is te bijzonder om te vergelijken",
    "growth": "het aantal inwoners veranderde dat jaar veel",
}
"""Why nothing can be said of a count beside what one would expect, as a clause that fits after a colon."""

WHY_NO_KINDS = {
    "no_table": "er is geen landelijke tabel van soorten huishoudens",
    "too_small": "dit kan niet voor een buurt",
    "gate": "de landelijke tabel voorspelt wijken niet goed genoeg",
    "unknown": "hier is te weinig bekend",
}
"""Why no kinds of households are told, as such a clause."""

NO_KIND = "geen soort komt hier vaak genoeg voor"
"""The same, where all of them are too few."""

STEDELIJKHEID = {
    1: "zeer sterk stedelijk",
    2: "sterk stedelijk",
    3: "matig stedelijk",
    4: "weinig stedelijk",
    5: "niet stedelijk",
}

PER_1000 = "per 1.000 inwoners"
"""The unit of a rate, which a sentence tells as people out of a thousand."""

CLASS = "klasse"
"""The unit of a code: it has words, and no interval, distance or place among the wijken."""

PLAIN_UNITS = ("%", "aantal", CLASS)
"""Units that a number carries itself, or needs none of."""

COMPARATORS = ("nederland", "gemeente", "stedelijkheid", "vergelijkbaar")
"""What every area may be compared with; beside these a kind of region, such as ``ggd-regio``, or one region by name."""

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


def class_words(value: float) -> str:
    """The words of a class.

    Examples
    --------
    >>> class_words(2.0)
    'sterk stedelijk'
    """
    return STEDELIJKHEID.get(int(half_up(value)), number(value))


def plain_number(value: float, indicator: Indicator) -> str:
    """A number for a table cell whose row names the unit; "" when there is none."""
    if math.isnan(value):
        return ""
    if indicator.unit == CLASS:
        return class_words(value)
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
