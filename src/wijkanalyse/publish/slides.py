"""The story of an area as a PowerPoint file, with charts, tables, maps and people that can be edited, and notes.

Receives the slides of `sections.story` and hands on the bytes of a file. Nothing is a picture but the logo: a chart
is a chart with its numbers, a table is a table, and outlines, marks and people are shapes.
"""

from __future__ import annotations

import base64
import datetime as dt
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import singledispatchmethod
from typing import Any

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_MARK
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from wijkanalyse.dutch import largest_remainder
from wijkanalyse.methods.comparison import State
from wijkanalyse.profile.hundred import Group
from wijkanalyse.publish.office import repacked
from wijkanalyse.sections.story.lanes import lane
from wijkanalyse.sections.story.slides import (
    Bars,
    Crowds,
    Hundred,
    HundredPeople,
    Picture,
    Place,
    Point,
    Points,
    Slide,
    Steps,
    Table,
)
from wijkanalyse.show import wording
from wijkanalyse.show.charts.hundred import ROWS
from wijkanalyse.show.charts.letters import text_width
from wijkanalyse.show.charts.named_map import HEIGHT, WIDTH
from wijkanalyse.show.identity import Identity

PIXEL = 9525
"""Units of Office in a pixel of a slide of 1280 by 720, of which every place and size here is given."""
SMALLEST = 24
"""Pixels of the smallest letters."""
INK, GREY, LINE, LAND, REST, BRAND, SOFT = "1B2429", "54636A", "8C99A1", "DFE6EB", "B9C4CA", "0B5C8A", "E6F0F6"
"""The colours of a light report (``basis.css``)."""
SIDES = {"worse": "9A4A00", "slightly_worse": "9A4A00", "better": "0B5C8A", "slightly_better": "0B5C8A"}
"""The colours of judgement, which no house style replaces."""
SIGNS = {"worse": "◆ ", "slightly_worse": "◈ ", "better": "● ", "slightly_better": "◉ ", "alike": "○ "}
ORDER: tuple[State, ...] = ("worse", "slightly_worse", "alike", "slightly_better", "better")
LEFT, RIGHT, TOP, BOTTOM = 64, 1216, 132, 640
"""The part of a slide below its title and above its foot."""
HANGING = 60
"""Pixels from a number to its sentence."""
CLOCK = 470
"""Pixels beside the title for how long people have, and until when."""
WIDEST_LOGO = 170
"""Pixels: a logo of one long line stays beside the title."""
NEW_LINE = "\n"
"""Before a run that begins on a line of its own."""
_STEPS = re.compile(r"-?\d+")
_BLANK = 5
"""The layout of the usual template with a title and nothing else."""


def story_slides(slides: Iterable[Slide], identity: Identity, built: dt.date) -> bytes:
    """A story as a PowerPoint file; the same story and day give the same bytes.

    Parameters
    ----------
    slides
        From `sections.story`, with the annex behind them.
    identity
        What the report of the area says about itself.
    built
        The day of that report.
    """
    deck = _Deck(identity)
    for slide in slides:
        deck.add(slide)
    return repacked(deck.saved(), built)


