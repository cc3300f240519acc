"""The folder of one area in ``data/wijken``: made from templates, checked as a whole, read for an edition.

A file that the edition may not show is not read at all. Which file is for whom
stands in ``wijk.yml``; a file that it does not name is for internal use.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import yaml
from pydantic import Field

from wijkanalyse.cards.catalogue import Catalogue, load_catalogue
from wijkanalyse.cards.reading import make, read_yaml
from wijkanalyse.cards.schema import Card, Text
from wijkanalyse.day import today
from wijkanalyse.dialogue.check import Context, Finding, check_rows
from wijkanalyse.dialogue.faults import told
from wijkanalyse.dialogue.files import FILES, GROUPS, IN_A_FILE, WORDS
from wijkanalyse.dialogue.meant import as_meant
from wijkanalyse.dialogue.private import masked
from wijkanalyse.dialogue.readiness import load_questions
from wijkanalyse.dialogue.reading import no_rows, texts_of
from wijkanalyse.dialogue.spelling import parse_date
from wijkanalyse.dutch import as_number
from wijkanalyse.editions import Openness, check_edition, shown_in
from wijkanalyse.errors import WijkanalyseError, listing
from wijkanalyse.files import LINK, LONGEST_NAME, is_elsewhere, is_of_device, write_whole
from wijkanalyse.paths import Paths

CARD = "wijk.yml"
GUIDE = "LEESMIJ.txt"
LICENCES: dict[Openness, str] = {
    "openbaar": "vrij te delen", "partners": "alleen voor de partners", "intern": "alleen voor intern gebruik",
}  # fmt: skip
"""What may be done with files of an area, by their openness."""
VOTING_PAGE = "stemmen.html"
FORM = "invullen.html"
BOARD = "bord.html"
RHYTHM_PAGE, RHYTHM_CALENDAR = "wat-loopt-er.html", "jaarritme.ics"
SUFFIXES = (".csv", ".xlsx")
Line = Annotated[str, Field(max_length=120)]
Theme = tuple[str, str]
"""Id and Dutch name of a theme."""


class DialogueError(WijkanalyseError):
    """A folder of an area is missing, or its files hold faults."""

    exit_code = 12


class MeetingCard(Card):
    """What letters say of the meeting; a line to write on stands for what is left empty."""

    wanneer: Line = ""
    waar: Line = ""
    afzender: Line = ""
    """Who sends the letter; else the organisation of the house style."""
    contact: Line = ""
    """Whom people can call or write to; else the contact of the house style."""


class FolderCard(Card):
    """What ``wijk.yml`` says of the folder.

    `gebied` is empty for a kern that begins with the conversation, without figures.
    """

    naam: Text
    gebied: str | None = None
    voorbeeld: bool = False
    bijeenkomst: MeetingCard = MeetingCard()
    openheid: Mapping[str, Openness] = Field(default_factory=dict)


@dataclass(frozen=True)
class AreaFolder:
    """What people added to one area, as far as the edition may show it.

    Attributes
    ----------
    tables : dict of str to pandas.DataFrame
        By name of the file; texts stripped and without what may point at a person, days as `datetime.date`,
        numbers as floats (NaN where empty). A file that is not there, is empty or may not be shown is an empty
        table with its columns.
    openness : dict of str to Openness
        Of every file that has rows in `tables`.
    """

    code: str
    name: str
    area_code: str | None
    is_example: bool
    edition: Openness
    today: dt.date
    tables: Mapping[str, pd.DataFrame]
    openness: Mapping[str, Openness] = field(default_factory=dict)
    path: Path | None = None
    """Where it lies; None for an area to which nobody added anything."""
    visible: tuple[str, ...] = ()
    """Files that the edition may show, with rows or without."""
    left_out: tuple[str, ...] = ()
    """Files with faults that were not needed; they count as empty."""
    meeting: MeetingCard = field(default_factory=MeetingCard)

    @property
    def themes(self) -> dict[str, str]:
        """Names of the themes by id, in the order of the list."""
        rows = self.tables["themas"]
        return dict(zip(rows.thema, rows.naam, strict=True))

    @property
    def people(self) -> dict[str, int]:
        """How many people of each group were to come; empty where nobody said so."""
        rows = self.tables["aanwezigen"]
        return {str(group): int(number) for group, number in rows.groupby("groep").aantal.sum().items()}

    def withholds(self, kind: str) -> bool:
        """Whether a file is not for this edition, whatever is in it; without a folder nothing is withheld."""
        return self.path is not None and kind not in self.visible

    def sources(self) -> list[dict[str, Any]]:
        """The files in use, for the identity of a document: the exporter refuses what its edition may not show."""
        by_level: dict[Openness, list[str]] = {}
        for name, level in self.openness.items():
            by_level.setdefault(level, []).append(FILES[name].title)
        return [
            {
                "citation": f"{', '.join(titles)}: ingevuld door de partners in {self.name}",
                "modified": None,
                "licence": LICENCES[level],
                "openness": level,
            }
            for level, titles in by_level.items()
        ]


# ------------------------------------------------------------------------- making


def make_folder(
    paths: Paths, code: str, *, name: str, area_code: str | None, themes: Sequence[Theme], guide: bool = True
) -> tuple[Path, list[Path]]:
    """Make the folder of an area, or add to it what is missing; what is there is never touched.

    Parameters
    ----------
    paths
        The working tree.
    code
        Name of the folder: the code of the area, or a name of its own.
    name
        What the area is called.
    area_code
        The area of the figures, or None for a kern that begins with the conversation.
    themes
        Candidate themes, which fill the list of themes.
    guide
        Also write the guide to the columns.

    Returns
    -------
    tuple of Path and list of Path
        The folder, and the files that were made.
    """
    folder = folder_of(paths, code)
    if folder.is_dir():
        return folder, _fill(folder, name, area_code, themes, guide=guide)
    # Made beside it and named last, so that a folder is whole or is not there.
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".nieuw-", dir=folder.parent, ignore_cleanup_errors=True) as making:
        whole = Path(making) / folder.name
        whole.mkdir()
        made = _fill(whole, name, area_code, themes, guide=guide)
        whole.rename(folder)
    return folder, [folder / path.name for path in made]


def _fill(folder: Path, name: str, area_code: str | None, themes: Sequence[Theme], *, guide: bool = True) -> list[Path]:
    """Write what a folder lacks; returns which files."""
    rows = {
        "themas": [[theme, label, "cijfers"] for theme, label in themes],
        "stroomschema": [[q.id, "onbekend", ""] for q in load_questions()],
    }
    contents = {CARD: _card_text(name, area_code)}
    if guide:
        contents[GUIDE] = guide_text()
    made = []
    for file_name, text in contents.items():
        if not (folder / file_name).exists():
            write_whole(folder / file_name, text)
            made.append(folder / file_name)
    for kind in FILES:
        if not any((folder / f"{kind}{suffix}").exists() for suffix in SUFFIXES):
            write_rows(folder / f"{kind}.csv", kind, rows.get(kind, []))
            made.append(folder / f"{kind}.csv")
    return made


def write_rows(path: Path, kind: str, rows: Sequence[Sequence[str]]) -> None:
    """Write a file as Excel on a Dutch machine opens it: semicolons, and a mark that it is UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(FILES[kind].columns)
    writer.writerows(rows)
    write_whole(path, text.getvalue().encode("utf-8-sig"))


