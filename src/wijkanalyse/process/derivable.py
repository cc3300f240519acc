"""Hide further own and closed figures, so that what is hidden cannot be worked out from what is shown.

Receives the figures as they came in and as `disclosure.hide_small` left them, both with the ids of their areas,
and hands on the second with more hidden. A hidden buurt follows from its wijk when all other buurten are shown,
and a hidden age group from the others. So each total is one equation: a gemeente is its wijken, a wijk its
buurten, a whole its groups. What is left of a total after its parts is a cell too, although no row shows it.

Linear programming finds the lowest and the highest value that each hidden figure can have, given everything that
a reader of the same edition sees. While that leaves too little room, one more figure is hidden (METHODS §8.3).
Where an area has both a published and an own figure, either may be the one that the others add up to: both are tried.
Open figures are known to everybody and are never hidden; figures that an edition may not show play no part in
what is hidden there. Figures of composite areas are made afterwards from what is shown, and so tell nothing more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from wijkanalyse.cards.roles import Roles
from wijkanalyse.codes import around
from wijkanalyse.disclosure import (
    BLANKED,
    HIDDEN,
    MIN_COUNT,
    PER_UNIT,
    PROTECTION_WIDTH,
    extreme,
    is_judged,
    is_safe,
    rule_hit,
)
from wijkanalyse.editions import EDITIONS, shown_in

DERIVABLE = "derivable"
"""In `hidden_by`: hidden because a smaller figure would follow from it. No report says which: that would be a clue."""
NOBODY = 0.5
"""Counts that differ by less than this differ by rounding."""
NEARLY_THE_SAME = 1.1
"""Groups of which the number of people differs by less are of one whole, but for who skipped a question."""
ROUNDING_OF_SHARES = 0.0005
"""A share is published to one decimal at most, so a count worked out from it is off by this part of the whole."""

AGES = ("_18_64_pct", "_65_plus_pct")
"""Of these the people are a part of those of the figure without this ending, in count and denominator."""


def hide_derivable(judged: pd.DataFrame, figures: pd.DataFrame, areas: pd.DataFrame, roles: Roles) -> pd.DataFrame:
    """Hide what a hidden figure could be worked out from.

    Parameters
    ----------
    judged : pandas.DataFrame
        What `disclosure.hide_small` made of `figures`, with `hidden_by`.
    figures : pandas.DataFrame
        The same rows with nothing hidden; columns of figures.parquet with `area_id`.
    areas : pandas.DataFrame
        The linked register: `boundary_year`, `area_code` and `area_id`.
    roles
        Which indicators together are a whole, and which are parts of another.

    Returns
    -------
    pandas.DataFrame
        A copy of `judged` in which more figures have status ``disclosure``, and `hidden_by` ``derivable``.

    Notes
    -----
    For each figure hidden as too small, the possible values of its count, and of those who do not have the
    characteristic, are at least 10 apart, and neither end is the true value, unless only open figures give it away.
    """
    own = is_judged(figures).to_numpy()
    if not own.any():
        return judged
    families = _Families(roles)
    rows = _amounts(figures, own, families)
    rows["known"] = judged.value.notna().to_numpy()[rows.row]
    rows["small"] = (judged.hidden_by.astype(str) != "").to_numpy()[rows.row]
    found: list[int] = []
    ancestors = _Ancestors(areas)
    for _, period in rows.groupby(["family", "period"], sort=True):
        for once in _each_area_once(period) if period.own.any() else ():
            # What was hidden before stays hidden: that only widens what is possible.
            once = once.assign(known=once.known & ~once.row.isin(found))
            found += _hide_in(once.reset_index(drop=True), ancestors, families)
    if not found:
        return judged
    result = judged.copy()
    labels = np.isin(np.arange(len(result)), found)
    result.loc[labels, [c for c in BLANKED if c in result]] = np.nan
    if isinstance(result.status.dtype, pd.CategoricalDtype) and HIDDEN not in result.status.cat.categories:
        result["status"] = result.status.cat.add_categories(HIDDEN)
    result.loc[labels, "status"] = HIDDEN
    result.loc[labels, "hidden_by"] = DERIVABLE
    return result


def _each_area_once(rows: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The rows with one figure per area and indicator: own ones before open ones, and the other way round."""
    keys = ["area_id", "indicator"]
    if not rows.duplicated(keys).any():
        yield rows
        return
    for own_first in (True, False):
        ordered = rows.sort_values("own", ascending=not own_first, kind="stable")
        yield ordered.drop_duplicates(keys).sort_index()


