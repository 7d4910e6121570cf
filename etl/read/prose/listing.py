"""A table of projects inside a report, read by its headings alone where no profile fits.

Belongs here: figures and owners of its lines. Does not belong here: finding tables (``tables``), headings
(``listing_heads``), projects over several lines (``several``), forms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from etl.read import amounts, places
from etl.read.prose import listing_heads, names, several, siblings, table_words
from etl.read.prose.listing_heads import Heads
from etl.read.prose.model import TablePart
from etl.read.prose.several import Line
from etl.read.rows import DEPARTMENT_YEAR, PROJECT_YEAR, REVIEW, FlatRow, Statement

#: Where money comes from, in the column that otherwise names projects.
_SOURCE = re.compile(
    r"^(?:其中:?)?(?:财政|自筹|自有|其他|上级|中央|省|市|区|县|州|镇|本级|配套|社会|单位|一般公共|政府性基金|专项债|上年结转)[\u4e00-\u9fff]{0,8}(?:资金|拨款|预算|基金|收入|配套|补助|结转|债券)$"
)

#: What is no project's name but the part of its money that is from there.
_SHARE = re.compile(
    r"(?:中央|省级?|市级?|区级?|县级?|州级?|镇级?|本级|上级|其他|自筹|自有|财政)(?:财政)?(?:配套)?(?:资金|拨款)"
)

#: Who works for an office, and the inside of one: neither is a department.
_NO_OFFICE = re.compile(r"(?:公司|集团)$|^(?:局|委|厅|机关|综合|党政|行政|本级)*(?:办公室|办|党委|纪委)$")


_WITHOUT_UNIT = "没有写金额单位的表格，金额没有取"


@dataclass
class Listed:
    """Rows with their line numbers, and a sentence for what of the table was not taken."""

    rows: list[tuple[int, FlatRow]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read(part: TablePart, unit: str, single: str, headed: str, years: list[int]) -> Listed:
    """The rows of the table. ``unit`` is the caption's; ``single`` the report's only project, of which a table of fund
    sources is; ``headed`` that of the heading above, of which one of years is; ``years`` are the report's."""
    heads = listing_heads.read(part)
    found = Listed()
    if heads is None:
        return found
    columns = heads.columns
    once = [columns[name] for name in ("year", "office") if name in columns and name != heads.named_by]
    lines = several.lines(part, heads.rows, columns.get(heads.named_by, 0), heads.money, once)
    named = [line.label for line in lines if line.label and not several.TOTAL.match(line.label)]
    are_sources = bool(single) and bool(named) and all(_SOURCE.match(label) for label in named)
    if named and all(label.endswith("收入") for label in named):
        return Listed(notes=["各行都是收入的表格不是各项目的预算和支出，没有取"])
    split: list[Line] = []
    if heads.named_by == "name" and not are_sources:
        lines, split = several.gathered(lines, columns.get("source"))
    owner = single if heads.named_by else headed or single
    is_sources = are_sources or heads.named_by == "source"
    for year, figures in _wanted(heads, years, found.notes):
        units = {name: listing_heads.unit_of(part, n, heads.rows) or unit for name, n in figures.items()}
        if heads.named_by == "source":
            # What the money scored is a part of the project's points.
            figures.pop("score", None)
        for line in lines:
            row = _row(line.cells, figures, units, has_percent=heads.has_percent)
            is_part = several.is_one_of_sums(line, lines) and not _office(line, heads)
            if row is None or not line.label or is_part:
                continue
            row.year = _year(line, heads) or year
            if _named(row, line.label, heads.named_by, owner, is_sources=is_sources):
                if "ambiguous" in row.flags:
                    found.notes.append(_WITHOUT_UNIT)
                row.department = row.department or _office(line, heads)
                found.rows.append((line.number, row))
    for line in split:
        row = FlatRow(PROJECT_YEAR, line.label, _office(line, heads), flags=["ambiguous"], status=REVIEW)
        if names.may_be(line.label, is_proven=True):
            found.rows.append((line.number, row))
            found.notes.append(f"“{line.label}”在表格里分几行写，没有合计，金额没有取")
    found.notes = list(dict.fromkeys(found.notes))
    return found


