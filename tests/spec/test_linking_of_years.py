"""Which areas of two years are the same. Every row is one invented area; `link` is what must come out."""

from __future__ import annotations

import pandas as pd
import pytest

from wijkanalyse.process.register import link_years

NAN = float("nan")

# year and area before → year and area after: (code, title, flag, surface in ha, inhabitants where not 1,000), overlap
# of the polygons, then the link and the reason that must come out. An empty link means: never shown as one area.
RULES = {
    "flag 1, same code and name": (
        (2021, "WK000101", "Centrum", "1", 100), (2022, "WK000101", "Centrum", "1", 100), None,
        "ongewijzigd", ""),
    "flag 1, the name spelled in another way": (
        (2021, "WK000101", "Wijk 01 Verspr.h. Oost e.o.", "1", 100),
        (2022, "WK000101", "Verspreide huizen Oost en omgeving", "1", 100), None,
        "ongewijzigd", ""),
    "flag 1, but the code now belongs to another area": (
        (2021, "WK000101", "Centrum", "1", 100), (2022, "WK000101", "Havengebied", "1", 100, 20), None,
        "", "code had een andere naam (Centrum)"),
    "flag 1, the name cut off at 40 characters": (
        (2021, "WK000101", "Burgerveen / Leimuiderbrug / Weteringbru", "1", 100),
        (2022, "WK000101", "Burgerveen / Leimuiderbrug / Weteringbrug", "1", 100), None,
        "ongewijzigd", ""),
    "flag 1, a short name that only begins the same": (
        (2021, "WK000101", "Oost", "1", 100), (2022, "WK000101", "Oosterhout", "1", 300), None,
        "", "code had een andere naam (Oost)"),
    "flag 1 says nothing over two years": (
        (2021, "WK000101", "Centrum", "1", 100), (2023, "WK000101", "Centrum", "1", 100), None,
        "", "of de grens gelijk bleef, is niet bekend"),
    "flag 2, new code for the same name and surface": (
        (2021, "WK000101", "Kern Axel", "1", 412), (2022, "WK000205", "Kern Axel", "2", 412), None,
        "nieuwe_code", ""),
    "flag 2, the surface is another": (
        (2021, "WK000101", "Kern Axel", "1", 412), (2022, "WK000205", "Kern Axel", "2", 460), None,
        "", "code gewijzigd, oude code niet met zekerheid te vinden"),
    "flag 2, the name is another": (
        (2021, "WK000101", "Kern Axel", "1", 412), (2022, "WK000205", "Kern Hoek", "2", 412), None,
        "", "code gewijzigd, oude code niet met zekerheid te vinden"),
    "flag 2, nameless: equal surface alone is a guess": (
        (2021, "WK000100", "Wijk 00", "1", 412), (2022, "WK000200", "Wijk 00", "2", 412), None,
        "", "code gewijzigd, oude code niet met zekerheid te vinden"),
    "flag 3, surface and inhabitants nearly the same (Dukenburg)": (
        (2021, "WK000101", "Centrum", "1", 720, 21960), (2022, "WK000101", "Centrum", "3", 720, 22055), None,
        "vrijwel_gelijk", ""),
    "flag 3, surface 2 % and inhabitants 5 % more": (
        (2021, "WK000101", "Centrum", "1", 100, 1000), (2022, "WK000101", "Centrum", "3", 102, 1050), None,
        "vrijwel_gelijk", ""),
    "flag 3, surface 2 % and inhabitants 5 % less": (
        (2021, "WK000101", "Centrum", "1", 100, 1000), (2022, "WK000101", "Centrum", "3", 98, 950), None,
        "vrijwel_gelijk", ""),
    "flag 3, surface 3 % more": (
        (2021, "WK000101", "Centrum", "1", 100, 1000), (2022, "WK000101", "Centrum", "3", 103, 1000), None,
        "", "grens gewijzigd"),
    "flag 3, inhabitants 5.5 % more": (
        (2021, "WK000101", "Centrum", "1", 100, 1000), (2022, "WK000101", "Centrum", "3", 100, 1055), None,
        "", "grens gewijzigd"),
    "flag 3, the number of inhabitants unknown": (
        (2021, "WK000101", "Centrum", "1", 100, NAN), (2022, "WK000101", "Centrum", "3", 100, 1000), None,
        "", "grens gewijzigd"),
    "flag 3, nobody lived there and nobody does": (
        (2021, "WK000101", "Haven", "1", 100, 0), (2022, "WK000101", "Haven", "3", 100, 0), None,
        "vrijwel_gelijk", ""),
    "flag 3, as large as before but elsewhere": (
        (2021, "WK000101", "Centrum", "1", 100), (2022, "WK000101", "Centrum", "3", 100), 0.94,
        "", "grens gewijzigd"),
    "flag 3 says nothing over two years": (
        (2021, "WK000101", "Centrum", "1", 100), (2023, "WK000101", "Centrum", "3", 100), None,
        "", "grens gewijzigd"),
    "flag 3, a gemeente": (
        (2021, "GM0001", "Waterstad", "1", 100), (2022, "GM0001", "Waterstad", "3", 100), None,
        "", "grens gewijzigd"),
    "flag 3, a code that was not there before": (
        (2021, "WK000101", "Centrum", "1", 100), (2022, "WK000102", "Centrum", "3", 100), None,
        "", "grens gewijzigd"),
    "flag 1, another name for the same surface and inhabitants": (
        (2021, "WK000101", "Centrum Zeist", "1", 435, 15980), (2022, "WK000101", "Zeist Centrum", "1", 435, 16105),
        None, "vrijwel_gelijk", ""),
    "no flag, polygons almost the same": (
        (2022, "WK000101", "Centrum", "1", 100), (2024, "WK000101", "Centrum", "", 100), 0.95,
        "overlap", ""),
    "no flag, polygons too different": (
        (2022, "WK000101", "Centrum", "1", 100), (2024, "WK000101", "Centrum", "", 100), 0.9499,
        "", "grens valt voor 95.0 % samen"),
    "no flag, same polygon and another name": (
        (2022, "WK000101", "Bouwlust en Vrederust", "1", 100), (2024, "WK000101", "Bouwlust", "", 100), 1.0,
        "", "code had een andere naam (Bouwlust en Vrederust)"),
    "no flag and no polygons": (
        (2022, "WK000101", "Centrum", "1", 100), (2024, "WK000101", "Centrum", "", 100), None,
        "", "of de grens gelijk bleef, is niet bekend"),
    "no flag, a code that was not there before": (
        (2022, "WK000101", "Centrum", "1", 100), (2024, "WK0001AA", "Centrum", "", 100), None,
        "", "code bestond in het vorige jaar niet"),
    "no flag, a code with letters": (
        (2022, "WK0363AA", "Haarlemmerbuurt", "1", 100), (2024, "WK0363AA", "Haarlemmerbuurt", "", 100), 0.99,
        "overlap", ""),
    "gemeente without flag and polygons, same surface": (
        (2020, "GM0001", "Waterstad", "", 10000), (2021, "GM0001", "Waterstad", "", 10009), None,
        "oppervlakte", ""),
    "gemeente without flag and polygons, other surface": (
        (2020, "GM0001", "Waterstad", "", 10000), (2021, "GM0001", "Waterstad", "", 10020), None,
        "", "oppervlakte gewijzigd"),
    "gemeente over two years: the surface is not enough": (
        (2022, "GM0001", "Waterstad", "", 10000), (2024, "GM0001", "Waterstad", "", 10000), None,
        "", "of de grens gelijk bleef, is niet bekend"),
    "gemeente whose province was put behind its name": (
        (2022, "GM0164", "Hengelo", "1", 6183), (2024, "GM0164", "Hengelo (O.)", "", 6183), 0.999,
        "overlap", ""),
    "a wijk without flag is not linked by its surface": (
        (2020, "WK000101", "Centrum", "", 100), (2021, "WK000101", "Centrum", "", 100), None,
        "", "of de grens gelijk bleef, is niet bekend"),
}  # fmt: skip


