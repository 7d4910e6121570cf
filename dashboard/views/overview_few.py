"""总览 with a dozen department-years or fewer: a ledger, one square a project, the reasons in their own words.

Belongs here: this shape of the overview. Does not belong here: its money where the reports are alike
(``overview_few_money``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.address import go
from dashboard.components.kpi import kpi_row
from dashboard.components.panel import Sources, frame
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.kpi import Kpi
from dashboard.metrics import answers, execution, projects, reasons
from dashboard.metrics.filters import Filter
from dashboard.stories.alike import can_be_ranked
from dashboard.stories.ledger import ledger
from dashboard.stories.limits import target_of
from dashboard.stories.names import Row, reason_name
from dashboard.stories.squares import squares
from dashboard.views.common import csv_of, finding, open_project, quotes, show, sources_of
from dashboard.views.execution_parts import both, histogram, on_initial, open_bin, rate_sources
from dashboard.views.overview_change import biggest_movers, few_change
from dashboard.views.overview_few_money import has_money, money
from etl.contracts import CASES_GROUP, DEFAULT_REASON_THRESHOLD

_SHOWN_REASONS = 8


def crumb(context: Context, by_year: pl.DataFrame) -> str:
    """Where one is: how many departments, which years."""
    if by_year.is_empty():
        return context.w("app.overview")
    years = by_year.get_column("year")
    key = "overview.crumb_one_year" if years.min() == years.max() else "overview.crumb_years"
    departments = context.warehouse.ask(execution.execution_by, context.main_filter, "department_id")["department_id"]
    if len(departments) == 1:
        name = context.choices.department_labels[departments[0]]
        return context.w(f"{key}_one", name=name, first=years.min(), last=years.max())
    return context.w(key, n=len(departments), first=years.min(), last=years.max())


def draw(context: Context, sums: pl.DataFrame) -> None:
    """The page below its title row; ``sums`` holds the sums of each year."""
    by_year = context.warehouse.ask(execution.execution_by, context.main_filter, "department_id", "year")
    target = target_of(context)
    totals = context.warehouse.ask(projects.summary, context.main_filter, target, DEFAULT_REASON_THRESHOLD)
    summary = totals.row(0, named=True)
    rows = by_year.to_dicts()
    if has_money(rows):
        money(context, sums, target)
    else:
        finding(_headline(context, summary, target))
        kpi_row(_kpis(context, summary))
    if by_year.height:
        spec = ledger(context, context.main_filter, by_year, target, is_ranked=can_be_ranked(rows))
        show(context, spec, sources=_ledger_sources(context, context.main_filter), on_click=_open_department)
    if context.address.has_cases:
        _cases(context, target)
    if by_year.is_empty():
        return
    years = sorted(by_year.get_column("year").unique())
    left, right = st.columns(2, gap="large")
    with left:
        if summary["projects"]:
            _projects(context, by_year, summary, target)
        if len(years) > 1:
            few_change(context, by_year.to_dicts(), target)
    with right:
        if summary["projects"]:
            _reasons(context)
    if len(years) == 1:
        biggest_movers(context, years[0], target)


def _ledger_sources(context: Context, chosen: Filter) -> Callable[[], Sources]:
    """The amounts drawn, then the scores and grades beside them."""
    scored = sources_of(context, "department_year", ("score", "score_text", "grade_stated"), chosen=chosen)
    return both(rate_sources(context, chosen), scored)


def _headline(context: Context, summary: Row, target: float) -> str:
    w = context.w
    if not summary["projects"]:
        return w("overview.headline_no_projects")
    if not summary["computable"]:
        one = "_one" if summary["projects"] == 1 else ""
        return w(f"overview.headline_none_computable{one}", n=summary["projects"])
    unspent = f.money_with_unit(summary["missed_unspent"], context.unit, w)
    said = {"n": summary["computable"], "low": summary["missed"], "target": f.share(target), "unspent": unspent}
    key = "headline_low" if summary["missed"] else "headline_all_met"
    one = "_only" if summary["computable"] == 1 else "_one" if summary["missed"] == 1 else ""
    parts = [w(f"overview.{key}{one}", **said)]
    if summary["without_budget"]:
        parts.append(w("overview.headline_without_budget", n=summary["without_budget"]))
    return w("common.semicolon").join(parts)


def _kpis(context: Context, summary: Row) -> list[Kpi]:
    w = context.w
    found = context.warehouse.ask(answers.finding_counts, context.main_filter).row(0, named=True)
    high = context.warehouse.ask(answers.finding_counts, context.main_filter, severity="high")["findings"].sum()
    initial = on_initial(context, context.main_filter)
    if not summary["projects"]:
        return [_findings_kpi(context, found, high)]
    notes = {
        "kpi_initial_note": initial,
        "kpi_computable_note": summary["without_budget"],
        "kpi_no_executed_note": 0 if summary["without_budget"] else summary["without_executed"],
    }
    computable = w("common.semicolon").join(w(f"overview.{key}", n=n) for key, n in notes.items() if n)
    return [
        Kpi(
            w("overview.kpi_projects"),
            f.count(summary["projects"]),
            w("overview.kpi_projects_note", n=summary["department_years"]),
        ),
        Kpi(
            w("overview.kpi_computable"),
            f"{summary['computable']} / {summary['projects']}",
            computable,
        ),
        Kpi(
            w("overview.kpi_unspent", unit=f.unit_name(context.unit, w)),
            f.money(summary["missed_unspent"], context.unit),
            w("overview.kpi_unspent_note", n=summary["missed"], budget=f.money(summary["missed_budget"], context.unit))
            if summary["missed"]
            else w("overview.kpi_unspent_none"),
            is_missed=bool(summary["missed_unspent"]),
        ),
        Kpi(
            w("overview.kpi_explained"),
            f"{summary['explained']} / {summary['to_explain']}" if summary["to_explain"] else f.NULL,
            w("overview.kpi_explained_note" if summary["to_explain"] else "overview.kpi_explained_none"),
            is_missed=summary["explained"] < summary["to_explain"],
        ),
        _findings_kpi(context, found, high),
    ]


def _findings_kpi(context: Context, found: Row, high: int) -> Kpi:
    note = context.w("overview.kpi_findings_note", n=found["sources"], high=high)
    return Kpi(context.w("overview.kpi_findings"), f.count(found["findings"]), note, is_missed=high > 0)


def _cases(context: Context, target: float) -> None:
    """Cases in a ledger of their own: shown, marked, and added to nothing."""
    chosen = context.filter.with_(source_groups=(CASES_GROUP,))
    by_year = context.warehouse.ask(execution.execution_by, chosen, "department_id", "year")
    lines = context.warehouse.ask(projects.summary, chosen, target, DEFAULT_REASON_THRESHOLD)["projects"][0]
    title = context.w("overview.cases_title", n=by_year.height, lines=lines)
    spec = ledger(context, chosen, by_year, target)
    spec = replace(spec, key="overview_cases", title=title, caption=context.w("overview.cases_caption"))
    show(context, spec, sources=_ledger_sources(context, chosen), on_click=_open_department)


def _open_department(cell_id: str) -> None:
    department, year = specs.cell_key(cell_id)
    go("low", departments=(department,), year_from=year, year_to=year)


def _projects(context: Context, by_year: pl.DataFrame, summary: Row, target: float) -> None:
    """One square a project; more than can be told apart are counted by rate instead."""
    chosen = context.main_filter
    sources = sources_of(context, "project_year", chosen=chosen)
    if summary["projects"] <= specs.SQUARE_LIMIT:
        show(context, squares(context, by_year, summary, target), sources=sources, on_click=open_project)
        return
    bins = dict(context.warehouse.ask(projects.rate_histogram, chosen).select("bin", "projects").iter_rows())
    spec = histogram(context, bins, target, on_initial(context, chosen))
    show(context, spec, sources=sources, on_click=lambda bin_id: open_bin(bin_id, None))


def _line(row: Row) -> tuple[object, ...]:
    """What tells project-years apart: their money is one amount."""
    return row["project_id"], row["year"], row["fund_year"]


def _reasons(context: Context) -> None:
    w = context.w
    rows = [
        {**r, "subject": r["project"] or r["department"], "title": r["department"]}
        for r in context.warehouse.ask(reasons.reasons_list, context.main_filter).to_dicts()
        if r["explains"] == "under_execution" and r["project_id"] is not None
    ]
    places = {key: place for place, key in reversed(list(enumerate(_line(r) for r in rows)))}
    rows.sort(key=lambda r: (places[_line(r)], r["ordinal"]))
    is_several_years = len({r["year"] for r in rows}) > 1
    first: set[tuple[object, ...]] = set()
    for r in rows:
        r["is_again"] = _line(r) in first
        first.add(_line(r))
        if is_several_years:
            r["subject"] = w("common.subject", name=r["subject"], year=r["year"])
    kinds = len({r["code"] for r in rows})
    table = pl.DataFrame(
        {
            w("charts.col_reason"): [reason_name(context, r) for r in rows],
            w("overview.col_unspent"): [None if r["is_again"] else r["unspent"] for r in rows],
            w("overview.col_project"): [r["subject"] for r in rows],
            w("overview.col_quote"): [r["quote"] for r in rows],
        },
        strict=False,
    )
    told = {"n": len({r["project_id"] for r in rows}), "m": kinds}
    key = "reasons_none" if not rows else "reasons_title_one" if told["n"] == 1 else "reasons_title"
    title = w(f"overview.{key}", **told)
    with frame(
        w,
        key="overview-reasons",
        title=title,
        caption=w("overview.reasons_caption", unit=f.unit_name(context.unit, w)),
        stamp=context.stamp(),
        sources=quotes(rows),
        csv=lambda: csv_of(context, table, title),
    ):
        for row in rows[:_SHOWN_REASONS]:
            reason, project = st.columns([0.36, 0.64], gap="small")
            amount = f":orange[**{f.money(row['unspent'], context.unit)}**]" if row["unspent"] else "—"
            amount = w("overview.same_project") if row["is_again"] else amount
            reason.markdown(f":small[**{escape_markdown(reason_name(context, row))}**　{amount}]")
            quote = w("panel.quote", quote=escape_markdown(row["quote"])) if row["quote"] else ""
            project.markdown(f":small[{escape_markdown(row['subject'])}　:gray[{quote}]]")
