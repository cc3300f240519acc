"""The year after a meeting as files: agreements, who does it, the logboek, the days to keep and their calendar."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from wijkanalyse.dialogue.area import open_dialogue
from wijkanalyse.dialogue.deadlines import Deadline, deadlines
from wijkanalyse.dialogue.files import FILES
from wijkanalyse.dialogue.folder import DialogueError, check_folder, make_folder, read_folder, write_rows
from wijkanalyse.paths import Paths
from wijkanalyse.publish.ics import calendar_file
from wijkanalyse.sections import wijkplan

TODAY = dt.date(2026, 11, 22)
THEMES = [("roken", "Roken"), ("wonen", "Wonen"), ("jeugd", "Opgroeien")]
GOAL = ["1", "Minder rokers.", "roken", "Rokers", "100", "200", "30", "40", "proces", "deelnemers", "1", "9",
        "wijkmanager", "2027-10-01", "Schatting.", "inwoners"]  # fmt: skip


@pytest.fixture(autouse=True)
def day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIJKANALYSE_BUILT", TODAY.isoformat())


@pytest.fixture
def kern(tmp_path: Path):
    """Make the folder of a kern with these rows; returns the tree."""

    def make(**rows: list[list[str]]) -> Paths:
        paths = Paths(tmp_path)
        target, _ = make_folder(paths, "kern", name="Kern", area_code=None, themes=THEMES)
        for kind, lines in rows.items():
            write_rows(target / f"{kind}.csv", kind, lines)
        return paths

    return make


def told(paths: Paths, catalogue) -> list[str]:
    findings = check_folder(paths.area_folders / "kern", catalogue).items()
    return [f"{name}: {f.severity} {f.row} {f.column}: {f.message}" for name, found in findings for f in found]


def days(paths: Paths, catalogue, edition: str = "intern") -> list[tuple[str, str]]:
    found = deadlines(read_folder(paths, "kern", edition=edition, catalogue=catalogue))
    return [(d.kind, d.day.isoformat()) for d in found]


# -------------------------------------------------------------------------- files


def test_an_agreement_is_asked_about_until_somebody_checked_it(kern, catalogue):
    rows = [
        ["Wie verwijst, hoort terug.", "huisartsen", "2026-11-01", ""],
        ["Elke maand overleg.", "huisartsen", "2026-11-01", "2026-11-10"],
    ]
    (line,) = told(kern(afspraken=rows), catalogue)
    assert line == (
        "afspraken.csv: warning 2 klaar_op: ‘2026-11-01’ is voorbij. Is het klaar, of is er een nieuwe dag nodig?"
    )


def test_money_that_ended_is_asked_about(kern, catalogue):
    rows = [["trekker", "praktijkmanager", "4", "zorggroep", "2026-06-30"], ["stuurgroep", "bewoners", "", "", ""]]
    (line,) = told(kern(organisatie=rows), catalogue)
    assert line == "organisatie.csv: warning 2 geld_tot: ‘2026-06-30’ is voorbij. Wie betaalt nu, en tot wanneer?"


def test_a_log_that_goes_back_in_time_was_not_only_added_to(kern, catalogue):
    rows = [[d, "trekker", "besluit", w] for d, w in (("2026-11-01", "A."), ("2026-11-01", "B."), ("2026-10-01", "C."))]
    (line,) = told(kern(logboek=rows), catalogue)
    assert line.startswith("logboek.csv: warning 4 datum: ‘2026-10-01’ is vóór de dag van de rij erboven.")


def test_what_single_people_decided_is_never_open(kern, catalogue):
    paths = kern()
    card = paths.area_folders / "kern" / "wijk.yml"
    card.write_text("naam: Kern\nopenheid: {logboek: openbaar}\n", encoding="utf-8")
    with pytest.raises(DialogueError, match=r"openheid\.logboek: says openbaar"):
        read_folder(paths, "kern", catalogue=catalogue)


def test_a_file_from_before_a_column_that_may_be_empty_is_read(kern, catalogue):
    paths = kern()
    (paths.area_folders / "kern" / "aanwezigen.csv").write_text(
        "discipline;groep;aantal\nhuisarts;zorg;2\n", encoding="utf-8"
    )
    (paths.area_folders / "kern" / "doelen.csv").write_text(
        ";".join(list(FILES["doelen"].columns)[:-1]) + "\n" + ";".join(GOAL[:-1]) + "\n", encoding="utf-8"
    )
    assert told(paths, catalogue) == []
    tables = read_folder(paths, "kern", edition="intern", catalogue=catalogue).tables
    assert [*tables["aanwezigen"].bijdrage, *tables["doelen"].ambitie] == ["", ""]


# --------------------------------------------------------------------------- days


def test_every_file_with_a_day_gives_its_days_and_what_is_done_gives_none(kern, catalogue):
    paths = kern(
        doelen=[GOAL],
        acties=[
            ["Cursus", "1", "coach", "2026-12-01", "gezondheid", "open"],
            ["Folder", "1", "coach", "2026-11-01", "gezondheid", "bezig"],
            ["Oud", "1", "coach", "2026-11-01", "gezondheid", "klaar"],
            ["Weg", "1", "coach", "2026-11-01", "gezondheid", "gestopt"],
        ],
        afspraken=[["A.", "x", "2026-12-02", ""], ["B.", "x", "2026-12-02", "2026-11-20"]],
        organisatie=[["trekker", "manager", "4", "", "2027-12-31"], ["stuurgroep", "bewoners", "", "", ""]],
        sociale_kaart=[
            ["Org", "aanbod", "roken", "allen", "", "", "2026-09-01"],
            ["Org", "ander aanbod", "roken", "allen", "", "", "2026-07-01"],
        ],
    )
    assert days(paths, catalogue) == [
        ("actie", "2026-11-01"),
        ("editie", "2026-11-22"),  # none was kept, so it is due on the day itself
        ("actie", "2026-12-01"),
        ("afspraak", "2026-12-02"),
        ("sociale_kaart", "2026-12-31"),  # 183 days after 1 July, by hand
        ("doel", "2027-10-01"),
        ("geld", "2027-12-31"),
    ]
    (paths.area_folders / "kern" / "edities" / "2024-02-29").mkdir(parents=True)
    assert ("editie", "2025-02-28") in days(paths, catalogue)


def test_an_edition_has_the_days_of_the_files_it_may_show(kern, catalogue):
    paths = kern(doelen=[GOAL], acties=[["Cursus", "1", "coach", "2026-12-01", "gezondheid", "open"]])
    assert days(paths, catalogue, "openbaar") == []
    assert len(days(paths, catalogue, "partners")) == 3


# ----------------------------------------------------------------------- calendar

DAYS = [
    Deadline("actie", dt.date(2026, 11, 1), "Bel; noteer, enz \\ klaar\nTwee regels", "coach", "1 Bel"),
    Deadline("geld", dt.date(2027, 12, 31), "Geld tot deze dag.", "", "trekker x"),
]
GOLDEN = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//wijkanalyse//jaarritme//NL
CALSCALE:GREGORIAN
METHOD:PUBLISH
X-WR-CALNAME:Jaarritme Kern
BEGIN:VEVENT
UID:…@wijkanalyse
DTSTAMP:20261122T000000Z
DTSTART;VALUE=DATE:20261122
DTEND;VALUE=DATE:20261123
SUMMARY:TE LAAT (1 november 2026): Kern: actie klaar. Bel\\; noteer\\, enz \\\\
  klaar\\nTwee regels
DESCRIPTION:Wie: coach
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:…@wijkanalyse
DTSTAMP:20261122T000000Z
DTSTART;VALUE=DATE:20271231
DTEND;VALUE=DATE:20280101
SUMMARY:Kern: geld loopt af. Geld tot deze dag.
DESCRIPTION:Nog niemand genoemd
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
"""


