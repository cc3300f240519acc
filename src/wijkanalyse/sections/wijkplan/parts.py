"""The wijkplan: where to start, figures beside votes, ambition, actions, sociale kaart, lessons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.ballots import quadrants
from wijkanalyse.dialogue.files import ANSWERS, PERSPECTIVES, PROGRESS, QUADRUPLE_AIM
from wijkanalyse.dialogue.readiness import answered, next_steps
from wijkanalyse.dialogue.remarks import without_owner
from wijkanalyse.dialogue.services import offers_for, one_name, spelled_twice, without_offer
from wijkanalyse.dialogue.services import services as ordered_services
from wijkanalyse.dutch import dutch_date
from wijkanalyse.sections.elsewhere import cards_of_examples, lesson_card
from wijkanalyse.sections.kit.paper import listed, nothing_yet, paper_only, sheet, slide
from wijkanalyse.sections.report.expected import OUTSIDE, TITLE, in_words, pictured, rests_on
from wijkanalyse.sections.standing import quoted, recognised
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

    A third question follows: whether counts of registers are much, given who lives there.

    Parameters
    ----------
    dialogue
        The area.
    by_figures
        Themes that stand out in the figures; by default those that are unfavourable.
    """
    if dialogue.outcome.detail == "nothing":
        soon = "<p>Zodra er gestemd is, staan hier de cijfers en de keuzes.</p>"
        return Fragment(soon if dialogue.has_figures else "")
    if dialogue.verdicts is None and by_figures is None:
        return Fragment("<p>Er zijn geen cijfers om met de keuzes te vergelijken. De keuzes staan op zichzelf.</p>")
    if by_figures is None and (why := _nothing_to_lay_beside(dialogue.agenda)):
        return Fragment(f"<p>{why} De keuzes staan op zichzelf.</p>")
    standing_out = [t for t in dialogue.themes if dialogue.stands_out(t)] if by_figures is None else by_figures
    places = quadrants(list(dialogue.themes), dialogue.outcome.wanted(), standing_out)
    heads = {
        "both": ("Valt op in cijfers, en gekozen", "Hier kozen mensen wat ook in de cijfers opvalt."),
        "figures": ("Valt op in cijfers, niet gekozen", "Zien we iets niet? Of klopt het cijfer hier niet?"),
        "votes": ("Gekozen, valt niet op in cijfers", "Wat weten mensen dat niet in een cijfer staat?"),
        "neither": ("Valt niet op, niet gekozen", "Dit thema laten we nu liggen."),
    }
    lines = {key: [_theme_and_doubt(dialogue, t) for t in places[key]] for key in heads}
    lines["figures"] += _not_on_the_list(dialogue) if by_figures is None else []
    boxes = "".join(
        f'<div class="kit-vak"><h4>{title}</h4>'
        + (listed(lines[key]) or "<p>Geen thema.</p>")
        + f'<p class="noot">{question}</p></div>'
        for key, (title, question) in heads.items()
    )
    return join(
        slide(
            "Cijfers en keuzes samen",
            paper_only("<p>Twee manieren van kijken. We tellen ze niet op en vermenigvuldigen ze niet.</p>"),
            f'<div class="kit-matrix">{boxes}</div>',
            paper_only(
                '<p class="noot">Een thema valt op als het als geheel ongunstiger of iets ongunstiger is dan in '
                "Nederland. Eén ongunstig cijfer is daarvoor niet genoeg.</p>"
            ),
        ),
        _given_who_lives_there(dialogue),
    )


def _nothing_to_lay_beside(agenda: Agenda) -> str:
    """Why nothing can be said of what stands out in the figures; "" where it can."""
    if agenda.is_too_small:
        return "Er wonen hier te weinig mensen om thema’s in cijfers naast elkaar te leggen."
    return "" if agenda.is_scored else "Er is te weinig bekend om te zeggen welke thema’s in cijfers opvallen."


def _not_on_the_list(dialogue: Dialogue) -> list[str]:
    """What stands out in the figures and could not be chosen, since people took it off the list."""
    parts_of = dialogue.catalogue.themes.parts_of
    listed_parts = {part for theme in dialogue.themes for part in parts_of(theme)}
    missing = [c.name for c in dialogue.agenda.unfavourable if listed_parts.isdisjoint(parts_of(c.id))]
    return [f"{escape(name)} <small>stond niet op de lijst</small>" for name in missing]


def _given_who_lives_there(dialogue: Dialogue) -> str:
    """Counts of registers beside what one would expect, each as a statement with its band."""
    shown = pictured(dialogue.profile) if dialogue.profile else []
    said = [escape(sentence) for found in shown if (sentence := in_words(found))]
    if not said:
        return ""
    by = escape(rests_on(shown, len(dialogue.profile.area.gemeenten)))
    return slide(TITLE, paper_only(f"<p>{by}</p>"), listed(said), f'<p class="noot">{OUTSIDE}</p>')


