"""The index page: every report can be found, and nothing in a name can do harm."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
import time

import pytest
from shapely import Polygon

from wijkanalyse.errors import ReportError
from wijkanalyse.publish.index import MOST_WRITTEN, render_index
from wijkanalyse.publish.index_entry import DocumentLink, IndexEntry, entry_from_receipt
from wijkanalyse.publish.index_map import Shape, labels_of, place, shapes_of, view_of
from wijkanalyse.publish.summary import KeyFigure

DAY = dt.date(2026, 11, 21)


def index(*entries: IndexEntry, edition: str = "openbaar", built: dt.date | None = DAY, **more) -> str:
    return render_index(entries, edition=edition, built=built, version="0.1.0", **more)


def wijk(code: str = "WK099511", name: str = "Zuiderveld", gemeente: str = "Waterstad", **more) -> IndexEntry:
    return IndexEntry(code=code, name=name, level="wijk", gemeente=gemeente, path=f"{gemeente}/{code}.html", **more)


def groups(html: str) -> list[str]:
    return re.findall(r"<h2[^>]*><bdi>(.*?)</bdi></h2>", html)


def names(html: str) -> list[str]:
    return re.findall(r"<a href=\"[^#\"][^\"]*\">(?:<bdi>)?(.*?)(?:</bdi>)?</a>", html)


def rows(html: str) -> list[str]:
    """The rows as a reader without a script sees them."""
    items = re.findall(r"<li[^>]*>(<a .*)", html)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", item)).strip() for item in items]


CHAPTERS = dict.fromkeys(
    ["gezondheid", "welbevinden", "leefstijl", "zorg", "bestaan", "wonen", "voorzieningen"], "1 0 3 2 1 5"
)
FIGURES = {
    "inwoners_aantal": KeyFigure(12345, 2024),
    "leeftijd_65_plus_pct": KeyFigure(20.4, 2022),
    "inkomen_per_inwoner_x1000_euro": KeyFigure(27.8, 2021),
}


def test_an_entry_shows_name_code_and_inwoners():
    html = index(wijk(inwoners=12345))
    assert (
        '<li><a href="Waterstad/WK099511.html">Zuiderveld</a> <small>WK099511</small> <b>12.345 <i>inwoners</i></b>'
    ) in html


def test_an_unknown_number_of_inwoners_is_left_out_and_zero_is_shown():
    assert rows(index(wijk())) == ["Zuiderveld WK099511"]
    assert rows(index(wijk(inwoners=0))) == ["Zuiderveld WK099511 · onbewoond 0 inwoners"]
    assert rows(index(wijk(inwoners=1))) == ["Zuiderveld WK099511 · weinig inwoners 1 inwoner"]


def test_key_figures_have_their_year_where_it_is_not_the_usual_one():
    other = FIGURES | {"leeftijd_65_plus_pct": KeyFigure(9.5, 2020)}
    html = index(*(wijk(f"WK{i}", f"Wijk {i}", figures=FIGURES) for i in (1, 2)), wijk("WK3", "Wijk 3", figures=other))
    assert rows(html) == [
        "Wijk 1 WK1 12.345 inwoners 20,4% 65-plus 27.800 euro inkomen",
        "Wijk 2 WK2 12.345 inwoners 20,4% 65-plus 27.800 euro inkomen",
        "Wijk 3 WK3 12.345 inwoners 9,5% 65-plus (2020) 27.800 euro inkomen",
    ]
    assert "Jaar van de cijfers: inwoners 2024, 65-plus 2022, inkomen per inwoner 2021." in html


def test_a_key_figure_of_a_part_of_the_area_says_so():
    partly = FIGURES | {"leeftijd_65_plus_pct": KeyFigure(20.4, 2022, known=84)}
    assert "20,4% 65-plus (bekend voor 84%)" in rows(index(wijk(figures=partly)))[0]


def test_an_absent_key_figure_says_why_and_is_never_zero():
    absent = {name: KeyFigure(status="suppressed") for name in FIGURES}
    assert rows(index(wijk(figures=absent, inwoners=12))) == [
        "Zuiderveld WK099511 inwoners: onbekend: de bron geeft dit cijfer niet "
        "65-plus: onbekend: de bron geeft dit cijfer niet inkomen: onbekend: de bron geeft dit cijfer niet"
    ]


def test_a_composite_area_shows_where_it_lies_and_not_the_name_of_its_file():
    area = IndexEntry("velp-en-rozendaal", "Velp", "samengesteld", "Rheden en Rozendaal", "s/velp.html", 20205)
    assert rows(index(area)) == ["Velp in Rheden en Rozendaal 20.205 inwoners"]


def test_judgements_stand_in_a_row_as_a_digit_per_state_and_theme_and_there_is_no_sum_over_themes():
    html = index(
        wijk("WK1", chapters={"wonen": "1 0 2 10 0 3", "gezondheid": "0 3 12 0 1 0"}),
        wijk("WK2", chapters={"wonen": "40 0 0 0 0 0"}),
        wijk("WK3"),
    )
    assert re.findall(r'<li data-o="(.*?)"', html) == ["03c010102a03.", "000000z00000."]
    assert re.findall(r'data-thema="(.*?)"', html) == ["Gezondheid", "Wonen en omgeving"]
    assert "geen score en geen rangorde" in html


def test_the_list_can_be_ordered_by_name_gemeente_and_inwoners_and_by_nothing_else():
    html = index(wijk(figures=FIGURES, chapters={"wonen": "1 0 2 10 0 0"}))
    orders = re.search(r'<select id="volgorde">(.*?)</select>', html)[1]
    assert re.findall(r">([^<]+)</option>", orders) == ["Gemeente en naam", "Naam", "Aantal inwoners"]


def test_every_group_has_an_address_of_its_own():
    html = index(*(wijk(f"WK{i}", gemeente=name) for i, name in enumerate(["Súd", "Sud", "&&", "??"])))
    assert sorted(re.findall(r'<section class="groep" id="(.*?)"', html)) == [
        "g-groep",
        "g-groep--2",
        "g-sud",
        "g-sud--2",
    ]


def test_the_page_says_edition_day_and_version():
    html = index(wijk())
    assert "Voor iedereen" in html
    assert 'Gemaakt met wijkanalyse 0.1.0 op <time datetime="2026-11-21">21 november 2026</time>.' in html
    assert "<time" not in index(wijk(), built=None)
    assert "Deel dit rapport alleen met de partners" not in html
    assert "Dit rapport is alleen voor intern gebruik." in index(wijk(), edition="intern")


def test_wijken_stand_under_their_gemeente_and_composite_areas_apart():
    html = index(
        wijk("WK2", "Noord", "Zwolle"),
        wijk("WK1", "Zuid", "'s-Gravenhage"),
        IndexEntry("reeshof", "Reeshof", "samengesteld", "Tilburg", "gebieden/reeshof.html"),
        IndexEntry("NL00", "Nederland", "land", None, "nl.html"),
        IndexEntry("GM0193", "Zwolle", "gemeente", "Zwolle", "Zwolle/GM0193.html"),
    )
    assert groups(html) == ["Heel Nederland", "Samengestelde gebieden", "&#39;s-Gravenhage", "Zwolle"]
    assert names(html) == ["Nederland", "Reeshof", "Zuid", "Zwolle", "Noord"]


def test_names_are_sorted_as_a_reader_looks_for_them():
    html = index(wijk("WK3", "Wijk 10"), wijk("WK2", "Wijk 2"), wijk("WK1", "Élan"), wijk("WK4", "Zuid"))
    assert names(html) == ["Élan", "Wijk 2", "Wijk 10", "Zuid"]


def test_the_order_of_the_entries_does_not_matter():
    entries = [wijk(f"WK{i}", f"Wijk {i}", f"Gemeente {i % 3}") for i in range(20)]
    assert index(*entries) == index(*reversed(entries))


def test_a_hostile_name_is_only_text():
    name = '<script>alert("x")</script>\u202e'
    html = index(wijk(name=name, gemeente=name))
    assert html.count("<script>") == 1  # its own
    assert "alert(" not in html.replace("&lt;script&gt;alert(", "")


def test_a_path_is_quoted_and_may_not_lead_elsewhere():
    odd = IndexEntry("WK1", "Zuid", "wijk", "Súdwest-Fryslân", 'Súdwest "x" #1/javascript:a.html')
    assert 'href="S%C3%BAdwest%20%22x%22%20%231/javascript%3Aa.html"' in index(odd)
    for path in ("/etc/x.html", "../x.html", "a\\b.html", ""):
        with pytest.raises(ReportError, match="give it from the folder of the index, with forward slashes"):
            index(IndexEntry("WK1", "Zuid", "wijk", "Zwolle", path))


def test_an_unknown_level_or_edition_is_refused():
    with pytest.raises(ReportError, match="has level 'dorp' on the index; choose from buurt, wijk"):
        index(IndexEntry("D1", "Dorp", "dorp", None, "d.html"))
    with pytest.raises(ReportError, match="Edition 'geheim' does not exist; choose from openbaar, partners, intern"):
        index(wijk(), edition="geheim")


def test_the_policy_allows_exactly_the_script_of_the_page():
    html = index(wijk())
    script = re.search(r"<script>(.*?)</script>", html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', html)[1].replace("&#39;", "'")
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"@import|url\(|https?:", html)


def test_without_a_script_the_list_is_there_and_the_search_is_not():
    html = index(wijk())
    assert '<div class="zoek" id="zoek" role="search" hidden>' in html
    assert '<section class="groep" id="g-waterstad" aria-labelledby="g-waterstad-kop">' in html
    assert re.search(r'<p class="leeg" id="leeg" hidden>Er is geen rapport met deze naam of code\.', html)


def test_an_index_without_reports_says_so():
    assert '<p class="leeg" id="leeg">Er zijn nog geen rapporten.</p>' in index()


def test_the_whole_country_fits_in_one_megabyte_and_is_made_in_a_second_or_two():
    entries = [
        wijk(
            f"WK{g:04d}{w:02d}",
            f"Wijk {w:02d} Buitengebied en verspreide huizen",
            f"Gemeente {g}",
            inwoners=12345,
            figures=FIGURES,
            chapters=CHAPTERS,
            point=f"{4 + g / 200:.4f} 52.{w}",
        )
        for g in range(340)
        for w in range(10)
    ]
    index(entries[0])  # cards and template are read once
    start = time.process_time()  # not the clock on the wall: other tests run at the same time
    html = index(*entries)
    assert time.process_time() - start < 5
    assert "3.400 rapporten" in html
    assert len(html.encode()) < 1_000_000


# ------------------------------------------------------------------------------- links


def links(code: str, *labels: str) -> list[DocumentLink]:
    return [
        DocumentLink(code, f"Wijk ({x})", x, "Stukken", f"Waterstad/{code}-{n}.pdf", is_file=x != "bijeenkomst")
        for n, x in enumerate(labels)
    ]


def test_what_readers_begin_with_stands_in_sight_and_the_rest_is_folded_with_a_count():
    made = links("WK099511", "PDF", "samenvatting", "dia’s", "voor bewoners")
    assert rows(index(wijk(), documents=made)) == [
        "Zuiderveld WK099511 · voor bewoners · samenvatting2 bestanden PDF dia’s"
    ]
    assert rows(index(wijk(), documents=made[:2])) == ["Zuiderveld WK099511 · samenvatting · PDF"]


def test_residents_and_partners_begin_with_something_else_and_only_with_what_is_there():
    made = links("WK099511", "PDF", "samenvatting", "bijeenkomst")
    said = {
        edition: re.findall(r"<li><strong>(.*?)</strong>", render_index(
            [wijk()], edition=edition, built=None, version="1", documents=made))
        for edition in ("openbaar", "partners", "intern")
    }  # fmt: skip
    name = "de naam van een gebied"
    assert said == {
        "openbaar": ["samenvatting", name], "partners": ["bijeenkomst", name], "intern": ["bijeenkomst", name]
    }  # fmt: skip
    assert "Waar begint u?" not in index(wijk(), documents=links("WK099511", "PDF"))


def test_files_of_areas_without_a_report_are_folded_above_the_list():
    html = index(wijk(), documents=links("kern", "bijeenkomst", "bijeenkomst, PDF"))
    assert re.search(r'Stukken: <a href="[^"]+-0.pdf"><bdi>Wijk \(bijeenkomst\)</bdi></a>\.</p>', html)
    assert re.search(r'<summary>1 bestand</summary> <a href="[^"]+-1.pdf">', html)


def test_a_long_list_has_its_links_in_short():
    entries = [wijk(f"WK{i:06d}", f"Wijk {i}") for i in range(MOST_WRITTEN // 3 + 1)]
    made = [
        DocumentLink(e.code, "", label, "", e.path.replace(".html", ending))
        for e in entries
        for label, ending in {"PDF": ".pdf", "samenvatting": "-samenvatting.pdf", "dia’s": "-presentatie.html"}.items()
    ]
    html, bare = index(*entries, documents=made), index(*entries)
    assert html.count('data-b="0 1 2"') == len(entries)
    assert 'data-links="samenvatting=*-samenvatting.pdf\nPDF=*.pdf\ndia’s=*-presentatie.html" data-eerst="1"' in html
    assert (len(html.encode()) - len(bare.encode())) / len(entries) < 20, "bytes a row"


# ----------------------------------------------------------------------------- receipt


RECORD = {
    "code": "WK1", "name": "Noord", "level": "wijk", "gemeente": "Waterstad", "path": "w/WK1.html", "inwoners": 40,
    "boundary_year": 2022,
}  # fmt: skip


def test_an_entry_is_read_from_the_receipt_with_or_without_a_summary():
    assert rows(index(entry_from_receipt(RECORD))) == ["Noord WK1 · weinig inwoners 40 inwoners"]
    summary = {
        "figures": {"inwoners_aantal": "1205 in 2024", "leeftijd_65_plus_pct": "too_small"},
        "chapters": {"wonen": "1 0 2 3 0 4"},
        "point": "5.2 52.6",
    }
    html = index(entry_from_receipt(RECORD | {"summary": summary}))
    assert rows(html) == [
        "Noord WK1 1.205 inwoners 65-plus: onbekend: de groep is te klein "
        "inkomen: onbekend: de bron geeft dit hier niet"
    ]
    assert '<li data-o="102304.0y20rs">' in html


# --------------------------------------------------------------------------------- map


def square(west: float, south: float, size: float = 0.1) -> Polygon:
    return Polygon([(west, south), (west + size, south), (west + size, south + size), (west, south + size)])


def test_gemeenten_lie_on_the_canvas_in_whole_numbers_with_north_above():
    shapes = shapes_of({"Noord": square(5, 52.1), "Zuid": square(5, 52.0), "Leeg": Polygon()})
    assert list(shapes) == ["Noord", "Zuid"]
    assert shapes["Noord"].box[3] == shapes["Zuid"].box[1], "neighbours share a border"
    assert re.fullmatch(r"M\d+ \d+l[-\d ]+z", shapes["Noord"].path)
    x, y = place("5.05 52.15")
    left, top, right, bottom = shapes["Noord"].box
    assert left < x < right and top < y < bottom
    assert shapes_of({}) == {} and place("") is None


def test_the_map_shows_the_gemeenten_with_a_margin_and_the_whole_country_when_they_lie_far_apart():
    one, other = Shape("", (100, 200, 300, 260), (150, 230)), Shape("", (100, 2500, 200, 2600), (150, 2550))
    assert view_of([one]) == (94, 194, 212, 72)
    left, top, width, height = view_of([one, other])
    assert left < 100 and top < 60 and left + width > 2450 and top + height > 2850


def test_no_name_on_the_map_lies_over_another():
    near = {f"Gemeente {i}": Shape("", (500 + i, 500, 600 + i, 600), (550 + i, 550)) for i in range(4)}
    labels = labels_of(near, 20, (0, 0, 1000, 1000))
    assert [label["y"] for label in labels] == [493, 621], "one above, one below, and no place for more"


def test_the_map_links_each_gemeente_to_its_place_in_the_list():
    name = "Water<stad"
    html = render_index(
        [wijk(gemeente=name), wijk("WK2", gemeente="Zonder kaart")],
        edition="openbaar", built=None, version="0", outlines=shapes_of({name: square(5, 52)}),
    )  # fmt: skip
    assert '<a href="#g-water-stad" aria-label="Water&lt;stad: 1 rapport"><path d="M' in html
    assert html.count('<a href="#g-') == 1
    assert "Grenzen: Kadaster en CBS." in html
    assert 'id="kaart"' not in index(wijk())
