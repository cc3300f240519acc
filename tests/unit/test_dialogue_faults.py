"""What people really put in the files of an area: told by row, nothing lost, nothing of a person shown."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pandas as pd
import pytest
import yaml

from wijkanalyse.dialogue import ballots, goals, kept_editions
from wijkanalyse.dialogue.area import open_dialogue
from wijkanalyse.dialogue.ballot_sentences import told
from wijkanalyse.dialogue.check import Context, check_rows, may_measure_effect
from wijkanalyse.dialogue.files import FILES
from wijkanalyse.dialogue.folder import DialogueError, check_folder, make_folder, read_folder, write_rows
from wijkanalyse.dialogue.private import LEFT_OUT, masked, personal
from wijkanalyse.errors import ReportError
from wijkanalyse.paths import Paths

THEMES = [("roken", "Roken"), ("wonen", "Wonen"), ("jeugd", "Opgroeien"), ("a", "A"), ("b", "B")]
GOAL = {
    "doel": "1", "titel": "Een doel.", "thema": "roken", "doelgroep": "Rokers", "doelgroep_van": "100",
    "doelgroep_tot": "200", "nodig_van_pct": "30", "nodig_tot_pct": "40", "soort_maat": "proces", "maat": "deelnemers",
    "nu": "1", "streven": "9", "eigenaar": "wijkmanager", "klaar_op": "2027-01-01", "aanname": "Schatting.",
    "ambitie": "",
}  # fmt: skip
OFFER = {
    "interventie": "Cursus", "thema": "roken", "doelgroep": "Rokers", "doelgroep_van": "100", "doelgroep_tot": "200",
    "capaciteit_per_jaar": "50", "bereik_van": "10", "bereik_tot": "20", "effect_van_pct": "", "effect_tot_pct": "",
    "bewijs": "ervaring", "aanname": "Geteld.",
}  # fmt: skip


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIJKANALYSE_BUILT", "2026-11-22")


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path)


@pytest.fixture
def kern(paths: Paths):
    """Make the folder of a kern without figures with these rows, each as a dict or a list."""

    def make(**rows: list) -> Path:
        target, _ = make_folder(paths, "kern", name="Kern", area_code=None, themes=THEMES)
        for kind, lines in rows.items():
            listed = [list(r.values()) if isinstance(r, dict) else r for r in lines]
            write_rows(target / f"{kind}.csv", kind, listed)
        return target

    return make


@pytest.fixture
def found(kern, catalogue):
    def find(severity: str = "fault", **rows: list) -> list[str]:
        findings = check_folder(kern(**rows), catalogue).items()
        return [f"{name}: {f}" for name, those in findings for f in those if f.severity == severity]

    return find


# ------------------------------------------------------------------------ persons

PERSONS = ["mevrouw Geheim", "dr. J.P. Geheim", "bel 06 - 12 34 56 78", "geheim@voorbeeld.nl"]


@pytest.mark.parametrize(
    "text",
    [
        "mw. de vries", "dr. Jan van der Berg", "dhr. J.P. Jansen", "dhr. J. P. Jansen", "dr.Jansen", "mevr. jansen",
        "mevrouw Fatima El Amrani", "mw. d'Hont", "MW. JANSEN", "06 - 12 34 56 78", "06–12345678", "+90 532 123 45 67",
        "geboren op 12-03-1950", "geb. 12 maart 1950", "geb. 1950", "12-3-1950", "123456782", "1234.56.782",
        "8226 AB 12", "8226AB",
    ],
)  # fmt: skip
def test_nothing_of_a_person_is_left_of(text):
    assert masked(f"Vraag {text}.") == f"Vraag {LEFT_OUT}."
    assert personal(masked(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Kinderen geboren in 2019", "gebouw geb. 12", "sinds 12 mei 2020", "In 2024 GGD en WMO", "1.250.000 euro",
        "in 1950 gebouwd", "KvK 12345678", "Van 0 tot 50 mensen", "tussen 2020 en 2025 IN de wijk",
    ],
)  # fmt: skip
def test_what_points_at_nobody_is_left_alone(text):
    assert masked(text) == text


@pytest.mark.parametrize("person", PERSONS)
def test_every_column_in_which_people_write_is_warned_and_masked(kern, paths, catalogue, person):
    in_goals = ("doel", "titel", "doelgroep", "maat", "nu", "eigenaar", "aanname")
    filled = {
        "themas": ["roken", f"Roken {person}", "wijk"],
        "aanwezigen": [person, "zorg", "2", person],
        "interviews": ["1", "2026-01-01", person, "zorg", "roken", person, person],
        "herkenning": ["eenzaam_pct", "zorg", "ja", person, "2026-01-01"],
        "sociale_kaart": [person, person, "roken", person, "0320 123456", person, "2026-01-01"],
        "interventies": [*(OFFER | {"interventie": person, "doelgroep": person, "aanname": person}).values()],
        "opbrengst": [person, "roken", person, person, person],
        "ambitie": ["inwoners", person],
        "doelen": [*(GOAL | dict.fromkeys(in_goals, person)).values()],
        "acties": [person, person, person, "2027-01-01", "kosten", "open"],
        "afspraken": [person, person, "2027-01-01", ""],
        "organisatie": ["trekker", person, "4", person, "2027-01-01"],
        "logboek": ["2026-01-01", person, "besluit", person],
        "stroomschema": ["trekker", "ja", person],
    }
    target = kern(**{kind: [row] for kind, row in filled.items()})
    findings = check_folder(target, catalogue)
    assert [str(f) for those in findings.values() for f in those if f.severity == "fault"] == []
    read = read_folder(paths, "kern", edition="intern", catalogue=catalogue)
    for kind, row in filled.items():
        columns = [c for c, cell in zip(FILES[kind].columns, row, strict=True) if person in cell]
        told = {f.column for f in findings[f"{kind}.csv"] if "Dit lijkt op" in f.message}
        assert columns and told >= set(columns) - {"doel" if kind == "acties" else ""}
        for column in columns:
            assert not re.search("Geheim|geheim@|12 34", read.tables[kind][column].iloc[0]), (kind, column)
            assert LEFT_OUT in read.tables[kind][column].iloc[0]


def test_a_fault_in_a_file_that_the_edition_may_not_show_is_counted_and_not_quoted(kern, paths, catalogue):
    kern(themas=[["Geheim getal!", "", "wijk"]])
    with pytest.raises(DialogueError, match=r"themas.csv: holds 1 faults; `wijkanalyse kit kern` lists them") as told:
        read_folder(paths, "kern", edition="openbaar", catalogue=catalogue)
    assert "Geheim" not in str(told.value)


def test_goals_are_read_only_for_an_edition_that_may_show_them(kern, paths, catalogue):
    kern(doelen=[GOAL | {"doelgroep_tot": "geheim getal"}])
    assert read_folder(paths, "kern", edition="openbaar", catalogue=catalogue).tables["doelen"].empty
    with pytest.raises(DialogueError, match="‘geheim getal’ is geen heel getal"):
        read_folder(paths, "kern", edition="partners", catalogue=catalogue)


def test_a_fault_names_nothing_of_a_list_that_the_edition_may_not_show(kern, paths, catalogue):
    """A slip in the name of a closed goal is not told at all, and one in that of a closed theme without a hint."""
    folder = kern(
        themas=[["kanarie", "Kanarie", "wijk"]],
        doelen=[GOAL | {"doel": "kanarie", "titel": "Kanarie", "thema": "kanarie"}],
        acties=[["Bellen", "kanarrie", "Wijkteam", "2027-01-01", "kosten", "open"]],
        sociale_kaart=[["Buurthuis", "Wijkteam", "kanarrie", "", "", "", "2026-01-01"]],
    )
    card = yaml.safe_load((folder / "wijk.yml").read_text("utf-8"))

    def told(**openness: str) -> str:
        card["openheid"] = {"acties": "partners", "sociale_kaart": "partners"} | openness
        (folder / "wijk.yml").write_text(yaml.safe_dump(card, allow_unicode=True), "utf-8")
        with pytest.raises(DialogueError) as error:
            read_folder(paths, "kern", edition="partners", catalogue=catalogue)
        return str(error.value)

    assert told(doelen="partners", themas="partners").count("Bedoelt u ‘Kanarie’?") == 2
    closed = told(doelen="intern", themas="intern")
    assert "sociale_kaart.csv: row 2, thema: ‘kanarrie’ staat niet bij de thema’s." in closed
    assert "acties.csv" not in closed and "Kanarie" not in closed


# ------------------------------------------------------------------------ numbers


@pytest.mark.parametrize(
    ("changes", "severity", "message"),
    [
        ({"nodig_van_pct": "0,3"}, "warning", "nodig_van_pct: ‘0,3’ is minder dan 1 procent. Bedoelt u 30?"),
        ({"nu": "1.500"}, "fault", "nu: ‘1.500’ is op twee manieren te lezen. Schrijf 1500 of 1,500."),
        ({"streven": "veel meer"}, "warning", "streven: ‘veel meer’ is niet één getal. Schrijf alleen het getal."),
        (
            {"doelgroep_van": "0"},
            "fault",
            "doelgroep_van: Dit is 0. Schrijf het kleinste aantal mensen dat het kan zijn",
        ),
        ({"doelgroep_van": "１２"}, "fault", "doelgroep_van: ‘１２’ is geen heel getal."),
        ({"nodig_tot_pct": "1_0"}, "fault", "nodig_tot_pct: ‘1_0’ is geen percentage"),
    ],
)
def test_a_number_that_may_mean_something_else_is_told(found, changes, severity, message):
    told = found(severity, doelen=[GOAL | changes])
    assert any(line.startswith("doelen.csv: row 2, " + message) for line in told), told


def test_a_percentage_with_its_sign_is_that_percentage(kern, paths, catalogue):
    kern(doelen=[GOAL | {"nodig_van_pct": "30%", "nodig_tot_pct": "45,5 %"}])
    (row,) = read_folder(paths, "kern", catalogue=catalogue).tables["doelen"].itertuples()
    assert (row.nodig_van_pct, row.nodig_tot_pct) == (30.0, 45.5)


def test_a_day_number_of_excel_with_a_time_is_recognised(found):
    (fault,) = found(sociale_kaart=[["B", "K", "roken", "I", "", "", "45987,5"]])
    assert "Excel maakte van de dag een getal: ‘45987,5’. Dat is 26-11-2025." in fault


# -------------------------------------------------------------------------- files


def test_every_fault_of_the_cells_has_a_line_and_a_row_of_its_own(kern, catalogue):
    target = kern()
    (target / "ambitie.csv").write_text("perspectief;tekst\ninwoners\n\nkwaliteit;Goed;en beter\n", "utf-8")
    assert [str(f) for f in check_folder(target, catalogue)["ambitie.csv"]] == [
        f"row {row}, ambitie: Deze rij heeft {cells} vakken. In de kop staan er 2. Is er een regel afgebroken, "
        "of staat er een puntkomma of komma in een tekst zonder aanhalingstekens?"
        for row, cells in ((2, 1), (4, 3))
    ]


def test_what_a_workbook_hides_is_warned(kern, catalogue):
    target = kern()
    (target / "ambitie.csv").unlink()
    with pd.ExcelWriter(target / "ambitie.xlsx") as book:
        pd.DataFrame([["inwoners", "Tekst."]], columns=["perspectief", "tekst"]).to_excel(book, index=False)
        pd.DataFrame({"meer": ["x"]}).to_excel(book, sheet_name="Blad2", index=False)
    (warning,) = check_folder(target, catalogue)["ambitie.xlsx"]
    assert str(warning).startswith("row 1, ambitie: Alleen het eerste blad")
    assert (warning.severity, "Blad2" in warning.message) == ("warning", True)


@pytest.mark.parametrize("name", ["acties.ods", "acties.CSV", "Acties.csv", "doelen.xls", "notities.txt"])
def test_a_file_that_nobody_reads_is_warned(kern, catalogue, name):
    target = kern()
    (target / name).write_text("x", "utf-8")
    (warning,) = check_folder(target, catalogue)[name]
    assert "hoort niet in deze map" in warning.message


def test_a_workbook_that_is_still_open_in_excel_is_warned(kern, catalogue):
    (kern() / "~$doelen.xlsx").write_bytes(b"")
    (warning,) = check_folder(kern(), catalogue)["~$doelen.xlsx"]
    assert (
        warning.message == "doelen.xlsx is nog open in Excel. Bewaar het, anders telt niet mee wat u het laatst typte."
    )
    assert warning.severity == "warning"


def test_a_list_of_themes_that_cannot_be_read_is_the_only_thing_to_repair(kern, catalogue):
    target = kern(doelen=[GOAL])
    (target / "themas.csv").write_text("thema;naam\n", "utf-8")
    findings = check_folder(target, catalogue)
    assert list(findings) == ["themas.csv"]


# -------------------------------------------------------------------------- votes


def cast(*sizes: tuple, apart: str = "") -> list[list[str]]:
    each = [(group, (*themes, "", "")[:3]) for group, number, *themes in sizes for _ in range(number)]
    return [[str(n), group, *themes, "", group if group == apart else ""] for n, (group, themes) in enumerate(each, 1)]


def outcome_of(*sizes: tuple, apart: str = "") -> ballots.VoteOutcome:
    rows = pd.DataFrame(cast(*sizes, apart=apart), columns=list(FILES["stembriefjes"].columns))
    return ballots.outcome(ballots.ballots_of(rows), [t for t, _ in THEMES])


def test_themes_that_nobody_named_are_not_chosen_nor_tied():
    result = outcome_of(("zorg", 5, "roken"))
    assert (result.chosen.certain, result.chosen.tied) == (("roken",), ())
    assert result.wanted() == ["roken"]
    assert result.methods_agree


def test_no_group_is_shown_beside_names_that_only_a_small_group_can_have_given():
    result = outcome_of(("zorg", 6, "roken", "wonen"), ("bewoners", 1, "jeugd"), apart="bewoners")
    assert result.wanted() == ["roken", "wonen", "jeugd"]
    assert (result.detail, list(result.decisions)) == ("names", ["bewoners"])
    assert result.shown == []
    same = outcome_of(("zorg", 6, "roken", "wonen", "jeugd"), ("bewoners", 1, "roken"), apart="bewoners")
    assert same.shown == ["zorg"]


ONE_AMONG_28 = [
    ("zorg", 13, "roken"), ("zorg", 1, "wonen"), ("welzijn_gemeente", 13, "roken"), ("bewoners", 1, "jeugd", "taal"),
]  # fmt: skip


def test_one_resident_who_decides_two_themes_is_said_aloud_and_does_so_only_when_asked_for():
    names = {t: t.capitalize() for t in ("roken", "wonen", "jeugd", "taal")}

    def result(apart: str) -> ballots.VoteOutcome:
        rows = pd.DataFrame(cast(*ONE_AMONG_28, apart=apart), columns=list(FILES["stembriefjes"].columns))
        return ballots.outcome(ballots.ballots_of(rows), list(names))

    # zorg gives roken 39/14 and wonen 3/14, gemeente roken 3; by itself the resident gives jeugd 3 and taal 2
    alone = result("bewoners")
    assert alone.wanted() == ["roken", "jeugd", "taal"]
    assert alone.decisions["bewoners"] == ballots.Decision(("jeugd", "taal"), 27, 0)
    assert told(alone, names)["let_op"] == [
        "1 bewoner bepaalt nu twee van de drie thema’s.",
        "Van de anderen (27) koos niemand die thema’s.",
    ]
    # with gemeente the resident gives jeugd 3/14, as much as wonen, and taal 2/14
    joined = result("")
    assert joined.tally.voters == {"zorg": 14, "welzijn_gemeente+bewoners": 14}
    assert [joined.tally.mean(t) for t in names] == pytest.approx([(39 + 39) / 28, 3 / 28, 3 / 28, 2 / 28])
    assert (joined.detail, told(joined, names)["let_op"]) == ("points", [])
    assert (
        "Van de groep ‘Bewoners’ is er maar 1 stem. Een groep telt apart vanaf 5 stemmen."
        in (told(joined, names)["gewicht"])
    )


def test_the_first_choice_of_a_group_that_fell_out_is_named():
    # residents give A 9/5, jeugd 6/5 and wonen 4/5; together roken 2, wonen 1.6, jeugd 1.07 and A 0.6
    result = outcome_of(
        ("zorg", 5, "roken", "wonen", "jeugd"), ("welzijn_gemeente", 5, "roken", "wonen", "jeugd"),
        ("bewoners", 3, "a"), ("bewoners", 2, "jeugd", "wonen"),
    )  # fmt: skip
    said = told(result, dict(THEMES))
    assert result.wanted() == ["roken", "wonen", "jeugd"]
    assert said["groepen"][-2:] == [
        "De eerste keuze van de groep ‘Bewoners’ is ‘A’. Dat thema is niet gekozen.",
        "Vraag waarom een thema voor die groep voorop staat. Misschien past het bij een gekozen thema.",
    ]


def test_where_people_see_something_to_do_together_is_said_from_five_people():
    names = dict(THEMES)
    cast_of = {"zorg": [("roken",)] * 6, "bewoners": [("wonen",)] * 5}
    few = ballots.outcome(ballots.Cast(cast_of, {"zorg": ["roken"] * 4, "bewoners": [""]}), list(names))
    assert told(few, names)["samen"] == [
        "Minder dan vijf mensen vulden in waar we samen iets kunnen doen. Bespreek het aan tafel.",
    ]
    spread = ballots.Cast(cast_of, {"zorg": ["roken"] * 4, "bewoners": ["wonen"] * 2})
    assert told(ballots.outcome(spread, list(names)), names)["samen"] == [
        "Waar we samen iets kunnen doen, daarover zijn de antwoorden verdeeld.",
    ]
    more = ballots.Cast(cast_of, {"zorg": ["jeugd"] * 4 + ["wonen"], "bewoners": ["jeugd"] * 2})
    assert told(ballots.outcome(more, list(names)), names)["samen"] == [
        "Bij ‘Opgroeien’ zien 6 van de 7 mensen iets om samen te doen.",
        "Zij komen uit alle groepen.",
        "‘Opgroeien’ is niet gekozen. Bespreek of u het toch samen oppakt.",
    ]


def test_votes_on_a_theme_of_a_list_that_the_edition_may_not_show_are_counted(kern, paths):
    target = kern(
        themas=[["eigen_thema", "Geheime naam", "wijk"], ["roken", "Roken", "cijfers"], ["wonen", "Wonen", "cijfers"]],
        stembriefjes=cast(("zorg", 5, "eigen_thema", "roken")),
    )
    card = target / "wijk.yml"
    card.write_text(card.read_text("utf-8").replace("themas: partners", "themas: intern"), "utf-8")
    dialogue = open_dialogue("kern", paths=paths)
    assert dialogue.themes["eigen_thema"] == "Eigen thema"
    assert dialogue.outcome.wanted()[-1] == "eigen_thema"


# -------------------------------------------------------------------------- reach


def reach_of(kern, paths, catalogue, goal: dict, *offers: dict) -> goals.GoalReach:
    kern(doelen=[GOAL | goal], interventies=[OFFER | offer for offer in offers])
    tables = read_folder(paths, "kern", catalogue=catalogue).tables
    lists = (tables[kind] for kind in ("doelen", "interventies", "sociale_kaart"))
    return goals.reach_of_goals(*lists, lambda theme: (theme,))[0]


def test_one_offer_in_two_spellings_reaches_people_once(kern, paths, catalogue):
    offers = [
        {"bereik_van": "40", "bereik_tot": "50"},
        {"interventie": "cursus ", "bereik_van": "45", "bereik_tot": "60"},
    ]
    found = reach_of(kern, paths, catalogue, {}, *offers)
    assert (found.offers, found.reached.low, found.reached.high) == (("Cursus",), 40, 60)
    assert any("lezen we als één aanbod" in line for line in found.assumptions)
    assert not any("meer dan één aanbod meedoen" in line for line in found.assumptions)


def test_an_offer_for_other_people_is_an_assumption_that_is_told(kern, paths, catalogue):
    offers = [{}, {"interventie": "Hangplek", "doelgroep": "Jongeren"}]
    _, same, other, _ = reach_of(kern, paths, catalogue, {}, *offers).assumptions
    assert "Is voor" not in same
    assert "Is voor: Jongeren. We nemen aan dat zij bij de doelgroep van dit doel horen." in other


def test_numbers_in_assumptions_are_written_in_dutch(kern, paths, catalogue):
    offer = {"bereik_van": "1000", "bereik_tot": "1000", "effect_van_pct": "12.5", "effect_tot_pct": "30",
             "doelgroep_tot": "2000", "capaciteit_per_jaar": "1500"}  # fmt: skip
    line = reach_of(kern, paths, catalogue, {"doelgroep_tot": "2000"}, offer).assumptions[1]
    assert line.startswith(
        "Cursus: bereikt 1.000 per jaar, 1.500 plaatsen; helpt bij 12,5% tot 30,0% van de deelnemers"
    )


def test_people_who_are_lacking_are_whole_and_none_is_left_over_by_computing(kern, paths, catalogue):
    goal = {"doelgroep_van": "100", "doelgroep_tot": "100", "nodig_van_pct": "7", "nodig_tot_pct": "7"}
    enough = reach_of(kern, paths, catalogue, goal, {"bereik_van": "7", "bereik_tot": "7"})
    assert (enough.state, enough.lacking.low, enough.lacking.high) == ("enough", 0, 0)
    short = reach_of(kern, paths, catalogue, goal | {"nodig_tot_pct": "7,5"}, {"bereik_van": "7", "bereik_tot": "7"})
    assert (short.state, short.lacking.low, short.lacking.high) == ("undecided", 0, 1)


# ------------------------------------------------------------------------ editions


def kept(folder: Path, day: str, catalogue) -> Path:
    goals = pd.DataFrame([GOAL | {"klaar_op": "2027-01-01"}])
    return kept_editions.save_edition(folder, {"partners": {}}, {"doelen": goals}, dt.date.fromisoformat(day))


def test_a_folder_that_is_not_named_after_a_day_is_no_edition(tmp_path, catalogue):
    first = kept(tmp_path, "2025-11-22", catalogue)
    for name in ("2025-11-22 kopie", "oud-2025-11", "2025-13-45", "2025-1-1", ".2026-01-01"):
        (tmp_path / "edities" / name).mkdir()
    assert kept_editions.editions_of(tmp_path) == [first]


def test_an_edition_that_could_not_be_made_whole_is_not_there(tmp_path, catalogue, monkeypatch):
    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken, pytest.raises(OSError, match="disk full"):
        broken.setattr(pd.DataFrame, "to_csv", fail)
        kept(tmp_path, "2025-11-22", catalogue)
    assert kept_editions.editions_of(tmp_path) == []
    assert kept(tmp_path, "2025-11-22", catalogue).is_dir()


@pytest.mark.parametrize(
    "damage",
    [
        ("doelen.csv", "doel,titel\n1,x\n"),
        ("doelen.csv", "doel,titel,soort_maat,maat,nu,streven,klaar_op\n1,x,proces,m,1,2,ooit\n"),
        ("cijfers-partners.csv", "indicator,value\nx,y\n"),
        ("cijfers-partners.csv", ""),
        ("cijfers-partners.csv", "KANARIE,value\nKANARIE,KANARIE\n"),
    ],
)
def test_a_damaged_edition_is_named_with_what_to_do_and_quotes_nothing(tmp_path, catalogue, damage):
    target = kept(tmp_path, "2025-11-22", catalogue)
    (target / damage[0]).write_text(damage[1], "utf-8")
    wanted = rf"is not a kept edition \({damage[0]}: .*; put it back from a copy, or move the folder out"
    with pytest.raises(ReportError, match=wanted) as told:
        kept_editions.load_edition(target, "partners")
    assert "KANARIE" not in str(told.value) and "ooit" not in str(told.value)


def test_a_damaged_number_of_a_kept_edition_has_its_row_and_column_and_is_not_quoted(tmp_path, catalogue):
    target = kept(tmp_path, "2025-11-22", catalogue)
    path = target / "cijfers-partners.csv"
    heading = path.read_text("utf-8").splitlines()[0]
    path.write_text(f"{heading}\n" + ",".join("1" for _ in heading.split(",")).replace("1,1", "1,KANARIE", 1), "utf-8")
    with pytest.raises(ReportError, match=r"cijfers-partners.csv: row 2, \w+: is not a number") as told:
        kept_editions.load_edition(target, "partners")
    assert "KANARIE" not in str(told.value)


def test_a_kept_goal_shows_nothing_of_a_person_either(tmp_path, catalogue):
    target = kept(tmp_path, "2025-11-22", catalogue)
    goals = target / "doelen.csv"
    goals.write_text(goals.read_text("utf-8").replace("Een doel.", "Doel van mevrouw Geheim"), "utf-8")
    assert kept_editions.load_edition(target, "partners").tables["doelen"].titel.tolist() == ["Doel van [weggelaten]"]


@pytest.mark.parametrize(("stand", "warned"), [("open", True), ("bezig", True), ("klaar", False), ("gestopt", False)])
def test_a_day_that_passed_is_warned_only_for_what_is_not_done(catalogue, stand, warned):
    from wijkanalyse.dialogue.check import Context, check_rows

    action = {"actie": "Bel elkaar", "doel": "1", "wie": "praktijkmanager", "klaar_op": "2026-01-01",
              "quadruple_aim": "kwaliteit", "stand": stand}  # fmt: skip
    context = Context(dt.date(2026, 11, 22), {"roken": "Roken"}, {"1": "Een doel."}, {}, catalogue)
    found = check_rows("acties", pd.DataFrame([action], columns=list(FILES["acties"].columns)), context)
    assert ["is voorbij" in f.message for f in found] == [True] * warned


@pytest.mark.parametrize(("now", "wanted"), [("-3", "30"), ("4000", "30"), ("45", "-99997"), ("45", "30")])
def test_a_value_of_a_figure_that_cannot_be_is_a_fault_by_the_rules_of_own_figures(catalogue, now, wanted):
    context = Context(dt.date(2026, 11, 22), {}, {}, {}, catalogue)
    share = next(i.id for i in catalogue.indicators.values() if i.unit == "%" and may_measure_effect(i))
    given = {"soort_maat": "cijfer", "maat": share, "nu": now, "streven": wanted}
    row = dict.fromkeys(FILES["doelen"].columns, "") | given
    found = [f for f in check_rows("doelen", pd.DataFrame([row]), context) if f.column in ("nu", "streven")]
    odd = {"nu": now, "streven": wanted}
    assert [f.column for f in found] == [c for c, text in odd.items() if not 0 <= float(text) <= 100]
    assert all("Kijk het getal na" in f.message and odd[f.column] in f.message for f in found)
