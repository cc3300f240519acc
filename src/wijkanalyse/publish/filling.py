"""The page on which partners fill in the files of an area: one file, without a network, that keeps what is typed.

It is generated from the declaration of the files (`dialogue.files`), so that a file or a column that is added
there is on the page too. It judges as `dialogue.check` does, with the same words, and writes the same files.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.house_style import HouseStyle, load_house_style
from wijkanalyse.cards.schema import Indicator
from wijkanalyse.dialogue.check import MOST_INSTEAD, PHONE, fault_as_measure, severity_as_measure
from wijkanalyse.dialogue.faults import FAULTS, PERSONAL
from wijkanalyse.dialogue.files import FILES, MOST_GOALS, MOST_OWN_THEMES, PARTS, File, FileColumn, label_of
from wijkanalyse.dialogue.folder import FORM, folder_of, read_card, themes_in
from wijkanalyse.dialogue.private import PATTERNS
from wijkanalyse.dialogue.readiness import load_questions
from wijkanalyse.files import write_whole
from wijkanalyse.paths import Paths
from wijkanalyse.publish.form import form_page
from wijkanalyse.publish.page_pattern import page_pattern


def write_form(paths: Paths, code: str, catalogue: Catalogue) -> Path:
    """Write the page for an area into its folder; made anew each time, what was filled in is not in it.

    Only the list of themes goes along, since what people fill in refers to it.

    Raises
    ------
    DialogueError
        Without a folder with a card.
    ReportError
        With every fault of the house style.
    """
    folder = folder_of(paths, code)
    target = folder / FORM
    style = load_house_style(paths)
    write_whole(target, form(code, read_card(folder).naam, themes_in(folder, catalogue), catalogue, style))
    return target


def form(
    code: str,
    name: str,
    themes: Sequence[Sequence[str]],
    catalogue: Catalogue,
    style: HouseStyle | None = None,
) -> str:
    """The page, as one HTML file.

    Parameters
    ----------
    code
        Of the area; what is kept of two areas in one browser stays apart by it.
    name
        What the area is called.
    themes
        Rows of ``themas.csv`` to begin with.
    catalogue
        The figures that can be named.
    style
        House style of who makes it.
    """
    parts = {title: [(kind, f) for kind, f in FILES.items() if f.part == part] for part, title in PARTS.items()}
    facts = _facts(code, themes, catalogue)
    return form_page("invullen", facts, also=["oordelen.js"], style=style, name=name, parts=parts)


def _facts(code: str, themes: Sequence[Sequence[str]], catalogue: Catalogue) -> dict[str, object]:
    cards = catalogue.indicators.values()
    return {
        "code": code,
        "themas": [list(row) for row in themes],
        "bestanden": {kind: _file(file) for kind, file in FILES.items()},
        "lijsten": {
            "question": [[q.id, q.vraag] for q in load_questions()],
            "indicator": [[card.id, card.label] for card in cards],
        },
        "maten": {card.id: _measure(card) for card in cards},
        "fouten": FAULTS,
        "persoonlijk": [[PERSONAL[what], page_pattern(pattern.pattern)] for what, pattern in PATTERNS.items()],
        "telefoon": PHONE.pattern,
        "meeste": {"doelen": MOST_GOALS, "eigen": MOST_OWN_THEMES, "cijfers": MOST_INSTEAD},
    }


def _measure(card: Indicator) -> list[str | float | None]:
    """What is said of a figure that somebody measures a goal with, and between what it can be."""
    return [card.label, card.theme, fault_as_measure(card), severity_as_measure(card), card.lowest, card.highest]


def _file(file: File) -> dict[str, object]:
    return {
        "titel": file.title,
        "sleutel": list(file.key),
        "bereiken": [list(pair) for pair in file.ranges],
        "pagina": file.page,
        "kolommen": [_column(name, column) for name, column in file.columns.items()],
    }


def _column(name: str, column: FileColumn) -> dict[str, object]:
    options = [[word, label] for word, label in column.options.items()] if column.options else None
    return {
        "naam": name, "label": label_of(name), "uitleg": column.about, "soort": column.kind,
        "verplicht": column.required, "opties": options,
    }  # fmt: skip
