"""Find the columns of a table by what they mean.

CBS numbers the keys of a table by position, so `AfstandTotHuisartsenpraktijk_106`
is `_112` a year later, and the same stem may stand under several headings. A
column is therefore looked up by its stem and, where needed, a heading above it.

Stems change too. What an earlier edition of the family had for the same
column then says what is meant: a column with the same title, unit and headings, or
one whose stem differs by a slip of the pen, is taken and told. Anything less sure is
only named, for a person to decide.
"""

from __future__ import annotations

import difflib
import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wijkanalyse.cards.schema import Column
from wijkanalyse.errors import RawDataError

SLIP = 0.93
"""Likeness (`difflib`) of two spellings of one stem. Bewoond and Onbewoond have 0.94: both are in the other edition."""
SAME_WORD = 0.8
"""The same for two words of a stem or a title."""
LIKELY = 0.4
"""Share of the words that were wanted, weighed by how rare they are, that a likely new name has."""
NEAREST = 0.8
"""Part of the share of the likeliest name that another must have to be named beside it."""


@dataclass(frozen=True)
class Topic:
    """One topic of a table: its key in this edition, and where it stands."""

    key: str
    stem: str
    path: tuple[str, ...]
    unit: str
    title: str = ""

    def __str__(self) -> str:
        return f"{self.key} (under {' / '.join(self.path) or 'no heading'})"

    @property
    def words(self) -> list[str]:
        """The words of stem and title, and those of the heading next above."""
        return words_of(self.stem, self.title, *self.path[-1:])


@dataclass(frozen=True)
class Neighbours:
    """What other editions of the same family have: their stems in small letters, and the topics found there last."""

    stems: set[str] = field(default_factory=set)
    found: dict[Column, Topic] = field(default_factory=dict)

    def add(self, topics: Iterable[Topic], found: Mapping[Column, Topic]) -> None:
        """Another edition, later than those before."""
        self.stems.update(topic.stem.casefold() for topic in topics)
        self.found.update(found)


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
        topics.append(Topic(row["Key"], stem, tuple(reversed(path)), row.get("Unit") or "", row.get("Title") or ""))
    return topics


def find_topic(column: Column, topics: Sequence[Topic], where: str, neighbours: Neighbours | None = None) -> Topic:
    """The one topic that a card means.

    Parameters
    ----------
    column
        What the card wants: one or more stems, and perhaps a heading.
    topics
        The topics of the table, from `read_topics`.
    where
        Card and table, for the message.
    neighbours
        Other editions of the family, to know a column again that has another stem.

    Raises
    ------
    RawDataError
        When no topic or more than one fits, or it is in another unit than in the other edition; it names what was
        wanted and what was found.
    """
    before = neighbours.found.get(column) if neighbours else None
    found: list[Topic] = []
    for stem in (*column.stems, *([before.stem] if before else [])):
        same_stem = [t for t in topics if t.stem.casefold() == stem.casefold()]
        fitting = [t for t in same_stem if _fits(column, t)]
        if len(fitting) > 1 and before:
            fitting = [t for t in fitting if _same_text(t.path, before.path)] or fitting
        if len(fitting) == 1:
            return _in_same_unit(fitting[0], before, where)
        found = found or fitting or same_stem
    if not found:
        if neighbours and (again := _known_again(column, topics, before, neighbours.stems)):
            return _in_same_unit(again, before, where)
        raise RawDataError(_absent(column, topics, where, before))
    fits = [t for t in found if _fits(column, t)]
    # Where headings and units are the same too, only the titles differ.
    key = "a `title`" if len(fits) > 1 and len({(t.path, t.unit) for t in fits}) == 1 else "an `under` or a `unit`"
    raise RawDataError(
        f"{where}: {len(fits) or 'none'} of {len(found)} columns fit {column}: "
        f"{'; '.join(map(str, fits or found))}. Give the card {key} that fits exactly one."
    )


def _fits(column: Column, topic: Topic) -> bool:
    """Whether a topic is under one of the headings, in the unit and with the words in its title that the card asks."""
    path = {part.casefold() for part in topic.path}
    under = not column.headings or any(heading.casefold() in path for heading in column.headings)
    in_unit = column.unit is None or _same_text(column.unit, topic.unit)
    # Only spaces are left out: "<50km/u" and ">50km/u" are two columns with one stem.
    return under and in_unit and (column.title is None or _unspaced(column.title) in _unspaced(topic.title))


