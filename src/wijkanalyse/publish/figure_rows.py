"""The figures of areas as rows, one per area and figure, and what each figure is: for a file that people reckon with.

Receives profiles and hands on cells of which a number is still a number; an archive writes
them as CSV and a workbook as cells. Judgements and reasons are those of the reports.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wijkanalyse.cards.schema import Indicator
from wijkanalyse.dutch import half_up
from wijkanalyse.profile.caveats import caveats_of
from wijkanalyse.profile.figure import Figure, Value
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdict, Verdicts
from wijkanalyse.publish.summary import known_for
from wijkanalyse.sections.report.sources import BETTER
from wijkanalyse.show import wording
from wijkanalyse.show.identity import LEVELS

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Beginnings of a text that a spreadsheet would take for a formula."""

AREA_HEADS = ("gebied_code", "gebied", "soort_gebied", "gemeente", "grenzen_van")
FIGURE_HEADS = (
    "indicator", "cijfer", "eenheid", "jaar", "waarde", "ondergrens", "bovengrens", "waarom_geen_waarde",
    "bekend_voor_procent", "gemeente_waarde", "nederland_waarde", "oordeel_tegenover_nederland", "soort_cijfer", "bron",
)  # fmt: skip
DEFINITION_HEADS = (
    "indicator", "cijfer", "eenheid", "thema", "wat", "over_wie", "waarom", "hoe", "wat_is_gunstig", "let_op", "bron",
    "jaar", "licentie",
)  # fmt: skip


@dataclass(frozen=True)
class Amount:
    """A number with the decimals that a report shows of it."""

    number: float
    decimals: int

    @property
    def rounded(self) -> float:
        return float(half_up(self.number, self.decimals))


Cell = str | int | Amount | None
"""What stands in a cell; None in an empty one."""


def area_cells(profile: Profile) -> list[Cell]:
    """Which area a row is about, under `AREA_HEADS`."""
    area = profile.area
    kind, gemeenten = LEVELS[area.level].lower(), wording.names_in_a_row(area.gemeente_names)
    return [area.code, area.name, kind, gemeenten, area.boundary_year]


def figure_rows(profile: Profile) -> Iterator[tuple[str, list[Cell]]]:
    """Every figure that a report of the area shows, in reading order: its chapter, and cells under `FIGURE_HEADS`."""
    verdicts = Verdicts(profile)
    for chapter in profile.catalogue.vocabulary.chapters:
        for verdict in verdicts.rows(chapter):
            yield chapter, _figure_cells(verdict, profile)


def _figure_cells(verdict: Verdict, profile: Profile) -> list[Cell]:
    figure, interval, vocabulary = verdict.figure, verdict.interval, profile.catalogue.vocabulary
    indicator, value = figure.indicator, figure.value
    bounds = (interval.lower, interval.upper) if interval.kind in ("published", "rounding") else (math.nan, math.nan)
    if value.is_range or math.isnan(bounds[0]):
        bounds = (value.least, value.most)
    return [
        indicator.id,
        indicator.label,
        vocabulary.units[indicator.unit].label,
        value.period or None,
        _amount(value.number if value.is_known else math.nan, indicator),
        *(_amount(bound, indicator) for bound in bounds),
        "" if value.is_known else wording.ABSENT_SHORT[value.status],
        known_for(value) if value.is_known else None,
        _beside(figure.gemeente, indicator),
        _beside(figure.nederland, indicator),
        wording.state(verdict),
        vocabulary.estimate_types[figure.estimate_type].lower(),
        _source(figure, profile).get("label", ""),
    ]


def definition_rows(profiles: Sequence[Profile]) -> list[list[Cell]]:
    """What each figure of these areas is, why it matters, how it is made and what to mind, under `DEFINITION_HEADS`."""
    seen: dict[str, tuple[Profile, list[Figure]]] = {}
    for profile in profiles:
        for chapter in profile.catalogue.vocabulary.chapters:
            for figure in (v.figure for v in Verdicts(profile).rows(chapter)):
                seen.setdefault(figure.indicator.id, (profile, []))[1].append(figure)
    return [_definition(profile, figures) for profile, figures in seen.values()]


def _definition(profile: Profile, figures: Sequence[Figure]) -> list[Cell]:
    indicator, vocabulary = figures[0].indicator, profile.catalogue.vocabulary
    holding = dict.fromkeys(c for f in figures for c in caveats_of(f, profile.catalogue))
    caveats = [*(vocabulary.caveats[c] for c in holding), *filter(None, [indicator.note, indicator.help])]
    sources = {f.value.source: _source(f, profile) for f in figures if f.value.source}
    ordered = [sources[name] for name in sorted(sources) if sources[name]]
    periods = sorted({f.value.period for f in figures if f.value.period})
    return [
        indicator.id, indicator.label, vocabulary.units[indicator.unit].label, vocabulary.chapters[indicator.chapter],
        indicator.definition, indicator.population, indicator.why_it_matters, indicator.calculation,
        BETTER[indicator.better_when], " ".join(caveats), " | ".join(dict.fromkeys(s["citation"] for s in ordered)),
        ", ".join(map(str, periods)), " | ".join(dict.fromkeys(s["licence"] for s in ordered)),
    ]  # fmt: skip


def as_dutch_text(cells: Iterable[Cell]) -> list[str]:
    """The cells as a Dutch Excel reads them from CSV: a decimal comma, no dots, and no text that is a formula."""
    return [_as_text(cell) for cell in cells]


def _as_text(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Amount():
            return wording.number(cell.number, cell.decimals).replace(".", "").replace("\N{MINUS SIGN}", "-")
        case int():
            return str(cell)
    plain = " ".join(cell.split("\n")) if "\n" in cell else cell
    return f"'{plain}" if cell.startswith(FORMULA) or plain.lstrip().startswith(FORMULA) else plain


def _amount(number: float, indicator: Indicator) -> Amount | None:
    return None if math.isnan(number) else Amount(number, indicator.decimals)


def _beside(value: Value | None, indicator: Indicator) -> Amount | None:
    return _amount(value.number, indicator) if value is not None and value.is_known else None


def _source(figure: Figure, profile: Profile) -> Mapping[str, Any]:
    return profile.processed.sources.get(figure.value.source, {})
