"""Figures of a report that ought to agree: second statements, parts of an amount, points by weight.

Belongs here: findings that sentences show by themselves, whosever row they are put on. Does not belong here: findings
of rows (``checks``), which statement a row shows (``attach``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from etl.read import amounts
from etl.read.prose import checks, sections
from etl.read.prose.attach import closes
from etl.read.prose.clauses import Sentence, sentences
from etl.read.prose.facts import ordered
from etl.read.prose.figures import figures
from etl.read.prose.grades import grade_in
from etl.read.prose.outline import Node
from etl.read.prose.register import Register
from etl.read.prose.title import Title
from etl.read.prose.tokens import Figure
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
    "executed": ("executed_yuan",), "received": ("received_yuan",),
    "rate": ("rate_stated_pct",), "budget_full_year": ("budget_full_year_yuan",),
    "budget_initial": ("budget_initial_yuan",), "budget": ("budget_full_year_yuan", "budget_initial_yuan"),
}  # fmt: skip
_SPENT = re.compile(r"执行数|支出数?|决算数?|支付|使用")
#: Findings that need no more than one half-sentence.
_LOCAL = ("over_execution", "rate_mismatch", "grade_mismatch", "unit_suspect")
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
        owner = owners.of_node(node) or owners.single
        for sentence in sentences(segment.text):
            stretch = segment.text[sentence.start : sentence.end]
            named = owners.named(stretch)
            owner = named[0] if named else owner
            if owner is None or not re.search(r"\d", stretch):
                continue
            own = [r for r in rows if r.project == owner.name and r.kind != INDICATOR]
            own = [r for r in own if r.year == title.year] or own
            is_second = bool(_SECOND.search(stretch))
            if own and any(
                (is_second and _differs(f, own[0], segment.text)) or _is_other_rate(f, own[0])
                for f in figures(sentence)
            ):
                found.append(own[0])
    return found


def _is_other_rate(figure: Figure, row: FlatRow) -> bool:
    """占预算的85% where 85 is what the amounts make, beside an execution rate of 88.2 %."""
    is_stated = row.rate_stated_pct is not None and row.rate_stated_pct != figure.value
    return figure.role == "rate_maybe" and is_stated and closes(row.executed_yuan, row.budget, figure.value)


def _differs(figure: Figure, row: FlatRow, text: str) -> bool:
    year = figure.year or figure.lead_year
    if figure.value is None or figure.is_part or figure.is_bracketed or (year and year != row.year):
        return False
    role = figure.role
    if not role and figure.kind == "money" and _SPENT.search(text[figure.clause_start : figure.start]):
        role = "executed"
    columns = _COLUMN.get(role, ())
    stated = [v for c in columns if (v := getattr(row, c)) is not None]
    return bool(stated) and figure.value not in stated and any(_is_near(columns[0], v, figure.value) for v in stated)


def by_sentence(root: Node, title: Title, bounds: Mapping[str, Decimal]) -> list[tuple[FlatRow, list[str]]]:
    """What half-sentences show that state budget, spending and rate (or score and grade) once each, whosever they are:
    the figures as a row of nobody, and the findings."""
    found: list[tuple[FlatRow, list[str]]] = []
    for node, segment in ordered(root):
        if sections.is_silent(node):
            continue
        for sentence in sentences(segment.text):
            own = figures(sentence, unit=title.unit)
            for half in sentence.halves:
                row = _row(segment.text, [f for f in own if f.half == half], half, title)
                if row is None:
                    continue
                checks.own(row, bounds, has_reasons=True)
                flags = [flag for flag in row.flags if flag in _LOCAL]
                if flags:
                    found.append((row, flags))
    return found


def _row(text: str, own: Sequence[Figure], half: tuple[int, int], title: Title) -> FlatRow | None:
    row = FlatRow("", year=title.year)
    for figure in own:
        year = figure.year or figure.lead_year
        column = _COLUMN.get(figure.role, ("",))[0] if figure.role != "score" else "score"
        if not column or figure.is_part or figure.is_bracketed or figure.is_approximate or figure.is_foreign:
            continue
        if figure.deal or (year and title.years and year not in title.years) or getattr(row, column) is not None:
            return None
        setattr(row, column, figure.value)
    after = next((f.end for f in own if f.role == "score"), None)
    if after is not None and (grade := grade_in(text, *half, after=after)) is not None:
        row.grade_stated = grade[0]
    has_money = row.executed_yuan is not None and (row.budget is not None or row.rate_stated_pct is not None)
    return row if has_money or (row.score is not None and row.grade_stated) else None


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
            # 总分100分，自评得分95分 is the whole, no part.
            if point > weight or weight == 100:
                continue
            weights, points = weights + weight, points + point
    if weights != 100 or not totals:
        return []
    broken = [t for t in dict.fromkeys(totals) if abs(t - points) > Decimal(1).scaleb(-max(amounts.decimals(t), 1))]
    # Another evaluation's total stands beside the one that the points make up.
    return broken if len(broken) == len(set(totals)) else []


def put(rows: Sequence[FlatRow], code: str, stated: dict[str, Decimal], *, is_new: bool = False) -> None:
    """Raise a finding on the row that states one of the figures, the department's before others; on the only row.
    ``is_new``: only where the row itself lacks what shows it."""
    own = sorted((r for r in rows if r.kind != INDICATOR), key=lambda r: r.kind != DEPARTMENT_YEAR)
    row = next(
        (r for r in own if any(getattr(r, c) == v for c, v in stated.items())), own[0] if len(own) == 1 else None
    )
    if row is not None and not (is_new and _shows(row, code)):
        row.flag(code)


def _shows(row: FlatRow, code: str) -> bool:
    """Whether a row states all that a finding needs."""
    if code == "grade_mismatch":
        return row.score is not None and bool(row.grade_stated)
    return row.executed_yuan is not None and row.budget is not None and row.rate_stated_pct is not None


def telling(row: FlatRow, flag: str) -> dict[str, Decimal]:
    """The figures of a row by which another is known to be of the same: its points for a grade, else what was spent."""
    columns = (
        ("score",) if flag == "grade_mismatch" else ("executed_yuan",) if row.executed_yuan else ("rate_stated_pct",)
    )
    return {c: v for c in columns if isinstance(v := getattr(row, c), Decimal)}
