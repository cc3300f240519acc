"""What somebody meant who wrote a word, a number, a day or a heading in a file, in one spelling.

Only what can mean one thing is taken as meant; all else stays as it was, for the check to judge.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from wijkanalyse.dutch import may_be_thousands
from wijkanalyse.files import slug

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?: 00:00:00)?")
_DUTCH = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4})")
_IN_WORDS = re.compile(r"(\d{1,2})\s+([a-z]+)\.?\s+(\d{4})", re.IGNORECASE)
_MONTHS = ("jan", "feb", "maa", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
_GROUPS = re.compile(r"-?[0-9]{1,3}(?:(?:\.[0-9]{3})+|(?:[   ][0-9]{3})+)")
_FORMULA = re.compile(r"'[=+\-@\t]")


def without_mark(text: str) -> str:
    """Without the apostrophe that the pages put before what a spreadsheet would take for a formula."""
    return text[1:] if _FORMULA.match(text) else text


def folded(text: str) -> str:
    """A text without case, accents and signs between its words.

    Examples
    --------
    >>> folded("Weet_niet"), folded("Één  thema’s")
    ('weet niet', 'een thema s')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", " ", plain.lower()).strip()


def known(text: str, names: Mapping[str, str]) -> str:
    """The word of a list that was meant, by its id or by what people call it; else the text as it was.

    Examples
    --------
    >>> known("WIJK", {"wijk": "uit de wijk"}), known("Uit de wijk", {"wijk": "uit de wijk"})
    ('wijk', 'wijk')
    >>> known("misschien", {"ja": "ja", "nee": "nee"})
    'misschien'
    """
    if text in names or not text:
        return text
    wanted = folded(text)
    for spelled in (names.keys(), names.values()):
        found = [name for name, word in zip(names, spelled, strict=True) if folded(word) == wanted]
        if len(found) == 1:
            return found[0]
    return text


def several(text: str, options: Mapping[str, str]) -> str:
    """Words of a list with a + between them, also when somebody put a comma or ‘en’ there.

    Examples
    --------
    >>> several("Kosten, werkplezier", {"kosten": "kosten", "werkplezier": "werkplezier"})
    'kosten+werkplezier'
    """
    words = [known(word.strip(), options) for word in re.split(r"[+,;/&]|\sen\s", text) if word.strip()]
    return "+".join(words)


def id_of(text: str, name: str) -> str:
    """A short name in one spelling; made of the whole name when it is empty.

    Examples
    --------
    >>> id_of("", "Eenzame ouderen"), id_of("Roken", "Roken"), id_of("roken", "Stoppen")
    ('eenzame_ouderen', 'roken', 'roken')
    """
    return slug(text or name, otherwise="").replace("-", "_")


def whole_number(text: str) -> str:
    """A whole number without points or spaces between thousands; else the text as it was.

    Examples
    --------
    >>> whole_number("2.000"), whole_number("1 250 000"), whole_number("12,0"), whole_number("2,5")
    ('2000', '1250000', '12', '2,5')
    """
    if _GROUPS.fullmatch(text):
        return re.sub(r"[^0-9-]", "", text)
    return re.sub(r"[.,]0{1,2}$", "", text) if re.fullmatch(r"-?[0-9]+[.,]0{1,2}", text) else text


def plain_amount(text: str) -> str:
    """A number of several groups of thousands without their points; it can be read in one way only."""
    return whole_number(text) if _GROUPS.fullmatch(text) and not may_be_thousands(text) else text


def parse_date(text: str) -> dt.date | None:
    """A day written as 2026-11-21, 21-11-2026 or 21 november 2026; None for anything else.

    Examples
    --------
    >>> parse_date("1-3-2026"), parse_date("45987"), parse_date("31-2-2026")
    (datetime.date(2026, 3, 1), None, None)
    """
    if found := _ISO.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DUTCH.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif (found := _IN_WORDS.fullmatch(text)) and (month := _month(found[2])):
        day, year = int(found[1]), int(found[3])
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _month(word: str) -> int:
    start = word.lower()[:3].replace("mrt", "maa")
    return _MONTHS.index(start) + 1 if start in _MONTHS else 0


def heading_of(rows: Sequence[Sequence[str]], columns: Collection[str]) -> int:
    """The row with the names of the columns, from 1; 1 when no row looks like it.

    Examples
    --------
    >>> heading_of([["Acties van 2026", ""], [], ["Actie", "Doel"]], ["actie", "doel", "wie"])
    3
    """
    wanted = {folded(column) for column in columns}
    hits = [len(wanted & {folded(cell) for cell in row}) for row in rows]
    least = min(2, len(wanted))
    return next((number for number, hit in enumerate(hits, 1) if hit >= least and hit == max(hits)), 1)


def ballot_number(text: str) -> str:
    """The number of a ballot in one spelling; Excel may have put a comma in it, and people put zeros in front.

    Examples
    --------
    >>> ballot_number("01"), ballot_number("1,0"), ballot_number("a 07"), ballot_number("blauw 3")
    ('1', '1', 'A7', 'blauw 3')
    """
    found = re.fullmatch(r"([A-Za-z]?)\s*0*(\d+)(?:[.,]0+)?", text)
    return found[1].upper() + found[2] if found else text
