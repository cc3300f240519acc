"""Where cards and lists name an indicator, and what is wrong with the names.

Every list hands on its mentions; one check holds all of them against the cards,
so that a card that is removed, renamed or hidden is answered with every place
that needs it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from wijkanalyse.cards.schema import Indicator
from wijkanalyse.near import did_you_mean


class Mention(NamedTuple):
    """A place that names an indicator.

    Attributes
    ----------
    place
        File and key, such as ``themes.yml: roken: counts``.
    indicator
        The id that stands there.
    shown
        Whether reports show the figure from there, so that its card cannot be hidden.
    """

    place: str
    indicator: str
    shown: bool = True


def mentions_in(place: str, indicators: Iterable[str | None], *, shown: bool = True) -> Iterator[Mention]:
    """The mentions of a place; None names nothing."""
    return (Mention(place, name, shown) for name in indicators if name is not None)


def faults_of_mentions(
    mentions: Iterable[Mention], indicators: Mapping[str, Indicator], faulty: Collection[str] = ()
) -> Iterator[str]:
    """Names without a card, and hidden cards where a figure is shown.

    Parameters
    ----------
    mentions
        Of all lists.
    indicators
        The cards by id.
    faulty
        Ids of cards that could not be read; those are told already, and are no unknown names.
    """
    for place, name, shown in mentions:
        if name not in indicators and name not in faulty:
            hint = did_you_mean(name, list(indicators), most=3, cutoff=0.8)
            yield (
                f"{place}: there is no indicator {name!r}{f' ({hint})' if hint else ''}; "
                "correct the name here, or take it out"
            )
        elif shown and name in indicators and not indicators[name].shown:
            yield f"{place}: {name} is not shown (`shown: false` on its card); show it, or take it out here"
        elif shown and name in indicators and not indicators[name].placed:
            yield f"{place}: {name} is never ranked or put in a list (`placed: false` on its card); take it out here"


def unknown_names(place: str, names: Iterable[str], allowed: Collection[str]) -> Iterator[str]:
    """Faults of names that are not in a closed list."""
    for name in names:
        if name not in allowed:
            yield f"{place}: {name!r} does not exist; choose from {', '.join(allowed)}"
