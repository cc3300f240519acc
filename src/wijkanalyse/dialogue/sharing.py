"""What a wijk learned, as examples that others may read: nothing in them says which wijk it was.

Only files that ``wijk.yml`` makes open are used. What still points at the wijk, an organisation or a few people is
left out, and the sharer sees every word before anything is written.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import pandas as pd
import yaml

from wijkanalyse.cards.lessons import Example
from wijkanalyse.dialogue.examples import ABOUT, MEMBER
from wijkanalyse.dialogue.files import FILES
from wijkanalyse.dialogue.folder import AreaFolder
from wijkanalyse.dialogue.private import LEFT_OUT, masked
from wijkanalyse.disclosure import MIN_COUNT
from wijkanalyse.files import write_whole
from wijkanalyse.methods.reach import Range, round_range

FOLDER = "delen"
"""In the folder of an area: where its zip file with examples goes."""
_SHORTEST_NAME = 3
"""Letters from which a name is looked for; a shorter one is part of too many words."""
_FEW = "[1-9]|twee|drie|vier|vijf|zes|zeven|acht|negen"
_PEOPLE = (
    "mensen|personen|bewoners|inwoners|gezinnen|huishoudens|kinderen|jongeren|ouderen|vrouwen|mannen|deelnemers|"
    "patiënten|cliënten|volwassenen|moeders|vaders|statushouders|mantelzorgers|vrijwilligers"
)
_FEW_PEOPLE = re.compile(
    rf"\b(?:{_FEW})(?:\s+(?:tot|à|of|a)\s+(?:{_FEW}))?(?=(?:\s+\w+)?\s+(?:{_PEOPLE})\b)", re.IGNORECASE
)
_MEASURED = ("whole", "amount", "percentage")


def phase_of(folder: AreaFolder) -> str:
    """How far a wijk is, as far as its folder shows; one of `cards.lessons.PHASES`."""
    states = set(folder.tables["acties"].stand)
    if "klaar" in states:
        return "klaar"
    if "bezig" in states:
        return "bezig"
    if len(folder.tables["doelen"]):
        return "doelen"
    return "gekozen" if len(folder.tables["stembriefjes"]) else "begin"


def examples_of(shown: AreaFolder, whole: AreaFolder, places: Collection[str], licence: str) -> list[Example]:
    """The experiences of an area as examples.

    Parameters
    ----------
    shown
        What an open edition may show of the folder.
    whole
        The same folder with everything in it: what is closed is left out of the texts as well.
    places
        Names and codes of the area and of what lies around it.
    licence
        One of `cards.lessons.SHARED_LICENCES`.
    """
    hidden = _hidden(shown, whole, places)
    phase = phase_of(whole)

    def text(words: str) -> str:
        return _FEW_PEOPLE.sub(f"minder dan {MIN_COUNT}", hidden.sub(LEFT_OUT, masked(words)))

    return [
        Example(
            id=f"eigen/{number}", title=text(row.aanbod), themes=(row.thema,), for_whom=text(row.voor_wie),
            what=text(row.wat), worked=text(row.werkte), did_not_work=text(row.werkte_niet),
            reach=_reach(shown.tables["interventies"], row.interventie), phase=phase, licence=licence,
            shared=shown.today,
        )
        for number, row in enumerate(shown.tables["ervaringen"].itertuples(index=False), 1)
    ]  # fmt: skip


def _reach(interventions: pd.DataFrame, name: str) -> tuple[int, int] | None:
    rows = interventions[interventions.interventie.str.casefold() == name.casefold()] if name else interventions[:0]
    if rows.empty:
        return None
    told = round_range(Range(rows.bereik_van.min(), rows.bereik_tot.max()))
    return int(told.low), int(told.high)


def _hidden(shown: AreaFolder, whole: AreaFolder, places: Collection[str]) -> re.Pattern[str]:
    """Names of the wijk, its places and its organisations, and amounts of closed files, as whole words."""
    names = {whole.code, whole.name, *whole.tables["sociale_kaart"].organisatie, *_closed_amounts(shown, whole)}
    # a place is looked for as it is written: a buurt may be called Centrum, and any wijk has one
    return re.compile(rf"(?<!\w)(?:(?i:{_any_of(names)})|{_any_of(places)})(?!\w)")


def _any_of(names: Collection[str]) -> str:
    """A pattern of names, the longest first, with any space between their words; one that never fits without names."""
    found = sorted({n.strip() for n in names}, key=lambda n: (-len(n), n))
    words = [r"\s+".join(map(re.escape, n.split())) for n in found if len(n) >= _SHORTEST_NAME or n.isdigit()]
    return "|".join(words) or "(?!)"


def _closed_amounts(shown: AreaFolder, whole: AreaFolder) -> Iterator[str]:
    for kind, rows in whole.tables.items():
        if kind in shown.visible:
            continue
        for name, column in FILES[kind].columns.items():
            if column.kind in _MEASURED:
                yield from (_as_typed(v) for v in rows[name] if pd.notna(v) and str(v).strip())


def _as_typed(value: object) -> str:
    text = f"{value:g}" if isinstance(value, float) and value < 1e6 else str(value)
    return text.strip().removesuffix("%").strip()


# ------------------------------------------------------------------------- writing


def write_examples(folder: Path, examples: Sequence[Example]) -> Path:
    """Write examples into a zip file in a folder; its name follows from what is in it and not from the wijk."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _members(examples):
            # a fixed moment, so that the file says nothing of when and where it was made
            archive.writestr(zipfile.ZipInfo(name), text.encode(), zipfile.ZIP_DEFLATED)
    content = memory.getvalue()
    target = folder / f"voorbeelden-{hashlib.sha256(content).hexdigest()[:8]}.zip"
    write_whole(target, content)
    return target


def _members(examples: Sequence[Example]) -> Iterable[tuple[str, str]]:
    licences = sorted({e.licence for e in examples})
    yield (
        ABOUT,
        (
            "Voorbeelden van een wijk: wat mensen deden, wat werkte en wat niet. Zonder namen.\n"
            f"Licentie: {', '.join(licences)}.\n"
            "Zet dit zipbestand in data/voorbeelden van wijkanalyse.\n"
            "Dan staan de voorbeelden in het plan van wijken die hetzelfde thema kiezen of even ver zijn.\n"
        ),
    )
    for number, example in enumerate(examples, 1):
        yield MEMBER.format(number=number), as_text(example)


def as_text(example: Example) -> str:
    """An example as it stands in the file."""
    fields = {k: v for k, v in example.model_dump(mode="json", exclude={"id"}).items() if v is not None}
    return yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=100)
