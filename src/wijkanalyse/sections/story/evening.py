"""What the slides say of the evening itself: how long each part takes, and what people chose.

The result is that of the ballots in the folder of the area, as far as the edition may show it; else the slide is one to
fill in, with the time and the boxes there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.ballot_sentences import told
from wijkanalyse.sections.kit.programme import Timed, timed
from wijkanalyse.sections.story.slides import Point, Points, Slide

LONGEST_BOX = 150
"""Signs in the box of the slide: a sentence that does not fit goes to the notes."""
TO_FILL = tuple(Point(f"Ons {place} thema: …") for place in ("eerste", "tweede", "derde"))
NEXT = "Nu aan tafel, met één thema: wat doen we al, en wat is onze eerste stap?"


def result(dialogue: Dialogue | None) -> Slide:
    """What people chose, or the slide on which that is filled in."""
    withheld = dialogue is None or dialogue.folder.withholds("stembriefjes")
    outcome = None if withheld else dialogue.outcome
    if outcome is None or outcome.detail == "nothing":
        return Slide(
            "uitslag", "Dit kiezen we samen", Points(TO_FILL, True, NEXT),
            notes=(
                "Vul de thema’s in als er geteld is, of laat de uitslag van de stempagina zien.",
                "Staan de stembriefjes in de map van de wijk? Maak de dia’s dan opnieuw: dan staat de uitslag hier.",
            ),
        )  # fmt: skip
    said = told(outcome, dialogue.themes, dialogue.folder.people)
    with_points, certain = outcome.detail == "points", outcome.chosen.certain
    names = tuple(Point(dialogue.themes[t]) for t in (certain if with_points else outcome.themes) if t in certain)
    aloud, rest = _that_fit([*said["let_op"], *said["uitslag"]])
    foot = "Verzonnen stemmen" if dialogue.folder.is_example else ""
    if not names:
        names = (Point("Geen thema staat vast.", "Kies samen."),)
        with_points = False
    notes = (
        *rest,
        *said["groepen"],
        *([NEXT] if aloud else []),
        "De uitslag is het begin van een gesprek. Vraag wat er ontbreekt.",
    )
    return Slide("uitslag", "Dit kozen we samen", Points(names, with_points, aloud or NEXT), foot, notes)


def _that_fit(sentences: list[str]) -> tuple[str, list[str]]:
    """The first sentences that fit the box together, and those that do not."""
    box, rest = "", []
    for sentence in sentences:
        if not rest and len(box) + len(sentence) <= LONGEST_BOX:
            box = f"{box} {sentence}".strip()
        else:
            rest.append(sentence)
    return box, rest


def with_clock(slides: Iterable[Slide], when: str = "") -> Iterator[Slide]:
    """The slides with the time of the part that begins on each; parts without a slide are told on the one before.

    Parameters
    ----------
    slides
        In the order of the evening.
    when
        What people wrote of the moment of the meeting.
    """
    begins: dict[str, list[Timed]] = {}
    key = ""
    for part in timed(when):
        key = part.part.slide or key
        begins.setdefault(key, []).append(part)
    for n, slide in enumerate(slides):
        parts = begins.get(slide.key, [])
        # the first slide has a logo where others have the clock, and people are still coming in
        clock = parts[0].on_slide if parts and n else ""
        yield replace(slide, clock=clock, notes=(*(p.note for p in parts), *slide.notes))
