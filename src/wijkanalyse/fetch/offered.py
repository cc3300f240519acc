"""Which editions of the families there are, as the catalogues of the producers say it today.

Each host is asked once for all its tables. Receives the families; hands on the
editions found by title, and in plain lines what a person has to know: a title
that fits two families, two tables of one year, a year without a table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from wijkanalyse.cards.families import Family
from wijkanalyse.cards.schema import Source
from wijkanalyse.errors import FetchError
from wijkanalyse.fetch.http import PatientSession, Purpose, Unusable, as_json, server_of
from wijkanalyse.fetch.leefbaarometer import measurements
from wijkanalyse.near import near

COLUMNS = ("Identifier", "Title", "Modified")
"""What is asked of each table; the descriptions of thousands of tables are long."""


@dataclass(frozen=True)
class Offer:
    """One edition in the catalogue, and its stand date; "" of a service that gives none."""

    source: Source
    modified: str

    @property
    def year(self) -> int:
        return int(self.source.boundary_year or 0)


@dataclass
class Offered:
    """All editions that the catalogues have, by family and year, and what went wrong in asking."""

    editions: dict[str, dict[int, Offer]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    """By host that could not be asked, or family that no table fits: why."""
    silent: set[str] = field(default_factory=set)
    """The hosts among them."""

    def asked(self, family: Family) -> bool:
        """Whether its catalogue was asked and answered."""
        return family.id in self.editions


def ask_catalogues(
    families: Iterable[Family], base_url: str | None, purpose: Purpose, others: Iterable[Family] = ()
) -> Offered:
    """Ask each host once which tables it has and match their titles with the families; ask for scores year by year.

    Parameters
    ----------
    families
        Those of tables; families of outlines have no catalogue.
    base_url
        A server to ask instead of the hosts.
    purpose
        With how much patience; its source is replaced by the host.
    others
        Families that are not asked for, whose titles a table may fit as well.
    """
    offered, known = Offered(), list(others)
    by_host: dict[str, list[Family]] = defaultdict(list)
    for family in families:
        if family.scores:
            _ask_for_scores(family, base_url, purpose, offered)
        elif family.catalogue:
            by_host[family.catalogue].append(family)
    for host, asking in by_host.items():
        try:
            tables = _ask(host, base_url, replace(purpose, source_id=host, family=""))
        except FetchError as error:
            offered.failed[host] = f"the catalogue could not be asked. {error}"
            offered.silent.add(host)
            continue
        rivals = [f for f in known if f.catalogue == host and f.table_title and f not in asking]
        found = _by_family(asking, rivals, tables, offered.told)
        for family in asking:
            if found[family.id]:
                offered.editions[family.id] = dict(_by_year(family, found[family.id], offered.told))
            else:
                offered.failed[family.id] = _nothing_fits(family, tables)
    return offered


def _ask_for_scores(family: Family, base_url: str | None, purpose: Purpose, offered: Offered) -> None:
    host = str(family.catalogue)
    try:
        years = measurements(family, base_url, replace(purpose, source_id=host, family=family.id))
    except FetchError as error:
        offered.failed[host] = f"it could not be asked for scores. {error}"
        offered.silent.add(host)
    else:
        offered.editions[family.id] = {year: Offer(family.scores_of(year), "") for year in years}


def _ask(host: str, base_url: str | None, purpose: Purpose) -> list[Mapping[str, Any]]:
    session = PatientSession(replace(purpose, check=_check))
    question = {"$format": "json", "$select": ",".join(COLUMNS)}
    try:
        rows = as_json(session.text(f"{server_of(host, base_url)}/ODataCatalog/Tables", question))["value"]
    finally:
        session.close()
    return [row for row in rows if _is_complete(row)]


def _is_complete(row: Any) -> bool:
    return isinstance(row, dict) and all(isinstance(row.get(name), str) for name in COLUMNS)


def _check(_url: str, text: str) -> None:
    answer = as_json(text)
    rows = answer.get("value") if isinstance(answer, dict) else None
    if not isinstance(rows, list) or not any(map(_is_complete, rows)):
        raise Unusable(f"no catalogue with {', '.join(COLUMNS)} of tables: {text[:80]!r}")


def _by_family(
    families: list[Family], rivals: list[Family], tables: list[Mapping[str, Any]], told: list[str]
) -> dict[str, list[Mapping[str, Any]]]:
    """The tables whose title fits one family; a title that fits two, or one of the rivals, is none of either."""
    found: dict[str, list[Mapping[str, Any]]] = {family.id: [] for family in families}
    for table in tables:
        fits = [family.id for family in [*families, *rivals] if family.year_in(table["Title"]) is not None]
        if found.keys().isdisjoint(fits):
            continue
        if len(fits) > 1:
            told.append(
                f"{table['Identifier']}: its title {table['Title']!r} fits {' and '.join(fits)}, so it is used for "
                f"neither. Make `table_title` narrower in cards/sources/{fits[0]}.yml or {fits[1]}.yml."
            )
        else:
            found[fits[0]].append(table)
    return found


def _by_year(family: Family, tables: list[Mapping[str, Any]], told: list[str]) -> Iterator[tuple[int, Offer]]:
    """One table per year: of two, the one that was changed last."""
    years: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    for table in tables:
        years[int(family.year_in(table["Title"]) or 0)].append(table)
    for year in sorted(years):
        *others, last = sorted(years[year], key=lambda t: (t["Modified"], t["Identifier"]))
        if others:
            names = ", ".join(f"{t['Identifier']} of {t['Modified'][:10]} ({t['Title']})" for t in (*others, last))
            told.append(
                f"{family.edition_id(year)}: {len(years[year])} tables fit: {names}. {last['Identifier']} is used, "
                f"which was changed last. Make `table_title` narrower in cards/sources/{family.id}.yml if not."
            )
        yield year, Offer(family.table(year, last["Identifier"], last["Title"]), last["Modified"])
    since = family.wanted.since if family.wanted else None
    first = max(min(years), since or 0)
    gaps = [y for y in range(first, max(years)) if y not in years] if family.yearly else []
    if gaps:
        said = ", ".join(map(str, gaps))
        told.append(f"{family.id}: the catalogue has no table of {said}; trends pass over it. Nothing is to be done.")


def _nothing_fits(family: Family, tables: list[Mapping[str, Any]]) -> str:
    titles = {table["Title"]: table["Title"] for table in tables}
    close = near(family.title, titles, most=3, cutoff=0.5)
    there = f"; nearest: {'; '.join(close)}" if close else ""
    return (
        f"none of the {len(tables)} tables of {family.catalogue} has a title that fits {family.table_title!r}{there}. "
        f"Correct `table_title` in cards/sources/{family.id}.yml; editions that are in data/raw stay in use."
    )
