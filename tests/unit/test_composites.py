"""Areas by their code or name, and areas that someone put together."""

from __future__ import annotations

import math
import unicodedata

import pandas as pd
import pytest
from conftest import ROOT

from wijkanalyse.cards.composites import FaultyAreaError, load_composites
from wijkanalyse.errors import AreaError
from wijkanalyse.process.areas import Areas


def area(year, code, name, inwoners=1000.0, gemeente_name="Waterstad", known=100):
    level = {"NL": "land", "GM": "gemeente", "WK": "wijk", "BU": "buurt"}[code[:2]]
    return {
        "boundary_year": year, "area_code": code, "area_level": level, "name": name, "area_id": f"{code}@2020",
        "gemeente_code": "" if code == "NL" else "GM" + code[2:6], "gemeente_name": gemeente_name,
        "inwoners": inwoners, "stedelijkheid": 3.0, "known": known, "has_outline": year > 2020,
    }  # fmt: skip


REGISTER = pd.DataFrame(
    [
        area(2020, "NL", "Nederland", gemeente_name=""),
        area(2020, "GM0001", "Waterstad"),
        area(2020, "WK000101", "Centrum"),
        area(2020, "WK000109", "Oude Haven"),
        area(2020, "BU00010101", "Binnenstad"),
        area(2022, "NL", "Nederland", gemeente_name=""),
        area(2022, "GM0001", "Waterstad", 5000),
        area(2022, "GM0002", "Bergdorp", 2000, "Bergdorp"),
        area(2022, "WK000101", "Centrum", 3000),
        area(2022, "WK000102", "Zuiderveld", 2000),
        area(2022, "WK000200", "Bergdorp", 2000, "Bergdorp"),
        area(2022, "WK0002AA", "Letterwijk", 0, "Bergdorp"),
        area(2024, "WK000101", "Centrum", 3100, known=7),
        area(2024, "WK000155", "Nieuwland", 100),
        area(2024, "WK000200", "Bergdorp", 2100, "Bergdorp"),
    ]
)


