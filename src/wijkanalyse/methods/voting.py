"""From ballots to a shared choice: Borda per group, Schulze as check, and how far people agree.

A ballot is a row of candidates, the most wanted first; it may be shorter than the
list. Votes are counted in whole numbers, so that a tie is a tie on every machine.
Nothing here looks at figures: votes and figures are laid side by side, never multiplied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import lcm
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from wijkanalyse.methods.arguments import numbers

DEPTH = 3
"""Places on a ballot that get Borda points: 3, 2 and 1."""
LEAST_VOTERS = 5
"""From so many voters a group counts and is shown by itself (METHODS §8.4)."""
AGREEMENT = ((0.7, "strong"), (0.5, "moderate"), (0.3, "weak"))
"""Lower bounds of Kendall's W with what they are called (METHODS §5.4)."""
NAN = float("nan")

Ballots = Sequence[Sequence[str]]
Order = tuple[tuple[str, ...], ...]
"""Best first; who is tied stands together."""
AgreementWord = Literal["strong", "moderate", "weak", "none", "unknown"]


# ------------------------------------------------------------------------- points


def borda(ballots: Ballots, candidates: Sequence[str], depth: int = DEPTH) -> dict[str, int]:
    """Points of each candidate: `depth` for a first place, one less for each next place, else none.

    Parameters
    ----------
    ballots
        Candidates in order of preference.
    candidates
        Everyone that could be named.
    depth
        Places that give points.

    Raises
    ------
    ValueError
        For a ballot that names a candidate twice or one that is not on the list.

    References
    ----------
    Borda (1781), Mémoire sur les élections au scrutin.

    Examples
    --------
    >>> borda(["ABC", "BAD", "ACB", "BAE", "FAB"], "ABCDEF")     # METHODS T5.5
    {'A': 12, 'B': 10, 'C': 3, 'D': 1, 'E': 1, 'F': 3}
    """
    points = dict.fromkeys(candidates, 0)
    for ballot in _checked(ballots, candidates):
        for place, name in enumerate(ballot[:depth]):
            points[name] += depth - place
    return points


def approval(ballots: Ballots, candidates: Sequence[str]) -> dict[str, int]:
    """On how many ballots each candidate is named, whatever the place.

    Examples
    --------
    >>> approval(["ABC", "BAD", "ACB", "BAE", "FAB"], "ABCDEF")     # METHODS T5.5
    {'A': 5, 'B': 5, 'C': 2, 'D': 1, 'E': 1, 'F': 1}
    """
    named = dict.fromkeys(candidates, 0)
    for ballot in _checked(ballots, candidates):
        for name in ballot:
            named[name] += 1
    return named


def _checked(ballots: Ballots, candidates: Sequence[str]) -> Ballots:
    known = set(candidates)
    if len(known) != len(candidates):
        raise ValueError(f"candidates must be different from each other, got {list(candidates)!r}")
    for number, ballot in enumerate(ballots, 1):
        if len(set(ballot)) != len(ballot):
            raise ValueError(f"ballot {number} names a candidate twice: {list(ballot)!r}")
        if unknown := [name for name in ballot if name not in known]:
            raise ValueError(f"ballot {number} names {unknown!r}, not one of the candidates")
    return ballots


# --------------------------------------------------------------------- the groups


@dataclass(frozen=True)
class Tally:
    """The votes of all groups, and of them together with each group counting equally.

    Attributes
    ----------
    voters : dict of str to int
        Ballots by group; groups without any are left out.
    points : dict of str to dict of str to int
        Borda points by group and candidate.
    named : dict of str to int
        Ballots, of all groups, that name the candidate.
    scale : int
        What `together` has to be divided by for the mean number of points of a voter.
    together : dict of str to int
        Mean of the group means, times `scale`: whole numbers, so that ties are exact.
    order : tuple of tuples of str
        All candidates, best first. Equal points are decided by who was named on more ballots, and then by
        the highest mean in the group that wants it least; who is still equal stands together.
    """

    voters: dict[str, int]
    points: dict[str, dict[str, int]]
    named: dict[str, int]
    scale: int
    together: dict[str, int]
    order: Order

    @property
    def total(self) -> int:
        return sum(self.voters.values())

    def mean_of(self, group: str, candidate: str) -> float:
        """Mean points of a voter of the group for the candidate."""
        return self.points[group][candidate] / self.voters[group]

    def mean(self, candidate: str) -> float:
        """Mean of the group means."""
        return self.together[candidate] / self.scale if self.scale else NAN


