"""One HTML file that people fill in without a network: what such pages share.

A page has a template, a script and a style of its own name; before those come the
pieces that each of them needs: facts and elements (`pagina.js`), what is kept in the
browser (`bewaren.js`), files that are read and written (`bestanden.js`), and the look
of fields and messages (`formulier.css`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, Template
from markupsafe import Markup

from wijkanalyse.cards.house_style import HouseStyle
from wijkanalyse.publish.policy import policy_for
from wijkanalyse.show.look import stylesheet

HERE = Path(__file__).parent
SHARED = ("pagina.js", "bewaren.js", "bestanden.js")
"""Scripts of every page, in the order in which they need each other."""


def form_page(
    kind: str,
    facts: Mapping[str, object],
    *,
    also: Sequence[str] = (),
    style: HouseStyle | None = None,
    **words: Any,
) -> str:
    """A page that people fill in, as one HTML file.

    Parameters
    ----------
    kind
        Name of the template, of the script and of the style: ``stemmen`` takes ``stemmen.html.j2``,
        ``stemmen.js`` and ``stemmen.css``.
    facts
        What the script works with; it finds them as ``pagina.facts``.
    also
        Scripts that this page needs beside the shared ones, before its own.
    style
        House style of who makes it.
    **words
        What the template names beside `policy`, `version`, `css`, `script`, `data` and `style`.
    """
    script = "\n".join(_asset(name) for name in (*SHARED, *also, f"{kind}.js"))
    css = "\n".join([stylesheet("basis.css"), _asset("formulier.css"), _asset(f"{kind}.css")])
    if style:
        css += f"\n{style.css}"
    return _template(kind).render(
        data=Markup(_as_data(facts)), version=version("wijkanalyse"), css=Markup(css), script=Markup(script),
        policy=policy_for(script), style=style, **words,
    )  # fmt: skip


def _as_data(facts: Mapping[str, object]) -> str:
    """JSON that cannot end the element it stands in, whatever the names are."""
    return json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")


@cache
def _template(kind: str) -> Template:
    loader = FileSystemLoader(HERE / "templates")
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True).get_template(
        f"{kind}.html.j2"
    )


@cache
def _asset(name: str) -> str:
    return (HERE / "assets" / name).read_text(encoding="utf-8").strip()
