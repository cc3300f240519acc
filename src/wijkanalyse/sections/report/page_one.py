"""Page one: about which area, the key figures, what stands out, and where it is."""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Iterator
from importlib.metadata import version

from wijkanalyse.day import BUILT_VARIABLE
from wijkanalyse.dutch import dutch_date
from wijkanalyse.process.areas import Area
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdict, Verdicts
from wijkanalyse.show import wording
from wijkanalyse.show.charts.map import outline_map
from wijkanalyse.show.fragments import Fragment, IdentityOutput, escape, join
from wijkanalyse.show.tables import state_mark

MOST_SENTENCES = 2
"""Per heading; with who lives here (two) and where the conversation can begin (one) at most seven sentences."""


def identity(profile: Profile, document: str = "Wijkanalyse") -> IdentityOutput:
    """Which area, edition and sources the report is about, for the heading, the footer and the runner's check."""
    area = profile.area
    facts = {
        "document": document,
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
    return IdentityOutput(facts, line)


def key_figures(verdicts: Verdicts) -> Fragment:
    """What kind of area this is in some eight figures, beside Nederland, with the judgement where there is one."""
    shown = verdicts.profile.catalogue.roles.key_figures
    if not shown:
        return Fragment(f'<p class="afwezig">Kerncijfers: {wording.NONE_CHOSEN}</p>')
    items = "".join(_key_figure(_first_known(verdicts, names)) for names in shown)
    against = wording.COMPARATOR_NAMES[verdicts.key]
    return Fragment(
        f'<dl class="kerncijfers">{items}</dl><p class="noot">Gunstiger of ongunstiger: vergeleken met {against}, in '
        "het jaar dat erbij staat. Zonder oordeel is het achtergrond.</p>"
    )


def _first_known(verdicts: Verdicts, names: tuple[str, ...]) -> Verdict:
    found = [verdicts.of(name) for name in names]
    return next((v for v in found if v.figure.value.is_known), found[0])


def _key_figure(verdict: Verdict) -> str:
    figure = verdict.figure
    indicator, value = figure.indicator, figure.value
    if value.is_known:
        shown, _, unit = wording.quantity(value.number, indicator.unit, indicator.decimals).partition(wording.NBSP)
        shown = escape(shown) + (f' <span class="eenheid">{escape(unit)}</span>' if unit else "")
    elif value.is_range:
        shown = f'<span class="afwezig">{escape(wording.number_range(value.least, value.most, indicator))}</span>'
    else:
        shown = f'<span class="afwezig">{wording.ABSENT_SHORT[value.status]}</span>'
    there = figure.nederland
    beside = ""
    if there is not None and there.is_known and not math.isnan(there.number) and indicator.aggregation.rule != "sum":
        beside = f"Nederland {escape(wording.quantity(there.number, indicator.unit, indicator.decimals))}<br>"
    state = state_mark(verdict) if value.is_known else ""
    kind = ", schatting" if figure.estimate_type == "model" and value.is_known else ""
    return (
        f'<div><dt><a href="#uitleg-{indicator.id}">{escape(indicator.label)}</a></dt><dd>{shown}</dd>'
        f"<dd><small>{beside}{value.period or ''}{kind}</small></dd><dd>{state}</dd></div>"
    )


def colophon(profile: Profile, made_by: str = "") -> Fragment:
    """Who made the report, when, and on which figures of which years it rests."""
    years: dict[str, list[int]] = {}
    for figure in (f for name in profile.catalogue.vocabulary.chapters for f in profile.chapter(name)):
        source = profile.processed.sources.get(figure.value.source)
        if source and figure.value.is_known:
            years.setdefault(source["label"], []).append(figure.value.period)
    built = os.environ.get(BUILT_VARIABLE)
    made = [f"Gemaakt door {made_by}" if made_by else "Gemaakt"]
    made += [f"op {dutch_date(dt.date.fromisoformat(built))}"] if built else []
    made += [f"met wijkanalyse {version('wijkanalyse')}."]
    spans = [f"{label} ({_span(periods)})" for label, periods in years.items()]
    rests = f" De cijfers komen van {wording.names_in_a_row(spans)}." if spans else ""
    return Fragment(
        f'<p class="noot colofon">{escape(" ".join(made))}{escape(rests)} <a href="#bronnen">Alle bronnen</a>.</p>'
    )


def _span(periods: list[int]) -> str:
    """The years of figures, as in: 2016 tot en met 2022."""
    first, last = min(periods), max(periods)
    return str(first) if first == last else f"{first} tot en met {last}"


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
    of_older = verdicts.profile.catalogue.roles.people.older
    speaking = [
        v
        for v in verdicts.all
        if v.judgement.state in ("better", "worse") and v.figure.indicator.aggregation.weight != of_older
    ]
    for verdict in sorted(speaking, key=_less_striking):
        theme = verdict.figure.indicator.theme
        there = verdict.figure.nederland
        if theme not in seen and there is not None and there.is_known:
            seen.add(theme)
            yield verdict


def _less_striking(verdict: Verdict) -> float:
    figure = verdict.figure
    z = verdict.judgement.z
    return -abs(figure.difference / (figure.nederland.number or 1.0) if math.isnan(z) else z)


def _who_lives_here(profile: Profile) -> str:
    roles = profile.catalogue.roles
    inwoners = profile.figure(roles.people.all).value
    sentence = (
        f"In {escape(wording.place(profile.area))} wonen {wording.number(inwoners.number)} mensen ({inwoners.period})."
        if inwoners.is_known
        else f"Hoeveel mensen er wonen in {escape(wording.place(profile.area))}, is niet bekend."
    )
    older = profile.figure(roles.share_of_older) if roles.share_of_older else None
    if older is not None and older.value.is_known and older.nederland is not None and older.nederland.is_known:
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


def _gemeenten(area: Area) -> str:
    several = "gemeenten" if len(area.gemeente_names) > 1 else "gemeente"
    return f"de {several} {wording.names_in_a_row(area.gemeente_names) or area.name}"


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
    here = area.outlines | set(around.area_code[around.gemeente_code.isin(whole)])
    names = dict(zip(around.area_code, around["name"], strict=True))
    coloured = "de wijk waarin het gebied ligt" if any(p.level == "buurt" for p in area.parts) else area.name
    words = f"Kaart van de wijken in {_gemeenten(area)}. Gekleurd: {coloured}."
    return Fragment(
        f"<figure>{outline_map(shown, here=here, names=names, words=words)}"
        f"<figcaption>{escape(words)} Grenzen van {area.boundary_year}: Kadaster en CBS.</figcaption></figure>"
    )
