"""The votes of a meeting read back in: who chose what, how far people agree, and what may be shown of it.

Borda decides, Schulze checks; where they differ people talk, nothing is averaged.
A group is shown by itself from five voters. When a smaller one voted, points of all
together would give that group away by subtraction, so only the chosen themes are named;
and no group is shown beside names that its own votes do not explain.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from wijkanalyse.dialogue.files import GROUPS
from wijkanalyse.methods.voting import (
    LEAST_VOTERS,
    Agreement,
    Chosen,
    Order,
    Tally,
    highest,
    kendall_w,
    ranks_of,
    schulze_of_groups,
    shown_groups,
    tally,
)

PLACES = ("eerste", "tweede", "derde")
Detail = Literal["nothing", "names", "points"]
Quadrant = Literal["both", "figures", "votes", "neither"]


@dataclass(frozen=True)
class VoteOutcome:
    """The result of a vote.

    Attributes
    ----------
    tally
        Borda per group and together.
    pairs
        The order of Schulze.
    agreement
        Kendall's W of all ballots.
    agreements
        Kendall's W of each group that is shown by itself.
    shown
        Groups that may be shown by themselves. None of them may when the votes of a small group changed what is
        chosen: beside the points of the others, the names would tell what those few people want.
    """

    themes: tuple[str, ...]
    tally: Tally
    pairs: Order
    agreement: Agreement
    agreements: Mapping[str, Agreement]
    shown: Sequence[str]

    @property
    def too_small(self) -> list[str]:
        """Groups that voted, but with too few to be shown."""
        large = shown_groups(self.tally.voters)
        return [g for g in self.tally.voters if g not in large]

    @property
    def detail(self) -> Detail:
        """What may be shown of all together: nothing, only the names of the chosen themes, or points."""
        if self.tally.total < LEAST_VOTERS:
            return "nothing"
        return "names" if self.too_small else "points"

    @property
    def chosen(self) -> Chosen:
        """The three themes with the most points, or those tied for the last places; never one that nobody named."""
        return highest(self._named(self.tally.order))

    @property
    def chosen_in_pairs(self) -> Chosen:
        """The same by Schulze."""
        return highest(self._named(self.pairs))

    def _named(self, order: Order) -> Order:
        levels = (tuple(theme for theme in level if self.tally.named[theme]) for level in order)
        return tuple(level for level in levels if level)

    @property
    def methods_agree(self) -> bool:
        """Whether both ways of counting give the same themes, in whatever order."""
        first, second = self.chosen, self.chosen_in_pairs
        return set(first.certain) == set(second.certain) and set(first.tied) == set(second.tied)

    def wanted(self) -> list[str]:
        """The chosen themes and those tied with them, in the order of the list of themes."""
        return [t for t in self.themes if t in (*self.chosen.certain, *self.chosen.tied)]


def votes_of(rows: pd.DataFrame) -> dict[str, list[tuple[str, ...]]]:
    """The ballots of each group, from the checked rows of ``stembriefjes.csv``."""
    votes: dict[str, list[tuple[str, ...]]] = {group: [] for group in GROUPS}
    for row in rows.itertuples(index=False):
        votes[row.groep].append(tuple(name for place in PLACES if (name := getattr(row, place))))
    return votes


def outcome(votes: Mapping[str, Sequence[Sequence[str]]], themes: Sequence[str]) -> VoteOutcome:
    """Count the votes of all groups.

    Parameters
    ----------
    votes
        Ballots of each group, the most wanted theme first.
    themes
        Ids of all themes that could be chosen.
    """
    found = _counted(votes, themes)
    if not found.too_small or not found.shown:
        return found
    large = _counted({group: votes[group] for group in found.shown}, themes)
    if (large.chosen, large.chosen_in_pairs) == (found.chosen, found.chosen_in_pairs):
        return found
    return replace(found, shown=[], agreements={})


def _counted(votes: Mapping[str, Sequence[Sequence[str]]], themes: Sequence[str]) -> VoteOutcome:
    counted = tally(votes, themes)
    shown = shown_groups(counted.voters)
    everyone = [ballot for cast in votes.values() for ballot in cast]
    agreements = {g: kendall_w(ranks_of(votes[g], themes)) for g in shown}
    pairs = schulze_of_groups(votes, themes) if everyone else ()
    return VoteOutcome(tuple(themes), counted, pairs, kendall_w(ranks_of(everyone, themes)), agreements, shown)


def quadrants(themes: Sequence[str], by_votes: Collection[str], by_figures: Collection[str]) -> dict[Quadrant, list]:
    """Themes by what people chose and by what stands out in the figures: two views side by side, no sum of them.

    Examples
    --------
    >>> quadrants(["roken", "wonen", "jeugd"], by_votes=["wonen"], by_figures=["roken", "wonen"])
    {'both': ['wonen'], 'figures': ['roken'], 'votes': [], 'neither': ['jeugd']}
    """
    places: dict[Quadrant, list] = {"both": [], "figures": [], "votes": [], "neither": []}
    for theme in themes:
        kind: Quadrant = "both" if theme in by_figures else "votes"
        if theme not in by_votes:
            kind = "figures" if theme in by_figures else "neither"
        places[kind].append(theme)
    return places
