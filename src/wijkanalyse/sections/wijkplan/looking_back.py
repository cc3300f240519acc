"""Today beside an edition that was kept: what changed, what that can mean, and how goals are doing."""

from __future__ import annotations

import math

import pandas as pd

from wijkanalyse.dialogue import kept_editions
from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.ballots import ballots_of, outcome
from wijkanalyse.dialogue.check import parse_date
from wijkanalyse.dialogue.courses import Course, GoalCourse
from wijkanalyse.dialogue.differences import Difference, Stored
from wijkanalyse.dialogue.files import ANSWERS, GROUPS, PROGRESS, RECOGNISED
from wijkanalyse.dialogue.goals import GoalReach
from wijkanalyse.dialogue.readiness import answered
from wijkanalyse.dutch import dutch_date
from wijkanalyse.errors import ReportError
from wijkanalyse.sections.kit.paper import listed, nothing_yet, slide
from wijkanalyse.sections.standing import quoted
from wijkanalyse.sections.wijkplan.goals import visible_words
from wijkanalyse.sections.wijkplan.reach import goals_with_reach, persons
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import table

KIND_WORDS = {
    "same": "Er is geen nieuw cijfer.",
    "absent": "Bij een van de twee standen is er geen cijfer.",
    "boundary": "De grens van het gebied is veranderd. De cijfers gaan niet over hetzelfde gebied.",
    "revision": "De bron heeft het cijfer van dat jaar aangepast.",
    "model": "Dit zijn schattingen van verschillende jaren. Die zijn niet te vergelijken.",
    "definition": "De telling is tussen de twee jaren veranderd.",
    "unsure": "Hoe zeker dit verschil is, weten we niet.",
    "rounding": "Het verschil kan door afronden komen.",
    "chance": "Het verschil kan toeval zijn.",
}
"""What a difference is that says nothing of the area; of any other `difference_words` says by what it was seen."""
COURSE_WORDS: dict[Course, str] = {
    "dropped": "staat niet meer in het plan",
    "measure_changed": "niet te vergelijken: het doel heeft nu een andere maat",
    "no_number": "niet te beoordelen: er ontbreekt een getal",
    "no_direction": "niet te beoordelen: moet dit meer of minder worden?",
    "estimate": "niet te beoordelen: dit is een schatting, geen meting",
    "no_news": "nog geen nieuw cijfer",
    "not_comparable": "niet te vergelijken met toen, zie de cijfers hieronder",
    "before_plan": "niet te beoordelen: dit cijfer is van vóór het plan",
    "year_of_plan": "niet te beoordelen: dit cijfer is van het jaar waarin het plan begon",
    "unsure": "niet te beoordelen: hoe zeker het verschil is, weten we niet",
    "rounding": "niet te beoordelen: het verschil kan door afronden komen",
    "chance": "niet te beoordelen: het verschil kan toeval zijn",
    "not_updated": "niet bijgewerkt: dit is nog het getal van toen",
    "reached": "gehaald",
    "reached_then": "gehaald, dat was toen ook al zo",
    "not_yet_known": "de dag is voorbij, er is nog geen cijfer van daarna",
    "passed": "de dag is voorbij, het doel is niet gehaald",
    "too_early": "te vroeg om iets te zeggen",
    "backwards": "verder van het doel dan toen",
    "on_course": "ongeveer op schema",
    "behind": "achter op het plan",
}


def looking_back(dialogue: Dialogue, since: str = "") -> Fragment:
    """Today beside an edition that was kept: what changed, what that can mean, and how goals are doing.

    Parameters
    ----------
    dialogue
        The area.
    since
        Day of the edition to compare with, such as ``"2026-11-22"``; by default the first one, which is the baseline.

    Raises
    ------
    ReportError
        When that is no day, or no edition of that day was kept.
    """
    day = parse_date(since) if since else None
    if since and day is None:
        raise ReportError(
            f"since={since!r} is not a day; write it as 2026-11-22, or leave it out for the first edition"
        )
    found = kept_editions.look_back(dialogue.folder, dialogue.verdicts, dialogue.catalogue, day)
    if found is None:
        kept = dialogue.folder.path is not None and kept_editions.editions_of(dialogue.folder.path)
        first = "De stand van nu is bewaard. Kijk" if kept else "Laat die van nu bewaren, en kijk"
        return Fragment(f"<p>Er is nog geen eerdere stand om mee te vergelijken. {first} over een jaar terug.</p>")
    others = wording.names_in_a_row([dutch_date(d) for d in found.days if d != found.day])
    also = f" Er zijn ook standen van {others}." if others else ""
    return join(
        f"<p>We vergelijken met de stand van {dutch_date(found.day)}.{also} Dit laat zien wat er veranderde, niet "
        "waardoor. Of het plan heeft gewerkt, zeggen deze cijfers niet.</p>",
        nothing_yet(dialogue, "doelen", "").html if dialogue.folder.withholds("doelen") else _courses(found.courses),
        _people(dialogue, found.kept),
        _changes(found.changed) if dialogue.has_figures else "",
    )


