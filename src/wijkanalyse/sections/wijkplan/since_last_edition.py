"""This edition beside the last one that was kept: what changed, what that can mean, and how goals are doing."""

from __future__ import annotations

import math

from wijkanalyse.dialogue import kept_editions
from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dutch import dutch_date
from wijkanalyse.sections.kit.paper import nothing_yet, slide
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import table

KIND_WORDS = {
    "revision": "De bron heeft het cijfer van dat jaar aangepast.",
    "boundary": "De grens van het gebied is veranderd. De cijfers gaan niet over hetzelfde gebied.",
    "definition": "De telling is tussen de twee jaren veranderd.",
    "model": "Dit zijn schattingen van verschillende jaren. Die zijn niet te vergelijken.",
    "absent": "In een van de twee edities is er geen cijfer.",
    "rounding": "Het verschil kan alleen door afronden komen.",
    "small": "Groter dan door afronden kan, maar klein.",
    "real": "Groter dan door afronden kan. Waardoor het komt, zegt het cijfer niet.",
}
COURSE_WORDS = {
    "reached": "gehaald",
    "on_course": "ongeveer op schema",
    "behind": "achter op het plan",
    "passed": "de dag is voorbij, het doel is niet gehaald",
    "too_early": "te vroeg om iets te zeggen",
    "dropped": "staat niet meer in het plan",
    "cannot_tell": "niet te beoordelen: er ontbreekt een getal, of de maat is veranderd",
    "no_news": "nog geen nieuw cijfer",
    "not_visible": "het verschil is te klein om te zien",
    "not_comparable": "niet te vergelijken met toen; zie de cijfers hieronder",
}


def since_last_edition(dialogue: Dialogue) -> Fragment:
    """This edition beside the last one that was kept: what changed, what that can mean, and how goals are doing."""
    found = kept_editions.look_back(dialogue.folder, dialogue.verdicts, dialogue.catalogue)
    if found is None:
        return Fragment(
            "<p>Er is nog geen eerdere editie om mee te vergelijken. Bewaar deze editie met <code>wijkanalyse editie"
            "</code>, en kijk over een jaar terug.</p>"
        )
    return join(
        f"<p>We vergelijken met de editie van {dutch_date(found.day)}. Dit laat zien wat er veranderde, niet waardoor. "
        "Of het plan heeft gewerkt, zeggen deze cijfers niet.</p>",
        nothing_yet(dialogue, "doelen", "").html if dialogue.folder.withholds("doelen") else _courses(found.courses),
        _changes(found.changed),
    )


def _changes(changed: list[kept_editions.Difference]) -> str:
    rows = [row for d in changed if (row := _change(d))[1] != row[2] or d.kind != "rounding"]
    if not rows:
        return "<p>Geen enkel cijfer is veranderd: er zijn sindsdien geen nieuwe cijfers.</p>"
    heads = ["Cijfer", "Toen", "Nu", "Wat is dit verschil?", "Kleinste verandering die te zien was"]
    return table("Cijfers die anders zijn", heads, [[r[0], *r[3:]] for r in rows], words=True)


def _change(d: kept_editions.Difference) -> list[str]:
    """A row of the table, after its first cell the two numbers without their years: those may look the same."""
    i = d.indicator

    def said(stored: kept_editions.Stored) -> str:
        return wording.beside_label(stored.value, i) if stored.status == "ok" else "onbekend"

    was, now = said(d.before), said(d.after)
    dated = [f"{n} ({s.period})" if s.status == "ok" else n for n, s in ((was, d.before), (now, d.after))]
    visible = "onbekend"
    if not math.isnan(d.visible_from):
        visible = wording.number(d.visible_from, i.decimals) + " procentpunt"
        if i.unit != "%":
            visible = wording.quantity(d.visible_from, i.unit, i.decimals)
    return [escape(i.label), was, now, *dated, KIND_WORDS[d.kind], visible]


def _courses(courses: list[kept_editions.GoalCourse]) -> str:
    if not courses:
        return "<p>In die editie stonden nog geen doelen.</p>"

    def shown(value: float) -> str:
        return "–" if math.isnan(value) else wording.number(value, 0 if value == int(value) else 1)

    rows = [
        [escape(c.title), escape(c.measure), shown(c.start), shown(c.now), shown(c.aim), _stand(c)] for c in courses
    ]
    heads = ["Doel", "Maat", "Toen", "Nu", "Streven", "Stand"]
    note = "We nemen aan dat het elke maand even snel gaat"
    return slide("", table("Doelen", heads, rows, note=note, words=True))


def _stand(course: kept_editions.GoalCourse) -> str:
    """How a goal is doing, with the part of the way and of the time where that is what decides."""
    words = COURSE_WORDS[course.course]
    if course.course not in ("on_course", "behind"):
        return words
    way, time = (wording.number(100 * share) for share in (max(course.done, 0.0), course.passed))
    return f"{words}: {way}% van de weg, {time}% van de tijd"
