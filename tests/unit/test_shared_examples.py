"""Examples between wijken: what goes in says nothing of the wijk, and what comes in from others is not trusted."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from wijkanalyse.cards.lessons import Example
from wijkanalyse.dialogue.area import Dialogue
from wijkanalyse.dialogue.examples import MOST_BYTES, MOST_MEMBERS, read_examples
from wijkanalyse.dialogue.files import FILES
from wijkanalyse.dialogue.folder import AreaFolder, empty_folder
from wijkanalyse.dialogue.sharing import examples_of, phase_of, write_examples
from wijkanalyse.disclosure import MIN_COUNT
from wijkanalyse.methods.reach import ROUND_COUNTS
from wijkanalyse.paths import Paths
from wijkanalyse.sections import kit, wijkplan

NOWHERE = Paths(Path())
"""The tree of a dialogue of which nothing is looked up."""
ROW = {
    "aanbod": "Samen wandelen", "interventie": "Wandelgroep", "thema": "eenzaamheid", "voor_wie": "Ouderen",
    "wat": "Elke week een uur.", "werkte": "Mensen haalden elkaar op.", "werkte_niet": "Een folder bracht niemand.",
}  # fmt: skip
REACH = {"interventie": "Wandelgroep", "thema": "eenzaamheid", "bereik_van": 30.0, "bereik_tot": 45.0}
CARD = {
    "title": "Samen koken", "themes": ["eenzaamheid"], "for_whom": "Buren", "what": "Samen koken.",
    "worked": "Men kwam terug.", "did_not_work": "Te vroeg op de dag.", "phase": "begin", "licence": "CC BY 4.0",
    "shared": "2026-11-30",
}  # fmt: skip


def folder_with(code="WK123456", name="Zonnedorp", visible=("ervaringen", "interventies"), **rows) -> AreaFolder:
    """A folder with these rows, of which an open edition may show the `visible` files."""
    empty = empty_folder(code, name)
    tables = {kind: empty.tables[kind] for kind in FILES}
    for kind, found in rows.items():
        tables[kind] = pd.DataFrame([{c: row.get(c, "") for c in FILES[kind].columns} for row in found])
    return dataclasses.replace(empty, tables=tables, visible=tuple(visible))


def shared(whole: AreaFolder, places=()) -> list[Example]:
    """What goes out of a folder: the open edition of it has only its visible files."""
    closed = {k: rows if k in whole.visible else rows[:0] for k, rows in whole.tables.items()}
    return examples_of(dataclasses.replace(whole, tables=closed), whole, places, "CC BY 4.0")


def everything_in(path) -> str:
    with zipfile.ZipFile(path) as archive:
        return path.name + "\n".join(m.filename + archive.read(m).decode() for m in archive.infolist())


@pytest.fixture
def tree(tmp_path) -> Paths:
    paths = Paths(tmp_path)
    paths.shared_examples.mkdir(parents=True)
    return paths


def put(tree: Paths, name="a.zip", **members: bytes | str) -> None:
    with zipfile.ZipFile(tree.shared_examples / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member.replace("__", "-") + ".yml", content)


def card(**changed) -> str:
    return yaml.safe_dump(CARD | changed, allow_unicode=True)


# --------------------------------------------------------------------- what goes out


def test_what_one_wijk_writes_another_reads(tree):
    (made,) = shared(folder_with(ervaringen=[ROW], interventies=[REACH]))
    write_examples(tree.shared_examples, [made])
    found, faults = read_examples(tree)
    assert faults == []
    assert [e.model_dump(exclude={"id"}) for e in found] == [made.model_dump(exclude={"id"})]
    assert found[0].reach == (25, 50), "30 to 45 people is told between round numbers"
    assert "Licentie: CC BY 4.0" in everything_in(next(tree.shared_examples.glob("*.zip")))


def test_reach_of_a_closed_file_does_not_go_along():
    (made,) = shared(folder_with(visible=("ervaringen",), ervaringen=[ROW], interventies=[REACH]))
    assert made.reach is None


def test_no_round_number_tells_a_count_that_is_never_shown():
    assert not [bound for bound in ROUND_COUNTS if 0 < bound < MIN_COUNT]


def test_few_people_in_a_text_become_a_range():
    row = ROW | {"werkte": "Van de twaalf kwamen drie gezinnen, 4 oude mensen en 25 vrijwilligers."}
    (made,) = shared(folder_with(ervaringen=[row]))
    assert made.worked == (
        "Van de twaalf kwamen minder dan 10 gezinnen, minder dan 10 oude mensen en 25 vrijwilligers."
    )


def test_a_place_is_left_out_as_it_is_written_and_common_words_stay():
    row = ROW | {"wat": "In het centrum van Centrum, bij ZONNEDORP.", "werkte": "Bel mevrouw De Vries."}
    (made,) = shared(folder_with(ervaringen=[row]), places=["Centrum"])
    assert made.what == "In het centrum van [weggelaten], bij [weggelaten]."
    assert made.worked == "Bel [weggelaten]."


WORDS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=4, max_size=12)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(lambda w: "Qx" + " ".join(w))
AMOUNTS = st.integers(1_001, 99_999)


@settings(max_examples=25, deadline=None)
@given(
    name=NAMES, organisation=NAMES, place=NAMES, code=st.from_regex(r"WK\d{6}", fullmatch=True), amount=AMOUNTS,
    between=st.sampled_from(["{}", "bij {}, en", "({})", "{}: ja", "’{}’"]), upper=st.booleans(),
)  # fmt: skip
def test_no_name_code_or_closed_amount_of_the_folder_is_in_the_zip(
    name, organisation, place, code, amount, between, upper, tmp_path_factory
):
    secrets = [name, organisation, code, str(amount)]
    said = " ".join(between.format(s.upper() if upper else s) for s in secrets) + f" {place}"
    row = {key: value if key in ("thema", "interventie") else f"{value} {said}" for key, value in ROW.items()}
    whole = folder_with(
        code, name, ("ervaringen",), ervaringen=[row], sociale_kaart=[{"organisatie": organisation}],
        interventies=[REACH | {"doelgroep_van": float(amount)}],
    )  # fmt: skip
    path = write_examples(tmp_path_factory.mktemp("delen"), shared(whole, [place]))
    text = " ".join(everything_in(path).split()).casefold()
    for secret in (*secrets, place):
        assert secret.casefold() not in text, secret


@pytest.mark.parametrize(
    ("rows", "phase"),
    [
        ({}, "begin"),
        ({"stembriefjes": [{"stem": "1"}]}, "gekozen"),
        ({"stembriefjes": [{"stem": "1"}], "doelen": [{"doel": "1"}]}, "doelen"),
        ({"doelen": [{"doel": "1"}], "acties": [{"stand": "open"}]}, "doelen"),
        ({"acties": [{"stand": "open"}, {"stand": "bezig"}]}, "bezig"),
        ({"acties": [{"stand": "klaar"}, {"stand": "bezig"}]}, "klaar"),
    ],
)
def test_how_far_a_wijk_is_follows_from_its_folder(rows, phase):
    assert phase_of(folder_with(**rows)) == phase


# ---------------------------------------------------------------------- what comes in


def test_one_bad_example_harms_only_itself_and_is_named(tree):
    put(tree, voorbeeld__1=card(), voorbeeld__2=card(title=""), voorbeeld__3=card(titel="x"), voorbeeld__4="- los")
    (tree.shared_examples / "b.zip").write_bytes(b"PK geen zip")
    found, faults = read_examples(tree)
    assert [e.title for e in found] == ["Samen koken"]
    told = "\n".join(faults)
    for expected in (
        "a.zip: voorbeeld-2.yml: `title`", "voorbeeld-3.yml: unknown key `titel`",
        "voorbeeld-4.yml: must be a list of keys and values", "b.zip: is not readable as a zip file",
    ):  # fmt: skip
        assert expected in told
    assert len(faults) == 4


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("a: &x [1]\nb: *x\n", "an anchor"),
        ("a: !!python/object:os.system x\n", "the tag"),
        ("a: " + "[" * 5000, "nested too deep"),
        (b"\xff\xfe", "not readable as a card"),
        ("title: " + "x" * MOST_BYTES, "larger than"),
        (card(reach=[50, 25]), "the smaller first"),
        (card(licence="alle rechten"), "licence"),
        (card(themes=["<script>"]), "themes"),
        (card(what="x" * 1001), "what"),
    ],
)
def test_what_an_example_may_not_be(tree, content, why):
    put(tree, voorbeeld__1=content)
    found, faults = read_examples(tree)
    assert found == []
    assert why in faults[0]


@pytest.mark.parametrize("name", ["../../etc/voorbeeld-1.yml", "/voorbeeld-1.yml", "map/voorbeeld-1.yml", "a\x1b[31m"])
def test_a_path_in_a_zip_leads_nowhere(tree, name):
    with zipfile.ZipFile(tree.shared_examples / "a.zip", "w") as archive:
        archive.writestr(name, card())
    before = sorted(tree.root.rglob("*"))
    found, faults = read_examples(tree)
    assert found == []
    assert "is not an example (voorbeeld-1.yml)" in faults[0]
    assert "\x1b" not in faults[0]
    assert sorted(tree.root.rglob("*")) == before


def test_a_zip_of_too_many_files_or_a_lying_size_is_refused(tree):
    put(tree, "veel.zip", **{f"voorbeeld__{n}": card() for n in range(MOST_MEMBERS + 1)})
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("voorbeeld-1.yml", "a" * 5_000_000)
    raw = bytearray(memory.getvalue())
    directory = raw.index(b"PK\x01\x02")
    raw[directory + 24 : directory + 28] = (100).to_bytes(4, "little")  # it says that it is small
    (tree.shared_examples / "liegt.zip").write_bytes(raw)
    found, faults = read_examples(tree)
    assert found == []
    assert len(faults) == 2


def test_the_same_example_is_read_once_and_what_points_at_a_person_is_left_out(tree):
    text = card(worked="Bel dokter Jansen, 06-12345678.")
    put(tree, "a.zip", voorbeeld__1=text)
    put(tree, "b.zip", voorbeeld__1=text)
    (found,), faults = read_examples(tree)
    assert faults == []
    assert not re.search("Jansen|0612345678|06-", found.worked)


# --------------------------------------------------------------------- where it stands


def example_with(**changed) -> Example:
    return Example(**CARD | {"id": f"a/{changed}", "shared": dt.date(2026, 11, 30)} | changed)


def test_an_example_stands_where_its_theme_is_chosen_and_with_wijken_that_are_as_far(catalogue):
    examples = (
        example_with(title="Verder weg", phase="klaar"),
        example_with(title="Even ver", phase="doelen"),
        example_with(title="Ander thema", phase="doelen", themes=["roken"]),
        example_with(title="Geen van beide", phase="klaar", themes=["roken"]),
    )
    folder = folder_with(
        doelen=[{"doel": "1", "thema": "eenzaamheid"}], themas=[{"thema": "eenzaamheid", "naam": "Eenzaamheid"}]
    )
    dialogue = Dialogue(None, folder, catalogue, NOWHERE, examples)
    for shown in (wijkplan.lessons(dialogue).html, kit.elsewhere(dialogue).html):
        titles = [t.strip() for t in re.findall("<h4>([^<]+)", shown)]
        assert titles[0] == "Even ver"
        assert "Geen van beide" not in titles
        assert {"Verder weg", "Ander thema"} <= set(titles)
    assert kit.elsewhere(Dialogue(None, folder, catalogue, NOWHERE)).html == ""


def test_a_foreign_text_stays_a_text(catalogue):
    example = example_with(what="<b>vet</b><script>1</script>", phase="begin")
    html = kit.elsewhere(Dialogue(None, folder_with(), catalogue, NOWHERE, (example,))).html
    assert "&lt;script&gt;" in html
    assert "<b>vet" not in html
