"""Executed notebook → one self-contained Dutch HTML file.

Receives the notebook that the batch (or an analyst) ran for one area, and hands
on the report: its markdown and outputs under chapters, without code, scripts or
anything outside the file. A notebook that stopped, warned or printed gives no
report: what a partner would see as noise, or would miss, has to be repaired first.
Only what matplotlib says about the layout of a drawing is a note to the analyst.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup
from nbconvert.exporters.templateexporter import TemplateExporter
from nbconvert.filters.markdown_mistune import InvalidNotebook, IPythonRenderer, MarkdownWithMath
from nbformat import NotebookNode
from pydantic import ValidationError
from traitlets import default

from wijkanalyse.errors import ReportError, listing
from wijkanalyse.publish.chart_notes import sort_complaints
from wijkanalyse.publish.outline import Outline, arrange
from wijkanalyse.publish.sanitise import clean, faults_in
from wijkanalyse.show.identity import IDENTITY_MIME, Identity

HERE = Path(__file__).parent

ANALYST_TAG = "analist"
"""Cells with this tag are notes for the analyst and are left out of the report."""

LONGEST_MARGIN = 90
"""Characters of the title in the margin of a printed page."""

EXECUTE = "ExecutePreprocessor"
"""What ``jupyter nbconvert --execute`` switches on; it has to be done before the report is read."""

POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'"
)


def export_report(notebook: NotebookNode) -> str:
    """The report of an executed notebook, as one HTML file.

    Raises
    ------
    ReportError
        When the notebook stopped, warned, printed, has a figure without alt
        text or does not say which area it is about; with all faults at once.
    """
    return export_whole(notebook)[0]


def export_whole(notebook: NotebookNode, name: str = "an unnamed notebook") -> tuple[str, Identity, list[str]]:
    """The same, with what the notebook says about itself, and notes for the analyst about its drawings.

    `name` is what to call the notebook in an error when it does not say what it is about.
    """
    html, resources = _exporter().from_notebook_node(notebook, {"metadata": {"name": name}})
    return html, resources["rapport"]["identity"], resources["rapport"]["notes"]


@cache
def _exporter() -> WijkrapportExporter:
    """One exporter for all reports: loading templates and preprocessors costs more than a report."""
    return WijkrapportExporter()


def warm_exporter() -> None:
    """Make the exporter and its template now, for a process that forks one child per report."""
    _ = _exporter().template
    markdown_to_html("")


class WijkrapportExporter(TemplateExporter):
    """A wijkanalyse for partners: plain, printable, accessible and complete in one file."""

    export_from_notebook = "Wijkrapport"
    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("default_preprocessors")
    def _default_preprocessors_default(self) -> list[str]:
        return []  # the report is read from the notebook as it is; each of them would validate it once more

    @default("template_name")
    def _template_name_default(self) -> str:
        return "wijkrapport"

    @default("extra_template_basedirs")
    def _extra_template_basedirs_default(self) -> list[str]:
        return [str(HERE / "templates")]

    def _create_environment(self) -> Environment:
        environment = super()._create_environment()
        environment.autoescape = True
        environment.trim_blocks = environment.lstrip_blocks = True
        return environment

    def from_notebook_node(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[str, dict[str, Any]]:
        """The report of one notebook; see `export_report`."""
        resources = dict(resources or {})
        if self.config[EXECUTE].get("enabled"):
            from nbconvert.preprocessors import ExecutePreprocessor

            nb, resources = ExecutePreprocessor(parent=self).preprocess(deepcopy(nb), resources)
        name = resources.get("metadata", {}).get("name") or "an unnamed notebook"
        identity, outline, notes = read_notebook(nb, name)
        for note in notes:
            self.log.warning(note)
        resources["rapport"] = {
            "identity": identity,
            "notes": notes,
            "opening": Markup(outline.opening),
            "chapters": [
                {"id": c.id, "title": c.title, "heading": Markup(c.heading), "html": Markup(c.html)}
                for c in outline.chapters
            ],
            "policy": POLICY,
            "css": Markup(stylesheet("basis.css", "merken.css", "rapport.css", "charts.css", *_kit_styles(outline))),
            "page_css": Markup(page_margins(identity)),
        }
        return super().from_notebook_node(nb, resources, **kw)


# ------------------------------------------------------------- notebook → outline


def read_notebook(notebook: NotebookNode, name: str = "an unnamed notebook") -> tuple[Identity, Outline, list[str]]:
    """Check a notebook and put what it shows under chapters; with what its analyst should know of the drawings.

    Parameters
    ----------
    notebook
        An executed notebook.
    name
        What to call it in an error when it does not say itself which area it is about.
    """
    pieces = [piece for number, cell in enumerate(notebook.cells, 1) for piece in _pieces(number, cell)]
    faults = [p.fault for p in pieces if p.fault]
    identities = [p for p in pieces if p.identity is not None]
    identity: Identity | None = None
    if len(identities) == 1:
        try:
            identity = Identity.model_validate(identities[0].identity)
        except ValidationError as error:
            faults += [f"cell {identities[0].cell}: identity: {_describe(e)}" for e in error.errors()]
    elif identities:
        faults.append(f"cells {', '.join(str(p.cell) for p in identities)} each say which area this is; keep one")
    else:
        faults.append(f"no cell says which area this is; one output must carry the mime type {IDENTITY_MIME}")
    outline = arrange((p.html, p.opens_chapters) for p in pieces if p.html)
    faults += [f"id {double!r} is used twice; an id names one place in the report" for double in outline.double_ids]
    faults += [f"a link to #{target} leads nowhere; no heading or part has that id" for target in outline.lost_links]
    if faults or identity is None:
        about = _about(identity, [p.identity for p in identities]) or name
        raise ReportError(listing(f"The report of {about} is not written. Repair in the notebook, then rerun:", faults))
    return identity, outline, [p.note for p in pieces if p.note]


def _about(identity: Identity | None, raw: Iterable[Any]) -> str | None:
    """The area by name and code, as far as the notebook says."""
    if identity is not None:
        return f"{identity.area_name} ({identity.area_code})"
    names = [f"{r.get('area_name')} ({r.get('area_code')})" for r in raw if isinstance(r, Mapping)]
    return ", ".join(dict.fromkeys(names)) or None


def _describe(fault: Mapping[str, Any]) -> str:
    where = ".".join(str(part) for part in fault["loc"])
    if fault["type"] == "missing":
        return f"key `{where}` is missing"
    if fault["type"] == "extra_forbidden":
        return f"unknown key `{where}`"
    return f"`{where}`: {fault['msg']}, got {fault.get('input')!r}"


@dataclass(frozen=True)
class _Piece:
    """What one cell or output brings to the report."""

    cell: int
    html: str = ""
    opens_chapters: bool = False
    fault: str | None = None
    note: str | None = None
    identity: Any = None


def _pieces(number: int, cell: NotebookNode) -> Iterator[_Piece]:
    for_analyst = ANALYST_TAG in cell.metadata.get("tags", [])
    if cell.cell_type == "markdown" and not for_analyst:
        try:
            html = markdown_to_html(cell.source, cell.get("attachments"))
        except InvalidNotebook as error:
            yield _Piece(number, fault=f"cell {number}: {error}; paste the image into the cell again")
            return
        yield from _checked(number, html, opens_chapters=True)
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            message = f"stopped with {output.ename}: {_first_line(output.evalue)}"
            yield _Piece(number, fault=f"cell {number}: {message}")
        elif not for_analyst:
            yield from _output_pieces(number, output)


def _output_pieces(number: int, output: NotebookNode) -> Iterator[_Piece]:
    if output.output_type == "stream" and output.name == "stderr":
        faults, notes = sort_complaints(_joined(output.text))
        yield from (_Piece(number, note=f"cell {number}: {note}") for note in notes)
        if faults or not notes:
            fault = _first_line("\n".join(faults))
            yield _Piece(number, fault=f"cell {number}: warned or wrote to stderr: {fault}")
        return
    if output.output_type == "stream":
        yield _Piece(number, fault=f"cell {number}: printed: {_first_line(output.text)}")
        return
    data = output.data
    if IDENTITY_MIME in data:
        yield _Piece(number, identity=data[IDENTITY_MIME])
    elif "text/html" in data:
        yield from _checked(number, clean(_joined(data["text/html"])))
    elif image := next((mime for mime in ("image/svg+xml", "image/png") if mime in data), None):
        about = output.metadata.get(image, {})
        yield from _checked(number, figure(image, _joined(data[image]), about.get("alt", ""), about.get("caption")))
    else:
        kinds = ", ".join(sorted(data)) or "nothing"
        text = f": {_first_line(_joined(data['text/plain']))}" if "text/plain" in data else ""
        advice = "end the line with a semicolon, or return a table, figure or sentence"
        yield _Piece(number, fault=f"cell {number}: shows only {kinds}{text}; {advice}")


def _checked(number: int, html: str, *, opens_chapters: bool = False) -> Iterator[_Piece]:
    """The cleaned HTML of a cell, and what is wrong in it."""
    for fault in faults_in(html):
        yield _Piece(number, fault=f"cell {number}: {fault}")
    yield _Piece(number, html=html, opens_chapters=opens_chapters)


def _joined(text: str | list[str]) -> str:
    """nbformat allows text as a list of lines."""
    return text if isinstance(text, str) else "".join(text)


def _first_line(text: str | list[str]) -> str:
    """The first line that says something, without terminal colours."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", _joined(text))
    return next((line.strip() for line in plain.splitlines() if line.strip()), "(empty)")[:200]


