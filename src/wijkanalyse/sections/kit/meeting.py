"""The kit of a wijkbijeenkomst: running order, letter, guide, tables, ballots, poster.

Each function takes a dialogue and returns one piece, which starts on a sheet of its
own on paper. Without figures or without a folder a piece says so and stays usable.
"""

from __future__ import annotations

import itertools
import math
import os
from collections import Counter
from importlib.metadata import version

from wijkanalyse.day import BUILT_VARIABLE
from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.files import GROUPS, MOST_OWN_THEMES, WHO_IS_IN
from wijkanalyse.sections.kit.paper import listed, paper_only, sheet, short, slide
from wijkanalyse.sections.kit.programme import length, timed
from wijkanalyse.sections.report.page_one import identity_of, style_facts
from wijkanalyse.sections.report.summary import summary
from wijkanalyse.sections.standing import quoted
from wijkanalyse.show.fragments import Fragment, IdentityOutput, escape
from wijkanalyse.show.tables import table

TABLE_SIZE = 6
TABLES_BY_HAND = 5
"""Rows to write on while nobody knows who comes."""
MOST_QUICK_WINS = 3
"""On the letter, which is one page."""
BALLOTS_ON_A_SHEET = 2
NUMBERS = {1: "Eén", 2: "Twee", 3: "Drie"}


def identity(dialogue: Dialogue, document: str) -> IdentityOutput:
    """Which area and edition a document of the kit is about; the files of the folder count as its sources."""
    added = dialogue.folder.sources()
    if dialogue.verdicts is not None:
        made = identity_of(dialogue.verdicts.profile, document)
        facts = {**made.facts, "sources": [*made.facts["sources"], *added]}
        return IdentityOutput(facts, f"{document}: {made.line}")
    folder = dialogue.folder
    facts = {
        "area_code": folder.code, "area_name": folder.name, "area_level": "kern", "gemeente_name": None,
        "boundary_year": 0, "edition": folder.edition, "sources": added, "version": version("wijkanalyse"),
        "built": os.environ.get(BUILT_VARIABLE) or None, "document": document, **style_facts(dialogue.house_style),
    }  # fmt: skip
    return IdentityOutput(facts, f"{document}: {folder.name}, zonder cijfers, editie {folder.edition}")


def invented(dialogue: Dialogue) -> Fragment:
    """The warning above a document that was made from the invented example; else nothing to see."""
    if not dialogue.folder.is_example:
        return Fragment("")
    return Fragment(
        '<aside class="kader" aria-label="Verzonnen voorbeeld"><p><strong>Verzonnen voorbeeld.</strong> De cijfers van '
        "het CBS en het RIVM zijn echt. Alles wat mensen hier zeggen, kiezen, aanbieden en plannen is verzonnen."
        "</p></aside>"
    )


# ------------------------------------------------------------------ running order


def running_order(dialogue: Dialogue) -> Fragment:
    """Why people come, the evening minute by minute, what to print; a proposal, to change in the notebook."""
    parts = timed(dialogue.folder.meeting.wanneer)
    seen = "Herkennen we dit?" if dialogue.has_figures else "Wat zien wij zelf?"
    rows = [
        [p.span, f"{p.part.minutes} min", p.part.what.replace("Herkennen we dit?", seen), p.part.needed] for p in parts
    ]
    heads = ["Minuut" if parts[0].begin is None else "Tijd", "Duur", "Wat", "Op tafel"]
    return Fragment(
        slide("Waarom zijn we hier?", listed(map(escape, _why(dialogue))))
        + slide("", table("Programma", heads, rows, note=length().capitalize(), words=True))
        + table("Wat drukt u af?", ["Stuk", "Hoeveel", "Papier", "Voor wie"], _to_print(dialogue), words=True,
                note="Eén kant. Elk stuk is er ook apart, als PDF.")
        + '<p class="noot">Stemmen: open de stempagina op een laptop. Zet de beamer uit tot alles is ingevoerd. Bewaar '
        "de briefjes. Maakt u dit stuk daarna opnieuw, dan staat de uitslag achteraan."
        + (" Schrijf ook op wat mensen niet herkennen.</p>" if dialogue.has_figures else "</p>")
    )  # fmt: skip


