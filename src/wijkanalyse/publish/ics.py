"""Days as a calendar file that Outlook, Google and Apple read (RFC 5545): whole days, nothing else.

Time zones, repeating and invitations are what a library is for; none of them is needed here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator

from wijkanalyse.dialogue.deadlines import KIND_WORDS, Deadline
from wijkanalyse.dutch import dutch_date

MOST_OCTETS = 75
"""Of a line without its end (RFC 5545, 3.1)."""


def calendar_file(areas: Iterable[tuple[str, str, list[Deadline]]], today: dt.date, title: str) -> str:
    """A calendar with the days of these areas.

    Parameters
    ----------
    areas
        Code, name and days of each.
    today
        What is late stands on this day, with its own day in words: a reminder in the past reminds nobody.
    title
        Of the calendar.

    Returns
    -------
    str
        With the line ends of the standard; the same event has the same UID each time, so that it moves when it is
        read again and is not there twice.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//wijkanalyse//jaarritme//NL",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(title)}",
        *(line for code, name, days in areas for day in days for line in _event(code, name, day, today)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(code: str, name: str, deadline: Deadline, today: dt.date) -> Iterator[str]:
    day = max(deadline.day, today)
    late = f"TE LAAT ({dutch_date(deadline.day)}): " if deadline.is_late(today) else ""
    uid = hashlib.sha256("\n".join((code, deadline.kind, deadline.key)).encode()).hexdigest()[:32]
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}@wijkanalyse"
    yield f"DTSTAMP:{today:%Y%m%d}T000000Z"
    yield f"DTSTART;VALUE=DATE:{day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day + dt.timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(f'{late}{name}: {KIND_WORDS[deadline.kind].lower()}. {deadline.what}')}"
    yield f"DESCRIPTION:{_escaped(f'Wie: {deadline.who}' if deadline.who else 'Nog niemand genoemd')}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    """The value of a property of type TEXT (RFC 5545, 3.3.11)."""
    plain = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text.replace("\r\n", "\n"))
    return re.sub(r"([\\;,])", r"\\\1", plain).replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets, none of which cuts a character in two."""
    pieces, size = [""], 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > MOST_OCTETS:
            pieces.append("")
            size = 1  # the space that a further piece begins with
        pieces[-1] += letter
        size += octets
    return "\r\n ".join(pieces)
