"""Entry: files of composite areas, and the codes and names by which areas are asked for."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from random import Random

import pandas as pd

from wijkanalyse.cards.composites import load_composites
from wijkanalyse.process.areas import Areas

from . import limits
from .corpus import Input, World
from .mutate import WORDS, texts

SOUND = """name: Velp en Dieren
boundary_year: 2022
parts: [WK027500, WK027502]
weights: {WK027500: 0.5}
about: Een gebied.
"""
FOLDER = "gebieden_proef"
NAMES = [
    "velp.yaml",
    "Velp.yml",
    "velp .yml",
    "WK027502.yml",
    "._velp.yml",
    "a" * 120 + ".yml",
    "vélp.yml",
    "..yml",
    "-.yml",
]


def register() -> pd.DataFrame:
    rows = [
        ("NL", "land", "Nederland"),
        ("GM0275", "gemeente", "Rheden"),
        ("WK027500", "wijk", "Dieren"),
        ("WK027502", "wijk", "Velp"),
    ]
    return pd.DataFrame(
        [
            {"boundary_year": 2022, "area_code": code, "area_id": f"{code}@2022", "area_level": level, "name": name,
             "title": name, "gemeente_code": "GM0275" if code != "NL" else "", "gemeente_name": "Rheden",
             "wijk_code": code if level == "wijk" else "", "inwoners": 1000.0, "stedelijkheid": 3.0, "known": 5,
             "has_outline": True}
            for code, level, name in rows
        ]
    )  # fmt: skip


def inputs(chance: Random) -> Iterator[Input]:
    for about, content in texts(SOUND, chance, 63):
        yield Input(f"area: {about}", _finding("velp"), {f"{FOLDER}/velp.yml": content}, ("velp.yml", "velp"))
    for about, content in limits.cards(SOUND):
        yield Input(f"area: {about}", _finding("velp"), {f"{FOLDER}/velp.yml": content}, ("velp.yml", "velp"))
    secret, link = {"data/besloten/velp.yml": SOUND.encode()}, {f"{FOLDER}/velp.yml": "data/besloten/velp.yml"}
    yield Input("area: a link to a closed file", _finding("velp"), secret, ("velp.yml",), links=link)
    for name in NAMES:
        yield Input(f"area: file {name[:20]!r}", _finding("velp"), {f"{FOLDER}/{name}": SOUND.encode()})
    for word in WORDS:
        yield Input(f"code {word[:20]!r}", _finding(word), names=(word, repr(word)[1:-1], "code"))
        yield Input(f"gemeente {word[:20]!r}", _gemeente(word), names=("gemeente",))
    for name in ("RHEDEN", unicodedata.normalize("NFD", "Rhéden"), "Rheden (G.)", "Rhéden"):
        yield Input(f"gemeente {name!r}", _gemeente(name), names=("gemeente",))


def _areas(world: World) -> Areas:
    return Areas(register(), load_composites(world.paths.root / FOLDER))


def _finding(code: str) -> Callable[[World], str]:
    def find(world: World) -> str:
        _areas(world).find(code)
        return ""

    return find


def _gemeente(name: str) -> Callable[[World], str]:
    def find(world: World) -> str:
        _areas(world).select([name])
        return ""

    return find
