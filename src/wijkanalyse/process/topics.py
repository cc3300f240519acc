"""Find the columns of a table by what they mean.

CBS numbers the keys of a table by position, so `AfstandTotHuisartsenpraktijk_106`
is `_112` a year later, and the same stem may stand under several headings. A
column is therefore looked up by its stem and, where needed, a heading above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from wijkanalyse.cards.schema import Column
from wijkanalyse.errors import RawDataError


@dataclass(frozen=True)
class Topic:
    """One topic of a table: its key in this edition, and where it stands."""

    key: str
    stem: str
    path: tuple[str, ...]
    unit: str

    def __str__(self) -> str:
        return f"{self.key} (under {' / '.join(self.path) or 'no heading'})"


def read_topics(properties: Iterable[Mapping[str, Any]]) -> list[Topic]:
    """The topics of a table from the rows of its DataProperties."""
    rows = {row["ID"]: row for row in properties}
    topics = []
    for row in rows.values():
        if row["Type"] != "Topic":
            continue
        path, parent = [], row["ParentID"]
        while parent is not None:
            path.append(rows[parent]["Title"])
            parent = rows[parent]["ParentID"]
        stem = re.sub(r"_\d+$", "", row["Key"])
        topics.append(Topic(row["Key"], stem, tuple(reversed(path)), row.get("Unit") or ""))
    return topics


def find_topic(column: Column, topics: Iterable[Topic], where: str) -> Topic:
    """The one topic that a card means.

    Parameters
    ----------
    column
        What the card wants: a stem and perhaps a heading.
    topics
        The topics of the table, from `read_topics`.
    where
        Card and table, for the message.

    Raises
    ------
    RawDataError
        When no topic or more than one fits; it names what was wanted and what was found.
    """
    same_stem = [t for t in topics if t.stem.casefold() == column.stem.casefold()]
    found = [t for t in same_stem if column.under is None or column.under in t.path]
    if len(found) == 1:
        return found[0]
    wanted = column.stem + (f" under {column.under!r}" if column.under else "")
    if not same_stem:
        close = [t for t in topics if column.stem.casefold()[:12] in t.stem.casefold()]
        there = f"; it does have {'; '.join(map(str, close[:5]))}" if close else ""
        raise RawDataError(
            f"{where}: the table has no column {wanted}{there}. Was it renamed or dropped? "
            "Set `until` on this measure of the card and add a measure with the new stem."
        )
    raise RawDataError(
        f"{where}: {len(found) or 'none'} of {len(same_stem)} columns fit {wanted}: "
        f"{'; '.join(map(str, found or same_stem))}. Give the card an `under` that fits exactly one."
    )