def register(*areas):
    rows = [
        {
            "boundary_year": year, "area_code": code, "title": title, "change_flag": flag, "surface_ha": surface,
            "area_level": {"GM": "gemeente", "WK": "wijk", "NL": "land"}[code[:2]], "gemeente_code": "GM" + code[2:6],
            "wijk_code": "", "inwoners": float(inwoners[0]) if inwoners else 1000.0, "stedelijkheid": 3.0,
        }
        for year, code, title, flag, surface, *inwoners in areas
    ]  # fmt: skip
    return pd.DataFrame(rows)


def linked(*areas, overlap=None):
    return link_years(register(*areas), overlap or {}).set_index(["boundary_year", "area_code"])


@pytest.mark.parametrize(("before", "after", "share", "link", "reason"), RULES.values(), ids=RULES)
def test_an_area_is_linked_only_when_it_is_certain(before, after, share, link, reason):
    overlap = {} if share is None else {(before[0], after[0]): pd.Series({after[1]: share})}
    out = linked(before, after, overlap=overlap)
    old, new = out.loc[before[:2]], out.loc[after[:2]]
    assert (new.link, new.unlinked_because) == (link, reason)
    assert (old.link, old.area_id) == ("eerste_jaar", f"{before[1]}@{before[0]}")
    assert new.area_id == (old.area_id if link else f"{after[1]}@{after[0]}")


