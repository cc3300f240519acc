"""Grouped bars by seaborn: the area beside its comparators.

Every place is computed here, from text measured in one font: a layout engine would give another drawing where other
fonts are, and none at all for a long name.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence

import matplotlib as mpl
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from wijkanalyse.dutch import largest_remainder
from wijkanalyse.show.charts.lean import lean_svg
from wijkanalyse.show.charts.letters import POINTS, text_width, wrap
from wijkanalyse.show.charts.style import PALETTE, STYLE, add_measured_font, from_defaults
from wijkanalyse.show.fragments import Chart

WIDTH = 4.8
"""Inches, as all lengths here. Narrow, so that the letters can still be read when a phone shows the drawing smaller."""
EDGE = 0.05
TITLE, GROUP, VALUE = 11.0, 10.5, 9.0
"""Points of the letters."""
LINE = 1.17 / POINTS
"""Height of a line per point of its letters."""
BASELINE = 0.36 / POINTS
"""How far below their middle letters stand, per point."""
GROUP_ROOM = 1.3
"""For the name of a group; longer ones wrap."""
NAME_ROOM, VALUE_ROOM = 2.2, 0.5
"""Beyond the longest bar with a name, and with only a value."""
NAME_LINES, TITLE_LINES = 2, 4
"""A longer name, or a longer title, is shortened; the alt text has it in full."""
BAR, BETWEEN = 0.2, 0.16
"""Of a bar with the white that belongs to it, and between groups."""
GAP = 3 / POINTS
"""Between a bar and its value."""


def warm_drawing() -> None:
    """Draw once and throw it away: loading fonts and styles takes longer than a chart."""
    grouped_bars(pd.DataFrame({"group": ["a"], "series": ["b"], "value": [1.0]}), series=["b"], title="a", alt="")


def grouped_bars(shares: pd.DataFrame, *, series: Sequence[str], title: str, alt: str, caption: str = "") -> Chart:
    """Horizontal bars in groups; each bar has its value, and in the first group its name as well.

    Values are written as whole percentages; where a series is one whole, they add up to it.

    Parameters
    ----------
    shares : pandas.DataFrame
        Rows in drawing order, with columns ``group``, ``series`` and ``value`` (percentages).
    series
        Names of the series, the area first; a series without values is left out by the caller.
    title, alt, caption
        What the chart shows, for who sees it and who does not, and a line under it.
    """
    groups = list(dict.fromkeys(shares.group))
    values = {name: part.set_index("group").value.reindex(groups) for name, part in shares.groupby("series")}
    group_names = [wrap(group, GROUP_ROOM, GROUP, most=NAME_LINES) for group in groups]
    left = EDGE + max(text_width(line, GROUP) for lines in group_names for line in lines) + 2 * GAP
    plot = WIDTH - EDGE - left
    scale = _inches_per_unit([values[name] for name in series], plot)
    labels = [
        [_beside_first(said, name, plot - values[name].iloc[0] * scale), *([f"{part}%"] for part in rest)]
        for name in series
        for said, *rest in [largest_remainder(values[name].tolist())]
    ]
    bar = BAR + (max(len(first) for first, *_ in labels) - 1) * VALUE * LINE
    group_height = BETWEEN + bar * len(series)
    titles = wrap(title, WIDTH - 2 * EDGE, TITLE, weight="bold", most=TITLE_LINES)
    above, drawing = EDGE + (len(titles) + 0.4) * TITLE * LINE, len(groups) * group_height
    height = above + drawing + EDGE
    add_measured_font()
    with mpl.rc_context(from_defaults(STYLE)):
        figure = Figure(figsize=(WIDTH, height))
        axes = figure.add_axes((left / WIDTH, EDGE / height, plot / WIDTH, drawing / height))
        sns.barplot(
            shares, y="group", x="value", hue="series", order=groups, hue_order=list(series), legend=False,
            palette=PALETTE[: len(series)], errorbar=None, saturation=1, width=1 - BETWEEN / group_height,
            ax=axes,
        )  # fmt: skip
        for bars, of_bars in zip(axes.containers, labels, strict=True):
            for patch, (first, *more) in zip(bars, of_bars, strict=True):
                patch.set_clip_on(False)
                place = patch.get_width(), patch.get_y() + patch.get_height() / 2
                _write(axes, place, [first, *more], VALUE, GAP, indent=text_width(first.split("  ")[0] + "  ", VALUE))
        for place, lines in enumerate(group_names):
            _write(axes, (0, place), lines, GROUP, -2 * GAP, align="right")
        for line, text in enumerate(titles, 1):
            top = EDGE + line * TITLE * LINE - BASELINE * TITLE / 2
            figure.text(EDGE / WIDTH, 1 - top / height, text, fontsize=TITLE, fontweight="bold")
        axes.set(xlabel="", ylabel="", xticks=[], yticks=[], xlim=(0, plot / scale))
        sns.despine(ax=axes, left=False, bottom=True)
        return Chart(render_svg(figure), alt, caption)


def _inches_per_unit(series: Sequence[pd.Series], plot: float) -> float:
    """So large that each bar leaves room for its label; the same whatever the letters of a name are."""
    longest = [(max(v.iloc[0] for v in series), NAME_ROOM), (max(v.max() for v in series), VALUE_ROOM)]
    return min([(plot - room) / value for value, room in longest if value > 0], default=plot)


def _beside_first(part: int, name: str, room: float) -> list[str]:
    """Value and name at the first bar of a series, in as many lines as the name needs."""
    said = f"{part}%  "
    lines = wrap(name, room - GAP - text_width(said, VALUE), VALUE, most=NAME_LINES)
    return [said + lines[0], *lines[1:]]


def _write(
    axes: Axes, place: tuple[float, float], lines: Sequence[str], size: float, beside: float, *,
    indent: float = 0.0, align: str = "left",
) -> None:  # fmt: skip
    """Lines around the height of a place, each a text of its own: so a reader's font keeps them aligned."""
    for line, text in enumerate(lines):
        below = (line - (len(lines) - 1) / 2) * LINE * size + BASELINE * size
        right = beside + (indent if line else 0.0)
        axes.annotate(
            text, place, (right * POINTS, -below * POINTS), textcoords="offset points", annotation_clip=False,
            fontsize=size, ha=align, va="baseline",
        )  # fmt: skip


def render_svg(figure: Figure) -> str:
    """A figure as SVG text without background, equal for equal content."""
    text = io.StringIO()
    with mpl.rc_context(from_defaults(STYLE)), warnings.catch_warnings():
        # letters stay letters in the SVG: what this font lacks, such as an emoji in a name, the reader's browser has
        warnings.filterwarnings("ignore", r"Glyph \d+ .* missing from font")
        for patch in (figure.patch, *(axes.patch for axes in figure.axes)):
            patch.set_visible(False)
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return lean_svg(text.getvalue())
