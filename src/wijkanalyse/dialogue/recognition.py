"""What people said of figures that not everyone recognises: the one file of a folder that a report shows.

A report is about figures, so of the folder it takes only what belongs beside one. As everywhere, a file that the
edition may not show is not read, and what an invented example says is in no report.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.dialogue.folder import CARD, DialogueError, read_folder
from wijkanalyse.dialogue.reading import no_rows
from wijkanalyse.editions import Openness
from wijkanalyse.paths import Paths
from wijkanalyse.profile.once import once

if TYPE_CHECKING:
    from wijkanalyse.profile.profile import Profile

KIND = "herkenning"
DOUBT = ("nee", "deels")
"""Answers of who does not, or not wholly, recognise a figure."""


@dataclass(frozen=True)
class Recognition:
    """What is said beside the figures of one area.

    Attributes
    ----------
    rows : pandas.DataFrame
        The columns of ``herkenning``: of every figure that a group doubts the newest answer of each group.
    sources
        The files, for the identity of the report: the exporter refuses what its edition may not show.
    faults
        What could not be read, for who makes the report.
    """

    rows: pd.DataFrame
    sources: tuple[dict[str, Any], ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def doubted(self) -> list[str]:
        """The figures that not everyone recognises."""
        return list(dict.fromkeys(self.rows.cijfer))

    def of(self, indicators: list[str]) -> pd.DataFrame:
        """What was said of these figures, figure by figure in their order."""
        if self.rows.empty:  # as nearly everywhere, and asked for every table
            return self.rows
        order = {name: place for place, name in enumerate(indicators)}
        rows = self.rows[self.rows.cijfer.isin(indicators)]
        return rows.sort_values("cijfer", key=lambda names: names.map(order), kind="stable")


def read_recognition(paths: Paths, area_code: str, edition: Openness, catalogue: Catalogue) -> Recognition:
    """What was said of the figures of an area in every folder that is about it, as far as the edition may show it."""
    found, sources, faults = [], [], []
    for card in cards_naming(paths, area_code):
        name = card.parent.name
        try:
            folder = read_folder(paths, name, edition=edition, catalogue=catalogue, needs=())
        except DialogueError as error:
            faults.append(f"what people said of figures is not in it: {str(error).splitlines()[0]}")
            continue
        if folder.area_code != area_code or folder.is_example:
            continue
        if KIND in folder.left_out:
            faults.append(f"data/wijken/{name}: {KIND} holds faults, so what it says of figures is not in it; "
                          f"`wijkanalyse kit {name}` lists them")  # fmt: skip
        rows = _doubts(folder.tables[KIND])
        if len(rows):
            found.append(rows)
            sources += replace(folder, openness={KIND: folder.openness[KIND]}).sources()
    rows = pd.concat(found, ignore_index=True) if found else no_rows(KIND)
    return Recognition(rows, tuple(sources), tuple(faults))


def cards_naming(paths: Paths, area_code: str) -> list[Path]:
    """The cards of folders in which the code stands; whether a folder is about that area only reading it tells."""
    cards = sorted(paths.area_folders.glob(f"*/{CARD}"))
    return [card for card in cards if area_code.encode() in card.read_bytes()]


def _doubts(rows: pd.DataFrame) -> pd.DataFrame:
    """The newest answer of each group, of the figures that any of them doubts now."""
    newest = rows.sort_values("datum", kind="stable").drop_duplicates(["cijfer", "groep"], keep="last")
    return newest[newest.cijfer.isin(newest.cijfer[newest.herkend.isin(DOUBT)])].sort_index()


@once
def recognition_of(profile: Profile) -> Recognition:
    """The same for a profile: heading, chapters and page one show one and the same."""
    return read_recognition(profile.processed.paths, profile.area.code, profile.edition, profile.catalogue)
