"""Which gemeenten were a region in the boundaries of a year.

Receives the table of the lists of CBS, the files of ``data/gebieden`` that name only gemeenten, and the register. A
region counts in a year only when its gemeenten of that year cover the surface of those of now: a gemeente that has
merged since then may be in no list any more, and a sum without it would be too low without a word.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from wijkanalyse.cards.composites import Composite
from wijkanalyse.errors import AreaError
from wijkanalyse.files import slug
from wijkanalyse.process.register import SAME_SURFACE

REGION_COLUMNS = ["gemeente_code", "kind", "code", "name", "words", "boundary_year", "source"]

OWN = "eigen"
"""The kind of a region that an analyst declared."""
MOST_NAMED = 5


@dataclass(frozen=True)
class Region:
    """Several gemeenten under one name."""

    code: str
    """As in a file name: ``ggd-ijsselland``, or the name of the file of an own region."""
    kind: str
    name: str
    words: str
    """How a sentence calls it, after *dan in*."""
    gemeenten: frozenset[str]
    """Codes, also of gemeenten that are no longer there."""
    now: frozenset[str]
    """Those of the newest list."""
    cbs_code: str = ""
    source: str = ""
    """Id of the list; "" of an own region."""


class Regions:
    """The regions of the lists and of ``data/gebieden``, and their gemeenten in each year.

    Parameters
    ----------
    table
        Columns `REGION_COLUMNS`.
    composites
        Of ``data/gebieden``; those of whole gemeenten are regions.
    register
        The linked register of all years.
    """

    def __init__(self, table: pd.DataFrame, composites: Mapping[str, Composite], register: pd.DataFrame) -> None:
        self._table, self._composites, self._register = table, composites, register
        self._parts: dict[tuple[str, int], tuple[str, ...]] = {}

    @cached_property
    def _of_lists(self) -> list[Region]:
        return list(_of_lists(self._table))

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of region that the lists know, such as ``ggd-regio``."""
        return tuple(dict.fromkeys(region.kind for region in self._of_lists))

    @cached_property
    def _all(self) -> dict[str, Region]:
        return {region.code: region for region in (*self._of_lists, *_own(self._composites))}

    def __iter__(self) -> Iterator[Region]:
        return iter(self._all.values())

    def find(self, name: str) -> Region | None:
        """The region with this code, code of CBS or name; None without one."""
        wanted = slug(name, otherwise="")
        return self._all.get(wanted) or next(
            (r for r in self._all.values() if wanted in (r.cbs_code.lower(), slug(r.name, otherwise=""))), None
        )

    @property
    def names(self) -> dict[str, str]:
        """What may be asked for, with what people call it."""
        return {
            **{kind: f"the {kind} of each area" for kind in self.kinds},
            **{r.code: r.name for r in self._all.values()},
        }

    def knows(self, name: object) -> bool:
        """Whether it is a kind of region, or a region."""
        return isinstance(name, str) and (name in self.kinds or self.find(name) is not None)

    def of(self, gemeenten: Iterable[str], name: str, area: str) -> Region:
        """The region of a kind, or with a name, in which an area lies.

        Parameters
        ----------
        gemeenten
            Codes of the gemeenten of the area.
        name
            A kind such as ``ggd-regio``, or a region; one that is known.
        area
            What the area is called, for the message.

        Raises
        ------
        AreaError
            When the area lies in no region of that kind, or in several, or outside of the one that is named.
        """
        codes = set(gemeenten) - {""}
        if not codes:
            raise AreaError(f"{area} lies in no gemeente, so in no region; compare it with nederland")
        if name not in self.kinds and (region := self.find(name)):
            if outside := sorted(codes - region.gemeenten):
                raise AreaError(f"{area} does not lie in {region.name}: {', '.join(outside)} is no part of that")
            return region
        around = [r for r in self._all.values() if r.kind == name and codes & r.gemeenten]
        unknown = sorted(codes - {code for r in around for code in r.gemeenten})
        if unknown:
            raise AreaError(
                f"{area}: of {', '.join(unknown)} no list says in which {name} it lies. Fetch the lists of its years "
                "with `wijkanalyse fetch cbs_gebieden`, or name an own region (a file in data/gebieden)"
            )
        if len(around) > 1:
            named = " and ".join(f"{r.name} ({r.code})" for r in around)
            raise AreaError(f"{area} lies in {named}; an area of several regions is compared with none of that kind")
        return around[0]

    def gemeenten_in(self, region: Region, boundary_year: int) -> tuple[str, ...]:
        """Codes of the gemeenten that were the whole region in the boundaries of a year; none when it is not known."""
        key = region.code, boundary_year
        if key not in self._parts:
            here = sorted(region.gemeenten & self._surfaces.get(boundary_year, {}).keys())
            same = self._surface(here, boundary_year) / self._surface_of_now(region)
            self._parts[key] = tuple(here) if abs(same - 1) <= SAME_SURFACE else ()  # NaN is not the same
        return self._parts[key]

    def why_not(self, region: Region, boundary_year: int) -> str:
        """Why a region is not known in a year, for a message."""
        there = self._surfaces.get(boundary_year, {}).keys()
        if missing := sorted(region.now - there):
            more = f" and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
            return (
                f"{len(missing)} of its {len(region.now)} gemeenten are not in the tables of {boundary_year}: "
                f"{', '.join(missing[:MOST_NAMED])}{more}"
            )
        return f"its gemeenten of {boundary_year} do not cover it: one that merged since then is in no list"

    @cached_property
    def _surfaces(self) -> dict[int, dict[str, float]]:
        """Hectares of land and water by boundary year and code of a gemeente."""
        rows = self._register[self._register.area_level == "gemeente"]
        return {
            int(year): dict(zip(of_year.area_code, of_year.surface_ha.astype(float), strict=True))
            for year, of_year in rows.groupby("boundary_year")
        }

    def _surface(self, codes: Iterable[str], year: int) -> float:
        return sum(self._surfaces[year][code] for code in codes) if year in self._surfaces else math.nan

    def _surface_of_now(self, region: Region) -> float:
        """That of the newest year of the register that has all gemeenten of the newest list; NaN without one."""
        years = [year for year, there in sorted(self._surfaces.items()) if region.now <= there.keys()]
        return self._surface(region.now, years[-1]) or math.nan if years else math.nan


def _of_lists(table: pd.DataFrame) -> Iterator[Region]:
    """The regions of the newest lists. A region is known by its name: CBS may give it another code."""
    for kind, of_kind in table.groupby("kind", sort=False):
        newest = of_kind.boundary_year.max()
        for name, rows in of_kind.groupby("name", sort=True):
            now = rows[rows.boundary_year == newest]
            if now.empty:  # a region that no longer exists
                continue
            code, words, source = now[["code", "words", "source"]].iloc[0]
            yield Region(
                slug(str(name), otherwise=code.lower()), str(kind), str(name), words,
                frozenset(rows.gemeente_code), frozenset(now.gemeente_code), code, source,
            )  # fmt: skip


def _own(composites: Mapping[str, Composite]) -> Iterator[Region]:
    for code, composite in composites.items():
        if all(part.startswith("GM") for part in composite.parts) and not composite.weights:
            gemeenten = frozenset(composite.parts)
            yield Region(code, OWN, composite.name, composite.name, gemeenten, gemeenten)
