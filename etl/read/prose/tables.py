"""Tables inside a report: lists and forms through the readers of spreadsheets, points of indicators by themselves.

Belongs here: a table in its document (caption, unit, department, year). Does not belong here: headings and cells
(``etl.read.flat``, ``etl.read.forms``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from etl.contracts import NO_REASON
from etl.read import amounts, places, reasons, suggest
from etl.read.flat import best_profile, read_table
from etl.read.forms import read_forms
from etl.read.grid import Grid, Value
from etl.read.headings import find
from etl.read.layout import is_form
from etl.read.profile import shipped
from etl.read.prose import above, boxes, listing, names, table_words
from etl.read.prose.attach import locator
from etl.read.prose.model import Document, TableBlock
from etl.read.prose.outline import Node
from etl.read.prose.title import DEPARTMENT, Title
from etl.read.rows import AMOUNTS, DEPARTMENT_YEAR, INDICATOR, INDICATOR_MARK, PROJECT_YEAR, FlatRow, Span, Statement

_POINTS = re.compile(r"一级指标|指标名称|评价指标|指标")
_PARTS_OF_SCORE = re.compile(
    r"^(?:项目)?(?:投入|过程|决策|管理|产出|成本|效益|效果|满意度|(?:预算|资金)?执行(?:率|情况)?)(?:类|管理)?(?:指标)?$|合计|总分|总计"
)
_LABELLED = re.compile(r"([\u4e00-\u9fff]{2,8})[:：]?\s*[\d.,，]+\s*(?:万元|亿元|元|%|％|分)?")
_UNIT = re.compile(r"单位\s*[:：]?\s*(?:人民币)?\s*(元|万元|亿元|千元)|[（(](万元|亿元|千元|元)[）)]")
_SAYS_UNIT = re.compile(rf"{_UNIT.pattern}|\d(?:万|亿|千)?元")


@dataclass
class Found:
    """What the tables of a report gave, and a sentence for each that gave less than it says."""

    rows: list[FlatRow] = field(default_factory=list)
    #: The projects of each table, as they stand under each other.
    runs: list[list[str]] = field(default_factory=list)
    aside: list[FlatRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(document: Document, root: Node, title: Title) -> Found:
    """The rows of every table that is one of projects, and the points of those that are of indicators."""
    found = Found()
    for drawn in document.tables:
        block = boxes.turned(drawn)
        over = above.read(document, root, block, title)
        if boxes.is_upright(block):
            if not (owner := _owner(title, over))[1]:
                found.notes.append("一行写一项金额的表格没有写是谁的，没有取")
                continue
            block = boxes.stood(block, owner)
        points = [] if over.is_of_other_year(title) else _points(document, block, title)
        if points:
            (found.rows if points[0].project else found.aside).extend(points)
            found.runs.append(_projects(points))
            continue
        notes: list[str] = []
        rows = _rows(document, block, title, over, notes)
        if rows and (refusal := over.refusal(title)):
            found.notes.append(f"{refusal}，{len(rows)}行没有取")
            continue
        found.notes += notes
        found.runs.append(_projects(rows))
        found.rows += [row for row in rows if not _joined(row, found.rows)]
    return found


def _projects(rows: list[FlatRow]) -> list[str]:
    return [row.project for row in rows if row.kind == PROJECT_YEAR and row.project]


_COLUMNS = (
    "budget_initial_yuan", "budget_full_year_yuan", "received_yuan", "executed_yuan", "amount_unspecified_yuan",
    "rate_stated_pct", "score",
)  # fmt: skip


def _joined(row: FlatRow, before: list[FlatRow]) -> bool:
    """Whether a row of a further table was put into that of an earlier one: money in one, points in another."""
    twins = [one for one in before if (one.kind, one.project, one.year) == (row.kind, row.project, row.year)]
    stated = [name for name in _COLUMNS if getattr(row, name) is not None]
    if len(twins) != 1 or not row.project or any(getattr(twins[0], name) is not None for name in stated):
        return False
    twin = twins[0]
    for name in stated:
        setattr(twin, name, getattr(row, name))
    twin.grade_stated = twin.grade_stated or row.grade_stated
    twin.reason_text = twin.reason_text or row.reason_text
    twin.reason_codes = twin.reason_codes or row.reason_codes
    twin.statements += row.statements
    twin.spans += row.spans
    return True


def _captioned(document: Document, block: TableBlock) -> tuple[Grid, int]:
    """The grid below a caption of its unit, where a line beside it names one."""
    captions: list[list[Value]] = []
    if unit := _unit_beside(document, block):
        captions.append([f"单位：{unit}"])
    rows: list[list[Value]] = [[c.strip() or None for c in row] for row in block.part.rows]
    if (labels := _labels(rows)) is not None:
        captions.append(["项目名称", *labels])
        rows = [
            [row[0], *(str(c)[len(label) :].strip(":： ") for c, label in zip(row[1:], labels, strict=True))]
            for row in rows
        ]
    shift = len(captions)
    merges = [(a + shift, b, c + shift, d) for a, b, c, d in block.part.merges]
    return Grid("", [*captions, *rows], merges), shift


def _labels(rows: list[list[Value]]) -> list[str] | None:
    """The labels each line repeats before its figures: 河道清淤　预算数60万元　执行数54万元; None where they differ."""
    found = [[_LABELLED.fullmatch(str(c or "")) for c in row[1:]] for row in rows]
    if len(rows) < 2 or not all(line and all(line) for line in found):
        return None
    labels = {tuple(m[1] for m in line if m) for line in found}
    return (
        list(labels.pop())
        if len(labels) == 1 and not any(_LABELLED.fullmatch(str(row[0] or "")) for row in rows)
        else None
    )


def _rows(document: Document, block: TableBlock, title: Title, over: above.Above, notes: list[str]) -> list[FlatRow]:
    grid, shift = _captioned(document, block)
    if is_form(grid):
        return [_whole(document, block, row, title, over, shift) for row in read_forms(grid).rows if _is_row(row)]
    unit = _unit_beside(document, block) or title.unit
    listed = listing.read(block.part, unit, _only(title), over.project, title.years)
    notes += listed.notes
    if listed.rows or listed.notes:
        for line, row in listed.rows:
            row.year, row.district = row.year or over.year or title.year, title.district
            office = places.within(title.district, row.department) if row.project else row.department
            row.department = office if row.department else title.department
            if row.reason_text:
                row.reason_codes = reasons.codes(row.reason_text)
                row.reason_text = row.reason_text if row.reason_codes else ""
            _put(document, block, row, line)
        # All offices' money together is nobody's.
        is_of_many = title.has_many_departments
        return [row for _, row in listed.rows if row.project or not is_of_many or row.department != title.department]
    return [_whole(document, block, row, title, over, shift) for row in _by_profile(grid, title, notes) if _is_row(row)]


def _by_profile(grid: Grid, title: Title, notes: list[str]) -> list[FlatRow]:
    """The rows of a table that a profile fits, or whose headings can be guessed."""
    best = best_profile(grid, shipped())
    guessed = suggest.headings_of(grid)
    if guessed is not None and (best is None or len(guessed.fields) > len(best[1].fields)):
        drafted = suggest.draft(grid, guessed, "报告")
        headings = find(grid, drafted)
        best = (drafted, headings) if headings is not None else None
    if best is None:
        if listing.is_turned(grid.rows):
            notes.append("各项目写在列上的表格没有读")
        return []
    table = read_table(grid, *best, "")
    rows = table.rows
    if title.years and (others := sorted(set(table.headings.years) - set(title.years))):
        notes.append(f"表头是{'、'.join(map(str, others))}年的列不是本报告年度的，没有取")
        rows = [row for row in rows if row.year not in others]
    if not any(_SAYS_UNIT.search(str(cell)) for line in grid.rows for cell in line if cell):
        if any(value is not None for row in rows for value in row.amounts):
            notes.append("没有写金额单位的表格，金额没有取")
        rows = [row for row in rows if _is_left_without_amounts(row)]
    return rows


def _is_left_without_amounts(row: FlatRow) -> bool:
    """Take a row's amounts away; whether anything is left."""
    for name in AMOUNTS:
        setattr(row, name, None)
    row.statements = [said for said in row.statements if said.column not in AMOUNTS]
    return bool(row.statements)


