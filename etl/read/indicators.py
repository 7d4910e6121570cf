"""The indicator table of an official form: one line per third-level indicator, and the total score below it.

Belongs here: which row is an indicator, its target, result, points and reason. Does not belong here: its headings
(``indicator_heads``), the lines of the score (``totals``), money, who the project is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from etl.read import amounts, totals
from etl.read.grid import Range
from etl.read.indicator_heads import FACTS, header_of
from etl.read.labels import clean, roles
from etl.read.rows import Statement
from etl.read.section import Section
from etl.read.totals import Whole

_NAMES = ("level4", "level3", "level2")
#: 其他需要说明的事项 | 无 among the indicators is none, nor 存在的问题 and what else answers for the whole form.
_ANSWERS = ("reason", "problem", "measure", "remark")
_SUM = re.compile(r"[合总小]\s*计")


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
    """The table as a whole; ``header``, the first row of its headings, is None where the form has none."""

    header: int | None = None
    #: Role → the heading chosen for it, of the first lines.
    columns: dict[str, Range] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    whole: Whole = field(default_factory=Whole)
    has_reason_place: bool = False
    #: The points of the execution, where a line among the indicators states them.
    execution: Decimal | None = None


def read(section: Section, start: int) -> Indicators:
    """All indicator lines from row ``start`` on, over any number of headings, and the total score."""
    table = Indicators()
    columns: dict[str, Range] | None = None
    for row in range(start, section.last + 1):
        heading = header_of(section, row)
        if heading is not None:
            columns = heading
            if table.header is None:
                table.header = min(place[0] for place in heading.values())
            if not table.lines:
                table.columns = heading
            table.has_reason_place |= "reason" in heading
        elif columns is not None:
            if totals.says_whole(section, row, columns):
                # What follows the total is remarks, unless another table opens.
                heads = (other for other in range(row + 1, section.last + 1) if header_of(section, other))
                last = next(heads, section.last + 1) - 1
                whole = totals.read(section, [row, *totals.below(section, row + 1, last, columns)], columns)
                whole.grade = whole.grade or table.whole.grade
                table.whole = whole if whole.score is not None or whole.unread else table.whole
                columns = None
            elif (points := _execution(section, row, columns)) is not None:
                table.execution = points
            elif (line := _line(section, row, columns)) is not None:
                table.lines.append(line)
    return table


def _execution(section: Section, row: int, columns: dict[str, Range]) -> Decimal | None:
    """The points of a line that says those of the execution by its label and nothing else: 预算执行得分 | 10 | 9."""
    grid = section.grid
    texts = [text for _, text in grid.cells(row)]
    place = section.under(row, columns["score"]) if "score" in columns else None
    if place is None or place[0] != row or any(amounts.score(text) is None for text in texts[1:]):
        return None
    is_named = roles("execution_row").of(texts[0]) is not None
    return amounts.score(grid.value(*place)) if is_named and grid.text(*place) != texts[0] else None


def _bare(name: str) -> str:
    """The indicator without the form's own numbering: 指标1：养护里程 → 养护里程."""
    bare = re.sub(r"^指标\s*\d+\s*[:：、.．]?\s*|^[….]+$", "", name)
    return bare or re.sub(r"[^\w]+$", "", name)


def _line(section: Section, row: int, columns: dict[str, Range]) -> Line | None:
    grid = section.grid
    places = (section.under(row, columns[role]) for role in _NAMES if role in columns)
    named = [place for place in places if place is not None and place[0] == row]
    # 加分项 | 加分 | 无: what the nearest level above calls it.
    name = next((place for place in named if not amounts.is_missing(grid.text(*place))), None)
    if name is None or not _bare(grid.text(*name)) or _SUM.fullmatch(grid.text(*name)):
        return None
    facts = {role: p for role in columns if (p := section.under(row, columns[role])) is not None}
    # A remark merged over the whole width is under every heading at once.
    if not any(role in facts and facts[role][0] == row and facts[role] != name for role in FACTS):
        return None
    if roles("section").of(grid.text(*name)) or clean(grid.text(*name)) in ("总体目标",):
        return None

    def text(role: str) -> str:
        return grid.text(*facts[role]) if role in facts else ""

    def points(role: str) -> Decimal | None:
        # Points merged over several lines are stated once: at the first of them.
        return amounts.score(grid.value(*facts[role])) if role in facts and facts[role][0] == row else None

    labels = (roles("identity").of(label) for label in (grid.text(*name), next(grid.cells(row))[1]))
    if points("weight") is None and points("score") is None and any(label in _ANSWERS for label in labels):
        return None

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
