"""What in a text may point at a person: mail, phone, postcode, date of birth, service number, a title with a name.

Finding them is a help, not a guarantee: whoever writes down a conversation leaves names out.
"""

from __future__ import annotations

import re

LEFT_OUT = "[weggelaten]"
_BETWEEN = r"(?i:van|von|de|den|der|d[’']|ter|ten|te|el|al|la|le|du|[’']t|[’']s|in|op|bin|ibn|ben|da|dos)"
_CAPITAL = r"[A-ZÀ-ÖØ-ÞŠŽİ]"
_INITIAL = rf"{_CAPITAL}[a-z]?\.-?"
_SURNAME = rf"{_CAPITAL}[\w’'-]+"
# initials and words such as "van der" in front, and every word with a capital that follows
_FRONT = rf"(?:{_INITIAL}\s*|{_BETWEEN}\s+)"
_NAME = rf"\s*{_FRONT}{{0,6}}{_SURNAME}(?:\s+{_FRONT}{{0,3}}{_SURNAME}){{0,4}}"
_TITLES = r"mevrouw|meneer|mijnheer|mevr|mw|dhr|de heer|dokter|dr|drs|prof|zuster|broeder|pastoor|dominee|juf|meester"
_ALWAYS = r"mevrouw|meneer|mijnheer|mevr\.|mw\.|dhr\.|de heer|dr\.|drs\.|prof\."
_DAY = r"\d{1,2}(?:[-/.\s]\d{1,2}[-/.\s]|\s(?i:jan|feb|mrt|maa|apr|mei|jun|jul|aug|sep|okt|nov|dec)[a-z]*\.?\s)"
PATTERNS = {
    "mail": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    # Dutch numbers begin with a 0 or a country code; a day such as 09-08-2026 does too, and is none
    "phone": re.compile(
        r"(?<![\w,.])(?<!\d-)(?!\d\d-\d\d-\d{4})"
        r"(?:\+\d{1,3}|(?:00)?\(?(?<![1-9])(?:0|31|32|49)\)?)(?:[\s()./–-]{0,3}\d){8,11}(?!\w|[.:]\d)"
    ),
    # a year alone may be that of a whole class ("kinderen geboren in 2019")
    "birth": re.compile(
        rf"(?i:\b(?:geboren|geboortedatum|geb)\b\.?:?\s*(?:op\s*)?){_DAY}\d{{2,4}}\b"
        rf"|(?i:\b(?:geboortedatum|geb\.):?\s*)(?:19|20)\d\d\b|\b{_DAY}19\d\d\b"
    ),
    # nine digits, or the way in which a citizen service number is grouped
    "service_number": re.compile(r"(?<![\w.,+-])(?:\d{9}|\d{4}[ .]\d{2}[ .]\d{3})(?![\w]|[.,]\d)"),
    # 2026 AB may be a year with an abbreviation, unless a house number stands beside it
    "postcode": re.compile(
        r"(?<![\w.,])(?:(?:[3-9]\d{3}|1[0-8]\d\d|2[1-9]\d\d)\s?|(?:19|20)\d\d)(?!SA|SD|SS)[A-Z]{2}(?![\w-])(?:\s\d{1,4}[a-z]?\b)?"
        r"|(?<![\w.,])(?:19|20)\d\d\s(?!SA|SD|SS)[A-Z]{2},?\s\d{1,4}[a-z]?\b"
    ),
    "title": re.compile(
        # with a name behind it, or a title that is always one of a person, with a name in small letters
        rf"\b(?:(?i:{_TITLES})\b\.?|(?i:ir|ing|mr)\.){_NAME}"
        rf"|\b(?i:{_ALWAYS})(?!\w)(?:\s+(?:{_BETWEEN}\s+)+[\w’'-]+|(?<=\.)\s+[a-z][\w’'-]{{2,}})?"
    ),
}


def personal(text: str) -> list[tuple[str, str]]:
    """Each piece of a text that may point at a person, with what it looks like.

    Examples
    --------
    >>> personal("Bel mevrouw De Vries, 06-12345678")
    [('phone', '06-12345678'), ('title', 'mevrouw De Vries')]
    >>> personal("In 2024 kwamen 120 tot 150 mensen per jaar")
    []
    """
    return [(what, m.group().strip()) for what, pattern in PATTERNS.items() for m in pattern.finditer(text)]


def masked(text: str) -> str:
    """The text with those pieces left out, for everything that is shown.

    Examples
    --------
    >>> masked("Vraag het dhr. Jansen (j.jansen@voorbeeld.nl).")
    'Vraag het [weggelaten] ([weggelaten]).'
    """
    for pattern in PATTERNS.values():
        text = pattern.sub(LEFT_OUT, text)
    return text
