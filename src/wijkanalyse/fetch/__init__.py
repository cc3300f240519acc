"""Source cards to ``data/raw``: what the cards name is downloaded, checked and laid down as received.

Receives the catalogue; hands on one folder per source with its files and a
card with checksums and stand date. A source that fails does not stop the
others, leaves the folder that was there as it was, and keeps what it already
received for the next run. The machine asks for one source at a time: that is
fair to a free service and keeps memory small.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.schema import Source
from wijkanalyse.errors import FetchError, RawDataError, WijkanalyseError
from wijkanalyse.fetch.cbs import fetch_table
from wijkanalyse.fetch.http import PATIENT, NotAsAsked, Patience, Purpose, Report, server_of
from wijkanalyse.fetch.pdok import fetch_layer
from wijkanalyse.fetch.raw import RawCard, clear_unfinished, read_raw_card, restore, verify

__all__ = ["FetchOutcome", "Patience", "RawCard", "fetch_sources", "read_raw_card", "verify"]

Reader = Callable[[Source, Path, str | None, Purpose, RawCard | None], RawCard | None]

READERS: dict[str, Reader] = {"cbs_odata": fetch_table, "pdok_wfs": fetch_layer}
"""Other readers are for files that the analyst brings."""


@dataclass(frozen=True)
class FetchOutcome:
    """How it went with one source."""

    source_id: str
    status: Literal["fetched", "up to date", "failed"]
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
    """Bring ``data/raw`` up to date with the sources that the catalogue names.

    Parameters
    ----------
    catalogue
        The cards.
    raw
        The folder ``data/raw``; made when it does not exist.
    only
        Ids of sources; empty means all that can be fetched.
    base_url
        A server to ask instead of the hosts that the cards name, such as
        ``http://127.0.0.1:8080``. The name of the real host becomes the first part of the path.
    refresh
        Fetch also what is already there.
    patience
        How long to wait for a server, and how often to ask again.
    report
        Called with a line of text about the progress.

    Returns
    -------
    list of FetchOutcome
        One per source, in the order of the catalogue. A source that failed has status ``failed``
        and the reason as message; the caller decides what that means.

    Raises
    ------
    FetchError
        When nothing can be fetched at all: an unknown source, a faulty `base_url`,
        or another fetch that is busy in the same folder.
    """
    sources = _choose(catalogue, only)
    for source in sources:
        server_of(source, base_url)
    with _alone(raw):
        return [_fetch(source, raw, base_url, refresh, patience, report) for source in sources]


def _choose(catalogue: Catalogue, only: Sequence[str]) -> list[Source]:
    fetchable = {id_: source for id_, source in catalogue.sources.items() if source.reader in READERS}
    if unknown := [id_ for id_ in only if id_ not in fetchable]:
        raise FetchError(
            f"{', '.join(map(repr, unknown))} is not a source that can be fetched; choose from {', '.join(fetchable)}"
        )
    return [source for id_, source in fetchable.items() if not only or id_ in only]


def _fetch(
    source: Source, raw: Path, base_url: str | None, refresh: bool, patience: Patience, report: Report | None
) -> FetchOutcome:
    start = time.monotonic()
    purpose = Purpose(source.id, patience=patience, report=report)
    try:
        restore(raw, source.id)
        there = _sound_card(source, raw / source.id, base_url, purpose)
        card = READERS[source.reader](source, raw, base_url, purpose, None if refresh else there)
        clear_unfinished(raw, source.id)
    except (WijkanalyseError, OSError) as error:
        if isinstance(error, NotAsAsked):
            clear_unfinished(raw, source.id)  # or the next run would find the same pages, and fail again
        # An OSError is a full disk or a folder without permission: as much a matter of this one source.
        message = str(error) if isinstance(error, WijkanalyseError) else f"{source.id}: cannot be written: {error}"
        return FetchOutcome(source.id, "failed", seconds=time.monotonic() - start, message=message)
    now = card or there
    assert now is not None
    return FetchOutcome(
        source.id,
        "fetched" if card else "up to date",
        rows=now.rows,
        bytes=now.bytes,
        seconds=time.monotonic() - start,
        modified=now.modified,
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
    """Only one fetch at a time in a folder; the lock ends with the process, however that ends."""
    raw.mkdir(parents=True, exist_ok=True)
    with (raw / ".fetch.lock").open("a") as file:
        if not _lock(file):
            raise FetchError(f"another fetch is busy in {raw}; wait until it is ready, or end it, and try again")
        yield


def _lock(file: IO[str]) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
