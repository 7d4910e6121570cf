"""总览 with a dozen department-years or fewer: a ledger, one square a project, the reasons in their own words.

Belongs here: this shape of the overview. Does not belong here: sums over departments (there are none).
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.address import go
from dashboard.components.choices import DepartmentOption
from dashboard.components.kpi import Kpi, kpi_row
from dashboard.components.panel import frame
from dashboard.components.text import escape_markdown
from dashboard.context import Context
from dashboard.metrics import answers, execution, projects, reasons, scores
from dashboard.metrics.evidence import evidence_of
from dashboard.strings import Words
from dashboard.views.common import Row, csv_of, finding, open_project, quotes, reason_name, show, sources_of, target_of
from etl.contracts import DEFAULT_REASON_THRESHOLD

_SHOWN_REASONS = 8
_SQUARES: dict[str, specs.UnitState] = {
    "met": "met",
    "over": "met",
    "missed": "missed",
    "no_spending": "no_spend",
    "share_only": "share_only",
}


def crumb(context: Context, by_year: pl.DataFrame) -> str:
    """Where one is: how many departments, which years."""
    if by_year.is_empty():
        return context.w("app.overview")
    years = by_year.get_column("year")
    key = "overview.crumb_one_year" if years.min() == years.max() else "overview.crumb_years"
    departments = context.warehouse.ask(execution.execution_by, context.filter)["departments"][0]
    return context.w(key, n=departments, first=years.min(), last=years.max())


def draw(context: Context) -> None:
    """The page below its title row."""
    by_year = context.warehouse.ask(execution.execution_by, context.filter, "department_id", "year")
    target = target_of(context)
    totals = context.warehouse.ask(projects.summary, context.filter, target, DEFAULT_REASON_THRESHOLD)
    summary = totals.row(0, named=True)
    finding(_headline(context, summary, target))
    kpi_row(_kpis(context, summary))
    show(
        context,
        _ledger(context, by_year, target),
        sources=sources_of(context, "department_year"),
        on_click=_open_department,
    )
    left, right = st.columns([0.46, 0.54], gap="large")
    with left:
        show(
            context,
            _squares(context, by_year, summary, target),
            sources=sources_of(context, "project_year"),
            on_click=open_project,
        )
    with right:
        _reasons(context)


def _headline(context: Context, summary: Row, target: float) -> str:
    w = context.w
    if not summary["projects"]:
        return w("overview.headline_no_projects")
    if not summary["computable"]:
        return w("overview.headline_none_computable", n=summary["projects"])
    unspent = f.money_with_unit(summary["missed_unspent"], context.unit, w)
    said = {"n": summary["computable"], "low": summary["missed"], "target": f.share(target), "unspent": unspent}
    parts = [w("overview.headline_low" if summary["missed"] else "overview.headline_all_met", **said)]
    if summary["without_budget"]:
        parts.append(w("overview.headline_without_budget", n=summary["without_budget"]))
    return w("common.semicolon").join(parts)


def _kpis(context: Context, summary: Row) -> list[Kpi]:
    w = context.w
    found = context.warehouse.ask(answers.finding_counts, context.filter).row(0, named=True)
    high = context.warehouse.ask(answers.finding_counts, context.filter, severity="high")["findings"].sum()
    missing = "overview.kpi_computable_note" if summary["without_budget"] else "overview.kpi_no_executed_note"
    return [
        Kpi(
            w("overview.kpi_projects"),
            f.count(summary["projects"]),
            w("overview.kpi_projects_note", n=summary["department_years"]),
        ),
        Kpi(
            w("overview.kpi_computable"),
            f"{summary['computable']} / {summary['projects']}",
            w(missing, n=summary["without_budget"] or summary["without_executed"]),
        ),
        Kpi(
            w("overview.kpi_unspent", unit=f.unit_name(context.unit, w)),
            f.money(summary["missed_unspent"], context.unit),
            w("overview.kpi_unspent_note", n=summary["missed"], budget=f.money(summary["missed_budget"], context.unit)),
            is_missed=bool(summary["missed_unspent"]),
        ),
        Kpi(
            w("overview.kpi_explained"),
            f"{summary['explained']} / {summary['to_explain']}",
            w("overview.kpi_explained_note"),
            is_missed=summary["explained"] < summary["to_explain"],
        ),
        Kpi(
            w("overview.kpi_findings"),
            f.count(found["findings"]),
            w("overview.kpi_findings_note", n=found["sources"], high=high),
            is_missed=high > 0,
        ),
    ]


def _ledger(context: Context, by_year: pl.DataFrame, target: float) -> specs.Ledger:
    w = context.w
    stated = context.warehouse.ask(execution.stated_years, context.filter).to_dicts()
    names = {d.department_id: d for d in context.choices.departments}
    bands = context.warehouse.ask(scores.score_bands, context.filter).to_dicts()
    lines = context.warehouse.ask(projects.project_rows, context.filter).to_dicts()
    disputed = context.warehouse.ask(answers.findings, context.filter, code="grade_mismatch")
    graded = set(disputed.get_column("fact_row_id"))
    twice = _second_rates(context)
    rows = []
    for row in by_year.sort(pl.col("rate").is_null(), "year", "department_id").to_dicts():
        key = (row["department_id"], row["year"])
        own = [s for s in stated if (s["department_id"], s["year"]) == key]
        line = [x for x in lines if (x["department_id"], x["year"]) == key]
        rows.append(_ledger_row(context, row, own, line, bands, graded, twice, names[row["department_id"]].label))
    shown = [r for r in rows if r.rate is not None or r.contradicting]
    rest = len(rows) - len(shown)
    above = sum(1 for r in rows if r.rate is not None and not r.is_short(target))
    said = {"seen": len(shown), "above": above, "target": f.share(target), "rest": rest}
    return specs.Ledger(
        key="overview_ledger",
        title=w("overview.ledger_title" if rest else "overview.ledger_title_all", **said),
        caption=w("overview.ledger_caption", target=f.share(target)),
        unit_label="%",
        notes=tuple(_initial_notes(context, by_year, names)),
        rows=tuple(rows),
        money_unit=context.unit,
        target=target,
    )


def _second_rates(context: Context) -> dict[str, list[specs.StatedRate]]:
    """All printed execution rates of department rows, by row id, in document order."""
    rows = context.warehouse.ask(evidence_of, context.filter, "department_year", ("execution_rate_stated",), limit=100)
    found: dict[str, list[specs.StatedRate]] = {}
    for r in rows.sort("row_id", "ordinal").to_dicts():
        found.setdefault(r["row_id"], []).append(specs.StatedRate(float(r["value"]), r["decimals"] or 0))
    return found


def _ledger_row(
    context: Context,
    row: Row,
    stated: list[Row],
    lines: list[Row],
    bands: list[Row],
    graded: set[str],
    printed: dict[str, list[specs.StatedRate]],
    label: str,
) -> specs.LedgerRow:
    w = context.w
    main = next((s for s in stated if s["scope"] == "project"), stated[0] if stated else None)
    scored = next((s for s in stated if s["score"] is not None or s["grade_stated"]), None)
    department = lines[0] if lines else (stated[0] if stated else {})
    is_stated = bool(row["is_stated"])
    whole = main if is_stated and main is not None else None
    budget, executed = row["budget"], row["executed"]
    if whole is not None:
        full_year = whole["budget_full_year"]
        budget, executed = full_year if full_year is not None else whole["budget_initial"], whole["executed"]
    has_initial = whole is not None and whole["budget_full_year"] is None and whole["budget_initial"] is not None
    rates = tuple(printed.get(whole["row_id"], ())) if whole is not None else ()
    own_bands = [b for b in bands if b["department_id"] == row["department_id"] and b["year"] == row["year"]]
    grade = scored["grade_stated"] if scored else (lines[0]["grade_stated"] if len(lines) == 1 else None)
    return specs.LedgerRow(
        id=f"{row['department_id']}|{row['year']}",
        label=label,
        sub_label=_sub_label(w, row, department, whole, lines),
        budget=budget,
        executed=executed,
        stated=rates,
        budget_prefix=w("overview.prefix_initial") if has_initial else "",
        executed_prefix=w("overview.prefix_final") if has_initial else "",
        is_comparable=not has_initial,
        score_text=f.score(scored["score"]) if scored and scored["score"] is not None
        else w("overview.only_bands") if own_bands else w("common.not_stated"),
        grade_text=" / ".join(str(b["project_count"]) for b in own_bands) if own_bands
        else w("overview.grade_word", grade=grade) if grade else w("common.not_stated"),
        has_grade_issue=bool(scored and scored["row_id"] in graded),
    )  # fmt: skip


def _sub_label(w: Words, row: Row, department: Row, whole: Row | None, lines: list[Row]) -> str:
    if whole is not None and whole["scope"] == "department":
        what = w("overview.sub_whole")
    elif row["is_stated"]:
        what = w("overview.sub_projects", n=len(lines)) if lines else w("overview.sub_stated_projects")
    else:
        what = w("overview.sub_sum", n=row["n"]) if row["n"] > 1 else w("overview.sub_projects", n=row["n"])
    return w("header.path_separator").join(filter(None, (department.get("city"), str(row["year"]), what)))


def _initial_notes(context: Context, by_year: pl.DataFrame, names: dict[str, DepartmentOption]) -> list[str]:
    w = context.w
    notes = []
    for row in by_year.filter((pl.col("initial_n") > 0) & ~pl.col("is_stated")).to_dicts():
        notes.append(
            w(
                "overview.initial_note",
                department=names[row["department_id"]].label,
                n=row["initial_n"],
                budget=f.money(row["initial_budget"], context.unit),
                executed=f.money(row["initial_executed"], context.unit),
            )
        )
    return notes


def _open_department(cell_id: str) -> None:
    department, year = specs.cell_key(cell_id)
    go("low", departments=(department,), year_from=year, year_to=year)


def _squares(context: Context, by_year: pl.DataFrame, summary: Row, target: float) -> specs.UnitChart:
    w = context.w
    states = context.warehouse.ask(projects.states, context.filter, target)
    places = dict(context.choices.districts_in(None, None))
    rows = []
    for row in by_year.sort(pl.col("rate").is_null(), "year", "department_id").to_dicts():
        own = states.filter((pl.col("department_id") == row["department_id"]) & (pl.col("year") == row["year"]))
        squares = tuple(
            specs.UnitSquare(r["row_id"], r["project"], _SQUARES.get(r["state"], "unknown"), r["rate"])
            for r in own.to_dicts()
        )
        option = next(d for d in context.choices.departments if d.department_id == row["department_id"])
        rows.append(
            specs.UnitRow(
                id=f"{row['department_id']}|{row['year']}",
                label=w("overview.square_label", district=places[option.district_code], year=row["year"]),
                squares=squares,
                remark=_remark(w, own),
                is_alert=any(s.state == "missed" for s in squares),
            )
        )
    return specs.UnitChart(
        key="overview_squares",
        title=w(
            "overview.squares_title",
            n=summary["projects"],
            met=summary["met"],
            missed=summary["missed"],
            target=f.share(target),
            rest=summary["projects"] - summary["met"] - summary["missed"],
        ),
        caption=w("overview.squares_caption"),
        unit_label=w("overview.squares_unit"),
        rows=tuple(rows),
        target=target,
    )


def _remark(w: Words, own: pl.DataFrame) -> str:
    if own.is_empty():
        return w("overview.remark_none")
    missed = own.filter(pl.col("state") == "missed").sort("rate")
    if missed.height == 1:
        return f.rate(missed["rate"][0])
    if missed.height:
        return w("overview.remark_lowest", rate=f.rate(missed["rate"][0]))
    without = own.filter(pl.col("state") == "no_spending").height
    shares = own.filter(pl.col("state") == "share_only").height
    if without or shares:
        return w("overview.remark_no_spending", n=without, m=shares)
    return ""


def _reasons(context: Context) -> None:
    w = context.w
    rows = [
        {**r, "subject": r["project"] or r["department"], "title": r["department"]}
        for r in context.warehouse.ask(reasons.reasons_list, context.filter).to_dicts()
        if r["explains"] == "under_execution" and r["project_id"] is not None
    ]
    kinds = len({r["code"] for r in rows})
    table = pl.DataFrame(
        {
            w("charts.col_reason"): [reason_name(context, r) for r in rows],
            w("overview.col_unspent"): [r["unspent"] for r in rows],
            w("overview.col_project"): [r["subject"] for r in rows],
            w("overview.col_quote"): [r["quote"] for r in rows],
        },
        strict=False,
    )
    told = {"n": len({r["project_id"] for r in rows}), "m": kinds}
    title = w("overview.reasons_title" if rows else "overview.reasons_none", **told)
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
            name, money, project, quote = st.columns([0.26, 0.08, 0.31, 0.35], vertical_alignment="center", gap="small")
            name.markdown(f":small[**{escape_markdown(reason_name(context, row))}**]")
            amount = f.money(row["unspent"], context.unit)
            money.markdown(f":small[:orange[**{amount}**]]" if row["unspent"] else ":small[—]")
            project.markdown(f":small[{escape_markdown(row['subject'])}]")
            quote.markdown(f":gray[:small[{w('panel.quote', quote=escape_markdown(row['quote']))}]]")
