"""The votes read back in: what was chosen, what each group wants, how firm it is, and the points of each group."""

from __future__ import annotations

from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.ballot_sentences import HEADS, pool_name, told
from wijkanalyse.dialogue.ballots import VoteOutcome
from wijkanalyse.methods.voting import LEAST_VOTERS
from wijkanalyse.sections.kit.paper import listed, nothing_yet, slide
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import table


def votes(dialogue: Dialogue) -> Fragment:
    """The result of the vote, in the sentences of the voting page, and the points of groups from five voters."""
    if dialogue.folder.withholds("stembriefjes"):
        return nothing_yet(dialogue, "stembriefjes", "")
    result = dialogue.outcome
    said = told(result, dialogue.themes, dialogue.folder.people)
    if result.detail == "nothing":
        return Fragment(_paragraphs(said["uitslag"]) + _loud(said["let_op"]))
    return join(
        slide("Gekozen thema’s", _top(result, dialogue.themes), _loud(said["let_op"]), _paragraphs(said["uitslag"])),
        *(slide(head, _paragraphs(said[part])) for part, head in HEADS.items() if said[part]),
        _points(result, dialogue.themes),
        '<p class="noot">Elke groep telt even zwaar. Een eerste keuze geeft 3 punten, een tweede 2, een derde 1. Een '
        f"groep telt apart vanaf {LEAST_VOTERS} stemmers. De uitslag is het begin van een gesprek. De keuze maakt u "
        "samen.</p>",
    )


def _paragraphs(sentences: list[str]) -> str:
    return "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences)


def _loud(sentences: list[str]) -> str:
    words = escape(" ".join(sentences))
    return f'<aside class="kader" aria-label="Let op"><p><strong>{words}</strong></p></aside>' if sentences else ""


def _top(result: VoteOutcome, names: dict[str, str]) -> str:
    """The chosen themes: best first, or in the order of the list where a small group was kept apart."""
    certain = result.chosen.certain
    if result.detail == "names":
        return listed(escape(names[t]) for t in result.themes if t in certain)
    return listed((escape(names[t]) for t in certain), "ol")


def _points(result: VoteOutcome, names: dict[str, str]) -> str:
    shown, every = result.shown, result.detail == "points"
    if not shown:
        return ""
    together = every and len(shown) > 1  # of one group it is that group again
    pools = [f"{escape(pool_name(p, result.voters))} ({result.tally.voters[p]})" for p in shown]
    heads = ["Thema", *(["Samen"] if together else []), *pools]
    order = [t for level in result.tally.order for t in level] if every else list(result.themes)
    rows = [
        [escape(names[t]), *([wording.number(result.tally.mean(t), 2)] if together else [])]
        + [wording.number(result.tally.mean_of(p, t), 2) for p in shown]
        for t in order
    ]
    shown = table("Gemiddeld aantal punten per stemmer", heads, rows, note="Tussen haakjes: aantal stemmers")
    return slide("", shown)
