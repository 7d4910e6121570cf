"""Native charts: an ``OfficeChart`` with its data in a sheet of a workbook, and the same chart part for slides and
documents.

Belongs here: XlsxWriter's form of a chart. Does not belong here: which form a specification takes (``charts.office``),
where a chart stands (``deck``, ``workbook``, ``brief``).

One writer for all files: XlsxWriter draws the chart into a workbook; slides and documents take the chart's part out of
it and carry the workbook along, so that 编辑数据 opens the very cells the chart refers to.
"""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from lxml import etree
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from dashboard.charts.office.model import COLOURS, FONT, Axis, OfficeChart, Series
from etl.safe_cells import neutralise

_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_CHART_PART = "xl/charts/chart1.xml"
WORKBOOK_OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
    "default_format_properties": {"font_name": FONT, "font_size": 10},
}  # fmt: skip
_MARKER = 6
_ALL_NAMED = 40
_FEW, _FEW_GAP = 3, 200


@dataclass(frozen=True)
class ChartPart:
    """A chart for a slide or a document: ``xml`` of the part without its link to ``workbook`` (bytes of an .xlsx)."""

    xml: bytes
    workbook: bytes


@dataclass(frozen=True)
class Look:
    """What differs between a slide, a page and a sheet. ``plot``: inner plot area as parts of the chart, x, y, width,
    height, where a table beside has to line up with the bars; ``size``: type in points."""

    size: float = 11
    plot: tuple[float, float, float, float] | None = None


