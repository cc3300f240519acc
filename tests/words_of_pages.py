"""The words of a page, and which of them a Word file that was made of it does not have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

from wijkanalyse.publish.lines import NARROW
from wijkanalyse.publish.made_report import Element, by_class, read_tree
from wijkanalyse.show.fragments import DRAWN

WORD = re.compile(r"\w+")
NOT_SAID = {"nav", "script", "style", "svg"}


def said(element: Element) -> Iterator[str]:
    """Every word seen or heard on a page, but those of drawings, of what only explains them, and of narrow screens."""
    css = element.get("class", "").split()
    if element.tag in NOT_SAID or element.get("aria-hidden") == "true" or not {DRAWN, NARROW}.isdisjoint(css):
        return
    yield from WORD.findall(plain(element.text))
    for child in element:
        yield from said(child)
        yield from WORD.findall(plain(child.tail))


def plain(words: str | None) -> str:
    return (words or "").replace("\u00ad", "")


def written(file: Any) -> Counter[str]:
    body = file.element.body
    return Counter(found for words in body.iter(qn("w:t")) for found in WORD.findall(words.text or ""))


def lost(html: str, file: Any) -> Counter[str]:
    """Words of a page that do not stand in its file as often."""
    tree = read_tree(html)
    parts = [next(tree.iter(tag)) for tag in ("header", "main", "footer")]
    front = list(by_class(parts[1], "voorpagina"))
    on_page = Counter(w for part in (parts[0], *(front or parts[1:2]), parts[2]) for w in said(part))
    on_page["NL"] -= sum(1 for cell in by_class(tree, "elders") if "".join(cell.itertext()).startswith("NL"))
    return +(on_page - written(file))
