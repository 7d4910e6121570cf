"""What the section a figure stands in is about, from its headings.

Belongs here: kinds of sections and what they shut out, their year. Does not belong here: the outline itself.
"""

from __future__ import annotations

import re

from etl.read.prose import labels
from etl.read.prose.outline import Node, head_of
from etl.read.prose.years import OTHER_YEAR

SCORING, CONDUCT, ANNEX, MEASURES, REASONS, RESULTS, EFFECTS = (
    "scoring", "conduct", "annex", "measures", "reasons", "results", "effects",
)  # fmt: skip
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (SCORING, re.compile(r"评分(?:标准|办法|规则|细则|方法|依据)|评价标准|计分(?:办法|规则)|等级(?:划分|标准)|指标体系|评价指标|填(?:报|写)说明|填表|权重")),
    (ANNEX, re.compile(r"^附|附件|重点工作|工作推进|其他(?:需要)?说明|其他事项|附注|审计发现|有关背景|业务数据|与业务|宣传|亮点|荣誉|经验|典型")),
    (REASONS, re.compile(r"原因|问题|偏离|偏差|未完成|未达|不足|困难|短板|教训")),
    (MEASURES, re.compile(r"措施|改进|整改|建议|下(?:一)?步|打算|(?<!资金)(?<!经费)(?<!用款)(?<!预算)(?<!支出)计划$|今后|下年|努力方向|对策|明年|整改|怎么改|设想")),
    (RESULTS, re.compile(r"结果(?:的)?(?:应用|运用|拟应用)|结果公开|公开情况|应用和公开")),
    (CONDUCT, re.compile(r"组织(?:开展|实施|情况)|自评(?:组织|工作(?:开展|组织)|过程|步骤|方法|程序|原则)|评价(?:工作|组织|过程|方法|程序|原则|依据)|前期准备|绩效目标(?:管理|设立|设定)")),
    (EFFECTS, re.compile(r"效益|成效|产出|满意度|完成质量|社会影响|可持续")),
)  # fmt: skip
#: In these no amount is anybody's budget.
SILENT = frozenset((SCORING, ANNEX))
#: A heading of nothing but a year and words that every report has: 2023年工作安排; 2021年饮水工程 is a project.
_OF_YEAR = re.compile(
    r"^[\[(\"]?(?:(?P<year>20\d\d)[\])\"]?年度?|(?:上一?|下一?|以前|往)年度?|去年度?|前年|明年|次年)(?:的)?[\])\"]?"
    r"(?:，|各|我?局|全局|我?单位|本?部门|财政|专项|项目|预算|资金|支出|收支|经费|工作|执行|使用|安排|计划|完成|绩效|目标|自评|重点|主要"
    r"|总体|基本|开展|实施|落实|管理|分配|下达|拨付|到位|及其?|和|与|、|的|情况|概况|(?:一览|明细|汇总|统计|情况)?表)*"
    r"(?:(?:见|如)下(?:表|所示)?)?:?$"
)


def year_of_head(head: str) -> int | None:
    """The year that a heading of no other meaning names; ``OTHER_YEAR`` where it says 上年度 and the like.

    >>> year_of_head("2023年工作安排"), year_of_head("往年情况"), year_of_head("2021年饮水安全工程")
    (2023, -1, None)
    """
    found = _OF_YEAR.match(head)
    return None if found is None else int(found["year"] or OTHER_YEAR)


def year(node: Node) -> int | None:
    """The year that the innermost heading of a year names."""
    named = (year_of_head(one.head) for one in reversed(node.path()))
    return next((found for found in named if found is not None), None)


def is_of_other_year(node: Node, years: list[int]) -> bool:
    """Whether a heading says that what stands below it is of none of the report's ``years``."""
    return bool(years) and year(node) not in (None, *years)


def kinds(node: Node) -> list[str]:
    """Kinds of the headings from the innermost outwards; a heading may be of two."""
    found: list[str] = []
    for one in reversed(node.path()):
        head = head_of(one)
        if one.style == "annex":
            found.append(ANNEX)
        elif len(head) <= 30:
            found += [kind for kind, pattern in _KINDS if pattern.search(head)]
    return found


def own_kinds(node: Node) -> frozenset[str]:
    """Kinds of the innermost heading that has any."""
    if node.kinds is None:
        node.kinds = _own_kinds(node)
    return node.kinds


def _own_kinds(node: Node) -> frozenset[str]:
    for one in reversed(node.path()):
        head = head_of(one)
        if one.style == "annex":
            return frozenset((ANNEX,))
        if len(head) <= 30:
            found = {kind for kind, pattern in _KINDS if pattern.search(head)}
            if found:
                return frozenset(found)
    return frozenset()


def is_silent(node: Node) -> bool:
    """Whether amounts here are nobody's: scoring rules, appendices on other work, income, shopping lists."""
    return bool(own_kinds(node) & SILENT) or ANNEX in kinds(node)[-2:] or is_of_else(node)


#: Lists below these are of money that came in, of what was bought, of how an office lives.
_ELSE = re.compile(
    r"收入(?!.*支出)(?!.*项目)|三公|采购(?:清单|明细)|购置(?:清单|明细)|罚没|处罚|罚款|宣传(?!.*(?:项目|经费))|国有资产"
    r"|人员经费|公用经费|工资福利"
)
#: A longer line is no heading of this kind.
_LONGEST = 20


def is_of_else(node: Node) -> bool:
    """Whether the nearest heading is of income, shopping, fines and the like: what it lists are no projects."""
    headings = [one for one in node.path() if one.children or (one.segments and one.segments[0].text == head_of(one))]
    head = head_of(headings[-1]) if headings else ""
    return len(head) <= _LONGEST and bool(_ELSE.search(head))


def is_of_class(node: Node) -> bool:
    """Whether a node stands in one of several sections of a class of money each: 一般公共预算项目, 政府性基金项目."""
    return any(
        one.parent is not None and _is_class(one) and sum(_is_class(c) for c in one.parent.children) > 1
        for one in node.path()
    )


def _is_class(node: Node) -> bool:
    return bool(labels.item("class").match(head_of(node)))


def name(node: Node) -> str:
    """The section as a place: 一（二）资金情况."""
    path = [one for one in node.path() if one.style != "named"]
    if not path:
        return ""
    marks = "".join(_mark(one) for one in path[:-1])
    last = path[-1]
    head = head_of(last)
    return f"{marks}{_mark(last)}{head}" if head else f"{marks}{_mark(last)}"


def _mark(node: Node) -> str:
    han = "零一二三四五六七八九十"
    n = node.number
    word = han[n] if 0 < n <= 10 else f"十{han[n - 10]}" if 10 < n < 20 else str(n)
    return {
        "han": f"{word}、", "han_paren": f"（{word}）", "digit": f"{n}.", "digit_paren": f"（{n}）", "half_paren": f"{n}）",
        "part": f"第{word}部分",
    }.get(node.style, "")  # fmt: skip
