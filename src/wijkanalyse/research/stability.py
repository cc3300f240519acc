"""Do the themes that lead in a wijk stay in front when something about the method is chosen in another way?

Receives the agendas of all Dutch wijken. Puts their themes in order once more under
each choice, by the rule of `Agenda.leading`, for all wijken at once; hands on how
often the outcome is the same. Part of `docs/hindcast.md` (METHODS §5.2, JUDGEMENT J4).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from wijkanalyse.agenda.agenda import FEWEST_SCORED, MOST_LEADING, NEARLY_ALL, STAND_OUT, Agenda
from wijkanalyse.agenda.theme import SLIGHT_FROM
from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.themes import ThemeCard, Themes
from wijkanalyse.methods.acceptability import SEED
from wijkanalyse.methods.comparison import STRIKING_FROM
from wijkanalyse.profile.processed import Processed
from wijkanalyse.research.oracle import markdown

EARLIER = 2016
"""The round of the health survey before the newest."""
FAR_APART = 1e9
"""Between the levels of the order: more than there are people or standard deviations."""
DRAWS = 20
"""Of the uncertainty, over all wijken: a share is then right to a tenth of a percentage point or two."""


@dataclass(frozen=True, eq=False)
class National:
    """What the order of themes rests on: a row per wijk.

    Attributes
    ----------
    z : pandas.DataFrame
        Unfavourable distance from Nederland of every figure that counts; NaN where it cannot be judged.
    extra : pandas.DataFrame
        People more than at the rate of Nederland, of every figure that says about how many people a theme is.
    people : pandas.DataFrame
        How many people one robust standard deviation of such a figure is.
    spread : pandas.DataFrame
        Standard deviation of the distance of every theme.
    inwoners : pandas.Series
        The weight of every wijk where people are counted.
    """

    z: pd.DataFrame
    extra: pd.DataFrame
    people: pd.DataFrame
    spread: pd.DataFrame
    inwoners: pd.Series


@dataclass(frozen=True)
class Choice:
    """One way to do it.

    Attributes
    ----------
    name
    drop
        Place of the figure that is left out of every theme that has more than one.
    wider
        Whether the wider definition says about how many people it is.
    limits
        Distances from which a theme is slightly unfavourable, and unfavourable.
    noise
        Factor on the standard deviation of every theme, from which an error is drawn.
    asked
        Only figures that were asked in that year too.
    earlier
        Whether these are of that year.
    beside
        Name of the choice that it is held against; by default that of the report.
    """

    name: str
    drop: int | None = None
    wider: bool = False
    limits: tuple[float, float] = (SLIGHT_FROM, STRIKING_FROM)
    noise: float = 0.0
    asked: int | None = None
    earlier: bool = False
    beside: str = ""


BASE = Choice("as in the report")
NOISE = Choice("errors drawn with the assumed spread", noise=1.0)
ASKED = Choice(f"only health figures that were asked in {EARLIER} too", asked=EARLIER)
CHOICES = (
    BASE,
    Choice("first figure of every theme left out", drop=0),
    Choice("last figure of every theme left out", drop=-1),
    Choice("people by the wider definition", wider=True),
    Choice("thresholds 0.4 and 1", limits=(0.4, STRIKING_FROM)),
    Choice("thresholds 0.6 and 1", limits=(0.6, STRIKING_FROM)),
    Choice("thresholds 0.5 and 0.9", limits=(SLIGHT_FROM, 0.9)),
    Choice("thresholds 0.5 and 1.1", limits=(SLIGHT_FROM, 1.1)),
    NOISE,
    Choice("errors drawn with twice that spread", noise=2.0),
    ASKED,
    replace(ASKED, name=f"these figures of {EARLIER}, against the line above", earlier=True, beside=ASKED.name),
)


def national(agendas: Iterable[Agenda]) -> National:
    """The figures and numbers of people behind the themes of every wijk that has enough of them."""
    z, extra, people, spread, inwoners = {}, {}, {}, {}, {}
    for agenda in agendas:
        if not agenda.is_scored:
            continue
        key = agenda.profile.area.parts[0].area_id
        signals = {s.verdict.figure.indicator.id: s for r in agenda.results for s in r.signals}
        counts = {i: p for r in agenda.results for i, p in ((r.card.people, r.people), (r.card.wider, r.wider)) if p}
        z[key] = {i: s.u for i, s in signals.items()}
        extra[key] = {i: p.extra for i, p in counts.items()}
        people[key] = {i: _people_per_z(agenda, i, p.base) for i, p in counts.items()}
        spread[key] = {r.card.id: r.spread for r in agenda.results}
        inwoners[key] = agenda.profile.area.inwoners
    tables = (pd.DataFrame.from_dict(rows, orient="index") for rows in (z, extra, people, spread))
    return National(*tables, pd.Series(inwoners))


def _people_per_z(agenda: Agenda, name: str, base: float) -> float:
    figure = agenda.profile.figure(name)
    return figure.spread * base / (100.0 if figure.indicator.unit == "%" else 1000.0)


def as_asked(data: National, processed: Processed, catalogue: Catalogue, year: int, *, earlier: bool) -> National:
    """The same with only those estimates that were asked in an earlier year too, of now or of that year."""
    z, extra = data.z.copy(), data.extra.copy()
    figures = processed.all_figures()
    of_year = figures[(figures.period == year) & figures.indicator.isin(list(z)) & figures.value.notna()]
    of_year = of_year.astype({"area_id": str, "indicator": str})
    editions = {name: processed.newest_edition(name, year) for name in of_year.indicator.unique()}
    values = of_year[of_year.boundary_year == of_year.indicator.map(editions)].pivot(
        index="area_id", columns="indicator", values="value"
    )
    for name in z:
        indicator = catalogue.indicators[name]
        if indicator.estimate_type != "model":
            continue
        if name not in values or "NL" not in values.index:
            z[name] = np.nan
        elif earlier:
            sign = -1.0 if indicator.better_when == "higher" else 1.0
            edition, newest = processed.newest_edition(name, year), processed.newest_period(name)
            difference = sign * (values[name].reindex(z.index) - values.loc["NL", name])
            z[name] = difference / processed.distributions[name, year, edition].spread
            if name in extra:
                now = processed.distributions[name, newest, processed.newest_edition(name, newest)].spread
                extra[name] = difference / now * data.people[name]
    return replace(data, z=z, extra=extra)


# --------------------------------------------------------------------------- order


def leads(data: National, themes: Themes, choice: Choice, rng: np.random.Generator) -> np.ndarray:
    """Which places of the list lead in every wijk, by the rule of `Agenda.leading`.

    Returns
    -------
    numpy.ndarray, shape (wijken, places)
        Place from 1; 0 for what does not lead.
    """
    cards = list(themes.cards.values())
    u, extra = (np.column_stack(found) for found in zip(*(_theme(data, c, choice) for c in cards), strict=True))
    if choice.noise:
        error = choice.noise * rng.standard_normal(u.shape) * data.spread[[c.id for c in cards]].to_numpy(float)
        per_z = [data.people[c.people].to_numpy(float) if c.people else np.full(len(u), np.nan) for c in cards]
        u, extra = u + error, extra + error * np.column_stack(per_z)
    slight, striking = choice.limits
    level = np.select([u >= striking, u >= slight], [0, 1], 2)
    leads_with = (level < 2) & (extra > 0)
    place = np.where(np.isnan(u), np.inf, (2 * level + ~leads_with) * FAR_APART - np.where(leads_with, extra, u))
    ids = list(themes.cards)
    parts = [[ids.index(p) for p in c.parts] for c in themes.candidates.values()]
    main = np.column_stack([_main(place, of) for of in parts])
    furthest = np.column_stack([np.fmax.reduce(u[:, of], axis=1) for of in parts])
    place, may = (np.take_along_axis(found, main, axis=1) for found in (place, leads_with))
    nearly_all = ((u >= striking).sum(axis=1) >= NEARLY_ALL)[:, None]
    by = np.where(may, np.where(nearly_all, -furthest, place), np.inf)
    chosen = may & (_rank(by) <= np.where(nearly_all, STAND_OUT, MOST_LEADING))
    chosen &= ((~np.isnan(u)).sum(axis=1) >= FEWEST_SCORED)[:, None]
    return np.where(chosen, _rank(np.where(chosen, place, np.inf)), 0)


def _main(place: np.ndarray, parts: list[int]) -> np.ndarray:
    """Which of the themes that share a place on the list it stands for."""
    return np.array(parts)[place[:, parts].argmin(axis=1)]


def _rank(values: np.ndarray) -> np.ndarray:
    return values.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable") + 1


def _theme(data: National, card: ThemeCard, choice: Choice) -> tuple[np.ndarray, np.ndarray]:
    """Distance of a theme and the people that it is more than at the rate of Nederland."""
    figures = list(zip(card.figures, card.constructs, strict=True))
    if choice.drop is not None and len(figures) > 1:
        del figures[choice.drop]
    constructs = dict.fromkeys(construct for _, construct in figures)
    means = [data.z[[f for f, c in figures if c == construct]].mean(axis=1) for construct in constructs]
    name = card.wider if choice.wider and card.wider else card.people
    extra = data.extra[name].to_numpy(float) if name else np.full(len(data.z), np.nan)
    return pd.concat(means, axis=1).mean(axis=1).to_numpy(float), extra


# ------------------------------------------------------------------------- compare


def stability(
    data: National, processed: Processed, catalogue: Catalogue, choices: Sequence[Choice] = CHOICES
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The leading themes of every wijk under each choice, beside those of the report.

    Returns
    -------
    choices : pandas.DataFrame
        One row per choice: ``choice``, ``wijken``, ``same`` (share with exactly the same leading themes), ``first``
        (share with the same first one), ``overlap`` (mean Jaccard overlap where either has one) and ``left`` (share
        of the leading themes that do not lead any more).
    themes : pandas.DataFrame
        One row per place on the list: ``theme``, the share of wijken where it is ``first`` and where it ``leads``,
        and the share of ``people`` who live where it leads.
    """
    themes, rng = catalogue.themes, np.random.default_rng(SEED)
    found: dict[str, np.ndarray] = {}
    rows = []
    for choice in choices:
        of_choice = as_asked(data, processed, catalogue, choice.asked, earlier=choice.earlier) if choice.asked else data
        drawn = [leads(of_choice, themes, choice, rng) for _ in range(DRAWS if choice.noise else 1)]
        found[choice.name] = drawn[0]
        beside = found[choice.beside or choices[0].name]
        compared = pd.DataFrame([_compare(beside, other) for other in drawn]).mean()
        rows.append({"choice": choice.name, "wijken": len(beside), **compared})
    base = found[choices[0].name]
    by_theme = {
        "theme": [c.name for c in themes.candidates.values()],
        "first": (base == 1).mean(axis=0),
        "leads": (base > 0).mean(axis=0),
        "people": np.average(base > 0, axis=0, weights=data.inwoners),
    }
    return pd.DataFrame(rows), pd.DataFrame(by_theme)


