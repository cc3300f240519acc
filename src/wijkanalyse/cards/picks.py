"""A pick list: which figures the tables of a report show, for one client.

A small file, ``data/keuze.yml`` for every report or ``data/keuze-NAME.yml`` for those that ask for it. Nothing is
thrown away: what is not picked stands under *Alle cijfers* of its chapter, and themes and judgements stay the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.reading import make, read_yaml
from wijkanalyse.cards.schema import Card, Indicator
from wijkanalyse.errors import ReportError, listing
from wijkanalyse.near import did_you_mean, unknown
from wijkanalyse.paths import Paths


class Picks(Card):
    """Indicators and chapters by name; a chapter stands for all its figures."""

    eerst: tuple[str, ...] = ()
    """What the tables show, in this order; all else is under *Alle cijfers*. Empty: all, in the usual order."""
    weglaten: tuple[str, ...] = ()
    """What is under *Alle cijfers*."""

    def split(self, indicators: Iterable[Indicator]) -> tuple[list[Indicator], list[Indicator]]:
        """The indicators of a chapter that are shown, in their order, and the others."""
        indicators = list(indicators)
        rank = {name: place for place, name in reversed(list(enumerate(self.eerst)))}
        places = {i.id: rank.get(i.id, rank.get(i.chapter)) for i in indicators}
        shown = [i for i in indicators if i.id not in self.weglaten and (not self.eerst or places[i.id] is not None)]
        # An indicator that is named is wanted, though its chapter is left out.
        shown = [i for i in shown if i.chapter not in self.weglaten or i.id in rank]
        chosen = {i.id for i in shown}
        return sorted(shown, key=lambda i: places[i.id] or 0), [i for i in indicators if i.id not in chosen]


ALL = Picks()
USUAL = "keuze.yml"
"""The pick list of every report that names no other, in the folder ``data``."""


def picks_file(paths: Paths, name: str) -> Path | None:
    """The file of a pick list; None for the usual one when nobody made it."""
    usual = paths.root / "data" / USUAL
    if name:
        return usual.with_name(f"keuze-{name}.yml")
    return usual if usual.is_file() else None


def read_picks(path: Path, faults: list[str]) -> Picks | None:
    """What a file declares, whether its names exist or not; what is wrong with it is added to `faults`."""
    return make(Picks, read_yaml(path, dict, faults), path.name, faults)


def load_picks(paths: Paths, name: str, catalogue: Catalogue) -> Picks:
    """The pick list with this name, or the usual one for ""; without any all figures are picked.

    Raises
    ------
    ReportError
        When it is not there or not readable, or names what does not exist; with what is near.
    """
    path = picks_file(paths, name)
    if path is None:
        return ALL
    if not path.is_file():
        there = [p.stem.removeprefix("keuze-") for p in sorted(path.parent.glob("keuze-*.yml"))]
        hint = did_you_mean(name, there) or "make it with `eerst:` and `weglaten:`, each a list of names"
        raise ReportError(f"there is no pick list {path}; {hint}")
    faults: list[str] = []
    picks = read_picks(path, faults)
    if picks is not None:
        names = dict(catalogue.vocabulary.chapters) | {i.id: i.label for i in catalogue.indicators.values() if i.shown}
        for key in ("eerst", "weglaten"):
            wrong = [n for n in getattr(picks, key) if n not in names]
            faults += [f"{path.name}: {key}: {unknown('indicator or chapter', n, names)}" for n in wrong]
        twice = sorted(set(picks.eerst) & set(picks.weglaten))
        faults += [f"{path.name}: {n} is named under `eerst` and under `weglaten`; keep one" for n in twice]
    if faults:
        raise ReportError(listing(f"{path} cannot be used:", faults))
    return picks
