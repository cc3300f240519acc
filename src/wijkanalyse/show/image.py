"""A drawing or picture as a figure of the report: inside an image nothing can run, and what nobody sees is left out."""

from __future__ import annotations

import base64
import re
from urllib.parse import quote

from wijkanalyse.show.fragments import escape


def figure(mime: str, data: str, alt: str, caption: str | None = None) -> str:
    """An image of a notebook as a figure; an SVG becomes an image too, so that nothing in it can run."""
    if mime == "image/svg+xml":
        source = f"data:image/svg+xml;charset=utf-8,{quote(lean_svg(data), safe=_SVG_SAFE)}"
    else:
        # decoded and encoded again: notebooks break the base64 into lines
        source = f"data:{mime};base64,{base64.b64encode(base64.b64decode(data)).decode()}"
    words = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f'<figure><img src="{source}" alt="{escape(alt)}">{words}</figure>'


_SVG_SAFE = " ,:;=/()!*'@$+?[]"
"""Characters that may stand unquoted in a data: address in double quotes; few escapes keep the file small."""


def lean_svg(svg: str) -> str:
    """The drawing without what nobody sees: prolog, comments, metadata (which hold the program and the moment), space.

    matplotlib writes six decimals, and the same letters and colours at every text and mark: here a tenth of a pixel,
    and once for all marks of a group.
    """
    svg = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r">\s+<", "><", svg.strip())
    svg = re.sub(r' (?:d|x|y|width|height|viewBox|transform|points)="[^"]*"', lambda found: _rounded(found[0]), svg)
    svg = re.sub(r'(<g[^>]*)>((?:<use [^>]*style="[^"]*"/>){2,})</g>', _with_one_style, svg)
    svg = re.sub(r' transform="rotate\(-0 [^"]*"', "", svg)
    for number, mark in enumerate(dict.fromkeys(re.findall(r'id="(m[0-9a-f]{10})"', svg))):
        svg = svg.replace(mark, f"m{number}")
    svg = re.sub(r' id="(?:figure|patch|text|line2d|xtick|ytick|axes|PathCollection)_\d+"', "", svg)
    letters = set(re.findall(r"font-family: [^;\"]*;? ?", svg))
    if len(letters) == 1:  # all texts: once, on the whole
        (one,) = letters
        svg = svg.replace(one, "").replace("<svg ", f'<svg style="{one.replace(chr(39), "").rstrip("; ")}" ', 1)
    # An address writes a double quote in three signs.
    return svg if "'" in svg else svg.replace('"', "'")


def _rounded(attribute: str) -> str:
    return re.sub(r"\d+\.\d{2,}", lambda number: f"{float(number[0]):.1f}".removesuffix(".0"), attribute)


def _with_one_style(group: re.Match[str]) -> str:
    """Marks that look alike, with what they look like on their group."""
    styles = set(re.findall(r' style="[^"]*"', group[2]))
    if len(styles) > 1:
        return group[0]
    (style,) = styles
    return f"{group[1]}{style}>{group[2].replace(style, '')}</g>"
