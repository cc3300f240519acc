"""What is far larger, longer or deeper than anything sound: files that cost more to read than to write."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile, ZipInfo

SHEET = "xl/worksheets/sheet1.xml"
EVERYWHERE = "A1:XFD1048576"
"""All 17 billion places of a sheet."""


def cards(sound: str) -> Iterator[tuple[str, bytes]]:
    """A sound card of YAML with something in it that has no end."""
    key = sound.partition(":")[0]
    rest = sound.partition("\n")[2]
    laughs = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    ways = {
        "a value of a million letters": f"{key}: {'x' * 1_000_000}\n{rest}",
        "a number of a hundred thousand digits": f"{key}: {'9' * 100_000}\n{rest}",
        "an exponent without end": f"{key}: 1e{'9' * 400}\n{rest}",
        "a hundred thousand keys": sound + "".join(f"sleutel_{n}: x\n" for n in range(100_000)),
        "a list of a hundred thousand": f"{key}:\n" + "- x\n" * 100_000 + rest,
        "a key of a hundred thousand letters": f"{'k' * 100_000}: x\n{sound}",
        "five thousand brackets": f"{key}: {'[' * 5000}{']' * 5000}\n{rest}",
        "five thousand levels": f"{key}:\n" + "".join(f"{' ' * n}- \n" for n in range(1, 1000)) + rest,
        "aliases of aliases": laughs + sound,
        "thousands of documents": ("---\n" + sound) * 2000,
        "six million letters of remarks": sound + ("#" + "x" * 99 + "\n") * 60_000,
        "a tag of a hundred thousand letters": f"{key}: !{'t' * 100_000} x\n{rest}",
    }
    for about, text in ways.items():
        yield about, text.encode()


def tables(sound: str) -> Iterator[tuple[str, bytes]]:
    """A sound table of text, heading and rows, with something in it that has no end."""
    heading, row, *_ = sound.splitlines()
    separator = next(mark for mark in ";," if mark in heading)
    ways = {
        "fifty thousand times one row": "\n".join([heading, *[row] * 50_000]),
        "a row of a hundred thousand cells": f"{heading}\n{row}{separator * 100_000}x\n",
        "a heading of four thousand columns": separator.join([heading, *(f"k{n}" for n in range(4000))]) + "\n",
        "a cell of a million letters": f"{heading}\n{'x' * 1_000_000}{row}\n",
        "a cell of a million digits": f"{heading}\n{'9' * 1_000_000}{row}\n",
        "a quotation mark that closes at the end": f'{heading}\n"{(row + chr(10)) * 50_000}"\n',
        "fifty thousand empty rows": f"{heading}\n" + (separator * 5 + "\n") * 50_000 + row,
        "one line of two million letters": (row.replace("\n", "") + " ") * (2_000_000 // (len(row) + 1)),
        "a million spaces": f"{heading}\n{' ' * 1_000_000}{row}\n",
    }
    for about, text in ways.items():
        yield about, text.encode()


def workbooks(sound: bytes) -> Iterator[tuple[str, bytes]]:
    """A sound workbook, small on disk, of which a part asks for all memory or all time."""
    with ZipFile(io.BytesIO(sound)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet, styles = members[SHEET], members["xl/styles.xml"]
    end = b"</sheetData>"
    declared = sheet.partition(b"<worksheet")
    entities = b"".join(b'<!ENTITY e%d "%s">' % (n, b"&e%d;" % (n - 1) * 20) for n in range(1, 9))
    laughs = b'<!DOCTYPE x [<!ENTITY e0 "xxxxxxxxxxxxxxxxxxxx">' + entities + b"]>"
    loud = declared[2].replace(end, b'<row><c t="inlineStr"><is><t>&e8;</t></is></c></row>' + end)
    merged, links = "<mergeCells><mergeCell ref='{}'/></mergeCells>", "<hyperlinks><hyperlink ref='{}'/></hyperlinks>"
    digits = b"9" * 2_000_000
    far = b"99999999999"

    def behind(text: str) -> bytes:
        return sheet.replace(end, end + text.encode())

    def within(row: bytes) -> bytes:
        return sheet.replace(end, row + end)

    ways = {
        "all cells are merged": behind(merged.format(EVERYWHERE)),
        "whole columns are merged": behind(merged.format("A3:D1048576")),
        "a link on all cells": behind(links.format(EVERYWHERE)),
        "a million cells that are not closed": b"<c " * 1_000_000,
        "a million rows that are not closed": b"<row " * 1_000_000,
        "a row of three million spaces": within(b"<row>" + b" " * 3_000_000 + b"</row>"),
        "a million levels": b"<a>" * 1_000_000,
        "entities of entities": declared[0] + laughs + b"<worksheet" + loud,
        "a number of two million digits": within(b'<row r="9"><c r="A9"><v>' + digits + b"</v></c></row>"),
        "a row beyond all rows": within(b'<row r="%b"><c r="A%b"><v>1</v></c></row>' % (far, far)),
        "forty thousand rows": within(b"<row><c><v>1</v></c></row>" * 40_000),
    }
    for about, changed in ways.items():
        yield about, archived(members | {SHEET: changed})
    texts = b"<sst>" + b"<si><t>x</t></si>" * 3_000_000 + b"</sst>"
    yield "three million texts", archived(members | {"xl/sharedStrings.xml": texts})
    forms = styles.replace(b"</cellXfs>", b'<xf numFmtId="0"/>' * 200_000 + b"</cellXfs>")
    yield "two hundred thousand forms", archived(members | {"xl/styles.xml": forms})
    yield "ten thousand parts", archived(members | {f"xl/tekst/{n}.xml": b"" for n in range(10_000)})
    for how in (ZIP_DEFLATED, ZIP_BZIP2):
        yield f"a part larger than it says ({how})", lying(members | {"xl/tekst/x.xml": b"\0" * 60_000_000}, how)


def archived(members: dict[str, bytes], how: int = ZIP_DEFLATED) -> bytes:
    """An archive of which the bytes follow from its contents alone."""
    content = io.BytesIO()
    with ZipFile(content, "w") as archive:
        for name, part in members.items():
            archive.writestr(ZipInfo(name), part, how)
    return content.getvalue()


def lying(members: dict[str, bytes], how: int = ZIP_DEFLATED) -> bytes:
    """An archive that says of its last member that it has ten bytes."""
    content = bytearray(archived(members, how))
    last = list(members)[-1].encode()
    for mark, size, length, name in ((b"PK\3\4", 22, 26, 30), (b"PK\1\2", 24, 28, 46)):
        place = -1
        while (place := content.find(mark, place + 1)) >= 0:
            (letters,) = struct.unpack_from("<H", content, place + length)
            if content[place + name : place + name + letters] == last:
                struct.pack_into("<I", content, place + size, 10)
    return bytes(content)
