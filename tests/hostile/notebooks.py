"""Entry: notebooks of one's own, before they are run and after it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from random import Random

import nbformat

from wijkanalyse.batch.parameters import parameters_in, read_values
from wijkanalyse.errors import ReportError
from wijkanalyse.publish.exporter import export_report
from wijkanalyse.show.identity import IDENTITY_MIME

from .corpus import Input, World
from .mutate import WORDS, as_json, texts, values

PLACE = "notebooks/eigen.ipynb"
PARAMETERS = """wijk_code: str = "WK016015"
boundary_year: int = 0
edition: str = "openbaar"
weights: dict = {}
top: int | None = None
"""
TEXT = "## Vraag\n\nEen *antwoord*, met een [link](https://example.org).\n\n- [ ] bellen"
OUTPUT = {"output_type": "display_data", "metadata": {}, "data": {"text/html": "<p>Tekst</p>", "text/plain": "x"}}
CELLS = [
    {"cell_type": "code", "id": "a", "metadata": {"tags": ["parameters"]}, "source": PARAMETERS, "outputs": [],
     "execution_count": 1},
    {"cell_type": "markdown", "id": "b", "metadata": {}, "source": TEXT},
    {"cell_type": "code", "id": "c", "metadata": {}, "source": "x", "execution_count": 2, "outputs": [OUTPUT]},
]  # fmt: skip
NOTEBOOK = {
    "cells": CELLS,
    "metadata": {"kernelspec": {"name": "python3", "display_name": "x"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}
SHOWN = [
    "<script>x</script>", "<img src=x onerror=y>", "<svg><script>x</script></svg>", "<a href='javascript:x'>x</a>",
    "<table><tr><td>", "<style>*{}</style>", "<iframe srcdoc=x></iframe>", "<h1>x</h1>", "$\\frac{a}{b}$", "<!--",
    "<" * 3000, "<div>" * 800, "&#0;", "<p id=a></p><p id=a></p>",
    "<a href='#nergens'>x</a>", "[x](javascript:x)", "![x](weg.png)",
    "[^1]", "| a |\n|--|\n" * 300, "> " * 300 + "x", "- " * 300 + "x", "`" * 999, "**" * 999, "[" * 999,
]  # fmt: skip


def inputs(chance: Random) -> Iterator[Input]:
    for about, content in texts(json.dumps(NOTEBOOK, indent=1), chance, 42):
        yield Input(f"file: {about}", declared, {PLACE: content}, ("eigen.ipynb",))
    for about, content in texts(PARAMETERS, chance, 42):
        cells = [CELLS[0] | {"source": content.decode(errors="replace")}, *CELLS[1:]]
        yield Input(f"parameters: {about}", declared, {PLACE: as_json(NOTEBOOK | {"cells": cells})}, ("eigen.ipynb",))
    for about, changed in values(NOTEBOOK, chance, 42):
        yield Input(f"parts: {about}", declared, {PLACE: as_json(changed)}, ("eigen.ipynb",))
    for word in WORDS:
        for name in ("weights", "top"):
            yield Input(f"-p {name}={word[:20]!r}", value(name, word), {PLACE: as_json(NOTEBOOK)}, (name,))
    for text in SHOWN:
        for kind in ("text/html", "text/markdown"):
            yield Input(f"shown as {kind}: {text[:30]!r}", exported(kind, text), names=("cell", "rerun"))


def declared(world: World) -> str:
    parameters_in(world.paths.root / PLACE)
    return ""


def value(name: str, text: str) -> Callable[[World], str]:
    def read(world: World) -> str:
        read_values(world.paths.root / PLACE, {name: text})
        return ""

    return read


def exported(kind: str, text: str) -> Callable[[World], str]:
    def export(_: World) -> str:
        identity = {
            "area_code": "WK999999", "area_name": "Proef", "area_level": "wijk", "gemeente_name": "Proef",
            "boundary_year": 2022,            "edition": "openbaar", "sources": [], "version": "0", "built": None,
        }  # fmt: skip
        shown = [{IDENTITY_MIME: identity}, {kind: text}]
        cells = [nbformat.v4.new_code_cell("x", execution_count=n) for n in (1, 2)]
        for cell, data in zip(cells, shown, strict=True):
            cell.outputs = [nbformat.v4.new_output("display_data", data=data)]
        try:
            html = export_report(nbformat.v4.new_notebook(cells=cells))
        except ReportError as error:
            return str(error)
        assert "<script>x" not in html and "onerror=y>" not in html and 'href="javascript' not in html
        return ""

    return export
