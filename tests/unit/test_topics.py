"""Columns are found by stem and heading, whatever number or year the table has."""

from __future__ import annotations

import pytest

from wijkanalyse.cards.schema import Column
from wijkanalyse.errors import RawDataError
from wijkanalyse.process.topics import find_topic, read_topics

HEADINGS = [
    {"ID": 0, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": "Bevolking"},
    {"ID": 1, "ParentID": 0, "Type": "TopicGroup", "Key": "", "Title": "Geboorte en sterfte"},
    {"ID": 2, "ParentID": None, "Type": "TopicGroup", "Key": "", "Title": "Energie"},
]


def properties(*topics):
    """DataProperties with topics as (key, id of its heading)."""
    rows = [
        {"ID": 10 + i, "ParentID": parent, "Type": "Topic", "Key": key, "Title": "x", "Unit": "km"}
        for i, (key, parent) in enumerate(topics)
    ]
    return [*HEADINGS, *rows]


def find(stem, *topics, under=None):
    return find_topic(Column(stem=stem, under=under), read_topics(properties(*topics)), "card.yml in table").key


def test_a_topic_knows_its_key_its_stem_and_the_headings_above_it():
    (topic,) = read_topics(properties(("GeboorteTotaal_25", 1)))
    assert (topic.key, topic.stem, topic.path) == (
        "GeboorteTotaal_25",
        "GeboorteTotaal",
        ("Bevolking", "Geboorte en sterfte"),
    )
    assert str(topic) == "GeboorteTotaal_25 (under Bevolking / Geboorte en sterfte)"


def test_a_topic_without_a_heading_says_so():
    assert str(read_topics(properties(("ID_1", None)))[0]) == "ID_1 (under no heading)"


@pytest.mark.parametrize(
    "key", ["AfstandTotSchool_107", "AfstandTotSchool_112", "AfstandTotSchool", "afstandtotschool_9"]
)
def test_a_column_is_found_whatever_its_number_or_capitals(key):
    assert find("AfstandTotSchool", ("AantalInwoners_5", 0), (key, None)) == key


def test_only_a_number_at_the_end_is_left_off():
    assert find("k_65JaarOfOuder", ("k_65JaarOfOuder_12", 0), ("k_45Tot65Jaar_11", 0)) == "k_65JaarOfOuder_12"


def test_a_stem_that_is_only_the_beginning_of_another_does_not_match_it():
    assert find("WmoClienten", ("WmoClienten_89", 0), ("WmoClientenRelatief_90", 0)) == "WmoClienten_89"


def test_a_heading_tells_columns_with_one_stem_apart():
    topics = [("Totaal_25", 1), ("Totaal_55", 2)]
    assert find("Totaal", *topics, under="Energie") == "Totaal_55"
    assert find("Totaal", *topics, under="Bevolking") == "Totaal_25"


def test_a_missing_column_is_named_with_what_looks_like_it_and_what_to_do():
    with pytest.raises(RawDataError) as error:
        find("AfstandTotHuisarts", ("AfstandTotHuisartsenpraktijk_106", 2), ("AantalInwoners_5", 0))
    assert str(error.value) == (
        "card.yml in table: the table has no column AfstandTotHuisarts; it does have "
        "AfstandTotHuisartsenpraktijk_106 (under Energie). Was it renamed or dropped? "
        "Set `until` on this measure of the card and add a measure with the new stem."
    )


def test_a_missing_column_that_looks_like_nothing_is_named_too():
    with pytest.raises(RawDataError, match=r"the table has no column Wachttijd\. Was it renamed or dropped\?"):
        find("Wachttijd", ("AantalInwoners_5", 0))


def test_an_ambiguous_column_is_named_with_all_that_fit():
    with pytest.raises(RawDataError) as error:
        find("Totaal", ("Totaal_25", 1), ("Totaal_55", 2))
    assert str(error.value) == (
        "card.yml in table: 2 of 2 columns fit Totaal: Totaal_25 (under Bevolking / Geboorte en sterfte); "
        "Totaal_55 (under Energie). Give the card an `under` that fits exactly one."
    )


def test_a_heading_that_fits_no_column_is_named_with_those_there_are():
    with pytest.raises(RawDataError, match=r"none of 1 columns fit Totaal under 'Wonen': Totaal_55 \(under Energie\)"):
        find("Totaal", ("Totaal_55", 2), under="Wonen")
