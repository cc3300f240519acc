"""This edition beside the last one that was kept: what changed, what that can mean, and how goals are doing."""

from __future__ import annotations

import math

from wijkanalyse import evaluation, wording
from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.fragments import Fragment, escape, join
from wijkanalyse.publish.identity import dutch_date
from wijkanalyse.sections.sheets import nothing_yet, slide
from wijkanalyse.tables import table

KIND_WORDS = {
    "revision": "De bron heeft het cijfer van dat jaar aangepast.",
    "boundary": "De grens van het gebied is veranderd. De cijfers gaan niet over hetzelfde gebied.",
    "definition": "De telling is tussen de twee jaren veranderd.",
    "model": "Dit zijn schattingen van verschillende jaren. Die zijn niet te vergelijken.",
    "absent": "In een van de twee edities is er geen cijfer.",
    "rounding": "Het verschil kan alleen door afronden komen.",
    "small": "Het verschil is te klein om iets te betekenen.",
    "real": "Het verschil is groter dan door afronden kan. Waardoor het komt, zegt het cijfer niet.",
}
COURSE_WORDS = {
    "reached": "gehaald",
    "on_course": "op koers",
    "behind": "achter op het plan",
    "passed": "de dag is voorbij, het doel is niet gehaald",
    "too_early": "te vroeg om iets te zeggen",
    "dropped": "staat niet meer in het plan",
    "cannot_tell": "niet te bepalen: er ontbreekt een getal, of de maat is veranderd",
    "no_news": "nog geen nieuw cijfer",
    "not_visible": "het verschil is te klein om te zien",
    "not_comparable": "niet te vergelijken met toen; zie de cijfers hieronder",
}


def looking_back(dialogue: Dialogue) -> Fragment:
    """This edition beside the last one that was kept: what changed, what that can mean, and how goals are doing."""
    found = evaluation.look_back(dialogue.folder, dialogue.verdicts, dialogue.catalogue)
    if found is None:
        return Fragment(
            "<p>Er is nog geen eerdere editie om mee te vergelijken. Bewaar deze editie met <code>wijkanalyse editie"
            "</code>, en kijk over een jaar terug.</p>"
        )
    return join(
        f"<p>Vergeleken met de editie van {dutch_date(found.day)}. Dit laat zien wat er veranderde, niet waardoor. Of "
        "het plan heeft gewerkt, is met deze cijfers niet te zeggen.</p>",
        nothing_yet(dialogue, "doelen", "").html if dialogue.folder.withholds("doelen") else _courses(found.courses),
        _changes(found.changed),
    )


def _changes(changed: list[evaluation.Difference]) -> str:
    if not changed:
        return "<p>Geen enkel cijfer is veranderd: er zijn sindsdien geen nieuwe cijfers.</p>"
    rows = []
    for d in changed:
        i = d.indicator
        was, now = (
            wording.quantity(s.value, i.unit, i.decimals) + f" ({s.period})" if s.status == "ok" else "geen cijfer"
            for s in (d.before, d.after)
        )
        visible = "niet te zeggen"
        if not math.isnan(d.visible_from):
            visible = wording.number(d.visible_from, max(i.decimals, 1)) + " procentpunt"
            if i.unit != "%":
                visible = wording.quantity(d.visible_from, i.unit, max(i.decimals, 1))
        rows.append([escape(i.label), was, now, KIND_WORDS[d.kind], visible])
    heads = ["Cijfer", "Toen", "Nu", "Wat is dit verschil?", "Kleinste verandering die te zien was"]
    return table("Cijfers die anders zijn", heads, rows, words=True)


def _courses(courses: list[evaluation.GoalCourse]) -> str:
    if not courses:
        return "<p>In die editie stonden nog geen doelen.</p>"

    def shown(value: float) -> str:
        return "–" if math.isnan(value) else wording.number(value, 0 if value == int(value) else 1)

    rows = [
        [escape(c.title), escape(c.measure), shown(c.start), shown(c.now), shown(c.aim), COURSE_WORDS[c.course]]
        for c in courses
    ]
    return slide("", table("Doelen", ["Doel", "Maat", "Toen", "Nu", "Streven", "Stand"], rows, words=True))
