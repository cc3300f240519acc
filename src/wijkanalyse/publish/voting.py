"""The page on which a facilitator enters ballots: one file, without a network, that loses nothing.

Receives the themes of an area and hands on one HTML file. It keeps what is entered in
the browser, counts as `methods.voting` does, and writes the CSV that the package reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.dialogue.files import FILES, GROUPS
from wijkanalyse.dialogue.folder import VOTING_PAGE, DialogueError, read_folder
from wijkanalyse.methods.voting import DEPTH, LEAST_VOTERS
from wijkanalyse.paths import Paths
from wijkanalyse.publish.form import form_page

MOST_THEMES = 40


def write_voting_page(paths: Paths, code: str, catalogue: Catalogue) -> Path:
    """Write the voting page of an area into its folder; made anew each time, ballots are not in it.

    Only the list of themes has to be without faults.

    Raises
    ------
    DialogueError
        Without at least three themes to choose from.
    """
    folder = read_folder(paths, code, edition="intern", catalogue=catalogue, needs=["themas"])
    target = paths.area_folders / code / VOTING_PAGE
    target.write_text(voting_page(code, folder.name, folder.themes), encoding="utf-8")
    return target


def voting_page(code: str, name: str, themes: Mapping[str, str]) -> str:
    """The voting page, as one HTML file.

    Parameters
    ----------
    code
        Of the area; ballots of two areas in one browser stay apart by it.
    name
        What the area is called.
    themes
        Dutch names by id, in the order of the list.
    """
    if not DEPTH <= len(themes) <= MOST_THEMES:
        raise DialogueError(
            f"{code}: {len(themes)} themes to vote on; a ballot needs {DEPTH} to {MOST_THEMES}. See themas.csv."
        )
    return form_page(
        "stemmen", _facts(code, name, themes),
        name=name, themes=themes, groups=GROUPS, depth=DEPTH, least=LEAST_VOTERS,
    )  # fmt: skip


def _facts(code: str, name: str, themes: Mapping[str, str]) -> dict[str, object]:
    return {
        "code": code,
        "naam": name,
        "themas": [[theme, label] for theme, label in themes.items()],
        "groepen": [[group, label] for group, label in GROUPS.items()],
        "kolommen": list(FILES["stembriefjes"].columns),
        "plaatsen": DEPTH,
        "minstens": LEAST_VOTERS,
    }
