"""A practice beside its area: what is kept of its list, what is said of its area, and what is never said."""

from __future__ import annotations

import json
import math
import re
import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from wijkanalyse.batch.document import KINDS, plan_documents
from wijkanalyse.disclosure import DisclosureError
from wijkanalyse.errors import RawDataError, ReportError, UnknownNameError
from wijkanalyse.methods.catchment import InPractice, in_practice
from wijkanalyse.process.build import _practice_counts
from wijkanalyse.process.fresh import closed_folder
from wijkanalyse.process.own import read_own
from wijkanalyse.process.patient_lists import kept_list, take_in
from wijkanalyse.profile import practice as practices
from wijkanalyse.profile.practice import load_practice, main_wijk
from wijkanalyse.profile.processed import Processed
from wijkanalyse.sections import praktijk

INVENTED = Path(__file__).resolve().parents[1] / "practice"
NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "praktijk.ipynb"
LIST = "praktijk_verzonnen_praktijk"
PATIENTS = {"WK016009": 1687.0, "WK016004": 380.0, "WK016019": 190.0, "WK016026": 36.0, "overig": 28.0}
COUNTS = pd.DataFrame(
    {
        "source": "verzonnen_telling", "list_of_patients": LIST, "openness": "intern",
        "indicator": ["roker_pct", "eenzaam_pct", "mantelzorger_pct", "ernstig_eenzaam_pct"], "period": 2024,
        "count": [402.0, 820.0, math.nan, 22.0], "denominator": [1790.0, 1790.0, math.nan, 180.0],
        "hidden_by": ["", "", "min_numerator", ""],
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def processed(example) -> Processed:
    """The example with an invented list of patients and invented counts."""
    made = Processed(example)
    made.__dict__["patients"] = pd.DataFrame(
        {
            "source": LIST, "title": "Verzonnen praktijk", "openness": "intern", "boundary_year": 2024,
            "area_code": list(PATIENTS), "patients": list(PATIENTS.values()),
        }
    )  # fmt: skip
    made.__dict__["practice_counts"] = COUNTS
    cited = {"modified": None, "licence": "Niet verspreiden", "openness": "intern"}
    made.receipt["sources"] += [
        {"id": LIST, "citation": "Verzonnen lijst", **cited},
        {"id": "verzonnen_telling", "citation": "Verzonnen telling", **cited},
    ]
    return made


@pytest.fixture
def opened(processed, monkeypatch):
    """Open the invented practice; keywords as for `load_practice`."""
    monkeypatch.setattr(practices, "open_processed", lambda _: processed)
    return lambda source=LIST, **more: load_practice(source, paths=processed.paths, **more)


@pytest.fixture
def register(processed) -> pd.DataFrame:
    return processed.areas.register


# ---------------------------------------------------------------------------- the list


def test_of_a_list_only_patients_per_wijk_are_kept_for_the_owner_and_group(paths, catalogue, register):
    source, told = take_in(
        paths, catalogue, register, INVENTED / "verzonnen_patienten.csv", name="Verzonnen praktijk",
        postcodes=INVENTED / "verzonnen_postcodes.csv",
    )  # fmt: skip
    assert source == LIST
    # 9991 has 300 patients: 180 in Dedemsvaart with 640 + 512 + 355, 120 in Balkbrug with 260; 4 of Diffelen are pooled
    written = (closed_folder(paths) / f"{LIST}.csv").read_text(encoding="utf-8")
    rows = dict(line.split(",") for line in written.split())
    assert rows == {"area_code": "patients"} | {k: f"{v:.0f}" for k, v in PATIENTS.items()}
    assert told[0].startswith("2 of 10 postcodes are not in the table (")
    files = [p for p in paths.root.rglob("*") if p.is_file()]
    assert not [p for p in files if re.search(r"999\d ?[A-Za-z]{0,2}\b", p.read_text(encoding="utf-8"))]
    assert {stat.S_IMODE(p.stat().st_mode) & 0o007 for p in files} == {0}
    assert read_own(paths, catalogue, register).patients[LIST].patients.sum() == sum(PATIENTS.values())
    assert kept_list(paths, closed_folder(paths) / f"{LIST}.csv") == LIST


def brought(paths, content: str) -> Path:
    file = paths.root / "lijst.csv"
    file.write_text(content, encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("content", "with_table", "error", "message"),
    [
        ("postcode,patients\n9990AA,800\n", False, RawDataError, "Name the table that does with --postcodes"),
        ("area_code,patients\nWK016009,800\n", True, RawDataError, "has no column postcode, so --postcodes"),
        ("naam,postcode,patients\nJansen,9990AA,1\n", True, RawDataError, "unknown: title 1"),
        ("postcode,patients\n999,800\n", True, RawDataError, "this cell is not a postcode such as"),
        ("postcode,patients\n9990AA,veel\n", True, RawDataError, "this cell is not a number"),
        ("postcode,patients\n9990AA,99\n", True, DisclosureError, "has fewer than 100 patients; of so few no document"),
        ("area_code,patients\nWK999999,800\n", False, RawDataError, "does not exist in the boundaries of"),
        ("patients\n800\n", False, RawDataError, "missing: area_code"),
    ],
)
def test_a_faulty_list_is_refused_in_words_and_nothing_of_it_is_kept(
    paths, catalogue, register, content, with_table, error, message
):
    table = INVENTED / "verzonnen_postcodes.csv" if with_table else None
    with pytest.raises(error, match=message):
        take_in(paths, catalogue, register, brought(paths, content), postcodes=table)
    assert list(closed_folder(paths).iterdir()) == []


@pytest.mark.parametrize(
    ("name", "message"), [("lijst.ods", "is no CSV or Excel workbook"), ("weg.csv", "is not there; look at its name")]
)
def test_a_file_that_is_no_list_is_refused(paths, catalogue, register, name, message):
    (paths.root / "lijst.ods").write_bytes(b"PK")
    with pytest.raises(RawDataError, match=message):
        take_in(paths, catalogue, register, paths.root / name)


def test_a_list_does_not_take_the_place_of_another_unless_asked(paths, catalogue, register):
    file = brought(paths, "area_code,patients\nWK016009,800\n")
    take_in(paths, catalogue, register, file)
    with pytest.raises(RawDataError, match="give the practice another --name, or --force"):
        take_in(paths, catalogue, register, file)
    take_in(paths, catalogue, register, brought(paths, "area_code,patients\nWK016009,900\n"), replace=True)
    assert read_own(paths, catalogue, register).patients["praktijk_lijst"].patients.tolist() == [900]


# ---------------------------------------------------------------------------- own counts


def bring_counts(paths, catalogue, register, **changes: str) -> None:
    """The invented list and the invented export, texts of its card replaced."""
    take_in(
        paths, catalogue, register, INVENTED / "verzonnen_patienten.csv", name="Verzonnen praktijk",
        postcodes=INVENTED / "verzonnen_postcodes.csv",
    )  # fmt: skip
    folder = closed_folder(paths)
    shutil.copy(INVENTED / "verzonnen_telling.csv", folder)
    card = (INVENTED / "verzonnen_telling.yml").read_text(encoding="utf-8")
    for old, new in changes.items():
        card = card.replace(old, new)
    (folder / "verzonnen_telling.yml").write_text(card, encoding="utf-8")


def test_the_export_of_a_practice_is_read_by_its_card_and_small_counts_are_hidden(paths, catalogue, register):
    bring_counts(paths, catalogue, register)
    own = read_own(paths, catalogue, register)
    assert own.figures == []
    counts = _practice_counts(own, catalogue).set_index("indicator")
    assert counts.loc["roker_pct", ["count", "denominator", "period"]].tolist() == [402, 1790, 2024]
    assert (counts.hidden_by["mantelzorger_pct"], counts.hidden_by["roker_pct"]) == ("min_numerator", "")
    assert math.isnan(counts["count"]["mantelzorger_pct"])
    assert math.isnan(counts.denominator["mantelzorger_pct"])


def test_counts_of_a_practice_do_not_tell_a_small_one_by_subtraction(paths, catalogue, register):
    bring_counts(paths, catalogue, register)
    own = read_own(paths, catalogue, register)
    name, whole, older = next(iter(own.counts)), "eenzaam_pct", "eenzaam_65_plus_pct"

    def counted(of_all: tuple[float, float], of_older: tuple[float, float]) -> pd.DataFrame:
        rows = [(whole, 2024, *of_all), (older, 2024, *of_older)]
        made = pd.DataFrame(rows, columns=["indicator", "period", "cases", "patients"])
        return _practice_counts(replace(own, counts={name: made}), catalogue).set_index("indicator")

    shown = counted((300, 1000), (120, 400))
    assert (shown.hidden_by == "").all()
    assert shown["count"].tolist() == [300, 120]
    # 122 less 120 are two people of 18 to 64.
    hidden = counted((122, 1000), (120, 400))
    assert hidden.hidden_by[older] == "derivable" and math.isnan(hidden["count"][older])
    assert hidden["count"][whole] == 122


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"Rookt: roker_pct": "Drinkt: roker_pct"},
            "Indicator: this cell has no card in the catalogue, and the card of",
        ),
        ({"ignore: [Landelijk]": "ignore: []"}, "title 4: the card does not say what this column is"),
        ({"Aantal: cases": "Aantallen: cases"}, "there is no column 'Aantallen'"),
        ({"period: 2024": "period:"}, "says once which column is indicator, patients, cases, period"),
        ({"openness: intern": "openness: openbaar"}, "are for partners or intern, never openbaar"),
        ({"praktijk_verzonnen_praktijk": "praktijk_elders"}, "names 'praktijk_elders' as its list of patients"),
    ],
)
def test_a_faulty_card_of_counts_is_told(paths, catalogue, register, changes, message):
    bring_counts(paths, catalogue, register, **changes)
    with pytest.raises(RawDataError, match=re.escape(message)):
        read_own(paths, catalogue, register)


