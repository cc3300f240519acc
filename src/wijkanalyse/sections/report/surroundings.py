"""What lies around the area: a map with the neighbours, and their figures beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from wijkanalyse.cards.schema import Indicator
from wijkanalyse.profile.around import ROOM, neighbours_of
from wijkanalyse.profile.profile import Profile
from wijkanalyse.show import wording
from wijkanalyse.show.charts.map import Bounds, outline_map
from wijkanalyse.show.fragments import Fragment, escape
from wijkanalyse.show.tables import table

if TYPE_CHECKING:
    import geopandas as gpd


def surroundings(profile: Profile, indicator_id: str | None = None) -> Fragment:
    """A map of the area among the wijken that touch it (a gemeente: gemeenten), and a table that names them.

    Parameters
    ----------
    profile
        Of any area.
    indicator_id
        The figure to put beside each neighbour, in the year in which the area itself has it; by default the one
        of the role `surroundings`.
    """
    area = profile.area
    if not area.is_inhabited:
        return Fragment("")
    layer = "gemeenten" if area.level == "gemeente" else "wijken"
    polygons = profile.processed.polygons(layer, area.boundary_year)
    here = area.outlines
    own = polygons[polygons.area_code.isin(here)] if polygons is not None else None
    if own is None or own.empty:
        return Fragment(
            f'<p class="afwezig">Van {area.boundary_year} zijn er geen grenzen. Welke {layer} aan {escape(area.name)} '
            "grenzen, kunnen we daarom niet laten zien.</p>"
        )
    near = neighbours_of(polygons, here)
    areas = profile.processed.areas
    names = areas.names_of(area.boundary_year)
    neighbours = areas.of_year(area.boundary_year).loc[[c for c in near.area_code if c in names]].sort_values("name")
    if neighbours.empty:
        return Fragment(f"<p>In de gebruikte kaart grenzen er geen {layer} aan {escape(area.name)}.</p>")
    labels = {code: str(n) for n, code in enumerate(neighbours.index, 1)}
    words = (
        f"Kaart van {area.name} (gekleurd) en de {len(labels)} {layer if len(labels) > 1 else layer[:-2]} eromheen: "
        f"{wording.names_in_a_row(list(neighbours['name']))}."
    )
    drawing = outline_map(polygons, here=here, names=names, words=words, labels=labels, frame=_frame(own))
    below = (
        "De nummers staan ook in de tabel. Waar niets is getekend, is water of een gebied buiten de kaart. "
        f"Grenzen van {area.boundary_year}: Kadaster en CBS."
    )
    one = len(neighbours) == 1
    return Fragment(
        f'<details class="alle-cijfers"><summary>Kaart en cijfers van de {len(neighbours)} '
        f"{layer[:-2] if one else layer} eromheen</summary>"
        f'<div class="kaart-en-tabel"><figure>{drawing}<figcaption>{below}</figcaption></figure>'
        f"{_table(profile, neighbours, layer, indicator_id)}</div></details>"
    )


def _frame(own: gpd.GeoDataFrame) -> Bounds:
    west, south, east, north = own.total_bounds
    # A degree to the east is some 0.6 of a degree to the north here.
    room = ROOM * max((east - west) * 0.6, north - south)
    return west - room / 0.6, south - room, east + room / 0.6, north + room


def _table(profile: Profile, neighbours: pd.DataFrame, layer: str, indicator_id: str | None) -> str:
    """The neighbours by name, which is no ranking, under the area itself."""
    area = profile.area
    roles = profile.catalogue.roles
    shown = [profile.figure(i) for i in (roles.people.all, indicator_id or roles.surroundings) if i]
    figures = profile.figures_of_areas(neighbours.index, area.boundary_year)
    cells = {
        (code, i, period): (value, status)
        for code, i, period, value, status in figures[
            ["area_code", "indicator", "period", "value", "status"]
        ].itertuples(index=False, name=None)
    }
    several = neighbours.gemeente_code.nunique() > 1 or not set(neighbours.gemeente_code) <= set(area.gemeenten)
    with_gemeente = several and layer == "wijken"
    own = f"<strong>{escape(area.name)}</strong>"
    rows = [[own, *(_cell(f.value.number, f.value.status, f.indicator) for f in shown)]]
    for number, neighbour in enumerate(neighbours.itertuples(), 1):
        where = f" <small>{escape(str(neighbour.gemeente_name))}</small>" if with_gemeente else ""
        row = [f"{number}. {escape(neighbour.name)}{where}"]
        for figure in shown:
            # Without a row in that year it was another area then: a national table has them all.
            key = (neighbour.Index, figure.indicator.id, figure.value.period)
            row.append(_cell(*cells.get(key, (float("nan"), "not_linked")), figure.indicator))
        rows.append(row)
    heads = [{"wijken": "Wijk", "gemeenten": "Gemeente"}[layer]]
    heads += [f"{f.indicator.label} ({f.value.period})" if f.value.period else f.indicator.label for f in shown]
    return table(f"{area.name} en de {layer} eromheen", heads, rows, note="Op alfabet")


def _cell(value: float, status: str, indicator: Indicator) -> str:
    if status != "ok":
        return f'<span class="afwezig">{wording.ABSENT_SHORT[status]}</span>'
    return wording.beside_label(value, indicator)
