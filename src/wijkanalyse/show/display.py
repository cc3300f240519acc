"""What an analyst shows of their own: a figure, a table, a text; each ready for a report.

Everything that comes from data is escaped, and what a reader would miss is refused here, where it can be mended.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any

from wijkanalyse.dutch import dutch_date
from wijkanalyse.errors import ReportError
from wijkanalyse.show.fragments import Chart, Fragment, escape

if TYPE_CHECKING:
    import pandas as pd

ABSENT = '<span class="afwezig">geen cijfer</span>'
YEAR = re.compile(r"(^|[ _])(jaar|jaren|year|years|period|periode)$", re.IGNORECASE)
"""Names of columns whose whole numbers are years, written without a point."""
MOST_DECIMALS = 1


def figure(drawn: Any, *, alt: str = "", caption: str = "") -> Chart:
    """A chart of seaborn, matplotlib or pandas, as SVG in the report.

    Parameters
    ----------
    drawn : matplotlib.figure.Figure, matplotlib.axes.Axes, seaborn grid or seaborn.objects.Plot
        What the plotting function returned.
    alt : str
        What the chart shows, in a sentence or two, for who cannot see it. No report without it.
    caption : str
        A line under the chart.

    Raises
    ------
    ReportError
        Without alt text, for an empty figure, and for what is not a figure.

    Examples
    --------
    >>> ax = sns.barplot(table, x="aandeel", y="wijk")  # doctest: +SKIP
    >>> show.figure(ax, alt="Eenzaam: Noord 46%, Zuid 39%.")  # doctest: +SKIP
    """
    from wijkanalyse.show.charts.own import close, draw, figure_of

    found = figure_of(drawn)
    try:
        if not str(alt or "").strip():
            raise ReportError(
                "show.figure needs alt text: say in a sentence or two what the chart shows, for who cannot see it, "
                'as in show.figure(ax, alt="Eenzaam: Noord 46%, Zuid 39%.").'
            )
        return Chart(draw(found), alt.strip(), caption)
    finally:
        close(found)


def text(markdown: str) -> Fragment:
    """A paragraph, list or link of Markdown; HTML in it is text.

    Parameters
    ----------
    markdown : str
        Plain Dutch, with ``**bold**``, lists and links where needed.

    Raises
    ------
    ReportError
        For a heading of a chapter, a formula, or nothing.
    """
    from wijkanalyse.show.markdown import markdown_html

    if not isinstance(markdown, str) or not markdown.strip():
        raise ReportError(f"show.text expects a text that says something; got {markdown!r:.80}.")
    html, formulas = markdown_html(markdown, escape=True)
    if formulas:
        raise ReportError(f"show.text: a report cannot draw the formula {formulas[0]}; say it in words.")
    if re.search(r"<h[12]\b", html):
        raise ReportError(
            "show.text: a heading with # or ## opens a chapter and belongs in a cell of its own, of the kind Markdown; "
            "within a chapter use ###."
        )
    return Fragment(html.strip())


def table(data: pd.DataFrame, *, caption: str = "", decimals: int | Mapping[Hashable, int] | None = None) -> Fragment:
    """A table with Dutch numbers, whole: every row and every column.

    Parameters
    ----------
    data : pandas.DataFrame or pandas.Series
        A named index becomes the first column; an index that only counts is left out.
    caption : str
        The title. No table without it.
    decimals : int or mapping, optional
        Of columns with numbers that are not all whole, one if not given; or by the name of each column.

    Raises
    ------
    ReportError
        Without a title or rows, and for what is not a table.
    """
    from wijkanalyse.show.tables import table as render

    frame = _frame(data)
    if not str(caption or "").strip():
        raise ReportError(
            'show.table needs a title, as in show.table(table, caption="Eenzaamheid per wijk"): it is read out first.'
        )
    if not len(frame):
        raise ReportError(
            f"show.table: the table {caption!r} has no rows. Does the selection before it match anything?"
        )
    columns = [_column(frame.iloc[:, i], decimals) for i in range(len(frame.columns))]
    rows = zip(*(cells for cells, _ in columns), strict=True)
    return Fragment(
        render(
            caption.strip(), [_name(c) for c in frame.columns], rows, words=True, numeric=[n for _, n in columns[1:]]
        )
    )


def _frame(data: Any) -> pd.DataFrame:
    import pandas as pd

    if isinstance(data, pd.Series):
        data = data.to_frame(data.name if data.name is not None else "waarde")
    if type(data).__name__ == "Styler":
        raise ReportError("show.table expects the table itself, without .style: the report gives it its look.")
    if not isinstance(data, pd.DataFrame):
        raise ReportError(
            f"show.table expects a DataFrame or a Series; got {type(data).__name__}. "
            "Make one with pandas.DataFrame(...); for a sentence use show.text."
        )
    if not len(data.columns):
        raise ReportError("show.table: the table has no columns. Does the selection before it name one?")
    counts = isinstance(data.index, pd.RangeIndex) and data.index.name is None
    if counts:
        return data
    names = [name if name is not None else "" for name in data.index.names]
    head = pd.DataFrame({i: data.index.get_level_values(i).to_numpy() for i in range(data.index.nlevels)})
    whole = pd.concat([head, data.reset_index(drop=True)], axis=1)
    return whole.set_axis(pd.Index([*names, *data.columns], dtype=object, tupleize_cols=False), axis=1)


def _name(column: Hashable) -> str:
    return " · ".join(str(part) for part in column if str(part)) if isinstance(column, tuple) else str(column)


def _column(values: pd.Series, decimals: int | Mapping[Hashable, int] | None) -> tuple[list[str], bool]:
    """Cells of a column as HTML, and whether they are numbers."""
    import pandas as pd

    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    known = values.dropna()
    if numeric:
        whole = bool((known == known.round()).all())
        by_name = isinstance(decimals, Mapping)
        chosen = decimals.get(values.name) if by_name else None if whole else decimals
        years = whole and YEAR.search(str(values.name)) and chosen is None
        wanted = chosen if chosen is not None else 0 if whole else MOST_DECIMALS
        write: Callable[[Any], str] = _year if years else lambda v: _number(v, wanted)
    else:
        write = _words
    absent = ABSENT if numeric else ""
    return [absent if pd.api.types.is_scalar(v) and pd.isna(v) else write(v) for v in values], numeric


def _year(value: float) -> str:
    return str(int(value))


def _number(value: float, decimals: int) -> str:
    from wijkanalyse.show import wording

    if math.isinf(value):
        raise ReportError("show.table: the table holds an infinite number. Is something divided by zero?")
    return wording.number(float(value), decimals)


def _words(value: Any) -> str:

    if isinstance(value, bool) or type(value).__name__ == "bool":
        return "ja" if value else "nee"
    if isinstance(value, dt.date):
        return dutch_date(value)
    if isinstance(value, float):
        return _number(value, 0 if value == round(value) else MOST_DECIMALS)
    if isinstance(value, int):
        return _number(value, 0)
    return escape(str(value))