# ------------------------------------------------------------------------------- rows


def _amounts(figures: pd.DataFrame, own: np.ndarray, families: _Families) -> pd.DataFrame:
    """The rows of indicators and periods with own figures: what adds up in them, as `count` and `whole`."""
    keys = set(zip(figures.indicator[own].astype(str).map(families.of), figures.period[own], strict=True))
    names = {name for family, _ in keys for name in families.members(family)} | set(figures.indicator[own].astype(str))
    near = np.flatnonzero(figures.indicator.isin(names).to_numpy() & figures.period.isin({p for _, p in keys}))
    columns = ["area_id", "area_code", "boundary_year", "indicator", "period", "estimate_type", "openness"]
    rows = figures.iloc[near][columns].assign(row=near, own=own[near])
    rows = rows.astype(dict.fromkeys(["area_id", "area_code", "indicator", "estimate_type", "openness"], str))
    rows["family"] = rows.indicator.map(families.of)
    value, count, whole = (figures[c].to_numpy(float)[near] for c in ("value", "count", "denominator"))
    unit = rows.indicator.str.extract(r"(?:^|_)(aantal|pct|per_1000)$")[0].to_numpy()
    worked_out = value / pd.Series(unit).map(PER_UNIT).to_numpy(float) * whole
    rows["count"] = np.where(unit == "aantal", value, np.where(np.isnan(count), worked_out, count))
    rows["whole"] = np.where(unit == "aantal", np.nan, whole)
    rows["is_share"] = unit == "pct"
    rows["slack"] = np.where((unit == "aantal") | ~np.isnan(count), 0.0, ROUNDING_OF_SHARES * whole)
    # Of a mean only the people behind it add up; of what is absent nothing is known.
    rows.loc[pd.isna(unit), "count"] = np.nan
    return rows[~np.isnan(value) & (rows["count"].notna() | rows.whole.notna())]


class _Families:
    """The indicators among which there are totals, directly or through others; named after the first by name."""

    def __init__(self, roles: Roles) -> None:
        self.wholes, self.parts, self.unions = roles.wholes, roles.parts, roles.unions
        sets = [set(whole) for whole in self.wholes]
        sets += [{total, *parts} for total, lists in self.parts.items() for parts in lists]
        sets += [{total, *parts} for total, parts in self.unions.items()]
        sets += [{name, _of_all_ages(name)} for name in set().union(*sets)] if sets else []
        joined: list[set[str]] = []
        for one in sets:
            apart = [other for other in joined if not one & other]
            joined = [*apart, one.union(*(other for other in joined if one & other))]
        self._family = {name: min(family) for family in joined for name in family}
        self._members = {min(family): family for family in joined}
        self.of = cache(self._of)

    def _of(self, indicator: str) -> str:
        if indicator in self._family:
            return self._family[indicator]
        all_ages = _of_all_ages(indicator)
        return self._family.get(all_ages, all_ages)

    def members(self, family: str) -> set[str]:
        """Every indicator of a family that has a part to play."""
        names = self._members.get(family, {family})
        return {*names, *(of_age for name in names for of_age in _of_ages(name))}


def _of_all_ages(indicator: str) -> str:
    """The indicator of which an age group is a part; itself when it is of no age group."""
    return next((f"{indicator.removesuffix(age)}_pct" for age in AGES if indicator.endswith(age)), indicator)


