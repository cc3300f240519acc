"""From the cells of a table to figures, driven by the cards; all tables here are invented."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from wijkanalyse.process.figures import FIGURE_COLUMNS, mark_uninhabited, table_figures

INWONERS = {"count": [{"stem": "AantalInwoners"}]}
OLDER = {"count": [{"stem": "k_65JaarOfOuder"}], "denominator": [{"stem": "AantalInwoners"}]}
TOPICS = ["Bevolking/AantalInwoners_5", "Bevolking/Leeftijd/k_65JaarOfOuder_12"]


def cells(code, inwoners="1000", older="200"):
    return {"WijkenEnBuurten": code, "AantalInwoners_5": inwoners, "k_65JaarOfOuder_12": older}


@pytest.fixture
def figures_of(raw_table, source_card, cards):
    """The figures that cards take from an invented table, by area code."""

    def make(indicators, topics, rows, source=None, **more):
        source = source or source_card()
        table = raw_table(source, topics, rows, **more)
        found = table_figures(table, cards(source, *indicators))
        make.faults, make.told = table.faults, table.told
        return found.set_index("area_code", drop=False)

    return make


def test_a_share_is_computed_from_the_counts_of_the_card(figures_of, indicator_card):
    found = figures_of([indicator_card("ouder_pct", OLDER)], TOPICS, [cells("NL00"), cells("WK000101", older="125")])
    assert list(found.columns) == FIGURE_COLUMNS
    row = found.loc["WK000101"]
    assert (row.value, row["count"], row.denominator, row.status, row.method) == (12.5, 125, 1000, "ok", "computed")
    assert (row.period, row.boundary_year, row.source, row.estimate_type) == (2022, 2022, "cbs_kwb_2022", "register")
    assert found.index.tolist() == ["NL", "WK000101"], "the land has one code, whatever the table calls it"


def test_a_published_value_is_taken_as_it_is_beside_its_counts(figures_of, indicator_card):
    card = indicator_card("ouder_pct", {"value": {"stem": "Relatief"}, **OLDER})
    rows = [{**cells("WK000101", "1000", "126"), "Relatief_13": "12"}]
    row = figures_of([card], [*TOPICS, "Relatief_13"], rows).loc["WK000101"]
    assert (row.value, row["count"], row.denominator, row.method) == (12, 126, 1000, "published")


def test_a_factor_on_a_column_is_applied(figures_of, indicator_card):
    card = indicator_card("inwoners_aantal", {"count": [{"stem": "AantalInwoners", "times": 0.7}]})
    row = figures_of([card], TOPICS, [cells("WK000101")]).loc["WK000101"]
    assert (row.value, row.method) == (700, "computed")


@pytest.mark.parametrize("suffix", [5, 6, 112])
def test_the_number_of_a_column_may_differ_from_table_to_table(figures_of, indicator_card, suffix):
    rows = [{"WijkenEnBuurten": "WK000101", f"AantalInwoners_{suffix}": "1000"}]
    found = figures_of([indicator_card("inwoners_aantal", INWONERS)], [f"AantalInwoners_{suffix}"], rows)
    assert found.value.tolist() == [1000]


def test_a_column_with_another_name_in_another_year_gives_the_same_indicator(figures_of, indicator_card, source_card):
    card = indicator_card(
        "hoog_aantal",
        {"until": 2022, "count": [{"stem": "OpleidingsniveauHoog"}]},
        {"from": 2023, "count": [{"stem": "HboWo"}]},
    )
    old = [{"WijkenEnBuurten": "WK000101", "OpleidingsniveauHoog_66": "300"}]
    new = [{"WijkenEnBuurten": "WK000101", "HboWo_71": "310"}]
    later = source_card("cbs_kwb_2023", period=2023, boundary_year=2023)
    assert figures_of([card], ["OpleidingsniveauHoog_66"], old).value.tolist() == [300]
    assert figures_of([card], ["HboWo_71"], new, later).value.tolist() == [310]


def test_a_heading_chooses_between_columns_of_one_name(figures_of, indicator_card):
    card = indicator_card("totaal_aantal", {"count": [{"stem": "Totaal", "under": "Energie"}]})
    rows = [{"WijkenEnBuurten": "WK000101", "Totaal_25": "1", "Totaal_55": "2"}]
    assert figures_of([card], ["Geboorte/Totaal_25", "Energie/Totaal_55"], rows).value.tolist() == [2]


def test_a_heading_may_have_been_renamed(figures_of, indicator_card):
    column = {"stem": "Afstand", "under": ["Ziekenhuis met polikliniek", "Ziekenhuis"]}
    rows = [{"WijkenEnBuurten": "WK000101", "Afstand_9": "1.2", "Afstand_12": "3.4"}]
    card = indicator_card("ziekenhuis_km", {"value": column})
    found = figures_of([card], ["Zorg/Ziekenhuis/Afstand_9", "Zorg/Huisarts/Afstand_12"], rows)
    assert found.value.tolist() == [1.2]


SCORES = ["Score/Totaal/Onder_1", "Score/Totaal/Waarde_2", "Score/Totaal/Boven_3"]
SCORE = {name: {"stem": stem, "under": "Totaal"} for name, stem in
         {"lower": "Onder", "value": "Waarde", "upper": "Boven"}.items()}  # fmt: skip


def scored(code, lower, value, upper):
    return {"WijkenEnBuurten": code, "Onder_1": lower, "Waarde_2": value, "Boven_3": upper}


def test_bounds_may_stand_in_columns_beside_the_figure(figures_of, indicator_card):
    rows = [scored("WK000101", "-0.300", "-0.125", "0.050"), scored("WK000102", ".", ".", ".")]
    found = figures_of([indicator_card("ses_score", SCORE)], SCORES, rows)
    row = found.loc["WK000101"]
    assert (row.value, row.lower, row.upper, row.method) == (-0.125, -0.3, 0.05, "published")
    assert found.loc["WK000102", ["value", "lower", "upper"]].isna().all()
    assert figures_of.faults == []


def test_bounds_that_do_not_hold_the_figure_are_told_with_their_columns(figures_of, indicator_card):
    found = figures_of([indicator_card("ses_score", SCORE)], SCORES, [scored("WK000101", "1.0", "0.1", "2.0")])
    assert found.empty
    (fault,) = figures_of.faults
    assert "WK000101 2022: 0.1 not in 1.0 to 2.0" in fault
    assert "Check the columns Onder under 'Totaal' and Boven under 'Totaal'" in fault


LEVELS = {"1": "Laag", "2": "Middelbaar", "3": "Hoog"}
LOW = {
    "dimensions": {"Opleidingsniveau": "Laag", "Marges": "MW00000"},
    "whole": {"Opleidingsniveau": list(LEVELS.values())},
    "count": [{"stem": "Bevolking"}], "denominator": [{"stem": "Bevolking"}],
}  # fmt: skip


def levels(code, *numbers, margin=20):
    """Rows of one area with its three levels, each with bounds."""
    moved = {"MW00000": 0, "MOG0095": -margin, "MBG0095": margin}
    return [
        {"WijkenEnBuurten": code, "Opleidingsniveau": level, "Marges": bound,
         "Bevolking_2": n if n == "." else str(int(n) + by)}
        for level, n in zip(LEVELS, numbers, strict=True) for bound, by in moved.items()
    ]  # fmt: skip


def test_the_whole_may_be_the_sum_of_its_members_and_the_bounds_are_those_of_the_count(figures_of, indicator_card):
    rows = [*levels("WK000102", "40", ".", "60"), *levels("WK000101", "100", "250", "50")]
    found = figures_of([indicator_card("laag_pct", LOW)], ["Bevolking_2"], rows, members=LEVELS)
    row = found.loc["WK000101"]
    assert (row.value, row["count"], row.denominator) == (25, 100, 400)
    assert (row.lower, row.upper, row.status, row.method) == (20, 30, "ok", "computed")
    unknown = found.loc["WK000102"]
    assert unknown.status == "suppressed" and np.isnan([unknown.value, unknown.lower, unknown.upper]).all()
    assert figures_of.faults == []


def test_a_member_of_the_whole_that_is_gone_costs_the_share(figures_of, indicator_card):
    rows = [row for row in levels("WK000101", "100", "250", "50") if row["Opleidingsniveau"] != "2"]
    found = figures_of([indicator_card("laag_pct", LOW)], ["Bevolking_2"], rows, members=LEVELS)
    assert found.empty
    assert "no row has Opleidingsniveau 'Middelbaar'" in figures_of.faults[0]


def test_a_whole_is_of_a_dimension_that_is_named_and_divides(indicator_card):
    for measure in ({**LOW, "whole": {"Leeftijd": ["a", "b"]}}, {**LOW, "denominator": []}):
        with pytest.raises(ValueError, match="`whole` goes with a `denominator`, and is of a dimension in"):
            indicator_card("laag_pct", measure)


@pytest.mark.parametrize("measure", [{"value": {"stem": "A"}, "lower": {"stem": "B"}}, {
    "count": [{"stem": "A"}], "lower": {"stem": "B"}, "upper": {"stem": "C"}}])  # fmt: skip
def test_bounds_go_together_and_with_a_published_figure(indicator_card, measure):
    with pytest.raises(ValueError, match="`lower` and `upper` go together, and with `value`"):
        indicator_card("ses_score", measure)


def test_what_does_not_fit_costs_only_its_indicator_and_is_told(figures_of, indicator_card):
    wrong = [
        indicator_card("woningen_aantal", {"count": [{"stem": "Woningvoorraad"}]}),
        indicator_card("totaal_aantal", {"count": [{"stem": "Totaal"}]}),
        indicator_card("strange_aantal", {"count": [{"stem": "Raar"}]}),
        indicator_card("dimension_pct", {"value": {"stem": "Raar"}, "dimensions": {"Leeftijd": "20300"}}),
        indicator_card("same_pct", {"value": {"stem": "Raar"}, "dimensions": {"Leeftijd": "20300"}}),
        indicator_card("inwoners_aantal", INWONERS),
    ]
    topics = ["AantalInwoners_5", "Geboorte/Totaal_25", "Energie/Totaal_55", "Raar_9"]
    rows = [{"WijkenEnBuurten": "WK000101", "AantalInwoners_5": "1", "Totaal_25": "1", "Totaal_55": "2", "Raar_9": "x"}]
    assert figures_of(wrong, topics, rows).indicator.tolist() == ["inwoners_aantal"], "the rest goes on"
    assert len(figures_of.faults) == 4
    said = "\n".join(figures_of.faults)
    assert "woningen_aantal.yml in cbs_kwb_2022 (00000NED): the table has no column Woningvoorraad" in said
    assert "totaal_aantal.yml in cbs_kwb_2022 (00000NED): 2 of 2 columns fit Totaal: Totaal_25 (under Geboorte)" in said
    assert "strange_aantal.yml in cbs_kwb_2022 (00000NED), Raar_9: 1 cells are neither" in said
    assert "cbs_kwb_2022 (00000NED): has no dimension Leeftijd; it has none" in said


def test_a_column_that_is_empty_in_the_whole_table_gives_no_rows(figures_of, indicator_card):
    indicators = [indicator_card("inwoners_aantal", INWONERS), indicator_card("ouder_pct", OLDER)]
    rows = [cells("NL00", older="."), cells("WK000101", older=None)]
    assert set(figures_of(indicators, TOPICS, rows).indicator) == {"inwoners_aantal"}


def test_a_table_without_any_figure_gives_an_empty_frame(figures_of, indicator_card):
    found = figures_of([indicator_card("inwoners_aantal", INWONERS)], TOPICS, [cells("NL00", ".")])
    assert found.empty and list(found.columns) == FIGURE_COLUMNS


def test_a_measure_outside_its_years_is_not_read(figures_of, indicator_card):
    card = indicator_card("woningen_aantal", {"from": 2023, "count": [{"stem": "ErIsGeenZulkeKolom"}]})
    assert figures_of([card], TOPICS, [cells("NL00")]).empty


# ------------------------------------------------------------- periods and dimensions

LONELY = {"value": {"stem": "Eenzaam"}, "dimensions": {"Leeftijd": "20300"}}
PERIODS = {"2016JJ00": "Definitief", "2020JJ00": "Voorlopig"}


def lonely_rows():
    return [
        {"WijkenEnBuurten": "WK000101", "Leeftijd": age, "Perioden": period, "Eenzaam_28": value}
        for age, period, value in [
            ("20300", "2016JJ00", "40.1"),
            ("20300", "2020JJ00", "45.1"),
            ("80200", "2020JJ00", "50.1"),
        ]
    ]


def test_each_period_of_a_table_is_a_figure_of_its_own(figures_of, indicator_card, source_card):
    source = source_card(period=None, boundary_year=2020)
    found = figures_of([indicator_card("eenzaam_pct", LONELY)], ["Eenzaam_28"], lonely_rows(), source, periods=PERIODS)
    shown = found[["period", "boundary_year", "value", "provisional"]].to_numpy().tolist()
    assert shown == [[2016, 2020, 40.1, False], [2020, 2020, 45.1, True]]


def test_a_code_of_a_dimension_that_no_row_has_is_a_fault_and_not_an_empty_figure(
    figures_of, indicator_card, source_card
):
    card = indicator_card("eenzaam_pct", {**LONELY, "dimensions": {"Leeftijd": "2030"}})
    source = source_card(period=None, boundary_year=2020)
    assert figures_of([card], ["Eenzaam_28"], lonely_rows(), source, periods=PERIODS).empty
    said = "cbs_kwb_2022 (00000NED): no row has Leeftijd '2030'; nearest: '20300'"
    assert figures_of.faults[0] == said


# ------------------------------------------------------- members, and parts of years

HELP = {"value": {"stem": "Clienten"}}
TITLES = {"T001024": "Totaal", "A019507": "Hulp bij het huishouden", "A019508": "Verblijf en opvang"}


def help_rows(codes=tuple(TITLES), dimension="Type"):
    return [
        {"Wijken": "WK000101", dimension: code, "Perioden": "2023JJ00", "Clienten_5": str(10 * n)}
        for n, code in enumerate(codes, 1)
    ]


@pytest.mark.parametrize(
    "named", ["A019507", "Hulp bij het huishouden", "hulp bij het  huishouden;", ["Hulp thuis", "A019507"]]
)
def test_a_member_is_found_by_its_code_or_by_its_title_and_by_the_first_that_is_there(
    figures_of, indicator_card, source_card, named
):
    card = indicator_card("hulp_pct", {**HELP, "dimensions": {"Type": named}})
    found = figures_of([card], ["Clienten_5"], help_rows(), source_card(period=None), members=TITLES)
    assert found.value.tolist() == [20], figures_of.faults


def test_a_title_may_have_the_code_in_front_of_it(figures_of, indicator_card, source_card):
    card = indicator_card("inbraak_pct", {**HELP, "dimensions": {"Type": "Diefstal/inbraak woning"}})
    titles = {"0.0.0": "0.0.0 Totaal misdrijven", "1.1.1": "1.1.1 Diefstal/inbraak woning"}
    found = figures_of([card], ["Clienten_5"], help_rows(titles), source_card(period=None), members=titles)
    assert found.value.tolist() == [20], figures_of.faults


def test_a_dimension_that_was_renamed_is_found_by_either_name(figures_of, indicator_card, source_card):
    card = indicator_card("hulp_pct", {**HELP, "dimensions": {"Vormen|Type": "Verblijf en opvang"}})
    found = figures_of([card], ["Clienten_5"], help_rows(), source_card(period=None), members=TITLES)
    assert found.value.tolist() == [30], figures_of.faults


def test_a_dimension_under_a_new_name_is_known_by_its_member_and_told(figures_of, indicator_card, source_card):
    cards = [
        indicator_card("hulp_pct", {**HELP, "dimensions": {"Vormen": "Verblijf en opvang"}}),
        indicator_card("vervoer_pct", {**HELP, "dimensions": {"Vormen": "Vervoer"}}),
    ]
    found = figures_of(cards, ["Clienten_5"], help_rows(), source_card(period=None), members=TITLES)
    assert found.value.tolist() == [30]
    assert figures_of.told == [
        "cbs_kwb_2022 (00000NED): its dimension Type is read for Vormen, since it has 'Verblijf en opvang'"
    ]
    assert figures_of.faults == ["cbs_kwb_2022 (00000NED): has no dimension Vormen; it has Type, Perioden"]


def test_members_that_do_not_occur_together_are_a_fault(figures_of, indicator_card, source_card):
    rows = [{**row, "Leeftijd": age} for row, age in zip(help_rows(), ("18", "65", "65"), strict=True)]
    card = indicator_card("hulp_pct", {**HELP, "dimensions": {"Type": "Totaal", "Leeftijd": "65"}})
    assert figures_of([card], ["Clienten_5"], rows, source_card(period=None), members=TITLES).empty
    assert "no row has Leeftijd '65' beside what else the card asks for" in figures_of.faults[0]


def test_a_member_that_is_not_there_costs_its_indicator_and_names_the_nearest_titles(
    figures_of, indicator_card, source_card
):
    cards = [
        indicator_card("vervoer_pct", {**HELP, "dimensions": {"Type": "Hulp bij huishouden en vervoer"}}),
        indicator_card("totaal_pct", {**HELP, "dimensions": {"Type": "Totaal"}}),
    ]
    found = figures_of(cards, ["Clienten_5"], help_rows(), source_card(period=None), members=TITLES)
    assert found.indicator.tolist() == ["totaal_pct"]
    assert figures_of.faults == [
        "cbs_kwb_2022 (00000NED): no row has Type 'Hulp bij huishouden en vervoer'; nearest: 'Hulp bij het huishouden'"
    ]


def test_a_title_that_two_members_have_is_not_chosen_between(figures_of, indicator_card, source_card):
    card = indicator_card("hulp_pct", {**HELP, "dimensions": {"Type": "Verblijf"}})
    titles = {"T001024": "Totaal", "A019507": "Verblijf", "A019508": "Verblijf"}
    assert figures_of([card], ["Clienten_5"], help_rows(), source_card(period=None), members=titles).empty
    assert "A019507 and A019508 of its dimension Type have one title, 'Verblijf'" in figures_of.faults[0]


def test_a_dimension_of_several_members_that_no_card_names_is_a_fault(figures_of, indicator_card, source_card):
    assert figures_of([indicator_card("hulp_pct", HELP)], ["Clienten_5"], help_rows(), source_card(period=None)).empty
    said = "no card says which member of its dimension Type is meant; name one of 'A019507', 'A019508'"
    assert said in figures_of.faults[0]


PARTS = {"2023HJ01": "60", "2023HJ02": "70", "2023JJ00": "90", "2024HJ01": "65", "2024MM09": "8", "2024KW04": "9"}


def part_rows(*parts):
    return [{"Wijken": "WK000101", "Perioden": p, "Clienten_5": PARTS[p]} for p in parts or PARTS]


@pytest.mark.parametrize(
    ("wanted", "figures"),
    [
        (["JJ00"], [(2023, 90.0)]),
        (["HJ01"], [(2023, 60.0), (2024, 65.0)]),
        (["HJ02"], [(2023, 70.0)]),
        (["MM12", "KW04"], [(2024, 9.0)]),
    ],
)
def test_one_part_of_every_year_is_read_and_never_two(figures_of, indicator_card, source_card, wanted, figures):
    card = indicator_card("hulp_pct", {**HELP, "part_of_year": wanted})
    found = figures_of([card], ["Clienten_5"], part_rows(), source_card(period=None))
    assert list(zip(found.period, found.value, strict=True)) == figures


def test_a_year_that_is_not_over_has_no_figure_and_that_is_told_once(figures_of, indicator_card, source_card):
    cards = [indicator_card(f"hulp_{n}_pct", HELP) for n in (1, 2)]
    assert figures_of(cards, ["Clienten_5"], part_rows("2024HJ01"), source_card(period=None)).empty
    assert (figures_of.faults, figures_of.told) == (
        [], ["cbs_kwb_2022 (00000NED): has no whole year yet, only 2024HJ01"]
    )  # fmt: skip


def test_counts_of_half_a_year_and_of_whole_years_are_not_on_one_card(indicator_card):
    with pytest.raises(ValueError, match="counts of half a year and of whole years make no series"):
        indicator_card("hulp_pct", HELP, {**HELP, "part_of_year": ["HJ01"]})


# ------------------------------------------------------------------------- no people


def test_secret_figures_of_an_area_without_inhabitants_do_not_apply():
    figures = pd.DataFrame(
        {
            "area_code": ["WK000101", "WK000101", "WK000102", "WK000101"],
            "boundary_year": [2022, 2022, 2022, 2021],
            "value": [np.nan, 3.0, np.nan, np.nan],
            "status": ["suppressed", "ok", "suppressed", "suppressed"],
        }
    )
    register = pd.DataFrame(
        {"boundary_year": [2022, 2022, 2021], "area_code": ["WK000101", "WK000102", "WK000101"], "inwoners": [0, 10, 5]}
    )
    before = figures.copy()
    assert mark_uninhabited(figures, register).status.tolist() == ["not_applicable", "ok", "suppressed", "suppressed"]
    pd.testing.assert_frame_equal(figures, before)
