"""What a notebook cell shows: a piece of HTML, or a chart with words for who cannot see it.

Both display themselves in JupyterLab, and carry what the exporter needs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import Any

from wijkanalyse.show.identity import IDENTITY_MIME

__all__ = [
    "ALONE", "DRAWN", "FRONT", "PAPER", "SLIDE", "Chart", "Fragment", "IdentityOutput", "escape", "join",
]  # fmt: skip

FRONT = "voorblad"
"""Class of a page of the summary: it has the whole width, before the contents, and a sheet of paper of its own."""
ALONE = "enige"
"""Class of such a page that is all there is to say: no chapter follows it."""
SLIDE = "op-dia"
"""Class of a part that becomes a slide of the presentation; its heading is the title."""
DRAWN = "bij-tekening"
"""Class of words that only explain the drawing they stand by; they go where it goes."""
PAPER = "niet-op-dia"
"""Class of a part of it that stays on paper and on the screen."""


@dataclass(frozen=True)
class Fragment:
    """Semantic HTML; whoever makes it has escaped every text that comes from data."""

    html: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": _opening(self.html)}


def _opening(html: str, most: int = 120) -> str:
    """The first words, without tags."""
    said = ""
    for text in re.finditer(r"(?:^|>)([^<]*)", html):
        said = " ".join(f"{said} {text[1]}".split())
        if len(said) > most:
            break
    return said[:most]


@dataclass(frozen=True)
class Chart:
    """A drawing as SVG, with alt text that says what it shows, and a line under it if there is one."""

    svg: str
    alt: str
    caption: str = ""

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
        about = {"alt": self.alt} | ({"caption": self.caption} if self.caption else {})
        return {"image/svg+xml": self.svg, "text/plain": self.alt}, {"image/svg+xml": about}


@dataclass(frozen=True)
class IdentityOutput:
    """About which area, edition and sources a report is; shown as one line, read by the exporter."""

    facts: dict[str, Any]
    line: str

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {IDENTITY_MIME: self.facts, "text/plain": self.line}


def join(*parts: str) -> Fragment:
    """One fragment from pieces of HTML, empty ones left out."""
    return Fragment("\n".join(part for part in parts if part))
