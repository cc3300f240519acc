"""Where the patients of a practice live: area figures weighted by a list of patients per area."""

from __future__ import annotations

import pandas as pd

from wijkanalyse.methods.catchment import catchment_profile
from wijkanalyse.profile.profile import Profile
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import table, unit


def catchments(profile: Profile) -> Fragment:
    """The catchment of every practice that this edition may show and that has patients here; else nothing."""
    lists = profile.patient_lists
    return join(*(_catchment(profile, lists[lists.source == source]) for source in lists.source.unique()))


def _catchment(profile: Profile, patients: pd.DataFrame) -> str:
    figures = profile.figures_of_areas(patients.area_code, int(patients.boundary_year.iloc[0]))
    rows = []
    for name in profile.catalogue.roles.catchments:
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
