"""Breaks in definitions, as data: from which year on figures cannot be compared with earlier ones."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from wijkanalyse.cards.reading import make, read_yaml
from wijkanalyse.cards.schema import Card, Text


class Break(Card):
    """From which year figures of some indicators cannot be compared with earlier ones."""

    indicators: tuple[str, ...] = Field(min_length=1)
    from_year: int
    why: Text = Field(description="plain Dutch, without a full stop: a sentence goes on around it")


def read_breaks(path: Path, faults: list[str]) -> tuple[Break, ...]:
    """The valid breaks of a file; the faults of the others are added to `faults`."""
    entries = read_yaml(path, list, faults)
    made = (make(Break, entry, f"{path.name}: break {number}", faults) for number, entry in enumerate(entries, 1))
    return tuple(entry for entry in made if entry is not None)
