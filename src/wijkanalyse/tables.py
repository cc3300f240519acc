"""Semantic HTML tables: captions, scopes, Dutch numbers, and words where a number is absent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wijkanalyse import wording
from wijkanalyse.catalogue import Catalogue
from wijkanalyse.charts.position import position_mark
from wijkanalyse.fragments import escape
from wijkanalyse.profile import Figure, Value

OF_WIJKEN = " van de wijken"
"""Said by the head of the column, and so left out of its cells."""


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, note: str = "") -> str:
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
    """
    first, *others = heads
    head = f'<th scope="col">{escape(first)}</th>' + "".join(
        f'<th scope="col" class="getal">{escape(h)}</th>' for h in others
    )
    small = f"<small>{escape(note)}</small>" if note else ""
    body = "".join(
        f'<tr><th scope="row">{cells[0]}</th>' + "".join(f'<td class="getal">{c}</td>' for c in cells[1:]) + "</tr>"
        for cells in rows
    )
    return (
        f'<div class="tabel" role="region" tabindex="0" aria-label="{escape(caption)}"><table class="cijfers">'
        f"<caption>{escape(caption)}{small}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def figures_table(
    figures: Sequence[Figure], *, caption: str, area_name: str, gemeente_label: str, catalogue: Catalogue
) -> str:
    """Figures beside gemeente and Nederland, with their place among the Dutch wijken, year and source.

    The column of the gemeente is left out when no figure has one.
    """
    with_gemeente = bool(gemeente_label) and any(
        f.gemeente is not None and f.gemeente.status != "same_area" for f in figures
    )
    with_nederland = any(f.nederland is not None for f in figures)
    with_place = any(f.bands is not None for f in figures)
    all_estimates = all(f.indicator.estimate_type == "model" for f in figures)
    heads = ["Cijfer", area_name]
    heads += [gemeente_label] if with_gemeente else []
    heads += ["Nederland"] if with_nederland else []
    heads += ["Plaats tussen de wijken van Nederland"] if with_place else []
    heads += ["Jaar en bron"]
    rows = []
    for figure in figures:
        row = [_label(figure, catalogue, mark=not all_estimates), _number(figure.value, figure)]
        row += [_number(figure.gemeente, figure)] if with_gemeente else []
        row += [_number(figure.nederland, figure)] if with_nederland else []
        row += [_place(figure)] if with_place else []
        row += [_year(figure, catalogue)]
        rows.append(row)
    note = "Schattingen met een model, geen tellingen" if all_estimates else ""
    return table(caption, heads, rows, note=note)


def _label(figure: Figure, catalogue: Catalogue, *, mark: bool) -> str:
    indicator = figure.indicator
    unit = catalogue.unit_label(indicator.id)
    shown_unit = "" if indicator.unit in ("%", "aantal", "klasse") else f' <span class="eenheid">{escape(unit)}</span>'
    kind = ' <span class="schatting">schatting</span>' if mark and indicator.estimate_type == "model" else ""
    return f'<a href="#uitleg-{indicator.id}">{escape(indicator.label)}</a>{shown_unit}{kind}'


def _number(value: Value | None, figure: Figure) -> str:
    if value is None:
        return '<span class="afwezig">niet gepubliceerd</span>'
    if not value.is_known:
        return f'<span class="afwezig">{wording.ABSENT_SHORT[value.status]}</span>'
    text = escape(wording.cell(value, figure.indicator.unit, figure.indicator.decimals))
    return text + (' <abbr title="Deels bekend">*</abbr>' if value.coverage < 0.95 else "")


def _place(figure: Figure) -> str:
    if figure.bands is None:
        return ""
    words = wording.place_among_wijken(figure.percentile)
    return f"{position_mark(figure.value.number, figure.bands, words)} <small>{words.removesuffix(OF_WIJKEN)}</small>"


def _year(figure: Figure, catalogue: Catalogue) -> str:
    if not figure.value.period:
        return ""
    source = catalogue.sources.get(figure.value.source)
    by = f" <small>{escape(source.short_name or source.producer)}</small>" if source else ""
    return f"{figure.value.period}{by}"


def absences(values: Iterable[Value | None]) -> str:
    """Under a table: what the words in place of a number mean, each once."""
    statuses = dict.fromkeys(v.status for v in values if v is not None and not v.is_known)
    lines = [
        f"<li><strong>{escape(wording.ABSENT_SHORT[s])}</strong>: {escape(wording.ABSENT_LONG[s])}</li>"
        for s in statuses
    ]
    return f'<ul class="noot">{"".join(lines)}</ul>' if lines else ""
