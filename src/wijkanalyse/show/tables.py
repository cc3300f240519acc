"""Semantic HTML tables: captions, scopes, Dutch numbers, and words where a number is absent."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.methods.aggregation import FULL_COVERAGE
from wijkanalyse.profile.figure import Figure, Value
from wijkanalyse.profile.verdicts import Comparator, Verdict, Verdicts
from wijkanalyse.show import wording
from wijkanalyse.show.charts.spine import spine_row
from wijkanalyse.show.fragments import escape

STATE_CSS = {
    "better": "gunstig", "slightly_better": "iets gunstig", "alike": "gelijk", "not_distinguishable": "gelijk",
    "slightly_worse": "iets ongunstig", "worse": "ongunstig", "cannot_be_judged": "geen", "no_judgement": "",
}  # fmt: skip
"""The mark of each state: a filled shape, the same shape in outline for a slight difference, an open ring, nothing."""
IN_WIJKEN = "in de wijken "
"""Said by the head of the column of places, and so left out of its cells."""
SCROLLER = '<div class="tabel" role="group" tabindex="0" aria-label="Tabel">'
"""Around a table that may be wider than a phone; its caption says which, and so is not read twice."""
_ASIDE = re.compile(r'<small\b.*?</small>|<span class="(?:afwezig|eenheid)">.*?</span>', re.DOTALL)
"""What stands beside a number or in its place."""
_TAG = re.compile(r"<[^>]+>")
_NUMBER = re.compile(r"(?:tussen |ongeveer |minder dan |≈\s?|< ?|[-−+])?\d.{,28}$")
"""A number with its unit, or two: what is longer is a sentence that begins with one."""


def table(
    caption: str,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    note: str = "",
    words: bool = False,
    numeric: Sequence[bool] | None = None,
) -> str:
    """A table from ready cells.

    Parameters
    ----------
    caption
        Title, plain text.
    heads
        Heads of the columns, plain text.
    rows
        Cells as HTML; the first is the head of its row.
    note
        A line under the title, plain text.
    words
        Whether the table is one of words, whose rows are read from the top.
    numeric
        Whether each column after the first holds numbers, which stand to the right. By default a column does when all
        its cells are numbers.
    """
    first, *others = heads
    rows = [list(cells) for cells in rows]
    if numeric is None:
        numeric = [not words and _all_numbers(cells[n] for cells in rows) for n in range(1, len(heads))]
    css = [' class="getal"' if n else "" for n in numeric]
    kind = "woorden" if words else "cijfers"
    corner = f'<th scope="col">{escape(first)}</th>' if first else "<td></td>"
    head = corner + "".join(f'<th scope="col"{number}>{escape(h)}</th>' for h, number in zip(others, css, strict=True))
    small = f"<small>{escape(note)}</small>" if note else ""
    body = "".join(
        f'<tr><th scope="row">{cells[0]}</th>'
        + "".join(f"<td{number}>{c}</td>" for c, number in zip(cells[1:], css, strict=True))
        + "</tr>"
        for cells in rows
    )
    return (
        f'{SCROLLER}<table class="{kind}">'
        f"<caption>{escape(caption)}{small}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _all_numbers(cells: Iterable[str]) -> bool:
    """Whether all cells of a column that say something are numbers."""
    said = [_TAG.sub("", _ASIDE.sub("", cell.replace("<svg", "drawing <svg"))).strip() for cell in cells]
    return all(_NUMBER.match(text) for text in said if text)


def verdicts_table(
    verdicts: Sequence[Verdict],
    *,
    caption: str,
    area_name: str,
    gemeente_label: str,
    catalogue: Catalogue,
    labels: Mapping[str, str],
    region: tuple[str, Sequence[Value | None]] | None = None,
    doubted: Collection[str] = (),
) -> str:
    """Figures beside gemeente and Nederland, with the place among the wijken, the judgement, year and source.

    Columns that would be empty are left out. `labels` names each source in a word or two; `region` is the head of
    its column and its value for each figure, when one was chosen. Figures in `doubted` are not recognised by everyone.
    """
    figures = [v.figure for v in verdicts]
    with_gemeente = bool(gemeente_label) and any(
        f.gemeente is not None and f.gemeente.status != "same_area" for f in figures
    )
    with_nederland = any(f.nederland is not None for f in figures)
    with_place = any(f.bands is not None for f in figures)
    judged = [
        v for v in verdicts if v.judgement.state != "no_judgement" and v.against.is_known and v.figure.value.is_known
    ]
    all_estimates = all(f.estimate_type == "model" for f in figures)
    heads = ["Cijfer", area_name]
    heads += [gemeente_label] if with_gemeente else []
    heads += [region[0]] if region else []
    heads += ["Nederland"] if with_nederland else []
    heads += ["Plaats tussen de wijken van Nederland"] if with_place else []
    heads += [f"Vergeleken met {verdicts[0].against.words}"] if judged else []
    heads += ["Jaar en bron"]
    numeric = [
        True,
        *[True] * (with_gemeente + with_nederland + bool(region)),
        *[False] * (with_place + bool(judged)),
        False,
    ]
    rows = []
    for verdict, of_region in zip(verdicts, region[1] if region else [None] * len(verdicts), strict=True):
        figure = verdict.figure
        doubt = doubt_mark(figure.indicator.id in doubted)
        row = [_label(figure, catalogue, mark=not all_estimates) + doubt]
        row += [_number(figure.value, figure) + _margin(verdict)]
        row += [_comparator(figure.gemeente, figure, catalogue)] if with_gemeente else []
        row += [_comparator(of_region, figure, catalogue)] if region else []
        row += [_comparator(figure.nederland, figure, catalogue)] if with_nederland else []
        row += [_place(figure)] if with_place else []
        row += [state_mark(verdict)] if judged else []
        row += [_year(figure, labels)]
        rows.append(row)
    note = "Schattingen, geen tellingen" if all_estimates else ""
    return table(caption, heads, rows, note=note, numeric=numeric)


def _margin(verdict: Verdict) -> str:
    """The interval, where it is wide enough to matter beside the printed decimals."""
    interval, indicator, value = verdict.interval, verdict.figure.indicator, verdict.figure.value
    if value.coverage < FULL_COVERAGE:  # then the number comes with its bounds
        return ""
    if not interval.is_known or interval.upper - interval.lower < max(1.0, 0.05 * abs(value.number)):
        return ""
    if indicator.aggregation.rule == "sum":
        return ""
    ends = wording.number_range(max(interval.lower, 0.0), interval.upper, indicator, around=value.number)
    return f" <small>{ends}</small>"


def state_mark(verdict: Verdict) -> str:
    """The judgement in words with the mark of its side, as HTML; empty for context."""
    words = wording.state(verdict)
    css = STATE_CSS[verdict.judgement.state]
    return f'<span class="staat {css}">{words}</span>' if words else ""


def comparators_table(verdicts: Verdicts, chapter: str) -> str:
    """The figures beside the wijken of the same stedelijkheid and the comparable wijken, without a judgement."""
    rows = []
    for verdict in verdicts.chapter(chapter):
        figure = verdict.figure
        if not figure.value.is_known or figure.bands is None:
            continue
        urban, alike = (verdicts.comparator(figure, key) for key in ("stedelijkheid", "vergelijkbaar"))
        if urban.is_known or alike.is_known:
            rows.append(
                [
                    escape(figure.indicator.label) + unit(figure.indicator, verdicts.profile.catalogue),
                    _number(figure.value, figure),
                    _group(urban, figure),
                    _group(alike, figure),
                ]
            )
    if not rows:
        return ""
    heads = ["Cijfer", verdicts.profile.area.name, "Wijken met dezelfde stedelijkheid", "Vergelijkbare wijken"]
    title = f"{verdicts.profile.catalogue.vocabulary.chapters[chapter]}: andere vergelijkingen"
    note = (
        "Bij wijken met dezelfde stedelijkheid woont de helft van de mensen in een wijk met een lager cijfer. "
        "Tussen de kleine cijfers woont de middelste helft van de mensen."
    )
    body = table(title, heads, rows, note=note)
    return f'<details class="vergelijkingen"><summary>Andere vergelijkingen</summary>{body}</details>'


def _group(comparator: Comparator, figure: Figure) -> str:
    if not comparator.is_known:
        return '<span class="afwezig">onbekend</span>'
    shown = wording.plain_number(comparator.number, figure.indicator)
    middle = wording.number_range(comparator.p25, comparator.p75, figure.indicator)
    # Many wijken can have one and the same number, such as no bijstand at all.
    return f"{shown} <small>{middle if ' tot ' in middle else f'meestal {middle}'}</small>"


def _label(figure: Figure, catalogue: Catalogue, *, mark: bool) -> str:
    indicator = figure.indicator
    kind = ' <span class="schatting">schatting</span>' if mark and figure.estimate_type == "model" else ""
    if catalogue.is_own(figure.value.source):
        kind += f" <small>{escape(wording.own(figure))}</small>"
    return f'<a href="#uitleg-{indicator.id}">{escape(indicator.label)}</a>{unit(indicator, catalogue)}{kind}'


def doubt_mark(is_doubted: bool) -> str:
    """Beside a figure that not everyone in the area recognises, as HTML; what people said stands in its chapter."""
    return f" <small>{wording.DOUBTED}</small>" if is_doubted else ""


def unit(indicator: Indicator, catalogue: Catalogue) -> str:
    """The unit after the label of a row, as HTML."""
    words = wording.unit_after(indicator, catalogue.unit_label(indicator.id))
    return f' <span class="eenheid">{escape(words)}</span>' if words else ""


def _comparator(value: Value | None, figure: Figure, catalogue: Catalogue) -> str:
    if value is None and catalogue.is_own(figure.value.source):
        return f'<span class="afwezig">{wording.NOT_IN_FILE}</span>'
    return _number(value, figure)


def _number(value: Value | None, figure: Figure) -> str:
    if value is None:
        return f'<span class="afwezig">{wording.NOT_LOOKED_UP}</span>'
    if value.is_range:
        return escape(wording.number_range(value.least, value.most, figure.indicator))
    if not value.is_known:
        return f'<span class="afwezig">{wording.ABSENT_SHORT[value.status]}</span>'
    text = escape(wording.plain_number(value.number, figure.indicator))
    if value.coverage >= FULL_COVERAGE:
        return text
    bounds = "" if math.isnan(value.least) else f"; {wording.number_range(value.least, value.most, figure.indicator)}"
    known = wording.number(math.floor(100 * value.coverage))
    return f"{text} <small>bekend voor {known}%{escape(bounds)}</small>"


def _place(figure: Figure) -> str:
    """Where the area lies among the Dutch wijken, in words that the head of the column begins."""
    if figure.bands is None:
        return ""
    return f"<small>{wording.place_among_wijken(figure.percentile).replace(IN_WIJKEN, '', 1)}</small>"


def place_mark(verdict: Verdict) -> str:
    """Where the area lies among the Dutch wijken, drawn and in words; empty without a distribution."""
    figure = verdict.figure
    if figure.bands is None:
        return ""
    words = wording.place_among_wijken(figure.percentile)
    drawing = spine_row(
        figure.value.number,
        figure.bands,
        comparator=verdict.against.number if verdict.against.is_known else None,
        interval=(verdict.interval.lower, verdict.interval.upper) if verdict.interval.is_known else None,
        state=verdict.judgement.state,
    )
    return f"{drawing} <small>{words}</small>"


def _year(figure: Figure, labels: Mapping[str, str]) -> str:
    if not figure.value.period:
        return ""
    label = labels.get(figure.value.source, "")
    by = f" <small>{escape(label)}</small>" if label else ""
    return f"{year_words(figure.value)}{by}"


def year_words(value: Value) -> str:
    """The year of a figure, and that the boundary was nearly the same then, where it was not exactly."""
    return f"{value.period}, {wording.NEAR_BOUNDARY}" if value.near_boundary else str(value.period)


def absences(values: Iterable[Value | None]) -> str:
    """Under a table: what the words in place of a number mean, each once."""
    statuses = dict.fromkeys(v.status for v in values if v is not None and not v.is_known)
    lines = [
        f"<li><strong>{escape(wording.ABSENT_SHORT[s])}</strong>. {escape(wording.ABSENT_LONG[s])}</li>"
        for s in statuses
    ]
    return f'<ul class="noot">{"".join(lines)}</ul>' if lines else ""