def _is_row(row: FlatRow) -> bool:
    is_name = names.may_be(row.project, is_proven=True) or bool(re.search(r"[\u4e00-\u9fff]{2}", row.project))
    return row.kind != PROJECT_YEAR or is_name


def _whole(document: Document, block: TableBlock, row: FlatRow, title: Title, over: above.Above, shift: int) -> FlatRow:
    """A row of a reader of spreadsheets with what the report says of the table."""
    row.year = row.year or over.year or title.year
    row.department = row.department if row.department and row.department != "合计" else title.department
    row.district = row.district or title.district
    if row.is_total:
        row.kind, row.project, row.is_total = DEPARTMENT_YEAR, "", False
    # Whether a reason is missing is said once the text around the table was read.
    row.reason_codes = [c for c in row.reason_codes if c != NO_REASON]
    row.flags = [f for f in row.flags if f != "reason_missing"]
    _place(document, block, row, shift)
    return row


def _only(title: Title) -> str:
    return title.projects[0] if len(title.projects) == 1 else ""


def _owner(title: Title, over: above.Above) -> tuple[str, str]:
    """What heads the owner of a table that names none, and its name: the report's project, or its office."""
    if project := over.project or _only(title):
        return "项目名称", project
    is_of_office = title.scope == DEPARTMENT or over.is_of_office
    return "单位名称", title.department if is_of_office and not title.has_many_departments else ""


