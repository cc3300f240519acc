"""What is hidden cannot be worked out from what is shown: areas within areas, groups within a whole, editions."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from wijkanalyse.cards.catalogue import load_catalogue
from wijkanalyse.disclosure import hide_small
from wijkanalyse.process.derivable import hide_derivable

ROLES = load_catalogue().roles
AGES = ROLES.wholes[0]
AREAS = pd.DataFrame(
    [
        (year, code, f"{code}@2020")
        for year in (2020, 2022)
        for code in [
            "NL", "GM0001", "GM0002", "WK000101", "WK000102", "WK000103",
            *(f"BU00010{w}0{b}" for w in (1, 2, 3) for b in (1, 2, 3, 4)),
        ]
    ],
    columns=["boundary_year", "area_code", "area_id"],
)  # fmt: skip


def row(code, count, denominator=None, indicator="roker_pct", **more):
    per = {"pct": 100.0, "1000": 1000.0}.get(indicator.rsplit("_", 1)[-1], 1.0)
    known = denominator is not None
    value = (per * count / denominator if denominator else math.nan) if known else float(count)
    return {
        "area_code": code, "area_id": f"{code}@2020", "boundary_year": 2022, "indicator": indicator, "period": 2023,
        "value": value, "lower": math.nan, "upper": math.nan,
        "count": float(count) if known else math.nan, "denominator": float(denominator) if known else math.nan,
        "status": "ok" if not math.isnan(value) else "not_applicable", "openness": "intern", "estimate_type": "survey",
    } | more  # fmt: skip


def protect(*rows):
    figures = pd.DataFrame(rows)
    result = hide_derivable(hide_small(figures), figures, AREAS, ROLES)
    return result.set_index(["area_code", "indicator"])


def hidden(result) -> dict:
    """What is hidden and by which rule, by area, or by indicator where there is one area."""
    level = "area_code" if result.index.get_level_values(0).nunique() > 1 else "indicator"
    by = result.hidden_by[result.hidden_by != ""]
    return dict(zip(by.index.get_level_values(level), by, strict=True))


WIJK = [("BU00010101", 60, 300), ("BU00010102", 45, 200), ("BU00010103", 3, 100)]


# ------------------------------------------------------------------ areas within areas


def test_the_smallest_other_buurt_is_hidden_when_the_hidden_one_follows_from_the_wijk():
    result = protect(*(row(*r) for r in WIJK), row("WK000101", 108, 600))
    assert hidden(result) == {"BU00010103": "min_numerator", "BU00010102": "derivable"}
    taken = result.loc["BU00010102"].iloc[0]
    assert taken.status == "disclosure"
    assert taken[["value", "count", "denominator", "lower", "upper"]].isna().all()


def test_without_a_total_nothing_more_is_hidden():
    assert hidden(protect(*(row(*r) for r in WIJK))) == {"BU00010103": "min_numerator"}


def test_a_total_of_another_year_or_indicator_gives_nothing_away():
    other = [row("WK000101", 108, 600, period=2021), row("WK000101", 108, 600, indicator="eenzaam_pct")]
    assert hidden(protect(*(row(*r) for r in WIJK), *other)) == {"BU00010103": "min_numerator"}


def test_a_published_figure_beside_an_own_one_is_a_total_too():
    own = [*(row(*r) for r in WIJK), row("WK000101", 900, 2000)]
    assert hidden(protect(*own)) == {"BU00010103": "min_numerator"}, "what is left of the own total leaves room"
    published = row("WK000101", 108, 600, openness="openbaar", estimate_type="register")
    for rows in ([*own, published], [published, *own]):
        result = protect(*rows)
        assert hidden(result) == {"BU00010103": "min_numerator", "BU00010102": "derivable"}
        assert sorted(result.loc["WK000101", "count"]) == [108, 900]


def test_the_total_may_be_in_another_file_on_other_boundaries():
    result = protect(*(row(*r, boundary_year=2020) for r in WIJK), row("WK000101", 108, 600, boundary_year=2022))
    assert hidden(result) == {"BU00010103": "min_numerator", "BU00010102": "derivable"}


def test_a_hidden_wijk_is_protected_within_the_gemeente_too():
    wijken = [row("WK000101", 60, 300), row("WK000102", 4, 150), row("WK000103", 80, 400)]
    result = protect(*wijken, row("GM0001", 144, 850))
    assert hidden(result) == {"WK000102": "min_numerator", "WK000101": "derivable"}


def test_a_hidden_wijk_does_not_follow_from_its_own_buurten():
    # The wijk is hidden beside the small one; its buurten would give it away, and with it the small one.
    buurten = [row("BU00010101", 30, 150), row("BU00010102", 30, 150)]
    wijken = [row("WK000101", 60, 300), row("WK000102", 4, 150), row("WK000103", 80, 400)]
    result = protect(*buurten, *wijken, row("GM0001", 144, 850))
    by = {k: v for k, v in hidden(result).items() if v == "derivable"}
    assert "WK000103" in by or {"BU00010101", "BU00010102"} & by.keys(), by


def test_buurten_lie_in_the_gemeente_when_no_wijk_has_a_figure():
    result = protect(*(row(*r) for r in WIJK), row("GM0001", 108, 600))
    assert hidden(result) == {"BU00010103": "min_numerator", "BU00010102": "derivable"}


def test_what_is_left_of_a_total_is_protected_like_a_row():
    # Three people are left for the buurten that have no row.
    result = protect(row("BU00010101", 60, 300), row("BU00010102", 45, 200), row("WK000101", 108, 600))
    assert hidden(result) == {"BU00010102": "derivable"}


def test_a_large_remainder_protects_by_itself():
    result = protect(*(row(*r) for r in WIJK), row("WK000101", 208, 900))
    assert hidden(result) == {"BU00010103": "min_numerator"}


def test_an_absent_row_of_the_source_is_part_of_what_is_left():
    absent = row("BU00010104", 0, 0, status="suppressed")
    result = protect(row("BU00010101", 60, 300), row("BU00010102", 45, 200), absent, row("WK000101", 108, 600))
    assert hidden(result) == {"BU00010102": "derivable"}
    assert result.loc[("BU00010104", "roker_pct"), "status"] == "suppressed"


def test_two_hidden_buurten_that_leave_too_little_room_take_a_third_along():
    rows = [("BU00010101", 60, 300), ("BU00010102", 45, 200), ("BU00010103", 3, 100), ("BU00010104", 2, 90)]
    result = protect(*(row(*r) for r in rows), row("WK000101", 110, 690))
    assert hidden(result)["BU00010102"] == "derivable"


def test_who_do_not_have_it_are_protected_as_well():
    rows = [("BU00010101", 297, 300), ("BU00010102", 150, 200), ("BU00010103", 180, 240)]
    result = protect(*(row(*r) for r in rows), row("WK000101", 627, 740))
    assert hidden(result) == {"BU00010101": "small_complement", "BU00010102": "derivable"}


@pytest.mark.parametrize("indicator", ["inwoners_aantal", "bijstand_per_1000"])
def test_numbers_and_rates_are_protected(indicator):
    counts = [(c, x, None if indicator.endswith("aantal") else n) for c, x, n in [*WIJK, ("WK000101", 108, 600)]]
    result = protect(*(row(*r, indicator=indicator) for r in counts))
    assert hidden(result)["BU00010102"] == "derivable" and len(hidden(result)) == 2


def test_of_a_mean_the_people_behind_it_add_up():
    def mean(code, people):
        return row(code, 5, people, indicator="kosten_x1000_euro") | {"value": 5.0, "count": math.nan}

    result = protect(mean("BU00010101", 300), mean("BU00010102", 200), mean("BU00010103", 4), mean("WK000101", 504))
    assert hidden(result) == {"BU00010103": "min_contributors", "BU00010102": "derivable"}


def test_parts_that_pass_their_total_by_rounding_are_still_protected():
    result = protect(*(row(*r) for r in WIJK), row("WK000101", 107, 599))
    assert hidden(result) == {"BU00010103": "min_numerator", "BU00010102": "derivable"}


# ---------------------------------------------------------------- groups within a whole


def ages(*counts, code="WK000101", **more):
    return [row(code, c, 600, indicator=i, **more) for i, c in zip(AGES, counts, strict=True)]


def test_one_hidden_age_group_takes_the_smallest_other_along():
    by = hidden(protect(*ages(3, 60, 200, 237, 100)))
    assert by == {AGES[0]: "min_numerator", AGES[1]: "derivable"}


def test_an_age_group_that_is_not_in_the_file_is_protected():
    by = hidden(protect(*ages(3, 60, 200, 237, 100)[1:]))
    assert by == {AGES[1]: "derivable"}


def test_groups_of_different_people_do_not_add_up():
    rows = ages(3, 60, 200, 237, 100)
    rows[1] |= {"denominator": 500.0, "value": 12.0}
    assert hidden(protect(*rows)) == {AGES[0]: "min_numerator"}


def test_shares_rounded_to_one_decimal_leave_nobody_over():
    rows = [row("WK000101", 0, 700, indicator=i) for i in AGES]
    for line, share in zip(rows, (14.3, 14.3, 14.3, 28.5, 28.5), strict=True):
        line |= {"value": share, "count": math.nan}
    assert hidden(protect(*rows)) == {}


def test_the_young_do_not_follow_from_the_old():
    all_adults, old = row("WK000101", 63, 600), row("WK000101", 60, 200, indicator="roker_65_plus_pct")
    by = hidden(protect(all_adults, old))
    assert list(by.values()) == ["derivable"], "3 of 400 are younger than 65"


# ------------------------------------------------------------------------ who sees what


def test_open_figures_pass_unchanged_and_are_known_to_all():
    figures = pd.DataFrame(
        [*(row(*r) for r in WIJK), row("WK000101", 108, 600, openness="openbaar", estimate_type="register")]
    )
    result = hide_derivable(hide_small(figures), figures, AREAS, ROLES)
    assert result.hidden_by.tolist() == ["", "derivable", "min_numerator", ""]
    open_rows = figures.assign(openness="openbaar", estimate_type="register")
    judged = hide_small(open_rows)
    pd.testing.assert_frame_equal(hide_derivable(judged, open_rows, AREAS, ROLES), judged)


def test_what_open_figures_give_away_cannot_be_hidden():
    public = {"openness": "openbaar", "estimate_type": "register"}
    rows = [row("BU00010101", 60, 300, **public), row("BU00010102", 3, 100), row("WK000101", 63, 400, **public)]
    result = protect(*rows)
    assert hidden(result) == {"BU00010102": "min_numerator"}
    assert result.status.tolist() == ["ok", "disclosure", "ok"]


def test_a_figure_of_a_wider_edition_is_not_hidden_for_one_it_may_not_show():
    rows = [
        row("WK000101", 60, 300, openness="partners"), row("GM0001", 144, 850, openness="partners"),
        row("WK000102", 4, 150), row("WK000103", 80, 400),
    ]  # fmt: skip
    assert hidden(protect(*rows)) == {"WK000102": "min_numerator", "WK000103": "derivable"}
    partners = [r for r in rows if r["openness"] == "partners"]
    assert hidden(protect(*partners)) == {}


def test_what_partners_could_subtract_is_hidden_in_their_edition():
    rows = [
        row("WK000101", 60, 300, openness="partners"), row("WK000103", 80, 400, openness="partners"),
        row("GM0001", 144, 850, openness="partners"), row("WK000102", 4, 150),
    ]  # fmt: skip
    assert hidden(protect(*rows)) == {"WK000101": "derivable", "WK000102": "min_numerator"}


def test_nothing_own_is_nothing_done():
    figures = pd.DataFrame([row("WK000101", 3, 20, openness="openbaar", estimate_type="register")])
    judged = hide_small(figures)
    assert hide_derivable(judged, figures, AREAS, ROLES) is judged


def test_categories_as_the_build_has_them_give_the_same():
    figures = pd.DataFrame([*(row(*r) for r in WIJK), row("WK000101", 108, 600)])
    texts = ["area_code", "area_id", "indicator", "status", "openness", "estimate_type"]
    built = figures.astype(dict.fromkeys(texts, "category"))
    result = hide_derivable(hide_small(built), built, AREAS, ROLES)
    assert result.hidden_by.tolist() == ["", "derivable", "min_numerator", ""]
    assert result.status.tolist()[1] == "disclosure"


# -------------------------------------------------------------------- nobody can solve it


@st.composite
def hierarchies(draw):
    """A gemeente of a few wijken and buurten with invented counts, of which any levels and areas have a row."""
    leaves, rows = {}, []
    for wijk in range(1, draw(st.integers(1, 3)) + 1):
        for buurt in range(1, draw(st.integers(1, 4)) + 1):
            count = draw(st.one_of(st.integers(0, 12), st.integers(10, 80)))
            leaves[f"BU00010{wijk}0{buurt}"] = (
                count,
                count + draw(st.one_of(st.integers(0, 20), st.integers(20, 300))),
            )
    for wijk in sorted({"WK" + b[2:8] for b in leaves}):
        inside = [leaves[b] for b in leaves if b[2:8] == wijk[2:]]
        rows.append((wijk, *np.sum(inside, axis=0)))
    rows.append(("GM0001", *np.sum(list(leaves.values()), axis=0)))
    rows += [(b, *leaves[b]) for b in leaves]
    kept = [r for r in rows if draw(st.integers(0, 9)) > 0]
    openness = {r[0]: draw(st.sampled_from(["intern", "intern", "partners"])) for r in kept}
    return leaves, [row(*r, openness=openness[r[0]]) for r in kept]


def worked_out(leaves, shown, code, amount):
    """Lowest and highest value of a row that anyone can find who knows how areas lie in one another."""
    names = list(leaves)

    def below(area):
        return np.array([area[:2] == "GM" or b[2:].startswith(area[2:]) for b in names], dtype=float)

    nothing = np.zeros(len(names))
    known, sums = [], []
    for area, (count, rest) in shown.items():
        known += [np.r_[below(area), nothing], np.r_[nothing, below(area)]]
        sums += [count, rest]
    wanted = np.r_[below(code), nothing] if amount == 0 else np.r_[nothing, below(code)]
    ends = []
    for sign in (1, -1):
        found = linprog(sign * wanted, A_eq=np.array(known) if known else None, b_eq=sums or None, method="highs")
        assert found.status in (0, 3)
        ends.append(sign * found.fun if found.status == 0 else sign * -math.inf)
    return ends


@pytest.mark.parametrize("edition", ["partners", "intern"])
@settings(max_examples=25, deadline=None)
@given(hierarchies())
def test_no_hidden_figure_can_be_solved_from_what_an_edition_shows(edition, made):
    leaves, rows = made
    if not rows:
        return
    truth = {r["area_code"]: r for r in rows}
    result = protect(*rows).reset_index()
    visible = result[result.openness.isin(["partners", "intern"] if edition == "intern" else ["partners"])]
    shown = {
        r.area_code: (truth[r.area_code]["count"], truth[r.area_code]["denominator"] - truth[r.area_code]["count"])
        for r in visible[visible.status == "ok"].itertuples()
    }
    small = visible.area_code[(visible.hidden_by != "") & (visible.hidden_by != "derivable")]
    for code in small:
        for amount in (0, 1):
            lowest, highest = worked_out(leaves, shown, code, amount)
            true = truth[code]["count"] if amount == 0 else truth[code]["denominator"] - truth[code]["count"]
            assert lowest - 1e-6 <= true <= highest + 1e-6
            assert highest - lowest >= 10 - 1e-6, (code, lowest, highest)
            assert highest > true + 1e-6, (code, "pinned from above")
            assert lowest < true - 1e-6 or true == 0, (code, "pinned from below")


@settings(max_examples=15, deadline=None)
@given(hierarchies())
def test_a_file_for_fewer_readers_never_shows_more_to_partners(made):
    _, rows = made
    partners = [r for r in rows if r["openness"] == "partners"]
    if not partners:
        return
    alone, together = protect(*partners), protect(*rows)
    shown = together[(together.openness == "partners") & (together.status == "ok")]
    assert (alone.status.reindex(shown.index) == "ok").all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(st.integers(0, 12), st.integers(0, 90)), min_size=5, max_size=5))
def test_no_hidden_age_group_can_be_solved(counts):
    whole = sum(counts)
    if whole < 40:
        return
    rows = [row("WK000101", c, whole, indicator=i) for i, c in zip(AGES, counts, strict=True)]
    by = hidden(protect(*rows))
    shown = [c for c, i in zip(counts, AGES, strict=True) if i not in by]
    for count, name in zip(counts, AGES, strict=True):
        if by.get(name, "derivable") != "derivable" and shown:
            room = whole - sum(shown)
            assert room >= 10 and room > count, (counts, by)


# ------------------------------------------------------------------ groups that follow from each other

WEIGHTS = ("ondergewicht_pct", "normaal_gewicht_pct", "overgewicht_pct", "ernstig_overgewicht_pct")


@pytest.mark.parametrize(
    "groups",
    [
        pytest.param(dict(zip(WEIGHTS[:3], (3, 177, 120), strict=True)), id="classes of weight"),
        pytest.param({"overgewicht_pct": 120, "ernstig_overgewicht_pct": 117}, id="overweight and not severely so"),
        pytest.param(
            {"matig_of_hoog_risico_angst_depressie_pct": 90, "hoog_risico_angst_depressie_pct": 87},
            id="moderate or high, and high",
        ),
        pytest.param({"eenzaam_pct": 90, "ernstig_eenzaam_pct": 3}, id="lonely and very lonely"),
        pytest.param({"herkomst_europa_pct": 57, "herkomst_buiten_europa_pct": 240}, id="origin, with who is left"),
        pytest.param({"werknemers_pct": 298, "zelfstandigen_pct": 2}, id="employed or not"),
    ],
)
def test_groups_of_one_whole_do_not_tell_each_other(groups):
    """Of people who are known to be few, the counts that fit what is shown are 10 apart."""
    result = protect(*(row("WK000101", count, 300, indicator=name) for name, count in groups.items()))
    shown = result["count"].where(result["value"].notna(), result["value"] * result["denominator"] / 100)
    names = [name for name in groups if not math.isnan(result.value.xs(name, level="indicator").iloc[0])]
    assert len(names) <= len(groups) - 1, "something of a group of three is shown with all that it follows from"
    assert not {name for name in names if groups[name] < 5}
    if len(groups) == 2 and "werknemers_pct" not in groups:
        one, other = groups
        left = {"left": abs(groups[one] - groups[other]), "sum": 300 - sum(groups.values())}
        assert not ({one, other} <= set(names) and min(left.values()) < 5), shown


def test_an_age_group_is_what_is_left_of_all_ages_and_the_other_one():
    result = protect(
        row("WK000101", 120, 300, indicator="overgewicht_pct"),
        row("WK000101", 117, 200, indicator="overgewicht_18_64_pct"),
        row("WK000101", 3, 100, indicator="overgewicht_65_plus_pct"),
    )
    assert hidden(result)["overgewicht_65_plus_pct"]
    assert len(hidden(result)) >= 2


def test_groups_that_are_joined_through_others_are_protected_together():
    """Very lonely older people follow from the lonely ones of their age and of all ages."""
    result = protect(
        row("WK000101", 90, 300, indicator="eenzaam_pct"),
        row("WK000101", 40, 100, indicator="eenzaam_65_plus_pct"),
        row("WK000101", 30, 300, indicator="ernstig_eenzaam_pct"),
        row("WK000101", 37, 100, indicator="ernstig_eenzaam_65_plus_pct"),
    )
    assert hidden(result), "40 lonely and 37 very lonely leaves three who are a little lonely"


# --------------------------------------------------------- sets that overlap, before who sees them all

SETS = {
    "weight and age": {
        "ondergewicht_pct": "a A", "normaal_gewicht_pct": "b B", "overgewicht_pct": "c d C D",
        "ernstig_overgewicht_pct": "d D", "overgewicht_18_64_pct": "c d", "overgewicht_65_plus_pct": "C D",
    },
    "lonely and age": {
        "eenzaam_pct": "b c B C", "ernstig_eenzaam_pct": "c C", "eenzaam_65_plus_pct": "B C",
        "ernstig_eenzaam_65_plus_pct": "C",
    },
    "restrictions that go together": {
        "beperking_in_horen_pct": "b c d e", "beperking_in_zien_pct": "c d f g", "beperking_in_bewegen_pct": "d e g h",
        "een_of_meer_lichamelijke_beperkingen_pct": "b c d e f g h",
    },
    "two ways of drinking": {"drinker_pct": "b c d e", "overmatige_drinker_pct": "c d", "zware_drinker_pct": "d e"},
    "origin": {"herkomst_europa_pct": "a", "herkomst_buiten_europa_pct": "b"},
    "risk": {"matig_of_hoog_risico_angst_depressie_pct": "b c", "hoog_risico_angst_depressie_pct": "c"},
}  # fmt: skip
"""Which kinds of people each figure counts: a letter is a kind, a capital somebody of 65 and over."""
OF_EVERYBODY = "abcdefgh"


@st.composite
def overlapping(draw):
    """People of each kind, and the figures that a file has of them."""
    sets = SETS[draw(st.sampled_from(sorted(SETS)))]
    letters = sorted({k for kinds in sets.values() for k in kinds.split()} | {"a"})
    if any(k.isupper() for k in letters):
        letters = sorted({*letters, *(k.upper() for k in letters), *(k.lower() for k in letters)})
    people = {k: draw(st.one_of(st.integers(0, 6), st.integers(0, 90))) for k in letters}
    kinds = {name: set(sets[name].split()) for name in sets}
    named = draw(st.lists(st.sampled_from(sorted(sets)), min_size=2, unique=True))
    # A file has the totals of what it has; what follows through a total that it lacks is not seen.
    named = [n for n in kinds if n in named or any(kinds[n] > kinds[other] for other in named)]
    return people, {name: kinds[name] for name in named}


def whole_of(name, people):
    """Of whom a figure is a share: of an age, or of everybody."""
    ages = {"_18_64_pct": str.islower, "_65_plus_pct": str.isupper}
    inside = next((test for end, test in ages.items() if name.endswith(end)), lambda _: True)
    return [kind for kind in people if inside(kind)]


@settings(max_examples=40, deadline=None)
@given(overlapping())
def test_who_sees_sets_that_overlap_cannot_solve_a_hidden_one(made):
    """An attacker who knows which kinds of people there are, and every count and number of people that is shown."""
    people, figures = made
    if sum(people[k] for k in whole_of("x_pct", people)) < 40:
        return
    rows = {
        name: (sum(people[k] for k in kinds), sum(people[k] for k in whole_of(name, people)))
        for name, kinds in figures.items()
    }
    rows = {name: amounts for name, amounts in rows.items() if amounts[1]}
    if not rows:
        return
    result = protect(*(row("WK000101", *amounts, indicator=name) for name, amounts in rows.items()))
    by = hidden(result)
    kinds = list(people)
    lines, sums = [], []
    for name in [n for n in rows if n not in by]:
        lines += [[k in figures[name] for k in kinds], [k in whole_of(name, people) for k in kinds]]
        sums += rows[name]
    for name in [n for n, rule in by.items() if rule != "derivable"]:
        for wanted in (figures[name], [k for k in whole_of(name, people) if k not in figures[name]]):
            true = sum(people[k] for k in wanted)
            objective = np.array([k in wanted for k in kinds], dtype=float)
            ends = []
            for sign in (1, -1):
                found = linprog(
                    sign * objective,
                    A_eq=np.array(lines, dtype=float) if lines else None,
                    b_eq=sums or None,
                    method="highs",
                )
                ends.append(sign * found.fun if found.status == 0 else sign * -math.inf)
            lowest, highest = ends
            assert highest - lowest >= 10 - 1e-6, (name, true, ends, rows, by)
            nobody_left = true in (0, rows[name][1])
            assert nobody_left or lowest < true - 1e-6 < highest - 2e-6, (name, "pinned", true, ends, rows, by)


def test_who_skipped_a_question_does_not_open_a_partition():
    groups = zip(WEIGHTS[:3], ((3, 300), (177, 299), (120, 300)), strict=True)
    by = hidden(protect(*(row("WK000101", *amounts, indicator=name) for name, amounts in groups)))
    assert by == {WEIGHTS[0]: "min_numerator", WEIGHTS[2]: "derivable"}


@pytest.mark.parametrize("count", [5, 9, 30])
def test_the_bounds_of_what_is_shown_tell_no_number_that_is_not_judged(count):
    """From a share and its interval anybody can work out of how many it is: it is shown as if that were shown."""
    result = protect(row("WK000101", count, 100, lower=1.0, upper=60.0)).iloc[0]
    assert (result.hidden_by == "") == (count >= 5) and result.denominator == 100
    small = protect(row("WK000101", 4, 100, lower=1.0, upper=9.8)).iloc[0]
    assert small[["value", "lower", "upper", "count", "denominator"]].isna().all()
