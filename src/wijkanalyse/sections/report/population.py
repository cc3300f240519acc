"""Charts of who lives here: ages and households beside gemeente and Nederland, and the number over time."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from wijkanalyse.dutch import largest_remainder
from wijkanalyse.profile.profile import Profile
from wijkanalyse.show import wording
from wijkanalyse.show.charts.bars import grouped_bars
from wijkanalyse.show.fragments import Chart, Fragment, escape
from wijkanalyse.show.tables import table

INCOMES_BETWEEN = "Daartussen"


def age_chart(profile: Profile) -> Chart | Fragment:
    """Ages of the inhabitants."""
    indicators = profile.catalogue.indicators
    groups = {group.indicator: indicators[group.indicator].label for group in profile.catalogue.roles.ages}
    return _composition(profile, groups, "Leeftijd van de inwoners", "van de inwoners")


def household_chart(profile: Profile) -> Chart | Fragment:
    """Kinds of households."""
    return _composition(profile, profile.catalogue.roles.households, "Soorten huishoudens", "van de huishoudens")


def income_chart(profile: Profile) -> Chart | Fragment:
    """Households by the income group of the country that they belong to."""
    groups = profile.catalogue.roles.incomes
    return _composition(profile, groups, "Inkomen van huishoudens", "van de huishoudens", between=INCOMES_BETWEEN)


def _composition(
    profile: Profile, groups: Mapping[str, str], title: str, of_whom: str, *, between: str = ""
) -> Chart | Fragment:
    """Bars per group for the area, the gemeente and Nederland; `between`: what is left between the first and last."""
    if not groups:
        return Fragment(f'<p class="afwezig">{title}: {wording.NONE_CHOSEN}</p>')
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
    shares: dict[str, dict[str, float]] = {}
    for label, pick in series:
        values = {name: pick(f) for name, f in figures.items()}
        if label and all(v is not None and v.is_known and not math.isnan(v.number) for v in values.values()):
            shares.setdefault(label, _with_rest({n: v.number for n, v in values.items()}, between))
    rows = [{"group": g, "series": s, "value": v} for s, parts in shares.items() for g, v in parts.items()]
    period = next(iter(figures.values())).value.period
    rest = f" {between} is wat overblijft van de 100%." if between else ""
    return grouped_bars(
        pd.DataFrame(rows),
        series=list(shares),
        title=f"{title}, {period}: {wording.names_beside(list(shares))}",
        alt=_alt(title, period, area.name, {s: _said(parts) for s, parts in shares.items()}, of_whom),
        caption=f"Deel {of_whom}{_rounding(shares)}.{rest} De cijfers staan ook in de tabel van dit hoofdstuk.",
    )


def _with_rest(shares: dict[str, float], between: str) -> dict[str, float]:
    """With what is left of 100 between the first and the last share; without `between` the shares as they are."""
    if not between:
        return shares
    first, *_, last = shares
    rest = max(100.0 - sum(shares.values()), 0.0)
    return {first: shares[first], between: rest, last: shares[last]}


def _said(shares: dict[str, float]) -> dict[str, str]:
    """The shares as they are written: whole percentages of one whole, which add up to it."""
    return {name: f"{part}%" for name, part in zip(shares, largest_remainder(list(shares.values())), strict=True)}


def _rounding(shares: dict[str, dict[str, float]]) -> str:
    """How the shares are rounded, where that shows: counts that CBS rounded need not add up to their whole."""
    whole = all(sum(largest_remainder(list(parts.values()))) == 100 for parts in shares.values())
    return ", zo afgerond dat het samen 100% is" if whole else ""


def _alt(title: str, period: int, area_name: str, said: dict[str, dict[str, str]], of_whom: str) -> str:
    here, there = said[area_name], said.get("Nederland", {}) if area_name != "Nederland" else {}
    parts = []
    for name, share in here.items():
        beside = f" (Nederland {there[name]})" if there else ""
        parts.append(f"{name[0].lower()}{name[1:]} {share}{beside}")
    return f"Staafdiagram. {title} in {area_name} in {period}, als deel {of_whom}: {'; '.join(parts)}."


def population_over_time(profile: Profile) -> Fragment:
    """The number of inhabitants in every year in which the area was the same."""
    years = [v for v in profile.history(profile.catalogue.roles.people.all) if v.is_known]
    if len(years) < 2:
        return Fragment(
            '<p class="noot">Hoe het aantal inwoners veranderde, weten we niet. Er is maar één jaar waarin het '
            "gebied hetzelfde was als nu.</p>"
        )
    first, last = years[0], years[-1]
    change = last.number - first.number
    direction, named = ("meer", "groei") if change > 0 else ("minder", "daling")
    if abs(change) <= 8:
        sentence = f"Tussen {first.period} en {last.period} bleef het aantal inwoners bijna gelijk."
    else:
        sentence = (
            f"In {last.period} woonden er {wording.number(abs(change))} mensen {direction} dan in {first.period}."
        )
        if first.number >= 50:
            share = wording.number(100 * abs(change) / first.number, 1)
            sentence += f" Dat is een {named} van {share}%."
    rows = [[str(v.period), wording.number(v.number)] for v in years]
    note = (
        '<p class="noot">Het CBS rondt aantallen in wijken en buurten af. Kleine verschillen zeggen daarom niets.</p>'
    )
    return Fragment(
        f"<p>{sentence}</p>" + table(f"Inwoners per 1 januari: {profile.area.name}", ["Jaar", "Inwoners"], rows) + note
    )