def test_a_calendar_is_as_the_standard_has_it():
    text = calendar_file([("kern", "Kern", DAYS)], TODAY, "Jaarritme Kern")
    assert re.sub(r"UID:[0-9a-f]{32}@", "UID:…@", text.replace("\r\n", "\n")) == GOLDEN
    assert text.count("\r\n") == text.count("\n"), "every line ends as the standard says"


def test_lines_are_folded_in_octets_and_come_back_whole():
    what = "Eén café voor álle búren – " * 12
    text = calendar_file([("k", "K", [Deadline("actie", TODAY, what, "", "x")])], TODAY, "T")
    lines = text.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() for line in lines if line), "no character is cut in two"
    assert f"SUMMARY:K: actie klaar. {what}" in text.replace("\r\n ", "")


def test_a_day_that_is_moved_is_the_same_event_and_two_areas_share_none():
    def uids(*areas):
        return re.findall(r"UID:(\S+)", calendar_file(areas, TODAY, "T"))

    moved = [Deadline("actie", dt.date(2027, 3, 1), "Bel", "ander", "1 Bel")]
    assert uids(("k", "K", DAYS[:1])) == uids(("k", "K", moved))
    assert len(set(uids(("k", "K", DAYS), ("l", "K", DAYS)))) == 4


# ---------------------------------------------------------------------- jaarritme


