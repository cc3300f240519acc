"""A report of an area with other boundaries or parameters than usual: its name says so.

The report of an area with all defaults has the name of the area. Any other one has a name of its own, so that
neither takes the place of the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from wijkanalyse.batch.inputs import digest
from wijkanalyse.batch.job import Job
from wijkanalyse.batch.parameters import Parameter
from wijkanalyse.files import slug
from wijkanalyse.profile.words import COMPARATOR_NAMES

SAME_REPORT = frozenset({"made_by"})
"""Parameters that change nothing of what is said about an area: a report with another value takes its place."""

WORDS = {"boundary_year": "grenzen", "comparator": "tegen"}
"""In a file name, instead of the name of the parameter."""
LONGEST_NAME = 60
LONGEST_LABEL = 80


def others_of(parameters: Mapping[str, Parameter], given: Mapping[str, Any]) -> dict[str, Any]:
    """The values that differ from the defaults of the notebook, in its order."""
    return {
        name: given[name]
        for name, parameter in parameters.items()
        if name in given and name not in SAME_REPORT and given[name] != parameter.default
    }


def vary(job: Job, others: Mapping[str, Any]) -> Job:
    """The job under the name of its variant; the same job when nothing differs.

    Parameters
    ----------
    job
        With the name of its area.
    others
        What differs from the usual, by name of the parameter; from `others_of`, and ``boundary_year``.
    """
    if not others:
        return job
    name, label = name_of(others), label_of(others)
    path = PurePosixPath(job.path)
    return replace(job, path=str(path.with_name(f"{path.stem}-{name}.html")), variant=name, label=label)


def name_of(others: Mapping[str, Any]) -> str:
    """A short name for these values, for a file; other values have another name.

    Examples
    --------
    >>> name_of({"boundary_year": 2024, "comparator": "gemeente"})
    'grenzen-2024-tegen-gemeente'
    """
    name = "-".join(_part(key, value) for key, value in others.items())
    return name if len(name) <= LONGEST_NAME else f"variant-{_digest(others)}"


def _part(name: str, value: Any) -> str:
    word = WORDS.get(name, name)
    plain = str(value).lower() if isinstance(value, bool) else str(value)
    readable = isinstance(value, str | int) and re.fullmatch(r"[a-z0-9]{1,20}", plain)
    clear = name in WORDS or (re.fullmatch("[a-z][a-z0-9_]*", name) and name not in WORDS.values())
    if readable and clear:
        return f"{word}-{plain}"
    # What a file name cannot show (capitals, signs, a list) would make two values look the same.
    start = slug(plain, otherwise="", most=20) if isinstance(value, str | int | float) else ""
    return "-".join(filter(None, [slug(word, otherwise="p", most=20), start, _digest({name: value})]))


def _digest(values: Mapping[str, Any]) -> str:
    return digest(json.dumps(values, sort_keys=True, default=str))[:8]


def label_of(others: Mapping[str, Any]) -> str:
    """What differs, for a reader of the index.

    Examples
    --------
    >>> label_of({"boundary_year": 2024, "comparator": "gemeente"})
    'grenzen van 2024, vergeleken met de gemeente'
    """
    label = ", ".join(_words(name, value) for name, value in others.items())
    return label if len(label) <= LONGEST_LABEL else f"{label[: LONGEST_LABEL - 1].rstrip()}…"


def _words(name: str, value: Any) -> str:
    if name == "boundary_year":
        return f"grenzen van {value}"
    if name == "comparator":
        return f"vergeleken met {COMPARATOR_NAMES.get(value, value)}"
    if isinstance(value, dict):
        value = " en ".join(f"{k} {v}" for k, v in value.items())
    elif isinstance(value, list):
        value = " en ".join(map(str, value))
    elif isinstance(value, bool):
        value = "ja" if value else "nee"
    return f"{'weging' if name == 'weights' else name.replace('_', ' ')}: {value}"
