"""Where long Dutch words may break: browsers that do not know Dutch would break them anywhere, without a hyphen."""

from __future__ import annotations

import re

SOFT_HYPHEN = "\N{SOFT HYPHEN}"
FEWEST_LETTERS = 14
LAST_PARTS = (
    "achtergrond", "arrangement", "begeleiding", "buurt", "huishoudens", "kwartier", "onderwijs", "ongeschikt",
    "terrein", "uitkering", "verenigingen", "voorziening", "voorzieningen", "woningen", "zekerheid",
)  # fmt: skip
"""With which compounds in labels and in names of buurten often end; a break before one is never inside a part."""
_COMPOUND = re.compile(rf"\b(\w{{5,}})({'|'.join(LAST_PARTS)})\b")
_NARROW = re.compile(r'<th\b.*?</th>|<span class="naam-in-cel".*?</span>|<span class="smal">.*?</span>', re.DOTALL)
_TEXT = re.compile(r"(?<=>)[^<>&]+(?=<)")


def breakable(text: str) -> str:
    """A text whose longest compounds may break at a seam.

    Examples
    --------
    >>> breakable("Waterloopleinbuurt, onzekerheid").replace(SOFT_HYPHEN, "|")
    'Waterlooplein|buurt, onzekerheid'
    """
    return _COMPOUND.sub(lambda m: SOFT_HYPHEN.join(m.groups()) if len(m[0]) >= FEWEST_LETTERS else m[0], text)


def with_breaks(html: str) -> str:
    """The same for the text in the narrow places of a page: the heads of rows and columns, and labels in a cell.

    Examples
    --------
    >>> with_breaks('<th id="x">Eenpersoonshuishoudens</th><td>Eenpersoonshuishoudens</td>').count(SOFT_HYPHEN)
    1
    """
    return _NARROW.sub(lambda place: _TEXT.sub(lambda text: breakable(text[0]), place[0]), html)
