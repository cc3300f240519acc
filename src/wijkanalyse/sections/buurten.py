"""The buurten inside the area: the spread behind the average."""

from __future__ import annotations

from wijkanalyse import wording
from wijkanalyse.fragments import Fragment, escape, join
from wijkanalyse.profile import Profile
from wijkanalyse.tables import table

COLUMNS = [
    "leeftijd_65_plus_pct", "eenpersoonshuishoudens_pct", "ervaren_gezondheid_goed_pct", "eenzaam_pct",
    "moeite_met_rondkomen_pct",
]  # fmt: skip
MIN_NAMED = 100
"""A buurt with fewer inhabitants is counted but not shown by name (METHODS §7.1)."""


def buurten(profile: Profile) -> Fragment:
    """A table of the buurten, in alphabetical order: no ranking."""
    inside = profile.buurten
    area = profile.area
    if inside.empty:
        return Fragment(f"<p>{_why_none(profile)}</p>")
    named = inside[inside.inwoners >= MIN_NAMED].sort_values("name")
    small = len(inside) - len(named)
    if named.empty:
        return Fragment(
            f"<p>{escape(area.name)} heeft {len(inside)} buurten, elk met minder dan {MIN_NAMED} inwoners. "
            "Over zo weinig mensen tonen we geen cijfers per buurt.</p>"
        )
    year = int(inside.boundary_year.iloc[0])
    indicators = [profile.catalogue.indicators[i] for i in COLUMNS]
    values = {i.id: profile.buurt_values(i.id).set_index("area_code") for i in indicators}
    rows = []
    for buurt in named.itertuples():
        cells = [escape(buurt.name), wording.number(buurt.inwoners)]
        for indicator in indicators:
            frame = values[indicator.id]
            if buurt.area_code not in frame.index:
                cells.append('<span class="afwezig">niet gepubliceerd</span>')
                continue
            row = frame.loc[buurt.area_code]
            known = row.status == "ok"
            cells.append(
                wording.quantity(row.value, indicator.unit, indicator.decimals)
                if known
                else f'<span class="afwezig">{wording.ABSENT_SHORT[row.status]}</span>'
            )
        rows.append(cells)
    heads = ["Buurt", "Inwoners", *(i.label for i in indicators)]
    less = (
        f" {small} {'buurt heeft' if small == 1 else 'buurten hebben'} minder dan {MIN_NAMED} inwoners en "
        f"{'staat' if small == 1 else 'staan'} niet in de tabel."
        if small
        else ""
    )
    return join(
        f"<p>Een gemiddelde verbergt verschillen. {escape(area.name)} heeft {len(inside)} "
        f"{'buurt' if len(inside) == 1 else 'buurten'} (indeling {year}).{less}</p>",
        table(f"Buurten in {area.name}, cijfers van {year}", heads, rows),
        '<p class="noot">Gezondheid, eenzaamheid en moeite met rondkomen zijn schattingen met een model. Een cijfer '
        "van een buurt zegt niets over één persoon of één straat.</p>",
    )


def _why_none(profile: Profile) -> str:
    if profile.area.level == "buurt":
        return "Dit gebied is zelf een buurt. Kleiner maken we de cijfers niet."
    return (
        f"Cijfers per buurt zijn er alleen van jaren waarin {escape(profile.area.name)} een andere grens had, "
        "of de buurten staan niet in de gebruikte tabellen. Daarom staan er hier geen."
    )