def _of_ages(indicator: str) -> list[str]:
    """What the indicators of the age groups of an indicator would be called."""
    if not indicator.endswith("_pct") or _of_all_ages(indicator) != indicator:
        return []
    return [indicator.removesuffix("_pct") + age for age in AGES]


class _Ancestors:
    """The areas around an area, nearest first, as ids: years in which an area was the same share its id."""

    def __init__(self, areas: pd.DataFrame) -> None:
        keys = zip(areas.boundary_year, areas.area_code.astype(str), strict=True)
        self._ids = dict(zip(keys, areas.area_id.astype(str), strict=True))

    def of(self, boundary_year: int, code: str) -> Iterator[str]:
        for other in around(code):
            if found := self._ids.get((boundary_year, other)):
                yield found


# --------------------------------------------------------------------------- equations


@dataclass
class _Cells:
    """The cells of one indicator (or family) and period, what is known of them, and how they add up.

    Every cell has three amounts: `count`, `whole` and `rest`, those of the whole who are not counted; NaN where it
    has none. An equation is a list of (cell, amount, sign) with the number that they add up to.
    """

    rows: pd.DataFrame
    amounts: dict[str, list[float]]
    known: list[bool]
    small: list[bool]
    own: list[bool]
    like: list[int] = field(default_factory=list)
    """Per cell that has no row: the cell of which it has the indicator."""
    unjudged: set[int] = field(default_factory=set)
    equations: list[tuple[list[tuple[int, str, float]], float]] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    """Per equation the cell that is the total; -1 when none of its cells is."""
    of_cell: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    of_amount: dict[tuple[int, str], set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, terms: Sequence[tuple[int, str, float]], adds_up_to: float = 0.0, total: int = -1) -> None:
        for cell, amount, _ in terms:
            self.of_cell[cell].add(len(self.equations))
            self.of_amount[cell, amount].add(len(self.equations))
        self.equations.append((list(terms), adds_up_to))
        self.totals.append(total)

    def of_one(self, equation: int) -> bool:
        """Whether an equation is about one cell only: those who are counted and those who are not."""
        terms = self.equations[equation][0]
        return all(cell == terms[0][0] for cell, _, _ in terms)

    def left_over(self, count: float, whole: float, like: int, *, is_share: bool, judged: bool = True) -> int:
        """A cell for what is left of a total after its parts; nobody shows it, and it can be as small as any.

        Not `judged` is one that is no group of people.
        """
        cell = len(self.known)
        rest = max(whole - count, 0.0) if is_share else np.nan
        for name, amount in {"count": count, "whole": whole, "rest": rest}.items():
            self.amounts[name].append(amount)
        self.known.append(False)
        self.own.append(False)
        self.small.append(False)  # until they are judged all at once
        self.like.append(like)
        if not judged:
            self.unjudged.add(cell)
        if is_share:
            self.add([(cell, "count", 1.0), (cell, "rest", 1.0), (cell, "whole", -1.0)])
        return cell

    def judge_what_is_left(self) -> None:
        """Whether what is left of each total is small, by the rules for rows."""
        if not self.like:
            return
        first = len(self.rows)
        left = self.rows.loc[self.like, ["indicator", "estimate_type"]].assign(
            value=np.nan, count=self.amounts["count"][first:], denominator=self.amounts["whole"][first:]
        )
        found = (rule_hit(left, MIN_COUNT) != "").tolist()
        self.small[first:] = [hit and cell not in self.unjudged for cell, hit in enumerate(found, first)]


def _cells_of(rows: pd.DataFrame) -> _Cells:
    count, whole = rows["count"].to_numpy(float), rows.whole.to_numpy(float)
    # Weighted shares of a survey may pass 100 % by a rounding; then nobody is left, and nothing is said of them.
    rest = np.where(rows.is_share & (whole >= count), whole - count, np.nan)
    amounts = {"count": count.tolist(), "whole": whole.tolist(), "rest": rest.tolist()}
    cells = _Cells(rows, amounts, rows.known.tolist(), (rows.small & rows.own).tolist(), rows.own.tolist())
    for cell in np.flatnonzero(~np.isnan(rest)).tolist():
        cells.add([(cell, "count", 1.0), (cell, "rest", 1.0), (cell, "whole", -1.0)])
    return cells