# -------------------------------------------------------------------------- the figures


def test_figures_are_weighted_by_patients_and_numbers_follow_from_them(opened, processed):
    practice = opened()
    found = practice.figure("leeftijd_65_plus_pct")
    figures = processed.all_figures()
    rows = figures[(figures.indicator == "leeftijd_65_plus_pct") & (figures.period == found.period)]
    known = rows.set_index("area_code").value
    wijken = [code for code in PATIENTS if code != "overig" and code in known.index]
    weights = {code: PATIENTS[code] for code in wijken}
    by_hand = sum(weights[c] * known[c] for c in wijken) / sum(weights.values())
    assert found.value == pytest.approx(by_hand)
    assert found.coverage == pytest.approx(sum(weights.values()) / sum(PATIENTS.values()))
    assert found.people.number == pytest.approx(practice.size * by_hand / 100, abs=0.1)
    assert found.gemeente == pytest.approx(known["GM0160"])


def test_a_number_of_adults_counts_adults_in_a_practice_of_all_ages(opened):
    # 2020, of CBS and RIVM: share of smokers, adults and inhabitants. Lutten was another area then, and has no figure.
    known = {"WK016009": (0.173, 10162.5, 12855), "WK016004": (0.160, 3089, 3830), "WK016026": (0.183, 2471.5, 3125)}
    practice = opened()
    share = sum(PATIENTS[c] * p * adults / everybody for c, (p, adults, everybody) in known.items())
    share /= sum(PATIENTS[c] for c in known)
    assert practice.figure("roker_pct").people.number == pytest.approx(practice.size * share, abs=0.1)  # 311.7