# ----------------------------------------------------------------- pieces of HTML


def markdown_to_html(source: str, attachments: Mapping[str, Any] | None = None) -> str:
    """Markdown as cleaned HTML; right-aligned columns become number columns."""
    renderer = IPythonRenderer(escape=False, exclude_anchor_links=True, attachments=dict(attachments or {}))
    html = MarkdownWithMath(renderer=renderer).render(source)
    return clean(re.sub(r'(<t[hd]) style="text-align:right"', r'\1 class="getal"', html))


def figure(mime: str, data: str, alt: str, caption: str | None = None) -> str:
    """An image of a notebook as a figure; an SVG becomes an image too, so that nothing in it can run."""
    if mime == "image/svg+xml":
        source = f"data:image/svg+xml;charset=utf-8,{quote(_lean_svg(data), safe=_SVG_SAFE)}"
    else:
        # decoded and encoded again: notebooks break the base64 into lines
        source = f"data:{mime};base64,{base64.b64encode(base64.b64decode(data)).decode()}"
    words = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return clean(f'<figure><img src="{source}" alt="{escape(alt)}">{words}</figure>')


_SVG_SAFE = " ,:;=/()!*'@$+?[]"
"""Characters that may stand unquoted in a data: address in double quotes; few escapes keep the file small."""


