"""Page one: about which area, the key figures, what stands out, and where it is."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from importlib.metadata import version

from wijkanalyse import wording
from wijkanalyse.areas import Area
from wijkanalyse.charts.map import outline_map
from wijkanalyse.fragments import Fragment, Identity, escape, join
from wijkanalyse.profile import Figure, Profile
from wijkanalyse.verdicts import Verdict, Verdicts

KEY_FIGURES = [
    "inwoners_aantal", "leeftijd_65_plus_pct", "eenpersoonshuishoudens_pct", "ervaren_gezondheid_goed_pct",
    "eenzaam_pct", "moeite_met_rondkomen_pct", "corporatiewoningen_pct", "afstand_huisarts_km",
]  # fmt: skip
MOST_SENTENCES = 3
"""Per heading; with what comes before at most seven sentences."""
AGE_GROUPS = {"inwoners_65_plus_aantal"}
"""Weights of figures about one age group only."""
BUILT_VARIABLE = "WIJKANALYSE_BUILT"
"""The batch sets the day of the build here, so that equal input gives equal reports."""


def identity(profile: Profile) -> Identity:
    """Which area, edition and sources the report is about, for the heading, the footer and the runner's check."""
    area = profile.area
    facts = {
        "area_code": area.code,
        "area_name": area.name,
        "area_level": area.level,
        "gemeente_name": wording.names_in_a_row(area.gemeente_names) or None,
        "boundary_year": area.boundary_year,
        "edition": profile.edition,
        "sources": [{k: s[k] for k in ("citation", "modified", "licence", "openness")} for s in profile.used_sources()],
        "version": version("wijkanalyse"),
        "built": os.environ.get(BUILT_VARIABLE) or None,
    }
    line = f"{area.name} ({area.code}), grenzen van {area.boundary_year}, editie {profile.edition}"
    return Identity(facts, line)


def key_figures(profile: Profile) -> Fragment:
    """Eight figures that say what kind of area this is."""
    items = "".join(_key_figure(profile.figure(i)) for i in KEY_FIGURES)
    return Fragment(f'<dl class="kerncijfers">{items}</dl>')


def _key_figure(figure: Figure) -> str:
    indicator, value = figure.indicator, figure.value
    if value.is_known:
        shown = escape(wording.quantity(value.number, indicator.unit, indicator.decimals))
    else:
        shown = f'<span class="afwezig">{wording.ABSENT_SHORT[value.status]}</span>'
    note = str(value.period) if value.period else ""
    if figure.nederland is not None and figure.nederland.is_known and indicator.aggregation.rule != "sum":
        note = f"Nederland {wording.quantity(figure.nederland.number, indicator.unit, indicator.decimals)} · {note}"
    return f"<div><dt>{escape(indicator.label)}</dt><dd>{shown}</dd><dd><small>{escape(note)}</small></dd></div>"


def summary(verdicts: Verdicts) -> Fragment:
    """What stands out, in at most seven plain sentences."""
    profile = verdicts.profile
    area = profile.area
    if not area.is_inhabited:
        return Fragment(
            f"<p>Volgens het CBS wonen er geen mensen in {escape(wording.place(area))}. "
            "Daarom zijn er geen cijfers over inwoners. Wat er wel is, staat in de hoofdstukken.</p>"
        )
    striking = list(_striking(verdicts))
    attention = [v for v in striking if v.judgement.state == "worse"]
    good = [v for v in striking if v.judgement.state == "better"]
    parts = [f"<p>{_who_lives_here(profile)}</p>"]
    if area.inwoners < 500:
        parts.append(
            "<p>Er wonen weinig mensen. Veel cijfers zijn daarom geheim, afgerond of onzeker. "
            "Gebruik ze alleen om een gesprek te beginnen.</p>"
        )
    parts += [_list_of("Wat vraagt aandacht", attention, area.name), _list_of("Wat gaat goed", good, area.name)]
    shown = [*good[:MOST_SENTENCES], *attention[:MOST_SENTENCES]]
    if not shown:
        parts.append("<p>Er is geen cijfer dat duidelijk en in belangrijke mate van Nederland verschilt.</p>")
    elif any(v.judgement.indicative for v in shown):
        parts.append(
            '<p class="noot">Schattingen met een model hebben een onzekerheid die de bron niet geeft. '
            "Zie ze als een aanwijzing, en vraag in de wijk of mensen dit herkennen.</p>"
        )
    return join(*parts)