def test_forty_of_a_hundred_from_elsewhere_and_chance_make_the_range():
    alike = in_practice(2000, 0.2, 0.2)
    assert alike == InPractice(400, pytest.approx(364.9, abs=0.1), pytest.approx(435.1, abs=0.1))  # 1.96 √(400 × 0.8)
    other = in_practice(2000, 0.2, 0.1)  # moved to 0.16: 320 − 1.96 √(320 × 0.84)
    assert (other.lower, other.upper) == (pytest.approx(287.9, abs=0.1), alike.upper)
    assert in_practice(2000, 0.2, math.nan) == alike
    assert in_practice(2000, 0.2, 0.2, (0.15, 0.25)).upper == pytest.approx(538.0, abs=0.1)


def test_the_table_has_what_the_document_shows(opened):
    made = opened().table()
    assert {"value", "coverage", "Dedemsvaart", "Balkbrug", "gemeente", "nederland", "people"} <= set(made.columns)
    assert made.loc[made.id == "laag_inkomen_pct", "people"].isna().all()  # of households: no number of people
    assert (made.people_lower.dropna() <= made.people_upper.dropna()).all()


def test_counts_are_a_table_too(opened):
    made = opened().counts_table().set_index("id")
    assert made["count"]["roker_pct"] == 402
    assert made.compared.to_dict() == {
        "roker_pct": "meer dan verwacht", "eenzaam_pct": "binnen wat je verwacht",
        "mantelzorger_pct": "niet getoond (privacy)", "ernstig_eenzaam_pct": "te weinig om te vergelijken",
    }  # fmt: skip
    assert made.loc["mantelzorger_pct", ["count", "patients"]].isna().all()
    assert (made.lower["roker_pct"], made.upper["roker_pct"]) == opened().counted[0].expected[1:]


