"""Every way into the program, with inputs that are wrong in many ways: told plainly, at once, and nothing else changes.

`make hostile` tries all of them, and `make test` a tenth, from the same seed.
"""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from functools import cache
from random import Random
from types import ModuleType

import pytest
from conftest import ROOT, tree_with_example

from wijkanalyse.cli import main
from wijkanalyse.paths import find_paths

from . import areas, arguments, cards, folders, notebooks, own, processed, raw, receipts
from .corpus import SEED, Input, World, digests, failure_of

ENTRIES: dict[str, ModuleType] = {
    "arguments": arguments, "cards": cards, "areas": areas, "own files": own, "folders": folders, "raw": raw,
    "processed": processed, "receipts and journals": receipts, "notebooks": notebooks,
}  # fmt: skip
ALL = os.environ.get("WIJKANALYSE_HOSTILE") == "all"
FEWEST = 1000
"""Inputs in the whole corpus."""


@pytest.fixture(scope="module")
def world(example, catalogue, tmp_path_factory) -> Iterator[World]:
    """A tree with the example, its tables and notebooks, that inputs may spoil."""
    paths = tree_with_example(tmp_path_factory.mktemp("hostile"))
    shutil.copytree(example.processed, paths.processed)
    shutil.copytree(ROOT / "notebooks", paths.notebooks)
    for folder in (paths.own, paths.root / "data" / "besloten", paths.area_folders, paths.shared_examples):
        folder.mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WIJKANALYSE_ROOT", str(paths.root))
        patch.setenv("MPLCONFIGDIR", str(tmp_path_factory.mktemp("matplotlib")))
        patch.chdir(paths.root)

        def command(*arguments: str) -> str:
            find_paths.cache_clear()
            patch.setattr(sys, "argv", ["wijkanalyse", *arguments])
            said = io.StringIO()
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), contextlib.suppress(SystemExit):
                main()
            return said.getvalue()

        yield World(paths, catalogue, command)


def inputs_of(entry: str, world: World) -> list[Input]:
    """All inputs of an entry, always the same."""
    chance = Random(f"{SEED} {entry}")
    if entry == "processed":
        tables = world.paths.processed
        return list(
            processed.inputs(chance, (tables / "build.json").read_text(), (tables / "regions.parquet").read_bytes())
        )
    return list(ENTRIES[entry].inputs(chance))


@pytest.fixture(scope="module")
def made_of(world) -> Callable[[str], list[Input]]:
    """The inputs of an entry, made once: packing large archives takes seconds."""
    return cache(lambda entry: inputs_of(entry, world))


def test_the_corpus_is_large_enough_and_always_the_same(world, made_of):
    made = {entry: made_of(entry) for entry in ENTRIES}
    assert sum(map(len, made.values())) >= FEWEST
    for entry, inputs in made.items():
        again = inputs_of(entry, world)
        assert [(i.about, i.files) for i in again] == [(i.about, i.files) for i in inputs]
        assert len({i.about for i in inputs}) == len(inputs), f"{entry}: two inputs have one name"


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_hostile_input_is_told_plainly_and_changes_nothing(entry, world, made_of):
    inputs = made_of(entry)
    chosen = inputs if ALL else Random(SEED).sample(inputs, max(1, len(inputs) // 10))
    before = digests(ROOT / "data"), digests(ROOT / "notebooks")
    failures = [failure for given in chosen if (failure := failure_of(given, world))]
    assert not failures, f"{len(failures)} of {len(chosen)}:\n\n" + "\n\n".join(failures[:12])
    assert (digests(ROOT / "data"), digests(ROOT / "notebooks")) == before
