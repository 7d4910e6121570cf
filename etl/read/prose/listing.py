"""A table of projects inside a report, read by its headings alone where no profile fits.

Belongs here: one or two rows of headings, a column of names, totals. Does not belong here: finding tables
(``tables``), forms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from etl.read import amounts
from etl.read.prose import names
from etl.read.prose.model import TablePart
from etl.read.rows import DEPARTMENT_YEAR, PROJECT_YEAR, FlatRow, Statement

#: Field → heading. The first that is found counts; names last.
_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("year", re.compile(r"^(?:所属|预算|评价)?年(?:度|份)$")),
    ("skip", re.compile(r"序号|编号|得分率|到位率|分值|权重|占比|增长|差额|备注|采购|投资|单价|数量|标准|指标|上年|去年")),
    ("rate_stated_pct", re.compile(r"(?:执行|支出|支付|使用|完成)(?:率|进度|比例)")),
    ("reason_text", re.compile(r"原因|说明")),
    ("grade_stated", re.compile(r"等级|等次|档次|评级")),
    ("score", re.compile(r"得分|评分|总分")),
    ("budget_initial_yuan", re.compile(r"年初")),
    ("budget_full_year_yuan", re.compile(r"全年预算|调整后|调整预算|最终|全年数")),
    ("received_yuan", re.compile(r"到位|到账")),
    ("executed_yuan", re.compile(r"执行|支出(?!方向|构成|内容)|支付|使用|决算|实际")),
    ("budget", re.compile(r"预算|安排|批复|下达")),
    ("source", re.compile(r"资金来源|资金性质|来源")),
    ("office", re.compile(r"^(?:预算|主管)?(?:乡镇|镇街|街镇|镇乡|街道|单位|部门)(?:名称)?$")),
    ("name", re.compile(r"项目|名称|方向|专项|事项|构成|子项目|内容|类别")),
)  # fmt: skip
_TOTAL = re.compile(r"^(?:支出|资金|年度)?(?:资金)?(?:合计|总计|总额|小计|合计数|年度资金总额)$")
#: Where money comes from, in the column that otherwise names projects.
_SOURCE = re.compile(
    r"^(?:其中:?)?(?:财政|自筹|自有|其他|上级|中央|省|市|区|县|州|镇|本级|配套|社会|单位|一般公共|政府性基金|专项债|上年结转)[\u4e00-\u9fff]{0,8}(?:资金|拨款|预算|基金|收入|配套|补助|结转|债券)$"
)
_MONEY = ("budget_initial_yuan", "budget_full_year_yuan", "budget", "received_yuan", "executed_yuan")
_LEAST = 2


@dataclass
class _Head:
    """Columns by field and the number of heading rows."""

    columns: dict[str, int] = field(default_factory=dict)
    rows: int = 1
    #: The heading of the rates says per cent, so that their cells need not.
    has_percent: bool = False


def read(part: TablePart, unit: str, single: str, headed: str = "") -> list[tuple[int, FlatRow]]:
    """The rows of the table with their line numbers. ``unit`` is the caption's; ``single`` the report's only project,
    of which a table of fund sources is; ``headed`` that of the heading above, of which one of years is."""
    head = _head(part)
    if head is None:
        return []
    units = {name: _unit(part, column, head.rows) or unit for name, column in head.columns.items() if name in _MONEY}
    if any(not u for u in units.values()):
        return []
    named_by = next((name for name in ("name", "source", "office") if name in head.columns), "")
    name_column = head.columns.get(named_by, 0)
    labels = [re.sub(r"\s+", "", cells[name_column]) for cells in part.rows[head.rows :] if name_column < len(cells)]
    named = [label for label in labels if label and not _TOTAL.match(label)]
    are_sources = bool(single) and bool(named) and all(_SOURCE.match(label) for label in named)
    is_sources = named_by == "source" or are_sources
    found: list[tuple[int, FlatRow]] = []
    year = None
    for line in range(head.rows, len(part.rows)):
        cells = part.rows[line]
        label = re.sub(r"\s+", "", cells[name_column]) if name_column < len(cells) else ""
        year = _year(cells, head) or year
        row = _row(cells, head, units)
        if row is None or not label:
            continue
        row.year = year
        if not _named(row, label, named_by, single if named_by else headed or single, is_sources=is_sources):
            continue
        found.append((line, row))
    return found


def _named(row: FlatRow, label: str, named_by: str, single: str, *, is_sources: bool) -> bool:
    """Give a row its project or office by the label of its line; False where it is nobody's."""
    if not named_by:
        # Lines of years tell of the one project they stand under.
        row.project = single if row.year is not None and not _TOTAL.match(label) else ""
        return bool(row.project)
    if _TOTAL.match(label):
        row.project = single if is_sources else ""
        row.kind = row.kind if is_sources else DEPARTMENT_YEAR
        return bool(row.project) or not is_sources
    if named_by == "office":
        row.kind, row.department = DEPARTMENT_YEAR, label
        return True
    row.project = label
    return not is_sources and names.may_be(label, is_proven=True)


