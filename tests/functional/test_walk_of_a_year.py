"""A year with mess in it: kit, vote, plan and looking back for thirty people who make the mistakes that people make.

The folder is invented (tests/folders/messy): typing errors, one offer in two spellings, a number that differs from
the figure, goals that cannot be, actions of nobody, a theme of the wijk, a no to a figure. What is counted here is
counted again by hand, apart from the package.
"""

from __future__ import annotations

import csv
import re
import shutil
from html import unescape
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT, tree_with_example
from invented_notebooks import shared_folder, use_environment

from wijkanalyse.dialogue.area import Dialogue, open_dialogue
from wijkanalyse.paths import Paths
from wijkanalyse.sections import kit, wijkplan

FOLDERS = ROOT / "tests" / "folders"
CODE = "WK099511"
MISTAKES = (
    ("stembriefjes.csv", "4;zorg;mentaal;bewegen_en_gewicht;mentaal", "4;zorg;mentaal;bewegen_en_gewicht;gezondheid"),
    ("sociale_kaart.csv", "0320 00 00 1;", "0320 00 00 01;"),
    ("interventies.csv", ";taalles;", ";taal;"),
    ("doelen.csv", "31-2-2029", "1-3-2029"),
)
"""File, what was typed, and what was meant."""


@pytest.fixture
def tree(example: Paths, tmp_path: Path) -> Paths:
    paths = tree_with_example(tmp_path / "tree")
    paths.processed.symlink_to(example.processed, target_is_directory=True)
    paths.notebooks.symlink_to(ROOT / "notebooks", target_is_directory=True)
    shutil.copytree(FOLDERS / "messy", paths.area_folders / CODE)
    return paths


@pytest.fixture
def run(
    command_in, warm_start: None, tree: Paths, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
):
    """Run a command on a day; gives its exit code and everything it said."""

    def command(day: str, *arguments: str) -> tuple[int, str]:
        use_environment(monkeypatch, shared_folder(tmp_path_factory), WIJKANALYSE_BUILT=day)
        code, *said = command_in(tree.root)(*arguments)
        return code, "".join(said)

    return command


def plain(html: str) -> str:
    body = re.sub(r"<(style|script)\b.*?</\1>", "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def text_of(pieces: ModuleType, dialogue: Dialogue) -> str:
    """Everything that a document of these pieces says."""
    made = (getattr(pieces, name) for name in pieces.__all__ if name != "identity")
    return plain(" ".join(piece(dialogue).html for piece in made))


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.open(encoding="utf-8-sig"), delimiter=";"))


def points_by_hand(ballots: list[dict[str, str]]) -> dict[str, float]:
    """Borda: 3, 2 and 1, a mean for each group, and the mean of the groups."""
    totals: dict[str, float] = {}
    groups = {ballot["groep"] for ballot in ballots}
    for group in groups:
        cast = [ballot for ballot in ballots if ballot["groep"] == group]
        for ballot in cast:
            for points, place in ((3, "eerste"), (2, "tweede"), (1, "derde")):
                if theme := ballot[place]:
                    totals[theme] = totals.get(theme, 0) + points / len(cast) / len(groups)
    return totals


