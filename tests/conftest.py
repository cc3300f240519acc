"""What several tests share: the example, built once per test run, and makers of invented raw tables.

Whatever a maker makes is invented; only the example holds published figures.
"""

from __future__ import annotations

import copy
import datetime as dt
import gc
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from wijkanalyse.cards.catalogue import CARDS, Catalogue, load_catalogue
from wijkanalyse.cards.families import Family
from wijkanalyse.cards.schema import Indicator, Source, Vocabulary
from wijkanalyse.fetch.raw import card_for, write_card, write_rows
from wijkanalyse.paths import Paths, find_paths
from wijkanalyse.process import example as example_module
from wijkanalyse.process.build import build
from wijkanalyse.process.odata import RawTable
from wijkanalyse.process.received import Received
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import Profile
from wijkanalyse.profile.verdicts import Verdicts

ROOT = Path(__file__).resolve().parents[1]


def pytest_collection_finish() -> None:
    """Let the collector of garbage look at what tests make: going through all that is imported took 15 % of the CPU."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(autouse=True)
def _every_test_looks_for_its_own_tree() -> Iterator[None]:
    """A test may say where the tree is; the next one looks for itself."""
    yield
    find_paths.cache_clear()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="session", autouse=True)
def _the_committed_example_is_read_once() -> Iterator[None]:
    """Reading it is half of the time of a build, and many tests build it with something beside it."""
    read, kept = example_module.read_example, {}

    def once_read(folder: Path, catalogue: Catalogue) -> Received:
        if catalogue is not load_catalogue() or folder.resolve() != ROOT / "data" / "raw" / "voorbeeld":
            return read(folder, catalogue)
        if not kept:
            kept["received"] = read(folder, catalogue)
        return copies(kept["received"])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(example_module, "read_example", once_read)
        yield


def copies(received: Received) -> Received:
    """The same with lists and tables of its own."""
    own = {f.name: copy.copy(getattr(received, f.name)) for f in fields(received)}
    own["figures"] = [table.copy() for table in received.figures]
    own["sources"] = copy.deepcopy(received.sources)
    own["polygons"] = {key: table.copy() for key, table in received.polygons.items()}
    return Received(**own)


@pytest.fixture(scope="session")
def example(tmp_path_factory, catalogue) -> Paths:
    """A tree with the committed example, built once for all workers; nobody writes in it."""
    from invented_notebooks import once, shared_folder  # after the package, which spares the grammar of `web_grammar`

    def make(folder: Path) -> None:
        build(tree_with_example(folder), catalogue)

    return Paths(once(shared_folder(tmp_path_factory) / "example", make))


@pytest.fixture(scope="module")
def verdicts_of(example, catalogue):
    """Profile and judgements of an area of the example, opened once for a file of tests."""
    processed, opened = Processed(example), {}

    def make(code, boundary_year=None, edition="openbaar"):
        key = (code, boundary_year, edition)
        if key not in opened:
            area = processed.areas.find(code, boundary_year)
            opened[key] = Verdicts(Profile(area, processed, catalogue, edition))
        return opened[key]

    return make


def tree_with_example(root: Path) -> Paths:
    """An empty tree that sees the committed example and the committed composite areas."""
    paths = Paths(root)
    paths.raw.mkdir(parents=True)
    paths.example.symlink_to(ROOT / "data" / "raw" / "voorbeeld", target_is_directory=True)
    paths.composites.symlink_to(ROOT / "data" / "gebieden", target_is_directory=True)
    return paths


@pytest.fixture
def warm_start(monkeypatch) -> None:
    """Workers that this process starts have the libraries already."""
    from warm_start import use

    use(monkeypatch)


@pytest.fixture
def command_in(monkeypatch):
    """Run commands in a tree; a command gives its exit code, what was said, and what was complained about."""
    from typer.testing import CliRunner

    from wijkanalyse.cli import app
    from wijkanalyse.errors import WijkanalyseError

    def make(root: Path):
        monkeypatch.setenv("WIJKANALYSE_ROOT", str(root))
        find_paths.cache_clear()

        def command(*arguments: str) -> tuple[int, str, str]:
            done = CliRunner().invoke(app, arguments)
            if isinstance(done.exception, WijkanalyseError):
                return done.exception.exit_code, done.stdout, str(done.exception)
            return done.exit_code, done.stdout, done.stderr

        return command

    return make


@pytest.fixture
def example_tree(tmp_path) -> Paths:
    """The same, not built yet, for one test."""
    return tree_with_example(tmp_path / "tree")


@pytest.fixture
def paths(tmp_path) -> Paths:
    """An empty tree with the two folders for own files."""
    for folder in ("data/raw/eigen", "data/besloten"):
        (tmp_path / folder).mkdir(parents=True)
    return Paths(tmp_path)


# ------------------------------------------------------------------ invented cards


@pytest.fixture
def source_card():
    """Make an invented source; keywords replace its keys."""

    def make(source_id: str = "cbs_kwb_2022", **changes: Any) -> Source:
        keys = {
            "title": "Verzonnen tabel", "producer": "CBS", "family": "cbs_kwb", "reader": "cbs_odata",
            "catalogue": "opendata.cbs.nl", "table": "00000NED", "boundary_year": 2022, "period": 2022,
            "licence": "CC BY 4.0", "citation": "Verzonnen tabel", "about": "Verzonnen.",
        }  # fmt: skip
        if "short_name" in Source.model_fields:
            keys["short_name"] = "CBS"
        return Source(id=source_id, **(keys | changes))

    return make


@pytest.fixture
def indicator_card():
    """Make an invented indicator from its measures; keywords replace its keys."""

    def make(indicator_id: str, *measures: Mapping[str, Any], **changes: Any) -> Indicator:
        keys = {
            "label": indicator_id, "unit": "%" if indicator_id.endswith("_pct") else "aantal", "decimals": 0,
            "chapter": "bevolking", "theme": "wonen", "population": "Inwoners.", "definition": "Verzonnen.",
            "why_it_matters": "Verzonnen.", "calculation": "Verzonnen.", "better_when": "neutral",
            "estimate_type": "register", "aggregation": {"rule": "none", "why": "Verzonnen."},
            "reviewed": {"by": "test", "date": dt.date(2026, 1, 1), "next": dt.date(2027, 1, 1)},
            "measures": [{"family": "cbs_kwb", **m} for m in measures],
        }  # fmt: skip
        return Indicator(id=indicator_id, **(keys | changes))

    return make


@pytest.fixture
def changed_cards(tmp_path):
    """The folder with the cards and lists of the package, in which files can be changed, added and removed.

    A name is that of a file in the folder; its new content is a text or what is to be written as YAML, or None to
    remove it.
    """

    def make(**changes: Any) -> Path:
        folder = shutil.copytree(CARDS, tmp_path / "cards", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        for name, content in changes.items():
            path = folder / name
            if content is None:
                path.unlink()
            else:
                text = content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False)
                path.write_text(text, encoding="utf-8")
        return folder

    return make


@pytest.fixture
def cards():
    """A catalogue of the given invented cards."""

    def make(*given: Source | Indicator) -> Catalogue:
        vocabulary = Vocabulary(
            chapters={}, themes={}, units={}, estimate_types={}, positieve_gezondheid={}, caveats={}
        )
        return Catalogue(
            {c.family: family_with(c) for c in given if isinstance(c, Source)},
            {c.id: c for c in given if isinstance(c, Indicator)},
            vocabulary,
            load_catalogue().roles,
        )

    return make


def family_with(source: Source, **changes: Any) -> Family:
    """An invented family that an invented source is an edition of; keywords replace its keys."""
    keys = {
        **source.model_dump(include={"title", "producer", "short_name", "licence", "citation", "openness", "about"}),
        "period": "title" if source.period else "Perioden", "wanted": {"newest": 5},
    }  # fmt: skip
    if source.layer:
        keys |= {"layer": source.layer, "services": [{"reader": source.reader, "catalogue": "x.nl", "since": 2020}]}
    else:
        keys |= {"catalogue": source.catalogue, "table_title": rf"{source.title} (?P<year>\d{{4}})"}
    return Family(id=source.family, **(keys | changes))


# ----------------------------------------------------------------- invented tables


def write_table(
    folder: Path,
    source: Source,
    topics: Sequence[str],
    rows: Sequence[Mapping[str, str | None]],
    *,
    titles: Mapping[str, str] | None = None,
    periods: Mapping[str, str] | None = None,
    members: Mapping[str, str] | None = None,
    map_year: int | None = None,
) -> Path:
    """Write an invented table as `wijkanalyse fetch` lays one down.

    `topics` are keys, with the headings above them in front: ``"Bevolking/Leeftijd/k_65JaarOfOuder_12"``.
    The other columns of the rows are dimensions; that of regions has one of the `GEOGRAPHIES` as its name, and the
    members of the others have a title in `members`, or their code. Cells get the padding of the real tables.
    """
    folder.mkdir(parents=True, exist_ok=True)
    keys = {topic.rsplit("/", 1)[-1] for topic in topics}
    dimensions = list(dict.fromkeys(k for row in rows for k in row if k not in keys))
    geography = next(name for name in GEOGRAPHIES if name in dimensions)
    sets = {
        "DataProperties": _properties(topics) + _dimension_properties(dimensions, geography, map_year),
        "UntypedDataSet": [
            {k: v if v is None else f"{v:<10}" if k == geography else f"{v:>8}" for k, v in row.items()} for row in rows
        ],
    }
    for name in dimensions:
        codes = dict.fromkeys(str(row[name]) for row in rows)
        called = titles if name == geography else members
        sets[name] = [
            {"Key": f"{c:<10}", "Title": (called or {}).get(c, f"Wijk 01 {c}" if name == geography else c)}
            for c in codes
        ]
    if periods:
        sets["Perioden"] = [{"Key": key, "Status": status} for key, status in periods.items()]
    files = tuple(write_rows(folder, name, content) for name, content in sets.items())
    write_card(folder, card_for(source, None, files, modified="2023-06-21T02:00:00"))
    return folder


GEOGRAPHIES = {"WijkenEnBuurten": "GeoDetail", "Wijken": "GeoDimension", "RegioS": "GeoDimension"}
"""Names and types of dimensions of regions."""


def _dimension_properties(dimensions: Sequence[str], geography: str, map_year: int | None) -> list[dict[str, Any]]:
    kinds = {geography: GEOGRAPHIES[geography], "Perioden": "TimeDimension"}
    return [
        {"ID": 1000 + i, "Type": kinds.get(name, "Dimension"), "Key": name, "Title": name}
        | ({"MapYear": map_year} if name == geography and map_year else {})
        for i, name in enumerate(dimensions)
    ]


def _properties(topics: Sequence[str]) -> list[dict[str, Any]]:
    properties: list[dict[str, Any]] = []
    groups: dict[tuple[str, ...], int] = {(): None}

    def add(**row: Any) -> int:
        properties.append({"ID": len(properties), "Unit": "aantal", **row})
        return len(properties) - 1

    for topic in topics:
        *headings, key = topic.split("/")
        for depth in range(1, len(headings) + 1):
            path = tuple(headings[:depth])
            if path not in groups:
                groups[path] = add(Type="TopicGroup", Key="", Title=path[-1], ParentID=groups[path[:-1]])
        add(Type="Topic", Key=key, Title=key, ParentID=groups[tuple(headings)])
    return properties


@pytest.fixture
def raw_table(tmp_path):
    """Write an invented table and open it."""

    def make(source: Source, topics: Sequence[str], rows: Sequence[Mapping[str, str | None]], **more: Any) -> RawTable:
        return RawTable.open(source, write_table(tmp_path / source.id, source, topics, rows, **more))

    return make
