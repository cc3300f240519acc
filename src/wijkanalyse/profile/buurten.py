"""Which buurten inside an area are put side by side: one choice for tables, dots, lowest and highest, and names.

The tables of one year may know much of the buurten and those of a later year little, so each figure is of the newest
year that really knows it. Where no chain of tables says that a buurt kept its outline, buurten of two years stand in
one row when they have one code and one name, in a wijk that is the same area in both years; others have their own row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from wijkanalyse.methods.aggregation import MIN_COVERAGE
from wijkanalyse.process.buurt_ranges import SMALLEST_BUURT
from wijkanalyse.process.register import same_name
from wijkanalyse.profile.figure import HasFigures
from wijkanalyse.profile.one_table import shares_of

MIN_INWONERS = SMALLEST_BUURT
"""A buurt with fewer inhabitants is counted as a buurt, and has no figure and no name beside others (METHODS §7.1)."""


def large_enough(buurten: pd.DataFrame) -> pd.DataFrame:
    """The buurten with enough inhabitants to be named, by name: no ranking."""
    return buurten[buurten.inwoners >= MIN_INWONERS].sort_values("name")


def side_by_side(profile: HasFigures, indicator_id: str) -> pd.DataFrame:
    """The figures of the buurten that may be compared: of one year, known, and of enough inhabitants; by name.

    A newer value of a single buurt, as in an own file, says nothing about how the buurten differ.

    Returns
    -------
    pandas.DataFrame
        Columns as `HasFigures.buurt_values` has them.
    """
    return comparable(profile.buurt_values(indicator_id))


def comparable(values: pd.DataFrame) -> pd.DataFrame:
    """The same of what `HasFigures.buurt_values` gave."""
    known = values.is_usual & (values.status == "ok") & (values.inwoners >= MIN_INWONERS)
    return values[known].sort_values("name")


def shares_by_year(buurten: pd.DataFrame) -> pd.Series:
    """By area id which share of the people of its boundary year lives in a buurt, given buurten of several years."""
    found: dict[str, float] = {}
    for shares in shares_in_years(buurten).values():
        found |= shares
    return pd.Series(found, dtype=float)


def year_in_use(rows: pd.DataFrame, buurten: pd.DataFrame) -> tuple[int, int]:
    """The boundary year and the year of a figure that buurten are shown by.

    Parameters
    ----------
    rows
        The rows of one indicator, with `area_id`, `period` and `status`.
    buurten
        The buurten inside the area of all years in which it was the same.

    Returns
    -------
    tuple
        The newest year of the figure that is known for at least `MIN_COVERAGE` of the people in the buurten, or else
        the one that is known for most of them; in the newest boundaries in which that is so.
    """
    cells = zip(rows.area_id, rows.period, rows.status, strict=True)
    return newest_known(list(cells), shares_in_years(buurten))


def shares_in_years(buurten: pd.DataFrame) -> dict[int, dict[str, float]]:
    """By boundary year, and then by area id, which share of the people of the buurten of that year lives in each."""
    return {
        int(year): shares_of(dict(zip(b.area_id, b.inwoners, strict=True))).to_dict()
        for year, b in buurten.groupby("boundary_year")
    }


def newest_known(cells: Sequence[tuple[str, int, str]], shares: Mapping[int, Mapping[str, float]]) -> tuple[int, int]:
    """As `year_in_use`, of area id, year and status, and given the shares of `shares_in_years`."""
    known: dict[tuple[int, int], float] = {}
    for boundary_year, inside in shares.items():
        for area_id, period, status in cells:
            if area_id in inside:
                years = int(period), boundary_year
                known[years] = known.get(years, 0.0) + (inside[area_id] if status == "ok" else 0.0)
    if not known:
        return 0, 0
    known = {years: round(share, 9) for years, share in known.items()}
    enough = [years for years, share in known.items() if share >= MIN_COVERAGE]
    period, boundary_year = max(enough) if enough else max(known, key=lambda years: (known[years], years))
    return boundary_year, period


def with_rows(older: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Buurten with `row`: the code of the buurt of now beside which each may stand, or its own code and year.

    Parameters
    ----------
    older
        Buurten of any year, with `area_id`, `area_code`, `title`, `boundary_year` and `wijk_id`, the id of the wijk.
    now
        The same of the year whose buurten are the rows.
    """
    of_now = {buurt.area_code: buurt for buurt in now.itertuples(index=False)}

    def row(buurt: Any) -> str:
        there = of_now.get(buurt.area_code)
        if there is None or (
            there.area_id != buurt.area_id
            and (there.wijk_id != buurt.wijk_id or not same_name(there.title, buurt.title))
        ):
            return f"{buurt.area_code}@{buurt.boundary_year}"
        return buurt.area_code

    return older.assign(row=[row(buurt) for buurt in older.itertuples(index=False)])


def of_other_boundaries(profile: HasFigures, figures: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """The buurten of an earlier year that have figures and are none of the buurten of now, by name.

    Parameters
    ----------
    profile
        Of the area.
    figures
        Of `HasFigures.buurt_values`.

    Returns
    -------
    pandas.DataFrame
        With `row`, `name`, `inwoners` and `boundary_year`; those of enough inhabitants.
    """
    columns = ["row", "name", "inwoners", "boundary_year"]
    found = [values.loc[~values.row.isin(profile.buurten.area_code), columns] for values in figures]
    every = pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)
    return large_enough(every.drop_duplicates("row"))


def why_absent(figures: pd.DataFrame, boundary_year: int) -> str:
    """The status of a buurt that figures have no row of: they are of other boundaries, or the source has none."""
    return "not_linked" if len(figures) and boundary_year not in set(figures.boundary_year) else "not_published"
