"""Lessons and examples by theme: one card per example, shown where people chose its theme.

Receives the cards of ``voorbeelden/`` and hands on those of some themes. Adding an
example is adding a file. A card tells what others did and said, never that it works here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field, ValidationError

from wijkanalyse.catalogue import Card, Text
from wijkanalyse.errors import CatalogueError, listing
from wijkanalyse.paths import PACKAGE


class CitedArticle(Card):
    """Where an example was found."""

    publisher: Text
    title: Text
    date: Text


class Example(Card):
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
def load_examples(folder: Path | None = None) -> tuple[Example, ...]:
    """Every example, by title.

    Raises
    ------
    CatalogueError
        With every fault of every card.
    """
    examples, faults = [], []
    for path in sorted((folder or PACKAGE / "voorbeelden").glob("*.yml")):
        try:
            examples.append(Example(id=path.stem, **yaml.safe_load(path.read_text(encoding="utf-8"))))
        except ValidationError as error:
            faults += [f"{path.name}: {'.'.join(map(str, f['loc']))}: {f['msg']}" for f in error.errors()]
        except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError) as error:
            faults.append(f"{path.name}: is not readable as a card: {' '.join(str(error).split())[:120]}")
    if faults:
        raise CatalogueError(listing(f"{len(faults)} faults in the cards of examples:", faults))
    return tuple(sorted(examples, key=lambda e: e.title))


def examples_of(themes: Collection[str]) -> list[Example]:
    """The examples of any of these themes."""
    return [e for e in load_examples() if set(e.themes) & set(themes)]


def lessons_for_all() -> list[Example]:
    """Ways of working that serve any theme."""
    return [e for e in load_examples() if not e.themes]
