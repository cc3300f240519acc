"""Reports → the page on which a partner finds one.

Receives one entry per report and hands on a single HTML file that works from a
folder, a stick or a website: a plain list that needs no script, with a small
script that searches in it.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup

from wijkanalyse.errors import ReportError
from wijkanalyse.publish.identity import EDITION_NOTES, LEVELS, dutch_date

HERE = Path(__file__).parent

COMPOSITE_GROUP = "Samengestelde gebieden"
COUNTRY_GROUP = "Heel Nederland"

_LEVEL_ORDER = {"land": 0, "gemeente": 1, "samengesteld": 2, "wijk": 3, "buurt": 4}


@dataclass(frozen=True)
class IndexEntry:
    """One report on the index page."""

    code: str
    name: str
    level: str
    gemeente: str | None
    path: str
    """Where the report is, from the folder of the index; forward slashes, not yet escaped."""
    inwoners: int | None = None
    note: str | None = None


def render_index(entries: Iterable[IndexEntry], *, edition: str, built: dt.date | None, version: str) -> str:
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

    Raises
    ------
    ReportError
        For an unknown edition or level, or a path that leads out of the folder.
    """
    if edition not in EDITION_NOTES:
        raise ReportError(f"Edition {edition!r} does not exist; choose from {', '.join(EDITION_NOTES)}.")
    groups = _groups(entries)
    script = _asset("index.js")
    return _template().render(
        groups=groups,
        total=sum(len(group["entries"]) for group in groups),
        edition=edition,
        note=EDITION_NOTES[edition],
        built=built.isoformat() if built else None,
        built_on=dutch_date(built) if built else None,
        version=version,
        css=Markup(_asset("basis.css") + "\n" + _asset("index.css")),
        script=Markup(script),
        policy=_policy(script),
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


def _policy(script: str) -> str:
    """What the page may do: nothing but its own style and exactly this script."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _number(value: int) -> str:
    return format_decimal(value, locale="nl")


def _groups(entries: Iterable[IndexEntry]) -> list[dict[str, Any]]:
    """Composite areas and the country first, then the gemeenten by name."""
    members: dict[str, list[IndexEntry]] = {}
    for entry in entries:
        members.setdefault(_group_of(entry), []).append(entry)
    special = {COUNTRY_GROUP: 0, COMPOSITE_GROUP: 1}
    names = sorted(members, key=lambda name: (special.get(name, 2), _sort_key(name)))
    return [
        {
            "id": f"g{number}",
            "name": name,
            "entries": [
                {"name": e.name, "href": _href(e), "line": _line(e)} for e in sorted(members[name], key=_entry_key)
            ],
        }
        for number, name in enumerate(names, 1)
    ]


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
    """Level and code, the number of inwoners and what else must be said."""
    facts = [f"{LEVELS[entry.level]} {entry.code}"]
    if entry.level == "samengesteld" and entry.gemeente:
        facts.append(entry.gemeente)
    if entry.inwoners is not None:
        facts.append("1 inwoner" if entry.inwoners == 1 else f"{_number(entry.inwoners)} inwoners")
    if entry.note:
        facts.append(entry.note)
    return " · ".join(facts)
