"""The indicator table of an official form: one line per third-level indicator, and the total score below it.

Belongs here: which row is an indicator, its target, result, points and reason; the total and the grade beside it.
Does not belong here: money, who the project is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from etl.read import amounts
from etl.read.grid import Range
from etl.read.labels import clean, roles
from etl.read.rows import Statement
from etl.read.section import Section

_NAMES = ("level4", "level3", "level2")
_FACTS = ("target", "actual", "weight", "score")
_GRADE_WORD = re.compile(
    r"(?:等级|等次|结果)?[:：]?\s*(优秀|优|良好|良|中等|中|较差|差|合格|不合格|一般)\s*(?:等级|级|等|☑|√|✓|■)?"
)
_SUM = re.compile(r"[合总小]\s*计")
_FULL, _NEAR = Decimal(100), 3
_TICKS = "☑√✓■✔▣"
_BOXES = _TICKS + "□☐○"
_SCORE_INSIDE = re.compile(r"(?:总分|得分|合计)[^\d]{0,6}(\d{1,3}(?:\.\d+)?)\s*分?$")


@dataclass
class Line:
    """One indicator."""

    name: str
    levels: list[str]
    target: str
    actual: str
    weight: Decimal | None
    score: Decimal | None
    reason: str
    measure: str
    quote: str
    locator: str
    statements: list[Statement]
    #: Cells of points that hold words: 优, 约14.
    unread: list[Statement]


@dataclass
class Indicators:
    """The table as a whole; ``header`` is None where the form has none."""

    header: int | None = None
    lines: list[Line] = field(default_factory=list)
    score: Decimal | None = None
    score_statement: Statement | None = None
    grade: str = ""
    has_reason_place: bool = False
    #: The cell of the total, where it holds words.
    unread: list[Statement] = field(default_factory=list)


def header_of(section: Section, row: int) -> dict[str, Range] | None:
    """The row's headings where it heads an indicator table: a name of indicators beside a target, result or points."""
    group = roles("indicator_column")
    found = section.columns_of(row, group)
    name = found.get("level3", found.get("level2"))
    if name is not None and "weight" in found and found["weight"][1] < name[1]:
        # 一级指标 | 分值 | 二级指标 | 分值 | 三级指标 | 分值: the points of the indicator stand right of it.
        weights = (
            section.grid.range_at(row, c)
            for c, text in section.grid.cells(row)
            if c > name[1] and group.of(text) == "weight"
        )
        found["weight"] = next(weights, found["weight"])
    has_levels = "level3" in found or ("level2" in found and "level1" in found)
    return found if has_levels and sum(role in found for role in _FACTS) >= 2 else None


def read(section: Section, start: int) -> Indicators:
    """All indicator lines from row ``start`` on, over any number of headings, and the total score."""
    table = Indicators()
    columns: dict[str, Range] | None = None
    for row in range(start, section.last + 1):
        heading = header_of(section, row)
        if heading is not None:
            columns = heading
            table.header = row if table.header is None else table.header
            table.has_reason_place |= "reason" in heading
        elif columns is not None:
            if _is_total(section, row, columns):
                _take_total(section, row, columns, table)
                # What follows the total is remarks, unless another table opens.
                _take_whole(section, row, columns, table)
                columns = None
            elif (line := _line(section, row, columns)) is not None:
                table.lines.append(line)
    return table


def _is_total(section: Section, row: int, columns: dict[str, Range]) -> bool:
    """True where the row's first text is a word for the total and no indicator is named in it."""
    first = next(section.grid.cells(row), None)
    if first is None:
        return False
    head, _, tail = first[1].partition("：")
    is_named = roles("total_row").of(first[1]) or roles("total_row").of(head) or _SCORE_INSIDE.search(first[1])
    name = section.under(row, columns["level3"]) if "level3" in columns else None
    is_own = name is not None and name[0] == row and name[1] != first[0]
    return (
        bool(is_named)
        and not (is_own and roles("total_row").of(section.grid.text(*name or (0, 0))) is None)
        and len(tail) < 20
    )


def _take_whole(section: Section, row: int, columns: dict[str, Range], table: Indicators) -> None:
    """合计 of 90 points, 加分, 总得分 of 100: the line below with all points, or called the total, is the score."""
    weight = columns.get("weight")
    full = None if weight is None else amounts.score(section.grid.value(row, weight[1]))
    if full is None or full >= _FULL:
        return
    for other in range(row + 1, min(row + 1 + _NEAR, section.last + 1)):
        more = Indicators()
        if _is_total(section, other, columns):
            _take_total(section, other, columns, more)
        if more.score is not None and weight and amounts.score(section.grid.value(other, weight[1])) == _FULL:
            table.score, table.score_statement = more.score, more.score_statement
            table.grade = more.grade or table.grade


