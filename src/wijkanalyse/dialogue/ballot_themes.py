"""The candidate themes of a meeting: a list of ids with Dutch names, from the figures or from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.dialogue.folder import DialogueError, Theme
from wijkanalyse.process.spreadsheets import read_texts

if TYPE_CHECKING:
    from wijkanalyse.agenda.agenda import Agenda


def default_themes(catalogue: Catalogue) -> list[Theme]:
    """Every candidate theme that figures know of, in the order of their cards."""
    return [(card.id, card.name) for card in catalogue.themes.candidates.values()]


def candidate_themes(agenda: Agenda) -> list[Theme]:
    """The candidate top 10 of an area; all themes where too few people live to choose among them."""
    return [(candidate.id, candidate.name) for candidate in agenda.top] or default_themes(agenda.profile.catalogue)


def read_themes(path: Path) -> list[Theme]:
    """Themes from a file with the columns ``thema`` and ``naam``.

    Raises
    ------
    DialogueError
        Without those columns, or when a theme is named twice or has no name.
    """
    rows = read_texts(path)
    if missing := [c for c in ("thema", "naam") if c not in rows.columns]:
        raise DialogueError(f"{path}: has no column {', '.join(missing)}; a list of themes has thema and naam")
    faulty = rows.index[rows.thema.duplicated() | (rows.thema == "") | (rows.naam == "")]
    if len(faulty):
        lines = ", ".join(str(int(i) + 2) for i in faulty)
        raise DialogueError(f"{path}: row {lines}: every theme needs an id and a name, and stands there once")
    return list(zip(rows.thema, rows.naam, strict=True))