def _striking(verdicts: Verdicts) -> Iterator[Verdict]:
    """Judgements in which all steps hold, most striking first; one per theme, since a theme counts once.

    A gemeente has no place among the wijken; there the size of the difference decides. Figures of one
    age group have their place in the chapters.
    """
    seen: set[str] = set()
    speaking = [
        v
        for v in verdicts.all
        if v.speaks and v.judgement.striking is not False and v.figure.indicator.aggregation.weight not in AGE_GROUPS
    ]
    for verdict in sorted(speaking, key=_less_striking):
        theme = verdict.figure.indicator.theme
        there = verdict.figure.nederland
        if theme not in seen and there is not None and there.is_known:
            seen.add(theme)
            yield verdict


def _less_striking(verdict: Verdict) -> float:
    figure = verdict.figure
    return -abs(figure.difference / (figure.nederland.number or 1.0) if math.isnan(figure.z) else figure.z)


def _who_lives_here(profile: Profile) -> str:
    inwoners = profile.figure("inwoners_aantal").value
    older = profile.figure("leeftijd_65_plus_pct")
    sentence = (
        f"In {escape(wording.place(profile.area))} wonen {wording.number(inwoners.number)} mensen ({inwoners.period})."
        if inwoners.is_known
        else f"Hoeveel mensen er wonen in {escape(wording.place(profile.area))}, is niet bekend."
    )
    if older.value.is_known and older.nederland is not None and older.nederland.is_known:
        sentence += (
            f" Daarvan is {wording.quantity(older.value.number, '%', 1)} 65 jaar of ouder;"
            f" in Nederland is dat {wording.quantity(older.nederland.number, '%', 1)} ({older.value.period})."
        )
    return sentence


def _list_of(title: str, verdicts: list[Verdict], area_name: str) -> str:
    if not verdicts:
        return ""
    items = "".join(f"<li>{escape(wording.comparison(v.figure, area_name))}</li>" for v in verdicts[:MOST_SENTENCES])
    return f'<h3>{title}</h3><ul class="duiding">{items}</ul>'


def _wijken_of(area: Area) -> set[str]:
    """The wijken of the parts: a buurt is shown by the wijk it lies in, since there are no outlines of buurten."""
    return {"WK" + p.code[2:8] if p.level == "buurt" else p.code for p in area.parts}


def location(profile: Profile) -> Fragment:
    """A small map: the area among the wijken of its gemeente."""
    area = profile.area
    polygons = profile.processed.polygons("wijken", area.boundary_year)
    register = profile.processed.areas.register
    wijken = register[(register.boundary_year == area.boundary_year) & (register.area_level == "wijk")]
    gemeenten = area.gemeenten or tuple(p.code for p in area.parts)
    around = wijken[wijken.gemeente_code.isin(gemeenten)]
    shown = polygons[polygons.area_code.isin(around.area_code)] if polygons is not None else None
    if shown is None or shown.empty:
        return Fragment(
            f'<p class="afwezig">Van {area.boundary_year} zijn er geen grenzen om een kaart te tekenen.</p>'
        )
    whole = {p.code for p in area.parts if p.level == "gemeente"}
    here = _wijken_of(area) | set(around.area_code[around.gemeente_code.isin(whole)])
    names = dict(zip(around.area_code, around["name"], strict=True))
    coloured = "de wijk waarin het gebied ligt" if any(p.level == "buurt" for p in area.parts) else area.name
    words = f"Kaart van de wijken in {wording.gemeente_label(area) or area.name}. Gekleurd: {coloured}."
    return Fragment(
        f"<figure>{outline_map(shown, here=here, names=names, words=words)}"
        f"<figcaption>{escape(words)} Grenzen van {area.boundary_year}: Kadaster en CBS.</figcaption></figure>"
    )
