"""A gemeente or region, wijk by wijk: the themes of each, how sure that is, and what is agreed there already.

Receives the profile of a whole (a gemeente, or an area made of gemeenten or
wijken); hands on one `Member` per wijk in the order of their names. Nothing
here counts wijken up to a score or puts them in an order: where to start is for
the region to choose.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from wijkanalyse.agenda.agenda import Agenda, Candidate
from wijkanalyse.cards.themes import CandidateCard, Themes
from wijkanalyse.dialogue.folder import AreaFolder, DialogueError, empty_folder, folder_of, read_folder
from wijkanalyse.dialogue.kernen import Kern, kernen_of
from wijkanalyse.dialogue.readiness import Answered, Question, answered, shared_questions
from wijkanalyse.dutch import names_in_a_row
from wijkanalyse.errors import AreaError
from wijkanalyse.facts import Fact, ShowsFacts
from wijkanalyse.process.areas import Part
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts


@dataclass(frozen=True)
class Member:
    """One wijk of the region.

    Attributes
    ----------
    agenda
        Its candidate themes.
    folder
        What people added to it, as far as the edition may show it; empty where nobody did.
    is_read
        Whether its folder could be read at all; else it counts as empty.
    """

    agenda: Agenda
    folder: AreaFolder
    is_read: bool = True

    @property
    def profile(self) -> Profile:
        return self.agenda.profile

    @property
    def name(self) -> str:
        return self.profile.area.name

    @property
    def code(self) -> str:
        return self.profile.area.code

    @cached_property
    def candidates(self) -> dict[str, Candidate]:
        """The places on its list by id; without those of which nothing is known."""
        return {c.id: c for c in self.agenda.candidates}

    @cached_property
    def answers(self) -> list[Answered]:
        """The questions to start with; empty where nobody filled in the form."""
        rows = self.folder.tables["stroomschema"]
        return answered(rows) if len(rows) else []

    @property
    def given(self) -> set[str]:
        """The answers that were given to any question."""
        return {a.answer for a in self.answers}

    def given_to(self, question: Question) -> Answered:
        """The answer to one question, of a wijk that answered."""
        return next(a for a in self.answers if a.question == question)


@dataclass(frozen=True, repr=False)
class Regiobeeld(ShowsFacts):
    """The wijken of a whole, and the themes they are held against."""

    profile: Profile
    members: tuple[Member, ...]
    themes: Themes = field(repr=False)

    @property
    def compared(self) -> tuple[Member, ...]:
        """Wijken with enough people to put themes in an order."""
        return tuple(m for m in self.members if not m.agenda.is_too_small)

    @property
    def too_small(self) -> tuple[Member, ...]:
        """Wijken with too few people for that; they keep their figures in their own report."""
        return tuple(m for m in self.members if m.agenda.is_too_small)

    @cached_property
    def kernen(self) -> list[Kern]:
        """Wijken with too few people, each with neighbours of the region; of one without a number nothing is known."""
        counted = [m for m in self.members if m.profile.area.inwoners > 0]
        small = [m.profile.area for m in counted if m.agenda.is_too_small]
        if not small:
            return []
        polygons = self.profile.processed.polygons("wijken", self.profile.area.boundary_year)
        return kernen_of([m.profile.area for m in counted], small, polygons)

    @cached_property
    def gemeenten(self) -> tuple[str, ...]:
        """Names of the gemeenten in which the wijken lie."""
        return tuple(sorted({name for m in self.members for name in m.profile.area.gemeente_names}))

    @property
    def faulty(self) -> tuple[Member, ...]:
        """Wijken with files that have faults and count as empty, or with a folder that could not be read."""
        return tuple(m for m in self.members if m.folder.left_out or not m.is_read)

    @property
    def answered(self) -> tuple[Member, ...]:
        """Wijken whose answers to the questions the edition may show."""
        return tuple(m for m in self.members if m.answers)

    @cached_property
    def shared_questions(self) -> list[Question]:
        """Questions to which most wijken with answers did not say yes."""
        return shared_questions([m.answers for m in self.answered])

    def _title(self) -> str:
        return f"{self.profile.area._title()}: {len(self.members)} wijken naast elkaar"

    def _facts(self) -> list[Fact]:
        """The themes that lead in every wijk, by name of the wijk."""
        return [(f"{m.name} ({m.code})", _leading(m)) for m in self.members]

    def unfavourable_in(self, card: CandidateCard) -> list[Member]:
        """The wijken in which a theme is unfavourable, if only slightly, by name."""
        return [m for m in self.compared if card.id in m.candidates and m.candidates[card.id].is_unfavourable]


def _leading(member: Member) -> str:
    if member.agenda.is_too_small:
        return "te weinig inwoners"
    return names_in_a_row([c.name for c in member.agenda.leading]) or "geen thema voorop"


def load_region(profile: Profile, *, comparator: str = "nederland") -> Regiobeeld:
    """The wijken of a gemeente or region, each with its themes.

    Parameters
    ----------
    profile
        Of a gemeente, or of a composite area: one made of gemeenten has all their wijken, any other its own parts.
    comparator
        What every wijk is held against.

    Raises
    ------
    AreaError
        For an area that has no wijken to put side by side.
    """
    themes, codes = profile.catalogue.themes, _codes(profile)
    profile.processed.keep_figures_of(_gemeenten_ever(profile, codes))
    members = [_member(profile, code, comparator, themes) for code in codes]
    return Regiobeeld(profile, tuple(sorted(members, key=lambda m: (m.name.casefold(), m.code))), themes)


def _codes(profile: Profile) -> list[str]:
    area = profile.area
    if area.level not in ("gemeente", "samengesteld") or len(codes := _parts(profile, area.parts)) < 2:
        raise AreaError(
            f"{area.code} ({area.name}) is a {area.level} without several wijken to put side by side; name a gemeente, "
            "or make a file in data/gebieden whose parts are gemeenten or wijken"
        )
    return codes


def _parts(profile: Profile, parts: tuple[Part, ...]) -> list[str]:
    """The wijken of the gemeenten among the parts, and the other parts themselves; only where people live."""
    register = profile.processed.areas.register
    now = register[(register.boundary_year == profile.area.boundary_year) & (register.inwoners != 0)]
    wijken = now[now.area_level == "wijk"]
    codes: list[str] = []
    for part in parts:
        inside = wijken.area_code[wijken.gemeente_code == part.code] if part.level == "gemeente" else [part.code]
        codes += list(inside)
    return codes


def _gemeenten_ever(profile: Profile, codes: list[str]) -> set[str]:
    """The gemeenten in which the region and these areas of it lie, or lay in any year."""
    register = profile.processed.areas.register
    now = register[(register.boundary_year == profile.area.boundary_year) & register.area_code.isin(codes)]
    ids = {*now.area_id, *(part.area_id for part in profile.area.parts)}
    return set(register.gemeente_code[register.area_id.isin(ids)])


def _member(profile: Profile, code: str, comparator: str, themes: Themes) -> Member:
    area = profile.processed.areas.find(code, profile.area.boundary_year)
    own = Profile(area, profile.processed, profile.catalogue, profile.edition)
    agenda = Agenda(Verdicts(own, comparator), themes=themes)
    paths = profile.processed.paths
    there = folder_of(paths, code).is_dir()
    folder, is_read = empty_folder(code, area.name, profile.edition), True
    if there:
        try:
            folder = read_folder(paths, code, edition=profile.edition, catalogue=profile.catalogue, needs=())
        except DialogueError:
            is_read = False
    return Member(agenda, folder, is_read)