@pytest.fixture
def run(command_in, tmp_path: Path):
    return command_in(tmp_path)


def cells(page: str) -> list[list[str]]:
    rows = re.findall(r"<tr>(.*?)</tr>", page)
    return [[re.sub(r"<[^>]+>", "", c) for c in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)] for row in rows]


def test_one_page_and_one_calendar_for_all_areas_and_a_faulty_folder_keeps_no_other_from_them(kern, run):
    paths = kern(
        acties=[
            ["Cursus", "1", "coach", "2026-12-01", "gezondheid", "open"],
            ["Folder", "1", "coach", "2026-11-01", "gezondheid", "bezig"],
        ],
        doelen=[GOAL],
        organisatie=[["trekker", "manager", "4", "", "2027-12-31"]],
        logboek=[["2026-11-03", "manager", "besluit", "We beginnen."]],
    )
    make_folder(paths, "leeg", name="Aaa <leeg>", area_code=None, themes=THEMES)
    make_folder(paths, "fout", name="Fout", area_code=None, themes=THEMES)
    write_rows(paths.area_folders / "fout" / "ambitie.csv", "ambitie", [["buurman", "Samen."]])

    code, said, complaint = run("jaarritme", "--all")

    assert code == 12 and "ambitie.csv" in complaint
    assert "2 areas, 1 left out" in said
    page = (paths.area_folders / "wat-loopt-er.html").read_text(encoding="utf-8")
    rows = cells(page)
    assert rows[1] == ["Aaa &lt;leeg&gt;", "nog niemand", "0", "0", "niets", "nog niets"]
    assert rows[2] == ["Kern", "manager", "2", "1", "22 november 2026: stand bewaren en terugkijken", "3 november 2026"]
    assert ["1 november 2026", "Kern", "Actie klaar", "Folder", "coach"] in rows
    calendar = (paths.area_folders / "jaarritme.ics").read_bytes().decode()
    assert calendar.count("BEGIN:VEVENT") == 5, "two actions, a goal, money, the first edition"


def test_one_area_has_its_page_in_its_own_folder_and_an_open_edition_names_what_it_may_not_show(kern, run, catalogue):
    paths = kern(acties=[["Cursus", "1", "coach", "2026-12-01", "gezondheid", "open"]], doelen=[GOAL])
    assert run("jaarritme", "kern", "--edition", "openbaar")[0] == 0
    folder = paths.area_folders / "kern"
    (row,) = [r for r in cells((folder / "wat-loopt-er.html").read_text(encoding="utf-8")) if r[0] == "Kern"]
    assert row[2] == "laten we hier niet zien"
    assert "Cursus" not in (folder / "jaarritme.ics").read_text(encoding="utf-8")
    assert check_folder(folder, catalogue) == {}, "what the package makes is no stranger in the folder"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [((), "no folder was named"), (("--all",), "has no folder of an area yet")],
)
def test_without_an_area_the_next_step_is_told(run, arguments, words):
    code, _, complaint = run("jaarritme", *arguments)
    assert (code, words in complaint, "wijkanalyse kit CODE" in complaint) == (12, True, True)


# --------------------------------------------------------- wijkakkoord, verantwoording

