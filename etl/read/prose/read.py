"""A report to its reading: the whole way, one step a line.

Belongs here: the order of steps, putting their results together. Does not belong here: any step.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

from etl.contracts import NO_REASON
from etl.inputs import InputError
from etl.read import evaluation, guard
from etl.read.grades import scale
from etl.read.prose import (
    about,
    agreement,
    aliases,
    bands,
    checks,
    fund,
    gate,
    heads,
    indicators,
    items,
    joined,
    loaders,
    lone,
    lost,
    many,
    named_lines,
    parts,
    promises,
    runs,
    sections,
    tables,
    twofold,
    why,
)
from etl.read.prose.attach import Group, group, locator, to_row
from etl.read.prose.facts import Walk, walk
from etl.read.prose.model import Document
from etl.read.prose.normal import normal
from etl.read.prose.outline import Node, outline
from etl.read.prose.register import TABLED, Project, Register, collect, collect_asked
from etl.read.prose.title import DEPARTMENT, Title, classify
from etl.read.rows import (
    DEPARTMENT_YEAR,
    INDICATOR,
    INDICATOR_MARK,
    PROJECT_YEAR,
    PUBLISH,
    REVIEW,
    Family,
    FlatRow,
    Reading,
)

_FULL = 100
_FUND_END = re.compile(r"(?:中央|省级|市级|区级|县级|州级)(?:资金|配套|补助)(?:资金)?$")


def read_prose(path: Path, kind: str) -> Reading:
    """What a report in prose gives. Raises InputError where it is none."""
    document = loaders.load(path, kind)
    reading = read_document(document, path.name)
    if kind == guard.PDF:
        reading.recognised += lost.told(document.text, [*reading.rows, *reading.aside])
    return reading


def read_document(document: Document, file: str) -> Reading:
    """The same from a loaded document."""
    title = fund.learn(document, classify(document))
    if sentence := about.refusal(document, title):
        raise InputError(sentence)
    root = outline(document, title.lines)
    many.learn(root, title)
    twofold.split(root, title)
    is_of_one = parts.is_of_one(title, document.text)
    named_lines.separate(root, is_of_one=is_of_one)
    in_parts = parts.nodes(root, is_of_one=is_of_one)
    register = collect(root, title, in_parts)
    register.is_of_one = is_of_one
    found = tables.read(document, root, title)
    for run in found.runs:
        register.add_run(run, "table", least=TABLED)
    runs.collect(root, title, register)
    collect_asked(root, title, register)
    heads.collect(root, title, register)
    lone.find(root, title, register)
    aliases.learn(root, register)
    many.give(root, title, register)
    points = indicators.find(document, root, title, register)
    walked = walk(root, title, register, indicators.stretches(points))
    groups = [g for g in group(walked.facts) if g.shown]
    for one in parts.doubt(groups) if is_of_one else ():
        one.is_doubtful = True
    pairs = [(g, to_row(g, document, title)) for g in groups]
    joined.put(pairs, found)
    told = why.find(document, root, title, register, _spent(pairs, register, title.department))
    reading = Reading(file, text=document.text, title=title.text or Path(file).stem, published_on=title.published_on)
    reading.title_scope, reading.department = title.scope, title.department
    reading.district, reading.year = title.district, title.year
    pairs = _with_mentioned(pairs, told.reasons, register, document, title)
    _add_reasons(pairs, told.reasons, reading, is_one_year=len(title.years) <= 1)
    reading.families = families(walked, register, document)
    unread = lost.unread(root, title, register, [*(row for _, row in pairs), *found.aside], in_parts)
    _finish(reading, pairs, document, root, title, register, told.explained, is_all_read=not unread)
    _compare_points(reading.rows, found.aside)
    as_printed = _printed(document)
    for row in points:
        project, mark, indicator = row.project.partition(INDICATOR_MARK)
        row.project = as_printed(project) + mark + indicator
    reading.rows += points
    reading.aside = found.aside
    reading.items = items.find(document, root, title)
    reading.measures = promises.find(document, root, title)
    reading.evaluation_kind = evaluation.kind_of([title.text])
    for row in (*reading.rows, *reading.aside):
        row.evaluation_kind = reading.evaluation_kind
    notes = [*found.notes, *parts.told(in_parts), *unread]
    reading.recognised += [f"{_kind(title)}，{len(reading.rows)}行", *notes, *evaluation.told(reading.rows)]
    if not reading.rows:
        raise InputError("；".join(["读到了文字，但没有认出任何项目或部门的金额、执行率或得分", *notes]) + "。")
    return reading


def _spent(pairs: list[tuple[Group, FlatRow]], register: Register, department: str) -> why.By:
    found: why.By = {}
    for one, row in pairs:
        if row.kind == DEPARTMENT_YEAR:
            found.setdefault(why.DEPARTMENT if row.department == department else row.department, []).append(_of(row))
        project = one.project or (register.find(row.project, least=0.97) if row.project else None)
        if project is not None:
            one.project = project
            found.setdefault(id(project), []).append(_of(row))
    return found


def _of(row: FlatRow) -> why.Spent:
    base = row.budget if row.budget is not None else row.received_yuan
    return why.Spent(row.year, row.rate_stated_pct, row.executed_yuan, base, row.score)


def families(walked: Walk, register: Register, document: Document) -> list[Family]:
    """Projects of one name but for the source of their money, with the total the report states for them."""
    found: dict[str, Family] = {}
    for project in register.projects:
        parent = _FUND_END.sub("", project.name)
        if parent != project.name:
            found.setdefault(parent, Family(parent)).children.append(project.name)
    for fact in walked.totals:
        parent = _FUND_END.sub("", fact.subject.project.name) if fact.subject.project else ""
        if parent in found and found[parent].total is None and isinstance(fact.value, Decimal):
            family = found[parent]
            family.total, family.text, family.unit = fact.value, fact.text, fact.unit
            family.quote, family.locator = document.text[slice(*fact.clause)], locator(fact.section, *fact.clause)
    return [family for family in found.values() if len(family.children) > 1]


def _kind(title: Title) -> str:
    return "部门整体报告" if title.scope == DEPARTMENT else "项目报告"


def _with_mentioned(
    pairs: list[tuple[Group, FlatRow]], stated: list[why.Found], register: Register, document: Document, title: Title
) -> list[tuple[Group, FlatRow]]:
    """Rows for items of a list without a figure, and for projects of which only a reason is said."""
    if title.has_many_departments:
        return pairs
    have = {id(g.project) for g, _ in pairs if g.project}
    explained = {id(f.project): f for f in stated if f.project is not None}
    extra: list[tuple[Group, FlatRow]] = []
    for project in register.projects:
        if id(project) in have:
            continue
        reason = explained.get(id(project))
        if project.node is not None and sections.is_of_other_year(project.node, title.years):
            continue
        if project.basis in ("list", "run") or reason is not None:
            one = Group(project, "", title.year)
            row = FlatRow(
                PROJECT_YEAR, project.name, project.department or title.department, title.district, title.year
            )
            where = _where(project, reason, document)
            if where is None:
                continue
            row.quote, row.locator = where
            row.rule = "只有名称，没有金额"
            row.subject_evidence = f"列表项“{project.name}”" if project.node else f"句首“{project.name}”"
            extra.append((one, row))
    return [*pairs, *extra]


def _where(project: Project, reason: why.Found | None, document: Document) -> tuple[str, str] | None:
    if reason is not None:
        return document.text[reason.start : reason.end], reason.reason.locator
    if project.node is None or not project.node.segments:
        return None
    segment = project.node.segments[0]
    start, end = segment.norm.span(0, min(len(segment.text), max(len(project.name), 12)))
    return document.text[start:end], locator(sections.name(project.node), start, end)


def _add_reasons(
    pairs: list[tuple[Group, FlatRow]], stated: list[why.Found], reading: Reading, *, is_one_year: bool
) -> None:
    for found in stated:
        if found.project is None:
            of_it = [r for _, r in pairs if r.kind == DEPARTMENT_YEAR and found.department == r.department]
            if found.department and of_it:
                of_it[0].reasons.append(found.reason)
                of_it[0].reason_codes.append(found.reason.code)
            else:
                reading.general_reasons.append(found.reason)
            continue
        rows = [r for g, r in pairs if g.project is found.project and g.department in ("", found.department)]
        own = next((r for r in rows if r.year == found.year), rows[0] if len(rows) == 1 and is_one_year else None)
        if own is not None:
            own.reasons.append(found.reason)
            if found.reason.code not in own.reason_codes:
                own.reason_codes.append(found.reason.code)
            own.reason_text = own.reason_text or found.reason.quote
    general = [r.code for r in reading.general_reasons if r.explains == "under_execution" and r.code != "R99"]
    offices = [row for _, row in pairs if row.kind == DEPARTMENT_YEAR]
    # Of several offices nobody knows whose a general reason is.
    whole = offices[0] if len({row.department for row in offices}) == 1 else None
    is_told_by_project = any(row.reasons for _, row in pairs if row.kind == PROJECT_YEAR)
    if whole is not None and not is_told_by_project and not whole.reasons:
        whole.reason_codes = list(dict.fromkeys(general))


def _finish(
    reading: Reading, pairs: list[tuple[Group, FlatRow]], document: Document, root: Node, title: Title,
    register: Register, explained: set[int | str], *, is_all_read: bool,
) -> None:  # fmt: skip
    bounds = scale(normal(document.text).text)
    counted = bands.counted(root, title.has_many_departments)
    reading.bands = bands.bands(document, root)
    reading.general_reasons += bands.carried(document, reading.bands)
    rows = [row for _, row in pairs]
    has_reasons = any(row.reasons or set(row.reason_codes) - {NO_REASON} for row in rows)
    for one, row in pairs:
        is_told = (
            id(one.project) in explained or (one.project.basis == "title" and bool(explained))
            if one.project is not None
            else row.department in explained
            if one.department
            else row.kind == DEPARTMENT_YEAR and (has_reasons or bool(reading.general_reasons))
        )
        checks.own(row, bounds, has_reasons=is_told)
    for total, place in checks.points(root):
        own = next(
            (
                r
                for r in rows
                if r.score == total and any(s.column == "score" and abs(s.start - place) < 3 for s in r.spans)
            ),
            None,
        )
        if own is not None:
            own.flag("score_sum_mismatch")
    _agree(root, title, register, pairs, bounds)
    listed = max(
        sum(p.basis in ("list", "table", "run") for p in register.projects),
        sum(r.kind == PROJECT_YEAR and r.year == title.year and not gate.is_bare(r) for r in rows),
    )
    if checks.count_differs(counted, reading.bands, listed, is_all_read=is_all_read):
        whole = next((r for r in rows if r.kind == DEPARTMENT_YEAR), None)
        if whole is None and title.department:
            whole = FlatRow(DEPARTMENT_YEAR, "", title.department, title.district, title.year)
            whole.quote = document.text[counted.span[0] : counted.span[1]]
            whole.locator, whole.rule, whole.status = counted.locator, "报告所写的项目数", REVIEW
            pairs.append((Group(None, "", title.year), whole))
            rows.append(whole)
        if whole is not None:
            whole.flag("count_mismatch")
    for one, row in pairs:
        if row.kind == DEPARTMENT_YEAR:
            _scope(row, one, title, counted)
    checks.sums(rows, counted, reading.bands, is_all_read=is_all_read)
    for one, row in pairs:
        if row.rule != "报告所写的项目数":
            row.status = gate.status(one, row)
    as_printed = _printed(document)
    for row in rows:
        row.project = as_printed(row.project)
    for family in reading.families:
        family.parent, family.children = as_printed(family.parent), [as_printed(c) for c in family.children]
    reading.rows = sorted((r for r in rows if r.project or r.department), key=_order)


def _agree(
    root: Node, title: Title, register: Register, pairs: list[tuple[Group, FlatRow]], bounds: Mapping[str, Decimal]
) -> None:
    """Findings that sentences show by themselves."""
    rows = [row for _, row in pairs]
    for one, row in pairs:
        if "contradictory_values" in row.flags and not agreement.is_contradiction(row):
            # Figures so far apart are hardly of one thing: a person says which.
            row.flags.remove("contradictory_values")
            one.is_doubtful = True
    for row in agreement.second_statements(root, title, register, rows):
        row.flag("contradictory_values")
    for total in agreement.broken_sums(root, register):
        sums = ("budget_initial_yuan", "budget_full_year_yuan", "executed_yuan")
        agreement.put(rows, "sum_mismatch", dict.fromkeys(sums, total))
    for total in agreement.broken_points(root):
        agreement.put(rows, "score_sum_mismatch", {"score": total})
    for row, flags in agreement.by_sentence(root, title, bounds):
        for flag in flags:
            agreement.put(rows, flag, agreement.telling(row, flag), is_new=True)


def _printed(document: Document) -> Callable[[str], str]:
    """Turns a folded name back into what stands in the report, blanks and breaks left out."""
    whole = normal(document.text)

    def printed(name: str) -> str:
        place = whole.text.find(name) if name else -1
        if place < 0:
            return name
        return re.sub(r"\s+", "", document.text[slice(*whole.span(place, place + len(name)))])

    return printed


def _compare_points(rows: list[FlatRow], parts: list[FlatRow]) -> None:
    """A table of all points (预算执行 10, 产出 50 …) against the one score of the report."""
    scored = [row for row in rows if row.score is not None and row.kind != INDICATOR]
    if len(scored) != 1 or sum(part.weight or 0 for part in parts) != _FULL:
        return
    total = sum((part.score or Decimal(0) for part in parts), Decimal(0))
    if abs(total - (scored[0].score or total)) > Decimal("0.05"):
        scored[0].flag("score_sum_mismatch")


def _order(row: FlatRow) -> tuple[int, int]:
    place = re.search(r"字符 (\d+)", row.locator)
    return (0 if row.kind == DEPARTMENT_YEAR else 1, int(place[1]) if place else 0)


def _scope(row: FlatRow, one: Group, title: Title, counted: bands.Counted) -> None:
    """Whether a department's row is of its projects or of the whole."""
    row.project_count = counted.total
    said = " ".join(f.label + f.rule for f in one.facts)
    is_whole = title.scope == DEPARTMENT or bool(re.search("整体|基本支出|部门支出|决算", said))
    row.scope = "department" if is_whole else "project"
    row.whole = list(one.whole) if row.scope == "project" else []
    text = one.shown["grade_stated"].label if "grade_stated" in one.shown else ""
    row.score_text = text if row.score is None else ""


def published(reading: Reading) -> list[FlatRow]:
    """The rows that stand without a person."""
    return [row for row in reading.rows if row.status == PUBLISH]
