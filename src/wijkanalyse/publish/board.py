"""The board of an area for the year after its meeting: one file, without a network, that loses nothing.

It begins with what stands in the folder, keeps each step in the browser, and writes the files of the folder back.
A step is replayed on what the files say, so that a newer file, a second tab or a second laptop is not written over.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path

import pandas as pd

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.house_style import HouseStyle, load_house_style
from wijkanalyse.dialogue.faults import PERSONAL
from wijkanalyse.dialogue.files import FILES, LOGGED, PROGRESS, QUADRUPLE_AIM
from wijkanalyse.dialogue.folder import BOARD, AreaFolder, read_folder
from wijkanalyse.dialogue.private import PATTERNS
from wijkanalyse.files import write_whole
from wijkanalyse.paths import Paths
from wijkanalyse.publish.form import form_page
from wijkanalyse.publish.page_pattern import page_pattern

WRITTEN = ("acties", "doelen", "afspraken", "logboek")
"""The files that the board reads and writes."""
MOST_QUICK_WINS = 4
ROLES = {"aanwezigen": "discipline", "organisatie": "wie", "acties": "wie", "doelen": "eigenaar", "logboek": "rol"}
"""Where functions stand that may have written something down."""


def write_board(paths: Paths, code: str, catalogue: Catalogue) -> Path:
    """Write the board of an area into its folder; made anew each time, with what the files say now.

    Raises
    ------
    DialogueError
        With every fault of a file of the folder.
    ReportError
        With every fault of the house style.
    """
    folder = read_folder(paths, code, edition="intern", catalogue=catalogue)
    target = paths.area_folders / code / BOARD
    write_whole(target, board(folder, catalogue, load_house_style(paths)))
    return target


def board(folder: AreaFolder, catalogue: Catalogue, style: HouseStyle | None = None) -> str:
    """The board, as one HTML file.

    Parameters
    ----------
    folder
        Of the area; what may point at a person was left out of it, so the board does not show it either.
    catalogue
        For the names of figures, and what others did in a month.
    style
        House style of who makes it.
    """
    rows = {kind: _texts(folder.tables[kind]) for kind in WRITTEN}
    roles = {role for kind, column in ROLES.items() for role in folder.tables[kind][column] if role}
    aimed = set(folder.tables["doelen"].thema)
    facts = {
        "code": folder.code,
        "kolommen": {kind: list(FILES[kind].columns) for kind in WRITTEN},
        "sleutels": {kind: list(FILES[kind].key) for kind in WRITTEN},
        "nodig": {kind: [name for name, c in FILES[kind].columns.items() if c.required] for kind in WRITTEN},
        "rijen": rows,
        # Which files the page was made from: what was read in by hand counts until there are newer ones.
        "stempel": hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16],
        "persoonlijk": [[PERSONAL[what], page_pattern(pattern.pattern)] for what, pattern in PATTERNS.items()],
        "standen": list(PROGRESS.items()),
        "soorten": list(LOGGED.items()),
        "maten": {i: catalogue.indicators[i].label for i in _figures(folder) if i in catalogue.indicators},
        "snel": [[w.title, w.within_a_month] for w in catalogue.quick_wins(aimed)[:MOST_QUICK_WINS]],
    }
    return form_page(
        "bord", facts, style=style, name=folder.name, roles=sorted(roles, key=str.casefold), aims=QUADRUPLE_AIM
    )


def _figures(folder: AreaFolder) -> set[str]:
    rows = folder.tables["doelen"]
    return set(rows.maat[rows.soort_maat == "cijfer"])


def _texts(rows: pd.DataFrame) -> list[list[str]]:
    return [[_text(cell) for cell in row] for row in rows.itertuples(index=False)]


def _text(cell: object) -> str:
    """A cell as a file has it; numbers without the decimals that only reading gave them."""
    if cell is None or cell != cell:
        return ""
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return f"{cell:g}" if isinstance(cell, float) else str(cell)
