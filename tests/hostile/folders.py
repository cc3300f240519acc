"""Entry: the folder of an area in ``data/wijken``, its card and what people filled in, and examples of others."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Iterator
from random import Random
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile, ZipInfo

from wijkanalyse.dialogue.examples import read_examples
from wijkanalyse.dialogue.files import FILES
from wijkanalyse.dialogue.folder import CARD, check_folder, make_folder, read_folder

from . import limits
from .corpus import Input, World
from .mutate import contents, texts
from .own import as_workbook

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
FOLDERS = ["CON", "con", "nul", "Lpt1", "x" * 61, "x" * 5000, "é" * 100, "ab.", "ab ", ".ab", "..", "a/b", "a\\b", "-"]
"""Names of folders that some system does not take, or takes for something else."""
NAMES = ["wijk.yaml", "acties.ods", "Acties.csv", "~$acties.xlsx", "acties.csv.bak", "map/acties.csv", "\u202evsc.csv"]


def inputs(chance: Random) -> Iterator[Input]:
    sound = {f"{PLACE}/{CARD}": SOUND_CARD.encode()} | {f"{PLACE}/{k}.csv": rows.encode() for k, rows in ROWS.items()}
    for about, content in texts(SOUND_CARD, chance, 42):
        yield Input(f"wijk.yml: {about}", check, sound | {f"{PLACE}/{CARD}": content}, ("wijk.yml", ".csv"))
    for kind, rows in ROWS.items():
        for about, content in texts(rows, chance, 42 if kind in FILES else 0):
            yield Input(f"{kind}: {about}", check, sound | {f"{PLACE}/{kind}.csv": content}, (".csv",))
        for about, content in limits.tables(rows):
            yield Input(f"{kind}: {about}", check, sound | {f"{PLACE}/{kind}.csv": content}, (".csv",))
    for about, content in limits.cards(SOUND_CARD):
        yield Input(f"wijk.yml: {about}", check, sound | {f"{PLACE}/{CARD}": content}, ("wijk.yml", ".csv"))
    without = {name: content for name, content in sound.items() if not name.endswith("aanwezigen.csv")}
    for about, content in limits.workbooks(as_workbook([row.split(";") for row in ROWS["aanwezigen"].split()])):
        yield Input(f"aanwezigen: {about}", check, without | {f"{PLACE}/aanwezigen.xlsx": content}, (".xlsx",))
    for name in (CARD, "themas.csv", "aanwezigen.csv"):
        other = {f"data/wijken/buren/{name}": sound[f"{PLACE}/{name}"]}
        links = {f"{PLACE}/{name}": f"data/wijken/buren/{name}"}
        yield Input(f"{name}: a link to another folder", check, sound | other, (name,), links=links)
    for name in FOLDERS:
        yield Input(f"a folder named {name[:20]!r} ({len(name)})", _making(name), names=(repr(name[:20])[1:-1],))
    for name in NAMES:
        yield Input(f"beside it: {name!r}", check, sound | {f"{PLACE}/{name}": b"x;y\n1;2\n"}, (name, ".csv"))
    for about, content in texts(EXAMPLE, chance, 21):
        yield Input(f"example: {about}", examples, {"data/voorbeelden/a.zip": zipped(content)}, ("a.zip",))
    for about, content in limits.cards(EXAMPLE):
        yield Input(f"example: {about}", examples, {"data/voorbeelden/a.zip": zipped(content)}, ("a.zip",))
    for about, content in archives():
        yield Input(f"example: {about}", examples, {"data/voorbeelden/a.zip": content}, ("a.zip",))
    links = {"data/voorbeelden/a.zip": "data/besloten/a.zip"}
    secret = {"data/besloten/a.zip": zipped(EXAMPLE.encode())}
    yield Input("example: a link to a closed file", examples, secret, ("a.zip",), links=links)
    for about, content in contents(zipped(EXAMPLE.encode()), chance, 20):
        yield Input(f"example: {about}", examples, {"data/voorbeelden/a.zip": content}, ("a.zip",))


def archives() -> Iterator[tuple[str, bytes]]:
    """Zip files that hold more than they seem to."""
    large = b"#" * 60_000_000
    for how in (ZIP_DEFLATED, ZIP_BZIP2, ZIP_LZMA):
        yield f"sixty million letters ({how})", limits.archived({"voorbeeld-1.yml": large}, how)
        yield f"sixty million letters, said to be ten ({how})", limits.lying({"voorbeeld-1.yml": large}, how)
    yield "ten thousand members", limits.archived({f"voorbeeld-{n}.yml": b"" for n in range(10_000)})
    yield "a member twice", limits.archived({"voorbeeld-1.yml": b"x: 1"})[:-22] + zipped(EXAMPLE.encode())
    for name in ("../x.yml", "/x.yml", "..\\x.yml", "CON", "voorbeeld-1.yml.", "x" * 5000, "a/" * 3000 + "x"):
        yield f"a member named {name[:20]!r}", limits.archived({name: EXAMPLE.encode()})


def _making(name: str) -> Callable[[World], str]:
    """Make a folder of that name; one that is made is looked at no further."""

    def make(world: World) -> str:
        make_folder(world.paths, name, name="Kern", area_code=None, themes=[("wonen", "Wonen")])
        shutil.rmtree(world.paths.area_folders / name)
        return ""

    return make


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