YEAR = {
    "ambitie": [["inwoners", "Iedereen kent iemand."], ["kwaliteit", "Eerder de hulp die past."]],
    "doelen": [GOAL, ["2", "Meer bewegen.", *GOAL[2:-1], ""]],
    "aanwezigen": [["huisarts", "zorg", "3", "verwijzen"], ["wijkagent", "welzijn_gemeente", "1", ""]],
    "afspraken": [["Wie verwijst, hoort terug.", "huisarts en coach", "2026-11-01", ""]],
    "organisatie": [
        ["trekker", "praktijkmanager", "4", "zorggroep", "2027-12-31"],
        ["wijkmanager", "wijkmanager", "", "gemeente", ""],
        ["stuurgroep", "bewoners", "", "", ""],
    ],
    "acties": [
        ["Cursus", "1", "coach", "2026-12-01", "gezondheid+kosten", "open"],
        ["Folder", "2", "coach", "2026-11-01", "gezondheid", "bezig"],
        ["Oud", "1", "coach", "2026-11-01", "werkplezier", "gestopt"],
    ],
    "logboek": [
        ["2026-10-01", "trekker", "besluit", "Eerste besluit."],
        ["2026-10-02", "trekker", "besluit", "Tweede besluit."],
        ["2026-10-03", "trekker", "besluit", "Derde besluit."],
        ["2026-11-03", "bewoner", "succes", "De zaal zat vol."],
    ],
}


def words(html: str) -> str:
    """What a reader sees: pieces apart, spaces single."""
    text = re.sub(r"</(?:li|td|th|h3|h4|p|caption|small)>", " | ", html)
    return re.sub(r"(?:\s*\|\s*)+", " | ", re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text))).strip(" |")


def test_the_wijkakkoord_says_what_the_files_say(kern):
    text = words(wijkplan.agreement(open_dialogue("kern", folder="kern", paths=kern(**YEAR))).html)
    for part in (
        "Wijkakkoord Kern | Kant | Onze ambitie | Onze doelen daarbij",
        "Inwoners | Iedereen kent iemand. | 1. 1 oktober 2027: | Minder rokers.",
        "Professionals | Nog niet ingevuld. | niet ingevuld",
        "Overige doelen | 2. 1 oktober 2027: | Meer bewegen.",
        "Wie draagt wat bij? | huisarts: verwijzen | Nog te bespreken: wijkagent.",
        "gezondheid: 2 acties, voor doel 1 en 2 | kwaliteit: nog geen actie | kosten: 1 actie, voor doel 1 | "
        "werkplezier: nog geen actie",
        "Wat spreken we af? | Wie verwijst, hoort terug. huisarts en coach",
        "stuurgroep: bewoners | trekker: praktijkmanager, 4 uur per week, betaald door zorggroep, geld tot "
        "31 december 2027 | wijkmanager: wijkmanager, betaald door gemeente",
        "Namens praktijkmanager | Namens wijkmanager | Namens bewoners | Namens | Namens",
    ):
        assert part in text, text


def test_an_accountability_counts_what_is_done_and_adds_no_hours_that_nobody_gave(kern):
    text = words(wijkplan.accountability(open_dialogue("kern", folder="kern", paths=kern(**YEAR))).html)
    for part in (
        "Trekker: praktijkmanager | 4 | zorggroep | 31 december 2027",
        "Wijkmanager: wijkmanager | niet ingevuld | gemeente | niet ingevuld",
        "Minder rokers. | deelnemers | 1 | 9 | 1 oktober 2027",
        "Acties: 1 nog niet begonnen, 1 bezig en 1 gestopt. | Van 1 actie is de dag voorbij.",
        "Afspraken over samenwerken: 1. Of ze werken, is nog niet nagegaan.",
        "Besluiten | 2 oktober 2026: Tweede besluit. (trekker) | 3 oktober 2026: Derde besluit. (trekker)",
        "Om te vieren | 3 november 2026: De zaal zat vol. (bewoner)",
        "Wat komt er nu? | 1 november 2026 te laat: actie klaar. Folder (coach)",
    ):
        assert part in text, text
    assert "Samen" not in text and "Eerste besluit" not in text


def test_what_an_edition_may_not_show_is_not_on_the_wijkakkoord(kern):
    paths = kern(**YEAR)
    card = paths.area_folders / "kern" / "wijk.yml"
    card.write_text("naam: Kern\nopenheid: {ambitie: openbaar}\n", encoding="utf-8")
    text = words(wijkplan.agreement(open_dialogue("kern", folder="kern", edition="openbaar", paths=paths)).html)
    assert "Iedereen kent iemand." in text
    assert text.count("Dit laten we hier niet zien.") == 4
    assert "praktijkmanager" not in text and "huisarts" not in text
