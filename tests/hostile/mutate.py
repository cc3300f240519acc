"""Ways in which a sound file goes wrong, each from a seeded source of chance."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

WORDS = [
    "", " ", "~", "null", "-", "--", "no", "NaN", "inf", "-inf", "1e999", "0x1F", "1_000", "-0", "٣", "１２", "½",
    "2026-02-30", "31-02-2026", "24:61", "'", '"', "''", "`x`", "$(x)", "${x}", "%s", "{0}", "{{x}}", "\\", "\\n",
    "a;b", "a,b", "a\tb", "../x", "..\\x", "x/y", "a:b", "#", "&x", "*x", "!x", "[", "]", "{", "}", "- x", "? x",
    "| x", "> x", "<b>x</b>", "<script>x</script>", "&amp;", "=1+1", "@x", "+x",
    "WK", "WK99999", "wk016015", "GM0000", "NL", "BU1",
    "\u202egnp.x", "\u200b", "\u00a0", "\ufeffx", "e\u0301", "É", "ﬁ", "🏘", "x" * 300, "9" * 400, "ㅤ", "CON", "nul.txt",
    "true", "None", "[]", "{}", "1,5", "1.500", "-99997", "99999", "1e3", "45%", "١", "0012",
]  # fmt: skip
"""Texts that are something else to somebody."""


def texts(sound: str, chance: Random, number: int) -> Iterator[tuple[str, bytes]]:
    """A sound text gone wrong: what was done to it, and its bytes."""
    ways = list(_TEXT_WAYS.items())
    for n in range(number):
        name, way = ways[n % len(ways)]
        yield f"{name} ({n})", way(sound, chance)


def _replaced(text: str, chance: Random) -> bytes:
    lines = text.splitlines() or [""]
    place = chance.randrange(len(lines))
    parts = [i for i, c in enumerate(lines[place]) if c in ":;,= "] or [0]
    cut = chance.choice(parts)
    lines[place] = f"{lines[place][: cut + 1]} {chance.choice(WORDS)}"
    return "\n".join(lines).encode(errors="surrogatepass")


def _inserted(text: str, chance: Random) -> bytes:
    place = chance.randrange(len(text) + 1)
    return (text[:place] + chance.choice(WORDS) + text[place:]).encode()


def _line(text: str, chance: Random, change: Callable[[list[str], int], None]) -> bytes:
    lines = text.splitlines() or [""]
    change(lines, chance.randrange(len(lines)))
    return "\n".join(lines).encode()


_TEXT_WAYS: dict[str, Callable[[str, Random], bytes]] = {
    "a value replaced": _replaced,
    "a word inserted": _inserted,
    "cut short": lambda text, chance: text[: chance.randrange(len(text) + 1)].encode(),
    "a line twice": lambda text, chance: _line(text, chance, lambda lines, i: lines.insert(i, lines[i])),
    "a line gone": lambda text, chance: _line(text, chance, lambda lines, i: lines.pop(i)),
    "a line moved in": lambda text, chance: _line(text, chance, lambda lines, i: lines.insert(i, "      " + lines[i])),
    "another value once more": _replaced,
    "another word": _inserted,
    "as an old Windows keeps it": lambda text, _: (text + "\ncafé: één").encode("cp1252", errors="replace"),
    "in two bytes a letter": lambda text, _: text.encode("utf-16"),
    "a mark in front": lambda text, _: b"\xef\xbb\xbf\xef\xbb\xbf" + text.encode(),
    "a zero byte": lambda text, chance: _bytes_at(text.encode(), chance, b"\0"),
    "letters that are none": lambda text, chance: _bytes_at(text.encode(), chance, b"\xff\xfe\xc3"),
    "empty": lambda *_: b"",
    "only spaces": lambda *_: b" \n\t\n ",
    "brackets": lambda text, chance: chance.choice(["[", "{a: ", "- ", "(", '"']).encode() * 3000,
    "one long line": lambda text, _: text.replace("\n", " ").encode() * 200,
    "many times": lambda text, _: (text + "\n").encode() * 200,
    "old line ends": lambda text, _: text.replace("\n", "\r").encode(),
    "other signs for spaces": lambda text, _: text.replace(" ", "\u00a0").encode(),
    "noise": lambda text, chance: chance.randbytes(chance.randrange(1, 2000)),
}


def _bytes_at(content: bytes, chance: Random, what: bytes) -> bytes:
    place = chance.randrange(len(content) + 1)
    return content[:place] + what + content[place:]


def contents(sound: bytes, chance: Random, number: int) -> Iterator[tuple[str, bytes]]:
    """Sound bytes gone wrong."""
    ways: list[tuple[str, Callable[[], bytes]]] = [
        ("cut short", lambda: sound[: chance.randrange(len(sound))]),
        ("bytes changed", lambda: _flipped(sound, chance)),
        ("bytes in between", lambda: _bytes_at(sound, chance, chance.randbytes(20))),
        ("bytes behind it", lambda: sound + chance.randbytes(200)),
        ("the end gone", lambda: sound[:-8]),
        ("the head gone", lambda: sound[8:]),
        ("empty", lambda: b""),
        ("noise", lambda: chance.randbytes(600)),
        ("twice", lambda: sound + sound),
        ("a text", lambda: b"<html><body>storing</body></html>"),
    ]
    for n in range(number):
        name, way = ways[n % len(ways)]
        yield f"{name} ({n})", way()


def _flipped(content: bytes, chance: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randrange(1, 12)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


VALUES: list[Any] = [
    None, True, -1, 0, 1e308, 10**30, "", " ", "x", "../x", "x" * 5000, [], {}, [None], {"": None}, [[[[[]]]]], "NaN",
    0.5,    {"a": {"b": {"c": []}}}, "2026-02-30", "\u202e", "\0", ["x"] * 300, -99997, "1,5",
]  # fmt: skip


def values(sound: Any, chance: Random, number: int) -> Iterator[tuple[str, Any]]:
    """Sound JSON of which a part, somewhere, is another value, is gone, or has another name."""
    for n in range(number):
        changed = copy.deepcopy(sound)
        places = list(_places(changed))
        above, key = chance.choice(places)
        way = chance.choice(["value", "value", "value", "gone", "name"])
        if way == "value" or not isinstance(above, dict):
            above[key] = copy.deepcopy(chance.choice(VALUES))
        elif way == "gone":
            del above[key]
        else:
            above[f"{key}x"] = above.pop(key)
        yield f"{way} of {key} ({n})", changed


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield value, key
        yield from _places(inner)


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode()
