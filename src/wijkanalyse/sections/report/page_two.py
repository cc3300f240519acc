"""Page two: what to talk about. Themes, groups of people, Positieve Gezondheid, questions and buurten, on one sheet."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from wijkanalyse.agenda.agenda import Agenda, Candidate
from wijkanalyse.agenda.headline import Headline
from wijkanalyse.agenda.targets import Counted, Dimension, TargetGroup, dimensions, target_groups
from wijkanalyse.methods.comparison import State
from wijkanalyse.profile.buurten import MIN_INWONERS, large_enough
from wijkanalyse.profile.hundred import PEOPLE, hundreds_of
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts
from wijkanalyse.sections.report.agenda import leading_words
from wijkanalyse.sections.report.buurten import BuurtFigure, columns_of
from wijkanalyse.sections.report.hundred import drawing, heading
from wijkanalyse.sections.report.one_picture import ESTIMATE
from wijkanalyse.sections.standing import about, quoted, standing_words
from wijkanalyse.show import wording
from wijkanalyse.show.charts.marks import NAMES, mark
from wijkanalyse.show.charts.rows import dot_row, dots, extra_bar
from wijkanalyse.show.charts.sectors import sectors
from wijkanalyse.show.fragments import DRAWN, FRONT, Fragment, escape

ROWS = 9
"""Themes in a row of their own at the most; the others are named in one line."""
MORE_IN_A_TILE = 2
BUURTEN = 5
HIGH = 2
"""Rows of people: the sheet has no room for more."""
QUESTIONS = 2
"""Of themes; the last one is always what goes well."""
WHAT_GOES_WELL = "Wat gaat hier goed, en wie zorgt daarvoor?"
OPEN_QUESTIONS = ("Wat valt u hier op, en herkennen anderen dat?", "Wie missen we nog aan tafel?")
ORDER: tuple[State, ...] = tuple(NAMES)


def page_two(agenda: Agenda) -> Fragment:
    """The second page of the summary; a sentence where there is nothing to compare.

    Parameters
    ----------
    agenda
        The themes of the area, with the judgements on its figures.
    """
    profile = agenda.profile
    if not profile.area.is_inhabited or profile.area.level == "land":
        return Fragment("<p>Thema’s vergelijken een gebied met Nederland. Hier is er niets te vergelijken.</p>")
    return Fragment(
        f'<div class="{FRONT} twee">{_themes(agenda)}{_groups(agenda.verdicts)}<div class="kolommen">'
        f'<div class="hoofd">{_positieve_gezondheid(agenda.verdicts)}</div><div class="zij">{_questions(agenda)}</div>'
        f"</div>{_hundred(profile)}{_buurten(profile)}</div>"
    )


# ------------------------------------------------------------------------------- themes


def _themes(agenda: Agenda) -> str:
    rows, others = _split(agenda)
    if not rows:
        return f'<p class="duiding">{escape(leading_words(Headline(agenda)))}</p>{_others(others)}'
    numbers = [c.extra for c in rows if not math.isnan(c.extra)]
    low, high = min(0.0, *numbers, 0.0), max(0.0, *numbers, 0.0)
    against = agenda.verdicts.against
    heads = {
        "Thema": "",
        f"Vergeleken met {against}": "",
        "Mensen meer of minder": ' colspan="2"',
        "Over wie gaat het?": "",
    }
    head = "".join(f'<th scope="col"{span} role="columnheader">{h}</th>' for h, span in heads.items())
    body = "".join(_theme_row(c, low, high) for c in rows)
    return (
        '<p class="noot">Eerst wat ongunstiger is, dan wat iets ongunstiger is, steeds met de meeste extra mensen '
        "boven. U kiest zelf waarover u praat.</p>"
        '<div class="rijen"><table role="table" class="themas">'
        f'<caption class="alleen-voor-oren">Thema’s, de ongunstigste eerst</caption>'
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead><tbody role="rowgroup">{body}</tbody></table></div>'
        f"{_others(others)}{_worse_note(rows)}"
    )


def _worse_note(rows: Sequence[Candidate]) -> str:
    """What the mark behind a theme means that is milder than one of its figures."""
    if not any(_worse_inside(c) for c in rows):
        return ""
    return f'<p class="noot">{mark("worse")} Achter een thema staat hoeveel cijfers erin ongunstiger zijn.</p>'


def _worse_inside(candidate: Candidate) -> int:
    return 0 if candidate.standing == "worse" else sum(len(p.worse_figures) for p in candidate.parts)


def _split(agenda: Agenda) -> tuple[list[Candidate], list[Candidate]]:
    """The themes that get a row, and those that are named in one line: as elsewhere, or better."""
    telling = [c for c in agenda.candidates if c.is_unfavourable or c.main.worse_figures]
    rows = telling[:ROWS]
    return rows, [c for c in agenda.candidates if c not in rows]


def _theme_row(candidate: Candidate, low: float, high: float) -> str:
    main = candidate.main
    bad = candidate.is_unfavourable
    worse = _worse_inside(candidate)
    also = f' <span class="ook">{mark("worse")} {worse} {"cijfer" if worse == 1 else "cijfers"}</span>' if worse else ""
    people, extra = main.people, candidate.extra
    known = people is not None and not math.isnan(extra)
    bar = extra_bar(extra, low, high, "ongunstig" if bad else "gelijk") if known else ""
    cells = [
        f"{dots(main.u)} {standing_words(main.standing, estimated=main.is_estimated)}{also}",
        bar,
        _extra(extra, people.modelled) if known else "onbekend",
        escape(main.card.people_label or ""),
    ]
    css = ("oordeel", "plek", "aantal", "wie")
    return (
        f'<tr role="row"><th scope="row" role="rowheader">{escape(candidate.name)}</th>'
        + "".join(f'<td class="{c}" role="cell">{cell}</td>' for c, cell in zip(css, cells, strict=True))
        + "</tr>"
    )


def _extra(extra: float, modelled: bool) -> str:
    if abs(extra) < 10:
        return "ongeveer evenveel"
    sign = f"{ESTIMATE}{wording.NBSP}" if modelled else ""
    return f"<strong>{sign}{about(abs(extra))}</strong>{wording.NBSP}{'meer' if extra > 0 else 'minder'}"


def _others(others: Sequence[Candidate]) -> str:
    """The themes without a row, by how they stand."""
    said = []
    for state in ORDER:
        names = [c.name for c in others if c.standing == state]
        if names:
            words = wording.STATE_NAMES[state]
            first = f'<span class="heel">{mark(state)} {words[:1].upper()}{words[1:]}:</span>'
            said.append(f"{first} {escape(quoted(names))}.")
    return f'<p class="noot">{" ".join(said)}</p>' if said else ""


# ------------------------------------------------------------------------------- groups


def _groups(verdicts: Verdicts) -> str:
    """A tile per group: how many people all of it are, and a few who may have it harder."""
    tiles = "".join(_tile(group) for group in target_groups(verdicts))
    return (
        "<h3>Groepen, in aantallen mensen <small>Veel mensen horen bij meer dan één groep. Tel niet op.</small></h3>"
        f'<ul class="tegels">{tiles}</ul>'
    )


def _tile(group: TargetGroup) -> str:
    first, *others = [c for c in group.counted if c.people or c is group.counted[0]]
    context = ' <small class="achtergrond">achtergrond</small>' if group.card.is_context else ""
    more = "".join(f"<li><strong>{_count(c)}</strong> {_who(c)}</li>" for c in others[:MORE_IN_A_TILE])
    year = f" ({first.people.period})" if first.people else ""
    return (
        f'<li class="tegel"><h4>{escape(group.card.tile)}{context}</h4>'
        f'<p class="groot">{_count(first)}</p><p>{_who(first)}{year}</p>{f"<ul>{more}</ul>" if more else ""}</li>'
    )


def _who(counted: Counted) -> str:
    """The words of a figure without what stands between brackets: how it was counted is told further on."""
    return escape(counted.words.partition(" (")[0])


def _count(counted: Counted) -> str:
    people = counted.people
    if people is None:
        return '<span class="afwezig">onbekend</span>'
    if people.number < 10:  # a count in fives, or an estimate: neither tells nobody from a few
        return f'<span class="weinig">{about(people.number)}</span>'
    return f"{ESTIMATE}{wording.NBSP}{about(people.number)}" if people.modelled else wording.number(people.number)


# ----------------------------------------------------------------- Positieve Gezondheid


def _positieve_gezondheid(verdicts: Verdicts) -> str:
    """A ring of six parts beside the list that says the same in numbers."""
    found = [(d, _states(d, verdicts.profile)) for d in dimensions(verdicts)]
    parts = [states if d.is_measured else None for d, states in found]
    items = "".join(f"<li><strong>{escape(d.name)}</strong> {_counts(d, states)}</li>" for d, states in found)
    return (
        f'<h3>Positieve Gezondheid <small class="{DRAWN}">elk teken is één cijfer</small></h3>'
        f'<div class="ring">{sectors(parts)}<ol>{items}</ol></div>'
    )


def _states(dimension: Dimension, profile: Profile) -> list[State]:
    """The states of the figures about all adults or all people: those of ages say the same once more."""
    doubles = {age for i in profile.catalogue.indicators.values() if i.ages for age in (i.ages.younger, i.ages.older)}
    older = profile.catalogue.roles.people.older
    kept = [
        v.judgement.state
        for v in dimension.verdicts
        if v.figure.indicator.id not in doubles and v.figure.indicator.aggregation.weight != older
    ]
    return sorted((s for s in kept if s in NAMES), key=_place)


def _place(state: State) -> int:
    return ORDER.index("alike" if state == "not_distinguishable" else state)


def _tally(states: Sequence[State]) -> Counter[State]:
    return Counter("alike" if s == "not_distinguishable" else s for s in states)


def _counts(dimension: Dimension, states: Sequence[State]) -> str:
    if not dimension.is_measured:
        return "geen cijfer. Vraag bewoners wat hun leven de moeite waard maakt."
    if not states:
        return "onbekend"
    tally = _tally(states)
    return " ".join(
        f'<span class="tel">{mark(s)}<span class="alleen-voor-oren">{wording.STATE_NAMES[s]}: </span>{tally[s]}</span>'
        for s in ORDER
        if tally[s]
    )


# ---------------------------------------------------------------------------- questions


def questions(agenda: Agenda) -> list[str]:
    """Three questions to begin with: of the themes that lead or else come first, and what goes well."""
    first = {c.id: c.card.question for c in (*agenda.leading, *_split(agenda)[0], *agenda.top)}
    return [*[*first.values(), *OPEN_QUESTIONS][:QUESTIONS], WHAT_GOES_WELL]


def _questions(agenda: Agenda) -> str:
    asked = questions(agenda)
    return f'<h3>Drie vragen</h3><ol class="vragen">{"".join(f"<li>{escape(q)}</li>" for q in asked)}</ol>'


# --------------------------------------------------------------------- a hundred people


def _hundred(profile: Profile) -> str:
    """The ages of the area as a hundred people; nothing where that cannot be drawn, the chapter says why."""
    people = next((w for w in hundreds_of(profile) if w.of == PEOPLE and w.is_known), None)
    return f"{heading(profile, people)}{drawing(people, rows=HIGH, beside=False)}" if people else ""


# ------------------------------------------------------------------------------ buurten


def _buurten(profile: Profile) -> str:
    """The largest buurten by name, each with a dot per figure and a line at the area; without a judgement."""
    inside = profile.buurten
    shown = large_enough(inside)
    columns = columns_of(profile)
    if len(shown) < 2 or not any(len(c.of_one_year) for c in columns):
        return ""
    largest = shown.nlargest(BUURTEN, "inwoners").sort_values("name")
    heads = "".join(
        f'<th scope="col" role="columnheader">{escape(c.indicator.row_label)} <small>({c.period})</small></th>'
        for c in columns
    )
    body = "".join(
        f'<tr role="row"><th scope="row" role="rowheader">{escape(b.name)} '
        f"<small>{wording.number(b.inwoners)} inw.</small></th>"
        f"{''.join(_buurt_cell(c, b.area_code) for c in columns)}</tr>"
        for b in largest.itertuples()
    )
    left = len(shown) - len(largest)
    small = f" Buurten met minder dan {MIN_INWONERS} inwoners laten we niet zien." if len(shown) < len(inside) else ""
    more = f" Nog {left} {'buurt staat' if left == 1 else 'buurten staan'} verderop in het rapport." if left else ""
    return (
        '<h3>De buurten</h3><div class="rijen"><table role="table" class="buurten">'
        f'<caption class="alleen-voor-oren">Buurten in {escape(profile.area.name)}</caption><thead role="rowgroup">'
        f'<tr role="row"><th scope="col" role="columnheader">Buurt</th>{heads}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div>'
        f'<p class="noot"><span class="{DRAWN}">De streep is het gemiddelde van het gebied.</span>'
        f"{small}{more}</p>"
    )


def _buurt_cell(column: BuurtFigure, code: str) -> str:
    indicator = column.indicator
    label = f'<span class="naam-in-cel" aria-hidden="true">{escape(indicator.row_label)}</span>'
    values = column.of_one_year
    if code not in values.index:
        return f'<td role="cell">{label}<span class="afwezig">onbekend</span></td>'
    value = float(values[code])
    drawing = dot_row(value, column.whole, column.scale)
    return f'<td role="cell">{label}{drawing}<span class="waarde">{wording.beside_label(value, indicator)}</span></td>'
