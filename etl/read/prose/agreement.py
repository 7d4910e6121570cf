"""Figures of a report that ought to agree: second statements, parts of an amount, points by weight.

Belongs here: findings that sentences show by themselves, whosever row they are put on. Does not belong here: findings
of rows (``checks``), which statement a row shows (``attach``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from etl.read import amounts
from etl.read.prose.clauses import Sentence, sentences
from etl.read.prose.facts import ordered
from etl.read.prose.figures import Figure, figures
from etl.read.prose.outline import Node
from etl.read.prose.register import Register
from etl.read.prose.title import Title
from etl.read.prose.whose import Owners
from etl.read.rows import DEPARTMENT_YEAR, INDICATOR, FlatRow

_MONEY = ("budget_initial_yuan", "budget_full_year_yuan", "received_yuan", "executed_yuan")
#: Two statements of one figure are near each other; what is far apart is of two things. A digit that was mistyped
#: changes an amount by less than a third, a rate or a score by less than ten points.
_NEAREST, _POINTS = Decimal("0.67"), Decimal(10)
#: Parts that miss their total by more than this are not all of its parts.
_SHARE = Decimal("0.06")
_SECOND = re.compile(
    r"审计|对账|核对|核实|复核|台账|账面|口径|国库|更正|应为|差额|不一致|不符|有出入|相差|另一"
    r"|据[^，。;]{2,14}(?:统计|反映|数据|报告|系统)"
)
_COLUMN: dict[str, tuple[str, ...]] = {
    "executed": ("executed_yuan",), "rate": ("rate_stated_pct",), "budget_full_year": ("budget_full_year_yuan",),
    "budget_initial": ("budget_initial_yuan",), "budget": ("budget_full_year_yuan", "budget_initial_yuan"),
}  # fmt: skip
_COMPLETE = re.compile(
    r"基本支出|项目支出|人员(?:经费|支出)|公用经费|项目经费|中央|省级|市级|县级|区级|本级|自筹|配套|财政拨款|上级|镇级"
)
_WEIGHED = re.compile(
    r"(?:权重|分值|满分)?(?:为|:)?(\d{1,3}(?:\.\d)?)分?[)，、，]*(?:自评|实际|综合)?(?:得分|得)(?:为|:)?(\d{1,3}(?:\.\d{1,2})?)分"
)
_TOTAL = re.compile(
    r"(?:总分|自评得分|综合得分|综合评分|总得分|自评分|评分)(?:合计)?(?:为|:|是)?(\d{2,3}(?:\.\d{1,2})?)分"
)


def is_contradiction(row: FlatRow) -> bool:
    """Whether a row's further statements differ from it as two statements of one figure do."""
    by_column: dict[str, list[Decimal]] = {}
    for said in row.statements:
        if said.value is not None:
            by_column.setdefault(said.column, []).append(said.value)
    differing = {column: values for column, values in by_column.items() if len(set(values)) > 1}
    money = [column for column in differing if column in _MONEY]
    if len(money) > 1 and len(differing) > len(_MONEY) // 2:
        return False
    return any(all(_is_near(column, values[0], v) for v in values[1:]) for column, values in differing.items())


def _is_near(column: str, one: Decimal, other: Decimal) -> bool:
    if column in _MONEY:
        low, high = sorted((one, other))
        return low > 0 and low / high >= _NEAREST
    return abs(one - other) < _POINTS


def second_statements(root: Node, title: Title, register: Register, rows: Sequence[FlatRow]) -> list[FlatRow]:
    """Rows of which a sentence on another source (审计, 台账, 对账 …) states another figure near the row's own."""
    owners = Owners(register, title)
    found: list[FlatRow] = []
    for node, segment in ordered(root):
        for sentence in sentences(segment.text):
            stretch = segment.text[sentence.start : sentence.end]
            if not _SECOND.search(stretch):
                continue
            named = owners.named(stretch)
            item = owners.of_node(node) or owners.single
            owner = named[0] if named else item
            name = owner.name if owner is not None else ""
            own = [r for r in rows if r.project == name and r.kind != INDICATOR]
            own = [r for r in own if r.year == title.year] or own
            if name and own and any(_differs(f, own[0]) for f in figures(sentence)):
                found.append(own[0])
    return found


