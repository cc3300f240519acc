"""Columns are found by stem and heading, whatever number or year the table has."""

from __future__ import annotations

import pytest

from wijkanalyse.cards.schema import Column
from wijkanalyse.errors import RawDataError
from wijkanalyse.process.topics import Neighbours, Topic, find_topic, likely_names, read_topics

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


NOISE = [
    {"ID": 20 + n, "ParentID": 2, "Type": "Topic", "Key": f"GeluidWeg50kmU_{46 + n}", "Title": title, "Unit": "%"}
    for n, title in enumerate(["Geluid weg <50km/u", "Geluid weg > 50 km/u"])
]


@pytest.mark.parametrize(("title", "key"), [("<50km/u", "GeluidWeg50kmU_46"), (">50km/u", "GeluidWeg50kmU_47")])
def test_a_title_tells_columns_with_one_stem_and_one_heading_apart(title, key):
    column = Column(stem="GeluidWeg50kmU", under="Energie", title=title)
    assert find_topic(column, read_topics([*HEADINGS, *NOISE]), "card.yml in table").key == key


def test_columns_that_only_their_titles_tell_apart_are_named_with_that():
    with pytest.raises(RawDataError, match=r"2 of 2 columns fit .* Give the card a `title` that fits exactly one\."):
        find_topic(Column(stem="GeluidWeg50kmU"), read_topics([*HEADINGS, *NOISE]), "card.yml in table")


def test_a_missing_column_is_named_with_what_looks_like_it_and_what_to_do():
    with pytest.raises(RawDataError) as error:
        find("AfstandTotHuisarts", ("AfstandTotHuisartsenpraktijk_106", 2), ("AantalInwoners_5", 0))
    assert str(error.value) == (
        "card.yml in table: the table has no column AfstandTotHuisarts; likely now "
        "AfstandTotHuisartsenpraktijk_106 (under Energie). If one means the same, add its stem to `stem` on this "
        "measure of the card; if not, end the measure with `editions: {until: ...}`."
    )


def test_a_missing_column_that_looks_like_nothing_is_named_too():
    with pytest.raises(RawDataError, match=r"the table has no column Wachttijd\. If one means the same"):
        find("Wachttijd", ("AantalInwoners_5", 0))


def test_an_ambiguous_column_is_named_with_all_that_fit():
    with pytest.raises(RawDataError) as error:
        find("Totaal", ("Totaal_25", 1), ("Totaal_55", 2))
    assert str(error.value) == (
        "card.yml in table: 2 of 2 columns fit Totaal: Totaal_25 (under Bevolking / Geboorte en sterfte); "
        "Totaal_55 (under Energie). Give the card an `under` or a `unit` that fits exactly one."
    )


def test_a_heading_that_fits_no_column_is_named_with_those_there_are():
    with pytest.raises(RawDataError, match=r"none of 1 columns fit Totaal under 'Wonen': Totaal_55 \(under Energie\)"):
        find("Totaal", ("Totaal_55", 2), under="Wonen")


# ---------------------------------------------------------------- another edition, another stem


def topic(key, title="", path=("Wonen",), unit="%"):
    return Topic(key, key.rpartition("_")[0], path, unit, title)


def test_a_unit_tells_columns_with_one_stem_and_no_heading_apart():
    both = [topic("Bijstand_6", unit="aantal"), topic("Bijstand_10", unit="per 1 000 inwoners")]
    for unit, key in (("aantal", "Bijstand_6"), ("Per 1 000 inwoners", "Bijstand_10")):
        assert find_topic(Column(stem="Bijstand", unit=unit), both, "card.yml").key == key
    with pytest.raises(RawDataError, match="none of 2 columns fit Bijstand in 'km'"):
        find_topic(Column(stem="Bijstand", unit="km"), both, "card.yml")


WANTED = Column(stem="PercentageBewoond")
BEFORE = [topic("PercentageBewoond_38", "Percentage bewoond"), topic("PercentageOnbewoond_39", "Percentage onbewoond")]


