"""The cards that are shipped, and what the catalogue says about faulty ones."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml

from wijkanalyse.cards.catalogue import CARDS, load_catalogue
from wijkanalyse.cards.schema import Aggregation, Indicator, Measure
from wijkanalyse.errors import CatalogueError
from wijkanalyse.paths import PACKAGE

FORBIDDEN = ("significant", "slechtste", "beste wijk", "achterstand", "allochtoon", "probleemwijk", "TODO")
LONGEST_TEXT = 400

GOOD = """\
label: Rookt
unit: "%"
decimals: 1
chapter: leefstijl
theme: roken
population: Volwassenen.
definition: Aandeel volwassenen dat rookt.
why_it_matters: Daarom.
calculation: Overgenomen.
better_when: lower
estimate_type: model
measures:
  - family: rivm_gezondheid
    value: {stem: Roker}
aggregation: {rule: weighted_mean, weight: mensen_aantal}
reviewed: {by: tester, date: 2026-01-01, next: 2027-01-01}
"""

WEIGHT = (
    GOOD.replace('unit: "%"', "unit: aantal")
    .replace("value: {stem: Roker}", "count: [{stem: Mensen}]")
    .replace("{rule: weighted_mean, weight: mensen_aantal}", "{rule: sum}")
)

SOURCE = """\
title: Gezondheid
producer: GGD
catalogue: dataderden.cbs.nl
table_title: Gezondheid (?P<year>\\d{4})
wanted: {newest: 1}
licence: CC BY 4.0
citation: GGD
about: Een bron om mee te proberen.
"""


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


ROLES = {
    "people": dict.fromkeys(["all", "adults", "younger", "older"], "mensen_aantal"),
    "households_number": "mensen_aantal",
}
THEME = {"name": "Roken", "question": "Wie rookt hier?", "counts": {"roken": ["roker_pct"]}, "not_seen": "Vapen."}
TARGET = {
    "name": "x",
    "tile": "x",
    "question": "x",
    "people": {"roker_pct": "x"},
    "by_buurt": "roker_pct",
    "not_seen": ["x"],
}
LISTS = {
    "roles": ROLES,
    "themes": {"themes": {"roken": THEME}},
    "targets": {"targets": {"rokers": TARGET}},
    "breaks": [],
    "vragen": {"anders": ["Wat ziet u?"]},
}


@pytest.fixture
def folders(tmp_path: Path):
    """Writes cards and the lists that name them to a folder of their own and loads the catalogue from there."""

    def load(**cards: str):
        for folder, content in (
            ("sources", {"rivm_gezondheid": SOURCE}),
            ("indicators", {"mensen_aantal": WEIGHT, "roker_pct": GOOD, **cards}),
        ):
            (tmp_path / folder).mkdir()
            for name, text in content.items():
                (tmp_path / folder / f"{name}.yml").write_text(text, encoding="utf-8")
        for name, content in LISTS.items():
            (tmp_path / f"{name}.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
        shutil.copy(CARDS / "vocabulary.yml", tmp_path)
        return load_catalogue(tmp_path)

    return load


def texts(indicator: Indicator) -> dict[str, str]:
    """Every text of a card that a reader sees."""
    found = {
        name: getattr(indicator, name)
        for name in ("label", "population", "definition", "why_it_matters", "calculation", "note")
    }
    return {name: text for name, text in {**found, "why": indicator.aggregation.why}.items() if text}


# ------------------------------------------------------------------- shipped cards


def test_every_card_of_the_package_loads(catalogue):
    cards = {path.stem for path in (PACKAGE / "cards" / "indicators").glob("*.yml")}
    assert set(catalogue.indicators) == cards


def test_the_catalogue_shows_at_least_95_indicators(catalogue):
    assert sum(indicator.shown for indicator in catalogue.indicators.values()) >= 95


def test_every_chapter_shows_at_least_three_indicators(catalogue):
    few = {name: len(catalogue.chapter(name)) for name in catalogue.vocabulary.chapters}
    assert {name: n for name, n in few.items() if n < 3} == {}


def test_labels_are_unique_within_a_chapter(catalogue):
    for chapter in catalogue.vocabulary.chapters:
        counts = Counter(indicator.label for indicator in catalogue.chapter(chapter))
        assert [label for label, n in counts.items() if n > 1] == []


def test_places_are_unique_within_a_chapter(catalogue):
    for chapter in catalogue.vocabulary.chapters:
        counts = Counter(indicator.order for indicator in catalogue.chapter(chapter))
        assert [order for order, n in counts.items() if n > 1] == [], chapter


def test_texts_have_no_forbidden_words(catalogue):
    found = [
        f"{indicator.id}.{name}: {word}"
        for indicator in catalogue.indicators.values()
        for name, text in texts(indicator).items()
        for word in FORBIDDEN
        if word.lower() in text.lower()
    ]
    found += [
        f"caveats.{key}: {word}"
        for key, text in catalogue.vocabulary.caveats.items()
        for word in FORBIDDEN
        if word.lower() in text.lower()
    ]
    assert found == []


def test_texts_are_short_and_end_as_sentences(catalogue):
    for indicator in catalogue.indicators.values():
        for name, text in texts(indicator).items():
            assert len(text) <= LONGEST_TEXT, f"{indicator.id}.{name} has {len(text)} characters"
            if name != "label":
                assert text.endswith((".", "?")), f"{indicator.id}.{name}: {text!r}"


def test_every_indicator_explains_itself_in_its_own_words(catalogue):
    shown = [indicator for indicator in catalogue.indicators.values() if indicator.shown]
    repeated = {text: n for text, n in Counter(f"{i.population} {i.definition}" for i in shown).items() if n > 1}
    assert repeated == {}


def test_every_caveat_of_the_vocabulary_is_used_by_a_card(catalogue):
    used = {key for indicator in catalogue.indicators.values() for key in indicator.caveats}
    assert set(catalogue.vocabulary.caveats) - used == set()


def test_background_is_never_scored(catalogue):
    for indicator in catalogue.indicators.values():
        if indicator.theme in {"bevolkingsopbouw", "huishoudens"}:
            assert indicator.better_when == "neutral", indicator.id


def test_what_has_no_direction_says_that_it_is_background(catalogue):
    for indicator in catalogue.indicators.values():
        if indicator.shown:
            neutral = indicator.better_when == "neutral"
            says_so = bool(
                {"achtergrond_geen_oordeel", "indeling_vervallen", "oordeel_bij_schatting"} & set(indicator.caveats)
            )
            assert neutral == says_so, indicator.id


def test_a_figure_from_a_model_says_that_it_is_an_estimate(catalogue):
    for indicator in catalogue.indicators.values():
        if indicator.estimate_type == "model":
            assert {"modelschatting", "onzekerheid_onbekend"} <= set(indicator.caveats), indicator.id


def test_health_figures_are_weighted_by_the_age_group_they_are_about(catalogue):
    weights = {
        "20300": "inwoners_18_plus_aantal",
        "53115": "inwoners_18_64_aantal",
        "80200": "inwoners_65_plus_aantal",
    }
    health = [i for i in catalogue.indicators.values() if i.measures[0].family == "rivm_gezondheid"]
    assert len(health) >= 35
    for indicator in health:
        for measure in indicator.measures:
            assert indicator.aggregation.weight == weights[measure.dimensions["Leeftijd"]], indicator.id
            assert measure.dimensions["Marges"] == "MW00000", indicator.id
            assert ("65_plus" in indicator.id) == (measure.dimensions["Leeftijd"] == "80200"), indicator.id


@pytest.mark.parametrize("year", [2020, 2021, 2022, 2023, 2024, 2025, 2026])
@pytest.mark.parametrize("edition", [2020, 2022, 2024, 2026])
def test_an_indicator_has_one_measure_per_family_edition_and_year(catalogue, year, edition):
    for indicator in catalogue.indicators.values():
        holding = [m for m in indicator.measures if m.holds_in(year) and m.editions.has(edition)]
        families = Counter(measure.family for measure in holding)
        assert [family for family, n in families.items() if n > 1] == [], indicator.id


def test_a_stem_never_has_the_number_of_its_place_in_the_table(catalogue):
    for indicator in catalogue.indicators.values():
        for measure in indicator.measures:
            stems = [stem for column in measure.columns for stem in column.stems]
            assert [stem for stem in stems if re.search(r"_\d+$", stem)] == [], indicator.id


def test_shares_are_computed_from_counts_where_the_table_gives_counts(catalogue):
    (measure,) = catalogue.indicators["eenpersoonshuishoudens_pct"].measures
    assert [column.stem for column in measure.count] == ["Eenpersoonshuishoudens"]
    assert [column.stem for column in measure.denominator] == ["HuishoudensTotaal"]
    assert measure.per == 100


def test_a_class_is_not_aggregated_and_says_why(catalogue):
    aggregation = catalogue.indicators["stedelijkheid_klasse"].aggregation
    assert aggregation.rule == "none"
    assert "kunt u niet optellen" in aggregation.why


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"rule": "median"}, "`weight` goes with rules weighted_mean and median"),
        ({"rule": "sum", "weight": "inwoners_aantal"}, "`weight` goes with rules weighted_mean and median"),
        ({"rule": "sum", "secret_up_to": 7}, "`secret_up_to` is about the counts of rule ratio"),
        ({"rule": "none"}, "`why` goes with rule none"),
    ],
)
def test_a_rule_without_what_it_needs_is_refused(rule, said):
    with pytest.raises(ValueError, match=said):
        Aggregation(**rule)


def test_cards_are_readable_files(catalogue):
    for path in (PACKAGE / "cards" / "indicators").glob("*.yml"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert max(map(len, lines)) <= 110, path.name
        assert lines[0].startswith("label: "), path.name


def test_a_chapter_is_in_reading_order_without_the_hidden_weights(catalogue):
    chapter = catalogue.chapter("bevolking")
    assert [i.order for i in chapter] == sorted(i.order for i in chapter)
    assert chapter[0].id == "inwoners_aantal"
    assert "inwoners_18_plus_aantal" not in {i.id for i in chapter}


# ----------------------------------------------------------------------- measures


def test_a_measure_holds_from_its_first_year_until_its_last_year():
    measure = Measure(family="cbs_kwb", **{"from": 2021, "until": 2023}, value={"stem": "Gas"})
    assert [year for year in range(2019, 2026) if measure.holds_in(year)] == [2021, 2022, 2023]


def test_a_measure_without_years_always_holds():
    measure = Measure(family="cbs_kwb", value={"stem": "Gas"})
    assert measure.holds_in(1995)
    assert measure.holds_in(2040)


# ------------------------------------------------------------------------- faults


def test_good_cards_load_from_any_folder(folders):
    catalogue = folders()
    assert set(catalogue.indicators) == {"mensen_aantal", "roker_pct"}
    assert catalogue.indicators["roker_pct"].label == "Rookt"


def test_all_faults_of_all_cards_are_reported_at_once(folders):
    with pytest.raises(CatalogueError) as caught:
        folders(
            a_onbekende_sleutel_pct=GOOD + "kleur: rood\n",
            b_onbekend_thema_pct=GOOD.replace("theme: roken", "theme: tabak"),
            c_dubbele_sleutel_pct=GOOD + "label: Rookt nog steeds\n",
            d_zonder_eenheid=GOOD,
            e_zonder_gewicht_pct=GOOD.replace("mensen_aantal", "niemand_aantal"),
            f_onleesbaar_pct="label: [Rookt\n",
            g_geen_definitie_pct=GOOD.replace("definition: Aandeel volwassenen dat rookt.\n", ""),
        )
    message = str(caught.value)
    for expected in (
        "7 faults in the cards of the catalogue:",
        "a_onbekende_sleutel_pct.yml: unknown key `kleur`; remove it, or correct its name",
        "b_onbekend_thema_pct.yml: `theme`: 'tabak' is not in vocabulary.yml; choose from bevolkingsopbouw",
        "c_dubbele_sleutel_pct.yml: is not readable as YAML: key label occurs twice",
        "d_zonder_eenheid.yml: an indicator in '%' has an id that ends in _pct",
        "e_zonder_gewicht_pct.yml: aggregation.weight: there is no indicator 'niemand_aantal'; correct the name here",
        "f_onleesbaar_pct.yml: is not readable as YAML:",
        "g_geen_definitie_pct.yml: key `definition` is missing",
    ):
        assert expected in message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("chapter: leefstijl", "chapter: overig", "`chapter`: 'overig' is not in vocabulary.yml"),
        ("estimate_type: model", "estimate_type: gok", "`estimate_type`: 'gok' is not in vocabulary.yml"),
        ("decimals: 1", "decimals: 7", "`decimals`: Input should be less than or equal to 3, got 7"),
        ("better_when: lower", "better_when: minder", "`better_when`: Input should be 'higher', 'lower' or 'neutral'"),
        ("better_when: lower", "better_when: lower\ncaveats: [verzonnen]", "`caveats.0`: 'verzonnen' is not in"),
        ("family: rivm_gezondheid", "family: rivm", "there is no family 'rivm'; there are rivm_gezondheid"),
        ("value: {stem: Roker}", "value: {stem: Roker, nummer: 11}", "unknown key `measures.0.value.nummer`"),
        ("value: {stem: Roker}", "per: 100", "needs `value`, or `count` with `denominator`"),
        ("value: {stem: Roker}", "value: {stem: R}\n    denominator: [{stem: D}]", "a `denominator` without a `count`"),
        ("{rule: weighted_mean, weight: mensen_aantal}", "{rule: weighted_mean}", "`weight` goes with rule"),
        ("{rule: weighted_mean, weight: mensen_aantal}", "{rule: none}", "`why` goes with rule none"),
        ("{rule: weighted_mean, weight: mensen_aantal}", "{rule: ratio}", "aggregation by ratio needs `count`"),
        ("weight: mensen_aantal", "weight: roker_pct", "weight 'roker_pct' is not an indicator that is summed"),
        ("next: 2027-01-01", "next: 2025-01-01", "`reviewed.next` must be later than `reviewed.date`"),
        ("label: Rookt", "id: roker_pct\nlabel: Rookt", "has a key `id`; its name is the id, remove the key"),
    ],
)
def test_a_fault_names_the_card_and_says_what_was_got(folders, old, new, message):
    assert old in GOOD
    with pytest.raises(CatalogueError, match=r"^[12] faults") as caught:
        folders(fout_pct=GOOD.replace(old, new))
    assert "fout_pct.yml: " in str(caught.value)
    assert message in str(caught.value)


def test_a_card_that_is_not_a_mapping_is_named(folders):
    with pytest.raises(CatalogueError, match=r"lijst_pct\.yml: must be a list of keys and values, got list"):
        folders(lijst_pct="- Rookt\n")


def test_the_shipped_vocabulary_has_no_doubled_keys():
    text = (PACKAGE / "cards" / "vocabulary.yml").read_text(encoding="utf-8")
    keys = re.findall(r"^  (\w+):", text.split("\ncaveats:")[1].split("\ncaveats_of_year:")[0], flags=re.MULTILINE)
    assert [key for key, n in Counter(keys).items() if n > 1] == []
    assert set(keys) == set(yaml.safe_load(text)["caveats"])


def test_the_family_of_education_knows_the_title_of_its_table():
    family = load_catalogue().families["cbs_opleiding"]
    assert family.year_in("Bevolking 15 tot 75 jaar; opleidingsniveau, wijken en buurten, 2020") == 2020
    assert family.year_in("Bevolking; hoogst behaald opleidingsniveau, regio, 2020") is None
