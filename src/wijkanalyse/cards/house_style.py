"""The house style of who makes the reports: one file, ``data/huisstijl.yml``, for everything that is published.

Name, logo, two colours, letters, contact and disclaimer. The two colours of judgement and the shapes of marks are not
among them: they mean the same in every report. A style that a reader could not read is refused.
"""

from __future__ import annotations

import base64
import io
import re
import warnings
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from wijkanalyse.cards.reading import make, read_yaml
from wijkanalyse.cards.schema import Card
from wijkanalyse.errors import ReportError, listing
from wijkanalyse.paths import Paths

FILE = "huisstijl.yml"
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Letters = Literal["", "Arial", "Calibri", "Georgia", "Segoe UI", "Tahoma", "Times New Roman", "Trebuchet MS"]
"""Letters that Windows and macOS have: a report brings none along."""
SERIF = ("Georgia", "Times New Roman")

LEAST_CONTRAST = 4.5
"""Of text and what it stands on (WCAG 2.2, level AA)."""
PAPER, INK, NIGHT, LIGHT = "#ffffff", "#1b2429", "#12181c", "#e7eced"
"""Ground and text of a report, light and dark (``basis.css``)."""

LARGEST_LOGO = 60_000
"""Bytes: a logo is in every report."""
LARGEST_SIDE = 2400
"""Pixels of the longest side of a logo."""
KINDS = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
SVG = "data:image/svg+xml"
_ADDRESS = re.compile(r"url\(|@import|expression\(|javascript:", re.IGNORECASE)


class HouseStyleCard(Card):
    """What is in the file."""

    organisatie: Annotated[str, Field(min_length=1, max_length=80)]
    logo: str = ""
    """Name of a PNG, JPEG, WebP or SVG file beside it."""
    logo_office: str = ""
    """Name of the same logo as PNG, JPEG or WebP, for Word and PowerPoint when `logo` is an SVG."""
    kleur: Colour = "#0b5c8a"
    """Of links and of the line above a page."""
    vlak: Colour = "#e6f0f6"
    """Behind text."""
    lettertype: Letters = ""
    contact: Annotated[str, Field(max_length=200)] = ""
    disclaimer: Annotated[str, Field(max_length=400)] = ""