def _add_totals(cells: _Cells, ancestors: _Ancestors, families: _Families) -> None:
    """The equations of areas within areas, per indicator, and of groups within a whole, per area."""
    rows = cells.rows
    for _, of_indicator in rows.groupby("indicator", sort=True):
        here = dict(zip(of_indicator.area_id, of_indicator.index, strict=True))
        inside: dict[int, list[int]] = defaultdict(list)
        for row in of_indicator.itertuples():
            around = next((a for a in ancestors.of(row.boundary_year, row.area_code) if a in here), None)
            if around is not None:
                inside[here[around]].append(row.Index)
        for total, parts in inside.items():
            _add_total(cells, total, parts)
    several = rows[rows.duplicated("area_id", keep=False)]
    for _, of_area in several.groupby("area_id", sort=True):
        here = dict(zip(of_area.indicator, of_area.index, strict=True))
        for group in families.wholes:
            _add_groups(cells, [here[i] for i in group if i in here])
        for whole, lists in families.parts.items():
            for parts in lists if whole in here else ():
                if present := [here[i] for i in parts if i in here]:
                    _add_total(cells, here[whole], present, only_counts=True)
        for whole, parts in families.unions.items():
            if whole in here:
                _add_union(cells, here[whole], [here[i] for i in parts if i in here], len(parts))
        for name, total in here.items():
            if of_ages := [here[n] for n in _of_ages(name) if n in here]:
                _add_total(cells, total, of_ages)
    cells.judge_what_is_left()


def _add_total(cells: _Cells, total: int, parts: list[int], *, only_counts: bool = False) -> None:
    """A total is its parts and what is left; parts that together pass it leave nothing."""
    if not any(cells.own[c] for c in (total, *parts)):
        return
    for part in parts if only_counts else ():
        _add_same_whole(cells, total, part)
    names = ["count"] if only_counts else ["count", "whole"]
    there = {
        name: [p for p in parts if not np.isnan(cells.amounts[name][p])]
        for name in names
        if not np.isnan(cells.amounts[name][total])
    }
    there = {name: present for name, present in there.items() if present}
    left = {n: cells.amounts[n][total] - sum(cells.amounts[n][p] for p in ps) for n, ps in there.items()}
    people = left.get("whole", left.get("count", 0.0))
    extra = None
    if people > NOBODY:
        shares = bool(cells.rows.is_share[total]) and "whole" in left
        count = max(left.get("count", np.nan), 0.0) if "count" in left else np.nan
        whole = max(left["whole"], count if shares and not np.isnan(count) else 0.0) if "whole" in left else np.nan
        extra = cells.left_over(count, whole, total, is_share=shares and not np.isnan(count))
    for name, present in there.items():
        terms = [(p, name, 1.0) for p in present] + [(total, name, -1.0)]
        over = -left[name]
        if extra is not None and not np.isnan(cells.amounts[name][extra]):
            terms.append((extra, name, 1.0))
            over += cells.amounts[name][extra]
        cells.add(terms, over, total)


def _add_same_whole(cells: _Cells, one: int, other: int) -> None:
    """Shares of as many people are of the same people: who knows of how many the one is, knows it of the other."""
    if one != other and abs(cells.amounts["whole"][one] - cells.amounts["whole"][other]) <= NOBODY:
        cells.add([(one, "whole", 1.0), (other, "whole", -1.0)])


