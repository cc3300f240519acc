"""What an analyst draws with seaborn or matplotlib, in the colours and letters of the report.

The same figure gives the same bytes in every kernel.
"""

from __future__ import annotations

import io
import re
import sys
import warnings
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib.figure import Figure
from matplotlib.ticker import ScalarFormatter

from wijkanalyse.errors import ReportError
from wijkanalyse.show.charts.seaborn_alone import load_seaborn
from wijkanalyse.show.charts.style import INK, STYLE, add_measured_font, from_defaults

COLOURS = ["#0b5c8a", "#8c8c8c", "#5896b8", "#7a4b8f", "#3f7d5a", "#9a6a00"]
"""The blue of the report, then grey and others; each 3 to 1 or more against white. No orange: it is a judgement."""
OWN_STYLE = STYLE | {
    "axes.axisbelow": True,
    "axes.edgecolor": "#8c99a1",
    "axes.prop_cycle": cycler(color=COLOURS),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "figure.figsize": (5.6, 3.6),  # narrow, so that the letters can be read on a phone
    "grid.color": "#d3dbe0",
    "image.cmap": "Blues",
    "legend.edgecolor": "none",
    "legend.framealpha": 0.9,  # where it must lie over a bar, it can be read
    "patch.edgecolor": "white",
}
LONG = 5
"""Digits from which a number on an axis gets a point per thousand: shorter ones may be years."""


def warm_drawing() -> None:
    """Draw once and throw it away: loading the library, fonts and styles takes longer than a chart."""
    load_seaborn()
    figure = Figure()
    figure.subplots().plot([0, 1])
    draw(figure)


def use_own_style() -> None:
    """From here on, figures of this process get the colours and letters of the report."""
    add_measured_font()
    mpl.rcParams.update(from_defaults(OWN_STYLE))


def figure_of(drawn: Any) -> Figure:
    """The figure of what a plotting library returned: axes, a grid of seaborn, an array of axes, a plot, or itself.

    Raises
    ------
    ReportError
        When it is something else, or nothing is drawn in it.
    """
    first = next(iter(drawn.flat), None) if hasattr(drawn, "flat") else drawn  # `DataFrame.hist` gives an array
    if hasattr(first, "on") and hasattr(first, "plot"):  # seaborn.objects.Plot draws when it is asked to
        figure = Figure()
        first.on(figure).plot()
    else:
        figure = getattr(first, "figure", None)
        figure = getattr(figure, "figure", figure)  # of a subfigure, the whole
    if not isinstance(figure, Figure):
        raise ReportError(
            f"show.figure expects a figure, axes or a grid of seaborn; got {type(drawn).__name__}. "
            "For a table use show.table, for a sentence show.text."
        )
    if not _is_drawn(figure):
        raise ReportError(
            "show.figure: the figure is empty. Does the table have rows? After plt.show() the figure is closed: "
            "give show.figure the axes that the plot returned, as in `ax = sns.barplot(...)`, `show.figure(ax, ...)`."
        )
    return figure


def _is_drawn(figure: Figure) -> bool:
    return bool(figure.texts or figure.images) or any(
        axes.has_data() or axes.texts or axes.tables for axes in figure.get_axes()
    )


def draw(figure: Figure, *, cut: bool = True) -> str:
    """The figure as SVG text, equal for equal content.

    Cut to what is drawn, for which it is drawn twice; or, where all is known to fit, as large as it is.
    """
    _write_dutch(figure)
    add_measured_font()
    text = io.StringIO()
    with (
        mpl.rc_context({key: OWN_STYLE[key] for key in OWN_STYLE if key.startswith("svg.")}),
        warnings.catch_warnings(),
    ):
        # Letters stay letters in the SVG: what this font lacks, the reader's browser has. And what does not fit in
        # the figure is not cut off.
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font")
        warnings.filterwarnings("ignore", r".*(tight_layout|constrained_layout|[Tt]ight layout)")
        size = "tight" if cut else None
        figure.savefig(text, format="svg", bbox_inches=size, metadata={"Date": None, "Creator": None})
    return text.getvalue()


def close(figure: Figure) -> None:
    """Take it from the open figures of pyplot, else the cell shows it once more at its end."""
    if pyplot := sys.modules.get("matplotlib.pyplot"):
        pyplot.close(figure)


class _Dutch(ScalarFormatter):
    """Numbers on an axis: a comma for decimals, a point per thousand, and never a power of ten in the corner."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        whole, comma, decimals = super().__call__(x, pos).partition(".")
        digits = re.sub(r"\D", "", whole)
        if len(digits) >= LONG:
            whole = whole.replace(digits, f"{int(digits):,}".replace(",", "."))
        return whole + comma.replace(".", ",") + decimals


def _write_dutch(figure: Figure) -> None:
    """Numbers on the axes as Dutch readers write them, where the analyst chose no form of their own."""
    for axes in figure.get_axes():
        for axis in (axes.xaxis, axes.yaxis):
            if type(axis.get_major_formatter()) is ScalarFormatter:
                formatter = _Dutch(useOffset=False)
                formatter.set_scientific(False)
                axis.set_major_formatter(formatter)