@pytest.fixture
def folder(tmp_path):
    """Write composite areas as file name and text."""

    def write(**files):
        for name, text in files.items():
            (tmp_path / f"{name.replace('_', '-')}.yml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def areas(folder):
    def make(**files):
        return Areas(REGISTER, load_composites(folder(**files)))

    return make


# ------------------------------------------------------------------------ one area


def test_a_wijk_is_found_in_the_usual_year_with_its_gemeente(areas):
    found = areas().find("WK000101")
    assert (found.name, found.level, found.boundary_year, found.inwoners) == ("Centrum", "wijk", 2022, 3000)
    assert (found.gemeenten, found.gemeente_names) == (("GM0001",), ("Waterstad",))
    assert [p.area_id for p in found.parts] == ["WK000101@2020"]


def test_spaces_and_small_letters_in_a_code_do_not_matter(areas):
    assert areas().find(" wk0002aa ").code == "WK0002AA"


def test_the_usual_year_is_the_newest_that_keeps_the_figures(areas):
    found = areas(samen="name: Samen\nparts: [WK000101, WK000200]")
    assert {c: found.find(c).boundary_year for c in ("WK000101", "WK000200", "samen")} == {
        "WK000101": 2022,  # of which little is known in 2024
        "WK000200": 2024,
        "samen": 2022,  # knows what its least known part does
    }


@pytest.mark.parametrize(
    ("code", "year", "why"),
    [
        ("WK000200", None, ""),
        ("WK000200", 2022, "asked"),
        ("WK000101", None, "fewer_figures"),
        ("WK000101", 2024, ""),
        ("WK000109", None, "gone"),
        ("toen", None, "asked"),
    ],
)
def test_an_area_in_older_boundaries_says_why(areas, code, year, why):
    found = areas(toen="name: Toen\nboundary_year: 2020\nparts: [WK000101]")
    assert found.why_older(found.find(code, year)) == why


def test_an_area_whose_outline_stopped_says_so():
    rows = [area(y, "WK000101", "Centrum") | {"has_outline": y == 2022} for y in (2022, 2024)]
    found = Areas(pd.DataFrame(rows), {})
    assert (found.find("WK000101").boundary_year, found.why_older(found.find("WK000101"))) == (2022, "no_outline")


@pytest.mark.parametrize(
    ("known", "outlines", "year"),
    [
        ({2020: 128, 2022: 127, 2024: 122}, {2022, 2024}, 2024),
        ({2020: 128, 2022: 127, 2024: 120}, {2022, 2024}, 2022),
        ({2020: 128, 2022: 80, 2024: 80}, {2022, 2024}, 2024),  # no map of the best year
        ({2020: 128, 2021: 128, 2022: 80}, set(), 2021),  # no maps at all
        ({2022: 127, 2024: 127}, {2022}, 2022),
        ({2022: 0, 2024: 0}, {2022, 2024}, 2024),
    ],
)
def test_the_usual_year_has_a_map_and_nearly_all_that_is_known(known, outlines, year):
    rows = [area(y, "WK000101", "Centrum", known=n) | {"has_outline": y in outlines} for y, n in known.items()]
    assert Areas(pd.DataFrame(rows), {}).find("WK000101").boundary_year == year


def test_a_code_that_stopped_is_found_in_its_last_year(areas):
    assert areas().find("WK000109").boundary_year == 2020


def test_a_code_that_is_newer_than_the_usual_year_is_found_too(areas):
    assert areas().find("WK000155").boundary_year == 2024


def test_another_year_is_taken_when_it_is_asked_for(areas):
    assert areas().find("WK000101", 2024).inwoners == 3100


def test_a_gemeente_and_the_land_lie_in_no_gemeente(areas):
    assert areas().find("GM0001").gemeenten == ()
    assert (areas().find("NL").level, areas().find("NL").gemeente_names) == ("land", ())


def test_an_area_without_inhabitants_says_so(areas):
    assert not areas().find("WK0002AA").is_inhabited
    assert areas().find("WK000101").is_inhabited


# ------------------------------------------------------------- what does not exist


def test_an_area_of_another_year_names_the_years_that_have_it(areas):
    with pytest.raises(AreaError) as error:
        areas().find("WK000109", 2022)
    assert str(error.value) == "WK000109 does not exist in the boundaries of 2022; it does in 2020."


def test_a_misspelt_code_gives_codes_that_look_like_it(areas):
    with pytest.raises(AreaError, match=r"WK000103 does not exist in the boundaries of 2024\. Did you mean") as error:
        areas().find("WK000103")
    assert "WK000102 (Zuiderveld)" in str(error.value)
    assert "areas of other gemeenten need `wijkanalyse fetch` first" in str(error.value)


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ("Zuidervelt", "Did you mean WK000102 (Zuiderveld)?"),
        ("centrum", "Did you mean WK000101 (Centrum)?"),
        ("dubbeldrop", "Did you mean dubbeldorp (Het Dubbele Dorp)?"),
        ("het dubele dorp", "Did you mean dubbeldorp (Het Dubbele Dorp)?"),
    ],
)
def test_a_name_or_a_misspelt_name_gives_the_code(areas, wanted, hint):
    found = areas(dubbeldorp="name: Het Dubbele Dorp\nparts: [WK000101, WK000200]")
    with pytest.raises(AreaError) as error:
        found.find(wanted)
    assert str(error.value).startswith(f"{wanted!r} is not a code: expected WK with four digits")
    assert hint in str(error.value)


def test_what_looks_like_nothing_gets_no_suggestion(areas):
    with pytest.raises(AreaError) as error:
        areas().find("xyzzy")
    assert str(error.value) == (
        "'xyzzy' is not a code: expected WK with four digits and two digits or capitals (WK099511), GM with four "
        "digits, BU with eight characters, NL, a file in data/gebieden, or a region. For regions of CBS run "
        "`wijkanalyse fetch cbs_gebieden` first."
    )


# -------------------------------------------------------------------- several areas


def test_all_wijken_of_a_gemeente_are_selected_by_its_name_or_code(areas):
    assert areas().select(["waterstad"], boundary_year=2022) == ["WK000101", "WK000102"]
    assert areas().select(["GM0002", "Waterstad"], boundary_year=2022) == [
        "WK000101",
        "WK000102",
        "WK000200",
        "WK0002AA",
    ]
    assert len(areas().select(boundary_year=2022)) == 4
    assert areas().select() == areas().select(boundary_year=2022), "the newest year of the country"
    assert areas().select(["Waterstad"]) == areas().select(["Waterstad"], boundary_year=2022)
    assert areas().select(["Waterstad"], boundary_year=2020, level="buurt") == ["BU00010101"]


def test_buurten_are_of_the_newest_year_that_keeps_their_figures_whatever_suits_the_wijken(folder):
    more = [area(2024, "BU00010101", "Binnenstad", known=30), area(2024, "BU00010102", "Kade", known=30)]
    register = pd.concat([REGISTER, pd.DataFrame(more)])
    assert Areas(register, load_composites(folder())).select(level="buurt") == ["BU00010101"]
    register.loc[register.area_level == "buurt", "known"] = 100
    assert Areas(register, load_composites(folder())).select(level="buurt") == ["BU00010101", "BU00010102"]


