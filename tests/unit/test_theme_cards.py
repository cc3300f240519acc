"""Themes and target groups as data: what stands in the package, and what a faulty file says."""

from __future__ import annotations

import re

import pytest
import yaml

from wijkanalyse.cards.themes import load_targets, load_themes
from wijkanalyse.errors import CatalogueError
from wijkanalyse.paths import PACKAGE

BESTAANSZEKERHEID = {"moeite_met_rondkomen_pct", "laag_inkomen_pct", "bijstand_per_1000", "opleiding_laag_pct"}


def themes_with(tmp_path, **changes):
    """Load a file with one theme, changed; a key with value None is left out."""
    theme = {
        "name": "Roken", "question": "Wie rookt hier?", "counts": {"roken": ["roker_pct"]}, "people": "roker_pct",
        "people_label": "volwassenen die roken", "not_seen": "Vapen is niet gevraagd.",
    } | changes.pop("theme", {})  # fmt: skip
    content = {"themes": {"roken": {k: v for k, v in theme.items() if v is not None}}} | changes
    path = tmp_path / "themes.yml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return load_themes(path)


def test_the_package_has_twelve_to_sixteen_themes_and_at_most_three_open_places():
    themes = load_themes()
    assert 12 <= len(themes.cards) <= 16
    assert 1 <= len(themes.open_places) <= 3


def test_bestaanszekerheid_is_a_theme_of_its_own_and_its_figures_count_nowhere_else():
    cards = load_themes().cards
    assert set(cards["bestaanszekerheid"].figures) == BESTAANSZEKERHEID
    elsewhere = {i for c in cards.values() if c.id != "bestaanszekerheid" for i in (*c.figures, *c.context)}
    assert not BESTAANSZEKERHEID & elsewhere


def test_every_figure_and_every_construct_counts_in_one_theme():
    cards = load_themes().cards.values()
    figures = [i for c in cards for i in c.figures]
    constructs = [name for c in cards for name in c.counts]
    assert len(figures) == len(set(figures))
    assert len(constructs) == len(set(constructs))


def test_origin_and_age_count_in_no_theme(catalogue):
    context = {i.id for i in catalogue.indicators.values() if i.better_when == "neutral"}
    assert {"migratieachtergrond_niet_westers_pct", "leeftijd_65_plus_pct"} <= context
    assert not context & {i for c in load_themes().cards.values() for i in c.figures}


def test_the_four_target_groups_are_there_and_origin_is_context():
    targets = load_targets()
    assert list(targets) == ["kwetsbare_ouderen", "gezinnen_en_jeugd", "migratieachtergrond", "psychosociaal"]
    assert [t.id for t in targets.values() if t.is_context] == ["migratieachtergrond"]


FAULTS = [
    ({"theme": {"counts": {"roken": ["rokers_pct"]}}}, "roken: counts: there is no indicator 'rokers_pct'"),
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
    ({"theme": {"context": ["inwoners_18_plus_aantal"]}}, "inwoners_18_plus_aantal is only a weight and is not shown"),
    ({"theme": {"dimensions": ["geluk"]}}, "dimensions: 'geluk' does not exist; choose from lichaamsfuncties"),
    ({"theme": {"target_groups": ["ouderen"]}}, "target_groups: 'ouderen' does not exist; choose from kwetsbare_oud"),
    ({"theme": {"colour": "red"}}, "themes: roken: `colour`: Extra inputs are not permitted"),
    ({"open_places": [{"name": str(n), "why": "x"} for n in range(4)]}, "open_places: at most 3 stay open, got 4"),
    ({"open_places": [{"name": "x"}]}, "open place 1: `why`: Field required"),
    ({"themes": {}}, "must be a list of ids, each with its keys, got {}"),
    ({"theme_s": {}}, "must have only the keys themes, open_places, got theme_s, themes"),
    (
        {"theme": {"counts": {"a": ["overgewicht_pct", "ernstig_overgewicht_pct", "ondergewicht_pct", "roker_pct",
                                    "normaal_gewicht_pct", "drinker_pct"]}}},
        "counts: at most 5 figures, got 6",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "message"), FAULTS)
def test_a_faulty_theme_says_what_is_wrong(tmp_path, changes, message):
    with pytest.raises(CatalogueError, match=re.escape(message)):
        themes_with(tmp_path, **changes)


def test_a_figure_in_two_themes_is_refused_by_the_names_of_both(tmp_path):
    content = yaml.safe_load((PACKAGE / "cards" / "themes.yml").read_text(encoding="utf-8"))
    content["themes"]["roken"]["counts"]["drinken"] = ["overmatige_drinker_pct"]
    path = tmp_path / "themes.yml"
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    with pytest.raises(CatalogueError, match="overmatige_drinker_pct counts in roken and alcohol"):
        load_themes(path)


def test_all_faults_are_told_at_once(tmp_path):
    with pytest.raises(CatalogueError) as caught:
        themes_with(tmp_path, theme={"context": ["a_pct", "b_pct"], "dimensions": ["geluk"]})
    assert str(caught.value).startswith("3 faults in themes.yml:\n  - ")


def test_an_unreadable_file_is_named(tmp_path):
    path = tmp_path / "themes.yml"
    path.write_text("themes: [", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"themes\.yml: is not readable as YAML"):
        load_themes(path)


def test_a_group_that_is_context_has_no_figure_that_is_judged(tmp_path, catalogue):
    target = {
        "name": "x", "question": "x", "people": {"roker_pct": "x"}, "by_buurt": "roker_pct", "is_context": True,
        "not_seen": ["x"],
    }  # fmt: skip
    path = tmp_path / "targets.yml"
    path.write_text(yaml.safe_dump({"targets": {"rokers": target}}), encoding="utf-8")
    with pytest.raises(CatalogueError, match="rokers: is_context: roker_pct is judged as good or bad"):
        load_targets(path, catalogue)
