"""A line of a page: what it says, in which look; for a file of another program than a browser.

Receives elements of a page and hands on words. What the page hides, and what only explains a drawing that is not in
the file, has none; words for the ear are words like all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from wijkanalyse.publish.made_report import Element, text
from wijkanalyse.publish.slides import GREY, SIDES, SIGNS
from wijkanalyse.show.charts.marks import NAMES, PREFIX
from wijkanalyse.show.fragments import DRAWN
from wijkanalyse.show.wording import NBSP

NARROW = "smal"
"""Class of what only a narrow screen shows, in the place of something else; the drawings are those of a wide one."""
MARK = "teken"
"""Class of a mark that stands alone in a line."""
INLINE = {
    "a", "abbr", "b", "bdi", "br", "cite", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "samp", "small",
    "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
}  # fmt: skip
LEFT_OUT = {"nav", "script", "style", "colgroup", "col"}
SIGN_OF = {f"#{PREFIX}{name}": SIGNS[state].strip() for state, name in NAMES.items() if state in SIGNS}
SIDE_OF_SIGN = {SIGNS[state].strip(): colour for state, colour in SIDES.items()}
_SIGN_OF_CLASSES = {
    ("ongunstig",): SIGNS["worse"], ("iets", "ongunstig"): SIGNS["slightly_worse"], ("gelijk",): SIGNS["alike"],
    ("iets", "gunstig"): SIGNS["slightly_better"], ("gunstig",): SIGNS["better"],
}  # fmt: skip
FEW = 30
"""Characters in small letters that stand behind a heading, and not below it."""
LINE_END = "\x0b"
"""What a line break of a page becomes; no text of a page has this sign."""
_SPACES = re.compile(r"[ \t\r\n]+")
_INVISIBLE = re.compile("[\u00ad\u200b\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Where a word may break, which a program of letters sees to itself; and signs that its file cannot hold."""
_ON_THE_WEB = re.compile(r"https?:|mailto:|tel:")


@dataclass(frozen=True)
class Words:
    """Words in one look; `LINE_END` alone ends one."""

    text: str
    bold: bool = False
    italic: bool = False
    small: bool = False
    raised: bool = False
    colour: str = ""
    address: str = ""


Line = list[Words]


def classes(element: Element) -> list[str]:
    return element.get("class", "").split()


def is_left_out(element: Element) -> bool:
    """Whether an element is not for the file: the page hides it, or it tells about a drawing that is not there."""
    is_hidden = element.tag in LEFT_OUT or element.get("aria-hidden") == "true"
    return is_hidden or not {DRAWN, NARROW}.isdisjoint(classes(element))


def is_block(element: Element) -> bool:
    """Whether an element is not part of a line."""
    if element.tag == "svg":
        return element.get("role") == "img"
    return element.tag not in INLINE or any(map(is_block, element))


def _words(element: Element, look: Words) -> Line:
    """What an element within a line says."""
    if element.tag == "svg":
        marks = (use.get("href", "") for use in element.iter("use") if MARK in classes(element))
        sign = next((SIGN_OF[mark] for mark in marks if mark in SIGN_OF), "")
        return [replace(look, text=f"{sign}{NBSP}", colour=SIDE_OF_SIGN.get(sign, look.colour))] if sign else []
    if is_left_out(element):
        return []
    if element.tag == "br":
        return [Words(LINE_END)]
    if element.get("role") == "img":
        return [replace(look, text=element.get("aria-label", ""))]
    look = _look(element, look)
    return [*_sign_of_state(element, look), *words_in(element, look)]


def words_in(element: Element, look: Words) -> Line:
    """The words within an element, in the look that it has."""
    line = [replace(look, text=element.text or "")]
    for child in element:
        line += [*_words(child, look), replace(look, text=child.tail or "")]
    return line


def _look(element: Element, look: Words) -> Words:
    match element.tag:
        case "strong" | "b":
            return replace(look, bold=True)
        case "em" | "i" | "cite" | "var":
            return replace(look, italic=True)
        case "small":
            return replace(look, small=True, colour=GREY, bold=False)
        case "sup":
            return replace(look, raised=True)
        case "a" if _ON_THE_WEB.match(element.get("href", "")):
            return replace(look, address=element.get("href", ""))
    return look


def _sign_of_state(element: Element, look: Words) -> Line:
    """The sign that the style of the page puts before a judgement."""
    if "staat" not in (found := classes(element)):
        return []
    sign = _SIGN_OF_CLASSES.get(tuple(c for c in found if c != "staat"), "").strip()
    return [replace(look, text=f"{sign}{NBSP}", colour=SIDE_OF_SIGN.get(sign, look.colour))] if sign else []


def tidied(line: Iterable[Words]) -> Line:
    """The same words with one space between them, and none at either end of a line."""
    found: Line = []
    for words in line:
        if words.text == LINE_END:
            said = "\n" if found else ""
        else:
            said = _SPACES.sub(" ", _INVISIBLE.sub("", words.text))
            if not found or found[-1].text.endswith((" ", "\n", NBSP)):
                said = said.lstrip(" ")
        if said:
            found.append(replace(words, text=said))
    while found and not found[-1].text.strip(" \n"):
        found.pop()
    if found:
        found[-1] = replace(found[-1], text=found[-1].text.rstrip(" "))
    return found


def lines_and_blocks(element: Element) -> Iterator[Element | Line]:
    """The blocks in an element, and between them the words that are part of none."""
    line: Line = [Words(element.text or "")]
    for child in element:
        if is_block(child):
            yield line
            yield child
            line = []
        else:
            line += _words(child, Words(""))
        line.append(Words(child.tail or ""))
    yield line


def without_small(element: Element) -> tuple[Line, Line]:
    """The words of a heading, and those in small letters behind them that are too many for the same line."""
    large, small = [Words(element.text or "")], []
    for child in element:
        if child.tag == "small" and not is_left_out(child) and len(text(child)) > FEW:
            small += [*words_in(child, Words("")), Words(" ")]
        else:
            large += [Words(" " if child.tag == "small" else ""), *_words(child, Words(""))]
        large.append(Words(child.tail or ""))
    return tidied(large), tidied(small)