def _unit_beside(document: Document, block: TableBlock) -> str:
    """The unit that a line above the table names, else one right below that says nothing else."""
    for line in reversed(document.lines[max(0, block.after - 2) : block.after]):
        unit = _UNIT.search(document.text[line.start : line.end])
        if unit:
            return unit[1] or unit[2]
    is_caption = any(one.after == block.after + 1 for one in document.tables)
    follow = [] if is_caption else document.lines[block.after : block.after + 1]
    below = [table_words.match("below", "unit", line.norm.text) for line in follow]
    return next((found["unit"] for found in below if found is not None), "")


def _place(document: Document, block: TableBlock, row: FlatRow, shift: int) -> None:
    """Character places instead of cells: quote, locator, spans of the figures."""
    number = re.search(r"(\d+)", row.locator)
    _put(document, block, row, int(number[1]) - 1 - shift if number else -1)


def _put(document: Document, block: TableBlock, row: FlatRow, line: int) -> None:
    if not 0 <= line < len(block.lines):
        return
    start, end = block.lines[line]
    text = document.text[start:end]
    row.quote = text.strip()
    row.locator = locator(f"表格第{line + 1}行", start, end)
    row.rule = "表格单元格"
    row.subject_evidence = "表格的一行"
    place = 0
    for said in row.statements:
        at = text.find(said.text.strip(), place)
        if at < 0:
            at = text.find(said.text.strip())
        if at >= 0 and said.text.strip():
            row.spans.append(Span(said.column, start + at, start + at + len(said.text.strip())))
            place = at + len(said.text.strip())
        said.locator = row.locator
        said.quote = row.quote


def _points(document: Document, block: TableBlock, title: Title) -> list[FlatRow]:
    """Rows of a table of indicators with weights and points, for the bundle."""
    rows = block.part.rows
    head = [re.sub(r"\s", "", c) for c in rows[0]]
    named = [k for k, c in enumerate(head) if _POINTS.search(c) and "分" not in c and "值" not in c]
    single = _only(title)
    label = next((k for k in named if re.search("三级|名称", head[k])), named[-1] if single and named else None)
    label = label if label is not None else next(iter(named), None)
    weight = next((k for k, c in enumerate(head) if re.search(r"分值|权重|标准分|指标分|满分", c)), None)
    score = next((k for k, c in enumerate(head) if re.search(r"得分$|评价得分|自评分|实得", c)), None)
    if label is None or weight is None or score is None or any(re.search(r"预算|执行数|项目名称", c) for c in head):
        return []
    stated = [cells[label].strip() for cells in rows[1:] if label < len(cells)]
    # 产出指标 50 | 48 is a part of the score, no indicator of the project.
    single = "" if all(_PARTS_OF_SCORE.search(name) for name in stated) else single
    found: list[FlatRow] = []
    for (start, end), cells in zip(block.lines[1:], rows[1:], strict=True):
        if max(label, weight, score) >= len(cells) or re.search(r"合计|总分|总计", cells[label]):
            continue
        full, points = amounts.score(cells[weight]), amounts.score(cells[score])
        if full is None or points is None or not cells[label].strip():
            continue
        row = FlatRow(INDICATOR, department=title.department, district=title.district, year=title.year)
        row.levels = [cells[label].strip(), "", ""]
        if single:
            row.project = f"{names.clean(single)}{INDICATOR_MARK}{cells[label].strip()}"
            row.levels.reverse()
        row.weight, row.score = full, points
        share = next((k for k, c in enumerate(head) if "得分率" in c), None)
        row.rate_stated_pct = amounts.rate(cells[share]) if share is not None and share < len(cells) else None
        row.quote = document.text[start:end].strip()
        row.locator = locator("表格", start, end)
        row.statements = [Statement("score", cells[score], "分", row.locator, points, row.quote)]
        found.append(row)
    return found