def _why(dialogue: Dialogue) -> list[str]:
    """What people are told first."""
    begin = ["Er zijn nog geen cijfers. We beginnen met wat u zelf ziet."]
    if dialogue.has_figures:
        begin = [
            "We beginnen het gesprek met cijfers. Ze gaan over de hele wijk en niet over u. "
            "Ze zeggen niet waardoor iets komt.",
            "Herkent u iets niet? Zeg het. Dat schrijven we erbij.",
        ]
    return [
        f"We praten over {dialogue.name}: wat gaat goed, en wat kan beter?",
        *begin,
        "Vandaag kiezen we samen drie thema’s.",
        "Daarna maken we een plan: wie doet wat, en wanneer?",
    ]


def _to_print(dialogue: Dialogue) -> list[list[str]]:
    """The pieces and how many of each, as far as it is known who comes."""
    rows = list(dialogue.folder.tables["aanwezigen"].itertuples(index=False))
    people = sum(int(r.aantal) for r in rows)
    residents = sum(int(r.aantal) for r in rows if r.groep == "bewoners")
    tables = math.ceil(people / TABLE_SIZE)

    def number(of: int, without: str) -> str:
        return str(of) if people else without

    return [
        ["Brief voor de praktijk", "1 per praktijk", "A4", "vooraf, voor wie in de zorg werkt"],
        ["Leidraad voor een gesprek", "1 per gesprek", "A4", "vooraf, voor wie de gesprekken voert"],
        ["Bewoners interviewen elkaar", "1 per twee bewoners", "A4", "vooraf"],
        ["Hebben we het over hetzelfde?", number(tables, "1 per tafel"), "A4", "elke tafel"],
        ["Routeblad", "1 per deelnemer", "A4", "als u samen door de wijk gaat"],
        ["Tafels", "1", "A4", "wie de bijeenkomst leidt"],
        ["Blad voor bewoners, apart gemaakt", number(residents, "1 per bewoner"), "A4", "vooraf, voor iedereen"],
        [f"Themakaarten ({len(dialogue.themes)})", number(tables, "1 stel per tafel"), "A4", "elke tafel een stel"],
        ["Stembriefjes", number(math.ceil(people / BALLOTS_ON_A_SHEET), "1 blad per twee mensen"), "A4, liggend",
         "knip elk blad in twee briefjes"],
        ["Poster", number(tables, "1 per tafel"), "A3, liggend", "elke tafel"],
    ]  # fmt: skip


# ------------------------------------------------------------------------- letter


def letter(dialogue: Dialogue) -> Fragment:
    """One page for the practice, before the meeting: what it will see, and what is asked. No surprises."""
    about = escape(dialogue.name)
    seen, first = _seen_first(dialogue)
    return sheet(
        "Brief voor de praktijk",
        f"<p>Beste collega’s,</p><p>Binnenkort praten we met zorg, welzijn, gemeente en bewoners over {about}. Dat "
        f"duurt {length()}. ",
        *seen,
        "<h4>Wat we u vragen</h4>",
        listed(
            [
                first,
                f"Wat mist u? {_room_for_themes(dialogue)}".strip(),
                "Waar hebt u nu het meeste last van? Dat nemen we mee naar de bijeenkomst.",
            ]
        ),
        _quick_wins(dialogue),
        "<p>Laat het ons weten vóór de bijeenkomst. Een telefoontje van tien minuten is genoeg.</p>",
        _greeting(dialogue),
        kind="kit-brief",
        piece="brief",
    )


def _greeting(dialogue: Dialogue) -> str:
    """When and where people meet, and who sends the letter; a line to write on for what nobody filled in."""
    meeting, style = dialogue.folder.meeting, dialogue.house_style
    sender = meeting.afzender or (style.organisation if style else "")
    contact = meeting.contact or (style.contact if style else "")
    return when_and_who(dialogue, contact=contact) + (
        f"<p>Met vriendelijke groet,<br>{escape(sender)}</p>" if sender else _to_fill_in("Met vriendelijke groet,")
    )


def when_and_who(dialogue: Dialogue, *, contact: str) -> str:
    """Day and place of the meeting, and whom people can call; a line to write on for what nobody filled in."""
    meeting = dialogue.folder.meeting
    place = ", ".join(filter(None, [meeting.wanneer, meeting.waar]))
    said = {"Wanneer en waar:": place if meeting.wanneer and meeting.waar else "", "Vragen?": contact}
    lines = "".join(f"<p>{label} {escape(text)}</p>" if text else _to_fill_in(label) for label, text in said.items())
    return f'<div class="kit-regels">{lines}</div>'


def _to_fill_in(label: str) -> str:
    return f'<p class="kit-lijn">{label}</p>'


