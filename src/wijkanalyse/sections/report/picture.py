"""The chart of a chapter: its few figures as rows, each with its number, that of Nederland and a mark on a line.

A table, so that it is read out as one and bends to a phone; what the drawings show is said beside them.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wijkanalyse.cards.roles import MOST_ROWS
from wijkanalyse.dialogue.recognition import recognition_of
from wijkanalyse.profile.ages import Adjusted
from wijkanalyse.profile.figure import Figure, HasFigures, Value
from wijkanalyse.profile.verdicts import Verdict, Verdicts
from wijkanalyse.show import wording
from wijkanalyse.show.charts.strip import before_after, limits, strip
from wijkanalyse.show.fragments import escape
from wijkanalyse.show.tables import STATE_CSS, doubt_mark, state_mark

SHORT = {
    "nederland": "NL", "gemeente": "gemeente", "stedelijkheid": "evenveel adressen", "vergelijkbaar": "vergelijkbaar",
    "regio": "regio",
}  # fmt: skip
"""What stands before the number of the comparator."""
ESTIMATED = "schatting, "
KEY = ("worse", "slightly_worse", "alike", "slightly_better", "better")
LEAST_REACH = 3.0
"""Half the scale of a difference, in points: a small one may not look large."""


@dataclass(frozen=True)
class Row:
    """One line of the chart: a figure of everybody, and that of people of 65 and over if the chart sets them apart."""

    verdict: Verdict
    older: Verdict | None = None


def rows_of(verdicts: Verdicts, chapter: str) -> list[Row]:
    """The rows of a chapter; where few figures are of two ages, those of 65 and over follow as rows of their own."""
    found = [
        [v for v in map(verdicts.of, names) if v.figure.value.status != "not_filled"]
        for names in _chosen(verdicts.profile, chapter)
    ]
    found = [pair for pair in found if pair]
    if 2 * sum(len(pair) > 1 for pair in found) >= len(found):
        return [Row(*pair) for pair in found]
    return [Row(v) for pair in found for v in pair]


def _chosen(profile: HasFigures, chapter: str) -> list[tuple[str, ...]]:
    """The figures of the chart: those of the roles that are picked, or the first ones that a pick list names."""
    rows = list(profile.catalogue.roles.rows.get(chapter, ()))
    picked = [i.id for i in profile.picks.split(profile.catalogue.chapter(chapter))[0]]
    if not profile.picks.eerst:
        return [names for names in rows if names[0] in picked]
    pairs = {names[0]: names for names in rows}
    beside = {name for names in rows if names[0] in picked for name in names[1:]}
    return [pairs.get(name, (name,)) for name in picked if name not in beside][:MOST_ROWS]


def figures_chart(verdicts: Verdicts, caption: str, rows: Sequence[Row], adjusted: Mapping[str, Adjusted]) -> str:
    """The figures of a chapter as a chart in a table, with a key.

    Parameters
    ----------
    verdicts
        Of the area.
    caption
        What the chart shows, for who hears it.
    rows
        Of `rows_of`.
    adjusted
        Figures with the ages of Nederland, by indicator.
    """
    two = any(row.older for row in rows)
    columns = [[row.verdict for row in rows]] + ([[row.older for row in rows if row.older]] if two else [])
    usual = [_most_usual(column) for column in columns]
    longest = max((v.figure.value.number for v in columns[0] if _is_distance(v) and v.figure.value.is_known), default=0)
    reach = max([LEAST_REACH, *(abs(d) for f in adjusted.values() for d in (f.difference_before, f.difference_after))])
    heads = [_head("Volwassenen" if two else "", usual[0])] + ([_head("65-plussers", usual[1])] if two else [])
    if adjusted:
        heads.append(_head_of_ages(adjusted))
    body, doubted = [], recognition_of(verdicts.profile).doubted
    for row in rows:
        cells = [_cell(row.verdict, usual[0], _scale(row.verdict, shared=two, longest=longest)) + _own(row, verdicts)]
        if two:
            cells.append(_cell(row.older, usual[1], _scale(row.older, shared=True)) if row.older else "")
        if adjusted:
            figure = adjusted.get(row.verdict.figure.indicator.id)
            cells.append(_difference(figure, reach) if figure else "")
        doubt = doubt_mark(row.verdict.figure.indicator.id in doubted)
        body.append((_label(row.verdict) + doubt, cells))
    drawn = [v for column in columns for v in column if _is_drawn(v, _scale(v, shared=two, longest=longest))]
    return chart_table(caption, heads, [("", body)], key=_key(verdicts, drawn, banded=not two))


def chart_table(
    caption: str,
    heads: Sequence[str],
    groups: Iterable[tuple[str, Sequence[tuple[str, Sequence[str]]]]],
    *,
    key: str = "",
) -> str:
    """A table whose cells hold numbers with a drawing under them, as HTML.

    Parameters
    ----------
    caption
        Plain text.
    heads
        Of the columns after the first, as HTML; all of them may be empty.
    groups
        A heading and its rows: the head of each row and its cells, as HTML.
    key
        What the marks mean, as HTML.
    """
    columns = len(heads)
    head = "".join(f'<th scope="col">{h}</th>' if h else "<td></td>" for h in heads)
    head = f"<thead><tr><td></td>{head}</tr></thead>" if any(heads) else ""
    widths = f'<colgroup><col class="naam">{"<col>" * columns}</colgroup>'
    body = "".join(_group(title, rows, columns) for title, rows in groups)
    css = "beeld" if columns == 1 else f"beeld met-{columns}"
    return (
        f'<figure class="hoofdbeeld">{key}<div class="{css}"><table>'
        f'<caption class="alleen-voor-oren">{escape(caption)}</caption>{widths}{head}{body}</table></div></figure>'
    )


def _group(title: str, rows: Sequence[tuple[str, Sequence[str]]], columns: int) -> str:
    above = f'<tr class="groep"><th colspan="{columns + 1}" scope="rowgroup">{title}</th></tr>' if title else ""
    lines = "".join(
        f'<tr><th scope="row">{label}</th>{"".join(f"<td>{cell}</td>" for cell in cells)}</tr>' for label, cells in rows
    )
    return f"<tbody>{above}{lines}</tbody>"


def numbers(here: str, beside: Iterable[tuple[str, str]], *, more: str = "", ears: str = "") -> str:
    """The number of the area and those beside it, as the line above a drawing.

    `more` follows in small letters; `ears` is what the mark says, for who does not see it.
    """
    others = "".join(f' <span class="naast">{escape(name)} {number}</span>' for name, number in beside if number)
    small = f' <span class="naast">{escape(more)}</span>' if more else ""
    heard = f'<span class="alleen-voor-oren">, {escape(ears)}</span>' if ears else ""
    return f'<span class="waarde">{here}</span>{others}{small}{heard}'


# ------------------------------------------------------------------------- cells


def _label(verdict: Verdict) -> str:
    """What the figure is, with the way to what it means; in bold where its difference stands out."""
    indicator = verdict.figure.indicator
    link = f'<a href="#uitleg-{indicator.id}">{escape(indicator.label)}</a>'
    return f"<strong>{link}</strong>" if verdict.judgement.state in ("better", "worse") else link


def _own(row: Row, verdicts: Verdicts) -> str:
    """Own figures of the row, under the published one, which alone is judged."""
    return "".join(
        f'<small class="eigen">{escape(wording.own(v.figure))}: {escape(_with_unit(v.figure))} '
        f"({v.figure.value.period})</small>"
        for v in verdicts.beside(row.verdict.figure.indicator.id)
        if v.figure.value.is_known
    )


def _cell(verdict: Verdict, usual: str, scale: tuple[float, float] | None) -> str:
    figure, against = verdict.figure, verdict.against
    kind = kind_and_year(figure, beside=usual)
    more = kind if kind != usual and figure.value.period else ""
    if not figure.value.is_known:
        return f'<span class="afwezig">{escape(_absent(figure.value, figure))}</span>'
    other = ""
    if against.is_known and figure.indicator.aggregation.rule != "sum":
        other = escape(wording.beside_label(against.number, figure.indicator).partition(wording.NBSP)[0])
    beside = [(SHORT[against.key], other)]
    words = wording.state(verdict)
    if verdict.judgement.state == "cannot_be_judged":  # a place on a line would say too much
        return numbers(escape(_with_unit(figure)), beside, more=" · ".join(filter(None, [more, words])))
    if scale is None:  # no line to stand on, such as of a gemeente among wijken: the mark stands beside the number
        return f"{numbers(escape(_with_unit(figure)), beside, more=more)} {state_mark(verdict)}"
    line = numbers(escape(_with_unit(figure)), beside, more=more, ears=words)
    drawing = strip(
        figure.value.number,
        low=scale[0],
        high=scale[1],
        state=verdict.judgement.state,
        other=against.number if against.is_known else None,
        bands=None if scale == SHARED or _is_distance(verdict) else figure.bands,
    )
    return line + drawing


SHARED = (0.0, 100.0)
"""The scale of shares of two ages, which are read side by side."""


def _scale(verdict: Verdict | None, *, shared: bool, longest: float = 0.0) -> tuple[float, float] | None:
    """From where to where a row is drawn: all shares alike, all distances alike, else among the Dutch wijken."""
    if verdict is None:
        return None
    figure = verdict.figure
    if shared and figure.indicator.unit == "%":
        return SHARED
    if _is_distance(verdict):
        there = verdict.against.number
        return 0.0, 1.05 * max(longest, 0.0 if math.isnan(there) else there, 1.0)
    return limits(figure.bands) if figure.bands is not None else None


def _is_distance(verdict: Verdict) -> bool:
    return verdict.figure.indicator.unit == "km"


def _with_unit(figure: Figure) -> str:
    return wording.beside_label(figure.value.number, figure.indicator)


def _absent(value: Value, figure: Figure) -> str:
    if value.is_range:
        return wording.number_range(value.least, value.most, figure.indicator)
    return wording.ABSENT_SHORT[value.status]


def _difference(figure: Adjusted, reach: float) -> str:
    """The difference with Nederland before and after, in words and as a dumbbell."""
    sign = -1 if figure.indicator.better_when == "lower" else 1
    drawing = before_after(sign * figure.difference_before, sign * figure.difference_after, reach=reach)
    return (
        '<span class="smal">Verschil met Nederland: </span>'
        f'<span class="waarde">{_more(figure.difference_before)}</span>'
        f" → {_more(figure.difference_after)}{drawing}"
    )


def _more(difference: float) -> str:
    shown = wording.number(abs(difference), 1)
    if shown == wording.number(0.0, 1):
        return "gelijk"
    return f"{shown} {'meer' if difference > 0 else 'minder'}"


# ------------------------------------------------------------------- heads and key


def kind_and_year(figure: Figure, *, beside: str = "") -> str:
    """Whether a figure is an estimate, and of which year; among estimates (`beside`) a count is called one."""
    year = str(figure.value.period or "")
    if figure.estimate_type == "model":
        return f"{ESTIMATED}{year}"
    return f"telling, {year}" if figure.estimate_type == "register" and beside.startswith(ESTIMATED) else year


def _most_usual(verdicts: Sequence[Verdict]) -> str:
    kinds = Counter(kind_and_year(v.figure) for v in verdicts if v.figure.value.period)
    return kinds.most_common(1)[0][0] if kinds else ""


def _head(words: str, below: str) -> str:
    first = f"{words} " if words else ""
    return f"{first}<small>{escape(below)}</small>" if below else words


def _head_of_ages(adjusted: Mapping[str, Adjusted]) -> str:
    years = sorted({f.period for f in adjusted.values()})
    return (
        "Verschil met Nederland, van de 100 <small>"
        f'<span class="feit">nu</span>, <span class="na">met de leeftijden van Nederland</span> '
        f"({wording.names_in_a_row([str(y) for y in years])}), rechts is gunstiger</small>"
    )


def _is_drawn(verdict: Verdict, scale: tuple[float, float] | None) -> bool:
    return scale is not None and verdict.figure.value.is_known and verdict.judgement.state != "cannot_be_judged"


def _key(verdicts: Verdicts, drawn: Sequence[Verdict], *, banded: bool) -> str:
    """What the marks of this chart mean: only those that are drawn in it."""
    if not drawn:
        return ""
    states = {v.judgement.state for v in drawn}
    states = {"alike" if s == "not_distinguishable" else s for s in states}
    items = [f'<li class="staat {STATE_CSS[s]}">{wording.STATE_NAMES[s]}</li>' for s in KEY if s in states]
    if "no_judgement" in states and len(states) > 1:
        items.append('<li class="feit">achtergrond, zonder oordeel</li>')
    items.append(f'<li class="streepje">{escape(verdicts.against)}</li>')
    if banded and any(v.figure.bands is not None and not _is_distance(v) for v in drawn):
        items.append('<li class="band">wijken waar de middelste helft woont</li>')
    return f'<ul class="sleutel">{"".join(items)}</ul>'
