"""Where a region begins: need beside what is there in every wijk, what helps, and which wijken need a trekker.

Wijken stand by name, and a reader may put them in another order or leave some out. There is no order by need.
"""

from __future__ import annotations

from collections.abc import Iterable

from wijkanalyse.agenda.agenda import Candidate
from wijkanalyse.dialogue.files import ANSWERS
from wijkanalyse.dialogue.readiness import Question, load_questions, own_step
from wijkanalyse.dialogue.region import Member, Regiobeeld
from wijkanalyse.sections.regiobeeld.heat import MOST_NAMED, name_and_gemeente
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import table

MARKS = {"ja": "●", "deels": "◐", "nee": "○", "onbekend": "?"}
"""Each answer as a mark; it stands in words beside it for who cannot see it."""
TREKKER = "trekker"
"""The question that says whether a wijk has somebody who keeps the work going."""


def start(region: Regiobeeld) -> Fragment:
    """Need beside readiness: the themes that lead in each wijk, and what people answered to the first questions."""
    steps = (
        "Bekijk de thema’s per wijk met de mensen die er werken en wonen. Herkennen zij dit?",
        "Beantwoord per wijk de tien vragen: wie kent elkaar, en wat is er afgesproken?",
        "Kies samen waar u begint. Dat kan waar veel speelt, maar ook waar mensen al samenwerken.",
        "Begin klein, met iets waar iedereen snel iets aan heeft. Spreek af wie de leiding neemt.",
        "Houd een wijkbijeenkomst, maak een plan met niet meer dan vijf doelen, en kijk elk jaar terug.",
    )
    body = table(
        f"Waar beginnen: {region.profile.area.name}",
        ["Wijk", "Inwoners", "Voorop", "De tien vragen", "Eerste stap"],
        [_row(region, member) for member in region.members],
        words=True, numeric=[True, False, False, False],
    )  # fmt: skip
    form = (
        '<p class="noot">Van een wijk zonder antwoorden kunt u de vragen laten invullen. Wie dit beeld maakt, geeft u '
        "het formulier.</p>"
    )
    return join(
        f"<ol>{''.join(f'<li>{step}</li>' for step in steps)}</ol>",
        f'<div class="kiezen">{body}{_legend() if region.answered else ""}</div>',
        form if len(region.answered) < len(region.members) else "",
    )


def _legend() -> str:
    """What the marks and their numbers mean."""
    marks = wording.names_in_a_row([f"{MARKS[answer]} {words}" for answer, words in ANSWERS.items()])
    short = "".join(f"<li>{escape(question.kort)}</li>" for question in load_questions())
    return f'<p class="noot">De tien vragen: {marks}.</p><ol class="vragen noot">{short}</ol>'


def _row(region: Regiobeeld, member: Member) -> list[str]:
    area = member.profile.area
    people = wording.number(area.inwoners) if area.inwoners > 0 else '<span class="afwezig">onbekend</span>'
    return [
        name_and_gemeente(region, member),
        people,
        _why_not(member) or _leading(member.agenda.leading),
        _answers(member),
        _first_step(region, member),
    ]


def _why_not(member: Member) -> str:
    if member.agenda.is_too_small:
        return '<span class="afwezig">te weinig inwoners</span>'
    return "" if member.agenda.is_scored else '<span class="afwezig">te weinig bekend</span>'


def _leading(candidates: Iterable[Candidate]) -> str:
    """The themes that lead, each a mark of its own, so that a reader can choose by it."""
    names = [f'‘<span class="thema">{escape(c.name)}</span>’' for c in candidates]
    return wording.names_in_a_row(names) or "geen thema"


def _answers(member: Member) -> str:
    """Ten marks with their numbers, and the same in words."""
    if not member.answers:
        return '<span class="afwezig">nog niet ingevuld</span>'
    numbered = list(enumerate((a.answer for a in member.answers), 1))
    words = "; ".join(
        f"{ANSWERS[answer]}: {wording.names_in_a_row([str(n) for n, given in numbered if given == answer])}"
        for answer in MARKS
        if answer in member.given
    )
    marks = "".join(f'<span class="{answer}"><small>{n}</small>{MARKS[answer]}</span>' for n, answer in numbered)
    return f'<span class="antwoorden" role="img" aria-label="{escape(words)}">{marks}</span>'