def _take_total(section: Section, row: int, columns: dict[str, Range], table: Indicators) -> None:
    place = section.under(row, columns["score"]) if "score" in columns else None
    if place is not None and place[0] != row:
        place = None
    value = amounts.score(section.grid.value(*place)) if place else None
    weight = columns.get("weight")
    if value is None:
        for column, text in section.grid.cells(row):
            inside = _SCORE_INSIDE.search(text)
            is_weight = weight is not None and weight[1] <= column <= weight[3]
            found = Decimal(inside[1]) if inside else amounts.score(section.grid.value(row, column))
            if found is not None and not is_weight:
                value, place = found, (row, column)
    said = section.grid.text(*place) if place is not None else ""
    if value is None and place is not None and not amounts.is_missing(said) and amounts.graded(said) is None:
        table.unread.append(Statement("score", said, "", section.grid.locator(*place)))
    if value is not None and place is not None:
        table.score = value
        table.score_statement = Statement("score", section.grid.text(*place), "分", section.grid.locator(*place))
    for column, text in section.grid.cells(row):
        table.grade = table.grade or grade_in(text)
        if (both := amounts.graded(text)) is not None:
            table.grade = table.grade or both[1]
            if table.score is None:
                table.score = both[0]
                table.score_statement = Statement("score", text, "分", section.grid.locator(row, column))


def grade_in(text: str) -> str:
    """The grade a cell states; of several with boxes, the ticked one.

    >>> grade_in("优"), grade_in("优□ 良☑ 中□ 差□"), grade_in("☑优 □良"), grade_in("优良中差"), grade_in("97.2分")
    ('优', '良', '优', '', '')
    """
    flat = re.sub(r"\s+", "", text)
    if any(box in flat for box in _BOXES):
        words = "优秀|良好|中等|较差|优|良|中|差"
        is_before = flat[0] in _BOXES
        pattern = rf"[{_TICKS}]({words})" if is_before else rf"({words})[^{_BOXES}优良中差]{{0,12}}[{_TICKS}]"
        ticked = re.findall(pattern, flat)
        return str(ticked[0]) if len(ticked) == 1 else ""
    found = _GRADE_WORD.fullmatch(text.strip())
    return found[1] if found else ""


def _bare(name: str) -> str:
    """The indicator without the form's own numbering: 指标1：养护里程 → 养护里程."""
    bare = re.sub(r"^指标\s*\d+\s*[:：、.．]?\s*|^[….]+$", "", name)
    return bare or re.sub(r"[^\w]+$", "", name)


def _line(section: Section, row: int, columns: dict[str, Range]) -> Line | None:
    grid = section.grid
    name = next(
        (p for role in _NAMES if role in columns and (p := section.under(row, columns[role])) and p[0] == row), None
    )
    if name is None or not _bare(grid.text(*name)) or _SUM.fullmatch(grid.text(*name)):
        return None
    facts = {role: p for role in columns if (p := section.under(row, columns[role])) is not None}
    # A remark merged over the whole width is under every heading at once.
    if not any(role in facts and facts[role][0] == row and facts[role] != name for role in _FACTS):
        return None
    if roles("section").of(grid.text(*name)) or clean(grid.text(*name)) in ("总体目标",):
        return None

    def text(role: str) -> str:
        return grid.text(*facts[role]) if role in facts else ""

    def points(role: str) -> Decimal | None:
        # Points merged over several lines are stated once: at the first of them.
        return amounts.score(grid.value(*facts[role])) if role in facts and facts[role][0] == row else None

    said = [
        Statement(column, text(role), "分", grid.locator(*facts[role]))
        for role, column in (("weight", "weight"), ("score", "score"))
        if points(role) is not None
    ]
    unread = [
        Statement("score", text(role), "", grid.locator(*facts[role]))
        for role in ("weight", "score")
        if points(role) is None and not amounts.is_missing(text(role)) and facts[role][0] == row
    ]
    return Line(
        _bare(grid.text(*name)),
        [text(role) for role in ("level1", "level2")],
        text("target"),
        text("actual"),
        points("weight"),
        points("score"),
        text("reason"),
        text("measure"),
        grid.quote(row),
        grid.locator(*name),
        said,
        unread,
    )
