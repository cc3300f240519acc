"""Where the area lies among the wijken of its gemeente: a chart of seaborn, which analysts make their own."""

from __future__ import annotations

import pandas as pd
from matplotlib.figure import Figure as Canvas

from wijkanalyse.profile.figure import Figure
from wijkanalyse.profile.profile import Profile
from wijkanalyse.show import image, wording
from wijkanalyse.show.charts.own import COLOURS, draw
from wijkanalyse.show.charts.seaborn_alone import load_seaborn
from wijkanalyse.show.fragments import Fragment, escape

LEAST_WIJKEN = 5
"""Wijken with the figure, without which it says little to lie among them."""
MOST_MARKS = 100
"""Ticks in all, beyond which a chart has fewer rows: each costs the report fifty bytes."""
INCH = {"width": 5.6, "row": 0.34, "axis": 0.45, "names": 2.5, "right": 0.15}
FITS = 30
"""Letters of a label that have room in `INCH["names"]`."""


def among(profile: Profile) -> Fragment:
    """The area among the wijken of its gemeente, in the counted shares that say how buurten differ.

    Parameters
    ----------
    profile
        Of a wijk, or of wijken together, in one gemeente. Of another area, and of a gemeente with fewer than
        `LEAST_WIJKEN` wijken that have a figure, there is nothing to show.
    """
    known = [(f, values) for f, values in _figures(profile) if len(values) >= LEAST_WIJKEN]
    shown = known[: max(1, MOST_MARKS // max((len(values) for _, values in known), default=1))]
    if not shown:
        return Fragment("")
    rows = [(_label(f), value) for f, values in shown for value in values]
    others = pd.DataFrame(rows, columns=["label", "value"])
    here = pd.DataFrame([(_label(f), f.value.number) for f, _ in shown], columns=["label", "value"])
    name, gemeente = profile.area.name, profile.area.where
    svg = draw(_drawn(others, here), cut=here.label.str.len().max() > FITS)
    caption = f"Elk streepje is een wijk van {gemeente}, de stip is {name}."
    return Fragment(
        f'<details class="alle-cijfers"><summary>{escape(name)} tussen de wijken van {escape(gemeente)}</summary>'
        f"{image.figure('image/svg+xml', svg, _words(profile, shown), caption)}</details>"
    )


def _figures(profile: Profile) -> list[tuple[Figure, list[float]]]:
    """The figures that are known of the area, each with those of the wijken of its gemeente in the same year."""
    area = profile.area
    if len(area.gemeenten) != 1 or area.level not in ("wijk", "samengesteld"):
        return []
    wijken = profile.processed.areas.wijken_in(area.boundary_year, area.gemeenten[0])
    rows = profile.figures_of_areas(wijken, area.boundary_year)
    rows = rows[rows.status == "ok"]
    known = [f for b in profile.catalogue.roles.buurten.between if (f := profile.figure(b.indicator)).value.is_known]
    return [
        (f, rows.value[(rows.indicator == f.indicator.id) & (rows.period == f.value.period)].tolist()) for f in known
    ]


def _label(shown: Figure) -> str:
    return f"{shown.indicator.label} ({shown.value.period})"


def _drawn(others: pd.DataFrame, here: pd.DataFrame) -> Canvas:
    """A tick per wijk and a dot for the area, one row per figure; of a fixed layout, so that nothing is measured."""
    sns = load_seaborn()  # here: not every area has this chart
    number = len(here)
    high = INCH["row"] * number + INCH["axis"]
    canvas = Canvas(figsize=(INCH["width"], high))
    left, below = INCH["names"] / INCH["width"], INCH["axis"] / high
    axes = canvas.add_axes((left, below, 1 - left - INCH["right"] / INCH["width"], 1 - below))
    sns.scatterplot(others, x="value", y="label", marker="|", s=13**2, linewidth=1.2, color=COLOURS[1], ax=axes)
    sns.scatterplot(here, x="value", y="label", s=8**2, color=COLOURS[0], edgecolor="none", ax=axes)
    axes.set(xlim=(0, None), ylim=(number - 0.5, -0.5), xlabel="van elke 100 (%)", ylabel="")
    axes.tick_params(left=False)
    return canvas


def _words(profile: Profile, shown: list[tuple[Figure, list[float]]]) -> str:
    """What the chart shows, for who cannot see it."""
    area = profile.area
    each = [
        f"{f.indicator.label}: {wording.beside_label(f.value.number, f.indicator)}, "
        f"{sum(v < f.value.number for v in values)} van de {len(values)} wijken lager"
        for f, values in shown
    ]
    return f"{area.name} tussen de wijken van {area.where}. {'; '.join(each)}."
