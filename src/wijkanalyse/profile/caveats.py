"""What to mind with a figure, as far as it holds for the table and the year that the figure is of.

A card lists what may have to be said of its figures. Some of it depends on where a figure comes from: a newer table
may publish margins, and a question that was asked during the corona measures was asked in other years too.
"""

from __future__ import annotations

import math

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.profile.figure import Figure

UNKNOWN_MARGINS = "onzekerheid_onbekend"
"""The caveat of figures whose source publishes no margins."""


def caveats_of(figure: Figure, catalogue: Catalogue) -> tuple[str, ...]:
    """The caveats on the card that hold for this figure, in the order of the card."""
    years, period = catalogue.vocabulary.caveats_of_year, figure.value.period
    with_margins = not (math.isnan(figure.value.lower) or math.isnan(figure.value.upper))
    return tuple(
        caveat
        for caveat in figure.indicator.caveats
        if years.get(caveat, period) == period and not (caveat == UNKNOWN_MARGINS and with_margins)
    )
