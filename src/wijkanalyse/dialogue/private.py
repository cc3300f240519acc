"""What in a text may point at a person: addresses for mail, phone numbers, titles with a name.

Finding them is a help, not a guarantee: whoever writes down a conversation leaves names out.
"""

from __future__ import annotations

import re

LEFT_OUT = "[weggelaten]"
_NAME = r"(?:\s+(?:(?i:van|de|der|den|ter|te|ten|el|al|[’']t)|[A-Z]\.)){0,4}\s+[A-ZÀ-Þ][\w’'-]+"
_TITLES = r"mevrouw|meneer|mijnheer|mevr|mw|dhr|de heer|dokter|dr|drs|prof|zuster|broeder|pastoor|dominee|juf|meester"
_PATTERNS = {
    "an e-mail address": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    # Dutch numbers begin with a 0 or a country code; a day such as 09-08-2026 does too, and is none
    "a phone number": re.compile(
        r"(?<![\w,.])(?<!\d-)(?!\d\d-\d\d-\d{4})(?:\+|00)?\(?(?<![1-9])(?:0|31|32|49)\)?(?:[\s()./-]{0,2}\d){8,11}(?!\w|[.:]\d)"
    ),
    "a title of a person": re.compile(
        # with a name behind it, or a title that is always one of a person
        rf"\b(?:(?i:{_TITLES})\b\.?|(?i:ir|ing|mr)\.){_NAME}"
        r"|\b(?i:mevrouw|meneer|mijnheer|mevr\.|mw\.|dhr\.|de heer|dr\.|drs\.|prof\.)(?!\w)"
    ),
}


def personal(text: str) -> list[tuple[str, str]]:
    """Each piece of a text that may point at a person, with what it looks like.

    Examples
    --------
    >>> personal("Bel mevrouw De Vries, 06-12345678")
    [('a phone number', '06-12345678'), ('a title of a person', 'mevrouw De Vries')]
    >>> personal("In 2024 kwamen 120 tot 150 mensen per jaar")
    []
    """
    return [(what, m.group().strip()) for what, pattern in _PATTERNS.items() for m in pattern.finditer(text)]


def masked(text: str) -> str:
    """The text with those pieces left out, for everything that is shown.

    Examples
    --------
    >>> masked("Vraag het dhr. Jansen (j.jansen@voorbeeld.nl).")
    'Vraag het [weggelaten] ([weggelaten]).'
    """
    for pattern in _PATTERNS.values():
        text = pattern.sub(LEFT_OUT, text)
    return text