def test_a_year_with_mess_in_it(run, tree):
    folder = tree.area_folders / CODE

    # ------------------------------------------------ 22 November 2026: the files as people typed them
    code, said = run("2026-11-22", "kit", CODE)
    assert code == 12
    for file, wrong, right in MISTAKES:
        assert file in said, "every fault of every file is told at once"
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(wrong) == 1
        path.write_text(text.replace(wrong, right), encoding="utf-8")
    code, said = run("2026-11-22", "kit", CODE)
    assert code == 0, said
    assert (folder / "stemmen.html").is_file()

    # ------------------------------------------------ the meeting
    meeting = text_of(kit, open_dialogue(CODE, paths=tree))
    assert "Themakaarten (12) 5 A4 elke tafel een stel" in meeting, (
        "thirty people, and the themes of the wijk have cards"
    )
    assert "Uit de wijk zelf komen ‘Taal en post begrijpen’ en ‘De bus en de weg naar de dokter’." in meeting
    assert "Jansen" not in meeting and "Na zes uur rijdt er niets meer" not in meeting, "conversations are internal"
    assert "Het spreekuur zit altijd vol." in meeting and "In de flat wel, bij de nieuwbouw niet." in meeting

    # ------------------------------------------------ the vote and the plan
    plan = text_of(wijkplan, open_dialogue(CODE, paths=tree))
    totals = points_by_hand(rows(folder / "stembriefjes.csv"))
    chosen = sorted(totals, key=totals.get, reverse=True)[:3]
    names = {row["thema"]: row["naam"] for row in rows(folder / "themas.csv")}
    assert chosen == ["eenzaamheid", "bestaanszekerheid", "taal"]
    assert f"Gekozen thema’s {' '.join(names[theme] for theme in chosen)} " in plan
    for theme in chosen:
        assert re.search(rf"{names[theme]} {totals[theme]:.2f}".replace(".", ","), plan), theme

    # reach by hand: one offer in two spellings is 30 to 50, and a maatje 18 to 25
    assert "(‘Eettafel De Hoek’ en ‘Maatje aan huis’) bereikt 30 tot 75 mensen." in plan
    assert f"U bereikt dus {100 * 30 / 420:.0f}% tot {100 * 75 / 260:.0f}%." in plan
    assert f"Nog te bereiken: {0.4 * 260 - 75:.0f} tot {0.5 * 420 - 30:.0f} mensen." in plan
    assert "‘Eettafel De Hoek’ en ‘eettafel de hoek’ lezen we als één aanbod." in plan
    assert "lezen we als één organisatie." in plan
    assert "Op de sociale kaart staat ‘Budgetspreekuur’." in plan
    assert "‘Stoppen met roken in de groep’ bereikt 400 tot 420 mensen. De hele doelgroep telt 250 tot 350" in plan
    assert "Hoeveel mensen van de doelgroep het bereikt, weten we dus niet." in plan
    assert "‘Taal en post begrijpen’ (er is wel ‘Taalcafé’, zet dat op de lijst)" in plan

    # what cannot be is asked, beside the goal
    for remark in (
        "Er is nog geen actie voor dit doel.", "Het thema ‘Roken’ is in de stemming niet gekozen.",
        "Het doel vraagt 100% van de doelgroep. Iedereen bereiken lukt bijna nooit.",
        "Het streven is 400. De hele doelgroep telt 250 tot 350 mensen.", "Bij ‘nu’ staat 99%. Het cijfer is ",
        "Het thema ‘Mentale gezondheid’ is in de stemming niet gekozen.",
    ):  # fmt: skip
        assert remark in plan, remark
    assert plan.count("nog niemand") == 2, "an action with a question mark, and one without anybody"
    agreed = plan.split("Cijfers en mensen zijn het eens")[1]
    assert agreed.index("Dat zien wij ook.") < 200
    assert "Cijfers die niet iedereen herkent Welzijn en gemeente over ‘Moeite met rondkomen’: nee" in plan
    assert run("2026-11-22", "editie", CODE)[0] == 0

    # ------------------------------------------------ a year later
    for path in (FOLDERS / "messy_a_year_later").iterdir():
        shutil.copy(path, folder / path.name)
    code, said = run("2027-11-22", "document", "plan", CODE)
    assert code == 0, said
    made = tree.reports_of("partners") / "wijkplan" / f"{CODE}-warande.html"
    back = plain(made.read_text(encoding="utf-8")).split("Terugkijken")[-1]
    assert "We vergelijken met de stand van 22 november 2026." in back
    way, time = 100 * (60 - 20) / (400 - 20), 100 * 365 / 404
    assert f"20 60 400 achter op het plan: {way:.0f}% van de weg, {time:.0f}% van de tijd" in back
    assert "45 45 150 niet bijgewerkt: dit is nog het getal van toen" in back
    assert "20 44 40 gehaald" in back
    assert "60 70 30 verder van het doel dan toen" in back
    assert re.search(r"laag inkomen \S+% \(\d+\) \S+% \(\d+\) 4% nog geen nieuw cijfer", back), (
        "and not the number that was typed"
    )
    assert "Toen 30 tot 75 mensen, nu 40 tot 85 mensen. Of dat anders is dan toen, weten we niet." in back
    assert "Toen 20 tot 25 mensen, nu 44 mensen. Acties van toen" in back
    assert "Toen 400 tot 420 mensen, nu 60 mensen. Een van de twee is meer dan de hele doelgroep telt." in back
    for line in (
        "Zoek twintig maatjes: klaar.", "Open het taalcafé ook in de avond: nog niet begonnen, net als toen.",
        "Houd elke week spreekuur over geld in de praktijk: bezig.", "Bel mensen die lang wachten: gestopt.",
        "Maak samen één lijst van wie wat aanbiedt: staat niet meer in het plan.", "Toen nee, nu ja.",
        "Welzijn en gemeente over ‘Moeite met rondkomen’: nee . Het spreekuur zit altijd vol.",
    ):  # fmt: skip
        assert line in back, line

    # ------------------------------------------------ and again, beside an edition that is chosen
    assert run("2027-11-22", "editie", CODE)[0] == 0
    run("2028-03-01", "kit", CODE)
    back = plain(wijkplan.looking_back(open_dialogue(CODE, paths=tree), since="2027-11-22").html)
    assert "We vergelijken met de stand van 22 november 2027. Er zijn ook standen van 22 november 2026." in back
    assert "44 44 40 gehaald, dat was toen ook al zo" in back, "an exceeded goal is not a goal to bring down"
    assert "60 60 400 niet bijgewerkt: dit is nog het getal van toen" in back
