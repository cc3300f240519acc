"""The one adapter around ``cbsodata``: a table of CBS or RIVM, whole and checked.

Receives a source card with reader ``cbs_odata``; hands on a raw folder with
every entity set of the table and a card with the stand date. Nothing but the
stand date is asked when the folder already has that state.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import cbsodata.cbsodata3 as client
import requests

from wijkanalyse.cards.schema import Source
from wijkanalyse.errors import FetchError
from wijkanalyse.fetch.http import Check, KeptPages, NotAsAsked, PatientSession, Purpose, Unusable, as_json, server_of
from wijkanalyse.fetch.raw import RawCard, card_for, replacing, unfinished_folder, write_card, write_rows

DATA = "UntypedDataSet"
"""The set in which a blank (cannot occur) and "." (unknown or secret) still differ."""

MUCH = 0.1
"""Share of the regions or rows that a new state of a table may lose before it counts as cut off."""

Row = Mapping[str, Any]


def fetch_table(
    source: Source, raw: Path, base_url: str | None, purpose: Purpose, current: RawCard | None
) -> RawCard | None:
    """Bring the raw folder of a table up to date.

    Parameters
    ----------
    source
        A card with reader ``cbs_odata``.
    raw
        The folder ``data/raw``.
    base_url
        A server to ask instead of the host that the card names.
    purpose
        For whom is asked, and with how much patience.
    current
        The card of the folder that is there, if it is sound and may stay.

    Returns
    -------
    RawCard or None
        The new card, or None when the producer has nothing newer.

    Raises
    ------
    FetchError
        When the server gives no usable answer, another than was asked for, or less than there was.
    """
    server = server_of(source.catalogue, base_url)
    purpose = replace(purpose, check=_page_check(source, base_url))
    info = _table_info(source, server, purpose)
    modified = info["Modified"]
    if current is not None and current.modified == modified:
        return None
    if current is not None and current.modified and modified < current.modified:
        raise _less(source, server, f"of {modified[:10]}, older than that of {current.modified[:10]} that is here")
    purpose.say(f"fetching {source.table}, stand {modified[:10]}")
    pages = KeptPages(unfinished_folder(raw, source.id), f"{source.table} {modified}")
    sets = _download(source, server, replace(purpose, pages=pages))
    if pages.used:
        purpose.say(f"{pages.used} pages were already here from an earlier run")
    faults = [
        *_faults(source, sets, _count(source, server, purpose)),
        *_changed(modified, [*sets["TableInfos"], _table_info(source, server, purpose)]),
    ]
    if faults:
        raise _not_as_asked(source, server, "; ".join(faults))
    held = held_by(sets)
    if current is not None and (gone := _gone(current, held, len(sets[DATA]))):
        raise _less(source, server, f"of {modified[:10]} that is cut off: {gone}")
    with replacing(raw, source.id) as folder:
        # Taken out one by one: a set goes back to memory as soon as it is on disk.
        files = tuple(write_rows(folder, name, sets.pop(name)) for name in sorted(sets))
        card = card_for(source, base_url, files, modified, info.get("ReasonDelivery"), **held)
        write_card(folder, card)
    return card


# ------------------------------------------------------------------------- asking


def _table_info(source: Source, server: str, purpose: Purpose) -> Row:
    """The row about the table itself, asked anew at every call."""
    with _patient_client(server, purpose) as options:
        info = client.get_info(source.table, **options) or {}
    if info.get("Identifier") != source.table:
        raise _not_as_asked(source, server, f"its TableInfos is about {info.get('Identifier')!r}")
    try:
        dt.datetime.fromisoformat(info.get("Modified"))
    except (TypeError, ValueError):
        what = f"its TableInfos has no stand date: `Modified` is {info.get('Modified')!r}"
        raise _not_as_asked(source, server, what) from None
    return info


def _download(source: Source, server: str, purpose: Purpose) -> dict[str, list[Row]]:
    with _patient_client(server, purpose) as options:
        # `typed` is inverted in cbsodata 1.3.5: True gives the UntypedDataSet. `_faults` notices when that changes.
        sets = client.download_data(source.table, typed=True, **options)
    if odd := [name for name in sets if not re.fullmatch(r"\w+", name)]:
        raise _not_as_asked(source, server, f"entity set {odd[0]!r} has a name that no file can get")
    for name in (DATA, "TableInfos", "DataProperties"):
        if not sets.get(name):
            raise _not_as_asked(source, server, f"it gives no rows of {name}, only {', '.join(filter(sets.get, sets))}")
    return sets


def _count(source: Source, server: str, purpose: Purpose) -> int | None:
    """The number of rows that the server says there are; not every server answers that."""
    session = PatientSession(replace(purpose, check=_check_number))
    try:
        return int(session.text(f"{server}/{client.BULK}/{source.table}/{DATA}/$count"))
    except FetchError as error:
        purpose.say(f"the number of rows could not be compared with that of the server. {error}")
        return None
    finally:
        session.close()


@contextmanager
def _patient_client(server: str, purpose: Purpose) -> Iterator[dict[str, Any]]:
    """Let cbsodata ask through our session; gives the options of a call.

    cbsodata makes a new session for every page and cannot be given one: by itself
    it waits for ever, gives up at the first fault, and starts again from the first
    page. So the name it calls is replaced for the time of one call. Its settings
    are module-wide, so not for several threads; they are put back, also after an
    error.
    """
    session, url = PatientSession(purpose), urlsplit(server)
    before = client.Session, client.options.use_https, client.options.requests
    # It logs on the root logger, which then prints all warnings of the whole program, unless that has a handler.
    silent = logging.NullHandler()
    logging.root.addHandler(silent)
    client.Session = lambda: session
    client.options.use_https, client.options.requests = url.scheme == "https", {}
    try:
        yield {"catalog_url": url.netloc + url.path, "timeout": purpose.patience.timeout}
    except (requests.RequestException, LookupError, ValueError, TypeError, AttributeError) as error:
        raise NotAsAsked(
            f"{purpose.source_id}: cbsodata cannot read what {server} gives ({type(error).__name__}: {error}). "
            f"Compare its entity sets with those of CBS OData v3, or name another server with --base-url."
        ) from error
    finally:
        client.Session, client.options.use_https, client.options.requests = before
        logging.root.removeHandler(silent)
        session.close()


# ------------------------------------------------------------------- what it holds


def held_by(sets: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    """What a table holds, as keys of its card: periods, columns with figures, and regions."""
    rows, properties = sets[DATA], sets["DataProperties"]
    known = [p["Key"] for p in properties if p.get("Type") == "Topic" and p.get("Datatype") != "String"]
    filled = {key for key in known if any((row.get(key) or "").strip() not in ("", ".") for row in rows)}
    dimension = next((p["Key"] for p in properties if str(p.get("Type")).startswith("Geo")), None)
    codes = {str(row.get(dimension)) for row in rows} if dimension else set()
    return {
        "periods": tuple(str(r["Key"]).strip() for r in sets.get("Perioden", ())),
        "topics": len(known),
        "filled": len(filled),
        "regions": dict(sorted(Counter(code[:2] for code in codes).items())),
    }


def _gone(before: RawCard, held: Mapping[str, Any], rows: int) -> str:
    """Of which there are much fewer than in the state before, or "" when nothing is lost."""
    now, had = {**held["regions"], "rows": rows}, dict(before.regions)
    had["rows"] = next((file.rows for file in before.files if file.name.startswith(DATA)), 0)
    lost = [f"{now.get(kind, 0)} of {n} {kind}" for kind, n in had.items() if now.get(kind, 0) <= (1 - MUCH) * n]
    there = held["periods"]
    periods = sorted(set(before.periods) - set(there))
    if periods and periods[-1] < min(there, default="") and len(set(there) - set(before.periods)) >= len(periods):
        periods = []  # a table of the newest years moved on
    return ", ".join([*(f"it has {text}" for text in lost), *(f"no figures of {p}" for p in periods)])


def _less(source: Source, server: str, what: str) -> FetchError:
    return FetchError(
        f"{source.id}: {server} gives a state of {source.table} {what}. It was not taken, and what is in data/raw "
        f"stays in use. If the producer meant it, take it with `wijkanalyse fetch {source.id} --refresh`."
    )


# ----------------------------------------------------------------------- checking


def _not_as_asked(source: Source, server: str, what: str) -> NotAsAsked:
    return NotAsAsked(
        f"{source.id}: {server} did not give table {source.table} as asked: {what}. The files in data/raw are "
        f"unchanged; run `wijkanalyse fetch {source.id}` again, "
        f"and check cards/sources/{source.family}.yml if it stays so."
    )


def _page_check(source: Source, base_url: str | None) -> Check:
    """A page is a list of rows, and its next page is on the server that was asked."""

    def check(url: str, text: str) -> None:
        answer = as_json(text)
        rows = answer.get("value") if isinstance(answer, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise Unusable(f"JSON without a list `value` of rows: {text[:80]!r}")
        onward = answer.get("odata.nextLink")
        if onward and base_url and urlsplit(onward).netloc != urlsplit(base_url).netloc:
            raise FetchError(
                f"{source.id}: {url} names a next page on another server, {onward}. "
                f"Let the server at --base-url put its own address in `odata.nextLink`."
            )

    return check


def _check_number(_url: str, text: str) -> None:
    if not text.strip().isdigit():
        raise Unusable(f"no number: {text[:80]!r}")


def _changed(modified: str, infos: Iterable[Row]) -> Iterator[str]:
    """A table that gets a new edition during a download would be half old and half new."""
    for info in infos:
        if info.get("Modified") != modified:
            yield f"its stand date went from {modified} to {info.get('Modified')} during the download"


def _faults(source: Source, sets: Mapping[str, list[Row]], count: int | None) -> Iterator[str]:
    """In what the sets differ from what was asked for."""
    rows, properties = sets[DATA], sets["DataProperties"]
    if count is not None and count != len(rows):
        yield f"got {len(rows)} rows, the server counts {count}"
    columns = set().union(*rows) - {"ID"}
    if unknown := columns - {p.get("Key") for p in properties}:
        yield f"columns that DataProperties does not know: {_some(unknown)}"
    typed = next(((c, v) for row in rows for c, v in row.items() if c != "ID" and not isinstance(v, str | None)), None)
    if typed:
        yield f"column {typed[0]} holds {typed[1]!r}, not a text: these are typed figures, which lose why one is absent"
    dimensions = [p["Key"] for p in properties if p.get("Type") not in ("Topic", "TopicGroup") and p.get("Key")]
    for name in dimensions:
        codes, known = {row.get(name) for row in rows}, {r.get("Key") for r in sets.get(name, ())}
        if strange := codes - known:
            yield f"codes in {name} that its dimension does not have: {_some(strange)}"
    places = Counter(tuple(row.get(name) for name in dimensions) for row in rows)
    if double := [place for place, times in places.items() if times > 1]:
        yield f"more than one row for {_some(' / '.join(map(str, place)) for place in double)}"


def _some(values: Iterable[Any], most: int = 3) -> str:
    """The first few of many."""
    values = sorted(map(str, values))
    more = f" and {len(values) - most} more" if len(values) > most else ""
    return ", ".join(v.strip() for v in values[:most]) + more
