"""Entry: own files with their cards, as CSV and as a workbook."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from functools import cache
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.utils.exceptions import IllegalCharacterError

from wijkanalyse.process.own import LeftOut, read_own

from . import limits
from .areas import register
from .corpus import Input, World
from .mutate import WORDS, contents, texts

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
KINDS = {
    "figures": (CARD, [HEADING, *ROWS]),
    "wide": (
        CARD + "wide: {area: Wijk, period: 2024, columns: {Rookt: roker_pct}, denominators: {Rookt: n}}\n",
        [["Wijk", "Rookt", "n"], ["WK027500", "12.5", "400"], ["WK027502", "20", "300"]],
    ),
    "survey": (
        CARD.replace("kind: figures", "kind: survey"),
        [["area_code", "indicator", "period", "n", "x"], ["WK027500", "roker_pct", "2024", "400", "50"]],
    ),
    "practice": (
        CARD.replace("kind: figures", "kind: practice\nindicator: roker_pct"),
        [["area_code", "period", "age_group", "patients", "cases"], ["WK027500", "2024", "18-64", "400", "50"]],
    ),
}
NUMBERS = [
    "-99997", "9999", "99999", "-1", "0", "1.533", "1.250.000", "13,9%", "0,139", "0.139", "140%", "%", "1e308",
    "1e400", "1850000", "0.0000001", "2099", "1899", "12 345", "12\u00a0345", "(12)", "12-", "±3", "<5", "ca. 14",
    "n.v.t.",
]  # fmt: skip
"""Numbers as people and programs write them, and some that no figure can be."""
PLACE = "data/raw/eigen/m"
CLOSED = "data/besloten/m"
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
    for about, content in limits.cards(CARD):
        yield Input(f"card: {about}", read, {f"{PLACE}.yml": content, f"{PLACE}.csv": rows}, ("m.yml", "m.csv"))
    for about, content in limits.tables(CSV):
        yield Input(f"csv: {about}", read, {f"{PLACE}.yml": card, f"{PLACE}.csv": content}, ("m.csv",))
    for about, content in limits.workbooks(book):
        yield Input(f"xlsx: {about}", read, {f"{PLACE}.yml": card, f"{PLACE}.xlsx": content}, ("m.xlsx",))
    for name in ("m.yml", "m.csv"):
        files = {f"{PLACE}.yml": card, f"{PLACE}.csv": rows, f"data/wijken/proef/{name}": b"x"}
        links = {f"data/raw/eigen/{name}": f"data/wijken/proef/{name}"}
        yield Input(f"{name}: a link to another folder", read, files, (name,), links=links)
    links = {f"{PLACE}.csv": "data/nergens.csv"}
    yield Input("a link to nothing", read, {f"{PLACE}.yml": card}, ("m.csv", "m.yml"), links=links)
    for name in NAMES:
        files = {f"{PLACE}.yml": card, f"{PLACE}.csv": rows, f"data/raw/eigen/{name}": rows}
        yield Input(f"beside it: {name}", read, files, (name.rpartition("/")[2], "2024"))
    yield from cells(chance)
    for about, card_of_other, rows_of_other in others(chance):
        files = {f"{PLACE}.yml": card, f"{PLACE}.csv": rows}
        files |= {"data/raw/eigen/n.yml": card_of_other.encode(), "data/raw/eigen/n.csv": as_csv(rows_of_other)}
        yield Input(f"two files: {about}", read, files, ("m.csv", "n.csv"))
    large = (CSV + (CSV.splitlines()[1] + "x\n") * 100_000).encode()
    yield Input("csv: a hundred thousand faults", read, {f"{PLACE}.yml": card, f"{PLACE}.csv": large}, ("m.csv",))


def cells(chance: Random) -> Iterator[Input]:
    """One cell of a sound file of each kind replaced, in open and closed files and in workbooks."""
    for kind, (card, table) in KINDS.items():
        closed = card.replace("openness: openbaar", "openness: intern")
        for column, name in enumerate(table[0]):
            for word in [*chance.sample(NUMBERS, 4), *chance.sample(WORDS, 2)]:
                changed = [list(line) for line in table]
                changed[1][column] = word
                about = f"{kind}, {name}: {word!r}"
                text, book = as_csv(changed), as_workbook(changed)
                yield Input(about, read, {f"{PLACE}.yml": card.encode(), f"{PLACE}.csv": text}, ("m.csv", "m.yml"))
                files = {f"{CLOSED}.yml": closed.encode(), f"{CLOSED}.csv": text}
                yield Input(f"closed {about}", read, files, ("m.csv", "m.yml"), makes=("data/besloten",))
                if book is not None:
                    files = {f"{PLACE}.yml": card.encode(), f"{PLACE}.xlsx": book}
                    yield Input(f"workbook {about}", read, files, ("m.xlsx", "m.yml"))


def others(chance: Random) -> Iterator[tuple[str, str, list[list[str]]]]:
    """A second file with figures that the first one has, in full or in part."""
    for kind, (card, table) in KINDS.items():
        yield f"the same of kind {kind}", card, table
        yield f"one row of kind {kind}", card, [table[0], chance.choice(table[1:])]


def as_csv(table: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\n").writerows(table)
    return text.getvalue().encode("utf-8", errors="surrogatepass")


def as_workbook(table: list[list[str]]) -> bytes | None:
    """The same as a workbook; None of what Excel keeps in no cell."""
    book, content = Workbook(), io.BytesIO()
    try:
        for row in table:
            book.active.append(row)
    except IllegalCharacterError:
        return None
    book.save(content)
    with ZipFile(content) as archive:
        members = {name: MOMENT.sub(b"2026-11-30T12:00:00Z", archive.read(name)) for name in archive.namelist()}
    return zipped(members)


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
