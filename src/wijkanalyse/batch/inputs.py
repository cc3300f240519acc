"""What a report rests on, as digests: when none of them changed, the report need not be made again.

Receives the processed tables and hands on, per area, one digest for each kind of
input. Figures count as far as the report of that area can show them: those of its
parts, their gemeenten and buurten, Nederland, the neighbours, and the comparable wijken. What is
national (the distributions, the structure by which wijken are compared) counts
for every area. A test checks that no figure outside these changes a report.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from shapely import box

from wijkanalyse.batch.job import REASONS, Job
from wijkanalyse.batch.parameters import default_of
from wijkanalyse.cards.catalogue import Catalogue
from wijkanalyse.cards.house_style import load_house_style
from wijkanalyse.cards.picks import load_picks
from wijkanalyse.codes import gemeente_of, wijk_of
from wijkanalyse.day import today
from wijkanalyse.dialogue.examples import example_files
from wijkanalyse.dialogue.folder import DialogueError, files_in, folders_of, read_card
from wijkanalyse.dialogue.recognition import Recognition, cards_naming, read_recognition
from wijkanalyse.editions import Openness, shown_in
from wijkanalyse.errors import AreaError
from wijkanalyse.paths import PACKAGE, Paths
from wijkanalyse.process.areas import Area
from wijkanalyse.process.fresh import digest_of, salt_of, salt_where_closed
from wijkanalyse.profile.around import ROOM, TOUCH
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.words import COMPARATORS

LIBRARIES = (
    "babel", "geopandas", "ipython", "jinja2", "matplotlib", "mistune", "nbconvert", "nbformat", "nh3", "numpy",
    "pandas", "papermill", "pyarrow", "scipy", "seaborn", "shapely",
)  # fmt: skip
"""What has a hand in how a report looks."""

OF_THE_INDEX = ("publish/index", "publish/assets/index.", "publish/assets/nederland.", "publish/templates/index.")
"""Parts of the package that make the index page."""
NOT_IN_A_REPORT = (
    *OF_THE_INDEX, "fetch/", "research/", "cli/", "__main__.py", "batch/",
    "publish/voting.py", "publish/deck.py", "publish/workbook.py", "publish/office.py", "publish/slides.py",
    "sections/story/", "publish/assets/verhaal.", "publish/figure_rows.py",
    "publish/pdf.py", "publish/browser.py", "publish/made_report.py",
    "publish/assets/stemmen", "publish/assets/presentatie.",
    "publish/templates/stemmen.", "publish/templates/presentatie.",
)  # fmt: skip
"""Parts of the package that decide which reports are made, or what is made beside them, and not how a report looks."""
IN_A_REPORT = ("batch/engine.py", "batch/report.py")

SMALL = 4_000_000
"""Bytes up to which a file beside a notebook is read to see whether it changed."""
OF_ONE_AREA = {"wijkanalyse.ipynb", "bewoners.ipynb", "wijkbijeenkomst.ipynb", "wijkplan.ipynb"}
"""Notebooks that show only the profile and the folder of their area; any other one may show all there is."""
IN_LANGUAGES = "bewoners.ipynb"
"""The notebook whose sentences may be translated in the working tree."""
OF_FIGURES = "wijkanalyse.ipynb"
"""The notebook that shows what people said of a figure, and nothing else of a folder."""
WITH_EXAMPLES = {"wijkbijeenkomst.ipynb", "wijkplan.ipynb"}
"""Notebooks that also show what wijken elsewhere shared."""


WHOLE = "whole"
"""One digest of all files that any report rests on. When it is another, the others say whether that matters."""
FEW = 60
"""Gemeenten up to which only their figures are read; reading the country takes as long as ten reports."""


@dataclass
class _Hashed:
    """The figures that were read, as hashes: those of an area added up, by area id."""

    gemeenten: set[str]
    """Those of which all figures are in the sums; "": Nederland."""
    published: dict[str, int]
    own: dict[str, int]
    between: dict[str, int]
    """Of both together only the figures by which an area is shown among the wijken of its gemeente."""
    files: dict[str, set[str]]
    """Own files with figures of an area."""
    all: bool = False

    def add(self, more: _Hashed) -> None:
        """Take in the figures of other gemeenten; an area may have lain in both."""
        self.gemeenten |= more.gemeenten
        sums = ((self.published, more.published), (self.own, more.own), (self.between, more.between))
        for mine, new in sums:
            for area_id, total in new.items():
                mine[area_id] = (mine.get(area_id, 0) + total) % 2**64
        for area_id, names in more.files.items():
            self.files.setdefault(area_id, set()).update(names)


class InputDigests:
    """The digests of one batch: of one edition, with one notebook and its parameters."""

    def __init__(
        self,
        processed: Processed,
        catalogue: Catalogue,
        *,
        edition: str,
        notebook: Path,
        parameters: Mapping[str, Any] | None = None,
    ) -> None:
        processed.check()  # a digest of tables that are not those of the build would call their reports up to date
        self._processed = processed
        self._catalogue = catalogue
        self._edition = edition
        self._whole = notebook.name not in OF_ONE_AREA
        self._with_examples = notebook.name in WITH_EXAMPLES
        self._with_recognition = notebook.name == OF_FIGURES
        picks = picks_asked(notebook, parameters)
        # A fault in the list is told here, before any report is made.
        pick_list = "" if picks is None else load_picks(processed.paths, picks, catalogue).model_dump_json()
        self._comparator = (parameters or {}).get("comparator", default_of(notebook, "comparator"))
        self._shared = {
            "notebook": notebook_digest(notebook),
            "beside": beside_digest(notebook),
            "parameters": digest(json.dumps(dict(parameters or {}), sort_keys=True, default=str), pick_list),
            "style": style_digest(processed.paths),
            "languages": languages_digest(processed.paths) if notebook.name == IN_LANGUAGES else "",
            "libraries": _libraries(),
            **package_digests(),
        }

    def of(
        self, job: Job, area: Area | None, comparable: Collection[str], before: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """The digests of a report: one for each of `job.REASONS`, and `WHOLE`.

        Parameters
        ----------
        job, area
            What the report is about; without an area only its folder counts.
        comparable
            Codes of its comparable wijken. They follow from its own figures and the national ones; a list
            found with these digests is therefore good for as long as those are the same.
        before
            Those of the report that is there: where they are of these very files, no table is read.
        """
        if area is None:
            return {WHOLE: "", **dict.fromkeys(REASONS, ""), "folder": self._folder(job), **self._shared}
        if before and self.is_whole(job, area, before):
            return {**before, "folder": self._recognition(area) or self._folder(job)}
        own, gemeenten = self.shown_of(area)
        codes = self._gemeente_codes(area)
        shown = self._rows(own), self._rows(gemeenten)
        sources = {s for i in own | (gemeenten - {"NL"}) for s in self._hashed.files.get(i, ())}
        # A report shows an own figure of Nederland only beside one of the same file.
        beside = digest(*(f"{s}{h:x}" for s, h in sorted(self._own_of_nederland.items()) if s in sources))
        patients = self._patients if self._has_patients(area) else ""
        return {
            "figures": shown[0],
            "own": digest(self._rows(own | (gemeenten - {"NL"}), own=True), beside, patients),
            "gemeente": shown[1] + self._region(area),
            "neighbours": self._neighbours(area),
            "comparable": digest(*(f"{c}{self._matrix.get(c, 0):x}" for c in sorted(comparable))),
            "national": self._national,
            "everything": self._everything if self._whole else "",
            "area": digest(repr(astuple(area)), job.path, *(f"{c}{self._register.get(c, 0):x}" for c in sorted(codes))),
            "borders": self._borders,
            "folder": self._recognition(area) or self._folder(job),
            "sources": digest(*(self._described.get(s, s) for s in sorted(self._national_sources | sources))),
            **self._shared,
            WHOLE: self._whole_of(job, area),
        }

    def is_whole(self, job: Job, area: Area, before: Mapping[str, str]) -> bool:
        """Whether a report rests on the very files of now: then of `before` only its folder may be another."""
        return before.get(WHOLE) == self._whole_of(job, area)

    def _whole_of(self, job: Job, area: Area) -> str:
        return digest(self._tree, repr(astuple(area)), job.path)

    @cached_property
    def _tree(self) -> str:
        """All tables and all that every report shares; with salt where closed figures are among them."""
        processed = self._processed
        return digest(
            json.dumps([self._shared, self._edition, self._whole, self._with_recognition, processed.tables]),
            json.dumps([processed.receipt.get("sources"), processed.receipt.get("typical_distance")]),
            *(declared.model_dump_json() for _, declared in sorted(processed.areas.composites.items())),
            key=salt_where_closed(processed.paths)[:64],
        )

    def shown_of(self, area: Area) -> tuple[set[str], set[str]]:
        """Ids of the areas whose figures a report can show: its parts and buurten, and its gemeenten with Nederland."""
        areas = self._processed.areas
        own = areas.with_buurten(p.area_id for p in area.parts)
        gemeenten = {i for code in self._gemeente_codes(area) for i in areas.ids_of(code)} | {"NL"}
        return own, gemeenten - own

    def _gemeente_codes(self, area: Area) -> set[str]:
        """Codes of the gemeenten that the area lay in, in any year."""
        return {code for p in area.parts for code in self._processed.areas.gemeenten_of(p.area_id)}

    def _region(self, area: Area) -> str:
        """The gemeenten of the region that is compared with, and their figures; "" without one."""
        regions = self._processed.areas.regions
        if self._comparator in COMPARATORS or not regions.knows(self._comparator):
            return ""
        try:
            region = regions.of((p.gemeente_code for p in area.parts), self._comparator, area.code)
        except AreaError:  # told when its report is made
            return ""
        codes = sorted(region.gemeenten)
        ids = {i for code in codes for i in self._processed.areas.ids_of(code)}
        return digest(region.name, *codes, *sorted(region.now), self._rows(ids))

    def _folder(self, job: Job) -> str:
        """What people added; with the day, since deadlines pass and addresses grow old."""
        paths = self._processed.paths
        examples = _contents(example_files(paths)) if job.folder or self._with_examples else ()
        if job.folder:
            return digest(today().isoformat(), *self._closed(files_in(paths, [job.folder])), *examples)
        return digest(*(self._closed(files_in(paths, folders_of(paths))) if self._whole else ()), *examples)

    def _closed(self, files: Sequence[Path]) -> Iterator[str]:
        """Files that not everyone may see, with salt: a receipt goes along with its reports, open ones too."""
        return iter([digest(*_contents(files), key=salt_of(self._processed.paths)[:64])] if files else [])

    def _recognition(self, area: Area) -> str:
        """What people said of the figures of an area; "" where a report shows nothing of it."""
        if not self._with_recognition or area.code.encode() not in self._cards:
            return ""
        return _said(read_recognition(self._processed.paths, area.code, self._edition, self._catalogue))

    @cached_property
    def _cards(self) -> bytes:
        """The cards of all folders as one text, so that an area which is in none costs nothing."""
        return b"\0".join(card.read_bytes() for card in cards_naming(self._processed.paths, ""))

    # ------------------------------------------------------------------ what lies around

    def around(self, area: Area) -> tuple[set[str], set[str]]:
        """Codes of the areas that touch it, of which figures are shown, and of all whose names are on its map."""
        layer, own = _layer_of(area)
        polygons = self._processed.polygons(*layer)
        if polygons is None:
            return set(), set()
        self._touch(layer, own)
        near = {c for code in own for c in self._touching[layer][code]} - own
        bounds = self._bounds(layer)
        found = [bounds[code] for code in own if code in bounds]
        if not found:
            return set(), set()
        west, south, east, north = *np.min(found, axis=0)[:2], *np.max(found, axis=0)[2:]
        room = max(0.002, 2 * ROOM * max(east - west, north - south))
        window = polygons.sindex.query(box(west - room, south - room, east + room, north + room))
        return near, set(polygons.area_code.to_numpy()[window])

    def _bounds(self, layer: tuple[str, int]) -> dict[str, np.ndarray]:
        if layer not in self._bounds_of:
            polygons = self._processed.polygons(*layer)
            self._bounds_of[layer] = dict(zip(polygons.area_code, polygons.bounds.to_numpy(), strict=True))
        return self._bounds_of[layer]

    @cached_property
    def _bounds_of(self) -> dict[tuple[str, int], dict[str, np.ndarray]]:
        return {}

    def _touch(self, layer: tuple[str, int], wanted: Iterable[str]) -> None:
        """Find the outlines that touch these ones: of all that are wanted at once, which is what takes time."""
        known = self._touching[layer]
        new = set(wanted) - known.keys()
        if not new:
            return
        known.update((code, set()) for code in new)
        polygons = self._processed.polygons(*layer)
        some = polygons[polygons.area_code.isin(new)]
        codes, own = polygons.area_code.to_numpy(), some.area_code.to_numpy()
        for one, other in polygons.sindex.query(some.geometry, predicate="dwithin", distance=1.5 * TOUCH).T.tolist():
            known[own[one]].add(codes[other])

    @cached_property
    def _touching(self) -> defaultdict[tuple[str, int], dict[str, set[str]]]:
        """By layer and year, per outline that was asked for the codes of those that touch it."""
        return defaultdict(dict)

    def _neighbours(self, area: Area) -> str:
        near, on_map = self.around(area)
        areas, year = self._processed.areas, area.boundary_year
        ids = {i for code in near if (i := areas.id_of(year, code))}
        names = (f"{areas.id_of(year, c) or ''}{self._hash_of(year, c):x}" for c in sorted(on_map))
        among = (f"{i}{self._hashed.between.get(i, 0):x}" for i in sorted(self._among(area)))
        return digest(self._rows(ids), self._rows(ids, own=True), *among, *names)

    def _hash_of(self, year: int, code: str) -> int:
        """That of what the register says of an area; 0 of an outline that is in no register."""
        areas = self._processed.areas
        return int(self._register_hashes[areas.place_of(year, code)]) if areas.id_of(year, code) else 0

    def _among(self, area: Area) -> set[str]:
        """Ids of the wijken of its gemeente, among which it is shown by some figures."""
        if len(area.gemeenten) != 1:
            return set()
        areas, year = self._processed.areas, area.boundary_year
        ids = {str(areas.id_of(year, code)) for code in areas.wijken_in(year, area.gemeenten[0])}
        self._hash({g for i in ids for g in areas.gemeenten_of(i)})
        return ids

    # ------------------------------------------------------------------ figures by area

    def cover(self, areas: Iterable[Area]) -> None:
        """Read the figures that these areas rest on at once: one by one would open the table for each gemeente."""
        areas = list(areas)
        wanted: dict[tuple[str, int], set[str]] = defaultdict(set)
        for area in areas:
            layer, own = _layer_of(area)
            wanted[layer] |= own
        for layer, codes in wanted.items():
            if self._processed.polygons(*layer) is not None:
                self._touch(layer, codes)
        found = {g for area in areas for g in (*self._gemeente_codes(area), *self._gemeenten_around(area))}
        if found and len(found) <= FEW:
            self._processed.keep_figures_of(found)  # at once, also for a report that is made by a fork of this process
        self._hash(found)

    def _gemeenten_around(self, area: Area) -> set[str]:
        return {gemeente_of(code) for code in self.around(area)[0]}

    @cached_property
    def _hashed(self) -> _Hashed:
        """What was read so far: at first the figures of Nederland."""
        return self._hashes_of(self._processed.figures_of(()), frozenset({""}))

    def _hash(self, gemeenten: Collection[str]) -> None:
        """Read the figures of gemeenten; those of the country where these are many."""
        if not gemeenten:
            return
        new = set(gemeenten) - self._hashed.gemeenten
        if self._hashed.all or not new:
            return
        if len(new | self._hashed.gemeenten) > FEW:
            self._hash_all()
            return
        rows = self._processed.figures_of(new)
        self._hashed.add(self._hashes_of(rows[rows.gemeente_code.isin(list(new))], frozenset(new)))

    def _hash_all(self) -> None:
        if not self._hashed.all:
            self._hashed = self._hashes_of(self._processed.all_figures(), self._hashed.gemeenten, every=True)

    def _hashes_of(self, figures: pd.DataFrame, gemeenten: Collection[str], *, every: bool = False) -> _Hashed:
        shown = figures.openness.isin(shown_in(self._edition)).to_numpy()
        own = ~figures.source.isin(self._catalogue.published(figures.source.unique())).to_numpy()
        hashes = row_hashes(figures)

        def sums(rows: np.ndarray) -> dict[str, int]:
            return _sums_by(figures.area_id[rows].astype(str), hashes[rows])

        pairs = figures.loc[shown & own, ["area_id", "source"]].astype(str).drop_duplicates()
        files = {i: set(s) for i, s in pairs.groupby("area_id").source}
        of_between = figures.indicator.isin([b.indicator for b in self._catalogue.roles.buurten.between]).to_numpy()
        between = sums(shown & of_between)
        return _Hashed(set(gemeenten), sums(shown & ~own), sums(shown & own), between, files, every)

    @cached_property
    def _own_of_nederland(self) -> dict[str, int]:
        """Per own file the sum of the hashes of its rows of Nederland."""
        rows = self._shown_rows(self._processed.figures_of(()))
        rows = rows[~rows.source.isin(self._catalogue.published(rows.source.unique()))]
        return _sums_by(rows.source.astype(str), row_hashes(rows))

    def _rows(self, ids: Collection[str], *, own: bool = False) -> str:
        self._hash({g for i in ids for g in self._processed.areas.gemeenten_of(i)} - {""})
        sums = self._hashed.own if own else self._hashed.published
        return digest(*(f"{i}{sums.get(i, 0):x}" for i in sorted(set(ids))))

    @cached_property
    def _everything(self) -> str:
        self._hash_all()
        return digest(
            *(f"{i}{s:x}" for sums in (self._hashed.published, self._hashed.own) for i, s in sorted(sums.items()))
        )

    # --------------------------------------------------------------- the register, lists of patients

    @cached_property
    def _register(self) -> dict[str, int]:
        """Per gemeente the sum of the hashes of its areas: their names, sizes and how they are linked."""
        return _sums_by(self._processed.areas.register.gemeente_code, self._register_hashes)

    @cached_property
    def _register_hashes(self) -> np.ndarray:
        """A hash per row of the register."""
        return row_hashes(self._processed.areas.register)

    def _has_patients(self, area: Area) -> bool:
        codes = set(self._patient_rows.area_code)
        parts = {p.code for p in area.parts}
        return any({code, wijk_of(code), gemeente_of(code)} & parts for code in codes)

    @cached_property
    def _patients(self) -> str:
        """Lists of patients weigh figures of areas anywhere, so here all figures count."""
        tables = self._patient_rows, self._shown_rows(self._processed.practice_counts)
        return digest(self._everything, *(f"{h:x}" for table in tables for h in row_hashes(table)))

    @cached_property
    def _patient_rows(self) -> pd.DataFrame:
        return self._shown_rows(self._processed.patients)

    def _shown_rows(self, table: pd.DataFrame) -> pd.DataFrame:
        """What the edition may show of a table: nothing else is in its receipt either, in whatever form."""
        return table[table.openness.isin(shown_in(self._edition))]

    # ------------------------------------------------------------------------- national

    @cached_property
    def _matrix(self) -> dict[str, int]:
        wijken = self._processed.wijken
        return _sums_by(wijken.area_code, row_hashes(wijken))

    @cached_property
    def _national(self) -> str:
        """The distributions of all wijken, how far buurten lie apart, and what decides which wijken are comparable."""
        wijken = self._processed.wijken
        structure = [variable.indicator for variable in self._catalogue.roles.structure]
        about = ("area_id", "area_code", "gemeente_code", "inwoners", "stedelijkheid", *structure)
        of_wijken = wijken[[c for c in about if c in wijken]]
        processed = self._processed
        crossed = self._shown_rows(processed.cross_tables)
        tables = processed.reference.reset_index(), processed.ranges, of_wijken, crossed
        return digest(
            *(f"{int(row_hashes(table).sum(dtype=np.uint64)):x}" for table in tables),
            f"{self._hashed.published.get('NL', 0):x}",
            repr(self._processed.receipt.get("typical_distance")),
            *(self._processed.tables.get(name, "") for name in ("expected.parquet", "expected_models.parquet")),
        )

    @cached_property
    def _borders(self) -> str:
        tables = self._processed.tables.items()
        return digest(*(f"{name} {sha256}" for name, sha256 in sorted(tables) if name.startswith("polygons_")))

    @cached_property
    def _described(self) -> dict[str, str]:
        return {s["id"]: json.dumps(s, sort_keys=True) for s in self._processed.receipt["sources"]}

    @cached_property
    def _national_sources(self) -> set[str]:
        return set(self._catalogue.published(self._described))


def _layer_of(area: Area) -> tuple[tuple[str, int], set[str]]:
    """The layer and year of the outlines that show an area, and their codes."""
    return ("gemeenten" if area.level == "gemeente" else "wijken", area.boundary_year), area.outlines


# ------------------------------------------------------------------------------ digests


def picks_asked(notebook: Path, parameters: Mapping[str, Any] | None) -> str | None:
    """The name of the pick list that a notebook is run with, "" for the usual one; None of one that has no list."""
    name = (parameters or {}).get("keuze", default_of(notebook, "keuze"))
    return name if isinstance(name, str) else None


def digest(*texts: str, key: bytes = b"") -> str:
    """A short digest of texts, in their order; with a key nobody without it can try what they were."""
    return hashlib.blake2b("\0".join(texts).encode(), digest_size=8, key=key).hexdigest()


def _contents(files: Iterable[Path]) -> Iterator[str]:
    return (f"{p.parent.name}/{p.name} {hashlib.sha256(p.read_bytes()).hexdigest()}" for p in files)


def row_hashes(table: pd.DataFrame) -> np.ndarray:
    """A hash per row, shape (n,), that does not depend on the order of the rows."""
    if table.empty:
        return np.zeros(0, dtype=np.uint64)
    return pd.util.hash_pandas_object(table, index=False).to_numpy(dtype=np.uint64)


def _sums_by(keys: pd.Series, hashes: np.ndarray) -> dict[str, int]:
    positions, names = pd.factorize(keys)
    total = np.zeros(len(names), dtype=np.uint64)
    np.add.at(total, positions, hashes)
    return dict(zip(names, total.tolist(), strict=True))


def notebook_digest(notebook: Path) -> str:
    """Digest of what a notebook does and says; outputs and run counts do not matter."""
    cells = json.loads(notebook.read_text(encoding="utf-8")).get("cells", [])
    kept = [[c.get("cell_type"), "".join(c.get("source", "")), c.get("metadata", {}).get("tags"), c.get("attachments")]
            for c in cells]  # fmt: skip
    return digest(json.dumps(kept, sort_keys=True))


def files_beside(notebook: Path) -> list[Path]:
    """Modules and data that a notebook may use from its own folder, with the modules of packages in it.

    Other notebooks and hidden files are none of these, and no folder is looked into that is not a package: a notebook
    may lie in the root of a tree with data and reports.
    """
    folder = notebook.parent
    files = [p for p in folder.iterdir() if p.is_file()]
    packages = [p.parent for p in folder.glob("*/__init__.py")]
    modules = [p for package in packages for p in package.rglob("*.py")]
    return sorted(p for p in [*files, *modules] if not p.name.startswith(".") and p.suffix != ".ipynb")


def beside_digest(notebook: Path) -> str:
    """Digest of the files beside a notebook; "" when there are none. Of a large file its size and date count."""
    lines = []
    for path in files_beside(notebook):
        about = path.stat()
        small = about.st_size <= SMALL
        what = hashlib.sha256(path.read_bytes()).hexdigest() if small else f"{about.st_size} {about.st_mtime_ns}"
        lines.append(f"{path.relative_to(notebook.parent).as_posix()} {what}")
    return digest(*lines) if lines else ""


@cache
def package_files() -> dict[str, str]:
    """SHA-256 of every file of the package by its name in it, in a fixed order."""
    paths = sorted(p for p in PACKAGE.rglob("*") if "__pycache__" not in p.parts and p.is_file())
    return {path.relative_to(PACKAGE).as_posix(): digest_of(path) for path in paths}


def index_digest_of_package() -> str:
    """Digest of what has a hand in the index page and in no report."""
    return digest(*(f"{name} {sha256}" for name, sha256 in package_files().items() if name.startswith(OF_THE_INDEX)))


def style_digest(paths: Paths) -> str:
    """Digest of the house style; "" without one. A fault in it is told here, before any report is made."""
    style = load_house_style(paths)
    return digest(style.model_dump_json()) if style else ""


def recognition_digest(paths: Paths, edition: Openness, catalogue: Catalogue) -> str:
    """Digest of what people said of the figures of every area, as far as an edition may show it; "" of nothing."""
    codes = sorted({code for code in map(_about, cards_naming(paths, "")) if code})
    said = {code: _said(read_recognition(paths, code, edition, catalogue)) for code in codes}
    return digest(*(f"{code}{text}" for code, text in said.items() if text)) if any(said.values()) else ""


def _about(card: Path) -> str | None:
    """The area that a folder is about; None without one, or when its card is not readable, which reports tell."""
    try:
        return read_card(card.parent).gebied
    except DialogueError:
        return None


def _said(said: Recognition) -> str:
    if said.rows.empty and not said.faults:
        return ""
    return digest(said.rows.to_json(date_format="iso"), repr(said.sources), *said.faults)


def languages_digest(paths: Paths) -> str:
    """Digest of the translations in the working tree; "" without any."""
    files = sorted((paths.root / "data" / "taal").glob("*.yml"))
    return digest(*(f"{f.name} {f.read_bytes().hex()}" for f in files)) if files else ""


def package_digests() -> dict[str, str]:
    """Digests of the code, the cards and the template of the package."""
    kinds: dict[str, list[str]] = {"cards": [], "template": [], "package": []}
    for name, sha256 in package_files().items():
        if name.startswith(NOT_IN_A_REPORT) and name not in IN_A_REPORT:
            continue
        if name.startswith(("publish/templates/", "publish/assets/", "show/assets/")):
            kind = "template"
        else:
            kind = "cards" if name.endswith(".yml") else "package"
        kinds[kind].append(f"{name} {sha256}")
    return {kind: digest(*lines) for kind, lines in kinds.items()}


def code_digests() -> dict[str, str]:
    """Digest of each folder of the package, "." for what lies beside them: all that may run on a worker."""
    folders: dict[str, list[str]] = {}
    for name, sha256 in package_files().items():
        folder = name.split("/")[0] if "/" in name else "."
        folders.setdefault(folder, []).append(f"{name} {sha256}")
    return {folder: digest(*lines) for folder, lines in folders.items()}


@cache
def library_versions() -> dict[str, str]:
    """Versions of Python and of the libraries that have a hand in a report."""
    return {"python": platform.python_version(), **{name: _version(name) for name in LIBRARIES}}


def _libraries() -> str:
    python, *libraries = library_versions().items()
    return digest(python[1], *(f"{name} {found}" for name, found in libraries))


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
