"""执行率 with a dozen department-years or fewer: each on its own line, in the order of years.

Belongs here: this shape of the page, ranked only where year, basis and level are the same. Does not belong here: sums
across departments (there are none).
"""

from __future__ import annotations

import polars as pl
import streamlit as st

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.components.address import go
from dashboard.components.panel import frame
from dashboard.context import Context
from dashboard.metrics import execution, projects
from dashboard.metrics.filters import Filter
from dashboard.stories.alike import can_be_ranked, differences, differing_words
from dashboard.stories.grouping import Grouping
from dashboard.stories.limits import target_of
from dashboard.stories.names import Row
from dashboard.views.common import csv_of, finding, show, sources_of
from dashboard.views.execution_beside import peers, slope_of
from dashboard.views.execution_money import budget_to_executed, few_hold_most
from dashboard.views.execution_parts import (
    both,
    histogram,
    on_initial,
    open_bin,
    printed_texts,
    rate_sources,
    year_and_city,
)
from dashboard.views.record_rows import heads, row, two_lines

_WIDTHS = (2.3, 1.2, 1.2, 1.0, 1.3, 1.2, 2.6)
_COLUMNS = ("department", "budget", "executed", "weighted", "mean", "stated", "basis")
_NAMED = 3
_PRINTED = ("execution_rate_stated",)


def crumb(context: Context, by_year: pl.DataFrame, chosen: Filter) -> str:
    """Where one is: the department, or how many, and which years."""
    w = context.w
    if by_year.is_empty():
        return w("execution.crumb_none")
    rows = context.warehouse.ask(execution.execution_by, chosen, "department_id")
    first, last = by_year["year"].min(), by_year["year"].max()
    period = w("execution.year" if first == last else "execution.years", first=first, last=last)
    if rows.height == 1:
        return w(
            "execution.crumb_one", department=context.choices.department_labels[rows["department_id"][0]], period=period
        )
    return w("execution.crumb_few", n=rows.height, period=period)


def draw(context: Context, chosen: Filter) -> None:
    """The page below its title row. ``chosen``: the filter without public cases, unless there is nothing else."""
    ask, target = context.warehouse.ask, target_of(context)
    rows = ask(execution.execution_by, chosen, "department_id", "year").sort("year", "department_id").to_dicts()
    bins = dict(ask(projects.rate_histogram, chosen).select("bin", "projects").iter_rows())
    if can_be_ranked(rows):
        rows.sort(key=lambda r: (r["rate"] is None, r["rate"] or 0, r["department_id"]))
    finding(_headline(context, rows, target))
    left, right = st.columns(2, gap="large")
    with left:
        show(
            context,
            _dots(context, rows, target),
            sources=rate_sources(context, chosen),
            on_click=_open_department,
        )
        budget_to_executed(
            context,
            pl.DataFrame(rows, infer_schema_length=None),
            lambda r: _row_name(context, rows, r),
            target,
            sources=rate_sources(context, chosen),
            is_ranked=False,
        )
    with right:
        if bins:
            show(
                context,
                histogram(context, bins, target, on_initial(context, chosen)),
                sources=sources_of(context, "project_year", ("budget_full_year", "executed"), chosen=chosen),
                on_click=lambda bin_id: open_bin(bin_id, None),
            )
        else:
            st.markdown(f":gray[:small[{context.w('execution.no_projects')}]]")
        few_hold_most(context, chosen)
    _table(context, chosen)
    _beside(context, rows, target)


def _line(context: Context, r: Row) -> str:
    """Short name of a line: 西湖区2022年."""
    grouping = Grouping(context, "execution_by", ("department_id",))
    return context.w("execution.line", department=grouping.short(r["department_id"], "department_id"), year=r["year"])


def _headline(context: Context, rows: list[Row], target: float) -> str:
    w = context.w
    known = [r for r in rows if r["rate"] is not None]
    departments = {r["department_id"] for r in rows}
    said: dict[str, object] = {"n": len(rows), "known": len(known), "departments": len(departments)}
    if not known:
        return w("execution.few_none" if len(rows) > 1 else "execution.few_none_one", **said)
    if len(departments) == 1:
        return _headline_of_one(context, known, len(rows), target)
    if can_be_ranked(rows):
        names = context.choices.department_labels
        worst, best = ({"name": names[r["department_id"]], "rate": f.rate(r["rate"], target)}
                       for r in (known[0], known[-1]))  # fmt: skip
        first = w("execution.few_ranked", best=best["name"], high=best["rate"], worst=worst["name"], low=worst["rate"],
                  year=known[0]["year"], **said)  # fmt: skip
        return w("common.semicolon").join((first, w("execution.few_alike")))
    each = w("common.pause").join(
        w("execution.few_each", name=_line(context, r), rate=f.rate(r["rate"], target)) for r in known[:_NAMED]
    )
    rates = [r["rate"] for r in known]
    span = {"low": f.rate(min(rates), target), "high": f.rate(max(rates), target)}
    first = (
        w("execution.few_known", each=each, **said) if len(known) <= _NAMED else w("execution.few_span", **span, **said)
    )
    return (
        w("common.semicolon").join((first, w("execution.few_not_ranked", what=differing_words(w, differences(rows)))))
        if len(known) > 1
        else first
    )


