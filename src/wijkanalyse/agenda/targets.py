"""Groups of people that partners often start with, and the six dimensions of Positieve Gezondheid.

Receives a profile with its judgements; hands on the same figures seen from
another side: how many people a group may have, where in the area they live, and
what the figures cannot say. Nobody is put in a group, and origin is context.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from wijkanalyse.cards.themes import TargetCard
from wijkanalyse.profile.buurten import side_by_side
from wijkanalyse.profile.figure import Figure
from wijkanalyse.profile.once import once
from wijkanalyse.profile.people import People, people_of
from wijkanalyse.profile.verdicts import Verdict, Verdicts

NOT_MEASURED = frozenset({"zingeving"})
"""Dimensions that no open figure measures; those on the cards only touch upon it."""


@dataclass(frozen=True)
class Counted:
    """A figure of a target group with the number of people behind it; `people` is None when that is not known."""

    words: str
    figure: Figure
    people: People | None


@dataclass(frozen=True)
class Where:
    """How a group is spread over the buurten of the area.

    Attributes
    ----------
    figure
        What is shown by buurt.
    buurten
        Columns `name`, `inwoners` and `value`, by name: those that every chapter compares.
    higher
        Names of the buurten where it is above the whole area by a relevant difference.
    period
        Year of the figures, or 0 when there are none.
    """

    figure: Figure
    buurten: pd.DataFrame
    higher: tuple[str, ...]
    period: int


@dataclass(frozen=True)
class TargetGroup:
    """A target group in one area."""

    card: TargetCard
    counted: tuple[Counted, ...]
    described_by: tuple[Verdict, ...]
    where: Where


@dataclass(frozen=True)
class Dimension:
    """A dimension of Positieve Gezondheid: its figures, and whether they measure it at all."""

    id: str
    name: str
    verdicts: tuple[Verdict, ...]
    is_measured: bool


@once
def target_groups(verdicts: Verdicts) -> tuple[TargetGroup, ...]:
    """The target groups of an area, in the order of the cards."""
    profile = verdicts.profile
    groups = []
    for card in profile.catalogue.targets.values():
        counted = []
        for indicator_id, words in card.people.items():
            figure = profile.figure(indicator_id)
            counted.append(Counted(words, figure, people_of(profile, figure)))
        described_by = tuple(verdicts.of(i) for i in card.described_by)
        groups.append(TargetGroup(card, tuple(counted), described_by, _where(verdicts, card.by_buurt)))
    return tuple(groups)


def _where(verdicts: Verdicts, indicator_id: str) -> Where:
    profile = verdicts.profile
    figure = profile.figure(indicator_id)
    rows = side_by_side(profile, indicator_id)
    found = rows[["name", "inwoners", "value"]].reset_index(drop=True)
    if found.empty:
        return Where(figure, found, (), 0)
    # The area in the same year, from its buurten: its own figure may be of another year.
    whole = float(found.value @ found.inwoners / found.inwoners.sum())
    enough = max(1.0, 0.1 * whole) if figure.indicator.unit == "%" else 0.1 * whole
    higher = tuple(found.name[found.value >= whole + enough])
    return Where(figure, found, higher, int(rows.period.iloc[0]))


def dimensions(verdicts: Verdicts) -> tuple[Dimension, ...]:
    """The six dimensions with their figures; one that no open figure measures stays empty on purpose."""
    names = verdicts.profile.catalogue.vocabulary.positieve_gezondheid
    found = []
    for key, name in names.items():
        about = tuple(v for v in verdicts.all if v.figure.indicator.positieve_gezondheid == key)
        found.append(Dimension(key, name, about, key not in NOT_MEASURED))
    return tuple(found)
