"""Does every place of the documents name the same themes?

Makes the places of a report, a regiobeeld and the kit of a meeting that name
themes, reads back from their HTML what each of them says, and holds that against
the one list of the area (`Agenda.unfavourable`, `leading`, `favourable`). What
differs comes out as sentences; there should be none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.agenda.headline import Headline
from wijkanalyse.agenda.targets import dimensions
from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.folder import empty_folder
from wijkanalyse.dialogue.region import Member, Regiobeeld
from wijkanalyse.publish.made_report import Element, by_class, read_tree, text
from wijkanalyse.publish.summary import COUNTED, summarise
from wijkanalyse.sections import kit, regiobeeld
from wijkanalyse.sections import report as sections
from wijkanalyse.sections.report.agenda import NO_THEME
from wijkanalyse.show.fragments import Fragment

Meaning = Literal["unfavourable", "leading", "attention", "favourable", "candidates"]
"""What a place says of the themes that it names; all but "attention" name every theme of which it holds."""

PAGE_ONE, ATTENTION = "page one", "page one, what needs attention"
TABLE, NOW, PAGE_TWO = "Waar beginnen we?, the table", "Wat nu aandacht vraagt", "page two"
"""Places that are named more than once."""


@dataclass(frozen=True)
class Claim:
    """The themes that one place names, and what it says of them.

    Attributes
    ----------
    place
        Where it stands.
    meaning
    names
        Of the places on the list, in reading order.
    """

    place: str
    meaning: Meaning
    names: tuple[str, ...]


def differences(agenda: Agenda) -> list[str]:
    """What a place says of an area of the register that the one list does not, in sentences; none when all agree.

    Slides are made from the page of the report, and so say what it says.
    """
    allowed = {
        "unfavourable": [c.name for c in agenda.unfavourable],
        "leading": [c.name for c in agenda.leading],
        "attention": [c.name for c in agenda.leading],
        "favourable": [c.name for c in agenda.favourable],
        "candidates": [c.name for c in agenda.top],
    }
    found = []
    for claim in claims_of(agenda):
        other = sorted(set(claim.names) - set(allowed[claim.meaning]))
        left = [] if claim.meaning == "attention" else sorted(set(allowed[claim.meaning]) - set(claim.names))
        found += [f"{claim.place}: calls {', '.join(other)} {claim.meaning}, the list does not"] if other else []
        found += [f"{claim.place}: does not name {', '.join(left)}, {claim.meaning} on the list"] if left else []
    return [*found, *_figures_that_differ(agenda)]


def claims_of(agenda: Agenda) -> list[Claim]:
    """What every place says of an area of the register, in the order of the documents."""
    return [*report_claims(agenda), *_region(agenda), *_kit(agenda)]


def report_claims(agenda: Agenda) -> list[Claim]:
    """What the places of a report say."""
    return [*_page_one(agenda), *_report(agenda)]


def names_at(claims: list[Claim], place: str, meaning: Meaning | None = None) -> set[str]:
    """What a place names, with this meaning or with any."""
    return {name for c in claims if c.place == place and meaning in (c.meaning, None) for name in c.names}


# ------------------------------------------------------------------------- report


def _page_one(agenda: Agenda) -> Iterator[Claim]:
    page = _read(sections.summary(agenda))
    yield from _sentence(PAGE_ONE, _paragraphs(page), agenda)
    yield Claim(ATTENTION, "attention", _listed(page, "Wat vraagt aandacht", agenda))


def _sentence(place: str, words: str, agenda: Agenda) -> Iterator[Claim]:
    """What the sentence on the themes says; where little is known there is none."""
    names = _quoted(words, agenda)
    if "voorop:" in words or "Het meest vallen" in words:
        yield Claim(place, "leading", names)
    elif names or NO_THEME in words:
        yield Claim(place, "unfavourable", names)


def _report(agenda: Agenda) -> Iterator[Claim]:
    where = _read(sections.candidates(agenda))
    if agenda.top:
        yield from _sentence("Waar beginnen we?", text(where.find("p")), agenda)
        yield Claim(TABLE, "unfavourable", _marked(where, "ongunstig"))
        yield Claim(TABLE, "candidates", tuple(name for name, _ in _rows(where)))
    later = _read(sections.now_and_later(agenda))
    yield Claim(NOW, "unfavourable", _listed(later, NOW, agenda))
    yield Claim(PAGE_TWO, "favourable", _favourable(_read(sections.page_two(agenda)), agenda))


def _favourable(page: Element, agenda: Agenda) -> tuple[str, ...]:
    """The themes that page two calls favourable, in the line under its table or in a row of it."""
    said = re.findall(r"(?:Iets gunstiger|Gunstiger):([^:]*)\.", " ".join(text(p) for p in page.iter("p")))
    rows = [(text(row.find("th")), text(cell)) for row in page.iter("tr") for cell in by_class(row, "oordeel")]
    return (*_quoted(" ".join(said), agenda), *(name for name, words in rows if re.search(r"\bgunstiger", words)))


# ------------------------------------------------------------- regiobeeld, meeting


def _region(agenda: Agenda) -> Iterator[Claim]:
    """What a regiobeeld says of the area as its only wijk: its places do not depend on the others."""
    area = agenda.profile.area
    member = Member(agenda, empty_folder(area.code, area.name, agenda.profile.edition))
    region = Regiobeeld(agenda.profile, (member,), agenda.themes)
    if not region.compared:
        return
    themes = _columns(_read(regiobeeld.themes(region)))
    worse = tuple(name for name, cell in themes if "ongunstig" in cell.get("class", "").split())
    yield Claim("regiobeeld, themes", "unfavourable", worse)
    yield Claim("regiobeeld, themes", "leading", tuple(n for n, cell in themes if "voorop" in text(cell)))
    ((_, start),) = _rows(_read(regiobeeld.start(region)))
    if agenda.is_scored:
        yield Claim("regiobeeld, start", "leading", _among(text(start.findall("td")[1]), agenda))


def _kit(agenda: Agenda) -> Iterator[Claim]:
    area = agenda.profile.area
    folder = empty_folder(area.code, area.name, agenda.profile.edition)
    dialogue = Dialogue(agenda.verdicts, folder, agenda.profile.catalogue, agenda.profile.processed.paths)
    letter = _read(kit.letter(dialogue))
    yield from _sentence("letter", _paragraphs(letter), agenda)
    if agenda.top:
        cards = _read(kit.theme_cards(dialogue))
        yield Claim("theme cards", "candidates", tuple(text(heading) for heading in cards.iter("h3")))
        standing = tuple(name for theme, name in dialogue.themes.items() if dialogue.stands_out(theme))
        yield Claim("what stands out in the figures", "unfavourable", standing)


# ------------------------------------------------------------------------- figures


def _figures_that_differ(agenda: Agenda) -> Iterator[str]:
    """Figures that page one names as unfavourable or good, and that another place has on no such side."""
    headline = Headline(agenda)
    named = [(v, "worse") for v in (*(a.verdict for a in headline.attention), *headline.far)]
    named += [(v, "better") for v in headline.strengths]
    measured = {d.id: d.name for d in dimensions(agenda.verdicts) if d.is_measured}
    cells = {name: row.findall("td") for name, row in _rows(_read(sections.positieve_gezondheid(agenda.verdicts)))}
    counts = summarise(agenda.verdicts)["chapters"] if named else {}
    for verdict, side in named:
        indicator = verdict.figure.indicator
        dimension = measured.get(indicator.positieve_gezondheid or "")
        if dimension in cells and indicator.label not in text(cells[dimension][side == "worse"]):
            yield f"Positieve Gezondheid: does not have {indicator.label} as {side}, page one has"
        of_chapter = dict(zip(COUNTED, map(int, counts[indicator.chapter].split()), strict=True))
        if not of_chapter[side] + of_chapter[f"slightly_{side}"]:
            yield f"index: has no figure of {indicator.chapter} as {side}, page one has {indicator.label}"


# ------------------------------------------------------------------------- reading


def _read(fragment: Fragment) -> Element:
    return read_tree(f"<div>{fragment.html}</div>")


def _paragraphs(page: Element) -> str:
    return " ".join(text(p) for p in page.iter("p"))


def _quoted(words: str, agenda: Agenda) -> tuple[str, ...]:
    """The places on the list that are named between quotes."""
    return tuple(c.name for c in agenda.candidates if f"‘{c.name}’" in words)


def _among(words: str, agenda: Agenda) -> tuple[str, ...]:
    """The places on the list that are named in a row of names without quotes."""
    return tuple(c.name for c in agenda.candidates if c.name in words)


def _listed(page: Element, heading: str, agenda: Agenda) -> tuple[str, ...]:
    """The places on the list that begin an item of the list under a heading, also where that is folded."""
    for title, body in zip(page, list(page)[1:], strict=False):
        if title.tag == "h3" and text(title) == heading and next(body.iter("ul"), None) is not None:
            starts = [text(item).partition(":")[0] for item in body.iter("li")]
            return tuple(name for start in starts for name in _quoted(start, agenda))
    return ()


def _rows(page: Element) -> list[tuple[str, Element]]:
    """The rows of the first table with the name at their head."""
    body = next(page.iter("tbody"))
    return [(_own_text(row.find("th")), row) for row in body.iter("tr")]


def _columns(page: Element) -> list[tuple[str, Element]]:
    """The cells of the only row of the first table, each with the head of its column."""
    heads = [text(head) for head in next(page.iter("thead")).iter("th")]
    row = next(next(page.iter("tbody")).iter("tr"))
    return list(zip(heads[1:], row.findall("td"), strict=True))


def _own_text(cell: Element | None) -> str:
    """The text of a cell before anything smaller in it."""
    return (cell.text or "").strip() if cell is not None else ""


def _marked(page: Element, mark: str) -> tuple[str, ...]:
    """The rows whose first mark is so."""
    found = []
    for name, row in _rows(page):
        first = next(by_class(row, "staat"), None)
        if first is not None and mark in first.get("class", "").split():
            found.append(name)
    return tuple(found)
