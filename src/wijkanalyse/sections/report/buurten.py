"""The buurten inside the area: the spread behind the average."""

from __future__ import annotations

import math

import geopandas as gpd
import pandas as pd

from wijkanalyse.dutch import largest_remainder
from wijkanalyse.methods.spread import eta_squared
from wijkanalyse.profile.buurten import MIN_INWONERS, large_enough, side_by_side
from wijkanalyse.profile.profile import Profile
from wijkanalyse.show import wording
from wijkanalyse.show.charts.dots import dots_row
from wijkanalyse.show.charts.map import outline_map
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import table


def buurten(profile: Profile) -> Fragment:
    """A table of the buurten, in alphabetical order: no ranking."""
    inside = profile.buurten
    area = profile.area
    if inside.empty:
        return Fragment(f"<p>{_why_none(profile)}</p>")
    named = large_enough(inside)
    small = len(inside) - len(named)
    if named.empty:
        return Fragment(
            f"<p>{escape(area.name)} heeft {len(inside)} buurten, elk met minder dan {MIN_INWONERS} inwoners. "
            "Over zo weinig mensen tonen we geen cijfers per buurt.</p>"
        )
    year = int(inside.boundary_year.iloc[0])
    roles = profile.catalogue.roles.buurten
    indicators = [profile.catalogue.indicators[i] for i in roles.table]
    values = {i.id: profile.buurt_values(i.id).set_index("area_code") for i in indicators}
    beside = {i.id: profile.own_buurt_values(i.id) for i in indicators}
    drawing = _map(profile, named)
    rows = []
    for number, buurt in enumerate(named.itertuples(), 1):
        name = escape(buurt.name)
        cells = [f"{number}. {name}" if drawing else name, wording.number(buurt.inwoners)]
        for indicator in indicators:
            frame = values[indicator.id]
            if buurt.area_code not in frame.index:
                cells.append(f'<span class="afwezig">{wording.ABSENT_SHORT["not_published"]}</span>')
                continue
            row = frame.loc[buurt.area_code]
            known = row.status == "ok"
            own_year = "" if row.is_usual else f" ({row.period})"
            cells.append(
                wording.beside_label(row.value, indicator) + own_year
                if known
                else f'<span class="afwezig">{wording.ABSENT_SHORT[row.status]}</span>'
            )
            if buurt.area_code in beside[indicator.id]:
                own, own_period = beside[indicator.id][buurt.area_code]
                cells[-1] += f" <small>eigen cijfer ({own_period}): {wording.beside_label(own, indicator)}</small>"
        rows.append(cells)
    heads = ["Buurt", "Inwoners", *(i.label for i in indicators)]
    less = (
        f" {small} {'buurt heeft' if small == 1 else 'buurten hebben'} minder dan {MIN_INWONERS} inwoners en "
        f"{'staat' if small == 1 else 'staan'} niet in de tabel."
        if small
        else ""
    )
    return join(
        f"<p>Een gemiddelde verbergt verschillen. {escape(area.name)} heeft {len(inside)} "
        f"{'buurt' if len(inside) == 1 else 'buurten'} (grenzen van {year}).{less}</p>",
        drawing,
        table(f"Buurten in {area.name}, cijfers van {year}", heads, rows),
        f'<p class="noot">{escape(roles.note) + " " if roles.note else ""}Een cijfer van een buurt zegt niets over één '
        "persoon of één straat.</p>",
    )


def _map(profile: Profile, named: pd.DataFrame) -> str:
    """The buurten with the numbers of the table, where there are outlines of their year; else nothing."""
    year = int(named.boundary_year.iloc[0])
    outlines = profile.processed.polygons("buurten", year)
    shown = outlines[outlines.area_code.isin(profile.buurten.area_code)] if outlines is not None else None
    if shown is None or shown.empty:
        return ""
    labels = {code: str(n) for n, code in enumerate(named.area_code, 1)}
    names = dict(zip(profile.buurten.area_code, profile.buurten["name"], strict=True))
    words = f"Kaart van de buurten in {profile.area.name}: {wording.names_in_a_row(list(named['name']))}."
    return (
        f"<figure>{outline_map(shown, here=(), names=names, words=words, labels=labels)}"
        f"<figcaption>{escape(_legend(profile, named, shown))}</figcaption></figure>"
    )


