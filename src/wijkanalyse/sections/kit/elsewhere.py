"""Before and during the meeting: what wijken elsewhere did on the themes that lead here, or when they were as far."""

from __future__ import annotations

from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.sections.elsewhere import cards_of_examples
from wijkanalyse.show.fragments import Fragment, join


def elsewhere(dialogue: Dialogue) -> Fragment:
    """Examples of the themes that people chose, or that lead in the figures, and of wijken that are as far."""
    leading = [c.id for c in dialogue.agenda.leading] if dialogue.agenda else list(dialogue.themes)
    examples = dialogue.examples_about(dialogue.chosen or leading)
    as_far = [e for e in dialogue.examples_as_far if e not in examples]
    if not examples and not as_far:
        return Fragment("")
    return join(
        "<p>Andere wijken schreven dit op. Lees het vooraf. Of het hier ook werkt, weten de mensen aan tafel.</p>",
        f'<div class="kit-lessen">{cards_of_examples([*examples, *as_far], dialogue)}</div>',
    )
