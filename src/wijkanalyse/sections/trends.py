"""What changed since the first comparable year."""

from __future__ import annotations

from wijkanalyse import wording
from wijkanalyse.fragments import Fragment, escape, join
from wijkanalyse.profile import Profile
from wijkanalyse.tables import table, unit
from wijkanalyse.trends import Change, change_of

SERIES = [
    "inwoners_aantal", "leeftijd_0_14_pct", "leeftijd_65_plus_pct", "huishoudens_aantal",
    "eenpersoonshuishoudens_pct", "huishoudensgrootte_personen", "bijstand_per_1000", "arbeidsongeschikt_per_1000",
    "ww_per_1000", "koopwoningen_pct", "corporatiewoningen_pct", "woz_waarde_x1000_euro", "arbeidsparticipatie_pct",
    "wmo_per_1000", "autos_per_huishouden", "afstand_supermarkt_km",
]  # fmt: skip
MODELLED = [
    "ervaren_gezondheid_goed_pct", "beperkt_door_gezondheid_pct", "hoog_risico_angst_depressie_pct", "eenzaam_pct",
    "roker_pct", "overgewicht_pct",
]  # fmt: skip


def trends(profile: Profile) -> Fragment:
    """A table from the first to the last comparable year, with what cannot be compared and why."""
    changes = [change_of(profile, i) for i in SERIES if i in profile.catalogue.indicators]
    comparable = [c for c in changes if len(c.years) >= 2]
    if not comparable:
        return Fragment(
            "<p>Er zijn geen twee jaren waarin dit gebied dezelfde grens had en het cijfer hetzelfde betekende. "
            "Over veranderingen is daarom niets te zeggen.</p>"
        )
    rows = [_row(c, profile) for c in comparable]
    heads = ["Cijfer", "Eerst", "Laatst", "Verandering", "Nederland in die jaren"]
    why = [c for c in changes if len(c.years) < 2 and c.reason]
    return join(
        "<p>Er zijn te weinig jaren om een trend te toetsen. De tabel beschrijft alleen het verschil tussen het eerste "
        "en het laatste jaar waarin grens en betekenis gelijk bleven. Trek de lijn niet door naar de toekomst.</p>"
        if not any(c.test for c in comparable)
        else "",
        table(f"Veranderingen: {profile.area.name}", heads, rows),
        _not_comparable(why),
    )


def _row(change: Change, profile: Profile) -> list[str]:
    indicator, first, last = change.indicator, change.first, change.last
    numbers = [wording.plain_number(change.nederland.get(v.period, float("nan")), indicator) for v in (first, last)]
    beside = " → ".join(numbers) if all(numbers) else '<span class="afwezig">geen cijfer</span>'
    return [
        escape(indicator.label) + unit(indicator, profile.catalogue),
        f"{wording.plain_number(first.number, indicator)} <small>{first.period}</small>",
        f"{wording.plain_number(last.number, indicator)} <small>{last.period}</small>",
        wording.DIRECTIONS[change.direction],
        beside,
    ]


def _not_comparable(changes: list[Change]) -> str:
    if not changes:
        return ""
    items = "".join(f"<li>{escape(c.indicator.label)}: {escape(c.reason)}.</li>" for c in changes)
    return f'<details class="uitleg"><summary>Wat niet te vergelijken is</summary><ul>{items}</ul></details>'


def earlier_estimates(profile: Profile) -> Fragment:
    """Modelled health figures of earlier years side by side, said not to be comparable."""
    rows, years = [], []
    for name in MODELLED:
        if name not in profile.catalogue.indicators:
            continue
        values = {v.period: v for v in profile.history(name) if v.is_known}
        if len(values) >= 2:
            years = sorted(set(years) | set(values))
            rows.append((profile.catalogue.indicators[name], values))
    if not rows:
        return Fragment('<p class="noot">Er zijn geen schattingen van eerdere jaren.</p>')
    cells = [
        [escape(i.label), *(wording.plain_number(v[y].number, i) if y in v else "–" for y in years)] for i, v in rows
    ]
    caption = f"Schattingen van verschillende jaren: {profile.area.name}"
    note = "Niet met elkaar te vergelijken: het model en soms de vraag waren anders"
    body = table(caption, ["Schatting", *map(str, years)], cells, note=note)
    return Fragment(f'<details class="vergelijkingen"><summary>Schattingen van eerdere jaren</summary>{body}</details>')
