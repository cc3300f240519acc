"""Where the patients of a practice live: area figures weighted by a list of patients per area."""

from __future__ import annotations

import pandas as pd

from wijkanalyse import wording
from wijkanalyse.fragments import Fragment, escape, join
from wijkanalyse.methods.catchment import catchment_profile
from wijkanalyse.profile import EDITIONS, Profile
from wijkanalyse.tables import table, unit

SHOWN = [
    "leeftijd_65_plus_pct", "eenpersoonshuishoudens_pct", "laag_inkomen_pct", "moeite_met_rondkomen_pct",
    "ervaren_gezondheid_goed_pct", "beperkt_door_gezondheid_pct", "hoog_risico_angst_depressie_pct", "eenzaam_pct",
    "roker_pct", "overgewicht_pct",
]  # fmt: skip


def catchments(profile: Profile) -> Fragment:
    """The catchment of every practice that this edition may show and that has patients here; else nothing."""
    lists = profile.processed.patients
    if lists.empty:
        return Fragment("")
    allowed = lists[lists.openness.isin(EDITIONS[: EDITIONS.index(profile.edition) + 1])]
    here = allowed[allowed.area_code.map(lambda code: _inside(code, profile))].source.unique()
    return join(*(_catchment(profile, allowed[allowed.source == source]) for source in here))


def _inside(code: str, profile: Profile) -> bool:
    """Whether an area is a part of the area of the report, or lies in one."""
    parts = {p.code for p in profile.area.parts}
    return bool({code, "WK" + code[2:8], "GM" + code[2:6]} & parts)


def _catchment(profile: Profile, patients: pd.DataFrame) -> str:
    year = int(patients.boundary_year.iloc[0])
    register = profile.processed.areas.register
    ids = register[(register.boundary_year == year) & register.area_code.isin(patients.area_code)]
    figures = profile.processed.figures_of(ids.gemeente_code.unique())
    figures = figures[figures.area_id.isin(ids.area_id)].astype({"area_id": str})
    figures = figures.assign(area_code=figures.area_id.map(dict(zip(ids.area_id, ids.area_code, strict=True))))
    rows = []
    for name in SHOWN:
        indicator = profile.catalogue.indicators[name]
        period = profile.processed.newest_period(name)
        means = catchment_profile(
            patients[["area_code", "patients"]],
            figures[(figures.indicator == name) & (figures.period == period)],
            patients.openness.iloc[0],
        )
        if means.empty or means.absent.iloc[0]:
            continue
        there = profile.nederland_history(name).get(period, float("nan"))
        rows.append(
            [
                escape(indicator.label) + unit(indicator, profile.catalogue),
                wording.plain_number(float(means.value.iloc[0]), indicator),
                wording.plain_number(there, indicator),
                wording.number(100 * float(means.coverage.iloc[0])) + "%",
                str(period),
            ]
        )
    if not rows:
        return ""
    title = str(patients.title.iloc[0])
    heads = ["Cijfer van de wijken en buurten", "Gewogen naar patiënten", "Nederland", "Bekend voor", "Jaar"]
    return (
        f"<h3>{escape(title)}</h3><p>Patiënten van deze praktijk wonen in wijken en buurten met gemiddeld deze "
        "cijfers. Het zijn cijfers van iedereen die daar woont. Ze zeggen niets over een deel van de patiënten.</p>"
        + table(f"Waar de patiënten wonen: {title}", heads, rows)
    )
