"""Entry: own files with their cards, as CSV and as a workbook."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook

from wijkanalyse.process.own import LeftOut, read_own

from .areas import register
from .corpus import Input, World
from .mutate import contents, texts

CARD = """title: Enquete
producer: Wij
family: eigen
reader: tidy
boundary_year: 2022
licence: Eigen gebruik
citation: Wij, Enquete
about: Een verzonnen bestand.
openness: openbaar
kind: figures
"""
HEADING = ["area_code", "indicator", "period", "value", "count", "denominator"]
ROWS = [["WK027500", "roker_pct", "2024", "12.5", "50", "400"], ["WK027502", "roker_pct", "2024", "20", "80", "400"]]
CSV = "\n".join(";".join(row) for row in [HEADING, *ROWS]) + "\n"
PLACE = "data/raw/eigen/m"
MOMENT = re.compile(rb"20\d\d-\d\d-\d\dT[\d:]+Z")
NAMES = [
    "m.CSV",
    "m.xls",
    "m.ods",
    "~$m.xlsx",
    "._m.csv",
    "2024/m.csv",
    "m.yaml",
    "los.csv",
    "los.yml",
    "m.xlsm",
    "m.csv.bak",
]


def inputs(chance: Random) -> Iterator[Input]:
    card, rows, book = CARD.encode(), CSV.encode(), workbook()
    for about, content in texts(CARD, chance, 42):
        yield Input(f"card: {about}", read, {f"{PLACE}.yml": content, f"{PLACE}.csv": rows}, ("m.yml", "m.csv"))
    for about, content in texts(CSV, chance, 63):
        yield Input(f"csv: {about}", read, {f"{PLACE}.yml": card, f"{PLACE}.csv": content}, ("m.csv",))
    for about, content in contents(book, chance, 30):
        yield Input(f"xlsx: {about}", read, {f"{PLACE}.yml": card, f"{PLACE}.xlsx": content}, ("m.xlsx",))
    for about, content in parts(book, chance):
        yield Input(f"xlsx: {about}", read, {f"{PLACE}.yml": card, f"{PLACE}.xlsx": content}, ("m.xlsx",))
    for name in NAMES:
        files = {f"{PLACE}.yml": card, f"{PLACE}.csv": rows, f"data/raw/eigen/{name}": rows}
        yield Input(f"beside it: {name}", read, files, (name.rpartition("/")[2], "2024"))
    large = (CSV + (CSV.splitlines()[1] + "x\n") * 100_000).encode()
    yield Input("csv: a hundred thousand faults", read, {f"{PLACE}.yml": card, f"{PLACE}.csv": large}, ("m.csv",))


def read(world: World) -> str:
    left_out: list[LeftOut] = []
    read_own(world.paths, world.catalogue, register(), left_out=left_out)
    return "\n".join(file.message for file in left_out)


@cache
def workbook() -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in [HEADING, *ROWS]:
        book.active.append(row)
    book.create_sheet("Meer").append(["x"])
    book.save(content)
    with ZipFile(content) as archive:
        members = {name: MOMENT.sub(b"2026-11-30T12:00:00Z", archive.read(name)) for name in archive.namelist()}
    return zipped(members)


def zipped(members: dict[str, bytes]) -> bytes:
    """An archive of which the bytes follow from its contents alone."""
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        for name, part in members.items():
            archive.writestr(ZipInfo(name), part, ZIP_DEFLATED)
    return content.getvalue()


def parts(book: bytes, chance: Random) -> Iterator[tuple[str, bytes]]:
    """The workbook with one of its parts gone, empty, cut or of another kind."""
    with ZipFile(io.BytesIO(book)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name, part in members.items():
        changes = {
            "gone": None, "empty": b"", "cut": part[: len(part) // 2], "another kind": b'{"a": 1}',
            "noise": chance.randbytes(90),
        }  # fmt: skip
        for how, changed in changes.items():
            kept = {other: changed if other == name else content for other, content in members.items()}
            yield f"{name} {how}", zipped({other: content for other, content in kept.items() if content is not None})
