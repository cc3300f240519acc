"""Themes and target groups as data: what stands in the package, and what a faulty file says."""

from __future__ import annotations

import re

import pytest
import yaml

from wijkanalyse.cards.catalogue import CARDS, load_catalogue
from wijkanalyse.errors import CatalogueError

BESTAANSZEKERHEID = {"moeite_met_rondkomen_pct", "laag_inkomen_pct", "bijstand_per_1000", "opleiding_laag_pct"}


@pytest.fixture
def themes_with(changed_cards):
    """Load a list with one theme, changed; a key with value None is left out."""

    def load(**changes):
        theme = {
            "name": "Roken", "question": "Wie rookt hier?", "counts": {"roken": ["roker_pct"]}, "people": "roker_pct",
            "people_label": "volwassenen die roken", "not_seen": "Vapen is niet gevraagd.",
        } | changes.pop("theme", {})  # fmt: skip
        content = {"themes": {"roken": {k: v for k, v in theme.items() if v is not None}}} | changes
        # Lessons and questions are about other themes too; those are no fault here.
        content = {"own_themes": sorted(set(load_catalogue().themes.ids) - {"roken"})} | content
        return load_catalogue(changed_cards(**{"themes.yml": content})).themes

    return load


def test_the_package_has_twelve_to_sixteen_themes_and_at_most_three_open_places():
    themes = load_catalogue().themes
    assert 12 <= len(themes.cards) <= 16
    assert 1 <= len(themes.open_places) <= 3


def test_bestaanszekerheid_is_a_theme_of_its_own_and_its_figures_count_nowhere_else():
    cards = load_catalogue().themes.cards
    assert set(cards["bestaanszekerheid"].figures) == BESTAANSZEKERHEID
    elsewhere = {i for c in cards.values() if c.id != "bestaanszekerheid" for i in (*c.figures, *c.context)}
    assert not BESTAANSZEKERHEID & elsewhere


def test_every_figure_and_every_construct_counts_in_one_theme():
    cards = load_catalogue().themes.cards.values()
    figures = [i for c in cards for i in c.figures]
    constructs = [name for c in cards for name in c.counts]
    assert len(figures) == len(set(figures))
    assert len(constructs) == len(set(constructs))


def test_origin_and_age_count_in_no_theme(catalogue):
    context = {i.id for i in catalogue.indicators.values() if i.better_when == "neutral"}
    assert {"migratieachtergrond_niet_westers_pct", "leeftijd_65_plus_pct"} <= context
    assert not context & {i for c in load_catalogue().themes.cards.values() for i in c.figures}


def test_the_four_target_groups_are_there_and_origin_is_context():
    targets = load_catalogue().targets
    assert list(targets) == ["kwetsbare_ouderen", "gezinnen_en_jeugd", "migratieachtergrond", "psychosociaal"]
    assert [t.id for t in targets.values() if t.is_context] == ["migratieachtergrond"]


FAULTS = [
    ({"theme": {"counts": {"roken": ["rokers_pct"]}}}, "there is no indicator 'rokers_pct' (did you mean roker_pct"),
    ({"theme": {"counts": {"roken": []}}}, "has a construct without figures"),
    ({"theme": {"counts": {}}}, "`counts`: Dictionary should have at least 1 item"),
    (
        {"theme": {"counts": {"roken": ["roker_pct", "drinker_pct"]}}},
        "roken: counts: drinker_pct is neither good nor bad; it can only be context",
    ),
    ({"theme": {"context": ["roker_pct"]}}, "roken: context: roker_pct counts already"),
    ({"theme": {"people": "overgewicht_pct"}}, "roken: people: overgewicht_pct is not one of the figures that count"),
    (
        {"theme": {"counts": {"huisarts": ["afstand_huisarts_km"]}, "people": "afstand_huisarts_km"}},
        "roken: people: afstand_huisarts_km is not a share of people",
    ),
    ({"theme": {"people_label": None}}, "`people` goes with `people_label`"),
    ({"theme": {"assets": ["wmo_per_1000"]}}, "assets: wmo_per_1000 is neither good nor bad, so it cannot go well"),
    ({"theme": {"context": ["inwoners_18_plus_aantal"]}}, "inwoners_18_plus_aantal is not shown (`shown: false`"),
    ({"theme": {"dimensions": ["geluk"]}}, "dimensions: 'geluk' does not exist; choose from lichaamsfuncties"),
    ({"theme": {"target_groups": ["ouderen"]}}, "target_groups: 'ouderen' does not exist; choose from kwetsbare_oud"),
    ({"theme": {"colour": "red"}}, "themes.yml: themes: roken: unknown key `colour`"),
    ({"open_places": [{"name": str(n), "why": "x"} for n in range(4)]}, "open_places: at most 3 stay open, got 4"),
    ({"open_places": [{"name": "x"}]}, "open place 1: key `why` is missing"),
    ({"themes": {}}, "must be a list of ids, each with its keys, got {}"),
    ({"theme_s": {}}, "themes.yml: unknown key theme_s; there are themes, together, own_themes, open_places"),
    (
        {"theme": {"counts": {"a": ["overgewicht_pct", "ernstig_overgewicht_pct", "ondergewicht_pct", "roker_pct",
                                    "normaal_gewicht_pct", "drinker_pct"]}}},
        "counts: at most 5 figures, got 6",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "message"), FAULTS)
def test_a_faulty_theme_says_what_is_wrong(themes_with, changes, message):
    with pytest.raises(CatalogueError, match=re.escape(message)):
        themes_with(**changes)


def test_a_figure_in_two_themes_is_refused_by_the_names_of_both(changed_cards):
    content = yaml.safe_load((CARDS / "themes.yml").read_text(encoding="utf-8"))
    content["themes"]["roken"]["counts"]["drinken"] = ["overmatige_drinker_pct"]
    with pytest.raises(CatalogueError, match=r"themes\.yml: overmatige_drinker_pct counts in roken and alcohol"):
        load_catalogue(changed_cards(**{"themes.yml": content}))


def test_all_faults_are_told_at_once(themes_with):
    with pytest.raises(CatalogueError) as caught:
        themes_with(theme={"context": ["a_pct", "b_pct"], "dimensions": ["geluk"]})
    assert str(caught.value).startswith("3 faults in the cards of the catalogue:\n  - themes.yml: roken: ")


def test_an_unreadable_file_is_named(changed_cards):
    with pytest.raises(CatalogueError, match=r"themes\.yml: is not readable as YAML"):
        load_catalogue(changed_cards(**{"themes.yml": "themes: ["}))


def test_a_group_that_is_context_has_no_figure_that_is_judged(changed_cards):
    target = {
        "name": "x", "tile": "x", "question": "x", "people": {"roker_pct": "x"}, "by_buurt": "roker_pct",
        "is_context": True, "not_seen": ["x"],
    }  # fmt: skip
    with pytest.raises(CatalogueError, match=r"targets\.yml: rokers: is_context: roker_pct is judged as good or bad"):
        load_catalogue(changed_cards(**{"targets.yml": {"targets": {"rokers": target}}}))
