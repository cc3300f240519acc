"""Reports → the page on which a partner finds one.

Receives one entry per report and hands on a single HTML file that works from a
folder, a stick or a website: a plain list that needs no script, with a small
script that searches in it, draws the counts per theme, and makes a map of
gemeenten to choose from. What the map offers, the list offers too.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup

from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.cards.house_style import HouseStyle
from wijkanalyse.cards.roles import IndexFigure
from wijkanalyse.dutch import dutch_date, number
from wijkanalyse.errors import ReportError
from wijkanalyse.publish import index_map
from wijkanalyse.publish.index_entry import DocumentLink, IndexEntry
from wijkanalyse.publish.policy import policy_for
from wijkanalyse.publish.summary import COUNTED, KeyFigure
from wijkanalyse.show.identity import EDITION_NOTES, LEVELS, edition_line
from wijkanalyse.show.look import stylesheet

HERE = Path(__file__).parent

COMPOSITE_GROUP = "Samengestelde gebieden"
COUNTRY_GROUP = "Heel Nederland"
FEW = 500
"""Below this number of inwoners many figures are missing, and the list says so."""
MOST_LABELS = 15
"""Up to so many gemeenten have their name on the map."""

SHORT_THEMES = {
    "gezondheid": "Gezond\u00adheid",
    "welbevinden": "Welbe\u00advinden",
    "voorzieningen": "Voorzie\u00adningen",
    "zorg": "Zorg",
    "bestaan": "Inkomen en werk",
    "wonen": "Wonen",
}
"""Heads of columns, where the title of the chapter is too long."""
FIRST = {
    "openbaar": {
        "voor bewoners": "Eén blad in gewone taal, om te lezen en door te geven.",
        "samenvatting": "Twee bladzijden met het belangrijkste uit het rapport.",
    },
    "partners": {
        "voor bewoners": "Eén blad in gewone taal, om uit te delen. Het is voor iedereen.",
        "bijeenkomst": "Wat u afdrukt voor de bijeenkomst: brief, themakaarten, stembriefjes en poster.",
        "wijkplan": "Wat u samen koos: doelen, acties, afspraken en wie u belt.",
        "bord": "De acties en afspraken van dit jaar, om bij te houden.",
    },
}
"""By edition, what its readers begin with, and what it is; these stand in sight in each row, the rest is folded."""
MOST_IN_SIGHT = 2
"""Up to so many links a row folds nothing."""
MOST_WRITTEN = 1500
"""Up to so many links in the rows they stand in the list as they are; of more each row says in short what it has."""
_LEVEL_ORDER = {"land": 0, "gemeente": 1, "samengesteld": 2, "wijk": 3, "buurt": 4}
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def render_index(
    entries: Iterable[IndexEntry],
    *,
    edition: str,
    built: dt.date | None,
    version: str,
    outlines: Mapping[str, index_map.Shape] | None = None,
    title: str = "Wijkanalyses",
    documents: Sequence[DocumentLink] = (),
    style: HouseStyle | None = None,
) -> str:
    """The index page of these reports, as one HTML file.

    Parameters
    ----------
    entries
        In any order; they are grouped by gemeente and sorted by name.
    edition
        The edition that all these reports belong to.
    built
        The day to print, or None to print no day.
    version
        Version of the package that made the reports.
    outlines
        Shapes of gemeenten by name; without any the page has no map.
    title
        Heading of the page.
    documents
        Beside the reports. That of an area in the list stands in its row; the others stand above the list.
    style
        House style of who makes the reports.

    Raises
    ------
    ReportError
        For an unknown edition or level, or a path that leads out of the folder.
    """
    if edition not in EDITION_NOTES:
        raise ReportError(f"Edition {edition!r} does not exist; choose from {', '.join(EDITION_NOTES)}.")
    entries = list(entries)
    themes, years = _themes(entries), _usual_years(entries)
    heads = {figure.indicator: figure.head for figure in _shown()}
    first = FIRST["openbaar" if edition == "openbaar" else "partners"]
    beside, above = _documents(documents, {e.code for e in entries})
    labels = {d.label for d in documents}
    in_short = _numbered(beside, entries, first) if sum(map(len, beside.values())) > MOST_WRITTEN else {}
    groups = _groups(entries, tuple(themes), years, _Links(beside, first, in_short))
    script = _asset("index.js")
    return _template().render(
        title=title,
        above=above,
        first={label: words for label, words in first.items() if label in labels},
        links="\n".join(f"{label}={path}" for label, path in in_short),
        first_links=sum(label in first for label, _ in in_short),
        in_sight=MOST_IN_SIGHT,
        groups=groups,
        total=len(entries),
        themes=themes,
        facts=list(heads.values()) if years else [],
        years=", ".join(f"{head[0].lower()}{head[1:]} {years[i]}" for i, head in heads.items() if i in years),
        few=any(e.people is not None and e.people < FEW for e in entries),
        map=_map(groups, outlines or {}),
        edition=edition,
        for_whom=edition_line(edition),
        note=EDITION_NOTES[edition],
        built=built.isoformat() if built else None,
        built_on=dutch_date(built) if built else None,
        version=version,
        style=style,
        css=Markup("\n".join([stylesheet("basis.css"), _asset("index.css"), style.css if style else ""]).strip()),
        script=Markup(script),
        policy=policy_for(script),
    )


@cache
def _template() -> Template:
    loader = FileSystemLoader(HERE / "templates")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["number"] = _number
    return environment.get_template("index.html.j2")


@cache
def _asset(name: str) -> str:
    return (HERE / "assets" / name).read_text(encoding="utf-8").strip()


def _number(value: float) -> str:
    return number(value)


# ------------------------------------------------------------------------- columns


def _themes(entries: Sequence[IndexEntry]) -> dict[str, tuple[str, str]]:
    """Title and short title of the chapters of which some report has judgements, in reading order."""
    present = {chapter for entry in entries for chapter in entry.chapters}
    titles = load_catalogue().vocabulary.chapters if present else {}
    return {name: (title, SHORT_THEMES.get(name, title)) for name, title in titles.items() if name in present}


def _shown() -> tuple[IndexFigure, ...]:
    """The figures beside the name of an area."""
    return load_catalogue().roles.index


def _usual_years(entries: Sequence[IndexEntry]) -> dict[str, int]:
    """Per key figure the year that most reports have; it stands in the head, other years in their row."""
    years: dict[str, int] = {}
    for name in (figure.indicator for figure in _shown()):
        found = Counter(e.figures[name].period for e in entries if name in e.figures and e.figures[name].period)
        if found:
            years[name] = max(found, key=lambda year: (found[year], year))
    return years


# ---------------------------------------------------------------------------- rows


Link = tuple[str, str]
"""What a link says, and where it goes."""


def _documents(
    documents: Sequence[DocumentLink], listed: Collection[str]
) -> tuple[dict[str, list[Link]], dict[str, dict[str, list[Link]]]]:
    """Links to the documents of areas in the list, by code; and those of all others by heading, files apart."""
    beside: dict[str, list[Link]] = {}
    above: dict[str, dict[str, list[Link]]] = {}
    for d in documents:
        if d.code in listed:
            beside.setdefault(d.code, []).append((d.label, quote(d.path)))
        else:
            part = above.setdefault(d.heading, {"pages": [], "files": []})["files" if d.is_file else "pages"]
            part.append((d.name, quote(d.path)))
    return beside, above


@dataclass(frozen=True)
class _Links:
    """What lies beside the reports, as the rows show it."""

    beside: Mapping[str, list[Link]]
    first: Collection[str]
    in_short: Mapping[Link, int]
    """A number for each label and path from its report; empty where the links are written out."""

    def of(self, entry: IndexEntry) -> dict[str, Any]:
        """The links of a row: in sight and folded, or as the numbers that the script reads."""
        links = self.beside.get(entry.code, [])
        if self.in_short:
            return {
                "first": [],
                "files": [],
                "short": " ".join(map(str, sorted(self.in_short[_short(x, entry)] for x in links))),
            }
        first = sorted((x for x in links if x[0] in self.first), key=lambda x: list(self.first).index(x[0]))
        rest = [x for x in links if x[0] not in self.first]
        few = len(links) <= MOST_IN_SIGHT
        return {"first": [*first, *rest] if few else first, "files": [] if few else rest}


def _numbered(
    beside: Mapping[str, list[Link]], entries: Iterable[IndexEntry], first: Collection[str]
) -> dict[Link, int]:
    """A number for each link as seen from its report, those that readers begin with first; most rows have the same."""
    found = dict.fromkeys(_short(link, entry) for entry in entries for link in beside.get(entry.code, ()))
    order = {label: number for number, label in enumerate(first)}
    return {link: n for n, link in enumerate(sorted(found, key=lambda x: order.get(x[0], len(order))))}


def _short(link: Link, entry: IndexEntry) -> Link:
    """A link with a path in which ``*`` is that of the report and ``+`` its name; neither stands in an address."""
    stem = _href(entry).removesuffix(".html")
    return link[0], link[1].replace(stem, "*").replace(stem.rpartition("/")[2], "+")


def _groups(
    entries: Sequence[IndexEntry], themes: Sequence[str], years: Mapping[str, int], links: _Links
) -> list[dict[str, Any]]:
    """Composite areas and the country first, then the gemeenten by name."""
    members: dict[str, list[IndexEntry]] = {}
    for entry in entries:
        members.setdefault(_group_of(entry), []).append(entry)
    special = {COUNTRY_GROUP: 0, COMPOSITE_GROUP: 1}
    names = sorted(members, key=lambda name: (special.get(name, 2), _sort_key(name), name))
    ids = _ids(names)
    return [
        {
            "id": ids[name],
            "name": name,
            "entries": [_row(e, themes, years) | links.of(e) for e in sorted(members[name], key=_entry_key)],
        }
        for name in names
    ]


def _ids(names: Sequence[str]) -> dict[str, str]:
    """An address within the page for each group, such as ``g-hardenberg``, so that a link to one can be mailed."""
    ids: dict[str, str] = {}
    for name in names:
        plain = "-".join(str(number) if kind == 0 else text for kind, number, text in _sort_key(name)) or "groep"
        same = sum(other == f"g-{plain}" or other.startswith(f"g-{plain}--") for other in ids.values())
        ids[name] = f"g-{plain}" + (f"--{same + 1}" if same else "")
    return ids


def _row(entry: IndexEntry, themes: Sequence[str], years: Mapping[str, int]) -> dict[str, Any]:
    place = index_map.place(entry.point)
    recorded = _counts(entry, themes), "".join(map(_base36, place)) if place else ""
    return {
        "name": entry.name,
        "plain": entry.name.isascii(),  # no letters that turn the direction of the line: saves 37 kB on the country
        "href": _href(entry),
        "line": _line(entry),
        "facts": _facts(entry, years),
        "recorded": ".".join(recorded) if any(recorded) else "",
    }


def _base36(number: int) -> str:
    """A place on the canvas in three digits; what lies outside is put at its edge."""
    number = min(max(number, 0), 36**3 - 1)
    return _DIGITS[number // 1296] + _DIGITS[number // 36 % 36] + _DIGITS[number % 36]


def _counts(entry: IndexEntry, themes: Sequence[str]) -> str:
    """A digit for each of `COUNTED` per theme, 35 at most; "" when the report has no judgements at all."""
    if not entry.chapters:
        return ""
    counts = [entry.chapters.get(theme, "0 " * len(COUNTED)).split() for theme in themes]
    return "".join(_DIGITS[min(int(n), len(_DIGITS) - 1)] for states in counts for n in states)


def _facts(entry: IndexEntry, years: Mapping[str, int]) -> list[dict[str, str]]:
    if not entry.figures:
        if entry.inwoners is None:
            return []
        return [{"value": _number(entry.inwoners), "what": "inwoner" if entry.inwoners == 1 else "inwoners"}]
    absent = KeyFigure(status="not_published")
    return [_fact(shown, entry.figures.get(shown.indicator, absent), years) for shown in _shown()]


def _fact(shown: IndexFigure, figure: KeyFigure, years: Mapping[str, int]) -> dict[str, str]:
    """A key figure in words: a number with its year where that is not the usual one, or why there is none."""
    from wijkanalyse.show.wording import ABSENT_SHORT, quantity

    what = shown.words
    if figure.status != "ok":
        return {"absent": ABSENT_SHORT[figure.status], "what": what}
    catalogue = load_catalogue()
    indicator = catalogue.indicators[shown.indicator]
    year = "" if figure.period == years.get(indicator.id) else f" ({figure.period})"
    if figure.known < 100:
        year += f" (bekend voor {figure.known}%)"
    one = indicator.id == catalogue.roles.people.all and figure.number == 1
    value = quantity(figure.number, indicator.unit, indicator.decimals)
    return {"value": value, "what": "inwoner" if one else what, "year": year}


def _group_of(entry: IndexEntry) -> str:
    if entry.level not in LEVELS:
        raise ReportError(
            f"{entry.name} ({entry.code}) has level {entry.level!r} on the index; choose from {', '.join(LEVELS)}."
        )
    if entry.level == "samengesteld":
        return COMPOSITE_GROUP
    if entry.level == "land":
        return COUNTRY_GROUP
    return entry.gemeente or entry.name


def _entry_key(entry: IndexEntry) -> tuple[Any, ...]:
    return (_LEVEL_ORDER[entry.level], _sort_key(entry.name), entry.code)


def _sort_key(name: str) -> tuple[Any, ...]:
    """Names as a reader looks for them: no accents or signs, Wijk 2 before Wijk 10."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    parts = re.findall(r"\d+|[a-z]+", plain)
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in parts)


