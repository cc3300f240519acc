"""The SVG of matplotlib made small: a report holds several, and they were the largest of its drawings.

What is left out cannot be seen: groups that only group, ids, decimals finer than a
tenth of a point, and the list of fonts that every text repeats.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from xml.etree import ElementTree

from wijkanalyse.show.charts.style import STACK

SVG = "{http://www.w3.org/2000/svg}"
LETTERS = ",".join(STACK)
"""Fonts of all texts, said once; as names without quotes, so that attributes can have single quotes."""


def lean_svg(svg: str) -> str:
    """The same drawing in fewer bytes.

    Parameters
    ----------
    svg : str
        As `matplotlib` writes it with ``svg.fonttype: none``.

    Returns
    -------
    str
        SVG on one line, attributes in single quotes (in a data: address those need no escape).
    """
    root = ElementTree.fromstring(svg)
    size = f"width='{root.get('width')}' height='{root.get('height')}' viewBox='{root.get('viewBox')}'"
    body = "".join(part for child in root for part in _lean(child))
    return f"<svg xmlns='http://www.w3.org/2000/svg' {size} font-family='{LETTERS}'>{body}</svg>"


def _lean(element: ElementTree.Element) -> Iterator[str]:
    name = element.tag.removeprefix(SVG)
    if name in ("metadata", "style"):
        return
    inside = escape(element.text or "", quote=False).strip() + "".join(p for child in element for p in _lean(child))
    attributes = "".join(f" {key}='{value}'" for key, value in _attributes(element))
    if name in ("g", "defs") and (not inside or not attributes):
        yield inside
    elif inside:
        yield f"<{name}{attributes}>{inside}</{name}>"
    else:
        yield f"<{name}{attributes}/>"


def _attributes(element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    referred = element.tag.removeprefix(SVG) in ("clipPath", "path") and element.get("style") is None
    for key, value in element.attrib.items():
        if (key == "id" and not referred) or value.startswith("rotate(-0 "):
            continue
        if key == "style":
            value = re.sub(r"font-family:[^;]*;?", "", value)
            value = re.sub(r"\s*([:;])\s*", r"\1", value).strip("; ")
        elif key != "id":
            value = re.sub(r"-?\d+\.\d+", _rounded, value)
        if key == "d":
            value = re.sub(r"\s*([A-Za-z])\s*", r"\1", value)
        if value:
            yield key.replace("{http://www.w3.org/1999/xlink}", ""), escape(value, quote=True)


def _rounded(found: re.Match[str]) -> str:
    return f"{round(float(found[0]), 1) + 0:g}"
