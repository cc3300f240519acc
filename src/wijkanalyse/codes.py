"""Codes of CBS: how they are built, and where an area lies by its code alone.

Also composite areas have a code, the name of their file in ``data/gebieden``; a notebook calls any of these
``wijk_code``.
"""

from __future__ import annotations

import re

CODE = re.compile(r"NL|GM\d{4}|WK\d{4}[0-9A-Z]{2}|BU\d{4}[0-9A-Z]{4}")
"""Nederland, a gemeente, a wijk or a buurt."""

LEVELS = {"NL": "land", "GM": "gemeente", "WK": "wijk", "BU": "buurt"}


def level_of(code: str) -> str:
    """The level of an area: land, gemeente, wijk or buurt."""
    return LEVELS[code[:2]]


def gemeente_of(code: str) -> str:
    """The gemeente that a wijk or buurt lies in; of a gemeente its own code, of Nederland ""."""
    return "" if code == "NL" else f"GM{code[2:6]}"


def wijk_of(code: str) -> str:
    """The wijk that a buurt lies in, and of a wijk its own code; "" for what is larger."""
    return f"WK{code[2:8]}" if code[:2] in ("WK", "BU") else ""


def around(code: str) -> list[str]:
    """The areas that an area lies in, nearest first."""
    return [c for c in dict.fromkeys((wijk_of(code), gemeente_of(code), "NL")) if c and c != code]
