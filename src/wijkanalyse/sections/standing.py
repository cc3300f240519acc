"""What several documents say in the same words: how a theme stands, and what people said of a figure."""

from __future__ import annotations

import math

import pandas as pd

from wijkanalyse.agenda.agenda import Candidate
from wijkanalyse.agenda.theme import Standing, ThemeResult
from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.dialogue.files import GROUPS, RECOGNISED
from wijkanalyse.dutch import dutch_date
from wijkanalyse.profile.people import People
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import escape
from wijkanalyse.show.tables import STATE_CSS

UNKNOWN = '<span class="afwezig">onbekend</span>'


def standing_words(standing: Standing, *, estimated: bool = False) -> str:
    """How a theme stands, in words; of estimates without bounds how it seems.

    Examples
    --------
    >>> standing_words("slightly_worse"), standing_words("worse", estimated=True), standing_words("")
    ('iets ongunstiger', 'lijkt ongunstiger', 'onbekend')
    """
    if not standing:
        return "onbekend"
    words = wording.STATE_NAMES[standing]
    return f"lijkt {words}" if estimated and standing != "alike" else words


def standing_mark(result: ThemeResult) -> str:
    """The words with the mark of their side, as HTML; a theme that is milder than one of its figures says so."""
    if not result.standing:
        return UNKNOWN
    words = standing_words(result.standing, estimated=result.is_estimated)
    mark = f'<span class="staat {STATE_CSS[result.standing]}">{words}</span>'
    if worse := len(result.worse_figures):
        mark += f' <small class="staat ongunstig">{worse} {"cijfer" if worse == 1 else "cijfers"} ongunstiger</small>'
    return mark


def quoted(names: list[str]) -> str:
    """Names of themes in a row: between quotes, since they hold commas and "en"."""
    return wording.names_in_a_row([f"‘{name}’" for name in names])


def named(candidates: tuple[Candidate, ...] | list[Candidate]) -> str:
    """The names of places on the list, as plain text."""
    return quoted([c.name for c in candidates])


def extra_words(people: People | None, against: str) -> str:
    """How many people more or fewer it is than at the rate of the comparator; "" when that is not known."""
    if people is None or math.isnan(people.extra):
        return ""
    if abs(people.extra) < 10:
        return f"ongeveer evenveel als bij het gemiddelde van {against}"
    more = "meer" if people.extra > 0 else "minder"
    return f"ongeveer {about(abs(people.extra))} mensen {more} dan bij het gemiddelde van {against}"


def about(number: float) -> str:
    """A number of people as precise as it is: tens, and hundreds from a thousand; half up.

    Examples
    --------
    >>> about(258.4), about(2150.0), about(4.0)
    ('260', '2.200', 'minder dan 10')
    """
    if number < 10:
        return "minder dan 10"
    return wording.number(number, -1 if number < 1000 else -2)


def recognised(rows: pd.DataFrame, catalogue: Catalogue) -> list[str]:
    """What groups said about figures, each with the figure, why, and when, as HTML."""
    return [
        f"{escape(GROUPS[r.groep])} over ‘{escape(catalogue.indicators[r.cijfer].label)}’: "
        f"<strong>{RECOGNISED[r.herkend]}</strong>"
        + (f". {escape(r.toelichting)}" if r.toelichting else "")
        + f" <small>({dutch_date(r.datum)})</small>"
        for r in rows.itertuples()
    ]
