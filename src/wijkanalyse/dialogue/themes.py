"""The candidate themes of a meeting: a list of ids with Dutch names, from the figures or from a file.

Whoever ranks themes by figures hands on the same list; nothing here scores.
"""

from __future__ import annotations

from pathlib import Path

from wijkanalyse.catalogue import Catalogue
from wijkanalyse.dialogue.folder import DialogueError, Theme
from wijkanalyse.process.tidy import read_texts


def default_themes(catalogue: Catalogue) -> list[Theme]:
    """Every theme with a figure that can be favourable or not; background is no theme to choose."""
    judged = {i.theme for i in catalogue.indicators.values() if i.better_when in ("higher", "lower")}
    return [(theme, name) for theme, name in catalogue.vocabulary.themes.items() if theme in judged]


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