def _card_text(name: str, area_code: str | None) -> str:
    lines = [
        "# De kaart van deze map.",
        f"naam: {yaml.safe_dump(name, allow_unicode=True, width=math.inf).splitlines()[0]}",
        "# Het gebied van de cijfers: een CBS-code of een naam uit data/gebieden. Leeg: een kern die met het",
        "# gesprek begint, zonder cijfers.",
        f"gebied: {area_code or ''}",
        "# Wat er in de brief staat. Leeg: een lijn om op te schrijven, en de afzender uit de huisstijl.",
        "bijeenkomst:",
        *(f'  {key}: ""' for key in MeetingCard.model_fields),
        "# Wie een bestand mag zien: intern, partners of openbaar. Wat hier niet staat, is intern.",
        "openheid:",
    ]
    return "\n".join([*lines, *(f"  {kind}: {file.openness}" for kind, file in FILES.items())]) + "\n"


def guide_text() -> str:
    """The guide beside the templates, in Dutch: each file, each column, and which words may stand in it."""
    lines = [
        "WAT STAAT ER IN DEZE MAP?", "",
        "Invullen gaat het makkelijkst met invullen.html: dubbelklik erop. Bewaar daarna de bestanden in deze map.",
        "Liever in Excel? Open een csv-bestand en vul regels in onder de kop. Laat de kop staan.",
        "Het bestand wijk.yml opent u in Kladblok.",
        "Zet in Excel de kolommen met dagen en telefoonnummers op 'Tekst', vóór u ze invult.",
        "Schrijf een dag als 2026-11-21 of 21-11-2026. Schrijf nooit namen van mensen op.",
        "In wijk.yml staat wie een bestand mag zien. Controleren: wijkanalyse kit CODE. Alle fouten staan er per rij.",
        "Een jaar later: werk nu (doelen.csv) en bereik_van en bereik_tot (interventies.csv) bij, en voeg acties toe.",
        "Bewaar elk jaar de stand met wijkanalyse editie CODE. Die komt in de map edities: laat die staan.",
        "Uitkomsten van een enquête met aantallen horen bij de eigen cijfers: zie data/raw/sjablonen/enquete.csv.",
    ]  # fmt: skip
    for kind, file in FILES.items():
        lines += ["", f"{kind}.csv: {file.title}", file.about]
        for name, column in file.columns.items():
            words = [column.about, IN_A_FILE.get(column.kind, "")]
            words += [f"Kies uit: {', '.join(column.options)}."] if column.options else []
            lines.append(f"  {name}{'' if column.required else ' (mag leeg)'}: {' '.join(filter(None, words))}")
    return "\n".join(lines) + "\n"


