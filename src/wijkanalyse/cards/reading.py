"""Read cards and lists from YAML: the valid ones are handed on, and what is wrong with the others is added to a list.

Receives a file or a folder and a closed model. Nothing is raised here, so that
all faults of all files can be told in one message.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from wijkanalyse.cards.schema import Card
from wijkanalyse.cards.yaml_file import UnreadableYamlError, line_of, load_yaml_file
from wijkanalyse.files import cards_in


def read_yaml(path: Path, kind: type, faults: list[str]) -> Any:
    """The content of a file, a `dict` or a `list` as `kind` says; an empty one when it is not that."""
    try:
        content = load_yaml_file(path)
    except OSError as error:
        faults.append(f"{path.name}: cannot be read ({error.strerror or error}); put it there, or repair its rights")
        return kind()
    except UnreadableYamlError as error:
        faults.append(f"{path.name}: is not readable as YAML: {' '.join(str(error).split())}")
        return kind()
    if not isinstance(content, kind):
        form = "keys and values" if kind is dict else "items"
        faults.append(f"{path.name}: must be a list of {form}, got {_kind_of(content)}")
        return kind()
    return content


def _kind_of(content: Any) -> str:
    names = {dict: "keys and values", list: "list", type(None): "an empty file"}
    return next((name for kind, name in names.items() if isinstance(content, kind)), type(content).__name__)


def read_folder(folder: Path, model: type[Card], faults: list[str]) -> tuple[dict[str, Any], set[str]]:
    """The valid cards of a folder by id, and the ids of the others."""
    cards: dict[str, Any] = {}
    paths, unused = cards_in(folder)
    faults += [f"{path.name}: {why}" for path, why in unused]
    for path in paths:
        unread: list[str] = []
        content = read_yaml(path, dict, unread)
        card = None if unread else make(model, content, path.name, faults, id=path.stem)
        faults += unread
        if card is not None:
            cards[path.stem] = card
    return cards, {path.stem for path in paths} - set(cards)


def read_entries(content: Any, model: type[Card], where: str, faults: list[str]) -> dict[str, Any]:
    """The valid cards of a list by id."""
    if not isinstance(content, Mapping) or not content:
        faults.append(f"{where}: must be a list of ids, each with its keys, got {content!r}")
        return {}
    made = {str(name): make(model, entry, f"{where}: {name}", faults, id=str(name)) for name, entry in content.items()}
    return {name: card for name, card in made.items() if card is not None}


def make(model: type[Card], content: Any, where: str, faults: list[str], *, quoted: bool = True, **more: Any) -> Any:
    """One card; None when it is not valid. Faults say what was got, unless that may not be quoted."""
    if not isinstance(content, Mapping):
        faults.append(f"{where}: must be a list of keys and values, got {content!r}")
        return None
    if odd := [key for key in content if not isinstance(key, str)]:
        faults.append(f"{where}: unknown key `{odd[0]}`; remove it, or correct its name")
        return None
    for key in set(more) & set(content):
        faults.append(f"{where}: has a key `{key}`; its name is the {key}, remove the key")
        return None
    try:
        return model(**content, **more)
    except ValidationError as error:
        faults += [f"{where}: {fault}" for fault in _described(error, content, quoted=quoted)]
        return None


def _described(error: ValidationError, content: Any, *, quoted: bool) -> list[str]:
    """What a schema has against a content, each with its line where it was read by `yaml_file`."""
    lines = [line_of(content, fault["loc"]) for fault in error.errors()]
    said = [_describe(fault, quoted=quoted) for fault in error.errors()]
    return [text + (f" (line {n})" if n else "") for text, n in zip(said, lines, strict=True)]


def _describe(fault: Any, *, quoted: bool) -> str:
    where = ".".join(str(part) for part in fault["loc"]) or "card"
    if fault["type"] == "extra_forbidden":
        return f"unknown key `{where}`; remove it, or correct its name"
    if fault["type"] == "missing":
        return f"key `{where}` is missing"
    return f"`{where}`: {fault['msg']}" + (f", got {repr(fault.get('input'))[:80]}" if quoted else "")


def only_keys(content: Mapping[str, Any], allowed: Iterable[str], where: str, faults: list[str]) -> None:
    """Keys at the head of a list that mean nothing."""
    if unknown := [str(key) for key in content if key not in allowed]:
        faults.append(f"{where}: unknown key {', '.join(unknown)}; there are {', '.join(allowed)}")