def _quick_wins(dialogue: Dialogue) -> str:
    """What others could do in a month; before anything was chosen that is what serves any theme."""
    wins = dialogue.catalogue.quick_wins(dialogue.chosen)[:MOST_QUICK_WINS]
    lines = listed(escape(lesson.within_a_month) for lesson in wins)
    return f"<h4>Wat kan al binnen een maand?</h4>{lines}" if lines else ""


def _room_for_themes(dialogue: Dialogue) -> str:
    """How many themes of the wijk itself may still be added; "" where the list is full."""
    left = MOST_OWN_THEMES - len(_own_names(dialogue))
    if left < 1:
        return ""
    which = " dat niet in cijfers te zien is," if left == 1 else "’s die niet in cijfers te zien zijn,"
    own = "eigen thema" if left == 1 else "eigen thema’s"
    words = f"thema{which}" if dialogue.has_figures else own
    return f"{NUMBERS[left]} {words} {'kan' if left == 1 else 'kunnen'} nog op de lijst."


def _seen_first(dialogue: Dialogue) -> tuple[list[str], str]:
    """What the practice sees, which ends the paragraph that it begins in, and the first thing it is asked."""
    if not dialogue.has_figures:
        themes = escape(quoted(list(dialogue.themes.values())))
        return [
            "Er zijn voor dit gebied geen cijfers. We beginnen met wat u zelf ziet.</p>",
            f"<p>Op de lijst staan nu deze thema’s: {themes}. De keuze maakt u.</p>",
        ], "Wat ziet u in uw werk? Wat gaat goed, en wat kan beter?"
    return [
        "Hier ziet u de cijfers die het meest opvallen. Alle themakaarten kunt u vooraf krijgen, zodat niets u "
        "verrast.</p>",
        summary(dialogue.agenda).html.replace("<h3>", "<h4>").replace("</h3>", "</h4>"),
        "<h4>Wat deze cijfers niet zeggen</h4><p>Ze gaan over de wijk, niet over uw patiënten of uw werk. Ze noemen "
        "geen oorzaak. Ze zijn het begin van het gesprek. De keuze maakt u.</p>",
    ], "Herkent u dit? Zegt u ‘nee’, dan zetten we dat bij het cijfer."


# --------------------------------------------------------------- guide and tables


def interview_guide(dialogue: Dialogue) -> Fragment:
    """Questions for a conversation of twenty minutes before the meeting."""
    return sheet(
        "Leidraad voor een gesprek vooraf",
        "<p>Twintig minuten, met vijf tot tien mensen uit zorg, welzijn, gemeente en de wijk zelf. Schrijf geen namen "
        "op, en niets waarin iemand te herkennen is. Bewaar de antwoorden bij ‘Gesprekken’.</p>",
        listed(
            [
                f"Wat doet u in {escape(dialogue.name)}, en voor wie?",
                "Wat gaat hier goed? Waar bent u trots op?",
                "Wat kan beter? Voor wie is dat het hardst nodig?",
                "Met wie werkt u samen? Wie kent u nog niet en zou u willen kennen?",
                "Wat gebeurt er al, en bereikt dat de mensen voor wie het is?",
                "Waar willen mensen of organisaties hier iets anders? Wat heeft u nodig om toch samen te werken?",
                *(["Deze cijfers vallen op. Herkent u dat? Zo niet, wat ziet u wel?"] if dialogue.has_figures else []),
                *_own_themes(dialogue),
                "Wat mogen we in de bijeenkomst zeker niet vergeten?",
            ],
            "ol",
        ),
        kind="kit-heel kit-vraaglijst",
        piece="leidraad",
    )


def _own_themes(dialogue: Dialogue) -> list[str]:
    """The question about what only the wijk knows; none without such themes."""
    own = _own_names(dialogue)
    verb = "komt" if len(own) == 1 else "komen"
    return [f"Uit de wijk zelf {verb} {escape(quoted(own))}. Ziet u dat ook? Voor wie speelt dat?"] if own else []


def _own_names(dialogue: Dialogue) -> list[str]:
    rows = dialogue.folder.tables["themas"]
    return list(rows.naam[rows.herkomst == "wijk"])


