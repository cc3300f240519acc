"""What others did and learned, as cards in a kit and a plan: lessons from articles, and examples that wijken shared."""

from __future__ import annotations

from collections.abc import Collection

from wijkanalyse.cards.lessons import PHASES, SHARED_LICENCES, Example, Lesson
from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dutch import dutch_date, number, number_range
from wijkanalyse.methods.reach import ROUND_COUNTS
from wijkanalyse.sections.standing import quoted
from wijkanalyse.show.fragments import escape

MOST_EXAMPLES = 6
"""Examples that people read through."""
MAY_BE_USED = {
    SHARED_LICENCES["cc-by"]: "U mag dit gebruiken als u de bron en de licentie noemt (CC BY 4.0).",
    SHARED_LICENCES["cc0"]: "U mag dit vrij gebruiken (CC0 1.0).",
}


def cards_of_examples(examples: Collection[Example], dialogue: Dialogue) -> str:
    """A card for each of the first examples."""
    return "".join(example_card(e, dialogue) for e in list(examples)[:MOST_EXAMPLES])


def lesson_card(lesson: Lesson, dialogue: Dialogue) -> str:
    """What others did according to an article."""
    return _card(
        lesson.title,
        _themes(lesson.themes, dialogue),
        f"<p>{escape(lesson.what)} <strong>Voor wie:</strong> {escape(lesson.for_whom)}. <strong>Waar:</strong> "
        f"{escape(lesson.where)}.</p><p><strong>Les:</strong> {escape(lesson.lesson)}</p>"
        f'<p class="noot">{escape(lesson.citation)}. Gelezen op {dutch_date(lesson.reviewed)}.</p>',
    )


def example_card(example: Example, dialogue: Dialogue) -> str:
    """What a wijk elsewhere did and learned, in its own words."""
    reach = f" <strong>Bereik:</strong> {_reach(*example.reach)} per jaar." if example.reach else ""
    same = " Die wijk is even ver als u." if example.phase == dialogue.phase else ""
    return _card(
        example.title,
        _themes(example.themes, dialogue),
        f"<p>{_sentence(example.what)} <strong>Voor wie:</strong> {_sentence(example.for_whom)}{reach}</p>"
        f"<p><strong>Werkte:</strong> {_sentence(example.worked)}</p>"
        f"<p><strong>Werkte niet:</strong> {_sentence(example.did_not_work)}</p>"
        f'<p class="noot">Gedeeld op {dutch_date(example.shared)} door een wijk {PHASES[example.phase]}.{same} '
        f"{MAY_BE_USED[example.licence]}</p>",
    )


def _card(title: str, themes: str, body: str) -> str:
    return f'<aside class="kader" aria-label="{escape(title)}"><h4>{escape(title)}{themes}</h4>{body}</aside>'


def _themes(themes: Collection[str], dialogue: Dialogue) -> str:
    """The themes of this wijk that a card is about."""
    parts_of = dialogue.catalogue.themes.parts_of
    names = [name for t, name in dialogue.themes.items() if set(themes) & {t, *parts_of(t)}]
    return f" <small>{escape(quoted(names))}</small>" if names else ""


def _sentence(text: str) -> str:
    """A text of others as HTML, with an end."""
    return escape(text if text.endswith((".", "!", "?")) else f"{text}.")


def _reach(low: int, high: int) -> str:
    if low == 0:
        return f"minder dan {number(high)} mensen"
    return f"meer dan {number(low)} mensen" if high == ROUND_COUNTS[-1] else f"{number_range(low, high)} mensen"