@pytest.mark.parametrize(
    ("source", "more", "error", "message"),
    [
        ("praktijk_verzonnen", {}, UnknownNameError, "did you mean praktijk_verzonnen_praktijk"),
        (LIST, {"edition": "partners"}, ReportError, "is for edition intern, and partners was asked"),
        (LIST, {"size": 200}, ReportError, "a practice has 500 people or more"),
    ],
)
def test_what_cannot_be_opened_is_refused_in_words(opened, source, more, error, message):
    with pytest.raises(error, match=message):
        opened(source, **more)


def test_a_list_of_which_most_is_unknown_says_nothing():
    patients = pd.DataFrame({"source": LIST, "area_code": ["WK016009", "overig"], "patients": [70.0, 30.0]})
    with pytest.raises(ReportError, match="of 70 % of the patients it is known in which wijk they live"):
        main_wijk(patients)


def test_the_document_is_about_the_wijk_of_most_patients_under_the_name_of_the_list(processed):
    ((job, area),) = plan_documents(processed, KINDS["praktijk"], [LIST], boundary_year=None, edition="intern")
    assert (job.code, job.area_code, job.path) == (LIST, "WK016009", "praktijk-verzonnen-praktijk.html")
    assert job.parameters({})["praktijk"] == LIST
    assert area.code == "WK016009"


# ---------------------------------------------------------------------------- the words


@pytest.fixture
def page(opened, monkeypatch, processed) -> str:
    """All that the notebook shows, its cells run in turn."""
    monkeypatch.setenv("WIJKANALYSE_ROOT", str(processed.paths.root))
    cells = [c for c in json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "code"]
    names: dict = {}
    shown = []
    for cell in cells:
        *lines, last = "".join(cell["source"]).splitlines()
        if "parameters" in cell["metadata"].get("tags", ()):
            exec("\n".join([*lines, last]), names)
            names["praktijk"] = LIST
            continue
        exec("\n".join(lines), names)
        shown.append(eval(last, names))
    facts, *fragments = shown
    assert (facts.facts["area_name"], facts.facts["area_level"]) == ("Verzonnen praktijk", "praktijk")
    assert "openbaar" in {s["openness"] for s in facts.facts["sources"]}
    return "\n".join(f.html for f in fragments)


def test_it_never_says_anything_of_the_patients_themselves(page):
    text = re.sub(r"<[^>]+>", " ", page)
    assert not re.search(r"\b(uw|jouw|onze) patiënten", text)
    assert not re.search(r"\d%? (procent )?van de(ze)? patiënten (is|heeft|rookt|voelt)", text)
    assert "niet van patiënten" in text


def test_it_says_where_patients_live_what_is_expected_and_what_was_counted(page):
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "Van elke 100 patiënten wonen er 73 in Dedemsvaart, 16 in Balkbrug, 8 in Lutten en 2 in Slagharen." in text
    assert "In een praktijk van 2.300 mensen uit dit gebied" in text
    assert "meer dan verwacht" in text
    assert "te weinig om te vergelijken" in text
    hidden = re.search(r"<tr><th[^>]*>Geeft mantelzorg.*?</tr>", page)
    assert hidden.group().count("niet getoond (privacy)") == 3


def test_counts_are_only_in_the_edition_that_may_show_them(opened, processed, monkeypatch):
    lists = processed.patients.assign(openness="partners")
    monkeypatch.setitem(processed.__dict__, "patients", lists)
    practice = opened(edition="partners")
    assert practice.counted == []
    assert "geen eigen tellingen" in praktijk.counted(practice).html
    assert "verzonnen_telling" not in {s["id"] for s in practice.used_sources()}
