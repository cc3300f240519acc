"""The catalogue: all cards and lists, read and checked against each other.

The one door to everything that is declared in this folder: cards of sources,
indicators and lessons, and the lists that name them. All faults of all files are
told in one message, each with the file, the place, what is wrong and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from operator import attrgetter
from pathlib import Path

from wijkanalyse.cards.breaks import Break, read_breaks
from wijkanalyse.cards.families import Family, family_in
from wijkanalyse.cards.lessons import Lesson
from wijkanalyse.cards.names import Mention, faults_of_mentions, mentions_in, unknown_names
from wijkanalyse.cards.reading import make, read_folder, read_yaml
from wijkanalyse.cards.roles import Roles, faults_of_roles, read_roles
from wijkanalyse.cards.schema import Indicator, Vocabulary
from wijkanalyse.cards.themes import (
    OTHER_THEMES,
    TargetCard,
    Themes,
    faults_of_targets,
    faults_of_themes,
    mentions_of_targets,
    mentions_of_themes,
    read_questions,
    read_targets,
    read_themes,
)
from wijkanalyse.errors import CatalogueError, listing
from wijkanalyse.near import Named, check_known
from wijkanalyse.paths import PACKAGE

CARDS = PACKAGE / "cards"


@dataclass(frozen=True)
class Catalogue:
    """All cards and lists, checked against each other. An unknown name gives a message with what is near."""

    families: Mapping[str, Family]
    indicators: Mapping[str, Indicator]
    vocabulary: Vocabulary
    roles: Roles
    themes: Themes = field(default_factory=lambda: Themes({}, ()))
    targets: Mapping[str, TargetCard] = field(default_factory=dict)
    breaks: tuple[Break, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    """By title."""
    questions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Open questions to put at the table, by theme."""
    left_out: tuple[str, ...] = ()
    """What is wrong with lessons that are not used: no figure rests on one."""

    def __post_init__(self) -> None:
        named = {
            "families": Named("family of sources", self.families, label=attrgetter("title")),
            "indicators": Named(
                "indicator", self.indicators, label=attrgetter("label"), otherwise="profile.table() lists them all"
            ),
        }
        for field_name, things in named.items():
            object.__setattr__(self, field_name, things)  # frozen, also for itself

    def family_of(self, source_id: str) -> Family | None:
        """The family that an edition is of; None of an own file."""
        if source_id not in self._known:
            family = self.families.get(family_in(source_id))
            is_edition = family is not None and not family.is_own and family.year_of(source_id) is not None
            self._known[source_id] = family if is_edition else None
        return self._known[source_id]

    @cached_property
    def _known(self) -> dict[str, Family | None]:
        """The sources that were asked about: a report asks thousands of times about some ten."""
        return {}

    def published(self, source_ids: Iterable[str]) -> list[str]:
        """Which of these sources are editions of a family; the others are own files."""
        return [source_id for source_id in source_ids if self.is_published(source_id)]

    def is_published(self, source_id: str) -> bool:
        """Whether a source is an edition of a family, and not an own file."""
        return self.family_of(source_id) is not None

    def is_own(self, source_id: str) -> bool:
        """Whether a source is an own file; "" is no source."""
        return bool(source_id) and not self.is_published(source_id)

    def chapter(self, name: str) -> list[Indicator]:
        """The indicators that a chapter of the report shows, in reading order."""
        check_known("chapter", name, self.vocabulary.chapters)
        return list(self._chapters[name])

    @cached_property
    def _chapters(self) -> Mapping[str, list[Indicator]]:
        found: dict[str, list[Indicator]] = {name: [] for name in self.vocabulary.chapters}
        for indicator in sorted(self.indicators.values(), key=attrgetter("order", "id")):
            if indicator.shown and indicator.chapter in found:
                found[indicator.chapter].append(indicator)
        return found

    def open_questions(self, theme: str) -> tuple[str, ...]:
        """Open questions to put at the table about a theme."""
        own = [self.questions[part] for part in self.themes.parts_of(theme) if part in self.questions]
        if len(own) > 1:
            return tuple(questions[0] for questions in own)
        return own[0] if own else self.questions[OTHER_THEMES]

    def lessons_about(self, themes: Collection[str]) -> list[Lesson]:
        """The lessons of any of these themes."""
        parts = {part for theme in themes for part in self.themes.parts_of(theme)}
        return [lesson for lesson in self.lessons if parts & set(lesson.themes)]

    @property
    def lessons_for_all(self) -> list[Lesson]:
        """Ways of working that serve any theme."""
        return [lesson for lesson in self.lessons if not lesson.themes]

    def quick_wins(self, themes: Collection[str]) -> list[Lesson]:
        """The lessons of which something can be done in a month: those of these themes, then those for any theme."""
        return [lesson for lesson in (*self.lessons_about(themes), *self.lessons_for_all) if lesson.within_a_month]

    def unit_label(self, indicator: str) -> str:
        return self.vocabulary.units[self.indicators[indicator].unit].label


