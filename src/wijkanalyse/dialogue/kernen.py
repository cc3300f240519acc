"""Wijken too small to compare, each proposed with neighbours as one kern of ten to fifteen thousand people.

Receives the wijken of a region and their outlines. It is a proposal: who works together is for people to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import yaml

from wijkanalyse.files import slug
from wijkanalyse.process.areas import Area
from wijkanalyse.profile.around import TOUCH

LEAST, MOST = 10_000, 15_000
"""People in a kern (Proscoop, 2020): most have what a first line of care needs."""

LEAST_BORDER = 5 * TOUCH
"""Degrees, some 250 m: wijken that meet in a corner do not border on each other."""
Borders = Mapping[str, Mapping[str, float]]
"""Length of the border of each two wijken that touch, by their codes."""


@dataclass(frozen=True)
class Kern:
    """A small wijk and the neighbours it may work with.

    Attributes
    ----------
    small
        The wijken for which it was made, by name.
    parts
        All wijken in it, by name; one of `small` alone where no neighbour fits.
    """

    small: tuple[Area, ...]
    parts: tuple[Area, ...]

    @property
    def inwoners(self) -> float:
        return sum(area.inwoners for area in self.parts)

    @property
    def is_large_enough(self) -> bool:
        return self.inwoners >= LEAST

    @property
    def name(self) -> str:
        """After the wijk where most people live."""
        return f"{max(self.parts, key=lambda a: (a.inwoners, a.code)).name} en omgeving"

    @property
    def file_name(self) -> str:
        return f"{slug(self.name, otherwise='kern')}.yml"

    def as_file(self) -> str:
        """The area as a file for ``data/gebieden``."""
        fields = {
            "name": self.name,
            "boundary_year": self.parts[0].boundary_year,
            "parts": [area.code for area in self.parts],
            "about": "Voorstel: wijken die aan elkaar grenzen, samen met zo veel inwoners als een kern.",
        }
        return yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=100)


def kernen_of(areas: Sequence[Area], small: Sequence[Area], polygons: gpd.GeoDataFrame | None) -> list[Kern]:
    """A kern for every small wijk; no wijk is in two of them.

    A small wijk goes with a kern that it touches and that stays under fifteen thousand people. Else it gets one of its
    own, which grows by the largest neighbour that fits, first of its own gemeenten, until ten thousand live there.

    Parameters
    ----------
    areas
        The wijken of a region, the small ones among them.
    small
        Those that need company.
    polygons : geopandas.GeoDataFrame or None
        Columns ``area_code`` and ``geometry`` in WGS 84; without it every small wijk stays alone.
    """
    by_code = {area.code: area for area in areas}
    lonely = {area.code for area in small}
    borders = _borders(polygons, by_code)
    kernen: list[set[str]] = []
    for code in sorted(lonely):
        if not any(code in kern for kern in kernen) and not _joins({code}, kernen, by_code, borders):
            kernen.append(_grown(code, by_code, borders, set().union(*kernen)))
    for kern in sorted(kernen, key=lambda k: (_people(k, by_code), min(k))):
        others = [k for k in kernen if k is not kern]
        if _people(kern, by_code) < LEAST and _joins(kern, others, by_code, borders):
            kernen = others
    return sorted((_kern(codes, by_code, lonely) for codes in kernen), key=lambda k: k.small[0].name.casefold())


def _kern(codes: set[str], by_code: Mapping[str, Area], lonely: set[str]) -> Kern:
    parts = tuple(sorted((by_code[c] for c in codes), key=lambda a: (a.name.casefold(), a.code)))
    return Kern(tuple(a for a in parts if a.code in lonely), parts)


def _grown(code: str, by_code: Mapping[str, Area], borders: Borders, taken: set[str]) -> set[str]:
    """A wijk with neighbours, as far as they are free and fit."""
    group = {code}
    while (people := _people(group, by_code)) < LEAST:
        gemeenten = {g for c in group for g in by_code[c].gemeenten}
        fitting = [c for c in _near(group, borders) - taken if people + by_code[c].inwoners <= MOST]
        if not fitting:
            break
        group.add(min(fitting, key=lambda c: (gemeenten.isdisjoint(by_code[c].gemeenten), -by_code[c].inwoners, c)))
    return group


def _joins(kern: set[str], kernen: Sequence[set[str]], by_code: Mapping[str, Area], borders: Borders) -> bool:
    """Add wijken to the kern with which they have the longest border, where one is near and it fits."""
    lengths = [sum(borders[one].get(other, 0.0) for one in kern for other in k) for k in kernen]
    fitting = [
        (length, number)
        for number, (length, k) in enumerate(zip(lengths, kernen, strict=True))
        if length and _people(k | kern, by_code) <= MOST
    ]
    if fitting:
        kernen[max(fitting)[1]].update(kern)
    return bool(fitting)


def _near(group: set[str], borders: Borders) -> set[str]:
    return {other for code in group for other in borders[code]} - group


def _people(codes: set[str], by_code: Mapping[str, Area]) -> float:
    return sum(by_code[code].inwoners for code in codes)


def _borders(polygons: gpd.GeoDataFrame | None, by_code: Mapping[str, Area]) -> dict[str, dict[str, float]]:
    """How long the border is of each two wijken that touch, in degrees, by code."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    if polygons is None:
        return found
    here = polygons[polygons.area_code.isin(list(by_code))]
    codes, shapes = here.area_code.to_numpy(), here.geometry.to_numpy()
    for one, other in here.sindex.query(here.geometry, predicate="dwithin", distance=TOUCH).T.tolist():
        if one < other:
            length = shapes[one].buffer(TOUCH).intersection(shapes[other].boundary).length
            if length > LEAST_BORDER:
                found[codes[one]][codes[other]] = found[codes[other]][codes[one]] = length
    return found
