"""Several areas in one table, by name or code: the wijken of a gemeente, or a list of one's own."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from wijkanalyse.codes import CODE
from wijkanalyse.editions import Openness
from wijkanalyse.errors import AreaError
from wijkanalyse.paths import Paths, find_paths
from wijkanalyse.profile.processed import open_processed
from wijkanalyse.profile.profile import load_profile


def region_table(
    areas: str | Iterable[str],
    indicators: str | Iterable[str],
    *,
    boundary_year: int | None = None,
    edition: Openness = "openbaar",
    paths: Paths | None = None,
) -> pd.DataFrame:
    """Figures of several areas, each beside its gemeente and Nederland.

    Parameters
    ----------
    areas
        Name or code of a gemeente, for all its wijken; or a list of codes of any areas, in the order to show them.
    indicators
        Ids of indicators.
    boundary_year
        Year of the boundaries; by default the one that suits each area.
    edition
        Only figures that this edition may show are read at all.
    paths
        The working tree; by default the one around the working folder.

    Returns
    -------
    pandas.DataFrame
        One row per area and indicator: `code` and `name` of the area, then the columns of `Profile.table`. For one
        column per indicator: ``.pivot(index="name", columns="id", values="value")``.

    Raises
    ------
    AreaError, UnknownNameError, ProcessedDataError
    """
    paths = paths or find_paths()
    indicators = [indicators] if isinstance(indicators, str) else list(indicators)
    tables = []
    for code in _codes(areas, boundary_year, paths):
        profile = load_profile(code, boundary_year=boundary_year, edition=edition, paths=paths)
        table = profile.table(indicators=indicators)
        table.insert(0, "code", profile.area.code)
        table.insert(1, "name", profile.area.name)
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _codes(areas: str | Iterable[str], boundary_year: int | None, paths: Paths) -> list[str]:
    """The codes that are asked for; of a gemeente those of its wijken, by their names: no ranking."""
    if not isinstance(areas, str):
        if not (codes := list(areas)):
            raise AreaError("no area was named; give a gemeente, such as 'Zwolle', or a list of codes")
        return codes
    known = open_processed(paths).areas
    wanted = areas.strip()
    if wanted.lower() in known.composites or (CODE.fullmatch(wanted.upper()) and wanted[:2].upper() != "GM"):
        return [wanted]
    found = known.select([wanted], boundary_year=boundary_year)
    return sorted(found, key=lambda code: known.find(code, boundary_year).name.casefold())