# ------------------------------------------------------------------------ loading


@cache
def load_catalogue(folder: Path = CARDS) -> Catalogue:
    """Read and cross-check every card and every list.

    Parameters
    ----------
    folder
        With the folders ``sources``, ``indicators`` and ``lessons`` and the lists; by default that of the package.

    Raises
    ------
    CatalogueError
        With every fault of every card and list, one to a line; a faulty lesson is only left out.
    """
    faults: list[str] = []
    families, _ = read_folder(folder / "sources", Family, faults)
    indicators, faulty = read_folder(folder / "indicators", Indicator, faults)
    vocabulary = make(Vocabulary, read_yaml(folder / "vocabulary.yml", dict, faults), "vocabulary.yml", faults)
    roles = read_roles(folder / "roles.yml", faults)
    themes = read_themes(folder / "themes.yml", faults)
    lessons, left_out = _read_lessons(folder / "lessons", themes)
    lists = {
        "themes": themes,
        "targets": read_targets(folder / "targets.yml", faults),
        "breaks": read_breaks(folder / "breaks.yml", faults),
        "questions": read_questions(folder / "vragen.yml", faults),
        "lessons": lessons,
        "left_out": left_out,
    }
    if vocabulary is None:  # nothing can be held against it
        raise CatalogueError(listing(f"{len(faults)} faults in the cards of the catalogue:", sorted(faults)))
    catalogue = Catalogue(
        families, indicators, vocabulary, roles, **lists
    )  # without roles it goes no further than here
    faults += faults_between(catalogue, faulty)
    if faults:
        raise CatalogueError(listing(f"{len(faults)} faults in the cards of the catalogue:", sorted(faults)))
    return catalogue


def _read_lessons(folder: Path, themes: Themes) -> tuple[tuple[Lesson, ...], tuple[str, ...]]:
    """The valid lessons by title, and what is wrong with the others."""
    faults: list[str] = []
    found = []
    for lesson in read_folder(folder, Lesson, faults)[0].values():
        unknown = list(unknown_names(f"{lesson.id}.yml: themes", lesson.themes, themes.ids))
        faults += unknown
        found += [] if unknown else [lesson]
    left_out = tuple(f"lessons/{fault}; this lesson is not used" for fault in sorted(faults))
    return tuple(sorted(found, key=lambda lesson: lesson.title)), left_out


# ------------------------------------------------------------------------- checks


