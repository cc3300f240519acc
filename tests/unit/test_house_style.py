"""The house style of who makes the reports: what it changes, and what is refused because nobody could read it."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import re
import shutil

import pytest
from conftest import ROOT
from PIL import Image

from wijkanalyse.batch.inputs import InputDigests
from wijkanalyse.batch.make import refresh_index
from wijkanalyse.cards.house_style import INK, LARGEST_LOGO, LIGHT, NIGHT, PAPER, contrast, load_house_style
from wijkanalyse.dialogue.folder import empty_folder
from wijkanalyse.errors import ReportError
from wijkanalyse.paths import Paths
from wijkanalyse.profile.processed import Processed
from wijkanalyse.profile.profile import load_profile
from wijkanalyse.publish.board import board
from wijkanalyse.publish.filling import form
from wijkanalyse.publish.index import render_index
from wijkanalyse.publish.running import running_page
from wijkanalyse.publish.voting import voting_page
from wijkanalyse.sections import report as sections
from wijkanalyse.show.identity import Identity

PLAIN = 'organisatie: GGD Verzonnen\nkleur: "#7a1f4d"\nvlak: "#f7e9f0"\n'
SVG_LOGO = "organisatie: X\nlogo: l.svg\n"
PNG_LOGO = "organisatie: X\nlogo: l.png\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2">{}</svg>'


@pytest.fixture
def tree(tmp_path):
    """An empty tree, and a way to write a style with what lies beside it."""
    (tmp_path / "data").mkdir()

    def write(text: str = PLAIN, **beside: bytes) -> Paths:
        (tmp_path / "data" / "huisstijl.yml").write_text(text, encoding="utf-8")
        for name, content in beside.items():
            (tmp_path / "data" / name.replace("_", ".")).write_bytes(content)
        return Paths(tmp_path)

    return write


def png(width: int = 40, height: int = 20, kind: str = "PNG") -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (width, height), "#7a1f4d").save(content, kind)
    return content.getvalue()


def svg(inside: str) -> bytes:
    return SVG.format(inside).encode()


def test_without_a_file_there_is_no_style(tmp_path):
    assert load_house_style(Paths(tmp_path)) is None


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000000", "#ffffff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48), ("#0b5c8a", PAPER, 7.2)],
)  # fmt: skip
def test_contrast_is_that_of_the_guideline(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.03) == contrast(other, one)


@pytest.mark.parametrize(
    "colours", [("#7a1f4d", "#f7e9f0"), ("#000000", "#ffffff"), ("#0b5c8a", "#e6f0f6"), ("#00612e", "#e9f5ee")]
)
def test_every_pair_of_text_and_ground_can_be_read_light_and_dark(tree, colours):
    style = load_house_style(tree('organisatie: X\nkleur: "{}"\nvlak: "{}"\n'.format(*colours)))
    pairs = [
        (style.colour, PAPER), (style.colour, style.ground), (INK, style.ground),
        (style.colour_dark, NIGHT), (style.colour_dark, style.ground_dark), (LIGHT, style.ground_dark),
    ]  # fmt: skip
    assert min(contrast(*pair) for pair in pairs) >= 4.5, pairs


@pytest.mark.parametrize(
    ("text", "beside", "said"),
    [
        ('organisatie: X\nkleur: "#ffcc66"\n', {}, "the contrast of #ffcc66 and #ffffff is 1.5, and text needs 4.5"),
        ('organisatie: X\nvlak: "#303030"\n', {}, "text on `vlak`: the contrast of #1b2429 and #303030 is 1."),
        ("organisatie: X\nkleur: blauw\n", {}, "`kleur`: String should match pattern"),
        ("organisatie: X\nlettertype: Comic Sans\n", {}, "`lettertype`: Input should be '', 'Arial'"),
        ("organisatie: X\nkleuren: 2\n", {}, "unknown key `kleuren`"),
        ('kleur: "#7a1f4d"\n', {}, "key `organisatie` is missing"),
        (PNG_LOGO, {}, "l.png: is not there; put it beside huisstijl.yml"),
        ("organisatie: X\nlogo: ../l.png\n", {}, "give the name of a file in the folder data, without a path"),
        (PNG_LOGO, {"l_png": b"geen plaatje"}, "l.png: is no PNG, JPEG or WebP picture"),
        (PNG_LOGO, {"l_png": b"x" * (LARGEST_LOGO + 1)}, "is 60 kB; it is in every report, so 60"),
        (PNG_LOGO, {"l_png": png(3000, 4)}, "is 3000 by 4 pixels; make it 2400 at most"),
        (SVG_LOGO, {"l_svg": svg("<script>1</script>")}, "has an element `script`"),
        (SVG_LOGO, {"l_svg": svg('<rect onclick="a()"/>')}, "`onclick` of `rect` reaches out"),
        (SVG_LOGO, {"l_svg": svg('<image href="//127.0.0.1/x.png"/>')}, "`href` of `image` reaches out"),
        (SVG_LOGO, {"l_svg": b"<!DOCTYPE svg><svg/>"}, "has a DOCTYPE"),
        (SVG_LOGO, {"l_svg": b"<svg"}, "is not readable as SVG"),
        (SVG_LOGO, {"l_svg": b"<html/>"}, "is no SVG; its first element is html"),
        (f"{SVG_LOGO}logo_office: l.svg\n", {"l_svg": svg("<path/>")}, "`logo_office`: l.svg is an SVG; Word and"),
        ("organisatie: X\nlogo_office: l.png\n", {"l_png": png()}, "`logo_office` is for a `logo` that is an SVG"),
        (f"{SVG_LOGO}logo_office: l.png\n", {"l_svg": svg("<path/>")}, "`logo_office`: l.png: is not there"),
    ],
)  # fmt: skip
def test_a_style_that_cannot_be_is_refused_with_its_reason(tree, text, beside, said):
    with pytest.raises(ReportError, match=re.escape(said)):
        load_house_style(tree(text, **beside))


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [("l.png", png(), "image/png"), ("l.svg", svg("<path/>"), "image/svg+xml")],
)
def test_a_logo_is_part_of_the_page_itself(tree, name, content, kind):
    style = load_house_style(tree(f"{PLAIN}logo: {name}\n", **{name.replace(".", "_"): content}))
    assert style.logo.startswith(f"data:{kind};base64,")
    page = render_index([], edition="openbaar", built=None, version="0", style=style)
    assert f'<img src="{style.logo}" alt="GGD Verzonnen">' in page and "--accent: #7a1f4d" in page


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ("logo: l.png\n", "PNG"),
        ("logo: l.webp\n", "PNG"),
        ("logo: l.svg\nlogo_office: l.png\n", "PNG"),
        ("logo: l.svg\n", ""),
    ],
)
def test_word_and_powerpoint_get_a_logo_that_they_can_show_or_none(tree, lines, kind):
    beside = {"l_png": png(), "l_webp": png(kind="WEBP"), "l_svg": svg("<path/>")}
    office = load_house_style(tree(PLAIN + lines, **beside)).logo_office
    if kind:
        picture = Image.open(io.BytesIO(base64.b64decode(office.partition(";base64,")[2])))
        assert (picture.format, picture.size) == (kind, (40, 20)) and office.startswith("data:image/png")
    else:
        assert office == ""


def test_pages_to_fill_in_vote_on_and_keep_have_logo_colours_and_disclaimer(tree, catalogue):
    lines = "logo: l.png\ncontact: wijk@example.org\ndisclaimer: Geen rechten.\nlettertype: Georgia\n"
    style = load_house_style(tree(PLAIN + lines, l_png=png()))
    folder = empty_folder("proef", "Proefwijk", "intern")
    themes = {name: name for name in ("een", "twee", "drie")}
    pages = {
        "stemmen": voting_page("proef", "Proefwijk", themes, style=style),
        "invullen": form("proef", "Proefwijk", [], catalogue, style),
        "bord": board(folder, catalogue, style),
        "wat loopt er": running_page([(folder, [])], dt.date(2026, 11, 30), style),
    }
    for name, page in pages.items():
        assert f'<img src="{style.logo}" alt="GGD Verzonnen">' in page, name
        assert "--accent: #7a1f4d" in page and '--letter: "Georgia"' in page, name
        assert "Van GGD Verzonnen, wijk@example.org. Geen rechten." in page, name
        assert page.startswith("<!DOCTYPE html>"), f"{name}: nothing before it, or a browser draws it as in 1998"


def test_a_report_carries_the_style_and_is_made_anew_when_it_changes(example, catalogue, tree):
    paths = tree()
    (paths.root / "data" / "processed").symlink_to(example.processed)
    shutil.copytree(ROOT / "data" / "gebieden", paths.root / "data" / "gebieden")
    facts = sections.identity(load_profile("WK027502", paths=paths)).facts
    assert Identity.model_validate(facts).house_style.organisation == "GGD Verzonnen"

    def digest() -> str:
        notebook = ROOT / "notebooks" / "wijkanalyse.ipynb"
        return InputDigests(Processed(paths), catalogue, edition="openbaar", notebook=notebook)._shared["style"]

    first = digest()
    tree(PLAIN + "contact: wijk@example.org\n")
    assert first and digest() not in ("", first)
    (paths.root / "data" / "huisstijl.yml").unlink()
    assert digest() == ""


def test_the_index_has_the_style_of_the_tree_that_it_lies_in_and_is_made_anew_when_it_changes(example, tree):
    paths = tree()
    (paths.root / "data" / "processed").symlink_to(example.processed)
    folder = paths.reports / "wijkplan"
    folder.mkdir(parents=True)
    (folder / "WK1.html").touch()
    entry = {"code": "WK1", "name": "Wijk 1", "path": "WK1.html", "edition": "openbaar", "notebook": "wijkplan.ipynb"}
    (folder / "build.json").write_text(json.dumps({"reports": [entry]}), encoding="utf-8")

    def made() -> tuple[str, int]:
        page = refresh_index(Processed(paths), "openbaar")
        return page.read_text(encoding="utf-8"), page.stat().st_mtime_ns

    first, moment = made()
    assert "--accent: #7a1f4d" in first and made() == (first, moment), "the same style leaves the page alone"
    tree(PLAIN.replace("#7a1f4d", "#1f4d7a"))
    assert "--accent: #1f4d7a" in made()[0]
    (paths.root / "data" / "huisstijl.yml").unlink()
    assert "#1f4d7a" not in made()[0]