# -------------------------------------------------------------------------- figures


def _changes(changed: list[Difference]) -> str:
    rows = [row for d in changed if (row := _change(d))[1] != row[2] or d.kind != "rounding"]
    if not rows:
        return "<p>Geen enkel cijfer is veranderd: er zijn sindsdien geen nieuwe cijfers.</p>"
    heads = ["Cijfer", "Toen", "Nu", "Wat is dit verschil?", "Te zien vanaf"]
    note = "Te zien vanaf: een kleiner verschil kan toeval zijn, of door afronden komen"
    return table("Cijfers die anders zijn", heads, [[r[0], *r[3:]] for r in rows], note=note, words=True)


def _change(d: Difference) -> list[str]:
    """A row of the table, after its first cell the two numbers without their years: those may look the same."""
    i = d.indicator

    def said(stored: Stored) -> str:
        return wording.beside_label(stored.value, i) if stored.status == "ok" else "onbekend"

    was, now = said(d.before), said(d.after)
    dated = [f"{n} ({s.period})" if s.status == "ok" else n for n, s in ((was, d.before), (now, d.after))]
    visible = "onbekend" if math.isnan(d.visible_from) else visible_words(d.visible_from, i)
    own = " <small>eigen cijfer</small>" if d.after.own else ""
    return [escape(i.label) + own, was, now, *dated, difference_words(d), visible]


def difference_words(difference: Difference) -> str:
    """What a difference is, in one or two sentences: chance of a survey and rounding of a count have their own."""
    if difference.kind in KIND_WORDS:
        return KIND_WORDS[difference.kind]
    beyond = "Te groot om toeval te zijn" if difference.by_chance else "Groter dan door afronden kan"
    if difference.kind == "small":
        return f"{beyond}, maar klein."
    return f"{beyond}. Waardoor het komt, zegt het cijfer niet."


# ---------------------------------------------------------------------------- goals


def _courses(courses: list[GoalCourse]) -> str:
    if not courses:
        return "<p>Toen waren er nog geen doelen.</p>"

    rows = []
    for c in courses:
        m = c.measured
        numbers = ["–"] * 3
        if m is not None:
            numbers = [_number(c, m.start, m.year_then), _number(c, m.now, m.year), _number(c, m.aim)]
        aim = "" if math.isnan(c.aim_now) else f". Het streven is nu {_number(c, c.aim_now)}"
        day = f". De dag is nu {dutch_date(c.deadline_now)}" if c.deadline_now else ""
        rows.append([escape(c.title), escape(c.measure), *numbers, course_words(c) + aim + day])
    heads = ["Doel", "Maat", "Toen", "Nu", "Streven", "Stand"]
    note = "We nemen aan dat het elke maand even snel gaat"
    return slide("", table("Doelen", heads, rows, note=note, words=True))


def _number(course: GoalCourse, value: float, year: int | None = None) -> str:
    """A number of a goal; that of a figure with its unit and its year."""
    if math.isnan(value):
        return "–"
    whole = 0 if value == int(value) else 1
    if course.indicator is None:
        return wording.number(value, whole)
    if year is None:
        return escape(wording.quantity(value, course.indicator.unit, whole))
    return f"{escape(wording.beside_label(value, course.indicator))} ({year})"


def course_words(course: GoalCourse) -> str:
    """How a goal is doing, with the part of the way and of the time where that is what decides."""
    words, measured = COURSE_WORDS[course.course], course.measured
    if measured is None or course.course not in ("on_course", "behind"):
        return words
    way, time = (wording.number(100 * share) for share in (measured.done, measured.passed))
    return f"{words}: {way}% van de weg, {time}% van de tijd"


# --------------------------------------------------------------- what people added


def _people(dialogue: Dialogue, kept: kept_editions.KeptEdition) -> str:
    """What people did, said and chose then, beside today; nothing of what was not kept or may not be shown."""
    parts = [
        ("Bereik", _reach(dialogue, kept)),
        ("Acties van toen", _actions(dialogue, kept)),
        ("Waar we begonnen", _answers(dialogue, kept)),
        ("Gekozen thema’s", _votes(dialogue, kept)),
        ("Toen gezegd", _said(dialogue, kept)),
    ]
    return "".join(f"<h3>{head}</h3>{listed(lines)}" for head, lines in parts if lines)


