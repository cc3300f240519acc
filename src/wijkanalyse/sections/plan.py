"""The wijkplan: where to start, ambition, goals and their reach, actions, sociale kaart, lessons, looking back."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection

from wijkanalyse import evaluation, wording
from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.ballots import quadrants
from wijkanalyse.dialogue.check import may_measure_effect
from wijkanalyse.dialogue.files import ANSWERS, PERSPECTIVES, PROGRESS, QUADRUPLE_AIM
from wijkanalyse.dialogue.plan import GoalReach, reach_of_goals
from wijkanalyse.dialogue.private import masked
from wijkanalyse.dialogue.readiness import answered, next_steps
from wijkanalyse.dialogue.services import services as ordered_services
from wijkanalyse.dialogue.services import without_offer
from wijkanalyse.examples import Example, examples_of, lessons_for_all
from wijkanalyse.fragments import Fragment, escape, join
from wijkanalyse.methods.reach import Range
from wijkanalyse.publish.identity import dutch_date
from wijkanalyse.sections.meeting import listed, sheet
from wijkanalyse.tables import table
from wijkanalyse.theme_cards import load_themes

REACH_WORDS = {
    "enough": "Met wat er is, kan het doel gehaald worden.",
    "not_enough": "Met wat er is, wordt het doel niet gehaald.",
    "undecided": "Of dit genoeg is, is met deze getallen niet te zeggen.",
}
KIND_WORDS = {
    "revision": "De bron heeft het cijfer van dat jaar aangepast.",
    "boundary": "De grens van het gebied is veranderd. De cijfers gaan niet over hetzelfde gebied.",
    "definition": "De telling is tussen de twee jaren veranderd.",
    "model": "Dit zijn schattingen van verschillende jaren. Die zijn niet te vergelijken.",
    "absent": "In een van de twee edities is er geen cijfer.",
    "rounding": "Het verschil kan alleen door afronden komen.",
    "small": "Het verschil is te klein om iets te betekenen.",
    "real": "Het verschil is groter dan door afronden kan. Waardoor het komt, zegt het cijfer niet.",
}
COURSE_WORDS = {
    "reached": "gehaald",
    "on_course": "op koers",
    "behind": "achter op het plan",
    "passed": "de dag is voorbij, het doel is niet gehaald",
    "too_early": "te vroeg om iets te zeggen",
    "cannot_tell": "niet te bepalen: er ontbreekt een getal, of de maat is veranderd",
    "no_news": "nog geen nieuw cijfer",
    "not_visible": "het verschil is te klein om te zien",
    "not_comparable": "niet te vergelijken met toen; zie de cijfers hieronder",
}
MOST_EXAMPLES = 6


def _nothing(dialogue: Dialogue, file: str, what: str) -> Fragment:
    """Why there is nothing to show: nobody filled it in, or this edition may not show it."""
    return Fragment(
        f"<p>{what} Vul {file}.csv in, in de map van {escape(dialogue.name)}. Staat er al iets in, dan is het bestand "
        "niet "
        f"voor de editie {dialogue.folder.edition}.</p>"
    )


# ----------------------------------------------------------------------- readiness


def readiness(dialogue: Dialogue) -> Fragment:
    """The stroomschema: questions without figures, their answers, and what to do first."""
    answers = answered(dialogue.folder.tables["stroomschema"])
    rows = [
        [escape(a.question.vraag), ANSWERS[a.answer] + (f". {escape(masked(a.note))}" if a.note else "")]
        for a in answers
    ]
    steps = [f"<strong>{escape(a.question.vraag)}</strong> {escape(a.question.stap)}" for a in next_steps(answers)]
    first = f"<h3>Eerste stappen</h3>{listed(steps, 'ol')}" if steps else "<p>Alles is er om te beginnen.</p>"
    return join(table("Stroomschema", ["Vraag", "Antwoord"], rows, words=True), first)


# ----------------------------------------------------------------- figures × votes


def two_views(dialogue: Dialogue, by_figures: Collection[str] | None = None) -> Fragment:
    """Themes by votes and by figures, side by side, to talk about; never added or multiplied.

    Parameters
    ----------
    dialogue
        The area.
    by_figures
        Themes that stand out in the figures; by default those that lead or are worse and striking.
    """
    if dialogue.outcome.detail == "nothing":
        return Fragment("<p>Cijfers en keuzes staan naast elkaar zodra er gestemd is.</p>")
    if dialogue.verdicts is None and by_figures is None:
        return Fragment("<p>Er zijn geen cijfers om naast de keuzes te leggen. De keuzes staan op zichzelf.</p>")
    standing_out = [t for t in dialogue.themes if dialogue.stands_out(t)] if by_figures is None else by_figures
    places = quadrants(list(dialogue.themes), dialogue.outcome.wanted(), standing_out)
    heads = {
        "both": ("Valt op in cijfers, en gekozen", "Hier zijn cijfers en mensen het eens."),
        "figures": ("Valt op in cijfers, niet gekozen", "Zien we iets niet? Of klopt het cijfer hier niet?"),
        "votes": ("Gekozen, valt niet op in cijfers", "Wat weten mensen dat niet in een cijfer staat?"),
        "neither": ("Valt niet op, niet gekozen", "Nu geen onderwerp. Dat mag."),
    }
    boxes = "".join(
        f'<div class="kit-vak"><h4>{title}</h4>'
        + (listed(escape(dialogue.themes[t]) for t in places[key]) or "<p>Geen thema.</p>")
        + f'<p class="noot">{question}</p></div>'
        for key, (title, question) in heads.items()
    )
    return join(
        "<h3>Cijfers en keuzes naast elkaar</h3>",
        "<p>Twee manieren van kijken. We tellen ze niet op en vermenigvuldigen ze niet.</p>",
        f'<div class="kit-matrix">{boxes}</div>',
    )


# ---------------------------------------------------------------- ambition and goals


def ambition(dialogue: Dialogue) -> Fragment:
    """The ambition, from four perspectives; what is missing is asked for."""
    rows = dialogue.folder.tables["ambitie"]
    given = dict(zip(rows.perspectief, rows.tekst, strict=True))
    if not given:
        return _nothing(dialogue, "ambitie", "Er is nog geen ambitie opgeschreven.")
    items = "".join(
        f"<dt>{label}</dt><dd>{escape(masked(given[key])) if key in given else 'Nog niet ingevuld.'}</dd>"
        for key, label in PERSPECTIVES.items()
    )
    return Fragment(f"<dl>{items}</dl>")


def goals(dialogue: Dialogue) -> Fragment:
    """At most five goals: for whom, how many people, measured by what, who looks after it, and when."""
    rows = dialogue.folder.tables["doelen"]
    if rows.empty:
        return _nothing(dialogue, "doelen", "Er zijn nog geen doelen.")
    cards = dialogue.catalogue.indicators
    cells = [
        [
            f"{escape(g.titel)} <small>{escape(dialogue.themes.get(g.thema, g.thema))}</small>",
            f"{escape(g.doelgroep)}<br>{_persons(Range(g.doelgroep_van, g.doelgroep_tot))}",
            escape(cards[g.maat].label if g.soort_maat == "cijfer" else g.maat),
            f"{escape(g.nu) or '–'} → {escape(g.streven) or '–'}",
            escape(masked(g.eigenaar)),
            _deadline(g.klaar_op, dialogue.today),
        ]
        for g in rows.itertuples(index=False)
    ]
    heads = ["Doel", "Voor wie", "Maat", "Nu → straks", "Eigenaar", "Klaar op"]
    return Fragment(table(f"Doelen van {dialogue.name}", heads, cells, note="Een eigenaar is een functie", words=True))


def measures(dialogue: Dialogue) -> Fragment:
    """Which figures may measure a goal for the chosen themes: never an estimate by a model."""
    lines = []
    for theme in dialogue.chosen:
        card = load_themes().cards.get(theme)
        cards = [dialogue.catalogue.indicators[i] for i in (*card.figures, *card.context)] if card else []
        may = [i.label for i in cards if may_measure_effect(i)]
        name = escape(dialogue.themes[theme])
        if may:
            lines.append(f"{name}: {escape(wording.names_in_a_row(may))}.")
        else:
            lines.append(f"{name}: geen cijfer uit open data. Tel zelf iets, zoals deelnemers of verwijzingen.")
    if not lines:
        return Fragment("")
    return join(
        "<h3>Waarmee mag u een doel meten?</h3>",
        "<p>Schattingen met een model volgen wie er in de wijk wonen. Ze zien niet wat een plan doet. Ze mogen daarom "
        "geen "
        "doel meten.</p>",
        listed(lines),
    )


def actions(dialogue: Dialogue) -> Fragment:
    """What happens, who does it, when it is done, and to which of four aims it adds."""
    rows = dialogue.folder.tables["acties"]
    if rows.empty:
        return _nothing(dialogue, "acties", "Er zijn nog geen acties.")
    cells = [
        [
            escape(masked(a.actie)),
            escape(a.doel),
            escape(masked(a.wie)),
            _deadline(a.klaar_op, dialogue.today) if a.stand in ("open", "bezig") else dutch_date(a.klaar_op),
            ", ".join(QUADRUPLE_AIM[word.strip()] for word in a.quadruple_aim.split("+")),
            PROGRESS[a.stand],
        ]
        for a in rows.itertuples(index=False)
    ]
    return Fragment(table("Acties", ["Actie", "Doel", "Wie", "Klaar op", "Draagt bij aan", "Stand"], cells, words=True))


def _deadline(day: dt.date, today: dt.date) -> str:
    late = ' <strong class="staat ongunstig">voorbij</strong>' if day < today else ""
    return dutch_date(day) + late


def _persons(group: Range) -> str:
    low, high = wording.number(group.low), wording.number(group.high)
    return f"{low} mensen" if low == high else f"{low} tot {high} mensen"


# --------------------------------------------------------------------------- reach


def reach(dialogue: Dialogue) -> Fragment:
    """Of each goal: how many people existing offers reach, how many the goal needs, and what that rests on."""
    tables = dialogue.folder.tables
    if tables["doelen"].empty:
        return Fragment("<p>Bereik is te bepalen zodra er een doel is met een doelgroep.</p>")
    return join(*(_reach(r) for r in reach_of_goals(tables["doelen"], tables["interventies"])))


def _reach(goal: GoalReach) -> str:
    parts = [f"<h3>Doel {escape(goal.goal)}: {escape(goal.title)}</h3>"]
    if goal.reached is None or goal.band is None:
        parts.append(
            "<p>Er staat geen aanbod voor dit thema in interventies.csv. Dat is niet hetzelfde als nul: vraag eerst na "
            "wat "
            "er is.</p>"
        )
    else:
        offers = wording.names_in_a_row(list(goal.offers))
        parts.append(
            f"<p>Met wat er is ({escape(offers)}) bereikt u {_band(goal.band)} van de doelgroep: "
            f"{_persons(goal.reached)} "
            f"van {_persons(goal.target)}.</p>"
        )
    if goal.needed is None:
        parts.append("<p>Hoeveel mensen bereikt moeten worden, is nog niet gezegd.</p>")
    else:
        need = f"Het doel vraagt {_band(goal.needed)} van de doelgroep."
        if goal.lacking is not None:
            need += f" {REACH_WORDS[goal.state]}"
            need += f" Er ontbreken {_persons(goal.lacking)}." if goal.lacking.high else ""
        parts.append(f"<p>{need}</p>")
    assumptions = listed(escape(a) for a in goal.assumptions)
    parts.append(f"<h4>Waar rust dit op?</h4>{assumptions}")
    return "".join(parts)


def _band(share: Range) -> str:
    low, high = wording.number(100 * share.low), wording.number(100 * share.high)
    return f"ongeveer {low}%" if low == high else f"{low} tot {high}%"


# ------------------------------------------------------------------- sociale kaart


def services(dialogue: Dialogue) -> Fragment:
    """One page to phone from: who offers what to whom; entries that nobody checked lately, themes without an offer."""
    rows = dialogue.folder.tables["sociale_kaart"]
    if rows.empty:
        return _nothing(dialogue, "sociale_kaart", "De sociale kaart is nog leeg.")
    cells = [
        [
            f"{escape(s.organisatie)} <small>{escape(dialogue.themes.get(s.thema, s.thema))}</small>",
            escape(s.aanbod),
            escape(s.voor_wie),
            f"<strong>{escape(s.telefoon) or 'geen nummer'}</strong><br>{escape(s.bereikbaar)}",
            dutch_date(s.gecontroleerd) + (' <strong class="staat ongunstig">nagaan</strong>' if s.stale else ""),
        ]
        for s in ordered_services(rows, dialogue.today).itertuples(index=False)
    ]
    gaps = without_offer(rows, dialogue.chosen or list(dialogue.themes))
    which = "gekozen thema’s" if dialogue.chosen else "thema’s"
    missing = wording.names_in_a_row([dialogue.themes[t] for t in gaps])
    return sheet(
        f"Bereikbaarheidslijst {dialogue.name}",
        table("Wie biedt wat", ["Organisatie", "Aanbod", "Voor wie", "Bellen", "Nagevraagd op"], cells,
              note="Nagaan: langer dan een half jaar niet nagevraagd", words=True),
        f"<p><strong>Zonder aanbod op deze lijst</strong> ({which}): {escape(missing)}.</p>" if gaps else "",
    )  # fmt: skip


# ------------------------------------------------------------------------- lessons


def examples(dialogue: Dialogue) -> Fragment:
    """What others did on the chosen themes, and ways of working that serve any theme."""
    fitting = examples_of(dialogue.chosen)[:MOST_EXAMPLES]
    parts = [_example(e, dialogue) for e in fitting] or [
        "<p>Voor de gekozen thema’s zijn er nog geen voorbeelden. Deze lessen passen altijd.</p>"
    ]
    always = "".join(_example(e, dialogue) for e in lessons_for_all())
    return join(
        "<p>Wat elders gebeurde, in onze woorden. Of het hier ook werkt, weet u zelf het best.</p>", *parts,
        f"<h3>Lessen voor elk thema</h3>{always}",
    )  # fmt: skip


def _example(example: Example, dialogue: Dialogue) -> str:
    themes = [dialogue.themes[t] for t in example.themes if t in dialogue.themes]
    about = f" <small>{escape(wording.names_in_a_row(themes))}</small>" if themes else ""
    return (
        f'<aside class="kader" aria-label="{escape(example.title)}"><h4>{escape(example.title)}{about}</h4>'
        f"<p>{escape(example.what)} <strong>Voor wie:</strong> {escape(example.for_whom)}. <strong>Waar:</strong> "
        f"{escape(example.where)}.</p><p><strong>Les:</strong> {escape(example.lesson)}</p>"
        f'<p class="noot">{escape(example.citation)}. Gelezen op {dutch_date(example.reviewed)}.</p></aside>'
    )


# --------------------------------------------------------------------- looking back


def looking_back(dialogue: Dialogue) -> Fragment:
    """This edition beside the last one that was kept: what changed, what that can mean, and how goals are doing."""
    found = evaluation.look_back(dialogue.folder, dialogue.verdicts, dialogue.catalogue)
    if found is None:
        return Fragment(
            "<p>Er is nog geen eerdere editie om mee te vergelijken. Bewaar deze editie met <code>wijkanalyse editie"
            "</code>, en kijk over een jaar terug.</p>"
        )
    return join(
        f"<p>Vergeleken met de editie van {dutch_date(found.day)}. Dit laat zien wat er veranderde, niet waardoor. Of "
        "het plan heeft gewerkt, is met deze cijfers niet te zeggen.</p>",
        _courses(found.courses),
        _changes(found.changed),
    )


def _changes(changed: list[evaluation.Difference]) -> str:
    if not changed:
        return "<p>Geen enkel cijfer is veranderd: er zijn sindsdien geen nieuwe cijfers.</p>"
    rows = []
    for d in changed:
        i = d.indicator
        was, now = (
            wording.quantity(s.value, i.unit, i.decimals) + f" ({s.period})" if s.status == "ok" else "geen cijfer"
            for s in (d.before, d.after)
        )
        visible = "niet te zeggen"
        if not math.isnan(d.visible_from):
            visible = wording.quantity(d.visible_from, i.unit, max(i.decimals, 1))
        rows.append([escape(i.label), was, now, KIND_WORDS[d.kind], visible])
    heads = ["Cijfer", "Toen", "Nu", "Wat is dit verschil?", "Kleinste verandering die te zien was"]
    return table("Cijfers die anders zijn", heads, rows, words=True)


def _courses(courses: list[evaluation.GoalCourse]) -> str:
    if not courses:
        return "<p>In die editie stonden nog geen doelen.</p>"

    def shown(value: float) -> str:
        return "–" if math.isnan(value) else wording.number(value, 0 if value == int(value) else 1)

    rows = [
        [escape(c.title), escape(c.measure), shown(c.start), shown(c.now), shown(c.aim), COURSE_WORDS[c.course]]
        for c in courses
    ]
    return table("Doelen", ["Doel", "Maat", "Toen", "Nu", "Streven", "Stand"], rows, words=True)