def _headline_of_one(context: Context, known: list[Row], n: int, target: float) -> str:
    """One department: its latest year, and what changed since the first one."""
    w, last = context.w, known[-1]
    said = {
        "department": context.choices.department_labels[last["department_id"]],
        "year": last["year"],
        "rate": f.rate(last["rate"], target),
        "target": f.share(target),
        "n": n,
    }
    first = w("execution.one_short" if f.is_below(last["rate"], target) else "execution.one_met", **said)
    if len(known) == 1:
        return w("common.semicolon").join((first, w("execution.one_year"))) if n == 1 else first
    before = known[-2]
    change = f.points_change(last["rate"] - before["rate"])
    below = sum(f.is_below(r["rate"], target) for r in known)
    key = "one_change_met" if not below else "one_change_short" if below == len(known) else "one_change"
    tail = w(f"execution.{key}", before=before["year"], change=change, below=below, known=len(known),
             target=f.share(target))  # fmt: skip
    return w("common.semicolon").join((first, tail))


def _dots(context: Context, rows: list[Row], target: float) -> specs.RateDots:
    w = context.w
    rates = {(r["department_id"], r["year"]): r["rate"] for r in rows}
    known = [r for r in rows if r["rate"] is not None]
    short = sum(f.is_below(r["rate"], target) for r in known)
    said = {"n": len(rows), "known": len(known), "short": short, "target": f.share(target)}
    none = "dots_title_none" if len(rows) > 1 else "dots_title_none_one"
    some = "dots_title_met" if not short else "dots_title_short" if short == len(known) else "dots_title"
    title = none if not known else some
    if len(known) == 1:
        title = ("dots_title_one" if len(rows) > 1 else "dots_title_single") + ("_short" if short else "")
    is_one = len({r["department_id"] for r in rows}) == 1
    order = "dots_ranked" if can_be_ranked(rows) else "dots_not_ranked"
    notes = [] if is_one else [w(f"execution.{order}")]
    return specs.RateDots(
        key="execution_dots",
        title=w(f"execution.{title}", **said),
        caption=w("execution.dots_caption", target=f.share(target)),
        unit_label="%",
        notes=tuple(notes),
        rows=tuple(
            specs.RateDot(
                f"{r['department_id']}|{r['year']}",
                w("execution.only_year", year=r["year"]) if is_one else _line(context, r),
                r["rate"],
                rates.get((r["department_id"], r["year"] - 1)),
            )
            for r in rows
        ),
        target=target,
    )


def _table(context: Context, chosen: Filter) -> None:
    """Money-weighted rate beside the simple mean, with what the report prints. All filtered rows, cases marked."""
    w, ask = context.w, context.warehouse.ask
    rows = ask(execution.execution_by, context.filter, "department_id", "year", "source_group")
    rows = rows.sort(pl.col("source_group").is_in(list(context.main_groups)).not_(), "year", "department_id")
    printed = printed_texts(context)
    lines = [_cells(context, r, printed) for r in rows.to_dicts()]
    several = [r for r in rows.to_dicts() if r["rate"] is not None and r["mean_n"] > 1]
    apart = max(several, key=lambda r: abs(r["mean_rate"] - r["rate"]), default=None)
    if apart is None:
        has_rate = any(r["rate"] is not None for r in rows.to_dicts())
        title = w("execution.table_title_single" if has_rate else "execution.table_title_none")
    else:
        said = {"name": _line(context, apart), "rate": f.rate(apart["rate"]), "mean": f.rate(apart["mean_rate"])}
        title = w("execution.table_title", **said, n=apart["mean_n"])
    labels = [w(f"execution.col_{name}", unit=f.unit_name(context.unit, w)) for name in _COLUMNS]
    data = pl.DataFrame(
        {
            label: [" ".join(filter(None, line[name])) for line in lines]
            for label, name in zip(labels, _COLUMNS, strict=True)
        }
    )
    with frame(
        w,
        key="execution-table",
        title=title,
        caption=w("execution.table_caption", unit=f.unit_name(context.unit, w)),
        stamp=context.stamp(),
        sources=both(rate_sources(context, chosen), sources_of(context, "department_year", _PRINTED, chosen=chosen)),
        csv=lambda: csv_of(context, data, title),
    ):
        heads(_WIDTHS, labels)
        for line in lines:
            for column, name in zip(row(_WIDTHS), _COLUMNS, strict=True):
                two_lines(column, *line[name], is_small=True, is_bold=name in ("department", "weighted"))