def _theme_and_doubt(dialogue: Dialogue, theme: str) -> str:
    """A theme; where people did not recognise a figure of it, that stands beside it wherever it is."""
    rows = dialogue.recognised_about(theme)
    doubted = list(dict.fromkeys(rows.cijfer[rows.herkend.isin(["nee", "deels"])]))
    labels = [dialogue.catalogue.indicators[i].label for i in doubted]
    doubt = f" <small>Niet iedereen herkent {escape(quoted(labels))}.</small>" if labels else ""
    return escape(dialogue.themes[theme]) + doubt


def recognition(dialogue: Dialogue) -> Fragment:
    """What groups said about figures; one that not everyone recognises is never among those on which people agree."""
    if not dialogue.has_figures:
        return Fragment("")
    rows = dialogue.folder.tables["herkenning"]
    if rows.empty:
        return nothing_yet(dialogue, "herkenning", "Er is nog niet opgeschreven of mensen de cijfers herkennen.")
    no, yes = rows[rows.herkend != "ja"], rows[rows.herkend == "ja"]
    agreed = yes[~yes.cijfer.isin(no.cijfer)]
    parts = []
    for title, some in (("Cijfers die niet iedereen herkent", rows[rows.cijfer.isin(no.cijfer)]),
                        ("Cijfers en mensen zijn het eens", agreed)):  # fmt: skip
        if len(some):
            lines = recognised(some.sort_values("cijfer", kind="stable"), dialogue.catalogue)
            parts.append(f"<h4>{title}</h4>{listed(lines)}")
    return join("<h3>Herkennen mensen de cijfers?</h3>", *parts)


# ---------------------------------------------------------------- ambition and actions


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


def actions(dialogue: Dialogue) -> Fragment:
    """What happens, who does it, when it is done, and to which of four aims it adds."""
    rows = dialogue.folder.tables["acties"]
    if rows.empty:
        return nothing_yet(dialogue, "acties", "Er zijn nog geen acties.")
    cells = [
        [
            escape(a.actie),
            escape(a.doel),
            _owner(a.wie),
            deadline(a.klaar_op, dialogue.today) if a.stand in ("open", "bezig") else dutch_date(a.klaar_op),
            ", ".join(QUADRUPLE_AIM[word.strip()] for word in a.quadruple_aim.split("+")),
            PROGRESS[a.stand],
        ]
        for a in rows.itertuples(index=False)
    ]
    over = all(a.stand in ("klaar", "gestopt") for a in rows.itertuples(index=False))
    after = "<p>Alle acties zijn klaar of gestopt. Wat is de volgende?</p>" if over else ""
    heads = ["Actie", "Doel", "Wie", "Klaar op", "Bedoeld voor", "Stand"]
    return join(slide("", table("Acties", heads, cells, words=True)), after)


def _owner(who: str) -> str:
    """Who does it; one that nobody took on stands out."""
    if not without_owner(who):
        return escape(who)
    typed = f" ({escape(who)})" if who else ""
    return f'<strong class="staat ongunstig">nog niemand{typed}</strong>'


def deadline(day: dt.date, today: dt.date) -> str:
    """A day by which something has to be done, marked when it has passed."""
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
            f"{escape(s.naam)} <small>{escape(dialogue.themes.get(s.thema, s.thema))}</small>",
            escape(s.aanbod),
            escape(s.voor_wie),
            f"<strong>{escape(s.telefoon) or 'geen nummer'}</strong><br>{escape(s.bereikbaar)}",
            dutch_date(s.gecontroleerd) + (' <strong class="staat ongunstig">nagaan</strong>' if s.stale else ""),
        ]
        for s in ordered_services(rows, dialogue.today).itertuples(index=False)
    ]
    gaps = without_offer(rows, dialogue.chosen or list(dialogue.themes), dialogue.catalogue.themes.parts_of)
    which = "gekozen thema’s" if dialogue.chosen else "thema’s"
    missing = wording.names_in_a_row([_missing(dialogue, theme) for theme in gaps])
    return sheet(
        f"Bereikbaarheidslijst {dialogue.name}",
        table("Wie biedt wat", ["Organisatie", "Aanbod", "Voor wie", "Bellen", "Nagevraagd op"], cells,
              note="Nagaan: langer dan een half jaar niet nagevraagd", words=True),
        f"<p><strong>Zonder aanbod op deze lijst</strong> ({which}): {missing}.</p>" if gaps else "",
        *(f"<p>{escape(quoted(names))} lezen we als één organisatie.</p>" for names in spelled_twice(rows.organisatie)),
    )  # fmt: skip


def _missing(dialogue: Dialogue, theme: str) -> str:
    """A theme without an entry; what is written down as an offer, and could be one, stands behind it."""
    offers = offers_for(dialogue.folder.tables["interventies"], theme, dialogue.catalogue.themes.parts_of)
    names = list(dict.fromkeys(one_name(offers.interventie).values()))
    there = f" (er is wel {quoted(names)}, zet dat op de lijst)" if names else ""
    return escape(f"‘{dialogue.themes[theme]}’{there}")


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
