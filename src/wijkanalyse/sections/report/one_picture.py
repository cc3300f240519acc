"""De wijk in één beeld: the figures of page one as rows on one axis, and a hundred people for three of them.

The place of a mark is the z of the judgement that every other page shows (`profile.verdicts`); nothing is judged here.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from wijkanalyse.agenda.headline import Headline
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.profile.figure import Figure, Value
from wijkanalyse.profile.verdicts import ComparatorKey, Verdict
from wijkanalyse.show import wording
from wijkanalyse.show.charts.axis import axis_row
from wijkanalyse.show.charts.drawing import across, drawing
from wijkanalyse.show.charts.hundred import hundred
from wijkanalyse.show.charts.marks import mark
from wijkanalyse.show.fragments import DRAWN, escape
from wijkanalyse.show.sentences import people_of_hundred

KEY = ("worse", "slightly_worse", "alike", "slightly_better", "better")
"""The marks in the order of the axis."""
ESTIMATE = "≈"
BESIDE: dict[ComparatorKey, str] = {
    "nederland": "Nederland",
    "gemeente": "De gemeente",
    "stedelijkheid": "Zelfde stedelijkheid",
    "vergelijkbaar": "Vergelijkbare wijken",
    "regio": "De regio",
}
"""The name at the middle line; the grey line under the name of the area has it in full."""
TITLES = {"gemeente": "De gemeente", "buurt": "De buurt", "samengesteld": "Het gebied"}
PICTURES = 3
FEWEST = 100
"""Inhabitants below which a picture of a hundred people says more than is known."""
DRAWN_OF = ("volwassenen", "huishoudens")
"""What a picture may be about: figures of other groups would be read as of everybody."""


# --------------------------------------------------------------------------- the axis


def picture(headline: Headline) -> str:
    """The table of page one: per group its figures, each with a mark on the axis, the number and the comparator."""
    verdicts, groups = headline.verdicts, headline.profile.catalogue.roles.page_one
    name, before = BESIDE[verdicts.key], "NL" if verdicts.key == "nederland" else ""
    shown = [verdicts.of(i) for names in groups.values() for i in names]
    bodies = "".join(
        f'<tbody role="rowgroup"><tr class="groep" role="row"><th scope="rowgroup" colspan="4" role="rowheader">'
        f"{escape(title)}{_group_line()}</th></tr>{''.join(_row(verdicts.of(i), before) for i in names)}</tbody>"
        for title, names in groups.items()
    )
    axis = f'<span class="kant">← ongunstiger</span> <strong>{name}</strong> <span class="kant">gunstiger →</span>'
    heads = [_hidden("Cijfer"), _hidden(headline.profile.area.name), axis, _hidden(name)]
    css = ["", "", f' class="as-kop {DRAWN}"', ""]
    cells = "".join(f'<th scope="col" role="columnheader"{c}>{h}</th>' for h, c in zip(heads, css, strict=True))
    head = f'<thead role="rowgroup"><tr role="row">{cells}</tr></thead>'
    caption = f"{escape(headline.profile.area.name)}: cijfers vergeleken met {verdicts.against}"
    return (
        f"<h3>{TITLES.get(headline.profile.area.level, 'De wijk')} in één beeld</h3>"
        f"{_key(any(_band(v) for v in shown if not _says(v)))}"
        '<div class="een-beeld"><table role="table">'
        f'<caption class="alleen-voor-oren">{caption}</caption>'
        f"<colgroup><col><col><col><col></colgroup>{head}{bodies}</table></div>"
    )


def _hidden(words: str) -> str:
    """Words for who hears the page; who sees it has the drawing."""
    return f'<span class="alleen-voor-oren">{escape(words)}</span>'


def _key(has_bands: bool) -> str:
    """What the signs mean; not of the band where none is drawn, as of a gemeente."""
    words = "wijken waar de middelste helft van de mensen woont"
    band = f'<li class="{DRAWN}"><span class="vak"></span> {words}</li>' if has_bands else ""
    marks = "".join(f"<li>{mark(state)} {wording.STATE_NAMES[state]}</li>" for state in KEY)
    return f'<ul class="sleutel" aria-label="Wat de tekens betekenen">{marks}{band}<li>{ESTIMATE} schatting</li></ul>'


def _group_line() -> str:
    return drawing("balk", across("midden", "50%", 0, 44))


def _row(verdict: Verdict, before: str) -> str:
    figure, indicator = verdict.figure, verdict.figure.indicator
    striking = ' class="opvallend"' if verdict.judgement.state in ("better", "worse") else ""
    words = wording.state(verdict) if figure.value.is_known else ""
    hidden = f'<span class="alleen-voor-oren">, {words}</span>' if words and not _says(verdict) else ""
    number = f"{_number(figure.value, figure)}{hidden}"
    there = _compared(verdict)
    beside = f"{before}{wording.NBSP}{there}" if before and there else there
    return (
        f'<tr{striking} role="row"><th scope="row" role="rowheader"><a href="#uitleg-{indicator.id}">'
        f'{escape(indicator.row_label)}</a></th><td class="waarde" role="cell">{number}</td>'
        f'<td class="plek" role="cell">{_bar(verdict)}</td><td class="elders" role="cell">{beside}</td></tr>'
    )


def _number(value: Value, figure: Figure) -> str:
    if value.is_range:
        return escape(wording.number_range(value.least, value.most, figure.indicator))
    if not value.is_known:
        return "onbekend"
    sign = f"{ESTIMATE}{wording.NBSP}" if figure.estimate_type == "model" else ""
    return sign + beside_label(value.number, figure.indicator)


def beside_label(number: float, indicator: Indicator) -> str:
    """A number as HTML; of a rate the last words go under the number or away where there is no room."""
    if indicator.unit == wording.PER_1000:
        return f'{wording.number(number, indicator.decimals)} <span class="van">van 1.000</span>'
    return escape(wording.beside_label(number, indicator))


def _compared(verdict: Verdict) -> str:
    against, figure = verdict.against, verdict.figure
    if not against.is_known:
        return ""
    return beside_label(against.number, figure.indicator)


def _says(verdict: Verdict) -> str:
    """What stands in the bar in the place of a mark; "" where there is one."""
    value, judgement = verdict.figure.value, verdict.judgement
    if value.is_range:
        return wording.STATE_NAMES["cannot_be_judged"]
    if not value.is_known:
        return wording.WHY_ABSENT[value.status]
    if judgement.state == "cannot_be_judged":
        return wording.STATE_NAMES[judgement.state]
    return wording.state(verdict) if math.isnan(judgement.z) else ""


def _bar(verdict: Verdict) -> str:
    said = _says(verdict)
    if said:  # words with a line through them cannot be read: the middle line is open there
        return f'<span class="zegt">{said}</span>'
    return axis_row(verdict.judgement, verdict.figure.indicator.better_when, _band(verdict))


def _band(verdict: Verdict) -> tuple[float, float] | None:
    """Where the middle half of the people lie, as distances from the comparator; None without a distribution."""
    figure, centre = verdict.figure, verdict.against.judged_against
    if figure.bands is None or not figure.spread > 0:
        return None
    _, p25, _, p75, _ = figure.bands
    return (p25 - centre) / figure.spread, (p75 - centre) / figure.spread


# ---------------------------------------------------------------------- a hundred people


def people(headline: Headline) -> str:
    """A hundred people for three figures, with a line where they would end in Nederland; "" where too few live here."""
    chosen = drawn(headline)
    if headline.profile.area.inwoners < FEWEST or not chosen:
        return ""
    pictures = "".join(_people(v) for v in chosen)
    return f'<h3>Hoeveel mensen?</h3><div class="honderden">{pictures}</div>'


def drawn(headline: Headline) -> list[Verdict]:
    """The figures that are drawn, in the order of page one.

    The worst of each of the groups, at most three, and then the most favourable; none whose whole numbers are equal.
    """
    found: list[Verdict] = []
    groups = [[v for v in map(headline.verdicts.of, names) if _can_be_drawn(v)] for names in _groups(headline)]
    worst = [
        min(bad, key=_worst_first) for group in groups if (bad := [v for v in group if v.judgement.side == "worse"])
    ]
    found += sorted(worst, key=_worst_first)[:PICTURES]
    good = [v for group in groups for v in group if v.judgement.side == "better"]
    found += sorted(good, key=_worst_first)[: PICTURES - len(found)]
    order = [v.figure.indicator.id for group in groups for v in group]
    return sorted(found, key=lambda v: order.index(v.figure.indicator.id))


def _groups(headline: Headline) -> Iterator[tuple[str, ...]]:
    yield from list(headline.profile.catalogue.roles.page_one.values())[:4]


def _worst_first(verdict: Verdict) -> tuple[bool, float]:
    return verdict.judgement.state not in ("worse", "better"), -abs(verdict.judgement.z)


def _can_be_drawn(verdict: Verdict) -> bool:
    figure, words = verdict.figure, verdict.figure.indicator.sentence
    if figure.indicator.unit != "%" or words is None or words.wie not in DRAWN_OF:
        return False
    if figure.indicator.better_when != "lower":  # people who are well off would have the colour of what is not
        return False
    if not figure.value.is_known or not verdict.against.is_known or not verdict.judgement.side:
        return False
    here, there = people_of_hundred(figure.value.number), people_of_hundred(verdict.against.number)
    return here != there and not math.isnan(verdict.judgement.z)


def hundred_words(verdict: Verdict) -> tuple[str, str, str]:
    """How many of a hundred, what about them, and how many in the comparator, as plain text."""
    figure, words = verdict.figure, verdict.figure.indicator.sentence
    here, there = people_of_hundred(figure.value.number), people_of_hundred(verdict.against.number)
    about = f"{ESTIMATE}{wording.NBSP}" if figure.estimate_type == "model" else ""
    verb, count = (words.mv, str(here)) if here > 1 else (words.ev, "1" if here else "minder dan 1")
    those = {0: "is dat minder dan 1", 1: "is dat er 1"}.get(there, f"zijn dat er {there}")
    rest = " ".join(filter(None, [words.wie, verb, words.rest]))
    return f"{about}{count} van de 100", f"{rest}.", f"In {verdict.against.words} {those}."


def _people(verdict: Verdict) -> str:
    strong, rest, elsewhere = map(escape, hundred_words(verdict))
    here, there = (people_of_hundred(n) for n in (verdict.figure.value.number, verdict.against.number))
    css = "gunstig" if verdict.judgement.side == "better" else "ongunstig"
    state = f'<span class="alleen-voor-oren">{wording.state(verdict)}: </span>'
    there_words = elsewhere.replace("In ", '<span class="heel"><span class="streep"></span>In</span> ', 1)
    return (
        f'<figure class="mensen">{hundred(here, there, css)}<figcaption>{mark(verdict.judgement.state)} {state}'
        f"<strong>{strong}</strong> {rest} "
        f'<span class="elders">{there_words}</span></figcaption></figure>'
    )
