"""Lines below the headings that are no rows of the list by what stands in them: totals, notes, headings once more, a
year over the lines below it.

Belongs here: one line's own look. Does not belong here: what lines are to each other (``nesting``, ``doubtful``), what
becomes of them (``flat``), which lines a profile leaves out (``chosen``).
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from etl.read import amounts, doubtful, places
from etl.read.columns import Column
from etl.read.context import Context
from etl.read.grid import Grid, printed
from etl.read.profile import MONEY_FIELDS
from etl.read.rows import Refusal

TOTAL, SUBTOTAL, YEAR = "合计行", "小计行或平均行", "年度行，下面各行是这一年的"
NAMELESS = "没有项目名称和金额"
FIGURE_BEHIND = re.compile(r" \| [\d.,]+")
_TOLD = 3
_STEP = Decimal("0.011")
_NUMBERED = r"[一二三四五六七八九十\d]{1,2}[、.]|[(（][一二三四五六七八九十\d]{1,2}[)）]"
_YEAR_ALONE = re.compile(rf"(?:{_NUMBERED})?\s*((?:19|20)\d{{2}})\s*年度?[:：]?")
_TOTAL = re.compile(
    r"(?:全[区市县省局委厅院校镇乡州旗]|全系统|全部门|全街道)?(?:(?:总\s*计|合\s*计|总\s*合\s*计|共\s*计|累\s*计|汇\s*总)(?:数|金额|额)?"
    r"|总\s*[额数]|计)(?:[（(].*[)）]|[:：]?共?\d{1,5}[个家项](?:项目|部门|单位)?)?"
    r"(?:[:：]?\s*(?:人民币)?[零〇一二两三四五六七八九十壹贰叁肆伍陆柒捌玖拾佰百仟千万亿元圆角分整正]*)"
)
_SUBTOTAL = re.compile(r".{0,20}小\s*计[:：]?|本页合计|.{2,20}(?:合计|总计)[:：]?")
_NOTE = re.compile(
    r"^\W*(?:注|备注|说明|填[表报]说明|联系人|联系电话|电话|填[表报](?:人|单位|日期|时间)?|审[核批]人?|复核人?|制表人?|经办人?"
    r"|(?:单位|部门|财务|项目)?负责人|(?:分管|主管)领导|数据来源|来源|日期)\W"
)
_LINE_NUMBERS = re.compile(r"栏次|行次|[甲乙丙丁]|\d{1,2}(?:=.*)?|[A-Z](?:=.*)?|—|-")


def reason(context: Context, line: int) -> str:
    """Why a line is no data line, or nothing."""
    grid, headings = context.grid, context.headings
    texts = [text for _, text in grid.cells(line)]
    words = [t for t in texts if not re.fullmatch(r"\d{1,6}", t)] or texts
    if year_over(context, line):
        return YEAR
    if _is_sum_of_all(context, line):
        return TOTAL
    if any(p.search(words[0]) for p in context.profile.totals) or _TOTAL.fullmatch(words[0]):
        return TOTAL
    project = headings.of("indicator") or headings.of("project")
    name = doubtful.name(grid, line, project)
    if project and _TOTAL.fullmatch(name):
        column = headings.of("department")
        is_of_one = column is not None and places.is_department(grid.text(line, column.index))
        return SUBTOTAL if is_of_one else TOTAL
    return _no_data_inside(context, line, texts, words[0], name)


def told(refused: list[Refusal]) -> list[str]:
    """A sentence that names the lines of figures that are the sum of others and so no rows of their own."""
    sums = [one for one in refused if one.is_sum]
    named = "、".join(f"{one.locator}“{FIGURE_BEHIND.split(one.raw, maxsplit=1)[0]}”" for one in sums[:_TOLD])
    more = "等" if len(sums) > _TOLD else ""
    return [f"小计、平均、分组行{len(sums)}行不另作一行：{named}{more}"] if sums else []


def _is_sum_of_all(context: Context, line: int) -> bool:
    """Whether the last line with figures has no word, and two of them or more are the sums of several lines above: a
    total without a label."""
    grid = context.grid
    if any(re.search(r"[^\W\d]", text) for _, text in grid.cells(line)):
        return False
    money = [c.index for c in context.headings.columns if c.field in MONEY_FIELDS]
    if any(_amount(grid, below, column) is not None for below in range(line + 1, len(grid.rows)) for column in money):
        return False
    above = range(context.headings.last + 1, line)
    found = [
        (own, [_amount(grid, r, column) for r in above]) for column in money if (own := _amount(grid, line, column))
    ]
    sums = [(own, [v for v in values if v is not None]) for own, values in found]
    return len(sums) > 1 and all(len(v) > 1 and abs(sum(v) - own) < _STEP * len(v) for own, v in sums)


def _amount(grid: Grid, line: int, column: int) -> Decimal | None:
    money = amounts.money(grid.value(line, column), amounts.YUAN)
    return None if money is None else money.value


def year_over(context: Context, line: int) -> int | None:
    """The year of the lines below one that holds nothing else, in a table without a column of years."""
    cells = list(context.grid.cells(line))
    if len(cells) != 1 or context.headings.of("year") is not None or context.headings.years:
        return None
    found = _YEAR_ALONE.fullmatch(amounts.in_digits(amounts.fold(cells[0][1])))
    return int(found[1]) if found else None


def _no_data_inside(context: Context, line: int, texts: list[str], first: str, name: str) -> str:
    grid, headings = context.grid, context.headings
    column = headings.of("department")
    office = "" if column is None else grid.text(line, column.index)
    if any(_SUBTOTAL.fullmatch(text) or doubtful.is_average(text) for text in (first, name, office)):
        return SUBTOTAL
    if line == headings.last + 1 and len(texts) > 2 and _are_line_numbers(texts):
        return "栏次行"
    same = sum(grid.value(line, c.index) in c.words for c in headings.columns)
    has_figure = any(_has_figure(context, line, c) for c in headings.columns)
    subject = headings.of("project") or headings.of("department")
    is_named_so = subject is not None and printed(grid.seen(line, subject.index)) in subject.words
    if (same >= 3 and same * 2 > len(texts)) or (is_named_so and not has_figure):
        return "重复的表头"
    is_signed = re.search(r"[:：]", texts[0]) is not None and not name
    if (not has_figure and len(texts) == 1) or ((is_signed or not has_figure) and _NOTE.match(texts[0] + " ")):
        return "说明行"
    is_project = headings.of("project") is not None and headings.of("indicator") is None
    return NAMELESS if not has_figure and is_project and not name else ""


def _are_line_numbers(texts: list[str]) -> bool:
    """True where a row numbers the columns: 甲, 乙, 1, 2, 3=2/1. 甲, 1, 1 is a project called 甲."""
    numbers = [int(found[0]) for t in texts if (found := re.match(r"\d+", t))]
    is_rising = all(a < b for a, b in pairwise(numbers)) and numbers[:1] in ([], [0], [1])
    return is_rising and all(_LINE_NUMBERS.fullmatch(t) for t in texts)


def _has_figure(context: Context, line: int, column: Column) -> bool:
    value = context.grid.value(line, column.index)
    return column.field in MONEY_FIELDS and amounts.money(value, amounts.YUAN) is not None