def _lean_svg(svg: str) -> str:
    """The drawing without prolog, comments and metadata (which hold the program and the moment)."""
    return re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", "", svg, flags=re.DOTALL).strip()


def _kit_styles(outline: Outline) -> list[str]:
    """The style of sheets for a meeting, only for a document that has some."""
    return ["kit.css"] if any('class="kit-' in c.html for c in outline.chapters) else []


@cache
def stylesheet(*names: str) -> str:
    """The style sheets of the package, one after the other."""
    return "\n".join((HERE / "assets" / name).read_text(encoding="utf-8").strip() for name in names)


def page_margins(identity: Identity) -> str:
    """Name, edition and page number on every printed page."""
    title = identity.title if len(identity.title) <= LONGEST_MARGIN else identity.title[: LONGEST_MARGIN - 1] + "…"
    name, edition = _css_string(title), _css_string(identity.edition_line)
    place = _css_string(identity.place)
    return (
        f"@page {{ @top-left {{ content: {name} }} @top-right {{ content: {edition} }} "
        f"@bottom-left {{ content: {place} }} "
        '@bottom-right { content: "Pagina " counter(page) " van " counter(pages) } }'
    )


def _css_string(text: str) -> str:
    """A CSS string in which every sign that could end it, or the style element, is escaped."""
    return '"' + "".join(c if c.isalnum() or c in " ,.-:" else f"\\{ord(c):x} " for c in text) + '"'
