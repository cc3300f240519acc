"""May it be printed? Ways of looking ahead held against what came, and the groups of themes against other choices.

Receives the processed tables of the whole country. Hands on two tables of
measured numbers: errors of forecasts made with the figures of an earlier year
(METHODS §4.6), and how the kopgroep of every Dutch wijk changes when something
about the method is chosen in another way (§5.2). ``wijkanalyse hindcast``
writes both to ``docs/hindcast.md``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from wijkanalyse.agenda.agenda import (
    AGEING_FASTER_FROM,
    ASSUMED_SPREAD,
    ASSUMED_SPREAD_OLDER,
    MIN_INWONERS,
    MIN_OLDER,
)
from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.roles import Roles
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.cards.themes import ThemeCard, Themes
from wijkanalyse.errors import ProcessedDataError
from wijkanalyse.methods.acceptability import LEADING_FROM, SEED, TOP, draw_weights, rank_acceptability
from wijkanalyse.methods.themes import drawn_criteria, severity, size
from wijkanalyse.profile.processed import Processed
from wijkanalyse.research.forecast_errors import (
    SIZE_CLASSES,
    ErrorSummary,
    beats,
    constant_share,
    relative_errors,
    size_class,
    summarise_errors,
)
from wijkanalyse.research.oracle import WHOLE_COUNTRY, markdown

COMMAND = "wijkanalyse hindcast"
MIN_PEOPLE = MIN_OLDER
"""People in a group before; below this rounding alone makes an error of eight percent."""
PRESSURES = (0.0, 1.0, 1.25, AGEING_FASTER_FROM, 2.0)
YEARS_OF_COMING = 20
"""Width of the age group 45–64: each year one in twenty of them turns 65, when they are spread evenly."""
DRAWS = 1000
"""Per wijk; a share of the draws is then right to about 0.03."""
FEWEST_FIGURES = 0.9
"""Share of the ranked themes that must have a severity and a size for a wijk to be compared."""


# ----------------------------------------------------------------------- hindcast


def hindcast(processed: Processed, catalogue: Catalogue) -> pd.DataFrame:
    """Errors of naive forecasts from the first year of the tables to every later one.

    Returns
    -------
    pandas.DataFrame
        One row per quantity, horizon, size class and forecast: ``quantity``, ``start``, ``end``, ``size_class``
        ("all" or a number), ``forecast`` ("no change", "share of gemeente" or "flow from 45–64"), and the measures
        of `ErrorSummary`.

    Raises
    ------
    ProcessedDataError
        When the tables are not of the whole country.
    """
    roles = _roles(catalogue)
    counts = _counts(processed, catalogue)
    labels = {roles.people.all: "inhabitants", roles.households_number: "households"}
    labels |= {group.indicator: group.span for group in roles.ages}
    rows: list[dict[str, object]] = []
    for name, label in labels.items():
        years = sorted(counts[name].columns)
        for end in years[1:]:
            cases = _cases(counts, processed, roles, name, years[0], end)
            if len(cases):
                rows += _summaries(cases, label, years[0], end, flow=name == roles.share_of_older)
    return pd.DataFrame(rows)


def ageing_hindcast(processed: Processed, catalogue: Catalogue) -> pd.DataFrame:
    """Whether wijken with a high ageing pressure got older faster than Nederland.

    Returns
    -------
    pandas.DataFrame
        One row per multiple of the pressure of Nederland: ``from``, ``wijken``, ``faster`` and ``grew`` (shares),
        ``median`` (relative growth of the number of people of 65 and over), ``nederland``, ``start``, ``end``.
    """
    roles = _roles(catalogue)
    older, counts = roles.share_of_older, _counts(processed, catalogue)
    start, end = min(counts[older].columns), max(counts[older].columns)
    cases = _cases(counts, processed, roles, older, start, end)
    ratio = cases.coming / cases.before
    national = counts[older].loc["NL"]
    there = counts[roles.share_coming].loc["NL", start] / national[start]
    growth, nederland = cases.after / cases.before - 1, national[end] / national[start] - 1
    rows = []
    for factor in PRESSURES:
        chosen = growth[ratio >= factor * there]
        rows.append(
            {
                "from": factor,
                "wijken": len(chosen),
                "faster": float((chosen > nederland).mean()),
                "grew": float((chosen > 0).mean()),
                "median": float(chosen.median()),
                "nederland": float(nederland),
                "start": start,
                "end": end,
            }
        )
    return pd.DataFrame(rows)


def _roles(catalogue: Catalogue) -> Roles:
    """The roles, with the age groups that looking back is about."""
    roles = catalogue.roles
    if roles.share_of_older is None or roles.share_coming is None:
        raise ProcessedDataError(
            "looking back needs the people of 45 to 64 and those of 65 and over; name their shares under `ages` in "
            "cards/roles.yml"
        )
    return roles


def _counts(processed: Processed, catalogue: Catalogue) -> dict[str, pd.DataFrame]:
    """Numbers of people per quantity: a row per area (linked over the years), a column per year."""
    register = processed.areas.register
    for year, areas in register.groupby("boundary_year"):
        whole = areas.loc[areas.area_level == "land", "inwoners"].sum()
        together = areas.loc[areas.area_level == "gemeente", "inwoners"].sum()
        if not whole or together < WHOLE_COUNTRY * whole:
            raise ProcessedDataError(
                f"the gemeenten of {year} in data/processed have {together:,.0f} of the {whole:,.0f} inhabitants of "
                "Nederland. Looking back needs the tables of the whole country: run `wijkanalyse fetch` and "
                "`wijkanalyse process` first."
            )
    figures = processed.figures_of(register.gemeente_code.unique())
    figures = figures[
        figures.source.isin(list(catalogue.sources)) & figures.area_level.isin(["wijk", "gemeente", "land"])
    ]
    found = {}
    totals = (catalogue.roles.people.all, catalogue.roles.households_number)
    for name in (*totals, *(group.indicator for group in catalogue.roles.ages)):
        column = "value" if name in totals else "count"
        rows = figures[(figures.indicator == name) & figures[column].notna()]
        found[name] = rows.astype({"area_id": str}).pivot(index="area_id", columns="period", values=column)
    return found


def _cases(
    counts: Mapping[str, pd.DataFrame], processed: Processed, roles: Roles, name: str, start: int, end: int
) -> pd.DataFrame:
    """The wijken that were the same area in both years, in a gemeente that was the same too."""
    register = processed.areas.register
    gemeenten = register[register.area_level == "gemeente"].set_index(["boundary_year", "area_code"]).area_id
    wijken = register[register.area_level == "wijk"]
    homes = [wijken[wijken.boundary_year == year].set_index("area_id").gemeente_code for year in (start, end)]
    table = counts[name]
    cases = pd.DataFrame(
        {
            "before": table[start],
            "after": table[end],
            "inwoners": counts[roles.people.all][start],
            "coming": counts[roles.share_coming].get(start),
            "home": homes[0],
            "home_after": homes[1],
        }
    ).dropna(subset=["before", "after", "inwoners", "home", "home_after"])
    ids = [
        [gemeenten.get((year, code), "") for code in cases[column]]
        for year, column in ((start, "home"), (end, "home_after"))
    ]
    cases["gemeente"] = ids[0]
    cases = cases[np.array(ids[0]) == np.array(ids[1])]
    cases["whole_before"], cases["whole_after"] = (cases.gemeente.map(table[year]) for year in (start, end))
    return cases[(cases.inwoners >= MIN_INWONERS) & (cases.before >= MIN_PEOPLE)]


def _summaries(cases: pd.DataFrame, label: str, start: int, end: int, *, flow: bool) -> Iterable[dict[str, object]]:
    forecasts: dict[str, np.ndarray] = {
        "no change": cases.before.to_numpy(),
        "share of gemeente": constant_share(cases.before, cases.whole_before, cases.whole_after),
    }
    if flow:
        forecasts["flow from 45–64"] = _flow(cases, end - start)
    classes = size_class(cases.inwoners)
    for forecast, numbers in forecasts.items():
        errors = relative_errors(numbers, cases.after)
        about = {"quantity": label, "start": start, "end": end, "forecast": forecast}
        yield about | {"size_class": "all"} | vars(summarise_errors(errors))
        for number in range(len(SIZE_CLASSES) + 1):
            if (classes == number).any():
                yield about | {"size_class": number} | vars(summarise_errors(errors[classes == number]))


def _flow(cases: pd.DataFrame, years: int) -> np.ndarray:
    """People of 65 and over, when 45–64 move up evenly and as many leave as in all wijken together."""
    arriving = cases.coming.to_numpy(float) * years / YEARS_OF_COMING
    before = cases.before.to_numpy(float)
    leaving = (before.sum() + arriving.sum() - cases.after.sum()) / before.sum()
    return np.maximum(before * (1 - leaving) + arriving, 0)


# ---------------------------------------------------------------------- stability


@dataclass(frozen=True, eq=False)
class National:
    """What the groups of themes rest on, for every Dutch wijk with enough figures.

    Attributes
    ----------
    wijken : pandas.DataFrame
        Columns of the wijk matrix that say which wijk it is.
    z : pandas.DataFrame
        Unfavourable robust z of every counted figure, a row per wijk.
    shares : pandas.DataFrame
        Share concerned, 0 to 1, of every figure that counts people.
    adults, older : numpy.ndarray
        People, the bases of the sizes.
    """

    wijken: pd.DataFrame
    z: pd.DataFrame
    shares: pd.DataFrame
    adults: np.ndarray
    older: np.ndarray


def national(processed: Processed, catalogue: Catalogue, themes: Themes) -> National:
    """The positions of all Dutch wijken of 500 inhabitants and more."""
    matrix = processed.wijken
    matrix = matrix[(matrix.inwoners >= MIN_INWONERS)].reset_index(drop=True)
    country = processed.figures_of(()).query("area_id == 'NL'")
    nederland = dict(zip(zip(country.indicator, country.period, strict=True), country.value, strict=True))
    z, shares = {}, {}
    for card in themes.cards.values():
        for name in card.figures:
            indicator = catalogue.indicators[name]
            values = matrix[name].to_numpy(float) if name in matrix else np.full(len(matrix), np.nan)
            newest = processed.newest_period(name) or 0
            distribution = processed.distributions.get((name, newest))
            sign = -1.0 if indicator.better_when == "higher" else 1.0
            centre = nederland.get((name, newest), np.nan)
            z[name] = sign * (values - centre) / distribution.spread if distribution else np.nan
        for name in filter(None, (card.people, card.wider)):
            shares[name] = _share(catalogue.indicators[name], matrix)
    register = processed.areas.register.drop_duplicates("area_id").set_index("area_id")
    ages = catalogue.roles.people.adults, catalogue.roles.people.older
    people = {
        name: processed.figures_of(register.gemeente_code.unique()).query("indicator == @name").pipe(_newest)
        for name in ages
    }
    adults, older = (matrix.area_id.map(people[name]).to_numpy(float) for name in ages)
    return National(matrix, pd.DataFrame(z), pd.DataFrame(shares), adults, older)


def _newest(rows: pd.DataFrame) -> pd.Series:
    known = rows[rows.value.notna()].astype({"area_id": str}).sort_values("period")
    return known.drop_duplicates("area_id", keep="last").set_index("area_id").value


def _share(indicator: Indicator, matrix: pd.DataFrame) -> np.ndarray:
    per = 100.0 if indicator.unit == "%" else 1000.0
    share = np.clip(matrix[indicator.id].to_numpy(float) / per, 0, 1) if indicator.id in matrix else np.nan
    return 1 - share if indicator.better_when == "higher" else share


@dataclass(frozen=True)
class Choice:
    """One way to do it. `drop` leaves one figure out of every theme that has more than one."""

    name: str
    spread: float = 1.0
    weights: tuple[float, ...] = (1, 1, 1, 1)
    definition: Literal["between", "strict", "wider"] = "between"
    drop: int | None = None


BASE = Choice("as in the report")
CHOICES = (
    BASE,
    Choice("another seed"),
    Choice("estimates without bounds taken as certain", spread=0.0),
    Choice("assumed spread of estimates doubled", spread=2.0),
    Choice("severity weighs three times as much as size", weights=(3, 1, 1, 1)),
    Choice("size weighs three times as much as severity", weights=(1, 3, 1, 1)),
    Choice("sizes by the strictest definition only", definition="strict"),
    Choice("sizes by the wider definition only", definition="wider"),
    Choice("first figure of every theme left out", drop=0),
    Choice("last figure of every theme left out", drop=-1),
)


def stability(
    processed: Processed, catalogue: Catalogue, themes: Themes | None = None, choices: Sequence[Choice] = CHOICES
) -> tuple[pd.DataFrame, pd.DataFrame, pd.Series]:
    """The kopgroep of every Dutch wijk under each choice, beside that of the report.

    Returns
    -------
    choices : pandas.DataFrame
        One row per choice: ``choice``, ``wijken``, ``same`` (share with exactly the same kopgroep), ``overlap`` (mean
        Jaccard overlap where either has one), ``left`` (share of kopgroep themes that fall to the rest).
    themes : pandas.DataFrame
        One row per theme: ``theme``, and the share of wijken where it is in the kopgroep, middengroep and rest.
    sizes : pandas.Series
        Share of wijken by number of themes in the kopgroep.

    Notes
    -----
    Estimates have the assumed spread; that of counted figures is small beside it and is left out here.
    """
    themes = themes or catalogue.themes
    cards = [c for c in themes.cards.values() if c.people]
    data = national(processed, catalogue, themes)
    tops = {c.name: _tops(data, cards, c, SEED + (c.name == "another seed")) for c in choices}
    base = tops[choices[0].name]
    kept = (~np.isnan(base)).mean(axis=1) >= FEWEST_FIGURES
    rows = [_compare(name, base[kept], top[kept]) for name, top in tops.items()]
    found = base[kept]
    leading, middle = found >= LEADING_FROM, (found >= 0.2) & (found < LEADING_FROM)
    by_theme = pd.DataFrame(
        {
            "theme": [c.name for c in cards],
            "kopgroep": leading.mean(axis=0),
            "middengroep": middle.mean(axis=0),
            "rest": (found < 0.2).mean(axis=0),
        }
    )
    sizes = pd.Series(leading.sum(axis=1)).value_counts(normalize=True).sort_index()
    return pd.DataFrame(rows), by_theme, sizes


def _compare(name: str, base: np.ndarray, other: np.ndarray) -> dict[str, object]:
    one, two = base >= LEADING_FROM, other >= LEADING_FROM
    either = (one | two).sum(axis=1)
    shared = np.divide((one & two).sum(axis=1), either, out=np.full(len(one), np.nan), where=either > 0)
    return {
        "choice": name,
        "wijken": len(base),
        "same": float((one == two).all(axis=1).mean()),
        "overlap": float(np.nanmean(shared)),
        "left": float((one & (other < 0.2)).sum() / one.sum()) if one.any() else np.nan,
    }


def _tops(data: National, cards: Sequence[ThemeCard], choice: Choice, seed: int) -> np.ndarray:
    """Share of the draws among the first three, shape (wijken, themes)."""
    u = np.column_stack([_theme_u(data.z, card, choice.drop) for card in cards])
    spread = np.array([ASSUMED_SPREAD_OLDER if c.ages == "65_plus" else ASSUMED_SPREAD for c in cards]) * choice.spread
    criteria = np.full((*u.shape, 4), np.nan)
    criteria[..., 0] = severity(u)
    strict, wide = (
        np.column_stack([_theme_size(data, card, wider=wider) for card in cards]) for wider in (False, True)
    )
    ends = {"between": (strict, wide), "strict": (strict, strict), "wider": (wide, wide)}[choice.definition]
    low, high = np.minimum(*ends), np.maximum(*ends)
    criteria[..., 1] = (low + high) / 2
    weights = draw_weights(choice.weights, DRAWS, seed)
    tops = np.full(u.shape, np.nan)
    for row in range(len(u)):
        known = ~np.isnan(criteria[row, :, :2]).any(axis=1)
        if known.sum() > TOP:
            sizes = low[row, known], high[row, known]
            drawn = drawn_criteria(
                criteria[row, known], u[row, known], spread[known], sizes, draws=DRAWS, seed=seed + 1
            )
            tops[row, known] = rank_acceptability(drawn, weights, seed=seed).top
    return tops


def _theme_u(z: pd.DataFrame, card: ThemeCard, drop: int | None) -> np.ndarray:
    figures, constructs = list(card.figures), list(card.constructs)
    if drop is not None and len(figures) > 1:
        del figures[drop], constructs[drop]
    by_construct = [
        z[[f for f, c in zip(figures, constructs, strict=True) if c == construct]].mean(axis=1)
        for construct in dict.fromkeys(constructs)
    ]
    return pd.concat(by_construct, axis=1).mean(axis=1).to_numpy(float)


def _theme_size(data: National, card: ThemeCard, *, wider: bool) -> np.ndarray:
    name = card.wider if wider and card.wider else card.people
    base = data.older if card.ages == "65_plus" else data.adults
    return np.asarray(size(np.minimum(data.shares[name].to_numpy(float) * base, data.adults), data.adults))


# --------------------------------------------------------------------------- page


HEADING = f"""# Looking back, and how sure the groups of themes are

