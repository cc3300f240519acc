"""How wide text is, and how it breaks into lines: by the letters of one font, on every machine alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from matplotlib.font_manager import get_font
from matplotlib.ft2font import LoadFlags

from wijkanalyse.show.charts.style import font_file

UNKNOWN = 1.3
"""Width in em of a sign that the font lacks, such as an emoji: that of the widest that browsers have for it."""
POINTS = 72
"""Of an inch."""


def text_width(text: str, size: float, weight: str = "normal") -> float:
    """Width of a line in inches, at `size` points; the fonts of readers are seldom wider."""
    return sum(_advance(sign, weight) for sign in text) * size / POINTS


def wrap(text: str, width: float, size: float, *, weight: str = "normal", most: int = 4) -> list[str]:
    """The text in lines that fit: broken at spaces, at hyphens between longer parts, and in a word too long for a line.

    Parameters
    ----------
    text : str
        Any text; spaces around a break are lost.
    width : float
        Inches.
    size : float
        Of the letters, in points.
    weight : str
        ``normal`` or ``bold``.
    most : int
        Lines; what does not fit in them is left out and "…" put in its place.

    Returns
    -------
    list of str
        At least one line.
    """

    def fits(line: str) -> bool:
        return text_width(line.rstrip(), size, weight) <= width

    lines = [""]
    for word in re.split(r"(?<=\s)|(?<=\w\w-)(?=\w\w)", " ".join(text.split())):
        whole = fits(lines[-1] + word)
        if lines[-1] and not whole:
            lines.append("")
        for sign in [word] if whole else _signs(word):
            if lines[-1] and not fits(lines[-1] + sign):
                lines.append("")
            lines[-1] += sign
    lines = [line.strip() for line in lines]
    if len(lines) <= most:
        return lines
    last = list(_signs(lines[most - 1]))
    while last and not fits("".join(last).rstrip() + "…"):
        last.pop()
    return [*lines[: most - 1], "".join(last).rstrip() + "…"]


def shorten(text: str, width: float, size: float, *, weight: str = "normal", most: int = 4) -> str:
    """The text as far as it fits in so many lines, with "…" for the rest; for whoever breaks the lines elsewhere."""
    lines = wrap(text, width, size, weight=weight, most=most)
    plain = " ".join(text.split())
    end = 0
    for sign in "".join("".join(lines).removesuffix("…").split()):
        end = plain.index(sign, end) + 1
    return plain if end >= len(plain.removesuffix("…")) else plain[:end].rstrip() + "…"


def _signs(word: str) -> Iterator[str]:
    """What a reader sees as one sign: a letter with its accents, an emoji of several that are joined."""
    sign = ""
    for letter in word:
        if sign and not _width_less(letter) and not sign.endswith("\u200d"):
            yield sign
            sign = ""
        sign += letter
    yield sign


def _width_less(letter: str) -> bool:
    """Accents, and signs that only join or turn."""
    return unicodedata.category(letter) in ("Mn", "Me", "Cf")


@cache
def _advance(letter: str, weight: str) -> float:
    """Width of one letter in em."""
    if _width_less(letter):
        return 0.0
    glyph = _glyphs(weight).get(ord(letter))
    if glyph is None:
        return UNKNOWN
    font = get_font(font_file(weight))
    return font.load_glyph(glyph, LoadFlags.NO_SCALE).horiAdvance / font.units_per_EM


@cache
def _glyphs(weight: str) -> dict[int, int]:
    return get_font(font_file(weight)).get_charmap()