def test_a_misspelt_gemeente_gives_names_that_look_like_it(areas):
    with pytest.raises(AreaError) as error:
        areas().select(["Waterstat"], boundary_year=2022)
    assert str(error.value) == "unknown gemeente 'Waterstat' in the boundaries of 2022, did you mean Waterstad?"
    with pytest.raises(AreaError, match=r"list them with `wijkanalyse list`"):
        areas().select(["xyzzy"], boundary_year=2022)
    with pytest.raises(AreaError, match=r"^unknown gemeente 'Waterstat', did you mean Waterstad\?$"):
        areas().select(["Waterstat"])


# ------------------------------------------------------------------ composite areas


def test_a_composite_area_has_the_inhabitants_and_gemeenten_of_its_parts(areas):
    found = areas(samen="name: Samen\nparts: [WK000101, WK000200]\nabout: Twee.").find("Samen")
    assert (found.code, found.name, found.level, found.inwoners) == ("samen", "Samen", "samengesteld", 5000)
    assert found.gemeente_names == ("Waterstad", "Bergdorp")
    assert (found.is_composite, found.about) == (True, "Twee.")
    assert math.isnan(found.stedelijkheid)


def test_a_weight_is_the_share_of_a_part_that_belongs_to_it(areas):
    found = areas(deel="name: Deel\nparts: [WK000101, WK000102]\nweights: {WK000102: 0.25}").find("deel")
    assert found.inwoners == 3500
    assert [p.fraction for p in found.parts] == [1.0, 0.25]


def test_a_composite_area_says_in_which_boundaries_it_is_drawn(areas):
    found = areas(toen="name: Toen\nboundary_year: 2020\nparts: [WK000101]")
    assert found.find("toen").boundary_year == 2020
    assert found.find("toen", 2022).boundary_year == 2022


def test_parts_that_do_not_exist_in_the_year_are_named(areas):
    found = areas(samen="name: Samen\nboundary_year: 2022\nparts: [WK000101, WK000109, WK000155]")
    with pytest.raises(AreaError) as error:
        found.find("samen")
    assert str(error.value) == (
        "samen: 2 parts do not exist in the boundaries of 2022: WK000109, WK000155. "
        "Correct the file in data/gebieden, or set its `boundary_year`."
    )


FAULTS = {
    "twice": ("name: X\nparts: [WK000101, WK000101]", "part WK000101 is named twice"),
    "wijk in gemeente": ("name: X\nparts: [GM0001, WK000101]", "parts overlap: WK000101 lies in GM0001"),
    "buurt in wijk": ("name: X\nparts: [BU00010101, WK000101]", "parts overlap: BU00010101 lies in WK000101"),
    "buurt in gemeente": ("name: X\nparts: [BU00010101, GM0001]", "parts overlap: BU00010101 lies in GM0001"),
    "all in the land": ("name: X\nparts: [NL, GM0001]", "parts overlap: GM0001 lies in NL"),
    "no code": ("name: X\nparts: [Centrum]", "'Centrum' is not a CBS code"),
    "no parts": ("name: X\nparts: []", "`parts`: Tuple should have at least 1 item"),
    "no name": ("parts: [WK000101]", "key `name` is missing"),
    "unknown key": ("name: X\nparts: [WK000101]\nwegen: 1", "unknown key `wegen`"),
    "weight of another": ("name: X\nparts: [WK000101]\nweights: {WK000102: 1}", "weight for WK000102, which is not"),
    "weight of nought": ("name: X\nparts: [WK000101]\nweights: {WK000101: 0}", "in (0, 1], got 0.0"),
    "weight above one": ("name: X\nparts: [WK000101]\nweights: {WK000101: 1.5}", "in (0, 1], got 1.5"),
    "no YAML": ("name: [", "is not readable as YAML: line 2"),
    "empty": ("", "must be a list of keys and values, got an empty file"),
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.values(), ids=FAULTS)
def test_a_wrong_composite_area_is_refused_with_the_fault(folder, text, fault):
    found = load_composites(folder(verkeerd=text, goed="name: X\nparts: [WK000101]"))
    assert list(found) == ["goed"]
    assert "verkeerd.yml: " in found.faulty["verkeerd"]
    assert fault in found.faulty["verkeerd"]


def test_a_file_named_after_a_code_is_refused_and_the_wijk_of_that_code_is_not(areas):
    found = areas(WK000101="name: X\nparts: [WK000102]")
    fault = "WK000101.yml: the file is named after a CBS code; choose a name of its own"
    assert [fault in told for told in found.faulty.values()] == [True]
    assert found.find("WK000101").name == "Centrum"


