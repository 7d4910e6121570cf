"""Why money was not spent.

Belongs here: reasons by money and by mention. Rule: a project's unspent money counts once, under its first stated
reason (R90 where none is stated); unspent below 0 counts as 0; mentions are counted every one. Inferred reasons are
not the department's and are left out of both. R90 and R99 are neither controllable nor not: unknown.
Every question takes a ``threshold``: only the project-years whose rate lies below it, or that have no rate and state no
spending or a reason for it (``projects.is_low``); None = all with unspent money. Remarks that name no project stay.
Does not belong here: lists of projects (``projects``).
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from dashboard.metrics.filters import Filter, apply
from dashboard.metrics.projects import bare_rows, is_low
from dashboard.metrics.rollups import picked
from dashboard.metrics.shared import is_summed, shortfall
from dashboard.metrics.tables import published
from etl.contracts import DEFAULT_REASON_THRESHOLD, EXPLAINS, NO_REASON, SYMPTOM_ONLY

#: What a reason may explain besides under-execution.
ELSEWHERE = tuple(kind for kind in EXPLAINS if kind != "under_execution")
#: Codes that give no reason: nothing is said, or only that the money was not spent.
UNEXPLAINED = (NO_REASON, SYMPTOM_ONLY)


def reason_money(chosen: Filter, *keys: str, threshold: float | None = None) -> ir.Table:
    """Unspent money by first reason. One row per ``keys`` × code: reason_zh, reason_en, controllable,
    unspent (yuan, over rows that may be added up; null where there is none), projects (with this first reason),
    with_amount (of these, the ones in the sum), beside_n and beside_unspent (project-years on the year-start budget,
    with an amount that is not in the sum); is_by_year = some project counts in several years, of all rows."""
    rows, is_by_year = _money_parts(chosen, keys, threshold)
    grouped = rows.group_by(*keys, code=rows.reason_code).agg(
        unspent=rows.missing.sum().cast("decimal(18, 2)"),
        projects=rows.projects.sum().cast("int64"),
        with_amount=rows.with_amount.sum().cast("int64"),
        beside_n=rows.beside_n.sum().cast("int64"),
        beside_unspent=rows.beside.sum().cast("decimal(18, 2)"),
    )
    return _named(grouped.cross_join(is_by_year))


def _money_parts(chosen: Filter, keys: tuple[str, ...], threshold: float | None) -> tuple[ir.Table, ir.Table]:
    """The rows to add up, one by one or added up by the build, and one row: is_by_year."""
    sums = picked(("reason_sum",), chosen, *keys) if threshold in (None, DEFAULT_REASON_THRESHOLD) else None
    if sums is not None:
        before = sums.before if threshold is None else sums.low_before
        sums = sums if threshold is None else sums.filter(sums.is_low)
        is_again = before.notnull() if chosen.year_from is None else before >= chosen.year_from
        return sums, sums.agg(is_by_year=is_again.any().fill_null(False))
    rows = _lines(chosen, threshold)
    is_added, is_beside = is_summed(rows), rows.unspent.notnull() & (rows.rate_basis == "initial")
    missing, nothing = shortfall(rows.unspent), ibis.null("decimal(18, 2)")
    several = rows.group_by("project_id").agg(n=rows.count())
    rows = rows.mutate(
        projects=1,
        with_amount=is_added.ifelse(1, 0),
        missing=is_added.ifelse(missing, nothing),
        beside_n=is_beside.ifelse(1, 0),
        beside=is_beside.ifelse(missing, nothing),
    )
    return rows, several.agg(is_by_year=(several.n.max() > 1).fill_null(False))


def _lines(chosen: Filter, threshold: float | None) -> ir.Table:
    """Project-years with a first reason, final figures only."""
    rows = bare_rows(chosen)
    rows = rows.filter(rows.reason_code.notnull() & rows.as_of.isnull())
    return rows if threshold is None else rows.filter(is_low(rows, threshold))


def reason_mentions(chosen: Filter, *keys: str, threshold: float | None = None) -> ir.Table:
    """Every mention of a reason for under-execution. One row per ``keys`` × code: mentions, projects (distinct),
    general (mentions that name no project). R90 stands for the project-years whose reason is not stated, also where
    the report fills the field with words that are none."""
    rows = apply(published("reason"), chosen)
    rows = rows.filter((rows.explains == "under_execution") & ~rows.is_inferred)
    rows = rows.filter((rows.reason_code != NO_REASON) | rows.project_id.isnull())
    if threshold is not None:
        low = _low_keys(chosen, threshold)
        # n:1; a remark that names no project cannot be told from its rate.
        rows = rows.left_join(low, ["project_id", "year", "fund_year"])
        rows = rows.filter(rows.project_id.isnull() | rows.is_low_line)
    silent = _lines(chosen, threshold)
    silent = silent.filter(silent.reason_code == NO_REASON)
    mentions = ibis.union(
        rows.select(*keys, "project_id", code=rows.reason_code),
        silent.select(*keys, "project_id", code=silent.reason_code),
    )
    counted = mentions.group_by(*keys, "code").agg(
        mentions=mentions.count().cast("int64"),
        projects=mentions.project_id.nunique().cast("int64"),
        general=mentions.count(where=mentions.project_id.isnull()).cast("int64"),
    )
    return _named(counted)


def _low_keys(chosen: Filter, threshold: float) -> ir.Table:
    lines = bare_rows(chosen)
    lines = lines.filter(is_low(lines, threshold))
    return lines.select("project_id", "year", "fund_year", is_low_line=ibis.literal(True)).distinct()


def leading_reasons(chosen: Filter, *keys: str, most: int = 2) -> ir.Table:
    """The first reasons with the most unspent money (without amounts: with the most projects) of each group. Up to
    ``most`` rows per ``keys``, as ``reason_money``, with place (from 0) and is_explained (any reason of the group,
    listed or not, is one: R90 and R99 are none)."""
    rows = reason_money(chosen, *keys)
    order = [rows.unspent.desc(nulls_first=False), rows.projects.desc(), rows.code]
    rows = rows.mutate(
        place=ibis.row_number().over(group_by=list(keys), order_by=order),
        is_explained=rows.code.notin(UNEXPLAINED).any().over(group_by=list(keys)),
    )
    return rows.filter(rows.place < most).order_by(*keys, "place")


def reason_projects(
    chosen: Filter, code: str, *, threshold: float | None = None, limit: int | None = None, offset: int = 0
) -> ir.Table:
    """Where one reason stands. One row per mention for under-execution; R90: per project-year without a reason.

    project_row (row id of the project-year; null for a mention that names no project), project, department, district,
    city, function, year, rate, rate_basis, unspent, is_first (its unspent money counts under this reason), is_added
    (the amount is in the sums), quote, locator, title. Money that counts first, most unspent first.
    """
    lines = bare_rows(chosen)
    is_asked = ibis.literal(True) if threshold is None else is_low(lines, threshold)
    lines = lines.select(
        "project_id", "year", "fund_year", "project", "unspent", "rate_basis", "reason_code", "as_of", "department_id",
        "function", "source_id", "rate", project_row=lines.row_id, is_added=is_summed(lines), is_asked=is_asked,
    )  # fmt: skip
    if code == NO_REASON:
        rows = lines.filter((lines.reason_code == NO_REASON) & lines.as_of.isnull() & lines.is_asked)
        rows = rows.mutate(quote=ibis.null("string"), locator=ibis.null("string"), is_first=True)
    else:
        said = apply(published("reason"), chosen)
        said = said.filter((said.explains == "under_execution") & ~said.is_inferred & (said.reason_code == code))
        turn = ibis.row_number().over(
            group_by=[said.project_id, said.year, said.fund_year], order_by=[said.ordinal, said.row_id]
        )
        said = said.select(
            "project_id", "year", "fund_year", "department_id", "function", "source_id", "quote", "locator", turn=turn
        )
        lines = lines.drop("department_id", "function", "source_id")
        rows = said.left_join(lines, ["project_id", "year", "fund_year"])
        rows = rows.filter(rows.project_id.isnull() | rows.is_asked.fill_null(threshold is None))
        is_first = (rows.reason_code == code) & (rows.turn == 0) & rows.as_of.isnull()
        rows = rows.mutate(is_first=is_first.fill_null(False), is_added=rows.is_added.fill_null(False))
    names = published("department").select("department_id", "department", "district", "city")
    titles = published("source").select("source_id", "title")
    joined = rows.left_join(names, "department_id").left_join(titles, "source_id")
    kept = (
        "project_row", "project", "department_id", "department", "district", "city", "function", "year", "rate",
        "rate_basis", "unspent", "is_first", "is_added", "quote", "locator", "title",
    )  # fmt: skip
    counts = (joined.is_first & joined.is_added).ifelse(0, 1)
    order = [counts, joined.unspent.desc(nulls_first=False), ibis.desc("year"), "project_row", "department_id", "quote"]
    listed = joined.order_by(order).select(*kept)
    return listed.limit(limit, offset=offset) if limit is not None else listed


def other_reasons(chosen: Filter, code: str | None = None, *, limit: int | None = None, offset: int = 0) -> ir.Table:
    """Stated reasons that have no money of their own: those that explain something else than under-execution, and those
    for under-execution that name no project. One row per reason, the other explanations first: explains, code and its
    names, project_row and project (null: the department as a whole), department, district, city, function, year,
    quote, locator, title. With a code only the other explanations: its remarks stand in ``reason_projects``."""
    rows = _others(chosen, code)
    lines = apply(published("project_year"), chosen)
    lines = lines.select("project_id", "year", "fund_year", "project", project_row=lines.row_id)
    names = published("department").select("department_id", "department", "district", "city")
    titles = published("source").select("source_id", "title")
    joined = rows.left_join(lines, ["project_id", "year", "fund_year"]).left_join(names, "department_id")
    joined = joined.left_join(titles, "source_id")
    named = _named(joined.mutate(code=joined.reason_code))
    kept = (
        "explains", "code", "reason_zh", "reason_en", "project_row", "project", "department_id", "department",
        "district", "city", "function", "year", "quote", "locator", "title",
    )  # fmt: skip
    order = named.explains.cases(*((kind, place) for place, kind in enumerate(ELSEWHERE)), else_=len(ELSEWHERE))
    listed = named.order_by(order, ibis.desc("year"), "department_id", "ordinal", "row_id").select(*kept)
    return listed.limit(limit, offset=offset) if limit is not None else listed


def other_counts(chosen: Filter, code: str | None = None) -> ir.Table:
    """How many rows ``other_reasons`` has. One row per explains: reasons."""
    rows = _others(chosen, code)
    return rows.group_by("explains").agg(reasons=rows.count().cast("int64"))


def _others(chosen: Filter, code: str | None) -> ir.Table:
    rows = apply(published("reason"), chosen)
    is_elsewhere = rows.explains != "under_execution"
    is_listed = is_elsewhere & (rows.reason_code == code) if code else is_elsewhere | rows.project_id.isnull()
    return rows.filter(is_listed & ~rows.is_inferred)


def reasons_list(chosen: Filter, code: str | None = None, limit: int = 200) -> ir.Table:
    """Stated reasons of every kind with their quotes and the project's money. One row per reason."""
    rows = apply(published("reason"), chosen)
    if code:
        rows = rows.filter(rows.reason_code == code)
    names = published("department").select("department_id", "department", "district", "city")
    lines = published("project_year")
    if chosen.evaluation_kind:
        lines = lines.filter(lines.evaluation_kind == chosen.evaluation_kind)
    money = lines.select("project_id", "year", "fund_year", "project", "unspent", "executed", project_row=lines.row_id)
    joined = rows.left_join(names, "department_id").left_join(money, ["project_id", "year", "fund_year"])
    joined = joined.drop("department_id_right", "project_id_right", "year_right", "fund_year_right")
    named = joined.mutate(code=joined.reason_code)
    return _named(named).order_by([ibis.desc("unspent", nulls_first=False), "row_id"]).limit(limit)


def reasons_about(project_id: str, department_id: str, year: int, fund_year: int) -> ir.Table:
    """What is said about one project-year, and about its department as a whole that year. One row per reason, the
    project's own first: is_own, the reason's names and controllable, the document's title."""
    rows = published("reason")
    is_own = (rows.project_id == project_id) & (rows.fund_year == fund_year)
    is_general = rows.project_id.isnull() & (rows.department_id == department_id)
    rows = rows.filter((rows.year == year) & (is_own | is_general))
    titles = published("source").select("source_id", "title")
    joined = rows.left_join(titles, "source_id").drop("source_id_right")
    named = _named(joined.mutate(code=joined.reason_code, is_own=joined.project_id.notnull()))
    return named.order_by(ibis.desc("is_own"), "is_inferred", "ordinal")


def _named(rows: ir.Table) -> ir.Table:
    names = published("reason_code").select("code", "reason_zh", "reason_en", "controllable")
    return rows.left_join(names, "code").drop("code_right")
