"""Lessons of others by theme: one card per lesson, shown where people chose its theme.

Adding a lesson is adding a file to ``lessons/``. A card tells what others did and
said, never that it works here.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from wijkanalyse.cards.schema import Card, Text


class CitedArticle(Card):
    """Where a lesson was found."""

    publisher: Text
    title: Text
    date: Text


class Lesson(Card):
    """One programme or way of working; the file name is its id.

    Attributes
    ----------
    themes
        Themes that it is about; none means that it serves any theme.
    within_a_month
        What people can do of it in a month, in our words; empty where it takes longer.
    reviewed
        The day on which somebody last read it beside its source.
    """

    id: str
    title: Text
    kind: Literal["programma", "werkwijze"]
    themes: tuple[str, ...] = Field(default=())
    for_whom: Text
    what: Text
    lesson: Text
    within_a_month: str = ""
    where: Text
    source: CitedArticle
    reviewed: dt.date

    @property
    def citation(self) -> str:
        return f"{self.source.publisher}, ‘{self.source.title}’ ({self.source.date})"
