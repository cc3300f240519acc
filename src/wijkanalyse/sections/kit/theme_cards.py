"""Theme cards: one sheet per candidate theme, to talk about at a table.

Each card has the figures beside their comparator, what they do not say, two open
questions, what was said before, and room to write. A theme without figures has a card too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.profile.caveats import caveats_of
from wijkanalyse.profile.verdicts import Verdict
from wijkanalyse.sections.kit.paper import first_of, listed, paper_only, sheet, short
from wijkanalyse.sections.standing import recognised
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import DRAWN, Fragment, escape, join
from wijkanalyse.show.tables import place_mark, state_mark

MOST_SAID = 3
"""On paper, of what people said of a theme: the card has to be one sheet."""
MOST_MISSING = 2
LEGEND = (
    "De streep is alle wijken van Nederland, het brede deel de middelste helft. Het teken is deze wijk (● gunstiger, "
    "◆ ongunstiger, ○ geen duidelijk verschil), het lijntje Nederland."
)


def theme_cards(dialogue: Dialogue) -> Fragment:
    """A card for each theme to vote on, those of the wijk too: figures, what they do not say, two open questions."""
    return join(*(_card(dialogue, theme, name) for theme, name in dialogue.themes.items()))


def _card(dialogue: Dialogue, theme: str, name: str) -> str:
    figures = dialogue.figures_of(theme)
    shown, head, room = "", "", "Wat zien wij zelf?"
    if figures:
        shown = f'<dl class="kit-cijfers">{"".join(_figure(dialogue, v) for v in figures)}</dl>'
        head, room = paper_only("<h4>Wat zien we?</h4>"), "Herkennen we dit?"
    elif dialogue.has_figures:
        shown = "<p>Hierover is geen cijfer van deze wijk. Wat u ziet en hoort, is hier de bron.</p>"
    boxes = '<p class="kit-vakjes">☐ ja &nbsp; ☐ deels &nbsp; ☐ nee &nbsp; ☐ weet niet</p>' if figures else ""
    why = "Want:" if figures else ""
    questions = list(dialogue.catalogue.open_questions(theme))
    if not dialogue.catalogue.themes.cards_of(theme):
        questions.insert(0, f"Waaraan merkt u dat ‘{name}’ hier speelt, en voor wie?")
    limits = listed(short(escape(text)) for text in _limits(dialogue, theme, figures))
    said = _recognised(dialogue, theme) + _said(dialogue, theme)
    return sheet(
        name,
        head,
        shown,
        paper_only(f'<p class="noot {DRAWN}">{LEGEND}</p><h4>Wat zegt dit niet?</h4>{limits}') if limits else "",
        f'<div class="kit-vragen"><h4>Praat hierover</h4>{listed(map(escape, questions))}</div>',
        f'<div class="niet-op-dia kit-eerder">{said}</div>' if said else "",
        f'<div class="niet-op-dia kit-rest"><h4>{room}</h4>{boxes}<p class="kit-ruimte">{why}</p></div>',
        kind="kit-kaart kit-heel",
        slide=True,
        piece="themakaarten",
    ).html


def _figure(dialogue: Dialogue, verdict: Verdict) -> str:
    """One figure, large, beside gemeente and Nederland, with its place among the wijken and the judgement."""
    figure, indicator = verdict.figure, verdict.figure.indicator

    def shown(number: float) -> tuple[str, str]:
        """The number, and the words of its unit."""
        text, _, words = wording.beside_label(number, indicator).partition(wording.NBSP)
        return escape(text), escape(words)

    number, words = shown(figure.value.number)
    beside = [f"Nederland {shown(figure.nederland.number)[0]}"]
    if figure.gemeente is not None and figure.gemeente.is_known:
        label = wording.gemeente_label(dialogue.profile.area)
        beside.insert(0, f"{escape(label)} {shown(figure.gemeente.number)[0]}")
    of = f' <span class="eenheid">{words}</span>' if words else ""
    kind = "schatting" if figure.estimate_type == "model" else ""
    rests_on = ", ".join(filter(None, [escape(indicator.population.rstrip(".")), str(figure.value.period), kind]))
    return (
        f'<div><dt>{escape(indicator.label)}</dt><dd class="kit-getal">{number}{of}</dd>'
        f"<dd>{'<br>'.join(beside)}</dd><dd>{place_mark(verdict)}</dd>"
        f"<dd>{state_mark(verdict)}</dd><dd><small>{rests_on}</small></dd></div>"
    )


def _limits(dialogue: Dialogue, theme: str, figures: list[Verdict]) -> list[str]:
    """What the figures of this theme do not say, and what says most of them: the caveat that few other figures have."""
    if not figures:
        return []
    missing = [card.not_seen for card in dialogue.catalogue.themes.cards_of(theme)][:MOST_MISSING]
    holding = {v.figure.indicator.label: caveats_of(v.figure, dialogue.catalogue) for v in figures}
    rarest = min(
        {key for own in holding.values() for key in own}, key=lambda k: (_how_many(dialogue, k), k), default=""
    )
    return [
        *missing,
        *_told(dialogue, rarest, holding),
        "Cijfers noemen geen oorzaak, en zeggen niets over één persoon of straat.",
    ]


def _how_many(dialogue: Dialogue, caveat: str) -> int:
    """Of how many figures a caveat holds."""
    return sum(caveat in card.caveats for card in dialogue.catalogue.indicators.values())


def _told(dialogue: Dialogue, caveat: str, holding: Mapping[str, Collection[str]]) -> list[str]:
    """A caveat, with the figure that it is about where it does not hold of all."""
    if not caveat:
        return []
    text = dialogue.catalogue.vocabulary.caveats[caveat]
    whose = [label for label, own in holding.items() if caveat in own]
    return [text if len(whose) == len(holding) else f"‘{whose[0]}’: {text[0].lower()}{text[1:]}"]


def _recognised(dialogue: Dialogue, theme: str) -> str:
    """What groups already said about the figures of a theme, those on the card or others; also when it is no."""
    lines = recognised(dialogue.recognised_about(theme), dialogue.catalogue)
    return f"<div><h4>Eerder gezegd: herkennen we dit?</h4>{first_of(lines, MOST_SAID)}</div>" if lines else ""


def _said(dialogue: Dialogue, theme: str) -> str:
    lines = []
    for role, *said in dialogue.said_about(theme):
        for head, words in zip(("Gaat goed", "Kan beter", "Samen oppakken"), said, strict=True):
            lines += [f"{head}: {escape(words)} <small>({escape(role)})</small>"] if words else []
    return f"<div><h4>Wat mensen zeiden</h4>{first_of(lines, MOST_SAID)}</div>" if lines else ""
