"""What a report would lose of an output is said, and what it keeps is not."""

from __future__ import annotations

import pandas as pd
import pytest

from wijkanalyse.publish.whole import lost_in


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<div><script>draw()</script></div>", "shows <script>, which works only in a running notebook"),
        ("<iframe srcdoc='x'></iframe>", "shows <iframe>, which works only in a running notebook"),
        ("<style>td {color: red}</style><table></table>", "shows <style>, which changes how the page looks"),
        ("<h1>Kop</h1>", "shows <h1>, which is the title of the page"),
        ("<svg><defs></defs><use href='#x'/></svg>", "shows <use>, which is of a drawing that a report cannot keep"),
        ("<math><mi>x</mi></math>", "shows <math>, which is a formula"),
        ('<pre class="mermaid">a</pre>', "has a diagram of mermaid"),
        ('<a class="x" href="javascript:alert(1)">x</a>', "has a link to 'javascript:alert(1)'; a report keeps links"),
        ("<A HREF='//example.org'>x</A>", "has a link to '//example.org'"),
        ("<a href=file:///x>x</a>", "has a link to 'file:///x'"),
    ],
)
def test_what_goes_is_named(html, fault):
    assert any(f.startswith(fault) for f in lost_in(html)), list(lost_in(html))


@pytest.mark.parametrize(
    "html",
    [
        '<p>x <font color="red">y</font></p>',
        '<a href="https://x.nl">x</a> <a href="#y">y</a> <a href="bijlage.pdf">z</a> <a id="w">w</a>',
        '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>',
    ],
)
def test_what_stays_is_not(html):
    assert list(lost_in(html)) == []


def test_a_table_of_pandas_is_published_when_it_is_whole():
    assert list(lost_in(pd.DataFrame({"a": ["kort", "ook ..."]})._repr_html_())) == []


def test_a_table_that_pandas_cut_is_named_with_its_size():
    with pd.option_context("display.max_rows", 10):
        (fault,) = lost_in(pd.DataFrame({"a": range(80)})._repr_html_())
    assert "pandas left out rows or columns (80 rows × 1 columns); show it whole with show.table(" in fault
    with pd.option_context("display.max_columns", 4, "display.show_dimensions", False):
        (fault,) = lost_in(pd.DataFrame([range(40)])._repr_html_())
    assert "pandas left out rows or columns; show it whole" in fault


def test_a_text_that_pandas_cut_is_named():
    (fault,) = lost_in(
        pd.DataFrame({"a": ["Wat bewoners zeggen over het plein, de school en de winkels."]})._repr_html_()
    )
    assert "pandas cut a text short" in fault


def test_a_table_with_a_style_of_its_own_is_named():
    styler = pd.DataFrame({"a": [1]}).style.format(precision=1)
    assert any("shows <style>" in fault and "show.table" in fault for fault in lost_in(styler._repr_html_()))