def tally(ballots: Mapping[str, Ballots], candidates: Sequence[str], depth: int = DEPTH) -> Tally:
    """Borda per group, and together with every group counting equally.

    Twelve professionals do not drown two residents: the means of the groups are averaged, not the ballots.

    Parameters
    ----------
    ballots
        The ballots of each group.
    candidates
        Everyone that could be named, in the order of the list.
    depth
        Places that give points.

    Examples
    --------
    >>> counted = tally({"zorg": ["AB", "AB", "AC"], "bewoners": ["BA"]}, "ABC")
    >>> counted.order, counted.mean("B")
    ((('A',), ('B',), ('C',)), 2.1666666666666665)
    """
    given = {group: list(cast) for group, cast in ballots.items() if len(cast)}
    voters = {group: len(cast) for group, cast in given.items()}
    points = {group: borda(cast, candidates, depth) for group, cast in given.items()}
    named = approval([ballot for cast in given.values() for ballot in cast], candidates)
    shared = lcm(*voters.values()) if voters else 0
    scaled = {g: {c: points[g][c] * (shared // voters[g]) for c in candidates} for g in given}
    together = {c: sum(scaled[g][c] for g in given) for c in candidates}
    least = {c: min((scaled[g][c] for g in given), default=0) for c in candidates}
    keys = {c: (together[c], named[c], least[c]) for c in candidates}
    order = _grouped(candidates, keys) if voters else ()
    return Tally(voters, points, named, shared * len(given), together, order)


def _grouped(candidates: Sequence[str], keys: Mapping[str, tuple[int, ...]]) -> Order:
    levels = sorted({keys[c] for c in candidates}, reverse=True)
    return tuple(tuple(c for c in candidates if keys[c] == level) for level in levels)


def pools(
    voters: Mapping[str, int], wanted: Mapping[str, str] | None = None, least: int = LEAST_VOTERS
) -> tuple[tuple[str, ...], ...]:
    """Which groups count as one, so that no few people weigh as much as many unless that was asked for.

    A group of fewer than `least` voters joins the smallest other one, the smallest first, until every pool is large
    enough or there is one left.

    Parameters
    ----------
    voters
        Ballots by group, in the order of the list; it decides between groups of one size.
    wanted
        What people chose for a small group: the group that it joins, or the group itself to keep it apart. A group
        that is large enough needs no choice, and none is followed.
    least
        From so many voters a group counts by itself.

    Returns
    -------
    tuple of tuples of str
        Groups that voted, each once; those that count as one stand together.

    Examples
    --------
    >>> pools({"zorg": 12, "gemeente": 9, "bewoners": 1})
    (('zorg',), ('gemeente', 'bewoners'))
    >>> pools({"zorg": 12, "gemeente": 9, "bewoners": 1}, {"bewoners": "bewoners"})
    (('zorg',), ('gemeente',), ('bewoners',))
    """
    groups = [group for group, number in voters.items() if number]
    small = {group: wanted[group] for group in groups if voters[group] < least and group in (wanted or {})}
    apart = {group for group, joined in small.items() if joined == group}
    found = [{group} for group in groups]
    for group, joined in small.items():
        if joined in groups:
            found = _joined(found, group, joined)

    def size(pool: set[str]) -> int:
        return sum(voters[group] for group in pool)

    while len(found) > 1 and (waiting := [p for p in found if size(p) < least and not p & apart]):
        first = min(waiting, key=size)
        others = [p for p in found if p is not first]
        free = [p for p in others if size(p) >= least or not p & apart]
        found = _joined(found, min(first), min(min(free or others, key=size)))
    return tuple(tuple(group for group in groups if group in pool) for pool in found)


def _joined(found: Sequence[set[str]], one: str, other: str) -> list[set[str]]:
    """The pools with those of two groups as one, on the place of the first of them."""
    both = {group for pool in found if one in pool or other in pool for group in pool}
    first = next(number for number, pool in enumerate(found) if pool <= both)
    return [
        both if number == first else pool for number, pool in enumerate(found) if number == first or not pool & both
    ]


@dataclass(frozen=True)
class Chosen:
    """The highest places of an order: who is certainly among them, and who are tied for the last ones."""

    certain: tuple[str, ...]
    tied: tuple[str, ...] = ()


def highest(order: Order, places: int = DEPTH) -> Chosen:
    """Who takes the first `places` places; a tie over the edge is left to people.

    Examples
    --------
    >>> highest((("A",), ("B",), ("C", "D"), ("E",)))
    Chosen(certain=('A', 'B'), tied=('C', 'D'))
    """
    certain: list[str] = []
    for together in order:
        if len(certain) + len(together) > places:
            return Chosen(tuple(certain), together if len(certain) < places else ())
        certain += together
    return Chosen(tuple(certain))


def named_only(order: Order, named: Mapping[str, int]) -> Order:
    """An order without those that nobody named: with few wishes these would all be tied for the places left."""
    levels = (tuple(name for name in level if named[name]) for level in order)
    return tuple(level for level in levels if level)


@dataclass(frozen=True)
class Firmness:
    """How the highest places change when one ballot is left out, for each ballot in turn.

    Attributes
    ----------
    runs, changed : int
        Ballots, and those without which other candidates are certain or tied.
    entering : tuple of str
        Candidates that take or share a place in some run, and do not now.
    leaving : tuple of str
        Candidates that are certain now, and not in some run.
    """

    runs: int
    changed: int
    entering: tuple[str, ...] = ()
    leaving: tuple[str, ...] = ()


def leave_one_out(ballots: Mapping[str, Ballots], candidates: Sequence[str], places: int = DEPTH) -> Firmness:
    """Count again without each ballot in turn: a jackknife of who takes the first places.

    Parameters
    ----------
    ballots
        The ballots of each group. A group whose only ballot is left out does not count in that run.
    candidates
        Everyone that could be named.
    places
        How many places there are.

    References
    ----------
    Efron (1982), The jackknife, the bootstrap and other resampling plans, §2.

    Examples
    --------
    >>> leave_one_out({"zorg": ["AB", "AB", "AC", "BA", "CB"]}, "ABC", 2)
    Firmness(runs=5, changed=0, entering=(), leaving=())
    >>> leave_one_out({"zorg": ["A", "A", "B"]}, "AB", 1)
    Firmness(runs=3, changed=2, entering=('B',), leaving=('A',))
    """

    def chosen(cast: Mapping[str, Ballots]) -> tuple[frozenset[str], frozenset[str]]:
        counted = tally(cast, candidates)
        top = highest(named_only(counted.order, counted.named), places)
        return frozenset(top.certain), frozenset(top.tied)

    certain, tied = chosen(ballots)
    runs = changed = 0
    entering: set[str] = set()
    leaving: set[str] = set()
    for group, cast in ballots.items():
        for left_out, times in Counter(map(tuple, cast)).items():
            without = [tuple(ballot) for ballot in cast]
            without.remove(left_out)
            now_certain, now_tied = chosen({**ballots, group: without})
            runs += times
            if (now_certain, now_tied) != (certain, tied):
                changed += times
                entering |= (now_certain | now_tied) - certain - tied
                leaving |= certain - now_certain
    return Firmness(
        runs, changed, tuple(c for c in candidates if c in entering), tuple(c for c in candidates if c in leaving)
    )


# ------------------------------------------------------------------------ Schulze


def schulze(ballots: Ballots, candidates: Sequence[str], weights: Sequence[int] | None = None) -> Order:
    """The order by strongest paths of pairwise wins: a check on Borda that looks at pairs only.

    Parameters
    ----------
    ballots
        Candidates in order of preference; who is not named stands below all who are, tied with the others.
    candidates
        Everyone that could be named.
    weights
        How heavily each ballot counts; by default equally.

    Returns
    -------
    tuple of tuples of str
        Best first; a level holds those that nobody outside it and below beats.

    References
    ----------
    Schulze (2011), A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent
    single-winner election method, Social Choice and Welfare 36.

    Examples
    --------
    >>> schulze(["ABC", "ABC", "BCA"], "ABC")
    (('A',), ('B',), ('C',))
    """
    wins = _pairwise(_checked(ballots, candidates), candidates, weights)
    paths = np.where(wins > wins.T, wins, 0)
    for middle in range(len(candidates)):
        paths = np.maximum(paths, np.minimum(paths[:, [middle]], paths[[middle], :]))
    beats = paths > paths.T
    left, order = list(range(len(candidates))), []
    while left:
        unbeaten = [i for i in left if not any(beats[j, i] for j in left)]
        order.append(tuple(candidates[i] for i in unbeaten))
        left = [i for i in left if i not in unbeaten]
    return tuple(order)


def _pairwise(ballots: Ballots, candidates: Sequence[str], weights: Sequence[int] | None) -> np.ndarray:
    """How many ballots, by weight, put the candidate of the row above that of the column."""
    wins = np.zeros((len(candidates),) * 2, dtype=np.int64)
    for ballot, weight in zip(ballots, weights or [1] * len(ballots), strict=True):
        place = {name: number for number, name in enumerate(ballot)}
        places = np.array([place.get(name, len(ballot)) for name in candidates])
        wins += weight * (places[:, None] < places[None, :])
    return wins


def schulze_of_groups(ballots: Mapping[str, Ballots], candidates: Sequence[str]) -> Order:
    """Schulze over all ballots, with every group counting equally, as in `tally`."""
    given = {group: list(cast) for group, cast in ballots.items() if len(cast)}
    shared = lcm(*(len(cast) for cast in given.values())) if given else 1
    everyone = [ballot for cast in given.values() for ballot in cast]
    weights = [shared // len(cast) for cast in given.values() for _ in cast]
    return schulze(everyone, candidates, weights)


# --------------------------------------------------------------------- agreement


@dataclass(frozen=True)
class Agreement:
    """Kendall's W: 0 is no agreement on the order, 1 the same order from everyone.

    It has no p-value here: with many voters that is small even where people hardly agree, so the size of W decides.
    """

    w: float
    voters: int
    candidates: int

    @property
    def word(self) -> AgreementWord:
        """`none` below 0.3: then more dialogue, not more arithmetic."""
        if np.isnan(self.w):
            return "unknown"
        return next((word for bound, word in AGREEMENT if self.w >= bound), "none")


def ranks_of(ballots: Ballots, candidates: Sequence[str]) -> np.ndarray:
    """Rank of each candidate (columns) on each ballot (rows); who is not named shares the mean of the ranks left."""
    from scipy.stats import rankdata  # here: loading it takes longer than all else a command may need

    rows = []
    for ballot in _checked(ballots, candidates):
        place = {name: number for number, name in enumerate(ballot)}
        rows.append(rankdata([place.get(name, len(ballot)) for name in candidates]))
    return np.array(rows, dtype=float).reshape(len(rows), len(candidates))


def kendall_w(ranks: ArrayLike) -> Agreement:
    """Kendall's coefficient of concordance, corrected for ties.

    Parameters
    ----------
    ranks : array_like, shape (voters, candidates)
        Ranks given by each voter, ties with their mean rank (`ranks_of`).

    Returns
    -------
    Agreement
        W is NaN without two voters and two candidates, and when nobody prefers anything.

    References
    ----------
    Kendall & Babington Smith (1939), The problem of m rankings, Annals of Mathematical Statistics 10.
    Siegel & Castellan (1988), Nonparametric statistics for the behavioral sciences, §9.9.

    Examples
    --------
    >>> agreed = kendall_w(ranks_of(["ABC", "BAD", "ACB", "BAE", "FAB"], "ABCDEF"))     # METHODS T5.5
    >>> round(agreed.w, 6), agreed.word
    (0.581935, 'moderate')
    """
    given = numbers("ranks", ranks, 0)
    if given.ndim != 2:
        raise ValueError(f"ranks must be a table of voters by candidates, got shape {given.shape}")
    return Agreement(_w(given), *given.shape)


def _w(ranks: np.ndarray) -> float:
    voters, candidates = ranks.shape
    if voters < 2 or candidates < 2 or np.isnan(ranks).any():
        return NAN
    sums = ranks.sum(axis=0)
    spread = float(np.sum((sums - sums.mean()) ** 2))
    ties = sum(int(np.sum(counts**3 - counts)) for counts in (np.unique(r, return_counts=True)[1] for r in ranks))
    most = voters**2 * (candidates**3 - candidates) - voters * ties
    return float(np.clip(12 * spread / most, 0, 1)) if most > 0 else NAN