def faults_between(catalogue: Catalogue, faulty: Collection[str] = ()) -> Iterator[str]:
    """What cards and lists that are valid by themselves have against each other.

    Parameters
    ----------
    catalogue
        The cards and lists as they were read.
    faulty
        Ids of indicators whose card is not valid; that they are named somewhere is no second fault.
    """
    indicators, vocabulary, themes = catalogue.indicators, catalogue.vocabulary, catalogue.themes
    families = set(catalogue.families)
    for indicator in indicators.values():
        yield from _cross_check(indicator, indicators, families, vocabulary)
    yield from faults_of_mentions(mentions_of(catalogue), indicators, faulty)
    yield from unknown_names("vragen.yml", catalogue.questions, (*themes.ids, OTHER_THEMES))
    if (roles := catalogue.roles) is None:  # while loading a faulty list; the rest is held against the roles
        return
    dimensions = vocabulary.positieve_gezondheid
    by_list = {
        "roles.yml": faults_of_roles(roles, indicators),
        "themes.yml": faults_of_themes(themes, indicators, roles, catalogue.targets, dimensions),
        "targets.yml": faults_of_targets(catalogue.targets, indicators, roles),
    }
    for name, faults in by_list.items():
        yield from (f"{name}: {fault}" for fault in faults)


def mentions_of(catalogue: Catalogue) -> Iterator[Mention]:
    """Every place in a card or a list that names an indicator."""
    for card in catalogue.indicators.values():
        yield from mentions_in(f"{card.id}.yml: aggregation.weight", [card.aggregation.weight], shown=False)
        denominators = [m.denominator_of for m in card.measures]
        yield from mentions_in(f"{card.id}.yml: measures.denominator_of", denominators, shown=False)
        if card.ages:
            yield from mentions_in(f"{card.id}.yml: ages", [card.ages.younger, card.ages.older], shown=False)
    if catalogue.roles:
        yield from catalogue.roles.mentions("roles.yml")
    yield from mentions_of_themes("themes.yml", catalogue.themes)
    yield from mentions_of_targets("targets.yml", catalogue.targets)
    for number, entry in enumerate(catalogue.breaks, 1):
        yield from mentions_in(f"breaks.yml: break {number}", entry.indicators, shown=False)


def _cross_check(
    indicator: Indicator, indicators: Mapping[str, Indicator], families: set[str], vocabulary: Vocabulary
) -> Iterator[str]:
    name = f"{indicator.id}.yml"
    closed = {
        "chapter": (indicator.chapter, vocabulary.chapters),
        "theme": (indicator.theme, vocabulary.themes),
        "unit": (indicator.unit, vocabulary.units),
        "estimate_type": (indicator.estimate_type, vocabulary.estimate_types),
        "positieve_gezondheid": (indicator.positieve_gezondheid, vocabulary.positieve_gezondheid),
        **{f"caveats.{i}": (key, vocabulary.caveats) for i, key in enumerate(indicator.caveats)},
    }
    for key, (got, allowed) in closed.items():
        if got is not None and got not in allowed:
            yield f"{name}: `{key}`: {got!r} is not in vocabulary.yml; choose from {', '.join(map(str, allowed))}"
    unit = vocabulary.units.get(indicator.unit)
    if unit and not re.search(rf"(^|_){re.escape(unit.suffix)}$", indicator.id):
        yield f"{name}: an indicator in {indicator.unit!r} has an id that ends in _{unit.suffix}"
    if not re.fullmatch(r"[a-z][a-z0-9_]*", indicator.id):
        yield f"{name}: an id is lower case letters, digits and underscores"
    for measure in indicator.measures:
        if measure.family not in families:
            yield f"{name}: there is no family {measure.family!r}; there are {', '.join(sorted(families))}"
    by = {"weight": [indicator.aggregation.weight], "denominator_of": [m.denominator_of for m in indicator.measures]}
    for key, names in by.items():
        for other in dict.fromkeys(n for n in names if n in indicators):
            if indicators[other].aggregation.rule != "sum":
                yield f"{name}: {key} {other!r} is not an indicator that is summed (aggregation rule `sum`)"
    for key in (indicator.ages.younger, indicator.ages.older) if indicator.ages else ():
        if key in indicators and indicators[key].unit != indicator.unit:
            yield f"{name}: `ages` names {key!r}, which is not in {indicator.unit!r}"
    if indicator.reviewed.next <= indicator.reviewed.date:
        yield f"{name}: `reviewed.next` must be later than `reviewed.date`"