def _cells(context: Context, r: Row, printed: dict[tuple[str, int, str], list[str]]) -> dict[str, tuple[str, str]]:
    """Text and grey second line of each column."""
    w, unit = context.w, context.unit
    budget, executed, mark = r["budget"], r["executed"], ""
    if budget is None and r["initial_n"]:
        budget, executed, mark = r["initial_budget"], r["initial_executed"], w("execution.initial")
    elif budget is None:
        budget, executed = r["budget_only"], r["executed_only"]
    is_case = bool(context.main_groups) and r["source_group"] not in context.main_groups
    own = {scope: printed.get((r["department_id"], r["year"], scope), []) for scope in ("project", "department")}
    stated = own["project"] or own["department"]
    is_whole = not own["project"] and bool(own["department"])
    many = r["mean_n"] or 0
    return {
        "department": (context.choices.department_labels[r["department_id"]], _second(context, r, is_case)),
        "budget": (f.money(budget, unit) if budget is not None else w("common.not_stated"), mark),
        "executed": (f.money(executed, unit) if executed is not None else w("common.not_stated"), ""),
        "weighted": (f.rate(r["rate"]) if r["rate"] is not None else w("common.not_computable"), ""),
        "mean": (f.rate(r["mean_rate"]), w("execution.n", n=many)) if many else ("—", ""),
        "stated": (
            w("common.pause").join(stated) or w("common.not_stated"),
            w("execution.contradicting") if len(stated) > 1 else w("execution.whole") if is_whole else "",
        ),
        "basis": (_basis(context, r), _rest(context, r)),
    }


def _second(context: Context, r: Row, is_case: bool) -> str:
    w = context.w
    year = year_and_city(context, r["department_id"], r["year"])
    return w("common.comma").join((year, w("execution.case"))) if is_case else year


def _basis(context: Context, r: Row) -> str:
    w = context.w
    if r["rate"] is None and r["initial_n"]:
        return w("execution.basis_initial")
    if r["rate"] is None:
        missing = "executed" if r["budget_only_n"] else "budget" if r["executed_only_n"] else "both"
        return w(f"execution.basis_missing_{missing}")
    if r["is_stated"]:
        return w("execution.basis_stated")
    if r["rows_total"] == 1:
        return w("execution.basis_one")
    return w("execution.basis_sum", n=f.count(r["n"]), total=f.count(r["rows_total"]))


def _rest(context: Context, r: Row) -> str:
    """What stands beside and is not in the rate."""
    w, unit = context.w, context.unit
    parts = []
    if r["rate"] is not None and r["initial_n"]:
        amounts = {"budget": f.money(r["initial_budget"], unit), "executed": f.money(r["initial_executed"], unit)}
        parts.append(w("execution.rest_initial", n=r["initial_n"], **amounts))
    if r["rate"] is not None and r["to_date_n"]:
        parts.append(w("execution.rest_to_date", n=r["to_date_n"]))
    return w("common.semicolon").join(parts)


def _row_name(context: Context, rows: list[Row], r: Row) -> str:
    """The year alone where there is one department only."""
    if len({one["department_id"] for one in rows}) == 1:
        return context.w("execution.only_year", year=r["year"])
    return _line(context, r)


def _beside(context: Context, rows: list[Row], target: float) -> None:
    """One department or one year: its peers of that year. Several of each: the slope from the first to the last year,
    or a sentence says why not."""
    w = context.w
    grouping = Grouping(context, "execution_by", ("department_id",))
    known = [r for r in rows if r["rate"] is not None]
    if not known:
        return
    years = sorted({r["year"] for r in known})
    if len(years) == 1 or len({r["department_id"] for r in rows}) == 1:
        latest = {r["department_id"] for r in known if r["year"] == years[-1]}
        peers(context, [d for d in grouping.departments if d.department_id in latest], years[-1], target)
        return
    spec = slope_of(context, rows, grouping, (years[0], years[-1]), target)
    if spec is None:
        st.markdown(f":gray[:small[{w('execution.few_no_beside', each=_each_year(context, known))}]]")
        return
    show(
        context,
        spec,
        sources=rate_sources(context, context.main_filter),
        on_click=lambda department: go("department", dept=department),
    )


def _each_year(context: Context, known: list[Row]) -> str:
    """西湖区2022年、东区2023年: who has a rate in which year."""
    return context.w("common.pause").join(_line(context, r) for r in known[:_NAMED])


def _open_department(cell_id: str) -> None:
    department, year = specs.cell_key(cell_id)
    go("low", departments=(department,), year_from=year, year_to=year)
