"""Page one: about which area, three sentences, the key figures, and where it is."""

from __future__ import annotations

import datetime as dt
import math
import os
import re
from collections.abc import Iterator
from importlib.metadata import version

import pandas as pd

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.agenda.headline import Headline
from wijkanalyse.codes import wijk_of
from wijkanalyse.day import BUILT_VARIABLE
from wijkanalyse.dutch import dutch_date
from wijkanalyse.process.areas import MOST_NAMED, Area
from wijkanalyse.profile.figure import Figure
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdict, Verdicts
from wijkanalyse.sections.report.agenda import leading_words
from wijkanalyse.show import wording
from wijkanalyse.show.charts.map import outline_map
from wijkanalyse.show.fragments import Fragment, IdentityOutput, escape, join
from wijkanalyse.show.sentences import fact, strength
from wijkanalyse.show.tables import state_mark, table

FEW = 500
"""Inhabitants below which most figures are hidden, rounded or uncertain."""
ARTICLES = {"CBS": "het", "RIVM": "het", "GGD": "de"}
HARDLY_ANY = 2
"""Key figures that may differ where nearly all are said to be as elsewhere."""
AGES = {
    "nearly_gone": "bijna verdwijnen",
    "smaller": "kleiner zijn",
    "same": "blijven",
    "larger": "groter zijn",
}


