"""The headings of a list of projects inside a report: which column is what, of which year.

Belongs here: one or two rows of headings, units in them. Does not belong here: rows (``listing``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from etl.read.prose import owners
from etl.read.prose.model import TablePart
from etl.read.prose.subject import FUND

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
    ("source", re.compile(r"资金来源|资金性质|来源|^(?:年度|项目)?资金(?:构成|类别|名称|情况)?$")),
    ("office", re.compile(r"^(?:预算|主管|实施|项目|责任|承担|使用|资金使用|项目实施|填报|牵头)?(?:乡镇|镇街|街镇|镇乡|街道|单位|部门)(?:名称)?$")),
    ("name", re.compile(r"项目|名称|方向|专项|事项|构成|子项目|内容|类别")),
)  # fmt: skip
MONEY = ("budget_initial_yuan", "budget_full_year_yuan", "budget", "received_yuan", "executed_yuan")
#: Of a year where the heading names one.
_FIGURES = frozenset((*MONEY, "rate_stated_pct", "score", "grade_stated", "reason_text"))
_LEAST = 2
#: The column of names where several could be one.
_SURELY_NAME = re.compile(r"(?:子|具体|二级|三级)项目|项目名称")
_YEAR = re.compile(r"(?<!\d)20\d\d(?=年|$)")


@dataclass
class Heads:
    """Columns by field and the number of heading rows; ``dated``: the columns of figures by the year their headings
    name, under None those of no year."""

    columns: dict[str, int] = field(default_factory=dict)
    dated: dict[int | None, dict[str, int]] = field(default_factory=dict)
    rows: int = 1
    #: The heading of the rates says per cent, so that their cells need not.
    has_percent: bool = False

    @property
    def named_by(self) -> str:
        """What the lines are called by: projects, sources of money or offices; nothing where by years alone."""
        return next((name for name in ("name", "source", "office") if name in self.columns), "")

    @property
    def money(self) -> list[int]:
        """Every column of an amount."""
        return [column for of in self.dated.values() for name, column in of.items() if name in MONEY]


def read(part: TablePart) -> Heads | None:
    """The headings of a table with names (or years) and two columns of money at least."""
    for depth in (1, 2):
        if depth >= len(part.rows):
            return None
        heads = _at(part, depth)
        below = part.rows[depth]
        is_data = any(re.search(r"\d", below[column]) for column in heads.money if column < len(below))
        if heads.columns.keys() & {"name", "source", "office", "year"} and len(heads.money) >= _LEAST and is_data:
            return heads
    return None


def _at(part: TablePart, depth: int) -> Heads:
    heads = Heads(rows=depth)
    figures: list[tuple[str, int, int | None, bool]] = []
    for column in range(max(map(len, part.rows[:depth]))):
        text = "".join(_over(part, r, column) for r in range(depth))
        name, named = field_of(text), set(_YEAR.findall(text))
        if not name or name == "skip" or len(named) > 1 or _is_share(part, depth, column):
            continue
        is_chosen = bool(re.search("小计|合计", text))
        if name in _FIGURES:
            figures.append((name, column, int(named.pop()) if named else None, is_chosen))
            heads.has_percent |= name == "rate_stated_pct" and bool(re.search("[%％]", text))
        elif name not in heads.columns or is_chosen or (name == "name" and _SURELY_NAME.search(text)):
            heads.columns[name] = column
    heads.dated = _by_year(_carried(figures))
    return heads


def _is_share(part: TablePart, depth: int, column: int) -> bool:
    """Whether a column has only the money of one source: 财政拨款 beside 其他 below 年初预算."""
    cell = part.rows[depth - 1][column] if column < len(part.rows[depth - 1]) else ""
    below = re.sub(r"\s|[（(].*?[)）]", "", cell)
    bracket = re.search(r"[（(](.*?)[)）]", cell)
    if bracket is not None and owners.is_of(owners.SOURCE, bracket[1]):
        # 年初预算(财政拨款) beside 年初预算(其他)
        return sum(re.sub(r"\s|[（(].*?[)）]", "", other) == below for other in part.rows[depth - 1]) > 1
    over = next((m for m in part.merges if m[0] == 0 and m[2] < depth - 1 and m[1] <= column <= m[3]), None)
    beside = part.rows[0][column + 1 : column + 2]
    is_one_of = over[1] < over[3] if over is not None else depth > 1 and beside == [""]
    return is_one_of and (owners.is_of(owners.SOURCE, below) or (bool(FUND.match(below)) and not field_of(below)))


def _carried(figures: list[tuple[str, int, int | None, bool]]) -> list[tuple[str, int, int | None, bool]]:
    """Figures whose heading names no year are of the year named left of them (or of the only one), where this gives no
    year two columns of a kind; else of none."""
    years = {year for _, _, year, _ in figures if year is not None}
    left = years.copy().pop() if len(years) == 1 else None
    found = []
    for name, column, year, is_chosen in figures:
        left = year if year is not None else left
        found.append((name, column, left, is_chosen))
    kinds = [(name, year) for name, _, year, is_chosen in found if not is_chosen]
    return found if len(set(kinds)) == len(kinds) else figures


def _by_year(figures: list[tuple[str, int, int | None, bool]]) -> dict[int | None, dict[str, int]]:
    found: dict[int | None, dict[str, int]] = {}
    for name, column, year, is_chosen in figures:
        of = found.setdefault(year, {})
        if name not in of or is_chosen:
            of[name] = column
    return found


def unit_of(part: TablePart, column: int, depth: int) -> str:
    """The unit a column's heading states, else that of another heading."""
    for row in range(depth):
        found = re.search(r"[（(](?:单位[:：]?)?(万元|亿元|千元|元)[)）]", _over(part, row, column))
        if found:
            return found[1]
    whole = re.search(r"[（(](?:单位[:：]?)?(万元|亿元|千元|元)[)）]", "".join(part.rows[0]))
    return whole[1] if whole else ""


def _over(part: TablePart, row: int, column: int) -> str:
    """A heading cell, or the merged one that reaches over it."""
    for top, left, bottom, right in part.merges:
        if top <= row <= bottom and left <= column <= right:
            return part.rows[top][left] if (row == top or column == left) and row == top else ""
    return part.rows[row][column] if column < len(part.rows[row]) else ""


def field_of(text: str) -> str:
    """What a heading heads; nothing where it is none."""
    flat = re.sub(r"\s|[（(].*?[)）]", "", text)
    return next((name for name, pattern in _FIELDS if pattern.search(flat)), "")