def _add_union(cells: _Cells, total: int, parts: list[int], of: int) -> None:
    """Each part lies in the total, and with all `of` them there nobody of the total is in none: they may overlap."""
    for part in parts:
        _add_total(cells, total, [part], only_counts=True)
    counts = [cells.amounts["count"][c] for c in (*parts, total)]
    if len(parts) < of or np.isnan(counts).any() or not any(cells.own[c] for c in (total, *parts)):
        return
    twice = sum(counts[:-1]) - counts[-1]
    terms = [(c, "count", 1.0) for c in parts] + [(total, "count", -1.0)]
    if twice <= NOBODY:
        cells.add(terms, twice, total)
        return
    # How often people are counted again is known to nobody; it is no group, so it is never small.
    again = cells.left_over(twice, np.nan, total, is_share=False, judged=False)
    cells.add([*terms, (again, "count", -1.0)], 0.0, total)


def _add_groups(cells: _Cells, group: list[int]) -> None:
    """Shares of one whole: the same denominator, to which their counts add up."""
    group = [c for c in group if not np.isnan(cells.amounts["count"][c]) and not np.isnan(cells.amounts["whole"][c])]
    if len(group) < 2 or not any(cells.own[c] for c in group):
        return
    wholes = [cells.amounts["whole"][c] for c in group]
    if max(wholes) > NEARLY_THE_SAME * min(wholes):
        return  # of other people, such as another age
    # Some may have skipped a question. Their numbers then differ a little, and what follows from the rest hardly does.
    first, whole = max(zip(group, wholes, strict=True), key=lambda pair: pair[1])
    for other in group:
        _add_same_whole(cells, first, other)
    left = whole - sum(cells.amounts["count"][c] for c in group)
    terms = [(c, "count", 1.0) for c in group] + [(first, "whole", -1.0)]
    if left > NOBODY + cells.rows.slack[group].sum():
        extra = cells.left_over(left, whole, first, is_share=False)
        cells.add([(extra, "whole", 1.0), (first, "whole", -1.0)])
        cells.add([*terms, (extra, "count", 1.0)])
    else:
        cells.add(terms, -left)


# ------------------------------------------------------------------------------ hiding


def _hide_in(rows: pd.DataFrame, ancestors: _Ancestors, families: _Families) -> list[int]:
    """The further rows to hide of one family and period, from the widest edition to the strictest."""
    hidden: set[int] = set()
    for openness in EDITIONS:
        if not (rows.own & (rows.openness == openness)).any():
            continue
        seen = rows[rows.openness.isin(shown_in(openness))].reset_index(drop=True)
        seen["known"] &= ~seen.row.isin(hidden)
        cells = _cells_of(seen)
        _add_totals(cells, ancestors, families)
        own = (seen.own & (seen.openness == openness)).tolist()
        hidden |= {int(seen.row[c]) for c in _protect(cells, own)}
    return sorted(hidden)


def _protect(cells: _Cells, preferred: list[bool]) -> list[int]:
    """Hide cells until no small one can be worked out; returns which.

    Of a wider edition a cell is only hidden when no other is left: what that edition shows should not depend on
    what it does not show.
    """
    hidden: list[int] = []
    for cell in [c for c, small in enumerate(cells.small) if small and not cells.known[c]]:
        # Hiding more only widens what is possible, so a cell that was found safe stays safe.
        while not _cell_is_safe(cells, cell):
            choice = _nearest(cells, cell, preferred)
            if choice is None:
                choice = _nearest(cells, cell, cells.own)
            if choice is None:
                break  # what is left is open to everybody already
            cells.known[choice] = False
            hidden.append(choice)
    return hidden