def test_a_faulty_file_harms_only_its_own_area_and_each_of_its_faults_is_told(areas):
    found = areas(een="name: X\nparts: [WK000101, WK000101, Z]", twee="parts: [NL]", goed="name: X\nparts: [WK000101]")
    assert found.find("goed").name == "X"
    with pytest.raises(FaultyAreaError, match=r"(?s)een\.yml.*2 faults:.*named twice|een\.yml.*2 faults:.*'Z' is not"):
        found.find("Een")
    with pytest.raises(FaultyAreaError, match=r"twee\.yml: key `name` is missing"):
        found.find("twee")


def test_a_file_that_nobody_reads_or_that_has_the_name_of_another_is_told(tmp_path):
    text = "name: X\nparts: [WK000101]"
    for name in ("gemist.yaml", "Dubbel.yml", "dubbel.yml", "._goed.yml", "goed.yml", "lijst.txt"):
        (tmp_path / name).write_text(text)
    found = load_composites(tmp_path)
    assert list(found) == ["goed"]
    assert set(found.faulty) == {"gemist", "dubbel"}
    assert "Name it gemist.yml" in found.faulty["gemist"]
    assert "but for capitals or accents" in found.faulty["dubbel"]


def test_letters_and_accents_that_a_mac_keeps_apart_are_one_name(tmp_path):
    (tmp_path / (unicodedata.normalize("NFD", "súdwest") + ".yml")).write_text("name: Súdwest\nparts: [WK000101]")
    assert Areas(REGISTER, load_composites(tmp_path)).find("Súdwest").name == "Súdwest"


def test_wijken_side_by_side_do_not_overlap(folder):
    files = folder(naast="name: X\nparts: [WK000101, WK000102, GM0002, BU00010301]")
    assert list(load_composites(files)) == ["naast"]


def test_a_folder_that_is_not_there_has_no_composite_areas(tmp_path):
    assert load_composites(tmp_path / "nergens") == {}


def test_the_committed_composite_areas_are_all_right():
    found = load_composites(ROOT / "data" / "gebieden")
    assert set(found) >= {"reeshof", "velp-en-rozendaal", "kern-dedemsvaart"}


# ------------------------------------------------------------------------ names of gemeenten


def registered(*rows: tuple[int, str, str, str]) -> Areas:
    """Areas by year, code, name and id."""
    made = [area(year, code, name, gemeente_name=name) | {"area_id": area_id} for year, code, name, area_id in rows]
    return Areas(pd.DataFrame(made), {})


TOWNS = [
    (2024, "GM0001", "'s-Gravenhage", "a"), (2024, "GM0002", "'s-Hertogenbosch", "b"),
    (2024, "GM0003", "Bergen (L.)", "c"), (2024, "GM0004", "Bergen (NH.)", "d"),
    (2024, "GM0005", "Hengelo (O.)", "e"), (2024, "GM0006", "Súdwest-Fryslân", "f"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Den Haag", "GM0001"), ("den haag", "GM0001"), ("'s-gravenhage", "GM0001"), ("s-Gravenhage", "GM0001"),
        ("Den Bosch", "GM0002"), ("Hengelo", "GM0005"), ("bergen (nh.)", "GM0004"), ("GM0003", "GM0003"),
        (unicodedata.normalize("NFD", "Súdwest-Fryslân"), "GM0006"), ("Sudwest Fryslan", "GM0006"),
    ],
)  # fmt: skip
def test_a_gemeente_is_found_by_what_people_call_it(typed, code):
    assert registered(*TOWNS).codes_of([typed]) == [code]


def test_a_name_of_two_gemeenten_names_both():
    with pytest.raises(AreaError, match=r"2 gemeenten: Bergen \(L\.\) \(GM0003\) and Bergen \(NH\.\) \(GM0004\)"):
        registered(*TOWNS).codes_of(["Bergen"])
    with pytest.raises(AreaError, match="unknown gemeente '…'; list them"):
        registered(*TOWNS).codes_of(["…"])


def test_a_gemeente_that_is_gone_is_explained_as_far_as_the_register_proves():
    towns = [(2020, "GM0010", "Delfzijl", "x"), (2021, "GM0011", "Eemsdelta", "y")]
    moved = [(2020, "WK001001", "Delfzijl", "w"), (2021, "WK001105", "Eemsdelta", "w")]
    proven, not_proven = registered(*towns, *moved), registered(*towns, moved[0])
    assert proven.codes_of(["delfzijl"]) == ["GM0010"]
    with pytest.raises(AreaError) as error:
        proven.codes_of(["Delfzijl"], 2021)
    assert str(error.value) == (
        "Delfzijl (GM0010) exists in the boundaries of 2020, and not of 2021. Wijken of it lie in Eemsdelta (GM0011) "
        "since 2021. Name the gemeente of now, or use --boundary-year 2020."
    )
    with pytest.raises(AreaError, match=r"of 2020, and not of 2021\. Name the gemeente of now"):
        not_proven.codes_of(["Delfzijl"], 2021)
