"""The index page: every report can be found, and nothing in a name can do harm."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
import time

import pytest

from wijkanalyse.errors import ReportError
from wijkanalyse.publish.index import IndexEntry, render_index

DAY = dt.date(2026, 11, 21)


def index(*entries: IndexEntry, edition: str = "openbaar", built: dt.date | None = DAY) -> str:
    return render_index(entries, edition=edition, built=built, version="0.1.0")


def wijk(code: str = "WK099511", name: str = "Zuiderveld", gemeente: str = "Waterstad", **more) -> IndexEntry:
    return IndexEntry(code=code, name=name, level="wijk", gemeente=gemeente, path=f"{gemeente}/{code}.html", **more)


def groups(html: str) -> list[str]:
    return re.findall(r"<h2[^>]*><bdi>(.*?)</bdi></h2>", html)


def names(html: str) -> list[str]:
    return re.findall(r"<a href=\"[^#\"][^\"]*\"><bdi>(.*?)</bdi></a>", html)


def test_an_entry_shows_name_code_inwoners_and_note():
    html = index(wijk(inwoners=12345, note="weinig cijfers"))
    assert (
        '<li><a href="Waterstad/WK099511.html"><bdi>Zuiderveld</bdi></a> '
        "<small>Wijk WK099511 · 12.345 inwoners · weinig cijfers</small></li>"
    ) in html


def test_an_unknown_number_of_inwoners_is_left_out_and_zero_is_shown():
    assert "inwoners" not in re.search(r"<small>.*?</small>", index(wijk()))[0]
    assert "0 inwoners" in index(wijk(inwoners=0))
    assert "1 inwoner<" in index(wijk(inwoners=1))


def test_the_page_says_edition_day_and_version():
    html = index(wijk())
    assert "Editie: openbaar" in html
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
    html = index(wijk(name=name, gemeente=name, note=name))
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
    assert '<section class="groep" id="g1" aria-labelledby="g1-kop">' in html
    assert re.search(r'<p class="leeg" id="leeg" hidden>Er is geen rapport met deze naam of code\.', html)


def test_an_index_without_reports_says_so():
    assert '<p class="leeg" id="leeg">Er zijn nog geen rapporten.</p>' in index()


def test_the_whole_country_fits_in_one_megabyte_and_is_made_in_a_second_or_two():
    entries = [
        wijk(f"WK{g:04d}{w:02d}", f"Wijk {w:02d} Buitengebied en verspreide huizen", f"Gemeente {g}", inwoners=12345)
        for g in range(340)
        for w in range(10)
    ]
    start = time.perf_counter()
    html = index(*entries)
    assert time.perf_counter() - start < 3
    assert "3.400 rapporten" in html
    assert len(html.encode()) < 1_000_000
