"""Notebooks that do nothing but call this package: what they leave behind in a process is known."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

import nbformat

import wijkanalyse

SECTIONS = "wijkanalyse.sections"
_VALUES = (
    ast.Constant, ast.Name, ast.Attribute, ast.List, ast.Tuple, ast.Dict, ast.BoolOp, ast.Compare, ast.IfExp,
    ast.UnaryOp, ast.BinOp, ast.JoinedStr, ast.FormattedValue, ast.keyword,
)  # fmt: skip
_SIGNS = (ast.expr_context, ast.boolop, ast.cmpop, ast.unaryop, ast.operator)


def calls_only_the_package(notebook: Path) -> bool:
    """Whether every cell of a notebook only imports, names and calls what this package offers, with plain values.

    Then two reports that one process makes with it cannot touch each other. Anything else, such as a library, a loop
    or a method of something that was returned, may: that it does not is more than reading the cell can tell.
    """
    try:
        state = notebook.stat()
        return _is_plain(notebook, state.st_mtime_ns, state.st_size)
    except OSError:
        return False


@lru_cache(maxsize=8)
def _is_plain(notebook: Path, *_state: int) -> bool:
    try:
        cells = [cell.source for cell in nbformat.read(notebook, 4).cells if cell.cell_type == "code"]
        lines = [line for source in cells for line in ast.parse(source).body]
    except Exception:  # magics of IPython, another language, no notebook
        return False
    imports = [line for line in lines if isinstance(line, ast.ImportFrom)]
    names = {name.asname or name.name for line in imports for name in line.names}
    return all(map(_is_for_notebooks, imports)) and all(
        _names_or_shows(line, names) for line in lines if line not in imports
    )


def _is_for_notebooks(line: ast.ImportFrom) -> bool:
    """Whether it imports what this package offers to notebooks: all of that shows an area and changes nothing."""
    offered = {*wijkanalyse.__all__, "show"}
    return line.module == SECTIONS or (line.module == wijkanalyse.__name__ and {n.name for n in line.names} <= offered)


def _names_or_shows(line: ast.stmt, imported: set[str]) -> bool:
    """Whether a line is an expression, or gives one a new name."""
    match line:
        case ast.Expr(value):
            return _is_value(value, imported)
        case ast.Assign([ast.Name(name)], value) | ast.AnnAssign(ast.Name(name), _, value):
            return name not in imported and (value is None or _is_value(value, imported))
        case _:
            return False


def _is_value(value: ast.AST, imported: set[str]) -> bool:
    match value:
        case ast.Call(ast.Name(called)) | ast.Call(ast.Attribute(ast.Name(called))) if called in imported:
            pass
        case ast.Attribute(_, name) if name.startswith("_"):
            return False
        case _ if not isinstance(value, (*_VALUES, *_SIGNS)):
            return False
    return all(_is_value(part, imported) for part in ast.iter_child_nodes(value))
