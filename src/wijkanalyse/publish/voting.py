"""The page on which a facilitator enters ballots: one file, without a network, that loses nothing.

Receives the themes of an area and hands on one HTML file. It keeps what is entered in
the browser, counts as `methods.voting` does, and writes the CSV that the package reads.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.dialogue.files import FILES, GROUPS
from wijkanalyse.dialogue.folder import VOTING_PAGE, DialogueError, read_folder
from wijkanalyse.methods.voting import DEPTH, LEAST_VOTERS
from wijkanalyse.paths import Paths
from wijkanalyse.publish.policy import policy_for
from wijkanalyse.show.look import stylesheet

HERE = Path(__file__).parent
MOST_THEMES = 40


def write_voting_page(paths: Paths, code: str, catalogue: Catalogue) -> Path:
    """Write the voting page of an area into its folder; made anew each time, ballots are not in it.

    Raises
    ------
    DialogueError
        Without at least three themes to choose from.
    """
    folder = read_folder(paths, code, edition="intern", catalogue=catalogue)
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
    script = _asset("stemmen.js")
    return _template().render(
        name=name,
        code=code,
        themes=themes,
        groups=GROUPS,
        depth=DEPTH,
        least=LEAST_VOTERS,
        data=Markup(_as_data(_facts(code, name, themes))),
        version=version("wijkanalyse"),
        css=Markup(stylesheet("basis.css") + "\n" + _asset("stemmen.css")),
        script=Markup(script),
        policy=policy_for(script),
    )


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


def _as_data(facts: Mapping[str, object]) -> str:
    """JSON that cannot end the element it stands in, whatever the names are."""
    return json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")


@cache
def _template() -> Template:
    loader = FileSystemLoader(HERE / "templates")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(
        "stemmen.html.j2"
    )


@cache
def _asset(name: str) -> str:
    return (HERE / "assets" / name).read_text(encoding="utf-8").strip()
