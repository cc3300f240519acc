"""The themes that a wijk can choose from, and the groups of people that partners start with, as data.

Receives ``themes.yml`` and ``targets.yml``; hands on cards that are checked
against the catalogue. A figure counts in one theme only, context never counts,
and every fault of a file is told at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, ValidationError, model_validator

from wijkanalyse.cards.catalogue import Card, Catalogue, Indicator, Text, load_catalogue
from wijkanalyse.errors import CatalogueError, listing
from wijkanalyse.paths import PACKAGE

MOST_FIGURES = 5
"""Figures of one theme; more would say the same again (METHODS §5.1)."""
MOST_OPEN_PLACES = 3


class ThemeCard(Card):
    """A theme: the figures that count, by construct, and what belongs to it."""

    id: str
    name: Text
    question: Text = Field(description="plain Dutch: what partners would ask each other")
    counts: Mapping[str, tuple[str, ...]] = Field(min_length=1, description="indicators by construct")
    ages: Literal["all", "65_plus"] = "all"
    people: str | None = Field(default=None, description="the indicator that says about how many people it is")
    people_label: Text | None = None
    wider: str | None = Field(default=None, description="the same, by a wider definition")
    wider_label: Text | None = None
    context: tuple[str, ...] = ()
    assets: tuple[str, ...] = ()
    target_groups: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    not_seen: Text

    @model_validator(mode="after")
    def _is_complete(self) -> ThemeCard:
        if not all(self.counts.values()):
            raise ValueError("has a construct without figures")
        if (self.people is None) != (self.people_label is None) or (self.wider is None) != (self.wider_label is None):
            raise ValueError("`people` goes with `people_label`, and `wider` with `wider_label`")
        return self

    @property
    def figures(self) -> tuple[str, ...]:
        """The indicators that count, in the order of the card."""
        return tuple(i for members in self.counts.values() for i in members)

    @property
    def constructs(self) -> tuple[str, ...]:
        """The construct of each of `figures`."""
        return tuple(c for c, members in self.counts.items() for _ in members)


class OpenPlace(Card):
    """A place on the list of themes that the meeting fills in."""

    name: Text
    why: Text


class TargetCard(Card):
    """A group of people, and the figures that describe it."""

    id: str
    name: Text
    question: Text
    people: Mapping[str, str] = Field(min_length=1, description="indicators that count people, with their words")
    described_by: tuple[str, ...] = ()
    by_buurt: str
    is_context: bool = False
    not_seen: tuple[Text, ...] = Field(min_length=1)

    @property
    def figures(self) -> tuple[str, ...]:
        return (*self.people, *self.described_by)


@dataclass(frozen=True)
class Themes:
    """The candidate themes in the order of the file, and the open places."""

    cards: Mapping[str, ThemeCard]
    open_places: tuple[OpenPlace, ...]


# ------------------------------------------------------------------------ loading


def load_themes(
    path: Path | None = None, catalogue: Catalogue | None = None, targets: Mapping[str, TargetCard] | None = None
) -> Themes:
    """Read the themes and check them against the catalogue.

    Parameters
    ----------
    path
        By default ``themes.yml`` of the package.
    catalogue, targets
        By default those of the package.

    Raises
    ------
    CatalogueError
        With every fault, one to a line.
    """
    return _load_themes(path or PACKAGE / "cards" / "themes.yml", catalogue, targets)


def load_targets(path: Path | None = None, catalogue: Catalogue | None = None) -> Mapping[str, TargetCard]:
    """Read the target groups and check them against the catalogue.

    Parameters
    ----------
    path
        By default ``targets.yml`` of the package.
    catalogue
        By default that of the package.

    Raises
    ------
    CatalogueError
        With every fault, one to a line.
    """
    path = path or PACKAGE / "cards" / "targets.yml"
    if catalogue is None:
        return _package_targets(path)
    return _targets(path, catalogue)


@cache
def _package_targets(path: Path) -> Mapping[str, TargetCard]:
    return _targets(path, load_catalogue())


def _targets(path: Path, catalogue: Catalogue) -> Mapping[str, TargetCard]:
    faults: list[str] = []
    content = _read(path, ("targets",))
    cards = _cards(content.get("targets"), TargetCard, f"{path.name}: targets", faults)
    for card in cards.values():
        faults += [f"{path.name}: {card.id}: {fault}" for fault in _faults_of_target(card, catalogue)]
    _refuse(path, faults)
    return cards


def _load_themes(path: Path, catalogue: Catalogue | None, targets: Mapping[str, TargetCard] | None) -> Themes:
    if catalogue is None and targets is None:
        return _package_themes(path)
    return _themes(path, catalogue or load_catalogue(), load_targets() if targets is None else targets)


@cache
def _package_themes(path: Path) -> Themes:
    return _themes(path, load_catalogue(), load_targets())


def _themes(path: Path, catalogue: Catalogue, targets: Mapping[str, TargetCard]) -> Themes:
    faults: list[str] = []
    content = _read(path, ("themes", "open_places"))
    cards = _cards(content.get("themes"), ThemeCard, f"{path.name}: themes", faults)
    places: list[OpenPlace] = []
    for number, entry in enumerate(content.get("open_places") or [], start=1):
        try:
            places.append(OpenPlace(**entry))
        except (ValidationError, TypeError) as error:
            faults.append(f"{path.name}: open place {number}: {_first_line(error)}")
    if len(places) > MOST_OPEN_PLACES:
        faults.append(f"{path.name}: open_places: at most {MOST_OPEN_PLACES} stay open, got {len(places)}")
    for card in cards.values():
        faults += [f"{path.name}: {card.id}: {fault}" for fault in _faults_of_theme(card, catalogue, targets)]
    faults += [f"{path.name}: {fault}" for fault in _counted_twice(cards.values())]
    _refuse(path, faults)
    return Themes(cards, tuple(places))


def _read(path: Path, keys: tuple[str, ...]) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path.name}: is not readable as YAML: {' '.join(str(error).split())}") from error
    if not isinstance(content, dict) or set(content) - set(keys):
        raise CatalogueError(f"{path.name}: must have only the keys {', '.join(keys)}, got {_keys(content)}")
    return content


def _keys(content: Any) -> str:
    return ", ".join(map(str, content)) if isinstance(content, dict) else type(content).__name__


def _cards(content: Any, kind: type[Card], where: str, faults: list[str]) -> dict[str, Any]:
    """The valid cards by id; the faults of the others are added to `faults`."""
    if not isinstance(content, dict) or not content:
        faults.append(f"{where}: must be a list of ids, each with its keys, got {content!r}")
        return {}
    cards: dict[str, Any] = {}
    for name, entry in content.items():
        try:
            cards[name] = kind(id=name, **entry)
        except ValidationError as error:
            faults += [
                f"{where}: {name}: `{'.'.join(map(str, f['loc'])) or 'card'}`: {f['msg']}" for f in error.errors()
            ]
        except TypeError:
            faults.append(f"{where}: {name}: must be a list of keys and values without `id`, got {entry!r}")
    return cards


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        fault = error.errors()[0]
        return f"`{'.'.join(map(str, fault['loc']))}`: {fault['msg']}"
    return "must be a list of keys and values"


def _refuse(path: Path, faults: list[str]) -> None:
    if faults:
        raise CatalogueError(listing(f"{len(faults)} faults in {path.name}:", sorted(faults)))


# ------------------------------------------------------------------------- checks


def _faults_of_theme(card: ThemeCard, catalogue: Catalogue, targets: Mapping[str, TargetCard]) -> Iterator[str]:
    known = catalogue.indicators
    yield from _unknown(catalogue, counts=card.figures, context=card.context, assets=card.assets)
    for name in card.figures:
        if name in known and known[name].better_when == "neutral":
            yield f"counts: {name} is neither good nor bad; it can only be context"
    for name in card.assets:
        if name in known and known[name].better_when == "neutral":
            yield f"assets: {name} is neither good nor bad, so it cannot go well"
    if len(card.figures) > MOST_FIGURES:
        yield f"counts: at most {MOST_FIGURES} figures, got {len(card.figures)}"
    both = set(card.figures) & set(card.context)
    if both:
        yield f"context: {', '.join(sorted(both))} counts already"
    for key, name in (("people", card.people), ("wider", card.wider)):
        if name is not None and name not in card.figures:
            yield f"{key}: {name} is not one of the figures that count"
        elif name in known and not counts_people(known[name]):
            yield f"{key}: {name} is not a share of people, so no number of people follows from it"
    yield from _not_in("target_groups", card.target_groups, targets)
    yield from _not_in("dimensions", card.dimensions, catalogue.vocabulary.positieve_gezondheid)


def _faults_of_target(card: TargetCard, catalogue: Catalogue) -> Iterator[str]:
    known = catalogue.indicators
    yield from _unknown(catalogue, people=card.people, described_by=card.described_by, by_buurt=(card.by_buurt,))
    for name in card.people:
        if name in known and not counts_people(known[name]):
            yield f"people: {name} is not a share of people, so no number of people follows from it"
    if card.is_context:
        judged = [i for i in card.figures if i in known and known[i].better_when != "neutral"]
        if judged:
            yield f"is_context: {', '.join(judged)} is judged as good or bad; context has no such figure"


def _unknown(catalogue: Catalogue, **named: Iterable[str]) -> Iterator[str]:
    for key, names in named.items():
        for name in names:
            if name not in catalogue.indicators:
                yield f"{key}: there is no indicator {name!r}"
            elif not catalogue.indicators[name].shown:
                yield f"{key}: {name} is only a weight and is not shown"


def _not_in(key: str, names: Iterable[str], allowed: Iterable[str]) -> Iterator[str]:
    for name in names:
        if name not in allowed:
            yield f"{key}: {name!r} does not exist; choose from {', '.join(allowed)}"


def _counted_twice(cards: Iterable[ThemeCard]) -> Iterator[str]:
    where: dict[str, list[str]] = {}
    constructs: Counter[str] = Counter()
    for card in cards:
        constructs.update(card.counts.keys())
        for name in card.figures:
            where.setdefault(name, []).append(card.id)
    for name, themes in where.items():
        if len(themes) > 1:
            yield f"{name} counts in {' and '.join(themes)}; a figure counts in one theme"
    for construct, times in constructs.items():
        if times > 1:
            yield f"construct {construct!r} stands in {times} themes; a construct belongs to one theme"


def counts_people(indicator: Indicator) -> bool:
    """Whether a number of people follows from the indicator: a share or rate of people with a known base."""
    if indicator.unit == "%" and indicator.aggregation.rule == "weighted_mean":
        return str(indicator.aggregation.weight).startswith("inwoners")
    rule = indicator.aggregation.rule
    return indicator.unit in ("%", "per 1.000 inwoners") and rule == "ratio" and "huishoudens" not in indicator.id
