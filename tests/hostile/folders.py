"""Entry: the folder of an area in ``data/wijken``, its card and what people filled in, and examples of others."""

from __future__ import annotations

import io
from collections.abc import Iterator
from random import Random
from zipfile import ZipFile, ZipInfo

from wijkanalyse.dialogue.examples import read_examples
from wijkanalyse.dialogue.files import FILES
from wijkanalyse.dialogue.folder import CARD, check_folder, read_folder

from .corpus import Input, World
from .mutate import contents, texts

PLACE = "data/wijken/proef"
SOUND_CARD = "naam: Proefwijk\ngebied: WK027502\nopenheid:\n  themas: openbaar\n  doelen: partners\n"
THEMES = "thema;naam;herkomst\nwonen;Wonen;cijfers\nroken;Roken;cijfers\ngroen;Groen;wijk\n"
ROWS = {
    "themas": THEMES,
    "stembriefjes": "stem;groep;keuze_1;keuze_2;keuze_3;telt_bij\n1;bewoners;wonen;roken;groen;\n2;zorg;roken;;;\n",
    "aanwezigen": "groep;aantal\nbewoners;12\nzorg;5\n",
}
EXAMPLE = (
    "title: Wandelen\nthemes: [eenzaamheid]\nfor_whom: ouderen\nwhat: samen lopen\nworked: koffie na afloop\n"
    "did_not_work: een folder\nphase: bezig\nlicence: CC0 1.0\nshared: 2026-11-01\n"
)
NAMES = ["wijk.yaml", "acties.ods", "Acties.csv", "~$acties.xlsx", "acties.csv.bak", "map/acties.csv", "\u202evsc.csv"]


def inputs(chance: Random) -> Iterator[Input]:
    sound = {f"{PLACE}/{CARD}": SOUND_CARD.encode()} | {f"{PLACE}/{k}.csv": rows.encode() for k, rows in ROWS.items()}
    for about, content in texts(SOUND_CARD, chance, 42):
        yield Input(f"wijk.yml: {about}", check, sound | {f"{PLACE}/{CARD}": content}, ("wijk.yml", ".csv"))
    for kind, rows in ROWS.items():
        for about, content in texts(rows, chance, 42 if kind in FILES else 0):
            yield Input(f"{kind}: {about}", check, sound | {f"{PLACE}/{kind}.csv": content}, (".csv",))
    for name in NAMES:
        yield Input(f"beside it: {name!r}", check, sound | {f"{PLACE}/{name}": b"x;y\n1;2\n"}, (name, ".csv"))
    for about, content in texts(EXAMPLE, chance, 21):
        yield Input(f"example: {about}", examples, {"data/voorbeelden/a.zip": zipped(content)}, ("a.zip",))
    for about, content in contents(zipped(EXAMPLE.encode()), chance, 20):
        yield Input(f"example: {about}", examples, {"data/voorbeelden/a.zip": content}, ("a.zip",))


def check(world: World) -> str:
    folder = world.paths.root / PLACE
    found = check_folder(folder, world.catalogue)
    read_folder(world.paths, "proef", edition="openbaar", catalogue=world.catalogue, needs=[])
    return "\n".join(f"{name}: {finding}" for name, findings in found.items() for finding in findings)


def examples(world: World) -> str:
    return "\n".join(read_examples(world.paths)[1])


def zipped(content: bytes) -> bytes:
    memory = io.BytesIO()
    with ZipFile(memory, "w") as archive:
        archive.writestr(ZipInfo("voorbeeld-1.yml"), content)
    return memory.getvalue()
