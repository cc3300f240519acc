"""What a notebook takes: names, types and defaults in its cell `parameters`, and values held against these.

The cell is read as Python, without running it. papermill has a reader of its own for its help, but loading it takes two
seconds of every command, and it passes over a default with ``=`` in it and a type such as ``int | None``. A test
holds the two against each other for the notebooks of this project.
"""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wijkanalyse.batch.job import OWN_PARAMETERS
from wijkanalyse.cards.yaml_file import UnreadableYamlError, load_yaml
from wijkanalyse.editions import check_edition
from wijkanalyse.errors import ReportError
from wijkanalyse.methods.weights import weights_of
from wijkanalyse.near import check_known, did_you_mean

if TYPE_CHECKING:
    from wijkanalyse.process.regions import Regions

KINDS: dict[str, tuple[type, str]] = {
    "str": (str, "text"),
    "int": (int, "a whole number"),
    "float": (float, "a number, with a point"),
    "bool": (bool, "true or false"),
    "dict": (dict, "names with values, as in '{ernst: 2, omvang: 1}'"),
    "list": (list, "a list, as in '[een, twee]'"),
}
"""Types that a parameter may have, and what to say they are."""


class Unknown:
    """The default of a parameter that is computed, and so not known before the notebook runs."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a notebook."""

    name: str
    kind: str
    """One of `KINDS`, or "" when neither an annotation nor the default tells: then it takes any text."""
    default: Any
    optional: bool = False
    """Whether it may also be None."""

    def read(self, text: str) -> Any:
        """The value that a text stands for.

        Raises
        ------
        ValueError
        """
        if self.kind in ("", "str"):
            return text
        if self.optional and text.strip().lower() in ("none", ""):
            return None
        return _READERS[self.kind](text)

    def accepts(self, value: Any) -> bool:
        """Whether a value is of its type."""
        if not self.kind or value is None:
            return not self.kind or self.optional
        if isinstance(value, bool):
            return self.kind == "bool"
        return isinstance(value, (int, float) if self.kind == "float" else KINDS[self.kind][0])


def parameters_in(notebook: Path) -> dict[str, Parameter]:
    """The parameters of a notebook by name, in its own order.

    Raises
    ------
    ReportError
        When it is no notebook, has no cell tagged ``parameters``, or that cell is no Python.
    """
    for cell in _cells(notebook):
        if _is_tagged(cell):
            break
    else:
        raise ReportError(f"{notebook}: has no cell tagged `parameters`; add the tag to the cell with wijk_code.")
    lines = "".join(map(str, cell.get("source") or "")).splitlines()
    plain = "\n".join("" if line.startswith(("%", "!")) else line for line in lines)
    try:
        statements = ast.parse(plain).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:  # also a zero byte, or deep brackets
        where = f"line {error.lineno}: {error.msg}" if isinstance(error, SyntaxError) else str(error)
        raise ReportError(
            f"{notebook}: the cell tagged `parameters` is no Python ({where}); correct it in JupyterLab"
        ) from error
    found = [_parameter(statement) for statement in statements]
    return {parameter.name: parameter for parameter in found if parameter}


def _is_tagged(cell: Mapping[str, Any]) -> bool:
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return isinstance(tags, list) and "parameters" in tags and isinstance(cell.get("source"), str | list)


def default_of(notebook: Path, name: str) -> Any:
    """What a parameter is when it is not given; None of one that a notebook does not have."""
    parameter = parameters_in(notebook).get(name)
    return parameter.default if parameter else None


def read_values(notebook: Path, texts: Mapping[str, str]) -> dict[str, Any]:
    """Values of the type that the notebook gives each parameter.

    Parameters
    ----------
    notebook
        The notebook to run.
    texts
        As they were typed. What the notebook has no parameter for stays text; `check_parameters` refuses it.

    Raises
    ------
    ReportError
        For a text that is not of the type; names the parameter.
    """
    known = parameters_in(notebook) if texts else {}
    values: dict[str, Any] = {}
    for name, text in texts.items():
        try:
            values[name] = known[name].read(text) if name in known else text
        except ValueError as error:
            raise _of_another_type(notebook, known[name], text) from error
    return values


