"""The ledger of the overview: one department-year a row, as its own report states it.

Belongs here: turning sums, stated rows, bands and findings into ledger rows. Does not belong here: sums over rows.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from dashboard import formats as f
from dashboard.charts import specs
from dashboard.choices import DepartmentOption
from dashboard.context import Context
from dashboard.metrics import answers, execution, profile, projects, scores
from dashboard.metrics.evidence import printed_department_rates
from dashboard.metrics.filters import Filter
from dashboard.stories.alike import differences, differing_words
from dashboard.stories.names import Row
from dashboard.stories.section import Column, Table
from dashboard.strings import Words


def ledger(
    context: Context, chosen: Filter, by_year: pl.DataFrame, target: float, *, is_ranked: bool = False
) -> specs.Ledger:
    """The ledger of the department-years in ``by_year`` (execution sums per department and year of ``chosen``)."""
    w = context.w
    stated = context.warehouse.ask(execution.stated_years, chosen).to_dicts()
    scored = {(s["department_id"], s["year"]): s
              for s in context.warehouse.ask(profile.department_scores, chosen).to_dicts()}  # fmt: skip
    names = context.choices.department
    bands = context.warehouse.ask(scores.score_bands, chosen).to_dicts()
    lines = context.warehouse.ask(projects.project_rows, chosen).to_dicts()
    disputed = context.warehouse.ask(answers.rows_with_finding, chosen, "grade_mismatch")
    graded = set(disputed.get_column("fact_row_id"))
    printed = _printed_rates(context, chosen)
    rows = []
    order = "rate" if is_ranked else "year"
    for row in by_year.sort(pl.col("rate").is_null(), order, "department_id").to_dicts():
        key = (row["department_id"], row["year"])
        own = [s for s in stated if (s["department_id"], s["year"]) == key]
        line = [x for x in lines if (x["department_id"], x["year"]) == key]
        rows.append(_ledger_row(context, row, own, line, bands, graded, printed, scored.get(key)))
    shown = [r for r in rows if r.rate is not None or r.contradicting]
    rest = len(rows) - len(shown)
    # Years of one department are not so many departments.
    is_several_years = by_year["department_id"].n_unique() < by_year.height
    what = w("overview.what_department_year" if is_several_years else "overview.what_department")
    above = sum(1 for r in rows if r.rate is not None and not r.is_short(target))
    return specs.Ledger(
        key="overview_ledger",
        title=_title(w, len(shown), above, rest, f.share(target), what),
        caption=w("common.semicolon").join(
            (w("overview.ledger_caption", target=f.share(target)), _order(context, by_year, is_ranked=is_ranked))
        ),
        unit_label="%",
        notes=tuple(_initial_notes(context, by_year, names)),
        rows=tuple(rows),
        money_unit=context.unit,
        target=target,
    )


def _title(w: Words, seen: int, above: int, rest: int, target: str, what: str) -> str:
    """How many rows show a rate and how many reach the target, in words for none, one and all."""
    if not seen:
        return w("overview.ledger_none_one") if rest == 1 else w("overview.ledger_none", n=rest, what=what)
    reached = "met" if above == seen else "some" if above else "short"
    key = f"overview.ledger_{'one' if seen == 1 else 'seen'}_{reached}"
    first = w(key, seen=seen, above=above, target=target, what=what)
    return w("common.semicolon").join((first, w("overview.ledger_rest", n=rest))) if rest else first


def _order(context: Context, by_year: pl.DataFrame, *, is_ranked: bool) -> str:
    """What the order of the rows means."""
    w, rows = context.w, by_year.to_dicts()
    if is_ranked:
        return w("overview.ledger_ranked")
    differing = differences(rows)
    if len({r["department_id"] for r in rows}) == 1 and "levels" not in differing and "bases" not in differing:
        return w("overview.ledger_years")
    if not differing:
        return w("overview.ledger_beside")
    return w("overview.ledger_differ", what=differing_words(w, differing))


def _printed_rates(context: Context, chosen: Filter) -> dict[str, list[specs.StatedRate]]:
    """All printed execution rates of department rows, by row id, in document order."""
    rows = context.warehouse.ask(printed_department_rates, chosen)
    found: dict[str, list[specs.StatedRate]] = {}
    for r in rows.to_dicts():
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
    scored: Row | None,
) -> specs.LedgerRow:
    w = context.w
    main = next((s for s in stated if s["scope"] == "project"), stated[0] if stated else None)
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
    grade = scored["grade_stated"] if scored else None
    if grade is None and len(lines) == 1 and (scored is None or scored["score"] is None):
        grade = lines[0]["grade_stated"]
    label = context.choices.department_labels[row["department_id"]]
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
        score_text=_score(w, scored) if scored and scored["score"] is not None
        else w("overview.only_bands") if own_bands else w("common.not_stated"),
        grade_text=" / ".join(str(b["project_count"]) for b in own_bands) if own_bands
        else w("overview.grade_word", grade=grade) if grade else w("common.not_stated"),
        has_grade_issue=bool(scored and scored["row_id"] in graded),
    )  # fmt: skip


def _score(w: Words, scored: Row) -> str:
    """The score in points, with its scope where it is not of the whole department."""
    key = "score_of_projects" if scored["scope"] == "project" else ""
    score = f.score(scored["score"])
    return w(f"overview.{key}", score=score) if key else score


def _sub_label(w: Words, row: Row, department: Row, whole: Row | None, lines: list[Row]) -> str:
    if whole is not None and whole["scope"] == "department":
        what = w("overview.sub_whole")
    elif row["is_stated"]:
        what = w("overview.sub_projects", n=len(lines)) if lines else w("overview.sub_stated_projects")
    else:
        what = w("overview.sub_sum", n=row["n"]) if row["n"] > 1 else w("overview.sub_projects", n=row["n"])
    return w("header.path_separator").join(filter(None, (department.get("city"), str(row["year"]), what)))


def _initial_notes(context: Context, by_year: pl.DataFrame, names: Mapping[str, DepartmentOption]) -> list[str]:
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


def ledger_table(w: Words, spec: specs.Ledger) -> Table:
    """The ledger as a table of texts, for files and where no rate can be drawn."""
    unit = spec.money_unit
    heads = (("charts.col_name", 3.2), ("tables.budget", 1.4), ("tables.executed", 1.4),
             ("charts.col_rate", 1.6), ("charts.col_score", 1.3))  # fmt: skip
    columns = tuple(Column(w(word), width, is_figure=place > 0) for place, (word, width) in enumerate(heads))
    rows = tuple(
        (
            f"{r.label}\n{r.sub_label}",
            f.money(r.budget, unit),
            f.money(r.executed, unit),
            f.rate(r.rate, spec.target) if r.rate is not None
            else " / ".join(f.rate_as_printed(s.value, s.decimals) for s in r.stated) or w("charts.not_computable"),
            r.score_text or f.NULL,
        )
        for r in spec.rows
    )  # fmt: skip
    return Table(columns, rows)
