"""Grouped bars by seaborn: the area beside its comparators."""

from __future__ import annotations

import io
import textwrap
import warnings
from collections.abc import Sequence

import matplotlib as mpl
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from wijkanalyse.show.charts.lean import lean_svg
from wijkanalyse.show.charts.style import INK, PALETTE, STYLE, add_measured_font
from wijkanalyse.show.fragments import Chart
from wijkanalyse.show.wording import number

WIDTH = 4.8
"""Inches. Narrow, so that the letters can still be read when a phone shows the drawing smaller."""
TITLE_LETTERS, MOST_TITLE = 52, 150
"""Letters on a line of a title, and in all of it: a name can be very long."""


def warm_drawing() -> None:
    """Draw once and throw it away: loading fonts and styles takes longer than a chart."""
    grouped_bars(pd.DataFrame({"group": ["a"], "series": ["b"], "value": [1.0]}), series=["b"], title="a", alt="")


def grouped_bars(
    shares: pd.DataFrame, *, series: Sequence[str], title: str, alt: str, caption: str = "", decimals: int = 0
) -> Chart:
    """Horizontal bars in groups; each bar has its value, and in the first group its name as well.

    Parameters
    ----------
    shares : pandas.DataFrame
        Rows in drawing order, with columns ``group``, ``series`` and ``value`` (percentages).
    series
        Names of the series, the area first; a series without values is left out by the caller.
    title, alt, caption
        What the chart shows, for who sees it and who does not, and a line under it.
    decimals
        Of the printed values.
    """
    names = {name: _short(name, 40) for name in series}
    shares, series = shares.assign(series=shares.series.map(names)), list(names.values())
    groups = list(dict.fromkeys(shares.group))
    lines = textwrap.wrap(_short(title, MOST_TITLE), TITLE_LETTERS)
    height = 0.35 + 0.17 * len(lines) + len(groups) * (0.16 + 0.2 * len(series))
    add_measured_font()
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, height), layout="constrained")
        axes = figure.subplots()
        sns.barplot(
            shares, y="group", x="value", hue="series", order=groups, hue_order=list(series), legend=False,
            palette=PALETTE[: len(series)], errorbar=None, saturation=1, width=0.82, ax=axes,
        )  # fmt: skip
        for name, bars in zip(series, axes.containers, strict=True):
            labels = [number(bar.get_width(), decimals) + "%" for bar in bars]
            labels[0] += f"  {name}"
            axes.bar_label(bars, labels, padding=3, fontsize=9, color=INK)
        for patch in axes.patches:
            patch.set_clip_on(False)
        axes.set(xlabel="", ylabel="", xticks=[])
        axes.margins(x=0.1)
        # Not axes.set_title: left of the axes begin the names of the groups, and so does the title.
        figure.suptitle("\n".join(lines), x=0.01, ha="left", fontsize=11, fontweight="bold")
        axes.tick_params(left=False)
        sns.despine(ax=axes, left=False, bottom=True)
        return Chart(render_svg(figure), alt, caption)


def _short(text: str, most: int) -> str:
    """A name that leaves room for the drawing; the alt text has it in full."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def render_svg(figure: Figure) -> str:
    """A figure as SVG text without background, equal for equal content."""
    text = io.StringIO()
    with mpl.rc_context(STYLE), warnings.catch_warnings():
        # letters stay letters in the SVG: what this font lacks, such as an emoji in a name, the reader's browser has
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font")
        for patch in (figure.patch, *(axes.patch for axes in figure.axes)):
            patch.set_visible(False)
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return lean_svg(text.getvalue())
