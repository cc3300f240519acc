"""The folder of an area: made once, never overwritten, all faults by row, nothing open by itself."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from wijkanalyse.dialogue import ballots, folder, goals, services
from wijkanalyse.dialogue.check import Finding, may_measure_effect
from wijkanalyse.dialogue.files import FILES
from wijkanalyse.dialogue.folder import DialogueError, check_folder, make_folder, read_folder, write_rows
from wijkanalyse.dialogue.private import masked, personal
from wijkanalyse.dialogue.readiness import answered, load_questions, next_steps
from wijkanalyse.dialogue.spelling import parse_date
from wijkanalyse.paths import Paths

ROOT = Path(__file__).resolve().parents[2]
THEMES = [("roken", "Roken"), ("wonen", "Wonen"), ("jeugd", "Opgroeien"), ("eenzaamheid", "Eenzaamheid")]


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIJKANALYSE_BUILT", "2026-11-22")


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path)


@pytest.fixture
def kit(paths: Paths):
    """Make a folder, put rows in files, and return it."""

    def make(**rows: list[list[str]]) -> Path:
        target, _ = make_folder(paths, "proef", name="Proefwijk", area_code="WK099511", themes=THEMES)
        for kind, lines in rows.items():
            write_rows(target / f"{kind}.csv", kind, lines)
        return target

    return make


@pytest.fixture
def found(kit, catalogue):
    """Every finding of a folder with these rows, as printed, without warnings unless asked for."""

    def find(severity: str = "fault", **rows: list[list[str]]) -> list[str]:
        return [
            f"{name}: {f}"
            for name, findings in check_folder(kit(**rows), catalogue).items()
            for f in findings
            if f.severity == severity
        ]

    return find


# ------------------------------------------------------------------------- making


def test_a_new_folder_has_every_file_and_no_faults(kit, paths, catalogue):
    target = kit()
    assert {p.name for p in target.iterdir()} == {*(f"{kind}.csv" for kind in FILES), "wijk.yml", "LEESMIJ.txt"}
    assert check_folder(target, catalogue) == {}
    read = read_folder(paths, "proef", edition="intern", catalogue=catalogue)
    assert read.themes == dict(THEMES)
    assert len(read.tables["stroomschema"]) == len(load_questions())
    assert read.name == "Proefwijk"


def test_making_a_folder_again_adds_what_is_missing_and_touches_nothing(kit, paths):
    target = kit(ambitie=[["inwoners", "Iedereen kent iemand."]])
    (target / "acties.csv").unlink()
    before = (target / "ambitie.csv").read_bytes()
    (target / "doelen.csv").rename(target / "doelen.xlsx")

    _, made = make_folder(paths, "proef", name="Anders", area_code=None, themes=[])

    assert [p.name for p in made] == ["acties.csv"]
    assert (target / "ambitie.csv").read_bytes() == before
    assert "Proefwijk" in (target / "wijk.yml").read_text(encoding="utf-8")


def test_the_guide_names_every_column_and_every_word(kit):
    guide = (kit() / "LEESMIJ.txt").read_text(encoding="utf-8")
    for kind, file in FILES.items():
        assert f"{kind}.csv" in guide
        for name, column in file.columns.items():
            assert f"  {name}" in guide
            assert column.options is None or ", ".join(column.options) in guide


@pytest.mark.parametrize("code", ["", "../reports", "a/b", ".."])
def test_a_folder_lies_in_data_wijken_and_nowhere_else(paths, code):
    with pytest.raises(DialogueError, match="cannot name a folder in data/wijken"):
        make_folder(paths, code, name="X", area_code=None, themes=[])


def test_without_a_folder_the_command_that_makes_it_is_named(paths):
    with pytest.raises(DialogueError, match="make it with `wijkanalyse kit WK099511`"):
        read_folder(paths, "WK099511")


# ------------------------------------------------------------------------ ballots


def test_a_theme_twice_or_unknown_on_a_ballot_is_named_by_row(found):
    rows = [
        ["1", "zorg", "roken", "wonen", "roken", "", ""],
        ["2", "zorg", "rooken", "", "", "", ""],
        ["3", "zorg", "wonen", "", "jeugd", "", ""],
    ]
    assert found(stembriefjes=rows) == [
        "stembriefjes.csv: row 2, derde: ‘roken’ staat ook bij ‘Eerste’. Elk thema mag één keer op een stembriefje.",
        "stembriefjes.csv: row 3, eerste: ‘rooken’ staat niet bij de thema’s. "
        "Kies een ander, of zet het eerst in de lijst Thema’s. Bedoelt u ‘Roken’?",
        "stembriefjes.csv: row 4, tweede: Dit vak is leeg, maar er is wel een derde keuze. "
        "Zet die op de tweede plaats.",
    ]


def test_a_voter_in_two_groups_is_refused(found):
    cast = [("zorg", "roken"), ("bewoners", "wonen"), ("zorg", "roken")]
    rows = [["7", group, theme, "", "", "", ""] for group, theme in cast]
    assert found(stembriefjes=rows) == [
        "stembriefjes.csv: row 3, stem: Stembriefje 7 zit in twee groepen: zorg op rij 2, en hier bewoners. "
        "Haal er één weg.",
        "stembriefjes.csv: row 4, stem: Stembriefje 7 staat ook op rij 2. Haal er één weg.",
    ]


def test_fewer_than_five_voters_in_a_group_is_warned(found):
    rows = [[str(i), "zorg", "roken", "", "", "", ""] for i in range(5)] + [["x", "bewoners", "wonen", "", "", "", ""]]
    assert found(stembriefjes=rows) == []
    assert found("warning", stembriefjes=rows) == [
        "stembriefjes.csv: row 7, groep: Stembriefjes van de groep ‘Bewoners’: 1. Onder de 5 telt een groep "
        "mee met een andere. Kies zelf bij ‘Telt bij’, of houd het voorstel."
    ]
    rows[5][6] = "bewoners"
    assert found("warning", stembriefjes=rows) == []


def test_more_ballots_than_people_of_a_group_is_warned(found):
    rows = [[str(i), "zorg", "roken", "", "", "", ""] for i in range(7)]
    assert (
        found("warning", stembriefjes=rows, aanwezigen=[["huisarts", "zorg", "4", ""], ["arts", "zorg", "3", ""]]) == []
    )
    assert found("warning", stembriefjes=rows, aanwezigen=[["huisarts", "zorg", "6", ""]]) == [
        "stembriefjes.csv: row 2, groep: Bij de groep ‘Zorg’ is 7 keer gestemd. Op de lijst van aanwezigen staat het "
        "aantal 6. Kijk na of een briefje bij een andere groep hoort."
    ]


def test_ballots_of_a_group_that_count_with_different_groups_are_refused(found):
    rows = [["1", "bewoners", "roken", "", "", "", "zorg"], ["2", "bewoners", "roken", "", "", "", "bewoners"]]
    assert found(stembriefjes=rows) == [
        "stembriefjes.csv: row 2, telt_bij: De groep ‘Bewoners’ telt hier bij zorg en bewoners. "
        "Zet bij alle stembriefjes van een groep hetzelfde."
    ]


def test_ballots_of_before_the_second_question_are_read(kit, paths, catalogue):
    target = kit()
    (target / "stembriefjes.csv").write_text("stem;groep;eerste;tweede;derde\n1;zorg;roken;;\n", "utf-8")
    rows = folder.read_folder(paths, target.name, catalogue=catalogue).tables["stembriefjes"]
    assert rows.loc[0].to_list() == ["1", "zorg", "roken", "", "", "", ""]


def test_faults_refuse_the_folder_with_all_of_them_and_change_no_file(kit, paths, catalogue):
    target = kit(stembriefjes=[["1", "zorg", "x", "", "", "", ""]], ambitie=[["gemeente", "Tekst."]])
    before = {p.name: p.read_bytes() for p in target.iterdir()}
    with pytest.raises(
        DialogueError, match=r"(?s)2 faults; correct the files.*stembriefjes.csv: row 2.*ambitie.csv: row 2"
    ):
        read_folder(paths, "proef", edition="intern", catalogue=catalogue)
    assert {p.name: p.read_bytes() for p in target.iterdir()} == before


# --------------------------------------------------------------- days and numbers


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("45987", "Excel maakte van de dag een getal: ‘45987’. Dat is 26-11-2025. Zet de kolom op Tekst"),
        ("31-2-2026", "‘31-2-2026’ is geen dag. Schrijf een dag als 21-11-2026."),
        ("21 november", "is geen dag"),
        ("21-11-26", "is geen dag"),
        ("2027-01-01", "is later dan vandaag (22-11-2026)"),
        ("1026-11-21", "ligt in het jaar 1026. Verbeter het jaar."),
    ],
)
def test_a_day_that_cannot_be_is_refused(found, text, message):
    rows = [["eenzaam_pct", "zorg", "ja", "", text]]
    (fault,) = found(herkenning=rows)
    assert fault.startswith("herkenning.csv: row 2, datum: ")
    assert message in fault


@pytest.mark.parametrize(
    "text",
    ["2026-11-21", "21-11-2026", "21/11/2026", "21.11.2026", "21 nov. 2026", "21 November 2026", "2026-11-21 00:00:00"],
)
def test_a_day_may_be_written_in_several_ways(text):
    assert parse_date(text) == dt.date(2026, 11, 21)


GOAL = ["1", "Een doel.", "roken", "Rokers", "100", "200", "30", "40", "proces", "deelnemers", "1", "9", "wijkmanager",
        "2027-01-01", "Schatting.", ""]  # fmt: skip


def goal(**changes: str) -> list[str]:
    return [changes.get(name, value) for name, value in zip(FILES["doelen"].columns, GOAL, strict=True)]


def test_a_deadline_that_has_passed_is_warned_and_not_refused(found):
    rows = [goal(klaar_op="2026-11-21")]
    assert found(doelen=rows) == []
    assert found("warning", doelen=rows) == [
        "doelen.csv: row 2, klaar_op: ‘2026-11-21’ is voorbij. Is het klaar, of is er een nieuwe dag nodig?"
    ]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"doelgroep_van": "300"}, "doelgroep_van: Dit getal is groter dan ‘Doelgroep tot’. Wissel de twee om."),
        ({"doelgroep_tot": "1,5"}, "doelgroep_tot: ‘1,5’ is geen heel getal. Schrijf alleen cijfers, zoals 1200."),
        ({"doelgroep_tot": "-5"}, "doelgroep_tot: ‘-5’ is minder dan nul."),
        ({"nodig_tot_pct": "140"}, "nodig_tot_pct: ‘140’ is geen percentage van 0 tot en met 100."),
        ({"nodig_tot_pct": ""}, "nodig_tot_pct: Dit vak is leeg. ‘Nodig van (%)’ en ‘Nodig tot (%)’ horen bij elkaar."),
        ({"soort_maat": "cijfer", "maat": "gezelligheid"}, "maat: ‘gezelligheid’ is geen cijfer dat wij kennen."),
        ({"eigenaar": ""}, "eigenaar: Dit vak is leeg. Vul het in."),
    ],
)
def test_a_goal_that_cannot_be_is_named_by_row_and_column(found, changes, message):
    faults = found(doelen=[goal(**changes)])
    assert any(message in fault for fault in faults), faults


def test_six_goals_are_one_too_many(found):
    (fault,) = found(doelen=[goal(doel=str(i)) for i in range(6)])
    assert fault == "doelen.csv: row 7, doel: Dit is er één meer dan 5 doelen. Kies welke u houdt."


def test_a_modelled_figure_measures_no_goal_without_a_survey_and_the_message_says_which_may(found, catalogue):
    rows = [goal(soort_maat="cijfer", maat="roker_pct")]
    assert found(doelen=rows) == [], "the figure's own kind decides, which the plan knows"
    (warning,) = found("warning", doelen=rows)
    assert "‘Rookt’ is geschat met een model. Dat ziet niet wat een plan doet." in warning
    assert "Een eigen enquête over hetzelfde mag wel." in warning
    assert "Of tel zelf iets: zet ‘Soort maat’ op proces." in warning
    (fault,) = found(doelen=[goal(soort_maat="cijfer", maat="mantelzorger_pct")])
    assert "is geschat met een model" in fault and "enquête" not in fault, "no survey says which way is better"
    (fault,) = found(doelen=[goal(soort_maat="cijfer", maat="leeftijd_65_plus_pct")])
    assert "is achtergrond, en niet goed of slecht" in fault
    assert not may_measure_effect(catalogue.indicators["leeftijd_65_plus_pct"])
    assert may_measure_effect(catalogue.indicators["bijstand_per_1000"])


# ------------------------------------------------------- phones, persons, services


@pytest.mark.parametrize(
    ("phone", "message"),
    [
        ("0320-ABC123", "‘0320-ABC123’ heeft letters. Schrijf hier alleen het nummer."),
        (
            "320123456",
            "is geen Nederlands telefoonnummer. Het heeft 10 cijfers, of begint met 14, 0800 of 0900. Is de 0 aan",
        ),
        ("0320 12 34", "is geen Nederlands telefoonnummer"),
    ],
)
def test_a_phone_number_that_cannot_be_is_refused(found, phone, message):
    rows = [["Buurthuis", "Koffie", "wonen", "Iedereen", phone, "", "2026-01-01"]]
    (fault,) = found(sociale_kaart=rows)
    assert message in fault


@pytest.mark.parametrize("phone", ["0320-123456", "06 12 34 56 78", "+31 (0)320 123 456", "14 0320", "0800-1234", ""])
def test_a_phone_number_may_be_written_as_people_write_it(found, phone):
    assert found(sociale_kaart=[["Buurthuis", "Koffie", "wonen", "Iedereen", phone, "", "2026-01-01"]]) == []


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("Mail naar j.de.vries@voorbeeld.nl", "een mailadres: ‘j.de.vries@voorbeeld.nl’"),
        ("Bel 06-12345678.", "een telefoonnummer: ‘06-12345678’"),
        ("Mevrouw De Vries kookt zelf", "de naam van iemand: ‘Mevrouw De Vries’"),
        ("Vraag het dr. van der Berg", "de naam van iemand: ‘dr. van der Berg’"),
    ],
)
def test_what_may_point_at_a_person_is_warned_and_left_out_of_reports(found, text, piece):
    rows = [["1", "2026-01-01", "huisarts", "zorg", "roken", text, ""]]
    assert found(interviews=rows) == []
    (warning,) = found("warning", interviews=rows)
    assert warning.startswith("interviews.csv: row 2, gaat_goed: Dit lijkt op ")
    assert piece in warning
    assert "[weggelaten]" in masked(text)
    assert personal(masked(text)) == []


@pytest.mark.parametrize(
    "text",
    ["In 2024 kwamen 120 tot 150 mensen", "op 09-08-2026 10.00 uur", "De meester van groep 8", "Drie keer per week"],
)
def test_ordinary_text_is_left_alone(text):
    assert masked(text) == text


def test_an_intervention_cannot_reach_more_people_than_there_are(found):
    row = ["Cursus", "roken", "Rokers", "100", "200", "50", "80", "250", "", "", "ervaring", "Geteld."]
    assert found(interventies=[row]) == [
        "interventies.csv: row 2, bereik_tot: Dit zijn meer mensen (250) dan er in de doelgroep zijn (200). "
        "Tel alleen mensen uit de doelgroep die hier wonen."
    ]
    assert found("warning", interventies=[[*row[:7], "90", *row[8:]]]) == [
        "interventies.csv: row 2, bereik_tot: Dit zijn meer mensen (90) dan er plaatsen per jaar zijn (50). "
        "Kijk of dat klopt."
    ]


def test_entries_that_nobody_checked_for_half_a_year_are_stale():
    days = [dt.date(2026, 5, 23), dt.date(2026, 5, 22)]
    rows = pd.DataFrame({"thema": ["roken", "wonen"], "organisatie": "x", "aanbod": "y", "gecontroleerd": days})
    listed = services.services(rows, dt.date(2026, 11, 22))
    assert listed.stale.tolist() == [False, True]
    together = {"roken_en_wonen": ("roken", "wonen")}
    themes = ["roken", "jeugd", "roken_en_wonen"]
    assert services.without_offer(rows, themes, lambda theme: together.get(theme, (theme,))) == ["jeugd"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Stichting Welzijn Noord", "welzijn noord", True),
        ("Wandel-groep", "Wandelgroep", True),
        ("Buurthuis De Hoek", "buurthuis de  hoek", True),
        ("Buurtteam Centrum", "Buurteam Centrum", True),
        ("Buurthuis A", "Buurthuis B", False),
        ("Praktijk Noord 1", "Praktijk Noord 2", False),
        ("Wandelgroep Noord", "Wandelgroep Zuid", False),
        ("Wijkteam", "Wijkteam jeugd", False),
    ],
)
def test_spellings_of_one_organisation_are_one_and_its_neighbour_is_another(one, other, same):
    assert (len(set(services.one_name([one, other]).values())) == 1) == same
    assert services.spelled_twice([one, other]) == ([[one, other]] if same else [])


def test_entries_of_one_organisation_stand_together_under_its_first_name():
    day = dt.date(2026, 10, 1)
    names = ["Welzijn Noord", "Buurthuis", "stichting welzijn noord"]
    rows = pd.DataFrame({"thema": "roken", "organisatie": names, "aanbod": ["a", "b", "c"], "gecontroleerd": day})
    listed = services.services(rows, dt.date(2026, 11, 22))
    assert listed.naam.tolist() == ["Buurthuis", "Welzijn Noord", "Welzijn Noord"]


# --------------------------------------------------------------------- the files


def test_columns_other_than_declared_are_named(kit, catalogue):
    target = kit()
    (target / "acties.csv").write_text("actie;doel;wie;datum\n", encoding="utf-8")
    unknown, missing = check_folder(target, catalogue)["acties.csv"]
    assert unknown == Finding(1, "acties", "Deze kolommen kennen wij niet: datum. Ze tellen niet mee.", "warning")
    assert "Deze kolommen ontbreken: klaar_op, quadruple_aim, stand." in missing.message


def test_a_row_that_is_cut_off_is_named(kit, catalogue):
    target = kit()
    (target / "acties.csv").write_text(";".join(FILES["acties"].columns) + "\nbellen;1\n", encoding="utf-8")
    faults = check_folder(target, catalogue)
    assert "row 2, acties: Deze rij heeft 2 vakken. In de kop staan er 6." in str(faults["acties.csv"][0])


def test_a_workbook_of_excel_is_read_as_well(kit, paths, catalogue):
    target = kit()
    (target / "herkenning.csv").unlink()
    rows = [["eenzaam_pct", "zorg", "nee", "Wij zien het niet.", dt.datetime(2026, 11, 1)]]
    pd.DataFrame(rows, columns=list(FILES["herkenning"].columns)).to_excel(target / "herkenning.xlsx", index=False)
    read = read_folder(paths, "proef", edition="partners", catalogue=catalogue)
    assert read.tables["herkenning"].datum.tolist() == [dt.date(2026, 11, 1)]


def test_a_file_twice_and_a_file_that_does_not_belong_are_named(kit, catalogue):
    target = kit()
    shutil.copy(target / "acties.csv", target / "acties.xlsx")
    (target / "namen.csv").write_text("naam\n", encoding="utf-8")
    findings = check_folder(target, catalogue)
    assert "acties.csv en acties.xlsx zijn er allebei. Houd er één." in findings["acties.csv"][0].message
    assert findings["namen.csv"][0].severity == "warning"
    assert "hoort niet in deze map" in findings["namen.csv"][0].message


# ----------------------------------------------------------------------- openness


def test_nothing_of_a_new_folder_is_open(kit, paths, catalogue):
    kit(ambitie=[["inwoners", "Tekst."]])
    read = read_folder(paths, "proef", edition="openbaar", catalogue=catalogue)
    assert read.openness == {}
    assert all(table.empty for table in read.tables.values())
    assert read.sources() == []


def test_conversations_are_not_for_partners_unless_the_card_says_so(kit, paths, catalogue):
    target = kit(interviews=[["1", "2026-01-01", "huisarts", "zorg", "roken", "Goed.", ""]])
    assert read_folder(paths, "proef", edition="partners", catalogue=catalogue).tables["interviews"].empty
    card = target / "wijk.yml"
    card.write_text(card.read_text("utf-8").replace("interviews: intern", "interviews: partners"), "utf-8")
    assert len(read_folder(paths, "proef", edition="partners", catalogue=catalogue).tables["interviews"]) == 1


def test_a_file_that_the_card_does_not_name_is_internal(kit, paths, catalogue):
    target = kit(ambitie=[["inwoners", "Tekst."]])
    (target / "wijk.yml").write_text("naam: X\n", encoding="utf-8")
    assert read_folder(paths, "proef", edition="partners", catalogue=catalogue).tables["ambitie"].empty
    assert len(read_folder(paths, "proef", edition="intern", catalogue=catalogue).tables["ambitie"]) == 1


@pytest.mark.parametrize("kind", ["interviews", "stembriefjes"])
def test_what_single_people_said_or_voted_cannot_be_made_open(kit, paths, kind):
    (kit() / "wijk.yml").write_text(f"naam: X\nopenheid: {{{kind}: openbaar}}\n", encoding="utf-8")
    with pytest.raises(DialogueError, match=f"openheid.{kind}: says openbaar, but what single people said"):
        read_folder(paths, "proef")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gebied: WK099511\n", "key `naam` is missing"),
        ("naam: X\nopenheid: {acties: iedereen}\n", "openheid.acties"),
        ("naam: X\nopenheid: {actie: intern}\n", "openheid.actie: there is no such file"),
        ("naam: X\nopen: ja\n", "unknown key `open`"),
        ("- x\n", "must be a list of keys and values, got list"),
    ],
)
def test_a_card_that_is_not_complete_is_refused(kit, paths, text, message):
    (kit() / "wijk.yml").write_text(text, encoding="utf-8")
    with pytest.raises(DialogueError, match=re.escape(message)):
        read_folder(paths, "proef")


# --------------------------------------------------------- outcome, reach, example


def test_with_a_small_group_that_is_kept_apart_only_the_names_of_the_chosen_themes_are_shown():
    def result(apart: str = "", **sizes: int) -> ballots.VoteOutcome:
        votes = {group: [("roken", "wonen", "jeugd")] * size for group, size in sizes.items()}
        return ballots.outcome(ballots.Cast(votes, joins={apart: apart}), [t for t, _ in THEMES])

    assert result(zorg=5, bewoners=5).detail == "points"
    assert (result(zorg=5, bewoners=4).detail, result(zorg=5, bewoners=4).shown) == ("points", ["zorg+bewoners"])
    small = result("bewoners", zorg=5, bewoners=4)
    assert (small.detail, small.shown, list(small.decisions)) == ("names", ["zorg"], ["bewoners"])
    assert list(small.agreements) == ["zorg"]
    assert result(zorg=2, bewoners=2).detail == "nothing"


def test_no_ballots_are_no_outcome():
    nothing = ballots.outcome(ballots.Cast({}), [t for t, _ in THEMES])
    assert (nothing.detail, nothing.wanted(), nothing.agreement.word) == ("nothing", [], "unknown")


def test_where_the_two_ways_of_counting_differ_it_is_said():
    cast = {"zorg": [("A", "B")] * 3 + [("B", "C")] * 2 + [("C",), ("D",)]}
    result = ballots.outcome(ballots.Cast(cast), "ABCDEF")
    assert result.methods_agree == (set(result.chosen.certain) == set(result.chosen_in_pairs.certain))


@pytest.fixture
def sample(tmp_path: Path, catalogue):
    """The committed example, which is invented, in a tree of its own."""
    shutil.copytree(ROOT / "data" / "wijken" / "voorbeeld", tmp_path / "data" / "wijken" / "voorbeeld")
    return read_folder(Paths(tmp_path), "voorbeeld", edition="intern", catalogue=catalogue)


def test_the_example_is_marked_as_invented_and_has_something_in_every_file(sample, catalogue):
    assert sample.is_example
    assert "verzonnen" in sample.name
    assert [kind for kind, table in sample.tables.items() if table.empty] == []
    assert not any(check_folder(ROOT / "data" / "wijken" / "voorbeeld", catalogue).values())
    guide = (ROOT / "data" / "wijken" / "voorbeeld" / "LEESMIJ.txt").read_text(encoding="utf-8")
    assert guide == folder.guide_text(), "make it again: the declaration of the files changed"


def test_the_votes_of_the_example_are_counted(sample):
    result = ballots.outcome(ballots.ballots_of(sample.tables["stembriefjes"]), list(sample.themes))
    assert result.tally.voters == {"zorg": 12, "welzijn_gemeente": 9, "bewoners": 9}
    assert result.detail == "points"
    assert result.wanted() == ["eenzaamheid", "bestaanszekerheid", "meedoen"]
    assert result.methods_agree
    assert result.agreement.word == "none"


def test_the_reach_of_the_goals_of_the_example(sample):
    first, second, third = goals.reach_of_goals(
        sample.tables["doelen"], sample.tables["interventies"], sample.tables["sociale_kaart"], lambda theme: (theme,)
    )
    assert (first.reached.low, first.reached.high) == (30, 70)
    assert (first.band.low, first.band.high) == pytest.approx((30 / 420, 70 / 260))
    assert (first.state, first.lacking.low, first.lacking.high) == ("not_enough", 34, 180)
    assert len(first.assumptions) == 4
    assert (second.state, second.reached) == ("no_offer", None), "nobody named an offer, which is not zero"
    assert (third.state, third.needed, third.on_map) == ("no_offer", None, ("Budgetspreekuur",))


def test_the_questions_to_start_with_need_no_figures(sample):
    answers = answered(sample.tables["stroomschema"])
    assert [a.question.id for a in next_steps(answers)] == ["bewoners", "kennen", "aanbod"]
    assert all(a.answer == "onbekend" for a in answered(sample.tables["stroomschema"].iloc[:0]))


def test_two_views_lie_side_by_side():
    assert ballots.quadrants("ABCD", by_votes="AB", by_figures="AC") == {
        "both": ["A"], "figures": ["C"], "votes": ["B"], "neither": ["D"],
    }  # fmt: skip