def _then(kept: kept_editions.KeptEdition, kind: str) -> pd.DataFrame | None:
    rows = kept.tables.get(kind)
    return rows if rows is not None and len(rows) else None


def _reach(dialogue: Dialogue, kept: kept_editions.KeptEdition) -> list[str]:
    if _then(kept, "interventies") is None or _then(kept, "doelen") is None:
        return []
    now = {g.goal: g for g in goals_with_reach(dialogue, dialogue.folder.tables)}
    return [
        f"{escape(then.title)} {_then_and_now(then, found)}{_of_two_reaches(then, found)}"
        for then in goals_with_reach(dialogue, kept.tables)
        if then.reached and (found := now.get(then.goal)) and found.reached
    ]


def _then_and_now(then: GoalReach, now: GoalReach) -> str:
    if then.reached == now.reached:
        return f"Toen en nu {persons(now.reached, now.group)}."
    return f"Toen {persons(then.reached, then.group)}, nu {persons(now.reached, now.group)}."


def _of_two_reaches(then: GoalReach, now: GoalReach) -> str:
    """What keeps two numbers of people from being compared, or ""."""
    if "above_group" in (then.state, now.state):
        return " Een van de twee is meer dan de hele doelgroep telt. Ze zijn niet te vergelijken."
    overlap = then.reached.low <= now.reached.high and now.reached.low <= then.reached.high
    return " Of dat anders is dan toen, weten we niet." if overlap and then.reached != now.reached else ""


def _actions(dialogue: Dialogue, kept: kept_editions.KeptEdition) -> list[str]:
    then = _then(kept, "acties")
    if then is None:
        return []
    today = dialogue.folder.tables["acties"]
    stands = {(_plain(a.actie), a.doel): a.stand for a in today.itertuples(index=False)}
    lines = []
    for action in then.itertuples(index=False):
        stand = stands.get((_plain(action.actie), action.doel))
        word = PROGRESS[stand] if stand else "staat niet meer in het plan"
        same = stand == action.stand and stand in ("open", "bezig")
        lines.append(f"{escape(action.actie)}: {word}{', net als toen' if same else ''}.")
    return lines


def _plain(text: str) -> str:
    return " ".join(text.casefold().rstrip(".").split())


def _answers(dialogue: Dialogue, kept: kept_editions.KeptEdition) -> list[str]:
    if _then(kept, "stroomschema") is None:
        return []
    then, now = (answered(t["stroomschema"]) for t in (kept.tables, dialogue.folder.tables))
    return [
        f"{escape(a.question.vraag)} Toen {ANSWERS[a.answer]}, nu {ANSWERS[b.answer]}."
        for a, b in zip(then, now, strict=True)
        if a.answer != b.answer
    ]


def _votes(dialogue: Dialogue, kept: kept_editions.KeptEdition) -> list[str]:
    """The names that were chosen then; points of two votes side by side could give one voter away."""
    rows = _then(kept, "stembriefjes")
    if rows is None:
        return []
    cast = ballots_of(rows)
    named = dict(zip(kept.tables["themas"].thema, kept.tables["themas"].naam, strict=True)) if "themas" in kept.tables \
        else {}  # fmt: skip
    names = dialogue.themes | named
    voted = sorted({theme for votes in cast.votes.values() for ballot in votes for theme in ballot} - set(names))
    result = outcome(cast, [*names, *voted])
    if result.detail == "nothing" or set(result.wanted()) == set(dialogue.outcome.wanted()):
        return []
    return [f"Toen koos u {escape(quoted([names.get(t, t) for t in result.wanted()]))}."]


def _said(dialogue: Dialogue, kept: kept_editions.KeptEdition) -> list[str]:
    """What people did not recognise then and what is not in the list of today: it stays said."""
    then = _then(kept, "herkenning")
    if then is None:
        return []
    today = dialogue.folder.tables["herkenning"]
    still = set(zip(today.cijfer, today.groep, today.datum, strict=True))
    cards = dialogue.catalogue.indicators
    return [
        f"{escape(GROUPS[r.groep])} over ‘{escape(cards[r.cijfer].label)}’: <strong>{RECOGNISED[r.herkend]}</strong>. "
        f"{escape(r.toelichting)} <small>({dutch_date(r.datum)})</small>"
        for r in then.itertuples()
        if r.herkend in ("nee", "deels") and (r.cijfer, r.groep, r.datum) not in still and r.cijfer in cards
    ]
