"""Every method is used by a module outside `methods/`, a notebook or a tool, or is on a short list that says why."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "wijkanalyse"

Definition = tuple[str, str]
"""Module and name."""

KEPT: dict[Definition, str] = {
    ("wijkanalyse.methods.intervals", "newcombe"): "the published interval that `least_difference` is held against",
}
"""Definitions that nothing calls yet, with the topic that will; the docstring of the module says so too."""


def is_held(module: str) -> bool:
    """Whether every definition of the module has to be used."""
    return f"{module}.".startswith((f"{PACKAGE}.methods.", f"{PACKAGE}.disclosure."))


@cache
def modules(root: Path) -> dict[str, ast.Module]:
    """Every module of the package, notebook and tool under a tree, by name."""
    found = {}
    for path in sorted((root / "src" / PACKAGE).rglob("*.py")):
        name = ".".join(path.relative_to(root / "src").with_suffix("").parts).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted((root / "tools").glob("*.py")):
        found[path.name] = ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted((root / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        lines = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code").splitlines()
        found[path.name] = ast.parse("\n".join(line for line in lines if not line.startswith(("%", "!"))))
    return found


@cache
def definitions(module: ast.Module) -> dict[str, list[ast.stmt]]:
    """What a module defines at its top level: functions, classes and constants."""
    found: dict[str, list[ast.stmt]] = {}
    for node in module.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", node)]
        names = [n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)]
        names = [node.name] if isinstance(node, ast.FunctionDef | ast.ClassDef) else names
        for name in names if not isinstance(node, ast.Expr | ast.If) else ():  # `if TYPE_CHECKING` defines nothing
            found.setdefault(name, []).append(node)
    return found


@cache
def imports(module: ast.Module) -> dict[str, str]:
    """What the names that a module imports mean, as a dotted path; the package imports nothing relative to itself."""
    found = {}
    for node in ast.walk(module):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
        elif isinstance(node, ast.Import):
            found |= {
                a.asname or a.name.split(".")[0]: a.name if a.asname else a.name.split(".")[0] for a in node.names
            }
    return found


def named(nodes: Iterable[ast.AST], name: str, module: ast.Module) -> Iterator[Definition]:
    """Every definition of this or another module that is named in these parts of a module."""
    own, imported = definitions(module), imports(module)
    for node in (inner for outer in nodes for inner in ast.walk(outer)):
        if isinstance(node, ast.Name) and node.id in imported:
            yield tuple(imported[node.id].rpartition(".")[::2])
        elif isinstance(node, ast.Name) and node.id in own:
            yield name, node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            first, _, rest = ast.unparse(node).partition(".")
            if first in imported:
                yield tuple(f"{imported[first]}.{rest}".rpartition(".")[::2])


def unused(root: Path, kept: Iterable[Definition]) -> tuple[set[Definition], set[Definition]]:
    """The held definitions that nothing reaches, and those of `kept` that something does."""
    found = modules(root)
    held = {(m, n): parts for m in found if is_held(m) for n, parts in definitions(found[m]).items()}

    def reached_from(start: Iterable[Definition]) -> set[Definition]:
        reached, waiting = set(), list(start)
        while waiting:
            definition = waiting.pop()
            if definition in held and definition not in reached:
                reached.add(definition)
                waiting += named(held[definition], definition[0], found[definition[0]])
        return reached

    used = reached_from(d for name, m in found.items() if not is_held(name) for d in named(m.body, name, m))
    return held.keys() - used - reached_from(kept), used & set(kept)


def test_every_method_is_used_or_is_kept_for_a_reason():
    dead, _ = unused(ROOT, KEPT)
    listed = "\n".join(f"  {module}.{name}" for module, name in sorted(dead))
    assert not dead, f"only tests use these; give them a caller, or remove them with their tests:\n{listed}"


def test_what_is_kept_exists_and_is_not_used_yet():
    held = {(m, n) for m, tree in modules(ROOT).items() if is_held(m) for n in definitions(tree)}
    assert not KEPT.keys() - held, "gone: take it off the list"
    _, used = unused(ROOT, KEPT)
    assert not used, f"has a caller now: take it off the list, and out of the docstring of its module: {used}"


@pytest.mark.parametrize("kept", KEPT, ids=[name for _, name in KEPT])
def test_a_reader_of_the_module_sees_why_it_is_kept(kept):
    module, name = kept
    about = ast.get_docstring(modules(ROOT)[module])
    assert "Not called by a report yet" in about
    assert f"`{name}`" in about


def test_the_page_on_methods_names_every_module_and_no_other():
    page = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8").partition("## The modules")[2]
    rows = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}
    assert rows == {m.rpartition(".")[2] for m in modules(ROOT) if m.startswith(f"{PACKAGE}.methods.")}


def test_what_only_another_unused_method_calls_is_found(tmp_path):
    source = tmp_path / "src" / PACKAGE
    (source / "methods").mkdir(parents=True)
    (source / "methods" / "shares.py").write_text(
        "LIMIT = 5\nUSED: int = 3\n\ndef share(x):\n    return x / USED\n\n"
        "def unused(x):\n    return helper(x) * LIMIT\n\ndef helper(x):\n    return x\n"
    )
    (source / "disclosure.py").write_text("def hide(x):\n    return x\n\ndef forgotten(x):\n    return x\n")
    (source / "report.py").write_text(
        "from wijkanalyse import disclosure\nfrom wijkanalyse.methods.shares import share as of\n\n"
        "def make(x):\n    return disclosure.hide(of(x))\n"
    )
    dead, used = unused(tmp_path, [("wijkanalyse.methods.shares", "share")])
    assert {name for _, name in dead} == {"unused", "helper", "LIMIT", "forgotten"}
    assert {name for _, name in used} == {"share"}


def test_each_name_of_a_class_means_one_thing():
    places: dict[str, list[str]] = {}
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(path.relative_to(ROOT).as_posix())
    assert {name: where for name, where in places.items() if len(where) > 1} == {}