def _compare(base: np.ndarray, other: np.ndarray) -> dict[str, float]:
    one, two = base > 0, other > 0
    either = (one | two).sum(axis=1)
    overlap = (one & two).sum(axis=1)[either > 0] / either[either > 0]
    return {
        "same": float((one == two).all(axis=1).mean()),
        "first": float(((base == 1) == (other == 1)).all(axis=1).mean()),
        "overlap": float(overlap.mean()) if len(overlap) else math.nan,
        "left": float((one & ~two).sum() / one.sum()) if one.any() else math.nan,
    }


# ---------------------------------------------------------------------------- page


def stability_lines(choices: pd.DataFrame, themes: pd.DataFrame) -> list[str]:
    """What was measured as lines of Markdown."""
    heads = ["Choice", "Same leading themes", "Same first theme", "Mean overlap", "Of the leading, no longer leads"]
    rows = [
        [c.choice, _percent(c.same), _percent(c.first), f"{c.overlap:.2f}", _percent(c.left)]
        for c in choices.itertuples()
    ]
    shares = [[t.theme, _percent(t.first), _percent(t.leads), _percent(t.people)] for t in themes.itertuples()]
    never = themes[themes.leads < 0.005].theme.tolist()
    return [
        "## How stable the leading themes are\n",
        f"All {int(choices.wijken.iloc[0]):,} Dutch wijken of which enough themes are known, also where none leads. A "
        f"theme leads when it is unfavourable (u of {STRIKING_FROM:g} and more) or slightly so ({SLIGHT_FROM:g}), "
        f"among the first {MOST_LEADING} by the number of people more than at the rate of Nederland. Each line makes "
        f"one choice in another way; errors are drawn {DRAWS} times.\n",
        "Overlap is the number of themes in both lists over the number in either (1: the same).\n",
        *markdown(heads, rows),
        "",
        "### Which themes lead\n",
        *markdown(["Theme", "First", "Leads", "People where it leads"], shares),
        "",
        f"In fewer than one in 200 wijken: {', '.join(never)}." if never else "Every theme leads in some wijken.",
        "Without a number of people a theme cannot lead.",
        "",
        "### What this decides\n",
        *_decisions(choices.set_index("choice")),
    ]


def _decisions(choices: pd.DataFrame) -> list[str]:
    noise = choices.loc[NOISE.name]
    return [
        "* **The list is a proposal for a conversation.** With errors of the size that is assumed for estimates "
        f"without bounds, {_percent(noise.same)} of the wijken keeps exactly the same leading themes, and "
        f"{_percent(noise['first'])} the same first one. So a report says of an estimate how it seems, and people "
        "choose.",
        "* **No weights.** The order depends on two thresholds and on one definition of who counts as concerned; what "
        "another choice of these does stands above.",
    ]


def _percent(share: float) -> str:
    return "–" if np.isnan(share) else f"{100 * share:.1f} %"
