"""Lessons of others by theme: one card per lesson, shown where people chose its theme.

Receives the cards of ``lessons/`` and hands on those of some themes. Adding a
lesson is adding a file. A card tells what others did and said, never that it works here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError

from wijkanalyse.cards.catalogue import Card, Text
from wijkanalyse.errors import CatalogueError, listing
from wijkanalyse.paths import PACKAGE


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
    where: Text
    source: CitedArticle
    reviewed: dt.date

    @property
    def citation(self) -> str:
        return f"{self.source.publisher}, “{self.source.title}” ({self.source.date})"


@cache
def load_lessons(folder: Path | None = None) -> tuple[Lesson, ...]:
    """Every lesson, by title.

    Raises
    ------
    CatalogueError
        With every fault of every card.
    """
    lessons, faults = [], []
    for path in sorted((folder or PACKAGE / "cards" / "lessons").glob("*.yml")):
        try:
            lessons.append(Lesson(id=path.stem, **yaml.safe_load(path.read_text(encoding="utf-8"))))
        except ValidationError as error:
            faults += [f"{path.name}: {'.'.join(map(str, f['loc']))}: {f['msg']}" for f in error.errors()]
        except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError) as error:
            faults.append(f"{path.name}: is not readable as a card: {' '.join(str(error).split())[:120]}")
    if faults:
        raise CatalogueError(listing(f"{len(faults)} faults in the cards of lessons:", faults))
    return tuple(sorted(lessons, key=lambda lesson: lesson.title))


def lessons_of(themes: Collection[str]) -> list[Lesson]:
    """The lessons of any of these themes."""
    return [lesson for lesson in load_lessons() if set(lesson.themes) & set(themes)]


def lessons_for_all() -> list[Lesson]:
    """Ways of working that serve any theme."""
    return [lesson for lesson in load_lessons() if not lesson.themes]
