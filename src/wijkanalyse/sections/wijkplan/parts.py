"""The wijkplan: where to start, figures beside votes, ambition, goals, actions, sociale kaart, lessons."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection

from wijkanalyse.dialogue import kept_editions
from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.ballots import quadrants
from wijkanalyse.dialogue.check import may_measure_effect
from wijkanalyse.dialogue.files import ANSWERS, PERSPECTIVES, PROGRESS, QUADRUPLE_AIM
from wijkanalyse.dialogue.readiness import answered, next_steps
from wijkanalyse.dialogue.services import services as ordered_services
from wijkanalyse.dialogue.services import without_offer
from wijkanalyse.dutch import dutch_date
from wijkanalyse.methods.reach import Range
from wijkanalyse.sections.elsewhere import cards_of_examples, lesson_card
from wijkanalyse.sections.kit.paper import listed, nothing_yet, paper_only, sheet, slide
from wijkanalyse.sections.standing import quoted
from wijkanalyse.sections.wijkplan.reach import persons
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import table

MOST_LESSONS = 6


# ----------------------------------------------------------------------- readiness


def readiness(dialogue: Dialogue) -> Fragment:
    """The stroomschema: questions without figures, their answers, and what to do first."""
    if dialogue.folder.withholds("stroomschema"):
        return nothing_yet(dialogue, "stroomschema", "")
    answers = answered(dialogue.folder.tables["stroomschema"])
    rows = [[escape(a.question.vraag), ANSWERS[a.answer] + (f". {escape(a.note)}" if a.note else "")] for a in answers]
    steps = [
        f"<strong>{escape(a.question.vraag)}</strong> {escape(a.question.stap)} Wat helpt: {escape(a.question.hulp)}."
        for a in next_steps(answers)
    ]
    first = slide("Eerste stappen", listed(steps, "ol")) if steps else "<p>Alles is er om te beginnen.</p>"
    return join(table("Stroomschema", ["Vraag", "Antwoord"], rows, words=True), first)


# ----------------------------------------------------------------- figures × votes


def two_views(dialogue: Dialogue, by_figures: Collection[str] | None = None) -> Fragment:
    """Themes by votes and by figures, side by side, to talk about; never added or multiplied.

    Parameters
    ----------
    dialogue
        The area.
    by_figures
        Themes that stand out in the figures; by default those that are unfavourable.
    """
    if dialogue.outcome.detail == "nothing":
        return Fragment("<p>Zodra er gestemd is, staan hier de cijfers en de keuzes.</p>")
    if dialogue.verdicts is None and by_figures is None:
        return Fragment("<p>Er zijn geen cijfers om met de keuzes te vergelijken. De keuzes staan op zichzelf.</p>")
    standing_out = [t for t in dialogue.themes if dialogue.stands_out(t)] if by_figures is None else by_figures
    places = quadrants(list(dialogue.themes), dialogue.outcome.wanted(), standing_out)
    heads = {
        "both": ("Valt op in cijfers, en gekozen", "Hier kozen mensen wat ook in de cijfers opvalt."),
        "figures": ("Valt op in cijfers, niet gekozen", "Zien we iets niet? Of klopt het cijfer hier niet?"),
        "votes": ("Gekozen, valt niet op in cijfers", "Wat weten mensen dat niet in een cijfer staat?"),
        "neither": ("Valt niet op, niet gekozen", "Dit thema laten we nu liggen."),
    }
    boxes = "".join(
        f'<div class="kit-vak"><h4>{title}</h4>'
        + (listed(escape(dialogue.themes[t]) for t in places[key]) or "<p>Geen thema.</p>")
        + f'<p class="noot">{question}</p></div>'
        for key, (title, question) in heads.items()
    )
    return Fragment(
        slide(
            "Cijfers en keuzes samen",
            paper_only("<p>Twee manieren van kijken. We tellen ze niet op en vermenigvuldigen ze niet.</p>"),
            f'<div class="kit-matrix">{boxes}</div>',
            paper_only(
                '<p class="noot">Een thema valt op als het als geheel ongunstiger of iets ongunstiger is dan in '
                "Nederland. Eén ongunstig cijfer is daarvoor niet genoeg.</p>"
            ),
        )
    )


# ---------------------------------------------------------------- ambition and goals


def ambition(dialogue: Dialogue) -> Fragment:
    """The ambition, from four perspectives; what is missing is asked for."""
    rows = dialogue.folder.tables["ambitie"]
    given = dict(zip(rows.perspectief, rows.tekst, strict=True))
    if not given:
        return nothing_yet(dialogue, "ambitie", "Er is nog geen ambitie opgeschreven.")
    items = "".join(
        f"<dt>{label}</dt><dd>{escape(given[key]) if key in given else 'Nog niet ingevuld.'}</dd>"
        for key, label in PERSPECTIVES.items()
    )
    return Fragment(slide("", f"<dl>{items}</dl>"))


def goals(dialogue: Dialogue) -> Fragment:
    """At most five goals: for whom, how many people, measured by what, who looks after it, and when."""
    rows = dialogue.folder.tables["doelen"]
    if rows.empty:
        return nothing_yet(dialogue, "doelen", "Er zijn nog geen doelen.")
    cards = dialogue.catalogue.indicators
    cells = [
        [
            f"{escape(g.titel)} <small>{escape(dialogue.themes.get(g.thema, g.thema))}</small>",
            f"{escape(g.doelgroep)}<br>{persons(Range(g.doelgroep_van, g.doelgroep_tot), g.doelgroep)}",
            escape(cards[g.maat].label if g.soort_maat == "cijfer" else g.maat),
            f"{_amount(g.nu)} → {_amount(g.streven)}",
            escape(g.eigenaar),
            _deadline(g.klaar_op, dialogue.today),
        ]
        for g in rows.itertuples(index=False)
    ]
    heads = ["Doel", "Voor wie", "Maat", "Nu → straks", "Eigenaar", "Klaar op"]
    shown = table(f"Doelen van {dialogue.name}", heads, cells, note="Een eigenaar is een functie", words=True)
    return join(slide("", shown), _without_goal(dialogue))


def _amount(text: str) -> str:
    """A number as somebody typed it, with a Dutch comma; other words as they are."""
    value = kept_editions.number(text)
    if math.isnan(value):
        return escape(text) or "–"
    decimals = len(text.replace(",", ".").partition(".")[2].rstrip("%"))
    return escape(wording.number(value, decimals)) + ("%" if text.endswith("%") else "")


def _without_goal(dialogue: Dialogue) -> str:
    """Chosen themes for which there is no goal yet."""
    parts_of = dialogue.catalogue.themes.parts_of
    aimed = set(dialogue.folder.tables["doelen"].thema)
    open_themes = [t for t in dialogue.chosen if aimed.isdisjoint((t, *parts_of(t)))]
    names = quoted([dialogue.themes[t] for t in open_themes])
    return f"<p><strong>Gekozen, en nog zonder doel:</strong> {escape(names)}.</p>" if open_themes else ""


def measures(dialogue: Dialogue) -> Fragment:
    """Which figures may measure a goal for the chosen themes: never an estimate by a model."""
    lines = []
    for theme in dialogue.chosen:
        cards = dialogue.catalogue.themes.cards_of(theme)
        figures = dict.fromkeys(i for card in cards for i in (*card.figures, *card.context))
        may = [i.label for i in map(dialogue.catalogue.indicators.get, figures) if may_measure_effect(i)]
        name = escape(dialogue.themes[theme])
        if may:
            lines.append(f"{name}: {escape(quoted(may))}.")
        else:
            lines.append(
                f"{name}: hiervoor is geen cijfer uit open data. Tel zelf iets, zoals deelnemers of verwijzingen."
            )
    if not lines:
        return Fragment("")
    return join(
        "<h3>Waarmee mag u een doel meten?</h3>",
        "<p>Een schatting is berekend uit leeftijd, inkomen en huishouden. Wat uw plan verandert, is daarin niet te "
        "zien. Tel daarom zelf iets.</p>",
        listed(lines),
    )


def actions(dialogue: Dialogue) -> Fragment:
    """What happens, who does it, when it is done, and to which of four aims it adds."""
    rows = dialogue.folder.tables["acties"]
    if rows.empty:
        return nothing_yet(dialogue, "acties", "Er zijn nog geen acties.")
    cells = [
        [
            escape(a.actie),
            escape(a.doel),
            escape(a.wie),
            _deadline(a.klaar_op, dialogue.today) if a.stand in ("open", "bezig") else dutch_date(a.klaar_op),
            ", ".join(QUADRUPLE_AIM[word.strip()] for word in a.quadruple_aim.split("+")),
            PROGRESS[a.stand],
        ]
        for a in rows.itertuples(index=False)
    ]
    over = all(a.stand in ("klaar", "gestopt") for a in rows.itertuples(index=False))
    after = "<p>Alle acties zijn klaar of gestopt. Wat is de volgende?</p>" if over else ""
    heads = ["Actie", "Doel", "Wie", "Klaar op", "Bedoeld voor", "Stand"]
    return join(slide("", table("Acties", heads, cells, words=True)), after)


def _deadline(day: dt.date, today: dt.date) -> str:
    late = ' <strong class="staat ongunstig">voorbij</strong>' if day < today else ""
    return dutch_date(day) + late


# ------------------------------------------------------------------- sociale kaart


def services(dialogue: Dialogue) -> Fragment:
    """One page to phone from: who offers what to whom; entries that nobody checked lately, themes without an offer."""
    rows = dialogue.folder.tables["sociale_kaart"]
    if rows.empty:
        return nothing_yet(dialogue, "sociale_kaart", "De sociale kaart is nog leeg.")
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
    missing = quoted([dialogue.themes[t] for t in gaps])
    return sheet(
        f"Bereikbaarheidslijst {dialogue.name}",
        table("Wie biedt wat", ["Organisatie", "Aanbod", "Voor wie", "Bellen", "Nagevraagd op"], cells,
              note="Nagaan: langer dan een half jaar niet nagevraagd", words=True),
        f"<p><strong>Zonder aanbod op deze lijst</strong> ({which}): {escape(missing)}.</p>" if gaps else "",
    )  # fmt: skip


# ------------------------------------------------------------------------- lessons


def lessons(dialogue: Dialogue) -> Fragment:
    """What others did on the chosen themes, what wijken that are as far did, and what serves any theme."""
    examples = dialogue.examples_about(dialogue.chosen)
    found = dialogue.catalogue.lessons_about(dialogue.chosen)[:MOST_LESSONS]
    fitting = cards_of_examples(examples, dialogue) + "".join(lesson_card(card, dialogue) for card in found)
    none = "<p>Voor de gekozen thema’s zijn er nog geen voorbeelden. Deze lessen passen altijd.</p>"
    as_far = cards_of_examples([e for e in dialogue.examples_as_far if e not in examples], dialogue)
    always = "".join(lesson_card(card, dialogue) for card in dialogue.catalogue.lessons_for_all)
    return join(
        "<p>Wat elders gebeurde. Of het hier ook werkt, weet u zelf het best.</p>",
        f'<h3>Bij de gekozen thema’s</h3><div class="kit-lessen">{fitting}</div>' if fitting else none,
        f'<h3>Van wijken die even ver zijn</h3><div class="kit-lessen">{as_far}</div>' if as_far else "",
        f'<h3>Lessen voor elk thema</h3><div class="kit-lessen">{always}</div>',
    )