def find_again(*topics, wanted=WANTED, before=BEFORE):
    """Find a column in an edition of which an earlier one is known."""
    neighbours = Neighbours()
    neighbours.add(before, {wanted: before[0]})
    return find_topic(wanted, topics, "card.yml in table", neighbours).key


def test_several_stems_may_be_given_in_order():
    column = Column(stem=["HboWo", "OpleidingsniveauHoog"])
    topics = [topic("OpleidingsniveauHoog_66"), topic("HboWo_70")]
    assert find_topic(column, topics, "x").key == "HboWo_70"
    assert find_topic(column, topics[:1], "x").key == "OpleidingsniveauHoog_66"


@pytest.mark.parametrize("key", ["PercentageBewoont_3", "PercentageBewond_3", "Percentage_Bewoond_3"])
def test_a_slip_of_the_pen_in_a_stem_is_read(key):
    assert find_again(topic(key), topic("PercentageOnbewoond_4")) == key


def test_a_column_with_the_same_title_unit_and_headings_is_read_whatever_its_stem():
    assert find_again(topic("BewoondeWoningen_3", "percentage  Bewoond"), topic("Onbewoond_4")) == "BewoondeWoningen_3"


def test_a_new_stem_is_known_again_in_the_year_after():
    neighbours = Neighbours()
    neighbours.add([topic("BewoondeWoningen_3")], {WANTED: topic("BewoondeWoningen_3")})
    assert find_topic(WANTED, [topic("BewoondeWoningen_5")], "x", neighbours).key == "BewoondeWoningen_5"


@pytest.mark.parametrize(
    "other",
    [
        topic("PercentageOnbewoond_3"),  # as near as a slip, and known as another figure
        topic("BewoondeWoningen_3", "Percentage bewoond", unit="aantal"),
        topic("BewoondeWoningen_3", "Percentage bewoond", path=("Bevolking",)),
    ],
)
def test_a_column_that_may_be_another_figure_is_not_read(other):
    with pytest.raises(RawDataError, match="the table has no column PercentageBewoond"):
        find_again(other)


def test_without_an_earlier_edition_a_slip_is_read_where_the_title_is_the_stem():
    """A table that is renewed in place has no other edition to compare with."""
    slip = topic("PercentageBewond_3", "Percentage bewoond")
    assert find_topic(WANTED, [slip, topic("PercentageOnbewoond_4", "x")], "x", Neighbours()) == slip
    for other in (topic("PercentageOnbewoond_3", "Percentage onbewoond"), topic("Bewoond_3", "Percentage bewoond")):
        with pytest.raises(RawDataError, match="the table has no column PercentageBewoond"):
            find_topic(WANTED, [other], "x", Neighbours())


def test_numbers_in_a_stem_are_never_a_slip():
    young, wanted = [topic("k_0Tot15Jaar_8")], Column(stem="k_0Tot15Jaar")
    with pytest.raises(RawDataError, match="the table has no column k_0Tot15Jaar"):
        find_again(topic("k_0Tot25Jaar_8"), wanted=wanted, before=young)


def test_a_column_in_another_unit_is_refused_with_both():
    with pytest.raises(RawDataError, match=r"PercentageBewoond_3 \(under Wonen\) is in 'x 1 000', and PercentageBew"):
        find_again(topic("PercentageBewoond_3", unit="x 1 000"))


def test_likely_names_are_found_by_the_words_of_stem_and_title():
    gone = Column(stem="GemiddeldElektriciteitsverbruikTotaal")
    topics = [
        topic("GemiddeldAardgasverbruik_1", "Gemiddeld aardgasverbruik"),
        topic("GemiddeldeElektriciteitslevering_2", "Gemiddelde elektriciteitslevering"),
        topic("HuishoudensTotaal_3", "Huishoudens totaal"),
    ]
    assert likely_names(gone, topics, topic("x_1", "Gemiddelde elektriciteitslevering totaal"))[0] is topics[1]
