"""Markdown as HTML, for text cells and for `show.text`: as JupyterLab shows it, and readable on paper.

Checkboxes become signs with words, footnotes get ids of their own cell, and a dollar sign is only a formula
when it can be nothing else. The HTML is not cleaned here; the exporter does that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape as escaped
from typing import Any
from urllib.parse import unquote

import mistune

from wijkanalyse.errors import ReportError

PLUGINS = ("strikethrough", "table", "url", "task_lists", "def_list", "footnotes")
DONE, TO_DO = ("☑", "gedaan"), ("☐", "nog niet gedaan")
FORMULA = (
    r"\$\$(?=[^$]*\S)[^$]+\$\$"
    r"|\\\\\([\s\S]+?\\\\\)|\\\\\[[\s\S]+?\\\\\]"
    r"|\\begin\{[a-z]+\*?\}[\s\S]+?\\end\{[a-z]+\*?\}"
    # between single dollars: no white at the inside, no digit behind, and something that no price or name has
    r"|(?<![\\$\w])\$(?![\s$])(?:[A-Za-z]|[^$\n]*[\\^_={}<>+][^$\n]*)(?<!\s)\$(?![\w$])"
)


class MissingAttachmentError(ReportError):
    """A text cell shows an image that is not in the cell."""


def markdown_html(
    source: str, *, key: str = "", attachments: Mapping[str, Mapping[str, str]] | None = None, escape: bool = False
) -> tuple[str, list[str]]:
    """Markdown as HTML, and the formulas in it, which no report can draw.

    Parameters
    ----------
    source
        Markdown: paragraphs, headings, lists, tables, links, footnotes, checkboxes.
    key
        Sets the ids of footnotes apart from those of other cells.
    attachments
        Images that the cell holds, by name, each by mime type as base64.
    escape
        Whether HTML in the text is text.

    Raises
    ------
    MissingAttachmentError
    """
    renderer = _Renderer(key, attachments or {}, escape)
    markdown = mistune.create_markdown(renderer=renderer, plugins=list(PLUGINS))
    markdown.inline.register("formula", FORMULA, _parse_formula, before="escape")
    html = str(markdown(source))
    return re.sub(r'(<t[hd]) style="text-align:right"', r'\1 class="getal"', html), renderer.formulas


def _parse_formula(inline: Any, found: re.Match[str], state: Any) -> int:
    state.append_token({"type": "formula", "raw": found[0]})
    return found.end()


class _Renderer(mistune.HTMLRenderer):
    def __init__(self, key: str, attachments: Mapping[str, Mapping[str, str]], escape: bool) -> None:
        # Which addresses a report keeps is for the exporter to say: here an unsafe one would become another address.
        super().__init__(escape=escape, allow_harmful_protocols=True)
        self.formulas: list[str] = []
        self._note = f"noot-{key}-" if key else "noot-"
        self._attachments = attachments
        self._referred: set[int] = set()

    def formula(self, text: str) -> str:
        self.formulas.append(text)
        return escaped(text)

    def image(self, text: str, url: str, title: str | None = None) -> str:
        prefix, mark, name = url.partition("attachment:")
        if mark and not prefix:
            kinds = self._attachments.get(name) or self._attachments.get(unquote(name))
            if not kinds:
                raise MissingAttachmentError(f"missing attachment: {name}")
            mime, data = next(iter(kinds.items()))
            url = f"data:{mime};base64,{''.join(data.split())}"
        return super().image(text, url, title)

    def block_code(self, code: str, info: str | None = None) -> str:
        if (info or "").startswith("mermaid"):
            return f'<pre class="mermaid">{escaped(code)}</pre>'
        # a region that scrolls by itself: a long line of code may not make a whole page wider
        return f'<div class="tabel" role="region" tabindex="0" aria-label="Code">{super().block_code(code)}</div>\n'

    def task_list_item(self, text: str, checked: bool = False) -> str:
        sign, words = DONE if checked else TO_DO
        mark = f'<span role="img" aria-label="{words}">{sign}</span> '
        text = text.replace("<p>", f"<p>{mark}", 1) if text.startswith("<p>") else mark + text
        return f"<li>{text}</li>\n"

    def footnote_ref(self, key: str, index: int) -> str:
        place = "" if index in self._referred else f' id="{self._note}{index}-terug"'
        self._referred.add(index)
        return f'<sup{place}><a href="#{self._note}{index}" aria-label="noot {index}">{index}</a></sup>'

    def footnote_item(self, text: str, key: str, index: int) -> str:
        back = f' <a href="#{self._note}{index}-terug" aria-label="terug naar de tekst">↩</a>'
        text = text.rstrip()
        text = text.removesuffix("</p>") + back + "</p>" if text.endswith("</p>") else text + back
        return f'<li id="{self._note}{index}">{text}</li>\n'

    def footnotes(self, text: str) -> str:
        return f'<ol class="noot">\n{text}</ol>\n'