def check_parameters(
    notebook: Path, given: Mapping[str, Any], own: Sequence[str] = OWN_PARAMETERS, *, regions: Regions | None = None
) -> None:
    """Refuse parameters that the notebook does not have, and values that would make every report fail.

    papermill would only warn of a name that is not there, and use the defaults.

    Parameters
    ----------
    notebook
        The notebook to run.
    given
        Parameters that the user gave, as typed values.
    own
        Those that the batch itself gives, which the notebook must have and the user may not set.
    regions
        What may be compared with beside what every area may be.

    Raises
    ------
    ReportError
    """
    known = parameters_in(notebook)
    for name in given:
        if name in own:
            raise ReportError(
                f"parameter {name!r} is set for every report by the command itself; "
                "name the area, or use --boundary-year or --edition"
            )
    for name in (*own, *given):
        if name not in known:
            hint = did_you_mean(name, list(known)) or f"it has {', '.join(known)}."
            raise ReportError(f"{notebook.name} has no parameter {name!r}; {hint}")
    for name, value in given.items():
        if not known[name].accepts(value):
            raise _of_another_type(notebook, known[name], value)
    choices = _CHOICES if regions is None else _CHOICES | {"comparator": partial(_check_comparator, regions=regions)}
    for name, check in choices.items():
        if name in known and known[name].default is not Unknown:
            _check_value(notebook, name, given.get(name, known[name].default), check, is_default=name not in given)


def _of_another_type(notebook: Path, parameter: Parameter, got: Any) -> ReportError:
    what = KINDS[parameter.kind][1]
    return ReportError(f"{notebook.name}: parameter {parameter.name!r} ({parameter.kind}) must be {what}; got {got!r}")


def _cells(notebook: Path) -> list[dict[str, Any]]:
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return [cell for cell in cells if cell.get("cell_type") == "code"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        first = str(error).split("\n")[0][:120]
        raise ReportError(f"{notebook}: cannot be read as a notebook ({first}); open it in JupyterLab") from error


# -------------------------------------------------------------------- the cell, as Python


def _parameter(statement: ast.stmt) -> Parameter | None:
    """The parameter that a line sets; None for any other line."""
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=ast.expr() as value):
            kind, optional = _kind(annotation)
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            kind, optional = "", False
        case _:
            return None
    try:
        default = ast.literal_eval(value)
    except ValueError:
        default = Unknown
    if not kind:  # no annotation, or one of another type: the default shows it
        kind = type(default).__name__ if type(default).__name__ in KINDS else ""
    return Parameter(name, kind, default, optional or default is None)


def _kind(annotation: ast.expr) -> tuple[str, bool]:
    """The type that an annotation names ("" for any other), and whether None is allowed."""
    match annotation:
        case ast.Constant(value=str() as text):
            return _kind(ast.parse(text, mode="eval").body)
        case ast.Subscript(value=ast.Name(id="Optional"), slice=inner):
            return _kind(inner)[0], True
        case ast.BinOp(left=left, op=ast.BitOr(), right=ast.Constant(value=None)):
            return _kind(left)[0], True
        case ast.Subscript(value=ast.Name(id=name)) | ast.Name(id=name) if name in KINDS:
            return name, False
    return "", False


# ------------------------------------------------------------------------------ values


def _bool(text: str) -> bool:
    if text.strip().lower() not in ("true", "false"):
        raise ValueError(text)
    return text.strip().lower() == "true"


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(text)
    return number


def _structure(kind: type) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        try:
            value = load_yaml(text)
        except UnreadableYamlError as error:
            raise ValueError(text) from error
        if not isinstance(value, kind):
            raise ValueError(text)
        return json.loads(json.dumps(value))  # without its lines, of which a notebook has no use

    return read


_READERS: dict[str, Callable[[str], Any]] = {
    "int": int, "float": _float, "bool": _bool, "dict": _structure(dict), "list": _structure(list),
}  # fmt: skip


# ------------------------------------------------- values of which the choices are known


def _check_value(notebook: Path, name: str, value: Any, check: Callable[[Any], None], *, is_default: bool) -> None:
    try:
        check(value)
    except (ReportError, ValueError, TypeError) as error:
        where = f"{notebook.name}, in its cell `parameters`" if is_default else notebook.name
        raise ReportError(f"{where}: {error}") from error


def _check_comparator(value: Any, regions: Regions | None = None) -> None:
    from wijkanalyse.profile.words import COMPARATORS

    if regions is None or value in COMPARATORS:
        check_known("comparator", value, COMPARATORS)
    else:
        from wijkanalyse.profile.verdicts import check_comparator  # here: it loads all that judges figures

        check_comparator(value, regions)


def _check_weights(value: Any) -> None:
    if isinstance(value, dict):  # a list of something else may have this name in a notebook of one's own
        weights_of(value)


_CHOICES: dict[str, Callable[[Any], None]] = {
    "edition": check_edition,
    "comparator": _check_comparator,
    "weights": _check_weights,
}