def _wanted(heads: Heads, years: list[int], notes: list[str]) -> list[tuple[int | None, dict[str, int]]]:
    """The columns of figures of the report's years, or of no year; those left aside are told in ``notes``."""
    others = sorted(year for year in heads.dated if year is not None and years and year not in years)
    if others:
        notes.append(f"表头是{'、'.join(map(str, others))}年的列不是本报告年度的，没有取")
    is_unclear = None in heads.dated and bool(set(heads.dated) & set(years))
    if is_unclear:
        notes.append("表头没有写年度、旁边又有本年度的列，分不清是哪年的，没有取")
    left = {*others, None} if is_unclear else set(others)
    return [(year, figures) for year, figures in heads.dated.items() if year not in left]


def is_turned(rows: Sequence[Sequence[object]]) -> bool:
    """Whether projects stand as columns and what is said of them as lines: 预算数 | 100 | 90 below their names."""
    names_of = [str(cell or "") for cell in rows[0][1:]] if rows else []
    lines = {listing_heads.field_of(str(row[0] or "")) for row in rows[1:] if row}
    are_names = len(names_of) > 1 and all(names.may_be(name, is_proven=True) for name in names_of)
    return are_names and len(lines & set(listing_heads.MONEY)) > 1


def _named(row: FlatRow, label: str, named_by: str, single: str, *, is_sources: bool) -> bool:
    """Give a row its project or office by the label of its line; False where it is nobody's."""
    if not named_by:
        # Lines of years tell of the one project they stand under.
        row.project = single if row.year is not None and not several.TOTAL.match(label) else ""
        return bool(row.project)
    if several.TOTAL.match(label):
        row.project = single if is_sources else ""
        row.kind = row.kind if is_sources else DEPARTMENT_YEAR
        return bool(row.project) or not is_sources
    if table_words.match("listing", "whole", label):
        # Its 其中：基本支出 and 项目支出 are parts.
        row.kind = DEPARTMENT_YEAR
        return named_by == "name" and not single
    if named_by == "office":
        row.kind, row.department = DEPARTMENT_YEAR, label
        return True
    row.project = label
    is_name = names.may_be(label, is_proven=True) or siblings.may_be(label, is_of_department=True)
    return not is_sources and not _SHARE.fullmatch(label) and is_name


def _year(line: Line, heads: Heads) -> int | None:
    """The year a line names in a column of years; one that is merged down stands in its first line."""
    found = re.match(r"20\d\d", line.said.get(heads.columns.get("year", -1), ""))
    return int(found[0]) if found else None


def _office(line: Line, heads: Heads) -> str:
    """The office a line names in a column of its own; of a total, none."""
    told = line.said.get(heads.columns.get("office", -1), "")
    is_whole = several.TOTAL.match(line.label) and "小计" not in line.label
    return told if places.is_department(told) and not _NO_OFFICE.search(told) and not is_whole else ""


def _row(cells: list[str], columns: dict[str, int], units: dict[str, str], *, has_percent: bool) -> FlatRow | None:
    row = FlatRow(PROJECT_YEAR)
    has_money = False
    for name, column in columns.items():
        text = cells[column].strip() if column < len(cells) else ""
        if name in listing_heads.MONEY:
            money = amounts.money(text, units[name] or "元") if text else None
            has_money |= money is not None
            if money is None:
                continue
            if not units[name] and not money.is_own:
                row.flags, row.status = ["ambiguous"], REVIEW
                continue
            target = name
            if name == "budget":
                target = "budget_full_year_yuan"
                row.is_budget_unqualified = True
            if name == "budget" and row.budget_full_year_yuan is not None:
                continue
            setattr(row, target, money.value)
            row.statements.append(Statement(target, text, money.unit, "", money.value))
        elif name == "rate_stated_pct":
            is_percent = "%" in text or "％" in text or (has_percent and bool(re.search(r"\d", text)))
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
