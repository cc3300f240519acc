"""Theme cards: one sheet per candidate theme, to talk about at a table.

Each card has the figures beside their comparator, what they do not say, two open
questions, what was said before, and room to write. A theme without figures has a card too.
"""

from __future__ import annotations

import pandas as pd

from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.files import GROUPS, RECOGNISED
from wijkanalyse.dutch import dutch_date
from wijkanalyse.profile.caveats import caveats_of
from wijkanalyse.profile.verdicts import Verdict
from wijkanalyse.sections.kit.paper import listed, paper_only, sheet
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import DRAWN, Fragment, escape, join
from wijkanalyse.show.tables import place_mark, state_mark

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
    limits = listed(escape(text) for text in _limits(dialogue, figures))
    return sheet(
        name,
        head,
        shown,
        paper_only(f'<p class="noot {DRAWN}">{LEGEND}</p><h4>Wat zegt dit niet?</h4>{limits}') if limits else "",
        f'<div class="kit-vragen"><h4>Praat hierover</h4>{listed(map(escape, questions))}</div>',
        paper_only(_recognised(dialogue, theme), _said(dialogue, theme)),
        f'<div class="niet-op-dia kit-rest"><h4>{room}</h4>{boxes}<p class="kit-ruimte">{why}</p></div>',
        kind="kit-kaart",
        slide=True,
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


def _limits(dialogue: Dialogue, figures: list[Verdict]) -> list[str]:
    """What the figures do not say; a caveat of one of them names it."""
    caveats = dialogue.catalogue.vocabulary.caveats
    holding = {v.figure.indicator.label: caveats_of(v.figure, dialogue.catalogue) for v in figures}
    keys = dict.fromkeys(key for own in holding.values() for key in own)
    texts = []
    for key in list(keys)[:2]:
        whose = [label for label, own in holding.items() if key in own]
        texts.append(caveats[key] if len(whose) == len(figures) else f"{whose[0]}: {caveats[key]}")
    return [*texts, "Het zegt niets over één persoon, één straat of een oorzaak."] if figures else []


def _recognised(dialogue: Dialogue, theme: str) -> str:
    """What groups already said about the figures of a theme, those on the card or others; also when it is no."""
    lines = recognised(dialogue, dialogue.recognised_about(theme))
    return f"<h4>Eerder gezegd: herkennen we dit?</h4>{listed(lines)}" if lines else ""


def recognised(dialogue: Dialogue, rows: pd.DataFrame) -> list[str]:
    """What groups said about figures, each with the figure, why, and when."""
    cards = dialogue.catalogue.indicators
    return [
        f"{escape(GROUPS[r.groep])} over ‘{escape(cards[r.cijfer].label)}’: <strong>{RECOGNISED[r.herkend]}</strong>"
        + (f". {escape(r.toelichting)}" if r.toelichting else "")
        + f" <small>({dutch_date(r.datum)})</small>"
        for r in rows.itertuples()
    ]


def _said(dialogue: Dialogue, theme: str) -> str:
    lines = []
    for role, good, better in dialogue.said_about(theme):
        lines += [f"Gaat goed: {escape(good)} <small>({escape(role)})</small>"] if good else []
        lines += [f"Kan beter: {escape(better)} <small>({escape(role)})</small>"] if better else []
    return f"<h4>Uit gesprekken</h4>{listed(lines)}" if lines else ""
