"""One area with its figures and with what people added to it: what the notebooks of dialoog and doen work with.

Either may be missing: a kern may begin with the conversation, and an area may
have figures to which nobody added anything yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, zip_longest

import pandas as pd

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.cards.catalogue import Catalogue, load_catalogue
from wijkanalyse.cards.house_style import HouseStyle, load_house_style
from wijkanalyse.cards.lessons import Example
from wijkanalyse.dialogue.ballot_themes import candidate_themes, default_themes
from wijkanalyse.dialogue.ballots import PLACES, TOGETHER, VoteOutcome, ballots_of, outcome
from wijkanalyse.dialogue.examples import read_examples
from wijkanalyse.dialogue.files import FILES, Part, files_until
from wijkanalyse.dialogue.folder import AreaFolder, empty_folder, folder_of, read_folder
from wijkanalyse.dialogue.sharing import phase_of
from wijkanalyse.dutch import names_in_a_row
from wijkanalyse.editions import Openness
from wijkanalyse.facts import Fact, ShowsFacts
from wijkanalyse.near import check_known
from wijkanalyse.paths import Paths, find_paths
from wijkanalyse.profile.profile import Profile, load_profile
from wijkanalyse.profile.verdicts import Verdict, Verdicts

_SAID = ("interviews", "opbrengst")
"""Files with what people said about a theme."""


@dataclass(repr=False)
class Dialogue(ShowsFacts):
    """An area as its partners talk about it.

    Attributes
    ----------
    verdicts
        The figures and what they say, or None for a kern without figures.
    folder
        What people added; empty when nobody did.
    paths
        The working tree that both are of.
    examples
        What wijken elsewhere shared, about any theme.
    """

    verdicts: Verdicts | None
    folder: AreaFolder
    catalogue: Catalogue
    paths: Paths
    examples: tuple[Example, ...] = ()

    def _title(self) -> str:
        return f"Dialoog in {self.name} ({self.folder.code})"

    def _facts(self) -> list[Fact]:
        """What is there, and never what it says: how many people wrote what is for the sections to judge."""
        filled = [FILES[name].title for name, rows in self.folder.tables.items() if len(rows)]
        return [
            ("editie", self.folder.edition),
            ("cijfers", self.profile.area._title() if self.profile else "geen"),
            ("thema’s", names_in_a_row(list(self.themes.values()))),
            ("ingevuld", names_in_a_row(filled) or "nog niets"),
        ]

    @property
    def profile(self) -> Profile | None:
        return self.verdicts.profile if self.verdicts else None

    @property
    def has_figures(self) -> bool:
        """Whether there is any figure to show: a kern may have none at all, and so may a very small wijk."""
        return self.verdicts is not None and any(v.figure.value.is_known for v in self.verdicts.all)

    @property
    def name(self) -> str:
        return self.profile.area.name if self.profile else self.folder.name

    @cached_property
    def house_style(self) -> HouseStyle | None:
        """Of who makes the documents; None where nobody made a style."""
        return self.profile.processed.house_style if self.profile else load_house_style(self.paths)

    @property
    def today(self) -> dt.date:
        return self.folder.today

    @cached_property
    def themes(self) -> dict[str, str]:
        """Names of the candidate themes by id: those of the folder, else those of the figures.

        Where the edition may not show the list of the folder, a theme that people voted on need not be among those
        of the figures. It stands behind them, so that no ballot is lost.
        """
        by_figures = candidate_themes(self.agenda) if self.agenda else default_themes(self.catalogue)
        names = self.folder.themes or dict(by_figures)
        cards = self._named_by_cards
        rows = self.folder.tables["stembriefjes"]
        voted = sorted({theme for place in (*PLACES, TOGETHER) for theme in rows[place] if theme} - set(names))
        return names | {theme: cards.get(theme, theme.replace("_", " ").capitalize()) for theme in voted}

    @property
    def _named_by_cards(self) -> dict[str, str]:
        """Names of all that a card is about, also of a theme that shares its place with another."""
        themes = self.catalogue.themes
        return {card.id: card.name for card in (*themes.cards.values(), *themes.together.values())}

    @cached_property
    def agenda(self) -> Agenda | None:
        """The themes as the figures see them; None without figures."""
        return Agenda(self.verdicts) if self.verdicts else None

    @cached_property
    def outcome(self) -> VoteOutcome:
        """The votes; of nobody when there are none."""
        return outcome(ballots_of(self.folder.tables["stembriefjes"]), list(self.themes))

    @property
    def chosen(self) -> list[str]:
        """Themes that people chose: in the vote, else those that have a goal."""
        if self.outcome.detail != "nothing":
            return self.outcome.wanted()
        return [t for t in self.themes if t in set(self.folder.tables["doelen"].thema)]

    def figures_of(self, theme: str, most: int = 2) -> list[Verdict]:
        """The known figures of a theme that can be favourable or not, in reading order; of each part in turn."""
        self._check_theme(theme)
        if self.verdicts is None:
            return []
        cards = self.catalogue.themes.cards_of(theme)
        in_turn = chain.from_iterable(zip_longest(*(card.figures for card in cards)))
        found = [self.verdicts.of(i) for i in in_turn if i]
        return [v for v in found if v.figure.value.is_known and v.figure.nederland is not None][:most]

    def _check_theme(self, theme: str) -> None:
        """Refuse a theme of which there is no card and that nobody here named; people may name their own."""
        named = {t for rows in self.folder.tables.values() if "thema" in rows for t in rows.thema}
        check_known("theme", theme, {t: t for t in named} | self._named_by_cards | self.themes)

    def stands_out(self, theme: str) -> bool:
        """Whether the theme is unfavourable in this area by its figures, if only slightly; not how much."""
        self._check_theme(theme)
        found = self.agenda.unfavourable if self.agenda else ()
        parts = {part.card.id for candidate in found for part in candidate.parts if part.is_unfavourable}
        return not parts.isdisjoint(self.catalogue.themes.parts_of(theme))

    def said_about(self, theme: str) -> list[tuple[str, str, str, str]]:
        """What conversations and tables gave on a theme: who, what goes well, what can be better, what to do together.

        Persons are left out; the last is only asked at a table.
        """
        self._check_theme(theme)
        themes = [theme, *self.catalogue.themes.parts_of(theme)]
        talks, results = (self.folder.tables[kind] for kind in ("interviews", "opbrengst"))
        said = [(r.rol, r.gaat_goed, r.kan_beter, "") for r in talks[talks.thema.isin(themes)].itertuples()]
        at_tables = results[results.thema.isin(themes)].itertuples()
        return said + [(f"tafel {r.tafel}", r.gaat_goed, r.kan_beter, r.samen) for r in at_tables]

    def recognised_about(self, theme: str) -> pd.DataFrame:
        """What groups said about every figure of a theme, whether a card shows it or not."""
        cards = self.catalogue.themes.cards_of(theme)
        figures = {i for card in cards for i in (*card.figures, *card.context, *card.assets)}
        rows = self.folder.tables["herkenning"]
        return rows[rows.cijfer.isin(figures)]

    def examples_about(self, themes: Collection[str]) -> list[Example]:
        """Examples of any of these themes, first those of wijken that are as far as this one."""
        parts = {part for theme in themes for part in (theme, *self.catalogue.themes.parts_of(theme))}
        found = [e for e in self.examples if parts & set(e.themes)]
        return sorted(found, key=lambda e: e.phase != self.phase)  # sorted keeps their order

    @property
    def examples_as_far(self) -> list[Example]:
        """Examples of any theme of wijken that are as far as this one."""
        return [e for e in self.examples if e.phase == self.phase]

    @cached_property
    def phase(self) -> str:
        """How far this wijk is, as far as the edition shows; one of `cards.lessons.PHASES`."""
        return phase_of(self.folder)


def open_dialogue(
    wijk_code: str,
    *,
    boundary_year: int | None = None,
    edition: Openness = "partners",
    folder: str = "",
    until: Part = "jaar",
    paths: Paths | None = None,
) -> Dialogue:
    """Open the figures and the folder of an area.

    Parameters
    ----------
    wijk_code
        Code of the area, or of the folder of a kern without figures.
    boundary_year
        Year of the boundaries, as for a profile.
    edition
        What may be shown, of the figures and of the folder.
    folder
        Name of the folder when it is not the code of the area.
    until
        The last part of what people fill in that has to be without faults; a file of later with faults counts as
        empty.
    paths
        The working tree.

    Raises
    ------
    AreaError, ProcessedDataError, DialogueError
    """
    paths, catalogue = paths or find_paths(), load_catalogue()
    code = folder or wijk_code
    examples = tuple(read_examples(paths)[0])
    there = folder_of(paths, code).is_dir()
    added = None
    if there or folder:
        added = read_folder(paths, code, edition=edition, catalogue=catalogue, needs=files_until(until))
    if added is not None and added.area_code is None:
        return Dialogue(None, added, catalogue, paths, examples)
    profile = load_profile(wijk_code, boundary_year=boundary_year, edition=edition, paths=paths)
    added = added or empty_folder(wijk_code, profile.area.name, edition)
    return Dialogue(Verdicts(profile), added, catalogue, paths, examples)