# ------------------------------------------------------------------------ reading


def folder_of(paths: Paths, code: str) -> Path:
    """Where the folder of an area is, or would be.

    Raises
    ------
    DialogueError
        For a name that is no plain name of a folder.
    """
    if not code or not all(c.isalnum() or c in "-_" for c in code):
        raise DialogueError(f"{code[:80]!r} cannot name a folder in data/wijken; use letters, digits and hyphens")
    if len(code) > LONGEST_NAME:
        raise DialogueError(f"{code[:20]}…: is longer than {LONGEST_NAME} letters; give the folder a shorter name")
    if is_of_device(code):
        raise DialogueError(f"{code}: Windows keeps this name for a device; give the folder another name")
    return paths.area_folders / code


def read_folder(
    paths: Paths,
    code: str,
    *,
    edition: Openness = "partners",
    catalogue: Catalogue | None = None,
    needs: Collection[str] | None = None,
) -> AreaFolder:
    """Read and check the folder of an area.

    Parameters
    ----------
    paths
        The working tree.
    code
        Name of the folder in ``data/wijken``.
    edition
        Files that it may not show are not read.
    catalogue
        The figures that files may name; by default those of the package.
    needs
        Files that have to be without faults, by default all; another one with faults counts as empty.

    Raises
    ------
    DialogueError
        Without a folder, and with every fault of every file that is needed.
    """
    folder = folder_of(paths, code)
    check_edition(edition)
    if not folder.is_dir():
        raise DialogueError(f"{folder}: is not there; make it with `wijkanalyse kit {code}`")
    card = read_card(folder)
    openness = {kind: card.openheid.get(kind, "intern") for kind in FILES}
    visible = [kind for kind in FILES if openness[kind] in shown_in(edition)]
    # Other files name themes, by which the figures are ordered; a name is never quoted where it may not be seen.
    texts, findings = _checked(folder, ["themas", *visible], catalogue or load_catalogue(), visible)
    needed = set(FILES if needs is None else needs)
    faults = [
        line for name, found in findings.items() if Path(name).stem in needed
        for line in _told(name, found, visible, code)
    ]  # fmt: skip
    if faults:
        raise DialogueError(
            listing(f"{folder}: {len(faults)} faults; correct the files, nothing in them was changed:", faults)
        )
    left_out = {Path(name).stem for name, found in findings.items() if any(f.severity == "fault" for f in found)}
    usable = set(visible) - left_out
    tables = {kind: typed(kind, texts[kind]) if kind in usable else no_rows(kind) for kind in FILES}
    return AreaFolder(
        code, card.naam, card.gebied, card.voorbeeld, edition, today(), tables,
        {kind: openness[kind] for kind in visible if len(tables[kind])}, folder, tuple(visible),
        tuple(kind for kind in visible if kind in left_out), card.bijeenkomst,
    )  # fmt: skip


