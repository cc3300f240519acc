"""A pattern of Python written as one that browsers take, so that a page finds what the package finds.

Browsers do not take parts in which case does not count (``(?i:…)``), and for them a letter of a word is one of
ASCII. Both are written out.
"""

from __future__ import annotations

import re

_WORD = r"\p{L}\p{N}_"
_EDGE = f"(?:(?<![{_WORD}])(?=[{_WORD}])|(?<=[{_WORD}])(?![{_WORD}]))"
_OUTSIDE = {r"\w": f"[{_WORD}]", r"\b": _EDGE, r"\d": r"\p{Nd}"}
_INSIDE = {r"\w": _WORD, r"\d": r"\p{Nd}"}
_PIECES = re.compile(r"\\.|\(\?i:|\(\?<?[:=!]|\[\^?|[a-z]-[a-z]|.", re.DOTALL)


def page_pattern(pattern: str) -> str:
    """The same pattern for ``new RegExp(…, "gu")``.

    Parameters
    ----------
    pattern
        Without flags of its own, with sets, groups, looking around and ``(?i:…)``.

    Examples
    --------
    >>> page_pattern(r"(?i:dr)\\.\\s[a-z]")
    '(?:[dD][rR])\\\\.\\\\s[a-z]'
    """
    made, loose, in_set = [], [False], False
    for piece in _PIECES.findall(pattern):
        if piece.startswith("\\"):
            made.append((_INSIDE if in_set else _OUTSIDE).get(piece, piece))
        elif in_set:
            in_set = piece != "]"
            made.append(_either(piece, inside=True) if loose[-1] else piece)
        elif piece.startswith("["):
            in_set = True
            made.append(piece)
        elif piece.startswith("("):
            loose.append(piece == "(?i:" or loose[-1])
            made.append("(?:" if piece == "(?i:" else piece)
        elif piece == ")":
            loose.pop()
            made.append(piece)
        else:
            made.append(_either(piece, inside=False) if loose[-1] else piece)
    return "".join(made)


def _either(piece: str, *, inside: bool) -> str:
    """A letter or a range of letters, in both cases."""
    if piece.lower() == piece.upper():
        return piece
    both = piece.lower() + piece.upper()
    return both if inside or len(piece) > 1 else f"[{both}]"
