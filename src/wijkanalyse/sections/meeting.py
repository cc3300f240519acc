"""The kit of a wijkbijeenkomst: letter, theme cards, guide, tables, ballots, poster, a version for residents.

Each function takes a dialogue and returns one piece, which starts on a sheet of its
own on paper. Without figures or without a folder a piece says so and stays usable.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable
from importlib.metadata import version

from wijkanalyse import wording
from wijkanalyse.dialogue.area import Dialogue, open_questions
from wijkanalyse.dialogue.ballots import Outcome
from wijkanalyse.dialogue.files import GROUPS, RECOGNISED
from wijkanalyse.dialogue.private import masked
from wijkanalyse.fragments import Fragment, Identity, escape, join
from wijkanalyse.methods.voting import LEAST_VOTERS
from wijkanalyse.publish.identity import dutch_date
from wijkanalyse.sections import page_one
from wijkanalyse.tables import table
from wijkanalyse.verdicts import Verdict

TABLE_SIZE = 6
CARDS = 10
"""Themes of which there is a card: the candidates of one meeting."""
AGREEMENT = {
    "strong": "sterke overeenstemming",
    "moderate": "redelijke overeenstemming",
    "weak": "zwakke overeenstemming",
    "none": "geen overeenstemming",
    "unknown": "niet te bepalen",
}
DIMENSION_QUESTIONS = {
    "lichaamsfuncties": "Voel ik me gezond en fit? Kan ik bewegen zoals ik wil?",
    "mentaal_welbevinden": "Ben ik vaak vrolijk, somber of gespannen? Kan ik omgaan met wat er gebeurt?",
    "zingeving": "Waar word ik blij van? Wat geeft mijn dag zin?",
    "kwaliteit_van_leven": "Woon ik prettig? Kan ik rondkomen? Voel ik me veilig?",
    "meedoen": "Heb ik mensen om me heen? Doe ik mee, op mijn manier?",
    "dagelijks_functioneren": "Kan ik voor mezelf zorgen? Weet ik waar ik hulp kan vinden?",
}


def identity(dialogue: Dialogue, document: str) -> Identity:
    """Which area and edition a document of the kit is about; the files of the folder count as its sources."""
    added = dialogue.folder.sources()
    if dialogue.verdicts is not None:
        made = page_one.identity(dialogue.verdicts.profile)
        facts = {**made.facts, "document": document, "sources": [*made.facts["sources"], *added]}
        return Identity(facts, f"{document}: {made.line}")
    folder = dialogue.folder
    facts = {
        "area_code": folder.code, "area_name": folder.name, "area_level": "kern", "gemeente_name": None,
        "boundary_year": 0, "edition": folder.edition, "sources": added, "version": version("wijkanalyse"),
        "built": os.environ.get(page_one.BUILT_VARIABLE) or None, "document": document,
    }  # fmt: skip
    return Identity(facts, f"{document}: {folder.name}, zonder cijfers, editie {folder.edition}")


def invented(dialogue: Dialogue) -> Fragment:
    """The warning above a document that was made from the invented example; else nothing to see."""
    if not dialogue.folder.is_example:
        return Fragment("")
    return Fragment(
        '<aside class="kader" aria-label="Verzonnen voorbeeld"><p><strong>Verzonnen voorbeeld.</strong> De cijfers van '
        "CBS en RIVM zijn echt. Alles wat mensen hier zeggen, kiezen, aanbieden en plannen is verzonnen.</p></aside>"
    )


def sheet(title: str, *parts: str, kind: str = "") -> Fragment:
    """A piece that starts on a sheet of its own."""
    css = f"kit-blad {kind}".strip()
    return Fragment(f'<section class="{css}"><h3>{escape(title)}</h3>{"".join(parts)}</section>')


def listed(items: Iterable[str], tag: str = "ul") -> str:
    """A list of ready pieces of HTML, or nothing."""
    lines = "".join(f"<li>{item}</li>" for item in items)
    return f"<{tag}>{lines}</{tag}>" if lines else ""


# ------------------------------------------------------------------------- letter


def letter(dialogue: Dialogue) -> Fragment:
    """One page for the practice, before the meeting: what it will see, and what is asked. No surprises."""
    if dialogue.verdicts is None:
        seen = "<p>Er zijn voor dit gebied geen cijfers. We beginnen met wat u zelf ziet.</p>"
    else:
        seen = page_one.summary(dialogue.verdicts).html.replace("<h3>", "<h4>").replace("</h3>", "</h4>")
    return sheet(
        "Brief voor de praktijk",
        f"<p>Beste collega’s,</p><p>Binnenkort praten we met zorg, welzijn, gemeente en bewoners over "
        f"{escape(dialogue.name)}. U ziet hier wat er op tafel komt, zodat niets u verrast.</p>",
        seen,
        "<h4>Wat deze cijfers niet zeggen</h4><p>Ze gaan over de wijk, niet over uw patiënten of uw werk. Ze noemen "
        "geen "
        "oorzaak. Ze beginnen het gesprek, ze kiezen niet.</p>",
        "<h4>Wat we u vragen</h4>",
        listed(
            [
                "Herkent u dit? Zegt u ‘nee’, dan zetten we dat naast het cijfer.",
                "Wat mist u? Drie thema’s die niet in cijfers te zien zijn, kunnen nog op de lijst.",
                "Waar hebt u nu het meeste last van? Daar beginnen we graag mee.",
            ]
        ),
        "<p>Laat het ons weten vóór de bijeenkomst. Een telefoontje van tien minuten is genoeg.</p>",
        '<p class="kit-lijn">Datum en plaats</p><p class="kit-lijn">Wie kunt u bellen?</p>',
        kind="kit-brief",
    )


# -------------------------------------------------------------------- theme cards


def theme_cards(dialogue: Dialogue) -> Fragment:
    """A card for each candidate theme: figures with their comparator, what they do not say, two open questions."""
    chosen = list(dialogue.themes.items())[:CARDS]
    return join(*(_card(dialogue, theme, name) for theme, name in chosen))


def _card(dialogue: Dialogue, theme: str, name: str) -> str:
    figures = dialogue.figures_of(theme)
    shown = listed(escape(_sentence(dialogue, v)) for v in figures)
    if not shown:
        shown = "<p>Hierover is geen cijfer van deze wijk. Uw ervaring is hier de bron.</p>"
    limits = listed(escape(text) for text in _limits(dialogue, figures))
    return sheet(
        name,
        f"<h4>Wat zien we?</h4>{shown}",
        f"<h4>Wat zegt dit niet?</h4>{limits}" if limits else "",
        f"<h4>Praat hierover</h4>{listed(map(escape, open_questions(theme)))}",
        _recognised(dialogue, figures),
        _said(dialogue, theme),
        '<h4>Herkennen we dit?</h4><p class="kit-vakjes">☐ ja &nbsp; ☐ deels &nbsp; ☐ nee &nbsp; ☐ weet niet</p>'
        '<p class="kit-ruimte">Want:</p>',
        kind="kit-kaart",
    ).html


def _sentence(dialogue: Dialogue, verdict: Verdict) -> str:
    words = wording.state(verdict)
    return wording.comparison(verdict.figure, dialogue.name) + (f" Oordeel: {words}." if words else "")


def _limits(dialogue: Dialogue, figures: list[Verdict]) -> list[str]:
    caveats = dialogue.catalogue.vocabulary.caveats
    keys = dict.fromkeys(key for v in figures for key in v.figure.indicator.caveats)
    texts = [caveats[key] for key in keys][:2]
    return [*texts, "Het zegt niets over één persoon, één straat of een oorzaak."] if figures else []


def _recognised(dialogue: Dialogue, figures: list[Verdict]) -> str:
    """What groups already said about the figures of a card; also when they do not recognise them."""
    rows = dialogue.folder.tables["herkenning"]
    here = rows[rows.cijfer.isin([v.figure.indicator.id for v in figures])]
    lines = [
        f"{escape(GROUPS[r.groep])}: <strong>{RECOGNISED[r.herkend]}</strong>"
        + (f". {escape(masked(r.toelichting))}" if r.toelichting else "")
        + f" <small>({dutch_date(r.datum)})</small>"
        for r in here.itertuples()
    ]
    return f"<h4>Eerder gezegd over dit cijfer</h4>{listed(lines)}" if lines else ""


def _said(dialogue: Dialogue, theme: str) -> str:
    lines = []
    for role, good, better in dialogue.said_about(theme):
        lines += [f"Gaat goed: {escape(good)} <small>({escape(role)})</small>"] if good else []
        lines += [f"Kan beter: {escape(better)} <small>({escape(role)})</small>"] if better else []
    return f"<h4>Uit gesprekken</h4>{listed(lines)}" if lines else ""


# --------------------------------------------------------------- guide and tables


def interview_guide(dialogue: Dialogue) -> Fragment:
    """Questions for a conversation of twenty minutes before the meeting."""
    return sheet(
        "Leidraad voor een gesprek vooraf",
        "<p>Twintig minuten, met vijf tot tien mensen uit zorg, welzijn, gemeente en de wijk zelf. Schrijf geen namen "
        "op, "
        "en niets waarin iemand te herkennen is. Zet de antwoorden in interviews.csv.</p>",
        listed(
            [
                f"Wat doet u in {escape(dialogue.name)}, en voor wie?",
                "Wat gaat hier goed? Waar bent u trots op?",
                "Wat kan beter? Voor wie is dat het hardst nodig?",
                "Met wie werkt u samen? Wie kent u nog niet en zou u willen kennen?",
                "Wat gebeurt er al, en bereikt dat de mensen voor wie het is?",
                "Deze cijfers vallen op. Herkent u dat? Zo niet, wat ziet u wel?",
                "Wat mogen we in de bijeenkomst zeker niet vergeten?",
            ],
            "ol",
        ),
    )


def table_groups(dialogue: Dialogue) -> Fragment:
    """Who sits where: disciplines and groups spread over tables, so that people meet others than their colleagues."""
    rows = dialogue.folder.tables["aanwezigen"]
    if rows.empty:
        return sheet(
            "Tafels",
            "<p>Vul aanwezigen.csv in: welke disciplines komen er, en met hoeveel mensen? Dan staat hier wie bij wie "
            "zit. "
            f"Zet tot die tijd aan elke tafel van {TABLE_SIZE} iemand uit elke groep: zorg, welzijn en gemeente, "
            "bewoners."
            "</p>",
        )
    tables = mixed_tables([(r.groep, masked(r.discipline), int(r.aantal)) for r in rows.itertuples()])
    cells = [[f"Tafel {n}", str(len(seats)), ", ".join(escape(s) for s in seats)] for n, seats in enumerate(tables, 1)]
    return sheet("Tafels", table("Wie zit waar", ["Tafel", "Mensen", "Disciplines"], cells, words=True))


def mixed_tables(people: list[tuple[str, str, int]], size: int = TABLE_SIZE) -> list[list[str]]:
    """Deal people over tables, group by group and discipline by discipline, so that each table gets of each.

    Parameters
    ----------
    people
        Group, discipline and number of people.
    size
        The most people at a table.

    Examples
    --------
    >>> mixed_tables([("zorg", "huisarts", 2), ("bewoners", "bewoner", 2)], size=2)
    [['bewoner', 'huisarts'], ['bewoner', 'huisarts']]
    """
    seats = [who for _, who, number in sorted(people) for who in itertools.repeat(who, number)]
    tables: list[list[str]] = [[] for _ in range(-(-len(seats) // size))]
    for number, who in enumerate(seats):
        tables[number % len(tables)].append(who)
    return tables


# ---------------------------------------------------------------- ballots, poster


def ballot_sheet(dialogue: Dialogue) -> Fragment:
    """Two ballots on a sheet: everyone chooses three themes, in silence, before anybody talks."""
    options = listed(escape(name) for name in dialogue.themes.values())
    groups = " &nbsp; ".join(f"☐ {escape(label)}" for label in GROUPS.values())
    one = (
        f'<div class="kit-briefje"><h4>Stembriefje {escape(dialogue.name)}</h4><p>Ik hoor bij: {groups}</p>'
        f'<p>Kies drie thema’s. Overleg nog niet.</p><div class="kit-kolommen">{options}</div>'
        '<p class="kit-lijn">1. Het belangrijkst vind ik</p><p class="kit-lijn">2. Daarna</p><p class="kit-lijn">3. En '
        "dan</p>"
        "</div>"
    )
    return sheet("Stembriefjes", one, one, kind="kit-briefjes")


def poster(dialogue: Dialogue) -> Fragment:
    """The poster of the table: what goes well, what can be better, top three, first step. A3, or enlarged to A1."""
    boxes = ["Wat gaat goed?", "Wat kan beter?", "Onze top 3", "Wat doen we al?", "Onze eerste stap", "Wie en wanneer?"]
    inside = "".join(f'<div class="kit-vak"><h4>{box}</h4></div>' for box in boxes)
    return sheet(
        f"{dialogue.name}: onze poster",
        f'<div class="kit-vakken">{inside}</div>',
        '<p class="noot niet-op-papier">Deze bladzijde is A3, liggend. Voor A1 drukt u hem af op 200 procent.</p>',
        kind="kit-poster",
    )


# ---------------------------------------------------------------------- residents


def residents(dialogue: Dialogue) -> Fragment:
    """For residents, in plain Dutch, around the six dimensions of Positieve Gezondheid."""
    parts = []
    for key, label in dialogue.catalogue.vocabulary.positieve_gezondheid.items():
        figures = [f for f in dialogue.dimension(key) if f.nederland is not None and f.nederland.is_known][:1]
        lines = [escape(wording.comparison(f, dialogue.name)) for f in figures]
        hardly = "<p>Hierover zijn bijna geen cijfers. Vertel het ons zelf.</p>"
        if key == "zingeving":
            hardly = "<p>Of uw leven zin heeft, staat in geen cijfer. Dat weet u alleen zelf. Daarom vragen we het.</p>"
        shown = listed(lines) + (hardly if key == "zingeving" or not lines else "")
        parts.append(
            f"<h4>{escape(label)}</h4>{shown}<p><strong>Denk na over:</strong> {escape(DIMENSION_QUESTIONS[key])}</p>"
        )
    return sheet(
        f"Voor bewoners: hoe gaat het in {dialogue.name}?",
        "<p>Gezond zijn is meer dan niet ziek zijn. Hieronder staan zes kanten van gezondheid. Bij elke kant staat een "
        "cijfer, als dat er is. Een cijfer gaat over alle mensen samen, niet over u. Wat u zelf ziet en voelt, telt "
        "net zo "
        "zwaar.</p>",
        *parts,
        "<p>Kom naar de bijeenkomst of vertel het aan iemand van de bewonersgroep. U mag ook gewoon luisteren.</p>",
        kind="kit-bewoners",
    )


# ------------------------------------------------------------- votes read back in


def votes(dialogue: Dialogue) -> Fragment:
    """The result of the vote: what was chosen, per group from five voters, the check in pairs, and the agreement."""
    result = dialogue.outcome
    if result.detail == "nothing":
        number = result.tally.total
        why = "Er zijn nog geen stembriefjes" if not number else f"Er zijn {number} stembriefjes"
        return Fragment(f"<p>{why}. Een uitslag is er vanaf {LEAST_VOTERS} stembriefjes.</p>")
    names = dialogue.themes
    return join(
        _top(result, names),
        _points(result, names),
        f"<p>{_check(result, names)}</p>",
        f"<p>{_agreement(result)}</p>",
        '<p class="noot">Elke groep telt even zwaar. Een eerste keuze geeft 3 punten, een tweede 2, een derde 1. Een '
        "groep "
        f"staat apart vanaf {LEAST_VOTERS} stemmers. De uitslag begint het gesprek; hij beslist niet.</p>",
    )


def _top(result: Outcome, names: dict[str, str]) -> str:
    chosen = result.chosen
    if result.detail == "names":
        inside = [t for t in result.themes if t in chosen.certain]
        body = listed(escape(names[t]) for t in inside)
        hidden = wording.names_in_a_row([GROUPS[g].lower() for g in result.too_small])
        body += (
            f"<p>Van {escape(hidden)} stemden minder dan {LEAST_VOTERS} mensen. Hun stemmen tellen mee, maar staan "
            "niet "
            "apart. Daarom staan de gekozen thema’s hier zonder punten, in de volgorde van de lijst.</p>"
        )
    else:
        body = listed((escape(names[t]) for t in chosen.certain), "ol")
    if chosen.tied:
        tied = wording.names_in_a_row([names[t] for t in chosen.tied])
        body += f"<p>Gelijk voor de laatste plaats: {escape(tied)}. Kies samen.</p>"
    return f"<h3>Gekozen thema’s</h3>{body}"


def _points(result: Outcome, names: dict[str, str]) -> str:
    shown, together = result.shown, result.detail == "points"
    if not shown:
        return ""
    heads = ["Thema", *(f"{GROUPS[g]} ({result.tally.voters[g]})" for g in shown), *(["Samen"] if together else [])]
    order = [t for level in result.tally.order for t in level] if together else list(result.themes)
    rows = [
        [escape(names[t]), *(wording.number(result.tally.mean_of(g, t), 2) for g in shown)]
        + ([wording.number(result.tally.mean(t), 2)] if together else [])
        for t in order
    ]
    return table("Gemiddeld aantal punten per stemmer", heads, rows, note="Tussen haakjes: aantal stemmers")


def _check(result: Outcome, names: dict[str, str]) -> str:
    if result.methods_agree:
        return "Een tweede manier van tellen, die thema’s twee aan twee vergelijkt, geeft dezelfde thema’s."
    other = result.chosen_in_pairs
    listed_names = wording.names_in_a_row([names[t] for t in (*other.certain, *other.tied)])
    return (
        "Let op: een tweede manier van tellen, die thema’s twee aan twee vergelijkt, geeft andere thema’s: "
        f"{escape(listed_names)}. Bespreek het verschil. Middel de twee uitslagen niet."
    )


def _agreement(result: Outcome) -> str:
    words = AGREEMENT[result.agreement.word]
    sentence = f"Over de volgorde is er onder alle stemmers {words} (W = {wording.number(result.agreement.w, 2)})."
    if result.agreement.word == "none":
        sentence += " Dan helpt doorpraten meer dan verder rekenen."
    groups = [f"{GROUPS[g].lower()}: {AGREEMENT[a.word]}" for g, a in result.agreements.items()]
    if groups:
        sentence += f" Binnen de groepen: {'; '.join(groups)}."
    return sentence