Made by `{COMMAND}`; do not edit. Only wijken of {MIN_INWONERS} inhabitants and more.

## Forecasts held against what came

Made with the figures of the first year and held against those of a later one, for wijken that were the same area in
both years and lay in the same gemeente, and groups of {MIN_PEOPLE} people and more. Errors are relative to what came.

* **No change**: everybody stays and nobody gets older.
* **Share of gemeente**: the wijk keeps its share of the gemeente, whose later number is taken as known; a real
  forecast of the gemeente would add its own error.
* **Flow from 45–64** (only for 65+): each year one in twenty of that group turns 65, and as many leave as in all
  wijken together, taken as known too.
* Hamilton–Perry needs ages in steps of five years. The tables have none for wijken, so it could not be tried.
"""

SIZE_NAMES = ("500–1,000", "1,000–2,500", "2,500–5,000", "5,000–10,000", "10,000 and more")


def write_page(
    hindcasts: pd.DataFrame, ageing: pd.DataFrame, outcome: tuple[pd.DataFrame, pd.DataFrame, pd.Series], path: Path
) -> None:
    """Write what was measured, and what it decides, as a page in Markdown.

    Parameters
    ----------
    hindcasts, ageing, outcome
        From `hindcast`, `ageing_hindcast` and `stability`.
    path
        The page; what was there is replaced.
    """
    lines = [HEADING, "### All sizes\n", *_error_table(hindcasts[hindcasts.size_class == "all"], with_class=False)]
    older = hindcasts[(hindcasts.quantity == "65+") & (hindcasts.size_class != "all")]
    longest = older[older.end == older.end.max()]
    lines += ["", "### People of 65 and over, by inhabitants of the wijk\n", *_error_table(longest, with_class=True)]
    lines += ["", "### Does a high ageing pressure come true?\n", *_ageing_lines(ageing)]
    lines += ["", "### What this decides\n", *_decisions(hindcasts, ageing), "", *_stability_lines(*outcome)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")


def _error_table(rows: pd.DataFrame, *, with_class: bool) -> list[str]:
    heads = ["Quantity", "Years", "Forecast", "Wijken", "MedAPE", "MAPE", "MALPE", "P90", "Off by > 10 %"]
    heads[1:1] = ["Inhabitants"] if with_class else []
    cells = []
    for r in rows.itertuples():
        row = [r.quantity, f"{r.start} → {r.end}", r.forecast, f"{r.areas:,}"]
        row[1:1] = [SIZE_NAMES[r.size_class]] if with_class else []
        cells.append([*row, *(_percent(x) for x in (r.median, r.mean, r.bias, r.p90, r.large))])
    return markdown(heads, cells)


def _ageing_lines(ageing: pd.DataFrame) -> list[str]:
    first = ageing.iloc[0]
    heads = ["Pressure, × Nederland", "Wijken", "Grew faster than Nederland", "Grew", "Median growth of 65+"]
    rows = [
        ["all" if not r.factor else f"{r.factor:g} and more", f"{r.wijken:,}", _percent(r.faster), _percent(r.grew),
         _percent(r.median)]
        for r in ageing.rename(columns={"from": "factor"}).itertuples()
    ]  # fmt: skip
    return [
        "Ageing pressure is the number of people of 45–64 for every person of 65 and over. Of the wijken with a "
        f"pressure in {first.start:.0f} of at least so many times that of Nederland, the share whose number of "
        f"people of 65 and over grew faster by {first.end:.0f} than in Nederland ({_percent(first.nederland)}).\n",
        *markdown(heads, rows),
    ]


def _decisions(hindcasts: pd.DataFrame, ageing: pd.DataFrame) -> Iterable[str]:
    whole = hindcasts[(hindcasts.size_class == "all") & (hindcasts.quantity == "65+")]
    whole = whole[whole.end == whole.end.max()].set_index("forecast")
    best = {name: _summary_of(row) for name, row in whole.iterrows()}
    flow = best["flow from 45–64"]
    beaten = beats(flow, best["no change"], best["share of gemeente"])
    yield (
        "* **No number of people in the future is printed for a wijk.** A forecast has to beat both rivals first. "
        "Hamilton–Perry cannot be made from the broad ages, and the flow from 45–64 "
        f"{'beats' if beaten else 'does not beat'} them (MedAPE {_percent(flow.median)} against "
        f"{_percent(best['share of gemeente'].median)} for share of gemeente and "
        f"{_percent(best['no change'].median)} for no change)."
    )
    row = ageing[ageing["from"] == AGEING_FASTER_FROM].iloc[0]
    yield (
        f"* **A direction is printed** where the pressure is at least {AGEING_FASTER_FROM:g} times that of Nederland: "
        f"then it came true in {_percent(row.faster)} of {row.wijken:,.0f} wijken. Below that it is not printed."
    )
    yield (
        "* Two to four years are no test of ten years ahead. When a source brings five-year ages, this page has to be "
        "made again before any number is printed."
    )


def _summary_of(row: pd.Series) -> ErrorSummary:
    return ErrorSummary(*(row[f.name] for f in fields(ErrorSummary)))


def _stability_lines(choices: pd.DataFrame, themes: pd.DataFrame, sizes: pd.Series) -> list[str]:
    count = int(choices.wijken.iloc[0])
    with_one = [f"{_percent(share)} of the wijken has {number:.0f}" for number, share in sizes.items()]
    heads = ["Choice", "Same kopgroep", "Mean overlap", "Of the kopgroep, falls to rest"]
    rows = [[c.choice, _percent(c.same), f"{c.overlap:.2f}", _percent(c.left)] for c in choices.itertuples()]
    shares = [[t.theme, _percent(t.kopgroep), _percent(t.middengroep), _percent(t.rest)] for t in themes.itertuples()]
    never = themes[themes.kopgroep < 0.005].theme.tolist()
    remark = (
        f"In fewer than one in 200 wijken among the first: {', '.join(never)}. Size decides that: whoever counts as "
        "concerned differs from theme to theme, and a strict definition makes a theme small everywhere. So the groups "
        "say where to look first, and the severity beside them has to be read as well."
        if never
        else "Every theme is in the kopgroep of at least one in 200 wijken."
    )
    return [
        "## How stable the kopgroep is\n",
        f"All {count:,} Dutch wijken with figures for at least nine in ten themes, {DRAWS:,} draws each. A theme is in "
        f"the kopgroep when it is among the first three in at least {LEADING_FROM:.0%} of the draws. Number "
        f"of themes in it: {', '.join(with_one)}.\n",
        "Overlap is the number of themes in both lists over the number in either (1: the same).\n",
        *markdown(heads, rows),
        "",
        "### Which themes lead\n",
        *markdown(["Theme", "Kopgroep", "Middengroep", "Rest"], shares),
        "",
        remark,
    ]


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{100 * share:.1f} %"