def test_a_chain_is_broken_by_one_year_and_never_mended_after_it():
    out = linked(
        (2020, "WK000101", "Centrum", "1", 100),
        (2021, "WK000101", "Centrum", "3", 120),
        (2022, "WK000101", "Centrum", "1", 120),
    )
    assert out.area_id.tolist() == ["WK000101@2020", "WK000101@2021", "WK000101@2021"]


def test_inhabitants_may_grow_in_a_year_without_a_moved_boundary():
    out = linked(
        (2020, "WK000101", "Centrum", "1", 372, 15355),
        (2021, "WK000101", "Centrum", "3", 372, 15645),
        (2022, "WK000101", "Centrum", "1", 372, 16325),
    )
    assert out.area_id.tolist() == ["WK000101@2020"] * 3
    assert out.link.tolist() == ["eerste_jaar", "vrijwel_gelijk", "ongewijzigd"]


def test_small_shifts_of_the_boundary_do_not_add_up():
    out = linked(
        (2020, "WK000101", "Centrum", "1", 1000),
        (2021, "WK000101", "Centrum", "3", 1015),
        (2022, "WK000101", "Centrum", "3", 1030),
    )
    assert out.area_id.tolist() == ["WK000101@2020", "WK000101@2020", "WK000101@2022"]


def test_a_chain_passes_through_a_new_code():
    out = linked(
        (2020, "WK000101", "Kern Axel", "1", 412),
        (2021, "WK000205", "Kern Axel", "2", 412),
        (2022, "WK000205", "Kern Axel", "1", 412),
    )
    assert out.area_id.tolist() == ["WK000101@2020"] * 3


def test_a_new_code_with_two_possible_old_ones_is_not_linked():
    out = linked(
        (2021, "WK000101", "Buitengebied", "1", 412),
        (2021, "WK000301", "Buitengebied", "1", 412),
        (2022, "WK000205", "Buitengebied", "2", 412),
    )
    assert out.loc[(2022, "WK000205")].area_id == "WK000205@2022"


def test_two_new_codes_that_fit_one_old_one_are_both_not_linked():
    out = linked(
        (2021, "WK000101", "Buitengebied", "1", 412),
        (2022, "WK000205", "Buitengebied", "2", 412),
        (2022, "WK000206", "Buitengebied", "2", 412),
    )
    assert out.loc[2022].area_id.tolist() == ["WK000205@2022", "WK000206@2022"]
    assert set(out.loc[2022].unlinked_because) == {"code gewijzigd, oude code niet met zekerheid te vinden"}


def test_an_old_area_that_kept_its_code_is_not_free_for_a_new_one():
    out = linked(
        (2021, "WK000101", "Centrum", "1", 412),
        (2022, "WK000101", "Centrum", "1", 412),
        (2022, "WK000205", "Centrum", "2", 412),
    )
    assert out.loc[2022].area_id.tolist() == ["WK000101@2021", "WK000205@2022"]


def test_the_land_is_always_the_land():
    out = linked((2020, "NL", "Nederland", "", 1), (2024, "NL", "Nederland", "", 2))
    assert out.area_id.tolist() == ["NL", "NL"]
