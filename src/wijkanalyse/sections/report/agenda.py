"""Where to start: the candidate themes, what is coming or promising, target groups and Positieve Gezondheid.

The words stay within METHODS §11: no ranks, no worst, no causes, no number of the
future, and nothing modelled without saying so. People choose, not the figures.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from wijkanalyse.agenda.agenda import FEWEST_SCORED, MIN_INWONERS, Agenda, Candidate, Opportunity
from wijkanalyse.agenda.headline import Headline
from wijkanalyse.agenda.targets import Dimension, TargetGroup, dimensions, target_groups
from wijkanalyse.agenda.theme import ThemeResult
from wijkanalyse.dutch import number_range
from wijkanalyse.methods.acceptability import LEADING_FROM, MIDDLE_FROM
from wijkanalyse.profile.people import People
from wijkanalyse.profile.verdicts import Verdict, Verdicts
from wijkanalyse.sections.report.headlines import difference_in_spreads
from wijkanalyse.sections.standing import UNKNOWN, about, extra_words, named, quoted, standing_mark, standing_words
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.sentences import fact, judgement, strength
from wijkanalyse.show.tables import table

MOST_NAMED = 4
"""Themes that need attention and are listed at once; more are folded."""
MOST_HELPED = 2
"""Themes that are named with something that may help; one more is named too, of the others the number is said."""
NO_THEME = "Geen thema is als geheel ongunstiger."
REASONS = {
    "than_nederland": "gunstiger dan in Nederland",
    "than_comparable": "gunstiger dan bij de meeste vergelijkbare wijken",
    "near": "dichterbij dan voor driekwart van de mensen in Nederland",
}


# ------------------------------------------------------------------------- the list


def candidates(agenda: Agenda) -> Fragment:
    """The candidate top 10 with its parts, and the open places."""
    name = escape(agenda.profile.area.name)
    if not agenda.profile.area.is_inhabited:
        return Fragment("")
    if agenda.is_too_small:
        return Fragment(
            f"<p>In {name} wonen minder dan {MIN_INWONERS} mensen. Dat is te weinig om thema’s naast elkaar te leggen. "
            "Neem dit gebied samen met de dorpen of wijken eromheen.</p>"
        )
    if not agenda.top:
        return Fragment(f"<p>Over {name} is te weinig bekend om thema’s naast elkaar te leggen.</p>")
    against = agenda.verdicts.against
    heads = ["Thema", f"Vergeleken met {against}", "Om hoeveel mensen gaat het?", "Verandering"]
    note = (
        "Eerst wat ongunstiger is, dan wat iets ongunstiger is, steeds met de meeste extra mensen boven. "
        "Een thema is het gemiddelde van zijn cijfers. "
        "Mensen: van de strengste tot de ruimste omschrijving."
    )
    return join(
        f'<p class="boodschap">{escape(leading_words(Headline(agenda)))}</p>',
        f'<details class="alle-cijfers"><summary>De {len(agenda.top)} thema’s voor het gesprek</summary>',
        "<p>De cijfers zijn een begin. Bewoners en professionals kiezen samen.</p>",
        table(
            f"Thema’s voor het gesprek: {agenda.profile.area.name}",
            heads,
            [_row(c, against) for c in agenda.top],
            note=note,
            words=True,
        ),
        _how_made(),
        "</details>",
        _places(agenda),
    )


def leading_words(headline: Headline) -> str:
    """Which themes lead, or why none does: the same sentence wherever a document says it."""
    agenda = headline.agenda
    if agenda.is_too_small:
        return "Er wonen te weinig mensen om thema’s naast elkaar te leggen."
    leading = agenda.leading
    if leading and agenda.nearly_all:
        return f"Bijna alle thema’s zijn ongunstiger. Het meest vallen {named(leading)} op."
    if leading:
        how_many = {1: "Eén thema staat", 2: "Twee thema’s staan", 3: "Drie thema’s staan"}[len(leading)]
        return f"{how_many} voorop: {named(leading)}."
    unfavourable = agenda.unfavourable
    if not agenda.is_scored:
        known = sum(bool(r.standing) for r in agenda.results)
        words = f"Van {known} van de {len(agenda.results)} thema’s is iets bekend. Daarom staat geen thema voorop."
        words = words if known else "Van geen enkel thema is iets bekend. Daarom staat geen thema voorop."
        return f"{words} {_unfavourable_words(unfavourable)}" if unfavourable else words
    if unfavourable and headline.only_distances:
        return f"Geen thema staat voorop. {_worse_words(headline)}".strip()
    if unfavourable:
        unknown = all(math.isnan(c.extra) for c in unfavourable)
        why = "Om hoeveel mensen het gaat, is onbekend." if unknown else "Het gaat niet om meer mensen dan gemiddeld."
        return f"{_unfavourable_words(unfavourable)} {why} Daarom staat geen thema voorop."
    if headline.may_deny:
        return f"{NO_THEME} {_worse_words(headline) or 'Kies samen wat u wilt behouden.'}"
    return "Van de thema’s waarover iets bekend is, is er geen ongunstiger. Er is veel onbekend."


def _worse_words(headline: Headline) -> str:
    """The figures that are unfavourable where no theme stands in front; "" without any."""
    labels = [v.figure.indicator.label for v in headline.worse]
    verb = "Dit cijfer is wel ongunstiger" if len(labels) == 1 else "Deze cijfers zijn wel ongunstiger"
    return f"{verb}: {quoted(labels)}." if labels else ""


def _unfavourable_words(candidates: Sequence[Candidate]) -> str:
    """Which themes are unfavourable, those that are so slightly apart."""
    said = []
    for standing in ("worse", "slightly_worse"):
        found = [c for c in candidates if c.standing == standing]
        verb = "is" if len(found) == 1 else "zijn"
        said += [f"{named(found)} {verb} {wording.STATE_NAMES[standing]}."] if found else []
    return " ".join(said)


def _row(candidate: Candidate, against: str) -> list[str]:
    main = candidate.main
    inside = ""
    if len(candidate.parts) > 1:
        inside = "".join(
            f'<small class="deel">{escape(p.card.name)}: {standing_mark(p)}</small>' for p in candidate.parts
        )
    return [
        f"{escape(candidate.name)}<br><small>{escape(candidate.card.question)}</small>",
        standing_mark(main) + inside,
        f"{people_words(main)}<br><small>{extra_words(main.people, against)}</small>",
        escape("; ".join(_change_words(part) for part in candidate.parts if _change_words(part))) or UNKNOWN,
    ]


def _change_words(result: ThemeResult) -> str:
    changes = ", ".join(
        f"{c.indicator.label.lower()}: {wording.DIRECTIONS[c.direction]} ({c.first.period}–{c.last.period})"
        for c in result.changes
    )
    if result.ageing and result.ageing.faster:
        changes = f"{changes}, er komen snel meer ouderen".removeprefix(", ")
    return changes


def people_words(result: ThemeResult) -> str:
    """About how many people a theme is, from the smallest to the largest definition, as HTML."""
    if result.people is None:
        return UNKNOWN
    (least, label), *others = [(_number(people), escape(words)) for people, words in result.numbers]
    words = f"{least} <small>{label}</small>"
    for number, label in others:
        words += f" {'en evenveel' if number == least else f'tot {number}'} <small>{label}</small>"
    return words + (" <small>(schatting)</small>" if result.people.modelled else "")


def _number(people: People) -> str:
    if people.has_range and people.number >= 10:
        ends = number_range(people.lower, people.upper, around=people.number)
        return f"{wording.number(people.number)} <small>({ends})</small>"
    return _about(people)


def _about(people: People) -> str:
    """A number of people without its range: counted as it is, estimated as "ongeveer"."""
    if people.number < 10:
        return about(people.number)
    return wording.number(people.number) if people.has_range else f"ongeveer {about(people.number)}"


def _how_made() -> str:
    return (
        '<details class="uitleg"><summary>Hoe deze lijst is gemaakt</summary><p>Elk cijfer van een thema leggen we '
        "naast dat van Nederland. We kijken hoe groot het verschil is, vergeleken met de verschillen tussen wijken. "
        "Het thema is het gemiddelde daarvan. Cijfers die niet te beoordelen zijn, tellen niet mee. Wat onbekend is, "
        "vullen we niet in. Ongunstige thema’s staan op volgorde van het aantal mensen dat er hier meer is dan bij "
        "het gemiddelde van Nederland. Voorop kan een thema alleen staan als het ongunstiger is én om meer mensen "
        f"gaat, en als van minstens {FEWEST_SCORED} thema’s iets bekend is. Hoe zeker dit is, staat bij "
        '<a href="#bronnen-en-definities">Bronnen en definities</a>.</p></details>'
    )


def _places(agenda: Agenda) -> str:
    """The themes that no figure measures, for people to fill in."""
    unknown = [r.card.name for r in agenda.unknown]
    open_places = "".join(f"<li><strong>{escape(p.name)}</strong>: {escape(p.why)}</li>" for p in agenda.open_places)
    more = f"<p>Onbekend is hoe het staat met {escape(quoted(unknown))}.</p>" if unknown else ""
    return (
        '<details class="alle-cijfers"><summary>Eigen thema’s, waarover geen cijfers zijn</summary>'
        f"{more}<p>Vul zelf aan wat u weet.</p><ul>{open_places}</ul></details>"
    )


def acceptability(agenda: Agenda) -> Fragment:
    """For the appendix: how often each theme is among the first three, over all ways to weigh."""
    if not agenda.profile.area.is_inhabited:
        return Fragment("")
    rows = [
        [
            escape(result.card.name),
            ranks.group,
            f"{wording.number(math.floor(100 * ranks.share_top))}%",
            number_range(ranks.low, ranks.high),
        ]
        for result in agenda.results
        if (ranks := agenda.ranks.get(result.card.id))
    ]
    if not rows:
        return Fragment("<p>Er zijn te weinig thema’s bekend om manieren van wegen te vergelijken.</p>")
    heads = ["Thema", "Groep", "Bij de eerste drie", "Plaats in 90 van de 100 berekeningen"]
    return join(
        '<details class="alle-cijfers"><summary>Hoe vaak een thema bij de eerste drie hoort</summary>',
        "<p>De lijst van thema’s hangt niet af van gewichten. Wie zelf wil wegen hoe groot het verschil is en om "
        "hoeveel mensen het gaat, vindt hier hoe vaak een thema bij de eerste drie hoort. De onderdelen zijn op "
        "duizenden manieren gewogen, met cijfers die steeds een beetje anders zijn. Kopgroep: in minstens "
        f"{LEADING_FROM:.0%} van de berekeningen bij de eerste drie. Middengroep: in {MIDDLE_FROM:.0%} tot "
        f"{LEADING_FROM:.0%}.</p>",
        table(f"Manieren van wegen: {agenda.profile.area.name}", heads, rows, words=True),
        "</details>",
    )


# ------------------------------------------------------- now, coming, opportunities


def now_and_later(agenda: Agenda) -> Fragment:
    """What needs attention now, what is coming and what may help."""
    if not agenda.profile.area.is_inhabited:
        return Fragment("")
    headline = Headline(agenda)
    name = agenda.profile.area.name
    now = [f"<li>{_now_words(c)}</li>" for c in agenda.unfavourable]
    later = [f"<li>‘{escape(r.card.name)}’: {words}</li>" for r in agenda.coming for words in _coming_words(r)]
    helps = _helps(agenda.opportunities, name)
    none = NO_THEME if headline.may_deny else "Er is te weinig bekend om dat te zeggen."
    return join(
        "<h3>Wat nu aandacht vraagt</h3>",
        _folded(_list(now, none), len(now)),
        "<h3>Wat eraan komt</h3>",
        _list(later, "Er is geen verandering over drie jaar of meer die ongunstiger is dan in Nederland."),
        '<p class="noot">Hoeveel mensen het later zijn, weten we niet.</p>' if later else "",
        "<h3>Wat kan helpen</h3>",
        helps or "<p>Deze cijfers laten niet zien wat kan helpen. Vraag het in de wijk.</p>",
    )


def _folded(items: str, number: int) -> str:
    """A list of more themes than a reader takes in at once, under one line: page two has them by name."""
    if number <= MOST_NAMED:
        return items
    return f'<details class="alle-cijfers"><summary>De {number} thema’s en waar het in zit</summary>{items}</details>'


def _list(items: Iterable[str], otherwise: str) -> str:
    body = "".join(items)
    return f"<ul>{body}</ul>" if body else f"<p>{otherwise}</p>"


def _now_words(candidate: Candidate) -> str:
    """How a theme stands, and the figure that makes it so most."""
    main = candidate.main
    worse = [
        s.verdict
        for p in candidate.parts
        if p.is_unfavourable
        for s in p.signals
        if s.verdict.judgement.side == "worse"
    ]
    words = standing_words(main.standing, estimated=main.is_estimated)
    said = f"‘{candidate.name}’ {words if words.startswith('lijkt') else f'is {words}'}."
    clause = strength(max(worse, key=difference_in_spreads)) if worse else ""
    return escape(f"{said} {clause[0].upper()}{clause[1:]}." if clause else said)


def _coming_words(result: ThemeResult) -> list[str]:
    found = []
    for change in result.worsening:
        kind = "" if change.test else " Dit is een verschil tussen jaren, nog geen trend."
        found.append(
            f"{escape(change.indicator.label)} ging van "
            f"{wording.beside_label(change.first.number, change.indicator)} "
            f"({change.first.period}) naar "
            f"{wording.beside_label(change.last.number, change.indicator)} "
            f"({change.last.period}). Dat is ongunstiger dan de verandering in Nederland.{kind}"
        )
    if result.ageing and result.ageing.faster:
        here, there = (wording.number(x, 1) for x in (result.ageing.pressure.ratio, result.ageing.nederland))
        found.append(
            f"Voor elke 65-plusser wonen hier {here} mensen van 45 tot 65 jaar. In Nederland zijn dat er {there} "
            f"({result.ageing.period}). In de meeste wijken met zulke leeftijden kwamen er sneller 65-plussers bij dan "
            "in Nederland (2020 tot 2022)."
        )
    return found


def _helps(opportunities: Iterable[Opportunity], name: str) -> str:
    """What goes well or is near, as HTML: under each reason the figures that have it, each under its first one."""
    found: dict[str, list[str]] = {}
    for o in opportunities:
        if words := _opportunity_words(o, name):
            found.setdefault(REASONS[o.reasons[0]], []).append(f"<li>{escape(words)}</li>")
    return "".join(f"<p>Dit is {reason}:</p><ul>{''.join(items)}</ul>" for reason, items in found.items())


def _opportunity_words(found: Opportunity, name: str) -> str:
    """A figure that is favourable here, as a sentence, and for which themes it may help; "" without its number."""
    said = _here_words(found.verdict, name)
    return f"{said} Het kan helpen bij {_some([c.name for c in found.themes])}." if said else ""


def _some(themes: Sequence[str]) -> str:
    """Themes by name; of many the first, and how many there are besides."""
    more = len(themes) - MOST_HELPED
    return f"{quoted(themes)}" if more < 2 else f"{quoted(themes[:MOST_HELPED])}, en bij {more} andere thema’s"


def _here_words(verdict: Verdict, name: str) -> str:
    """The first sentence of a fact: what the figure is here."""
    said = fact(verdict.figure, name)
    first, stop, _ = said.partition(". In Nederland ")
    return f"{first} ({verdict.figure.value.period})." if stop else said


# --------------------------------------------------------------------- target groups


def targets(verdicts: Verdicts) -> Fragment:
    """For each target group, to unfold: how many people it has, which figures, where, and what is not seen.

    That many people are in more than one group stands above the tiles of page two.
    """
    if not verdicts.profile.area.is_inhabited:
        return Fragment("")
    return join(*(_target(group, verdicts.profile.area.name) for group in target_groups(verdicts)))


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
    heads = ["Wie", "Mensen", "Percentage", "Soort cijfer", "Jaar"]
    beside = "".join(f"<li>{escape(_beside(v, area_name))}</li>" for v in group.described_by if _is_told(v))
    missing = "".join(f"<li>{escape(line)}</li>" for line in group.card.not_seen)
    return (
        f'<details class="doelgroep"><summary>{escape(group.card.name)}</summary>'
        f"<p>{escape(group.card.question)}</p>"
        + table(f"{group.card.name}: {area_name}", heads, rows)
        + (f"<p>Kijk ook naar:</p><ul>{beside}</ul>" if beside else "")
        + f"<p>{_where_words(group)}</p><p>Wat deze cijfers niet zeggen:</p><ul>{missing}</ul></details>"
    )


def _is_told(verdict: Verdict) -> bool:
    return verdict.figure.value.is_known


def _beside(verdict: Verdict, area_name: str) -> str:
    """A figure to read beside those of a group: what it is, and how it stands to the comparator."""
    said = _here_words(verdict, area_name)
    return f"{said} {judgement(verdict)}" if wording.state(verdict) else said


def _where_words(group: TargetGroup) -> str:
    where = group.where
    label = escape(where.figure.indicator.label.lower())
    if group.card.is_context:
        return "Over herkomst vergelijken we geen buurten."
    if where.buurten.empty:
        return "Waar in het gebied dat is, weten we niet. Er zijn geen cijfers per buurt."
    low, high = where.buurten.value.min(), where.buurten.value.max()
    ends = wording.number_range(low, high, where.figure.indicator)
    words = f"Het cijfer ‘{label}’ is in {_buurten(len(where.buurten))} {ends} ({where.period})."
    if " tot " in ends:
        words = f"Per buurt loopt het cijfer ‘{label}’ van {ends} ({where.period})."
    if where.higher:
        words += f" Hoger dan gemiddeld in het gebied: {escape(wording.names_in_a_row(where.higher))}."
    return words


def _buurten(number: int) -> str:
    return "de enige buurt met genoeg inwoners" if number == 1 else "elke buurt"


# ----------------------------------------------------------------- Positieve Gezondheid


def positieve_gezondheid(verdicts: Verdicts) -> Fragment:
    """The six dimensions with what stands out in each; page two says what to ask where no figure measures it."""
    if not verdicts.profile.area.is_inhabited:
        return Fragment("")
    rows = [[escape(d.name), *_dimension_cells(d)] for d in dimensions(verdicts)]
    heads = ["Kant van gezondheid", "Gunstiger", "Ongunstiger", "Cijfers"]
    return join(
        '<details class="alle-cijfers"><summary>De cijfers naar de zes kanten van Positieve Gezondheid</summary>',
        table(f"Positieve Gezondheid: {verdicts.profile.area.name}", heads, rows, numeric=[False, False, True]),
        "</details>",
    )


def _dimension_cells(dimension: Dimension) -> list[str]:
    if not dimension.is_measured:
        return ['<span class="afwezig">onbekend</span>', '<span class="afwezig">onbekend</span>', "0"]
    known = [v for v in dimension.verdicts if v.figure.value.is_known]
    cells = []
    for state in ("better", "worse"):
        judged = [v for v in known if v.judgement.side == state]
        labels = [f"‘{v.figure.indicator.label}’" for v in judged]
        cells.append(escape(wording.names_in_a_row(labels)) or "geen")
    return [*cells, str(len(known))]