PAGES = {
    "bord": (BOARD, ("acties", "doelen", "afspraken", "logboek", "aanwezigen", "organisatie")),
    "wat loopt er": (RHYTHM_PAGE, ("acties", "doelen", "afspraken", "sociale_kaart", "organisatie", "logboek")),
    "stempagina": (VOTING_PAGE, ("themas", "aanwezigen", "stembriefjes")),
    "invullen": (FORM, ("themas",)),
}
"""The pages of a folder by what a reader calls them: the file, and the lists that it shows or asks for."""


def pages_for(paths: Paths, code: str, edition: Openness) -> dict[str, Path]:
    """The pages of the folder of an area whose readers of this edition may see all that is on them.

    Of an area without a folder, or with one whose card is not readable, there are none.
    """
    try:
        folder = folder_of(paths, code)
        card = read_card(folder)
    except DialogueError:
        return {}
    return {
        label: folder / name
        for label, (name, kinds) in PAGES.items()
        if (folder / name).is_file() and all(card.openheid.get(k, "intern") in shown_in(edition) for k in kinds)
    }


def page_of_all_for(paths: Paths, edition: Openness) -> Path | None:
    """The page of what runs in several areas, when its readers of this edition may see all of each of them."""
    page = paths.area_folders / RHYTHM_PAGE
    try:
        cards = [read_card(folder_of(paths, name)) for name in (folders_of(paths) if page.is_file() else [])]
    except DialogueError:  # nobody knows what may be seen of a folder whose card cannot be read
        return None
    _, kinds = PAGES["wat loopt er"]
    may = all(card.openheid.get(k, "intern") in shown_in(edition) for card in cards for k in kinds)
    return page if cards and may else None


def folders_of(paths: Paths) -> list[str]:
    """Names of all folders in ``data/wijken``, but those of an invented example.

    One with a faulty card is among them: who works on it is told, and the others do not wait for it.
    """
    return [p.parent.name for p in sorted(paths.area_folders.glob(f"*/{CARD}")) if not _is_example(p.parent)]


def _is_example(folder: Path) -> bool:
    try:
        return read_card(folder).voorbeeld
    except DialogueError:
        return False


def empty_folder(code: str, name: str, edition: Openness = "openbaar") -> AreaFolder:
    """A folder without anything in it, for an area to which nobody has added anything yet."""
    return AreaFolder(code, name, None, False, edition, today(), {kind: no_rows(kind) for kind in FILES})


def read_card(folder: Path) -> FolderCard:
    """The card of a folder.

    Raises
    ------
    DialogueError
        When it is missing, unreadable, has unknown keys, or makes open what may never be.
    """
    path = folder / CARD
    if is_elsewhere(path):
        raise DialogueError(f"{path}: {LINK}")
    unread: list[str] = []
    incomplete: list[str] = []
    content = read_yaml(path, dict, unread)
    if unread:
        raise DialogueError(f"{folder}: {unread[0]}")
    card = make(FolderCard, content, path.name, incomplete)
    if card is None:
        raise DialogueError(listing(f"{path}: is not a complete card:", incomplete))
    faults = [f"openheid.{kind}: there is no such file; choose from {', '.join(FILES)}"
              for kind in card.openheid if kind not in FILES]  # fmt: skip
    faults += [
        f"openheid.{kind}: says openbaar, but what single people said or voted is never open"
        for kind, level in card.openheid.items()
        if level == "openbaar" and kind in FILES and FILES[kind].never_open
    ]
    if faults:
        raise DialogueError(listing(f"{path}: {len(faults)} faults:", faults))
    return card


_NAMED = {"themas": ("themes", "thema", "naam"), "doelen": ("goals", "doel", "titel")}
"""Files that others name: where the names go, and the columns of the id and of what people call it."""


def check_folder(folder: Path, catalogue: Catalogue) -> dict[str, list[Finding]]:
    """Every fault and warning of every file, by name of the file; files without any are left out."""
    return {name: found for name, found in _checked(folder, list(FILES), catalogue)[1].items() if found}


def themes_in(folder: Path, catalogue: Catalogue) -> list[list[str]]:
    """The rows of the list of themes as far as they can be read, for a page that begins with them."""
    return _checked(folder, ["themas"], catalogue)[0]["themas"].to_numpy().tolist()


