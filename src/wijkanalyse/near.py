"""A name that is not on its list: what was got, and what was perhaps meant.

One helper for every name that a person types: an indicator, a chapter, a theme,
a gemeente, a comparator, a parameter of a notebook.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NoReturn, TypeVar

from wijkanalyse.errors import UnknownNameError

V = TypeVar("V")

FEW = 12
"""Names of a list that is still told whole when nothing on it is near."""
SURE = 0.85
"""Likeness of a slip of the pen: where something is so near, what is less near is not meant."""
LONG_WORD = 5
"""Letters from which a word that differs a little is taken for a slip of the pen."""
SHORTEST_PART = 3
"""Letters from which a word is looked for inside the names: of fewer, it is in too many."""


def near(got: object, options: Iterable[str], *, most: int = 3, cutoff: float = 0.6) -> list[str]:
    """The options that look like what was got, nearest first.

    Parameters
    ----------
    got
        What a person typed.
    options
        The names there are; of a mapping the values count too, as what people call them.
    most
        How many to give at most.
    cutoff
        Likeness from which an option counts, 0 to 1, as in `difflib`.

    Returns
    -------
    list of str
        Without one that is near: the options that have what was got inside them.

    Examples
    --------
    >>> near("Eenzam", {"gevoel_pct": "Eenzaam", "tabak_pct": "Rokers"})
    ['gevoel_pct']
    >>> near("inkomen", ["hoogste_inkomen_pct", "woning_pct"])
    ['hoogste_inkomen_pct']
    """
    words: dict[str, str] = {}
    for option in options:
        words.setdefault(option.casefold(), option)
    for option, name in _called(options).items():
        words.setdefault(name.casefold(), option)
    wanted = str(got).strip().casefold()
    found = next((close for level in (SURE, cutoff) if (close := _close(wanted, words, 2 * most, level))), [])
    if not found and len(wanted) >= SHORTEST_PART:
        found = [word for word in words if wanted in word]
    return list(dict.fromkeys(words[word] for word in found))[:most]


def _close(wanted: str, words: Iterable[str], most: int, cutoff: float) -> list[str]:
    return difflib.get_close_matches(wanted, list(words), n=most, cutoff=cutoff)


def spellings(names: Iterable[str], *, ignore: Collection[str] = ()) -> dict[str, str]:
    """Which names are one name, spelled in several ways.

    Parameters
    ----------
    names
        As people typed them, in their order.
    ignore
        Words that one may leave out, such as those of a legal form.

    Returns
    -------
    dict of str to str
        Of each name the first one that it is a spelling of, which may be itself. Two names are one when they
        have the same letters and digits, or as many words that are all the same but for a slip of the pen; a short
        word and a number have to be the same, since *Buurthuis A* is not *Buurthuis B*.

    Examples
    --------
    >>> spellings(["Stichting Noord", "noord", "Wandel groep", "Wandelgroep"], ignore=["stichting"])
    {'Stichting Noord': 'Stichting Noord', 'noord': 'Stichting Noord', 'Wandel groep': 'Wandel groep', \
'Wandelgroep': 'Wandel groep'}
    """
    found: dict[str, str] = {}
    words: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        every = re.findall(r"[^\W_]+", name.casefold())
        words[name] = [w for w in every if w not in ignore] or every
        found[name] = next((f for f in found.values() if f != name and _one(words[name], words[f])), name)
    return found


def _one(words: list[str], others: list[str]) -> bool:
    if "".join(words) == "".join(others):
        return True
    return len(words) == len(others) and all(map(_same_word, words, others))


def _same_word(word: str, other: str) -> bool:
    long = min(len(word), len(other)) >= LONG_WORD and word.isalpha() and other.isalpha()
    return word == other or (long and bool(_close(word, [other], 1, SURE)))


def did_you_mean(got: object, options: Iterable[str], *, most: int = 1, cutoff: float = 0.6) -> str:
    """The question to end a message with, or "" when nothing is near.

    Examples
    --------
    >>> did_you_mean("Zwole", ["Zwolle", "Zutphen"])
    'did you mean Zwolle?'
    >>> did_you_mean("gezondheit", {"gezondheid": "Gezondheid", "welbevinden": "Welbevinden"})
    'did you mean gezondheid (Gezondheid)?'
    """
    called = _called(options)
    found = near(got, options, most=most, cutoff=cutoff)
    *others, last = [f"{name} ({called[name]})" if name in called else name for name in found] or [""]
    return f"did you mean {', '.join(others)}{' or ' if others else ''}{last}?" if last else ""


def _called(options: Iterable[str]) -> dict[str, str]:
    """What people call the options, where a mapping says it and it is another word."""
    return {k: v for k, v in options.items() if isinstance(v, str) and v != k} if isinstance(options, Mapping) else {}


def unknown(what: str, got: object, options: Collection[str], *, otherwise: str = "") -> str:
    """The message about a name that is not on its list.

    Parameters
    ----------
    what
        What kind of name it is, such as ``indicator``.
    got, options
        As for `near`.
    otherwise
        The next step when nothing is near and the list is long.

    Examples
    --------
    >>> unknown("comparator", "gemeenten", ["nederland", "gemeente"])
    "unknown comparator 'gemeenten', did you mean gemeente?"
    >>> unknown("comparator", "x", ["nederland", "gemeente"])
    "unknown comparator 'x'; choose from nederland, gemeente"
    """
    if hint := did_you_mean(got, options, most=3):
        return f"unknown {what} {got!r}, {hint}"
    if len(options) <= FEW or not otherwise:
        return f"unknown {what} {got!r}; choose from {', '.join(options)}"
    return f"unknown {what} {got!r}; {otherwise}"


def check_known(what: str, got: object, options: Collection[str], *, otherwise: str = "") -> None:
    """Refuse a name that is not on its list.

    Raises
    ------
    UnknownNameError
        With the message of `unknown`.
    """
    if not isinstance(got, str) or got not in options:
        raise UnknownNameError(unknown(what, got, options, otherwise=otherwise))


class Named(dict[str, V]):
    """Things by name. A name that is not among them gives a message that says what is near, and no `KeyError`.

    Parameters
    ----------
    what
        What kind of thing it is, such as ``indicator``.
    things
        By name.
    label
        What people call a thing; a name that is typed is held against that too.
    otherwise
        The next step when nothing is near, as for `unknown`.
    """

    def __init__(self, what: str, things: Mapping[str, V], *, label: Callable[[V], str], otherwise: str = "") -> None:
        super().__init__(things)
        self.what, self.label, self.otherwise = what, label, otherwise

    def __missing__(self, name: Any) -> NoReturn:
        labels = {key: self.label(thing) for key, thing in self.items()}
        raise UnknownNameError(unknown(self.what, name, labels, otherwise=self.otherwise))

    def __reduce__(self) -> tuple[Any, ...]:
        return _named, (self.what, dict(self), self.label, self.otherwise)


def _named(what: str, things: Mapping[str, V], label: Callable[[V], str], otherwise: str) -> Named[V]:
    return Named(what, things, label=label, otherwise=otherwise)