class HouseStyle(BaseModel):
    """The style as a page needs it: checked, with colours for dark screens and the logo itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    organisation: str
    logo: str = ""
    """As a ``data:`` address."""
    logo_office: str = ""
    """The same as PNG or JPEG, which Word and PowerPoint take; "" when there is only an SVG."""
    colour: str
    ground: str
    colour_dark: str
    ground_dark: str
    letters: str = ""
    contact: str = ""
    disclaimer: str = ""

    @property
    def css(self) -> str:
        """What replaces the colours and letters of ``basis.css``; on paper those of a light screen."""
        family = ""
        if self.letters:
            family = f'--letter: "{self.letters}", {"serif" if self.letters in SERIF else "sans-serif"};'
        return (
            f":root {{ --accent: {self.colour}; --accent-vlak: {self.ground}; {family} }}\n"
            "@media screen and (prefers-color-scheme: dark) { "
            f":root {{ --accent: {self.colour_dark}; --accent-vlak: {self.ground_dark}; }} }}\n"
            f"@media print {{ :root {{ --accent: {self.colour}; --accent-vlak: {self.ground}; }} }}"
        )


def house_style_file(paths: Paths) -> Path:
    """Where the house style is, if there is one."""
    return paths.root / "data" / FILE


def load_house_style(paths: Paths) -> HouseStyle | None:
    """The house style of this tree; None when nobody made one.

    Raises
    ------
    ReportError
        With every fault: an unknown key, a colour on which text cannot be read, a logo that is none.
    """
    path = house_style_file(paths)
    if not path.is_file():
        return None
    faults: list[str] = []
    card = make(HouseStyleCard, read_yaml(path, dict, faults), path.name, faults)
    logo, office = "", ""
    if card is not None:
        faults += [f"{path.name}: {fault}" for fault in _unreadable(card)]
        logo = _checked(path, "logo", card.logo, faults)
        office = _checked(path, "logo_office", card.logo_office, faults) if card.logo_office else logo
        if card.logo_office and not card.logo:
            faults.append(f"{path.name}: `logo_office` is for a `logo` that is an SVG; name that too")
        if card.logo_office and office.startswith(SVG):
            faults.append(f"{path.name}: `logo_office`: {card.logo_office} is an SVG; Word and PowerPoint take a PNG")
    if faults or card is None:
        raise ReportError(listing(f"{path} cannot be used; repair it, or remove it for the usual style:", faults))
    dark = _lighter(card.kleur)
    return HouseStyle(
        organisation=card.organisatie, logo=logo, colour=card.kleur, ground=card.vlak, colour_dark=dark,
        ground_dark=_darker(card.vlak, dark), letters=card.lettertype, contact=card.contact,
        disclaimer=card.disclaimer, logo_office=_for_office(office),
    )  # fmt: skip


# ------------------------------------------------------------------------ colours


def contrast(one: str, other: str) -> float:
    """How well one colour is read on another: 1 (not at all) to 21.

    Parameters
    ----------
    one, other
        As ``#rrggbb``.

    References
    ----------
    W3C (2023), Web Content Accessibility Guidelines 2.2: contrast ratio.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff")), round(contrast("#0b5c8a", "#ffffff"), 1)
    (21, 7.2)
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [channel / 255 for channel in _channels(colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _mixed(colour: str, with_other: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(with_other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _unreadable(card: HouseStyleCard) -> list[str]:
    pairs = {
        "`kleur` on white": (card.kleur, PAPER),
        "`kleur` on `vlak`": (card.kleur, card.vlak),
        "text on `vlak`": (INK, card.vlak),
    }
    return [
        f"{what}: the contrast of {one} and {other} is {contrast(one, other):.1f}, and text needs {LEAST_CONTRAST}; "
        "take a darker `kleur` or a lighter `vlak`"
        for what, (one, other) in pairs.items()
        if contrast(one, other) < LEAST_CONTRAST
    ]


def _lighter(colour: str) -> str:
    """The colour as it is read on a dark screen, no lighter than that takes."""
    shades = (_mixed(colour, PAPER, step / 20) for step in range(21))
    return next(shade for shade in shades if contrast(shade, NIGHT) >= LEAST_CONTRAST + 1)


def _darker(ground: str, colour: str) -> str:
    """The ground on a dark screen: text and links are read on it."""
    shades = (_mixed(ground, NIGHT, step / 20) for step in range(12, 21))
    return next(s for s in shades if min(contrast(colour, s), contrast(LIGHT, s)) >= LEAST_CONTRAST)


# --------------------------------------------------------------------------- logo


def _logo(folder: Path, name: str) -> str:
    """The logo as a ``data:`` address.

    Raises
    ------
    ReportError
        When it is not beside the file, too large, no picture, or may do something.
    """
    path = folder / name
    if Path(name).name != name:
        raise ReportError(f"{name}: give the name of a file in the folder {folder.name}, without a path")
    if not path.is_file():
        raise ReportError(f"{name}: is not there; put it beside {FILE}")
    if (size := path.stat().st_size) > LARGEST_LOGO:
        raise ReportError(f"{name}: is {size // 1000} kB; it is in every report, so {LARGEST_LOGO // 1000} kB at most")
    content = path.read_bytes()
    kind = _svg(name, content) if path.suffix.lower() == ".svg" else _picture(name, content)
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def _checked(path: Path, key: str, name: str, faults: list[str]) -> str:
    """The logo that a key names as a ``data:`` address; "" when it names none, or with its fault noted."""
    try:
        return _logo(path.parent, name) if name else ""
    except ReportError as error:
        faults.append(f"{path.name}: `{key}`: {error}")
        return ""


def _for_office(logo: str) -> str:
    """The logo in a form that Word and PowerPoint take; "" of an SVG, which nothing at hand draws without a browser."""
    if not logo or logo.startswith(SVG):
        return ""
    kind, _, content = logo.partition(";base64,")
    if kind != f"data:{KINDS['WEBP']}":
        return logo
    from PIL import Image

    as_png = io.BytesIO()
    with Image.open(io.BytesIO(base64.b64decode(content))) as image:
        image.save(as_png, "PNG")
    return f"data:image/png;base64,{base64.b64encode(as_png.getvalue()).decode()}"


def _picture(name: str, content: bytes) -> str:
    from PIL import Image

    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=list(KINDS)) as image:
            warnings.simplefilter("error")
            kind, sides = KINDS[str(image.format)], image.size
            image.verify()
    except Exception as error:  # a picture may be broken in any way
        raise ReportError(f"{name}: is no PNG, JPEG or WebP picture, and no SVG ({type(error).__name__})") from error
    if max(sides) > LARGEST_SIDE:
        raise ReportError(f"{name}: is {sides[0]} by {sides[1]} pixels; make it {LARGEST_SIDE} at most")
    return kind


def _svg(name: str, content: bytes) -> str:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise ReportError(f"{name}: has a DOCTYPE; save it as plain SVG")
    try:
        root = ET.fromstring(content)
    except ET.ParseError as error:
        raise ReportError(f"{name}: is not readable as SVG ({error})") from error
    if root.tag != "{http://www.w3.org/2000/svg}svg":
        raise ReportError(f"{name}: is no SVG; its first element is {root.tag[:40]}")
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2].lower()
        if tag in ("script", "foreignobject", "iframe", "object", "embed", "set") or tag.startswith("animate"):
            raise ReportError(f"{name}: has an element `{tag}`; save it as plain SVG")
        for key, value in element.attrib.items():
            plain = key.rpartition("}")[2].lower()
            outside = plain in ("href", "src") and not value.startswith(("#", "data:image/png", "data:image/jpeg"))
            outward = _ADDRESS.search(value) and not re.fullmatch(r"url\(#[\w.-]+\)", value.strip())
            if plain.startswith("on") or outside or outward:
                raise ReportError(f"{name}: `{plain}` of `{tag}` reaches out of the file; save it as plain SVG")
        if tag == "style" and _ADDRESS.search("".join(element.itertext())):
            raise ReportError(f"{name}: its style reaches out of the file; save it as plain SVG")
    return SVG.removeprefix("data:")