def identity(profile: Profile, document: str = "Wijkanalyse") -> IdentityOutput:
    """Which area, edition and sources the report is about, for the heading, the footer and the runner's check."""
    area = profile.area
    facts = {
        "document": document,
        "area_code": area.code,
        "area_name": area.name,
        "area_level": area.level,
        "gemeente_name": area.where or None,
        "boundary_year": area.boundary_year,
        "other_boundaries": area.boundary_year != profile.processed.areas.usual_year(area.code),
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
    against = verdicts.against
    return Fragment(
        f'<dl class="kerncijfers">{items}</dl><p class="noot">We vergelijken met {against} in hetzelfde jaar. '
        "Staat er geen oordeel? Dan is het cijfer achtergrond.</p>"
    )


def _first_known(verdicts: Verdicts, names: tuple[str, ...]) -> Verdict:
    found = [verdicts.of(name) for name in names]
    return next((v for v in found if v.figure.value.is_known), found[0])


def _key_figure(verdict: Verdict) -> str:
    figure = verdict.figure
    indicator, value = figure.indicator, figure.value
    if value.is_known:
        shown, _, unit = wording.beside_label(value.number, indicator).partition(wording.NBSP)
        shown = escape(shown) + (f' <span class="eenheid">{escape(unit)}</span>' if unit else "")
    elif value.is_range:
        shown = f'<span class="afwezig">{escape(wording.number_range(value.least, value.most, indicator))}</span>'
    else:
        shown = f'<span class="afwezig">{wording.ABSENT_SHORT[value.status]}</span>'
    there = figure.nederland
    beside = ""
    if there is not None and there.is_known and not math.isnan(there.number) and indicator.aggregation.rule != "sum":
        beside = f"Nederland {escape(wording.beside_label(there.number, indicator))}<br>"
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
    spans = [f"{_with_articles(label)} ({_span(periods)})" for label, periods in years.items()]
    rests = f" De cijfers komen van {wording.names_in_a_row(spans)}." if spans else ""
    return Fragment(
        f'<p class="noot colofon">{escape(" ".join(made))}{escape(rests)} <a href="#bronnen">Alle bronnen</a>.</p>'
    )


def _with_articles(producers: str) -> str:
    """Names of producers as they stand in a sentence: the CBS has an article in Dutch too."""
    return re.sub(r"\b(?:CBS|RIVM|GGD)\b", lambda name: f"{ARTICLES[name.group()]} {name.group()}", producers)


def _span(periods: list[int]) -> str:
    """The years of figures, as in: 2012, 2016 en 2020; many of them as the first and the last."""
    years = sorted(set(periods))
    return wording.names_in_a_row([str(y) for y in years]) if len(years) <= 3 else f"{years[0]} tot en met {years[-1]}"


def summary(agenda: Agenda) -> Fragment:
    """The three sentences of page one, what they rest on, and the figures of the gemeente where too little is known."""
    profile = agenda.profile
    area = profile.area
    if not area.is_inhabited:
        return Fragment(
            f"<p>Volgens het CBS wonen er geen mensen in {escape(wording.place(area))}. "
            "Daarom zijn er geen cijfers over inwoners. Wat er wel is, staat in de hoofdstukken.</p>"
        )
    parts = [f"<p>{_who_lives_here(profile)}</p>"]
    if area.inwoners < FEW:
        parts.append(
            "<p>Er wonen weinig mensen. Veel cijfers zijn daarom niet te zien, afgerond of onzeker. "
            "Gebruik ze alleen om een gesprek te beginnen.</p>"
        )
    if area.level == "land":
        return join(*parts)
    headline = Headline(agenda)
    if headline.is_silent:
        return join(*parts, *_too_little_known(headline))
    parts += [f'<p class="duiding">{escape(sentence)}</p>' for sentence in sentences(headline)]
    return join(*parts, _attention(headline), _strengths(headline), _estimates(headline))


def sentences(headline: Headline) -> list[str]:
    """The three messages of page one as plain text: how many, where they cluster, what is strong."""
    return [_how_many(headline), _where(headline), _strong(headline)]


# ------------------------------------------------------------------- 1: how many


def _how_many(headline: Headline) -> str:
    counts = {state: headline.count(state) for state in ("worse", "slightly_worse", "better", "slightly_better")}
    against = f"dan in {headline.verdicts.against}"
    total, judged = len(headline.figures), len(headline.judged)
    if not total:
        return f"Belangrijkste cijfers: {wording.NONE_CHOSEN}"
    start = f"Van de {total} belangrijkste cijfers zijn er"
    if judged < total:
        start = f"Van de {total} belangrijkste cijfers zijn er {judged} te beoordelen. Daarvan zijn er"
    if sum(counts.values()) <= HARDLY_ANY and headline.may_deny:
        return f"Bijna alle belangrijke cijfers lijken op die van {headline.verdicts.against}."
    if headline.mostly_favourable:
        counts = {state: counts[state] for state in ("better", "slightly_better", "worse", "slightly_worse")}
    said = [f"{n} {wording.STATE_NAMES[state]}" for state, n in counts.items() if n]
    if not said:
        return f"{start.removesuffix(' er')} bijna alle cijfers gelijk aan die van Nederland."
    said[0] += f" {against}"
    return f"{start} {wording.names_in_a_row(said)}."


# ------------------------------------------------------------ 2: where they cluster


def _where(headline: Headline) -> str:
    words = leading_words(headline)
    if headline.students is not None:
        return f"{_student_words(headline)} {words}"
    if headline.attention:
        words += " " + _age_words(headline)
    if not headline.mostly_favourable:
        return words
    return f"{words} Een goed gemiddelde kan verschillen tussen buurten verbergen."


def _age_words(headline: Headline) -> str:
    effect = headline.ages
    if effect is None:
        return "Of leeftijd meespeelt, weten we niet."
    chapter = headline.profile.catalogue.vocabulary.chapters[headline.attention[0].verdict.figure.indicator.chapter]
    return (
        f"Met de leeftijden van Nederland zou het verschil in {chapter.lower()} {AGES[effect.outcome]} "
        f"(cijfers van {effect.period})."
    )


def _student_words(headline: Headline) -> str:
    figure = headline.students
    there = ""
    if figure.nederland is not None and figure.nederland.is_known:
        there = f", in Nederland {wording.quantity(figure.nederland.number, '%', 1)}"
    return (
        f"Hier wonen veel jongeren: {wording.quantity(figure.value.number, '%', 1)} is 15 tot 25 jaar{there} "
        f"({figure.value.period}). Studenten hebben vaak tijdelijk een laag inkomen. Cijfers over geld zeggen hier dus "
        "minder."
    )


# ------------------------------------------------------------------ 3: what is strong


def _strong(headline: Headline) -> str:
    if not headline.strengths:
        return "Vraag bewoners en professionals wat hier goed gaat."
    return f"Sterk {_here(headline.profile.area)}: {wording.names_in_a_row([strength(v) for v in headline.strengths])}."


def _here(area: Area) -> str:
    return "in dit gebied" if area.level == "samengesteld" else f"in deze {area.level}"


# -------------------------------------------------------------------- what it rests on


def _attention(headline: Headline) -> str:
    items = [
        f"<li>‘{escape(a.candidate.name)}’: {escape(fact(a.verdict.figure, headline.profile.area.name))}</li>"
        for a in headline.attention
    ]
    items += [f"<li>{escape(fact(v.figure, headline.profile.area.name))}</li>" for v in headline.far]
    return f'<h3>Wat vraagt aandacht</h3><ul class="duiding">{"".join(items)}</ul>' if items else ""


def _strengths(headline: Headline) -> str:
    items = [f"<li>{escape(fact(v.figure, headline.profile.area.name))}</li>" for v in headline.strengths]
    return f'<h3>Wat gaat goed</h3><ul class="duiding">{"".join(items)}</ul>' if items else ""


def _estimates(headline: Headline) -> str:
    if not headline.estimates:
        return ""
    return (
        f'<p class="noot">Van deze cijfers zijn er {headline.estimates} een schatting. De bron zegt niet hoe zeker ze '
        "zijn. Vraag in de wijk of mensen dit herkennen.</p>"
    )


def _too_little_known(headline: Headline) -> Iterator[str]:
    """What is unknown and why, and the figures of the gemeente, called so."""
    area = headline.profile.area
    unknown, total = len(headline.figures) - len(headline.known), len(headline.figures)
    why = f": {wording.WHY_ABSENT[headline.reason]}" if headline.reason else ""
    yield (
        f'<p class="duiding">Over {escape(area.name)} zijn te weinig cijfers bekend om te vergelijken{why}. Van de '
        f"{total} belangrijkste cijfers zijn er {unknown} onbekend. Hoe het hier gaat, kan dit rapport niet zeggen.</p>"
    )
    yield (
        '<p class="duiding">Begin daarom met gesprekken. Wat hier sterk is, weten bewoners en professionals zelf.</p>'
    )
    rows = [_gemeente_row(v.figure) for v in headline.figures if v.figure.gemeente and v.figure.gemeente.is_known]
    if rows:
        label = wording.gemeente_label(area)
        yield table(
            f"{label}, niet {area.name}",
            ["Cijfer", label, "Nederland", "Jaar"],
            rows,
            note=f"Deze cijfers gaan over de hele gemeente. Voor {area.name} kunnen ze anders zijn",
        )


def _gemeente_row(figure: Figure) -> list[str]:
    there = figure.nederland
    return [
        escape(figure.indicator.label),
        escape(wording.quantity(figure.gemeente.number, figure.indicator.unit, figure.indicator.decimals)),
        escape(wording.quantity(there.number, figure.indicator.unit, figure.indicator.decimals))
        if there and there.is_known
        else "",
        str(figure.gemeente.period),
    ]


def _who_lives_here(profile: Profile) -> str:
    roles = profile.catalogue.roles
    inwoners = profile.figure(roles.people.all).value
    place = escape(wording.place(profile.area))
    sentence = (
        f"In {place} wonen {wording.number(inwoners.number)} mensen ({inwoners.period})."
        if inwoners.is_known
        else f"Hoeveel mensen er wonen in {place}, is onbekend."
    )
    older = profile.figure(roles.share_of_older) if roles.share_of_older else None
    if older is not None and older.value.is_known and older.nederland is not None and older.nederland.is_known:
        sentence += (
            f" In {older.value.period} was {wording.quantity(older.value.number, '%', 1)} van de inwoners 65 jaar of "
            f"ouder. In Nederland was dat {wording.quantity(older.nederland.number, '%', 1)}."
        )
    return sentence


def _gemeenten(area: Area) -> str:
    if len(area.gemeente_names) > MOST_NAMED:
        return area.where
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
    buurten = {p.code: p.name for p in area.parts if p.level == "buurt"}
    outlines = profile.processed.polygons("buurten", area.boundary_year) if buurten else None
    own = outlines[outlines.area_code.isin(list(buurten))] if outlines is not None else ()
    if buurten and len(own) == len(buurten):  # drawn over the wijken that they lie in
        shown = pd.concat([shown, own], ignore_index=True)
        here, names = here - {wijk_of(code) for code in buurten} | buurten.keys(), names | buurten
        buurten = {}
    coloured = "de wijk waarin het gebied ligt" if buurten else area.name
    words = f"Kaart van de wijken in {_gemeenten(area)}. Gekleurd: {coloured}."
    return Fragment(
        f"<figure>{outline_map(shown, here=here, names=names, words=words)}"
        f"<figcaption>{escape(words)} Grenzen van {area.boundary_year}: Kadaster en CBS.</figcaption></figure>"
    )