def _href(entry: IndexEntry) -> str:
    path = PurePosixPath(entry.path)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.path or not entry.path:
        raise ReportError(
            f"{entry.name} ({entry.code}) has path {entry.path!r} on the index; "
            "give it from the folder of the index, with forward slashes."
        )
    return quote(entry.path, safe="/~")


def _line(entry: IndexEntry) -> str:
    """What identifies the area besides its name, and whether few people live there."""
    match entry.level:
        case "wijk":
            facts = [entry.code]
        case "samengesteld":  # its code is the name of a file, which tells a reader nothing
            facts = [f"in {entry.gemeente}"] if entry.gemeente else []
        case _:
            facts = [f"{LEVELS[entry.level]} {entry.code}"]
    if entry.label:
        facts.append(entry.label)
    people = entry.people
    if people is not None and people < FEW:
        facts.append("weinig inwoners" if people else "onbewoond")
    return " · ".join(facts)


# ----------------------------------------------------------------------------- map


def _map(groups: Sequence[Mapping[str, Any]], outlines: Mapping[str, index_map.Shape]) -> dict[str, Any] | None:
    """What the template needs to draw the gemeenten that have reports; None when no outline is known."""
    shown = [(group, outlines[group["name"]]) for group in groups if group["name"] in outlines]
    if not shown:
        return None
    view = index_map.view_of(shape for _, shape in shown)
    size = round(max(view[2:]) / 27)
    names = {group["name"]: shape for group, shape in shown}
    return {
        "view": " ".join(map(str, view)),
        "land": index_map.land(),
        "size": size,
        "labels": index_map.labels_of(names, size, view) if len(shown) <= MOST_LABELS else [],
        "gemeenten": [
            {"id": group["id"], "name": group["name"], "number": len(group["entries"]), "path": shape.path}
            for group, shape in shown
        ],
    }
