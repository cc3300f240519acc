"""A folder as people hand it in: what can be meant in one way is read, all else is told in Dutch, all at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from wijkanalyse.dialogue.faults import FAULTS
from wijkanalyse.dialogue.files import FILES, files_until
from wijkanalyse.dialogue.folder import DialogueError, check_folder, make_folder, read_folder, write_rows
from wijkanalyse.paths import Paths

HERE = Path(__file__).parent
THEMES = [("roken", "Roken"), ("wonen", "Wonen"), ("eenzaamheid", "Eenzaamheid")]


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIJKANALYSE_BUILT", "2026-11-22")


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path)


@pytest.fixture
def folder(paths: Paths) -> Path:
    return make_folder(paths, "kern", name="Kern", area_code=None, themes=THEMES)[0]


@pytest.fixture
def read(paths, folder, catalogue):
    """The table of a file with this content; it has to be without faults."""

    def tables(kind: str, content: str | bytes) -> pd.DataFrame:
        (folder / f"{kind}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_folder(paths, "kern", edition="intern", catalogue=catalogue).tables[kind]

    return tables


# ------------------------------------------------------------------------- faults


def test_all_faults_of_a_first_try_are_told_at_once_in_dutch(folder, catalogue):
    """The expected text is `faulty_folder.txt`; read a change of it as a partner would, and then keep it."""
    shutil.copytree(HERE / "faulty_folder", folder, dirs_exist_ok=True)
    found = check_folder(folder, catalogue)
    lines = [f"{name}: {f.severity}: {f}" for name, those in sorted(found.items()) for f in those]
    assert sum(": fault: " in line for line in lines) >= 45
    assert "\n".join(lines) + "\n" == (HERE / "faulty_folder.txt").read_text(encoding="utf-8")


def test_every_fault_has_a_remedy_in_short_sentences():
    for name, words in FAULTS.items():
        sentences = [s for s in words.replace("?", ".").split(". ") if s.strip("{}")]
        assert len(sentences) >= 2 or name in ("both", "share", "passed", "sep"), name
        assert max(len(s.split()) for s in sentences) <= 18, name


def test_rows_that_cannot_be_read_do_not_hide_the_faults_of_others(folder, catalogue):
    (folder / "ambitie.csv").write_text("perspectief;tekst\ninwoners\nbuurman;Samen\n", encoding="utf-8")
    assert [f.row for f in check_folder(folder, catalogue)["ambitie.csv"]] == [2, 3]


# ---------------------------------------------------------------- what is understood


@pytest.mark.parametrize(
    "content",
    [
        "Perspectief;TEKST\nInwoners;Één wijk\n",
        "tekst;perspectief\nÉén wijk;Inwoners\n",
        "perspectief,tekst\ninwoners,Één wijk\n",
        "perspectief\ttekst\ninwoners\tÉén wijk\n",
        "Onze ambitie\n\nperspectief;tekst\ninwoners;Één wijk\n",
        "sep=;\nperspectief;tekst\ninwoners;Één wijk\n",
        "perspectief;tekst;door wie\ninwoners;Één wijk;de groep\n",
        "perspectief;tekst\ninwoners;Één wijk\n".encode("cp1252"),
        "Ambitie én meer\nperspectief;tekst\ninwoners;Één wijk\n".encode("cp1252"),
    ],
)
def test_a_file_may_be_written_in_several_ways(read, content):
    assert read("ambitie", content).to_numpy().tolist() == [["inwoners", "Één wijk"]]


def test_rows_keep_their_number_under_a_title(folder, catalogue):
    (folder / "ambitie.csv").write_text("Onze ambitie;\n\nperspectief;tekst\nbuurman;Samen\n", encoding="utf-8")
    warned, fault = check_folder(folder, catalogue)["ambitie.csv"]
    assert (warned.severity, warned.message) == ("warning", "Boven de kop staat nog iets: 2 rijen. Dat telt niet mee.")
    assert (fault.row, fault.column) == (4, "perspectief")


def test_words_of_a_list_and_whole_numbers_may_be_written_as_people_do(read):
    rows = read(
        "aanwezigen", "discipline;groep;aantal\na;WELZIJN EN GEMEENTE;2.000\nb;welzijn-gemeente;1 200\nc;Zorg;12,0\n"
    )
    assert rows.groep.tolist() == ["welzijn_gemeente", "welzijn_gemeente", "zorg"]
    assert rows.aantal.tolist() == [2000, 1200, 12]


def test_themes_goals_figures_and_questions_may_be_named_by_what_people_call_them(folder, read, catalogue):
    goal = {
        "doel": "1", "titel": "Minder eenzaam", "thema": "Eenzaamheid", "doelgroep": "Ouderen", "doelgroep_van": "1",
        "doelgroep_tot": "2", "soort_maat": "Procesmaat", "maat": "deelnemers", "eigenaar": "arts",
        "klaar_op": "1-1-2028", "aanname": "Schatting",
    }  # fmt: skip
    (folder / "doelen.csv").write_text(";".join(goal) + "\n" + ";".join(goal.values()) + "\n", encoding="utf-8")
    head = ";".join(FILES["acties"].columns)
    action = read(
        "acties", f"{head}\nBel elkaar;minder eenzaam;arts;1 mei 2027;Kosten en werkplezier;nog niet begonnen\n"
    )
    assert action.iloc[0][["doel", "quadruple_aim", "stand"]].tolist() == ["1", "kosten+werkplezier", "open"]
    card = next(iter(catalogue.indicators.values()))
    seen = read(
        "herkenning", f"cijfer;groep;herkend;toelichting;datum\n{card.label.upper()};zorg;Weet niet;;1-1-2026\n"
    )
    assert seen.iloc[0][["cijfer", "herkend"]].tolist() == [card.id, "weet_niet"]
    asked = read(
        "stroomschema", "vraag;antwoord;toelichting\nKennen professionals elkaar persoonlijk?;Weten we niet;\n"
    )
    assert asked.iloc[0][["vraag", "antwoord"]].tolist() == ["kennen", "onbekend"]


def test_a_theme_without_a_short_name_gets_one(read):
    assert read("themas", "naam;herkomst;thema\nSamen éten;wijk;\n").thema.tolist() == ["samen_eten"]


def test_a_column_that_may_stay_empty_may_be_missing(read):
    assert read("stroomschema", "vraag;antwoord\ntrekker;ja\n").toelichting.tolist() == [""]


def test_what_a_page_put_before_a_formula_is_taken_off_again(read):
    rows = read("ambitie", "perspectief;tekst\ninwoners;'=1+1\nkwaliteit;'s Avonds open\n")
    assert rows.tekst.tolist() == ["=1+1", "'s Avonds open"]


# --------------------------------------------------------------------------- later


def test_a_fault_in_a_file_of_later_does_not_stop_what_is_needed_now(folder, paths, catalogue):
    write_rows(folder / "ambitie.csv", "ambitie", [["buurman", "Samen"]])
    (folder / "aanwezigen.csv").write_text("discipline;groep;aantal\nhuisarts;zorg;3\n", encoding="utf-8")
    now = read_folder(paths, "kern", edition="intern", catalogue=catalogue, needs=files_until("avond"))
    assert (now.left_out, len(now.tables["ambitie"]), len(now.tables["aanwezigen"])) == (("ambitie",), 0, 1)
    with pytest.raises(DialogueError, match="‘buurman’ staat niet in de lijst"):
        read_folder(paths, "kern", edition="intern", catalogue=catalogue, needs=files_until("jaar"))


def test_a_fault_of_now_stops_it_whatever_comes_later(folder, paths, catalogue):
    (folder / "aanwezigen.csv").write_text("discipline;groep;aantal\nhuisarts;zorg;veel\n", encoding="utf-8")
    with pytest.raises(DialogueError, match="‘veel’ is geen heel getal"):
        read_folder(paths, "kern", edition="intern", catalogue=catalogue, needs=files_until("avond"))


def test_one_ballot_in_four_spellings_of_its_number_is_one_ballot(folder, catalogue):
    rows = [[number, "bewoners", "roken", "", "", "", ""] for number in ("1", "01", "1.0", "1,0", "A1", "a01", "2")]
    write_rows(folder / "stembriefjes.csv", "stembriefjes", rows)
    found = check_folder(folder, catalogue)["stembriefjes.csv"]
    twice = [str(f) for f in found if "staat ook op rij" in f.message]
    assert [line.split(",")[0] for line in twice] == ["row 3", "row 4", "row 5", "row 7"]
    assert "Stembriefje 1 staat ook op rij 2" in twice[0] and "Stembriefje A1 staat ook op rij 6" in twice[3]
