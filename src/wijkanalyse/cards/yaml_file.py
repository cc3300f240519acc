"""YAML as people mean it: the one loader of everything that is declared in this format.

Receives a text and hands on mappings, lists, texts, numbers, true and false, each mapping and list with the lines of
what is in it. What looks like a day, a time, *no* or *yes* stays the text that was typed; the schema of a card decides
what it becomes. What can have two meanings or blow a small file up is refused with its line: a key that occurs twice,
anchors, aliases, tags, and nesting deeper than any card.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

DEEPEST = 12
"""Levels within each other; cards have four at most."""
LARGEST = 1_000_000
"""Bytes of a file; the largest list of this project has 100,000."""

_QUOTE = "correct that line, or put its text between quotation marks"
_PLAIN = (
    (re.compile(r"(?:~|null|)"), lambda _: None),
    (re.compile(r"[Tt]rue|[Ff]alse"), lambda text: text.lower() == "true"),
    (re.compile(r"-?(?:0|[1-9][0-9]{0,17})"), int),
    (re.compile(r"-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,17}"), float),
)
"""Words without quotation marks that are no text, and what they are; a number with zeros in front is a text."""


class UnreadableYamlError(ValueError):
    """Why a text is not read as YAML, with the line."""


class LinedMapping(dict[str, Any]):
    """A mapping that knows on which line each key stands."""

    lines: dict[Any, int]


class LinedList(list[Any]):
    """A list that knows on which line each item begins."""

    lines: list[int]


def load_yaml(text: str, *, deepest: int = DEEPEST) -> Any:
    """What a text declares.

    Parameters
    ----------
    text
        YAML, one document.
    deepest
        Levels within each other that are read.

    Returns
    -------
    LinedMapping, LinedList, str, int, float, bool or None

    Raises
    ------
    UnreadableYamlError
        With the line.

    Examples
    --------
    >>> load_yaml("{naam: no, dag: 2026-02-30, code: 0012, deel: 0.5, jaar: 2024, leeg: }")
    {'naam': 'no', 'dag': '2026-02-30', 'code': '0012', 'deel': 0.5, 'jaar': 2024, 'leeg': None}
    """
    try:
        return _document(yaml.parse(text, Loader=_Loader), deepest)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1 if isinstance(error.position, int) else 1
        raise UnreadableYamlError(f"line {line}: a character that is no text; remove it") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}: " if mark else ""
        raise UnreadableYamlError(f"{where}{error.problem or error}; {_QUOTE}") from error
    except yaml.YAMLError as error:
        raise UnreadableYamlError(" ".join(str(error).split())[:120]) from error


def load_yaml_file(path: Path, *, deepest: int = DEEPEST) -> Any:
    """What a file declares.

    Raises
    ------
    UnreadableYamlError
        With the line; also for a file that is no text or larger than any card.
    OSError
    """
    content = path.read_bytes()
    if len(content) > LARGEST:
        raise UnreadableYamlError(f"is larger than {LARGEST:,} bytes, more than any card; keep only the card in it")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableYamlError(f"line {line}: a letter that is not UTF-8; save it as text in UTF-8") from error
    return load_yaml(text, deepest=deepest)


def line_of(content: Any, place: Sequence[Any]) -> int | None:
    """The line of the innermost part of a place, such as ``("measures", 0, "stem")``, that is in the content."""
    found = None
    for part in place:
        try:
            found = content.lines[part]
            content = content[part]
        except (AttributeError, LookupError, TypeError):
            break
    return found


# --------------------------------------------------------- from what the parser tells, piece by piece

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one of libyaml, where there is one
# It would make the nodes of a document by calling itself, and ends the whole process where brackets go too deep.
Events = Iterator[yaml.Event]


def _document(events: Events, deepest: int) -> Any:
    made = None
    for number, event in enumerate(e for e in events if not isinstance(e, _FRAME)):
        if number:
            raise UnreadableYamlError(f"line {_line(event)}: a second document begins; keep one in a file")
        made = _value(event, events, deepest)
    return made


_FRAME = (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1


def _value(event: yaml.Event, events: Events, levels: int) -> Any:
    """What begins with this event."""
    if isinstance(event, yaml.AliasEvent):
        raise UnreadableYamlError(f"line {_line(event)}: an alias (*{event.anchor}); write the value itself")
    if event.anchor or event.tag not in (None, "!"):  # the parser gives a text in quotation marks the tag "!"
        name = f"an anchor (&{event.anchor})" if event.anchor else f"the tag {event.tag[:40]}"
        raise UnreadableYamlError(f"line {_line(event)}: {name}; remove it")
    if isinstance(event, yaml.ScalarEvent):
        return _plain(event.value) if event.implicit[0] else event.value
    if not levels:
        raise UnreadableYamlError(f"line {_line(event)}: is nested too deep; a card has no such levels, remove them")
    return (_mapping if isinstance(event, yaml.MappingStartEvent) else _list)(events, levels - 1)


def _plain(text: str) -> Any:
    return next((make(text) for form, make in _PLAIN if form.fullmatch(text)), text)


def _mapping(events: Events, levels: int) -> LinedMapping:
    made = LinedMapping()
    made.lines = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        line = _line(event)
        if not isinstance(event, yaml.ScalarEvent):
            raise UnreadableYamlError(f"line {line}: a key has to be one word; correct it")
        key = _value(event, events, levels)
        if key is None:
            raise UnreadableYamlError(f"line {line}: a key is empty; write a word in front of the colon")
        if key in made.lines:
            raise UnreadableYamlError(f"key {key} occurs twice, in line {made.lines[key]} and line {line}; keep one")
        made.lines[key] = line
        made[key] = _value(next(events), events, levels)
    return made


def _list(events: Events, levels: int) -> LinedList:
    made = LinedList()
    made.lines = []
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        made.lines.append(_line(event))
        made.append(_value(event, events, levels))
    return made
