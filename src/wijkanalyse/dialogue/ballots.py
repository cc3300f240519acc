"""The votes of a meeting read back in: who chose what, how far people agree, and what may be shown of it.

Borda decides, Schulze checks; where they differ people talk, nothing is averaged.
A group of fewer than five has no equal weight by itself: it counts with another
group, unless people asked to keep it apart, and then it is said what it decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from wijkanalyse.dialogue.files import GROUPS
from wijkanalyse.methods.voting import (
    LEAST_VOTERS,
    Agreement,
    Chosen,
    Firmness,
    Order,
    Tally,
    highest,
    kendall_w,
    leave_one_out,
    named_only,
    pools,
    ranks_of,
    schulze_of_groups,
    tally,
)

PLACES = ("eerste", "tweede", "derde")
TOGETHER = "samen"
"""Column of the second question: on which theme people can do something together."""
Detail = Literal["nothing", "names", "points"]
Quadrant = Literal["both", "figures", "votes", "neither"]
Votes = Mapping[str, Sequence[Sequence[str]]]


@dataclass(frozen=True)
class Cast:
    """What was handed in.

    Attributes
    ----------
    votes
        The ballots of each group, the most wanted theme first.
    together
        Answers of each group to where we can do something together; an empty one is no answer.
    joins
        For a small group the group that it counts with, or itself to stay apart.
    """

    votes: Votes
    together: Mapping[str, Sequence[str]] = field(default_factory=dict)
    joins: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Decision:
    """What a small pool changes by weighing as much as the others.

    Attributes
    ----------
    themes
        Chosen or tied now, and not without the ballots of this pool.
    others, also
        Ballots of other pools, and how many of them name one of these themes.
    """

    themes: tuple[str, ...]
    others: int
    also: int


@dataclass(frozen=True)
class VoteOutcome:
    """The result of a vote.

    A pool is one group or several that count as one; its name holds theirs with a + between them.

    Attributes
    ----------
    voters
        Ballots of each group that voted, also of one that counts with another.
    tally
        Borda per pool and together.
    pairs
        The order of Schulze.
    agreement
        Kendall's W of all ballots.
    agreements
        Kendall's W of each pool that is large enough.
    firmness
        How the choice changes without one of the ballots.
    firsts
        What each pool that is large enough wants most; more than one where that is tied.
    decisions
        Of each pool that was kept apart though it is small.
    together
        How many people of the large pools see something to do together, by theme, and from how many pools.
    """

    themes: tuple[str, ...]
    voters: Mapping[str, int]
    tally: Tally
    pairs: Order
    agreement: Agreement
    agreements: Mapping[str, Agreement]
    firmness: Firmness
    firsts: Mapping[str, tuple[str, ...]]
    decisions: Mapping[str, Decision]
    together: Mapping[str, tuple[int, int]]
    answers: int

    @property
    def large(self) -> list[str]:
        """Pools with enough ballots to be shown by themselves."""
        return [pool for pool, number in self.tally.voters.items() if number >= LEAST_VOTERS]

    @property
    def detail(self) -> Detail:
        """What may be shown of all together: nothing, only the names of the chosen themes, or points.

        Points of all together would give a small pool away by subtraction.
        """
        if self.tally.total < LEAST_VOTERS:
            return "nothing"
        return "names" if self.decisions else "points"

    @property
    def shown(self) -> list[str]:
        """Pools of which points may be shown.

        None where a small pool changed what is chosen: beside the points of the others, the names would tell what
        those few people want.
        """
        return [] if any(d.themes for d in self.decisions.values()) else self.large

    @property
    def chosen(self) -> Chosen:
        """The three themes with the most points, or those tied for the last places; never one that nobody named."""
        return highest(named_only(self.tally.order, self.tally.named))

    @property
    def chosen_in_pairs(self) -> Chosen:
        """The same by Schulze."""
        return highest(named_only(self.pairs, self.tally.named))

    @property
    def methods_agree(self) -> bool:
        """Whether both ways of counting give the same themes, in whatever order."""
        first, second = self.chosen, self.chosen_in_pairs
        return set(first.certain) == set(second.certain) and set(first.tied) == set(second.tied)

    def wanted(self) -> list[str]:
        """The chosen themes and those tied with them, in the order of the list of themes."""
        return _wanted(self.chosen, self.themes)


def _wanted(chosen: Chosen, themes: Sequence[str]) -> list[str]:
    return [t for t in themes if t in (*chosen.certain, *chosen.tied)]


def ballots_of(rows: pd.DataFrame) -> Cast:
    """What the checked rows of ``stembriefjes.csv`` hold."""
    votes: dict[str, list[tuple[str, ...]]] = {group: [] for group in GROUPS}
    together: dict[str, list[str]] = {group: [] for group in GROUPS}
    joins: dict[str, str] = {}
    for row in rows.itertuples(index=False):
        votes[row.groep].append(tuple(name for place in PLACES if (name := getattr(row, place))))
        together[row.groep].append(getattr(row, TOGETHER))
        if row.telt_bij:
            joins.setdefault(row.groep, row.telt_bij)
    return Cast(votes, together, joins)


def outcome(cast: Cast, themes: Sequence[str]) -> VoteOutcome:
    """Count the votes of all groups.

    Parameters
    ----------
    cast
        What was handed in.
    themes
        Ids of all themes that could be chosen.
    """
    voters = {group: len(ballots) for group, ballots in cast.votes.items() if len(ballots)}
    together = pools(voters, cast.joins)
    votes = {"+".join(pool): [b for group in pool for b in cast.votes[group]] for pool in together}
    everyone = [ballot for ballots in votes.values() for ballot in ballots]
    large = {pool: ballots for pool, ballots in votes.items() if len(ballots) >= LEAST_VOTERS}
    answers = {"+".join(pool): [a for group in pool for a in cast.together.get(group, ()) if a] for pool in together}
    counted = tally(votes, themes)
    return VoteOutcome(
        themes=tuple(themes),
        voters=voters,
        tally=counted,
        pairs=schulze_of_groups(votes, themes) if everyone else (),
        agreement=kendall_w(ranks_of(everyone, themes)),
        agreements={pool: kendall_w(ranks_of(ballots, themes)) for pool, ballots in large.items()},
        firmness=leave_one_out(votes, themes),
        firsts={pool: tally({pool: ballots}, themes).order[0] for pool, ballots in large.items()},
        decisions={pool: _decision(pool, votes, themes) for pool in votes if pool not in large},
        together=_shared({pool: answers[pool] for pool in large}, themes),
        answers=sum(len(answers[pool]) for pool in large),
    )


def _decision(pool: str, votes: Votes, themes: Sequence[str]) -> Decision:
    """What the choice would lack without a pool."""
    rest = {other: ballots for other, ballots in votes.items() if other != pool}
    with_it, without = (tally(some, themes) for some in (votes, rest))
    now, then = (_wanted(highest(named_only(t.order, t.named)), themes) for t in (with_it, without))
    decided = tuple(t for t in now if t not in then)
    others = [ballot for ballots in rest.values() for ballot in ballots]
    return Decision(decided, len(others), sum(any(t in decided for t in ballot) for ballot in others))


def _shared(answers: Mapping[str, Sequence[str]], themes: Sequence[str]) -> dict[str, tuple[int, int]]:
    """People and pools that see something to do together, for each theme that anybody named; most people first."""
    people = Counter(theme for given in answers.values() for theme in given)
    found = {t: (people[t], sum(t in given for given in answers.values())) for t in themes if people[t]}
    return dict(sorted(found.items(), key=lambda item: -item[1][0]))


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
