"""Entry: cards of families, indicators and lessons, pick lists and the house style."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random

from wijkanalyse.cards.catalogue import CARDS
from wijkanalyse.cards.families import Family
from wijkanalyse.cards.house_style import load_house_style
from wijkanalyse.cards.lessons import Lesson
from wijkanalyse.cards.picks import load_picks
from wijkanalyse.cards.reading import read_folder
from wijkanalyse.cards.schema import Card, Indicator

from . import limits
from .corpus import Input, World
from .mutate import texts

PICKS = "eerst: [eenzaam_pct]\nweg: [roker_pct]\n"
STYLE = "organisatie: Wijkteam\nkleur: '#0b5c8a'\nvlak: '#e6f0f6'\ncontact: Bel ons\nlogo: ''\n"
KINDS: dict[str, tuple[type[Card], str]] = {
    "indicators": (Indicator, "koopwoningen_pct.yml"), "sources": (Family, "cbs_kwb.yml"),
    "lessons": (Lesson, "wijktour.yml"),
}  # fmt: skip


def inputs(chance: Random) -> Iterator[Input]:
    for kind, (model, name) in KINDS.items():
        sound = (CARDS / kind / name).read_text(encoding="utf-8")
        for about, content in texts(sound, chance, 36):
            place = f"kaarten/{kind}/{name}"
            yield Input(f"{kind}: {about}", _reading(kind, model), {place: content}, (name,))
        for about, content in limits.cards(sound):
            place = f"kaarten/{kind}/{name}"
            yield Input(f"{kind}: {about}", _reading(kind, model), {place: content}, (name,))
        secret = {"data/besloten/geheim.yml": sound.encode()}
        link = {f"kaarten/{kind}/{name}": "data/besloten/geheim.yml"}
        yield Input(f"{kind}: a link to a closed file", _reading(kind, model), secret, (name,), links=link)
    for about, content in texts(PICKS, chance, 21):
        yield Input(f"picks: {about}", _picks, {"data/keuze.yml": content}, ("keuze.yml",))
    for about, content in texts(STYLE, chance, 21):
        yield Input(f"style: {about}", _style, {"data/huisstijl.yml": content}, ("huisstijl.yml",))
    for about, content in limits.cards(PICKS):
        yield Input(f"picks: {about}", _picks, {"data/keuze.yml": content}, ("keuze.yml",))
    for about, content in limits.cards(STYLE):
        yield Input(f"style: {about}", _style, {"data/huisstijl.yml": content}, ("huisstijl.yml",))


def _reading(kind: str, model: type[Card]) -> Callable[[World], str]:
    def read(world: World) -> str:
        faults: list[str] = []
        read_folder(world.paths.root / "kaarten" / kind, model, faults)
        return "\n".join(faults)

    return read


def _picks(world: World) -> str:
    load_picks(world.paths, "", world.catalogue)
    return ""


def _style(world: World) -> str:
    load_house_style(world.paths)
    return ""
