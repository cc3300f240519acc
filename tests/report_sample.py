"""A made-up executed notebook with everything a report can hold, for tests of the exporter and the style."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

IDENTITY_MIME = "application/vnd.wijkanalyse+json"

IDENTITY: dict[str, Any] = {
    "area_code": "WK099511",
    "area_name": "Zuiderveld",
    "area_level": "wijk",
    "gemeente_name": "Waterstad",
    "boundary_year": 2022,
    "edition": "openbaar",
    "sources": [
        {
            "citation": "CBS, Kerncijfers wijken en buurten 2022 (tabel 85318NED)",
            "modified": "2024-11-21T02:00:00",
            "licence": "CC BY 4.0",
        },
        {
            "citation": "RIVM, GGD'en en CBS, Gezondheid per wijk en buurt 2022 (tabel 50120NED)",
            "modified": "2023-11-15",
            "licence": "CC BY 4.0",
        },
    ],
    "version": "0.1.0",
    "built": "2026-11-21",
}

LABELS = {
    "Gezondheid": [
        "Ervaren gezondheid goed of zeer goed",
        "Een of meer langdurige aandoeningen",
        "Beperkt vanwege gezondheid",
        "Ernstig beperkt vanwege gezondheid",
        "Moeite met horen, zien of bewegen",
        "Moeite met bewegen",
    ],
    "Welbevinden": [
        "Eenzaam",
        "Ernstig of zeer ernstig eenzaam",
        "Emotioneel eenzaam",
        "Sociaal eenzaam",
        "Psychische klachten",
        "Heel veel stress in de afgelopen vier weken",
        "Hoog risico op een angststoornis of depressie",
        "(Zeer) laag gevoel van regie over eigen leven",
        "Mist emotionele steun",
        "Mantelzorger",
        "Vrijwilligerswerk",
        "Veerkracht laag",
    ],
    "Inkomen, werk en opleiding": [
        "Gemiddeld inkomen per inwoner",
        "Huishoudens met een laag inkomen",
        "Huishoudens onder of rond het sociaal minimum",
        "Personen met een bijstandsuitkering",
        "Personen met een arbeidsongeschiktheidsuitkering",
    ],
}


def identity_output(**changes: Any) -> NotebookNode:
    """The output that says which area the notebook is about."""
    bundle = {IDENTITY_MIME: {**IDENTITY, **changes}, "text/plain": "Zuiderveld (WK099511)"}
    return new_output("display_data", data=bundle)


def html_output(html: str) -> NotebookNode:
    return new_output("execute_result", data={"text/html": html, "text/plain": "…"}, execution_count=1)


def code(*outputs: NotebookNode, tags: tuple[str, ...] = ()) -> NotebookNode:
    """A code cell that has run, with these outputs."""
    metadata = {"tags": list(tags)} if tags else {}
    return new_code_cell("secret_call(gebied)", outputs=list(outputs), execution_count=1, metadata=metadata)


def notebook(*cells: NotebookNode, identity: NotebookNode | None = None) -> NotebookNode:
    """An executed notebook with a valid identity and these cells."""
    return new_notebook(cells=[code(identity or identity_output()), *cells])


def position_mark(percentile: int) -> str:
    """Where the wijk stands among all Dutch wijken."""
    words = f"Hoger dan {percentile} van de 100 wijken"
    return (
        f'<svg class="positie" viewBox="0 0 100 12" role="img" aria-label="{words}">'
        '<rect class="band-buiten" x="0" y="3" width="100" height="6"/>'
        '<rect class="band-midden" x="25" y="3" width="50" height="6"/>'
        '<line class="mediaan" x1="50" x2="50" y1="1" y2="11"/>'
        f'<circle class="punt" cx="{percentile}" cy="6" r="5"/></svg>'
    )


def figures_table(chapter: str) -> str:
    """A table as the table helper makes them, one row without a figure."""
    caption = f"{chapter}: Zuiderveld"
    rows = []
    for i, label in enumerate(LABELS[chapter]):
        wijk = 8 + (37 * (i + 3)) % 61
        percentile = (wijk * 7) % 97 + 1
        cells = [f"{value},{i % 10} <small>%</small>" for value in (wijk, wijk - 3, wijk - 4)]
        place = f"{position_mark(percentile)} <small>hoger dan {percentile} van de 100 wijken</small>"
        if i == 4:
            cells[0], place = '<span class="afwezig">onbekend: de bron geeft dit cijfer niet</span>', ""
        row = "".join(
            f'<td class="getal">{cell}</td>' for cell in (*cells, place, "2022 <small>RIVM, GGD’en, CBS</small>")
        )
        kind = ' <span class="schatting">schatting</span>' if i % 2 else ""
        rows.append(f'<tr><th scope="row"><a href="#{_explained(label)}">{escape(label)}</a>{kind}</th>{row}</tr>')
    heads = ("Zuiderveld", "Waterstad", "Nederland", "Plaats tussen de wijken van Nederland", "Jaar en bron")
    head = '<th scope="col">Cijfer</th>' + "".join(f'<th scope="col" class="getal">{h}</th>' for h in heads)
    csv = quote("onderwerp;wijk\r\n" + "".join(f"{label};12,3\r\n" for label in LABELS[chapter]))
    return (
        f'<div class="tabel" role="region" tabindex="0" aria-label="{escape(caption)}"><table class="cijfers">'
        f"<caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table></div>"
        '<ul class="noot"><li><strong>onbekend: de bron geeft dit cijfer niet</strong>. '
        "De bron geeft dit cijfer niet.</li></ul>"
        '<p class="bron">Bron: RIVM, GGD’en en CBS, Gezondheid per wijk en buurt 2022. Geschat met een model.</p>'
        f'<p><a class="download" download="{chapter.lower()}.csv" href="data:text/csv;charset=utf-8,{csv}">'
        f"Download de cijfers over {chapter.lower()} (csv)</a></p>"
    )


def _explained(label: str) -> str:
    return "uitleg-" + "".join(c if c.isalnum() else "-" for c in label.lower())


def definitions() -> str:
    """What the figures mean, one explanation each."""
    return "".join(
        f'<details class="uitleg" id="{_explained(label)}"><summary>{escape(label)} <small>schatting</small></summary>'
        "<dl><dt>Wat is het?</dt><dd>Het aandeel inwoners van 18 jaar en ouder dat hierop ja antwoordt.</dd>"
        "<dt>Waar let u op?</dt><dd>Mensen hebben dit zelf ingevuld.</dd></dl></details>"
        for labels in LABELS.values()
        for label in labels
    )


def small_map() -> str:
    """The area among its neighbours."""
    squares = "".join(
        f'<path class="{"hier" if n == 4 else "buur"}" d="M{(n % 3) * 160} {(n // 3) * 90}h160v90h-160Z">'
        f"<title>Wijk {n}</title></path>"
        for n in (0, 1, 2, 3, 5, 6, 7, 8, 4)
    )
    words = "Kaart van de wijken in Waterstad. Gekleurd: Zuiderveld."
    return (
        f'<figure><svg class="kaart" viewBox="0 0 480 270" role="img" aria-label="{words}">{squares}</svg>'
        f"<figcaption>{words} Grenzen van 2022: Kadaster en CBS.</figcaption></figure>"
    )


def bar_chart() -> str:
    bars = "".join(
        f'<text x="0" y="{30 + 34 * i}" font-size="14">{name}</text>'
        f'<rect x="150" y="{16 + 34 * i}" width="{width}" height="20" fill="{colour}"/>'
        f'<text x="{158 + width}" y="{31 + 34 * i}" font-size="14">{width / 10:.0f}%</text>'
        for i, (name, width, colour) in enumerate(
            [("Zuiderveld", 460, "#0a5c69"), ("Waterstad", 410, "#8d9b9e"), ("Nederland", 390, "#8d9b9e")]
        )
    )
    return (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
        '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 120" width="720" height="120" '
        'font-family="system-ui, Liberation Sans, sans-serif"><!-- drawn by hand -->'
        f"<metadata><date>2026-11-21T10:00:00</date></metadata>{bars}</svg>"
    )


def chart_output(alt: str | None = "Eenzaam: Zuiderveld 46%, Waterstad 41%, Nederland 39%.") -> NotebookNode:
    about = {"alt": alt, "caption": "Eenzaamheid in 2022, inwoners van 18 jaar en ouder."} if alt else {}
    bundle = {"image/svg+xml": bar_chart(), "text/plain": "<Figure size 720x120 with 1 Axes>"}
    return new_output("display_data", data=bundle, metadata={"image/svg+xml": about})


KEY_FIGURES = (
    ("Inwoners", "4.875", "1 januari 2022"),
    ("65 jaar en ouder", '24 <span class="eenheid">%</span>', "Waterstad 17%, Nederland 20%"),
    ("Eenpersoonshuishoudens", '41 <span class="eenheid">%</span>', "Waterstad 36%, Nederland 39%"),
    ("Gemiddeld inkomen per inwoner", '€ 26.400 <span class="eenheid"></span>', "Nederland € 31.900"),
    ("Ervaart gezondheid als goed", '64 <span class="eenheid">%</span>', "geschat; Nederland 70%"),
    ("Eenzaam", '46 <span class="eenheid">%</span>', "geschat; Nederland 39%"),
    ("Afstand tot huisarts", '0,7 <span class="eenheid">km</span>', "Nederland 1,0 km"),
    ("Jeugdzorg", '<span class="afwezig">niet bekend</span>', "te weinig jongeren om te tonen"),
)


def page_one() -> str:
    figures = "".join(f"<div><dt>{a}</dt><dd>{b}</dd><dd><small>{c}</small></dd></div>" for a, b, c in KEY_FIGURES)
    return (
        '<ul class="duiding">'
        "<li>In Zuiderveld wonen <strong>4.875 mensen</strong>. Van hen is bijna een kwart 65 jaar of ouder. "
        "Dat is meer dan in Waterstad en in Nederland.</li>"
        "<li>Naar schatting voelt <strong>46 van de 100</strong> volwassenen zich eenzaam. "
        "In Nederland zijn dat er 39 van de 100.</li>"
        "<li>Wat goed gaat: de huisarts en de supermarkt zijn dichtbij, en veel mensen doen "
        "vrijwilligerswerk.</li></ul>"
        f'<dl class="kerncijfers">{figures}</dl>{small_map()}'
    )


def how_to_read() -> str:
    return (
        '<aside class="kader" aria-label="Leeswijzer"><h3>Hoe leest u dit?</h3>'
        "<p>De balk laat alle wijken in Nederland zien, van laag naar hoog. In het donkere deel ligt de "
        f"middelste helft. De stip is deze wijk: {position_mark(72)} Een stip rechts is niet beter of slechter, "
        "alleen hoger.</p>"
        "<p>Cijfers die geschat zijn met een model herkent u aan het woord <em>geschat</em>.</p></aside>"
    )


def sample_notebook(**identity: Any) -> NotebookNode:
    """A realistic report: page one, three chapters with tables, a figure, definitions and hand-written prose."""
    cells = [
        new_markdown_cell("## In het kort"),
        code(html_output(page_one())),
        new_markdown_cell("## Zo leest u dit rapport"),
        code(html_output(how_to_read())),
        new_markdown_cell("Deze cel is voor de analist: kijk eerst naar `data/raw`.", metadata={"tags": ["analist"]}),
    ]
    for chapter in LABELS:
        cells += [
            new_markdown_cell(
                f"## {chapter}\n\nDit hoofdstuk gaat over {chapter.lower()}. De cijfers over gezondheid zijn "
                "**schattingen**, geen tellingen. Ze laten zien wat je op grond van de inwoners mag verwachten. "
                "Herkent u een cijfer niet? Bespreek dat tijdens de [wijkbijeenkomst](https://example.org/bijeenkomst)."
            ),
            code(html_output(figures_table(chapter))),
        ]
    cells += [
        new_markdown_cell("### Eenzaamheid naast elkaar"),
        code(chart_output()),
        new_markdown_cell(
            "### Wat mensen zeggen\n\n> “Sinds de winkel weg is, zie ik mijn buren bijna niet meer.”\n\n"
            "| Wanneer | Gesproken | Aantal |\n|---|---|--:|\n"
            "| maart 2026 | bewoners | 14 |\n| april 2026 | huisartsen | 3 |\n\n"
            "* Lees ook [Welbevinden](#welbevinden).\n* De antwoorden zijn niet representatief voor de wijk."
        ),
        new_markdown_cell("## Bronnen en definities\n\n### Gezondheid"),
        code(html_output(definitions())),
    ]
    return notebook(*cells, identity=identity_output(**identity))