def _unspaced(text: str) -> str:
    return "".join(text.casefold().split())


def _known_again(column: Column, topics: Sequence[Topic], before: Topic | None, known: Collection[str]) -> Topic | None:
    """The column under another stem, where that is certain enough to be read."""
    # A stem that other editions have as well is another figure, however much it looks like this one.
    free = [t for t in topics if t.stem.casefold() not in known]
    free = [t for t in free if _fits(column, t)]
    slips = [t for t in free if any(_is_slip(t.stem, stem) for stem in column.stems)]
    if before is None:
        # A table that is renewed in place has no other edition to compare with, but a title of its own.
        slips = [t for t in slips if any(_same_text(t.title, stem.removeprefix("k_")) for stem in column.stems)]
        return slips[0] if len(slips) == 1 else None
    meant = (before.title, before.unit, before.path)
    same = [t for t in free if before.title and _same_text((t.title, t.unit, t.path), meant)]
    return next((found[0] for found in (same, slips) if len(found) == 1), None)


def _is_slip(stem: str, wanted: str) -> bool:
    a, b = stem.casefold(), wanted.casefold()
    if re.findall(r"\d+", a) != re.findall(r"\d+", b):  # 0 to 15 years is not 0 to 25
        return False
    return difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() >= SLIP


def _in_same_unit(topic: Topic, before: Topic | None, where: str) -> Topic:
    if before is None or _same_text(topic.unit, before.unit):
        return topic
    raise RawDataError(
        f"{where}: {topic} is in {topic.unit!r}, and {before.key} of another edition is in {before.unit!r}. "
        f"If it means the same, add a measure with `times` for `editions` from this year on."
    )


def _same_text(one: object, other: object) -> bool:
    """Equal but for capitals, spaces and punctuation."""
    a, b = (re.sub(r"[\W_]+", "", str(text)).casefold() for text in (one, other))
    return a == b


# ------------------------------------------------------------------------ what is near


def words_of(*texts: str) -> list[str]:
    """The words in stems and titles, in small letters, short ones left out.

    Examples
    --------
    >>> words_of("AfstandTotHuisartsenpraktijk", "Afstand tot huisarts", "k_65JaarOfOuder")
    ['afstand', 'huisartsenpraktijk', 'afstand', 'huisarts', '65', 'jaar', 'ouder']
    """
    parts = (re.findall(r"[A-ZÀ-Þ]?[a-zß-ÿ]+|[A-ZÀ-Þ]+(?![a-zß-ÿ])|\d+", text) for text in texts)
    return [w.casefold() for words in parts for w in words if len(w) > 3 or w.isdigit()]


def likely_names(column: Column, topics: Sequence[Topic], before: Topic | None = None, most: int = 3) -> list[Topic]:
    """The topics that mean most nearly what a column meant, by the words of stem and title."""
    wanted = set(words_of(*column.stems, *([before.title] if before else [])))
    words = [set(topic.words) for topic in topics]
    seen = Counter(word for own in words for word in own)

    def weight(word: str) -> float:  # a word that many columns have says little
        return math.log((1 + len(topics)) / (1 + seen[word])) + 0.1

    total = sum(map(weight, wanted)) or 1
    scores = [sum(weight(w) for w in wanted if any(_same_word(w, o) for o in own)) / total for own in words]
    ranked = sorted(zip(scores, topics, strict=True), key=lambda pair: -pair[0])
    enough = max(LIKELY, NEAREST * ranked[0][0]) if ranked else LIKELY
    return [topic for score, topic in ranked[:most] if score >= enough]


def _same_word(one: str, other: str) -> bool:
    if one == other or one.isdigit() or other.isdigit():
        return one == other
    short, long = sorted((one, other), key=len)
    return long.startswith(short) or difflib.SequenceMatcher(None, one, other).ratio() >= SAME_WORD


def _absent(column: Column, topics: Sequence[Topic], where: str, before: Topic | None) -> str:
    likely = likely_names(column, topics, before)
    there = f"; likely now {' or '.join(map(str, likely))}" if likely else ""
    return (
        f"{where}: the table has no column {column}{there}. If one means the same, add its stem to `stem` on this "
        f"measure of the card; if not, end the measure with `editions: {{until: ...}}`."
    )
