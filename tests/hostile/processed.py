"""Entry: ``data/processed``, of which a table or the receipt is not what was built."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

from wijkanalyse.process.fresh import check_table
from wijkanalyse.profile.processed import Processed

from .corpus import Input, World
from .mutate import as_json, contents, texts, values

PLACE = "data/processed"


def inputs(chance: Random, receipt: str, table: bytes) -> Iterator[Input]:
    """The receipt and one small table of a build, gone wrong."""
    for about, content in contents(table, chance, 40):
        yield Input(f"table: {about}", opened, {f"{PLACE}/regions.parquet": content}, ("regions.parquet",))
    for about, content in texts(receipt, chance, 42):
        yield Input(f"receipt: {about}", opened, {f"{PLACE}/build.json": content}, ("build.json", ".parquet"))
    for about, changed in values(json.loads(receipt), chance, 42):
        yield Input(f"receipt: {about}", opened, {f"{PLACE}/build.json": as_json(changed)}, ("build.json", ".parquet"))


def opened(world: World) -> str:
    processed = Processed(world.paths)
    for name, digest in processed.tables.items():
        check_table(world.paths.processed / name, digest)
    _ = processed.sources, processed.areas
    return ""