def _differs(figure: Figure, row: FlatRow) -> bool:
    year = figure.year or figure.lead_year
    if figure.value is None or figure.is_part or figure.is_bracketed or (year and year != row.year):
        return False
    stated = [v for c in _COLUMN.get(figure.role, ()) if (v := getattr(row, c)) is not None]
    column = _COLUMN.get(figure.role, ("",))[0]
    return bool(stated) and figure.value not in stated and any(_is_near(column, v, figure.value) for v in stated)


def broken_sums(root: Node, register: Register) -> list[Decimal]:
    """Totals whose parts, named behind 其中 and as good as all of them, make up another amount."""
    names = {p.name for p in register.projects}
    found: list[Decimal] = []
    for _, segment in ordered(root):
        for sentence in sentences(segment.text):
            total = _broken(sentence, figures(sentence), names)
            if total is not None:
                found.append(total)
    return found


def _broken(sentence: Sentence, own: Sequence[Figure], names: set[str]) -> Decimal | None:
    money = [f for f in own if f.kind == "money" and f.value and not f.is_bracketed]
    for k, whole in enumerate(money):
        parts = [f for f in money[k + 1 :] if f.is_part]
        if whole.is_part or len(parts) < 2 or (k + 1 < len(money) and not money[k + 1].is_part):
            continue
        between = sentence.text[whole.end : parts[-1].start]
        if "%" in between and not _COMPLETE.search(between):
            continue
        is_whole_list = bool(_COMPLETE.search(between)) or any(n in between for n in names)
        values = [f.value for f in parts if f.value is not None]
        assert whole.value is not None  # noqa: S101 - filtered above
        gap = abs(sum(values, Decimal(0)) - whole.value)
        step = max(_step(f) for f in (whole, *parts)) * len(parts)
        if is_whole_list and step < gap <= whole.value * _SHARE:
            return whole.value
    return None


def _step(figure: Figure) -> Decimal:
    """One unit of the last printed digit."""
    digits = re.search(r"\d[\d,]*(?:\.(\d+))?", figure.text)
    return amounts.size(figure.unit).scaleb(-len(digits[1] or "")) if digits else amounts.size(figure.unit)


def broken_points(root: Node) -> list[Decimal]:
    """Stated total scores that the points of all weights (a hundred together) do not add up to."""
    weights, points = Decimal(0), Decimal(0)
    totals: list[Decimal] = []
    for _, segment in ordered(root):
        totals += [Decimal(m[1]) for m in _TOTAL.finditer(segment.text)]
        for m in _WEIGHED.finditer(segment.text):
            weight, point = Decimal(m[1]), Decimal(m[2])
            if point > weight:
                continue
            weights, points = weights + weight, points + point
    if weights != 100 or not totals:
        return []
    broken = [t for t in dict.fromkeys(totals) if abs(t - points) > Decimal(1).scaleb(-max(amounts.decimals(t), 1))]
    # Another evaluation's total stands beside the one that the points make up.
    return broken if len(broken) == len(set(totals)) else []


def put(rows: Sequence[FlatRow], code: str, value: Decimal, columns: Sequence[str]) -> None:
    """Raise a finding on the row that states a figure, the department's before others; on the only row there is."""
    own = sorted((r for r in rows if r.kind != INDICATOR), key=lambda r: r.kind != DEPARTMENT_YEAR)
    row = next((r for r in own if any(getattr(r, c) == value for c in columns)), own[0] if len(own) == 1 else None)
    if row is not None:
        row.flag(code)
