"""What others did: lessons from articles, one card each in ``lessons/``, and examples that wijken shared themselves.

Adding a lesson is adding a file to ``lessons/``; examples come as zip files and are read by `dialogue.examples`. A
card tells what others did and said, never that it works here.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from wijkanalyse.cards.schema import Card, Text

PHASES = {
    "begin": "die net begonnen is",
    "gekozen": "die thema’s gekozen heeft",
    "doelen": "die doelen heeft gemaakt",
    "bezig": "die bezig is met de acties",
    "klaar": "waarvan de eerste acties klaar zijn",
}
"""How far a wijk is, and how a sentence about ‘een wijk’ says it."""
SHARED_LICENCES = {"cc-by": "CC BY 4.0", "cc0": "CC0 1.0"}
"""Licences under which a wijk may share an example: anybody may use it, with or without naming where it is from."""
Told = Annotated[str, Field(min_length=1, max_length=1000)]
"""A text of somebody elsewhere: as long as a card can show."""


class CitedArticle(Card):
    """Where a lesson was found."""

    publisher: Text
    title: Text
    date: Text


class _Elsewhere(Card):
    """What every card about somewhere else has; `themes` is empty for what serves any theme."""

    id: str
    title: Told
    themes: tuple[str, ...] = Field(default=())
    for_whom: Told
    what: Told


class Lesson(_Elsewhere):
    """One programme or way of working; the file name is its id.

    Attributes
    ----------
    within_a_month
        What people can do of it in a month, in our words; empty where it takes longer.
    reviewed
        The day on which somebody last read it beside its source.
    """

    kind: Literal["programma", "werkwijze"]
    lesson: Text
    within_a_month: str = ""
    where: Text
    source: CitedArticle
    reviewed: dt.date

    @property
    def citation(self) -> str:
        return f"{self.source.publisher}, ‘{self.source.title}’ ({self.source.date})"


class Example(_Elsewhere):
    """What a wijk did and learned, without anything that says which wijk it was.

    Attributes
    ----------
    worked, did_not_work
        What they learned, in their words.
    reach
        People reached in a year, between two round numbers; None when the wijk does not show it.
    phase
        How far the wijk was when it shared this; one of `PHASES`.
    """

    themes: tuple[Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,60}$")], ...] = Field(min_length=1, max_length=5)
    worked: Told
    did_not_work: Told
    reach: tuple[int, int] | None = None
    phase: Literal["begin", "gekozen", "doelen", "bezig", "klaar"]
    licence: Literal["CC BY 4.0", "CC0 1.0"]
    shared: dt.date

    @model_validator(mode="after")
    def _reach_goes_up(self) -> Self:
        if self.reach is not None and not 0 <= self.reach[0] < self.reach[1] <= 1_000_000:
            raise ValueError("reach must be two numbers of people, the smaller first")
        return self