def _first_step(region: Regiobeeld, member: Member) -> str:
    """What this wijk does first: by its answers, else by what its figures can be used for."""
    if member.answers:
        step = own_step(member.answers, region.shared_questions)
        return escape(step.question.stap) if step else "Alle vragen zijn met ja beantwoord. Kies samen een thema."
    if member.agenda.is_too_small:
        return _with_neighbours(region, member)
    if not member.agenda.is_scored:
        return "Begin met gesprekken: er zijn te weinig cijfers. Beantwoord dan de tien vragen."
    if leading := member.agenda.leading:
        return f"Praat over ‘{escape(leading[0].name)}’ met wie er woont en werkt. Beantwoord dan de tien vragen."
    return "Vraag wat er goed gaat en wat er beter kan. Beantwoord dan de tien vragen."


def _with_neighbours(region: Regiobeeld, member: Member) -> str:
    own = next((k for k in region.kernen if member.code in {a.code for a in k.parts}), None)
    others = [a.name for a in own.parts if a.code != member.code] if own else []
    if not others:
        return "Begin met een gesprek."
    together = wording.names_in_a_row(others) if len(others) <= FEW_NEIGHBOURS else own.name
    return f"Begin met een gesprek, samen met {escape(together)}."


FEW_NEIGHBOURS = 3
"""Neighbours that a first step names; of more it names the kern."""


# --------------------------------------------------------------- questions, what helps


def questions(region: Regiobeeld) -> Fragment:
    """The ten questions with what helped elsewhere, and which wijken have no yes yet; what a region does for all."""
    heads = ["Vraag", "Wat helpt", *(["Nog geen ja in"] if region.answered else [])]
    rows = [
        [
            f"{number}. {escape(question.vraag)}",
            _help(region, question),
            *([_names(_lacking(region, question))] if region.answered else []),
        ]
        for number, question in enumerate(load_questions(), 1)
    ]
    shared = region.shared_questions
    together = (
        f"<p><strong>Samen als regio.</strong> De meeste wijken missen dit: {escape(_in_short(shared))}. "
        "Regel dit één keer voor alle wijken. De eerste stap van een wijk is iets anders.</p>"
        if shared
        else ""
    )
    return join(
        "<h3>De tien vragen, en wat helpt</h3>",
        table(f"Tien vragen om mee te beginnen: {region.profile.area.name}", heads, rows, words=True),
        together,
    )


def _help(region: Regiobeeld, question: Question) -> str:
    lessons = {lesson.id: lesson for lesson in region.profile.catalogue.lessons}
    lesson = lessons.get(question.les)
    told = f" <small>{escape(lesson.where)}: {escape(lesson.lesson)}</small>" if lesson else ""
    return escape(question.hulp) + told


def _lacking(region: Regiobeeld, question: Question) -> list[Member]:
    return [m for m in region.answered if not m.given_to(question).is_ready]


def _in_short(questions: Iterable[Question]) -> str:
    return wording.names_in_a_row([q.kort for q in questions])


def _names(members: list[Member]) -> str:
    if len(members) > MOST_NAMED:
        return f"{len(members)} wijken"
    return escape(wording.names_in_a_row([m.name for m in members])) or "geen wijk"


def wijkmanagers(region: Regiobeeld) -> Fragment:
    """Where a wijkmanager is still to be found, and whom the region can help; only of wijken with answers."""
    by_answer: dict[str, list[Member]] = {}
    question = next(q for q in load_questions() if q.id == TREKKER)
    for member in region.answered:
        by_answer.setdefault(member.given_to(question).answer, []).append(member)
    lines = {
        "nee": "<strong>Nog te vinden</strong> in {}. Spreek af wie betaalt, voor hoeveel uren en hoe lang.",
        "deels": "<strong>Te helpen</strong> in {}. Er is iemand, maar nog niet genoeg tijd of geld.",
        "onbekend": "<strong>Nog na te vragen</strong> in {}.",
        "ja": "<strong>Er is iemand</strong> in {}. Laat deze mensen elkaar en nieuwe wijkmanagers helpen.",
    }
    items = [f"<li>{line.format(_names(by_answer[a]))}</li>" for a, line in lines.items() if a in by_answer]
    if not items:
        return Fragment("")
    return join(
        "<h3>Wijkmanagers</h3>",
        "<p>Een wijkmanager houdt het werk gaande: iemand met tijd en geld die blijft.</p>",
        f"<ul>{''.join(items)}</ul>",
    )
