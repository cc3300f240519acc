"""Where the figures come from, what they mean, and how to read them."""

from __future__ import annotations

import datetime as dt

from wijkanalyse.catalogue import Catalogue, Indicator
from wijkanalyse.fragments import Fragment, escape
from wijkanalyse.profile import Figure, Profile
from wijkanalyse.publish.identity import dutch_date

BETTER = {
    "higher": "Een hoger cijfer is gunstiger.",
    "lower": "Een lager cijfer is gunstiger.",
    "neutral": "Hoger of lager is niet goed of slecht: dit is achtergrond.",
}


def how_to_read(profile: Profile) -> Fragment:
    """The box that says what the tables show and what nobody may conclude from them."""
    return Fragment(
        '<aside class="kader" aria-label="Hoe leest u dit?"><h3>Hoe leest u dit?</h3><ul>'
        "<li>Elk cijfer staat naast dat van de gemeente en van Nederland in hetzelfde jaar. Het jaar en de bron staan "
        "erbij. Niet alle cijfers zijn van hetzelfde jaar.</li>"
        "<li>De balk laat zien waar het gebied staat tussen alle wijken van Nederland met ten minste 500 inwoners. "
        "De donkere band is de middelste helft van de wijken, het streepje de middelste wijk, de stip dit gebied.</li>"
        "<li><strong>Schatting</strong> betekent: berekend met een model, niet geteld.</li>"
        "<li>Een cijfer over een wijk zegt niets over één persoon, en niets over de oorzaak. Een plaats tussen de "
        "wijken is geen rangorde van goed naar slecht.</li>"
        "<li>Cijfers geven een begin voor het gesprek. Wat mensen in de wijk herkennen of missen, hoort erbij.</li>"
        "</ul></aside>"
    )


def sources(profile: Profile) -> Fragment:
    """The sources with table, stand date and licence."""
    items = []
    for source in profile.used_sources():
        day = source["modified"] and dt.date.fromisoformat(source["modified"][:10])
        state = f", stand van {dutch_date(day)}" if day else ""
        link = f' <a href="{escape(source["page"])}">Naar de bron</a>.' if source["page"] else ""
        items.append(f"<li>{escape(source['citation'])}{state}. Licentie: {escape(source['licence'])}.{link}</li>")
    return Fragment(
        f"<ul>{''.join(items)}</ul><p>Aandelen per 100 of per 1.000 inwoners, de plaats tussen de wijken en de cijfers "
        "van samengestelde gebieden zijn door ons berekend uit deze bronnen.</p>"
    )


def definitions(profile: Profile) -> Fragment:
    """What each figure is, why it matters, how it is made and what to mind, from the cards."""
    parts = []
    for name, title in profile.catalogue.vocabulary.chapters.items():
        figures = [f for f in profile.chapter(name) if f.value.status != "not_filled"]
        parts.append(f"<h3>{escape(title)}</h3>" + "".join(_definition(f, profile.catalogue) for f in figures))
    return Fragment("\n".join(parts))


def _definition(figure: Figure, catalogue: Catalogue) -> str:
    indicator = figure.indicator
    rows = {
        "Wat is het?": indicator.definition,
        "Over wie gaat het?": indicator.population,
        "Waarom is het van belang?": indicator.why_it_matters,
        "Hoe is het berekend?": indicator.calculation,
        "Wat is gunstig?": BETTER[indicator.better_when],
        "Waar let u op?": " ".join(
            [
                *(catalogue.vocabulary.caveats[c] for c in indicator.caveats),
                *([indicator.note] if indicator.note else []),
            ]
        ),
        "Samengesteld gebied": _aggregation(indicator, catalogue),
        "Bron": _source(figure, catalogue),
    }
    items = "".join(f"<dt>{k}</dt><dd>{escape(v)}</dd>" for k, v in rows.items() if v)
    kind = catalogue.vocabulary.estimate_types[indicator.estimate_type].lower()
    return (
        f'<details class="uitleg" id="uitleg-{indicator.id}"><summary>{escape(indicator.label)} '
        f"<small>{escape(kind)}</small></summary><dl>{items}</dl></details>"
    )


def _aggregation(indicator: Indicator, catalogue: Catalogue) -> str:
    match indicator.aggregation.rule:
        case "sum":
            return "De delen worden opgeteld."
        case "ratio":
            return "Opnieuw berekend uit de aantallen van de delen."
        case "weighted_mean":
            weight = catalogue.indicators[indicator.aggregation.weight].label
            return f"Gemiddelde van de delen, gewogen naar: {weight[0].lower()}{weight[1:]}."
        case _:
            return indicator.aggregation.why or ""


def _source(figure: Figure, catalogue: Catalogue) -> str:
    source = catalogue.sources.get(figure.value.source)
    return f"{source.citation}. Licentie: {source.licence}." if source else ""
