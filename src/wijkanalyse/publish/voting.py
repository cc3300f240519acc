"""The page on which a facilitator enters ballots: one file, without a network, that loses nothing.

Receives the themes of an area and hands on one HTML file. It keeps what is entered in
the browser, counts as `methods.voting` does, and writes the CSV that the package reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.house_style import HouseStyle, load_house_style
from wijkanalyse.dialogue.ballot_sentences import AGREEMENT_WORDS, HEADS, MOST_FIRSTS, NUMBERS, SENTENCES, VOTERS
from wijkanalyse.dialogue.files import FILES, GROUPS
from wijkanalyse.dialogue.folder import VOTING_PAGE, DialogueError, read_folder
from wijkanalyse.files import write_whole
from wijkanalyse.methods.voting import AGREEMENT, DEPTH, LEAST_VOTERS
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
    ReportError
        With every fault of the house style.
    """
    folder = read_folder(paths, code, edition="intern", catalogue=catalogue, needs=["themas"])
    target = paths.area_folders / code / VOTING_PAGE
    page = voting_page(code, folder.name, folder.themes, folder.people, load_house_style(paths))
    write_whole(target, page)
    return target


def voting_page(
    code: str,
    name: str,
    themes: Mapping[str, str],
    people: Mapping[str, int] | None = None,
    style: HouseStyle | None = None,
) -> str:
    """The voting page, as one HTML file.

    Parameters
    ----------
    code
        Of the area; ballots of two areas in one browser stay apart by it.
    name
        What the area is called.
    themes
        Dutch names by id, in the order of the list.
    people
        How many people of each group were to come, where that is known.
    style
        House style of who makes it.
    """
    if not DEPTH <= len(themes) <= MOST_THEMES:
        raise DialogueError(
            f"{code}: {len(themes)} themes to vote on; a ballot needs {DEPTH} to {MOST_THEMES}. See themas.csv."
        )
    return form_page(
        "stemmen", _facts(code, name, themes, people or {}), also=["stemmen_telling.js", "stemmen_bestand.js"],
        style=style, name=name, themes=themes, groups=GROUPS, depth=DEPTH, least=LEAST_VOTERS,
    )  # fmt: skip


def _facts(code: str, name: str, themes: Mapping[str, str], people: Mapping[str, int]) -> dict[str, object]:
    return {
        "code": code,
        "naam": name,
        "themas": [[theme, label] for theme, label in themes.items()],
        "groepen": [[group, label] for group, label in GROUPS.items()],
        "kolommen": {name: column.required for name, column in FILES["stembriefjes"].columns.items()},
        "aanwezigen": dict(people) or None,
        "zinnen": SENTENCES,
        "delen": list(HEADS.items()),
        "stemmers": VOTERS,
        "eens": AGREEMENT_WORDS,
        "eensgezind": AGREEMENT,
        "getallen": NUMBERS,
        "hoogstens_eersten": MOST_FIRSTS,
        "plaatsen": DEPTH,
        "minstens": LEAST_VOTERS,
    }
