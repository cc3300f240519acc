"""Executed notebook → one self-contained Dutch HTML file.

Receives the notebook that the batch (or an analyst) ran for one area, and hands
on the report: its markdown and outputs under chapters, without code, scripts or
anything outside the file. A notebook that stopped, warned or printed gives no
report: what a partner would see as noise, or would miss, has to be repaired first.
Only what matplotlib says about the layout of a drawing is a note to the analyst.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from pydantic import ValidationError
from traitlets import default

from wijkanalyse.errors import ReportError, listing
from wijkanalyse.publish.chart_notes import sort_complaints
from wijkanalyse.publish.long_words import with_breaks
from wijkanalyse.publish.made_report import IMPLIED
from wijkanalyse.publish.outline import Chapter, Outline, arrange
from wijkanalyse.publish.policy import policy_for
from wijkanalyse.publish.sanitise import clean, faults_in
from wijkanalyse.publish.whole import lost_in
from wijkanalyse.show.charts.hatching import HATCHES
from wijkanalyse.show.charts.marks import DEFINITIONS
from wijkanalyse.show.fragments import ALONE, FRONT
from wijkanalyse.show.identity import IDENTITY_MIME, Identity
from wijkanalyse.show.image import figure
from wijkanalyse.show.look import STYLE_MIME, compact, stylesheet
from wijkanalyse.show.markdown import MissingAttachmentError, markdown_html

HERE = Path(__file__).parent

ANALYST_TAG = "analist"
"""Cells with this tag are notes for the analyst and are left out of the report."""

IMAGES = ("image/svg+xml", "image/png", "image/jpeg", "image/webp")
"""Kinds of image that a report can hold, the best first."""
WITHOUT_WORDS = "shows a figure without alt text"
HOW_TO_GIVE_WORDS = (
    'end the cell with show.figure(ax, alt="…"), which says in a sentence or two what the figure shows '
    "for who cannot see it"
)

LONGEST_MARGIN = 90
"""Characters of the title in the margin of a printed page."""

EXECUTE = "ExecutePreprocessor"
"""What ``jupyter nbconvert --execute`` switches on; it has to be done before the report is read."""

POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; font-src data:; base-uri 'none'; form-action 'none'"
)


CHOOSING = 'class="kiezen"'
"""Around a table of wijken from which a reader chooses; with a small script, and a plain table without it."""
THEME_MAP = 'class="themakaart"'
"""Around a map of which a reader chooses the theme; without the script it is the first."""

_OPTIONAL_END = re.compile(f"</(?:{'|'.join(sorted(IMPLIED))})>")
"""End tags that HTML lets out, of cells and items of lists: a report has five thousand of them."""


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
    markdown_html("")


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
        front, chapters = pages_of(outline.chapters)
        script = _script(outline)
        resources["rapport"] = {
            "identity": identity,
            "notes": notes,
            "opening": Markup(outline.opening),
            "front": [_as_markup(c) for c in front],
            "chapters": [_as_markup(c) for c in chapters],
            "marks": Markup(DEFINITIONS),
            "hatches": Markup(HATCHES if _has(outline, THEME_MAP) else ""),
            "script": Markup(script),
            "policy": policy_for(script) if script else POLICY,
            "css": Markup(_css(outline) + (f"\n{identity.house_style.css}" if identity.house_style else "")),
            "page_css": Markup(page_margins(identity)),
        }
        # the template reads what was made above, and not the notebook, of which nbconvert would make three copies
        html, resources = super().from_notebook_node(new_notebook(), resources, **kw)
        return _OPTIONAL_END.sub("", html), resources


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
    faults = [*_cells_not_run(notebook), *(p.fault for p in pieces if p.fault)]
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
    faults = list(dict.fromkeys(faults))  # a cell may show the same figure twice
    if faults or identity is None:
        about = _about(identity, [p.identity for p in identities]) or name
        raise ReportError(listing(f"The report of {about} is not written. Repair in the notebook, then rerun:", faults))
    return identity, outline, [*identity.notes, *(p.note for p in pieces if p.note)]


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
    outputs = cell.get("outputs", [])
    if cell.cell_type == "markdown" and not for_analyst:
        yield from _markdown_pieces(number, cell.source, cell.get("attachments"), key=str(number))
    elif cell.cell_type == "raw" and cell.source.strip() and not for_analyst:
        advice = f"make it a Markdown cell, or give it the tag `{ANALYST_TAG}`"
        yield _fault(number, f"is a raw cell, which no report shows: {_first_line(cell.source)}; {advice}")
    for output in outputs:
        if output.output_type == "error":
            yield _fault(number, f"stopped with {output.ename}: {_first_line(output.evalue)}")
    if not for_analyst:
        shown = [output for output in outputs if output.output_type != "error"]
        for place, output in enumerate(shown):
            yield from _output_pieces(number, cell, output, key=f"{number}-{place}", beside=shown)


def _output_pieces(
    number: int, cell: NotebookNode, output: NotebookNode, *, key: str, beside: Sequence[NotebookNode]
) -> Iterator[_Piece]:
    """What an output brings: whole, or a fault that says what to do."""
    if output.output_type == "stream" and output.name == "stderr":
        faults, notes = sort_complaints(_joined(output.text))
        yield from (_Piece(number, note=f"cell {number}: {note}") for note in notes)
        if faults or not notes:
            yield _fault(number, f"warned or wrote to stderr: {_first_line(faults[:1])}")
        return
    if output.output_type == "stream":
        yield _fault(number, f"printed: {_first_line(output.text)}")
        return
    data = output.data
    if IDENTITY_MIME in data:
        yield _Piece(number, identity=data[IDENTITY_MIME])
    elif STYLE_MIME in data:
        return  # a report has this look already
    elif "text/html" in data:
        yield from _checked(number, _joined(data["text/html"]))
    elif "text/markdown" in data:
        yield from _markdown_pieces(number, _joined(data["text/markdown"]), None, key=key)
    elif image := _image_in(output):
        about = output.metadata.get(image, {})
        if str(about.get("alt") or "").strip():
            yield from _checked(number, figure(image, _joined(data[image]), about["alt"], about.get("caption")))
        else:
            yield _fault(number, f"{WITHOUT_WORDS}: `{_first_line(cell.source)}`; {HOW_TO_GIVE_WORDS}")
    elif not (set(data) == {"text/plain"} and any(map(_image_in, beside))):  # the name of the axes beside their drawing
        yield _fault(number, _only_for_the_notebook(data))


def _image_in(output: NotebookNode) -> str | None:
    """The kind of image that an output can be published as; drawings before photographs."""
    return next((mime for mime in IMAGES if mime in output.get("data", {})), None)


def _only_for_the_notebook(data: Mapping[str, Any]) -> str:
    """What an output is that has no form for readers, and what to show in its place."""
    kinds = ", ".join(sorted(data)) or "nothing"
    text = f": {_first_line(_joined(data['text/plain']))}" if "text/plain" in data else ""
    if "text/latex" in data:
        advice = "a report cannot draw a formula; say it in words"
    elif set(data) <= {"text/plain"}:
        advice = "end the line with a semicolon, or show it with show.text(…), show.table(…) or show.figure(…)"
    else:
        advice = "this works only in a notebook; show what it says with show.text(…), show.table(…) or show.figure(…)"
    return f"shows only {kinds}{text}; {advice}"


def _markdown_pieces(number: int, source: str, attachments: Mapping[str, Any] | None, *, key: str) -> Iterator[_Piece]:
    """The text that a person wrote; its headings open chapters."""
    try:
        html, formulas = markdown_html(source, key=key, attachments=attachments)
    except MissingAttachmentError as error:
        yield _fault(number, f"{error}; paste the image into the cell again")
        return
    for formula in formulas:
        yield _fault(number, f"has the formula {_first_line(formula)}, which a report cannot draw; say it in words")
    yield from _checked(number, html, opens_chapters=True)


def _checked(number: int, html: str, *, opens_chapters: bool = False) -> Iterator[_Piece]:
    """The cleaned HTML of a cell, what it would lose, and what is wrong in it."""
    cleaned = clean(html)
    for fault in (*lost_in(html), *faults_in(cleaned)):
        yield _fault(number, fault)
    yield _Piece(number, html=cleaned, opens_chapters=opens_chapters)


def _fault(number: int, fault: str) -> _Piece:
    return _Piece(number, fault=f"cell {number}: {fault}")


def _cells_not_run(notebook: NotebookNode) -> Iterator[str]:
    """Cells of which nobody knows what they show; after one that stopped, that one is fault enough."""
    code = [(number, cell) for number, cell in enumerate(notebook.cells, 1) if cell.cell_type == "code"]
    if any(output.output_type == "error" for _, cell in code for output in cell.outputs):
        return
    for number, cell in code:
        if cell.source.strip() and cell.execution_count is None and not cell.outputs:
            yield f"cell {number}: was not run: {_first_line(cell.source)}; choose Run → Run All Cells, and save"


def _joined(text: str | list[str]) -> str:
    """nbformat allows text as a list of lines."""
    return text if isinstance(text, str) else "".join(text)


def _first_line(text: str | list[str]) -> str:
    """The first line that says something, without terminal colours."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", _joined(text))
    return next((line.strip() for line in plain.splitlines() if line.strip()), "(empty)")[:200]