def chart_part(chart: OfficeChart, look: Look) -> ChartPart:
    """The chart with a workbook of its own."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, WORKBOOK_OPTIONS)
    sheet = book.add_worksheet("data")
    sheet.insert_chart(0, _width(chart) + 1, draw(book, sheet, chart, look))
    book.close()
    blob = target.getvalue()
    with zipfile.ZipFile(io.BytesIO(blob)) as archive:
        tree = etree.fromstring(archive.read(_CHART_PART))
    _spell_out(tree)
    return ChartPart(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True), blob)


def _spell_out(tree: Any) -> None:
    """Say what XlsxWriter leaves to Excel's defaults: other programs, and PowerPoint, take other ones (labels with the
    name of their series, smooth lines, a colour for each point, round corners)."""
    for settings in tree.findall(f"{{{_C}}}printSettings"):
        tree.remove(settings)
    corners = etree.Element(f"{{{_C}}}roundedCorners", val="0")
    tree.insert(next(i for i, node in enumerate(tree) if node.tag.endswith("}lang")) + 1, corners)
    for labels in tree.iter(f"{{{_C}}}dLbls"):
        shown = {node.tag for node in labels}
        first = next(node for node in labels if node.tag == f"{{{_C}}}showVal")
        if f"{{{_C}}}showLegendKey" not in shown:
            first.addprevious(etree.Element(f"{{{_C}}}showLegendKey", val="0"))
        for name in ("showBubbleSize", "showPercent", "showSerName", "showCatName"):
            if f"{{{_C}}}{name}" not in shown:
                first.addnext(etree.Element(f"{{{_C}}}{name}", val="0"))
    # Gaps stay gaps: elsewhere an empty cell is drawn as 0.
    drawn = next(tree.iter(f"{{{_C}}}plotVisOnly"))
    if tree.find(f".//{{{_C}}}dispBlanksAs") is None:
        drawn.addnext(etree.Element(f"{{{_C}}}dispBlanksAs", val="gap"))
    for kind in ("lineChart", "scatterChart"):
        for series in tree.iterfind(f".//{{{_C}}}{kind}/{{{_C}}}ser"):
            if series.find(f"{{{_C}}}smooth") is None:
                etree.SubElement(series, f"{{{_C}}}smooth", val="0")
    for kind, before in (("barChart", "grouping"), ("lineChart", "grouping"), ("scatterChart", "scatterStyle")):
        for plot in tree.iter(f"{{{_C}}}{kind}"):
            plot.find(f"{{{_C}}}{before}").addnext(etree.Element(f"{{{_C}}}varyColors", val="0"))


def _width(chart: OfficeChart) -> int:
    return sum(2 + bool(s.point_names) for s in chart.series) if chart.kind == "scatter" else 2 + len(chart.series)


def draw(book: Any, sheet: Any, chart: OfficeChart, look: Look, row: int = 0, column: int = 0) -> Any:
    """Write the chart's data at a cell of the sheet and return XlsxWriter's chart over them."""
    cells = _scatter_cells(book, sheet, chart, row, column) if chart.kind == "scatter" else _cells(
        book, sheet, chart, row, column
    )  # fmt: skip
    main: list[tuple[Series, dict[str, Any]]] = []
    lines: list[tuple[Series, dict[str, Any]]] = []
    for series, reference in zip(chart.series, cells, strict=True):
        if series.form != "data":
            (lines if series.is_second or (series.form == "line" and chart.kind == "column") else main).append(
                (series, reference)
            )
    made = _new(book, chart)
    for series, reference in main:
        made.add_series(_series(series, reference, chart, look))
    if lines:
        second = book.add_chart({"type": "line"})
        _east_asian(second)
        for series, reference in lines:
            second.add_series(_series(series, reference, chart, look))
        if chart.second:
            second.set_y2_axis(_axis(chart.second, look, has_grid=False))
        made.combine(second)
    _frame(made, chart, look, [s for s, _ in (*main, *lines)])
    return made


def _new(book: Any, chart: OfficeChart) -> Any:
    options: dict[str, Any] = {"type": chart.kind}
    if chart.kind == "scatter":
        options["subtype"] = "straight_with_markers"
    elif chart.kind in ("bar", "column") and chart.grouping == "stacked":
        options["subtype"] = "stacked"
    made = book.add_chart(options)
    _east_asian(made)
    return made


def _east_asian(made: Any) -> None:
    """XlsxWriter names a font for Latin text only; Chinese would fall back to another one."""
    latin = made._write_a_latin

    def write(attributes: list[tuple[str, Any]]) -> None:
        latin(attributes)
        made._xml_empty_tag("a:ea", [("typeface", FONT)])

    made._write_a_latin = write


def _cells(book: Any, sheet: Any, chart: OfficeChart, row: int, column: int) -> list[dict[str, Any]]:
    """A column for the categories, then one a series; a formula stands in for values that follow others."""
    head = book.add_format({"bold": True, "font_name": FONT, "font_size": 10})
    sheet.write_string(row, column, neutralise(chart.category_head), head)
    n = len(chart.categories)
    for i, category in enumerate(chart.categories):
        sheet.write_string(row + 1 + i, column, neutralise(category))
    name = sheet.get_name()
    target = xl_rowcol_to_cell(row + 1, column + len(chart.series) + 1, row_abs=True, col_abs=True)
    if chart.target is not None:
        percent = book.add_format({"num_format": "0.##%", "font_name": FONT, "font_size": 10})
        sheet.write_string(row, column + len(chart.series) + 1, chart.target_name, head)
        sheet.write_number(row + 1, column + len(chart.series) + 1, chart.target, percent)
    found = []
    for place, series in enumerate(chart.series, start=1):
        at = column + place
        number = book.add_format({"num_format": series.number, "font_name": FONT, "font_size": 10})
        sheet.write_string(row, at, neutralise(series.name), head)
        for i, value in enumerate(series.values):
            line = row + 1 + i
            if series.formula is not None and (value is not None or series.form == "data"):
                neighbours = [xl_rowcol_to_cell(line, column + 1 + k) for k in range(len(chart.series))]
                formula = "=" + series.formula.format(
                    *neighbours, target=target, row=line + 1, first=row + 2, last=row + 1 + n,
                    cols=[xl_col_to_name(column + 1 + k) for k in range(len(chart.series))],
                )  # fmt: skip
                sheet.write_formula(line, at, formula, number, "" if value is None else value)
            elif value is not None:
                sheet.write_number(line, at, value, number)
        found.append(
            {
                "name": [name, row, at],
                "categories": [name, row + 1, column, row + n, column],
                "values": [name, row + 1, at, row + n, at],
            }
        )
    return found


def _scatter_cells(book: Any, sheet: Any, chart: OfficeChart, row: int, column: int) -> list[dict[str, Any]]:
    """Each series has its names, abscissae and ordinates in columns of its own."""
    head = book.add_format({"bold": True, "font_name": FONT, "font_size": 10})
    across = chart.across or Axis()
    name, found, at = sheet.get_name(), [], column
    for series in chart.series:
        if series.point_names:
            for i, point in enumerate(series.point_names):
                sheet.write_string(row + 1 + i, at, neutralise(point))
            at += 1
        formats = [book.add_format({"num_format": n, "font_name": FONT, "font_size": 10})
                   for n in ("0.0%" if across.number == "0%" else across.number, series.number)]  # fmt: skip
        sheet.write_string(row, at, neutralise(across.title), head)
        sheet.write_string(row, at + 1, neutralise(series.name), head)
        for i, pair in enumerate(zip(series.xs, series.values, strict=True)):
            for shift, (value, number) in enumerate(zip(pair, formats, strict=True)):
                if value is not None:
                    sheet.write_number(row + 1 + i, at + shift, value, number)
        last = row + max(len(series.xs), 1)
        found.append(
            {
                "name": [name, row, at + 1],
                "categories": [name, row + 1, at, last, at],
                "values": [name, row + 1, at + 1, last, at + 1],
            }
        )
        at += 2
    return found


def _series(series: Series, reference: dict[str, Any], chart: OfficeChart, look: Look) -> dict[str, Any]:
    made = dict(reference)
    if series.form in ("line", "dots"):
        if series.form == "dots":
            made["line"] = {"none": True}
        else:
            made["line"] = {"color": series.colour, "width": 1.25 if series.is_dashed else 2.0}
            if series.is_dashed or series.is_dotted:
                made["line"]["dash_type"] = "dash" if series.is_dashed else "round_dot"
        has_marker = series.form == "dots" or not (series.is_dashed or len(series.values) > 40)
        made["marker"] = (
            {"type": "circle", "size": _MARKER, "fill": {"color": series.colour}, "border": {"color": "#FFFFFF"}}
            if has_marker else {"type": "none"}
        )  # fmt: skip
        if series.is_second:
            made["y2_axis"] = True
    elif series.is_hatched:
        made["pattern"] = {"pattern": "wide_upward_diagonal", "fg_color": series.colour, "bg_color": COLOURS.paper}
        made["border"] = {"color": series.colour, "width": 0.75}
    elif series.colour is None:
        made["fill"] = {"none": True}
        made["border"] = {"color": series.outline, "width": 0.9} if series.outline else {"none": True}
    else:
        made["fill"] = {"color": series.colour}
        made["border"] = {"none": True}
    if series.form == "bar":
        # A bar or two must not fill the whole figure.
        made["gap"] = max(chart.gap, _FEW_GAP) if len(chart.categories) <= _FEW else chart.gap
        made["overlap"] = 0 if chart.grouping == "clustered" else 100
    if series.has_labels:
        made["data_labels"] = _labels(series, chart, look)
    return made


def _labels(series: Series, chart: OfficeChart, look: Look) -> dict[str, Any]:
    font = _font(look.size - 1, COLOURS.ink)
    labels: dict[str, Any] = {"value": True, "font": font, "num_format": _label_format(series.number)}
    if chart.kind in ("bar", "column"):
        # Above the column where columns of several colours do not share one place, inside otherwise.
        is_alone = chart.grouping != "stacked" or _is_exclusive(chart)
        if chart.grouping != "stacked":
            labels["position"] = "outside_end"
        elif is_alone:
            labels["position"] = "inside_base" if chart.kind == "bar" else "inside_end"
        else:
            labels["position"] = "center"
    else:
        labels["position"] = "above"
    return labels


def _label_format(number: str) -> str:
    """No label where there is nothing; two decimals of four are enough beside a bar."""
    shown = "#,##0.00" if number.startswith("#,##0.00") else number
    return f"{shown};{shown};;"


def _is_exclusive(chart: OfficeChart) -> bool:
    drawn = [s for s in chart.series if s.form == "bar"]
    return all(sum(s.values[i] not in (None, 0.0) for s in drawn) <= 1 for i in range(len(chart.categories)))


def _font(size: float, colour: str, *, is_bold: bool = False) -> dict[str, Any]:
    return {"name": FONT, "size": size, "color": colour, "bold": is_bold}


def _axis(axis: Axis, look: Look, *, has_grid: bool = True) -> dict[str, Any]:
    made: dict[str, Any] = {
        "num_format": axis.number,
        "num_font": _font(look.size - 1, COLOURS.ink2),
        "line": {"none": True},
        "major_gridlines": {"visible": has_grid, "line": {"color": COLOURS.grid, "width": 0.75}},
        "major_tick_mark": "none",
        "minor_tick_mark": "none",
    }
    if axis.title:
        made["name"], made["name_font"] = axis.title, _font(look.size - 1, COLOURS.ink2)
    limits = {"min": axis.bottom, "max": axis.top, "major_unit": axis.step}
    made.update({name: value for name, value in limits.items() if value is not None})
    return made


def _hidden(axis: Axis) -> dict[str, Any]:
    limits = {"min": axis.bottom, "max": axis.top}
    known = {name: value for name, value in limits.items() if value is not None}
    return {"visible": False, "major_gridlines": {"visible": False}, **known}


def _frame(made: Any, chart: OfficeChart, look: Look, drawn: list[Series]) -> None:
    value = _axis(chart.value, look) if chart.value.is_shown else _hidden(chart.value)
    across: dict[str, Any] = {
        "num_font": _font(look.size, COLOURS.ink),
        "line": {"color": COLOURS.line, "width": 1},
        "major_tick_mark": "none",
        "minor_tick_mark": "none",
    }
    if chart.across and chart.kind == "scatter":
        across = {**_axis(chart.across, look, has_grid=False), "line": {"color": COLOURS.line, "width": 1}}
    elif chart.across:
        across["name"], across["name_font"] = chart.across.title, _font(look.size - 1, COLOURS.ink2)
    if 0 < len(chart.categories) <= _ALL_NAMED:
        # Every name is set, however close they stand.
        across["interval_unit"] = 1
    if chart.kind == "bar":
        across["reverse"] = True
        made.set_x_axis(value)
        made.set_y_axis(across)
    else:
        made.set_x_axis(across)
        made.set_y_axis(value)
    if chart.has_legend:
        unnamed = [place for place, series in enumerate(drawn) if not series.is_named]
        legend: dict[str, Any] = {"position": "bottom" if look.plot is None else "top"}
        legend["font"] = _font(look.size - 1, COLOURS.ink)
        made.set_legend({**legend, **({"delete_series": unnamed} if unnamed else {})})
    else:
        made.set_legend({"none": True})
    made.set_title({"none": True})
    made.set_chartarea({"border": {"none": True}, "fill": {"none": True}})
    plot: dict[str, Any] = {"fill": {"none": True}}
    if look.plot:
        plot["layout"] = dict(zip(("x", "y", "width", "height"), look.plot, strict=True))
    made.set_plotarea(plot)
    made.show_blanks_as("gap")
