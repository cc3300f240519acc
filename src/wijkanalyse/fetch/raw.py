"""The raw folder of a source, and the card that vouches for it.

Receives what a reader got from a producer and lays it down as received in
``data/raw/<source>/``: one file of JSON Lines per entity set, or one GeoJSON
file. ``card.yml`` is written last and holds the checksum of every file. The
stages after this one read the card, verify it, and only then read the files.

A folder is built out of sight and put in place by renaming, so that it is
always a whole one: the old, or the new.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.families import NO_YEAR, Family
from wijkanalyse.cards.schema import Source
from wijkanalyse.cards.yaml_file import UnreadableYamlError, load_yaml_file
from wijkanalyse.errors import RawDataError, listing
from wijkanalyse.files import write_whole
from wijkanalyse.paths import RAW_CARD as CARD

FEATURES = "features.geojson.gz"
UNFINISHED = ".partial"
"""Folder in ``data/raw`` with what a fetch still needs; nothing else may read it."""


class RawFile(BaseModel):
    """One file as it was when it was written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^\w[\w.-]*$")
    sha256: str
    bytes: int
    rows: int


class RawCard(BaseModel):
    """Where the files of a raw folder come from, which state they have, and what they must be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: str
    title: str
    producer: str
    licence: str
    citation: str
    table: str | None = None
    layer: str | None = None
    boundary_year: int | None = None
    periods: tuple[str, ...] = Field(default=(), description="codes of the dimension Perioden, where the table has it")
    topics: int | None = Field(default=None, description="columns with figures, also those that are still empty")
    filled: int | None = Field(default=None, description="how many of these hold at least one figure")
    regions: Mapping[str, int] = Field(default={}, description="regions with a row, by the first letters of their code")
    host: str = Field(description="host of the service according to the source card")
    base_url: str | None = Field(default=None, description="server that was asked instead of the host")
    modified: str | None = Field(default=None, description="stand date as the producer writes it; a WFS gives none")
    reason_delivery: str | None = None
    retrieved: dt.datetime
    files: tuple[RawFile, ...]

    @property
    def rows(self) -> int:
        return sum(file.rows for file in self.files)

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)

    @property
    def stand_date(self) -> dt.date | None:
        """Day on which the producer last changed the figures."""
        return dt.datetime.fromisoformat(self.modified).date() if self.modified else None

    def same_origin(self, source: Source, base_url: str | None) -> bool:
        """Whether the files are what this source card names today, from the same server."""
        # A stand-in server on this machine gets another port at every start: the port says nothing.
        there, here = (urlsplit(url or "").hostname for url in (self.base_url, base_url))
        names = ("table", "layer", "boundary_year")
        return (
            there == here
            # An outline is the same one from either service; a table is that of its host.
            and (self.host == source.catalogue or source.layer is not None)
            and all(getattr(self, name) == getattr(source, name) for name in names)
        )


def card_for(
    source: Source,
    base_url: str | None,
    files: tuple[RawFile, ...],
    modified: str | None = None,
    reason_delivery: str | None = None,
    **held: Any,
) -> RawCard:
    """The card of files that have just been received; `held` are the keys that say what a table holds."""
    return RawCard(
        source=source.id,
        title=source.title,
        producer=source.producer,
        licence=source.licence,
        citation=source.citation,
        table=source.table,
        layer=source.layer,
        boundary_year=source.boundary_year,
        host=str(source.catalogue),
        base_url=base_url,
        modified=modified,
        reason_delivery=reason_delivery,
        retrieved=dt.datetime.now(dt.UTC).replace(microsecond=0),
        files=files,
        **held,
    )


def source_of(card: RawCard, family: Family) -> Source:
    """The edition that a raw folder holds, as it was when it was fetched: what it is called and cited as stays."""
    year = family.year_of(card.source) or card.boundary_year or NO_YEAR
    made = family.edition(year, card.table, card.title)
    kept = {"title": card.title, "citation": card.citation, "boundary_year": card.boundary_year}
    return made.model_copy(update=kept)


# ------------------------------------------------------------------------ reading


def fetched_cards(catalogue: Catalogue, raw: Path) -> Iterator[tuple[Family, RawCard]]:
    """The card of every edition in ``data/raw``, in the order of families and years.

    Raises
    ------
    RawDataError
        When a card cannot be read.
    """
    for path in sorted(raw.glob(f"*/{CARD}")):
        if family := catalogue.family_of(path.parent.name):
            yield family, read_raw_card(path.parent)


def read_raw_card(folder: Path) -> RawCard:
    """The card of a raw folder.

    Raises
    ------
    RawDataError
        When there is no card, or it is not one.
    """
    path = folder / CARD
    again = f"Fetch it with `wijkanalyse fetch {folder.name}`"
    try:
        content = load_yaml_file(path)
    except FileNotFoundError:
        raise RawDataError(f"{path} does not exist: {folder.name} was not fetched yet. {again}.") from None
    except (OSError, UnreadableYamlError) as error:
        raise RawDataError(f"{path} is not readable: {' '.join(str(error).split())}. {again} --refresh.") from None
    try:
        return RawCard.model_validate(content)
    except ValidationError as error:
        faults = [f"`{'.'.join(map(str, f['loc'])) or 'card'}`: {f['msg']}" for f in error.errors()]
        raise RawDataError(listing(f"{path} is not a card of a raw folder. {again} --refresh.", faults)) from None


def verify(folder: Path, card: RawCard) -> None:
    """Check that every file is there and is, byte for byte, the one that was fetched.

    Raises
    ------
    RawDataError
        With every file that is missing, cut short or altered.
    """
    faults = [fault for file in card.files if (fault := _fault(folder / file.name, file))]
    if faults:
        heading = (
            f"{folder} is not what its card says. Fetch it again with `wijkanalyse fetch {card.source} --refresh`; "
            f"files in data/raw are never edited."
        )
        raise RawDataError(listing(heading, faults))


def _fault(path: Path, expected: RawFile) -> str | None:
    if not path.is_file():
        return f"{expected.name}: expected {expected.bytes} bytes, but the file is missing"
    size = path.stat().st_size
    if size != expected.bytes:
        return f"{expected.name}: expected {expected.bytes} bytes, got {size}"
    got = _sha256(path)
    if got != expected.sha256:
        return f"{expected.name}: expected sha256 {expected.sha256[:12]}…, got {got[:12]}…"
    return None


def read_rows(folder: Path, entity_set: str) -> Iterator[dict[str, Any]]:
    """The rows of an entity set, one by one, as received."""
    path = folder / _rows_name(entity_set)
    try:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise RawDataError(
            f"{path} is not readable: {error}. Fetch it again with `wijkanalyse fetch {folder.name} --refresh`."
        ) from None


# ------------------------------------------------------------------------ writing


def write_rows(folder: Path, entity_set: str, rows: Iterable[dict[str, Any]]) -> RawFile:
    """Write an entity set as JSON Lines."""
    return _write(folder / _rows_name(entity_set), (_json(row) for row in rows), "", "\n", "\n")


def write_features(folder: Path, name: str, features: Iterable[dict[str, Any]]) -> RawFile:
    """Write a layer as GeoJSON in WGS 84, one feature per line."""
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    head = f'{{"type":"FeatureCollection","name":{_json(name)},"crs":{_json(crs)},"features":[\n'
    return _write(folder / FEATURES, map(_json, features), head, ",\n", "\n]}\n")


def write_card(folder: Path, card: RawCard) -> None:
    """Write the card; after this the folder counts as complete."""
    content = yaml.safe_dump(card.model_dump(mode="json"), sort_keys=False, allow_unicode=True, width=120)
    write_whole(folder / CARD, content.encode())


def _write(path: Path, lines: Iterable[str], head: str, between: str, tail: str) -> RawFile:
    # A name or a time inside the gzip header would give equal content other bytes, and so another checksum.
    rows = 0
    with path.open("wb") as file:
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=6, mtime=0) as packed:
            packed.write(head.encode())
            for line in lines:
                packed.write((line if rows == 0 else between + line).encode())
                rows += 1
            packed.write(tail.encode() if rows or head else b"")
        file.flush()
        os.fsync(file.fileno())
    return RawFile(name=path.name, sha256=_sha256(path), bytes=path.stat().st_size, rows=rows)


def _rows_name(entity_set: str) -> str:
    return f"{entity_set}.jsonl.gz"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# --------------------------------------------------------------- a folder as a whole


def unfinished_folder(raw: Path, source_id: str) -> Path:
    """Where the unfinished business of one source is kept, on the same disk as the result."""
    return raw / UNFINISHED / source_id


def clear_unfinished(raw: Path, source_id: str) -> None:
    """Throw away what was kept for a source that is now complete."""
    shutil.rmtree(unfinished_folder(raw, source_id), ignore_errors=True)
    with suppress(OSError):  # another source still has something in it, or nothing was ever unfinished
        (raw / UNFINISHED).rmdir()


@contextmanager
def replacing(raw: Path, source_id: str) -> Iterator[Path]:
    """A new folder that takes the place of ``raw/<source_id>`` when the block ends well.

    When it does not end well, the folder that was there is still there, untouched.
    """
    target, work = raw / source_id, unfinished_folder(raw, source_id)
    new, old = work / "new", work / "old"
    restore(raw, source_id)
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    try:
        yield new
        if not (new / CARD).is_file():
            raise RuntimeError(f"no card was written for {source_id}")
        # No system can swap two folders everywhere: `restore` mends a kill between these two lines.
        if target.exists():
            target.rename(old)
        new.rename(target)
    finally:
        shutil.rmtree(new, ignore_errors=True)
        restore(raw, source_id)


def restore(raw: Path, source_id: str) -> None:
    """Put the previous folder back when it was moved away and not replaced; throw it away when it was."""
    target, old = raw / source_id, unfinished_folder(raw, source_id) / "old"
    if old.exists() and not target.exists():
        old.rename(target)
    shutil.rmtree(old, ignore_errors=True)