def _nearest(cells: _Cells, cell: int, allowed: Sequence[bool]) -> int | None:
    """The smallest cell that may still be hidden in a total with this one, or with others that are hidden there.

    A total with no other hidden cell comes first, and a total itself last.
    """
    reached, edge, done = {cell}, [cell], set()
    while edge:
        around = sorted({e for c in edge for e in cells.of_cell[c]} - done)
        done |= set(around)
        options = []
        for equation in around:
            inside = {c for c, _, _ in cells.equations[equation][0]}
            unknown = sum(not cells.known[c] for c in inside)
            for other in inside:
                if other < len(allowed) and allowed[other] and cells.known[other]:
                    is_total = cells.totals[equation] == other
                    size = np.nan_to_num(cells.amounts["count"][other], nan=cells.amounts["whole"][other])
                    options.append((is_total, unknown != 1, size <= 0, size, other))
        if options:
            return min(options)[-1]
        edge = [c for e in around for c, _, _ in cells.equations[e][0] if not cells.known[c] and c not in reached]
        reached |= set(edge)
    return None


def _cell_is_safe(cells: _Cells, cell: int) -> bool:
    """Whether what a reader can work out about a hidden cell leaves enough room."""
    amounts = {name: cells.amounts[name][cell] for name in ("count", "rest", "whole")}
    wanted = [n for n in ("count", "rest") if not np.isnan(amounts[n])] or ["whole"]
    room = _room_among_siblings(cells, cell)
    if room is None:
        return True
    unsure = [n for n in wanted if not is_safe(amounts[n], 0.0, amounts[n] + room[n])]
    return all(is_safe(amounts[name], *possible_amounts(cells, cell, name)) for name in unsure)


def _room_among_siblings(cells: _Cells, cell: int) -> dict[str, float] | None:
    """What could move to a hidden cell from hidden cells in the same totals and in no others; None: no totals at all.

    Often this is room enough, and it costs no linear programming.
    """

    def shared(one: int) -> frozenset[int]:
        return frozenset(e for e in cells.of_cell[one] if len(cells.equations[e][0]) > 1 and not cells.of_one(e))

    totals = shared(cell)
    if not totals:
        return None
    room = dict.fromkeys(("count", "rest", "whole"), 0.0)
    if any(cells.totals[e] in (-1, cell) for e in totals):
        return room
    siblings = {c for e in totals for c, _, _ in cells.equations[e][0]} - {cell}
    for other in siblings:
        if not cells.known[other] and shared(other) == totals and other not in {cells.totals[e] for e in totals}:
            for name in room:
                room[name] += np.nan_to_num(cells.amounts[name][other])
    return room


def possible_amounts(cells: _Cells, cell: int, name: str) -> tuple[float, float]:
    """The lowest and the highest value of an amount of a hidden cell, given all cells that are known.

    The lowest is 0 where the highest alone leaves too little room.
    """
    equations = _connected(cells, cell, name)
    unknown: dict[tuple[int, str], int] = {(cell, name): 0}
    entries, sums = [], []
    for line, equation in enumerate(equations):
        terms, adds_up_to = cells.equations[equation]
        for other, amount, sign in terms:
            if cells.known[other]:
                adds_up_to -= sign * cells.amounts[amount][other]
            else:
                entries.append((line, unknown.setdefault((other, amount), len(unknown)), sign))
        sums.append(adds_up_to)
    if not entries:
        return 0.0, float("inf")
    line, column, sign = zip(*entries, strict=True)
    matrix = csr_matrix((sign, (line, column)), shape=(len(sums), len(unknown)))
    objective = np.zeros(len(unknown))
    objective[0] = 1.0
    highest = extreme(objective, matrix, np.array(sums), -1)
    if highest < PROTECTION_WIDTH:
        return 0.0, highest  # too little room whatever the other end is
    return extreme(objective, matrix, np.array(sums), 1), highest


def _connected(cells: _Cells, cell: int, name: str) -> list[int]:
    """The equations that bear on an amount of a hidden cell, through amounts that are unknown as well."""
    found: set[int] = set()
    edge, reached = [(cell, name)], {(cell, name)}
    while edge:
        place = edge.pop()
        for equation in cells.of_amount[place] - found:
            found.add(equation)
            for other, amount, _ in cells.equations[equation][0]:
                if not cells.known[other] and (other, amount) not in reached:
                    reached.add((other, amount))
                    edge.append((other, amount))
    return sorted(found)
