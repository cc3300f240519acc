"""Families to ``data/raw``: the editions that are wanted are downloaded, checked and laid down as received.

Receives the cards; asks the catalogues of the producers which editions there are,
and hands on one folder per edition with its files and a card with checksums and
stand date. Outlines follow from the boundary years of the tables that are there. A source that fails does not stop the
others, leaves the folder that was there as it was, and keeps what it already
received for the next run. The machine asks for one source at a time: that is
fair to a free service and keeps memory small.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.families import Family, family_in
from wijkanalyse.cards.schema import Source
from wijkanalyse.errors import FetchError, RawDataError, WijkanalyseError
from wijkanalyse.fetch.cbs import fetch_table
from wijkanalyse.fetch.http import PATIENT, NotAsAsked, NotThere, Patience, Purpose, Report, server_of
from wijkanalyse.fetch.leefbaarometer import fetch_scores
from wijkanalyse.fetch.offered import Offer, Offered, ask_catalogues
from wijkanalyse.fetch.pdok import fetch_layer
from wijkanalyse.fetch.raw import CARD, RawCard, clear_unfinished, fetched_cards, read_raw_card, restore, verify
from wijkanalyse.files import LockError, held, is_full, make_folder

Reader = Callable[[Source, Path, str | None, Purpose, RawCard | None], RawCard | None]

READERS: dict[str, Reader] = {
    "cbs_odata": fetch_table,
    "pdok_wfs": fetch_layer,
    "pdok_ogc": fetch_layer,
    "leefbaarometer": fetch_scores,
}
"""Other readers are for files that the analyst brings."""


@dataclass(frozen=True)
class FetchOutcome:
    """How it went with one source, or with the catalogue of a host."""

    source_id: str
    status: Literal["fetched", "up to date", "not there", "failed"]
    rows: int = 0
    bytes: int = 0
    seconds: float = 0.0
    modified: str | None = None
    message: str = ""


def fetch_sources(
    catalogue: Catalogue,
    raw: Path,
    *,
    only: Sequence[str] = (),
    base_url: str | None = None,
    refresh: bool = False,
    patience: Patience = PATIENT,
    report: Report | None = None,
) -> list[FetchOutcome]:
    """Bring ``data/raw`` up to date with the editions that there are today.

    Parameters
    ----------
    catalogue
        The cards.
    raw
        The folder ``data/raw``; made when it does not exist.
    only
        Ids of families, or of editions such as ``cbs_kwb_2015``, which need not be among those that are wanted;
        empty means the wanted editions of all families, with the outlines of their years.
    base_url
        A server to ask instead of the hosts that the cards name, such as
        ``http://127.0.0.1:8080``. The name of the real host becomes the first part of the path.
    refresh
        Fetch also what is already there, and what is older or less than that.
    patience
        How long to wait for a server, and how often to ask again.
    report
        Called with a line of text about the progress.

    Returns
    -------
    list of FetchOutcome
        One per edition, and one per catalogue that could not be asked or has no table of a family. A source that
        failed has status ``failed`` and the reason as message; the caller decides what that means. Outlines that no
        service has yet, and a family without any table so far, are ``not there``.

    Raises
    ------
    FetchError
        When nothing can be fetched at all: an unknown source, a faulty `base_url`,
        or another fetch that is busy in the same folder.
    OSError
        When the disk is full; what was received is kept, so that the next run goes on from there.
    """
    asked = _choose(catalogue, only)
    for family in asked:
        server_of(family.hosts[0], base_url)
    run = _Run(raw, base_url, refresh, patience, report)
    with _alone(raw):
        outcomes = run.tables({f: years for f, years in asked.items() if not f.layer}, catalogue.families.values())
        for family, years in asked.items():
            if family.layer:
                wanted = years or family.wanted_of(boundary_years(catalogue, raw, family.layer))
                outcomes += [run.outlines(family, year) for year in sorted(wanted)]
    return outcomes


def _choose(catalogue: Catalogue, only: Sequence[str]) -> dict[Family, set[int]]:
    """The families that are asked for; with the years of editions that were named themselves, or none for all."""
    fetchable = {name: family for name, family in catalogue.families.items() if not family.is_own}
    chosen: dict[str, set[int]] = {} if only else {name: set() for name in fetchable}
    for name in only:
        family = name if name in fetchable else family_in(name)
        year = fetchable[family].year_of(name) if family in fetchable else None
        if family not in fetchable or (name != family and not year):
            families = ", ".join(fetchable)
            raise FetchError(
                f"{name!r} is not a source that can be fetched; choose from {families}, "
                f"or an edition of one of these, such as {next(iter(fetchable), 'x')}_2024"
            )
        chosen.setdefault(family, set()).update([year] if year else [])
    return {fetchable[name]: years for name, years in chosen.items()}


def boundary_years(catalogue: Catalogue, raw: Path, layer: str) -> list[int]:
    """The years of the boundaries of the tables in ``data/raw``, whose outlines are needed.

    A list of gemeenten has no figures to draw, and outlines of buurten are for years in which a table has buurten.
    """
    tables = (card for family, card in fetched_cards(catalogue, raw) if family.table_title and not family.regions)
    # Of a table that was fetched before its regions were counted it is not known whether it has buurten.
    drawn = (card for card in tables if layer != "buurten" or card.regions.get("BU") or not card.regions)
    return sorted({card.boundary_year for card in drawn if card.boundary_year})


@dataclass(frozen=True)
class _Run:
    """One run of the fetch: where to, and with how much patience."""

    raw: Path
    base_url: str | None
    refresh: bool
    patience: Patience
    report: Report | None

    def tables(self, asked: Mapping[Family, Collection[int]], known: Iterable[Family]) -> list[FetchOutcome]:
        """Ask the catalogues, and fetch the editions of each family that are asked for or wanted."""
        purpose = Purpose("catalogue", patience=self.patience, report=self.report)
        offered = ask_catalogues(asked, self.base_url, purpose, known)
        for line in offered.told:
            self.say(line)
        outcomes = [self._nothing_of(name, why, offered) for name, why in offered.failed.items()]
        for family, years in asked.items():
            there = offered.editions.get(family.id, {})
            for year in sorted(years or family.wanted_of(there)):
                if year in there:
                    outcomes.append(self.edition(there[year].source))
                elif offered.asked(family):
                    outcomes.append(self._not_offered(family, year, there))
            if offered.asked(family) and not years:
                self._tell_withdrawn(family, there)
        return outcomes

    def edition(self, source: Source) -> FetchOutcome:
        return _fetch(source, self.raw, self.base_url, self.refresh, self.patience, self.report)

    def outlines(self, family: Family, year: int) -> FetchOutcome:
        """Outlines of one year, from the first of the services that has them."""
        outcome = FetchOutcome(family.edition_id(year), "not there", message=f"{family.id}: has no service for {year}")
        for service in family.services_of(year):
            outcome = self.edition(family.outlines(year, service))
            if outcome.status in ("fetched", "up to date"):
                break
        return outcome

    def _nothing_of(self, name: str, why: str, offered: Offered) -> FetchOutcome:
        """A family of which the catalogue has no table is no failure, unless there was one, or nothing fits at all."""
        others = any(name != family for family in offered.editions)
        there = {family_in(path.parent.name) for path in self.raw.glob(f"*/{CARD}")}
        is_new = name not in offered.silent and name not in there
        return FetchOutcome(name, "not there" if others and is_new else "failed", message=f"{name}: {why}")

    def _not_offered(self, family: Family, year: int, there: Mapping[int, Offer]) -> FetchOutcome:
        what = family.edition_id(year)
        years = ", ".join(map(str, there))
        return FetchOutcome(what, "failed", message=f"{what}: the catalogue has no such edition; it has {years}")

    def _tell_withdrawn(self, family: Family, there: Mapping[int, Offer]) -> None:
        for path in sorted(self.raw.glob(f"{family.id}*/{CARD}")):
            name = path.parent.name
            if (year := family.year_of(name)) is not None and year not in there:
                self.say(
                    f"{name}: is no longer in the catalogue of {family.catalogue}; what is in data/raw stays in use. "
                    f"Move {path.parent} away to do without it."
                )

    def say(self, line: str) -> None:
        if self.report:
            self.report(line)


def _fetch(
    source: Source, raw: Path, base_url: str | None, refresh: bool, patience: Patience, report: Report | None
) -> FetchOutcome:
    start = time.monotonic()
    purpose = Purpose(source.id, source.family, patience=patience, report=report)
    try:
        restore(raw, source.id)
        there = _sound_card(source, raw / source.id, base_url, purpose)
        card = READERS[source.reader](source, raw, base_url, purpose, None if refresh else there)
        clear_unfinished(raw, source.id)
    except (WijkanalyseError, OSError, LookupError, TypeError, ValueError, AttributeError) as error:
        if isinstance(error, OSError) and is_full(error):
            raise  # or every other source would be fetched first, and then not fit either
        if not isinstance(error, OSError) and (
            isinstance(error, NotAsAsked) or not isinstance(error, WijkanalyseError)
        ):
            clear_unfinished(raw, source.id)  # or the next run would find the same pages, and fail again
        # Another OSError is a folder in the way or without permission: as much a matter of this one source.
        message = str(error) if isinstance(error, WijkanalyseError) else _told(source, error)
        # A new year often has its tables before its outlines.
        status = "not there" if isinstance(error, NotThere) and source.layer else "failed"
        return FetchOutcome(source.id, status, seconds=time.monotonic() - start, message=message)
    now = card or there
    assert now is not None
    if card is not None and card.topics is not None:
        state = "new" if there is None else f"renewed, was of {(there.modified or '')[:10]}"
        purpose.say(f"{source.title}: {state}, {card.filled} of {card.topics} figures filled")
    return FetchOutcome(
        source.id,
        "fetched" if card else "up to date",
        rows=now.rows,
        bytes=now.bytes,
        seconds=time.monotonic() - start,
        modified=now.modified,
    )


def _told(source: Source, error: Exception) -> str:
    if isinstance(error, OSError):
        return (
            f"{source.id}: cannot be written: {error}. What is in data/raw stays in use; repair that file or its "
            f"rights, and run `wijkanalyse fetch {source.id}` again"
        )
    return (  # JSON that is well formed and yet of no form that a reader knows
        f"{source.id}: what {source.catalogue} gives has another form than is known ({type(error).__name__}: "
        f"{' '.join(str(error).split())[:120]}). What is in data/raw stays in use; run "
        f"`wijkanalyse fetch {source.id}` again later, and check cards/sources/{source.family}.yml if it stays so."
    )


def _sound_card(source: Source, folder: Path, base_url: str | None, purpose: Purpose) -> RawCard | None:
    """The card of the folder that is there, if it is what the source card names and nothing in it was touched."""
    if not folder.exists():
        return None
    try:
        card = read_raw_card(folder)
        verify(folder, card)
    except RawDataError as error:
        purpose.say(f"the folder that is there is fetched again, because it is not sound. {error}")
        return None
    if not card.same_origin(source, base_url):
        purpose.say("the folder that is there is of another server or another table and is fetched again")
        return None
    return card


@contextmanager
def _alone(raw: Path) -> Iterator[None]:
    """Only one fetch at a time in a folder."""
    make_folder(raw)
    with ExitStack() as holding:
        try:
            holding.enter_context(held(raw / ".fetch.lock"))
        except LockError as error:
            message = f"another fetch is busy in {raw}; wait until it is ready, or end it, and try again"
            raise FetchError(message) from error
        yield