# ----------------------------------------------------------------- pieces of HTML


def _css(outline: Outline) -> str:
    return compact(stylesheet("basis.css", "merken.css", "rapport.css", "charts.css", *_own_styles(outline)))


def _script(outline: Outline) -> str:
    """The scripts of a document in which a reader chooses wijken or a theme; "" for every other one."""
    scripts = {CHOOSING: "kiezen.js", THEME_MAP: "kaart.js"}
    used = [HERE / "assets" / name for mark, name in scripts.items() if _has(outline, mark)]
    return "\n".join(script.read_text(encoding="utf-8").strip() for script in used)


def _has(outline: Outline, mark: str) -> bool:
    return any(mark in html for html in (outline.opening, *(chapter.html for chapter in outline.chapters)))


def pages_of(chapters: Sequence[Chapter]) -> tuple[list[Chapter], list[Chapter]]:
    """The pages of the summary, and the chapters after them; none where such a page is all there is to say."""
    front = [c for c in chapters if f'class="{FRONT}' in c.html]
    alone = [c for c in front if f'class="{FRONT} {ALONE}"' in c.html]
    if alone:
        return alone[:1], []
    return front, [c for c in chapters if c not in front]


def _as_markup(chapter: Chapter) -> dict[str, Any]:
    html = Markup(with_breaks(chapter.html))
    return {"id": chapter.id, "title": chapter.title, "heading": Markup(chapter.heading), "html": html}


def _own_styles(outline: Outline) -> list[str | Path]:
    """The styles of a summary, of a hundred people and of sheets for a meeting, only for a document that has some."""
    styles: dict[str, Sequence[str | Path]] = {
        'class="honderdtal': ("tekens.css",),
        f'class="{FRONT}': ("tekens.css", "voorblad.css"),
        'class="kit-': (HERE / "assets" / "kit.css",),
        CHOOSING: (HERE / "assets" / "kiezen.css",),
        'class="warmte"': (HERE / "assets" / "warmte.css",),
        THEME_MAP: (HERE / "assets" / "themakaart.css",),
        'class="bewoners-': ("tekens.css", HERE / "assets" / "bewoners.css"),
    }
    shown = (sheets for mark, sheets in styles.items() if _has(outline, mark) or mark in outline.opening)
    return list(dict.fromkeys(sheet for sheets in shown for sheet in sheets))


def page_margins(identity: Identity) -> str:
    """Name, edition and page number on every printed page; nothing on a page that says everything itself."""
    if identity.own_page:
        return ""
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