def _legend(profile: Profile, named: pd.DataFrame, shown: gpd.GeoDataFrame) -> str:
    """Which number is which buurt, what has no number, what is not drawn, and how true the outlines are."""
    numbers = dict(zip(named.area_code, (f"{n} {name}" for n, name in enumerate(named["name"], 1)), strict=True))
    drawn = set(shown.area_code)
    parts = [f"{', '.join(text for code, text in numbers.items() if code in drawn)}."]
    if drawn - numbers.keys():
        parts.append(f"Zonder nummer: een buurt met minder dan {MIN_INWONERS} inwoners.")
    if lost := [name for code, name in zip(named.area_code, named["name"], strict=True) if code not in drawn]:
        parts.append(f"Niet getekend, want er is geen grens van: {wording.names_in_a_row(lost)}.")
    simple = ", vereenvoudigd" if "simplified" in shown and shown.simplified.any() else ""
    parts.append(f"Grenzen van {int(named.boundary_year.iloc[0])}{simple}: Kadaster en CBS.")
    return " ".join(parts)


def _why_none(profile: Profile) -> str:
    if profile.area.level == "buurt":
        return "Dit gebied is zelf een buurt. Kleiner maken we de cijfers niet."
    return (
        f"Over de buurten van {escape(profile.area.name)} zijn er met deze grens geen cijfers. "
        "Daarom staan ze hier niet."
    )


def spread(profile: Profile) -> Fragment:
    """Buurten as dots, unnamed, and how much of the differences between people lies between buurten."""
    area = profile.area
    if not profile.catalogue.roles.buurten.spread:
        return Fragment(f'<p class="afwezig">Verschillen tussen buurten: {wording.NONE_CHOSEN}</p>')
    rows = []
    for name in profile.catalogue.roles.buurten.spread:
        indicator = profile.catalogue.indicators[name]
        values = side_by_side(profile, name)
        if len(values) < 3:
            continue
        whole = next((v for v in profile.history(name) if v.period == values.period.iloc[0] and v.is_known), None)
        if whole is None:
            continue
        low, high = values.value.min(), values.value.max()
        shown = [wording.beside_label(v, indicator) for v in (low, whole.number, high)]
        between = f"tussen {shown[0]} en {shown[2]}" if shown[0] != shown[2] else f"met {shown[0]}"
        words = f"{len(values)} buurten {between}, het gebied {shown[1]}"
        room = 0.15 * (high - low) or 1.0
        drawing = dots_row(values.value.tolist(), mean=whole.number, low=low - room, high=high + room, words=words)
        rows.append([escape(indicator.label), shown[0], drawing, shown[2], f"{whole.period}"])
    if not rows:
        return Fragment(
            f"<p>Over de verschillen tussen buurten in {escape(area.name)} weten we niets. Er zijn minder dan drie "
            "buurten met genoeg inwoners en een cijfer.</p>"
        )
    heads = ["Cijfer", "Laagste buurt", "Alle buurten", "Hoogste buurt", "Jaar"]
    note = f"Elke stip is een buurt met minstens {MIN_INWONERS} inwoners, het streepje is het hele gebied"
    return join(table(f"Verschillen tussen buurten: {area.name}", heads, rows, note=note), _between(profile))


def _between(profile: Profile) -> str:
    """The ecological fallacy in one number; only for counted figures, since a model smooths differences."""
    between = profile.catalogue.roles.buurten.between
    values = side_by_side(profile, between.indicator) if between else ()
    if len(values) < 3:
        return ""
    share = eta_squared(values.value.to_numpy() / 100, values.inwoners.to_numpy(float))
    if math.isnan(share):
        return ""
    within, apart = largest_remainder([100 * (1 - share), 100 * share])
    return (
        f"<p>Neem {escape(between.words)}: {wording.number(within)}% van de verschillen zit tussen mensen "
        f"<em>binnen</em> de buurten, en {wording.number(apart)}% tussen de buurten. Een cijfer van een buurt "
        "zegt dus weinig over één persoon.</p>"
    )
