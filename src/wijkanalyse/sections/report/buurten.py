"""The buurten inside the area, each by name on the line of a few figures: the differences behind the average."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from wijkanalyse.cards.roles import Between
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.profile.between import Apart, apart_of
from wijkanalyse.profile.buurten import MIN_INWONERS, large_enough, of_other_boundaries, why_absent
from wijkanalyse.profile.once import once
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.words import MIXED
from wijkanalyse.sections.report.picture import chart_table, numbers
from wijkanalyse.show import wording
from wijkanalyse.show.charts.map import outline_map
from wijkanalyse.show.charts.strip import strip
from wijkanalyse.show.fragments import Fragment, escape, join
from wijkanalyse.show.tables import table

if TYPE_CHECKING:
    import geopandas as gpd

MOST_COLUMNS = 5
"""Figures beside each other, here and on page two."""
MOST_SHOWN = 8
"""Buurten that have a dot; of the others there are numbers."""
LEAST_SPAN = 4.0
"""Smallest scale of a column, in the unit of its figure: small differences may not look large."""

MANY = 4
"""Buurten with the same lowest or highest figure that are counted and not named."""
ALL_BUT = 0.995
"""Share from which nearly all of it is said, and not 100%."""
HOW_MIXED = {
    "mixed": "De buurten verschillen daarin meer dan in 3 van de 4 wijken met evenveel buurten",
    "even": "De buurten verschillen daarin minder dan in de helft van de wijken met evenveel buurten",
}


@dataclass(frozen=True)
class BuurtFigure:
    """A figure of the buurten: its values by row, that of the area in the same year, and the scale they share."""

    indicator: Indicator
    values: pd.DataFrame
    beside: dict[str, tuple[float, int]]
    whole: float
    period: int

    @cached_property
    def known(self) -> pd.Series:
        """The numbers of the buurten that may be named, by row; one of an own file may be of a newer year."""
        shown = large_enough(self.values)
        return shown.value[shown.status == "ok"]

    @cached_property
    def of_one_year(self) -> pd.Series:
        """Those of the year of the column, which may be compared."""
        return self.known[self.values.is_usual.reindex(self.known.index)]

    @property
    def scale(self) -> tuple[float, float]:
        """From where to where the line of a cell runs: around all numbers, and never very narrow."""
        drawn = [*self.known, *([] if math.isnan(self.whole) else [self.whole])]
        low, high = (min(drawn), max(drawn)) if drawn else (0.0, 1.0)
        room = max(LEAST_SPAN - (high - low), 0.1 * (high - low)) / 2
        return low - room, high + room


@once
def columns_of(profile: Profile) -> list[BuurtFigure]:
    """The figures that stand beside each other: of those that are known of any buurt, the first of the list.

    Where none is known all stand there, so that it is seen which are asked for.
    """
    columns = [_column(profile, profile.catalogue.indicators[i]) for i in profile.catalogue.roles.buurten.table]
    return ([c for c in columns if len(c.known)] or columns)[:MOST_COLUMNS]


def buurten(profile: Profile) -> Fragment:
    """The buurten in alphabetical order, which is no ranking, with a dot in each column.

    Page two shows the largest of them, so that what would be said twice is folded.
    """
    inside, area = profile.buurten, profile.area
    if not area.is_inhabited:
        return Fragment("")
    if inside.empty:
        return Fragment(f"<p>{_why_none(profile)}</p>")
    named = large_enough(inside)
    if named.empty:
        return Fragment(
            f"<p>{escape(area.name)} heeft {len(inside)} buurten, elk met minder dan {MIN_INWONERS} inwoners. "
            "Over zo weinig mensen tonen we geen cijfers per buurt.</p>"
        )
    if not profile.catalogue.roles.buurten.table:
        return Fragment(f'<p class="afwezig">Buurten: {wording.NONE_CHOSEN}</p>')
    drawing = _map(profile, named)
    columns = columns_of(profile)
    roles = profile.catalogue.roles.buurten.between
    between = [(role, apart) for role in roles if (apart := apart_of(profile, role.indicator))]
    numbered = {code: f"{n}. " for n, code in enumerate(named.area_code, 1)} if drawing else {}
    largest = named[named.inwoners.rank(method="first", ascending=False) <= MOST_SHOWN]
    others = named[~named.area_code.isin(largest.area_code)]
    what = "Kaart en cijfers" if drawing else "Cijfers"
    which = "de buurt" if len(named) == 1 else f"de {len(named)} buurten"
    year = int(inside.boundary_year.iloc[0])
    former = of_other_boundaries(profile, (c.values for c in columns))
    before = ""
    if len(former):
        known = int(former.boundary_year.max())
        before = (
            f'<details class="alle-cijfers"><summary>Buurten die in {known} een andere naam of grens hadden</summary>'
            f"{_numbers(f'Buurten van {known}', former, numbered, columns)}</details>"
        )
    return join(
        f'<p class="boodschap">{escape(_headline(between, area.name))}</p>',
        f"<p>{_how_many(profile, named)}</p>",
        _how_mixed(between, area.name),
        f'<details class="alle-cijfers"><summary>{what} van {which}</summary>{drawing}'
        f"{_table(profile, largest, numbered, columns)}",
        _numbers("Kleinere buurten", others, numbered, columns) if len(others) else "",
        f"{_ranges(between)}{_other_boundaries(columns, year)}</details>{before}",
        _within(between),
    )


def _headline(between: Sequence[tuple[Between, Apart]], name: str) -> str:
    """The counted share by which the buurten differ most, from the lowest to the highest, with their names."""
    if not between:
        return f"Een gemiddelde verbergt verschillen binnen {name}."
    _, apart = max(between, key=lambda pair: pair[1].difference)
    ends = [
        f"{wording.beside_label(value, apart.indicator)} in {_named(names)}"
        for value, names in ((apart.lowest, apart.lowest_in), (apart.highest, apart.highest_in))
    ]
    return (
        f"Het meest verschillen de buurten bij ‘{apart.indicator.label}’: van {ends[0]} tot {ends[1]} ({apart.period})."
    )


def _named(names: Sequence[str]) -> str:
    """The buurten that share the lowest or highest figure; of many how many there are."""
    return wording.names_in_a_row(list(names)) if len(names) < MANY else f"{len(names)} buurten"


def _how_mixed(between: Sequence[tuple[Between, Apart]], name: str) -> str:
    """Where the buurten differ more or less than usual, as HTML; "" where that is not known."""
    if not any(apart.mixed for _, apart in between):
        return ""
    said = [
        f"Bij {escape(wording.names_in_a_row(words))} is {escape(name)} <strong>{MIXED[state]}</strong>. {what}."
        for state, what in HOW_MIXED.items()
        if (words := [role.words for role, apart in between if apart.mixed == state])
    ]
    return f"<p>{' '.join(said) or 'De buurten verschillen zo veel als gewoon is bij evenveel buurten.'}</p>"


def _within(between: Sequence[tuple[Between, Apart]]) -> str:
    """The ecological fallacy in one sentence, once: most differences are between people in one buurt."""
    found = next(((role, apart.within) for role, apart in between if not math.isnan(apart.within)), None)
    if found is None:
        return ""
    role, within = found
    share = f"{wording.number(100 * within)}%" if within < ALL_BUT else "bijna alles"
    said = f"Neem {role.words}: van de verschillen zit {share} tussen mensen in dezelfde buurt."
    return f'<p class="noot">{escape(said)}</p>'


def _ranges(between: Sequence[tuple[Between, Apart]]) -> str:
    """The lowest and the highest buurt of each counted share, and what is usual; "" without any."""
    if not between:
        return ""
    heads = ["Cijfer", "Laagste buurt", "Hoogste buurt", "Verschil", "Verschil in de middelste wijk"]
    rows = [
        [
            f"{escape(apart.indicator.label)} <small>{apart.period}</small>",
            *(
                f"{wording.beside_label(value, apart.indicator)} {escape(_named(names))}"
                for value, names in ((apart.lowest, apart.lowest_in), (apart.highest, apart.highest_in))
            ),
            wording.number(apart.difference, 1),
            "" if math.isnan(apart.usual) else wording.number(apart.usual, 1),
        ]
        for _, apart in between
    ]
    return table("Laagste en hoogste buurt, vergeleken met wijken met evenveel buurten", heads, rows)


def _how_many(profile: Profile, named: pd.DataFrame) -> str:
    inside = profile.buurten
    small = len(inside) - len(named)
    less = (
        f" {small} daarvan {'heeft' if small == 1 else 'hebben'} minder dan {MIN_INWONERS} inwoners en "
        f"{'staat' if small == 1 else 'staan'} er niet bij."
        if small
        else ""
    )
    year = int(inside.boundary_year.iloc[0])
    name = escape(profile.area.name)
    return f"{name} heeft {len(inside)} {'buurt' if len(inside) == 1 else 'buurten'} (grenzen van {year}).{less}"


def _column(profile: Profile, indicator: Indicator) -> BuurtFigure:
    values = profile.buurt_values(indicator.id).set_index("row", drop=False)
    known = values[values.status == "ok"]
    usual = known[known.is_usual]
    period = int((usual if len(usual) else values).period.iloc[0]) if len(values) else 0
    whole = next((v.number for v in profile.history(indicator.id) if v.period == period and v.is_known), math.nan)
    return BuurtFigure(indicator, values, profile.own_buurt_values(indicator.id), whole, period)


def _table(profile: Profile, shown: pd.DataFrame, numbered: dict[str, str], columns: list[BuurtFigure]) -> str:
    rows = [
        (
            f"{numbered.get(b.row, '')}{escape(b.name)} <small>{wording.number(b.inwoners)} inwoners</small>",
            [_cell(column, b) for column in columns],
        )
        for b in shown.itertuples()
    ]
    heads = [_head(column) for column in columns]
    key = f'<ul class="sleutel"><li class="feit">buurt</li><li class="streepje">{escape(profile.area.name)}</li></ul>'
    return chart_table(f"Buurten in {profile.area.name}", heads, [("", rows)], key=key)


def _other_boundaries(columns: list[BuurtFigure], year: int) -> str:
    """Of which years the figures are of the buurten as they were then, and how the two were put in one row."""
    years = sorted({int(y) for c in columns for y in c.values.boundary_year} - {year})
    if not years:
        return ""
    then = wording.names_in_a_row([str(y) for y in years])
    return (
        f'<p class="noot">Cijfers van {then} zijn van de buurt met toen dezelfde code en naam. Of de grens '
        "gelijk bleef, weten we niet.</p>"
    )


def _numbers(caption: str, shown: pd.DataFrame, numbered: dict[str, str], columns: list[BuurtFigure]) -> str:
    """Other buurten as numbers only."""
    heads = ["Buurt", "Inwoners", *(c.indicator.label for c in columns)]
    rows = [
        [
            f"{numbered.get(b.row, '')}{escape(b.name)}",
            wording.number(b.inwoners),
            *(_said(column, b) for column in columns),
        ]
        for b in shown.itertuples()
    ]
    return table(caption, heads, rows)


def _head(column: BuurtFigure) -> str:
    kind = "schatting, " if column.indicator.estimate_type == "model" else ""
    year = f" <small>{kind}{column.period}</small>" if column.period else ""
    return f"{escape(column.indicator.label)}{year}"


def _cell(column: BuurtFigure, buurt: Any) -> str:
    name = f'<small class="smal">{escape(column.indicator.label)} </small>'
    row = column.values.loc[buurt.row] if buurt.row in column.values.index else None
    if row is None or row.status != "ok":
        return name + _said(column, buurt)
    whole = None if math.isnan(column.whole) else column.whole
    low, high = column.scale
    drawing = strip(row.value, low=low, high=high, state="no_judgement", other=whole)
    return f"{name}{_said(column, buurt)}{drawing}"


def _said(column: BuurtFigure, buurt: Any) -> str:
    """The figure of a buurt in words, with one of an own file beside it."""
    indicator, own = column.indicator, ""
    if buurt.row in column.beside:
        number, period = column.beside[buurt.row]
        own = f" <small>eigen cijfer ({period}): {wording.beside_label(number, indicator)}</small>"
    if buurt.row not in column.values.index:
        why = why_absent(column.values, buurt.boundary_year)
        return f'<span class="afwezig">{wording.ABSENT_SHORT[why]}</span>{own}'
    row = column.values.loc[buurt.row]
    if row.status != "ok":
        return f'<span class="afwezig">{wording.ABSENT_SHORT[row.status]}</span>{own}'
    year = "" if row.is_usual else f"({row.period})"
    return numbers(escape(wording.beside_label(row.value, indicator)), [], more=year) + own


def _map(profile: Profile, named: pd.DataFrame) -> str:
    """The buurten with the numbers of the table, where there are outlines of their year; else nothing."""
    year = int(named.boundary_year.iloc[0])
    outlines = profile.processed.polygons("buurten", year)
    shown = outlines[outlines.area_code.isin(profile.buurten.area_code)] if outlines is not None else None
    if shown is None or shown.empty:
        return ""
    labels = {code: str(n) for n, code in enumerate(named.area_code, 1)}
    names = dict(zip(profile.buurten.area_code, profile.buurten["name"], strict=True))
    words = f"Kaart van de buurten in {profile.area.name}, met de nummers die hieronder staan."
    return (
        f"<figure>{outline_map(shown, here=(), names=names, words=words, labels=labels)}"
        f"<figcaption>{_legend(profile, named, shown)}</figcaption></figure>"
    )


def _legend(profile: Profile, named: pd.DataFrame, shown: gpd.GeoDataFrame) -> str:
    """Which number is which buurt, what has no number, what is not drawn, and how true the outlines are.

    Of more buurten than the table shows at once the names are folded.
    """
    numbers = dict(zip(named.area_code, (f"{n} {name}" for n, name in enumerate(named["name"], 1)), strict=True))
    drawn = set(shown.area_code)
    which = escape(f"{', '.join(text for code, text in numbers.items() if code in drawn)}.")
    parts = []
    if drawn - numbers.keys():
        parts.append(f"Zonder nummer: een buurt met minder dan {MIN_INWONERS} inwoners.")
    if lost := [name for code, name in zip(named.area_code, named["name"], strict=True) if code not in drawn]:
        parts.append(f"Niet getekend, want er is geen grens van: {wording.names_in_a_row(lost)}.")
    simple = ", vereenvoudigd" if "simplified" in shown and shown.simplified.any() else ""
    parts.append(f"Grenzen van {int(named.boundary_year.iloc[0])}{simple}: Kadaster en CBS.")
    said = escape(" ".join(parts))
    if len(named) <= MOST_SHOWN:
        return f"{which} {said}"
    return f"<details><summary>Welk nummer is welke buurt?</summary><p>{which}</p></details>{said}"


def _why_none(profile: Profile) -> str:
    if profile.area.level == "buurt":
        return "Dit gebied is zelf een buurt. Kleiner maken we de cijfers niet."
    return (
        f"Over de buurten van {escape(profile.area.name)} zijn er met deze grens geen cijfers. "
        "Daarom staan ze hier niet."
    )
