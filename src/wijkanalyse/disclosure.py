"""Disclosure control: with `process.derivable` the only place that hides a number, on by default.

Receives figures, tables of counts and lists of areas, and hands them on without
what could say something about single people. Open figures of CBS and RIVM pass
unchanged: their producers have already hidden what had to be hidden. Own and
closed figures are judged by the rules below. A hidden number becomes NaN with
status ``disclosure``, never 0: a true zero and a hidden cell must not look alike.

The rules and where they come from are in METHODS §8.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from wijkanalyse.errors import WijkanalyseError, listing

MIN_COUNT = 10
"""Smallest count that is shown. CBS keeps 0 to 7 secret; this stays clear of it (METHODS §8.2)."""
MIN_COUNT_FLOOR = 5
"""No setting may show a smaller count than this (METHODS §8.2)."""
MIN_DENOMINATOR = 30
"""Smallest group of which a share is shown (GGD Flevoland, buurtmonitor)."""
MIN_NUMERATOR = 5
"""Fewest people behind a shown share (GGD Flevoland, buurtmonitor)."""
MIN_COMPLEMENT = 5
"""When fewer people than this do not have the characteristic, they are the small count (GGD Flevoland)."""
GROUP_HIGH, GROUP_LOW, GROUP_BELOW = 0.90, 0.10, 100
"""Above 90 % or below 10 % of a group under 100 says something about everyone in it (GGD Flevoland)."""
MIN_CONTRIBUTORS = 10
"""Fewest people or households behind a mean (tabular disclosure control, METHODS §8.2)."""
MIN_PRACTICES = 3
"""Fewest practices or insurers behind a figure (METHODS §8.2)."""
MAX_SHARE_OF_ONE = 0.50
"""Dominance: no contributor may hold more than half of a total (METHODS §8.2)."""
PROTECTION_WIDTH = 10
"""What others can work out about a hidden cell must leave at least this much room (METHODS §8.3)."""
MIN_DIFFERENCE_INWONERS, MIN_DIFFERENCE_HUISHOUDENS = 100, 50
"""Two published areas are the same, or differ by at least so many people and households (METHODS §8.4)."""
MIN_VOTES = 5
"""Fewest voters of a group whose votes are shown (METHODS §8.4)."""

HIDDEN = "disclosure"
"""Status of a figure that was hidden here."""
POOLED = "overig"
"""Where patients live of areas too small to name."""
FIGURE_COLUMNS = ["indicator", "value", "count", "denominator", "status", "openness", "estimate_type"]
BLANKED = ["value", "lower", "upper", "count", "denominator"]
PER_UNIT = {"pct": 100.0, "per_1000": 1000.0}
"""Shares by the unit that an indicator id ends in: value = count / denominator x this."""
WITHOUT_PEOPLE = ["model", "index"]
"""Kinds of estimates that may come without counts: nobody was counted for them in the area."""
ROUNDING_NOISE = 1e-6


class DisclosureError(WijkanalyseError):
    """Publishing this would say something about single people."""

    exit_code = 9


# ---------------------------------------------------------------------- single figures


def hide_small(figures: pd.DataFrame, *, min_count: int = MIN_COUNT, enabled: bool = True) -> pd.DataFrame:
    """Hide the own and closed figures behind which too few people stand.

    Judged are figures that are not open (`openness` other than ``openbaar``) and counts of
    practices, whatever their openness. All others pass unchanged.

    Parameters
    ----------
    figures : pandas.DataFrame
        Columns as figures.parquet; needed are `FIGURE_COLUMNS`. Optional: `contributors` (people or
        households behind a mean) and `largest_share` (share of the largest of them, 0 to 1).
    min_count : int
        Smallest count that is shown, 5 or more.
    enabled : bool
        The switch-off. By default, and whenever this is not False, every judged figure is hidden when

        * it is a count below `min_count` (``min_count``);
        * it is a share of fewer than 30 (``min_denominator``), of fewer than 5 who have the
          characteristic (``min_numerator``) or fewer than 5 who do not (``small_complement``), or above
          90 % or below 10 % of fewer than 100 (``group_disclosure``);
        * it is a mean over fewer than 10 (``min_contributors``) or more than half is of one
          contributor (``dominance``);
        * it counts people but has nothing to judge it by (``not_verifiable``).

        A share that is shown loses its count when that is below `min_count`. With False no figure
        is hidden at all: only for work inside the organisation that owns the figures.

    Returns
    -------
    pandas.DataFrame
        A copy with column `hidden_by`: the rule, or "" for what is shown. A hidden figure has status
        ``disclosure`` and NaN for value, bounds, count and denominator.

    Raises
    ------
    ValueError
        When a column is missing or `min_count` is below the floor.

    Examples
    --------
    >>> row = dict(indicator="diabetes_pct", denominator=60.0, status="ok", openness="intern", estimate_type="practice")
    >>> figures = pd.DataFrame([row | dict(value=10.0, count=6.0), row | dict(value=5.0, count=3.0)])
    >>> hide_small(figures)[["value", "count", "status", "hidden_by"]].to_dict("records")[1]
    {'value': nan, 'count': nan, 'status': 'disclosure', 'hidden_by': 'min_numerator'}
    """
    missing = [c for c in FIGURE_COLUMNS if c not in figures]
    if missing:
        raise ValueError(f"figures to protect need the columns {', '.join(FIGURE_COLUMNS)}; missing: {missing}")
    if min_count < MIN_COUNT_FLOOR:
        raise ValueError(f"min_count must be {MIN_COUNT_FLOOR} or more, got {min_count!r}: no setting shows less")
    result = figures.copy()
    if "hidden_by" not in result:
        result["hidden_by"] = ""
    if enabled is False:
        return result
    judged = is_judged(result).to_numpy()
    if not judged.any():
        return result
    blanked = [c for c in BLANKED if c in result]
    result[blanked] = result[blanked].astype(float)
    absent = judged & result.value.isna().to_numpy()
    rule = np.full(len(result), "", dtype=object)
    rule[judged & ~absent] = rule_hit(result[judged & ~absent], min_count)
    hit = rule != ""
    small = judged & (result["count"].to_numpy(float) < min_count)
    # What has no value shows no count either: a count beside a suppressed value would give it away.
    result.loc[hit | absent, blanked] = np.nan
    result.loc[small, "count"] = np.nan
    if isinstance(result.status.dtype, pd.CategoricalDtype) and HIDDEN not in result.status.cat.categories:
        result["status"] = result.status.cat.add_categories(HIDDEN)
    result.loc[hit, "status"] = HIDDEN
    result.loc[hit, "hidden_by"] = rule[hit]
    return result


def is_judged(figures: pd.DataFrame) -> pd.Series:
    """Which figures the rules are about: those that are not open, and counts of practices."""
    return (figures.openness.astype(str) != "openbaar") | (figures.estimate_type.astype(str) == "practice")


def rule_hit(rows: pd.DataFrame, min_count: int) -> np.ndarray:
    """The first rule that each figure breaks, or ""."""
    value, count, denominator = (rows[c].to_numpy(float) for c in ("value", "count", "denominator"))
    unit = rows.indicator.astype(str).str.extract(r"(?:^|_)(aantal|pct|per_1000)$")[0].to_numpy()
    # Others can work the count out from the share, so the smaller of both decides, and the larger for the rest.
    worked_out = np.where(unit == "aantal", value, value / pd.Series(unit).map(PER_UNIT).to_numpy() * denominator)
    fewest, most = np.fmin(count, worked_out), np.fmax(count, worked_out)
    counted, within = ~np.isnan(fewest), ~np.isnan(denominator)
    share, rest = counted & within, denominator - most
    # Events per 1,000 may outnumber people: then there is no rest. A share above 100 % is a fault, and hidden.
    has_rest = (rest > -ROUNDING_NOISE) | (unit == "pct")
    extreme = (fewest < GROUP_LOW * denominator - ROUNDING_NOISE) | (most > GROUP_HIGH * denominator + ROUNDING_NOISE)
    contributors = _optional(rows, "contributors")
    contributors = np.where(np.isnan(contributors) & ~counted, denominator, contributors)
    people = ~rows.estimate_type.astype(str).isin(WITHOUT_PEOPLE).to_numpy()
    hits = {
        "min_count": counted & (~within | (unit == "aantal")) & (fewest < min_count - ROUNDING_NOISE),
        "min_denominator": share & (denominator < MIN_DENOMINATOR),
        "min_numerator": share & (fewest < MIN_NUMERATOR - ROUNDING_NOISE),
        "small_complement": share & has_rest & (rest < MIN_COMPLEMENT - ROUNDING_NOISE),
        "group_disclosure": share & (denominator < GROUP_BELOW) & extreme,
        "min_contributors": contributors < MIN_CONTRIBUTORS,
        "dominance": _optional(rows, "largest_share") > MAX_SHARE_OF_ONE,
        "not_verifiable": people & ~counted & np.isnan(contributors),
    }
    return np.select(list(hits.values()), list(hits), default="")


def _optional(rows: pd.DataFrame, column: str) -> np.ndarray:
    return rows[column].to_numpy(float) if column in rows else np.full(len(rows), np.nan)


def contributors_rule(contributions: ArrayLike, practices: int | None = None) -> str:
    """The rule that a total or mean over these contributions breaks, or "" when it may be shown.

    Parameters
    ----------
    contributions : array_like, shape (n,)
        What each person, household or practice adds to the total; 0 or more.
    practices : int, optional
        From how many practices or insurers they come.

    Examples
    --------
    >>> contributors_rule([1] * 9), contributors_rule([1] * 10 + [20]), contributors_rule([1] * 10, practices=2)
    ('min_contributors', 'dominance', 'min_practices')
    """
    amounts = np.asarray(contributions, dtype=float)
    if np.isnan(amounts).any() or (amounts < 0).any():
        raise ValueError("contributions must be 0 or more and known; dominance cannot be judged otherwise")
    if amounts.size < MIN_CONTRIBUTORS:
        return "min_contributors"
    if practices is not None and practices < MIN_PRACTICES:
        return "min_practices"
    return "dominance" if amounts.max() > MAX_SHARE_OF_ONE * amounts.sum() else ""


def pool_small(patients: pd.DataFrame, *, min_count: int = MIN_COUNT) -> pd.DataFrame:
    """Take the areas where few patients live together as ``overig``, before anything else is done with them.

    Parameters
    ----------
    patients : pandas.DataFrame
        Columns `area_code` and `patients`, one row per area; ``overig`` may be there already.
    min_count : int
        Areas with fewer patients are pooled, and the next smallest as well until the pool is no longer small.

    Raises
    ------
    DisclosureError
        When there are fewer patients than `min_count` in all.

    Examples
    --------
    >>> pool_small(pd.DataFrame({"area_code": ["BU1", "BU2", "BU3"], "patients": [40, 4, 12]})).values.tolist()
    [['BU1', 40.0], ['overig', 16.0]]
    """
    if min_count < MIN_COUNT_FLOOR:
        raise ValueError(f"min_count must be {MIN_COUNT_FLOOR} or more, got {min_count!r}: no setting shows less")
    sizes = patients.groupby("area_code", sort=False)["patients"].sum().astype(float)
    if sizes.sum() < min_count:
        raise DisclosureError(
            f"the list has {sizes.sum():.0f} patients; below {min_count} nothing can be shown of where they live"
        )
    pooled = (sizes < min_count) | (sizes.index == POOLED)
    while pooled.any() and sizes[pooled].sum() < min_count:
        pooled[sizes[~pooled].idxmin()] = True
    kept = sizes[~pooled]
    if pooled.any():
        kept = pd.concat([kept, pd.Series({POOLED: sizes[pooled].sum()})])
    return kept.rename_axis("area_code").rename("patients").reset_index()


def votes_may_be_shown(voters: int) -> bool:
    """Whether the votes of a group may be shown apart: from 5 voters."""
    return voters >= MIN_VOTES


def round_to_five(count: float, key: str | Sequence[str], *, secret: str = "") -> float:
    """A count rounded at random to a multiple of five, the same at every run.

    Up or down is drawn in proportion, so that sums stay right on average, and it is drawn from the
    key of the cell alone: when reports overlap or are made again, averaging them reveals nothing.

    Parameters
    ----------
    count : float
        0 or more; NaN stays NaN.
    key : str or sequence of str
        What the cell is, such as area, indicator and period. Equal cells must have equal keys.
    secret : str
        A word kept outside the repository, so that others cannot repeat the draw.

    Examples
    --------
    >>> round_to_five(15, "WK099511/diabetes/2024")
    15.0
    >>> round_to_five(13, ("WK099511", "diabetes", "2024")) in (10.0, 15.0)
    True
    """
    if not key:
        raise ValueError("round_to_five needs the key of the cell: without it, reruns would differ")
    if np.isnan(count):
        return float("nan")
    if count < 0 or np.isinf(count):
        raise ValueError(f"a count is 0 or more, got {count!r}")
    text = "\x1f".join([secret, *([key] if isinstance(key, str) else key)])
    draw = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / 2**64
    below, over = divmod(float(count), 5.0)
    return 5.0 * (below + (draw < over / 5.0))


# ------------------------------------------------------------------------------ tables


@dataclass(frozen=True)
class SuppressedTable:
    """Which cells of a two-way table are hidden, and what others can still work out about them.

    Attributes
    ----------
    shown : numpy.ndarray, shape (rows + 1, columns + 1)
        The table with its totals in the last row and column, NaN where hidden.
    primary, secondary : numpy.ndarray of bool, same shape
        Hidden because small; hidden so that the small ones cannot be worked out.
    intervals : pandas.DataFrame
        `lowest` and `highest` of each hidden cell, indexed by `row` and `column`.
    """

    shown: np.ndarray
    primary: np.ndarray
    secondary: np.ndarray
    intervals: pd.DataFrame

    @property
    def hidden(self) -> np.ndarray:
        return self.primary | self.secondary


def suppress_table(cells: ArrayLike, *, min_count: int = MIN_COUNT) -> SuppressedTable:
    """Hide the small cells of a two-way table, and others until the small ones cannot be worked out.

    Every row and column, totals included, gets no hidden cell or at least two; the smallest open
    cells are hidden first, totals last. Linear programming then verifies for each small cell that
    its lowest and highest possible value are 10 apart and that neither end is the true value
    (that no count is below 0 everybody knows already). While that fails, one more cell is hidden.

    Parameters
    ----------
    cells : array_like, shape (rows, columns)
        Counts without totals; whole numbers, none missing.
    min_count : int
        Smaller cells and totals are hidden; 5 or more.

    Raises
    ------
    ValueError
        For cells that are not a table of counts, or a `min_count` below the floor.
    DisclosureError
        When nothing of the table could be shown.

    Examples
    --------
    >>> result = suppress_table([[20, 50, 10], [8, 19, 22], [17, 32, 3]])     # METHODS T8.1
    >>> result.intervals.loc[(2, 2)].tolist()
    [0.0, 20.0]
    """
    if min_count < MIN_COUNT_FLOOR:
        raise ValueError(f"min_count must be {MIN_COUNT_FLOOR} or more, got {min_count!r}: no setting shows less")
    table = _with_totals(cells)
    primary = table < min_count
    hidden = primary.copy()
    _complete_lines(table, hidden)
    # Hiding more only widens what is possible, so a cell that was found safe stays safe.
    for cell in map(tuple, np.argwhere(primary)):
        while not is_safe(table[cell], *_possible(table, hidden, cell)):
            _hide_near(table, hidden, cell)
            _complete_lines(table, hidden)
    if hidden.all():
        raise DisclosureError(
            f"a table of {table.shape[0] - 1} rows and {table.shape[1] - 1} columns with {int(primary.sum())} counts "
            f"below {min_count} (totals included) cannot be shown: everything would have to be hidden. "
            "Take rows or columns together, such as age groups."
        )
    return SuppressedTable(np.where(hidden, np.nan, table), primary, hidden & ~primary, audit_by_lp(cells, hidden))


def audit_by_lp(cells: ArrayLike, hidden: ArrayLike) -> pd.DataFrame:
    """What anyone can work out about the hidden cells from the open cells and the totals.

    Parameters
    ----------
    cells : array_like, shape (rows, columns)
        The true counts, without totals.
    hidden : array_like of bool
        In the shape of `cells` when all totals are open, or with one row and column more for them.

    Returns
    -------
    pandas.DataFrame
        `lowest` and `highest` possible value per hidden cell, indexed by `row` and `column`; an
        infinite `highest` where nothing bounds it. The bounds are also exact for whole numbers:
        the equations of a two-way table are those of a network.

    Examples
    --------
    >>> cells = [[20, 50, 10], [8, 19, 22], [17, 32, 3]]     # METHODS T8.1: hiding one cell hides nothing
    >>> audit_by_lp(cells, np.array(cells) == 3).to_dict("records")
    [{'lowest': 3.0, 'highest': 3.0}]
    """
    table = _with_totals(cells)
    mask = np.asarray(hidden, dtype=bool)
    if mask.shape == (table.shape[0] - 1, table.shape[1] - 1):
        mask = np.pad(mask, ((0, 1), (0, 1)))
    if mask.shape != table.shape:
        raise ValueError(f"hidden must have the shape of the cells, with or without totals, got {mask.shape}")
    places = np.argwhere(mask)
    bounds = [_possible(table, mask, tuple(place)) for place in places]
    index = pd.MultiIndex.from_arrays(places.T.reshape(2, -1), names=["row", "column"])
    return pd.DataFrame(np.reshape(bounds, (-1, 2)), index=index, columns=["lowest", "highest"])


def _possible(table: np.ndarray, hidden: np.ndarray, cell: tuple[int, int]) -> tuple[float, float]:
    """Lowest and highest value that a hidden cell can have, given everything that is open."""
    signs = _line_signs(table.shape)
    unknown, known = signs[:, hidden.ravel()], -(signs[:, ~hidden.ravel()] @ table[~hidden])
    objective = np.zeros(table.shape)
    objective[cell] = 1.0
    return extreme(objective[hidden], unknown, known, 1), extreme(objective[hidden], unknown, known, -1)


def extreme(objective: np.ndarray, unknown: np.ndarray | csr_matrix, known: np.ndarray, direction: int) -> float:
    """The lowest (direction 1) or highest (-1) value of a sum of unknown counts, given what others know.

    Raises
    ------
    DisclosureError
        When it cannot be found: what is not verified is not shown.
    """
    found = linprog(direction * objective, A_eq=unknown, b_eq=known, bounds=(0, None), method="highs")
    if found.status == 3:
        return direction * -float("inf")
    if not found.success:
        raise DisclosureError(f"whether the table is safe could not be verified ({found.message}); it is not shown")
    return float(np.round(direction * found.fun, 6)) + 0.0


def _with_totals(cells: ArrayLike) -> np.ndarray:
    """The table with row totals, column totals and the grand total."""
    table = np.asarray(cells, dtype=float)
    if table.ndim != 2 or not table.size:
        raise ValueError(f"cells must be a table of rows and columns, got shape {table.shape}")
    if not np.isfinite(table).all() or (table < 0).any() or (table != np.round(table)).any():
        raise ValueError("cells must be whole numbers of 0 or more, none missing: totals must follow from them")
    table = np.vstack([table, table.sum(axis=0)])
    return np.hstack([table, table.sum(axis=1, keepdims=True)])


def _line_signs(shape: tuple[int, int]) -> np.ndarray:
    """One equation per row and column, totals included: the cells of a line minus its total is 0."""
    rows, columns = shape
    signs = np.zeros((rows + columns, rows, columns))
    for i in range(rows):
        signs[i, i, :-1], signs[i, i, -1] = 1, -1
    for j in range(columns):
        signs[rows + j, :-1, j], signs[rows + j, -1, j] = 1, -1
    return signs.reshape(rows + columns, -1)


def _complete_lines(table: np.ndarray, hidden: np.ndarray) -> None:
    """Hide further cells until no row or column has exactly one; a cell that mends both comes first."""
    while True:
        in_row, in_column = hidden.sum(axis=1) == 1, hidden.sum(axis=0) == 1
        mends = in_row[:, None].astype(int) + in_column[None, :].astype(int)
        candidates = [tuple(p) for p in np.argwhere((mends > 0) & ~hidden)]
        if not candidates:
            return
        hidden[min(candidates, key=lambda p: (_is_total(p, table), -mends[p], table[p], p))] = True


def _hide_near(table: np.ndarray, hidden: np.ndarray, cell: tuple[int, int]) -> None:
    """Hide the smallest open cell in the row or column of an unsafe cell, or elsewhere when these are full."""
    candidates = [tuple(p) for p in np.argwhere(~hidden)]
    if not candidates:
        raise DisclosureError(
            f"the cell in row {cell[0]}, column {cell[1]} cannot be protected: nothing is left to hide"
        )
    in_line = {p: p[0] == cell[0] or p[1] == cell[1] for p in candidates}
    hidden[min(candidates, key=lambda p: (_is_total(p, table), not in_line[p], table[p], p))] = True


def _is_total(place: tuple[int, int], table: np.ndarray) -> bool:
    return place[0] == table.shape[0] - 1 or place[1] == table.shape[1] - 1


def is_safe(true: float, lowest: float, highest: float) -> bool:
    """Whether these bounds of a hidden count are 10 apart and neither is the true value."""
    pinned = true >= highest or (true <= lowest and true > 0)
    return highest - lowest >= PROTECTION_WIDTH and not pinned


# ------------------------------------------------------------------------- differencing


def check_differencing(
    areas: Mapping[str, Collection[str]],
    sizes: pd.DataFrame,
    published: Mapping[str, Collection[str]] | None = None,
    *,
    beside: Mapping[str, Collection[str]] | None = None,
) -> None:
    """Refuse closed figures of two overlapping areas that differ by too few people.

    The figure of the one minus that of the other would be the figure of the few who live in the
    difference. Identical areas are fine, and so are areas without a common part.

    Parameters
    ----------
    areas : mapping of str to collection of str
        The areas to be published, each with its parts (buurten or wijken, all of one level). A
        mapping of part to the share that belongs to the area is also possible.
    sizes : pandas.DataFrame
        `inwoners` and `huishoudens`, indexed by part.
    published : mapping of str to collection of str, optional
        The register of areas that were published before.
    beside : mapping of str to collection of str, optional
        Areas that have figures as well, such as those of CBS. Like the former they are not compared with each other.

    Raises
    ------
    DisclosureError
        With every pair that differs by fewer than 100 inhabitants or fewer than 50 households, and
        with every part of unknown size.

    Examples
    --------
    >>> sizes = pd.DataFrame({"inwoners": [900, 40], "huishoudens": [400, 20]}, index=["BU1", "BU2"])
    >>> check_differencing({"kern": ["BU1"], "kern-ruim": ["BU1"]}, sizes)
    """
    new = {name: _as_shares(parts) for name, parts in areas.items()}
    old = {f"{name} (published before)": _as_shares(parts) for name, parts in (published or {}).items()}
    old |= {name: _as_shares(parts) for name, parts in (beside or {}).items()}
    everything = new | old
    unknown = sorted(_parts_without_size(everything.values(), sizes))
    if unknown:
        raise DisclosureError(
            f"the size of {', '.join(unknown[:8])} is unknown, so it cannot be judged whether areas differ enough. "
            "Give `inwoners` and `huishoudens` of every part."
        )
    pairs = [(a, b) for a, b in combinations(everything, 2) if a in new or b in new]
    faults = [fault for a, b in pairs if (fault := _too_close(a, b, everything, sizes))]
    if faults:
        raise DisclosureError(
            listing(f"{len(faults)} pairs of areas differ by too few people to publish closed figures of both:", faults)
            + "\nUse the same parts for both, leave one of them out, or make the difference larger."
        )


def _as_shares(parts: Collection[str]) -> dict[str, float]:
    return dict(parts) if isinstance(parts, Mapping) else dict.fromkeys(parts, 1.0)


def _parts_without_size(areas: Collection[Mapping[str, float]], sizes: pd.DataFrame) -> Iterator[str]:
    known = sizes.index[sizes[["inwoners", "huishoudens"]].notna().all(axis=1)]
    yield from {part for parts in areas for part in parts} - set(known)


def _too_close(one: str, other: str, areas: Mapping[str, Mapping[str, float]], sizes: pd.DataFrame) -> str | None:
    a, b = areas[one], areas[other]
    apart = {p: d for p in {*a, *b} if (d := abs(a.get(p, 0.0) - b.get(p, 0.0))) > 0}
    if not apart or not a.keys() & b.keys():
        return None
    inwoners, huishoudens = (sum(sizes.at[p, c] * d for p, d in apart.items()) for c in ("inwoners", "huishoudens"))
    if inwoners >= MIN_DIFFERENCE_INWONERS and huishoudens >= MIN_DIFFERENCE_HUISHOUDENS:
        return None
    return (
        f"{one} and {other} differ by {', '.join(sorted(apart)[:5])}: {inwoners:.0f} inhabitants and "
        f"{huishoudens:.0f} households; at least {MIN_DIFFERENCE_INWONERS} and {MIN_DIFFERENCE_HUISHOUDENS} are needed"
    )
