"""The evening part by part: how long each takes, what lies on the table, and the clock when it is known when it begins.

A proposal of two hours, from what people see to what they will do; the running order and the slides share it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class EveningPart:
    """A part of the evening."""

    minutes: int
    what: str
    needed: str
    """What lies on the table."""
    slide: str = ""
    """Key of the slide of the story with which it begins; "" when there is none."""


PROGRAMME = (
    EveningPart(10, "Welkom: waarom we hier zijn, en wat er met de uitkomst gebeurt", "presentatie", "waar"),
    EveningPart(20, "Aan tafel: wat gaat goed, en wat kan beter?", "poster", "goed"),
    EveningPart(30, "Themakaarten: elke tafel kiest er drie of vier. Herkennen we dit?", "themakaarten", "vragen"),
    EveningPart(10, "Stemmen, in stilte en zonder overleg", "stembriefjes", "kiezen"),
    EveningPart(15, "Pauze: twee mensen voeren de briefjes in", "stempagina"),
    EveningPart(10, "De uitslag, per groep en samen", "stempagina", "uitslag"),
    EveningPart(20, "Aan tafel met één thema: wat doen we al, en wat is onze eerste stap?", "poster"),
    EveningPart(5, "Afspraken: wie, wat en wanneer? Wie vertelt het verder?", "poster", "daarna"),
)
HALF_HOURS = {2: "een uur", 3: "anderhalf uur", 4: "twee uur", 5: "tweeënhalf uur", 6: "drie uur"}

_CLOCK = r"(?<![\d.])([01]?\d|2[0-3])(?:[.:]([0-5]\d))?"
_BEGINS = (
    re.compile(rf"{_CLOCK}(?:\s*(?:tot|-|–|t/m)\s*[012]?\d(?:[.:][0-5]\d)?)?\s*(?:uur|u\b)"),
    re.compile(r"(?<![\d.:])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])"),
)


def length() -> str:
    """How long the programme takes, in words where it is a usual length."""
    minutes = sum(part.minutes for part in PROGRAMME)
    halves, rest = divmod(minutes, 30)
    return f"{minutes} minuten" if rest else HALF_HOURS.get(halves, f"{minutes} minuten")


def begin_of(when: str) -> int | None:
    """The minute of the day at which a meeting begins, from what people wrote of it; None when that has no clock.

    Examples
    --------
    >>> begin_of("donderdag 12 november 2026, 19.30 tot 21.30 uur"), begin_of("12.11.2026, 9:00"), begin_of("12 mei")
    (1170, 540, None)
    """
    found = next(filter(None, (pattern.search(when) for pattern in _BEGINS)), None)
    return int(found[1]) * 60 + int(found[2] or 0) if found else None


@dataclass(frozen=True)
class Timed:
    """A part with its place in the evening."""

    part: EveningPart
    start: int
    """Minutes since the beginning."""
    begin: int | None
    """Minute of the day at which the evening begins."""

    @property
    def end(self) -> int:
        return self.start + self.part.minutes

    @property
    def span(self) -> str:
        """From when to when, by the clock or in minutes since the beginning."""
        if self.begin is None:
            return f"{self.start} tot {self.end}"
        return f"{_clock(self.begin + self.start)} tot {_clock(self.begin + self.end)}"

    @property
    def on_slide(self) -> str:
        """How long people have, and until when."""
        until = "" if self.begin is None else f", tot {_clock(self.begin + self.end)} uur"
        return f"{self.part.minutes} minuten{until}"

    @property
    def note(self) -> str:
        """For who presents it."""
        span = f"minuut {self.span}" if self.begin is None else f"{self.span} uur"
        return f"Tijd: {span}. {self.part.what}{'' if self.part.what.endswith('?') else '.'}"


def timed(when: str = "") -> list[Timed]:
    """The parts in order, each with its time.

    Parameters
    ----------
    when
        What people wrote of the moment of the meeting; "" when nobody did.
    """
    begin, start, found = begin_of(when), 0, []
    for part in PROGRAMME:
        found.append(Timed(part, start, begin))
        start += part.minutes
    return found


def _clock(minute: int) -> str:
    hours, minutes = divmod(minute % (24 * 60), 60)
    return f"{hours}.{minutes:02d}"
