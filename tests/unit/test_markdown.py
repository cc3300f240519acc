"""Markdown as JupyterLab shows it, readable on paper."""

from __future__ import annotations

import pytest

from wijkanalyse.show.markdown import MissingAttachmentError, markdown_html


def html(source: str, **how) -> str:
    return markdown_html(source, **how)[0].strip()


@pytest.mark.parametrize(
    "source", ["$5 tot $10", "US$ 5 = 4 euro en 10 US$", "$HOME_DIR en $PATH", "`$a_b$`", r"\$x^2\$"]
)
def test_a_dollar_is_text(source):
    assert markdown_html(source)[1] == []


@pytest.mark.parametrize(
    "source", ["$x^2$", "$n$", "$$\nx = 1\n$$", r"\\(a\\)", r"\\[a\\]", "\\begin{align}\na\n\\end{align}"]
)
def test_a_formula_is_found(source):
    assert len(markdown_html(f"Zo: {source}")[1]) == 1


def test_checkboxes_are_signs_with_words():
    assert html("- [ ] bellen\n- [x] mailen") == (
        '<ul>\n<li><span role="img" aria-label="nog niet gedaan">☐</span> bellen</li>\n'
        '<li><span role="img" aria-label="gedaan">☑</span> mailen</li>\n</ul>'
    )


def test_strikethrough_definitions_and_bare_addresses():
    assert html("~~weg~~") == "<p><del>weg</del></p>"
    assert "<dt>wijk</dt>" in html("wijk\n: een deel van een gemeente")
    assert html("Zie http://example.org") == '<p>Zie <a href="http://example.org">http://example.org</a></p>'


def test_code_keeps_its_lines_and_scrolls_by_itself():
    assert html("```python\na < b\nc\n```") == (
        '<div class="tabel" role="region" tabindex="0" aria-label="Code"><pre><code>a &lt; b\nc\n</code></pre>\n</div>'
    )


def test_numbers_of_a_table_stand_to_the_right():
    assert '<td class="getal">1</td>' in html("|a|b|\n|--|--:|\n|x|1|")


def test_an_attachment_is_found_by_its_name_in_an_address():
    given = {"plein 1.png": {"image/png": "AA\nAA"}}
    assert html("![x](attachment:plein%201.png)", attachments=given) == (
        '<p><img src="data:image/png;base64,AAAA" alt="x" /></p>'
    )
    with pytest.raises(MissingAttachmentError, match=r"missing attachment: weg\.png"):
        markdown_html("![x](attachment:weg.png)")


def test_escaped_text_keeps_its_marks_and_no_element():
    assert html("**x** <b>y</b> & z", escape=True) == "<p><strong>x</strong> &lt;b&gt;y&lt;/b&gt; &amp; z</p>"
