"""The rows of a table that a card means: one member of every dimension, by its code or by its title.

Codes of members differ between editions of a table, and so do names of dimensions; titles mostly stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from wijkanalyse.cards.families import plain
from wijkanalyse.errors import RawDataError
from wijkanalyse.near import near
from wijkanalyse.process.odata import RawTable

EITHER = "|"
"""Between the names of a dimension that was renamed."""
PERIODS = "Perioden"


def select(table: RawTable, dimensions: Mapping[str, str | tuple[str, ...]]) -> pd.DataFrame:
    """The rows of the members that `Measure.dimensions` names.

    Raises
    ------
    RawDataError
        When a dimension or a member is not there, two members have the title, or a dimension has several members and
        none is named: then an area would have several figures.
    """
    cells, named = table.cells, set()
    for names, wanted in dimensions.items():
        dimension = _dimension(table, names)
        named.add(dimension)
        cells = cells[cells[dimension] == _member(table, dimension, (wanted,) if isinstance(wanted, str) else wanted)]
    for dimension in table.dimensions:
        if (
            dimension not in {*named, PERIODS}
            and dimension in cells
            and (cells[dimension] != cells[dimension].iloc[0]).any()
        ):
            raise RawDataError(
                f"{_where(table)}: no card says which member of its dimension {dimension} is meant; name one of "
                f"{_some(_titles(table, dimension).values())} under `dimensions`"
            )
    return cells


def _dimension(table: RawTable, names: str) -> str:
    several = names.split(EITHER)
    for name in several:
        if name in table.cells:
            return name
    there = ", ".join(table.dimensions) or "none"
    raise RawDataError(f"{_where(table)}: has no dimension {' or '.join(several)}; it has {there}")


def _member(table: RawTable, dimension: str, wanted: tuple[str, ...]) -> str:
    """The code of the first of the names that has rows."""
    there = set(table.cells[dimension].unique())
    titles = {code: title for code, title in _titles(table, dimension).items() if code in there}
    titles = dict.fromkeys(sorted(there), "") | titles
    for name in wanted:
        found = [name] if name in titles else [c for c, title in titles.items() if _is_called(c, title, name)]
        if len(found) > 1:
            raise RawDataError(
                f"{_where(table)}: {' and '.join(found)} of its dimension {dimension} are both called {name!r}; name "
                "the code that is meant"
            )
        if found:
            return found[0]
    known = {plain(title) or code: title or code for code, title in titles.items()}
    close = [known[name] for name in near(plain(wanted[0]), {name: name for name in known}, most=3, cutoff=0.4)]
    raise RawDataError(
        f"{_where(table)}: no row has {dimension} {' or '.join(map(repr, wanted))}; "
        + (f"nearest: {_some(close)}" if close else f"there are {_some(known.values())}")
    )


def _is_called(code: str, title: str, name: str) -> bool:
    """Whether a title is this name, perhaps with the code in front of it."""
    return plain(title) in (plain(name), plain(f"{code} {name}"))


def _titles(table: RawTable, dimension: str) -> dict[str, str]:
    return {row["Key"].strip(): (row.get("Title") or "").strip() for row in table.rows(dimension)}


def _where(table: RawTable) -> str:
    return f"{table.source.id} ({table.source.table})"


def _some(texts: Iterable[str], most: int = 6) -> str:
    several = list(texts)
    return ", ".join(map(repr, several[:most])) + (f" and {len(several) - most} more" if len(several) > most else "")
