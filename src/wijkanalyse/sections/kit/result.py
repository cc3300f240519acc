"""The votes read back in: what was chosen, per group, in two ways of counting, and how far people agree."""

from __future__ import annotations

from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.ballots import VoteOutcome
from wijkanalyse.dialogue.files import GROUPS
from wijkanalyse.methods.voting import DEPTH, LEAST_VOTERS, shown_groups
from wijkanalyse.sections.kit.paper import listed, nothing_yet, slide
from wijkanalyse.sections.standing import quoted
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import table

AGREEMENT = {
    "strong": "bijna hetzelfde",
    "moderate": "voor een groot deel hetzelfde",
    "weak": "nogal verschillend",
    "none": "heel verschillend",
    "unknown": "te weinig om te vergelijken",
}


def votes(dialogue: Dialogue) -> Fragment:
    """The result of the vote: what was chosen, per group from five voters, the check in pairs, and the agreement."""
    if dialogue.folder.withholds("stembriefjes"):
        return nothing_yet(dialogue, "stembriefjes", "")
    result = dialogue.outcome
    if result.detail == "nothing":
        number = result.tally.total
        why = "Er zijn nog geen stembriefjes" if not number else f"Er zijn {number} stembriefjes"
        return Fragment(f"<p>{why}. Een uitslag is er vanaf {LEAST_VOTERS} stembriefjes.</p>")
    names = dialogue.themes
    return join(
        slide("Gekozen thema’s", _top(result, names), f"<p>{_check(result, names)}</p><p>{_agreement(result)}</p>"),
        _points(result, names),
        '<p class="noot">Elke groep telt even zwaar. Een eerste keuze geeft 3 punten, een tweede 2, een derde 1. Een '
        f"groep staat apart vanaf {LEAST_VOTERS} stemmers. De uitslag is het begin van een gesprek. De keuze maakt u "
        "samen.</p>",
    )


def _top(result: VoteOutcome, names: dict[str, str]) -> str:
    chosen = result.chosen
    if result.detail == "names":
        inside = [t for t in result.themes if t in chosen.certain]
        body = listed(escape(names[t]) for t in inside)
        hidden = wording.names_in_a_row([GROUPS[g].lower() for g in result.too_small])
        body += (
            f"<p>Van {escape(hidden)} stemden minder dan {LEAST_VOTERS} mensen. Hun stemmen tellen mee, maar staan "
            "niet apart. Daarom staan de gekozen thema’s hier zonder punten, in de volgorde van de lijst.</p>"
        )
        if not result.shown and shown_groups(result.tally.voters):
            body += (
                "<p>De punten van de andere groepen staan er niet: daarmee is uit te rekenen wat die paar mensen "
                "kozen.</p>"
            )
    else:
        body = listed((escape(names[t]) for t in chosen.certain), "ol")
    if chosen.tied:
        tied = quoted([names[t] for t in chosen.tied])
        open_places = DEPTH - len(chosen.certain)
        last = "de laatste plaats" if open_places == 1 else f"de laatste {open_places} plaatsen"
        body += f"<p>Gelijk voor {last}: {escape(tied)}. Kies samen.</p>"
    return body


def _points(result: VoteOutcome, names: dict[str, str]) -> str:
    shown, together = result.shown, result.detail == "points"
    if not shown:
        return ""
    heads = ["Thema", *(["Samen"] if together else []), *(f"{GROUPS[g]} ({result.tally.voters[g]})" for g in shown)]
    order = [t for level in result.tally.order for t in level] if together else list(result.themes)
    rows = [
        [escape(names[t]), *([wording.number(result.tally.mean(t), 2)] if together else [])]
        + [wording.number(result.tally.mean_of(g, t), 2) for g in shown]
        for t in order
    ]
    shown = table("Gemiddeld aantal punten per stemmer", heads, rows, note="Tussen haakjes: aantal stemmers")
    return slide("", shown)


def _check(result: VoteOutcome, names: dict[str, str]) -> str:
    if result.methods_agree:
        return "Als we anders tellen, komen er dezelfde thema’s uit."
    other = result.chosen_in_pairs
    listed_names = quoted([names[t] for t in (*other.certain, *other.tied)])
    return (
        f"Let op: als we anders tellen, komen er andere thema’s uit: {escape(listed_names)}. "
        "Bespreek het verschil. Neem niet het gemiddelde van de twee uitslagen."
    )


def _agreement(result: VoteOutcome) -> str:
    words = AGREEMENT[result.agreement.word]
    if result.agreement.word == "unknown":
        return "Of de stemmers het eens zijn over de volgorde, weten we niet."
    # in two decimals W would tell what a group too small to be shown did to it
    number = ""
    if result.detail == "points":
        number = f" (Kendalls W is {wording.number(result.agreement.w, 2)}, van 0 tot 1)"
    sentence = f"De stemmers kozen {words}{number}."
    if result.agreement.word == "none":
        sentence += " Dan helpt doorpraten meer dan verder rekenen."
    groups = [f" De groep ‘{GROUPS[g]}’ koos {AGREEMENT[a.word]}." for g, a in result.agreements.items()]
    return sentence + "".join(groups)