@dataclass(frozen=True)
class _Box:
    """A part of a slide, in pixels."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[Emu, Emu, Emu, Emu]:
        return tuple(Emu(round(v * PIXEL)) for v in (self.left, self.top, self.width, self.height))


class _Deck:
    """A presentation that is being made."""

    def __init__(self, identity: Identity) -> None:
        self.identity, self.style = identity, identity.house_style
        self.deck = Presentation()
        self.deck.slide_width, self.deck.slide_height = Emu(1280 * PIXEL), Emu(720 * PIXEL)
        self.brand = self.style.colour.lstrip("#").upper() if self.style else BRAND
        self.soft = self.style.ground.lstrip("#").upper() if self.style else SOFT
        self.letters = (self.style.letters if self.style else "") or "Arial"
        properties = self.deck.core_properties
        properties.title, properties.language = f"Presentatie {identity.area_name}", "nl-NL"
        properties.author = self.style.organisation if self.style else "wijkanalyse"

    def saved(self) -> bytes:
        content = io.BytesIO()
        self.deck.save(content)
        return content.getvalue()

    def add(self, slide: Slide) -> None:
        page = self.deck.slides.add_slide(self.deck.slide_layouts[_BLANK])
        self._band(page)
        self._title(page, slide.title, narrower=CLOCK + 10 if slide.clock else 180 if self._has_logo else 0)
        if slide.clock:
            run = (slide.clock, {"bold": True, "color": self.brand, "size": 26})
            self.text(page, _Box(RIGHT - CLOCK, 40, CLOCK, 44), [[run]], align=PP_ALIGN.RIGHT)
        self.draw(slide.content, page)
        foot = f"{self.identity.area_name}" + (f" · {slide.foot}" if slide.foot else "")
        if self.identity.edition != "openbaar":
            foot += f" · {self.identity.edition_line.lower()}"
        self.text(page, _Box(LEFT, 664, 1030, 40), [[(foot, {"color": GREY})]])
        self.text(
            page, _Box(1116, 664, 100, 40), [[(str(len(self.deck.slides)), {"color": GREY})]], align=PP_ALIGN.RIGHT
        )
        if slide.notes:
            page.notes_slide.notes_text_frame.text = "\n".join(slide.notes)

    def _band(self, page: Any) -> None:
        band = self.shape(page, MSO_SHAPE.RECTANGLE, _Box(0, 0, 1280, 8), self.brand)
        _describe(band, "", decorative=True)
        if self._has_logo:
            content = io.BytesIO(base64.b64decode(self.style.logo_office.partition(",")[2]))
            picture = page.shapes.add_picture(content, Emu(0), Emu(28 * PIXEL), height=Emu(56 * PIXEL))
            if picture.width > WIDEST_LOGO * PIXEL:
                picture.height = Emu(round(picture.height * WIDEST_LOGO * PIXEL / picture.width))
                picture.width = Emu(WIDEST_LOGO * PIXEL)
            picture.left = Emu(RIGHT * PIXEL) - picture.width
            _describe(picture, self.style.organisation)

    @property
    def _has_logo(self) -> bool:
        """Whether the slide that is being made has the logo: only the first."""
        return len(self.deck.slides) == 1 and bool(self.style and self.style.logo_office)

    def _title(self, page: Any, words: str, *, narrower: int) -> None:
        title = page.shapes.title
        title.left, title.top, title.width, title.height = _Box(LEFT, 32, RIGHT - LEFT - narrower, 92).emu
        frame = title.text_frame
        frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
        _no_margins(frame)
        self._paragraph(
            frame.paragraphs[0], [(words, {"size": 40 if len(words) < 48 else 34, "bold": True})], PP_ALIGN.LEFT
        )

    # ------------------------------------------------------------------------ contents

    @singledispatchmethod
    def draw(self, content: Any, page: Any) -> None:
        """The content of a slide as shapes."""
        raise TypeError(f"no slide can hold {type(content).__name__}")

    @draw.register
    def _(self, content: Place, page: Any) -> None:
        words = _Box(820, 180, RIGHT - 820, 420)
        if content.drawn is None:
            words = _Box(LEFT, 200, RIGHT - LEFT, 400)
        else:
            self._map(page, content, _Box(LEFT, 180, 700, 700 * HEIGHT / WIDTH))
        lines = [[(content.number, {"size": 72, "bold": True})], *([(line, {"size": 32})] for line in content.lines)]
        self.text(page, words, lines, gap=12)

    @draw.register
    def _(self, content: Bars, page: Any) -> None:
        whole = largest_remainder([b.here for b in content.bars])
        data = CategoryChartData(number_format="0")
        data.categories = [b.label for b in reversed(content.bars)]
        has_others = all(b.there is not None for b in content.bars)
        if has_others:
            data.add_series("Nederland", [round(b.there or 0) for b in reversed(content.bars)])
        data.add_series("Hier", list(reversed(whole)))
        box = _Box(LEFT, TOP, 720, BOTTOM - TOP)
        frame = page.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *box.emu, data)
        _describe(
            frame,
            f"{content.caption}: " + "; ".join(f"{b.label} {n}" for b, n in zip(content.bars, whole, strict=True)),
        )
        chart = frame.chart
        self._quiet(chart, legend=has_others)
        plot = chart.plots[0]
        plot.gap_width, plot.overlap, plot.has_data_labels = 45, -5, True
        plot.data_labels.font.size, plot.data_labels.font.color.rgb = _points(SMALLEST), _rgb(INK)
        for series, colour in zip(plot.series, ([LINE, INK] if has_others else [INK]), strict=True):
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = _rgb(colour)
        chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
        chart.value_axis.minimum_scale = 0
        chart.category_axis.tick_labels.font.size = _points(SMALLEST)
        chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
        chart.category_axis.format.line.fill.background()
        self.text(
            page, _Box(830, TOP + 40, RIGHT - 830, 400), [[(said, {"size": 30})] for said in content.beside], gap=20
        )

    @draw.register
    def _(self, content: HundredPeople, page: Any) -> None:
        """Groups of dots beside each other, each with its number, its words and that of Nederland."""
        shown = [group for group in content.groups if group.people]
        width = (RIGHT - LEFT) / len(shown)
        for n, group in enumerate(shown):
            left = LEFT + n * width
            self._crowd(page, group, _Box(left, TOP + 10, width - 16, 170), INK if n % 2 == 0 else GREY)
            lines = [[(str(group.people), {"bold": True, "size": 44})], [(group.label, {})]]
            lines += [[(f"Nederland {group.there}", {"color": GREY})]] if group.there is not None else []
            self.text(page, _Box(left, TOP + 190, width - 16, 130), lines)
        half = (RIGHT - LEFT) / max(len(content.beside), 1)
        for n, said in enumerate(content.beside):
            self.text(page, _Box(LEFT + n * half, TOP + 350, half - 40, 150), [[(said, {"size": 30})]])

    @draw.register
    def _(self, content: Picture, page: Any) -> None:
        """Marks on one axis, a line for each group; shapes, so that they are those of page one in every program."""
        axis = _Box(LEFT + 230, TOP + 36, RIGHT - LEFT - 230, 400)
        ends = [("← ongunstiger", PP_ALIGN.LEFT), (content.against, PP_ALIGN.CENTER), ("gunstiger →", PP_ALIGN.RIGHT)]
        for words, align in ends:
            run = (words, {"bold": align == PP_ALIGN.CENTER})
            self.text(page, _Box(axis.left, TOP - 4, axis.width, 36), [[run]], align=align)
        row, middle = axis.height / len(content.groups), axis.left + axis.width / 2
        self.shape(page, MSO_SHAPE.RECTANGLE, _Box(middle - 1, axis.top, 2, axis.height), INK)
        for n, (title, figures) in enumerate(content.groups):
            y = axis.top + (n + 0.5) * row
            self.text(page, _Box(LEFT, y - row / 2, 220, row), [[(title, {"bold": True})]], anchor=MSO_ANCHOR.MIDDLE)
            self.shape(page, MSO_SHAPE.RECTANGLE, _Box(axis.left, y - 1, axis.width, 2), REST)
            for figure, x, steps in lane(figures):
                at = axis.left + x / 100 * axis.width
                self._mark(
                    page, figure.state, at, y - 26 * steps, f"{figure.label}: {wording.STATE_NAMES[figure.state]}"
                )
                if figure.is_named:
                    left = min(max(at - 160, LEFT + 230), RIGHT - 320)
                    self.text(page, _Box(left, y + 14, 320, 32), [[(figure.label, {})]], align=PP_ALIGN.CENTER)
        states = {
            "alike" if f.state == "not_distinguishable" else f.state for _, figures in content.groups for f in figures
        }
        left = LEFT
        for state in (s for s in ORDER if s in states):
            words = wording.STATE_NAMES[state]
            self._mark(page, state, left + 12, BOTTOM - 36, words)
            self.text(page, _Box(left + 32, BOTTOM - 52, 240, 36), [[(words, {})]])
            left += 70 + 14 * len(words)

    @draw.register
    def _(self, content: Crowds, page: Any) -> None:
        width = (RIGHT - LEFT - 2 * 56) / 3
        for n, people in enumerate(content.hundreds):
            left = LEFT + n * (width + 56)
            self._hundred(page, people, left)
            sign = SIGNS.get(people.state, "")
            runs = [
                (sign, {"color": SIDES.get(people.state, GREY), "size": 26}),
                (people.strong, {"bold": True, "size": 26}),
                (f" {people.rest} ", {"size": 26}),
                (people.elsewhere, {"color": GREY, "size": 26}),
            ]
            self.text(page, _Box(left, TOP + 306, width, 210), [runs])

    @draw.register
    def _(self, content: Points, page: Any) -> None:
        lines = []
        for n, point in enumerate(content.points, 1):
            before = f"{n}.\t" if content.is_numbered else ""
            lines.append([(before, {"color": self.brand, "bold": True, "size": 36}), *_said(point, 36)])
        height = (BOTTOM - TOP) - (110 if content.box else 0)
        shape = self.text(page, _Box(LEFT, TOP, RIGHT - LEFT, height), lines, gap=28, anchor=MSO_ANCHOR.MIDDLE)
        for paragraph in shape.text_frame.paragraphs if content.is_numbered else ():
            hanging = paragraph._p.get_or_add_pPr()  # what does not fit begins under the words, not under the number
            hanging.set("marL", str(HANGING * PIXEL))
            hanging.set("indent", str(-HANGING * PIXEL))
        self._what_to_do(page, content.box)

    @draw.register
    def _(self, content: Steps, page: Any) -> None:
        width = (RIGHT - LEFT) / len(content.steps)
        for n, point in enumerate(content.steps, 1):
            left = LEFT + (n - 1) * width
            dot = self.shape(page, MSO_SHAPE.OVAL, _Box(left, TOP + 70, 60, 60), self.brand)
            self._paragraph(
                dot.text_frame.paragraphs[0], [(str(n), {"color": "FFFFFF", "bold": True, "size": 30})], PP_ALIGN.CENTER
            )
            self.text(page, _Box(left, TOP + 150, width - 24, 240), [_said(point, 32)])
        self._what_to_do(page, content.box)

    @draw.register
    def _(self, content: Table, page: Any) -> None:
        widths = (350, 130, 160, 212, RIGHT - LEFT - 852)
        box = _Box(LEFT, TOP, RIGHT - LEFT, 48 * (len(content.rows) + 1))
        frame = page.shapes.add_table(len(content.rows) + 1, len(content.heads), *box.emu)
        _describe(frame, content.caption)
        table = frame.table
        table.horz_banding = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Emu(round(width * PIXEL))
        for n, head in enumerate(content.heads):
            self._cell(table.cell(0, n), [(head, {"bold": True})], fill=self.soft)
        for r, row in enumerate(content.rows, 1):
            self._cell(table.cell(r, 0), [(row.label, {})])
            for c, words in enumerate(row.cells, 1):
                is_last = c == len(row.cells)
                colour = SIDES.get(row.state, INK) if is_last else INK
                sign = SIGNS.get(row.state, "") if is_last and words else ""
                self._cell(table.cell(r, c), [(sign + words, {"color": colour})])

    # -------------------------------------------------------------------------- shapes

    def text(
        self,
        page: Any,
        box: _Box,
        lines: Sequence[Sequence[tuple[str, dict[str, Any]]]],
        *,
        align: Any = PP_ALIGN.LEFT,
        anchor: Any = MSO_ANCHOR.TOP,
        gap: int = 0,
    ) -> Any:
        """A box of text: per paragraph its runs, each with size in pixels, weight and colour."""
        shape = page.shapes.add_textbox(*box.emu)
        frame = shape.text_frame
        frame.word_wrap, frame.vertical_anchor = True, anchor
        _no_margins(frame)
        for n, runs in enumerate(lines):
            paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
            paragraph.space_after = _points(gap)
            self._paragraph(paragraph, runs, align)
        return shape

    def _paragraph(self, paragraph: Any, runs: Sequence[tuple[str, dict[str, Any]]], align: Any) -> None:
        paragraph.alignment = align
        for words, look in runs:
            if not words:
                continue
            if words.startswith(NEW_LINE):
                paragraph.add_line_break()
            run = paragraph.add_run()
            run.text = words.removeprefix(NEW_LINE)
            run.font.name, run.font.size = self.letters, _points(look.get("size", SMALLEST))
            run.font.bold, run.font.color.rgb = look.get("bold", False), _rgb(look.get("color", INK))

    def shape(self, page: Any, kind: Any, box: _Box, colour: str) -> Any:
        """A filled shape without a line."""
        shape = page.shapes.add_shape(kind, *box.emu)
        _fill(shape, colour)
        return shape

    def _quiet(self, chart: Any, *, legend: bool) -> None:
        """A chart without what says nothing, in the letters of the slide."""
        chart.font.name, chart.font.size, chart.font.color.rgb = self.letters, _points(SMALLEST), _rgb(INK)
        chart.has_title = False
        chart.has_legend = legend
        if legend:
            chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
            chart.legend.font.size = _points(SMALLEST)

    def _mark(self, page: Any, state: State, x: float, y: float, words: str) -> None:
        """A mark of a judgement: its side in shape and colour, its weight in the filling."""
        worse, colour = state.endswith("worse"), SIDES.get(state, GREY)
        kind, half = (MSO_SHAPE.DIAMOND, 14) if worse else (MSO_SHAPE.OVAL, 11)
        shape = self.shape(page, kind, _Box(x - half, y - half, 2 * half, 2 * half), colour)
        _describe(shape, words)
        if state in ("worse", "better"):
            return
        shape.fill.fore_color.rgb = _rgb("FFFFFF")
        shape.line.color.rgb, shape.line.width = _rgb(colour), Pt(2.25)
        if state.startswith("slightly"):
            inner = self.shape(page, kind, _Box(x - half / 2.4, y - half / 2.4, half / 1.2, half / 1.2), colour)
            _describe(inner, "", decorative=True)

    def _hundred(self, page: Any, people: Hundred, left: float) -> None:
        """Ten rows of ten people as one group of dots."""
        group = page.shapes.add_group_shape()
        pitch, size = 29, 20
        colour = SIDES.get(people.state, GREY)
        for n in range(100):
            x, y = left + (n % 10) * pitch, TOP + (n // 10) * pitch
            dot = group.shapes.add_shape(MSO_SHAPE.OVAL, *_Box(x, y, size, size).emu)
            _fill(dot, colour if n < people.here else REST)
        if people.there:
            x, y = left + ((people.there - 1) % 10 + 1) * pitch - 6, TOP + ((people.there - 1) // 10) * pitch - 3
            _fill(group.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_Box(x, y, 4, size + 6).emu), INK)
        _describe(group, f"{people.strong} {people.rest} {people.elsewhere}")

    def _crowd(self, page: Any, group: Group, box: _Box, colour: str) -> None:
        """A group of people as one group of dots, in as many rows as on a page."""
        dots = page.shapes.add_group_shape()
        pitch = box.height / ROWS
        columns = -(-group.people // ROWS)
        for n in range(group.people):
            x, y = box.left + (n % columns) * pitch, box.top + (n // columns) * pitch
            _fill(dots.shapes.add_shape(MSO_SHAPE.OVAL, *_Box(x, y, 0.7 * pitch, 0.7 * pitch).emu), colour)
        _describe(dots, f"{group.people} van de 100: {group.label}")

    def _map(self, page: Any, content: Place, box: _Box) -> None:
        """The outlines of the drawing of page one as shapes, with its names."""
        tree = ET.fromstring(content.drawn.svg)
        inner = next(e for e in tree if e.tag == "svg")
        unit = box.width / float(inner.get("viewBox").split()[2])
        fills = {"hier": self.brand, "buur": LAND, "rest": "F2F5F7"}
        for path in inner.iter("path"):
            if (css := path.get("class", "")) in fills:
                for ring in _rings(path.get("d", "")):
                    self._outline(page, ring, box, unit, fills[css])
        for name in tree.iter("text"):
            css = name.get("class", "")
            if css.startswith("naam") and "breed" not in css:
                lines = [span.text or "" for span in name.iter("tspan")]
                x = float(next(iter(name)).get("x").rstrip("%")) / 100 * box.width + box.left
                y = float(name.get("y").rstrip("%")) / 100 * box.height + box.top
                own = "eigen" in css
                look = {"size": 28 if own else SMALLEST, "bold": own, "color": "FFFFFF" if own else INK}
                high = 34 * len(lines)
                if own:  # white letters stay on their own colour where the area is narrower than its name
                    wide = max(text_width(line, 21, "bold") for line in lines) * 96 + 16
                    place = _Box(x - wide / 2, y - high / 2, wide, high)
                    ground = self.shape(page, MSO_SHAPE.RECTANGLE, place, self.brand)
                    _describe(ground, "", decorative=True)
                self.text(
                    page,
                    _Box(x - 180, y - high / 2, 360, high),
                    [[(line, look)] for line in lines],
                    align=PP_ALIGN.CENTER,
                )

    def _outline(self, page: Any, ring: list[tuple[int, int]], box: _Box, unit: float, colour: str) -> None:
        limits = box.left, box.left + box.width, box.top, box.top + box.height
        points = [
            (min(max(box.left + x * unit, limits[0]), limits[1]), min(max(box.top + y * unit, limits[2]), limits[3]))
            for x, y in ring
        ]
        if len(set(points)) < 3:
            return
        builder = page.shapes.build_freeform(*points[0], scale=PIXEL)
        builder.add_line_segments(points[1:], close=True)
        shape = builder.convert_to_shape()
        _fill(shape, colour)
        shape.line.color.rgb, shape.line.width = _rgb("FFFFFF" if colour == self.brand else LINE), Pt(1)

    def _cell(self, cell: Any, runs: Sequence[tuple[str, dict[str, Any]]], *, fill: str = "FFFFFF") -> None:
        cell.fill.solid()
        cell.fill.fore_color.rgb = _rgb(fill)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        cell.margin_left = cell.margin_right = Emu(6 * PIXEL)
        self._paragraph(cell.text_frame.paragraphs[0], runs, PP_ALIGN.LEFT)

    def _what_to_do(self, page: Any, said: str) -> None:
        if said:
            box = self.shape(page, MSO_SHAPE.RECTANGLE, _Box(LEFT, BOTTOM - 92, RIGHT - LEFT, 84), self.soft)
            box.text_frame.word_wrap, box.text_frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
            box.text_frame.margin_left = Emu(24 * PIXEL)
            self._paragraph(box.text_frame.paragraphs[0], [(said, {"size": 30})], PP_ALIGN.LEFT)


def _said(point: Point, size: int) -> list[tuple[str, dict[str, Any]]]:
    """A sentence, and under it what is said with it."""
    soft = f"{NEW_LINE}{point.soft}" if point.soft else ""
    return [(point.strong, {"size": size, "bold": bool(point.soft)}), (soft, {"size": size - 6, "color": GREY})]


def _rings(path: str) -> list[list[tuple[int, int]]]:
    """The rings of a path of `charts.map.rings_path`: a start, then steps."""
    rings = []
    for part in path.split("M")[1:]:
        start, _, steps = part.partition("l")
        x, y = map(int, _STEPS.findall(start))
        ring, numbers = [(x, y)], [int(n) for n in _STEPS.findall(steps)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        rings.append(ring)
    return rings


def _points(pixels: float) -> Pt:
    """A slide of 1280 pixels is 960 points wide."""
    return Pt(pixels * 0.75)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour)


def _fill(shape: Any, colour: str) -> None:
    shape.fill.solid()
    shape.fill.fore_color.rgb = _rgb(colour)
    shape.line.fill.background()
    shape.shadow.inherit = False
    for effect in shape._element.iter(qn("a:effectRef")):  # an office program may read the theme all the same
        effect.set("idx", "0")


def _no_margins(frame: Any) -> None:
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def _describe(shape: Any, words: str, *, decorative: bool = False) -> None:
    """What a shape shows, for who cannot see it."""
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", "" if decorative else words)
