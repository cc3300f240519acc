"""Where the area is: a map with its name and those of its neighbours, or the wijken of its gemeente."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from wijkanalyse.codes import wijk_of
from wijkanalyse.process.areas import MOST_NAMED as MOST_GEMEENTEN
from wijkanalyse.process.areas import Area
from wijkanalyse.profile.around import neighbours_of
from wijkanalyse.profile.profile import Profile
from wijkanalyse.show import wording
from wijkanalyse.show.charts.map import outline_map
from wijkanalyse.show.charts.named_map import HEIGHT, TALL, NamedMap, named_map
from wijkanalyse.show.fragments import Fragment, escape

if TYPE_CHECKING:
    import geopandas as gpd

MOST_NAMED = 6
"""Neighbours without room for their name that are named under the map; of more only the number."""


@dataclass(frozen=True)
class AroundMap:
    """The map of an area among its neighbours."""

    drawn: NamedMap
    names: tuple[str, ...]
    """Of the neighbours, by alphabet."""
    words: str
    """What it shows, for who cannot see it."""
    by_wijk: bool
    """Whether the wijk of a buurt is drawn in its place."""


def drawn_map(profile: Profile, *, tall: bool = False) -> AroundMap | None:
    """The map of page one with its names; None where there are no outlines. `tall`: it has a column to itself."""
    area = profile.area
    polygons, here, buurten = _drawn(profile)
    if polygons is None or not has_outline(profile):
        return None
    names = profile.processed.areas.names_of(area.boundary_year)
    around = tuple(sorted(names[c] for c in neighbours_of(polygons, here).area_code if c in names))
    shown = _shown_area(profile) if buurten else area.name
    listed = f" Eromheen: {wording.names_in_a_row(list(around))}." if around else ""
    words, height = f"Kaart van {shown}.{listed}", TALL if tall else HEIGHT
    drawn = named_map(polygons, here=here, own_name=shown, names=names, words=words, height=height)
    return AroundMap(drawn, around, words, bool(buurten))


def has_outline(profile: Profile) -> bool:
    """Whether there is a map of the area: outlines of its year, with its own among them."""
    polygons, here, _ = _drawn(profile)
    return profile.area.level != "land" and polygons is not None and bool(polygons.area_code.isin(here).any())


def where(profile: Profile, *, tall: bool = False) -> str:
    """The map of page one, as HTML: the area, what touches it, and the names that have room.

    `tall` is for a map that has a column to itself.
    """
    shown = drawn_map(profile, tall=tall)
    if shown is None:
        return f'<p class="afwezig">{_no_outlines(profile.area)}</p>'
    below = _below(shown.drawn, profile, has_neighbours=bool(shown.names), by_wijk=shown.by_wijk)
    return f"<figure>{shown.drawn.svg}<figcaption>{below}</figcaption></figure>"


def _drawn(profile: Profile) -> tuple[gpd.GeoDataFrame | None, set[str], dict[str, str]]:
    """The outlines around an area, the codes of its own among them, and its buurten that their wijk has to stand for.

    Buurten lie over the wijken that they are part of, where there are outlines of all of them.
    """
    area = profile.area
    layer = "gemeenten" if all(p.level == "gemeente" for p in area.parts) else "wijken"
    polygons = profile.processed.polygons(layer, area.boundary_year)
    buurten, own = _buurten(profile)
    if polygons is None or own is None:
        return polygons, area.outlines, buurten
    others = {p.code for p in area.parts if p.level != "buurt"}
    return pd.concat([polygons, own], ignore_index=True), others | buurten.keys(), {}


def _buurten(profile: Profile) -> tuple[dict[str, str], gpd.GeoDataFrame | None]:
    """The buurten of an area by code, and their outlines where there are of all of them."""
    buurten = {p.code: p.name for p in profile.area.parts if p.level == "buurt"}
    outlines = profile.processed.polygons("buurten", profile.area.boundary_year) if buurten else None
    own = outlines[outlines.area_code.isin(list(buurten))] if outlines is not None else None
    return buurten, own if own is not None and len(own) == len(buurten) else None


def _shown_area(profile: Profile) -> str:
    """The name of what is drawn: a buurt is shown by the wijk that it lies in."""
    area = profile.area
    if area.level != "buurt":
        return area.name
    names = profile.processed.areas.names_of(area.boundary_year)
    return next((names[code] for code in area.outlines if code in names), area.name)


def _below(drawn: NamedMap, profile: Profile, *, has_neighbours: bool, by_wijk: bool) -> str:
    """What the map cannot show: the names that have no room, and why nothing is drawn somewhere."""
    lines = []
    if by_wijk and profile.area.level == "buurt":
        lines.append("Gekleurd is de wijk waarin de buurt ligt.")
    elif by_wijk:
        lines.append("Gekleurd zijn de wijken waarin het gebied ligt.")
    if drawn.left_out == drawn.left_out_small:
        also = escape(_also(drawn.left_out))
    else:
        also = (
            f'<span class="breed">{escape(_also(drawn.left_out))}</span>'
            f'<span class="smal">{escape(_also(drawn.left_out_small))}</span>'
        )
    if has_neighbours and not drawn.left_out and not drawn.left_out_small:
        also = "Waar niets is getekend: water, of niet op deze kaart."
    elif not has_neighbours:
        also = "Op deze kaart ligt er niets naast."
    return " ".join(filter(None, [*map(escape, lines), also]))


def _also(names: tuple[str, ...]) -> str:
    if not names:
        return ""
    if len(names) > MOST_NAMED:
        return f"Ook ernaast: {len(names)} andere gebieden. Hun namen staan bij ‘Wat eromheen ligt’."
    return f"Ook ernaast: {wording.names_in_a_row(list(names))}."


def _no_outlines(area: Area) -> str:
    return f"Van {area.boundary_year} zijn er geen grenzen om een kaart te tekenen."


def _gemeenten(area: Area) -> str:
    if len(area.gemeente_names) > MOST_GEMEENTEN:
        return area.where
    several = "gemeenten" if len(area.gemeente_names) > 1 else "gemeente"
    return f"de {several} {wording.names_in_a_row(area.gemeente_names) or area.name}"


def location(profile: Profile) -> Fragment:
    """A small map: the area among the wijken of its gemeente."""
    area = profile.area
    polygons = profile.processed.polygons("wijken", area.boundary_year)
    around = profile.processed.areas.in_gemeenten(area.gemeenten or [p.code for p in area.parts])
    around = around[(around.boundary_year == area.boundary_year) & (around.area_level == "wijk")]
    shown = polygons[polygons.area_code.isin(around.area_code)] if polygons is not None else None
    if shown is None or shown.empty:
        return Fragment(f'<p class="afwezig">{_no_outlines(area)}</p>')
    whole = {p.code for p in area.parts if p.level == "gemeente"}
    here = area.outlines | set(around.area_code[around.gemeente_code.isin(whole)])
    names = dict(zip(around.area_code, around["name"], strict=True))
    buurten, own = _buurten(profile)
    if own is not None:  # drawn over the wijken that they lie in
        shown = pd.concat([shown, own], ignore_index=True)
        here, names = here - {wijk_of(code) for code in buurten} | buurten.keys(), names | buurten
        buurten = {}
    coloured = "de wijk waarin het gebied ligt" if buurten else area.name
    words = f"Kaart van de wijken in {_gemeenten(area)}. Gekleurd: {coloured}."
    return Fragment(
        f"<figure>{outline_map(shown, here=here, names=names, words=words)}"
        f"<figcaption>{escape(words)} Grenzen van {area.boundary_year}: Kadaster en CBS.</figcaption></figure>"
    )
