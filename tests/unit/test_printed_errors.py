"""Slips that a reader would see, such as a unit twice or a range from 5 to 5: none in any document of the example."""

from __future__ import annotations

import ast
import json
import re
import shutil
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from conftest import ROOT, tree_with_example

from wijkanalyse.agenda.agenda import Agenda
from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.dialogue.area import open_dialogue
from wijkanalyse.dialogue.region import load_region
from wijkanalyse.sections import kit, regiobeeld, report, wijkplan
from wijkanalyse.show import wording
from wijkanalyse.show.fragments import Chart, Fragment

REPORTS = ["WK099511", "WK027502", "WK016002", "WK016015", "velp-en-rozendaal", "reeshof", "GM0160"]
"""An ordinary and an old wijk, one with a single buurt, a tiny one, composites and a gemeente."""
OTHERS = ["kit", "kit of a composite", "plan", "regiobeeld"]

CATALOGUE = load_catalogue()
CARDS = [card for card in CATALOGUE.indicators.values() if card.shown]
THEMES = "|".join(re.escape(card.name) for card in CATALOGUE.themes.cards.values())
UNITS = "|".join(
    re.escape(unit) for key, u in CATALOGUE.vocabulary.units.items() for unit in (u.label, key) if key not in "%aantal"
)

FORBIDDEN = {
    "a unit twice": rf"(?i)(?<!\w)({UNITS})(?!\w)[^\n\d.:;]{{0,20}}\s\1(?!\w)",
    "a range of one number": r"(?<![\d.,])(\d[\d.,]*)%? tot \1%?(?![\d.,]*\d)",
    "daarvan over two years": r"Daarvan[^.\n]*\d,\d% \d+ jaar",
    "a straight apostrophe": r"[a-z]'s\b",
    "names of themes in a row without quotes": rf"(?<!‘)(?:{THEMES})(?:, | en )(?:{THEMES})(?!’)",
    "a class with a place": r"stedelijk\n[^\n]*(?:hoger dan|bij de (?:laagste|hoogste)) ",
}
WRONG = {
    "a unit twice": ["Auto’s per huishouden per huishouden", "Personen per huishouden personen",
                     "Inwoners per km² land per km²"],
    "a range of one number": ["niet stedelijk 5 tot 5", "van 0,0% tot 0,0% (2020)"],
    "daarvan over two years": ["3.980 mensen (2024). Daarvan is 3,8% 65 jaar of ouder (2022)."],
    "a straight apostrophe": ["Auto's"],
    "names of themes in a row without quotes": ["Voorop: Roken en Rondkomen en bestaanszekerheid."],
    "a class with a place": ["sterk stedelijk\nhoger dan 23%"],
}  # fmt: skip
RIGHT = """Auto’s per huishouden
1,0
Van de 100 huishoudens 3,2 km tot 4,1 km, 5 tot 50.
18,5% tot 19,5%. ‘Roken’ en ‘Rondkomen en bestaanszekerheid’. In 2022 was 3,8% 65 jaar of ouder. sterk stedelijk
2022
"""


def text_of(html: str) -> str:
    """What is written and read out, a line per block."""
    labels = "\n".join(re.findall(r'aria-label="([^"]*)"', html))
    html = re.sub(r"</?(?!small|strong|em|span|a\b|b\b|code)\w+[^>]*>", "\n", html)
    text = unescape(re.sub(r"<[^>]+>", "", html) + "\n" + labels)
    return re.sub(r"[^\S\n]+", " ", re.sub(r"\s*\n\s*", "\n", text))


def shown_by(notebook: str, **known: Any) -> Iterator[tuple[str, str]]:
    """What each cell of a notebook shows, and the call that shows it; the cells that open the area are left out."""
    cells = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            yield "heading", source
        elif "import " not in source and "parameters" not in cell["metadata"].get("tags", ()):
            for line in ast.parse(source).body:
                call = ast.unparse(line)
                shown = eval(call, known) if isinstance(line, ast.Expr) else exec(call, known)
                if isinstance(shown, Fragment):
                    yield call, text_of(shown.html)
                elif isinstance(shown, Chart):
                    yield call, text_of(f"{shown.svg}<p>{shown.alt}</p><p>{shown.caption}</p>")


@pytest.fixture(scope="module")
def documents(example, verdicts_of, tmp_path_factory):
    """The text of each part of each document, made when it is asked for and then kept."""
    tree = tree_with_example(tmp_path_factory.mktemp("documents"))
    tree.processed.symlink_to(example.processed, target_is_directory=True)
    shutil.copytree(ROOT / "data" / "wijken" / "voorbeeld", tree.area_folders / "voorbeeld")
    made = {}

    def make(name):
        if name in REPORTS:
            verdicts = verdicts_of(name)
            known = {"verdicts": verdicts, "profile": verdicts.profile, "agenda": Agenda(verdicts), "made_by": ""}
            return list(shown_by("wijkanalyse", report=report, **known))
        if name == "regiobeeld":
            profile = verdicts_of("GM0160").profile
            return list(shown_by(name, regiobeeld=regiobeeld, profile=profile, region=load_region(profile)))
        code, folder = ("velp-en-rozendaal", "") if "composite" in name else ("WK099511", "voorbeeld")
        dialogue = open_dialogue(code, edition="partners", folder=folder, paths=tree)
        notebook, sections = ("wijkplan", wijkplan) if name == "plan" else ("wijkbijeenkomst", kit)
        return list(shown_by(notebook, dialogue=dialogue, **{sections.__name__.rpartition(".")[2]: sections}))

    def texts(name):
        if name not in made:
            made[name] = make(name)
        return made[name]

    return texts


@pytest.mark.parametrize("name", [*REPORTS, *OTHERS])
def test_no_document_says_what_must_not_be_said(documents, name):
    parts = documents(name)
    assert len(parts) > 10
    found = [
        f"{what} in {call}: …{text[max(m.start() - 60, 0) : m.end() + 30]}…"
        for call, text in parts
        for what, pattern in FORBIDDEN.items()
        for m in re.finditer(pattern, text)
    ]
    assert not found, "\n".join(found[:12])


@pytest.mark.parametrize("what", FORBIDDEN)
def test_each_pattern_finds_the_error_it_is_for_and_leaves_good_text_alone(what):
    for sentence in WRONG[what]:
        assert re.search(FORBIDDEN[what], sentence), sentence
    assert not re.search(FORBIDDEN[what], RIGHT)


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_no_label_says_its_unit_twice(card):
    said = f"{card.label} {wording.unit_after(card, CATALOGUE.unit_label(card.id))}"
    beside = f"{card.label}: {wording.beside_label(2.0, card)}".replace(wording.NBSP, " ").replace("2,0", "2")
    assert not re.search(FORBIDDEN["a unit twice"], said)
    assert not re.search(rf"(?i)(?<!\w)({UNITS})(?!\w).*: \S+ \1(?!\w)", beside)
