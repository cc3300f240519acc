"""Where to start: the candidate themes, what is acute, coming or promising, target groups and Positieve Gezondheid.

The words stay within METHODS §11: no ranks, no worst, no causes, no number of the
future, and nothing modelled without saying so. People choose, not the figures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from wijkanalyse.agenda.agenda import MIN_INWONERS, Agenda, Opportunity, ThemeResult
from wijkanalyse.agenda.targets import Dimension, TargetGroup, dimensions, target_groups
from wijkanalyse.profile.people import People
from wijkanalyse.profile.verdicts import Verdict, Verdicts
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import table

UNKNOWN = '<span class="afwezig">◌ niet bekend</span>'
GROUPS = {"kopgroep": "kopgroep", "middengroep": "middengroep", "rest": "overig"}
REASONS = {
    "than_nederland": "gunstiger dan in Nederland",
    "than_comparable": "gunstiger dan bij de meeste vergelijkbare wijken",
    "near": "dichterbij dan bij driekwart van de wijken",
}


def severity_words(u: float) -> str:
    """How a theme as a whole stands among the Dutch wijken.

    Examples
    --------
    >>> severity_words(2.3), severity_words(0.2), severity_words(-1.2)
    ('ongunstiger', 'gemiddeld', 'iets gunstiger')
    """
    if math.isnan(u):
        return "niet te bepalen"
    side = "ongunstiger" if u > 0 else "gunstiger"
    return side if abs(u) > 2 else f"iets {side}" if abs(u) >= 1 else "gemiddeld"


def about(number: float) -> str:
    """A number of people as precise as it is: tens, and hundreds from a thousand.

    Examples
    --------
    >>> about(258.4), about(2135.0), about(4.0)
    ('260', '2.100', 'minder dan 10')
    """
    if number < 10:
        return "minder dan 10"
    return wording.number(round(number, -1 if number < 1000 else -2))


# ------------------------------------------------------------------------- the list


def candidates(agenda: Agenda) -> Fragment:
    """The candidate top 10 with its parts, and the open places."""
    name = escape(agenda.profile.area.name)
    if agenda.is_too_small:
        return Fragment(
            f"<p>In {name} wonen minder dan {MIN_INWONERS} mensen. Dat is te weinig om thema’s naast elkaar te leggen. "
            "Neem dit gebied samen met de dorpen of wijken eromheen.</p>"
        )
    if not agenda.top:
        if agenda.profile.area.level in ("gemeente", "land"):
            return Fragment(
                "<p>Thema’s leggen we alleen naast elkaar voor wijken en gebieden die uit wijken bestaan.</p>"
            )
        return Fragment(f"<p>Van {name} is te weinig bekend om thema’s naast elkaar te leggen.</p>")
    heads = ["Thema", "Groep", "Ernst", "Om hoeveel mensen gaat het?", "Verandering"]
    note = (
        "Per groep op naam, niet op volgorde van belang. Ernst: tegenover de andere wijken van Nederland. "
        "Mensen: van de strengste tot de ruimste omschrijving."
    )
    return join(
        f"<p>Deze {len(agenda.top)} thema’s zijn een voorstel voor het gesprek in {name}. De cijfers kiezen niet: "
        "dat doen bewoners en professionals samen. Wat te beïnvloeden is, weet de wijk zelf het best.</p>",
        f"<p>{_leading_words(agenda)}</p>",
        table(
            f"Thema’s voor het gesprek: {agenda.profile.area.name}", heads, map(_row, agenda.top), note=note, words=True
        ),
        _how_made(),
        _places(agenda),
    )


def in_short(agenda: Agenda) -> Fragment:
    """For page one, in one sentence: with which themes the conversation can begin, and what is coming."""
    if not agenda.top:
        return Fragment("")
    names = [r.card.name for r in agenda.leading]
    if names:
        verb = "staat" if len(names) == 1 else "staan"
        words = f"Voor het gesprek {verb} {wording.names_in_a_row(names)} voorop"
    else:
        words = "Voor het gesprek staat geen thema duidelijk voorop"
    coming = [r.card.name for r in agenda.coming]
    if coming:
        verb = "kan" if len(coming) == 1 else "kunnen"
        words += f"; straks {verb} {wording.names_in_a_row(coming)} meer aandacht vragen"
    return Fragment(f"<p>{escape(words)} (zie “Waar beginnen we?”).</p>")


def _leading_words(agenda: Agenda) -> str:
    names = [r.card.name for r in agenda.leading]
    if not names:
        return (
            "Er is geen kopgroep: welk thema vooraan staat, hangt hier af van wat u zwaarder vindt wegen, de "
            "ernst of het aantal mensen."
        )
    verb = "staat" if len(names) == 1 else "staan"
    favourable = [r.card.name for r in agenda.leading if r.favourable]
    words = f"In de kopgroep {verb} {escape(wording.names_in_a_row(names))}: hoe u ook weegt, bijna altijd vooraan."
    if favourable:
        words += " Ook in de kopgroep kan een thema gunstiger zijn dan in andere wijken; dat staat bij de ernst."
    return words


def _row(result: ThemeResult) -> list[str]:
    changes = ", ".join(
        f"{c.indicator.label.lower()}: {wording.DIRECTIONS[c.direction]} ({c.first.period}–{c.last.period})"
        for c in result.changes
    )
    if result.ageing and result.ageing.faster:
        changes = f"{changes}, vergrijst sneller".removeprefix(", ")
    share = wording.number(math.floor(100 * result.share_top))
    return [
        f"{escape(result.card.name)}<br><small>{escape(result.card.question)}</small>",
        f"{GROUPS[result.group]}<br><small>{share}% van de keren bij de eerste drie</small>",
        severity_words(result.u) + _indicative(result),
        f"{_people_words(result)}<br><small>Tegenover Nederland: {_extra_words(result.people)}</small>",
        escape(changes) or UNKNOWN,
    ]


def _indicative(result: ThemeResult) -> str:
    return " <small>indicatief</small>" if all(s.assumed for s in result.signals) else ""


def _people_words(result: ThemeResult) -> str:
    people, wider, card = result.people, result.wider, result.card
    if people is None:
        return UNKNOWN
    kind = " <small>schatting</small>" if people.modelled else ""
    words = f"{_number(people)} <small>{escape(card.people_label or '')}</small>"
    if wider is not None:
        words += f" tot {about(wider.number)} <small>{escape(card.wider_label or '')}</small>"
    return words + kind


def _number(people: People) -> str:
    if people.has_range and people.number >= 10:
        low, high = (wording.number(x) for x in (people.lower, people.upper))
        return f"{wording.number(people.number)} <small>({low} tot {high})</small>"
    return f"ongeveer {about(people.number)}" if people.number >= 10 else about(people.number)


def _extra_words(people: People | None) -> str:
    if people is None or math.isnan(people.extra):
        return UNKNOWN
    if abs(people.extra) < 10:
        return "ongeveer gelijk"
    return f"ongeveer {about(abs(people.extra))} mensen {'meer' if people.extra > 0 else 'minder'}"


def _how_made() -> str:
    return (
        '<details class="uitleg"><summary>Hoe deze lijst is gemaakt</summary><p>Elk thema heeft vier onderdelen: '
        "ernst, aantal mensen, verandering en toekomst. Een onderdeel dat niet bekend is (◌), telt niet mee. We vullen "
        "het niet in. De onderdelen zijn op duizenden manieren gewogen, met cijfers die steeds een beetje anders zijn. "
        "Een thema dat in acht van de tien keer bij de eerste drie staat, hoort bij de kopgroep. Veel schattingen "
        "hebben geen marge van de bron; daarvoor gebruiken we een aanname. Waar een streng en een ruim cijfer bestaan, "
        "tellen alle aantallen daartussen. Hoe stabiel dit is, staat in de documentatie.</p></details>"
    )


def _places(agenda: Agenda) -> str:
    unranked = [r.card.name for r in agenda.unranked]
    open_places = "".join(f"<li><strong>{escape(p.name)}</strong>: {escape(p.why)}</li>" for p in agenda.open_places)
    more = (
        '<p class="noot">Zonder aantal mensen, en daarom niet in de lijst: '
        f"{escape(wording.names_in_a_row(unranked))}. Bij wat nu aandacht vraagt, kunnen ze wel staan.</p>"
        if unranked
        else ""
    )
    return (
        f"{more}<h3>Open plaatsen</h3><p>Wat open cijfers niet zien, vult de wijk zelf aan.</p><ul>{open_places}</ul>"
    )


# ------------------------------------------------------- acute, coming, opportunities


def now_and_later(agenda: Agenda) -> Fragment:
    """What needs attention now, what is coming and what may help."""
    now = [f"<li>{escape(r.card.name)}: {_acute_words(r)}</li>" for r in agenda.acute]
    later = [f"<li>{escape(r.card.name)}: {words}</li>" for r in agenda.coming for words in _coming_words(r)]
    helps = [f"<li>{_opportunity_words(o)}</li>" for o in agenda.opportunities]
    good = wording.names_in_a_row([r.card.name for r in agenda.favourable])
    return join(
        "<h3>Wat nu aandacht vraagt</h3>",
        _list(now, "Er is geen thema dat ongunstiger is dan in Nederland én opvalt tussen de andere wijken."),
        "<h3>Wat eraan komt</h3>",
        _list(later, "Er is geen verandering die zich laat vergelijken en de verkeerde kant op gaat."),
        '<p class="noot">Een aantal mensen in de toekomst geven we niet: met de leeftijdsgroepen van deze tabellen is '
        "dat niet goed genoeg uit te rekenen. Wat hier staat, gaat alleen over leeftijd. Hoe de gezondheid "
        "wordt, weten we niet.</p>",
        "<h3>Wat kan helpen</h3>",
        f"<p>Al gunstig in deze wijk: {escape(good)}.</p>" if good else "",
        _list(helps, "Uit deze cijfers komt niets naar voren. Vraag in de wijk wat er al goed gaat."),
    )


def _list(items: Iterable[str], otherwise: str) -> str:
    body = "".join(items)
    return f'<ul class="duiding">{body}</ul>' if body else f"<p>{otherwise}</p>"


def _acute_words(result: ThemeResult) -> str:
    labels = [f"“{s.verdict.figure.indicator.label}”" for s in result.signals if s.is_acute]
    certainty = " (indicatief: de bron geeft geen marge)" if result.acute == "indicative" else ""
    return f"ongunstiger bij {escape(wording.names_in_a_row(labels))}{certainty}."


def _coming_words(result: ThemeResult) -> list[str]:
    found = []
    for change in result.worsening:
        kind = "" if change.test else " Dit is een verschil tussen jaren, nog geen trend."
        found.append(
            f"{escape(change.indicator.label)} ging van "
            f"{wording.quantity(change.first.number, change.indicator.unit, change.indicator.decimals)} "
            f"({change.first.period}) naar "
            f"{wording.quantity(change.last.number, change.indicator.unit, change.indicator.decimals)} "
            f"({change.last.period}), ongunstiger dan de verandering in Nederland.{kind}"
        )
    if result.ageing and result.ageing.faster:
        here, there = (wording.number(x, 1) for x in (result.ageing.pressure.ratio, result.ageing.nederland))
        found.append(
            f"Tegenover elke 65-plusser staan hier {here} mensen van 45 tot 65 jaar; in Nederland {there} "
            f"({result.ageing.period}). Bij zo’n verhouding groeide het aantal 65-plussers tussen 2020 en 2022 in ruim "
            "acht van de tien wijken sneller dan in Nederland."
        )
    return found


def _opportunity_words(found: Opportunity) -> str:
    figure = found.verdict.figure
    indicator = figure.indicator
    value = wording.quantity(figure.value.number, indicator.unit, indicator.decimals)
    kind = ", een schatting" if figure.estimate_type == "model" else ""
    reasons = wording.names_in_a_row([REASONS[r] for r in found.reasons])
    themes = wording.names_in_a_row([c.name.lower() for c in found.themes])
    return f"{escape(indicator.label)} ({value}{kind}): {reasons}. Kan helpen bij {escape(themes)}."


# --------------------------------------------------------------------- target groups


def targets(verdicts: Verdicts) -> Fragment:
    """A section for each target group: how many people, which figures, where, and what is not seen."""
    return join(
        "<p>Een groep is een manier van kijken. Mensen horen vaak bij meer groepen, dus tel de aantallen niet op.</p>",
        *(_target(group, verdicts.profile.area.name) for group in target_groups(verdicts)),
    )


def _target(group: TargetGroup, area_name: str) -> str:
    rows = [
        [
            escape(c.words),
            _number(c.people) if c.people else UNKNOWN,
            wording.plain_number(c.figure.value.number, c.figure.indicator) or UNKNOWN,
            ("schatting" if c.people.modelled else "telling") if c.people else "",
            str(c.figure.value.period or ""),
        ]
        for c in group.counted
        if c.people or c.figure.value.status not in ("not_filled",)
    ]
    heads = ["Wie", "Mensen", "Aandeel", "Soort cijfer", "Jaar"]
    beside = "".join(f"<li>{_beside(v)}</li>" for v in group.described_by if v.figure.value.is_known)
    missing = "".join(f"<li>{escape(line)}</li>" for line in group.card.not_seen)
    return (
        f"<h3>{escape(group.card.name)}</h3><p>{escape(group.card.question)}</p>"
        + table(f"{group.card.name}: {area_name}", heads, rows)
        + (f"<p>Kijk ook naar:</p><ul>{beside}</ul>" if beside else "")
        + f"<p>{_where_words(group)}</p>"
        + f'<details class="uitleg"><summary>Wat deze cijfers niet zeggen</summary><ul>{missing}</ul></details>'
    )


def _beside(verdict: Verdict) -> str:
    figure = verdict.figure
    value = wording.quantity(figure.value.number, figure.indicator.unit, figure.indicator.decimals)
    words = wording.state(verdict)
    kind = ", schatting" if figure.estimate_type == "model" else ""
    return f"{escape(figure.indicator.label)}: {value} ({figure.value.period}{kind})" + (f", {words}" if words else "")


def _where_words(group: TargetGroup) -> str:
    where = group.where
    label = escape(where.figure.indicator.label.lower())
    if where.buurten.empty:
        return "Waar in het gebied, is met deze tabellen niet te zeggen: er zijn geen cijfers per buurt."
    low, high = (
        wording.quantity(float(x), where.figure.indicator.unit, where.figure.indicator.decimals)
        for x in (where.buurten.value.min(), where.buurten.value.max())
    )
    words = f"Per buurt loopt het cijfer “{label}” van {low} tot {high} ({where.period})."
    if where.higher and not group.card.is_context:
        words += f" Hoger dan gemiddeld in het gebied: {escape(wording.names_in_a_row(where.higher))}."
    return words + " Een cijfer van een buurt zegt niets over één persoon."


# ----------------------------------------------------------------- Positieve Gezondheid


def positieve_gezondheid(verdicts: Verdicts) -> Fragment:
    """The six dimensions with what stands out in each, and an empty place for what no figure measures."""
    rows = [[escape(d.name), *_dimension_cells(d)] for d in dimensions(verdicts)]
    heads = ["Dimensie", "Gunstiger", "Ongunstiger", "Cijfers"]
    return join(
        "<p>Positieve Gezondheid kijkt naar zes kanten van het leven. Deze tabel laat dezelfde cijfers op die manier "
        "zien. Een cijfer is geen gesprek: wat mensen zelf belangrijk vinden, staat er niet in.</p>",
        table(f"Positieve Gezondheid: {verdicts.profile.area.name}", heads, rows),
        '<p class="noot">Zingeving blijft leeg. Regie, vrijwilligerswerk en emotionele eenzaamheid raken eraan, maar '
        "meten het niet. Vraag bewoners waar zij voor opstaan.</p>",
    )


def _dimension_cells(dimension: Dimension) -> list[str]:
    if not dimension.is_measured:
        return ['<span class="afwezig">geen cijfer</span>', '<span class="afwezig">geen cijfer</span>', "0"]
    known = [v for v in dimension.verdicts if v.figure.value.is_known]
    cells = []
    for state in ("better", "worse"):
        judged = [v for v in known if v.judgement.state == state and v.judgement.striking is not False]
        labels = [v.figure.indicator.label for v in judged]
        cells.append(escape(wording.names_in_a_row(labels)) or "geen")
    return [*cells, str(len(known))]