def _year(cells: list[str], head: _Head) -> int | None:
    """The year a line names in a column of years; one that is merged down stands in its first line."""
    column = head.columns.get("year")
    named = re.match(r"20\d\d", cells[column].strip()) if column is not None and column < len(cells) else None
    return int(named[0]) if named else None


def _head(part: TablePart) -> _Head | None:
    if not part.rows:
        return None
    for depth in (1, 2):
        if depth >= len(part.rows):
            return None
        head = _Head(rows=depth)
        for column in range(max(map(len, part.rows[:depth]))):
            text = "".join(_over(part, r, column) for r in range(depth))
            name = _field(text)
            if name and name != "skip" and (name not in head.columns or re.search("小计|合计", text)):
                head.columns[name] = column
                if name == "rate_stated_pct":
                    head.has_percent = bool(re.search("[%％]", text))
        money = [n for n in _MONEY if n in head.columns]
        below = part.rows[depth]
        is_data = any(re.search(r"\d", below[head.columns[n]]) for n in money if head.columns[n] < len(below))
        if head.columns.keys() & {"name", "source", "office", "year"} and len(money) >= _LEAST and is_data:
            return head
    return None


def _over(part: TablePart, row: int, column: int) -> str:
    """A heading cell, or the merged one that reaches over it."""
    for top, left, bottom, right in part.merges:
        if top <= row <= bottom and left <= column <= right:
            return part.rows[top][left] if (row == top or column == left) and row == top else ""
    return part.rows[row][column] if column < len(part.rows[row]) else ""


def _field(text: str) -> str:
    flat = re.sub(r"\s|[（(].*?[)）]", "", text)
    return next((name for name, pattern in _FIELDS if pattern.search(flat)), "")


def _unit(part: TablePart, column: int, depth: int) -> str:
    for row in range(depth):
        found = re.search(r"[（(](?:单位[:：]?)?(万元|亿元|千元|元)[)）]", _over(part, row, column))
        if found:
            return found[1]
    whole = re.search(r"[（(](?:单位[:：]?)?(万元|亿元|千元|元)[)）]", "".join(part.rows[0]))
    return whole[1] if whole else ""


def _row(cells: list[str], head: _Head, units: dict[str, str]) -> FlatRow | None:
    row = FlatRow(PROJECT_YEAR)
    has_money = False
    for name, column in head.columns.items():
        text = cells[column].strip() if column < len(cells) else ""
        if name in _MONEY:
            money = amounts.money(text, units[name]) if text else None
            if money is None:
                continue
            target = name
            if name == "budget":
                target = "budget_full_year_yuan"
                row.is_budget_unqualified = True
            if name == "budget" and row.budget_full_year_yuan is not None:
                continue
            setattr(row, target, money.value)
            row.statements.append(Statement(target, text, money.unit, "", money.value))
            has_money = True
        elif name == "rate_stated_pct":
            is_percent = "%" in text or "％" in text or (head.has_percent and bool(re.search(r"\d", text)))
            rate = amounts.rate(text.rstrip("%％") + "%") if is_percent else None
            row.rate_stated_pct = rate
            if rate is not None:
                row.statements.append(Statement(name, text, "%", "", rate))
        elif name == "score":
            row.score = amounts.score(text)
            if row.score is not None:
                row.statements.append(Statement(name, text, "分", "", row.score))
        elif name == "grade_stated":
            row.grade_stated = text if re.fullmatch(r"优秀|良好|中等|较差|优|良|中|差", text) else ""
        elif name == "reason_text":
            row.reason_text = text
    return row if has_money else None
