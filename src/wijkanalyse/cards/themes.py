"""The themes that a wijk can choose from, and the groups of people that partners start with, as data.

Reads ``themes.yml``, ``targets.yml`` and the open questions of ``vragen.yml``. A
figure counts in one theme only, and context never counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from wijkanalyse.cards.names import Mention, mentions_in, unknown_names
from wijkanalyse.cards.reading import make, only_keys, read_entries, read_yaml
from wijkanalyse.cards.roles import Roles
from wijkanalyse.cards.schema import Card, Indicator, Text
from wijkanalyse.near import Named

MOST_FIGURES = 5
"""Figures of one theme; more would say the same again (METHODS §5.1)."""
MOST_OPEN_PLACES = 3
OTHER_THEMES = "anders"
"""In the open questions: for every theme that has none of its own."""


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


class CandidateCard(Card):
    """A place on the list for the meeting: one theme, or themes that are nearly one over the Dutch wijken."""

    id: str
    name: Text
    question: Text
    parts: tuple[str, ...] = Field(min_length=1, description="ids of the themes in it")


class OpenPlace(Card):
    """A place on the list of themes that the meeting fills in."""

    name: Text
    why: Text


class TargetCard(Card):
    """A group of people, and the figures that describe it."""

    id: str
    name: Text
    tile: Text = Field(description="above the number of all in the group, vulnerable or not")
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
    """The candidate themes in the order of the file, and the open places.

    Attributes
    ----------
    own
        Themes without figures that people add themselves, and that lessons and questions can be about.
    together
        Themes that share one place on the list for the meeting.
    """

    cards: Mapping[str, ThemeCard]
    open_places: tuple[OpenPlace, ...]
    own: tuple[str, ...] = ()
    together: Mapping[str, CandidateCard] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[str, ...]:
        """What a lesson or a question can be about."""
        return (*self.cards, *self.own)

    @cached_property
    def candidates(self) -> Mapping[str, CandidateCard]:
        """The places on the list for the meeting, in the order of the cards: every theme stands in one."""
        shared = {part: candidate for candidate in self.together.values() for part in candidate.parts}
        places = (
            shared.get(card.id) or CandidateCard(id=card.id, name=card.name, question=card.question, parts=(card.id,))
            for card in self.cards.values()
        )
        return {place.id: place for place in places}

    def parts_of(self, theme: str) -> tuple[str, ...]:
        """The themes in a place on the list; of a theme, or one that people added, itself."""
        return self.together[theme].parts if theme in self.together else (theme,)

    def cards_of(self, theme: str) -> tuple[ThemeCard, ...]:
        """The cards in a place on the list; none of a theme that people added."""
        return tuple(self.cards[part] for part in self.parts_of(theme) if part in self.cards)


# ------------------------------------------------------------------------ reading


def read_themes(path: Path, faults: list[str]) -> Themes:
    """The valid themes and open places of a file; the faults of the others are added to `faults`."""
    unread: list[str] = []
    content = read_yaml(path, dict, unread)
    faults += unread
    if unread:
        return Themes({}, ())
    only_keys(content, ("themes", "together", "own_themes", "open_places"), path.name, faults)
    cards = read_entries(content.get("themes"), ThemeCard, f"{path.name}: themes", faults)
    places = [
        make(OpenPlace, entry, f"{path.name}: open place {number}", faults)
        for number, entry in enumerate(content.get("open_places") or [], start=1)
    ]
    if len(places) > MOST_OPEN_PLACES:
        faults.append(f"{path.name}: open_places: at most {MOST_OPEN_PLACES} stay open, got {len(places)}")
    shared = content.get("together")
    together = read_entries(shared, CandidateCard, f"{path.name}: together", faults) if shared is not None else {}
    own = tuple(map(str, content.get("own_themes") or ()))
    return Themes(Named("theme", cards, label=attrgetter("name")), tuple(filter(None, places)), own, together)


def read_targets(path: Path, faults: list[str]) -> Mapping[str, TargetCard]:
    """The valid target groups of a file; the faults of the others are added to `faults`."""
    unread: list[str] = []
    content = read_yaml(path, dict, unread)
    faults += unread
    if unread:
        return {}
    only_keys(content, ("targets",), path.name, faults)
    return read_entries(content.get("targets"), TargetCard, f"{path.name}: targets", faults)


def read_questions(path: Path, faults: list[str]) -> Mapping[str, tuple[str, ...]]:
    """Open questions by theme, with those for any other theme under `OTHER_THEMES`."""
    content = read_yaml(path, dict, faults)
    for theme, questions in content.items():
        if not isinstance(questions, list) or not questions or not all(isinstance(q, str) and q for q in questions):
            faults.append(f"{path.name}: {theme}: must be a list of questions, got {questions!r}")
    if OTHER_THEMES not in content:
        faults.append(f"{path.name}: has no {OTHER_THEMES}, the questions for themes that are not in this list")
    return {str(theme): tuple(q) for theme, q in content.items() if isinstance(q, list)}


# ------------------------------------------------------------------------- checks


def mentions_of_themes(where: str, themes: Themes) -> Iterator[Mention]:
    """Every place that names an indicator; `people` and `wider` are names of figures that count."""
    for card in themes.cards.values():
        for construct, figures in card.counts.items():
            yield from mentions_in(f"{where}: {card.id}: counts.{construct}", figures)
        for key in ("people", "wider"):
            yield from mentions_in(f"{where}: {card.id}: {key}", [getattr(card, key)])
        for key in ("context", "assets"):
            yield from mentions_in(f"{where}: {card.id}: {key}", getattr(card, key))


def mentions_of_targets(where: str, targets: Mapping[str, TargetCard]) -> Iterator[Mention]:
    """Every place that names an indicator."""
    for card in targets.values():
        yield from mentions_in(f"{where}: {card.id}: people", card.people)
        yield from mentions_in(f"{where}: {card.id}: described_by", card.described_by)
        yield from mentions_in(f"{where}: {card.id}: by_buurt", [card.by_buurt])


def faults_of_themes(
    themes: Themes,
    indicators: Mapping[str, Indicator],
    roles: Roles,
    targets: Collection[str],
    dimensions: Collection[str],
) -> Iterator[str]:
    """What is wrong with themes apart from unknown names of indicators."""
    for card in themes.cards.values():
        yield from (f"{card.id}: {fault}" for fault in _faults_of_theme(card, indicators, roles))
        yield from unknown_names(f"{card.id}: target_groups", card.target_groups, targets)
        yield from unknown_names(f"{card.id}: dimensions", card.dimensions, dimensions)
    yield from _counted_twice(themes.cards.values())
    yield from _faults_together(themes)


def _faults_together(themes: Themes) -> Iterator[str]:
    places: Counter[str] = Counter()
    for candidate in themes.together.values():
        yield from unknown_names(f"together: {candidate.id}", candidate.parts, themes.cards)
        places.update(candidate.parts)
        if candidate.id in themes.cards or len(candidate.parts) < 2:
            yield f"together: {candidate.id}: needs a name that no theme has, and two themes or more"
    yield from (f"together: {theme} stands in {n} places; it belongs in one" for theme, n in places.items() if n > 1)


def _faults_of_theme(card: ThemeCard, known: Mapping[str, Indicator], roles: Roles) -> Iterator[str]:
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
        elif name in known and not counts_people(known[name], roles):
            yield f"{key}: {name} is not a share of people, so no number of people follows from it"


def faults_of_targets(targets: Mapping[str, TargetCard], known: Mapping[str, Indicator], roles: Roles) -> Iterator[str]:
    """What is wrong with target groups apart from unknown names of indicators."""
    for card in targets.values():
        for name in card.people:
            if name in known and not counts_people(known[name], roles):
                yield f"{card.id}: people: {name} is not a share of people, so no number of people follows from it"
        judged = [i for i in card.figures if i in known and known[i].better_when != "neutral"]
        if card.is_context and judged:
            yield f"{card.id}: is_context: {', '.join(judged)} is judged as good or bad; context has no such figure"


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


def counts_people(indicator: Indicator, roles: Roles) -> bool:
    """Whether a number of people follows from the indicator: a share or rate of people with a known base."""
    if indicator.unit == "%" and indicator.aggregation.rule == "weighted_mean":
        return indicator.aggregation.weight in dict(roles.people).values()
    of_people = indicator.id not in roles.households
    return indicator.unit in ("%", "per 1.000 inwoners") and indicator.aggregation.rule == "ratio" and of_people
