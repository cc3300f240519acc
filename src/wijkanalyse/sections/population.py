"""Charts of who lives here: ages and households beside gemeente and Nederland, and the number over time."""

from __future__ import annotations

import pandas as pd

from wijkanalyse import wording
from wijkanalyse.charts.bars import grouped_bars
from wijkanalyse.fragments import Chart, Fragment, escape
from wijkanalyse.profile import Figure, Profile
from wijkanalyse.tables import table

AGES = {
    "leeftijd_0_14_pct": "0 tot 15 jaar",
    "leeftijd_15_24_pct": "15 tot 25 jaar",
    "leeftijd_25_44_pct": "25 tot 45 jaar",
    "leeftijd_45_64_pct": "45 tot 65 jaar",
    "leeftijd_65_plus_pct": "65 jaar en ouder",
}
HOUSEHOLDS = {
    "eenpersoonshuishoudens_pct": "Alleenwonend",
    "huishoudens_zonder_kinderen_pct": "Samen, zonder kinderen",
    "huishoudens_met_kinderen_pct": "Met kinderen",
}


def age_chart(profile: Profile) -> Chart | Fragment:
    """Ages of the inhabitants."""
    return _composition(profile, AGES, "Leeftijd van de inwoners", "van de inwoners")


def household_chart(profile: Profile) -> Chart | Fragment:
    """Kinds of households."""
    return _composition(profile, HOUSEHOLDS, "Soorten huishoudens", "van de huishoudens")


def _composition(profile: Profile, groups: dict[str, str], title: str, of_whom: str) -> Chart | Fragment:
    figures = {groups[i]: figure for i, figure in profile.figures_together(groups).items()}
    absent = [f.value for f in figures.values() if not f.value.is_known]
    if absent:
        return Fragment(f'<p class="afwezig">{title}: {escape(wording.absent(absent[0]))}</p>')
    if len({f.value.period for f in figures.values()}) > 1:
        return Fragment(f'<p class="afwezig">{title}: er is geen jaar met een cijfer voor elke groep.</p>')
    area = profile.area
    # Pairs and not a dictionary: for Nederland itself the first and the last have one name.
    series = [
        (area.name, lambda f: f.value),
        (wording.gemeente_label(area), lambda f: f.gemeente),
        ("Nederland", lambda f: f.nederland),
    ]
    rows = [
        {"group": name, "series": label, "value": value.number}
        for label, pick in series
        if label and all(pick(f) is not None and pick(f).is_known for f in figures.values())
        for name, f in figures.items()
        for value in [pick(f)]
    ]
    shares = pd.DataFrame(rows).drop_duplicates(["group", "series"])
    shown = list(dict.fromkeys(shares.series))
    period = next(iter(figures.values())).value.period
    heading = f"{title}, {period}: {wording.names_in_a_row(shown)}"
    return grouped_bars(shares, series=shown, title=heading, alt=_alt(title, period, area.name, figures, of_whom))


def _alt(title: str, period: int, area_name: str, figures: dict[str, Figure], of_whom: str) -> str:
    parts = []
    for name, figure in figures.items():
        there = figure.nederland
        beside = (
            f" (Nederland {wording.quantity(there.number, '%', 0)})" if there is not None and there.is_known else ""
        )
        parts.append(f"{name.lower()} {wording.quantity(figure.value.number, '%', 0)}{beside}")
    return f"Staafdiagram. {title} in {area_name} in {period}, als deel {of_whom}: {'; '.join(parts)}."


def population_over_time(profile: Profile) -> Fragment:
    """The number of inhabitants in every year in which the area was the same."""
    years = [v for v in profile.history("inwoners_aantal") if v.is_known]
    if len(years) < 2:
        return Fragment(
            '<p class="noot">Hoe het aantal inwoners veranderde, is niet te zeggen: er is maar één jaar waarin het '
            "gebied hetzelfde was als nu.</p>"
        )
    first, last = years[0], years[-1]
    change = last.number - first.number
    share = f" ({wording.number(100 * change / first.number, 1)}%)" if first.number >= 50 else ""
    direction = "meer" if change > 0 else "minder"
    if abs(change) <= 8:
        sentence = f"Tussen {first.period} en {last.period} bleef het aantal inwoners ongeveer gelijk."
    else:
        sentence = (
            f"In {last.period} woonden er {wording.number(abs(change))} mensen {direction} dan in "
            f"{first.period}{share.replace('−', '')}."
        )
    rows = [[str(v.period), wording.number(v.number)] for v in years]
    note = (
        '<p class="noot">Het CBS rondt aantallen in wijken en buurten af. Kleine verschillen zeggen daarom niets.</p>'
    )
    return Fragment(
        f"<p>{sentence}</p>" + table(f"Inwoners per 1 januari: {profile.area.name}", ["Jaar", "Inwoners"], rows) + note
    )
