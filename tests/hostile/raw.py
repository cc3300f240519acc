"""Entry: what lies in ``data/raw`` of a fetch: cards, rows and outlines."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

from conftest import write_table

from wijkanalyse.cards.schema import Source
from wijkanalyse.fetch.raw import read_raw_card, read_rows, verify
from wijkanalyse.process.polygons import read_polygons

from .corpus import Input, World
from .mutate import as_json, contents, texts, values

SOURCE = "cbs_kwb_2022"
PLACE = f"data/raw/{SOURCE}"
OUTLINES = "data/raw/pdok_wijken_2022/features.geojson.gz"
RING = [[5.0, 52.0], [5.1, 52.0], [5.1, 52.1], [5.0, 52.1], [5.0, 52.0]]
FEATURES = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature", "properties": {"wijkcode": "WK000101", "water": "NEE", "jrstatcode": "2022WK000101"},
         "geometry": {"type": "MultiPolygon", "coordinates": [[RING]]}},
        {"type": "Feature", "properties": {"wijkcode": "WK000102", "water": "NEE", "jrstatcode": "2022WK000102"},
         "geometry": {"type": "Polygon", "coordinates": [[[x + 0.1, y] for x, y in RING]]}},
    ],
}  # fmt: skip


def inputs(chance: Random) -> Iterator[Input]:
    sound = fetched()
    card = sound["card.yml"].decode()
    files = {f"{PLACE}/{name}": content for name, content in sound.items()}
    rows = f"{PLACE}/UntypedDataSet.jsonl.gz"
    for about, content in texts(card, chance, 42):
        yield Input(f"card: {about}", read, files | {f"{PLACE}/card.yml": content}, (SOURCE,))
    for about, content in contents(files[rows], chance, 20):
        yield Input(f"rows: {about}", read, files | {rows: content}, (SOURCE,))
    for about, content in contents(files[rows], chance, 20):
        # as if a person had written the checksum of what is there now
        told = card.replace(hashlib.sha256(files[rows]).hexdigest(), hashlib.sha256(content).hexdigest())
        told = told.replace(f"bytes: {len(files[rows])}", f"bytes: {len(content)}")
        changed = {rows: content, f"{PLACE}/card.yml": told.encode()}
        yield Input(f"rows with their checksum: {about}", read, files | changed, (SOURCE,))
    for about, changed in values(FEATURES, chance, 60):
        yield Input(
            f"outlines: {about}", outlines, {OUTLINES: gzip.compress(as_json(changed), mtime=0)}, ("pdok_wijken_2022",)
        )
    for about, content in contents(gzip.compress(json.dumps(FEATURES).encode(), mtime=0), chance, 20):
        yield Input(f"outlines: {about}", outlines, {OUTLINES: content}, ("pdok_wijken_2022",))


def read(world: World) -> str:
    folder = world.paths.root / PLACE
    card = read_raw_card(folder)
    verify(folder, card)
    for file in card.files:
        list(read_rows(folder, file.name.split(".")[0]))
    return ""


def outlines(world: World) -> str:
    told: list[str] = []
    read_polygons(world.paths.root / OUTLINES, "wijken", told)
    return "\n".join(told)


@cache
def fetched() -> dict[str, bytes]:
    """The files of an invented table."""
    source = Source(
        id=SOURCE, title="Verzonnen tabel", producer="CBS", family="cbs_kwb", reader="cbs_odata", table="00000NED",
        catalogue="opendata.cbs.nl", boundary_year=2022, licence="CC BY 4.0", citation="Verzonnen", about="Verzonnen.",
    )  # fmt: skip
    folder = Path(tempfile.mkdtemp())
    try:
        rows = [{"WijkenEnBuurten": "NL00", "AantalInwoners_5": "900"}]
        write_table(folder / SOURCE, source, ["AantalInwoners_5"], rows)
        made = {path.name: path.read_bytes() for path in sorted((folder / SOURCE).iterdir())}
        made["card.yml"] = re.sub(rb"retrieved: .*", b"retrieved: '2026-11-30T12:00:00Z'", made["card.yml"])
        return made
    finally:
        shutil.rmtree(folder)