def _told(name: str, found: Sequence[Finding], visible: Sequence[str], code: str) -> list[str]:
    """The faults of a file; of one that the edition may not show only how many, since a fault quotes what it is in."""
    faults = [f"{name}: {f}" for f in found if f.severity == "fault"]
    if faults and Path(name).stem not in visible:
        return [f"{name}: holds {len(faults)} faults; `wijkanalyse kit {code}` lists them"]
    return faults


def _checked(
    folder: Path, kinds: Sequence[str], catalogue: Catalogue, visible: Collection[str] = tuple(FILES)
) -> tuple[dict[str, pd.DataFrame], dict[str, list[Finding]]]:
    """The texts of the files, and what was found in each of them under its file name.

    Of goals that are not read nobody says whether one is missing, and of themes that are not visible none is named.
    """
    texts: dict[str, pd.DataFrame] = {}
    findings: dict[str, list[Finding]] = {}
    places: dict[str, str] = {}
    for kind in dict.fromkeys(kinds):
        files = [folder / f"{kind}{suffix}" for suffix in SUFFIXES if (folder / f"{kind}{suffix}").exists()]
        places[kind] = files[0].name if files else f"{kind}.csv"
        texts[kind], findings[places[kind]] = texts_of(kind, files)
    # Of a list that cannot be read nobody knows what is in it; then it is the only thing to repair first.
    unread = {kind for kind in texts if any(f.severity == "fault" for f in findings[places[kind]])}
    goals: dict[str, str] | None = {} if "doelen" in kinds else None
    context = Context(today(), {}, goals, {q.id: q.vraag for q in load_questions()}, catalogue)
    if "themas" not in visible:
        context = replace(context, unnamed=frozenset({"theme"}))
    for kind in sorted(texts, key=lambda kind: list(_NAMED).index(kind) if kind in _NAMED else len(_NAMED)):
        texts[kind] = as_meant(kind, texts[kind], context)
        if kind in _NAMED:
            field, key, label = _NAMED[kind]
            names = None if kind in unread else dict(zip(texts[kind][key], texts[kind][label], strict=True))
            context = replace(context, **{field: names})
    context = replace(context, people=_people(texts))
    for kind, rows in texts.items():
        findings[places[kind]] += check_rows(kind, rows, context)
    for name in _strangers(folder):
        message = told("stranger", files=", ".join(FILES))
        if name.startswith("~$"):
            message = told("still_open", name=name.removeprefix("~$"))
        findings[name] = [Finding(0, name, message, "warning")]
    return texts, findings


def _people(texts: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """How many people of each group are on the list; of nobody where a row of it cannot be counted."""
    people: dict[str, int] = {}
    for row in texts["aanwezigen"].itertuples(index=False) if "aanwezigen" in texts else ():
        number = as_number(row.aantal)
        if row.groep not in GROUPS or math.isnan(number):
            return {}
        people[row.groep] = people.get(row.groep, 0) + int(number)
    return people


def _strangers(folder: Path) -> list[str]:
    """Files that nobody reads, such as acties.ods: whoever filled one in has to know."""
    names = sorted(p.name for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))
    made = (CARD, GUIDE, VOTING_PAGE, FORM, BOARD, RHYTHM_PAGE, RHYTHM_CALENDAR)
    known = {*made, *(f"{kind}{suffix}" for kind in FILES for suffix in SUFFIXES)}
    return [name for name in names if name not in known]


def typed(kind: str, texts: pd.DataFrame) -> pd.DataFrame:
    """Checked rows with days as `datetime.date`, numbers as floats, and without what may point at a person."""
    rows = texts.reset_index(drop=True).astype(object)
    for name, column in FILES[kind].columns.items():
        if column.kind in ("date", "past", "deadline"):
            rows[name] = [parse_date(text) for text in rows[name]]
        elif column.kind in ("whole", "percentage"):
            rows[name] = [as_number(text) for text in rows[name]]
            rows[name] = rows[name].astype(float)
        elif column.kind in WORDS:
            # Here and nowhere else, so that no document can show what this finds.
            rows[name] = [masked(text) for text in rows[name]]
    return rows


def files_in(paths: Paths, names: Collection[str]) -> list[Path]:
    """What people added to these folders, kept editions included; not the guide and the page to vote on."""
    every = (p for name in sorted(names) for p in sorted(folder_of(paths, name).rglob("*")))
    return [p for p in every if p.is_file() and p.name != GUIDE and p.suffix in (".csv", ".xlsx", ".yml")]
