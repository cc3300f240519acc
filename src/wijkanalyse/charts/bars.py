"""Grouped bars by seaborn: the area beside its comparators."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence

import matplotlib as mpl
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from wijkanalyse.fragments import Chart
from wijkanalyse.wording import number

PALETTE = ["#0b5c8a", "#8fb8cf", "#c9c9c9"]
"""Area, gemeente, Nederland: one hue for the area, lighter and grey for what it is compared with."""
INK = "#2b2b2b"
STYLE = {
    # Equal input must give equal bytes: SVG ids come from this salt, and no date is written.
    "svg.hashsalt": "wijkanalyse",
    "svg.fonttype": "none",
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.sans-serif": ["Segoe UI", "Helvetica Neue", "Arial", "Liberation Sans", "DejaVu Sans", "sans-serif"],
    "font.size": 10.5,
    "text.color": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def warm_drawing() -> None:
    """Draw once and throw it away: loading fonts and styles takes longer than a chart."""
    grouped_bars(pd.DataFrame({"group": ["a"], "series": ["b"], "value": [1.0]}), series=["b"], title="a", alt="")


def grouped_bars(shares: pd.DataFrame, *, series: Sequence[str], title: str, alt: str) -> Chart:
    """Horizontal bars in groups, labelled directly with their values.

    Parameters
    ----------
    shares : pandas.DataFrame
        Rows in drawing order, with columns ``group``, ``series`` and ``value`` (percentages).
    series
        Names of the series, the area first; a series without values is left out by the caller.
    title, alt
        What the chart shows, for who sees it and who does not.
    """
    names = {name: _short(name, 40) for name in series}
    shares, series = shares.assign(series=shares.series.map(names)), list(names.values())
    groups = list(dict.fromkeys(shares.group))
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(7.2, 0.75 + len(groups) * (0.16 + 0.2 * len(series))), layout="constrained")
        axes = figure.subplots()
        sns.barplot(
            shares, y="group", x="value", hue="series", order=groups, hue_order=list(series),
            palette=PALETTE[: len(series)], errorbar=None, saturation=1, width=0.82, ax=axes,
        )  # fmt: skip
        for bars in axes.containers:
            axes.bar_label(bars, fmt=lambda v: number(v) + "%", padding=3, fontsize=8.5, color=INK)
        axes.set(xlabel="", ylabel="", xticks=[])
        axes.margins(x=0.1)
        axes.set_title(_short(title, 90), loc="left", fontsize=11.5, fontweight="bold")
        axes.tick_params(left=False)
        sns.despine(ax=axes, left=False, bottom=True)
        axes.legend(frameon=False, title=None, loc="lower center", bbox_to_anchor=(0.5, -0.02 - 0.3 / len(groups)),
                    ncols=len(series), fontsize=9.5, handlelength=1, columnspacing=1.4)  # fmt: skip
        return Chart(render_svg(figure), alt)


def _short(text: str, most: int) -> str:
    """A name that leaves room for the drawing; the alt text has it in full."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def render_svg(figure: Figure) -> str:
    """A figure as SVG text, equal for equal content."""
    text = io.StringIO()
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        # letters stay letters in the SVG: what this font lacks, such as an emoji in a name, the reader's browser has
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font")
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return text.getvalue()
