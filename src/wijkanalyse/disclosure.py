"""Disclosure control: with `process.derivable` the only place that hides a number, on by default.

Receives figures, tables of counts and lists of areas, and hands them on without
what could say something about single people. Open figures of CBS and RIVM pass
unchanged: their producers have already hidden what had to be hidden. Own and
closed figures are judged by the rules below. A hidden number becomes NaN with
status ``disclosure``, never 0: a true zero and a hidden cell must not look alike.

The rules and where they come from are in METHODS §8.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from wijkanalyse.errors import WijkanalyseError, listing

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

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
MIN_LIST = 100
"""Fewest patients on a list of which a document is made: below that an area of ten is a tenth of all."""
MAX_SHARE_OF_ONE = 0.50
"""Dominance: no contributor may hold more than half of a total (METHODS §8.2)."""
PROTECTION_WIDTH = 10
"""What others can work out about a hidden cell must leave at least this much room (METHODS §8.3)."""
MIN_DIFFERENCE_INWONERS, MIN_DIFFERENCE_HUISHOUDENS = 100, 50
"""Two published areas are the same, or differ by at least so many people and households (METHODS §8.4)."""

HIDDEN = "disclosure"
"""Status of a figure that was hidden here."""
POOLED = "overig"
"""Where patients live of areas too small to name."""
FIGURE_COLUMNS = ["indicator", "value", "count", "denominator", "status", "openness", "estimate_type"]
BLANKED = ["value", "lower", "upper", "count", "denominator"]
PER_UNIT = {"pct": 100.0, "per_1000": 1000.0}
"""Shares by the unit that an indicator id ends in: value = count / denominator x this."""
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
        * it has nothing to judge it by, of whatever kind it is (``not_verifiable``).

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
    result = figures.copy(deep=False)  # what is written to is copied then
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
    return (figures.openness != "openbaar") | (figures.estimate_type == "practice")


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
    hits = {
        "min_count": counted & (~within | (unit == "aantal")) & (fewest < min_count - ROUNDING_NOISE),
        "min_denominator": share & (denominator < MIN_DENOMINATOR),
        "min_numerator": share & (fewest < MIN_NUMERATOR - ROUNDING_NOISE),
        "small_complement": share & has_rest & (rest < MIN_COMPLEMENT - ROUNDING_NOISE),
        "group_disclosure": share & (denominator < GROUP_BELOW) & extreme,
        "min_contributors": contributors < MIN_CONTRIBUTORS,
        "dominance": _optional(rows, "largest_share") > MAX_SHARE_OF_ONE,
        "not_verifiable": ~counted & np.isnan(contributors),
    }
    return np.select(list(hits.values()), list(hits), default="")


def _optional(rows: pd.DataFrame, column: str) -> np.ndarray:
    return rows[column].to_numpy(float) if column in rows else np.full(len(rows), np.nan)


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
            f"the list has fewer than {min_count} patients; of so few nothing can be shown of where they live"
        )
    pooled = (sizes < min_count) | (sizes.index == POOLED)
    while pooled.any() and sizes[pooled].sum() < min_count:
        pooled[sizes[~pooled].idxmin()] = True
    kept = sizes[~pooled]
    if pooled.any():
        kept = pd.concat([kept, pd.Series({POOLED: sizes[pooled].sum()})])
    return kept.rename_axis("area_code").rename("patients").reset_index()


def check_list(patients: pd.DataFrame) -> None:
    """Refuse to make a document of a list of too few patients.

    Parameters
    ----------
    patients : pandas.DataFrame
        As `pool_small` gives it.

    Raises
    ------
    DisclosureError
    """
    if patients.patients.sum() < MIN_LIST:
        raise DisclosureError(
            f"the list has fewer than {MIN_LIST} patients; of so few no document is made of where they live. "
            "Take all patients of the practice, not a part of them"
        )


# ------------------------------------------------------------ what others can work out


def extreme(objective: np.ndarray, unknown: np.ndarray | csr_matrix, known: np.ndarray, direction: int) -> float:
    """The lowest (direction 1) or highest (-1) value of a sum of unknown counts, given what others know.

    Raises
    ------
    DisclosureError
        When it cannot be found: what is not verified is not shown.
    """
    from scipy.optimize import linprog  # here: loading it takes longer than all else a command may need

    found = linprog(direction * objective, A_eq=unknown, b_eq=known, bounds=(0, None), method="highs")
    if found.status == 3:
        return direction * -float("inf")
    if not found.success:
        raise DisclosureError(f"whether the table is safe could not be verified ({found.message}); it is not shown")
    return float(np.round(direction * found.fun, 6)) + 0.0


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