def table_groups(dialogue: Dialogue) -> Fragment:
    """Who sits where: disciplines and groups spread over tables, so that people meet others than their colleagues."""
    rows = dialogue.folder.tables["aanwezigen"]
    heads = ["Tafel", "Mensen", "Disciplines"]
    if rows.empty:
        told = (
            "<p>Vul ‘Aanwezigen’ in: welke disciplines komen er, en met hoeveel mensen? Dan staat hier wie bij wie "
            f"zit. Zet tot die tijd aan elke tafel van {TABLE_SIZE} iemand uit elke groep: zorg, welzijn en gemeente, "
            "bewoners.</p>"
        )
        by_hand = table(
            "Wie zit waar", heads, [[f"Tafel {n}", "", ""] for n in range(1, TABLES_BY_HAND + 1)], words=True
        )
        return sheet(
            "Tafels", told, paper_only(by_hand, _at_a_table(dialogue)), kind="kit-heel kit-tafels", piece="tafels"
        )
    tables = mixed_tables([(r.groep, r.discipline, int(r.aantal)) for r in rows.itertuples()])
    cells = [[f"Tafel {n}", str(len(seats)), _seated(seats)] for n, seats in enumerate(tables, 1)]
    seats = table("Wie zit waar", heads, cells, words=True)
    return sheet(
        "Tafels", seats, paper_only(_at_a_table(dialogue)), kind="kit-heel kit-tafels", slide=True, piece="tafels"
    )


def _at_a_table(dialogue: Dialogue) -> str:
    """What somebody at each table sees to."""
    ask = "Vraag bij elk thema: waaraan merkt u dat?"
    if dialogue.has_figures:
        ask = "Vraag bij elk cijfer: ziet u dit ook? Schrijf ook een ‘nee’ op."
    return (
        "<h4>Wie de tafel leidt</h4>"
        + listed(
            [
                "Laat eerst iedereen één ding zeggen. Praat daarna pas door.",
                "Begin met wat goed gaat.",
                ask,
                "Noem geen namen, ook niet van patiënten, leerlingen of buren.",
                "Eén iemand schrijft op de poster. Lees aan het eind samen na.",
            ]
        )
        + '<p class="kit-ruimte">Wie leidt welke tafel?</p>'
    )


def _seated(seats: list[str]) -> str:
    counts = Counter(seats)
    return ", ".join(escape(who) if n == 1 else f"{n} × {escape(who)}" for who, n in counts.items())


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
    """Two ballots on a sheet: three themes and where we can do something together, in silence, before anybody talks."""
    options = listed((short(escape(name)) for name in dialogue.themes.values()), "ol")
    groups = "".join(
        f"<li><strong>☐ {escape(label)}</strong> <small>{escape(WHO_IS_IN[group])}</small></li>"
        for group, label in GROUPS.items()
    )
    lines = "".join(
        f'<p class="kit-lijn">{text}</p>'
        for text in (
            "Het belangrijkst vind ik nummer",
            "Daarna nummer",
            "En dan nummer",
            "Hier kunnen wij samen iets doen: nummer",
        )
    )
    inside = (
        paper_only(
            f"<h4>{short(f'Stembriefje {escape(dialogue.name)}')}</h4><p>Ik hoor bij (kies er één):</p>"
            f'<ul class="kit-groepen">{groups}</ul>'
        )
        + "<p>Kies drie thema’s, in stilte. Overleg nog niet. Schrijf het nummer op. Kies ook één thema waarbij wij "
        "samen iets kunnen doen. Dat mag hetzelfde thema zijn.</p>"
        + f'<div class="kit-kolommen">{options}</div>'
        + paper_only(f'<div class="kit-regels">{lines}</div>')
    )
    both = f'<div class="kit-briefje">{inside}</div>' + paper_only(f'<div class="kit-briefje">{inside}</div>')
    return sheet("Stemmen", both, kind="kit-briefjes", slide=True, piece="stembriefjes")


def poster(dialogue: Dialogue) -> Fragment:
    """The poster of the table: what goes well, what can be better, top three, first step. A3, or enlarged to A1."""
    boxes = ["Wat gaat goed?", "Wat kan beter?", "Onze top 3", "Wat doen we al?", "Onze eerste stap", "Wie en wanneer?"]
    inside = "".join(f'<div class="kit-vak"><h4>{box}</h4></div>' for box in boxes)
    return sheet(
        f"{dialogue.name}: onze poster",
        f'<div class="kit-vakken">{inside}</div>',
        '<p class="noot niet-op-papier">Deze bladzijde is A3, liggend. Voor A1 drukt u hem af op 200%.</p>',
        kind="kit-poster",
        piece="poster",
    )
